//! `--plot` and `--report` of `thalweg fit`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{MISRA1A, MODEL, START, fit};

#[test]
fn files_are_written_beside_the_answer() {
    let folder = std::env::temp_dir().join(format!("thalweg-show-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let plain = fit(MODEL, MISRA1A, &START);
    for (option, name, begins) in [
        ("--plot", "p.svg", &b"<svg"[..]),
        ("--plot", "p.PNG", b"\x89PNG"),
        ("--report", "r.html", b"<!doctype html>"),
        ("--report", "r.htm", b"<!doctype html>"),
    ] {
        let ran = fit(MODEL, MISRA1A, &[&START[..], &[option, &path(name)]].concat());
        assert_eq!((ran.code, &ran.stdout), (0, &plain.stdout), "{ran:?}");
        assert!(std::fs::read(path(name)).unwrap().starts_with(begins), "{name}");
    }
    let both =
        [&START[..], &["--format", "json", "--plot", &path("b.svg"), "--report", &path("b.html")]];
    let ran = fit(MODEL, MISRA1A, &both.concat());
    assert_eq!(ran.json()["status"], "minimum");
    assert!(folder.join("b.svg").exists() && folder.join("b.html").exists());
    // The answer of a long run is not lost with a picture that cannot be written.
    #[cfg(target_os = "linux")]
    {
        let full = path("full.svg");
        std::os::unix::fs::symlink("/dev/full", &full).unwrap();
        let ran = fit(MODEL, MISRA1A, &[&START[..], &["--plot", &full]].concat());
        assert_eq!((ran.code, &ran.stdout), (1, &plain.stdout), "{ran:?}");
        assert!(ran.stderr.contains("E-OUTPUT"), "{ran:?}");
        let json = [&START[..], &["--plot", &full, "--format", "json"]].concat();
        assert_eq!(fit(MODEL, MISRA1A, &json).json()["error"]["code"], "E-OUTPUT");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn without_a_file_the_picture_is_in_the_terminal() {
    let plain = fit(MODEL, MISRA1A, &START);
    let ran = fit(MODEL, MISRA1A, &[&START[..], &["--plot"]].concat());
    let picture = ran.stdout.strip_prefix(&plain.stdout).expect("the answer comes first");
    assert_eq!(
        picture.matches('●').count() + picture.matches('o').count(),
        28 + picture.matches("below").count()
    );
    assert!(!picture.contains('\u{1b}') && picture.lines().all(|l| l.chars().count() <= 80));
}

#[test]
fn bad_names_are_one_clear_error_before_the_data_are_read() {
    for args in [
        &["--plot", "fit.gif"][..],
        &["--plot", "fit.html"],
        &["--report", "fit.svg"],
        &["--report", "fit"],
        &["--plot", "no-such-directory/fit.svg"],
        &["--report", "no-such-directory/fit.html"],
    ] {
        // Even what is wrong with the data is not seen yet.
        let ran = fit(MODEL, "", args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ran.stderr.contains("error[E-PLOT]"), "{args:?} {ran:?}");
    }
    let ran = fit(MODEL, MISRA1A, &[&START[..], &["--plot", "--format", "json"]].concat());
    assert_eq!((ran.code, &ran.json()["error"]["code"]), (2, &"E-PLOT".into()));
}

#[test]
fn a_fit_that_fails_has_a_report_too() {
    let file = std::env::temp_dir().join(format!("thalweg-flat-{}.html", std::process::id()));
    let start = ["-p", "b1=20; b2=1e-4; b3=20", "--report", file.to_str().unwrap()];
    let ran = fit("y ~ b1*b3*(1-exp(-b2*x))", MISRA1A, &start);
    assert_eq!(ran.code, 1, "{ran:?}");
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("flat-valley: ") && page.contains("b1, b3: no standard error"));
    std::fs::remove_file(&file).unwrap();
}
