//! Declarative macros: of what they expand to a derivative is made.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::differentiate;

macro_rules! half {
    ($n:expr) => {
        $n / 2
    };
}

macro_rules! rate {
    () => {
        0.75
    };
}

// --- nothing that varies is passed ---

#[differentiate]
fn powers(x: f64, n: usize) -> f64 {
    let half = half!(n);
    let mut sum = 0.0;
    for i in 0..half!(n) + 1 {
        sum += rate!() * x.powi(i as i32);
    }
    sum * half as f64
}

// --- expressions and statements ---

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

#[differentiate]
fn precedence(x: f64, y: f64) -> f64 {
    -square!(x + y) * 2.0 - square!(square!(x) - y)
}

macro_rules! scale {
    ($x:ident by $k:expr) => {
        $x *= $k;
    };
    ($($x:ident),+ all by $k:expr) => {
        $(scale!($x by $k);)+
    };
}

macro_rules! parts {
    ($from:expr => $($name:ident = $i:literal),* $(,)?) => {
        $(let $name = $from[$i];)*
    };
}

#[differentiate]
fn statements(v: &[f64; 3], k: f64) -> f64 {
    parts!(v => a = 0, b = 1, c = 2,);
    let (mut d, mut e) = (a * b, b * c);
    scale!(d by k.sin());
    scale! { d, e all by k + 1.0 }
    d + e * d
}

// --- repetitions and recursion ---

macro_rules! horner {
    ($x:expr; $last:expr) => { $last };
    ($x:expr; $first:expr, $($rest:expr),+) => { $first + $x * horner!($x; $($rest),+) };
}

macro_rules! rows {
    ($out:ident; $([$($x:expr),*]),* $(,)?) => {{
        let mut $out = Vec::new();
        $($out.push([$(2.0 * $x),*].iter().sum::<f64>());)*
        $out
    }};
}

#[differentiate]
fn repeated(x: f64, y: f64) -> f64 {
    let rows = rows!(r; [x, x * y], [y.exp(), y], [x.sin(), 1.0]);
    let mut sum = 0.0;
    for row in &rows {
        sum += row * row;
    }
    horner!(x + y; 1.0, y, 3.0, x * y) * sum
}

macro_rules! largest {
    ($x:expr) => { $x };
    ($x:expr, $($rest:expr),+) => {{
        let a = $x;
        let b = largest!($($rest),+);
        if a > b { a } else { b }
    }};
}

#[differentiate]
fn recursive(a: f64, b: f64) -> f64 {
    largest!(a * b, b + 1.0, a.sin() * 9.0) + largest!(a, b)
}

// --- whose a name is ---

macro_rules! swap {
    ($a:ident, $b:ident) => {
        let t = $a;
        $a = $b;
        $b = t;
    };
}

macro_rules! summed {
    ($n:expr, $i:ident => $e:expr) => {{
        let mut sum = 0.0;
        'all: for i in 0..$n {
            let $i = i;
            let t = $e;
            if t > 1e9 {
                break 'all;
            }
            sum += t;
        }
        sum
    }};
}

#[differentiate]
fn hygienic(t: f64, u: f64, sum: f64) -> f64 {
    let (mut t, mut u) = (t * 2.0, u * 3.0);
    swap!(t, u);
    // `t`, `sum` and `i` are the function's, and there is a loop of the macro's around.
    let i = 5.0;
    t * t + u + summed!(3, k => sum * t + i * u * k as f64) * sum
}

#[differentiate]
fn sees_variables(x: f64, y: f64) -> f64 {
    let corner = x.floor();
    let distance = x - corner;
    macro_rules! gradient {
        ($offset:expr) => {{
            let offset = distance - $offset;
            offset * offset * y
        }};
    }
    let g0 = gradient!(0.0);
    let g1 = gradient!(y);
    g0 * distance + g1
}

#[differentiate]
fn writes_variables(x: f64, y: f64) -> f64 {
    let mut nearest = x * x + y;
    let mut hits = 0;
    macro_rules! candidate {
        [$d:expr] => {{
            let found = $d;
            if found < nearest {
                nearest = found;
                hits += 1;
            }
        }};
    }
    candidate![x * y];
    candidate![y - x];
    if hits > 1 {
        candidate![3.0 * x * y];
    }
    nearest * nearest
}

// --- leaving the function ---

macro_rules! or_leave {
    ($value:expr, $otherwise:expr) => {
        match $value {
            Some(value) => value,
            None => return $otherwise,
        }
    };
}

fn positive(x: f64) -> Option<f64> {
    (x > 0.0).then_some(x)
}

#[differentiate]
fn leaves(x: f64, y: f64) -> f64 {
    let root = or_leave!(if x > 0.0 { Some(x.sqrt()) } else { None }, y * y);
    root * y
}

// --- macros that make functions ---

macro_rules! activation {
    ($name:ident, $x:ident => $body:expr) => {
        #[differentiate]
        fn $name($x: f64, k: f64) -> f64 {
            let scaled = square!($body) * k;
            horner!($x; scaled, k, 2.0)
        }
    };
}

activation!(swish, z => z / (1.0 + (-z).exp()));
activation!(cubic, k_of_x => k_of_x * k_of_x * k_of_x);

// --- inside of other macros, patterns and types ---

macro_rules! pair {
    ($a:pat, $b:pat) => {
        ($a, $b)
    };
}

