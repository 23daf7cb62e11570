//! Type parameters: what their bounds say of them.

use super::Shape;
use super::knowledge::Method;
use crate::ir::Float;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, GenericParam, Generics, PathArguments, Token, Type, TypeParamBound,
    WherePredicate,
};

/// The type parameters in scope, and what their bounds say.
#[derive(Clone, Debug, Default)]
pub struct TypeParams {
    /// Those that are floats.
    pub scalars: Vec<Ident>,
    /// Those that are computed with and no floats.
    pub integers: Vec<Ident>,
    /// Those that are functions.
    pub functions: Vec<Ident>,
    /// The parentheses and the arrow of those.
    pub(super) function_types: Vec<(Ident, String)>,
    /// Those of them of which no more is known than `Fn(..)`, which holds for a reference too.
    shared_functions: Vec<Ident>,
    /// Types that belong to type parameters and are floats: `P::Scalar`.
    pub associated: Vec<String>,
    /// Those whose bounds ask for a tangent, or may do so.
    with_tangent: Vec<Ident>,
    /// Those of the scalars that are only computed with, as their bounds say: derivatives ask for floats.
    pub numbers: Vec<Ident>,
    /// The traits that are asked of them, by name and as they are written.
    traits: Vec<(Ident, String, String)>,
    /// What `Self` stands for, where that is a float.
    pub itself: Option<Float>,
    /// All of them.
    pub types: Vec<Ident>,
    /// Const parameters of the type `usize`, which the length of an array can name.
    pub lengths: Vec<Ident>,
    /// What is known of the types around.
    pub knowledge: super::Knowledge,
    /// Is what has the trait around a vector?
    itself_a_vector: bool,
}

/// Bounds that make a type parameter a scalar.
const FLOAT_BOUNDS: [&str; 8] = [
    "Float",
    "Real",
    // Of crates that many use, each with `num_traits::Float` above it.
    "BaseFloat",
    "CoordFloat",
    "GeoFloat",
    "NdFloat",
    "FloatNumber",
    "RealNumber",
];

/// Bounds that ask for a tangent.
const TANGENT_BOUNDS: [&str; 2] = ["Differentiable", "Tangent"];

/// Bounds of the standard library that ask for none.
const STANDARD_BOUNDS: [&str; 8] = [
    "Copy",
    "Clone",
    "Debug",
    "PartialEq",
    "PartialOrd",
    "Default",
    "Send",
    "Sync",
];

/// Bounds of the standard library that ask for an operator.
const OPERATOR_BOUNDS: [&str; 9] = [
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Neg",
    "AddAssign",
    "SubAssign",
    "MulAssign",
    "DivAssign",
];

/// Bounds of what is computed with, of crates that many use.
const NUMBER_BOUNDS: [&str; 12] = [
    "Zero",
    "One",
    "ConstZero",
    "ConstOne",
    "Num",
    "NumOps",
    "NumAssign",
    "Signed",
    "FloatCore",
    "RealField",
    "ComplexField",
    "LinalgScalar",
];

/// Bounds that no float fulfils.
const INTEGER_BOUNDS: [&str; 6] = ["Eq", "Hash", "Integer", "Ord", "PrimInt", "Unsigned"];

/// Those of them that have functions by the names of a float's.
const HOMONYMOUS_BOUNDS: [&str; 4] = ["Signed", "FloatCore", "RealField", "ComplexField"];

/// Functions of floats that generated code calls by a type parameter's name.
const CONSTANTS: [&str; 5] = ["zero", "one", "nan", "infinity", "neg_infinity"];

/// Bounds of what is gone through.
pub(super) const ITERATOR_BOUNDS: [&str; 4] = [
    "Iterator",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
];

/// Bounds that make a type parameter a function.
pub(super) const FUNCTION_BOUNDS: [&str; 3] = ["Fn", "FnMut", "FnOnce"];

