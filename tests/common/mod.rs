//! Compares what `#[differentiate]` generates with an independent derivative: forward mode with extrapolated central
//! differences, reverse mode with forward mode, and all functions of a companion with one another.
//!
//! A test is a function and a line of [`checks!`].

#![allow(dead_code, unused_macros, unused_imports, clippy::approx_constant)]

/// A value as the list of its floats.
pub trait Flat {
    /// Appends the floats.
    fn flatten(&self, out: &mut Vec<f64>);
    /// Replaces the floats by those of an iterator.
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>);
    /// The rounding error of the floats.
    fn epsilon(&self) -> f64 {
        f64::EPSILON
    }
}

impl Flat for f64 {
    fn flatten(&self, out: &mut Vec<f64>) {
        out.push(*self);
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        *self = from.next().expect("enough floats");
    }
}

impl Flat for f32 {
    fn flatten(&self, out: &mut Vec<f64>) {
        out.push(f64::from(*self));
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        *self = from.next().expect("enough floats") as f32;
    }
    fn epsilon(&self) -> f64 {
        f64::from(f32::EPSILON)
    }
}

impl<T: Flat> Flat for [T] {
    fn flatten(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|x| x.flatten(out));
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|x| x.refill(from));
    }
    fn epsilon(&self) -> f64 {
        self.iter().map(Flat::epsilon).fold(f64::EPSILON, f64::max)
    }
}

macro_rules! flat_through {
    ($([$($generics:tt)*] $ty:ty => $this:ident $shared:expr, $mutable:expr;)*) => {$(
        impl<$($generics)*> Flat for $ty {
            fn flatten(&self, out: &mut Vec<f64>) {
                let $this = self;
                $shared.into_iter().for_each(|x| x.flatten(out));
            }
            fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
                let $this = self;
                $mutable.into_iter().for_each(|x| x.refill(from));
            }
            fn epsilon(&self) -> f64 {
                let $this = self;
                $shared.into_iter().map(|x| x.epsilon()).fold(f64::EPSILON, f64::max)
            }
        }
    )*};
}

flat_through! {
    [T: Flat] Vec<T> => this this.iter(), this.iter_mut();
    [T: Flat, const N: usize] [T; N] => this this.iter(), this.iter_mut();
    [T: Flat] Option<T> => this this.iter(), this.iter_mut();
    [T: Flat] Box<T> => this [&**this], [&mut **this];
}

macro_rules! flat_tuple {
    ($($name:ident)*) => {
        impl<$($name: Flat),*> Flat for ($($name,)*) {
            #[allow(non_snake_case, unused_variables)]
            fn flatten(&self, out: &mut Vec<f64>) {
                let ($($name,)*) = self;
                $($name.flatten(out);)*
            }
            #[allow(non_snake_case, unused_variables)]
            fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
                let ($($name,)*) = self;
                $($name.refill(from);)*
            }
            #[allow(non_snake_case)]
            fn epsilon(&self) -> f64 {
                let ($($name,)*) = self;
                [f64::EPSILON $(, $name.epsilon())*].into_iter().fold(0.0, f64::max)
            }
        }
    };
}

flat_tuple!();
flat_tuple!(A);
flat_tuple!(A B);
flat_tuple!(A B C);
flat_tuple!(A B C D);
flat_tuple!(A B C D E);
flat_tuple!(A B C D E F);
flat_tuple!(A B C D E F G);
flat_tuple!(A B C D E F G H);

macro_rules! flat_nothing {
    ($($ty:ty)*) => {$(
        impl Flat for $ty {
            fn flatten(&self, _: &mut Vec<f64>) {}
            fn refill(&mut self, _: &mut dyn Iterator<Item = f64>) {}
        }
    )*};
}

flat_nothing!(i32 i64 u8 u32 u64 usize isize bool);

/// The floats of a value.
pub fn flat<T: Flat + ?Sized>(x: &T) -> Vec<f64> {
    let mut out = Vec::new();
    x.flatten(&mut out);
    out
}

/// A value of the shape of `like` with other floats.
pub fn shaped<T: Flat + Clone>(like: &T, floats: &[f64]) -> T {
    let mut value = like.clone();
    let mut from = floats.iter().copied();
    value.refill(&mut from);
    assert!(from.next().is_none(), "as many floats as the value has");
    value
}

