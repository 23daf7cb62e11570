//! Calls: of functions in other modules, with `&mut` arguments, recursive, nested, generic.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(
    clippy::needless_range_loop,
    clippy::items_after_statements,
    clippy::ptr_arg,
    clippy::many_single_char_names,
    clippy::only_used_in_recursion,
    clippy::useless_vec,
    unused_qualifications
)]

mod common;

use ad::{Real, differentiate};
use common::checks;
use num_traits::Float;

#[differentiate(order = 2)]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiate(order = 2)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..a.len() {
        s += a[i] * b[i];
    }
    s
}

mod physics {
    use ad::differentiate;

    #[differentiate(order = 2)]
    pub fn energy(m: f64, v: f64) -> f64 {
        0.5 * m * super::square(v)
    }

    pub mod deep {
        use ad::differentiate;

        #[differentiate]
        pub(crate) fn potential(r: f64, k: f64) -> f64 {
            -k / r + private(r)
        }

        #[differentiate]
        fn private(r: f64) -> f64 {
            1.0 / (r * r)
        }
    }
}

use physics::deep;
use physics::energy as kinetic;

#[differentiate(order = 2)]
fn nested_calls(x: f64) -> f64 {
    square(square(x) + square(2.0 * x))
}

#[differentiate(order = 2)]
fn other_modules(m: f64, v: f64) -> f64 {
    physics::energy(m, v * m) * crate::square(v) + self::physics::energy(v, 2.0)
}

#[differentiate]
fn renamed_imports(m: f64, r: f64) -> f64 {
    kinetic(m, r) + deep::potential(r, m)
}

#[differentiate(order = 2)]
fn slices_passed(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() / 2;
    dot(&x[..n], &y[n..2 * n]) * dot(x, x) + dot(y, &x[..y.len()])
}

#[differentiate]
fn same_argument_twice(x: &[f64]) -> f64 {
    let a = [x[0], x[1] * x[0]];
    dot(&a, &a) + dot(&[x[0], 2.0], &vec![x[1], x[0]])
}

#[differentiate]
fn calls_in_loops(x: &[f64], w: f64) -> f64 {
    let mut y = w;
    for i in 0..x.len() {
        y = square(y - x[i]) * 0.5 + dot(&x[..i], &x[..i]);
        if y > 3.0 {
            y = deep::potential(y, w);
        }
    }
    y
}

#[differentiate]
fn calls_in_conditions(x: f64) -> f64 {
    let mut y = x;
    while square(y) < 10.0 {
        y = square(y) + 0.5;
    }
    if square(x) > 1.0 && square(y) > 2.0 {
        square(y)
    } else {
        y
    }
}

#[differentiate]
fn result_ignored(x: f64) -> f64 {
    square(x);
    let _ = square(x);
    let _unused = square(x);
    x * 3.0
}

#[differentiate]
fn inactive_call(x: f64, n: f64) -> f64 {
    let c = square(3.0);
    let k = square(n);
    x * c + k
}

// --- results ---

#[differentiate]
fn pair(x: f64, y: f64) -> (f64, f64) {
    (x * y, x + y * y)
}

#[differentiate]
fn quotient(x: f64, n: usize) -> (usize, f64, bool) {
    (n / 2, x / n as f64, x > 0.0)
}

#[differentiate]
fn of_pair(x: f64, y: f64) -> f64 {
    let (a, b) = pair(x, y);
    let p = pair(a, b);
    p.0 * p.1 + pair(b, a).1
}

#[differentiate]
fn mixed_tuple(x: f64, n: usize) -> f64 {
    let (k, y, positive) = quotient(x, n);
    let z = if positive { y * k as f64 } else { -y };
    z * x
}

#[differentiate]
fn nested_tuple(x: f64) -> ((f64, f64), [f64; 2]) {
    let (a, b) = pair(x, 2.0);
    ((a, b), [a * b, x])
}

#[differentiate]
fn of_nested_tuple(x: f64) -> f64 {
    let ((a, b), [c, d]) = nested_tuple(x);
    let (_, e) = nested_tuple(a);
    a * b * c + d * e[0]
}

