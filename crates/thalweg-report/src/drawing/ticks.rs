//! Where an axis has its marks, and what stands at them.

use crate::number::significant;

/// Marks with their labels, and what is to be said of all labels together.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Ticks {
    pub marks: Vec<(f64, String)>,
    /// "×10⁻⁴" or "+ 238.94", where the labels leave that out.
    pub note: Option<String>,
}

/// Fewer marks than this do not say what a length is worth.
const LEAST: usize = 3;

/// About `count` marks at round values between `low` and `high`; three where `count` allows them.
pub(crate) fn linear(low: f64, high: f64, count: usize) -> Ticks {
    let mut step = round_step((high - low) / count.max(1) as f64);
    if !(step > 0.0 && step.is_finite()) {
        return Ticks::default();
    }
    let ends = |step: f64| ((low / step).ceil(), (high / step).floor());
    let few = |(first, last): (f64, f64)| last - first + 1.0 < LEAST.min(count) as f64;
    // At most twice: a round number of twos is at most two steps below the one of fives.
    for _ in 0..2 {
        if few(ends(step)) {
            step = round_step(0.35 * step);
        }
    }
    let (first, last) = ends(step);
    let marks: Vec<f64> =
        (0..=(last - first).clamp(0.0, 40.0) as usize).map(|k| (first + k as f64) * step).collect();
    let largest = marks.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
    if largest == 0.0 || marks.len() < 2 {
        return Ticks {
            marks: marks.into_iter().map(|v| (v, significant(v, 4))).collect(),
            note: None,
        };
    }
    let (top, unit) = (magnitude(largest), magnitude(step));
    if top - unit > 4 {
        return around_an_offset(&marks, step);
    }
    let factor = if (-2..=4).contains(&top) { 0 } else { top };
    let digits = (factor - unit).max(0) as usize;
    let scale = 10f64.powi(factor);
    let label = |v: f64| {
        // A power of ten that is no number itself: through the printed form.
        let v = if scale.is_normal() { v / scale } else { v * 10f64.powi(-factor) };
        tidy(format!("{v:.digits$}"))
    };
    let note = (factor != 0).then(|| format!("×{}", power(factor)));
    Ticks { marks: marks.iter().map(|&v| (v, label(v))).collect(), note }
}

/// Labels as differences from a common value, where they would share most of their digits.
fn around_an_offset(marks: &[f64], step: f64) -> Ticks {
    let offset = marks[marks.len() / 2];
    let known = (magnitude(offset) - magnitude(step) + 1).clamp(1, 17);
    let inner: Vec<f64> =
        (0..marks.len()).map(|k| (k as f64 - (marks.len() / 2) as f64) * step).collect();
    let unit = magnitude(step);
    let factor = if (-3..=4).contains(&unit) { 0 } else { unit };
    let digits = (factor - unit).max(0) as usize;
    let label = |v: &f64| tidy(format!("{:.digits$}", v / 10f64.powi(factor)));
    let labels = inner.iter().map(|v| if *v > 0.0 { format!("+{}", label(v)) } else { label(v) });
    let times = if factor == 0 { String::new() } else { format!("×{}", power(factor)) };
    let note = format!("{times} from {}", significant(offset, known));
    Ticks { marks: marks.iter().copied().zip(labels).collect(), note: Some(note.trim().into()) }
}

/// Marks at powers of ten between two common logarithms; of the values within a decade if there is
/// no more than that.
pub(crate) fn decades(low: f64, high: f64, count: usize) -> Ticks {
    let step = ((high - low) / count.max(1) as f64).ceil().max(1.0);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    let mut marks: Vec<(f64, String)> =
        (first..=last).map(|k| k as f64 * step).map(|e| (e, power(e as i32))).collect();
    if marks.len() < 2 {
        marks = linear(low, high, count).marks.into_iter().map(|(e, _)| (e, value(e))).collect();
    }
    Ticks { marks, note: None }
}

/// Marks of a scale that shows common logarithms: 1, 2 and 5 of each decade where there are few of
/// them, else powers of ten.
pub(crate) fn logarithmic(low: f64, high: f64) -> Ticks {
    const FEW: f64 = 3.2;
    if high - low > FEW {
        return decades(low, high, 8);
    }
    let lead = [(0.0, 1), (2f64.log10(), 2), (5f64.log10(), 5)];
    let all = (low.floor() as i32..=high.floor() as i32)
        .flat_map(|k| lead.map(|(e, digit)| (f64::from(k) + e, digit, k)));
    let marks = all.filter(|m| (low..=high).contains(&m.0)).map(|(at, digit, k)| {
        let label = match k {
            0..=3 => format!("{digit}{}", "0".repeat(k as usize)),
            -3..=-1 => format!("0.{}{digit}", "0".repeat((-1 - k) as usize)),
            _ if digit == 1 => power(k),
            _ => format!("{digit}·{}", power(k)),
        };
        (at, label)
    });
    Ticks { marks: marks.collect(), note: None }
}

