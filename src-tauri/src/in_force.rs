//! The settings in force, and the engine that follows them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use lambdesk_core::clock::SystemClock;
use lambdesk_core::failure::Failure;
use lambdesk_core::invoke::run::Engine;
use lambdesk_core::invoke::transport::{Transport, TransportSettings};
use lambdesk_core::settings::{ResolvedSettings, SettingsFile};
use lambdesk_core::wire::Settings;

/// The settings in force. Cheap to clone; clones follow each other.
#[derive(Clone)]
pub struct InForce {
    file: SettingsFile,
    current: Arc<RwLock<Current>>,
}

struct Current {
    settings: Settings,
    failure: Option<Failure>,
    resolved: ResolvedSettings,
    engine: Engine,
    /// Engines that trust further certificates, by the file that holds them.
    trusting: HashMap<PathBuf, Engine>,
}

impl InForce {
    /// What the file at `path` says; the defaults when it says nothing, or nothing that can be used.
    pub fn read(path: PathBuf) -> Self {
        let file = SettingsFile::new(path);
        let (settings, failure) = match file.read() {
            Ok(settings) => (settings, None),
            Err(error) => (Settings::default(), Some(error.into())),
        };
        let resolved = settings.resolve().unwrap_or_default();
        let engine = Engine::new(transport(resolved.transport, None), Arc::new(SystemClock));
        Self {
            file,
            current: Arc::new(RwLock::new(Current { settings, failure, resolved, engine, trusting: HashMap::new() })),
        }
    }

    /// The settings as they are edited, and why the file's could not be used.
    pub fn settings(&self) -> (Settings, Option<Failure>) {
        self.look(|current| (current.settings.clone(), current.failure.clone()))
    }

    /// The settings as they are used.
    pub fn resolved(&self) -> ResolvedSettings {
        self.look(|current| current.resolved)
    }

    /// The engine to invoke with. `ca_bundle` names a PEM file with certificates to trust beside the system's, when it
    /// is another than `AWS_CA_BUNDLE`.
    pub fn engine(&self, ca_bundle: Option<&Path>) -> Engine {
        let Some(path) = ca_bundle else { return self.look(|current| current.engine.clone()) };
        if let Some(engine) = self.look(|current| current.trusting.get(path).cloned()) {
            return engine;
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let engine = current.engine.over(transport(current.resolved.transport, Some(path)));
        current.trusting.insert(path.to_owned(), engine.clone());
        engine
    }

    /// Saves other settings and uses them from now on. Invocations under way keep theirs.
    ///
    /// # Errors
    /// The fields at fault, or the file's failure. Nothing is changed then.
    pub fn save(&self, settings: Settings) -> Result<(), Failure> {
        let resolved = settings.resolve().map_err(Failure::invalid)?;
        self.file.save(&settings)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // Connections that are open stay so unless they were made by other rules.
        if current.resolved.transport != resolved.transport {
            current.engine = current.engine.over(transport(resolved.transport, None));
            current.trusting.clear();
        }
        (current.settings, current.resolved, current.failure) = (settings, resolved, None);
        drop(current);
        Ok(())
    }

    fn look<T>(&self, at: impl FnOnce(&Current) -> T) -> T {
        at(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A transport that trusts what the system trusts, and the certificates in `ca_bundle` or else `AWS_CA_BUNDLE`.
fn transport(settings: TransportSettings, ca_bundle: Option<&Path>) -> Transport {
    let of_environment = || std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()).map(PathBuf::from);
    Transport::new(settings).trusting(ca_bundle.map(Path::to_owned).or_else(of_environment))
}
