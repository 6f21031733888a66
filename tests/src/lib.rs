//! Shared parts of the suites: the real window driven by WebDriver, and the engine over the sandbox.

pub mod browser;
pub mod chromium;
pub mod desktop;
pub mod display;
pub mod element;
pub mod engine;
pub mod fault_proxy;
pub mod keys;
pub mod page_record;
pub mod planted;
pub mod repository;
pub mod scripted;
pub mod tls_front;
pub mod window;
