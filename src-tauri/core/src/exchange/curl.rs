//! `curl …` to Lambda. The flags are curl's; what of them is not the request's is left out, and said where it matters.

use std::time::Duration;

use super::command_line::Reading;
use super::shell::{Unreadable, Word};
use super::{aws_cli, invoke_url};
use crate::invoke::region::Region;
use crate::span;

/// Long flags without a value that change nothing of the request.
const QUIET_FLAGS: [&str; 19] = [
    "--silent",
    "--show-error",
    "--location",
    "--include",
    "--fail",
    "--fail-with-body",
    "--verbose",
    "--compressed",
    "--globoff",
    "--no-buffer",
    "--http1.1",
    "--http2",
    "--http1.0",
    "--ipv4",
    "--ipv6",
    "--progress-bar",
    "--remote-name",
    "--no-progress-meter",
    "--path-as-is",
];
/// Their short forms.
const QUIET_LETTERS: &str = "sSLifvgNO0461#";
/// Long flags with a value that change nothing of the request.
const QUIET_OPTIONS: [&str; 13] = [
    "--output",
    "--write-out",
    "--user-agent",
    "--referer",
    "--dump-header",
    "--stderr",
    "--trace",
    "--trace-ascii",
    "--keepalive-time",
    "--interface",
    "--limit-rate",
    "--cookie-jar",
    "--config",
];
/// Long flags with a value that belong to settings and profiles.
const ELSEWHERE: [&str; 10] = [
    "--connect-timeout",
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--proxy",
    "--proxy-user",
    "--cacert",
    "--resolve",
    "--connect-to",
    "--noproxy",
];

/// Reads the words after `curl`.
pub(super) fn read(words: &[&Word], reading: &mut Reading) -> Result<(), Unreadable> {
    let mut found = Found::default();
    let mut rest = words.iter().copied();
    while let Some(word) = rest.next() {
        let text = word.text.as_str();
        if text.starts_with("--") && text.len() > 2 {
            let (name, joined) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            if QUIET_FLAGS.contains(&name) {
                continue;
            }
            if let "--insecure" | "--get" | "--head" | "--form" | "--upload-file" = name {
                flag(name, word.number, reading)?;
                continue;
            }
            if !is_option(name) {
                return Err(Unreadable::new(
                    word.number,
                    format!("{name} is no flag of curl that is understood here."),
                ));
            }
            let value = match joined {
                Some(value) => (value, word.number),
                None => next(&mut rest, name, word.number)?,
            };
            option(name, value, &mut found, reading)?;
        } else if let Some(letters) = text.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            short(letters, word.number, &mut rest, &mut found, reading)?;
        } else {
            found.address(text, word.number)?;
        }
    }
    let Some((address, number)) = found.address else {
        return Err(Unreadable::new(0, "The line has no address."));
    };
    if address.split_once("://").is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|host| host.contains('@')))
    {
        reading.secret = true;
    }
    if found.region.is_some() {
        reading.request.region = found.region;
    }
    invoke_url::read(address, &mut reading.request).map_err(|message| Unreadable::new(number, message))?;
    if let Some(method) = found.method.filter(|method| !method.eq_ignore_ascii_case("POST")) {
        reading.remark(format!("Lambda is invoked by POST; {method} was left out."));
    }
    if let Some(data) = found.data {
        reading.request.payload = data;
    }
    Ok(())
}

/// What the words say, until all are read.
#[derive(Default)]
struct Found<'a> {
    address: Option<(&'a str, usize)>,
    region: Option<String>,
    method: Option<&'a str>,
    data: Option<String>,
}

impl<'a> Found<'a> {
    fn address(&mut self, text: &'a str, number: usize) -> Result<(), Unreadable> {
        if self.address.is_some() {
            return Err(Unreadable::new(number, "This would be a second address."));
        }
        self.address = Some((text, number));
        Ok(())
    }

    /// curl joins what is given in pieces.
    fn data(&mut self, text: &str) {
        self.data = Some(self.data.take().map_or_else(|| text.to_owned(), |before| format!("{before}&{text}")));
    }
}

fn next<'a>(
    rest: &mut impl Iterator<Item = &'a Word>,
    name: &str,
    number: usize,
) -> Result<(&'a str, usize), Unreadable> {
    let value = rest.next().map(|word| (word.text.as_str(), word.number));
    value.ok_or_else(|| Unreadable::new(number, format!("{name} has no value.")))
}

