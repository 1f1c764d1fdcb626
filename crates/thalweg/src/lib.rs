//! Fit a formula to named columns: an answer with statistics and a verdict.
