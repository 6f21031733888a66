//! What functions say is hostile: in a report it is text, and the report is whole.

use lambdesk_core::runs::pace::Pace;
use lambdesk_core::runs::report::{Form, Report};
use quick_xml::events::Event;
use serde_json::Value;

use super::Desk;

/// Everything that could end an attribute, an element, a comment or a line.
const HOSTILE: &str = r#"</pre></testcase>]]><script>alert('x')</script><img src=x onerror=alert(1)> \" & \u0000\u001b[31m\u202e\ufffe\u2028 --> \ud83d\ude00"#;

#[tokio::test]
async fn hostile_answers_stay_text_in_every_report() {
    let payload = format!("{{\"</style><b>\": \"{HOSTILE}\"}}");
    let checks = "function = \"echo\"\n[[checks]]\nexpression = \"@\"\nequals = 1\n[[checks]]\nlog_contains = \"</pre><script>\"\n";
    let name = "<b onclick=\"x\">&'</b>";
    let sidecar = format!("name = '''{name}'''\n{checks}");
    let desk =
        Desk::with(&[("lambdesk.toml", "name = \"<i>]]>\""), ("x/a.json", &payload), ("x/a.toml", &sidecar)]).await;
    let (book, took) = desk.run(Pace { rounds: 2, ..Pace::default() }).await;
    let (cases, summary) = (desk.cases(), book.summary(took.into()));
    assert_eq!(summary.failed, 2, "{:?}", book.records()[0].reasons);
    let report = Report {
        title: "<i>]]>",
        environment: Some("\"><script>"),
        place: "a & b",
        started_at: std::time::SystemTime::UNIX_EPOCH,
        rounds: 2,
        cases: &cases,
        book: &book,
        summary: &summary,
    };

    let xml = report.write(Form::Junit).expect("XML");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut elements, mut open) = (Vec::new(), 0);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
            Event::Eof => break,
            Event::Start(start) => {
                open += 1;
                elements.push(start.name().as_ref().to_owned());
                assert!(start.attributes().all(|attribute| attribute.is_ok()), "{xml}");
            }
            Event::Empty(start) => elements.push(start.name().as_ref().to_owned()),
            Event::End(_) => open -= 1,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    let known = ["testsuites", "testsuite", "properties", "property", "testcase", "failure", "system-out"];
    assert!(elements.iter().all(|element| known.contains(&element.as_str())), "{elements:?}");
    assert_eq!(elements.iter().filter(|element| *element == "testcase").count(), 2);
    // XML 1.0 has none of these, however they are written.
    assert!(!xml.contains(['\u{0}', '\u{1b}', '\u{fffe}']) && !xml.contains("&#"), "{xml}");

    let page = report.write(Form::Html).expect("a page");
    assert!(
        !page.contains("<script") && !page.contains("<img") && !page.contains("<b ") && !page.contains("<b>"),
        "{page}"
    );
    assert!(!page.contains(['\u{0}', '\u{1b}', '\u{202e}', '\u{fffe}']));
    assert_eq!(page.matches("<style>").count(), 1);
    assert_eq!(page.matches("</pre>").count(), page.matches("<pre>").count());

    let json: Value = serde_json::from_str(&report.write(Form::Json).expect("JSON")).expect("JSON");
    assert_eq!(json["requests"][0]["name"], name);
    assert_eq!(json["requests"][0]["invocations"].as_array().map(Vec::len), Some(2));
}
