//! Enums of one's own: matched, made, passed, with and without a derivative.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::checks;

// --- without floats, without the derive ---

#[derive(Clone, Copy, Debug, PartialEq)]
enum OptionType {
    Call,
    Put,
}

#[differentiate(order = 2)]
fn payoff(s: f64, k: f64, #[no_diff] kind: OptionType) -> f64 {
    match kind {
        OptionType::Call => (s - k).max(0.0) * s,
        OptionType::Put => (k - s).max(0.0) * k,
    }
}

#[differentiate]
fn sign(s: f64, #[no_diff] kind: &OptionType) -> f64 {
    let phi = match *kind {
        OptionType::Call => 1.0,
        OptionType::Put => -1.0,
    };
    phi * s * s
}

#[differentiate]
fn compared(s: f64, #[no_diff] kind: OptionType) -> f64 {
    if kind == OptionType::Call { s * s } else { -s }
}

#[differentiate]
fn passed_on(s: f64, k: f64) -> f64 {
    payoff(s, k, OptionType::Call) + payoff(s, k, OptionType::Put)
}

#[differentiate]
fn imported(s: f64, #[no_diff] kind: OptionType) -> f64 {
    use OptionType::*;
    match kind {
        Call => s * s,
        Put => s.sin(),
    }
}

#[differentiate]
fn several(s: f64, #[no_diff] a: OptionType, #[no_diff] b: OptionType) -> f64 {
    match (a, b) {
        (OptionType::Call, OptionType::Call) => s,
        (OptionType::Call, _) => s * s,
        (OptionType::Put, OptionType::Put) => s * s * s,
        _ if s > 1.0 => -s,
        _ => s.exp(),
    }
}

#[differentiate]
fn matches_macro(s: f64, #[no_diff] kind: OptionType) -> f64 {
    if matches!(kind, OptionType::Call) {
        s * s
    } else {
        s
    }
}

// --- with floats ---

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Shape {
    Circle(f64),
    Rectangle { a: f64, b: f64 },
    Polygon(Vec<(f64, f64)>, usize),
    Nothing,
}

impl Shape {
    #[differentiate]
    fn area(&self) -> f64 {
        match self {
            Shape::Circle(r) => std::f64::consts::PI * r * r,
            Shape::Rectangle { a, b } => a * b,
            Self::Polygon(points, n) => {
                let mut twice = 0.0;
                for i in 0..*n {
                    let j = (i + 1) % points.len();
                    twice += points[i].0 * points[j].1 - points[j].0 * points[i].1;
                }
                0.5 * twice
            }
            Shape::Nothing => 0.0,
        }
    }

    #[differentiate]
    fn scaled(&self, factor: f64) -> Shape {
        match self {
            Shape::Circle(r) => Shape::Circle(r * factor),
            Shape::Rectangle { a, b: height } => Shape::Rectangle {
                a: a * factor,
                b: height * factor,
            },
            other => other.clone(),
        }
    }
}

#[differentiate]
fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Circle(r) => r * r,
        Shape::Rectangle { a, .. } if *a > 1.0 => a * a,
        Shape::Rectangle { a, b } => a * b,
        Shape::Polygon(points, _) => points[0].0 * points[1].1,
        Shape::Nothing => 1.0,
    }
}

#[differentiate]
fn by_value(shape: Shape, x: f64) -> f64 {
    match shape {
        Shape::Circle(r) | Shape::Rectangle { a: r, b: _ } => r * x,
        _ => x,
    }
}

#[differentiate]
fn made(x: f64, n: usize) -> f64 {
    let shape = match n {
        0 => Shape::Circle(x * x),
        1 => Shape::Rectangle { a: x, b: 2.0 * x },
        _ => Shape::Nothing,
    };
    area(&shape) * x
}

#[differentiate]
fn if_let(shape: &Shape, x: f64) -> f64 {
    if let Shape::Circle(r) = shape {
        return r * x;
    }
    let Shape::Rectangle { a, b } = shape else {
        return x;
    };
    a * b * x
}

#[differentiate]
fn nested(shape: &Option<Shape>) -> f64 {
    match shape {
        Some(Shape::Circle(r)) => r.sin(),
        Some(Shape::Rectangle { a, b }) => a / b,
        Some(_) => 1.0,
        None => 0.0,
    }
}

