//! Sharing a result, that of this run of the program and that of the history: each command both ways.

use serde_json::json;

use super::Bench;

/// Commands that have no way to fail, and why.
pub const CANNOT_FAIL: [(&str, &str); 1] =
    [("choose_share", "a dialog that is closed gives no file, which is an answer")];

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
    }
}
