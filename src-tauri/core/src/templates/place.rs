//! Where in a JSON text a value stands, so that it can be replaced and everything around it stays byte for byte.

use std::ops::Range;

/// The bytes of the value at a JSON pointer (RFC 6901), or, with `#` after it, of the name of the member it points at.
/// `None` when the text is not JSON or has no such place. Of members with the same name, the first.
pub(super) fn bytes_of(text: &str, pointer: &str) -> Option<Range<usize>> {
    let (pointer, name) = pointer.strip_suffix('#').map_or((pointer, false), |pointer| (pointer, true));
    let mut at = skip_space(text, 0);
    let mut found = at..end_of(text, at)?;
    let mut named = None;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        (named, found) = child(text, found.start, &token)?;
        at = found.start;
    }
    debug_assert_eq!(at, found.start);
    if name { named } else { Some(found) }
}

/// The member or element `token` of the container at `at`: the bytes of its name, if it has one, and of its value.
fn child(text: &str, at: usize, token: &str) -> Option<(Option<Range<usize>>, Range<usize>)> {
    let object = match text.as_bytes().get(at)? {
        b'{' => true,
        b'[' => false,
        _ => return None,
    };
    let mut at = skip_space(text, at + 1);
    for index in 0_usize.. {
        if matches!(text.as_bytes().get(at)?, b'}' | b']') {
            return None;
        }
        let mut name = None;
        if object {
            let end = end_of(text, at)?;
            name = Some(at..end);
            at = skip_space(text, end);
            (*text.as_bytes().get(at)? == b':').then_some(())?;
            at = skip_space(text, at + 1);
        }
        let value = at..end_of(text, at)?;
        let wanted = match &name {
            Some(name) => serde_json::from_str::<String>(&text[name.clone()]).ok()? == token,
            None => index.to_string() == token,
        };
        if wanted {
            return Some((name, value));
        }
        at = skip_space(text, value.end);
        if *text.as_bytes().get(at)? == b',' {
            at = skip_space(text, at + 1);
        }
    }
    None
}

fn skip_space(text: &str, from: usize) -> usize {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    from + text.as_bytes()[from.min(text.len())..].iter().take_while(|byte| space(byte)).count()
}

/// Where the value that begins at `at` ends. No recursion: depth is no problem.
fn end_of(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, at);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'{' | b'[' => (depth, at) = (depth + 1, at + 1),
            b'}' | b']' => (depth, at) = (depth.checked_sub(1)?, at + 1),
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {
                // Between values, which only a container has.
                (depth > 0).then_some(())?;
                at += 1;
            }
            _ => {
                let ends = |byte: &&u8| matches!(byte, b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' | b'"');
                at += bytes[at..].iter().take_while(|byte| !ends(byte)).count();
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{ \"a/b\" : [1, {\"\\u0063\": \"x\\\"]\"}, []], \"m~n\":{}, \"last\":null}";

    #[test]
    fn places_are_found_by_their_pointers() {
        let at = |pointer: &str| bytes_of(TEXT, pointer).map(|range| &TEXT[range]);
        assert_eq!(at(""), Some(TEXT));
        assert_eq!(at("/a~1b/0"), Some("1"));
        assert_eq!(at("/a~1b/1/c"), Some("\"x\\\"]\""));
        assert_eq!(at("/a~1b/1/c#"), Some("\"\\u0063\""));
        assert_eq!(at("/a~1b/2"), Some("[]"));
        assert_eq!(at("/m~0n"), Some("{}"));
        assert_eq!(at("/last"), Some("null"));
        for nowhere in ["/a~1b/3", "/nothing", "/last/0", "/m~0n/x", "#"] {
            assert_eq!(at(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn what_is_not_json_has_no_places() {
        for text in ["", " ", "{", "{\"a\"", "{\"a\":", "[1", "]", "\"", "{\"a\" 1}", "\"\\"] {
            assert_eq!(bytes_of(text, "/a"), None, "{text}");
        }
    }
}
