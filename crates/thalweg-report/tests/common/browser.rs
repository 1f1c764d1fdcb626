//! A page in a real browser: headless Chromium opens it from a file, a script does what a reader would and
//! writes down what is to be seen.
//!
//! The browser is the one that `CHROMIUM` names, or the first of the usual names on the path; where
//! there is none, or it opens no page on this machine, the tests say that they were skipped.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A browser that has written nothing by then cannot run here.
const PATIENCE: Duration = Duration::from_secs(120);

fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|n| folders.iter().map(move |f| f.join(n))).find(|p| p.is_file())
}

/// Opens the page, runs the script on it after `helpers`, and returns what it put into `log`; None without
/// a browser. The script may wait: it is the body of an async function.
pub fn drive(
    name: &str,
    page: &str,
    (helpers, script): (&str, &str),
    flags: &[&str],
) -> Option<Vec<Value>> {
    let Some(browser) = browser() else {
        println!("skipped: no Chromium or Chrome on the path, and CHROMIUM does not name one");
        return None;
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let profile = folder.join("profile");
    let _ = std::fs::remove_dir_all(&profile);
    std::fs::create_dir_all(&profile).unwrap();
    let file = folder.join("page.html");
    // Errors of the page's own scripts count too: this one is the first to run.
    let head = "<head><script>const log = [];\n\
         addEventListener('error', (e) => log.push({ error: e.message }));\n\
         addEventListener('unhandledrejection', (e) => log.push({ error: String(e.reason) }));\n\
         console.error = (...all) => log.push({ error: all.join(' ') });</script>";
    let tail = format!(
        "<script>{helpers}\n(async () => {{ try {{ {script} }} catch (e) {{ log.push({{ error: String(e) }}); }}\n\
         const out = document.createElement('pre'); out.id = 'log'; out.textContent = JSON.stringify(log); document.body.append(out); }})();</script></body>"
    );
    let page = page.replacen("<head>", head, 1).replacen("</body>", &tail, 1);
    std::fs::write(&file, page).unwrap();
    let (written, said) = (folder.join("dom"), folder.join("said"));
    let mut running = Command::new(&browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--window-size=1200,1600", "--virtual-time-budget=5000", "--dump-dom"])
        .args(flags)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", file.display()))
        .stdout(File::create(&written).unwrap())
        .stderr(File::create(&said).unwrap())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while running.try_wait().unwrap().is_none() {
        if began.elapsed() > PATIENCE {
            running.kill().unwrap();
            running.wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let read = |path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    let (dom, said) = (read(&written), read(&said));
    if dom.trim().is_empty() {
        println!("skipped: {} opens no page on this machine: {said}", browser.display());
        return None;
    }
    let log = dom.rsplit_once("<pre id=\"log\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let Some((log, _)) = log else { panic!("no log from {}: {said}\n{dom}", browser.display()) };
    let log =
        log.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&");
    let log: Vec<Value> = serde_json::from_str(&log).unwrap();
    assert!(log.iter().all(|l| l.get("error").is_none()), "{log:?}");
    Some(log)
}
