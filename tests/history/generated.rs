//! Cases made up: whatever is typed is searched for, and whatever is kept is found by any part of it.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{begin, end, file, open, rows};

/// Text with what FTS5, SQL and JSON read something into.
fn hostile() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("*".to_owned()),
        Just("^".to_owned()),
        Just("NEAR(a b)".to_owned()),
        Just("text : x".to_owned()),
        Just("- AND OR NOT".to_owned()),
        Just("{text function}: a".to_owned()),
        Just("'); DROP TABLE words; --".to_owned()),
        Just("a\u{0}b".to_owned()),
        Just("ΑΣ İ ß ﬁ".to_owned()),
        Just("\u{f0000}\u{f0101}\u{f0102}".to_owned()),
        "\\PC{0,12}",
    ];
    proptest::collection::vec(word, 0..5).prop_map(|words| words.concat())
}

#[test]
fn nothing_that_is_typed_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let history = open(&file(&folder));
    runtime.block_on(async {
        end(begin(&history, "one", "{\"a\": \"NEAR AND OR\"}"), "one", "{}");
    });
    let mut runner = TestRunner::new(ProptestConfig { cases: 400, ..ProptestConfig::default() });
    runner
        .run(&hostile(), |typed| {
            let page = runtime.block_on(history.page(super::asking(&typed)));
            prop_assert!(page.is_ok(), "{typed:?}: {page:?}");
            Ok(())
        })
        .expect("every text is searched for");
    assert_eq!(runtime.block_on(rows(&history, "")).len(), 1);
}

#[test]
fn whatever_is_kept_is_found_by_any_part_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let history = open(&file(&folder));
    let mut runner = TestRunner::new(ProptestConfig { cases: 200, ..ProptestConfig::default() });
    let case = (hostile(), any::<proptest::sample::Index>(), 3_usize..24, any::<bool>());
    let number = std::cell::Cell::new(0);
    runner
        .run(&case, |(text, at, length, in_response)| {
            // An escape that is cut in two is no part of the text; NUL is in no JSON.
            let letters: Vec<char> = text.chars().filter(|letter| !matches!(letter, '\\' | '\0')).collect();
            let id = format!("case-{}", number.replace(number.get() + 1));
            let whole: String = letters.iter().collect();
            let (payload, response) = if in_response { ("{}", whole.as_str()) } else { (whole.as_str(), "{}") };
            runtime.block_on(async {
                let recording = begin(&history, &id, payload);
                end(recording, &id, response);
            });
            let from = at.index(letters.len().max(1));
            let part: String = letters.iter().skip(from).take(length).collect();
            // What is shorter than three characters is looked for in names only.
            if part.split_whitespace().any(|word| word.to_lowercase().chars().count() >= 3) {
                let found = runtime.block_on(rows(&history, &part));
                let rows_say = found.iter().any(|row| row.id == id);
                prop_assert!(rows_say, "{part:?} is not found in {whole:?}");
            }
            Ok(())
        })
        .expect("every part is found");
}
