//! One start of one problem, with its judge.

use thalweg_testdata::mgh::{self, MghInstance};
use thalweg_testdata::nist::{self, NistProblem};
use thalweg_testdata::valleys::valleys;
use thalweg_testdata::{Model, drawn};

use super::judge::Judge;
use super::set::Set;

/// A start of a problem.
pub struct Case {
    /// The problem, a comma, and which start: `Misra1a, start 1`.
    pub name: String,
    /// With exact Jacobian.
    pub problem: Model,
    /// x₀.
    pub start: Vec<f64>,
    /// Who says whether it was solved.
    pub judge: Judge,
}

/// The cases of a set; `seed` matters where the set [is drawn](Set::is_drawn).
///
/// ```
/// use thalweg_bench::study::{case::cases, set::Set};
/// let sizes = Set::ALL.map(|set| cases(set, 1).len());
/// assert_eq!(sizes, [54, 122, 22, 162, 228, 54]);
/// ```
pub fn cases(set: Set, seed: u64) -> Vec<Case> {
    match set {
        Set::N => by_nist(),
        Set::M => mgh::instances().iter().flat_map(by_mgh).collect(),
        Set::V => valleys()
            .into_iter()
            .map(|v| Case {
                name: v.name,
                problem: v.problem,
                start: v.start,
                judge: Judge { best: 0.0, others: Vec::new(), certified: None, formula: None },
            })
            .collect(),
        Set::R => numbered(drawn::around_nist(seed), |p| p.name.clone())
            .filter_map(|(name, problem, start)| nist_case(name, problem, start))
            .collect(),
        Set::S => numbered(drawn::around_mgh(seed), |i| i.name().to_owned())
            .map(|(name, instance, start)| mgh_case(name, &instance, start))
            .collect(),
        Set::X => in_units(seed),
    }
}

/// Names the draws of each problem 1, 2, …
fn numbered<P>(
    drawn: Vec<(P, Vec<f64>)>,
    name: impl Fn(&P) -> String,
) -> impl Iterator<Item = (String, P, Vec<f64>)> {
    let mut last = (String::new(), 0);
    drawn.into_iter().map(move |(problem, start)| {
        let own = name(&problem);
        last = if own == last.0 { (own, last.1 + 1) } else { (own, 1) };
        (format!("{}, draw {}", last.0, last.1), problem, start)
    })
}

fn nist_case(name: String, problem: &'static NistProblem, start: Vec<f64>) -> Option<Case> {
    let judge = Judge {
        best: problem.certified_rss,
        others: Vec::new(),
        certified: None,
        formula: Some(problem),
    };
    Some(Case { name, problem: nist::models::model(&problem.name)?, start, judge })
}

fn by_nist() -> Vec<Case> {
    let starts =
        nist::problems().iter().flat_map(|p| p.starts().into_iter().zip(1..).map(move |s| (p, s)));
    let case = |(p, (start, k)): (&'static NistProblem, (&[f64], usize))| {
        let mut case = nist_case(format!("{}, start {k}", p.name), p, start.to_vec())?;
        case.judge.certified = Some(p.certified.clone());
        Some(case)
    };
    starts.filter_map(case).collect()
}

fn in_units(seed: u64) -> Vec<Case> {
    let case = |(p, k, units): (&'static NistProblem, usize, Vec<f64>)| {
        let problem = drawn::InUnits::new(nist::models::model(&p.name)?, units);
        let start = problem.to_units(p.starts()[k]);
        let judge = Judge {
            best: p.certified_rss,
            others: Vec::new(),
            certified: Some(problem.to_units(&p.certified)),
            formula: None,
        };
        let name = format!("{}, start {}", p.name, k + 1);
        Some(Case { name, problem: Box::new(problem), start, judge })
    };
    drawn::random_units(seed).into_iter().filter_map(case).collect()
}

fn mgh_case(name: String, instance: &MghInstance, start: Vec<f64>) -> Case {
    let mut sums: Vec<f64> = instance.minima().iter().map(|m| m.sum_of_squares).collect();
    sums.sort_by(f64::total_cmp);
    let judge = Judge { best: sums.remove(0), others: sums, certified: None, formula: None };
    Case { name, problem: instance.problem(), start, judge }
}

fn by_mgh(instance: &MghInstance) -> Vec<Case> {
    let starts = instance.starts().into_iter().zip(["x0", "10 x0", "100 x0"]);
    starts
        .map(|(start, which)| mgh_case(format!("{}, {which}", instance.name()), instance, start))
        .collect()
}
