//! A page of HTML: no script, nothing from elsewhere, and readable in light and in dark. What stands on it is for
//! `pages.rs`.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::digest::sha256;
use crate::markup::escape;

/// The one style sheet. Colours are pairs of light and dark with a contrast of at least 4.5 to 1.
const STYLE: &str = "
:root { color-scheme: light dark; --page: #f4f5f7; --card: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #8c959f;
  --go: #0b5cad; --on-go: #ffffff; --bad: #a40e26; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --card: #1e2226; --text: #e6e8ea; --soft: #a8b0b8; --line: #6b747d; --go: #6cb2f7;
    --on-go: #0d1117; --bad: #ff9aa5; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 10vh 1rem 2rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 28rem; margin: 0 auto; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 0.75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
p:last-child, form:last-child { margin-bottom: 0; }
label { display: block; margin-bottom: 0.25rem; font-weight: 600; }
input, button { font: inherit; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 0.375rem;
  background: var(--card); color: var(--text); }
input { width: 100%; margin-bottom: 1rem; letter-spacing: 0.1em; text-transform: uppercase; }
button { min-width: 6rem; cursor: pointer; }
button.go { background: var(--go); border-color: var(--go); color: var(--on-go); }
:focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }
a { color: var(--go); }
.code { font: 600 1.75rem/1.2 ui-monospace, monospace; letter-spacing: 0.1em; }
.soft { color: var(--soft); }
.bad { color: var(--bad); }
.choice { display: flex; flex-wrap: wrap; gap: 0.75rem; }
";

/// A page with a title, which is also its heading. The body is HTML already; the title is text.
pub fn page(status: StatusCode, title: &str, body: &str) -> Response<Body> {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – Lambdesk sandbox</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    // The style sheet is allowed by what it is, so that no other gets in.
    let style = STANDARD.encode(sha256(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // Not `no-referrer`: with it browsers say of a form of our own that it comes from nowhere.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
