//! The requests of a collection's folder, as they are shared: with their variables left to be filled in, and without
//! environments, checks and anything else of the collection.

use std::path::Path;

use super::collection_file;
use super::shared::{SharedOptions, SharedRequest};
use super::trouble::ShareError;
use crate::collection::{request_file, sending_table};
use crate::failure::Failure;
use crate::wire::{Collection, Entry, EntryKind, HideOptions, RequestSource, SavedRequest, SharePreview};

/// The requests of a folder, and what it is called.
#[derive(Clone, Debug)]
pub struct SharedFolder {
    name: String,
    requests: Vec<SharedRequest>,
}

impl SharedFolder {
    /// Reads them from the collection at `root`. An empty path is the collection's own folder.
    ///
    /// # Errors
    /// A request that cannot be read whole: what is shared is all or nothing.
    pub fn read(root: &Path, collection: &Collection, folder: &str) -> Result<Self, Failure> {
        let inside = |path: &str| {
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let name = match collection.entries.iter().find(|entry| entry.path == folder) {
            Some(entry) => entry.name.clone(),
            None => collection.name.clone(),
        };
        let mut requests = Vec::new();
        for entry in collection.entries.iter().filter(|entry| inside(&entry.path)) {
            if let Some(problem) = &entry.problem {
                return Err(unshared(&entry.path, problem));
            }
            if entry.kind == EntryKind::Request {
                let source = RequestSource { collection: collection.id.clone(), path: entry.path.clone() };
                let saved =
                    request_file::open(root, &source).map_err(|error| unshared(&entry.path, &error.to_string()))?;
                if let Some(problem) = saved.problems.first() {
                    return Err(unshared(&entry.path, problem));
                }
                requests.push(shared(saved, titles(&collection.entries, folder, &entry.path)));
            }
        }
        Ok(Self { name, requests })
    }

    /// What would be saved, and what is hidden in it.
    ///
    /// # Errors
    /// A word or pattern of the user's own that cannot be used, no request, or more than a file may hold.
    pub fn preview(&self, hide: &HideOptions) -> Result<SharePreview, Failure> {
        if self.requests.is_empty() {
            return Err(Failure::other("There is no request in this folder.", "Save one in it, then share it."));
        }
        collection_file(&self.name, &self.requests, hide, []).map_err(|error: ShareError| {
            Failure::other(error.to_string(), "Change what is hidden, or share less at once.")
        })
    }
}

fn unshared(path: &str, problem: &str) -> Failure {
    Failure::other(
        format!("{path} cannot be shared: {}.", problem.trim_end_matches('.')),
        "Mend the file or move it elsewhere, then share the folder.",
    )
}

/// The titles of the folders between `folder` and a request, from the top.
fn titles(entries: &[Entry], folder: &str, path: &str) -> Vec<String> {
    let around = |entry: &&Entry| {
        entry.kind == EntryKind::Folder
            && entry.path.len() > folder.len()
            && path.strip_prefix(&entry.path).is_some_and(|rest| rest.starts_with('/'))
    };
    entries.iter().filter(around).map(|entry| entry.name.clone()).collect()
}

fn shared(saved: SavedRequest, folder: Vec<String>) -> SharedRequest {
    let SavedRequest { shown_name, content, inherited, .. } = saved;
    let sending = sending_table::over(content.sending, inherited);
    let text = |text: Option<String>| text.unwrap_or_default();
    SharedRequest {
        name: shown_name,
        folder,
        function: text(sending.function),
        qualifier: text(sending.qualifier),
        region: text(sending.region),
        payload: Some(content.payload.into_bytes()),
        options: SharedOptions {
            invocation_type: sending.invocation_type.unwrap_or_default(),
            tail: sending.tail.unwrap_or(true),
            stream: sending.stream.unwrap_or(false),
            wait: text(sending.wait),
            client_context: text(sending.client_context),
            tenant_id: text(sending.tenant_id),
            durable_execution_name: text(sending.durable_execution_name),
        },
        notes: content.notes,
        template: sending.template.unwrap_or(true),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;
    use crate::collection::open_collections::OpenCollections;
    use crate::share::lambdesk_file;

    fn team() -> (tempfile::TempDir, Collection) {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("written");
        };
        put(
            "lambdesk.toml",
            "format = 1\nname = \"Team\"\n[defaults]\nfunction = \"orders\"\nregion = \"eu-west-1\"\n",
        );
        put("orders/lambdesk.toml", "name = \"Orders\"\n");
        put("orders/eu/create.json", "{\"id\": \"{{ customer_id }}\", \"to\": \"ada@example.com\"}");
        put("orders/eu/create.toml", "name = \"Create order\"\nqualifier = \"live\"\nnotes = \"By hand.\"\n");
        put("plain.json", "[1]");
        put("environments/staging.toml", "[variables]\ncustomer_id = \"4711\"\n");
        let open = OpenCollections::new(folder.path().join(".list/collections.toml"));
        let collection = open.open(&folder.path().display().to_string(), SystemTime::UNIX_EPOCH).expect("a collection");
        (folder, collection)
    }

    #[test]
    fn a_folder_is_shared_with_what_its_requests_inherit_and_nothing_else() {
        let (folder, collection) = team();
        let whole = SharedFolder::read(folder.path(), &collection, "").expect("read").preview(&HideOptions::default());
        let whole = whole.expect("a file");
        assert_eq!(whole.file_name, "team.lambdesk");
        assert!(!whole.text.contains("4711") && !whole.text.contains("ada@example.com"), "{}", whole.text);
        let opened = lambdesk_file::read(whole.text.as_bytes()).expect("it can be opened");
        let told: Vec<_> = opened
            .requests
            .iter()
            .map(|request| {
                (request.name.as_str(), request.folder.join("/"), request.function.as_str(), request.template)
            })
            .collect();
        assert_eq!(
            told,
            [("Create order", "Orders/eu".into(), "orders", true), ("plain", String::new(), "orders", true)]
        );
        let found: Vec<_> = whole.findings.list.iter().map(|it| (it.request.as_deref(), it.label.as_str())).collect();
        assert_eq!(found, [(Some("Create order"), "e-mail address")]);
        let part = SharedFolder::read(folder.path(), &collection, "orders").expect("read");
        let part = part.preview(&HideOptions::default()).expect("a file");
        assert_eq!(part.file_name, "orders.lambdesk");
        let opened = lambdesk_file::read(part.text.as_bytes()).expect("it can be opened");
        assert_eq!(opened.requests.iter().map(|request| request.folder.join("/")).collect::<Vec<_>>(), ["eu"]);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_an_empty_folder_is_none() {
        let (folder, collection) = team();
        let empty = SharedFolder { name: "e".into(), requests: Vec::new() }.preview(&HideOptions::default());
        assert_eq!(empty.expect_err("nothing").message, "There is no request in this folder.");
        fs::write(folder.path().join("plain.json"), [0xff, 0xfe, 0x00]).expect("written");
        let failure = SharedFolder::read(folder.path(), &collection, "").expect_err("not text");
        assert!(failure.message.starts_with("plain.json cannot be shared: "), "{}", failure.message);
        assert!(SharedFolder::read(folder.path(), &collection, "orders").is_ok());
    }
}
