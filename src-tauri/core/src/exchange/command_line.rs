//! A command line that somebody pasted, read into a request.

use serde::Serialize;
use ts_rs::TS;

use super::imported::ImportedRequest;
use super::shell::{Command, Line, Shell, Unreadable, Word};
use super::{aws_cli, curl};
use crate::failure::Failure;

/// More than any command line is; a pasted file is something else.
const LARGEST: usize = 8 * 1024 * 1024;

/// What a command line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReadCommand {
    /// The program it calls.
    pub program: Program,
    /// The request it makes.
    pub request: ImportedRequest,
    /// What was not taken over, dropped, or read in a certain way. Each a sentence.
    pub remarks: Vec<String>,
}

/// A program whose command lines are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// The AWS CLI, or Lambdesk's own command line, which has the same flags.
    AwsCli,
    /// curl.
    Curl,
}

/// What is being read, and what is to be said of it.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub request: ImportedRequest,
    pub remarks: Vec<String>,
    /// What was piped or written into the program.
    pub input: Option<String>,
    /// Whether a secret was in the line. Said once.
    pub secret: bool,
}

impl Reading {
    pub(super) fn remark(&mut self, remark: impl Into<String>) {
        let remark = remark.into();
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// The payload is in a file, which is not read.
    pub(super) fn payload_in_file(&mut self, path: &str) {
        self.remark(format!(
            "The payload is in the file {path}, which was not read. Paste what it holds as the payload."
        ));
        self.request.payload_file = Some(path.to_owned());
    }
}

/// Reads a command line: `aws lambda invoke …` or `curl …` to Lambda, as written for a POSIX shell, Windows' command
/// prompt or PowerShell. Secrets in it are dropped.
///
/// # Errors
/// A sentence that says at which word it cannot be read. It quotes no secret.
pub fn read(text: &str) -> Result<ReadCommand, Failure> {
    if text.len() > LARGEST {
        return Err(Failure::other("This is too long for a command line.", "Paste the command alone."));
    }
    let text = text.trim();
    let shells = Shell::likely(text);
    let text = without_prompt(text);
    let mut read = Err(nothing());
    for shell in shells {
        match read_as(*shell, text) {
            Ok(command) => {
                read = Ok((*shell, command));
                break;
            }
            // What the likeliest shell says of it is said.
            Err(error) if *shell == shells[0] => read = Err(error),
            Err(_) => {}
        }
    }
    let (shell, command) = read.map_err(|error| {
        let message = if error.word == 0 { error.message } else { format!("Word {}: {}", error.word, error.message) };
        Failure::other(message, "Paste a command that begins with aws lambda invoke, or with curl.")
    })?;
    // In PowerShell single quotes are the same, but a quotation mark inside them is written with a backslash.
    if shell == Shell::Posix
        && is_escaped_json(&command.request.payload)
        && let Ok(mut command) = read_as(Shell::PowerShell, text)
    {
        command.remarks.push("It was read as PowerShell’s, by the quotation marks of its payload.".into());
        return Ok(command);
    }
    Ok(command)
}

/// Whether a text becomes JSON once the backslashes before its quotation marks are gone.
fn is_escaped_json(text: &str) -> bool {
    let json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    text.contains("\\\"") && !json(text) && json(&text.replace("\\\"", "\""))
}

fn read_as(shell: Shell, text: &str) -> Result<ReadCommand, Unreadable> {
    let Line { mut commands, remarks } = shell.read(text)?;
    let mut reading = Reading { remarks, ..Reading::default() };
    let mut piped = None;
    let Some(last) = commands.pop() else { return Err(nothing()) };
    for command in commands {
        // The program may come before the last pipe: what it prints is then handed on to another.
        if is_ours(&command) {
            reading.remark("What its output is piped into was left out.");
            reading.input = command.input.clone().or(piped);
            return of_command(&command.words, reading);
        }
        piped = output_of(&command);
        if piped.is_none() {
            reading.remark("What is piped into the command was not run.");
        }
    }
    reading.input = last.input.clone().or(piped);
    of_command(&last.words, reading)
}

fn nothing() -> Unreadable {
    Unreadable::new(0, "There is no command here.")
}

fn is_ours(command: &Command) -> bool {
    let mut words = command.words.iter().skip_while(|word| assignment(word).is_some());
    words.next().is_some_and(|word| matches!(program_name(&word.text).as_str(), "aws" | "curl" | "lambdesk-cli"))
}

/// What `printf '%s' TEXT` and `echo TEXT` print.
fn output_of(command: &Command) -> Option<String> {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    match words.as_slice() {
        ["printf", "%s", text] => Some((*text).to_owned()),
        ["printf", text] if !text.contains(['%', '\\']) => Some((*text).to_owned()),
        ["echo", "-n", words @ ..] => Some(words.join(" ")),
        ["echo", words @ ..] => Some(words.join(" ") + "\n"),
        _ => None,
    }
}

fn of_command(words: &[Word], mut reading: Reading) -> Result<ReadCommand, Unreadable> {
    let mut words = words.iter().peekable();
    let mut attempts = None;
    while let Some((name, value)) = words.peek().and_then(|word| assignment(word)) {
        match name {
            "AWS_PROFILE" | "AWS_DEFAULT_PROFILE" => reading.request.profile = Some(value.to_owned()),
            "AWS_REGION" | "AWS_DEFAULT_REGION" => reading.request.region = Some(value.to_owned()),
            "AWS_ENDPOINT_URL" | "AWS_ENDPOINT_URL_LAMBDA" => reading.request.endpoint = Some(value.to_owned()),
            "AWS_MAX_ATTEMPTS" => attempts = value.parse::<u32>().ok(),
            "AWS_SECRET_ACCESS_KEY" | "AWS_SESSION_TOKEN" | "AWS_ACCESS_KEY_ID" => reading.secret = true,
            name => reading.remark(format!("The variable {name} was left out.")),
        }
        words.next();
    }
    // Once is what we do too, where it could run again.
    if attempts.is_some_and(|attempts| attempts > 1) {
        reading.remark("How often it is sent again was left out: choose that in the options.");
    }
    let words: Vec<&Word> = words.collect();
    let Some((first, rest)) = words.split_first() else { return Err(nothing()) };
    let program = match program_name(&first.text).as_str() {
        "aws" => {
            aws_cli::read(rest, false, &mut reading)?;
            Program::AwsCli
        }
        "lambdesk-cli" => {
            aws_cli::read(rest, true, &mut reading)?;
            Program::AwsCli
        }
        "curl" => {
            curl::read(rest, &mut reading)?;
            Program::Curl
        }
        _ => return Err(Unreadable::new(first.number, "This is neither aws nor curl.")),
    };
    if reading.secret {
        reading.remark("Credentials in the line were dropped: a request goes with a profile.");
    }
    if reading.request.function.contains(['$', '%']) {
        reading.remark("The function’s name has a variable of the shell in it, which was left as written.");
    }
    let Reading { request, remarks, .. } = reading;
    Ok(ReadCommand { program, request, remarks })
}

/// `NAME=value` before a command.
fn assignment(word: &Word) -> Option<(&str, &str)> {
    let (name, value) = word.text.split_once('=')?;
    let named = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    (named && !name.is_empty()).then_some((name, value))
}

/// `/usr/local/bin/aws` and `curl.exe` are aws and curl.
fn program_name(word: &str) -> String {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word).to_ascii_lowercase();
    name.strip_suffix(".exe").unwrap_or(&name).to_owned()
}

