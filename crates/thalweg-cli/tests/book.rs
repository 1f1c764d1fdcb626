//! The book is true: every command in it is run, and what it lists is what there is.
//!
//! A fenced block whose first line begins with `$ ` is a session: each line after a `$ ` is run by a shell, in a
//! directory of the page's own that has the examples, and what it prints (on both streams) must be the lines
//! that follow. A line of `...` stands for any lines, `[..]` for anything within a line, for times and
//! such; blanks count as one. A block whose first line begins with `thalweg` is a list of commands that must succeed. The exit code
//! is 0, or, of the last command, what a comment `<!-- exit 1 -->` above the block says.
//!
//! `THALWEG_BOOK=overwrite cargo test -p thalweg-cli --test book` writes what was printed into the pages;
//! look at the difference before it is committed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::thalweg;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn overwrite() -> bool {
    std::env::var("THALWEG_BOOK").is_ok_and(|v| v == "overwrite")
}

/// The README and every page of the book, in order.
fn pages() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|e| e == "md") {
                found.push(path);
            }
        }
    }
    let mut found = vec![root().join("README.md")];
    below(&root().join("docs"), &mut found);
    found.sort();
    found
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap()
}

/// A fenced block and where it stands.
struct Block {
    /// The lines between the fences: places in the page.
    lines: std::ops::Range<usize>,
    exit: i32,
}

fn blocks(page: &[&str]) -> Vec<Block> {
    let mut found = Vec::new();
    let mut exit = 0;
    let mut at = 0;
    while at < page.len() {
        let line = page[at].trim();
        if let Some(code) = line.strip_prefix("<!-- exit ").and_then(|l| l.strip_suffix(" -->")) {
            exit = code.parse().expect("a number");
        } else if line.starts_with("```") {
            let first = at + 1;
            at = (first..page.len()).find(|&i| page[i].trim() == "```").expect("a closing fence");
            found.push(Block { lines: first..at, exit });
            exit = 0;
        } else if !line.is_empty() {
            assert_eq!(exit, 0, "an exit code that belongs to no block, above: {line}");
        }
        at += 1;
    }
    found
}

/// A command and the lines it should print; none where that is not said.
#[derive(Debug)]
struct Example {
    command: String,
    expected: Option<Vec<String>>,
}

/// The commands of a block; empty for blocks that are something else.
fn examples(lines: &[&str]) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    match lines.first() {
        Some(first) if first.starts_with("$ ") => {}
        Some(first) if first.starts_with("thalweg ") => {
            let command = |line: &&str| Example { command: line.to_string(), expected: None };
            return lines.iter().filter(|l| !l.trim().is_empty()).map(command).collect();
        }
        _ => return found,
    }
    let mut goes_on = false;
    for line in lines {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (_, Some(last)) if goes_on => last.command += &format!("\n{line}"),
            (Some(command), _) => {
                found.push(Example { command: command.into(), expected: Some(Vec::new()) });
            }
            (None, Some(last)) => {
                last.expected.get_or_insert_default().push(line.to_string());
                continue;
            }
            (None, None) => continue,
        }
        goes_on = line.ends_with('\\');
    }
    found
}

/// Runs one command line by a shell: what it printed, and its exit code.
fn run(command: &str, folder: &Path) -> (Vec<String>, i32) {
    let binary = assert_cmd::cargo::cargo_bin!("thalweg");
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", binary.parent().unwrap().display()))
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|l| l.trim_end().to_string()).collect();
    (lines, output.status.code().unwrap_or(-1))
}

/// Whether `found` is `expected`, where `...` is any lines.
fn agree(expected: &[String], found: &[String]) -> bool {
    match expected {
        [] => found.is_empty(),
        [first, rest @ ..] if first.trim() == "..." => {
            (0..=found.len()).any(|i| agree(rest, &found[i..]))
        }
        [first, rest @ ..] => match found {
            [line, others @ ..] => line_agrees(&words(first), &words(line)) && agree(rest, others),
            [] => false,
        },
    }
}

/// Whether a line is `expected`, where `[..]` is anything.
fn line_agrees(expected: &str, found: &str) -> bool {
    let Some((before, after)) = expected.split_once("[..]") else { return expected == found };
    let Some(rest) = found.strip_prefix(before) else { return false };
    let ends = rest.char_indices().map(|(i, _)| i).chain([rest.len()]);
    ends.into_iter().any(|i| line_agrees(after, &rest[i..]))
}

