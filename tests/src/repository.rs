//! Where things are in the checkout.

use std::path::{Path, PathBuf};

/// The checkout's top folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder cargo builds into: beside the running test's own folder, so that a moved target folder is found too.
pub fn target() -> PathBuf {
    let from_test = std::env::current_exe().ok().and_then(|test| {
        // …/target/debug/deps/window-0123 or …/target/debug/first-invocation
        test.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists()).map(Path::to_path_buf)
    });
    from_test.unwrap_or_else(|| root().join("target"))
}

/// A program that cargo built in the same profile as this code.
pub fn program(name: &str) -> PathBuf {
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    target().join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A tool, from `target/tools/bin` or the search path.
pub fn tool(name: &str) -> PathBuf {
    let installed = root().join("target/tools/bin").join(name);
    if installed.exists() { installed } else { PathBuf::from(name) }
}
