//! Small delimited files and what is read from them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use thalweg_data::{DataSet, Format, Na, ReadOptions, read};

const NAN: f64 = f64::NAN;

/// `name: values` of each column, numbers as Rust prints them.
fn columns(data: &DataSet) -> Vec<String> {
    data.names()
        .iter()
        .map(|name| format!("{name}: {:?}", data.column(name).expect("every column is read")))
        .collect()
}

fn expected(columns: &[(&str, &[f64])]) -> Vec<String> {
    columns.iter().map(|(name, values)| format!("{name}: {values:?}")).collect()
}

fn options(set: impl FnOnce(&mut ReadOptions)) -> ReadOptions {
    let mut options = ReadOptions::default();
    set(&mut options);
    options
}

#[test]
fn what_is_detected() {
    let xy: &[(&str, &[f64])] = &[("x", &[1.5, 3.0]), ("y", &[2.0, 4.5])];
    let plain: &[(&str, &[f64])] = &[("$1", &[1.5, 3.0]), ("$2", &[2.0, 4.5])];
    let numbered = "there is no header: the columns are $1 and $2";
    let semicolons = "fields are separated by semicolons";
    let blanks = "fields are separated by blanks";
    let comment = "1 comment line left out";
    for (text, columns_expected, notes) in [
        // Delimiters.
        ("x,y\n1.5,2\n3,4.5\n", xy, &[][..]),
        ("x\ty\n1.5\t2\n3\t4.5\n", xy, &[]),
        ("x;y\n1.5;2\n3;4.5\n", xy, &[semicolons]),
        ("x|y\n1.5|2\n3|4.5\n", xy, &["fields are separated by `|`"]),
        ("x y\n1.5 2\n3 4.5\n", xy, &[blanks]),
        ("  x     y\n 1.5   2.0\n 3.0\t 4.5\n", xy, &[blanks]),
        ("x, y\n1.5, 2\n3, 4.5\n", xy, &[]),
        ("x ,y\n1.5 ,2\n 3 ,4.5\n", xy, &[]),
        ("sep=;\nx;y\n1.5;2\n3;4.5\n", xy, &[semicolons]),
        // Decimal comma.
        ("x;y\n1,5;2\n3;4,5\n", xy, &[semicolons, "numbers have a decimal comma, as in 1,5"]),
        ("x\ty\n1,5\t2\n3\t4,5\n", xy, &["numbers have a decimal comma, as in 1,5"]),
        ("x y\n1,5 2,0\n3,0 4,5\n", xy, &[blanks, "numbers have a decimal comma, as in 1,5"]),
        ("x,y\n\"1,5\",2\n3,\"4,5\"\n", xy, &["numbers have a decimal comma, as in 1,5"]),
        (
            "x;y\n1,234;2\n",
            &[("x", &[1.234]), ("y", &[2.0])],
            &[semicolons, "numbers have a decimal comma, as in 1,234"],
        ),
        (
            "x;y\n1.234,5;2\n1.000;3\n",
            &[("x", &[1234.5, 1000.0]), ("y", &[2.0, 3.0])],
            &[
                semicolons,
                "numbers have a decimal comma, as in 1.234,5; digits are grouped by thousands, as in 1.234,5",
            ],
        ),
        // Thousands.
        (
            "x,y\n\"1,234.5\",2\n\"2,000\",3\n",
            &[("x", &[1234.5, 2000.0]), ("y", &[2.0, 3.0])],
            &["digits are grouped by thousands, as in 1,234.5"],
        ),
        // Line ends, byte order mark, blank lines, no last line end.
        ("\u{feff}x,y\r\n1.5,2\r\n3,4.5", xy, &[]),
        ("x,y\r1.5,2\r3,4.5\r", xy, &["lines end in a carriage return alone"]),
        ("\n \n\nx,y\n\n1.5,2\n\n3,4.5\n\n", xy, &[]),
        // Comments.
        ("# made up\nx,y\n1.5,2\n3,4.5\n", xy, &[comment]),
        ("% a\n// b\nx,y\n1.5,2\n  # c\n3,4.5\n", xy, &["3 comment lines left out"]),
        ("x y\n1.5 2 # good\n3 4.5\n", xy, &[blanks]),
        (
            "# x y\n1.5 2\n3 4.5\n",
            xy,
            &[blanks, "the names are from the comment line above the first row", comment],
        ),
        (
            "#x,y\n1.5,2\n3,4.5\n",
            xy,
            &["the names are from the comment line above the first row", comment],
        ),
        ("# two columns of data\n1.5,2\n3,4.5\n", plain, &[numbered, comment]),
        // No header.
        ("1.5,2\n3,4.5\n", plain, &[numbered]),
        ("1.5,2,\n3,4.5,\n", plain, &[numbered]),
        ("1.5\n3\n", &[("$1", &[1.5, 3.0])], &["there is no header: the column is $1"]),
        (
            "1,2,3\n",
            &[("$1", &[1.0]), ("$2", &[2.0]), ("$3", &[3.0])],
            &["there is no header: the columns are $1, $2, … $3"],
        ),
        // Quotes.
        ("\"x\",\"y\"\n\"1.5\",\"2\"\n\"3\",\"4.5\"\n", xy, &[]),
        ("\"x\", \"y\"\n\"1.5\", \"2\"\n\"3\", \"4.5\"\n", xy, &[]),
        ("\"x\" \"y\"\n\"1.5\" 2\n3 \"4.5\"\n", xy, &[blanks]),
        // Delimiters at the end, empty columns and names.
        ("x,y,\n1.5,2,\n3,4.5,\n", xy, &[]),
        ("x,y\n1.5,2,\n3,4.5,,,\n", xy, &[]),
        ("x,,y\n1,2,3\n", &[("x", &[1.0]), ("$2", &[2.0]), ("y", &[3.0])], &[]),
        // Text columns, missing cells.
        (
            "name,x\nfirst,1\n\"second, third\",\n",
            &[("name", &[NAN, NAN]), ("x", &[1.0, NAN])],
            &[],
        ),
        (
            "when;x\n2020-01-01 12:00;1,5\n2020-01-02 12:00;NA\n",
            &[("when", &[NAN, NAN]), ("x", &[1.5, NAN])],
            &[semicolons, "numbers have a decimal comma, as in 1,5"],
        ),
        (
            "x,y\ninf,1\n-Infinity,2\nnan,3\n4,5\n",
            &[("x", &[NAN, NAN, NAN, 4.0]), ("y", &[1.0, 2.0, 3.0, 5.0])],
            &[],
        ),
        // As R writes tables: no name above the row names.
        (
            "x y\n1 1.5 2\n2 3 4.5\n",
            &[("$1", &[1.0, 2.0]), ("x", &[1.5, 3.0]), ("y", &[2.0, 4.5])],
            &[
                blanks,
                "the header has one name less than the rows have fields: the first column ($1) has no name",
            ],
        ),
        // Names with units.
        (
            "time (s),peak area [mV]\n1,2\n",
            &[("time (s)", &[1.0]), ("peak area [mV]", &[2.0])],
            &["names for formulas: `time` for \"time (s)\", `peak_area` for \"peak area [mV]\""],
        ),
        // Years as names.
        ("depth,2019\n1,2\n3,4\n", &[("depth", &[1.0, 3.0]), ("2019", &[2.0, 4.0])], &[]),
        // Fortran.
        ("x y\n0.15D+01 .2D1\n3. 45.D-1\n", xy, &[blanks]),
    ] {
        let data = match read(text, &ReadOptions::default()) {
            Ok(data) => data,
            Err(error) => panic!("{text:?}: {error}"),
        };
        assert_eq!(columns(&data), expected(columns_expected), "{text:?}");
        assert_eq!(data.notes(), notes, "{text:?}");
    }
}

