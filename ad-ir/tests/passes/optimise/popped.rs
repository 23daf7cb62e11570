use crate::lowered::{optimised, reverse_mode_of};
use ad_ir::optimise::{optimise, popped};

/// How many cotangents are read in place, and the text afterwards.
fn of(source: &str) -> (usize, String) {
    let mut g = reverse_mode_of(source);
    optimise(&mut g);
    let stats = popped(&mut g, optimised(source).bases.len());
    ad_ir::ir::verify::verify(&g).unwrap();
    (stats.changed, g.to_string())
}

#[test]
fn what_is_collected_and_returned() {
    let (changed, text) = of("fn f(x: &[f64]) -> Vec<f64> {
            let mut y = Vec::new();
            for i in 0..x.len() { y.push(x[i].sin()); }
            y
        }");
    assert_eq!(changed, 1, "{text}");
    assert!(
        text.contains("load result_bar[") && !text.contains("y_bar"),
        "{text}"
    );
}

#[test]
fn not_what_is_read_again() {
    let (changed, _) = of("fn f(x: &[f64]) -> Vec<f64> {
            let mut y = Vec::new();
            for i in 0..x.len() { y.push(x[i].sin()); }
            for i in 1..y.len() { y[i] = y[i] * y[i - 1]; }
            y
        }");
    assert_eq!(changed, 0);
}

#[test]
fn not_where_only_some_trips_append() {
    let (changed, _) = of("fn f(x: &[f64]) -> Vec<f64> {
            let mut y = Vec::new();
            for i in 0..x.len() { if x[i] > 0.0 { y.push(x[i].sin()); } }
            y
        }");
    assert_eq!(changed, 0);
}

#[test]
fn not_where_more_is_appended_later() {
    let (changed, _) = of("fn f(x: &[f64]) -> Vec<f64> {
            let mut y = Vec::new();
            for i in 0..x.len() { y.push(x[i].sin()); }
            y.push(x[0]);
            y
        }");
    assert_eq!(changed, 0);
}

#[test]
fn not_where_a_loop_leaves_early() {
    let (changed, _) = of("fn f(x: &[f64]) -> Vec<f64> {
            let mut y = Vec::new();
            for i in 0..x.len() { if x[i] > 3.0 { break; } y.push(x[i].sin()); }
            y
        }");
    assert_eq!(changed, 0);
}
