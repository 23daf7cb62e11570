//! The siblings of foreign methods, as generated code calls them.
//!
//! A method by any name needs traits whose methods have that name; there is one for each name and number of arguments
//! here, whatever type the method belongs to. What the methods do follows from the [rule](super::rule).

use super::drive;
use super::numbers::{Argument, Buffer};
use super::rule::{
    Associated1, Associated2, Associated3, Associated4, Associated5, Associated6, Associated8,
    Associated9, Associated12, Associated16, Rule1, Rule2, Rule3, Rule4,
};
use crate::Differentiable;
use crate::slot::{CotangentSlot, TangentSlot};

type Tangent<T> = <T as Differentiable>::Tangent;

/// `kind Name: siblings;` for each method and associated function.
macro_rules! siblings {
    ($($kind:ident $name:ident: $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident;)*) => {
        /// Names of methods, as types.
        #[allow(missing_debug_implementations)]
        pub mod names {
            $(
                #[doc = stringify!($kind)]
                pub enum $name {}
            )*

            /// Of conversions, whose derivatives are traits of [`operator`](crate::operator)'s.
            pub enum From {}
        }

        /// One trait for each name.
        pub mod traits {
            use super::*;
            $(sibling!($kind $name $vjp $jvp $vjp_jvp $jvp_jvp);)*
        }

        /// All of them without names, to be brought into scope.
        pub mod methods {
            $(pub use super::traits::$name as _;)*
        }
    };
}

