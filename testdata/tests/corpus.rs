//! Every input that fuzzing found worth keeping, on a stable compiler and in seconds: no text of a
//! user may make the formula parser or the readers panic.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::Path;

use thalweg_data::{Na, ReadOptions, read};
use thalweg_formula::{Expr, Formula, Model, Scratch};

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    let files: Vec<Vec<u8>> =
        fs::read_dir(folder).unwrap().map(|f| fs::read(f.unwrap().path()).unwrap()).collect();
    assert!(files.len() > 500, "{} files in {name}", files.len());
    files
}

#[test]
fn formulas() {
    let mut compiled = 0;
    for bytes in corpus("formula") {
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        let formula = match Formula::parse(text) {
            Ok(formula) => formula,
            Err(error) => {
                assert!(!error.to_string().is_empty() && error.span().end <= text.len().max(1));
                continue;
            }
        };
        let printed = formula.right().to_string();
        assert!(Expr::parse(&printed).is_ok(), "{printed}");
        let Ok(model) = Model::new(formula.right(), &["x", "y"], &[]) else { continue };
        let column = [0.0, -1.0, 2.5];
        let columns = vec![&column[..]; model.columns().len()];
        let params = vec![0.75; model.parameters().len()];
        let mut out = [0.0; 3];
        model.values(&params, &columns, &mut out, &mut Scratch::default());
        compiled += 1;
    }
    assert!(compiled > 100, "{compiled}");
}

#[test]
fn data() {
    let mut tables = 0;
    for bytes in corpus("csv") {
        match read(&bytes[..], &ReadOptions::default()) {
            Ok(data) => {
                let (names, rows) = (data.names().to_vec(), data.rows());
                if let Ok((table, dropped)) = data.table(&names, Na::Drop) {
                    assert_eq!(table.rows() + dropped, rows);
                    tables += 1;
                }
            }
            Err(error) => assert!(!error.message().is_empty()),
        }
    }
    assert!(tables > 100, "{tables}");
}
