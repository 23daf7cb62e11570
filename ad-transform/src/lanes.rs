//! Forward mode in several directions, for a companion: of the body, or of calls for one direction after the other.

use crate::companion::names;
use crate::ir::{Access, BaseKind, Callee, Function, Type};
use crate::optimise;
use crate::parse::Signature;
use crate::transform;
use quote::quote;

/// Forward mode in several directions.
#[derive(Clone, Debug)]
pub struct InLanes {
    /// The function.
    pub function: Function,
    /// Does it run the primal once for all directions?
    pub together: bool,
}

impl InLanes {
    /// That of the tangent function of a function of so many bases, where companions of such a signature have it.
    #[must_use]
    pub fn of(signature: &Signature, jvp: &Function, bases: usize) -> Option<InLanes> {
        if !signature.takes_lanes() {
            return None;
        }
        let count = names::count(signature).to_string();
        let has = |callee: &Callee, returns: bool| {
            let path = syn::parse2::<syn::Path>(callee.path.clone());
            path.is_ok_and(|path| signature.knowledge.takes_lanes(&path, returns))
        };
        let together = transform::lanes(jvp, bases, &count, &has);
        if let Some(mut function) = together.filter(fits_on_stack) {
            optimise::parts(&mut function);
            optimise::lent(&mut function);
            let together = true;
            return Some(InLanes { function, together });
        }
        // Who calls what is generic does not count on it.
        if !signature.is_concrete() {
            return None;
        }
        let result = signature.output.as_ref().map(|output| {
            let ty = output.ir_type();
            (ty.clone(), ty.tangent())
        });
        let calling = transform::calling(jvp, quote!(Self), result);
        let mut function = transform::lanes(&calling, calling.bases.len(), &count, &|_, _| false)?;
        optimise::lent(&mut function);
        let together = false;
        Some(InLanes { function, together })
    }
}

/// So many numbers a function may have in arrays that are there for each direction: with 32 of these, 256 KiB.
const MOST_NUMBERS: u64 = 1024;

/// Is there room on a stack for arrays of the numbers of all directions?
fn fits_on_stack(f: &Function) -> bool {
    let own = f.bases.iter().filter(|base| match base.kind {
        BaseKind::Local | BaseKind::Param(Access::Owned) => true,
        BaseKind::Param(_) | BaseKind::Extern(_) => false,
    });
    own.map(|base| numbers(&base.ty, f))
        .fold(0, u64::saturating_add)
        <= MOST_NUMBERS
}

/// The numbers of each direction that memory of a type holds itself; where a length is not known, of one element.
fn numbers(ty: &Type, f: &Function) -> u64 {
    match ty {
        Type::Lanes(..) => 1,
        Type::Array(t, Some(n)) => {
            let literal = n.replace('_', "").trim_end_matches("usize").parse().ok();
            let known = literal.or_else(|| *f.lengths.get(n)?);
            known.unwrap_or(1).saturating_mul(numbers(t, f))
        }
        Type::Tuple(parts) => parts.iter().map(|t| numbers(t, f)).sum(),
        Type::Option(t) => numbers(t, f),
        _ => 0,
    }
}
