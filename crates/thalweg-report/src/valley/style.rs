//! Colours, line styles, marker shapes.

use std::fmt::Write as _;

/// How many paths look different: four colours and shapes, then the same with other dashes.
const COLOURS: usize = 4;

/// Okabe & Ito's (2008) blue, vermilion, bluish green and a darker reddish purple: told apart under
/// each common colour blindness; dashes and shapes say it again.
const LIGHT: [&str; COLOURS] = ["#0067a8", "#d04a00", "#00805c", "#a03a82"];
/// The same hues on a dark ground.
const DARK: [&str; COLOURS] = ["#5cb8f2", "#ffa040", "#35d0a0", "#f09ad0"];
const DASHES: [&str; 4] = ["none", "9 3", "2.5 2.5", "10 3 2 3"];

/// Bands of the surface.
pub(super) const BANDS: usize = 14;
/// From the floor up: the paths lie on the floor, so it is the quiet end.
const LIGHT_RAMP: [[f64; 3]; 3] =
    [[255.0, 254.0, 246.0], [199.0, 217.0, 230.0], [104.0, 136.0, 164.0]];
const DARK_RAMP: [[f64; 3]; 3] = [[13.0, 17.0, 22.0], [35.0, 52.0, 68.0], [88.0, 112.0, 134.0]];

const SHARED: &str = "\
text{font-family:'DejaVu Sans',Verdana,sans-serif;font-size:12px}
.middle{text-anchor:middle}
.end{text-anchor:end}
.title{font-size:17px}
.head{font-size:13px}
.small{font-size:11px}
.frame,.mark,.way,.miss,.rim,.curve,.contour{fill:none}
.frame,.mark{stroke-width:1}
.way{stroke-linejoin:round;stroke-linecap:round}
.miss{stroke-width:0.8;stroke-opacity:0.5}
.far{display:none}
.share{shape-rendering:crispEdges}
.dot{stroke-width:1}
.rejected{stroke-width:1.3}
.rim{stroke-width:1.2;stroke-opacity:0.85}
.region{display:none}
.region.key{display:inline}
.curve{stroke-width:1.6}
.contour{stroke-width:0.6;stroke-opacity:0.45}
";

/// The style of the drawing by itself: a light ground.
pub(super) fn light() -> String {
    let mut css = SHARED.to_string();
    colours(&mut css, "#ffffff", "#1d2329", "#59636e", LIGHT_RAMP, LIGHT);
    css
}

/// What changes on a dark ground.
pub(super) fn dark() -> String {
    let mut css = String::new();
    colours(&mut css, "#0d1116", "#e8edf2", "#a5b0bb", DARK_RAMP, DARK);
    css
}

fn colours(
    css: &mut String,
    ground: &str,
    ink: &str,
    quiet: &str,
    ramp: [[f64; 3]; 3],
    paths: [&str; COLOURS],
) {
    let _ = write!(
        css,
        ".ground{{fill:{ground}}}
text{{fill:{ink}}}
.label,.small{{fill:{quiet}}}
.frame,.mark{{stroke:{quiet}}}
.curve,.contour{{stroke:{ink}}}
.hatch{{stroke:{quiet};stroke-width:1}}
.void{{fill:{ground}}}
.goal{{fill:{ink};stroke:{ground};stroke-width:1}}
.begin{{fill:none;stroke:{ink};stroke-width:1.6}}
.rejected{{fill:{ground}}}
"
    );
    for band in 0..BANDS {
        let [r, g, b] = mix(ramp, band as f64 / (BANDS - 1) as f64);
        let _ = writeln!(css, ".b{band}{{fill:#{r:02x}{g:02x}{b:02x}}}");
    }
    for (k, colour) in paths.iter().enumerate() {
        let _ =
            writeln!(css, ".p{k} .way,.p{k} .miss,.p{k} .rim,.p{k} .rejected{{stroke:{colour}}}");
        let _ = writeln!(css, ".p{k} .dot{{fill:{colour};stroke:{ground}}}");
        let _ = writeln!(css, ".p{k} .share{{fill:{colour}}}");
    }
}

fn mix(ramp: [[f64; 3]; 3], t: f64) -> [u8; 3] {
    let (from, to, t) =
        if t < 0.5 { (ramp[0], ramp[1], 2.0 * t) } else { (ramp[1], ramp[2], 2.0 * t - 1.0) };
    std::array::from_fn(|k| (from[k] + t * (to[k] - from[k])).round() as u8)
}

/// The class that gives path k its colour.
pub(super) fn colour(k: usize) -> String {
    format!("p{}", k % COLOURS)
}

/// The dashes of path k.
pub(super) fn dash(k: usize) -> &'static str {
    DASHES[(k + k / COLOURS) % DASHES.len()]
}

/// The width of path k's line: a later one lies within an earlier, where they go together.
pub(super) fn width(k: usize) -> f64 {
    3.0 - 0.5 * (k % COLOURS) as f64
}

/// The outline of path k's marker of radius `size` around a pixel.
pub(super) fn marker(k: usize, (x, y): (f64, f64), size: f64) -> String {
    let corners = |points: &[(f64, f64)]| {
        let at: Vec<String> = points
            .iter()
            .map(|(dx, dy)| format!("{:.1} {:.1}", x + size * dx, y + size * dy))
            .collect();
        format!("M{}Z", at.join("L"))
    };
    match (k + k / COLOURS) % 4 {
        0 => format!(
            "M{:.1} {y:.1}a{size:.1} {size:.1} 0 1 0 {:.1} 0a{size:.1} {size:.1} 0 1 0 {:.1} 0Z",
            x - size,
            2.0 * size,
            -2.0 * size
        ),
        1 => corners(&[(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)]),
        2 => corners(&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)]),
        _ => corners(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]),
    }
}
