//! Generates Tauri's context and the permissions of our commands. Runs at the repository's root, so the capabilities
//! are pointed to by hand.

/// The commands the page may call. A command that is missing here, or in `capabilities/main.json`, is refused; a test
/// holds the lists together.
const COMMANDS: &[&str] = &[
    "start_up",
    "keychain",
    "save_profile",
    "delete_profile",
    "check_request",
    "check_json",
    "format_json",
    "invoke",
    "cancel",
    "response_body",
    "forget",
];

fn main() {
    println!("cargo::rerun-if-changed=src-tauri/capabilities");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("./src-tauri/capabilities/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        // Cargo shows what a build script says as it fails.
        panic!("{error:#}");
    }
}
