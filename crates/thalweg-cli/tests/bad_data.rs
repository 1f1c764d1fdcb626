//! Data that cannot be used: one clear error each, exit code 3.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{answer, error, estimate, thalweg, warning};

const LINE: &str = "y ~ a*x";

#[test]
fn cells_that_are_no_numbers_are_named() {
    for (cell, shown) in [("NaN", "NaN"), ("inf", "inf"), ("", "empty"), ("oops", "oops")] {
        let data = format!("x,y,note\n1,2,a\n2,{cell},b\n3,6,c\n4,8.1,d\n");
        let (code, message, help, exit) = error(LINE, &data, &[]);
        assert_eq!((code.as_str(), exit), ("E-VALUE", 3), "{cell}");
        for word in ["line 3", "`y`", shown] {
            assert!(message.contains(word), "{cell}: {message}");
        }
        assert!(help.contains("--na drop"), "{help}");
        // A column that is not used may hold anything; rows with a bad cell can be left out.
        let (a, code) = answer(LINE, &data, &["--na", "drop"]);
        assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0));
        assert_eq!((&a["observations"], &a["dropped"]), (&3.into(), &1.into()));
    }
}

#[test]
fn weights_of_0_do_not_count() {
    let data = "x,y,w\n1,2,1\n2,99,0\n3,6.1,1\n4,8.1,1\n";
    let (a, code) = answer(LINE, data, &["--weights", "w"]);
    assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0));
    assert_eq!((&a["observations"], &a["degrees_of_freedom"]), (&3.into(), &2.into()));
    assert!(warning(&a, "W-ZERO-WEIGHT").is_some(), "{a}");
    assert!((estimate(&a, "a") - (2.0 + 18.3 + 32.4) / 26.0).abs() < 1e-12);
}

#[test]
fn weights_that_make_no_sense() {
    let data = |w: &str| format!("x,y,w\n1,2,1\n2,4.1,{w}\n3,6,1\n4,8.1,1\n");
    let (code, message, _, exit) = error(LINE, &data("-1"), &["--weights", "w"]);
    assert_eq!((code.as_str(), exit), ("E-WEIGHT", 3));
    assert!(message.contains("-1") && message.contains("row 2"), "{message}");
    let (code, message, _, exit) = error(LINE, &data("0"), &["--weights", "1/w"]);
    assert_eq!((code.as_str(), exit), ("E-WEIGHT", 3));
    assert!(message.contains("inf") && message.contains("row 2"), "{message}");
    let (code, message, _, exit) = error(LINE, &data("inf"), &["--weights", "w"]);
    assert_eq!((code.as_str(), exit), ("E-VALUE", 3));
    assert!(message.contains("`w`") && message.contains("line 3"), "{message}");
    let (code, _, _, exit) = error(LINE, &data("0"), &["--sigma", "w"]);
    assert_eq!((code.as_str(), exit), ("E-SIGMA", 3));
}

#[test]
fn nothing_to_fit() {
    for data in ["", "x,y\n"] {
        let (code, _, help, exit) = error(LINE, data, &[]);
        assert_eq!((code.as_str(), exit), ("E-EMPTY", 3), "{data:?}");
        assert!(!help.is_empty());
    }
}

#[test]
fn duplicate_headers() {
    let (code, message, _, exit) = error(LINE, "x,y,x\n1,2,3\n2,4,5\n", &[]);
    assert_eq!((code.as_str(), exit), ("E-HEADER", 3));
    assert!(message.contains("`x`"), "{message}");
}

#[test]
fn a_row_that_is_too_long() {
    let (code, message, _, exit) = error(LINE, "x,y\n1,2\n2,3,4\n3,5\n", &[]);
    assert_eq!((code.as_str(), exit), ("E-ROWS", 3));
    assert!(message.contains("line 3"), "{message}");
}

#[test]
fn a_file_that_is_not_there() {
    let ran = thalweg(&["fit", LINE, "no/such/file.csv"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("error[E-FILE]: no/such/file.csv"), "{}", ran.stderr);
    let ran = thalweg(&["fit", LINE, env!("CARGO_MANIFEST_DIR")], "");
    assert_eq!(ran.code, 3, "{ran:?}");
}

#[test]
fn no_input_at_all_makes_it_panic() {
    let nasty = [
        "\0",
        "\u{feff}",
        "\u{feff}x,y\r\n1,2\r\n",
        "\"",
        "x\n\"1",
        "x,y\n1,2\n\n\n",
        ";;;\n",
        "1",
        "\n\n",
    ];
    for data in nasty {
        let ran = thalweg(&["fit", LINE], data);
        assert!((0..=3).contains(&ran.code), "{data:?}: {ran:?}");
    }
}
