//! Vector spaces.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// A vector of the space in which a value varies.
///
/// Two vectors that are combined have the same shape; an empty `Vec` and `None` have no other.
///
/// ```
/// use ad_runtime::Tangent;
/// let mut v = vec![1.0, 2.0];
/// v.add_assign(&vec![0.5, 0.5]);
/// v.scale(2.0);
/// assert_eq!(v, [3.0, 5.0]);
/// assert_eq!(v.dot(&vec![1.0, 1.0]), 8.0);
/// ```
pub trait Tangent: Clone {
    /// `self += rhs`
    fn add_assign(&mut self, rhs: &Self);
    /// `self *= factor`
    fn scale(&mut self, factor: f64);
    /// The inner product, in `f64`.
    fn dot(&self, rhs: &Self) -> f64;
    /// Zero, of the same shape.
    fn set_zero(&mut self);
}

macro_rules! scalar_tangents {
    ($($t:ty),*) => {$(
        impl Tangent for $t {
            #[inline]
            fn add_assign(&mut self, rhs: &$t) {
                *self += rhs;
            }
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast)]
            fn scale(&mut self, factor: f64) {
                *self *= factor as $t;
            }
            #[inline]
            fn dot(&self, rhs: &$t) -> f64 {
                f64::from(*self) * f64::from(*rhs)
            }
            #[inline]
            fn set_zero(&mut self) {
                *self = 0.0;
            }
        }
    )*};
}

scalar_tangents!(f32, f64);

impl Tangent for () {
    #[inline]
    fn add_assign(&mut self, (): &()) {}
    #[inline]
    fn scale(&mut self, _: f64) {}
    #[inline]
    fn dot(&self, (): &()) -> f64 {
        0.0
    }
    #[inline]
    fn set_zero(&mut self) {}
}

impl<T: Tangent, const N: usize> Tangent for [T; N] {
    #[inline]
    fn add_assign(&mut self, rhs: &[T; N]) {
        for (a, b) in self.iter_mut().zip(rhs) {
            a.add_assign(b);
        }
    }
    #[inline]
    fn scale(&mut self, factor: f64) {
        for a in self {
            a.scale(factor);
        }
    }
    #[inline]
    fn dot(&self, rhs: &[T; N]) -> f64 {
        self.iter().zip(rhs).map(|(a, b)| a.dot(b)).sum()
    }
    #[inline]
    fn set_zero(&mut self) {
        for a in self {
            a.set_zero();
        }
    }
}

impl<T: Tangent> Tangent for Vec<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Vec<T>) {
        assert_eq!(self.len(), rhs.len(), "tangents of different lengths");
        for (a, b) in self.iter_mut().zip(rhs) {
            a.add_assign(b);
        }
    }
    #[inline]
    fn scale(&mut self, factor: f64) {
        for a in self {
            a.scale(factor);
        }
    }
    #[inline]
    fn dot(&self, rhs: &Vec<T>) -> f64 {
        assert_eq!(self.len(), rhs.len(), "tangents of different lengths");
        self.iter().zip(rhs).map(|(a, b)| a.dot(b)).sum()
    }
    #[inline]
    fn set_zero(&mut self) {
        for a in self {
            a.set_zero();
        }
    }
}

impl<T: Tangent> Tangent for Box<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Box<T>) {
        (**self).add_assign(rhs);
    }
    #[inline]
    fn scale(&mut self, factor: f64) {
        (**self).scale(factor);
    }
    #[inline]
    fn dot(&self, rhs: &Box<T>) -> f64 {
        (**self).dot(rhs)
    }
    #[inline]
    fn set_zero(&mut self) {
        (**self).set_zero();
    }
}

impl<T: Tangent> Tangent for Option<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Option<T>) {
        match (self, rhs) {
            (Some(a), Some(b)) => a.add_assign(b),
            (None, None) => {}
            _ => panic!("tangents of different variants"),
        }
    }
    #[inline]
    fn scale(&mut self, factor: f64) {
        if let Some(a) = self {
            a.scale(factor);
        }
    }
    #[inline]
    fn dot(&self, rhs: &Option<T>) -> f64 {
        match (self, rhs) {
            (Some(a), Some(b)) => a.dot(b),
            (None, None) => 0.0,
            _ => panic!("tangents of different variants"),
        }
    }
    #[inline]
    fn set_zero(&mut self) {
        if let Some(a) = self {
            a.set_zero();
        }
    }
}

macro_rules! tuple_tangents {
    ($($name:ident $i:tt),+) => {
        impl<$($name: Tangent),+> Tangent for ($($name,)+) {
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
        }
    };
}

tuple_tangents!(A 0);
tuple_tangents!(A 0, B 1);
tuple_tangents!(A 0, B 1, C 2);
tuple_tangents!(A 0, B 1, C 2, D 3);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple_tangents!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
