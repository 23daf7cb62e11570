//! Cotangents that are zero because nothing came of a value: it was used in a branch that was not taken, or by a
//! `max` that chose the other one. What the value was made of may have no finite partials there,
//! `let inv = 1.0 / norm; if norm > 0.0 { x * inv } else { x }`, and zero times these is zero: the derivative of the branch
//! that ran. So where such a cotangent is multiplied by what may not be finite, the product is guarded like that of a
//! function with infinite partials. What the adjoint of a call gives for such a cotangent is guarded, too, as far as it is a
//! number; where it adds to more, it is not called unless something [came](super::reached) of the value.

use super::Stats;
use super::reached::Known;
use crate::ir::visit::{Use, operands, places, regions, regions_mut, statements};
use crate::ir::{
    Arg, Atom, BaseId, BaseKind, Call, Const, Function, Init, Lit, Mode, Op, ParamKind, Place,
    Prim, Projection, Region, Role, SpanId, Stmt, Type, ValueId,
};
use crate::rules;
use crate::sorted::Map;

/// Guards products of a function that reverse mode has made: of values and memory from these numbers on.
pub fn untaken(f: &mut Function, values: usize, bases: usize) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let finite = Finite::of(f, &body);
    let quiet = Quiet::of(f, &body, bases);
    let uses = uses(f.bases.len(), &body);
    let mut pass = Guarding {
        f,
        finite,
        quiet,
        from: values,
        uses,
        known: Known::default(),
        stats: Stats::default(),
    };
    let forward = pass.region(&mut body, split);
    let stats = pass.stats;
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

/// How often each base is used, but for its declaration.
fn uses(bases: usize, body: &Region) -> Vec<usize> {
    let mut uses = vec![0; bases];
    statements(body, &mut |stmt| {
        places(&stmt.op, &mut |place, _| uses[place.base.index()] += 1)
    });
    uses
}

/// What is finite where the parameters are, as far as nothing is out of the range of its type.
struct Finite {
    values: Vec<bool>,
    bases: Vec<bool>,
}

