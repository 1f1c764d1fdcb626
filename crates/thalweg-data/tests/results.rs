//! Files of results: what is written is read back, in however many runs it was made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use thalweg_data::{
    CurveReader, Grouping, KeyColumn, Manifest, Na, ReadOptions, ResultColumn, ResultFile,
    ResultFormat, ResultTable, TextKeys, Words, read,
};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("results").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn table(from: usize, rows: usize) -> ResultTable {
    let each = || from..from + rows;
    let mut keys = TextKeys::default();
    each().for_each(|i| keys.push(&format!("well {i}, \"{}\"", i % 3)));
    let number = |i: usize| if i % 5 == 2 { f64::NAN } else { (i as f64 * 1.1).sin() * 1e-9 };
    ResultTable::new(vec![
        ("key".into(), ResultColumn::Keys(KeyColumn::Text(keys))),
        ("id".into(), ResultColumn::Keys(KeyColumn::Integer(each().map(|i| i as i64).collect()))),
        ("a".into(), ResultColumn::Numbers(each().map(number).collect())),
        ("n".into(), ResultColumn::Counts(each().map(|i| i as u32).collect())),
        ("status".into(), ResultColumn::Words(each().map(|i| ["yes", ""][i % 2]).collect())),
    ])
    .unwrap()
}

/// The parts from `from` on.
fn go_on(file: &mut ResultFile, to: usize) {
    for k in file.notes().len()..to {
        file.put(&table(k * 100, 100), &format!("part {k}")).unwrap();
    }
}

#[test]
fn a_run_that_was_killed_makes_the_same_file() {
    let folder = folder("killed");
    let manifest = Manifest::new(&[("formula", "y ~ a*x")]);
    for end in ["csv", "parquet", "arrow"] {
        let format = ResultFormat::of(Path::new(&format!("x.{end}"))).unwrap();
        let begin =
            |target: &Path, resume| ResultFile::begin(target, format, &manifest, resume).unwrap();
        let whole = folder.join(format!("whole.{end}"));
        let mut file = begin(&whole, false);
        go_on(&mut file, 4);
        file.finish().unwrap();

        let killed = folder.join(format!("killed.{end}"));
        let mut file = begin(&killed, false);
        go_on(&mut file, 2);
        drop(file);
        let parts = folder.join(format!("killed.{end}.parts"));
        // What a kill in the middle of the third part may leave.
        let mut half = fs::OpenOptions::new().append(true).open(parts.join("whole")).unwrap();
        half.write_all(b"half").unwrap();
        fs::write(parts.join("000002.note.new"), "9 99").unwrap();
        fs::write(parts.join("000003.note"), "1 2 0\npart 3").unwrap();
        assert!(!killed.exists(), "nothing half-written under the name of the result");
        let mut file = begin(&killed, true);
        assert_eq!(file.notes(), ["part 0", "part 1"]);
        go_on(&mut file, 3);
        file.halt().unwrap();
        let so_far = read(killed.as_path(), &ReadOptions::default()).unwrap();
        assert_eq!(so_far.rows(), 300, "what is done is a file");
        let mut file = begin(&killed, true);
        assert_eq!(file.notes().len(), 3);
        go_on(&mut file, 4);
        file.finish().unwrap();
        assert_eq!(fs::read(&whole).unwrap(), fs::read(&killed).unwrap());
        assert!(!parts.exists());

        let data = read(killed.as_path(), &ReadOptions::default()).unwrap();
        assert_eq!((data.rows(), data.names().len()), (400, 5));
        let (a, id) = (data.column("a").unwrap(), data.column("id").unwrap());
        for i in 0..400usize {
            assert_eq!(id[i], i as f64);
            let expected = (i as f64 * 1.1).sin() * 1e-9;
            assert!(if i % 5 == 2 { a[i].is_nan() } else { a[i] == expected }, "{i}: {}", a[i]);
        }
    }
}

/// Half of the whole numbers without a sign are beyond those with one.
#[test]
fn keys_without_a_sign_come_back() {
    let folder = folder("unsigned");
    let keys = vec![1, u64::MAX, (1 << 63) + 5, (1 << 53) + 1];
    for end in ["csv", "parquet", "arrow"] {
        let target = folder.join(format!("out.{end}"));
        let format = ResultFormat::of(&target).unwrap();
        let mut file = ResultFile::begin(&target, format, &Manifest::new(&[]), false).unwrap();
        let columns = [
            ("id".into(), ResultColumn::Keys(KeyColumn::Unsigned(keys.clone()))),
            ("n".into(), ResultColumn::Counts(vec![1; keys.len()])),
        ];
        file.put(&ResultTable::new(columns.into()).unwrap(), "").unwrap();
        file.finish().unwrap();
        let reader = CurveReader::open(target.as_path(), &ReadOptions::default()).unwrap();
        let (used, by) = (["n".to_string()], ["id".to_string()]);
        let mut blocks = reader.blocks(&used, &by, Grouping::Together, Na::Drop).unwrap();
        match blocks.next().unwrap().unwrap().keys.remove(0) {
            KeyColumn::Unsigned(found) => assert_eq!(found, keys, "{end}"),
            KeyColumn::Text(found) => {
                let words: Vec<String> = keys.iter().map(u64::to_string).collect();
                assert_eq!((0..found.len()).map(|i| found.get(i)).collect::<Vec<_>>(), words);
                assert_eq!(end, "csv");
            }
            other => panic!("{end}: {other:?}"),
        }
    }
}

