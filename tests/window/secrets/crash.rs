//! When the program crashes, none of its memory is written to disk.

use std::fs;

use lambdesk_tests::window::Window;

#[tokio::test]
async fn no_process_of_the_window_leaves_a_core_dump() {
    let mut window = Window::open().await;
    let processes = window.processes();
    assert!(processes.iter().any(|(_, name)| name == "lambdesk"), "{processes:?}");
    // What is typed in is in the web view's memory first.
    assert!(processes.iter().any(|(_, name)| name.starts_with("WebKitWeb")), "{processes:?}");
    for (id, name) in processes {
        let limits = fs::read_to_string(format!("/proc/{id}/limits")).expect("the limits");
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
        let words: Vec<&str> = core.split_whitespace().collect();
        assert_eq!(words[4..6], ["0", "0"], "{name}: {core}");
    }
    window.end().await;
}
