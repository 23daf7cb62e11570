//! Primitive operations: pure functions of scalars.
//!
//! What each one computes and its partial derivatives stand in one table, [`crate::rules`]; here are only
//! the identities by which the IR names them.

use super::Type;
use std::fmt;

/// A scalar function known by its name: one row of [`crate::rules`].
#[derive(Debug)]
pub struct MathFn {
    /// The method's name, `tanh` in `x.tanh()`.
    pub name: &'static str,
    /// Number of arguments, the receiver included.
    pub arity: usize,
    /// What the function returns.
    pub result: MathResult,
    /// Which arguments are integers whatever the others are (`powi`'s exponent), as a bit set.
    pub int_args: u8,
    /// Cost of recomputing it, in additions: what is dearer than a load from memory is worth a tape.
    pub cost: u32,
    /// The partial derivatives by the arguments; empty where all are zero.
    pub partials: fn() -> Vec<crate::rules::Expr>,
    /// Can a partial be infinite inside the closed domain? Then zero times it is zero.
    pub singular: bool,
    /// Its value at numbers, an integer argument given as a float and a `bool` result as 0 or 1.
    pub eval: fn(&[f64]) -> f64,
}

impl MathFn {
    /// Is it a method of `num_traits::Float`, not of `f64` alone?
    #[must_use]
    pub fn is_of_float(&self) -> bool {
        !matches!(
            self.name,
            "div_euclid" | "rem_euclid" | "midpoint" | "next_down" | "next_up" | "round_ties_even"
        )
    }
}

/// What a [`MathFn`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MathResult {
    /// A scalar of the arguments' type.
    Float,
    /// `bool`: a question about a number.
    Bool,
}

/// A pure operation on scalars.
#[derive(Clone, Copy, Debug)]
pub enum Prim {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a * b` in the derivative of a singular row: a factor may be infinite, and the derivatives of the product
    /// take zero times that for zero, as the row's own do.
    SingularMul,
    /// `a / b` likewise, where `b` may be zero.
    SingularDiv,
    /// `a % b`
    Rem,
    /// `-a`
    Neg,
    /// `!a`
    Not,
    /// `a & b`
    And,
    /// `a | b`
    Or,
    /// `a ^ b`
    Xor,
    /// `a << b`
    Shl,
    /// `a >> b`
    Shr,
    /// `a == b`
    Eq,
    /// `a != b`
    Ne,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a > b`
    Gt,
    /// `a >= b`
    Ge,
    /// `if a { b } else { c }`, all three evaluated or not as the emitter likes: they are pure.
    Select,
    /// `a as T`; `T` is the type of the result.
    Cast,
    /// `a`, with no derivative.
    StopGradient,
    /// `a`, with the derivative of `b`: of a value that is computed in two ways, one of them cheaper to differentiate.
    DerivativeOf,
    /// A row of the table.
    Math(&'static MathFn),
}

impl Prim {
    /// The name in the printed IR.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Prim::Add => "add",
            Prim::Sub => "sub",
            Prim::Mul => "mul",
            Prim::Div => "div",
            Prim::SingularMul => "singular_mul",
            Prim::SingularDiv => "singular_div",
            Prim::Rem => "rem",
            Prim::Neg => "neg",
            Prim::Not => "not",
            Prim::And => "and",
            Prim::Or => "or",
            Prim::Xor => "xor",
            Prim::Shl => "shl",
            Prim::Shr => "shr",
            Prim::Eq => "eq",
            Prim::Ne => "ne",
            Prim::Lt => "lt",
            Prim::Le => "le",
            Prim::Gt => "gt",
            Prim::Ge => "ge",
            Prim::Select => "select",
            Prim::Cast => "cast",
            Prim::StopGradient => "stop_gradient",
            Prim::DerivativeOf => "derivative_of",
            Prim::Math(f) => f.name,
        }
    }

    /// The number of operands.
    #[must_use]
    pub fn arity(self) -> usize {
        match self {
            Prim::Neg | Prim::Not | Prim::Cast | Prim::StopGradient => 1,
            Prim::Select => 3,
            Prim::Math(f) => f.arity,
            _ => 2,
        }
    }

    /// Is it a comparison, whose result is a `bool` whatever its operands are?
    #[must_use]
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Prim::Eq | Prim::Ne | Prim::Lt | Prim::Le | Prim::Gt | Prim::Ge
        )
    }

    /// Cost of recomputing it, in additions.
    #[must_use]
    pub fn cost(self) -> u32 {
        match self {
            Prim::Div | Prim::SingularDiv | Prim::Rem => 4,
            Prim::Math(f) => f.cost,
            _ => 1,
        }
    }

    /// May its partial derivatives be infinite where it is defined, so that zero times them counts as zero?
    #[must_use]
    pub fn is_singular(self) -> bool {
        match self {
            Prim::SingularMul | Prim::SingularDiv => true,
            Prim::Math(row) => row.singular,
            _ => false,
        }
    }

    /// The type of the result for operands of these types; `None` for a cast, which says it itself.
    #[must_use]
    pub fn result_type(self, operands: &[Type]) -> Option<Type> {
        match self {
            Prim::Cast => None,
            Prim::Select => Some(operands[1].clone()),
            Prim::Math(f) if f.result == MathResult::Bool => Some(Type::Bool),
            _ if self.is_comparison() => Some(Type::Bool),
            _ => Some(operands[0].clone()),
        }
    }
}

impl PartialEq for Prim {
    fn eq(&self, other: &Prim) -> bool {
        match (self, other) {
            (Prim::Math(f), Prim::Math(g)) => f.name == g.name,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl Eq for Prim {}

impl std::hash::Hash for Prim {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Display for Prim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
