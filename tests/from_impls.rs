//! `impl From` of types that are not numbers, and everything that calls it: `Polar::from(c)`, `c.into()`, `map(Into::into)`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::agree;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Polar {
    r: f64,
    theta: f64,
}
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Cart {
    x: f64,
    y: f64,
}

#[differentiate(order = 2)]
impl From<Polar> for Cart {
    fn from(p: Polar) -> Self {
        Cart {
            x: p.r * p.theta.cos(),
            y: p.r * p.theta.sin(),
        }
    }
}
#[differentiate]
impl From<Cart> for Polar {
    fn from(c: Cart) -> Polar {
        Polar {
            r: c.x.hypot(c.y),
            theta: c.y.atan2(c.x),
        }
    }
}
#[differentiate]
impl From<&Cart> for [f64; 2] {
    fn from(c: &Cart) -> [f64; 2] {
        [c.x, c.y]
    }
}
#[differentiate]
impl From<Cart> for (f64, f64) {
    fn from(Cart { x, y }: Cart) -> Self {
        (x, y)
    }
}
#[differentiate]
impl From<[f64; 2]> for Cart {
    fn from(a: [f64; 2]) -> Self {
        Self { x: a[0], y: a[1] }
    }
}
#[differentiate]
impl From<f64> for Polar {
    fn from(theta: f64) -> Self {
        Polar { r: 1.0, theta }
    }
}

#[differentiate(order = 2)]
fn to_cartesian(r: f64, t: f64) -> f64 {
    let c: Cart = Polar { r, theta: t }.into();
    c.x * c.y + c.x
}
#[differentiate]
fn there_and_back(c: Cart) -> f64 {
    let p = Polar::from(c);
    let d = Cart::from(Polar {
        r: p.r * 2.0,
        theta: p.theta + 1.0,
    });
    d.x * p.theta
}
#[differentiate]
fn to_an_array(c: &Cart) -> f64 {
    let [x, y]: [f64; 2] = c.into();
    x * x * y
}
#[differentiate]
fn to_a_tuple(c: Cart) -> f64 {
    let (x, y): (f64, f64) = c.into();
    x * x * y
}
#[differentiate]
fn from_an_array(a: [f64; 2]) -> f64 {
    let c: Cart = a.into();
    let d = Cart::from([a[1], 2.0]);
    c.x * d.x + c.y * d.y
}
#[differentiate]
fn turned(c: Cart, k: f64) -> Polar {
    let q = Cart { x: c.x * k, ..c };
    q.into()
}
#[differentiate]
fn of_a_result(c: Cart, k: f64) -> f64 {
    let p = turned(c, k);
    p.r * p.theta
}
#[differentiate]
fn from_a_number(t: f64) -> f64 {
    let p: Polar = t.into();
    let c = Cart::from(p);
    c.x
}
#[differentiate]
fn takes(p: Polar) -> f64 {
    p.r * p.r * p.theta
}
#[differentiate]
fn of_an_argument(c: Cart) -> f64 {
    takes(c.into()) + takes(Polar::from(Cart { x: c.y, y: c.x }))
}
#[differentiate]
fn by_elements(cs: &[Cart]) -> f64 {
    cs.iter()
        .map(|&c| Polar::from(c))
        .map(|p| p.r * p.theta)
        .sum()
}
#[differentiate]
fn by_name(cs: Vec<Cart>) -> f64 {
    let ps: Vec<Polar> = cs.into_iter().map(Polar::from).collect();
    ps.iter().map(|p| p.r * p.theta).sum()
}
#[differentiate]
fn by_trait(cs: &[Cart]) -> f64 {
    let ps: Vec<Polar> = cs.iter().copied().map(Into::<Polar>::into).collect();
    ps.iter().map(|p| p.r * p.theta).sum()
}
#[differentiate]
fn in_full(c: Cart) -> f64 {
    let p: Polar = Into::into(c);
    let q = <Polar as From<Cart>>::from(Cart { x: c.y, ..c });
    p.r * q.theta
}

/// A length that is no number.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Differentiable)]
struct Meters(f64);

#[differentiate]
impl From<Meters> for f64 {
    fn from(m: Meters) -> f64 {
        m.0
    }
}

#[differentiate]
impl From<f64> for Meters {
    fn from(m: f64) -> Self {
        Meters(m)
    }
}

#[differentiate]
fn to_numbers(m: Meters, k: f64) -> f64 {
    let n: Meters = (k * k).into();
    let x: f64 = n.into();
    x * f64::from(m) + f64::from(Meters(m.0 * k))
}

const C: Cart = Cart { x: 0.7, y: 1.3 };
const D: Cart = Cart { x: 1.0, y: 0.2 };

agree! {
    to_cartesian_agrees: to_cartesian(1.2, 0.4);
    there_and_back_agrees: there_and_back(C);
    to_an_array_agrees: to_an_array(&C);
    to_a_tuple_agrees: to_a_tuple(C);
    from_an_array_agrees: from_an_array([0.4, 0.3]);
    of_a_result_agrees: of_a_result(C, 0.3);
    from_a_number_agrees: from_a_number(0.3);
    of_an_argument_agrees: of_an_argument(C);
    by_elements_agrees: by_elements(&[C, D][..]);
    by_name_agrees: by_name(vec![C, D]);
    by_trait_agrees: by_trait(&[C, D][..]);
    in_full_agrees: in_full(C);
    to_numbers_agrees: to_numbers(Meters(1.2), 0.7);
}

/// A number and something beside it, made of any number.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Squared<T> {
    x: T,
    square: T,
}

#[differentiate]
impl<T: num_traits::Float> From<T> for Squared<T> {
    fn from(x: T) -> Self {
        Squared { x, square: x * x }
    }
}

#[differentiate]
fn of_any_number(x: f64) -> f64 {
    let s = Squared::from(x * x);
    s.square / (s.x + 1.0)
}

agree! {
    of_any_number_agrees: of_any_number(0.7);
}
