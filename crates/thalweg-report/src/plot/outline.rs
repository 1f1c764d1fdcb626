//! Lines, bands and dots in a panel.

use crate::drawing::panel::Panel;
use crate::drawing::svg::{Svg, number};

/// Path commands through these points; the line breaks where one is not a number.
pub(crate) fn line(panel: &Panel, points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut d = String::new();
    let mut pen = 'M';
    for (x, y) in points {
        match panel.pixel([x, y]) {
            Some((x, y)) => {
                d.push_str(&format!("{pen}{} {}", number(x), number(y)));
                pen = 'L';
            }
            None => pen = 'M',
        }
    }
    d
}

/// The area between two lines; in pieces where one is not a number.
pub(crate) fn band(panel: &Panel, x: &[f64], ends: &[(f64, f64)]) -> String {
    let mut d = String::new();
    let mut piece: Vec<(f64, (f64, f64))> = Vec::new();
    let mut close = |piece: &mut Vec<(f64, (f64, f64))>| {
        if piece.len() > 1 {
            d.push_str(&line(panel, piece.iter().map(|&(x, (_, high))| (x, high))));
            let back = line(panel, piece.iter().rev().map(|&(x, (low, _))| (x, low)));
            d.push_str(&back.replacen('M', "L", 1));
            d.push('Z');
        }
        piece.clear();
    };
    for (&x, &(low, high)) in x.iter().zip(ends) {
        if x.is_nan() || low.is_nan() || high.is_nan() {
            close(&mut piece);
        } else {
            piece.push((x, (low, high)));
        }
    }
    close(&mut piece);
    d
}

/// A point; one without a place is there, but not seen, so that points can be counted.
pub(crate) fn dot(svg: &mut Svg, at: Option<(f64, f64)>, radius: f64, counts: bool) {
    let out = if counts { "" } else { " class=\"out\"" };
    match at {
        Some((x, y)) => {
            let round = |v: f64| number((10.0 * v).round() / 10.0);
            svg.raw(&format!(
                "<circle{out} r=\"{radius}\" cx=\"{}\" cy=\"{}\"/>\n",
                round(x),
                round(y)
            ));
        }
        None => svg.raw("<circle display=\"none\"/>\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Panel =
        Panel { left: 0.0, top: 0.0, width: 10.0, height: 10.0, x: (0.0, 1.0), y: (0.0, 1.0) };

    #[test]
    fn a_band_with_a_hole_is_two() {
        let nan = (f64::NAN, f64::NAN);
        let ends = [(0.0, 1.0), (0.0, 1.0), nan, (0.5, 1.0), (0.5, 1.0), nan, (0.0, 1.0)];
        let d = band(&UNIT, &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], &ends);
        assert_eq!(d, "M0 0L1 0L1 10L0 10ZM3 0L4 0L4 5L3 5Z");
        assert_eq!(band(&UNIT, &[0.0, 1.0], &[nan, nan]), "");
    }
}
