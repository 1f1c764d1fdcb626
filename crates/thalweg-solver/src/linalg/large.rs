//! Many columns: blocked QR from a library.
//!
//! Above [`SMALL`] columns most of the work is matrix products, which faer does at the speed of the
//! machine; below it, the overhead of a general library costs more than the arithmetic.

#[cfg(feature = "faer")]
pub(crate) use with_faer::Large;
#[cfg(not(feature = "faer"))]
pub(crate) use without::Large;

/// Most columns that the project's own code is for.
#[cfg(feature = "faer")]
const SMALL: usize = 33;

#[cfg(feature = "faer")]
mod with_faer {
    use dyn_stack::{MemBuffer, MemStack};
    use faer::linalg::qr::no_pivoting::factor;
    use faer::{MatMut, Par};

    use super::SMALL;

    /// Memory of the blocked QR.
    #[derive(Default)]
    pub(crate) struct Large {
        stacked: Vec<f64>,
        coefficients: Vec<f64>,
        scratch: Option<MemBuffer>,
    }

    impl Clone for Large {
        /// Scratch holds nothing worth copying.
        fn clone(&self) -> Self {
            Self::default()
        }
    }

    impl std::fmt::Debug for Large {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Large")
        }
    }

    impl Large {
        /// Folds `rows` rows of `block` (k columns of that length) into the k×k upper `triangle`;
        /// false if k is small and the caller's own code does it better.
        pub(crate) fn fold(
            &mut self,
            triangle: &mut [f64],
            block: &[f64],
            k: usize,
            rows: usize,
        ) -> bool {
            if k <= SMALL {
                return false;
            }
            let m = k + rows;
            self.stacked.resize(m * k, 0.0);
            for j in 0..k {
                let column = &mut self.stacked[j * m..(j + 1) * m];
                column[..k].copy_from_slice(&triangle[j * k..(j + 1) * k]);
                column[k..].copy_from_slice(&block[j * rows..(j + 1) * rows]);
            }
            let width = factor::recommended_block_size::<f64>(m, k);
            self.coefficients.resize(width * k, 0.0);
            let need =
                factor::qr_in_place_scratch::<f64>(m, k, width, Par::Seq, Default::default());
            let scratch = match &mut self.scratch {
                Some(memory) if memory.len() >= need.unaligned_bytes_required() => memory,
                other => other.insert(MemBuffer::new(need)),
            };
            factor::qr_in_place(
                MatMut::from_column_major_slice_mut(&mut self.stacked, m, k),
                MatMut::from_column_major_slice_mut(&mut self.coefficients, width, k),
                Par::Seq,
                MemStack::new(scratch),
                Default::default(),
            );
            for j in 0..k {
                triangle[j * k..j * k + j + 1].copy_from_slice(&self.stacked[j * m..j * m + j + 1]);
            }
            true
        }
    }
}

#[cfg(not(feature = "faer"))]
mod without {
    /// Nothing: own code folds blocks of any width.
    #[derive(Debug, Clone, Default)]
    pub(crate) struct Large;

    impl Large {
        /// Never folds.
        pub(crate) fn fold(&mut self, _: &mut [f64], _: &[f64], _: usize, _: usize) -> bool {
            false
        }
    }
}
