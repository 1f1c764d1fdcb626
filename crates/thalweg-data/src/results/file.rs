//! A file of results that is made of parts.
//!
//! The parts of `out.parquet` are in the folder `out.parquet.parts`: `manifest.json`, and for part k `00000k.part` with
//! its rows and `00000k.note` with what is to be known of it. Each is written under another name and then renamed,
//! the note first, so that a part that is there is whole, whenever the run was killed. At the end they are put together
//! and the whole is renamed to its name: the same bytes, in however many runs they were made.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::table::{ResultFormat, ResultTable};
use super::{csv, parquet};
use crate::error::DataError;

const MANIFEST: &str = "manifest.json";
const HEADER: &str = "header";

/// A file of results being made.
#[derive(Debug)]
pub struct ResultFile {
    target: PathBuf,
    folder: PathBuf,
    format: ResultFormat,
    /// What is known of each part that is done; parts are done in order.
    notes: Vec<String>,
}

impl ResultFile {
    /// Begins the file `target`, or with `resume` goes on with what is there of it.
    ///
    /// Errors: `E-RESUME` for parts of another run; `E-OUTPUT` where nothing can be written.
    ///
    /// ```
    /// use thalweg_data::{Manifest, ResultColumn, ResultFile, ResultFormat, ResultTable};
    /// let folder = std::env::temp_dir().join(format!("thalweg-doc-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// let target = folder.join("out.csv");
    /// let manifest = Manifest::new(&[("formula", "y ~ a*x")]);
    /// let mut file = ResultFile::begin(&target, ResultFormat::Csv, &manifest, false)?;
    /// file.put(&ResultTable::new(vec![("n".into(), ResultColumn::Counts(vec![3, 4]))])?, "")?;
    /// drop(file); // Killed here, and begun again:
    /// let file = ResultFile::begin(&target, ResultFormat::Csv, &manifest, true)?;
    /// assert_eq!(file.notes().len(), 1);
    /// file.finish()?;
    /// assert_eq!(std::fs::read_to_string(&target)?, "n\n3\n4\n");
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn begin(
        target: &Path,
        format: ResultFormat,
        manifest: &Manifest,
        resume: bool,
    ) -> Result<Self, DataError> {
        let mut folder = target.to_path_buf().into_os_string();
        folder.push(".parts");
        let mut file = Self {
            target: target.to_path_buf(),
            folder: PathBuf::from(folder),
            format,
            notes: Vec::new(),
        };
        let before = fs::read_to_string(file.folder.join(MANIFEST)).ok();
        match before.as_deref().map(Manifest::from_json) {
            Some(Some(before)) if resume => {
                manifest.check(&before)?;
                file.find_parts();
            }
            _ => file.clear().map_err(|error| file.failed(&error))?,
        }
        fs::create_dir_all(&file.folder)
            .and_then(|()| file.write(MANIFEST, manifest.to_json().as_bytes()))
            .map_err(|error| file.failed(&error))?;
        Ok(file)
    }

    /// What was said of each part that is done.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Writes the next part, and a line that is to be known of it.
    pub fn put(&mut self, table: &ResultTable, note: &str) -> Result<(), DataError> {
        let k = self.notes.len();
        let rows = match self.format {
            ResultFormat::Csv => csv::rows(table).into_bytes(),
            ResultFormat::Parquet => {
                let mut bytes = Vec::new();
                parquet::write(table, &mut bytes)
                    .map_err(|error| self.failed(&io::Error::other(error)))?;
                bytes
            }
        };
        let header = match self.format {
            ResultFormat::Csv if k == 0 => self.write(HEADER, csv::header(table).as_bytes()),
            _ => Ok(()),
        };
        header
            .and_then(|()| {
                self.write(&named(k, "note"), format!("{}\n{note}", rows.len()).as_bytes())
            })
            .and_then(|()| self.write(&named(k, "part"), &rows))
            .map_err(|error| self.failed(&error))?;
        self.notes.push(note.to_string());
        Ok(())
    }

    /// Puts the parts together, and removes them.
    pub fn finish(self) -> Result<(), DataError> {
        self.join()?;
        self.clear().map_err(|error| self.failed(&error))
    }

    /// Puts together what is done, and keeps the parts, so that another run can go on. Without a part no file is made.
    pub fn halt(self) -> Result<(), DataError> {
        if self.notes.is_empty() { Ok(()) } else { self.join() }
    }

    /// Removes what is done; no file is made.
    pub fn abandon(self) -> Result<(), DataError> {
        self.clear().map_err(|error| self.failed(&error))
    }

    fn join(&self) -> Result<(), DataError> {
        let failed = |error: io::Error| self.failed(&error);
        let whole = self.folder.join("whole");
        let mut out = File::create(&whole).map_err(failed)?;
        let parts: Vec<PathBuf> =
            (0..self.notes.len()).map(|k| self.folder.join(named(k, "part"))).collect();
        match self.format {
            ResultFormat::Csv => {
                let all = [self.folder.join(HEADER)].into_iter().chain(parts);
                for part in all {
                    io::copy(&mut File::open(part).map_err(failed)?, &mut out).map_err(failed)?;
                }
            }
            ResultFormat::Parquet => {
                parquet::join(&parts, out).map_err(|error| failed(io::Error::other(error)))?;
            }
        }
        fs::rename(&whole, &self.target).map_err(failed)
    }

    /// The parts from the first on that are whole.
    fn find_parts(&mut self) {
        loop {
            let k = self.notes.len();
            let Ok(note) = fs::read_to_string(self.folder.join(named(k, "note"))) else { return };
            let length = fs::metadata(self.folder.join(named(k, "part"))).map(|about| about.len());
            match (note.split_once('\n'), length) {
                (Some((bytes, note)), Ok(length)) if bytes.parse() == Ok(length) => {
                    self.notes.push(note.to_string());
                }
                _ => return,
            }
        }
    }

    /// A file in the folder: whole or not at all.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let beside = self.folder.join(format!("{name}.new"));
        File::create(&beside)?.write_all(bytes)?;
        fs::rename(&beside, self.folder.join(name))
    }

    /// Removes the folder with what such a run writes into it; anything else stays.
    fn clear(&self) -> io::Result<()> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(()) };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let name = name.strip_suffix(".new").unwrap_or(&name);
            let own = [MANIFEST, HEADER, "whole"].contains(&name)
                || name.ends_with(".part")
                || name.ends_with(".note");
            if own {
                fs::remove_file(path)?;
            }
        }
        // A folder in which something else is left is not ours to remove.
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    fn failed(&self, error: &io::Error) -> DataError {
        DataError::new(
            "E-OUTPUT",
            format!("`{}` could not be written: {error}", self.target.display()),
            "check the folder and the space on the disk; --resume goes on with what is done",
        )
    }
}

/// The name of a file of part k.
fn named(k: usize, kind: &str) -> String {
    format!("{k:06}.{kind}")
}
