//! `thalweg check`: which parameters a formula determines.

use thalweg_data::{ReadOptions, Reader, Source};
use thalweg_report::{TextOptions, Verbosity};

use crate::args::{CheckArgs, OutputFormat};
use crate::failure::Failure;
use crate::{output, terminal};

/// Looks, prints, and gives the exit code.
pub(crate) fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let columns = columns(args)?;
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let parameters: Vec<&str> = args.parameters.iter().map(String::as_str).collect();
    let structure = thalweg::structure::check(&args.formula, &columns, &parameters)?;
    output::print(&match args.format {
        OutputFormat::Json => thalweg_report::structure_json(&structure),
        OutputFormat::Text => {
            let options = TextOptions {
                color: !args.no_color && terminal::stdout_color(),
                verbosity: Verbosity::Normal,
                width: terminal::width(),
            };
            thalweg_report::structure_text(&structure, &options)
        }
    })?;
    Ok(u8::from(!structure.is_identifiable()))
}

fn columns(args: &CheckArgs) -> Result<Vec<String>, Failure> {
    let Some(path) = &args.data else {
        return Ok(args.columns.iter().map(|name| name.trim().to_string()).collect());
    };
    let source = if path.as_os_str() == "-" { Source::Stdin } else { Source::Path(path.clone()) };
    let reader = Reader::open(source, &ReadOptions::default())?;
    Ok(reader.available().into_iter().map(str::to_string).collect())
}
