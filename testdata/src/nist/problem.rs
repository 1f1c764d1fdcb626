//! One problem as its two files state it.

use serde::Deserialize;

/// A regression problem with certified answers; `testdata/nist/README.md` says what each key means.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NistProblem {
    /// The name NIST gives it, such as `Misra1a`.
    pub name: String,
    /// Where it is from.
    pub source: String,
    /// `lower`, `average` or `higher`.
    pub difficulty: String,
    /// `observed` or `generated`.
    pub data: String,
    /// NIST's class of models.
    pub model_class: String,
    /// Response `~` model, in the notation of Thalweg.
    pub formula: String,
    /// Names of the columns, in the order of [`NistProblem::values`].
    pub columns: Vec<String>,
    /// Number of rows.
    pub observations: usize,
    /// Names of the parameters, in the order of the lists below.
    pub parameters: Vec<String>,
    /// The far start.
    pub start1: Vec<f64>,
    /// The near start.
    pub start2: Vec<f64>,
    /// Certified estimates.
    pub certified: Vec<f64>,
    /// Certified standard deviations of the estimates.
    pub certified_std: Vec<f64>,
    /// Certified residual sum of squares Σ r².
    pub certified_rss: f64,
    /// √(RSS/dof).
    pub residual_std: f64,
    /// Degrees of freedom, observations − parameters.
    pub dof: usize,
    /// What a reader has to know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The data, one vector per column.
    #[serde(skip)]
    pub values: Vec<Vec<f64>>,
}

impl NistProblem {
    /// The two starts, far one first.
    ///
    /// ```
    /// let p = thalweg_testdata::nist::problem("misra1a").unwrap();
    /// assert_eq!(p.starts()[1], [250.0, 0.0005]);
    /// ```
    pub fn starts(&self) -> [&[f64]; 2] {
        [&self.start1, &self.start2]
    }

    /// A column by name.
    ///
    /// ```
    /// let p = thalweg_testdata::nist::problem("Nelson").unwrap();
    /// assert_eq!(p.column("x2").unwrap().len(), 128);
    /// assert!(p.column("x").is_none());
    /// ```
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let k = self.columns.iter().position(|c| c == name)?;
        self.values.get(k).map(Vec::as_slice)
    }

    /// Row `i` in the order of [`NistProblem::columns`]; `i` must be below
    /// [`NistProblem::observations`].
    ///
    /// ```
    /// let p = thalweg_testdata::nist::problem("Misra1a").unwrap();
    /// assert_eq!(p.row(0), [10.07, 77.6]);
    /// ```
    pub fn row(&self, i: usize) -> Vec<f64> {
        self.values.iter().map(|c| c[i]).collect()
    }

    /// The response as the formula has it: the column `y`, or its logarithm for Nelson.
    ///
    /// ```
    /// let p = thalweg_testdata::nist::problem("Nelson").unwrap();
    /// assert_eq!(p.response()[0], 15f64.ln());
    /// ```
    pub fn response(&self) -> Vec<f64> {
        let y = self.column("y").unwrap_or_default();
        match self.formula.split_once('~').map(|(left, _)| left.trim()) {
            Some("log(y)") => y.iter().map(|y| y.ln()).collect(),
            _ => y.to_vec(),
        }
    }
}
