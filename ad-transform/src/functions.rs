//! Functions as arguments: which parameters are followed, and the derivatives of closures.

use crate::analyse::activity::Activity;
use crate::ir::visit::statements;
use crate::ir::{Arg, Function, Op};
use crate::parse::Signature;
use crate::{diagnose, lower, optimise, transform};

/// The signature with those parameters as functions that are called with what varies: through the others no derivative
/// flows, and they may be anything.
pub fn followed(signature: &Signature, body: &syn::Block) -> Signature {
    let mut known = signature.clone();
    if known.params.iter().all(|param| param.function.is_none()) {
        return known;
    }
    for param in &mut known.params {
        param.followed = param.function.is_some();
    }
    let followed = lower::lower(&known, body).map(|f| Activity::followed(&f));
    for param in &mut known.params {
        let name = param.name.to_string();
        param.followed &= followed.as_ref().is_ok_and(|names| names.contains(&name));
    }
    known
}

/// Refuses second derivatives of functions of functions.
pub fn refuse_order(f: &Function, signature: &Signature, order: u8) -> syn::Result<()> {
    if order < 2 {
        return Ok(());
    }
    let mut at = signature.has_functions().then(|| signature.ident.span());
    statements(&f.body, &mut |stmt| {
        if let Op::Call(call, _) = &stmt.op
            && call.args.iter().any(|arg| matches!(arg, Arg::Function(_)))
        {
            at = at.or(f.spans.get(stmt.span.0 as usize).copied());
        }
    });
    at.map_or(Ok(()), |span| Err(diagnose::order_of_functions(span)))?;
    let mut of_object = None;
    statements(&f.body, &mut |stmt| {
        if matches!(&stmt.op, Op::Call(call, _) if call.callee.object && call.args.len() > 1) {
            of_object = of_object.or(f.spans.get(stmt.span.0 as usize).copied());
        }
    });
    of_object.map_or(Ok(()), |span| Err(diagnose::order_of_objects(span)))
}

/// Makes the derivatives of the closures that a function passes on.
pub fn derive(f: &mut Function) -> syn::Result<()> {
    for lambda in &mut f.lambdas {
        optimise::optimise(&mut lambda.function);
        derive(&mut lambda.function)?;
        let made = [
            transform::vjp_with(&lambda.function, transform::Passes::ALL)?,
            transform::jvp(&lambda.function)?,
        ];
        let [vjp, jvp] = made.map(|mut f| {
            optimise::optimise(&mut f);
            optimise::finish(&mut f);
            Some(Box::new(f))
        });
        (lambda.vjp, lambda.jvp) = (vjp, jvp);
        optimise::finish(&mut lambda.function);
    }
    Ok(())
}
