//! The real window: the built program, its own folders, driven by WebDriver as a person would use it.
//!
//! Needs a display, a D-Bus session and tauri-driver: `scripts/headless` and `make test` provide them.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::display::Display;
use crate::{element, repository};

mod keyboard;

/// How long a step may take before a test gives up. A debug build on two busy cores answers in well under a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// How to open the window.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The dark theme.
    pub dark: bool,
    /// With the session's keychain, or with none at all.
    pub keychain: bool,
    /// Inner size in pixels.
    pub size: (u32, u32),
    /// Files of the home folder, by their paths in it, written before the window opens.
    pub files: Vec<(&'static str, String)>,
    /// Variables of the program's environment, such as those of a desktop of its own.
    pub environment: Vec<(&'static str, String)>,
}

impl Default for Opening {
    fn default() -> Self {
        Self { dark: false, keychain: true, size: (1360, 860), files: Vec::new(), environment: Vec::new() }
    }
}

/// Stands in for the system's browser: notes which address was opened.
const BROWSER: &str = "#!/bin/sh\nprintf '%s\\n' \"$1\" >>\"$HOME/opened\"\n";

/// An open window. Dropping it ends the program and its driver.
pub struct Window {
    client: Option<Client>,
    driver: Child,
    home: TempDir,
    /// Its own, where the opening names none.
    _display: Option<Display>,
}

impl Window {
    /// Opens the window as at a first start.
    pub async fn open() -> Self {
        Self::open_with(&Opening::default()).await
    }

    /// Opens the window with folders of its own.
    ///
    /// # Panics
    /// With a sentence, when there is no display, no driver, or no window within [`PATIENCE`].
    pub async fn open_with(opening: &Opening) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        Self::open_in(home, opening).await
    }

    /// Closes this window and opens another one over the same folders, as a restart does.
    ///
    /// # Panics
    /// As [`Window::open_with`].
    pub async fn restart(mut self, opening: &Opening) -> Self {
        self.end().await;
        let home = std::mem::replace(&mut self.home, tempfile::tempdir().expect("a temporary folder"));
        Self::open_in(home, opening).await
    }

    /// Opens another program's window, for measurements beside ours.
    ///
    /// # Panics
    /// As [`Window::open_with`].
    pub async fn open_program(program: &Path, opening: &Opening) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        Self::open_program_in(home, program, opening).await
    }

    async fn open_in(home: TempDir, opening: &Opening) -> Self {
        Self::open_program_in(home, &repository::program("lambdesk"), opening).await
    }

    async fn open_program_in(home: TempDir, program: &Path, opening: &Opening) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some(),
            "The window's tests need a display: run them by `make test` or `scripts/headless cargo nextest run`."
        );
        assert!(program.exists(), "{} is missing: build it by `cargo build --workspace --bins`.", program.display());
        let browser = ("bin/xdg-open", BROWSER.to_owned());
        for (path, text) in opening.files.iter().chain([&browser]) {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, text).expect("written");
        }
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(home.path().join(browser.0), executable).expect("executable");
        let (port, native_port) = free_ports();
        let mut command = Command::new(repository::tool("tauri-driver"));
        command
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .process_group(0)
            .stdout(output(&home, "stdout"))
            .stderr(output(&home, "stderr"));
        dress(&mut command, home.path(), opening);
        let is_named = opening.environment.iter().any(|(name, _)| *name == "DISPLAY");
        let display = (!is_named).then(Display::open);
        command.envs(display.iter().map(|display| ("DISPLAY", display.name())));
        let driver = command.spawn().unwrap_or_else(|error| {
            panic!("tauri-driver could not be started ({error}): `make setup-test` installs it.")
        });
        let mut window = Self { client: None, driver, home, _display: display };
        window.client = Some(window.connect(port, program).await);
        let (width, height) = opening.size;
        window.client().set_window_rect(0, 0, width, height).await.expect("a size");
        window.wait_for("button", "Invoke").await;
        window
    }

    /// Starts the program once more, as a double click on a file does, with these arguments. How it ended.
    ///
    /// # Panics
    /// When it cannot be started, or does not end by itself.
    pub async fn start_again(&self, arguments: &[&str]) -> ExitStatus {
        let mut command = Command::new(repository::program("lambdesk"));
        dress(&mut command, self.home.path(), &Opening::default());
        command.args(arguments).stdout(output(&self.home, "stdout")).stderr(output(&self.home, "stderr"));
        let mut program = command.spawn().expect("the program");
        let start = Instant::now();
        loop {
            if let Some(status) = program.try_wait().expect("a status") {
                return status;
            }
            if start.elapsed() > PATIENCE {
                program.kill().expect("ended");
                panic!("A second start stays.");
            }
            sleep(LOOK).await;
        }
    }

    async fn connect(&self, port: u16, program: &Path) -> Client {
        let mut capabilities = Capabilities::new();
        capabilities.insert("tauri:options".into(), json!({ "application": program }));
        capabilities.insert("browserName".into(), json!("wry"));
        let start = Instant::now();
        loop {
            let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
            match builder.capabilities(capabilities.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => return client,
                Err(error) if start.elapsed() > PATIENCE => {
                    let said = fs::read_to_string(self.home.path().join("stderr")).unwrap_or_default();
                    panic!("The window did not open: {error}\n{said}");
                }
                Err(_) => sleep(LOOK).await,
            }
        }
    }

    /// The WebDriver client, for what the methods here do not cover.
    ///
    /// # Panics
    /// After [`Window::end`].
    pub fn client(&self) -> &Client {
        self.client.as_ref().expect("an open window")
    }

    /// The folder that holds all of this window's own files.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The window's processes, each with its name: the program, and those in which WebKit draws and fetches.
    ///
    /// # Panics
    /// Where there is no `/proc`.
    pub fn processes(&self) -> Vec<(u32, String)> {
        let group = self.driver.id().to_string();
        let all = fs::read_dir("/proc").expect("a listing").flatten();
        let ours = all.filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            // "ID (NAME) STATE PARENT GROUP …"
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            let (name, rest) = stat.split_once('(')?.1.rsplit_once(") ")?;
            (rest.split(' ').nth(2)? == group).then(|| (id, name.to_owned()))
        });
        // The drivers are no part of it.
        ours.filter(|(_, name)| !name.starts_with("tauri-driver") && !name.starts_with("WebKitWebDriver")).collect()
    }

    /// The addresses that were opened in the browser so far.
    pub fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(self.home.path().join("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Waits until so many were opened, and returns them.
    ///
    /// # Panics
    /// When they are not within [`PATIENCE`].
    pub async fn until_opened(&self, count: usize) -> Vec<String> {
        let start = Instant::now();
        loop {
            let opened = self.opened();
            if opened.len() >= count {
                return opened;
            }
            assert!(start.elapsed() < PATIENCE, "{count} were to be opened, not {opened:?}");
            sleep(LOOK).await;
        }
    }

    /// Ends the program and its driver in good order.
    pub async fn end(&mut self) {
        if let Some(client) = self.client.take() {
            // A program that is gone already is what is wanted.
            let _ = client.close().await;
        }
        end_group(&mut self.driver);
        // As long as it is there it has the bus name, and a restarted one would hand over to it.
        let start = Instant::now();
        while !self.processes().is_empty() && start.elapsed() < PATIENCE {
            sleep(LOOK).await;
        }
    }

    /// The element with this role and name, as soon as it is there.
    ///
    /// # Panics
    /// When it does not come within [`PATIENCE`].
    pub async fn wait_for(&self, role: &str, name: &str) -> Element {
        let start = Instant::now();
        loop {
            if let Ok(Some(element)) = element::find(self.client(), role, name).await {
                return element;
            }
            if start.elapsed() >= PATIENCE {
                let picture = self.screenshot("failed").await;
                panic!("There is no {role} “{name}”. The window is pictured in {}", picture.display());
            }
            sleep(LOOK).await;
        }
    }

    /// Whether there is an element with this role and name now.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        element::find(self.client(), role, name).await.expect("an answer").is_some()
    }

    /// Waits until a script's value is true.
    ///
    /// # Panics
    /// When it does not become so within [`PATIENCE`].
    pub async fn until(&self, what: &str, script: &str) {
        let start = Instant::now();
        while self.script(script).await != Value::Bool(true) {
            if start.elapsed() >= PATIENCE {
                let picture = self.screenshot("failed").await;
                panic!("Waited in vain until {what}. The window is pictured in {}", picture.display());
            }
            sleep(LOOK).await;
        }
    }

    /// The value of a script in the page.
    ///
    /// # Panics
    /// When the script fails.
    pub async fn script(&self, script: &str) -> Value {
        self.client().execute(script, vec![]).await.expect("a script that runs")
    }

    /// Clicks an element.
    ///
    /// # Panics
    /// When it is not there or cannot be clicked.
    pub async fn click(&self, role: &str, name: &str) {
        let start = Instant::now();
        loop {
            let element = self.wait_for(role, name).await;
            self.bring_into_sight(&element).await;
            match element.click().await {
                // A busy driver can lose a click. Where a second one does no harm it is looked at whether the first was heard.
                Ok(()) if role == "radio" && element.is_selected().await.is_ok_and(|chosen| !chosen) => {
                    sleep(LOOK).await;
                }
                Ok(()) => return,
                // The page may have drawn itself anew between finding and clicking.
                Err(error) if start.elapsed() >= PATIENCE => panic!("{role} “{name}” cannot be clicked: {error}"),
                Err(_) => sleep(LOOK).await,
            }
        }
    }

    /// Scrolls to an element, as a person does before a click. The driver scrolls no list within the page.
    async fn bring_into_sight(&self, element: &Element) {
        let script = "arguments[0].scrollIntoView({ block: 'nearest', inline: 'nearest' })";
        let element = serde_json::to_value(element).expect("a reference");
        // One that is gone again is looked for anew by whoever clicks.
        let _ = self.client().execute(script, vec![element]).await;
    }

    /// Clicks the option of a list whose name begins so; a remark may follow it.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn click_option(&self, name: &str) {
        self.click_beginning("[role=option]", name).await;
    }

    /// Clicks the item of a menu whose name begins so; a remark may follow it.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn click_item(&self, name: &str) {
        self.click_beginning("[role^=menuitem]", name).await;
    }

    /// Takes what the request's menu offers under a name that begins so: what has no room beside it is there, too.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn more(&self, item: &str) {
        self.of_menu("[aria-haspopup=menu]", "More for this request", item).await;
    }

    /// Opens the menu of profiles and clicks the item whose name begins so.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn profiles(&self, item: &str) {
        self.of_menu("header [aria-haspopup=menu]", "Profile:", item).await;
    }

    /// Clicks the item of a menu, and its button before. A menu closes when its window loses the focus, which it does
    /// when another test's window opens: then it is opened again.
    async fn of_menu(&self, button: &str, name: &str, item: &str) {
        let start = Instant::now();
        while !self.try_click_beginning("[role=menu] [role^=menuitem]", item).await {
            if start.elapsed() >= PATIENCE {
                let picture = self.screenshot("failed").await;
                panic!("There is no “{item}” in the menu. The window is pictured in {}", picture.display());
            }
            let open = self.script("return document.querySelector('[role=menu]') !== null").await;
            if open != Value::Bool(true) {
                self.click_beginning(button, name).await;
            }
            sleep(LOOK).await;
        }
    }

    /// Waits until no dialog is open.
    ///
    /// # Panics
    /// When one stays.
    pub async fn closed(&self) {
        self.until("the dialog is closed", "return !document.querySelector('dialog[open]')").await;
    }

    /// Waits until the dialog in front says something.
    ///
    /// # Panics
    /// When it does not.
    pub async fn dialog_says(&self, words: &str) {
        let script = format!(
            "return [...document.querySelectorAll('dialog[open]')].at(-1)?.innerText.includes({}) === true",
            json!(words)
        );
        self.until(&format!("the dialog says “{words}”"), &script).await;
    }

    /// Waits until the page says something, what stands in it as a remark included.
    ///
    /// # Panics
    /// When it does not.
    pub async fn says(&self, words: &str) {
        let words = json!(words);
        let script = format!(
            "return document.body.innerText.includes({words})
               || [...document.querySelectorAll('[data-text]')].some((it) => it.dataset.text.includes({words}))"
        );
        self.until(&format!("the page says {words}"), &script).await;
    }

    /// Clicks the first visible element of a selector whose name begins so.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn click_beginning(&self, selector: &str, name: &str) {
        let start = Instant::now();
        while !self.try_click_beginning(selector, name).await {
            if start.elapsed() >= PATIENCE {
                let picture = self.screenshot("failed").await;
                panic!("There is no “{name}” to click. The window is pictured in {}", picture.display());
            }
            sleep(LOOK).await;
        }
    }

    /// Opens the menu of the first visible element of a selector whose text has these words, by the mouse's other button.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn menu_of(&self, selector: &str, words: &str) {
        let script = format!(
            "const row = [...document.querySelectorAll({})].find((it) => it.innerText.includes({}));
             if (!row) return false;
             const {{ x, y }} = row.getBoundingClientRect();
             row.dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, cancelable: true, clientX: x + 20, clientY: y + 5 }}));
             return true",
            json!(selector),
            json!(words)
        );
        self.until(&format!("“{words}” has a menu"), &script).await;
    }

    /// Whether it was there, and was clicked.
    async fn try_click_beginning(&self, selector: &str, name: &str) -> bool {
        const FIND: &str = "const [selector, name] = arguments;
            return [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length > 0
              && (element.getAttribute('aria-label') ?? element.textContent).replace(/\\s+/g, ' ').trim().startsWith(name)) ?? null";
        let found = self.client().execute(FIND, vec![json!(selector), json!(name)]).await.expect("an answer");
        let Some(element) = element::of(self.client(), found) else { return false };
        self.bring_into_sight(&element).await;
        element.click().await.is_ok()
    }

    /// Waits until the live region says an outcome, and returns all it says.
    ///
    /// # Panics
    /// When it does not say so within [`PATIENCE`].
    pub async fn outcome(&self, words: &str) -> String {
        let start = Instant::now();
        loop {
            let said = self.status().await;
            if said.starts_with(words) {
                return said;
            }
            if start.elapsed() >= PATIENCE {
                let picture = self.screenshot("failed").await;
                panic!("The outcome is “{said}”, not “{words}”. The window is pictured in {}", picture.display());
            }
            sleep(LOOK).await;
        }
    }

    /// What the live region says now.
    pub async fn status(&self) -> String {
        let said = self.script("return [...document.querySelectorAll('[role=status]')].map((region) => region.textContent.trim()).filter(Boolean).join(' ')").await;
        said.as_str().unwrap_or_default().to_owned()
    }

    /// The text of the page as it is seen.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Everything the page holds: its document, its fields' values and its storage. For looking for secrets.
    pub async fn everything(&self) -> String {
        let script = "return document.documentElement.outerHTML
            + [...document.querySelectorAll('input, textarea')].map((field) => field.value).join('\\n')
            + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });";
        self.script(script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Pictures the window into `target/screenshots`.
    ///
    /// # Panics
    /// When the picture cannot be taken or written.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let folder = repository::target().join("screenshots");
        fs::create_dir_all(&folder).expect("a folder");
        let test = std::thread::current().name().unwrap_or("window").replace("::", "-");
        let path = folder.join(if name == "failed" { format!("failed-{test}.png") } else { format!("{name}.png") });
        // Two frames, so that what was last set is drawn.
        let drawn = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)));";
        self.client().execute_async(drawn, vec![]).await.expect("a drawn page");
        let picture = self.client().screenshot().await.expect("a picture");
        fs::write(&path, picture).expect("a written picture");
        path
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        end_group(&mut self.driver);
    }
}

