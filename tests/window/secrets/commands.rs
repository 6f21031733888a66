//! Every command, in every way in which it succeeds and fails that can be brought about, over planted secrets of every
//! kind. None of them crosses to the page, is written to a file, said in any output, or put on the clipboard.

mod collections;
mod exchange;
mod results;
mod runs;
mod share;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lambdesk_sandbox::{Credentials, Options, Sandbox};
use lambdesk_tests::desktop::{Desktop, PASSWORD};
use lambdesk_tests::planted::Planted;
use lambdesk_tests::window::{Opening, Window};
use lambdesk_tests::{page_record, repository};
use serde_json::{Value, json};

/// The code of the user's device.
const CODE: &str = "739184";
const FILED: &str = "of the credentials file";
/// The console session; its file is named after it.
const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/Developer/jane";

/// Commands that have no way to fail, and why.
const CANNOT_FAIL: [(&str, &str); 11] = [
    ("start_up", "what could not be read is a part of its answer"),
    ("keychain", "that there is none is its answer"),
    ("list_profiles", "what could not be read is a part of its answer"),
    ("cancel_sign_in", "a sign-in that is over already is what is wanted"),
    ("choose_file", "a dialog that is closed gives no file, which is an answer"),
    ("choose_json_file", "a dialog that is closed gives no file, which is an answer"),
    ("list_templates", "the templates are part of the program"),
    ("check_json", "what is wrong with the text is its answer"),
    ("cancel", "an invocation that has ended already is what is wanted"),
    ("forget", "a body that is gone already is what is wanted"),
    ("history_standing", "that it cannot be used is its answer"),
];

/// Calls a command as the page's own door does.
const CALL: &str = r"
const [command, parameters, done] = arguments;
const given = { ...parameters };
for (const channel of ['onProgress', 'onChange', 'onEvent', 'onPage', 'onFile', 'onStep'])
  if (given[channel]) given[channel] = `__CHANNEL__:${window.__TAURI_INTERNALS__.transformCallback(() => {})}`;
window.__TAURI_INTERNALS__.invoke(command, given).then(
  (value) => done({ ok: value instanceof ArrayBuffer ? value.byteLength : (value ?? null) }),
  (error) => done({ failed: error }),
);
";

/// The window with all that is planted around it.
struct Bench {
    window: Window,
    desktop: Desktop,
    planted: Planted,
    handed_out: Receiver<String>,
    succeeded: BTreeSet<String>,
    failed: BTreeSet<String>,
    leaks: Vec<String>,
    crossed: Vec<Vec<u8>>,
    invocations: u32,
}

