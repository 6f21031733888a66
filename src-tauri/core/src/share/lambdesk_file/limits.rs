//! How much a Lambdesk file may hold. Each limit is well above what Lambda and people bring about, and low enough that
//! no file holds up the window.

/// The longest file, in bytes. A response of 8 MB is the most that is kept of one; as JSON escapes it, it may be six
/// times as long.
pub const LARGEST: usize = 64 * 1024 * 1024;
/// How many brackets may lie in each other. The format itself has 7.
pub const DEEPEST: usize = 32;
/// The longest payload or response, in bytes: as of a payload's file in a collection.
pub const LARGEST_BODY: usize = 16 * 1024 * 1024;
/// How many requests a collection may have.
pub const MOST_REQUESTS: usize = 1000;
/// How many folders may lie in each other.
pub const MOST_FOLDERS: usize = 16;
/// The longest name of a request, folder or function, in bytes: what a file's name may be long.
pub const LONGEST_NAME: usize = 200;
/// The longest other text, in bytes: an error's message, notes, a client context.
pub const LONGEST_TEXT: usize = 256 * 1024;
/// How many attempts there may be. Ten is the most that is ever made.
pub const MOST_ATTEMPTS: usize = 100;
/// How many lines a log may have. A tail has 4 KB.
pub const MOST_LINES: usize = 10_000;
