//! Operators that are linear in each operand, for types of other crates.

/// Implements an operator that is linear in each of its operands, to any order that a companion has: from the operation
/// and from its transposes in one operand and the other.
///
/// ```ignore
/// // v * s: what is linear in `a` and in `b`, and the cotangents of `a` and of `b` for the cotangent `c` of the result.
/// bilinear! {
///     [T: Scalar] mul: Vector3<T>, T => Vector3<T>;
///     |a, b| a * b;
///     |c, b| c * b;     // of type T(a)
///     |c, a| c.dot(a);  // of type T(b)
/// }
/// // v + w: linear in both together.
/// linear! {
///     [T: Scalar] add: Vector3<T>, Vector3<T> => Vector3<T>;
///     |a, b| a + b;
///     |c| c.clone();
///     |c| c.clone();
/// }
/// ```
///
/// The closures take references, to values or to tangents, which are of the same types (`Vector3<T>` varies in
/// `Vector3<T>`). `by` `$a, $b` (with `&`) implements it for references: `[..] mul: &Vector3<T>, T as Vector3<T>, T => ..`.
#[allow(unused_macros)]
macro_rules! bilinear {
    (
        [$($generics:tt)*] $op:ident: $self:ty, $rhs:ty $(as $a:ty, $b:ty)? => $c:ty;
        |$x:ident, $y:ident| $value:expr;
        |$c1:ident, $b1:ident| $a_bar:expr;
        |$c2:ident, $a2:ident| $b_bar:expr;
    ) => {
        $crate::operator::linear::bilinear! {
            @ [$($generics)*] $op; [$self] [$rhs] [$($a)?] [$($b)?] $c;
            |$x, $y| $value; |$c1, $b1| $a_bar; |$c2, $a2| $b_bar;
        }
    };
    (@ $generics:tt $op:ident; [$self:ty] [$rhs:ty] [] [] $c:ty; $($rest:tt)*) => {
        $crate::operator::linear::bilinear! { @ $generics $op; [$self] [$rhs] [$self] [$rhs] $c; $($rest)* }
    };
    (@
        [$($generics:tt)*] $op:ident; [$self:ty] [$rhs:ty] [$a:ty] [$b:ty] $c:ty;
        |$x:ident, $y:ident| $value:expr;
        |$c1:ident, $b1:ident| $a_bar:expr;
        |$c2:ident, $a2:ident| $b_bar:expr;
    ) => {
        const _: () = {
            use $crate::__private::{CotangentSlot, TangentSlot};
            use $crate::Tangent;
            use $crate::operator::{Binary, BinaryJvp, BinaryJvpJvp, BinaryVjp, BinaryVjpJvp};

            #[inline(always)]
            fn value<$($generics)*>($x: &$a, $y: &$b) -> $c {
                $value
            }
            #[inline(always)]
            fn pull_self<$($generics)*>($c1: &$c, $b1: &$b) -> $a {
                $a_bar
            }
            #[inline(always)]
            fn pull_rhs<$($generics)*>($c2: &$c, $a2: &$a) -> $b {
                $b_bar
            }
            /// The sum of two terms that may be missing; `zero` where both are.
            #[inline(always)]
            fn sum<X: Tangent>(p: Option<X>, q: Option<X>, zero: impl FnOnce() -> X) -> X {
                match (p, q) {
                    (Some(mut p), Some(q)) => {
                        p.add_assign(&q);
                        p
                    }
                    (Some(p), None) | (None, Some(p)) => p,
                    (None, None) => zero(),
                }
            }

            impl<$($generics)*> Binary<$crate::operator::$op, $rhs> for $self {
                type Output = $c;
                type OutputTangent = $c;
                type SelfTangent = $a;
                type RhsTangent = $b;
            }

            impl<$($generics)*> BinaryVjp<$crate::operator::$op, $rhs> for $self {
                #[inline]
                fn vjp(
                    self,
                    rhs: $rhs,
                    result_bar: impl TangentSlot<$c>,
                    mut self_bar: impl CotangentSlot<$a>,
                    mut rhs_bar: impl CotangentSlot<$b>,
                ) -> $c {
                    let (a, b): (&$a, &$b) = (core::borrow::Borrow::borrow(&self), core::borrow::Borrow::borrow(&rhs));
                    if let Some(c) = result_bar.get() {
                        if let Some(bar) = self_bar.get() {
                            Tangent::add_assign(bar, &pull_self(c, b));
                        }
                        if let Some(bar) = rhs_bar.get() {
                            Tangent::add_assign(bar, &pull_rhs(c, a));
                        }
                    }
                    value(a, b)
                }
            }

            impl<$($generics)*> BinaryJvp<$crate::operator::$op, $rhs> for $self {
                #[inline]
                fn jvp(
                    self,
                    rhs: $rhs,
                    self_dot: impl TangentSlot<$a>,
                    rhs_dot: impl TangentSlot<$b>,
                ) -> ($c, $c) {
                    let (a, b): (&$a, &$b) = (core::borrow::Borrow::borrow(&self), core::borrow::Borrow::borrow(&rhs));
                    let c = value(a, b);
                    let c_dot = sum(
                        self_dot.get().map(|a_dot| value(a_dot, b)),
                        rhs_dot.get().map(|b_dot| value(a, b_dot)),
                        || $crate::Differentiable::zero_tangent(&c),
                    );
                    (c, c_dot)
                }
            }

            impl<$($generics)*> BinaryVjpJvp<$crate::operator::$op, $rhs> for $self {
                #[inline]
                fn vjp_jvp(
                    self,
                    rhs: $rhs,
                    result_bar: impl TangentSlot<$c>,
                    mut self_bar: impl CotangentSlot<$a>,
                    mut rhs_bar: impl CotangentSlot<$b>,
                    self_dot: impl TangentSlot<$a>,
                    rhs_dot: impl TangentSlot<$b>,
                    result_bar_dot: impl TangentSlot<$c>,
                    mut self_bar_dot: impl CotangentSlot<$a>,
                    mut rhs_bar_dot: impl CotangentSlot<$b>,
                ) -> ($c, $c) {
                    let (a, b): (&$a, &$b) = (core::borrow::Borrow::borrow(&self), core::borrow::Borrow::borrow(&rhs));
                    if let Some(c) = result_bar.get() {
                        if let Some(bar) = self_bar.get() {
                            Tangent::add_assign(bar, &pull_self(c, b));
                        }
                        if let Some(bar) = rhs_bar.get() {
                            Tangent::add_assign(bar, &pull_rhs(c, a));
                        }
                        if let (Some(bar), Some(b_dot)) = (self_bar_dot.get(), rhs_dot.get()) {
                            Tangent::add_assign(bar, &pull_self(c, b_dot));
                        }
                        if let (Some(bar), Some(a_dot)) = (rhs_bar_dot.get(), self_dot.get()) {
                            Tangent::add_assign(bar, &pull_rhs(c, a_dot));
                        }
                    }
                    if let Some(c_dot) = result_bar_dot.get() {
                        if let Some(bar) = self_bar_dot.get() {
                            Tangent::add_assign(bar, &pull_self(c_dot, b));
                        }
                        if let Some(bar) = rhs_bar_dot.get() {
                            Tangent::add_assign(bar, &pull_rhs(c_dot, a));
                        }
                    }
                    let c = value(a, b);
                    let c_dot = sum(
                        self_dot.get().map(|a_dot| value(a_dot, b)),
                        rhs_dot.get().map(|b_dot| value(a, b_dot)),
                        || $crate::Differentiable::zero_tangent(&c),
                    );
                    (c, c_dot)
                }
            }

            impl<$($generics)*> BinaryJvpJvp<$crate::operator::$op, $rhs> for $self {
                #[inline]
                fn jvp_jvp(
                    self,
                    rhs: $rhs,
                    self_dot: impl TangentSlot<$a>,
                    rhs_dot: impl TangentSlot<$b>,
                    self_dot2: impl TangentSlot<$a>,
                    rhs_dot2: impl TangentSlot<$b>,
                    self_dot_dot: impl TangentSlot<$a>,
                    rhs_dot_dot: impl TangentSlot<$b>,
                ) -> (($c, $c), ($c, $c)) {
                    let (a, b): (&$a, &$b) = (core::borrow::Borrow::borrow(&self), core::borrow::Borrow::borrow(&rhs));
                    let c = value(a, b);
                    let zero = || $crate::Differentiable::zero_tangent(&c);
                    let push = |p: Option<&$a>, q: Option<&$b>| {
                        sum(p.map(|p| value(p, b)), q.map(|q| value(a, q)), zero)
                    };
                    let c_dot = push(self_dot.get(), rhs_dot.get());
                    let c_dot2 = push(self_dot2.get(), rhs_dot2.get());
                    let mut c_dot_dot = push(self_dot_dot.get(), rhs_dot_dot.get());
                    if let (Some(p), Some(q)) = (self_dot.get(), rhs_dot2.get()) {
                        Tangent::add_assign(&mut c_dot_dot, &value(p, q));
                    }
                    if let (Some(p), Some(q)) = (self_dot2.get(), rhs_dot.get()) {
                        Tangent::add_assign(&mut c_dot_dot, &value(p, q));
                    }
                    ((c, c_dot), (c_dot2, c_dot_dot))
                }
            }
        };
    };
}

#[allow(unused_imports)]
pub(crate) use bilinear;
