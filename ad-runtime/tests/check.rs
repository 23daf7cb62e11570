//! `check` lets right derivatives pass, at all magnitudes and awkward points, and catches wrong ones.

use ad_runtime::{DifferentiableFn, Perturb, check};

/// The companion of a function of one number, by hand: its value, and what it is said to have for a derivative.
macro_rules! of_a_number {
    ($name:ident($x:ident: $float:ty) = $value:expr, derivative $derivative:expr) => {
        of_a_number!($name($x: $float) = $value, derivative $derivative, forward $derivative);
    };
    ($name:ident($x:ident: $float:ty) = $value:expr, derivative $derivative:expr, forward $forward:expr) => {
        #[allow(non_camel_case_types)]
        enum $name {}

        impl DifferentiableFn for $name {
            type Args<'a> = $float;
            type Output = $float;
            type Gradient = $float;
            const NAME: &'static str = stringify!($name);

            fn call($x: $float) -> $float {
                $value
            }

            #[allow(unused_variables)]
            fn vjp($x: $float, y_bar: &$float) -> ($float, $float) {
                ($value, $derivative * y_bar)
            }

            #[allow(unused_variables)]
            fn jvp($x: $float, x_dot: &$float) -> ($float, $float) {
                ($value, $forward * x_dot)
            }

            fn perturbed(x: $float, direction: &$float, step: f64) -> $float {
                Self::call(x.perturbed(direction, step))
            }
        }
    };
}

/// The companion of a function from vectors to vectors, with its Jacobian matrix.
macro_rules! of_a_vector {
    ($name:ident($x:ident) = $value:expr, rows $jacobian:expr) => {
        of_a_vector!($name($x) = $value, rows $jacobian, forward $jacobian);
    };
    ($name:ident($x:ident) = $value:expr, rows $jacobian:expr, forward $forward:expr) => {
        #[allow(non_camel_case_types)]
        enum $name {}

        impl DifferentiableFn for $name {
            type Args<'a> = &'a [f64];
            type Output = Vec<f64>;
            type Gradient = Vec<f64>;
            const NAME: &'static str = stringify!($name);

            fn call($x: &[f64]) -> Vec<f64> {
                $value.to_vec()
            }

            fn vjp($x: &[f64], y_bar: &Vec<f64>) -> (Vec<f64>, Vec<f64>) {
                let mut x_bar = vec![0.0; $x.len()];
                for (row, y_bar) in $jacobian.iter().zip(y_bar) {
                    for (x_bar, partial) in x_bar.iter_mut().zip(row) {
                        *x_bar += partial * y_bar;
                    }
                }
                ($value.to_vec(), x_bar)
            }

            fn jvp($x: &[f64], x_dot: &Vec<f64>) -> (Vec<f64>, Vec<f64>) {
                let rows = $forward;
                let y_dot = rows.iter().map(|row| row.iter().zip(x_dot).map(|(p, d)| p * d).sum());
                ($value.to_vec(), y_dot.collect())
            }

            fn perturbed(x: &[f64], direction: &Vec<f64>, step: f64) -> Vec<f64> {
                Self::call(&x.perturbed(direction, step))
            }
        }
    };
}

of_a_number!(square(x: f64) = x * x, derivative 2.0 * x);
of_a_number!(square_single(x: f32) = x * x, derivative 2.0 * x);
of_a_number!(cube(x: f64) = x * x * x, derivative 3.0 * x * x);
of_a_number!(sine(x: f64) = x.sin(), derivative x.cos());
of_a_number!(fast_sine(x: f64) = (1e4 * x).sin(), derivative 1e4 * (1e4 * x).cos());
of_a_number!(logarithm(x: f64) = x.ln(), derivative 1.0 / x);
of_a_number!(root(x: f64) = x.sqrt(), derivative 0.5 / x.sqrt());
of_a_number!(exponential(x: f64) = x.exp(), derivative x.exp());
of_a_number!(fourth(x: f64) = x.powi(4), derivative 4.0 * x.powi(3));
of_a_number!(constant(x: f64) = 1e6 + 0.0 * x, derivative 0.0);
of_a_number!(small(x: f64) = 1e-20 * x.sin(), derivative 1e-20 * x.cos());
of_a_number!(relu_0(x: f64) = x.max(0.0), derivative if x > 0.0 { 1.0 } else { 0.0 });
of_a_number!(relu_1(x: f64) = x.max(0.0), derivative if x >= 0.0 { 1.0 } else { 0.0 });
of_a_number!(magnitude(x: f64) = x.abs(), derivative if x == 0.0 { 0.0 } else { x.signum() });
of_a_number!(tanh(x: f64) = x.tanh(), derivative 1.0 - x.tanh().powi(2));

