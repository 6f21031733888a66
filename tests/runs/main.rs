//! Runs of folders against the sandbox: what begins when, what a stop ends, and that a report of hostile answers is
//! nothing but a report.

mod pace;
mod reports;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use lambdesk_core::clock::SystemClock;
use lambdesk_core::collection::open_collections::OpenCollections;
use lambdesk_core::credentials::memory_keychain::MemoryKeychain;
use lambdesk_core::credentials::secrets::Secrets;
use lambdesk_core::invoke::run::Engine;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_core::invoke_input::{self, Place};
use lambdesk_core::runs::book::Book;
use lambdesk_core::runs::pace::Pace;
use lambdesk_core::runs::plan;
use lambdesk_core::runs::prepare::{Preparing, Setting};
use lambdesk_core::runs::record::{Ended, Performed};
use lambdesk_core::runs::runner;
use lambdesk_core::runs::schedule::Turn;
use lambdesk_core::settings::ResolvedSettings;
use lambdesk_core::variables::filling::Variables;
use lambdesk_core::variables::secret_variables::SecretVariables;
use lambdesk_core::wire::{RequestSource, RunCase};
use lambdesk_sandbox::{Options, Sandbox};
use tokio_util::sync::CancellationToken;

/// A collection, and a sandbox to run it against.
struct Desk {
    sandbox: Sandbox,
    _home: tempfile::TempDir,
    root: PathBuf,
    collections: OpenCollections,
    /// Which requests are in flight, how many most at a time, and whether one was twice.
    flights: Arc<Mutex<Flights>>,
}

#[derive(Debug, Default)]
struct Flights {
    now: BTreeMap<u32, u32>,
    most: usize,
    twice: bool,
    began: Vec<Turn>,
}

impl Desk {
    async fn with(files: &[(&str, &str)]) -> Self {
        let sandbox = Sandbox::start(Options::default()).await.expect("a sandbox");
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path().canonicalize().expect("there").join("team");
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        let collections = OpenCollections::new(home.path().join("collections.toml"));
        collections.open(root.to_str().expect("UTF-8"), SystemTime::UNIX_EPOCH).expect("opened");
        Self { sandbox, _home: home, root, collections, flights: Arc::default() }
    }

    fn id(&self) -> String {
        self.root.to_str().expect("UTF-8").to_owned()
    }

    fn cases(&self) -> Vec<RunCase> {
        plan::cases(&self.collections.collection(&self.id()).expect("open"), plan::ALL)
    }

    async fn run(&self, pace: Pace) -> (Book, Duration) {
        self.run_until(pace, &CancellationToken::new()).await
    }

    async fn run_until(&self, pace: Pace, stop: &CancellationToken) -> (Book, Duration) {
        let keys = self.sandbox.credentials();
        let credentials = Credentials::new(&keys.access_key_id, &keys.secret_access_key, None, None, "test");
        let credentials = SharedCredentialsProvider::new(credentials);
        let secrets = SecretVariables::new(Secrets::new(Arc::new(MemoryKeychain::default())));
        let preparing = Preparing {
            collections: self.collections.clone(),
            variables: Variables::new(self.collections.clone(), secrets),
            setting: Setting::default(),
        };
        let target = Place {
            region: self.sandbox.region().to_owned(),
            endpoint: Some(self.sandbox.endpoint().to_owned()),
            ..Place::default()
        };
        let engine = Engine::new(Transport::new(TransportSettings::default()), Arc::new(SystemClock));
        let (cases, flights, id) = (Arc::new(self.cases()), self.flights.clone(), self.id());
        let count = u32::try_from(cases.len()).expect("a number");
        let perform = move |_, turn: Turn, stopped: CancellationToken| {
            let (preparing, target, engine, credentials) =
                (preparing.clone(), target.clone(), engine.clone(), credentials.clone());
            let (cases, flights, id) = (cases.clone(), flights.clone(), id.clone());
            async move {
                begin(&flights, turn);
                let case = &cases[turn.case as usize];
                let source = RequestSource { collection: id, path: case.path.clone() };
                let performed = async {
                    let prepared = preparing.prepare(&source, SystemTime::UNIX_EPOCH).await?;
                    let settings = ResolvedSettings::default();
                    let call = invoke_input::resolve(&prepared.input, &target, &settings, credentials)
                        .map_err(|failure| failure.message)?;
                    let finished =
                        engine.run(&call, &stopped, Arc::new(|_| {})).await.map_err(|error| error.to_string())?;
                    Ok::<_, String>(Box::new(Ended::of(&finished, &prepared.checks)))
                };
                let performed = performed.await.map_or_else(Performed::Unsent, Performed::Ended);
                flights.lock().expect("unbroken").now.remove(&turn.case);
                performed
            }
        };
        runner::run(count, &pace, stop, perform, |_| {}).await
    }
}

fn begin(flights: &Mutex<Flights>, turn: Turn) {
    let mut flights = flights.lock().expect("unbroken");
    flights.twice |= flights.now.insert(turn.case, turn.round).is_some();
    flights.most = flights.most.max(flights.now.len());
    flights.began.push(turn);
}
