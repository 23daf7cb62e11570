//! Where the attribute goes, and what else has to stand beside a function or a type for it to be compiled and checked.

use super::select::is_test;
use super::trial::Place;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use syn::spanned::Spanned;
use syn::{
    Attribute, Fields, Generics, ImplItem, ImplItemFn, Item, ItemFn, ItemImpl, Signature,
    Visibility,
};

/// How a function is annotated in a copy of its crate.
pub enum How {
    /// The attribute is written at this place of the file.
    Attribute(usize),
    /// A method of an `impl` of some trait, of which the trait itself may be another crate's: a copy of it, as a method
    /// of the type's own, stands behind that `impl`.
    Copy {
        /// Behind the `impl`.
        at: usize,
        /// The method's name is new.
        item: Box<ItemImpl>,
    },
    /// The trait of this name, which is the crate's, is annotated with all its `impl`s.
    Trait(String),
}

/// Where a function stands, and how it is called.
pub struct Site {
    /// How it is annotated.
    pub how: How,
    /// Its place in the file.
    pub range: Range<usize>,
    /// Where its module ends, if it does before the file does.
    pub module_end: Option<usize>,
    /// Its signature; a copy has its own name.
    pub sig: Option<Signature>,
    /// Of a method: its `impl`, without methods.
    pub owner: Option<Box<ItemImpl>>,
}

impl Site {
    pub fn of_function(item: &ItemFn, module_end: Option<usize>) -> Site {
        Site {
            how: How::Attribute(begin(&item.vis, &item.sig)),
            range: item.span().byte_range(),
            module_end,
            sig: Some(item.sig.clone()),
            owner: None,
        }
    }

    pub fn of_method(method: &ImplItemFn, item: &ItemImpl, module_end: Option<usize>) -> Site {
        Site {
            how: How::Attribute(begin(&method.vis, &method.sig)),
            range: method.span().byte_range(),
            module_end,
            sig: Some(method.sig.clone()),
            owner: Some(Box::new(without_items(item))),
        }
    }

    /// The whole `impl` of an operator is annotated.
    pub fn of_operator(method: &ImplItemFn, item: &ItemImpl, module_end: Option<usize>) -> Site {
        let keyword = item
            .unsafety
            .map_or(item.impl_token.span, |token| token.span);
        let mut sig = method.sig.clone();
        replace_own_types(&mut sig, item);
        Site {
            how: How::Attribute(keyword.byte_range().start),
            range: item.span().byte_range(),
            module_end,
            sig: Some(sig),
            owner: Some(Box::new(without_items(item))),
        }
    }

    /// A method of a trait of the crate's, or of an `impl` of it.
    pub fn of_trait(
        name: String,
        range: Range<usize>,
        implemented: Option<(&ImplItemFn, &ItemImpl)>,
        module_end: Option<usize>,
    ) -> Site {
        let sig = implemented.map(|(method, item)| {
            let mut sig = method.sig.clone();
            replace_own_types(&mut sig, item);
            sig
        });
        Site {
            how: How::Trait(name),
            range,
            module_end,
            sig,
            owner: implemented.map(|(_, item)| Box::new(without_items(item))),
        }
    }

    pub fn of_copy(method: &ImplItemFn, item: &ItemImpl, module_end: Option<usize>) -> Site {
        let range = method.span().byte_range();
        let mut copy = method.clone();
        replace_own_types(&mut copy, item);
        copy.attrs.retain(is_cfg);
        copy.vis = Visibility::Inherited;
        copy.sig.ident = quote::format_ident!("{}_at_{}", copy.sig.ident, range.start);
        let mut owner = without_items(item);
        owner.trait_ = None;
        owner.attrs.retain(is_cfg);
        let sig = copy.sig.clone();
        let mut alone = owner.clone();
        alone.items.push(ImplItem::Fn(copy));
        Site {
            how: How::Copy {
                at: item.span().byte_range().end,
                item: Box::new(alone),
            },
            range,
            module_end,
            sig: Some(sig),
            owner: Some(Box::new(owner)),
        }
    }
}

