//! The functions.

use crate::ir::builder::Builder;
use crate::ir::{
    Access, Atom, BaseId, BaseKind, Function, Output, Param, ParamKind, Prim, Range, Role, Type,
    ValueId,
};
use crate::rules::math_fn;

/// A parameter that is memory.
pub fn memory(f: &mut Function, name: &str, ty: Type, access: Access) -> BaseId {
    let base = f.new_base(ty, name, BaseKind::Param(access));
    let role = Role::Primal(f.params.len());
    f.params.push(Param {
        role,
        kind: ParamKind::Base(base),
        varied: true,
    });
    base
}

/// A parameter that is a scalar.
pub fn scalar(f: &mut Function, name: &str, ty: Type) -> ValueId {
    let value = f.new_value(ty.clone(), name);
    let role = Role::Primal(f.params.len());
    f.params.push(Param {
        role,
        kind: ParamKind::Value(value),
        varied: ty.is_float(),
    });
    value
}

pub fn slice() -> Type {
    Type::Slice(Box::new(Type::F64))
}

pub fn num(x: f64) -> Atom {
    Atom::float(x, &Type::F64)
}

pub fn up_to(hi: impl Into<Atom>) -> Range {
    Range {
        lo: Atom::usize(0),
        hi: hi.into(),
        inclusive: false,
        reversed: false,
    }
}

pub fn index(b: &mut Builder, name: &str) -> ValueId {
    let index = b.f.new_value(Type::USIZE, name);
    b.open_loop(Some(index));
    index
}

pub fn named(b: &mut Builder, atom: &Atom, name: &str) {
    if let Some(v) = atom.value() {
        b.f.values[v.index()].name = name.to_string();
    }
}

pub fn math(b: &mut Builder, name: &str, args: Vec<Atom>) -> Atom {
    b.prim(Prim::Math(math_fn(name).expect("a row")), args)
}

/// The example of the contract.
pub fn rosenbrock() -> Function {
    let mut f = Function::new("rosenbrock");
    let x = memory(&mut f, "x", slice(), Access::Shared);
    let mut b = Builder::new(f);
    let sum = b.declare(Type::F64, "sum", num(0.0));
    let n = b.len(x.into());
    let hi = b.prim(Prim::Sub, vec![n, Atom::usize(1)]);
    let i = index(&mut b, "i");
    let place = crate::ir::Place::from(x);
    let xi = b.load(place.index(i), Type::F64);
    let a = b.prim(Prim::Sub, vec![num(1.0), xi]);
    named(&mut b, &a, "a");
    let next = b.prim(Prim::Add, vec![i.into(), Atom::usize(1)]);
    let xn = b.load(place.index(next), Type::F64);
    let x1 = b.load(place.index(i), Type::F64);
    let x2 = b.load(place.index(i), Type::F64);
    let square = b.prim(Prim::Mul, vec![x1, x2]);
    let c = b.prim(Prim::Sub, vec![xn, square]);
    named(&mut b, &c, "b");
    let aa = b.prim(Prim::Mul, vec![a.clone(), a]);
    let c1 = b.prim(Prim::Mul, vec![num(100.0), c.clone()]);
    let cc = b.prim(Prim::Mul, vec![c1, c]);
    let term = b.prim(Prim::Add, vec![aa, cc]);
    let before = b.read(sum);
    let after = b.prim(Prim::Add, vec![before, term]);
    named(&mut b, &after, "sum");
    b.write(sum, after);
    let body = b.close();
    b.for_(up_to(hi), body, None);
    let result = b.read(sum);
    let mut f = b.finish();
    f.output = Output::Atom(result);
    f
}

/// A recurrence: two carried values that exchange places.
pub fn fibonacci() -> Function {
    let mut f = Function::new("fibonacci");
    let n = scalar(&mut f, "n", Type::USIZE);
    let x = scalar(&mut f, "x", Type::F64);
    let mut b = Builder::new(f);
    let a = b.declare(Type::F64, "a", num(0.0));
    let c = b.declare(Type::F64, "b", x.into());
    index(&mut b, "i");
    let (before, last) = (b.read(a), b.read(c));
    let next = b.prim(Prim::Add, vec![before, last.clone()]);
    b.write(a, last);
    b.write(c, next);
    let body = b.close();
    b.for_(up_to(n), body, None);
    let result = b.read(a);
    let mut f = b.finish();
    f.output = Output::Atom(result);
    f
}

/// A loop that leaves early, a branch, memory written in place.
pub fn clipped() -> Function {
    let mut f = Function::new("clipped");
    let x = memory(&mut f, "x", slice(), Access::Mut);
    let limit = scalar(&mut f, "limit", Type::F64);
    let mut b = Builder::new(f);
    let sum = b.declare(Type::F64, "sum", num(0.0));
    let n = b.len(x.into());
    let i = index(&mut b, "i");
    let place = crate::ir::Place::from(x).index(i);
    let xi = b.load(place.clone(), Type::F64);
    named(&mut b, &xi, "y");
    let over = b.prim(Prim::Gt, vec![xi.clone(), limit.into()]);
    let go_on = b.declare(Type::Bool, "", Atom::bool(true));
    b.open_branch();
    b.write(go_on, Atom::bool(false));
    let then = b.close();
    b.open_branch();
    let root = math(&mut b, "sqrt", vec![xi.clone()]);
    b.effect(crate::ir::Op::Store(place.clone(), root.clone()));
    let negative = b.prim(Prim::Lt, vec![xi.clone(), num(0.0)]);
    b.open_branch();
    let before = b.read(sum);
    let shifted = b.prim(Prim::Sub, vec![xi, num(1.0)]);
    let after = b.prim(Prim::Add, vec![before, shifted]);
    b.write(sum, after);
    let inner_then = b.close();
    b.open_branch();
    let inner_else = b.close();
    b.if_(negative, inner_then, inner_else);
    let els = b.close();
    b.if_(over, then, els);
    let go_on = b.read(go_on);
    let body = b.close();
    b.for_(up_to(n), body, Some(go_on));
    let result = b.read(sum);
    let mut f = b.finish();
    f.output = Output::Atom(result);
    f
}

/// Newton's method: a loop with a condition.
pub fn root() -> Function {
    let mut f = Function::new("root");
    let a = scalar(&mut f, "a", Type::F64);
    let mut b = Builder::new(f);
    let x = b.declare(Type::F64, "x", a.into());
    b.open_loop(None);
    let here = b.read(x);
    let square = b.prim(Prim::Mul, vec![here.clone(), here]);
    let error = b.prim(Prim::Sub, vec![square, a.into()]);
    let size = math(&mut b, "abs", vec![error]);
    let holds = b.prim(Prim::Gt, vec![size, num(1e-12)]);
    let cond = b.close();
    b.open_loop(None);
    let here = b.read(x);
    let quotient = b.prim(Prim::Div, vec![a.into(), here.clone()]);
    let sum = b.prim(Prim::Add, vec![here, quotient]);
    let next = b.prim(Prim::Mul, vec![num(0.5), sum]);
    b.write(x, next);
    let body = b.close();
    b.while_(cond, holds, body, None);
    let result = b.read(x);
    let mut f = b.finish();
    f.output = Output::Atom(result);
    f
}

/// Every sample.
pub fn all() -> Vec<Function> {
    vec![rosenbrock(), fibonacci(), clipped(), root()]
}
