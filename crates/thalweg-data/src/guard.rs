//! A panic of a decoder becomes an error: bytes that are damaged trip assertions in the `parquet` crate (59:
//! negative offsets, a dictionary that is missing) and in those of Arrow, and no file may end the process.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// What is to be said of a panic.
pub(crate) const GAVE_UP: &str = "the decoder gave up";

/// Runs `decode`; if it panics, that is the error `gave_up`, and nothing is printed. Other panics, and those of other
/// threads, go to the hook that was there before.
pub(crate) fn guarded<T, E>(
    gave_up: impl FnOnce() -> E,
    decode: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
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
    result.unwrap_or_else(|_| Err(gave_up()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(guarded(|| 7, || -> Result<(), i32> { panic!("as a decoder does") }), Err(7));
        assert_eq!(guarded(|| 7, || Ok(1)), Ok(1));
        assert!(!DECODING.get());
    }
}
