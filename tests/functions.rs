//! Functions that take functions: integrators, root finders, solvers, written once and differentiated through.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::checks;
use num_traits::Float;

#[differentiate]
fn trapezoid(f: impl Fn(f64) -> f64, a: f64, b: f64, n: usize) -> f64 {
    let h = (b - a) / n as f64;
    let mut sum = 0.5 * (f(a) + f(b));
    for i in 1..n {
        sum += f(a + h * i as f64);
    }
    sum * h
}
#[differentiate]
fn area(k: f64, b: f64) -> f64 {
    trapezoid(|x| (k * x).sin() * x, 0.0, b, 20)
}

#[differentiate]
fn newton<F: Fn(f64) -> f64, D: Fn(f64) -> f64>(f: F, df: D, x0: f64) -> f64 {
    let mut x = x0;
    for _ in 0..6 {
        x -= f(x) / df(x);
    }
    x
}
#[differentiate]
fn root(c: f64, p: &[f64]) -> f64 {
    let f = |x: f64| x * x * p[0] - c;
    newton(&f, |x| 2.0 * x * p[0], 1.0 + p[1] * 0.0)
}
#[differentiate]
fn adaptive(f: &dyn Fn(f64) -> f64, a: f64, b: f64, depth: u32) -> f64 {
    let m = 0.5 * (a + b);
    if depth == 0 {
        return (b - a) * f(m);
    }
    adaptive(f, a, m, depth - 1) + adaptive(f, m, b, depth - 1)
}
#[differentiate]
fn adaptive_area(k: f64, b: f64) -> f64 {
    adaptive(&|x| (k * x).exp(), 0.0, b, 4)
}

#[differentiate]
fn twice(k: f64, b: f64) -> f64 {
    trapezoid(
        |x| trapezoid(|y| (k * x * y).cos() + b * y, 0.0, x, 8),
        0.0,
        b,
        8,
    )
}
#[differentiate]
fn rk4(f: impl Fn(f64, &[f64]) -> Vec<f64>, y0: &[f64], t1: f64, n: usize) -> Vec<f64> {
    let h = t1 / n as f64;
    let mut y = y0.to_vec();
    let mut t = 0.0;
    for _ in 0..n {
        let k1 = f(t, &y);
        let mid: Vec<f64> = y.iter().zip(&k1).map(|(a, k)| a + 0.5 * h * k).collect();
        let k2 = f(t + 0.5 * h, &mid);
        for i in 0..y.len() {
            y[i] += h * k2[i];
        }
        t += h;
    }
    y
}
#[differentiate]
fn pendulum(theta: f64, g: f64, damping: &[f64]) -> f64 {
    let y = rk4(
        |t, y| vec![y[1], -g * y[0].sin() - damping[0] * y[1] + 0.1 * t],
        &[theta, 0.0],
        1.0,
        10,
    );
    y[0] * y[0] + y[1]
}
#[differentiate]
fn generic<T: Float>(f: impl Fn(T) -> T, x: T) -> T {
    f(x) * x + f(x * x)
}
#[differentiate]
fn use_generic(k: f64) -> f64 {
    generic(|x| x * k + 1.0, k * 0.5)
}
#[differentiate]
fn std_function(b: f64) -> f64 {
    trapezoid(f64::sin, 0.0, b, 10) + trapezoid(f64::exp, b, 1.0, 3)
}
#[differentiate]
fn arrays(f: impl Fn([f64; 2]) -> [f64; 2], x: [f64; 2]) -> f64 {
    let y = f(x);
    let z = f(y);
    z[0] * z[1]
}
#[differentiate]
fn use_arrays(a: f64, m: &[[f64; 2]]) -> f64 {
    arrays(|v| [a * v[0] + m[0][1] * v[1], v[0] * v[1]], [a, 1.0])
}
#[differentiate]
fn pointer(f: fn(f64) -> f64, x: f64) -> f64 {
    f(x) * x
}
#[differentiate]
fn use_pointer(x: f64) -> f64 {
    pointer(|v| v * v, x) + pointer(f64::cos, x)
}
struct Solver {
    tol: f64,
}
impl Solver {
    #[differentiate]
    fn step(#[no_diff] &self, f: impl Fn(f64) -> f64, x: f64) -> f64 {
        x - f(x) * self.tol
    }
    #[differentiate]
    fn fixed(f: impl Fn(f64) -> f64, x: f64) -> f64 {
        f(f(x))
    }
}
#[differentiate]
fn use_fixed(k: f64) -> f64 {
    Solver::fixed(|x| (x * k).cos(), k)
}
#[differentiate]
fn use_method(#[no_diff] s: &Solver, k: f64) -> f64 {
    s.step(|x| x * k, k * 2.0)
}
#[differentiate]
fn weights(f: impl Fn(usize) -> f64, x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += f(i) * x[i];
    }
    s
}
#[differentiate]
fn both(v: &[f64], k: f64) -> f64 {
    trapezoid(|x| v[0] * x, v[1], k, 4) * trapezoid(|x| x * v[1] + v[0], k, v[0], 3)
}
#[differentiate]
fn branches(k: f64, b: f64) -> f64 {
    trapezoid(
        |x| {
            if x > 0.5 {
                return k * x;
            }
            let mut s = 0.0;
            for i in 0..3 {
                s += (x * i as f64).sin() * k;
            }
            s
        },
        0.0,
        b,
        5,
    )
}