/// Gives a program the environment of a window: folders of its own, and nothing of the user's AWS settings.
fn dress(command: &mut Command, home: &Path, opening: &Opening) {
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .env("GTK_THEME", if opening.dark { "Adwaita:dark" } else { "Adwaita" })
        .env("NO_AT_BRIDGE", "1")
        .env("HOME", home)
        .env("PATH", format!("{}:{path}", home.join("bin").display()))
        .env("AWS_EC2_METADATA_DISABLED", "true");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        if name != "AWS_EC2_METADATA_DISABLED" {
            command.env_remove(name);
        }
    }
    for (variable, folder) in [
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("TMPDIR", "tmp"),
    ] {
        let folder = home.join(folder);
        fs::create_dir_all(&folder).expect("a folder");
        command.env(variable, folder);
    }
    if !opening.keychain {
        // An address where no bus answers.
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.join("no-bus").display()));
    }
    command.envs(opening.environment.iter().map(|(name, value)| (name, value)));
}

/// Ends tauri-driver with all that it started: it leaves WebKit's driver behind when it alone is killed.
fn end_group(driver: &mut Child) {
    // What has ended already is what is wanted, so an error here has nobody to tell.
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", driver.id())]).stderr(Stdio::null()).status();
    let _ = driver.kill();
    let _ = driver.wait();
}

/// The file that what the program says goes to; a restarted one goes on in it.
fn output(home: &TempDir, name: &str) -> Stdio {
    let file = fs::File::options().create(true).append(true).open(home.path().join(name));
    file.expect("a file").into()
}

/// Two ports nobody listens on at this moment. Both are held until both are known, so that they are not the same.
fn free_ports() -> (u16, u16) {
    let listeners = [0, 0].map(|port| TcpListener::bind(("127.0.0.1", port)).expect("a free port"));
    let [one, other] = listeners.each_ref().map(|it| it.local_addr().expect("an address").port());
    (one, other)
}
