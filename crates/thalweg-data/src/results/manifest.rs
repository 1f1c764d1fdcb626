//! What a run is of: written beside its parts, so that another run does not go on with them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::error::DataError;

/// Bytes at either end of a file that its identity looks at.
const LOOKED_AT: u64 = 1 << 20;

/// What was asked, and of which file: named texts.
///
/// ```
/// let one = thalweg_data::Manifest::new(&[("formula", "y ~ a*x")]);
/// let other = thalweg_data::Manifest::new(&[("formula", "y ~ b*x")]);
/// assert!(one.check(&one).is_ok() && one.check(&other).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest(Vec<(String, String)>);

impl Manifest {
    /// Of these names and texts.
    pub fn new(said: &[(&str, &str)]) -> Self {
        Self(said.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect())
    }

    /// Errors: something that differs, `E-RESUME`; self is what is asked now.
    pub fn check(&self, before: &Self) -> Result<(), DataError> {
        for (name, now) in &self.0 {
            let then = before.0.iter().find(|(other, _)| other == name).map(|(_, text)| text);
            if then != Some(now) {
                let then = then.map_or("nothing", String::as_str);
                return Err(DataError::new(
                    "E-RESUME",
                    format!("what was begun is of another run: {name} was `{then}` and is `{now}`"),
                    "ask the same of the same file, or begin anew: leave --resume out",
                ));
            }
        }
        Ok(())
    }

    pub(super) fn to_json(&self) -> String {
        let map: serde_json::Map<String, serde_json::Value> =
            self.0.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect();
        serde_json::Value::Object(map).to_string()
    }

    pub(super) fn from_json(text: &str) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let said = value.as_object()?.iter();
        Some(Self(said.map(|(k, v)| Some((k.clone(), v.as_str()?.into()))).collect::<Option<_>>()?))
    }
}

/// A file's size, when it was changed, and a hash of its first and last mebibyte, as one text.
///
/// ```
/// assert!(thalweg_data::identity("no such file".as_ref()).is_err());
/// ```
pub fn identity(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    let (size, changed) = (about.len(), about.modified()?);
    let changed = changed.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let mut hash = Fnv::default();
    hash.add(&mut (&mut file).take(LOOKED_AT))?;
    file.seek(SeekFrom::Start(size.saturating_sub(LOOKED_AT)))?;
    hash.add(&mut (&mut file).take(LOOKED_AT))?;
    Ok(format!("{size} bytes, changed {changed}, hash {:016x}", hash.0))
}

/// Fowler, Noll and Vo's hash (FNV-1a of 64 bits; RFC 9923): the same on every machine and in every version.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, input: &mut impl Read) -> io::Result<()> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_hashes() {
        for (text, hash) in [
            ("", 0xcbf2_9ce4_8422_2325_u64),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            let mut own = Fnv::default();
            own.add(&mut text.as_bytes()).unwrap();
            assert_eq!(own.0, hash, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let manifest = Manifest::new(&[("formula", "y ~ \"a\"*x\n"), ("input", "é")]);
        assert_eq!(
            Manifest::from_json(&manifest.to_json()).map(|m| m.check(&manifest)),
            Some(Ok(()))
        );
        assert_eq!(Manifest::from_json("{"), None);
    }
}
