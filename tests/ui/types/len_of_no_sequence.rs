//! A length that varies, of a type that is not seen: it is taken for that of a sequence, and rustc is asked to say so.

use ad::{Differentiable, differentiate};

macro_rules! vectors {
    () => {
        #[derive(Clone, Copy, Differentiable)]
        struct V {
            x: f64,
        }

        #[differentiate]
        impl V {
            fn len(&self) -> f64 {
                self.x.abs()
            }
        }

        #[differentiate]
        fn vector(x: f64) -> V {
            V { x }
        }
    };
}
vectors!();

#[differentiate]
fn twice(x: f64) -> f64 {
    2.0 * x
}

#[differentiate]
fn length(x: f64) -> f64 {
    let v = vector(x);
    x * twice(v.len())
}

fn main() {}
