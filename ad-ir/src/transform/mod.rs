//! The two transforms, each from IR to IR; what they make is valid input to both.

mod choice;
mod jvp;
mod lanes;
mod nested;
mod scalar;
mod vjp;

pub use jvp::jvp;
pub use lanes::{calling, lanes};
pub use vjp::{Passes, vjp, vjp_with};

use crate::analyse::activity::{self, Activity};
use crate::analyse::errors;
use crate::hashed::HashSet;
use crate::ir::visit::{output_operands, output_places, places, statements, used_values};
use crate::ir::{
    Access, Arg, BaseId, BaseKind, Function, Mode, Op, Output, Param, ParamKind, Role, SpanId,
    Type, ValueId,
};
use crate::refusal::{self, Refusals};
use proc_macro2::Span;

/// Refuses what would cut a derivative off silently: an operation without rule that makes a differentiable value
/// of varied ones, and a number that is made of the bits of one.
fn refuse_opaque(f: &Function, varied: &Activity) -> Result<(), Refusals> {
    let mut errors = Refusals::default();
    let mut texts: HashSet<ValueId> = HashSet::default();
    let mut refused: HashSet<BaseId> = HashSet::default();
    let bits = Activity::bits(f, varied);
    let mut first = None;
    statements(&f.body, &mut |stmt| {
        let span = || position(f, stmt.span);
        let of_text = used_values(&stmt.op).iter().any(|v| texts.contains(v));
        if let Op::Call(_, Some(result)) = &stmt.op
            && f.bases[result.index()].ty.is_float()
            && of_text
        {
            errors.push(refusal::number_of_text(span()));
        }
        if let Op::Opaque(_) = &stmt.op
            && (varied.mentioned(&stmt.op) || bits.mentioned(&stmt.op) || of_text)
        {
            let opaque = |v: &&ValueId| *f.ty(**v) == Type::Opaque;
            texts.extend(stmt.results.iter().filter(opaque));
        }
        if first.is_none() && stmt.results.iter().any(|v| bits.value(*v)) {
            first = Some(stmt.span);
        }
        let carries = stmt.results.iter().any(|v| !f.ty(*v).is_inactive());
        if let Op::Opaque(opaque) = &stmt.op
            && opaque.assigns
        {
            if varied.mentioned(&stmt.op) || of_text {
                errors.push(refusal::behind_given(span()));
            } else if bits.mentioned(&stmt.op) {
                errors.push(refusal::disguised(span()));
            }
        } else if let Op::Opaque(opaque) = &stmt.op
            && carries
            && varied.mentioned(&stmt.op)
        {
            errors.push(match opaque.calls_place() {
                true => refusal::unknown_function(span()),
                false => refusal::no_rule(span()),
            });
        } else if uncovers(f, &bits, &stmt.op, &stmt.results) {
            errors.push(refusal::disguised(span()));
        }
        if let Op::Call(call, result) = &stmt.op {
            if call.callee.collection && varied.passes(f, call, *result) {
                // What goes on with what was refused has been said.
                let mut goes_on = false;
                places(&stmt.op, &mut |place, _| {
                    goes_on |= refused.contains(&place.base)
                });
                if !goes_on {
                    errors.push(refusal::in_collection(span()));
                }
                refused.extend(*result);
            } else if call.callee.behind && varied.call(call) {
                errors.push(refusal::behind_given(span()));
            } else if call.callee.bare && varied.passes(f, call, *result) {
                let name = call.callee.path.to_string().replace(' ', "");
                errors.push(refusal::not_annotated(span(), &name));
            } else if let Some(foreign) = &call.callee.unregistered
                && varied.passes(f, call, *result)
            {
                errors.push(refusal::unregistered(span(), foreign));
            }
            if activity::gives_bits(call) && varied.call(call) {
                errors.push(refusal::disguised(span()));
            }
            let opaque = call.args.iter().any(|arg| match arg {
                Arg::Opaque(o) => varied.mentioned(&Op::Opaque(o.clone())),
                _ => false,
            });
            if opaque {
                errors.push(refusal::opaque_argument(span()));
            }
        }
    });
    for span in errors::taken_out(f, varied) {
        errors.push(refusal::number_of_error(position(f, span)));
    }
    let mut given = false;
    output_operands(&f.output, &mut |atom| given |= bits.atom(atom));
    output_places(&f.output, &mut |place| given |= bits.place(place));
    if given && let Some(span) = first {
        errors.push(refusal::disguised(position(f, span)));
    }
    errors.reported()
}

