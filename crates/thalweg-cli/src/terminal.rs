//! What the terminal can show.

use std::io::IsTerminal;

use terminal_size::{Width, terminal_size_of};

/// Width of paragraphs where the output is no terminal.
const PLAIN_WIDTH: usize = 80;

/// Lines longer than this are hard to read, however wide the window.
const WIDEST: usize = 120;

/// Width for text on standard output.
pub(crate) fn width() -> usize {
    match terminal_size_of(std::io::stdout()) {
        Some((Width(width), _)) if width > 0 => usize::from(width).min(WIDEST),
        _ => PLAIN_WIDTH,
    }
}

/// Whether text on standard output may be coloured.
pub(crate) fn stdout_color() -> bool {
    std::io::stdout().is_terminal() && colors_wanted()
}

/// Whether text on standard error may be coloured.
pub(crate) fn stderr_color() -> bool {
    std::io::stderr().is_terminal() && colors_wanted()
}

/// NO_COLOR (no-color.org: set and not empty), and terminals that have none.
fn colors_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