/// A directory with the examples for a page.
fn folder(page: &Path) -> PathBuf {
    let name = page.strip_prefix(root()).unwrap().display().to_string().replace(['/', '.'], "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("examples")).unwrap();
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.join("examples").join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

#[test]
fn every_command_does_what_the_book_says() {
    let (mut wrong, mut count) = (String::new(), 0);
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let mut written: Vec<String> = Vec::new();
        let mut copied = 0;
        let place = folder(&path);
        for block in blocks(&lines) {
            let examples = examples(&lines[block.lines.clone()]);
            if examples.is_empty() {
                continue;
            }
            written.extend(lines[copied..block.lines.start].iter().map(|l| l.to_string()));
            copied = block.lines.end;
            for (i, example) in examples.iter().enumerate() {
                count += 1;
                let exit = if i + 1 == examples.len() { block.exit } else { 0 };
                let (found, code) = run(&example.command, &place);
                let good = example.expected.as_ref().is_none_or(|e| agree(e, &found));
                if !good || code != exit {
                    wrong += &format!(
                        "\n{}, line {}: exit {code}, expected {exit}\n$ {}\n{}\n",
                        path.display(),
                        block.lines.start + 1,
                        example.command,
                        found.join("\n")
                    );
                }
                let prompt = if example.expected.is_some() { "$ " } else { "" };
                written.extend(format!("{prompt}{}", example.command).lines().map(String::from));
                match &example.expected {
                    Some(expected) if good => written.extend(expected.iter().cloned()),
                    Some(_) => written.extend(found),
                    None => {}
                }
            }
        }
        written.extend(lines[copied..].iter().map(|l| l.to_string()));
        if overwrite() {
            fs::write(&path, written.join("\n") + "\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 40, "only {count} examples were found");
}

#[test]
fn the_judge_of_examples_can_say_no() {
    let lines = |text: &str| text.lines().map(String::from).collect::<Vec<_>>();
    let found = lines("a 1\nb 2\nc 3");
    for good in
        ["a 1\nb 2\nc 3", "a 1\n...", "...\nc [..]", "a 1\n...\nc 3", "a [..]\nb 2\n...\nc 3"]
    {
        assert!(agree(&lines(good), &found), "{good}");
    }
    for bad in ["", "a 1", "a 1\nb 2\nc 4", "...\nb 2", "a 1\n\nb 2\nc 3", "a [..]3\nb 2\nc 3"] {
        assert!(!agree(&lines(bad), &found), "{bad}");
    }
    let session = examples(&["$ thalweg a \\", "  b", "out", "$ c"]);
    assert_eq!(session.len(), 2);
    assert_eq!(session[0].command, "thalweg a \\\n  b");
    assert_eq!(session[0].expected.as_deref(), Some(&["out".to_string()][..]));
    assert!(examples(&["y ~ a*x"]).is_empty());
    let (found, code) = run("echo told >&2; exit 3", Path::new("."));
    assert_eq!((found, code), (lines("told"), 3));
}

/// Codes in the order in which `thalweg explain` lists them.
fn codes() -> Vec<String> {
    let list = thalweg(&["explain"], "").stdout;
    let codes: Vec<String> = list
        .lines()
        .skip(1)
        .filter_map(|l| l.split_whitespace().next())
        .map(String::from)
        .collect();
    assert!(
        codes.iter().any(|c| c == "E-OUTPUT") && codes.iter().any(|c| c == "minimum"),
        "{list}"
    );
    codes
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every code stands in the page as a heading, with the words of `thalweg explain` below it, in its order.
#[test]
fn the_page_of_codes_is_what_explain_says() {
    const NAME: &str = "reference/codes.md";
    const BEGIN: &str = "<!-- codes -->\n";
    let mut text = String::new();
    for code in codes() {
        let explained = thalweg(&["explain", &code], "").stdout;
        let (title, body) = explained.split_once("\n\n").expect("a title");
        let title = title.split_once(": ").expect("a colon").1;
        let paragraphs: Vec<String> = body.split("\n\n").map(words).collect();
        text += &format!("\n## {code}\n\n*{title}*\n\n{}\n", paragraphs.join("\n\n"));
    }
    let old = page(NAME);
    let (before, listed) = old.split_once(BEGIN).expect("a place for the codes");
    if overwrite() {
        fs::write(root().join("docs").join(NAME), format!("{before}{BEGIN}{text}")).unwrap();
    } else {
        assert_eq!(listed, text);
    }
}

/// The names in backticks at the beginning of the rows of a page's tables.
fn listed(text: &str) -> BTreeSet<String> {
    let cells = text.lines().filter_map(|l| l.strip_prefix("| ")?.split(" | ").next());
    cells.flat_map(|c| c.split('`').skip(1).step_by(2)).map(String::from).collect()
}

/// All keys of an object and of what is inside it.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                found.insert(key.clone());
                match (key.as_str(), value) {
                    // What a warning's data hold differs from code to code; these are by parameter.
                    ("data" | "deletion" | "skewness" | "bias" | "disagreement", _) => {}
                    // By code.
                    ("tests", Value::Object(tests)) => tests.values().for_each(|t| keys(t, found)),
                    _ => keys(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|v| keys(v, found)),
        _ => {}
    }
}

/// Compares keys with a page; a reason stands beside any number that is null.
fn compare(found: BTreeSet<String>, name: &str) {
    let found: BTreeSet<_> = found.into_iter().filter(|k| !k.ends_with("_reason")).collect();
    let listed = listed(&page(name));
    let missing: Vec<_> = found.difference(&listed).collect();
    let invented: Vec<_> = listed.difference(&found).collect();
    assert!(missing.is_empty(), "not in {name}: {missing:?}");
    assert!(invented.is_empty(), "in {name} and in no answer: {invented:?}");
}

#[test]
fn every_key_of_the_json_is_described_and_no_other() {
    let mut found = BTreeSet::new();
    let model = "y ~ b1*(1-exp(-b2*x))";
    let product = "y ~ b1*b3*(1-exp(-b2*x))";
    for (formula, options) in [
        (model, &["-d", "half = log(2)/b2", "--starts", "3", "--trace"][..]),
        (model, &["-p", "b1=500; b2=1e-4", "--weights", "x"]),
        (model, &["-p", "b1=500; b2=1e-4", "--loss", "huber", "--bootstrap", "residual:200"]),
        (product, &["-p", "b1=500; b2=1e-4; b3=1"]),
        ("y ~ b1*(1-exp(-b2*z))", &[]),
        ("y ~ a + b*x where s := a/b", &["--level", "0.9"]),
        (model, &["-p", "b1=200 fixed", "-p", "b2 in [0, 1e-4]"]),
        (model, &["-p", "b1=500; b2=1e-4", "--max-iterations", "2"]),
    ] {
        keys(&common::answer(formula, common::MISRA1A, options).0, &mut found);
    }
    // Marquardt's metric loses b2 from here, and the profile of b1 meets a lower minimum.
    let boxbod = include_str!("../../../examples/boxbod.csv");
    let lost = ["-p", "b1=1; b2=1", "--starts", "0", "--no-cascade", "--scaling", "marquardt"];
    keys(&common::answer("bod ~ b1*(1-exp(-b2*time))", boxbod, &lost).0, &mut found);
    let file = root().join("examples/misra1a.csv").display().to_string();
    let passes = ["fit", model, &file, "--memory", "0", "--format", "json"];
    keys(&thalweg(&passes, "").json(), &mut found);
    compare(found, "reference/json.md");
}

#[test]
fn every_key_of_a_comparison_is_described_and_no_other() {
    let mut found = BTreeSet::new();
    let boxbod = include_str!("../../../examples/boxbod.csv");
    let wave = common::rows(common::steps(0.0, 0.25, 30), |x| (2.0 * x).sin(), 0.1);
    for (formula, data, options) in [
        (
            "bod ~ b1*(1-exp(-b2*time))",
            boxbod,
            &["-p", "b1=1; b2=1", "--scaling", "diagonal:1,9"][..],
        ),
        ("y ~ a*sin(w*x)", &wave, &["-p", "a=1; w=1", "--scaling", "matrix:1,0,0,1"]),
    ] {
        let options =
            [&["damping", formula, "--format", "json", "--starts", "6"], options].concat();
        keys(&thalweg(&options, data).json(), &mut found);
    }
    compare(found, "reference/damping-json.md");
}

#[test]
fn every_key_of_compare_and_design_is_described_and_no_other() {
    let mut found = BTreeSet::new();
    let model = "y ~ b1*(1-exp(-b2*x))";
    for args in [
        &["compare", model, "y ~ a*log(-x)", "--family", "saturating"][..],
        &["compare", model, "y ~ c - b1*exp(-b2*x)", "--sigma", "0.1"],
        &["design", model, "--target", "b1"],
        &["design", model, "--points", "2"],
    ] {
        let args = [args, &["--format", "json"]].concat();
        keys(&thalweg(&args, common::MISRA1A).json(), &mut found);
    }
    compare(found, "reference/compare-json.md");
}

#[test]
fn every_key_of_a_saved_fit_is_described_and_no_other() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("saved-keys");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("fit.json").display().to_string();
    let formula = "y ~ b1*(1-exp(-b2*x))";
    let start = "b1=500; b2=1e-4";
    let fit = thalweg(&["fit", formula, "-p", start, "--save", &file], common::MISRA1A);
    assert_eq!(fit.code, 0, "{fit:?}");
    let saved: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let json = |verb: &[&str]| thalweg(&[verb, &["--format", "json"]].concat(), "").json();
    let (predicted, inverted) = (json(&["predict", &file]), json(&["invert", &file, "--y", "40"]));
    let inversion = &inverted["inversions"][0];
    let mut found: BTreeSet<String> = ["program", "request", "data"].map(String::from).into();
    for object in [
        &saved["request"],
        &saved["request"]["solver"],
        &saved["data"],
        &predicted,
        &predicted["rows"][0],
        &inverted,
        inversion,
        &inversion["solutions"][0],
        &json(&["replay", &file]),
    ] {
        found.extend(object.as_object().unwrap().keys().cloned());
    }
    compare(found, "reference/saved-json.md");
}

/// Every function in the table of the page can be called, and the documentation of the language has no other.
#[test]
fn every_function_is_described_and_no_other() {
    let page = page("reference/formulas.md");
    let (_, table) = page.split_once("## Functions").expect("a heading");
    let (table, _) = table.split_once("\n## ").expect("another heading");
    let listed: BTreeSet<String> =
        listed(table).iter().map(|call| call.split('(').next().unwrap().to_string()).collect();
    // The language's own list: the sentence of the crate's documentation.
    let source =
        fs::read_to_string(root().join("crates/thalweg-formula/src/operation.rs")).unwrap();
    let (_, table) = source.split_once("const FUNCTIONS").expect("the table of functions");
    let (table, _) = table.split_once("];").expect("its end");
    let there: BTreeSet<String> = table
        .lines()
        .filter_map(|l| l.trim().strip_prefix("(\"")?.split('"').next())
        .map(String::from)
        .collect();
    assert!(there.len() > 20, "{there:?}");
    assert_eq!(listed, there);
}

/// Links between pages lead somewhere, and every page is in the summary.
#[test]
fn links_lead_somewhere() {
    let docs = root().join("docs");
    let summary = page("SUMMARY.md");
    let mut wrong = Vec::new();
    for path in pages().iter().filter(|p| p.starts_with(&docs)) {
        let text = fs::read_to_string(path).unwrap();
        for target in text.split("](").skip(1).filter_map(|l| l.split(')').next()) {
            let file = target.split('#').next().unwrap();
            let outside = file.starts_with("http") || file.is_empty();
            if !outside && !path.parent().unwrap().join(file).exists() {
                wrong.push(format!("{}: {target}", path.display()));
            }
        }
        let name = path.strip_prefix(&docs).unwrap().display().to_string();
        // The study is data beside its page.
        let is_page = name != "SUMMARY.md" && !name.starts_with("study/");
        if is_page && !summary.contains(&format!("]({name})")) {
            wrong.push(format!("{name} is not in the summary"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The Rust examples of the book run as tests of the documentation of `thalweg`.
#[test]
fn every_page_with_rust_is_a_doctest() {
    let list = fs::read_to_string(root().join("crates/thalweg/src/book.rs")).unwrap();
    let with_rust =
        pages().into_iter().filter(|p| fs::read_to_string(p).unwrap().contains("```rust"));
    for path in with_rust.filter(|p| p.starts_with(root().join("docs"))) {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        assert!(list.contains(&format!("/{name}\"")), "{name} is not in {list}");
    }
}
