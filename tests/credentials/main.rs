//! From profiles to credentials, against the sandbox: single sign-on, roles, devices, expiry, and what each mistake is
//! told as.

mod desk;
mod hidden;
mod identity;
mod roles;
mod samples;
mod sign_in;
