//! An expression with its names resolved, ready to be evaluated.

use std::sync::OnceLock;

use crate::error::FormulaError;
use crate::expr::Expr;
use crate::graph::{Graph, Leaf};
use crate::names::{Meaning, resolve};
use crate::tape::{
    LANES, LaneColumns, LaneOutput, Output, Program, Real, Rows, Scratch, run_lanes,
};

/// A compiled expression: values, exact first partial derivatives, and exact second directional
/// derivatives, many rows at a time.
///
/// It is immutable and can be shared between threads, each with its own [`Scratch`]. A row's
/// results do not depend on the rows it is evaluated with.
///
/// ```
/// use thalweg_formula::{Expr, Model, Scratch};
/// let model = Model::new(&Expr::parse("b1*(1 - exp(-b2*x))")?, &["y", "x"], &[])?;
/// assert_eq!(model.parameters(), ["b1", "b2"]);
/// assert_eq!(model.columns(), ["x"]);
/// let mut out = [0.0; 2];
/// model.values(&[2.0, 0.5], &[&[0.0, 4.0]], &mut out, &mut Scratch::new());
/// assert_eq!(out, [0.0, 2.0*(1.0 - (-2.0f64).exp())]);
/// # Ok::<(), thalweg_formula::FormulaError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Model {
    expr: Expr,
    meanings: Vec<Leaf>,
    parameters: Vec<String>,
    columns: Vec<String>,
    linear: Vec<usize>,
    graph: Graph,
    root: u32,
    values: Program,
    partials: OnceLock<Program>,
    second: OnceLock<Program>,
}

impl Model {
    /// Compiles `expr`. A name that is `declared` is a parameter; one that is a column is data;
    /// every other name is a parameter, unless it looks like a slip for a column or is a
    /// function's name.
    ///
    /// # Errors
    /// For a name that is probably a misspelt column, with the column it probably means; for a
    /// numbered column that does not exist; for a function without its parentheses.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model};
    /// let expr = Expr::parse("a*exp(-k*tme)")?;
    /// let error = Model::new(&expr, &["time", "conc"], &[]).unwrap_err();
    /// assert_eq!(error.help().unwrap(), "did you mean the column `time`? if `tme` is a parameter, declare it");
    /// assert!(Model::new(&expr, &["time", "conc"], &["tme"]).is_ok());
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn new(expr: &Expr, columns: &[&str], declared: &[&str]) -> Result<Model, FormulaError> {
        let mut parameters = Vec::new();
        let mut used = Vec::new();
        let mut meanings = Vec::new();
        for name in expr.named() {
            meanings.push(match resolve(name, columns, declared)? {
                Meaning::Column => {
                    used.push(name.text.clone());
                    Leaf::Column(used.len() - 1)
                }
                Meaning::Parameter => {
                    parameters.push(name.text.clone());
                    Leaf::Parameter(parameters.len() - 1)
                }
            });
        }
        let mut graph = Graph::new(used.len(), parameters.len());
        let root = graph.add_expression(expr, &meanings);
        Ok(Model {
            linear: graph.linear_parameters(root),
            values: Program::compile(&mut graph, &[Some(root)]),
            expr: expr.clone(),
            meanings,
            parameters,
            columns: used,
            graph,
            root,
            partials: OnceLock::new(),
            second: OnceLock::new(),
        })
    }

