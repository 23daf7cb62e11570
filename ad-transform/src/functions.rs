//! Functions as arguments: which parameters are followed, and the derivatives of closures.

use crate::analyse::activity::Activity;
use crate::ir::visit::statements;
use crate::ir::{Arg, Function, Op};
use crate::parse::Signature;
use crate::{diagnose, lower, optimise, transform};

/// The parameters that are functions, and for each that is called whether that is with what varies.
///
/// A function that is called with constants alone can still capture what a caller differentiates by: the companions of
/// callers pass its derivative. Users have no derivative to pass, and need none for it.
pub struct Followed {
    /// The signature with all that are called: through the others no derivative flows, and they may be anything.
    pub called: Signature,
    /// The signature with those alone that are called with what varies.
    pub driven: Signature,
}

/// Finds what is followed of the functions that a function takes; `None` where it takes none.
pub fn followed(signature: &Signature, body: &syn::Block) -> Option<Followed> {
    let mut called = signature.clone();
    for param in &mut called.params {
        param.followed = param.function.is_some();
    }
    if !called.has_functions() {
        return None;
    }
    let found = lower::lower(&called, body).map(|f| Activity::followed(&f));
    let found = found.unwrap_or_default();
    let mut driven = called.clone();
    for (all, some) in called.params.iter_mut().zip(&mut driven.params) {
        let found = found.get(&all.name.to_string());
        all.followed &= found.is_some();
        some.followed &= found == Some(&true);
    }
    Some(Followed { called, driven })
}

/// Refuses higher derivatives of functions of functions, and of calls that have none.
pub fn refuse_order(f: &Function, signature: &Signature, order: u8) -> syn::Result<()> {
    if order < 2 {
        return Ok(());
    }
    let varied = Activity::varied(f);
    let mut errors = diagnose::Errors::default();
    if signature.has_functions() {
        errors.push(diagnose::order_of_functions(signature.ident.span()));
    }
    statements(&f.body, &mut |stmt| {
        let Op::Call(call, result) = &stmt.op else {
            return;
        };
        let Some(span) = f.spans.get(stmt.span.0 as usize).copied() else {
            return;
        };
        let callee = &call.callee;
        if call.args.iter().any(|arg| matches!(arg, Arg::Function(_))) {
            errors.push(diagnose::order_of_functions(span));
        } else if callee.object && call.args.len() > 1 {
            errors.push(diagnose::order_of_objects(span));
        } else if let Some(has) = callee.order.filter(|has| *has < order)
            && varied.passes(f, call, *result)
        {
            errors.push(diagnose::order_of_callee(span, callee, has, order));
        }
    });
    errors.combined().map_or(Ok(()), Err)
}

/// Makes the derivatives of the closures that a function passes on.
pub fn derive(f: &mut Function) -> syn::Result<()> {
    for lambda in &mut f.lambdas {
        optimise::optimise(&mut lambda.function);
        derive(&mut lambda.function)?;
        let of = &lambda.function;
        let mut vjp = transform::vjp_with(of, transform::Passes::ALL).map_err(diagnose::refused)?;
        optimise::untaken(&mut vjp, of.values.len(), of.bases.len());
        optimise::came(&mut vjp, of.bases.len());
        let mut jvp = transform::jvp(of).map_err(diagnose::refused)?;
        optimise::edges(&mut jvp, of.values.len());
        let [vjp, jvp] = [vjp, jvp].map(|mut f| {
            optimise::optimise(&mut f);
            optimise::finish(&mut f);
            Some(Box::new(f))
        });
        (lambda.vjp, lambda.jvp) = (vjp, jvp);
        optimise::finish(&mut lambda.function);
    }
    Ok(())
}
