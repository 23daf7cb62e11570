use ad::{Real, differentiate};

/// In a module that is private, and imported as a whole.
#[differentiate(order = 2)]
pub fn erfcx<T: Real>(x: T) -> T {
    (T::one() + x * x).recip() * x.exp()
}
