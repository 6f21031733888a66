//! AWS files as people have them, and what each must resolve to: `samples.toml`. `tests/interop/aws_files.py` asks
//! botocore the same.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use lambdesk_core::credentials::aws_chain;
use lambdesk_core::credentials::aws_files::{AwsFiles, AwsProfiles, AwsSettings};
use lambdesk_core::credentials::chain::{Base, Chain, Given, Role};
use lambdesk_core::failure::Failure;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Samples {
    sample: Vec<Sample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Sample {
    name: String,
    config: Option<String>,
    credentials: Option<String>,
    encoding: Option<String>,
    files: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    profile: Option<String>,
    expect: Vec<String>,
    error: Option<String>,
    problems: Vec<String>,
    settings: BTreeMap<String, Value>,
    /// Why botocore's answer is another: no concern of this side.
    #[serde(rename = "botocore")]
    _botocore: Option<String>,
}

fn samples() -> Vec<Sample> {
    let samples: Samples = toml_edit::de::from_str(include_str!("samples.toml")).expect("samples");
    samples.sample
}

/// What a sample must resolve to, and what it resolved to.
#[derive(Debug, PartialEq)]
struct Answer {
    steps: Result<Vec<String>, String>,
    problems: Vec<String>,
    settings: BTreeMap<String, Value>,
}

#[tokio::test]
async fn every_sample_resolves_as_the_table_says() {
    let mut wrong = String::new();
    let samples = samples();
    for sample in &samples {
        let folder = tempfile::tempdir().expect("a folder");
        let (found, shown) = sample.resolve(folder.path()).await;
        let steps = sample.error.clone().map_or_else(|| Ok(sample.expect.clone()), Err);
        let expected = Answer { steps, problems: sample.problems.clone(), settings: sample.settings.clone() };
        if found != expected {
            writeln!(wrong, "{}\n  expected {expected:?}\n  found    {found:?}", sample.name).expect("text");
        }
        if shown.contains("secret-of-") || shown.contains("token-of-") {
            writeln!(wrong, "{}\n  shows a secret: {shown}", sample.name).expect("text");
        }
    }
    assert!(samples.len() >= 40, "there are but {} samples", samples.len());
    assert!(wrong.is_empty(), "\n{wrong}");
}

impl Sample {
    fn write(&self, home: &Path) {
        let files = self.files.iter().map(|(path, text)| (path.as_str(), text));
        let config = self.config.iter().map(|text| (".aws/config", text));
        for (path, text) in files.chain(config).chain(self.credentials.iter().map(|text| (".aws/credentials", text))) {
            let text = at(home, text);
            let bytes = if self.encoding.as_deref() == Some("latin-1") {
                text.chars().map(|it| u8::try_from(it).expect("Latin-1")).collect()
            } else {
                text.into_bytes()
            };
            let path = home.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("written");
        }
    }

    async fn read(&self, home: &Path) -> (AwsFiles, AwsProfiles) {
        let env: Vec<_> = self.env.iter().map(|(name, value)| (name.clone(), at(home, value))).collect();
        let mut env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let folder = home.display().to_string();
        env.push(("HOME", &folder));
        let files = AwsFiles::of(&env);
        let aws = files.read().await;
        (files, aws)
    }

    /// What it resolves to, and all that `Debug` and `Display` say of it.
    async fn resolve(&self, home: &Path) -> (Answer, String) {
        self.write(home);
        let (files, aws) = self.read(home).await;
        let profile = self.profile.clone().unwrap_or_else(|| aws.selected());
        let (chain, settings) = (aws_chain::resolve(&aws, &profile), aws.settings(Some(&profile)));
        let problems: Vec<_> = aws.problems.iter().map(ToString::to_string).collect();
        let failures: Vec<_> = aws.problems.iter().cloned().map(Failure::from).collect();
        let error = chain.as_ref().err().map(ToString::to_string);
        let shown = format!("{files:?} {aws:?} {chain:?} {error:?} {settings:?} {problems:?} {failures:?}");
        let away = |text: &String| text.replace(&home.display().to_string(), "{home}");
        let answer = Answer {
            steps: chain.map(|chain| steps(&chain).iter().map(away).collect()).map_err(|error| error.to_string()),
            problems: problems.iter().map(away).collect(),
            settings: rendered(&settings, home),
        };
        (answer, shown)
    }
}

fn at(home: &Path, text: &str) -> String {
    text.replace("{home}", &home.display().to_string())
}

/// A chain as the table has it. `aws_files.py` writes the same of what botocore does.
fn steps(chain: &Chain) -> Vec<String> {
    std::iter::once(base(&chain.base)).chain(chain.roles.iter().map(role)).collect()
}

fn with(mut text: String, parts: &[(&str, Option<&str>)]) -> String {
    for (name, value) in parts {
        if let Some(value) = value {
            write!(text, " {name}={value}").expect("text");
        }
    }
    text
}

fn base(base: &Base) -> String {
    match base {
        Base::Keys { access_key_id, secret, account } => with(
            format!("keys {access_key_id}"),
            &[
                ("secret", Some(&secret.secret_access_key)),
                ("token", secret.session_token.as_deref()),
                ("account", account.as_deref()),
            ],
        ),
        Base::Sso(sso) => with(
            format!("sign-on {}", sso.start_url),
            &[
                ("region", Some(&sso.region)),
                ("account", Some(&sso.account_id)),
                ("role", Some(&sso.role_name)),
                ("session", sso.session.as_deref()),
            ],
        ),
        Base::Process { command, .. } => format!("process {command}"),
        Base::WebIdentity { token_file, role_arn, session_name } => with(
            format!("web identity {}", token_file.display()),
            &[("role", Some(role_arn)), ("session", session_name.as_deref())],
        ),
        Base::Login { session } => format!("login {session}"),
        Base::Given(Given::Environment) => "environment".into(),
        Base::Given(Given::Container) => "container".into(),
        Base::Given(Given::Instance) => "instance".into(),
        Base::Given(Given::Any) | Base::Saved { .. } | Base::Sandbox => panic!("no profile of the AWS files: {base:?}"),
    }
}

fn role(role: &Role) -> String {
    let duration = role.duration_seconds.map(|seconds| seconds.to_string());
    with(
        format!("role {}", role.arn),
        &[
            ("session", role.session_name.as_deref()),
            ("external", role.external_id.as_deref()),
            ("duration", duration.as_deref()),
            ("device", role.mfa_serial.as_deref()),
        ],
    )
}

fn rendered(settings: &AwsSettings, home: &Path) -> BTreeMap<String, Value> {
    // `~` and the rest of a path may have other separators between them.
    let below_home = |path: &Path| match path.strip_prefix(home) {
        Ok(rest) => format!("{{home}}/{}", rest.display()),
        Err(_) => path.display().to_string(),
    };
    let all = [
        ("region", json!(settings.region)),
        ("lambda_endpoint", json!(settings.endpoint_url)),
        ("sts_endpoint", json!(settings.sts_endpoint_url)),
        ("sso_endpoint", json!(settings.sso_endpoint_url)),
        ("sso_oidc_endpoint", json!(settings.sso_oidc_endpoint_url)),
        ("schemas_endpoint", json!(settings.schemas_endpoint_url)),
        ("ca_bundle", json!(settings.ca_bundle.as_deref().map(below_home))),
        ("fips", json!(settings.variant.fips)),
        ("dual_stack", json!(settings.variant.dual_stack)),
        ("max_attempts", json!(settings.max_attempts)),
        ("output", json!(settings.output)),
    ];
    let differs = |(_, value): &(&str, Value)| !value.is_null() && *value != json!(false);
    all.into_iter().filter(differs).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Reads two files of any bytes, and resolves whatever is in them.
async fn survive(home: &Path, config: &[u8], credentials: &[u8]) {
    let folder = home.join(".aws");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config"), config).expect("written");
    std::fs::write(folder.join("credentials"), credentials).expect("written");
    let (_, aws) = Sample::default().read(home).await;
    let asked = ["default", "base", "developer", "", "ö"].map(str::to_owned);
    let mut shown = format!("{aws:?} {:?}", aws.problems);
    for name in aws.names().iter().chain(&asked) {
        let chain = aws_chain::resolve(&aws, name);
        write!(shown, " {:?} {chain:?}", aws.settings(Some(name))).expect("text");
        match chain {
            Ok(chain) => {
                let account = aws_chain::account(&chain);
                write!(shown, " {} {} {account:?}", chain.summary(), chain.through()).expect("text");
            }
            Err(error) => write!(shown, " {error}").expect("text"),
        }
    }
    assert!(!shown.contains("secret-of-"), "{shown}");
}

#[tokio::test]
async fn a_file_that_ends_anywhere_is_survived() {
    let folder = tempfile::tempdir().expect("a folder");
    let longest = |sample: &Sample| sample.config.as_deref().map_or(0, str::len);
    let mut samples = samples();
    samples.sort_by_key(|sample| std::cmp::Reverse(longest(sample)));
    samples.truncate(2);
    let beyond_ascii = "# Zürich\n[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = secret-of-base\noutput = 世界\n";
    samples.push(Sample { config: Some(beyond_ascii.into()), ..Sample::default() });
    for text in samples.iter().filter_map(|sample| sample.config.as_deref()) {
        for end in 0..=text.len() {
            // In the credentials file most of it is out of place.
            survive(folder.path(), &text.as_bytes()[..end], &text.as_bytes()[..end]).await;
        }
    }
}

/// A line of a file, more or less.
fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("base".to_owned()),
        Just("developer".to_owned()),
        Just("Environment".to_owned()),
        Just("arn:aws:iam::123456789012:role/Developer".to_owned()),
        "[ -~\u{a0}-\u{ff}\t]{0,8}",
    ];
    let key = prop_oneof![
        Just("aws_access_key_id"),
        Just("aws_account_id"),
        Just("role_arn"),
        Just("source_profile"),
        Just("credential_source"),
        Just("sso_session"),
        Just("sso_account_id"),
        Just("sso_role_name"),
        Just("sso_start_url"),
        Just("web_identity_token_file"),
        Just("services"),
        Just("endpoint_url"),
        Just("duration_seconds"),
    ];
    let kind = prop_oneof![Just(""), Just("profile "), Just("profile\t"), Just("sso-session "), Just("services ")];
    let indent = prop_oneof![20 => Just(""), 1 => Just("  "), 1 => Just("\t")];
    prop_oneof![
        8 => (kind, word.clone()).prop_map(|(kind, name)| format!("[{kind}{name}]")),
        6 => indent.clone().prop_map(|indent| format!("{indent}aws_secret_access_key = secret-of-base")),
        24 => (indent, key, word.clone()).prop_map(|(indent, key, value)| format!("{indent}{key} = {value}")),
        1 => word,
        1 => "[\\[\\]#;= a\r]{0,6}",
    ]
}

#[test]
fn files_made_up_at_random_are_survived() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let config = Config { cases: 400, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let lines = || prop::collection::vec(line(), 0..14).prop_map(|lines| format!("[default]\n{}", lines.join("\n")));
    let result = TestRunner::new(config).run(&(lines(), lines()), |(config, credentials)| {
        runtime.block_on(survive(folder.path(), config.as_bytes(), credentials.as_bytes()));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
