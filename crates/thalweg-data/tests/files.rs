//! Files as files: compressed, missing, not allowed, longer than the sample.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use thalweg_data::{ReadOptions, read};

/// A path in a directory of this test run.
fn path(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn gzip_is_unpacked() {
    let mut two_members = gzip("x,y\n1,2\n");
    two_members.extend(gzip("3,4\n"));
    let file = path("two members.csv.gz");
    fs::write(&file, &two_members).unwrap();
    let data = read(file, &ReadOptions::default()).unwrap();
    assert_eq!(data.column("y"), Some(&[2.0, 4.0][..]));
    assert!(data.notes().is_empty(), "the name says that it is compressed");
    let data = read(two_members.clone(), &ReadOptions::default()).unwrap();
    assert_eq!(data.notes(), ["compressed by gzip"]);

    two_members.truncate(two_members.len() - 5);
    let error = read(two_members, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code(), "E-FORMAT");
    assert!(error.message().contains("gzip data are damaged or cut off"), "{error}");
}

#[test]
fn files_that_cannot_be_opened() {
    let error = read(path("missing.csv"), &ReadOptions::default()).unwrap_err();
    assert!(error.message().ends_with("missing.csv: there is no such file"), "{error}");
    let error = read(path("no/folder/x.csv"), &ReadOptions::default()).unwrap_err();
    assert!(error.message().contains(": there is no directory "), "{error}");
    let error = read(path(""), &ReadOptions::default()).unwrap_err();
    assert!(error.message().ends_with(": this is a directory, not a file"), "{error}");
    assert_eq!(error.code(), "E-FILE");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let file = path("secret.csv");
    let _ = fs::remove_file(&file);
    fs::write(&file, "x\n1\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if let Err(error) = read(file.as_path(), &ReadOptions::default()) {
        assert!(error.message().ends_with("secret.csv: no permission to read it"), "{error}");
        assert_eq!(error.code(), "E-FILE");
    }
}

#[test]
fn rows_behind_the_sample() {
    let mut text = String::from("x,y\n");
    for i in 0..100_000 {
        text.push_str(&format!("{i},{}.5\n", i * 2));
    }
    let data = read(text.as_str(), &ReadOptions::default()).unwrap();
    assert_eq!(data.rows(), 100_000);
    assert!(data.column("y").unwrap().iter().enumerate().all(|(i, y)| *y == i as f64 * 2.0 + 0.5));
    for (more, message) in [
        ("1,2,3\n", "line 100002 has 3 fields, the header (line 1) has 2"),
        ("1\n", "line 100002 has 1 field, the header (line 1) has 2"),
        ("\"1,2\n", "a quote (\") that is opened in line 100002 is never closed"),
    ] {
        let error = read(format!("{text}{more}"), &ReadOptions::default()).unwrap_err();
        assert_eq!(error.message(), format!("the data: {message}"));
    }
}

#[test]
fn the_sample_may_end_anywhere() {
    // A multi-byte character, a quoted line end and a CRLF at every offset around the end of the sample.
    for shift in 0..20 {
        let mut text = format!("# {}\r\n\"x\",y\r\n", "-".repeat(65_500 + shift));
        text.push_str("1,\"a\r\nµ\"\r\n2,\"b\"\r\n");
        let data = read(text.as_str(), &ReadOptions::default()).unwrap();
        assert_eq!(data.column("x"), Some(&[1.0, 2.0][..]), "{shift}");
    }
}
