use super::gamma;
use ad::differentiate;

#[differentiate]
pub fn ratio(x: f64, y: f64) -> f64 {
    gamma(x) / gamma(x + y)
}
