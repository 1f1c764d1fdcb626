//! Files of curves, block by block: every layout and format, any order, whatever is wrong with them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;

use proptest::prelude::*;
use thalweg::Condition;
use thalweg_data::{
    CurveBlock, CurveReader, DataError, Grouping, KeyColumn, Na, ReadOptions, Source,
};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn blocks(
    source: impl Into<Source>,
    used: &[&str],
    by: &[&str],
    grouping: Grouping,
) -> Result<Vec<CurveBlock>, DataError> {
    let reader = CurveReader::open(source, &ReadOptions::default())?;
    reader.blocks(&names(used), &names(by), grouping, Na::Drop)?.collect()
}

/// The curves of a file: their keys in words, and their columns.
fn curves(
    source: impl Into<Source>,
    used: &[&str],
    by: &[&str],
    grouping: Grouping,
) -> Vec<(String, Vec<Vec<f64>>)> {
    let mut all = Vec::new();
    for block in blocks(source, used, by, grouping).unwrap() {
        for i in 0..block.curves.curves() {
            let key: Vec<String> = block.keys.iter().map(|keys| key(keys, i)).collect();
            let cells = |name: &&str| {
                block.curves.table().column(name).unwrap()[block.curves.rows(i)].to_vec()
            };
            all.push((key.join("|"), used.iter().map(cells).collect()));
        }
    }
    all
}

fn key(keys: &KeyColumn, i: usize) -> String {
    match keys {
        KeyColumn::Text(keys) => keys.get(i).to_string(),
        KeyColumn::Integer(keys) => format!("i{}", keys[i]),
        KeyColumn::Unsigned(keys) => format!("u{}", keys[i]),
        KeyColumn::Number(keys) => format!("f{}", keys[i]),
    }
}

/// NaN is NaN.
fn shown(curves: &[(String, Vec<Vec<f64>>)]) -> String {
    format!("{curves:?}")
}

#[test]
fn text_and_json_are_alike() {
    let csv = "well,t,y\nA1,0,1\nA1,1,\nB 2,0,3\n\"C,3\",0,4\n\"C,3\",1,x\n";
    let tsv = "well\tt\ty\nA1\t0\t1\nA1\t1\t\nB 2\t0\t3\nC,3\t0\t4\nC,3\t1\tx\n";
    let json = "{\"well\":\"A1\",\"t\":0,\"y\":1}\n{\"well\":\"A1\",\"t\":1,\"y\":null}\n\
                {\"well\":\"B 2\",\"t\":0,\"y\":3}\n{\"well\":\"C,3\",\"t\":0,\"y\":4}\n\
                {\"well\":\"C,3\",\"t\":1,\"y\":\"x\"}\n";
    let nan = f64::NAN;
    let expected = shown(&[
        ("A1".into(), vec![vec![0.0, 1.0], vec![1.0, nan]]),
        ("B 2".into(), vec![vec![0.0], vec![3.0]]),
        ("C,3".into(), vec![vec![0.0, 1.0], vec![4.0, nan]]),
    ]);
    for text in [csv, tsv, json] {
        for grouping in [Grouping::Together, Grouping::Anyhow] {
            assert_eq!(shown(&curves(text, &["t", "y"], &["well"], grouping)), expected, "{text}");
        }
    }
}

#[test]
fn keys_are_as_they_were() {
    let csv = "a,b,y\n007,1.50,1\n007,1.5,2\n7,1.5,3\n7,,4\n";
    let found = curves(csv, &["y"], &["a", "b"], Grouping::Together);
    let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["007|1.50", "007|1.5", "7|1.5", "7|"]);
    // A column can be a key and a number; one column can be used under two names.
    let found = curves(csv, &["y", "a", "$1"], &["a"], Grouping::Together);
    assert_eq!(found[0], ("007".into(), vec![vec![1.0, 2.0], vec![7.0; 2], vec![7.0; 2]]));
}

/// Two keys are two curves, whatever their bytes and however many their digits.
#[test]
fn keys_that_are_nearly_alike_stay_apart() {
    let latin: &[u8] = b"w,y\n\xe4,1\n\xf6,2\n";
    let found = curves(latin, &["y"], &["w"], Grouping::Together);
    assert_eq!(found, [("ä".into(), vec![vec![1.0]]), ("ö".into(), vec![vec![2.0]])]);
    let json = "{\"id\":9007199254740993,\"y\":1}\n{\"id\":9007199254740992,\"y\":2}\n\
                {\"id\":18446744073709551615,\"y\":9007199254740993}\n{\"id\":-3,\"y\":4}\n";
    let found = curves(json, &["y"], &["id"], Grouping::Together);
    let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["9007199254740993", "9007199254740992", "18446744073709551615", "-3"]);
    assert_eq!(found[2].1[0], [9_007_199_254_740_992.0], "as a number it is the nearest");
}

