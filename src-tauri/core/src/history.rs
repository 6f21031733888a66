//! What was invoked, kept on disk: looked through, opened, invoked again.
//!
//! Two threads have a connection each: one writes, one looks. Callers hand them work and never wait for the disk, so that
//! an invocation is neither slowed nor failed by its record. It must not know the window, nor where a request comes from.

mod bodies;
mod database;
mod details;
mod fold;
mod invocations;
mod limits;
mod look;
mod mask;
mod packed;
mod reading;
mod record;
mod runs;
mod standing;
mod table;
mod trouble;
mod words;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

pub use limits::Limits;
pub use mask::{MASK, Masks};
pub use record::{Begun, Content, KEPT};

use crate::clock::Clock;
use crate::failure::Failure;
use crate::wire::{
    HistoryEntry, HistoryNames, HistoryPage, HistoryQuery, HistoryRow, HistoryStanding, Invocation, LastOutcome,
};
use reading::Reading;
use standing::Standing;
use trouble::{Kind, Trouble};
use writing::Writing;

/// How often the writer looks for what is to go.
const TIDY_EVERY: Duration = Duration::from_secs(30);

/// How long a page waits for what was recorded just now, so that it is in it.
const FRESH: Duration = Duration::from_millis(200);

/// How long a request waits for its own record to be begun: usually it takes less than a millisecond. Killed after this,
/// the program will know that it may have run.
const BEGINNING: Duration = Duration::from_millis(25);

/// How long the program's end waits for what is still to be written.
const LAST_WORDS: Duration = Duration::from_secs(2);

type Write = Box<dyn FnOnce(Option<&mut Writing>) + Send>;
type Look = Box<dyn FnOnce(&mut Reading) + Send>;

/// The history. Cheap to clone; clones are the same.
#[derive(Clone)]
pub struct History {
    writer: Sender<Write>,
    reader: Sender<Look>,
    standing: Arc<Standing>,
    keep: Arc<AtomicBool>,
}

/// The record of one invocation, from its beginning to its end. Dropped without an end, it stays under way until the
/// program ends, and is interrupted then.
#[must_use = "what came of it is to be recorded too"]
pub struct Recording {
    /// `None` when nothing is kept.
    kept: Option<Kept>,
}

struct Kept {
    writer: Sender<Write>,
    begun: Arc<Begun>,
    masks: Arc<Masks>,
    written: oneshot::Receiver<()>,
}

impl History {
    /// The history in the file at this path, which need not exist yet. Returns at once; it is opened in the background.
    pub fn open(file: PathBuf, limits: Limits, clock: Arc<dyn Clock>) -> Self {
        // Names this run of the program.
        let run = uuid::Uuid::new_v4().to_string();
        let standing = Arc::new(Standing::default());
        let (writer, work) = mpsc::channel::<Write>();
        let (reader, looks) = mpsc::channel::<Look>();
        let (path, stands) = (file.clone(), standing.clone());
        spawn("history-reader", move || read(&looks, Reading::new(path, stands)));
        let (stands, to_reader) = (standing.clone(), reader.clone());
        let has_writer = spawn("history-writer", move || {
            let opened = Writing::open(&file, run, clock, stands.clone(), limits, closing(to_reader));
            write(&work, opened, &stands, &file);
        });
        let keep = Arc::new(AtomicBool::new(limits.keep));
        if !has_writer {
            let hint = "Close other programs, then start Lambdesk again. Invoking works as ever.";
            standing.give_up(Failure::other("The history cannot be kept: the system gives no thread for it.", hint));
        }
        Self { writer, reader, standing, keep }
    }

    /// Follows other limits from now on. What is too much goes in the background.
    pub fn limit(&self, limits: Limits) {
        self.keep.store(limits.keep, Ordering::Relaxed);
        self.write(move |writing| writing.limit(limits));
    }

    /// Records that an invocation is about to be sent. `secrets` are taken out of everything before it is written.
    pub fn begin(&self, begun: Begun, secrets: &[&str]) -> Recording {
        if !self.keep.load(Ordering::Relaxed) {
            return Recording { kept: None };
        }
        let (begun, masks) = (Arc::new(begun), Arc::new(Masks::new(secrets.iter().copied())));
        let (done, written) = oneshot::channel();
        let (what, without) = (begun.clone(), masks.clone());
        self.write(move |writing| {
            writing.begin(&what, &without);
            // Nobody may be waiting any more.
            let _ = done.send(());
        });
        Recording { kept: Some(Kept { writer: self.writer.clone(), begun, masks, written }) }
    }