#[differentiate]
fn square(x: f64) -> f64 {
    x * x
}
#[differentiate]
fn named(b: f64) -> f64 {
    trapezoid(square, 0.0, b, 10) + pointer(square, b) + adaptive(&square, 0.0, b, 2)
}
#[differentiate]
fn decay(t: f64, y: &[f64]) -> Vec<f64> {
    vec![-y[0] * y[0] + t]
}
#[differentiate]
fn named_rhs(y: f64) -> f64 {
    rk4(decay, &[y], 1.0, 4)[0]
}
#[differentiate]
fn bisect<F>(f: F, mut lo: f64, mut hi: f64) -> f64
where
    F: Fn(f64) -> f64,
{
    for _ in 0..5 {
        let mid = 0.5 * (lo + hi);
        if f(lo) * f(mid) <= 0.0 {
            hi = mid;
        } else {
            lo = mid;
        }
    }
    lo - f(lo) * (hi - lo) / (f(hi) - f(lo))
}
#[differentiate]
fn use_bisect(c: f64) -> f64 {
    bisect(|x| x * x - c, 0.0, 2.0)
}
#[differentiate]
fn compose(f: impl Fn(f64) -> f64, g: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = |v| f(g(v)) * v;
    h(x) + h(2.0 * x) + trapezoid(&f, 0.0, x, 3) + trapezoid(|t| g(t) * x, 0.0, x, 3)
}
#[differentiate]
fn use_compose(k: f64) -> f64 {
    compose(|x| x * k, |x: f64| x.sin() + k, k)
}
#[differentiate]
fn table(xs: &[f64], f: impl Fn(f64) -> f64) -> Vec<f64> {
    xs.iter().map(|&x| f(x)).collect()
}
#[differentiate]
fn use_table(xs: &[f64], k: f64) -> f64 {
    table(xs, |x| x.powi(2) * k).iter().sum()
}
#[differentiate]
fn mapped(xs: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    xs.iter().copied().map(f).sum()
}
#[differentiate]
fn use_mapped(xs: &[f64], k: f64) -> f64 {
    mapped(xs, |x| x.powi(2) * k)
}
#[differentiate]
fn with_tuple(f: impl Fn((f64, f64)) -> (f64, f64), x: f64) -> f64 {
    let (a, b) = f((x, x * x));
    a * b
}
#[differentiate]
fn use_tuple(k: f64) -> f64 {
    with_tuple(|(a, b)| (a * k, b + k), k)
}
#[differentiate]
fn outputs_vec(k: f64, out: &mut [f64]) {
    for i in 0..out.len() {
        let w = i as f64;
        out[i] = trapezoid(|x| x * k * w, 0.0, k, 3);
    }
}

