//! Reading the error object of a failed function, in the shapes of Lambda's managed runtimes. Pure, and total: what a
//! function returns is hostile text, and whatever it is, something can be said of it.
//!
//! Shapes, as the runtimes' own sources write them: Python and Ruby `stackTrace` of text, Node `trace` of text, Java and
//! .NET `stackTrace` with a nested `cause`, Go `stackTrace` of `{path, line, label}`, custom runtimes often neither.

use serde_json::Value;

use super::outcome::{ErrorObject, FunctionError, StackFrame};

/// How deep causes are followed. Java's own chains are shorter than ten; a hostile one could be as deep as JSON goes.
const DEEPEST: usize = 16;

impl FunctionError {
    /// Reads the body that came with `X-Amz-Function-Error`, or the details that ended a stream.
    pub fn of(handling: &str, body: &[u8]) -> Self {
        let body = serde_json::from_slice::<Value>(body).unwrap_or_default();
        // Some frameworks return the object once more as text.
        let inner = body.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok()).filter(Value::is_object);
        let body = inner.unwrap_or(body);
        let causes = std::iter::successors(cause(&body), |error| cause(error)).take(DEEPEST).map(ErrorObject::of);
        Self { handling: handling.to_owned(), error: ErrorObject::of(&body), causes: causes.collect() }
    }
}

fn cause(error: &Value) -> Option<&Value> {
    ["cause", "innerException", "InnerException"].iter().find_map(|name| error.get(*name)).filter(|it| it.is_object())
}

impl ErrorObject {
    fn of(error: &Value) -> Self {
        let text = |names: &[&str]| {
            let value = names.iter().find_map(|name| error.get(*name))?;
            match value {
                Value::String(text) => Some(text.clone()),
                Value::Null => None,
                other => Some(other.to_string()),
            }
        };
        let (error_type, error_message) = (text(&["errorType"]), text(&["errorMessage"]));
        let mut frames: Vec<StackFrame> =
            match ["stackTrace", "trace", "stack"].iter().find_map(|name| error.get(*name)) {
                Some(Value::Array(frames)) => frames.iter().map(StackFrame::of).collect(),
                Some(Value::String(text)) => text.lines().map(StackFrame::of_text).collect(),
                _ => Vec::new(),
            };
        // Node's trace begins with the error's own words, which stand above it already.
        if let (Some(first), Some(message)) = (frames.first(), &error_message)
            && first.file.is_none()
            && first.text.ends_with(message.as_str())
            && error_type.as_ref().is_some_and(|kind| first.text.starts_with(kind.as_str()))
        {
            frames.remove(0);
        }
        Self { error_type, error_message, frames }
    }
}

impl StackFrame {
    fn of(frame: &Value) -> Self {
        match frame {
            Value::String(text) => Self::of_text(text),
            // Go: {"path": …, "line": …, "label": …}
            Value::Object(members) if members.contains_key("path") => {
                let text = |name: &str| members.get(name)?.as_str().map(str::to_owned);
                let line = members.get("line").and_then(Value::as_u64).and_then(|line| u32::try_from(line).ok());
                let (file, function) = (text("path"), text("label"));
                let place = line.map_or_else(String::new, |line| format!(":{line}"));
                let shown =
                    format!("{} ({}{place})", function.as_deref().unwrap_or("?"), file.as_deref().unwrap_or("?"));
                Self { text: shown, function, file, line }
            }
            // Python 2.7 and 3.6: ["file", line, "function", "source"]
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(file), Value::Number(line), Value::String(function), source @ ..] => {
                    let line = line.as_u64().and_then(|line| u32::try_from(line).ok());
                    let number = line.map_or_else(String::new, |line| format!(", line {line}"));
                    let source = source.first().and_then(Value::as_str).unwrap_or_default();
                    let text = format!("File \"{file}\"{number}, in {function}\n  {source}");
                    let text = text.trim_end().to_owned();
                    Self { text, function: Some(function.clone()), file: Some(file.clone()), line }
                }
                _ => Self::plain(frame.to_string()),
            },
            other => Self::plain(other.to_string()),
        }
    }

    fn of_text(text: &str) -> Self {
        let text = text.trim_end_matches(['\n', '\r']);
        let head = text.trim_start().lines().next().unwrap_or_default();
        python(head).or_else(|| at(head)).or_else(|| ruby(head)).or_else(|| java(head)).map_or_else(
            || Self::plain(text.to_owned()),
            |(function, file, line)| Self { text: text.to_owned(), function, file: Some(file), line },
        )
    }

    fn plain(text: String) -> Self {
        Self { text, function: None, file: None, line: None }
    }
}

/// Function, file and line, where a frame says them.
type Place = (Option<String>, String, Option<u32>);

/// `File "/var/task/app.py", line 41, in handler`
fn python(frame: &str) -> Option<Place> {
    let (file, rest) = frame.strip_prefix("File \"")?.split_once('"')?;
    let rest = rest.strip_prefix(", line ")?;
    let (line, function) = rest.split_once(", in ").map_or((rest, None), |(line, name)| (line, Some(name.to_owned())));
    Some((function, file.to_owned(), line.trim().parse().ok()))
}

/// Node's `at handler (/var/task/index.js:3:11)` and `at file:///var/task/index.mjs:3:11`; .NET's
/// `at Orders.Handler.Run(Input input) in /src/Handler.cs:line 12`.
fn at(frame: &str) -> Option<Place> {
    let rest = frame.strip_prefix("at ")?;
    if let Some((function, place)) = rest.rsplit_once(" in ")
        && let Some((file, line)) = place.rsplit_once(":line ")
    {
        return Some((Some(function.to_owned()), file.to_owned(), line.trim().parse().ok()));
    }
    let (function, place) = match rest.rsplit_once(" (") {
        Some((function, place)) => (Some(function.to_owned()), place.strip_suffix(')')?),
        None => (None, rest),
    };
    // A .NET frame without debug information has a signature instead of a place.
    let (before, column) = place.rsplit_once(':')?;
    let column_is_number = column.parse::<u32>().is_ok();
    let (file, line) = before.rsplit_once(':').filter(|_| column_is_number)?;
    Some((function, file.to_owned(), Some(line.parse().ok()?)))
}

