//! The system's allocator, with every allocation counted in [`ad_benches::memory`].

use ad_benches::memory::{allocated, deallocated};
use std::alloc::{GlobalAlloc, Layout, System};

struct Counting;

// The one use of `unsafe` here: the trait cannot be implemented without.
// SAFETY: every function passes its arguments on to `System`, and returns what that returns. Counting touches nothing
// but atomics: it neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        allocated(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        allocated(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        deallocated(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        allocated(size);
        deallocated(layout.size());
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;
