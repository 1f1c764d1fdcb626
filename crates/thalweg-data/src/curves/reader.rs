//! A file of curves in two steps: what is in it, then its curves, block by block.

use std::fmt;
use std::io::{self, Read};

use super::arrow::ArrowColumns;
use super::block::CurveBlock;
use super::columns::{ColumnPoints, ColumnSource};
use super::gathered::Gathered;
use super::grouping::Grouped;
use super::lists::Lists;
use super::parquet::{Groups, Leaf};
use super::places::Places;
use super::points::PointSource;
use super::progress::{Counted, Progress};
use super::spare::Spare;
use super::strict::Strict;
use super::text::{JsonPoints, TextPoints};
use crate::arrow::{self, ArrowFile};
use crate::detect::{self, Layout};
use crate::error::{DataError, listed};
use crate::input::{self, Content, Text};
use crate::json::{self, JsonRows, Shape};
use crate::names::Names;
use crate::options::{Format, Na, ReadOptions};
use crate::parquet::footer;
use crate::source::{self, Source};
use ::parquet::file::reader::FileReader;
use thalweg::Condition;

/// How rows of points become curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// The points of a curve stand together; a key that comes again is an error, `E-UNSORTED`. Any number of curves.
    #[default]
    Together,
    /// In any order: all are gathered in memory, up to 2²⁷ numbers. Curves come in the order of their first points.
    Anyhow,
}

/// A file of curves that is open: its columns are known, its rows are not read yet.
///
/// ```
/// use thalweg_data::{CurveReader, Grouping, KeyColumn, Na, ReadOptions};
/// let text = "well,t,y\nA1,0,8\nA1,1,4\nB1,0,9\nB1,1,3\nB1,2,1\n";
/// let reader = CurveReader::open(text, &ReadOptions::default())?;
/// assert_eq!(reader.available()[..3], ["well", "t", "y"]);
/// let used = ["t".to_string(), "y".to_string()];
/// let mut blocks = reader.blocks(&used, &["well".to_string()], Grouping::Together, Na::Drop)?;
/// let block = blocks.next().unwrap()?;
/// assert_eq!((block.curves.curves(), block.curves.rows(1)), (2, 2..5));
/// let KeyColumn::Text(wells) = &block.keys[0] else { panic!() };
/// assert_eq!(wells.get(1), "B1");
/// # Ok::<(), thalweg_data::DataError>(())
/// ```
pub struct CurveReader {
    file: String,
    names: Names,
    notes: Vec<String>,
    body: Body,
    /// Bytes of the file, where these are what is read.
    bytes: Option<u64>,
    conditions: Vec<Condition>,
}

enum Body {
    Text(Text, Box<Layout>),
    Json(Text, Shape),
    Parquet(Box<dyn FileReader>, Vec<Leaf>),
    Arrow(ArrowFile),
}

