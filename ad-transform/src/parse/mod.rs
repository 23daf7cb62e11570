//! From the attribute and the item under it to plain structs: after this, nothing looks at attributes.
//!
//! [`Options`] is what stands in the attribute, [`Signature`] what the contract's table says of the function's
//! parameters and result. Both are complete or an error; all errors of an item are reported together.

pub mod bounds;
pub mod ends;
pub mod foreign;
pub mod function;
pub mod handed_back;
pub mod impl_traits;
pub mod index;
pub mod knowledge;
pub mod lanes;
pub mod lifetimes;
pub mod macros;
pub mod operator;
pub mod options;
pub mod outputs;
pub mod param;
pub mod read;
pub mod strip;
pub mod surroundings;
pub mod type_params;
pub mod types;

pub use function::{FunctionType, is_in_place};
pub use index::IndexImpl;
pub use knowledge::{CompanionPath, Knowledge, type_arguments};
pub use operator::OperatorImpl;
pub use options::{Options, Rule};
pub use param::{Param, Passing};
pub use surroundings::Surroundings;
pub use type_params::{TypeParams, is_usize};
pub use types::{Inert, Shape, belonging_to_self};

pub(crate) use ad_ir::tokens::words;

use crate::diagnose;
use crate::hashed::HashSet;
use crate::registered::Registered;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{
    Attribute, GenericParam, Generics, ItemFn, LifetimeParam, Path, ReturnType, Type, Visibility,
};

/// Where the function stands, which decides what its companion looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// In a module or a block: the companion is a type of the same name.
    Item,
    /// In an `impl`: the companion's functions are siblings, `loss_grad`.
    Method,
}

/// The result of a function that has one.
#[derive(Clone)]
pub struct Output {
    /// Its type, as written.
    pub ty: Type,
    /// What it looks like, references around the whole taken off.
    pub shape: Shape,
    /// Does it borrow from an argument? Its derivative is that of the value it refers to, and is owned.
    pub borrowed: bool,
}

impl Output {
    /// The type of the value in the IR, which owns what it holds.
    #[must_use]
    pub fn ir_type(&self) -> crate::ir::Type {
        let ty = self.shape.ir_type();
        if self.borrowed { ty.owned() } else { ty }
    }
}

/// What of a companion is made at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of it.
    Whole,
    /// What users call, with functions as parameters that capture nothing that varies.
    Public,
    /// What other companions call beside that: they pass the derivatives of such functions.
    Protocol,
}

/// What the public names of a method's siblings end with.
pub const SIBLINGS: [&str; 10] = [
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "pullback",
    "value_and_grad",
    "value_and_jacobian",
    "vjp",
    "vjp_into",
];

/// Everything that is said of a function outside its body.
#[derive(Clone)]
pub struct Signature {
    /// Its name.
    pub ident: Ident,
    /// The companion's name, or what siblings' names begin with.
    pub companion: Ident,
    /// Where it stands.
    pub placement: Placement,
    /// The path of the facade.
    pub krate: Path,
    /// Its visibility: that of all that is generated.
    pub vis: Visibility,
    /// Its `#[cfg(..)]`s.
    pub cfgs: Vec<Attribute>,
    /// Its generic parameters and where-clause.
    pub generics: Generics,
    /// The type parameters among these that the user's function has without a name.
    pub nameless: Vec<Ident>,
    /// The type parameters of the user's function that derivatives do not have, with their places: what is passed for them
    /// is read as something else.
    pub read: Vec<(usize, Ident)>,
    /// Which type parameters (an annotated `impl`'s included) are floats or functions.
    pub type_params: TypeParams,
    /// Its parameters, the receiver first.
    pub params: Vec<Param>,
    /// Its result; `None` for `()`.
    pub output: Option<Output>,
    /// Does it return the receiver that it changes? Then it has no result here.
    pub hands_back: bool,
    /// What `Self` is, where that is known.
    pub self_ty: Option<Type>,
    /// The generic parameters of the `impl` around it, where that is known.
    pub around: Generics,
    /// What is known of the types around it.
    pub knowledge: Knowledge,
    /// The operator that it is.
    pub operator: Option<Box<OperatorImpl>>,
    /// Is it a trait's, whose derivatives have the same bounds in every implementation?
    pub everywhere: bool,
    /// The type parameters of which its derivatives can ask no more than the user does.
    pub unbounded: Vec<Ident>,
    /// In an implementation, how the trait declares it, where that is known.
    pub declared: Option<syn::Signature>,
    /// The names around it that its siblings cannot have, for the user has functions of these names.
    pub taken: Vec<String>,
    /// May the receiver be a trait object?
    pub object: bool,
    /// The rules that its crate registers for functions and methods of others.
    pub registered: Registered,
    /// The words of its body: variables, and what may be constants.
    pub words: HashSet<String>,
    /// Why calls of the crate's macros were not written out.
    pub unexpanded: macros::Unexpanded,
    /// What of the companion is made.
    pub share: Share,
    /// Is it imported beside the module that it is in, which has its name?
    pub beside_module: bool,
}

