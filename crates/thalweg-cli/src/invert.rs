//! `thalweg invert`: from y back to x.

use thalweg::{Fitted, Inversion};

use crate::args::{InvertArgs, OutputFormat};
use crate::at::Places;
use crate::failure::Failure;
use crate::{output, saved, terminal};

/// Inverts and gives the exit code: 1 where a y is not reached.
pub(crate) fn run(args: &InvertArgs) -> Result<u8, Failure> {
    let saved = saved::read(&args.fit)?;
    let curve = saved::curve(&saved, args.force)?;
    let known: Vec<&str> = saved.table.names().iter().map(String::as_str).collect();
    let places = Places::read(&args.at, &known)?;
    let others = places.table()?;
    if others.rows() > 1 {
        return Err(wrong("`--at` gives more than one place", "give one value for each column"));
    }
    let column = column(args, &curve, &places)?;
    let mut how =
        Inversion::new(args.level.unwrap_or_else(|| saved.level())).replicates(args.replicates);
    match args.between[..] {
        [] => {}
        [low, high] => how = how.between(low, high),
        _ => return Err(wrong("`--between` takes two numbers", "as in --between 0,2000")),
    }
    let found = args
        .y
        .iter()
        .map(|&y| curve.invert(&column, y, &others, how))
        .collect::<Result<Vec<_>, _>>()?;
    let formula = &saved.answer.formula;
    output::print(&match args.format {
        OutputFormat::Json => thalweg_report::inverse_json(formula, curve.quantity(), &found),
        OutputFormat::Text => {
            let color = !args.no_color && terminal::stdout_color();
            let width = terminal::width();
            thalweg_report::inverse_text(formula, curve.quantity(), &found, width, color)
        }
    })?;
    Ok(u8::from(found.iter().any(|f| f.solutions.is_empty())))
}

/// The one column that is not given.
fn column(args: &InvertArgs, curve: &Fitted, places: &Places) -> Result<String, Failure> {
    if let Some(column) = &args.column {
        return Ok(column.clone());
    }
    let given = places.names();
    let open: Vec<&str> =
        curve.columns().iter().map(String::as_str).filter(|c| !given.contains(c)).collect();
    match open[..] {
        [one] => Ok(one.to_string()),
        [] => Err(wrong("`--at` gives every column of the formula", "leave out the one to find")),
        _ => Err(wrong(
            &format!("the curve is a function of {}: one of them can be found", open.join(", ")),
            "give the others, as in --at 'z=2'",
        )),
    }
}

fn wrong(message: &str, help: &str) -> Failure {
    Failure::usage("E-INVERT", message.into(), Some(help.into()))
}