#[test]
fn what_options_override() {
    let columns = |text: &str, options: &ReadOptions| match read(text, options) {
        Ok(data) => columns(&data),
        Err(error) => panic!("{text:?}: {error}"),
    };
    let got = columns("a b;c\n3 4;5\n", &options(|o| o.delimiter = Some(b';')));
    assert_eq!(got, expected(&[("a b", &[NAN]), ("c", &[5.0])]));
    let got = columns("1;2\n3;4\n", &options(|o| o.header = Some(true)));
    assert_eq!(got, expected(&[("1", &[3.0]), ("2", &[4.0])]));
    let got = columns("x,y\n1,2\n", &options(|o| o.header = Some(false)));
    assert_eq!(got, expected(&[("$1", &[NAN, 1.0]), ("$2", &[NAN, 2.0])]));
    let got = columns("x\ty\n1,234\t5\n", &options(|o| o.decimal_comma = Some(true)));
    assert_eq!(got, expected(&[("x", &[1.234]), ("y", &[5.0])]));
    let got = columns("x\ty\n1,234\t5\n", &options(|o| o.thousands = Some(true)));
    assert_eq!(got, expected(&[("x", &[1234.0]), ("y", &[5.0])]));
    let got = columns("x,y\n!1,2\n3,4\n", &options(|o| o.comment = Some(b'!')));
    assert_eq!(got, expected(&[("x", &[3.0]), ("y", &[4.0])]));
    let got = columns("a b\tc\n1\t2\n", &options(|o| o.format = Some(Format::Tsv)));
    assert_eq!(got, expected(&[("a b", &[1.0]), ("c", &[2.0])]));
    let got = columns("1,2 3\n4,5 6\n", &options(|o| o.format = Some(Format::Whitespace)));
    assert_eq!(got, expected(&[("$1", &[1.2, 4.5]), ("$2", &[3.0, 6.0])]));
    let got = columns("x*y\n1*2\n", &options(|o| o.delimiter = Some(b'*')));
    assert_eq!(got, expected(&[("x", &[1.0]), ("y", &[2.0])]));
}