    /// The parameters, in order of first appearance.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model};
    /// let model = Model::new(&Expr::parse("slope*x + offset")?, &["x"], &[])?;
    /// assert_eq!(model.parameters(), ["slope", "offset"]);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// The columns it uses, in order of first appearance: the order of every `columns` argument.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model};
    /// let model = Model::new(&Expr::parse("a*u/x")?, &["x", "t", "u"], &[])?;
    /// assert_eq!(model.columns(), ["u", "x"]);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// A largest set of parameters in which the expression is jointly linear: with the others
    /// held, it is a constant plus a sum of these parameters times functions of the data.
    /// Found from the expression alone, never from numbers.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model};
    /// let linear = |text| -> Result<Vec<usize>, thalweg_formula::FormulaError> {
    ///     Ok(Model::new(&Expr::parse(text)?, &["x"], &[])?.linear_parameters().to_vec())
    /// };
    /// assert_eq!(linear("b1*exp(-b2*x) + b3*exp(-b4*x)")?, [0, 2]);
    /// assert_eq!(linear("exp(-b1*x)/(b2 + b3*x)")?, []);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn linear_parameters(&self) -> &[usize] {
        &self.linear
    }

    /// The expression it was compiled from.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model};
    /// let expr = Expr::parse("a*x")?;
    /// assert_eq!(Model::new(&expr, &["x"], &[])?.expr(), &expr);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The value on every row: `out.len()` rows.
    ///
    /// # Panics
    /// If `params` has not one number per parameter, or `columns` not one slice of `out.len()`
    /// numbers per column used.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model, Scratch};
    /// let filter = Model::new(&Expr::parse("x > 0 & x < 3")?, &["x"], &[])?;
    /// let mut out = [0.0; 3];
    /// filter.values(&[], &[&[-1.0, 1.0, 3.0]], &mut out, &mut Scratch::new());
    /// assert_eq!(out, [0.0, 1.0, 0.0]);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn values(
        &self,
        params: &[f64],
        columns: &[&[f64]],
        out: &mut [f64],
        scratch: &mut Scratch,
    ) {
        self.check_shapes(params, columns, out.len());
        let rows = Rows { parameters: params, direction: &[], columns };
        self.values.run(rows, Output { value: out, partials: &mut [], wanted: None }, scratch);
    }

    /// The value and the first partial derivatives on every row: `partials[j][i]` is
    /// ∂value_i/∂parameter_j.
    ///
    /// Where `wanted` is given, only the parameters it marks are computed and the other slices are
    /// left alone; they may be empty.
    ///
    /// # Panics
    /// As [`Model::values`]; and if `partials` has not one slice per parameter, a wanted one of
    /// them not `out.len()` numbers, or `wanted` not one mark per parameter.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model, Scratch};
    /// let model = Model::new(&Expr::parse("b1*x^b2")?, &["x"], &[])?;
    /// let (mut value, mut d1, mut d2) = ([0.0; 2], [0.0; 2], [0.0; 2]);
    /// model.partials(
    ///     &[3.0, 2.0],
    ///     &[&[0.0, 2.0]],
    ///     &mut value,
    ///     &mut [&mut d1, &mut d2],
    ///     None,
    ///     &mut Scratch::new(),
    /// );
    /// assert_eq!((value, d1), ([0.0, 12.0], [0.0, 4.0]));
    /// assert_eq!(d2, [0.0, 12.0*2f64.ln()]);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn partials(
        &self,
        params: &[f64],
        columns: &[&[f64]],
        out: &mut [f64],
        partials: &mut [&mut [f64]],
        wanted: Option<&[bool]>,
        scratch: &mut Scratch,
    ) {
        self.check_shapes(params, columns, out.len());
        assert_eq!(partials.len(), self.parameters.len(), "one slice of partials per parameter");
        assert!(
            wanted.is_none_or(|wanted| wanted.len() == self.parameters.len()),
            "one mark per parameter"
        );
        let rows = Rows { parameters: params, direction: &[], columns };
        self.gradient().run(rows, Output { value: out, partials, wanted }, scratch);
    }

    /// The value and all first partial derivatives of [`LANES`] problems at once: lane l of every chunk belongs to
    /// problem l, which has parameters `params[..][l]`. `out` and every `column` have one chunk per point, `partials` as
    /// many for each parameter, one after the other: a Jacobian by columns. The numbers are
    /// those of [`Model::partials`] for each problem where they are f64, bit for bit; in f32 they are as [`Real`] says. Nothing is allocated once `scratch` has grown.
    ///
    /// # Panics
    /// If `params` has not one entry per parameter, `partials` not as many points for each as `out`, or a column not so
    /// many.
    ///
    /// ```
    /// use thalweg_formula::{Expr, LANES, LaneColumn, Model, Scratch};
    /// let model = Model::new(&Expr::parse("a*x")?, &["x"], &[])?;
    /// let a: [f64; LANES] = std::array::from_fn(|lane| lane as f64);
    /// let (mut value, mut by_a) = ([[0.0; LANES]; 2], [[0.0; LANES]; 2]);
    /// let x = |_| LaneColumn::Shared(&[1.0, 3.0]);
    /// model.lane_partials(&[a], &x, &mut value, &mut by_a, &mut Scratch::new());
    /// assert_eq!((value[1][5], by_a[1][5]), (15.0, 3.0));
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn lane_partials<R: Real>(
        &self,
        params: &[[f64; LANES]],
        column: LaneColumns<'_, '_>,
        out: &mut [[R; LANES]],
        partials: &mut [[R; LANES]],
        scratch: &mut Scratch,
    ) {
        let n = self.parameters.len();
        assert_eq!(params.len(), n, "one entry per parameter");
        assert_eq!(partials.len(), n * out.len(), "as many points for each parameter");
        let output = &mut LaneOutput { value: out, partials };
        run_lanes(self.gradient(), params, self.columns.len(), column, output, scratch);
    }

    /// The value and its partial derivatives, compiled when they are first asked for.
    fn gradient(&self) -> &Program {
        self.partials.get_or_init(|| {
            let mut graph = self.graph.clone();
            let gradient = graph.gradient(self.root);
            let outputs: Vec<Option<u32>> = [Some(self.root)].into_iter().chain(gradient).collect();
            Program::compile(&mut graph, &outputs)
        })
    }

    /// d²value/dt² on every row at `params` + t·`direction`, t = 0.
    ///
    /// # Panics
    /// As [`Model::values`], and if `direction` has not one number per parameter.
    ///
    /// ```
    /// use thalweg_formula::{Expr, Model, Scratch};
    /// let model = Model::new(&Expr::parse("a^2*x + a*b")?, &["x"], &[])?;
    /// let mut out = [0.0; 2];
    /// let (params, direction) = ([5.0, 7.0], [1.0, 10.0]);
    /// model.second_directional(&params, &direction, &[&[0.0, 3.0]], &mut out, &mut Scratch::new());
    /// assert_eq!(out, [20.0, 26.0]); // 2x + 2·10
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn second_directional(
        &self,
        params: &[f64],
        direction: &[f64],
        columns: &[&[f64]],
        out: &mut [f64],
        scratch: &mut Scratch,
    ) {
        self.check_shapes(params, columns, out.len());
        assert_eq!(direction.len(), self.parameters.len(), "one component per parameter");
        let program = self.second.get_or_init(|| {
            let mut graph = self.graph.clone();
            let second = graph.second_directional(self.root);
            Program::compile(&mut graph, &[second])
        });
        let rows = Rows { parameters: params, direction, columns };
        program.run(rows, Output { value: out, partials: &mut [], wanted: None }, scratch);
    }

    pub(crate) fn meanings(&self) -> &[Leaf] {
        &self.meanings
    }

    fn check_shapes(&self, params: &[f64], columns: &[&[f64]], rows: usize) {
        assert_eq!(params.len(), self.parameters.len(), "one number per parameter");
        assert_eq!(columns.len(), self.columns.len(), "one slice per column used");
        assert!(columns.iter().all(|column| column.len() == rows), "columns as long as the output");
    }
}
