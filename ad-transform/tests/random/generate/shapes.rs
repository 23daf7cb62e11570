//! Shapes of programs that chance alone hardly makes: a stack that is worked off, a permutation that sorts, numbers of the
//! narrower type, a function that calls itself.

use super::{Bound, Generator, Int, array, vec};
use ad_transform::ir::{
    Arg, Atom, BaseId, BaseKind, Call, Callee, Function, Init, Op, Output, ParamKind, Place, Prim,
    Range, Type,
};

fn below(n: usize) -> Range {
    Range {
        lo: Atom::usize(0),
        hi: Atom::usize(n),
        inclusive: false,
        reversed: false,
    }
}

impl Generator<'_> {
    fn branch_on(&mut self, cond: Atom, then: impl FnOnce(&mut Self)) {
        self.b.open_branch();
        let scope = self.open();
        then(self);
        self.close(&scope);
        let then = self.b.close();
        self.b.open_branch();
        let els = self.b.close();
        self.b.if_(cond, then, els);
    }

    fn loop_over(&mut self, n: usize, body: impl FnOnce(&mut Self, Atom)) {
        let index = self.index_value();
        self.b.open_loop(Some(index));
        let scope = self.open();
        self.loops += 1;
        self.ints.push(Int {
            atom: index.into(),
            bound: Bound::Below(n),
        });
        body(self, index.into());
        self.loops -= 1;
        self.close(&scope);
        let body = self.b.close();
        self.b.for_(below(n), body, None);
    }

    /// `while let Some(x) = stack.pop() { .. stack.push(..) .. }`
    pub(super) fn stack(&mut self) {
        if self.loops > 1 {
            return;
        }
        let name = format!("u{}", self.b.f.bases.len());
        let base = self.b.init(vec(Type::F64), name, Init::Empty(None));
        let place = Place::from(base);
        for _ in 0..1 + self.choices.below(2) {
            let value = self.scalar();
            self.b.effect(Op::Push(place.clone(), Init::Atom(value)));
        }
        let count = self.b.declare(Type::USIZE, "k", Atom::usize(0));
        self.b.open_loop(None);
        let n = self.b.len(place.clone());
        let holds = self.b.prim(Prim::Gt, vec![n, Atom::usize(0)]);
        let cond = self.b.close();
        self.b.open_loop(None);
        let scope = self.open();
        self.loops += 1;
        let top = self.b.op(Op::Pop(place.clone()), Type::F64, "top");
        self.mention(top);
        let k = self.b.read(count);
        let next = self.b.prim(Prim::Add, vec![k.clone(), Atom::usize(1)]);
        self.b.write(count, next);
        self.block();
        self.assign();
        let early = self.b.prim(Prim::Lt, vec![k, Atom::usize(3)]);
        let wanted = self.condition();
        let pushes = self.b.prim(Prim::And, vec![early, wanted]);
        let pushed = 1 + self.choices.below(2);
        self.branch_on(pushes, |g| {
            for _ in 0..pushed {
                let value = g.expression();
                g.b.effect(Op::Push(place.clone(), Init::Atom(value)));
            }
        });
        self.loops -= 1;
        self.close(&scope);
        let body = self.b.close();
        self.b.while_(cond, holds, body, None);
    }

    /// Positions in the order of what lies at them, found by exchanges; and what is then made of the elements in order.
    pub(super) fn permutation(&mut self) {
        if self.loops > 1 {
            return;
        }
        let keys = Init::Elements((0..3).map(|_| Init::Atom(self.scalar())).collect());
        let name = format!("u{}", self.b.f.bases.len());
        let keys = self.b.init(array(Type::F64, 3), name, keys);
        let order = Init::Elements((0..3).map(|i| Init::Atom(Atom::usize(i))).collect());
        let name = format!("u{}", self.b.f.bases.len());
        let order = self.b.init(vec(Type::USIZE), name, order);
        let rounds = 1 + self.choices.below(2);
        self.loop_over(rounds, |g, _| {
            g.loop_over(2, |g, i| g.exchange(keys, order, i));
        });
        self.add_memory(keys, true, true);
        let reads = self.choices.below(3);
        self.loop_over(3, |g, i| {
            let at = g.b.load(Place::from(order).index(i), Type::USIZE);
            g.ints.push(Int {
                atom: at.clone(),
                bound: Bound::Below(3),
            });
            let x = g.b.load(Place::from(keys).index(at), Type::F64);
            g.mention(x);
            match reads {
                0 => g.assign(),
                1 => g.store(),
                _ => g.block(),
            }
        });
    }

    fn exchange(&mut self, keys: BaseId, order: BaseId, i: Atom) {
        let next = self.b.prim(Prim::Add, vec![i.clone(), Atom::usize(1)]);
        let [p, q] = [i, next].map(|at| Place::from(order).index(at));
        let [a, b] = [&p, &q].map(|place| {
            let at = self.b.load(place.clone(), Type::USIZE);
            self.b.load(Place::from(keys).index(at), Type::F64)
        });
        let swaps = self.b.prim(Prim::Gt, vec![a, b]);
        self.branch_on(swaps, |g| g.b.effect(Op::Swap(p, q)));
    }

    /// Numbers and memory of the narrower type.
    pub(super) fn narrow(&mut self) {
        let [a, c] = [(); 2].map(|()| self.scalar());
        let [a, c] = [a, c].map(|x| self.b.cast(x, Type::F32));
        let prim = self.choices.pick(&[Prim::Mul, Prim::Add, Prim::Sub]);
        let t = self.b.prim(prim, vec![a.clone(), c]);
        let t = self.math("sin", &[t]);
        if self.choices.chance(50) {
            let wide = self.b.cast(t, Type::F64);
            return self.mention(wide);
        }
        let name = format!("u{}", self.b.f.bases.len());
        let init = Init::Repeat(Box::new(Init::Atom(a)), Atom::usize(2));
        let base = self.b.init(vec(Type::F32), name, init);
        if self.loops < 3 {
            let stores = self.choices.chance(50);
            self.loop_over(2, |g, i| {
                let n = g.b.cast(i.clone(), Type::F32);
                let u = g.b.prim(Prim::Mul, vec![n, t.clone()]);
                let place = Place::from(base).index(i);
                let op = match stores {
                    true => Op::Store(place, u),
                    false => Op::Accumulate(place, u),
                };
                g.b.effect(op);
            });
        }
        let at = Atom::usize(self.choices.below(2));
        let x = self.b.load(Place::from(base).index(at), Type::F32);
        let wide = self.b.cast(x, Type::F64);
        self.mention(wide);
    }

    /// `if 0 < depth && depth < 4 { f(depth - 1, ..) }`, once in a function that may call itself.
    pub(super) fn recurse(&mut self) {
        let Some((own, depth)) = self.own.take() else {
            return;
        };
        if self.loops > 0 {
            self.own = Some((own, depth));
            return;
        }
        let deep = self.b.prim(Prim::Gt, vec![depth.clone(), Atom::usize(0)]);
        let near = self.b.prim(Prim::Lt, vec![depth.clone(), Atom::usize(4)]);
        let cond = self.b.prim(Prim::And, vec![deep, near]);
        self.assign();
        let var = self.vars[self.vars.len() - 1];
        self.branch_on(cond, |g| {
            g.block();
            let lent = g.locked.len();
            let args = g.args(&own);
            g.locked.truncate(lent);
            let Some(mut args) = args else { return };
            args[0] = Arg::Value(g.b.prim(Prim::Sub, vec![depth, Atom::usize(1)]));
            let call = Call {
                callee: Callee::new(own.name.parse().expect("a name")),
                args,
            };
            let name = format!("r{}", g.b.f.bases.len());
            let base = g.b.f.new_base(Type::F64, name, BaseKind::Local);
            g.b.effect(Op::Call(call, Some(base)));
            let value = g.b.load(base.into(), Type::F64);
            let value = g.math("tanh", &[value]);
            g.b.write(var, value);
        });
    }

    /// Makes the function one that may call itself: what it will look like from outside, and how deep it may go.
    pub(super) fn calls_itself(&mut self) {
        let first = &self.b.f.params[0];
        if let ParamKind::Value(depth) = first.kind
            && *self.b.f.ty(depth) == Type::USIZE
        {
            let mut own: Function = self.b.f.clone();
            own.output = Output::Atom(Self::float(0.0));
            self.own = Some((own, depth.into()));
            self.scalar_output = true;
        }
    }
}
