//! How methods and numbers are written.

/// The words of a part of a key.
fn part(key: &str) -> &str {
    match key {
        "identity" => "identity",
        "marquardt" => "current diagonal",
        "more" => "running maximum",
        "geometric" => "geometric",
        "tr" => "trust region",
        "nielsen" => "Nielsen",
        "x10" => "×10, ÷10",
        "off" => "off",
        "trouble" => "in trouble",
        "always" => "always",
        "mixing-off" => "no mixing",
        "secant" => "secant curvature",
        "secant-always" => "secant curvature, accelerated always",
        "hessian" => "exact Hessian",
        "projection-first" => "projection first",
        "minpack-like" => "MINPACK-like",
        "twice" => "twice the evaluations",
        "nielsen-always" => "Nielsen, accelerated always",
        other => other,
    }
}

/// What a table calls the method of this key.
///
/// ```
/// use thalweg_bench::study::words::name;
/// assert_eq!(name("more/tr/off"), "running maximum, trust region, off");
/// assert_eq!(name("cascade"), "cascade, as it ships");
/// ```
pub fn name(key: &str) -> String {
    match key.split_once('/') {
        None if key == "cascade" => "cascade, as it ships".to_owned(),
        None => part(key).to_owned(),
        Some(("cascade", change)) => format!("cascade, {}", part(change)),
        Some(_) => key.split('/').map(part).collect::<Vec<_>>().join(", "),
    }
}

/// At most one decimal: 54, 146.8.
///
/// ```
/// use thalweg_bench::study::words::count;
/// assert_eq!((count(54.0), count(146.8)), ("54".into(), "146.8".into()));
/// ```
pub fn count(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

/// A probability: two digits, the next power of ten below 10⁻⁴.
///
/// ```
/// use thalweg_bench::study::words::probability;
/// assert_eq!(probability(0.4713), "0.47");
/// assert_eq!(probability(0.00213), "0.002");
/// assert_eq!(probability(3.4e-40), "<10⁻³⁹");
/// assert_eq!(probability(1.0), "1");
/// ```
pub fn probability(p: f64) -> String {
    if p >= 0.995 {
        "1".to_owned()
    } else if p >= 0.01 {
        format!("{p:.2}")
    } else if p >= 1e-4 {
        let digits = (-p.log10()).ceil() as usize;
        format!("{p:.digits$}")
    } else {
        let exponent = (-p.log10()).floor() as u32;
        let digit = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c as usize - '0' as usize).unwrap_or(c);
        format!("<10⁻{}", exponent.to_string().chars().map(digit).collect::<String>())
    }
}

/// A [`probability`] in a sentence.
///
/// ```
/// use thalweg_bench::study::words::equation;
/// assert_eq!((equation(0.05), equation(2e-9)), ("p = 0.05".into(), "p < 10⁻⁸".into()));
/// ```
pub fn equation(p: f64) -> String {
    let text = probability(p);
    match text.strip_prefix('<') {
        Some(bound) => format!("p < {bound}"),
        None => format!("p = {text}"),
    }
}