/// The value and its derivative, as flat functions.
pub struct Case<'a> {
    /// What is differentiated.
    pub name: &'a str,
    /// Where.
    pub at: Vec<f64>,
    /// The rounding error of its floats.
    pub epsilon: f64,
    /// The function.
    pub primal: &'a dyn Fn(&[f64]) -> Vec<f64>,
    /// The function and its derivative in a direction.
    pub jvp: &'a dyn Fn(&[f64], &[f64]) -> (Vec<f64>, Vec<f64>),
    /// Every way to the function and the transposed derivative.
    pub vjps: &'a dyn Fn(&[f64], &[f64]) -> Vec<(&'static str, Vec<f64>, Vec<f64>)>,
}

/// Numbers between -1 and 1, none near 0, the same in every run.
pub fn numbers(n: usize) -> Vec<f64> {
    (0..n)
        .map(|i| ((i * 37 + 11) % 17) as f64 / 20.0 + 0.15)
        .enumerate()
        .map(|(i, x)| if i % 3 == 1 { -x } else { x })
        .collect()
}

/// Central differences along a direction, extrapolated (Ridders), for each output.
pub fn difference(
    f: &dyn Fn(&[f64]) -> Vec<f64>,
    at: &[f64],
    direction: &[f64],
    epsilon: f64,
) -> Vec<f64> {
    const SHRINK: f64 = 1.6;
    let step = |h: f64| {
        let shift = |h: f64| {
            at.iter()
                .zip(direction)
                .map(|(x, d)| x + h * d)
                .collect::<Vec<_>>()
        };
        let (up, down) = (f(&shift(h)), f(&shift(-h)));
        assert_eq!(up.len(), down.len(), "as many results on both sides");
        up.iter()
            .zip(&down)
            .map(|(u, d)| (u - d) / (2.0 * h))
            .collect::<Vec<_>>()
    };
    let largest = if epsilon > 1e-10 { 0.1 } else { 0.01 };
    let steps = if epsilon > 1e-10 { 4 } else { 9 };
    let rows: Vec<Vec<f64>> = (0..steps).map(|k| step(largest / SHRINK.powi(k))).collect();
    (0..rows[0].len())
        .map(|output| {
            let mut best = (f64::INFINITY, rows[0][output]);
            let mut previous: Vec<f64> = Vec::new();
            for row in &rows {
                let mut current = vec![row[output]];
                let mut factor = SHRINK * SHRINK;
                for k in 0..previous.len() {
                    let value = (current[k] * factor - previous[k]) / (factor - 1.0);
                    let error = (value - current[k]).abs().max((value - previous[k]).abs());
                    if error < best.0 {
                        best = (error, value);
                    }
                    current.push(value);
                    factor *= SHRINK * SHRINK;
                }
                previous = current;
            }
            best.1
        })
        .collect()
}

/// Panics unless the numbers agree to the tolerance.
pub fn assert_close(name: &str, what: &str, got: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(
        got.len(),
        expected.len(),
        "{name}: {what}: the number of floats\n got      {got:?}\n expected {expected:?}"
    );
    let scale = expected.iter().fold(
        1.0_f64,
        |m, x| if x.is_finite() { m.max(x.abs()) } else { m },
    );
    for (g, e) in got.iter().zip(expected) {
        let same = g == e || (g.is_nan() && e.is_nan()) || (g - e).abs() <= tolerance * scale;
        assert!(
            same,
            "{name}: {what}\n got      {got:?}\n expected {expected:?}"
        );
    }
}

impl Case<'_> {
    /// Panics unless all agree.
    pub fn check(&self) {
        let Case {
            name, at, epsilon, ..
        } = self;
        let (coarse, fine) = if *epsilon > 1e-10 {
            (1e-2, 1e-5)
        } else {
            (1e-7, 1e-11)
        };
        let value = (self.primal)(at);
        let n = at.len();
        // All columns where that is cheap, random directions otherwise.
        let mut directions = vec![numbers(n)];
        if n <= 40 {
            directions
                .extend((0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()));
        } else {
            directions.push(numbers(n).into_iter().rev().collect());
        }
        let mut images = Vec::new();
        for direction in &directions {
            let (y, image) = (self.jvp)(at, direction);
            assert_close(name, "the value by jvp", &y, &value, fine);
            let expected = difference(self.primal, at, direction, *epsilon);
            assert_close(
                name,
                &format!("jvp along {direction:?} at {at:?} against differences"),
                &image,
                &expected,
                coarse,
            );
            images.push(image);
        }
        let m = value.len();
        let mut weights = vec![numbers(m)];
        if m > 1 && m <= 40 {
            weights.extend((0..m).map(|i| (0..m).map(|j| f64::from(u8::from(i == j))).collect()));
        }
        for weight in &weights {
            for (what, y, image) in (self.vjps)(at, weight) {
                assert_close(name, &format!("the value by {what}"), &y, &value, fine);
                assert_eq!(
                    image.len(),
                    n,
                    "{name}: {what} gives as many floats as there are arguments: {image:?}"
                );
                let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
                for (direction, forward) in directions.iter().zip(&images) {
                    let (reverse, forward) = (dot(&image, direction), dot(weight, forward));
                    let what = format!(
                        "{what} with {weight:?} at {at:?} against jvp along {direction:?}; all of it: {image:?}"
                    );
                    let scale = image.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
                    assert_close(
                        name,
                        &what,
                        &[reverse / scale],
                        &[forward / scale],
                        fine * 10.0,
                    );
                }
            }
        }
    }
}

