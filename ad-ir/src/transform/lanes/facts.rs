//! What of a tangent function belongs to its tangents: which values, and which memory.

use crate::ir::visit::{operands, places, regions, statements, use_counts};
use crate::ir::{
    Atom, BaseId, Function, Init, Op, Output, ParamKind, Place, Projection, Region, Role, Stmt,
    Type, ValueId,
};

/// What a base holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Values of the function that was differentiated.
    Values,
    /// Tangents.
    Tangents,
    /// What a tangent function returned: the value in its first part, the tangent in its second.
    Both,
}

/// What belongs to the tangents.
pub struct Facts {
    values: Vec<bool>,
    bases: Vec<Holds>,
    uses: Vec<usize>,
}

impl Facts {
    /// Those of a tangent function of a function with so many bases, to which the transform has added shadows.
    pub fn of(f: &Function, shadows: usize) -> Facts {
        let mut bases = vec![Holds::Values; f.bases.len()];
        bases
            .iter_mut()
            .skip(shadows)
            .for_each(|b| *b = Holds::Tangents);
        for param in &f.params {
            if let (Role::Dot(_), ParamKind::Base(b)) = (&param.role, &param.kind) {
                bases[b.index()] = Holds::Tangents;
            }
        }
        statements(&f.body, &mut |stmt| {
            if let Op::Call(call, Some(b)) = &stmt.op
                && !call.callee.modes.is_empty()
            {
                bases[b.index()] = Holds::Both;
            }
        });
        let mut facts = Facts {
            values: vec![false; f.values.len()],
            bases,
            uses: use_counts(f),
        };
        while facts.spread(&f.body) {}
        facts
    }

    /// Is it a tangent?
    pub fn value(&self, v: ValueId) -> bool {
        self.values[v.index()]
    }

    /// Is it a tangent, and no constant?
    pub fn atom(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.value(v))
    }

    /// How often a value is an operand.
    pub fn uses(&self, v: ValueId) -> usize {
        self.uses[v.index()]
    }

    /// Does the place hold tangents?
    pub fn place(&self, p: &Place) -> bool {
        match self.bases[p.base.index()] {
            Holds::Values => false,
            Holds::Tangents => true,
            Holds::Both => match p.projections.first() {
                Some(Projection::Field(field)) => &**field == "1",
                _ => true,
            },
        }
    }

    /// Does the base hold nothing but tangents?
    pub fn base(&self, b: BaseId) -> bool {
        self.bases[b.index()] == Holds::Tangents
    }

    /// Has a statement to do with tangents, in its regions too?
    pub fn touches(&self, stmt: &Stmt) -> bool {
        let mut found = stmt.results.iter().any(|v| self.value(*v));
        found |= match &stmt.op {
            Op::Init(b, _) => self.base(*b),
            Op::Call(call, _) => !call.callee.modes.is_empty(),
            _ => false,
        };
        operands(&stmt.op, &mut |a| found |= self.atom(a));
        places(&stmt.op, &mut |p, _| found |= self.place(p));
        found
            || regions(&stmt.op)
                .into_iter()
                .any(|r| r.stmts.iter().any(|stmt| self.touches(stmt)))
    }

    // --- which values ---

    fn spread(&mut self, region: &Region) -> bool {
        let mut changed = false;
        for stmt in &region.stmts {
            match &stmt.op {
                Op::Prim(_, args) => {
                    let is = args.iter().any(|a| self.atom(a));
                    changed |= self.mark(&stmt.results, is);
                }
                Op::Load(p) | Op::Pop(p) => {
                    let is = self.place(p);
                    changed |= self.mark(&stmt.results, is);
                }
                Op::If(..) | Op::Switch(_) => {
                    for inner in regions(&stmt.op) {
                        changed |= self.spread(inner);
                        for (v, atom) in stmt.results.iter().zip(&inner.yields) {
                            changed |= self.mark(&[*v], self.atom(atom));
                        }
                    }
                }
                Op::For(l) => {
                    let params = [&l.body.params[1..]];
                    let yields = &l.body.yields[usize::from(l.breaks)..];
                    changed |= self.carried(&params, &l.inits, yields, &stmt.results);
                    changed |= self.spread(&l.body);
                }
                Op::While(w) => {
                    let params = [&w.body.params[..], &w.cond.params[..]];
                    let yields = &w.body.yields[usize::from(w.breaks)..];
                    changed |= self.carried(&params, &w.inits, yields, &stmt.results);
                    changed |= self.spread(&w.cond);
                    changed |= self.spread(&w.body);
                }
                _ => {}
            }
        }
        changed
    }

    fn carried(
        &mut self,
        params: &[&[ValueId]],
        inits: &[Atom],
        yields: &[Atom],
        results: &[ValueId],
    ) -> bool {
        let mut changed = false;
        for (k, init) in inits.iter().enumerate() {
            let all: Vec<ValueId> = params.iter().map(|p| p[k]).chain([results[k]]).collect();
            let is = self.atom(init) || self.atom(&yields[k]) || all.iter().any(|v| self.value(*v));
            changed |= self.mark(&all, is);
        }
        changed
    }

    fn mark(&mut self, values: &[ValueId], is: bool) -> bool {
        let mut changed = false;
        for v in values.iter().filter(|_| is) {
            changed |= !std::mem::replace(&mut self.values[v.index()], true);
        }
        changed
    }
}

