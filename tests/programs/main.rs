//! Programs as people write them, unchanged, each gradient against differences and forward against reverse mode.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod crates;
mod finance;
mod generic;
mod mixed;
mod ml;
mod numerics;
mod objects;
mod physics;
mod points;
mod robotics;
mod rotations;
mod tables;
