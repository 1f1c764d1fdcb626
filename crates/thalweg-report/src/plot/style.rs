//! Colours of fits, in light and dark.

/// The colours of a drawing.
pub(crate) struct Palette {
    pub ground: &'static str,
    pub ink: &'static str,
    pub quiet: &'static str,
    /// The curve and its bands.
    pub curve: &'static str,
    /// The data.
    pub point: &'static str,
}

/// Okabe & Ito's (2008) vermilion for what is fitted and blue for what was measured: told apart under
/// each common colour blindness, and by shape.
pub(crate) const LIGHT: Palette = Palette {
    ground: "#ffffff",
    ink: "#1d2329",
    quiet: "#59636e",
    curve: "#c84600",
    point: "#0067a8",
};

/// The same hues on a dark ground.
pub(crate) const DARK: Palette = Palette {
    ground: "#0d1116",
    ink: "#e8edf2",
    quiet: "#a5b0bb",
    curve: "#ff9d4d",
    point: "#5cb8f2",
};

/// What does not depend on the ground.
const SHARED: &str = "\
text{font-family:'DejaVu Sans',Verdana,sans-serif;font-size:12px}
.middle{text-anchor:middle}
.end{text-anchor:end}
.title{font-size:15px}
.small{font-size:11px}
.frame,.mark,.curve,.rule,.zero,.wald,.bars,.trace{fill:none}
.frame,.mark{stroke-width:1}
.curve{stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.prediction,.confidence{stroke-width:0.8;stroke-opacity:0.5}
.prediction{fill-opacity:0.13}
.confidence{fill-opacity:0.29}
.envelope,.region{fill-opacity:0.14}
.region{stroke-width:1.6;stroke-linejoin:round}
.bars{stroke-width:1;stroke-opacity:0.7}
.zero{stroke-width:1}
.rule{stroke-width:1;stroke-dasharray:2 3}
.wald{stroke-width:1.4;stroke-dasharray:6 4}
.trace{stroke-width:1;stroke-opacity:0.8}
.points circle{stroke-width:0.8}
.points .out{fill-opacity:0.12}
";

/// The style of a drawing by itself.
pub(crate) fn css(palette: &Palette) -> String {
    format!("{SHARED}{}", colours(palette))
}

/// What the colours of a drawing are.
pub(crate) fn colours(palette: &Palette) -> String {
    let Palette { ground, ink, quiet, curve, point } = palette;
    format!(
        "\
.ground{{fill:{ground}}}
text{{fill:{ink}}}
.label,.small{{fill:{quiet}}}
.frame,.mark,.rule,.zero{{stroke:{quiet}}}
.curve,.region,.prediction,.confidence{{stroke:{curve}}}
.prediction,.confidence,.envelope,.region{{fill:{curve}}}
.wald{{stroke:{ink}}}
.trace{{stroke:{point}}}
.bars{{stroke:{point}}}
.points circle{{fill:{point};stroke:{ground}}}
.points .out{{fill:{point};stroke:{point}}}
.points.many circle{{stroke:none;fill-opacity:0.55}}
.best{{fill:{ink};stroke:{ground}}}
"
    )
}
