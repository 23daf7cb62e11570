//! What calls in loops hand over to the reverse sweep.

use alloc::vec::Vec;

/// A stack of what a function handed over, call by call: for `N` calls on the machine's stack, for more on the heap.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::Handed;
///
/// let mut handed = Handed::<_, 1>::new(true, 2);
/// for x in [2.0, 3.0] {
///     let square = handed.keep((x * x, move || 2.0 * x));
///     assert_eq!(square, x * x);
/// }
/// let mut at = handed.len();
/// assert_eq!(handed.last(&mut at)(), 6.0);
/// assert_eq!(handed.last(&mut at)(), 4.0);
/// ```
pub struct Handed<T, const N: usize> {
    len: usize,
    few: [Option<T>; N],
    many: Vec<T>,
}

impl<T, const N: usize> Handed<T, N> {
    /// An empty one. Is it worth keeping anything; and of how many calls, if that is known?
    #[inline(always)]
    #[must_use]
    pub fn new(worth: bool, calls: usize) -> Handed<T, N> {
        let many = if worth && size_of::<T>() > 0 && calls > N {
            Vec::with_capacity(calls - N)
        } else {
            Vec::new()
        };
        Handed {
            len: 0,
            few: [const { None }; N],
            many,
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

    /// The number of calls of which something is kept.
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

    /// What the last of so many calls handed over; there are as many before it.
    ///
    /// # Panics
    /// Where there were no such calls.
    #[inline(always)]
    #[must_use]
    pub fn last(&self, calls: &mut usize) -> &T {
        *calls -= 1;
        match self.few.get(*calls) {
            Some(handed) => handed
                .as_ref()
                .expect("as many calls back as there were forth"),
            None => &self.many[*calls - N],
        }
    }
}
