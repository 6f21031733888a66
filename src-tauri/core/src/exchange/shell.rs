//! Words of a command line, as three families of shells read them.
//!
//! Crates for this (`shlex`, `shell-words`) know POSIX quoting alone, without `$'…'`, here-strings and pipes, and say of a
//! mistake only that there is one; so it is done here. Nothing is run and nothing expanded: what a shell would look up
//! (`$NAME`) stays as it is written, and is marked.

mod posix;
mod windows;

/// A family of shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::enum_variant_names, reason = "that is what it is called")]
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
    /// The shells that a text may have been written for, the likeliest first. A prompt decides. Otherwise POSIX is tried
    /// first, and where lines end as another shell's do, that one next: a POSIX payload may hold such lines, too.
    pub(super) fn likely(text: &str) -> &'static [Self] {
        let drive = text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && text.get(1..3) == Some(":\\");
        let here_string = ["@'\n", "@\"\n", "@'\r\n", "@\"\r\n"].iter().any(|begin| text.contains(begin));
        if text.starts_with("PS ") {
            &[Self::PowerShell]
        } else if drive {
            &[Self::Cmd]
        } else if here_string {
            &[Self::PowerShell, Self::Posix]
        } else {
            let ends_with = |sign: char| text.lines().any(|line| line.trim_end().ends_with(sign));
            match (ends_with('^'), ends_with('`')) {
                (false, false) => &[Self::Posix],
                (true, _) => &[Self::Posix, Self::Cmd],
                (false, true) => &[Self::Posix, Self::PowerShell],
            }
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
