//! The signatures of what is generated, exactly, for each kind of parameter and result; and that each function does
//! what it says, on functions whose derivatives can be seen at a glance.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::differentiate;

/// Compiles if the function has this type.
macro_rules! signature {
    ($($function:path: $ty:ty;)*) => {
        $(let _: $ty = $function;)*
    };
}

// --- scalars ---

#[differentiate(order = 2)]
pub fn product(x: f64, y: f64) -> f64 {
    x * x * y
}

#[test]
fn scalars() {
    signature! {
        product::value_and_grad: fn(f64, f64) -> (f64, (f64, f64));
        product::grad: fn(f64, f64) -> (f64, f64);
        product::jvp: fn(f64, f64, f64, f64) -> (f64, f64);
        product::vjp: fn(f64, f64, f64) -> (f64, (f64, f64));
        product::vjp_into: fn(f64, f64, f64, &mut f64, &mut f64) -> f64;
        product::hvp: fn(f64, f64, f64, f64) -> ((f64, f64), (f64, f64));
    }
    assert_eq!(product::value_and_grad(3.0, 2.0), (18.0, (12.0, 9.0)));
    assert_eq!(product::grad(3.0, 2.0), (12.0, 9.0));
    assert_eq!(product::jvp(3.0, 2.0, 1.0, 10.0), (18.0, 102.0));
    assert_eq!(product::vjp(3.0, 2.0, 2.0), (18.0, (24.0, 18.0)));
    let (mut x_bar, mut y_bar) = (1.0, 2.0);
    assert_eq!(
        product::vjp_into(3.0, 2.0, 1.0, &mut x_bar, &mut y_bar),
        18.0
    );
    assert_eq!((x_bar, y_bar), (13.0, 11.0));
    assert_eq!(product::hvp(3.0, 2.0, 1.0, 0.0), ((12.0, 9.0), (4.0, 6.0)));
    let (value, pullback) = product::pullback(3.0, 2.0);
    assert_eq!(
        (value, pullback.apply(1.0), pullback.apply(2.0)),
        (18.0, (12.0, 9.0), (24.0, 18.0))
    );
    pullback.apply_into(1.0, &mut x_bar, &mut y_bar);
    assert_eq!((x_bar, y_bar), (25.0, 20.0));
}

#[differentiate(order = 2)]
fn cube(x: f64) -> f64 {
    x * x * x
}

#[differentiate]
fn single(x: f32) -> f32 {
    x * x
}

#[differentiate]
fn by_reference(x: &f64, n: &usize) -> f64 {
    *x * *x * *n as f64
}

#[test]
fn one_scalar() {
    signature! {
        cube::grad: fn(f64) -> f64;
        cube::hessian: fn(f64) -> f64;
        cube::hvp: fn(f64, f64) -> (f64, f64);
        single::value_and_grad: fn(f32) -> (f32, f32);
        single::vjp: fn(f32, f32) -> (f32, f32);
        by_reference::grad: fn(&f64, &usize) -> f64;
        by_reference::vjp_into: fn(&f64, &usize, f64, &mut f64) -> f64;
    }
    assert_eq!(
        (cube::grad(2.0), cube::hessian(2.0), cube::hvp(2.0, 0.5)),
        (12.0, 12.0, (12.0, 6.0))
    );
    assert_eq!(single::value_and_grad(3.0), (9.0, 6.0));
    assert_eq!(by_reference::grad(&3.0, &2), 12.0);
}

// --- sequences ---

#[differentiate(order = 2)]
fn weighted(x: &[f64], scale: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        sum += scale * x[i] * x[i];
    }
    sum
}

#[differentiate(order = 2)]
fn borrowed(x: &Vec<f64>) -> f64 {
    x[0] * x[0] * x[1]
}

#[differentiate]
fn owned(x: Vec<f64>) -> f64 {
    x[0] * x[1]
}

