//! What is refused, and how: each message names the construct, at the smallest expression.

use super::{lowered, messages};

/// Every kind of expression that is not lowered, by what is wrong with it and where that is.
const EXPRESSIONS: &[(&str, &str, &str)] = &[
    (
        "async { 1.0 }",
        "asynchronous code cannot be differentiated",
        "async { 1.0 }",
    ),
    (
        "g().await",
        "asynchronous code cannot be differentiated",
        "g().await",
    ),
    (
        "unsafe { g(x) }",
        "what this does in an `unsafe` block cannot be seen",
        "g(x)",
    ),
    (
        "*(&raw const x)",
        "a raw pointer cannot be followed",
        "&raw const x",
    ),
    (
        "match s { Shape::Line(a, .., b) => a, _ => x }",
        "how many fields `..` leaves out is not known here",
        "Shape::Line(a, .., b)",
    ),
    (
        "x.max(0.0)?",
        "whether this is an `Option` or a `Result` is not known here",
        "x.max(0.0)?",
    ),
    (
        "my_macro!(x)",
        "what the macro `my_macro!` expands to is not visible to `#[differentiate]`",
        "my_macro!(x)",
    ),
    (
        "{ let (mut v, mut y) = (vec![x], x); let mut r = g(&mut v); core::mem::swap(&mut r[0], &mut y); v[0] }",
        "where the reference leads that a call gives here is not known, so that this change would be lost",
        "core::mem::swap",
    ),
    ("x.erfc()", "no derivative is known for `erfc`", "x.erfc()"),
    (
        "{ let mut n = [0.0]; g(|t: f64| { n[0] += 1.0; t }) }",
        "a closure that changes what it captures cannot be passed to a function here",
        "|t: f64| { n[0] += 1.0; t }",
    ),
    (
        "{ let t = (x, x); t + x }",
        "an array, vector or tuple is no number",
        "t",
    ),
    (
        "{ let v = vec![x]; v.sort_by(g); x }",
        "what this compares items by is not seen here",
        "v.sort_by(g)",
    ),
    (
        "{ #[cfg_attr(unix, no_diff)] let y = x; x }",
        "what is there only under a condition of compilation cannot be differentiated",
        "#[cfg_attr(unix, no_diff)]",
    ),
    (
        "{ if x > 0.0 { use std::f64::consts::*; } x }",
        "an item inside an inner block is not visible to the derivative",
        "use std::f64::consts::*;",
    ),
    (
        "{ let v = [1.0, x]; v.iter().max_by_cached(|a| a).unwrap() }",
        "the method `max_by_cached` of an iterator is not differentiable here",
        "max_by_cached",
    ),
    (
        "{ let v = [1.0, x]; let mut it = v.iter(); let a = it.nth_back(1).unwrap(); a * it.sum::<f64>() }",
        "`nth_back` of an iterator that is used afterwards is not differentiable here",
        "nth_back",
    ),
    (
        "(0..).map(|k| x.powi(k)).sum::<f64>()",
        "this iterator has no end",
        "sum",
    ),
    (
        "n + x",
        "the operands of this have the types `usize` and `f64`",
        "+",
    ),
    (
        "{ let v = Cell::new(x); v.get() }",
        "what is changed through a shared reference cannot be followed",
        "Cell::new(x)",
    ),
    (
        "{ let t = (x, n); (t.0) as Meters }",
        "only casts between numbers are differentiable, and an alias cannot be seen through",
        "Meters",
    ),
    ("{ let y = _; x }", "`_` has no value", "_"),
];

#[test]
fn expressions() {
    for (expression, what, at) in EXPRESSIONS {
        let text = format!("fn f(x: f64, n: usize, s: &S) -> f64 {{ {expression} }}");
        let found = messages(&text);
        assert!(
            found.contains(&((*what).to_string(), (*at).to_string())),
            "{expression}: {found:#?}"
        );
    }
}

#[test]
fn all_at_once() {
    let found = messages(
        "fn f(x: f64) -> f64 { let a = x.erf(); let b = foo!(x); let c = x.gamma(); a + b + c }",
    );
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn each_only_once() {
    // The condition is tried twice.
    let found = messages(
        "fn f(x: f64) -> f64 { let mut y = x; while y.erf() > 0.5 && { y -= 1.0; true } { y *= 0.5; } y }",
    );
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn nothing_overflows_the_stack() {
    let deep = "-".repeat(300);
    let found = messages(&format!("fn f(x: f64) -> f64 {{ {deep}x }}"));
    assert_eq!(found[0].0, "this expression is nested too deeply");
    let long = ["x"; 1000].join(" + ");
    assert!(lowered(&format!("fn f(x: f64) -> f64 {{ {long} }}")).is_ok());
    let arms: String = (0..200)
        .map(|i| format!("{i} if x > 0.0 => {i}.0 * x,"))
        .collect();
    assert!(
        lowered(&format!(
            "fn f(x: f64, n: usize) -> f64 {{ match n {{ {arms} _ => x }} }}"
        ))
        .is_ok()
    );
}