impl Signature {
    /// Reads a function's signature.
    ///
    /// # Errors
    /// All that stands in the way of a derivative and shows in the signature, combined.
    pub fn of(
        item: &ItemFn,
        options: &Options,
        surroundings: &Surroundings,
    ) -> syn::Result<Signature> {
        let knowledge = Knowledge::at(Span::call_site());
        Signature::known(item, options, surroundings, knowledge)
    }

    /// The same with what is known of what is around it.
    ///
    /// # Errors
    /// As for [`Signature::of`].
    pub fn known(
        item: &ItemFn,
        options: &Options,
        surroundings: &Surroundings,
        knowledge: Knowledge,
    ) -> syn::Result<Signature> {
        let mut errors = diagnose::Errors::default();
        refuse_qualifiers(item, &mut errors);
        let krate = &options.krate;
        let vec = syn::parse_quote!(#krate::__private::Vec);
        let gathered = read::gathered(&item.sig, &vec);
        let (mut sig, nameless) = impl_traits::named(&gathered.sig);
        let outer = surroundings.generics();
        let type_params = TypeParams::of(
            &outer.into_iter().chain([&sig.generics]).collect::<Vec<_>>(),
            knowledge,
        )
        .of_type(surroundings.self_ty());
        lifetimes::write_hidden(&mut sig, &type_params.knowledge);
        let mut params = param::params(&sig.inputs, &type_params, &mut errors);
        for (i, param) in params.iter_mut().enumerate() {
            param.reading = gathered.reading(i).cloned();
        }
        if let (Some(receiver), Some(of)) = (params.first_mut(), surroundings.self_ty())
            && receiver.receiver
            && type_params.knowledge.is_made_inert(of)
        {
            receiver.shape = Shape::Inert(Inert::Own(of.to_token_stream().to_string()));
            receiver.varied = false;
        }
        param::select(&mut params, options.wrt.as_deref(), &mut errors);
        for param in params.iter().filter(|param| param.varied) {
            if let Some(found) = types::collection(&param.ty, &type_params) {
                errors.push(diagnose::collection(&found));
            }
        }
        let hands_back = handed_back::returns_receiver(&sig, surroundings.self_ty());
        let mut output = match hands_back {
            true => None,
            false => result(&sig.output, &type_params).unwrap_or_else(|error| {
                errors.push(error);
                None
            }),
        };
        if params.iter().any(|param| param.varied)
            && let Some(output) = &output
            && let Some(found) = types::collection(&output.ty, &type_params)
        {
            errors.push(diagnose::collection_returned(&found));
        }
        if let Some(output) = output.as_mut().filter(|output| output.borrowed) {
            lifetimes::name_elided_result(&mut output.ty, &mut params);
            if let Some(param) = params.iter().find(|param| param.passing == Passing::Mut) {
                errors.push(diagnose::reference_result_beside_mut(&param.ty));
            }
        }
        let name = options.name.as_ref().unwrap_or(&sig.ident);
        let beside_module = beside_module(name, surroundings.placement(), &type_params)
            .unwrap_or_else(|error| {
                errors.push(error);
                false
            });
        let signature = Signature {
            ident: sig.ident.clone(),
            companion: name.clone(),
            placement: surroundings.placement(),
            krate: options.krate.clone(),
            vis: item.vis.clone(),
            cfgs: item
                .attrs
                .iter()
                .filter(|attr| attr.path().is_ident("cfg"))
                .cloned()
                .collect(),
            generics: with_lifetimes(&sig.generics, &params),
            nameless,
            read: gathered.params,
            self_ty: surroundings.self_ty().cloned(),
            around: outer.cloned().unwrap_or_default(),
            knowledge: type_params.knowledge.clone(),
            type_params,
            params,
            output,
            hands_back,
            operator: None,
            everywhere: false,
            unbounded: Vec::new(),
            declared: None,
            taken: Vec::new(),
            object: false,
            registered: Registered::default(),
            words: words(item.block.to_token_stream()),
            unexpanded: macros::Unexpanded::default(),
            share: Share::Whole,
            beside_module,
        };
        signature.check_rule(&options.rule, options.order, &mut errors);
        match errors.combined() {
            Some(error) => Err(error),
            None => Ok(signature),
        }
    }

    /// Does it give a trait object, which has no tangent? In what is annotated as a whole it is only there for the others.
    #[must_use]
    pub fn answers_with_object(&self) -> bool {
        struct Search(bool);
        impl<'ast> crate::syntax::visit::Visit<'ast> for Search {
            fn visit_type(&mut self, ty: &'ast Type) {
                match ty {
                    Type::TraitObject(object) => self.0 |= !type_params::is_function_object(object),
                    Type::FnPtr(_) => {}
                    ty => crate::syntax::visit::visit_type(self, ty),
                }
            }

            fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
                match path.path.segments.last() {
                    // An error does not vary.
                    Some(last) if last.ident == "Result" => {
                        if let Some(success) = type_arguments(last).next() {
                            self.visit_type(success);
                        }
                    }
                    _ => crate::syntax::visit::visit_type_path(self, path),
                }
            }
        }
        let mut search = Search(false);
        if let Some(output) = &self.output {
            crate::syntax::visit::Visit::visit_type(&mut search, &output.ty);
        }
        search.0
    }

