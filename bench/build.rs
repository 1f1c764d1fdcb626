//! Looks for the C library cminpack (Debian: `libcminpack-dev`) and sets `cfg(cminpack)` where it
//! can be linked; without it, or with `THALWEG_BENCH_CMINPACK=off`, the bench builds and runs with
//! one contender fewer. After installing the library, touch this file.

use std::path::PathBuf;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(cminpack)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=THALWEG_BENCH_CMINPACK");
    let refused = std::env::var("THALWEG_BENCH_CMINPACK").is_ok_and(|v| v == "off");
    // The system's own folders: what is built for another target must not be linked.
    let native = std::env::var("TARGET") == std::env::var("HOST");
    let Some(library) = library().filter(|_| native && !refused) else { return };
    if let Some(folder) = library.parent() {
        println!("cargo::rerun-if-changed={}", library.display());
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=cminpack");
        println!("cargo::rustc-cfg=cminpack");
    }
}

/// The library where Debian, other systems and a local installation put it.
fn library() -> Option<PathBuf> {
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    let multiarch = format!("/usr/lib/{arch}-linux-gnu");
    let folders = [multiarch.as_str(), "/usr/lib", "/usr/lib64", "/usr/local/lib"];
    let files = ["libcminpack.so", "libcminpack.a"];
    let candidates = folders.iter().flat_map(|f| files.map(|name| PathBuf::from(f).join(name)));
    candidates.into_iter().find(|path| path.exists())
}
