//! What a study found, as a file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::judge::End;
use super::method;
use super::set::Set;

/// What came of one method on one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Where it ended.
    pub end: End,
    /// Whether it claimed a minimum where there is none.
    pub is_false: bool,
    /// Residual, f_vv and Jacobian calls.
    pub evaluations: usize,
    /// Jacobian calls among them.
    pub jacobians: usize,
}

impl Run {
    /// Whether it ended in a minimum.
    ///
    /// ```
    /// use thalweg_bench::study::results::Run;
    /// assert!("b35/12".parse::<Run>()?.is_solved());
    /// assert!(!"n500/90".parse::<Run>()?.is_solved());
    /// # Ok::<(), String>(())
    /// ```
    pub fn is_solved(&self) -> bool {
        self.end != End::None
    }
}

/// `b35/12`: best minimum after 35 evaluations, 12 of them Jacobians; `o`: another minimum; `n`:
/// none; `!` at the end: a false claim.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = match self.end {
            End::Best => 'b',
            End::Other => 'o',
            End::None => 'n',
        };
        let claim = if self.is_false { "!" } else { "" };
        write!(f, "{end}{}/{}{claim}", self.evaluations, self.jacobians)
    }
}

impl FromStr for Run {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no run");
        let end = match text.as_bytes().first() {
            Some(b'b') => End::Best,
            Some(b'o') => End::Other,
            Some(b'n') => End::None,
            _ => return Err(wrong()),
        };
        let counts = text[1..].strip_suffix('!');
        let is_false = counts.is_some();
        let (all, jacobians) = counts.unwrap_or(&text[1..]).split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse().map_err(|_| wrong());
        Ok(Run { end, is_false, evaluations: number(all)?, jacobians: number(jacobians)? })
    }
}

/// One method on one draw of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// [`Method::key`](super::method::Method::key).
    pub method: String,
    /// Ended in the lowest known minimum.
    pub best: usize,
    /// Ended in another minimum; both together are solved.
    pub other: usize,
    /// Claimed a minimum where there is none.
    pub false_claims: usize,
    /// Residual, f_vv and Jacobian calls of all runs.
    pub evaluations: usize,
    /// Jacobian calls among them.
    pub jacobians: usize,
    /// A [`Run`] for each case, separated by blanks.
    runs: String,
}

impl Row {
    /// The runs of the method of that key.
    ///
    /// ```
    /// use thalweg_bench::study::results::Row;
    /// let row = Row::new("x", &["b35/12".parse()?, "n500/90!".parse()?]);
    /// assert_eq!((row.best, row.other, row.false_claims, row.evaluations), (1, 0, 1, 535));
    /// assert_eq!(row.runs()?[1].jacobians, 90);
    /// # Ok::<(), String>(())
    /// ```
    pub fn new(method: &str, runs: &[Run]) -> Self {
        let count = |is: &dyn Fn(&Run) -> bool| runs.iter().filter(|r| is(r)).count();
        let text: Vec<String> = runs.iter().map(Run::to_string).collect();
        Self {
            method: method.to_owned(),
            best: count(&|r| r.end == End::Best),
            other: count(&|r| r.end == End::Other),
            false_claims: count(&|r| r.is_false),
            evaluations: runs.iter().map(|r| r.evaluations).sum(),
            jacobians: runs.iter().map(|r| r.jacobians).sum(),
            runs: text.join(" "),
        }
    }

    /// Its runs, in the order of [`Block::cases`].
    ///
    /// # Errors
    /// A file that was not written by [`Row::new`].
    pub fn runs(&self) -> Result<Vec<Run>, String> {
        self.runs.split(' ').map(str::parse).collect()
    }
}

/// All methods on one draw of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Which set.
    pub set: Set,
    /// The seed it was drawn with, if it was.
    pub seed: Option<u64>,
    /// Names of the cases.
    pub cases: Vec<String>,
    /// One per method.
    pub rows: Vec<Row>,
}

/// The whole file. Nothing in it depends on the clock or the number of threads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// Name and version of the solver.
    pub program: String,
    /// Seeds of the drawn sets.
    pub seeds: Vec<u64>,
    /// Key of the default's combination.
    pub default: String,
    /// One per set and draw.
    pub blocks: Vec<Block>,
}

impl Results {
    /// Of this version of the solver.
    pub fn new(seeds: &[u64], blocks: Vec<Block>) -> Self {
        Self {
            program: concat!("thalweg ", env!("CARGO_PKG_VERSION")).to_owned(),
            seeds: seeds.to_vec(),
            default: method::default_key(),
            blocks,
        }
    }

    /// As JSON, a line per row.
    ///
    /// # Errors
    /// None that these values can cause.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = format!(
            "{{\n\"program\": {}, \"seeds\": {}, \"default\": {},\n\"blocks\": [\n",
            serde_json::to_string(&self.program)?,
            serde_json::to_string(&self.seeds)?,
            serde_json::to_string(&self.default)?,
        );
        for (i, block) in self.blocks.iter().enumerate() {
            text += if i == 0 { "" } else { ",\n" };
            text += &format!(
                "{{\"set\": {}, \"seed\": {},\n\"cases\": {},\n\"rows\": [\n",
                serde_json::to_string(&block.set)?,
                serde_json::to_string(&block.seed)?,
                serde_json::to_string(&block.cases)?,
            );
            let rows: Vec<String> =
                block.rows.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
            text += &rows.join(",\n");
            text += "]}";
        }
        text += "\n]}\n";
        Ok(text)
    }

    /// Of a file; its counts are checked against its runs.
    ///
    /// # Errors
    /// Not JSON, not of this shape, or not consistent.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let results: Results = serde_json::from_str(text).map_err(|e| e.to_string())?;
        for block in &results.blocks {
            for row in &block.rows {
                let runs = row.runs()?;
                if runs.len() != block.cases.len() || Row::new(&row.method, &runs) != *row {
                    let set = block.set.letter();
                    return Err(format!("set {set}: {} does not add up", row.method));
                }
            }
        }
        Ok(results)
    }

    /// All runs of a method with the block and the number of the case they belong to; empty for an
    /// unknown key.
    ///
    /// # Errors
    /// As [`Row::runs`].
    pub fn of<'a>(&'a self, method: &str) -> Result<Vec<(&'a Block, usize, Run)>, String> {
        let mut all = Vec::new();
        for block in &self.blocks {
            if let Some(row) = block.rows.iter().find(|r| r.method == method) {
                let runs = row.runs()?;
                all.extend(runs.into_iter().enumerate().map(|(case, run)| (block, case, run)));
            }
        }
        Ok(all)
    }
}
