//! Columns that were read, and the table a fit is made from.

use crate::column::Column;
use crate::error::{CONVERT, DataError, count, not_numbers};
use crate::names::Names;
use crate::options::Na;
use thalweg::Table;

/// The columns of a file as numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSet {
    pub(crate) file: String,
    pub(crate) names: Names,
    /// `None` for a column that was not asked for.
    pub(crate) columns: Vec<Option<Column>>,
    pub(crate) rows: usize,
    pub(crate) notes: Vec<String>,
    /// What the places of cells count: "line" or "row".
    pub(crate) place: &'static str,
}

impl DataSet {
    /// The names of all columns of the file, in order; `$k` for one without a name.
    ///
    /// ```
    /// let data = thalweg_data::read("x,y\n1,2\n", &Default::default())?;
    /// assert_eq!(data.names(), ["x", "y"]);
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn names(&self) -> &[String] {
        self.names.all()
    }

    /// The number of rows of the file.
    ///
    /// ```
    /// assert_eq!(thalweg_data::read("x\n1\n2\n", &Default::default())?.rows(), 2);
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What was detected and is worth saying: one short sentence each.
    ///
    /// ```
    /// let data = thalweg_data::read("x;y\n1,5;2\n", &Default::default())?;
    /// assert_eq!(
    ///     data.notes(),
    ///     ["fields are separated by semicolons", "numbers have a decimal comma, as in 1,5"]
    /// );
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// A column by name, `$k`, or the name without its unit; NaN where it holds no number. `None` if there is no
    /// such column or it was not read.
    ///
    /// ```
    /// let data = thalweg_data::read("time (s),y\n1,2\n3,?\n", &Default::default())?;
    /// assert_eq!(data.column("time"), Some(&[1.0, 3.0][..]));
    /// assert_eq!(data.column("$1"), data.column("time (s)"));
    /// assert!(data.column("y").is_some_and(|y| y[1].is_nan()));
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let column = self.columns.get(self.names.find(name)?)?.as_ref()?;
        column.unusable.is_none().then_some(column.values.as_slice())
    }

    /// The columns `used`, under the names they are called by, as a table for a fit, and how many
    /// rows were left out. Takes the columns out of `self` without copying them.
    ///
    /// Errors: a column that is not there (`E-COLUMN`); cells of used columns that hold no finite number (`E-VALUE`,
    /// with their lines), unless `na` is [`Na::Drop`]; no row left (`E-EMPTY`).
    ///
    /// ```
    /// use thalweg_data::{read, Na};
    /// let text = "x,y,note\n1,2,a\n3,oops,b\n5,6,c\n";
    /// let used = ["x".to_string(), "y".to_string()];
    /// let error = read(text, &Default::default())?.table(&used, Na::Error).unwrap_err();
    /// assert_eq!(error.message(), "the data: 1 cell is not a number: line 3, column `y`: \"oops\"");
    ///
    /// let (table, dropped) = read(text, &Default::default())?.table(&used, Na::Drop)?;
    /// assert_eq!((table.column("y"), dropped), (Some(&[2.0, 6.0][..]), 1));
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn table(mut self, used: &[String], na: Na) -> Result<(Table, usize), DataError> {
        let mut places = Vec::with_capacity(used.len());
        for name in used {
            let k = self.names.demand(&self.file, name)?;
            places.push(k);
            let read = self.columns.get(k).and_then(Option::as_ref).ok_or_else(|| {
                DataError::new(
                    "E-COLUMN",
                    format!("{}: the column `{name}` was not read", self.file),
                    "name it among the columns to read",
                )
            })?;
            self.check_usable(name, read)?;
        }
        let dropped = if na == Na::Drop {
            self.drop_rows(&places)?
        } else {
            self.no_bad_cells(used, &places)?;
            0
        };
        let mut table = Table::new();
        for (i, (name, &k)) in used.iter().zip(&places).enumerate() {
            if used[..i].contains(name) {
                continue;
            }
            let values = if places[i + 1..].contains(&k) {
                self.columns[k].as_ref().map(|c| c.values.clone())
            } else {
                self.columns[k].as_mut().map(|c| std::mem::take(&mut c.values))
            };
            table = table
                .with(name.clone(), values.unwrap_or_default())
                .map_err(|e| DataError::new(e.code(), e.message(), e.help().unwrap_or_default()))?;
        }
        Ok((table, dropped))
    }

    /// An error for a column in which no cell is a number.
    fn check_usable(&self, name: &str, column: &Column) -> Result<(), DataError> {
        if let Some(what) = &column.unusable {
            return Err(not_numbers(&self.file, name, what));
        }
        let bad = &column.bad;
        let Some((at, text)) = bad.first.first().filter(|_| bad.count == self.rows) else {
            return Ok(());
        };
        let message = format!(
            "{}: the column `{name}` holds no number in any row (first: {} {at}: {text})",
            self.file, self.place
        );
        let help = match bad.first.iter().any(|(_, text)| text.contains(',')) {
            true => {
                "say whether the comma is a decimal sign or separates thousands, or use another column"
            }
            false => CONVERT,
        };
        Err(DataError::new("E-VALUE", message, help))
    }

    fn no_bad_cells(&self, used: &[String], places: &[usize]) -> Result<(), DataError> {
        const NAMED: usize = 5;
        let mut cells: Vec<(usize, &String, &String)> = Vec::new();
        let mut total = 0;
        for (i, (name, &k)) in used.iter().zip(places).enumerate() {
            if let Some(column) = &self.columns[k]
                && !places[..i].contains(&k)
            {
                total += column.bad.count;
                cells.extend(column.bad.first.iter().map(|(at, text)| (*at, name, text)));
            }
        }
        if total == 0 {
            return Ok(());
        }
        cells.sort_by_key(|cell| cell.0);
        let mut list: Vec<String> = cells
            .iter()
            .take(NAMED)
            .map(|(at, name, text)| format!("{} {at}, column `{name}`: {text}", self.place))
            .collect();
        if total > list.len() {
            list.push(format!("and {} more", total - list.len()));
        }
        let verb = if total == 1 { "is not a number" } else { "are not numbers" };
        let message =
            format!("{}: {} {verb}: {}", self.file, count(total, "cell"), list.join("; "));
        let commas = cells.iter().any(|cell| cell.2.contains(','));
        let help = if commas {
            "correct them, say what the comma means (decimal sign or thousands), or leave those rows out with --na drop"
        } else {
            "correct them, or leave those rows out with --na drop"
        };
        Err(DataError::new("E-VALUE", message, help))
    }

    /// Leaves out the rows in which a column of `places` holds no number.
    fn drop_rows(&mut self, places: &[usize]) -> Result<usize, DataError> {
        let mut keep = vec![true; self.rows];
        for &k in places {
            let Some(column) = self.columns[k].as_ref().filter(|c| c.bad.count > 0) else {
                continue;
            };
            for (keep, value) in keep.iter_mut().zip(&column.values) {
                *keep &= !value.is_nan();
            }
        }
        let dropped = keep.iter().filter(|keep| !**keep).count();
        if dropped == 0 {
            return Ok(0);
        }
        if dropped == self.rows {
            return Err(DataError::new(
                "E-EMPTY",
                format!("{}: every row has a used cell that is not a number", self.file),
                "check that the right columns are used",
            ));
        }
        for &k in places {
            let Some(column) = &mut self.columns[k] else { continue };
            // A column used under two names is filtered once.
            if column.values.len() == self.rows {
                let mut row = keep.iter();
                column.values.retain(|_| row.next() == Some(&true));
            }
        }
        self.rows -= dropped;
        Ok(dropped)
    }
}
