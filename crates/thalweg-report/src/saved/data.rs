//! The data of a saved fit: the columns it uses, in full, and where they came from.

use serde::{Deserialize, Serialize};
use thalweg::Table;

use super::error::SavedError;
use super::number::{Number, numbers, plain};

/// Where the data of a fit came from, for people: nothing is read from there again.
///
/// ```
/// use thalweg_report::saved::Origin;
/// let origin = Origin::of_file("/data/misra1a.csv", &[]);
/// assert_eq!(origin.source.as_deref(), Some("misra1a.csv"));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Origin {
    /// The name of the file as it was given; of an absolute path only the last part.
    pub source: Option<String>,
    /// The conditions that its rows had to meet.
    pub conditions: Vec<String>,
}

impl Origin {
    /// A file of this name, and the conditions on its rows.
    pub fn of_file(path: impl AsRef<std::path::Path>, conditions: &[String]) -> Self {
        let path = path.as_ref();
        let shown =
            if path.is_absolute() { path.file_name().map(AsRef::as_ref) } else { Some(path) };
        let source = shown.map(|p: &std::path::Path| p.to_string_lossy().into_owned());
        Self { source, conditions: conditions.to_vec() }
    }
}

/// The data as they are written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Data {
    source: Option<String>,
    conditions: Vec<String>,
    rows: usize,
    /// FNV-1a, 64 bits, of names and bits.
    checksum: String,
    columns: Vec<Column>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Column {
    name: String,
    values: Vec<Number>,
}

impl Data {
    /// These columns of `table`.
    pub(super) fn new(table: &Table, used: &[String], origin: &Origin) -> Self {
        let column = |name: &String| {
            let values = numbers(table.column(name).unwrap_or_default());
            Column { name: name.clone(), values }
        };
        let columns: Vec<Column> = used.iter().map(column).collect();
        let Origin { source, conditions } = origin.clone();
        Self { source, conditions, rows: table.rows(), checksum: checksum(&columns), columns }
    }

    /// The table and its origin. Errors: a column of another length, or values that were changed.
    pub(super) fn table(self) -> Result<(Table, Origin), SavedError> {
        for column in &self.columns {
            if column.values.len() != self.rows {
                return Err(SavedError::damaged(format!(
                    "the column `{}` has {} values, the data {} rows",
                    column.name,
                    column.values.len(),
                    self.rows
                )));
            }
        }
        let found = checksum(&self.columns);
        if found != self.checksum {
            return Err(SavedError::damaged(format!(
                "the checksum of its data is {found}, and {} is written there",
                self.checksum
            )));
        }
        let mut table = Table::new();
        for Column { name, values } in self.columns {
            table = table.with(name, plain(values))?;
        }
        Ok((table, Origin { source: self.source, conditions: self.conditions }))
    }
}

/// FNV-1a, 64 bits (Fowler, Noll & Vo; RFC 9923), of each column's name, a zero byte, and the bits of its
/// values, low byte first; every NaN counts as the same one.
fn checksum(columns: &[Column]) -> String {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = OFFSET;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    };
    for Column { name, values } in columns {
        take(name.as_bytes());
        take(&[0]);
        for Number(v) in values {
            take(&if v.is_nan() { f64::NAN } else { *v }.to_bits().to_le_bytes());
        }
    }
    format!("fnv1a64:{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one_and_sees_every_bit() {
        // Fowler, Noll & Vo's own vectors for FNV-1a: "" and "a" (here: a column without values).
        assert_eq!(checksum(&[]), "fnv1a64:cbf29ce484222325");
        let column =
            |name: &str, values: &[f64]| Column { name: name.into(), values: numbers(values) };
        let foobar = checksum(&[column("foobar", &[])]);
        // "foobar" is 85944171f73967e8; one step more for the zero byte.
        let step = 0x8594_4171_f739_67e8_u64.wrapping_mul(0x0100_0000_01b3);
        assert_eq!(foobar, format!("fnv1a64:{step:016x}"));
        let one = |v: f64| checksum(&[column("x", &[v])]);
        assert_ne!(one(0.0), one(-0.0));
        assert_ne!(one(1.0), one(1.0 + f64::EPSILON));
        assert_eq!(one(f64::NAN), one(-f64::NAN));
    }
}