    /// Records many that have ended, in one step. For what fills a history at once, such as a measurement.
    ///
    /// # Errors
    /// When they cannot be written; none of them is then.
    pub async fn record_all(&self, ended: Vec<(Begun, Invocation, Content)>) -> Result<(), Failure> {
        self.change(move |writing| writing.record_all(&ended)).await
    }

    /// A page of the history.
    ///
    /// # Errors
    /// Why it cannot be looked through.
    pub async fn page(&self, query: HistoryQuery) -> Result<HistoryPage, Failure> {
        self.settled(FRESH).await;
        self.look(move |database| Ok(look::page(database, &query)?)).await
    }

    /// All that is kept of an invocation but the response's body.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub async fn entry(&self, id: String) -> Result<HistoryEntry, Failure> {
        self.settled(FRESH).await;
        self.look(move |database| reading::entry(database, &id)).await
    }

    /// The response's body, as far as it is kept.
    ///
    /// # Errors
    /// When the invocation is not there, or cannot be read.
    pub async fn body(&self, id: String) -> Result<Vec<u8>, Failure> {
        self.look(move |database| reading::body(database, &id)).await
    }

    /// The newest invocations of the same request as this one's, itself included: 100 at most, none when it is not kept.
    ///
    /// # Errors
    /// Why the history cannot be looked through.
    pub async fn same_request(&self, id: String) -> Result<Vec<HistoryRow>, Failure> {
        self.settled(FRESH).await;
        self.look(move |database| reading::same(database, &id)).await
    }

    /// What can be chosen to filter by.
    ///
    /// # Errors
    /// Why it cannot be looked through.
    pub async fn names(&self) -> Result<HistoryNames, Failure> {
        self.look(|database| Ok(reading::names(database)?)).await
    }

    /// How the requests of a collection last ended, those that were sent and are still kept.
    ///
    /// # Errors
    /// Why it cannot be looked through.
    pub async fn last_outcomes(&self, collection: String) -> Result<Vec<LastOutcome>, Failure> {
        self.settled(FRESH).await;
        self.look(move |database| Ok(reading::last_of(database, &collection)?)).await
    }

    /// Pins an invocation, or lets it go with the others again.
    ///
    /// # Errors
    /// When it is not there, or cannot be changed.
    pub async fn pin(&self, id: String, pinned: bool) -> Result<(), Failure> {
        self.change(move |writing| writing.pin(&id, pinned)).await
    }

    /// Deletes invocations. They can be restored for a minute.
    ///
    /// # Errors
    /// When they cannot be changed.
    pub async fn delete(&self, ids: Vec<String>) -> Result<(), Failure> {
        self.change(move |writing| writing.delete(&ids)).await
    }

    /// Restores what was deleted.
    ///
    /// # Errors
    /// When it is too late, or they cannot be changed.
    pub async fn restore(&self, ids: Vec<String>) -> Result<(), Failure> {
        self.change(move |writing| writing.restore(&ids)).await
    }

    /// Deletes all that are not pinned, for good. How many there were.
    ///
    /// # Errors
    /// When they cannot be deleted.
    pub async fn clear(&self) -> Result<u64, Failure> {
        self.change(Writing::clear).await
    }

    /// How the history stands. Each trouble is in one answer only.
    pub async fn standing(&self) -> HistoryStanding {
        self.settled(LAST_WORDS).await;
        let counted = self.look(|database| Ok(reading::figures(database)?)).await;
        let troubles = self.standing.take_untold();
        match counted {
            Ok((invocations, bytes)) => HistoryStanding { unusable: None, troubles, invocations, bytes },
            Err(failure) => HistoryStanding { unusable: Some(failure), troubles, invocations: 0, bytes: 0 },
        }
    }

    /// Waits until what was handed over is written, at most two seconds. For the end of the program.
    pub fn close(&self) {
        let (done, over) = mpsc::channel();
        let last: Write = Box::new(move |_| {
            let _ = done.send(());
        });
        if self.writer.send(last).is_ok() {
            let _ = over.recv_timeout(LAST_WORDS);
        }
    }

    /// Waits until what was handed over before is written, or until this long.
    pub async fn settled(&self, most: Duration) {
        let (done, over) = oneshot::channel();
        let last: Write = Box::new(move |_| {
            let _ = done.send(());
        });
        if self.writer.send(last).is_ok() {
            let _ = tokio::time::timeout(most, over).await;
        }
    }

    fn write(&self, work: impl FnOnce(&mut Writing) + Send + 'static) {
        // A writer that is gone was told of already.
        let _ = self.writer.send(Box::new(move |writing| {
            if let Some(writing) = writing {
                work(writing);
            }
        }));
    }

    async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writing) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Failure> {
        let (done, over) = oneshot::channel();
        self.write(move |writing| drop(done.send(work(writing))));
        match over.await {
            Ok(done) => done.map_err(|trouble| trouble.failure()),
            Err(_) => Err(self.unusable()),
        }
    }

    async fn look<T: Send + 'static>(
        &self,
        at: impl FnOnce(&rusqlite::Connection) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Failure> {
        let (done, over) = oneshot::channel();
        let look: Look = Box::new(move |reading| drop(done.send(reading.look(at))));
        let seen = match self.reader.send(look) {
            Ok(()) => over.await.ok(),
            Err(_) => None,
        };
        match seen {
            Some(Ok(seen)) => Ok(seen),
            Some(Err(reading::Unseen::Unusable(failure))) => Err(failure),
            Some(Err(reading::Unseen::Trouble(trouble))) => {
                if trouble.kind() == Kind::Damaged {
                    self.write(Writing::mend);
                }
                Err(trouble.failure())
            }
            None => Err(self.unusable()),
        }
    }

    fn unusable(&self) -> Failure {
        let gone = || Failure::other("The history cannot be used in this run.", "Start Lambdesk again.");
        self.standing.wait().err().unwrap_or_else(gone)
    }
}

