//! A run as a file for others: JUnit for build servers, a page for people, JSON for programs.
//!
//! What functions said is in all of them, and none of it may be more than text there. Nothing here reads or writes a
//! file, and nothing that is secret comes in.

mod html;
mod json;
mod junit;
mod plot;

use std::path::Path;
use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::book::Book;
use super::record::Record;
use crate::wire::{RunCase, RunSummary};

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The collection or folder, as people call it.
    pub title: &'a str,
    /// The environment, where one was chosen.
    pub environment: Option<&'a str>,
    /// Where the requests went: the profile's name and the region.
    pub place: &'a str,
    /// When the run began.
    pub started_at: SystemTime,
    /// How often each request was to be run.
    pub rounds: u32,
    /// The requests.
    pub cases: &'a [RunCase],
    /// What became of them.
    pub book: &'a Book,
    /// What it came to.
    pub summary: &'a RunSummary,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JUnit's XML.
    Junit,
    /// One page that needs nothing else.
    Html,
    /// JSON.
    Json,
}

impl Form {
    /// The form that a file's ending asks for.
    ///
    /// # Errors
    /// A sentence that says which there are.
    pub fn of(path: &Path) -> Result<Self, String> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "xml" => Ok(Self::Junit),
            "html" | "htm" => Ok(Self::Html),
            "json" => Ok(Self::Json),
            _ => Err("A report's name ends with .xml (JUnit), .html or .json.".into()),
        }
    }
}

impl Report<'_> {
    /// The report's text.
    ///
    /// # Errors
    /// A sentence when it cannot be written down, which no run we know of brings about.
    pub fn write(&self, form: Form) -> Result<String, String> {
        match form {
            Form::Junit => junit::write(self),
            Form::Html => Ok(html::write(self)),
            Form::Json => json::write(self),
        }
    }

    /// When it began, RFC 3339 in UTC, to the second.
    fn began(&self) -> String {
        let began = OffsetDateTime::from(self.started_at).truncate_to_second();
        began.format(&Rfc3339).unwrap_or_default()
    }

    /// The records in the order of their requests and rounds.
    fn in_order(&self) -> Vec<&Record> {
        let mut records: Vec<&Record> = self.book.records().iter().collect();
        records.sort_by_key(|record| (record.row.case, record.row.round));
        records
    }

    fn case(&self, number: u32) -> Option<&RunCase> {
        self.cases.get(usize::try_from(number).ok()?)
    }

    /// What a turn is called: with its number where there are several.
    fn name(&self, record: &Record) -> String {
        let name = self.case(record.row.case).map_or("", |case| case.name.as_str());
        if self.rounds > 1 { format!("{name} ({} of {})", record.row.round + 1, self.rounds) } else { name.to_owned() }
    }

    /// How many turns of each request did not begin.
    fn not_begun(&self) -> Vec<u32> {
        let mut left = vec![self.rounds; self.cases.len()];
        for row in self.book.rows() {
            if let Some(left) = usize::try_from(row.case).ok().and_then(|case| left.get_mut(case)) {
                *left = left.saturating_sub(1);
            }
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::invoke::outcome::{ErrorObject, FunctionError, Outcome};
    use crate::runs::record::{Ended, Performed};
    use crate::runs::schedule::Turn;
    use crate::span::Millis;
    use crate::wire::{CheckResult, CheckVerdict};

    const HOSTILE: &str = "</script><script>alert(1)</script> ]]> \u{1b}[31m \u{0} & \" ' \u{fffe}";

    fn cases() -> Vec<RunCase> {
        let case = |path: &str, name: &str, problem: Option<&str>| RunCase {
            path: path.into(),
            name: name.into(),
            problem: problem.map(str::to_owned),
        };
        vec![
            case("orders/create.json", "Create order", None),
            case("orders/hostile.json", HOSTILE, None),
            case("broken.json", "broken", Some("broken.toml is not valid TOML: line 1, column 2: oops.")),
            case("never.json", "never", None),
        ]
    }

    fn ended(outcome: Outcome, checks: Vec<CheckResult>, log: &str) -> Performed {
        Performed::Ended(Box::new(Ended::for_tests(outcome, Duration::from_millis(120), checks, log)))
    }

    fn book() -> Book {
        let check = |verdict, sentence: &str| CheckResult {
            verdict,
            label: "total is below 50".into(),
            sentence: sentence.into(),
        };
        let error = ErrorObject {
            error_type: Some(HOSTILE.into()),
            error_message: Some(HOSTILE.into()),
            ..ErrorObject::default()
        };
        let failed = Outcome::FunctionError(FunctionError { handling: "Unhandled".into(), error, causes: Vec::new() });
        let mut book = Book::new(5);
        let performed = [
            ended(
                Outcome::Succeeded,
                vec![check(CheckVerdict::Passed, "Found 46.")],
                "START\nREPORT RequestId: a\tInit Duration: 3 ms",
            ),
            ended(failed, vec![check(CheckVerdict::Failed, HOSTILE)], HOSTILE),
            Performed::Unsent("broken.toml is not valid TOML: line 1, column 2: oops.".into()),
        ];
        for (number, performed) in (0..).zip(performed) {
            let turn = Turn { round: 0, case: number };
            book.add(Record::of(number, turn, Duration::from_millis(5), Duration::from_millis(120), performed));
        }
        book
    }

    fn written(form: Form) -> String {
        let (cases, book) = (cases(), book());
        let report = Report {
            title: "Payments <team>",
            environment: Some("staging-eu"),
            place: "Payments, eu-west-1",
            started_at: SystemTime::UNIX_EPOCH,
            rounds: 1,
            cases: &cases,
            book: &book,
            summary: &book.summary(Millis(1234.5)),
        };
        report.write(form).expect("a report")
    }

    #[test]
    fn junit_tells_each_case() {
        insta::assert_snapshot!(written(Form::Junit));
    }

    #[test]
    fn json_has_its_shape() {
        insta::assert_snapshot!(written(Form::Json));
    }

    #[test]
    fn a_page_holds_no_script_and_nothing_from_elsewhere() {
        let page = written(Form::Html);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)"), "{page}");
        for from_elsewhere in ["http://", "https://", "url(", "@import", "src="] {
            let page = page.replace("http://www.w3.org/2000/svg", "");
            assert!(!page.contains(from_elsewhere), "{from_elsewhere}");
        }
        assert!(page.contains("Content-Security-Policy") && page.contains("default-src 'none'"));
        assert!(page.contains("Payments &lt;team&gt;") && page.contains("prefers-color-scheme"));
    }

    #[test]
    fn a_files_ending_names_the_form() {
        assert_eq!(Form::of(Path::new("a/REPORT.XML")), Ok(Form::Junit));
        assert_eq!(Form::of(Path::new("a.html")), Ok(Form::Html));
        assert_eq!(Form::of(Path::new("a.json")), Ok(Form::Json));
        assert!(Form::of(Path::new("report")).is_err() && Form::of(Path::new(".xml")).is_err());
    }
}
