//! The sandbox inside this program: started at its first use, on a free port, with keys made for this run.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use lambdesk_core::failure::Failure;
use lambdesk_core::invoke_input::Place;
use lambdesk_core::wire::{Example, SandboxState};
use lambdesk_sandbox::{Options, Sandbox, catalogue};
use tokio::sync::OnceCell;

/// The sandbox, started or yet to start. Cheap to clone.
#[derive(Clone, Default)]
pub struct InnerSandbox {
    started: Arc<OnceCell<Sandbox>>,
}

impl InnerSandbox {
    /// Starts it if need be, and says where it is and what it offers.
    pub async fn state(&self) -> SandboxState {
        match self.running().await {
            Ok(sandbox) => SandboxState::Running {
                endpoint: sandbox.endpoint().to_owned(),
                region: sandbox.region().to_owned(),
                examples: examples(),
            },
            Err(failure) => SandboxState::Failed { failure },
        }
    }

    /// Where its requests go.
    pub async fn place(&self) -> Result<Place, Failure> {
        let sandbox = self.running().await?;
        Ok(Place {
            region: sandbox.region().to_owned(),
            endpoint: Some(sandbox.endpoint().to_owned()),
            account: Some(sandbox.account().to_owned()),
            ..Place::default()
        })
    }

    /// The start address of its Identity Center; `None` when it did not start.
    pub async fn start_url(&self) -> Option<String> {
        self.running().await.ok().map(Sandbox::start_url)
    }

    /// The keys of this run.
    pub async fn credentials(&self) -> Result<SharedCredentialsProvider, Failure> {
        let keys = self.running().await?.credentials();
        let credentials = Credentials::new(
            keys.access_key_id.clone(),
            keys.secret_access_key.clone(),
            keys.session_token.clone(),
            None,
            "lambdesk sandbox",
        );
        Ok(SharedCredentialsProvider::new(credentials))
    }

    async fn running(&self) -> Result<&Sandbox, Failure> {
        self.started.get_or_try_init(|| Sandbox::start(Options::default())).await.map_err(|error| {
            Failure::other(
                format!("The sandbox did not start: {error}."),
                "Your own profiles work without it. Open Lambdesk again to try once more.",
            )
        })
    }
}

fn examples() -> Vec<Example> {
    let example = |example: &lambdesk_sandbox::Example| Example {
        function: example.function.to_owned(),
        title: example.title.to_owned(),
        description: example.description.to_owned(),
        qualifier: example.qualifier.to_owned(),
        payload: example.payload.to_owned(),
        timeout_seconds: example.timeout_seconds,
        memory_mb: example.memory_mb,
        runtime: example.runtime.to_owned(),
        streams: example.streams,
    };
    catalogue().iter().map(example).collect()
}
