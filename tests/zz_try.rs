//! x
mod common;
use common::checks;

fn cube(x: f64) -> f64 { x * x * x }
#[allow(non_camel_case_types)] enum cube {}
impl cube {
 fn jvp(x: f64, d: f64) -> (f64, f64) { (x*x*x, 3.0*x*x*d) }
 fn vjp(x: f64, d: f64) -> (f64, f64) { (x*x*x, 3.0*x*x*d) }
 fn vjp_into(x: f64, d: f64, b: &mut f64) -> f64 { *b += 3.0*x*x*d; x*x*x }
 fn grad(x: f64) -> f64 { 3.0*x*x }
 fn hvp(x: f64, d: f64) -> (f64, f64) { (3.0*x*x, 6.0*x*d) }
 fn hessian(x: f64) -> f64 { 6.0*x }
 fn value_and_grad(x: f64) -> (f64,f64) { (x*x*x, 3.0*x*x) }
 fn pullback(x: f64) -> (f64, P) { (x*x*x, P(x)) }
}
struct P(f64);
impl P { fn apply(&self, c: f64) -> f64 { 3.0 * self.0 * self.0 * c } }
fn sq(x: &mut [f64], s: f64) -> f64 { for i in 0..x.len() { x[i] = x[i]*x[i]; } x[0] * s }
#[allow(non_camel_case_types)] enum sq {}
impl sq {
 fn jvp(x: &mut [f64], s: f64, d: &mut [f64], sd: f64) -> (f64, f64) { for i in 0..x.len() { d[i] = 2.0*x[i]*d[i]; x[i] = x[i]*x[i]; } (x[0]*s, x[0]*sd+d[0]*s) }
 fn vjp(x: &mut [f64], s: f64, c: f64, d: &mut [f64]) -> (f64, f64) { let mut b = 0.0; let y = sq::vjp_into(x, s, c, d, &mut b); (y, b) }
 fn vjp_into(x: &mut [f64], s: f64, c: f64, d: &mut [f64], sb: &mut f64) -> f64 {
   d[0] += c*s; for i in 0..x.len() { d[i] = 2.0*x[i]*d[i]; x[i] = x[i]*x[i]; } *sb += x[0]*c; x[0]*s }
}
checks! {
    mod gradients;
    hessian cube(2.0), (3.0);
    updating sq(&mut [1.0, 2.0], 3.0);
}
