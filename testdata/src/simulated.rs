//! Data sets drawn from known curves, sound ones and ones with a fault planted: what checks of a fit
//! are to be right about. The same for the same seed on every machine.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;

/// What is wrong with a data set, or with the formula for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Nothing: normal errors of one size around the curve of the formula.
    None,
    /// The curve is another one.
    WrongModel,
    /// One observation is off by eight standard deviations.
    Outlier,
    /// The errors are a share of the value.
    GrowingScatter,
    /// The data, or the formula, do not determine a parameter.
    Unidentified,
}

/// A formula with starts, and data for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// The formula, `y ~ ...` in `x`.
    pub formula: &'static str,
    /// Declarations with a start for every parameter.
    pub declarations: &'static str,
    /// What is wrong.
    pub fault: Fault,
    /// The column x.
    pub x: Vec<f64>,
    /// The column y.
    pub y: Vec<f64>,
    /// The row, from 0, of the outlier.
    pub outlier: Option<usize>,
}

/// A curve, where it is observed, and how exactly.
struct Design {
    formula: &'static str,
    declarations: &'static str,
    curve: fn(f64) -> f64,
    from: f64,
    to: f64,
    rows: usize,
    /// How often each x is observed.
    replicates: usize,
    sigma: f64,
}

impl Design {
    fn x(&self) -> Vec<f64> {
        let places = self.rows / self.replicates;
        let step = (self.to - self.from) / (places - 1) as f64;
        let at = |i: usize| self.from + step * (i / self.replicates) as f64;
        (0..places * self.replicates).map(at).collect()
    }

    fn draw(&self, fault: Fault, rng: &mut Xoshiro256PlusPlus) -> Simulated {
        let x = self.x();
        let scatter = |f: f64| match fault {
            // The same size at the middle of the range of values.
            Fault::GrowingScatter => 0.08 * f.abs(),
            _ => self.sigma,
        };
        let mut y: Vec<f64> = x
            .iter()
            .map(|&x| {
                let f = (self.curve)(x);
                f + scatter(f) * rng.sample::<f64, _>(StandardNormal)
            })
            .collect();
        // Not at the ends, where the curve gives way.
        let outlier = (fault == Fault::Outlier).then(|| {
            let n = y.len();
            let i = n / 5 + (rng.random::<u64>() as usize) % (n - 2 * (n / 5));
            let sign = if rng.random::<bool>() { 1.0 } else { -1.0 };
            y[i] = (self.curve)(x[i]) + 8.0 * sign * self.sigma;
            i
        });
        let Self { formula, declarations, .. } = *self;
        Simulated { formula, declarations, fault, x, y, outlier }
    }
}

