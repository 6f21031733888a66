//! Shareable test events: payloads that Lambda's console and the SAM CLI keep beside a function, for all who may read them.
//! They lie in the EventBridge schema registry, one document for each function.

pub mod document;
pub mod event;
pub mod registry;
mod trouble;

pub use event::{TestEvent, TestEvents};
pub use registry::Registry;
pub use trouble::TestEventError;
