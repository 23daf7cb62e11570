//! Tangents in several directions, lent: a result of a known size is written where the caller has room for it, and what is
//! made anew in each trip of a loop is made once, before all of them. Of such memory only the directions that were written
//! before are set to zero again, a few of many; made where it is used, all of it would be, each time.

use super::Stats;
use crate::analyse::scratch::mentions;
use crate::ir::visit::{map_places, output_places, places, regions_mut, statements};
use crate::ir::{
    Access, Arg, BaseId, BaseKind, Float, Function, Init, Mode, Op, Output, Param, ParamKind,
    Place, Projection, Region, Role, SpanId, Stmt, Type,
};
use crate::sorted::Map;

/// Gives the function a parameter for the tangents of its result, as every other of its kind has it, and lends such memory
/// to those that it calls.
pub fn lent(f: &mut Function) -> Stats {
    let mut pass = Lent {
        whole: used_whole(f),
        made: declarations(f),
        mentions: Vec::new(),
        halves: Map::new(),
        rooms: Vec::new(),
    };
    let mut stmts = std::mem::take(&mut f.body.stmts);
    pass.calls(f, &mut stmts);
    f.body.stmts = stmts;
    replace(&mut f.body, &pass.halves);
    map_output_places(&mut f.output, &pass.halves);
    pass.mentions = times_named(f);
    let mut stmts = std::mem::take(&mut f.body.stmts);
    pass.at_once(f, &mut stmts);
    for room in &pass.rooms {
        forget_names(&mut f.bases[room.index()].ty);
    }
    pass.loops(f, &mut stmts, false);
    let rooms = pass.rooms.iter().map(|room| Stmt {
        results: Vec::new(),
        op: Op::Init(*room, Init::Default),
        span: SpanId(0),
    });
    f.body.stmts = rooms.chain(stmts).collect();
    let changed = pass.rooms.len() + usize::from(returns(f));
    Stats { changed }
}

/// Is it made of tangents of numbers that are known, in several directions, and of a known size?
#[must_use]
pub fn is_lent(ty: &Type) -> bool {
    match ty {
        Type::Lanes(t, _) => matches!(**t, Type::Float(Float::F32 | Float::F64)),
        Type::Array(t, Some(_)) => is_lent(t),
        _ => false,
    }
}

struct Lent {
    /// Is all of a base used at once somewhere?
    whole: Vec<bool>,
    /// How often each base is declared.
    made: Vec<usize>,
    /// How often each is named, in the end.
    mentions: Vec<usize>,
    /// Of what calls returned: the value, and where its tangents are now.
    halves: Map<BaseId, [BaseId; 2]>,
    /// What is declared before everything else.
    rooms: Vec<BaseId>,
}

impl Lent {
    /// Lends memory to functions that want it.
    fn calls(&mut self, f: &mut Function, stmts: &mut Vec<Stmt>) {
        let mut done = Vec::with_capacity(stmts.len());
        for mut stmt in stmts.drain(..) {
            for inner in regions_mut(&mut stmt.op) {
                self.calls(f, &mut inner.stmts);
            }
            let pair = self.lend(f, &mut stmt.op);
            let (results, span) = (Vec::new(), stmt.span);
            done.push(stmt);
            done.extend(pair.map(|op| Stmt { results, op, span }));
        }
        *stmts = done;
    }

    /// Lends it to one. What makes the pair of the value and the tangents, where that is used as a whole.
    fn lend(&mut self, f: &mut Function, op: &mut Op) -> Option<Op> {
        let Op::Call(call, Some(result)) = op else {
            return None;
        };
        let data = f.bases[result.index()].clone();
        let Type::Tuple(parts) = &data.ty else {
            return None;
        };
        let [value, tangents] = &parts[..] else {
            return None;
        };
        if call.callee.modes != [Mode::Lanes] || !is_lent(tangents) {
            return None;
        }
        let name = format!("{}_dot", data.name.trim_end_matches("_with_dot"));
        let room = f.new_base(tangents.clone(), name, BaseKind::Local);
        self.rooms.push(room);
        call.args.push(Arg::Mut(room.into()));
        let pair = *result;
        if !self.whole[pair.index()] {
            f.bases[pair.index()].ty = value.clone();
            self.halves.insert(pair, [pair, room]);
            return None;
        }
        *result = f.new_base(value.clone(), data.name, BaseKind::Local);
        let halves = [Init::Move((*result).into()), Init::Copy(room.into())];
        Some(Op::Init(pair, Init::Tuple(halves.to_vec())))
    }

