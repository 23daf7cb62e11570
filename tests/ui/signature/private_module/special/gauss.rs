use ad::differentiate;

#[differentiate]
pub fn gauss(x: f64) -> f64 {
    (-x * x).exp()
}
