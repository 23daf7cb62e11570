use crate::lowered::reverse_mode_of;
use ad_ir::ir::Function;

fn same(source: &str) -> (usize, Function) {
    let mut g = reverse_mode_of(source);
    let changed = ad_ir::optimise::same(&mut g).changed;
    ad_ir::ir::verify::verify(&g).expect("it is valid");
    (changed, g)
}

#[test]
fn what_a_call_is_given_and_what_is_overwritten_is_kept_once() {
    let (changed, g) = same(
        "fn f(m: &[Mat], p: &Vector) -> f64 { let mut q = p.clone(); for a in m { q = turned(a, q); } q.norm() }",
    );
    let text = g.to_string();
    assert_eq!(changed, 1, "{text}");
    assert_eq!(g.tapes.len(), 1, "{text}");
}

#[test]
fn what_changed_in_between_is_kept_apart() {
    let (changed, g) = same(
        "fn f(m: &[Mat], p: &Vector) -> f64 { let mut q = p.clone(); \
         for a in m { let y = turned(a, &q); change(&mut q); q = turned(&y, &q); } q.norm() }",
    );
    // What `y` was made of and what was changed; what that left and what was overwritten; and `y`.
    assert_eq!(changed, 2, "{g}");
    assert_eq!(g.tapes.len(), 3, "{g}");
}
