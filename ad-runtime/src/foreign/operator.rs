//! Operators of other crates' types, from kernels.

/// Operators, one a line: `[generics] [bounds] mul: A, B => Y = kernel, |a, b| value;`, where `a` and `b` are references,
/// and the operator is implemented for values and references; `B by value` where it takes a number.
macro_rules! operators {
    () => {};
    ([$($g:tt)*] [$($w:tt)*] $op:ident: $A:ty, $B:ty => $Y:ty = $kernel:expr, |$a:ident, $b:ident| $value:expr; $($rest:tt)*) => {
        operators!(@ [$($g)*] [$($w)*] $op: $A, $A; $B, $B; $Y = $kernel, |$a, $b| $value);
        operators!(@ [$($g)*] [$($w)*] $op: &$A, $A; $B, $B; $Y = $kernel, |$a, $b| $value);
        operators!(@ [$($g)*] [$($w)*] $op: $A, $A; &$B, $B; $Y = $kernel, |$a, $b| $value);
        operators!(@ [$($g)*] [$($w)*] $op: &$A, $A; &$B, $B; $Y = $kernel, |$a, $b| $value);
        operators!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $op:ident: $A:ty, by value $B:ty => $Y:ty = $kernel:expr, |$a:ident, $b:ident| $value:expr; $($rest:tt)*) => {
        operators!(@ [$($g)*] [$($w)*] $op: $A, $A; $B, $B; $Y = $kernel, |$a, $b| $value);
        operators!(@ [$($g)*] [$($w)*] $op: &$A, $A; $B, $B; $Y = $kernel, |$a, $b| $value);
        operators!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $op:ident: by value $A:ty, $B:ty => $Y:ty = $kernel:expr, |$a:ident, $b:ident| $value:expr; $($rest:tt)*) => {
        operators!(@ [$($g)*] [$($w)*] $op: $A, $A; $B, $B; $Y = $kernel, |$a, $b| $value);
        operators!(@ [$($g)*] [$($w)*] $op: $A, $A; &$B, $B; $Y = $kernel, |$a, $b| $value);
        operators!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $op:ident: $A:ty => $Y:ty = $kernel:expr, |$a:ident| $value:expr; $($rest:tt)*) => {
        operators!(@unary [$($g)*] [$($w)*] $op: $A, $A; $Y = $kernel, |$a| $value);
        operators!(@unary [$($g)*] [$($w)*] $op: &$A, $A; $Y = $kernel, |$a| $value);
        operators!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $op:ident: assign $A:ty, $B:ty = $kernel:expr, |$a:ident, $b:ident| $value:expr; $($rest:tt)*) => {
        operators!(@assign [$($g)*] [$($w)*] $op: $A; $B, $B; $kernel, |$a, $b| $value);
        operators!(@assign [$($g)*] [$($w)*] $op: $A; &$B, $B; $kernel, |$a, $b| $value);
        operators!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $op:ident: assign $A:ty, by value $B:ty = $kernel:expr, |$a:ident, $b:ident| $value:expr; $($rest:tt)*) => {
        operators!(@assign [$($g)*] [$($w)*] $op: $A; $B, $B; $kernel, |$a, $b| $value);
        operators!($($rest)*);
    };
    (@ [$($g:tt)*] [$($w:tt)*] $op:ident: $A:ty, $OfA:ty; $B:ty, $OfB:ty; $Y:ty = $kernel:expr, |$a:ident, $b:ident| $value:expr) => {
        const _: () = {
            use $crate::Differentiable;
            use $crate::foreign::drive;
            use $crate::foreign::numbers::Argument;
            use $crate::operator::{Binary, BinaryJvp, BinaryJvpJvp, BinaryVjp, BinaryVjpJvp, $op};
            use $crate::slot::{CotangentSlot, TangentSlot};
            use ::core::borrow::Borrow;

            impl<$($g)*> Binary<$op, $B> for $A where $($w)* {
                type Output = $Y;
                type OutputTangent = <$Y as Differentiable>::Tangent;
                type SelfTangent = $crate::foreign::numbers::Buffer<$OfA, T>;
                type RhsTangent = $crate::foreign::numbers::Buffer<$OfB, T>;
            }

            impl<$($g)*> BinaryVjp<$op, $B> for $A where $($w)* {
                #[inline]
                fn vjp(
                    self,
                    rhs: $B,
                    result_bar: impl TangentSlot<Self::OutputTangent>,
                    self_bar: impl CotangentSlot<Self::SelfTangent>,
                    rhs_bar: impl CotangentSlot<Self::RhsTangent>,
                ) -> $Y {
                    let ($a, $b): (&$OfA, &$OfB) = (self.borrow(), rhs.borrow());
                    let y: $Y = $value;
                    drive::vjp2(&$kernel, ($a, $b), &y, result_bar, self_bar, rhs_bar);
                    y
                }

                #[inline]
                fn adjoint(
                    self,
                    rhs: $B,
                    result_bar: impl TangentSlot<Self::OutputTangent>,
                    self_bar: impl CotangentSlot<Self::SelfTangent>,
                    rhs_bar: impl CotangentSlot<Self::RhsTangent>,
                ) {
                    let ($a, $b): (&$OfA, &$OfB) = (self.borrow(), rhs.borrow());
                    if drive::looks(&$kernel) {
                        let y: $Y = $value;
                        drive::vjp2(&$kernel, ($a, $b), &y, result_bar, self_bar, rhs_bar);
                    } else {
                        drive::pull2(&$kernel, ($a, $b), result_bar, self_bar, rhs_bar);
                    }
                }
            }

            impl<$($g)*> BinaryJvp<$op, $B> for $A where $($w)* {
                #[inline]
                fn jvp(
                    self,
                    rhs: $B,
                    self_dot: impl TangentSlot<Self::SelfTangent>,
                    rhs_dot: impl TangentSlot<Self::RhsTangent>,
                ) -> ($Y, Self::OutputTangent) {
                    let ($a, $b): (&$OfA, &$OfB) = (self.borrow(), rhs.borrow());
                    let y: $Y = $value;
                    let y_dot = drive::jvp2(&$kernel, ($a, $b), &y, self_dot, rhs_dot);
                    (y, y_dot)
                }
            }

            impl<$($g)*> BinaryVjpJvp<$op, $B> for $A where $($w)* {
                #[inline]
                fn vjp_jvp(
                    self,
                    rhs: $B,
                    result_bar: impl TangentSlot<Self::OutputTangent>,
                    self_bar: impl CotangentSlot<Self::SelfTangent>,
                    rhs_bar: impl CotangentSlot<Self::RhsTangent>,
                    self_dot: impl TangentSlot<Self::SelfTangent>,
                    rhs_dot: impl TangentSlot<Self::RhsTangent>,
                    result_bar_dot: impl TangentSlot<Self::OutputTangent>,
                    self_bar_dot: impl CotangentSlot<Self::SelfTangent>,
                    rhs_bar_dot: impl CotangentSlot<Self::RhsTangent>,
                ) -> ($Y, Self::OutputTangent) {
                    let ($a, $b): (&$OfA, &$OfB) = (self.borrow(), rhs.borrow());
                    let y: $Y = $value;
                    let y_dot = drive::vjp_jvp2(
                        &$kernel, ($a, $b), &y, result_bar, self_bar, rhs_bar,
                        self_dot, rhs_dot, result_bar_dot, self_bar_dot, rhs_bar_dot,
                    );
                    (y, y_dot)
                }
            }

            impl<$($g)*> BinaryJvpJvp<$op, $B> for $A where $($w)* {
                #[inline]
                fn jvp_jvp(
                    self,
                    rhs: $B,
                    self_dot: impl TangentSlot<Self::SelfTangent>,
                    rhs_dot: impl TangentSlot<Self::RhsTangent>,
                    self_dot2: impl TangentSlot<Self::SelfTangent>,
                    rhs_dot2: impl TangentSlot<Self::RhsTangent>,
                    self_dot_dot: impl TangentSlot<Self::SelfTangent>,
                    rhs_dot_dot: impl TangentSlot<Self::RhsTangent>,
                ) -> (($Y, Self::OutputTangent), (Self::OutputTangent, Self::OutputTangent)) {
                    let ($a, $b): (&$OfA, &$OfB) = (self.borrow(), rhs.borrow());
                    let y: $Y = $value;
                    let dots = drive::jvp_jvp2(
                        &$kernel, ($a, $b), &y,
                        self_dot, rhs_dot, self_dot2, rhs_dot2, self_dot_dot, rhs_dot_dot,
                    );
                    ((y, dots.0), (dots.1, dots.2))
                }
            }
        };
    };
    (@unary [$($g:tt)*] [$($w:tt)*] $op:ident: $A:ty, $OfA:ty; $Y:ty = $kernel:expr, |$a:ident| $value:expr) => {
        const _: () = {
            use $crate::Differentiable;
            use $crate::foreign::drive;
            use $crate::foreign::numbers::Argument;
            use $crate::operator::{Unary, UnaryJvp, UnaryJvpJvp, UnaryVjp, UnaryVjpJvp, $op};
            use $crate::slot::{CotangentSlot, TangentSlot};
            use ::core::borrow::Borrow;

            impl<$($g)*> Unary<$op> for $A where $($w)* {
                type Output = $Y;
                type OutputTangent = <$Y as Differentiable>::Tangent;
                type SelfTangent = $crate::foreign::numbers::Buffer<$OfA, T>;
            }

            impl<$($g)*> UnaryVjp<$op> for $A where $($w)* {
                #[inline]
                fn vjp(
                    self,
                    result_bar: impl TangentSlot<Self::OutputTangent>,
                    self_bar: impl CotangentSlot<Self::SelfTangent>,
                ) -> $Y {
                    let $a: &$OfA = self.borrow();
                    let y: $Y = $value;
                    drive::vjp1(&$kernel, ($a,), &y, result_bar, self_bar);
                    y
                }

                #[inline]
                fn adjoint(
                    self,
                    result_bar: impl TangentSlot<Self::OutputTangent>,
                    self_bar: impl CotangentSlot<Self::SelfTangent>,
                ) {
                    let $a: &$OfA = self.borrow();
                    if drive::looks(&$kernel) {
                        let y: $Y = $value;
                        drive::vjp1(&$kernel, ($a,), &y, result_bar, self_bar);
                    } else {
                        drive::pull1(&$kernel, ($a,), result_bar, self_bar);
                    }
                }
            }

            impl<$($g)*> UnaryJvp<$op> for $A where $($w)* {
                #[inline]
                fn jvp(self, self_dot: impl TangentSlot<Self::SelfTangent>) -> ($Y, Self::OutputTangent) {
                    let $a: &$OfA = self.borrow();
                    let y: $Y = $value;
                    let y_dot = drive::jvp1(&$kernel, ($a,), &y, self_dot);
                    (y, y_dot)
                }
            }

            impl<$($g)*> UnaryVjpJvp<$op> for $A where $($w)* {
                #[inline]
                fn vjp_jvp(
                    self,
                    result_bar: impl TangentSlot<Self::OutputTangent>,
                    self_bar: impl CotangentSlot<Self::SelfTangent>,
                    self_dot: impl TangentSlot<Self::SelfTangent>,
                    result_bar_dot: impl TangentSlot<Self::OutputTangent>,
                    self_bar_dot: impl CotangentSlot<Self::SelfTangent>,
                ) -> ($Y, Self::OutputTangent) {
                    let $a: &$OfA = self.borrow();
                    let y: $Y = $value;
                    let y_dot = drive::vjp_jvp1(
                        &$kernel, ($a,), &y, result_bar, self_bar, self_dot, result_bar_dot, self_bar_dot,
                    );
                    (y, y_dot)
                }
            }

            impl<$($g)*> UnaryJvpJvp<$op> for $A where $($w)* {
                #[inline]
                fn jvp_jvp(
                    self,
                    self_dot: impl TangentSlot<Self::SelfTangent>,
                    self_dot2: impl TangentSlot<Self::SelfTangent>,
                    self_dot_dot: impl TangentSlot<Self::SelfTangent>,
                ) -> (($Y, Self::OutputTangent), (Self::OutputTangent, Self::OutputTangent)) {
                    let $a: &$OfA = self.borrow();
                    let y: $Y = $value;
                    let dots = drive::jvp_jvp1(&$kernel, ($a,), &y, self_dot, self_dot2, self_dot_dot);
                    ((y, dots.0), (dots.1, dots.2))
                }
            }
        };
    };
    (@assign [$($g:tt)*] [$($w:tt)*] $op:ident: $A:ty; $B:ty, $OfB:ty; $kernel:expr, |$a:ident, $b:ident| $value:expr) => {
        const _: () = {
            use $crate::{Differentiable, Tangent};
            use $crate::foreign::drive;
            use $crate::foreign::numbers::Argument;
            use $crate::operator::{Assign, AssignJvp, AssignJvpJvp, AssignVjp, AssignVjpJvp, $op};
            use $crate::slot::{CotangentSlot, TangentSlot};
            use ::core::borrow::Borrow;

            impl<$($g)*> Assign<$op, $B> for $A where $($w)* {
                type SelfTangent = <$A as Differentiable>::Tangent;
                type RhsTangent = $crate::foreign::numbers::Buffer<$OfB, T>;
            }

            impl<$($g)*> AssignVjp<$op, $B> for $A where $($w)* {
                #[inline]
                fn vjp(
                    &mut self,
                    rhs: $B,
                    _: impl Sized,
                    self_bar: &mut Self::SelfTangent,
                    rhs_bar: impl CotangentSlot<Self::RhsTangent>,
                ) {
                    let ($a, $b): (&$A, &$OfB) = (&*self, rhs.borrow());
                    let y: $A = $value;
                    let y_bar = self_bar.clone();
                    self_bar.set_zero();
                    drive::vjp2(&$kernel, ($a, $b), &y, &y_bar, self_bar, rhs_bar);
                    *self = y;
                }
            }

            impl<$($g)*> AssignJvp<$op, $B> for $A where $($w)* {
                #[inline]
                fn jvp(
                    &mut self,
                    rhs: $B,
                    self_dot: &mut Self::SelfTangent,
                    rhs_dot: impl TangentSlot<Self::RhsTangent>,
                ) {
                    let ($a, $b): (&$A, &$OfB) = (&*self, rhs.borrow());
                    let y: $A = $value;
                    *self_dot = drive::jvp2(&$kernel, ($a, $b), &y, &*self_dot, rhs_dot);
                    *self = y;
                }
            }

            impl<$($g)*> AssignVjpJvp<$op, $B> for $A where $($w)* {
                #[inline]
                fn vjp_jvp(
                    &mut self,
                    rhs: $B,
                    _: impl Sized,
                    self_bar: &mut Self::SelfTangent,
                    rhs_bar: impl CotangentSlot<Self::RhsTangent>,
                    self_dot: &mut Self::SelfTangent,
                    rhs_dot: impl TangentSlot<Self::RhsTangent>,
                    _: impl Sized,
                    self_bar_dot: &mut Self::SelfTangent,
                    rhs_bar_dot: impl CotangentSlot<Self::RhsTangent>,
                ) {
                    let ($a, $b): (&$A, &$OfB) = (&*self, rhs.borrow());
                    let y: $A = $value;
                    let (y_bar, y_bar_dot) = (self_bar.clone(), self_bar_dot.clone());
                    self_bar.set_zero();
                    self_bar_dot.set_zero();
                    *self_dot = drive::vjp_jvp2(
                        &$kernel, ($a, $b), &y, &y_bar, self_bar, rhs_bar,
                        &*self_dot, rhs_dot, &y_bar_dot, self_bar_dot, rhs_bar_dot,
                    );
                    *self = y;
                }
            }

            impl<$($g)*> AssignJvpJvp<$op, $B> for $A where $($w)* {
                #[inline]
                fn jvp_jvp(
                    &mut self,
                    rhs: $B,
                    self_dot: &mut Self::SelfTangent,
                    rhs_dot: impl TangentSlot<Self::RhsTangent>,
                    self_dot2: &mut Self::SelfTangent,
                    rhs_dot2: impl TangentSlot<Self::RhsTangent>,
                    self_dot_dot: &mut Self::SelfTangent,
                    rhs_dot_dot: impl TangentSlot<Self::RhsTangent>,
                ) {
                    let ($a, $b): (&$A, &$OfB) = (&*self, rhs.borrow());
                    let y: $A = $value;
                    (*self_dot, *self_dot2, *self_dot_dot) = drive::jvp_jvp2(
                        &$kernel, ($a, $b), &y,
                        &*self_dot, rhs_dot, &*self_dot2, rhs_dot2, &*self_dot_dot, rhs_dot_dot,
                    );
                    *self = y;
                }
            }
        };
    };
}

pub(super) use operators;
