//! Interpolation through values and slopes.

/// A value, and the slope there where it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub at: f64,
    pub value: f64,
    pub slope: Option<f64>,
}

/// Most conditions that count.
const MOST: usize = 8;

/// The polynomial through the nodes at `at`, by divided differences (Stoer & Bulirsch 1993, §2.1.5). The
/// nodes differ from each other; those beyond eight conditions do not count.
pub(super) fn hermite(nodes: &[Node], at: f64) -> f64 {
    let mut places = [0.0; MOST];
    let mut table = [0.0; MOST];
    let mut slopes = [None; MOST];
    let mut count = 0;
    for node in nodes {
        for slope in [None, node.slope] {
            // A node with a slope stands twice.
            if (slope.is_some() || places[..count].last() != Some(&node.at)) && count < MOST {
                (places[count], table[count], slopes[count]) = (node.at, node.value, slope);
                count += 1;
            }
        }
    }
    for order in 1..count {
        for k in (order..count).rev() {
            let apart = places[k] - places[k - order];
            table[k] = match slopes[k] {
                Some(slope) if order == 1 => slope,
                _ => (table[k] - table[k - 1]) / apart,
            };
        }
    }
    (0..count).rev().fold(0.0, |sum, k| sum * (at - places[k]) + table[k])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_found_again() {
        let cubic = |t: f64| 2.0 - t + 0.5 * t * t + 0.25 * t * t * t;
        let slope = |t: f64| -1.0 + t + 0.75 * t * t;
        let node =
            |at, sloped: bool| Node { at, value: cubic(at), slope: sloped.then(|| slope(at)) };
        for nodes in [
            vec![node(0.0, true), node(2.0, true)],
            vec![node(1.0, false), node(3.0, true), node(-1.0, false)],
            vec![node(1.0, false), node(3.0, false), node(-1.0, false), node(0.5, false)],
            vec![node(1.0, true), node(3.0, true), node(-1.0, true), node(0.5, true)],
        ] {
            assert!((hermite(&nodes, 1.75) - cubic(1.75)).abs() < 1e-13, "{nodes:?}");
        }
        assert_eq!(hermite(&[node(3.0, false)], 17.0), cubic(3.0));
        assert_eq!(hermite(&[node(2.0, true)], 3.0), cubic(2.0) + slope(2.0));
    }
}
