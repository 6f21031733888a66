//! Environments, variables, and a request with its variables filled in.

use lambdesk_core::failure::Failure;
use lambdesk_core::variables::secret_variables::SecretName;
use lambdesk_core::wire::{
    Environment, EnvironmentSaving, Filled, InvokeInput, Inward, Keep, RequestSource, ScopedVariable, Variable,
};
use tauri::State;

use crate::app::App;

/// An environment with its variables.
#[tauri::command]
pub async fn open_environment(app: State<'_, App>, collection: String, name: String) -> Result<Environment, Failure> {
    app.environments.open(&collection, &name).await
}

/// Saves an environment, where nobody else changed it meanwhile.
#[tauri::command]
pub async fn save_environment(
    app: State<'_, App>,
    collection: String,
    name: String,
    before: Option<String>,
    variables: Vec<Variable>,
    stamp: Option<String>,
) -> Result<EnvironmentSaving, Failure> {
    app.environments.save(&collection, &name, before.as_deref(), &variables, stamp.as_deref()).await
}

/// Deletes an environment with its secrets.
#[tauri::command]
pub async fn delete_environment(app: State<'_, App>, collection: String, name: String) -> Result<(), Failure> {
    app.environments.delete(&collection, &name).await
}

/// Keeps the value of a secret variable, or forgets it.
#[tauri::command]
pub async fn set_secret_variable(
    app: State<'_, App>,
    collection: String,
    environment: String,
    name: String,
    value: Inward<Option<String>>,
    keep: Keep,
) -> Result<(), Failure> {
    let name = SecretName { collection: &collection, environment: &environment, name: &name };
    app.environments.set_secret(name, value.as_deref(), keep).await
}

/// Lets a collection read a variable of the program's environment, or no longer.
#[tauri::command]
pub async fn allow_env(app: State<'_, App>, collection: String, name: String, allowed: bool) -> Result<(), Failure> {
    app.collections.root(&collection)?;
    app.collections.known().allow_env(&collection, &name, allowed)
}

/// The variables that a request can use.
#[tauri::command]
pub async fn list_variables(
    app: State<'_, App>,
    source: RequestSource,
    environment: Option<String>,
) -> Result<Vec<ScopedVariable>, Failure> {
    app.variables.list(&source, environment.as_deref())
}

/// What will be sent, secrets masked.
#[tauri::command]
pub async fn fill_request(app: State<'_, App>, input: InvokeInput) -> Result<Filled, Failure> {
    app.variables.shown(&input, app.clock.now())
}
