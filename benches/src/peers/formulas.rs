//! Problems once more, over any number: what these crates want instead of plain functions.

use super::Number;
use crate::problems::haversine::RADIUS;

/// A function of some numbers.
pub trait Formula: Clone {
    /// Computes it.
    fn call<T: Number>(&self, x: &[T]) -> T;
}

macro_rules! formulas {
    ($($(#[$doc:meta])* $Name:ident($x:ident: $T:ident) $body:block)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $Name;

        impl Formula for $Name {
            #[inline]
            fn call<$T: Number>(&self, $x: &[$T]) -> $T $body
        }
    )*};
}

formulas! {
    /// As [`crate::problems::polynomial`].
    Polynomial(x: T) {
        let (x, y, z) = (x[0], x[1], x[2]);
        let square = z * z;
        x * x * x * y - T::of(2.0) * x * y * y * z + T::of(3.0) * square * square + x * z - T::of(5.0) * y + T::of(1.0)
    }
    /// As [`crate::problems::haversine`].
    Haversine(x: T) {
        let sin_latitude = ((x[2] - x[0]) * T::of(0.5)).sin();
        let sin_longitude = ((x[3] - x[1]) * T::of(0.5)).sin();
        let a = sin_latitude * sin_latitude
            + x[0].cos() * x[2].cos() * sin_longitude * sin_longitude;
        T::of(2.0 * RADIUS) * a.sqrt().asin()
    }
    /// As [`crate::problems::rosenbrock`].
    Rosenbrock(x: T) {
        let mut sum = T::of(0.0);
        for i in 0..x.len() - 1 {
            let a = T::of(1.0) - x[i];
            let b = x[i + 1] - x[i] * x[i];
            sum = sum + a * a + T::of(100.0) * b * b;
        }
        sum
    }
    /// As [`crate::problems::logsumexp`].
    LogSumExp(x: T) {
        let mut largest = x[0];
        for i in 1..x.len() {
            if x[i].value() > largest.value() {
                largest = x[i];
            }
        }
        let mut sum = T::of(0.0);
        for i in 0..x.len() {
            sum = sum + (x[i] - largest).exp();
        }
        largest + sum.ln()
    }
    /// As [`crate::problems::lennard_jones`].
    LennardJones(x: T) {
        let mut energy = T::of(0.0);
        for i in 0..x.len() / 3 {
            for j in 0..i {
                let dx = x[3 * i] - x[3 * j];
                let dy = x[3 * i + 1] - x[3 * j + 1];
                let dz = x[3 * i + 2] - x[3 * j + 2];
                let inverse = T::of(1.0) / (dx * dx + dy * dy + dz * dz);
                let sixth = inverse * inverse * inverse;
                energy = energy + T::of(4.0) * (sixth * sixth - sixth);
            }
        }
        energy
    }
}
