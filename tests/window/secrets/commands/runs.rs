//! Checks and runs: each command both ways, with a secret variable that the function says back.

use serde_json::{Value, json};

use super::{Bench, json_with};

/// Commands that have no way to fail, and why.
pub const CANNOT_FAIL: [(&str, &str); 3] = [
    ("check_checks", "what is wrong with the checks is its answer"),
    ("choose_report", "a dialog that is closed gives no file, which is an answer"),
    ("forget_run", "a run that is gone already is what is wanted"),
];

fn at(collection: &Value, path: &str) -> Value {
    json!({ "collection": collection, "path": path })
}

impl Bench {
    /// A run whose function says the secret back, so that checks find it and the log may hold it.
    pub(super) async fn runs(&mut self, id: &Value, profile: &str) {
        let check = |expression: &str| json!({ "kind": "response", "expression": expression, "test": { "kind": "equals", "json": "\"no\"" } });
        let broken = self.succeeds("check_checks", json!({ "checks": [check("a"), check("a[")] })).await;
        assert_eq!((&broken[0]["check"], &broken[0]["part"]), (&json!(1), &json!("expression")), "{broken}");

        let content = json!({
            "payload": "{\"a\": \"{{ key }}\"}", "name": null, "sending": { "function": "echo" }, "notes": "",
            "variables": [], "checks": [check("a"), check("@")],
        });
        self.succeeds("create_folder", json!({ "folder": at(id, ""), "name": "runs" })).await;
        let create = json!({ "folder": at(id, "runs"), "name": "told", "content": content });
        self.succeeds("create_request", create).await;
        let input = json!({
            "folder": at(id, "runs"), "profile": profile, "region": null, "environment": "staging",
            "pace": { "at_once": 2, "repeat": 2, "rate": null, "stop_at_failure": false }, "confirmed": null,
        });
        let run = |input: Value| json!({ "id": "run-1", "input": input, "onEvent": true });
        let summary = self.succeeds("run_folder", run(input.clone())).await;
        assert_eq!((&summary["failed"], &summary["passed"]), (&json!(2), &json!(0)), "{summary}");
        for wrong in [
            json_with(input.clone(), "folder", at(&json!("/nowhere"), "")),
            json_with(input.clone(), "profile", json!("nobody")),
            json_with(input.clone(), "environment", json!("gone")),
            json_with(
                input.clone(),
                "pace",
                json!({ "at_once": 0, "repeat": 1, "rate": null, "stop_at_failure": false }),
            ),
        ] {
            self.fails("run_folder", json!({ "id": "run-2", "input": wrong, "onEvent": true })).await;
        }
        let result = |number: u32| json!({ "id": "run-1", "number": number });
        let shown = self.succeeds("run_result", result(0)).await;
        assert!(shown["checks"][0]["sentence"].as_str().is_some_and(|said| said.contains("••••")), "{shown}");
        self.fails("run_result", result(7)).await;
        for form in ["html", "xml", "json"] {
            let path = self.window.home().join(format!("report.{form}"));
            let save = |path: &str| json!({ "id": "run-1", "path": path });
            self.succeeds("save_run_report", save(path.to_str().expect("UTF-8"))).await;
            let report = std::fs::read_to_string(&path).expect("a report");
            assert!(report.contains("••••"), "{report}");
            self.fails("save_run_report", save("report.html")).await;
            self.fails("save_run_report", save("/nowhere/report.txt")).await;
        }
        self.choose_nothing("choose_report", json!({ "name": "run.html" })).await;
        self.succeeds("forget_run", json!({ "id": "run-1" })).await;
        self.fails("run_result", result(0)).await;
    }
}
