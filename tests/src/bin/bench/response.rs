//! Responses in the real window: one of 6 MB put on the screen as text, as one line and as a tree, scrolled, shared, and
//! typed beside; a stream of 200 MB as it comes, searched and saved, and the memory it takes.

use std::time::{Duration, Instant};

use lambdesk_tests::keys;
use lambdesk_tests::window::{Opening, Window};
use serde_json::{Value, json};

use crate::median;

const RECORDER: &str = include_str!("response.js");
/// The rows of the text, and of the tree.
const TEXT: &str = "[aria-label=\"Response body\"]";
const TREE: &str = "[aria-label=\"Response as a tree\"]";

/// Prints all of it.
pub async fn responses() {
    six_megabytes().await;
    a_stream().await;
}

async fn opened(example: &str) -> Window {
    // Where there is no graphics card, layers that are put together by software are slower than none.
    let environment = vec![("WEBKIT_DISABLE_COMPOSITING_MODE", "1".into())];
    let window = Window::open_with(&Opening { size: (1600, 1000), environment, ..Opening::default() }).await;
    window.script(RECORDER).await;
    window.click("button", example).await;
    window
}

/// Milliseconds from the answer of a command until something is drawn; `holds` is a condition in JavaScript.
async fn drawn_after(window: &Window, command: &str, holds: &str) -> f64 {
    let script = format!("return bench.until(() => {holds}).then((at) => at - bench.answered[{}])", json!(command));
    number(&window.script(&script).await)
}

/// Milliseconds that an act in the page takes until something is drawn.
async fn drawn_after_act(window: &Window, act: &str, holds: &str) -> f64 {
    let script =
        format!("const began = performance.now(); {act}; return bench.until(() => {holds}).then((at) => at - began)");
    number(&window.script(&script).await)
}

fn press(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('button')].find((it) => (it.getAttribute('aria-label') ?? it.textContent).trim() === {}).click()",
        json!(name)
    )
}

async fn six_megabytes() {
    const RUNS: usize = 5;
    let mut window = opened("Large response").await;
    let scroller = format!(".cm-editor:has({TEXT}) .cm-scroller");
    window.script("document.querySelector('[aria-label=Result]').append(Object.assign(document.createElement('textarea'), { id: 'bare', ariaLabel: 'Bare' }))").await;
    typing(&window, "Bare", "into a bare field").await;
    window.script("document.getElementById('bare').remove()").await;
    typing(&window, "Payload", "beside nothing").await;
    let mut shown = Vec::new();
    for (bytes, runs) in [(60_000, RUNS), (6_000_000, RUNS)] {
        let mut figures = Vec::new();
        for run in 0..runs {
            // Another size each time, so that what is on the screen from before is not taken for it.
            let bytes = bytes + run;
            window.fill("Payload", &json!({ "bytes": bytes }).to_string()).await;
            window.script("bench.answered = {}").await;
            window.chord(&[keys::CONTROL], keys::ENTER).await;
            let lines = format!("document.querySelector('{TEXT}')?.textContent.includes('\"element 1 ')");
            let first = format!("bench.answered.invoke && {lines}");
            figures.push(drawn_after(&window, "invoke", &first).await);
            window.outcome("Succeeded").await;
        }
        shown.push(median(&mut figures));
        frames(&window, &format!("{bytes} bytes formatted, scrolled"), &scroller).await;
        typing(&window, "Payload", &format!("beside {bytes} bytes formatted, while they are recorded")).await;
        settle(&window).await;
        typing(&window, "Payload", &format!("beside {bytes} bytes formatted")).await;
    }
    println!(
        "6 MB formatted on the screen after the last byte: {:.0} ms; 60 KB: {:.0} ms; ratio {:.1}",
        shown[1],
        shown[0],
        shown[1] / shown[0]
    );

    let raw = drawn_after_act(
        &window,
        &press("Raw"),
        &format!("document.querySelector('{TEXT}')?.textContent.startsWith('{{\"data\":[\"element 1')"),
    )
    .await;
    println!("6 MB in one line on the screen: {raw:.0} ms");
    settle(&window).await;
    frames(&window, "6 MB in one line, scrolled", &scroller).await;
    typing(&window, "Payload", "beside 6 MB in one line").await;

    let tree =
        drawn_after_act(&window, &press("Tree"), &format!("document.querySelector('{TREE} [role=treeitem]')")).await;
    println!("6 MB as a tree: {tree:.0} ms");
    let open = format!("document.querySelector('{TREE}').focus()");
    window.script(&open).await;
    window.chord(&[], keys::RIGHT).await;
    window.chord(&[], keys::DOWN).await;
    window.chord(&[], keys::RIGHT).await;
    frames(&window, "a tree of 100,000 values, scrolled", TREE).await;

    let share = drawn_after_act(
        &window,
        &press("Share…"),
        "document.querySelector('dialog iframe')?.srcdoc.includes('element 1 ')",
    )
    .await;
    println!("6 MB shared: hidden what must be, and shown as a page: {share:.0} ms");
    window.end().await;
}

