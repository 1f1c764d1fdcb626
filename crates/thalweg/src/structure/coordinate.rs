//! Coordinates in which a symmetry of a formula is a translation.

/// What becomes of a parameter θ for a symmetry to be a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coordinate {
    /// θ: sums.
    Plain,
    /// log θ: products of powers.
    Log,
    /// 1/θ: rates that add as their inverses, such as resistances in parallel.
    Reciprocal,
    /// θ²: widths that add as their squares.
    Square,
    /// exp θ.
    Exp,
}

use Coordinate::{Exp, Log, Plain, Reciprocal, Square};

impl Coordinate {
    pub(crate) const ALL: [Self; 5] = [Plain, Log, Reciprocal, Square, Exp];

    pub(crate) fn of(self, theta: f64) -> f64 {
        match self {
            Plain => theta,
            // The sign stays as it is.
            Log => theta.abs().ln(),
            Reciprocal => 1.0 / theta,
            Square => theta * theta,
            Exp => theta.exp(),
        }
    }

    pub(crate) fn slope(self, theta: f64) -> f64 {
        match self {
            Plain => 1.0,
            Log => 1.0 / theta,
            Reciprocal => -1.0 / (theta * theta),
            Square => 2.0 * theta,
            Exp => theta.exp(),
        }
    }

    /// The θ of this coordinate on the side of `like`, if there is one.
    pub(crate) fn back(self, value: f64, like: f64) -> Option<f64> {
        let theta = match self {
            Plain => value,
            Log => value.exp().copysign(like),
            Reciprocal => 1.0 / value,
            Square => value.sqrt().copysign(like),
            Exp => value.ln(),
        };
        theta.is_finite().then_some(theta)
    }

    /// The value of θ that is as good as not being there: where the coordinate is 0.
    pub(crate) fn neutral(self) -> Option<f64> {
        match self {
            Plain | Square => Some(0.0),
            Log => Some(1.0),
            Reciprocal | Exp => None,
        }
    }

    /// The coordinate of `text`, as it is written.
    pub(crate) fn write(self, text: &str) -> String {
        match self {
            Plain => format!("({text})"),
            Log => format!("log({text})"),
            Reciprocal => format!("1/({text})"),
            Square => format!("({text})^2"),
            Exp => format!("exp({text})"),
        }
    }
}

/// Which coordinates to try for so many parameters, the usual ones first.
pub(crate) fn choices(count: usize) -> Vec<Vec<Coordinate>> {
    let mut all: Vec<Vec<Coordinate>> = Coordinate::ALL.iter().map(|&c| vec![c; count]).collect();
    let kinds = match count {
        0..=3 => 5,
        4..=6 => 2,
        _ => return all,
    };
    let mut mixed: Vec<Vec<Coordinate>> = (0..usize::pow(kinds, count as u32))
        .map(|code| {
            (0..count)
                .map(|k| Coordinate::ALL[code / usize::pow(kinds, k as u32) % kinds])
                .collect()
        })
        .filter(|c: &Vec<Coordinate>| c.iter().any(|one| *one != c[0]))
        .collect();
    mixed.sort_by_key(|c| c.iter().filter(|one| !matches!(one, Plain | Log)).count());
    all.extend(mixed);
    all
}