    /// Notes which names of siblings the user has given to functions of the trait, or of the type itself: those that
    /// stand around this one, and what is seen elsewhere.
    pub fn leave_names(&mut self, around: &[String]) {
        if self.placement != Placement::Method {
            return;
        }
        for suffix in SIBLINGS {
            let name = format!("{}_{suffix}", self.companion.unraw());
            let mut own = self.self_ty.iter();
            // Of `fn __area`, the names that companions call `fn area` by.
            let is_hidden = name.starts_with("__") && matches!(suffix, "vjp" | "jvp");
            if is_hidden
                || around.contains(&name)
                || own.any(|of| self.knowledge.is_inherent(of, &name))
            {
                self.taken.push(name);
            }
        }
    }

    /// The differentiable parameters that are not written in place: those of `G`, the gradient.
    pub fn gradient_params(&self) -> impl Iterator<Item = &Param> + Clone {
        self.params
            .iter()
            .filter(|param| param.varied && param.passing != Passing::Mut)
    }

    /// The differentiable parameters that are written in place.
    pub fn mut_params(&self) -> impl Iterator<Item = &Param> + Clone {
        self.params
            .iter()
            .filter(|param| param.varied && param.passing == Passing::Mut)
    }

    /// The parameters that are functions whose derivatives are followed.
    pub fn functions(&self) -> impl Iterator<Item = &Ident> {
        let params = self.params.iter().filter(|param| param.followed);
        params.map(|param| &param.name)
    }

    /// Is there a parameter that is a function whose derivatives are followed?
    #[must_use]
    pub fn has_functions(&self) -> bool {
        self.functions().next().is_some()
    }

    /// Is it a function of no type parameter, its own or of what is around it?
    #[must_use]
    pub fn is_of_no_type_parameter(&self) -> bool {
        let mut params = self.around.params.iter().chain(&self.generics.params);
        !params.any(|param| matches!(param, GenericParam::Type(_)))
    }

    /// Is there a parameter by which the function can be differentiated, or one that is a function that may capture what
    /// others are differentiated by?
    #[must_use]
    pub fn varies(&self) -> bool {
        let mut params = self.params.iter();
        params.any(|param| param.varied || param.function.is_some())
    }

