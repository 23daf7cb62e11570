use ad::differentiate;

/// A factor of any number.
#[derive(Clone, Copy, ad::Differentiable)]
pub struct Factor<T> {
    pub by: T,
}

#[differentiate]
pub trait Scale {
    fn scaled(&self, x: f64) -> f64;
}

impl Factor<f64> {
    #[differentiate]
    pub fn scaled(&self, x: f64) -> f64 {
        (self.by * x).exp()
    }
}
