//! Who an invocation is signed as: saved profiles, the keychain that holds their secrets, and what the AWS files and
//! the environment say. This module must not know the invoke engine's loop, nor the window.

pub mod aws_files;
pub mod aws_http;
pub mod keychain;
pub mod memory_keychain;
pub mod profile_file;
pub mod profiles;
pub mod secrets;
pub mod system_keychain;
