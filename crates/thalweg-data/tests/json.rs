//! JSON lines and what is read from them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use thalweg_data::{DataSet, Format, Na, ReadOptions, read};

fn data(text: &str) -> DataSet {
    match read(text, &ReadOptions::default()) {
        Ok(data) => data,
        Err(error) => panic!("{text}: {error}"),
    }
}

fn columns(text: &str) -> Vec<String> {
    let data = data(text);
    let one = |name: &String| format!("{name} {:?}", data.column(name).expect("it is read"));
    data.names().iter().map(one).collect()
}

#[test]
fn objects_and_arrays() {
    for (text, expected) in [
        ("{\"x\":1,\"y\":2.5}\n{\"y\":-3e-1,\"x\":2}\n", &["x [1.0, 2.0]", "y [2.5, -0.3]"][..]),
        ("\n {\"x\": 1}\r\n\r\n {\"x\": \"2.5\"}", &["x [1.0, 2.5]"]),
        (
            "{\"x\":null}\n{\"x\":true}\n{}\n{\"x\":[1]}\n{\"x\":{\"a\":1}}\n",
            &["x [NaN, 1.0, NaN, NaN, NaN]"],
        ),
        ("{\"x\":1}\n{\"x\":2,\"z\":3}\n", &["x [1.0, 2.0]", "z [NaN, 3.0]"]),
        (
            "{\"x\":NaN,\"s\":\"NaN, really\"}\n{\"x\":-Infinity}\n{\"x\":3}\n",
            &["x [NaN, NaN, 3.0]", "s [NaN, NaN, NaN]"],
        ),
        ("[1,2]\n[3,4]\n", &["$1 [1.0, 3.0]", "$2 [2.0, 4.0]"]),
        ("[\"t\",\"y\"]\n[3,4]\n", &["t [3.0]", "y [4.0]"]),
        ("[\"1\",\"2\"]\n[3,null]\n", &["$1 [1.0, 3.0]", "$2 [2.0, NaN]"]),
        ("{\"x\\u00b5\":18446744073709551615}\n", &["xµ [1.8446744073709552e19]"]),
    ] {
        assert_eq!(columns(text), expected, "{text}");
    }
}

#[test]
fn numbers_are_correctly_rounded() {
    for text in [
        "0.1",
        "1.7976931348623157e308",
        "5e-324",
        "123456789012345678.9",
        "9007199254740993",
        "2.2250738585072011e-308",
    ] {
        let line = format!("{{\"x\":{text}}}\n");
        assert_eq!(data(&line).column("x").unwrap()[0], text.parse::<f64>().unwrap(), "{text}");
    }
}

#[test]
fn bad_cells_are_named() {
    let text = "{\"x\":1}\n{\"x\":null}\n\n{\"y\":2}\n{\"x\":\"abc\"}\n{\"x\":[1,2]}\n";
    let error = data(text).table(&["x".into()], Na::Error).unwrap_err();
    assert_eq!(
        error.message(),
        "the data: 4 cells are not numbers: line 2, column `x`: null; line 4, column `x`: absent; \
         line 5, column `x`: \"abc\"; line 6, column `x`: a list"
    );
    let (table, dropped) = data(text).table(&["x".into()], Na::Drop).unwrap();
    assert_eq!((table.column("x"), dropped), (Some(&[1.0][..]), 4));
}

#[test]
fn what_cannot_be_read() {
    for (text, code, message) in [
        (
            "{\"x\":1}\n{\"x\":2",
            "E-FORMAT",
            "line 2, character 6: EOF while parsing an object, near \"{\"x\":2\"",
        ),
        (
            "{\"x\":1}\n{\"x\":abc}\n",
            "E-FORMAT",
            "line 2, character 6: expected value, near \"{\"x\":abc}\"",
        ),
        (
            "{\"x\":1} x\n",
            "E-FORMAT",
            "line 1, character 9: trailing characters, near \"{\"x\":1} x\"",
        ),
        ("{\"x\":1,\"x\":2}\n", "E-ROWS", "line 1 has the key `x` twice"),
        ("[1,2]\n[3]\n", "E-ROWS", "line 2 has 1 value, the first has 2"),
        ("[1,2]\n{\"x\":3}\n", "E-ROWS", "line 2 holds an object, the first line an array"),
        (
            "{\n\"x\": [1,2]}\n",
            "E-FORMAT",
            "this is one JSON document over several lines, or a list of objects",
        ),
        (
            "[{\"x\":1},{\"x\":2}]\n",
            "E-FORMAT",
            "this is one JSON document over several lines, or a list of objects",
        ),
        (
            "[\n1]\n",
            "E-FORMAT",
            "this is one JSON document over several lines, or a list of objects",
        ),
        ("[]\n{}\n", "E-EMPTY", "there are no columns in it"),
        ("[\"x\",\"y\"]\n", "E-EMPTY", "there are no rows in it"),
    ] {
        let error = read(text, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.message(), format!("the data: {message}"), "{text}");
        assert_eq!(error.code(), code, "{text}");
    }
}

#[test]
fn a_key_that_comes_late_is_announced() {
    let mut text = "{\"x\":1}\n".repeat(10_000);
    text.push_str("{\"x\":2,\"late\":3}\n");
    let data = data(&text);
    assert_eq!(data.rows(), 10_001);
    assert_eq!(
        data.notes(),
        [
            "the key `late`, first seen in line 10001, is not read: columns are the keys of the first 64 KiB"
        ]
    );
}

#[test]
fn text_in_brackets_is_not_json() {
    let mut options = ReadOptions::default();
    assert_eq!(read("[a],b\n1,2\n", &options).unwrap().names(), ["[a]", "b"]);
    options.format = Some(Format::JsonLines);
    assert_eq!(read("[a],b\n1,2\n", &options).unwrap_err().code(), "E-FORMAT");
}