/// The type of tangents of a type in so many pairs of directions; none where they are held in no known way.
pub fn widened(ty: &Type, count: &str) -> Option<Type> {
    let boxed = |t: &Type| widened(t, count).map(Box::new);
    Some(match ty {
        ty if ty.is_of_inferred_length() => return None,
        Type::Float(_) => Type::Lanes(Box::new(ty.clone()), count.to_string()),
        Type::Unit => Type::Unit,
        Type::Array(t, Some(n)) => Type::Array(boxed(t)?, Some(n.clone())),
        Type::Vec(t) => Type::Vec(boxed(t)?),
        Type::Slice(t) => Type::Slice(boxed(t)?),
        Type::Option(t) => Type::Option(boxed(t)?),
        Type::Tuple(parts) => {
            let parts: Option<Vec<Type>> = parts.iter().map(|t| widened(t, count)).collect();
            Type::Tuple(parts?)
        }
        Type::Int(_)
        | Type::Bool
        | Type::Char
        | Type::Array(_, None)
        | Type::Lanes(..)
        | Type::Result(..)
        | Type::Boxed(_)
        | Type::Ref(_)
        | Type::Named(_)
        | Type::Opaque
        | Type::Position
        | Type::Tangent
        | Type::Unknown
        | Type::Infer(_) => return None,
    })
}

/// Is the zero of a type, known from the type alone, of a size that is?
pub fn has_fixed_zero(ty: &Type) -> bool {
    match ty {
        Type::Float(_) | Type::Unit => true,
        Type::Array(t, Some(_)) => has_fixed_zero(t),
        Type::Tuple(parts) => parts.iter().all(has_fixed_zero),
        _ => false,
    }
}

/// Does a type hold numbers of a type parameter, which rustc knows to be no vector?
pub fn is_generic(ty: &Type) -> bool {
    match ty {
        Type::Float(float) => matches!(float, crate::ir::Float::Param(_)),
        Type::Array(t, _) | Type::Vec(t) | Type::Slice(t) | Type::Option(t) => is_generic(t),
        Type::Tuple(parts) => parts.iter().any(is_generic),
        _ => false,
    }
}

/// Is memory made of numbers in places that are known, so that it can be set number by number?
pub fn is_number_by_number(init: &Init, ty: &Type) -> bool {
    match (init, ty) {
        (Init::Atom(_), Type::Float(_) | Type::Unit) => true,
        (Init::Repeat(part, _), Type::Array(..)) => {
            matches!(&**part, Init::Atom(a) if a.is_zero()) && has_fixed_zero(ty)
        }
        (Init::Elements(parts), Type::Array(t, _)) => {
            parts.iter().all(|part| is_number_by_number(part, t))
        }
        (Init::Tuple(parts), Type::Tuple(types)) => {
            let mut parts = parts.iter().zip(types);
            parts.all(|(part, t)| is_number_by_number(part, t))
        }
        _ => false,
    }
}

/// The value and the tangent of what a tangent function returns.
pub fn halves(output: &Output) -> Option<(&Output, &Output)> {
    match output {
        Output::Tuple(parts) => match &parts[..] {
            [value, tangent] => Some((value, tangent)),
            _ => None,
        },
        Output::Unit | Output::Atom(_) | Output::Place(_) => None,
    }
}
