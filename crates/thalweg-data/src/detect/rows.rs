//! The rows of a sample, cut in one way.

use crate::cut::Cut;
use crate::lines::Lines;
use crate::records::Records;

/// Rows of fields in one piece of memory.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    text: Vec<u8>,
    /// Where each field ends in `text`.
    ends: Vec<usize>,
    /// Where each row begins in `ends`, with the line it is from.
    starts: Vec<(usize, usize)>,
    pub delimiter: u8,
    /// The comment line directly above the first row.
    pub comment: Vec<u8>,
}

impl Rows {
    /// Cuts the first `most` rows. What cannot be cut ends them: reading will say what is wrong.
    pub(crate) fn cut(sample: &[u8], cut: Cut, most: usize) -> Self {
        let mut records = Records::new(Lines::new(sample), cut);
        let mut rows = Self { delimiter: cut.delimiter, ..Self::default() };
        while rows.len() < most {
            let begin = rows.ends.len();
            let Rows { text, ends, .. } = &mut rows;
            let seen = records.next(|_, _, field| {
                text.extend_from_slice(field);
                ends.push(text.len());
            });
            let Ok(Some((line, _))) = seen else { break };
            if rows.starts.is_empty() {
                rows.comment = records.last_comment().trim_ascii().to_vec();
            }
            rows.starts.push((begin, line));
        }
        if rows.starts.is_empty() {
            rows.comment = records.last_comment().trim_ascii().to_vec();
        }
        rows
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(crate) fn drop_first(&mut self) {
        if !self.starts.is_empty() {
            self.starts.remove(0);
        }
    }

    /// The line of row `r`.
    pub(crate) fn line(&self, r: usize) -> usize {
        self.starts.get(r).map_or(1, |start| start.1)
    }

    /// The number of fields of row `r`.
    pub(crate) fn width(&self, r: usize) -> usize {
        let (begin, end) = self.range(r);
        end - begin
    }

    /// The fields of row `r`.
    pub(crate) fn row(&self, r: usize) -> impl DoubleEndedIterator<Item = &[u8]> {
        let (begin, end) = self.range(r);
        (begin..end).map(|i| self.field(i))
    }

    /// Field `k` of row `r`, if the row is that long.
    pub(crate) fn cell(&self, r: usize, k: usize) -> Option<&[u8]> {
        let (begin, end) = self.range(r);
        (begin + k < end).then(|| self.field(begin + k))
    }

    fn range(&self, r: usize) -> (usize, usize) {
        let begin = self.starts.get(r).map_or(0, |start| start.0);
        let end = self.starts.get(r + 1).map_or(self.ends.len(), |next| next.0);
        (begin, end.max(begin))
    }

    fn field(&self, i: usize) -> &[u8] {
        let from = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.text[from..self.ends[i]]
    }

    /// The commonest width of the rows from `first` on, and how many have it; of two equally common ones
    /// the larger.
    pub(crate) fn usual_width(&self, first: usize) -> (usize, usize) {
        let mut widths: Vec<usize> = (first..self.len()).map(|r| self.width(r)).collect();
        widths.sort_unstable();
        widths
            .chunk_by(|a, b| a == b)
            .map(|same| (same.len(), same[0]))
            .max()
            .map_or((0, 0), |(times, width)| (width, times))
    }
}