#[differentiate]
fn unit_vector(x: [f64; 3]) -> [f64; 3] {
    let n = (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]).sqrt();
    [x[0] / n, x[1] / n, x[2] / n]
}

#[differentiate]
fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

#[differentiate]
fn of_arrays(a: [f64; 3], b: [f64; 3]) -> f64 {
    let u = unit_vector(a);
    let c = cross(u, cross(b, u));
    let d = unit_vector(cross(a, c));
    c[0] * d[1] + unit_vector(b)[2]
}

#[differentiate]
fn powers(x: f64, n: usize) -> Vec<f64> {
    let mut v = vec![1.0];
    for i in 0..n {
        v.push(v[i] * x);
    }
    v
}

#[differentiate]
fn of_vectors(x: f64, n: usize) -> f64 {
    let p = powers(x, n);
    let mut q = powers(p[1] + 1.0, n + 1);
    q[0] = p[n];
    dot(&p, &q[..=n])
}

// --- recursion ---

#[differentiate(order = 2)]
fn power(x: f64, n: u32) -> f64 {
    if n == 0 {
        1.0
    } else if n % 2 == 0 {
        let h = power(x, n / 2);
        h * h
    } else {
        x * power(x, n - 1)
    }
}

#[differentiate]
fn tree_sum(x: &[f64]) -> f64 {
    match x.len() {
        0 => 0.0,
        1 => x[0] * x[0],
        n => tree_sum(&x[..n / 2]) * tree_sum(&x[n / 2..]) + x[0],
    }
}

#[differentiate]
fn even(x: f64, n: usize) -> f64 {
    if n == 0 { x } else { odd(x.sin(), n - 1) * x }
}

#[differentiate]
fn odd(x: f64, n: usize) -> f64 {
    if n == 0 { x * x } else { even(x + 0.5, n - 1) }
}

#[differentiate]
fn recursive_in_place(x: &mut [f64], depth: usize) {
    let n = x.len();
    if n < 2 {
        return;
    }
    for i in 0..n / 2 {
        let (a, b) = (x[i], x[n / 2 + i]);
        x[i] = a + b * a;
        x[n / 2 + i] = a - b;
    }
    recursive_in_place(&mut x[..n / 2], depth + 1);
    recursive_in_place(&mut x[n / 2..], depth + 1);
    x[0] *= x[n - 1];
}

#[differentiate]
fn adaptive(a: f64, b: f64, depth: usize) -> f64 {
    let m = 0.5 * (a + b);
    let whole = (b - a) * m.sin();
    if depth == 0 {
        return whole;
    }
    adaptive(a, m, depth - 1) + adaptive(m, b, depth - 1)
}

// --- functions inside functions ---

#[differentiate(order = 2)]
fn with_inner(x: f64) -> f64 {
    #[differentiate(order = 2)]
    fn inner(y: f64, s: f64) -> f64 {
        y.sin() * s
    }
    const K: f64 = 2.5;
    inner(x, K) * inner(K * x, x)
}

#[differentiate]
fn inner_in_loop(x: &[f64]) -> f64 {
    #[differentiate]
    fn step(y: &mut f64, x: f64) -> f64 {
        *y *= x;
        *y + x
    }
    let mut y = 1.0;
    let mut s = 0.0;
    for i in 0..x.len() {
        s += step(&mut y, x[i]) * y;
    }
    s
}

// --- `&mut` arguments ---

#[differentiate]
fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    for i in 0..y.len() {
        y[i] += a * x[i];
    }
}

#[differentiate]
fn advance(state: &mut (f64, f64), h: f64) {
    state.1 -= h * state.0;
    state.0 += h * state.1;
}

#[differentiate]
fn advance_many(x: &mut f64, v: &mut f64, h: f64) -> f64 {
    *v -= h * *x;
    *x += h * *v;
    *x * *v
}

#[differentiate]
fn conjugate(x: &[f64]) -> f64 {
    let mut y = vec![0.5; x.len()];
    axpy(x[0], x, &mut y);
    axpy(y[1], x, &mut y);
    axpy(2.0, &y.clone(), &mut y);
    let mut z = [0.0; 2];
    axpy(y[0], &y[..2], &mut z);
    dot(&z, &y[..2])
}

