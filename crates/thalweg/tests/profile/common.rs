//! Data that several of the tests use.

use std::ops::ControlFlow;

use thalweg::{Fit, FitProblem, Table};
use thalweg_testdata::nist;

/// R's datasets Puromycin (treated), BOD and DNase (run 1).
pub(super) const CONC: [f64; 12] =
    [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1];
pub(super) const RATE: [f64; 12] =
    [76.0, 47.0, 97.0, 107.0, 123.0, 139.0, 159.0, 152.0, 191.0, 201.0, 207.0, 200.0];
pub(super) const TIME: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 7.0];
pub(super) const DEMAND: [f64; 6] = [8.3, 10.3, 19.0, 16.0, 15.6, 19.8];
pub(super) const DOSE: [f64; 16] = [
    0.04882812, 0.04882812, 0.1953125, 0.1953125, 0.390625, 0.390625, 0.78125, 0.78125, 1.5625,
    1.5625, 3.125, 3.125, 6.25, 6.25, 12.5, 12.5,
];
pub(super) const DENSITY: [f64; 16] = [
    0.017, 0.018, 0.121, 0.124, 0.206, 0.215, 0.377, 0.374, 0.614, 0.609, 1.019, 1.001, 1.334,
    1.364, 1.73, 1.71,
];

pub(super) fn table(columns: &[(&str, &[f64])]) -> Table {
    columns.iter().fold(Table::new(), |t, (name, cells)| t.with(*name, cells.to_vec()).unwrap())
}

pub(super) fn nist_table(name: &str) -> Table {
    let problem = nist::problem(name).unwrap();
    let columns = problem.columns.iter().map(|c| (c.as_str(), problem.column(c).unwrap()));
    table(&columns.collect::<Vec<_>>())
}

pub(super) fn puromycin() -> Table {
    table(&[("conc", &CONC), ("rate", &RATE)])
}

pub(super) fn bod() -> Table {
    table(&[("t", &TIME), ("y", &DEMAND)])
}

pub(super) fn with<T>(fit: &Fit, table: &Table, work: impl FnOnce(&FitProblem) -> T) -> T {
    fit.with_problem(table, &mut |_| ControlFlow::Continue(()), work).unwrap()
}

/// Formula, declarations and data of a problem of the reference, under the names used there.
pub(super) fn problem(name: &str) -> (String, String, Table) {
    let rows = |f: &str, d: &str, t: Table| (f.to_string(), d.to_string(), t);
    match name {
        "Puromycin" => rows("rate ~ Vm*conc/(K + conc)", "Vm=200; K=0.05", puromycin()),
        "Puromycin slope" => {
            rows("rate ~ Vm*conc/(K + conc)", "Vm=200; K=0.05; s := Vm/K", puromycin())
        }
        "BOD" => rows("y ~ a*(1 - exp(-k*t))", "a=20; k=0.24", bod()),
        "DNase" => rows(
            "density ~ Asym/(1 + exp((xmid - log(conc))/scal))",
            "Asym=2; xmid=1.5; scal=1",
            table(&[("conc", &DOSE), ("density", &DENSITY)]),
        ),
        "Misra1a half" => {
            let misra = nist::problem("Misra1a").unwrap();
            rows(&misra.formula, "b1=500; b2=1e-4; half := log(2)/b2", nist_table("Misra1a"))
        }
        name => {
            let nist = nist::problem(name).unwrap();
            let starts = nist.parameters.iter().zip(nist.starts()[1]);
            let starts: Vec<String> = starts.map(|(n, v)| format!("{n}={v}")).collect();
            rows(&nist.formula, &starts.join("; "), nist_table(name))
        }
    }
}

pub(super) fn wobble(i: usize) -> f64 {
    ((i * 7919 % 13) as f64 - 6.0) / 6.0
}
