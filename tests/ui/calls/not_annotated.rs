use ad::differentiate;

fn half(x: f64) -> f64 {
    0.5 * x
}

fn weights(n: usize) -> Vec<f64> {
    vec![0.5; n]
}

struct Scale(f64);

impl Scale {
    fn twice(x: f64) -> f64 {
        2.0 * x
    }

    fn times(&self, x: f64) -> f64 {
        self.0 * x
    }
}

/// What `weights` is called with does not vary: it needs no derivative.
#[differentiate]
fn f(#[no_diff] scale: &Scale, x: f64) -> f64 {
    weights(3)[0] * half(x) + Scale::twice(x) + scale.times(x)
}

fn main() {
    f(&Scale(1.0), 1.0);
}
