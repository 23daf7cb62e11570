use ad::{Differentiable, differentiate};

#[differentiate]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn steps(x: f64) -> usize {
    x as usize
}

#[derive(Differentiable)]
struct Scale(f64);

#[differentiate]
impl Scale {
    fn twice(x: f64) -> f64 {
        2.0 * x
    }

    #[differentiate(order = 2)]
    fn thrice(x: f64) -> f64 {
        3.0 * x
    }

    fn times(&self, x: f64) -> f64 {
        self.0 * x
    }
}

/// What `steps` gives has no derivative of any order.
#[differentiate(order = 2)]
fn f(#[no_diff] scale: &Scale, x: f64) -> f64 {
    let n = steps(x);
    square(x) + Scale::twice(x) + Scale::thrice(x) + scale.times(x) + n as f64
}

fn root_vjp(x: f64, cotangent: f64) -> (f64, f64) {
    (x.sqrt(), 0.5 * cotangent / x.sqrt())
}

#[differentiate(order = 2, vjp = root_vjp)]
fn root(x: f64) -> f64 {
    x.sqrt()
}

fn main() {
    f(&Scale(1.0), 1.0);
    root(1.0);
}
