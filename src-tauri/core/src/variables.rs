//! Variables: `{{ … }}` in a request becomes text before anything is sent. What they are, where each comes from, the
//! functions beside them, and how a value is written at its place.
//!
//! An expression is minijinja's; its statements are not there, because only expressions are ever given to it. This module
//! must not know the engine, and the engine does not know it: it is given a request in which nothing is left to fill in.

pub mod environments;
pub mod expressions;
pub mod fill;
pub mod filling;
pub mod functions;
pub mod request;
pub mod scope;
pub mod secret_variables;
pub mod trouble;
pub mod value;
