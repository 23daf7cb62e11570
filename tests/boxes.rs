//! Values in boxes and behind shared pointers: made, held by recursive types, read and changed.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone, Debug, Differentiable)]
pub enum Payoff {
    Call { k: f64 },
    Put(f64),
    Spread(Box<Payoff>, Box<Payoff>),
    Nothing,
}

#[differentiate]
impl Payoff {
    fn value(&self, s: f64) -> f64 {
        match self {
            Payoff::Call { k } => (s - k).max(0.0),
            Payoff::Put(k) => (k - s).max(0.0),
            Payoff::Spread(a, b) => a.value(s) - b.value(s),
            Payoff::Nothing => 0.0,
        }
    }
}

#[differentiate]
fn spread(s: f64, k: f64) -> f64 {
    let payoff = Payoff::Spread(Box::new(Payoff::Call { k }), Box::new(Payoff::Put(k * 0.9)));
    payoff.value(s * s) * s
}

#[differentiate(order = 2)]
fn of_numbers(x: f64, y: f64) -> f64 {
    let mut a = Box::new(x * y);
    *a += x;
    let b = Box::new([x, y * y]);
    *a * b[1] * b[0]
}

#[differentiate]
fn boxed_vector(x: f64, n: usize) -> Box<Vec<f64>> {
    Box::new((0..n).map(|i| x.powi(i as i32)).collect())
}

#[differentiate]
fn of_vectors(x: f64) -> f64 {
    boxed_vector(x, 4).iter().sum()
}

/// A node of an expression that others share.
#[derive(Clone, Debug, Differentiable)]
pub struct Node {
    weight: f64,
    left: Option<Rc<Node>>,
    right: Option<Rc<Node>>,
}

#[differentiate]
impl Node {
    fn total(&self, x: f64) -> f64 {
        let left = self.left.as_ref().map_or(x, |n| n.total(x));
        let right = match &self.right {
            Some(n) => n.total(x * 0.5),
            None => 1.0,
        };
        self.weight * left * right
    }
}

#[differentiate]
fn shared(x: f64, y: f64) -> f64 {
    let leaf = Rc::new(Node {
        weight: x * y,
        left: None,
        right: None,
    });
    let root = Node {
        weight: y,
        left: Some(Rc::clone(&leaf)),
        right: Some(leaf.clone()),
    };
    root.total(x) + leaf.weight
}

#[derive(Clone, Debug, Differentiable)]
struct Curve {
    times: Arc<Vec<f64>>,
    rates: Arc<[f64]>,
    flat: Rc<f64>,
}

#[differentiate]
impl Curve {
    fn discount(&self, t: f64) -> f64 {
        let i = self
            .times
            .iter()
            .take_while(|s| **s < t)
            .count()
            .min(self.rates.len() - 1);
        (-(self.rates[i] + *self.flat) * t).exp()
    }
}

#[differentiate]
fn bond(curve: &Curve, coupons: &[f64]) -> f64 {
    coupons
        .iter()
        .zip(curve.times.iter())
        .map(|(c, t)| c * curve.discount(*t))
        .sum()
}

#[differentiate]
fn with_a_shared_number(x: f64) -> f64 {
    let a = Arc::new(x * x);
    let b = Arc::clone(&a);
    let boxed = Box::new(x.sin());
    let copy = boxed.clone();
    *a * *b * *copy
}

/// A search tree of values.
#[derive(Clone, Debug, Differentiable)]
struct Tree {
    value: f64,
    left: Option<Box<Tree>>,
    right: Option<Box<Tree>>,
}

#[differentiate]
impl Tree {
    fn weighted(&self, k: f64) -> f64 {
        let left = match &self.left {
            Some(tree) => tree.weighted(k * k),
            None => 0.0,
        };
        let right = self.right.as_ref().map_or(1.0, |tree| tree.weighted(k));
        self.value * k + left * right
    }

    fn shift(&mut self, by: f64) {
        self.value *= by;
        if let Some(tree) = self.left.as_mut() {
            tree.shift(by * 2.0);
        }
        if let Some(tree) = &mut self.right {
            tree.value += by * by;
        }
    }
}

#[differentiate]
fn shifted(tree: &Tree, by: f64) -> f64 {
    let mut tree = tree.clone();
    tree.shift(by);
    tree.weighted(by)
}

#[test]
fn of_trees() {
    let leaf = |value| {
        Some(Box::new(Tree {
            value,
            left: None,
            right: None,
        }))
    };
    let tree = Tree {
        value: 1.2,
        left: leaf(0.3),
        right: leaf(0.7),
    };
    ad::check::<shifted>((&tree, 1.1)).assert();
    ad::check::<shifted>((
        &Tree {
            value: 2.0,
            left: Some(Box::new(tree)),
            right: None,
        },
        0.9,
    ))
    .assert();
}

#[test]
fn of_shared_pointers() {
    ad::check::<shared>((1.3, 0.7)).assert();
    ad::check::<with_a_shared_number>(1.3).assert();
    let curve = Curve {
        times: Arc::new(vec![0.5, 1.0, 2.0]),
        rates: Arc::from([0.01, 0.02, 0.03]),
        flat: Rc::new(0.001),
    };
    ad::check::<bond>((&curve, &[1.0, 2.0, 101.0][..])).assert();
}

#[test]
fn gradients() {
    ad::check::<spread>((1.3, 0.7)).assert();
    ad::check::<of_numbers>((1.3, 0.7)).assert();
    ad::check::<of_vectors>(0.7).assert();
}

#[test]
fn second_order() {
    // (x y + x) x y^2: by x twice, 2 (y + 1) y^2
    let (_, (along_x, _)) = of_numbers::hvp(1.3, 0.7, 1.0, 0.0);
    assert!((along_x - 2.0 * 1.7 * 0.49).abs() < 1e-12);
}

#[derive(Clone, Debug, Differentiable)]
struct Contour {
    area: f64,
}

#[derive(Clone, Debug, Differentiable)]
struct Field {
    contour: Box<Contour>,
    scale: f64,
}

#[differentiate]
impl Field {
    fn contour(&self) -> &Contour {
        &self.contour
    }
}

/// A reference to a box where one to what it holds is asked for.
#[differentiate]
fn outline(field: &Field) -> &Contour {
    &field.contour
}

#[differentiate]
fn scaled_area(field: &Field) -> f64 {
    outline(field).area * field.contour().area * field.scale
}

#[test]
fn what_a_box_holds_is_returned() {
    let field = Field {
        contour: Box::new(Contour { area: 1.5 }),
        scale: 0.7,
    };
    ad::check::<scaled_area>(&field).assert();
}
