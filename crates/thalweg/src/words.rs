//! The verdict in one plain sentence.

use thalweg_solver::{LimitKind, Status};

use crate::identify::Finding;
use crate::names;
use crate::plan::Free;

/// What `status` says about this fit.
pub(crate) fn sentence(status: &Status, findings: &[Finding], free: &[Free]) -> String {
    let named = |indices: &[usize]| {
        let names: Vec<&str> = indices.iter().map(|&j| free[j].name.as_str()).collect();
        names::list(&names)
    };
    match status {
        Status::Minimum => "The fit converged: no change of the parameters makes it better.".into(),
        Status::MinimumOnBound { parameters } => format!(
            "The fit converged with {} on {} bound; the errors of the others hold on that condition.",
            named(parameters),
            if parameters.len() == 1 { "its" } else { "their" }
        ),
        Status::ExactFit => {
            "The model passes through every point: the residuals are zero to rounding.".into()
        }
        Status::FlatValley { evaporated, .. } => {
            let found: Vec<&str> = findings.iter().map(|f| f.words.as_str()).collect();
            match (found.as_slice(), evaporated.as_slice()) {
                ([], []) => "The data do not determine all parameters.".into(),
                ([], gone) => format!(
                    "The data do not determine all parameters: {} ran off without end.",
                    named(gone)
                ),
                (found, _) => {
                    format!("The data do not determine all parameters: {}.", found.join("; "))
                }
            }
        }
        Status::Stalled => {
            "The run stalled: no step makes the fit better, yet this is not a minimum.".into()
        }
        Status::DomainEdge { reason } => match reason {
            Some(reason) => {
                let reason = reason.trim_start_matches("the model is not defined here: ");
                format!("The run stopped at the edge of the model's domain: beyond it, {reason}.")
            }
            None => "The run stopped at the edge of the model's domain.".into(),
        },
        Status::Limit { which } => {
            let which = match which {
                LimitKind::Evaluations => "number of evaluations",
                LimitKind::Iterations => "number of iterations",
                LimitKind::Time => "time",
                _ => "work",
            };
            format!(
                "The limit on {which} ran out before the fit converged: this is the best so far."
            )
        }
        Status::Stopped => "The run was stopped: this is the best so far.".into(),
        other => format!("The run ended with `{}`.", other.code()),
    }
}
