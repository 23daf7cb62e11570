//! The hidden functions, by which companions call each other: `__vjp`, `__jvp`, `__vjp_jvp`, ..
//!
//! Their parameters are those of the transformed function in the IR; here they get their types.

use super::{Companion, names};
use crate::ir::{self, Access, BaseKind, Mode, ParamKind, Role};
use crate::parse::{Passing, Placement, Shape, Signature, belonging_to_self};
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::borrow::Cow;
use syn::ext::IdentExt;
use syn::{FnArg, Pat, ReturnType, Type, parse_quote};

/// A function that was derived, with the body that emission made of it.
pub struct Hidden {
    /// The transforms applied, first applied first.
    pub modes: Vec<Mode>,
    /// Its parameters, as in the IR.
    pub params: Vec<HiddenParam>,
    /// `{ .. }`, with the result at its end.
    pub block: TokenStream,
    /// Is it there only to say that it cannot be used?
    pub refused: bool,
}

/// A parameter of a hidden function.
#[derive(Clone)]
pub struct HiddenParam {
    /// What it means.
    pub role: Role,
    /// How it is passed; `None` if it is only there so that every parameter has its slot.
    pub access: Option<Access>,
    /// The pattern that the body expects.
    pub pattern: TokenStream,
    /// Of a tangent in several directions: the name of their number.
    pub count: Option<Ident>,
}

impl HiddenParam {
    /// The last word of the pattern: its name, where the pattern is no more than a name.
    pub(super) fn name(&self) -> Ident {
        let words = self
            .pattern
            .clone()
            .into_iter()
            .filter_map(|token| match token {
                TokenTree::Ident(ident) => Some(ident),
                TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
            });
        words
            .last()
            .unwrap_or_else(|| Ident::new("_", Span::call_site()))
    }
}

/// What a parameter that is not one of the user's means to the public functions, which call no more than a second
/// derivative.
pub(super) enum Meaning {
    /// The cotangent of the result.
    ResultBar,
    /// The cotangent of a parameter.
    Bar(usize),
    /// The tangent of a parameter.
    Dot(usize),
    /// The tangent of the result's cotangent.
    ResultBarDot,
    /// The tangent of a parameter's cotangent.
    BarDot(usize),
    /// Something else.
    Other,
}

impl From<&Role> for Meaning {
    fn from(role: &Role) -> Meaning {
        match role {
            Role::Primal(_) | Role::ResultDot => Meaning::Other,
            Role::ResultBar => Meaning::ResultBar,
            Role::Bar(inner) => match **inner {
                Role::Primal(i) => Meaning::Bar(i),
                _ => Meaning::Other,
            },
            Role::Dot(inner) => match Meaning::from(&**inner) {
                Meaning::ResultBar => Meaning::ResultBarDot,
                Meaning::Bar(i) => Meaning::BarDot(i),
                _ => match **inner {
                    Role::Primal(i) => Meaning::Dot(i),
                    _ => Meaning::Other,
                },
            },
        }
    }
}

impl Hidden {
    /// Puts a body to the parameters of the function from which it was made.
    ///
    /// # Panics
    /// If there is not one pattern for each parameter.
    #[must_use]
    pub fn new(
        signature: &Signature,
        modes: Vec<Mode>,
        f: &ir::Function,
        patterns: Vec<TokenStream>,
        block: TokenStream,
    ) -> Hidden {
        assert_eq!(
            f.params.len(),
            patterns.len(),
            "one pattern for each parameter of {}",
            f.name
        );
        let params = f
            .params
            .iter()
            .zip(patterns)
            .map(|(param, pattern)| {
                let access = match &param.kind {
                    ParamKind::Base(base) => match f.bases[base.index()].kind {
                        BaseKind::Param(access) => Some(access),
                        BaseKind::Local | BaseKind::Extern(_) => Some(Access::Owned),
                    },
                    ParamKind::Value(_) | ParamKind::Opaque(_) | ParamKind::Function(_) => {
                        Some(Access::Owned)
                    }
                    ParamKind::Ignored => None,
                };
                let pattern = named_by_user(signature, param).unwrap_or(pattern);
                HiddenParam {
                    role: param.role.clone(),
                    access,
                    pattern,
                    count: (modes[..] == [Mode::Lanes]).then(|| names::count(signature)),
                }
            })
            .collect();
        Hidden {
            modes,
            params,
            block,
            refused: false,
        }
    }

