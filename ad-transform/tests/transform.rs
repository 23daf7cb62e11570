//! The transforms on small functions, before and after, as printed IR.

use ad_transform::ir::builder::Builder;
use ad_transform::ir::{
    Access, Atom, BaseKind, Function, Op, Output, Param, ParamKind, Place, Prim, Range, Role, Type,
};
use ad_transform::transform::{jvp, vjp};

fn rosenbrock() -> Function {
    let mut f = Function::new("f");
    let x = f.new_base(
        Type::Slice(Box::new(Type::F64)),
        "x",
        BaseKind::Param(Access::Shared),
    );
    f.params.push(Param {
        role: Role::Primal(0),
        kind: ParamKind::Base(x),
        varied: true,
    });
    let mut b = Builder::new(f);
    let x = Place::from(x);
    let n = b.len(x.clone());
    let n = b.prim(Prim::Sub, vec![n, Atom::usize(1)]);
    let sum = b.declare(Type::F64, "sum", Atom::float(0.0, &Type::F64));
    let i = b.f.new_value(Type::USIZE, "i");
    b.open_loop(Some(i));
    let xi = b.load(x.index(i), Type::F64);
    let a = b.prim(Prim::Sub, vec![Atom::float(1.0, &Type::F64), xi.clone()]);
    let next = b.prim(Prim::Add, vec![i.into(), Atom::usize(1)]);
    let xn = b.load(x.index(next), Type::F64);
    let xx = b.prim(Prim::Mul, vec![xi.clone(), xi]);
    let c = b.prim(Prim::Sub, vec![xn, xx]);
    let aa = b.prim(Prim::Mul, vec![a.clone(), a]);
    let cc = b.prim(Prim::Mul, vec![c.clone(), c]);
    let t = b.prim(Prim::Add, vec![aa, cc]);
    let s = b.read(sum);
    let e = b.prim(Prim::Mul, vec![s.clone(), t.clone()]);
    let s = b.prim(Prim::Add, vec![e, t]);
    b.write(sum, s);
    let body = b.close();
    b.for_(
        Range {
            lo: Atom::usize(0),
            hi: n,
            inclusive: false,
            reversed: false,
        },
        body,
        None,
    );
    let y = b.read(sum);
    let mut f = b.finish();
    f.output = Output::Atom(y);
    f
}

#[test]
fn composes() {
    let f = rosenbrock();
    println!("{f}");
    println!("{}", jvp(&f).unwrap());
    let mut f = f;
    ad_transform::optimise::optimise(&mut f);
    let mut g = vjp(&f).unwrap();
    ad_transform::optimise::optimise(&mut g);
    println!("{g}");
    println!("{}", jvp(&g).unwrap());
    vjp(&vjp(&f).unwrap()).unwrap();
    vjp(&jvp(&f).unwrap()).unwrap();
    let _ = Op::Len(Place::from(ad_transform::ir::BaseId(0)));
}