/// Tests, a line each: the kind of the function, then a call of it.
///
/// - `scalar f(..)` has a scalar result, `map f(..)` an aggregate;
/// - `in_place f(..)` has no result and `&mut` parameters, `updating f(..)` a scalar result and `&mut` parameters;
/// - `twice f(..)` has a scalar result and `order = 2`, `hessian f(x)` moreover one parameter.
///
/// An argument is `x` (by value: a scalar, an option or a box), `move x` (by value: anything else), `&x`, `&mut x`, or
/// `#x` where it is not differentiated by. `name = path::f(..)` calls the test `name`.
macro_rules! checks {
    (mod $module:ident; $($kind:ident $name:ident $(= $($path:ident)::+)? $( ( $($args:tt)* ) ),+ ;)*) => {
        mod $module {
            #[allow(unused_imports)]
            use super::*;
            $(
                #[test]
                fn $name() {
                    $crate::common::each! { $kind [$name $($($path)::+)?] $(( $($args)* ))+ }
                }
            )*
        }
    };
}

/// Tests that take a companion as the user of the crate does, a line each: `name: f(..), (..)` compares `f` with
/// differences at these points.
macro_rules! agree {
    ($($name:ident: $f:ident $(($($arg:expr),* $(,)?)),+;)*) => {$(
        #[test]
        fn $name() {
            $(ad::check::<$f>($crate::common::agree!(@ $($arg),*)).assert();)+
        }
    )*};
    (@ $arg:expr) => { $arg };
    (@ $($arg:expr),*) => { ($($arg),*) };
}

macro_rules! each {
    ($kind:ident $f:tt $($args:tt)+) => {
        $($crate::common::arguments! { $kind $f $args })+
    };
}