    /// A function that no transform made: the parameters are those that a transform would give it, each with its
    /// name as its pattern.
    #[must_use]
    pub fn by_hand(signature: &Signature, modes: &[Mode], block: TokenStream) -> Hidden {
        let params = modes.iter().fold(primal_params(signature), |params, mode| {
            let mut all = params.clone();
            all.extend((*mode == Mode::Vjp).then(|| result_bar(signature)));
            for i in 0..params.len() {
                let param = companion_param(signature, &all, i, *mode);
                all.push(param);
            }
            all.extend(
                (*mode == Mode::Lanes)
                    .then(|| result_dot(signature))
                    .flatten(),
            );
            all
        });
        Hidden {
            modes: modes.to_vec(),
            params,
            block,
            refused: false,
        }
    }

    /// The same, with what the user's own function refers to as the value beside the tangents.
    #[must_use]
    pub fn returning_reference(mut self, signature: &Signature) -> Hidden {
        // The user's function is called with the arguments by the user's names.
        let mut renamed = TokenStream::new();
        for param in &mut self.params {
            let Role::Primal(i) = param.role else {
                continue;
            };
            let of = &signature.params[i];
            if of.receiver || param.access.is_none() {
                continue;
            }
            let name = &of.name;
            let pattern = std::mem::replace(&mut param.pattern, quote!(#name));
            renamed.extend(quote!(let #pattern = #name;));
        }
        let call = crate::custom::call(signature);
        let value = signature.fresh("value");
        let block = &self.block;
        let forward = self.modes.iter().filter(|mode| **mode == Mode::Jvp).count();
        let tangents: Vec<Ident> = (0..forward)
            .map(|i| signature.fresh(&format!("tangent_{i}")))
            .collect();
        let (mut pattern, mut result) = (quote!(_), quote!(#value));
        for tangent in &tangents {
            pattern = quote!((#pattern, #tangent));
            result = quote!((#result, #tangent));
        }
        self.block = quote!({
            let #value = #call;
            #renamed
            let #pattern = #block;
            #result
        });
        self
    }

    pub(super) fn name(&self, signature: &Signature) -> Ident {
        names::hidden(signature, &self.modes)
    }

    /// A name for each parameter, none of them the user's; a receiver's is what it is.
    pub(super) fn numbered(&self, signature: &Signature) -> Vec<Ident> {
        let names = self.params.iter().enumerate();
        names
            .map(|(i, param)| match param.role {
                Role::Primal(j) if signature.params[j].receiver => signature.params[j].name.clone(),
                _ => signature.fresh(&format!("p{i}")),
            })
            .collect()
    }

    /// The arguments of a call, by such names; what is ignored is not there.
    pub(super) fn arguments(&self, names: &[Ident]) -> Vec<TokenStream> {
        let params = self.params.iter().zip(names);
        params
            .map(|(param, name)| param.access.map_or_else(|| quote!(()), |_| quote!(#name)))
            .collect()
    }
}

impl Companion<'_> {
    pub(super) fn hidden_function(&self, hidden: &Hidden) -> TokenStream {
        let Signature { vis, generics, .. } = self.signature;
        let name = hidden.name(self.signature);
        let params = hidden.params.iter().map(|param| self.hidden_param(param));
        let output = self.hidden_output(&hidden.modes);
        let where_clause = &generics.where_clause;
        let block = &hidden.block;
        let mut generics = generics.clone();
        if hidden.modes[..] == [Mode::Lanes] {
            let count = names::count(self.signature);
            generics.params.push(parse_quote!(const #count: usize));
        }
        quote! {
            #[doc(hidden)]
            #[inline]
            #vis fn #name #generics(#(#params),*) #output #where_clause #block
        }
    }

    /// `__adjoint`: reverse mode for the cotangents alone, which the companions of other functions call in their reverse
    /// sweeps.
    pub(super) fn adjoint(&self) -> Option<TokenStream> {
        if !self.has_adjoint() {
            return None;
        }
        let Signature { vis, generics, .. } = self.signature;
        let where_clause = &generics.where_clause;
        let (params, block): (Vec<_>, _) = match self.adjoint {
            Some(hidden) => (
                hidden.params.iter().map(|p| self.hidden_param(p)).collect(),
                hidden.block.clone(),
            ),
            None => {
                let vjp = self.hidden.iter().find(|h| h.modes == [Mode::Vjp])?;
                let names = vjp.numbered(self.signature);
                let arguments = vjp.arguments(&names);
                let path = self.path(&vjp.name(self.signature), false);
                (
                    self.renamed_params(vjp, &names, &|_, name| quote!(#name)),
                    quote!({ let _ = #path(#(#arguments),*); }),
                )
            }
        };
        let looks = Literal::u64_unsuffixed(self.looks);
        let looks_back = match self.hands_over() {
            true => quote!(0),
            false => quote!(#looks),
        };
        // Of a method, whose type a caller cannot name, it cannot be asked.
        let looks = (self.signature.placement == Placement::Item).then(|| {
            quote! {
                #[doc(hidden)]
                #vis const __LOOKS: u64 = #looks;
                #[doc(hidden)]
                #vis const __LOOKS_BACK: u64 = #looks_back;
            }
        });
        let name = names::called(self.signature, "adjoint");
        Some(quote! {
            #looks

            #[doc(hidden)]
            #[inline]
            #vis fn #name #generics(#(#params),*) #where_clause #block
        })
    }

    /// Has the companion an adjoint, and what hands over to one? A trait has none.
    pub(super) fn has_adjoint(&self) -> bool {
        self.signature.placement == Placement::Item || !self.signature.everywhere
    }

    /// The parameters of a hidden function, with other patterns.
    pub(super) fn renamed_params(
        &self,
        hidden: &Hidden,
        names: &[Ident],
        pattern: &dyn Fn(&HiddenParam, &Ident) -> TokenStream,
    ) -> Vec<TokenStream> {
        let params = hidden.params.iter().zip(names);
        let renamed = params.map(|(param, name)| HiddenParam {
            pattern: pattern(param, name),
            ..param.clone()
        });
        renamed.map(|param| self.hidden_param(&param)).collect()
    }

    pub(super) fn hidden_param(&self, param: &HiddenParam) -> TokenStream {
        let pattern = &param.pattern;
        let Some(access) = param.access else {
            let of = companion_of(&param.role);
            let krate = &self.signature.krate;
            return match of.map(|i| &self.signature.params[i]) {
                Some(param) if param.is_function => {
                    quote!(_: impl #krate::__private::NoDerivative)
                }
                // Behind `dyn` could be anything: what varies there would be lost without a word.
                Some(param) if param.shape.is_object() && !param.excluded => {
                    quote!(_: impl #krate::__private::NotVaried)
                }
                _ => quote!(_: impl ::core::marker::Sized),
            };
        };
        if let Role::Primal(i) = param.role {
            let primal = &self.signature.params[i];
            if primal.receiver {
                let receiver = primal.declaration();
                let written = pattern.to_string().starts_with("mut ");
                return if written {
                    quote!(mut #receiver)
                } else {
                    receiver
                };
            }
            let ty = &primal.ty;
            // A function that changes what it captures can only be called where it can be changed.
            let declared_mut = matches!(&primal.pat, Pat::Ident(pat) if pat.mutability.is_some());
            let is_name = primal.name == pattern.to_string();
            return if primal.is_function && declared_mut && is_name {
                quote!(mut #pattern: #ty)
            } else {
                quote!(#pattern: #ty)
            };
        }
        if let Some(function) = self.function_param(&param.role) {
            return quote!(#pattern: #function);
        }
        let krate = &self.signature.krate;
        let shape = self.shape(&param.role).map(|shape| match &param.count {
            Some(count) => Cow::Owned(shape.widened(count, krate)),
            None => Cow::Borrowed(shape),
        });
        let (buffer, in_place) = match shape {
            Some(shape) => {
                let narrow = param.count.is_none().then_some(&param.role);
                let buffer = narrow.and_then(|role| self.as_declared(role, &shape));
                let buffer = buffer.unwrap_or_else(|| shape.buffer(krate));
                (buffer, shape.in_place(krate))
            }
            None => (quote!(()), quote!(())),
        };
        match access {
            Access::Owned => quote!(#pattern: #in_place),
            Access::Shared => quote!(#pattern: &#buffer),
            Access::Mut => quote!(#pattern: &mut #in_place),
            Access::CotangentSlot => {
                quote!(#pattern: impl #krate::__private::CotangentSlot<#buffer>)
            }
            Access::TangentSlot => quote!(#pattern: impl #krate::__private::TangentSlot<#buffer>),
        }
    }

    /// The tangent as the trait has it that is implemented, where rustc knows no more of it there than that it is one: that of
    /// `Self`, which may be an array or a tuple, and that of `Self::State`, which may be a vector.
    fn as_declared(&self, role: &Role, shape: &Shape) -> Option<TokenStream> {
        let signature = self.signature;
        let declared = signature.declared.as_ref()?;
        let ty = match place_of(role) {
            Some(i) => match declared.inputs.iter().nth(i)? {
                FnArg::Receiver(_) => None,
                FnArg::Typed(typed) => Some(&*typed.ty),
            },
            None => match &declared.output {
                ReturnType::Type(_, ty) => Some(&**ty),
                ReturnType::Default => return None,
            },
        };
        let krate = &signature.krate;
        if ty.is_some_and(belongs_to_self) {
            return Some(shape.tangent(krate));
        }
        let says_self = ty.is_none_or(is_self);
        let own = Shape::of(signature.self_ty.as_ref()?, &signature.type_params).ok()?;
        let made_up = !matches!(own, Shape::Named(_) | Shape::Scalar(..) | Shape::Inert(_));
        (says_self && made_up).then(|| quote!(<Self as #krate::Differentiable>::Tangent))
    }

    /// The type of the derivative of a parameter that is a function.
    fn function_param(&self, role: &Role) -> Option<TokenStream> {
        let param = &self.signature.params[companion_of(role)?];
        let function = param.function.as_ref().filter(|_| param.followed)?;
        let krate = &self.signature.krate;
        match role {
            Role::Bar(_) => Some(function.vjp(krate)),
            Role::Dot(_) => Some(function.jvp(krate)),
            Role::Primal(_) | Role::ResultBar | Role::ResultDot => None,
        }
    }

    /// What the parameter looks like; the tangent of a tangent is of the same type.
    fn shape(&self, role: &Role) -> Option<&Shape> {
        match role {
            Role::Primal(i) => Some(&self.signature.params[*i].shape),
            Role::ResultBar | Role::ResultDot => {
                self.signature.output.as_ref().map(|output| &output.shape)
            }
            Role::Bar(inner) | Role::Dot(inner) => self.shape(inner),
        }
    }

    /// `-> R`, and once more the tangent for each forward transform.
    pub(super) fn hidden_output(&self, modes: &[Mode]) -> TokenStream {
        let Some(of) = &self.signature.output else {
            return TokenStream::new();
        };
        let mut output = self.result_type();
        let tangent = self.as_declared(&Role::ResultBar, &of.shape);
        let mut tangent = tangent.unwrap_or_else(|| self.result_tangent());
        if let ([Mode::Lanes], Some(written)) = (modes, &self.signature.output) {
            let krate = &self.signature.krate;
            if written.shape.is_lent() {
                return quote!(-> #output);
            }
            let wide = written.shape.widened(&names::count(self.signature), krate);
            tangent = wide.tangent(krate);
            return quote!(-> (#output, #tangent));
        }
        for mode in modes {
            if let Mode::Jvp = mode {
                output = quote!((#output, #tangent));
                tangent = quote!((#tangent, #tangent));
            }
        }
        quote!(-> #output)
    }
}

/// The parameter that a role belongs to; `None` for the result.
fn place_of(role: &Role) -> Option<usize> {
    match role {
        Role::Primal(i) => Some(*i),
        Role::ResultBar | Role::ResultDot => None,
        Role::Bar(inner) | Role::Dot(inner) => place_of(inner),
    }
}

/// `Self::State` or a reference to it.
fn belongs_to_self(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => belongs_to_self(&reference.elem),
        ty => belonging_to_self(ty).is_some(),
    }
}

/// `Self` or a reference to it.
fn is_self(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_self(&reference.elem),
        Type::Path(path) => path.path.is_ident("Self"),
        _ => false,
    }
}

/// The user's own name for a parameter that the body only names in the user's tokens.
pub(super) fn named_by_user(signature: &Signature, param: &ir::Param) -> Option<TokenStream> {
    match (&param.kind, &param.role) {
        (ParamKind::Opaque(_) | ParamKind::Function(_), Role::Primal(i)) => {
            let name = &signature.params[*i].name;
            Some(quote!(#name))
        }
        _ => None,
    }
}

/// The parameter of the user's function of which this is the tangent or the cotangent.
fn companion_of(role: &Role) -> Option<usize> {
    match role {
        Role::Bar(inner) | Role::Dot(inner) => match **inner {
            Role::Primal(i) => Some(i),
            _ => None,
        },
        Role::Primal(_) | Role::ResultBar | Role::ResultDot => None,
    }
}

fn primal_params(signature: &Signature) -> Vec<HiddenParam> {
    let params = signature.params.iter().enumerate();
    params
        .map(|(i, param)| {
            let access = match param.passing {
                Passing::Value => Access::Owned,
                Passing::Shared => Access::Shared,
                Passing::Mut => Access::Mut,
            };
            let name = &param.name;
            HiddenParam {
                role: Role::Primal(i),
                access: Some(access),
                pattern: quote!(#name),
                count: None,
            }
        })
        .collect()
}

fn result_bar(signature: &Signature) -> HiddenParam {
    let varies = signature
        .output
        .as_ref()
        .is_some_and(|output| !output.shape.is_inert());
    let name = signature.fresh("cotangent");
    HiddenParam {
        role: Role::ResultBar,
        access: varies.then_some(Access::TangentSlot),
        pattern: quote!(#name),
        count: None,
    }
}

/// Where the tangents of the result go in several directions, if they are of a known size.
fn result_dot(signature: &Signature) -> Option<HiddenParam> {
    let output = signature.output.as_ref();
    let name = signature.fresh("result_dot");
    output
        .filter(|output| output.shape.is_lent())
        .map(|_| HiddenParam {
            role: Role::ResultDot,
            access: Some(Access::Mut),
            pattern: quote!(#name),
            count: Some(names::count(signature)),
        })
}

/// The parameter that goes with a parameter.
fn companion_param(
    signature: &Signature,
    all: &[HiddenParam],
    i: usize,
    mode: Mode,
) -> HiddenParam {
    let param = &all[i];
    let varied = match param.role {
        Role::Primal(i) => signature.params[i].varied,
        _ => true,
    };
    let access = param
        .access
        .filter(|_| varied)
        .map(|access| match (access, mode) {
            (Access::Mut, _) => Access::Mut,
            (Access::CotangentSlot, Mode::Jvp | Mode::Lanes) | (Access::TangentSlot, Mode::Vjp) => {
                Access::CotangentSlot
            }
            (_, Mode::Jvp | Mode::Lanes) | (Access::CotangentSlot, Mode::Vjp) => {
                Access::TangentSlot
            }
            (_, Mode::Vjp) => Access::CotangentSlot,
        });
    let suffix = if mode == Mode::Vjp { "bar" } else { "dot" };
    let name = param.name().unraw();
    let mut name = signature.fresh(&format!("{name}_{suffix}"));
    while all.iter().any(|other| other.name() == name) {
        name = format_ident!("{name}_");
    }
    let mutability = (access == Some(Access::CotangentSlot)).then(|| quote!(mut));
    let role = Box::new(param.role.clone());
    let role = if mode == Mode::Vjp {
        Role::Bar(role)
    } else {
        Role::Dot(role)
    };
    HiddenParam {
        role,
        access,
        pattern: quote!(#mutability #name),
        count: (mode == Mode::Lanes).then(|| names::count(signature)),
    }
}
