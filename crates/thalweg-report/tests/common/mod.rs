//! Answers made by hand, one of every status.

use thalweg::{
    Answer, Derived, LimitKind, MinimumFound, Parameter, SolverSummary, Status, Value, Warning,
    Weighting,
};

pub fn parameter(name: &str, estimate: f64, std_error: f64) -> Parameter {
    let mut p = Parameter::new(name, estimate);
    p.std_error = Some(std_error);
    p.interval = Some((estimate - 2.179 * std_error, estimate + 2.179 * std_error));
    p.start = Some(estimate * 1.5);
    p
}

pub fn without_error(name: &str, estimate: f64, reason: &str) -> Parameter {
    let mut p = Parameter::new(name, estimate);
    p.std_error_reason = Some(reason.into());
    p.start = Some(1.0);
    p
}

pub fn warning(code: &'static str, message: &str, help: &str) -> Warning {
    Warning { code, message: message.into(), help: help.into(), data: Vec::new() }
}

fn base(formula: &str, status: Status, message: &str) -> Answer {
    let mut answer = Answer::new(formula, status);
    answer.message = message.into();
    answer.solver = SolverSummary {
        iterations: 11,
        residual_evaluations: 14,
        second_directional_evaluations: 1,
        jacobian_evaluations: 9,
        stages: 1,
        scaling: "geometric",
        seconds: 1.25e-5,
    };
    answer.evidence.decrement = 3.2e-13;
    answer.evidence.gradient_cosine = 1.1e-14;
    answer.evidence.rcond = 2.5e-3;
    answer.evidence.noise = f64::EPSILON;
    answer
}

/// Misra1a with its certified values.
pub fn minimum() -> Answer {
    let mut a = base("y ~ b1*(1-exp(-b2*x))", Status::Minimum, "the fit converged");
    a.observations = 14;
    a.parameters_estimated = 2;
    a.degrees_of_freedom = 12;
    a.parameters = vec![
        parameter("b1", 238.942_129_18, 2.707_007_524_1),
        parameter("b2", 5.501_564_318_1e-4, 7.266_868_843_6e-6),
    ];
    let mut half = Derived::new("half", "ln(2)/b2", 1_259.909_693);
    half.std_error = Some(16.641_9);
    half.interval = Some((1_223.65, 1_296.17));
    a.derived = vec![half];
    a.covariance = vec![vec![7.327_889_7, -1.966_4e-5], vec![-1.966_4e-5, 5.280_74e-11]];
    a.correlation = vec![vec![1.0, -0.999_6], vec![-0.999_6, 1.0]];
    a.residual_sum_of_squares = 0.124_551_388_94;
    a.residual_norm = a.residual_sum_of_squares.sqrt();
    a.residual_std_error = Some(0.101_878_763_3);
    a
}

/// Every magnitude, every flag, every kind of data in a warning.
pub fn minimum_on_bound() -> Answer {
    let status = Status::MinimumOnBound { parameters: vec![1] };
    let mut a = base(
        "y ~ tiny*x + high + c + w + huge*x^2",
        status,
        "the fit converged with `high` on its bound",
    );
    a.observations = 1000;
    a.dropped = 3;
    a.parameters_estimated = 3;
    a.degrees_of_freedom = 997;
    let mut high = without_error("high", 200.0, "held by its bound");
    high.at_bound = true;
    let mut c = without_error("c", 2.0, "fixed");
    c.fixed = true;
    let mut w = parameter("w", 2.3548e-6, 1.2e-9);
    (w.tied, w.start) = (true, None);
    let mut tiny = parameter("tiny", -1.5e-12, 3.25e-15);
    tiny.start_found = true;
    a.parameters = vec![tiny, high, c, w, parameter("huge", 1.7e9, 0.012)];
    a.covariance = vec![vec![f64::NAN; 5]; 5];
    a.residual_sum_of_squares = 1.234_5e-21;
    a.residual_norm = a.residual_sum_of_squares.sqrt();
    a.residual_std_error = Some(1.112_7e-12);
    a.weighting = Weighting::Absolute("0.02*y + 1e-3".into());
    let mut bound = warning(
        "W-BOUND",
        "`high` is on its upper bound 200. It would go further without it: it has no standard error, and those of the \
         others hold on condition that it has this value.",
        "widen the bound if it was a guess",
    );
    bound.data = vec![
        ("parameter".into(), Value::Names(vec!["high".into()])),
        ("bound".into(), Value::Number(200.0)),
        ("gap".into(), Value::Number(f64::INFINITY)),
        ("side".into(), Value::Text("upper".into())),
        ("rows".into(), Value::Count(7)),
        ("estimates".into(), Value::Numbers(vec![1.0, f64::NAN])),
    ];
    a.warnings = vec![
        bound,
        warning(
            "W-ZERO-WEIGHT",
            "3 rows have weight 0. They do not count.",
            "nothing, if that was meant",
        ),
    ];
    a
}

