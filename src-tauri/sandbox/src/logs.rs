//! CloudWatch Logs, as far as reading a function's log needs it: `FilterLogEvents`, `GetLogEvents`, `DescribeLogGroups`
//! and `DescribeLogStreams`, in AWS JSON 1.1. From the service's model of 2014-03-28.
//!
//! As in AWS, an event can be read only some time after it was written.

pub mod book;
mod pattern;

use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Response, StatusCode, request::Parts};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer;
use crate::moment::unix_millis;
use crate::options::Options;
use crate::principal::Principal;
use crate::refusal::Refusal;

use book::{Event, LogBook, StreamTold};
use pattern::Pattern;

/// The signing name.
pub const SERVICE: &str = "logs";

/// What `X-Amz-Target` begins with.
const TARGET: &str = "Logs_20140328.";

/// The most events a page can be asked for.
const LARGEST_PAGE: usize = 10_000;

/// The most groups or streams a page has, and has when none is asked for.
const LARGEST_LIST: usize = 50;

/// Whether a request is for this service.
pub fn is_target(parts: &Parts) -> bool {
    parts.headers.get("x-amz-target").is_some_and(|target| target.as_bytes().starts_with(TARGET.as_bytes()))
}

/// The service, as one caller sees it.
#[derive(Debug)]
pub struct Logs<'a> {
    /// What the sandbox was started with.
    pub options: &'a Options,
    /// What was logged.
    pub book: &'a LogBook,
    /// Who calls.
    pub caller: &'a Principal,
    /// When the request came in.
    pub now: SystemTime,
}

/// The members of the requests, of all operations together.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Members {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    log_group_name_prefix: Option<String>,
    log_group_name_pattern: Option<String>,
    log_stream_name: Option<String>,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    filter_pattern: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
    start_from_head: Option<bool>,
    order_by: Option<String>,
    descending: bool,
}

