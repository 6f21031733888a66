//! Who an invocation is signed as: saved profiles, the keychain that holds their secrets, what the AWS files and the
//! environment say, and how all of them come to credentials. This module must not know the invoke engine's loop, nor
//! the window.

pub mod access;
pub mod approvals;
pub mod arn;
pub mod aws_call;
pub mod aws_chain;
pub mod aws_files;
pub mod aws_http;
pub mod aws_key;
pub mod aws_line;
pub mod aws_section;
pub mod aws_setting;
pub mod chain;
pub mod draft;
pub mod identity;
pub mod identity_center;
pub mod key_secret;
pub mod keychain;
pub mod keys_file;
pub mod memory_keychain;
pub mod profile_file;
pub mod profiles;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;
pub mod secrets;
pub mod shared_profiles;
pub mod sources;
pub mod sts;
pub mod system_keychain;
pub mod temporary;
pub mod trouble;
