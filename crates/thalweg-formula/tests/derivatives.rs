//! Derivatives of random expressions against second-order Taylor arithmetic written for this test.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod jet;

use jet::Jet;
use proptest::prelude::*;
use thalweg_formula::{Expr, Model, Scratch};

const COLUMNS: [&str; 2] = ["x", "z"];
const PARAMETERS: [&str; 3] = ["a", "b", "c"];

/// A random expression of which both the text and the value as a jet are known.
#[derive(Debug, Clone)]
enum Tree {
    Number(f64),
    Column(usize),
    Parameter(usize),
    One(&'static str, Box<Tree>),
    Two(&'static str, Box<Tree>, Box<Tree>),
    If(Box<Tree>, Box<Tree>, Box<Tree>),
}

impl Tree {
    fn text(&self) -> String {
        match self {
            Tree::Number(value) => format!("{value:?}"),
            Tree::Column(i) => COLUMNS[*i].to_owned(),
            Tree::Parameter(i) => PARAMETERS[*i].to_owned(),
            Tree::One("-", a) => format!("(-{})", a.text()),
            Tree::One(name, a) => format!("{name}({})", a.text()),
            Tree::Two(name, a, b) if name.chars().all(char::is_alphanumeric) => {
                format!("{name}({}, {})", a.text(), b.text())
            }
            Tree::Two(symbol, a, b) => format!("({} {symbol} {})", a.text(), b.text()),
            Tree::If(c, a, b) => format!("if({} > 0.3, {}, {})", c.text(), a.text(), b.text()),
        }
    }

    fn has_parameter(&self) -> bool {
        PARAMETERS
            .iter()
            .any(|name| Expr::parse(&self.text()).unwrap().names().iter().any(|used| used == name))
    }

    fn jet(&self, columns: &[f64], parameters: &[Jet]) -> Jet {
        let of = |tree: &Tree| tree.jet(columns, parameters);
        match self {
            Tree::Number(value) => Jet::constant(*value),
            Tree::Column(i) => Jet::constant(columns[*i]),
            Tree::Parameter(i) => parameters[*i],
            Tree::One(name, a) => of(a).function(name),
            Tree::Two("^", a, b) if b.has_parameter() && of(a).value <= 0.0 => {
                // log(a) does not exist, whatever the exponent happens to be here.
                Jet { at_edge: true, ..of(a) }
            }
            Tree::Two(name, a, b) => of(a).with(name, of(b)),
            Tree::If(c, a, b) => {
                let condition = of(c);
                let edge = (condition.value - 0.3).abs() < 1e-9;
                let chosen = if condition.value > 0.3 { of(a) } else { of(b) };
                Jet { at_edge: chosen.at_edge | edge, ..chosen }.noted(&[condition])
            }
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        1 => prop_oneof![Just(2.0), Just(0.5), Just(1.0), Just(3.0), Just(0.1), Just(0.0), Just(1.7)]
            .prop_map(Tree::Number),
        2 => (0..COLUMNS.len()).prop_map(Tree::Column),
        4 => (0..PARAMETERS.len()).prop_map(Tree::Parameter),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let one = prop::sample::select(jet::FUNCTIONS);
        let two = prop::sample::select(&["+", "-", "*", "/", "^", "min", "max", "atan2"][..]);
        prop_oneof![
            3 => (one, inner.clone()).prop_map(|(name, a)| Tree::One(name, Box::new(a))),
            6 => (two, inner.clone(), inner.clone())
                .prop_map(|(name, a, b)| Tree::Two(name, Box::new(a), Box::new(b))),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(c, a, b)| Tree::If(Box::new(c), Box::new(a), Box::new(b))),
        ]
    })
}

/// Whether two computations of one number agree, given how large the numbers on the way were.
fn agree(got: f64, expected: Jet, component: f64) -> bool {
    if !component.is_finite() || !expected.largest.is_finite() || expected.largest > 1e12 {
        // Overflow and huge intermediate values: the order of operations decides what is left.
        return true;
    }
    (got - component).abs() <= 1e-11 * (component.abs() + expected.largest) + 1e-300
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_and_derivatives_are_those_of_taylor_arithmetic(
        tree in tree(),
        columns in prop::array::uniform2(0.1f64..3.0),
        at in prop::array::uniform3(-2.0f64..2.0),
        direction in prop::array::uniform3(-1.0f64..1.0),
    ) {
        let text = tree.text();
        let expr = Expr::parse(&text).unwrap();
        let model = Model::new(&expr, &COLUMNS, &PARAMETERS).unwrap();
        let indices: Vec<usize> = model.parameters().iter()
            .map(|name| PARAMETERS.iter().position(|p| p == name).unwrap()).collect();
        let params: Vec<f64> = indices.iter().map(|&i| at[i]).collect();
        let along: Vec<f64> = indices.iter().map(|&i| direction[i]).collect();
        let data: Vec<[f64; 1]> = model.columns().iter()
            .map(|name| [columns[COLUMNS.iter().position(|c| c == name).unwrap()]]).collect();
        let data: Vec<&[f64]> = data.iter().map(|column| &column[..]).collect();
        let mut scratch = Scratch::new();

        let (mut value, mut again, mut second) = ([0.0], [0.0], [0.0]);
        let mut storage = vec![[0.0]; params.len()];
        let mut partials: Vec<&mut [f64]> = storage.iter_mut().map(|p| &mut p[..]).collect();
        model.values(&params, &data, &mut value, &mut scratch);
        model.partials(&params, &data, &mut again, &mut partials, None, &mut scratch);
        model.second_directional(&params, &along, &data, &mut second, &mut scratch);
        prop_assert!(value[0].to_bits() == again[0].to_bits() || value[0].is_nan());

        let moving = |velocity: [f64; 3]| {
            let parameters: Vec<Jet> =
                (0..3).map(|i| Jet::variable(at[i], velocity[i])).collect();
            tree.jet(&columns, &parameters)
        };
        let jet = moving(direction);
        prop_assume!(!jet.at_edge);
        prop_assert!(agree(value[0], jet, jet.value), "{text}: {} for {}", value[0], jet.value);
        prop_assert!(
            agree(second[0], jet, jet.second),
            "d2/dt2 of {text} at {params:?}: {} for {}", second[0], jet.second
        );
        for (&i, partial) in indices.iter().zip(&storage) {
            let mut unit = [0.0; 3];
            unit[i] = 1.0;
            let jet = moving(unit);
            prop_assert!(
                agree(partial[0], jet, jet.first),
                "d/d{} of {text} at {params:?}: {} for {}", PARAMETERS[i], partial[0], jet.first
            );
        }
    }
}
