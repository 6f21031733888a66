//! What the service says no with: a code and a message in the body, the code's exception in the header.

use axum::http::StatusCode;

use super::registries::Place;
use crate::principal::Principal;
use crate::refusal::Refusal;

pub fn forbidden(caller: &Principal, action: &str, resource: &str) -> Refusal {
    let message = format!("User: {} is not authorized to perform: {action} on resource: {resource}", caller.arn);
    Refusal::with_code(StatusCode::FORBIDDEN, "ForbiddenException", "Forbidden", message)
}

pub fn no_registry(name: &str) -> Refusal {
    not_found(format!("Registry with name {name} does not exist."))
}

pub fn no_schema(Place { registry, schema }: Place<'_>) -> Refusal {
    not_found(format!("Schema with name {schema} does not exist in registry {registry}."))
}

pub fn no_version(Place { schema, .. }: Place<'_>, version: &str) -> Refusal {
    not_found(format!("Schema version {version} of schema {schema} does not exist."))
}

pub fn unknown() -> Refusal {
    not_found("The operation is not one that the sandbox knows.".into())
}

pub fn exists(what: &str, name: &str) -> Refusal {
    conflict(format!("{what} with name {name} already exists."))
}

pub fn no_change() -> Refusal {
    conflict("No change since the previous schema version.".into())
}

pub fn bad_request(message: &str) -> Refusal {
    Refusal::with_code(StatusCode::BAD_REQUEST, "BadRequestException", "BadRequest", message.to_owned())
}

pub fn too_long(what: &str, longest: usize) -> Refusal {
    bad_request(&format!("{what} must have between 1 and {longest} characters"))
}

pub fn too_many_versions(most: usize) -> Refusal {
    bad_request(&format!("A schema can have at most {most} versions. Delete a version before creating another one."))
}

fn not_found(message: String) -> Refusal {
    Refusal::with_code(StatusCode::NOT_FOUND, "NotFoundException", "NotFound", message)
}

fn conflict(message: String) -> Refusal {
    Refusal::with_code(StatusCode::CONFLICT, "ConflictException", "Conflict", message)
}
