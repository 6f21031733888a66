//! The quoting of Windows: its command prompt, and PowerShell. A program there takes its own line apart, so that both
//! levels are undone: the shell's, and the one by which `\"` is a quotation mark inside an argument.

use super::{Command, Line, Unreadable, Word};

/// A line of the command prompt.
pub(super) fn read_cmd(text: &str) -> Result<Line, Unreadable> {
    let letters: Vec<char> = text.trim_end().chars().collect();
    let mut words = Words::default();
    let (mut at, mut quoted) = (0, false);
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        at += 1;
        match letter {
            // A caret at the end of a line joins it with the next, and before a letter takes its meaning away.
            '^' if !quoted => {
                at += match (next, letters.get(at + 1)) {
                    (Some('\r'), Some('\n')) => 2,
                    (Some('\n') | None, _) => 1,
                    (Some(letter), _) => {
                        words.letter(letter);
                        1
                    }
                };
            }
            '\\' if next == Some('"') => {
                words.letter('"');
                at += 1;
            }
            '"' if quoted && next == Some('"') => {
                words.letter('"');
                at += 1;
            }
            '"' => {
                quoted = !quoted;
                words.begin();
            }
            '%' => words.variable(&letters, &mut at, '%'),
            '\n' | '|' | '&' if !quoted => {
                words.rest_left_out(letters[at..].iter().collect::<String>().trim());
                break;
            }
            ' ' | '\t' | '\r' if !quoted => words.end(),
            letter => words.letter(letter),
        }
    }
    words.finish(quoted)
}

/// A line of PowerShell.
pub(super) fn read_powershell(text: &str) -> Result<Line, Unreadable> {
    let letters: Vec<char> = text.trim_end().chars().collect();
    let mut words = Words::default();
    let mut at = 0;
    let mut quote: Option<char> = None;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        at += 1;
        match (letter, quote) {
            // A here-string holds everything up to its end at the beginning of a line.
            ('@', None) if matches!(next, Some('\'' | '"')) => {
                let close = format!("\n{}@", next.unwrap_or_default());
                let rest: String = letters[at + 1..].iter().collect();
                let begin = rest.find('\n').map(|newline| newline + 1);
                let Some((begin, end)) = begin.zip(rest.find(&close)) else {
                    return Err(Unreadable::new(words.number(), "The text that @ begins here is never closed."));
                };
                words.begin();
                let inner = rest.get(begin..end).unwrap_or_default().trim_end_matches('\r');
                inner.chars().for_each(|letter| words.letter(letter));
                at += 1 + rest[..end + close.len()].chars().count();
            }
            ('`', None | Some('"')) => {
                at += match (next, letters.get(at + 1)) {
                    (Some('\r'), Some('\n')) => 2,
                    (Some('\n') | None, _) => 1,
                    (Some(letter), _) => {
                        words.letter(match letter {
                            'n' => '\n',
                            't' => '\t',
                            'r' => '\r',
                            letter => letter,
                        });
                        1
                    }
                };
            }
            ('\\', Some(_)) if next == Some('"') => {
                words.letter('"');
                at += 1;
            }
            (letter, Some(open)) if letter == open && next == Some(open) => {
                words.letter(open);
                at += 1;
            }
            (letter, Some(open)) if letter == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(letter);
                words.begin();
            }
            ('$', None | Some('"')) => words.dollar(&letters, &mut at),
            ('\n' | '|' | ';', None) => {
                words.rest_left_out(letters[at..].iter().collect::<String>().trim());
                break;
            }
            (' ' | '\t' | '\r', None) => words.end(),
            (letter, _) => words.letter(letter),
        }
    }
    words.finish(quote.is_some())
}

/// The words as they come about.
#[derive(Default)]
struct Words {
    done: Vec<Word>,
    open: Option<Word>,
    remarks: Vec<String>,
}

impl Words {
    fn number(&self) -> usize {
        self.done.len() + 1
    }

    fn begin(&mut self) -> &mut Word {
        let number = self.number();
        self.open.get_or_insert_with(|| Word { number, ..Word::default() })
    }

    fn letter(&mut self, letter: char) {
        self.begin().text.push(letter);
    }

    fn end(&mut self) {
        self.done.extend(self.open.take());
    }

    /// `%NAME%`, or a mere percent sign.
    fn variable(&mut self, letters: &[char], at: &mut usize, sign: char) {
        let name: String = letters[*at..].iter().take_while(|it| it.is_ascii_alphanumeric() || **it == '_').collect();
        let word = self.begin();
        word.text.push(sign);
        if !name.is_empty() && letters.get(*at + name.len()) == Some(&sign) {
            let written = format!("%{name}%");
            word.text.push_str(&written[1..]);
            word.expands.get_or_insert(written);
            *at += name.len() + 1;
        }
    }

    /// `$name`, `$env:NAME`, or a mere dollar.
    fn dollar(&mut self, letters: &[char], at: &mut usize) {
        let name: String =
            letters[*at..].iter().take_while(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | ':')).collect();
        let word = self.begin();
        word.text.push('$');
        word.text.push_str(&name);
        if !name.is_empty() {
            word.expands.get_or_insert(format!("${name}"));
        }
        *at += name.len();
    }

    fn rest_left_out(&mut self, rest: &str) {
        if !rest.is_empty() {
            self.remarks.push("What follows the first command was left out.".into());
        }
    }

    fn finish(mut self, open_quote: bool) -> Result<Line, Unreadable> {
        if open_quote {
            return Err(Unreadable::new(self.number(), "The quotation mark that begins here is never closed."));
        }
        self.end();
        Ok(Line { commands: vec![Command { words: self.done, input: None }], remarks: self.remarks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: Result<Line, Unreadable>) -> Vec<String> {
        line.expect("readable").commands.remove(0).words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn the_command_prompt() {
        for (text, expected) in [
            ("aws lambda ^\r\n  invoke \"a b\" c", vec!["aws", "lambda", "invoke", "a b", "c"]),
            (r#"x "{\"a\": \"b c\"}""#, vec!["x", r#"{"a": "b c"}"#]),
            (r#"x "say ""hi""" ^& 50%"#, vec!["x", r#"say "hi""#, "&", "50%"]),
            ("x '{}' & echo done", vec!["x", "'{}'"]),
        ] {
            assert_eq!(words(read_cmd(text)), expected, "{text}");
        }
        assert_eq!(read_cmd("a \"b").expect_err("a mistake").word, 2);
        let line = read_cmd("a %KEY%").expect("readable");
        assert_eq!(line.commands[0].words[1].expands.as_deref(), Some("%KEY%"));
    }

    #[test]
    fn powershell() {
        for (text, expected) in [
            ("aws lambda `\n  invoke 'it''s' \"a`\"b\"", vec!["aws", "lambda", "invoke", "it's", "a\"b"]),
            (r#"x '{\"a\": 1}' "{`"b`": 2}""#, vec!["x", r#"{"a": 1}"#, r#"{"b": 2}"#]),
            ("x @'\n{\n  \"a\": 1\n}\n'@ y", vec!["x", "{\n  \"a\": 1\n}", "y"]),
        ] {
            assert_eq!(words(read_powershell(text)), expected, "{text}");
        }
        assert_eq!(read_powershell("a 'b").expect_err("a mistake").word, 2);
        assert_eq!(read_powershell("a @'\nb").expect_err("a mistake").word, 2);
        let line = read_powershell("a $env:KEY").expect("readable");
        assert_eq!(line.commands[0].words[1].expands.as_deref(), Some("$env:KEY"));
    }
}