#[differentiate]
fn root_by_halves<F>((mut left, mut right): (f64, f64), mut f: F, tol: f64) -> Result<f64, String>
where
    F: FnMut(f64) -> f64,
{
    let mut f_left = f(left);
    if (f_left * f(right)).is_sign_positive() {
        return Err("no change of sign".to_owned());
    }
    let mut middle = left + (right - left) * 0.5;
    while (right - left).abs() > tol {
        let value = f(middle);
        if (value * f_left).is_sign_positive() {
            left = middle;
            f_left = value;
        } else {
            right = middle;
        }
        middle = left + (right - left) * 0.5;
    }
    // A step of Newton's, so that the root varies with what the function does.
    let slope = (f(middle + 1e-4) - f(middle - 1e-4)) / 2e-4;
    Ok(middle - f(middle) / slope)
}
#[differentiate]
fn use_halves(c: f64) -> f64 {
    root_by_halves((0.0, 2.0), |x| x * x - c, 1e-9).unwrap()
}
#[differentiate]
fn called_twice(mut f: impl FnMut(f64) -> f64, x: f64) -> f64 {
    once(&mut f, x) + x * f(x)
}
#[differentiate]
fn once(mut f: impl FnMut(f64) -> f64, x: f64) -> f64 {
    2.0 * f(x * x)
}
#[differentiate]
fn use_called_twice(k: f64, x: f64) -> f64 {
    called_twice(|t| (k * t).exp(), x)
}

checks! {
    mod checked;
    scalar use_halves(1.7);
    scalar use_called_twice(0.6, 0.9);
    scalar area(0.7, 1.3);
    scalar root(2.0, &[1.3, 0.2]);
    scalar adaptive_area(0.7, 1.3);
    scalar twice(0.7, 1.3);
    scalar pendulum(0.7, 1.3, &[0.2]);
    scalar use_generic(0.7);
    scalar std_function(0.7);
    scalar use_arrays(0.7, &[[0.2, 0.3]]);
    scalar use_pointer(0.7);
    scalar use_fixed(0.7);
    scalar both(&[0.7, 0.3], 1.1);
    scalar branches(0.7, 1.3);
    scalar named(0.7);
    scalar named_rhs(0.7);
    scalar use_bisect(1.7);
    scalar use_compose(0.7);
    scalar use_table(&[0.7, 0.2], 1.2);
    scalar use_mapped(&[0.7, 0.2], 1.2);
    scalar use_tuple(0.7);
    in_place outputs_vec(0.7, &mut [0.0, 0.0, 0.0]);
}

#[test]
fn a_function_without_derivative() {
    assert_eq!(weights::grad(|i| i as f64, &[1.0, 2.0]), [0.0, 1.0]);
}

#[test]
fn a_receiver_without_derivative() {
    // 2 k - 2 k * k / 10
    let g = use_method::grad(&Solver { tol: 0.1 }, 2.0);
    assert!((g - 1.2).abs() < 1e-12);
}

#[differentiate]
fn scaled_by(f: impl Fn(f64) -> f64, x: f64, k: f64) -> f64 {
    k * f(x) + x * f(k)
}

/// A function that is given away, once on each way, where it has to be called again.
#[differentiate]
fn given_away(x: f64, y: f64, f: impl Fn(f64) -> f64) -> f64 {
    if x > y {
        f(x) * scaled_by(f, x * y, y)
    } else {
        scaled_by(f, x, y)
    }
}

#[differentiate]
fn giving(x: f64, y: f64) -> f64 {
    let weights = vec![x * y];
    given_away(x, y, |t| (weights[0] * t).sin())
}

#[test]
fn functions_that_are_given_away() {
    ad::check::<giving>((0.7, 1.2)).assert();
    ad::check::<giving>((1.7, 1.2)).assert();
}

/// Functions that are called with constants alone, and capture what varies.
mod with_constants {
    use ad::{Differentiable, differentiate};

