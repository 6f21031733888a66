//! From files and secrets to a request that can be sent.

use std::sync::Arc;

use lambdesk_core::credentials::memory_keychain::MemoryKeychain;
use lambdesk_core::credentials::secrets::Secrets;
use lambdesk_core::failure::{Failure, Field};
use lambdesk_core::variables::environments::Environments;
use lambdesk_core::variables::filling::Variables;
use lambdesk_core::variables::secret_variables::{SecretName, SecretVariables};
use lambdesk_core::wire::{
    EnvironmentSaving, FillCause, InvokeInput, Keep, SecretState, Unsaved, Variable, VariableKind, VariableLevel,
};

use crate::{Shelf, now};

struct Desk {
    shelf: Shelf,
    variables: Variables,
    environments: Environments,
}

impl Desk {
    fn with(files: &[(&str, &str)]) -> Self {
        let shelf = Shelf::with(files);
        shelf.opened();
        let secrets = SecretVariables::new(Secrets::new(Arc::new(MemoryKeychain::default())));
        Self {
            variables: Variables::new(shelf.open.clone(), secrets.clone()),
            environments: Environments::new(shelf.open.clone(), secrets),
            shelf,
        }
    }

    fn input(&self, path: &str, payload: &str, environment: Option<&str>) -> InvokeInput {
        InvokeInput {
            source: Some(self.shelf.source(path)),
            environment: environment.map(str::to_owned),
            ..InvokeInput::of("p", "orders-{{ stage | default('none') }}", payload)
        }
    }

    async fn sent(&self, input: &InvokeInput) -> Result<InvokeInput, Failure> {
        self.variables.fill(input, now()).await.map(|filled| filled.sent)
    }
}

fn secret<'a>(collection: &'a str, name: &'a str) -> SecretName<'a> {
    SecretName { collection, environment: "staging", name }
}

const FILES: [(&str, &str); 6] = [
    ("lambdesk.toml", "[variables]\nwho = \"collection\"\nbase = \"{{ stage }}.example\"\nonly = 1\n"),
    ("orders/lambdesk.toml", "[variables]\nfolder = \"orders\"\n"),
    ("orders/a.json", "{}"),
    ("orders/a.toml", "[variables]\nmine = \"request\"\n"),
    ("environments/staging.toml", "secrets = [\"key\"]\n[variables]\nstage = \"staging\"\nwho = \"environment\"\n"),
    ("texts/letter.txt", "Dear \"customer\",\n"),
];

#[tokio::test]
async fn every_file_gives_its_variables() {
    let desk = Desk::with(&FILES);
    let payload = r#"{"a": "{{ who }} {{ folder }} {{ mine }} {{ base }}", "n": {{ only }}, "f": {{ file("texts/letter.txt") }}}"#;
    let sent = desk.sent(&desk.input("orders/a.json", payload, Some("staging"))).await.expect("filled");
    let wanted = r#"{"a": "environment orders request staging.example", "n": 1, "f": "Dear \"customer\",\n"}"#;
    assert_eq!((sent.payload.as_str(), sent.function.as_str()), (wanted, "orders-staging"));

    // Without an environment: its variables are unknown, at their places, also those of other variables.
    let failure = desk.sent(&desk.input("orders/a.json", payload, None)).await.expect_err("refused");
    assert_eq!(failure.problems.len(), 1);
    assert_eq!(failure.problems[0].field, Field::Payload);
    assert_eq!(failure.message, "Line 1, column 42: In the value of “base”: No variable is called “stage” here.");

    let listed = desk.variables.list(&desk.shelf.source("orders/a.json"), Some("staging")).expect("listed");
    let listed: Vec<_> = listed.iter().map(|it| (it.name.as_str(), it.level, it.value.is_some())).collect();
    assert_eq!(
        listed,
        [
            ("base", VariableLevel::Collection, true),
            ("folder", VariableLevel::Folder, true),
            ("key", VariableLevel::Environment, false),
            ("mine", VariableLevel::Request, true),
            ("only", VariableLevel::Collection, true),
            ("stage", VariableLevel::Environment, true),
            ("who", VariableLevel::Environment, true),
        ]
    );
    let in_folder = desk.variables.list(&desk.shelf.source("orders"), None).expect("listed");
    assert_eq!(in_folder.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["base", "folder", "only", "who"]);
}

