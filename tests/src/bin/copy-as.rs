//! Writes a request for another tool, for tests that run it there: `copy-as` reads one from standard input, as JSON, and
//! prints what is to be run.

use std::io::Read;

use lambdesk_core::exchange::code::{self, CodeLanguage, Owner};
use lambdesk_core::invoke_input::Place;
use lambdesk_core::settings::ResolvedSettings;
use lambdesk_core::wire::InvokeInput;
use serde::Deserialize;

#[derive(Deserialize)]
struct Asked {
    input: InvokeInput,
    language: CodeLanguage,
    region: String,
    endpoint: Option<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let Asked { input, language, region, endpoint } = serde_json::from_str(&text)?;
    let place = Place { region, endpoint, ..Place::default() };
    let settings = ResolvedSettings::default();
    let code = code::write(&input, &place, &settings, &Owner::Environment, language)
        .map_err(|failure| std::io::Error::other(failure.message))?;
    #[allow(clippy::print_stdout, reason = "that is what it is for")]
    {
        print!("{}", code.text);
    }
    Ok(())
}