    /// Lends what the tangents are moved to, where they are only moved.
    fn at_once(&mut self, f: &Function, stmts: &mut Vec<Stmt>) {
        let mut i = 0;
        while i < stmts.len() {
            for inner in regions_mut(&mut stmts[i].op) {
                self.at_once(f, &mut inner.stmts);
            }
            let (stmt, after) = stmts[i..].split_first_mut().expect("it is there");
            if let Some(room) = lent_to(&stmt.op)
                && self.rooms.contains(&room)
                && self.mentions[room.index()] == 2
                && let Some((at, to)) = moved(room, after)
                && f.bases[to.index()].ty == f.bases[room.index()].ty
                && self.made[to.index()] == 1
                && !mentions(&stmt.op, to)
                && !after[..at].iter().any(|stmt| mentions(&stmt.op, to))
                && let Op::Call(call, _) = &mut stmt.op
            {
                call.args.pop();
                call.args.push(Arg::Mut(to.into()));
                self.rooms.retain(|other| *other != room);
                // What is declared there is declared before everything.
                if let Op::Init(to, _) = stmts.remove(i + 1 + at).op {
                    self.rooms.push(to);
                }
            }
            i += 1;
        }
    }

    /// Declares before loops what is declared in them.
    fn loops(&mut self, f: &Function, stmts: &mut Vec<Stmt>, within: bool) {
        let mut i = 0;
        while i < stmts.len() {
            let (stmt, after) = stmts[i..].split_first_mut().expect("it is there");
            let within = within || matches!(stmt.op, Op::For(_) | Op::While(_));
            for inner in regions_mut(&mut stmt.op) {
                self.loops(f, &mut inner.stmts, within);
            }
            i += 1;
            let Op::Init(b, Init::Default) = stmt.op else {
                continue;
            };
            // One number is as soon made as cleared.
            let ty = &f.bases[b.index()].ty;
            let many = matches!(ty, Type::Array(..)) && is_lent(ty);
            if !within || !many || self.made[b.index()] > 1 {
                continue;
            }
            match set_by(after, b) {
                Some(Setter::Assignment) => continue,
                Some(Setter::Call) => {
                    i -= 1;
                    stmts.remove(i);
                }
                None => stmt.op = Op::SetZero(b.into()),
            }
            self.rooms.push(b);
        }
    }
}

/// What sets memory before anything looks at it.
#[derive(Clone, Copy, PartialEq)]
enum Setter {
    /// Assignments alone: it is declared without a value.
    Assignment,
    /// Calls to which it is lent, among others.
    Call,
}

fn set_by(stmts: &[Stmt], b: BaseId) -> Option<Setter> {
    let stmt = stmts.iter().find(|stmt| mentions(&stmt.op, b))?;
    match &stmt.op {
        Op::Assign(p, init) if p.base == b && p.projections.is_empty() => {
            let mut once = 0;
            places(&Op::Init(b, init.clone()), &mut |p, _| {
                once += usize::from(p.base == b);
            });
            (once == 0).then_some(Setter::Assignment)
        }
        Op::Call(..) if lent_to(&stmt.op) == Some(b) => {
            let mut times = 0;
            places(&stmt.op, &mut |p, _| times += usize::from(p.base == b));
            (times == 1).then_some(Setter::Call)
        }
        Op::If(_, then, els) => {
            let both = [set_by(&then.stmts, b)?, set_by(&els.stmts, b)?];
            Some(if both.contains(&Setter::Call) {
                Setter::Call
            } else {
                Setter::Assignment
            })
        }
        _ => None,
    }
}

/// The memory that is lent to a call.
fn lent_to(op: &Op) -> Option<BaseId> {
    match op {
        Op::Call(call, _) if call.callee.modes == [Mode::Lanes] => match call.args.last() {
            Some(Arg::Mut(room)) if room.projections.is_empty() => Some(room.base),
            _ => None,
        },
        _ => None,
    }
}

/// Where it is moved on to other memory, and to which.
fn moved(room: BaseId, stmts: &[Stmt]) -> Option<(usize, BaseId)> {
    stmts.iter().enumerate().find_map(|(at, stmt)| {
        let (to, init) = match &stmt.op {
            Op::Assign(to, init) if to.projections.is_empty() => (to.base, init),
            Op::Init(to, init) => (*to, init),
            _ => return None,
        };
        let is_it = matches!(init, Init::Move(of) | Init::Copy(of) if *of == room.into());
        is_it.then_some((at, to))
    })
}

