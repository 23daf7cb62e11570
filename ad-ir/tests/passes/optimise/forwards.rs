use crate::lowered::{optimised, reverse_sweeps_of};
use ad_ir::interp::{Dual, Input, Memory, Module, Scalar, Value};
use ad_ir::optimise::{optimise, sums};

const HORNER: &str = "fn f(c: &[f64], x: f64) -> f64 { let mut v = 0.0; \
    for i in (0..c.len()).rev() { v = v * x + c[i]; } v }";

#[test]
fn the_partial_of_a_polynomial_is_carried_beside_it() {
    let text = reverse_sweeps_of(HORNER);
    assert!(!text.contains("tape") && text.contains("by_x"), "{text}");
    assert!(
        text.contains("lt 0, %1"),
        "without a trip the cotangent may be infinite: {text}"
    );
}

#[test]
fn a_weight_that_is_used_twice_is_one_sum() {
    let text = reverse_sweeps_of(
        "fn f(x: &[f64], alpha: f64) -> f64 { let mut level = x[0]; \
         for i in 1..x.len() { level = alpha * x[i] + (1.0 - alpha) * level; } level }",
    );
    assert!(!text.contains("tape"), "{text}");
}

#[test]
fn factors_may_change_from_trip_to_trip() {
    let text = reverse_sweeps_of(
        "fn f(x: f64, r: &[f64; 9], y: f64) -> f64 { let mut v = 1.0; \
         for i in 1..10usize { v = x * (i as f64) * v - 2.0 * v; } v }",
    );
    assert!(!text.contains("tape") && !text.contains("lt "), "{text}");
}

#[test]
fn what_is_written_in_between_is_not_read_earlier() {
    let text = reverse_sweeps_of(
        "fn f(a: &mut [f64], x: f64, n: usize) -> f64 { let mut v = 1.0; \
         for i in 0..n { v = v * x * a[0]; a[0] = a[0] + 1.0; } a[0] = 2.0; v }",
    );
    assert!(!text.contains("by_"), "{text}");
}

#[test]
fn not_where_the_tape_is_read_all_the_same() {
    for source in [
        // The cotangents of the factors need the values.
        "fn f(r: &[f64], d: f64) -> f64 { let mut v = 1.0; \
         for i in 0..r.len() { v = v * (1.0 + r[i]) + d; } v }",
        // So does a cotangent that is not only multiplied.
        "fn f(c: &[f64], x: f64) -> f64 { let (mut v, mut s) = (0.0, 0.0); \
         for i in 0..c.len() { v = v * x + c[i]; s += v * v; } s }",
        "fn f(c: &[f64], x: f64) -> f64 { let mut v = 0.5; \
         for i in 0..c.len() { v = v * v * x + c[i]; } v }",
    ] {
        let text = reverse_sweeps_of(source);
        assert!(text.contains("v_tape") && !text.contains("by_"), "{text}");
    }
}

/// The next of some numbers below `n`.
fn choose(state: &mut u64, n: usize) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from((*state >> 33) % n as u64).expect("a small number")
}

/// A loop that adds multiples of what it carries, and others.
fn recurrence(state: &mut u64) -> String {
    let factors = [
        "x",
        "y",
        "0.5",
        "(1.0 - x)",
        "x * y",
        "(i as f64)",
        "x / y",
        "c[i]",
    ];
    let mut next = String::new();
    for term in 0..1 + choose(state, 4) {
        let sign = if choose(state, 3) == 0 { "-" } else { "+" };
        if term > 0 || sign == "-" {
            next += sign;
        }
        // A multiple of what is carried with elements that vary would need the tape.
        let carries = choose(state, 3) > 0;
        let of = factors.len() - usize::from(carries && choose(state, 4) > 0);
        next += factors[choose(state, of)];
        next += if carries { " * v " } else { " " };
    }
    let range = [
        "0..c.len()",
        "(0..c.len()).rev()",
        "1..4usize",
        "(1..4usize).rev()",
    ];
    let result = ["v", "v * v", "x * v.sin()"];
    format!(
        "fn f(c: &[f64], x: f64, y: f64) -> f64 {{ let mut v = {}; for i in {} {{ v = {next}; }} {} }}",
        ["0.0", "1.0", "y"][choose(state, 3)],
        range[choose(state, range.len())],
        result[choose(state, result.len())],
    )
}

fn inputs<S: Scalar>(c: [S; 4], x: S, y: S) -> Vec<Input<S>> {
    let c = Memory::Sequence(c.map(Memory::float).to_vec());
    let [x, y] = [x, y].map(|x| Input::Value(Value::Float(x)));
    vec![Input::Memory(c), x, y]
}

fn number<S: Copy>(memory: &Memory<S>) -> S {
    match memory {
        Memory::Scalar(Value::Float(x)) => *x,
        _ => panic!("a number"),
    }
}

#[test]
fn any_recurrence_has_the_derivative_of_dual_numbers() {
    let (mut state, mut moved) = (1, 0);
    let (c, x, y) = ([0.3, -0.7, 0.2, 1.1], 0.6, -1.3);
    for _ in 0..400 {
        let source = recurrence(&mut state);
        let f = optimised(&source);
        let mut g = ad_ir::transform::vjp(&f).expect("it can be differentiated");
        sums(&mut g, &f);
        optimise(&mut g);
        ad_ir::ir::verify::verify(&g).expect("it is valid");
        moved += usize::from(g.values.iter().any(|value| value.name.starts_with("by_")));

        let mut arguments = inputs(c, x, y);
        let zeros = Memory::Sequence(vec![Memory::float(0.0); 4]);
        let slots = [
            Memory::float(1.5),
            zeros,
            Memory::float(0.0),
            Memory::float(0.0),
        ];
        arguments.extend(slots.map(Input::Memory));
        let left = Module::default()
            .run(&g, arguments, 10_000)
            .expect("it runs");
        let mut gradient = match &left.params[4] {
            Memory::Sequence(c_bar) => c_bar.iter().map(number).collect(),
            _ => Vec::new(),
        };
        gradient.extend(left.params[5..7].iter().map(number));
        for (k, partial) in gradient.into_iter().enumerate() {
            let dual = |i: usize, value: f64| Dual {
                value,
                tangent: f64::from(u8::from(i == k)),
            };
            let c = [0, 1, 2, 3].map(|i| dual(i, c[i]));
            let arguments = inputs(c, dual(4, x), dual(5, y));
            let outcome = Module::default()
                .run(&f, arguments, 10_000)
                .expect("it runs");
            let expected = 1.5 * number(&outcome.output).tangent;
            assert!(
                (partial - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
                "{partial} in place of {expected} by {k}: {source}\n{g}"
            );
        }
    }
    assert!(moved > 60, "of 400, only {moved}");
}
