//! Names and values as addresses and forms write them. It must not know what any of them means.

use percent_encoding::percent_decode_str;

/// The query of an address, still encoded.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a>(pub &'a str);

impl Query<'_> {
    /// The value of the first member of a name, decoded.
    pub fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }
}

/// A form, `application/x-www-form-urlencoded`: unlike in a query, a plus sign is a space.
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads one. What is no UTF-8 is replaced.
    pub fn parse(body: &[u8]) -> Self {
        let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        let text = String::from_utf8_lossy(body);
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (decode(name), decode(value))).collect())
    }

    /// The value of the first member of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_sign_is_a_space_in_a_form_only() {
        assert_eq!(Query("a=1+2%2B3&b=%C3%A4").get("a").as_deref(), Some("1+2+3"));
        assert_eq!(Query("a=1&b=%C3%A4").get("b").as_deref(), Some("ä"));
        let form = Form::parse(b"a=1+2%2B3&b=&c");
        assert_eq!((form.get("a"), form.get("b"), form.get("c")), (Some("1 2+3"), Some(""), None));
    }
}