impl Finite {
    /// All of it, less what is made of what is not, until there is no more.
    fn of(f: &Function, body: &Region) -> Finite {
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

    fn atom(&self, atom: &Atom) -> bool {
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

/// Which values are cotangents, or made of them: what else reverse mode has made was computed before, and is kept.
struct Cotangents {
    values: Vec<bool>,
    bases: Vec<bool>,
}

impl Cotangents {
    fn of(f: &Function, body: &Region) -> Cotangents {
        let mut cotangents = Cotangents {
            values: vec![false; f.values.len()],
            bases: vec![false; f.bases.len()],
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
            statements(body, &mut |stmt| grew |= cotangents.visit(stmt));
            if !grew {
                return cotangents;
            }
        }
    }

    fn atom(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.values[v.index()])
    }

    /// Is more known than before?
    fn visit(&mut self, stmt: &Stmt) -> bool {
        let mut made = false;
        operands(&stmt.op, &mut |atom| made |= self.atom(atom));
        places(&stmt.op, &mut |place, used| {
            made |= used.reads() && self.bases[place.base.index()];
        });
        let mut grew = false;
        for inner in regions(&stmt.op) {
            made |= inner.yields.iter().any(|atom| self.atom(atom));
        }
        if !made {
            return false;
        }
        let params = regions(&stmt.op)
            .into_iter()
            .flat_map(|inner| &inner.params);
        for v in stmt.results.iter().chain(params) {
            grew |= !std::mem::replace(&mut self.values[v.index()], true);
        }
        let mut written = Vec::new();
        places(&stmt.op, &mut |place, used| {
            written.extend(used.writes().then_some(place.base));
        });
        if let Op::Init(base, _) = &stmt.op {
            written.push(*base);
        }
        for base in written {
            grew |= !std::mem::replace(&mut self.bases[base.index()], true);
        }
        grew
    }
}

/// Which cotangents may be zero because nothing came of their values.
struct Quiet {
    values: Vec<bool>,
    /// For each base where it is added to: the branches around that.
    added: Vec<Vec<Vec<usize>>>,
    /// The branches around what is looked at.
    within: Vec<usize>,
    /// The conditions of guards: they choose zero where the factor vanishes, which says nothing of branches.
    guards: Vec<bool>,
    cotangents: Cotangents,
}

impl Quiet {
    fn of(f: &Function, body: &Region, bases: usize) -> Quiet {
        let mut quiet = Quiet {
            values: vec![false; f.values.len()],
            added: vec![Vec::new(); f.bases.len()],
            within: Vec::new(),
            guards: vec![false; f.values.len()],
            cotangents: Cotangents::of(f, body),
        };
        quiet.additions(f, body, bases, &[]);
        quiet.region(body);
        quiet
    }

    /// Where memory is added to: the branches around each place, outermost first. Of an array whose elements are named by
    /// values it is not known which of them.
    fn additions(&mut self, f: &Function, region: &Region, from: usize, within: &[usize]) {
        for stmt in &region.stmts {
            if matches!(stmt.op, Op::Accumulate(..) | Op::AddFrom(..) | Op::Call(..)) {
                places(&stmt.op, &mut |place, used| {
                    let base = place.base.index();
                    let local = matches!(f.bases[base].kind, BaseKind::Local);
                    if used == Use::Modify && local && base >= from {
                        self.added[base].push(within.to_vec());
                    }
                });
            }
            let branches = matches!(stmt.op, Op::If(..) | Op::Switch(_));
            for inner in regions(&stmt.op) {
                let mut within = within.to_vec();
                within.extend(branches.then(|| self.branch(inner)));
                self.additions(f, inner, from, &within);
            }
        }
    }

    /// A number for a branch, by its address while nothing moves.
    fn branch(&self, region: &Region) -> usize {
        std::ptr::from_ref(region).addr()
    }

    /// Is a number of memory zero if branches are not taken, all in which it is added to?
    fn is_added_in_branches(&self, place: &Place) -> bool {
        let known = place.projections.iter().all(|projection| match projection {
            Projection::Index(i) => i.value().is_none(),
            Projection::Range(..) => false,
            _ => true,
        });
        let added = &self.added[place.base.index()];
        let here = |within: &Vec<usize>| self.within.starts_with(within);
        known && !added.is_empty() && !added.iter().any(here)
    }

    fn atom(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.values[v.index()])
    }

    fn set(&mut self, v: ValueId, quiet: bool) {
        self.values[v.index()] = quiet && self.cotangents.values[v.index()];
    }

    fn is_or_zero(&self, atom: &Atom) -> bool {
        atom.is_zero() || self.atom(atom)
    }

    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.op {
                Op::For(l) => self.carried(&l.inits, &l.body, 1, &stmt.results),
                Op::While(l) => self.carried(&l.inits, &l.body, 0, &stmt.results),
                Op::If(..) | Op::Switch(_) => {
                    let branches = regions(&stmt.op);
                    for branch in &branches {
                        self.within.push(self.branch(branch));
                        self.region(branch);
                        self.within.pop();
                    }
                    for (i, v) in stmt.results.iter().enumerate() {
                        let mut yields = branches.iter().filter_map(|branch| branch.yields.get(i));
                        let quiet = yields.any(|atom| self.is_or_zero(atom));
                        self.set(*v, quiet);
                    }
                }
                Op::Prim(prim, args) => {
                    let v = stmt.results[0];
                    self.guards[v.index()] = match prim {
                        Prim::Math(row) => row.name == "is_nan",
                        Prim::And => args.iter().any(|atom| self.is_guard(atom)),
                        _ => false,
                    };
                    self.set(v, self.follows(*prim, args));
                }
                Op::Load(place) => {
                    self.set(stmt.results[0], self.is_added_in_branches(place));
                }
                _ => {}
            }
        }
    }

    fn is_guard(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.guards[v.index()])
    }

    /// Is what an operation gives zero where its quiet operands are?
    fn follows(&self, prim: Prim, args: &[Atom]) -> bool {
        match prim {
            Prim::Neg | Prim::Div | Prim::SingularDiv => self.atom(&args[0]),
            Prim::Mul | Prim::SingularMul => args.iter().any(|atom| self.atom(atom)),
            Prim::Add | Prim::Sub => args.iter().all(|atom| self.is_or_zero(atom)),
            Prim::Select if self.is_guard(&args[0]) => self.atom(&args[2]),
            Prim::Select => args[1..].iter().any(|atom| self.is_or_zero(atom)),
            _ => false,
        }
    }

    /// What a loop carries is quiet as long as it is at its start and at the end of each iteration.
    fn carried(&mut self, inits: &[Atom], body: &Region, skipped: usize, results: &[ValueId]) {
        let params = &body.params[skipped..];
        for (param, init) in params.iter().zip(inits) {
            self.set(*param, self.is_or_zero(init));
        }
        let first = body.yields.len().saturating_sub(inits.len());
        loop {
            self.region(body);
            let mut fell = false;
            for (param, next) in params.iter().zip(&body.yields[first..]) {
                let loud = self.values[param.index()] && !self.is_or_zero(next);
                fell |= loud;
                self.values[param.index()] &= !loud;
            }
            if !fell {
                break;
            }
        }
        for (result, next) in results.iter().zip(&body.yields[first..]) {
            self.set(*result, self.is_or_zero(next));
        }
    }
}

