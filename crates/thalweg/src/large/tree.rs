//! A fixed tree of merges: the same whoever does them, and in whatever order their parts are ready.
//!
//! Every node joins the largest power of two of leaves that leaves something for the other side.

use crate::team::Team;

/// What can be merged with what follows it.
pub(crate) trait Merge: Sized {
    fn merge(self, next: Self) -> Self;
}

impl Team {
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
        self.run(|| node(0, leaves, &leaf)).map(Some)
    }
}

fn node<T: Merge + Send, E: Send>(
    first: usize,
    count: usize,
    leaf: &(impl Fn(usize) -> Result<T, E> + Sync),
) -> Result<T, E> {
    if count == 1 {
        return leaf(first);
    }
    let half = count.next_power_of_two() / 2;
    let (left, right) =
        rayon::join(|| node(first, half, leaf), || node(first + half, count - half, leaf));
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
            let one = Team::new(1).tree(leaves, leaf).unwrap();
            let mut stack = Stack::new();
            (0..leaves).for_each(|i| stack.push(i.to_string()));
            assert_eq!(one, stack.finish());
            assert_eq!(one, Team::new(3).tree(leaves, leaf).unwrap());
            assert_eq!(one, Team::new(0).tree(leaves, leaf).unwrap());
        }
        assert_eq!(Team::new(1).tree(5, leaf).unwrap().unwrap(), "(((01)(23))4)");
    }
}
