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
    /// Errors: a name that no column has; a key column that is named twice.
    pub(super) fn of(
        file: &str,
        names: &Names,
        used: &[String],
        by: &[String],
    ) -> Result<Self, DataError> {
        let place = |name: &String| names.demand(file, name);
        let keys: Vec<usize> = by.iter().map(place).collect::<Result<_, _>>()?;
        if let Some(k) = (1..keys.len()).find(|k| keys[..*k].contains(&keys[*k])) {
            return Err(DataError::new(
                "E-COLUMN",
                format!("{file}: `{}` is a key column twice", by[k]),
                "name every column of the key once",
            ));
        }
        let numbers = used.iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { names: used.to_vec(), numbers, keys })
    }

    /// For each of `columns` whether it is read at all.
    pub(super) fn wanted(&self, columns: usize) -> Vec<bool> {
        (0..columns).map(|k| self.numbers.contains(&k) || self.keys.contains(&k)).collect()
    }
}
