//! What the signature of a callee says of the types of arguments and of the result.

use super::Lowerer;
use super::infer::Kind;
use super::operand::Operand;
use super::types::length;
use crate::hashed::HashMap;
use crate::ir::Type;
use crate::parse::knowledge::Method;
use crate::parse::{TypeParams, words};
use quote::ToTokens;
use syn::{FnArg, GenericArgument, PathArguments, ReturnType, Type as SynType};

/// What the type parameters of a callee are in a call.
struct Instance<'m> {
    params: &'m [String],
    types: HashMap<String, Type>,
}

impl Instance<'_> {
    /// The parameter that a type is.
    fn param(&self, ty: &SynType) -> Option<String> {
        let SynType::Path(path) = ty else { return None };
        let name = path.path.get_ident()?.to_string();
        (path.qself.is_none() && self.params.contains(&name)).then_some(name)
    }
}

impl<'a> Lowerer<'a> {
    /// Draws from a signature what conversions among the arguments give: `takes(pair.into())`.
    pub(super) fn say_inputs<'e>(
        &mut self,
        known: Option<&Method>,
        args: impl Iterator<Item = &'e syn::Expr> + Clone,
    ) {
        let Some(known) = known.filter(|_| args.clone().any(super::ascribed::asks)) else {
            return;
        };
        for (input, arg) in known.inputs().iter().zip(args) {
            if let Some(input) = input.as_ref().filter(|_| super::ascribed::asks(arg)) {
                self.ascribed.say(arg, &input.to_token_stream());
            }
        }
    }

    /// A mutable reference is lent to be read where the function asks for no more: nothing changes behind it.
    pub(super) fn lend(&mut self, known: Option<&Method>, operands: &mut [Operand<'a>]) {
        let may_be_lent = |operand: &Operand<'a>| {
            matches!(operand, Operand::Ref(true, _)) || self.is_given(operand)
        };
        if !operands.iter().any(may_be_lent) {
            return;
        }
        let signature = known.and_then(Method::signature);
        let inputs = signature.into_iter().flat_map(|signature| signature.inputs);
        let inputs = inputs.filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed.ty),
            FnArg::Receiver(_) => None,
        });
        for (input, operand) in inputs.zip(operands) {
            match (&*input, operand) {
                (SynType::Reference(asked), Operand::Ref(mutable, _)) => {
                    *mutable &= asked.mutability.is_some();
                }
                (SynType::Reference(asked), operand) if asked.mutability.is_some() => {
                    self.lend_given(operand);
                }
                _ => {}
            }
        }
    }

    /// Arguments that are numbers of which the type is still open have that of their parameter, or of the other arguments
    /// for the same type parameter. Gives the type of the result, if these say it.
    pub(super) fn expect(
        &mut self,
        known: Option<&Method>,
        written: Option<&PathArguments>,
        operands: &[Operand<'a>],
    ) -> Option<Type> {
        let known = known?;
        let is_open = |operand: &Operand<'a>| match operand {
            Operand::Atom(atom) => self.types.is_undecided(&self.atom_ty(atom)),
            _ => false,
        };
        // What a signature says is read from its text: only where something is to be learnt.
        if operands.iter().any(is_open) {
            for (input, operand) in known.inputs().iter().zip(operands) {
                if let (Some(input), Operand::Atom(atom)) = (input, operand) {
                    let (wanted, ty) = (self.ty_of(input), self.atom_ty(atom));
                    if wanted.is_scalar() && self.types.is_undecided(&ty) {
                        self.unify(&ty, &wanted);
                    }
                }
            }
        }
        if known.params().is_empty() {
            return None;
        }
        let signature = known.signature_without_aliases(&self.signature.knowledge)?;
        let mut instance = Instance {
            params: known.params(),
            types: HashMap::default(),
        };
        self.match_written(&signature.generics, written, &mut instance);
        let typed = || {
            let inputs = signature.inputs.iter().filter_map(|input| match input {
                FnArg::Typed(typed) => Some(&*typed.ty),
                FnArg::Receiver(_) => None,
            });
            inputs.zip(operands)
        };
        for (input, operand) in typed() {
            let ty = self.ty(operand);
            self.match_number(input, &ty, &mut instance);
        }
        // What the other arguments say.
        for (input, operand) in typed() {
            let same = instance
                .param(input)
                .and_then(|name| instance.types.get(&name));
            let ty = self.ty(operand);
            if let Some(same) = same.filter(|_| self.types.is_undecided(&ty)) {
                let same = same.clone();
                self.unify(&ty, &same);
            }
        }
        match &signature.output {
            ReturnType::Type(_, output) => match self.instantiated(output, &instance) {
                None if self.is_some_number(output, &instance, &signature.generics) => {
                    Some(self.types.of_kind(Kind::Float))
                }
                known => known,
            },
            ReturnType::Default => None,
        }
    }

    /// Is it a type parameter that its bounds say to be a number? In code for numbers of one type, it is one of these.
    fn is_some_number(
        &self,
        ty: &SynType,
        instance: &Instance<'_>,
        generics: &syn::Generics,
    ) -> bool {
        let here = &self.signature;
        let Some(name) = instance
            .param(ty)
            .filter(|_| !here.type_params.scalars.is_empty())
        else {
            return false;
        };
        let params = TypeParams::of(&[generics], here.knowledge.clone());
        params.scalars.iter().any(|param| *param == name)
    }

    /// The numbers among the arguments that are written, `cast::<T>(x)`.
    fn match_written(
        &mut self,
        generics: &syn::Generics,
        written: Option<&PathArguments>,
        instance: &mut Instance<'_>,
    ) {
        let Some(PathArguments::AngleBracketed(arguments)) = written else {
            return;
        };
        let given = arguments.args.iter().filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        });
        for (param, given) in generics.type_params().zip(given) {
            let ty = self.ty_of(given);
            if self.types.is_float(&ty) {
                instance.types.insert(param.ident.to_string(), ty);
            }
        }
    }

    /// Finds the numbers in a type where the parameter's has a type parameter.
    fn match_number(&mut self, input: &SynType, ty: &Type, instance: &mut Instance<'_>) {
        if let Some(name) = instance.param(input) {
            if self.types.is_float(ty) {
                match instance.types.get(&name).cloned() {
                    Some(same) => {
                        self.unify(&same, ty);
                    }
                    None => {
                        instance.types.insert(name, ty.clone());
                    }
                }
            }
            return;
        }
        match (input, self.types.shallow(ty)) {
            (SynType::Reference(reference), Type::Ref(inner)) => {
                self.match_number(&reference.elem, &inner, instance);
            }
            (SynType::Reference(reference), ty) => {
                self.match_number(&reference.elem, &ty, instance);
            }
            (SynType::Paren(paren), ty) => self.match_number(&paren.elem, &ty, instance),
            (SynType::Slice(syn::TypeSlice { elem, .. }), ty)
            | (SynType::Array(syn::TypeArray { elem, .. }), ty) => {
                if let Some(element) = ty.element() {
                    self.match_number(elem, element, instance);
                }
            }
            (SynType::Tuple(tuple), Type::Tuple(parts)) => {
                for (input, ty) in tuple.elems.iter().zip(&parts) {
                    self.match_number(input, ty, instance);
                }
            }
            (SynType::Path(_), Type::Vec(held) | Type::Option(held)) => {
                if let Some(inner) = argument(input) {
                    self.match_number(inner, &held, instance);
                }
            }
            _ => {}
        }
    }

    /// A type of the signature in this call.
    fn instantiated(&mut self, ty: &SynType, instance: &Instance<'_>) -> Option<Type> {
        if let Some(name) = instance.param(ty) {
            return instance.types.get(&name).cloned();
        }
        Some(match ty {
            SynType::Paren(paren) => self.instantiated(&paren.elem, instance)?,
            SynType::Tuple(tuple) => {
                let parts = tuple.elems.iter();
                let parts = parts.map(|part| self.instantiated(part, instance));
                Type::Tuple(parts.collect::<Option<_>>()?)
            }
            SynType::Array(array) => {
                let words = words(array.len.to_token_stream());
                if instance.params.iter().any(|param| words.contains(param)) {
                    return None;
                }
                let element = self.instantiated(&array.elem, instance)?;
                Type::Array(Box::new(element), Some(length(&array.len)))
            }
            SynType::Path(path) => {
                let name = path.path.segments.last()?.ident.to_string();
                let inner = argument(ty).map(|inner| self.instantiated(inner, instance));
                match (name.as_str(), inner) {
                    ("Vec", Some(inner)) => Type::Vec(Box::new(inner?)),
                    ("Option", Some(inner)) => Type::Option(Box::new(inner?)),
                    ("f64" | "f32" | "bool" | "usize", None) => self.ty_of(ty),
                    _ => return None,
                }
            }
            _ => return None,
        })
    }
}

/// The one argument of a generic type.
fn argument(ty: &SynType) -> Option<&SynType> {
    let SynType::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}