impl TypeParams {
    /// Reads the bounds of generic parameters.
    #[must_use]
    pub fn of(generics: &[&Generics], knowledge: super::Knowledge) -> TypeParams {
        let mut params = TypeParams {
            knowledge,
            itself_a_vector: generics.iter().any(|generics| is_vector(generics)),
            ..TypeParams::default()
        };
        for generics in generics {
            for param in &generics.params {
                match param {
                    GenericParam::Type(param) => {
                        params.types.push(param.ident.clone());
                        params.bound(&param.ident, &param.bounds);
                    }
                    GenericParam::Const(param) if is_usize(&param.ty) => {
                        params.lengths.push(param.ident.clone());
                    }
                    GenericParam::Const(_) | GenericParam::Lifetime(_) => {}
                }
            }
            for predicate in generics
                .where_clause
                .iter()
                .flat_map(|clause| &clause.predicates)
            {
                if let WherePredicate::Type(predicate) = predicate
                    && let Type::Path(path) = &predicate.bounded_ty
                {
                    match (&path.qself, path.path.get_ident()) {
                        (None, Some(ident)) => params.bound(ident, &predicate.bounds),
                        _ => params.bound_associated(path, &predicate.bounds),
                    }
                }
            }
        }
        params
    }

    /// The same where `Self` is this type.
    #[must_use]
    pub fn of_type(mut self, itself: Option<&Type>) -> TypeParams {
        let shape = itself.and_then(|ty| Shape::of(ty, &self).ok());
        self.itself = match shape {
            Some(Shape::Scalar(float, _)) => Some(float),
            _ => None,
        };
        self
    }

    fn bound(&mut self, ident: &Ident, bounds: &Punctuated<TypeParamBound, Token![+]>) {
        let asks_other = trait_paths(bounds).any(|path| self.is_other_real(path));
        if self.is_integer(bounds) {
            self.integers.push(ident.clone());
        } else if self.is_scalar(bounds) && !asks_other {
            self.scalars.push(ident.clone());
        } else if asks_other || becomes_float(bounds) || self.is_number(ident, bounds) {
            self.scalars.push(ident.clone());
            self.numbers.push(ident.clone());
        }
        let asked = trait_paths(bounds).filter_map(|path| {
            let name = path.segments.last()?.ident.to_string();
            Some((ident.clone(), name, spelled(&without_arguments(path))))
        });
        self.traits.extend(asked);
        let known = |name: &str| {
            STANDARD_BOUNDS.contains(&name)
                || FLOAT_BOUNDS.contains(&name)
                || self.knowledge.declares_trait(name)
        };
        let asks = |name: &str| {
            name == "Real" && !asks_other || self.knowledge.extends(name, &TANGENT_BOUNDS)
        };
        let is_integer = self.integers.contains(ident);
        if !is_integer && trait_names(bounds).any(|name| !known(&name) || asks(&name)) {
            self.with_tangent.push(ident.clone());
        }
        for (of, known) in traits(bounds) {
            let scalars = numbers_of(&self.knowledge, &of);
            let names = scalars.into_iter().filter(|name| !known.contains(name));
            for name in names {
                self.belongs(format!("{ident}::{name}"));
            }
        }
        if bounded_by(bounds, &FUNCTION_BOUNDS) {
            self.functions.push(ident.clone());
            let of = super::function::of_bounds(bounds);
            let of = of.map(|of| (ident.clone(), super::function::text(&of)));
            self.function_types.extend(of);
        }
        if is_shared_function(bounds) {
            self.shared_functions.push(ident.clone());
        }
    }

    fn bound_associated(
        &mut self,
        path: &syn::TypePath,
        bounds: &Punctuated<TypeParamBound, Token![+]>,
    ) {
        // What has operators alone may be a vector.
        let number = |name: String| self.knowledge.extends(&name, &NUMBER_BOUNDS);
        if self.is_scalar(bounds) || belongs_to(path) && trait_names(bounds).any(number) {
            self.belongs(spelled(path));
        }
    }

