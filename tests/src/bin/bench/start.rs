//! The start: from the process to a usable window, beside an empty Tauri window.

use std::path::Path;

use lambdesk_tests::repository;
use lambdesk_tests::window::{Opening, Window};

use crate::median;

/// Starts both programs in turn. The moment is read in the page: when its content is there and can be used.
pub async fn start() {
    const RUNS: usize = 11;
    let (mut ours, mut empty) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        empty.push(usable_after(&repository::program("examples/empty-window")).await);
        ours.push(usable_after(&repository::program("lambdesk")).await);
    }
    let (ours, empty) = (median(&mut ours), median(&mut empty));
    println!(
        "start to usable window, median of {RUNS}: Lambdesk {ours:.0} ms, empty window {empty:.0} ms, ratio {:.2}",
        ours / empty
    );
}

/// Milliseconds from the start of the process to the page's "usable" mark, or to its load where it sets none, and no
/// earlier than its first paint.
async fn usable_after(program: &Path) -> f64 {
    let mut window = Window::open_program(program, &Opening::default()).await;
    let moment = window
        .script(
            "const mark = performance.getEntriesByName('usable')[0];
             const load = performance.getEntriesByType('navigation')[0]?.loadEventEnd ?? 0;
             const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
             return performance.timeOrigin + Math.max(mark ? mark.startTime : load, paint);",
        )
        .await;
    let started = started_at(program);
    window.end().await;
    moment.as_f64().unwrap_or(f64::NAN) - started
}

/// When the running program was started, in milliseconds of the epoch, as the kernel noted it.
fn started_at(program: &Path) -> f64 {
    let name = program.canonicalize().unwrap_or_default();
    let boot: f64 = std::fs::read_to_string("/proc/stat")
        .ok()
        .and_then(|text| text.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok()))
        .unwrap_or(f64::NAN);
    let uptime: f64 = std::fs::read_to_string("/proc/uptime")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .unwrap_or(f64::NAN);
    let now = std::time::UNIX_EPOCH.elapsed().map_or(f64::NAN, |now| now.as_secs_f64());
    // btime has whole seconds only: now minus uptime is finer, and the two must agree.
    let boot_fine = now - uptime;
    debug_assert!((boot_fine - boot).abs() < 5.0);
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    for process in processes {
        let path = process.path();
        if std::fs::read_link(path.join("exe")).is_ok_and(|exe| exe == name)
            && let Ok(stat) = std::fs::read_to_string(path.join("stat"))
            && let Some(fields) = stat.rsplit(") ").next()
            && let Some(ticks) = fields.split(' ').nth(19).and_then(|ticks| ticks.parse::<f64>().ok())
        {
            // The kernel counts in hundredths of a second for user space.
            return (boot_fine + ticks / 100.0) * 1000.0;
        }
    }
    f64::NAN
}
