//! Lines to rows of fields: delimiters, quotes, blank and comment lines.
//!
//! A line without a quote is cut at its delimiters where it stands; one with quotes goes through
//! `csv-core`, which also says when the quoted text goes on in the next line.

use crate::cut::{BLANKS, Cut};
use crate::lines::Lines;
use crate::quoted::Quoted;
use memchr::{memchr, memchr_iter};
use std::io::{self, Read};

/// The longest row with quotes; a longer one means that a quote was never closed.
const LONGEST: usize = 16 << 20;

/// What is wrong with the text itself.
#[derive(Debug)]
pub(crate) enum CutError {
    Io(io::Error),
    /// The quote opened in this line is not closed.
    OpenQuote(usize),
}

impl From<io::Error> for CutError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The rows of a text.
pub(crate) struct Records<R> {
    lines: Lines<R>,
    cut: Cut,
    quoted: Quoted,
    comments: usize,
    last_comment: Vec<u8>,
}

impl<R: Read> Records<R> {
    pub(crate) fn new(lines: Lines<R>, cut: Cut) -> Self {
        Self { lines, cut, quoted: Quoted::new(cut), comments: 0, last_comment: Vec::new() }
    }

    /// How many comment lines were passed.
    pub(crate) fn comments(&self) -> usize {
        self.comments
    }

    /// The text of the comment line directly above the last row or end, if any.
    pub(crate) fn last_comment(&self) -> &[u8] {
        &self.last_comment
    }

    /// Whether some line ended in CR alone.
    pub(crate) fn lone_cr(&self) -> bool {
        self.lines.lone_cr()
    }

    /// Gives each field of the next row, without surrounding blanks, to `field`, after the line the row begins
    /// in and the field's index; returns that line and how many fields there are.
    #[inline]
    pub(crate) fn next(
        &mut self,
        mut field: impl FnMut(usize, usize, &[u8]),
    ) -> Result<Option<(usize, usize)>, CutError> {
        let Self { lines, cut, quoted, comments, last_comment } = self;
        loop {
            let Some((number, line)) = lines.next()? else { return Ok(None) };
            let mut field = |k: usize, cell: &[u8]| field(number, k, cell);
            let Some(begin) = line.iter().position(|byte| !cut.is_blank(*byte)) else {
                last_comment.clear();
                continue;
            };
            let text = &line[begin..];
            if let Some(mark) = cut.comment_mark(text) {
                *comments += 1;
                last_comment.clear();
                last_comment.extend_from_slice(text.get(mark..).unwrap_or_default());
                continue;
            }
            if cut.delimiter == BLANKS {
                return Ok(Some((number, at_blanks(text, *cut, field))));
            }
            if memchr(b'"', line).is_none() {
                let mut from = 0;
                let mut fields = 0;
                for at in memchr_iter(cut.delimiter, line) {
                    field(fields, line[from..at].trim_ascii());
                    from = at + 1;
                    fields += 1;
                }
                field(fields, line[from..].trim_ascii());
                return Ok(Some((number, fields + 1)));
            }
            quoted.clear();
            let mut whole = quoted.line(line);
            while !whole {
                if quoted.length > LONGEST {
                    return Err(CutError::OpenQuote(number));
                }
                let Some((_, line)) = lines.next()? else {
                    return Err(CutError::OpenQuote(number));
                };
                whole = quoted.line(line);
            }
            quoted.each(&mut field);
            return Ok(Some((number, quoted.fields)));
        }
    }
}

/// Cuts at runs of blanks; a quoted field may hold blanks, and a comment may follow the last field.
fn at_blanks(line: &[u8], cut: Cut, mut field: impl FnMut(usize, &[u8])) -> usize {
    let mut rest = line;
    let mut fields = 0;
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() || cut.comment_mark(rest).is_some() {
            return fields;
        }
        let closed = match rest {
            [b'"', inside @ ..] => memchr(b'"', inside),
            _ => None,
        };
        rest = if let Some(close) = closed {
            field(fields, rest[1..close + 1].trim_ascii());
            &rest[close + 2..]
        } else {
            let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
            field(fields, &rest[..end]);
            &rest[end..]
        };
        fields += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Result<Vec<(usize, Vec<String>)>, CutError> {
        let mut records =
            Records::new(Lines::new(text.as_bytes()), Cut { delimiter, comment: None });
        let mut out = Vec::new();
        loop {
            let mut row = Vec::new();
            let seen = records.next(|_, i, cell| {
                assert_eq!(i, row.len());
                row.push(String::from_utf8_lossy(cell).into_owned());
            })?;
            let Some((line, fields)) = seen else { return Ok(out) };
            assert_eq!(fields, row.len());
            out.push((line, row));
        }
    }

    #[test]
    fn fields() {
        for (text, delimiter, expected) in [
            ("1,2", b',', vec![(1, vec!["1", "2"])]),
            (" 1 , 2 \n", b',', vec![(1, vec!["1", "2"])]),
            ("1,2,\n", b',', vec![(1, vec!["1", "2", ""])]),
            ("\n\n# c\n  \n1;2\n", b';', vec![(5, vec!["1", "2"])]),
            ("\"a,b\",\"c\"\"d\"\n", b',', vec![(1, vec!["a,b", "c\"d"])]),
            ("\"a\nb\",2\n3,4", b',', vec![(1, vec!["a\nb", "2"]), (3, vec!["3", "4"])]),
            ("\"a\n\n\nb\"\n\"2\"", b',', vec![(1, vec!["a\n\n\nb"]), (5, vec!["2"])]),
            ("1, \"2,3\" ,\"\" ,4\n", b',', vec![(1, vec!["1", "2,3", "", "4"])]),
            (" \"a, \n, \"\"b\"\"\", \"\"\"\"\n", b',', vec![(1, vec!["a, \n, \"b\"", "\""])]),
            ("5\" pipe,2\n", b',', vec![(1, vec!["5\" pipe", "2"])]),
            ("1\"\", \"2,3\"\n", b',', vec![(1, vec!["1\"\"", "2,3"])]),
            ("  1 \t 2  \n", b' ', vec![(1, vec!["1", "2"])]),
            ("1 2 # good\n", b' ', vec![(1, vec!["1", "2"])]),
            ("\"time (s)\" \"y\"\n", b' ', vec![(1, vec!["time (s)", "y"])]),
            ("\"a 1\n", b' ', vec![(1, vec!["\"a", "1"])]),
            ("1\t\t3\n\t2\t\n", b'\t', vec![(1, vec!["1", "", "3"]), (2, vec!["", "2", ""])]),
            ("// c\n% d\n1|2", b'|', vec![(3, vec!["1", "2"])]),
        ] {
            let expected: Vec<(usize, Vec<String>)> = expected
                .into_iter()
                .map(|(line, row)| (line, row.into_iter().map(String::from).collect()))
                .collect();
            assert_eq!(rows(text, delimiter).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn an_open_quote_is_an_error_at_its_line() {
        assert!(matches!(rows("1,2\n\"3,4\n5,6\n", b','), Err(CutError::OpenQuote(2))));
    }
}