    /// A number that belongs to a type parameter.
    fn belongs(&mut self, name: String) {
        if !self.associated.contains(&name) {
            self.associated.push(name);
        }
    }

    /// Do bounds ask for what numbers do, and for what no float has?
    fn is_integer(&self, bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
        let asks =
            |these: &[&str]| trait_names(bounds).any(|name| self.knowledge.extends(&name, these));
        asks(&INTEGER_BOUNDS)
            && self.asks_number(bounds)
            && !asks(&FLOAT_BOUNDS)
            && !asks(&TANGENT_BOUNDS)
    }

    fn asks_number(&self, bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
        trait_names(bounds).any(|name| is_computed_with(&self.knowledge, &name))
    }

    /// Do bounds ask for what numbers do? What has a trait and is multiplied by something else is a vector, and what has
    /// differences of another type, like a date, is no number either; nor need what has a trait be one because it has a zero,
    /// as vectors have, or a one, as matrices do.
    fn is_number(&self, ident: &Ident, bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
        let itself = ident == "Self";
        let extends = |name: &str, these: &[&str]| self.knowledge.extends(name, these);
        let has = |these: &[&str]| trait_names(bounds).any(|name| extends(&name, these));
        let is_element_of_another_kind = itself
            && has(&["Zero", "ConstZero"]) != has(&["One", "ConstOne"])
            && !has(&OPERATOR_BOUNDS)
            && !has(&NUMBER_BOUNDS[4..]);
        let is_vector = itself && self.itself_a_vector || is_element_of_another_kind;
        !is_vector && !gives_other(bounds, ident) && self.asks_number(bounds)
    }

    /// Is it `num_traits::real::Real`, whose functions have the names of those that derivatives ask for?
    fn is_other_real(&self, path: &syn::Path) -> bool {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let names = match &names[..] {
            [name] => self.knowledge.imported(name).unwrap_or(names),
            _ => names,
        };
        names.ends_with(&["real".to_string(), "Real".to_string()])
    }

    fn is_scalar(&self, bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
        trait_names(bounds).any(|name| self.knowledge.extends(&name, &FLOAT_BOUNDS))
    }

    /// Do the bounds of a type parameter surely not ask for a tangent?
    #[must_use]
    pub fn is_without_tangent(&self, ident: &Ident) -> bool {
        !self.with_tangent.contains(ident)
    }

    /// Is a type parameter an iterator, or something that becomes one?
    #[must_use]
    pub fn is_iterator(&self, param: &str) -> bool {
        ITERATOR_BOUNDS.iter().any(|name| self.asks(param, name))
    }

    /// Do the bounds of a type parameter name this trait?
    #[must_use]
    pub fn asks(&self, param: &str, name: &str) -> bool {
        let mut asked = self.traits.iter().filter(|(of, ..)| of == param);
        asked.any(|(_, asked, _)| asked == name)
    }

    /// Does a number have a real part of a type of its own, as far as its bounds say?
    #[must_use]
    pub fn has_real_part(&self, param: &Ident) -> bool {
        let param = param.to_string();
        self.asks(&param, "ComplexField") || self.asks(&param, "RealField")
    }

    /// What derivatives ask of a number, beside that it is one: that it is its own real part.
    #[must_use]
    pub fn is_real(&self, param: &Ident) -> Option<TypeParamBound> {
        let mut asked = self.traits.iter().filter(|(of, ..)| of == param);
        let (.., written) = asked.find(|(_, name, _)| name == "ComplexField")?;
        syn::parse_str(&format!("{written}<RealField = {param}>")).ok()
    }

