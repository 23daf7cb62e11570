//! Forward mode in several directions, for a companion: of the body, or of calls for one direction after the other.

use crate::companion::names;
use crate::ir::{Callee, Function};
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
        let has = |callee: &Callee| {
            let path = syn::parse2::<syn::Path>(callee.path.clone());
            path.is_ok_and(|path| signature.knowledge.takes_lanes(&path))
        };
        if let Some(function) = transform::lanes(jvp, bases, &count, &has) {
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
        let function = transform::lanes(&calling, calling.bases.len(), &count, &|_| false)?;
        let together = false;
        Some(InLanes { function, together })
    }
}