#[test]
fn slices_and_vectors() {
    signature! {
        weighted::value_and_grad: fn(&[f64], f64, usize) -> (f64, (Vec<f64>, f64));
        weighted::jvp: fn(&[f64], f64, usize, &[f64], f64) -> (f64, f64);
        weighted::vjp: fn(&[f64], f64, usize, f64) -> (f64, (Vec<f64>, f64));
        weighted::vjp_into: fn(&[f64], f64, usize, f64, &mut [f64], &mut f64) -> f64;
        weighted::hvp: fn(&[f64], f64, usize, &[f64], f64) -> ((Vec<f64>, f64), (Vec<f64>, f64));
        borrowed::grad: fn(&Vec<f64>) -> Vec<f64>;
        borrowed::jvp: fn(&Vec<f64>, &[f64]) -> (f64, f64);
        borrowed::hessian: fn(&Vec<f64>) -> Vec<Vec<f64>>;
        owned::grad: fn(Vec<f64>) -> Vec<f64>;
        owned::jvp: fn(Vec<f64>, &[f64]) -> (f64, f64);
        owned::vjp_into: fn(Vec<f64>, f64, &mut [f64]) -> f64;
    }
    let x = vec![1.0, 2.0, 3.0];
    assert_eq!(
        weighted::value_and_grad(&x, 2.0, 2),
        (10.0, (vec![4.0, 8.0, 0.0], 5.0))
    );
    assert_eq!(
        weighted::jvp(&x, 2.0, 2, &[1.0, 0.0, 0.0], 1.0),
        (10.0, 9.0)
    );
    let (mut x_bar, mut scale_bar) = (vec![1.0; 3], 1.0);
    weighted::vjp_into(&x, 2.0, 2, 1.0, &mut x_bar, &mut scale_bar);
    assert_eq!((x_bar, scale_bar), (vec![5.0, 9.0, 1.0], 6.0));
    assert_eq!(
        weighted::hvp(&x, 2.0, 2, &[1.0, 0.0, 0.0], 1.0).1,
        (vec![6.0, 4.0, 0.0], 2.0)
    );
    assert_eq!(borrowed::hessian(&vec![1.0, 2.0]), [[4.0, 2.0], [2.0, 0.0]]);
    assert_eq!(owned::grad(vec![3.0, 4.0]), [4.0, 3.0]);
    let (_, pullback) = weighted::pullback(&x, 2.0, 2);
    assert_eq!(pullback.apply(1.0), (vec![4.0, 8.0, 0.0], 5.0));
    let mut bar = [0.0; 3];
    pullback.apply_into(1.0, &mut bar, &mut scale_bar);
    assert_eq!((bar, scale_bar), ([4.0, 8.0, 0.0], 11.0));
}

#[differentiate(order = 2)]
fn array<const N: usize>(x: [f64; N]) -> f64 {
    let mut sum = 0.0;
    for i in 0..N {
        sum += x[i] * x[i];
    }
    sum
}

#[differentiate(order = 2)]
fn borrowed_array(x: &[f64; 2]) -> f64 {
    x[0] * x[0] * x[1]
}

#[test]
fn arrays() {
    signature! {
        array::grad::<3>: fn([f64; 3]) -> [f64; 3];
        array::jvp::<3>: fn([f64; 3], &[f64; 3]) -> (f64, f64);
        array::vjp_into::<3>: fn([f64; 3], f64, &mut [f64; 3]) -> f64;
        array::hessian::<3>: fn([f64; 3]) -> [[f64; 3]; 3];
        borrowed_array::value_and_grad: fn(&[f64; 2]) -> (f64, [f64; 2]);
        borrowed_array::hvp: fn(&[f64; 2], &[f64; 2]) -> ([f64; 2], [f64; 2]);
        borrowed_array::hessian: fn(&[f64; 2]) -> [[f64; 2]; 2];
    }
    assert_eq!(array::grad([1.0, 2.0, 3.0]), [2.0, 4.0, 6.0]);
    assert_eq!(array::hessian([1.0, 2.0]), [[2.0, 0.0], [0.0, 2.0]]);
    assert_eq!(
        borrowed_array::hessian(&[1.0, 2.0]),
        [[4.0, 2.0], [2.0, 0.0]]
    );
}

