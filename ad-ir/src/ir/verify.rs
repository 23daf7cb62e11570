//! What a valid function is.
//!
//! - Every value is defined once, and is used only where its definition dominates: later in the same region or
//!   in regions inside.
//! - Every base is a parameter, a constant, or declared by one statement that dominates its uses.
//! - Operands, yields and carried values agree in number, and in type where the types are known.
//! - An assignment does not read what it sets.
//! - Slots are only added to, shared parameters and constants are not written, conditions of loops are pure.

use super::overlap::reads_its_target;
use super::visit::{output_operands, output_places, places, regions, used_values};
use super::{Access, Atom, BaseId, BaseKind, Function, Op, ParamKind, Region, Stmt, Type, ValueId};
use std::sync::OnceLock;

/// Checks a function.
///
/// # Errors
/// The first violation, with the function printed.
pub fn verify(f: &Function) -> Result<(), String> {
    let mut verifier = Verifier {
        f,
        values: vec![State::Undefined; f.values.len()],
        bases: vec![State::Undefined; f.bases.len()],
    };
    verifier
        .function()
        .map_err(|message| format!("invalid IR: {message}\n{f}"))
}

/// Checks a function in the tests of the compiler, and in macros where the environment variable `AD_VERIFY` is set, as
/// it is in this repository; not whenever somebody else's macros are built with debug assertions.
///
/// # Panics
/// If the function is invalid: a bug in the pass that made it.
pub fn debug_verify(f: &Function, pass: &str) {
    static WANTED: OnceLock<bool> = OnceLock::new();
    let wanted = || *WANTED.get_or_init(|| std::env::var_os("AD_VERIFY").is_some_and(|v| v != "0"));
    if cfg!(debug_assertions)
        && (cfg!(any(test, feature = "interp")) || wanted())
        && let Err(message) = verify(f)
    {
        panic!("after {pass}: {message}");
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Undefined,
    InScope,
    OutOfScope,
}

struct Verifier<'a> {
    f: &'a Function,
    values: Vec<State>,
    bases: Vec<State>,
}

type Check = Result<(), String>;

fn same(a: &Type, b: &Type) -> bool {
    !a.is_scalar() || !b.is_scalar() || a == b
}