impl Logs<'_> {
    /// Answers a request.
    pub fn answer(&self, parts: &Parts, body: &[u8]) -> Result<Response<Body>, Refusal> {
        let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        let members: Members = serde_json::from_slice(body)
            .map_err(|error| Refusal::with(StatusCode::BAD_REQUEST, "SerializationException", error.to_string()))?;
        let told = match target.strip_prefix(TARGET) {
            Some("FilterLogEvents") => self.filter(&members)?,
            Some("GetLogEvents") => self.events(&members)?,
            Some("DescribeLogGroups") => self.groups(&members)?,
            Some("DescribeLogStreams") => self.streams(&members)?,
            _ => {
                let message = "The operation is not one that the sandbox knows.";
                return Err(Refusal::with(StatusCode::BAD_REQUEST, "UnknownOperationException", message));
            }
        };
        Ok(answer::json_1_1(&told))
    }

    fn filter(&self, members: &Members) -> Result<Value, Refusal> {
        let (_, streams) = self.group("logs:FilterLogEvents", members)?;
        let pattern = members.filter_pattern.as_deref().unwrap_or_default();
        let pattern = Pattern::parse(pattern).map_err(|wrong| invalid(&wrong))?;
        times(members)?;
        if let Some(names) = &members.log_stream_names {
            if members.log_stream_name_prefix.is_some() {
                return Err(invalid("logStreamNames and logStreamNamePrefix cannot be given together"));
            }
            if !(1..=100).contains(&names.len()) {
                return Err(invalid("logStreamNames must have 1 to 100 members"));
            }
            if names.iter().any(|name| !streams.iter().any(|stream| stream.name == *name)) {
                return Err(not_found("The specified log stream does not exist."));
            }
        }
        let wanted = |stream: &&StreamTold| {
            members.log_stream_names.as_ref().is_none_or(|names| names.contains(&stream.name))
                && members.log_stream_name_prefix.as_ref().is_none_or(|prefix| stream.name.starts_with(prefix))
        };
        let mut found: Vec<(&str, &Event)> = streams
            .iter()
            .filter(wanted)
            .flat_map(|stream| stream.events.iter().map(|event| (stream.name.as_str(), event)))
            .filter(|(_, event)| self.is_visible(event) && !is_before(members, event) && !is_after(members, event))
            .filter(|(_, event)| pattern.passes(&event.message))
            .collect();
        found.sort_by_key(|(_, event)| (event.at, event.number));
        // The oldest come first unless the newest are asked for.
        let newest = members.start_from_head == Some(false);
        if newest {
            found.reverse();
        }
        if let Some(token) = &members.next_token {
            let last = position(token).ok_or_else(|| invalid("The specified nextToken is invalid."))?;
            let is_left = |place: (u64, u64)| if newest { place < last } else { place > last };
            found.retain(|(_, event)| is_left((event.at, event.number)));
        }
        let size = limit(members, LARGEST_PAGE)?.min(self.options.page_size);
        let next = found.get(size - 1).filter(|_| found.len() > size).map(|(_, event)| token(event));
        let events: Vec<Value> = found
            .iter()
            .take(size)
            .map(|(stream, event)| {
                let mut told = self.told(event);
                told["logStreamName"] = json!(stream);
                told["eventId"] = json!(format!("{:0>28}{:0>28}", event.at, event.number));
                told
            })
            .collect();
        Ok(with_token(json!({ "events": events, "searchedLogStreams": [] }), "nextToken", next))
    }

    fn events(&self, members: &Members) -> Result<Value, Refusal> {
        let (_, streams) = self.group("logs:GetLogEvents", members)?;
        times(members)?;
        let name = members.log_stream_name.as_deref().unwrap_or_default();
        let stream = streams
            .iter()
            .find(|stream| stream.name == name)
            .ok_or_else(|| not_found("The specified log stream does not exist."))?;
        // Here the end is not in it, other than in FilterLogEvents.
        let is_at_end = |event: &Event| members.end_time.is_some_and(|end| millis(event.at) == end);
        let is_asked = |event: &&Event| !is_before(members, event) && !is_after(members, event) && !is_at_end(event);
        let events: Vec<&Event> =
            stream.events.iter().filter(|event| self.is_visible(event)).filter(is_asked).collect();
        let size = limit(members, LARGEST_PAGE)?.min(self.options.page_size);
        // A token is a place between two events, and the way one came.
        let wrong = || invalid("The specified nextToken is invalid.");
        let token = members.next_token.as_deref().map(|token| token.split_once('/').ok_or_else(wrong)).transpose()?;
        let (from, to) = match token {
            None if members.start_from_head.unwrap_or(false) => (0, size),
            None => (events.len().saturating_sub(size), events.len()),
            Some((way, place)) => {
                let place: u64 = place.parse().map_err(|_| wrong())?;
                let at = events.partition_point(|event| event.number < place);
                match way {
                    "f" => (at, at.saturating_add(size)),
                    "b" => (at.saturating_sub(size), at),
                    _ => return Err(wrong()),
                }
            }
        };
        let page = &events[from.min(events.len())..to.min(events.len())];
        let place = |event: Option<&&Event>, beyond: u64| {
            event.map_or_else(
                || members.next_token.as_deref().and_then(|token| token.get(2..)?.parse().ok()).unwrap_or_default(),
                |event| event.number + beyond,
            )
        };
        Ok(json!({
            "events": page.iter().map(|event| self.told(event)).collect::<Vec<_>>(),
            "nextForwardToken": format!("f/{}", place(page.last(), 1)),
            "nextBackwardToken": format!("b/{}", place(page.first(), 0)),
        }))
    }

    fn groups(&self, members: &Members) -> Result<Value, Refusal> {
        self.allow("logs:DescribeLogGroups", "*")?;
        let prefix = members.log_group_name_prefix.as_deref().unwrap_or_default();
        let part = members.log_group_name_pattern.as_deref().unwrap_or_default().to_lowercase();
        if !prefix.is_empty() && !part.is_empty() {
            return Err(invalid("logGroupNamePrefix and logGroupNamePattern cannot be given together"));
        }
        let groups: Vec<Value> = self
            .book
            .groups(&self.caller.account)
            .into_iter()
            .filter(|name| name.starts_with(prefix) && name.to_lowercase().contains(&part))
            .map(|name| {
                let streams = self.book.streams(&self.caller.account, &name).unwrap_or_default();
                let bytes: usize =
                    streams.iter().flat_map(|stream| &stream.events).map(|event| event.message.len()).sum();
                json!({
                    "logGroupName": name,
                    "arn": format!("{}:*", self.arn(&name)),
                    "logGroupArn": self.arn(&name),
                    "creationTime": streams.first().map(|stream| stream.created),
                    "metricFilterCount": 0,
                    "storedBytes": bytes,
                    "logGroupClass": "STANDARD",
                })
            })
            .collect();
        listed(members, "logGroups", groups)
    }

    fn streams(&self, members: &Members) -> Result<Value, Refusal> {
        let (group, streams) = self.group("logs:DescribeLogStreams", members)?;
        let prefix = members.log_stream_name_prefix.as_deref().unwrap_or_default();
        let by_last = match members.order_by.as_deref() {
            None | Some("LogStreamName") => false,
            Some("LastEventTime") if prefix.is_empty() => true,
            Some("LastEventTime") => return Err(invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")),
            Some(_) => return Err(invalid("orderBy must be LogStreamName or LastEventTime")),
        };
        let last =
            |stream: &StreamTold| stream.events.iter().filter(|event| self.is_visible(event)).map(|it| it.at).max();
        let mut wanted: Vec<&StreamTold> = streams.iter().filter(|stream| stream.name.starts_with(prefix)).collect();
        wanted.sort_by(|one, other| if by_last { last(one).cmp(&last(other)) } else { one.name.cmp(&other.name) });
        if members.descending {
            wanted.reverse();
        }
        let told: Vec<Value> = wanted
            .into_iter()
            .map(|StreamTold { name, created, events }| {
                let times = || events.iter().filter(|event| self.is_visible(event)).map(|event| event.at);
                let mut told = json!({
                    "logStreamName": name,
                    "creationTime": created,
                    "arn": format!("{}:log-stream:{name}", self.arn(&group)),
                    "storedBytes": 0,
                });
                if let (Some(first), Some(last)) = (times().min(), times().max()) {
                    told["firstEventTimestamp"] = json!(first);
                    told["lastEventTimestamp"] = json!(last);
                    told["lastIngestionTime"] = json!(last + self.delay());
                }
                told
            })
            .collect();
        listed(members, "logStreams", told)
    }

    /// The group that a request names, and its streams, if the action is allowed on it.
    fn group(&self, action: &str, members: &Members) -> Result<(String, Vec<StreamTold>), Refusal> {
        let (named, identifier) = (members.log_group_name.as_deref(), members.log_group_identifier.as_deref());
        let name = match (named, identifier) {
            (Some(name), None) => name,
            (None, Some(identifier)) => match identifier.rsplit_once(":log-group:") {
                Some((_, name)) => name.trim_end_matches(":*"),
                None => identifier,
            },
            _ => return Err(invalid("One of logGroupName and logGroupIdentifier must be given")),
        };
        self.allow(action, &format!("{}:log-stream:", self.arn(name)))?;
        // Another account's group is none of the caller's.
        let own = identifier.is_none_or(|it| !it.starts_with("arn:") || it.starts_with(&self.arn(name)));
        let streams = own.then(|| self.book.streams(&self.caller.account, name)).flatten();
        let streams = streams.ok_or_else(|| not_found("The specified log group does not exist."))?;
        Ok((name.to_owned(), streams))
    }

    fn arn(&self, group: &str) -> String {
        format!("arn:aws:logs:{}:{}:log-group:{group}", self.options.region, self.caller.account)
    }

    fn allow(&self, action: &str, resource: &str) -> Result<(), Refusal> {
        if self.options.denies(action) || !self.caller.may(action) {
            return Err(Refusal::denied(self.caller, action, resource, "identity-based"));
        }
        Ok(())
    }

    fn delay(&self) -> u64 {
        u64::try_from(self.options.log_delay.as_millis()).unwrap_or(u64::MAX)
    }

    fn is_visible(&self, event: &Event) -> bool {
        event.at.saturating_add(self.delay()) <= unix_millis(self.now)
    }

    fn told(&self, event: &Event) -> Value {
        json!({ "timestamp": event.at, "message": event.message, "ingestionTime": event.at + self.delay() })
    }
}

