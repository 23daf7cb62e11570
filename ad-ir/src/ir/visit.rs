//! Walking over operands, places and regions of operations.
//!
//! One traversal, written once, serves readers and writers: a pass never matches on all operations only to
//! find what they mention. Traversals are of one operation; nested regions are reached by [`regions`].

use super::{
    Arg, Atom, Function, Init, Op, Opaque, Output, Part, Place, Projection, Region, ValueId,
};

/// How an operation uses a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Its content is read.
    Read,
    /// Its content is replaced, whole.
    Write,
    /// Its content is changed.
    Modify,
    /// Only its shape is read.
    Shape,
}

impl Use {
    /// Does the content differ afterwards?
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Use::Write | Use::Modify)
    }

    /// Does the operation depend on the content?
    #[must_use]
    pub fn reads(self) -> bool {
        matches!(self, Use::Read | Use::Modify)
    }
}

macro_rules! walkers {
    ($walk:ident, $walk_init:ident, $walk_arg:ident, $walk_opaque:ident, $walk_part:ident, $place_atoms:ident,
     $iter:ident, [$($mutable:tt)?]) => {
        fn $walk_part(
            part: &$($mutable)? Part,
            used: Use,
            atom: &mut dyn FnMut(&$($mutable)? Atom),
            place: &mut dyn FnMut(&$($mutable)? Place, Use),
        ) {
            match part {
                Part::Tokens(_) => {}
                Part::Atom(a) => atom(a),
                Part::Place(p) => place(p, used),
                Part::Group(_, parts) => {
                    for part in parts {
                        $walk_part(part, Use::Read, atom, place);
                    }
                }
            }
        }

        fn $walk_opaque(
            opaque: &$($mutable)? Opaque,
            atom: &mut dyn FnMut(&$($mutable)? Atom),
            place: &mut dyn FnMut(&$($mutable)? Place, Use),
        ) {
            let mut used = if opaque.assigns { Use::Modify } else { Use::Read };
            for part in opaque.parts.$iter() {
                let is_place = matches!(part, Part::Place(_));
                $walk_part(part, used, atom, place);
                if is_place {
                    used = Use::Read;
                }
            }
        }

        fn $walk_init(
            init: &$($mutable)? Init,
            atom: &mut dyn FnMut(&$($mutable)? Atom),
            place: &mut dyn FnMut(&$($mutable)? Place, Use),
        ) {
            match init {
                Init::Atom(a) => atom(a),
                Init::Elements(parts) | Init::Tuple(parts) => {
                    for part in parts {
                        $walk_init(part, atom, place);
                    }
                }
                Init::Repeat(element, n) => {
                    $walk_init(element, atom, place);
                    atom(n);
                }
                Init::Struct(_, fields, rest) => {
                    for (_, field) in fields {
                        $walk_init(field, atom, place);
                    }
                    if let Some(rest) = rest {
                        place(rest, Use::Read);
                    }
                }
                Init::Variant(_, fields) => {
                    for (_, field) in fields {
                        $walk_init(field, atom, place);
                    }
                }
                Init::If(cond, then, els) => {
                    atom(cond);
                    $walk_init(then, atom, place);
                    $walk_init(els, atom, place);
                }
                Init::Empty(capacity) => {
                    if let Some(n) = capacity {
                        atom(n);
                    }
                }
                Init::Copy(p) | Init::Lent(p) | Init::Move(p) => place(p, Use::Read),
                Init::Pop(p) => place(p, Use::Modify),
                Init::ZeroTangent(p) => place(p, Use::Shape),
                Init::ZeroOf(arg) => $walk_arg(arg, atom, place),
                Init::Default => {}
            }
        }

        fn $walk_arg(
            arg: &$($mutable)? Arg,
            atom: &mut dyn FnMut(&$($mutable)? Atom),
            place: &mut dyn FnMut(&$($mutable)? Place, Use),
        ) {
            match arg {
                Arg::Value(a) | Arg::ValueRef(a) => atom(a),
                Arg::Ref(p) | Arg::Owned(p) => place(p, Use::Read),
                Arg::Mut(p) => place(p, Use::Modify),
                Arg::Made(_, args) => {
                    for arg in args {
                        $walk_arg(arg, atom, place);
                    }
                }
                Arg::Opaque(opaque) => $walk_opaque(opaque, atom, place),
                Arg::Function(function) => {
                    for arg in &$($mutable)? function.args {
                        $walk_arg(arg, atom, place);
                    }
                }
                Arg::Slot(p) => {
                    if let Some(p) = p {
                        place(p, Use::Modify);
                    }
                }
                Arg::TangentSlot(p) => {
                    if let Some(p) = p {
                        place(p, Use::Read);
                    }
                }
            }
        }

        /// Calls `atom` with every operand of the operation that is not inside a place, and `place` with every
        /// place and how it is used; what nested regions do is not visited.
        pub fn $walk(
            op: &$($mutable)? Op,
            atom: &mut dyn FnMut(&$($mutable)? Atom),
            place: &mut dyn FnMut(&$($mutable)? Place, Use),
        ) {
            match op {
                Op::Prim(_, args) => args.$iter().for_each(atom),
                Op::Init(_, init) => $walk_init(init, atom, place),
                Op::Assign(p, init) => {
                    $walk_init(init, atom, place);
                    place(p, Use::Write);
                }
                Op::Load(p) | Op::Is(p, _) => place(p, Use::Read),
                Op::Len(p) => place(p, Use::Shape),
                Op::Store(p, a) => {
                    atom(a);
                    place(p, Use::Write);
                }
                Op::Fill(p, a) => {
                    atom(a);
                    place(p, Use::Write);
                }
                Op::Accumulate(p, a) => {
                    atom(a);
                    place(p, Use::Modify);
                }
                Op::Truncate(p, a) => {
                    atom(a);
                    place(p, Use::Modify);
                }
                Op::AddFrom(dst, src) | Op::Extend(dst, src) => {
                    place(src, Use::Read);
                    place(dst, Use::Modify);
                }
                Op::SetZero(p) => place(p, Use::Write),
                Op::CopyFrom(dst, src) => {
                    place(src, Use::Read);
                    place(dst, Use::Write);
                }
                Op::Swap(p, q) => {
                    place(p, Use::Modify);
                    place(q, Use::Modify);
                }
                Op::Push(p, init) => {
                    $walk_init(init, atom, place);
                    place(p, Use::Modify);
                }
                Op::Pop(p) => place(p, Use::Modify),
                Op::If(cond, _, _) => atom(cond),
                Op::Switch(switch) => atom(&$($mutable)? switch.scrutinee),
                Op::For(f) => {
                    atom(&$($mutable)? f.range.lo);
                    atom(&$($mutable)? f.range.hi);
                    f.inits.$iter().for_each(atom);
                }
                Op::While(w) => w.inits.$iter().for_each(atom),
                Op::Call(call, _) => {
                    for arg in call.args.$iter() {
                        $walk_arg(arg, atom, place);
                    }
                }
                Op::Opaque(opaque) => $walk_opaque(opaque, atom, place),
            }
        }

        /// Calls `atom` with every operand inside the projections of a place.
        pub fn $place_atoms(place: &$($mutable)? Place, atom: &mut dyn FnMut(&$($mutable)? Atom)) {
            for projection in place.projections.$iter() {
                match projection {
                    Projection::Index(i) => atom(i),
                    Projection::Range(lo, hi) => {
                        if let Some(lo) = lo {
                            atom(lo);
                        }
                        if let Some(hi) = hi {
                            atom(hi);
                        }
                    }
                    Projection::Field(_)
                | Projection::Inner
                | Projection::Behind
                | Projection::Variant(..) => {}
                }
            }
        }
    };
}

