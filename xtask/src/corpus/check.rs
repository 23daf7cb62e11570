//! Whether the derivatives of what compiles are right: tests in the copy of the crate call it at random points.

use super::compile::Workplace;
use super::patch::{Edit, Id};
use super::select::{Found, Function};
use super::site::{How, Site, parameters, substitute};
use super::trial::{self, Unit};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use std::collections::BTreeMap;
use syn::{Fields, FnArg, Item, ReceiverKind, ReturnType, Type};

/// What stands in the copy for the checks.
const POINTS: &str = include_str!("points.rs");

/// What a check of a function found.
#[derive(Clone, Debug)]
pub enum Checked {
    /// No arguments could be made, or nothing could be compared at them.
    Not(String),
    /// All derivatives that could be compared are right.
    Right,
    /// They are not.
    Wrong(String),
}

impl Workplace {
    /// Checks functions, given with the units that annotate them.
    pub fn check(
        &mut self,
        found: &Found,
        functions: &[(&Function, Id)],
    ) -> Result<Vec<Checked>, String> {
        self.leave_out_everywhere();
        let root = self.root();
        let ends: BTreeMap<String, usize> = self
            .patched
            .originals()
            .iter()
            .map(|(file, text)| (file.clone(), text.len()))
            .collect();
        self.units
            .extend(found.definitions.iter().filter_map(|definition| {
                let text = sample(&definition.item)?;
                let text = format!(" #[cfg(test)] {text} ");
                Some(Unit::new(
                    &definition.file,
                    definition.range.end,
                    text,
                    0..0,
                ))
            }));
        let mut tests: Vec<Option<Id>> = Vec::new();
        for (k, (function, _)) in functions.iter().enumerate() {
            let unit = test(k, &function.site).map(|text| {
                let end = function.site.module_end;
                let end =
                    end.unwrap_or_else(|| ends.get(&function.file).copied().unwrap_or_default());
                let text = format!("\n#[cfg(test)] mod corpus_{k} {{ {text} }}\n");
                Unit::new(&function.file, end, text, 0..0)
            });
            tests.push(unit.map(|unit| {
                self.units.push(unit);
                self.units.len() - 1
            }));
        }
        let points = self
            .patched
            .folder
            .join(&root)
            .with_file_name("corpus_points.rs");
        let manifest = std::fs::read_to_string(self.patched.folder.join("Cargo.toml"));
        let text = POINTS.to_string() + &super::foreign::samples(&manifest.unwrap_or_default());
        std::fs::write(points, text).map_err(|e| e.to_string())?;
        let mut edits = self.extern_crate();
        edits.push(Edit {
            file: root.clone(),
            at: ends.get(&root).copied().unwrap_or_default(),
            text: "\n#[cfg(test)] mod corpus_points;\n".to_string(),
            unit: usize::MAX,
        });
        let always = || edits.clone();
        loop {
            let (units, patched) = (&mut self.units, &mut self.patched);
            trial::settle(units, &always, patched, &self.cargo, true)?;
            // What is left out everywhere may be called by others, which then are left out themselves.
            if !self.leave_out_everywhere() {
                break;
            }
        }
        let printed = self.cargo.test(&self.patched)?;
        let mut lines: BTreeMap<usize, Checked> = BTreeMap::new();
        for line in printed.lines() {
            if let Some(rest) = line.strip_prefix("corpus\t") {
                let parts: Vec<&str> = rest.splitn(4, '\t').collect();
                if let [id, compared, late, wrong] = parts[..]
                    && let Ok(id) = id.parse()
                {
                    let checked = match (compared, late, wrong) {
                        (_, _, wrong) if !wrong.is_empty() => {
                            Checked::Wrong(wrong.replace("\\n", "\n"))
                        }
                        ("0", "true", _) => Checked::Not("takes too long".to_string()),
                        ("0", ..) => Checked::Not("nothing to compare at these points".to_string()),
                        _ => Checked::Right,
                    };
                    lines.insert(id, checked);
                }
            }
        }
        Ok(tests
            .iter()
            .enumerate()
            .map(
                |(k, id)| match (id.map(|id| &self.units[id].state), lines.get(&k)) {
                    (_, Some(checked)) => checked.clone(),
                    (None, None) => Checked::Not("not called by this tool".to_string()),
                    (Some(trial::State::Out(errors)), None) => {
                        Checked::Not(errors.first().map_or(String::new(), |e| e.message.clone()))
                    }
                    (Some(_), None) => Checked::Not("the test did not finish".to_string()),
                },
            )
            .collect())
    }
}

