//! The page in a real browser: what a reader does with mouse and keyboard, and what is to be seen then.

use serde_json::Value;
use thalweg_report::report_html;

use crate::drive::drive;
use crate::fits::{self, Drawn};

/// What a script can do on the page.
const HELPERS: &str = r##"
const one = (q) => document.querySelector(q);
const every = (q) => [...document.querySelectorAll(q)];
const pause = (ms = 60) => new Promise((r) => setTimeout(r, ms));
const press = (key, more = {}) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
const dot = (group, i) => every(group)[0].children[i].getBoundingClientRect();
const middle = (r) => ({ clientX: r.x + r.width / 2, clientY: r.y + r.height / 2 });
const point = (q, type, at, more = {}) => one(q).dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, pointerType: "mouse", pointerId: 1, ...at, ...more }));
const rings = () => Object.fromEntries(every("svg.linked").map((svg) => [svg.id, [...svg.querySelectorAll(".ring")].map((r) => r.getAttribute("visibility"))]));
const labels = (q = ".strip-axes") => [...one("#fit").querySelectorAll(q + " .label")].map((t) => t.textContent);
const look = (name) => log.push({ name, rings: rings(), detail: one("#detail").innerText, on: every(".data tr.on").map((tr) => Number(tr.dataset.row)), focused: document.activeElement.dataset?.row || document.activeElement.id });
"##;

fn run(name: &str, fit: &Drawn, script: &str, flags: &[&str]) -> Option<Vec<Value>> {
    let page = report_html(&fit.answer, &fit.portrait).unwrap();
    drive(&format!("report-{name}"), &page, (HELPERS, script), flags)
}

fn all_rings(seen: &Value, state: &str) {
    for (chart, rings) in seen["rings"].as_object().unwrap() {
        assert!(rings.as_array().unwrap().iter().all(|r| r == state), "{chart}: {rings}");
    }
}

#[test]
fn a_point_under_the_mouse_lights_up_everywhere() {
    let script = r##"
        one("#fit").scrollIntoView();
        point("#fit", "pointermove", middle(dot("#fit .main .points", 13))); look("fit");
        point("#fit", "pointerleave", {}); look("none");
        one("#leverage").scrollIntoView();
        point("#leverage", "pointermove", middle(dot("#leverage .points", 13))); look("leverage");
        point("#leverage", "pointerleave", {});
        one(".data tbody tr").dispatchEvent(new PointerEvent("pointerenter")); look("table");
        one(".data tbody tr").dispatchEvent(new PointerEvent("pointerleave"));
        one("#qq").scrollIntoView();
        point("#qq", "pointermove", middle(dot("#qq .points", 4)));
        point("#qq", "click", middle(dot("#qq .points", 4)));
        point("#qq", "pointerleave", {}); look("clicked");
    "##;
    let Some(log) = run("hover", &fits::misra(), script, &[]) else { return };
    let mut charts: Vec<&String> = log[0]["rings"].as_object().unwrap().keys().collect();
    charts.sort();
    assert_eq!(charts, ["fit", "leverage", "qq"]);
    for (k, row) in [(0, 14), (2, 14), (3, 1), (4, 5)] {
        all_rings(&log[k], "visible");
        assert_eq!(log[k]["on"], serde_json::json!([row]));
        assert!(log[k]["detail"].as_str().unwrap().starts_with(&format!("Row {row}")));
    }
    all_rings(&log[1], "hidden");
    assert_eq!(log[1]["on"], serde_json::json!([]));
    // The last point of Misra1a: leverage 0.50, Cook's distance 1.57, and both parameters hang on it.
    let detail = log[0]["detail"].as_str().unwrap();
    for part in ["760", "81.78", "0.495", "1.57", "Without it", "b1", "s.e."] {
        assert!(detail.contains(part), "{part}: {detail}");
    }
}

#[test]
fn the_keyboard_is_enough() {
    let script = r##"
        one("#fit").focus(); look("focused");
        press("ArrowRight"); look("first");
        press("ArrowRight"); press("ArrowRight"); press("ArrowLeft"); look("second");
        press("End"); look("last"); press("ArrowRight"); look("still last");
        press("Enter"); look("row");
        press("ArrowUp"); look("row above");
        press("Home"); look("first row");
        press("Escape"); look("nothing");
        one("#leverage").focus(); press("End"); look("highest leverage");
        one("#qq").focus(); press("Home"); look("lowest residual");
        log.push({ order: every("button, [tabindex='0'], a, summary").every((e) => e.tabIndex === 0),
                   named: every("svg[role], button").every((e) => (e.getAttribute("aria-label") || e.innerText || "").trim().length),
                   live: one("#detail").getAttribute("aria-live"), rows: every(".data tbody tr[tabindex='0']").length });
    "##;
    let Some(log) = run("keys", &fits::misra(), script, &[]) else { return };
    assert_eq!((&log[0]["focused"], &log[0]["on"]), (&"fit".into(), &serde_json::json!([])));
    for (k, row) in [(1, 1), (2, 2), (3, 14), (4, 14), (5, 14), (6, 13), (7, 1), (9, 14)] {
        assert_eq!(log[k]["on"], serde_json::json!([row]), "{}", log[k]["name"]);
    }
    assert_eq!((&log[5]["focused"], &log[6]["focused"]), (&"14".into(), &"13".into()));
    assert_eq!(log[8]["on"], serde_json::json!([]));
    assert_eq!(log[10]["on"].as_array().unwrap().len(), 1);
    assert_eq!(
        log[11],
        serde_json::json!({"order": true, "named": true, "live": "polite", "rows": 1})
    );
}

