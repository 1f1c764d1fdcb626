//! `thalweg replay`: the same again, bit for bit?

use thalweg_report::saved::{replay_json, replay_text};

use crate::args::{OutputFormat, ReplayArgs};
use crate::failure::Failure;
use crate::{output, saved};

/// Runs the saved fit again and gives the exit code: 0 where everything is the same.
pub(crate) fn run(args: &ReplayArgs) -> Result<u8, Failure> {
    let saved = saved::read(&args.fit)?;
    let again = saved.fit.run(&saved.table)?;
    let differences = saved.differences(&again);
    output::print(&match args.format {
        OutputFormat::Json => replay_json(&saved, &differences),
        OutputFormat::Text => replay_text(&saved, &differences),
    })?;
    Ok(u8::from(!differences.is_empty()))
}