impl Workplace {
    /// Leaves a method of a trait out everywhere that an implementation leaves out: of that a call is no error of `cargo
    /// check`, but one of the build, which would say nothing of all the others.
    ///
    /// Says whether there was any.
    fn leave_out_everywhere(&mut self) -> bool {
        let is_out = |unit: &Unit| {
            let within = unit.within.is_none_or(|id| self.units[id].is_in());
            !(unit.is_in() && within)
        };
        let methods = self.units.iter().filter(|unit| is_out(unit));
        let declared: Vec<Id> = methods.filter_map(|unit| unit.follows).collect();
        let mut any = false;
        for id in declared {
            if self.units[id].is_in() {
                self.units[id].state = trial::State::Out(Vec::new());
                any = true;
            }
        }
        any
    }
}

/// How a value of a type is drawn.
fn sample(item: &Item) -> Option<TokenStream> {
    let draw = quote!(crate::corpus_points::Sample::sample(draw));
    let of_fields = |path: TokenStream, fields: &Fields| match fields {
        Fields::Named(fields) => {
            let names = fields.named.iter().map(|f| &f.ident);
            quote!(#path { #(#names: #draw),* })
        }
        Fields::Unnamed(fields) => {
            let values = fields.unnamed.iter().map(|_| &draw);
            quote!(#path(#(#values),*))
        }
        Fields::Unit => path,
    };
    let (ident, generics, body, types) = match item {
        Item::Struct(item) => {
            let types: Vec<&Type> = item.fields.iter().map(|f| &f.ty).collect();
            (
                &item.ident,
                &item.generics,
                of_fields(quote!(Self), &item.fields),
                types,
            )
        }
        Item::Enum(item) => {
            let count = item.variants.len() as u64;
            let arms = item.variants.iter().enumerate().map(|(k, variant)| {
                let (k, name) = (k as u64, &variant.ident);
                let value = of_fields(quote!(Self::#name), &variant.fields);
                quote!(#k => #value,)
            });
            let body = quote!(match draw.below(#count) { #(#arms)* _ => loop {} });
            let types = item
                .variants
                .iter()
                .flat_map(|v| v.fields.iter().map(|f| &f.ty));
            (&item.ident, &item.generics, body, types.collect())
        }
        _ => return None,
    };
    if generics.lifetimes().next().is_some()
        || matches!(item, Item::Enum(e) if e.variants.is_empty())
    {
        return None;
    }
    let mut bounded = generics.clone();
    let parameters: Vec<_> = generics.type_params().map(|p| p.ident.clone()).collect();
    if !parameters.is_empty() {
        let clause = bounded.make_where_clause();
        for ty in types.into_iter().filter(|ty| mentions(ty, &parameters)) {
            clause
                .predicates
                .push(syn::parse_quote!(#ty: crate::corpus_points::Sample));
        }
    }
    let (impl_generics, _, clause) = bounded.split_for_impl();
    let (_, ty_generics, _) = generics.split_for_impl();
    Some(quote! {
        impl #impl_generics crate::corpus_points::Sample for #ident #ty_generics #clause {
            fn sample(draw: &mut crate::corpus_points::Draw) -> Self { #body }
        }
    })
}

fn mentions(ty: &Type, names: &[proc_macro2::Ident]) -> bool {
    let found = std::cell::Cell::new(false);
    substitute(ty.to_token_stream(), &|name| {
        found.set(found.get() || names.iter().any(|n| n == name));
        None
    });
    found.get()
}

/// A parameter of a test's function.
struct Param {
    /// What is drawn.
    owned: TokenStream,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Value,
    Shared,
    Mut,
}

/// A test that checks a function at points: by way of a function that calls it with the types that are drawn.
fn test(id: usize, site: &Site) -> Option<TokenStream> {
    let sig = site.sig.as_ref()?;
    let owner = site.owner.as_deref();
    let concrete = |tokens: TokenStream| concrete(tokens, site);
    let mut params = Vec::new();
    for input in &sig.inputs {
        params.push(match input {
            FnArg::Receiver(receiver) => {
                let ty = &owner?.self_ty;
                let kind = match &receiver.kind {
                    ReceiverKind::Value => Kind::Value,
                    ReceiverKind::Reference(_, _, Some(_)) => Kind::Mut,
                    ReceiverKind::Reference(_, _, None) => Kind::Shared,
                    _ => return None,
                };
                of_type(&syn::parse2(concrete(quote!(#ty))).ok()?, Some(kind))
            }
            FnArg::Typed(typed) => {
                let ty = &typed.ty;
                of_type(&syn::parse2(concrete(quote!(#ty))).ok()?, None)
            }
        });
    }
    let output = match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(concrete(quote!(#ty))),
    };
    let names: Vec<_> = (0..params.len()).map(|k| format_ident!("a{k}")).collect();
    let call = call(site, &params, &names)?;
    let declared = params.iter().zip(&names).map(|(param, name)| {
        let owned = &param.owned;
        match param.kind {
            Kind::Value => quote!(#name: #owned),
            Kind::Shared => quote!(#name: &#owned),
            Kind::Mut => quote!(mut #name: #owned),
        }
    });
    let changed = params
        .iter()
        .zip(&names)
        .filter(|(param, _)| param.kind == Kind::Mut);
    let (types, changed): (Vec<_>, Vec<_>) =
        changed.map(|(param, name)| (&param.owned, name)).unzip();
    let (result, body) = match (&output, changed.is_empty()) {
        (Some(output), true) => (output.clone(), call),
        (Some(output), false) => (
            quote!((#(#types,)* #output)),
            quote!(let result = #call; (#(#changed,)* result)),
        ),
        (None, _) => match (&types[..], &changed[..]) {
            ([ty], [one]) => (quote!(#ty), quote!(#call; #one)),
            _ => (quote!((#(#types),*)), quote!(#call; (#(#changed),*))),
        },
    };
    let owned = params.iter().map(|param| &param.owned);
    let given = params
        .iter()
        .zip(&names)
        .map(|(param, name)| match param.kind {
            Kind::Shared => quote!(&#name),
            _ => quote!(#name),
        });
    let given: Vec<_> = given.collect();
    let given = match &given[..] {
        [one] => one.clone(),
        all => quote!((#(#all),*)),
    };
    Some(quote! {
        #![allow(warnings)]
        extern crate std;
        use super::*;
        use self::std::prelude::v1::*;
        #[::ad::differentiate]
        fn called(#(#declared),*) -> #result { #body }
        #[test]
        fn at_points() {
            crate::corpus_points::points(#id, |draw| {
                #(let #names: #owned = crate::corpus_points::draw(draw);)*
                crate::corpus_points::point::<called>(#given)
            });
        }
    })
}

/// Tokens with floats for type parameters, numbers for those of numbers, and types of their own names.
fn concrete(tokens: TokenStream, site: &Site) -> TokenStream {
    let owner = site.owner.as_deref();
    let mut types: Vec<String> = Vec::new();
    let mut numbers: Vec<String> = Vec::new();
    let all = [
        owner.map(|o| &o.generics),
        site.sig.as_ref().map(|s| &s.generics),
    ];
    for generics in all.into_iter().flatten() {
        let (t, n) = parameters(generics);
        types.extend(t);
        numbers.extend(n);
    }
    let self_ty = owner.map(|owner| owner.self_ty.to_token_stream());
    let replace = |tokens: TokenStream| {
        substitute(tokens, &|name| {
            if types.iter().any(|t| t == name) {
                Some(quote!(f64))
            } else if numbers.iter().any(|n| n == name) {
                Some(quote!(3))
            } else {
                None
            }
        })
    };
    let self_ty = self_ty.map(replace);
    replace(substitute(tokens, &|name| {
        (name == "Self").then(|| self_ty.clone()).flatten()
    }))
}

fn of_type(ty: &Type, receiver: Option<Kind>) -> Param {
    let owned = |ty: &Type| match ty {
        Type::Slice(slice) => {
            let elem = &slice.elem;
            quote!(std::vec::Vec<#elem>)
        }
        ty => quote!(#ty),
    };
    match (ty, receiver) {
        (ty, Some(kind)) => Param {
            owned: owned(ty),
            kind,
        },
        (Type::Reference(reference), None) => {
            let text = reference.elem.to_token_stream().to_string();
            if text == "str" {
                return Param {
                    owned: quote!(&'static str),
                    kind: Kind::Value,
                };
            }
            let kind = if reference.mutability.is_some() {
                Kind::Mut
            } else {
                Kind::Shared
            };
            Param {
                owned: owned(&reference.elem),
                kind,
            }
        }
        (ty, None) => Param {
            owned: owned(ty),
            kind: Kind::Value,
        },
    }
}

/// The call of the function with arguments of these names.
fn call(site: &Site, params: &[Param], names: &[proc_macro2::Ident]) -> Option<TokenStream> {
    let sig = site.sig.as_ref()?;
    let ident = &sig.ident;
    let args: Vec<_> = params
        .iter()
        .zip(names)
        .map(|(param, name)| match param.kind {
            Kind::Mut => quote!(&mut #name),
            Kind::Value | Kind::Shared => quote!(#name),
        })
        .collect();
    let Some(owner) = site.owner.as_deref() else {
        return Some(quote!(super::#ident(#(#args),*)));
    };
    if ident == "from" && owner.trait_.is_some() {
        let ty = &owner.self_ty;
        let ty = concrete(quote!(#ty), site);
        return Some(quote!(<#ty as From<_>>::from(#(#args),*)));
    }
    if owner.trait_.is_some() && matches!(site.how, How::Attribute(_)) {
        return operator(&ident.to_string(), names);
    }
    if sig.receiver().is_some() {
        let (this, rest) = (names.first()?, &args[1..]);
        return Some(quote!(#this.#ident(#(#rest),*)));
    }
    let mut path: syn::Path = match &*owner.self_ty {
        Type::Path(path) if path.qself.is_none() => path.path.clone(),
        _ => return None,
    };
    for segment in &mut path.segments {
        if let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            arguments.colon2_token = Some(Default::default());
        }
    }
    let path = concrete(quote!(#path), site);
    Some(quote!(#path::#ident(#(#args),*)))
}

fn operator(name: &str, names: &[proc_macro2::Ident]) -> Option<TokenStream> {
    let token = match name.trim_end_matches("_assign") {
        "add" => quote!(+),
        "sub" => quote!(-),
        "mul" => quote!(*),
        "div" => quote!(/),
        "neg" => quote!(-),
        _ => return None,
    };
    match names {
        [one] => Some(quote!(#token #one)),
        [one, two] if name.ends_with("_assign") => {
            let token: TokenStream = format!("{token}=").parse().ok()?;
            Some(quote!(#one #token #two))
        }
        [one, two] => Some(quote!(#one #token #two)),
        _ => None,
    }
}
