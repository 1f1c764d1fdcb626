//! A model seen at many places: values and derivatives at random parameters, over random cells or those of
//! data.

use thalweg_formula::{Model, Scratch};
use thalweg_solver::Reduction;

use crate::starts::Random;

/// Where a parameter is drawn from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Domain {
    pub lower: f64,
    pub upper: f64,
    /// A value it lies around; else 1.
    pub around: Option<f64>,
    /// ln of the largest factor between a draw and that value.
    pub spread: f64,
}

impl Domain {
    /// Draws a value; `turned` if its sign is free and is to be turned.
    fn draw(&self, random: &mut Random, turned: bool) -> f64 {
        let (lower, upper, u) = (self.lower, self.upper, 2.0 * random.unit() - 1.0);
        let factor = (self.spread * u).exp();
        let value = match self.around.filter(|a| *a != 0.0) {
            Some(around) => around * factor,
            None if lower.is_finite() && upper.is_finite() => {
                lower + (0.5 + 0.4 * u) * (upper - lower)
            }
            None if lower.is_finite() => lower + factor,
            None if upper.is_finite() => upper - factor,
            None if turned => -factor,
            None => factor,
        };
        value.clamp(lower, upper)
    }
}

/// A model with the cells it is looked at over.
pub(crate) struct Probe<'m> {
    pub model: &'m Model,
    pub cells: Vec<Vec<f64>>,
    pub domains: Vec<Domain>,
    /// Values of those parameters that are held.
    pub held: Vec<Option<f64>>,
}

/// The model at a point. Rows where anything is not finite are left out.
pub(crate) struct View {
    pub x: Vec<f64>,
    pub value: Vec<f64>,
    /// xⱼ ∂f/∂xⱼ, each row divided by its largest entry: its rank is that of J, whatever the units.
    pub columns: Vec<Vec<f64>>,
    /// What each row was divided by.
    pub scales: Vec<f64>,
    pub reduction: Reduction,
}

/// Values that agree to this part of what they are made of are the same.
const SAME: f64 = 1e-9;
/// Derivatives that are smaller than this part of another one in every row are 0.
const ROUNDING: f64 = 1e-13;
/// Fewer rows than this many times the parameters say nothing about rank.
const ROWS_EACH: usize = 2;

impl<'m> Probe<'m> {
    pub(crate) fn new(model: &'m Model, cells: Vec<Vec<f64>>, domains: Vec<Domain>) -> Self {
        let held = vec![None; domains.len()];
        Self { model, cells, domains, held }
    }

    /// A random point; the same for the same seed. Odd attempts turn signs where they are free.
    pub(crate) fn point(&self, seed: u64, attempt: usize) -> Vec<f64> {
        let mut random = Random::new(seed.wrapping_mul(0x9e37_79b9) ^ attempt as u64);
        let mut one = |(domain, held): (&Domain, &Option<f64>)| {
            let turned = attempt % 2 == 1 && random.unit() < 0.5;
            let drawn = domain.draw(&mut random, turned);
            held.unwrap_or(drawn)
        };
        self.domains.iter().zip(&self.held).map(&mut one).collect()
    }

    /// Views at so many random points at which the model has values in enough rows.
    pub(crate) fn views(&self, count: usize) -> Vec<View> {
        const ATTEMPTS: usize = 12;
        let enough =
            ROWS_EACH * self.held.len().min(self.cells.first().map_or(1, Vec::len) / 4) + 1;
        let at = |seed: u64| {
            (0..ATTEMPTS)
                .map(|attempt| self.view(&self.point(seed, attempt)))
                .find(|view| view.value.len() >= enough)
        };
        (1..=count as u64).filter_map(at).collect()
    }

    /// Value and derivatives at x.
    pub(crate) fn view(&self, x: &[f64]) -> View {
        let n = x.len();
        let (value, partials) = self.evaluate(x);
        let finite =
            |i: &usize| value[*i].is_finite() && partials.iter().all(|p| p[*i].is_finite());
        let kept: Vec<usize> = (0..value.len()).filter(finite).collect();
        let mut columns = vec![Vec::with_capacity(kept.len()); n];
        let mut scales = Vec::with_capacity(kept.len());
        for &i in &kept {
            let entry = |j: usize| if x[j] == 0.0 { partials[j][i] } else { x[j] * partials[j][i] };
            let active = |j: &usize| self.held[*j].is_none();
            let largest = (0..n).filter(active).fold(0.0, |m: f64, j| m.max(entry(j).abs()));
            for (j, column) in columns.iter_mut().enumerate() {
                let counts = largest > 0.0 && active(&j);
                column.push(if counts { entry(j) / largest } else { 0.0 });
            }
            scales.push(largest);
        }
        // What is rounding everywhere is no derivative.
        for column in columns.iter_mut().filter(|c| c.iter().all(|v| v.abs() <= ROUNDING)) {
            column.fill(0.0);
        }
        let mut reduction = Reduction::new(n);
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        reduction.update(&slices, &vec![0.0; kept.len()]);
        let value = kept.iter().map(|&i| value[i]).collect();
        View { x: x.to_vec(), value, columns, scales, reduction }
    }

    fn evaluate(&self, x: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let rows = self.cells.first().map_or(1, Vec::len);
        let columns: Vec<&[f64]> = self.cells.iter().map(Vec::as_slice).collect();
        let mut value = vec![0.0; rows];
        let mut partials = vec![vec![0.0; rows]; x.len()];
        let mut slots: Vec<&mut [f64]> = partials.iter_mut().map(Vec::as_mut_slice).collect();
        let scratch = &mut Scratch::new();
        self.model.partials(x, &columns, &mut value, &mut slots, None, scratch);
        (value, partials)
    }

    /// Whether the curve is the same at `x` and at `moved`, to the rounding of what it is made of. None
    /// where too few rows have a value at both.
    pub(crate) fn same(&self, x: &[f64], moved: &[f64]) -> Option<bool> {
        let (here, there) = (self.sized(x), self.sized(moved));
        let mut compared = 0;
        for ((a, s), (b, t)) in here.iter().zip(&there) {
            if !(a.is_finite() && b.is_finite() && s.is_finite() && t.is_finite()) {
                continue;
            }
            compared += 1;
            if (a - b).abs() > SAME * (s + t) {
                return Some(false);
            }
        }
        (4 * compared > here.len()).then_some(true)
    }

    /// Value and size of every row.
    fn sized(&self, x: &[f64]) -> Vec<(f64, f64)> {
        let (value, partials) = self.evaluate(x);
        let size = |i: usize| -> f64 {
            let parts = x.iter().zip(&partials).map(|(x, p)| (x * p[i]).abs());
            // A derivative that is not finite at the edge of the domain says nothing about rounding.
            value[i].abs() + parts.filter(|v| v.is_finite()).sum::<f64>()
        };
        (0..value.len()).map(|i| (value[i], size(i))).collect()
    }
}
