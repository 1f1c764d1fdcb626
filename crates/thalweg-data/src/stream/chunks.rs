//! A file of delimited text by chunks that end where rows do.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use memchr::memchr_iter;
use thalweg::FitError;
use thalweg::large::Each;

use super::ahead::Wish;
use super::asked::Asked;
use super::cells::Cells;
use crate::cut::Cut;
use crate::detect::{self, Layout};
use crate::error::{DataError, of_data};
use crate::input::{self, Content, read_error};
use crate::lines::Lines;
use crate::names::Names;
use crate::options::{Format, ReadOptions};
use crate::quotes::Quotes;
use crate::records::Records;
use crate::source::{self, Bytes};
use crate::text::{cut_error, no_rows, ragged};

/// Bytes of a chunk, about: enough rows to be worth a thread's while, few enough to share out.
const CHUNK: u64 = 8 << 20;
/// Bytes that are looked at at once for the ends of chunks.
const BUFFER: usize = 1 << 20;

/// An open file: where each chunk begins is known.
pub(super) struct Chunks {
    path: PathBuf,
    file: String,
    layout: Layout,
    /// Where chunks begin, and the end.
    bounds: Vec<Bound>,
    /// Rows of each chunk, once they are known.
    rows: Vec<OnceLock<u64>>,
}

/// A place in the file: its byte, and the line that begins there, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bound {
    byte: u64,
    line: usize,
}

impl Chunks {
    pub(super) fn open(path: &Path, options: &ReadOptions) -> Result<(Names, Self), DataError> {
        let opened = source::open(path.into())?;
        let file = opened.name.clone();
        let Bytes::File(mut handle) = opened.bytes else {
            return Err(in_parts(&file, "something that is no file", "save it as a file first"));
        };
        let mut mark = [0; 3];
        let failed = |error: std::io::Error| read_error(&file, &error);
        let begun = handle.read(&mut mark).map_err(failed)?;
        match &mark[..begun] {
            [0x1f, 0x8b, ..] => {
                return Err(in_parts(&file, "a file compressed by gzip", "unpack it first"));
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Err(in_parts(&file, "UTF-16", "convert it to UTF-8 first"));
            }
            _ => {}
        }
        let first = if mark == *b"\xef\xbb\xbf" { 3 } else { 0 };
        let Content::Text(text) = input::inspect(source::open(path.into())?)?.content else {
            return Err(in_parts(&file, "this", "convert it to Parquet"));
        };
        if options.format == Some(Format::JsonLines)
            || (options.format.is_none()
                && options.delimiter.is_none()
                && crate::json::is_json(&file, &text.sample)?)
        {
            return Err(in_parts(&file, "JSON lines", "convert them to Parquet or CSV"));
        }
        let layout = detect::layout(&file, &text, options)?;
        let bounds = bounds(handle, first, CHUNK, layout.cut).map_err(failed)?;
        let rows = (1..bounds.len()).map(|_| OnceLock::new()).collect();
        Ok((layout.names.clone(), Self { path: path.to_path_buf(), file, layout, bounds, rows }))
    }

    pub(super) fn parts(&self) -> usize {
        self.rows.len()
    }

    /// About: the columns of a text are taken to be of one width.
    pub(super) fn bytes(&self, columns: usize) -> u64 {
        let whole = self.bounds.last().map_or(0, |end| end.byte);
        whole * columns as u64 / self.layout.names.len().max(1) as u64
    }

    pub(super) fn notes(&self) -> &[String] {
        &self.layout.notes
    }

    pub(super) fn place(&self, part: usize) -> String {
        match self.bounds[part].line {
            0 => self.file.clone(),
            line => format!("{}, from line {} on", self.file, line + 1),
        }
    }

    pub(super) fn rows(&self) -> Option<u64> {
        self.rows.iter().map(|rows| rows.get().copied()).sum()
    }

    /// Where a chunk stands.
    pub(super) fn wish(&self, part: usize) -> Wish {
        let bytes = self.bounds[part].byte..self.bounds[part + 1].byte;
        Wish { path: self.path.clone(), bytes: vec![bytes] }
    }

