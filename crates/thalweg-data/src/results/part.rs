//! A part of a file of results, and how it is noted where it is.

/// What a part adds to a file, and what its end has to know of it.
pub(super) struct Part {
    pub bytes: Vec<u8>,
    pub about: Vec<u8>,
}

/// A part that is in the file, from one place to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub begin: u64,
    pub end: u64,
    pub about: Vec<u8>,
}

impl Placed {
    /// With a note, as they are kept.
    pub(super) fn to_bytes(&self, note: &str) -> Vec<u8> {
        let first = format!("{} {} {}\n", self.begin, self.end, self.about.len());
        [first.as_bytes(), &self.about, note.as_bytes()].concat()
    }

    /// As it was kept, with its note.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<(Self, String)> {
        let (first, rest) = bytes.split_at_checked(bytes.iter().position(|b| *b == b'\n')?)?;
        let mut numbers = std::str::from_utf8(first).ok()?.split(' ').map(str::parse);
        let (begin, end) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        let about = usize::try_from(numbers.next()?.ok()?).ok()?;
        let (about, note) = rest.get(1..)?.split_at_checked(about)?;
        let note = String::from_utf8(note.to_vec()).ok()?;
        (begin <= end).then(|| (Self { begin, end, about: about.to_vec() }, note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read() {
        let part = Placed { begin: 4, end: 9, about: vec![0, b'\n', 255] };
        let bytes = part.to_bytes("3 2\n1");
        assert_eq!(Placed::from_bytes(&bytes), Some((part, "3 2\n1".into())));
        for bytes in [&b""[..], b"4 9\n", b"9 4 0\n", b"4 9 3\nab", b"4 9 0"] {
            assert_eq!(Placed::from_bytes(bytes), None);
        }
    }
}
