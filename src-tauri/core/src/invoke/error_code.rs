//! Every error code that Invoke and the gate before it can answer with: what it means, what to do, and whether sending
//! again can help. The codes are those of the service's model (2015-03-31, `Invoke` and `InvokeWithResponseStream`).
//! Pure; a code that is not here is shown as it is.

/// What is known of an error code.
#[derive(Clone, Copy, Debug)]
pub struct ErrorCode {
    /// The code, such as `ResourceNotFoundException`.
    pub code: &'static str,
    /// The HTTP status it comes with.
    pub status: u16,
    /// What it says to a retry.
    pub class: CodeClass,
    /// What it means, in one plain sentence.
    pub meaning: &'static str,
    /// What to do about it, in one sentence.
    pub hint: &'static str,
}

/// What a code says to a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeClass {
    /// Sending it again changes nothing.
    Lasting,
    /// It was throttled.
    Throttled,
    /// The service itself failed.
    Service,
    /// The function is coming up, or is being changed.
    NotReady,
    /// `ResourceConflictException`: not ready while the message says so (`Pending`, an update in progress), otherwise
    /// lasting.
    NotReadyIfPending,
}

impl ErrorCode {
    /// What is known of a code.
    pub fn of(code: &str) -> Option<&'static Self> {
        TABLE.iter().find(|entry| entry.code == code)
    }
}

const fn entry(
    code: &'static str,
    status: u16,
    class: CodeClass,
    meaning: &'static str,
    hint: &'static str,
) -> ErrorCode {
    ErrorCode { code, status, class, meaning, hint }
}

use CodeClass::{Lasting, NotReady, NotReadyIfPending, Service, Throttled};

const EFS_NETWORK: &str = "Check the function's subnets, their security groups and the mount targets (port 2049).";
const S3_FILES_NETWORK: &str =
    "Check the function's subnets, their security groups and the file system's mount targets.";
const KMS_KEY: &str =
    "It is the key that encrypts the function's environment variables. Ask its owner, or choose another key.";
const STALE_ARTIFACT: &str = "Publish the function's code anew, or invoke another version.";