    /// The result's float type, where the result is one float.
    #[must_use]
    pub fn scalar_output(&self) -> Option<&Type> {
        self.output
            .as_ref()
            .and_then(|output| output.shape.scalar())
    }

    /// The generic arguments with which the user's function is called, as far as they have names.
    #[must_use]
    pub fn generic_arguments(&self) -> Vec<TokenStream> {
        let params = self.generics.params.iter();
        let named = params.filter_map(|param| match param {
            GenericParam::Type(param) => Some(&param.ident),
            GenericParam::Const(param) => Some(&param.ident),
            GenericParam::Lifetime(_) => None,
        });
        let named = named.filter(|ident| !self.nameless.contains(ident));
        let mut arguments: Vec<TokenStream> = named.map(ToTokens::to_token_stream).collect();
        // Of those that derivatives do not have, the arguments say what they are.
        if !arguments.is_empty() {
            for (place, _) in &self.read {
                arguments.insert(*place, quote!(_));
            }
        }
        arguments
    }

    /// Does the result borrow from an argument?
    #[must_use]
    pub fn borrows(&self) -> bool {
        self.output.as_ref().is_some_and(|output| output.borrowed)
    }

    /// Is the parameter a function of which no more is known than `Fn(..)`, so that a reference is as good?
    #[must_use]
    pub fn is_shared_function(&self, param: &Param) -> bool {
        match &param.ty {
            Type::ImplTrait(ty) => type_params::is_shared_function(&ty.bounds),
            Type::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|ident| self.type_params.is_shared(ident)),
            _ => false,
        }
    }

    /// A name that no parameter has, and nothing that the body mentions, nor the function itself, which a variable of
    /// its name would hide.
    #[must_use]
    pub fn fresh(&self, name: &str) -> Ident {
        let mut ident = Ident::new(name, Span::call_site());
        let alone = self.placement == Placement::Item;
        while self.words.contains(&ident.to_string())
            || (alone && self.ident == ident)
            || self
                .params
                .iter()
                .any(|param| param.name == ident || param.binds(&ident))
        {
            ident = format_ident!("{ident}_");
        }
        ident
    }

    /// Is it a method of a type of the user's of which no part can vary, and gives such a type?
    #[must_use]
    pub fn answers_with_own(&self) -> bool {
        let own = |shape: &Shape| matches!(shape, Shape::Inert(Inert::Own(_)));
        let output = self
            .output
            .as_ref()
            .is_some_and(|output| !output.borrowed && own(&output.shape));
        let params = &mut self.params.iter();
        let receiver = params
            .next()
            .is_some_and(|param| param.receiver && own(&param.shape));
        output && receiver && params.all(|param| param.passing == Passing::Value)
    }

    /// Refuses a function that has no parameter to be differentiated by, or nothing that could have a derivative.
    ///
    /// # Errors
    /// If it is so.
    pub fn refuse_pointless(&self) -> syn::Result<()> {
        if !self.varies() {
            Err(diagnose::nothing_varies(&self.ident))
        } else if self.output.is_none() && self.mut_params().next().is_none() {
            Err(diagnose::nothing_results(&self.ident))
        } else {
            Ok(())
        }
    }

    fn check_rule(&self, rule: &Rule, order: u8, errors: &mut diagnose::Errors) {
        match rule {
            Rule::Body => {}
            Rule::Partials(partials) => self.check_partials(partials, errors),
            Rule::Functions { .. } if order > 1 => {
                errors.push(diagnose::rule_of_second_order(&self.ident))
            }
            Rule::Functions { jvp: None, .. } | Rule::Functions { vjp: None, .. }
                if self.gradient_params().next().is_none() =>
            {
                errors.push(diagnose::rule_needs_both(&self.ident));
            }
            Rule::Functions { .. } => {}
        }
    }

    fn check_partials(&self, partials: &[(Ident, syn::Expr)], errors: &mut diagnose::Errors) {
        let names = self
            .params
            .iter()
            .map(|param| param.name.to_string())
            .collect::<Vec<_>>();
        for (name, _) in partials {
            match self.params.iter().find(|param| param.name == *name) {
                None => errors.push(diagnose::no_such_parameter(name, &names)),
                Some(param) if !param.varied => {
                    errors.push(diagnose::inert_parameter(name, &param.ty))
                }
                Some(param) if !param.shape.is_scalar() || param.passing == Passing::Mut => {
                    errors.push(diagnose::partials_need_scalars(name));
                }
                Some(_) => {}
            }
        }
        for param in self.params.iter().filter(|param| param.varied) {
            if !partials.iter().any(|(name, _)| param.name == *name) {
                errors.push(diagnose::missing_partial(&self.ident, &param.name));
            }
        }
        if self.scalar_output().is_none() || self.borrows() {
            errors.push(diagnose::partials_need_scalars(&self.ident));
        }
    }
}

