//! `thalweg completions` and `thalweg man`.

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::failure::Failure;
use crate::{codes, output};

/// A completion script.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<u8, Failure> {
    // Into memory first: clap_complete panics where a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "thalweg", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}

/// A manual page.
pub(crate) fn man(args: &ManArgs) -> Result<u8, Failure> {
    let mut command = Cli::command();
    command.build();
    if let Some(verb) = &args.verb {
        command = match command.find_subcommand(verb) {
            Some(found) => found.clone(),
            None => return Err(unknown(verb, &command)),
        };
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    // What stands after the options is called EXTRA there; here it is lines that stay lines.
    let page = String::from_utf8_lossy(&page).replace("\n.SH EXTRA\n", "\n.SH MORE\n.nf\n");
    output::print(&page)?;
    Ok(0)
}

fn unknown(verb: &str, command: &clap::Command) -> Failure {
    let verbs: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let help = match codes::closest_of(verb, verbs.iter(), |v| v) {
        Some(close) => format!("did you mean {close}?"),
        None => format!("there are {}", verbs.join(", ")),
    };
    Failure::usage("E-USAGE", format!("there is no verb `{verb}`"), Some(help))
}