#[differentiate]
fn oscillator(h: f64, n: usize) -> f64 {
    let mut state = (1.0, 0.0);
    let (mut x, mut v) = (1.0, h);
    let mut energy = 0.0;
    for _ in 0..n {
        advance(&mut state, h);
        energy += advance_many(&mut x, &mut v, h * state.0);
    }
    state.0 * state.1 + energy + x * v
}

#[differentiate]
fn fields_and_elements(h: f64) -> f64 {
    let mut p = (h, [1.0, 2.0]);
    let e = advance_many(&mut p.0, &mut p.1[1], 0.1);
    let mut rows = vec![vec![h, 1.0], vec![2.0, 3.0]];
    axpy(e, &[1.0, h], &mut rows[1]);
    p.0 * p.1[1] + rows[1][0] * rows[1][1]
}

// --- generics ---

#[differentiate(order = 2)]
fn horner<T: Float>(c: &[T], x: T) -> T {
    let mut y = T::zero();
    for i in (0..c.len()).rev() {
        y = y * x + c[i];
    }
    y
}

#[differentiate(order = 2)]
fn softplus<T: Real>(x: T) -> T {
    (T::one() + x.exp()).ln()
}

#[differentiate]
fn literals<T: num_traits::Float>(x: T) -> T {
    let two = T::from(2.0).unwrap();
    let half = T::one() / two;
    let n = T::from(3).unwrap();
    (x * two + half).sin() * n + T::epsilon() + x.max(T::zero()).powi(2)
}

#[differentiate]
fn where_clauses<T>(x: &[T], scale: T) -> T
where
    T: Float + std::fmt::Debug,
{
    let mut s = T::zero();
    for i in 0..x.len() {
        s = s + x[i] * x[i] * scale;
    }
    s.sqrt()
}

#[differentiate]
fn assigning_generics<T: Real>(x: T, n: usize) -> T {
    let mut y = x;
    for _ in 0..n {
        y *= x;
        y += T::one();
        y -= x / (T::one() + x * x);
    }
    -y
}

#[differentiate(order = 2)]
fn norm<const N: usize>(x: [f64; N]) -> f64 {
    let mut s = 0.0;
    for i in 0..N {
        s += x[i] * x[i];
    }
    s.sqrt()
}

#[differentiate]
fn times<const N: usize, const M: usize>(a: &[[f64; N]; M], x: &[f64; N]) -> [f64; M] {
    let mut y = [0.0; M];
    for i in 0..M {
        for j in 0..N {
            y[i] += a[i][j] * x[j];
        }
    }
    y
}

#[differentiate]
fn generic_arrays<T: Real, const N: usize>(x: [T; N], y: &[T; N]) -> [T; N] {
    let mut z = [T::zero(); N];
    for i in 0..N {
        z[i] = x[i] * y[N - 1 - i];
    }
    z
}

#[differentiate]
fn lifetimes<'a, 'b: 'a>(x: &'a [f64], y: &'b [f64], n: &'a usize) -> f64 {
    x[0] * y[*n] * x[*n]
}

#[differentiate]
fn calls_generics(x: f64, y: f32) -> f64 {
    let a = horner(&[1.0, x, 2.0], x);
    let b = softplus::<f64>(a);
    let c = softplus(y);
    let d = norm([x, b]) * norm::<3>([x, x * b, 1.0]);
    let [e, f] = times(&[[x, 1.0], [2.0, b]], &[x, 3.0]);
    a * b + f64::from(c) * d + e * f
}

#[differentiate]
fn generic_calls_generic<T: Real>(x: T, y: T) -> T {
    softplus(x) * horner(&[x, y, T::one()], softplus(y))
}

#[differentiate]
fn slice_of_generic_result<T: Float>(x: &[T]) -> Vec<T> {
    let mut v = Vec::with_capacity(x.len());
    for i in 0..x.len() {
        v.push(x[i].tanh() * x[0]);
    }
    v
}

