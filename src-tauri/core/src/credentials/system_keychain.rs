//! system_keychain
