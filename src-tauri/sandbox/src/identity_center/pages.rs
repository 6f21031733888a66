//! The pages to click through: what this is, the form for the code, whose it is, and what was decided.
//!
//! A client's name is hostile text: it is escaped, and kept from changing the direction of what stands around it.

use axum::body::Body;
use axum::http::{Response, StatusCode, request::Parts};

use super::devices::{Decision, Unusable};
use super::html::page;
use super::{Door, Visit};
use crate::gate;
use crate::markup::escape;
use crate::query::{Form, Query};

impl Visit<'_> {
    /// Answers a browser.
    pub(super) fn page(&self, door: Door, parts: &Parts, body: &[u8]) -> Response<Body> {
        match door {
            Door::Start => start(),
            Door::Device => match Query(parts.uri.query().unwrap_or_default()).get("user_code") {
                Some(code) if !code.trim().is_empty() => self.asked(&code),
                _ => page(StatusCode::OK, "Enter the code", &code_form("")),
            },
            _ if !gate::is_own_form(&parts.headers) => {
                let body = "<p>This form was sent by another page, so nothing was decided. Open the address that the application shows you.</p>";
                page(StatusCode::FORBIDDEN, "Nothing was decided", body)
            }
            _ => self.decided(&Form::parse(body)),
        }
    }

    /// Shows whose code it is, and asks.
    fn asked(&self, code: &str) -> Response<Body> {
        let client = match self.center.devices.look(code, self.now) {
            Ok(client) => client,
            Err(unusable) => return refused(code, unusable),
        };
        let code = escape(&tidy(code));
        let name = escape(&client.name);
        let body = format!(
            "<p><strong><bdi>{name}</bdi></strong> asks to act for you: jane.doe@example.com, an invented person of the sandbox.</p>\n<p>Allow it only if the application shows this code:</p>\n<p class=\"code\">{code}</p>\n<form method=\"post\" action=\"/device\">\n<input type=\"hidden\" name=\"user_code\" value=\"{code}\">\n<div class=\"choice\">\n<button class=\"go\" name=\"decision\" value=\"allow\">Allow</button>\n<button name=\"decision\" value=\"deny\">Deny</button>\n</div>\n</form>"
        );
        page(StatusCode::OK, "Allow access?", &body)
    }

    fn decided(&self, form: &Form) -> Response<Body> {
        let code = form.get("user_code").unwrap_or_default();
        let decision = match form.get("decision") {
            Some("allow") => Decision::Allow,
            Some("deny") => Decision::Deny,
            _ => {
                let body = "<p>The form did not say whether to allow or to deny.</p>";
                return page(StatusCode::BAD_REQUEST, "Nothing was decided", body);
            }
        };
        let client = match self.center.devices.decide(code, decision, self.now) {
            Ok(client) => client,
            Err(unusable) => return refused(code, unusable),
        };
        let name = escape(&client.name);
        let (title, what) = match decision {
            Decision::Allow => ("Access allowed", "can now act for you"),
            Decision::Deny => ("Access denied", "was told that you said no"),
        };
        let body = format!(
            "<p><strong><bdi>{name}</bdi></strong> {what}.</p>\n<p>You can close this page and go back to the application.</p>"
        );
        page(StatusCode::OK, title, &body)
    }
}

fn start() -> Response<Body> {
    let body = "<p>This is the sign-in portal of the Lambdesk sandbox, a small copy of AWS on this computer. Its accounts and its one person are invented, and nothing here reaches AWS.</p>\n<p>To sign in, give this page’s address to an application as its start URL. It will show you a code.</p>\n<p><a href=\"/device\">Enter a code</a></p>";
    page(StatusCode::OK, "Sign-in portal", body)
}

/// Says in a sentence why a code leads nowhere, and asks for another.
fn refused(code: &str, unusable: Unusable) -> Response<Body> {
    let (status, title, sentence) = match unusable {
        Unusable::Unknown => (
            StatusCode::NOT_FOUND,
            "Unknown code",
            "There is no such code. Check that it is the one that the application shows.",
        ),
        Unusable::Expired => {
            (StatusCode::GONE, "Expired code", "This code has expired. Start again in the application to get another.")
        }
        Unusable::Used => (
            StatusCode::CONFLICT,
            "Used code",
            "This code was used already. Start again in the application to get another.",
        ),
    };
    let form = code_form(&tidy(code));
    page(status, title, &format!("<p class=\"bad\" role=\"alert\">{sentence}</p>\n{form}"))
}

