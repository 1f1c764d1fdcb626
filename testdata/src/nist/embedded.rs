//! The files of `testdata/nist`, embedded and parsed once.

use std::sync::OnceLock;

use super::problem::NistProblem;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$((
            include_str!(concat!("../../nist/", $name, ".toml")),
            include_str!(concat!("../../nist/", $name, ".csv")),
        )),*]
    };
}

/// (what is asked, data) of every problem, in NIST's order of difficulty.
const FILES: [(&str, &str); 27] = files![
    "misra1a", "chwirut2", "chwirut1", "lanczos3", "gauss1", "gauss2", "danwood", "misra1b",
    "kirby2", "hahn1", "nelson", "mgh17", "lanczos1", "lanczos2", "gauss3", "misra1c", "misra1d",
    "roszman1", "enso", "mgh09", "thurber", "boxbod", "rat42", "mgh10", "eckerle4", "rat43",
    "bennett5",
];

/// All 27 problems, easier ones first.
///
/// ```
/// assert_eq!(thalweg_testdata::nist::problems().len(), 27);
/// ```
pub fn problems() -> &'static [NistProblem] {
    static PROBLEMS: OnceLock<Vec<NistProblem>> = OnceLock::new();
    PROBLEMS.get_or_init(|| FILES.iter().map(|(toml, csv)| parse(toml, csv)).collect())
}

/// A problem by name, upper or lower case.
///
/// ```
/// assert_eq!(thalweg_testdata::nist::problem("mgh09").unwrap().name, "MGH09");
/// assert!(thalweg_testdata::nist::problem("misra2").is_none());
/// ```
pub fn problem(name: &str) -> Option<&'static NistProblem> {
    problems().iter().find(|p| p.name.eq_ignore_ascii_case(name))
}

#[expect(clippy::expect_used, clippy::panic, reason = "the input is compiled in, and tested")]
fn parse(toml: &str, csv: &str) -> NistProblem {
    let mut problem: NistProblem = match toml::from_str(toml) {
        Ok(problem) => problem,
        Err(error) => panic!("{error} in\n{toml}"),
    };
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    assert_eq!(header, problem.columns, "{}", problem.name);
    problem.values = vec![Vec::with_capacity(problem.observations); header.len()];
    for line in lines {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().expect("a number")).collect();
        assert_eq!(cells.len(), header.len(), "{}: {line}", problem.name);
        for (column, cell) in problem.values.iter_mut().zip(cells) {
            column.push(cell);
        }
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_agrees_with_itself() {
        for p in problems() {
            let n = p.parameters.len();
            for list in [&p.start1, &p.start2, &p.certified, &p.certified_std] {
                assert_eq!(list.len(), n, "{}", p.name);
            }
            assert_eq!(p.dof, p.observations - n, "{}", p.name);
            assert!(p.values.iter().all(|c| c.len() == p.observations), "{}", p.name);
            let std = (p.certified_rss / p.dof as f64).sqrt();
            assert!((std / p.residual_std - 1.0).abs() < 1e-9, "{}", p.name);
        }
    }

    #[test]
    fn names_are_unique() {
        for p in problems() {
            assert!(std::ptr::eq(problem(&p.name).unwrap(), p));
        }
    }
}
