//! What the calls to STS and IAM Identity Center have in common: our HTTP, their patience, and how an error of theirs
//! becomes one of ours.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;

use super::trouble::{HTTP_STATUS, Refused, Trouble, innermost};

/// The SDK's behaviour that was tried.
pub fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

/// These calls run nothing, so they may be made again.
pub fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3)
}

/// A person waits for these.
pub fn patience() -> TimeoutConfig {
    TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(20)).build()
}

/// An error of a call as one of ours.
pub fn trouble<E>(service: &'static str, operation: &'static str, error: &SdkError<E, HttpResponse>) -> Trouble
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match error {
        SdkError::ServiceError(answer) => {
            let refused = answer.err();
            // Without a code it may not be the service's answer at all, but that of something in between.
            let status = || format!("{HTTP_STATUS}{}", answer.raw().status().as_u16());
            Trouble::Refused(Refused {
                operation,
                code: refused.code().map_or_else(status, str::to_owned),
                message: refused.message().unwrap_or("no reason was given").trim().to_owned(),
            })
        }
        SdkError::TimeoutError(_) => Trouble::Unreachable { service, cause: "it did not answer in time".into() },
        _ => Trouble::Unreachable { service, cause: innermost(error) },
    }
}