    /// The function that a type parameter has by a trait of the crate which its bounds name; and that trait, as it is
    /// written, unless it only asks for the one that has the function.
    #[must_use]
    pub fn own(&self, param: &str, function: &str) -> Option<(Method, Option<String>)> {
        let mut asked = self.traits.iter().filter(|(of, ..)| of == param);
        asked.find_map(|(_, name, written)| {
            let (of, method) = self.knowledge.trait_function(name, function)?;
            Some((method, (of == *name).then(|| written.clone())))
        })
    }

    /// The scalars of which a function is called by its path, since several traits of them may have one of its name.
    pub fn by_path(&self) -> impl Iterator<Item = &Ident> {
        let homonymous = |param: &&Ident| {
            let mut traits = self.traits.iter().filter(|(of, ..)| of == *param);
            traits.any(|(_, name, _)| HOMONYMOUS_BOUNDS.contains(&name.as_str()))
                || CONSTANTS
                    .iter()
                    .any(|name| self.own(&param.to_string(), name).is_some())
        };
        let scalars = self.scalars.iter();
        scalars.filter(move |param| self.numbers.contains(param) || homonymous(param))
    }

    /// Is a function that numbers have another one here: of a trait of the crate, which is asked of the type parameter?
    #[must_use]
    pub fn has_own(&self, param: &str, function: &str) -> bool {
        let number = self.numbers.iter().any(|number| number == param);
        number && self.own(param, function).is_some()
    }

    /// The name of a type that belongs to a type parameter, if it is a float.
    #[must_use]
    pub fn associated(&self, path: &impl ToTokens) -> Option<String> {
        let name = spelled(path);
        self.associated.contains(&name).then_some(name)
    }

    /// Is a reference to a value of this type parameter as good as the value?
    #[must_use]
    pub fn is_shared(&self, ident: &Ident) -> bool {
        self.shared_functions.contains(ident)
    }
}

/// Are those that have a trait numbers?
pub(super) fn of_numbers(knowledge: &super::Knowledge, name: &str) -> bool {
    knowledge.extends(name, &FLOAT_BOUNDS) || is_computed_with(knowledge, name)
}

/// Does a bound ask for what is computed with?
fn is_computed_with(knowledge: &super::Knowledge, name: &str) -> bool {
    knowledge.extends(name, &OPERATOR_BOUNDS) || knowledge.extends(name, &NUMBER_BOUNDS)
}

/// Does a trait ask of what has it that it can be multiplied by something else?
fn is_vector(of_trait: &Generics) -> bool {
    let predicates = of_trait
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let mut bounds = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => match &predicate.bounded_ty {
            Type::Path(path) if path.path.is_ident("Self") => Some(&predicate.bounds),
            _ => None,
        },
        _ => None,
    });
    bounds.any(scales)
}

/// Is it the trait of an operator?
pub(super) fn is_operator(name: &str) -> bool {
    OPERATOR_BOUNDS.contains(&name)
}

/// Do the bounds of a type ask for an operator of it and something else?
pub(super) fn scales<P>(bounds: &Punctuated<TypeParamBound, P>) -> bool {
    let is_other = |ty: &Type| !matches!(ty, Type::Path(path) if path.path.is_ident("Self"));
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| {
            OPERATOR_BOUNDS.iter().any(|name| last.ident == name)
                && super::type_arguments(last).any(is_other)
        }),
        _ => false,
    })
}

/// Do the bounds of a type ask for an operator of values of it that surely gives another type?
pub(super) fn gives_other<P>(bounds: &Punctuated<TypeParamBound, P>, itself: &Ident) -> bool {
    let is_itself = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident("Self") || path.path.is_ident(itself));
    let is_other = |ty: &Type| match ty {
        Type::Path(path) => {
            path.qself.is_none() && path.path.segments.len() > 1 && !names_output(path)
        }
        _ => false,
    };
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| {
            OPERATOR_BOUNDS.iter().any(|name| last.ident == name)
                && super::type_arguments(last).all(is_itself)
                && outputs(last).any(is_other)
        }),
        _ => false,
    })
}