    /// Reads these columns of a chunk.
    pub(super) fn read(
        &self,
        part: usize,
        asked: Asked<'_>,
        each: &mut Each,
    ) -> Result<(), FitError> {
        let layout = &self.layout;
        let width = layout.names.len();
        let above = self.bounds[part].line;
        let cut = |error| of_data(cut_error(&self.file, error, above));
        let mut records = self.records(part)?;
        if part == 0 {
            for _ in 0..layout.above {
                records.next(|_, _, _| {}).map_err(cut)?;
            }
        }
        let mut cells = Cells::new(&self.file, asked, width, layout.notation);
        loop {
            let mut extra = false;
            let row = records.next(|line, k, cell| match k < width {
                true => cells.put(above + line, k, cell),
                false => extra |= !cell.is_empty(),
            });
            let Some((line, fields)) = row.map_err(cut)? else { break };
            if fields < width || extra {
                return Err(of_data(ragged(&self.file, above + line, fields, layout)));
            }
            cells.end_row(each)?;
        }
        let total = cells.total();
        if total == 0 && self.parts() == 1 {
            return Err(of_data(no_rows(&self.file, layout, records.comments())));
        }
        let _ = self.rows[part].set(total as u64);
        cells.finish(each)
    }

    /// The rows of a chunk.
    fn records(&self, part: usize) -> Result<Records<Take<File>>, FitError> {
        let (from, to) = (self.bounds[part].byte, self.bounds[part + 1].byte);
        let failed = |error: std::io::Error| of_data(read_error(&self.file, &error));
        let mut handle = File::open(&self.path).map_err(failed)?;
        handle.seek(SeekFrom::Start(from)).map_err(failed)?;
        Ok(Records::new(Lines::new(handle.take(to - from)), self.layout.cut))
    }
}

/// Cuts a file at the ends of lines, into chunks of about `size`, where no quoted field goes on in the next line.
fn bounds(mut file: File, first: u64, size: u64, cut: Cut) -> std::io::Result<Vec<Bound>> {
    file.seek(SeekFrom::Start(first))?;
    let mut bounds = vec![Bound { byte: first, line: 0 }];
    let mut buffer = vec![0; BUFFER];
    let (mut byte, mut line, mut quotes) = (first, 0, Quotes::new(cut));
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let text = &buffer[..read];
        let mut from = 0;
        while from < read {
            let target = bounds[bounds.len() - 1].byte + size;
            let skip = usize::try_from(target.saturating_sub(byte + from as u64)).unwrap_or(read);
            let skip = skip.min(read - from);
            if skip > 0 {
                let passed = &text[from..from + skip];
                line += memchr_iter(b'\n', passed).count();
                quotes.pass(passed);
                from += skip;
                continue;
            }
            let end = memchr::memchr(b'\n', &text[from..]).map_or(read, |at| from + at + 1);
            let passed = &text[from..end];
            quotes.pass(passed);
            from = end;
            if passed.last() == Some(&b'\n') {
                line += 1;
                if !quotes.is_open() {
                    bounds.push(Bound { byte: byte + from as u64, line });
                }
            }
        }
        byte += read as u64;
    }
    let end = Bound { byte, line };
    if bounds.len() > 1 && bounds.last().is_some_and(|last| last.byte == byte) {
        bounds.pop();
    }
    bounds.push(end);
    Ok(bounds)
}

