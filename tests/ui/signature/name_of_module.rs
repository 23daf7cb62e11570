// Beside the module `beta`, the companion `beta` is one type too many.
pub mod beta {
    use ad::differentiate;

    #[differentiate]
    pub fn beta(x: f64, y: f64) -> f64 {
        x * y
    }
}

pub use beta::beta;

fn main() {}