#[differentiate]
fn rows(x: &[Vec<f64>]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        for j in 0..x[i].len() {
            sum += x[i][j] * x[i][j];
        }
    }
    sum
}

#[differentiate]
fn points(x: &[[f64; 3]]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i][0] * x[i][2];
    }
    sum
}

#[test]
fn nested() {
    signature! {
        rows::grad: fn(&[Vec<f64>]) -> Vec<Vec<f64>>;
        rows::jvp: fn(&[Vec<f64>], &[Vec<f64>]) -> (f64, f64);
        rows::vjp_into: fn(&[Vec<f64>], f64, &mut [Vec<f64>]) -> f64;
        points::grad: fn(&[[f64; 3]]) -> Vec<[f64; 3]>;
        points::jvp: fn(&[[f64; 3]], &[[f64; 3]]) -> (f64, f64);
    }
    assert_eq!(
        rows::grad(&[vec![1.0], vec![2.0, 3.0]]),
        [vec![2.0], vec![4.0, 6.0]]
    );
    assert_eq!(points::grad(&[[1.0, 2.0, 3.0]]), [[3.0, 0.0, 1.0]]);
}

// --- tuples, options, boxes ---

#[differentiate]
fn pair(p: (f64, f64)) -> f64 {
    p.0 * p.1
}

#[differentiate]
fn mixed(p: &(f64, usize)) -> f64 {
    p.0 * p.1 as f64
}

#[differentiate]
fn pattern((a, b): (f64, f64), n: usize) -> f64 {
    a * b * n as f64
}

#[test]
fn tuples() {
    signature! {
        pair::grad: fn((f64, f64)) -> (f64, f64);
        pair::jvp: fn((f64, f64), &(f64, f64)) -> (f64, f64);
        pair::vjp_into: fn((f64, f64), f64, &mut (f64, f64)) -> f64;
        mixed::grad: fn(&(f64, usize)) -> (f64, ());
        pattern::grad: fn((f64, f64), usize) -> (f64, f64);
    }
    assert_eq!(pair::grad((2.0, 3.0)), (3.0, 2.0));
    assert_eq!(mixed::grad(&(2.0, 3)), (3.0, ()));
    assert_eq!(pattern::grad((2.0, 3.0), 2), (6.0, 4.0));
}

#[differentiate(jvp = maybe_forward, vjp = maybe_reverse)]
fn maybe(x: Option<f64>, y: f64) -> f64 {
    x.unwrap_or(1.0) * y
}

fn maybe_forward(x: Option<f64>, y: f64, x_dot: Option<f64>, y_dot: f64) -> (f64, f64) {
    (
        maybe(x, y),
        x_dot.unwrap_or(0.0) * y + x.unwrap_or(1.0) * y_dot,
    )
}

fn maybe_reverse(x: Option<f64>, y: f64, bar: f64) -> (f64, (Option<f64>, f64)) {
    (maybe(x, y), (x.map(|_| y * bar), x.unwrap_or(1.0) * bar))
}

#[differentiate(jvp = boxed_forward, vjp = boxed_reverse)]
fn boxed(x: Box<f64>) -> f64 {
    *x * *x
}

fn boxed_forward(x: Box<f64>, x_dot: Box<f64>) -> (f64, f64) {
    (*x * *x, 2.0 * *x * *x_dot)
}

fn boxed_reverse(x: Box<f64>, bar: f64) -> (f64, Box<f64>) {
    (*x * *x, Box::new(2.0 * *x * bar))
}

#[test]
fn options_and_boxes() {
    signature! {
        maybe::grad: fn(Option<f64>, f64) -> (Option<f64>, f64);
        maybe::jvp: fn(Option<f64>, f64, Option<f64>, f64) -> (f64, f64);
        maybe::vjp_into: fn(Option<f64>, f64, f64, &mut Option<f64>, &mut f64) -> f64;
        boxed::grad: fn(Box<f64>) -> Box<f64>;
        boxed::jvp: fn(Box<f64>, Box<f64>) -> (f64, f64);
    }
    assert_eq!(maybe::grad(Some(2.0), 3.0), (Some(3.0), 2.0));
    assert_eq!(maybe::grad(None, 3.0), (None, 1.0));
    assert_eq!(boxed::grad(Box::new(3.0)), Box::new(6.0));
}