fn in_parts(file: &str, what: &str, help: &str) -> DataError {
    DataError::new("E-FORMAT", format!("{file}: {what} cannot be read in parts"), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::BLANKS;
    use crate::records::CutError;
    use proptest::prelude::*;
    use std::io::Write;

    const COMMAS: Cut = Cut { delimiter: b',', comment: None };

    fn cut(text: &[u8], size: u64) -> Vec<Bound> {
        cut_by(COMMAS, text, size)
    }

    fn cut_by(cut: Cut, text: &[u8], size: u64) -> Vec<Bound> {
        static NUMBER: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!("thalweg-chunks-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        File::create(&path).and_then(|mut f| f.write_all(text)).unwrap();
        let found = bounds(File::open(&path).unwrap(), 0, size, cut).unwrap();
        std::fs::remove_file(&path).unwrap();
        found
    }

    #[test]
    fn chunks_end_where_rows_do() {
        let at = |byte, line| Bound { byte, line };
        assert_eq!(cut(b"", 4), [at(0, 0), at(0, 0)]);
        assert_eq!(cut(b"1\n2\n3\n", 3), [at(0, 0), at(4, 2), at(6, 3)]);
        assert_eq!(cut(b"1\n2\n3", 3), [at(0, 0), at(4, 2), at(5, 2)]);
        assert_eq!(cut(b"\"a\nb\nc\",1\n2\n", 2), [at(0, 0), at(10, 3), at(12, 4)]);
        assert_eq!(cut(b"1\r2\r3", 1), [at(0, 0), at(5, 0)]);
        // Quotes that open no field.
        let text = b"# a 5\" pipe\n\"a\nb\",5\" pipe\n2\n";
        assert_eq!(cut(text, 1), [at(0, 0), at(12, 1), at(26, 3), at(28, 4)]);
    }

    /// The line of each row and its fields, and the line of a quote that is never closed.
    type Rows = (Vec<(usize, Vec<String>)>, Option<usize>);

    fn rows(text: &[u8], cut: Cut, above: usize) -> Rows {
        let mut records = Records::new(Lines::new(text), cut);
        let mut rows = Vec::new();
        loop {
            let mut row = Vec::new();
            match records.next(|_, _, cell| row.push(String::from_utf8_lossy(cell).into_owned())) {
                Ok(Some((line, _))) => rows.push((above + line, row)),
                Ok(None) => return (rows, None),
                Err(CutError::OpenQuote(line)) => return (rows, Some(above + line)),
                Err(CutError::Io(error)) => panic!("{error}"),
            }
        }
    }

    proptest! {
        #[test]
        fn the_rows_of_the_chunks_are_those_of_the_text(
            parts in prop::collection::vec(prop::sample::select(vec![
                "\"", "\"", "\"\"", ",", ";", "\t", " ", "#", "%", "/", "//", "1", "5\" pipe", "\"a\nb\"",
                "# a 5\" pipe\n", "\n", "\n", "\r\n",
            ]), 0..60),
            size in 1u64..30,
            delimiter in prop::sample::select(vec![b',', b';', b'\t', BLANKS, b'/']),
            comment in prop::sample::select(vec![None, Some(b'#'), Some(b'1')]),
        ) {
            let text = parts.concat();
            let cut = Cut { delimiter, comment };
            let mut by_chunks = (Vec::new(), None);
            for pair in cut_by(cut, text.as_bytes(), size).windows(2) {
                let chunk = &text.as_bytes()[pair[0].byte as usize..pair[1].byte as usize];
                let (rows, open) = rows(chunk, cut, pair[0].line);
                prop_assert_eq!(by_chunks.1, None);
                by_chunks.0.extend(rows);
                by_chunks.1 = open;
            }
            prop_assert_eq!(by_chunks, rows(text.as_bytes(), cut, 0));
        }

        #[test]
        fn no_row_is_lost_or_cut(rows in prop::collection::vec("[0-9]{0,9}|\"[a\n]{0,6}\"", 1..60), size in 1u64..40) {
            let text: String = rows.iter().map(|row| format!("{row},1\n")).collect();
            let found = cut(text.as_bytes(), size);
            prop_assert_eq!(found[0].byte, 0);
            prop_assert_eq!(found[found.len() - 1].byte, text.len() as u64);
            for pair in found.windows(2) {
                prop_assert!(pair[0].byte < pair[1].byte);
                let (part, before) =
                    (&text[pair[0].byte as usize..pair[1].byte as usize], &text[..pair[0].byte as usize]);
                prop_assert_eq!(part.matches('"').count() % 2, 0);
                prop_assert!(part.ends_with('\n'));
                prop_assert_eq!(before.matches('\n').count(), pair[0].line);
            }
        }
    }
}
