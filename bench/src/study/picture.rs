//! The picture on top of the page: four dampings on their way through a curved valley.

use std::error::Error;
use std::path::{Path, PathBuf};

use thalweg::valley::{ValleyOptions, valley};
use thalweg_testdata::mgh;

/// Where the picture is, in the folder of the documentation.
///
/// ```
/// use std::path::Path;
/// use thalweg_bench::study::picture::file;
/// assert_eq!(file(Path::new("docs")), Path::new("docs/study/valley.svg"));
/// ```
pub fn file(docs: &Path) -> PathBuf {
    docs.join("study/valley.svg")
}

/// Rosenbrock's valley from its usual start, as SVG.
///
/// # Errors
/// A problem that is not there, or cannot be drawn.
pub fn rosenbrock() -> Result<String, Box<dyn Error>> {
    let instance = mgh::instance("rosenbrock").ok_or("no such problem")?;
    let minimiser = instance.minima().iter().find_map(|m| m.x.as_ref()).ok_or("no minimiser")?;
    let names = ["x1".to_owned(), "x2".to_owned()];
    let options = ValleyOptions::default();
    let drawn = valley(&instance.problem(), &names, instance.start(), minimiser, &options)?;
    Ok(thalweg_report::valley::to_svg(&drawn))
}
