//! Methods that hand back the receiver that they change, so that calls can be chained: `fn scale(&mut self, ..) -> &mut Self`.
//!
//! To the compiler such a method has no result. A caller goes on with the receiver that it has, which is the same, for
//! here it is seen that nothing else is handed back.

use super::ends;
use crate::diagnose::{self, Errors};
use quote::ToTokens;
use syn::{Block, Expr, FnArg, ReceiverKind, ReturnType, Signature, Type, UnOp, parse_quote};

/// Is a mutable reference to the receiver what the method returns, as far as its signature shows?
#[must_use]
pub fn returns_receiver(sig: &Signature, self_ty: Option<&Type>) -> bool {
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else {
        return false;
    };
    let ReturnType::Type(_, ty) = &sig.output else {
        return false;
    };
    matches!(receiver.kind, ReceiverKind::Reference(_, _, Some(_))) && is_receiver(ty, self_ty)
}

/// Is it `&mut Self`, by this or the type's own name?
#[must_use]
pub fn is_receiver(output: &Type, self_ty: Option<&Type>) -> bool {
    let Type::Reference(reference) = output else {
        return false;
    };
    let text = |ty: &Type| ty.to_token_stream().to_string();
    let named = match &*reference.elem {
        Type::Path(path) if path.path.is_ident("Self") => true,
        other => self_ty.is_some_and(|ty| text(ty) == text(other)),
    };
    reference.mutability.is_some() && named
}

/// The body with nothing for the receiver at its ends.
///
/// # Errors
/// Where it is not seen that the receiver is what is handed back.
pub fn without_result(body: &Block) -> syn::Result<Block> {
    let mut errors = Errors::default();
    let mut body = body.clone();
    ends::each(&mut body, &mut |expr| {
        if is_self(expr) {
            *expr = parse_quote!(());
        } else {
            errors.push(diagnose::mutable_reference_result(expr));
        }
    });
    match errors.combined() {
        Some(error) => Err(error),
        None => Ok(body),
    }
}

/// `self`, `&mut *self`
fn is_self(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.is_ident("self"),
        Expr::Paren(inner) => is_self(&inner.expr),
        Expr::Reference(reference) => match &*reference.expr {
            Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)) && is_self(&unary.expr),
            _ => false,
        },
        _ => false,
    }
}
