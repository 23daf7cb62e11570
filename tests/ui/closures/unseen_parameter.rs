//! A closure passed to a function that is generic in what it calls it with, which nothing says here.

use ad::differentiate;
use num_traits::{Float, Num};

#[differentiate]
fn at_both<K: Num + Clone, T: Num>(f: impl Fn(&K) -> T, lo: K, hi: K) -> T {
    f(&lo) * f(&hi)
}

#[differentiate]
trait Steps<K: Num + Ord + Clone, T: Float> {
    fn at(&self, k: K) -> T;

    fn first(&self) -> K;

    fn product(&self, x: T) -> T {
        at_both(|k| self.at(k.clone()), self.first(), self.first()) * x
    }
}

fn main() {}