struct Guarding<'a> {
    f: &'a mut Function,
    finite: Finite,
    quiet: Quiet,
    /// The first value that reverse mode has made.
    from: usize,
    /// How often each base is used, but for its declaration.
    uses: Vec<usize>,
    known: Known,
    stats: Stats,
}

/// The adjoints of calls in a region: numbers that hold a cotangent, and such that a call adds to.
#[derive(Default)]
struct Adjoints {
    /// What a base holds: zero, or one quiet cotangent.
    held: Map<BaseId, Option<Atom>>,
    /// The cotangent of the result of the call that alone adds to a base.
    slots: Map<BaseId, Atom>,
}

impl Adjoints {
    /// Gives the cotangent of the result, where the statement is the adjoint of a call that adds for it to more than numbers.
    fn visit(&mut self, guarding: &Guarding<'_>, stmt: &Stmt) -> Option<Atom> {
        match &stmt.op {
            Op::Init(base, Init::Atom(zero)) if zero.is_zero() || zero.is_float_const(-0.0) => {
                self.held.insert(*base, None);
            }
            Op::Init(base, Init::Atom(cotangent)) if guarding.quiet.atom(cotangent) => {
                self.held.insert(*base, Some(cotangent.clone()));
            }
            Op::Accumulate(place, cotangent) if is_whole(place) => {
                let quiet = guarding.quiet.atom(cotangent);
                if let Some(held @ None) = self.held.get_mut(&place.base)
                    && quiet
                {
                    *held = Some(cotangent.clone());
                } else {
                    self.held.remove(&place.base);
                }
            }
            Op::Call(call, again) if call.callee.modes == [Mode::Vjp] => {
                let cotangent = self.of_result(call)?;
                let mut more = false;
                for arg in &call.args {
                    let Arg::Slot(Some(place)) = arg else {
                        continue;
                    };
                    if is_whole(place)
                        && self.held.get(&place.base) == Some(&None)
                        && guarding.uses[place.base.index()] == 2
                    {
                        self.slots.insert(place.base, cotangent.clone());
                    } else {
                        more = true;
                    }
                }
                let unread = again.is_none_or(|base| guarding.uses[base.index()] == 0);
                return (more && unread && only_reads(&call.args)).then_some(cotangent);
            }
            _ => {}
        }
        None
    }

    /// The quiet cotangent of the result of a call, in its adjoint.
    fn of_result(&self, call: &Call) -> Option<Atom> {
        let mut results = call.args.iter().filter_map(|arg| match arg {
            Arg::TangentSlot(place) => Some(place.as_ref()),
            _ => None,
        });
        let (Some(Some(result)), None) = (results.next(), results.next()) else {
            return None;
        };
        let held = self.held.get(&result.base)?.clone();
        held.filter(|_| is_whole(result))
    }
}

fn is_whole(place: &Place) -> bool {
    place.projections.is_empty()
}

/// Does a function change nothing that it is passed, so that all that its adjoint adds comes of the cotangent of its result?
fn only_reads(args: &[Arg]) -> bool {
    args.iter().all(|arg| match arg {
        Arg::Value(_)
        | Arg::ValueRef(_)
        | Arg::Ref(_)
        | Arg::Owned(_)
        | Arg::Slot(_)
        | Arg::TangentSlot(_) => true,
        Arg::Made(_, parts) => only_reads(parts),
        Arg::Function(function) => only_reads(&function.args),
        Arg::Opaque(opaque) => opaque.pure,
        Arg::Mut(_) => false,
    })
}

