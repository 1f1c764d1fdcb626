//! What the drawings contain.

use resvg::usvg::{Group, Node, Options, Rect, Tree, fontdb};
use thalweg::valley::{Others, Plane, Route, Valley, ValleyOptions};
use thalweg_report::valley::{to_html, to_png, to_svg};
use thalweg_solver::{Damping, Scaling, Solver};

use crate::problems::{self, Case};

fn cases() -> Vec<(&'static str, Case)> {
    vec![
        ("rosenbrock", problems::from_valleys("rosenbrock x1 in units of 1e3")),
        ("narrow", problems::from_valleys("rosenbrock c=1e4")),
        ("spiral", problems::from_valleys("spiral c=1e2")),
        ("misra1a", problems::from_nist("Misra1a")),
        ("boxbod", problems::from_nist("BoxBOD")),
        ("mgh09", problems::from_nist("MGH09")),
        ("twelve", problems::twelve()),
        ("one", problems::one()),
        ("edge", problems::with_an_edge()),
    ]
}

/// Small grids: the tests are about what is drawn, not how finely.
fn coarse() -> ValleyOptions {
    let mut options = ValleyOptions::default();
    options.grid = Some((40, 30));
    options
}

/// Writes all pictures to a folder named by `VALLEY_PICTURES`, to be looked at.
#[test]
fn pictures_to_look_at() {
    let Ok(folder) = std::env::var("VALLEY_PICTURES") else { return };
    for (name, case) in cases() {
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

fn tree(svg: &str) -> Tree {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    let options = Options {
        fontdb: std::sync::Arc::new(fonts),
        font_family: "DejaVu Sans".into(),
        ..Options::default()
    };
    Tree::from_str(svg, &options).unwrap()
}

fn texts(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => texts(inner, found),
            Node::Text(text) => {
                let words = text.chunks().iter().map(|c| c.text()).collect();
                found.push((words, text.abs_bounding_box()));
            }
            _ => {}
        }
    }
}

/// Every text lies on the page and on no other text.
fn assert_legible(name: &str, svg: &str) {
    let tree = tree(svg);
    let mut all = Vec::new();
    texts(tree.root(), &mut all);
    assert!(all.len() > 15, "{name}: {} texts", all.len());
    let page = tree.size();
    for (i, (words, a)) in all.iter().enumerate() {
        assert!(
            a.left() >= 0.0
                && a.top() >= 0.0
                && a.right() <= page.width()
                && a.bottom() <= page.height(),
            "{name}: `{words}` leaves the page: {a:?}"
        );
        for (other, b) in &all[..i] {
            let apart = a.right() <= b.left()
                || b.right() <= a.left()
                || a.bottom() <= b.top()
                || b.bottom() <= a.top();
            assert!(apart, "{name}: `{words}` {a:?} lies on `{other}` {b:?}");
        }
    }
}

fn assert_sound(name: &str, valley: &Valley) -> String {
    let svg = to_svg(valley);
    for bad in ["NaN", "inf", "1e", "\"-0\""] {
        let coordinates =
            svg.lines().filter(|l| !l.starts_with("<text") && !l.starts_with("<desc"));
        let found = coordinates
            .into_iter()
            .find(|l| l.contains(bad) && !l.starts_with(".") && !l.starts_with("<title"));
        assert_eq!(found, None, "{name}: {bad}");
    }
    let steps: usize = valley.paths.iter().map(|p| p.steps.len()).sum();
    assert_eq!(svg.matches("class=\"step\"").count(), steps, "{name}");
    assert_legible(name, &svg);
    svg
}

#[test]
fn every_drawing_is_sound_and_legible() {
    for (name, case) in cases() {
        let svg = assert_sound(name, &case.draw(&coarse()));
        assert!(svg.contains("id=\"path-3\""), "{name}");
    }
}

#[test]
fn rejected_trials_are_hollow_and_taken_ones_filled() {
    let mut options = coarse();
    options.routes.truncate(1);
    let valley = problems::from_nist("Misra1a").draw(&options);
    let svg = to_svg(&valley);
    let rejected = valley.paths[0].steps.iter().filter(|s| s.iteration.rejected.is_some()).count();
    assert!(rejected > 0);
    for (i, step) in valley.paths[0].steps.iter().enumerate() {
        let from = svg.find(&format!("id=\"s0-{i}\"")).unwrap();
        let group = &svg[from..from + svg[from..].find("</g>").unwrap()];
        let hollow = group.contains("class=\"rejected\"");
        assert_eq!(hollow, step.iteration.rejected.is_some(), "step {i}: {group}");
        assert_eq!(group.contains("class=\"dot\""), !hollow, "step {i}: {group}");
    }
}

#[test]
fn where_the_model_is_not_defined_is_hatched_and_said() {
    let valley = problems::with_an_edge().draw(&coarse());
    assert!(valley.grid.cost.iter().any(|f| f.is_nan()));
    let svg = to_svg(&valley);
    assert!(
        svg.contains("not defined, or out of bounds") && svg.contains("fill=\"url(#undefined)\"")
    );
    let whole = to_svg(&problems::from_nist("Misra1a").draw(&coarse()));
    assert!(
        !whole.contains("not defined, or out of bounds")
            && !whole.contains("fill=\"url(#undefined)\"")
    );
}

