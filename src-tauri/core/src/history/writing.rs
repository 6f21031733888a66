//! What changes the history, by the one connection that writes. It runs on the writer's thread; see `history.rs`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::invocations::{self, Begun as BegunRow, Ended as EndedRow};
use super::limits::Limits;
use super::mask::Masks;
use super::record::{self, Begun, Content};
use super::runs::{self, Run};
use super::standing::Standing;
use super::trouble::{self, Kind, Trouble};
use super::words::{self, SEARCHED, Texts};
use super::{bodies, database, details};
use crate::clock::Clock;
use crate::wire::{HistoryState, Invocation};

/// How many go in one step: some 20 ms, so that what comes meanwhile does not wait.
const AT_A_TIME: u32 = 100;

/// How long what was deleted can be brought back.
pub(super) const UNDOABLE: Duration = Duration::from_mins(1);

/// How full it may be after something had to go, so that not each invocation makes something go.
const FILLED: f64 = 0.95;

/// The writer.
pub(super) struct Writing {
    /// `None` once it cannot be used any more in this run.
    database: Option<Connection>,
    file: PathBuf,
    run: Run,
    clock: Arc<dyn Clock>,
    standing: Arc<Standing>,
    limits: Limits,
    /// Lets the reader close the file, and waits until it has.
    close_reader: Box<dyn Fn() + Send>,
}

impl Writing {
    /// Opens the file and marks what was interrupted.
    ///
    /// # Errors
    /// What keeps the history from being used in this run.
    pub fn open(
        file: &Path,
        run: String,
        clock: Arc<dyn Clock>,
        standing: Arc<Standing>,
        limits: Limits,
        close_reader: Box<dyn Fn() + Send>,
    ) -> Result<Self, Trouble> {
        let (database, aside) = database::open_or_begin_anew(file, clock.now())?;
        if let Some(aside) = aside {
            standing.tell(Kind::Damaged, trouble::set_aside(&aside));
        }
        let folder = file.parent().unwrap_or(Path::new("."));
        let run = Run::begin(folder, run).map_err(|cause| Trouble::io(folder, cause))?;
        let mut writing =
            Self { database: Some(database), file: file.to_owned(), run, clock, standing, limits, close_reader };
        // Whatever this meets is met again by the first invocation, and told then.
        let _ = writing.interrupt_the_dead();
        let _ = writing.purge(i64::MAX);
        Ok(writing)
    }

