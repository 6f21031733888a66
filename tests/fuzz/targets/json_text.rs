//! Laying out JSON that a function returned: it must stay the same JSON, and must not grow without measure.
#![no_main]

use lambdesk_core::json_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let problem = json_text::problem(text);
    let Some(laid) = json_text::format(text) else { return };
    assert!(problem.is_none());
    assert_eq!(json_text::format(&laid).as_deref(), Some(laid.as_str()), "laying out twice is laying out once");
    let bare = |text: &str| text.chars().filter(|letter| !letter.is_ascii_whitespace()).collect::<String>();
    assert_eq!(bare(&laid), bare(text));
});
