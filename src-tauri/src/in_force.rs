//! The settings in force, and the engine that follows them.

use std::path::PathBuf;
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
        let engine = Engine::new(transport(resolved.transport), Arc::new(SystemClock));
        Self { file, current: Arc::new(RwLock::new(Current { settings, failure, resolved, engine })) }
    }

    /// The settings as they are edited, and why the file's could not be used.
    pub fn settings(&self) -> (Settings, Option<Failure>) {
        self.look(|current| (current.settings.clone(), current.failure.clone()))
    }

    /// The settings as they are used.
    pub fn resolved(&self) -> ResolvedSettings {
        self.look(|current| current.resolved)
    }

    /// The engine to invoke with.
    pub fn engine(&self) -> Engine {
        self.look(|current| current.engine.clone())
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
            current.engine = current.engine.over(transport(resolved.transport));
        }
        (current.settings, current.resolved, current.failure) = (settings, resolved, None);
        drop(current);
        Ok(())
    }

    fn look<T>(&self, at: impl FnOnce(&Current) -> T) -> T {
        at(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A transport that trusts what the system trusts, and the certificates that `AWS_CA_BUNDLE` names.
fn transport(settings: TransportSettings) -> Transport {
    let ca_bundle = std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty());
    Transport::new(settings).trusting(ca_bundle.map(PathBuf::from))
}
