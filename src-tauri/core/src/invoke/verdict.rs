//! The payload's own verdict. An invocation that succeeded can carry a response that says otherwise: that is neither
//! the transport's outcome nor a function error, and is told apart from both. Pure.

use serde::Serialize;
use serde::de::{Deserialize, IgnoredAny};
use ts_rs::TS;

/// What a response says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PayloadVerdict {
    /// A proxy response (API Gateway, function URL, load balancer) with this `statusCode`.
    ProxyStatus {
        /// 100 to 599.
        status: u16,
    },
    /// An object with an `errorMessage`, returned rather than raised.
    ErrorMessage {
        /// Its `errorMessage`.
        message: String,
    },
    /// A batch response that names failed items (`batchItemFailures` of SQS, Kinesis and `DynamoDB` streams).
    BatchFailures {
        /// How many items it names.
        failed: u32,
    },
}

/// A member that is read if it has the right type and passed over otherwise.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Maybe<T> {
    Right(T),
    Other(IgnoredAny),
}

impl<T> Maybe<T> {
    fn right(self) -> Option<T> {
        match self {
            Self::Right(value) => Some(value),
            Self::Other(_) => None,
        }
    }
}

fn lenient<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(Maybe::deserialize(from)?.right())
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    #[serde(default, deserialize_with = "lenient")]
    status_code: Option<u16>,
    #[serde(default, deserialize_with = "lenient")]
    error_message: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    batch_item_failures: Option<Vec<IgnoredAny>>,
}

impl PayloadVerdict {
    /// What a body says; `None` when it says nothing of the kind.
    pub fn of(body: &[u8]) -> Option<Self> {
        // Only an object can; anything else is passed over unread.
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return None;
        }
        let members: Members = serde_json::from_slice(body).ok()?;
        if let Some(status) = members.status_code.filter(|status| (100..600).contains(status)) {
            return Some(Self::ProxyStatus { status });
        }
        if let Some(message) = members.error_message {
            return Some(Self::ErrorMessage { message });
        }
        let failed = members.batch_item_failures.filter(|failures| !failures.is_empty())?;
        Some(Self::BatchFailures { failed: u32::try_from(failed.len()).unwrap_or(u32::MAX) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_response_says_of_itself() {
        for (body, verdict) in [
            (r#" {"statusCode":500,"body":"{}"}"#, Some(PayloadVerdict::ProxyStatus { status: 500 })),
            (r#"{"statusCode":201}"#, Some(PayloadVerdict::ProxyStatus { status: 201 })),
            (r#"{"statusCode":"500"}"#, None),
            (r#"{"statusCode":7}"#, None),
            (
                r#"{"errorMessage":"no stock","errorType":"X"}"#,
                Some(PayloadVerdict::ErrorMessage { message: "no stock".into() }),
            ),
            (r#"{"errorMessage":null}"#, None),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"}]}"#,
                Some(PayloadVerdict::BatchFailures { failed: 2 }),
            ),
            (r#"{"batchItemFailures":[]}"#, None),
            (r#"[{"statusCode":500}]"#, None),
            ("{not JSON", None),
            ("", None),
        ] {
            assert_eq!(PayloadVerdict::of(body.as_bytes()), verdict, "{body}");
        }
    }
}
