//! That the programs measure what they say: the right digits, not the times.

use std::error::Error;

use thalweg_bench::timing::Effort;
use thalweg_bench::{contenders, formulas, nist, profiles};

#[test]
fn thalweg_solves_all_54_and_nobody_is_handicapped() -> Result<(), Box<dyn Error>> {
    let comparison = nist::Comparison::run(Effort::SMOKE)?;
    assert_eq!(comparison.fits().len(), 54);
    for (k, contender) in comparison.contenders().iter().enumerate() {
        let solved = comparison.solved(k);
        // Thalweg: every fit. The others: what is known of MINPACK's algorithm at 1e-12, with a
        // margin; a mistake in a wrapper (transposed Jacobian, wrong tolerance) loses far more.
        let own = [contenders::THALWEG.name, contenders::SOLVER.name].contains(&contender.name);
        let expected = if own { 54 } else { 48 };
        assert!(solved >= expected, "{}: {solved} of 54", contender.name);
    }
    Ok(())
}

#[test]
fn the_table_names_every_contender() -> Result<(), Box<dyn Error>> {
    let comparison = nist::Comparison::run(Effort::SMOKE)?;
    let (table, details) = (comparison.table(), comparison.details());
    for contender in comparison.contenders() {
        assert!(table.contains(contender.name) && details.contains(contender.name));
    }
    assert_eq!(table.contains("was skipped"), contenders::LMDER.is_none());
    assert_eq!(details.lines().count(), 2 + 54);
    Ok(())
}

#[test]
fn formulas_compute_what_is_written_by_hand() -> Result<(), Box<dyn Error>> {
    let comparison = formulas::Comparison::run(Effort::SMOKE)?;
    assert_eq!(comparison.measured().len(), 10);
    for m in comparison.measured() {
        assert!(m.difference < 1e-11, "{} on {} rows: {:e}", m.name, m.rows, m.difference);
    }
    Ok(())
}

#[test]
fn every_end_of_a_profile_is_found_with_few_fits() -> Result<(), Box<dyn Error>> {
    let measured = profiles::run(&[], Effort::SMOKE)?;
    assert!(measured.len() >= 24, "{}", measured.len());
    for m in &measured {
        assert_eq!(m.ends, 2 * m.parameters, "{}", m.name);
        // The residuals of Lanczos1 are the rounding of its data: fits end where noise lets them.
        let most = if m.name == "Lanczos1" { 80.0 } else { 8.0 };
        assert!(m.refits < most, "{}: {}", m.name, m.refits);
    }
    assert!(profiles::table(&measured).contains("median"));
    Ok(())
}
