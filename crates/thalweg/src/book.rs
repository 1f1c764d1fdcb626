//! The Rust examples of the book, as doctests.

#[doc = include_str!("../../../docs/how-to/bounds.md")]
struct Bounds;

#[doc = include_str!("../../../docs/how-to/damping.md")]
struct Damping;

#[doc = include_str!("../../../docs/how-to/derivatives.md")]
struct Derivatives;

#[doc = include_str!("../../../docs/how-to/derived.md")]
struct Derived;

#[doc = include_str!("../../../docs/how-to/errors.md")]
struct ChooseErrors;

#[doc = include_str!("../../../docs/how-to/residuals.md")]
struct ReadResiduals;

#[doc = include_str!("../../../docs/how-to/many.md")]
struct Many;

#[doc = include_str!("../../../docs/how-to/predict.md")]
struct Predict;

#[doc = include_str!("../../../docs/how-to/weights.md")]
struct Weights;

#[doc = include_str!("../../../docs/reference/solver-options.md")]
struct SolverOptions;

#[doc = include_str!("../../../docs/tutorial/from-rust.md")]
struct FromRust;