/// A trait by its number of arguments.
macro_rules! sibling {
    (method1 $($names:ident)*) => {
        sibling!(@method [$($names)*] Rule1 vjp1 jvp1 vjp_jvp1 jvp_jvp1 []);
    };
    (method2 $($names:ident)*) => {
        sibling!(@method [$($names)*] Rule2 vjp2 jvp2 vjp_jvp2 jvp_jvp2 [
            [b B b_bar b_dot b_bar_dot b_second b_both]
        ]);
    };
    (method3 $($names:ident)*) => {
        sibling!(@method [$($names)*] Rule3 vjp3 jvp3 vjp_jvp3 jvp_jvp3 [
            [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both]
        ]);
    };
    (function1 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated1 vjp1 jvp1 vjp_jvp1 jvp_jvp1 [
            [a A a_bar a_dot a_bar_dot a_second a_both]
        ]);
    };
    (function2 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated2 vjp2 jvp2 vjp_jvp2 jvp_jvp2 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both]
        ]);
    };
    (function3 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated3 vjp3 jvp3 vjp_jvp3 jvp_jvp3 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both]
            [c C c_bar c_dot c_bar_dot c_second c_both]
        ]);
    };
    (function4 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated4 vjp4 jvp4 vjp_jvp4 jvp_jvp4 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both]
            [c C c_bar c_dot c_bar_dot c_second c_both] [d D d_bar d_dot d_bar_dot d_second d_both]
        ]);
    };
    (function6 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated6 vjp6 jvp6 vjp_jvp6 jvp_jvp6 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both]
            [c C c_bar c_dot c_bar_dot c_second c_both] [d D d_bar d_dot d_bar_dot d_second d_both]
            [e E e_bar e_dot e_bar_dot e_second e_both] [f F f_bar f_dot f_bar_dot f_second f_both]
        ]);
    };
    (function9 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated9 vjp9 jvp9 vjp_jvp9 jvp_jvp9 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both]
            [c C c_bar c_dot c_bar_dot c_second c_both] [d D d_bar d_dot d_bar_dot d_second d_both]
            [e E e_bar e_dot e_bar_dot e_second e_both] [f F f_bar f_dot f_bar_dot f_second f_both]
            [g G g_bar g_dot g_bar_dot g_second g_both] [h H h_bar h_dot h_bar_dot h_second h_both]
            [i I i_bar i_dot i_bar_dot i_second i_both]
        ]);
    };
    (function5 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated5 vjp5 jvp5 vjp_jvp5 jvp_jvp5 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both] [d D d_bar d_dot d_bar_dot d_second d_both] [e E e_bar e_dot e_bar_dot e_second e_both]
        ]);
    };
    (function8 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated8 vjp8 jvp8 vjp_jvp8 jvp_jvp8 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both] [d D d_bar d_dot d_bar_dot d_second d_both] [e E e_bar e_dot e_bar_dot e_second e_both] [f F f_bar f_dot f_bar_dot f_second f_both] [g G g_bar g_dot g_bar_dot g_second g_both] [h H h_bar h_dot h_bar_dot h_second h_both]
        ]);
    };
    (function12 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated12 vjp12 jvp12 vjp_jvp12 jvp_jvp12 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both] [d D d_bar d_dot d_bar_dot d_second d_both] [e E e_bar e_dot e_bar_dot e_second e_both] [f F f_bar f_dot f_bar_dot f_second f_both] [g G g_bar g_dot g_bar_dot g_second g_both] [h H h_bar h_dot h_bar_dot h_second h_both] [i I i_bar i_dot i_bar_dot i_second i_both] [j J j_bar j_dot j_bar_dot j_second j_both] [k K k_bar k_dot k_bar_dot k_second k_both] [l L l_bar l_dot l_bar_dot l_second l_both]
        ]);
    };
    (function16 $($names:ident)*) => {
        sibling!(@function [$($names)*] Associated16 vjp16 jvp16 vjp_jvp16 jvp_jvp16 [
            [a A a_bar a_dot a_bar_dot a_second a_both] [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both] [d D d_bar d_dot d_bar_dot d_second d_both] [e E e_bar e_dot e_bar_dot e_second e_both] [f F f_bar f_dot f_bar_dot f_second f_both] [g G g_bar g_dot g_bar_dot g_second g_both] [h H h_bar h_dot h_bar_dot h_second h_both] [i I i_bar i_dot i_bar_dot i_second i_both] [j J j_bar j_dot j_bar_dot j_second j_both] [k K k_bar k_dot k_bar_dot k_second k_both] [l L l_bar l_dot l_bar_dot l_second l_both] [m M m_bar m_dot m_bar_dot m_second m_both] [n N n_bar n_dot n_bar_dot n_second n_both] [o O o_bar o_dot o_bar_dot o_second o_both] [p P p_bar p_dot p_bar_dot p_second p_both]
        ]);
    };
    (@method [$name:ident $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident] $Rule:ident
        $by_vjp:ident $by_jvp:ident $by_vjp_jvp:ident $by_jvp_jvp:ident
        [$([$b:ident $B:ident $bar:ident $dot:ident $bar_dot:ident $second:ident $both:ident])*]
    ) => {
        #[allow(missing_docs, clippy::too_many_arguments, clippy::type_complexity)]
        pub trait $name<$($B: Argument<Self::Number>),*>:
            $Rule<names::$name, $($B),*> + Argument<Self::Number>
        {
            #[inline]
            fn $vjp(
                self,
                $($b: $B,)*
                y_bar: impl TangentSlot<Buffer<Self::Output, Self::Number>>,
                a_bar: impl CotangentSlot<Buffer<Self, Self::Number>>,
                $($bar: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> Self::Output {
                let (y, kernel) = (self.value($(&$b),*), self.kernel($(&$b),*));
                drive::$by_vjp(&kernel, (&self, $(&$b,)*), &y, y_bar, a_bar, $($bar),*);
                drop(kernel);
                y
            }

            #[inline]
            fn $jvp(
                self,
                $($b: $B,)*
                a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> (Self::Output, Tangent<Self::Output>) {
                let (y, kernel) = (self.value($(&$b),*), self.kernel($(&$b),*));
                let y_dot = drive::$by_jvp(&kernel, (&self, $(&$b,)*), &y, a_dot, $($dot),*);
                drop(kernel);
                (y, y_dot)
            }

            #[inline]
            fn $vjp_jvp(
                self,
                $($b: $B,)*
                y_bar: impl TangentSlot<Buffer<Self::Output, Self::Number>>,
                a_bar: impl CotangentSlot<Buffer<Self, Self::Number>>,
                $($bar: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
                a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                y_bar_dot: impl TangentSlot<Buffer<Self::Output, Self::Number>>,
                a_bar_dot: impl CotangentSlot<Buffer<Self, Self::Number>>,
                $($bar_dot: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> (Self::Output, Tangent<Self::Output>) {
                let (y, kernel) = (self.value($(&$b),*), self.kernel($(&$b),*));
                let y_dot = drive::$by_vjp_jvp(
                    &kernel, (&self, $(&$b,)*), &y,
                    y_bar, a_bar, $($bar,)* a_dot, $($dot,)* y_bar_dot, a_bar_dot, $($bar_dot),*
                );
                drop(kernel);
                (y, y_dot)
            }

            #[inline]
            fn $jvp_jvp(
                self,
                $($b: $B,)*
                a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                a_second: impl TangentSlot<Buffer<Self, Self::Number>>,
                $($second: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                a_both: impl TangentSlot<Buffer<Self, Self::Number>>,
                $($both: impl TangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> ((Self::Output, Tangent<Self::Output>), (Tangent<Self::Output>, Tangent<Self::Output>)) {
                let (y, kernel) = (self.value($(&$b),*), self.kernel($(&$b),*));
                let dots = drive::$by_jvp_jvp(
                    &kernel, (&self, $(&$b,)*), &y,
                    a_dot, $($dot,)* a_second, $($second,)* a_both, $($both),*
                );
                drop(kernel);
                ((y, dots.0), (dots.1, dots.2))
            }
        }

        impl<A, $($B),*> $name<$($B),*> for A
        where
            A: $Rule<names::$name, $($B),*> + Argument<A::Number>,
            $($B: Argument<A::Number>,)*
        {
        }
    };
    (@function [$name:ident $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident] $Rule:ident
        $by_vjp:ident $by_jvp:ident $by_vjp_jvp:ident $by_jvp_jvp:ident
        [$([$b:ident $B:ident $bar:ident $dot:ident $bar_dot:ident $second:ident $both:ident])*]
    ) => {
        #[allow(missing_docs, clippy::too_many_arguments, clippy::type_complexity)]
        pub trait $name<$($B: Argument<Self::Number>),*>: $Rule<names::$name, $($B),*> {
            #[inline]
            fn $vjp(
                $($b: $B,)*
                y_bar: impl TangentSlot<Buffer<Self::Output, Self::Number>>,
                $($bar: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> Self::Output {
                let (y, kernel) = (Self::value($(&$b),*), Self::kernel($(&$b),*));
                drive::$by_vjp(&kernel, ($(&$b,)*), &y, y_bar, $($bar),*);
                drop(kernel);
                y
            }

            #[inline]
            fn $jvp(
                $($b: $B,)*
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> (Self::Output, Tangent<Self::Output>) {
                let (y, kernel) = (Self::value($(&$b),*), Self::kernel($(&$b),*));
                let y_dot = drive::$by_jvp(&kernel, ($(&$b,)*), &y, $($dot),*);
                drop(kernel);
                (y, y_dot)
            }

            #[inline]
            fn $vjp_jvp(
                $($b: $B,)*
                y_bar: impl TangentSlot<Buffer<Self::Output, Self::Number>>,
                $($bar: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                y_bar_dot: impl TangentSlot<Buffer<Self::Output, Self::Number>>,
                $($bar_dot: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> (Self::Output, Tangent<Self::Output>) {
                let (y, kernel) = (Self::value($(&$b),*), Self::kernel($(&$b),*));
                let y_dot = drive::$by_vjp_jvp(
                    &kernel, ($(&$b,)*), &y, y_bar, $($bar,)* $($dot,)* y_bar_dot, $($bar_dot),*
                );
                drop(kernel);
                (y, y_dot)
            }

            #[inline]
            fn $jvp_jvp(
                $($b: $B,)*
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                $($second: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                $($both: impl TangentSlot<Buffer<$B, Self::Number>>,)*
            ) -> ((Self::Output, Tangent<Self::Output>), (Tangent<Self::Output>, Tangent<Self::Output>)) {
                let (y, kernel) = (Self::value($(&$b),*), Self::kernel($(&$b),*));
                let dots = drive::$by_jvp_jvp(
                    &kernel, ($(&$b,)*), &y, $($dot,)* $($second,)* $($both),*
                );
                drop(kernel);
                ((y, dots.0), (dots.1, dots.2))
            }
        }

        impl<S, $($B),*> $name<$($B),*> for S
        where
            S: $Rule<names::$name, $($B),*>,
            $($B: Argument<S::Number>,)*
        {
        }
    };
}

siblings! {
    method1 Norm: __norm_vjp __norm_jvp __norm_vjp_jvp __norm_jvp_jvp;
    method1 NormSqr: __norm_sqr_vjp __norm_sqr_jvp __norm_sqr_vjp_jvp __norm_sqr_jvp_jvp;
    method1 NormSquared: __norm_squared_vjp __norm_squared_jvp __norm_squared_vjp_jvp __norm_squared_jvp_jvp;
    method1 Arg: __arg_vjp __arg_jvp __arg_vjp_jvp __arg_jvp_jvp;
    method1 Conj: __conj_vjp __conj_jvp __conj_vjp_jvp __conj_jvp_jvp;
    method1 Inv: __inv_vjp __inv_jvp __inv_vjp_jvp __inv_jvp_jvp;
    method1 Normalize: __normalize_vjp __normalize_jvp __normalize_vjp_jvp __normalize_jvp_jvp;
    method1 Transpose: __transpose_vjp __transpose_jvp __transpose_vjp_jvp __transpose_jvp_jvp;
    method1 Sum: __sum_vjp __sum_jvp __sum_vjp_jvp __sum_jvp_jvp;
    method1 Trace: __trace_vjp __trace_jvp __trace_vjp_jvp __trace_jvp_jvp;
    method1 Determinant: __determinant_vjp __determinant_jvp __determinant_vjp_jvp __determinant_jvp_jvp;
    method1 Exp: __exp_vjp __exp_jvp __exp_vjp_jvp __exp_jvp_jvp;
    method1 Ln: __ln_vjp __ln_jvp __ln_vjp_jvp __ln_jvp_jvp;
    method1 Sqrt: __sqrt_vjp __sqrt_jvp __sqrt_vjp_jvp __sqrt_jvp_jvp;
    method1 Sin: __sin_vjp __sin_jvp __sin_vjp_jvp __sin_jvp_jvp;
    method1 Cos: __cos_vjp __cos_jvp __cos_vjp_jvp __cos_jvp_jvp;
    method1 Tan: __tan_vjp __tan_jvp __tan_vjp_jvp __tan_jvp_jvp;
    method1 Sinh: __sinh_vjp __sinh_jvp __sinh_vjp_jvp __sinh_jvp_jvp;
    method1 Cosh: __cosh_vjp __cosh_jvp __cosh_vjp_jvp __cosh_jvp_jvp;
    method1 Tanh: __tanh_vjp __tanh_jvp __tanh_vjp_jvp __tanh_jvp_jvp;
    method2 Powi: __powi_vjp __powi_jvp __powi_vjp_jvp __powi_jvp_jvp;
    method2 Powc: __powc_vjp __powc_jvp __powc_vjp_jvp __powc_jvp_jvp;
    method2 Powf: __powf_vjp __powf_jvp __powf_vjp_jvp __powf_jvp_jvp;
    method1 Magnitude: __magnitude_vjp __magnitude_jvp __magnitude_vjp_jvp __magnitude_jvp_jvp;
    method1 MagnitudeSquared: __magnitude_squared_vjp __magnitude_squared_jvp __magnitude_squared_vjp_jvp __magnitude_squared_jvp_jvp;
    method1 Length: __length_vjp __length_jvp __length_vjp_jvp __length_jvp_jvp;
    method1 LengthSquared: __length_squared_vjp __length_squared_jvp __length_squared_vjp_jvp __length_squared_jvp_jvp;
    method1 ElementSum: __element_sum_vjp __element_sum_jvp __element_sum_vjp_jvp __element_sum_jvp_jvp;
    method1 Recip: __recip_vjp __recip_jvp __recip_vjp_jvp __recip_jvp_jvp;
    method1 Truncate: __truncate_vjp __truncate_jvp __truncate_vjp_jvp __truncate_jvp_jvp;
    method1 Conjugate: __conjugate_vjp __conjugate_jvp __conjugate_vjp_jvp __conjugate_jvp_jvp;
    method1 Inverse: __inverse_vjp __inverse_jvp __inverse_vjp_jvp __inverse_jvp_jvp;
    method1 Diagonal: __diagonal_vjp __diagonal_jvp __diagonal_vjp_jvp __diagonal_jvp_jvp;
    method2 Distance: __distance_vjp __distance_jvp __distance_vjp_jvp __distance_jvp_jvp;
    method2 DistanceSquared: __distance_squared_vjp __distance_squared_jvp __distance_squared_vjp_jvp __distance_squared_jvp_jvp;
    method2 MetricDistance: __metric_distance_vjp __metric_distance_jvp __metric_distance_vjp_jvp __metric_distance_jvp_jvp;
    method2 Extend: __extend_vjp __extend_jvp __extend_vjp_jvp __extend_jvp_jvp;
    method2 Push: __push_vjp __push_jvp __push_vjp_jvp __push_jvp_jvp;
    method2 MulVec2: __mul_vec2_vjp __mul_vec2_jvp __mul_vec2_vjp_jvp __mul_vec2_jvp_jvp;
    method2 MulVec3: __mul_vec3_vjp __mul_vec3_jvp __mul_vec3_vjp_jvp __mul_vec3_jvp_jvp;
    method2 MulVec4: __mul_vec4_vjp __mul_vec4_jvp __mul_vec4_vjp_jvp __mul_vec4_jvp_jvp;
    method2 Row: __row_vjp __row_jvp __row_vjp_jvp __row_jvp_jvp;
    method2 Col: __col_vjp __col_jvp __col_vjp_jvp __col_jvp_jvp;
    method2 Column: __column_vjp __column_jvp __column_vjp_jvp __column_jvp_jvp;
    method2 AddScalar: __add_scalar_vjp __add_scalar_jvp __add_scalar_vjp_jvp __add_scalar_jvp_jvp;
    method2 TransformVector: __transform_vector_vjp __transform_vector_jvp __transform_vector_vjp_jvp __transform_vector_jvp_jvp;
    method2 TrMul: __tr_mul_vjp __tr_mul_jvp __tr_mul_vjp_jvp __tr_mul_jvp_jvp;
    function1 FromArray: __from_array_vjp __from_array_jvp __from_array_vjp_jvp __from_array_jvp_jvp;
    method1 ToArray: __to_array_vjp __to_array_jvp __to_array_vjp_jvp __to_array_jvp_jvp;
    function1 Splat: __splat_vjp __splat_jvp __splat_vjp_jvp __splat_jvp_jvp;
    function1 Repeat: __repeat_vjp __repeat_jvp __repeat_vjp_jvp __repeat_jvp_jvp;
    function1 FromElement: __from_element_vjp __from_element_jvp __from_element_vjp_jvp __from_element_jvp_jvp;
    function1 FromDiagonal: __from_diagonal_vjp __from_diagonal_jvp __from_diagonal_vjp_jvp __from_diagonal_jvp_jvp;
    function1 FromVec: __from_vec_vjp __from_vec_jvp __from_vec_vjp_jvp __from_vec_jvp_jvp;
    function1 FromColumnSlice: __from_column_slice_vjp __from_column_slice_jvp __from_column_slice_vjp_jvp __from_column_slice_jvp_jvp;
    function1 FromRowSlice: __from_row_slice_vjp __from_row_slice_jvp __from_row_slice_vjp_jvp __from_row_slice_jvp_jvp;
    function2 FromCols2: __from_cols_vjp __from_cols_jvp __from_cols_vjp_jvp __from_cols_jvp_jvp;
    function3 FromCols3: __from_cols_vjp __from_cols_jvp __from_cols_vjp_jvp __from_cols_jvp_jvp;
    function2 FromAxisAngle: __from_axis_angle_vjp __from_axis_angle_jvp __from_axis_angle_vjp_jvp __from_axis_angle_jvp_jvp;
    function4 FromXyzw: __from_xyzw_vjp __from_xyzw_jvp __from_xyzw_vjp_jvp __from_xyzw_jvp_jvp;
    method2 Dot: __dot_vjp __dot_jvp __dot_vjp_jvp __dot_jvp_jvp;
    method2 Cross: __cross_vjp __cross_jvp __cross_vjp_jvp __cross_jvp_jvp;
    method2 Scale: __scale_vjp __scale_jvp __scale_vjp_jvp __scale_jvp_jvp;
    method2 ComponentMul: __component_mul_vjp __component_mul_jvp __component_mul_vjp_jvp __component_mul_jvp_jvp;
    method2 ComponentDiv: __component_div_vjp __component_div_jvp __component_div_vjp_jvp __component_div_jvp_jvp;
    method3 Lerp: __lerp_vjp __lerp_jvp __lerp_vjp_jvp __lerp_jvp_jvp;
    function1 New1: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function2 New2: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function3 New3: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function4 New4: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function5 New5: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function6 New6: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function8 New8: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function12 New12: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function9 New9: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    function16 New16: __new_vjp __new_jvp __new_vjp_jvp __new_jvp_jvp;
    method1 Xy: __xy_vjp __xy_jvp __xy_vjp_jvp __xy_jvp_jvp;
    method1 Xyz: __xyz_vjp __xyz_jvp __xyz_vjp_jvp __xyz_jvp_jvp;
    method1 Abs: __abs_vjp __abs_jvp __abs_vjp_jvp __abs_jvp_jvp;
    method1 TryInverse: __try_inverse_vjp __try_inverse_jvp __try_inverse_vjp_jvp __try_inverse_jvp_jvp;
    method1 Angle: __angle_vjp __angle_jvp __angle_vjp_jvp __angle_jvp_jvp;
    method1 ToRotationMatrix: __to_rotation_matrix_vjp __to_rotation_matrix_jvp __to_rotation_matrix_vjp_jvp __to_rotation_matrix_jvp_jvp;
    method2 TransformPoint: __transform_point_vjp __transform_point_jvp __transform_point_vjp_jvp __transform_point_jvp_jvp;
    function1 FromQuaternion: __from_quaternion_vjp __from_quaternion_jvp __from_quaternion_vjp_jvp __from_quaternion_jvp_jvp;
    function1 NewNormalize: __new_normalize_vjp __new_normalize_jvp __new_normalize_vjp_jvp __new_normalize_jvp_jvp;
    function1 FromScaledAxis: __from_scaled_axis_vjp __from_scaled_axis_jvp __from_scaled_axis_vjp_jvp __from_scaled_axis_jvp_jvp;
    function3 FromEulerAngles: __from_euler_angles_vjp __from_euler_angles_jvp __from_euler_angles_vjp_jvp __from_euler_angles_jvp_jvp;
    function2 FromPolar: __from_polar_vjp __from_polar_jvp __from_polar_vjp_jvp __from_polar_jvp_jvp;
    method1 Mean: __mean_vjp __mean_jvp __mean_vjp_jvp __mean_jvp_jvp;
    method2 SumAxis: __sum_axis_vjp __sum_axis_jvp __sum_axis_vjp_jvp __sum_axis_jvp_jvp;
    method2 MeanAxis: __mean_axis_vjp __mean_axis_jvp __mean_axis_vjp_jvp __mean_axis_jvp_jvp;
    method1 Diag: __diag_vjp __diag_jvp __diag_vjp_jvp __diag_jvp_jvp;
    method1 View: __view_vjp __view_jvp __view_vjp_jvp __view_jvp_jvp;
    method1 ToOwned: __to_owned_vjp __to_owned_jvp __to_owned_vjp_jvp __to_owned_jvp_jvp;
    method1 T: __t_vjp __t_jvp __t_vjp_jvp __t_jvp_jvp;
    method1 ReversedAxes: __reversed_axes_vjp __reversed_axes_jvp __reversed_axes_vjp_jvp __reversed_axes_jvp_jvp;
    method1 ToVec: __to_vec_vjp __to_vec_jvp __to_vec_vjp_jvp __to_vec_jvp_jvp;
    method1 Cbrt: __cbrt_vjp __cbrt_jvp __cbrt_vjp_jvp __cbrt_jvp_jvp;
    method1 Exp2: __exp2_vjp __exp2_jvp __exp2_vjp_jvp __exp2_jvp_jvp;
    method1 Log10: __log10_vjp __log10_jvp __log10_vjp_jvp __log10_jvp_jvp;
    method1 Log2: __log2_vjp __log2_jvp __log2_vjp_jvp __log2_jvp_jvp;
    method1 ToDegrees: __to_degrees_vjp __to_degrees_jvp __to_degrees_vjp_jvp __to_degrees_jvp_jvp;
    method1 ToRadians: __to_radians_vjp __to_radians_jvp __to_radians_vjp_jvp __to_radians_jvp_jvp;
    method1 Pow2: __pow2_vjp __pow2_jvp __pow2_vjp_jvp __pow2_jvp_jvp;
    function2 FromElem: __from_elem_vjp __from_elem_jvp __from_elem_vjp_jvp __from_elem_jvp_jvp;
    method2 Slice: __slice_vjp __slice_jvp __slice_vjp_jvp __slice_jvp_jvp;
    method1 LengthRecip: __length_recip_vjp __length_recip_jvp __length_recip_vjp_jvp __length_recip_jvp_jvp;
    method1 NormalizeOrZero: __normalize_or_zero_vjp __normalize_or_zero_jvp __normalize_or_zero_vjp_jvp __normalize_or_zero_jvp_jvp;
    method1 TryNormalize: __try_normalize_vjp __try_normalize_jvp __try_normalize_vjp_jvp __try_normalize_jvp_jvp;
    method1 ElementProduct: __element_product_vjp __element_product_jvp __element_product_vjp_jvp __element_product_jvp_jvp;
    method1 MaxElement: __max_element_vjp __max_element_jvp __max_element_vjp_jvp __max_element_jvp_jvp;
    method1 MinElement: __min_element_vjp __min_element_jvp __min_element_vjp_jvp __min_element_jvp_jvp;
    method1 Signum: __signum_vjp __signum_jvp __signum_vjp_jvp __signum_jvp_jvp;
    method1 Floor: __floor_vjp __floor_jvp __floor_vjp_jvp __floor_jvp_jvp;
    method1 Ceil: __ceil_vjp __ceil_jvp __ceil_vjp_jvp __ceil_jvp_jvp;
    method1 Round: __round_vjp __round_jvp __round_vjp_jvp __round_jvp_jvp;
    method1 Trunc: __trunc_vjp __trunc_jvp __trunc_vjp_jvp __trunc_jvp_jvp;
    method1 Fract: __fract_vjp __fract_jvp __fract_vjp_jvp __fract_jvp_jvp;
    method1 AnyOrthogonalVector: __any_orthogonal_vector_vjp __any_orthogonal_vector_jvp __any_orthogonal_vector_vjp_jvp __any_orthogonal_vector_jvp_jvp;
    method1 AnyOrthonormalVector: __any_orthonormal_vector_vjp __any_orthonormal_vector_jvp __any_orthonormal_vector_vjp_jvp __any_orthonormal_vector_jvp_jvp;
    method1 Perp: __perp_vjp __perp_jvp __perp_vjp_jvp __perp_jvp_jvp;
    method1 ToAngle: __to_angle_vjp __to_angle_jvp __to_angle_vjp_jvp __to_angle_jvp_jvp;
    method1 ToColsArray: __to_cols_array_vjp __to_cols_array_jvp __to_cols_array_vjp_jvp __to_cols_array_jvp_jvp;
    method2 NormalizeOr: __normalize_or_vjp __normalize_or_jvp __normalize_or_vjp_jvp __normalize_or_jvp_jvp;
    method2 Max2: __max_vjp __max_jvp __max_vjp_jvp __max_jvp_jvp;
    method2 Min2: __min_vjp __min_jvp __min_vjp_jvp __min_jvp_jvp;
    method2 Midpoint: __midpoint_vjp __midpoint_jvp __midpoint_vjp_jvp __midpoint_jvp_jvp;
    method2 ProjectOnto: __project_onto_vjp __project_onto_jvp __project_onto_vjp_jvp __project_onto_jvp_jvp;
    method2 ProjectOntoNormalized: __project_onto_normalized_vjp __project_onto_normalized_jvp __project_onto_normalized_vjp_jvp __project_onto_normalized_jvp_jvp;
    method2 RejectFrom: __reject_from_vjp __reject_from_jvp __reject_from_vjp_jvp __reject_from_jvp_jvp;
    method2 RejectFromNormalized: __reject_from_normalized_vjp __reject_from_normalized_jvp __reject_from_normalized_vjp_jvp __reject_from_normalized_jvp_jvp;
    method2 Reflect: __reflect_vjp __reflect_jvp __reflect_vjp_jvp __reflect_jvp_jvp;
    method2 ClampLengthMax: __clamp_length_max_vjp __clamp_length_max_jvp __clamp_length_max_vjp_jvp __clamp_length_max_jvp_jvp;
    method2 ClampLengthMin: __clamp_length_min_vjp __clamp_length_min_jvp __clamp_length_min_vjp_jvp __clamp_length_min_jvp_jvp;
    method2 CmpEq: __cmpeq_vjp __cmpeq_jvp __cmpeq_vjp_jvp __cmpeq_jvp_jvp;
    method2 CmpNe: __cmpne_vjp __cmpne_jvp __cmpne_vjp_jvp __cmpne_jvp_jvp;
    method2 CmpLt: __cmplt_vjp __cmplt_jvp __cmplt_vjp_jvp __cmplt_jvp_jvp;
    method2 CmpLe: __cmple_vjp __cmple_jvp __cmple_vjp_jvp __cmple_jvp_jvp;
    method2 CmpGt: __cmpgt_vjp __cmpgt_jvp __cmpgt_vjp_jvp __cmpgt_jvp_jvp;
    method2 CmpGe: __cmpge_vjp __cmpge_jvp __cmpge_vjp_jvp __cmpge_jvp_jvp;
    function3 Select: __select_vjp __select_jvp __select_vjp_jvp __select_jvp_jvp;
    method2 WithX: __with_x_vjp __with_x_jvp __with_x_vjp_jvp __with_x_jvp_jvp;
    method2 WithY: __with_y_vjp __with_y_jvp __with_y_vjp_jvp __with_y_jvp_jvp;
    method2 WithZ: __with_z_vjp __with_z_jvp __with_z_vjp_jvp __with_z_jvp_jvp;
    method2 WithW: __with_w_vjp __with_w_jvp __with_w_vjp_jvp __with_w_jvp_jvp;
    method2 AngleBetween: __angle_between_vjp __angle_between_jvp __angle_between_vjp_jvp __angle_between_jvp_jvp;
    method2 AngleTo: __angle_to_vjp __angle_to_jvp __angle_to_vjp_jvp __angle_to_jvp_jvp;
    method2 PerpDot: __perp_dot_vjp __perp_dot_jvp __perp_dot_vjp_jvp __perp_dot_jvp_jvp;
    method2 Rotate: __rotate_vjp __rotate_jvp __rotate_vjp_jvp __rotate_jvp_jvp;
    method2 MulQuat: __mul_quat_vjp __mul_quat_jvp __mul_quat_vjp_jvp __mul_quat_jvp_jvp;
    method2 TransformPoint2: __transform_point2_vjp __transform_point2_jvp __transform_point2_vjp_jvp __transform_point2_jvp_jvp;
    method2 TransformVector2: __transform_vector2_vjp __transform_vector2_jvp __transform_vector2_vjp_jvp __transform_vector2_jvp_jvp;
    method2 TransformPoint3: __transform_point3_vjp __transform_point3_jvp __transform_point3_vjp_jvp __transform_point3_jvp_jvp;
    method2 TransformVector3: __transform_vector3_vjp __transform_vector3_jvp __transform_vector3_vjp_jvp __transform_vector3_jvp_jvp;
    method2 ProjectPoint3: __project_point3_vjp __project_point3_jvp __project_point3_vjp_jvp __project_point3_jvp_jvp;
    method3 Clamp: __clamp_vjp __clamp_jvp __clamp_vjp_jvp __clamp_jvp_jvp;
    method3 MulAdd: __mul_add_vjp __mul_add_jvp __mul_add_vjp_jvp __mul_add_jvp_jvp;
    method3 Refract: __refract_vjp __refract_jvp __refract_vjp_jvp __refract_jvp_jvp;
    method3 MoveTowards: __move_towards_vjp __move_towards_jvp __move_towards_vjp_jvp __move_towards_jvp_jvp;
    method3 ClampLength: __clamp_length_vjp __clamp_length_jvp __clamp_length_vjp_jvp __clamp_length_jvp_jvp;
    method3 Slerp: __slerp_vjp __slerp_jvp __slerp_vjp_jvp __slerp_jvp_jvp;
    function1 FromSlice: __from_slice_vjp __from_slice_jvp __from_slice_vjp_jvp __from_slice_jvp_jvp;
    function1 FromAngle: __from_angle_vjp __from_angle_jvp __from_angle_vjp_jvp __from_angle_jvp_jvp;
    function1 FromVec4: __from_vec4_vjp __from_vec4_jvp __from_vec4_vjp_jvp __from_vec4_jvp_jvp;
    function1 FromRotationX: __from_rotation_x_vjp __from_rotation_x_jvp __from_rotation_x_vjp_jvp __from_rotation_x_jvp_jvp;
    function1 FromRotationY: __from_rotation_y_vjp __from_rotation_y_jvp __from_rotation_y_vjp_jvp __from_rotation_y_jvp_jvp;
    function1 FromRotationZ: __from_rotation_z_vjp __from_rotation_z_jvp __from_rotation_z_vjp_jvp __from_rotation_z_jvp_jvp;
    function1 FromScale: __from_scale_vjp __from_scale_jvp __from_scale_vjp_jvp __from_scale_jvp_jvp;
    function1 FromTranslation: __from_translation_vjp __from_translation_jvp __from_translation_vjp_jvp __from_translation_jvp_jvp;
    function1 FromQuat: __from_quat_vjp __from_quat_jvp __from_quat_vjp_jvp __from_quat_jvp_jvp;
    function1 FromColsArray: __from_cols_array_vjp __from_cols_array_jvp __from_cols_array_vjp_jvp __from_cols_array_jvp_jvp;
    function2 FromRotationTranslation: __from_rotation_translation_vjp __from_rotation_translation_jvp __from_rotation_translation_vjp_jvp __from_rotation_translation_jvp_jvp;
    function3 FromScaleRotationTranslation: __from_scale_rotation_translation_vjp __from_scale_rotation_translation_jvp __from_scale_rotation_translation_vjp_jvp __from_scale_rotation_translation_jvp_jvp;
    function4 FromEuler: __from_euler_vjp __from_euler_jvp __from_euler_vjp_jvp __from_euler_jvp_jvp;
    function4 FromCols4: __from_cols_vjp __from_cols_jvp __from_cols_vjp_jvp __from_cols_jvp_jvp;
    method1 Ww: __ww_vjp __ww_jvp __ww_vjp_jvp __ww_jvp_jvp;
    method1 Wx: __wx_vjp __wx_jvp __wx_vjp_jvp __wx_jvp_jvp;
    method1 Wxy: __wxy_vjp __wxy_jvp __wxy_vjp_jvp __wxy_jvp_jvp;
    method1 Wxz: __wxz_vjp __wxz_jvp __wxz_vjp_jvp __wxz_jvp_jvp;
    method1 Wy: __wy_vjp __wy_jvp __wy_vjp_jvp __wy_jvp_jvp;
    method1 Wyx: __wyx_vjp __wyx_jvp __wyx_vjp_jvp __wyx_jvp_jvp;
    method1 Wyz: __wyz_vjp __wyz_jvp __wyz_vjp_jvp __wyz_jvp_jvp;
    method1 Wz: __wz_vjp __wz_jvp __wz_vjp_jvp __wz_jvp_jvp;
    method1 Wzx: __wzx_vjp __wzx_jvp __wzx_vjp_jvp __wzx_jvp_jvp;
    method1 Wzy: __wzy_vjp __wzy_jvp __wzy_vjp_jvp __wzy_jvp_jvp;
    method1 Xw: __xw_vjp __xw_jvp __xw_vjp_jvp __xw_jvp_jvp;
    method1 Xwy: __xwy_vjp __xwy_jvp __xwy_vjp_jvp __xwy_jvp_jvp;
    method1 Xwz: __xwz_vjp __xwz_jvp __xwz_vjp_jvp __xwz_jvp_jvp;
    method1 Xx: __xx_vjp __xx_jvp __xx_vjp_jvp __xx_jvp_jvp;
    method1 Xxx: __xxx_vjp __xxx_jvp __xxx_vjp_jvp __xxx_jvp_jvp;
    method1 Xxy: __xxy_vjp __xxy_jvp __xxy_vjp_jvp __xxy_jvp_jvp;
    method1 Xxz: __xxz_vjp __xxz_jvp __xxz_vjp_jvp __xxz_jvp_jvp;
    method1 Xyw: __xyw_vjp __xyw_jvp __xyw_vjp_jvp __xyw_jvp_jvp;
    method1 Xyx: __xyx_vjp __xyx_jvp __xyx_vjp_jvp __xyx_jvp_jvp;
    method1 Xyy: __xyy_vjp __xyy_jvp __xyy_vjp_jvp __xyy_jvp_jvp;
    method1 Xz: __xz_vjp __xz_jvp __xz_vjp_jvp __xz_jvp_jvp;
    method1 Xzw: __xzw_vjp __xzw_jvp __xzw_vjp_jvp __xzw_jvp_jvp;
    method1 Xzx: __xzx_vjp __xzx_jvp __xzx_vjp_jvp __xzx_jvp_jvp;
    method1 Xzy: __xzy_vjp __xzy_jvp __xzy_vjp_jvp __xzy_jvp_jvp;
    method1 Xzz: __xzz_vjp __xzz_jvp __xzz_vjp_jvp __xzz_jvp_jvp;
    method1 Yw: __yw_vjp __yw_jvp __yw_vjp_jvp __yw_jvp_jvp;
    method1 Ywx: __ywx_vjp __ywx_jvp __ywx_vjp_jvp __ywx_jvp_jvp;
    method1 Ywz: __ywz_vjp __ywz_jvp __ywz_vjp_jvp __ywz_jvp_jvp;
    method1 Yx: __yx_vjp __yx_jvp __yx_vjp_jvp __yx_jvp_jvp;
    method1 Yxw: __yxw_vjp __yxw_jvp __yxw_vjp_jvp __yxw_jvp_jvp;
    method1 Yxx: __yxx_vjp __yxx_jvp __yxx_vjp_jvp __yxx_jvp_jvp;
    method1 Yxy: __yxy_vjp __yxy_jvp __yxy_vjp_jvp __yxy_jvp_jvp;
    method1 Yxz: __yxz_vjp __yxz_jvp __yxz_vjp_jvp __yxz_jvp_jvp;
    method1 Yy: __yy_vjp __yy_jvp __yy_vjp_jvp __yy_jvp_jvp;
    method1 Yyx: __yyx_vjp __yyx_jvp __yyx_vjp_jvp __yyx_jvp_jvp;
    method1 Yyy: __yyy_vjp __yyy_jvp __yyy_vjp_jvp __yyy_jvp_jvp;
    method1 Yyz: __yyz_vjp __yyz_jvp __yyz_vjp_jvp __yyz_jvp_jvp;
    method1 Yz: __yz_vjp __yz_jvp __yz_vjp_jvp __yz_jvp_jvp;
    method1 Yzw: __yzw_vjp __yzw_jvp __yzw_vjp_jvp __yzw_jvp_jvp;
    method1 Yzx: __yzx_vjp __yzx_jvp __yzx_vjp_jvp __yzx_jvp_jvp;
    method1 Yzy: __yzy_vjp __yzy_jvp __yzy_vjp_jvp __yzy_jvp_jvp;
    method1 Yzz: __yzz_vjp __yzz_jvp __yzz_vjp_jvp __yzz_jvp_jvp;
    method1 Zw: __zw_vjp __zw_jvp __zw_vjp_jvp __zw_jvp_jvp;
    method1 Zwx: __zwx_vjp __zwx_jvp __zwx_vjp_jvp __zwx_jvp_jvp;
    method1 Zwy: __zwy_vjp __zwy_jvp __zwy_vjp_jvp __zwy_jvp_jvp;
    method1 Zx: __zx_vjp __zx_jvp __zx_vjp_jvp __zx_jvp_jvp;
    method1 Zxw: __zxw_vjp __zxw_jvp __zxw_vjp_jvp __zxw_jvp_jvp;
    method1 Zxx: __zxx_vjp __zxx_jvp __zxx_vjp_jvp __zxx_jvp_jvp;
    method1 Zxy: __zxy_vjp __zxy_jvp __zxy_vjp_jvp __zxy_jvp_jvp;
    method1 Zxz: __zxz_vjp __zxz_jvp __zxz_vjp_jvp __zxz_jvp_jvp;
    method1 Zy: __zy_vjp __zy_jvp __zy_vjp_jvp __zy_jvp_jvp;
    method1 Zyw: __zyw_vjp __zyw_jvp __zyw_vjp_jvp __zyw_jvp_jvp;
    method1 Zyx: __zyx_vjp __zyx_jvp __zyx_vjp_jvp __zyx_jvp_jvp;
    method1 Zyy: __zyy_vjp __zyy_jvp __zyy_vjp_jvp __zyy_jvp_jvp;
    method1 Zyz: __zyz_vjp __zyz_jvp __zyz_vjp_jvp __zyz_jvp_jvp;
    method1 Zz: __zz_vjp __zz_jvp __zz_vjp_jvp __zz_jvp_jvp;
    method1 Zzx: __zzx_vjp __zzx_jvp __zzx_vjp_jvp __zzx_jvp_jvp;
    method1 Zzy: __zzy_vjp __zzy_jvp __zzy_vjp_jvp __zzy_jvp_jvp;
    method1 Zzz: __zzz_vjp __zzz_jvp __zzz_vjp_jvp __zzz_jvp_jvp;
    method1 Max1: __max_vjp __max_jvp __max_vjp_jvp __max_jvp_jvp;
    method1 Min1: __min_vjp __min_jvp __min_vjp_jvp __min_jvp_jvp;
    method1 Amax: __amax_vjp __amax_jvp __amax_vjp_jvp __amax_jvp_jvp;
    method1 Amin: __amin_vjp __amin_jvp __amin_vjp_jvp __amin_jvp_jvp;
    method1 Product: __product_vjp __product_jvp __product_vjp_jvp __product_jvp_jvp;
    method1 Variance: __variance_vjp __variance_jvp __variance_vjp_jvp __variance_jvp_jvp;
    method1 RowSum: __row_sum_vjp __row_sum_jvp __row_sum_vjp_jvp __row_sum_jvp_jvp;
    method1 RowMean: __row_mean_vjp __row_mean_jvp __row_mean_vjp_jvp __row_mean_jvp_jvp;
    method1 ColumnSum: __column_sum_vjp __column_sum_jvp __column_sum_vjp_jvp __column_sum_jvp_jvp;
    method1 ColumnMean: __column_mean_vjp __column_mean_jvp __column_mean_vjp_jvp __column_mean_jvp_jvp;
    method1 CrossMatrix: __cross_matrix_vjp __cross_matrix_jvp __cross_matrix_vjp_jvp __cross_matrix_jvp_jvp;
    method1 CloneOwned: __clone_owned_vjp __clone_owned_jvp __clone_owned_vjp_jvp __clone_owned_jvp_jvp;
    method1 IntoOwned: __into_owned_vjp __into_owned_jvp __into_owned_vjp_jvp __into_owned_jvp_jvp;
    method1 AsSlice: __as_slice_vjp __as_slice_jvp __as_slice_vjp_jvp __as_slice_jvp_jvp;
    method1 ToHomogeneous: __to_homogeneous_vjp __to_homogeneous_jvp __to_homogeneous_vjp_jvp __to_homogeneous_jvp_jvp;
    method2 Unscale: __unscale_vjp __unscale_jvp __unscale_vjp_jvp __unscale_jvp_jvp;
    method2 TryNormalize2: __try_normalize_vjp __try_normalize_jvp __try_normalize_vjp_jvp __try_normalize_jvp_jvp;
    method2 Inf: __inf_vjp __inf_jvp __inf_vjp_jvp __inf_jvp_jvp;
    method2 Sup: __sup_vjp __sup_jvp __sup_vjp_jvp __sup_jvp_jvp;
    method2 Angle2: __angle_vjp __angle_jvp __angle_vjp_jvp __angle_jvp_jvp;
    method2 Perp2: __perp_vjp __perp_jvp __perp_vjp_jvp __perp_jvp_jvp;
    method3 Rows: __rows_vjp __rows_jvp __rows_vjp_jvp __rows_jvp_jvp;
    method3 Columns: __columns_vjp __columns_jvp __columns_vjp_jvp __columns_jvp_jvp;
    method3 View3: __view_vjp __view_jvp __view_vjp_jvp __view_jvp_jvp;
    method3 InsertRow: __insert_row_vjp __insert_row_jvp __insert_row_vjp_jvp __insert_row_jvp_jvp;
    function1 FromColumns: __from_columns_vjp __from_columns_jvp __from_columns_vjp_jvp __from_columns_jvp_jvp;
    function1 FromRows: __from_rows_vjp __from_rows_jvp __from_rows_vjp_jvp __from_rows_jvp_jvp;
    function2 FromElement2: __from_element_vjp __from_element_jvp __from_element_vjp_jvp __from_element_jvp_jvp;
    function2 Repeat2: __repeat_vjp __repeat_jvp __repeat_vjp_jvp __repeat_jvp_jvp;
    function3 FromRowSlice3: __from_row_slice_vjp __from_row_slice_jvp __from_row_slice_vjp_jvp __from_row_slice_jvp_jvp;
    function3 FromColumnSlice3: __from_column_slice_vjp __from_column_slice_jvp __from_column_slice_vjp_jvp __from_column_slice_jvp_jvp;
    function3 FromVec3: __from_vec_vjp __from_vec_jvp __from_vec_vjp_jvp __from_vec_jvp_jvp;
    function3 FromElement3: __from_element_vjp __from_element_jvp __from_element_vjp_jvp __from_element_jvp_jvp;
    function3 Repeat3: __repeat_vjp __repeat_jvp __repeat_vjp_jvp __repeat_jvp_jvp;
    method1 Lu: __lu_vjp __lu_jvp __lu_vjp_jvp __lu_jvp_jvp;
    method1 Qr: __qr_vjp __qr_jvp __qr_vjp_jvp __qr_jvp_jvp;
    method1 Cholesky: __cholesky_vjp __cholesky_jvp __cholesky_vjp_jvp __cholesky_jvp_jvp;
    method1 LnDeterminant: __ln_determinant_vjp __ln_determinant_jvp __ln_determinant_vjp_jvp __ln_determinant_jvp_jvp;
    method1 L: __l_vjp __l_jvp __l_vjp_jvp __l_jvp_jvp;
    method1 Imag: __imag_vjp __imag_jvp __imag_vjp_jvp __imag_jvp_jvp;
    method1 Scalar: __scalar_vjp __scalar_jvp __scalar_vjp_jvp __scalar_jvp_jvp;
    method1 ScaledAxis: __scaled_axis_vjp __scaled_axis_jvp __scaled_axis_vjp_jvp __scaled_axis_jvp_jvp;
    method1 EulerAngles: __euler_angles_vjp __euler_angles_jvp __euler_angles_vjp_jvp __euler_angles_jvp_jvp;
    method2 Solve: __solve_vjp __solve_jvp __solve_vjp_jvp __solve_jvp_jvp;
    method2 InvMul: __inv_mul_vjp __inv_mul_jvp __inv_mul_vjp_jvp __inv_mul_jvp_jvp;
    method2 InverseTransformPoint: __inverse_transform_point_vjp __inverse_transform_point_jvp __inverse_transform_point_vjp_jvp __inverse_transform_point_jvp_jvp;
    method2 InverseTransformVector: __inverse_transform_vector_vjp __inverse_transform_vector_jvp __inverse_transform_vector_vjp_jvp __inverse_transform_vector_jvp_jvp;
    method2 RotationTo: __rotation_to_vjp __rotation_to_jvp __rotation_to_vjp_jvp __rotation_to_jvp_jvp;
    method3 Nlerp: __nlerp_vjp __nlerp_jvp __nlerp_vjp_jvp __nlerp_jvp_jvp;
    function2 FromParts: __from_parts_vjp __from_parts_jvp __from_parts_vjp_jvp __from_parts_jvp_jvp;
    function2 Translation2: __translation_vjp __translation_jvp __translation_vjp_jvp __translation_jvp_jvp;
    function3 Translation: __translation_vjp __translation_jvp __translation_vjp_jvp __translation_jvp_jvp;
    method2 Var: __var_vjp __var_jvp __var_vjp_jvp __var_jvp_jvp;
    method2 Std: __std_vjp __std_jvp __std_vjp_jvp __std_jvp_jvp;
    method2 InsertAxis: __insert_axis_vjp __insert_axis_jvp __insert_axis_vjp_jvp __insert_axis_jvp_jvp;
    method2 RemoveAxis: __remove_axis_vjp __remove_axis_jvp __remove_axis_vjp_jvp __remove_axis_jvp_jvp;
    method2 IntoShapeWithOrder: __into_shape_with_order_vjp __into_shape_with_order_jvp __into_shape_with_order_vjp_jvp __into_shape_with_order_jvp_jvp;
    method2 ToShape: __to_shape_vjp __to_shape_jvp __to_shape_vjp_jvp __to_shape_jvp_jvp;
    method2 Broadcast: __broadcast_vjp __broadcast_jvp __broadcast_vjp_jvp __broadcast_jvp_jvp;
    method3 VarAxis: __var_axis_vjp __var_axis_jvp __var_axis_vjp_jvp __var_axis_jvp_jvp;
    method3 StdAxis: __std_axis_vjp __std_axis_jvp __std_axis_vjp_jvp __std_axis_jvp_jvp;
    method3 IndexAxis: __index_axis_vjp __index_axis_jvp __index_axis_vjp_jvp __index_axis_jvp_jvp;
    function2 FromShapeVec: __from_shape_vec_vjp __from_shape_vec_jvp __from_shape_vec_vjp_jvp __from_shape_vec_jvp_jvp;
}
