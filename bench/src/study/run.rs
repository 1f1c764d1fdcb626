//! Runs methods on cases, in parallel; the outcome does not depend on how many threads there are.

use rayon::prelude::*;
use thalweg_solver::Limits;

use super::case::{Case, cases};
use super::judge::{End, is_false_claim};
use super::method::Method;
use super::results::{Block, Results, Row, Run};
use super::set::Set;

/// All `methods` on all `sets`; what is drawn, with each of the `seeds`. `progress` is told what
/// was done, in a few words, now and then.
pub fn run(methods: &[Method], sets: &[Set], seeds: &[u64], progress: impl Fn(&str)) -> Results {
    let mut blocks = Vec::new();
    for &set in sets {
        let draws: Vec<Option<u64>> = match set.is_drawn() {
            true => seeds.iter().copied().map(Some).collect(),
            false => vec![None],
        };
        for seed in draws {
            let block = run_block(methods, set, seed);
            progress(&match seed {
                Some(seed) => format!("{} with seed {seed}", set.letter()),
                None => set.letter().to_owned(),
            });
            blocks.push(block);
        }
    }
    Results::new(seeds, blocks)
}

fn run_block(methods: &[Method], set: Set, seed: Option<u64>) -> Block {
    let cases = cases(set, seed.unwrap_or_default());
    let pairs: Vec<(&Method, &Case)> =
        methods.iter().flat_map(|m| cases.iter().map(move |c| (m, c))).collect();
    let runs: Vec<Run> = pairs.into_par_iter().map(|(m, c)| run_case(m, c, set)).collect();
    let rows = methods.iter().zip(runs.chunks(cases.len()));
    Block {
        set,
        seed,
        cases: cases.into_iter().map(|c| c.name).collect(),
        rows: rows.map(|(m, runs)| Row::new(&m.key, runs)).collect(),
    }
}

fn run_case(method: &Method, case: &Case, set: Set) -> Run {
    let mut solver = method.solver.clone();
    if let Some(times) = method.limit {
        let mut limits = Limits::default();
        limits.evaluations = times * set.limit();
        solver = solver.limits(limits);
    }
    let problem = &*case.problem;
    match solver.solve(problem, &case.start) {
        Ok(solution) => {
            let counts = solution.counts;
            Run {
                end: case.judge.end(problem, &solution),
                is_false: is_false_claim(problem, &solution),
                evaluations: counts.residuals + counts.second_directional + counts.jacobians,
                jacobians: counts.jacobians,
            }
        }
        // A start around which nothing is finite.
        Err(_) => Run { end: End::None, is_false: false, evaluations: 0, jacobians: 0 },
    }
}
