//! Collections, environments and the session: each command both ways, with a secret variable and a collection that somebody
//! else left secrets in.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Bench, input, json_with, plant};

/// Commands that have no way to fail, and why.
pub const CANNOT_FAIL: [(&str, &str); 4] = [
    ("collections", "what could not be read is a part of its answer"),
    ("watch_collections", "a page may always listen"),
    ("choose_folder", "a dialog that is closed gives no folder, which is an answer"),
    ("restore_session", "what could not be read is a part of its answer"),
];

fn at(collection: &Value, path: &str) -> Value {
    json!({ "collection": collection, "path": path })
}

fn content(payload: &str) -> Value {
    json!({ "payload": payload, "name": null, "sending": {}, "notes": "", "variables": [], "checks": [] })
}

fn secret(name: &str) -> Value {
    json!({ "name": name, "value": "", "kind": "secret" })
}

impl Bench {
    /// All of it.
    pub(super) async fn collections(&mut self, profile: &Value) {
        let root = self.window.home().canonicalize().expect("a folder").join("payments");
        self.succeeds("watch_collections", json!({ "onChange": true })).await;
        self.succeeds("collections", json!({})).await;
        self.choose_no_folder().await;
        let id = self.opened(&root).await;
        self.requests_and_folders(&id).await;
        self.secret_variables(&id, profile.as_str().expect("an id")).await;
        self.files_of_others(&id, &root).await;
        self.session(&id).await;
        self.closed(&id).await;
    }

    async fn choose_no_folder(&mut self) {
        let before = self.desktop.windows("lambdesk");
        let open = "window.__chosen = undefined;
            window.__TAURI_INTERNALS__.invoke('choose_folder').then((path) => (window.__chosen = [path]))";
        self.window.script(open).await;
        self.desktop.close_new_window("lambdesk", &before).await;
        self.window.until("the dialog has answered", "return window.__chosen?.[0] === null").await;
        self.succeeded.insert("choose_folder".into());
        self.look("choose_folder").await;
    }

    async fn opened(&mut self, root: &Path) -> Value {
        let create = |path: &Path, name: &str| json!({ "path": path, "name": name });
        self.fails("create_collection", create(root, "")).await;
        let id = self.succeeds("create_collection", create(root, "Payments")).await["id"].clone();
        self.fails("create_collection", create(root, "Payments")).await;
        self.fails("open_collection", json!({ "path": root.join("nowhere") })).await;
        self.succeeds("open_collection", json!({ "path": root })).await;
        id
    }

    async fn requests_and_folders(&mut self, id: &Value) {
        let create =
            |folder: &str, name: &str| json!({ "folder": at(id, folder), "name": name, "content": content("{}") });
        let made = self.succeeds("create_request", create("", "a")).await;
        self.fails("create_request", create("", "a")).await;
        self.succeeds("create_folder", json!({ "folder": at(id, ""), "name": "orders" })).await;
        self.fails("create_folder", json!({ "folder": at(id, ""), "name": "orders" })).await;
        self.succeeds("open_request", json!({ "source": at(id, "a.json") })).await;
        self.fails("open_request", json!({ "source": at(id, "../a.json") })).await;
        self.succeeds("request_link", json!({ "source": at(id, "a.json") })).await;
        self.fails("request_link", json!({ "source": at(id, "../a.json") })).await;
        let share = |folder: &str| json!({ "source": at(id, folder), "hide": {} });
        self.succeeds("share_folder_preview", share("")).await;
        self.fails("share_folder_preview", share("orders")).await;
        let path = self.window.home().join("payments.lambdesk").display().to_string();
        self.succeeds("save_folder_share", json_with(share(""), "path", json!(path))).await;
        self.fails("save_folder_share", json_with(share(""), "path", json!("payments.lambdesk"))).await;
        let save =
            |payload: &str| json!({ "source": at(id, "a.json"), "content": content(payload), "stamp": made["stamp"] });
        assert_eq!(self.succeeds("save_request", save("[1]")).await["kind"], "saved");
        assert_eq!(self.succeeds("save_request", save("[2]")).await["kind"], "conflict");
        self.fails("save_request", json_with(save("[3]"), "source", at(id, "../../a.json"))).await;
        let rename = |name: &str| json!({ "source": at(id, "a.json"), "name": name });
        self.succeeds("rename_entry", rename("b")).await;
        self.fails("rename_entry", rename("c")).await;
        let to_orders = |path: &str| json!({ "source": at(id, path), "folder": at(id, "orders") });
        self.succeeds("duplicate_entry", json!({ "source": at(id, "b.json") })).await;
        self.fails("duplicate_entry", json!({ "source": at(id, "a.json") })).await;
        self.succeeds("move_entry", to_orders("b.json")).await;
        self.fails("move_entry", to_orders("b.json")).await;
        // To the trash, which is in the folders of this test.
        self.succeeds("delete_entry", json!({ "source": at(id, "b copy.json"), "forGood": false })).await;
        self.fails("delete_entry", json!({ "source": at(id, "b copy.json"), "forGood": true })).await;
        let folder = self.succeeds("open_folder", json!({ "source": at(id, "orders") })).await;
        self.fails("open_folder", json!({ "source": at(id, "nowhere") })).await;
        let save = |name: &str| {
            let content = json!({ "name": name, "defaults": {}, "variables": [] });
            json!({ "source": at(id, "orders"), "content": content, "stamp": folder["stamp"] })
        };
        assert_eq!(self.succeeds("save_folder", save("Orders")).await["kind"], "saved");
        assert_eq!(self.succeeds("save_folder", save("Others")).await["kind"], "conflict");
        self.fails("save_folder", json_with(save("x"), "source", at(id, "nowhere"))).await;
    }