/// Short flags: several in one word, the last perhaps with its value.
fn short<'a>(
    letters: &'a str,
    number: usize,
    rest: &mut impl Iterator<Item = &'a Word>,
    found: &mut Found<'a>,
    reading: &mut Reading,
) -> Result<(), Unreadable> {
    for (at, letter) in letters.char_indices() {
        if QUIET_LETTERS.contains(letter) {
            continue;
        }
        let name = match letter {
            'X' => "--request",
            'd' => "--data",
            'H' => "--header",
            'u' => "--user",
            'm' => "--max-time",
            'o' => "--output",
            'w' => "--write-out",
            'A' => "--user-agent",
            'e' => "--referer",
            'D' => "--dump-header",
            'x' => "--proxy",
            'b' => "--cookie",
            'E' => "--cert",
            'k' => "--insecure",
            'G' => "--get",
            'I' => "--head",
            'F' => "--form",
            'T' => "--upload-file",
            _ => return Err(Unreadable::new(number, format!("-{letter} is no flag of curl that is understood here."))),
        };
        if matches!(letter, 'k' | 'G' | 'I' | 'F' | 'T') {
            flag(name, number, reading)?;
            continue;
        }
        let joined = &letters[at + letter.len_utf8()..];
        let value = if joined.is_empty() { next(rest, &format!("-{letter}"), number)? } else { (joined, number) };
        return option(name, value, found, reading);
    }
    Ok(())
}

fn flag(name: &str, number: usize, reading: &mut Reading) -> Result<(), Unreadable> {
    if name == "--insecure" {
        reading.remark("That certificates are not verified was left out.");
        return Ok(());
    }
    Err(Unreadable::new(
        number,
        format!("With {name} this is no invocation: Lambda is invoked by POST with a payload."),
    ))
}

/// Whether a long flag takes a value.
fn is_option(name: &str) -> bool {
    QUIET_OPTIONS.contains(&name)
        || ELSEWHERE.contains(&name)
        || matches!(
            name,
            "--request"
                | "--data"
                | "--data-raw"
                | "--data-binary"
                | "--data-ascii"
                | "--data-urlencode"
                | "--json"
                | "--header"
                | "--user"
                | "--aws-sigv4"
                | "--url"
                | "--max-time"
                | "--cookie"
                | "--cert"
                | "--key"
                | "--oauth2-bearer"
                | "--pass"
        )
}

fn option<'a>(
    name: &str,
    (value, number): (&'a str, usize),
    found: &mut Found<'a>,
    reading: &mut Reading,
) -> Result<(), Unreadable> {
    match name {
        "--request" => found.method = Some(value),
        "--url" => found.address(value, number)?,
        "--header" => header(value, number, reading)?,
        "--user" | "--oauth2-bearer" | "--cookie" | "--cert" | "--key" | "--pass" => reading.secret = true,
        // provider1[:provider2[:region[:service]]]
        "--aws-sigv4" => {
            found.region = value
                .split(':')
                .nth(2)
                .filter(|region| Region::parse_for_custom_endpoint(region).is_ok())
                .map(str::to_owned);
        }
        "--max-time" => match value.parse::<f64>().ok().and_then(|it| Duration::try_from_secs_f64(it).ok()) {
            Some(limit) if !limit.is_zero() => reading.request.wait = Some(span::format(limit)),
            Some(_) => {}
            None => return Err(Unreadable::new(number, "--max-time takes a number of seconds.")),
        },
        "--data-raw" => found.data(value),
        "--data" | "--data-ascii" | "--data-binary" | "--json" => match value.strip_prefix('@') {
            None => found.data(value),
            Some("-") if reading.input.is_some() => {
                let input = reading.input.take().unwrap_or_default();
                // Only this one keeps line breaks of what it reads.
                let exact = name == "--data-binary" || name == "--json";
                found.data(&if exact { input } else { input.replace(['\r', '\n'], "") });
            }
            Some(path) => reading.payload_in_file(path),
        },
        "--data-urlencode" => {
            return Err(Unreadable::new(number, "A payload that curl encodes for a web form cannot be taken over."));
        }
        name if ELSEWHERE.contains(&name) => {
            reading.remark(format!("{name} was left out: profiles and settings say such things."));
        }
        _ => {}
    }
    Ok(())
}

/// A header, as `Name: value`.
fn header(text: &str, number: usize, reading: &mut Reading) -> Result<(), Unreadable> {
    let (name, value) = text.split_once(':').unwrap_or((text.trim_end_matches(';'), ""));
    header_pair(name, value.trim(), number, reading)
}

/// A header that takes part in an invocation, or does not.
pub(super) fn header_pair(name: &str, value: &str, number: usize, reading: &mut Reading) -> Result<(), Unreadable> {
    let request = &mut reading.request;
    match name.trim().to_ascii_lowercase().as_str() {
        "x-amz-invocation-type" => request.invocation_type = aws_cli::invocation_type(value, number)?,
        "x-amz-log-type" => request.tail = aws_cli::log_type(value, number)?,
        "x-amz-client-context" => aws_cli::client_context(value, reading),
        "x-amz-tenant-id" => value.clone_into(&mut request.tenant_id),
        "x-amz-durable-execution-name" => value.clone_into(&mut request.durable_execution_name),
        "x-amz-security-token" | "authorization" | "cookie" | "x-api-key" | "proxy-authorization" => {
            reading.secret = true;
        }
        // Lambda takes no notice of these, and the client makes them anew.
        "content-type"
        | "content-length"
        | "accept"
        | "accept-encoding"
        | "host"
        | "user-agent"
        | "expect"
        | "x-amz-date"
        | "x-amz-content-sha256"
        | "connection"
        | "cache-control" => {}
        name => reading.remark(format!("The header {name} was left out.")),
    }
    Ok(())
}
