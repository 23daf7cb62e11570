//! Rules: which kernel belongs to which method of which types.

use super::kernel::Kernel;
use super::numbers::{Argument, Number};

macro_rules! traits {
    ($($n:literal $Rule:ident $Associated:ident ($a:ident $($A:ident)? $(, $b:ident $B:ident)*);)*) => {$(
        /// The rule of a method; `Name` says of which.
        pub trait $Rule<Name, $($B),*>: Sized {
            /// The numbers of which everything consists.
            type Number: Number;
            /// What the method gives.
            type Output: Argument<Self::Number>;

            /// Calls the method.
            fn value(&self, $($b: &$B),*) -> Self::Output;

            /// What it does to the numbers.
            fn kernel(&self, $($b: &$B),*) -> impl Kernel<$n>;
        }

        /// The rule of an associated function.
        pub trait $Associated<Name, A, $($B),*>: Sized {
            /// The numbers of which everything consists.
            type Number: Number;
            /// What the function gives.
            type Output: Argument<Self::Number>;

            /// Calls the function.
            fn value($a: &A, $($b: &$B),*) -> Self::Output;

            /// What it does to the numbers.
            fn kernel($a: &A, $($b: &$B),*) -> impl Kernel<$n>;
        }
    )*};
}

traits! {
    1 Rule1 Associated1 (a);
    2 Rule2 Associated2 (a, b B);
    3 Rule3 Associated3 (a, b B, c C);
    4 Rule4 Associated4 (a, b B, c C, d D);
    5 Rule5 Associated5 (a, b B, c C, d D, e E);
    6 Rule6 Associated6 (a, b B, c C, d D, e E, f F);
    8 Rule8 Associated8 (a, b B, c C, d D, e E, f F, g G, h H);
    9 Rule9 Associated9 (a, b B, c C, d D, e E, f F, g G, h H, i I);
    12 Rule12 Associated12 (a, b B, c C, d D, e E, f F, g G, h H, i I, j J, k K, l L);
    16 Rule16 Associated16 (a, b B, c C, d D, e E, f F, g G, h H, i I, j J, k K, l L, m M, n N, o O, p P);
}

