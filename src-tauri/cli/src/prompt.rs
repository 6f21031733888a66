//! Asking for a code in the terminal. What is typed does not show, and the terminal is left as it was, however it ends.

use std::io::ErrorKind;

use crate::trouble::Trouble;

/// The code that a device shows. Whoever calls this must be listening to Ctrl+C: only a process that lives on sets the
/// terminal back.
///
/// # Errors
/// When there is no terminal to ask in, none was given, or Ctrl+C was pressed.
pub fn code_of(serial: &str) -> Result<String, Trouble> {
    let typed = rpassword::prompt_password(format!("Enter MFA code for {serial}: "));
    typed.map_err(|error| match error.kind() {
        ErrorKind::Interrupted => Trouble::not_invoked(),
        ErrorKind::UnexpectedEof => Trouble::Credentials {
            message: format!("the role asks for a code of {serial}, and none was given"),
            hint: "Enter the code that the device shows.".into(),
        },
        _ => Trouble::Credentials {
            message: format!("the role asks for a code of {serial}, and there is no terminal to ask for it"),
            hint: "Run it in a terminal.".into(),
        },
    })
}
