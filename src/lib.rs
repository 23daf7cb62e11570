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
//! | `f::jacobian(args…)`, `f::value_and_jacobian(args…)` | the matrix of all first derivatives |
//! | `f::hvp(args…, tangents…)`, `f::hessian(args…)` | second derivatives, with `order = 2` |
//!
//! Every parameter that is a float or contains floats is differentiated by; `#[no_diff]` on a parameter excepts it. A type
//! of your own of which no part can vary (`enum Kind { Call, Put }`) needs no mark, where the macro finds it declared. The
//! gradient of a `&[f64]` is a `Vec<f64>`, of a `[f64; N]` a `[f64; N]`, of a struct with `#[derive(Differentiable)]`
//! its `Tangent`, of several parameters a tuple. What a function writes to a `&mut` parameter is differentiated in
//! place: `f::vjp` takes one more `&mut` for it.
//!
//! A method `model.loss(..)` gets siblings, `model.loss_grad(..)`; annotate the method or the `impl` block. So does a method
//! of a trait, with the trait annotated; an annotated `impl` of a trait that is not, of another crate for instance, gives
//! them to the type itself.
//!
//! # Functions and methods of other crates
//! What another crate computes has no derivative until somebody gives it one. A crate says once, in its manifest, which
//! functions of its own have the derivatives:
//!
//! ```toml
//! [package.metadata.ad.rules]
//! "special::erf" = "crate::rules::erf"   # a function, by the path that calls say
//! ".erfc" = "crate::rules::erfc"         # a method of anything, called with the receiver first: numbers by value,
//! "Normal.cdf" = "crate::rules::cdf"     # all else by reference; or a method of types of one name
//! ```
//!
//! ```
//! mod rules {
//!     # mod special { pub fn erf(x: f64) -> f64 { x } }
//!     use ad::differentiate;
//!     use std::f64::consts::FRAC_2_SQRT_PI;
//!
//!     #[differentiate(derivative(x = FRAC_2_SQRT_PI * (-x * x).exp()))]
//!     pub fn erf(x: f64) -> f64 {
//!         special::erf(x)
//!     }
//! }
//! ```
//!
//! (It stands in the manifest because expansions of a macro cannot tell one another anything, and so cannot see an item
//! that registers a rule; what is registered is a path in the crate, which rustc resolves and checks as any other.) The
//! functions of the crate `libm`, special functions included, have derivatives here: see [`libm`](mod@libm).
//!
//! # Vectors, matrices and complex numbers
//! Each of these features is a crate and its version (`glam`, `nalgebra` and `ndarray` stand for the newest), of which values
//! can be parameters, results and whatever is between:
//!
//! | feature | types |
//! | --- | --- |
//! | `num-complex` | `Complex<T>` |
//! | `glam-0-23` to `glam-0-34` | vectors, matrices and quaternions, in `f32` and `f64` |
//! | `nalgebra-0-32` to `nalgebra-0-35` | vectors and matrices of static and dynamic size, parts of them, and solutions by their factors; points, quaternions, directions, rotations, isometries |
//! | `ndarray-0-15` to `ndarray-0-17` | arrays of one and two dimensions, views of them, rows, columns and slices |
//!
#![cfg_attr(feature = "num-complex", doc = "```")]
#![cfg_attr(not(feature = "num-complex"), doc = "```ignore")]
//! use ad::differentiate;
//! use num_complex::Complex64;
//!
//! /// The gain of a low-pass filter of second order.
//! #[differentiate]
//! fn gain(omega: f64, damping: f64) -> f64 {
//!     let pole = Complex64::new(1.0 - omega * omega, 2.0 * damping * omega);
//!     pole.inv().norm()
//! }
//! assert_eq!(gain::grad(1.0, 0.5), (-1.0, -2.0));
//! ```
//!
#![cfg_attr(feature = "nalgebra-0-34", doc = "```")]
#![cfg_attr(not(feature = "nalgebra-0-34"), doc = "```ignore")]
//! use ad::differentiate;
//! use nalgebra::Vector3;
//!
//! #[differentiate]
//! fn volume(a: &Vector3<f64>, b: &Vector3<f64>, c: &Vector3<f64>) -> f64 {
//!     a.cross(b).dot(c)
//! }
//! let (x, y, z) = (Vector3::x(), Vector3::y(), Vector3::z());
//! assert_eq!(volume::grad(&x, &y, &z), (x, y, z));
//! ```
//!
//! # Options
//! | option | meaning |
//! | --- | --- |
//! | `order = 2` | second derivatives too |
//! | `wrt(x, y)` | differentiate by these parameters only |
//! | `name = other` | what the type beside the function is called (in a module of the function's name, out of which it is imported, the module has its functions, and the type is in `companion` there) |
//! | `derivative(x = expr)` | partial derivatives of one's own, in place of the body's; `value` is the function's value |
//! | `jvp = path`, `vjp = path` | whole functions of one's own, with the signatures above |
//! | `crate = path` | where this crate is found, if not at `::ad` |

#![no_std]
#![forbid(unsafe_code)]

pub use ad_macros::{Differentiable, differentiate};
pub use ad_runtime::*;

#[doc(hidden)]
pub use ad_runtime::__private;
