//! After a fit: the questions that are asked unasked.

use crate::answer::Answer;
use crate::check::{Check, Topic};
use crate::codes;
use crate::curvature;
use crate::ended::Ended;
use crate::family;
use crate::identify;
use crate::profile;
use crate::restarts;
use crate::warning::Warning;

/// Fills in what the answer has to say about itself. Each room fills its part and returns what it
/// saw; it sees the answer as far as it is known by then.
pub(crate) fn scrutinise(ended: &Ended, answer: &mut Answer) {
    // What is judged again, with more, is taken from what the fit itself has warned of; the rest is as it is.
    let mut checks = restarts::look(ended, answer);
    checks.extend(identify::look(ended, answer));
    checks.extend(already_seen(answer));
    checks.extend(profile::intervals(ended, answer));
    checks.extend(curvature::look(ended, answer));
    checks.extend(crate::diagnose::look(ended, answer));
    checks.extend(family::look(ended, answer));
    checks.sort_by_key(|c| c.topic);
    one_minimum(&mut checks);
    for look in checks.iter().filter_map(|c| c.look.as_ref()) {
        if !answer.warnings.contains(look) {
            answer.warnings.push(look.clone());
        }
    }
    answer.checks = checks;
}

/// One line about other minima, where several rooms have seen some: the last word, the way to the lowest, with
/// all that was seen.
fn one_minimum(checks: &mut Vec<Check>) {
    let local = |c: &Check| c.look.as_ref().is_some_and(|w| w.code == "W-LOCAL");
    let Some(last) = checks.iter().rposition(local) else { return };
    let part = |c: &Check| c.topic == Topic::Minimum && (c.is_ok() || local(c));
    let seen: Vec<&str> = checks.iter().filter(|c| part(c)).map(|c| c.seen.as_str()).collect();
    let mut one = checks[last].clone();
    one.seen = seen.join("; ");
    checks.retain(|c| !part(c));
    checks.insert(0, one);
}

/// What the fit itself has warned of, as checks; notes are none.
fn already_seen(answer: &Answer) -> Vec<Check> {
    let check = |w: &Warning| {
        let topic = codes::find(w.code)?.topic?;
        Some(Check::look(topic, w.message.trim_end_matches('.'), w.clone()))
    };
    answer.warnings.iter().filter_map(check).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rooms_that_saw_minima_say_it_in_one_line() {
        let warning = |message: &str, code| Warning {
            code,
            message: message.into(),
            help: String::new(),
            data: Vec::new(),
        };
        let mut checks = vec![
            Check::look(Topic::Minimum, "2 minima", warning("two", "W-LOCAL")),
            Check::look(Topic::Minimum, "cut short", warning("short", "W-SEARCH")),
            Check::look(Topic::Minimum, "a lower one", warning("lower", "W-LOCAL")),
            Check::fine(Topic::Shape, "7 runs"),
        ];
        one_minimum(&mut checks);
        let seen: Vec<&str> = checks.iter().map(|c| c.seen.as_str()).collect();
        assert_eq!(seen, ["2 minima; a lower one", "cut short", "7 runs"]);
        assert_eq!(checks[0].look.as_ref().map(|w| w.message.as_str()), Some("lower"));
    }
}