// --- results ---

#[differentiate]
fn doubled(x: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; x.len()];
    for i in 0..x.len() {
        y[i] = 2.0 * x[i];
    }
    y
}

#[differentiate]
fn polar(x: [f64; 2]) -> [f64; 2] {
    [x[0] * x[1].cos(), x[0] * x[1].sin()]
}

#[differentiate]
fn curve(t: f64) -> [f64; 3] {
    [1.0, t, t * t]
}

#[differentiate]
fn powers(t: f64, n: usize) -> Vec<f64> {
    let mut y = vec![1.0; n];
    for i in 1..n {
        y[i] = y[i - 1] * t;
    }
    y
}

#[differentiate]
fn sum_and_product(x: f64, y: f64) -> (f64, f64) {
    (x + y, x * y)
}

#[test]
fn results() {
    signature! {
        doubled::vjp: fn(&[f64], &[f64]) -> (Vec<f64>, Vec<f64>);
        doubled::vjp_into: fn(&[f64], &[f64], &mut [f64]) -> Vec<f64>;
        doubled::jvp: fn(&[f64], &[f64]) -> (Vec<f64>, Vec<f64>);
        doubled::jacobian: fn(&[f64]) -> Vec<Vec<f64>>;
        polar::vjp: fn([f64; 2], &[f64; 2]) -> ([f64; 2], [f64; 2]);
        polar::jacobian: fn([f64; 2]) -> [[f64; 2]; 2];
        curve::jvp: fn(f64, f64) -> ([f64; 3], [f64; 3]);
        curve::jacobian: fn(f64) -> [[f64; 1]; 3];
        powers::jacobian: fn(f64, usize) -> Vec<Vec<f64>>;
        sum_and_product::vjp: fn(f64, f64, &(f64, f64)) -> ((f64, f64), (f64, f64));
        sum_and_product::jvp: fn(f64, f64, f64, f64) -> ((f64, f64), (f64, f64));
    }
    assert_eq!(doubled::jacobian(&[1.0, 2.0]), [[2.0, 0.0], [0.0, 2.0]]);
    assert!(doubled::jacobian(&[]).is_empty());
    assert_eq!(
        doubled::value_and_jacobian(&[1.5]),
        (vec![3.0], vec![vec![2.0]])
    );
    assert_eq!(
        curve::value_and_jacobian(3.0),
        (curve(3.0), curve::jacobian(3.0))
    );
    assert_eq!(polar::jacobian([2.0, 0.0]), [[1.0, 0.0], [0.0, 2.0]]);
    assert_eq!(curve::jacobian(3.0), [[0.0], [1.0], [6.0]]);
    assert_eq!(powers::jacobian(3.0, 3), [[0.0], [1.0], [6.0]]);
    assert_eq!(
        sum_and_product::vjp(2.0, 3.0, &(1.0, 10.0)),
        ((5.0, 6.0), (31.0, 21.0))
    );
    assert_eq!(
        sum_and_product::jvp(2.0, 3.0, 1.0, 0.0),
        ((5.0, 6.0), (1.0, 3.0))
    );
    let (value, pullback) = doubled::pullback(&[1.0, 2.0]);
    assert_eq!(value, [2.0, 4.0]);
    for i in 0..2 {
        let mut unit = vec![0.0; 2];
        unit[i] = 1.0;
        assert_eq!(pullback.apply(&unit)[i], 2.0);
    }
}

// --- what is written in place ---

#[differentiate]
fn rotate(re: &mut [f64], im: &mut [f64], w: f64) {
    for i in 0..re.len() {
        let (c, s) = (w.cos(), w.sin());
        let (a, b) = (re[i], im[i]);
        re[i] = c * a - s * b;
        im[i] = s * a + c * b;
    }
}

