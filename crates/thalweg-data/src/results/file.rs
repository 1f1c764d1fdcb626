//! A file of results that is made of parts.
//!
//! While `out.parquet` is made, the folder `out.parquet.parts` holds `manifest.json`, `lock`, `whole`, to which part after part is
//! appended, and for part k `00000k.note`: where it is and what is to be known of it. A note is written under another name
//! and renamed when its part is there, so that what has a note is whole, whenever the run was killed; what stands after
//! it is cut off. At the end `whole` is completed and renamed to its name: no byte is written twice, and they are the
//! same in however many runs they were made.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::manifest::Manifest;
use super::part::Placed;
use super::table::{ResultFormat, ResultTable};
use crate::error::DataError;

const MANIFEST: &str = "manifest.json";
const WHOLE: &str = "whole";
/// Held by the run that writes; nothing is in it, and a run that is killed lets go of it.
const LOCK: &str = "lock";
/// How often, and after how long, it is asked for again.
const LOCK_TRIES: u32 = 20;
const LOCK_WAIT: Duration = Duration::from_millis(50);

/// A file of results being made.
#[derive(Debug)]
pub struct ResultFile {
    target: PathBuf,
    folder: PathBuf,
    format: ResultFormat,
    /// What is known of each part that is done; parts are done in order.
    notes: Vec<String>,
    /// Where they are.
    parts: Vec<Placed>,
    /// Held as long as this is written.
    lock: Option<File>,
}

