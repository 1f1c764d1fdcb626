//! Named columns of numbers.

use crate::error::{ErrorKind, FitError};

/// Named columns of equal length. Cells may be NaN or infinite: only a fit that uses them objects.
///
/// ```
/// use thalweg::Table;
/// let table = Table::new().with("x", vec![1.0, 2.0])?.with("y", vec![0.5, 0.7])?;
/// assert_eq!(table.rows(), 2);
/// assert_eq!(table.column("y"), Some(&[0.5, 0.7][..]));
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl Table {
    /// A table without columns.
    ///
    /// ```
    /// assert_eq!(thalweg::Table::new().rows(), 0);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column. Error: the name is empty or already there, or the length is not that of the
    /// columns before it.
    ///
    /// ```
    /// use thalweg::Table;
    /// let table = Table::new().with("x", vec![1.0, 2.0])?;
    /// let error = table.with("y", vec![0.5]).unwrap_err();
    /// assert_eq!(error.message(), "the column `y` has 1 row, the columns before it have 2");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn with(
        mut self,
        name: impl Into<String>,
        values: impl Into<Vec<f64>>,
    ) -> Result<Self, FitError> {
        let (name, values) = (name.into(), values.into());
        let wrong = |message: String| FitError::new(ErrorKind::Data, "E-TABLE", message);
        if name.is_empty() {
            return Err(wrong(format!("column {} has no name", self.names.len() + 1)));
        }
        if self.names.contains(&name) {
            return Err(wrong(format!("the column `{name}` is given twice"))
                .with_help("rename one of them: a formula could not say which is meant"));
        }
        if let Some(first) = self.columns.first()
            && first.len() != values.len()
        {
            let rows = if values.len() == 1 { "row" } else { "rows" };
            return Err(wrong(format!(
                "the column `{name}` has {} {rows}, the columns before it have {}",
                values.len(),
                first.len()
            )));
        }
        self.names.push(name);
        self.columns.push(values);
        Ok(self)
    }

    /// The cells of a column.
    ///
    /// ```
    /// assert_eq!(thalweg::Table::new().column("x"), None);
    /// ```
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let at = self.names.iter().position(|n| n == name)?;
        self.columns.get(at).map(Vec::as_slice)
    }

    /// The names of the columns, in the order they were added.
    ///
    /// ```
    /// let table = thalweg::Table::new().with("x", [1.0])?;
    /// assert_eq!(table.names(), ["x"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The columns, in the order they were added.
    ///
    /// ```
    /// let table = thalweg::Table::new().with("x", [1.0])?;
    /// assert_eq!(table.into_columns(), [[1.0]]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn into_columns(self) -> Vec<Vec<f64>> {
        self.columns
    }

    /// The number of rows; 0 without columns.
    ///
    /// ```
    /// assert_eq!(thalweg::Table::new().with("x", [1.0, 2.0, 3.0])?.rows(), 3);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }
}