/// Sorts arguments into `{constants} {floats} {their names} {names of their tangents} {call} {tangents} {buffers}
/// {cotangents in place} {names of &mut arguments} {and of their tangents} {names of the other tangents}`.
macro_rules! arguments {
    ($kind:ident [$name:ident] ($($args:tt)*)) => {
        $crate::common::arguments! { @$kind [stringify!($name)] [super::$name]
            [x0 d0 x1 d1 x2 d2 x3 d3 x4 d4 x5 d5 x6 d6 x7 d7 x8 d8 x9 d9] {} {} {} {} {} {} {} {} {} {} {}; $($args)* , }
    };
    ($kind:ident [$name:ident $($path:ident)::+] ($($args:tt)*)) => {
        $crate::common::arguments! { @$kind [stringify!($($path)::+)] [super::$($path)::+]
            [x0 d0 x1 d1 x2 d2 x3 d3 x4 d4 x5 d5 x6 d6 x7 d7 x8 d8 x9 d9] {} {} {} {} {} {} {} {} {} {} {}; $($args)* , }
    };
    (@$kind:ident $title:tt $f:tt $names:tt $consts:tt $values:tt $xs:tt $ds:tt $call:tt $dots:tt $into:tt $bars:tt $mx:tt $md:tt $pd:tt; $(,)?) => {
        $crate::common::$kind! { $title $f $consts $values $xs $ds $call $dots $into $bars $mx $md $pd }
    };
    (@$kind:ident $title:tt $f:tt [$x:ident $d:ident $($names:ident)*] {$($consts:tt)*} $values:tt $xs:tt $ds:tt {$($call:tt)*} $dots:tt $into:tt $bars:tt $mx:tt $md:tt $pd:tt;
        # $value:expr, $($rest:tt)*) => {
        $crate::common::arguments! { @$kind $title $f [$($names)*] {$($consts)* let $x = $value;} $values $xs $ds {$($call)* ::core::clone::Clone::clone(&$x),} $dots $into $bars $mx $md $pd; $($rest)* }
    };
    (@$kind:ident $title:tt $f:tt [$x:ident $d:ident $($names:ident)*] $consts:tt {$($values:tt)*} {$($xs:tt)*} {$($ds:tt)*} {$($call:tt)*} {$($dots:tt)*} {$($into:tt)*} {$($bars:tt)*} {$($mx:tt)*} {$($md:tt)*} $pd:tt;
        &mut $value:expr, $($rest:tt)*) => {
        $crate::common::arguments! { @$kind $title $f [$($names)*] $consts {$($values)* $value,} {$($xs)* $x} {$($ds)* $d} {$($call)* &mut $x,} {$($dots)* &mut $d,} {$($into)* &mut $d,} {$($bars)* &mut $d,} {$($mx)* $x} {$($md)* $d} $pd; $($rest)* }
    };
    (@$kind:ident $title:tt $f:tt [$x:ident $d:ident $($names:ident)*] $consts:tt {$($values:tt)*} {$($xs:tt)*} {$($ds:tt)*} {$($call:tt)*} {$($dots:tt)*} {$($into:tt)*} $bars:tt $mx:tt $md:tt {$($pd:tt)*};
        & $value:expr, $($rest:tt)*) => {
        $crate::common::arguments! { @$kind $title $f [$($names)*] $consts {$($values)* $value,} {$($xs)* $x} {$($ds)* $d} {$($call)* &$x,} {$($dots)* &$d,} {$($into)* &mut $d,} $bars $mx $md {$($pd)* $d}; $($rest)* }
    };
    (@$kind:ident $title:tt $f:tt [$x:ident $d:ident $($names:ident)*] $consts:tt {$($values:tt)*} {$($xs:tt)*} {$($ds:tt)*} {$($call:tt)*} {$($dots:tt)*} {$($into:tt)*} $bars:tt $mx:tt $md:tt {$($pd:tt)*};
        move $value:expr, $($rest:tt)*) => {
        $crate::common::arguments! { @$kind $title $f [$($names)*] $consts {$($values)* $value,} {$($xs)* $x} {$($ds)* $d} {$($call)* $x.clone(),} {$($dots)* &$d,} {$($into)* &mut $d,} $bars $mx $md {$($pd)* $d}; $($rest)* }
    };
    (@$kind:ident $title:tt $f:tt [$x:ident $d:ident $($names:ident)*] $consts:tt {$($values:tt)*} {$($xs:tt)*} {$($ds:tt)*} {$($call:tt)*} {$($dots:tt)*} {$($into:tt)*} $bars:tt $mx:tt $md:tt {$($pd:tt)*};
        $value:expr, $($rest:tt)*) => {
        $crate::common::arguments! { @$kind $title $f [$($names)*] $consts {$($values)* $value,} {$($xs)* $x} {$($ds)* $d} {$($call)* $x.clone(),} {$($dots)* $d.clone(),} {$($into)* &mut $d,} $bars $mx $md {$($pd)* $d}; $($rest)* }
    };
}

macro_rules! scalar {
    ($title:tt [$($f:tt)*] $consts:tt $values:tt {$($xs:ident)*} $ds:tt {$($call:tt)*} $dots:tt $into:tt $bars:tt {} {} $pd:tt) => {
        $crate::common::pure! { $title [$($f)*] $consts $values {$($xs)*} $ds {$($call)*} $dots $into
            |weight, value| [shaped(value, weight)]; [all {
                let (value, gradient) = $($f)*::value_and_grad($($call)*);
                let gradient = flat(&gradient).iter().map(|x| x * weight[0]).collect();
                all.push(("value_and_grad", flat(&value), gradient));
                let gradient = $($f)*::grad($($call)*);
                let gradient = flat(&gradient).iter().map(|x| x * weight[0]).collect();
                all.push(("grad", flat(&value), gradient));
            }]
        }
    };
}

macro_rules! map {
    ($title:tt $f:tt $consts:tt $values:tt $xs:tt $ds:tt $call:tt $dots:tt $into:tt $bars:tt {} {} $pd:tt) => {
        $crate::common::pure! { $title $f $consts $values $xs $ds $call $dots $into
            |weight, value| [&shaped(value, weight)]; [all {}]
        }
    };
}

