//! memory_keychain
