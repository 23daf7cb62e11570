// Beside the module `beta`, its companion's functions would be two of a name with the module's own.
pub mod beta {
    use ad::differentiate;

    #[differentiate]
    pub fn beta(x: f64, y: f64) -> f64 {
        x * y
    }

    pub fn grad(x: f64, y: f64) -> (f64, f64) {
        (y, x)
    }
}

pub use beta::beta;

fn main() {}
