//! Numbers that the interpreter computes with: `f64`, and dual numbers over any such numbers.

use super::Value;
use super::value::eval;
use crate::ir::{Prim, Type};
use crate::rules::{Expr, partials};
use std::fmt::Debug;

/// A floating-point number of the interpreter.
pub trait Scalar: Copy + Debug {
    /// A number that does not vary.
    fn constant(x: f64) -> Self;

    /// What comparisons see.
    fn value(self) -> f64;

    /// Is it zero in all its parts?
    fn is_zero(self) -> bool;

    /// Are all its parts finite?
    fn is_finite(self) -> bool;

    /// A primitive whose result is a float; integer operands are those of the rows that have some.
    ///
    /// # Errors
    /// What a panic would have said.
    fn apply(prim: Prim, args: &[Value<Self>]) -> Result<Self, String>;

    /// `self + rhs`
    #[must_use]
    fn add(self, rhs: Self) -> Self;

    /// `self * rhs`
    #[must_use]
    fn mul(self, rhs: Self) -> Self;
}

impl Scalar for f64 {
    fn constant(x: f64) -> f64 {
        x
    }

    fn value(self) -> f64 {
        self
    }

    fn is_zero(self) -> bool {
        self == 0.0
    }

    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }

    fn apply(prim: Prim, args: &[Value<f64>]) -> Result<f64, String> {
        let mut numbers = [0.0; 3];
        for (number, arg) in numbers.iter_mut().zip(args) {
            *number = match arg {
                Value::Float(x) => *x,
                Value::Int(n) => *n as f64,
                other => return Err(format!("{other:?} in arithmetic")),
            };
        }
        let [a, b, _] = numbers;
        Ok(match prim {
            Prim::Add => a + b,
            Prim::Sub => a - b,
            Prim::Mul | Prim::SingularMul => a * b,
            Prim::Div | Prim::SingularDiv => a / b,
            Prim::Rem => a % b,
            Prim::Neg => -a,
            Prim::StopGradient | Prim::DerivativeOf => a,
            Prim::Math(f)
                if f.name == "clamp"
                    && numbers[1]
                        .partial_cmp(&numbers[2])
                        .is_none_or(|o| o.is_gt()) =>
            {
                return Err("clamp between bounds that are not in order".to_string());
            }
            Prim::Math(f) => (f.eval)(&numbers[..args.len()]),
            _ => return Err(format!("{prim} of floats")),
        })
    }

    fn add(self, rhs: f64) -> f64 {
        self + rhs
    }

    fn mul(self, rhs: f64) -> f64 {
        self * rhs
    }
}

/// A number and its derivative in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<S> {
    /// The number.
    pub value: S,
    /// Its derivative.
    pub tangent: S,
}

impl<S: Scalar> Dual<S> {
    /// A number that does not vary.
    pub fn from_constant(value: S) -> Dual<S> {
        Dual {
            value,
            tangent: S::constant(0.0),
        }
    }
}

impl<S: Scalar> Scalar for Dual<S> {
    fn constant(x: f64) -> Dual<S> {
        Dual {
            value: S::constant(x),
            tangent: S::constant(0.0),
        }
    }

    fn value(self) -> f64 {
        self.value.value()
    }

    fn is_zero(self) -> bool {
        self.value.is_zero() && self.tangent.is_zero()
    }

    fn is_finite(self) -> bool {
        self.value.is_finite() && self.tangent.is_finite()
    }

    fn apply(prim: Prim, args: &[Value<Dual<S>>]) -> Result<Dual<S>, String> {
        let values: Vec<Value<S>> = args.iter().map(|a| a.map(|x| x.value)).collect();
        let value = S::apply(prim, &values)?;
        let mut tangent = S::constant(0.0);
        let mut rows = None;
        for (i, arg) in args.iter().enumerate() {
            // Nothing comes of an operand that does not vary, whatever its partial is.
            let Value::Float(Dual { tangent: arg, .. }) = *arg else {
                continue;
            };
            if arg.is_zero() {
                continue;
            }
            let rows = rows.get_or_insert_with(|| partials(prim));
            if let Some(partial) = rows.get(i) {
                let Value::Float(partial) = evaluate(partial, &values, value)? else {
                    return Err(format!("a partial of {prim} is not a float"));
                };
                tangent = tangent.add(partial.mul(arg));
            }
        }
        Ok(Dual { value, tangent })
    }

    fn add(self, rhs: Dual<S>) -> Dual<S> {
        Dual {
            value: self.value.add(rhs.value),
            tangent: self.tangent.add(rhs.tangent),
        }
    }

    fn mul(self, rhs: Dual<S>) -> Dual<S> {
        let tangent = self.tangent.mul(rhs.value).add(self.value.mul(rhs.tangent));
        Dual {
            value: self.value.mul(rhs.value),
            tangent,
        }
    }
}

/// The value of a row's expression for the function's arguments and result.
///
/// # Errors
/// What a panic would have said.
pub fn evaluate<S: Scalar>(e: &Expr, args: &[Value<S>], result: S) -> Result<Value<S>, String> {
    match e {
        Expr::Arg(i) => Ok(args[*i]),
        Expr::Result => Ok(Value::Float(result)),
        Expr::Const(x) => Ok(Value::Float(S::constant(*x))),
        Expr::Int(n) => Ok(Value::Int(*n)),
        Expr::Prim(prim, parts) => {
            let parts: Vec<Value<S>> = parts
                .iter()
                .map(|part| evaluate(part, args, result))
                .collect::<Result<_, _>>()?;
            let ty = if matches!(parts[parts.len() - 1], Value::Int(_)) {
                Type::Int("i32")
            } else {
                Type::F64
            };
            eval(*prim, &parts, &ty)
        }
        Expr::CastLike(_, part) => eval(Prim::Cast, &[evaluate(part, args, result)?], &Type::F64),
    }
}
