//! Saved fits on disk.

use std::io::Read;
use std::path::{Path, PathBuf};

use thalweg::{Answer, Fit, Fitted, Table};
use thalweg_report::saved::{Origin, Saved, SavedError, save};

use crate::failure::{DATA, Failure};

/// A file to be written, its place checked before the long run.
#[derive(Debug)]
pub(crate) struct Destination(PathBuf);

impl Destination {
    /// Errors: a directory that is not there, or is the name itself.
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        let directory = path.parent().filter(|d| !d.as_os_str().is_empty());
        if let Some(directory) = directory.filter(|d| !d.is_dir()) {
            return Err(Failure::usage(
                "E-USAGE",
                format!("there is no directory `{}` to save the fit in", directory.display()),
                Some(format!("make it first: mkdir -p '{}'", directory.display())),
            ));
        }
        if path.is_dir() {
            let message = format!("`{}` is a directory", path.display());
            return Err(Failure::usage("E-USAGE", message, Some("name a file".into())));
        }
        Ok(Self(path.to_path_buf()))
    }

    /// Writes the fit: whole, or not at all.
    pub(crate) fn write(
        &self,
        fit: &Fit,
        table: &Table,
        answer: &Answer,
        origin: &Origin,
    ) -> Result<(), Failure> {
        let text = save(fit, table, answer, origin)?;
        let failed = |error: std::io::Error| {
            let message = format!("`{}` could not be written: {error}", self.0.display());
            Failure::new("E-OUTPUT", message, None, 1)
        };
        // Something that is no file, such as /dev/stdout, cannot be replaced.
        if self.0.exists() && !self.0.is_file() {
            return std::fs::write(&self.0, text).map_err(failed);
        }
        let mut beside = self.0.clone().into_os_string();
        beside.push(format!(".{}.part", std::process::id()));
        let beside = PathBuf::from(beside);
        let written =
            std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &self.0));
        written.map_err(|error| {
            // What was begun is no use to anybody.
            let _ = std::fs::remove_file(&beside);
            failed(error)
        })
    }
}

/// Reads a saved fit from a file, or from standard input.
pub(crate) fn read(path: &Path) -> Result<Saved, Failure> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| {
        let message = format!("`{}` could not be read: {error}", path.display());
        let help =
            "check the name and the folder; `thalweg fit ... --save FILE` writes such a file";
        Failure::new("E-FILE", message, Some(help.into()), DATA)
    })?;
    let text = String::from_utf8_lossy(&bytes);
    Saved::read(&text).map_err(|error| {
        let message = format!("{}: {}", path.display(), error.message());
        Failure::new(error.code(), message, Some(error.help().into()), DATA)
    })
}

/// The curve of a saved fit, unless it is no minimum and nobody insists.
pub(crate) fn curve(saved: &Saved, force: bool) -> Result<Fitted, Failure> {
    if !saved.answer.converged && !force {
        return Err(Failure::new(
            "E-ANSWER",
            format!("the saved fit did not converge: {}", saved.answer.message),
            Some(
                "`thalweg resume` goes on with it; --force takes its curve as it is, without errors"
                    .into(),
            ),
            1,
        ));
    }
    Ok(saved.fit.fitted(&saved.table, &saved.answer)?)
}

impl From<SavedError> for Failure {
    fn from(error: SavedError) -> Self {
        let help = Some(error.help().to_string()).filter(|h| !h.is_empty());
        Self::new(error.code(), error.message().to_string(), help, DATA)
    }
}
