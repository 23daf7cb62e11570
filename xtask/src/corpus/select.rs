//! Which functions count: those with a body, floats among what goes in and among what comes out.
//!
//! A float may sit in a type of the crate's own or of a crate for linear algebra, and comes out as the result or
//! through a `&mut` parameter. Tests, `unsafe` and `async` functions, and what converts or prints (`fmt`, `from_str`,
//! `serialize`, ..) have no derivative that anybody wants, and do not count.

use super::site::{self, Definition, How, Site, Trait};
use super::types::{Content, Types, scalars};
use ad_transform::parse::Knowledge;
use quote::quote;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;
use syn::spanned::Spanned;
use syn::{
    Attribute, Fields, FnArg, Generics, ImplItem, Item, ItemFn, ItemImpl, ReturnType, Signature,
    TraitItem, Type, Visibility,
};

/// The class of a function by its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Numbers, and arrays, slices, vectors and tuples of them.
    Plain,
    /// With types of the crate's own.
    OwnTypes,
    /// Of type parameters.
    Generic,
    /// With vectors and matrices of other crates.
    Foreign,
}

/// A numeric function.
pub struct Function {
    /// Where it is.
    pub file: String,
    /// Its name, with that of its type.
    pub name: String,
    /// Its class.
    pub class: Class,
    /// What stands under the attribute: the function, or its `impl` with nothing else in it.
    pub item: Item,
    /// What the file around it says, which the attribute would read.
    pub knowledge: Knowledge,
    /// Where the attribute goes.
    pub site: Site,
}

/// What was found in a crate.
pub struct Found {
    /// The numeric functions.
    pub functions: Vec<Function>,
    /// Where the others are annotated that these may call: what takes no floats, or what may be one.
    pub helpers: Vec<(String, Site)>,
    /// The types that the crate defines.
    pub definitions: Vec<Definition>,
    /// The traits that the crate defines, by name.
    pub traits: BTreeMap<String, Trait>,
}

const NO_DERIVATIVE: [&str; 12] = [
    "fmt",
    "from_str",
    "serialize",
    "deserialize",
    "partial_cmp",
    "cmp",
    "eq",
    "hash",
    "size_hint",
    "clone",
    "default",
    "sample",
];

/// The numeric functions of a crate.
pub fn functions(root: &Path) -> Result<Found, String> {
    let mut files = Vec::new();
    let src = root.join("src");
    rust_files(if src.is_dir() { &src } else { root }, &mut files)?;
    let mut parsed = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(|e| e.to_string())?;
        // What is no Rust of this edition is for a macro of the crate's own.
        if let Ok(file) = syn::parse_file(&text) {
            let name = path.strip_prefix(root).unwrap_or(&path);
            parsed.push((name.display().to_string(), path.clone(), file));
        }
    }
    let mut types = Types::default();
    parsed
        .iter()
        .for_each(|(_, _, file)| define(&file.items, &mut types));
    types.close();
    let mut traits = BTreeMap::new();
    parsed
        .iter()
        .for_each(|(name, _, file)| site::traits(name, &file.items, &mut traits));
    // Two of a name are told apart by imports, which this tool does not follow.
    traits.retain(|_, all| all.defined == 1);
    let mut found = Found {
        functions: Vec::new(),
        helpers: Vec::new(),
        definitions: Vec::new(),
        traits,
    };
    for (name, path, file) in parsed {
        found
            .definitions
            .extend(site::definitions(&name, &file.items));
        let mut selection = Selection {
            knowledge: Knowledge::of_annotated(&path),
            file: name,
            types: &types,
            traits: &found.traits,
            found: &mut found.functions,
            helpers: &mut found.helpers,
            module_end: None,
        };
        selection.items(file.items);
    }
    Ok(found)
}

fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if path.file_name().is_none_or(|n| {
                !["tests", "bin", "benches", "examples"]
                    .iter()
                    .any(|other| n == *other)
            }) {
                rust_files(&path, found)?;
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

fn fields(fields: &Fields) -> Vec<Type> {
    fields.iter().map(|field| field.ty.clone()).collect()
}

fn define(items: &[Item], types: &mut Types) {
    for item in items {
        match item {
            Item::Struct(item) => types.define(item.ident.to_string(), fields(&item.fields)),
            Item::Enum(item) => {
                let all = item
                    .variants
                    .iter()
                    .flat_map(|v| fields(&v.fields))
                    .collect();
                types.define(item.ident.to_string(), all);
            }
            Item::Type(item) => types.alias(item.ident.to_string(), (*item.ty).clone()),
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    define(items, types);
                }
            }
            _ => {}
        }
    }
}

pub(super) fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let text = quote!(#attr).to_string();
        attr.path().is_ident("test")
            || (attr.path().is_ident("cfg") && (text.contains("test") || text.contains("any ()")))
    })
}

struct Selection<'a> {
    file: String,
    knowledge: Knowledge,
    types: &'a Types,
    traits: &'a BTreeMap<String, Trait>,
    found: &'a mut Vec<Function>,
    helpers: &'a mut Vec<(String, Site)>,
    /// Where the innermost module that is written out in the file ends.
    module_end: Option<usize>,
}

