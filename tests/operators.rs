//! Operators on types of one's own, and on fields whose types the macro does not see.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct V {
    x: f64,
    y: f64,
}

const fn v(x: f64, y: f64) -> V {
    V { x, y }
}

#[differentiate(order = 2)]
impl Add for V {
    type Output = V;
    fn add(self, rhs: V) -> V {
        V {
            x: self.x + rhs.x,
            y: self.y + rhs.y,
        }
    }
}

#[differentiate(order = 2)]
impl Sub for V {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self::Output {
        Self {
            x: self.x - rhs.x,
            y: self.y - rhs.y,
        }
    }
}

#[differentiate(order = 2)]
impl Mul<f64> for V {
    type Output = V;
    fn mul(self, k: f64) -> V {
        v_of(self.x * k, self.y * k)
    }
}

#[differentiate(order = 2)]
fn v_of(x: f64, y: f64) -> V {
    V { x, y }
}

#[differentiate(order = 2)]
impl Mul<V> for f64 {
    type Output = V;
    fn mul(self, rhs: V) -> V {
        rhs * self
    }
}

/// The dot product.
#[differentiate(order = 2)]
impl Mul for V {
    type Output = f64;
    fn mul(self, rhs: V) -> f64 {
        self.x * rhs.x + self.y * rhs.y
    }
}

#[differentiate(order = 2)]
impl Div<f64> for V {
    type Output = V;
    fn div(self, k: f64) -> V {
        V {
            x: self.x / k,
            y: self.y / k,
        }
    }
}

#[differentiate(order = 2)]
impl Neg for V {
    type Output = V;
    fn neg(self) -> V {
        V {
            x: -self.x,
            y: -self.y,
        }
    }
}

#[differentiate]
impl AddAssign for V {
    fn add_assign(&mut self, rhs: V) {
        self.x += rhs.x;
        self.y += rhs.y;
    }
}

#[differentiate]
impl SubAssign for V {
    fn sub_assign(&mut self, rhs: V) {
        *self = *self - rhs;
    }
}

#[differentiate]
impl MulAssign<f64> for V {
    fn mul_assign(&mut self, k: f64) {
        self.x *= k;
        self.y *= k;
    }
}

#[differentiate]
impl<'a> Add<&'a V> for &'a V {
    type Output = V;
    fn add(self, rhs: &V) -> V {
        V {
            x: self.x + rhs.x,
            y: self.y + rhs.y,
        }
    }
}

#[differentiate]
impl V {
    fn norm(&self) -> f64 {
        self.x.hypot(self.y)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Body {
    pos: V,
    vel: V,
    mass: f64,
    #[no_diff]
    charge: f64,
    count: usize,
}

const P: V = v(0.7, -1.3);
const Q: V = v(-0.4, 2.1);

const fn body(pos: V, vel: V) -> Body {
    Body {
        pos,
        vel,
        mass: 1.7,
        charge: 0.9,
        count: 3,
    }
}

#[differentiate]
fn energy(b: &Body, t: f64) -> f64 {
    let p = b.pos + b.vel * t;
    b.mass * (b.vel * b.vel) / 2.0 + p.norm()
}

#[differentiate]
fn distance(a: &Body, b: &Body) -> f64 {
    (a.pos - b.pos).norm() * b.charge * (a.count * b.count) as f64
}

#[differentiate]
fn assigning(a: V, b: V, t: f64) -> f64 {
    let mut w = a;
    w += b * t;
    w -= a / (t + 3.0);
    w *= t;
    let u = -w;
    u.x * u.x - u.y
}

#[differentiate]
fn moved(mut b: Body, t: f64) -> Body {
    b.pos = b.pos + b.vel * t;
    b.vel -= 0.5 * b.pos;
    b
}

#[differentiate]
fn centre(bodies: &[Body]) -> V {
    let mut sum = v(0.0, 0.0);
    let mut mass = 0.0;
    for i in 0..bodies.len() {
        let b = &bodies[i];
        sum += b.pos * b.mass;
        mass += b.mass;
    }
    sum / mass
}

#[differentiate]
fn references(a: &V, b: &V) -> f64 {
    let s = a + b;
    let t = &s + a;
    t.x * s.y
}

/// Nothing says that these are numbers, and they are.
#[differentiate]
fn unseen(b: &Body, t: f64) -> f64 {
    let f = b.mass * t;
    plain(b.mass * b.mass, f)
}

#[differentiate]
fn plain(a: f64, b: f64) -> f64 {
    a.sin() * b
}

#[differentiate]
fn stepped(b: &Body, n: usize) -> f64 {
    let mut pos = b.pos;
    let mut vel = b.vel;
    for _ in 0..n {
        let a = -pos * (1.0 / (pos * pos));
        vel = vel + a * 0.1;
        pos = pos + vel * 0.1;
    }
    pos.norm()
}

#[test]
fn gradients_go_through_operators() {
    let (b, c) = (body(P, Q), body(Q, P));
    ad::check::<energy>((&b, 0.3)).assert();
    ad::check::<distance>((&b, &c)).assert();
    ad::check::<assigning>((P, Q, 0.8)).assert();
    ad::check::<moved>((b, 0.3)).assert();
    ad::check::<centre>(&[b, c]).assert();
    ad::check::<references>((&P, &Q)).assert();
    ad::check::<unseen>((&b, 0.3)).assert();
    ad::check::<stepped>((&b, 4)).assert();
}

#[differentiate(order = 2)]
fn second(a: V, b: V, t: f64) -> f64 {
    let w = (a + b * t) / t - t * a;
    w * w + (-w).x
}

#[test]
fn second_derivatives_go_through_operators() {
    let (a, b, t) = (P, Q, 0.6);
    let h = 1e-5;
    let direction = (
        VTangent { x: 0.3, y: -0.2 },
        VTangent { x: 0.5, y: 1.1 },
        0.7,
    );
    let at = |s: f64| {
        let (p, q, r) = &direction;
        second::grad(
            v(a.x + s * p.x, a.y + s * p.y),
            v(b.x + s * q.x, b.y + s * q.y),
            t + s * r,
        )
    };
    let (_, hv) = second::hvp(a, b, t, &direction.0, &direction.1, direction.2);
    let (up, down) = (at(h), at(-h));
    let numeric = (up.2 - down.2) / (2.0 * h);
    assert!(
        (hv.2 - numeric).abs() < 1e-5 * numeric.abs().max(1.0),
        "{} {numeric}",
        hv.2
    );
    let numeric = (up.0.x - down.0.x) / (2.0 * h);
    assert!(
        (hv.0.x - numeric).abs() < 1e-5 * numeric.abs().max(1.0),
        "{} {numeric}",
        hv.0.x
    );
}

/// Operators called as the methods that they are.
mod by_their_methods {
    use ad::{Differentiable, differentiate};

    #[derive(Clone, Copy, Debug, Differentiable)]
    struct Pair {
        x: f64,
        y: f64,
    }

    #[differentiate]
    impl std::ops::Mul<Pair> for f64 {
        type Output = Pair;
        fn mul(self, p: Pair) -> Pair {
            Pair {
                x: self * p.x,
                y: self * p.y,
            }
        }
    }

    #[differentiate]
    fn product(p: Pair, k: f64) -> f64 {
        use std::ops::{AddAssign, Div, Mul, MulAssign};
        let mut q: Pair = k.mul(p);
        q.x.add_assign(k.div(p.y));
        (&mut q.y).mul_assign(k);
        q.x * q.y
    }

    #[test]
    fn gradient() {
        let (x, y, k) = (0.7, 0.4, 0.9_f64);
        let (of_pair, of_k) = product::grad(Pair { x, y }, k);
        // (k x + k / y) k k y = k^3 (x y + 1)
        let expected = [k.powi(3) * y, k.powi(3) * x, 3.0 * k * k * (x * y + 1.0)];
        let got = [of_pair.x, of_pair.y, of_k];
        assert!(
            got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12),
            "{got:?}"
        );
    }
}

/// Sums of values that are added.
mod sums {
    use super::{V, v};
    use ad::differentiate;
    use std::iter::Sum;

