//! Types as the contract sees them: which part of a type can vary, and what its tangent is called.
//!
//! What comes in is a type as the user wrote it; what goes out is a [`Shape`], from which every type in the
//! generated functions is spelled. Aliases cannot be seen through: what is not known by its name is asked for
//! its tangent through the trait `Differentiable`.

use super::knowledge::{self, Knowledge};
use super::type_arguments;
use super::type_params::{FUNCTION_BOUNDS, ITERATOR_BOUNDS, TypeParams, bounded_by};
use crate::diagnose;
use crate::ir;
use crate::syntax::visit::{self, Visit};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, GenericArgument, Path, PathArguments, Type, TypePath};

/// The shape of a type, references around the whole taken off.
#[derive(Clone)]
pub enum Shape {
    /// A float: `f64`, `f32`, or a type parameter with a float bound, as written.
    Scalar(ir::Float, Type),
    /// A type whose values cannot vary.
    Inert(Inert),
    /// `[P]`
    Slice(Box<Shape>),
    /// `Vec<P>`
    Vec(Box<Shape>),
    /// `[P; N]`
    Array(Box<Shape>, Box<Expr>),
    /// `(P, Q, ..)`
    Tuple(Vec<Shape>),
    /// `Option<P>`
    Option(Box<Shape>),
    /// `Result<P, E>`; where an alias hides the error, it is taken for one that does not vary.
    Result(Box<Shape>, Box<Shape>),
    /// `Box<P>`
    Boxed(Box<Shape>),
    /// `&P` inside another type.
    Ref(Box<Shape>),
    /// Any other type, as written.
    Named(Box<Type>),
}

/// Why a type's values cannot vary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inert {
    /// `()`
    Unit,
    /// An integer.
    Int(&'static str),
    /// `bool`
    Bool,
    /// `char`
    Char,
    /// Strings, ranges, functions and the like: nothing that the IR computes with.
    Opaque,
    /// A type of the user's of which no part can vary, as written.
    Own(String),
}

/// Collections of the standard library whose elements cannot be indexed by their positions.
pub(crate) const WITHOUT_POSITIONS: [&str; 6] = [
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "HashMap",
    "HashSet",
    "LinkedList",
];

/// Types of the standard library whose content is changed through shared references.
pub(crate) const CELLS: [&str; 8] = [
    "Cell", "LazyCell", "LazyLock", "Mutex", "OnceCell", "OnceLock", "RefCell", "RwLock",
];

/// Is it the name of a collection or a cell of the standard library of which no tangent is known?
fn is_collection(name: &str) -> bool {
    name == "VecDeque" || WITHOUT_POSITIONS.contains(&name) || CELLS.contains(&name)
}

/// The first of these in a type, if what it holds may vary.
pub fn collection(ty: &Type, params: &TypeParams) -> Option<TypePath> {
    struct Search<'a>(&'a TypeParams, Option<TypePath>);
    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_type_path(&mut self, path: &'ast TypePath) {
            let last = path.path.segments.last();
            let is_one = last.is_some_and(|last| is_collection(&last.ident.to_string()));
            let shape = Shape::of(&Type::Path(path.clone()), self.0);
            if is_one
                && is_standard(&path.path, &self.0.knowledge)
                && matches!(shape, Ok(Shape::Named(_)))
            {
                self.1.get_or_insert_with(|| path.clone());
            }
            visit::visit_type_path(self, path);
        }
    }
    let mut search = Search(params, None);
    search.visit_type(ty);
    search.1
}

/// Is what a path names certainly of the standard library? What is only called like it may vary.
fn is_standard(path: &Path, knowledge: &Knowledge) -> bool {
    path.segments.first().is_some_and(|first| {
        let first = first.ident.to_string();
        let of_crate = path.segments.len() > 1 && knowledge::STANDARD.contains(&first.as_str());
        of_crate || knowledge.is_standard(&first)
    })
}

