//! Modules that import all of each other.

mod angle;
mod area;
mod force;
mod length;
mod mass;
mod speed;
mod time;
mod work;

pub use self::{angle::*, area::*, force::*, length::*, mass::*, speed::*, time::*, work::*};
