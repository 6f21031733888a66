//! From a profile to credentials: the one place that walks a chain, asks what only the user can give, and remembers what
//! is temporary.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use zeroize::Zeroizing;

use super::approvals::Approvals;
use super::aws_files::AwsSettings;
use super::aws_http::AwsHttp;
use super::chain::{Base, Chain, Given, Role};
use super::identity_center::{Center, Sessions, SignIns};
use super::profile_file::aws_id;
use super::profiles::{Found, Profiles};
use super::sources::Sources;
use super::sts::Sts;
use super::temporary::{Step, Temporary};
use super::trouble::Trouble;
use crate::clock::Clock;
use crate::failure::{Failure, Field, FieldProblem};
use crate::invoke::expiry_note::ExpiryNote;
use crate::invoke::transport::Transport;
use crate::invoke_input::Place;
use crate::wire::{Demand, Keep, ProfileCredentials, SANDBOX_PROFILE};

/// The region of STS where none is set: every account has it.
const ANY_REGION: &str = "us-east-1";

/// All that leads to credentials. Cheap to clone; clones share sessions.
#[derive(Clone)]
pub struct Access {
    /// The profiles.
    pub profiles: Arc<Profiles>,
    /// Sign-ins that wait for the browser.
    pub sign_ins: SignIns,
    /// Which commands may run.
    pub approvals: Approvals,
    /// Sessions with Identity Centers.
    pub sessions: Sessions,
    temporary: Temporary,
    http: AwsHttp,
    sandbox: Arc<OnceLock<(Place, Credentials)>>,
}

/// A profile on its way to credentials.
#[derive(Clone)]
pub struct Plan {
    /// The profile's id, for what is asked of the user.
    pub profile: String,
    /// Where its requests go.
    pub place: Place,
    /// How it comes to credentials.
    pub chain: Arc<Chain>,
    /// The PEM file with certificates to trust beside the system's, of the AWS files.
    pub ca_bundle: Option<PathBuf>,
    /// Whether each invocation is to be confirmed.
    pub production: bool,
    /// The profile's name.
    pub name: String,
    sts_endpoint: Option<String>,
    schemas_endpoint: Option<String>,
    aws: AwsSettings,
}

impl Access {
    /// Access over profiles.
    pub fn new(profiles: Arc<Profiles>, approvals: Approvals, transport: &Transport, clock: &Arc<dyn Clock>) -> Self {
        let http = AwsHttp::new(transport.clone());
        let secrets = profiles.secrets().clone();
        let sessions = Sessions::new(http.clone(), profiles.aws().clone(), secrets.clone(), clock.clone());
        Self {
            sign_ins: SignIns::new(sessions.clone()),
            temporary: Temporary::new(secrets, clock.clone()),
            profiles,
            approvals,
            sessions,
            http,
            sandbox: Arc::default(),
        }
    }

    /// The same over other connections.
    #[must_use]
    pub fn over(&self, transport: &Transport) -> Self {
        let http = AwsHttp::new(transport.clone());
        let sessions = self.sessions.over(http.clone());
        Self { sign_ins: self.sign_ins.over(sessions.clone()), sessions, http, ..self.clone() }
    }

    /// Makes the sandbox known once it runs: its keys are a source like any other.
    pub fn know_sandbox(&self, place: Place, credentials: Credentials) {
        // There is one sandbox in a run; a second would be the same.
        let _ = self.sandbox.set((place, credentials));
    }