#[differentiate]
fn total(shapes: &[Shape]) -> f64 {
    let mut sum = 0.0;
    for i in 0..shapes.len() {
        sum += match &shapes[i] {
            Shape::Circle(r) => r * r * 3.0,
            Shape::Rectangle { a, b } => a * b,
            _ => 0.0,
        };
    }
    sum
}

#[differentiate]
fn bound(shape: &Shape) -> f64 {
    match shape {
        whole @ Shape::Circle(r) => area(whole) * r,
        Shape::Rectangle {
            a: side @ 0.0..=1.0,
            b,
        } => side * b,
        Shape::Rectangle { a, b: c } => a + *c,
        _ => 2.0,
    }
}

#[differentiate]
fn changed(shape: &mut Shape, x: f64) {
    match shape {
        Shape::Circle(r) => *r *= x,
        Shape::Rectangle { a, b } => {
            *a += x;
            *b = *a * x;
        }
        _ => {}
    }
}

#[differentiate]
fn replaced(x: f64, y: f64) -> f64 {
    let mut shape = Shape::Circle(x);
    for _ in 0..3 {
        shape = match shape {
            Shape::Circle(r) => Shape::Rectangle { a: r * y, b: x },
            Shape::Rectangle { a, b } => Shape::Circle(a * b),
            other => other,
        };
    }
    area(&shape)
}

#[derive(Clone, Debug, Differentiable)]
enum Expression {
    Variable,
    Constant(f64),
    Sum(Box<Expression>, Box<Expression>),
    Product(Box<Expression>, Box<Expression>),
}