#[test]
fn only_the_columns_asked_for() {
    let options = options(|o| o.columns = Some(vec!["b".into(), "$3".into()]));
    let data = read("a,b,c\nx,1,2\ny,3,4\n", &options).unwrap();
    assert_eq!(data.column("a"), None);
    assert_eq!(data.column("b"), Some(&[1.0, 3.0][..]));
    assert_eq!(data.column("c"), Some(&[2.0, 4.0][..]));
    let error = data.table(&["a".into()], Na::Error).unwrap_err();
    assert_eq!(error.message(), "the data: the column `a` was not read");
}

#[test]
fn what_cannot_be_read() {
    for (text, code, message) in [
        (&b""[..], "E-EMPTY", "there is nothing in it"),
        (b"\n\n \n", "E-EMPTY", "there is nothing in it"),
        (b"# a\n# b\n", "E-EMPTY", "there are only comments in it (2 lines)"),
        (b"x,y\n", "E-EMPTY", "there is a header (`x`, `y`) but no row below it"),
        (b"x,y\n1,2\n3\n", "E-ROWS", "line 3 has 1 field, the header (line 1) has 2"),
        (b"\nx,y\n1,2\n# c\n3,4,5\n", "E-ROWS", "line 5 has 3 fields, the header (line 2) has 2"),
        (b"1,2\n3\n4,5\n", "E-ROWS", "line 2 has 1 field, most rows have 2"),
        (b"1,2\n3,4\n5,6,7\n", "E-ROWS", "line 3 has 3 fields, most rows have 2"),
        (b"x,y\n1,\"2\n3,4\n", "E-ROWS", "a quote (\") that is opened in line 2 is never closed"),
        (b"y,x,x\n1,2,3\n", "E-HEADER", "columns 2 and 3 are both named `x`"),
        (
            b"PK\x03\x04\x14\0\x06\0[Content_Types].xml",
            "E-FORMAT",
            "this is an Excel or Office file, not a table of numbers",
        ),
        (b"PK\x03\x04data.txt", "E-FORMAT", "this is a zip archive, not a table of numbers"),
        (
            b"\x89HDF\r\n\x1a\n",
            "E-FORMAT",
            "this is an HDF5 or MATLAB 7.3 file, not a table of numbers",
        ),
        (b"<!DOCTYPE html><html>", "E-FORMAT", "this is a web page, not a table of numbers"),
        (
            b"x,y\n1,2\n\0\n",
            "E-FORMAT",
            "this is a binary file (it begins with \"x,y\u{fffd}1,2\u{fffd}\"), not a table of numbers",
        ),
        (
            b"x\0,\0y\0\n\0",
            "E-FORMAT",
            "this is text in UTF-16 without a byte order mark, or a binary file, not a table of numbers",
        ),
    ] {
        let error = read(text, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.message(), format!("the data: {message}"), "{text:?}");
        assert_eq!(error.code(), code, "{text:?}");
        assert!(error.help().is_some(), "{text:?}");
    }
}

