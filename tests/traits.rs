//! Traits: required and default methods, implementations, code that is generic over them.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

#[differentiate]
trait Shape {
    const SIDES: f64;

    fn area(&self) -> f64;

    fn grown(&self, by: f64) -> f64 {
        self.area() * by * by + Self::SIDES
    }

    fn at(#[no_diff] &self, x: f64) -> f64;

    fn name(&self) -> String {
        String::new()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Circle {
    radius: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Rectangle {
    width: f64,
    height: f64,
}

#[differentiate]
impl Shape for Circle {
    const SIDES: f64 = 1.0;

    fn area(&self) -> f64 {
        std::f64::consts::PI * self.radius * self.radius
    }

    fn at(#[no_diff] &self, x: f64) -> f64 {
        (self.radius * self.radius - x * x).sqrt()
    }
}

#[differentiate]
impl Shape for Rectangle {
    const SIDES: f64 = 4.0;

    fn area(&self) -> f64 {
        self.width * self.height
    }

    fn at(#[no_diff] &self, x: f64) -> f64 {
        x.sin() * self.height
    }
}

#[differentiate]
fn total<T: Shape + Differentiable>(a: &T, t: f64) -> f64 {
    a.area() * t + a.grown(t)
}

#[differentiate]
fn concrete(c: &Circle, r: &Rectangle, t: f64) -> f64 {
    c.area() * r.grown(t)
}

#[differentiate]
fn of_circle(radius: f64, t: f64) -> f64 {
    let c = Circle { radius };
    total(&c, t)
}

/// The receiver of `at` is left out.
#[differentiate]
fn heights(c: &Circle, #[no_diff] r: &Rectangle, t: f64) -> f64 {
    c.area() + r.at(t) * r.at(t * t)
}

#[test]
fn gradients() {
    let (c, r) = (
        Circle { radius: 0.7 },
        Rectangle {
            width: 1.2,
            height: 0.4,
        },
    );
    ad::check::<concrete>((&c, &r, 0.3)).assert();
    ad::check::<of_circle>((0.7, 0.3)).assert();
    ad::check::<heights>((&c, &r, 0.3)).assert();
    let (y, (r_bar, t_bar)) = total::value_and_grad(&r, 0.3);
    assert_eq!(y, total(&r, 0.3));
    assert!((r_bar.width - 0.4 * (0.3 + 0.09)).abs() < 1e-14);
    assert!((t_bar - r.area() * (1.0 + 0.6)).abs() < 1e-14);
    assert_eq!(c.area_grad().radius, 2.0 * std::f64::consts::PI * 0.7);
    assert_eq!(Shape::area_value_and_grad(&r).0, r.area());
}

/// The trait does not say that its parameter is a number: its implementations do.
#[differentiate]
trait Filter<T> {
    fn run(&mut self, input: T) -> T;

    fn twice(&mut self, input: T) -> T {
        let once = self.run(input);
        self.run(once)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Smooth<T> {
    keep: T,
    level: T,
}

#[differentiate]
impl<T: num_traits::Float> Filter<T> for Smooth<T> {
    fn run(&mut self, input: T) -> T {
        self.level = self.level * self.keep + input * (T::one() - self.keep);
        self.level
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Delay {
    last: f64,
}

#[differentiate]
impl Filter<f64> for Delay {
    fn run(&mut self, input: f64) -> f64 {
        std::mem::replace(&mut self.last, input)
    }
}

#[differentiate]
fn filtered(keep: f64, input: &[f64]) -> f64 {
    let mut smooth = Smooth { keep, level: 0.0 };
    let mut delay = Delay { last: 1.0 };
    let mut sum = 0.0;
    for x in input {
        let level = smooth.twice(*x) * delay.run(*x);
        sum += level * level;
    }
    sum
}

#[differentiate]
fn run_any<F: num_traits::Float, S: Filter<F>>(filter: &mut S, x: F) -> F {
    filter.run(x * x)
}

#[test]
fn numbers_that_implementations_say() {
    ad::check::<filtered>((0.3, &[0.5, -0.2, 1.4])).assert();
}

/// Traits without a place for derivatives, of this crate and of another one: the siblings are the type's own.
mod of_bare_traits {
    use ad::{Differentiable, differentiate};
    use num_traits::MulAdd;

    trait CostFunction {
        type Param;
        type Output;
        const WEIGHT: f64;

        fn cost(&self, param: &Self::Param) -> Result<Self::Output, String>;

        fn penalty(&self, x: f64) -> f64;

        fn len(&self) -> usize;
    }

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Valley {
        a: f64,
        b: f64,
    }

    #[differentiate]
    impl CostFunction for Valley {
        type Param = Vec<f64>;
        type Output = f64;

        const WEIGHT: f64 = 100.0;

        fn cost(&self, p: &Self::Param) -> Result<Self::Output, String> {
            if p.len() != self.len() {
                return Err("two numbers".into());
            }
            let across: Self::Output = (self.a - p[0]).powi(2);
            let along = Self::WEIGHT * self.b * (p[1] - p[0] * p[0]).powi(2);
            Ok(across + along + self.penalty(p[1]))
        }

        fn penalty(&self, x: f64) -> f64 {
            self.a * x
        }

        fn len(&self) -> usize {
            2
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct Pair {
        x: f64,
        y: f64,
    }

    #[differentiate]
    impl MulAdd<f64, Pair> for Pair {
        type Output = Pair;

        fn mul_add(self, by: f64, other: Pair) -> Pair {
            Pair {
                x: self.x * by + other.x,
                y: self.y * by + other.y,
            }
        }
    }

    #[differentiate]
    fn cost(valley: &Valley, p: &Vec<f64>) -> f64 {
        valley.cost(p).unwrap()
    }

    #[differentiate]
    fn added(v: Pair, w: Pair, by: f64) -> f64 {
        let sum = v.mul_add(by, w);
        sum.x * sum.y
    }

    #[test]
    fn derivatives() {
        let valley = Valley { a: 1.0, b: 0.9 };
        ad::check::<cost>((&valley, &vec![0.3, 0.4])).assert();
        let [v, w] = [Pair { x: 0.1, y: 0.2 }, Pair { x: 0.5, y: 0.7 }];
        ad::check::<added>((v, w, 1.3)).assert();
        let (value, (_, p_bar)) = valley.cost_vjp(&vec![1.0, 1.0], Some(1.0));
        assert_eq!((value, p_bar), (Ok(1.0), vec![0.0, 1.0]));
    }
}

/// Types that belong to a trait and are no numbers.
mod with_types {
    use ad::{Differentiable, differentiate};

    #[differentiate]
    trait Metric {
        type Point;

        fn distance(&self, a: &Self::Point, b: &Self::Point) -> f64;

        fn middle(&self, a: &Self::Point, b: &Self::Point) -> Self::Point;
    }

    #[derive(Clone, Differentiable)]
    struct Weighted {
        weights: [f64; 2],
    }

    #[differentiate]
    impl Metric for Weighted {
        type Point = [f64; 2];

        fn distance(&self, a: &[f64; 2], b: &[f64; 2]) -> f64 {
            let squares = (0..2).map(|i| self.weights[i] * (a[i] - b[i]).powi(2));
            squares.sum::<f64>().sqrt()
        }

        fn middle(&self, a: &[f64; 2], b: &Self::Point) -> Self::Point {
            [0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1]) * self.weights[1]]
        }
    }

    #[derive(Clone, Copy, Differentiable)]
    struct Height(f64);

    #[derive(Clone, Differentiable)]
    struct Vertical;

    #[differentiate]
    impl Metric for Vertical {
        type Point = Height;

        fn distance(&self, a: &Height, b: &Height) -> f64 {
            (a.0 - b.0) * (a.0 - b.0)
        }

        fn middle(&self, a: &Height, b: &Height) -> Height {
            Height(0.5 * (a.0 + b.0))
        }
    }

    #[differentiate]
    fn length(metric: &Weighted, points: &[[f64; 2]]) -> f64 {
        let steps = points.windows(2).map(|w| {
            let middle = metric.middle(&w[0], &w[1]);
            metric.distance(&w[0], &middle)
        });
        steps.sum()
    }

    #[differentiate]
    fn any_length<M: Metric>(metric: &M, a: &M::Point, b: &M::Point) -> f64 {
        metric.distance(a, b) * metric.distance(&metric.middle(a, b), b)
    }

    #[differentiate]
    fn vertical(a: f64, b: f64) -> f64 {
        any_length(&Vertical, &Height(a), &Height(b * b))
    }

    #[test]
    fn derivatives() {
        let metric = Weighted {
            weights: [0.5, 0.7],
        };
        ad::check::<length>((&metric, &[[0.1, 0.2], [0.5, 0.9], [0.7, 0.3]])).assert();
        ad::check::<vertical>((0.3, 0.8)).assert();
    }
}

/// What a method does depends on conditions of compilation, in a trait and in an implementation.
#[differentiate]
trait Bent {
    fn bend(&self, x: f64) -> f64;

    fn bent_twice(&self, x: f64) -> f64 {
        #[cfg(feature = "no-such-feature")]
        let x = no_such_function(x);
        self.bend(x) * x
    }
}

#[differentiate]
impl Bent for Circle {
    fn bend(&self, x: f64) -> f64 {
        #[cfg(feature = "no-such-feature")]
        {
            no_such_function(&mut x)
        }
        #[cfg(not(feature = "no-such-feature"))]
        {
            self.radius * x * x
        }
    }
}

#[differentiate]
fn bent(radius: f64, x: f64) -> f64 {
    let circle = Circle { radius };
    let object: &dyn Bent = &circle;
    circle.bent_twice(x) * object.bend(x)
}

#[differentiate]
fn bent_by_object(#[no_diff] object: &dyn Bent, x: f64) -> f64 {
    object.bent_twice(x) + object.bend(x)
}

#[test]
fn methods_under_conditions() {
    ad::check::<bent>((0.7, 1.3)).assert();
    let slope = bent_by_object::grad(&Circle { radius: 2.0 }, 1.5);
    assert!((slope - (6.0 * 1.5 * 1.5 + 4.0 * 1.5)).abs() < 1e-12);
}

/// Functions of a trait without a receiver, by a type that may have no size.
mod without_a_size {
    use super::*;

    #[differentiate]
    trait Special {
        fn bell(x: f64) -> f64 {
            (-x * x).exp()
        }
        fn step(x: f64) -> f64 {
            half::<Self>(x)
        }
    }

    #[differentiate]
    fn half<S: Special + ?Sized>(x: f64) -> f64 {
        0.5 * x * S::bell(x)
    }

    struct Plain;

    #[differentiate]
    impl Special for Plain {}

    #[differentiate]
    fn of_plain(x: f64) -> f64 {
        Plain::step(x) * half::<Plain>(x * x)
    }

    #[test]
    fn agrees() {
        ad::check::<of_plain>(0.7).assert();
    }
}

// --- parameters that an implementation says to be integers ---

#[differentiate]
trait Discrete<K, T> {
    fn pmf(&self, x: K) -> T;
}

/// What is computed with and has an order is no float.
#[differentiate]
trait Steps<K: num_traits::Num + Ord + Clone, T: num_traits::Float> {
    fn cdf(&self, x: K) -> T;

    fn sf(&self, x: K) -> T {
        T::one() - self.cdf(x)
    }
}

#[derive(ad::Differentiable, Clone)]
struct Bernoulli {
    p: f64,
}

#[differentiate]
impl Discrete<u64, f64> for Bernoulli {
    fn pmf(&self, x: u64) -> f64 {
        match x {
            0 => 1.0 - self.p,
            1 => self.p,
            _ => 0.0,
        }
    }
}

#[differentiate]
impl Steps<u64, f64> for Bernoulli {
    fn cdf(&self, x: u64) -> f64 {
        if x == 0 { 1.0 - self.p } else { 1.0 }
    }
}

#[derive(ad::Differentiable, Clone)]
struct Density {
    scale: f64,
}

#[differentiate]
impl Discrete<f64, f64> for Density {
    fn pmf(&self, x: f64) -> f64 {
        self.scale * x * x
    }
}

#[differentiate]
fn counted(p: f64, y: f64) -> f64 {
    let (coin, density) = (Bernoulli { p }, Density { scale: p * y });
    coin.pmf(0) * coin.pmf(1) + coin.sf(0) * coin.cdf(0) * y + density.pmf(y * p)
}

#[differentiate]
fn of_object(law: &dyn Discrete<f64, f64>, y: f64) -> f64 {
    law.pmf(y) * y
}

#[test]
fn integers_in_the_place_of_a_parameter() {
    ad::check::<counted>((0.3, 1.7)).assert();
    let density = Density { scale: 2.0 };
    assert_eq!(of_object::grad(&density, 3.0), 2.0 * 3.0 * 9.0);
}

/// What a trait's function returns a reference to is called on branches and in loops, and is kept as the reference that it is.
/// (It has no `Clone`.)
#[derive(Debug, PartialEq, Differentiable)]
struct Underlying {
    spot: f64,
    rate: f64,
}

#[differentiate]
impl Underlying {
    fn discounted(&self) -> f64 {
        self.spot * (-self.rate).exp()
    }
}

#[differentiate]
trait Contract {
    fn underlying(&self) -> &Underlying;

    fn strike(&self) -> f64;

    fn payoff(&self, spot: Option<f64>) -> f64 {
        let spot = spot.unwrap_or_else(|| self.underlying().discounted());
        (spot - self.strike()).max(0.0)
    }
}

#[derive(Debug, PartialEq, Differentiable)]
struct Vanilla {
    underlying: Underlying,
    strike: f64,
}

#[differentiate]
impl Contract for Vanilla {
    fn underlying(&self) -> &Underlying {
        &self.underlying
    }

    fn strike(&self) -> f64 {
        self.strike
    }
}

#[differentiate]
impl Vanilla {
    /// Of the type itself, which calls what an implementation of a trait gives.
    fn squared(&self, spot: Option<f64>) -> f64 {
        let spot: f64 = spot.unwrap_or_else(|| self.underlying().discounted());
        (spot - self.strike).powi(2)
    }
}

#[differentiate]
fn in_branches<C: Contract + Differentiable>(c: &C, t: f64) -> f64 {
    let spot = if t > 0.3 {
        c.underlying().discounted()
    } else {
        c.underlying().discounted() * t
    };
    spot * spot + c.payoff(Some(t)) + c.payoff(None) * t
}

#[differentiate]
fn in_trips(c: &Vanilla, t: f64) -> f64 {
    let mut sum = c.squared(Some(t)) + c.squared(None) * t;
    for i in 0..3 {
        sum *= c.underlying().discounted();
        if t > i as f64 {
            sum += c.underlying().discounted() * t + in_branches(c, t);
        }
    }
    sum
}

#[test]
fn references_from_traits() {
    let c = Vanilla {
        underlying: Underlying {
            spot: 1.3,
            rate: 0.2,
        },
        strike: 0.4,
    };
    for t in [0.1, 0.7, 1.6, 2.5] {
        ad::check::<in_trips>((&c, t)).assert();
    }
    let by_underlying = c.payoff_grad(None).0.underlying;
    assert!((by_underlying.spot - (-0.2_f64).exp()).abs() < 1e-14);
    assert!((by_underlying.rate + c.underlying.discounted()).abs() < 1e-14);
}

/// Not annotated: a value like any other, without derivatives.
struct Speck;

impl Shape for Speck {
    const SIDES: f64 = 0.0;

    fn area(&self) -> f64 {
        0.0
    }

    fn at(&self, x: f64) -> f64 {
        x
    }
}

#[differentiate]
trait Scaling {
    fn scaled(&self, t: f64) -> f64 {
        t * t
    }
}

/// It has nothing of its own, and the trait's derivatives.
#[derive(Debug, PartialEq, Differentiable)]
struct Unscaled {
    factor: f64,
}

#[differentiate]
impl Scaling for Unscaled {}

/// Not annotated, with a body of its own, of which the trait's derivative is none.
#[derive(Debug, PartialEq, Differentiable)]
struct Tripled {
    factor: f64,
}

impl Scaling for Tripled {
    fn scaled(&self, t: f64) -> f64 {
        3.0 * t
    }
}

#[differentiate]
fn of_scaling<S: Scaling + Differentiable>(s: &S, t: f64) -> f64 {
    s.scaled(t) * t
}

#[differentiate]
fn of_scaling_object(#[no_diff] s: &dyn Scaling, t: f64) -> f64 {
    s.scaled(t) * t
}

#[test]
fn implementations_without_annotation() {
    let plain = Unscaled { factor: 1.0 };
    assert_eq!(Speck.grown(2.0) + Speck.area(), 0.0);
    assert_eq!(
        of_scaling::grad(&plain, 2.0),
        (UnscaledTangent { factor: 0.0 }, 12.0)
    );
    assert_eq!(of_scaling_object::grad(&plain, 2.0), 12.0);
    assert_eq!(of_scaling_object(&Tripled { factor: 1.0 }, 2.0), 12.0);
}

/// Of an object nobody knows the type before it is called.
#[test]
#[should_panic = "`impl Scaling` of this type is not annotated"]
fn objects_without_annotation() {
    of_scaling_object::grad(&Tripled { factor: 1.0 }, 2.0);
}

// --- traits of vectors ---

#[differentiate]
trait Statistic<T: num_traits::Float> {
    fn mean(&self) -> T;
    fn spread(&self) -> T;
}

#[differentiate]
impl Statistic<f64> for Vec<f64> {
    fn mean(&self) -> f64 {
        self.iter().sum::<f64>() / self.len() as f64
    }

    fn spread(&self) -> f64 {
        assert!(!self.is_empty());
        let mean = self.mean();
        self.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / self.len() as f64
    }
}

#[differentiate]
fn of_values(x: f64, y: f64) -> f64 {
    let values = vec![x, x * y, y * y];
    values.mean() * values.spread()
}

// --- a function that imports another trait by the name of this one ---

mod sampled {
    use ad::{Differentiable, differentiate};

    mod declared {
        use ad::differentiate;

        #[differentiate]
        pub trait Bounded {
            fn pdf(&self, x: f64) -> f64;
            #[no_diff]
            fn sample(&self, n: usize) -> Vec<f64>;
        }
    }

    use declared::Bounded;

    #[derive(Differentiable)]
    pub struct Decay {
        rate: f64,
    }

    #[differentiate]
    impl Bounded for Decay {
        fn pdf(&self, x: f64) -> f64 {
            self.rate * (-self.rate * x).exp()
        }

        #[no_diff]
        fn sample(&self, n: usize) -> Vec<f64> {
            use num_traits::Bounded;
            (0..n)
                .map(|i| self.rate.min(Bounded::max_value()))
                .collect()
        }
    }

    #[differentiate]
    pub fn density(rate: f64, x: f64) -> f64 {
        Decay { rate }.pdf(x) * x
    }

    #[test]
    fn samples() {
        assert_eq!(Decay { rate: 2.0 }.sample(2), [2.0, 2.0]);
    }
}

#[test]
fn of_vectors_and_beside_other_traits() {
    ad::check::<of_values>((0.7, -1.3)).assert();
    ad::check::<sampled::density>((0.7, 1.3)).assert();
}

/// A trait with a type parameter, of which there are no objects; what has it need not be a number because there is a `one`.
mod generic_and_sized {
    use ad::{Differentiable, differentiate};

    pub trait One {
        fn one() -> Self;
    }

    pub trait Space: Copy {
        type Difference: Copy;
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    pub struct Point {
        x: f64,
        y: f64,
    }

    impl Space for Point {
        type Difference = Point;
    }

    #[differentiate]
    pub trait Transform<P: Space>: Sized + One {
        fn look_at(eye: P, center: P, up: P::Difference) -> Self;

        fn apply(&self, point: P) -> P;

        fn twice(&self, point: P) -> P {
            self.apply(self.apply(point))
        }

        fn concat(&self, other: &Self) -> Self;

        fn inverse(&self) -> Option<Self>;

        fn apply_inverse(&self, point: P) -> Option<P> {
            self.inverse()
                .and_then(|inverse| Some(inverse.apply(point)))
        }
    }

    #[derive(Differentiable, Clone, Copy, Debug)]
    pub struct Scale {
        factor: f64,
    }

    impl One for Scale {
        fn one() -> Scale {
            Scale { factor: 1.0 }
        }
    }

    #[differentiate]
    impl Transform<Point> for Scale {
        fn look_at(eye: Point, center: Point, up: Point) -> Scale {
            Scale {
                factor: eye.x * center.y + up.x,
            }
        }

        fn apply(&self, point: Point) -> Point {
            Point {
                x: self.factor * point.x,
                y: self.factor * self.factor * point.y,
            }
        }

        fn concat(&self, other: &Self) -> Self {
            Scale {
                factor: self.factor * other.factor,
            }
        }

        fn inverse(&self) -> Option<Self> {
            if self.factor == 0.0 {
                return None;
            }
            Some(Scale {
                factor: 1.0 / self.factor,
            })
        }
    }

    #[differentiate]
    fn there_and_back(factor: f64, x: f64) -> f64 {
        let scale = Scale { factor };
        let p = scale.twice(Point { x, y: 2.0 });
        let both = scale.concat(&Scale::look_at(p, p, p));
        p.x * both.apply_inverse(p).unwrap().y
    }

    #[test]
    fn gradients() {
        ad::check::<there_and_back>((0.7, 1.3)).assert();
    }
}
