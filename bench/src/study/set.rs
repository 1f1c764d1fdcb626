//! The six sets.

use serde::{Deserialize, Serialize};

/// A set of problems with their starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Set {
    /// NIST's 27 problems from both starts.
    N,
    /// Moré, Garbow & Hillstrom at 41 sizes from x₀, 10 x₀ and 100 x₀.
    M,
    /// Long curved valleys.
    V,
    /// Random starts around NIST's solutions.
    R,
    /// Random starts around the solutions of Moré, Garbow & Hillstrom.
    S,
    /// NIST's problems, every parameter in a random unit.
    X,
}

impl Set {
    /// All of them.
    pub const ALL: [Set; 6] = [Set::N, Set::M, Set::V, Set::R, Set::S, Set::X];

    /// Its letter.
    ///
    /// ```
    /// assert_eq!(thalweg_bench::study::set::Set::N.letter(), "N");
    /// ```
    pub fn letter(self) -> &'static str {
        match self {
            Set::N => "N",
            Set::M => "M",
            Set::V => "V",
            Set::R => "R",
            Set::S => "S",
            Set::X => "X",
        }
    }

    /// The set of that letter.
    ///
    /// ```
    /// use thalweg_bench::study::set::Set;
    /// assert_eq!(Set::of("V"), Some(Set::V));
    /// assert_eq!(Set::of("Q"), None);
    /// ```
    pub fn of(letter: &str) -> Option<Set> {
        Set::ALL.into_iter().find(|set| set.letter() == letter)
    }

    /// Whether it is drawn anew with every seed.
    ///
    /// ```
    /// use thalweg_bench::study::set::Set;
    /// assert!(Set::X.is_drawn() && !Set::N.is_drawn());
    /// ```
    pub fn is_drawn(self) -> bool {
        matches!(self, Set::R | Set::S | Set::X)
    }

    /// Residual, f_vv and Jacobian calls allowed to a single run.
    ///
    /// ```
    /// use thalweg_bench::study::set::Set;
    /// assert_eq!((Set::V.limit(), Set::S.limit()), (1000, 500));
    /// ```
    pub fn limit(self) -> usize {
        if self.is_drawn() { 500 } else { 1000 }
    }
}
