//! A number that follows from the free parameters, with its gradient.

use thalweg_formula::{Expr, FormulaError, Model, Scratch};

/// An expression of free parameters only.
pub(crate) struct Scalar {
    model: Model,
    /// Which free parameter each parameter of the model is.
    index: Vec<usize>,
}

impl Scalar {
    /// Compiles an expression whose names are all among `free`.
    pub(crate) fn new<S: AsRef<str>>(expression: &Expr, free: &[S]) -> Result<Self, FormulaError> {
        let names: Vec<&str> = free.iter().map(AsRef::as_ref).collect();
        let model = Model::new(expression, &[], &names)?;
        let place = |name: &String| names.iter().position(|n| n == name).unwrap_or(0);
        let index = model.parameters().iter().map(place).collect();
        Ok(Self { model, index })
    }

    /// The expression by itself.
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }

    /// Its value at x, all free parameters in order.
    pub(crate) fn value(&self, x: &[f64]) -> f64 {
        let mut out = [f64::NAN];
        self.model.values(&self.arguments(x), &[], &mut out, &mut Scratch::default());
        out[0]
    }

    /// Writes its gradient at x, length of x.
    pub(crate) fn gradient(&self, x: &[f64], gradient: &mut [f64]) {
        let mut out = [f64::NAN];
        let mut cells = vec![[0.0]; self.index.len()];
        let mut slots: Vec<&mut [f64]> = cells.iter_mut().map(|c| &mut c[..]).collect();
        let scratch = &mut Scratch::default();
        self.model.partials(&self.arguments(x), &[], &mut out, &mut slots, None, scratch);
        gradient.fill(0.0);
        for (&j, cell) in self.index.iter().zip(&cells) {
            gradient[j] = cell[0];
        }
    }

    /// d²/dt² of its value at x + t v, t = 0; v of the length of x.
    pub(crate) fn second_directional(&self, x: &[f64], v: &[f64]) -> f64 {
        let mut out = [f64::NAN];
        let (at, along) = (self.arguments(x), self.arguments(v));
        self.model.second_directional(&at, &along, &[], &mut out, &mut Scratch::default());
        out[0]
    }

    fn arguments(&self, x: &[f64]) -> Vec<f64> {
        self.index.iter().map(|&j| x[j]).collect()
    }
}
