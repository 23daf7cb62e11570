//! Functions that take iterators, or what they convert or borrow; sums of own types, and collections that are gone through.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList};
use std::iter::{Product, Sum};
use std::ops::{Add, Mul};

#[differentiate]
fn mean_of(it: impl Iterator<Item = f64>) -> f64 {
    let mut n = 0;
    let mut s = 0.0;
    for v in it {
        s += v;
        n += 1;
    }
    s / n as f64
}

#[differentiate]
fn norm<'a, I: IntoIterator<Item = &'a f64>>(it: I) -> f64 {
    it.into_iter().map(|v| v * v).sum::<f64>().sqrt()
}

#[differentiate]
fn both(x: &[f64]) -> f64 {
    mean_of(x.iter().map(|v| v * v)) + mean_of(x.iter().copied()) * norm(x) * norm(x.iter().rev())
}

#[differentiate]
fn filtered(x: &[f64]) -> f64 {
    norm(x.iter().filter(|v| **v > 0.0)) + norm(&x[1..]) + mean_of((0..3).map(|i| i as f64 * x[i]))
}

#[differentiate]
fn weighted<const N: usize, T: num_traits::Float, I>(scale: T, pairs: I, bias: [T; N]) -> T
where
    I: IntoIterator<Item = (T, T)>,
{
    let mut total = T::zero();
    for (w, x) in pairs {
        total = total + w * x * scale;
    }
    total + bias[0] * bias[N - 1]
}

#[differentiate]
fn pairs(x: &[f64], k: f64) -> f64 {
    weighted(
        k,
        x.iter().zip(x.iter().skip(1)).map(|(a, b)| (*a, *b)),
        [k, x[0]],
    ) + weighted(k, vec![(x[0], x[1])], [x[1], k])
        + weighted(k, [(x[0], k)], [x[1]])
}

#[differentiate]
fn first_two(mut it: impl Iterator<Item = f64>) -> f64 {
    let a = it.next().unwrap_or(0.0);
    let b = it.next().unwrap_or(1.0);
    a * b + it.map(f64::sin).sum::<f64>()
}

#[differentiate]
fn taken(x: &[f64]) -> f64 {
    first_two(x.to_vec().into_iter()) * first_two(x.iter().rev().cloned())
}

#[differentiate]
fn picked(x: &[f64], at: impl IntoIterator<Item = usize>) -> f64 {
    at.into_iter().map(|i| x[i] * x[i]).sum()
}

#[differentiate]
fn picks(x: &[f64]) -> f64 {
    picked(x, 0..2) + picked(x, [1, 1, 2]) + picked(x, (0..3).filter(|i| i % 2 == 0))
}

#[derive(Clone, Copy, Debug, PartialEq, Default, Differentiable)]
pub struct Point {
    x: f64,
    y: f64,
}
#[differentiate]
impl Point {
    pub fn new(x: f64, y: f64) -> Self {
        Point { x, y }
    }
    /// The point in the middle of others.
    pub fn middle<'a>(points: impl IntoIterator<Item = &'a Point>) -> Point {
        let (mut sum, mut n) = (Point::new(0.0, 0.0), 0.0);
        for p in points {
            sum = sum + *p;
            n += 1.0;
        }
        Point::new(sum.x / n, sum.y / n)
    }
    pub fn pulled(&self, weights: impl Iterator<Item = f64>) -> f64 {
        weights.map(|w| w * self.x * self.y).sum()
    }
}
#[differentiate]
impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        Point::new(self.x + other.x, self.y + other.y)
    }
}
#[differentiate]
impl Mul for Point {
    type Output = Point;
    fn mul(self, other: Point) -> Point {
        Point::new(
            self.x * other.x - self.y * other.y,
            self.x * other.y + self.y * other.x,
        )
    }
}
#[differentiate]
impl Sum for Point {
    fn sum<I: Iterator<Item = Point>>(iter: I) -> Point {
        iter.fold(Point::default(), |a, b| a + b)
    }
}
#[differentiate]
impl<'a> Sum<&'a Point> for Point {
    fn sum<I: Iterator<Item = &'a Point>>(iter: I) -> Point {
        iter.copied().sum()
    }
}
#[differentiate]
impl Product for Point {
    fn product<I: Iterator<Item = Point>>(iter: I) -> Point {
        iter.fold(Point { x: 1.0, y: 0.0 }, |a, b| a * b)
    }
}

#[differentiate]
fn points(ps: &[Point]) -> f64 {
    let middle = Point::middle(ps);
    let sum: Point = ps.iter().sum();
    let product: Point = ps.iter().copied().product();
    middle.x * sum.y + product.x * product.y + middle.pulled(ps.iter().map(|p| p.y))
}

