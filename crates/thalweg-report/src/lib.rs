//! An answer of a fit as text or JSON.
