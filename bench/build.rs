//! Looks for the C library cminpack (Debian: `libcminpack-dev`) and sets `cfg(cminpack)` where it
//! can be linked; without it the bench builds and runs with one contender fewer.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(cminpack)");
    println!("cargo::rerun-if-changed=build.rs");
    // The system's own folders: what is built for another target must not be linked.
    let native = std::env::var("TARGET") == std::env::var("HOST");
    let found = library_folders().into_iter().find(|folder| holds_cminpack(folder));
    if let Some(folder) = found.filter(|_| native) {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=cminpack");
        println!("cargo::rustc-cfg=cminpack");
    }
}

/// Where Debian, other systems and a local installation put libraries.
fn library_folders() -> Vec<PathBuf> {
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    let multiarch = format!("/usr/lib/{arch}-linux-gnu");
    [multiarch.as_str(), "/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from).into()
}

fn holds_cminpack(folder: &Path) -> bool {
    ["libcminpack.so", "libcminpack.a"].iter().any(|name| folder.join(name).exists())
}