impl Bench {
    async fn call(&mut self, command: &str, parameters: Value) -> Result<Value, Value> {
        let answer = self.window.client().execute_async(CALL, vec![json!(command), parameters]).await;
        let mut answer = answer.unwrap_or_else(|error| panic!("{command}: {error}"));
        self.look(command).await;
        match answer.get_mut("failed") {
            Some(failure) => Err(failure.take()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// Looks through what crossed since the last time.
    async fn look(&mut self, during: &str) {
        for secret in self.handed_out.try_iter() {
            // All session tokens of AWS's begin alike, the examples in a log too.
            let own = secret.strip_prefix("IQoJb3JpZ2luX2Vj").unwrap_or(&secret);
            self.planted.plant(&format!("what was handed out for {during}"), own);
        }
        let crossed = page_record::take(&self.window).await;
        self.leaks
            .extend(crossed.iter().filter_map(|piece| self.planted.find(piece)).map(|it| format!("{during}: {it}")));
        self.crossed.extend(crossed);
    }

    async fn succeeds(&mut self, command: &str, parameters: Value) -> Value {
        self.succeeded.insert(command.to_owned());
        let shown = parameters.to_string();
        self.call(command, parameters).await.unwrap_or_else(|failure| panic!("{command} {shown} failed: {failure}"))
    }

    /// The failure's message.
    async fn fails(&mut self, command: &str, parameters: Value) -> String {
        self.failed.insert(command.to_owned());
        let shown = parameters.to_string();
        match self.call(command, parameters).await {
            Ok(value) => panic!("{command} {shown} succeeded: {value}"),
            Err(failure) => failure.get("message").unwrap_or(&failure).as_str().unwrap_or_default().to_owned(),
        }
    }

    async fn invoke(&mut self, input: Value) -> Result<Value, Value> {
        self.invocations += 1;
        let id = format!("invocation-{}", self.invocations);
        self.call("invoke", json!({ "id": id, "input": input, "onProgress": true })).await
    }

    /// All that a profile can be used for.
    async fn use_profile(&mut self, profile: &str) {
        self.succeeds("identify", json!({ "profile": profile, "fresh": true })).await;
        self.succeeds("check_request", json!({ "input": input(profile, "echo") })).await;
        self.succeeds("preview_request", json!({ "input": input(profile, "echo") })).await;
        let query = json!({ "profile": profile, "region": null, "function": "echo", "qualifier": "live" });
        self.succeeds("describe_function", json!({ "query": query })).await;
        self.succeeds("list_qualifiers", json!({ "query": query })).await;
        let place = json!({ "profile": profile, "region": null });
        let id = format!("functions of {profile}");
        self.succeeds("list_functions", json!({ "id": id, "query": place, "onPage": true })).await;
        let known = self.succeeds("known_functions", json!({ "query": place })).await;
        assert_eq!(known["list"]["functions"].as_array().map(Vec::len), Some(14), "{profile}");
        for function in ["echo", "fail", "talkative", "no-such-function"] {
            let invoked = self.invoke(input(profile, function)).await;
            assert!(invoked.is_ok(), "{profile} {function}: {invoked:?}");
        }
        self.succeeded.insert("invoke".into());
        let streamed = self.invoke(json_with(input(profile, "stream"), "stream", json!(true))).await.expect("streamed");
        self.read_body(&streamed["id"]).await;
    }

    async fn read_body(&mut self, id: &Value) {
        for form in ["received", "formatted"] {
            self.succeeds("response_body", json!({ "id": id, "form": form })).await;
        }
        self.succeeds("response_range", json!({ "id": id, "offset": 0, "length": 100 })).await;
    }

    /// A profile that leads to nothing that works: whatever it is used for says why.
    async fn cannot_use(&mut self, profile: &str) -> String {
        self.fails("preview_request", json!({ "input": input(profile, "echo") })).await;
        let query = json!({ "profile": profile, "region": null, "function": "echo", "qualifier": "" });
        self.fails("describe_function", json!({ "query": query })).await;
        self.fails("list_qualifiers", json!({ "query": query })).await;
        let place = json!({ "profile": profile, "region": null });
        self.fails("list_functions", json!({ "id": "no list", "query": place, "onPage": true })).await;
        self.fails("list_test_events", json!({ "query": query })).await;
        self.fails("publish_test_event", json!({ "query": query, "draft": test_event("first", "{}") })).await;
        self.fails("delete_test_event", json!({ "query": query, "name": "first" })).await;
        self.failed.insert("invoke".into());
        assert!(self.invoke(input(profile, "echo")).await.is_err(), "{profile} was invoked with");
        self.fails("identify", json!({ "profile": profile, "fresh": true })).await
    }

    async fn sign_in(&mut self, aws: &Sandbox, decision: &str) -> Value {
        let started = self.succeeds("begin_sign_in", json!({ "center": center(aws) })).await;
        let press = reqwest::Client::new().post(format!("{}/device", aws.endpoint()));
        let form = format!("user_code={}&decision={decision}", started["user_code"].as_str().expect("a code"));
        let press = press.header("content-type", "application/x-www-form-urlencoded").body(form);
        press.send().await.expect("pressed").error_for_status().expect("understood");
        started["id"].clone()
    }
}

fn json_with(mut value: Value, member: &str, with: Value) -> Value {
    value[member] = with;
    value
}

fn input(profile: &str, function: &str) -> Value {
    json!({
        "profile": profile, "region": null, "function": function, "qualifier": "", "wait": "20 s", "payload": "{\"chunks\": 3}",
        "invocation_type": "request_response", "tail": true, "stream": false, "client_context": "", "tenant_id": "",
        "durable_execution_name": "", "total": "", "retries": null, "confirmed": null,
    })
}

fn test_event(name: &str, payload: &str) -> Value {
    json!({ "name": name, "payload": payload, "invocation_type": "request_response", "replace": false })
}

fn center(aws: &Sandbox) -> Value {
    json!({ "start_url": aws.start_url(), "sso_region": aws.region() })
}

fn keys_draft(name: &str, aws: &Sandbox, credentials: &Credentials, keep: &str) -> Value {
    json!({
        "id": null, "name": name, "region": aws.region(), "endpoint": aws.endpoint(), "allow_plain_http": false,
        "fips": false, "dual_stack": false, "production": false,
        "credentials": {
            "kind": "access_keys", "access_key_id": credentials.access_key_id,
            "secret_access_key": credentials.secret_access_key, "session_token": credentials.session_token, "keep": keep,
        },
    })
}

/// A sandbox whose keys are planted.
async fn aws(planted: &mut Planted, name: &str, options: Options) -> Sandbox {
    let mut credentials = Credentials::new(Credentials::random().access_key_id, Planted::make());
    planted.plant(&format!("the secret access key {name}"), &credentials.secret_access_key);
    // The user's own keys have none: only they can be used with a device.
    if name != FILED {
        credentials.session_token = Some(plant(planted, &format!("the session token {name}")));
    }
    Sandbox::start(Options { credentials, ..options }).await.expect("a sandbox")
}

fn plant(planted: &mut Planted, name: &str) -> String {
    let secret = Planted::make();
    planted.plant(name, &secret);
    secret
}

/// What a command prints that has keys.
fn printed(keys: &Credentials) -> String {
    let printed = json!({
        "Version": 1, "AccessKeyId": keys.access_key_id, "SecretAccessKey": keys.secret_access_key,
        "SessionToken": keys.session_token,
    });
    printed.to_string()
}

/// A web identity's token that the sandbox takes until the end of time.
fn web_identity(signature: &str) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({
        "iss": "https://sandbox.invalid", "aud": "sts.amazonaws.com", "sub": "repo:acme/shop", "exp": 99_999_999_999_u64,
    });
    format!("{}.{}.{signature}", part(json!({ "alg": "RS256" })), part(claims))
}

/// An access token for the AWS CLI's cache: signed in for as the CLI does it.
async fn cli_token(aws: &Sandbox) -> String {
    let ask = async |path: &str, body: Value| -> Value {
        let request = reqwest::Client::new().post(format!("{}{path}", aws.endpoint())).body(body.to_string());
        serde_json::from_str(&request.send().await.expect("an answer").text().await.expect("text")).expect("JSON")
    };
    let scopes = json!(["sso:account:access"]);
    let client =
        ask("/client/register", json!({ "clientName": "cli", "clientType": "public", "scopes": scopes })).await;
    let known = json!({ "clientId": client["clientId"], "clientSecret": client["clientSecret"] });
    let started = ask("/device_authorization", json_with(known.clone(), "startUrl", json!(aws.start_url()))).await;
    let form = format!("user_code={}&decision=allow", started["userCode"].as_str().expect("a code"));
    let press = reqwest::Client::new().post(format!("{}/device", aws.endpoint())).body(form);
    let press = press.header("content-type", "application/x-www-form-urlencoded");
    press.send().await.expect("pressed").error_for_status().expect("understood");
    let grant = json!("urn:ietf:params:oauth:grant-type:device_code");
    let request = json_with(json_with(known, "deviceCode", started["deviceCode"].clone()), "grantType", grant);
    ask("/token", request).await["accessToken"].as_str().expect("a token").to_owned()
}

fn commands() -> BTreeSet<String> {
    let list =
        std::fs::read_to_string(repository::root().join("src-tauri/permissions/commands.toml")).expect("the list");
    let list = list.split("commands.allow = [").nth(1).expect("a list").to_owned();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The places that the secrets are from.
struct Places {
    /// Whose keys are typed in.
    typed: Sandbox,
    /// Whose keys are in the credentials file, and whose roles they assume.
    filed: Sandbox,
    /// Whose keys a command prints.
    piped: Sandbox,
    /// Whose keys a console session holds.
    console: Sandbox,
    /// Whose keys are in the environment.
    environment: Sandbox,
    /// Whose keys have expired.
    expired: Sandbox,
    /// Where one signs in.
    portal: Sandbox,
    /// Where the AWS CLI has signed in.
    cli: Sandbox,
    /// The files, by their paths in the home folder.
    files: Vec<(&'static str, String)>,
    /// The web identity's token.
    token: tempfile::NamedTempFile,
}

impl Places {
    async fn open(planted: &mut Planted, handed_out: Sender<String>) -> Self {
        let options = || Options { mfa_code: CODE.into(), handed_out: Some(handed_out.clone()), ..Options::default() };
        planted.plant_code(CODE);
        let mut places = Self {
            typed: aws(planted, "that is typed in", options()).await,
            filed: aws(planted, FILED, options()).await,
            piped: aws(planted, "that a command prints", options()).await,
            console: aws(planted, "of the console session", options()).await,
            environment: aws(planted, "of the environment", options()).await,
            expired: aws(planted, "that has expired", Options { expire_after: Some(Duration::ZERO), ..options() })
                .await,
            portal: aws(planted, "of the portal", options()).await,
            cli: aws(planted, "of the AWS CLI's portal", options()).await,
            files: Vec::new(),
            token: tempfile::NamedTempFile::new().expect("a file"),
        };
        let token = web_identity(&URL_SAFE_NO_PAD.encode(plant(planted, "a web identity")));
        planted.plant("the token of a web identity", &token);
        std::fs::write(&places.token, &token).expect("written");
        let cli = cli_token(&places.cli).await;
        planted.plant("the access token of the AWS CLI", &cli);
        places.files = places.files(planted, &cli);
        places
    }

    fn files(&self, planted: &mut Planted, cli_token: &str) -> Vec<(&'static str, String)> {
        let section = |name: &str, aws: &Sandbox, lines: &str| {
            format!("[{name}]\nregion = {}\nendpoint_url = {}\n{lines}\n", aws.region(), aws.endpoint())
        };
        let key = |name: &str, keys: &Credentials, secret: &str| {
            let token = keys.session_token.iter().map(|token| format!("aws_session_token = {token}\n"));
            let token: String = token.collect();
            format!("[{name}]\naws_access_key_id = {}\naws_secret_access_key = {secret}\n{token}", keys.access_key_id)
        };
        let (filed, portal) = (&self.filed, &self.cli);
        let account = filed.account();
        let role = |name: &str| format!("role_arn = arn:aws:iam::{account}:role/{name}\nsource_profile = base\n");
        let mfa = format!("mfa_serial = arn:aws:iam::{account}:mfa/sandbox\n");
        let sso = "sso_account_id = 123456789012\nsso_role_name = Developer\n";
        let config = [
            section("default", &self.environment, ""),
            section("profile base", filed, ""),
            section("profile developer", filed, &role("Developer")),
            section("profile operator", filed, &(role("Operator") + &mfa)),
            section("profile nobody", filed, &role("Nobody")),
            section("profile broker", &self.piped, "credential_process = sh \"$HOME/broker.sh\""),
            section("profile scolding", &self.piped, "credential_process = sh \"$HOME/scolding.sh\""),
            section("profile garbled", &self.piped, "credential_process = sh \"$HOME/garbled.sh\""),
            section(
                "profile pipeline",
                filed,
                &format!(
                    "role_arn = arn:aws:iam::{account}:role/Pipeline\nweb_identity_token_file = {}",
                    self.token.path().display()
                ),
            ),
            section(
                "profile strange",
                filed,
                &format!(
                    "role_arn = arn:aws:iam::{account}:role/Developer\nweb_identity_token_file = {}",
                    self.token.path().display()
                ),
            ),
            section("profile console", &self.console, &format!("login_session = {SESSION}")),
            section("profile expired", &self.expired, ""),
            section("profile wrong", &self.typed, ""),
            section("profile cli", portal, &format!("sso_session = cli\n{sso}")),
            format!("[sso-session cli]\nsso_start_url = {}\nsso_region = {}\n", portal.start_url(), portal.region()),
        ];
        let wrong = plant(planted, "a secret access key that is wrong");
        let credentials = [
            key("base", filed.credentials(), &filed.credentials().secret_access_key),
            key("expired", self.expired.credentials(), &self.expired.credentials().secret_access_key),
            key("wrong", self.typed.credentials(), &wrong),
        ];
        let (said, aside) = (plant(planted, "what a command says"), plant(planted, "what a command says aside"));
        let printed = printed(self.piped.credentials());
        let console = self.console.credentials();
        let login = json!({
            "accessToken": {
                "accessKeyId": console.access_key_id, "secretAccessKey": console.secret_access_key,
                "sessionToken": console.session_token, "accountId": "123456789012", "expiresAt": "2999-01-01T00:00:00Z",
            },
            "tokenType": "aws_sigv4", "refreshToken": plant(planted, "the refresh token of the console session"),
            "idToken": plant(planted, "the identity token of the console session"), "clientId": "arn:aws:signin:::devtools/same-device",
            "dpopKey": plant(planted, "the key of the console session"),
        });
        let cli = json!({
            "startUrl": portal.start_url(), "region": portal.region(),
            "accessToken": cli_token, "expiresAt": "2999-01-01T00:00:00Z",
            "refreshToken": plant(planted, "the refresh token of the AWS CLI"),
            "clientSecret": plant(planted, "the client secret of the AWS CLI"),
        });
        vec![
            (".aws/config", config.concat()),
            (".aws/credentials", credentials.concat()),
            ("broker.sh", format!("cat >&2 <<'END'\nwarning: {aside}\nEND\ncat <<'END'\n{printed}\nEND\n")),
            (
                "scolding.sh",
                format!(
                    "cat <<'END'\n{printed}\nEND\ncat >&2 <<'END'\nno luck with {said}, token={said}, {}\nEND\nexit 3\n",
                    json!({ "token": said })
                ),
            ),
            ("garbled.sh", format!("cat <<'END'\n{}\nEND\n", &printed[..printed.len() - 1])),
            (".aws/sso/cache/2bd8e9c9c868efe968cc583d2d49f67380967d94.json", cli.to_string()),
            (
                ".aws/login/cache/8509fab35fc2c74bb7f7db66e92089df5e0c44a38e8cc2387780e165a9dea085.json",
                login.to_string(),
            ),
        ]
    }
}

/// The ids of profiles.
struct Saved {
    kept: Value,
    this_run: Value,
}

/// A secret of letters and digits alone.
fn plant_word(planted: &mut Planted, name: &str) -> String {
    let word = Credentials::random().secret_access_key;
    planted.plant(name, &word);
    word
}

#[tokio::test]
async fn no_command_gives_away_a_secret() {
    let (told, handed_out) = channel();
    let mut planted = Planted::default();
    let places = Places::open(&mut planted, told).await;
    let desktop = Desktop::open();
    let keys = places.environment.credentials();
    let mut environment = desktop.environment();
    environment.extend([
        ("AWS_ACCESS_KEY_ID", keys.access_key_id.clone()),
        ("AWS_SECRET_ACCESS_KEY", keys.secret_access_key.clone()),
        ("AWS_SESSION_TOKEN", keys.session_token.clone().expect("a token")),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", plant(&mut planted, "the token of a container")),
        // Nothing that would leave this computer gets further than this.
        ("HTTPS_PROXY", format!("http://someone:{}@127.0.0.1:9", plant_word(&mut planted, "a proxy's password"))),
    ]);
    let opening = Opening { environment, files: places.files.clone(), ..Opening::default() };
    let window = Window::open_with(&opening).await;
    page_record::begin(&window).await;
    let mut bench = Bench {
        window,
        desktop,
        planted,
        handed_out,
        succeeded: BTreeSet::new(),
        failed: BTreeSet::new(),
        leaks: Vec::new(),
        crossed: Vec::new(),
        invocations: 0,
    };
    bench.small_ones().await;
    let saved = bench.typed_in(&places).await;
    bench.signed_in(&places).await;
    bench.of_the_files().await;
    bench.that_do_not_work(&places).await;
    bench.files_in_and_out(&places, &saved).await;
    bench.other_tools(&saved).await;
    bench.invocations(&saved).await;
    bench.collections(&saved.kept).await;
    bench.a_locked_keychain(&places, &saved).await;
    bench.what_is_over(&places, &saved).await;
    bench.history().await;
    bench.broken_files().await;
    bench.end(&places).await;
}

impl Bench {
    /// What has to do with no profile.
    async fn small_ones(&mut self) {
        for command in ["start_up", "keychain", "list_profiles"] {
            self.succeeds(command, json!({})).await;
        }
        self.succeeds("check_json", json!({ "text": "{" })).await;
        self.succeeds("format_json", json!({ "text": "{}" })).await;
        self.fails("format_json", json!({ "text": "{" })).await;
        let settings = self.succeeds("start_up", json!({})).await["settings"].clone();
        self.succeeds("save_settings", json!({ "settings": settings })).await;
        self.fails("save_settings", json!({ "settings": json_with(settings, "connect", json!("soon")) })).await;
        for save in [Value::Null, json!("team.toml")] {
            self.choose_nothing("choose_file", json!({ "save": save })).await;
        }
        for command in ["choose_json_file", "choose_shared_file"] {
            self.choose_nothing(command, json!({})).await;
        }
    }

    /// Test events of a profile's function, as they are used and refused.
    async fn test_events(&mut self, profile: &str) {
        let query = json!({ "profile": profile, "region": null, "function": "echo", "qualifier": "live" });
        self.succeeds("list_test_events", json!({ "query": query })).await;
        let draft = test_event("first", "{\"n\": 1}");
        self.succeeds("publish_test_event", json!({ "query": query, "draft": draft })).await;
        self.fails("publish_test_event", json!({ "query": query, "draft": draft })).await;
        self.fails("publish_test_event", json!({ "query": query, "draft": test_event("second", "{oops}") })).await;
        self.succeeds("delete_test_event", json!({ "query": query, "name": "first" })).await;
        self.fails("delete_test_event", json!({ "query": query, "name": "first" })).await;
        let nobody = json!({ "profile": "nobody", "region": null });
        self.fails("known_functions", json!({ "query": nobody })).await;
    }

    /// Opens the system's dialog, and closes it.
    async fn choose_nothing(&mut self, command: &str, arguments: Value) {
        let before = self.desktop.windows("lambdesk");
        let open = "window.__chosen = undefined;
            window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((path) => (window.__chosen = [path]))";
        self.window.client().execute(open, vec![json!(command), arguments]).await.expect("asked");
        self.desktop.close_new_window("lambdesk", &before).await;
        self.window.until("the dialog has answered", "return window.__chosen?.[0] === null").await;
        self.succeeded.insert(command.to_owned());
        self.look(command).await;
    }

    /// Keys that are typed in.
    async fn typed_in(&mut self, places: &Places) -> Saved {
        let aws = &places.typed;
        let keys = aws.credentials();
        let draft = keys_draft("Typed in", aws, keys, "keychain");
        let kept = self.succeeds("save_profile", json!({ "draft": draft })).await["id"].clone();
        assert!(self.desktop.kept().contains("secret_access_key"), "nothing is in the keychain");
        let draft_of_run = keys_draft("For this run", aws, keys, "this_run");
        let this_run = self.succeeds("save_profile", json!({ "draft": draft_of_run })).await["id"].clone();
        // A region that is none, and a name that is taken.
        for wrong in [json_with(draft.clone(), "region", json!("Europe")), draft.clone()] {
            self.fails("save_profile", json!({ "draft": wrong })).await;
        }
        // A secret where something else is wanted, or something of another kind.
        let secret = || json!(keys.secret_access_key);
        let other = json_with(draft.clone(), "name", json!("Other"));
        let in_credentials = |member: &str, with: Value| {
            json_with(other.clone(), "credentials", json_with(other["credentials"].clone(), member, with))
        };
        for wrong in [
            secret(),
            json!([secret()]),
            json_with(other.clone(), "production", secret()),
            json_with(other.clone(), "credentials", secret()),
            in_credentials("keep", secret()),
            in_credentials("kind", secret()),
            in_credentials("secret_access_key", json!({ "secret": secret() })),
            in_credentials("session_token", json!([secret()])),
            in_credentials("access_key_id", secret()),
            in_credentials("secret_access_key", json!(format!("{0} {0}", keys.secret_access_key))),
        ] {
            self.fails("save_profile", json!({ "draft": wrong })).await;
        }
        let saved = Saved { kept, this_run };
        for profile in [&saved.kept, &saved.this_run] {
            self.use_profile(profile.as_str().expect("an id")).await;
        }
        // A change that leaves the secret where it is.
        let renamed = json_with(json_with(draft, "id", saved.kept.clone()), "name", json!("Renamed"));
        let credentials = json!({
            "kind": "access_keys", "access_key_id": keys.access_key_id, "secret_access_key": null,
            "session_token": null, "keep": "keychain",
        });
        self.succeeds("save_profile", json!({ "draft": json_with(renamed, "credentials", credentials) })).await;
        saved
    }

    /// Single sign-on, denied and allowed.
    async fn signed_in(&mut self, places: &Places) {
        let aws = &places.portal;
        let (center, account) = (center(aws), aws.account());
        self.fails("sso_accounts", json!({ "center": center })).await;
        self.fails("sso_roles", json!({ "center": center, "account": account })).await;
        let nowhere = json!({ "start_url": format!("{}/elsewhere", aws.endpoint()), "sso_region": aws.region() });
        self.fails("begin_sign_in", json!({ "center": nowhere })).await;
        let denied = self.sign_in(aws, "deny").await;
        self.fails("finish_sign_in", json!({ "id": denied })).await;
        let given_up = self.succeeds("begin_sign_in", json!({ "center": center })).await["id"].clone();
        self.succeeds("open_sign_in_page", json!({ "id": given_up })).await;
        self.succeeds("cancel_sign_in", json!({ "id": given_up })).await;
        self.fails("open_sign_in_page", json!({ "id": given_up })).await;
        self.fails("finish_sign_in", json!({ "id": given_up })).await;
        let allowed = self.sign_in(aws, "allow").await;
        self.succeeds("finish_sign_in", json!({ "id": allowed })).await;
        self.succeeds("sso_accounts", json!({ "center": center })).await;
        self.succeeds("sso_roles", json!({ "center": center, "account": account })).await;
        let draft = json!({
            "id": null, "name": "Signed in", "region": aws.region(), "endpoint": aws.endpoint(),
            "allow_plain_http": false, "fips": false, "dual_stack": false, "production": false,
            "credentials": {
                "kind": "identity_center", "start_url": aws.start_url(), "sso_region": aws.region(),
                "account_id": account, "account_name": "Acme Development", "role_name": "Developer",
            },
        });
        let id = self.succeeds("save_profile", json!({ "draft": draft })).await["id"].clone();
        let id = id.as_str().expect("an id").to_owned();
        self.use_profile(&id).await;
        self.succeeds("sign_out", json!({ "profile": id })).await;
        self.fails("sign_out", json!({ "profile": "nobody's" })).await;
        self.cannot_use(&id).await;
    }

    /// Profiles of the AWS files and of the environment.
    async fn of_the_files(&mut self) {
        for profile in ["environment", "aws:base", "aws:developer", "aws:pipeline", "aws:console", "aws:cli"] {
            self.use_profile(profile).await;
        }
        self.cannot_use("aws:operator").await;
        let code = |code: Value| json!({ "profile": "aws:operator", "code": code });
        for wrong in [json!("000000"), json!("12"), json!(739_184), json!([CODE])] {
            self.fails("give_code", code(wrong)).await;
        }
        self.succeeds("give_code", code(json!(CODE))).await;
        self.use_profile("aws:operator").await;
        self.cannot_use("aws:broker").await;
        for profile in ["broker", "scolding", "garbled"] {
            let command = format!("sh \"$HOME/{profile}.sh\"");
            let approve = |command: &str| json!({ "profile": format!("aws:{profile}"), "command": command });
            self.fails("approve_command", approve("another")).await;
            self.succeeds("approve_command", approve(&command)).await;
        }
        self.use_profile("aws:broker").await;
    }

    /// Each says why, and nothing more.
    async fn that_do_not_work(&mut self, places: &Places) {
        let said = self.cannot_use("aws:scolding").await;
        assert!(said.contains("no luck with"), "{said}");
        for profile in ["aws:garbled", "aws:nobody", "aws:strange", "nobody's"] {
            self.cannot_use(profile).await;
        }
        for profile in ["aws:wrong", "aws:expired"] {
            self.fails("identify", json!({ "profile": profile, "fresh": true })).await;
            let query = json!({ "profile": profile, "region": null, "function": "echo", "qualifier": "" });
            self.succeeds("describe_function", json!({ "query": query })).await;
            self.succeeds("list_qualifiers", json!({ "query": query })).await;
            self.fails("list_test_events", json!({ "query": query })).await;
            let place = json!({ "profile": profile, "region": null });
            let said = self.fails("list_functions", json!({ "id": "refused", "query": place, "onPage": true })).await;
            assert!(said.contains("refused the profile's credentials"), "{said}");
            let refused = self.invoke(input(profile, "echo")).await.expect("an answer");
            assert_eq!(refused["outcome"]["kind"], "rejected", "{refused}");
            self.read_body(&refused["id"]).await;
        }
        // By a proxy that asks for a password, and is not there.
        let draft = keys_draft("Far away", &places.typed, places.typed.credentials(), "this_run");
        let draft = json_with(json_with(draft, "endpoint", json!("")), "region", json!("eu-west-1"));
        let far = self.succeeds("save_profile", json!({ "draft": draft })).await["id"].clone();
        let far = far.as_str().expect("an id").to_owned();
        let lost = self.invoke(input(&far, "echo")).await.expect("an outcome");
        assert_eq!(lost["outcome"]["kind"], "no_answer", "{lost}");
        self.fails("identify", json!({ "profile": far, "fresh": true })).await;
    }

    /// What is imported, exported and put back.
    async fn files_in_and_out(&mut self, places: &Places, saved: &Saved) {
        let listed = self.succeeds("keys_in_file", json!({})).await;
        assert_eq!(listed["keys"].as_array().map(Vec::len), Some(3), "{listed}");
        self.fails("import_keys", json!({ "profiles": ["gone"], "remove": true })).await;
        let imported = self.succeeds("import_keys", json!({ "profiles": ["base", "expired"], "remove": true })).await;
        let credentials = self.window.home().join(".aws/credentials");
        let rest = std::fs::read(&credentials).expect("the file");
        let secret = &places.filed.credentials().secret_access_key;
        assert!(!String::from_utf8_lossy(&rest).contains(secret), "the key was not removed");
        self.fails("restore_keys", json!({ "backup": "/etc/passwd" })).await;
        self.succeeds("restore_keys", json!({ "backup": imported["backup"] })).await;

        let home = self.window.home().to_owned();
        let path = |name: &str| home.join(name).display().to_string();
        let ids = [&saved.kept, &saved.this_run, &imported["profiles"][0]["id"]];
        self.succeeds("export_profiles", json!({ "path": path("shared.toml"), "ids": ids })).await;
        self.fails("export_profiles", json!({ "path": path("stderr/shared.toml"), "ids": ids })).await;
        self.succeeds("read_shared_profiles", json!({ "path": path("shared.toml") })).await;
        let careless = plant(&mut self.planted, "a secret that somebody shared");
        for (number, text) in careless_profiles(&careless).iter().enumerate() {
            let name = format!("careless-{number}.toml");
            std::fs::write(home.join(&name), text).expect("written");
            let _ = self.call("read_shared_profiles", json!({ "path": path(&name) })).await;
            let _ = self.call("import_shared_profiles", json!({ "path": path(&name), "ids": ["shared"] })).await;
        }
        self.fails("read_shared_profiles", json!({ "path": path("gone.toml") })).await;
        self.fails("read_shared_profiles", json!({ "path": path(".aws") })).await;
        self.fails("import_shared_profiles", json!({ "path": path("careless-0.toml"), "ids": ["shared"] })).await;
        self.succeeds("delete_profile", json!({ "id": saved.this_run })).await;
        self.succeeds("import_shared_profiles", json!({ "path": path("shared.toml"), "ids": ids })).await;
        // Its secret is not here.
        self.cannot_use(saved.this_run.as_str().expect("an id")).await;
    }

    /// An invocation that is not sent, one that is cancelled, and what is left of them.
    async fn invocations(&mut self, saved: &Saved) {
        let kept = saved.kept.as_str().expect("an id");
        self.fails("check_request", json!({ "input": input("nobody's", "echo") })).await;
        self.fails("invoke", json!({ "id": "x", "input": input(kept, "not a name"), "onProgress": true })).await;
        self.test_events(kept).await;
        let slow = json_with(input(kept, "slow"), "payload", json!("{\"seconds\": 60}"));
        let begin = "const { transformCallback, invoke } = window.__TAURI_INTERNALS__;
            const onProgress = `__CHANNEL__:${transformCallback(() => {})}`;
            const cancelled = ({ outcome }) => (window.__slow = outcome.kind);
            invoke('invoke', { id: 'slow', input: arguments[0], onProgress }).then(cancelled);";
        self.window.client().execute(begin, vec![slow]).await.expect("begun");
        self.fails("invoke", json!({ "id": "slow", "input": input(kept, "echo"), "onProgress": true })).await;
        self.succeeds("cancel", json!({ "id": "slow" })).await;
        self.window.until("it was cancelled", "return window.__slow === 'no_answer'").await;
        self.look("cancel").await;
        self.share("invocation-1").await;
        self.results("invocation-1", "invocation-2").await;
        self.choose_nothing("choose_share", json!({ "name": "echo.html", "form": "web_page" })).await;
        for id in ["invocation-1", "slow"] {
            self.succeeds("forget", json!({ "id": id })).await;
        }
        // The history has it still.
        self.read_body(&json!("invocation-1")).await;
        self.fails("response_body", json!({ "id": "nobody's", "form": "received" })).await;
        for command in ["filter_response", "response_keys"] {
            self.succeeds(command, json!({ "id": "invocation-1", "expression": "@" })).await;
            self.fails(command, json!({ "id": "nobody's", "expression": "@" })).await;
        }
        self.fails("response_range", json!({ "id": "nobody's", "offset": 0, "length": 1 })).await;
    }

    /// What was kept of all these, looked through and tidied up.
    async fn history(&mut self) {
        let standing = self.succeeds("history_standing", json!({})).await;
        assert_eq!(standing["unusable"], Value::Null, "{standing}");
        assert!(standing["invocations"].as_u64().is_some_and(|count| count > 50), "{standing}");
        for text in ["echo", "chunks", "\"'*"] {
            self.succeeds("history_page", json!({ "query": { "text": text, "limit": 500 } })).await;
        }
        // What is in the file is compressed; opened, all of it crosses, and is looked through on the way.
        let page = self.succeeds("history_page", json!({ "query": { "limit": 500 } })).await;
        let rows = page["rows"].as_array().cloned().unwrap_or_default();
        assert!(rows.len() > 50, "{page}");
        for row in &rows {
            self.succeeds("history_entry", json!({ "id": row["id"] })).await;
            // What a function said back is in its response as long as that is at hand; what is kept of it is without.
            self.succeeds("forget", json!({ "id": row["id"] })).await;
            self.succeeds("response_body", json!({ "id": row["id"], "form": "received" })).await;
        }
        self.fails("history_page", json!({ "query": { "limit": "many" } })).await;
        self.fails("history_entry", json!({ "id": "nobody's" })).await;
        self.share("invocation-2").await;
        self.succeeds("history_names", json!({})).await;
        self.succeeds("last_outcomes", json!({ "collection": "/nowhere" })).await;
        for pinned in [true, false] {
            self.succeeds("pin_history", json!({ "id": "invocation-1", "pinned": pinned })).await;
        }
        self.fails("pin_history", json!({ "id": "nobody's", "pinned": true })).await;
        self.succeeds("delete_history", json!({ "ids": ["invocation-2"] })).await;
        self.fails("delete_history", json!({ "ids": "invocation-2" })).await;
        self.succeeds("restore_history", json!({ "ids": ["invocation-2"] })).await;
        self.fails("restore_history", json!({ "ids": ["nobody's"] })).await;
        let file = self.window.home().join("data/dev.lambdesk.desktop/history/history.sqlite3");
        let other_program = rusqlite::Connection::open(file).expect("the history's file");
        other_program.execute_batch("ALTER TABLE invocation RENAME TO elsewhere").expect("renamed");
        self.fails("history_names", json!({})).await;
        self.fails("last_outcomes", json!({ "collection": "/nowhere" })).await;
        self.fails("clear_history", json!({})).await;
        other_program.execute_batch("ALTER TABLE elsewhere RENAME TO invocation").expect("renamed back");
        self.succeeds("clear_history", json!({})).await;
    }

    /// A keychain that is locked, whose prompt is dismissed, and that is unlocked.
    async fn a_locked_keychain(&mut self, places: &Places, saved: &Saved) {
        self.desktop.lock();
        // It was read before, and serves on.
        self.use_profile(saved.kept.as_str().expect("an id")).await;
        let draft = json!({ "draft": keys_draft("Locked out", &places.typed, places.typed.credentials(), "keychain") });
        assert_eq!(self.fails("save_profile", draft.clone()).await, "The keychain is locked.");
        assert_eq!(self.fails("delete_profile", json!({ "id": saved.kept })).await, "The keychain is locked.");
        self.fails("import_keys", json!({ "profiles": ["base"], "remove": false })).await;
        let said = self.unlock(None).await.expect_err("it was dismissed");
        assert_eq!(said["message"], "The keychain did not let Lambdesk in.");
        self.unlock(Some(PASSWORD)).await.expect("unlocked");
        self.failed.insert("unlock_keychain".into());
        self.succeeded.insert("unlock_keychain".into());
        let id = self.succeeds("save_profile", draft).await["id"].clone();
        self.succeeds("delete_profile", json!({ "id": id })).await;
    }

    /// Answers the system's prompt with a password, or sends it away.
    async fn unlock(&mut self, password: Option<&str>) -> Result<Value, Value> {
        let ask = "window.__unlocked = undefined;
            window.__TAURI_INTERNALS__.invoke('unlock_keychain').then(
              () => (window.__unlocked = {}), (failure) => (window.__unlocked = { failure }));";
        self.window.script(ask).await;
        match password {
            Some(password) => self.desktop.answer(&[password]).await,
            None => self.desktop.dismiss().await,
        }
        self.window.until("the keychain has answered", "return window.__unlocked !== undefined").await;
        self.look("unlock_keychain").await;
        let answer = self.window.script("return window.__unlocked").await;
        answer.get("failure").map_or(Ok(Value::Null), |failure| Err(failure.clone()))
    }

    /// Sessions and keys that were taken back.
    async fn what_is_over(&mut self, places: &Places, saved: &Saved) {
        for aws in [&places.filed, &places.portal, &places.cli, &places.typed] {
            aws.end_sign_ins();
        }
        for profile in ["aws:developer", "aws:operator", "aws:cli"] {
            // They notice at different calls.
            let _ = self.call("identify", json!({ "profile": profile, "fresh": true })).await;
            let _ = self.invoke(input(profile, "echo")).await;
            let _ = self.call("preview_request", json!({ "input": input(profile, "echo") })).await;
        }
        self.succeeds("delete_profile", json!({ "id": saved.kept })).await;
    }

    /// Files with a mistake beside a secret.
    async fn broken_files(&mut self) {
        let home = self.window.home().to_owned();
        let config = home.join("config/dev.lambdesk.desktop");
        let careless = plant(&mut self.planted, "a secret in a broken file");
        for (path, text) in broken(&careless) {
            let path = match path {
                "profiles.toml" | "settings.toml" => config.join(path),
                path => home.join(".aws").join(path),
            };
            let before = std::fs::read(&path).expect("it is there");
            std::fs::write(&path, text).expect("written");
            self.succeeds("list_profiles", json!({})).await;
            let _ = self.call("keys_in_file", json!({})).await;
            let _ = self.call("delete_profile", json!({ "id": "nobody's" })).await;
            let _ = self.call("identify", json!({ "profile": "aws:base", "fresh": true })).await;
            std::fs::write(&path, before).expect("written");
        }
        std::fs::write(home.join(".aws/credentials"), "[half\n").expect("written");
        self.fails("keys_in_file", json!({})).await;
        std::fs::write(config.join("profiles.toml"), "half = [").expect("written");
        self.fails("delete_profile", json!({ "id": "nobody's" })).await;
    }

    /// Looks everywhere.
    async fn end(mut self, places: &Places) {
        let page = self.window.everything().await;
        self.leaks.extend(self.planted.find(page.as_bytes()).map(|it| format!("the page: {it}")));
        // What was handed out later may have crossed before it was known.
        let crossed = self.crossed.iter().filter_map(|piece| self.planted.find(piece));
        self.leaks.extend(crossed.map(|it| format!("afterwards: {it}")));
        let home = self.window.home().to_owned();
        let ours = places.files.iter().map(|(path, _)| home.join(path));
        let careless = (0..careless_profiles("").len()).map(|number| home.join(format!("careless-{number}.toml")));
        let except: Vec<PathBuf> = ours.chain(careless).collect();
        self.leaks.extend(self.planted.find_below(&home, &except));
        self.leaks.extend(self.planted.find_below(self.desktop.folder(), &[]));
        assert!(self.planted.count() > 50, "only {} secrets were looked for", self.planted.count());
        assert!(self.leaks.is_empty(), "{} leaks:\n{}", self.leaks.len(), self.leaks.join("\n"));

        let all = commands();
        let not_failing: BTreeSet<String> = CANNOT_FAIL
            .iter()
            .chain(&collections::CANNOT_FAIL)
            .chain(&results::CANNOT_FAIL)
            .chain(&runs::CANNOT_FAIL)
            .chain(&share::CANNOT_FAIL)
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(self.succeeded, all, "not every command succeeded");
        assert!(self.failed.is_disjoint(&not_failing), "a command failed that cannot");
        self.failed.extend(not_failing);
        assert_eq!(self.failed, all, "not every command failed");
        self.window.end().await;
    }
}

/// Files of shared profiles in which somebody left a secret.
fn careless_profiles(secret: &str) -> [String; 6] {
    let profile = "id = \"shared\"\nname = \"Shared\"\nkind = \"access_keys\"\naccess_key_id = \"AKIDSHARED\"\nregion = \"eu-west-1\"\n";
    [
        format!("{profile}secret_access_key = '''{secret}'''"),
        format!("{profile}secret_access_key = {secret}"),
        format!("{profile}secret_access_key = \"{secret}"),
        secret.to_owned(),
        format!("name = '''{secret}''' # {secret}\nname = 1"),
        format!("credentials = ['''{secret}''']"),
    ]
    .map(|lines| format!("format = 1\n[[profile]]\n{lines}\n"))
}

/// Files of the user's own with a mistake beside a secret.
fn broken(secret: &str) -> Vec<(&'static str, String)> {
    vec![
        ("profiles.toml", format!("format = 1\n[[profile]]\nsecret_access_key = {secret}\n")),
        ("settings.toml", format!("connect = {secret}\n")),
        ("settings.toml", format!("connect = ['''{secret}''']\n")),
        ("credentials", format!("[base]\naws_access_key_id = A\n{secret}\n")),
        ("credentials", format!("[base\n{secret}\n")),
        ("credentials", format!("aws_secret_access_key = {secret}\n")),
        ("credentials", format!("[{secret}\n")),
        ("credentials", format!("[base]\naws_access_key_id = A\naws_secret_access_key = B\n  {secret}\n")),
        ("config", format!("[profile {secret}]]\n")),
    ]
}
