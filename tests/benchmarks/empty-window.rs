//! The least a Tauri window can be: what Lambdesk's start is measured against.

fn main() {
    let context = tauri::generate_context!("tests/benchmarks/empty-window/tauri.conf.json");
    tauri::Builder::default().run(context).unwrap_or_else(|error| panic!("{error}"));
}
