//! Values of a column of one physical type, and what the levels of Parquet say about them.

use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::DoubleType;
use parquet::errors::{ParquetError, Result};

use super::leaf::Leaf;
use crate::curves::columns::{Values, finite};
use crate::parquet::Numeric;

/// A column of one row group, being read; the buffers are used again.
pub(super) struct Records<T: Numeric> {
    reader: ColumnReaderImpl<T>,
    values: Vec<T::T>,
    /// Definition levels: whether there is a value.
    defined: Vec<i16>,
    /// Repetition levels: 0 where a row begins.
    repeated: Vec<i16>,
}

impl<T: Numeric> Records<T> {
    pub(super) fn new(reader: ColumnReaderImpl<T>) -> Self {
        Self { reader, values: Vec::new(), defined: Vec::new(), repeated: Vec::new() }
    }

    /// Reads some rows, `most` at most, appended to the buffer of values; how many rows and how many entries there are.
    fn next(&mut self, leaf: &Leaf, most: usize) -> Result<(usize, usize)> {
        self.defined.clear();
        self.repeated.clear();
        let defined = (leaf.there > 0).then_some(&mut self.defined);
        let repeated = leaf.is_list.then_some(&mut self.repeated);
        let (rows, there, levels) =
            self.reader.read_records(most, defined, repeated, &mut self.values)?;
        Ok((rows, if leaf.there > 0 || leaf.is_list { levels } else { there }))
    }

    /// Appends the numbers of the next `most` rows, fewer only at the end, and says how many rows there were.
    pub(super) fn numbers(&mut self, leaf: &Leaf, most: usize, out: &mut Values) -> Result<usize> {
        all_rows(leaf, most, out, |most, out| {
            self.values.clear();
            let (rows, entries) = self.next(leaf, most)?;
            if self.values.len() == entries {
                self.begins(out.numbers.len(), out);
                out.numbers.extend(self.values.iter().map(|value| number::<T>(leaf, value)));
            } else {
                self.place(leaf, out)?;
            }
            Ok(rows)
        })
    }

    /// Notes where rows begin among entries that are all there, the first of them at `first`.
    fn begins(&self, first: usize, out: &mut Values) {
        for (eight, levels) in self.repeated.chunks(8).enumerate() {
            // A byte for each level, 1 where a row begins: eight levels are compared at once.
            let mut is_first = [0; 8];
            levels.iter().zip(&mut is_first).for_each(|(level, is)| *is = u8::from(*level == 0));
            let mut left = u64::from_le_bytes(is_first);
            while left != 0 {
                out.ends.push(first + 8 * eight + left.trailing_zeros() as usize / 8);
                left &= left - 1;
            }
        }
    }

    /// Appends the numbers with NaN between them where there is none, and notes where rows begin.
    fn place(&self, leaf: &Leaf, out: &mut Values) -> Result<()> {
        let mut values = self.values.iter();
        for (i, level) in self.defined.iter().enumerate() {
            if self.repeated.get(i) == Some(&0) {
                out.ends.push(out.numbers.len());
            }
            if *level == leaf.there {
                out.numbers.push(number::<T>(leaf, values.next().ok_or_else(short)?));
            } else if *level >= leaf.element {
                out.numbers.push(f64::NAN);
            }
        }
        Ok(())
    }

    /// Gives the values of the next `most` rows to `push`; how many rows there were, and the first, from 0, that has
    /// none.
    pub(super) fn keys(
        &mut self,
        leaf: &Leaf,
        most: usize,
        mut push: impl FnMut(&[T::T]),
    ) -> Result<(usize, Option<usize>)> {
        let (mut rows, mut missing) = (0, None);
        while rows < most {
            self.values.clear();
            let (read, _) = self.next(leaf, most - rows)?;
            if read == 0 {
                break;
            }
            push(&self.values);
            let gap = self.defined.iter().position(|level| *level != leaf.there);
            missing = missing.or(gap.map(|at| rows + at));
            rows += read;
        }
        Ok((rows, missing))
    }
}

impl Records<DoubleType> {
    /// As [`numbers`](Self::numbers), decoded where they are to be.
    pub(super) fn doubles(&mut self, leaf: &Leaf, most: usize, out: &mut Values) -> Result<usize> {
        all_rows(leaf, most, out, |most, out| {
            let first = out.numbers.len();
            self.values = std::mem::take(&mut out.numbers);
            let read = self.next(leaf, most);
            let fresh = self.values.len() - first;
            match read {
                Ok((rows, entries)) if fresh == entries => {
                    out.numbers = std::mem::take(&mut self.values);
                    let numbers = &mut out.numbers[first..];
                    if !numbers.iter().fold(true, |all, v| all & v.is_finite()) {
                        numbers.iter_mut().for_each(|v| *v = finite(*v));
                    }
                    self.begins(first, out);
                    Ok(rows)
                }
                read => {
                    let fresh = self.values.split_off(first);
                    out.numbers = std::mem::replace(&mut self.values, fresh);
                    let (rows, _) = read?;
                    self.place(leaf, out)?;
                    Ok(rows)
                }
            }
        })
    }
}

/// Lets `some` append rows until there are `most` of them, or no more; how many there were.
fn all_rows(
    leaf: &Leaf,
    most: usize,
    out: &mut Values,
    mut some: impl FnMut(usize, &mut Values) -> Result<usize>,
) -> Result<usize> {
    let (before, mut rows) = (out.ends.len(), 0);
    while rows < most {
        let read = some(most - rows, out)?;
        if read == 0 {
            break;
        }
        rows += read;
    }
    if leaf.is_list && rows > 0 {
        // Those were beginnings: a row ends where the next begins, and the last one here.
        out.ends.remove(before);
        out.ends.push(out.numbers.len());
    }
    Ok(rows)
}

/// NaN where the value means none.
fn number<T: Numeric>(leaf: &Leaf, value: &T::T) -> f64 {
    finite(T::number(leaf.meaning, value).unwrap_or(f64::NAN))
}

fn short() -> ParquetError {
    ParquetError::EOF("a value is missing".into())
}
