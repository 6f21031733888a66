//! What has come of a stream: read from its beginning again and again, until all of it is there.

use std::collections::HashSet;

use super::Event;

/// A stream's messages, in their order.
#[derive(Debug, Default)]
pub struct Stream {
    /// Its name.
    pub name: String,
    /// What the last whole look found.
    found: Vec<(u64, String)>,
    /// What the look that goes on has found so far.
    coming: Vec<(u64, String)>,
    /// The ids of what is coming. The service may repeat an event.
    ids: HashSet<String>,
}

impl Stream {
    /// One of which nothing has come yet.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Begins a look. What one that was given up had found is forgotten.
    pub fn begin(&mut self) {
        self.coming.clear();
        self.ids.clear();
    }

    /// Adds an event behind those of the same moment: not every server numbers its events, or numbers them so that their
    /// ids have an order.
    pub fn take(&mut self, event: Event) {
        if !event.id.is_empty() && !self.ids.insert(event.id) {
            return;
        }
        let at = self.coming.partition_point(|(time, _)| *time <= event.timestamp);
        self.coming.insert(at, (event.timestamp, event.message));
    }

    /// Ends a look: what it found takes the place of what was found before.
    pub fn end(&mut self) {
        self.found = std::mem::take(&mut self.coming);
        self.ids.clear();
    }

    /// The messages: those of the look that goes on once they are more.
    pub fn messages(&self) -> impl ExactSizeIterator<Item = &str> {
        let most = if self.coming.len() > self.found.len() { &self.coming } else { &self.found };
        most.iter().map(|(_, message)| message.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(stream: &mut Stream, events: &[(u64, &str, &str)]) {
        stream.begin();
        for (timestamp, id, message) in events {
            stream.take(Event {
                timestamp: *timestamp,
                id: (*id).into(),
                message: (*message).into(),
                ..Event::default()
            });
        }
    }

    #[test]
    fn the_order_is_that_of_time_and_of_arrival() {
        let mut stream = Stream::named("a");
        // Ids without an order, without any, and one that is told twice.
        look(&mut stream, &[(5, "10", "c"), (5, "9", "d"), (4, "", "a"), (4, "", "b"), (5, "10", "c")]);
        assert_eq!(stream.messages().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        stream.end();
        look(&mut stream, &[(4, "", "a")]);
        assert_eq!(stream.messages().len(), 4, "a look that goes on takes nothing away");
        look(&mut stream, &[(4, "", "a"), (4, "", "b"), (5, "10", "c"), (5, "9", "d"), (6, "", "e")]);
        assert_eq!(stream.messages().len(), 5);
        stream.end();
        assert_eq!(stream.messages().collect::<Vec<_>>(), ["a", "b", "c", "d", "e"]);
    }
}