    async fn secret_variables(&mut self, id: &Value, profile: &str) {
        let value = plant(&mut self.planted, "a secret variable");
        let save = |name: &str, before: Value, stamp: Value| {
            let variables = json!([{ "name": "stage", "value": "x", "kind": "text" }, secret("key"), secret("other")]);
            json!({ "collection": id, "name": name, "before": before, "variables": variables, "stamp": stamp })
        };
        let saved = self.succeeds("save_environment", save("staging", Value::Null, Value::Null)).await;
        self.fails("save_environment", save("staging", Value::Null, Value::Null)).await;
        let set = |name: &str, value: Value| json!({ "collection": id, "environment": "staging", "name": name, "value": value, "keep": "keychain" });
        self.succeeds("set_secret_variable", set("key", json!(value))).await;
        for wrong in [set("stage", json!(value)), set("key", json!([value])), set("key", json!({ "value": value }))] {
            self.fails("set_secret_variable", wrong).await;
        }
        let other = plant(&mut self.planted, "a secret variable for this run");
        self.succeeds("set_secret_variable", json_with(set("other", json!(other)), "keep", json!("this_run"))).await;
        let names = |name: &str| json!({ "collection": id, "name": name });
        let opened = self.succeeds("open_environment", names("staging")).await;
        assert_eq!(opened["variables"][1]["secret"], "in_keychain", "{opened}");
        assert_eq!(opened["variables"][2]["secret"], "this_run", "{opened}");
        self.fails("open_environment", names("gone")).await;

        let using = |payload: &str| {
            let with = json_with(input(profile, "fail"), "source", at(id, "orders/b.json"));
            let context = json!("{\"custom\": {\"key\": \"{{ key }}\"}}");
            let with = json_with(json_with(with, "client_context", context), "environment", json!("staging"));
            json_with(with, "payload", json!(payload))
        };
        let payload = "{\"a\": \"{{ key }}\", \"b\": {{ other | upper }}, \"c\": \"{{ env('HOME') }}\"}";
        let allow = |allowed: bool| json!({ "collection": id, "name": "HOME", "allowed": allowed });
        self.fails("preview_request", json!({ "input": using(payload) })).await;
        self.succeeds("allow_env", allow(true)).await;
        self.fails("allow_env", json_with(allow(true), "collection", json!("/nowhere"))).await;
        let filled = self.succeeds("fill_request", json!({ "input": using(payload) })).await;
        assert_eq!(filled["payload"], "{\"a\": \"••••••\", \"b\": \"••••••\", \"c\": \"••••••\"}");
        let elsewhere = json_with(using(payload), "source", at(&json!("/nowhere"), "a.json"));
        self.fails("fill_request", json!({ "input": elsewhere })).await;
        let list = |source: Value| json!({ "source": source, "environment": "staging" });
        self.succeeds("list_variables", list(at(id, "orders/b.json"))).await;
        self.fails("list_variables", list(at(&json!("/nowhere"), ""))).await;
        self.succeeds("check_request", json!({ "input": using(payload) })).await;
        self.succeeds("preview_request", json!({ "input": using(payload) })).await;
        let ran = self.invoke(using(payload)).await.expect("an outcome");
        assert_eq!(ran["outcome"]["kind"], "function_error", "{ran}");
        let unknown = self.invoke(using("{{ key }} {{ nobody }}")).await.expect_err("it was sent");
        assert_eq!(unknown["code"], "invalid_input", "{unknown}");
        self.succeeds("allow_env", allow(false)).await;
        self.runs(id, profile).await;
        // Renamed and deleted, with all that belongs to it.
        let stamp = saved["environment"]["stamp"].clone();
        self.succeeds("save_environment", save("test", json!("staging"), stamp)).await;
        self.succeeds("delete_environment", names("test")).await;
        self.fails("delete_environment", names("test")).await;
        assert!(!self.desktop.kept().contains("variable:"), "the secret is in the keychain still");
    }

