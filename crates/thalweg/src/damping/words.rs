//! Causes and advice in sentences.

use thalweg_solver::Scaling;

use super::advice::{Advice, Contest, Recommendation};
use super::cause::{Cause, Departure, Grip, Rejections};
use super::method::{Method, acceleration_name, damping_name, scaling_name};
use super::outcome::Outcome;
use crate::numbers::{self, brief};

/// Parameters that D holds less unevenly than this are no matter of units (a thousand, squared).
const UNEVEN: f64 = 1e6;
/// A step that leaves less than this of a column's norm is what made it vanish.
const MOST_OF_IT: f64 = 0.1;
/// A parameter that moves by this many of its sizes in one step has jumped.
const JUMP: f64 = 1.0;

impl Cause {
    /// Why the run failed, in a sentence or two, with the run's own numbers. `names` are those of the
    /// parameters.
    pub fn sentence(&self, method: &Method, outcome: Outcome, names: &[String]) -> String {
        let scaling = &method.scaling;
        let mut text = match outcome {
            Outcome::Evaporated { .. } => self.evaporated(scaling, names),
            Outcome::OtherMinimum(which) => self.elsewhere(which, names),
            Outcome::Crept => self.crept(names),
            Outcome::DomainEdge => self.at_the_edge(names),
            Outcome::Flat | Outcome::NotDetermined => self.at_rest(names),
            _ => self.stopped(names),
        };
        let given = matches!(scaling, Scaling::Identity | Scaling::Diagonal(_));
        if given && self.grip.ratio >= UNEVEN {
            text.push_str(&self.units(scaling, names));
        }
        text
    }

    /// What a D that knows no units does to parameters of different ones.
    fn units(&self, scaling: &Scaling, names: &[String]) -> String {
        let Grip { hardest, weakest, ratio, sizes, way } = self.grip;
        let d = if *scaling == Scaling::Identity { "D = 1" } else { "The given D" };
        let mut text = format!(
            ". {d} held `{}` (size {}) {} times as hard as `{}` (size {}), each against its own ‖J‖²",
            names[hardest],
            brief(sizes.0),
            brief(ratio),
            names[weakest],
            brief(sizes.1)
        );
        if way < 1.0 {
            text.push_str(&format!(
                "; `{}` came {} of its way to the solution",
                names[hardest],
                percent(way)
            ));
        }
        text
    }

    fn evaporated(&self, scaling: &Scaling, names: &[String]) -> String {
        let d = &self.departure;
        let name = &names[d.parameter];
        let at_once = d.column.1 < MOST_OF_IT * d.column.0;
        let (column, mut text) = if at_once {
            (d.column, format!("{}, where", self.departed(names)))
        } else {
            let way = format!("`{name}` went from {} to {} in", brief(d.start), brief(d.end));
            (d.column_of_run, format!("{way} {}, where", steps(self.taken)))
        };
        text.push_str(&format!(
            " ‖J_{name}‖ is {} instead of {}",
            brief(column.1),
            brief(column.0)
        ));
        let lost = column.1 < MOST_OF_IT * column.0;
        text.push_str(&match scaling {
            Scaling::Marquardt if lost => format!(
                "; D_{name} = ‖J_{name}‖ is lost with it, and with D the damping that could hold it"
            ),
            Scaling::More if lost => format!(
                "; D_{name} keeps its largest value, {}, but with ‖J_{name}‖ the gradient that could \
                 bring it back is gone",
                brief(d.scale.0.max(d.scale.1))
            ),
            Scaling::Identity => match d.companion {
                Some((other, by)) if at_once && by > (d.value.1 - d.value.0).abs() => format!(
                    "; to D = 1 that step is shorter than what `{}` moved, {}",
                    names[other],
                    brief(by)
                ),
                _ => String::new(),
            },
            Scaling::Geometric if lost => format!(
                "; D_{name} = √(‖J_{name}‖/t) fell by the square root of that, from {} to {}",
                brief(d.scale.0),
                brief(d.scale.1)
            ),
            _ => String::new(),
        });
        if at_once && d.end.abs() > 10.0 * d.value.1.abs() {
            text.push_str(&format!("; it ended at {}", brief(d.end)));
        }
        text
    }

    fn at_rest(&self, names: &[String]) -> String {
        format!(
            "it came to rest after {} with `{}` {} from the solution, where a direction is left open",
            steps(self.taken),
            names[self.farthest],
            brief(self.distance)
        )
    }

    /// "step 1 took `b2` from 1 to 57 (Gauss-Newton's own step)".
    fn departed(&self, names: &[String]) -> String {
        let d = &self.departure;
        format!(
            "step {} took `{}` from {} to {} ({})",
            d.step,
            names[d.parameter],
            brief(d.value.0),
            brief(d.value.1),
            held(d)
        )
    }

    fn elsewhere(&self, which: usize, names: &[String]) -> String {
        let d = &self.departure;
        let jump = (d.value.1 - d.value.0).abs() / d.size;
        if jump >= JUMP {
            format!("{}, into the valley of minimum {}", self.departed(names), which + 1)
        } else {
            format!(
                "{} went down into the valley of minimum {}, no parameter moving by more than {} of \
                 itself in a step",
                steps(self.taken),
                which + 1,
                brief(jump)
            )
        }
    }

    fn crept(&self, names: &[String]) -> String {
        let name = &names[self.farthest];
        let mut text = format!(
            "after {} `{name}` was still {} from the solution, moving {} in a step",
            steps(self.taken),
            brief(self.distance),
            brief(self.pace)
        );
        if self.gauss_newton_directions.is_finite() {
            text.push_str(&format!(
                "; of {} directions {:.1} moved as Gauss-Newton's",
                self.directions, self.gauss_newton_directions
            ));
        }
        let refused = self.rejections.total();
        if refused > self.taken / 4 {
            text.push_str(&format!(
                "; {} trials were refused ({})",
                refused,
                self.rejections.words()
            ));
        }
        text
    }