impl Recording {
    /// Waits until its beginning is written, for a moment at most.
    pub async fn begun(&mut self) {
        if let Some(kept) = &mut self.kept {
            // Late or never, it is sent all the same.
            let _ = tokio::time::timeout(BEGINNING, &mut kept.written).await;
        }
    }

    /// Records what came of it.
    pub fn end(self, invocation: Invocation, content: Option<Content>) {
        let Some(Kept { writer, begun, masks, .. }) = self.kept else { return };
        let _ = writer.send(Box::new(move |writing| {
            if let Some(writing) = writing {
                writing.end(&begun, &invocation, content.as_ref(), &masks);
            }
        }));
    }

    /// Nothing was sent after all: there is nothing to record.
    pub fn abandon(self) {
        let Some(Kept { writer, begun, .. }) = self.kept else { return };
        let _ = writer.send(Box::new(move |writing| {
            if let Some(writing) = writing {
                writing.abandon(&begun.id);
            }
        }));
    }
}

/// False when the system gives no thread.
fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> bool {
    thread::Builder::new().name(name.into()).spawn(work).is_ok()
}

/// Asks the reader to close the file and waits until it has, or is busy for too long.
fn closing(reader: Sender<Look>) -> Box<dyn Fn() + Send> {
    Box::new(move || {
        let (done, over) = mpsc::channel();
        let close: Look = Box::new(move |reading| {
            reading.close();
            let _ = done.send(());
        });
        if reader.send(close).is_ok() {
            let _ = over.recv_timeout(LAST_WORDS);
        }
    })
}

fn read(looks: &Receiver<Look>, mut reading: Reading) {
    while let Ok(look) = looks.recv() {
        look(&mut reading);
    }
}

fn write(writes: &Receiver<Write>, opened: Result<Writing, Trouble>, standing: &Standing, file: &Path) {
    let mut writing = match opened {
        Ok(writing) => {
            standing.open();
            Some(writing)
        }
        Err(trouble) => {
            standing.give_up(trouble.unusable(file));
            None
        }
    };
    let mut pause = Duration::ZERO;
    loop {
        match writes.recv_timeout(pause) {
            Ok(work) => work(writing.as_mut()),
            // Between two steps, whatever came meanwhile goes first.
            Err(RecvTimeoutError::Timeout) => {
                let more = writing.as_mut().is_some_and(Writing::tidy);
                pause = if more { Duration::ZERO } else { TIDY_EVERY };
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests;