#[test]
fn rows_of_lists() {
    for file in ["curves.parquet", "curves-old-lists.parquet"] {
        let found = curves(path(file), &["t", "y", "dose"], &["well", "plate"], Grouping::Together);
        let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["A1|i7", "A,2|i7", "b \"3\"|i-1", "|i9007199254740993", "é5|i0"]);
        let lengths: Vec<usize> = found.iter().map(|(_, columns)| columns[0].len()).collect();
        assert_eq!(lengths, [4, 3, 0, 0, 5]);
        assert!(found[0].1[1][2].is_nan(), "a missing point");
        assert_eq!(found[4].1[0], [0.0, 1.0, 2.0, 4.0, 8.0]);
        assert_eq!(found[4].1[1][4], 6.0 * std::f64::consts::E.powf(-1.0));
        assert_eq!(found[0].1[2], [f64::from(0.1f32); 4], "one number for all points");
    }
    let found = curves(path("curves.parquet"), &["count"], &["dose"], Grouping::Together);
    assert_eq!(found[1], (format!("f{}", f64::from(0.2f32)), vec![vec![5.0, 6.0, 7.0]]));
    let found = curves(path("curves.parquet"), &["count"], &[], Grouping::Together);
    assert_eq!(found[4].0, "i5", "rows are numbered");
    // A column that is null in its row.
    let found = curves(path("curves.parquet"), &["k0", "t"], &[], Grouping::Together);
    assert!(found[1].1[0].iter().all(|v| v.is_nan()) && found[1].1[0].len() == 3);
}

