//! Slots of vectors: the tangent of a parameter `Vec<f64>` or `&Vec<f64>` is passed as a slice, whoever owns it. A callee that
//! is generic knows of its parameter no more than that it has a tangent, here `Vec<f64>`, and asks for that.

use crate::Tangent;
use crate::slot::{CotangentSlot, TangentSlot};
use alloc::vec::Vec;
use core::cell::OnceCell;

/// The cotangents of a vector's elements, as the slot of a slice or of a vector: what is added to the vector is added to the
/// elements in the end.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::{CotangentSlot, VecBar};
///
/// fn accumulate(mut slot: impl CotangentSlot<Vec<f64>>) {
///     if let Some(x_bar) = slot.get() {
///         x_bar[0] += 1.0;
///     }
/// }
///
/// let mut gradient = [1.0, 2.0];
/// accumulate(VecBar::of(&mut gradient[..]));
/// assert_eq!(gradient, [2.0, 2.0]);
/// ```
#[derive(Debug)]
pub struct VecBar<'a, T: Tangent> {
    to: Option<&'a mut [T]>,
    whole: Option<Vec<T>>,
}

impl<'a, T: Tangent> VecBar<'a, T> {
    /// Of a buffer, or of none.
    #[inline(always)]
    pub fn of(buffer: impl Into<Option<&'a mut [T]>>) -> Self {
        VecBar {
            to: buffer.into(),
            whole: None,
        }
    }
}

impl<T: Tangent> CotangentSlot<[T]> for VecBar<'_, T> {
    #[inline(always)]
    fn get(&mut self) -> Option<&mut [T]> {
        self.to.as_deref_mut()
    }
}

impl<T: Tangent> CotangentSlot<Vec<T>> for VecBar<'_, T> {
    #[inline]
    fn get(&mut self) -> Option<&mut Vec<T>> {
        let to = self.to.as_deref()?;
        Some(self.whole.get_or_insert_with(|| {
            let mut zeros = to.to_vec();
            zeros.iter_mut().for_each(T::set_zero);
            zeros
        }))
    }
}

impl<T: Tangent> Drop for VecBar<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if let (Some(to), Some(whole)) = (&mut self.to, &self.whole) {
            for (to, term) in to.iter_mut().zip(whole) {
                to.add_assign(term);
            }
        }
    }
}

/// The tangents of a vector's elements, as the slot of a slice or of a vector.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::{VecDot, TangentSlot};
///
/// fn first(slot: impl TangentSlot<Vec<f64>>) -> f64 {
///     slot.get().map_or(0.0, |x_dot| x_dot[0])
/// }
///
/// assert_eq!(first(VecDot::of(&[1.0, 2.0][..])), 1.0);
/// ```
#[derive(Debug)]
pub struct VecDot<'a, T> {
    of: Option<&'a [T]>,
    whole: OnceCell<Vec<T>>,
}

impl<'a, T> VecDot<'a, T> {
    /// Of a tangent, or of none.
    #[inline(always)]
    pub fn of(tangent: impl Into<Option<&'a [T]>>) -> Self {
        VecDot {
            of: tangent.into(),
            whole: OnceCell::new(),
        }
    }
}

impl<T> TangentSlot<[T]> for VecDot<'_, T> {
    #[inline(always)]
    fn get(&self) -> Option<&[T]> {
        self.of
    }
}

impl<T: Clone> TangentSlot<Vec<T>> for VecDot<'_, T> {
    #[inline]
    fn get(&self) -> Option<&Vec<T>> {
        let of = self.of?;
        Some(self.whole.get_or_init(|| of.to_vec()))
    }
}
