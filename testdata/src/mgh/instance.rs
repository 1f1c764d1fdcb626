//! One problem at one size.

use super::reference::{KnownMinimum, Reference, reference};
use crate::function::{Function, Model, build};

/// A problem of the paper at one size, with its starts and what is known about its minima.
#[derive(Debug, Clone)]
pub struct MghInstance {
    reference: &'static Reference,
    start: Vec<f64>,
    build: fn(usize, usize) -> Model,
}

impl MghInstance {
    pub(super) fn new<F: Function>(name: &'static str, n: usize, m: usize) -> Self {
        let reference = reference(name);
        assert_eq!((reference.parameters, reference.residuals), (n, m), "{name}");
        Self { reference, start: F::start(n), build: build::<F> }
    }

    /// A name such as `watson-9`.
    ///
    /// ```
    /// assert_eq!(thalweg_testdata::mgh::instances()[0].name(), "rosenbrock");
    /// ```
    pub fn name(&self) -> &'static str {
        &self.reference.name
    }

    /// The number of the problem in the paper, 1 to 35.
    ///
    /// ```
    /// assert_eq!(thalweg_testdata::mgh::instance("watson-9").unwrap().number(), 20);
    /// ```
    pub fn number(&self) -> usize {
        self.reference.number
    }

    /// The problem, with exact first and second derivatives.
    ///
    /// ```
    /// let provides = thalweg_testdata::mgh::instance("beale").unwrap().problem().provides();
    /// assert!(provides.jacobian && provides.second_directional);
    /// ```
    pub fn problem(&self) -> Model {
        (self.build)(self.reference.parameters, self.reference.residuals)
    }

    /// The standard start x₀.
    ///
    /// ```
    /// assert_eq!(thalweg_testdata::mgh::instance("wood").unwrap().start(), [-3.0, -1.0, -3.0, -1.0]);
    /// ```
    pub fn start(&self) -> &[f64] {
        &self.start
    }

    /// The starts to run from: x₀, 10 x₀ and 100 x₀; where x₀ = 0 (Watson), x₀, all 10 and all 100.
    /// Without 100 x₀ for Jennrich & Sampson, where Σ r² overflows: 122 in all.
    ///
    /// ```
    /// let all = thalweg_testdata::mgh::instances();
    /// assert_eq!(all.iter().map(|i| i.starts().len()).sum::<usize>(), 122);
    /// ```
    pub fn starts(&self) -> Vec<Vec<f64>> {
        let at_zero = self.start.iter().all(|&x| x == 0.0);
        let scaled = |factor: f64| match at_zero {
            true => vec![factor; self.start.len()],
            false => self.start.iter().map(|x| factor * x).collect(),
        };
        let far = [scaled(10.0), scaled(100.0)];
        let runs = self.reference.sums_at_starts.len();
        std::iter::once(self.start.clone()).chain(far).take(runs).collect()
    }

    /// Σ r² at each of the [`starts`](Self::starts), computed apart from the code here.
    ///
    /// ```
    /// let rosenbrock = thalweg_testdata::mgh::instance("rosenbrock").unwrap();
    /// assert_eq!(rosenbrock.sums_at_starts()[0], 24.2);
    /// ```
    pub fn sums_at_starts(&self) -> &'static [f64] {
        &self.reference.sums_at_starts
    }

    /// The minima that are known: published ones with all their digits computed, exact ones.
    ///
    /// ```
    /// let minima = thalweg_testdata::mgh::instance("freudenstein-roth").unwrap().minima();
    /// assert_eq!(minima[0].sum_of_squares, 0.0);
    /// assert_eq!(minima[1].published.as_deref(), Some("48.9842"));
    /// ```
    pub fn minima(&self) -> &'static [KnownMinimum] {
        &self.reference.minima
    }
}