of_a_vector!(
    rosenbrock(x) = [(1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)],
    rows[[
        -2.0 * (1.0 - x[0]) - 400.0 * x[0] * (x[1] - x[0] * x[0]),
        200.0 * (x[1] - x[0] * x[0])
    ]]
);
of_a_vector!(polar(x) = [x[0] * x[1].cos(), x[0] * x[1].sin()], rows [
    [x[1].cos(), -x[0] * x[1].sin()],
    [x[1].sin(), x[0] * x[1].cos()]
]);
of_a_vector!(
    scales(x) = [1e6 * x[0] + 1e-6 * x[1].sin()],
    rows[[1e6, 1e-6 * x[1].cos()]]
);

#[test]
fn right_derivatives_pass_at_all_magnitudes() {
    for x in [0.0, 1e-9, 1e-3, 0.7, 1.0, 3.0, 1e3, 1e7] {
        for x in [x, -x] {
            check::<square>(x).assert();
            check::<cube>(x).assert();
            check::<fourth>(x).assert();
            check::<constant>(x).assert();
            check::<magnitude>(x).assert();
            check::<relu_0>(x).assert();
            check::<relu_1>(x).assert();
            check::<tanh>(x).assert();
            check::<square_single>(x as f32).assert();
        }
        check::<sine>(x.min(1e3)).assert();
        check::<small>(x.min(1e3)).assert();
        check::<fast_sine>(x.min(10.0)).assert();
        check::<exponential>(x.min(300.0)).assert();
        check::<exponential>(-x.min(30.0)).assert();
        check::<logarithm>(x.max(1e-300)).assert();
        check::<root>(x).assert();
    }
    assert!(check::<sine>(1.0).worst_error() < 1e-9);
    assert_eq!(check::<root>(0.0).not_compared(), 4);
    assert_eq!(check::<logarithm>(1e-4).not_compared(), 0);
}

of_a_number!(staircase(x: f32) = x.floor(), derivative 0.0);
of_a_number!(single_cosine(x: f32) = x.cos(), derivative -x.sin());
of_a_number!(cancelled(x: f64) = 1.0 + 0.0 * x, derivative 0.0, forward 1e-16);

#[test]
fn what_larger_steps_pass_over_is_seen() {
    for x in [37.4, 50.3, -71.62, 0.4] {
        check::<staircase>(x).assert();
    }
    for x in [3.1, 62.84, -119.37, 100.5] {
        check::<single_cosine>(x).assert();
    }
    check::<cancelled>(0.3).assert();
}

#[test]
fn right_derivatives_of_vectors_pass() {
    for x in [
        [-1.2, 1.0],
        [1.0, 1.0],
        [0.0, 0.0],
        [1e3, -1e3],
        [1e-8, 3.0],
    ] {
        check::<rosenbrock>(&x).assert();
        check::<polar>(&x).assert();
        check::<scales>(&x).assert();
    }
}

of_a_number!(wrong_sign(x: f64) = x.cos(), derivative x.sin());
of_a_number!(slightly_wrong(x: f64) = x * x, derivative 2.00001 * x);
of_a_number!(forgotten(x: f64) = x.exp(), derivative 0.0);
of_a_number!(not_a_number(x: f64) = x * x, derivative f64::NAN);
of_a_number!(infinite(x: f64) = x * x, derivative f64::INFINITY);
of_a_number!(forgotten_when_large(x: f64) = 1e-3 * x, derivative 0.0);
of_a_number!(wrong_single(x: f32) = x * x, derivative 2.1 * x);
of_a_number!(wrong_small(x: f64) = 1e-20 * x, derivative 1.1e-20);
of_a_number!(wrong_kink(x: f64) = x.max(0.0), derivative 2.0);
of_a_number!(wrong_forward(x: f64) = x * x, derivative 2.0 * x, forward 2.001 * x);
of_a_number!(hardly_wrong_forward(x: f64) = x * x, derivative 2.0 * x, forward 2.000_000_002 * x);
of_a_number!(wrong_fourth(x: f64) = x.powi(4), derivative 4.0 * x * x);
of_a_number!(wrong_tanh(x: f64) = x.tanh(), derivative 0.0);

