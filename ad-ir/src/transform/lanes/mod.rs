//! Several directions at once: from a tangent function for one direction to one that carries an array of tangents beside
//! each value.
//!
//! What comes in is what [`jvp`](super::jvp) made, once: a function in which nothing depends on a tangent but other
//! tangents. Each of these becomes an array of `count` numbers, and what is done to them is done in loops over the
//! directions, as many statements in one loop as can be: `for lane in 0..N { y_dot[lane] = x_dot[i][lane] * slope; }`.
//! LLVM makes vector instructions of those, and the primal runs once for all directions.
//!
//! A call asks for the callee's function of the same kind where it is known to have one, and calls its tangent function
//! for one direction after the other elsewhere ([`by_lane`]). Where the type of a tangent is not known down to its
//! numbers, there is nothing to hold it in, and no such function is made.

mod by_lane;
mod control;
mod facts;
mod memory;

pub use by_lane::calling;

use crate::ir::verify::debug_verify;
use crate::ir::visit::places;
use crate::ir::{
    Access, Atom, BaseId, BaseKind, Call, Callee, For, Function, Init, Mode, Op, Opaque, Output,
    Part, Place, Range, Region, SpanId, Stmt, Type, ValueId,
};
use crate::sorted::Map;
use facts::{Facts, halves, is_generic, widened};
use proc_macro2::TokenStream;
use quote::quote;

/// The tangent function `f` for `count` directions, a number or the name of a const parameter. The function of which `f` is
/// the tangent has `shadows` bases; `has` says which callees surely have such a function, called for a result
/// or not.
///
/// None where a tangent is of a type that is not known.
#[must_use]
pub fn lanes(
    f: &Function,
    shadows: usize,
    count: &str,
    has: &dyn Fn(&Callee, bool) -> bool,
) -> Option<Function> {
    if !f.lambdas.is_empty() {
        return None;
    }
    let facts = Facts::of(f, shadows);
    let mut g = f.clone();
    g.body = Region::default();
    for (i, base) in g.bases.iter_mut().enumerate() {
        let id = BaseId(u32::try_from(i).ok()?);
        let whole = Place::from(id);
        if facts.base(id) {
            base.ty = widened(&base.ty, count)?;
        } else if facts.place(&whole) {
            let Type::Tuple(parts) = &mut base.ty else {
                return None;
            };
            parts[1] = widened(&parts[1], count)?;
        }
    }
    let mut pass = Lanes {
        f,
        g,
        count,
        has,
        memory: vec![None; f.values.len()],
        facts,
        group: Group::default(),
        out: Vec::new(),
        span: SpanId(0),
    };
    for stmt in &f.body.stmts {
        pass.stmt(stmt)?;
    }
    if let Some((value, tangent)) = halves(&f.output) {
        let tangent = pass.output(tangent)?;
        pass.g.output = Output::Tuple(vec![value.clone(), tangent]);
    }
    pass.close();
    let mut g = pass.g;
    g.body.stmts = pass.out;
    debug_verify(&g, "lanes");
    Some(g)
}

struct Lanes<'a> {
    f: &'a Function,
    /// What is made, with the tables to which it adds.
    g: Function,
    count: &'a str,
    has: &'a dyn Fn(&Callee, bool) -> bool,
    facts: Facts,
    /// Where tangents are that outlive the loop in which they are computed.
    memory: Vec<Option<BaseId>>,
    /// The statements that the next loop over the directions will have.
    group: Group,
    /// The statements of the region that is being made.
    out: Vec<Stmt>,
    span: SpanId,
}

/// Statements of a loop over the directions.
#[derive(Default)]
struct Group {
    index: Option<ValueId>,
    stmts: Vec<Stmt>,
    /// The tangents that it computes.
    defined: Vec<ValueId>,
    /// How often it uses them.
    used: Map<ValueId, usize>,
    /// What it has read of others.
    loaded: Map<ValueId, ValueId>,
}