/// Where a statement stands; the attribute, in a function of which only what it captures is asked.
fn position(f: &Function, span: SpanId) -> Span {
    let known = f.spans.get(span.0 as usize).copied();
    known.unwrap_or_else(Span::call_site)
}

/// Could an operation make a number of bits again, or bring them where that could be done unseen: to another function,
/// or into memory of the caller's?
fn uncovers(f: &Function, bits: &Activity, op: &Op, results: &[ValueId]) -> bool {
    let makes_number = || results.iter().any(|v| !f.ty(*v).is_inactive());
    match op {
        Op::Prim(..) | Op::Opaque(_) => bits.mentioned(op) && makes_number(),
        Op::Call(call, _) => bits.call(call) || bits.mentioned(op),
        _ => {
            let mut out = false;
            places(op, &mut |place, used| {
                let base = &f.bases[place.base.index()];
                out |= used.writes()
                    && bits.base(place.base)
                    && matches!(base.kind, BaseKind::Param(_));
            });
            out
        }
    }
}

/// The type of what a function returns, as memory.
fn output_ty(f: &Function, output: &Output) -> Type {
    match output {
        Output::Unit => Type::Unit,
        Output::Atom(a) => f.atom_ty(a).clone(),
        Output::Place(p) => f.place_ty(p),
        Output::Tuple(parts) => Type::Tuple(parts.iter().map(|part| output_ty(f, part)).collect()),
    }
}

/// How the tangent (`bar: false`) or the cotangent of a parameter is passed; none where it has no derivative.
fn companion_access(f: &Function, param: &Param, bar: bool) -> Option<Access> {
    let (ty, access) = match param.kind {
        ParamKind::Value(v) => (f.ty(v), Access::Owned),
        ParamKind::Base(b) => match f.bases[b.index()].kind {
            BaseKind::Param(access) => (&f.bases[b.index()].ty, access),
            _ => unreachable!("a parameter is memory of a parameter"),
        },
        ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => return None,
    };
    if !param.varied || ty.is_inactive() {
        return None;
    }
    Some(match (access, bar) {
        (Access::Mut, _) => Access::Mut,
        (Access::CotangentSlot, true) => Access::TangentSlot,
        (Access::CotangentSlot, false) => Access::CotangentSlot,
        (Access::TangentSlot, false) => Access::TangentSlot,
        (Access::TangentSlot, true) => Access::CotangentSlot,
        (Access::Owned | Access::Shared, true) => Access::CotangentSlot,
        (Access::Owned | Access::Shared, false) => Access::TangentSlot,
    })
}

/// The name and type of a parameter.
fn param_name_ty(f: &Function, param: &Param) -> (String, Type) {
    match param.kind {
        ParamKind::Value(v) => (f.values[v.index()].name.clone(), f.ty(v).clone()),
        ParamKind::Base(b) => (
            f.bases[b.index()].name.clone(),
            f.bases[b.index()].ty.clone(),
        ),
        ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => {
            (String::new(), Type::Unit)
        }
    }
}

/// Adds the parameter that goes with a parameter: its tangent or its cotangent.
fn companion_param(g: &mut Function, param: &Param, bar: bool) -> Option<BaseId> {
    let suffix = if bar { "bar" } else { "dot" };
    let role = if bar {
        Role::Bar(Box::new(param.role.clone()))
    } else {
        Role::Dot(Box::new(param.role.clone()))
    };
    if let ParamKind::Function(name) = &param.kind {
        let suffix = if bar { "vjp" } else { "jvp" };
        let kind = ParamKind::Function(format!("{name}_{suffix}"));
        g.params.push(Param {
            role,
            kind,
            varied: false,
        });
        return None;
    }
    let Some(access) = companion_access(g, param, bar) else {
        g.params.push(Param {
            role,
            kind: ParamKind::Ignored,
            varied: false,
        });
        return None;
    };
    let (name, ty) = param_name_ty(g, param);
    let base = g.new_base(
        ty.tangent(),
        format!("{name}_{suffix}"),
        BaseKind::Param(access),
    );
    g.params.push(Param {
        role,
        kind: ParamKind::Base(base),
        varied: true,
    });
    Some(base)
}

/// Takes the function's own result out of what its transform by these modes returns, which leaves the tangents.
pub fn forget_value(output: &mut Output, modes: &[Mode]) {
    let forward = modes.iter().filter(|mode| **mode == Mode::Jvp).count();
    let mut value = output;
    for _ in 0..forward {
        match value {
            Output::Tuple(parts) => value = &mut parts[0],
            _ => return,
        }
    }
    *value = Output::Unit;
}