impl ResultFile {
    /// Begins the file `target`, or with `resume` goes on with what is there of it.
    ///
    /// Errors: `E-RESUME` for parts of another run; `E-OUTPUT` where nothing can be written, or another run is writing.
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
            parts: Vec::new(),
            lock: None,
        };
        file.lock()?;
        let before = fs::read_to_string(file.folder.join(MANIFEST)).ok();
        match before.as_deref().map(Manifest::from_json) {
            Some(Some(before)) if resume => {
                manifest.check(&before)?;
                file.find_parts();
            }
            _ => file.clear().map_err(|error| file.failed(&error))?,
        }
        file.write(MANIFEST, manifest.to_json().as_bytes()).map_err(|error| file.failed(&error))?;
        Ok(file)
    }

    /// What was said of each part that is done.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Writes the next part, and a text that is to be known of it.
    pub fn put(&mut self, table: &ResultTable, note: &str) -> Result<(), DataError> {
        let placed = self.append(table, note).map_err(|error| self.failed(&error))?;
        self.parts.push(placed);
        self.notes.push(note.to_string());
        Ok(())
    }

    fn append(&self, table: &ResultTable, note: &str) -> io::Result<Placed> {
        let mut whole = self.whole()?;
        if self.parts.is_empty() {
            whole.write_all(&self.format.head(table)?)?;
        }
        let part = self.format.part(table)?;
        whole.write_all(&part.bytes)?;
        let end = whole.stream_position()?;
        let placed = Placed { begin: end - part.bytes.len() as u64, end, about: part.about };
        self.write(&named(self.parts.len()), &placed.to_bytes(note))?;
        Ok(placed)
    }

    /// The file that grows, at the end of what is done; whatever stands after it is cut off.
    fn whole(&self) -> io::Result<File> {
        let path = self.folder.join(WHOLE);
        let mut whole = OpenOptions::new().create(true).write(true).truncate(false).open(path)?;
        let end = self.parts.last().map_or(0, |part| part.end);
        whole.set_len(end)?;
        whole.seek(SeekFrom::Start(end))?;
        Ok(whole)
    }

    /// Completes the file, and removes what was beside it.
    pub fn finish(self) -> Result<(), DataError> {
        self.complete().map_err(|error| self.failed(&error))?;
        self.abandon()
    }

    fn complete(&self) -> io::Result<()> {
        self.whole()?.write_all(&self.format.tail(&self.parts)?)?;
        fs::rename(self.folder.join(WHOLE), &self.target)
    }

    /// Makes a file of what is done, and keeps the parts, so that another run can go on. Without a part no file is made.
    /// Cost: a copy of what is done.
    pub fn halt(self) -> Result<(), DataError> {
        if self.notes.is_empty() {
            return Ok(());
        }
        self.copy().map_err(|error| self.failed(&error))
    }

    fn copy(&self) -> io::Result<()> {
        let end = self.parts.last().map_or(0, |part| part.end);
        let beside = self.folder.join(format!("{WHOLE}.new"));
        let mut out = File::create(&beside)?;
        io::copy(&mut File::open(self.folder.join(WHOLE))?.take(end), &mut out)?;
        out.write_all(&self.format.tail(&self.parts)?)?;
        fs::rename(&beside, &self.target)
    }

    /// Removes what is done; no file is made.
    pub fn abandon(self) -> Result<(), DataError> {
        self.clear().map_err(|error| self.failed(&error))?;
        let _ = fs::remove_file(self.folder.join(LOCK));
        // A folder in which something else is left is not ours to remove.
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    /// Makes the folder, and takes the lock in it. Errors: another run has it.
    fn lock(&mut self) -> Result<(), DataError> {
        for turn in 0..=LOCK_TRIES {
            match self.taken() {
                Ok(Some(lock)) => {
                    self.lock = Some(lock);
                    return Ok(());
                }
                // A run that was killed a moment ago may still have it, one that ends may be removing it.
                Err(error) if error.kind() != io::ErrorKind::NotFound || turn == LOCK_TRIES => {
                    return Err(self.failed(&error));
                }
                _ => std::thread::sleep(LOCK_WAIT),
            }
        }
        Err(DataError::new(
            "E-OUTPUT",
            format!("`{}` is being written by another run", self.target.display()),
            "wait until it has ended, or name another file",
        ))
    }

    /// The lock, if nobody else has it, and it has not been removed meanwhile.
    fn taken(&self) -> io::Result<Option<File>> {
        fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(LOCK);
        let lock = File::create(&path)?;
        // Where a file system has no locks nothing is known of others.
        let is_free = !matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
        Ok((is_free && is_same(&lock, &path)).then_some(lock))
    }

    /// The parts from the first on that are whole.
    fn find_parts(&mut self) {
        let length = fs::metadata(self.folder.join(WHOLE)).map_or(0, |about| about.len());
        loop {
            let Ok(bytes) = fs::read(self.folder.join(named(self.parts.len()))) else { return };
            let Some((part, note)) = Placed::from_bytes(&bytes) else { return };
            let follows = self.parts.last().is_none_or(|last| last.end == part.begin);
            if !follows || part.end > length {
                return;
            }
            self.parts.push(part);
            self.notes.push(note);
        }
    }

    /// A file in the folder: whole or not at all.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let beside = self.folder.join(format!("{name}.new"));
        File::create(&beside)?.write_all(bytes)?;
        fs::rename(&beside, self.folder.join(name))
    }

    /// Removes from the folder what such a run writes into it, but for the lock; anything else stays.
    fn clear(&self) -> io::Result<()> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(()) };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let name = name.strip_suffix(".new").unwrap_or(&name);
            if [MANIFEST, WHOLE].contains(&name) || name.ends_with(".note") {
                fs::remove_file(path)?;
            }
        }
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

/// Whether the open file is still the one of this name. Elsewhere than on Unix an open file cannot be removed.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let about = file.metadata().and_then(|own| Ok((own, fs::metadata(path)?)));
    about.is_ok_and(|(own, named)| (own.dev(), own.ino()) == (named.dev(), named.ino()))
}

#[cfg(not(unix))]
fn is_same(_: &File, _: &Path) -> bool {
    true
}

/// The name of the note of part k.
fn named(k: usize) -> String {
    format!("{k:06}.note")
}
