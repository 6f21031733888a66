//! From a request in the window to one that can be sent: which files give its variables, and which secrets it needs.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::time::SystemTime;

use super::fill::{Filling, SecretValues, Surroundings};
use super::request::{self, FilledRequest};
use super::scope::{Layer, Scope};
use super::secret_variables::SecretVariables;
use crate::collection::open_collections::OpenCollections;
use crate::collection::trouble::CollectionError;
use crate::collection::{environment_file, folder_file, inside, request_file};
use crate::failure::Failure;
use crate::wire::{Filled, InvokeInput, RequestSource, ScopedVariable, VariableLevel};

/// Fills requests in. Cheap to clone.
#[derive(Clone)]
pub struct Variables {
    collections: OpenCollections,
    secrets: SecretVariables,
}

/// What a request's files say of filling it in.
struct Found {
    scope: Scope,
    collection: Option<Surroundings>,
    /// Whether it is to be filled in.
    template: bool,
}

impl Variables {
    /// With the variables of these collections and these secrets.
    pub fn new(collections: OpenCollections, secrets: SecretVariables) -> Self {
        Self { collections, secrets }
    }

    /// A request as it would be sent, secrets masked. The keychain is not asked.
    ///
    /// # Errors
    /// When a file that gives variables cannot be read.
    pub fn masked(&self, input: &InvokeInput, now: SystemTime) -> Result<FilledRequest, Failure> {
        if !request::has_any(input) {
            return Ok(FilledRequest::as_it_is(input));
        }
        let found = self.find(input)?;
        if !found.template {
            return Ok(FilledRequest::as_it_is(input));
        }
        let filling = Filling::new(found.scope, found.collection, SecretValues::Masked, now);
        Ok(request::fill(input, &filling))
    }

    /// A request as it is shown.
    ///
    /// # Errors
    /// When a file that gives variables cannot be read.
    pub fn shown(&self, input: &InvokeInput, now: SystemTime) -> Result<Filled, Failure> {
        self.masked(input, now).map(|filled| filled.shown)
    }

    /// A request as it is sent, with its secrets, and as it is shown.
    ///
    /// # Errors
    /// The fields in which something cannot be filled in; a file that cannot be read; a keychain that cannot say.
    pub async fn fill(&self, input: &InvokeInput, now: SystemTime) -> Result<FilledRequest, Failure> {
        if !request::has_any(input) {
            return Ok(FilledRequest::as_it_is(input));
        }
        let Found { scope, collection, template } = self.find(input)?;
        if !template {
            return Ok(FilledRequest::as_it_is(input));
        }
        // Which secrets are needed can hang on the value of one, so that it is asked until no more are.
        let mut asked: BTreeSet<String> = BTreeSet::new();
        let mut values = HashMap::new();
        loop {
            let secrets = SecretValues::Known(values.clone());
            let filling = Filling::new(scope.clone(), collection.clone(), secrets, now);
            let filled = request::fill(input, &filling);
            let needed: BTreeSet<String> = filling.needed().difference(&asked).cloned().collect();
            if let (false, Some(of)) = (needed.is_empty(), &collection) {
                values.extend(self.secrets.load_all(&of.id, &of.environment, needed.iter().cloned()).await?);
                asked.extend(needed);
                continue;
            }
            return match filled.shown.problems.as_slice() {
                [] => Ok(filled),
                problems => Err(Failure::invalid(request::field_problems(problems))),
            };
        }
    }

    /// The variables that a request can use, or one that belongs to a folder.
    ///
    /// # Errors
    /// When the collection is not open, or a file that gives variables cannot be read.
    pub fn list(&self, source: &RequestSource, environment: Option<&str>) -> Result<Vec<ScopedVariable>, Failure> {
        let root = self.collections.root(&source.collection)?;
        let is_request = request_file::stem(&source.path).is_ok() && !inside::resolve(&root, &source.path)?.is_dir();
        let layers = layers(&root, &source.path, is_request, environment)?.0;
        Ok(Scope::new(layers).list())
    }

    fn find(&self, input: &InvokeInput) -> Result<Found, Failure> {
        let unsaved = input.unsaved.clone().unwrap_or_default();
        let place = match (&input.source, &unsaved.folder) {
            (Some(source), _) => Some((source, true)),
            (None, Some(folder)) => Some((folder, false)),
            (None, None) => None,
        };
        let Some((source, is_request)) = place else {
            // One in no collection has its own variables at most.
            let own = Layer {
                level: VariableLevel::Request,
                file: String::new(),
                variables: unsaved.variables.unwrap_or_default(),
            };
            let template = unsaved.template.unwrap_or(true);
            return Ok(Found { scope: Scope::new(vec![own]), collection: None, template });
        };
        let root = self.collections.root(&source.collection)?;
        let (mut layers, saved) = layers(&root, &source.path, is_request, input.environment.as_deref())?;
        if let Some(variables) = unsaved.variables {
            layers.retain(|layer| layer.level != VariableLevel::Request);
            layers.push(Layer { level: VariableLevel::Request, file: String::new(), variables });
        }
        let collection = Surroundings {
            id: source.collection.clone(),
            root,
            allowed_env: self.collections.known().allowed_env(&source.collection),
            environment: input.environment.clone().unwrap_or_default(),
        };
        let template = unsaved.template.or(saved).unwrap_or(true);
        Ok(Found { scope: Scope::new(layers), collection: Some(collection), template })
    }
}

/// The files that give a request variables, and whether they say that it is filled in.
fn layers(
    root: &Path,
    path: &str,
    is_request: bool,
    environment: Option<&str>,
) -> Result<(Vec<Layer>, Option<bool>), CollectionError> {
    let folder = if is_request { inside::split(path).0 } else { path };
    let inherited = folder_file::inherited(root, folder)?;
    let (mut layers, mut template) = (inherited.layers, None);
    if is_request {
        let (own, said) = request_file::own_variables(root, path)?;
        layers.push(own);
        template = said;
    }
    if let Some(environment) = environment.filter(|name| !name.is_empty()) {
        layers.push(environment_file::layer(root, environment)?);
    }
    Ok((layers, template.or(inherited.sending.template)))
}
