//! `#[differentiate]` on an ordinary Rust function gives its derivatives: exact, at the speed of code written by hand,
//! on stable Rust.
//!
//! ```
//! use ad::differentiate;
//!
//! #[differentiate]
//! pub fn rosenbrock(x: &[f64]) -> f64 {
//!     let mut sum = 0.0;
//!     for i in 0..x.len() - 1 {
//!         let a = 1.0 - x[i];
//!         let b = x[i + 1] - x[i] * x[i];
//!         sum += a * a + 100.0 * b * b;
//!     }
//!     sum
//! }
//!
//! let x = [1.0, 2.0];
//! assert_eq!(rosenbrock(&x), 100.0); // the function, untouched
//! let (value, gradient) = rosenbrock::value_and_grad(&x);
//! assert_eq!(value, 100.0);
//! assert_eq!(gradient, [-400.0, 200.0]);
//! ```
//!
//! # What is added
//! Beside `fn f` there is a type `f`, whose functions take the arguments of `f` and a little more:
//!
//! | call | gives |
//! | --- | --- |
//! | `f::grad(args…)`, `f::value_and_grad(args…)` | the gradient of a scalar function |
//! | `f::jvp(args…, tangents…)` | the value, and its derivative in a direction (forward mode) |
//! | `f::vjp(args…, cotangent)` | the value, and the cotangents of the arguments (reverse mode) |
//! | `f::vjp_into(args…, cotangent, &mut grad…)` | the same, added to buffers of the caller's |
//! | `f::pullback(args…)` | the value, and the reverse sweep to be run any number of times |
//! | `f::jacobian(args…)` | the matrix of all first derivatives |
//! | `f::hvp(args…, tangents…)`, `f::hessian(args…)` | second derivatives, with `order = 2` |
//!
//! Every parameter that is a float or contains floats is differentiated by; `#[no_diff]` on a parameter excepts it. The
//! gradient of a `&[f64]` is a `Vec<f64>`, of a `[f64; N]` a `[f64; N]`, of a struct with `#[derive(Differentiable)]`
//! its `Tangent`, of several parameters a tuple. What a function writes to a `&mut` parameter is differentiated in
//! place: `f::vjp` takes one more `&mut` for it.
//!
//! A method `model.loss(..)` gets siblings, `model.loss_grad(..)`; annotate the method or the `impl` block.
//!
//! # Options
//! | option | meaning |
//! | --- | --- |
//! | `order = 2` | second derivatives too |
//! | `wrt(x, y)` | differentiate by these parameters only |
//! | `name = other` | what the type beside the function is called |
//! | `derivative(x = expr)` | partial derivatives of one's own, in place of the body's; `value` is the function's value |
//! | `jvp = path`, `vjp = path` | whole functions of one's own, with the signatures above |
//! | `crate = path` | where this crate is found, if not at `::ad` |

#![no_std]
#![forbid(unsafe_code)]

pub use ad_macros::{Differentiable, differentiate};
pub use ad_runtime::*;

#[doc(hidden)]
pub use ad_runtime::__private;
