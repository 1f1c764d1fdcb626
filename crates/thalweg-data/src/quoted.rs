//! A row with quotes: `csv-core` takes it apart, and says when the quoted text goes on in the next line.

/// A row with quotes, put together by `csv-core` from as many lines as it takes.
pub(crate) struct Quoted {
    core: csv_core::Reader,
    delimiter: u8,
    /// The end of the lines so far is inside a quoted field.
    inside: bool,
    line: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
    pub length: usize,
    pub fields: usize,
}

impl Quoted {
    pub(crate) fn new(delimiter: u8) -> Self {
        let core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        let (text, ends) = (vec![0; 256], vec![0; 16]);
        Self { core, delimiter, inside: false, line: Vec::new(), text, ends, length: 0, fields: 0 }
    }

    pub(crate) fn clear(&mut self) {
        self.core.reset();
        self.inside = false;
        self.length = 0;
        self.fields = 0;
    }

    /// Adds a line; true when the row is complete.
    pub(crate) fn line(&mut self, line: &[u8]) -> bool {
        let mut plain = std::mem::take(&mut self.line);
        plain.clear();
        self.without_blanks(line, &mut plain);
        plain.push(b'\n');
        let whole = self.add(&plain);
        self.line = plain;
        whole
    }

    /// Copies a line without the blanks before an opening quote, which would hide it from `csv-core`: `1, "2"`.
    fn without_blanks(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let mut begins = !self.inside;
        for (i, &byte) in line.iter().enumerate() {
            if self.inside {
                self.inside = byte != b'"';
            } else if byte == b'"' && (begins || line[..i].ends_with(b"\"")) {
                // Opened, or one of two that stand for one.
                self.inside = true;
                begins = false;
            } else if byte == self.delimiter {
                begins = true;
            } else if begins && byte.is_ascii_whitespace() {
                if line[i..].trim_ascii_start().starts_with(b"\"") {
                    continue;
                }
            } else {
                begins = false;
            }
            out.push(byte);
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