impl Selection<'_> {
    fn items(&mut self, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Fn(item) if !is_test(&item.attrs) => self.function(item),
                Item::Impl(item) if !is_test(&item.attrs) => self.methods(item),
                Item::Trait(item) => {
                    for method in item.items {
                        let TraitItem::Fn(method) = method else {
                            continue;
                        };
                        let range = method.span().byte_range();
                        if let Some(body) = method.default {
                            // A default method is tried as the method of some type.
                            let (ident, sig) = (&item.ident, method.sig);
                            let name = format!("{ident}::{}", sig.ident);
                            let site = Site::of_trait(ident.to_string(), range, None, None);
                            let item = syn::parse_quote!(impl Implementor { #sig #body });
                            self.method(name, &item, &sig, site);
                        }
                    }
                }
                Item::Mod(module) if !is_test(&module.attrs) => {
                    if let Some((brace, items)) = module.content {
                        let end = brace.span.close().byte_range().start;
                        let outer = self.module_end.replace(end);
                        self.items(items);
                        self.module_end = outer;
                    }
                }
                _ => {}
            }
        }
    }

    fn function(&mut self, item: ItemFn) {
        let known = HashSet::new();
        if let Some(class) = self.class(&item.sig, &known, None) {
            self.found.push(Function {
                file: self.file.clone(),
                name: item.sig.ident.to_string(),
                class,
                site: Site::of_function(&item, self.module_end),
                item: Item::Fn(item),
                knowledge: self.knowledge.clone(),
            });
        } else if helps(&item.sig) {
            let site = Site::of_function(&item, self.module_end);
            self.helpers.push((self.file.clone(), site));
        }
    }

    fn methods(&mut self, item: ItemImpl) {
        let ty = &item.self_ty;
        let ty = quote!(#ty).to_string().replace(' ', "");
        for part in &item.items {
            if let ImplItem::Fn(method) = part
                && !is_test(&method.attrs)
            {
                let name = format!("{ty}::{}", method.sig.ident);
                let site = if item.trait_.is_none() {
                    Site::of_method(method, &item, self.module_end)
                } else if operator(&item) {
                    Site::of_operator(method, &item, self.module_end)
                } else if let Some(name) = site::trait_name(&item)
                    && self.traits.contains_key(&name)
                {
                    let range = method.span().byte_range();
                    Site::of_trait(name, range, Some((method, &item)), self.module_end)
                } else {
                    Site::of_copy(method, &item, self.module_end)
                };
                let mut alone = item.clone();
                alone.items.retain(|other| match other {
                    ImplItem::Fn(_) => other == part,
                    _ => true,
                });
                if item.trait_.is_some() && !operator(&item) {
                    // One method of an impl of a trait is tried as a method of the type.
                    alone.trait_ = None;
                    alone.items.retain(|other| other == part);
                    for other in &mut alone.items {
                        if let ImplItem::Fn(method) = other {
                            method.vis = Visibility::Inherited;
                        }
                    }
                }
                self.method(name, &alone, &method.sig, site);
            }
        }
    }

    fn method(&mut self, name: String, item: &ItemImpl, sig: &Signature, site: Site) {
        let known = scalars(&item.generics, &HashSet::new());
        if let Some(class) = self.class(sig, &known, Some((&item.self_ty, &item.generics))) {
            self.found.push(Function {
                file: self.file.clone(),
                name,
                class,
                item: Item::Impl(item.clone()),
                knowledge: self.knowledge.clone(),
                site,
            });
        } else if helps(sig) && matches!(site.how, How::Attribute(_)) {
            self.helpers.push((self.file.clone(), site));
        }
    }

    /// The class, if floats go in and come out.
    fn class(
        &self,
        sig: &Signature,
        known: &HashSet<String>,
        own: Option<(&Type, &Generics)>,
    ) -> Option<Class> {
        let name = sig.ident.to_string();
        let odd = sig.asyncness.is_some() || sig.abi.is_some();
        if odd || is_unsafe(sig) || NO_DERIVATIVE.contains(&name.as_str()) {
            return None;
        }
        let scalars = scalars(&sig.generics, known);
        let of_self = own.map(|(ty, _)| self.types.content(ty, &scalars));
        let content = |ty: &Type| {
            let mut content = self.types.content(ty, &scalars);
            if names_self(ty) {
                merge(&mut content, of_self.unwrap_or_default());
                content.own = true;
            }
            content
        };
        let (mut inside, mut outside) = (Content::default(), Content::default());
        for input in &sig.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    let mut content = of_self.unwrap_or_default();
                    content.own = true;
                    merge(&mut inside, content);
                    let text = quote!(#receiver).to_string();
                    if text.starts_with('&') && text.contains("mut") {
                        merge(&mut outside, content);
                    }
                }
                FnArg::Typed(param) => {
                    let content = content(&param.ty);
                    merge(&mut inside, content);
                    if matches!(&*param.ty, Type::Reference(r) if r.mutability.is_some()) {
                        merge(&mut outside, content);
                    }
                }
            }
        }
        if let ReturnType::Type(_, ty) = &sig.output {
            merge(&mut outside, content(ty));
        }
        if !inside.floats || !outside.floats {
            return None;
        }
        merge(&mut inside, outside);
        Some(if inside.foreign {
            Class::Foreign
        } else if inside.generic {
            Class::Generic
        } else if inside.own {
            Class::OwnTypes
        } else {
            Class::Plain
        })
    }
}

/// May a numeric function call it, although it is not seen to be one?
fn helps(sig: &Signature) -> bool {
    let known = NO_DERIVATIVE.iter().any(|name| sig.ident == name);
    let odd = sig.asyncness.is_some() || sig.abi.is_some() || is_unsafe(sig);
    !known && !odd && !sig.inputs.is_empty() && matches!(sig.output, ReturnType::Type(..))
}