#[tokio::test]
async fn what_is_unsaved_counts() {
    let desk = Desk::with(&FILES);
    let mine = Variable { name: "mine".into(), value: "unsaved".into(), kind: VariableKind::Text };
    let with = |unsaved: Unsaved, path: &str| InvokeInput {
        unsaved: Some(unsaved),
        ..desk.input(path, "[\"{{ mine }}\"]", None)
    };
    let unsaved = Unsaved { variables: Some(vec![mine.clone()]), ..Unsaved::default() };
    assert_eq!(desk.sent(&with(unsaved, "orders/a.json")).await.expect("filled").payload, "[\"unsaved\"]");
    let as_it_is = Unsaved { template: Some(false), ..Unsaved::default() };
    let sent = desk.sent(&with(as_it_is, "orders/a.json")).await.expect("sent");
    assert_eq!(sent.payload, "[\"{{ mine }}\"]");
    // One that was never saved: in a folder, or in no collection.
    let folder = Unsaved { folder: Some(desk.shelf.source("orders")), ..Unsaved::default() };
    let input = InvokeInput { source: None, payload: "{{ folder }}.".into(), ..with(folder, "") };
    assert_eq!(desk.sent(&input).await.expect("filled").payload, "orders.");
    let nowhere = InvokeInput { source: None, unsaved: None, payload: "{{ folder }}".into(), ..input };
    assert!(desk.sent(&nowhere).await.is_err());
    let function = InvokeInput { payload: "{{ uuid() }}.".into(), ..nowhere };
    assert_eq!(desk.sent(&function).await.expect("filled").payload.len(), 37);

    desk.shelf.write("orders/a.toml", "template = false\n");
    let input = desk.input("orders/a.json", "[\"{{ nobody }}\"]", None);
    assert_eq!(desk.sent(&input).await.expect("sent").payload, "[\"{{ nobody }}\"]");
}

#[tokio::test]
async fn a_secret_is_sent_and_never_shown() {
    let desk = Desk::with(&FILES);
    let id = desk.shelf.id();
    let input = desk.input("orders/a.json", r#"{"auth": "Bearer {{ key }}"}"#, Some("staging"));
    let failure = desk.sent(&input).await.expect_err("refused");
    assert!(failure.message.contains("was not entered on this computer"), "{}", failure.message);
    desk.environments.set_secret(secret(&id, "key"), Some("planted\"secret"), Keep::Keychain).await.expect("kept");
    assert!(desk.environments.set_secret(secret(&id, "stage"), Some("x"), Keep::Keychain).await.is_err());
    assert_eq!(desk.sent(&input).await.expect("filled").payload, r#"{"auth": "Bearer planted\"secret"}"#);
    let filled = desk.variables.fill(&input, now()).await.expect("filled").shown;
    let shown = desk.variables.shown(&input, now()).expect("shown");
    assert_eq!(shown, filled);
    assert_eq!(shown.payload, r#"{"auth": "Bearer ••••••"}"#);

    // It goes along with its environment's name, and goes with it.
    let staging = desk.environments.open(&id, "staging").await.expect("opened");
    let state = |environment: &lambdesk_core::wire::Environment| environment.variables.last().and_then(|it| it.secret);
    assert_eq!(state(&staging), Some(SecretState::InKeychain));
    let variables: Vec<Variable> = staging.variables.iter().map(|it| it.variable.clone()).collect();
    let saved =
        desk.environments.save(&id, "test", Some("staging"), &variables, Some(&staging.stamp)).await.expect("saved");
    let EnvironmentSaving::Saved { environment } = saved else { panic!("{saved:?}") };
    assert_eq!(state(&environment), Some(SecretState::InKeychain));
    let input = InvokeInput { environment: Some("test".into()), ..input };
    assert!(desk.sent(&input).await.is_ok());
    let fewer: Vec<Variable> = variables.iter().filter(|it| it.kind != VariableKind::Secret).cloned().collect();
    let saved =
        desk.environments.save(&id, "test", Some("test"), &fewer, Some(&environment.stamp)).await.expect("saved");
    let EnvironmentSaving::Saved { environment } = saved else { panic!("{saved:?}") };
    let saved =
        desk.environments.save(&id, "test", Some("test"), &variables, Some(&environment.stamp)).await.expect("saved");
    let EnvironmentSaving::Saved { environment } = saved else { panic!("{saved:?}") };
    assert_eq!(state(&environment), Some(SecretState::Missing), "one that was removed is forgotten");
}

#[tokio::test]
async fn a_collection_reads_what_it_is_allowed_to() {
    let desk = Desk::with(&FILES);
    let id = desk.shelf.id();
    let input = desk.input("orders/a.json", r#"["{{ env('CARGO_PKG_NAME') }}"]"#, None);
    let problems = desk.variables.shown(&input, now()).expect("shown").problems;
    assert_eq!(problems[0].cause, FillCause::EnvNotAllowed { collection: id.clone(), name: "CARGO_PKG_NAME".into() });
    desk.shelf.open.known().allow_env(&id, "CARGO_PKG_NAME", true).expect("noted");
    assert_eq!(desk.sent(&input).await.expect("filled").payload, r#"["lambdesk-tests"]"#);
    assert_eq!(desk.variables.shown(&input, now()).expect("shown").payload, r#"["••••••"]"#);
    assert_eq!(desk.shelf.opened().allowed_env, ["CARGO_PKG_NAME"]);
    for path in ["../data/collections.toml", "/etc/hostname", ".git/config", "nowhere.txt"] {
        let input = desk.input("orders/a.json", &format!("[\"{{{{ file('{path}') }}}}\"]"), None);
        assert_eq!(desk.variables.shown(&input, now()).expect("shown").problems.len(), 1, "{path}");
    }
}
