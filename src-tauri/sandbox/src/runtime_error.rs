//! The error object, and the lines of log, that the managed runtime of each language makes of a handler that raises. They
//! have no shape in common but `errorType` and `errorMessage`, which is why a reader needs every one of them.

use serde_json::{Value, json};

/// A managed runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// Python.
    Python,
    /// Node.js.
    Node,
    /// Java.
    Java,
    /// .NET.
    Dotnet,
    /// Ruby.
    Ruby,
    /// Go, on the runtime for custom binaries.
    Go,
    /// Rust, on the runtime for custom binaries.
    Rust,
}

impl Runtime {
    /// The runtime of a name; Python when there is none of that name.
    pub fn of(name: &str) -> Self {
        match name {
            "node" => Self::Node,
            "java" => Self::Java,
            "dotnet" => Self::Dotnet,
            "ruby" => Self::Ruby,
            "go" => Self::Go,
            "rust" => Self::Rust,
            _ => Self::Python,
        }
    }

    /// What a handler returns that reads the customer of an order which has none.
    pub fn error(self, request_id: &str) -> Value {
        match self {
            Self::Python => json!({
                "errorMessage": "'customer'",
                "errorType": "KeyError",
                "requestId": request_id,
                "stackTrace": [
                    "  File \"/var/task/app.py\", line 41, in handler\n    return validate(event)\n",
                    "  File \"/var/task/orders/rules.py\", line 18, in validate\n    customer = event[\"customer\"]\n"
                ]
            }),
            Self::Node => node(
                "TypeError",
                "Cannot read properties of undefined (reading 'id')",
                &[
                    "validate (file:///var/task/orders/rules.mjs:18:30)",
                    "Runtime.handler (file:///var/task/index.mjs:41:10)",
                ],
            ),
            Self::Java => java(),
            Self::Dotnet => dotnet(),
            Self::Ruby => json!({
                "errorMessage": "key not found: \"customer\"",
                "errorType": "Function<KeyError>",
                "stackTrace": [
                    "/var/task/orders/rules.rb:18:in `fetch'",
                    "/var/task/orders/rules.rb:18:in `validate'",
                    "/var/task/app.rb:12:in `handler'"
                ]
            }),
            Self::Go => json!({
                "errorMessage": "runtime error: index out of range [0] with length 0",
                "errorType": "boundsError",
                "stackTrace": [
                    { "path": "github.com/aws/aws-lambda-go@v1.49.0/lambda/errors.go", "line": 39, "label": "lambdaPanicResponse" },
                    { "path": "runtime/panic.go", "line": 115, "label": "goPanicIndex" },
                    { "path": "orders/rules.go", "line": 18, "label": "validate" },
                    { "path": "orders/main.go", "line": 41, "label": "handler" }
                ]
            }),
            Self::Rust => json!({
                "errorType": "alloc::boxed::Box<dyn core::error::Error + core::marker::Send + core::marker::Sync>",
                "errorMessage": "the order has no customer"
            }),
        }
    }

