//! The page as text: what stands in it, whatever the fit.

use serde_json::Value;
use thalweg_report::{json, report_html};

use crate::fits::{self, Drawn};

fn page(fit: &Drawn) -> String {
    report_html(&fit.answer, &fit.portrait).unwrap()
}

/// What a reader sees of a page: without scripts, and with slashes as they are.
fn body(page: &str) -> String {
    page.split("<body>").nth(1).unwrap().split("<script").next().unwrap().replace("&#x2f;", "/")
}

/// The content of the script element of this id.
fn script(page: &str, id: &str) -> Value {
    let begin = format!("<script type=\"application/json\" id=\"{id}\">");
    let text = page.split(&begin).nth(1).unwrap().split("</script>").next().unwrap();
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_section_is_there_with_content_or_a_reason() {
    for (name, fit) in fits::all() {
        let page = page(&fit);
        for id in
            ["the-fit", "parameters", "trust", "residuals", "profiles", "regions", "comparison"]
        {
            let section = page.split(&format!("<section id=\"{id}\"")).nth(1).unwrap();
            let section = section.split("</section>").next().unwrap();
            let shown = ["<svg", "<table", "<li", "class=\"absent\">"];
            assert!(shown.iter().any(|s| section.contains(s)), "{name} {id}: {section}");
        }
        assert!(!body(&page).contains("NaN") && !body(&page).contains("undefined\""), "{name}");
        assert!(page.len() < 2_000_000, "{name}: {}", page.len());
    }
}

#[test]
fn reasons_are_the_right_ones() {
    for (fit, reason) in [
        (fits::saturated(), "There are as many parameters as observations"),
        (fits::exact(), "The residuals are zero to rounding"),
        (fits::empty(), "There are no observations"),
        (fits::two_columns(), "The model has no single column"),
    ] {
        let page = page(&fit);
        assert!(page.contains(reason), "{reason}");
    }
    assert!(page(&fits::one_parameter()).contains("It takes two estimated parameters"));
    let valley = page(&fits::flat_valley());
    assert!(
        valley.contains("two parameters with a standard error to make a pair; b1, b3 are without")
    );
    assert!(valley.contains("None without a standard error: b1, b3."));
    for (name, fit) in fits::all().into_iter().filter(|(name, _)| *name != "large") {
        assert!(!page(&fit).contains("with very many rows"), "{name}");
    }
}

#[test]
fn a_fit_that_did_not_converge_is_given_no_comfort() {
    let mut fit = fits::good(40);
    assert!(page(&fit).contains("asks for a look."));
    fit.answer.converged = false;
    assert!(!page(&fit).contains("asks for a look."));
}

#[test]
fn what_a_bootstrap_found_stands_beside_the_other_intervals() {
    let fit = fits::resampled();
    let page = body(&page(&fit));
    assert!(page.contains("<th scope=\"col\">bootstrap 95%</th>"));
    assert_eq!(page.matches("<td class=\"drawn\">").count(), 3, "two parameters and a derived one");
    assert!(!page.contains("<td class=\"drawn\">–"));
    assert!(page.contains("Bootstrap: residuals drawn") && page.contains("200 replicates"));
    assert!(!body(&self::page(&fits::misra())).contains("bootstrap"));
}

#[test]
fn numbers_in_sentences_have_a_minus() {
    let page = body(&page(&fits::misra()));
    assert!(page.contains("corr(b1, b2) = −0.9988") && !page.contains("= -0.9988"));
    // Within code it is what was typed.
    assert!(page.contains("b1*(1-exp(-b2*x))"));
}

#[test]
fn of_several_columns_every_one_is_in_the_table() {
    let page = page(&fits::two_columns());
    for name in ["S", "I", "rate"] {
        assert!(
            body(&page).contains(&format!("<button type=\"button\">{name}</button>")),
            "{name}"
        );
    }
    let columns = script(&page, "data")["columns"].clone();
    let names: Vec<&str> =
        columns.as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names[..4], ["S", "I", "rate", "fitted"]);
}

/// Three parameters of which the data determine two: the lines are those of Misra1a's own.
#[test]
fn lines_of_cook_go_by_what_is_determined() {
    let lines = |fit: &fits::Drawn| -> String {
        let page = page(fit);
        let chart = page.split("<svg id=\"leverage\"").nth(1).unwrap();
        chart.split("class=\"wald\"").nth(1).unwrap().split("/>").next().unwrap().into()
    };
    assert_eq!(lines(&fits::flat_valley()), lines(&fits::misra()));
}

#[test]
fn the_answer_is_inside() {
    for fit in [fits::misra(), fits::flat_valley(), fits::odd_names()] {
        let inside = script(&page(&fit), "answer");
        let whole: Value = serde_json::from_str(&json(&fit.answer)).unwrap();
        assert_eq!(inside, whole);
    }
}

#[test]
fn names_that_are_markup_are_text_everywhere() {
    let page = page(&fits::odd_names());
    assert_eq!(page.matches("</script>").count(), 5, "five scripts, and no other end of one");
    assert!(!page.contains("<b>") && page.contains("a&lt;b"));
}

#[test]
fn nothing_is_asked_of_a_network() {
    let page = page(&fits::misra());
    let rest = page.replace("http://www.w3.org/2000/svg", "");
    for word in ["http:", "https:", "//cdn", "@import", "url(http", "src=", "<link"] {
        assert!(!rest.contains(word), "{word}");
    }
}

#[test]
fn estimates_are_rounded_by_their_errors() {
    let page = page(&fits::misra());
    for text in ["238.9 ± 2.7", "(5.502 ± 0.073) × 10⁻⁴", "233.0 to 244.8"] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn of_many_pairs_the_strongest_are_shown() {
    let fit = fits::with_linear_profiles(fits::peaks());
    let page = page(&fit);
    assert_eq!(page.matches("<svg id=\"region-").count(), 6);
    assert_eq!(page.matches("<svg id=\"profile-").count(), 12);
    assert!(page.contains("the 6 most correlated of 66 pairs"));
    // A height and its width are the pairs that are correlated most.
    assert!(page.contains("<svg id=\"region-3-5\"") && page.contains("<svg id=\"region-9-11\""));
}

#[test]
fn very_many_rows_are_thinned_and_it_is_said() {
    let mut fit = fits::good(20_000);
    // One far off must not get lost.
    fit.answer.residuals[12_345] = 40.0;
    if let Some(d) = &mut fit.answer.diagnosis {
        d.standardized[12_345] = 300.0;
        d.cook[12_345] = 12.0;
    }
    let page = page(&fit);
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(page.contains("Drawn are 5000 of 20000 points"));
    assert!(page.contains("The 200 rows of 20000"));
    let data = script(&page, "data");
    assert_eq!(data["row"].as_array().unwrap().len(), 5000);
    assert!(data["row"].as_array().unwrap().contains(&12_346.into()));
    assert!(page.contains("<tr data-row=\"12346\""));
}

#[test]
fn the_sentences_say_what_was_done() {
    let unweighted = page(&fits::misra());
    assert!(
        unweighted.contains("was fitted to 14 observations by unweighted nonlinear least squares")
    );
    assert!(unweighted.contains("12 degrees of freedom"));
    let weighted = body(&page(&fits::counts()));
    assert!(weighted.contains("weighted nonlinear least squares, residuals r/σ with σ = sqrt(n),"));
    assert!(page(&fits::empty()).contains("did not converge (stalled)"));
}
