//! What is registered: each account's registries, their schemas and the schemas' versions. Gone when the sandbox ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::refusals;
use crate::refusal::Refusal;

/// How many versions a schema can have at once: what the SAM CLI keeps for test events.
const VERSIONS: usize = 5;

/// All that is registered.
#[derive(Debug, Default)]
pub struct Registries(Mutex<BTreeMap<(String, String), Registry>>);

#[derive(Debug, Default)]
struct Registry {
    description: String,
    schemas: BTreeMap<String, Schema>,
}

/// Where a schema is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its registry's name.
    pub registry: &'a str,
    /// Its own.
    pub schema: &'a str,
}

/// A schema.
#[derive(Debug)]
pub struct Schema {
    /// What its author says of it.
    pub description: String,
    /// Its versions, the oldest first; never none.
    pub versions: Vec<Version>,
}

/// One version of a schema.
#[derive(Debug)]
pub struct Version {
    /// 1 for the first; numbers are not used again.
    pub number: u32,
    /// Its text.
    pub content: String,
    /// When it was made.
    pub created: SystemTime,
}

impl Schema {
    /// The newest version.
    pub fn latest(&self) -> &Version {
        &self.versions[self.versions.len() - 1]
    }

    /// The version of a number.
    pub fn version(&self, number: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.number.to_string() == number)
    }
}

impl Registries {
    /// A registry's description.
    pub fn description(&self, account: &str, registry: &str) -> Result<String, Refusal> {
        self.within(account, registry, |found| Ok(found.description.clone()))
    }

    /// Makes a registry.
    pub fn create_registry(&self, account: &str, registry: &str, description: &str) -> Result<(), Refusal> {
        let mut all = self.all();
        let key = (account.to_owned(), registry.to_owned());
        if all.contains_key(&key) {
            return Err(refusals::exists("Registry", registry));
        }
        all.insert(key, Registry { description: description.to_owned(), schemas: BTreeMap::new() });
        Ok(())
    }

    /// The names of a registry's schemas that begin so, with how many versions they have.
    pub fn schemas(&self, account: &str, registry: &str, prefix: &str) -> Result<Vec<(String, usize)>, Refusal> {
        self.within(account, registry, |found| {
            let begin_so = found.schemas.iter().filter(|(name, _)| name.starts_with(prefix));
            Ok(begin_so.map(|(name, schema)| (name.clone(), schema.versions.len())).collect())
        })
    }

    /// Looks at a schema.
    pub fn look<T>(
        &self,
        account: &str,
        place: Place<'_>,
        at: impl FnOnce(&Schema) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.within(account, place.registry, |registry| {
            at(registry.schemas.get(place.schema).ok_or_else(|| refusals::no_schema(place))?)
        })
    }

    /// Makes a schema with its first version.
    pub fn create(
        &self,
        account: &str,
        place: Place<'_>,
        description: String,
        content: String,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        self.within(account, place.registry, |registry| {
            if registry.schemas.contains_key(place.schema) {
                return Err(refusals::exists("Schema", place.schema));
            }
            let versions = vec![Version { number: 1, content, created: now }];
            registry.schemas.insert(place.schema.to_owned(), Schema { description, versions });
            Ok(())
        })
    }

    /// Changes a schema: other content is another version.
    pub fn update(
        &self,
        account: &str,
        place: Place<'_>,
        description: Option<String>,
        content: Option<String>,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        self.within(account, place.registry, |registry| {
            let schema = registry.schemas.get_mut(place.schema).ok_or_else(|| refusals::no_schema(place))?;
            let content = content.unwrap_or_else(|| schema.latest().content.clone());
            let described = description.is_some_and(|description| {
                let other = description != schema.description;
                schema.description = description;
                other
            });
            if content == schema.latest().content {
                return if described { Ok(()) } else { Err(refusals::no_change()) };
            }
            if schema.versions.len() >= VERSIONS {
                return Err(refusals::too_many_versions(VERSIONS));
            }
            let number = schema.latest().number + 1;
            schema.versions.push(Version { number, content, created: now });
            Ok(())
        })
    }

    /// Deletes a schema with all its versions.
    pub fn delete(&self, account: &str, place: Place<'_>) -> Result<(), Refusal> {
        self.within(account, place.registry, |registry| {
            registry.schemas.remove(place.schema).map(drop).ok_or_else(|| refusals::no_schema(place))
        })
    }

    /// Deletes one version; with the last one the schema goes.
    pub fn delete_version(&self, account: &str, place: Place<'_>, number: &str) -> Result<(), Refusal> {
        self.within(account, place.registry, |registry| {
            let schema = registry.schemas.get_mut(place.schema).ok_or_else(|| refusals::no_schema(place))?;
            let before = schema.versions.len();
            if before == 1 && schema.version(number).is_some() {
                registry.schemas.remove(place.schema);
                return Ok(());
            }
            schema.versions.retain(|version| version.number.to_string() != number);
            if schema.versions.len() == before { Err(refusals::no_version(place, number)) } else { Ok(()) }
        })
    }

    fn within<T>(
        &self,
        account: &str,
        registry: &str,
        at: impl FnOnce(&mut Registry) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut all = self.all();
        let found = all.get_mut(&(account.to_owned(), registry.to_owned()));
        at(found.ok_or_else(|| refusals::no_registry(registry))?)
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<(String, String), Registry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