fn is_cfg(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg")
}

/// Where a function begins, behind its attributes.
fn begin(vis: &Visibility, sig: &Signature) -> usize {
    let span = match vis {
        Visibility::Inherited => sig.span(),
        vis => vis.span(),
    };
    span.byte_range().start
}

fn without_items(item: &ItemImpl) -> ItemImpl {
    ItemImpl {
        items: Vec::new(),
        ..item.clone()
    }
}

/// Writes the type for `Self::Output`, and `<Self as Trait>::N` for `Self::N`, of what an `impl` defines.
fn replace_own_types<T: ToTokens + syn::parse::Parse>(of: &mut T, item: &ItemImpl) {
    let Some((.., path, _)) = &item.trait_ else {
        return;
    };
    let own: HashMap<String, TokenStream> = item
        .items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Type(of) => {
                let ty = &of.ty;
                // A borrow has a lifetime of its own wherever it is written.
                let plain = matches!(ty, syn::Type::Path(path) if path.qself.is_none());
                let name = &of.ident;
                let text = if plain {
                    quote!(#ty)
                } else {
                    quote!(<Self as #path>::#name)
                };
                Some((name.to_string(), text))
            }
            ImplItem::Const(item) => {
                let name = &item.ident;
                Some((name.to_string(), quote!(<Self as #path>::#name)))
            }
            _ => None,
        })
        .collect();
    if let Ok(parsed) = syn::parse2(replaced(of.to_token_stream(), &own)) {
        *of = parsed;
    }
}

/// Replaces `Self::name`.
fn replaced(tokens: TokenStream, by: &HashMap<String, TokenStream>) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    let mut i = 0;
    while i < trees.len() {
        let known = match trees.get(i + 3) {
            Some(TokenTree::Ident(name)) => by.get(&name.to_string()),
            _ => None,
        };
        let colon =
            |k: usize| matches!(trees.get(k), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        match (&trees[i], known) {
            (TokenTree::Ident(word), Some(known))
                if word == "Self" && colon(i + 1) && colon(i + 2) =>
            {
                out.extend(known.clone());
                i += 3;
            }
            (TokenTree::Group(group), _) => {
                let inner = replaced(group.stream(), by);
                let mut new = proc_macro2::Group::new(group.delimiter(), inner);
                new.set_span(group.span());
                out.extend([TokenTree::Group(new)]);
            }
            (tree, _) => out.extend([tree.clone()]),
        }
        i += 1;
    }
    out
}

/// A trait that the crate defines, and its `impl`s: they are annotated together.
#[derive(Default)]
pub struct Trait {
    /// How often a trait of this name is defined.
    pub defined: usize,
    /// Where the attribute goes before the definition, and the definition.
    pub definition: Option<(Place, Range<usize>)>,
    /// The same of its `impl`s.
    pub places: Vec<(Place, Range<usize>)>,
    /// The places of its methods, by name.
    pub methods: BTreeMap<String, Vec<(Place, Range<usize>)>>,
}

/// The traits that these items define and implement.
pub fn traits(file: &str, items: &[Item], found: &mut BTreeMap<String, Trait>) {
    let place = |at: usize| (file.to_string(), at);
    for item in items {
        match item {
            Item::Trait(item) if !is_test(&item.attrs) => {
                let all = found.entry(item.ident.to_string()).or_default();
                all.defined += 1;
                let start = match (&item.vis, &item.unsafety) {
                    (Visibility::Inherited, None) => item.trait_token.span,
                    (Visibility::Inherited, Some(token)) => token.span,
                    (vis, _) => vis.span(),
                };
                let at = place(start.byte_range().start);
                all.definition = Some((at, item.span().byte_range()));
                for member in &item.items {
                    if let syn::TraitItem::Fn(method) = member {
                        all.method(file, &method.sig, method.span().byte_range());
                    }
                }
            }
            Item::Impl(item) if !is_test(&item.attrs) => {
                let Some(name) = trait_name(item) else {
                    continue;
                };
                let all = found.entry(name).or_default();
                let keyword = item
                    .unsafety
                    .map_or(item.impl_token.span, |token| token.span);
                let at = place(keyword.byte_range().start);
                all.places.push((at, item.span().byte_range()));
                for member in &item.items {
                    if let ImplItem::Fn(method) = member {
                        all.method(file, &method.sig, method.span().byte_range());
                    }
                }
            }
            Item::Mod(module) if !is_test(&module.attrs) => {
                if let Some((_, items)) = &module.content {
                    traits(file, items, found);
                }
            }
            _ => {}
        }
    }
}

impl Trait {
    fn method(&mut self, file: &str, sig: &Signature, range: Range<usize>) {
        let places = self.methods.entry(sig.ident.to_string()).or_default();
        places.push(((file.to_string(), range.start), range));
    }
}

/// The name of the trait that is implemented.
pub fn trait_name(item: &ItemImpl) -> Option<String> {
    let (.., path, _) = item.trait_.as_ref()?;
    Some(path.segments.last()?.ident.to_string())
}

/// A type that the crate defines.
pub struct Definition {
    /// The file.
    pub file: String,
    /// Where a `#[derive]` goes.
    pub at: usize,
    /// The place of the definition.
    pub range: Range<usize>,
    /// The places of its fields, where `#[no_diff]` goes, and the places of the fields' types.
    pub fields: Vec<(usize, Range<usize>)>,
    /// It, without attributes.
    pub item: Item,
}

impl Definition {
    /// The type's name.
    pub fn name(&self) -> String {
        match &self.item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            _ => String::new(),
        }
    }
}

/// The types that these items define.
pub fn definitions(file: &str, items: &[Item]) -> Vec<Definition> {
    let mut found = Vec::new();
    for item in items {
        let define = |vis: &Visibility, token: proc_macro2::Span, all: Vec<&Fields>| {
            let at = match vis {
                Visibility::Inherited => token,
                vis => vis.span(),
            };
            let fields = all.into_iter().flat_map(|fields| fields.iter());
            Definition {
                file: file.to_string(),
                at: at.byte_range().start,
                range: item.span().byte_range(),
                fields: fields
                    .map(|field| {
                        let ty = field.ty.span().byte_range();
                        let start = match (&field.vis, &field.ident) {
                            (Visibility::Inherited, Some(ident)) => ident.span().byte_range().start,
                            (Visibility::Inherited, None) => ty.start,
                            (vis, _) => vis.span().byte_range().start,
                        };
                        (start, ty)
                    })
                    .collect(),
                item: item.clone(),
            }
        };
        match item {
            Item::Struct(item) if !is_test(&item.attrs) => {
                found.push(define(
                    &item.vis,
                    item.struct_token.span,
                    vec![&item.fields],
                ));
            }
            Item::Enum(item) if !is_test(&item.attrs) => {
                let fields = item.variants.iter().map(|v| &v.fields).collect();
                found.push(define(&item.vis, item.enum_token.span, fields));
            }
            Item::Mod(module) if !is_test(&module.attrs) => {
                if let Some((_, items)) = &module.content {
                    found.extend(definitions(file, items));
                }
            }
            _ => {}
        }
    }
    found
}

/// The generic parameters' names: those of types, and those of numbers.
pub fn parameters(generics: &Generics) -> (Vec<String>, Vec<String>) {
    let types = generics.type_params().map(|p| p.ident.to_string());
    let numbers = generics.const_params().map(|p| p.ident.to_string());
    (types.collect(), numbers.collect())
}

/// Replaces names in tokens.
pub fn substitute(tokens: TokenStream, by: &dyn Fn(&str) -> Option<TokenStream>) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|tree| match tree {
            TokenTree::Ident(ref ident) => {
                by(&ident.to_string()).unwrap_or_else(|| tree.clone().into())
            }
            TokenTree::Group(group) => {
                let inner = substitute(group.stream(), by);
                TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner)).into()
            }
            tree => tree.into(),
        })
        .collect()
}
