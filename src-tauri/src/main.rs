//! The desktop program.

// Without this Windows opens a console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    lambdesk_core::crash::leave_no_memory_behind();
    match lambdesk::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The window is gone or never came: standard error is the only place left.
            #[expect(clippy::print_stderr, reason = "there is no window to say it in")]
            {
                eprintln!("Lambdesk could not start: {error}");
            }
            ExitCode::FAILURE
        }
    }
}
