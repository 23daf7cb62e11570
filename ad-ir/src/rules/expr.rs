//! Expressions in which the table writes partial derivatives.
//!
//! An operator takes its operands by value or by reference, so that a row reads as the formula does:
//! `1.0 - y * y` where `y: &Expr`.

use super::math_fn;
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
    /// An integer constant, of the type of the function's integer argument.
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
    pub fn select(&self, then: impl Into<Expr>, otherwise: impl Into<Expr>) -> Expr {
        Expr::prim(Prim::Select, [self.into(), then.into(), otherwise.into()])
    }

    /// `self == other`
    #[must_use]
    pub fn is_eq(&self, other: impl Into<Expr>) -> Expr {
        Expr::prim(Prim::Eq, [self.into(), other.into()])
    }

    /// `self < other`
    #[must_use]
    pub fn is_lt(&self, other: impl Into<Expr>) -> Expr {
        Expr::prim(Prim::Lt, [self.into(), other.into()])
    }

    /// `self > other`
    #[must_use]
    pub fn is_gt(&self, other: impl Into<Expr>) -> Expr {
        Expr::prim(Prim::Gt, [self.into(), other.into()])
    }

    /// `self && other`
    #[must_use]
    pub fn and(&self, other: impl Into<Expr>) -> Expr {
        Expr::prim(Prim::And, [self.into(), other.into()])
    }

    /// `self as T`, where `T` is the type of the argument.
    #[must_use]
    pub fn cast_like(&self, arg: usize) -> Expr {
        Expr::CastLike(arg, Rc::new(self.clone()))
    }

    fn math(name: &str, args: impl Into<Rc<[Expr]>>) -> Expr {
        Expr::prim(Prim::Math(math_fn(name).expect("a row of the table")), args)
    }
}

/// Functions of the table that partial derivatives are made of.
macro_rules! methods {
    ($($name:ident($($arg:ident),*))*) => {
        impl Expr {
            $(
                #[doc = concat!("The row `", stringify!($name), "` of the table.")]
                #[must_use]
                pub fn $name(&self $(, $arg: impl Into<Expr>)*) -> Expr {
                    Expr::math(stringify!($name), [self.into() $(, $arg.into())*])
                }
            )*
        }
    };
}

methods! {
    cos() cosh() hypot(b) ln() powf(p) powi(n) round() signum() sin() sinh() sqrt()
}

impl From<f64> for Expr {
    fn from(x: f64) -> Expr {
        Expr::Const(x)
    }
}

impl From<i128> for Expr {
    fn from(x: i128) -> Expr {
        Expr::Int(x)
    }
}

impl From<&Expr> for Expr {
    fn from(e: &Expr) -> Expr {
        e.clone()
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

        impl<R: Into<Expr>> ops::$op<R> for &Expr {
            type Output = Expr;
            fn $method(self, rhs: R) -> Expr {
                Expr::prim(Prim::$op, [self.clone(), rhs.into()])
            }
        }

        impl ops::$op<Expr> for f64 {
            type Output = Expr;
            fn $method(self, rhs: Expr) -> Expr {
                Expr::prim(Prim::$op, [Expr::Const(self), rhs])
            }
        }

        impl ops::$op<&Expr> for f64 {
            type Output = Expr;
            fn $method(self, rhs: &Expr) -> Expr {
                Expr::prim(Prim::$op, [Expr::Const(self), rhs.clone()])
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

impl ops::Neg for &Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        -self.clone()
    }
}
