//! The variables that a request can use, and which of several with one name it gets: the nearest. Pure.

use crate::wire::{ScopedVariable, Variable, VariableKind, VariableLevel};

/// The variables that a request can use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The nearest first.
    layers: Vec<Layer>,
}

/// The variables that one file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// What the file belongs to.
    pub level: VariableLevel,
    /// The file, as a path in the collection's folder.
    pub file: String,
    /// Its variables.
    pub variables: Vec<Variable>,
}

impl Scope {
    /// Of files: those of one level are given the nearest first. The request's come first, then its folders', then the
    /// environment's, then the collection's.
    pub fn new(mut layers: Vec<Layer>) -> Self {
        layers.sort_by_key(|layer| layer.level);
        Self { layers }
    }

    /// The variable that a name stands for. Where one file has it twice, the later one.
    pub fn find(&self, name: &str) -> Option<&Variable> {
        self.layers.iter().find_map(|layer| layer.find(name))
    }

    /// All that can be used, by name.
    pub fn list(&self) -> Vec<ScopedVariable> {
        let mut listed: Vec<ScopedVariable> = Vec::new();
        for layer in &self.layers {
            for variable in &layer.variables {
                if let Some(nearer) = listed.iter_mut().find(|it| it.name == variable.name) {
                    if nearer.file != layer.file && !nearer.hides.contains(&layer.file) {
                        nearer.hides.push(layer.file.clone());
                    }
                    continue;
                }
                let Some(last) = layer.find(&variable.name) else { continue };
                listed.push(ScopedVariable {
                    name: last.name.clone(),
                    value: (last.kind != VariableKind::Secret).then(|| last.value.clone()),
                    kind: last.kind,
                    level: layer.level,
                    file: layer.file.clone(),
                    hides: Vec::new(),
                });
            }
        }
        listed.sort_by(|one, other| one.name.cmp(&other.name));
        listed
    }
}

impl Layer {
    fn find(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().rev().find(|variable| variable.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(level: VariableLevel, file: &str, variables: &[(&str, &str)]) -> Layer {
        let variables = variables.iter().map(|(name, value)| Variable {
            name: (*name).into(),
            value: (*value).into(),
            kind: VariableKind::Text,
        });
        Layer { level, file: file.into(), variables: variables.collect() }
    }

    #[test]
    fn the_nearest_wins() {
        let scope = Scope::new(vec![
            layer(VariableLevel::Collection, "lambdesk.toml", &[("a", "collection"), ("b", "collection"), ("z", "0")]),
            layer(VariableLevel::Environment, "environments/e.toml", &[("a", "environment"), ("b", "environment")]),
            layer(VariableLevel::Folder, "x/y/lambdesk.toml", &[("a", "near")]),
            layer(VariableLevel::Folder, "x/lambdesk.toml", &[("a", "far"), ("c", "far")]),
            layer(VariableLevel::Request, "x/y/r.toml", &[("c", "first"), ("c", "request")]),
        ]);
        let value = |name: &str| scope.find(name).map(|variable| variable.value.as_str());
        assert_eq!(
            ["a", "b", "c", "z", "q"].map(value),
            [Some("near"), Some("environment"), Some("request"), Some("0"), None]
        );
        let listed = scope.list();
        assert_eq!(listed.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "z"]);
        assert_eq!(listed[0].hides, ["x/lambdesk.toml", "environments/e.toml", "lambdesk.toml"]);
        assert_eq!(listed[2].value.as_deref(), Some("request"));
    }
}