    /// Files with a mistake beside something that somebody did not mean to share.
    async fn files_of_others(&mut self, id: &Value, root: &Path) {
        let careless = plant(&mut self.planted, "a secret in a broken collection");
        for (path, text) in [
            ("broken.toml", format!("function = {careless}\n")),
            ("broken.toml", format!("function = ['''{careless}''']\nwait = {careless}")),
            ("lambdesk.toml", format!("name = {careless}")),
            ("environments/broken.toml", format!("[variables]\na = {careless}")),
        ] {
            let path = root.join(path);
            let before = fs::read(&path).ok();
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(root.join("broken.json"), "{}").expect("written");
            fs::write(&path, text).expect("written");
            self.succeeds("open_collection", json!({ "path": id })).await;
            let _ = self.call("open_request", json!({ "source": at(id, "broken.json") })).await;
            let _ = self.call("open_environment", json!({ "collection": id, "name": "broken" })).await;
            match before {
                Some(before) => fs::write(&path, before).expect("written"),
                None => fs::remove_file(&path).expect("removed"),
            }
        }
    }

    async fn session(&mut self, id: &Value) {
        let session = |tab: &str| {
            let tab = json!({ "id": tab, "source": at(id, "a.json"), "title": "a", "profile": null, "example": null });
            json!({ "session": { "tabs": [tab], "front": null, "collection": id, "environments": [], "unfolded": [] } })
        };
        self.succeeds("save_session", session("tab-1")).await;
        self.fails("save_session", session("../tab")).await;
        let draft = |tab: &str| json!({ "tab": tab, "draft": { "content": content("[4]"), "stamp": null } });
        self.succeeds("save_draft", draft("tab-1")).await;
        self.fails("save_draft", draft("../../tab")).await;
        let restored = self.succeeds("restore_session", json!({})).await;
        let ours = restored["drafts"].as_array().expect("drafts").iter().find(|it| it["tab"] == "tab-1");
        assert_eq!(ours.expect("a draft")["draft"]["content"]["payload"], "[4]", "{restored}");
        self.succeeds("save_draft", json!({ "tab": "tab-1", "draft": null })).await;
    }

    async fn closed(&mut self, id: &Value) {
        let list: PathBuf = self.window.home().join("data/dev.lambdesk.desktop/collections.toml");
        let kept = fs::read(&list).expect("a list");
        // A folder where the list should be.
        fs::remove_file(&list).expect("removed");
        fs::create_dir(&list).expect("made");
        self.fails("close_collection", json!({ "id": id })).await;
        self.fails("forget_collection", json!({ "id": id })).await;
        fs::remove_dir(&list).expect("removed");
        fs::write(&list, kept).expect("written");
        self.succeeds("close_collection", json!({ "id": id })).await;
        self.succeeds("forget_collection", json!({ "id": id })).await;
    }
}
