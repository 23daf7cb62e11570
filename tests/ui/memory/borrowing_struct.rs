use ad::{Differentiable, differentiate};

#[derive(Clone, Copy, Differentiable)]
struct View<'a> {
    data: &'a [f64],
    k: f64,
}

#[derive(Differentiable)]
struct Fixed<'a> {
    #[no_diff]
    data: &'a [f64],
    k: f64,
}

#[differentiate]
fn in_a_vector(x: &[f64], k: f64) -> f64 {
    let mut views = Vec::new();
    for i in 0..x.len() {
        views.push(View { data: &x[i..], k });
    }
    views[0].k
}

#[differentiate]
fn left_out(x: &[f64], k: f64) -> f64 {
    let fixed = Fixed { data: x, k };
    fixed.data[0] * fixed.k
}

#[differentiate]
fn through_it(x: &[f64], k: f64) -> f64 {
    let mut view = View { data: x, k };
    narrow(&mut view);
    view.data[0] * view.k
}

#[differentiate]
fn narrow(view: &mut View) {
    view.k *= 2.0;
}

fn main() {}
