//! Who is let in at all: callers that know they talk to loopback. Whose the request is, is for `signature.rs`.

use axum::http::{HeaderMap, HeaderValue, header, request::Parts};

/// HTTP/2 names the host in its address; what reads requests here finds it in the header, as HTTP/1.1 has it.
pub fn with_host(parts: &mut Parts) {
    if let Some(authority) = parts.uri.authority()
        && !parts.headers.contains_key(header::HOST)
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        parts.headers.insert(header::HOST, host);
    }
}

/// Whether the caller knows that it talks to loopback: a page in a browser that was sent here by a changed name does not.
pub fn comes_from_here(headers: &HeaderMap) -> bool {
    let host = text(headers, &header::HOST).unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    matches!(name, "127.0.0.1" | "localhost" | "[::1]") || name.ends_with(".localhost")
}

/// Whether a form was sent by a page of ours, or by something that is no browser. A browser names the page's origin.
pub fn is_own_form(headers: &HeaderMap) -> bool {
    let host = text(headers, &header::HOST).unwrap_or_default();
    match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => origin.as_bytes() == format!("http://{host}").as_bytes(),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn only_names_of_loopback_come_from_here() {
        for host in ["127.0.0.1:80", "localhost", "[::1]:80", "a.localhost:1"] {
            assert!(comes_from_here(&headers(host, None)), "{host}");
        }
        for host in ["example.com", "127.0.0.1.example.com:80", "localhost:80.example.com", ""] {
            assert!(!comes_from_here(&headers(host, None)), "{host}");
        }
    }

    #[test]
    fn a_form_of_another_page_is_not_ours() {
        let host = "127.0.0.1:4711";
        assert!(is_own_form(&headers(host, None)));
        assert!(is_own_form(&headers(host, Some("http://127.0.0.1:4711"))));
        for origin in ["null", "https://example.com", "http://127.0.0.1:4712"] {
            assert!(!is_own_form(&headers(host, Some(origin))), "{origin}");
        }
    }
}
