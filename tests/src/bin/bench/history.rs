//! A long history: how soon its list opens, and how soon a search answers.
//!
//! The invocations are made up, each another: order ids, names, prices, log lines, four outcomes, forty functions. They
//! are recorded many at a time, the last ones one by one as in life, so that the index is in parts as it is then.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use lambdesk_core::clock::{Clock, SystemClock};
use lambdesk_core::history::{Begun, Content, History, Limits};
use lambdesk_core::invoke::log::Log;
use lambdesk_core::invoke::outcome::{ErrorObject, FunctionError, NoAnswer, NoAnswerCause, Outcome, Rejection};
use lambdesk_core::span::Millis;
use lambdesk_core::wire::{Answer, BodyKind, Header, HistoryQuery, HistoryState, Invocation, InvokeInput};

use crate::median;

/// What the wish names.
const INVOCATIONS: usize = 1_000_000;
/// How many are recorded in one step.
const AT_A_TIME: usize = 5000;
/// How many are recorded one by one, as in life.
const ONE_BY_ONE: usize = 2000;
/// How often each is asked.
const ROUNDS: usize = 15;
/// One after the other over half a year.
const APART: Duration = Duration::from_secs(15);

const WORDS: [&str; 40] = [
    "order",
    "customer",
    "payment",
    "invoice",
    "refund",
    "shipment",
    "warehouse",
    "stock",
    "reserved",
    "captured",
    "declined",
    "retry",
    "timeout",
    "connection",
    "database",
    "catalog",
    "price",
    "currency",
    "address",
    "country",
    "status",
    "created",
    "updated",
    "cancelled",
    "accepted",
    "pending",
    "processing",
    "event",
    "record",
    "bucket",
    "object",
    "queue",
    "message",
    "stream",
    "batch",
    "discount",
    "coupon",
    "session",
    "tenant",
    "region",
];
const FUNCTIONS: [&str; 8] = [
    "orders-create",
    "orders-cancel",
    "payments-capture",
    "refunds",
    "shipping",
    "stock-reserve",
    "invoices",
    "events",
];

