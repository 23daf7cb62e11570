//! The siblings of foreign methods, as generated code calls them.
//!
//! A method by any name needs traits whose methods have that name; there is one for each name and number of arguments
//! here, whatever type the method belongs to. What the methods do follows from the [rule](super::rule).

use super::drive;
use super::numbers::Argument;
use super::rule::{
    Associated1, Associated2, Associated3, Associated4, Associated5, Associated6, Associated9,
    Associated16, Rule1, Rule2, Rule3, Rule4,
};
use crate::Differentiable;
use crate::slot::{CotangentSlot, TangentSlot};

type Buffer<A, T> = <A as Argument<T>>::Buffer;
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
        pub mod methods {$(
            pub use super::traits::$name as _;
        )*}
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
}
