//! What is asked of a result: its whole log, its cost, what stands in it, another beside it, a file of it.

use serde_json::json;

use super::Bench;

/// Commands that have no way to fail, and why.
pub const CANNOT_FAIL: [(&str, &str); 3] = [
    ("hide_in_text", "any text can be looked through"),
    ("choose_response", "a dialog that is closed gives no file, which is an answer"),
    ("same_request", "that none are kept is its answer"),
];

impl Bench {
    /// Each of these commands both ways, over one invocation and another.
    pub(super) async fn results(&mut self, id: &str, other: &str) {
        let full = self.succeeds("full_log", json!({ "id": id, "onStep": true })).await;
        assert_eq!(full["whole"], true, "{full}");
        self.fails("full_log", json!({ "id": "nobody's", "onStep": true })).await;
        for mode in ["text", "regex", "expression"] {
            let query = json!({ "text": "a", "mode": mode, "match_case": false });
            let find = json!({ "search": "search", "id": id, "query": query, "onStep": true });
            self.succeeds("find_in_response", find).await;
        }
        let query = json!({ "text": "(", "mode": "regex", "match_case": false });
        self.fails("find_in_response", json!({ "search": "search", "id": id, "query": query, "onStep": true })).await;
        self.choose_nothing("choose_response", json!({ "name": "response.json" })).await;
        let path = self.window.home().join("response.json").display().to_string();
        for form in ["received", "formatted"] {
            self.succeeds("save_response", json!({ "id": id, "form": form, "path": path })).await;
        }
        self.fails("save_response", json!({ "id": id, "form": "received", "path": "response.json" })).await;
        self.succeeds("open_response", json!({ "id": id, "form": "received", "ending": "json" })).await;
        self.fails("open_response", json!({ "id": id, "form": "received", "ending": "html" })).await;
        for part in ["payload", "response"] {
            self.succeeds("compared_text", json!({ "id": id, "part": part })).await;
            let query = json!({ "one": id, "other": other, "part": part, "ignored": ["**.id", "["] });
            self.succeeds("compare_results", json!({ "query": query })).await;
        }
        self.fails("compared_text", json!({ "id": "nobody's", "part": "payload" })).await;
        let query = json!({ "one": id, "other": "nobody's", "part": "response", "ignored": [] });
        self.fails("compare_results", json!({ "query": query })).await;
        self.succeeds("same_request", json!({ "id": id })).await;
        self.succeeds("hide_in_text", json!({ "id": id, "text": "to ada@example.com" })).await;
        self.prices().await;
    }

    async fn prices(&mut self) {
        let query = json!({ "region": "eu-west-1", "architecture": null, "memory_mb": 128, "billed": 80.0 });
        self.succeeds("cost_estimate", json!({ "query": query })).await;
        self.succeeds("prices", json!({})).await;
        let price = json!({ "region": "eu-west-1", "currency": "USD", "x86_64": "0.1", "arm64": "0.1", "million_requests": "1" });
        self.succeeds("save_price", json!({ "price": price })).await;
        let mut wrong = price;
        wrong["arm64"] = json!("a lot");
        self.fails("save_price", json!({ "price": wrong })).await;
        self.succeeds("forget_price", json!({ "region": "eu-west-1" })).await;
        let file = self.window.home().join("config/dev.lambdesk.desktop/prices.toml");
        std::fs::write(&file, "[regions").expect("written");
        self.fails("prices", json!({})).await;
        self.fails("cost_estimate", json!({ "query": query })).await;
        self.fails("forget_price", json!({ "region": "eu-west-1" })).await;
        std::fs::remove_file(&file).expect("removed");
    }
}