#[differentiate]
fn collections(
    x: &[f64],
    #[no_diff] map: &BTreeMap<usize, usize>,
    #[no_diff] weights: &HashMap<usize, f64>,
    #[no_diff] set: &BTreeSet<usize>,
    #[no_diff] list: &LinkedList<f64>,
) -> f64 {
    let mut s = 0.0;
    for (k, v) in map {
        s += x[*k] * x[*v];
    }
    for (i, w) in weights.iter() {
        s += x[*i].sin() * w;
    }
    s += set.iter().map(|i| x[*i]).product::<f64>();
    s += weights.keys().map(|i| x[*i]).sum::<f64>() * weights.values().sum::<f64>();
    s + list.iter().zip(x).map(|(a, b)| a * b * b).sum::<f64>()
}

#[differentiate]
fn counted(x: &[f64], #[no_diff] names: &[usize]) -> f64 {
    let mut count: HashMap<usize, usize> = HashMap::new();
    let mut seen = HashSet::new();
    let mut s = 0.0;
    for n in names {
        count.insert(*n, n + 1);
        if seen.insert(*n) {
            s += x[*n] * x[0];
        }
        if seen.contains(&(n + 1)) {
            s += x[*n];
        }
    }
    s + count.iter().map(|(k, v)| x[*k] * *v as f64).sum::<f64>()
}

#[differentiate]
impl From<(f64, f64)> for Point {
    fn from((x, y): (f64, f64)) -> Point {
        Point::new(x, y)
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Circle {
    center: Point,
    radius: f64,
}
#[differentiate]
impl Circle {
    pub fn new(center: impl Into<Point>, radius: f64) -> Self {
        Circle {
            center: center.into(),
            radius,
        }
    }
    pub fn moved<P>(&self, by: P) -> Circle
    where
        P: Into<Point> + Copy,
    {
        let by = by.into();
        Circle::new(self.center + by, self.radius * (1.0 + by.x))
    }
    pub fn reach(&self, p: impl Into<Option<Point>>) -> f64 {
        match p.into() {
            Some(p) => ((p.x - self.center.x).powi(2) + (p.y - self.center.y).powi(2)).sqrt(),
            None => self.radius,
        }
    }
}
#[differentiate]
fn circles(x: f64, y: f64, p: Point) -> f64 {
    let c = Circle::new((x, y), x * y);
    let d = c.moved(p).moved((y, x));
    let e = Circle::new(p, 1.0);
    d.radius * d.center.x + e.moved(d.center).center.y * c.reach(Some(p)) + d.reach(None)
}

#[differentiate]
fn energy(x: impl AsRef<[f64]>, k: f64) -> f64 {
    let x = x.as_ref();
    x.iter().map(|v| k * v * v).sum::<f64>() + x[0]
}
#[differentiate]
fn energies(x: &[f64], k: f64) -> f64 {
    let squares: Vec<f64> = x.iter().map(|v| v * v).collect();
    energy(x, k) * energy(&squares, 2.0) + energy(squares, k) + energy([k, x[0]], x[1])
}

#[test]
fn what_is_converted_or_borrowed_is_passed() {
    ad::check::<circles>((0.7, 0.3, Point::new(0.2, -0.4))).assert();
    ad::check::<energy>((&[0.4, -0.3][..], 0.7)).assert();
    ad::check::<energies>((&[0.4, -0.3, 1.2][..], 0.7)).assert();
    // The derivative takes the point itself.
    let value = |c: &Circle| c.center.x * c.radius;
    let (circle, back) = Circle::new_pullback(Point::new(2.0, 3.0), 4.0);
    assert_eq!(value(&circle), 8.0);
}

#[test]
fn iterators_are_passed() {
    let x = [0.4, -0.3, 1.2];
    ad::check::<mean_of>(x.to_vec()).assert();
    ad::check::<norm>(&x[..]).assert();
    ad::check::<both>(&x[..]).assert();
    ad::check::<filtered>(&x[..]).assert();
    ad::check::<pairs>((&x[..], 0.7)).assert();
    ad::check::<first_two>(x.to_vec()).assert();
    ad::check::<taken>(&x[..]).assert();
    ad::check::<picked>((&x[..], vec![0, 2])).assert();
    ad::check::<picks>(&x[..]).assert();
    // Of `s / n` by each.
    assert_eq!(mean_of::grad(vec![1.0, 2.0, 4.0, 5.0]), [0.25; 4]);
}

#[test]
fn own_values_are_summed() {
    let ps = [
        Point::new(0.1, 0.2),
        Point::new(1.1, 0.1),
        Point::new(0.7, 1.3),
    ];
    ad::check::<points>(&ps[..]).assert();
}

#[test]
fn collections_are_gone_through() {
    let x = [0.4, -0.3, 1.2];
    let map = BTreeMap::from([(0, 1), (2, 2)]);
    let weights = HashMap::from([(0, 0.5), (2, -1.5)]);
    let set = BTreeSet::from([0, 1]);
    let list = LinkedList::from([2.0, 3.0]);
    ad::check::<collections>((&x[..], &map, &weights, &set, &list)).assert();
    ad::check::<counted>((&x[..], &[0, 2, 1, 2][..])).assert();
}
