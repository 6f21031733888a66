//! What functions logged: groups by their names, in them streams, in them events. A stream belongs to one execution
//! environment, which runs one invocation at a time. It must not know requests or filters.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;

use crate::moment::unix_millis;

/// How many events are kept; the oldest go first. At most some 10 MB of what the functions here write.
const MOST: usize = 50_000;

/// What functions logged. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct LogBook {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    streams: Vec<Stream>,
    /// The number of the next event.
    next: u64,
    /// How many events there are.
    held: usize,
}

/// Whose stream it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Account: 12 digits.
    pub account: String,
    /// Log group, such as `/aws/lambda/echo`.
    pub group: String,
    /// The version that writes.
    pub version: &'static str,
}

#[derive(Clone, Debug)]
struct Stream {
    place: Place,
    name: String,
    created: u64,
    busy: bool,
    events: VecDeque<Event>,
}

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number, in the order of writing over all streams.
    pub number: u64,
    /// When it was written, in milliseconds since 1970.
    pub at: u64,
    /// With its line end.
    pub message: String,
}

/// A stream as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamTold {
    /// Name.
    pub name: String,
    /// When it began, in milliseconds since 1970.
    pub created: u64,
    /// What is in it.
    pub events: Vec<Event>,
}

/// Where one run writes its log. The environment is free again when this is dropped.
#[derive(Debug)]
pub struct Sink {
    book: LogBook,
    stream: usize,
    new: bool,
}

impl LogBook {
    /// A stream for one run: that of an environment that is free, or of a new one. A stream of a given name is taken by
    /// several runs at a time, as on Managed Instances.
    pub fn open(&self, place: Place, name: Option<&str>, now: SystemTime) -> Sink {
        let mut inner = self.inner();
        let free = inner
            .streams
            .iter()
            .position(|stream| stream.place == place && name.map_or(!stream.busy, |name| stream.name == name));
        let stream = free.unwrap_or_else(|| {
            let name = name.map_or_else(|| stream_name(place.version, now), str::to_owned);
            let created = unix_millis(now);
            inner.streams.push(Stream { place, name, created, busy: true, events: VecDeque::new() });
            inner.streams.len() - 1
        });
        inner.streams[stream].busy = true;
        Sink { book: self.clone(), stream, new: free.is_none() }
    }

    /// The names of an account's groups, in the order of the alphabet.
    pub fn groups(&self, account: &str) -> Vec<String> {
        let inner = self.inner();
        let of = inner.streams.iter().filter(|stream| stream.place.account == account);
        let mut groups: Vec<String> = of.map(|stream| stream.place.group.clone()).collect();
        groups.sort();
        groups.dedup();
        groups
    }

    /// The streams of a group, in the order in which they began; `None` when there is no such group.
    pub fn streams(&self, account: &str, group: &str) -> Option<Vec<StreamTold>> {
        let inner = self.inner();
        let of = inner.streams.iter().filter(|stream| stream.place.account == account && stream.place.group == group);
        let told: Vec<StreamTold> = of
            .map(|Stream { name, created, events, .. }| StreamTold {
                name: name.clone(),
                created: *created,
                events: events.iter().cloned().collect(),
            })
            .collect();
        (!told.is_empty()).then_some(told)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink {
    /// Whether the environment came up for this run.
    pub fn is_new(&self) -> bool {
        self.new
    }

    /// Adds an event.
    pub fn write(&self, at: SystemTime, line: &str) {
        let mut inner = self.book.inner();
        let event = Event { number: inner.next, at: unix_millis(at), message: format!("{line}\n") };
        inner.next += 1;
        inner.held += 1;
        inner.streams[self.stream].events.push_back(event);
        if inner.held > MOST {
            inner.held -= 1;
            let oldest =
                inner.streams.iter_mut().min_by_key(|stream| stream.events.front().map_or(u64::MAX, |it| it.number));
            if let Some(oldest) = oldest {
                oldest.events.pop_front();
            }
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.book.inner().streams[self.stream].busy = false;
    }
}

/// As Lambda names the stream of an execution environment: `2026/11/23/[3]0123456789abcdef0123456789abcdef`.
fn stream_name(version: &str, now: SystemTime) -> String {
    let day = OffsetDateTime::from(now).format(format_description!("[year]/[month]/[day]")).unwrap_or_default();
    format!("{day}/[{version}]{}", Uuid::new_v4().simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(version: &'static str) -> Place {
        Place { account: "123456789012".into(), group: "/aws/lambda/echo".into(), version }
    }

    #[test]
    fn an_environment_has_a_stream_and_runs_one_thing_at_a_time() {
        let (book, now) = (LogBook::default(), SystemTime::UNIX_EPOCH);
        let first = book.open(place("3"), None, now);
        let beside = book.open(place("3"), None, now);
        first.write(now, "one");
        beside.write(now, "two");
        drop(first);
        book.open(place("3"), None, now).write(now, "three");
        book.open(place("2"), None, now).write(now, "four");
        let streams = book.streams("123456789012", "/aws/lambda/echo").expect("a group");
        let told: Vec<Vec<&str>> =
            streams.iter().map(|stream| stream.events.iter().map(|event| event.message.trim_end()).collect()).collect();
        assert_eq!(told, [vec!["one", "three"], vec!["two"], vec!["four"]]);
        assert!(streams[0].name.starts_with("1970/01/01/[3]"), "{}", streams[0].name);
        assert_eq!(book.groups("123456789012"), ["/aws/lambda/echo"]);
        assert_eq!(book.streams("210987654321", "/aws/lambda/echo"), None);
    }

    #[test]
    fn it_never_grows_without_end() {
        let (book, now) = (LogBook::default(), SystemTime::UNIX_EPOCH);
        let (old, new) = (book.open(place("2"), None, now), book.open(place("3"), None, now));
        old.write(now, "old");
        for _ in 0..MOST {
            new.write(now, "new");
        }
        let streams = book.streams("123456789012", "/aws/lambda/echo").expect("a group");
        assert_eq!(streams.iter().map(|stream| stream.events.len()).collect::<Vec<_>>(), [0, MOST]);
    }
}
