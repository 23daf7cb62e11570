//! Each function of dual numbers against differences of the function of floats, over its domain; second derivatives
//! against differences of first ones; and the values where differences say nothing: at kinks, edges of domains, zeros,
//! infinities and NaN.

#![allow(
    clippy::needless_range_loop,
    clippy::type_complexity,
    clippy::op_ref,
    reason = "derivatives are named by their indices, and every form of an operator is tried"
)]

use ad_runtime::{Dual, Real, constant};

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// A function of one number, for every kind of number.
struct Unary {
    name: &'static str,
    float: fn(f64) -> f64,
    dual: fn(Dual<f64>) -> Dual<f64>,
    nested: fn(Dual<Dual<f64>>) -> Dual<Dual<f64>>,
    single: fn(Dual<f32>) -> Dual<f32>,
    /// Where it is smooth.
    domain: (f64, f64),
}

/// A function of two numbers, likewise.
struct Binary {
    name: &'static str,
    float: fn(f64, f64) -> f64,
    dual: fn(Dual<f64, 2>, Dual<f64, 2>) -> Dual<f64, 2>,
    nested: fn(Dual<Dual<f64, 2>, 2>, Dual<Dual<f64, 2>, 2>) -> Dual<Dual<f64, 2>, 2>,
    domain: [(f64, f64); 2],
}

macro_rules! unary {
    ($($name:ident: $low:literal..$high:literal, |$x:ident| $f:expr;)*) => {
        &[$({
            fn f<T: Real>($x: T) -> T {
                $f
            }
            Unary {
                name: stringify!($name),
                float: f,
                dual: f,
                nested: f,
                single: f,
                domain: ($low, $high),
            }
        }),*]
    };
}

macro_rules! binary {
    ($($name:ident: $low:literal..$high:literal, $low_2:literal..$high_2:literal, |$a:ident, $b:ident| $f:expr;)*) => {
        &[$({
            fn f<T: Real>($a: T, $b: T) -> T {
                $f
            }
            Binary { name: stringify!($name), float: f, dual: f, nested: f, domain: [($low, $high), ($low_2, $high_2)] }
        }),*]
    };
}

fn c<T: Real>(x: f64) -> T {
    constant(x)
}

static UNARY: &[Unary] = unary! {
    recip: 0.1..50.0, |x| x.recip();
    recip_negative: -50.0..-0.1, |x| x.recip();
    sqrt: 0.1..1e3, |x| x.sqrt();
    cbrt: 0.1..1e3, |x| x.cbrt();
    cbrt_negative: -1e3..-0.1, |x| x.cbrt();
    exp: -30.0..30.0, |x| x.exp();
    exp2: -30.0..30.0, |x| x.exp2();
    exp_m1: -5.0..30.0, |x| x.exp_m1();
    ln: 0.1..1e3, |x| x.ln();
    ln_1p: -0.9..1e3, |x| x.ln_1p();
    log2: 0.1..1e3, |x| x.log2();
    log10: 0.1..1e3, |x| x.log10();
    sin: -20.0..20.0, |x| x.sin();
    cos: -20.0..20.0, |x| x.cos();
    tan: -1.3..1.3, |x| x.tan();
    asin: -0.9..0.9, |x| x.asin();
    acos: -0.9..0.9, |x| x.acos();
    atan: -20.0..20.0, |x| x.atan();
    sinh: -10.0..10.0, |x| x.sinh();
    cosh: -10.0..10.0, |x| x.cosh();
    tanh: -5.0..5.0, |x| x.tanh();
    asinh: -20.0..20.0, |x| x.asinh();
    acosh: 1.1..20.0, |x| x.acosh();
    atanh: -0.9..0.9, |x| x.atanh();
    to_degrees: -10.0..10.0, |x| x.to_degrees();
    to_radians: -200.0..200.0, |x| x.to_radians();
    fract: 1.1..1.9, |x| x.fract();
    floor: 1.1..1.9, |x| x.floor();
    ceil: 1.1..1.9, |x| x.ceil();
    trunc: -1.9..-1.1, |x| x.trunc();
    round: 0.6..1.4, |x| x.round();
    signum: -9.0..-0.1, |x| x.signum();
    abs: 0.1..9.0, |x| x.abs();
    abs_negative: -9.0..-0.1, |x| x.abs();
    sin_cos: -5.0..5.0, |x| { let (s, c) = x.sin_cos(); s * c };
    powi_3: -3.0..3.0, |x| x.powi(3);
    powi_2: -3.0..3.0, |x| x.powi(2);
    powi_1: -3.0..3.0, |x| x.powi(1);
    powi_0: -3.0..3.0, |x| x.powi(0);
    powi_negative: -3.0..-0.1, |x| x.powi(-2);
    powf_constant: 0.1..9.0, |x| x.powf(c(2.5));
    powf_whole: -3.0..3.0, |x| x.powf(c(3.0));
    powf_by_exponent: -2.0..2.0, |x| c::<T>(3.0).powf(x);
    mul_add: -3.0..3.0, |x| x.mul_add(x, x);
    div: -3.0..3.0, |x| (x - c(1.0)) / (x * x + c(1.0));
    rem: 3.1..3.9, |x| x % c(1.5);
    assigning: -3.0..3.0, |x| { let mut y = x; y += x; y *= x; y -= c(1.0); y /= c(2.0); y };
    sum_and_product: -2.0..2.0, |x| [x, x * x].iter().sum::<T>() * [x, x].into_iter().product::<T>();
};