/// The codes of the service's model, then the gate's own, each group in the order of its statuses.
pub const TABLE: [ErrorCode; 59] = [
    entry(
        "InvalidParameterValueException",
        400,
        Lasting,
        "A member of the request has a value that Lambda does not take here.",
        "The message names it. Look at the options, the qualifier and the function's name.",
    ),
    entry(
        "InvalidRequestContentException",
        400,
        Lasting,
        "Lambda could not read the payload, or the client context, as JSON.",
        "Mend the JSON and invoke again.",
    ),
    entry(
        "NoPublishedVersionException",
        400,
        Lasting,
        "The function has no published version yet, and this invocation needs one.",
        "Publish a version, or invoke $LATEST.",
    ),
    entry(
        "SnapStartException",
        400,
        Lasting,
        "The function's snapshot could not be restored: its own code failed in a restore hook.",
        "Look at the function's log for the error in its after-restore hook.",
    ),
    entry(
        "RecursiveInvocationException",
        400,
        Lasting,
        "Lambda stopped a loop: the function and a queue or topic were calling each other.",
        "Break the loop. If it is meant, allow recursive invocation in the function's configuration.",
    ),
    entry(
        "ModeNotSupportedException",
        400,
        Lasting,
        "The function does not support being invoked this way.",
        "Try another invocation type, or switch streaming on or off.",
    ),
    entry(
        "ServiceQuotaExceededException",
        402,
        Lasting,
        "A quota of the account is used up.",
        "Ask for a higher quota in Service Quotas, or free what uses it.",
    ),
    entry(
        "EFSMountFailureException",
        403,
        Lasting,
        "The function's EFS file system refused to be mounted.",
        "Check the access point's path and permissions, and the function's role for elasticfilesystem:ClientMount.",
    ),
    entry(
        "S3FilesMountFailureException",
        403,
        Lasting,
        "The function's S3 file system refused to be mounted.",
        "Check the access point and the function's role for the right to mount it.",
    ),
    entry(
        "ResourceNotFoundException",
        404,
        Lasting,
        "There is no such function, version or alias in this account and region.",
        "Check the function's name, the qualifier, and that the region and account are the ones it lives in.",
    ),
    entry(
        "SnapStartTimeoutException",
        408,
        Lasting,
        "Restoring the function's snapshot took too long.",
        "Make its after-restore hook shorter, or raise the function's timeout.",
    ),
    entry(
        "EFSMountConnectivityException",
        408,
        Lasting,
        "The function could not reach its EFS file system over the network.",
        EFS_NETWORK,
    ),
    entry(
        "EFSMountTimeoutException",
        408,
        Lasting,
        "The function reached its EFS file system, but mounting it took too long.",
        EFS_NETWORK,
    ),
    entry(
        "S3FilesMountConnectivityException",
        408,
        Lasting,
        "The function could not reach its S3 file system over the network.",
        S3_FILES_NETWORK,
    ),
    entry(
        "S3FilesMountTimeoutException",
        408,
        Lasting,
        "The function reached its S3 file system, but mounting it took too long.",
        S3_FILES_NETWORK,
    ),
    entry(
        "ResourceConflictException",
        409,
        NotReadyIfPending,
        "The function is being created or changed, or its state does not allow an invocation.",
        "Invoke again when the change is done. The message names the state.",
    ),
    entry(
        "RuntimeAliasDeletedException",
        409,
        Lasting,
        "The runtime that the function asks for has been taken away.",
        "Choose a runtime that is still offered, and publish the function anew.",
    ),
    entry(
        "RuntimeVersionDeletedException",
        409,
        Lasting,
        "The version of the runtime that the function is pinned to has been taken away.",
        "Let the function follow the runtime's updates, or pin another version.",
    ),
    entry(
        "CodeArtifactUserDeletedException",
        409,
        Lasting,
        "The function's code has been deleted where it was kept.",
        STALE_ARTIFACT,
    ),
    entry(
        "CodeArtifactUserPendingException",
        409,
        NotReady,
        "The function's code is still being prepared.",
        "Invoke again in a moment.",
    ),
    entry(
        "CodeArtifactUserFailedException",
        409,
        Lasting,
        "The function's code could not be prepared.",
        STALE_ARTIFACT,
    ),
    entry(
        "SnapStartNotReadyException",
        409,
        NotReady,
        "Lambda is still preparing the function's snapshot.",
        "Invoke again when the function's state is Active.",
    ),
    entry(
        "SnapStartRegenerationFailureException",
        409,
        Lasting,
        "Lambda could not make a new snapshot of the function after a runtime update.",
        "Publish a new version; the function's initialisation must succeed for it.",
    ),
    entry(
        "DurableExecutionAlreadyStartedException",
        409,
        Lasting,
        "A durable execution of this name exists already, with another payload.",
        "Use another durable execution name, or send the payload that it was started with.",
    ),
    entry(
        "EFSIOException",
        410,
        Lasting,
        "The function's connection to its EFS file system broke off.",
        "Check the file system and its mount targets, then invoke again.",
    ),
    entry(
        "RequestTooLargeException",
        413,
        Lasting,
        "The payload is larger than Lambda takes.",
        "Lambda takes 6 MB synchronously and 1 MB for an event. Put large data in S3 and send its address.",
    ),
    entry(
        "SerializedRequestEntityTooLargeException",
        413,
        Lasting,
        "The request as a whole is larger than Lambda takes.",
        "Make the payload or the client context smaller, or put large data in S3.",
    ),
    entry(
        "UnsupportedMediaTypeException",
        415,
        Lasting,
        "Lambda takes a payload as JSON only.",
        "Send JSON. Binary data can be sent in it as base64.",
    ),
    entry(
        "TooManyRequestsException",
        429,
        Throttled,
        "Lambda is throttling: too many invocations at once, or too many a second.",
        "Wait and invoke again, or raise the function's or the account's concurrency.",
    ),
    entry("ServiceException", 500, Service, "Lambda itself failed, not the function.", "Invoke again in a moment."),
    entry(
        "ResourceNotReadyException",
        502,
        NotReady,
        "The function is inactive and is being brought back.",
        "Invoke again in a moment.",
    ),
    entry(
        "InvalidSecurityGroupIDException",
        502,
        Lasting,
        "A security group of the function's network settings does not exist.",
        "Correct the security groups in the function's VPC configuration.",
    ),
    entry(
        "InvalidSubnetIDException",
        502,
        Lasting,
        "A subnet of the function's network settings does not exist.",
        "Correct the subnets in the function's VPC configuration.",
    ),
    entry(
        "SubnetIPAddressLimitReachedException",
        502,
        Lasting,
        "A subnet of the function has no free addresses left.",
        "Give the function larger or more subnets.",
    ),
    entry(
        "EC2ThrottledException",
        502,
        Service,
        "EC2 throttled Lambda while it set up the function's network.",
        "Invoke again in a moment.",
    ),
    entry(
        "EC2UnexpectedException",
        502,
        Service,
        "EC2 failed while Lambda set up the function's network.",
        "Invoke again in a moment. If it lasts, check the function's role and VPC configuration.",
    ),
    entry(
        "EC2AccessDeniedException",
        502,
        Lasting,
        "The function's role may not set up its network.",
        "Give the role the managed policy AWSLambdaVPCAccessExecutionRole.",
    ),
    entry(
        "KMSAccessDeniedException",
        502,
        Lasting,
        "Lambda may not use the KMS key of the function's environment variables.",
        "Allow kms:Decrypt on the key, in its policy and for whoever invokes. It was not sent again: it would change nothing.",
    ),
    entry(
        "KMSDisabledException",
        502,
        Lasting,
        "The KMS key of the function's environment variables is disabled.",
        KMS_KEY,
    ),
    entry(
        "KMSNotFoundException",
        502,
        Lasting,
        "The KMS key of the function's environment variables does not exist.",
        KMS_KEY,
    ),
    entry(
        "KMSInvalidStateException",
        502,
        Lasting,
        "The KMS key of the function's environment variables is in a state that forbids using it, such as waiting for its deletion.",
        KMS_KEY,
    ),
    entry(
        "InvalidRuntimeException",
        502,
        Lasting,
        "The function's runtime does not exist or is no longer supported.",
        "Choose a supported runtime in the function's configuration.",
    ),
    entry(
        "ENILimitReachedException",
        502,
        Lasting,
        "The VPC has reached its limit of network interfaces.",
        "Ask for a higher limit of network interfaces, or give the function another VPC.",
    ),
    entry(
        "ENINotReadyException",
        502,
        NotReady,
        "The function's network interface is still being set up.",
        "Invoke again in a minute.",
    ),
    entry(
        "InvalidZipFileException",
        502,
        Lasting,
        "Lambda could not unpack the function's code.",
        "Upload the function's code anew: the ZIP file is damaged.",
    ),
    // The gate before the service: signature, credentials, permission.
    entry(
        "AccessDeniedException",
        403,
        Lasting,
        "The profile may not do this.",
        "Ask for lambda:InvokeFunction on this function.",
    ),
    entry(
        "AccessDenied",
        403,
        Lasting,
        "The profile may not do this.",
        "Ask for lambda:InvokeFunction on this function.",
    ),
    entry(
        "InvalidSignatureException",
        403,
        Lasting,
        "The signature does not fit the request.",
        "The secret access key does not belong to this access key ID. Enter it again in the profile.",
    ),
    entry(
        "SignatureDoesNotMatch",
        403,
        Lasting,
        "The signature does not fit the request.",
        "The secret access key does not belong to this access key ID. Enter it again in the profile.",
    ),
    entry(
        "RequestExpired",
        403,
        Lasting,
        "The request was signed too long ago, by the service's clock.",
        "This computer's clock differs from AWS's by more than 5 minutes. Set it right and invoke again.",
    ),
    entry(
        "UnrecognizedClientException",
        403,
        Lasting,
        "AWS does not know this access key, or its session token is wrong.",
        "Check the profile's keys, and that they are for this partition.",
    ),
    entry(
        "InvalidClientTokenId",
        403,
        Lasting,
        "AWS does not know this access key, or its session token is wrong.",
        "Check the profile's keys, and that they are for this partition.",
    ),
    entry(
        "ExpiredTokenException",
        403,
        Lasting,
        "The session token has expired.",
        "Get new temporary keys and enter them in the profile, or sign in again.",
    ),
    entry(
        "ExpiredToken",
        403,
        Lasting,
        "The session token has expired.",
        "Get new temporary keys and enter them in the profile, or sign in again.",
    ),
    entry(
        "MissingAuthenticationTokenException",
        403,
        Lasting,
        "The endpoint saw no signature, or an address that it does not know.",
        "Check the endpoint's address. A proxy may have changed the request.",
    ),
    entry(
        "IncompleteSignatureException",
        403,
        Lasting,
        "The endpoint did not see a whole signature.",
        "A proxy may have changed the request.",
    ),
    entry(
        "OptInRequired",
        403,
        Lasting,
        "The account may not use this region or service yet.",
        "Enable the region for the account, or choose another one.",
    ),
    entry(
        "ValidationException",
        400,
        Lasting,
        "A member of the request breaks its constraint.",
        "The message names the member and what is allowed.",
    ),
    entry(
        "ThrottlingException",
        400,
        Throttled,
        "AWS is throttling: too many requests a second from this account.",
        "Wait and invoke again.",
    ),
];