#[differentiate]
fn accumulate(total: &mut f64, x: f64) -> f64 {
    *total += x * x;
    *total * x
}

#[differentiate]
fn push(x: &mut Vec<f64>, y: f64) {
    x.push(y * y);
}

#[differentiate]
fn squares(x: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        out[i] = x[i] * x[i];
    }
}

#[test]
fn in_place() {
    signature! {
        rotate::vjp: fn(&mut [f64], &mut [f64], f64, &mut [f64], &mut [f64]) -> ((), f64);
        rotate::jvp: fn(&mut [f64], &mut [f64], f64, &mut [f64], &mut [f64], f64) -> ((), ());
        rotate::vjp_into: fn(&mut [f64], &mut [f64], f64, &mut [f64], &mut [f64], &mut f64);
        accumulate::vjp: fn(&mut f64, f64, f64, &mut f64) -> (f64, f64);
        accumulate::jvp: fn(&mut f64, f64, &mut f64, f64) -> (f64, f64);
        accumulate::grad: fn(&mut f64, f64) -> f64;
        push::vjp: fn(&mut Vec<f64>, f64, &mut Vec<f64>) -> ((), f64);
        squares::vjp: fn(&[f64], &mut [f64], &mut [f64]) -> ((), Vec<f64>);
        squares::vjp_into: fn(&[f64], &mut [f64], &mut [f64], &mut [f64]);
    }
    let (mut out, mut out_bar) = ([7.0; 2], [1.0, 10.0]);
    let ((), x_bar) = squares::vjp(&[2.0, 3.0], &mut out, &mut out_bar);
    assert_eq!(
        (out, out_bar, x_bar),
        ([4.0, 9.0], [0.0; 2], vec![4.0, 60.0])
    );
    let (mut total, mut total_bar) = (1.0, 1.0);
    assert_eq!(
        accumulate::vjp(&mut total, 2.0, 1.0, &mut total_bar),
        (10.0, 17.0)
    );
    assert_eq!((total, total_bar), (5.0, 3.0));
    let (mut x, mut x_bar) = (vec![1.0], vec![5.0, 2.0]);
    assert_eq!(push::vjp(&mut x, 3.0, &mut x_bar), ((), 12.0));
    assert_eq!((x, x_bar), (vec![1.0, 9.0], vec![5.0]));
    let (mut re, mut im, mut re_dot, mut im_dot) = ([1.0], [0.0], [0.0], [0.0]);
    rotate::jvp(&mut re, &mut im, 0.0, &mut re_dot, &mut im_dot, 1.0);
    assert_eq!((re, im, re_dot, im_dot), ([1.0], [0.0], [0.0], [1.0]));
}

// --- generics ---

#[differentiate(order = 2)]
fn norm<T: num_traits::Float>(x: &[T], scale: T) -> T {
    let mut sum = T::zero();
    for i in 0..x.len() {
        sum = sum + x[i] * x[i] * scale;
    }
    sum
}

#[differentiate]
fn apply<F: Fn(f64) -> f64>(x: f64, f: F) -> f64 {
    x * x * f(1.0)
}

#[test]
fn generic_functions() {
    signature! {
        norm::grad::<f64>: fn(&[f64], f64) -> (Vec<f64>, f64);
        norm::grad::<f32>: fn(&[f32], f32) -> (Vec<f32>, f32);
        norm::hvp::<f64>: fn(&[f64], f64, &[f64], f64) -> ((Vec<f64>, f64), (Vec<f64>, f64));
        apply::grad::<fn(f64) -> f64>: fn(f64, fn(f64) -> f64) -> f64;
    }
    assert_eq!(norm::grad(&[1.0, 2.0], 3.0), (vec![6.0, 12.0], 5.0));
    assert_eq!(norm::grad(&[1.0_f32, 2.0], 3.0), (vec![6.0, 12.0], 5.0));
    assert_eq!(apply::grad(2.0, |x| x + 1.0), 8.0);
}