walkers!(
    walk,
    walk_init,
    walk_arg,
    walk_opaque,
    walk_part,
    place_atoms,
    iter,
    []
);
walkers!(
    walk_mut,
    walk_init_mut,
    walk_arg_mut,
    walk_opaque_mut,
    walk_part_mut,
    place_atoms_mut,
    iter_mut,
    [mut]
);

/// Calls `f` with every operand of the operation, those inside places included.
pub fn operands(op: &Op, f: &mut dyn FnMut(&Atom)) {
    // Two closures cannot share `f`.
    walk(op, f, &mut |_, _| {});
    walk(op, &mut |_| {}, &mut |p, _| place_atoms(p, f));
}

/// Calls `f` with every place that the operation itself uses.
pub fn places(op: &Op, f: &mut dyn FnMut(&Place, Use)) {
    walk(op, &mut |_| {}, f);
}

/// Calls `f` with every place that the operation uses, or one inside it.
pub fn all_places(op: &Op, f: &mut dyn FnMut(&Place)) {
    places(op, &mut |p, _| f(p));
    for region in regions(op) {
        statements(region, &mut |stmt| places(&stmt.op, &mut |p, _| f(p)));
    }
}

/// Replaces operands of the operation, those inside places included.
pub fn map_operands(op: &mut Op, f: &mut dyn FnMut(&mut Atom)) {
    walk_mut(op, &mut |a| f(a), &mut |_, _| {});
    walk_mut(op, &mut |_| {}, &mut |p, _| place_atoms_mut(p, f));
}

