//! Which generic parameters the type of tangents has, and what they must be.
//!
//! Of the type's parameters those stay that occur in the types of fields that vary (and in the bounds of those
//! that stay). A tangent owns what it holds, so that lifetimes go where that can be done: a reference at the outside is
//! taken off, and a lifetime inside, which no tangent depends on, is `'static` where no type parameter would have to
//! outlive it.

use crate::hashed::HashSet;
use crate::parse::{Knowledge, foreign, type_arguments};
use crate::syntax::visit::{self, Visit};
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, GenericParam, Generics, Lifetime, Path, PathArguments, Token, Type, TypePath,
    WherePredicate, parse_quote,
};

/// The generic parameters of the type of tangents.
pub(super) struct TangentGenerics {
    /// Those of the type itself.
    pub tangent: Generics,
    /// Those of the type that is differentiated, with the same bounds added.
    pub primal: Generics,
}

impl TangentGenerics {
    /// From the generics of the type, and the types of its fields that vary.
    pub(super) fn of(generics: &Generics, fields: &[&Type], krate: &Path) -> TangentGenerics {
        let bounds = bounds(generics, fields, krate);
        let mut tangent = kept(generics, fields);
        let mut primal = generics.clone();
        if !bounds.is_empty() {
            tangent
                .make_where_clause()
                .predicates
                .extend(bounds.clone());
            primal.make_where_clause().predicates.extend(bounds);
        }
        TangentGenerics { tangent, primal }
    }
}

/// `T: Differentiable` for the type parameters (and their associated types) of which fields are made, `T: Real` for the
/// numbers of vectors and matrices of other crates.
fn bounds(generics: &Generics, fields: &[&Type], krate: &Path) -> Vec<WherePredicate> {
    let mut used = UsedParams {
        params: generics.type_params().map(|param| &param.ident).collect(),
        used: HashSet::default(),
        numbers: HashSet::default(),
        projections: Vec::new(),
        knowledge: Knowledge::at(Span::call_site()),
    };
    for ty in fields {
        used.visit_type(ty);
    }
    let params = generics.type_params().map(|param| &param.ident);
    let params = params.filter(|param| used.used.contains(param));
    let mut bounds: Vec<WherePredicate> = params
        .map(|param| match used.numbers.contains(param) {
            true => parse_quote!(#param: #krate::Real),
            false => parse_quote!(#param: #krate::Differentiable),
        })
        .collect();
    for ty in used.projections {
        let bound: WherePredicate = parse_quote!(#ty: #krate::Differentiable);
        if !bounds.iter().any(|known| same_text(known, &bound)) {
            bounds.push(bound);
        }
    }
    bounds
}

struct UsedParams<'a> {
    params: HashSet<&'a Ident>,
    used: HashSet<&'a Ident>,
    numbers: HashSet<&'a Ident>,
    projections: Vec<TypePath>,
    knowledge: Knowledge,
}

impl UsedParams<'_> {
    /// Notes the parameters that are arguments of a type of numbers.
    fn note_numbers(&mut self, ty: &TypePath) {
        let Some(PathArguments::AngleBracketed(arguments)) =
            ty.path.segments.last().map(|last| &last.arguments)
        else {
            return;
        };
        let own = self.knowledge.declares(&Type::Path(ty.clone()));
        if own || !foreign::is_of_numbers(&ty.path) {
            return;
        }
        for argument in &arguments.args {
            if let GenericArgument::Type(Type::Path(path)) = argument
                && let Some(name) = path.path.get_ident()
                && let Some(param) = self.params.get(name)
            {
                self.numbers.insert(param);
            }
        }
    }
}

impl<'ast> Visit<'ast> for UsedParams<'_> {
    fn visit_type_path(&mut self, ty: &'ast TypePath) {
        self.note_numbers(ty);
        if let Some(qself) = &ty.qself
            && let Type::Path(of) = &*qself.ty
            && of
                .path
                .get_ident()
                .is_some_and(|of| self.params.contains(of))
        {
            self.projections.push(ty.clone());
            return;
        }
        if let (None, Some(first)) = (&ty.qself, ty.path.segments.first())
            && let Some(param) = self.params.get(&first.ident)
        {
            if ty.path.segments.len() == 1 {
                self.used.insert(param);
            } else {
                self.projections.push(ty.clone());
            }
        }
        match ty.path.segments.last() {
            Some(last) if last.ident == "PhantomData" => {}
            // Of what a type does not hold, its tangent asks nothing.
            Some(last) if ty.qself.is_none() && !last.arguments.is_none() => {
                for (i, argument) in type_arguments(last).enumerate() {
                    if self.knowledge.holds(&ty.path, i) != Some(false) {
                        self.visit_type(argument);
                    }
                }
            }
            _ => visit::visit_type_path(self, ty),
        }
    }
}

