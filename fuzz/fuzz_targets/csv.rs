//! Any bytes as a data file: read, and every column asked for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use thalweg_data::{Na, ReadOptions, read};

fuzz_target!(|bytes: &[u8]| {
    match read(bytes, &ReadOptions::default()) {
        Ok(data) => {
            let names = data.names().to_vec();
            let rows = data.rows();
            if let Ok((table, dropped)) = data.table(&names, Na::Drop) {
                assert_eq!(table.rows() + dropped, rows);
            }
        }
        Err(error) => assert!(!error.message().is_empty()),
    }
});