/// How often each base is named.
fn times_named(f: &Function) -> Vec<usize> {
    let mut mentions = vec![0; f.bases.len()];
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, _| mentions[p.base.index()] += 1);
    });
    output_places(&f.output, &mut |p| mentions[p.base.index()] += 1);
    mentions
}

/// Is nothing in it but zeros?
fn is_zero(init: &Init) -> bool {
    match init {
        Init::Default => true,
        Init::Repeat(part, _) => is_zero(part),
        _ => false,
    }
}

/// A length that the callee names may have no name here: the callee says of what type its parameter is.
fn forget_names(ty: &mut Type) {
    if let Type::Array(t, Some(n)) = ty {
        forget_names(t);
        if n.parse::<u64>().is_err() {
            *n = Type::INFERRED.to_owned();
        }
    }
}

fn declarations(f: &Function) -> Vec<usize> {
    let mut made = vec![0; f.bases.len()];
    statements(&f.body, &mut |stmt| {
        if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
            made[b.index()] += 1;
        }
    });
    made
}

fn used_whole(f: &Function) -> Vec<bool> {
    let mut whole = vec![false; f.bases.len()];
    let mut look = |p: &Place| {
        let part = matches!(p.projections.first(), Some(Projection::Field(_)));
        whole[p.base.index()] |= !part;
    };
    statements(&f.body, &mut |stmt| places(&stmt.op, &mut |p, _| look(p)));
    output_places(&f.output, &mut look);
    whole
}

/// The half of a pair that a place is in is memory of its own.
fn half(p: &mut Place, halves: &Map<BaseId, [BaseId; 2]>) {
    let Some([value, room]) = halves.get(&p.base) else {
        return;
    };
    let rest = p.projections.split_off(1);
    let first = matches!(&p.projections[0], Projection::Field(name) if &**name == "0");
    *p = Place::from(if first { *value } else { *room });
    p.projections = rest;
}

fn replace(region: &mut Region, halves: &Map<BaseId, [BaseId; 2]>) {
    for stmt in &mut region.stmts {
        // What a call sets is no place in this sense.
        map_places(&mut stmt.op, &mut |p, _| half(p, halves));
        for inner in regions_mut(&mut stmt.op) {
            replace(inner, halves);
        }
    }
}

fn map_output_places(output: &mut Output, halves: &Map<BaseId, [BaseId; 2]>) {
    match output {
        Output::Unit | Output::Atom(_) => {}
        Output::Place(p) => half(p, halves),
        Output::Tuple(parts) => parts
            .iter_mut()
            .for_each(|part| map_output_places(part, halves)),
    }
}

/// The tangents that it returned become a parameter.
fn returns(f: &mut Function) -> bool {
    let Output::Tuple(parts) = &f.output else {
        return false;
    };
    let [value, Output::Place(tangents)] = &parts[..] else {
        return false;
    };
    let ty = f.place_ty(tangents).clone();
    if !is_lent(&ty) {
        return false;
    }
    let (value, tangents) = (value.clone(), tangents.clone());
    let is_own = matches!(f.bases[tangents.base.index()].kind, BaseKind::Local);
    let at = (f.body.stmts.iter()).position(|stmt| declares(stmt, tangents.base));
    let once = declarations(f)[tangents.base.index()] == 1;
    let room = match at.filter(|_| is_own && once && tangents.projections.is_empty()) {
        Some(at) => {
            let room = tangents.base;
            f.bases[room.index()].kind = BaseKind::Param(Access::Mut);
            let stmt = &mut f.body.stmts[at];
            stmt.op = match std::mem::replace(&mut stmt.op, Op::SetZero(room.into())) {
                Op::Init(_, init) if is_zero(&init) => Op::SetZero(room.into()),
                Op::Init(_, init) => Op::Assign(room.into(), init),
                _ => unreachable!("it is declared there"),
            };
            room
        }
        None => {
            let room = f.new_base(ty, "result_dot", BaseKind::Param(Access::Mut));
            f.body.stmts.push(Stmt {
                results: Vec::new(),
                op: Op::Assign(room.into(), Init::Copy(tangents)),
                span: SpanId(0),
            });
            room
        }
    };
    f.output = value;
    f.params.push(Param {
        role: Role::ResultDot,
        kind: ParamKind::Base(room),
        varied: true,
    });
    true
}

fn declares(stmt: &Stmt, b: BaseId) -> bool {
    matches!(&stmt.op, Op::Init(other, _) if *other == b)
}
