//! A thread that reads what will be wanted soon, so that whoever wants it then need not wait for a disk.
//!
//! It throws away what it reads: the system keeps it, as long as it has room. A hint to the system
//! (`POSIX_FADV_WILLNEED`) would do without a thread; on Linux 6.18 it costs half of the rate, as the system then reads by
//! single pages and not, as for one who reads in order, by large pieces.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Bytes that are read at once: they stay in the second-level cache.
const BUFFER: usize = 256 << 10;
/// Bytes that are either at hand or not, as far as it matters.
const STEP: u64 = 1 << 20;
/// The most that is read ahead of one stretch: what follows, the system reads ahead while this is used.
const MOST: u64 = 32 << 20;
/// Wishes that wait; those beyond are forgotten.
const WAITING: usize = 16;

/// Stretches of a file that will be wanted.
pub(super) struct Wish {
    pub path: PathBuf,
    pub bytes: Vec<Range<u64>>,
}

/// The thread, once there is a wish; it ends when this is dropped.
#[derive(Default)]
pub(super) struct Ahead(OnceLock<Option<SyncSender<Wish>>>);

impl Ahead {
    /// Has it read when it comes to it, and does not wait.
    pub(super) fn wish(&self, wish: Wish) {
        let begin = || {
            let (sender, wishes) = sync_channel(WAITING);
            let thread = std::thread::Builder::new().name("read ahead".into());
            thread.spawn(move || follow(&wishes)).ok().map(|_| sender)
        };
        if let Some(sender) = self.0.get_or_init(begin) {
            let _ = sender.try_send(wish);
        }
    }
}

fn follow(wishes: &Receiver<Wish>) {
    let mut buffer = vec![0; BUFFER];
    while let Ok(wish) = wishes.recv() {
        // What cannot be read, whoever wants it will find out.
        let _ = read(&wish, &mut buffer);
    }
}

fn read(wish: &Wish, buffer: &mut [u8]) -> std::io::Result<()> {
    let mut file = File::open(&wish.path)?;
    for stretch in &wish.bytes {
        let end = stretch.end.min(stretch.start.saturating_add(MOST));
        let mut from = stretch.start;
        while from < end {
            let step = STEP.min(end - from);
            if !is_there(&file, from) {
                file.seek(SeekFrom::Start(from))?;
                let mut rest = (&mut file).take(step);
                while rest.read(buffer)? > 0 {}
            }
            from += step;
        }
    }
    Ok(())
}

/// Whether the system has this byte at hand, and most likely those after it.
#[cfg(target_os = "linux")]
fn is_there(file: &File, at: u64) -> bool {
    use rustix::io::{ReadWriteFlags, preadv2};
    let mut byte = [0];
    let mut one = [std::io::IoSliceMut::new(&mut byte)];
    preadv2(file, &mut one, at, ReadWriteFlags::NOWAIT).is_ok()
}

/// Elsewhere that cannot be asked.
#[cfg(not(target_os = "linux"))]
fn is_there(_: &File, _: u64) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_wishes_for_nonsense_is_not_held_up() {
        let stretches = [(0, u64::MAX), (u64::MAX - 1, u64::MAX), (5, 3)];
        let wish = |path: &str| Wish {
            path: path.into(),
            bytes: stretches.iter().map(|&(start, end)| start..end).collect(),
        };
        let ahead = Ahead::default();
        (0..2 * WAITING).for_each(|_| ahead.wish(wish("nowhere at all")));
        assert!(read(&wish("nowhere at all"), &mut [0; 100]).is_err());
        let path = std::env::temp_dir().join(format!("thalweg-ahead-{}", std::process::id()));
        std::fs::write(&path, [7; 1000]).unwrap();
        let own = Wish { path: path.clone(), ..wish("") };
        // There is no such place as the second one.
        assert!(read(&own, &mut [0; 100]).is_err());
        std::fs::remove_file(&path).unwrap();
    }
}
