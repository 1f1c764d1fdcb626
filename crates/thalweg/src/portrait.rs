//! What a report draws besides the answer: results only.

/// The fitted curve over its one column, with its bands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// The column on the horizontal axis.
    pub column: String,
    /// Values of that column, rising, somewhat beyond the data on both sides.
    pub x: Vec<f64>,
    /// The model there.
    pub fit: Vec<f64>,
    /// Confidence band of the curve, pointwise; NaN where there is none.
    pub confidence: Vec<(f64, f64)>,
    /// Prediction band for a new observation, pointwise; NaN where there is none. Its weight is its own
    /// where it follows from the column, else the median of those of the data.
    pub prediction: Vec<(f64, f64)>,
    /// Level of both.
    pub level: f64,
}

/// The profile of a parameter (Bates & Watts 1988, §6.1).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProfileTrace {
    /// Which parameter, in the order of [`crate::Answer::parameters`].
    pub parameter: usize,
    /// Its values, rising.
    pub values: Vec<f64>,
    /// Signed root of the increase of the sum of squares over σ² at each value: profile t. A straight line
    /// where the Wald interval is right.
    pub t: Vec<f64>,
    /// The estimates of all parameters at each value.
    pub estimates: Vec<Vec<f64>>,
}

/// The joint confidence region of two parameters, the others fitted anew at every point.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contour {
    /// The two parameters, in the order of [`crate::Answer::parameters`].
    pub parameters: (usize, usize),
    /// Level of the region.
    pub level: f64,
    /// Its outline; the last point joins the first where `closed`.
    pub points: Vec<(f64, f64)>,
    /// Whether the outline closes; false where the region has no end in some direction.
    pub closed: bool,
}

/// Curve, profiles and contours of a fit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Portrait {
    /// The curve, where the formula has one column.
    pub curve: Option<Curve>,
    /// The column on the horizontal axis and its value in every row of the table.
    pub abscissa: Option<(String, Vec<f64>)>,
    /// The further columns of the formula, in their order there.
    pub covariates: Vec<(String, Vec<f64>)>,
    /// The left side as written, and its value in every row of the table.
    pub ordinate: (String, Vec<f64>),
    /// Standard deviation of each row, where known or estimated; for error bars.
    pub errors: Option<Vec<f64>>,
    /// Profiles of the parameters that are estimated.
    pub profiles: Vec<ProfileTrace>,
    /// Contours of pairs.
    pub contours: Vec<Contour>,
}
