//! `thalweg explain`.

use thalweg_report::{Align, Columns, paragraphs};

use crate::args::ExplainArgs;
use crate::failure::Failure;
use crate::{codes, output, terminal};

pub(crate) fn run(args: &ExplainArgs) -> Result<u8, Failure> {
    if args.codes.is_empty() {
        output::print(&list())?;
        return Ok(0);
    }
    let mut texts = Vec::new();
    for name in &args.codes {
        let code = codes::find(name).ok_or_else(|| unknown(name))?;
        let body = paragraphs(code.explanation, terminal::width());
        texts.push(format!("{}: {}\n\n{body}", code.code, code.title));
    }
    output::print(&texts.join("\n"))?;
    Ok(0)
}

fn list() -> String {
    let mut table = Columns::new([("code", Align::Left), ("meaning", Align::Left)]);
    for code in codes::all() {
        table.row([code.code, code.title]);
    }
    table.render(0)
}

fn unknown(name: &str) -> Failure {
    let help = match codes::closest(name) {
        Some(code) => format!("did you mean {}? `thalweg explain` lists every code", code.code),
        None => "`thalweg explain` lists every code".into(),
    };
    Failure::usage("E-CODE", format!("there is no code `{name}`"), Some(help))
}