impl CurveReader {
    /// Opens a source, recognises its format and reads the names of its columns.
    ///
    /// Errors: what is not a table, or has two columns of one name.
    ///
    /// ```
    /// use thalweg_data::{CurveReader, ReadOptions};
    /// assert!(CurveReader::open("", &ReadOptions::default())?.available().is_empty());
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn open(source: impl Into<Source>, options: &ReadOptions) -> Result<Self, DataError> {
        let source = source.into();
        let bytes = match &source {
            Source::Path(path) if !is_packed(path) => {
                std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len())
            }
            _ => None,
        };
        let input::Input { name: file, content, mut notes } =
            input::inspect(source::open(source)?)?;
        let (names, body) = match content {
            Content::Parquet(bytes) => {
                let reader = footer(&file, bytes)?;
                let leaves = Leaf::all(reader.metadata().file_metadata().schema_descr());
                let all = leaves.iter().map(|leaf| leaf.name.clone()).collect();
                (Names::from_header(&file, all)?, Body::Parquet(reader, leaves))
            }
            Content::Arrow(bytes, kind) => {
                let (names, arrow) = arrow::open(&file, bytes, kind)?;
                (names, Body::Arrow(arrow))
            }
            Content::Text(_) if options.format.is_some_and(Format::is_binary) => {
                return Err(crate::reader::not_of_format(&file, options));
            }
            Content::Text(text) if crate::reader::is_json(&file, &text, options)? => {
                let (names, shape) = json::columns(&file, text.complete_lines())?;
                (names, Body::Json(text, shape))
            }
            Content::Text(text) => {
                let mut layout = detect::layout(&file, &text, options)?;
                notes.append(&mut layout.notes);
                (layout.names.clone(), Body::Text(text, Box::new(layout)))
            }
        };
        Ok(Self { file, names, notes, body, bytes, conditions: Vec::new() })
    }

    /// Every name a formula may use.
    ///
    /// ```
    /// use thalweg_data::{CurveReader, ReadOptions};
    /// let reader = CurveReader::open("well,t (s)\n1,2\n", &ReadOptions::default())?;
    /// assert_eq!(reader.available(), ["well", "t (s)", "t", "$1", "$2"]);
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn available(&self) -> Vec<&str> {
        self.names.available()
    }

    /// What is unusual about the file.
    ///
    /// ```
    /// use thalweg_data::{CurveReader, ReadOptions};
    /// let reader = CurveReader::open("well;t\n1;2\n", &ReadOptions::default())?;
    /// assert_eq!(reader.notes(), ["fields are separated by semicolons"]);
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Rows that cannot meet all of these need no numbers with [`Na::Error`]. They are read all the same: leaving them out
    /// is for [`Block::only`](thalweg::batch::Block::only). Their columns are to be among those used.
    ///
    /// ```
    /// use thalweg::Condition;
    /// use thalweg_data::{CurveReader, Grouping, Na, ReadOptions};
    /// let reader = CurveReader::open("well,y,ok\n1,2,1\n1,,0\n1,4,1\n", &ReadOptions::default())?;
    /// let sound = Condition::new("ok == 1", &reader.available()).unwrap();
    /// let (used, by) = (["y".to_string(), "ok".to_string()], ["well".to_string()]);
    /// let mut blocks = reader.conditions(vec![sound]).blocks(&used, &by, Grouping::Together, Na::Error)?;
    /// assert_eq!(blocks.next().unwrap()?.curves.rows(0), 0..3);
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    #[must_use]
    pub fn conditions(mut self, conditions: Vec<Condition>) -> Self {
        self.conditions = conditions;
        self
    }

    /// The curves with the columns `used`, told apart by the columns `by`. Where the columns used hold lists, every row
    /// is a curve, and no `by` numbers them.
    ///
    /// Errors: a name that is no column; rows of points and no `by`. With [`Na::Error`] later a cell that is no number;
    /// with [`Na::Drop`] it is NaN.
    ///
    /// ```
    /// use thalweg_data::{CurveReader, Grouping, Na, ReadOptions};
    /// let reader = CurveReader::open("well,y\n1,2\n2,1\n1,3\n", &ReadOptions::default())?;
    /// let (used, by) = (["y".to_string()], ["well".to_string()]);
    /// let block = reader.blocks(&used, &by, Grouping::Anyhow, Na::Drop)?.next().unwrap()?;
    /// assert_eq!(block.curves.table().column("y"), Some(&[2.0, 3.0, 1.0][..]));
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn blocks(
        self,
        used: &[String],
        by: &[String],
        grouping: Grouping,
        na: Na,
    ) -> Result<CurveBlocks, DataError> {
        let Self { file, names, notes: _, body, bytes, conditions } = self;
        let places = Places::of(&file, &names, used, by)?;
        let strict = Strict { on: na == Na::Error, conditions };
        let wanted = places.wanted(names.len());
        let spare = Spare::default();
        let mut progress = Progress::of(bytes);
        let rows = match body {
            Body::Parquet(reader, leaves) => {
                let rows = reader.metadata().file_metadata().num_rows();
                progress = Progress::of(u64::try_from(rows).ok());
                let groups = Groups::new(&file, reader, leaves, places, progress.clone())?;
                Rows::Columns(Box::new(groups))
            }
            Body::Arrow(arrow) => {
                progress = Progress::of(arrow.batches());
                let batches = ArrowColumns::new(&file, arrow, places, progress.clone())?;
                Rows::Columns(Box::new(batches))
            }
            Body::Text(text, layout) => {
                let input = counted(text.input, &progress);
                Rows::Points(Box::new(TextPoints::new(&file, input, *layout, places)?))
            }
            Body::Json(text, shape) => {
                let input = counted(text.input, &progress);
                let rows = JsonRows::new(&file, input, &names, shape, &wanted);
                Rows::Points(Box::new(JsonPoints { file: file.clone(), rows, places, before: 0 }))
            }
        };
        let source: Box<dyn PointSource> = match rows {
            Rows::Columns(columns) if columns.lists().contains(&true) => {
                let key_names = if by.is_empty() { vec!["row".into()] } else { by.to_vec() };
                let body = Blocks::Lists(Box::new(Lists::new(columns, strict, spare.clone())));
                return Ok(CurveBlocks { key_names, progress, spare, body });
            }
            Rows::Columns(columns) => Box::new(ColumnPoints(columns)),
            Rows::Points(points) => points,
        };
        if by.is_empty() {
            return Err(DataError::new(
                "E-COLUMN",
                format!(
                    "{file}: every row is a point, and no column says which curve it belongs to"
                ),
                format!("name it: --by COLUMN; the columns are {}", listed(names.all())),
            ));
        }
        let body = match grouping {
            Grouping::Together => Blocks::Grouped(Box::new(Grouped::new(
                &file,
                source,
                used.to_vec(),
                strict,
                spare.clone(),
            ))),
            Grouping::Anyhow => Blocks::Unread { file, source, names: used.to_vec(), strict },
        };
        Ok(CurveBlocks { key_names: by.to_vec(), progress, spare, body })
    }
}

