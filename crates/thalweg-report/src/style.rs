//! Colour, only when asked for.

/// What a piece of text is, for a terminal that shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The verdict on a fit that converged.
    Good,
    /// The verdict on one that did not, and errors.
    Bad,
    /// Warnings and flags.
    Warn,
    /// Table headings and other furniture.
    Faint,
}

/// `text` in the colour of its role, or as it is.
pub(crate) fn paint(text: &str, role: Role, color: bool) -> String {
    if !color || text.is_empty() {
        return text.to_string();
    }
    let code = match role {
        Role::Good => "1;32",
        Role::Bad => "1;31",
        Role::Warn => "33",
        Role::Faint => "2",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}