/// As the requests have it.
fn millis(moment: u64) -> i64 {
    i64::try_from(moment).unwrap_or(i64::MAX)
}

fn is_before(members: &Members, event: &Event) -> bool {
    members.start_time.is_some_and(|start| millis(event.at) < start)
}

fn is_after(members: &Members, event: &Event) -> bool {
    members.end_time.is_some_and(|end| millis(event.at) > end)
}

fn times(members: &Members) -> Result<(), Refusal> {
    for (name, time) in [("startTime", members.start_time), ("endTime", members.end_time)] {
        if time.is_some_and(|time| time < 0) {
            return Err(invalid(&format!("{name} must be 0 or later")));
        }
    }
    Ok(())
}

/// How many a page may have.
fn limit(members: &Members, largest: usize) -> Result<usize, Refusal> {
    let Some(limit) = members.limit else { return Ok(largest) };
    usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=largest).contains(limit))
        .ok_or_else(|| invalid(&format!("limit must be from 1 to {largest}")))
}

/// A page of a list. Its token is how many came before.
fn listed(members: &Members, name: &str, mut all: Vec<Value>) -> Result<Value, Refusal> {
    let size = limit(members, LARGEST_LIST)?;
    let from = members.next_token.as_deref().map_or(Ok(0), str::parse::<usize>);
    let from = from.map_err(|_| invalid("The specified nextToken is invalid."))?.min(all.len());
    let mut rest = all.split_off(from);
    let next = (rest.len() > size).then(|| (from + size).to_string());
    rest.truncate(size);
    Ok(with_token(json!({ name: rest }), "nextToken", next))
}