impl fmt::Debug for CurveReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurveReader").field("file", &self.file).finish_non_exhaustive()
    }
}

/// The curves of a file, block by block.
pub struct CurveBlocks {
    key_names: Vec<String>,
    progress: Progress,
    spare: Spare,
    body: Blocks,
}

/// The rows of a file: columns of it, which may hold lists, or points.
enum Rows {
    Columns(Box<dyn ColumnSource>),
    Points(Box<dyn PointSource>),
}

enum Blocks {
    Lists(Box<Lists>),
    Grouped(Box<Grouped>),
    /// To be gathered when the first block is asked for.
    Unread {
        file: String,
        source: Box<dyn PointSource>,
        names: Vec<String>,
        strict: Strict,
    },
    Gathered(Box<Gathered>, Vec<String>),
    Failed,
}

impl CurveBlocks {
    /// What the keys are called, one for each of [`CurveBlock::keys`].
    pub fn key_names(&self) -> &[String] {
        &self.key_names
    }

    /// How far the file is read.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Where the memory of blocks goes that are done with.
    pub fn spare(&self) -> Spare {
        self.spare.clone()
    }

    /// What was unusual about the rows read so far.
    pub fn notes(&self) -> Vec<String> {
        match &self.body {
            Blocks::Grouped(grouped) => grouped.source.notes(),
            Blocks::Gathered(_, notes) => notes.clone(),
            _ => Vec::new(),
        }
    }

    fn read(&mut self) -> Result<Option<CurveBlock>, DataError> {
        if let Blocks::Unread { .. } = self.body
            && let Blocks::Unread { file, mut source, names, strict } =
                std::mem::replace(&mut self.body, Blocks::Failed)
        {
            let gathered = Gathered::read(&file, source.as_mut(), names, &strict)?;
            self.body = Blocks::Gathered(Box::new(gathered), source.notes());
        }
        match &mut self.body {
            Blocks::Lists(lists) => lists.next(),
            Blocks::Grouped(grouped) => grouped.next(),
            Blocks::Gathered(gathered, _) => gathered.next(),
            Blocks::Unread { .. } | Blocks::Failed => Ok(None),
        }
    }
}

impl Iterator for CurveBlocks {
    type Item = Result<CurveBlock, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.read();
        if next.is_err() {
            self.body = Blocks::Failed;
        }
        next.transpose()
    }
}

fn counted(input: Box<dyn Read + Send>, progress: &Progress) -> Box<dyn Read + Send> {
    Box::new(Counted { input, progress: progress.clone() })
}

/// Whether a file is packed by gzip, so that its length says nothing about that of the text.
fn is_packed(path: &std::path::Path) -> bool {
    let first = || -> io::Result<[u8; 2]> {
        let mut two = [0; 2];
        std::fs::File::open(path)?.read_exact(&mut two)?;
        Ok(two)
    };
    first().is_ok_and(|two| two == [0x1f, 0x8b])
}
