//! The points of one curve that count.

use crate::curves::Curves;

/// Points of one curve, gathered; buffers are kept from curve to curve.
#[derive(Debug, Clone, Default)]
pub(crate) struct Usable {
    /// One vector per column of the model.
    pub columns: Vec<Vec<f64>>,
    pub left: Vec<f64>,
    /// √w; empty where no weights are given.
    pub root_weights: Vec<f64>,
    /// Points left out.
    pub missing: usize,
}

impl Usable {
    /// Gathers the points of curve i, whose y are `counts` or measurements.
    pub(crate) fn gather(&mut self, curves: &Curves, i: usize, counts: bool) {
        let columns = curves.columns.len();
        self.columns.resize(columns, Vec::new());
        self.columns.iter_mut().for_each(Vec::clear);
        self.left.clear();
        self.root_weights.clear();
        let rows = curves.rows(i);
        for (k, row) in rows.clone().enumerate() {
            let w = curves.weight(i, k, row, counts);
            if w == 0.0 {
                continue;
            }
            for (c, column) in self.columns.iter_mut().enumerate() {
                column.push(curves.at(c, i, k));
            }
            self.left.push(curves.left[row]);
            if curves.weights.is_some() {
                self.root_weights.push(w.sqrt());
            }
        }
        self.missing = rows.len() - self.left.len();
    }

    /// The columns as the model wants them.
    pub(crate) fn slices(&self) -> Vec<&[f64]> {
        self.columns.iter().map(Vec::as_slice).collect()
    }

    /// √w of point k.
    pub(crate) fn root_weight(&self, k: usize) -> f64 {
        self.root_weights.get(k).copied().unwrap_or(1.0)
    }
}