/// ``/var/task/app.rb:12:in `handler'``
fn ruby(frame: &str) -> Option<Place> {
    let (place, function) = frame.split_once(":in ")?;
    let (file, line) = place.rsplit_once(':')?;
    let function = function.trim_matches(['`', '\'', '"']).to_owned();
    Some((Some(function), file.to_owned(), Some(line.parse().ok()?)))
}

/// `com.example.Handler.handleRequest(Handler.java:12)`
fn java(frame: &str) -> Option<Place> {
    let (function, place) = frame.strip_suffix(')')?.rsplit_once('(')?;
    if let Some((file, line)) = place.rsplit_once(':') {
        return Some((Some(function.to_owned()), file.to_owned(), Some(line.parse().ok()?)));
    }
    let known = place.strip_suffix(".java").is_some() || matches!(place, "Native Method" | "Unknown Source");
    known.then(|| (Some(function.to_owned()), place.to_owned(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(body: &str) -> Vec<(Option<String>, Option<String>, Option<u32>)> {
        let error = FunctionError::of("Unhandled", body.as_bytes()).error;
        error.frames.into_iter().map(|frame| (frame.function, frame.file, frame.line)).collect()
    }

    fn place(function: &str, file: &str, line: u32) -> (Option<String>, Option<String>, Option<u32>) {
        (Some(function.into()), Some(file.into()), Some(line))
    }

    #[test]
    fn each_runtime_says_where() {
        let python = r#"{"errorMessage":"'customer'","errorType":"KeyError","requestId":"x","stackTrace":["  File \"/var/task/app.py\", line 41, in handler\n    return validate(event)\n",["old.py",3,"f","x()"]]}"#;
        assert_eq!(frames(python), [place("handler", "/var/task/app.py", 41), place("f", "old.py", 3)]);
        let node = r#"{"errorType":"TypeError","errorMessage":"x is undefined","trace":["TypeError: x is undefined","    at validate (/var/task/index.js:3:11)","    at Runtime.handler (file:///var/runtime/index.mjs:1173:29)","    at async file:///a.mjs:1:2"]}"#;
        assert_eq!(
            frames(node)[..2],
            [
                place("validate", "/var/task/index.js", 3),
                place("Runtime.handler", "file:///var/runtime/index.mjs", 1173)
            ]
        );
        let java = r#"{"errorMessage":"no","errorType":"java.lang.IllegalStateException","stackTrace":["example.Handler.handleRequest(Handler.java:12)","java.base/jdk.internal.reflect.Method.invoke(Unknown Source)"]}"#;
        assert_eq!(frames(java)[0], place("example.Handler.handleRequest", "Handler.java", 12));
        let dotnet = r#"{"errorType":"KeyNotFoundException","errorMessage":"m","stackTrace":["at Orders.Handler.Run(Input input) in /src/Handler.cs:line 12","at lambda_method1(Closure , Stream )"]}"#;
        assert_eq!(
            frames(dotnet),
            [place("Orders.Handler.Run(Input input)", "/src/Handler.cs", 12), (None, None, None)]
        );
        let ruby = r#"{"errorMessage":"m","errorType":"Function<KeyError>","stackTrace":["/var/task/app.rb:12:in `handler'"]}"#;
        assert_eq!(frames(ruby), [place("handler", "/var/task/app.rb", 12)]);
        let go = r#"{"errorMessage":"m","errorType":"errorString","stackTrace":[{"path":"orders/main.go","line":31,"label":"handler"}]}"#;
        assert_eq!(frames(go), [place("handler", "orders/main.go", 31)]);
        assert_eq!(frames(r#"{"errorType":"&alloc::string::String","errorMessage":"m"}"#), []);
    }

    #[test]
    fn causes_are_followed_but_not_without_end() {
        let nested = r#"{"errorType":"A","errorMessage":"a","cause":{"errorType":"B","errorMessage":"b","stackTrace":["x.Y.z(Y.java:1)"],"cause":{"errorType":"C"}}}"#;
        let error = FunctionError::of("Unhandled", nested.as_bytes());
        let kinds: Vec<Option<&str>> = error.causes.iter().map(|cause| cause.error_type.as_deref()).collect();
        assert_eq!(kinds, [Some("B"), Some("C")]);
        assert_eq!(error.causes[0].frames[0].line, Some(1));
        let deep = format!("{}{{}}{}", r#"{"cause":"#.repeat(100), "}".repeat(100));
        assert_eq!(FunctionError::of("Unhandled", deep.as_bytes()).causes.len(), DEEPEST);
    }

    #[test]
    fn an_error_need_not_be_an_error_object() {
        for body in ["\"just text\"", "", "[1]", "{", r#"{"stackTrace":7}"#, r#"{"trace":[null,1,{}]}"#] {
            let error = FunctionError::of("Handled", body.as_bytes()).error;
            assert_eq!((error.error_type, error.error_message), (None, None), "{body}");
        }
        let twice = r#""{\"errorType\":\"E\",\"errorMessage\":5}""#;
        let error = FunctionError::of("Handled", twice.as_bytes()).error;
        assert_eq!((error.error_type.as_deref(), error.error_message.as_deref()), (Some("E"), Some("5")));
    }
}
