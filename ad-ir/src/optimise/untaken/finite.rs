//! What is finite where the parameters are.

use crate::ir::visit::{operands, places, regions, statements};
use crate::ir::{Atom, Const, Function, Lit, Op, Prim, Region, Stmt, ValueId};

/// What is finite where the parameters are, as far as nothing is out of the range of its type.
pub(super) struct Finite {
    values: Vec<bool>,
    bases: Vec<bool>,
}

impl Finite {
    /// All of it, less what is made of what is not, until there is no more.
    pub(super) fn of(f: &Function, body: &Region) -> Finite {
        let mut finite = Finite {
            values: vec![true; f.values.len()],
            bases: vec![true; f.bases.len()],
        };
        loop {
            let mut fell = false;
            statements(body, &mut |stmt| fell |= finite.visit(stmt));
            if !fell {
                return finite;
            }
        }
    }

    pub(super) fn atom(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Value(v) => self.values[v.index()],
            Atom::Const(Const { lit, .. }) => !matches!(lit, Lit::Float(x) if !x.is_finite()),
        }
    }

    fn lower(&mut self, v: ValueId) -> bool {
        std::mem::replace(&mut self.values[v.index()], false)
    }

    /// Is less known than before?
    fn visit(&mut self, stmt: &Stmt) -> bool {
        let mut holds = keeps_finite(&stmt.op);
        operands(&stmt.op, &mut |atom| holds &= self.atom(atom));
        places(&stmt.op, &mut |place, used| {
            holds &= !used.reads() || self.bases[place.base.index()];
        });
        let mut fell = false;
        let mut carried = |finite: &mut Finite, inits: &[Atom], body: &Region, skipped: usize| {
            for (i, param) in body.params.iter().enumerate().skip(skipped) {
                let init = inits.get(i - skipped);
                let yields = body.yields.len().saturating_sub(inits.len()) + i - skipped;
                let next = body.yields.get(yields);
                let same = [init, next].into_iter().flatten().all(|a| finite.atom(a));
                fell |= !same && finite.lower(*param);
            }
        };
        match &stmt.op {
            Op::For(l) => carried(self, &l.inits, &l.body, 1),
            Op::While(l) => {
                carried(self, &l.inits, &l.body, 0);
                carried(self, &l.inits, &l.cond, 0);
            }
            _ => {}
        }
        for inner in regions(&stmt.op) {
            holds &= inner.yields.iter().all(|atom| self.atom(atom));
        }
        if holds {
            return fell;
        }
        for v in &stmt.results {
            fell |= self.lower(*v);
        }
        let mut lowered = Vec::new();
        places(&stmt.op, &mut |place, used| {
            if used.writes() {
                lowered.push(place.base);
            }
        });
        if let Op::Init(base, _) | Op::Call(_, Some(base)) = &stmt.op {
            lowered.push(*base);
        }
        for base in lowered {
            fell |= std::mem::replace(&mut self.bases[base.index()], false);
        }
        fell
    }
}

/// Does the operation give what is finite where its operands are?
fn keeps_finite(op: &Op) -> bool {
    match op {
        Op::Prim(prim, _) => match prim {
            Prim::Div | Prim::SingularDiv | Prim::Rem => false,
            Prim::Math(row) => matches!(
                row.name,
                "abs"
                    | "signum"
                    | "copysign"
                    | "min"
                    | "max"
                    | "clamp"
                    | "floor"
                    | "ceil"
                    | "round"
                    | "trunc"
                    | "fract"
                    | "sin"
                    | "cos"
                    | "tanh"
                    | "atan"
                    | "is_nan"
            ),
            _ => true,
        },
        Op::Call(..) | Op::Opaque(_) => false,
        _ => true,
    }
}
