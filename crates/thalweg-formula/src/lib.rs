//! Formulas: text in, a compiled model with exact derivatives out.
