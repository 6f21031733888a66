//! The window used by its keys.

use std::time::Instant;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};

use super::{PATIENCE, Window};
use crate::keys;

/// The accessible name of what has the focus.
const FOCUSED: &str = "const element = document.activeElement;
  const labels = [...(element.labels ?? [])].map((label) => label.textContent.trim()).join(' ');
  return (element.getAttribute('aria-label') ?? (labels || element.textContent)).replace(/\\s+/g, ' ').trim()";

/// More stops than the tab key makes in any state of the window.
const STOPS: usize = 60;

impl Window {
    /// The accessible name of what has the focus.
    pub async fn focused(&self) -> String {
        self.script(FOCUSED).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until what has the focus is called so.
    ///
    /// # Panics
    /// When it does not get there.
    pub async fn until_focused(&self, name: &str) {
        let script = format!("return (() => {{ {FOCUSED} }})() === {}", json!(name));
        self.until(&format!("the focus is on “{name}”"), &script).await;
    }

    /// Moves the focus on, by the tab key, to what is called so.
    ///
    /// # Panics
    /// When the tab key does not lead there.
    pub async fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            let focused = self.focused().await;
            if focused == name {
                return;
            }
            passed.push(focused.chars().take(40).collect::<String>());
            self.press(&[keys::TAB]).await;
        }
        panic!("Tab does not lead to “{name}”, only to {passed:?}");
    }

    /// Pastes what was copied, with its looks, into an element `pasted` that it makes in another one. Behind an open dialog
    /// nothing can be reached.
    pub async fn paste_beside(&self, selector: &str) {
        let place = format!(
            "const place = document.createElement('div');
             place.contentEditable = 'true';
             place.id = 'pasted';
             document.querySelector({}).append(place);
             place.focus()",
            json!(selector)
        );
        self.script(&place).await;
        self.chord(&[keys::CONTROL], 'v').await;
    }

    /// Replaces the text of a textbox, by the keyboard.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn fill(&self, name: &str, text: &str) {
        const EMPTY: &str =
            "const field = document.activeElement; return (field.value ?? field.innerText).trim() === ''";
        let start = Instant::now();
        self.click("textbox", name).await;
        // A busy driver can lose the key that is held.
        loop {
            self.chord(&[keys::CONTROL], 'a').await;
            self.press(&[keys::DELETE]).await;
            if self.script(EMPTY).await == Value::Bool(true) {
                break;
            }
            assert!(start.elapsed() < PATIENCE, "“{name}” cannot be emptied");
        }
        self.type_text(text).await;
    }

    /// Types text at the focus; a line break is the Enter key.
    pub async fn type_text(&self, text: &str) {
        let key = |letter| if letter == '\n' { keys::ENTER } else { letter };
        self.press(&text.chars().map(key).collect::<Vec<_>>()).await;
    }

    /// Presses keys one after another.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn press(&self, keys: &[char]) {
        let actions = keys.iter().fold(KeyActions::new("keyboard".into()), |actions, &key| {
            actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key })
        });
        self.client().perform_actions(actions).await.expect("keys that are pressed");
    }

    /// Presses a key while others are held.
    ///
    /// # Panics
    /// When the window does not answer.
    pub async fn chord(&self, held: &[char], key: char) {
        let mut actions = KeyActions::new("keyboard".into());
        for &value in held {
            actions = actions.then(KeyAction::Down { value });
        }
        actions = actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        for &value in held.iter().rev() {
            actions = actions.then(KeyAction::Up { value });
        }
        self.client().perform_actions(actions).await.expect("keys that are pressed");
    }
}
