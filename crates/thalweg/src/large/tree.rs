//! A fixed tree of merges: the same whoever does them, and in whatever order their parts are ready.
//!
//! Every node joins the largest power of two of leaves that leaves something for the other side.

use rayon::ThreadPool;

/// What can be merged with what follows it.
pub(crate) trait Merge: Sized {
    fn merge(self, next: Self) -> Self;
}

/// Who works.
pub(crate) enum Team {
    /// The thread that asks.
    One,
    /// All threads that there are.
    All,
    /// So many.
    Some(ThreadPool),
}

impl Team {
    /// At most `threads` (0: all there are).
    pub(crate) fn new(threads: usize) -> Self {
        match threads {
            0 => Self::All,
            1 => Self::One,
            n => {
                rayon::ThreadPoolBuilder::new().num_threads(n).build().map_or(Self::One, Self::Some)
            }
        }
    }

    /// How many they are.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::One => 1,
            Self::All => rayon::current_num_threads(),
            Self::Some(pool) => pool.current_num_threads(),
        }
    }

    /// Makes the leaves 0.. of them and merges them; none of none. The first error in the order of the
    /// leaves that were made ends it.
    pub(crate) fn tree<T: Merge + Send, E: Send>(
        &self,
        leaves: usize,
        leaf: impl Fn(usize) -> Result<T, E> + Sync,
    ) -> Result<Option<T>, E> {
        if leaves == 0 {
            return Ok(None);
        }
        let whole = || match self {
            Self::One => node(0, leaves, &leaf, false),
            _ => node(0, leaves, &leaf, true),
        };
        match self {
            Self::Some(pool) => pool.install(whole),
            _ => whole(),
        }
        .map(Some)
    }
}

fn node<T: Merge + Send, E: Send>(
    first: usize,
    count: usize,
    leaf: &(impl Fn(usize) -> Result<T, E> + Sync),
    parallel: bool,
) -> Result<T, E> {
    if count == 1 {
        return leaf(first);
    }
    let half = count.next_power_of_two() / 2;
    let left = || node(first, half, leaf, parallel);
    let right = || node(first + half, count - half, leaf, parallel);
    let (left, right) = if parallel { rayon::join(left, right) } else { (left(), right()) };
    Ok(left?.merge(right?))
}

/// The same tree for leaves that come one after the other, in memory for a few of them.
pub(crate) struct Stack<T>(Vec<(u32, T)>);

impl<T: Merge> Stack<T> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn push(&mut self, leaf: T) {
        let mut top = (0, leaf);
        while let Some((height, left)) = self.0.pop_if(|(height, _)| *height == top.0) {
            top = (height + 1, left.merge(top.1));
        }
        self.0.push(top);
    }

    pub(crate) fn finish(mut self) -> Option<T> {
        let mut whole = self.0.pop()?.1;
        while let Some((_, left)) = self.0.pop() {
            whole = left.merge(whole);
        }
        Some(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Merge for String {
        fn merge(self, next: Self) -> Self {
            format!("({self}{next})")
        }
    }

    #[test]
    fn the_tree_is_the_same_in_every_way_of_making_it() {
        let leaf = |i: usize| Ok::<_, ()>(i.to_string());
        for leaves in 0..40 {
            let one = Team::One.tree(leaves, leaf).unwrap();
            let mut stack = Stack::new();
            (0..leaves).for_each(|i| stack.push(i.to_string()));
            assert_eq!(one, stack.finish());
            assert_eq!(one, Team::new(3).tree(leaves, leaf).unwrap());
            assert_eq!(one, Team::All.tree(leaves, leaf).unwrap());
        }
        assert_eq!(Team::One.tree(5, leaf).unwrap().unwrap(), "(((01)(23))4)");
    }
}
