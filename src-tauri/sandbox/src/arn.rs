//! Function names as Lambda reads them: a name, a partial ARN or an ARN, with or without a qualifier.

use crate::refusal::Refusal;

/// The pattern of the service's model, as its error message quotes it.
const PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

/// A function that is named, in the sandbox's own region and account or in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Bare name.
    pub name: String,
    /// Region, when it was written.
    pub region: Option<String>,
    /// Account, when it was written.
    pub account: Option<String>,
    /// Qualifier, when it was written.
    pub qualifier: Option<String>,
}

impl Named {
    /// Reads a function name. The error is the service's.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refuse = || {
            Refusal::validation(
                text,
                "functionName",
                &format!("Member must satisfy regular expression pattern: {PATTERN}"),
            )
        };
        if text.is_empty() || text.chars().count() > 256 {
            let constraint = "Member must have length less than or equal to 256";
            return Err(Refusal::validation(text, "functionName", constraint));
        }
        let mut rest: Vec<&str> = text.split(':').collect();
        if rest.len() >= 3 && rest[0] == "arn" && rest[2] == "lambda" && rest[1].starts_with("aws") {
            rest.drain(..3);
        }
        let region = take(&mut rest, is_region);
        let account = take(&mut rest, |part| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit()));
        take(&mut rest, |part| part == "function");
        let (name, qualifier) = match rest.as_slice() {
            [name] => (*name, None),
            [name, qualifier] => (*name, Some(*qualifier)),
            _ => return Err(refuse()),
        };
        let plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        if name.is_empty() || !plain(name) || qualifier.is_some_and(|qualifier| !is_qualifier(qualifier)) {
            return Err(refuse());
        }
        Ok(Self { name: name.into(), region, account, qualifier: qualifier.map(Into::into) })
    }

    /// Puts the qualifier of the name and that of the query together.
    pub fn qualified(&self, query: Option<&str>) -> Result<Option<String>, Refusal> {
        if let Some(query) = query
            && !is_qualifier(query)
        {
            let constraint =
                r"Member must satisfy regular expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+";
            return Err(Refusal::validation(query, "qualifier", constraint));
        }
        match (self.qualifier.as_deref(), query) {
            (Some(written), Some(query)) if written != query => Err(Refusal::invalid_parameter(
                "The derived qualifier from the function name does not match the specified qualifier.",
            )),
            (written, query) => Ok(written.or(query).map(str::to_owned)),
        }
    }
}

/// Takes the first part when it fits and is not the last.
fn take(rest: &mut Vec<&str>, fits: impl Fn(&str) -> bool) -> Option<String> {
    (rest.len() > 1 && fits(rest[0])).then(|| rest.remove(0).to_owned())
}

fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() >= 3
        && parts.last().is_some_and(|last| last.len() == 1 && last.bytes().all(|byte| byte.is_ascii_digit()))
        && parts[..parts.len() - 1]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn is_qualifier(text: &str) -> bool {
    matches!(text, "$LATEST" | "$LATEST.PUBLISHED")
        || (1..=128).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let named = |text: &str| Named::parse(text).unwrap_or_else(|refusal| panic!("{}", refusal.message));
        let whole = named("arn:aws:lambda:eu-west-1:123456789012:function:f:live");
        assert_eq!((whole.name.as_str(), whole.region.as_deref()), ("f", Some("eu-west-1")));
        assert_eq!((whole.account.as_deref(), whole.qualifier.as_deref()), (Some("123456789012"), Some("live")));
        assert_eq!(named("123456789012:function:f").account.as_deref(), Some("123456789012"));
        assert_eq!(named("f:$LATEST").qualifier.as_deref(), Some("$LATEST"));
        assert_eq!(named("function").name, "function");
    }

    #[test]
    fn what_breaks_the_pattern_is_refused_in_the_services_words() {
        for text in ["not a name", "f:", "f:a b", "a:b:c:d", ""] {
            let refusal = Named::parse(text).expect_err(text);
            assert_eq!(refusal.code, "ValidationException");
            assert!(refusal.message.starts_with("1 validation error detected: Value '"), "{}", refusal.message);
        }
    }

    #[test]
    fn two_qualifiers_must_agree() {
        let named = Named::parse("f:live").expect("fine");
        assert_eq!(named.qualified(Some("live")).expect("fine").as_deref(), Some("live"));
        assert!(named.qualified(Some("canary")).is_err());
        assert!(named.qualified(Some("a b")).is_err());
    }
}