    #[differentiate(order = 2)]
    fn mean(f: impl Fn(f64) -> f64, n: usize, scale: f64) -> f64 {
        let mut sum = 0.0;
        for i in 0..n {
            sum += f(i as f64 / n as f64);
        }
        scale * sum / n as f64
    }

    #[differentiate]
    fn sum<F: Fn(usize) -> f64>(n: usize, f: F) -> f64 {
        (0..n).map(|i| f(i)).sum()
    }

    #[differentiate]
    fn two_points(f: fn(f64) -> f64) -> f64 {
        0.5 * f(-1.0) + 0.5 * f(1.0)
    }

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Matrix {
        data: Vec<f64>,
        rows: usize,
        cols: usize,
    }

    #[differentiate]
    impl Matrix {
        fn from_fn(rows: usize, cols: usize, f: impl Fn(usize, usize) -> f64) -> Self {
            let mut data = Vec::with_capacity(rows * cols);
            for i in 0..rows {
                for j in 0..cols {
                    data.push(f(i, j));
                }
            }
            Self { data, rows, cols }
        }

        fn trace(&self) -> f64 {
            let n = self.rows.min(self.cols);
            (0..n).map(|i| self.data[i * self.cols + i]).sum()
        }

        fn weigh(&self, f: &dyn Fn(usize) -> f64) -> f64 {
            self.data.iter().enumerate().map(|(i, x)| x * f(i)).sum()
        }

        fn weighed(&self, k: f64) -> f64 {
            self.weigh(&|i| k.powi(i as i32))
        }
    }

    #[differentiate]
    fn decay(k: f64, s: f64) -> f64 {
        mean(|t| (-k * t).exp(), 5, s)
    }

    #[differentiate]
    fn scaled_sum(k: f64, s: f64) -> f64 {
        sum(4, |i| (-k * i as f64).exp()) * s
    }

    #[differentiate]
    fn nested(x: &[f64]) -> f64 {
        sum(x.len(), |i| sum(i, |j| x[i] * x[j]))
    }

    #[differentiate]
    fn named(k: f64) -> f64 {
        k * two_points(f64::exp)
    }

    #[differentiate]
    fn shifted_hilbert(x: f64) -> f64 {
        Matrix::from_fn(3, 3, |i, j| 1.0 / (i as f64 + j as f64 + x)).trace()
    }

    #[differentiate]
    fn of_method(m: &Matrix, k: f64) -> f64 {
        m.weighed(k)
    }

    #[test]
    fn derivatives() {
        ad::check::<decay>((0.7, 1.3)).assert();
        ad::check::<scaled_sum>((0.7, 1.3)).assert();
        ad::check::<nested>(&[1.3, 0.2, 0.4]).assert();
        ad::check::<named>(0.7).assert();
        ad::check::<shifted_hilbert>(0.7).assert();
        let (data, rows, cols) = (vec![0.1, 0.2, 0.4], 1, 3);
        ad::check::<of_method>((&Matrix { data, rows, cols }, 0.7)).assert();
    }

    #[test]
    fn called_by_users() {
        assert_eq!(mean::grad(|t| 2.0 * t, 2, 3.0), 0.5);
        assert_eq!(mean::hessian(|t| 2.0 * t, 2, 3.0), 0.0);
    }
}

/// Functions that are chosen by values, and tables of functions.
mod one_of_several {
    use ad::differentiate;

    #[differentiate(order = 2)]
    fn chosen(x: f64, up: bool) -> f64 {
        let f: fn(f64) -> f64 = if up { f64::exp } else { f64::sin };
        f(x) * 2.0
    }

    #[differentiate]
    fn of_constant(x: f64, which: usize) -> f64 {
        const TABLE: [fn(f64) -> f64; 3] = [f64::sin, f64::cos, f64::exp];
        TABLE[which](x)
    }

    #[differentiate]
    fn of_array(x: f64, which: usize) -> f64 {
        let table = [f64::sin as fn(f64) -> f64, f64::cos, f64::exp];
        table.iter().map(|f| f(x)).sum::<f64>() + table[which](x)
    }

