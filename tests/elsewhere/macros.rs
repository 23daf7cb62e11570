//! Macros that other files call.

/// Seen by the files whose modules come after this one.
macro_rules! squared {
    ($x:expr) => {{
        let x = $x;
        x * x
    }};
}

macro_rules! cubed {
    ($x:expr) => {
        squared!($x) * $x
    };
}
pub(crate) use cubed;

#[macro_export]
macro_rules! rooted {
    ($x:expr) => {
        $crate::numbers::roots($x, 1.0)[0]
    };
}