fn is_unsafe(sig: &Signature) -> bool {
    let inputs = &sig.inputs;
    let whole = quote!(#sig).to_string();
    whole.starts_with("unsafe")
        || whole.contains("const unsafe")
        || quote!(#inputs).to_string().contains("* mut")
}

/// Is the `impl` of an operator or a conversion?
fn operator(item: &ItemImpl) -> bool {
    let Some((path, _)) = item.trait_.as_ref().map(|(.., path, f)| (path, f)) else {
        return false;
    };
    path.segments.last().is_some_and(|s| {
        let name = s.ident.to_string();
        let name = name.trim_end_matches("Assign");
        [
            "Add", "Sub", "Mul", "Div", "Neg", "Index", "IndexMut", "From",
        ]
        .contains(&name)
    })
}

fn names_self(ty: &Type) -> bool {
    quote!(#ty)
        .to_string()
        .split(' ')
        .any(|word| word == "Self")
}

fn merge(into: &mut Content, from: Content) {
    into.floats |= from.floats;
    into.own |= from.own;
    into.foreign |= from.foreign;
    into.generic |= from.generic;
}

#[cfg(test)]
mod tests {
    use super::{Class, Knowledge, Selection, Types, define};

    /// The functions selected from a file, with their classes.
    fn selected(text: &str) -> Vec<(String, Class)> {
        let file: syn::File = syn::parse_str(text).expect("a file");
        let (mut types, mut found) = (Types::default(), Vec::new());
        define(&file.items, &mut types);
        types.close();
        let mut selection = Selection {
            file: String::new(),
            knowledge: Knowledge::of(&file),
            types: &types,
            traits: &std::collections::BTreeMap::new(),
            found: &mut found,
            helpers: &mut Vec::new(),
            module_end: None,
        };
        selection.items(file.items);
        found.into_iter().map(|f| (f.name, f.class)).collect()
    }

    fn of_one(text: &str) -> Option<Class> {
        selected(text).pop().map(|(_, class)| class)
    }

    #[test]
    fn floats_go_in_and_come_out() {
        assert_eq!(of_one("fn f(x: f64) -> f64 { x }"), Some(Class::Plain));
        assert_eq!(
            of_one("fn f(x: &[f32], out: &mut [f32]) {}"),
            Some(Class::Plain)
        );
        assert_eq!(of_one("fn f(x: f64) -> bool { x > 0.0 }"), None);
        assert_eq!(of_one("fn f(n: usize) -> f64 { 0.0 }"), None);
        assert_eq!(of_one("fn f(g: impl Fn(f64) -> f64) -> f64 { 0.0 }"), None);
    }

    #[test]
    fn floats_are_seen_through_types_of_the_crate() {
        let types = "struct P { at: [f64; 3] } struct Line(P, P); struct Name { text: String }";
        let of = |function: &str| of_one(&format!("{types} {function}"));
        assert_eq!(of("fn f(l: &Line) -> f64 { 0.0 }"), Some(Class::OwnTypes));
        assert_eq!(of("fn f(n: &Name) -> f64 { 0.0 }"), None);
        assert_eq!(
            of("impl Line { fn turn(&mut self) {} }"),
            Some(Class::OwnTypes)
        );
        assert_eq!(
            of("impl P { fn new(x: f64) -> Self { todo!() } }"),
            Some(Class::OwnTypes)
        );
    }

    #[test]
    fn type_parameters_and_other_crates_are_classes_of_their_own() {
        assert_eq!(
            of_one("fn f<T: Float>(x: T) -> T { x }"),
            Some(Class::Generic)
        );
        assert_eq!(of_one("fn f<T: Clone>(x: T) -> T { x }"), None);
        assert_eq!(
            of_one("fn f(x: &DVector<f64>) -> f64 { 0.0 }"),
            Some(Class::Foreign)
        );
    }

    #[test]
    fn tests_and_what_prints_do_not_count() {
        assert_eq!(
            of_one("#[cfg(test)] mod tests { fn f(x: f64) -> f64 { x } }"),
            None
        );
        assert_eq!(of_one("unsafe fn f(x: f64) -> f64 { x }"), None);
        assert_eq!(
            of_one("struct P(f64); impl P { fn clone(&self) -> P { P(self.0) } }"),
            None
        );
    }

    #[test]
    fn a_method_is_tried_alone() {
        let two = "struct P(f64); impl P { fn a(&self) -> f64 { self.0 } fn b(&self) -> f64 { self.a() } }";
        let names: Vec<String> = selected(two).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["P::a", "P::b"]);
    }
}
