//! Derivatives of primitive operations as IR: the rows of the table, instantiated and folded.

use crate::ir::builder::Builder;
use crate::ir::{Atom, Const, Lit, Prim, Type};
use crate::rules::{self, Expr};

/// Arithmetic that folds what is trivial, so that a derivative by the chain rule reads as one by hand.
pub trait Arithmetic {
    /// `a + b`
    fn add(&mut self, a: Atom, b: Atom) -> Atom;
    /// `a - b`
    fn sub(&mut self, a: Atom, b: Atom) -> Atom;
    /// `a * b` by [`Prim::Mul`] or [`Prim::SingularMul`]
    fn mul(&mut self, singular: bool, a: Atom, b: Atom) -> Atom;
    /// `a / b` by [`Prim::Div`] or [`Prim::SingularDiv`]
    fn div(&mut self, singular: bool, a: Atom, b: Atom) -> Atom;
    /// `-a`
    fn neg(&mut self, a: Atom) -> Atom;
    /// `if c { a } else { b }`
    fn select(&mut self, c: Atom, a: Atom, b: Atom) -> Atom;
}

fn float_of(atom: &Atom) -> Option<f64> {
    match atom {
        Atom::Const(Const {
            lit: Lit::Float(x), ..
        }) => Some(*x),
        _ => None,
    }
}

/// The value of an integer that every float can hold.
fn small_int(atom: &Atom) -> Option<f64> {
    let n = i16::try_from(atom.as_int()?).ok()?;
    Some(f64::from(n))
}

fn is_one(atom: &Atom) -> bool {
    atom.is_float_const(1.0)
}

impl Arithmetic for Builder {
    fn add(&mut self, a: Atom, b: Atom) -> Atom {
        if a.is_zero() {
            b
        } else if b.is_zero() {
            a
        } else {
            self.prim(Prim::Add, vec![a, b])
        }
    }

    fn sub(&mut self, a: Atom, b: Atom) -> Atom {
        if b.is_zero() {
            a
        } else if a.is_zero() {
            self.neg(b)
        } else {
            self.prim(Prim::Sub, vec![a, b])
        }
    }

    fn mul(&mut self, singular: bool, a: Atom, b: Atom) -> Atom {
        if is_one(&a) {
            b
        } else if is_one(&b) {
            a
        } else if let (Some(x), Some(y)) = (float_of(&a), float_of(&b)) {
            let ty = self.f.atom_ty(&a).clone();
            Atom::float(x * y, &ty)
        } else if a.is_float_const(-1.0) {
            self.neg(b)
        } else if b.is_float_const(-1.0) {
            self.neg(a)
        } else {
            let prim = if singular {
                Prim::SingularMul
            } else {
                Prim::Mul
            };
            self.prim(prim, vec![a, b])
        }
    }

    fn div(&mut self, singular: bool, a: Atom, b: Atom) -> Atom {
        if is_one(&b) {
            a
        } else {
            let prim = if singular {
                Prim::SingularDiv
            } else {
                Prim::Div
            };
            self.prim(prim, vec![a, b])
        }
    }

    fn neg(&mut self, a: Atom) -> Atom {
        match float_of(&a) {
            Some(x) => {
                let ty = self.f.atom_ty(&a).clone();
                Atom::float(-x, &ty)
            }
            None => self.prim(Prim::Neg, vec![a]),
        }
    }

    fn select(&mut self, c: Atom, a: Atom, b: Atom) -> Atom {
        if a == b {
            a
        } else {
            self.prim(Prim::Select, vec![c, a, b])
        }
    }
}

/// What the letters of a row stand for.
pub struct Bindings<'a> {
    /// The arguments; asked for only where an expression names them.
    pub arg: &'a mut dyn FnMut(&mut Builder, usize) -> Atom,
    /// The result likewise.
    pub result: &'a mut dyn FnMut(&mut Builder) -> Atom,
    /// What the function has computed already, by the operation and the arguments, if it has.
    pub known: &'a mut Known<'a>,
    /// The type of constants.
    pub ty: Type,
    /// Is it a row whose partials may be infinite?
    pub singular: bool,
    /// Is it divided by multiplying with the inverse, which others multiply with as well?
    pub inverse: bool,
}

/// The value of an expression.
pub fn instantiate(b: &mut Builder, expr: &Expr, env: &mut Bindings<'_>) -> Atom {
    match expr {
        Expr::Arg(i) => (env.arg)(b, *i),
        Expr::Result => (env.result)(b),
        Expr::Const(x) => Atom::float(*x, &env.ty),
        Expr::Int(n) => Atom::Const(Const {
            lit: Lit::Int(*n),
            ty: Type::Int("i32"),
        }),
        Expr::CastLike(_, inner) => {
            let inner = instantiate(b, inner, env);
            let ty = env.ty.clone();
            if *b.f.atom_ty(&inner) == ty {
                inner
            } else if let Some(n) = small_int(&inner) {
                Atom::float(n, &ty)
            } else {
                b.cast(inner, ty)
            }
        }
        Expr::Prim(prim, args) => {
            if let Some(known) = known(*prim, args, env) {
                return known;
            }
            let atoms: Vec<Atom> = args.iter().map(|arg| instantiate(b, arg, env)).collect();
            let mut atoms = atoms.into_iter();
            let mut next = || atoms.next().expect("as many operands as the operation has");
            match prim {
                Prim::Add => {
                    let (x, y) = (next(), next());
                    b.add(x, y)
                }
                Prim::Sub => {
                    let (x, y) = (next(), next());
                    b.sub(x, y)
                }
                Prim::Mul => {
                    let (x, y) = (next(), next());
                    b.mul(env.singular, x, y)
                }
                Prim::Div => {
                    let (x, y) = (next(), next());
                    b.div(env.singular, x, y)
                }
                Prim::Neg => {
                    let x = next();
                    b.neg(x)
                }
                Prim::Select => {
                    let (c, x, y) = (next(), next(), next());
                    b.select(c, x, y)
                }
                _ => b.prim(*prim, atoms.collect()),
            }
        }
    }
}