macro_rules! real {
    () => {
        f64
    };
}

#[differentiate]
fn elsewhere_in_it(x: f64, p: (f64, f64)) -> f64 {
    let pair!(a, b) = p;
    let list: Vec<real!()> = vec![square!(a), -square!(b + x), x];
    assert!(square!(x) >= 0.0, "{}", square!(x));
    list.iter().map(|e| square!(e) * x).sum()
}

// --- methods ---

#[derive(Clone, Debug, PartialEq, ad::Differentiable)]
struct Spring {
    stiffness: f64,
    length: f64,
}

macro_rules! pulled {
    ($self:ident, $x:expr, $method:ident ($($argument:expr),*)) => {
        $self.stiffness * ($x - $self.length) * $self.$method($($argument),*)
    };
}

#[differentiate]
impl Spring {
    fn damping(&self, v: f64) -> f64 {
        self.stiffness.sqrt() * v
    }

    fn force(&self, x: f64, v: f64) -> f64 {
        pulled!(self, x, damping(v))
    }
}

#[differentiate]
fn force(spring: &Spring, x: f64, v: f64) -> f64 {
    spring.force(x, v)
}

mod shapes {
    /// Of a ring.
    #[macro_export]
    macro_rules! ring_area {
        ($outer:expr, $inner:expr) => {
            $crate::shapes::disc($outer) - $crate::shapes::disc($inner)
        };
    }

    #[super::differentiate]
    pub fn disc(r: f64) -> f64 {
        3.0 * r * r
    }
}

#[differentiate]
fn ring(outer: f64, inner: f64) -> f64 {
    ring_area!(outer + inner, inner * inner)
}

#[test]
fn gradients() {
    ad::check::<powers>((0.7, 5)).assert();
    assert!((powers::grad(0.7, 5) - 2.0 * 0.75 * (1.0 + 2.0 * 0.7)).abs() < 1e-12);
    ad::check::<precedence>((0.7, -0.4)).assert();
    let (x, y) = (0.7, -0.4);
    let by_x = -4.0 * (x + y) - 2.0 * (x * x - y) * 2.0 * x;
    assert!((precedence::grad(x, y).0 - by_x).abs() < 1e-12);
    ad::check::<statements>((&[0.4, -1.2, 2.0], 0.8)).assert();
    ad::check::<repeated>((0.3, 0.6)).assert();
    for (a, b) in [(0.3, 0.6), (3.0, 2.5), (2.0, -0.5)] {
        ad::check::<recursive>((a, b)).assert();
        ad::check::<writes_variables>((a, b)).assert();
        ad::check::<sees_variables>((a, b)).assert();
        ad::check::<leaves>((a, b)).assert();
        ad::check::<leaves>((-a, b)).assert();
        ad::check::<swish>((a, b)).assert();
        ad::check::<cubic>((a, b)).assert();
        ad::check::<ring>((a, b)).assert();
        ad::check::<elsewhere_in_it>((a, (b, 0.2))).assert();
    }
    assert_eq!(positive(-1.0), None);
    let spring = Spring {
        stiffness: 2.0,
        length: 0.5,
    };
    ad::check::<force>((&spring, 0.9, 0.3)).assert();
}

#[test]
fn names_do_not_meet() {
    ad::check::<hygienic>((0.4, 1.3, 0.9)).assert();
    let (t, u, sum) = (0.4, 1.3, 0.9);
    // After the swap `t` is `3 u`, and `u` is `2 t`.
    let by_t = 2.0 + 30.0 * sum;
    let by_u = 18.0 * u + 9.0 * sum * sum;
    let by_sum = 18.0 * sum * u + 30.0 * t;
    let found = hygienic::grad(t, u, sum);
    for (found, expected) in [(found.0, by_t), (found.1, by_u), (found.2, by_sum)] {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}

/// Named like a check, and does more.
macro_rules! assert_doubled {
    ($x:ident) => {
        $x *= 2.0;
        assert!($x > 0.0);
    };
}

/// Named like a check, and is one.
macro_rules! assert_above {
    ($x:expr, $low:expr) => {
        assert!($x > $low, "{} is too small", $x)
    };
}

#[differentiate]
fn checked(x: f64) -> f64 {
    let mut y = x * x;
    assert_doubled!(y);
    assert_above!(y, 0.0);
    y * y
}

#[test]
fn what_is_named_like_a_check_may_change_what_it_is_given() {
    // (2x²)²
    assert_eq!(checked::value_and_grad(1.5), (20.25, 54.0));
    ad::check::<checked>(0.7).assert();
}

#[differentiate]
fn with_orders_asserted(x: f64, y: f64) -> f64 {
    debug_assert_ne!(x.abs().partial_cmp(&y), Some(std::cmp::Ordering::Greater));
    assert_eq!(
        x.total_cmp(&y),
        std::cmp::Ordering::Less,
        "{x} is to be less"
    );
    let order = x.partial_cmp(&y);
    assert_ne!(order, Some(std::cmp::Ordering::Equal));
    x * y
}

#[test]
fn with_orders_asserted_agrees() {
    ad::check::<with_orders_asserted>((0.7, 1.3)).assert();
    for (x, y) in [(1.3, 0.7), (0.7, 0.7)] {
        let panics = std::panic::catch_unwind(|| with_orders_asserted::grad(x, y));
        assert!(panics.is_err());
    }
}
