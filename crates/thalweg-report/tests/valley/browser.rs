//! The page in a real browser: keys and buttons walk its steps.

use serde_json::Value;
use thalweg::valley::{Valley, ValleyOptions};
use thalweg_report::valley::to_html;

use crate::drive::drive;
use crate::problems;

/// What a script can do on the page.
const HELPERS: &str = r#"
const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const visible = (e) => getComputedStyle(e).display !== "none";
const look = (name) => {
  const rims = [...document.querySelectorAll("svg .region")].filter((e) => visible(e) && e.getClientRects().length);
  const here = document.getElementById("here");
  log.push({
    name,
    text: document.getElementById("step").innerText,
    current: [...document.querySelectorAll(".step.current")].map((e) => e.id),
    rims: rims.map((e) => e.getAttribute("d")),
    paths: [0, 1, 2, 3].map((k) => visible(document.getElementById("path-" + k))),
    here: here.getAttribute("visibility") === "visible" ? [here.getAttribute("cx"), here.getAttribute("cy")] : null,
  });
};
"#;

fn run(name: &str, valley: &Valley, script: &str, flags: &[&str]) -> Option<Vec<Value>> {
    drive(name, &to_html(valley), (HELPERS, script), flags)
}

fn spiral() -> Valley {
    let mut options = ValleyOptions::default();
    options.grid = Some((60, 45));
    problems::from_valleys("spiral c=1e2").draw(&options)
}

#[test]
fn keys_walk_the_steps() {
    let valley = spiral();
    let script = r#"
        look("whole");
        press("Home"); look("first");
        press("ArrowRight"); press("ArrowRight"); look("third");
        press("ArrowLeft"); look("second");
        press("End"); look("last");
        press("ArrowRight"); look("still last");
        press("Home"); press("ArrowLeft"); look("still first");
        press("ArrowDown"); look("other path");
        press("Escape"); look("whole again");
    "#;
    let Some(log) = run("keys", &valley, script, &[]) else { return };
    let text = |k: usize| log[k]["text"].as_str().unwrap();
    let current = |k: usize| log[k]["current"].as_array().unwrap().clone();
    let steps = valley.paths[0].steps.len();
    assert!(text(0).starts_with("geometric") && current(0).is_empty() && log[0]["here"].is_null());
    assert!(
        log[0]["rims"].as_array().unwrap().len() > 1,
        "the whole picture shows some of each path"
    );
    for (k, step) in [(1, 0), (2, 2), (3, 1), (4, steps - 1), (5, steps - 1), (6, 0)] {
        let seen = &valley.paths[0].steps[step];
        assert!(
            text(k).contains(&format!("geometric: Step {} of {steps}", step + 1)),
            "{}",
            text(k)
        );
        let verdict = if seen.iteration.rejected.is_some() { "rejected: " } else { "taken" };
        assert!(text(k).contains(verdict), "{}", text(k));
        let moved = format!("{:.1} of 2", seen.iteration.anatomy.gauss_newton_directions());
        assert!(
            text(k).contains("directions moved as Gauss-Newton") && text(k).contains(&moved),
            "{}",
            text(k)
        );
        assert_eq!(current(k), [format!("s0-{step}")]);
        assert!(log[k]["rims"].as_array().unwrap().len() <= 1, "one trust region at a time");
        assert!(log[k]["here"].is_array());
    }
    let rim = |k: usize| log[k]["rims"][0].as_str();
    assert!(rim(2).is_some() && rim(3).is_some() && rim(2) != rim(3), "{:?} {:?}", rim(2), rim(3));
    assert_ne!(log[1]["here"], log[4]["here"]);
    assert_eq!(current(7), ["s1-0"]);
    assert!(text(7).starts_with("identity: Step 1 of"));
    assert_eq!((&log[8]["rims"], text(8).starts_with("identity")), (&log[0]["rims"], true));
}

#[test]
fn buttons_and_numbers_do_the_same() {
    let valley = spiral();
    let script = r#"
        const button = (go) => document.querySelector(`[data-go="${go}"]`);
        button("last").focus();
        log.push({ focused: document.activeElement.dataset.go, tab: button("next").tabIndex,
                   labels: [...document.querySelectorAll("button")].every((b) => b.innerText.trim() || b.ariaLabel),
                   live: document.getElementById("step").ariaLive });
        button("last").click(); look("last");
        button("previous").click(); look("previous");
        button("first").click(); button("next").click(); look("second");
        press("3"); look("third path off");
        press("3"); press("1"); look("first path off");
        document.querySelector('[data-choose="3"]').click(); look("fourth chosen");
        press("9"); look("no ninth");
        button("whole").click(); look("whole");
    "#;
    let Some(log) = run("buttons", &valley, script, &[]) else { return };
    assert_eq!(log[0]["focused"], "last");
    assert_eq!((&log[0]["tab"], &log[0]["live"]), (&0.into(), &"polite".into()));
    assert_eq!(log[0]["labels"], true);
    let last = valley.paths[0].steps.len() - 1;
    assert_eq!(log[1]["current"][0], format!("s0-{last}"));
    assert_eq!(log[2]["current"][0], format!("s0-{}", last - 1));
    assert_eq!(log[3]["current"][0], "s0-1");
    let shown = |k: usize| serde_json::to_string(&log[k]["paths"]).unwrap();
    assert_eq!(shown(4), "[true,true,false,true]");
    assert_eq!(shown(5), "[false,true,true,true]");
    assert!(log[6]["text"].as_str().unwrap().starts_with("more"));
    assert_eq!(log[6]["text"], log[7]["text"]);
    assert!(log[8]["current"].as_array().unwrap().is_empty());
}

#[test]
fn the_ground_follows_the_reader_and_nothing_is_fetched() {
    let valley = spiral();
    let script = r#"
        const style = (q, k) => getComputedStyle(document.querySelector(q))[k];
        log.push({ page: style("body", "backgroundColor"), ground: style("svg .ground", "fill"), ink: style("svg .title", "fill"),
                   fetched: performance.getEntriesByType("resource").length });
    "#;
    let Some(light) = run("light", &valley, script, &[]) else { return };
    let dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"];
    let Some(dark) = run("dark", &valley, script, &dark) else { return };
    assert_eq!(
        (&light[0]["page"], &light[0]["ground"]),
        (&"rgb(255, 255, 255)".into(), &"rgb(255, 255, 255)".into())
    );
    assert_eq!(
        (&dark[0]["page"], &dark[0]["ground"]),
        (&"rgb(13, 17, 22)".into(), &"rgb(13, 17, 22)".into())
    );
    assert_ne!(light[0]["ink"], dark[0]["ink"]);
    assert_eq!((&light[0]["fetched"], &dark[0]["fetched"]), (&0.into(), &0.into()));
}

#[test]
fn a_page_without_steps_answers_keys_too() {
    let mut valley = spiral();
    valley.paths[0].steps.clear();
    let script =
        r#"press("ArrowRight"); look("none"); press("ArrowDown"); press("End"); look("second");"#;
    if let Some(log) = run("stepless", &valley, script, &[]) {
        assert!(log[0]["text"].as_str().unwrap().contains("took no step"), "{}", log[0]["text"]);
        assert!(log[1]["text"].as_str().unwrap().starts_with("identity: Step"));
    }
    valley.paths.clear();
    let script = r#"press("ArrowRight"); press("1"); log.push({ text: document.getElementById("step").innerText });"#;
    if let Some(log) = run("pathless", &valley, script, &[]) {
        assert_eq!(log[0]["text"], "");
    }
}
