//! Everything that crosses from the program to the page, as it crosses: what commands answer, byte for byte, what they
//! report on the way, and what the page puts on the clipboard.

use serde_json::Value;

use crate::window::Window;

/// Listens at the doors of Tauri's own script: each answer is fetched, each message to a callback is looked up there.
const LISTEN: &str = r"
if (window.__record) return;
const pieces = (window.__record = []);
const text = (buffer) => {
  let text = '';
  const bytes = new Uint8Array(buffer);
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
};
const keep = (value) =>
  pieces.push(value instanceof ArrayBuffer ? text(value) : typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const { callbacks } = window.__TAURI_INTERNALS__;
const get = callbacks.get.bind(callbacks);
callbacks.get = (id) => {
  const callback = get(id);
  return callback && ((data) => (keep(data), callback(data)));
};

const fetch = window.fetch.bind(window);
window.fetch = async (...request) => {
  const response = await fetch(...request);
  keep([...response.headers].join('\n'));
  keep(await response.clone().arrayBuffer());
  return response;
};

const writeText = navigator.clipboard?.writeText.bind(navigator.clipboard);
if (writeText) navigator.clipboard.writeText = (copied) => (keep(copied), writeText(copied));
document.addEventListener('copy', () => keep(String(getSelection())), true);
";

/// Keeps everything that crosses from now on, until the page is loaded anew.
pub async fn begin(window: &Window) {
    window.script(LISTEN).await;
}

/// What crossed since the last time, in pieces whose letters are bytes.
///
/// # Panics
/// When nobody has begun to listen.
pub async fn take(window: &Window) -> Vec<Vec<u8>> {
    let taken = window.script("return window.__record.splice(0)").await;
    let pieces = taken.as_array().expect("a record that was begun");
    let bytes = |piece: &Value| {
        let text = piece.as_str().unwrap_or_default();
        // Answers are bytes; what a callback was given may hold any letter.
        text.chars().map(u8::try_from).collect::<Result<_, _>>().unwrap_or_else(|_| text.into())
    };
    pieces.iter().map(bytes).collect()
}
