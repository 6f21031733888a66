//! POSIX quoting, with bash's and zsh's `$'…'` and `<<<`.

use std::iter::Peekable;
use std::str::Chars;

use super::{Command, Line, Unreadable, Word};

/// Takes a line apart.
pub(super) fn read(text: &str) -> Result<Line, Unreadable> {
    Reader { rest: text.chars().peekable(), line: Line::default(), command: Command::default(), number: 0, here: None }
        .read()
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: Line,
    /// The command that is being read.
    command: Command,
    /// Words begun so far.
    number: usize,
    /// The word that ends a here-document which begins at the next line, and whether tabs before it are dropped.
    here: Option<(String, bool)>,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Line, Unreadable> {
        while let Some(&letter) = self.rest.peek() {
            match letter {
                '\n' => {
                    self.rest.next();
                    if let Some((end, tabs)) = self.here.take() {
                        self.command.input = Some(self.here_document(&end, tabs));
                    }
                    if self.is_over() {
                        break;
                    }
                }
                ' ' | '\t' | '\r' => drop(self.rest.next()),
                '\\' if self.continues() => {}
                '#' => while self.rest.next_if(|letter| *letter != '\n').is_some() {},
                '|' | '&' | ';' => {
                    if self.operator() {
                        break;
                    }
                }
                '<' | '>' => self.redirection(None)?,
                _ => {
                    let word = self.word()?;
                    self.push(word)?;
                }
            }
        }
        let last = std::mem::take(&mut self.command);
        self.line.commands.push(last);
        Ok(self.line)
    }

    /// At the end of a line: whether the command is over, and with it all that is read.
    fn is_over(&mut self) -> bool {
        if self.command.words.is_empty() {
            return false;
        }
        let more: String = self.rest.by_ref().collect();
        if !more.trim().is_empty() {
            self.line.remarks.push("What follows the first command was left out.".into());
        }
        true
    }

    /// A backslash that joins two lines.
    fn continues(&mut self) -> bool {
        let mut ahead = self.rest.clone();
        ahead.next();
        let joined = match ahead.next() {
            Some('\n') => true,
            Some('\r') => ahead.next() == Some('\n'),
            _ => false,
        };
        if joined {
            self.rest = ahead;
        }
        joined
    }

    /// True when nothing more is read.
    fn operator(&mut self) -> bool {
        let first = self.rest.next();
        let second = self.rest.next_if(|letter| Some(*letter) == first);
        if first == Some('|') && second.is_none() {
            // `|&` hands on errors too.
            self.rest.next_if_eq(&'&');
            let command = std::mem::take(&mut self.command);
            self.line.commands.push(command);
            return false;
        }
        let more: String = self.rest.by_ref().collect();
        if !more.trim().is_empty() {
            self.line.remarks.push("What follows the first command was left out.".into());
        }
        true
    }

    fn push(&mut self, word: Word) -> Result<(), Unreadable> {
        // `2>` and `2>>`: the digit is no word of the command.
        let number = word.text.len() == 1 && word.text.bytes().all(|byte| byte.is_ascii_digit());
        if number && matches!(self.rest.peek(), Some('<' | '>')) {
            return self.redirection(Some(word.text));
        }
        self.command.words.push(word);
        Ok(())
    }

    fn redirection(&mut self, _stream: Option<String>) -> Result<(), Unreadable> {
        let mut sign = String::new();
        while let Some(letter) = self.rest.next_if(|letter| matches!(letter, '<' | '>' | '&' | '|')) {
            sign.push(letter);
        }
        let tabs = sign == "<<" && self.rest.next_if_eq(&'-').is_some();
        while self.rest.next_if(|letter| matches!(letter, ' ' | '\t')).is_some() {}
        if self.rest.peek().is_none_or(|letter| *letter == '\n') {
            return Err(Unreadable::new(self.number, format!("After {sign} something is missing.")));
        }
        let word = self.word()?;
        match sign.as_str() {
            // bash adds a line break.
            "<<<" => self.command.input = Some(word.text + "\n"),
            "<<" => self.here = Some((word.text, tabs)),
            "<" => self.line.remarks.push(format!("The file {} was not read.", word.text)),
            _ => {}
        }
        Ok(())
    }

    fn here_document(&mut self, end: &str, tabs: bool) -> String {
        let mut text = String::new();
        while self.rest.peek().is_some() {
            let mut line = String::new();
            while let Some(letter) = self.rest.next_if(|letter| *letter != '\n') {
                line.push(letter);
            }
            self.rest.next();
            let line = if tabs { line.trim_start_matches('\t') } else { &line };
            if line.trim_end_matches('\r') == end {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// One word, up to the next space or operator.
    fn word(&mut self) -> Result<Word, Unreadable> {
        self.number += 1;
        let mut word = Word { number: self.number, ..Word::default() };
        while let Some(&letter) = self.rest.peek() {
            match letter {
                ' ' | '\t' | '\r' | '\n' | '|' | '&' | ';' | '<' | '>' => break,
                '\'' => {
                    self.rest.next();
                    self.until_quote('\'', &mut word)?;
                }
                '"' => {
                    self.rest.next();
                    self.double_quoted(&mut word)?;
                }
                '\\' => {
                    if !self.continues() {
                        self.rest.next();
                        word.text.extend(self.rest.next());
                    }
                }
                '$' => self.dollar(&mut word, false)?,
                '`' => self.backticks(&mut word)?,
                _ => word.text.extend(self.rest.next()),
            }
        }
        Ok(word)
    }

    fn never_closed(&self, quote: &str) -> Unreadable {
        Unreadable::new(self.number, format!("The {quote} that begins here is never closed."))
    }

    fn until_quote(&mut self, quote: char, word: &mut Word) -> Result<(), Unreadable> {
        loop {
            match self.rest.next() {
                None => return Err(self.never_closed("quotation mark ’")),
                Some(letter) if letter == quote => return Ok(()),
                Some(letter) => word.text.push(letter),
            }
        }
    }

    fn double_quoted(&mut self, word: &mut Word) -> Result<(), Unreadable> {
        loop {
            match self.rest.peek() {
                None => return Err(self.never_closed("quotation mark ”")),
                Some('"') => {
                    self.rest.next();
                    return Ok(());
                }
                Some('\\') => {
                    if self.continues() {
                        continue;
                    }
                    self.rest.next();
                    match self.rest.next() {
                        Some(letter @ ('$' | '`' | '"' | '\\')) => word.text.push(letter),
                        Some(letter) => word.text.extend(['\\', letter]),
                        None => return Err(self.never_closed("quotation mark ”")),
                    }
                }
                Some('$') => self.dollar(word, true)?,
                Some('`') => self.backticks(word)?,
                Some(_) => word.text.extend(self.rest.next()),
            }
        }
    }

    /// `$'…'`, `$"…"`, `$NAME`, `${…}`, `$(…)`, or a mere dollar.
    fn dollar(&mut self, word: &mut Word, in_quotes: bool) -> Result<(), Unreadable> {
        self.rest.next();
        match self.rest.peek() {
            Some('\'') if !in_quotes => {
                self.rest.next();
                self.ansi_c(word)
            }
            Some('"') if !in_quotes => {
                self.rest.next();
                self.double_quoted(word)
            }
            Some(&open @ ('(' | '{')) => {
                let written = self.balanced(open)?;
                word.text.push_str(&written);
                word.expands.get_or_insert(written);
                Ok(())
            }
            Some(letter) if letter.is_ascii_alphabetic() || *letter == '_' => {
                let mut name = String::from("$");
                while let Some(letter) = self.rest.next_if(|it| it.is_ascii_alphanumeric() || *it == '_') {
                    name.push(letter);
                }
                word.text.push_str(&name);
                word.expands.get_or_insert(name);
                Ok(())
            }
            _ => {
                word.text.push('$');
                Ok(())
            }
        }
    }

    /// `$(…)` and `${…}` as written, with what is nested in them.
    fn balanced(&mut self, open: char) -> Result<String, Unreadable> {
        let close = if open == '(' { ')' } else { '}' };
        let (mut written, mut depth) = (String::from("$"), 0_usize);
        for letter in self.rest.by_ref() {
            written.push(letter);
            if letter == open {
                depth += 1;
            } else if letter == close {
                depth -= 1;
                if depth == 0 {
                    return Ok(written);
                }
            }
        }
        Err(self.never_closed(&format!("{open}")))
    }

    fn backticks(&mut self, word: &mut Word) -> Result<(), Unreadable> {
        let mut written = String::from("`");
        self.rest.next();
        for letter in self.rest.by_ref() {
            written.push(letter);
            if letter == '`' {
                word.text.push_str(&written);
                word.expands.get_or_insert(written);
                return Ok(());
            }
        }
        Err(self.never_closed("`"))
    }

    /// The escapes of C.
    fn ansi_c(&mut self, word: &mut Word) -> Result<(), Unreadable> {
        // Escapes can make up a character byte by byte.
        let mut bytes = Vec::new();
        loop {
            let letter = match self.rest.next() {
                None => return Err(self.never_closed("quotation mark $’")),
                Some('\'') => break,
                Some('\\') => match self.rest.next() {
                    None => return Err(self.never_closed("quotation mark $’")),
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('r') => '\r',
                    Some('a') => '\u{7}',
                    Some('b') => '\u{8}',
                    Some('e' | 'E') => '\u{1b}',
                    Some('f') => '\u{c}',
                    Some('v') => '\u{b}',
                    Some('x') => {
                        bytes.push(u8::try_from(self.digits(2, 16)).unwrap_or_default());
                        continue;
                    }
                    Some('u') => char::from_u32(self.digits(4, 16)).unwrap_or(char::REPLACEMENT_CHARACTER),
                    Some('U') => char::from_u32(self.digits(8, 16)).unwrap_or(char::REPLACEMENT_CHARACTER),
                    Some(digit @ '0'..='7') => {
                        let first = digit.to_digit(8).unwrap_or_default();
                        let mut value = first;
                        for _ in 0..2 {
                            let Some(next) = self.rest.next_if(|it| it.is_digit(8)) else { break };
                            value = value * 8 + next.to_digit(8).unwrap_or_default();
                        }
                        bytes.push(u8::try_from(value & 0xff).unwrap_or_default());
                        continue;
                    }
                    Some(letter @ ('\\' | '\'' | '"' | '?')) => letter,
                    Some(letter) => {
                        bytes.push(b'\\');
                        letter
                    }
                },
                Some(letter) => letter,
            };
            bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        word.text.push_str(&String::from_utf8_lossy(&bytes));
        Ok(())
    }

    fn digits(&mut self, most: usize, radix: u32) -> u32 {
        let mut value = 0;
        for _ in 0..most {
            let Some(digit) = self.rest.next_if(|it| it.is_digit(radix)) else { break };
            value = value * radix + digit.to_digit(radix).unwrap_or_default();
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let line = read(text).expect("readable");
        line.commands.into_iter().flat_map(|command| command.words).map(|word| word.text).collect()
    }

    #[test]
    fn quotes_are_taken_off() {
        for (text, expected) in [
            ("a  'b c' \"d e\"", vec!["a", "b c", "d e"]),
            ("a\\ b 'it'\\''s' \"\"", vec!["a b", "it's", ""]),
            ("x \\\n  y\\\n z", vec!["x", "y", "z"]),
            ("x \\\r\n  y", vec!["x", "y"]),
            ("\"a\\\"b\\\\c\\d\\$e\"", vec!["a\"b\\c\\d$e"]),
            ("$'a\\n\\'b\\x41\\u00e9\\xc3\\xa9\\101'", vec!["a\n'bAééA"]),
            ("'{\"a\": \"$HOME `x` !\"}'", vec!["{\"a\": \"$HOME `x` !\"}"]),
            ("a # not this\n", vec!["a"]),
            ("a#b", vec!["a#b"]),
            ("one 2>/dev/null two > out.json three 2>&1", vec!["one", "two", "three"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_shell_would_put_in_is_marked_and_left() {
        let line = read("--user \"$KEY:${SECRET}\" $(aws get x) `id` 5$").expect("readable");
        let words = &line.commands[0].words;
        let marked: Vec<_> = words.iter().map(|word| (word.text.as_str(), word.expands.as_deref())).collect();
        assert_eq!(
            marked,
            [
                ("--user", None),
                ("$KEY:${SECRET}", Some("$KEY")),
                ("$(aws get x)", Some("$(aws get x)")),
                ("`id`", Some("`id`")),
                ("5$", None)
            ]
        );
    }

    #[test]
    fn pipes_and_here_documents_give_input() {
        let line = read("printf '%s' '{}' | aws lambda invoke && rm x").expect("readable");
        assert_eq!(line.commands.len(), 2);
        assert_eq!(line.remarks.len(), 1);
        let line = read("aws x <<< '{\"a\": 1}'").expect("readable");
        assert_eq!(line.commands[0].input.as_deref(), Some("{\"a\": 1}\n"));
        let line = read("aws x --y <<'END' out\n{\n 'a\"\n}\nEND\nls").expect("readable");
        assert_eq!(line.commands[0].input.as_deref(), Some("{\n 'a\"\n}\n"));
        assert_eq!(line.commands[0].words.len(), 4);
    }

    #[test]
    fn a_mistake_is_said_at_its_word() {
        for (text, word) in [("a b 'c d", 3), ("a \"b", 2), ("a $(b", 2), ("a b $'c", 3), ("a `b", 2), ("a b >", 2)] {
            assert_eq!(read(text).expect_err("a mistake").word, word, "{text}");
        }
    }
}
