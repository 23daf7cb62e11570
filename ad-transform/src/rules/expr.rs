//! Expressions in which the table writes partial derivatives.

use crate::ir::Prim;
use std::ops;
use std::rc::Rc;

/// A scalar expression in the arguments and the result of a function.
#[derive(Clone, Debug)]
pub enum Expr {
    /// An argument of the function, by number.
    Arg(usize),
    /// The function's result.
    Result,
    /// A constant of the function's type.
    Const(f64),
    /// An integer constant.
    Int(i128),
    /// An operation.
    Prim(Prim, Rc<[Expr]>),
    /// A conversion to the type of an argument.
    CastLike(usize, Rc<Expr>),
}

impl Expr {
    /// An operation on expressions.
    #[must_use]
    pub fn prim(prim: Prim, args: impl Into<Rc<[Expr]>>) -> Expr {
        Expr::Prim(prim, args.into())
    }

    /// `if self { then } else { otherwise }`
    #[must_use]
    pub fn select(self, then: impl Into<Expr>, otherwise: impl Into<Expr>) -> Expr {
        Expr::prim(Prim::Select, [self, then.into(), otherwise.into()])
    }
}

impl From<f64> for Expr {
    fn from(x: f64) -> Expr {
        Expr::Const(x)
    }
}

macro_rules! operators {
    ($($op:ident $method:ident),*) => {$(
        impl<R: Into<Expr>> ops::$op<R> for Expr {
            type Output = Expr;
            fn $method(self, rhs: R) -> Expr {
                Expr::prim(Prim::$op, [self, rhs.into()])
            }
        }

        impl ops::$op<Expr> for f64 {
            type Output = Expr;
            fn $method(self, rhs: Expr) -> Expr {
                Expr::prim(Prim::$op, [Expr::Const(self), rhs])
            }
        }
    )*};
}

operators!(Add add, Sub sub, Mul mul, Div div);

impl ops::Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        Expr::prim(Prim::Neg, [self])
    }
}
