//! That the page says what the study found, and that the study still finds it.

use std::error::Error;
use std::path::Path;

use thalweg_bench::study::case::cases;
use thalweg_bench::study::method::{default_key, methods};
use thalweg_bench::study::page;
use thalweg_bench::study::results::Results;
use thalweg_bench::study::{run::run, set::Set, tally};

/// What to do when a test here fails though nothing is wrong: the solver, the text or a set changed.
const AGAIN: &str = "cargo run --release -p thalweg-bench --bin damping-study";

fn docs() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"))
}

fn results() -> Result<Results, Box<dyn Error>> {
    Ok(Results::from_json(&std::fs::read_to_string(page::results_file(docs()))?)?)
}

/// Every number of the page and every curve of its figures.
#[test]
fn the_page_and_its_figures_are_made_of_the_results() -> Result<(), Box<dyn Error>> {
    let files = page::files(&results()?)?;
    assert!(files.len() > 4);
    for (path, expected) in files {
        let found = std::fs::read_to_string(docs().join(&path))?;
        assert!(found == expected, "{} is not of results.json: {AGAIN} -- --page", path.display());
    }
    Ok(())
}

/// The valleys, run here and now by every method: the same ends, evaluations and Jacobians.
#[test]
fn the_valleys_are_walked_as_the_results_say() -> Result<(), Box<dyn Error>> {
    let results = results()?;
    let live = run(&methods(), &[Set::V], &[], |_| {});
    let stored = results.blocks.iter().find(|b| b.set == Set::V).ok_or("no set V")?;
    assert_eq!(live.blocks[0].cases, stored.cases);
    assert_eq!(live.blocks[0].rows.len(), stored.rows.len(), "another list of methods: {AGAIN}");
    for (now, then) in live.blocks[0].rows.iter().zip(&stored.rows) {
        assert_eq!(now, then, "the solver changed: {AGAIN}");
    }
    Ok(())
}

/// A thread more or less is no other result.
#[test]
fn threads_do_not_matter() -> Result<(), Box<dyn Error>> {
    let on = |threads| -> Result<Results, Box<dyn Error>> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let few: Vec<_> = methods().into_iter().filter(|m| m.key.ends_with("always")).collect();
        Ok(pool.install(|| run(&few, &[Set::V], &[], |_| {})))
    };
    assert!(on(1)? == on(3)?);
    Ok(())
}

/// Every case of every set, each with every method, with five seeds, under the default of today.
#[test]
fn the_results_are_complete() -> Result<(), Box<dyn Error>> {
    let results = results()?;
    assert!(results.seeds.len() >= 5);
    assert_eq!(results.default, default_key(), "the default changed: {AGAIN}");
    assert_eq!(tally::case_count(&results), 642);
    let keys: Vec<String> = methods().into_iter().map(|m| m.key).collect();
    for block in &results.blocks {
        let own: Vec<&str> = block.rows.iter().map(|r| r.method.as_str()).collect();
        assert_eq!(own, keys);
        let names = cases(block.set, block.seed.unwrap_or_default()).into_iter().map(|c| c.name);
        assert!(names.eq(block.cases.iter().cloned()), "{}", block.set.letter());
    }
    Ok(())
}

/// What the solver promises, by the count of the study.
#[test]
fn the_cascade_solves_what_it_must() -> Result<(), Box<dyn Error>> {
    let results = results()?;
    let cascade = tally::total(&results, "cascade");
    for method in methods().iter().filter(|m| m.limit.is_some()) {
        assert!(cascade > tally::total(&results, &method.key), "{}", method.key);
    }
    for (set, all) in [(Set::N, 54), (Set::X, 54), (Set::V, 22)] {
        for seed in &results.seeds {
            let solved = tally::Tally::of(&results, "cascade", set, Some(*seed)).solved();
            assert_eq!(solved, all, "{} with seed {seed}", set.letter());
        }
    }
    Ok(())
}

/// A file that somebody edited is refused.
#[test]
fn counts_that_do_not_add_up_are_refused() -> Result<(), Box<dyn Error>> {
    let few: Vec<_> = methods().into_iter().take(2).collect();
    let text = run(&few, &[Set::V], &[], |_| {}).to_json()?;
    assert!(Results::from_json(&text).is_ok());
    let row = text.find("\"best\":").ok_or("no row")?;
    let mut edited = text.clone();
    edited.replace_range(row..row + 7, "\"best\":1");
    assert!(Results::from_json(&edited).is_err());
    assert!(Results::from_json(&text[..text.len() / 2]).is_err());
    assert!(Results::from_json("").is_err());
    Ok(())
}
