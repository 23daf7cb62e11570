//! Companions of foreign functions of numbers.

/// Functions of one or two numbers, one a line: `name(x) => value;`, where the value is an expression in any number.
/// `[path]` is where the functions themselves are.
macro_rules! companions {
    ($path:tt $($name:ident($($x:ident),*) => $value:expr;)*) => {$(
        companions!(@ $path $name ($($x),*) $value);
    )*};
    (@ $path:tt $name:ident ($x:ident) $value:expr) => {
        companions!(@ $path $name vjp1 jvp1 vjp_jvp1 jvp_jvp1
            ([$x x_bar x_dot x_bar_dot x_second x_both]) $value);
    };
    (@ $path:tt $name:ident ($x:ident, $y:ident) $value:expr) => {
        companions!(@ $path $name vjp2 jvp2 vjp_jvp2 jvp_jvp2
            ([$x x_bar x_dot x_bar_dot x_second x_both] [$y y_bar y_dot y_bar_dot y_second y_both]) $value);
    };
    (@ [$($path:tt)*] $name:ident $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident
        ($([$x:ident $bar:ident $dot:ident $bar_dot:ident $second:ident $both:ident])*) $value:expr
    ) => {
        #[doc = concat!("`", stringify!($($path)*), "::", stringify!($name), "`")]
        #[inline]
        #[must_use]
        pub fn $name($($x: f64),*) -> f64 {
            $($path)*::$name($($x),*)
        }

        #[doc = concat!("The derivatives of [`fn@", stringify!($name), "`], for generated code.")]
        #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations)]
        pub enum $name {}

        const _: () = {
            use $crate::Real;
            use $crate::foreign::drive;
            use $crate::foreign::kernels::{Componentwise, Scalar};
            use $crate::slot::{CotangentSlot, TangentSlot};

            struct Function;

            impl Scalar<{ [$(stringify!($x)),*].len() }> for Function {
                #[inline]
                fn of<T: Real>(&self, [$($x),*]: [T; { [$(stringify!($x)),*].len() }]) -> T {
                    $value
                }
            }

            const KERNEL: Componentwise<Function> = Componentwise(Function);

            #[doc(hidden)]
            #[allow(clippy::too_many_arguments)]
            impl $name {
                #[inline]
                pub fn __vjp(
                    $($x: f64,)*
                    result_bar: impl TangentSlot<f64>,
                    $($bar: impl CotangentSlot<f64>,)*
                ) -> f64 {
                    let result = $name($($x),*);
                    drive::$vjp(&KERNEL, ($(&$x,)*), &result, result_bar, $($bar),*);
                    result
                }

                pub const __LOOKS: u64 = u64::MAX;
                pub const __LOOKS_BACK: u64 = u64::MAX;

                #[inline]
                pub fn __ahead($($x: f64),*) -> (f64, ()) {
                    ($name($($x),*), ())
                }

                #[inline]
                pub fn __back(
                    $($x: f64,)*
                    result_bar: impl TangentSlot<f64>,
                    $($bar: impl CotangentSlot<f64>,)*
                    (): &(),
                ) {
                    Self::__vjp($($x,)* result_bar, $($bar),*);
                }

                #[inline]
                pub fn __adjoint(
                    $($x: f64,)*
                    result_bar: impl TangentSlot<f64>,
                    $($bar: impl CotangentSlot<f64>,)*
                ) {
                    Self::__vjp($($x,)* result_bar, $($bar),*);
                }

                #[inline]
                pub fn __jvp($($x: f64,)* $($dot: impl TangentSlot<f64>,)*) -> (f64, f64) {
                    let result = $name($($x),*);
                    (result, drive::$jvp(&KERNEL, ($(&$x,)*), &result, $($dot),*))
                }

                #[inline]
                pub fn __vjp_jvp(
                    $($x: f64,)*
                    result_bar: impl TangentSlot<f64>,
                    $($bar: impl CotangentSlot<f64>,)*
                    $($dot: impl TangentSlot<f64>,)*
                    result_bar_dot: impl TangentSlot<f64>,
                    $($bar_dot: impl CotangentSlot<f64>,)*
                ) -> (f64, f64) {
                    let result = $name($($x),*);
                    let result_dot = drive::$vjp_jvp(
                        &KERNEL, ($(&$x,)*), &result,
                        result_bar, $($bar,)* $($dot,)* result_bar_dot, $($bar_dot),*
                    );
                    (result, result_dot)
                }

                #[inline]
                pub fn __jvp_jvp(
                    $($x: f64,)*
                    $($dot: impl TangentSlot<f64>,)*
                    $($second: impl TangentSlot<f64>,)*
                    $($both: impl TangentSlot<f64>,)*
                ) -> ((f64, f64), (f64, f64)) {
                    let result = $name($($x),*);
                    let dots = drive::$jvp_jvp(
                        &KERNEL, ($(&$x,)*), &result, $($dot,)* $($second,)* $($both),*
                    );
                    ((result, dots.0), (dots.1, dots.2))
                }
            }
        };
    };
}

pub(crate) use companions;
