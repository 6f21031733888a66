//! Collections: folders of saved requests that a person can read, edit, diff and merge, with their environments.
//!
//! The form on disk is written down in `docs/collection-format.md`. Whatever is in such a folder may be somebody else's:
//! nothing outside of it is read or written, and a file that cannot be understood is told and left as it is. This module
//! must not know the engine's loop, the keychain or the window.

pub mod change;
mod check_table;
pub mod entries;
pub mod environment_file;
pub mod folder_file;
pub mod inside;
pub mod known;
pub mod names;
pub mod natural_order;
pub mod open_collections;
pub mod request_file;
pub mod scan;
mod sending_table;
pub mod text_file;
mod toml_file;
mod tree;
pub mod trouble;
mod variable_table;
mod walk;
mod watch;
