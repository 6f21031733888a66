//! A collection of 10,000 requests: opened, looked at again, and what crosses to the window.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use lambdesk_core::collection::open_collections::OpenCollections;
use lambdesk_core::collection::scan::scan;

use crate::median;

const FOLDERS: u32 = 100;
const REQUESTS: u32 = 100;
const ROUNDS: usize = 15;

pub fn collections() {
    let home = tempfile::tempdir().expect("a folder");
    let root = home.path().canonicalize().expect("there").join("collection");
    make(&root);
    let mut figures = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    let (mut entries, mut bytes) = (0, 0);
    for _ in 0..ROUNDS {
        let collections = OpenCollections::new(home.path().join("collections.toml"));
        let begun = Instant::now();
        let opened = collections.open(&root.to_string_lossy(), std::time::UNIX_EPOCH).expect("opened");
        figures[0].push(begun.elapsed().as_secs_f64() * 1000.0);
        let begun = Instant::now();
        let json = serde_json::to_string(&opened).expect("JSON");
        figures[1].push(begun.elapsed().as_secs_f64() * 1000.0);
        (entries, bytes) = (opened.entries.len(), json.len());
        collections.close(&opened.id).expect("closed");
        let first = scan(&root, None, &BTreeSet::new()).expect("read");
        let begun = Instant::now();
        scan(&root, Some(&first), &BTreeSet::new()).expect("read");
        figures[2].push(begun.elapsed().as_secs_f64() * 1000.0);
        let begun = Instant::now();
        for folder in fs::read_dir(&root).expect("a folder").flatten().filter(|entry| entry.path().is_dir()) {
            fs::read_dir(folder.path()).expect("a folder").flatten().for_each(|entry| drop(fs::metadata(entry.path())));
        }
        figures[3].push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    let [open, json, again, listed] = figures.each_mut().map(|figures| median(figures));
    println!("{entries} entries, {} kB to the window", bytes / 1000);
    println!("opened:                       {open:6.0} ms");
    println!("written for the window:       {json:6.0} ms");
    println!("looked at again, unchanged:   {again:6.0} ms");
    println!("for comparison, only listed with each file's size: {listed:.0} ms");
}

/// Half of the requests have a sidecar.
fn make(root: &Path) {
    for folder in 0..FOLDERS {
        let folder = root.join(format!("folder {folder}"));
        fs::create_dir_all(&folder).expect("made");
        for request in 0..REQUESTS {
            let payload = format!(
                "{{\n  \"id\": \"{{{{ order_id }}}}\",\n  \"n\": {request},\n  \"text\": \"{}\"\n}}\n",
                "x".repeat(500)
            );
            fs::write(folder.join(format!("request {request}.json")), payload).expect("written");
            if request % 2 == 0 {
                let sidecar = format!(
                    "# number {request}\nname = \"Request number {request}\"\nfunction = \"orders-{request}\"\nqualifier = \"live\"\nwait = \"1 min\"\nnotes = \"\"\"\nSome notes.\n\"\"\"\n\n[variables]\norder_id = \"o-{{{{ uuid() }}}}\"\n\n[[checks]]\noutcome = \"succeeded\"\n"
                );
                fs::write(folder.join(format!("request {request}.toml")), sidecar).expect("written");
            }
        }
    }
}
