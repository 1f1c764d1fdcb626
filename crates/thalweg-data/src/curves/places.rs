//! Which columns of a file are keys, and which hold the numbers that are used.

use crate::error::DataError;
use crate::names::Names;

/// Places of columns in a file.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// What the numbers are called by.
    pub names: Vec<String>,
    /// Where they are.
    pub numbers: Vec<usize>,
    /// Where the keys are.
    pub keys: Vec<usize>,
}

impl Places {
    /// Errors: a name that no column has.
    pub(super) fn of(
        file: &str,
        names: &Names,
        used: &[String],
        by: &[String],
    ) -> Result<Self, DataError> {
        let place = |name: &String| names.demand(file, name);
        Ok(Self {
            names: used.to_vec(),
            numbers: used.iter().map(place).collect::<Result<_, _>>()?,
            keys: by.iter().map(place).collect::<Result<_, _>>()?,
        })
    }

    /// For each of `columns` whether it is read at all.
    pub(super) fn wanted(&self, columns: usize) -> Vec<bool> {
        (0..columns).map(|k| self.numbers.contains(&k) || self.keys.contains(&k)).collect()
    }
}
