use ad::differentiate;

trait Special {
    fn erfc(self) -> f64;
}

impl Special for f64 {
    fn erfc(self) -> f64 {
        self
    }
}

#[differentiate]
fn f(x: f64) -> f64 {
    (x * 2.0).erfc()
}

fn main() {
    f(1.0);
}