/// The parameters that occur in these types, and in the bounds of those that do.
fn kept(generics: &Generics, fields: &[&Type]) -> Generics {
    let mut names = HashSet::default();
    for ty in fields {
        collect_names(ty.to_token_stream(), &mut names);
    }
    loop {
        let known = names.len();
        for param in &generics.params {
            if names.contains(&name(param)) {
                collect_names(without_default(param).to_token_stream(), &mut names);
            }
        }
        if names.len() == known {
            break;
        }
    }
    let dropped: HashSet<String> = generics
        .params
        .iter()
        .map(name)
        .filter(|name| !names.contains(name))
        .collect();
    let params = generics
        .params
        .iter()
        .filter(|param| names.contains(&name(param)));
    let params = params.map(|param| {
        let mut mentioned = HashSet::default();
        collect_names(param.to_token_stream(), &mut mentioned);
        match mentioned.is_disjoint(&dropped) {
            true => param.clone(),
            // A default that is gone: `struct Direct<C, T = C>`, of which only `T` varies.
            false => without_default(param),
        }
    });
    let params: Punctuated<GenericParam, Token![,]> = params.collect();
    let mut kept = Generics {
        params,
        ..Generics::default()
    };
    if !kept.params.is_empty() {
        (kept.lt_token, kept.gt_token) =
            (Some(<Token![<]>::default()), Some(<Token![>]>::default()));
    }
    let predicates = generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let predicates = predicates.filter(|predicate| {
        let mut mentioned = HashSet::default();
        collect_names(predicate.to_token_stream(), &mut mentioned);
        mentioned.is_disjoint(&dropped) && !mentioned.is_disjoint(&names)
    });
    let predicates: Vec<WherePredicate> = predicates.cloned().collect();
    if !predicates.is_empty() {
        kept.make_where_clause().predicates.extend(predicates);
    }
    kept
}

/// What a parameter is called where it is used, `'a` or `T`.
fn name(param: &GenericParam) -> String {
    match param {
        GenericParam::Lifetime(param) => param.lifetime.to_string(),
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
    }
}

fn without_default(param: &GenericParam) -> GenericParam {
    let mut param = param.clone();
    match &mut param {
        GenericParam::Type(param) => param.default = None,
        GenericParam::Const(param) => param.default = None,
        GenericParam::Lifetime(_) => {}
    }
    param
}

/// The identifiers and lifetimes in tokens.
fn collect_names(tokens: TokenStream, names: &mut HashSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                if let Some(TokenTree::Ident(ident)) = tokens.next() {
                    names.insert(format!("'{ident}"));
                }
            }
            TokenTree::Group(group) => collect_names(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The type, of which the tangent is the same, without the lifetimes of references and arguments.
pub(super) fn without_lifetimes(ty: &Type, generics: &Generics) -> Type {
    let mut ty = match ty {
        Type::Reference(reference) => return without_lifetimes(&reference.elem, generics),
        Type::Paren(paren) => return without_lifetimes(&paren.elem, generics),
        Type::Group(group) => return without_lifetimes(&group.elem, generics),
        ty => ty.clone(),
    };
    let mut names = HashSet::default();
    collect_names(ty.to_token_stream(), &mut names);
    if generics
        .type_params()
        .all(|param| !names.contains(&param.ident.to_string()))
    {
        ToStatic(generics).visit_type_mut(&mut ty);
    }
    ty
}

struct ToStatic<'a>(&'a Generics);

impl VisitMut for ToStatic<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if self.0.lifetimes().any(|param| param.lifetime == *lifetime) {
            *lifetime = Lifetime::new("'static", lifetime.span());
        }
        visit_mut::visit_lifetime_mut(self, lifetime);
    }
}

/// `PhantomData<..>`, which says nothing of what it is made of.
pub(super) fn is_phantom(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            last.ident == "PhantomData"
                && !matches!(last.arguments, PathArguments::Parenthesized(_))
        }),
        _ => false,
    }
}

/// Does the type mention this name?
pub(super) fn mentions(ty: &Type, ident: &Ident) -> bool {
    let mut names = HashSet::default();
    collect_names(ty.to_token_stream(), &mut names);
    names.contains(&ident.to_string())
}

/// Does the type mention `Self`?
pub(super) fn mentions_self(ty: &Type) -> bool {
    let mut names = HashSet::default();
    collect_names(ty.to_token_stream(), &mut names);
    names.contains("Self")
}

/// The parameters as arguments, without those that an `impl` cannot have: `<T: Bound>` as it stands in an `impl`.
pub(super) fn impl_parts(generics: &Generics) -> (TokenStream, TokenStream, TokenStream) {
    let (impl_generics, arguments, where_clause) = generics.split_for_impl();
    (
        quote!(#impl_generics),
        quote!(#arguments),
        quote!(#where_clause),
    )
}

/// Are two pieces of syntax written in the same way?
pub(super) fn same_text(a: &impl ToTokens, b: &impl ToTokens) -> bool {
    a.to_token_stream().to_string() == b.to_token_stream().to_string()
}