#[differentiate]
fn single(x: f32, v: &[f32]) -> f32 {
    let mut y = x;
    for i in 0..v.len() {
        y = (y * v[i]).sin() + x;
    }
    y.max(0.1) * v[0].powf(1.5)
}

checks! {
    mod gradients;
    twice nested_calls(0.7);
    twice other_modules(0.7, 1.3);
    scalar renamed_imports(0.7, 1.3);
    twice slices_passed(&[0.7, 1.3, -0.4, 0.2], &[0.1, 0.2, 0.5, 0.9]);
    scalar same_argument_twice(&[0.7, 1.3]);
    scalar calls_in_loops(&[0.7, 1.3, -0.4, 0.2], 1.1), (&[2.7, 3.3, -0.4], 1.1);
    scalar calls_in_conditions(0.7), (1.3), (5.0);
    scalar result_ignored(0.7);
    scalar inactive_call(0.7, 0.3);
    map pair(0.7, 1.3);
    scalar of_pair(0.7, 1.3);
    scalar mixed_tuple(0.7, #5), (-0.7, #5);
    map nested_tuple(0.7);
    scalar of_nested_tuple(0.7);
    map cross(move [0.7, 1.3, 0.2], move [0.1, -0.4, 0.9]);
    scalar of_arrays(move [0.7, 1.3, 0.2], move [0.1, -0.4, 0.9]);
    map powers(0.7, #4), (0.7, #0);
    scalar of_vectors(0.7, #3);
    twice power(1.3, #0), (1.3, #1), (1.3, #6), (1.3, #7);
    scalar tree_sum(&[0.7, 1.3, 0.2, 0.4, 0.9]), (&[0.7]), (&Vec::<f64>::new());
    scalar even(0.7, #0), (0.7, #3), (0.7, #4);
    in_place recursive_in_place(&mut [0.7, 1.3, 0.2, 0.4], #0);
    scalar adaptive(0.1, 1.3, #3);
    twice with_inner(0.7);
    scalar inner_in_loop(&[0.7, 1.3, 0.2]);
    in_place advance(&mut (0.7, 0.2), 0.1);
    updating advance_many(&mut 0.7, &mut 0.2, 0.1);
    scalar conjugate(&[0.7, 1.3]);
    scalar oscillator(0.1, #4);
    scalar fields_and_elements(0.3);
    twice horner(&[0.7, 1.3, 0.2], 1.4), (&[0.7_f32, 1.3, 0.2], 1.4_f32);
    twice softplus(0.7);
    scalar literals(0.7), (-0.7), (0.7_f32);
    scalar where_clauses(&[0.7, 1.3], 0.3);
    scalar assigning_generics(0.7, #3), (0.7_f32, #3);
    hessian norm(move [0.7, 1.3, 0.2]);
    map times(&[[0.7, 1.3], [0.2, 0.9], [0.1, -0.4]], &[1.1, 0.6]);
    map generic_arrays(move [0.7, 1.3], &[0.2, 0.9]);
    scalar lifetimes(&[0.7, 1.3], &[0.2, 0.9], #&1);
    scalar calls_generics(0.7, 0.3);
    scalar generic_calls_generic(0.7, 0.3);
    map slice_of_generic_result(&[0.7, 1.3]);
    scalar single(0.7, &[0.5, 1.3]);
}

/// Generic functions differentiate dual numbers, too.
#[test]
fn of_dual_numbers() {
    let x = ad::Dual {
        value: 0.7,
        tangent: [1.0],
    };
    let slope = softplus::grad(x);
    let expected = 1.0 / (1.0 + (-0.7_f64).exp());
    assert!((slope.value - expected).abs() < 1e-15);
    assert!((slope.tangent[0] - expected * (1.0 - expected)).abs() < 1e-15);
}

/// Questions: what they answer cannot vary, whether or not they are annotated.
mod questions {
    use ad::differentiate;

    fn is_steep(x: f64, y: f64) -> bool {
        x * x > y
    }
    fn interval(grid: &[f64], x: f64) -> usize {
        grid.iter().take_while(|g| **g < x).count()
    }
    fn check(x: f64) {
        assert!(x.is_finite());
    }
    const ENOUGH: f64 = 1e-3;
    fn is_near(x: f64, y: f64, enough: f64) -> bool {
        (x - y).abs() < enough
    }
    struct Band {
        low: f64,
    }
    impl Band {
        fn holds(&self, x: f64) -> bool {
            x > self.low
        }
    }

    #[differentiate]
    fn asked(x: f64, y: f64, grid: &[f64]) -> f64 {
        check(x);
        if is_near(x, y, ENOUGH) || is_near(x, 0.0, self::ENOUGH) {
            return x * x;
        }
        let steep = is_steep(x, y);
        let i = interval(grid, x);
        let band = if is_steep(y, x) || steep {
            x * y
        } else {
            x + y
        };
        band * grid[i] + if steep { y } else { x.sin() }
    }

    #[differentiate]
    fn of_a_method(#[no_diff] band: &Band, x: f64) -> f64 {
        if band.holds(x) { x * x } else { x }
    }

    #[test]
    fn gradients() {
        let grid = [0.1, 0.5, 0.9, 1.5];
        ad::check::<asked>((0.7, 0.3, &grid[..])).assert();
        ad::check::<asked>((0.2, 0.8, &grid[..])).assert();
        assert_eq!(of_a_method::grad(&Band { low: 0.5 }, 0.8), 1.6);
    }
}

/// Functions in the body, which are part of what is annotated.
mod inside {
    use ad::{Differentiable, differentiate};

    #[differentiate]
    fn annotated(x: f64, y: f64) -> f64 {
        const K: f64 = 1.5;
        #[differentiate]
        fn square(v: f64) -> f64 {
            v * v
        }
        square(x * K) + y
    }

    #[differentiate]
    fn plain(x: f64, y: f64) -> f64 {
        const K: f64 = 1.5;
        fn square(v: f64) -> f64 {
            v * half(K) * v
        }
        fn half(v: f64) -> f64 {
            v / 2.0
        }
        fn wrapped(i: usize, xs: &[f64]) -> usize {
            i % xs.len()
        }
        let t = [1.0, 2.0];
        let f = |v: f64| square(v) + t[wrapped(3, &t)];
        f(x * K) + square(y)
    }

    #[derive(Clone, Differentiable)]
    struct Scale {
        by: f64,
    }

    #[differentiate]
    impl Scale {
        fn first(&self, x: f64) -> f64 {
            fn cube(v: f64) -> f64 {
                v * v * v
            }
            cube(self.by) * x
        }
    }

    impl Scale {
        #[differentiate]
        fn second(&self, x: f64) -> f64 {
            fn cube(v: f64) -> f64 {
                v * v * v
            }
            self.first(cube(self.by) * x)
        }
    }

    #[differentiate]
    fn in_methods(s: &Scale, x: f64) -> f64 {
        s.first(x) + s.second(x)
    }

    #[differentiate(order = 2)]
    fn generic(x: f64) -> f64 {
        fn cube<T: ad::Real>(v: T) -> T {
            v * v * v
        }
        cube(x)
    }

    #[differentiate]
    fn recursive(x: f64) -> f64 {
        fn term(x: f64, n: u32) -> f64 {
            if n == 0 {
                1.0
            } else {
                x / n as f64 * term(x, n - 1)
            }
        }
        term(x, 5)
    }

    mod elsewhere {
        #[ad::differentiate]
        pub fn cube(v: f64) -> f64 {
            (v * v * v).exp()
        }
    }

    #[differentiate]
    fn imported(x: &[f64]) -> f64 {
        use elsewhere::cube;
        let mut s = 0.0;
        for v in x {
            s += cube(*v);
        }
        s
    }

    #[test]
    fn derivatives() {
        ad::check::<annotated>((0.7, 1.3)).assert();
        ad::check::<plain>((0.7, 1.3)).assert();
        ad::check::<in_methods>((&Scale { by: 0.4 }, 1.3)).assert();
        ad::check::<generic>(1.3).assert();
        ad::check::<recursive>(1.3).assert();
        ad::check::<imported>(&[0.1, 0.4]).assert();
        assert!((generic::hessian(2.0) - 12.0).abs() < 1e-12);
    }
}

/// A name that is passed on is passed on twice.
#[differentiate]
fn named(name: String, x: f64) -> f64 {
    scaled_by(name, x * x) * x
}

#[differentiate]
fn scaled_by(name: String, x: f64) -> f64 {
    if name.is_empty() { x } else { x * x }
}

#[test]
fn names_that_are_passed_on() {
    assert_eq!(named::grad("a".to_string(), 2.0), 5.0 * 16.0);
    assert_eq!(named::grad(String::new(), 2.0), 3.0 * 4.0);
}

/// Results whose length the caller cannot name, or knows by the name of another length.
mod arm {
    use ad::{Differentiable, differentiate};

    const DOF: usize = 2 + 1;
    const fn links() -> usize {
        2
    }
    const LINKS: usize = links();

    #[differentiate]
    pub fn angles(x: &[f64]) -> [f64; DOF] {
        [x[0] * x[1], x[1] + x[0], x[1].sin()]
    }

    #[differentiate]
    pub fn turned(x: &[f64; DOF]) -> [f64; DOF] {
        [x[1] * x[2], x[0].cos(), x[2] * x[0]]
    }

    #[differentiate]
    pub fn ends(x: &[f64], k: f64) -> [[f64; LINKS]; DOF] {
        [[x[0], x[1] * k], [k, x[0] * x[1]], [x[1], x[0].exp()]]
    }

    #[differentiate]
    pub fn lengths(x: &[f64]) -> [f64; LINKS] {
        [x[0] * x[1], x[1] / x[0]]
    }

    #[derive(Clone, Differentiable)]
    pub struct Arm {
        pub scale: f64,
    }

    #[differentiate]
    impl Arm {
        pub fn lengths(&self, x: f64) -> [f64; LINKS] {
            [self.scale * x, x.sin()]
        }
    }
}

#[differentiate]
fn of_private_length(x: &[f64]) -> f64 {
    const DOF: usize = 2;
    let own: [f64; DOF] = [x[0].sin(), x[1]];
    let mut y = arm::angles(x);
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let z = arm::angles(&x[i..]);
        sum += y[0] * z[1] + (z[2] * x[0]).exp() + own[i % DOF] * y[2];
        y = arm::turned(&y);
    }
    sum
}

#[differentiate]
fn of_unseen_length(x: &[f64]) -> f64 {
    let arm = arm::Arm { scale: x[0] };
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let y = arm::lengths(&x[i..]);
        let ends = arm::ends(&x[i..], y[0]);
        for (end, y) in ends.iter().zip(&y) {
            sum += end[0] * end[1] * y;
        }
        for v in arm.lengths(y[1] * x[i]) {
            sum += v * v;
        }
        let largest = if y[0] > 1.0 { y } else { [y[1], y[0]] };
        sum += largest.iter().map(|v| v * v).sum::<f64>();
    }
    sum
}

#[differentiate]
fn in_three_trips(x: &[f64]) -> f64 {
    let mut sum = x[0];
    for i in 0..3 {
        let y = arm::lengths(&[sum.exp(), x[i]]);
        sum = (y[0] * y[1] * sum).sin();
    }
    sum
}

#[differentiate]
fn with_its_type(x: &[f64]) -> [f64; 3] {
    let y: [f64; 3] = arm::angles(x);
    let mut z = y.map(f64::sin);
    z[0] *= arm::turned(&z)[1];
    z
}

#[differentiate]
fn its_jacobian(x: f64) -> f64 {
    let y = with_its_type(&[x, 0.7 * x]);
    y[0] * y[1] * y[2]
}

#[test]
fn lengths_that_have_no_name_where_the_function_is_called() {
    ad::check::<of_private_length>(&[0.7, 1.3, 0.4][..]).assert();
    ad::check::<of_unseen_length>(&[0.7, 1.3, 0.4][..]).assert();
    ad::check::<in_three_trips>(&[0.7, 1.3, 0.4][..]).assert();
    ad::check::<with_its_type>(&[0.7, 1.3][..]).assert();
    ad::check::<its_jacobian>(0.8).assert();
}
