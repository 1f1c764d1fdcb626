//! A file that a picture or a report is written to: checked before the long run.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// What kind of file its name says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Svg,
    Png,
    Html,
}

/// A file to be written.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    pub(crate) format: Format,
}

impl Target {
    /// For a picture in one of these formats. Errors: an ending that is of none of them, a directory
    /// that is not there.
    pub(crate) fn new(path: &Path, formats: &[Format]) -> Result<Self, Failure> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let format = match ending.as_deref() {
            Some("svg") => Some(Format::Svg),
            Some("png") => Some(Format::Png),
            Some("html" | "htm") => Some(Format::Html),
            _ => None,
        };
        let Some(format) = format.filter(|f| formats.contains(f)) else {
            let kind = if formats == [Format::Html] { "page" } else { "picture" };
            return Err(wrong(
                format!("`{}` names no kind of {kind}", path.display()),
                format!("end the name in {}", endings(formats)),
            ));
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

    /// Writes it.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        std::fs::write(&self.path, bytes).map_err(|error| {
            let message = format!("`{}` could not be written: {error}", self.path.display());
            Failure::new("E-OUTPUT", message, None, 1)
        })
    }

    /// Whether both name the same file.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

/// ".svg, .png or .html".
fn endings(formats: &[Format]) -> String {
    let names: Vec<&str> = formats
        .iter()
        .map(|f| match f {
            Format::Svg => ".svg",
            Format::Png => ".png",
            Format::Html => ".html",
        })
        .collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// Something about a picture is not as it can be.
pub(crate) fn wrong(message: String, help: String) -> Failure {
    Failure::usage("E-PLOT", message, Some(help))
}