fn token(event: &Event) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{}", event.at, event.number))
}

fn position(token: &str) -> Option<(u64, u64)> {
    let token = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (at, number) = token.split_once(':')?;
    Some((at.parse().ok()?, number.parse().ok()?))
}

fn with_token(mut answer: Value, name: &str, token: Option<String>) -> Value {
    if let Some(token) = token {
        answer[name] = json!(token);
    }
    answer
}

fn invalid(message: &str) -> Refusal {
    Refusal::with(StatusCode::BAD_REQUEST, "InvalidParameterException", message)
}

fn not_found(message: &str) -> Refusal {
    Refusal::with(StatusCode::BAD_REQUEST, "ResourceNotFoundException", message)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::to_bytes;
    use axum::http::Request;

    use super::*;
    use book::Place;

    const ACCOUNT: &str = "123456789012";

    fn book() -> LogBook {
        let book = LogBook::default();
        let place = Place { account: ACCOUNT.into(), group: "/aws/lambda/echo".into(), version: "3" };
        for (stream, start) in [("one", 0), ("other", 5)] {
            let sink = book.open(place.clone(), Some(stream), SystemTime::UNIX_EPOCH);
            for number in 0..5 {
                let at = SystemTime::UNIX_EPOCH + Duration::from_secs(start + number);
                sink.write(at, &format!("{stream} line {number}"));
            }
        }
        book
    }

    async fn ask(options: &Options, seconds: u64, operation: &str, members: Value) -> Result<Value, Refusal> {
        let (book, caller) = (book(), Principal::user(ACCOUNT));
        let request = Request::builder().header("x-amz-target", format!("{TARGET}{operation}")).body(());
        let (parts, ()) = request.expect("a request").into_parts();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let logs = Logs { options, book: &book, caller: &caller, now };
        let answer = logs.answer(&parts, members.to_string().as_bytes())?;
        Ok(serde_json::from_slice(&to_bytes(answer.into_body(), 1 << 20).await.expect("a body")).expect("JSON"))
    }

    fn lines(answer: &Value) -> Vec<&str> {
        let events = answer["events"].as_array().expect("events");
        events.iter().map(|event| event["message"].as_str().expect("a message").trim_end()).collect()
    }

    #[tokio::test]
    async fn events_come_in_pages_by_time_and_only_when_they_were_delivered() {
        let options = Options { page_size: 4, log_delay: Duration::from_secs(2), ..Options::default() };
        let group = json!({ "logGroupName": "/aws/lambda/echo" });
        let mut all = Vec::new();
        let mut members = group.clone();
        loop {
            let answer = ask(&options, 20, "FilterLogEvents", members.clone()).await.expect("events");
            all.extend(lines(&answer).iter().map(|line| (*line).to_owned()));
            match answer.get("nextToken") {
                Some(token) => members["nextToken"] = token.clone(),
                None => break,
            }
        }
        assert_eq!((all.len(), all[0].as_str(), all[9].as_str()), (10, "one line 0", "other line 4"));
        let early = ask(&options, 3, "FilterLogEvents", group).await.expect("events");
        assert_eq!(lines(&early), ["one line 0", "one line 1"], "the rest is on its way");
    }

    #[tokio::test]
    async fn they_can_be_filtered_and_read_stream_by_stream() {
        let options = Options { log_delay: Duration::ZERO, ..Options::default() };
        let of = |more: Value| {
            let mut members = json!({ "logGroupName": "/aws/lambda/echo" });
            members.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
            members
        };
        for (more, found) in [
            (json!({ "filterPattern": "\"line 4\"" }), vec!["one line 4", "other line 4"]),
            (json!({ "logStreamNames": ["other"], "endTime": 6000 }), vec!["other line 0", "other line 1"]),
            (json!({ "logStreamNamePrefix": "on", "startTime": 4000 }), vec!["one line 4"]),
            (
                json!({ "logStreamNames": ["one"], "limit": 2, "startFromHead": false }),
                vec!["one line 4", "one line 3"],
            ),
        ] {
            let answer = ask(&options, 20, "FilterLogEvents", of(more)).await.expect("events");
            assert_eq!(lines(&answer), found);
        }
        let last = ask(&options, 20, "GetLogEvents", of(json!({ "logStreamName": "one", "limit": 2 }))).await.unwrap();
        assert_eq!(lines(&last), ["one line 3", "one line 4"]);
        let before = json!({ "logStreamName": "one", "limit": 2, "nextToken": last["nextBackwardToken"] });
        let before = ask(&options, 20, "GetLogEvents", of(before)).await.expect("events");
        assert_eq!(lines(&before), ["one line 1", "one line 2"]);
        let streams = ask(&options, 20, "DescribeLogStreams", of(json!({}))).await.expect("streams");
        assert_eq!(streams["logStreams"][1]["lastEventTimestamp"], 9000);
        let groups = ask(&options, 20, "DescribeLogGroups", json!({})).await.expect("groups");
        assert_eq!(groups["logGroups"][0]["logGroupName"], "/aws/lambda/echo");
    }

    #[tokio::test]
    async fn refusals_are_in_the_services_words() {
        let options = Options { deny: vec!["logs:FilterLogEvents".into()], ..Options::default() };
        let group = json!({ "logGroupName": "/aws/lambda/echo" });
        let denied = ask(&options, 0, "FilterLogEvents", group).await.expect_err("denied");
        assert_eq!(
            denied.message,
            "User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: logs:FilterLogEvents on resource: arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/echo:log-stream: because no identity-based policy allows the logs:FilterLogEvents action"
        );
        let options = Options::default();
        for (members, code) in [
            (json!({ "logGroupName": "/aws/lambda/none" }), "ResourceNotFoundException"),
            (json!({}), "InvalidParameterException"),
            (json!({ "logGroupName": "/aws/lambda/echo", "limit": 0 }), "InvalidParameterException"),
            (json!({ "logGroupName": "/aws/lambda/echo", "startTime": -1 }), "InvalidParameterException"),
            (json!({ "logGroupName": "a", "logGroupIdentifier": "a" }), "InvalidParameterException"),
            (json!({ "logGroupName": "/aws/lambda/echo", "nextToken": "?" }), "InvalidParameterException"),
            (json!({ "logGroupName": "/aws/lambda/echo", "logStreamNames": ["none"] }), "ResourceNotFoundException"),
        ] {
            let refusal = ask(&options, 0, "FilterLogEvents", members.clone()).await.expect_err("refused");
            assert_eq!(refusal.code, code, "{members}");
        }
    }
}