/// Rules, one a line: `[generics] [bounds] Name(a: A, b: B) -> Y = kernel, value;` for methods, with `Type |` before the
/// name for associated functions of `Type`. The type of the numbers is `T`; `a` and `b` are what the user passes.
macro_rules! rules {
    () => {};
    ([$($g:tt)*] [$($w:tt)*] $name:ident ($a:ident: $A:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@impl [$($g)*] [$($w)*] Rule1 [$crate::foreign::siblings::names::$name] [$A] 1 ($a; ) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $name:ident ($a:ident: $A:ty, $b:ident: $B:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@impl [$($g)*] [$($w)*] Rule2 [$crate::foreign::siblings::names::$name, $B] [$A] 2 ($a; $b: $B) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@impl [$($g)*] [$($w)*] Rule3 [$crate::foreign::siblings::names::$name, $B, $C] [$A] 3 ($a; $b: $B, $c: $C) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g)*] [$($w)*] Associated1 [$crate::foreign::siblings::names::$name, $A] [$Self] 1 ($a: $A) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g)*] [$($w)*] Associated2 [$crate::foreign::siblings::names::$name, $A, $B] [$Self] 2 ($a: $A, $b: $B) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g)*] [$($w)*] Associated3 [$crate::foreign::siblings::names::$name, $A, $B, $C] [$Self] 3 ($a: $A, $b: $B, $c: $C) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g)*] [$($w)*] Associated4 [$crate::foreign::siblings::names::$name, $A, $B, $C, $D] [$Self] 4 ($a: $A, $b: $B, $c: $C, $d: $D) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g0:tt)*] [$($w0:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty, $e:ident: $E:ty, $f:ident: $F:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g0)*] [$($w0)*] Associated6 [$crate::foreign::siblings::names::$name, $A, $B, $C, $D, $E, $F] [$Self] 6 ($a: $A, $b: $B, $c: $C, $d: $D, $e: $E, $f: $F) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g0:tt)*] [$($w0:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty, $e:ident: $E:ty, $f:ident: $F:ty, $g:ident: $G:ty, $h:ident: $H:ty, $i:ident: $I:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g0)*] [$($w0)*] Associated9 [$crate::foreign::siblings::names::$name, $A, $B, $C, $D, $E, $F, $G, $H, $I] [$Self] 9 ($a: $A, $b: $B, $c: $C, $d: $D, $e: $E, $f: $F, $g: $G, $h: $H, $i: $I) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g0:tt)*] [$($w0:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty, $e:ident: $E:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g0)*] [$($w0)*] Associated5 [$crate::foreign::siblings::names::$name, $A, $B, $C, $D, $E] [$Self] 5 ($a: $A, $b: $B, $c: $C, $d: $D, $e: $E) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g0:tt)*] [$($w0:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty, $e:ident: $E:ty, $f:ident: $F:ty, $g:ident: $G:ty, $h:ident: $H:ty, $i:ident: $I:ty, $j:ident: $J:ty, $k:ident: $K:ty, $l:ident: $L:ty, $m:ident: $M:ty, $n:ident: $N:ty, $o:ident: $O:ty, $p:ident: $P:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g0)*] [$($w0)*] Associated16 [$crate::foreign::siblings::names::$name, $A, $B, $C, $D, $E, $F, $G, $H, $I, $J, $K, $L, $M, $N, $O, $P] [$Self] 16 ($a: $A, $b: $B, $c: $C, $d: $D, $e: $E, $f: $F, $g: $G, $h: $H, $i: $I, $j: $J, $k: $K, $l: $L, $m: $M, $n: $N, $o: $O, $p: $P) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g0:tt)*] [$($w0:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty, $e:ident: $E:ty, $f:ident: $F:ty, $g:ident: $G:ty, $h:ident: $H:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g0)*] [$($w0)*] Associated8 [$crate::foreign::siblings::names::$name, $A, $B, $C, $D, $E, $F, $G, $H] [$Self] 8 ($a: $A, $b: $B, $c: $C, $d: $D, $e: $E, $f: $F, $g: $G, $h: $H) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    ([$($g0:tt)*] [$($w0:tt)*] $Self:ty | $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty, $e:ident: $E:ty, $f:ident: $F:ty, $g:ident: $G:ty, $h:ident: $H:ty, $i:ident: $I:ty, $j:ident: $J:ty, $k:ident: $K:ty, $l:ident: $L:ty) -> $Y:ty = $kernel:expr, $value:expr; $($rest:tt)*) => {
        rules!(@associated [$($g0)*] [$($w0)*] Associated12 [$crate::foreign::siblings::names::$name, $A, $B, $C, $D, $E, $F, $G, $H, $I, $J, $K, $L] [$Self] 12 ($a: $A, $b: $B, $c: $C, $d: $D, $e: $E, $f: $F, $g: $G, $h: $H, $i: $I, $j: $J, $k: $K, $l: $L) $Y, $kernel, $value);
        rules!($($rest)*);
    };
    (@impl [$($g:tt)*] [$($w:tt)*] $Rule:ident [$($of:tt)*] [$A:ty] $n:literal ($a:ident; $($b:ident: $B:ty),*) $Y:ty, $kernel:expr, $value:expr) => {
        impl<$($g)*> $crate::foreign::rule::$Rule<$($of)*> for $A where $($w)* {
            type Number = T;
            type Output = $Y;

            #[inline]
            #[allow(clippy::clone_on_copy, unused_variables)]
            fn value(&self, $($b: &$B),*) -> $Y {
                let ($a, $($b),*) = (self.clone(), $(::core::clone::Clone::clone($b)),*);
                $value
            }

            #[inline]
            #[allow(clippy::clone_on_copy, unused_variables)]
            fn kernel(&self, $($b: &$B),*) -> impl $crate::foreign::kernel::Kernel<$n> {
                let $a = self;
                $kernel
            }
        }
    };
    (@associated [$($g:tt)*] [$($w:tt)*] $Rule:ident [$($of:tt)*] [$Self:ty] $n:literal ($($b:ident: $B:ty),*) $Y:ty, $kernel:expr, $value:expr) => {
        impl<$($g)*> $crate::foreign::rule::$Rule<$($of)*> for $Self where $($w)* {
            type Number = T;
            type Output = $Y;

            #[inline]
            #[allow(unused_variables)]
            fn value($($b: &$B),*) -> $Y {
                $(let $b = ::core::clone::Clone::clone($b);)*
                $value
            }

            #[inline]
            #[allow(unused_variables)]
            fn kernel($($b: &$B),*) -> impl $crate::foreign::kernel::Kernel<$n> {
                $kernel
            }
        }
    };
}

pub(super) use rules;
