//! What was allocated: counters that the binary's global allocator advances.
//!
//! Everything measured runs in one thread, so plain loads and stores of atomics are exact, and cost a few instructions.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// To be called by the allocator for each allocation of `size` bytes.
#[inline]
pub fn allocated(size: usize) {
    ALLOCATIONS.store(ALLOCATIONS.load(Relaxed) + 1, Relaxed);
    let live = LIVE.load(Relaxed).wrapping_add(size);
    LIVE.store(live, Relaxed);
    if live > PEAK.load(Relaxed) {
        PEAK.store(live, Relaxed);
    }
}

/// To be called by the allocator for each deallocation of `size` bytes.
#[inline]
pub fn deallocated(size: usize) {
    LIVE.store(LIVE.load(Relaxed).wrapping_sub(size), Relaxed);
}

/// What one call allocated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Use {
    /// How many times it asked the allocator, reallocations included.
    pub allocations: usize,
    /// The most bytes that were in use at once, above those in use before.
    pub peak: usize,
}

/// Runs `call` and says what it allocated.
pub fn used_by(call: impl FnOnce()) -> Use {
    let (allocations, live) = (ALLOCATIONS.load(Relaxed), LIVE.load(Relaxed));
    PEAK.store(live, Relaxed);
    call();
    Use {
        allocations: ALLOCATIONS.load(Relaxed) - allocations,
        peak: PEAK.load(Relaxed).saturating_sub(live),
    }
}
