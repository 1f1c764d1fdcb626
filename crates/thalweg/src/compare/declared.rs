//! Declarations for several formulas: each applies to those that have the parameter.

use crate::names::continues_name;
use crate::request::Step;

/// The steps of a fit, one declaration each.
pub(super) fn each(steps: &[Step]) -> Vec<Step> {
    let pieces = |step: &Step| match step {
        Step::Declare(text) => text
            .split(';')
            .filter(|piece| !piece.trim().is_empty())
            .map(|piece| Step::Declare(piece.to_string()))
            .collect(),
        other => vec![other.clone()],
    };
    steps.iter().flat_map(pieces).collect()
}

/// The parameter that a step is about.
pub(super) fn name(step: &Step) -> &str {
    match step {
        Step::Declare(text) => {
            let text = text.trim_start();
            if let Some(quoted) = text.strip_prefix('`') {
                return quoted.split('`').next().unwrap_or_default();
            }
            &text[..text.find(|c| !continues_name(c)).unwrap_or(text.len())]
        }
        Step::Start(name, _)
        | Step::Bounds(name, _, _)
        | Step::Fix(name, _)
        | Step::Tie(name, _)
        | Step::Derive(name, _)
        | Step::Resume(name, _) => name,
    }
}

/// Whether it may define a quantity that stands in no formula.
pub(super) fn derives(step: &Step) -> bool {
    match step {
        Step::Declare(text) => text.contains(":="),
        other => matches!(other, Step::Derive(..)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart() {
        let steps = each(&[Step::Declare("a=1; b_2 in [0,1];`dose (mg)`=3;; w := 2*s".into())]);
        let names: Vec<&str> = steps.iter().map(name).collect();
        assert_eq!(names, ["a", "b_2", "dose (mg)", "w"]);
        assert!(derives(&steps[3]) && !derives(&steps[0]));
    }
}