#[differentiate]
fn evaluate(e: &Expression, x: f64) -> f64 {
    match e {
        Expression::Variable => x,
        Expression::Constant(c) => *c,
        Expression::Sum(a, b) => evaluate(a, x) + evaluate(b, x),
        Expression::Product(a, b) => evaluate(a, x) * evaluate(b, x),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
enum Value<T> {
    Known(T),
    Unknown,
}

#[differentiate]
fn generic(v: Value<f64>, y: f64) -> f64 {
    match v {
        Value::Known(x) => x * y,
        Value::Unknown => y * y,
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Instrument {
    strike: f64,
    #[no_diff]
    kind: OptionType,
    barrier: Option<f64>,
}

impl Instrument {
    #[differentiate]
    fn value(&self, s: f64) -> f64 {
        let intrinsic = match self.kind {
            OptionType::Call => s - self.strike,
            OptionType::Put => self.strike - s,
        };
        if let Some(barrier) = self.barrier {
            intrinsic * (s / barrier)
        } else {
            intrinsic
        }
    }
}

checks! {
    mod gradients;
    twice payoff(1.2, 0.7, #OptionType::Call), (0.3, 0.7, #OptionType::Put);
    scalar sign(1.2, #&OptionType::Call), (1.2, #&OptionType::Put);
    scalar compared(1.2, #OptionType::Call), (1.2, #OptionType::Put);
    scalar passed_on(1.2, 0.7), (0.2, 0.7);
    scalar imported(1.2, #OptionType::Call), (1.2, #OptionType::Put);
    scalar several(1.2, #OptionType::Call, #OptionType::Call), (1.2, #OptionType::Call, #OptionType::Put), (1.2, #OptionType::Put, #OptionType::Call), (0.2, #OptionType::Put, #OptionType::Call), (1.2, #OptionType::Put, #OptionType::Put);
    scalar matches_macro(1.2, #OptionType::Call), (1.2, #OptionType::Put);
    scalar made(0.7, #0), (0.7, #1), (0.7, #2);
    scalar replaced(0.7, 1.3);
}

fn rectangle(a: f64, b: f64) -> Shape {
    Shape::Rectangle { a, b }
}

fn tangent(a: f64, b: f64) -> ShapeTangent {
    ShapeTangent::Rectangle { a, b }
}

#[test]
fn gradients_are_of_the_same_variant() {
    assert_eq!(area::grad(&Shape::Circle(3.0)), ShapeTangent::Circle(6.0));
    assert_eq!(area::grad(&rectangle(3.0, 4.0)), tangent(6.0, 0.0));
    assert_eq!(area::grad(&rectangle(0.5, 4.0)), tangent(4.0, 0.5));
    assert_eq!(area::grad(&Shape::Nothing), ShapeTangent::Nothing);
    let polygon = Shape::Polygon(vec![(2.0, 3.0), (5.0, 7.0)], 2);
    assert_eq!(
        area::grad(&polygon),
        ShapeTangent::Polygon(vec![(7.0, 0.0), (0.0, 2.0)], ())
    );
    assert_eq!(
        area::jvp(&rectangle(0.5, 4.0), &tangent(1.0, 2.0)),
        (2.0, 5.0)
    );
    ad::check::<area>(&rectangle(0.5, 4.0)).assert();
    ad::check::<area>(&polygon).assert();
}

#[test]
fn other_ways_to_look_at_them() {
    assert_eq!(
        by_value::grad(rectangle(3.0, 4.0), 5.0),
        (tangent(5.0, 0.0), 3.0)
    );
    assert_eq!(
        by_value::grad(Shape::Nothing, 5.0),
        (ShapeTangent::Nothing, 1.0)
    );
    assert_eq!(
        if_let::grad(&rectangle(3.0, 4.0), 5.0),
        (tangent(20.0, 15.0), 12.0)
    );
    assert_eq!(
        if_let::grad(&Shape::Circle(3.0), 5.0),
        (ShapeTangent::Circle(5.0), 3.0)
    );
    assert_eq!(
        nested::grad(&Some(rectangle(3.0, 4.0))),
        Some(tangent(0.25, -3.0 / 16.0))
    );
    assert_eq!(nested::grad(&None), None);
    assert_eq!(
        total::grad(&[Shape::Circle(2.0), rectangle(3.0, 4.0), Shape::Nothing]),
        [
            ShapeTangent::Circle(12.0),
            tangent(4.0, 3.0),
            ShapeTangent::Nothing
        ]
    );
    assert_eq!(bound::grad(&Shape::Circle(3.0)), ShapeTangent::Circle(27.0));
    assert_eq!(bound::grad(&rectangle(0.5, 3.0)), tangent(3.0, 0.5));
    assert_eq!(bound::grad(&rectangle(1.5, 3.0)), tangent(1.0, 1.0));
}

#[test]
fn methods_of_enums() {
    let circle = Shape::Circle(2.0);
    let (value, gradient) = circle.area_value_and_grad();
    assert_eq!(value, circle.area());
    assert_eq!(gradient, ShapeTangent::Circle(4.0 * std::f64::consts::PI));
    let (scaled, (shape_bar, factor_bar)) =
        rectangle(3.0, 4.0).scaled_vjp(2.0, &tangent(1.0, 10.0));
    assert_eq!(scaled, rectangle(6.0, 8.0));
    assert_eq!((shape_bar, factor_bar), (tangent(2.0, 20.0), 43.0));
}

#[test]
fn changes_in_place() {
    let mut shape = rectangle(3.0, 4.0);
    let mut bar = tangent(1.0, 10.0);
    let (_, x_bar) = changed::vjp(&mut shape, 5.0, &mut bar);
    assert_eq!(shape, rectangle(8.0, 40.0));
    assert_eq!(bar, tangent(51.0, 0.0));
    assert_eq!(x_bar, 131.0);
}

#[test]
fn recursive_enums() {
    use Expression::{Constant, Product, Sum, Variable};
    let e = Sum(
        Box::new(Product(Box::new(Variable), Box::new(Constant(3.0)))),
        Box::new(Variable),
    );
    let (e_bar, x_bar) = evaluate::grad(&e, 5.0);
    assert_eq!(x_bar, 4.0);
    let ExpressionTangent::Sum(product, _) = e_bar else {
        panic!("{e_bar:?}")
    };
    let ExpressionTangent::Product(_, constant) = *product else {
        panic!("{product:?}")
    };
    assert_eq!(*constant, ExpressionTangent::Constant(5.0));
}

#[test]
fn generic_enums_and_enums_in_structs() {
    assert_eq!(
        generic::grad(Value::Known(2.0), 3.0),
        (ValueTangent::Known(3.0), 2.0)
    );
    let option = Instrument {
        strike: 3.0,
        kind: OptionType::Put,
        barrier: Some(2.0),
    };
    let (gradient, s_bar) = option.value_grad(1.0);
    assert_eq!(gradient.strike, 0.5);
    assert_eq!(gradient.barrier, Some(-0.5));
    assert_eq!(s_bar, 0.5);
}

/// A variant with braces and nothing in them, and a type of which there are no copies.
#[derive(Debug, Differentiable)]
enum Altitude {
    Low {},
    High { c: f64, d: f64 },
}

#[differentiate]
fn altitude(x: f64, y: f64) -> Altitude {
    if x < 0.3 {
        Altitude::Low {}
    } else {
        Altitude::High {
            c: x * y,
            d: y.exp(),
        }
    }
}

#[differentiate]
fn drag(x: f64, y: f64) -> f64 {
    match altitude(x, y) {
        Altitude::Low {} => x * x,
        Altitude::High { c, d } => c * d,
    }
}

#[test]
fn variants_with_empty_braces() {
    ad::check::<drag>((0.7, 0.4)).assert();
    ad::check::<drag>((0.2, 0.4)).assert();
}

/// The variants by their names alone, which a method's body brings.
#[derive(Clone, Debug, Differentiable)]
pub enum Term {
    Constant(f64),
    Variable(#[no_diff] usize),
    Product(Vec<Term>),
    Power {
        of: Box<Term>,
        #[no_diff]
        n: i32,
    },
}
#[differentiate]
impl Term {
    fn value(&self, x: &[f64]) -> f64 {
        use Term::*;
        match self {
            Constant(c) => *c,
            Variable(i) => x[*i],
            Product(all) => all.iter().map(|term| term.value(x)).product(),
            Power { of, n } => of.value(x).powi(*n),
        }
    }
}
#[differentiate]
fn term(term: &Term, x: &[f64]) -> f64 {
    term.value(x)
}
#[test]
fn variants_by_their_names_alone() {
    let square = Term::Power {
        of: Box::new(Term::Variable(1)),
        n: 2,
    };
    let all = Term::Product(vec![Term::Constant(1.5), Term::Variable(0), square]);
    ad::check::<term>((&all, &[0.3, 0.7][..])).assert();
}

/// Kinds as positions, of parts of tuples and of elements.
#[derive(Clone, Copy, Differentiable)]
enum Kind {
    Early,
    Late,
    Never,
}
#[differentiate]
fn by_kind(items: &[(Kind, f64)], order: &[Kind], weights: &[f64; 3]) -> f64 {
    let mut totals = [0.0; 3];
    for &(kind, v) in items {
        totals[kind as usize] += v * weights[kind as usize];
    }
    let first = order[0] as i32 as f64 + 1.5;
    let late = totals[Kind::Late as usize];
    totals.iter().map(|t| t * t).sum::<f64>().sqrt() * first + late
}
#[test]
fn kinds_are_positions() {
    let items = [(Kind::Early, 0.5), (Kind::Never, 1.5), (Kind::Late, -0.5)];
    ad::check::<by_kind>((&items, &[Kind::Never], &[0.3, 0.6, 0.9])).assert();
}

/// Parts of variants have methods that are called like those of numbers.
#[derive(Clone, Copy, Differentiable)]
struct Corner {
    x: f64,
    y: f64,
}
#[differentiate]
impl std::ops::Sub for Corner {
    type Output = Corner;
    fn sub(self, other: Corner) -> Corner {
        Corner {
            x: self.x - other.x,
            y: self.y - other.y,
        }
    }
}
#[differentiate]
impl Corner {
    fn abs(self) -> Corner {
        Corner {
            x: self.x.abs(),
            y: self.y.abs(),
        }
    }
    fn max(self, least: f64) -> Corner {
        Corner {
            x: self.x.max(least),
            y: self.y.max(least),
        }
    }
    fn length(self) -> f64 {
        self.x.hypot(self.y)
    }
}
#[derive(Clone, Differentiable)]
enum Body {
    Rounded {
        center: Corner,
        half: Corner,
        #[no_diff]
        radius: f64,
    },
    Shifted(Corner, Box<Body>),
}
#[differentiate]
impl Body {
    fn distance(&self, from: Corner) -> f64 {
        match self {
            Body::Rounded {
                center,
                half,
                radius,
            } => {
                let q = (from - *center).abs() - *half;
                q.max(0.0).length() + q.x.max(q.y).min(0.0) - radius
            }
            Body::Shifted(by, body) => body.distance(from - by.max(-1.0)),
        }
    }
}
#[differentiate]
fn distance(x: f64, y: f64, half: f64) -> f64 {
    let center = Corner { x: 0.1, y: x * y };
    let half = Corner { x: half, y: 0.2 };
    let body = Body::Rounded {
        center,
        half,
        radius: 0.1,
    };
    let shifted = Body::Shifted(Corner { x: y, y: x }, Box::new(body.clone()));
    body.distance(Corner { x, y }) * shifted.distance(Corner { x: y, y: 2.0 })
}
#[test]
fn parts_of_variants_have_known_types() {
    ad::check::<distance>((1.3, 0.7, 0.3)).assert();
}

/// Fields of variants that are left out, of numbers and of what else can be copied.
#[derive(Clone, Differentiable)]
enum Step {
    Scaled {
        by: f64,
        #[no_diff]
        offset: f64,
        #[no_diff]
        label: Corner,
    },
    Moved(#[no_diff] f64, f64, #[no_diff] [f64; 2]),
}
#[differentiate]
fn left_out(x: f64, y: f64) -> f64 {
    let corner = Corner { x: y, y: x };
    let array = [x, y];
    let steps = [
        Step::Scaled {
            by: x,
            offset: x * y,
            label: corner,
        },
        Step::Moved(x, y, array),
    ];
    let mut sum = 0.0;
    for step in &steps {
        sum += match step {
            Step::Scaled { by, offset, label } => by * offset + label.x * by,
            Step::Moved(a, b, c) => a * b + c[0] * b,
        };
    }
    sum
}
#[test]
fn fields_of_variants_can_be_left_out() {
    let (value, (x, y)) = left_out::value_and_grad(1.5, 2.5);
    assert_eq!(value, 1.5 * (3.75 + 2.5) + 2.5 * (1.5 + 1.5));
    // By `by` alone, and by `b`.
    assert_eq!((x, y), (3.75 + 2.5, 1.5 + 1.5));
    assert_eq!(left_out::jvp(1.5, 2.5, 1.0, 0.0), (value, x));
    assert_eq!(left_out::jvp(1.5, 2.5, 0.0, 1.0), (value, y));
}

/// Variants by imported names.
mod by_imported_names {
    use ad::{Differentiable, differentiate};

    #[derive(Clone, Differentiable)]
    pub enum Payoff {
        Put(f64),
        Call { strike: f64 },
        Nothing,
    }
    pub mod inside {
        use super::Payoff::{self, Call, *};

        #[ad::differentiate]
        pub fn value(payoff: &Payoff, s: f64) -> f64 {
            match payoff {
                Put(k) if s < *k => (k - s).powi(2),
                Call { strike } if s > *strike => (s - strike).powi(2),
                Nothing => s,
                Put(_) | Call { .. } => 0.0,
            }
        }

        #[ad::differentiate]
        pub fn all(s: f64, k: f64) -> f64 {
            let payoffs = [Put(k * s), Call { strike: 0.5 * k }, Nothing];
            let more: Vec<Payoff> = [k, 2.0 * k].into_iter().map(Put).collect();
            let sum: f64 = payoffs.iter().chain(&more).map(|p| value(p, s)).sum();
            sum + value(&Put(s * k), 0.1)
        }
    }

    #[differentiate]
    fn in_body(x: f64) -> f64 {
        use Payoff::*;
        let p = Put(x);
        match p {
            Put(k) => k * k,
            Call { strike: k } => k,
            Nothing => 0.0,
        }
    }

    #[test]
    fn agrees() {
        ad::check::<inside::all>((1.3, 1.9)).assert();
        ad::check::<in_body>(1.3).assert();
    }
}
