//! Which family a formula belongs to.

use thalweg_formula::{Model, Scratch};
use thalweg_solver::Workspace;

use super::contest;
use super::member::{FamilyModel, Shape};
use super::summary::Summary;
use super::table::{Direction, Family, all};
use crate::blocks::Workers;
use crate::problem::FormulaProblem;
use crate::size::scaled_norm;
use crate::starts::SearchRows;

/// Places at which curves are compared, about: more than any formula of the table has parameters.
const PLACES: usize = 24;
/// Curves are the same if they differ by no more than this share of the largest value: rounding, and what
/// a fit to it leaves.
const SAME: f64 = 1e-10;

/// A formula of one column at its solution.
pub(crate) struct Whole<'a> {
    /// The right side in the parameters that are estimated.
    pub model: &'a Model,
    /// The estimates.
    pub x: &'a [f64],
    /// The column.
    pub cells: &'a [f64],
}

/// Where in the table a formula stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub family: &'static Family,
    pub model: &'static FamilyModel,
}

impl Whole<'_> {
    /// The first model of the table that is this formula but for the names of its parameters; else the
    /// first that reproduces its curve with as many parameters, whatever they are: fitted to it between
    /// and at the values of the column, it leaves nothing. None where none does.
    pub(crate) fn recognise(&self) -> Option<Place> {
        let [column] = self.model.columns() else { return None };
        let p = self.x.len();
        let (grid, curve) = self.curve()?;
        let data = Summary::of(&grid, &curve);
        let mut families: Vec<&'static Family> = all().collect();
        families.sort_by_key(|f| strangeness(f.direction, data.tendency()));
        let alike = || {
            let models = |f: &&'static Family| {
                let family: &'static Family = f;
                family.models.iter().map(move |m| (family, m))
            };
            families.iter().flat_map(models).filter(|(_, m)| m.parameters.len() == p)
        };
        let shape = Shape::of(self.model.expr(), column);
        let place = |(family, model)| Place { family, model };
        if let Some(written) = alike().find(|(_, m)| m.shape() == shape) {
            return Some(place(written));
        }
        let mut workspace = Workspace::new();
        alike().find(|(_, m)| reproduces(m, &grid, &curve, &data, &mut workspace)).map(place)
    }

    /// Places between and at the values of the column, and the curve there; None where it has no value or
    /// is flat.
    fn curve(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let grid = grid(self.cells);
        let mut curve = vec![0.0; grid.len()];
        self.model.values(self.x, &[&grid], &mut curve, &mut Scratch::new());
        let varies = curve.iter().any(|v| *v != curve[0]);
        (varies && curve.iter().all(|v| v.is_finite())).then_some((grid, curve))
    }
}

/// Whether a model, fitted to a curve, leaves nothing.
pub(super) fn reproduces(
    model: &FamilyModel,
    grid: &[f64],
    curve: &[f64],
    data: &Summary,
    workspace: &mut Workspace,
) -> bool {
    let Ok(compiled) = model.curve() else { return false };
    let rows = SearchRows {
        columns: vec![grid.to_vec()],
        left: curve.to_vec(),
        root_weights: None,
        whitening: None,
        all: true,
        between: Vec::new(),
        places: grid.len(),
    };
    let Some(start) = contest::start(model, compiled, data, &rows) else { return false };
    let workers = Workers::new(1, grid.len());
    let problem = FormulaProblem::new(&compiled.model, &[grid], curve, None, true, &workers);
    let size = scaled_norm(curve.iter().copied());
    contest::run(model, compiled, &problem, &start, workspace)
        .is_some_and(|s| (2.0 * s.cost).sqrt() <= SAME * size)
}

/// How strange a curve of this tendency would be in a family: the families are asked in this order.
fn strangeness(direction: Direction, tendency: i8) -> u8 {
    match (direction, tendency) {
        (Direction::Rising, 1) | (Direction::Falling, -1) | (Direction::Peak, 0) => 0,
        (Direction::Any, _) => 1,
        _ => 2,
    }
}

/// About [`PLACES`] of the values of a column and places between them, in order.
fn grid(cells: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = cells.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup();
    if values.len() >= PLACES {
        let last = values.len() - 1;
        return (0..PLACES).map(|k| values[k * last / (PLACES - 1)]).collect();
    }
    let between = (PLACES / values.len().max(1)).max(1);
    let mut places = Vec::with_capacity(PLACES + between);
    for pair in values.windows(2) {
        let step = (pair[1] - pair[0]) / between as f64;
        places.extend((0..between).map(|k| pair[0] + k as f64 * step));
    }
    places.extend(values.last());
    places
}
