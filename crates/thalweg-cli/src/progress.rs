//! A line on standard error about what takes long, if somebody is there to read it.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

/// Anything shorter than this passes without a word.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the numbers change.
const REFRESH: Duration = Duration::from_millis(100);

/// The progress line. Nothing is shown, and no thread runs, where standard error is no terminal.
pub(crate) struct Progress {
    line: Option<(Sender<String>, JoinHandle<()>)>,
    sent: Instant,
}

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
        if let Some((sender, _)) = &self.line {
            // The line is gone only when this is, so this cannot fail in a way that matters.
            let _ = sender.send(text.to_string());
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

/// Keeps the last text until it has been waited long enough, then shows it and those that follow.
fn show(texts: &Receiver<String>) {
    let start = Instant::now();
    let mut last = String::new();
    loop {
        match texts.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
            Ok(text) => last = text,
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
    let bar = ProgressBar::new_spinner().with_message(last);
    bar.enable_steady_tick(REFRESH);
    for text in texts {
        bar.set_message(text);
    }
    bar.finish_and_clear();
}
