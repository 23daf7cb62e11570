//! How methods and functions are called, and what they return.

use super::Knowledge;
use super::text::{Text, path_of, substitute, text};
use crate::parse::{Passing, words};
use crate::syntax::visit_mut::VisitMut;
use quote::ToTokens;
use syn::{
    Expr, FnArg, GenericArgument, GenericParam, PathArguments, ReceiverKind, ReturnType, Type,
};

/// How a method is called.
#[derive(Clone, Debug)]
pub struct Method {
    /// How it takes its receiver, if it has one.
    pub receiver: Option<Passing>,
    output: Option<Text>,
    /// Has it no attribute that could make it siblings?
    pub bare: bool,
    /// Is it annotated, as a function of a type's own, so that it has all siblings?
    pub has_siblings: bool,
    /// How many times it can be differentiated, where it is annotated, or what is around it.
    pub order: Option<u8>,
    /// Is it marked `#[no_diff]`?
    pub left_out: bool,
    /// The options of the attribute, where it is annotated.
    pub(super) attribute: Option<Text>,
    /// Does it return a reference to a part of the receiver that the annotated `impl` says how to reach?
    pub selects: bool,
    signature: Text,
    /// The type of the `impl`, and the parameters of that and of the method.
    of: Text,
    params: Vec<String>,
    /// Who asks, and where it stands, if that is another file.
    pub(super) seen: Option<Box<(Knowledge, Knowledge)>>,
}

impl Method {
    /// Has it all siblings, where it is called on a value of this type?
    #[must_use]
    pub fn has_all(&self, of: Option<&Type>) -> bool {
        self.has_siblings && !self.left_out && !self.selects && self.is_for(of)
    }

    /// Is the `impl` that has it one for this type? With other arguments the type may have a trait's method of that name.
    fn is_for(&self, of: Option<&Type>) -> bool {
        let declared: Option<Type> = syn::parse_str(&self.of).ok();
        let [declared, of] =
            [declared.as_ref(), of].map(|ty| ty.and_then(path_of).map(|ty| arguments(&ty.path)));
        let is_param = |argument: &String| self.params.contains(argument);
        declared.is_some_and(|declared| {
            declared.iter().all(is_param) || of.is_some_and(|of| of == declared)
        })
    }

    /// Its signature.
    #[must_use]
    pub fn signature(&self) -> Option<syn::Signature> {
        syn::parse_str(&self.signature).ok()
    }

    /// The same with what aliases stand for, where it is asked from somewhere else in the crate.
    #[must_use]
    pub fn signature_without_aliases(&self, here: &Knowledge) -> Option<syn::Signature> {
        struct Aliases<'a>(&'a Knowledge, &'a [String]);
        impl VisitMut for Aliases<'_> {
            fn visit_type_mut(&mut self, ty: &mut Type) {
                let target = match ty {
                    Type::Path(path) if path.qself.is_none() => {
                        let param = path.path.get_ident();
                        let param = param.is_some_and(|ident| self.1.iter().any(|p| ident == p));
                        (!param).then(|| self.0.alias(&path.path)).flatten()
                    }
                    _ => None,
                };
                if let Some(target) = target {
                    *ty = target;
                }
                crate::syntax::visit_mut::visit_type_mut(self, ty);
            }
        }
        let mut signature = self.signature()?;
        let home = self.seen.as_deref().map_or(here, |(_, home)| home);
        Aliases(home, &self.params).visit_signature_mut(&mut signature);
        if let ReturnType::Type(_, output) = &mut signature.output {
            home.evaluate_lengths(output, &self.params);
        }
        Some(signature)
    }

    /// Does its signature speak of iterators, or of what is converted or borrowed?
    #[must_use]
    pub fn may_read(&self) -> bool {
        let words = ["Iterator", "Into <", "AsRef <", "Borrow <"];
        words.iter().any(|word| self.signature.contains(word))
    }

    /// Does it return a value of the type that it is of?
    #[must_use]
    pub fn returns_its_own(&self) -> bool {
        self.output.as_ref() == Some(&self.of)
    }

    /// The type parameters and constants of the `impl` around it and of its own.
    #[must_use]
    pub fn params(&self) -> &[String] {
        &self.params
    }

    /// That of a trait as one type has it, whose associated types of these names are known.
    #[must_use]
    pub fn of(mut self, itself: &Type, associated: &[String]) -> Method {
        let output = self.output.take();
        let output = output.and_then(|output| syn::parse_str::<Type>(&output).ok());
        self.output = output.and_then(|mut output| {
            let spelled = itself.to_token_stream().to_string();
            substitute(&mut output, &|path| match &path.path.segments {
                _ if path.qself.is_some() => None,
                segments if segments[0].ident != "Self" => None,
                segments if segments.len() == 1 => Some(itself.clone()),
                segments => {
                    let name = format!("{spelled}::{}", segments[1].ident);
                    associated
                        .contains(&name)
                        .then(|| syn::parse_str(&name).ok())?
                }
            });
            let known = !words(output.to_token_stream()).contains("Self");
            known.then(|| text(&output))
        });
        self
    }

    /// The types of its parameters after the receiver, as far as they are the same in all calls.
    #[must_use]
    pub fn inputs(&self) -> Vec<Option<Type>> {
        let inputs = self.signature().map(|signature| signature.inputs);
        let of = |input: FnArg| match input {
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => {
                let names = words(typed.ty.to_token_stream());
                let same = !self.params.iter().any(|param| names.contains(param));
                Some(
                    (same && !names.contains("Self")).then(|| match self.seen.as_deref() {
                        Some((here, home)) => here.see(*typed.ty, home, &self.params),
                        None => *typed.ty,
                    }),
                )
            }
        };
        inputs.into_iter().flatten().filter_map(of).collect()
    }

    /// What it returns, `Self` written out, where it is called on a value of this type: the parameters of the `impl` are
    /// the arguments of that.
    #[must_use]
    pub fn output(&self, asks: &Knowledge, of: Option<&Type>) -> Option<Type> {
        let mut output: Type = syn::parse_str(self.output.as_ref()?).ok()?;
        let (here, home) = self.seen.as_deref().map_or((asks, asks), |(a, b)| (a, b));
        home.evaluate_lengths(&mut output, &self.params);
        output = here.see(output, home, &self.params);
        let mut known = Vec::new();
        if let Some(of) = of.and_then(path_of)
            && let Ok(declared) = syn::parse_str::<Type>(&self.of)
            && let Some(declared) = path_of(&declared)
        {
            known = arguments(&declared.path)
                .into_iter()
                .zip(arguments(&of.path))
                .collect();
        }
        known.retain(|(param, _)| self.params.contains(param));
        let alone = || self.its_own_alone(&output);
        written_out(output.clone(), &self.params, &known).or_else(alone)
    }

    /// May what it returns borrow from its arguments, whatever its parameters stand for?
    #[must_use]
    pub fn may_borrow(&self, asks: &Knowledge) -> bool {
        let output = self.output.as_deref().map(syn::parse_str::<Type>);
        let Some(Ok(output)) = output else {
            return false;
        };
        let (here, home) = self.seen.as_deref().map_or((asks, asks), |(a, b)| (a, b));
        here.may_borrow(&here.see(output, home, &self.params))
    }

    /// The type that the method is of, by its name alone, where that is what it returns.
    fn its_own_alone(&self, output: &Type) -> Option<Type> {
        let own: Type = syn::parse_str(&self.of).ok()?;
        let mut alone = path_of(output)?.path.clone();
        let last = alone.segments.last_mut()?;
        let is_own = path_of(&own)?.path.segments.last()?.ident == last.ident;
        last.arguments = PathArguments::None;
        is_own.then(|| syn::parse_quote!(#alone))
    }
}

/// A type with arguments for its parameters; `None` where it names one of which the argument is not known.
pub fn written_out(mut ty: Type, params: &[String], known: &[(String, String)]) -> Option<Type> {
    let is_known = |param: &String| known.iter().any(|(name, _)| name == param);
    let words = words(ty.to_token_stream());
    let mut missing = params.iter().filter(|param| !is_known(param));
    if missing.any(|param| words.contains(param)) {
        return None;
    }
    Arguments(known).visit_type_mut(&mut ty);
    Some(ty)
}

/// The names of parameters that are types or constants.
pub fn params(generics: &syn::Generics) -> impl Iterator<Item = String> {
    generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        GenericParam::Const(param) => Some(param.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    })
}

