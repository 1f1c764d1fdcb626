//! A panic of the decoder becomes an error: bytes that are damaged trip assertions in the `parquet` crate (59:
//! negative offsets, a dictionary that is missing), and no file may end the process.

use parquet::errors::{ParquetError, Result};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `decode`; if it panics, that is an error, and nothing is printed. Other panics, and those of other
/// threads, go to the hook that was there before.
pub(crate) fn guarded<T>(decode: impl FnOnce() -> Result<T>) -> Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |panic| {
            if !DECODING.get() {
                previous(panic);
            }
        }));
    });
    DECODING.set(true);
    // What a panic leaves half done is dropped: the caller gets the error only.
    let result = catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    result.unwrap_or_else(|_| Err(ParquetError::General("the decoder gave up".into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        assert!(guarded(|| -> Result<()> { panic!("as a decoder does") }).is_err());
        assert!(matches!(guarded(|| Ok(1)), Ok(1)));
        assert!(!DECODING.get());
    }
}
