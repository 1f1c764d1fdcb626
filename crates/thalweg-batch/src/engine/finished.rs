//! Fits that ended, sixteen of which are written out together.

use thalweg_formula::{LANES, Scratch};

use super::step::Step;
use super::sums::Sums;
use crate::asked::Asked;
use crate::chunk::Chunk;
use crate::derived::Derived;
use crate::fits::{Code, Fits, Note, Notes};

/// What is known of a fit besides its numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    /// Place among the fits that are written.
    pub place: usize,
    pub points: u32,
    pub iterations: u32,
    pub status: Code,
    pub notes: Notes,
}

/// Ends that wait for their standard errors.
pub(super) struct Finished<'a> {
    ends: Vec<End>,
    x: Vec<Chunk>,
    free: Vec<Chunk>,
    sums: Sums,
    variance: Vec<Chunk>,
    step: Step,
    derived: &'a [Derived],
    gradient: Vec<Chunk>,
    scratch: Scratch,
    /// Whether σ is 1 and not asked of the residuals.
    known: bool,
    /// Parameters that are estimated.
    estimated: usize,
}

impl<'a> Finished<'a> {
    pub(super) fn new(asked: &Asked<'a>) -> Self {
        let n = asked.model.parameters().len();
        let chunks = vec![[0.0; LANES]; n];
        Self {
            ends: Vec::with_capacity(LANES),
            x: chunks.clone(),
            free: chunks.clone(),
            sums: Sums::new(n),
            variance: chunks.clone(),
            step: Step::new(n),
            derived: asked.derived,
            gradient: chunks,
            scratch: Scratch::new(),
            known: asked.knows_errors(),
            estimated: asked.estimated,
        }
    }

    /// Takes the fit of a lane.
    pub(super) fn put(
        &mut self,
        end: End,
        lane: usize,
        x: &[Chunk],
        free: &[Chunk],
        sums: &Sums,
        fits: &mut Fits,
    ) {
        let at = self.ends.len();
        for (own, from) in [
            (&mut self.x[..], x),
            (&mut self.free[..], free),
            (&mut self.sums.matrix[..], &sums.matrix[..]),
        ] {
            own.iter_mut().zip(from).for_each(|(own, from)| own[at] = from[lane]);
        }
        self.sums.cost[at] = sums.cost[lane];
        self.ends.push(end);
        if self.ends.len() == LANES {
            self.write(fits);
        }
    }

    /// Writes what waits.
    pub(super) fn write(&mut self, fits: &mut Fits) {
        let n = self.x.len();
        self.step.variances(&self.sums, &self.free, &mut self.variance);
        let mut squares = [f64::NAN; LANES];
        for (l, end) in self.ends.iter().enumerate() {
            let i = end.place;
            let freedom = (end.points as usize).saturating_sub(self.estimated);
            let cost = self.sums.cost[l].max(0.0);
            let mut notes = end.notes;
            squares[l] = match (self.known, freedom) {
                (true, _) => 1.0,
                (false, 0) => {
                    notes = notes.with(Note::NoFreedom);
                    f64::NAN
                }
                (false, freedom) => cost / freedom as f64,
            };
            for j in 0..n {
                fits.estimates[j][i] = self.x[j][l];
                let held = self.free[j][l] == 0.0;
                let error = (squares[l] * self.variance[j][l]).sqrt();
                fits.std_errors[j][i] = if held { f64::NAN } else { error };
            }
            fits.cost[i] = cost;
            fits.points[i] = end.points;
            fits.iterations[i] = end.iterations;
            fits.status[i] = end.status;
            fits.notes[i] = notes;
        }
        for (k, derived) in self.derived.iter().enumerate() {
            let value = derived.lanes(&self.x, &mut self.gradient, &mut self.scratch);
            let variance = self.step.variance(&self.gradient);
            for (l, end) in self.ends.iter().enumerate() {
                fits.estimates[n + k][end.place] = value[l];
                let error = (squares[l] * variance[l]).sqrt();
                // One that nothing acts on which is free has no error.
                let has = value[l].is_finite() && error > 0.0 && error.is_finite();
                fits.std_errors[n + k][end.place] = if has { error } else { f64::NAN };
            }
        }
        self.ends.clear();
    }
}
