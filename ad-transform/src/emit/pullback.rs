//! A reverse-mode function in two parts: the forward sweep, and the reverse sweep as a closure that can run any number
//! of times.

use super::EmitContext;
use super::body::Emitter;
use super::left::keep_what_is_left;
use super::plan::Plan;
use super::prune::prune;
use crate::analyse::worth::{Worth, worth};
use crate::ir::visit::{
    all_places, operands, output_places, places, regions, regions_mut, statements,
};
use crate::ir::{
    Access, Arg, BaseId, BaseKind, Function, Hand, Init, Op, ParamKind, Region, Role, Stmt, Type,
};
use proc_macro2::TokenStream;
use quote::quote;

/// The text of a function that is cut in two.
#[derive(Clone, Debug)]
pub struct EmittedPullback {
    /// A pattern for each parameter of the user's function.
    pub params: Vec<TokenStream>,
    /// Statements: the forward sweep.
    pub forward: TokenStream,
    /// The result: an expression that is still valid after a closure over the reverse sweep was made.
    pub output: TokenStream,
    /// A pattern for each further parameter that is not ignored: the result's cotangent as a shared reference, then a
    /// mutable reference for each cotangent that is added to.
    pub sweep_params: Vec<TokenStream>,
    /// `{ .. }`: the reverse sweep. It changes nothing that it captures, so a `move` closure over it is `Fn`.
    pub sweep: TokenStream,
    /// Does the reverse sweep use nothing of the forward sweep that could be a reference, or hold one?
    pub owns: bool,
    /// What is worth a place of all that the reverse sweep uses of the forward sweep? All of it only where it may be boxed.
    pub worth: Worth,
}