fn code_form(code: &str) -> String {
    let code = escape(code);
    format!(
        "<form method=\"get\" action=\"/device\">\n<label for=\"code\">Code</label>\n<input id=\"code\" name=\"user_code\" value=\"{code}\" required autofocus autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" maxlength=\"20\" aria-describedby=\"hint\">\n<p class=\"soft\" id=\"hint\">Eight letters, such as KQHZ-RTWB.</p>\n<button class=\"go\">Continue</button>\n</form>"
    )
}

/// A code as it is written, whatever was typed: at most as much as could be one.
fn tidy(code: &str) -> String {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let letters = letters.to_ascii_uppercase();
    if letters.len() == 8 { format!("{}-{}", &letters[..4], &letters[4..]) } else { letters }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use serde_json::json;

    use super::super::tests::Bench;
    use super::*;
    use crate::options::Options;

    async fn get(bench: &Bench, path: &str) -> (u16, String) {
        let (status, _, page) = bench.send(Request::get(path).body(String::new()).expect("a request")).await;
        (status.as_u16(), page)
    }

    #[tokio::test]
    async fn a_hostile_name_is_shown_as_text() {
        let bench = Bench::new(Options::default());
        let client = bench.register(json!([])).await;
        let (_, code) = bench.start(&client).await;
        let (status, page) = get(&bench, &format!("/device?user_code={}", code.to_lowercase())).await;
        assert_eq!(status, 200);
        assert!(page.contains("<bdi>a &lt;b&gt;client&lt;/b&gt;</bdi>"), "{page}");
        assert!(page.contains(&format!("<p class=\"code\">{code}</p>")), "{page}");
        assert!(page.contains(">Allow</button>") && page.contains(">Deny</button>"));
        assert!(
            page.contains("<html lang=\"en\">") && page.contains("<title>Allow access? – Lambdesk sandbox</title>")
        );
        let (_, page) = bench.press(&code, "allow").await;
        assert!(page.contains("a &lt;b&gt;client&lt;/b&gt;</bdi></strong> can now act for you."), "{page}");
    }

    #[tokio::test]
    async fn a_code_that_leads_nowhere_is_said_in_a_sentence() {
        let mut bench = Bench::new(Options::default());
        let client = bench.register(json!([])).await;
        let (status, page) = get(&bench, "/device?user_code=%22%3E%3Cscript%3E").await;
        assert_eq!(status, 404);
        assert!(page.contains("There is no such code.") && !page.contains("<script"), "{page}");
        let (_, code) = bench.start(&client).await;
        bench.press(&code, "deny").await;
        let (status, page) = bench.press(&code, "allow").await;
        assert!(page.contains("This code was used already."), "{status} {page}");
        let (_, code) = bench.start(&client).await;
        bench.pass(600);
        let (status, page) = get(&bench, &format!("/device?user_code={code}")).await;
        assert_eq!(status, 410);
        assert!(page.contains("This code has expired."), "{page}");
        assert_eq!(bench.press(&code, "perhaps").await.0, StatusCode::BAD_REQUEST);
    }

    #[tokio::test]
    async fn the_form_has_a_label_and_the_start_says_what_this_is() {
        let bench = Bench::new(Options::default());
        for path in ["/device", "/device?user_code="] {
            let (status, page) = get(&bench, path).await;
            assert_eq!(status, 200);
            assert!(page.contains("<label for=\"code\">Code</label>") && !page.contains("role=\"alert\""), "{page}");
        }
        assert!(get(&bench, "/start").await.1.contains("nothing here reaches AWS"));
    }

    #[tokio::test]
    async fn another_pages_form_decides_nothing() {
        let bench = Bench::new(Options::default());
        let client = bench.register(json!([])).await;
        let (_, code) = bench.start(&client).await;
        let form = format!("user_code={code}&decision=allow");
        let request = Request::post("/device").header("origin", "https://example.com").body(form);
        assert_eq!(bench.send(request.expect("a request")).await.0, StatusCode::FORBIDDEN);
        assert_eq!(bench.press(&code, "deny").await.0, StatusCode::OK, "the code is still there to be used");
    }
}
