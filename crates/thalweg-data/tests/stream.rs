//! Files read in parts: what is read whole, and one clear error for whatever is wrong with one of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::data_type::{DoubleType, FloatType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use thalweg::large::Source;
use thalweg::{FitError, Table};
use thalweg_data::{Na, ReadOptions, Reader, Stream};

/// A folder of its own that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("thalweg-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Columns of a file, by their type.
enum Of {
    Double(&'static str, Vec<Vec<Option<f64>>>),
    Float(&'static str, Vec<Vec<f32>>),
    Int(&'static str, Vec<Vec<i32>>),
}

/// Writes row groups of these columns.
fn write(path: &Path, columns: &[Of]) {
    let field = |of: &Of| match of {
        Of::Double(name, _) => format!("optional double {name};"),
        Of::Float(name, _) => format!("required float {name};"),
        Of::Int(name, _) => format!("required int32 {name};"),
    };
    let fields: String = columns.iter().map(field).collect();
    let schema = Arc::new(parse_message_type(&format!("message m {{ {fields} }}")).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, properties).unwrap();
    let groups = columns.iter().map(|of| match of {
        Of::Double(_, groups) => groups.len(),
        Of::Float(_, groups) => groups.len(),
        Of::Int(_, groups) => groups.len(),
    });
    for g in 0..groups.max().unwrap() {
        let mut group = writer.next_row_group().unwrap();
        for of in columns {
            let mut column = group.next_column().unwrap().unwrap();
            match of {
                Of::Double(_, all) => {
                    let levels: Vec<i16> = all[g].iter().map(|v| i16::from(v.is_some())).collect();
                    let values: Vec<f64> = all[g].iter().flatten().copied().collect();
                    column.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
                }
                Of::Float(_, all) => {
                    column.typed::<FloatType>().write_batch(&all[g], None, None).unwrap();
                }
                Of::Int(_, all) => {
                    column.typed::<Int32Type>().write_batch(&all[g], None, None).unwrap();
                }
            }
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// Rows `from..to` of x = i/4, y = i², k = i in groups of 20 000.
fn numbered(path: &Path, from: usize, to: usize) {
    let groups: Vec<Vec<usize>> =
        (from..to).collect::<Vec<_>>().chunks(20_000).map(<[usize]>::to_vec).collect();
    let of = |f: &dyn Fn(usize) -> f64| -> Vec<Vec<Option<f64>>> {
        groups.iter().map(|g| g.iter().map(|&i| (i % 1000 != 7).then(|| f(i))).collect()).collect()
    };
    let x = groups.iter().map(|g| g.iter().map(|&i| i as f32 / 4.0).collect()).collect();
    let k = groups.iter().map(|g| g.iter().map(|&i| i as i32).collect()).collect();
    write(path, &[Of::Float("x", x), Of::Double("y", of(&|i| (i * i) as f64)), Of::Int("k", k)]);
}

fn open(path: &Path) -> Stream {
    Stream::open(path, &ReadOptions::default()).unwrap()
}

/// All rows of these columns.
fn whole(stream: &Stream, columns: &[&str]) -> Result<Vec<Vec<f64>>, FitError> {
    let names: Vec<String> = columns.iter().map(|s| s.to_string()).collect();
    let mut out = vec![Vec::new(); columns.len()];
    for part in 0..stream.parts() {
        stream.read(part, &names, &mut |table: Table| {
            for (out, name) in out.iter_mut().zip(&names) {
                out.extend_from_slice(table.column(name).unwrap());
            }
            Ok(())
        })?;
    }
    Ok(out)
}

fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}

#[test]
fn a_folder_is_its_files_one_after_the_other() {
    let folder = Folder::new("folder");
    numbered(&folder.at("b.parquet"), 50_000, 70_000);
    numbered(&folder.at("a.parquet"), 0, 50_000);
    fs::create_dir(folder.at("c")).unwrap();
    numbered(&folder.at("c/d.PARQUET"), 70_000, 70_010);
    fs::write(folder.at("_SUCCESS"), "").unwrap();
    fs::write(folder.at("notes.txt"), "none").unwrap();
    let stream = open(&folder.0);
    assert_eq!((stream.parts(), stream.rows()), (5, Some(70_010)));
    assert_eq!(stream.bytes(2), 70_010 * 16);
    assert!(stream.place(2).ends_with("a.parquet, row group 3 of 3"), "{}", stream.place(2));
    assert_eq!((stream.first_row(2), stream.first_row(3)), (40_000, 0));
    let columns = whole(&stream, &["y", "x", "k"]).unwrap();
    let y: Vec<f64> = (0..70_010)
        .map(|i| if i % 1000 == 7 { f64::NAN } else { f64::from(i) * f64::from(i) })
        .collect();
    assert!(same(&columns[0], &y));
    assert!(columns[1].iter().enumerate().all(|(i, x)| *x == i as f64 / 4.0));
    assert!(columns[2].iter().enumerate().all(|(i, k)| *k == i as f64));
    let pattern = open(&folder.at("?.parquet"));
    assert_eq!(pattern.rows(), Some(70_000));
    let one = open(&folder.at("a.parquet"));
    assert_eq!(one.rows(), Some(50_000));
}

#[test]
fn groups_that_cannot_meet_a_condition_are_known() {
    let folder = Folder::new("groups");
    numbered(&folder.at("a.parquet"), 0, 50_000);
    let stream = open(&folder.at("a.parquet"));
    let outside = |name: &str, low: f64, high: f64| -> Vec<bool> {
        (0..3).map(|part| stream.is_outside(part, &[(name.into(), low, high)])).collect()
    };
    let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    assert_eq!(outside("k", 20_000.0, high), [true, false, false]);
    assert_eq!(outside("x", low, 4999.0), [false, true, true]);
    assert_eq!(outside("$1", 1e9, high), [true; 3]);
    // Cells are missing: nothing is known of these rows.
    assert_eq!(outside("y", low, -1.0), [false; 3]);
    assert_eq!(outside("nothing", 0.0, 0.0), [false; 3]);
}

/// Three groups of rows by x, of which a condition may leave none out that it does not have to.
#[test]
fn groups_left_out_are_only_those_without_a_row_that_meets_the_condition() {
    let folder = Folder::new("conditions");
    let group = |first: usize, value: &dyn Fn(usize) -> f64| {
        (first..first + 300).map(|i| Some(value(i))).collect::<Vec<_>>()
    };
    let of = |value: &dyn Fn(usize) -> f64| [0, 300, 600].map(|first| group(first, value)).to_vec();
    let x = of(&|i| i as f64 / 300.0);
    let columns = [
        Of::Double("y", of(&|i| (-(i as f64) / 400.0).exp() + 0.01 * (i as f64 * 1e3).sin())),
        Of::Double("g", of(&|i| (i % 2) as f64)),
        Of::Double("z", of(&|i| if i % 3 == 0 { 5.0 } else { 1.0 })),
        Of::Double("x", x),
    ];
    write(&folder.at("a.parquet"), &columns);
    let stream = open(&folder.0);
    let names = ["y", "g", "z", "x"];
    let cells = whole(&stream, &names).unwrap();
    let all = names.iter().zip(cells).fold(Table::new(), |t, (n, c)| t.with(*n, c).unwrap());
    let three = "g > 0 & x > 1.9 & z < 2";
    for text in [
        three,
        &format!("!({three})"),
        &format!("if({three}, 0, 1)"),
        &format!("({three}) == 0"),
        &format!("({three}) < 1 & (g >= 0 & 2.5 > x)"),
        "(x < 0.5 | z > 2) & g == 1 & x < 1.5",
    ] {
        let condition = || thalweg::Condition::new(text, &names).unwrap();
        let kept = condition().holds(&all).into_iter().filter(|held| *held).count();
        let large = thalweg::large::Large::new().condition(condition());
        let go = |_| std::ops::ControlFlow::Continue(());
        let answer = thalweg::Fit::new("y ~ a*exp(-k*x)").run_large(&stream, &large, &go);
        assert_eq!(answer.unwrap().observations, kept, "{text}");
    }
}

#[test]
fn what_differs_between_files_is_named() {
    let folder = Folder::new("differs");
    numbered(&folder.at("a.parquet"), 0, 100);
    write(
        &folder.at("b.parquet"),
        &[
            Of::Int("k", vec![vec![1, 2]]),
            Of::Double("x", vec![vec![Some(1.0), Some(2.0)]]),
            Of::Double("z", vec![vec![None, None]]),
        ],
    );
    let stream = open(&folder.0);
    assert_eq!(whole(&stream, &["k"]).unwrap()[0].len(), 102);
    let error = whole(&stream, &["x"]).unwrap_err();
    assert_eq!((error.code(), error.kind().exit_code()), ("E-FORMAT", 3));
    let message = error.message();
    assert!(
        message.contains("b.parquet: the column `x` is stored as DOUBLE, FLOAT in"),
        "{message}"
    );
    let error = whole(&stream, &["y"]).unwrap_err();
    assert_eq!(error.code(), "E-COLUMN");
    assert!(error.message().contains("b.parquet: there is no column `y`, as in"), "{error}");
}

#[test]
fn damage_is_named_by_file_and_row_group() {
    let folder = Folder::new("damage");
    numbered(&folder.at("a.parquet"), 0, 30_000);
    numbered(&folder.at("b.parquet"), 30_000, 90_000);
    let good = fs::read(folder.at("b.parquet")).unwrap();

    fs::write(folder.at("b.parquet"), &good[..good.len() / 2]).unwrap();
    let error = Stream::open(&folder.0, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code(), "E-FORMAT");
    assert!(error.message().contains("b.parquet: this Parquet file is damaged or cut off"));

    // The footer is whole, the second row group is not.
    let mut bad = good.clone();
    let reader =
        parquet::file::reader::SerializedFileReader::new(bytes::Bytes::from(good.clone())).unwrap();
    let group = parquet::file::reader::FileReader::metadata(&reader).row_group(1).clone();
    let (start, length) = group.column(0).byte_range();
    bad[start as usize..(start + length.min(200)) as usize].fill(0xff);
    fs::write(folder.at("b.parquet"), &bad).unwrap();
    let error = whole(&open(&folder.0), &["x"]).unwrap_err();
    assert_eq!((error.code(), error.kind().exit_code()), ("E-FORMAT", 3));
    let message = error.message();
    assert!(
        message.contains("b.parquet, row group 2 of 3: this row group is damaged"),
        "{message}"
    );
    // Columns that are not asked for may be.
    assert!(whole(&open(&folder.0), &["k"]).is_ok());

    // Cut off after it was opened.
    fs::write(folder.at("b.parquet"), &good).unwrap();
    let stream = open(&folder.0);
    fs::write(folder.at("b.parquet"), &good[..good.len() / 3]).unwrap();
    let error = whole(&stream, &["x", "y"]).unwrap_err();
    assert!(error.message().contains("b.parquet, row group "), "{error}");
    fs::remove_file(folder.at("b.parquet")).unwrap();
    let error = whole(&stream, &["x"]).unwrap_err();
    assert_eq!(error.code(), "E-FILE");
    assert!(error.message().contains("b.parquet"), "{error}");
}

/// Cells that are no numbers, as a fit tells them.
#[test]
fn a_cell_that_is_no_number_is_named() {
    let folder = Folder::new("cell");
    let go = |_| std::ops::ControlFlow::Continue(());
    let fit = |stream: &Stream, formula: &str| {
        thalweg::Fit::new(formula).run_large(stream, &thalweg::large::Large::new(), &go)
    };
    let mut text = String::from("x,y,z\n");
    (0..40_000).for_each(|i| match i {
        30_000 => text.push_str("1,oops,3\n"),
        31_000 => text.push_str(",2,3\n"),
        _ => text.push_str(&format!("{i},{},{}\n", i % 7, i % 5)),
    });
    let path = folder.at("a.csv");
    fs::write(&path, &text).unwrap();
    let said = |formula: &str| fit(&open(&path), formula).unwrap_err().message().to_string();
    assert!(
        said("y ~ a + b*x")
            .ends_with("a.csv: a cell is not a number: line 31002, column `x`: empty")
    );
    let oops = "a.csv: a cell is not a number: line 30002, column `y`: \"oops\"";
    assert!(said("y ~ a + b*z").ends_with(oops), "{}", said("y ~ a + b*z"));
    // Of Parquet it is known that there is none.
    let path = folder.at("a.parquet");
    let x = vec![vec![Some(1.0), Some(2.0), None]];
    write(&path, &[Of::Double("x", x), Of::Float("y", vec![vec![1.0; 3]])]);
    let error = fit(&open(&path), "y ~ a + b*x").unwrap_err();
    assert!(error.message().ends_with("the column `x` is NaN in row 3"), "{error}");
    assert!(error.help().unwrap().contains("--na drop"));
}

#[test]
fn text_by_chunks_is_the_text() {
    let folder = Folder::new("text");
    let mut text = String::from("\u{feff}time (s);note;y\n");
    for i in 0..450_000u32 {
        let note = match i % 1000 {
            3 => "\"two\nlines; \"\"here\"\"\"",
            4 => "5\" pipe",
            _ => "plain",
        };
        let y = if i % 777 == 5 { "n/a".to_string() } else { format!("{}", f64::from(i) / 7.0) };
        text.push_str(&format!("{i}.5;{note};{y}\n"));
        if i % 5000 == 0 {
            text.push_str("# a 5\" comment\n\n");
        }
    }
    let path = folder.at("a.csv");
    fs::write(&path, &text).unwrap();
    let stream = open(&path);
    assert!(stream.parts() >= 2, "{}", text.len());
    let columns = whole(&stream, &["time", "y"]).unwrap();
    let used = ["time".to_string(), "y".to_string()];
    let data =
        Reader::open(path.as_path(), &ReadOptions::default()).unwrap().read(Some(&used)).unwrap();
    assert!(same(&columns[0], data.column("time").unwrap()));
    assert!(same(&columns[1], data.column("y").unwrap()));
    assert_eq!(stream.rows(), Some(450_000));
    assert!(stream.place(1).contains("a.csv, from line "));
    let kept = data.table(&used, Na::Drop).unwrap();
    assert_eq!(kept.0.rows() + kept.1, 450_000);

    // A line of the second chunk is too short: its number is that in the file.
    let line = text.lines().count() - 20;
    let lines: Vec<&str> = text.lines().collect();
    let short: Vec<&str> =
        lines.iter().enumerate().map(|(i, l)| if i == line { "1;2" } else { l }).collect();
    fs::write(&path, short.join("\n")).unwrap();
    let error = whole(&open(&path), &["y"]).unwrap_err();
    assert_eq!(error.code(), "E-ROWS");
    let expected = format!("a.csv: line {} has 2 fields", line + 1);
    assert!(error.message().contains(&expected), "{error}");
}

#[test]
fn what_cannot_be_read_in_parts_says_so() {
    let folder = Folder::new("parts");
    let error = |name: &str, bytes: &[u8]| {
        fs::write(folder.at(name), bytes).unwrap();
        Stream::open(&folder.at(name), &ReadOptions::default()).unwrap_err()
    };
    for (name, bytes, what) in [
        ("a.gz", &b"\x1f\x8b\x08\x00\x00"[..], "compressed by gzip cannot be read in parts"),
        ("a.utf16", b"\xff\xfex\x00\n\x00", "UTF-16 cannot be read in parts"),
        ("a.jsonl", b"{\"x\": 1}\n{\"x\": 2}\n", "JSON lines cannot be read in parts"),
    ] {
        let error = error(name, bytes);
        assert_eq!(error.code(), "E-FORMAT");
        assert!(error.message().contains(what), "{error}");
    }
    let none = Stream::open(&folder.at("*.parquet"), &ReadOptions::default()).unwrap_err();
    assert_eq!(none.code(), "E-FILE");
    fs::create_dir(folder.at("empty")).unwrap();
    let none = Stream::open(&folder.at("empty"), &ReadOptions::default()).unwrap_err();
    assert!(none.message().contains("no .parquet file"), "{none}");
    fs::write(folder.at("x.csv"), "x,y\n").unwrap();
    let empty = whole(&open(&folder.at("x.csv")), &["x"]).unwrap_err();
    assert_eq!(empty.code(), "E-EMPTY");
}
