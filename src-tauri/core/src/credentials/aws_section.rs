//! Names of sections in the AWS files that the parser of the AWS SDK for Rust would leave out, as they have quotes, a space
//! or letters of other alphabets. The AWS CLI takes them, so they are handed to the parser percent-encoded and read back.
//!
//! It is about names only: it must not know what a section holds.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but what the parser allows in a name (`[A-Za-z0-9_\-/.%@:\+]+`); the percent sign is written encoded too, so that
/// a name is written in one way only.
const FOREIGN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'_').remove(b'-').remove(b'/').remove(b'.').remove(b'@').remove(b':').remove(b'+');

/// The kinds of named sections in the config file.
const KINDS: [&str; 3] = ["profile", "sso-session", "services"];

/// Which of the two files a section stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsFile {
    /// Its profiles are `[profile NAME]`, but for `[default]`.
    Config,
    /// Its profiles are `[NAME]`.
    Credentials,
}

/// A name as the parser takes it.
pub fn encoded(name: &str) -> String {
    utf8_percent_encode(name, FOREIGN).to_string()
}

/// A name as its author wrote it.
pub fn decoded(name: &str) -> String {
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// What stands between a section's brackets, with its name as the parser takes it. In the config file a name with a space
/// needs quotes, in the credentials file it must not have them (botocore's `configloader` reads them so).
pub fn for_parser(file: AwsFile, header: &str) -> String {
    let kind = KINDS.into_iter().find_map(|kind| Some((kind, after(header, kind)?)));
    match (file, kind) {
        (AwsFile::Config, Some((kind, name))) => match unquoted(name) {
            Some(name) => format!("{kind} {}", encoded(name)),
            None => header.to_owned(),
        },
        (AwsFile::Credentials, None) => encoded(header),
        // `default`, and sections that stand in the wrong file: the parser knows what to do with them.
        _ => header.to_owned(),
    }
}

/// The rest of a section's name after its kind: `local` in `services local`.
pub fn after<'a>(header: &'a str, kind: &str) -> Option<&'a str> {
    header.strip_prefix(kind).filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim)
}

/// One word of a shell: bare, or in quotes as a whole. `None` for more than one word.
fn unquoted(name: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(inner) = name.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return (!inner.is_empty() && !inner.contains([quote, '\\'])).then_some(inner);
        }
    }
    (!name.contains([' ', '\t', '"', '\'', '\\'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_parser_knows_stay() {
        for header in ["default", "profile base", "profile acme.prod/team-1@eu", "sso-session s:1+2", "plugins"] {
            assert_eq!(for_parser(AwsFile::Config, header), header);
        }
        assert_eq!(for_parser(AwsFile::Credentials, "acme.prod/team-1@eu"), "acme.prod/team-1@eu");
    }

    #[test]
    fn other_names_are_encoded_and_read_back() {
        for (file, header, name) in [
            (AwsFile::Config, "profile \"my base\"", "my base"),
            (AwsFile::Config, "profile 'my base'", "my base"),
            (AwsFile::Config, "profile \"base\"", "base"),
            (AwsFile::Config, "profile  Köln", "Köln"),
            (AwsFile::Config, "services \"my local\"", "my local"),
            (AwsFile::Config, "profile 100%20", "100%20"),
            (AwsFile::Credentials, "my base", "my base"),
            (AwsFile::Credentials, "\"my base\"", "\"my base\""),
        ] {
            let written = for_parser(file, header);
            let written = written.split_once(' ').map_or(written.as_str(), |(_, name)| name);
            assert!(written.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-/.%@:+".contains(&it)), "{written}");
            assert_eq!(decoded(written), name, "{header}");
            assert_eq!(written, encoded(name), "{header}");
        }
    }

    #[test]
    fn what_is_no_single_name_is_left_to_the_parser() {
        for header in ["profile my base", "profile \"my\" base", "profile \"\"", "profile \"a\\\"b\"", "profile 'a"] {
            assert_eq!(for_parser(AwsFile::Config, header), header);
        }
        assert_eq!(for_parser(AwsFile::Credentials, "profile base"), "profile base");
    }
}
