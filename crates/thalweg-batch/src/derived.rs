//! Quantities that follow from the parameters.

use thalweg_formula::{LANES, LaneColumn, Model, Scratch};

use crate::chunk::Chunk;
use crate::error::BatchError;

/// An expression of parameters, with its gradient.
#[derive(Debug, Clone)]
pub(crate) struct Derived {
    model: Model,
    /// Which parameter of the fit each of its own is.
    places: Vec<usize>,
}

impl Derived {
    /// Errors: an expression of anything but these parameters.
    pub(crate) fn new(model: &Model, parameters: &[String]) -> Result<Self, BatchError> {
        let wrong = |what: &str| {
            let text = format!("a derived quantity has `{what}`, which is no parameter of the fit");
            BatchError::Option(text)
        };
        if let Some(column) = model.columns().first() {
            return Err(wrong(column));
        }
        let place = |name: &String| {
            parameters.iter().position(|known| known == name).ok_or_else(|| wrong(name))
        };
        let places = model.parameters().iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { model: model.clone(), places })
    }

    /// Its value at the parameters `x` of sixteen fits, and its gradient, a chunk for each of them.
    pub(crate) fn lanes(
        &self,
        x: &[Chunk],
        gradient: &mut [Chunk],
        scratch: &mut Scratch,
    ) -> Chunk {
        let own: Vec<Chunk> = self.places.iter().map(|j| x[*j]).collect();
        let (mut value, mut partials) = ([[f64::NAN; LANES]], own.clone());
        // It has no columns.
        self.model.lane_partials(
            &own,
            &|_| LaneColumn::Shared(&[]),
            &mut value,
            &mut partials,
            scratch,
        );
        gradient.fill([0.0; LANES]);
        self.places.iter().zip(partials).for_each(|(j, by)| gradient[*j] = by);
        value[0]
    }

    /// The same of one fit.
    pub(crate) fn at(&self, x: &[f64], gradient: &mut [f64], scratch: &mut Scratch) -> f64 {
        let own: Vec<f64> = self.places.iter().map(|j| x[*j]).collect();
        let (mut value, mut partials) = ([f64::NAN], vec![[0.0]; own.len()]);
        let mut slots: Vec<&mut [f64]> = partials.iter_mut().map(|by| &mut by[..]).collect();
        self.model.partials(&own, &[], &mut value, &mut slots, None, scratch);
        gradient.fill(0.0);
        self.places.iter().zip(partials).for_each(|(j, by)| gradient[*j] = by[0]);
        value[0]
    }
}
