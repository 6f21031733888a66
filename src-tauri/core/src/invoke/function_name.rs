//! Function names and qualifiers, as Lambda allows them.
//!
//! The rules are those of the service's model: `FunctionName` is a name, a partial ARN or a full ARN, each with an
//! optional `:qualifier`; a bare name has at most 64 characters, the whole at most 256 here.

use std::fmt;

/// A function's name, partial ARN or ARN, checked. Sent exactly as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionName {
    text: String,
    partition: Option<String>,
    region: Option<String>,
    account: Option<String>,
    name: String,
    qualifier: Option<String>,
}

/// The parts of a name, each as written.
#[derive(Default)]
struct Parts<'a> {
    partition: Option<&'a str>,
    region: Option<&'a str>,
    account: Option<&'a str>,
    name: &'a str,
    qualifier: Option<&'a str>,
}

/// A version or an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualifier(String);

const WHAT_IS_ALLOWED: &str = "A function is a name of letters, digits, - and _, or an ARN such as arn:aws:lambda:eu-west-1:123456789012:function:my-function.";

impl FunctionName {
    /// Checks a name as typed; white space around it is dropped.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("Type a function's name or ARN.".into());
        }
        if text.chars().count() > 256 {
            return Err("A function's name or ARN has at most 256 characters.".into());
        }
        let parts = Parts::of(text).filter(|parts| is_name(parts.name)).ok_or(WHAT_IS_ALLOWED)?;
        if parts.name.len() > 64 {
            return Err("A function's name has at most 64 characters.".into());
        }
        let qualifier = parts.qualifier.map(Qualifier::parse).transpose()?.map(|qualifier| qualifier.0);
        let owned = |part: Option<&str>| part.map(str::to_owned);
        Ok(Self {
            text: text.to_owned(),
            partition: owned(parts.partition),
            region: owned(parts.region),
            account: owned(parts.account),
            name: parts.name.to_owned(),
            qualifier,
        })
    }

    /// The whole, as it goes into the path before encoding.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bare function name, for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The partition of a full ARN, such as `aws` or `aws-cn`.
    pub fn partition(&self) -> Option<&str> {
        self.partition.as_deref()
    }

    /// The region written before the name, if any.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The account written before the name, if any: 12 digits.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// The name or ARN as written, without a qualifier after it.
    pub fn without_qualifier(&self) -> String {
        let qualifier = self.qualifier.as_deref().map_or(0, |qualifier| qualifier.len() + 1);
        self.text[..self.text.len() - qualifier].to_owned()
    }

    /// The qualifier written after the name, if any.
    pub fn qualifier(&self) -> Option<&str> {
        self.qualifier.as_deref()
    }
}

impl<'a> Parts<'a> {
    /// Splits the forms the model allows:
    /// `[arn:P:lambda:][region:][account:][function:]name[:qualifier]`.
    fn of(text: &'a str) -> Option<Self> {
        let written: Vec<&str> = text.split(':').collect();
        let (mut parts, mut rest) = (Self::default(), written.as_slice());
        if let ["arn", partition, service, tail @ ..] = rest {
            let known = partition.starts_with("aws") && *service == "lambda";
            rest = known.then_some(tail)?;
            parts.partition = Some(partition);
        }
        if let [region, tail @ ..] = rest
            && !tail.is_empty()
            && super::region::is_aws_region(region)
        {
            (parts.region, rest) = (Some(*region), tail);
        }
        if let [account, tail @ ..] = rest
            && !tail.is_empty()
            && account.len() == 12
            && account.bytes().all(|byte| byte.is_ascii_digit())
        {
            (parts.account, rest) = (Some(*account), tail);
        }
        if let ["function", tail @ ..] = rest
            && !tail.is_empty()
        {
            rest = tail;
        }
        (parts.name, parts.qualifier) = match rest {
            [name] => (*name, None),
            [name, qualifier] => (*name, Some(*qualifier)),
            _ => return None,
        };
        Some(parts)
    }
}

/// `[a-zA-Z0-9-_.]+`, but not a lone `.` or `..`: as a path segment they would name another path.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name != "."
        && name != ".."
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

impl Qualifier {
    /// Checks a qualifier as typed; white space around it is dropped.
    ///
    /// # Errors
    /// A sentence that says what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let plain = !text.is_empty()
            && text.len() <= 128
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$'));
        if plain && (!text.contains('$') || text == "$LATEST") || text == "$LATEST.PUBLISHED" {
            Ok(Self(text.to_owned()))
        } else {
            Err("A qualifier is $LATEST, a version number, or an alias of letters, digits, - and _.".into())
        }
    }

    /// As it goes into the query before encoding.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_model_is_taken() {
        for (text, name, qualifier) in [
            ("my-function", "my-function", None),
            ("my-function:live", "my-function", Some("live")),
            ("my-function:$LATEST", "my-function", Some("$LATEST")),
            ("123456789012:function:my-function", "my-function", None),
            ("function:my-function:3", "my-function", Some("3")),
            ("eu-west-1:123456789012:function:f", "f", None),
            ("arn:aws:lambda:eu-west-1:123456789012:function:f:live", "f", Some("live")),
            ("arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f", "f", None),
            ("arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:f", "f", None),
            ("  spaced  ", "spaced", None),
            ("function", "function", None),
        ] {
            let parsed = FunctionName::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((parsed.name(), parsed.qualifier()), (name, qualifier), "{text}");
            let suffix = qualifier.map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
            assert_eq!(format!("{}{suffix}", parsed.without_qualifier()), text.trim());
        }
    }

    #[test]
    fn an_arn_says_where_it_is() {
        let name = FunctionName::parse("arn:aws-cn:lambda:cn-north-1:123456789012:function:f:live").expect("a name");
        assert_eq!(
            (name.partition(), name.region(), name.account()),
            (Some("aws-cn"), Some("cn-north-1"), Some("123456789012"))
        );
        let name = FunctionName::parse("123456789012:function:f").expect("a name");
        assert_eq!((name.partition(), name.region(), name.account()), (None, None, Some("123456789012")));
    }

    #[test]
    fn impossible_names_are_refused() {
        let long = "a".repeat(65);
        for text in
            ["", "  ", ".", "..", "my function", "café", "a/b", "arn:aws:s3:::bucket", "a:b:c:d", "f:", long.as_str()]
        {
            assert!(FunctionName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn qualifiers() {
        for text in ["$LATEST", "$LATEST.PUBLISHED", "1", "live", "blue-green_2"] {
            assert!(Qualifier::parse(text).is_ok(), "{text}");
        }
        for text in ["", "$OLDEST", "a b", "a.b", "ä"] {
            assert!(Qualifier::parse(text).is_err(), "{text}");
        }
    }
}
