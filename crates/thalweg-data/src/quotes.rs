//! Where quoted fields begin and end, followed through a text byte by byte or, faster, from quote to quote.

use memchr::{memchr, memchr2, memrchr2};

use crate::cut::{BLANKS, Cut, DOUBLED};

/// A place in a text: whether it is in a quoted field (RFC 4180).
///
/// As for `csv-core`, a quote opens a field only where the field begins; here blanks may stand before it.
/// Elsewhere in a field (`5" pipe`) and in comments it is a character like others.
#[derive(Debug, Clone)]
pub(crate) struct Quotes {
    cut: Cut,
    place: Place,
    /// Where each byte leads from each place.
    next: [[Place; 256]; PLACES.len()],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where a row may begin, or a comment.
    Line,
    /// After the first byte of a comment mark of two.
    Mark,
    Comment,
    /// Where a field begins.
    Field,
    /// In a field without quotes, or after the quotes of one.
    Plain,
    Quoted,
    /// After a quote in a quoted field: it ended there, unless another quote follows.
    Closed,
}

/// In their order.
const PLACES: [Place; 7] = [
    Place::Line,
    Place::Mark,
    Place::Comment,
    Place::Field,
    Place::Plain,
    Place::Quoted,
    Place::Closed,
];

impl Place {
    fn after(self, byte: u8, cut: Cut) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) => Self::Quoted,
            (_, b'\n' | b'\r') => Self::Line,
            (Self::Comment, _) | (Self::Mark, DOUBLED) => Self::Comment,
            (Self::Mark, _) => Self::Line.in_row(DOUBLED, cut).in_row(byte, cut),
            (Self::Line, _) if cut.is_blank(byte) => Self::Line,
            (Self::Line, _) => match cut.mark(byte) {
                Some(1) => Self::Comment,
                Some(_) => Self::Mark,
                None => self.in_row(byte, cut),
            },
            _ => self.in_row(byte, cut),
        }
    }

    /// In a row, not in quotes.
    fn in_row(self, byte: u8, cut: Cut) -> Self {
        match (self, byte) {
            (Self::Line | Self::Field | Self::Closed, b'"') => Self::Quoted,
            _ if byte == cut.delimiter => Self::Field,
            (Self::Line | Self::Field, _) if byte.is_ascii_whitespace() => Self::Field,
            _ => Self::Plain,
        }
    }
}

impl Quotes {
    /// At the beginning of a line that no quoted field goes on in.
    pub(crate) fn new(cut: Cut) -> Self {
        let of_byte = |place: Place| std::array::from_fn(|byte| place.after(byte as u8, cut));
        Self { cut, place: Place::Line, next: PLACES.map(of_byte) }
    }

    /// At the beginning of another row.
    pub(crate) fn restart(&mut self) {
        self.place = Place::Line;
    }

    /// Whether a quoted field would go on in the next line.
    pub(crate) fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    /// Whether a quote would open a field.
    pub(crate) fn begins_field(&self) -> bool {
        matches!(self.place, Place::Line | Place::Field)
    }

    /// Passes one byte.
    #[inline]
    pub(crate) fn step(&mut self, byte: u8) {
        self.place = self.next[self.place as usize][usize::from(byte)];
    }

    /// Passes many. Slow are only lines with quotes: a line without one leaves nothing behind.
    pub(crate) fn pass(&mut self, mut text: &[u8]) {
        if self.cut.delimiter == BLANKS {
            // A field ends with its line.
            return;
        }
        while !text.is_empty() {
            let stop = match self.place {
                Place::Comment => memchr2(b'\n', b'\r', text),
                _ => memchr(b'"', text),
            };
            let (passed, rest) = text.split_at(stop.map_or(text.len(), |at| at + 1));
            let line = match self.place {
                Place::Comment | Place::Quoted => &passed[passed.len() - 1..],
                _ => match memrchr2(b'\n', b'\r', passed) {
                    Some(end) => {
                        self.place = Place::Line;
                        &passed[end + 1..]
                    }
                    None => passed,
                },
            };
            self.pass_line(line);
            text = rest;
        }
    }

    /// Passes what is left of a line up to its next quote, or one byte. The beginning says whether it is a comment,
    /// the last byte before the quote that is not blank whether a field begins there; between them nothing does.
    fn pass_line(&mut self, line: &[u8]) {
        let mut left = line.iter();
        while matches!(self.place, Place::Line | Place::Mark)
            && let Some(byte) = left.next()
        {
            self.step(*byte);
        }
        let left = left.as_slice();
        let before = &left[..left.len().saturating_sub(1)];
        let from = before.iter().rposition(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        left[from..].iter().for_each(|byte| self.step(*byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(text: &str, delimiter: u8) -> bool {
        let mut quotes = Quotes::new(Cut { delimiter, comment: None });
        quotes.pass(text.as_bytes());
        quotes.is_open()
    }

    #[test]
    fn a_quote_opens_a_field_only_where_one_begins() {
        for text in ["\"a", "1, \"a\nb", "\"a\"\"", "# 5\" pipe\n\"a", "/,\"", "\"a\",\"b\r\n"] {
            assert!(open(text, b','), "{text:?}");
        }
        for text in ["", "5\" pipe", "1\"\"", "\"a\"b\"", "# \"", " // \"a", "\"# \"", "\"a\"\n"] {
            assert!(!open(text, b','), "{text:?}");
        }
        assert!(open("a\t \"", b'\t') && !open("\t# \"\n", b'\t'));
        assert!(!open("\"a", BLANKS));
    }

    proptest! {
        #[test]
        fn from_quote_to_quote_is_byte_by_byte(
            text in "[\"\"\",;/# a1\t\r\n]{0,40}",
            cuts in prop::collection::vec(0usize..40, 3),
            delimiter in prop::sample::select(vec![b',', b'\t', b'/']),
        ) {
            let mut quotes = Quotes::new(Cut { delimiter, comment: None });
            let mut slow = quotes.clone();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            for pair in cuts.windows(2) {
                let part = &text.as_bytes()[pair[0]..pair[1]];
                quotes.pass(part);
                part.iter().for_each(|byte| slow.step(*byte));
                prop_assert_eq!(quotes.place, slow.place);
            }
        }
    }
}
