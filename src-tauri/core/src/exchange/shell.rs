//! Words of a command line, as three families of shells read them.
//!
//! Crates for this (`shlex`, `shell-words`) know POSIX quoting alone, without `$'…'`, here-strings and pipes, and say of a
//! mistake only that there is one; so it is done here. Nothing is run and nothing expanded: what a shell would look up
//! (`$NAME`) stays as it is written, and is marked.

mod posix;
mod windows;

/// A family of shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// sh, bash, zsh and their like.
    Posix,
    /// Windows' command prompt.
    Cmd,
    /// PowerShell.
    PowerShell,
}

/// A word, its quotes taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    /// Counted from 1, as a person counts.
    pub number: usize,
    /// A variable or command that the shell would have put in.
    pub expands: Option<String>,
}

/// A command: what stands between pipes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub words: Vec<Word>,
    /// What it reads from, when the line itself says so.
    pub input: Option<String>,
}

/// A line of commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Joined by pipes, in order.
    pub commands: Vec<Command>,
    /// What was not looked at: commands that follow, redirections. Each a sentence.
    pub remarks: Vec<String>,
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// The word at fault, counted from 1.
    pub word: usize,
    /// A sentence.
    pub message: String,
}

impl Unreadable {
    pub(super) fn new(word: usize, message: impl Into<String>) -> Self {
        Self { word, message: message.into() }
    }
}

impl Shell {
    /// Which shell a text was written for, as far as that can be told.
    pub(super) fn of(text: &str) -> Self {
        let prompt = text.trim_start();
        let ends_with = |sign: char| text.lines().any(|line| line.trim_end().ends_with(sign) && line.trim() != "");
        let drive = prompt.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && prompt[1..].starts_with(":\\");
        if prompt.starts_with("PS ") || text.contains("$env:") || text.contains("@'\n") || ends_with('`') {
            Self::PowerShell
        } else if drive || ends_with('^') || prompt.starts_with("curl.exe \"") {
            Self::Cmd
        } else {
            Self::Posix
        }
    }

    /// Takes a line apart.
    pub(super) fn read(self, text: &str) -> Result<Line, Unreadable> {
        match self {
            Self::Posix => posix::read(text),
            Self::Cmd => windows::read_cmd(text),
            Self::PowerShell => windows::read_powershell(text),
        }
    }
}