/// Which pause a throttle's `Reason` asks for, in words; empty for one that is not known.
pub fn throttle_reason(reason: &str) -> &'static str {
    match reason {
        "ConcurrentInvocationLimitExceeded" => "All of the account's concurrency is in use.",
        "FunctionInvocationRateLimitExceeded" => "The function is invoked more often a second than it may be.",
        "ReservedFunctionConcurrentInvocationLimitExceeded" => "All of the function's reserved concurrency is in use.",
        "ReservedFunctionInvocationRateLimitExceeded" => {
            "The function is invoked more often a second than its reserved concurrency allows."
        }
        "CallerRateLimitExceeded" => "This caller sends more requests a second than it may.",
        "ConcurrentSnapshotCreateLimitExceeded" => "Too many snapshots of functions are being made at once.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fmt::Write;

    use super::*;

    /// All 45 of the service's model; anyone can read them there (botocore, `lambda/2015-03-31`).
    const MODEL: &str = "InvalidParameterValue InvalidRequestContent NoPublishedVersion SnapStart RecursiveInvocation \
        ModeNotSupported ServiceQuotaExceeded EFSMountFailure S3FilesMountFailure ResourceNotFound SnapStartTimeout \
        EFSMountConnectivity EFSMountTimeout S3FilesMountConnectivity S3FilesMountTimeout ResourceConflict \
        RuntimeAliasDeleted RuntimeVersionDeleted CodeArtifactUserDeleted CodeArtifactUserPending \
        CodeArtifactUserFailed SnapStartNotReady SnapStartRegenerationFailure DurableExecutionAlreadyStarted EFSIO \
        RequestTooLarge SerializedRequestEntityTooLarge UnsupportedMediaType TooManyRequests Service ResourceNotReady \
        InvalidSecurityGroupID InvalidSubnetID SubnetIPAddressLimitReached EC2Throttled EC2Unexpected EC2AccessDenied \
        KMSAccessDenied KMSDisabled KMSNotFound KMSInvalidState InvalidRuntime ENILimitReached ENINotReady \
        InvalidZipFile";

    #[test]
    fn every_code_of_the_model_is_known_and_none_twice() {
        let model: Vec<String> = MODEL.split_whitespace().map(|name| format!("{name}Exception")).collect();
        assert_eq!(model.len(), 45);
        for code in &model {
            assert!(ErrorCode::of(code).is_some(), "{code}");
        }
        let codes: HashSet<&str> = TABLE.iter().map(|entry| entry.code).collect();
        assert_eq!(codes.len(), TABLE.len());
    }

    /// Every sentence, to be read as a whole when one of them changes.
    #[test]
    fn every_code_has_its_sentences() {
        let mut said = String::new();
        for entry in &TABLE {
            assert!(entry.meaning.ends_with('.') && entry.hint.ends_with('.'), "{}", entry.code);
            let ErrorCode { code, status, class, meaning, hint } = entry;
            let _ = writeln!(said, "{status} {code} ({class:?})\n  {meaning}\n  {hint}");
        }
        insta::assert_snapshot!(said);
    }
}