static BINARY: &[Binary] = binary! {
    add: -3.0..3.0, -3.0..3.0, |a, b| a + b;
    sub: -3.0..3.0, -3.0..3.0, |a, b| a - b;
    mul: -3.0..3.0, -3.0..3.0, |a, b| a * b;
    div: -3.0..3.0, 0.1..3.0, |a, b| a / b;
    rem: 6.3..6.9, 1.46..1.54, |a, b| a % b - a * b;
    powf: 0.1..9.0, -3.0..3.0, |a, b| a.powf(b);
    log: 0.1..9.0, 1.5..9.0, |a, b| a.log(b);
    hypot: -3.0..3.0, 0.1..3.0, |a, b| a.hypot(b);
    atan2: 0.1..3.0, -3.0..3.0, |a, b| a.atan2(b);
    max: 1.1..2.0, -1.0..0.9, |a, b| a.max(b);
    min: 1.1..2.0, -1.0..0.9, |a, b| a.min(b);
    abs_sub: 1.1..2.0, -1.0..0.9, |a, b| a.abs_sub(b);
    abs_sub_zero: -1.0..0.9, 1.1..2.0, |a, b| a.abs_sub(b);
    copysign: 0.1..3.0, -2.0..-0.1, |a, b| a.copysign(b);
    clamp: 1.1..2.0, 2.1..3.0, |a, b| a.clamp(c(1.0), b) * a.clamp(b, c(4.0)) * b.clamp(c(0.0), a);
    mul_add: -3.0..3.0, -3.0..3.0, |a, b| a.mul_add(b, a * a);
};

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn between(&mut self, (low, high): (f64, f64)) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * ((self.0 >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

/// The derivative, of order eight in a step that stays in the domain.
fn difference(f: impl Fn(f64) -> f64, x: f64, (low, high): (f64, f64)) -> f64 {
    let room = (x - low).min(high - x) / 4.0;
    let step = (2e-3 * x.abs().clamp(0.3, 3.0)).min(room);
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let terms = (1..)
        .zip(weights)
        .map(|(k, w)| w * (f(x + f64::from(k) * step) - f(x - f64::from(k) * step)));
    terms.sum::<f64>() / step
}

/// Are two numbers equal, up to the error of a difference of values of this size?
#[track_caller]
fn assert_close(what: &str, got: f64, expected: f64, size: f64) {
    let tolerance = 1e-9 * (expected.abs() + size.abs()).max(1e-3);
    assert!(
        (got - expected).abs() <= tolerance,
        "{what}: {got} for {expected}"
    );
}

#[test]
fn functions_of_one_number_and_their_second_derivatives() {
    let mut numbers = Numbers(1);
    for Unary {
        name,
        float,
        dual,
        nested,
        single,
        domain,
    } in UNARY
    {
        let width = domain.1 - domain.0;
        let inner = (domain.0 + 0.02 * width, domain.1 - 0.02 * width);
        for _ in 0..200 {
            let x = numbers.between(inner);
            let what = format!("{name}({x})");
            let y = dual(Dual::variable(x));
            assert_eq!(y.value.to_bits(), float(x).to_bits(), "{what}");
            assert_close(
                &what,
                y.derivative(),
                difference(float, x, *domain),
                y.value,
            );
            let twice = nested(Dual::variable(Dual::variable(x)));
            assert_eq!(twice.value.derivative(), y.derivative(), "{what}");
            let first = |x| dual(Dual::variable(x)).derivative();
            let second = twice.derivative().derivative();
            assert_close(
                &format!("second derivative of {what}"),
                second,
                difference(first, x, *domain),
                y.derivative(),
            );
            let y_single = single(Dual::variable(x as f32));
            let y = dual(Dual::variable(f64::from(x as f32)));
            let error = (f64::from(y_single.derivative()) - y.derivative()).abs();
            assert!(
                error <= 1e-4 * y.derivative().abs().max(1e-3),
                "{what} in single precision"
            );
        }
    }
}

#[test]
fn functions_of_two_numbers_and_their_hessians() {
    let mut numbers = Numbers(2);
    for Binary {
        name,
        float,
        dual,
        nested,
        domain,
    } in BINARY
    {
        let inner =
            domain.map(|(low, high)| (low + 0.02 * (high - low), high - 0.02 * (high - low)));
        for _ in 0..200 {
            let (a, b) = (numbers.between(inner[0]), numbers.between(inner[1]));
            let what = format!("{name}({a}, {b})");
            let gradient = |a, b| {
                let [a, b] = Dual::variables([a, b]);
                dual(a, b)
            };
            let y = gradient(a, b);
            assert_eq!(y.value.to_bits(), float(a, b).to_bits(), "{what}");
            assert_close(
                &what,
                y.tangent[0],
                difference(|a| float(a, b), a, domain[0]),
                y.value,
            );
            assert_close(
                &what,
                y.tangent[1],
                difference(|b| float(a, b), b, domain[1]),
                y.value,
            );
            let [x, z] = Dual::variables(Dual::variables([a, b]));
            let hessian = nested(x, z).tangent.map(|t| t.tangent);
            for i in 0..2 {
                let by_a = difference(|a| gradient(a, b).tangent[i], a, domain[0]);
                let by_b = difference(|b| gradient(a, b).tangent[i], b, domain[1]);
                assert_close(
                    &format!("row {i} of the Hessian of {what}"),
                    hessian[i][0],
                    by_a,
                    y.tangent[i],
                );
                assert_close(
                    &format!("row {i} of the Hessian of {what}"),
                    hessian[i][1],
                    by_b,
                    y.tangent[i],
                );
            }
            assert_close(&what, hessian[0][1], hessian[1][0], hessian[0][1]);
        }
    }
}

/// Value and derivative, compared bit by bit but for the sign of zero and the payload of NaN.
#[track_caller]
fn assert_at(what: &str, y: Dual<f64>, value: f64, derivative: f64) {
    let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
    assert!(
        same(y.value, value) && same(y.derivative(), derivative),
        "{what}: {} with derivative {}, expected {value} with {derivative}",
        y.value,
        y.derivative()
    );
}

#[test]
fn edges_of_domains_and_infinities() {
    let unary: &[(&str, f64, f64, f64)] = &[
        ("sqrt", 0.0, 0.0, INF),
        ("sqrt", INF, INF, 0.0),
        ("sqrt", -1.0, NAN, NAN),
        ("cbrt", 0.0, 0.0, INF),
        ("ln", 0.0, -INF, INF),
        ("ln", INF, INF, 0.0),
        ("ln_1p", -1.0, -INF, INF),
        ("log2", 0.0, -INF, INF),
        ("log10", 0.0, -INF, INF),
        ("exp", -INF, 0.0, 0.0),
        ("exp", INF, INF, INF),
        ("exp2", -INF, 0.0, 0.0),
        ("exp_m1", -INF, -1.0, 0.0),
        ("exp_m1", 0.0, 0.0, 1.0),
        ("asin", 1.0, f64::asin(1.0), INF),
        ("asin", -1.0, f64::asin(-1.0), INF),
        ("asin", 2.0, NAN, NAN),
        ("acos", 1.0, 0.0, -INF),
        ("acosh", 1.0, 0.0, INF),
        ("atanh", 1.0, INF, INF),
        ("atan", INF, f64::atan(INF), 0.0),
        ("tanh", INF, 1.0, 0.0),
        ("tanh", -INF, -1.0, 0.0),
        ("asinh", INF, INF, 0.0),
        ("recip", 0.0, INF, -INF),
        ("recip", INF, 0.0, 0.0),
        ("abs", 0.0, 0.0, 0.0),
        ("abs", -0.0, 0.0, 0.0),
        ("abs", -INF, INF, -1.0),
        ("signum", 0.0, 1.0, 0.0),
        ("floor", 1.0, 1.0, 0.0),
        ("round", 0.5, 1.0, 0.0),
        ("powi_0", 0.0, 1.0, 0.0),
        ("powi_1", 0.0, 0.0, 1.0),
        ("powi_2", 0.0, 0.0, 0.0),
        ("powf_whole", 0.0, 0.0, 0.0),
        ("powf_whole", -2.0, -8.0, 12.0),
        ("sin", NAN, NAN, NAN),
        ("abs", NAN, NAN, NAN),
        ("tanh", NAN, NAN, NAN),
        ("sinh", 0.0, 0.0, 1.0),
        ("cosh", 0.0, 1.0, 0.0),
    ];
    for &(name, x, value, derivative) in unary {
        let row = UNARY.iter().find(|row| row.name == name).expect(name);
        assert_at(
            &format!("{name}({x})"),
            (row.dual)(Dual::variable(x)),
            value,
            derivative,
        );
        // What does not vary stays so, whatever the partial derivative is there.
        assert_at(
            &format!("{name}({x})"),
            (row.dual)(Dual::constant(x)),
            value,
            0.0,
        );
    }
}

#[test]
fn powers_at_their_edges() {
    let by_base = |x, p| Dual::variable(x).powf(Dual::constant(p));
    let by_exponent = |x, p| Dual::constant(x).powf(Dual::variable(p));
    assert_at("0^0 by its base", by_base(0.0, 0.0), 1.0, 0.0);
    assert_at("0^1", by_base(0.0, 1.0), 0.0, 1.0);
    assert_at("0^(1/2)", by_base(0.0, 0.5), 0.0, INF);
    assert_at("0^2", by_base(0.0, 2.0), 0.0, 0.0);
    assert_at("0^-1", by_base(0.0, -1.0), INF, -INF);
    assert_at("(-2)^3", by_base(-2.0, 3.0), -8.0, 12.0);
    assert_at("(-2)^0", by_base(-2.0, 0.0), 1.0, 0.0);
    assert_at("(-2)^(1/2)", by_base(-2.0, 0.5), NAN, NAN);
    assert_at("0^2 by its exponent", by_exponent(0.0, 2.0), 0.0, 0.0);
    assert_at("0^0 by its exponent", by_exponent(0.0, 0.0), 1.0, -INF);
    assert_at("1^p", by_exponent(1.0, 5.0), 1.0, 0.0);
    assert_at("(-2)^3 by its exponent", by_exponent(-2.0, 3.0), -8.0, NAN);
    assert_at(
        "powi(i32::MIN)",
        Dual::variable(1.0).powi(i32::MIN),
        1.0,
        f64::from(i32::MIN),
    );
    // x^3 at 0, to the third derivative.
    let x = Dual::<_, 1>::variable(Dual::<_, 1>::variable(Dual::<f64, 1>::variable(0.0)));
    for cube in [
        x.powi(3),
        x.powf(Dual::constant(Dual::constant(Dual::constant(3.0)))),
        x * x * x,
    ] {
        assert_eq!(cube.value.value.value, 0.0);
        assert_eq!(cube.derivative().value.value, 0.0);
        assert_eq!(cube.derivative().derivative().value, 0.0);
        assert_eq!(cube.derivative().derivative().derivative(), 6.0);
    }
}

#[test]
fn ties_go_to_the_branch_that_the_value_comes_from() {
    let [a, b] = Dual::variables([1.0, 1.0]);
    assert_eq!(a.max(b).tangent, [1.0, 0.0]);
    assert_eq!(b.max(a).tangent, [0.0, 1.0]);
    assert_eq!(a.min(b).tangent, [1.0, 0.0]);
    assert_eq!(a.clamp(b, Dual::constant(2.0)).tangent, [1.0, 0.0]);
    assert_eq!(a.abs_sub(b).tangent, [0.0, 0.0]);
    let nan = Dual::new(NAN, [5.0, 5.0]);
    assert_eq!(
        (a.max(nan).tangent, nan.max(a).tangent),
        ([1.0, 0.0], [1.0, 0.0])
    );
    assert_eq!(
        (a.min(nan).tangent, nan.min(a).tangent),
        ([1.0, 0.0], [1.0, 0.0])
    );
    assert!(nan.max(nan).value.is_nan());
}

#[test]
fn zero_times_an_infinite_partial_derivative_is_zero() {
    // One direction reaches the edge, the other does not.
    let [x, z] = Dual::variables([0.0, 3.0]);
    assert_eq!((x.sqrt() + z).tangent, [INF, 1.0]);
    assert_eq!(x.hypot(Dual::constant(0.0)).tangent, [0.0, 0.0]);
    assert_eq!(
        Dual::<f64, 1>::constant(0.0)
            .atan2(Dual::constant(0.0))
            .tangent,
        [0.0]
    );
    assert_eq!((z / Dual::constant(0.0)).tangent, [0.0, INF]);
    // At second order the product is one of tangents that vary: sqrt(x) z at z = 0.
    let [x, z] = Dual::variables(Dual::variables([4.0, 0.0]));
    assert_eq!(
        (x.sqrt() * z).tangent.map(|t| t.tangent),
        [[0.0, 0.25], [0.25, 0.0]]
    );
}

#[test]
fn derivatives_keep_their_digits_where_values_saturate() {
    let relative = |got: f64, expected: f64| ((got - expected) / expected).abs();
    let tanh = Dual::variable(20.0).tanh().derivative();
    assert!(relative(tanh, 4.0 * (-40.0_f64).exp()) < 1e-14, "{tanh}");
    let tanh = Dual::variable(-400.0).tanh().derivative();
    assert!(
        relative(tanh, 4.0 * (-800.0_f64).exp()) < 1e-13 || tanh == 0.0,
        "{tanh}"
    );
    let exp_m1 = Dual::variable(-40.0).exp_m1().derivative();
    assert!(relative(exp_m1, (-40.0_f64).exp()) < 1e-14, "{exp_m1}");
    let [y, x] = Dual::variables([3e200, 4e200]);
    let angle = y.atan2(x);
    assert!(
        relative(angle.tangent[0], 0.16e-200) < 1e-14
            && relative(angle.tangent[1], -0.12e-200) < 1e-14
    );
    let [y, x] = Dual::variables([3e-200, 4e-200]);
    assert!(relative(y.atan2(x).tangent[0], 0.16e200) < 1e-14);
    assert!(relative(y.hypot(x).tangent[0], 0.6) < 1e-14);
    // Near the edges of their domains.
    let asin = Dual::variable(1.0 - 1e-10).asin().derivative();
    assert!(
        relative(
            asin,
            1.0 / ((1.0 - (1.0 - 1e-10_f64)) * (2.0 - 1e-10)).sqrt()
        ) < 1e-14,
        "{asin}"
    );
    // Second derivatives of the saturated tanh.
    let twice = Dual::<_, 1>::variable(Dual::<f64, 1>::variable(20.0)).tanh();
    assert!(relative(twice.derivative().derivative(), -8.0 * (-40.0_f64).exp()) < 1e-13);
    let twice = Dual::<_, 1>::variable(Dual::<f64, 1>::variable(0.0)).tanh();
    assert_eq!(twice.derivative().derivative(), 0.0);
}

#[test]
fn code_takes_the_branch_that_it_takes_for_plain_numbers() {
    fn sinc<T: Real>(x: T) -> T {
        if x.is_zero() { T::one() } else { x.sin() / x }
    }
    assert_eq!(sinc(Dual::variable(0.0)).derivative(), 0.0);
    let x = Dual::variable(2.0);
    assert!(
        x == 2.0 && x < 3.0 && 1.0 < x && x == Dual::constant(2.0) && x.partial_cmp(&NAN).is_none()
    );
    assert_eq!(num_traits::ToPrimitive::to_i32(&x), Some(2));
}

#[test]
fn literals_and_references_mix_in() {
    let x = Dual::variable(3.0);
    assert_eq!(
        (2.0 * x + 1.0 - &x / 2.0 - 1.0 / &x % 5.0).derivative(),
        2.0 - 0.5 + 1.0 / 9.0
    );
    assert_eq!((&x * &x * 2.0_f32).sqrt().derivative(), 2.0_f64.sqrt());
    let x = Dual::<_, 1>::variable(Dual::<f64, 1>::variable(3.0));
    assert_eq!((2.0 * x * x * 0.5).derivative().derivative(), 2.0);
    let x = Dual::variable(3.0_f32);
    assert_eq!((x * 2.0 + x * 0.5_f32).derivative(), 2.5);
    assert_eq!((2.0 * x).powi(2).derivative(), 24.0);
    let mut y = x;
    y *= 2.0;
    y += x;
    y -= &x;
    y /= 4.0;
    y %= 1.0;
    assert_eq!((y.value, y.derivative()), (0.5, 0.5));
    assert_eq!([x, x].iter().sum::<Dual<f32>>().derivative(), 2.0);
}

#[test]
fn generic_code_needs_no_more_than_real() {
    fn mixture<T: Real>(xs: &[T], weights: &[T]) -> T {
        let mut sum = T::zero();
        for (x, w) in xs.iter().zip(weights) {
            let z = (*x - T::PI()) * T::from_f64(0.5).unwrap();
            sum += *w * (-z * z).exp();
        }
        sum /= T::from(xs.len()).unwrap();
        let largest = xs.iter().copied().fold(T::neg_infinity(), T::max);
        let total: T = weights.iter().sum();
        sum * total + largest.abs().max(T::epsilon()) + xs.iter().fold(T::default(), |a, b| a + *b)
    }
    let x = Dual::<f64, 2>::variables([1.0, 2.0]);
    let w = [0.25, 0.75];
    let y = mixture(&x, &w.map(Dual::constant));
    for i in 0..2 {
        let at = |xi: f64| {
            let mut x = [1.0, 2.0];
            x[i] = xi;
            mixture(&x, &w)
        };
        let x = x[i].value;
        assert_close(
            "mixture",
            y.tangent[i],
            difference(at, x, (x - 0.4, x + 0.4)),
            y.value,
        );
    }
}

#[test]
fn text_shows_all_parts() {
    assert_eq!(format!("{:.1}", Dual::variable(2.0)), "2.0 + 1.0ε");
    assert_eq!(format!("{}", Dual::new(2.5, [3.0, 4.0])), "2.5 + [3, 4]ε");
    assert_eq!(format!("{:e}", Dual::variable(200.0)), "2e2 + 1e0ε");
    assert_eq!("1.5".parse::<Dual<f64>>().map(|x| x.value), Ok(1.5));
}
