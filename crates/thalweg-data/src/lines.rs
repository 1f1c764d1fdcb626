//! A stream of bytes as numbered lines, ended by LF, CRLF or a lone CR, in a buffer that is reused.

use std::io::{self, Read};

/// The longest line that is kept in memory; a longer one means that this is no text with lines.
const LONGEST: usize = 16 << 20;
const BUFFER: usize = 256 << 10;

/// Numbered lines without their ends; a last line needs none.
pub(crate) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    number: usize,
    /// The last line ended in CR: an LF that follows belongs to it.
    after_cr: bool,
    lone_cr: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            number: 0,
            after_cr: false,
            lone_cr: false,
        }
    }

    /// Whether some line seen so far ended in CR alone.
    pub(crate) fn lone_cr(&self) -> bool {
        self.lone_cr
    }

    /// The next line and its number, counted from 1.
    #[inline]
    pub(crate) fn next(&mut self) -> io::Result<Option<(usize, &[u8])>> {
        if self.after_cr {
            if self.start == self.end && self.fill()? == 0 {
                return Ok(None);
            }
            if self.buffer[self.start] == b'\n' {
                self.start += 1;
            } else {
                self.lone_cr = true;
            }
            self.after_cr = false;
        }
        let mut searched = 0;
        let length = loop {
            let unsearched = &self.buffer[self.start + searched..self.end];
            if let Some(at) = memchr::memchr2(b'\n', b'\r', unsearched) {
                break searched + at;
            }
            searched = self.end - self.start;
            if self.fill()? == 0 {
                break searched;
            }
        };
        let from = self.start;
        let stop = from + length;
        if stop < self.end {
            self.after_cr = self.buffer[stop] == b'\r';
            self.start = stop + 1;
        } else if length == 0 {
            return Ok(None);
        } else {
            self.start = stop;
        }
        self.number += 1;
        Ok(Some((self.number, &self.buffer[from..stop])))
    }

    /// Reads more behind what is left of the buffer; 0 at the end of the input.
    fn fill(&mut self) -> io::Result<usize> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            if self.end >= LONGEST {
                let text = format!("line {} is longer than 16 MiB", self.number + 1);
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            self.buffer.resize((2 * self.end).max(BUFFER), 0);
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(more) => {
                    self.end += more;
                    return Ok(more);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            out[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn lines(input: impl Read) -> (Vec<(usize, String)>, bool) {
        let mut lines = Lines::new(input);
        let mut out = Vec::new();
        while let Some((number, line)) = lines.next().unwrap() {
            out.push((number, String::from_utf8(line.to_vec()).unwrap()));
        }
        (out, lines.lone_cr())
    }

    #[test]
    fn every_kind_of_line_end() {
        for (text, expected, lone) in [
            ("", &[][..], false),
            ("a", &["a"], false),
            ("a\nb\n", &["a", "b"], false),
            ("a\r\nb\r\n", &["a", "b"], false),
            ("a\rb\r", &["a", "b"], true),
            ("a\n\nb", &["a", "", "b"], false),
            ("a\r\r\nb", &["a", "", "b"], true),
            ("\r\n\r\na", &["", "", "a"], false),
        ] {
            let expected: Vec<(usize, String)> =
                expected.iter().enumerate().map(|(i, l)| (i + 1, l.to_string())).collect();
            assert_eq!(lines(text.as_bytes()), (expected.clone(), lone), "{text:?}");
            assert_eq!(lines(Drops(text.as_bytes())), (expected, lone), "{text:?}");
        }
    }

    #[test]
    fn lines_across_the_buffer() {
        let text: String = (0..100_000).map(|i| format!("{i}\r\n")).collect();
        let (lines, _) = lines(text.as_bytes());
        assert_eq!(lines.len(), 100_000);
        assert!(lines.iter().enumerate().all(|(i, l)| l.0 == i + 1 && l.1 == i.to_string()));
    }

    #[test]
    fn a_line_without_end_is_an_error() {
        let mut lines = Lines::new(io::repeat(b'1'));
        assert_eq!(lines.next().unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
