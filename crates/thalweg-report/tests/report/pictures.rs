//! Pictures: what they show, whatever the fit.

use resvg::usvg::{Options, Tree};
use thalweg_report::{PlotTextOptions, plot_png, plot_svg, plot_text, report_html};

use crate::fits;

/// Writes everything to a folder named by `REPORT_PICTURES`, to be looked at.
#[test]
fn pictures_to_look_at() {
    let Ok(folder) = std::env::var("REPORT_PICTURES") else { return };
    for (name, fit) in fits::all() {
        let (svg, html) =
            (plot_svg(&fit.answer, &fit.portrait), report_html(&fit.answer, &fit.portrait));
        let (html, png) = (html.unwrap(), plot_png(&fit.answer, &fit.portrait).unwrap());
        let text = plot_text(&fit.answer, &fit.portrait, &PlotTextOptions::default());
        for (kind, bytes) in [
            ("svg", svg.as_bytes()),
            ("html", html.as_bytes()),
            ("png", &png),
            ("txt", text.as_bytes()),
        ] {
            std::fs::write(format!("{folder}/{name}.{kind}"), bytes).unwrap();
        }
    }
}

/// The elements of a class, and what is drawn in them.
fn groups<'a>(svg: &'a str, opening: &str) -> Vec<&'a str> {
    svg.split(opening).skip(1).filter_map(|rest| rest.split("</g>").next()).collect()
}

#[test]
fn every_row_is_a_point_in_both_panels() {
    for (name, fit) in fits::all() {
        let svg = plot_svg(&fit.answer, &fit.portrait);
        Tree::from_str(&svg, &Options::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
        let points = groups(&svg, "<g class=\"points");
        let count = |g: &str| g.matches("<circle").count();
        // The first is the key.
        let rows = fit.answer.fitted.len();
        assert_eq!(points.len(), 3, "{name}");
        assert_eq!((count(points[1]), count(points[2])), (rows, rows), "{name}");
    }
}

#[test]
fn the_head_says_what_was_found() {
    let fit = fits::misra();
    let svg = plot_svg(&fit.answer, &fit.portrait);
    let head = ["b1 = 238.9 ± 2.7", "(5.502 ± 0.073) × 10⁻⁴", "n = 14"];
    for part in head {
        assert!(svg.contains(part), "{part}");
    }
    assert!(svg.contains("class=\"confidence\"") && svg.contains("class=\"prediction\""));
}

/// At the curve of Misra1a they are narrower than its line.
#[test]
fn bands_lie_around_the_residuals_too() {
    let strip = |fit: &fits::Drawn| -> String {
        let svg = plot_svg(&fit.answer, &fit.portrait);
        let strip = svg.split("<g class=\"strip\"").nth(1).unwrap();
        strip.split("main-axes").next().unwrap().into()
    };
    let plain = strip(&fits::misra());
    assert!(plain.contains("class=\"confidence\"") && plain.contains("class=\"prediction\""));
    // In standard deviations a residual has no band in the units of the data.
    assert!(!strip(&fits::counts()).contains("class=\"confidence\""));
}

#[test]
fn a_name_in_backticks_stands_bare_at_either_axis() {
    let mut fit = fits::misra();
    fit.portrait.ordinate.0 = "`Volume (ml)`".into();
    let svg = plot_svg(&fit.answer, &fit.portrait);
    assert!(svg.contains(">Volume (ml)</text>"));
}

#[test]
fn markup_in_a_name_is_text() {
    let fit = fits::odd_names();
    let svg = plot_svg(&fit.answer, &fit.portrait);
    assert!(svg.contains("a&lt;b") && !svg.contains("<b>\"") && !svg.contains("</script>"));
    // The row of weight 0 looks different.
    assert_eq!(svg.matches("<circle class=\"out\"").count(), 2);
}

#[test]
fn counts_have_error_bars_and_scaled_residuals() {
    let fit = fits::counts();
    let svg = plot_svg(&fit.answer, &fit.portrait);
    let bars = svg.split("class=\"bars\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(bars.matches('M').count(), 41);
    assert!(svg.contains("residual / σ"));
}

#[test]
fn a_png_is_twice_the_size_of_its_svg() {
    let fit = fits::good(40);
    let svg = plot_svg(&fit.answer, &fit.portrait);
    let png = plot_png(&fit.answer, &fit.portrait).unwrap();
    let size = Tree::from_str(&svg, &Options::default()).unwrap().size();
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as f32;
    assert_eq!((number(16), number(20)), (2.0 * size.width(), 2.0 * size.height()));
}

#[test]
fn lines_of_a_terminal_fit_it() {
    for (name, fit) in fits::all() {
        for width in [1, 40, 80, 120] {
            for ascii in [false, true] {
                let options = PlotTextOptions { width, ascii, ..PlotTextOptions::default() };
                let text = plot_text(&fit.answer, &fit.portrait, &options);
                let widest = text.lines().map(|l| l.chars().count()).max().unwrap();
                assert!(widest <= width.max(60), "{name} {width}: {widest}\n{text}");
                assert!(!text.contains('\u{1b}') && (!ascii || text.is_ascii()), "{name}\n{text}");
            }
        }
    }
    let fit = fits::misra();
    let color = PlotTextOptions { color: true, ..PlotTextOptions::default() };
    let painted = plot_text(&fit.answer, &fit.portrait, &color);
    assert!(painted.contains("\u{1b}["));
    insta::assert_snapshot!(
        "terminal-misra",
        plot_text(&fit.answer, &fit.portrait, &PlotTextOptions::default())
    );
    let ascii =
        PlotTextOptions { ascii: true, width: 60, height: 10, ..PlotTextOptions::default() };
    insta::assert_snapshot!("terminal-ascii", plot_text(&fit.answer, &fit.portrait, &ascii));
    let large = fits::good(3000);
    let text = plot_text(&large.answer, &large.portrait, &PlotTextOptions::default());
    assert!(text.contains('░') && text.contains('⠤'), "the curve is seen over the data\n{text}");
}
