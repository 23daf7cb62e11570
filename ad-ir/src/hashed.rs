//! The hash maps and sets of the standard library, with a hash that is quick where nothing is optimised.
//!
//! Keys come from the program that is compiled, not from an enemy, and macros are not optimised when they are built: the
//! default hasher would take a twentieth of an expansion.

use std::collections;
use std::hash::{BuildHasherDefault, Hasher};

/// A hash map.
pub type HashMap<K, V> = collections::HashMap<K, V, BuildHasherDefault<Mixing>>;

/// A hash set.
pub type HashSet<T> = collections::HashSet<T, BuildHasherDefault<Mixing>>;

/// Hashes a word at a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mixing(u64);

impl Mixing {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Mixing {
    /// A product has its best bits at the top; tables look at the bottom, too, where those of addresses are all zero.
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.mix(n.into());
    }

    fn write_u32(&mut self, n: u32) {
        self.mix(n.into());
    }

    fn write_u64(&mut self, n: u64) {
        self.mix(n);
    }

    fn write_usize(&mut self, n: usize) {
        self.mix(n as u64);
    }

    fn write_isize(&mut self, n: isize) {
        self.mix(n as u64);
    }
}
