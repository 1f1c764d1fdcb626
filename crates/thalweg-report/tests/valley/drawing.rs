//! What the drawings contain.

use thalweg::valley::ValleyOptions;
use thalweg_report::valley::{to_html, to_png, to_svg};

use crate::problems;

/// Writes all pictures to a folder named by `VALLEY_PICTURES`, to be looked at.
#[test]
fn pictures_to_look_at() {
    let Ok(folder) = std::env::var("VALLEY_PICTURES") else { return };
    let cases = [
        ("rosenbrock", problems::from_valleys("rosenbrock x1 in units of 1e3")),
        ("narrow", problems::from_valleys("rosenbrock c=1e4")),
        ("misra1a", problems::from_nist("Misra1a")),
        ("boxbod", problems::from_nist("BoxBOD")),
        ("mgh09", problems::from_nist("MGH09")),
        ("spiral", problems::from_valleys("spiral c=1e2")),
        ("twelve", problems::twelve()),
        ("one", problems::one()),
    ];
    for (name, case) in cases {
        let began = std::time::Instant::now();
        let valley = case.draw(&ValleyOptions::default());
        let data = began.elapsed();
        let (svg, html) = (to_svg(&valley), to_html(&valley));
        let written = began.elapsed() - data;
        let png = to_png(&valley).unwrap();
        println!(
            "{name}: grid {}x{} in {data:?}, svg {} kB + html {} kB in {written:?}, png {} kB in {:?}",
            valley.grid.columns,
            valley.grid.rows,
            svg.len() / 1000,
            html.len() / 1000,
            png.len() / 1000,
            began.elapsed() - data - written
        );
        for (kind, bytes) in [("svg", svg.as_bytes()), ("html", html.as_bytes()), ("png", &png)] {
            std::fs::write(format!("{folder}/{name}.{kind}"), bytes).unwrap();
        }
    }
}
