//! What a function returns has a tangent, which a map has not.

use ad::differentiate;
use std::collections::HashMap;

#[differentiate]
trait Greeks {
    fn delta(&self, s: f64) -> f64;
    fn all(&self, s: f64) -> Result<HashMap<String, f64>, String>;
    #[no_diff]
    fn left_out(&self, s: f64) -> HashMap<String, f64>;
}

#[differentiate]
fn table(x: f64) -> HashMap<u8, f64> {
    HashMap::from([(0, x)])
}

fn main() {}