async fn a_stream() {
    let mut window = opened("Streams its response").await;
    let before = memory(&window);
    window.fill("Payload", r#"{"chunks": 200, "bytes": 1000000, "delay_ms": 0}"#).await;
    window.script("bench.watch()").await;
    let began = Instant::now();
    let first = drawn_after_act(&window, &press("Invoke"), "document.body.innerText.includes('chunk 1 of 200')").await;
    println!("200 MB streamed: first chunk on the screen after {first:.0} ms");
    window.outcome("Succeeded").await;
    let all = began.elapsed();
    gaps("while it comes", &window.script("return bench.stop()").await);
    let after = memory(&window);
    println!(
        "200 MB streamed in {:.1} s; at its peak the program takes {:.0} MB more than before, the page {:.0} MB more",
        all.as_secs_f64(),
        after.0 - before.0,
        after.1 - before.1
    );

    window.click("button", "Search the whole response").await;
    for (mode, looked_for) in [("Text", "chunk 200 of"), ("Regex", "chunk 1[0-9]9 of"), ("Expression", "id")] {
        window.click("radio", mode).await;
        window.script("bench.watch()").await;
        let type_it = format!(
            "const field = document.querySelector('[role=search] input'); field.value = {}; field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))",
            json!(looked_for)
        );
        let done = "/ found|Nothing found/.test(document.querySelector('[role=search] [role=status]').textContent)";
        let took = drawn_after_act(&window, &type_it, done).await;
        let watched = window.script("return bench.stop()").await;
        println!("200 MB searched by {}: {took:.0} ms", mode.to_lowercase());
        gaps("meanwhile", &watched);
        window.script("const field = document.querySelector('[role=search] input'); field.value = ''; field.dispatchEvent(new InputEvent('input', { bubbles: true }))").await;
    }
    window.press(&[keys::ESCAPE]).await;

    let path = window.home().join("saved").display().to_string();
    let save = format!(
        "bench.watch(); const began = performance.now();
         return window.__TAURI_INTERNALS__.invoke('save_response', {{ id: bench.ids.response_range, form: 'received', path: {} }})
           .then(() => performance.now() - began)",
        json!(path)
    );
    let took = number(&window.script(&save).await);
    println!("200 MB saved: {took:.0} ms");
    gaps("meanwhile", &window.script("return bench.stop()").await);
    typing(&window, "Payload", "beside 200 MB").await;
    let last = memory(&window);
    println!(
        "after all of it the program has taken {:.0} MB more than before at its peak, the page {:.0} MB",
        last.0 - before.0,
        last.1 - before.1
    );
    window.end().await;
}

/// Waits until program and page have nothing left to do: the history is written behind the answer.
async fn settle(window: &Window) {
    let began = Instant::now();
    let mut before = ticks(window);
    loop {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let now = ticks(window);
        if now - before < 4 || began.elapsed() > Duration::from_mins(1) {
            println!("  at rest after {:.1} s", began.elapsed().as_secs_f64());
            return;
        }
        before = now;
    }
}

/// How long all of the program's processes have been on a processor, in hundredths of a second.
fn ticks(window: &Window) -> u64 {
    let of = |process: u32| -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    };
    window.processes().into_iter().filter_map(|(process, _)| of(process)).sum()
}

/// Types into a field.
async fn typing(window: &Window, field: &str, what: &str) {
    window.click("textbox", field).await;
    window.script("bench.typed = bench.keys()").await;
    for _ in 0..40 {
        window.type_text("a").await;
    }
    let typed = window.script("return bench.typed").await;
    let mut drawn: Vec<f64> = typed.as_array().map(|keys| keys.iter().map(number).collect()).unwrap_or_default();
    if drawn.is_empty() {
        println!("a key typed {what}: no key was heard");
        return;
    }
    println!("a key typed {what} is drawn after {:.0} ms (worst {:.0})", median(&mut drawn), drawn[drawn.len() - 1]);
}

/// Scrolls as fast as a wheel that is turned in earnest: 120 pixels a frame.
async fn frames(window: &Window, what: &str, selector: &str) {
    let script = format!("return bench.scroll({}, 120, 180)", json!(selector));
    gaps(what, &window.script(&script).await);
}

/// The median and the worst of the milliseconds between frames.
fn gaps(what: &str, watched: &Value) {
    let mut gaps: Vec<f64> = watched.as_array().map(|gaps| gaps.iter().map(number).collect()).unwrap_or_default();
    if gaps.is_empty() {
        println!("  {what}: no frame");
        return;
    }
    let middle = median(&mut gaps);
    let late = gaps.iter().filter(|gap| **gap > 25.0).count();
    println!(
        "  {what}: a frame each {middle:.1} ms, {late} of {} later than 25 ms, worst {:.0} ms",
        gaps.len(),
        gaps[gaps.len() - 1]
    );
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// The most memory in MB so far: of the program, and of its page.
fn memory(window: &Window) -> (f64, f64) {
    let of = |wanted: &str| {
        let process = window.processes().into_iter().find(|(_, name)| name.starts_with(wanted));
        process.map_or(f64::NAN, |(id, _)| crate::stream::mb(crate::stream::resident(id)))
    };
    (of("lambdesk"), of("WebKitWebProces"))
}
