//! Rules for the methods and operators of other crates' types.
//!
//! Generated code calls `a.dot(&b)` in the reverse mode as `a.__dot_vjp(&b, ..)`, whoever owns the type of `a`. For
//! a type of the user's that is an inherent method; for a type of another crate it is a method of a trait of this
//! module, all of which generated code brings into scope ([`siblings`]).
//!
//! - [`numbers`]: a value as the list of its numbers, whatever crate it is from.
//! - [`kernel`]: what a function does to such lists, generic in the number, and the adjoint of that. It is all that is
//!   to be known of a function: every order of derivative follows, by evaluating at dual numbers ([`drive`]).
//! - [`rule`]: which kernel belongs to which method of which types. A rule is one line.
//!
//! The value itself always comes from the crate's own method, so that it is the same to the last bit.

// Without a feature there are no types to have rules.
#![allow(dead_code, unused_imports, unused_macros)]
// Hidden: users know the methods by the names that the other crates give them.
#![allow(missing_docs, clippy::too_many_arguments, clippy::duplicate_mod)]

mod changing;
mod companion;
pub(crate) mod drive;
mod each;
mod fixed;
mod kernel;
pub(crate) mod kernels;
pub(crate) mod numbers;
mod operator;
pub(crate) mod rule;
pub mod siblings;

pub(crate) use companion::companions;

/// The traits of all siblings without names, to be brought into scope.
pub mod methods {
    pub use super::changing::methods::*;
    pub use super::each::methods::*;
    pub use super::fixed::methods::*;
    pub use super::siblings::methods::*;
    pub use crate::operator::{
        ConvertJvp as _, ConvertJvpJvp as _, ConvertVjp as _, ConvertVjpJvp as _,
    };
}

#[cfg(feature = "num-complex")]
mod complex;

#[cfg(feature = "glam-0-23")]
#[path = "glam"]
mod glam_0_23 {
    use ::glam_0_23 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "older.rs"]
    mod version;
}

#[cfg(feature = "glam-0-24")]
#[path = "glam"]
mod glam_0_24 {
    use ::glam_0_24 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "older.rs"]
    mod version;
}

#[cfg(feature = "glam-0-25")]
#[path = "glam"]
mod glam_0_25 {
    use ::glam_0_25 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "older.rs"]
    mod version;
}

#[cfg(feature = "glam-0-27")]
#[path = "glam"]
mod glam_0_27 {
    use ::glam_0_27 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "older.rs"]
    mod version;
}

#[cfg(feature = "glam-0-28")]
#[path = "glam"]
mod glam_0_28 {
    use ::glam_0_28 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "older.rs"]
    mod version;
}

#[cfg(feature = "glam-0-29")]
#[path = "glam"]
mod glam_0_29 {
    use ::glam_0_29 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "recent.rs"]
    mod version;
}

#[cfg(feature = "glam-0-30")]
#[path = "glam"]
mod glam_0_30 {
    use ::glam_0_30 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "recent.rs"]
    mod version;
}

#[cfg(feature = "glam-0-31")]
#[path = "glam"]
mod glam_0_31 {
    use ::glam_0_31 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "recent.rs"]
    mod version;
}

#[cfg(feature = "glam-0-32")]
#[path = "glam"]
mod glam_0_32 {
    use ::glam_0_32 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "recent.rs"]
    mod version;
}

#[cfg(feature = "glam-0-33")]
#[path = "glam"]
mod glam_0_33 {
    use ::glam_0_33 as glam;
    #[path = "mod.rs"]
    mod rules;
    #[path = "recent.rs"]
    mod version;
}

#[cfg(feature = "glam-0-34")]
#[path = "glam"]
mod glam_0_34 {
    use ::glam_0_34 as glam;
    mod newer;
    #[path = "mod.rs"]
    mod rules;
    #[path = "recent.rs"]
    mod version;
}

/// The bound under which a matrix owns memory, whose arguments are others in `nalgebra` 0.32.
macro_rules! allocates {
    ($($args:ident),*) => {
        pub trait Allocates<T: nalgebra::Scalar, R: nalgebra::Dim, C: nalgebra::Dim>:
            nalgebra::allocator::Allocator<$($args),*>
        {
        }

        impl<A, T: nalgebra::Scalar, R: nalgebra::Dim, C: nalgebra::Dim> Allocates<T, R, C> for A where
            A: nalgebra::allocator::Allocator<$($args),*>
        {
        }
    };
}

#[cfg(feature = "nalgebra-0-32")]
#[path = "nalgebra"]
mod nalgebra_0_32 {
    use ::nalgebra_0_32 as nalgebra;
    allocates!(T, R, C);
    #[path = "mod.rs"]
    mod rules;
}

#[cfg(feature = "nalgebra-0-33")]
#[path = "nalgebra"]
mod nalgebra_0_33 {
    use ::nalgebra_0_33 as nalgebra;
    allocates!(R, C);
    #[path = "mod.rs"]
    mod rules;
}

#[cfg(feature = "nalgebra-0-34")]
#[path = "nalgebra"]
mod nalgebra_0_34 {
    use ::nalgebra_0_34 as nalgebra;
    allocates!(R, C);
    #[path = "mod.rs"]
    mod rules;
}

#[cfg(feature = "nalgebra-0-35")]
#[path = "nalgebra"]
mod nalgebra_0_35 {
    use ::nalgebra_0_35 as nalgebra;
    allocates!(R, C);
    #[path = "mod.rs"]
    mod rules;
}

#[cfg(feature = "ndarray-0-15")]
#[path = "ndarray"]
mod ndarray_0_15 {
    use ::ndarray_0_15 as ndarray;
    #[path = "mod.rs"]
    mod rules;
}

#[cfg(feature = "ndarray-0-16")]
#[path = "ndarray"]
mod ndarray_0_16 {
    use ::ndarray_0_16 as ndarray;
    mod newer;
    #[path = "mod.rs"]
    mod rules;
}

#[cfg(feature = "ndarray-0-17")]
#[path = "ndarray"]
mod ndarray_0_17 {
    use ::ndarray_0_17 as ndarray;
    mod newer;
    #[path = "mod.rs"]
    mod rules;
}
