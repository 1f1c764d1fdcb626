//! Ctrl-C: once to stop a fit and print the best so far, twice to leave at once.

use std::sync::atomic::{AtomicU8, Ordering};

/// The exit code of an interrupted program: 128 + SIGINT.
pub(crate) const EXIT: u8 = 130;

const IDLE: u8 = 0;
const FITTING: u8 = 1;
const ASKED: u8 = 2;

/// What there is to interrupt: nothing that would give a result, a fit, or one asked to stop.
static PHASE: AtomicU8 = AtomicU8::new(IDLE);

/// Handles Ctrl-C from here on. If that is not possible it kills the program, as ever.
pub(crate) fn install() {
    let _ = ctrlc::set_handler(|| {
        if PHASE.compare_exchange(FITTING, ASKED, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            std::process::exit(i32::from(EXIT));
        }
    });
}

/// Runs a fit: from now on the first Ctrl-C only asks it to stop.
pub(crate) fn during<T>(fit: impl FnOnce() -> T) -> T {
    PHASE.store(FITTING, Ordering::SeqCst);
    fit()
}

/// Whether the fit was asked to stop.
pub(crate) fn asked() -> bool {
    PHASE.load(Ordering::SeqCst) == ASKED
}
