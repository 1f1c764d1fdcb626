//! Pipes that close early, and Ctrl-C.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(unix)]

mod common;

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{MISRA1A, MODEL, rows, steps};

fn spawn(args: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("thalweg"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_reader_that_left_is_no_error() {
    for format in ["text", "json"] {
        let mut child = spawn(&["fit", MODEL, "--format", format]);
        // The reader is gone before there is anything to write.
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(MISRA1A.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
    }
    for args in [&["explain"][..], &["completions", "zsh"], &["man", "fit"], &["fit", "--help"]] {
        let mut child = spawn(args);
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

#[test]
fn ctrl_c_prints_the_best_so_far() {
    // Three exponentials on data of one: the whole cascade on many rows takes long.
    let data = rows(steps(0.0, 1e-4, 200_000), |x| 3.0 * (-0.7 * x).exp(), 0.1);
    let formula = "y ~ a*exp(-b*x) + c*exp(-d*x) + e*exp(-f*x)";
    let start = "a=1; b=1; c=1; d=2; e=1; f=3";
    let mut child = spawn(&["fit", formula, "-p", start, "--format", "json", "--threads", "1"]);
    // Returns when all has been read but what fits into the pipe.
    child.stdin.take().unwrap().write_all(data.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(1000));
    assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    let clock = Instant::now();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert!(clock.elapsed() < Duration::from_secs(5), "{:?}", clock.elapsed());
    assert_eq!(output.status.code(), Some(130));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((answer["status"].as_str(), &answer["converged"]), (Some("stopped"), &false.into()));
    assert!(common::estimate(&answer, "a").is_finite());
}

#[test]
fn ctrl_c_among_further_starts_says_so_by_its_exit_code() {
    let data = rows(steps(0.0, 0.01, 2000), |x| 2.0 * (5.3 * x + 0.4).sin(), 0.5);
    let start = ["fit", "y ~ a*sin(w*x + p)", "-p", "a=1; w=1; p=0", "--starts", "100000"];
    let mut child = spawn(&[&start[..], &["--max-evaluations", "1000000000"]].concat());
    child.stdin.take().unwrap().write_all(data.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(1000));
    assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"), "{output:?}");
    assert!(!output.stdout.is_empty());
}

#[test]
fn ctrl_c_while_waiting_for_data_leaves_at_once() {
    let mut child = spawn(&["fit", MODEL]);
    // Held open: `wait` would close it, and the end of the data is an answer too.
    let stdin = child.stdin.take();
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    let code = child.wait().unwrap().code();
    drop(stdin);
    assert_eq!(code, Some(130));
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "");
}
