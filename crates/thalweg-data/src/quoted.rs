//! A row with quotes: `csv-core` takes it apart, and says when the quoted text goes on in the next line.

use crate::cut::Cut;
use crate::quotes::Quotes;
use memchr::memchr_iter;

/// A row with quotes, put together by `csv-core` from as many lines as it takes.
pub(crate) struct Quoted {
    core: csv_core::Reader,
    delimiter: u8,
    /// Where the lines so far end.
    quotes: Quotes,
    line: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
    pub length: usize,
    pub fields: usize,
}

impl Quoted {
    pub(crate) fn new(cut: Cut) -> Self {
        Self {
            core: csv_core::ReaderBuilder::new().delimiter(cut.delimiter).build(),
            delimiter: cut.delimiter,
            quotes: Quotes::new(cut),
            line: Vec::new(),
            text: vec![0; 256],
            ends: vec![0; 16],
            length: 0,
            fields: 0,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.core.reset();
        self.quotes.restart();
        self.length = 0;
        self.fields = 0;
    }

    /// Adds a line; true when the row is complete.
    pub(crate) fn line(&mut self, line: &[u8]) -> bool {
        let mut plain = std::mem::take(&mut self.line);
        plain.clear();
        self.without_blanks(line, &mut plain);
        plain.push(b'\n');
        self.quotes.step(b'\n');
        let whole = self.add(&plain);
        self.line = plain;
        whole
    }

    /// Copies a line without the blanks before an opening quote, which would hide it from `csv-core`: `1, "2"`.
    fn without_blanks(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let after_blank = |at: usize| at > 0 && line[at - 1].is_ascii_whitespace();
        if !memchr_iter(b'"', line).any(after_blank) {
            self.quotes.pass(line);
            out.extend_from_slice(line);
            return;
        }
        for (i, &byte) in line.iter().enumerate() {
            let hides = self.quotes.begins_field()
                && byte.is_ascii_whitespace()
                && byte != self.delimiter
                && line[i..].trim_ascii_start().starts_with(b"\"");
            self.quotes.step(byte);
            if !hides {
                out.push(byte);
            }
        }
    }

    /// Gives bytes to `csv-core`; true when the row is complete.
    fn add(&mut self, mut input: &[u8]) -> bool {
        use csv_core::ReadRecordResult::{End, InputEmpty, OutputEndsFull, OutputFull, Record};
        loop {
            let (result, read, written, ended) = self.core.read_record(
                input,
                &mut self.text[self.length..],
                &mut self.ends[self.fields..],
            );
            input = input.get(read..).unwrap_or_default();
            self.length += written;
            self.fields += ended;
            match result {
                InputEmpty => return false,
                OutputFull => self.text.resize(2 * self.text.len(), 0),
                OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                Record | End => return true,
            }
        }
    }

    pub(crate) fn each(&self, field: &mut impl FnMut(usize, &[u8])) {
        let mut from = 0;
        for (i, &end) in self.ends[..self.fields].iter().enumerate() {
            field(i, self.text[from..end].trim_ascii());
            from = end;
        }
    }
}
