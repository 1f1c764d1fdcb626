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

/// Whether the terminal cannot be trusted with more than ASCII: it says so itself, or the locale does.
pub(crate) fn ascii_only() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let plain = set("TERM").is_some_and(|term| matches!(term.as_str(), "dumb" | "linux"));
    // The first of these that is set is the locale (POSIX); where none is, nothing is said.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let utf8 = |l: &String| ["utf-8", "utf8"].iter().any(|u| l.to_lowercase().contains(u));
    plain || locale.is_some_and(|l| !utf8(&l))
}

/// NO_COLOR (no-color.org: set and not empty), and terminals that have none.
fn colors_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