/// Types of the standard library, by their last segment, whose values cannot vary.
const INERT: [&str; 30] = [
    "String",
    "str",
    "OsString",
    "OsStr",
    "PathBuf",
    "Path",
    "CString",
    "CStr",
    "PhantomData",
    "PhantomPinned",
    "Range",
    "RangeInclusive",
    "RangeFrom",
    "RangeTo",
    "RangeToInclusive",
    "RangeFull",
    "Ordering",
    "NonZero",
    "NonZeroUsize",
    "NonZeroU8",
    "NonZeroU16",
    "NonZeroU32",
    "NonZeroU64",
    "NonZeroI32",
    "NonZeroI64",
    "TypeId",
    "Duration",
    "Instant",
    "AtomicUsize",
    "AtomicBool",
];

/// Is it a type of the standard library whose values cannot vary?
pub(super) fn is_inert_of_standard(path: &Path, knowledge: &Knowledge) -> bool {
    let last = path.segments.last();
    last.is_some_and(|last| INERT.iter().any(|name| last.ident == name))
        && is_standard(path, knowledge)
}

impl Shape {
    /// The shape of a type.
    ///
    /// # Errors
    /// For types that cannot be named again in another signature, or that are no types of values.
    pub fn of(ty: &Type, params: &TypeParams) -> syn::Result<Shape> {
        let boxed = |ty: &Type| Shape::of(ty, params).map(Box::new);
        match ty {
            Type::Array(array) => Ok(Shape::Array(
                boxed(&array.elem)?,
                Box::new(array.len.clone()),
            )),
            Type::Slice(slice) => Ok(Shape::Slice(boxed(&slice.elem)?)),
            Type::Group(group) => Shape::of(&group.elem, params),
            Type::Paren(paren) => Shape::of(&paren.elem, params),
            Type::Reference(reference) => Ok(match Shape::of(&reference.elem, params)? {
                inert @ Shape::Inert(_) => inert,
                shape => Shape::Ref(Box::new(shape)),
            }),
            Type::Tuple(tuple) if tuple.elems.is_empty() => Ok(Shape::Inert(Inert::Unit)),
            Type::Tuple(tuple) => tuple
                .elems
                .iter()
                .map(|ty| Shape::of(ty, params))
                .collect::<syn::Result<_>>()
                .map(Shape::Tuple),
            Type::Path(path) if path.qself.is_none() => Shape::of_path(&path.path, ty, params),
            Type::FnPtr(_) | Type::Ptr(_) => Ok(Shape::Inert(Inert::Opaque)),
            Type::ImplTrait(imp) if bounded_by(&imp.bounds, &FUNCTION_BOUNDS) => {
                Ok(Shape::Inert(Inert::Opaque))
            }
            Type::TraitObject(object) if bounded_by(&object.bounds, &FUNCTION_BOUNDS) => {
                Ok(Shape::Inert(Inert::Opaque))
            }
            Type::ImplTrait(imp) if bounded_by(&imp.bounds, &ITERATOR_BOUNDS) => {
                Err(diagnose::iterator_parameter(ty))
            }
            Type::ImplTrait(_) => Err(diagnose::unnameable_type(ty)),
            Type::Path(path) => Ok(match params.associated(path) {
                Some(name) => Shape::Scalar(ir::Float::Param(name), ty.clone()),
                None => Shape::Named(Box::new(ty.clone())),
            }),
            Type::Macro(_) | Type::TraitObject(_) => Ok(Shape::Named(Box::new(ty.clone()))),
            // `!`, `_`, and what this version of syn does not know: `Type` is open to additions.
            _ => Err(diagnose::unknown_type(ty)),
        }
    }

    /// What an alias stands for: numbers, `type Real = f64;`, or what is around its arguments, `type Outcome<T> =
    /// Result<T, Error>;`. Other types that it hides have no name here.
    fn of_alias(path: &Path, params: &TypeParams) -> Option<Shape> {
        let target = params.knowledge.alias(path)?;
        let given = path.segments.last().map(type_arguments)?;
        let given: Vec<String> = given.map(|ty| ty.to_token_stream().to_string()).collect();
        Shape::of(&target, params).ok()?.seen_from(&given)
    }

