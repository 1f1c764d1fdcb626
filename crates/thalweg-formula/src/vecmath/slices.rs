//! A kernel of one element becomes a loop that LLVM turns into vector instructions.
//!
//! Elements are worked on [`LANES`] at a time; what is left over is padded to as many, so that 14 elements cost as
//! much as 16 and every element meets the same operations wherever a slice is cut.

/// Elements per turn: two registers of AVX-512, four of AVX2, eight of SSE2 or NEON. Fewer, and LLVM unrolls the
/// inner loop before it thinks of vectors.
pub const LANES: usize = 16;

/// `apply!(out = kernel(x, ..))` for every element of slices of one length.
///
/// A macro, because a function handed to a function is not always inlined, and then nothing becomes a vector.
macro_rules! apply {
    ($out:ident = $($kernel:ident)::+ <$arithmetic:ty>($($x:ident),+)) => {{
        use $crate::vecmath::slices::{LANES, gather, spread};
        $(assert_eq!($x.len(), $out.len(), "argument and result differ in length");)+
        $(let $x = $x.as_chunks::<LANES>();)+
        let out = $out.as_chunks_mut::<LANES>();
        for (block, out) in out.0.iter_mut().enumerate() {
            $(let $x = &$x.0[block];)+
            for i in 0..LANES {
                out[i] = $($kernel)::+::<$arithmetic>($($x[i]),+);
            }
        }
        if !out.1.is_empty() {
            let mut result = [0.0; LANES];
            $(
                let mut lanes = [0.0; LANES];
                spread($x.1, &mut lanes);
                let $x = lanes;
            )+
            for i in 0..LANES {
                result[i] = $($kernel)::+::<$arithmetic>($($x[i]),+);
            }
            gather(&result, out.1);
        }
    }};
}
pub(super) use apply;

/// `apply_pair!((first, second) = kernel(x))` for every element of slices of one length.
macro_rules! apply_pair {
    (($first:ident, $second:ident) = $($kernel:ident)::+ <$arithmetic:ty>($x:ident)) => {{
        use $crate::vecmath::slices::{LANES, gather, spread};
        assert!(
            $x.len() == $first.len() && $x.len() == $second.len(),
            "argument and results differ in length"
        );
        let x = $x.as_chunks::<LANES>();
        let (first, second) = ($first.as_chunks_mut::<LANES>(), $second.as_chunks_mut::<LANES>());
        let outputs = first.0.iter_mut().zip(second.0);
        for (x, (first, second)) in x.0.iter().zip(outputs) {
            for i in 0..LANES {
                (first[i], second[i]) = $($kernel)::+::<$arithmetic>(x[i]);
            }
        }
        if !x.1.is_empty() {
            let mut lanes = [0.0; LANES];
            spread(x.1, &mut lanes);
            let mut results = [[0.0; LANES]; 2];
            for i in 0..LANES {
                (results[0][i], results[1][i]) = $($kernel)::+::<$arithmetic>(lanes[i]);
            }
            gather(&results[0], first.1);
            gather(&results[1], second.1);
        }
    }};
}
pub(super) use apply_pair;

/// The pieces a tail of n elements is moved in: its first and its last half-filled power of two, which overlap.
/// Copies of a length known at compile time are single instructions; a `memcpy` of n would cost more than the sine.
macro_rules! in_halves {
    ($n:expr, $half:ident => $move:expr) => {
        match $n {
            8.. => {
                const $half: usize = 8;
                $move
            }
            4..8 => {
                const $half: usize = 4;
                $move
            }
            2..4 => {
                const $half: usize = 2;
                $move
            }
            _ => {
                const $half: usize = 1;
                $move
            }
        }
    };
}

/// A tail of 1 to 15 elements over all lanes, some of them more than once.
#[inline(always)]
pub(crate) fn spread<R: Copy>(tail: &[R], lanes: &mut [R; LANES]) {
    in_halves!(tail.len(), HALF => {
        lanes[..HALF].copy_from_slice(&tail[..HALF]);
        lanes[HALF..2 * HALF].copy_from_slice(&tail[tail.len() - HALF..]);
        lanes[2 * HALF..].fill(tail[0]);
    });
}

/// The reverse of [`spread`].
#[inline(always)]
pub(crate) fn gather<R: Copy>(lanes: &[R; LANES], tail: &mut [R]) {
    let n = tail.len();
    in_halves!(n, HALF => {
        tail[..HALF].copy_from_slice(&lanes[..HALF]);
        tail[n - HALF..].copy_from_slice(&lanes[HALF..2 * HALF]);
    });
}

/// out = slow(x) where x is `hard`; seldom called for.
#[inline(always)]
pub(super) fn repair<R: Copy>(x: &[R], out: &mut [R], hard: fn(R) -> bool, slow: fn(R) -> R) {
    if x.iter().fold(false, |any, &x| any | hard(x)) {
        repair_each(x, out, hard, slow);
    }
}

#[cold]
#[inline(never)]
fn repair_each<R: Copy>(x: &[R], out: &mut [R], hard: fn(R) -> bool, slow: fn(R) -> R) {
    for (&x, out) in x.iter().zip(out) {
        if hard(x) {
            *out = slow(x);
        }
    }
}
