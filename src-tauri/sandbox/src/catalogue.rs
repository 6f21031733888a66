//! What a window can offer at its side: each function with a title and a payload that shows what it does.

use crate::function::Function;

/// A function with a payload that shows what it does.
#[derive(Clone, Debug)]
pub struct Example {
    /// Function name.
    pub function: &'static str,
    /// Title for a list.
    pub title: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// Qualifier to begin with.
    pub qualifier: &'static str,
    /// JSON, laid out with two spaces.
    pub payload: &'static str,
    /// The function's timeout in seconds.
    pub timeout_seconds: u32,
    /// The function's memory in MB.
    pub memory_mb: u32,
    /// The runtime, as in its configuration.
    pub runtime: &'static str,
    /// Whether it writes its response in chunks.
    pub streams: bool,
}

const fn example(
    function: Function,
    title: &'static str,
    description: &'static str,
    qualifier: &'static str,
    payload: &'static str,
) -> Example {
    Example {
        function: function.name(),
        title,
        description,
        qualifier,
        payload,
        timeout_seconds: function.timeout_seconds(),
        memory_mb: function.memory_mb(),
        runtime: function.runtime(),
        streams: matches!(function, Function::Stream),
    }
}

static CATALOGUE: [Example; 14] = [
    example(Function::Echo, "Echo", "Returns the payload, byte for byte.", "live", "{\n  \"key\": \"value\"\n}"),
    example(
        Function::Fail,
        "Function that fails",
        "Raises an exception: Lambda answers 200 all the same.",
        "live",
        "{\n  \"order\": 4711,\n  \"runtime\": \"python\"\n}",
    ),
    example(
        Function::Throttled,
        "Throttled twice, then fine",
        "The first two attempts are refused with 429, the third runs.",
        "live",
        "{\n  \"attempt\": \"until it runs\"\n}",
    ),
    example(
        Function::Slow,
        "Slow: answers when you say",
        "Waits as many seconds as the payload says, up to 15 minutes.",
        "live",
        "{\n  \"seconds\": 5\n}",
    ),
    example(
        Function::Talkative,
        "Talkative: more than 4 KB of log",
        "Writes levels, JSON lines and things that look like secrets into its log.",
        "live",
        "{\n  \"warehouse\": \"Köln\"\n}",
    ),
    example(
        Function::ApiProxy,
        "API Gateway response",
        "Returns a proxy response with JSON inside a string, and the status that the payload says.",
        "canary",
        "{\n  \"httpMethod\": \"GET\",\n  \"path\": \"/orders/4711\",\n  \"statusCode\": 200,\n  \"headers\": {\n    \"accept\": \"application/json\"\n  }\n}",
    ),
    example(Function::Nothing, "Returns nothing", "The response is null.", "live", "{}"),
    example(
        Function::Unavailable,
        "Service fails once, then fine",
        "The first attempt meets an internal error of the service, the second runs.",
        "live",
        "{}",
    ),
    example(Function::Timeout, "Runs into its timeout", "Is stopped by Lambda after 3 seconds.", "live", "{}"),
    example(Function::Memory, "Runs out of memory", "Is killed when its 128 MB are full.", "live", "{}"),
    example(
        Function::Large,
        "Large response",
        "Returns as many bytes of JSON as the payload says, up to 6 MB.",
        "live",
        "{\n  \"bytes\": 1000000\n}",
    ),
    example(
        Function::Stream,
        "Streams its response",
        "Writes one chunk after another; with fail_after it breaks off after so many.",
        "live",
        "{\n  \"chunks\": 10,\n  \"delay_ms\": 200,\n  \"bytes\": 64,\n  \"fail_after\": null\n}",
    ),
    example(
        Function::Managed,
        "On Managed Instances",
        "Refuses the log's tail, or answers with a log stream in its place.",
        "live",
        "{\n  \"log_stream\": false\n}",
    ),
    example(
        Function::Starting,
        "Not ready yet, then fine",
        "The first attempt meets a function that is still being initialized, the second runs.",
        "live",
        "{}",
    ),
];

/// The examples, in the order to list them.
pub fn catalogue() -> &'static [Example] {
    &CATALOGUE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_listed_once_with_a_payload_that_is_json() {
        let mut listed: Vec<&str> = catalogue().iter().map(|example| example.function).collect();
        listed.sort_unstable();
        assert_eq!(listed, Function::ALL.map(Function::name));
        for example in catalogue() {
            assert!(serde_json::from_str::<serde_json::Value>(example.payload).is_ok(), "{}", example.function);
        }
    }
}
