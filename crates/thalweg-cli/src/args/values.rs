//! Values of options: a word, or a word and numbers, read into the type the fit wants.

use std::str::FromStr;
use std::time::Duration;

use thalweg::{
    Acceleration, Curvature, Damping, Errors, Loss, Resample, Resampling, Robust, Scaling, Starts,
    VariableProjection,
};

/// How many starts to try, as typed: `auto`, a number, or 0 for none but those given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StartCount(pub(crate) Starts);

impl FromStr for StartCount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let starts = match text {
            "auto" => Starts::Auto,
            "0" => Starts::Off,
            _ => Starts::Count(text.parse().map_err(|_| {
                "expected `auto`, a number of further starts, or 0 to forbid searching".to_string()
            })?),
        };
        Ok(Self(starts))
    }
}

/// A time: `10s`, `500ms`, `2min`, `1h`; a bare number is seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seconds(pub(crate) Duration);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let split = text.find(|c: char| c.is_alphabetic() && c != 'e').unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let factor = match unit.trim() {
            "ms" => 1e-3,
            "" | "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            _ => return Err("expected a time such as 10s, 500ms, 2min or 1h".into()),
        };
        let value: f64 = number
            .trim()
            .parse()
            .map_err(|_| "expected a time such as 10s, 500ms, 2min or 1h".to_string())?;
        Duration::try_from_secs_f64(value * factor)
            .ok()
            .filter(|time| !time.is_zero())
            .map(Self)
            .ok_or_else(|| "the time must be positive".into())
    }
}

/// A size: `1GiB`, `500MB`, `64k`; a bare number is bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) u64);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected a size such as 500MB, 1GiB or 0".to_string();
        let split = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let factor: f64 = match unit.to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kib" => 1024.0,
            "kb" => 1e3,
            "m" | "mib" => 1024.0 * 1024.0,
            "mb" => 1e6,
            "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
            "gb" => 1e9,
            "t" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
            "tb" => 1e12,
            _ => return Err(wrong()),
        };
        let bytes: f64 = number.trim().parse::<f64>().map_err(|_| wrong())? * factor;
        match (0.0..9e18).contains(&bytes) {
            true => Ok(Self(bytes as u64)),
            false => Err(wrong()),
        }
    }
}

/// `geometric`, `identity`, `marquardt`, `more`, `diagonal:D1,D2,...`, `matrix:M11,M12,...`.
pub(crate) fn scaling(text: &str) -> Result<Scaling, String> {
    let (word, rest) = split(text);
    let scaling = match word {
        "geometric" => Scaling::Geometric,
        "identity" => Scaling::Identity,
        "marquardt" => Scaling::Marquardt,
        "more" => Scaling::More,
        "diagonal" | "diag" => return numbers(rest).map(Scaling::Diagonal),
        "matrix" => return numbers(rest).map(Scaling::Matrix),
        _ => {
            return Err("expected geometric, identity, marquardt, more, diagonal:D1,D2,... or \
                        matrix:M11,M12,... (row by row)"
                .into());
        }
    };
    without(word, rest, scaling)
}

/// `diagonal:D1,D2,...`, `matrix:M11,M12,...`.
pub(crate) fn own_scaling(text: &str) -> Result<Scaling, String> {
    match scaling(text)? {
        own @ (Scaling::Diagonal(_) | Scaling::Matrix(_)) => Ok(own),
        _ => Err("all damping matrices that have a name are compared; give diagonal:D1,D2,... or \
                  matrix:M11,M12,... (row by row)"
            .into()),
    }
}

/// `trust-region`, `nielsen`, `multiplicative`, `multiplicative:UP,DOWN`.
pub(crate) fn damping(text: &str) -> Result<Damping, String> {
    let (word, rest) = split(text);
    match word {
        "trust-region" => without(word, rest, Damping::TrustRegion),
        "nielsen" => without(word, rest, Damping::Nielsen),
        // Marquardt (1963) used 10 for both.
        "multiplicative" if rest.is_none() => Ok(Damping::Multiplicative { up: 10.0, down: 10.0 }),
        "multiplicative" => match numbers(rest)?[..] {
            [up, down] if up > 1.0 && down > 1.0 => Ok(Damping::Multiplicative { up, down }),
            _ => Err("multiplicative takes two factors above 1, as in multiplicative:2,3".into()),
        },
        _ => Err("expected trust-region, nielsen or multiplicative[:UP,DOWN]".into()),
    }
}

/// `off`, `in-trouble`, `always`.
pub(crate) fn acceleration(text: &str) -> Result<Acceleration, String> {
    match text {
        "off" => Ok(Acceleration::Off),
        "in-trouble" => Ok(Acceleration::InTrouble),
        "always" => Ok(Acceleration::Always),
        _ => Err("expected off, in-trouble or always".into()),
    }
}

