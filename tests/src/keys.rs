//! Keys as WebDriver's actions know them (<https://www.w3.org/TR/webdriver2/#keyboard-actions>).

/// Left Control.
pub const CONTROL: char = '\u{E009}';
/// Left Shift.
pub const SHIFT: char = '\u{E008}';
/// Enter.
pub const ENTER: char = '\u{E007}';
/// Escape.
pub const ESCAPE: char = '\u{E00C}';
/// Tab.
pub const TAB: char = '\u{E004}';
/// Arrow down.
pub const DOWN: char = '\u{E015}';
/// Arrow up.
pub const UP: char = '\u{E013}';
/// Arrow right.
pub const RIGHT: char = '\u{E014}';
/// Delete.
pub const DELETE: char = '\u{E017}';

/// Home.
pub const HOME: char = '\u{E011}';

/// F2, which renames.
pub const F2: char = '\u{E032}';