// --- what is not differentiated by ---

#[differentiate(wrt(y))]
fn chosen(x: f64, y: f64) -> f64 {
    x * y * y
}

#[differentiate]
fn excepted(x: f64, #[no_diff] weights: &[f64], name: &str) -> f64 {
    let mut sum = name.len() as f64;
    for i in 0..weights.len() {
        sum += x * weights[i];
    }
    sum
}

#[differentiate(name = renamed)]
fn taken(x: f64) -> f64 {
    x * x
}

#[allow(non_camel_case_types, dead_code)]
struct taken {
    field: f64,
}

#[test]
fn options() {
    signature! {
        chosen::grad: fn(f64, f64) -> f64;
        excepted::grad: fn(f64, &[f64], &str) -> f64;
        renamed::grad: fn(f64) -> f64;
    }
    assert_eq!(chosen::grad(2.0, 3.0), 12.0);
    assert_eq!(excepted::grad(2.0, &[1.0, 2.0], "name"), 3.0);
    assert_eq!(renamed::grad(taken(2.0)), 8.0);
}

// --- where functions stand ---

struct Circle;

impl Circle {
    const PI: f64 = 3.0;

    #[differentiate]
    fn area(radius: f64) -> f64 {
        Self::PI * radius * radius
    }

    #[differentiate]
    pub fn circumference(radius: f64) -> f64 {
        6.0 * radius
    }

    #[differentiate]
    fn scaled(#[no_diff] &self, radius: f64) -> f64 {
        2.0 * radius
    }
}

struct Square;

#[differentiate(order = 2)]
impl Square {
    fn new() -> Square {
        Square
    }

    fn area(side: f64) -> f64 {
        side * side
    }

    #[differentiate(wrt(side))]
    fn volume(side: f64, height: f64) -> f64 {
        side * side * height
    }

    #[no_diff]
    fn label(side: f64) -> String {
        format!("{side}")
    }
}

#[test]
fn in_an_impl() {
    signature! {
        Circle::area_grad: fn(f64) -> f64;
        Circle::circumference_grad: fn(f64) -> f64;
        Circle::scaled_grad: fn(&Circle, f64) -> f64;
        Square::area_hessian: fn(f64) -> f64;
        Square::volume_grad: fn(f64, f64) -> f64;
    }
    assert_eq!(Circle::area_grad(2.0), 12.0);
    assert_eq!(Circle::circumference_grad(2.0), 6.0);
    assert_eq!(Circle.scaled_grad(2.0), 2.0);
    let _ = Square::new();
    assert_eq!(Square::area_hessian(2.0), 2.0);
    assert_eq!(Square::volume_grad(2.0, 3.0), 12.0);
    assert_eq!(Square::label(1.0), "1");
}

#[test]
fn in_a_function() {
    const FACTOR: f64 = 3.0;
    #[differentiate]
    fn local(x: f64) -> f64 {
        FACTOR * x
    }
    assert_eq!(local::grad(1.0), 3.0);
}

mod inner {
    use ad::differentiate;

    #[differentiate]
    pub(super) fn shifted(x: f64) -> f64 {
        hidden(x)
    }

    #[differentiate]
    fn hidden(x: f64) -> f64 {
        x * x
    }
}

#[test]
fn across_modules() {
    use inner::shifted;
    assert_eq!(shifted(3.0), 9.0);
    assert_eq!(shifted::grad(3.0), 6.0);
}

// --- types of the user's ---

#[derive(ad::Differentiable, Clone, Debug, PartialEq)]
struct Model {
    scale: f64,
    weights: Vec<f64>,
    #[no_diff]
    degree: i32,
}

impl Model {
    #[differentiate]
    pub fn loss(&self, x: f64) -> f64 {
        let mut sum = self.scale * x;
        for i in 0..self.weights.len() {
            sum += self.weights[i] * x.powi(self.degree);
        }
        sum
    }

    #[differentiate]
    fn rescale(&mut self, factor: f64) {
        self.scale *= factor;
    }
}

