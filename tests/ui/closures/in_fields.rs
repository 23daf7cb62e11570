use ad::{Differentiable, differentiate};

struct Problem<F> {
    f: F,
    scale: f64,
}

#[differentiate(wrt(x))]
fn value<F: Fn(f64) -> f64>(problem: &Problem<F>, x: f64) -> f64 {
    (problem.f)(x) * problem.scale
}

#[derive(Differentiable)]
struct Boxed {
    f: Option<Box<dyn Fn(f64) -> f64>>,
    scale: f64,
}

#[derive(Differentiable)]
struct Generic<F>
where
    F: Fn(f64) -> f64,
{
    f: F,
    scale: f64,
}

mod made {
    pub fn scaling(k: f64) -> Box<dyn Fn(f64) -> f64> {
        Box::new(move |x| k * x)
    }
}

/// What this calls has captured `k`.
#[differentiate]
fn captured(k: f64) -> f64 {
    let f: Box<dyn Fn(f64) -> f64> = made::scaling(k);
    f(2.0)
}

struct Rule {
    apply: fn(f64) -> f64,
    weight: f64,
}

/// Which function a field holds does not change.
#[differentiate]
fn set_again(x: f64) -> f64 {
    let mut rule = Rule {
        apply: |t| t * t,
        weight: x,
    };
    rule.apply = f64::sin;
    (rule.apply)(x) * rule.weight
}

fn main() {}