of_a_vector!(forgotten_term(x) = [x[0] * x[1] + x[2], x[2] * x[2]], rows [[x[1], x[0], 0.0], [0.0, 0.0, 2.0 * x[2]]]);
of_a_vector!(transposed(x) = [x[0] + 2.0 * x[1], 3.0 * x[0] + 4.0 * x[1]], rows [[1.0, 3.0], [2.0, 4.0]]);
of_a_vector!(transposed_forward(x) = [x[0] + 2.0 * x[1], 3.0 * x[0] + 4.0 * x[1]],
    rows [[1.0, 2.0], [3.0, 4.0]], forward [[1.0, 3.0], [2.0, 4.0]]);

#[test]
fn wrong_derivatives_are_caught() {
    for x in [0.5, 1.0, 30.0] {
        assert!(!check::<wrong_sign>(x).passed());
        assert!(!check::<slightly_wrong>(x).passed());
        assert!(!check::<forgotten>(x).passed());
        assert!(!check::<not_a_number>(x).passed());
        assert!(!check::<infinite>(x).passed());
        assert!(!check::<wrong_single>(x as f32).passed());
        assert!(!check::<wrong_small>(x).passed());
        assert!(!check::<wrong_forward>(x).passed());
        assert!(!check::<hardly_wrong_forward>(x).passed());
        assert!(!check::<wrong_fourth>(3.0 * x).passed());
    }
    for x in [1.0, 1e5, 1e9] {
        assert!(!check::<forgotten_when_large>(x).passed());
    }
    assert!(!check::<wrong_kink>(0.0).passed());
    for x in [0.1, 1.0, 5.0] {
        assert!(!check::<wrong_tanh>(x).passed());
    }
    assert!(check::<not_a_number>(1.0).worst_error().is_nan());
}

#[test]
fn the_report_names_what_is_wrong() {
    let report = check::<forgotten_term>(&[1.0, 2.0, 3.0]);
    assert!(
        report
            .to_string()
            .starts_with("the derivatives of `forgotten_term` are WRONG\n  gradient[2] is "),
        "{report}"
    );
    assert!(
        report
            .mismatches()
            .iter()
            .all(|mismatch| mismatch.what != "gradient[0]"),
        "{report}"
    );
    let report = check::<transposed_forward>(&[1.0, 2.0]);
    assert!(
        report
            .mismatches()
            .iter()
            .all(|mismatch| mismatch.what.contains("forward mode")),
        "{report}"
    );
    assert!(!report.passed() && !check::<transposed>(&[1.0, 2.0]).passed());
    let report = check::<square>(3.0);
    assert!(
        report.to_string().starts_with(
            "the derivatives of `square` are right\n  4 compared, worst relative error "
        ),
        "{report}"
    );
}

#[test]
#[should_panic(expected = "the derivatives of `wrong_sign` are WRONG")]
fn assert_panics_with_the_report() {
    check::<wrong_sign>(1.0).assert();
}

#[test]
fn a_check_is_the_same_in_every_run() {
    let x = [-1.2, 1.0];
    assert_eq!(
        check::<rosenbrock>(&x).to_string(),
        check::<rosenbrock>(&x).to_string()
    );
}

of_a_vector!(
    longer_beyond(x) = if x[0] > 1.0 { &x[..2] } else { &x[..1] },
    rows[[1.0, 0.0]]
);

#[test]
fn a_length_that_jumps_is_counted_not_compared() {
    let report = check::<longer_beyond>(&[1.0, 2.0]);
    assert!(report.passed(), "{report}");
}