/// A function without `&mut` parameters; `$seed` makes its cotangent.
macro_rules! pure {
    ([$title:expr] [$($f:tt)*] {$($consts:tt)*} {$($values:tt)*} {$($xs:ident)*} {$($ds:ident)*} {$($call:tt)*} {$($dots:tt)*} {$($into:tt)*}
        |$weight:ident, $value:ident| [$seed:expr]; [$all:ident {$($more:tt)*}]) => {{
        #[allow(unused_imports)]
        use $crate::common::{Flat as _, flat, shaped};
        $($consts)*
        let like = ($($values)*);
        let primal = |at: &[f64]| {
            let ($($xs,)*) = shaped(&like, at);
            flat(&$($f)*($($call)*))
        };
        let jvp = |at: &[f64], direction: &[f64]| {
            let ($($xs,)*) = shaped(&like, at);
            let ($($ds,)*) = shaped(&like, direction);
            let (value, image) = $($f)*::jvp($($call)* $($dots)*);
            (flat(&value), flat(&image))
        };
        let vjps = |at: &[f64], $weight: &[f64]| {
            let ($($xs,)*) = shaped(&like, at);
            let $value = &$($f)*($($call)*);
            let mut $all = Vec::new();
            let (value, gradient) = $($f)*::vjp($($call)* $seed);
            $all.push(("vjp", flat(&value), flat(&gradient)));
            let ($(mut $ds,)*) = shaped(&like, &vec![1.0; at.len()]);
            let value = $($f)*::vjp_into($($call)* $seed, $($into)*);
            let added = flat(&($($ds,)*)).iter().map(|x| x - 1.0).collect();
            $all.push(("vjp_into", flat(&value), added));
            let (value, pullback) = $($f)*::pullback($($call)*);
            $all.push(("pullback", flat(&value), flat(&pullback.apply($seed))));
            $all.push(("pullback again", flat(&value), flat(&pullback.apply($seed))));
            $($more)*
            $all
        };
        $crate::common::Case { name: $title, at: flat(&like), epsilon: like.epsilon(), primal: &primal, jvp: &jvp, vjps: &vjps }.check();
    }};
}

macro_rules! in_place {
    ($title:tt $f:tt $consts:tt $values:tt $xs:tt $ds:tt $call:tt $dots:tt $into:tt $bars:tt $mx:tt $md:tt $pd:tt) => {
        $crate::common::impure! { $title $f $consts $values $xs $ds $call $dots $into $bars $mx $md $pd |weight| [] }
    };
}

macro_rules! updating {
    ($title:tt $f:tt $consts:tt $values:tt $xs:tt $ds:tt $call:tt $dots:tt $into:tt $bars:tt $mx:tt $md:tt $pd:tt) => {
        $crate::common::impure! { $title $f $consts $values $xs $ds $call $dots $into $bars $mx $md $pd |weight| [weight[0] as _,] }
    };
}

/// A function with `&mut` parameters: its results are its result and what it leaves in those.
macro_rules! impure {
    ([$title:expr] [$($f:tt)*] {$($consts:tt)*} {$($values:tt)*} {$($xs:ident)*} {$($ds:ident)*} {$($call:tt)*} {$($dots:tt)*} {$($into:tt)*}
        {$($bars:tt)*} {$($mx:ident)*} {$($md:ident)*} {$($pd:ident)*} |$weight:ident| [$($seed:tt)*]) => {{
        #[allow(unused_imports)]
        use $crate::common::{Flat as _, flat, shaped};
        $($consts)*
        let like = ($($values)*);
        #[allow(unused_mut)]
        let primal = |at: &[f64]| {
            let ($(mut $xs,)*) = shaped(&like, at);
            let mut out = flat(&$($f)*($($call)*));
            $($mx.flatten(&mut out);)*
            out
        };
        #[allow(unused_mut)]
        let jvp = |at: &[f64], direction: &[f64]| {
            let ($(mut $xs,)*) = shaped(&like, at);
            let ($(mut $ds,)*) = shaped(&like, direction);
            let (value, image) = $($f)*::jvp($($call)* $($dots)*);
            let (mut value, mut image) = (flat(&value), flat(&image));
            $($mx.flatten(&mut value);)*
            $($md.flatten(&mut image);)*
            (value, image)
        };
        #[allow(unused_mut, unused_variables, unused_assignments)]
        let vjps = |at: &[f64], $weight: &[f64]| {
            let mut all = Vec::new();
            for zero in [0.0, 1.0] {
                // After a call of the function, each in-place cotangent has the shape of what the function left.
                let ($(mut $xs,)*) = shaped(&like, at);
                let result = flat(&$($f)*($($call)*)).len();
                let ($(mut $ds,)*) = shaped(&like, &vec![zero; at.len()]);
                ($($md,)*) = shaped(&($($mx.clone(),)*), &$weight[result..]);
                let ($(mut $xs,)*) = shaped(&like, at);
                let (what, value) = if zero == 0.0 {
                    let (value, gradient) = $($f)*::vjp($($call)* $($seed)* $($bars)*);
                    ($($pd,)*) = shaped(&($($pd.clone(),)*), &flat(&gradient));
                    ("vjp", flat(&value))
                } else {
                    let value = $($f)*::vjp_into($($call)* $($seed)* $($into)*);
                    ($($pd,)*) = shaped(&($($pd.clone(),)*), &flat(&($($pd.clone(),)*)).iter().map(|x| x - 1.0).collect::<Vec<_>>());
                    ("vjp_into", flat(&value))
                };
                let mut value = value;
                $($mx.flatten(&mut value);)*
                all.push((what, value, flat(&($($ds,)*))));
            }
            all
        };
        $crate::common::Case { name: $title, at: flat(&like), epsilon: like.epsilon(), primal: &primal, jvp: &jvp, vjps: &vjps }.check();
    }};
}

