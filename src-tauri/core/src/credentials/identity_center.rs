//! IAM Identity Center: signing in by the browser, the session that comes of it, and the accounts and roles that the
//! session may use.
//!
//! It must not know profiles: it is asked for a center by its address.

mod cli_cache;
mod portal;
mod session;
mod sign_in;

use url::Url;

use super::aws_files::AwsFiles;
use super::aws_http::AwsHttp;
use super::draft::{sso_region_of, start_address};
use crate::failure::{Failure, Field, FieldProblem};
use crate::wire;

pub use portal::Portal;
pub use session::{Session, Sessions};
pub use sign_in::SignIns;

/// One Identity Center, and where its services are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Center {
    /// Start address, without a fragment and a slash at its end.
    pub start_url: String,
    /// Its region.
    pub region: String,
    /// The name of the `sso-session` section that names it: the AWS CLI files its login under that.
    pub session: Option<String>,
    /// The endpoint of `sso-oidc`, when it is not AWS's own.
    oidc_endpoint: Option<String>,
    /// The endpoint of `sso`, when it is not AWS's own.
    portal_endpoint: Option<String>,
}

impl Center {
    /// A center by its address. One on this computer, such as the sandbox's, is its own endpoint.
    pub fn new(start_url: impl Into<String>, region: impl Into<String>) -> Self {
        let (start_url, region) = (start_url.into(), region.into());
        let local = Url::parse(&start_url)
            .ok()
            .filter(|url| url.scheme() == "http")
            .map(|url| url.origin().ascii_serialization());
        Self { start_url, region, session: None, oidc_endpoint: local.clone(), portal_endpoint: local }
    }

    /// The center of an `sso-session` section.
    #[must_use]
    pub fn named(self, session: Option<String>) -> Self {
        Self { session, ..self }
    }

    /// The same with endpoints that the AWS files or the environment set.
    #[must_use]
    pub fn at(mut self, oidc: Option<String>, portal: Option<String>) -> Self {
        self.oidc_endpoint = oidc.or(self.oidc_endpoint);
        self.portal_endpoint = portal.or(self.portal_endpoint);
        self
    }

    /// The address's host, to be named.
    pub fn host(&self) -> String {
        Url::parse(&self.start_url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl TryFrom<&wire::IdentityCenter> for Center {
    type Error = Failure;

    fn try_from(typed: &wire::IdentityCenter) -> Result<Self, Failure> {
        let mut problems = Vec::new();
        let start_url = start_address(&typed.start_url)
            .map_err(|message| problems.push(FieldProblem::new(Field::StartUrl, message)))
            .unwrap_or_default();
        let region = sso_region_of(&start_url, &typed.sso_region)
            .map_err(|message| problems.push(FieldProblem::new(Field::SsoRegion, message)))
            .unwrap_or_default();
        if problems.is_empty() { Ok(Self::new(start_url, region)) } else { Err(Failure::invalid(problems)) }
    }
}

/// What the rooms of this module share. Cheap to clone.
#[derive(Clone)]
struct Wires {
    http: AwsHttp,
    aws: AwsFiles,
}
