//! What calls hand over to the reverse sweep.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::needs_drop;

/// So many bytes are few.
const FEW: usize = 16 * size_of::<f64>();

/// Of so many calls of a loop whatever they hand over is kept. The calls after them are made again: what is kept of a call has no bound, so
/// that its number has one.
const BOXES: usize = 4096;

/// What a call hands over to its adjoint.
pub trait HandedOver {
    /// Is it worth a place for each call of a loop, rather than to be computed again?
    const WORTH: bool;
    /// For so many calls.
    const MOST: usize = usize::MAX;
}

/// Nothing.
impl HandedOver for () {
    const WORTH: bool = false;
}

/// What goes on where the call has left off: a closure over what that has computed. Is it seen to hold something dear?
pub struct Back<F, const DEAR: bool>(pub F);

/// Where a call leaves a vector, or much else, the caller would keep all of that of all calls.
impl<F, const DEAR: bool> HandedOver for Back<F, DEAR> {
    const WORTH: bool = DEAR && !needs_drop::<F>() && size_of::<F>() <= FEW;
}

/// The same of what is dear however much it is: in a box, and so of a type that has a name, whatever it holds.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::{Boxed, HandedOver};
///
/// let squares: Vec<f64> = [2.0, 3.0].map(|x| x * x).to_vec();
/// let back: Boxed<dyn Fn(usize) -> f64> = Boxed(Box::new(move |i| squares[i]));
/// assert_eq!(back.0(1), 9.0);
/// assert!(Boxed::<dyn Fn(usize) -> f64>::WORTH);
/// ```
pub struct Boxed<F: ?Sized>(pub Box<F>);

impl<F: ?Sized> HandedOver for Boxed<F> {
    const WORTH: bool = true;
    const MOST: usize = BOXES;
}

/// A stack of what a function handed over, call by call: for `N` calls on the machine's stack, for more on the heap.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::{Back, Handed};
///
/// let mut handed = Handed::<_, 1>::new(2);
/// for x in [2.0_f64, 3.0] {
///     let y = x.exp();
///     assert!(handed.takes());
///     let value = handed.keep((y, Back::<_, true>(move || y)));
///     assert_eq!(value, x.exp());
/// }
/// let mut at = handed.len();
/// assert_eq!(handed.last(&mut at).map(|back| back.0()), Some(3.0_f64.exp()));
/// assert_eq!(handed.last(&mut at).map(|back| back.0()), Some(2.0_f64.exp()));
/// ```
pub struct Handed<T, const N: usize> {
    len: usize,
    few: [Option<T>; N],
    many: Vec<T>,
}

impl<T: HandedOver, const N: usize> Handed<T, N> {
    /// An empty one, of so many calls, if that is known.
    #[inline(always)]
    #[must_use]
    pub fn new(calls: usize) -> Handed<T, N> {
        let many = if T::WORTH && size_of::<T>() > 0 && calls > N {
            Vec::with_capacity(calls.min(T::MOST) - N)
        } else {
            Vec::new()
        };
        Handed {
            len: 0,
            few: [const { None }; N],
            many,
        }
    }

    /// Is what the next call hands over kept? Else the call is [passed](Handed::pass).
    #[inline(always)]
    #[must_use]
    pub fn takes(&self) -> bool {
        T::WORTH && self.len < T::MOST
    }

    /// Counts a call of which nothing is kept.
    #[inline(always)]
    pub fn pass(&mut self) {
        if T::WORTH {
            self.len += 1;
        }
    }

    /// Keeps what a call hands over beside its value; gives the value.
    #[inline(always)]
    pub fn keep<R>(&mut self, (value, handed): (R, T)) -> R {
        self.push(handed);
        value
    }

    /// Keeps what a call hands over.
    #[inline(always)]
    pub fn push(&mut self, handed: T) {
        match self.few.get_mut(self.len) {
            Some(place) => *place = Some(handed),
            None => self.many.push(handed),
        }
        self.len += 1;
    }

    /// The number of calls, where something is kept of any.
    #[inline(always)]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Of no call?
    #[inline(always)]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What the last of so many calls handed over, if that was kept; there are as many before it.
    ///
    /// # Panics
    /// Where there were no such calls.
    #[inline(always)]
    #[must_use]
    pub fn last(&self, calls: &mut usize) -> Option<&T> {
        if !T::WORTH {
            return None;
        }
        *calls -= 1;
        if *calls >= T::MOST {
            return None;
        }
        Some(match self.few.get(*calls) {
            Some(handed) => handed
                .as_ref()
                .expect("as many calls back as there were forth"),
            None => &self.many[*calls - N],
        })
    }
}