#[test]
fn names_are_text_and_never_markup() {
    let mut case = problems::from_nist("Misra1a");
    case.names =
        vec!["a<b>&\"'</script>".into(), "an extraordinarily long name of a parameter".into()];
    let mut options = coarse();
    options.routes[0].name = "<script>alert(1)</script> of an extraordinary length".into();
    let valley = case.draw(&options);
    assert_sound("names", &valley);
    let html = to_html(&valley);
    assert_eq!(html.matches("</script>").count(), 2, "the data and the script");
    assert!(!html.contains("<script>alert"));
}

#[test]
fn the_caption_says_what_the_other_parameters_do() {
    let case = problems::from_nist("MGH09");
    let words = |plane, others| {
        let mut options = coarse();
        (options.plane, options.others) = (plane, others);
        to_svg(&case.draw(&options))
            .split_once("<desc")
            .unwrap()
            .1
            .split_once("</desc>")
            .unwrap()
            .0
            .to_string()
    };
    assert!(
        words(Plane::LeastDetermined, Others::Profiled).contains("2 directions are re-minimised")
    );
    assert!(words(Plane::LeastDetermined, Others::Held).contains("2 directions are held"));
    let chosen = words(Plane::Parameters(2, 0), Others::Held);
    assert!(chosen.contains("The 2 parameters other than b3 and b1 are held"), "{chosen}");
}

#[test]
fn any_number_of_paths_and_any_damping_rule() {
    let case = problems::from_nist("Misra1a");
    let mut options = coarse();
    options.routes.clear();
    assert_legible("no path", &to_svg(&case.draw(&options)));
    for k in 0..6 {
        let damping = [Damping::Nielsen, Damping::Multiplicative { up: 10.0, down: 10.0 }][k % 2];
        let scaling =
            [Scaling::Diagonal(vec![1.0, 1e6]), Scaling::Matrix(vec![2.0, 1.0, 1.0, 1e12])][k / 3]
                .clone();
        let solver = Solver::new().damping(damping).scaling(scaling).cascade(false);
        options.routes.push(Route { name: format!("number {k}"), solver });
    }
    let valley = case.draw(&options);
    assert!(valley.paths.iter().flat_map(|p| &p.steps).all(|s| s.region.is_some()));
    assert_sound("six paths", &valley);
}

#[test]
fn extreme_numbers_stay_on_the_page() {
    let mut valley = problems::from_nist("BoxBOD").draw(&coarse());
    for step in valley.paths.iter_mut().flat_map(|p| &mut p.steps).skip(1).step_by(3) {
        step.trial = [1e300, -1e300];
        step.trial_cost = f64::INFINITY;
    }
    valley.paths[0].steps[0].trial = [f64::NAN, f64::INFINITY];
    valley.paths[0].steps[0].from = [f64::NAN; 2];
    valley.grid.cost[3] = f64::INFINITY;
    assert_sound("extremes", &valley);
    valley.grid.cost.fill(f64::NAN);
    assert_sound("nothing defined", &valley);
    valley.grid.cost.fill(1.0);
    assert_sound("flat", &valley);
    valley.paths.iter_mut().for_each(|p| p.steps.clear());
    assert_sound("no steps", &valley);
}

#[test]
fn axes_at_any_magnitude() {
    for unit in [1e-12, 1e-6, 1e3, 1e9] {
        let valley = problems::in_units(unit).draw(&coarse());
        let svg = assert_sound(&format!("{unit:e}"), &valley);
        let exponent = format!("{unit:e}").split_once('e').unwrap().1.to_string();
        let raised: String = exponent
            .chars()
            .map(|c| {
                if c == '-' {
                    '⁻'
                } else {
                    ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][c as usize - 48]
                }
            })
            .collect();
        if unit != 1e3 {
            assert!(svg.contains(&format!("(×10{raised})")), "{unit:e}");
        }
    }
}

#[test]
fn the_png_is_the_svg_in_twice_its_size() {
    let valley = problems::from_nist("Misra1a").draw(&coarse());
    let png = to_png(&valley).unwrap();
    let size = tree(&to_svg(&valley)).size();
    assert_eq!(&png[1..4], b"PNG");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as f32;
    assert_eq!((number(16), number(20)), (2.0 * size.width(), 2.0 * size.height()));
    assert_eq!(png, to_png(&valley).unwrap());
}

#[test]
fn points_on_the_floor_of_a_curve_are_in_the_picture() {
    let mut options = coarse();
    options.routes.truncate(1);
    let valley = problems::one().draw(&options);
    let (axis, steps) = (&valley.axes[0], &valley.paths[0].steps);
    let beside = steps.iter().filter(|s| !(axis.low..=axis.high).contains(&s.trial[0])).count();
    let svg = to_svg(&valley);
    let said = match beside {
        0 => String::new(),
        1 => "One trial point lies outside".into(),
        many => format!("{many} trial points lie outside"),
    };
    assert!(svg.contains(&said) && (beside > 0 || !svg.contains("outside the window")), "{beside}");
}
