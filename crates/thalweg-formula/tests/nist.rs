//! The models of the NIST nonlinear regression problems: derivatives at the certified values by
//! differences, and the parameters each is linear in, read off by hand.
//!
//! Models: NIST Statistical Reference Datasets (public domain); three rows of each problem's data.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use thalweg_formula::{Formula, Model, Scratch};

struct Problem {
    name: &'static str,
    formula: &'static str,
    /// b1, b2, ... as certified; where a number is missing from the formula the next takes its place.
    certified: &'static [f64],
    /// x, or x1 and x2.
    rows: &'static [&'static [f64]],
    /// By the numbers in the parameters' names.
    linear: &'static [usize],
}

impl Problem {
    fn model(&self) -> Model {
        let formula = Formula::parse(self.formula).unwrap();
        Model::new(formula.right(), &["y", "x", "x1", "x2"], &[]).unwrap()
    }

    /// The certified values in the order of the model's parameters.
    fn params(&self, model: &Model) -> Vec<f64> {
        let mut numbers = numbers(model);
        let given = numbers.clone();
        numbers.sort_unstable();
        given.iter().map(|n| self.certified[numbers.iter().position(|m| m == n).unwrap()]).collect()
    }
}

/// The numbers in the parameters' names.
fn numbers(model: &Model) -> Vec<usize> {
    model.parameters().iter().map(|name| name[1..].parse().unwrap()).collect()
}

/// The derivative at 0 of a smooth function, by central differences and Richardson's extrapolation.
fn derivative(f: impl Fn(f64) -> f64, step: f64) -> f64 {
    let central = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    let (coarse, middle, fine) = (central(step), central(step / 2.0), central(step / 4.0));
    let (once, again) = ((4.0 * middle - coarse) / 3.0, (4.0 * fine - middle) / 3.0);
    (16.0 * again - once) / 15.0
}

fn value(model: &Model, params: &[f64], row: &[&[f64]]) -> f64 {
    let mut out = [0.0];
    model.values(params, row, &mut out, &mut Scratch::new());
    out[0]
}

fn partials(model: &Model, params: &[f64], row: &[&[f64]]) -> Vec<f64> {
    let mut storage = vec![[0.0]; params.len()];
    let mut slices: Vec<&mut [f64]> = storage.iter_mut().map(|p| &mut p[..]).collect();
    model.partials(params, row, &mut [0.0], &mut slices, None, &mut Scratch::new());
    storage.into_iter().map(|[partial]| partial).collect()
}

#[test]
fn partial_derivatives_are_those_of_differences() {
    for problem in PROBLEMS {
        let model = problem.model();
        let params = problem.params(&model);
        for row in problem.rows {
            let row: Vec<&[f64]> = row.iter().map(std::slice::from_ref).collect();
            let got = partials(&model, &params, &row);
            for (j, &partial) in got.iter().enumerate() {
                let shifted = |t: f64| {
                    let mut shifted = params.clone();
                    shifted[j] += t;
                    value(&model, &shifted, &row)
                };
                let expected = derivative(shifted, 2e-4 * params[j].abs());
                let scale = expected.abs() + (value(&model, &params, &row) / params[j]).abs();
                assert!(
                    (partial - expected).abs() <= 1e-8 * scale,
                    "{}: d/d{} is {partial}, by differences {expected}",
                    problem.name,
                    model.parameters()[j]
                );
            }
        }
    }
}

#[test]
fn second_directional_derivatives_are_those_of_differences() {
    let mut scratch = Scratch::new();
    for problem in PROBLEMS {
        let model = problem.model();
        let params = problem.params(&model);
        let direction: Vec<f64> =
            params.iter().enumerate().map(|(j, b)| b * (1.0 - 0.3 * j as f64)).collect();
        for row in problem.rows {
            let row: Vec<&[f64]> = row.iter().map(std::slice::from_ref).collect();
            let mut got = [0.0];
            model.second_directional(&params, &direction, &row, &mut got, &mut scratch);
            let slope = |t: f64| {
                let moved: Vec<f64> =
                    params.iter().zip(&direction).map(|(b, d)| b + t * d).collect();
                let gradient = partials(&model, &moved, &row);
                gradient.iter().zip(&direction).map(|(g, d)| g * d).sum()
            };
            let expected = derivative(slope, 4e-4);
            let scale = expected.abs() + value(&model, &params, &row).abs();
            assert!(
                (got[0] - expected).abs() <= 1e-7 * scale,
                "{}: {} but by differences {expected}",
                problem.name,
                got[0]
            );
        }
    }
}

#[test]
fn linear_parameters_are_those_read_off_by_hand() {
    for problem in PROBLEMS {
        let model = problem.model();
        let numbers = numbers(&model);
        let mut linear: Vec<usize> =
            model.linear_parameters().iter().map(|&j| numbers[j]).collect();
        linear.sort_unstable();
        assert_eq!(linear, problem.linear, "{}", problem.name);
    }
}

#[test]
fn the_left_side_of_nelson_is_a_transformed_column() {
    let nelson = PROBLEMS.iter().find(|problem| problem.name == "Nelson").unwrap();
    let formula = Formula::parse(nelson.formula).unwrap();
    assert_eq!(formula.left().unwrap().to_string(), "log(y)");
}