/// Replaces places of the operation.
pub fn map_places(op: &mut Op, f: &mut dyn FnMut(&mut Place, Use)) {
    walk_mut(op, &mut |_| {}, f);
}

/// The regions that an operation owns, in the order in which they run.
#[must_use]
pub fn regions(op: &Op) -> Vec<&Region> {
    match op {
        Op::If(_, then, els) => vec![then, els],
        Op::Switch(s) => s.arms.iter().map(|(_, r)| r).chain([&s.default]).collect(),
        Op::For(f) => vec![&f.body],
        Op::While(w) => vec![&w.cond, &w.body],
        _ => Vec::new(),
    }
}

/// The regions that an operation owns, to change them.
#[must_use]
pub fn regions_mut(op: &mut Op) -> Vec<&mut Region> {
    match op {
        Op::If(_, then, els) => vec![then, els],
        Op::Switch(s) => s
            .arms
            .iter_mut()
            .map(|(_, r)| r)
            .chain([&mut s.default])
            .collect(),
        Op::For(f) => vec![&mut f.body],
        Op::While(w) => vec![&mut w.cond, &mut w.body],
        _ => Vec::new(),
    }
}

/// Calls `f` with every statement of the region, those of nested regions after their owner.
pub fn statements<'a>(region: &'a Region, f: &mut dyn FnMut(&'a super::Stmt)) {
    for stmt in &region.stmts {
        each_statement(stmt, f);
    }
}

/// Calls `f` with a statement and with those of the regions that it owns.
pub fn each_statement<'a>(stmt: &'a super::Stmt, f: &mut dyn FnMut(&'a super::Stmt)) {
    f(stmt);
    for inner in regions(&stmt.op) {
        statements(inner, f);
    }
}

/// Replaces operands everywhere in a region: of statements, nested ones included, and yields.
pub fn map_region_operands(region: &mut Region, f: &mut dyn FnMut(&mut Atom)) {
    for stmt in &mut region.stmts {
        map_operands(&mut stmt.op, f);
        for inner in regions_mut(&mut stmt.op) {
            map_region_operands(inner, f);
        }
    }
    region.yields.iter_mut().for_each(f);
}

/// Calls `f` with every operand of a function's result.
pub fn output_operands(output: &Output, f: &mut dyn FnMut(&Atom)) {
    match output {
        Output::Unit => {}
        Output::Atom(a) => f(a),
        Output::Place(p) => place_atoms(p, f),
        Output::Tuple(parts) => parts.iter().for_each(|part| output_operands(part, f)),
    }
}

/// Replaces operands of a function's result.
pub fn map_output_operands(output: &mut Output, f: &mut dyn FnMut(&mut Atom)) {
    match output {
        Output::Unit => {}
        Output::Atom(a) => f(a),
        Output::Place(p) => place_atoms_mut(p, f),
        Output::Tuple(parts) => parts
            .iter_mut()
            .for_each(|part| map_output_operands(part, f)),
    }
}

/// Calls `f` with every place of a function's result.
pub fn output_places(output: &Output, f: &mut dyn FnMut(&Place)) {
    match output {
        Output::Unit | Output::Atom(_) => {}
        Output::Place(p) => f(p),
        Output::Tuple(parts) => parts.iter().for_each(|part| output_places(part, f)),
    }
}

/// Calls `f` with every part of a function's result that is not a tuple, and with the same part of a place that has
/// the result's shape.
pub fn output_parts(output: &Output, place: &Place, f: &mut dyn FnMut(&Output, Place)) {
    match output {
        Output::Unit => {}
        Output::Tuple(parts) => {
            for (i, part) in parts.iter().enumerate() {
                output_parts(part, &place.field(i.to_string()), f);
            }
        }
        _ => f(output, place.clone()),
    }
}

/// The values among the operands of an operation.
#[must_use]
pub fn used_values(op: &Op) -> Vec<ValueId> {
    let mut values = Vec::new();
    operands(op, &mut |a| values.extend(a.value()));
    values
}

/// How often each value is used, by its index.
#[must_use]
pub fn use_counts(f: &Function) -> Vec<usize> {
    let mut uses = vec![0_usize; f.values.len()];
    let mut use_of = |atom: &Atom| {
        if let Some(v) = atom.value() {
            uses[v.index()] += 1;
        }
    };
    statements(&f.body, &mut |stmt| {
        operands(&stmt.op, &mut use_of);
        for inner in regions(&stmt.op) {
            inner.yields.iter().for_each(&mut use_of);
        }
    });
    output_operands(&f.output, &mut use_of);
    uses
}
