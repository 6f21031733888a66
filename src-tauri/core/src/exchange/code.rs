//! A request written for other tools: the AWS CLI, curl, and the SDKs of three languages.
//!
//! What comes out runs as it stands, where the profile is one of the AWS files; for other profiles a name is to be put in,
//! because their keys are nobody's but Lambdesk's. No secret is ever written: there is none in what goes in here.
//!
//! Sending again what may have run is what these tools do by themselves and Lambdesk does not, so it is switched off in
//! each, unless the request says otherwise.

mod aws_cli;
mod curl;
mod javascript;
mod literal;
mod outgoing;
mod python;
mod rust;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::invoke_input::{self, Place};
use crate::settings::ResolvedSettings;
use crate::wire::InvokeInput;
use outgoing::Outgoing;

/// What a request is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CodeLanguage {
    /// The AWS CLI, in a POSIX shell. Runs with both of its versions.
    AwsCli,
    /// curl, in a POSIX shell.
    Curl,
    /// Python, with boto3.
    Python,
    /// JavaScript, with the SDK's version 3.
    JavaScript,
    /// Rust, with aws-sdk-lambda.
    Rust,
}

impl CodeLanguage {
    /// All of them, in the order to list them.
    pub const ALL: [Self; 5] = [Self::AwsCli, Self::Curl, Self::Python, Self::JavaScript, Self::Rust];
}

/// Whose credentials another tool takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A profile of the AWS files.
    AwsProfile(String),
    /// What the environment has.
    Environment,
    /// A profile that only Lambdesk knows, by its name.
    Ours(String),
}

/// A request as another tool takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Code {
    /// To be pasted.
    pub text: String,
    /// What is to be done first, or is different there. Each a sentence.
    pub remarks: Vec<String>,
}

/// Writes a request for another tool.
///
/// # Errors
/// The fields that keep it from being sent.
pub fn write(
    input: &InvokeInput,
    place: &Place,
    settings: &ResolvedSettings,
    owner: &Owner,
    language: CodeLanguage,
) -> Result<Code, Failure> {
    let problems = invoke_input::check(input, place, settings).problems;
    if !problems.is_empty() {
        return Err(Failure::invalid(problems));
    }
    let mut outgoing = Outgoing::of(input, place, settings, owner, language)?;
    let text = match language {
        CodeLanguage::AwsCli => aws_cli::write(&mut outgoing),
        CodeLanguage::Curl => curl::write(&mut outgoing),
        CodeLanguage::Python => python::write(&outgoing),
        CodeLanguage::JavaScript => javascript::write(&outgoing),
        CodeLanguage::Rust => rust::write(&outgoing),
    };
    Ok(Code { text, remarks: outgoing.remarks })
}
