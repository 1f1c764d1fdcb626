//! `thalweg predict`: the fitted curve elsewhere.

use thalweg::{Bands, Fitted, Table};
use thalweg_data::{Reader, Source};
use thalweg_report::saved::Saved;

use crate::args::{PredictArgs, ReadingArgs, TableFormat};
use crate::at::Places;
use crate::failure::{Failure, USAGE};
use crate::{output, reading, saved, terminal};

/// Predicts and gives the exit code.
pub(crate) fn run(args: &PredictArgs) -> Result<u8, Failure> {
    let saved = saved::read(&args.fit)?;
    let curve = saved::curve(&saved, args.force)?;
    let at = places(args, &saved, &curve)?;
    let bands =
        Bands::new(args.level.unwrap_or_else(|| saved.level())).simultaneous(args.simultaneous);
    let found = curve.predict(&at, bands)?;
    let formula = &saved.answer.formula;
    // Columns that decide the scatter are shown where they are known.
    let mut columns = curve.columns().to_vec();
    let others = curve.scatter_columns().into_iter().filter(|n| at.column(n).is_some());
    columns.extend(others.map(String::from).filter(|n| !curve.columns().contains(n)));
    output::print(&match args.format {
        TableFormat::Json => thalweg_report::predictions_json(formula, &columns, &at, &found),
        TableFormat::Csv => thalweg_report::predictions_csv(&columns, &at, &found),
        TableFormat::Text => {
            let color = !args.no_color && terminal::stdout_color();
            let width = terminal::width();
            thalweg_report::predictions_text(formula, &columns, &at, &found, width, color)
        }
    })?;
    Ok(0)
}

/// The rows asked for: typed, of a file, or those of the fit.
fn places(args: &PredictArgs, saved: &Saved, curve: &Fitted) -> Result<Table, Failure> {
    if let Some(path) = &args.data {
        let source = match path.as_os_str() {
            dash if dash == "-" => Source::Stdin,
            _ => Source::Path(path.clone()),
        };
        let reader = Reader::open(source, &reading::options(&args.reading))?;
        let needed = curve.columns().iter().map(String::as_str).chain(curve.scatter_columns());
        let mut wanted: Vec<String> = Vec::new();
        for name in needed {
            if reader.available().contains(&name) && !wanted.iter().any(|w| w == name) {
                wanted.push(name.to_string());
            }
        }
        return Ok(reader.read(Some(&wanted))?.table(&wanted, reading::na(&args.reading))?.0);
    }
    if args.reading != ReadingArgs::default() {
        let message = "no file of data is given, and an option says how it is to be read".into();
        let help = "give the file, `thalweg predict FIT.json DATA`, or leave the option out";
        return Err(Failure::usage("E-USAGE", message, Some(help.into())));
    }
    if args.at.is_empty() {
        return Ok(saved.table.clone());
    }
    let known: Vec<&str> = saved.table.names().iter().map(String::as_str).collect();
    let places = Places::read(&args.at, &known)?;
    if let Some(missing) = curve.columns().iter().find(|c| !places.names().contains(&c.as_str())) {
        let message = format!("`--at` gives no value of `{missing}`");
        let help = format!("the curve is a function of {}", curve.columns().join(", "));
        return Err(Failure::new("E-USAGE", message, Some(help), USAGE));
    }
    places.table()
}