/// The value of an operation on arguments, where the function has computed it.
fn known(prim: Prim, args: &[Expr], env: &mut Bindings<'_>) -> Option<Atom> {
    let args = args.iter().map(|arg| match arg {
        Expr::Arg(i) => Some(*i),
        _ => None,
    });
    let args: Vec<usize> = args.collect::<Option<_>>()?;
    (env.known)(prim, &args)
}

/// The value of an operation on arguments by their numbers, if there is one.
type Known<'a> = dyn FnMut(Prim, &[usize]) -> Option<Atom> + 'a;

/// A contribution to a sum, with its sign apart, so that `a + (-b)` becomes `a - b`.
pub enum Term {
    /// Nothing.
    Zero,
    /// `+ atom`
    Plus(Atom),
    /// `- atom`
    Minus(Atom),
}

impl Term {
    /// `sum + self`
    pub fn add_to(self, b: &mut Builder, sum: Atom) -> Atom {
        match self {
            Term::Zero => sum,
            Term::Plus(a) => b.add(sum, a),
            Term::Minus(a) => b.sub(sum, a),
        }
    }

    /// The term as one operand.
    pub fn atom(self, b: &mut Builder, ty: &Type) -> Atom {
        match self {
            Term::Zero => Atom::zero(ty),
            Term::Plus(a) => a,
            Term::Minus(a) => b.neg(a),
        }
    }

    fn negated(self) -> Term {
        match self {
            Term::Zero => Term::Zero,
            Term::Plus(a) => Term::Minus(a),
            Term::Minus(a) => Term::Plus(a),
        }
    }

    fn map(self, f: impl FnOnce(Atom) -> Atom) -> Term {
        match self {
            Term::Zero => Term::Zero,
            Term::Plus(a) => Term::Plus(f(a)),
            Term::Minus(a) => Term::Minus(f(a)),
        }
    }
}

/// `factor * partial`, the way one would write it: `bar / y` for a partial `1 / y`, no product with one; zero where
/// the factor is zero and the partial of a singular row infinite.
pub fn scaled(b: &mut Builder, factor: &Atom, partial: &Expr, env: &mut Bindings<'_>) -> Term {
    if env.singular {
        guarded(b, factor, partial, env)
    } else {
        product(b, factor, partial, env)
    }
}

fn product(b: &mut Builder, factor: &Atom, partial: &Expr, env: &mut Bindings<'_>) -> Term {
    match partial {
        Expr::Const(c) if *c == 0.0 => Term::Zero,
        Expr::Const(c) if *c == 1.0 => Term::Plus(factor.clone()),
        Expr::Const(c) if *c == -1.0 => Term::Minus(factor.clone()),
        Expr::Prim(Prim::Neg, args) => product(b, factor, &args[0], env).negated(),
        Expr::Prim(Prim::Div, args) => {
            let numerator = product(b, factor, &args[0], env);
            let denominator = instantiate(b, &args[1], env);
            numerator.map(|n| {
                if env.inverse {
                    let one = Atom::float(1.0, &env.ty);
                    let inverse = b.div(true, one, denominator);
                    b.mul(env.singular, n, inverse)
                } else {
                    b.div(env.singular, n, denominator)
                }
            })
        }
        Expr::Prim(Prim::Mul, args) if matches!(args[0], Expr::Prim(Prim::Div, _)) => {
            // The quotient has a name of its own, by which other partials find it.
            let quotient = product(b, factor, &args[0], env);
            let other = instantiate(b, &args[1], env);
            quotient.map(|q| b.mul(env.singular, q, other))
        }
        Expr::Prim(Prim::Select, args) => {
            // A partial that is a choice of constants is a choice of whole terms.
            let cond = instantiate(b, &args[0], env);
            let ty = env.ty.clone();
            let then = product(b, factor, &args[1], env).atom(b, &ty);
            let otherwise = product(b, factor, &args[2], env).atom(b, &ty);
            Term::Plus(b.select(cond, then, otherwise))
        }
        _ => {
            let partial = instantiate(b, partial, env);
            if partial.is_zero() {
                Term::Zero
            } else {
                Term::Plus(b.mul(env.singular, factor.clone(), partial))
            }
        }
    }
}

/// [`product`], where the partial may be infinite and zero times it is zero.
///
/// Only what came out as zero times infinity is replaced: where the factor is zero and the partial finite, the term
/// still varies with the factor, and a second derivative sees it.
fn guarded(b: &mut Builder, factor: &Atom, partial: &Expr, env: &mut Bindings<'_>) -> Term {
    match partial {
        Expr::Const(_) => product(b, factor, partial, env),
        _ => {
            let ty = env.ty.clone();
            let zero = Atom::zero(&ty);
            let term = product(b, factor, partial, env).atom(b, &ty);
            if matches!(factor, Atom::Const(_)) && !factor.is_zero() {
                return Term::Plus(term);
            }
            let is_nan = Prim::Math(rules::math_fn("is_nan").expect("a row of the table"));
            let vanishes = b.prim(Prim::Eq, vec![factor.clone(), zero.clone()]);
            let undefined = b.prim(is_nan, vec![term.clone()]);
            let nothing = b.prim(Prim::And, vec![vanishes, undefined]);
            Term::Plus(b.select(nothing, zero, term))
        }
    }
}
