//! Where an alias leads, as Lambda writes it: one version, and a share of the invocations for others.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::facts::VersionShare;

/// `RoutingConfig` of an alias.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RoutingConfig {
    additional_version_weights: Option<BTreeMap<String, f64>>,
}

/// The versions that an alias leads to: its own, with what the others leave of it, and the others.
pub fn shares(own: String, routing: Option<RoutingConfig>) -> Vec<VersionShare> {
    let others = routing.and_then(|routing| routing.additional_version_weights).unwrap_or_default();
    let rest = 1.0 - others.values().sum::<f64>();
    let mut versions = vec![VersionShare { version: own, share: rest }];
    versions.extend(others.into_iter().map(|(version, share)| VersionShare { version, share }));
    versions
}
