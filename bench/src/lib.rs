//! Side-by-side measurements: ratios against other programs in the same run.