/// Writes what reverse mode made of a function in two parts. None if it was not made by reverse mode, or last by
/// another transform.
#[must_use]
pub fn emit_pullback(f: &Function, context: &EmitContext) -> Option<EmittedPullback> {
    let mut f = f.clone();
    f.split?;
    for base in &mut f.bases {
        // A closure's parameters are plain references.
        match &mut base.kind {
            BaseKind::Param(access @ Access::CotangentSlot) => *access = Access::Mut,
            BaseKind::Param(access @ Access::TangentSlot) => *access = Access::Shared,
            _ => {}
        }
    }
    let boxes = context.boxes && worth(&f, f.split?) == Worth::All;
    if !boxes {
        keep_no_stacks(&mut f.body);
    }
    prune(&mut f);
    let can_be_kept = keep_what_is_left(&mut f);
    make_zeros_ahead(&mut f);
    make_views_again(&mut f);
    let split = f.split?;
    own_elements(&mut f, split);
    let owns = can_be_kept && owns(&f, split);
    let plan = Plan::new(&f, Some(split));
    let emitter = Emitter::new(&f, &plan, context);
    let (forward, reverse) = f.body.stmts.split_at(split);
    let mut params = Vec::new();
    let mut sweep_params = Vec::new();
    for (param, pattern) in f.params.iter().zip(emitter.patterns()) {
        match (&param.role, &param.kind) {
            (Role::Primal(_), _) => params.push(pattern),
            (_, ParamKind::Ignored) => {}
            _ => sweep_params.push(pattern),
        }
    }
    let (forward, (before, output)) = (emitter.stmts(forward), emitter.output());
    let output = if output.is_empty() {
        quote!(())
    } else {
        output
    };
    let (copies, reverse_text) = (emitter.copies(&f, split), emitter.stmts(reverse));
    let value = emitter.extra("value");
    let items = super::items(&f, context);
    Some(EmittedPullback {
        params,
        forward: quote!(#items #forward #before let #value = #output;),
        output: quote!(#value),
        sweep_params,
        sweep: quote!({ #copies #reverse_text }),
        owns,
        worth: match boxes {
            true => Worth::All,
            false => worth(&f, split).min(Worth::Few),
        },
    })
}

/// Lets adjoints in loops run what they are of again. A function that calls itself in a loop or a branch would hand over what is of
/// the type of what it hands over, which only a box makes possible.
fn keep_no_stacks(region: &mut Region) {
    for stmt in &mut region.stmts {
        if let Op::Call(call, _) = &mut stmt.op
            && let Some(Hand::Pushed(_) | Hand::Popped(_)) = call.callee.hand
        {
            call.callee.hand = None;
        }
        regions_mut(&mut stmt.op)
            .into_iter()
            .for_each(keep_no_stacks);
    }
}

/// Is all that the reverse sweep uses of the forward sweep known to be no reference, and to hold none?
fn owns(f: &Function, split: usize) -> bool {
    let (mut made, mut used) = (vec![false; f.bases.len()], Vec::new());
    let mut called = vec![false; f.bases.len()];
    let mut given = vec![false; f.bases.len()];
    let mut doubtful = vec![false; f.values.len()];
    for stmt in &f.body.stmts[..split] {
        if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
            made[b.index()] = true;
            called[b.index()] = matches!(stmt.op, Op::Call(..));
            given[b.index()] = matches!(&stmt.op, Op::Call(call, _) if call.callee.gives_owned);
        }
        // A number that is the result of a call may be a reference to one, where it is not a part of the result.
        let is_result = matches!(&stmt.op, Op::Load(p)
            if p.projections.is_empty() && called[p.base.index()] && !given[p.base.index()]);
        for v in &stmt.results {
            doubtful[v.index()] = is_result || !f.ty(*v).is_scalar();
        }
    }
    let mut owns = true;
    for stmt in &f.body.stmts[split..] {
        bases(&stmt.op, &mut used);
        let mut check = |op: &Op| {
            operands(op, &mut |a| {
                owns &= a.value().is_none_or(|v| !doubtful[v.index()]);
            });
        };
        check(&stmt.op);
        for inner in regions(&stmt.op) {
            statements(inner, &mut |stmt| check(&stmt.op));
        }
    }
    owns && used
        .iter()
        .all(|b| !made[b.index()] || given[b.index()] || is_owned(&f.bases[b.index()].ty))
}

/// Is it a type of which no value is a reference, or holds one?
pub(super) fn is_owned(ty: &Type) -> bool {
    match ty {
        Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit | Type::Tangent => {
            true
        }
        Type::Array(t, _) | Type::Lanes(t, _) | Type::Vec(t) | Type::Option(t) | Type::Boxed(t) => {
            is_owned(t)
        }
        Type::Tuple(types) => types.iter().all(is_owned),
        Type::Slice(_)
        | Type::Result(..)
        | Type::Named(_)
        | Type::Ref(_)
        | Type::Opaque
        | Type::Unknown
        | Type::Infer(_)
        | Type::Position => false,
    }
}

/// Makes the zeros that the reverse sweep begins with ahead of it, where they have the shape of the result, or of that of a
/// call, and nothing else there looks at it: then the result is moved out, and its type needs no `Clone`.
fn make_zeros_ahead(f: &mut Function) {
    let Some(split) = f.split else { return };
    let mut results = Vec::new();
    output_places(&f.output, &mut |p| results.push(p.base));
    for stmt in &f.body.stmts[..split] {
        // The tangent of what borrows may be of a type with a lifetime.
        if let Op::Call(call, Some(b)) = &stmt.op
            && !call.callee.borrows
        {
            results.push(*b);
        }
    }
    results.retain(|b| match &f.bases[b.index()].ty {
        Type::Named(_) | Type::Unknown => true,
        // What is set in the branches of an `if`.
        Type::Option(held) => matches!(**held, Type::Named(_) | Type::Unknown),
        _ => false,
    });
    let mut read = Vec::new();
    for stmt in &f.body.stmts[split..] {
        if !matches!(&stmt.op, Op::Init(_, Init::ZeroTangent(_))) {
            bases(&stmt.op, &mut read);
        }
    }
    let (mut at, mut k) = (split, split);
    while k < f.body.stmts.len() {
        let (base, zero) = match &f.body.stmts[k].op {
            Op::Init(b, Init::ZeroTangent(p))
                if results.contains(&p.base) && !read.contains(&p.base) =>
            {
                (*b, Init::ZeroTangent(p.clone()))
            }
            _ => {
                k += 1;
                continue;
            }
        };
        let ty = f.bases[base.index()].ty.clone();
        let ahead = f.new_base(ty, "zero", BaseKind::Local);
        let stmt = &mut f.body.stmts[k];
        let span = stmt.span;
        if let Op::Init(_, init) = &mut stmt.op {
            *init = Init::Copy(ahead.into());
        }
        let made = Stmt {
            results: Vec::new(),
            op: Op::Init(ahead, zero),
            span,
        };
        f.body.stmts.insert(at, made);
        at += 1;
        k += 2;
    }
    f.split = Some(at);
}

/// Lets the reverse sweep make the views and the structs of references that it uses itself: a closure cannot keep what is
/// borrowed from something else that it keeps.
fn make_views_again(f: &mut Function) {
    let Some(split) = f.split else { return };
    let (forward, reverse) = f.body.stmts.split_at(split);
    let mut used = Vec::new();
    reverse.iter().for_each(|stmt| bases(&stmt.op, &mut used));
    let mut again: Vec<Stmt> = Vec::new();
    for stmt in forward.iter().rev() {
        if let Op::Call(call, Some(b)) = &stmt.op
            && (call.callee.view || call.callee.borrows)
            && call.callee.modes.is_empty()
            && !call.args.iter().any(|arg| matches!(arg, Arg::Mut(_)))
            && used.contains(b)
        {
            bases(&stmt.op, &mut used);
            again.push(stmt.clone());
        }
    }
    again.reverse();
    f.body.stmts.splice(split..split, again);
}

/// Lets vectors of references hold copies in their place, where the reverse sweep uses them: a closure cannot keep what is
/// borrowed from something else that it keeps, and its type cannot name the lifetime that several parameters have in common.
fn own_elements(f: &mut Function, split: usize) {
    let mut used = Vec::new();
    for stmt in &f.body.stmts[split..] {
        bases(&stmt.op, &mut used);
    }
    let holds = |b: &BaseId| f.bases[b.index()].ty.holds_reference();
    let lent = f.lent_to_elements();
    if !lent.is_empty() && used.iter().any(holds) && !is_of_one(f, &lent) {
        f.own_elements();
    }
}

/// Is what is lent a part of the only thing that the function is lent, or reached through references to such?
fn is_of_one(f: &Function, lent: &[BaseId]) -> bool {
    let is_lent = |b: BaseId| {
        let base = &f.bases[b.index()];
        matches!(base.kind, BaseKind::Param(Access::Shared)) && !base.ty.is_inactive()
    };
    let params = f
        .params
        .iter()
        .filter(|param| match (&param.role, &param.kind) {
            (Role::Primal(_), ParamKind::Base(b)) => is_lent(*b),
            _ => false,
        });
    params.count() <= 1
        && lent.iter().all(|b| {
            let base = &f.bases[b.index()];
            let param = matches!(base.kind, BaseKind::Param(Access::Shared));
            param || base.ty.holds_reference()
        })
}

/// The bases that an operation names, those in its regions included.
fn bases(op: &Op, found: &mut Vec<BaseId>) {
    all_places(op, &mut |p| found.push(p.base));
}

impl Emitter<'_> {
    /// Copies of what the reverse sweep changes of the forward sweep's memory.
    fn copies(&self, f: &Function, split: usize) -> TokenStream {
        let mut outside = vec![false; f.bases.len()];
        for stmt in &f.body.stmts[..split] {
            if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
                outside[b.index()] = true;
            }
        }
        for param in &f.params {
            if let (Role::Primal(_), ParamKind::Base(b)) = (&param.role, &param.kind) {
                outside[b.index()] = true;
            }
        }
        let mut changed: Vec<BaseId> = Vec::new();
        let mut note = |op: &Op| {
            places(op, &mut |p, used| {
                if used.writes() && outside[p.base.index()] && !changed.contains(&p.base) {
                    changed.push(p.base);
                }
            });
        };
        for stmt in &f.body.stmts[split..] {
            note(&stmt.op);
            for inner in regions(&stmt.op) {
                statements(inner, &mut |stmt| note(&stmt.op));
            }
        }
        changed.into_iter().map(|b| self.copy_inside(b)).collect()
    }

    fn copy_inside(&self, b: BaseId) -> TokenStream {
        let (name, value) = (
            self.base(b),
            self.init(&Init::Copy(b.into()), &self.f.bases[b.index()].ty),
        );
        quote!(let mut #name = #value;)
    }
}
