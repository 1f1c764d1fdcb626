//! Cells to look at a formula over when there are no data.

use crate::starts::Random;

/// Rows of cells.
const ROWS: usize = 192;
/// Small numbers that columns of groups and switches hold.
const CODES: [f64; 5] = [0.0, 1.0, 2.0, 3.0, -1.0];

/// One list of cells per column: positive numbers of all sizes, some of both signs, small whole numbers as
/// in columns that code groups, and numbers at and around those the formula itself names, as in `x > 550`.
pub(crate) fn cells(columns: usize, formula: &str, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Random::new(seed ^ 0x6365_6c6c);
    let named = numbers(formula);
    let special: Vec<f64> = CODES.iter().chain(&named).copied().collect();
    let near: &[f64] = if named.is_empty() { &CODES } else { &named };
    let mut cell = |row: usize| {
        let u = random.unit();
        // Ten to a power even in ± decades.
        let mut size = |decades: f64| 10f64.powf(decades * (2.0 * random.unit() - 1.0));
        let one_of = |from: &[f64]| from[(u * from.len() as f64) as usize % from.len()];
        match row % 8 {
            0..=3 => size(1.0),
            4 => size(2.5),
            5 => size(1.0).copysign(u - 0.5),
            6 => one_of(near) * size(0.15),
            _ => one_of(&special),
        }
    };
    (0..columns).map(|_| (0..ROWS).map(&mut cell).collect()).collect()
}

/// The numbers that stand in a formula.
fn numbers(text: &str) -> Vec<f64> {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '$';
    text.split(|c: char| !word(c))
        .filter_map(|part| part.parse().ok())
        .filter(|v: &f64| v.is_finite())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_what_formulas_ask_for() {
        let cells = cells(2, "y ~ if(x > 550, a, b) + c*(g == 7)", 1);
        assert_eq!(cells.len(), 2);
        for column in &cells {
            for code in [0.0, 1.0, 7.0, 550.0] {
                assert!(column.contains(&code), "{code}");
            }
            assert!(column.iter().any(|v| *v > 550.0 && *v < 800.0));
            assert!(column.iter().filter(|v| **v > 0.0).count() > 120);
            assert!(column.iter().any(|v| *v < -0.5 && v.fract() != 0.0));
        }
        assert_ne!(cells[0], cells[1]);
    }
}