pub async fn history(count: Option<&str>) {
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(INVOCATIONS);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("history.sqlite3");
    let limits = Limits { keep: true, age: None, bytes: None };
    let history = History::open(file.clone(), limits, Arc::new(SystemClock));
    let begin = Instant::now();
    fill(&history, count).await;
    println!("{count} invocations recorded in {:.0} s, {:.0} MB on disk", begin.elapsed().as_secs_f64(), {
        let bytes = history.standing().await.bytes;
        f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / 1024.0
    });

    drop(history);
    let moment = Instant::now();
    let history = History::open(file.clone(), limits, Arc::new(SystemClock));
    let first = history.page(asking("")).await.expect("a page");
    println!("first list after a start, the file opened for it: {:.1} ms", millis(moment));
    let middle = first.rows[0].place / 2;

    ask(&history, "the list", || asking("")).await;
    ask(&history, "a page from the middle", || HistoryQuery { before: Some(middle), ..asking("") }).await;
    ask(&history, "one function", || HistoryQuery { function: Some("orders-create-7".into()), ..asking("") }).await;
    ask(&history, "one function, rejected", || HistoryQuery {
        function: Some("orders-create-7".into()),
        state: Some(HistoryState::Rejected),
        ..asking("")
    })
    .await;
    ask(&history, "a week of half a year", || week(&first.rows[0], "")).await;
    let old = format!("ord-2026-{:07}", count / 20);
    let end = format!("{:05}", count / 3 % 100_000);
    for (what, text) in [
        ("a common word", "order"),
        ("the beginning of one", "custo"),
        ("the middle of one", "stome"),
        ("three letters", "ord"),
        ("an order id, whole", old.as_str()),
        ("the end of an order id", end.as_str()),
        ("a key of JSON", "\"placedAt\":"),
        ("two common words", "warehouse declined"),
        ("four common words", "warehouse vat timeout refund"),
        ("what is nowhere", "zzyzx-nowhere"),
        ("what looks like much and is nowhere", "order-customer-payment"),
        ("two letters, in names only", "or"),
    ] {
        ask(&history, &format!("{what}: {text}"), || asking(text)).await;
    }
    ask(&history, "a common word among the rejected: order", || HistoryQuery {
        state: Some(HistoryState::Rejected),
        ..asking("order")
    })
    .await;
    ask(&history, "a common word in a rare function: order", || HistoryQuery {
        function: Some("rarely-used".into()),
        ..asking("order")
    })
    .await;
    ask(&history, "a common word in one week: order", || week(&first.rows[0], "order")).await;
    let mut opened = Vec::new();
    for row in first.rows.iter().take(ROUNDS) {
        let moment = Instant::now();
        history.entry(row.id.clone()).await.expect("kept");
        history.body(row.id.clone()).await.expect("kept");
        opened.push(millis(moment));
    }
    println!("opening one: {:.1} ms", median(&mut opened));
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn asking(text: &str) -> HistoryQuery {
    HistoryQuery { text: text.into(), limit: 100, ..HistoryQuery::default() }
}

fn week(newest: &lambdesk_core::wire::HistoryRow, text: &str) -> HistoryQuery {
    const WEEK: i64 = 7 * 24 * 3600 * 1000;
    let until = newest.started_at - 8 * WEEK;
    HistoryQuery { since: Some(until - WEEK), until: Some(until), ..asking(text) }
}

/// Asks until a page is full or there is no more: the first answer, and all of them together.
async fn ask(history: &History, what: &str, query: impl Fn() -> HistoryQuery) {
    let (mut firsts, mut wholes, mut found, mut answers) = (Vec::new(), Vec::new(), 0, 0);
    for _ in 0..ROUNDS {
        let moment = Instant::now();
        let mut page = history.page(query()).await.expect("a page");
        firsts.push(millis(moment));
        (found, answers) = (page.rows.len(), 1);
        while let Some(next) = page.next.filter(|_| page.looked_until.is_some() && found < 100) {
            page = history.page(HistoryQuery { before: Some(next), ..query() }).await.expect("a page");
            found += page.rows.len();
            answers += 1;
        }
        wholes.push(millis(moment));
    }
    let worst = firsts.iter().copied().fold(0.0, f64::max);
    let whole =
        if answers > 1 { format!(", whole after {:.0} ms in {answers}", median(&mut wholes)) } else { String::new() };
    println!("{what}: {found} found, {:.1} ms (at most {worst:.1}){whole}", median(&mut firsts));
}

async fn fill(history: &History, count: usize) {
    let start = SystemClock.now() - APART * u32::try_from(count).unwrap_or(u32::MAX);
    let mut random = fastrand::Rng::with_seed(7);
    let single = ONE_BY_ONE.min(count / 2);
    let mut number = 0;
    while number < count - single {
        let until = (number + AT_A_TIME).min(count - single);
        let some = (number..until).map(|number| invocation(&mut random, number, start)).collect();
        history.record_all(some).await.expect("recorded");
        number = until;
    }
    for number in number..count {
        let (begun, invocation, content) = invocation(&mut random, number, start);
        history.begin(begun, &[]).end(invocation, Some(content));
    }
    history.settled(Duration::from_hours(1)).await;
}

fn invocation(random: &mut fastrand::Rng, number: usize, start: SystemTime) -> (Begun, Invocation, Content) {
    let word = |random: &mut fastrand::Rng| WORDS[random.usize(..WORDS.len())];
    let words = |random: &mut fastrand::Rng, count: usize| {
        (0..count).map(|_| WORDS[random.usize(..WORDS.len())]).collect::<Vec<_>>().join(" ")
    };
    let id = format!("{:032x}", random.u128(..));
    let rare = number % 10_000 == 17;
    let function = if rare {
        "rarely-used".to_owned()
    } else {
        format!("{}-{}", FUNCTIONS[random.usize(..FUNCTIONS.len())], random.u32(..40))
    };
    let lines: Vec<String> = (0..random.usize(1..5))
        .map(|_| {
            let (sku, quantity, price) = (random.u32(..10_000), random.u32(1..9), random.u32(..30_000));
            format!(r#"{{"sku":"BK-{sku:04}","qty":{quantity},"price":{}.{:02}}}"#, price / 100, price % 100)
        })
        .collect();
    let payload = format!(
        r#"{{"orderId":"ORD-2026-{number:07}","customer":{{"id":"c-{:06x}","email":"{}.{}{}@example.com","country":"DE"}},"lines":[{}],"placedAt":"2026-11-{:02}T{:02}:{:02}:{:02}Z"}}"#,
        random.u32(..0xff_ffff),
        word(random),
        word(random),
        random.u32(..1000),
        lines.join(","),
        random.u32(1..29),
        random.u32(..24),
        random.u32(..60),
        random.u32(..60)
    );
    let note = words(random, 8);
    let (outcome, response) = outcome(random, number, &note);
    let request = format!("{:032x}", random.u128(..));
    let log = format!(
        "START RequestId: {request} Version: 42\n[INFO]\t{request}\t{} {}\n[INFO]\t{request}\t{} vat {}\nEND RequestId: {request}\nREPORT RequestId: {request}\tDuration: {}.{:02} ms\tBilled Duration: {} ms\tMemory Size: 128 MB\tMax Memory Used: {} MB",
        words(random, 6),
        random.u32(..100_000),
        words(random, 6),
        random.u32(..100_000),
        random.u32(1..900),
        random.u32(..100),
        random.u32(1..900),
        random.u32(40..128)
    );
    let input = InvokeInput {
        qualifier: "live".into(),
        name: format!("{} {}", word(random), function),
        environment: Some("staging-eu".into()),
        ..InvokeInput::of(&format!("profile-{}", random.u32(..6)), &function, &payload)
    };
    let started_at = start + APART * u32::try_from(number).unwrap_or(u32::MAX);
    let begun = Begun {
        id: id.clone(),
        started_at,
        input,
        profile_name: "Staging".into(),
        account: Some("123456789012".into()),
        region: "eu-west-1".into(),
    };
    let header = |name: &str, value: &str| Header { name: name.into(), value: value.into() };
    let answer = Answer {
        status: 200,
        executed_version: Some("42".into()),
        request_id: Some(request.clone()),
        trace_id: Some(format!("root=1-67418c1d-{:024x}", random.u64(..))),
        headers: vec![header("content-type", "application/json"), header("x-amzn-requestid", &request)],
        body_bytes: response.len() as u64,
        body_kind: BodyKind::Json,
        log: Some(Log::from_bytes(log.as_bytes())),
        durable_execution_arn: None,
        stream: None,
    };
    let invocation = Invocation {
        id,
        started_at: "2026-11-26T12:00:00.000Z".into(),
        duration: Millis(f64::from(random.u32(1..100_000)) / 100.0),
        outcome,
        verdict: None,
        answer: Some(answer),
        attempts: Vec::new(),
        corrections: Vec::new(),
        checks: Vec::new(),
    };
    (begun, invocation, Content::Memory(Bytes::from(response)))
}

fn outcome(random: &mut fastrand::Rng, number: usize, words: &str) -> (Outcome, String) {
    match random.u32(..100) {
        0..8 => {
            let message = format!("no {words}");
            let response = format!(r#"{{"errorType":"KeyError","errorMessage":"{message}","stackTrace":[]}}"#);
            let error =
                ErrorObject { error_type: Some("KeyError".into()), error_message: Some(message), frames: vec![] };
            (Outcome::FunctionError(FunctionError { handling: "Unhandled".into(), error, causes: vec![] }), response)
        }
        8..10 => {
            let rejection = Rejection {
                status: 429,
                code: Some("TooManyRequestsException".into()),
                message: "Rate Exceeded.".into(),
                reason: None,
                meaning: String::new(),
                hint: String::new(),
                position: None,
            };
            (Outcome::Rejected(rejection), r#"{"message":"Rate Exceeded."}"#.into())
        }
        10 => {
            let (message, hint) = ("The connection was lost.".into(), String::new());
            (
                Outcome::NoAnswer(NoAnswer { cause: NoAnswerCause::ConnectionLost, message, hint, may_have_run: true }),
                String::new(),
            )
        }
        _ => {
            let id = random.u128(..);
            let response = format!(
                r#"{{"statusCode":201,"body":"{{\"order\":{{\"id\":\"{id:032x}\",\"number\":{number},\"note\":\"{words}\"}}}}"}}"#
            );
            (Outcome::Succeeded, response)
        }
    }
}
