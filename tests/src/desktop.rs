//! A desktop of a test's own: a display, a D-Bus session and a keyring with a password, so that it can be locked without
//! locking anyone else out. What the keyring asks comes up in the system's real prompt, and is answered by real keys.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::time::sleep;

use crate::display::Display;

/// The keyring's password.
pub const PASSWORD: &str = "open sesame";

/// How long a part may take to come up, and a prompt to come or go.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// The desktop. Dropping it ends all of it.
pub struct Desktop {
    folder: TempDir,
    display: Display,
    bus: String,
    programs: Vec<Child>,
}

impl Desktop {
    /// A desktop whose default keyring is open.
    pub fn open() -> Self {
        let mut desktop = Self::bare();
        desktop.start_keyring(Some(PASSWORD));
        desktop
    }

    /// A desktop whose keyring service has no keyring yet.
    pub fn without_keyring() -> Self {
        let mut desktop = Self::bare();
        desktop.start_keyring(None);
        desktop
    }

    fn bare() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut desktop = Self { folder, display: Display::open(), bus: String::new(), programs: Vec::new() };
        let mut bus = desktop.command("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        desktop.bus = desktop.start(bus);
        desktop
    }

    /// What a program's environment needs to be on this desktop.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![("DISPLAY", self.display.name().to_owned()), ("DBUS_SESSION_BUS_ADDRESS", self.bus.clone())]
    }

    /// Locks the keyring, as the system does when its user has been away.
    ///
    /// # Panics
    /// When it does not let itself be locked.
    pub fn lock(&self) {
        let keyring = "array:objpath:/org/freedesktop/secrets/aliases/default";
        let call = ["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"];
        let said = self.run("dbus-send", &[&call[..], &["org.freedesktop.Secret.Service.Lock", keyring]].concat());
        assert!(said.contains("method return"), "{said}");
    }

    /// What the keyring holds under our name, with its secrets; nothing while it is locked.
    pub fn kept(&self) -> String {
        self.run("secret-tool", &["search", "--all", "service", "lambdesk"])
    }

    /// Whether the system's prompt is on the display.
    pub fn is_asking(&self) -> bool {
        !self.windows("gcr-prompter").is_empty()
    }

    /// Waits for the system's prompt, types into it and presses Enter; for each line once.
    pub async fn answer(&self, lines: &[&str]) {
        self.until_asking(true).await;
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                self.keys(&["key", "Tab"]);
            }
            self.keys(&["type", "--delay", "20", line]);
        }
        self.keys(&["key", "Return"]);
        self.until_asking(false).await;
    }

    /// Waits for the system's prompt and sends it away.
    pub async fn dismiss(&self) {
        self.until_asking(true).await;
        self.keys(&["key", "Escape"]);
        self.until_asking(false).await;
    }

    /// The folder that holds the keyring.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The windows of a program that are on the display.
    pub fn windows(&self, class: &str) -> Vec<String> {
        self.run("xdotool", &["search", "--onlyvisible", "--class", class]).lines().map(str::to_owned).collect()
    }

    /// Waits for another window of a program, and presses Escape in it.
    ///
    /// # Panics
    /// When there comes none, or it stays.
    pub async fn close_new_window(&self, class: &str, before: &[String]) {
        let window = self.new_window(class, before).await;
        self.press_until_it_goes(class, &window, "Escape").await;
    }

    /// Waits for the system's dialog that asks for a file, and types a path into it.
    ///
    /// # Panics
    /// When there comes none, or it stays.
    pub async fn type_path(&self, class: &str, before: &[String], path: &Path) {
        let window = self.new_window(class, before).await;
        // Between being drawn and having the keyboard.
        sleep(10 * LOOK).await;
        self.keys(&["key", "ctrl+a"]);
        self.keys(&["type", "--delay", "20", path.to_str().expect("a path that can be typed")]);
        self.press_until_it_goes(class, &window, "Return").await;
    }

    /// A window of a program that was not there before, once it has the keyboard.
    async fn new_window(&self, class: &str, before: &[String]) -> String {
        let start = Instant::now();
        let window = loop {
            let new = self.windows(class).into_iter().find(|window| !before.contains(window));
            match new {
                Some(window) => break window,
                None => assert!(start.elapsed() < PATIENCE, "there is no new window of {class}"),
            }
            sleep(LOOK).await;
        };
        // Without a window manager the keys go to where the pointer is.
        self.keys(&["mousemove", "--window", &window, "30", "30"]);
        window
    }

    async fn press_until_it_goes(&self, class: &str, window: &str, key: &str) {
        let start = Instant::now();
        while self.windows(class).iter().any(|it| it == window) {
            assert!(start.elapsed() < PATIENCE, "the new window of {class} stays");
            sleep(4 * LOOK).await;
            self.keys(&["key", key]);
        }
    }

    async fn until_asking(&self, expected: bool) {
        let start = Instant::now();
        while self.is_asking() != expected {
            assert!(
                start.elapsed() < PATIENCE,
                "the system's prompt {}",
                if expected { "does not come" } else { "stays" }
            );
            sleep(LOOK).await;
        }
        // Between being drawn and having the keyboard.
        sleep(4 * LOOK).await;
    }

    fn keys(&self, arguments: &[&str]) {
        self.run("xdotool", arguments);
    }

    /// What a program on this desktop prints.
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let said = self.command(program).args(arguments).output();
        let said = said.unwrap_or_else(|error| panic!("{program} ({error}): `make setup-test` installs it"));
        String::from_utf8_lossy(&said.stdout).into_owned()
    }

    /// With its password, the keyring is there and open; without one there is none.
    fn start_keyring(&mut self, password: Option<&str>) {
        let mut keyring = self.command("gnome-keyring-daemon");
        keyring.args(["--foreground", "--components=secrets", "--control-directory"]).arg(self.folder.path());
        if password.is_some() {
            keyring.arg("--unlock");
        }
        let mut keyring = spawn(keyring.stdin(Stdio::piped()).stdout(Stdio::null()));
        let mut asked = keyring.stdin.take().expect("a pipe");
        asked.write_all(password.unwrap_or_default().as_bytes()).expect("a password");
        drop(asked);
        self.programs.push(keyring);
        let mut there = self.command("dbus-send");
        there.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"]);
        there.args(["org.freedesktop.DBus.GetNameOwner", "string:org.freedesktop.secrets"]).stdout(Stdio::null());
        let start = Instant::now();
        while !there.status().is_ok_and(|status| status.success()) {
            assert!(start.elapsed() < PATIENCE, "the keyring's service does not come");
            std::thread::sleep(LOOK);
        }
    }

    /// Starts a program that tells in its first line where it is.
    fn start(&mut self, mut program: Command) -> String {
        let mut program = spawn(program.stdin(Stdio::null()).stdout(Stdio::piped()));
        let mut line = String::new();
        let told = program.stdout.take().expect("a pipe");
        self.programs.push(program);
        BufReader::new(told).read_line(&mut line).expect("a line");
        line.trim().to_owned()
    }

    /// A program on this desktop, as far as it stands.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        // The runtime folder stays: by it what is left behind is found.
        command.env("HOME", self.folder.path()).env("XDG_DATA_HOME", self.folder.path().join("data"));
        command.env("NO_AT_BRIDGE", "1").env("LC_ALL", "C.UTF-8").stderr(Stdio::null());
        command.envs(self.environment());
        command
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        // The last one first; what they started ends with the display.
        for program in self.programs.iter_mut().rev() {
            // What has ended already is what is wanted.
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

fn spawn(program: &mut Command) -> Child {
    let started = program.spawn();
    started.unwrap_or_else(|error| panic!("{program:?} ({error}): `make setup-test` installs it"))
}
