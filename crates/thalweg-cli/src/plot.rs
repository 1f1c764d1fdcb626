//! `--plot FILE`: the picture of the valley, checked before the long run and written after it.

use std::path::{Path, PathBuf};

use thalweg::valley::{Plane, Valley};
use thalweg_report::valley::{to_html, to_png, to_svg};

use crate::codes;
use crate::failure::Failure;

/// A picture to be written.
#[derive(Debug)]
pub(crate) struct Plot {
    path: PathBuf,
    format: Format,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Svg,
    Png,
    Html,
}

impl Plot {
    /// Errors: an ending that is none of the three, a directory that is not there.
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let format = match ending.as_deref() {
            Some("svg") => Format::Svg,
            Some("png") => Format::Png,
            Some("html" | "htm") => Format::Html,
            _ => {
                return Err(wrong(
                    format!("`{}` names no kind of picture", path.display()),
                    "end the name in .svg, .png or .html".into(),
                ));
            }
        };
        // Of a bare name the parent is empty: here.
        let directory = path.parent().filter(|d| !d.as_os_str().is_empty());
        if let Some(directory) = directory.filter(|d| !d.is_dir()) {
            return Err(wrong(
                format!("there is no directory `{}` to put the picture into", directory.display()),
                format!("make it first: mkdir -p '{}'", directory.display()),
            ));
        }
        if path.is_dir() {
            return Err(wrong(
                format!("`{}` is a directory", path.display()),
                "name a file".into(),
            ));
        }
        Ok(Self { path: path.to_path_buf(), format })
    }

    /// Draws and writes it.
    pub(crate) fn write(&self, valley: &Valley) -> Result<(), Failure> {
        let bytes = match self.format {
            Format::Svg => to_svg(valley).into_bytes(),
            Format::Html => to_html(valley).into_bytes(),
            Format::Png => {
                to_png(valley).map_err(|e| Failure::new("E-PLOT", e.to_string(), None, 1))?
            }
        };
        std::fs::write(&self.path, bytes).map_err(|error| {
            let message = format!("`{}` could not be written: {error}", self.path.display());
            Failure::new("E-OUTPUT", message, None, 1)
        })
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

fn wrong(message: String, help: String) -> Failure {
    Failure::usage("E-PLOT", message, Some(help))
}
