//! What part of the plane is shown.

use super::picture::Path;

/// How much of the interval between start and solution paths may add on either side.
const DETOUR: f64 = 1.0;
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
        let points = paths.iter().flat_map(|p| &p.steps).map(|s| s.to[k]).collect();
        let trials: Vec<f64> = paths.iter().flat_map(|p| &p.steps).map(|s| s.trial[k]).collect();
        interval(start[k], solution[k], points, &trials)
    };
    (0..flat).map(along).collect()
}

fn interval(start: f64, solution: f64, mut points: Vec<f64>, trials: &[f64]) -> (f64, f64) {
    points.retain(|p| p.is_finite());
    let (mut low, mut high) = (start.min(solution), start.max(solution));
    if high - low <= 1e-9 * high.abs().max(low.abs()) {
        // Nothing lies between them: the middle half of the paths says what matters.
        points.sort_by(f64::total_cmp);
        if let (Some(&a), Some(&b)) =
            (points.get(points.len() / 4), points.get(points.len() * 3 / 4))
        {
            (low, high) = (low.min(a), high.max(b));
        }
    }
    if high - low <= 1e-9 * high.abs().max(low.abs()) {
        let half = NOTHING_KNOWN * if solution == 0.0 { 1.0 } else { solution.abs() };
        (low, high) = (low - half, high + half);
    }
    let mut extend = |points: &[f64], share: f64| {
        let reach = share * (high - low);
        let near = |p: &&f64| (low - reach..=high + reach).contains(*p);
        let (a, b) =
            points.iter().filter(near).fold((low, high), |(a, b), &p| (a.min(p), b.max(p)));
        (low, high) = (a, b);
    };
    extend(&points, DETOUR);
    extend(trials, TRIAL);
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
    fn a_start_at_the_solution_still_has_a_window() {
        for (at, points) in [(3.0, vec![]), (0.0, vec![]), (1e-12, vec![2e-12]), (1e9, vec![1e9])] {
            let (low, high) = interval(at, at, points, &[]);
            assert!(low < at && at < high, "{low} {at} {high}");
        }
    }
}
