//! A line or a bar on standard error about what takes long, if somebody is there to read it.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

/// Anything shorter than this passes without a word.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the numbers change.
const REFRESH: Duration = Duration::from_millis(100);

/// The progress line. Nothing is shown, and no thread runs, where standard error is no terminal.
pub(crate) struct Progress {
    line: Option<(Sender<News>, JoinHandle<()>)>,
    sent: Instant,
}

/// What is being done, and how much of it is done out of how much, where that is known.
struct News {
    text: String,
    share: Option<Share>,
}

/// How much is done of how much, and how that is shown.
#[derive(Debug, Clone, Copy)]
struct Share {
    done: u64,
    total: u64,
    template: &'static str,
}

/// Things that are counted.
const COUNTED: &str = "{spinner} {msg} {wide_bar} {pos}/{len}{prefix}";
/// A part of something.
const PART: &str = "{spinner} {msg} {wide_bar} {percent} %{prefix}";

impl Progress {
    /// Starts waiting.
    pub(crate) fn start(wanted: bool) -> Self {
        let shown = wanted && std::io::stderr().is_terminal();
        let line = shown.then(|| {
            let (sender, receiver) = channel();
            (sender, std::thread::spawn(move || show(&receiver)))
        });
        Self { line, sent: Instant::now() }
    }

    /// Says what is being done now.
    pub(crate) fn phase(&self, text: &str) {
        self.send(News { text: text.to_string(), share: None });
    }

    /// Shows how much is done, not more often than can be seen.
    pub(crate) fn share(&mut self, text: &str, done: usize, total: usize) {
        if self.sent.elapsed() >= REFRESH || done == total {
            self.sent = Instant::now();
            let share = Share { done: done as u64, total: total as u64, template: COUNTED };
            self.send(News { text: text.to_string(), share: Some(share) });
        }
    }

    /// Shows which part is done, from 0 to 1, where that is known; the text is only made when needed.
    pub(crate) fn part(&mut self, part: Option<f64>, text: impl FnOnce() -> String) {
        if self.line.is_some() && self.sent.elapsed() >= REFRESH {
            self.sent = Instant::now();
            const FINE: f64 = 10_000.0;
            let done = part.map(|part| (part * FINE) as u64);
            let share = done.map(|done| Share { done, total: FINE as u64, template: PART });
            self.send(News { text: text(), share });
        }
    }

    fn send(&self, news: News) {
        if let Some((sender, _)) = &self.line {
            // The line is gone only when this is, so this cannot fail in a way that matters.
            let _ = sender.send(news);
        }
    }

    /// Says how far it is, not more often than can be read; the text is only made when needed.
    pub(crate) fn update(&mut self, text: impl FnOnce() -> String) {
        if self.line.is_some() && self.sent.elapsed() >= REFRESH {
            self.sent = Instant::now();
            self.phase(&text());
        }
    }
}

impl Drop for Progress {
    /// Wipes the line before anything else is written.
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.line.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

/// Keeps the last news until it has been waited long enough, then shows it and those that follow.
fn show(news: &Receiver<News>) {
    let start = Instant::now();
    let mut last = News { text: String::new(), share: None };
    loop {
        match news.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
            Ok(next) => last = next,
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(REFRESH);
    let mut began = None;
    draw(&bar, last, &mut began);
    for next in news {
        draw(&bar, next, &mut began);
    }
    bar.finish_and_clear();
}

/// When a bar was first drawn, and what was done then.
type Began = Option<(Instant, u64)>;

/// A bar where a share is known, a spinner where not.
fn draw(bar: &ProgressBar, news: News, began: &mut Began) {
    if let Some(Share { done, total, template }) = news.share {
        if bar.length() != Some(total) {
            // A style that cannot be read leaves the spinner.
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_length(total);
            *began = None;
        }
        let (instant, before) = *began.get_or_insert_with(|| (Instant::now(), done));
        bar.set_prefix(left(
            instant.elapsed(),
            done.saturating_sub(before),
            total - done.min(total),
        ));
        bar.set_position(done);
    }
    bar.set_message(news.text);
}

/// The time left, should the rest go as fast as what was done so far: blocks come in jerks, and the rate of the last
/// moments says little.
fn left(elapsed: Duration, done: u64, rest: u64) -> String {
    if done == 0 {
        return String::new();
    }
    let seconds = elapsed.as_secs_f64() * rest as f64 / done as f64;
    format!(", {:#} left", HumanDuration(Duration::from_secs(seconds.ceil().min(1e9) as u64)))
}