    #[differentiate]
    fn square(x: f64) -> f64 {
        x * x
    }

    #[differentiate]
    fn boxed(x: f64, k: f64, up: bool) -> f64 {
        let f: Box<dyn Fn(f64) -> f64> = if up {
            Box::new(move |t| k * t)
        } else {
            Box::new(square)
        };
        f(x)
    }

    #[differentiate]
    fn of_match(x: f64, k: f64, which: u8) -> f64 {
        let f: &dyn Fn(f64) -> f64 = match which {
            0 => &|t| k * t,
            1 => &|t: f64| t.sin(),
            2 => &square,
            _ => &f64::exp,
        };
        f(x) + f(k)
    }

    #[differentiate]
    fn weighted(x: f64) -> f64 {
        let table: [(f64, fn(f64) -> f64); 3] = [(1.0, f64::sin), (2.0, |v| v * v), (0.5, square)];
        table.iter().map(|(w, f)| w * f(x)).sum()
    }

    #[differentiate]
    fn composed(x: f64, k: f64) -> f64 {
        let all: Vec<Box<dyn Fn(f64) -> f64>> = vec![Box::new(|v| v * k), Box::new(f64::sin)];
        all.iter().fold(x, |v, f| f(v)) + all.len() as f64
    }

    #[differentiate]
    fn in_loops(x: &[f64], k: f64) -> f64 {
        let bend = |v: f64| v * v * k;
        let table: [&dyn Fn(f64) -> f64; 2] = [&bend, &f64::cos];
        let mut sum = 0.0;
        for (i, v) in x.iter().enumerate() {
            let f = if *v < 0.0 { table[0] } else { table[i % 2] };
            sum += f(*v);
        }
        sum
    }

    #[test]
    fn derivatives() {
        for which in 0..3 {
            ad::check::<chosen>((0.7, which == 1)).assert();
            ad::check::<of_constant>((0.7, which)).assert();
            ad::check::<of_array>((0.7, which)).assert();
            ad::check::<boxed>((0.7, 1.3, which == 1)).assert();
        }
        for which in 0..4 {
            ad::check::<of_match>((0.7, 1.3, which)).assert();
        }
        ad::check::<weighted>(0.7).assert();
        ad::check::<composed>((0.7, 1.3)).assert();
        ad::check::<in_loops>((&[0.7, 0.4, -0.3, 0.2], 1.3)).assert();
        assert!((chosen::hessian(0.0, true) - 2.0).abs() < 1e-12);
    }
}

/// Conversions and functions of a trait of one's own under names of their own.
mod named_conversions {
    use ad::differentiate;
    use num_traits::{Float, FromPrimitive};

    trait Tone: Float {
        fn from_f32(x: f32) -> Self;
        fn new(x: i64) -> Self;
    }

    impl Tone for f64 {
        fn from_f32(x: f32) -> f64 {
            f64::from(x)
        }
        fn new(x: i64) -> f64 {
            x as f64
        }
    }

    #[differentiate]
    fn of_trait<F: Tone>(x: F) -> F {
        let c = F::from_f32;
        c(2.0) * x * x + F::new(3)
    }

    #[differentiate]
    fn that_may_fail<F: Float + FromPrimitive>(rate: F, cutoff: F) -> F {
        let c = F::from_f32;
        let from = F::from;
        let f: F = (cutoff / rate).tan();
        c(2.0).unwrap() * f * f + from(0.5).unwrap() * f
    }

    #[differentiate]
    fn of_floats(x: f64, k: f32) -> f64 {
        let wide = f64::from;
        let larger = f64::max;
        wide(k) * larger(x, 1.0)
    }

    #[differentiate]
    fn passed<T: Float>(v: &[f64], x: T) -> T {
        let all = v.iter().copied().map(T::from).map(Option::unwrap);
        all.fold(x, |a, b| a * b)
    }

