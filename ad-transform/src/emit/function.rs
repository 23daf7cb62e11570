//! Functions as arguments: closures, and their derivatives as closures.
//!
//! A closure of the body is a function of its own, whose first parameters are what it captures. Its derivative is
//! written as a closure, too: what it captures, and where the cotangents of that are added to, is named around it.

use super::body::{Emitter, word};
use super::{EmitContext, Emitted, emit};
use crate::ir::{
    Access, Arg, BaseKind, Function, FunctionArg, Mode, ParamKind, Passed, Place, Role, Type,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// The name of the derivative of a function that is a parameter.
pub(super) fn derivative_of(name: &str, modes: &[Mode]) -> Ident {
    let suffix: String = modes
        .iter()
        .map(|mode| match mode {
            Mode::Vjp => "_vjp",
            Mode::Jvp => "_jvp",
            Mode::Lanes => "_lanes",
        })
        .collect();
    word(&format!("{name}{suffix}"), Span::call_site())
}

impl Emitter<'_> {
    /// A function as an argument.
    pub(super) fn function_arg(&self, arg: &FunctionArg) -> TokenStream {
        let span = self.span();
        match (&arg.function, arg.mode) {
            (Passed::Parameter(name), None) => {
                let name = word(name, Span::call_site());
                match arg.reference {
                    Some(true) => quote_spanned!(span=> &mut #name),
                    Some(false) => quote_spanned!(span=> &#name),
                    None => quote!(#name),
                }
            }
            (Passed::Parameter(name), Some(mode)) => {
                let name = derivative_of(name, &[mode]);
                quote_spanned!(span=> &mut *#name)
            }
            (Passed::Lambda(n), mode) => self.lambda(*n, mode, arg),
        }
    }

    fn lambda(&self, n: usize, mode: Option<Mode>, arg: &FunctionArg) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        let lambda = &self.f.lambdas[n];
        let function = match mode {
            None => Some(&lambda.function),
            Some(Mode::Vjp) => lambda.vjp.as_deref(),
            Some(Mode::Jvp) => lambda.jvp.as_deref(),
            Some(Mode::Lanes) => None,
        };
        let Some(function) = function else {
            return quote!(());
        };
        let context = EmitContext {
            krate: krate.clone(),
            ..EmitContext::default()
        };
        let Emitted { patterns, block } = emit(function, &context);
        let (mut closure_params, mut values) = (Vec::new(), Vec::new());
        for param in &function.params {
            let captured = of_primal(&param.role).filter(|i| *i < lambda.captures);
            match (&param.role, captured) {
                (Role::Primal(_), Some(i)) => values.push(self.arg(&arg.args[i])),
                (_, Some(i)) => {
                    let slot = &arg.args[lambda.captures + i];
                    values.push(self.captured_slot(function, &param.kind, slot));
                }
                (role, None) => {
                    let name = self.extra("argument");
                    let ty = matches!(role, Role::Primal(_))
                        .then(|| reference_type(function, &param.kind, krate));
                    closure_params.push(match ty.flatten() {
                        Some(ty) => quote!(#name: #ty),
                        None => quote!(#name),
                    });
                    values.push(match role {
                        Role::Primal(_) => quote!(#name),
                        _ if is_in_place(function, &param.kind) => quote!(#name),
                        _ => quote!(#krate::__private::Passed(#name)),
                    });
                }
            }
        }
        let and = match (mode, arg.reference) {
            (Some(_), _) | (None, Some(true)) => quote!(&mut),
            (None, Some(false)) => quote!(&),
            (None, None) => quote!(),
        };
        quote_spanned! {span=>
            #and |#(#closure_params),*| {
                let (#(#patterns,)*) = (#(#values,)*);
                #block
            }
        }
    }

    /// Where the derivative of something captured is, or is added to.
    fn captured_slot(&self, function: &Function, kind: &ParamKind, slot: &Arg) -> TokenStream {
        let krate = self.krate;
        let ParamKind::Base(base) = kind else {
            return quote!(());
        };
        let data = &function.bases[base.index()];
        let slot = match slot {
            Arg::Slot(None) | Arg::TangentSlot(None) => {
                let of = super::types::spelled(&data.ty, krate).unwrap_or_else(|| {
                    let element = data.ty.element().cloned().unwrap_or(Type::Unknown);
                    super::types::spelled(&element, krate)
                        .map_or_else(|| quote!(_), |element| quote!([#element]))
                });
                match data.kind {
                    BaseKind::Param(Access::CotangentSlot) => {
                        quote!(::core::option::Option::None::<&mut #of>)
                    }
                    _ => quote!(::core::option::Option::None::<&#of>),
                }
            }
            slot => self.option_arg(slot),
        };
        quote!(#krate::__private::Passed(#slot))
    }

    /// A slot as an option of a reference.
    pub(super) fn option_arg(&self, arg: &Arg) -> TokenStream {
        let option = |p: &Place, access| {
            if self.is_slot_base(p) {
                return self.passed_on(p, access);
            }
            let reference = match access {
                Access::CotangentSlot => self.borrowed_mut(p),
                _ => self.passed_on(p, access),
            };
            quote!(::core::option::Option::Some(#reference))
        };
        match arg {
            Arg::Slot(None) | Arg::TangentSlot(None) => quote!(::core::option::Option::None),
            Arg::Slot(Some(p)) => option(p, Access::CotangentSlot),
            Arg::TangentSlot(Some(p)) => option(p, Access::TangentSlot),
            arg => self.arg(arg),
        }
    }
}

/// The type of a parameter that is a reference, as far as it is known: without it a closure that is not where a function is
/// asked for takes references of one lifetime only.
fn reference_type(
    function: &Function,
    kind: &ParamKind,
    krate: &TokenStream,
) -> Option<TokenStream> {
    let ParamKind::Base(base) = kind else {
        return None;
    };
    let data = &function.bases[base.index()];
    let of = match &data.ty {
        Type::Slice(element) => {
            let element = super::types::spelled(element, krate)?;
            quote!([#element])
        }
        ty => super::types::spelled(ty, krate).unwrap_or_else(|| quote!(_)),
    };
    match data.kind {
        BaseKind::Param(Access::Shared) => Some(quote!(&#of)),
        BaseKind::Param(Access::Mut) => Some(quote!(&mut #of)),
        _ => None,
    }
}

/// Is it memory that the function reads and writes?
fn is_in_place(function: &Function, kind: &ParamKind) -> bool {
    let ParamKind::Base(base) = kind else {
        return false;
    };
    let kind = &function.bases[base.index()].kind;
    matches!(kind, BaseKind::Param(Access::Mut))
}

/// The parameter of the function that was transformed to which this one belongs.
fn of_primal(role: &Role) -> Option<usize> {
    match role {
        Role::Primal(i) => Some(*i),
        Role::ResultBar | Role::ResultDot => None,
        Role::Bar(inner) | Role::Dot(inner) => of_primal(inner),
    }
}
