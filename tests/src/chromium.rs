//! Chromium, as what a colleague opens a shared page with.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::repository;

/// What happened when a page was opened: in a window and on a phone, light and dark, on paper, and without its style.
#[derive(Debug, Deserialize)]
pub struct Reading {
    /// Every address that was asked for beside the page's own.
    pub requests: Vec<String>,
    /// What stands in the console, a refusal by the page's own security policy too.
    pub said: Vec<String>,
    /// What was asked in dialogs.
    pub dialogs: Vec<String>,
    /// How many other windows came up.
    pub opened: u32,
    /// `globalThis.ran`, which hostile scripts of the tests set.
    pub marks: Vec<String>,
    /// How many elements there are of each kind.
    pub elements: BTreeMap<String, u32>,
    /// `phone-light`, `phone-dark`, `window-light`, `window-dark`, `paper`, `bare`.
    pub views: BTreeMap<String, View>,
}

/// How a page is seen.
#[derive(Debug, Deserialize)]
pub struct View {
    /// Where it has led.
    pub at: String,
    /// The text that is seen, with what is folded.
    pub text: String,
    /// The colour behind the text, as CSS says it.
    pub background: String,
    /// The colour of the text, as CSS says it.
    pub ink: String,
    /// Whether it must be scrolled sideways.
    pub overflows: bool,
    /// What axe-core finds: `rule: selector`.
    pub violations: Vec<String>,
}

impl Reading {
    /// Opens a page from its file. Its views are pictured into `target/screenshots` by this name.
    ///
    /// # Panics
    /// When there is no Chromium, or it cannot show the page.
    pub fn of(file: &Path, name: &str) -> Self {
        let pictures = repository::root().join("target/screenshots");
        std::fs::create_dir_all(&pictures).expect("a folder for pictures");
        let reader = repository::root().join("ui/tools/read-page.mjs");
        let output = Command::new("node").arg(reader).arg(file).arg(pictures.join(name)).output().expect("node");
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "Chromium could not read the page: {problem}");
        serde_json::from_slice(&output.stdout).expect("what was read")
    }

    /// # Panics
    /// When the page did anything at all, or is not well to read somewhere.
    pub fn is_quiet_and_readable(&self) {
        assert_eq!((&*self.requests, &*self.dialogs, &*self.marks, self.opened), (&[][..], &[][..], &[][..], 0));
        assert!(self.said.is_empty(), "the console says {:?}", self.said);
        for (name, view) in &self.views {
            assert!(view.at.starts_with("file://"), "{name} has led to {}", view.at);
            assert!(view.violations.is_empty(), "{name}: {:#?}", view.violations);
            assert!(!view.overflows || name == "bare", "{name} must be scrolled sideways");
        }
        let [light, dark, paper] = ["window-light", "window-dark", "paper"].map(|name| &self.views[name]);
        assert_ne!(light.background, dark.background, "it has one theme only");
        assert_eq!(paper.background, "rgb(255, 255, 255)", "paper is printed on");
    }
}