#[test]
fn rows_of_points_in_parquet() {
    for by in ["well", "id", "dose"] {
        let found = curves(path("curves-long.parquet"), &["t", "y"], &[by], Grouping::Together);
        assert_eq!(found.len(), 3);
        assert_eq!(found[2].1[0], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert!(found[1].1[1][2].is_nan());
    }
    let found = curves(path("curves-long.parquet"), &["t"], &["id", "dose"], Grouping::Anyhow);
    assert_eq!(found[1].0, "i9|f1.5");
}

fn error(source: impl Into<Source>, used: &[&str], by: &[&str]) -> (String, String) {
    let error = blocks(source, used, by, Grouping::Together).unwrap_err();
    (error.code().to_string(), error.message().to_string())
}

#[test]
fn what_is_wrong_is_said() {
    let uneven = error(path("curves-uneven.parquet"), &["t", "y"], &[]);
    assert_eq!(uneven.0, "E-ROWS");
    assert!(uneven.1.ends_with("in row 2 `t` has 2 values, but `y` has 3"), "{}", uneven.1);
    for (source, used, by, code, part) in [
        (
            Source::from("w,y\na,1\nb,2\na,3\n"),
            "y",
            "w",
            "E-UNSORTED",
            "\"a\" comes again in line 4",
        ),
        (Source::from("w,y\na,1\n"), "z", "w", "E-COLUMN", "no column `z`"),
        (Source::from("w,y\na,1\n"), "y", "v", "E-COLUMN", "no column `v`"),
        (Source::from("w,y\n"), "y", "w", "E-EMPTY", "no row below it"),
        (Source::from("w,y\na,1\nb\n"), "y", "w", "E-ROWS", "line 3 has 1 field"),
        (Source::from(path("curves.parquet")), "well", "plate", "E-VALUE", "holds text"),
        (Source::from(path("curves.parquet")), "y", "when", "E-VALUE", "`when` holds no keys"),
        (Source::from(path("curves.parquet")), "y", "t", "E-VALUE", "`t` holds no keys"),
        (Source::from(path("wide-decimals.parquet")), "x", "y", "E-VALUE", "more than 38 digits"),
    ] {
        let found = error(source, &[used], &[by]);
        assert_eq!(found.0, code, "{}", found.1);
        assert!(found.1.contains(part), "{}", found.1);
    }
    for twice in [["w", "w"], ["w", "$1"]] {
        let found = error("w,y\na,1\n", &["y"], &twice);
        assert_eq!(found.0, "E-COLUMN");
        assert!(found.1.ends_with(&format!("`{}` is a key column twice", twice[1])), "{}", found.1);
    }
    for none in ["null", "[1]"] {
        let json = format!("{{\"w\":\"a\",\"y\":1}}\n{{\"w\":{none},\"y\":1}}\n");
        let found = error(json.as_str(), &["y"], &["w"]);
        assert!(found.1.ends_with("line 2 has no key"), "{}", found.1);
    }
    let found = error("w,y\na,1\n", &["y"], &[]);
    assert!(found.1.contains("no column says which curve"), "{}", found.1);
    // A missing cell is an error for those who want that.
    let reader = CurveReader::open("w,y\na,1\na,\n", &ReadOptions::default()).unwrap();
    let mut blocks =
        reader.blocks(&names(&["y"]), &names(&["w"]), Grouping::Together, Na::Error).unwrap();
    let error = blocks.next().unwrap().unwrap_err();
    assert!(error.message().contains("line 3, column `y` is not a number"), "{error}");
    assert!(blocks.next().is_none(), "nothing after an error");
    let whole = std::fs::read(path("curves-long.parquet")).unwrap();
    for cut in [whole.len() - 9, whole.len() / 2] {
        assert!(CurveReader::open(&whole[..cut], &ReadOptions::default()).is_err());
    }
}

/// With `Na::Error` a cell must be a number in the rows that meet the conditions, or may.
#[test]
fn cells_of_rows_that_do_not_count_may_be_missing() {
    let text = |third: &str| format!("w,y,ok\na,1,1\na,,0\na,{third}\nb,2,1\n");
    let read = |text: &str, grouping| {
        let reader = CurveReader::open(text, &ReadOptions::default()).unwrap();
        let ok = Condition::new("ok == 1", &reader.available()).unwrap();
        let reader = reader.conditions(vec![ok]);
        let used = names(&["y", "ok"]);
        reader.blocks(&used, &names(&["w"]), grouping, Na::Error)?.collect::<Result<Vec<_>, _>>()
    };
    for grouping in [Grouping::Together, Grouping::Anyhow] {
        let blocks = read(&text("3,1"), grouping).unwrap();
        assert_eq!(blocks[0].curves.curves(), 2);
        for (third, column) in [(",1", "y"), ("3,", "ok")] {
            let error = read(&text(third), grouping).unwrap_err();
            let told = format!("line 4, column `{column}` is not a number");
            assert!(error.message().contains(&told), "{third}: {error}");
        }
    }
}

/// A file of more than one block: its curves are those of the same points in any order.
#[test]
fn many_curves_in_any_order() {
    let count = 70_000usize;
    let length = |i: usize| 1 + i * 7 % 5;
    let mut sorted = String::from("w,y\n");
    for i in 0..count {
        (0..length(i)).for_each(|j| sorted.push_str(&format!("{i},{j}\n")));
    }
    let mut mixed = String::from("w,y\n");
    for j in 0..5 {
        (0..count).filter(|i| j < length(*i)).for_each(|i| mixed.push_str(&format!("{i},{j}\n")));
    }
    let together = blocks(sorted.as_str(), &["y"], &["w"], Grouping::Together).unwrap();
    assert!(together.len() > 2, "{} blocks", together.len());
    assert_eq!(together.iter().map(|block| block.curves.curves()).sum::<usize>(), count);
    assert_eq!(together, blocks(sorted.as_str(), &["y"], &["w"], Grouping::Anyhow).unwrap());
    assert_eq!(together, blocks(mixed.as_str(), &["y"], &["w"], Grouping::Anyhow).unwrap());
    let refused = blocks(mixed.as_str(), &["y"], &["w"], Grouping::Together).unwrap_err();
    assert_eq!(refused.code(), "E-UNSORTED");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Gathering is what a stable sort by first appearance does.
    #[test]
    fn gathering_keeps_the_order_of_the_file(keys in prop::collection::vec(0u8..6, 1..60)) {
        let mut text = String::from("w,y\n");
        keys.iter().enumerate().for_each(|(i, key)| text.push_str(&format!("k{key},{i}\n")));
        let mut expected: Vec<(String, Vec<f64>)> = Vec::new();
        for (i, key) in keys.iter().enumerate() {
            let name = format!("k{key}");
            match expected.iter_mut().find(|(known, _)| *known == name) {
                Some((_, points)) => points.push(i as f64),
                None => expected.push((name, vec![i as f64])),
            }
        }
        let found: Vec<(String, Vec<f64>)> = curves(text.as_str(), &["y"], &["w"], Grouping::Anyhow)
            .into_iter()
            .map(|(key, mut columns)| (key, columns.remove(0)))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
