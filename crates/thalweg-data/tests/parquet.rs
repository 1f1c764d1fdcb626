//! Parquet files written by Apache Arrow (`tests/data/make.py`), read here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use thalweg_data::{DataSet, Na, ReadOptions, Reader, Source, read};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn open(name: &str) -> DataSet {
    match read(path(name), &ReadOptions::default()) {
        Ok(data) => data,
        Err(error) => panic!("{name}: {error}"),
    }
}

#[test]
fn every_codec_and_encoding() {
    for name in ["none", "snappy", "gzip", "zstd", "lz4", "encodings"] {
        let data = open(&format!("{name}.parquet"));
        assert_eq!(data.names(), ["x", "k", "label", "y"], "{name}");
        assert_eq!(data.rows(), 1000);
        let (x, k, y) =
            (data.column("x").unwrap(), data.column("k").unwrap(), data.column("y").unwrap());
        for i in 0..1000 {
            assert_eq!(x[i], i as f64 / 8.0, "{name}");
            assert_eq!(k[i], i as f64, "{name}");
            assert!(
                if i % 100 == 99 { y[i].is_nan() } else { y[i] == (i * i) as f64 },
                "{name} {i}"
            );
        }
        assert_eq!(data.column("label"), None);
        assert!(data.notes().is_empty());

        let used = ["x".to_string(), "y".to_string()];
        let error = data.clone().table(&used, Na::Error).unwrap_err();
        let message = error.message().split_once(": ").unwrap().1;
        assert_eq!(
            message,
            "10 cells are not numbers: row 100, column `y`: null; row 200, column `y`: null; row 300, column `y`: null; \
             row 400, column `y`: null; row 500, column `y`: null; and 5 more"
        );
        let (table, dropped) = data.table(&used, Na::Drop).unwrap();
        assert_eq!((table.rows(), dropped), (990, 10));
        assert_eq!(table.column("y").unwrap()[989], 998.0 * 998.0);
    }
}

#[test]
fn every_type() {
    let data = open("everything.parquet");
    let nan = f64::NAN;
    let seconds = [0.25, 1.25, 2.25, 3.25, 4.25].map(|s| 1_577_836_800.0 + s);
    for (name, values) in [
        ("i8", [-128.0, 0.0, 1.0, 2.0, 127.0]),
        ("i16", [-32768.0, 0.0, 1.0, 2.0, 32767.0]),
        ("i32", [-2_147_483_648.0, 0.0, 1.0, 2.0, 2_147_483_647.0]),
        ("i64", [-9_007_199_254_740_992.0, 0.0, 1.0, 2.0, 9_007_199_254_740_992.0]),
        ("u8", [0.0, 1.0, 2.0, 3.0, 255.0]),
        ("u16", [0.0, 1.0, 2.0, 3.0, 65535.0]),
        ("u32", [0.0, 1.0, 2.0, 3.0, 4_294_967_295.0]),
        ("u64", [0.0, 1.0, 2.0, 3.0, 18_446_744_073_709_551_615.0]),
        ("f16", [0.5, 1.0, -2.0, 65504.0, 2f64.powi(-24)]),
        ("f32", [0.5, 1.0, -2.0, f64::from(0.1f32), f64::from(3e38f32)]),
        ("f64", [0.1, 1.0, -2.0, 5e-324, f64::MAX]),
        ("bool", [1.0, 0.0, 1.0, 0.0, 1.0]),
        ("gaps", [1.5, nan, nan, nan, 4.5]),
        ("d9", [1.23, -4.56, 0.0, 9_999_999.99, 0.01]),
        ("d18", [1.2345, -4.5, 0.0, 12_345_678_901_234.568, 0.0001]),
        ("d38", [1.5, -4.5, 0.0, 1_234_567_890_123_456_789_012_345_678.9, 0.1]),
        ("ms", seconds),
        ("us", seconds),
        ("ns", seconds),
        ("date", [0.0, 1.0, 2.0, 3.0, 4.0]),
        ("point.x", [0.0, 1.0, 2.0, 3.0, 4.0]),
        ("point_y", [nan; 5]),
    ] {
        assert_eq!(format!("{:?}", data.column(name).unwrap()), format!("{values:?}"), "{name}");
    }
    for name in ["text", "blob", "list.list.element"] {
        assert_eq!(data.column(name), None, "{name}");
    }
    assert!(data.notes().contains(&"`date` is a time: taken as days since 1970-01-01".to_string()));
    let error = data.table(&["f64".into(), "text".into()], Na::Drop).unwrap_err();
    assert!(
        error.message().ends_with("everything.parquet: the column `text` holds text, not numbers"),
        "{error}"
    );
    assert_eq!(open("int96.parquet").column("ns"), Some(&seconds[..]));
}

#[test]
fn only_the_columns_asked_for() {
    let reader = Reader::open(path("everything.parquet"), &ReadOptions::default()).unwrap();
    assert!(reader.available().contains(&"point_x"));
    let data = reader.read(Some(&["f64".into(), "$1".into()])).unwrap();
    assert_eq!(data.column("i8").map(<[f64]>::len), Some(5));
    assert_eq!(data.column("i16"), None);
    assert!(data.notes().iter().all(|note| !note.contains("is a time")), "{:?}", data.notes());
}

#[test]
fn from_bytes_and_packed_again() {
    use std::io::Write;
    let bytes = std::fs::read(path("zstd.parquet")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&bytes).unwrap();
    for source in [Source::Bytes(bytes), Source::Bytes(packed.finish().unwrap())] {
        assert_eq!(read(source, &ReadOptions::default()).unwrap().rows(), 1000);
    }
}

#[test]
fn what_cannot_be_read() {
    let error = read(path("brotli.parquet"), &ReadOptions::default()).unwrap_err();
    assert!(error.message().ends_with("is compressed by brotli, which cannot be read"), "{error}");
    let error = read(path("no-rows.parquet"), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code(), "E-EMPTY");
    let error = open("wide-decimals.parquet").table(&["x".into()], Na::Drop).unwrap_err();
    assert!(error.message().ends_with("`x` holds decimals of more than 38 digits, not numbers"));
}

#[test]
fn damaged_files_are_errors() {
    let whole = std::fs::read(path("encodings.parquet")).unwrap();
    for length in [4, 10, 100, whole.len() / 2, whole.len() - 1] {
        let error = read(&whole[..length], &ReadOptions::default()).unwrap_err();
        assert_eq!(error.code(), "E-FORMAT", "{length}");
    }
    // A changed byte is an error or other numbers, never a panic, though it makes the decoder panic.
    for name in ["encodings.parquet", "int96.parquet", "zstd.parquet"] {
        let whole = std::fs::read(path(name)).unwrap();
        for at in (0..whole.len()).rev().take(2000) {
            for change in [0x55, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= change;
                let _ = read(bytes, &ReadOptions::default());
            }
        }
    }
}