    /// Follows other limits from now on.
    pub fn limit(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Records that one is about to be sent.
    pub fn begin(&mut self, begun: &Begun, masks: &Masks) {
        let run = self.run.id.clone();
        let done = self.change(|change| begin(change, begun, masks, &run).map(drop));
        self.tell_if_unrecorded(done);
    }

    /// Records what came of it.
    pub fn end(&mut self, begun: &Begun, invocation: &Invocation, content: Option<&Content>, masks: &Masks) {
        let run = self.run.id.clone();
        let done = self.change(|change| end(change, begun, invocation, content, masks, &run));
        self.tell_if_unrecorded(done);
    }

    /// Records many that have ended, all or none.
    pub fn record_all(&mut self, ended: &[(Begun, Invocation, Content)]) -> Result<(), Trouble> {
        let (run, masks) = (self.run.id.clone(), Masks::default());
        self.change(|change| {
            ended.iter().try_for_each(|(begun, invocation, content)| {
                end(change, begun, invocation, Some(content), &masks, &run)
            })
        })
    }

    /// Nothing was sent after all: there is nothing to keep.
    pub fn abandon(&mut self, key: &str) {
        let done = self.change(|change| match invocations::id_of(change, key)? {
            Some(id) => remove(change, id),
            None => Ok(()),
        });
        self.tell_if_unrecorded(done);
    }

    fn tell_if_unrecorded(&self, done: Result<(), Trouble>) {
        if let Err(trouble) = done {
            self.standing.tell(trouble.kind(), trouble.unrecorded());
        }
    }

    /// Pins one or unpins it.
    pub fn pin(&mut self, key: &str, pinned: bool) -> Result<(), Trouble> {
        self.change(|change| if invocations::pin(change, key, pinned)? { Ok(()) } else { Err(Trouble::Gone) })
    }

    /// Takes some out of sight; they go a minute later.
    pub fn delete(&mut self, keys: &[String]) -> Result<(), Trouble> {
        let now = record::millis(self.clock.now());
        self.change(|change| Ok(keys.iter().try_for_each(|key| invocations::mark_removed(change, key, Some(now)))?))
    }

    /// Brings back what was taken out of sight.
    pub fn restore(&mut self, keys: &[String]) -> Result<(), Trouble> {
        self.change(|change| {
            for key in keys {
                if invocations::id_of(change, key)?.is_none() {
                    return Err(Trouble::Gone);
                }
                invocations::mark_removed(change, key, None)?;
            }
            Ok(())
        })
    }

    /// Lets go of all that are neither pinned nor under way. How many there were.
    pub fn clear(&mut self) -> Result<u64, Trouble> {
        let gone = self.change(|change| {
            let gone = invocations::clear(change)?;
            details::sweep(change)?;
            bodies::sweep(change)?;
            // The index knows no texts: what stays is indexed anew.
            words::clear(change)?;
            for id in invocations::ids(change)? {
                index(change, id)?;
            }
            Ok(gone as u64)
        })?;
        if let Some(database) = &self.database {
            // What was there is to be gone from the disk too, as far as nobody is reading it.
            database.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")?;
        }
        Ok(gone)
    }

    /// A step of what is done in the background: what was deleted goes, then what is too old, then what is too much.
    /// True when there is more to do.
    pub fn tidy(&mut self) -> bool {
        let now = record::millis(self.clock.now());
        let ago = |span: Duration| now.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX));
        let mut step = || -> Result<bool, Trouble> {
            if self.purge(ago(UNDOABLE))? {
                return Ok(true);
            }
            if let Some(age) = self.limits.age
                && self.forget_oldest(Some(ago(age)), AT_A_TIME)?
            {
                return Ok(true);
            }
            if let Some(excess) = self.excess()?
                && self.forget_oldest(None, excess)?
            {
                return Ok(true);
            }
            self.give_back()
        };
        // What goes wrong here goes wrong with the next invocation too, and is told then.
        step().unwrap_or(false)
    }

    fn purge(&mut self, before: i64) -> Result<bool, Trouble> {
        self.change(|change| {
            let ids = invocations::removed_before(change, before, AT_A_TIME)?;
            ids.iter().try_for_each(|id| remove(change, *id))?;
            Ok(ids.len() as u64 == u64::from(AT_A_TIME))
        })
    }

    fn forget_oldest(&mut self, before: Option<i64>, most: u32) -> Result<bool, Trouble> {
        self.change(|change| {
            let ids = invocations::oldest(change, before, most.min(AT_A_TIME))?;
            ids.iter().try_for_each(|id| remove(change, *id))?;
            Ok(!ids.is_empty() && ids.len() as u64 == u64::from(most.min(AT_A_TIME)))
        })
    }

    /// About how many of the oldest have to go; `None` when there is room.
    fn excess(&self) -> Result<Option<u32>, Trouble> {
        let (Some(database), Some(most)) = (&self.database, self.limits.bytes) else { return Ok(None) };
        let size = database::size(database)?;
        if size <= most {
            return Ok(None);
        }
        let count = invocations::count(database)?.max(1);
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let share = 1.0 - most as f64 * FILLED / size as f64;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an estimate"
        )]
        Ok(Some((count as f64 * share).ceil() as u32))
    }

    /// Gives free pages back to the system, some at a time.
    fn give_back(&self) -> Result<bool, Trouble> {
        let Some(database) = &self.database else { return Ok(false) };
        let free = || database.query_row("PRAGMA freelist_count", (), |row| row.get::<_, i64>(0));
        // Some are soon used again.
        if free()? < 1000 {
            return Ok(false);
        }
        database.execute_batch("PRAGMA incremental_vacuum(500)")?;
        Ok(free()? >= 1000)
    }

    fn interrupt_the_dead(&mut self) -> Result<(), Trouble> {
        let folder = self.file.parent().unwrap_or(Path::new(".")).to_owned();
        let own = self.run.id.clone();
        self.change(|change| {
            for run in invocations::runs(change)? {
                if run != own && runs::is_over(&folder, &run) {
                    for id in invocations::interrupt(change, &run)? {
                        index(change, id)?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Someone met damage: looks whether it is so, and then begins anew.
    pub fn mend(&mut self) {
        let Some(database) = &self.database else { return };
        let sound = database.query_row("PRAGMA quick_check(1)", (), |row| row.get::<_, String>(0));
        if sound.is_ok_and(|said| said == "ok") {
            return;
        }
        self.begin_anew();
    }

    fn begin_anew(&mut self) {
        let _shut = self.standing.shut();
        (self.close_reader)();
        self.database = None;
        let begun = database::set_aside(&self.file, self.clock.now())
            .and_then(|aside| Ok((database::open(&self.file)?, aside)));
        match begun {
            Ok((database, aside)) => {
                self.database = Some(database);
                self.standing.tell(Kind::Damaged, trouble::set_aside(&aside));
            }
            Err(trouble) => self.standing.give_up(trouble.unusable(&self.file)),
        }
    }

    /// Makes a change whole or not at all. A damaged file is set aside, and the change made in the new one.
    fn change<T>(&mut self, make: impl Fn(&Transaction<'_>) -> Result<T, Trouble>) -> Result<T, Trouble> {
        match self.try_change(&make) {
            Err(trouble) if trouble.kind() == Kind::Damaged => {
                self.begin_anew();
                self.try_change(&make)
            }
            done => done,
        }
    }

    fn try_change<T>(&mut self, make: &impl Fn(&Transaction<'_>) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let database = self.database.as_mut().ok_or(Trouble::Gone)?;
        let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = make(&change)?;
        change.commit()?;
        Ok(result)
    }

    /// The connection, for tests that take its room away.
    #[cfg(test)]
    pub fn database(&self) -> &Connection {
        self.database.as_ref().expect("open")
    }
}

fn begin(change: &Transaction<'_>, begun: &Begun, masks: &Masks, run: &str) -> Result<i64, Trouble> {
    let input = &begun.input;
    let payload = masks.bytes(input.payload.as_bytes());
    let request = record::request(input, masks);
    let plain = || Masks::default();
    let masked =
        !masks.is_empty() && (payload != input.payload.as_bytes() || request != record::request(input, &plain()));
    let (name, function, qualifier) =
        (masks.text(input.name.trim()), masks.text(input.function.trim()), masks.text(input.qualifier.trim()));
    let row = BegunRow {
        key: &begun.id,
        run,
        started_at: record::millis(begun.started_at),
        name: &name,
        function: &function,
        qualifier: &qualifier,
        profile: &input.profile,
        profile_name: &begun.profile_name,
        account: begun.account.as_deref(),
        region: &begun.region,
        environment: input.environment.as_deref(),
        collection: input.source.as_ref().map(|source| source.collection.as_str()),
        path: input.source.as_ref().map(|source| source.path.as_str()),
        payload: bodies::keep(change, &payload)?,
        masked,
    };
    let id = invocations::begin(change, &row)?;
    details::begin(change, id, request.as_bytes())?;
    Ok(id)
}

fn end(
    change: &Transaction<'_>,
    begun: &Begun,
    invocation: &Invocation,
    content: Option<&Content>,
    masks: &Masks,
    run: &str,
) -> Result<(), Trouble> {
    // Its beginning may not have been recorded: the disk was full then, say.
    let id = match invocations::id_of(change, &begun.id)? {
        Some(id) => id,
        None => begin(change, begun, masks, run)?,
    };
    let (kept, left_out) = match content {
        Some(content) => content.kept().map_err(|cause| Trouble::Unreadable(cause.to_string()))?,
        None => Default::default(),
    };
    let response = masks.bytes(&kept);
    let answer = invocation.answer.as_ref();
    let log = answer.and_then(|answer| answer.log.as_ref());
    let figures = log.and_then(|log| log.figures).unwrap_or_default();
    let (label, message) = record::troubles(&invocation.outcome, masks);
    let state = record::state(&invocation.outcome);
    let row = EndedRow {
        duration: invocation.duration.0,
        status: answer.map(|answer| answer.status),
        label: label.as_deref(),
        message: message.as_deref(),
        version: answer.and_then(|answer| answer.executed_version.as_deref()),
        request_id: answer.and_then(|answer| answer.request_id.as_deref()),
        billed: figures.billed.map(|it| it.0),
        init: figures.init.map(|it| it.0),
        memory: figures.memory_mb,
        max_memory: figures.max_memory_mb,
        response: bodies::keep(change, &response)?,
        left_out,
    };
    invocations::end(change, id, state, &row)?;
    let log = log.map(|log| record::log_text(log, masks));
    details::end(change, id, record::ending(invocation, masks).as_bytes(), log.as_deref())?;
    index(change, id)
}

/// Indexes what is kept of one.
fn index(change: &Transaction<'_>, id: i64) -> Result<(), Trouble> {
    let Some(listed) = invocations::row(change, id)? else { return Ok(()) };
    if listed.row.state == HistoryState::Running {
        return Ok(());
    }
    let payload = bodies::read(change, listed.bodies.payload, SEARCHED)?;
    let response = bodies::read(change, listed.bodies.response, SEARCHED)?;
    let log = details::log(change, id)?;
    let row = &listed.row;
    let texts = Texts { name: &row.name, function: &row.function, payload: &payload, response: &response, log: &log };
    Ok(words::add(change, id, row.state, &row.function, &row.profile, &texts)?)
}

/// Lets go of one with all that belongs to it.
fn remove(change: &Transaction<'_>, id: i64) -> Result<(), Trouble> {
    let Some(used) = invocations::bodies(change, id)? else { return Ok(()) };
    words::remove(change, id)?;
    details::remove(change, id)?;
    invocations::remove(change, id)?;
    bodies::release(change, used.payload)?;
    bodies::release(change, used.response)?;
    Ok(())
}