impl Verifier<'_> {
    fn function(&mut self) -> Check {
        for (state, data) in self.bases.iter_mut().zip(&self.f.bases) {
            if matches!(data.kind, BaseKind::Extern(_)) {
                *state = State::InScope;
            }
        }
        for param in &self.f.params {
            match &param.kind {
                ParamKind::Value(v) => self.define(*v)?,
                ParamKind::Base(b) => self.declare(*b)?,
                ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => {}
            }
        }
        let mut defined = Defined::default();
        self.stmts(&self.f.body, &mut defined)?;
        let mut check = Ok(());
        output_operands(&self.f.output, &mut |a| {
            check = check.clone().and(self.atom(a))
        });
        output_places(&self.f.output, &mut |p| {
            check = check.clone().and(self.base(p.base))
        });
        check
    }

    fn define(&mut self, v: ValueId) -> Check {
        match self.values.get_mut(v.index()) {
            Some(state @ State::Undefined) => {
                *state = State::InScope;
                Ok(())
            }
            Some(_) => Err(format!("%{} is defined twice", v.0)),
            None => Err(format!("%{} is not in the table", v.0)),
        }
    }

    fn declare(&mut self, b: BaseId) -> Check {
        match self.bases.get_mut(b.index()) {
            Some(state @ State::Undefined) => {
                *state = State::InScope;
                Ok(())
            }
            Some(_) => Err(format!("base #{} is declared twice", b.0)),
            None => Err(format!("base #{} is not in the table", b.0)),
        }
    }

    fn atom(&self, atom: &Atom) -> Check {
        match atom {
            Atom::Value(v) if self.values.get(v.index()) != Some(&State::InScope) => Err(format!(
                "%{} ({:?}) is used where it is not in scope",
                v.0,
                self.f.values[v.index()].name
            )),
            _ => Ok(()),
        }
    }

    fn base(&self, b: BaseId) -> Check {
        if self.bases.get(b.index()) == Some(&State::InScope) {
            Ok(())
        } else {
            Err(format!(
                "base #{} ({:?}) is used where it is not in scope",
                b.0,
                self.f.bases[b.index()].name
            ))
        }
    }

    fn region(&mut self, region: &Region) -> Check {
        let mut defined = Defined::default();
        for v in &region.params {
            self.define(*v)?;
            defined.values.push(*v);
        }
        self.stmts(region, &mut defined)?;
        for atom in &region.yields {
            self.atom(atom)?;
        }
        for v in defined.values {
            self.values[v.index()] = State::OutOfScope;
        }
        for b in defined.bases {
            self.bases[b.index()] = State::OutOfScope;
        }
        Ok(())
    }

    fn stmts(&mut self, region: &Region, defined: &mut Defined) -> Check {
        for stmt in &region.stmts {
            self.uses(stmt)?;
            for inner in regions(&stmt.op) {
                self.region(inner)?;
            }
            self.shape(stmt)
                .map_err(|m| format!("{m} in a statement defining {:?}", stmt.results))?;
            for v in &stmt.results {
                self.define(*v)?;
                defined.values.push(*v);
            }
            if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
                self.declare(*b)?;
                defined.bases.push(*b);
            }
        }
        Ok(())
    }

    fn uses(&self, stmt: &Stmt) -> Check {
        for v in used_values(&stmt.op) {
            self.atom(&v.into())?;
        }
        let mut check = Ok(());
        places(&stmt.op, &mut |place, used| {
            let one = self.base(place.base).and_then(|()| {
                let data = &self.f.bases[place.base.index()];
                let adds = matches!(stmt.op, Op::Accumulate(..) | Op::AddFrom(..) | Op::Call(..));
                match &data.kind {
                    BaseKind::Extern(_) | BaseKind::Param(Access::Shared | Access::TangentSlot)
                        if used.writes() =>
                    {
                        Err(format!("{} is written but shared", data.name))
                    }
                    BaseKind::Param(Access::CotangentSlot) if !(adds && used.writes()) => {
                        Err(format!("the slot {} is not only added to", data.name))
                    }
                    _ => Ok(()),
                }
            });
            check = check.clone().and(one);
        });
        check
    }

    fn ty(&self, atom: &Atom) -> &Type {
        match atom {
            Atom::Value(v) => self.f.ty(*v),
            Atom::Const(_) => &Type::Unknown,
        }
    }

    fn agree(&self, results: &[ValueId], atoms: &[Atom], what: &str) -> Check {
        if results.len() != atoms.len() {
            return Err(format!(
                "{} {what} for {} values",
                atoms.len(),
                results.len()
            ));
        }
        for (v, atom) in results.iter().zip(atoms) {
            if !same(self.f.ty(*v), self.ty(atom)) {
                return Err(format!(
                    "{what} of type {} for {}",
                    self.ty(atom),
                    self.f.ty(*v)
                ));
            }
        }
        Ok(())
    }

    fn shape(&self, stmt: &Stmt) -> Check {
        let results = &stmt.results;
        if reads_its_target(&stmt.op) {
            return Err("an assignment reads what it sets".to_string());
        }
        match &stmt.op {
            Op::Prim(prim, args) => {
                if args.len() != prim.arity() {
                    return Err(format!("{prim} has {} operands", args.len()));
                }
                self.count(results, 1)
            }
            Op::Load(_) | Op::Len(_) | Op::Is(..) | Op::Pop(_) => self.count(results, 1),
            Op::Opaque(_) if results.len() <= 1 => Ok(()),
            Op::If(_, then, els) => [then, els]
                .into_iter()
                .try_for_each(|r| self.branch(results, r)),
            Op::Switch(s) => s
                .arms
                .iter()
                .map(|(_, r)| r)
                .chain([&s.default])
                .try_for_each(|r| self.branch(results, r)),
            Op::For(l) => {
                let (index, params) = l.body.params.split_first().ok_or("a for without index")?;
                if !matches!(
                    self.f.ty(*index),
                    Type::Int(_) | Type::Unknown | Type::Infer(_)
                ) {
                    return Err("the index of a for is not an integer".to_string());
                }
                self.looped(
                    results,
                    &l.inits,
                    params,
                    &l.body,
                    l.breaks,
                    usize::from(l.breaks),
                )
            }
            Op::While(w) => {
                if super::builder::any_stmt(&w.cond, &|stmt| !is_pure(&stmt.op)) {
                    return Err("the condition of a while is not pure".to_string());
                }
                self.count_yields(&w.cond, 1)?;
                self.agree(&w.cond.params, &w.inits, "initial values")?;
                self.looped(results, &w.inits, &w.body.params, &w.body, w.breaks, 1)
            }
            _ => self.count(results, 0),
        }
    }

    fn branch(&self, results: &[ValueId], region: &Region) -> Check {
        if !region.params.is_empty() {
            return Err("a branch with parameters".to_string());
        }
        self.agree(results, &region.yields, "yields")
    }

    fn looped(
        &self,
        results: &[ValueId],
        inits: &[Atom],
        params: &[ValueId],
        body: &Region,
        breaks: bool,
        trips: usize,
    ) -> Check {
        self.agree(params, inits, "initial values")?;
        self.agree(
            params,
            &body.yields[usize::from(breaks).min(body.yields.len())..],
            "yields",
        )?;
        self.count(results, params.len() + trips)
    }

    fn count(&self, results: &[ValueId], n: usize) -> Check {
        if results.len() == n {
            Ok(())
        } else {
            Err(format!("{} results instead of {n}", results.len()))
        }
    }

    fn count_yields(&self, region: &Region, n: usize) -> Check {
        if region.yields.len() == n {
            Ok(())
        } else {
            Err(format!("{} yields instead of {n}", region.yields.len()))
        }
    }
}

#[derive(Default)]
struct Defined {
    values: Vec<ValueId>,
    bases: Vec<BaseId>,
}

/// May the operation be dropped, moved or repeated? Reading memory counts as pure; whether the memory has
/// changed is another question.
#[must_use]
pub fn is_pure(op: &Op) -> bool {
    match op {
        Op::Prim(..) | Op::Load(_) | Op::Len(_) | Op::Is(..) => true,
        Op::Opaque(o) => o.pure,
        Op::If(..) | Op::Switch(_) | Op::For(_) | Op::While(_) => regions(op)
            .into_iter()
            .all(|r| r.stmts.iter().all(|stmt| is_pure(&stmt.op))),
        _ => false,
    }
}