const PROBLEMS: &[Problem] = &[
    Problem {
        name: "Bennett5",
        formula: "y ~ b1*(b2+x)^(-1/b3)",
        certified: &[-2523.5058043, 46.736564644, 0.93218483193],
        rows: &[&[7.447168], &[11.59442], &[12.27224]],
        linear: &[1],
    },
    Problem {
        name: "BoxBOD",
        formula: "y ~ b1*(1-exp(-b2*x))",
        certified: &[213.80940889, 0.54723748542],
        rows: &[&[1.0], &[5.0], &[10.0]],
        linear: &[1],
    },
    Problem {
        name: "Chwirut1",
        formula: "y ~ exp(-b1*x)/(b2+b3*x)",
        certified: &[0.1902781837, 0.0061314004477, 0.010530908399],
        rows: &[&[0.5], &[6.0], &[1.75]],
        linear: &[],
    },
    Problem {
        name: "Chwirut2",
        formula: "y ~ exp(-b1*x)/(b2+b3*x)",
        certified: &[0.16657666537, 0.0051653291286, 0.012150007096],
        rows: &[&[0.5], &[0.5], &[1.75]],
        linear: &[],
    },
    Problem {
        name: "DanWood",
        formula: "y ~ b1*x^b2",
        certified: &[0.76886226176, 3.8604055871],
        rows: &[&[1.309], &[1.565], &[1.68]],
        linear: &[1],
    },
    Problem {
        name: "ENSO",
        formula: "y ~ b1+b2*cos(2*pi*x/12)+b3*sin(2*pi*x/12)+b5*cos(2*pi*x/b4)+b6*sin(2*pi*x/b4)+b8*cos(2*pi*x/b7)+b9*sin(2*pi*x/b7)",
        certified: &[
            10.510749193,
            3.0762128085,
            0.53280138227,
            44.3110887,
            -1.6231428586,
            0.52554493756,
            26.88761444,
            0.21232288488,
            1.4966870418,
        ],
        rows: &[&[1.0], &[85.0], &[168.0]],
        linear: &[1, 2, 3, 5, 6, 8, 9],
    },
    Problem {
        name: "Eckerle4",
        formula: "y ~ (b1/b2)*exp(-0.5*((x-b3)/b2)^2)",
        certified: &[1.5543827178, 4.0888321754, 451.54121844],
        rows: &[&[400.0], &[450.0], &[500.0]],
        linear: &[1],
    },
    Problem {
        name: "Gauss1",
        formula: "y ~ b1*exp(-b2*x)+b3*exp(-((x-b4)^2)/b5^2)+b6*exp(-((x-b7)^2)/b8^2)",
        certified: &[
            98.778210871,
            0.010497276517,
            100.48990633,
            67.481111276,
            23.12977336,
            71.994503004,
            178.99805021,
            18.389389025,
        ],
        rows: &[&[1.0], &[126.0], &[250.0]],
        linear: &[1, 3, 6],
    },
    Problem {
        name: "Gauss2",
        formula: "y ~ b1*exp(-b2*x)+b3*exp(-((x-b4)^2)/b5^2)+b6*exp(-((x-b7)^2)/b8^2)",
        certified: &[
            99.018328406,
            0.010994945399,
            101.88022528,
            107.03095519,
            23.578584029,
            72.045589471,
            153.27010194,
            19.525972636,
        ],
        rows: &[&[1.0], &[126.0], &[250.0]],
        linear: &[1, 3, 6],
    },
    Problem {
        name: "Gauss3",
        formula: "y ~ b1*exp(-b2*x)+b3*exp(-((x-b4)^2)/b5^2)+b6*exp(-((x-b7)^2)/b8^2)",
        certified: &[
            98.94036897,
            0.010945879335,
            100.69553078,
            111.63619459,
            23.300500029,
            73.705031418,
            147.76164251,
            19.66822123,
        ],
        rows: &[&[1.0], &[126.0], &[250.0]],
        linear: &[1, 3, 6],
    },
    Problem {
        name: "Hahn1",
        formula: "y ~ (b1+b2*x+b3*x^2+b4*x^3)/(1+b5*x+b6*x^2+b7*x^3)",
        certified: &[
            1.0776351733,
            -0.12269296921,
            0.004086375061,
            -1.4262662514e-06,
            -0.0057609940901,
            0.00024053735503,
            -1.2314450199e-07,
        ],
        rows: &[&[24.41], &[117.37], &[848.23]],
        linear: &[1, 2, 3, 4],
    },
    Problem {
        name: "Kirby2",
        formula: "y ~ (b1+b2*x+b3*x^2)/(1+b4*x+b5*x^2)",
        certified: &[
            1.6745063063,
            -0.13927397867,
            0.0025961181191,
            -0.001724181187,
            2.1664802578e-05,
        ],
        rows: &[&[9.65], &[199.97], &[371.3]],
        linear: &[1, 2, 3],
    },
    Problem {
        name: "Lanczos1",
        formula: "y ~ b1*exp(-b2*x)+b3*exp(-b4*x)+b5*exp(-b6*x)",
        certified: &[
            0.095100000027,
            1.0000000001,
            0.86070000013,
            3.0000000002,
            1.5575999998,
            5.0000000001,
        ],
        rows: &[&[0.0], &[0.6], &[1.15]],
        linear: &[1, 3, 5],
    },
    Problem {
        name: "Lanczos2",
        formula: "y ~ b1*exp(-b2*x)+b3*exp(-b4*x)+b5*exp(-b6*x)",
        certified: &[
            0.096251029939,
            1.0057332849,
            0.86424689056,
            3.0078283915,
            1.5529016879,
            5.00287981,
        ],
        rows: &[&[0.0], &[0.6], &[1.15]],
        linear: &[1, 3, 5],
    },
    Problem {
        name: "Lanczos3",
        formula: "y ~ b1*exp(-b2*x)+b3*exp(-b4*x)+b5*exp(-b6*x)",
        certified: &[
            0.086816414977,
            0.95498101505,
            0.84400777463,
            2.9515951832,
            1.5825685901,
            4.9863565084,
        ],
        rows: &[&[0.0], &[0.6], &[1.15]],
        linear: &[1, 3, 5],
    },
    Problem {
        name: "MGH09",
        formula: "y ~ b1*(x^2+x*b2)/(x^2+x*b3+b4)",
        certified: &[0.19280693458, 0.19128232873, 0.12305650693, 0.13606233068],
        rows: &[&[4.0], &[0.167], &[0.0625]],
        linear: &[1],
    },
    Problem {
        name: "MGH10",
        formula: "y ~ b1*exp(b2/(x+b3))",
        certified: &[0.005609636471, 6181.3463463, 345.22363462],
        rows: &[&[50.0], &[90.0], &[125.0]],
        linear: &[1],
    },
    Problem {
        name: "MGH17",
        formula: "y ~ b1+b2*exp(-x*b4)+b3*exp(-x*b5)",
        certified: &[0.37541005211, 1.9358469127, -1.4646871366, 0.01286753464, 0.022122699662],
        rows: &[&[0.0], &[160.0], &[320.0]],
        linear: &[1, 2, 3],
    },
    Problem {
        name: "Misra1a",
        formula: "y ~ b1*(1-exp(-b2*x))",
        certified: &[238.94212918, 0.00055015643181],
        rows: &[&[77.6], &[378.4], &[760.0]],
        linear: &[1],
    },
    Problem {
        name: "Misra1b",
        formula: "y ~ b1*(1-(1+b2*x/2)^(-2))",
        certified: &[337.99746163, 0.00039039091287],
        rows: &[&[77.6], &[378.4], &[760.0]],
        linear: &[1],
    },
    Problem {
        name: "Misra1c",
        formula: "y ~ b1*(1-(1+2*b2*x)^(-0.5))",
        certified: &[636.42725809, 0.00020813627256],
        rows: &[&[77.6], &[378.4], &[760.0]],
        linear: &[1],
    },
    Problem {
        name: "Misra1d",
        formula: "y ~ b1*b2*x*((1+b2*x)^(-1))",
        certified: &[437.36970754, 0.00030227324449],
        rows: &[&[77.6], &[378.4], &[760.0]],
        linear: &[1],
    },
    Problem {
        name: "Nelson",
        formula: "log(y) ~ b1-b2*x1*exp(-b3*x2)",
        certified: &[2.5906836021, 5.6177717026e-09, -0.057701013174],
        rows: &[&[1.0, 180.0], &[16.0, 180.0], &[64.0, 275.0]],
        linear: &[1, 2],
    },
    Problem {
        name: "Rat42",
        formula: "y ~ b1/(1+exp(b2-b3*x))",
        certified: &[72.462237576, 2.6180768402, 0.067359200066],
        rows: &[&[9.0], &[42.0], &[79.0]],
        linear: &[1],
    },
    Problem {
        name: "Rat43",
        formula: "y ~ b1/((1+exp(b2-b3*x))^(1/b4))",
        certified: &[699.6415127, 5.2771253025, 0.75962938329, 1.2792483859],
        rows: &[&[1.0], &[8.0], &[15.0]],
        linear: &[1],
    },
    Problem {
        name: "Roszman1",
        formula: "y ~ b1-b2*x-atan(b3/(x-b4))/pi",
        certified: &[0.20196866396, -6.1953516256e-06, 1204.4556708, -181.34269537],
        rows: &[&[-4868.68], &[-1495.85], &[-464.17]],
        linear: &[1, 2],
    },
    Problem {
        name: "Thurber",
        formula: "y ~ (b1+b2*x+b3*x^2+b4*x^3)/(1+b5*x+b6*x^2+b7*x^3)",
        certified: &[
            1288.13968,
            1491.0792535,
            583.23836877,
            75.416644291,
            0.96629502864,
            0.39797285797,
            0.049727297349,
        ],
        rows: &[&[-3.067], &[-0.915], &[2.2]],
        linear: &[1, 2, 3, 4],
    },
];