/// 10^e in few digits.
fn value(e: f64) -> String {
    let whole = e.floor();
    let lead = 10f64.powf(e - whole);
    match whole as i32 {
        w @ -2..=3 => significant(lead * 10f64.powi(w), 3),
        w => format!("{lead:.1}·{}", power(w)),
    }
}

/// "10⁻³".
pub(crate) fn power(exponent: i32) -> String {
    let digits = exponent.to_string();
    let raised = digits.chars().map(|c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        c => char::from_u32(c as u32 - '0' as u32 + '⁰' as u32).unwrap_or(c),
    });
    std::iter::once("10".to_string()).chain(raised.map(String::from)).collect()
}

/// A step of 1, 2 or 5 times a power of ten, at least this long.
fn round_step(least: f64) -> f64 {
    let unit = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|k| k * unit)
        .into_iter()
        .find(|s| *s >= least * 0.999)
        .unwrap_or(least)
}

/// The decimal exponent.
fn magnitude(value: f64) -> i32 {
    (value.abs().log10() + 1e-9).floor() as i32
}

/// A minus sign as it is printed, and no minus before zero.
fn tidy(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.into(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64) -> (Vec<String>, Option<String>) {
        let ticks = linear(low, high, 5);
        (ticks.marks.into_iter().map(|(_, l)| l).collect(), ticks.note)
    }

    #[test]
    fn any_magnitude_has_short_labels() {
        let own = |v: &[&str]| v.iter().map(|s| s.to_string()).collect::<Vec<_>>();
        assert_eq!(labels(-1.5, 1.5), (own(&["−1", "0", "1"]), None));
        assert_eq!(labels(0.0, 1.0), (own(&["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]), None));
        let tiny = (own(&["1.0", "1.5", "2.0", "2.5", "3.0"]), Some("×10⁻¹²".to_string()));
        assert_eq!(labels(1e-12, 3.2e-12), tiny);
        let huge = (own(&["1", "2", "3", "4", "5"]), Some("×10⁹".to_string()));
        assert_eq!(labels(0.5e9, 5e9), huge);
        let far = labels(1e9, 1e9 + 1.0);
        assert_eq!(far.1.as_deref(), Some("from 1.0000000006e9"));
        assert_eq!(far.0, own(&["−0.6", "−0.4", "−0.2", "0.0", "+0.2", "+0.4"]));
    }

    #[test]
    fn labels_are_few_and_different_whatever_the_window() {
        for low in [-1e290_f64, -1e9, -3.7, -1e-12, 0.0, 5e-300, 1e-12, 0.1, 12345.678, 1e9, 1e15] {
            for width in [1e-11, 1e-3, 1.0, 1e4, 1e12] {
                let high = low + width * f64::max(low.abs(), 1e-290);
                let (labels, _) = labels(low, high);
                assert!((2..=9).contains(&labels.len()), "{low:e} {high:e} {labels:?}");
                let mut sorted = labels.clone();
                sorted.sort();
                sorted.dedup();
                assert_eq!(sorted.len(), labels.len(), "{low} {high} {labels:?}");
                assert!(labels.iter().all(|l| l.chars().count() <= 8), "{labels:?}");
            }
        }
    }

    #[test]
    fn no_axis_has_a_single_mark() {
        let own = |v: &[&str]| v.iter().map(|s| s.to_string()).collect::<Vec<_>>();
        let of = |low, high, count| -> Vec<String> {
            linear(low, high, count).marks.into_iter().map(|(_, l)| l).collect()
        };
        assert_eq!(of(-0.45, 0.45, 4), own(&["−0.4", "−0.2", "0.0", "0.2", "0.4"]));
        assert_eq!(of(44.0, 794.0, 3), own(&["200", "400", "600"]));
        for k in 0..400 {
            let low = -3.0 + 0.017 * f64::from(k);
            for count in 3..8 {
                let marks = of(low, low + 1.0 + 0.013 * f64::from(k), count).len();
                assert!((3..=9).contains(&marks), "{low} {count}: {marks}");
            }
        }
    }

    #[test]
    fn few_decades_are_divided() {
        let all = |low, high| -> Vec<String> {
            logarithmic(low, high).marks.into_iter().map(|(_, l)| l).collect()
        };
        assert_eq!(all(-1.1, 0.4), ["0.1", "0.2", "0.5", "1", "2"]);
        assert_eq!(all(3.9, 5.1), ["10⁴", "2·10⁴", "5·10⁴", "10⁵"]);
        assert_eq!(all(-6.0, 1.0).len(), 8);
    }

    #[test]
    fn nothing_to_mark_is_no_mark() {
        assert_eq!(linear(1.0, 1.0, 5), Ticks::default());
        assert_eq!(linear(f64::NAN, 1.0, 5), Ticks::default());
    }

    #[test]
    fn decades_are_powers_of_ten() {
        let all: Vec<String> = decades(-12.3, 9.1, 6).marks.into_iter().map(|(_, l)| l).collect();
        assert_eq!(all, ["10⁻¹²", "10⁻⁸", "10⁻⁴", "10⁰", "10⁴", "10⁸"]);
        assert!(decades(0.1, 0.4, 5).marks.len() > 1);
    }
}
