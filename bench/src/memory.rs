//! How much memory a process has had.

use std::fs;

/// The most memory that a process has had, in MiB: the kernel's mark. 0 where there is none, or no such process any more.
///
/// ```
/// use thalweg_bench::memory::peak;
/// assert!(peak(std::process::id()) > 0 || !cfg!(target_os = "linux"));
/// ```
pub fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
