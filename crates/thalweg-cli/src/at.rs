//! `--at 'x=1,2,5; z=0:10:0.5'`: places as they are typed.

use thalweg::Table;

use crate::codes;
use crate::failure::Failure;

/// The most rows that places may multiply to.
const MOST: usize = 10_000_000;

/// The values given for each column, in order.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Places(Vec<(String, Vec<f64>)>);

impl Places {
    /// Reads them; every column must be one of `known`.
    pub(crate) fn read(texts: &[String], known: &[&str]) -> Result<Self, Failure> {
        let mut places = Self::default();
        let parts = texts.iter().flat_map(|text| text.split(';')).map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            let Some((name, values)) = part.split_once('=') else {
                return Err(wrong(format!("`--at '{part}'` names no column")));
            };
            let name = name.trim().trim_matches('`');
            if !known.contains(&name) {
                let message = format!("`{name}` in `--at` is no column that the fit uses");
                let help = match codes::closest_of(name, known.iter(), |n| n) {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => format!("it uses {}", known.join(", ")),
                };
                return Err(Failure::usage("E-COLUMN", message, Some(help)));
            }
            if places.0.iter().any(|(other, _)| other == name) {
                return Err(wrong(format!("`--at` gives `{name}` twice")));
            }
            places.0.push((name.to_string(), numbers(values)?));
        }
        Ok(places)
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Every value of each column with every value of the others, the last column running fastest.
    pub(crate) fn table(&self) -> Result<Table, Failure> {
        let rows = self.0.iter().try_fold(1_usize, |n, (_, v)| n.checked_mul(v.len()));
        let Some(rows) = rows.filter(|n| *n <= MOST) else {
            return Err(wrong(format!("`--at` comes to more than {MOST} rows")));
        };
        let mut table = Table::new();
        let mut repeat = rows;
        for (name, values) in &self.0 {
            repeat /= values.len();
            let cells: Vec<f64> = (0..rows).map(|i| values[i / repeat % values.len()]).collect();
            table = table.with(name.as_str(), cells)?;
        }
        Ok(table)
    }
}

/// `1,2,5`, `0:10:0.5`, or both.
fn numbers(text: &str) -> Result<Vec<f64>, Failure> {
    let mut all = Vec::new();
    for part in text.split(',').map(str::trim) {
        let ends: Option<Vec<f64>> = part
            .split(':')
            .map(|n| n.trim().parse().ok().filter(|v: &f64| v.is_finite()))
            .collect();
        match ends.as_deref() {
            Some(&[value]) => all.push(value),
            Some(&[from, to, step]) => all.extend(range(part, from, to, step)?),
            _ => {
                return Err(wrong(format!("`{part}` in `--at` is no number and no from:to:step")));
            }
        }
    }
    Ok(all)
}

/// from, from + step, ... as far as to, which counts where rounding alone keeps it out.
fn range(text: &str, from: f64, to: f64, step: f64) -> Result<Vec<f64>, Failure> {
    let steps = (to - from) / step;
    if steps.is_nan() || steps < 0.0 {
        return Err(wrong(format!("the steps of `{text}` in `--at` never get to its end")));
    }
    if steps > MOST as f64 {
        return Err(wrong(format!("`{text}` in `--at` has more than {MOST} steps")));
    }
    let last = (steps * (1.0 + 1e-12) + 1e-9).floor() as usize;
    Ok((0..=last).map(|k| from + step * k as f64).collect())
}

fn wrong(message: String) -> Failure {
    Failure::usage(
        "E-USAGE",
        message,
        Some("as in --at 'x=1,2,5' or --at 'x=0:10:0.5; z=2'".into()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Places, Failure> {
        Places::read(&[text.to_string()], &["x", "z", "dose (mg)"])
    }

    #[test]
    fn lists_ranges_and_their_products() {
        let table = read("x=1,2,5").unwrap().table().unwrap();
        assert_eq!(table.column("x").unwrap(), [1.0, 2.0, 5.0]);
        let table = read("`dose (mg)` = 0:0.3:0.1").unwrap().table().unwrap();
        assert_eq!(table.column("dose (mg)").unwrap().len(), 4);
        let table = read("x=3:1:-1, 9; z=2,4").unwrap().table().unwrap();
        assert_eq!(table.column("x").unwrap(), [3.0, 3.0, 2.0, 2.0, 1.0, 1.0, 9.0, 9.0]);
        assert_eq!(table.column("z").unwrap()[..3], [2.0, 4.0, 2.0]);
        let table = read("x=0:1:0.3").unwrap().table().unwrap();
        assert_eq!(table.rows(), 4);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for bad in [
            "5",
            "q=1",
            "x=",
            "x=1,,2",
            "x=1:2",
            "x=1:2:0",
            "x=1:2:-1",
            "x=0:1:1e-9",
            "x=nan",
            "x=1; x=2",
            "x=0:9999:1; z=0:9999:1",
        ] {
            assert!(read(bad).and_then(|p| p.table()).is_err(), "{bad}");
        }
    }
}
