//! Generates Tauri's context. It runs at the repository's root, so the capabilities are pointed to by hand.
fn main() {}
