#![allow(unused, deprecated, non_camel_case_types, non_snake_case)]

use ad::__private::{NoTangent, Sink};
use ad::{Coordinate, Differentiable, Tangent};

pub const TABLE: [f64; 4] = [0.3, -0.6, 0.9, 0.1];

#[derive(Clone, Debug, Default)]
pub struct S {
    pub a: f64,
    pub n: usize,
    pub v: Vec<f64>,
    pub k: [f64; 2],
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct STangent {
    pub a: f64,
    pub n: (),
    pub v: Vec<f64>,
    pub k: [f64; 2],
}

impl Differentiable for S {
    type Tangent = STangent;
    fn zero_tangent(&self) -> STangent {
        STangent { a: 0.0, n: (), v: self.v.zero_tangent(), k: [0.0; 2] }
    }
}

impl Differentiable for STangent {
    type Tangent = STangent;
    fn zero_tangent(&self) -> STangent {
        STangent { a: 0.0, n: (), v: self.v.zero_tangent(), k: [0.0; 2] }
    }
}

impl Tangent for STangent {
    fn add_assign(&mut self, rhs: &STangent) {
        self.a += rhs.a;
        self.v.add_assign(&rhs.v);
        self.k.add_assign(&rhs.k);
    }
    fn scale(&mut self, factor: f64) {
        self.a *= factor;
        self.v.scale(factor);
        self.k.scale(factor);
    }
    fn dot(&self, rhs: &STangent) -> f64 {
        self.a * rhs.a + self.v.dot(&rhs.v) + self.k.dot(&rhs.k)
    }
    fn coordinates(&mut self, at: &Coordinate<'_>, visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64)) {
        visit(at, &mut self.a);
        self.v.coordinates(at, visit);
        self.k.coordinates(at, visit);
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum E {
    A { a: f64, v: Vec<f64> },
    B(f64, usize),
    C,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ETangent {
    A { a: f64, v: Vec<f64> },
    B(f64, ()),
    C,
}

macro_rules! accessors {
    ($($shared:ident $mutable:ident $part:ident: $ty:ty = [$pattern:pat];)*) => {
        impl ETangent {
            $(
                pub fn $shared(&self) -> &$ty {
                    match self { $pattern => $part, _ => unreachable!() }
                }
                pub fn $mutable(&mut self) -> &mut $ty {
                    match self { $pattern => $part, _ => unreachable!() }
                }
            )*
        }
    };
}

accessors! {
    __A_a __A_a_mut a: f64 = [ETangent::A { a, .. }];
    __A_v __A_v_mut v: Vec<f64> = [ETangent::A { v, .. }];
    __B_0 __B_0_mut b: f64 = [ETangent::B(b, _)];
    __B_1 __B_1_mut n: () = [ETangent::B(_, n)];
}

impl Differentiable for E {
    type Tangent = ETangent;
    fn zero_tangent(&self) -> ETangent {
        match self {
            E::A { v, .. } => ETangent::A { a: 0.0, v: v.zero_tangent() },
            E::B(..) => ETangent::B(0.0, ()),
            E::C => ETangent::C,
        }
    }
}

impl Differentiable for ETangent {
    type Tangent = ETangent;
    fn zero_tangent(&self) -> ETangent {
        match self {
            ETangent::A { v, .. } => ETangent::A { a: 0.0, v: v.zero_tangent() },
            ETangent::B(..) => ETangent::B(0.0, ()),
            ETangent::C => ETangent::C,
        }
    }
}

impl Tangent for ETangent {
    fn add_assign(&mut self, rhs: &ETangent) {
        match (self, rhs) {
            (ETangent::A { a, v }, ETangent::A { a: b, v: w }) => {
                *a += b;
                v.add_assign(w);
            }
            (ETangent::B(a, ()), ETangent::B(b, ())) => *a += b,
            (ETangent::C, ETangent::C) => {}
            _ => panic!("different variants"),
        }
    }
    fn scale(&mut self, factor: f64) {
        match self {
            ETangent::A { a, v } => {
                *a *= factor;
                v.scale(factor);
            }
            ETangent::B(a, ()) => *a *= factor,
            ETangent::C => {}
        }
    }
    fn dot(&self, rhs: &ETangent) -> f64 {
        match (self, rhs) {
            (ETangent::A { a, v }, ETangent::A { a: b, v: w }) => a * b + v.dot(w),
            (ETangent::B(a, ()), ETangent::B(b, ())) => a * b,
            _ => 0.0,
        }
    }
    fn coordinates(&mut self, at: &Coordinate<'_>, visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64)) {
        match self {
            ETangent::A { a, v } => {
                visit(at, a);
                v.coordinates(at, visit);
            }
            ETangent::B(a, ()) => visit(at, a),
            ETangent::C => {}
        }
    }
}

/// The floats in a value, in their order.
pub trait Gather {
    fn gather(&self, into: &mut Vec<f64>);
}

impl Gather for f64 {
    fn gather(&self, into: &mut Vec<f64>) {
        into.push(*self);
    }
}

impl Gather for usize {
    fn gather(&self, _: &mut Vec<f64>) {}
}

impl Gather for bool {
    fn gather(&self, _: &mut Vec<f64>) {}
}

impl Gather for () {
    fn gather(&self, _: &mut Vec<f64>) {}
}

impl<T: Gather> Gather for [T] {
    fn gather(&self, into: &mut Vec<f64>) {
        self.iter().for_each(|x| x.gather(into));
    }
}

impl<T: Gather> Gather for Vec<T> {
    fn gather(&self, into: &mut Vec<f64>) {
        (**self).gather(into);
    }
}

impl<T: Gather, const N: usize> Gather for [T; N] {
    fn gather(&self, into: &mut Vec<f64>) {
        self.as_slice().gather(into);
    }
}

impl<T: Gather> Gather for Box<T> {
    fn gather(&self, into: &mut Vec<f64>) {
        (**self).gather(into);
    }
}

impl<T: Gather> Gather for Option<T> {
    fn gather(&self, into: &mut Vec<f64>) {
        self.iter().for_each(|x| x.gather(into));
    }
}

impl Gather for S {
    fn gather(&self, into: &mut Vec<f64>) {
        self.a.gather(into);
        self.v.gather(into);
        self.k.gather(into);
    }
}

impl Gather for STangent {
    fn gather(&self, into: &mut Vec<f64>) {
        self.a.gather(into);
        self.v.gather(into);
        self.k.gather(into);
    }
}

macro_rules! gather_tuples {
    ($($name:ident $i:tt),+) => {
        impl<$($name: Gather),+> Gather for ($($name,)+) {
            fn gather(&self, into: &mut Vec<f64>) {
                $(self.$i.gather(into);)+
            }
        }
    };
}

gather_tuples!(A 0, B 1);
gather_tuples!(A 0, B 1, C 2);

/// A number, as the interpreter adds up the operands of tokens.
pub trait Operand {
    fn sum(&self) -> f64;
}

macro_rules! operands {
    ($($t:ty),*) => {$(impl Operand for $t { fn sum(&self) -> f64 { *self as f64 } })*};
}

operands!(f64, usize, i32);

pub fn opaque_sum(parts: &[f64]) -> f64 {
    parts.iter().sum::<f64>().sin()
}

pub fn opaque_count(parts: &[f64]) -> usize {
    (opaque_sum(parts).abs() * 5.0) as usize
}

static FAILURES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

pub fn compare(name: &str, found: &[f64], expected: &[u64]) {
    let expected: Vec<f64> = expected.iter().map(|bits| f64::from_bits(*bits)).collect();
    let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan() || *a == 0.0 && *b == 0.0;
    if found.len() != expected.len() || !found.iter().zip(&expected).all(same) {
        println!("{name}: {found:?} instead of {expected:?}");
        FAILURES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

pub fn finish() {
    assert_eq!(FAILURES.load(std::sync::atomic::Ordering::Relaxed), 0, "functions that differ");
}