    fn stopped(&self, names: &[String]) -> String {
        let how = if self.claimed { "it called this a minimum" } else { "it stopped" };
        let mut text = format!(
            "{how} after {} with `{}` {} from the solution; a Gauss-Newton step would still \
             remove {} of the residual",
            steps(self.taken),
            names[self.farthest],
            brief(self.distance),
            percent(self.decrement)
        );
        if self.last_in_vain > 2 {
            text.push_str(&format!(
                ", but the last {} trials were refused ({})",
                self.last_in_vain,
                self.rejections.words()
            ));
        }
        text
    }

    fn at_the_edge(&self, names: &[String]) -> String {
        let mut text = format!(
            "it stopped after {} where the model ends, {} trials being refused ({})",
            steps(self.taken),
            self.rejections.total(),
            self.rejections.words()
        );
        let d = &self.departure;
        if (d.value.1 - d.value.0).abs() >= JUMP * d.size {
            text.push_str(&format!("; {}", self.departed(names)));
        }
        if let Some(why) = &self.edge {
            text.push_str(&format!("; {why}"));
        }
        text
    }
}

impl Rejections {
    /// `12 because F did not fall, 3 because the path bent too much`.
    pub fn words(&self) -> String {
        let all = [
            (self.no_reduction, "F did not fall"),
            (self.curvature, "the path bent too much"),
            (self.out_of_domain, "the model has no value there"),
        ];
        let mut said: Vec<String> = all
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, why)| format!("{n} because {why}"))
            .collect();
        if let ([_], [(_, why)]) =
            (said.as_slice(), all.iter().filter(|(n, _)| *n > 0).collect::<Vec<_>>().as_slice())
        {
            said = vec![(*why).to_string()];
        }
        said.join(", ")
    }
}

impl Recommendation {
    /// What to use, by how much it is better than the default and than plain diag(A) and plain I, in
    /// one sentence.
    pub fn sentence(&self) -> String {
        let Contest { starts, solved, .. } = self.against_default;
        let starts = match starts {
            1 => "1 start".to_string(),
            n => format!("{n} starts"),
        };
        let others = format!(
            "plain diag(A) {}, plain I {}",
            self.against_marquardt.solved_by_other, self.against_identity.solved_by_other
        );
        let alone = self.against_default.solved_by_other;
        let cascade = self.against_cascade.solved_by_other;
        let best = self.best.name();
        let default = self.best == Method::default();
        match self.advice {
            Advice::Nothing => {
                "No method solved it from any start: look at the formula, the start \
                                or the data before the damping."
                    .into()
            }
            Advice::Keep if default => format!(
                "Keep the default: alone it solves {alone} of {starts}, with its cascade \
                 {cascade}; {others}."
            ),
            Advice::Keep => format!(
                "No difference worth having; keep the default: alone it solves {alone} of {starts} \
                 and with its cascade {cascade}, the best single method ({best}) {solved}{}; \
                 {others}.",
                self.chance(&self.against_default)
            ),
            Advice::KeepCascade => format!(
                "Keep the default for its cascade: alone it solves {alone} of {starts}, less \
                 than {best} with {solved}{}, but with its cascade {cascade}; {others}.",
                self.chance(&self.against_default)
            ),
            Advice::SolvesMore => format!(
                "Use {}: it solves {solved} of {starts}, the default alone {alone}{} and with \
                 its cascade {cascade}, {others}.",
                self.options(),
                self.chance(&self.against_default)
            ),
            Advice::Cheaper => format!(
                "Use {}: it solves {solved} of {starts} for {} of the evaluations of the \
                 default, which alone solves {alone} and with its cascade {cascade}; {others}.",
                self.options(),
                percent(self.against_default.work)
            ),
        }
    }

    /// The options of the command that ask for the best method.
    pub fn options(&self) -> String {
        let Method { scaling, damping, acceleration } = &self.best;
        let rule = damping_name(damping).replace(' ', "-").replace("x10//10", "multiplicative");
        format!(
            "`--scaling {} --damping {rule} --acceleration {}`",
            match scaling {
                Scaling::Diagonal(_) => "diagonal:...",
                Scaling::Matrix(_) => "matrix:...",
                other => scaling_name(other),
            },
            acceleration_name(*acceleration).replace(' ', "-")
        )
    }

    /// How likely the difference is by chance, given how many methods there were to choose from.
    fn chance(&self, contest: &Contest) -> String {
        let p = (contest.p * self.chosen_from as f64).min(1.0);
        if contest.only == contest.only_other {
            String::new()
        } else {
            format!(" (p = {}, sign test)", short_p(p))
        }
    }
}

/// How strongly the step held the parameter.
fn held(d: &Departure) -> String {
    if d.mu == 0.0 {
        "an undamped step".into()
    } else if d.hold.is_finite() {
        format!("held by μD² = {} ‖J‖²", brief(d.hold))
    } else {
        "a damped step".into()
    }
}

fn steps(n: usize) -> String {
    format!("{n} step{}", if n == 1 { "" } else { "s" })
}

fn percent(share: f64) -> String {
    if share >= 0.01 { numbers::percent(share) } else { format!("{} %", brief(100.0 * share)) }
}

/// Two significant digits of a chance.
fn short_p(p: f64) -> String {
    if p >= 0.01 { format!("{p:.2}") } else { format!("{p:.0e}") }
}