#[test]
fn bad_cells_in_used_columns() {
    let used = |names: &[&str]| names.iter().map(|n| n.to_string()).collect::<Vec<_>>();
    let text = "x,y,z\n1,,a\n# c\nNA,2,b\n3,abc,c\n4,inf,d\n5,6,e\n";
    let data = || read(text, &ReadOptions::default()).unwrap();
    for (names, message) in [
        (&["x"][..], "1 cell is not a number: line 4, column `x`: \"NA\""),
        (
            &["y", "x", "$1"],
            "4 cells are not numbers: line 2, column `y`: empty; line 4, column `x`: \"NA\"; \
             line 5, column `y`: \"abc\"; line 6, column `y`: \"inf\"",
        ),
        (&["z"], "the column `z` holds no number in any row (first: line 2: \"a\")"),
    ] {
        let error = data().table(&used(names), Na::Error).unwrap_err();
        assert_eq!(error.message(), format!("the data: {message}"));
        assert_eq!(error.code(), "E-VALUE");
    }
    let (table, dropped) = data().table(&used(&["y", "x", "$1"]), Na::Drop).unwrap();
    assert_eq!(dropped, 4);
    assert_eq!(table.names(), ["y", "x", "$1"]);
    assert_eq!(table.column("x"), Some(&[5.0][..]));
    assert_eq!(table.column("$1"), Some(&[5.0][..]));

    let error = data().table(&used(&["q"]), Na::Error).unwrap_err();
    assert_eq!(error.message(), "the data: there is no column `q`");
    assert_eq!(error.help(), Some("the columns are `x`, `y`, `z`"));

    let many: String = (0..100).map(|i| format!("{i},?\n{i},1\n")).collect();
    let data = read(format!("x,y\n{many}"), &ReadOptions::default()).unwrap();
    let error = data.table(&used(&["y"]), Na::Error).unwrap_err();
    assert!(error.message().ends_with("line 10, column `y`: \"?\"; and 95 more"), "{error}");

    let data = read("x,y\n1,\n,2\n", &ReadOptions::default()).unwrap();
    let error = data.table(&used(&["x", "y"]), Na::Drop).unwrap_err();
    assert_eq!(error.message(), "the data: every row has a used cell that is not a number");
}

#[test]
fn a_comma_that_can_mean_two_things_is_not_guessed() {
    let data = read("x\ty\n1,234\t1\n2,500\t2\n3\t4\n", &ReadOptions::default()).unwrap();
    let error = data.table(&["x".into()], Na::Error).unwrap_err();
    assert_eq!(
        error.message(),
        "the data: 2 cells are not numbers: line 2, column `x`: \"1,234\"; line 3, column `x`: \"2,500\""
    );
    assert!(error.help().unwrap().contains("what the comma means"), "{error}");
}

#[test]
fn latin_1_and_utf_16() {
    let data = read(&b"T (\xb0C),y\n1,2\n"[..], &ReadOptions::default()).unwrap();
    assert_eq!(data.names(), ["T (°C)", "y"]);
    for big in [false, true] {
        let bytes: Vec<u8> = "\u{feff}µ\ty\r\n1,5\t2\r\n"
            .encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let data = read(bytes, &ReadOptions::default()).unwrap();
        assert_eq!(columns(&data), expected(&[("µ", &[1.5]), ("y", &[2.0])]));
        assert_eq!(data.notes()[0], "encoded as UTF-16");
    }
}
