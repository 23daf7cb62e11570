//! The same problems by other crates: by types that record or carry derivatives, and by one macro that works on formulas.
//!
//! Each returns value and gradient, as one list.

mod formulas;
mod number;
pub mod symbolic;

pub use formulas::{Formula, Haversine, LennardJones, LogSumExp, Polynomial, Rosenbrock};
pub use number::Number;

use ad_trait::differentiable_function::{DifferentiableFunctionTrait, ReverseAD};
use ad_trait::function_engine::FunctionEngine;
use echidna::Reverse;
use nalgebra::SVector;
use num_dual::DualSVec64;

/// Forward mode with `num-dual`: all directions at once.
pub fn num_dual<const N: usize>(formula: impl Formula, x: &[f64]) -> (f64, Vec<f64>) {
    let at = SVector::<f64, N>::from_column_slice(x);
    let f = |x: SVector<DualSVec64<N>, N>| formula.call(x.as_slice());
    let (value, gradient) = num_dual::gradient(f, &at);
    (value, gradient.as_slice().to_vec())
}

/// Forward mode with this crate's own dual numbers.
pub fn dual<const N: usize>(formula: impl Formula, x: &[f64]) -> (f64, Vec<f64>) {
    let y = formula.call(&ad::Dual::<f64, N>::variables(std::array::from_fn(|i| {
        x[i]
    })));
    (y.value, y.tangent.to_vec())
}

/// Reverse mode with `echidna`: a tape of operations.
pub fn echidna(formula: impl Formula, x: &[f64]) -> (f64, Vec<f64>) {
    let f = |x: &[Reverse<f64>]| vec![formula.call(x)];
    let (values, gradient) = echidna::vjp(f, x, &[1.0]);
    (values[0], gradient)
}

#[derive(Clone)]
struct Adapter<F> {
    formula: F,
    inputs: usize,
}

impl<T: Number + ad_trait::AD, F: Formula> DifferentiableFunctionTrait<T> for Adapter<F> {
    const NAME: &'static str = "formula";

    fn call(&self, inputs: &[T], _: bool) -> Vec<T> {
        vec![self.formula.call(inputs)]
    }

    fn num_inputs(&self) -> usize {
        self.inputs
    }

    fn num_outputs(&self) -> usize {
        1
    }
}

/// Reverse mode with `ad_trait`: a graph of operations.
pub fn ad_trait<F: Formula + 'static>(
    formula: F,
    inputs: usize,
) -> impl Fn(&[f64]) -> (f64, Vec<f64>) {
    let function = Adapter { formula, inputs };
    let engine = FunctionEngine::new(function.clone(), function, ReverseAD::new());
    move |x| {
        let (values, gradient) = engine.derivative(x);
        (values[0], gradient.as_slice().to_vec())
    }
}