#[test]
fn the_table_sorts_by_every_column() {
    let script = r##"
        const heads = every(".data th");
        heads.forEach((head, k) => [1, 2].forEach(() => {
            head.firstElementChild.click();
            const values = every(".data tbody tr").map((tr) => tr.cells[k].dataset.v).filter((v) => v !== "").map(Number);
            log.push({ head: head.innerText, sort: head.ariaSort, one: heads.filter((h) => h.ariaSort !== "none").length, values });
        }));
    "##;
    let Some(log) = run("sort", &fits::misra(), script, &[]) else { return };
    assert_eq!(log.len(), 2 * 8);
    for seen in &log {
        let values: Vec<f64> =
            seen["values"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        assert_eq!((values.len(), &seen["one"]), (14, &1.into()));
        match seen["sort"].as_str().unwrap() {
            "ascending" => assert!(values.is_sorted(), "{seen}"),
            "descending" => assert!(values.iter().rev().is_sorted(), "{seen}"),
            other => panic!("{other}"),
        }
    }
    let sorts: Vec<&Value> = log.iter().map(|l| &l["sort"]).collect();
    // The table comes sorted by its first column, rising: the first click turns that round.
    assert_eq!(
        (sorts[0], sorts[1], sorts[2]),
        (&"descending".into(), &"ascending".into(), &"ascending".into())
    );
}

#[test]
fn the_fit_zooms_and_comes_back() {
    let script = r##"
        await pause(); one("#fit").scrollIntoView();
        const at = middle(dot("#fit .main .points", 5));
        const see = (name) => log.push({ name, x: labels(), y: labels(".main-axes"), zoomed: one("#fit").dataset.zoomed });
        see("home");
        point("#fit", "pointermove", at);
        one("#fit").dispatchEvent(new WheelEvent("wheel", { deltaY: -400, bubbles: true, cancelable: true, ...at })); see("wheel without focus");
        one("#fit").focus();
        one("#fit").dispatchEvent(new WheelEvent("wheel", { deltaY: -400, bubbles: true, cancelable: true, ...at })); see("wheel");
        const after = middle(dot("#fit .main .points", 5));
        log.push({ name: "under the pointer", moved: Math.hypot(after.clientX - at.clientX, after.clientY - at.clientY) });
        press("0"); see("key 0");
        press("+"); press("+"); see("keys +");
        press("ArrowRight", { shiftKey: true }); see("moved");
        one("[data-zoom=reset]").click(); see("reset");
        const [a, b] = [middle(dot("#fit .main .points", 3)), middle(dot("#fit .main .points", 9))];
        one("#fit").setPointerCapture = () => {};
        point("#fit", "pointerdown", a, { button: 0, buttons: 1 }); point("#fit", "pointermove", b, { buttons: 1 });
        log.push({ name: "box", seen: one(".box").getAttribute("visibility") });
        point("#fit", "pointerup", b); see("dragged");
        log.push({ name: "no box", seen: one(".box").getAttribute("visibility") });
        one("#fit").dispatchEvent(new MouseEvent("dblclick", { bubbles: true })); see("double click");
        one("[data-zoom=in]").click(); see("button");
        for (let k = 0; k < 300; k += 1) press("+");
        see("deep");
    "##;
    let Some(log) = run("zoom", &fits::good(40), script, &[]) else { return };
    let seen = |name: &str| log.iter().find(|l| l["name"] == name).unwrap();
    let axes = |name: &str| (seen(name)["x"].clone(), seen(name)["y"].clone());
    let home = axes("home");
    for same in ["wheel without focus", "key 0", "reset", "double click"] {
        assert_eq!(axes(same), home, "{same}");
    }
    for other in ["wheel", "keys +", "moved", "dragged", "button", "deep"] {
        assert_ne!(axes(other).0, home.0, "{other}");
        let labels = axes(other).0.as_array().unwrap().clone();
        let mut unlike = labels.clone();
        unlike.dedup();
        assert!(labels.len() > 1 && unlike.len() == labels.len(), "{other}: {labels:?}");
    }
    assert_ne!(axes("moved"), axes("keys +"));
    assert!(seen("under the pointer")["moved"].as_f64().unwrap() < 1.0);
    assert_eq!(
        (&seen("box")["seen"], &seen("no box")["seen"]),
        (&"visible".into(), &"hidden".into())
    );
}

#[test]
fn a_narrow_page_is_not_wider_than_the_screen() {
    let script = r##"
        const whole = document.documentElement.outerHTML.replace(/<script>\s*const log[\s\S]*?<\/script>/, "").replace(/<script>\s*const one[\s\S]*?<\/script>/, "");
        for (const width of [360, 420, 768]) {
            const frame = document.createElement("iframe");
            frame.style.cssText = `width:${width}px;height:900px;border:0`;
            frame.srcdoc = whole;
            document.body.append(frame);
            await new Promise((r) => { frame.onload = r; });
            await pause(150);
            const d = frame.contentDocument;
            const out = [...d.querySelectorAll("main *, header *")].filter((e) => !e.closest(".scroll") && !e.closest("svg") && e.getBoundingClientRect().right > width + 0.5);
            const svg = d.getElementById("fit");
            log.push({ width, page: d.documentElement.scrollWidth, out: out.map((e) => e.tagName + "." + e.className),
                       letters: svg.getScreenCTM().a, drawn: svg.getBoundingClientRect().width });
            frame.remove();
        }
    "##;
    for (name, fit) in [
        ("misra", fits::misra()),
        ("peaks", fits::with_linear_profiles(fits::peaks())),
        ("odd", fits::odd_names()),
    ] {
        let Some(log) = run(&format!("narrow-{name}"), &fit, script, &[]) else { return };
        assert_eq!(log.len(), 3);
        for seen in &log {
            assert!(seen["page"].as_u64() <= seen["width"].as_u64(), "{name}: {seen}");
            assert_eq!(seen["out"], serde_json::json!([]), "{name}: {seen}");
            // Letters keep their size: the drawing is laid out anew, not shrunk.
            assert!((seen["letters"].as_f64().unwrap() - 1.0).abs() < 0.05, "{name}: {seen}");
        }
    }
}

#[test]
fn the_ground_follows_the_reader_and_nothing_is_fetched() {
    let script = r##"
        const style = (q, k) => getComputedStyle(one(q))[k];
        log.push({ page: style("body", "backgroundColor"), curve: style("#fit .curve", "stroke"), text: style("#fit .label", "fill"),
                   fetched: performance.getEntriesByType("resource").length });
    "##;
    let Some(light) = run("light", &fits::misra(), script, &[]) else { return };
    let dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"];
    let Some(dark) = run("dark", &fits::misra(), script, &dark) else { return };
    assert_eq!(light[0]["page"], "rgb(255, 255, 255)");
    assert_eq!(dark[0]["page"], "rgb(13, 17, 22)");
    assert_ne!(light[0]["curve"], dark[0]["curve"]);
    assert_ne!(light[0]["text"], dark[0]["text"]);
    assert_eq!((&light[0]["fetched"], &dark[0]["fetched"]), (&0.into(), &0.into()));
}

#[test]
fn on_paper_everything_is_open_and_nothing_is_to_be_pressed() {
    // The rules for paper are put in force on the screen.
    let script = r##"
        for (const sheet of document.styleSheets) for (const rule of sheet.cssRules) {
            if (!(rule instanceof CSSMediaRule)) continue;
            if (rule.conditionText === "print") rule.media.mediaText = "all";
            else if (rule.conditionText.includes("screen")) rule.media.mediaText = "not all";
        }
        dispatchEvent(new Event("beforeprint"));
        await pause();
        const seen = (e) => e.checkVisibility();
        log.push({ buttons: every("main button:not(.data button), nav").filter(seen).length,
                   closed: every("details:not([open])").length,
                   table: getComputedStyle(one(".scroll.tall")).maxHeight,
                   sections: every("section").filter(seen).map((s) => s.id),
                   charts: every("figure svg").filter(seen).length,
                   ground: getComputedStyle(document.body).backgroundColor });
        dispatchEvent(new Event("afterprint"));
        log.push({ closed: every("details:not([open])").length });
    "##;
    let dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"];
    let Some(log) = run("paper", &fits::misra(), script, &dark) else { return };
    let seen = &log[0];
    assert_eq!(
        (&seen["buttons"], &seen["closed"], &seen["table"]),
        (&0.into(), &0.into(), &"none".into())
    );
    let sections = seen["sections"].as_array().unwrap();
    for id in [
        "the-fit",
        "parameters",
        "trust",
        "residuals",
        "profiles",
        "regions",
        "comparison",
        "data-table",
        "methods",
    ] {
        assert!(sections.contains(&id.into()), "{id}");
    }
    assert!(!sections.contains(&"json".into()));
    assert!(seen["charts"].as_u64().unwrap() >= 3);
    assert_eq!(seen["ground"], "rgb(255, 255, 255)");
}

#[test]
fn every_fit_opens_without_an_error() {
    let script = r##"
        await pause();
        one("#fit").focus(); press("ArrowRight"); press("End"); press("+"); press("0"); look("walked");
        every(".data th button").forEach((b) => b.click());
        log.push({ json: JSON.parse(one("#answer").textContent).schema });
    "##;
    for (name, fit) in fits::all() {
        let Some(log) = run(&format!("any-{name}"), &fit, script, &[]) else { return };
        assert_eq!(log[1]["json"], "thalweg.fit/1", "{name}");
        let rows = fit.answer.fitted.len();
        let detail = log[0]["detail"].as_str().unwrap();
        assert_eq!(detail.starts_with("Row"), rows > 0, "{name}: {detail}");
    }
}
