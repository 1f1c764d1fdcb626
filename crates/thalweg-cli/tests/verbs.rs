//! explain, selftest, completions, man, and help for all of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::thalweg;

#[test]
fn explain_knows_every_code_and_guesses_at_slips() {
    let ran = thalweg(&["explain", "W-BOUND", "flat-valley", "e-file"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    for title in ["W-BOUND: ", "flat-valley: ", "E-FILE: "] {
        assert!(ran.stdout.contains(title), "{}", ran.stdout);
    }
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ran.stdout);

    let list = thalweg(&["explain"], "");
    assert_eq!(list.code, 0);
    let codes: Vec<&str> =
        list.stdout.lines().skip(1).filter_map(|l| l.split_whitespace().next()).collect();
    assert!(codes.len() > 30, "{}", list.stdout);
    for code in &codes {
        assert_eq!(thalweg(&["explain", code], "").code, 0, "{code}");
    }

    let slip = thalweg(&["explain", "W-BUOND"], "");
    assert_eq!((slip.code, slip.stdout.as_str()), (2, ""));
    assert!(slip.stderr.contains("did you mean W-BOUND?"), "{}", slip.stderr);
    assert_eq!(thalweg(&["explain", "nonsense"], "").code, 2);
}

#[test]
fn selftest_compares_with_nist() {
    let ran = thalweg(&["selftest"], "");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("54 of 54 agree with the certified values"), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().filter(|line| line.starts_with('✓')).count(), 54);
    let one = thalweg(&["selftest", "mgh09"], "");
    assert_eq!(one.code, 0);
    assert!(one.stdout.contains("\n2 of 2 agree"), "{}", one.stdout);
    let slip = thalweg(&["selftest", "MGH19"], "");
    assert_eq!(slip.code, 2);
    assert!(slip.stderr.contains("did you mean MGH"), "{}", slip.stderr);
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = thalweg(&["completions", shell], "");
        assert_eq!(ran.code, 0, "{shell}");
        assert!(ran.stdout.contains("max-evaluations"), "{shell}");
    }
    assert_eq!(thalweg(&["completions", "csh"], "").code, 2);
}

#[test]
fn manual_pages() {
    for (args, title) in [(&["man"][..], ".TH thalweg 1"), (&["man", "fit"], ".TH thalweg-fit 1")] {
        let ran = thalweg(args, "");
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains(title), "{}", ran.stdout);
    }
    let slip = thalweg(&["man", "fits"], "");
    assert_eq!(slip.code, 2);
    assert!(slip.stderr.contains("did you mean fit?"), "{}", slip.stderr);
}

#[test]
fn every_verb_has_help_with_examples() {
    for verb in [
        "fit",
        "check",
        "damping",
        "predict",
        "invert",
        "replay",
        "resume",
        "explain",
        "selftest",
        "completions",
        "man",
    ] {
        let ran = thalweg(&[verb, "--help"], "");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{verb}");
        assert!(
            ran.stdout.contains(&format!("Examples:\n  thalweg {verb}"))
                || ran.stdout.contains("\nExamples:\n"),
            "{verb}: {}",
            ran.stdout
        );
    }
    let ran = thalweg(&["--help"], "");
    assert!(ran.stdout.contains("Exit codes:"), "{}", ran.stdout);
    assert!(thalweg(&["--version"], "").stdout.starts_with("thalweg "));
}
