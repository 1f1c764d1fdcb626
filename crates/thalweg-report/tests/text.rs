//! The text report: one picture per status, and laws for all of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use thalweg_report::{TextOptions, Verbosity, text};

fn at(width: usize, verbosity: Verbosity) -> TextOptions {
    TextOptions { color: false, verbosity, width }
}

#[test]
fn a_picture_of_every_status() {
    for (name, answer) in common::all() {
        assert_eq!(answer.status.code(), name);
        insta::assert_snapshot!(format!("text_{name}"), text(&answer, &at(80, Verbosity::Normal)));
    }
}

#[test]
fn a_picture_of_everything_said() {
    insta::assert_snapshot!("verbose", text(&common::minimum(), &at(80, Verbosity::Verbose)));
    insta::assert_snapshot!("quiet", text(&common::minimum_on_bound(), &at(80, Verbosity::Quiet)));
    insta::assert_snapshot!(
        "narrow",
        text(&common::minimum_on_bound(), &at(56, Verbosity::Verbose))
    );
    let color = TextOptions { color: true, ..at(80, Verbosity::Normal) };
    insta::assert_snapshot!("color", text(&common::flat_valley(), &color).replace('\x1b', "ESC"));
}

#[test]
fn nothing_is_wider_than_the_terminal() {
    for (name, answer) in common::all() {
        for width in [80, 100, 160] {
            for line in text(&answer, &at(width, Verbosity::Verbose)).lines() {
                assert!(line.chars().count() <= width, "{name} at {width}: {line}");
            }
        }
    }
}

#[test]
fn colour_adds_only_escapes() {
    for (name, answer) in common::all() {
        let plain = text(&answer, &at(80, Verbosity::Verbose));
        let colored = text(&answer, &TextOptions { color: true, ..at(80, Verbosity::Verbose) });
        assert!(!plain.contains('\x1b'), "{name}");
        let mut stripped = String::new();
        let mut rest = colored.as_str();
        while let Some((before, after)) = rest.split_once("\x1b[") {
            stripped.push_str(before);
            rest = after.split_once('m').map_or("", |(_, tail)| tail);
        }
        stripped.push_str(rest);
        assert_eq!(stripped, plain, "{name}");
    }
}

#[test]
fn the_numbers_read_back_to_nine_digits() {
    let report = text(&common::minimum(), &TextOptions::default());
    let numbers: Vec<f64> = report.split_whitespace().filter_map(|w| w.parse().ok()).collect();
    for certified in [238.942_129_18, 5.501_564_318_1e-4, 0.124_551_388_94] {
        let close = |v: &&f64| (*v / certified - 1.0).abs() < 1e-8;
        assert!(numbers.iter().any(|v| close(&v)), "{certified} is not in\n{report}");
    }
}