    /// What is to be done for a profile. Asks no keychain and calls nothing.
    ///
    /// # Errors
    /// When the profile is not there, or has no way to credentials.
    pub async fn plan(&self, profile: &str) -> Result<Plan, Failure> {
        if profile == SANDBOX_PROFILE {
            let (place, _) = self.sandbox()?;
            return Ok(Plan {
                profile: profile.to_owned(),
                sts_endpoint: place.endpoint.clone(),
                schemas_endpoint: place.endpoint.clone(),
                place: place.clone(),
                chain: Arc::new(Chain { base: Base::Sandbox, roles: Vec::new() }),
                ca_bundle: None,
                production: false,
                name: "Sandbox".into(),
                aws: AwsSettings::default(),
            });
        }
        let Found { profile: found, aws, chain } = self.profiles.find(profile).await?;
        let (settings, foreign) = match &found.credentials {
            ProfileCredentials::AwsFiles { profile, .. } => (aws.settings(Some(profile)), true),
            // As for the AWS CLI, the region of the selected profile stands over the environment's keys too.
            ProfileCredentials::Environment { .. } => (aws.settings(Some(&aws.selected())), true),
            _ => (AwsSettings::default(), false),
        };
        let mut place = Place { attempts: settings.max_attempts, ..Place::from(&found) };
        let mut sts_endpoint = if foreign { settings.sts_endpoint_url.clone() } else { found.endpoint.clone() };
        if chain.base == Base::Sandbox && found.endpoint.is_none() {
            let (sandbox, _) = self.sandbox()?;
            place.endpoint.clone_from(&sandbox.endpoint);
            sts_endpoint.clone_from(&sandbox.endpoint);
        }
        if sts_endpoint.is_none()
            && let ProfileCredentials::AssumeRole { source, .. } = &found.credentials
        {
            // A role that a local service's keys assume is that service's.
            let source = Box::pin(self.plan(source)).await?;
            place.endpoint = place.endpoint.or(source.place.endpoint);
            sts_endpoint = source.sts_endpoint;
        }
        let schemas_endpoint = if foreign {
            settings.schemas_endpoint_url.clone()
        } else {
            place.endpoint.clone().filter(|endpoint| !is_lambdas_own(endpoint))
        };
        Ok(Plan {
            profile: profile.to_owned(),
            schemas_endpoint,
            place,
            chain: Arc::new(chain),
            ca_bundle: settings.ca_bundle.clone(),
            production: found.production,
            name: found.name,
            sts_endpoint,
            aws: settings,
        })
    }

    /// Credentials for a plan, asked for anew at each attempt.
    pub fn provider(&self, plan: &Plan) -> SharedCredentialsProvider {
        SharedCredentialsProvider::new(Provider {
            access: self.clone(),
            plan: plan.clone(),
            ended: ExpiryNote::default(),
        })
    }

    /// Credentials for a plan.
    ///
    /// # Errors
    /// What is asked of the user, or why there are none.
    pub async fn credentials(&self, plan: &Plan) -> Result<Credentials, Trouble> {
        self.walk(plan, None).await
    }

