//! Sharing a result, that of this run of the program and that of the history: each command both ways.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::Bench;

/// Commands that have no way to fail, and why.
pub const CANNOT_FAIL: [(&str, &str); 3] = [
    ("choose_share", "a dialog that is closed gives no file, which is an answer"),
    ("choose_shared_file", "a dialog that is closed gives no file, which is an answer"),
    ("watch_shared_files", "it only listens"),
];

impl Bench {
    /// Shares an invocation in every form: what is written and copied is looked through like everything else.
    pub(super) async fn share(&mut self, id: &str) {
        for form in ["web_page", "markdown", "lambdesk_file", "json"] {
            self.succeeds("share_preview", json!({ "id": id, "options": { "form": form } })).await;
        }
        let broken = json!({ "form": "json", "hide": { "patterns": ["("] } });
        self.fails("share_preview", json!({ "id": id, "options": broken })).await;
        let parts = json!({ "payload": true, "response": true, "logs": true, "attempts": true });
        let clipboard = |id: &str| json!({ "id": id, "parts": parts, "hide": {} });
        self.succeeds("share_clipboard", clipboard(id)).await;
        self.fails("share_clipboard", clipboard("nobody's")).await;
        let file = self.window.home().join(format!("{id}.html")).display().to_string();
        let save = |path: &str| json!({ "id": id, "options": { "form": "web_page" }, "path": path });
        self.succeeds("save_share", save(&file)).await;
        self.fails("save_share", save("shared.html")).await;
        let shared = self.window.home().join(format!("{id}.lambdesk")).display().to_string();
        let as_file = json!({ "id": id, "options": { "form": "lambdesk_file" }, "path": shared });
        self.succeeds("save_share", as_file).await;
        self.succeeds("open_shared_file", json!({ "path": shared })).await;
        self.fails("open_shared_file", json!({ "path": file })).await;
        let dropped = STANDARD.encode(std::fs::read(&shared).expect("the file"));
        self.succeeds("read_shared_file", json!({ "base64": dropped })).await;
        self.fails("read_shared_file", json!({ "base64": STANDARD.encode("{}") })).await;
        self.succeeds("watch_shared_files", json!({ "onFile": true })).await;
    }
}
