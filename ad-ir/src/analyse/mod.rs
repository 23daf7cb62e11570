//! What passes ask about a function: each analysis reads the IR and answers, changing nothing.

pub mod activity;
pub mod computed;
pub mod covered;
pub mod cut;
pub mod dependence;
pub mod errors;
pub mod extent;
pub mod independent;
pub mod inverse;
pub mod memory;
pub mod powers;
pub mod regions;
pub mod restore;
pub mod scratch;
pub mod worth;
