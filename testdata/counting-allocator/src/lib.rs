//! An allocator that counts, for tests that claim to allocate nothing.
//!
//! ```
//! #[global_allocator]
//! static COUNTING: counting_allocator::Counting = counting_allocator::Counting;
//!
//! let before = counting_allocator::allocations();
//! let v = vec![1, 2, 3];
//! assert_eq!(counting_allocator::allocations() - before, 1);
//! # drop(v);
//! ```

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

/// Allocations of the calling thread so far: other tests, and the harness, have threads of their
/// own. Zero unless [`Counting`] is the global allocator.
pub fn allocations() -> usize {
    ALLOCATIONS.with(Cell::get)
}

/// The system's allocator with a counter.
#[derive(Debug)]
pub struct Counting;

fn count() {
    // A thread that is being torn down has no counter left, and nobody who reads it.
    let _ = ALLOCATIONS.try_with(|n| n.set(n.get() + 1));
}

// SAFETY: every call is handed on to the system's allocator unchanged; the counter is a plain cell
// of the thread, initialised at compile time, so counting does not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
