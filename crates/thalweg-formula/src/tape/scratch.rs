//! The memory an evaluation works in.

/// Rows evaluated at a time. Measured with the `speed` example: 128 costs a fifth more than 512,
/// 256 a few per cent, and 1024 is no faster and would leave the first-level cache sooner.
pub(super) const BLOCK: usize = 512;

/// The buffers of an evaluation, kept between calls; every thread has its own.
///
/// It fits any [`Model`](crate::Model) and grows to the largest it has met; after that an
/// evaluation allocates nothing.
///
/// ```
/// use thalweg_formula::{Expr, Model, Scratch};
/// let mut scratch = Scratch::new();
/// let mut out = [0.0; 3];
/// for text in ["a*x", "x^2 + a"] {
///     let model = Model::new(&Expr::parse(text)?, &["x"], &["a"])?;
///     model.values(&[2.0], &[&[1.0, 2.0, 3.0]], &mut out, &mut scratch);
/// }
/// assert_eq!(out, [3.0, 6.0, 11.0]);
/// # Ok::<(), thalweg_formula::FormulaError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// What is the same for all rows: numbers, parameters, direction, and what is made of them.
    pub(super) scalars: Vec<f64>,
    /// The same where every lane has its own.
    pub(super) lanes: Vec<f64>,
    /// The scalars that rows are computed with, a chunk each, then all registers.
    pub(super) frame: Vec<f64>,
    /// The same of f32.
    pub(super) single: Vec<f32>,
}

impl Scratch {
    /// An empty scratch; it grows when it is first used.
    ///
    /// ```
    /// let scratch = thalweg_formula::Scratch::new();
    /// # let _ = scratch;
    /// ```
    pub fn new() -> Self {
        Scratch::default()
    }
}