    #[test]
    fn derivatives() {
        ad::check::<of_trait<f64>>(1.3).assert();
        ad::check::<that_may_fail<f64>>((1.3, 0.4)).assert();
        for x in [0.7, 1.3] {
            ad::check::<of_floats>((x, 0.5)).assert();
        }
        ad::check::<passed<f64>>((&[1.3, 2.0], 3.0)).assert();
    }
}

struct Scheme<F: Fn(f64) -> f64> {
    weight: F,
    step: f64,
}

struct Model {
    forcing: Box<dyn Fn(f64, usize) -> f64>,
    table: Box<dyn Fn(&[f64]) -> Vec<f64>>,
    rate: f64,
}

#[derive(Differentiable)]
struct Layer {
    windows: Vec<fn(f64) -> f64>,
    shape: fn(f64) -> f64,
    scale: f64,
}

/// What a field holds is called with what does not vary.
#[differentiate(wrt(x))]
fn weighed<F: Fn(f64) -> f64>(scheme: &Scheme<F>, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, x) in x.iter().enumerate() {
        sum += (scheme.weight)(i as f64 * scheme.step) * x * x;
    }
    sum
}
#[differentiate]
impl Model {
    #[differentiate(wrt(x))]
    fn forced(&self, x: f64) -> f64 {
        let mut level = x;
        for i in 0..3 {
            level = (level * self.rate).sin() + (self.forcing)(0.5, i) * level * level;
        }
        let table = (self.table)(&[self.rate, 1.0]);
        level * table[0] + x * table[1]
    }
}
#[differentiate]
fn layered(layer: &Layer, x: f64) -> f64 {
    let all: f64 = layer.windows.iter().map(|window| window(0.3)).sum();
    (layer.shape)(2.0) * layer.scale * x * x + layer.windows[1](0.7) * x + all * layer.scale
}

#[test]
fn functions_in_fields_are_called_with_what_does_not_vary() {
    let scheme = Scheme {
        weight: |t: f64| 1.0 + t * t,
        step: 0.5,
    };
    assert_eq!(weighed::grad(&scheme, &[1.0, 2.0, 3.0]), [2.0, 5.0, 12.0]);
    let model = Model {
        forcing: Box::new(|t, i| t + i as f64),
        table: Box::new(|x| x.iter().map(|x| 2.0 * x).collect()),
        rate: 0.8,
    };
    let h = 1e-5;
    let slope = (model.forced(0.4 + h) - model.forced(0.4 - h)) / (2.0 * h);
    assert!((model.forced_grad(0.4) - slope).abs() < 1e-8);
    assert!((model.forced_jvp(0.4, 1.0).1 - slope).abs() < 1e-8);
    let layer = Layer {
        windows: vec![f64::sin, f64::cos],
        shape: f64::exp,
        scale: 1.5,
    };
    let (by_layer, by_x) = layered::grad(&layer, 2.0);
    let e = 2.0_f64.exp();
    assert!((by_layer.scale - (e * 4.0 + 0.3_f64.sin() + 0.3_f64.cos())).abs() < 1e-12);
    assert!((by_x - (e * 1.5 * 4.0 + 0.7_f64.cos())).abs() < 1e-12);
}

/// Type parameters of a callee that are numbers there, and positions in a call, whose result is one.
mod of_positions {
    use ad::differentiate;
    use num_traits::Num;

    #[differentiate]
    fn first_above<K: Num + Clone + PartialOrd, T: Num + PartialOrd>(
        f: impl Fn(&K) -> T,
        level: T,
        end: K,
    ) -> K {
        let mut at = K::zero();
        while at < end && f(&at) < level {
            at = at + K::one();
        }
        at
    }

    #[differentiate]
    fn from_level(x: &[f64], level: f64) -> f64 {
        let at: usize = first_above(|k| 2.0 * x[*k], level, x.len());
        x[at..].iter().map(|x| x * x).sum::<f64>() * level
    }

    #[test]
    fn derivatives() {
        ad::check::<from_level>((&[0.1, 0.2, 0.4, 0.8][..], 0.5)).assert();
    }
}
