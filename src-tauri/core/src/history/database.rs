//! The file: opened so that it fits, brought forward to this version, and set aside when it is damaged.
//!
//! It knows versions and pragmas, and nothing of what the tables mean.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use time::OffsetDateTime;
use time::macros::format_description;

use super::table::Migration;
use super::trouble::{Kind, Trouble};
use super::{bodies, details, invocations, words};

/// The tables, in the order in which their steps are taken.
const TABLES: [&[Migration]; 4] = [bodies::MIGRATIONS, invocations::MIGRATIONS, details::MIGRATIONS, words::MIGRATIONS];

/// How long another program is waited for. It is the writer's own thread that waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// The version that this program makes.
pub(super) fn version() -> u32 {
    TABLES.iter().flat_map(|table| table.iter()).map(|step| step.version).max().unwrap_or_default()
}

/// Opens the file for writing, making it and its folder if need be, and brings it to this version.
///
/// # Errors
/// What [`Trouble`] says. The file is as it was, unless a step forward was completed.
pub(super) fn open(file: &Path) -> Result<Connection, Trouble> {
    make_private(file).map_err(|cause| Trouble::io(file, cause))?;
    let mut database = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    database.busy_timeout(PATIENCE)?;
    database.set_prepared_statement_cache_capacity(64);
    let found: u32 = database.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    if found > version() {
        return Err(Trouble::Newer(found));
    }
    if found == 0 {
        // Stands only before there is any table.
        database.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    }
    // NORMAL: a commit need not reach the disk at once. What the program did is there after it is killed; a power cut may
    // take the last moments, and leaves the file whole.
    database.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000;",
    )?;
    if found < version() {
        bring_forward(&mut database)?;
    }
    look_at_all(&database)?;
    Ok(database)
}

/// Opens the file for looking, when it was made already.
///
/// # Errors
/// What `SQLite` says.
pub(super) fn open_to_look(file: &Path) -> Result<Connection, Trouble> {
    let database = Connection::open_with_flags(
        file,
        // Reading a WAL needs its shared memory, which a connection that may only read cannot always make.
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    database.busy_timeout(PATIENCE)?;
    database.set_prepared_statement_cache_capacity(64);
    database.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -64000;")?;
    Ok(database)
}

fn bring_forward(database: &mut Connection) -> Result<(), Trouble> {
    let change = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another window may have done it in the meantime.
    let found: u32 = change.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    for version in found + 1..=version() {
        for step in TABLES.iter().flat_map(|table| table.iter()).filter(|step| step.version == version) {
            change.execute_batch(step.sql)?;
        }
        change.pragma_update(None, "user_version", version)?;
    }
    change.commit()?;
    Ok(())
}

/// A glance at each table: most damage shows at once. A look at every page of a large file would take a minute.
fn look_at_all(database: &Connection) -> Result<(), Trouble> {
    for table in ["body", "invocation", "detail", "words"] {
        let order = if table == "words" { "rowid" } else { "1" };
        let mut look = database.prepare(&format!("SELECT rowid FROM {table} ORDER BY {order} DESC LIMIT 1"))?;
        let mut rows = look.query(())?;
        while rows.next()?.is_some() {}
    }
    Ok(())
}

/// Only the user may read it: responses hold what is nobody else's business. `SQLite` gives its other
/// files the same mode.
fn make_private(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut options = File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let opened = options.mode(0o600).open(file)?;
        if opened.metadata()?.permissions().mode() & 0o077 != 0 {
            opened.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    {
        fs::create_dir_all(folder)?;
        options.open(file)?;
    }
    Ok(())
}

/// The files of a database: itself, its log of changes, and their index.
fn parts(file: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let mut name = file.file_name().unwrap_or_default().to_os_string();
        name.push(end);
        file.with_file_name(name)
    })
}

/// Renames a damaged file and what belongs to it, so that nothing of it is lost and a new one can be made. Where it went.
///
/// # Errors
/// When it cannot be renamed.
pub(super) fn set_aside(file: &Path, now: SystemTime) -> Result<PathBuf, Trouble> {
    let stamp = OffsetDateTime::from(now)
        .format(format_description!("[year]-[month]-[day]T[hour]-[minute]-[second]"))
        .unwrap_or_default();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let end = file.extension().unwrap_or_default().to_string_lossy().into_owned();
    // Twice within a second is possible; nothing is overwritten.
    let named = |count: u32| match count {
        1 => file.with_file_name(format!("{stem}-damaged-{stamp}.{end}")),
        _ => file.with_file_name(format!("{stem}-damaged-{stamp}-{count}.{end}")),
    };
    let to = (1..u32::MAX).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0));
    for (from, to) in parts(file).iter().zip(parts(&to)) {
        match fs::rename(from, &to) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(Trouble::io(from, cause)),
            _ => {}
        }
    }
    Ok(to)
}

/// Opens the file; one that is damaged is set aside, and a new one made. Where the damaged one went, if there was one.
///
/// # Errors
/// What keeps any from being opened.
pub(super) fn open_or_begin_anew(file: &Path, now: SystemTime) -> Result<(Connection, Option<PathBuf>), Trouble> {
    match open(file) {
        Ok(database) => Ok((database, None)),
        Err(trouble) if trouble.kind() == Kind::Damaged => {
            let aside = set_aside(file, now)?;
            Ok((open(file)?, Some(aside)))
        }
        Err(trouble) => Err(trouble),
    }
}

/// Bytes in use, those that wait to be given back left out.
pub(super) fn size(database: &Connection) -> rusqlite::Result<u64> {
    let pragma = |name: &str| database.query_row(&format!("PRAGMA {name}"), (), |row| row.get::<_, i64>(0));
    let used = (pragma("page_count")? - pragma("freelist_count")?) * pragma("page_size")?;
    Ok(u64::try_from(used).unwrap_or_default())
}