/// Words are written some at a time; those that are as before are not made again.
#[test]
fn words_come_back() {
    let folder = folder("words");
    let word = |i: usize| match i {
        0..3000 | 4097..6000 => "minimum",
        3000..4097 => ["minimum", "limit", ""][i % 3],
        _ => "stalled",
    };
    let target = folder.join("out.parquet");
    let format = ResultFormat::of(&target).unwrap();
    let mut file = ResultFile::begin(&target, format, &Manifest::new(&[]), false).unwrap();
    let columns = [
        ("status".into(), ResultColumn::Words((0..7000).map(word).collect())),
        ("n".into(), ResultColumn::Counts((0..7000).collect())),
    ];
    file.put(&ResultTable::new(columns.into()).unwrap(), "").unwrap();
    file.finish().unwrap();
    let reader = CurveReader::open(target.as_path(), &ReadOptions::default()).unwrap();
    let (used, by) = (["n".to_string()], ["status".to_string(), "n".to_string()]);
    let mut rows = 0;
    for block in reader.blocks(&used, &by, Grouping::Together, Na::Drop).unwrap() {
        let KeyColumn::Text(keys) = block.unwrap().keys.remove(0) else { panic!("no words") };
        (0..keys.len()).for_each(|i| assert_eq!(keys.get(i), word(rows + i), "{}", rows + i));
        rows += keys.len();
    }
    assert_eq!(rows, 7000);
}

#[test]
fn parts_of_another_run_are_refused_or_removed() {
    let folder = folder("other");
    let target = folder.join("out.csv");
    let (one, other) = (Manifest::new(&[("-p", "a=1")]), Manifest::new(&[("-p", "a=2")]));
    let mut file = ResultFile::begin(&target, ResultFormat::Csv, &one, false).unwrap();
    go_on(&mut file, 1);
    drop(file);
    let error = ResultFile::begin(&target, ResultFormat::Csv, &other, true).unwrap_err();
    assert_eq!(error.code(), "E-RESUME");
    assert!(error.message().contains("-p was `a=1` and is `a=2`"), "{error}");
    let file = ResultFile::begin(&target, ResultFormat::Csv, &other, false).unwrap();
    assert!(file.notes().is_empty(), "begun anew");
    fs::write(folder.join("out.csv.parts/mine.txt"), "mine").unwrap();
    file.abandon().unwrap();
    assert!(folder.join("out.csv.parts/mine.txt").exists(), "what others left there stays");
    assert!(!target.exists());
}

/// Two runs at a time would write into each other's parts.
#[test]
fn one_run_writes_at_a_time() {
    let folder = folder("lock");
    let target = folder.join("out.csv");
    let manifest = Manifest::new(&[("-p", "a=1")]);
    let begin = |resume| ResultFile::begin(&target, ResultFormat::Csv, &manifest, resume);
    let mut file = begin(false).unwrap();
    go_on(&mut file, 2);
    for resume in [false, true] {
        let error = begin(resume).unwrap_err();
        assert!(error.code() == "E-OUTPUT" && error.message().contains("another run"), "{error}");
    }
    drop(file);
    let file = begin(true).unwrap();
    assert_eq!(file.notes().len(), 2, "what was done is left alone");
    file.finish().unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

/// The lock that a run waits for goes with the folder of the run that ends: what it gets then is another one.
#[test]
fn a_run_that_waits_gets_a_lock_that_holds() {
    let folder = folder("waiting");
    let target = folder.join("out.csv");
    let manifest = Manifest::new(&[("-p", "a=1")]);
    let begin = || ResultFile::begin(&target, ResultFormat::Csv, &manifest, false);
    for stays in [false, true] {
        let mut first = begin().unwrap();
        go_on(&mut first, 2);
        if stays {
            fs::write(folder.join("out.csv.parts/mine.txt"), "not ours to remove").unwrap();
        }
        let mut second = std::thread::scope(|scope| {
            let waits = scope.spawn(begin);
            std::thread::sleep(std::time::Duration::from_millis(200));
            first.finish().unwrap();
            waits.join().unwrap().unwrap()
        });
        assert_eq!(begin().unwrap_err().code(), "E-OUTPUT", "nobody else writes now");
        go_on(&mut second, 2);
        second.finish().unwrap();
    }
}

#[test]
fn tables_that_are_none() {
    let counts = |n| ResultColumn::Counts(vec![1; n]);
    let twice = ResultTable::new(vec![("n".into(), counts(1)), ("n".into(), counts(1))]);
    assert!(twice.unwrap_err().message().contains("named `n`"));
    assert!(ResultTable::new(vec![("n".into(), counts(1)), ("m".into(), counts(2))]).is_err());
    assert!(ResultFormat::of(Path::new("x.PARQUET")).is_ok());
    assert!(ResultFormat::of(Path::new("x")).is_err());
    let words: Words = ["b", "a", "b"].into_iter().collect();
    assert_eq!((words.get(0), words.get(1), words.get(2), words.get(3)), ("b", "a", "b", ""));
}
