//! `thalweg resume`: on from where a saved fit ended.

use thalweg::{Fit, Limits, Request};

use crate::args::ResumeArgs;
use crate::failure::Failure;
use crate::plan::{output_as, verbosity};
use crate::saved::Destination;
use crate::{fit, interrupt, saved};

/// Goes on and gives the exit code.
pub(crate) fn run(args: &ResumeArgs) -> Result<u8, Failure> {
    interrupt::install();
    let save = args.save.as_deref().map(Destination::new).transpose()?;
    let saved = saved::read(&args.fit)?;
    let further = saved.fit.resumed(&saved.answer).limits(limits(args, &saved.fit));
    let (mut answer, _) = fit::watched(&further, &saved.table, args.quiet, None)?;
    answer.dropped = saved.answer.dropped;
    let kept =
        save.map_or(Ok(()), |save| save.write(&further, &saved.table, &answer, &saved.origin));
    let how = output_as(args.format, verbosity(args.quiet, args.verbose), args.no_color);
    fit::finish(&fit::printed(&answer, &how, false), kept, &how)?;
    Ok(fit::exit_code(&answer, args.strict))
}

fn limits(args: &ResumeArgs, fit: &Fit) -> Limits {
    let mut limits = Request::from(fit).options.limits;
    limits.time = args.max_time.map(|time| time.0).or(limits.time);
    limits.evaluations = args.max_evaluations.unwrap_or(limits.evaluations);
    limits.iterations = args.max_iterations.unwrap_or(limits.iterations);
    limits
}