pub fn exact_fit() -> Answer {
    let mut a = base("y ~ a*x + b", Status::ExactFit, "the model passes through every point");
    a.observations = 5;
    a.parameters_estimated = 2;
    a.degrees_of_freedom = 3;
    a.parameters = vec![
        without_error("a", 2.0, "the residuals are zero to rounding: there is no scatter"),
        without_error("b", 0.0, "the residuals are zero to rounding: there is no scatter"),
    ];
    a.residual_std_error = Some(0.0);
    a.warnings = vec![warning("W-EXACT", "the residuals are zero to rounding.", "check the data")];
    a
}

pub fn flat_valley() -> Answer {
    let r = std::f64::consts::FRAC_1_SQRT_2;
    let status = Status::FlatValley {
        null_vectors: vec![vec![r, 0.0, -r]],
        evaporated: vec![],
        stationary: true,
    };
    let mut a = base(
        "y ~ b1*b3*(1-exp(-b2*x))",
        status,
        "the data do not determine `b1` and `b3` separately: changing them together leaves the curve as it is",
    );
    a.observations = 14;
    a.parameters_estimated = 3;
    a.degrees_of_freedom = 11;
    a.parameters = vec![
        without_error("b1", 15.457_752, "not determined"),
        parameter("b2", 5.501_564_318_1e-4, 7.266_868_843_6e-6),
        without_error("b3", 15.457_752, "not determined"),
    ];
    a.residual_sum_of_squares = 0.124_551_388_94;
    a.residual_norm = a.residual_sum_of_squares.sqrt();
    a.residual_std_error = Some(0.106_4);
    a.warnings = vec![warning(
        "W-IDENT",
        "only a combination of `b1` and `b3` is determined.",
        "fix one of them (`b3=1 fixed`)",
    )];
    a
}

pub fn stalled() -> Answer {
    let mut a = base(
        "y ~ abs(a - x)",
        Status::Stalled,
        "no step makes the fit better, yet it is not a minimum",
    );
    a.observations = 8;
    a.parameters = vec![parameter("a", 3.0, 0.5)];
    a.residual_sum_of_squares = f64::NAN;
    a.residual_norm = a.residual_sum_of_squares.sqrt();
    a.evidence.decrement = f64::NAN;
    a
}

pub fn domain_edge() -> Answer {
    let status = Status::DomainEdge { reason: Some("sqrt(b - k*x) is NaN".into()) };
    let mut a = base("y ~ sqrt(b - k*x)", status, "stopped at the edge of the model's domain");
    a.observations = 6;
    a.parameters =
        vec![without_error("b", 6.0, "not a minimum"), without_error("k", 1.0, "not a minimum")];
    a
}

pub fn limit() -> Answer {
    let mut a =
        base("y ~ a*sin(w*x)", Status::Limit { which: LimitKind::Time }, "the time ran out");
    a.observations = 60;
    a.starts_tried = 20;
    a.parameters = vec![parameter("a", 1.25, 0.1), parameter("w", 5.3, 0.001)];
    a.minima = (0..7)
        .map(|i| MinimumFound {
            rss: 1.0 + f64::from(i),
            residual_norm: (1.0 + f64::from(i)).sqrt(),
            estimates: vec![1.25, 5.3 + f64::from(i)],
            runs: 3,
        })
        .collect();
    a.warnings = vec![warning("W-LOCAL", "7 minima were seen.", "look at the fitted curve")];
    a
}

pub fn stopped() -> Answer {
    let mut a = base("y ~ a*x", Status::Stopped, "stopped from outside");
    a.parameters = vec![parameter("a", 1.25, f64::INFINITY)];
    a.parameters[0].interval = Some((f64::NEG_INFINITY, f64::INFINITY));
    a
}

pub fn all() -> Vec<(&'static str, Answer)> {
    vec![
        ("minimum", minimum()),
        ("minimum-on-bound", minimum_on_bound()),
        ("exact-fit", exact_fit()),
        ("flat-valley", flat_valley()),
        ("stalled", stalled()),
        ("domain-edge", domain_edge()),
        ("limit", limit()),
        ("stopped", stopped()),
    ]
}
