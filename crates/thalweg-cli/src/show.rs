//! `--plot` and `--report`: pictures of a fit, in a file or in the terminal.

use std::path::PathBuf;

use thalweg::{Answer, FitProblem, Portrait};
use thalweg_report::{PlotTextOptions, plot_png, plot_svg, plot_text, report_html};

use crate::args::{FitArgs, OutputFormat};
use crate::failure::Failure;
use crate::target::{Format, Target, wrong};
use crate::terminal;

/// What is to be shown of a fit besides its answer.
#[derive(Debug, Default)]
pub(crate) struct Show {
    report: Option<Target>,
    plot: Option<Target>,
    terminal: Option<PlotTextOptions>,
}

impl Show {
    /// Errors: files that cannot be written, a picture in the midst of JSON.
    pub(crate) fn new(args: &FitArgs) -> Result<Self, Failure> {
        let report = args.report.as_deref().map(|p| Target::new(p, &[Format::Html])).transpose()?;
        let picture = |path: &PathBuf| Target::new(path, &[Format::Svg, Format::Png]);
        let plot = args.plot.iter().flatten().next().map(picture).transpose()?;
        if let (Some(report), Some(plot)) = (&report, &plot)
            && report.is(plot)
        {
            return Err(wrong(
                "the report and the picture have the same name".into(),
                "give them different ones".into(),
            ));
        }
        let terminal = matches!(args.plot, Some(None)).then(|| PlotTextOptions {
            width: terminal::width(),
            color: !args.no_color && terminal::stdout_color(),
            ascii: terminal::ascii_only(),
            ..PlotTextOptions::default()
        });
        if terminal.is_some() && args.format == OutputFormat::Json {
            return Err(wrong(
                "`--plot` without a file draws into the output, which is to be JSON".into(),
                "name a file: --plot fit.svg".into(),
            ));
        }
        Ok(Self { report, plot, terminal })
    }

    /// Whether there is anything to draw.
    pub(crate) fn asked(&self) -> bool {
        self.report.is_some() || self.plot.is_some() || self.terminal.is_some()
    }

    /// What there is to draw: only a page has profiles and regions.
    pub(crate) fn portrait(&self, problem: &FitProblem) -> Portrait {
        if self.report.is_some() { problem.full_portrait() } else { problem.portrait() }
    }

    /// The picture in the terminal.
    pub(crate) fn text(&self, answer: &Answer, portrait: &Portrait) -> Option<String> {
        self.terminal.as_ref().map(|options| plot_text(answer, portrait, options))
    }

    /// Draws and writes the files.
    pub(crate) fn write(&self, answer: &Answer, portrait: &Portrait) -> Result<(), Failure> {
        let failed = |why: String| Failure::new("E-PLOT", why, None, 1);
        if let Some(target) = &self.plot {
            let bytes = match target.format {
                Format::Png => plot_png(answer, portrait).map_err(|e| failed(e.to_string()))?,
                _ => plot_svg(answer, portrait).into_bytes(),
            };
            target.write(&bytes)?;
        }
        if let Some(target) = &self.report {
            let page = report_html(answer, portrait).map_err(|e| failed(e.to_string()))?;
            target.write(page.as_bytes())?;
        }
        Ok(())
    }
}
