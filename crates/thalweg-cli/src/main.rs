//! The `thalweg` command.
//!
//! What is typed ([`args`]) becomes a validated plan ([`plan`]), and the plan is run ([`fit`]).
//! Results go to standard output, talk to standard error. Exit codes: 0 converged, 1 no usable fit,
//! 2 usage or formula error, 3 data error, 4 warnings under `--strict`, 130 interrupted.

mod args;
mod at;
mod batch;
mod check;
mod codes;
mod compare;
mod covariance;
mod damping;
mod design;
mod explain;
mod failure;
mod fit;
mod input;
mod interrupt;
mod invert;
mod large;
mod output;
mod pages;
mod plan;
mod plot;
mod predict;
mod progress;
mod question;
mod reading;
mod replay;
mod resume;
mod saved;
mod selftest;
mod show;
mod target;
mod terminal;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use failure::Failure;

fn main() -> ExitCode {
    let raw: Vec<_> = std::env::args_os().collect();
    let json = usage::wants_json(&raw);
    let ended = match Cli::try_parse_from(raw) {
        Ok(cli) => run(&cli),
        Err(error) => return usage::end(&error, json),
    };
    ExitCode::from(match ended {
        Ok(code) => code,
        Err(failure) => failure.end(json),
    })
}

fn run(cli: &Cli) -> Result<u8, Failure> {
    match &cli.command {
        Command::Fit(args) => fit::run(&plan::plan(args)?),
        Command::Batch(args) => batch::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Design(args) => design::run(args),
        Command::Check(args) => check::run(args),
        Command::Damping(args) => damping::run(args),
        Command::Predict(args) => predict::run(args),
        Command::Invert(args) => invert::run(args),
        Command::Replay(args) => replay::run(args),
        Command::Resume(args) => resume::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Selftest(args) => selftest::run(args),
        Command::Completions(args) => pages::completions(args),
        Command::Man(args) => pages::man(args),
    }
}
