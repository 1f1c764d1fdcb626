//! lmder of the C library cminpack on hand-written models; the only module with `unsafe` here.

use super::Contender;

/// lmder, where `build.rs` found the library.
#[cfg(cminpack)]
pub(super) const CONTENDER: Option<Contender> = Some(Contender {
    name: "cminpack lmder",
    what: "lmder of the C library cminpack; hand-written models; tolerances 1e-12",
    prepare: foreign::prepare,
});

/// Not installed.
#[cfg(not(cminpack))]
pub(super) const CONTENDER: Option<Contender> = None;

#[cfg(cminpack)]
mod foreign {
    use std::error::Error;
    use std::ffi::{c_int, c_void};

    use thalweg_testdata::{Model, nist::NistProblem};

    use crate::contenders::{CALLS_PER_PARAMETER, Calls, Fitter, TOLERANCE, hand_written};

    /// `cminpack_funcder_mn` of cminpack.h: residuals for `iflag` 1, Jacobian for 2.
    type Callback = unsafe extern "C" fn(
        p: *mut c_void,
        m: c_int,
        n: c_int,
        x: *const f64,
        fvec: *mut f64,
        fjac: *mut f64,
        ldfjac: c_int,
        iflag: c_int,
    ) -> c_int;

    unsafe extern "C" {
        fn lmder(
            fcnder_mn: Callback,
            p: *mut c_void,
            m: c_int,
            n: c_int,
            x: *mut f64,
            fvec: *mut f64,
            fjac: *mut f64,
            ldfjac: c_int,
            ftol: f64,
            xtol: f64,
            gtol: f64,
            maxfev: c_int,
            diag: *mut f64,
            mode: c_int,
            factor: f64,
            nprint: c_int,
            nfev: *mut c_int,
            njev: *mut c_int,
            ipvt: *mut c_int,
            qtf: *mut f64,
            wa1: *mut f64,
            wa2: *mut f64,
            wa3: *mut f64,
            wa4: *mut f64,
        ) -> c_int;
    }

    pub(crate) fn prepare(
        problem: &'static NistProblem,
    ) -> Result<Box<dyn Fitter>, Box<dyn Error>> {
        let (m, n) = (problem.observations, problem.parameters.len());
        Ok(Box::new(Lmder {
            model: hand_written(problem)?,
            rows: [vec![0.0; m], vec![0.0; m]],
            columns: std::array::from_fn(|_| vec![0.0; n]),
            jac: vec![0.0; m * n],
            permutation: vec![0; n],
        }))
    }

    /// The model and lmder's memory, reused.
    struct Lmder {
        model: Model,
        rows: [Vec<f64>; 2],
        columns: [Vec<f64>; 5],
        jac: Vec<f64>,
        permutation: Vec<c_int>,
    }

    impl Fitter for Lmder {
        fn fit(&mut self, start: &[f64], x: &mut [f64]) -> Calls {
            let (m, n) = (self.rows[0].len(), self.permutation.len());
            assert!(start.len() == n && x.len() == n, "one number per parameter");
            x.copy_from_slice(start);
            let [fvec, wa4] = &mut self.rows;
            let [diag, qtf, wa1, wa2, wa3] = &mut self.columns;
            let (mut nfev, mut njev): (c_int, c_int) = (0, 0);
            let most_calls = (CALLS_PER_PARAMETER * (n + 1)) as c_int;
            // As lmder1 does: scaling by the columns' norms, first step bound 100, no printing.
            let (own_scaling, factor, silent) = (1, 100.0, 0);
            // SAFETY: the prototype is that of cminpack.h 1.3; x, diag, ipvt, qtf, wa1, wa2, wa3
            // are of length n, fvec and wa4 of length m, fjac of m × n with leading dimension m,
            // and all live through the call; p points at the model, which `evaluate` only reads
            // and which outlives the call.
            unsafe {
                lmder(
                    evaluate,
                    (&raw const self.model).cast_mut().cast(),
                    m as c_int,
                    n as c_int,
                    x.as_mut_ptr(),
                    fvec.as_mut_ptr(),
                    self.jac.as_mut_ptr(),
                    m as c_int,
                    TOLERANCE,
                    TOLERANCE,
                    TOLERANCE,
                    most_calls,
                    diag.as_mut_ptr(),
                    own_scaling,
                    factor,
                    silent,
                    &mut nfev,
                    &mut njev,
                    self.permutation.as_mut_ptr(),
                    qtf.as_mut_ptr(),
                    wa1.as_mut_ptr(),
                    wa2.as_mut_ptr(),
                    wa3.as_mut_ptr(),
                    wa4.as_mut_ptr(),
                );
            }
            Calls { residuals: nfev as usize, jacobians: njev as usize }
        }
    }

    /// What lmder calls; −1 ends the run.
    unsafe extern "C" fn evaluate(
        p: *mut c_void,
        m: c_int,
        n: c_int,
        x: *const f64,
        fvec: *mut f64,
        fjac: *mut f64,
        ldfjac: c_int,
        iflag: c_int,
    ) -> c_int {
        let (m, n) = (m as usize, n as usize);
        debug_assert_eq!(m, ldfjac as usize);
        // SAFETY: p is the pointer that `fit` passed, to a model that is alive and not written to.
        let model = unsafe { &*p.cast::<Model>() };
        // SAFETY: lmder passes x of length n.
        let x = unsafe { std::slice::from_raw_parts(x, n) };
        let done = if iflag == 1 {
            // SAFETY: lmder passes fvec of length m, which nothing else refers to during the call.
            model.residuals(x, unsafe { std::slice::from_raw_parts_mut(fvec, m) })
        } else {
            // SAFETY: lmder passes fjac of m × n by columns (its leading dimension is m, as `fit`
            // said), which nothing else refers to during the call.
            model.jacobian(x, unsafe { std::slice::from_raw_parts_mut(fjac, m * n) })
        };
        if done.is_ok() { 0 } else { -1 }
    }
}