/// Formulas that suit their data: every parameter known to a few per cent.
const SOUND: [Design; 10] = [
    Design {
        formula: "y ~ a*exp(-k*x) + c",
        declarations: "a=8; k=0.6; c=1",
        curve: |x| 10.0 * (-0.5 * x).exp() + 2.0,
        from: 0.0,
        to: 10.0,
        rows: 30,
        replicates: 1,
        sigma: 0.2,
    },
    Design {
        formula: "y ~ vmax*x/(km + x)",
        declarations: "vmax=90; km=1.5",
        curve: |x| 100.0 * x / (2.0 + x),
        from: 0.4,
        to: 20.0,
        rows: 24,
        replicates: 1,
        sigma: 2.0,
    },
    Design {
        formula: "y ~ a/(1 + exp(-(x - m)/s))",
        declarations: "a=4; m=6; s=0.8",
        curve: |x| 5.0 / (1.0 + (-(x - 5.0)).exp()),
        from: 0.0,
        to: 10.0,
        rows: 40,
        replicates: 1,
        sigma: 0.1,
    },
    Design {
        formula: "y ~ h*exp(-((x - m)/w)^2/2) + b",
        declarations: "h=8; m=4; w=1.5; b=0.5",
        curve: |x| 10.0 * (-((x - 5.0) / 1.2).powi(2) / 2.0).exp() + 1.0,
        from: 0.0,
        to: 10.0,
        rows: 60,
        replicates: 1,
        sigma: 0.3,
    },
    Design {
        formula: "y ~ a + b*x",
        declarations: "a=1; b=1",
        curve: |x| 3.0 + 0.7 * x,
        from: -5.0,
        to: 5.0,
        rows: 20,
        replicates: 1,
        sigma: 0.3,
    },
    Design {
        formula: "y ~ a*x^b",
        declarations: "a=1; b=1",
        curve: |x| 2.0 * x.powf(0.75),
        from: 0.5,
        to: 20.0,
        rows: 25,
        replicates: 1,
        sigma: 0.3,
    },
    Design {
        formula: "y ~ a*exp(-k*x)*sin(w*x + p)",
        declarations: "a=4; k=0.1; w=2; p=0.2",
        curve: |x| 5.0 * (-0.15 * x).exp() * (2.0 * x + 0.4).sin(),
        from: 0.0,
        to: 12.0,
        rows: 100,
        replicates: 1,
        sigma: 0.2,
    },
    Design {
        formula: "y ~ lo + (hi - lo)/(1 + (x/ec50)^h)",
        declarations: "lo=1; hi=90; ec50=8; h=1",
        curve: |x| 2.0 + 98.0 / (1.0 + (x / 10.0_f64).powf(1.5)),
        from: 0.5,
        to: 100.0,
        rows: 48,
        replicates: 3,
        sigma: 2.0,
    },
    Design {
        formula: "y ~ a1*exp(-k1*x) + a2*exp(-k2*x)",
        declarations: "a1=5; k1=2; a2=5; k2=0.1",
        curve: |x| 6.0 * (-1.5 * x).exp() + 4.0 * (-0.12 * x).exp(),
        from: 0.0,
        to: 15.0,
        rows: 80,
        replicates: 1,
        sigma: 0.02,
    },
    Design {
        formula: "y ~ b1*(1 - exp(-b2*x))",
        declarations: "b1=40; b2=0.2",
        curve: |x| 50.0 * (1.0 - (-0.3_f64 * x).exp()),
        from: 0.5,
        to: 15.0,
        rows: 20,
        replicates: 1,
        sigma: 1.0,
    },
];

/// Formulas that look alike and are not the curve.
const WRONG: [Design; 5] = [
    Design {
        formula: "y ~ b1*(1 - exp(-b2*x))",
        declarations: "b1=90; b2=0.3",
        curve: |x| 100.0 * x / (2.0 + x),
        from: 0.2,
        to: 20.0,
        rows: 30,
        replicates: 1,
        sigma: 1.5,
    },
    Design {
        formula: "y ~ a*exp(-k*x)",
        declarations: "a=10; k=0.4",
        curve: |x| 10.0 * (-0.5 * x).exp() + 1.5,
        from: 0.0,
        to: 10.0,
        rows: 30,
        replicates: 1,
        sigma: 0.2,
    },
    Design {
        formula: "y ~ a + b*x",
        declarations: "a=1; b=1",
        curve: |x| 3.0 + 0.7 * x + 0.05 * x * x,
        from: -5.0,
        to: 5.0,
        rows: 25,
        replicates: 1,
        sigma: 0.2,
    },
    Design {
        formula: "y ~ h*exp(-((x - m)/w)^2/2)",
        declarations: "h=9; m=5; w=1",
        curve: |x| 10.0 / (1.0 + (x - 5.0).powi(2)),
        from: 0.0,
        to: 10.0,
        rows: 50,
        replicates: 1,
        sigma: 0.2,
    },
    Design {
        formula: "y ~ a*exp(-k*x)*sin(w*x + p)",
        declarations: "a=5; k=0.15; w=2; p=0.4",
        curve: |x| 5.0 * (-0.15 * x).exp() * (2.0 * x + 0.02 * x * x + 0.4).sin() + 0.05 * x,
        from: 0.0,
        to: 12.0,
        rows: 100,
        replicates: 1,
        sigma: 0.2,
    },
];

