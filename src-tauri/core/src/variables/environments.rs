//! Environments as the window edits them: their files, and beside them where the values of secret variables are.

use super::secret_variables::{SecretName, SecretVariables};
use crate::collection::entries;
use crate::collection::environment_file::{self, EnvironmentFile, Saved};
use crate::collection::inside;
use crate::collection::open_collections::OpenCollections;
use crate::collection::trouble::CollectionError;
use crate::failure::Failure;
use crate::wire::{Environment, EnvironmentSaving, EnvironmentVariable, Keep, Variable, VariableKind};

/// The environments of the open collections. Cheap to clone.
#[derive(Clone)]
pub struct Environments {
    collections: OpenCollections,
    secrets: SecretVariables,
}

impl Environments {
    /// Of these collections, with these secrets.
    pub fn new(collections: OpenCollections, secrets: SecretVariables) -> Self {
        Self { collections, secrets }
    }

    /// An environment, and whether its secrets are here.
    ///
    /// # Errors
    /// When the collection is not open, or the environment cannot be read.
    pub async fn open(&self, collection: &str, name: &str) -> Result<Environment, Failure> {
        let root = self.collections.root(collection)?;
        let file = environment_file::open(&root, name)?;
        Ok(self.with_secrets(collection, file).await)
    }

    /// Saves an environment. Secrets go along when it is renamed, and with the variables that are removed.
    ///
    /// # Errors
    /// When it cannot be saved, or the keychain does not take the secrets along.
    pub async fn save(
        &self,
        collection: &str,
        name: &str,
        before: Option<&str>,
        variables: &[Variable],
        stamp: Option<&str>,
    ) -> Result<EnvironmentSaving, Failure> {
        let name = name.trim();
        let old = match before {
            Some(before) => self.secret_names(collection, before),
            None => Vec::new(),
        };
        let saved =
            self.collections.change(collection, |root| environment_file::save(root, name, before, variables, stamp))?;
        let file = match saved {
            Saved::Saved(file) => file,
            Saved::Conflict(None) => return Ok(EnvironmentSaving::Conflict { on_disk: None }),
            Saved::Conflict(Some(file)) => {
                let on_disk = Some(self.with_secrets(collection, file).await);
                return Ok(EnvironmentSaving::Conflict { on_disk });
            }
        };
        let now: Vec<&str> = secret(&file.variables).collect();
        for secret in &old {
            let of = |environment| SecretName { collection, environment, name: secret.as_str() };
            let before = before.unwrap_or(name);
            if !now.contains(&secret.as_str()) {
                self.secrets.forget(of(before)).await?;
            } else if before != name {
                self.secrets.carry(of(before), of(name)).await?;
            }
        }
        Ok(EnvironmentSaving::Saved { environment: self.with_secrets(collection, file).await })
    }

    /// Deletes an environment (its file goes to the system's trash where there is one) and its secrets.
    ///
    /// # Errors
    /// When it is gone, its file cannot be deleted, or the keychain may still hold a secret.
    pub async fn delete(&self, collection: &str, name: &str) -> Result<(), Failure> {
        let secrets = self.secret_names(collection, name);
        self.collections.change(collection, |root| {
            let path = inside::resolve(root, &environment_file::path_of(name))?;
            if !path.is_file() {
                return Err(CollectionError::Gone(name.to_owned()));
            }
            // Unlike a request it can be written anew in a minute, and there is no second question for it.
            entries::to_trash(std::slice::from_ref(&path))
                .or_else(|_| std::fs::remove_file(&path))
                .map_err(|cause| CollectionError::io(&path, "deleted", cause))
        })?;
        for secret in &secrets {
            self.secrets.forget(SecretName { collection, environment: name, name: secret }).await?;
        }
        Ok(())
    }

    /// Keeps the value of a secret variable, or forgets it.
    ///
    /// # Errors
    /// When the environment has no such secret variable, or the keychain says no.
    pub async fn set_secret(&self, name: SecretName<'_>, value: Option<&str>, keep: Keep) -> Result<(), Failure> {
        let known = environment_file::open(&self.collections.root(name.collection)?, name.environment)?;
        if !secret(&known.variables).any(|it| it == name.name) {
            let sentence = format!("“{}” has no secret variable “{}”.", name.environment, name.name);
            return Err(CollectionError::BadVariable(sentence).into());
        }
        match value {
            Some(value) => self.secrets.store(name, value, keep).await?,
            None => self.secrets.forget(name).await?,
        }
        Ok(())
    }

    fn secret_names(&self, collection: &str, environment: &str) -> Vec<String> {
        let file = self.collections.root(collection).and_then(|root| environment_file::open(&root, environment));
        file.map(|file| secret(&file.variables).map(str::to_owned).collect()).unwrap_or_default()
    }

    async fn with_secrets(&self, collection: &str, file: EnvironmentFile) -> Environment {
        let mut variables = Vec::with_capacity(file.variables.len());
        for variable in file.variables {
            let secret = match variable.kind {
                VariableKind::Secret => {
                    let name = SecretName { collection, environment: &file.name, name: &variable.name };
                    Some(self.secrets.state(name).await)
                }
                VariableKind::Text | VariableKind::Json => None,
            };
            variables.push(EnvironmentVariable { variable, secret });
        }
        let EnvironmentFile { name, stamp, problems, .. } = file;
        Environment { collection: collection.to_owned(), name, variables, stamp, problems }
    }
}

fn secret(variables: &[Variable]) -> impl Iterator<Item = &str> {
    variables.iter().filter(|it| it.kind == VariableKind::Secret).map(|it| it.name.as_str())
}