/// The generic parameters with the lifetimes that were named.
fn with_lifetimes(generics: &Generics, params: &[Param]) -> Generics {
    let mut generics = generics.clone();
    for lifetime in params.iter().filter_map(|param| param.lifetime.clone()) {
        generics
            .params
            .insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime)));
    }
    if !generics.params.is_empty() {
        generics.lt_token.get_or_insert_default();
        generics.gt_token.get_or_insert_default();
    }
    generics
}

fn refuse_qualifiers(item: &ItemFn, errors: &mut diagnose::Errors) {
    let sig = &item.sig;
    if let Some(token) = &sig.asyncness {
        errors.push(diagnose::async_fn(token));
    }
    if let syn::Safety::Unsafe(token) = &sig.safety {
        errors.push(diagnose::unsafe_fn(token));
    }
    if let Some(variadic) = &sig.variadic {
        errors.push(diagnose::variadic(variadic));
    }
}

/// Does the operator assign?
#[must_use]
pub fn is_assigning(op: &syn::BinOp) -> bool {
    matches!(
        op,
        syn::BinOp::AddAssign(_)
            | syn::BinOp::SubAssign(_)
            | syn::BinOp::MulAssign(_)
            | syn::BinOp::DivAssign(_)
            | syn::BinOp::RemAssign(_)
            | syn::BinOp::BitXorAssign(_)
            | syn::BinOp::BitAndAssign(_)
            | syn::BinOp::BitOrAssign(_)
            | syn::BinOp::ShlAssign(_)
            | syn::BinOp::ShrAssign(_)
    )
}

/// Does the expression itself assign, or lend something to be changed?
#[must_use]
pub fn is_changing(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Assign(_) => true,
        syn::Expr::Binary(binary) => is_assigning(&binary.op),
        syn::Expr::Reference(lent) => lent.mutability.is_some(),
        _ => false,
    }
}

/// What a companion brings into a module that has to have its functions.
const BROUGHT: [&str; 11] = [
    "companion",
    "value_and_grad",
    "grad",
    "jvp",
    "vjp",
    "vjp_into",
    "pullback",
    "jacobian",
    "value_and_jacobian",
    "hvp",
    "hessian",
];

/// Is a function imported beside the module that it is in, which has its name?
fn beside_module(
    name: &Ident,
    placement: Placement,
    type_params: &TypeParams,
) -> syn::Result<bool> {
    let knowledge = &type_params.knowledge;
    let function = name.to_string();
    if placement == Placement::Method || !knowledge.is_beside_module(&function) {
        return Ok(false);
    }
    let own = |brought: &&&str| knowledge.declares_beside(&function, brought);
    match BROUGHT.iter().find(own) {
        Some(own) => Err(diagnose::meets_its_module(name, own)),
        None => Ok(true),
    }
}

fn result(output: &ReturnType, type_params: &TypeParams) -> syn::Result<Option<Output>> {
    let ReturnType::Type(_, ty) = output else {
        return Ok(None);
    };
    if gives_function(ty, type_params) {
        return Err(diagnose::function_result(ty));
    }
    if let Type::ImplTrait(_) = &**ty {
        return Err(diagnose::nameless_result(ty));
    }
    let mut shape = match Shape::of(ty, type_params)? {
        Shape::Inert(Inert::Unit) => return Ok(None),
        shape => shape,
    };
    let borrowed = shape.has_ref();
    if borrowed && lifetimes::has_mutable_reference(ty) {
        return Err(diagnose::mutable_reference_result(ty));
    }
    while let Shape::Ref(inner) = shape {
        shape = *inner;
    }
    Ok(Some(Output {
        ty: (**ty).clone(),
        shape,
        borrowed,
    }))
}