/// Curves whose values span a decade or more.
const SCATTERED: [Design; 4] = [
    Design { rows: 50, to: 5.0, ..SOUND_DECAY },
    Design { rows: 60, ..SOUND_POWER },
    Design {
        formula: "y ~ a + b*x",
        declarations: "a=1; b=1",
        curve: |x| 1.0 + 3.0 * x,
        from: 0.0,
        to: 20.0,
        rows: 60,
        replicates: 1,
        sigma: 1.0,
    },
    Design {
        formula: "y ~ a/(1 + exp(-(x - m)/s))",
        declarations: "a=4; m=6; s=0.8",
        curve: |x| 5.0 / (1.0 + (-(x - 4.0)).exp()),
        from: 0.0,
        to: 8.0,
        rows: 60,
        replicates: 1,
        sigma: 0.1,
    },
];

const SOUND_DECAY: Design = Design {
    formula: "y ~ a*exp(-k*x)",
    declarations: "a=8; k=0.6",
    curve: |x| 10.0 * (-0.5 * x).exp(),
    from: 0.0,
    to: 10.0,
    rows: 30,
    replicates: 1,
    sigma: 0.2,
};

const SOUND_POWER: Design = Design {
    formula: "y ~ a*x^b",
    declarations: "a=1; b=1",
    curve: |x| 2.0 * x.powf(0.75),
    from: 0.5,
    to: 20.0,
    rows: 25,
    replicates: 1,
    sigma: 0.3,
};

/// Formulas with a parameter too many for the curve, and data that end too early.
const UNIDENTIFIED: [Design; 5] = [
    Design {
        formula: "y ~ b1*b3*(1 - exp(-b2*x))",
        declarations: "b1=10; b2=0.2; b3=2",
        curve: |x| 50.0 * (1.0 - (-0.3_f64 * x).exp()),
        from: 0.5,
        to: 15.0,
        rows: 20,
        replicates: 1,
        sigma: 1.0,
    },
    Design {
        formula: "y ~ a*exp(-k*x) + c + d",
        declarations: "a=8; k=0.6; c=1; d=1",
        curve: |x| 10.0 * (-0.5 * x).exp() + 2.0,
        from: 0.0,
        to: 10.0,
        rows: 30,
        replicates: 1,
        sigma: 0.2,
    },
    Design {
        formula: "y ~ a1*exp(-k1*x) + a2*exp(-k2*x)",
        declarations: "a1=6; k1=0.8; a2=4; k2=0.3",
        curve: |x| 10.0 * (-0.5 * x).exp(),
        from: 0.0,
        to: 10.0,
        rows: 40,
        replicates: 1,
        sigma: 0.2,
    },
    // The plateau is twenty times beyond the last value.
    Design {
        formula: "y ~ b1*(1 - exp(-b2*x))",
        declarations: "b1=500; b2=0.005",
        curve: |x| 1000.0 * (1.0 - (-0.0025_f64 * x).exp()),
        from: 1.0,
        to: 20.0,
        rows: 20,
        replicates: 1,
        sigma: 1.0,
    },
    // Only the ratio matters where x is far below km.
    Design {
        formula: "y ~ vmax*x/(km + x)",
        declarations: "vmax=500; km=100",
        curve: |x| 1000.0 * x / (400.0 + x),
        from: 0.5,
        to: 15.0,
        rows: 30,
        replicates: 1,
        sigma: 1.0,
    },
];

/// Draws `count` data sets with this fault, formulas in turn.
///
/// ```
/// use thalweg_testdata::simulated::{Fault, draw};
/// let sound = draw(Fault::None, 200, 1);
/// assert_eq!(sound.len(), 200);
/// assert_eq!(sound[3], draw(Fault::None, 200, 1)[3]);
/// assert_ne!(sound[3].y, draw(Fault::None, 200, 2)[3].y);
/// ```
pub fn draw(fault: Fault, count: usize, seed: u64) -> Vec<Simulated> {
    let designs: &[Design] = match fault {
        Fault::None | Fault::Outlier => &SOUND,
        Fault::WrongModel => &WRONG,
        Fault::GrowingScatter => &SCATTERED,
        Fault::Unidentified => &UNIDENTIFIED,
    };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64((fault as u64) << 56 ^ seed);
    (0..count).map(|i| designs[i % designs.len()].draw(fault, &mut rng)).collect()
}
