//! Durations over time as a picture: a dot for each invocation, a diamond for each cold start.

use std::fmt::Write;

use crate::wire::RunRow;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 120.0;
/// More dots than this would be a cloud, and a page of megabytes: of many, every so-manyth is drawn.
const MOST_DOTS: usize = 1000;

/// The picture as SVG, and nothing where there is nothing to see. `says` is its text for those who do not see it.
pub fn svg(rows: &[&RunRow], says: &str) -> String {
    let longest = rows.iter().map(|row| row.duration.0).fold(0.0, f64::max);
    let last = rows.iter().map(|row| row.offset.0).fold(0.0, f64::max);
    if rows.len() < 2 || longest <= 0.0 {
        return String::new();
    }
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        crate::page::escaped(says)
    );
    let step = rows.len().div_ceil(MOST_DOTS);
    for (at, row) in rows.iter().enumerate() {
        // A cold start is what one looks for: each is drawn.
        if at % step != 0 && !row.cold {
            continue;
        }
        let x = 6.0 + if last > 0.0 { row.offset.0 / last * (WIDTH - 12.0) } else { 0.0 };
        let y = HEIGHT - 6.0 - row.duration.0 / longest * (HEIGHT - 12.0);
        // Writing to a string does not fail.
        let _ = if row.cold {
            write!(out, "<path class=\"cold\" d=\"M{x:.1} {:.1}l5 5l-5 5l-5 -5z\"/>", y - 5.0)
        } else {
            write!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>")
        };
    }
    out + "</svg>"
}
