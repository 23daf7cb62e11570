//! What is known of operations: one row for each scalar function, its partial derivatives included.
//!
//! A row says everything: the name (that of the method of `f64`, `f32` and `num_traits::Float`), the arguments, what
//! recomputing it costs in additions, and the partial derivatives in terms of the arguments and of the result, which
//! has the name after `=`. Both modes, every order and the tests over the domain follow from it.
//!
//! ```text
//! rule!(tanh(x) = y, cost 20 => 1.0 - y * y),
//! ```
//!
//! Where a derivative does not exist, the rows agree on this:
//! - at a kink, the derivative of the branch that the function returns: at a tie of `max` and `min` that of the
//!   receiver; `abs` at 0 has 0, and so have `hypot` and `copysign`, which are made of it;
//! - a step (`floor`, `signum`) has 0 everywhere, also where it jumps;
//! - at the edge of a domain, the limit, infinite where it is. Such a row is `singular`: whoever multiplies by its
//!   partials takes zero times infinity for zero, because a path that nothing flows along contributes nothing.
//!   The guard belongs to the partial, not to the product: where the cotangent happens to be zero and the partial
//!   is finite, the product still varies with the cotangent, and a second derivative sees it.

mod expr;
#[cfg(test)]
mod tests;

pub use expr::Expr;

use crate::ir::{Atom, MathFn, MathResult, Prim};
use std::f64::consts::{LN_2, LOG2_E, LOG10_E, PI};

/// One row of the table; `arg as i32` is an integer argument.
macro_rules! rule {
    (singular $($row:tt)*) => {
        MathFn { singular: true, ..rule!($($row)*) }
    };
    ($name:ident($($arg:ident $(as $int:ident)?),*) -> bool) => {
        MathFn { result: MathResult::Bool, ..rule!($name($($arg $(as $int)?),*), cost 1) }
    };
    ($name:ident($($arg:ident $(as $int:ident)?),*), cost $cost:literal) => {
        rule!(@row $name($($arg $(as $int)?),*), $cost, Vec::new)
    };
    ($name:ident($($arg:ident $(as $int:ident)?),*) = $y:ident, cost $cost:literal => $($partial:expr),+) => {
        rule!(@row $name($($arg $(as $int)?),*), $cost, || {
            let [$($arg,)* $y] = arguments();
            let ($($arg,)* $y) = ($(&$arg,)* &$y);
            vec![$(Expr::from($partial)),+]
        })
    };
    (@row $name:ident($($arg:ident $(as $int:ident)?),*), $cost:literal, $partials:expr) => {
        MathFn {
            name: stringify!($name),
            arity: [$(stringify!($arg)),*].len(),
            result: MathResult::Float,
            int_args: bits(&[$(!stringify!($($int)?).is_empty()),*]),
            cost: $cost,
            partials: $partials,
            singular: false,
            eval: |args| match *args {
                [$($arg),*] => f64::from(f64::$name($($arg $(as $int)?),*)),
                _ => panic!("{} has {} arguments", stringify!($name), args.len()),
            },
        }
    };
}

/// The set of the indices that hold.
const fn bits(flags: &[bool]) -> u8 {
    let mut set = 0;
    let mut i = 0;
    while i < flags.len() {
        set |= (flags[i] as u8) << i;
        i += 1;
    }
    set
}

/// The arguments of a row and, last, its result.
fn arguments<const N: usize>() -> [Expr; N] {
    std::array::from_fn(|i| {
        if i + 1 == N {
            Expr::Result
        } else {
            Expr::Arg(i)
        }
    })
}

