//! The only place that writes: results on standard output, talk on standard error.

use std::io::{self, Write};

/// Writes a result. A closed pipe is an error of kind `BrokenPipe`.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Says something beside the result. Nobody listening is no reason to stop.
pub(crate) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
