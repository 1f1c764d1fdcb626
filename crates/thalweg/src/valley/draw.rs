//! Plane, paths, window, surface: the picture put together.

use rayon::prelude::*;
use thalweg_solver::Problem;

use super::cell::cost;
use super::error::ValleyError;
use super::frame::Frame;
use super::grid;
use super::options::{Others, ValleyOptions};
use super::path::walk;
use super::picture::Valley;
use super::window::window;
use super::within::Within;

/// The valley of `problem` around `solution`, length n, and the paths from `x0`, length n, through
/// it. `names` are those of the parameters, for the labels.
///
/// # Errors
/// Lengths that do not agree, a plane that is none, a solution at which residuals or derivatives are
/// not finite, and routes that the solver refuses.
///
/// # Cost
/// The runs of the routes, and some 10 evaluations for each cell of the grid (times the number of
/// parameters, where others are profiled), on all threads.
///
/// ```
/// use thalweg::valley::{ValleyOptions, valley};
/// use thalweg_solver::{EvalError, Problem};
///
/// struct Rosenbrock;
/// impl Problem for Rosenbrock {
///     fn parameter_count(&self) -> usize { 2 }
///     fn residual_count(&self) -> usize { 2 }
///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
///         r[0] = 10.0 * (x[1] - x[0] * x[0]);
///         r[1] = 1.0 - x[0];
///         Ok(())
///     }
/// }
///
/// let mut options = ValleyOptions::default();
/// options.grid = Some((40, 30));
/// let names = ["a".to_string(), "b".to_string()];
/// let picture = valley(&Rosenbrock, &names, &[-1.2, 1.0], &[1.0, 1.0], &options)?;
/// assert_eq!(picture.paths.len(), 4);
/// assert!(picture.axes[0].low < -1.2 && picture.axes[0].high > 1.0);
/// # Ok::<(), thalweg::valley::ValleyError>(())
/// ```
pub fn valley<P: Problem + Sync>(
    problem: &P,
    names: &[String],
    x0: &[f64],
    solution: &[f64],
    options: &ValleyOptions,
) -> Result<Valley, ValleyError> {
    let n = problem.parameter_count();
    check(n, names, x0, solution, options)?;
    let surface = &options.surface;
    let mut r = vec![0.0; problem.residual_count()];
    let solution_cost = cost(problem, solution, surface.loss, &mut r);
    if !solution_cost.is_finite() {
        return Err(ValleyError::SolutionNotFinite);
    }
    let frame = Frame::new(problem, x0, solution, options.plane, surface)?;
    let paths = options
        .routes
        .par_iter()
        .map(|route| {
            walk(problem, x0, route, &frame)
                .map_err(|source| ValleyError::Route { route: route.name.clone(), source })
        })
        .collect::<Result<Vec<_>, _>>()?;

    let at = frame.project(solution);
    let window = window(frame.flat, &paths, frame.project(x0), at);
    let outside = frame.directions.len() > frame.flat;
    let profiled = outside && options.others == Others::Profiled;
    let bounds = surface.bounds.as_deref().unwrap_or_default();
    let inside = Within { problem, bounds };
    let grid = if frame.flat == 1 {
        grid::curve(&inside, &frame, surface, window[0], options.grid.map(|g| g.0))
    } else {
        let moving = if profiled { frame.directions.len() } else { 2 };
        let size = options.grid.unwrap_or_else(|| grid::finest(r.len(), moving));
        let taken = paths.iter().flat_map(|p| &p.steps).filter(|s| s.iteration.rejected.is_none());
        let guides: Vec<&[f64]> = taken.map(|s| s.iteration.x.as_slice()).collect();
        let known = (solution, guides.as_slice());
        grid::plane(&inside, &frame, profiled, surface, &window, size, known)
    };
    let seen = grid.cost.iter().copied().chain(paths.iter().map(|p| p.cost));
    let lowest = seen.filter(|f| !f.is_nan()).fold(solution_cost, f64::min);
    Ok(Valley {
        names: names.to_vec(),
        start: x0.to_vec(),
        solution: solution.to_vec(),
        solution_cost,
        lowest,
        axes: frame.axes(solution, &window),
        // Parameters that their bounds fix are held whatever is asked for.
        others: (n > frame.flat).then_some(if outside { options.others } else { Others::Held }),
        grid,
        paths,
    })
}

fn check(
    n: usize,
    names: &[String],
    x0: &[f64],
    solution: &[f64],
    options: &ValleyOptions,
) -> Result<(), ValleyError> {
    if n == 0 {
        return Err(ValleyError::NoParameters);
    }
    let lengths = [
        ("the list of names", names.len()),
        ("the start", x0.len()),
        ("the solution", solution.len()),
        ("the list of bounds", options.surface.bounds.as_ref().map_or(n, Vec::len)),
        ("the list of typical sizes", options.surface.typical.as_ref().map_or(n, Vec::len)),
    ];
    for (what, got) in lengths {
        if got != n {
            return Err(ValleyError::WrongLength { what, got, expected: n });
        }
    }
    if let Some((columns, rows)) = options.grid.filter(|(c, r)| *c < 2 || *r < 2) {
        return Err(ValleyError::NoGrid { columns, rows });
    }
    Ok(())
}
