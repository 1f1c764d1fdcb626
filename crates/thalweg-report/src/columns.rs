//! Tables of aligned columns, with numbers aligned at their decimal points.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// How the cells of a column stand below each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words: at their left.
    Left,
    /// Counts: at their right.
    Right,
    /// Numbers: at their decimal point, or where it would be.
    Point,
}

/// A table being built: a heading and an alignment per column, then rows.
///
/// ```
/// use thalweg_report::{Align, Columns};
/// let mut table = Columns::new([("name", Align::Left), ("value", Align::Point)]);
/// table.row(["a", "10.25"]);
/// table.row(["b", "3.5e-4"]);
/// assert_eq!(table.render(2), "  name  value\n  a     10.25\n  b      3.5e-4\n");
/// ```
#[derive(Debug, Clone)]
pub struct Columns {
    heads: Vec<String>,
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Columns {
    /// A table without rows.
    ///
    /// ```
    /// use thalweg_report::{Align, Columns};
    /// assert_eq!(Columns::new([("name", Align::Left)]).render(0), "name\n");
    /// ```
    pub fn new<H: Into<String>>(columns: impl IntoIterator<Item = (H, Align)>) -> Self {
        let (heads, aligns) = columns.into_iter().map(|(h, a)| (h.into(), a)).unzip();
        Self { heads, aligns, rows: Vec::new() }
    }

    /// Adds a row; missing cells are empty, cells beyond the last column are left out.
    ///
    /// ```
    /// use thalweg_report::{Align, Columns};
    /// let mut table = Columns::new([("n", Align::Right), ("note", Align::Left)]);
    /// table.row(["7"]);
    /// table.row(["8", "eight"]);
    /// assert_eq!(table.render(0), "n  note\n7\n8  eight\n");
    /// ```
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.heads.len(), String::new());
        self.rows.push(row);
    }

    /// The table as lines, indented, columns two spaces apart, without trailing spaces. A column
    /// whose cells are all empty is left out.
    ///
    /// ```
    /// use thalweg_report::{Align, Columns};
    /// let mut table = Columns::new([("x", Align::Point), ("flag", Align::Left)]);
    /// table.row(["-1.5", ""]);
    /// assert_eq!(table.render(0), "x\n-1.5\n");
    /// ```
    pub fn render(&self, indent: usize) -> String {
        let kept: Vec<usize> = (0..self.heads.len())
            .filter(|&j| self.rows.is_empty() || self.rows.iter().any(|row| !row[j].is_empty()))
            .collect();
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(kept.iter().map(|&j| &self.heads[j]));
        let columns: Vec<Vec<String>> = kept.iter().map(|&j| self.aligned(j)).collect();
        for i in 0..self.rows.len() {
            table.add_row(columns.iter().map(|column| &column[i]));
        }
        for (at, &j) in kept.iter().enumerate() {
            if let Some(column) = table.column_mut(at) {
                column.set_padding((0, 2));
                column.set_cell_alignment(match self.aligns[j] {
                    Align::Right => CellAlignment::Right,
                    Align::Left | Align::Point => CellAlignment::Left,
                });
            }
        }
        let margin = " ".repeat(indent);
        table.lines().map(|line| format!("{margin}{}", line.trim_end()) + "\n").collect()
    }

    /// The cells of column `j`, those of numbers padded so that the points stand in one line.
    fn aligned(&self, j: usize) -> Vec<String> {
        let cells = self.rows.iter().map(|row| &row[j]);
        if self.aligns[j] != Align::Point {
            return cells.cloned().collect();
        }
        let point = cells.clone().map(|cell| before_point(cell)).max().unwrap_or(0);
        cells.map(|cell| " ".repeat(point - before_point(cell)) + cell).collect()
    }
}

/// How many characters stand before the decimal point, or before where it would be. A word (such
/// as `fixed`, or `-`) counts as nothing, so that it starts at the left.
fn before_point(cell: &str) -> usize {
    if !cell.contains(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    cell.find(['.', 'e']).unwrap_or(cell.len())
}