/// What a shell writes before a command, and what comes along when it is copied.
fn without_prompt(text: &str) -> &str {
    let after = |text: &'_ str, sign: &str| text.find(sign).map(|at| at + sign.len());
    let first_line = text.lines().next().unwrap_or_default();
    let drive = first_line.get(1..3) == Some(":\\");
    if first_line.starts_with("PS ") || drive {
        let begin = if drive { after(first_line, ">") } else { after(first_line, "> ") };
        return begin.map_or(text, |begin| text[begin..].trim_start());
    }
    for sign in ["$ ", "% ", "# ", "> "] {
        if let Some(rest) = text.strip_prefix(sign) {
            return rest.trim_start();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::InvocationType;

    fn request(text: &str) -> ImportedRequest {
        read(text).unwrap_or_else(|failure| panic!("{text}: {}", failure.message)).request
    }

    fn remarks(text: &str) -> String {
        read(text).expect("readable").remarks.join(" ")
    }

    fn message(text: &str) -> String {
        read(text).expect_err("a mistake").message
    }

    #[test]
    fn every_flag_of_the_aws_cli_is_read() {
        let read = request(
            "$ AWS_PROFILE=base aws --region eu-west-1 lambda invoke --function-name=orders --qualifier live \\\n\
             --invocation-type Event --log-type Tail --tenant-id 'blue team' --durable-execution-name once \\\n\
             --client-context eyJjdXN0b20iOnsiYSI6MX19 --endpoint-url http://127.0.0.1:4566 --profile staging \\\n\
             --cli-read-timeout 930 --cli-binary-format raw-in-base64-out --payload '{\"a\": \"it'\\''s\"}' \\\n\
             --no-cli-pager --output json --query StatusCode /dev/stdout",
        );
        assert_eq!(
            read,
            ImportedRequest {
                function: "orders".into(),
                qualifier: "live".into(),
                region: Some("eu-west-1".into()),
                endpoint: Some("http://127.0.0.1:4566".into()),
                profile: Some("staging".into()),
                payload: "{\"a\": \"it's\"}".into(),
                invocation_type: InvocationType::Event,
                tail: true,
                client_context: "{\"custom\":{\"a\":1}}".into(),
                tenant_id: "blue team".into(),
                durable_execution_name: "once".into(),
                wait: Some("15 min 30 s".into()),
                ..ImportedRequest::default()
            }
        );
    }

    #[test]
    fn a_payload_is_taken_in_each_of_its_forms() {
        let aws = |rest: &str| request(&format!("aws lambda invoke --function-name f {rest} out"));
        assert_eq!(aws("--payload eyJhIjoxfQ==").payload, "{\"a\":1}");
        assert_eq!(aws("--payload '{\"a\":1}'").payload, "{\"a\":1}");
        assert_eq!(aws("--cli-binary-format base64 --payload MTIzNA==").payload, "1234");
        assert_eq!(aws("--payload 1234").payload, "1234");
        assert_eq!(aws("--cli-binary-format raw-in-base64-out --payload eyJhIjoxfQ==").payload, "eyJhIjoxfQ==");
        assert_eq!(aws("--payload file://event.json").payload_file.as_deref(), Some("event.json"));
        assert_eq!(aws("--payload fileb:///tmp/e.json").payload_file.as_deref(), Some("/tmp/e.json"));
        assert_eq!(aws("--payload fileb:///dev/stdin").payload_file.as_deref(), Some("/dev/stdin"));
        assert_eq!(
            request("printf '%s' '{\"n\":1}' | aws lambda invoke --function-name f --payload fileb:///dev/stdin o")
                .payload,
            "{\"n\":1}"
        );
        assert_eq!(
            request("aws lambda invoke --function-name f --payload file:///dev/stdin o <<< '[1]'").payload,
            "[1]\n"
        );
        assert!(
            message("aws lambda invoke --function-name f --cli-binary-format base64 --payload '{}' o")
                .contains("Word 9")
        );
    }

    #[test]
    fn a_request_in_json_is_read() {
        let read = request(
            r#"aws lambda invoke --cli-input-json '{"FunctionName":"f","Qualifier":"2","Payload":"e30=","LogType":"Tail"}' out"#,
        );
        assert_eq!(
            (read.function.as_str(), read.qualifier.as_str(), read.payload.as_str(), read.tail),
            ("f", "2", "{}", true)
        );
    }

    #[test]
    fn a_mistake_is_said_at_its_word() {
        for (text, said) in [
            ("aws s3 ls", "Word 2"),
            ("aws lambda list-functions", "Word 3"),
            ("aws lambda invoke --function-nam f out", "Word 4"),
            ("aws lambda invoke --function-name", "Word 4"),
            ("aws lambda invoke --function-name f --invocation-type Later out", "Word 7"),
            ("aws lambda invoke --function-name f --payload '{\"a\"", "Word 7"),
            ("aws lambda invoke --function-name f out more", "Word 7"),
            ("aws lambda invoke out", "function"),
            ("wget https://lambda.eu-west-1.amazonaws.com/", "Word 1"),
            ("", "no command"),
            ("curl https://example.com/", "Word 2"),
            ("curl --frobnicate https://example.com/", "Word 2"),
            ("curl https://abc.lambda-url.eu-west-1.on.aws/", "function URL"),
        ] {
            assert!(message(text).contains(said), "{text}: {}", message(text));
        }
    }

    #[test]
    fn curl_is_read() {
        let read = request(
            "curl -sS -X POST --aws-sigv4 'aws:amz:eu-west-1:lambda' --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \\\n\
             -H 'X-Amz-Log-Type: Tail' -H \"X-Amz-Invocation-Type: DryRun\" -H 'x-amz-client-context: e30=' -H 'X-Amz-Tenant-Id: t' \\\n\
             --data-raw '@not a file' -m 30 'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/orders/invocations?Qualifier=%24LATEST'",
        );
        assert_eq!(
            read,
            ImportedRequest {
                function: "orders".into(),
                qualifier: "$LATEST".into(),
                region: Some("eu-west-1".into()),
                payload: "@not a file".into(),
                invocation_type: InvocationType::DryRun,
                tail: true,
                client_context: "{}".into(),
                tenant_id: "t".into(),
                wait: Some("30 s".into()),
                ..ImportedRequest::default()
            }
        );
        let local = request(
            "curl --aws-sigv4 aws:amz:local:lambda -d '{}' http://127.0.0.1:3001/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Af/invocations",
        );
        assert_eq!(local.function, "arn:aws:lambda:eu-west-1:123456789012:function:f");
        assert_eq!(local.endpoint.as_deref(), Some("http://127.0.0.1:3001"));
        assert_eq!(local.region.as_deref(), Some("local"));
        let streamed = request(
            "curl -d@event.json https://lambda.us-east-1.amazonaws.com/2021-11-15/functions/f/response-streaming-invocations",
        );
        assert!(streamed.stream && streamed.payload_file.as_deref() == Some("event.json"));
    }

    #[test]
    fn secrets_are_dropped_and_said() {
        for text in [
            "AWS_SECRET_ACCESS_KEY=topsecret aws lambda invoke --function-name f out",
            "curl --user AKIA:topsecret --aws-sigv4 aws:amz:eu-west-1 https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations",
            "curl -uAKIA:topsecret https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations",
            "curl -H 'X-Amz-Security-Token: topsecret' https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations",
            "curl -H 'Authorization: AWS4 topsecret' https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations",
            "curl https://AKIA:topsecret@lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations",
        ] {
            assert!(remarks(text).contains("Credentials in the line were dropped"), "{text}");
            assert!(!format!("{:?}", read(text)).contains("topsecret"), "{text}");
        }
        for text in [
            "curl --user AKIA:topsecret --wrong x",
            "curl -H 'X-Amz-Security-Token: topsecret' 'unclosed",
            "AWS_SESSION_TOKEN=topsecret wget x",
            "curl https://AKIA:topsecret@example.com/",
        ] {
            assert!(!format!("{:?}", read(text)).contains("topsecret"), "{text}");
        }
    }

    #[test]
    fn lines_written_for_windows_are_read() {
        let cmd = "C:\\work>aws lambda invoke ^\r\n --function-name f ^\r\n --payload \"{\\\"a\\\": \\\"b c\\\"}\" ^\r\n out.json";
        assert_eq!(request(cmd).payload, r#"{"a": "b c"}"#);
        let shell = "PS C:\\work> aws lambda invoke `\n --function-name f `\n --payload '{\\\"a\\\": 1}' out.json";
        assert_eq!(request(shell).payload, r#"{"a": 1}"#);
        let one_line = r#"aws lambda invoke --function-name f --payload '{\"a\": 1}' out.json"#;
        assert_eq!(request(one_line).payload, r#"{"a": 1}"#);
        assert!(remarks(one_line).contains("PowerShell"));
    }
}
