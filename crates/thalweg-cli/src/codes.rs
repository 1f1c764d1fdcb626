//! Every code the command can print, from all the rooms below it and its own.

use thalweg::codes::Code;

/// The codes only the command line itself can give.
const OWN: &[Code] = &[
    Code {
        code: "E-USAGE",
        title: "the command line cannot be read",
        topic: None,
        explanation: "An option is unknown, its value is missing or is not one it takes, or two options exclude each \
other. `thalweg --help` lists the verbs, `thalweg fit --help` the options with examples.",
    },
    Code {
        code: "E-PLOT",
        title: "the picture cannot be drawn",
        topic: None,
        explanation: "The name after `--plot` must end in .svg or .png (of `thalweg damping` also in .html), that after \
`--report` in .html, and both lie in a directory that exists; without a name `thalweg fit --plot` draws in the terminal, \
not into JSON. `--plane A,B` must name two different parameters that are estimated. All this is checked before the long \
run begins.",
    },
    Code {
        code: "E-CODE",
        title: "there is no such code",
        topic: None,
        explanation: "The argument of `thalweg explain` is a status (`minimum`), a warning (`W-BOUND`) or an error \
(`E-COLUMN`). Without an argument it lists them all.",
    },
    Code {
        code: "E-OUTPUT",
        title: "the result could not be written",
        topic: None,
        explanation: "Writing failed, to standard output or to the file of a picture or report: the disk is full, or the file is \
not writable. A reader \
that closes the pipe early (`| head`) is no error.",
    },
];

/// Statuses, warnings and errors, in this order.
pub(crate) fn all() -> impl Iterator<Item = &'static Code> {
    thalweg::codes::all().chain(thalweg_data::CODES).chain(OWN)
}

/// The code of that name, in any case of letters.
pub(crate) fn find(name: &str) -> Option<&'static Code> {
    all().find(|code| code.code.eq_ignore_ascii_case(name.trim()))
}

/// The code most like `name`, if one is.
pub(crate) fn closest(name: &str) -> Option<&'static Code> {
    closest_of(name, all(), |code| code.code)
}

/// The item whose name is most like `name`, if one is: at most a third of its letters differ.
pub(crate) fn closest_of<T>(
    name: &str,
    items: impl Iterator<Item = T>,
    of: impl Fn(&T) -> &str,
) -> Option<T> {
    let name = name.trim().to_lowercase();
    items
        .map(|item| (strsim::damerau_levenshtein(&name, &of(&item).to_lowercase()), item))
        .filter(|(distance, item)| *distance <= (of(item).chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, item)| item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_there_once() {
        let mut codes: Vec<_> = all().map(|code| code.code).collect();
        codes.sort_unstable();
        let n = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), n);
    }

    #[test]
    fn a_slip_finds_its_code() {
        assert_eq!(closest("W-BUOND").map(|c| c.code), Some("W-BOUND"));
        assert_eq!(closest("flatvalley").map(|c| c.code), Some("flat-valley"));
        assert!(closest("xyzzy-plugh").is_none());
    }
}