    /// What the runtime writes into the log for it. `stamp` is the moment, as Node.js writes it before each line.
    pub fn log(self, request_id: &str, stamp: &str) -> Vec<String> {
        let error = self.error(request_id);
        let text = |key: &str| error[key].as_str().unwrap_or_default();
        let frames = |key: &str| -> Vec<String> {
            error[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        match self {
            Self::Python => {
                let mut lines =
                    vec!["[ERROR] KeyError: 'customer'".to_owned(), "Traceback (most recent call last):".into()];
                lines.extend(frames("stackTrace").iter().flat_map(|frame| frame.lines()).map(str::to_owned));
                lines
            }
            Self::Node => vec![format!("{stamp}\t{request_id}\tERROR\tInvoke Error \t{error}")],
            Self::Java => {
                let mut lines = vec![format!("{}: {}", text("errorMessage"), text("errorType"))];
                lines.extend(frames("stackTrace").iter().map(|frame| format!("\tat {frame}")));
                lines.push(format!(
                    "Caused by: {}: {}",
                    error["cause"]["errorType"].as_str().unwrap_or_default(),
                    error["cause"]["errorMessage"].as_str().unwrap_or_default()
                ));
                lines
            }
            Self::Dotnet => {
                let mut lines =
                    vec![format!("{stamp}\t{request_id}\tfail\t{}: {}", text("errorType"), text("errorMessage"))];
                lines.extend(frames("stackTrace").iter().map(|frame| format!("   {frame}")));
                lines
            }
            Self::Ruby => vec![format!("Error raised from handler method\n{error}")],
            Self::Go | Self::Rust => vec![error.to_string()],
        }
    }
}

/// An error of Node.js: the trace begins with type and message, and ends in the runtime itself.
pub fn node(error_type: &str, message: &str, frames: &[&str]) -> Value {
    let mut trace = vec![format!("{error_type}: {message}")];
    trace.extend(frames.iter().map(|frame| format!("    at {frame}")));
    trace.push("    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1306:29)".into());
    json!({ "errorType": error_type, "errorMessage": message, "trace": trace })
}

fn java() -> Value {
    json!({
        "errorMessage": "The order cannot be validated",
        "errorType": "java.lang.IllegalStateException",
        "stackTrace": [
            "com.example.orders.Handler.handleRequest(Handler.java:41)",
            "com.example.orders.Handler.handleRequest(Handler.java:12)",
            "java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(Unknown Source)",
            "java.base/java.lang.reflect.Method.invoke(Unknown Source)"
        ],
        "cause": {
            "errorMessage": "Cannot invoke \"com.example.orders.Customer.id()\" because \"customer\" is null",
            "errorType": "java.lang.NullPointerException",
            "stackTrace": [
                "com.example.orders.Rules.validate(Rules.java:18)",
                "com.example.orders.Handler.handleRequest(Handler.java:38)",
                "com.example.orders.Handler.handleRequest(Handler.java:12)"
            ]
        }
    })
}

fn dotnet() -> Value {
    json!({
        "errorType": "InvalidOperationException",
        "errorMessage": "The order cannot be validated",
        "stackTrace": [
            "at Orders.Function.Handler(Order order, ILambdaContext context) in /src/Orders/Function.cs:line 41",
            "at lambda_method1(Closure, Stream, ILambdaContext, Stream)",
            "at Amazon.Lambda.RuntimeSupport.HandlerWrapper.<>c__DisplayClass8_0.<GetHandlerWrapper>b__0(InvocationRequest invocation)",
            "at Amazon.Lambda.RuntimeSupport.LambdaBootstrap.InvokeOnceAsync(CancellationToken cancellationToken)"
        ],
        "cause": {
            "errorType": "KeyNotFoundException",
            "errorMessage": "The given key 'customer' was not present in the dictionary.",
            "stackTrace": [
                "at System.Collections.Generic.Dictionary`2.get_Item(TKey key)",
                "at Orders.Rules.Validate(Order order) in /src/Orders/Rules.cs:line 18",
                "at Orders.Function.Handler(Order order, ILambdaContext context) in /src/Orders/Function.cs:line 38"
            ]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runtime_names_type_and_message_and_logs_something() {
        for name in ["python", "node", "java", "dotnet", "ruby", "go", "rust"] {
            let runtime = Runtime::of(name);
            let error = runtime.error("id");
            assert!(error["errorType"].is_string() && error["errorMessage"].is_string(), "{name}");
            assert!(!runtime.log("id", "now").is_empty(), "{name}");
        }
        assert_eq!(Runtime::of("cobol"), Runtime::Python);
    }

    #[test]
    fn each_has_its_own_shape() {
        let error = |name: &str| Runtime::of(name).error("id");
        assert_eq!(error("node")["trace"][0], "TypeError: Cannot read properties of undefined (reading 'id')");
        assert_eq!(error("java")["cause"]["errorType"], "java.lang.NullPointerException");
        assert_eq!(error("dotnet")["cause"]["errorType"], "KeyNotFoundException");
        assert_eq!(error("ruby")["stackTrace"][2], "/var/task/app.rb:12:in `handler'");
        assert_eq!(error("go")["stackTrace"][2]["label"], "validate");
        assert_eq!(error("rust").as_object().map(serde_json::Map::len), Some(2));
        assert_eq!(error("python")["requestId"], "id");
    }
}