    /// This, if it can be spelled with these types, as written. The error of a `Result` need not: it is taken for one that does
    /// not vary.
    fn seen_from(self, given: &[String]) -> Option<Shape> {
        let boxed = |shape: Box<Shape>| Some(Box::new(shape.seen_from(given)?));
        Some(match self {
            Shape::Named(ty) => {
                let is_given = given.contains(&ty.to_token_stream().to_string());
                return is_given.then_some(Shape::Named(ty));
            }
            Shape::Inert(Inert::Own(name)) => {
                return given
                    .contains(&name)
                    .then_some(Shape::Inert(Inert::Own(name)));
            }
            Shape::Scalar(..) | Shape::Inert(_) => self,
            Shape::Slice(p) => Shape::Slice(boxed(p)?),
            Shape::Vec(p) => Shape::Vec(boxed(p)?),
            Shape::Array(p, n) => Shape::Array(boxed(p)?, n),
            Shape::Option(p) => Shape::Option(boxed(p)?),
            Shape::Boxed(p) => Shape::Boxed(boxed(p)?),
            Shape::Ref(p) => Shape::Ref(boxed(p)?),
            Shape::Result(p, e) => {
                let error = e.seen_from(given);
                let error = error.unwrap_or(Shape::Inert(Inert::Opaque));
                Shape::Result(boxed(p)?, Box::new(error))
            }
            Shape::Tuple(parts) => {
                let parts = parts.into_iter().map(|part| part.seen_from(given));
                Shape::Tuple(parts.collect::<Option<_>>()?)
            }
        })
    }

