use ad::{Real, differentiate};

#[differentiate(order = 2)]
pub fn log_norm<T: Real>(xs: &[T]) -> T {
    xs.iter().map(|x| *x * *x).sum::<T>().ln() * T::from_f64(0.5).unwrap()
}
