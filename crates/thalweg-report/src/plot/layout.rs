//! Where the two panels of a fit lie.

/// Lengths in units of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Layout {
    pub width: f64,
    pub left: f64,
    pub right: f64,
    /// Above the fit: a head, if there is one.
    pub top: f64,
    /// Height of the fit.
    pub main: f64,
    /// Between fit and residuals.
    pub gap: f64,
    /// Height of the residuals.
    pub strip: f64,
    /// Below the residuals.
    pub bottom: f64,
}

impl Layout {
    /// For a page.
    pub(crate) const PAGE: Self = Self {
        width: 760.0,
        left: 78.0,
        right: 14.0,
        top: 10.0,
        main: 360.0,
        gap: 14.0,
        strip: 110.0,
        bottom: 46.0,
    };

    pub(crate) fn height(&self) -> f64 {
        self.top + self.main + self.gap + self.strip + self.bottom
    }
}