    impl Sum for V {
        fn sum<I: Iterator<Item = V>>(items: I) -> V {
            items.fold(v(0.0, 0.0), |sum, item| sum + item)
        }
    }

    impl<'a> Sum<&'a V> for V {
        fn sum<I: Iterator<Item = &'a V>>(items: I) -> V {
            items.copied().sum()
        }
    }

    #[differentiate]
    fn centred(points: &[V]) -> f64 {
        let centre = points.iter().sum::<V>() * (1.0 / points.len() as f64);
        let spread: V = points
            .iter()
            .map(|&p| {
                let d = p - centre;
                d * d.x
            })
            .sum();
        spread.x * spread.y + centre.x
    }

    #[test]
    fn of_points() {
        ad::check::<centred>(&[v(1.0, 2.0), v(3.0, 5.0), v(0.5, 0.7)]).assert();
    }
}

/// What an operator gives, by the name that the trait has for it.
#[derive(Clone, Copy, Debug, Differentiable)]
struct Interval<T> {
    low: T,
    high: T,
}

#[differentiate]
impl Interval<f64> {
    fn new(low: f64, high: f64) -> Self {
        Interval { low, high }
    }
}

#[differentiate]
impl Add for Interval<f64> {
    type Output = Interval<f64>;

    fn add(self, other: Self) -> Self::Output {
        Self::Output {
            low: self.low + other.low,
            high: self.high + other.high,
        }
    }
}

#[differentiate]
impl Mul<f64> for Interval<f64> {
    type Output = Interval<f64>;

    fn mul(self, factor: f64) -> Self::Output {
        Self::Output::new(self.low * factor, self.high * factor)
    }
}

/// A trait with such a type of its own.
#[differentiate]
trait Next {
    type Output;

    fn next_of(&self, input: f64) -> Self::Output;
}

#[differentiate]
impl Next for Interval<f64> {
    type Output = Interval<f64>;

    fn next_of(&self, input: f64) -> Self::Output {
        let Self::Output { low, high } = *self;
        Self::Output {
            low: low * input,
            high: high + input * input,
        }
    }
}

#[differentiate]
fn width(x: f64, y: f64) -> f64 {
    let of = Interval::new(x, y) + Interval::new(y, x * y) * x;
    let next = of.next_of(y);
    next.high * next.high - next.low
}

#[test]
fn what_an_operator_gives_has_a_name() {
    ad::check::<width>((0.7, 1.3)).assert();
}
