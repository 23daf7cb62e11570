//! Data of the right shapes from a seed: the same on every machine, with no dependency.

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `low..high`.
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// A standard normal number (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform(0.0, 1.0)).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform(0.0, 1.0)).cos()
    }

    /// `n` numbers, uniform in `low..high`, that live as long as the program.
    pub fn uniforms(&mut self, n: usize, low: f64, high: f64) -> &'static [f64] {
        (0..n)
            .map(|_| self.uniform(low, high))
            .collect::<Vec<_>>()
            .leak()
    }

    /// `n` standard normal numbers that live as long as the program.
    pub fn normals(&mut self, n: usize) -> &'static [f64] {
        (0..n).map(|_| self.normal()).collect::<Vec<_>>().leak()
    }
}
