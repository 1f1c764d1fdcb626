//! What part of the plane is shown.

use super::picture::Path;

/// A point is shown if it lies no further outside the window so far than this many of its widths: a
/// path that goes round is followed, one that jumps to infinity is not.
const LEAP: f64 = 4.0;
/// Points from which on their middle half says where most of them are.
const MANY: usize = 8;
/// Where this share of the points would do with a window so many times smaller, it does.
const BULK: (f64, f64) = (0.9, 4.0);
/// What a rejected trial may add.
const TRIAL: f64 = 0.15;
/// Room around it all.
const MARGIN: f64 = 0.08;
/// Width of a window of which nothing else is known, relative to where it is.
const NOTHING_KNOWN: f64 = 0.1;

/// The window along each of `flat` axes: it holds the start, the solution, and of the paths what
/// does not lie so far out that the rest would be a dot.
pub(super) fn window(
    flat: usize,
    paths: &[Path],
    start: [f64; 2],
    solution: [f64; 2],
) -> Vec<(f64, f64)> {
    let along = |k: usize| {
        let taken = paths.iter().flat_map(|p| &p.steps).filter(|s| s.iteration.rejected.is_none());
        let points = taken.map(|s| s.to[k]).collect();
        let trials: Vec<f64> = paths.iter().flat_map(|p| &p.steps).map(|s| s.trial[k]).collect();
        interval(start[k], solution[k], points, &trials)
    };
    (0..flat).map(along).collect()
}

fn interval(start: f64, solution: f64, mut points: Vec<f64>, trials: &[f64]) -> (f64, f64) {
    points.retain(|p| p.is_finite());
    let (mut low, mut high) = (start.min(solution), start.max(solution));
    // Where start and solution lie close together, or on each other, the middle half of the paths says
    // what matters; of a handful of points the middle half is no measure.
    points.sort_by(f64::total_cmp);
    let middle = points.get(points.len() / 4).zip(points.get(points.len() * 3 / 4));
    if let Some((&a, &b)) = middle
        && (high - low <= 1e-9 * high.abs().max(low.abs())
            || (points.len() >= MANY && b - a > LEAP * (high - low)))
    {
        (low, high) = (low.min(a), high.max(b));
    }
    if high - low <= 1e-9 * high.abs().max(low.abs()) {
        let half = NOTHING_KNOWN * if solution == 0.0 { 1.0 } else { solution.abs() };
        (low, high) = (low - half, high + half);
    }
    let core = (low, high);
    let beyond = |p: f64, (low, high): (f64, f64)| (low - p).max(p - high).max(0.0);
    points.sort_by(|a, b| beyond(*a, core).total_cmp(&beyond(*b, core)));
    let mut windows = Vec::with_capacity(points.len());
    for p in points {
        if beyond(p, (low, high)) > LEAP * (high - low) {
            break;
        }
        (low, high) = (low.min(p), high.max(p));
        windows.push((low, high));
    }
    if let Some(&(a, b)) = windows.get((BULK.0 * windows.len() as f64) as usize)
        && high - low > BULK.1 * (b - a)
    {
        (low, high) = (a, b);
    }
    let reach = TRIAL * (high - low);
    let near = |p: &&f64| beyond(**p, (low, high)) <= reach;
    let (low, high) =
        trials.iter().filter(near).fold((low, high), |(a, b), &p| (a.min(p), b.max(p)));
    let margin = MARGIN * (high - low);
    (low - margin, high + margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_points_do_not_widen_the_window() {
        let (low, high) = interval(0.0, 1.0, vec![0.5, -0.4, 1e300], &[1.1, -7.0, 1e300, f64::NAN]);
        assert!((-0.6..=-0.4).contains(&low) && (1.1..1.4).contains(&high), "{low} {high}");
    }

    #[test]
    fn a_path_that_goes_round_is_followed() {
        let half = |k: usize| (std::f64::consts::PI * k as f64 / 20.0).sin();
        let (low, high) = interval(0.01, 0.0, (0..20).map(half).collect(), &[]);
        assert!(low < 0.0 && high > 1.0 && high < 1.2, "{low} {high}");
    }

    #[test]
    fn a_few_points_far_out_do_not_set_the_scale() {
        let points = (0..60).map(|k| 1.0 + 0.05 * k as f64).chain([10.0, 25.0, 60.0]).collect();
        let (_, high) = interval(0.0, 1.0, points, &[]);
        assert!(high > 3.0 && high < 12.0, "{high}");
    }

    #[test]
    fn a_start_at_the_solution_still_has_a_window() {
        for (at, points) in [(3.0, vec![]), (0.0, vec![]), (1e-12, vec![2e-12]), (1e9, vec![1e9])] {
            let (low, high) = interval(at, at, points, &[]);
            assert!(low < at && at < high, "{low} {at} {high}");
        }
    }
}
