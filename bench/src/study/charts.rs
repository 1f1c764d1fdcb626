//! Performance profiles as SVG.

use std::error::Error;

use plotters::prelude::*;

use super::profile::Profile;

/// Width and height in pixels.
const SIZE: (u32, u32) = (760, 440);
/// Colours that remain apart for the colour-blind (Okabe & Ito 2008), darkest first.
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 0, 0),
    RGBColor(213, 94, 0),
    RGBColor(0, 114, 178),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
];
const FONT: &str = "sans-serif";

/// The curves as a drawing; `names` are those of the legend, in the order of `profiles`.
///
/// # Errors
/// None that finite curves can cause.
pub fn draw(profiles: &[Profile], names: &[String]) -> Result<String, Box<dyn Error>> {
    let ends =
        |fold: fn(f64, f64) -> f64, from: f64, point: fn(&Profile) -> Option<&(f64, f64)>| {
            profiles.iter().filter_map(point).map(|p| p.1).fold(from, fold)
        };
    // From the tenth below the lowest beginning to the tenth above the highest end.
    let low = (ends(f64::min, 1.0, |p| p.points.first()) * 10.0).floor() / 10.0;
    let high = (ends(f64::max, 0.0, |p| p.points.last()) * 10.0).ceil() / 10.0;
    let octaves = ends_at(profiles);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(44)
            .y_label_area_size(56)
            .build_cartesian_2d(0.0..octaves, low..high.max(low + 0.1))?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .x_labels(octaves as usize + 1)
            .x_label_formatter(&|octave| format!("{:.0}×", octave.exp2()))
            .y_label_formatter(&|part| format!("{:.0} %", 100.0 * part))
            .x_desc("evaluations, as a multiple of the best shown")
            .y_desc("cases solved")
            .axis_desc_style((FONT, 15))
            .label_style((FONT, 13))
            .draw()?;
        for (k, (profile, name)) in profiles.iter().zip(names).enumerate() {
            let style = COLOURS[k % COLOURS.len()].stroke_width(2);
            let points = profile.points.iter().map(|(ratio, part)| (ratio.log2(), *part));
            chart
                .draw_series(LineSeries::new(points, style))?
                .label(name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .background_style(WHITE.mix(0.85))
            .border_style(BLACK.mix(0.3))
            .label_font((FONT, 14))
            .draw()?;
        area.present()?;
    }
    svg.push('\n');
    Ok(svg)
}

/// log₂ of the last ratio.
fn ends_at(profiles: &[Profile]) -> f64 {
    profiles.iter().filter_map(|p| p.points.last()).map(|p| p.0.log2()).fold(1.0, f64::max)
}
