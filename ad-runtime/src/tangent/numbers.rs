//! Numbers vary in numbers.

use super::{Coordinate, Differentiable, Tangent};
use crate::Perturb;

macro_rules! number {
    ($float:ty) => {
        impl Differentiable for $float {
            type Tangent = $float;

            #[inline]
            fn zero_tangent(&self) -> $float {
                0.0
            }
        }

        impl Tangent for $float {
            #[inline]
            fn add_assign(&mut self, rhs: &$float) {
                *self += *rhs;
            }

            #[inline]
            fn scale(&mut self, factor: f64) {
                *self *= factor as $float;
            }

            #[inline]
            fn dot(&self, rhs: &$float) -> f64 {
                f64::from(*self) * f64::from(*rhs)
            }

            #[inline]
            fn set_zero(&mut self) {
                *self = 0.0;
            }

            #[inline]
            fn coordinates(
                &mut self,
                at: &Coordinate<'_>,
                visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
            ) {
                let mut number = f64::from(*self);
                visit(&at.stored_with(<$float>::EPSILON.into()), &mut number);
                *self = number as $float;
            }
        }

        impl Perturb for $float {
            type Perturbed = $float;

            #[inline]
            fn perturbed(&self, direction: &$float, step: f64) -> $float {
                (f64::from(*self) + step * f64::from(*direction)) as $float
            }

            #[inline]
            fn difference(&self, from: &$float) -> $float {
                *self - *from
            }

            #[inline]
            fn magnitude(&self) -> f64 {
                f64::from(self.abs())
            }
        }
    };
}

number!(f32);
number!(f64);
