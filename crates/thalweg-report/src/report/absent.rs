//! Why a part of the report is missing.

use thalweg::{Answer, Status};

/// Why there is no scatter of residuals to judge by, where there is none.
pub(super) fn scatter(answer: &Answer) -> Option<&'static str> {
    if answer.has_scatter() {
        None
    } else if answer.observations == 0 {
        Some("There are no observations.")
    } else if answer.exact || answer.status == Status::ExactFit {
        Some("The residuals are zero to rounding: there is no scatter to judge by.")
    } else if answer.degrees_of_freedom == 0 {
        Some(
            "There are as many parameters as observations: nothing is left over to judge the scatter by.",
        )
    } else {
        Some("The fit did not end at a minimum: what follows from one cannot be said.")
    }
}

/// `what` is missing: for want of scatter, or because it was not computed.
pub(super) fn because(answer: &Answer, what: &str, otherwise: &str) -> String {
    match scatter(answer) {
        Some(why) => format!("No {what}. {why}"),
        None => format!("No {what}. {otherwise}"),
    }
}