/// `gauss-newton`, `secant`, `hessian`.
pub(crate) fn curvature(text: &str) -> Result<Curvature, String> {
    match text {
        "gauss-newton" => Ok(Curvature::GaussNewton),
        "secant" => Ok(Curvature::Secant),
        "hessian" => Ok(Curvature::Hessian),
        _ => Err("expected gauss-newton, secant or hessian".into()),
    }
}

/// `cascade`, `first`, `off`.
pub(crate) fn projection(text: &str) -> Result<VariableProjection, String> {
    match text {
        "cascade" => Ok(VariableProjection::Cascade),
        "first" => Ok(VariableProjection::First),
        "off" => Ok(VariableProjection::Off),
        _ => Err("expected cascade, first or off".into()),
    }
}

/// `squared`, or `huber:C`, `soft-l1:C`, `cauchy:C`, `arctan:C`, `tukey:C`.
pub(crate) fn loss(text: &str) -> Result<Loss, String> {
    let (word, rest) = split(text);
    if word == "squared" {
        return without(word, rest, Loss::Squared);
    }
    if !["huber", "soft-l1", "cauchy", "arctan", "tukey"].contains(&word) {
        return Err("expected squared, huber:C, soft-l1:C, cauchy:C, arctan:C or tukey:C".into());
    }
    let scale = match numbers(rest).as_deref() {
        Ok(&[scale]) if scale > 0.0 && scale.is_finite() => scale,
        _ => {
            return Err(format!(
                "{word} needs its scale, a positive number in units of the residuals: {word}:1.5"
            ));
        }
    };
    Ok(match word {
        "huber" => Loss::Huber { scale },
        "soft-l1" => Loss::SoftL1 { scale },
        "cauchy" => Loss::Cauchy { scale },
        "arctan" => Loss::Arctan { scale },
        _ => Loss::Tukey { scale },
    })
}

/// The loss of a fit: of a scale that is given, or one that is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum FitLoss {
    /// With its scale, or squared.
    Given(Loss),
    /// Its scale comes from the data.
    Estimated(Robust),
}

impl FromStr for FitLoss {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kinds = [
            Robust::Huber,
            Robust::SoftL1,
            Robust::Cauchy,
            Robust::Arctan,
            Robust::Tukey,
            Robust::Mm,
        ];
        if let Some(robust) = kinds.into_iter().find(|kind| kind.code() == text) {
            return Ok(Self::Estimated(robust));
        }
        match text.split_once(':') {
            Some(("mm", _)) => Err("mm takes no scale: it finds its own".into()),
            None if text != "squared" => Err("expected squared, huber, soft-l1, cauchy, arctan, \
                                              tukey (also with a scale, tukey:C) or mm"
                .into()),
            _ => loss(text).map(Self::Given),
        }
    }
}

/// `expected`, `hessian`, `hc0`, `hc1`, `hc2`, `hc3`.
pub(crate) fn errors(text: &str) -> Result<Errors, String> {
    let kinds =
        [Errors::Expected, Errors::Hessian, Errors::Hc0, Errors::Hc1, Errors::Hc2, Errors::Hc3];
    let found = kinds.into_iter().find(|kind| kind.code() == text);
    found.ok_or_else(|| "expected expected, hessian, hc0, hc1, hc2 or hc3".into())
}

/// A bootstrap, as typed: `residual`, `case:10000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Draws(pub(crate) Resampling);

impl FromStr for Draws {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, rest) = split(text);
        let kinds = [Resample::Residual, Resample::Case, Resample::Wild, Resample::Parametric];
        let Some(kind) = kinds.into_iter().find(|kind| kind.code() == word) else {
            return Err("expected residual, case, wild or parametric, and a number of replicates \
                        if not 2000: case:10000"
                .into());
        };
        let draws = Resampling::new(kind);
        match rest.map(str::parse) {
            None => Ok(Self(draws)),
            Some(Ok(n)) if n >= 2 => Ok(Self(draws.replicates(n))),
            Some(_) => Err(format!("{word}:N takes a whole number N of replicates, at least 2")),
        }
    }
}

/// A confidence level: `0.95` or `95%`.
pub(crate) fn level(text: &str) -> Result<f64, String> {
    let value = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse().map(|p: f64| p / 100.0),
        None => text.parse(),
    };
    value.ok().filter(|&level| level > 0.0 && level < 1.0).ok_or_else(|| {
        "expected a confidence level between 0 and 1, such as 0.95 (or 95%)".to_string()
    })
}

/// One byte that stands between fields: the character, or `tab`, `comma`, `semicolon`, `space`,
/// `pipe`.
pub(crate) fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        "comma" => Ok(b','),
        "semicolon" => Ok(b';'),
        "space" => Ok(b' '),
        "pipe" => Ok(b'|'),
        _ => byte(text),
    }
}

/// One ASCII character.
pub(crate) fn byte(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err("expected one character (or tab, comma, semicolon, space, pipe)".into()),
    }
}