#[differentiate]
fn evaluate(model: &Model, x: f64) -> f64 {
    model.loss(x) * model.scale
}

type Tangent = <Model as ad::Differentiable>::Tangent;

#[test]
fn structs() {
    signature! {
        Model::loss_grad: fn(&Model, f64) -> (Tangent, f64);
        Model::loss_jvp: fn(&Model, f64, &Tangent, f64) -> (f64, f64);
        Model::loss_vjp: fn(&Model, f64, f64) -> (f64, (Tangent, f64));
        Model::loss_vjp_into: fn(&Model, f64, f64, &mut Tangent, &mut f64) -> f64;
        Model::rescale_vjp: fn(&mut Model, f64, &mut Tangent) -> ((), f64);
        evaluate::grad: fn(&Model, f64) -> (Tangent, f64);
    }
    let mut model = Model {
        scale: 2.0,
        weights: vec![1.0, 3.0],
        degree: 2,
    };
    let (model_bar, x_bar) = model.loss_grad(3.0);
    assert_eq!(
        (model_bar.scale, &model_bar.weights[..], x_bar),
        (3.0, &[9.0, 9.0][..], 26.0)
    );
    let (model_bar, x_bar) = evaluate::grad(&model, 3.0);
    assert_eq!(
        (model_bar.scale, &model_bar.weights[..], x_bar),
        (48.0, &[18.0, 18.0][..], 52.0)
    );
    let (_, pullback) = model.loss_pullback(3.0);
    assert_eq!(pullback.apply(1.0).1, 26.0);
    drop(pullback);
    let mut bar = model_bar;
    assert_eq!(model.rescale_vjp(5.0, &mut bar), ((), 96.0));
    assert_eq!((model.scale, bar.scale), (10.0, 240.0));
}

#[differentiate]
fn generic_loss<T: ad::Real>(model: &Line<T>, x: T) -> T {
    model.slope * x + model.offset
}

#[derive(ad::Differentiable, Clone, Copy)]
struct Line<T> {
    slope: T,
    offset: T,
}

#[differentiate(order = 2)]
impl<T: ad::Real> Line<T> {
    fn at(&self, x: T) -> T {
        self.slope * x * x + self.offset
    }
}

#[test]
fn generic_structs() {
    let line = Line {
        slope: 2.0,
        offset: 1.0,
    };
    let (line_bar, x_bar) = generic_loss::grad(&line, 3.0);
    assert_eq!((line_bar.slope, line_bar.offset, x_bar), (3.0, 1.0, 2.0));
    let (line_bar, x_bar) = line.at_grad(3.0);
    assert_eq!((line_bar.slope, line_bar.offset, x_bar), (9.0, 1.0, 12.0));
}

/// Checks of any function against differences, by its type.
#[test]
fn checks() {
    ad::check::<product>((3.0, 2.0)).assert();
    ad::check::<weighted>((&[1.0, 2.0, 3.0], 2.0, 2)).assert();
    ad::check::<polar>([2.0, 1.0]).assert();
    ad::check::<evaluate>((
        &Model {
            scale: 2.0,
            weights: vec![1.0, 3.0],
            degree: 2,
        },
        1.5,
    ))
    .assert();
}

/// More parameters than tuples of the standard library have traits for.
#[differentiate]
#[allow(clippy::too_many_arguments)]
fn of_many(
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
    g: f64,
    h: f64,
    i: f64,
    j: f64,
    k: f64,
    l: f64,
    m: f64,
    n: &[f64],
) -> f64 {
    a * b + c * d + e * f + g * h + i * j + k * l + m * n[0]
}

#[test]
fn functions_of_many_parameters() {
    let n = [14.0, 0.5];
    let g = of_many::grad(1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., &n);
    assert_eq!((g.0, g.11, g.12, g.13), (2.0, 11.0, 14.0, vec![13.0, 0.0]));
    let (y, pullback) =
        of_many::pullback(1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., &n);
    assert_eq!(
        y,
        of_many(1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., &n)
    );
    assert_eq!(pullback.apply(2.0).12, 28.0);
}
