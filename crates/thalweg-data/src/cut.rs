//! What cuts a text into fields, and what is no field of it.

/// The delimiter that stands for any run of blanks and tabs.
pub(crate) const BLANKS: u8 = b' ';

/// The byte that begins a comment only where it stands twice.
pub(crate) const DOUBLED: u8 = b'/';

/// How a file is cut into fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    pub delimiter: u8,
    /// The byte that begins a comment; `None` is `#`, `%` or `//`.
    pub comment: Option<u8>,
}

impl Cut {
    /// Of how many equal bytes a comment mark is that begins with this one, if one does.
    pub(crate) fn mark(self, first: u8) -> Option<usize> {
        match (self.comment, first) {
            (Some(mark), _) if mark == first => Some(1),
            (None, b'#' | b'%') => Some(1),
            (None, DOUBLED) => Some(2),
            _ => None,
        }
    }

    /// The length of the comment mark that `text` begins with.
    pub(crate) fn comment_mark(self, text: &[u8]) -> Option<usize> {
        let first = *text.first()?;
        let length = self.mark(first)?;
        text.get(..length)?.iter().all(|byte| *byte == first).then_some(length)
    }

    /// Whether a byte that a line begins with says nothing. Between tabs, nothing is an empty field; otherwise it is
    /// only blank.
    pub(crate) fn is_blank(self, byte: u8) -> bool {
        match self.delimiter {
            b'\t' => byte == b' ',
            _ => byte.is_ascii_whitespace(),
        }
    }
}