/// The arguments of a type as text.
pub fn arguments(path: &syn::Path) -> Vec<String> {
    let last = path.segments.last();
    match last.map(|last| &last.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => arguments
            .args
            .iter()
            .filter(|argument| !matches!(argument, GenericArgument::Lifetime(_)))
            .map(|argument| argument.to_token_stream().to_string())
            .collect(),
        _ => Vec::new(),
    }
}

/// Writes arguments for parameters, by name.
struct Arguments<'a>(&'a [(String, String)]);

impl Arguments<'_> {
    fn of(&self, path: &syn::Path) -> Option<&String> {
        let ident = path.get_ident()?;
        let mut known = self.0.iter();
        known
            .find(|(name, _)| ident == name)
            .map(|(_, argument)| argument)
    }
}

impl VisitMut for Arguments<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let known = match ty {
            Type::Path(path) => self.of(&path.path),
            _ => None,
        };
        match known.and_then(|known| syn::parse_str(known).ok()) {
            Some(known) => *ty = known,
            None => crate::syntax::visit_mut::visit_type_mut(self, ty),
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let known = match expr {
            Expr::Path(path) => self.of(&path.path),
            _ => None,
        };
        match known.and_then(|known| syn::parse_str(known).ok()) {
            Some(known) => *expr = known,
            None => crate::syntax::visit_mut::visit_expr_mut(self, expr),
        }
    }
}

pub fn method(sig: &syn::Signature, self_ty: &Type, generics: &syn::Generics) -> Method {
    let receiver = sig.inputs.first().and_then(|input| match input {
        FnArg::Receiver(receiver) => Some(match &receiver.kind {
            ReceiverKind::Value => Passing::Value,
            ReceiverKind::Reference(_, _, Some(_)) => Passing::Mut,
            ReceiverKind::Reference(_, _, None) => Passing::Shared,
            _ => Passing::Shared,
        }),
        FnArg::Typed(_) => None,
    });
    let output = match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => {
            let mut ty = (**ty).clone();
            substitute(&mut ty, &|path| {
                path.path.is_ident("Self").then(|| self_ty.clone())
            });
            Some(text(&ty))
        }
    };
    Method {
        receiver,
        output,
        signature: sig.to_token_stream().to_string(),
        bare: false,
        has_siblings: false,
        order: None,
        left_out: false,
        attribute: None,
        selects: false,
        of: text(self_ty),
        params: params(generics).chain(params(&sig.generics)).collect(),
        seen: None,
    }
}