/// First and second derivatives: the gradient as a function, its derivative by `hvp`.
macro_rules! twice {
    ([$title:expr] [$($f:tt)*] {$($consts:tt)*} {$($values:tt)*} {$($xs:ident)*} {$($ds:ident)*} {$($call:tt)*} {$($dots:tt)*} $into:tt {} {} {} $pd:tt) => {{
        $crate::common::scalar! { [$title] [$($f)*] {$($consts)*} {$($values)*} {$($xs)*} {$($ds)*} {$($call)*} {$($dots)*} $into {} {} {} $pd }
        #[allow(unused_imports)]
        use $crate::common::{Flat as _, flat, shaped};
        $($consts)*
        let like = ($($values)*);
        let gradient = |at: &[f64]| {
            let ($($xs,)*) = shaped(&like, at);
            flat(&$($f)*::grad($($call)*))
        };
        let hvp = |at: &[f64], direction: &[f64]| {
            let ($($xs,)*) = shaped(&like, at);
            let ($($ds,)*) = shaped(&like, direction);
            let (gradient, image) = $($f)*::hvp($($call)* $($dots)*);
            (flat(&gradient), flat(&image))
        };
        // The Hessian is its own transpose.
        let again = |at: &[f64], weight: &[f64]| {
            let (gradient, image) = hvp(at, weight);
            vec![("hvp", gradient, image)]
        };
        $crate::common::Case { name: &format!("the gradient of {}", $title), at: flat(&like), epsilon: like.epsilon(), primal: &gradient, jvp: &hvp, vjps: &again }.check();
    }};
}

macro_rules! hessian {
    ([$title:expr] [$($f:tt)*] {$($consts:tt)*} {$($values:tt)*} {$($xs:ident)*} {$($ds:ident)*} {$($call:tt)*} {$($dots:tt)*} $into:tt {} {} {} $pd:tt) => {{
        $crate::common::twice! { [$title] [$($f)*] {$($consts)*} {$($values)*} {$($xs)*} {$($ds)*} {$($call)*} {$($dots)*} $into {} {} {} $pd }
        use $crate::common::{flat, shaped};
        $($consts)*
        let like = ($($values)*);
        let ($($xs,)*) = like.clone();
        let n = flat(&like).len();
        let matrix = flat(&$($f)*::hessian($($call)*));
        assert_eq!(matrix.len(), n * n, "{}: the size of the Hessian", $title);
        for (i, row) in matrix.chunks(n).enumerate() {
            let unit: Vec<f64> = (0..n).map(|j| f64::from(u8::from(i == j))).collect();
            let ($($ds,)*) = shaped(&like, &unit);
            let (_, image) = $($f)*::hvp($($call)* $($dots)*);
            $crate::common::assert_close($title, "a row of the Hessian", row, &flat(&image), 1e-11);
        }
    }};
}

pub(crate) use {
    agree, arguments, checks, each, hessian, impure, in_place, map, pure, scalar, twice, updating,
};
