//! A line of the AWS files, as the parser of the AWS SDK for Rust takes it: what is indented is never a header or a
//! setting of its own, but a part of the setting above.
//!
//! It is for what the parser does not tell: in which order profiles come, and where in a file a key stands. It must not
//! know what settings mean.

/// A line of an AWS file.
#[derive(Debug, PartialEq, Eq)]
pub enum AwsLine<'a> {
    /// What stands between the brackets: `profile base`.
    Header(&'a str),
    /// A setting's name, in small letters.
    Setting(String),
    /// An indented line: a part of the setting above.
    Rest,
    /// An empty line or a comment. It ends nothing.
    Nothing,
}

/// What the parser takes for white space.
const SPACE: [char; 2] = [' ', '\t'];
const COMMENT: [char; 2] = ['#', ';'];

impl<'a> AwsLine<'a> {
    /// Of one line, with or without its end.
    pub fn of(line: &'a str) -> Self {
        let line = line.trim_end_matches(['\n', '\r']);
        let text = line.trim_matches(SPACE);
        if text.is_empty() || text.starts_with(COMMENT) {
            return Self::Nothing;
        }
        if line.starts_with(SPACE) {
            return Self::Rest;
        }
        match text.strip_prefix('[') {
            Some(rest) => Self::Header(rest.split([']', '#', ';']).next().unwrap_or_default().trim_matches(SPACE)),
            None => Self::Setting(name(text)),
        }
    }
}

/// What stands before the equals sign, in small letters.
fn name(text: &str) -> String {
    text.split('=').next().unwrap_or_default().trim_matches(SPACE).to_ascii_lowercase()
}

/// The setting that a line names, wherever it stands: also indented, and in a comment. For keeping secrets out of a copy.
pub fn mentioned(line: &str) -> String {
    name(line.trim_end().trim_start_matches(['#', ';', ' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_what_the_parser_takes_them_for() {
        let setting = |name: &str| AwsLine::Setting(name.into());
        for (line, expected) in [
            ("[default]\n", AwsLine::Header("default")),
            ("[ profile base ]  # mine\r\n", AwsLine::Header("profile base")),
            ("  [default]\n", AwsLine::Rest),
            ("\t[default]", AwsLine::Rest),
            ("Region=eu-west-1", setting("region")),
            ("output = a = b\r\n", setting("output")),
            ("  region = eu-west-1\n", AwsLine::Rest),
            ("s3 =\n", setting("s3")),
            ("# [default]\n", AwsLine::Nothing),
            ("  ; region = eu-west-1\n", AwsLine::Nothing),
            (" \t\r\n", AwsLine::Nothing),
            ("", AwsLine::Nothing),
        ] {
            assert_eq!(AwsLine::of(line), expected, "{line:?}");
        }
    }

    #[test]
    fn a_setting_is_found_in_a_comment_too() {
        for line in [
            "AWS_Secret_Access_Key=x",
            "  aws_secret_access_key = x\r\n",
            "#aws_secret_access_key = x",
            " ; # aws_secret_access_key =\n",
        ] {
            assert_eq!(mentioned(line), "aws_secret_access_key", "{line:?}");
        }
    }
}
