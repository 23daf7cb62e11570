//! Tuples vary in tuples.

use super::{Coordinate, Differentiable, Tangent};
use crate::Perturb;

macro_rules! tuple {
    ($($T:ident $i:tt),+) => {
        impl<$($T: Differentiable),+> Differentiable for ($($T,)+) {
            type Tangent = ($($T::Tangent,)+);

            #[inline]
            fn zero_tangent(&self) -> Self::Tangent {
                ($(self.$i.zero_tangent(),)+)
            }
        }

        impl<$($T: Tangent),+> Tangent for ($($T,)+) {
            #[inline]
            fn add_assign(&mut self, rhs: &Self) {
                $(self.$i.add_assign(&rhs.$i);)+
            }

            #[inline]
            fn scale(&mut self, factor: f64) {
                $(self.$i.scale(factor);)+
            }

            #[inline]
            fn dot(&self, rhs: &Self) -> f64 {
                0.0 $(+ self.$i.dot(&rhs.$i))+
            }

            #[inline]
            fn set_zero(&mut self) {
                $(self.$i.set_zero();)+
            }

            #[inline]
            fn coordinates(
                &mut self,
                at: &Coordinate<'_>,
                visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
            ) {
                $(self.$i.coordinates(&at.field(stringify!($i)), visit);)+
            }
        }

        impl<$($T: Perturb),+> Perturb for ($($T,)+) {
            type Perturbed = ($($T::Perturbed,)+);

            #[inline]
            fn perturbed(&self, direction: &Self::Tangent, step: f64) -> Self::Perturbed {
                ($(self.$i.perturbed(&direction.$i, step),)+)
            }

            #[inline]
            fn difference(&self, from: &Self) -> Self::Tangent {
                ($(self.$i.difference(&from.$i),)+)
            }

            #[inline]
            fn magnitude(&self) -> f64 {
                0.0_f64 $(.max(self.$i.magnitude()))+
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