    fn of_path(path: &Path, ty: &Type, params: &TypeParams) -> syn::Result<Shape> {
        let named = || Shape::Named(Box::new(ty.clone()));
        let Some(last) = path.segments.last() else {
            return Ok(named());
        };
        let name = last.ident.to_string();
        if let Some(ident) = path.get_ident() {
            if params.scalars.contains(ident) {
                return Ok(Shape::Scalar(ir::Float::Param(name), ty.clone()));
            }
            if params.functions.contains(ident) || params.integers.contains(ident) {
                return Ok(Shape::Inert(Inert::Opaque));
            }
            if let ("Self", Some(itself)) = (&*name, &params.itself) {
                return Ok(Shape::Scalar(itself.clone(), ty.clone()));
            }
        }
        if let Some(shape) = Shape::of_alias(path, params) {
            return Ok(shape);
        }
        if path.segments.len() > 1
            && let Some(name) = params.associated(path)
        {
            return Ok(Shape::Scalar(ir::Float::Param(name), ty.clone()));
        }
        if let Some(ir::Type::Int(int)) = ir::Type::int(&name) {
            return Ok(Shape::Inert(Inert::Int(int)));
        }
        let argument = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                arguments.args.first().and_then(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
            }
            _ => None,
        };
        Ok(match (name.as_str(), argument) {
            ("f64", None) => Shape::Scalar(ir::Float::F64, ty.clone()),
            ("f32", None) => Shape::Scalar(ir::Float::F32, ty.clone()),
            ("bool", None) => Shape::Inert(Inert::Bool),
            ("char", None) => Shape::Inert(Inert::Char),
            ("Vec", Some(element)) => Shape::Vec(Box::new(Shape::of(element, params)?)),
            ("Option", Some(inner)) => Shape::Option(Box::new(Shape::of(inner, params)?)),
            ("Result", Some(inner)) => {
                let error = match &last.arguments {
                    PathArguments::AngleBracketed(arguments) => arguments.args.iter().nth(1),
                    _ => None,
                };
                let error = match error {
                    Some(GenericArgument::Type(ty)) => Shape::of(ty, params)?,
                    _ => Shape::Inert(Inert::Opaque),
                };
                Shape::Result(Box::new(Shape::of(inner, params)?), Box::new(error))
            }
            ("Box" | "Rc" | "Arc", Some(inner)) => match Shape::of(inner, params)? {
                inert @ Shape::Inert(Inert::Opaque) => inert,
                shape => Shape::Boxed(Box::new(shape)),
            },
            _ if is_inert_of_standard(path, &params.knowledge) => Shape::Inert(Inert::Opaque),
            (name, _) if is_collection(name) && is_standard(path, &params.knowledge) => {
                let parts = type_arguments(last).map(|ty| Shape::of(ty, params));
                let inert = parts
                    .into_iter()
                    .all(|part| part.is_ok_and(|part| part.is_inert()));
                match inert {
                    true => Shape::Inert(Inert::Own(ty.to_token_stream().to_string())),
                    false => named(),
                }
            }
            _ if params.knowledge.is_inert(path) => {
                Shape::Inert(Inert::Own(ty.to_token_stream().to_string()))
            }
            _ => named(),
        })
    }

    /// Is it certain that no value of the type can vary?
    #[must_use]
    pub fn is_inert(&self) -> bool {
        match self {
            Shape::Inert(_) => true,
            Shape::Scalar(..) | Shape::Named(_) => false,
            Shape::Tuple(parts) => parts.iter().all(Shape::is_inert),
            Shape::Slice(p)
            | Shape::Vec(p)
            | Shape::Array(p, _)
            | Shape::Option(p)
            | Shape::Result(p, _)
            | Shape::Boxed(p)
            | Shape::Ref(p) => p.is_inert(),
        }
    }

    /// Is there a type in it that is only known by its name?
    #[must_use]
    pub fn has_named(&self) -> bool {
        match self {
            Shape::Named(_) | Shape::Inert(Inert::Own(_)) => true,
            Shape::Scalar(..) | Shape::Inert(_) => false,
            Shape::Slice(p)
            | Shape::Vec(p)
            | Shape::Array(p, _)
            | Shape::Option(p)
            | Shape::Boxed(p)
            | Shape::Ref(p) => p.has_named(),
            Shape::Result(p, e) => p.has_named() || e.has_named(),
            Shape::Tuple(parts) => parts.iter().any(Shape::has_named),
        }
    }

    /// Is an array among it, whose length may be what only the type says?
    #[must_use]
    pub fn has_array(&self) -> bool {
        match self {
            Shape::Array(..) => true,
            Shape::Scalar(..) | Shape::Named(_) | Shape::Inert(_) => false,
            Shape::Slice(p)
            | Shape::Vec(p)
            | Shape::Option(p)
            | Shape::Boxed(p)
            | Shape::Ref(p) => p.has_array(),
            Shape::Result(p, e) => p.has_array() || e.has_array(),
            Shape::Tuple(parts) => parts.iter().any(Shape::has_array),
        }
    }

    /// Is it a trait object, or a sequence of them? Its tangent is of no type that could be named.
    #[must_use]
    pub fn is_object(&self) -> bool {
        match self {
            Shape::Scalar(..) | Shape::Inert(_) | Shape::Tuple(_) => false,
            Shape::Named(ty) => is_object(ty),
            Shape::Slice(p)
            | Shape::Vec(p)
            | Shape::Array(p, _)
            | Shape::Option(p)
            | Shape::Result(p, _)
            | Shape::Boxed(p)
            | Shape::Ref(p) => p.is_object(),
        }
    }

    /// Is there a reference in it, to something that can vary?
    #[must_use]
    pub fn has_ref(&self) -> bool {
        match self {
            Shape::Scalar(..) | Shape::Inert(_) | Shape::Named(_) => false,
            Shape::Ref(_) => true,
            Shape::Slice(p)
            | Shape::Vec(p)
            | Shape::Array(p, _)
            | Shape::Option(p)
            | Shape::Result(p, _)
            | Shape::Boxed(p) => p.has_ref(),
            Shape::Tuple(parts) => parts.iter().any(Shape::has_ref),
        }
    }

    /// Is it a single float?
    #[must_use]
    pub fn is_scalar(&self) -> bool {
        self.scalar().is_some()
    }

    /// The type of the float that it is.
    #[must_use]
    pub fn scalar(&self) -> Option<&Type> {
        match self {
            Shape::Scalar(_, ty) => Some(ty),
            _ => None,
        }
    }

    /// For a sequence of floats: the type of the elements, and the length where it is in the type.
    #[must_use]
    pub fn scalars(&self) -> Option<(&Type, Option<&Expr>)> {
        match self {
            Shape::Slice(p) | Shape::Vec(p) => p.scalar().map(|ty| (ty, None)),
            Shape::Array(p, n) => p.scalar().map(|ty| (ty, Some(&**n))),
            Shape::Boxed(p) | Shape::Ref(p) => p.scalars(),
            Shape::Scalar(..)
            | Shape::Inert(_)
            | Shape::Tuple(_)
            | Shape::Option(_)
            | Shape::Result(..)
            | Shape::Named(_) => None,
        }
    }

    /// The type in the IR.
    #[must_use]
    pub fn ir_type(&self) -> ir::Type {
        let boxed = |shape: &Shape| Box::new(shape.ir_type());
        match self {
            Shape::Scalar(float, _) => ir::Type::Float(float.clone()),
            Shape::Inert(Inert::Unit) => ir::Type::Unit,
            Shape::Inert(Inert::Int(name)) => ir::Type::Int(name),
            Shape::Inert(Inert::Bool) => ir::Type::Bool,
            Shape::Inert(Inert::Char) => ir::Type::Char,
            Shape::Inert(Inert::Opaque) => ir::Type::Opaque,
            Shape::Inert(Inert::Own(name)) => ir::Type::Named(name.clone()),
            Shape::Slice(p) => ir::Type::Slice(boxed(p)),
            Shape::Vec(p) => ir::Type::Vec(boxed(p)),
            Shape::Array(p, n) => ir::Type::Array(boxed(p), Some(n.to_token_stream().to_string())),
            Shape::Tuple(parts) => ir::Type::Tuple(parts.iter().map(Shape::ir_type).collect()),
            Shape::Option(p) => ir::Type::Option(boxed(p)),
            Shape::Result(p, e) => {
                let e = match e.ir_type() {
                    scalar if scalar.is_scalar() => scalar,
                    _ => ir::Type::Opaque,
                };
                ir::Type::Result(boxed(p), Box::new(e))
            }
            Shape::Boxed(p) => ir::Type::Boxed(boxed(p)),
            Shape::Ref(p) => ir::Type::Ref(boxed(p)),
            Shape::Named(ty) => ir::Type::Named(ty.to_token_stream().to_string()),
        }
    }

    /// A type parameter that is taken for a number stands for a type that cannot vary.
    pub(super) fn make_inert(&mut self, param: &Ident, inert: &Inert) {
        match self {
            Shape::Scalar(ir::Float::Param(name), _) if param == name.as_str() => {
                *self = Shape::Inert(inert.clone());
            }
            Shape::Scalar(..) | Shape::Inert(_) | Shape::Named(_) => {}
            Shape::Slice(p)
            | Shape::Vec(p)
            | Shape::Array(p, _)
            | Shape::Option(p)
            | Shape::Boxed(p)
            | Shape::Ref(p) => p.make_inert(param, inert),
            Shape::Result(p, e) => {
                p.make_inert(param, inert);
                e.make_inert(param, inert);
            }
            Shape::Tuple(parts) => {
                for part in parts {
                    part.make_inert(param, inert);
                }
            }
        }
    }

    /// `T(P)`: the type of the tangent, owned.
    #[must_use]
    pub fn tangent(&self, krate: &Path) -> TokenStream {
        match self {
            Shape::Scalar(_, ty) => ty.to_token_stream(),
            Shape::Inert(_) => quote!(()),
            Shape::Slice(p) | Shape::Vec(p) => {
                let p = p.tangent(krate);
                quote!(#krate::__private::Vec<#p>)
            }
            Shape::Array(p, n) => {
                let p = p.tangent(krate);
                quote!([#p; #n])
            }
            Shape::Tuple(parts) => {
                let parts = parts.iter().map(|p| p.tangent(krate));
                quote!((#(#parts,)*))
            }
            Shape::Option(p) | Shape::Result(p, _) => {
                let p = p.tangent(krate);
                quote!(::core::option::Option<#p>)
            }
            Shape::Boxed(p) => {
                let p = p.target(krate);
                quote!(#krate::__private::Box<#p>)
            }
            Shape::Ref(p) => p.tangent(krate),
            Shape::Named(ty) => quote!(<#ty as #krate::Differentiable>::Tangent),
        }
    }

    /// What a reference to a tangent of this shape points at, where the memory is the value's own: a slice's is a
    /// slice, not the vector that owns it.
    fn target(&self, krate: &Path) -> TokenStream {
        match self {
            Shape::Slice(p) => {
                let p = p.tangent(krate);
                quote!([#p])
            }
            _ => self.tangent(krate),
        }
    }

    /// What a `&mut` to a tangent of a `&mut P` points at: the same shape as `P`.
    #[must_use]
    pub fn in_place(&self, krate: &Path) -> TokenStream {
        self.target(krate)
    }

    /// What a reference to a tangent points at, where any owner will do: `[f64]` for slices and vectors.
    #[must_use]
    pub fn buffer(&self, krate: &Path) -> TokenStream {
        match self {
            Shape::Slice(p) | Shape::Vec(p) => {
                let p = p.tangent(krate);
                quote!([#p])
            }
            Shape::Boxed(p) if matches!(**p, Shape::Slice(_)) => p.buffer(krate),
            Shape::Ref(p) => p.buffer(krate),
            _ => self.tangent(krate),
        }
    }

    /// The tangent as an argument: scalars by value, the rest by shared reference.
    #[must_use]
    pub fn argument(&self, krate: &Path) -> TokenStream {
        match self {
            Shape::Scalar(..) | Shape::Inert(_) => self.tangent(krate),
            Shape::Option(p) | Shape::Result(p, _) => {
                let p = p.argument(krate);
                quote!(::core::option::Option<#p>)
            }
            Shape::Boxed(p) if !matches!(**p, Shape::Slice(_)) => {
                let p = p.argument(krate);
                quote!(#krate::__private::Box<#p>)
            }
            Shape::Ref(p) => p.argument(krate),
            _ => {
                let buffer = self.buffer(krate);
                quote!(&#buffer)
            }
        }
    }
}

/// `dyn Shape`, `Rc<dyn Shape>`
fn is_object(ty: &Type) -> bool {
    match ty {
        Type::TraitObject(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let shared = last.ident == "Rc" || last.ident == "Arc";
            match &last.arguments {
                PathArguments::AngleBracketed(arguments) if shared => arguments
                    .args
                    .iter()
                    .any(|argument| matches!(argument, GenericArgument::Type(ty) if is_object(ty))),
                _ => false,
            }
        }),
        _ => false,
    }
}

/// The name of a type that belongs to the trait that is implemented or declared: of `Self::State`, or
/// `<Self as System>::State`.
pub fn belonging_to_self(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else { return None };
    let segments = &path.path.segments;
    let of_self = match &path.qself {
        Some(of) => matches!(&*of.ty, Type::Path(of) if of.path.is_ident("Self")),
        None => segments.len() == 2 && segments[0].ident == "Self",
    };
    segments.last().filter(|_| of_self).map(|last| &last.ident)
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{Generics, parse_quote};

    fn row(ty: &str) -> [String; 3] {
        let generics: Generics =
            parse_quote!(<T: num_traits::Float, F: Fn(f64) -> f64, const N: usize>);
        let ty: Type = syn::parse_str(ty).expect("a type");
        let ty = match ty {
            Type::Reference(reference) => *reference.elem,
            ty => ty,
        };
        let shape =
            Shape::of(&ty, &TypeParams::of(&[&generics], Knowledge::default())).expect("a shape");
        let krate: Path = parse_quote!(::ad);
        [
            shape.tangent(&krate),
            shape.argument(&krate),
            shape.buffer(&krate),
        ]
        .map(|tokens| {
            let text = tokens.to_string().replace(' ', "");
            text.replace("::ad::__private::", "")
                .replace("::core::option::", "")
                .replace(",)", ")")
        })
    }

    #[test]
    fn the_table_of_the_contract() {
        for (ty, tangent, argument, buffer) in [
            ("f64", "f64", "f64", "f64"),
            ("T", "T", "T", "T"),
            ("&f32", "f32", "f32", "f32"),
            ("&[f64]", "Vec<f64>", "&[f64]", "[f64]"),
            ("&Vec<f64>", "Vec<f64>", "&[f64]", "[f64]"),
            ("Vec<T>", "Vec<T>", "&[T]", "[T]"),
            ("[f64; N]", "[f64;N]", "&[f64;N]", "[f64;N]"),
            ("&[Vec<f64>]", "Vec<Vec<f64>>", "&[Vec<f64>]", "[Vec<f64>]"),
            ("&[&[f64]]", "Vec<Vec<f64>>", "&[Vec<f64>]", "[Vec<f64>]"),
            ("&[[f64; 3]]", "Vec<[f64;3]>", "&[[f64;3]]", "[[f64;3]]"),
            ("(f64, usize)", "(f64,())", "&(f64,())", "(f64,())"),
            (
                "&(f64, Vec<f64>)",
                "(f64,Vec<f64>)",
                "&(f64,Vec<f64>)",
                "(f64,Vec<f64>)",
            ),
            ("Option<f64>", "Option<f64>", "Option<f64>", "Option<f64>"),
            (
                "Option<&[f64]>",
                "Option<Vec<f64>>",
                "Option<&[f64]>",
                "Option<Vec<f64>>",
            ),
            ("Box<f64>", "Box<f64>", "Box<f64>", "Box<f64>"),
            ("Box<[f64]>", "Box<[f64]>", "&[f64]", "[f64]"),
            (
                "&model::Model<T>",
                "<model::Model<T>as::ad::Differentiable>::Tangent",
                "&<model::Model<T>as::ad::Differentiable>::Tangent",
                "<model::Model<T>as::ad::Differentiable>::Tangent",
            ),
        ] {
            assert_eq!(row(ty), [tangent, argument, buffer], "{ty}");
        }
    }

    #[test]
    fn what_cannot_vary_is_known() {
        for ty in [
            "usize",
            "bool",
            "&str",
            "String",
            "std::ops::Range<usize>",
            "F",
            "&F",
            "fn(f64) -> f64",
            "impl Fn(f64) -> f64",
            "&dyn Fn(f64) -> f64",
            "Box<dyn Fn(f64) -> f64>",
            "&[usize]",
            "(usize, bool)",
            "std::marker::PhantomData<f64>",
            "Option<usize>",
            "()",
        ] {
            let generics: Generics = parse_quote!(<F: Fn(f64) -> f64>);
            let ty_parsed: Type = syn::parse_str(ty).expect("a type");
            let shape = Shape::of(
                &ty_parsed,
                &TypeParams::of(&[&generics], Knowledge::default()),
            )
            .expect("a shape");
            assert!(shape.is_inert(), "{ty}");
        }
    }

    #[test]
    fn what_is_only_called_like_a_standard_type_may_vary() {
        let shape_of = |file: &str, ty: &str| {
            let file = syn::parse_file(file).expect("a file");
            let known = Knowledge::of(&file);
            let ty: Type = syn::parse_str(ty).expect("a type");
            let generics = Generics::default();
            Shape::of(&ty, &TypeParams::of(&[&generics], known)).expect("a shape")
        };
        let own = "struct Range { lo: f64, hi: f64 }";
        assert!(!shape_of(own, "Range").is_inert());
        assert!(!shape_of("use crate::geometry::Path;", "&Path").is_inert());
        assert!(!shape_of("use crate::geometry::*;", "&Path").is_inert());
        assert!(
            !shape_of(
                "use std::ops::Range; mod a { use super::b::Range; }",
                "Range"
            )
            .is_inert()
        );
        assert!(shape_of("use std::{fmt, ops::Range};", "Range<usize>").is_inert());
        assert!(shape_of("use std::path;", "&path::Path").is_inert());
        assert!(shape_of("use core::time::*;", "Duration").is_inert());
        assert!(shape_of(own, "std::ops::Range<f64>").is_inert());
    }
}
