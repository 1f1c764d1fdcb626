//! The threads that may be used.

use rayon::ThreadPool;

/// Threads for work that is shared out. What comes of it must not depend on how many they are.
pub(crate) struct Team(Option<ThreadPool>);

impl Team {
    /// So many threads, which are started here; 0: all there are, which are shared with other teams. These are also
    /// what remains where threads cannot be started.
    pub(crate) fn new(threads: usize) -> Self {
        match threads {
            0 => Self(None),
            n => Self(rayon::ThreadPoolBuilder::new().num_threads(n).build().ok()),
        }
    }

    /// How many they are.
    pub(crate) fn size(&self) -> usize {
        self.0.as_ref().map_or_else(rayon::current_num_threads, ThreadPool::current_num_threads)
    }

    /// Does the work, whose parallel parts are shared out among these threads alone.
    pub(crate) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Team;

    #[test]
    fn work_sees_as_many_threads_as_the_team_has() {
        assert_eq!(Team::new(3).run(rayon::current_num_threads), 3);
        assert_eq!(Team::new(1).size(), 1);
        assert_eq!(Team::new(0).size(), rayon::current_num_threads());
    }
}
