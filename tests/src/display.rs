//! An X display that nobody else has: what one window does there takes neither focus nor clipboard from another.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The display. It ends when dropped.
pub struct Display {
    name: String,
    server: Child,
}

impl Display {
    /// A new one.
    ///
    /// # Panics
    /// With a sentence, when there is no Xvfb.
    pub fn open() -> Self {
        let mut server = Command::new("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1700x1100x24", "-nolisten", "tcp"]);
        server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = server.spawn().unwrap_or_else(|error| panic!("Xvfb ({error}): `make setup-test` installs it"));
        let mut number = String::new();
        BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut number).expect("its number");
        Self { name: format!(":{}", number.trim()), server }
    }

    /// As `DISPLAY` names it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // What has ended already is what is wanted.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