    /// Takes a device's code to the role that asks for it.
    ///
    /// # Errors
    /// The field, when the code is wrong; what else is asked for, or why there are no credentials.
    pub async fn give_code(&self, plan: &Plan, code: &str) -> Result<(), Failure> {
        let wrong = |message: &str| Failure::invalid(vec![FieldProblem::new(Field::Code, message)]);
        let code: Zeroizing<String> = Zeroizing::new(code.chars().filter(|it| !it.is_whitespace()).collect());
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong("The code has six digits."));
        }
        match self.walk(plan, Some(&code)).await {
            Ok(_) => Ok(()),
            Err(Trouble::Refused(refused)) if refused.is_wrong_code() => {
                Err(wrong("The code was wrong, or has been used already. Wait for the next one."))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// Allows the command of a plan to run, as it was shown.
    ///
    /// # Errors
    /// When the AWS files name another one meanwhile, or it cannot be noted.
    pub fn approve(&self, plan: &Plan, command: &str) -> Result<(), Failure> {
        match &plan.chain.base {
            Base::Process { aws_profile, command: now } if now == command => self.approvals.add(aws_profile, command),
            _ => Err(Failure::other("The AWS files name another command by now.", "Try again to see it.")),
        }
    }

    /// Forgets what a plan's steps gave: the next use fetches anew. The session with an Identity Center stays.
    pub async fn forget(&self, plan: &Plan) {
        for step in steps(&plan.chain) {
            self.temporary.forget(&step).await;
        }
    }

    /// Ends the session that a plan uses, and forgets what came of it.
    ///
    /// # Errors
    /// When the keychain still holds it.
    pub async fn sign_out(&self, plan: &Plan) -> Result<(), Failure> {
        self.forget(plan).await;
        if let Some(center) = plan.center() {
            self.sessions.end(&center).await.map_err(Failure::from)?;
        }
        Ok(())
    }

    /// STS as a plan reaches it.
    pub fn sts(&self, plan: &Plan) -> Sts {
        let region = Some(&plan.place.region).filter(|region| !region.is_empty());
        Sts {
            http: self.http.clone(),
            region: region.map_or_else(|| ANY_REGION.to_owned(), Clone::clone),
            endpoint_url: plan.sts_endpoint.clone(),
            variant: plan.place.variant,
        }
    }

    /// Walks the chain from the last step whose credentials are still good.
    async fn walk(&self, plan: &Plan, mut code: Option<&str>) -> Result<Credentials, Trouble> {
        let chain = &plan.chain;
        let steps = steps(chain);
        let lock = steps.last().map(|step| self.temporary.lock(step));
        let _one_at_a_time = match &lock {
            Some(lock) => Some(lock.lock().await),
            None => None,
        };
        let mut begin = 0;
        let mut credentials = None;
        for (number, step) in steps.iter().enumerate().rev() {
            if let Some(keep) = keeps(chain, number)
                && let Some(found) = self.temporary.get(step, keep).await
            {
                (begin, credentials) = (number + 1, Some(found));
                break;
            }
        }
        for (number, step) in steps.iter().enumerate().skip(begin) {
            let fresh = match (number.checked_sub(1).and_then(|role| chain.roles.get(role)), credentials) {
                (Some(role), Some(with)) => {
                    let code = if role.mfa_serial.is_some() { code.take() } else { None };
                    self.assume(plan, &with, role, code).await?
                }
                _ => self.base(plan).await?,
            };
            if let Some(keep) = keeps(chain, number) {
                self.temporary.put(step, &fresh, keep).await;
            }
            credentials = Some(fresh);
        }
        credentials.ok_or_else(|| Trouble::Source("the profile leads nowhere".into()))
    }

    async fn assume(
        &self,
        plan: &Plan,
        with: &Credentials,
        role: &Role,
        code: Option<&str>,
    ) -> Result<Credentials, Trouble> {
        if let (Some(serial), None) = (&role.mfa_serial, code) {
            let demand =
                Demand::Code { profile: plan.profile.clone(), serial: serial.clone(), role_arn: role.arn.clone() };
            let message = format!("The role {} asks for a code.", super::arn::role_name(&role.arn));
            return Err(Failure::demand(message, "Enter the code that your device shows.", demand).into());
        }
        self.sts(plan).assume(with, role, code).await
    }

    /// The region of the EC2 instance that this is, if it is one. Elsewhere it takes a second to find that out.
    pub async fn region_of_instance(&self) -> Option<String> {
        Sources { http: &self.http, aws: self.profiles.aws() }.region().await
    }

    async fn base(&self, plan: &Plan) -> Result<Credentials, Trouble> {
        let sources = Sources { http: &self.http, aws: self.profiles.aws() };
        match &plan.chain.base {
            Base::Saved { profile } => {
                let (id, secret) = self.profiles.key(profile).await?;
                Ok(sources.keys(&id, &secret))
            }
            Base::Keys { access_key_id, secret, .. } => Ok(sources.keys(access_key_id, secret)),
            Base::Sso(sso) => {
                let center = plan.center().unwrap_or_else(|| Center::new(&sso.start_url, &sso.region));
                super::identity_center::Portal::new(self.sessions.clone(), center)
                    .credentials(&sso.account_id, &sso.role_name)
                    .await
            }
            Base::Process { aws_profile, command } => {
                if !self.approvals.allow(aws_profile, command) {
                    let demand = Demand::Approve {
                        profile: plan.profile.clone(),
                        aws_profile: aws_profile.clone(),
                        command: command.clone(),
                    };
                    let message =
                        format!("Profile “{aws_profile}” of the AWS files runs a command for its credentials.");
                    return Err(Failure::demand(message, "Look at it, and allow it.", demand).into());
                }
                sources.process(command).await
            }
            Base::WebIdentity { token_file, role_arn, session_name } => {
                let token = sources.token(token_file)?;
                self.sts(plan).assume_with_token(role_arn, session_name.as_deref(), &token).await
            }
            Base::Login { session } => sources.login(session, &self.sts(plan).region).await,
            Base::Given(Given::Any) => sources.any(&self.sts(plan)).await,
            Base::Given(Given::Environment) => sources.environment(),
            Base::Given(Given::Container) => sources.container().await,
            Base::Given(Given::Instance) => sources.instance().await,
            Base::Sandbox => Ok(self.sandbox()?.1.clone()),
        }
    }

    fn sandbox(&self) -> Result<&(Place, Credentials), Failure> {
        let none = || Failure::other("The sandbox does not run.", "Your own profiles work without it.");
        self.sandbox.get().ok_or_else(none)
    }
}

impl Plan {
    /// A plan for what the AWS files and the environment say, without a profile of ours.
    pub fn of_aws(name: String, chain: Chain, settings: AwsSettings) -> Self {
        let place = Place {
            region: settings.region.clone().unwrap_or_default(),
            endpoint: settings.endpoint_url.clone(),
            allow_plain_http: true,
            variant: settings.variant,
            account: None,
            attempts: settings.max_attempts,
        };
        Self {
            profile: aws_id(&name),
            name,
            place,
            chain: Arc::new(chain),
            ca_bundle: settings.ca_bundle.clone(),
            production: false,
            sts_endpoint: settings.sts_endpoint_url.clone(),
            schemas_endpoint: settings.schemas_endpoint_url.clone(),
            aws: settings,
        }
    }

    /// Where the profile's calls of EventBridge's schema registry go.
    pub fn schemas_place(&self) -> Place {
        Place { endpoint: self.schemas_endpoint.clone(), ..self.place.clone() }
    }

    /// The Identity Center that the chain begins with.
    pub fn center(&self) -> Option<Center> {
        let Base::Sso(sso) = &self.chain.base else { return None };
        let start_url = sso.start_url.trim_end_matches(['/', '#']);
        let center = Center::new(start_url, &sso.region).named(sso.session.clone());
        Some(center.at(self.aws.sso_oidc_endpoint_url.clone(), self.aws.sso_endpoint_url.clone()))
    }
}

/// Whether an endpoint that was given for Lambda is Lambda's alone, such as a VPC's way to it: a local service answers
/// for all of AWS at one address, this one for nothing else.
fn is_lambdas_own(endpoint: &str) -> bool {
    let host = endpoint.split("://").nth(1).unwrap_or(endpoint).split(['/', ':']).next().unwrap_or_default();
    host.split('.').any(|label| label == "lambda" || label == "lambda-fips")
}

/// The steps of a chain: its source, then each role.
fn steps(chain: &Chain) -> Vec<Step> {
    let base = match &chain.base {
        Base::Saved { profile } => Step::base(&["saved", profile]),
        Base::Keys { access_key_id, .. } => Step::base(&["keys", access_key_id]),
        Base::Sso(sso) => Step::base(&["sso", &sso.start_url, &sso.account_id, &sso.role_name]),
        Base::Process { aws_profile, command } => Step::base(&["process", aws_profile, command]),
        Base::WebIdentity { token_file, role_arn, session_name } => Step::base(&[
            "web identity",
            &token_file.to_string_lossy(),
            role_arn,
            session_name.as_deref().unwrap_or_default(),
        ]),
        Base::Login { session } => Step::base(&["login", session]),
        Base::Given(given) => Step::base(&["given", &format!("{given:?}")]),
        Base::Sandbox => Step::base(&["sandbox"]),
    };
    let mut steps = vec![base];
    for role in &chain.roles {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let parts = [
            role.arn.clone(),
            text(&role.external_id),
            text(&role.session_name),
            role.duration_seconds.unwrap_or(0).to_string(),
            text(&role.mfa_serial),
        ];
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let next = steps[steps.len() - 1].then(&parts);
        steps.push(next);
    }
    steps
}

/// Where a step's credentials are remembered; `None` for those that are not temporary, or that their source remembers
/// itself. The keychain holds what a person was asked for.
fn keeps(chain: &Chain, number: usize) -> Option<Keep> {
    let person =
        matches!(chain.base, Base::Sso(_)) || chain.roles.iter().take(number).any(|role| role.mfa_serial.is_some());
    if number == 0 {
        return match chain.base {
            Base::Sso(_) => Some(Keep::Keychain),
            Base::Process { .. } | Base::WebIdentity { .. } | Base::Given(Given::Container | Given::Instance) => {
                Some(Keep::ThisRun)
            }
            Base::Saved { .. }
            | Base::Keys { .. }
            | Base::Login { .. }
            | Base::Given(Given::Environment | Given::Any)
            | Base::Sandbox => None,
        };
    }
    // The sandbox ends with the run, and what it issued with it.
    let lasts = person && chain.base != Base::Sandbox;
    Some(if lasts { Keep::Keychain } else { Keep::ThisRun })
}

/// A plan as the engine asks for it.
struct Provider {
    access: Access,
    plan: Plan,
    ended: ExpiryNote,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("profile", &self.plan.profile).finish_non_exhaustive()
    }
}

impl Provider {
    async fn ask(&self) -> provider::Result {
        if self.ended.take() {
            self.access.forget(&self.plan).await;
        }
        let mut credentials = self.access.credentials(&self.plan).await?;
        self.ended.attach(&mut credentials);
        Ok(credentials)
    }
}

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.ask())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambdas_own_endpoint_is_nobody_elses() {
        for own in [
            "https://lambda.eu-west-1.amazonaws.com",
            "https://lambda-fips.us-east-1.amazonaws.com",
            "https://vpce-0a1b-2c3d.lambda.eu-west-1.vpce.amazonaws.com",
        ] {
            assert!(is_lambdas_own(own), "{own}");
        }
        for shared in ["http://127.0.0.1:4566", "https://localhost.localstack.cloud:4566", "https://lambdas.example/a"]
        {
            assert!(!is_lambdas_own(shared), "{shared}");
        }
    }
}
