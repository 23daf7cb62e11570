use ad::differentiate;

trait Square {
    fn square(self) -> Self;
}

#[differentiate]
impl Square for f64 {
    fn square(self) -> f64 {
        self * self
    }
}

fn main() {}