/// The types that a bound names as `Output`.
fn outputs(of: &syn::PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &of.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        })
}

/// Is it the result of an operator, `T::Output`?
fn names_output(path: &syn::TypePath) -> bool {
    path.path
        .segments
        .last()
        .is_some_and(|last| last.ident == "Output")
}

/// The types that belong to a trait and are numbers.
pub(super) fn numbers_of(knowledge: &super::Knowledge, name: &str) -> Vec<String> {
    let all = [&FLOAT_BOUNDS[..], &NUMBER_BOUNDS];
    let mut all: Vec<String> = all
        .iter()
        .flat_map(|these| knowledge.scalars_of(name, these))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Is the type `usize`?
pub fn is_usize(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("usize"))
}

/// Is it `dyn Fn(..)`?
#[must_use]
pub fn is_function_object(object: &syn::TypeTraitObject) -> bool {
    bounded_by(&object.bounds, &FUNCTION_BOUNDS)
}

/// Do the bounds ask for `Fn(..)` and nothing more?
#[must_use]
pub fn is_shared_function(bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
    bounds.len() == 1 && bounded_by(bounds, &["Fn"])
}

/// Is it made a float where it is used: `Into<f64>`?
pub(super) fn becomes_float(bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| {
            let to = last.arguments.to_token_stream().to_string();
            last.ident == "Into" && matches!(to.as_str(), "< f64 >" | "< f32 >")
        }),
        _ => false,
    })
}

/// Is it a type that belongs to another one, `P::Scalar` or `<P as Space>::Scalar`?
fn belongs_to(path: &syn::TypePath) -> bool {
    let plain = |path: &syn::Path| path.segments.iter().all(|s| s.arguments.is_none());
    path.qself.is_some() || path.path.segments.len() == 2 && plain(&path.path)
}

/// `P::Scalar` as one word, also for `<P as Space>::Scalar`.
fn spelled(path: &impl ToTokens) -> String {
    let path = path.to_token_stream();
    if let Ok(syn::TypePath {
        qself: Some(of),
        path,
        ..
    }) = syn::parse2(path.clone())
        && let Some(last) = path.segments.last()
        && matches!(&*of.ty, Type::Path(of) if of.path.get_ident().is_some())
    {
        return format!("{}::{}", of.ty.to_token_stream(), last.ident);
    }
    let text = path.to_string();
    text.replace(" :: ", "::")
        .replace("< ", "<")
        .replace(" >", ">")
}

/// The names of traits, each with the names of the types that are said beside it: `Kernel<Scalar = f64>`.
fn traits(
    bounds: &Punctuated<TypeParamBound, Token![+]>,
) -> impl Iterator<Item = (String, Vec<String>)> {
    bounds.iter().filter_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let said = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => arguments
                .args
                .iter()
                .filter_map(|argument| match argument {
                    GenericArgument::AssocType(ty) => Some(ty.ident.to_string()),
                    _ => None,
                })
                .collect(),
            PathArguments::None | PathArguments::Parenthesized(_) => Vec::new(),
        };
        Some((last.ident.to_string(), said))
    })
}

fn trait_names(bounds: &Punctuated<TypeParamBound, Token![+]>) -> impl Iterator<Item = String> {
    trait_paths(bounds).filter_map(|path| Some(path.segments.last()?.ident.to_string()))
}

fn trait_paths(bounds: &Punctuated<TypeParamBound, Token![+]>) -> impl Iterator<Item = &syn::Path> {
    bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(&bound.path),
        _ => None,
    })
}

fn without_arguments(path: &syn::Path) -> syn::Path {
    let mut path = path.clone();
    for segment in &mut path.segments {
        segment.arguments = PathArguments::None;
    }
    path
}

pub(super) fn bounded_by(bounds: &Punctuated<TypeParamBound, Token![+]>, names: &[&str]) -> bool {
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|last| names.iter().any(|name| last.ident == name)),
        _ => false,
    })
}
