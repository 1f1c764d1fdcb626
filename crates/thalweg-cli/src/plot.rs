//! `--plot FILE` of `thalweg damping`: the picture of the valley.

use std::path::Path;

use thalweg::valley::{Plane, Valley};
use thalweg_report::valley::{to_html, to_png, to_svg};

use crate::codes;
use crate::failure::Failure;
use crate::target::{Format, Target, wrong};

/// A picture to be written.
#[derive(Debug)]
pub(crate) struct Plot(Target);

impl Plot {
    /// Errors: those of [`Target::new`].
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        Ok(Self(Target::new(path, &[Format::Svg, Format::Png, Format::Html])?))
    }

    /// Draws and writes it.
    pub(crate) fn write(&self, valley: &Valley) -> Result<(), Failure> {
        let bytes = match self.0.format {
            Format::Svg => to_svg(valley).into_bytes(),
            Format::Html => to_html(valley).into_bytes(),
            Format::Png => {
                to_png(valley).map_err(|e| Failure::new("E-PLOT", e.to_string(), None, 1))?
            }
        };
        self.0.write(&bytes)
    }
}

/// The plane through the parameters named in `text`, of those that are estimated.
pub(crate) fn plane(text: Option<&str>, names: &[String]) -> Result<Plane, Failure> {
    let Some(text) = text else { return Ok(Plane::LeastDetermined) };
    let said: Vec<&str> = text.split(',').map(str::trim).collect();
    let &[first, second] = said.as_slice() else {
        let message = format!("`--plane {text}` does not name two parameters");
        return Err(wrong(message, format!("as in --plane {}", example(names))));
    };
    let find = |name: &str| {
        names.iter().position(|n| n == name).ok_or_else(|| {
            let help = match codes::closest_of(name, names.iter(), |n| n) {
                Some(close) => format!("did you mean {close}?"),
                None => format!("the parameters that are estimated are {}", names.join(", ")),
            };
            wrong(format!("the plane names `{name}`, which is not estimated"), help)
        })
    };
    match (find(first)?, find(second)?) {
        (a, b) if a == b => Err(wrong(
            format!("`--plane {text}` names the same parameter twice"),
            format!("as in --plane {}", example(names)),
        )),
        (a, b) => Ok(Plane::Parameters(a, b)),
    }
}

fn example(names: &[String]) -> String {
    match names {
        [a, b, ..] => format!("{a},{b}"),
        _ => "b1,b2 (there is only one parameter here: leave it out)".into(),
    }
}
