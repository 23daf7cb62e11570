//! Room for a tape: on the stack where the tape is short, on the heap where it is not.

use alloc::vec::Vec;

/// So many elements have room on the stack: few enough for a function to have several such rooms.
const FEW: usize = 32;

/// Beyond so many elements, memory comes in fresh pages, which are zero as they are: what is smaller (than 32 MiB) an allocator
/// such as that of glibc takes from what was freed, and clears.
const PAGES: usize = 1 << 22;

/// Room for any number of elements, of which what they hold at first does not matter.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::Room;
///
/// let mut room = Room::new(0.0);
/// for n in [3, 100] {
///     let tape = room.of(n);
///     tape[n - 1] = 1.0;
///     assert_eq!(tape.len(), n);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Room<T> {
    few: [T; FEW],
    many: Vec<T>,
}

impl<T: Copy> Room<T> {
    /// Room that nobody uses yet.
    #[inline(always)]
    pub fn new(zero: T) -> Room<T> {
        Room {
            few: [zero; FEW],
            many: Vec::new(),
        }
    }

    /// So many elements. They hold whatever was there before.
    #[inline(always)]
    pub fn of(&mut self, n: usize) -> &mut [T] {
        if n <= FEW {
            return &mut self.few[..n];
        }
        if self.many.len() < n {
            self.grow(n);
        }
        &mut self.many[..n]
    }

    fn grow(&mut self, n: usize) {
        let zero = self.few[0];
        if n > PAGES {
            self.many = alloc::vec![zero; n];
        } else {
            self.many.clear();
            self.many.reserve_exact(n);
            self.many.resize(n, zero);
        }
    }
}