/// A count of at least 1.
pub(crate) fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "expected a whole number above 0".into())
}

/// Threads, at least 1: no more than there are cores, beyond which each only costs.
pub(crate) fn threads(text: &str) -> Result<usize, String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    positive(text).map(|threads| threads.min(cores))
}

fn split(text: &str) -> (&str, Option<&str>) {
    text.split_once(':').map_or((text, None), |(word, rest)| (word, Some(rest)))
}

fn without<T>(word: &str, rest: Option<&str>, value: T) -> Result<T, String> {
    match rest {
        None => Ok(value),
        Some(_) => Err(format!("{word} takes no numbers")),
    }
}

fn numbers(text: Option<&str>) -> Result<Vec<f64>, String> {
    text.ok_or("numbers are missing: write them after a colon, separated by commas")?
        .split(',')
        .map(|part| part.trim().parse().map_err(|_| format!("`{part}` is not a number")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, ms) in [("10s", 10_000), ("500ms", 500), ("2min", 120_000), ("1h", 3_600_000)] {
            assert_eq!(text.parse(), Ok(Seconds(Duration::from_millis(ms))), "{text}");
        }
        assert_eq!("1.5".parse(), Ok(Seconds(Duration::from_millis(1500))));
        assert_eq!("1e-1 s".parse(), Ok(Seconds(Duration::from_millis(100))));
        for bad in ["", "s", "10 days", "-1s", "0", "inf", "nan", "1e30h"] {
            assert!(bad.parse::<Seconds>().is_err(), "{bad}");
        }
    }

    #[test]
    fn threads_are_no_more_than_cores() {
        let cores = std::thread::available_parallelism().unwrap().get();
        assert_eq!((threads("1"), threads("100000")), (Ok(1), Ok(cores)));
        assert!(threads("0").is_err() && threads("-2").is_err());
    }

    #[test]
    fn losses() {
        assert_eq!(loss("squared"), Ok(Loss::Squared));
        assert_eq!(loss("huber:1.5"), Ok(Loss::Huber { scale: 1.5 }));
        assert_eq!(loss("tukey:4.685"), Ok(Loss::Tukey { scale: 4.685 }));
        for bad in ["huber", "huber:", "huber:0", "huber:1,2", "hubert:1", "squared:1"] {
            assert!(loss(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn losses_of_a_fit() {
        assert_eq!("huber".parse(), Ok(FitLoss::Estimated(Robust::Huber)));
        assert_eq!("mm".parse(), Ok(FitLoss::Estimated(Robust::Mm)));
        assert_eq!("squared".parse(), Ok(FitLoss::Given(Loss::Squared)));
        assert_eq!("huber:2".parse(), Ok(FitLoss::Given(Loss::Huber { scale: 2.0 })));
        for bad in ["", "mm:1", "huber:", "hubert", "hubert:1"] {
            assert!(bad.parse::<FitLoss>().is_err(), "{bad}");
        }
    }

    #[test]
    fn draws() {
        let draws = |text: &str| text.parse::<Draws>().map(|d| (d.0.kind, d.0.replicates));
        assert_eq!(draws("residual"), Ok((Resample::Residual, 2000)));
        assert_eq!(draws("case:10000"), Ok((Resample::Case, 10_000)));
        for bad in ["", "cases", "case:", "case:1", "case:x", "wild:-3", "residual:1e4"] {
            assert!(draws(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn scalings_and_damping() {
        assert_eq!(curvature("secant"), Ok(Curvature::Secant));
        assert!(curvature("newton").is_err());
        assert_eq!(scaling("more"), Ok(Scaling::More));
        assert_eq!(scaling("diag:1,2e-3"), Ok(Scaling::Diagonal(vec![1.0, 2e-3])));
        assert_eq!(damping("multiplicative"), damping("multiplicative:10,10"));
        for bad in ["more:1", "diagonal", "diag:1,x", "levenberg"] {
            assert!(scaling(bad).is_err(), "{bad}");
        }
        for bad in ["multiplicative:1,2", "multiplicative:2", "lm"] {
            assert!(damping(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn levels_starts_and_characters() {
        assert_eq!(level("95%"), Ok(0.95));
        assert_eq!(level("0.99"), Ok(0.99));
        assert!(["95", "0", "1", "x", "nan"].iter().all(|bad| level(bad).is_err()));
        assert_eq!("auto".parse(), Ok(StartCount(Starts::Auto)));
        assert_eq!("0".parse(), Ok(StartCount(Starts::Off)));
        assert_eq!("7".parse(), Ok(StartCount(Starts::Count(7))));
        assert!("-1".parse::<StartCount>().is_err());
        assert_eq!((delimiter("tab"), delimiter(";")), (Ok(b'\t'), Ok(b';')));
        assert!(delimiter("").is_err() && delimiter("ab").is_err() && delimiter("µ").is_err());
    }
}
