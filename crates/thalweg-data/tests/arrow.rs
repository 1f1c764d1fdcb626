//! Arrow files written by Apache Arrow (`tests/data/make_arrow.py`), read here: what is in them is in the Parquet
//! files they were made from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use thalweg_data::{
    CurveBlock, CurveReader, DataError, DataSet, Grouping, KeyColumn, Na, ReadOptions, Source, read,
};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn open(name: &str) -> DataSet {
    read(path(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn bits(values: Option<&[f64]>) -> Option<Vec<u64>> {
    // NaN is NaN.
    let bits = |v: &f64| if v.is_nan() { u64::MAX } else { v.to_bits() };
    values.map(|values| values.iter().map(bits).collect())
}

#[test]
fn every_type() {
    let expected = open("everything.parquet");
    for name in ["everything.arrow", "everything.arrows"] {
        let data = open(name);
        assert_eq!(data.rows(), 5);
        for column in expected.names().iter().filter(|column| *column != "list.list.element") {
            assert_eq!(bits(data.column(column)), bits(expected.column(column)), "{name} {column}");
        }
        for (column, values) in [
            ("s", [1.0, f64::NAN, 3.0, 4.0, 5.0]),
            ("clock", [0.0, 1.5, 2.0, 3.0, 86399.999]),
            ("date64", [0.0, 1.0, 2.0, 3.0, 4.0]),
            ("gone", [f64::NAN; 5]),
            ("coded", [1.5, f64::NAN, 2.5, 1.5, 2.5]),
            ("broken.x", [0.0, f64::NAN, 2.0, 3.0, 4.0]),
        ] {
            assert_eq!(bits(data.column(column)), bits(Some(&values)), "{name} {column}");
        }
        for (column, what) in [
            ("text", "text"),
            ("blob", "binary data"),
            ("list", "lists"),
            ("span", "spans of time"),
        ] {
            let error = data.clone().table(&[column.to_string()], Na::Drop).unwrap_err();
            let words = format!("the column `{column}` holds {what}, not numbers");
            assert!(error.message().ends_with(&words), "{error}");
        }
        let note = "`date` is a time: taken as days since 1970-01-01".to_string();
        assert!(data.notes().contains(&note), "{:?}", data.notes());
    }
}

#[test]
fn every_codec() {
    let expected = open("none.parquet");
    for name in ["zstd.feather", "lz4.feather", "plain.arrows"] {
        let data = open(name);
        assert_eq!(data.names(), expected.names());
        for column in ["x", "k", "y"] {
            assert_eq!(bits(data.column(column)), bits(expected.column(column)), "{name} {column}");
        }
        let error = data.table(&["y".to_string()], Na::Error).unwrap_err();
        assert!(error.message().contains("10 cells are not numbers: row 100, column `y`: null"));
        // From memory, and only some of the columns.
        let mut options = ReadOptions::default();
        options.columns = Some(vec!["k".into()]);
        let part = read(std::fs::read(path(name)).unwrap(), &options).unwrap();
        assert_eq!((part.column("x"), part.rows()), (None, 1000));
        assert_eq!(bits(part.column("k")), bits(expected.column("k")), "{name}");
    }
}

fn blocks(
    source: impl Into<Source>,
    used: &[&str],
    by: &[&str],
) -> Result<Vec<CurveBlock>, DataError> {
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let reader = CurveReader::open(source, &ReadOptions::default())?;
    reader.blocks(&names(used), &names(by), Grouping::Together, Na::Drop)?.collect()
}

#[test]
fn curves_are_those_of_parquet() {
    let used = ["t", "count", "dose", "k0"];
    for by in [&["well", "plate"][..], &["dose"], &[]] {
        let expected = format!("{:?}", blocks(path("curves.parquet"), &used, by).unwrap());
        for name in ["curves.arrow", "curves-large.arrows"] {
            let found = blocks(path(name), &used, by).unwrap();
            assert_eq!(format!("{found:?}"), expected, "{name} {by:?}");
        }
    }
    let expected = blocks(path("curves.parquet"), &["y"], &[]).unwrap();
    let found = blocks(path("curves-large.arrows"), &["y"], &[]).unwrap();
    let y = |blocks: &[CurveBlock]| blocks[0].curves.table().column("y").unwrap().to_vec();
    for (found, expected) in y(&found).into_iter().zip(y(&expected)) {
        assert!(found.to_bits() == f64::from(expected as f32).to_bits() || expected.is_nan());
    }
    for by in ["well", "id", "dose"] {
        let expected = blocks(path("curves-long.parquet"), &["t", "y"], &[by]).unwrap();
        let found = blocks(path("curves-long.arrow"), &["t", "y"], &[by]).unwrap();
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{by}");
    }
    let fixed = &blocks(path("curves-fixed.arrow"), &["y"], &[]).unwrap()[0];
    assert_eq!(
        (fixed.curves.rows(0), fixed.curves.rows(1), fixed.curves.rows(2)),
        (0..2, 2..2, 2..4)
    );
    assert_eq!(bits(fixed.curves.table().column("y")), bits(Some(&[1.0, 2.0, f64::NAN, 6.0])));
    assert_eq!(fixed.keys, [KeyColumn::Integer(vec![1, 2, 3])]);
}

#[test]
fn what_is_wrong_is_said() {
    for (name, used, by, code, part) in [
        ("curves.arrow", "well", "plate", "E-VALUE", "holds text"),
        ("curves.arrow", "y", "when", "E-VALUE", "`when` holds no keys"),
        ("curves.arrow", "y", "t", "E-VALUE", "`t` holds no keys"),
        ("curves.arrow", "z", "well", "E-COLUMN", "no column `z`"),
        ("everything.arrow", "u8", "s", "E-VALUE", "`s` holds no keys"),
        ("everything.arrow", "u8", "gaps", "E-VALUE", "row 2 has no key"),
        ("no-rows.arrow", "y", "x", "E-EMPTY", "there are no rows in it"),
    ] {
        let error = blocks(path(name), &[used], &[by]).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.message().contains(part) && error.message().contains(name), "{error}");
    }
    let mut options = ReadOptions::default();
    options.format = Some(thalweg_data::Format::Arrow);
    let error = read("x\n1\n", &options).unwrap_err();
    assert_eq!(error.message(), "the data: this is not an Arrow file");
}

/// Whatever is cut off or changed, the outcome is data or an error, and never the end of the process.
#[test]
fn damaged_files() {
    let mut damaged = 0;
    for name in ["everything.arrow", "everything.arrows", "lz4.feather", "curves-long.arrow"] {
        let whole = std::fs::read(path(name)).unwrap();
        for cut in (10..whole.len() - 10).step_by(whole.len() / 60) {
            let Err(error) = read(&whole[..cut], &ReadOptions::default()) else { continue };
            assert!(["E-FORMAT", "E-EMPTY"].contains(&error.code()), "{name} {cut} {error:?}");
            let mut other = whole.clone();
            (cut..cut + 8).for_each(|at| other[at] ^= 0x5a);
            damaged += usize::from(read(other.clone(), &ReadOptions::default()).is_err());
            let _ = blocks(other, &["x"], &["k"]);
        }
    }
    assert!(damaged > 20, "{damaged}");
    // A batch in the middle is named.
    let mut whole = std::fs::read(path("zstd.feather")).unwrap();
    let frames: Vec<usize> = whole
        .windows(4)
        .enumerate()
        .filter_map(|(at, bytes)| (bytes == [0x28, 0xb5, 0x2f, 0xfd]).then_some(at))
        .collect();
    let last = frames.last().unwrap();
    whole[last + 5..last + 20].fill(0xee);
    let error = read(whole, &ReadOptions::default()).unwrap_err();
    assert!(error.message().starts_with("the data: record batch 4 is damaged"), "{error}");
}