/// Is it the type of a function, or of one in a box?
fn gives_function(ty: &Type, type_params: &TypeParams) -> bool {
    let boxed = || match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    FunctionType::is(ty, type_params)
        || boxed().is_some_and(|last| {
            let mut inside = type_arguments(last);
            last.ident == "Box" && inside.any(|ty| FunctionType::is(ty, type_params))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn signature(attr: TokenStream, item: &ItemFn) -> syn::Result<Signature> {
        Signature::of(
            item,
            &Options::parse(attr).expect("options"),
            &Surroundings::of(item, None),
        )
    }

    fn messages(attr: TokenStream, item: &ItemFn) -> Vec<String> {
        let error = signature(attr, item).err().expect("an error");
        error
            .into_iter()
            .map(|e| e.to_string().lines().next().unwrap_or_default().to_string())
            .collect()
    }

    #[test]
    fn what_is_computed_with_and_has_an_order_does_not_vary() {
        let item = parse_quote! {
            fn f<K: Num + Ord, N: Num, T: Float>(k: K, n: N, x: T) -> T { x }
        };
        let signature = signature(quote!(), &item).expect("a signature");
        let varied: Vec<bool> = signature.params.iter().map(|p| p.varied).collect();
        assert_eq!(varied, [false, true, true]);
    }

    #[test]
    fn a_path_names_what_is_there_and_nothing_of_its_last_name() {
        let knowledge = Knowledge::of(&parse_quote! {
            fn ceil(x: f64) -> f64 { x }
            mod inner { fn floor(x: f64) -> f64 { x } }
        });
        let known = |path: Path| knowledge.output(&path).is_some();
        assert!(known(parse_quote!(ceil)));
        assert!(known(parse_quote!(super::ceil)));
        assert!(known(parse_quote!(self::inner::floor)));
        assert!(!known(parse_quote!(super::generic::ceil)));
    }

    #[test]
    fn parameters_vary_unless_they_cannot_or_may_not() {
        let item = parse_quote! {
            fn f<T: Float>((a, b): (f64, f64), mut x: &[T], n: usize, #[no_diff] p: f64, _: f64, out: &mut [f64]) -> f64 { a }
        };
        let signature = signature(quote!(), &item).expect("a signature");
        let params: Vec<_> = signature
            .params
            .iter()
            .map(|p| (p.name.to_string(), p.varied))
            .collect();
        let expected = [
            ("a_b", true),
            ("x", true),
            ("n", false),
            ("p", false),
            ("arg4", true),
            ("out", true),
        ];
        assert_eq!(
            params,
            expected.map(|(name, varied)| (name.to_string(), varied))
        );
        assert_eq!(signature.gradient_params().count(), 3);
        assert_eq!(signature.mut_params().count(), 1);
        assert_eq!(signature.placement, Placement::Item);
    }

    #[test]
    fn wrt_names_the_ones() {
        let item = parse_quote!(
            fn loss(&self, x: f64, y: f64) -> f64 {
                x
            }
        );
        let signature = signature(quote!(wrt(self, y)), &item).expect("a signature");
        assert_eq!(
            signature
                .params
                .iter()
                .map(|p| p.varied)
                .collect::<Vec<_>>(),
            [true, false, true]
        );
        assert_eq!(signature.placement, Placement::Method);
    }

    #[test]
    fn mistakes_are_reported_together() {
        let item = parse_quote!(
            async unsafe fn f(n: usize, x: impl Iterator) -> f64 {
                0.0
            }
        );
        assert_eq!(messages(quote!(wrt(z, n)), &item).len(), 5);
        let item = parse_quote!(
            fn f(n: usize) -> f64 {
                0.0
            }
        );
        assert!(
            signature(quote!(), &item)
                .expect("a signature")
                .refuse_pointless()
                .is_err()
        );
        let item = parse_quote!(
            fn f(x: f64, y: f64) -> f64 {
                0.0
            }
        );
        assert_eq!(
            messages(quote!(derivative(z = 1.0, x = 2.0)), &item).len(),
            2
        );
    }
}