impl Lanes<'_> {
    // --- the loop over the directions ---

    /// The number of the direction in the next loop.
    fn lane(&mut self) -> ValueId {
        let g = &mut self.g;
        *self
            .group
            .index
            .get_or_insert_with(|| g.new_value(Type::USIZE, "lane"))
    }

    /// The number of this direction in a place.
    fn number_in(&mut self, place: &Place) -> Place {
        place.index(self.lane())
    }

    fn in_loop(&mut self, results: Vec<ValueId>, op: Op) {
        self.lane();
        let span = self.span;
        self.group.stmts.push(Stmt { results, op, span });
    }

    fn define(&mut self, v: ValueId, op: Op) {
        self.group.defined.push(v);
        self.in_loop(vec![v], op);
    }

    /// An operand as the loop over the directions has it.
    fn operand(&mut self, atom: &Atom) -> Atom {
        let Some(v) = atom.value().filter(|v| self.facts.value(*v)) else {
            return atom.clone();
        };
        *self.group.used.entry(v).or_default() += 1;
        let Some(base) = self.memory[v.index()] else {
            return atom.clone();
        };
        if let Some(loaded) = self.group.loaded.get(&v) {
            return (*loaded).into();
        }
        let ty = self.f.ty(v).clone();
        let loaded = self.g.new_value(ty, "");
        let place = self.number_in(&base.into());
        self.in_loop(vec![loaded], Op::Load(place));
        self.group.loaded.insert(v, loaded);
        loaded.into()
    }

    /// Stores a tangent in memory that holds one for each direction.
    fn store(&mut self, to: &Place, atom: &Atom) {
        let value = self.operand(atom);
        let to = self.number_in(to);
        self.in_loop(Vec::new(), Op::Store(to, value));
    }

    /// Ends the loop over the directions, so that what comes next sees what it leaves.
    fn close(&mut self) {
        let mut group = std::mem::take(&mut self.group);
        let Some(index) = group.index else { return };
        for v in group.defined {
            let within = group.used.get(&v).copied().unwrap_or_default();
            if within < self.facts.uses(v) {
                let base = self.declare(v);
                if within == 0 {
                    // The memory has its name.
                    self.g.values[v.index()].name.clear();
                }
                group.stmts.push(Stmt {
                    results: Vec::new(),
                    op: Op::Store(Place::from(base).index(index), v.into()),
                    span: self.span,
                });
            }
        }
        let range = Range {
            lo: Atom::usize(0),
            hi: self.count(),
            inclusive: false,
            reversed: false,
        };
        let body = Region {
            params: vec![index],
            stmts: group.stmts,
            yields: Vec::new(),
        };
        self.push(Op::For(For {
            range,
            inits: Vec::new(),
            body,
            breaks: false,
        }));
    }

    /// The number of directions.
    fn count(&mut self) -> Atom {
        if let Ok(pairs) = self.count.parse::<usize>() {
            return Atom::usize(2 * pairs);
        }
        let pairs: TokenStream = self.count.parse().expect("the name of a constant");
        let text = quote!(2 * #pairs);
        let n = self.g.new_value(Type::USIZE, "");
        let span = self.span;
        self.out.push(Stmt {
            results: vec![n],
            op: Op::Opaque(Opaque::pure(vec![Part::Tokens(text)])),
            span,
        });
        n.into()
    }

    // --- statements ---

    fn push(&mut self, op: Op) {
        let span = self.span;
        self.out.push(Stmt {
            results: Vec::new(),
            op,
            span,
        });
    }

    /// An array for a tangent that outlives the loop in which it is computed.
    fn declare(&mut self, v: ValueId) -> BaseId {
        let data = self.f.values[v.index()].clone();
        let base = self.array(&data.ty, &data.name);
        self.push(Op::Init(base, Init::Default));
        self.memory[v.index()] = Some(base);
        base
    }

    /// A base for a number in each direction.
    fn array(&mut self, ty: &Type, name: &str) -> BaseId {
        let name = if name.is_empty() { "dot" } else { name };
        let ty = Type::Lanes(Box::new(ty.clone()), self.count.to_string());
        self.g.new_base(ty, name, BaseKind::Local)
    }

    fn stmt(&mut self, stmt: &Stmt) -> Option<()> {
        self.span = stmt.span;
        if !self.facts.touches(stmt) {
            self.out.push(stmt.clone());
            return Some(());
        }
        match &stmt.op {
            Op::Prim(prim, args) => {
                let args = args.iter().map(|a| self.operand(a)).collect();
                self.define(stmt.results[0], Op::Prim(*prim, args));
            }
            Op::Load(p) => {
                let v = stmt.results[0];
                if !self.f.ty(v).is_float() || !self.f.place_ty(p).is_float() {
                    return None;
                }
                let p = self.number_in(p);
                self.define(v, Op::Load(p));
            }
            Op::Store(p, a) => self.store(p, a),
            Op::Accumulate(p, a) => {
                let value = self.operand(a);
                let p = self.number_in(p);
                self.in_loop(Vec::new(), Op::Accumulate(p, value));
            }
            Op::Len(_) | Op::Is(..) => self.out.push(stmt.clone()),
            Op::Fill(p, a) => self.fill(p, a),
            Op::Pop(p) => {
                self.close();
                let data = self.f.values[stmt.results[0].index()].clone();
                let base = self.array(&data.ty, &data.name);
                self.push(Op::Init(base, Init::Pop(p.clone())));
                self.memory[stmt.results[0].index()] = Some(base);
            }
            Op::Init(b, init) => self.declared(*b, init)?,
            Op::Assign(p, init) => {
                let init = self.init(init, &self.f.place_ty(p))?;
                self.close();
                self.push(Op::Assign(p.clone(), init));
            }
            Op::Push(p, init) => {
                let element = self.f.place_ty(p).element()?.clone();
                let init = self.init(init, &element)?;
                self.close();
                self.push(Op::Push(p.clone(), init));
            }
            Op::AddFrom(..)
            | Op::SetZero(_)
            | Op::CopyFrom(..)
            | Op::Swap(..)
            | Op::Extend(..)
            | Op::Truncate(..) => self.whole(&stmt.op)?,
            Op::Call(call, dst) => self.call(call, *dst)?,
            Op::If(..) | Op::Switch(_) | Op::For(_) | Op::While(_) => self.control(stmt)?,
            Op::Opaque(_) => return None,
        }
        Some(())
    }

    /// What is done to whole memory is done to that of all directions.
    fn whole(&mut self, op: &Op) -> Option<()> {
        let mut all_known = true;
        places(op, &mut |p, _| {
            let traits = matches!(op, Op::AddFrom(..) | Op::SetZero(_) | Op::CopyFrom(..));
            all_known &= self.facts.place(p) && !(traits && is_generic(&self.f.place_ty(p)));
        });
        // What stands for a slot that is empty would be made for one direction.
        all_known &= !matches!(op, Op::Extend(_, src) if self.is_slot(src.base));
        if !all_known {
            return None;
        }
        self.close();
        self.push(op.clone());
        Some(())
    }

    fn is_slot(&self, b: BaseId) -> bool {
        matches!(
            self.f.bases[b.index()].kind,
            BaseKind::Param(Access::TangentSlot)
        )
    }

    fn call(&mut self, call: &Call, dst: Option<BaseId>) -> Option<()> {
        self.close();
        if call.callee.modes != [Mode::Jvp] || call.callee.object {
            return None;
        }
        let callee = &call.callee;
        let is_plain = !callee.method && callee.operator.is_none() && !callee.parameter;
        if !is_plain || !callee.turbofish.is_empty() || !(self.has)(callee, dst.is_some()) {
            return self.by_lane(call, dst);
        }
        let mut call = call.clone();
        call.callee.modes = vec![Mode::Lanes];
        let count: TokenStream = self.count.parse().ok()?;
        call.callee.turbofish = quote!(::<#count>);
        self.push(Op::Call(call, dst));
        Some(())
    }

    /// The tangents of the result.
    fn output(&mut self, output: &Output) -> Option<Output> {
        Some(match output {
            Output::Unit => Output::Unit,
            Output::Atom(a) => {
                let ty = self.f.atom_ty(a).clone();
                if !ty.is_float() {
                    return None;
                }
                if let Some(base) = a.value().and_then(|v| self.memory[v.index()]) {
                    return Some(Output::Place(base.into()));
                }
                let base = self.array(&ty, "result_dot");
                self.push(Op::Init(base, Init::Default));
                self.store(&base.into(), a);
                Output::Place(base.into())
            }
            Output::Place(p) => {
                if !self.facts.place(p) || self.is_slot(p.base) {
                    return None;
                }
                Output::Place(p.clone())
            }
            Output::Tuple(parts) => {
                let parts: Option<Vec<Output>> = parts.iter().map(|p| self.output(p)).collect();
                Output::Tuple(parts?)
            }
        })
    }
}
