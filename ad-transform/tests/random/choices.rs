//! Where a generator takes its decisions from: a seed, or a list of decisions taken before.
//!
//! Whatever the list, it makes a valid program, and a shorter list or smaller numbers make a simpler one. So a
//! failing program is shrunk by shrinking the list.

/// A small pseudo-random generator (splitmix64, Steele et al. 2014).
#[derive(Clone, Debug)]
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number between -1 and 1, of few bits, so that it prints short.
    pub fn unit(&mut self) -> f64 {
        (self.next() % 8192) as f64 / 4096.0 - 1.0
    }
}

/// The decisions of one program.
pub struct Choices {
    taken: Vec<u8>,
    given: Vec<u8>,
    rng: Option<Rng>,
}

impl Choices {
    /// Decisions by chance.
    pub fn from_seed(seed: u64) -> Choices {
        Choices {
            taken: Vec::new(),
            given: Vec::new(),
            rng: Some(Rng(seed)),
        }
    }

    /// These decisions, and after them the simplest.
    pub fn replay(given: &[u8]) -> Choices {
        Choices {
            taken: Vec::new(),
            given: given.to_vec(),
            rng: None,
        }
    }

    /// What has been decided so far.
    pub fn taken(self) -> Vec<u8> {
        self.taken
    }

    /// A number below `n`; 0 is the simplest.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n.clamp(1, 256) as u64;
        let choice = match &mut self.rng {
            Some(rng) => rng.next() % n,
            None => self
                .given
                .get(self.taken.len())
                .map_or(0, |c| u64::from(*c) % n),
        };
        self.taken.push(choice as u8);
        choice as usize
    }

    /// Yes in so many of a hundred cases; no is simpler.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of a list; the first is the simplest.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// The number of an entry, each as likely as its weight says; the first is the simplest.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut n = self.below(weights.iter().sum());
        for (i, weight) in weights.iter().enumerate() {
            if n < *weight {
                return i;
            }
            n -= weight;
        }
        0
    }
}
