//! Which values of a function that reverse mode has made are cotangents, or made of them. What else reverse mode has made was
//! computed before: values of the function that are computed again, which must be the same to the last bit, for a branch may
//! look at them; and partials.

use crate::ir::visit::{operands, places, regions, statements};
use crate::ir::{Arg, Atom, BaseId, Function, Mode, Op, ParamKind, Region, Role, Stmt, ValueId};

/// The cotangents among the values that reverse mode has made.
pub(super) struct Cotangents {
    /// Of each value: it is a number, and made of cotangents.
    values: Vec<bool>,
    bases: Vec<bool>,
    /// The first value that reverse mode has made.
    from: usize,
}

impl Cotangents {
    /// Finds them in a function with this body, from this value on.
    pub(super) fn of(f: &Function, body: &Region, from: usize) -> Cotangents {
        let mut cotangents = Cotangents {
            values: vec![false; f.values.len()],
            bases: vec![false; f.bases.len()],
            from,
        };
        for param in &f.params {
            if let (ParamKind::Base(base), Role::ResultBar | Role::Bar(_)) =
                (&param.kind, &param.role)
            {
                cotangents.bases[base.index()] = true;
            }
        }
        loop {
            let mut grew = false;
            statements(body, &mut |stmt| grew |= cotangents.visit(f, stmt));
            if !grew {
                return cotangents;
            }
        }
    }

    /// Is this value one of them?
    pub(super) fn contains(&self, v: ValueId) -> bool {
        v.index() >= self.from && self.values.get(v.index()).is_some_and(|made| *made)
    }

    fn atom(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.values[v.index()])
    }

    /// Is more known than before?
    fn visit(&mut self, f: &Function, stmt: &Stmt) -> bool {
        match &stmt.op {
            Op::For(l) => self.carried(f, &l.inits, &l.body.params[1..], &l.body, &stmt.results),
            Op::While(l) => {
                self.carried(f, &l.inits, &l.cond.params, &l.body, &stmt.results)
                    | self.carried(f, &l.inits, &l.body.params, &l.body, &stmt.results)
            }
            Op::If(..) | Op::Switch(_) => {
                let mut grew = false;
                for way in regions(&stmt.op) {
                    for (result, atom) in stmt.results.iter().zip(&way.yields) {
                        grew |= self.atom(atom) && self.add(f, *result);
                    }
                }
                grew
            }
            op => {
                let mut made = false;
                operands(op, &mut |atom| made |= self.atom(atom));
                places(op, &mut |place, used| {
                    made |= used.reads() && self.bases[place.base.index()];
                });
                made && self.add_all(f, stmt)
            }
        }
    }

    /// What a loop carries.
    fn carried(
        &mut self,
        f: &Function,
        inits: &[Atom],
        params: &[ValueId],
        body: &Region,
        results: &[ValueId],
    ) -> bool {
        let mut grew = false;
        let first = body.yields.len().saturating_sub(inits.len());
        for (k, init) in inits.iter().enumerate() {
            if self.atom(init) || self.atom(&body.yields[first + k]) {
                grew |= self.add(f, params[k]) | self.add(f, results[k]);
            }
        }
        grew
    }

    /// Whatever a statement makes.
    fn add_all(&mut self, f: &Function, stmt: &Stmt) -> bool {
        let mut grew = false;
        for v in &stmt.results {
            grew |= self.add(f, *v);
        }
        let mut written = Vec::new();
        match &stmt.op {
            Op::Call(call, _) if call.callee.modes == [Mode::Vjp] => {
                // The first arguments are those of the function itself, which is run again.
                for arg in &call.args[call.args.len() / 2..] {
                    added_to(arg, &mut written);
                }
            }
            op => {
                places(op, &mut |place, used| {
                    written.extend(used.writes().then_some(place.base));
                });
                if let Op::Init(base, _) = op {
                    written.push(*base);
                }
            }
        }
        for base in written {
            grew |= self.add_base(base);
        }
        grew
    }

    fn add(&mut self, f: &Function, v: ValueId) -> bool {
        f.ty(v).is_float() && !std::mem::replace(&mut self.values[v.index()], true)
    }

    fn add_base(&mut self, base: BaseId) -> bool {
        !std::mem::replace(&mut self.bases[base.index()], true)
    }
}

/// The memory that an adjoint adds to for an argument.
fn added_to(arg: &Arg, found: &mut Vec<BaseId>) {
    match arg {
        Arg::Mut(place) | Arg::Slot(Some(place)) => found.push(place.base),
        Arg::Made(_, parts) => parts.iter().for_each(|part| added_to(part, found)),
        _ => {}
    }
}