impl Guarding<'_> {
    /// Gives the number of statements that the first `split` became.
    fn region(&mut self, region: &mut Region, split: Option<usize>) -> usize {
        let mut forward = 0;
        let mut adjoints = Adjoints::default();
        for (i, mut stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner, None);
            }
            let adjoint = adjoints.visit(self, &stmt);
            self.known
                .visit(&stmt, &|condition| self.quiet.is_guard(condition));
            if let Some(cotangent) = adjoint {
                region.stmts.extend(self.where_reached(stmt, &cotangent));
            } else {
                let factor = match &stmt.op {
                    Op::Load(place) => adjoints.slots.get(&place.base).cloned(),
                    _ => self.factor(&stmt),
                };
                let guard = factor.map(|factor| self.guarded(&mut stmt, factor));
                region.stmts.push(stmt);
                region.stmts.extend(guard.into_iter().flatten());
            }
            if split.is_some_and(|n| i < n) {
                forward = region.stmts.len();
            }
        }
        forward
    }

    /// The adjoint of a call, called only where something came of the value whose cotangent this is.
    fn where_reached(&mut self, stmt: Stmt, cotangent: &Atom) -> Vec<Stmt> {
        let (span, reached) = (stmt.span, self.known.of(cotangent));
        let mut made = Vec::new();
        let condition =
            reached.condition(&mut |prim, args| self.question(&mut made, prim, args, span));
        let Some(condition) = condition else {
            return vec![stmt];
        };
        self.stats.changed += 1;
        let then = Region {
            stmts: vec![stmt],
            ..Region::default()
        };
        made.push(Stmt {
            results: Vec::new(),
            op: Op::If(condition, then, Region::default()),
            span,
        });
        made
    }

    /// The cotangent that is multiplied by what may not be finite.
    fn factor(&self, stmt: &Stmt) -> Option<Atom> {
        let Op::Prim(prim, args) = &stmt.op else {
            return None;
        };
        if stmt.results[0].index() < self.from || !self.f.ty(stmt.results[0]).is_float() {
            return None;
        }
        let risky =
            |factor: &Atom, other: &Atom| self.quiet.atom(factor) && !self.finite.atom(other);
        match prim {
            Prim::Mul if risky(&args[0], &args[1]) => Some(args[0].clone()),
            Prim::Mul if risky(&args[1], &args[0]) => Some(args[1].clone()),
            Prim::Div if self.quiet.atom(&args[0]) && args[1].value().is_some() => {
                Some(args[0].clone())
            }
            _ => None,
        }
    }

    /// Guards the product, or what a call gave: it has another name, and what the guard chooses has its own.
    fn guarded(&mut self, stmt: &mut Stmt, factor: Atom) -> Vec<Stmt> {
        self.stats.changed += 1;
        let product = stmt.results[0];
        let (ty, span) = (self.f.ty(product).clone(), stmt.span);
        let term = self.f.new_value(ty.clone(), "");
        stmt.results = vec![term];
        if let Op::Prim(prim, _) = &mut stmt.op {
            *prim = match prim {
                Prim::Div => Prim::SingularDiv,
                _ => Prim::SingularMul,
            };
        }
        let is_nan = Prim::Math(rules::math_fn("is_nan").expect("a row of the table"));
        let zero = Atom::zero(&ty);
        let mut made = Vec::new();
        let vanishes = self.question(&mut made, Prim::Eq, vec![factor, zero.clone()], span);
        let undefined = self.question(&mut made, is_nan, vec![term.into()], span);
        let both = self.question(&mut made, Prim::And, vec![vanishes, undefined], span);
        made.push(Stmt {
            results: vec![product],
            op: Op::Prim(Prim::Select, vec![both, zero, term.into()]),
            span,
        });
        made
    }

    fn question(
        &mut self,
        made: &mut Vec<Stmt>,
        prim: Prim,
        args: Vec<Atom>,
        span: SpanId,
    ) -> Atom {
        let v = self.f.new_value(Type::Bool, "");
        made.push(Stmt {
            results: vec![v],
            op: Op::Prim(prim, args),
            span,
        });
        v.into()
    }
}
