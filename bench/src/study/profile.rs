//! Performance profiles (Dolan & Moré 2002): the part of all cases that a method solves at no more
//! than so many times the evaluations of the best method shown.

use super::results::Results;

/// Ratios up to 2 to this power are shown …
const OCTAVES: usize = 5;
/// … at so many per doubling.
const STEPS: usize = 24;

/// The curve of one method: (ratio, part of all cases), ratios from 1 to 32.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// [`Method::key`](super::method::Method::key).
    pub method: String,
    /// By rising ratio; the last one is 32.
    pub points: Vec<(f64, f64)>,
}

/// The profiles of these methods against the best of themselves. Every draw of a set counts by
/// its share, so that five draws weigh as much as one set.
///
/// # Errors
/// As [`Results::of`].
pub fn profiles(results: &Results, methods: &[&str]) -> Result<Vec<Profile>, String> {
    let runs: Vec<_> = methods.iter().map(|m| results.of(m)).collect::<Result<_, _>>()?;
    let cases = runs.iter().map(Vec::len).min().unwrap_or(0);
    let mut ratios = vec![Vec::new(); methods.len()];
    let mut whole = 0.0;
    for case in 0..cases {
        let draws = match runs[0][case].0.seed {
            Some(_) => results.seeds.len().max(1),
            None => 1,
        };
        let weight = 1.0 / draws as f64;
        whole += weight;
        let cost = |method: usize| {
            let run = runs[method][case].2;
            run.is_solved().then(|| run.evaluations.max(1) as f64)
        };
        let best = (0..methods.len()).filter_map(cost).fold(f64::INFINITY, f64::min);
        for (method, ratios) in ratios.iter_mut().enumerate() {
            ratios.extend(cost(method).map(|cost| (cost / best, weight)));
        }
    }
    let curve = |(method, ratios): (&&str, Vec<(f64, f64)>)| {
        let at = |step: usize| {
            let tau = 2f64.powf(step as f64 / STEPS as f64);
            let within = ratios.iter().filter(|(ratio, _)| *ratio <= tau * (1.0 + 1e-12));
            (tau, within.map(|(_, weight)| weight).sum::<f64>() / whole)
        };
        Profile { method: (*method).to_owned(), points: (0..=OCTAVES * STEPS).map(at).collect() }
    };
    Ok(methods.iter().zip(ratios).map(curve).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::results::{Block, Row, Run};
    use crate::study::set::Set;

    #[test]
    fn a_profile_is_what_its_definition_says() -> Result<(), String> {
        let row = |key: &str, runs: &str| -> Result<Row, String> {
            let runs: Vec<Run> = runs.split(' ').map(str::parse).collect::<Result<_, _>>()?;
            Ok(Row::new(key, &runs))
        };
        let block = |set, seed, a: &str, b: &str| -> Result<Block, String> {
            let cases = vec!["one".to_owned(), "two".to_owned()];
            Ok(Block { set, seed, cases, rows: vec![row("a", a)?, row("b", b)?] })
        };
        let results = Results::new(
            &[1, 2],
            vec![
                block(Set::N, None, "b10/1 b30/1", "b20/1 b30/1")?,
                block(Set::R, Some(1), "n9/1 b10/1", "b10/1 b100/1")?,
                block(Set::R, Some(2), "n9/1 o10/1", "n10/1 n10/1")?,
            ],
        );
        let profiles = profiles(&results, &["a", "b"])?;
        let at = |k: usize, tau: f64| {
            profiles[k].points.iter().rfind(|p| p.0 <= tau * 1.0001).map_or(f64::NAN, |p| p.1)
        };
        // Weights 1, 1 and four times a half: 4 in all.
        assert_eq!([at(0, 1.0), at(1, 1.0)], [(1.0 + 1.0 + 0.5 + 0.5) / 4.0, (1.0 + 0.5) / 4.0]);
        assert_eq!([at(0, 2.0), at(1, 2.0)], [0.75, 2.5 / 4.0]);
        assert_eq!([at(0, 32.0), at(1, 32.0)], [0.75, 3.0 / 4.0]);
        Ok(())
    }
}
