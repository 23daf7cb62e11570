//! Kernels that types of several crates share.

mod axis;
mod extreme;
mod geometry;
mod matrix;
mod quaternion;
mod select;
mod solve;
mod vector;

pub use axis::*;
pub use extreme::*;
pub use geometry::*;
pub use matrix::*;
pub use quaternion::*;
pub use select::*;
pub use solve::*;
pub use vector::*;