/// Every scalar function that is known, by name in the order of the alphabet.
#[allow(deprecated, unused_variables)]
static TABLE: &[MathFn] = &[
    rule!(abs(x) = y, cost 1 => x.is_eq(0.0).select(0.0, x.signum())),
    rule!(abs_sub(a, b) = y, cost 2 => a.is_gt(b).select(1.0, 0.0), a.is_gt(b).select(-1.0, 0.0)),
    rule!(singular acos(x) = y, cost 20 => -1.0 / ((1.0 - x) * (1.0 + x)).sqrt()),
    rule!(singular acosh(x) = y, cost 30 => 1.0 / ((x - 1.0).sqrt() * (x + 1.0).sqrt())),
    rule!(singular asin(x) = y, cost 20 => 1.0 / ((1.0 - x) * (1.0 + x)).sqrt()),
    rule!(asinh(x) = y, cost 30 => 1.0 / x.hypot(1.0)),
    rule!(atan(x) = y, cost 20 => 1.0 / (1.0 + x * x)),
    rule!(singular atan2(b, a) = y, cost 30 => a / (a * a + b * b), -b / (a * a + b * b)),
    rule!(singular atanh(x) = y, cost 30 => 1.0 / ((1.0 - x) * (1.0 + x))),
    rule!(singular cbrt(x) = y, cost 25 => 1.0 / (3.0 * (y * y))),
    rule!(ceil(x), cost 2),
    rule!(clamp(x, lo, hi) = y, cost 2 =>
        x.is_lt(lo).select(0.0, x.is_gt(hi).select(0.0, 1.0)),
        x.is_lt(lo).select(1.0, 0.0),
        x.is_gt(hi).select(1.0, 0.0)),
    rule!(copysign(x, sign) = y, cost 1 => x.is_eq(0.0).select(0.0, x.signum() * sign.signum()), 0.0),
    rule!(cos(x) = y, cost 20 => -x.sin()),
    rule!(cosh(x) = y, cost 30 => x.sinh()),
    rule!(div_euclid(a, b), cost 8),
    rule!(exp(x) = y, cost 20 => y),
    rule!(exp2(x) = y, cost 20 => LN_2 * y),
    rule!(exp_m1(x) = y, cost 25 => y + 1.0),
    rule!(floor(x), cost 2),
    rule!(fract(x) = y, cost 2 => 1.0),
    rule!(hypot(a, b) = y, cost 15 => a / y.is_eq(0.0).select(1.0, y), b / y.is_eq(0.0).select(1.0, y)),
    rule!(is_finite(x) -> bool),
    rule!(is_infinite(x) -> bool),
    rule!(is_nan(x) -> bool),
    rule!(is_normal(x) -> bool),
    rule!(is_sign_negative(x) -> bool),
    rule!(is_sign_positive(x) -> bool),
    rule!(is_subnormal(x) -> bool),
    rule!(singular ln(x) = y, cost 20 => 1.0 / x),
    rule!(singular ln_1p(x) = y, cost 25 => 1.0 / (1.0 + x)),
    rule!(singular log(x, base) = y, cost 40 => 1.0 / (x * base.ln()), -y / (base * base.ln())),
    rule!(singular log10(x) = y, cost 20 => LOG10_E / x),
    rule!(singular log2(x) = y, cost 20 => LOG2_E / x),
    rule!(max(a, b) = y, cost 1 => y.is_eq(a).select(1.0, 0.0), y.is_eq(a).select(0.0, 1.0)),
    rule!(midpoint(a, b) = y, cost 2 => 0.5, 0.5),
    rule!(min(a, b) = y, cost 1 => y.is_eq(a).select(1.0, 0.0), y.is_eq(a).select(0.0, 1.0)),
    rule!(mul_add(a, b, c) = y, cost 1 => b, a, 1.0),
    rule!(next_down(x) = y, cost 3 => 1.0),
    rule!(next_up(x) = y, cost 3 => 1.0),
    // At p = 0 the function is constant; x^(p-1) is infinite at x = 0, but only there.
    rule!(singular powf(x, p) = y, cost 40 =>
        p * x.powf(x.is_eq(0.0).and(p.is_eq(0.0)).select(0.0, p - 1.0)),
        y * y.is_eq(0.0).select(1.0, x).ln()),
    rule!(powi(x, n as i32) = y, cost 5 =>
        n.cast_like(0) * x.powi(n.is_eq(0).select(0, n - 1)), 0.0),
    rule!(recip(x) = y, cost 4 => -(y * y)),
    // a % b = a - n b, with n constant nearly everywhere.
    rule!(rem_euclid(a, b) = y, cost 10 => 1.0, -((a - y) / b).round()),
    rule!(round(x), cost 3),
    rule!(round_ties_even(x), cost 2),
    rule!(signum(x), cost 1),
    rule!(sin(x) = y, cost 20 => x.cos()),
    rule!(sinh(x) = y, cost 30 => x.cosh()),
    rule!(singular sqrt(x) = y, cost 10 => 0.5 / y),
    rule!(tan(x) = y, cost 25 => 1.0 + y * y),
    rule!(tanh(x) = y, cost 20 => 1.0 - y * y),
    rule!(to_degrees(x) = y, cost 1 => 180.0 / PI),
    rule!(to_radians(x) = y, cost 1 => PI / 180.0),
    rule!(trunc(x), cost 2),
];

/// The row of this name.
#[must_use]
pub fn math_fn(name: &str) -> Option<&'static MathFn> {
    TABLE
        .binary_search_by(|row| row.name.cmp(name))
        .ok()
        .map(|i| &TABLE[i])
}

/// Every row of the table.
#[must_use]
pub fn math_fns() -> &'static [MathFn] {
    TABLE
}

/// The partial derivatives of an operation on these operands: the inverse of a number is told from other quotients, for its
/// derivative is made of itself, without a division.
#[must_use]
pub fn partials_of(prim: Prim, args: &[Atom]) -> Vec<Expr> {
    match (prim, args) {
        (Prim::Div, [one, _]) if one.is_float_const(1.0) => {
            let y = &Expr::Result;
            vec![0.0.into(), -(y * y)]
        }
        _ if is_square(prim, args) => {
            let [x, _, _] = &arguments();
            vec![x + x, 0.0.into()]
        }
        _ => partials(prim),
    }
}

/// Is it the product of a value with itself? Its derivative is one product, with twice of what is multiplied.
#[must_use]
pub fn is_square(prim: Prim, args: &[Atom]) -> bool {
    prim == Prim::Mul && args[0] == args[1]
}

/// The partial derivatives of an operation by its operands; empty where all are zero.
///
/// A cast is taken for one between floats. A select has none here: it passes on what the branch taken gets, and
/// the transforms do that without a multiplication.
#[must_use]
pub fn partials(prim: Prim) -> Vec<Expr> {
    let [a, b, y] = &arguments();
    match prim {
        Prim::Add => vec![1.0.into(), 1.0.into()],
        Prim::Sub => vec![1.0.into(), (-1.0).into()],
        Prim::Mul | Prim::SingularMul => vec![b.into(), a.into()],
        // The quotient first: both have it.
        Prim::Div | Prim::SingularDiv => vec![1.0 / b, -((1.0 / b) * y)],
        Prim::Rem => vec![1.0.into(), -((a - y) / b).round()],
        Prim::Neg => vec![(-1.0).into()],
        Prim::Cast => vec![1.0.into()],
        Prim::DerivativeOf => vec![0.0.into(), 1.0.into()],
        Prim::Math(f) => (f.partials)(),
        Prim::Not
        | Prim::And
        | Prim::Or
        | Prim::Xor
        | Prim::Shl
        | Prim::Shr
        | Prim::StopGradient => Vec::new(),
        Prim::Eq | Prim::Ne | Prim::Lt | Prim::Le | Prim::Gt | Prim::Ge | Prim::Select => {
            Vec::new()
        }
    }
}
