//! What it all comes to, in one sentence.

use thalweg_solver::Status;

use crate::answer::Answer;
use crate::check::Topic;
use crate::names;

/// What a reader may rely on, and what not yet.
pub(crate) fn conclusion(answer: &Answer) -> String {
    match &answer.status {
        Status::FlatValley { stationary: true, .. } => {
            return "Rely on the curve and on what is determined, not on the single values of the rest."
                .into();
        }
        status if !status.converged() => {
            return "These are no estimates yet: do not rely on them.".into();
        }
        _ => {}
    }
    let looks = || answer.checks.iter().filter(|c| !c.is_ok());
    let points = looks().count();
    let mut doubtful: Vec<&str> = looks().map(|c| relied_on(c.topic)).collect();
    doubtful.sort_unstable();
    doubtful.dedup();
    let things = names::prose(&doubtful);
    match points {
        0 if answer.checks.is_empty() => String::new(),
        0 => "Nothing that was looked at speaks against the estimates and their intervals.".into(),
        1 => format!("Before you rely on {things}, see to the point above."),
        n => format!("Before you rely on {things}, see to the {n} points above."),
    }
}

/// What a doubt of this kind makes doubtful.
fn relied_on(topic: Topic) -> &'static str {
    match topic {
        Topic::Minimum => "this minimum",
        Topic::Determined => "single parameters",
        Topic::Intervals | Topic::Scatter => "the intervals",
        Topic::Shape | Topic::Rivals => "the formula",
        Topic::Influence => "the estimates",
    }
}
