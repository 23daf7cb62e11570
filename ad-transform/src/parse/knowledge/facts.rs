//! What a file says, read once.

use super::method::{Method, method, params};
use super::text::{Text, is_made_of_numbers, path_of, text};
use crate::hashed::{HashMap, HashSet};
use crate::parse::type_params::is_usize;
use crate::parse::{Options, words};
use crate::syntax::visit::Visit;
use quote::ToTokens;
use syn::{Ident, ImplItem, ItemImpl, ItemStruct, ReturnType};

/// The crates of the standard library.
pub const STANDARD: [&str; 3] = ["std", "core", "alloc"];

/// What a file declares, by name; `None` for a name that stands for several things.
#[derive(Debug, Default)]
pub struct Facts {
    pub structs: HashMap<String, Option<Struct>>,
    /// By type and name.
    pub methods: HashMap<(String, String), Option<Method>>,
    /// Functions of a type itself that are named as siblings are, by type and name.
    pub inherent: HashSet<(String, String)>,
    /// Functions that stand alone, by name.
    pub signatures: HashMap<String, Option<Method>>,
    /// With the parameters of the alias.
    pub aliases: HashMap<String, Option<Alias>>,
    /// The aliases of which there is one under each of several conditions of compilation.
    pub conditional: HashMap<String, Vec<(String, Alias)>>,
    /// The conditions of the modules at hand.
    conditions: Vec<String>,
    /// Constants of the type `usize`, with their expressions.
    pub lengths: HashMap<String, Option<Text>>,
    /// Functions, by name: are all of that name without an attribute that could make them a companion?
    pub functions: HashMap<String, bool>,
    /// May a macro make more than the file shows? What a glob brings is no companion of a function that stands here.
    pub open: bool,
    /// Functions that are no methods: what they return, where it is made of numbers alone and so the same in all modules.
    pub outputs: HashMap<String, Option<Text>>,
    pub traits: HashMap<String, Option<Trait>>,
    /// What traits of a name are implemented for, and with which arguments.
    pub implementations: HashMap<String, Vec<Implementation>>,
    /// The types of which `impl Sum`, or `impl Product`, is seen to be something else than `+`, or `*`.
    pub other_sums: HashSet<(String, bool)>,
    /// The types whose `clone` is seen to compute something.
    pub other_clones: HashSet<String>,
    /// What `impl Index` of a type gives, by the type and how many parts the index has: 0 for one that is no tuple.
    pub elements: HashMap<(String, usize), Option<Text>>,
    /// Types, and the number of parts of an index, for which an `impl Index` has no attribute that could be ours.
    pub bare_elements: HashSet<(String, usize)>,
    /// What operators give, by their trait and the last words of the types of the operands; [`PARAM`] for a parameter.
    pub operators: HashMap<(String, String, String), Option<Product>>,
    /// Structs and enums.
    pub types: HashSet<String>,
    /// Those that have `Clone`.
    pub cloned: HashSet<String>,
    /// Structs and enums with lifetimes: how many.
    pub lifetimes: HashMap<String, usize>,
    /// Structs and enums: each type parameter, with the types of the fields that vary and name it.
    pub holds: HashMap<String, Option<Vec<Holder>>>,
    /// Structs and enums without type parameters and without a tangent of their own: the types of what they hold.
    pub plain: HashMap<String, Option<Vec<Text>>>,
    /// All that other files can name, with the modules of this file around it.
    pub declared: HashMap<String, Option<Vec<String>>>,
    /// Modules that are declared: in the file, and all.
    pub inline_modules: HashSet<String>,
    pub modules: HashSet<String>,
    /// Those that more than the module around can name.
    pub open_modules: HashSet<String>,
    /// Where `#[path = ".."]` says that modules are.
    pub module_paths: HashMap<String, String>,
    pub imports: HashMap<String, Option<Import>>,
    /// The paths of imports, where all those of a name have the same, in whichever module they stand.
    pub paths: HashMap<String, Option<Vec<String>>>,
    pub globs: Vec<Import>,
    /// Names that stand for something of the file's own, or of a crate that is not the standard library.
    pub own: HashSet<String>,
    /// Names that are imported from the standard library.
    pub standard: HashSet<String>,
    /// Is all of some module of the standard library imported?
    pub standard_globs: bool,
    /// The macros that are defined outside of functions.
    pub macros: Vec<MacroRules>,
    /// Modules whose macros can be called after them.
    pub macro_modules: HashSet<String>,
    /// The modules around what is being read.
    within: Vec<String>,
    /// Is what is being read inside a function?
    in_body: bool,
    /// Does the import that is being read pass on what it names?
    passes_on: bool,
    /// What functions import for themselves.
    of_bodies: Vec<(String, Import)>,
}

/// A `macro_rules!` of a file.
#[derive(Clone, Debug)]
pub struct MacroRules {
    pub name: String,
    /// Can the whole crate name it by a path?
    pub exported: bool,
    /// Can it be called after the file, where the file's own macros can?
    pub outlives: bool,
    /// Is it there only under a condition?
    pub conditional: bool,
    /// Its arms.
    pub text: Text,
}

/// The parameters of an alias and what it stands for.
pub type Alias = (Vec<String>, Text);

/// What an import names, as it is written, and the modules of its file around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub within: Vec<String>,
    pub path: Vec<String>,
    /// Does it pass on what it names to other modules (`pub use`)?
    pub passes_on: bool,
}

/// What an operator gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Product {
    /// A value of the type of the left operand.
    Left,
    /// A value of the type of the right operand.
    Right,
    /// A value of a type without parameters.
    Type(Text),
}

/// Stands for the type of an operand that is a parameter of the `impl`.
pub const PARAM: &str = "_";

/// A trait: what it asks for, by the last words of the paths.
#[derive(Clone, Debug)]
pub struct Trait {
    /// Is it not annotated?
    pub bare: bool,
    pub above: Vec<String>,
    /// A function with its generic parameters.
    pub generics: Text,
    /// The bounds of the types that belong to it, or to those above it; one may be named twice.
    pub types: Vec<(String, Vec<String>)>,
    /// Its functions.
    pub functions: HashMap<String, Method>,
}

/// A type parameter, and the types of what is held.
type Holder = (String, Vec<Text>);

/// An `impl` of a trait: `impl<T: Float> Interpolate<T> for V2<T>`.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// A function with its generic parameters.
    pub generics: Text,
    /// The last word of the type that has the trait.
    pub of: Option<String>,
    /// The types that the trait is given.
    pub arguments: Vec<Text>,
    /// The types that belong to it: `type Scalar = T;`.
    pub types: Vec<(String, Text)>,
    /// The type arguments of the type that has the trait.
    pub arguments_of_type: Vec<Text>,
}

/// What is known of a struct, or of an enum, whose fields are called `Variant::field`.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The fields that are marked as such that do not vary.
    pub left_out: Vec<String>,
    pub params: Vec<String>,
    pub fields: Vec<(String, Text)>,
    /// The variants of an enum.
    pub variants: Vec<String>,
}

impl Struct {
    fn of(generics: &syn::Generics) -> Struct {
        Struct {
            left_out: Vec::new(),
            params: params(generics).collect(),
            fields: Vec::new(),
            variants: Vec::new(),
        }
    }

    /// Adds the fields of the struct, or of a variant.
    fn add(&mut self, before: &str, fields: &syn::Fields) {
        for (field, member) in fields.iter().zip(fields.members()) {
            let name = format!("{before}{}", text_of(&member));
            if is_left_out(&field.attrs) {
                self.left_out.push(name.clone());
            }
            self.fields.push((name, text(&field.ty)));
        }
    }
}

/// The last words of the paths of bounds.
fn last_words(bounds: &Bounds) -> Vec<String> {
    let of = |bound: &syn::TypeParamBound| match bound {
        syn::TypeParamBound::Trait(bound) => Some(bound.path.segments.last()?.ident.to_string()),
        _ => None,
    };
    bounds.iter().filter_map(of).collect()
}

/// What a trait asks for, by the last words of the paths; operators not of vectors, as for those they say nothing of what
/// kind of number they are.
fn above(item: &syn::ItemTrait) -> Vec<String> {
    let clause = item.generics.where_clause.iter();
    let asked = clause.flat_map(|clause| &clause.predicates);
    let of_itself = asked.filter_map(|predicate| match predicate {
        syn::WherePredicate::Type(asked) => match &asked.bounded_ty {
            syn::Type::Path(of) if of.path.is_ident("Self") => Some(&asked.bounds),
            _ => None,
        },
        _ => None,
    });
    let all: Vec<_> = std::iter::once(&item.supertraits)
        .chain(of_itself)
        .collect();
    let mut above: Vec<String> = all.iter().flat_map(|bounds| last_words(bounds)).collect();
    let is_of_others = |bounds: &&Bounds| {
        crate::parse::type_params::scales(bounds)
            || crate::parse::type_params::gives_other(bounds, &item.ident)
    };
    if all.iter().any(is_of_others) {
        above.retain(|name| !crate::parse::type_params::is_operator(name));
    }
    above
}

type Bounds = syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>;

/// The bounds of a type that belongs to a trait, where its `where` says them: `<Self as Space>::Scalar: Float`.
fn of_own_type(predicate: &syn::WherePredicate) -> Option<(String, Vec<String>)> {
    let syn::WherePredicate::Type(predicate) = predicate else {
        return None;
    };
    let syn::Type::Path(path) = &predicate.bounded_ty else {
        return None;
    };
    let of_self = match &path.qself {
        Some(qself) => matches!(&*qself.ty, syn::Type::Path(of) if of.path.is_ident("Self")),
        None => path.path.segments.len() == 2 && path.path.segments[0].ident == "Self",
    };
    let last = path.path.segments.last().filter(|_| of_self)?;
    Some((last.ident.to_string(), last_words(&predicate.bounds)))
}

impl Facts {
    /// What a file says. What only tests see says nothing of what stands outside them: a module of tests imports, by the
    /// names that the file uses, what is easier to write.
    pub fn of(file: &syn::File) -> Facts {
        let mut facts = Facts::default();
        facts.visit_file(file);
        facts.settle_bodies();
        facts.read_macros(&file.items, true);
        let mut tests = Tests::default();
        tests.visit_file(file);
        for (within, module) in tests.found {
            let mut of_tests = Facts {
                within,
                ..Facts::default()
            };
            of_tests.read_module(module);
            of_tests.settle_bodies();
            facts.add(of_tests);
        }
        facts
    }

    /// The macros that are defined in modules; `outlives` says that those here can be called after the file's own.
    fn read_macros(&mut self, items: &[syn::Item], outlives: bool) {
        let has = |attrs: &[syn::Attribute], name: &str| {
            attrs.iter().any(|attr| attr.path().is_ident(name))
        };
        for item in items {
            match item {
                syn::Item::Macro(item) => {
                    let Some(name) = &item.ident else { continue };
                    self.macros.push(MacroRules {
                        name: name.to_string(),
                        exported: has(&item.attrs, "macro_export"),
                        outlives,
                        conditional: has(&item.attrs, "cfg"),
                        text: item.mac.tokens.to_string(),
                    });
                }
                syn::Item::Mod(module) => {
                    let used = has(&module.attrs, "macro_use");
                    if used {
                        self.macro_modules.insert(module.ident.to_string());
                    }
                    if let Some((_, items)) = &module.content {
                        self.read_macros(items, outlives && used);
                    }
                }
                _ => {}
            }
        }
    }

    /// Adds what is known of names of which nothing is known.
    fn add(&mut self, other: Facts) {
        fn add<K: Eq + std::hash::Hash, V>(to: &mut HashMap<K, V>, from: HashMap<K, V>) {
            for (name, known) in from {
                to.entry(name).or_insert(known);
            }
        }
        add(&mut self.structs, other.structs);
        add(&mut self.methods, other.methods);
        self.inherent.extend(other.inherent);
        add(&mut self.signatures, other.signatures);
        add(&mut self.aliases, other.aliases);
        add(&mut self.conditional, other.conditional);
        add(&mut self.lengths, other.lengths);
        add(&mut self.functions, other.functions);
        self.open |= other.open;
        add(&mut self.outputs, other.outputs);
        add(&mut self.traits, other.traits);
        add(&mut self.implementations, other.implementations);
        add(&mut self.elements, other.elements);
        self.bare_elements.extend(other.bare_elements);
        self.types.extend(other.types);
        self.cloned.extend(other.cloned);
        add(&mut self.lifetimes, other.lifetimes);
        add(&mut self.holds, other.holds);
        add(&mut self.plain, other.plain);
        // What the file declares, tests import as it is easier to write.
        let mut imports = other.imports;
        imports.retain(|name, _| !self.declared.contains_key(name));
        add(&mut self.imports, imports);
        add(&mut self.paths, other.paths);
        add(&mut self.declared, other.declared);
        self.inline_modules.extend(other.inline_modules);
        self.modules.extend(other.modules);
        self.open_modules.extend(other.open_modules);
        add(&mut self.module_paths, other.module_paths);
        self.globs.extend(other.globs);
        self.other_sums.extend(other.other_sums);
        self.other_clones.extend(other.other_clones);
        self.own.extend(other.own);
        self.standard.extend(other.standard);
        self.standard_globs |= other.standard_globs;
    }

    /// What a module declares, and itself.
    fn read_module(&mut self, item: &syn::ItemMod) {
        self.declare(&item.ident, None);
        let name = item.ident.to_string();
        self.modules.insert(name.clone());
        if !matches!(item.vis, syn::Visibility::Inherited) {
            self.open_modules.insert(name.clone());
        }
        if item.content.is_some() {
            self.inline_modules.insert(name.clone());
        } else if let Some(path) = item.attrs.iter().find_map(path_attribute) {
            self.module_paths.insert(name.clone(), path);
        }
        self.within.push(name);
        let outer = self.conditions.len();
        self.conditions.extend(condition_of(&item.attrs));
        crate::syntax::visit::visit_item_mod(self, item);
        self.conditions.truncate(outer);
        self.within.pop();
    }

    fn declare_lifetimes(&mut self, name: &Ident, generics: &syn::Generics) {
        let count = generics.lifetimes().count();
        if count > 0 {
            self.lifetimes.insert(name.to_string(), count);
        }
    }

    fn declare_output(&mut self, name: &Ident, output: Option<Text>) {
        let name = name.to_string();
        self.outputs
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(output);
    }

    fn declare_holds<'a>(
        &mut self,
        name: &Ident,
        generics: &syn::Generics,
        fields: impl Iterator<Item = &'a syn::Field> + Clone,
    ) {
        let held = |param: &Ident| {
            let varied = fields.clone().filter(|field| !is_left_out(&field.attrs));
            let made = varied.filter(|field| crate::parse::bounds::is_made_of(&field.ty, param));
            let types = made.map(|field| text(&field.ty)).collect();
            (param.to_string(), types)
        };
        let known = generics
            .type_params()
            .map(|param| held(&param.ident))
            .collect();
        self.holds
            .entry(name.to_string())
            .and_modify(|known| *known = None)
            .or_insert(Some(known));
    }

    /// Something that other files can name.
    fn name(&mut self, name: &Ident) {
        say(
            &mut self.declared,
            name.to_string(),
            Some(self.within.clone()),
        );
    }

    /// The names that an import brings.
    fn import(&mut self, tree: &syn::UseTree, path: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.import(&inner.tree, path);
                path.pop();
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path);
                }
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = path.last().cloned() {
                    self.import_name(last, path.clone());
                }
            }
            syn::UseTree::Name(name) => {
                let mut path = path.clone();
                path.push(name.ident.to_string());
                self.import_name(name.ident.to_string(), path);
            }
            syn::UseTree::Rename(name) => {
                let mut path = path.clone();
                if name.ident != "self" {
                    path.push(name.ident.to_string());
                }
                self.import_name(name.rename.to_string(), path);
            }
            syn::UseTree::Glob(_) => {
                self.standard_globs |= is_standard(path);
                if path.first().is_some_and(|first| first != "super") || self.within.is_empty() {
                    self.globs.push(Import {
                        within: self.within.clone(),
                        path: path.clone(),
                        passes_on: self.passes_on,
                    });
                }
            }
        }
    }

    fn import_name(&mut self, name: String, path: Vec<String>) {
        // What an inner module imports of the file's own is that.
        if !self.within.is_empty() && path.len() == 2 && path[0] == "super" && path[1] == name {
            return;
        }
        if is_standard(&path) && path.last() == Some(&name) {
            self.standard.insert(name.clone());
            // `use core::f64` imports a module: the type is still the number.
            if path.len() == 2 && is_number(&name) {
                return;
            }
        } else {
            self.own.insert(name.clone());
        }
        // An inner module names what the file imports by one `super` more.
        let mut import = Import {
            within: self.within.clone(),
            path,
            passes_on: self.passes_on,
        };
        while import.path.iter().take(2).all(|word| word == "super")
            && import.within.pop().is_some()
        {
            import.path.remove(0);
        }
        match self.in_body {
            true => self.of_bodies.push((name, import)),
            false => self.add_import(name, import),
        }
    }

    fn add_import(&mut self, name: String, import: Import) {
        say(&mut self.paths, name.clone(), Some(import.path.clone()));
        say(&mut self.imports, name, Some(import));
    }

    /// What functions import for themselves says nothing of a name that stands for something outside of them.
    fn settle_bodies(&mut self) {
        let mut of_bodies = std::mem::take(&mut self.of_bodies);
        of_bodies.retain(|(name, _)| {
            !self.imports.contains_key(name) && !self.declared.contains_key(name)
        });
        for (name, import) in of_bodies {
            self.add_import(name, import);
        }
    }

    fn declare_plain<'a>(
        &mut self,
        name: &Ident,
        generics: &syn::Generics,
        attrs: &[syn::Attribute],
        fields: impl Iterator<Item = &'a syn::Field>,
    ) {
        if attrs.iter().any(|attr| names_trait(attr, "Clone")) {
            self.cloned.insert(name.to_string());
        }
        let derives_tangent = attrs.iter().any(|attr| names_trait(attr, "Differentiable"));
        let is_plain = generics.params.is_empty() && !derives_tangent;
        let known = is_plain.then(|| fields.map(|field| text(&field.ty)).collect());
        self.plain
            .entry(name.to_string())
            .and_modify(|known| *known = None)
            .or_insert(known);
    }

    fn declare(&mut self, name: &Ident, known: Option<Struct>) {
        let name = name.to_string();
        self.structs
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(known);
    }
}

/// The modules that are only there for tests, each with those around it.
#[derive(Default)]
struct Tests<'ast> {
    within: Vec<String>,
    found: Vec<(Vec<String>, &'ast syn::ItemMod)>,
}

impl<'ast> Visit<'ast> for Tests<'ast> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.attrs.iter().any(is_for_tests) {
            self.found.push((self.within.clone(), item));
        } else {
            self.within.push(item.ident.to_string());
            crate::syntax::visit::visit_item_mod(self, item);
            self.within.pop();
        }
    }

    fn visit_block(&mut self, _: &'ast syn::Block) {}
}

impl Facts {
    /// What the `impl` of an operator gives, where it says so.
    fn operator(&mut self, item: &ItemImpl, of: &str, of_trait: &syn::PathSegment) {
        let output = item.items.iter().find_map(|item| match item {
            ImplItem::Type(ty) if ty.ident == "Output" => Some(&ty.ty),
            _ => None,
        });
        let Some(output) = output else { return };
        let params: Vec<String> = params(&item.generics).collect();
        let right = path_of(type_arguments(of_trait).next().unwrap_or(&item.self_ty));
        let rhs = right.and_then(|path| path.path.segments.last());
        let Some(rhs) = rhs.map(|last| last.ident.to_string()) else {
            return;
        };
        let rhs = match params.contains(&rhs) {
            true => PARAM.to_string(),
            false => rhs,
        };
        let left = path_of(&item.self_ty);
        let [left, right] =
            [left, right].map(|path| path.map(|path| path.to_token_stream().to_string()));
        let given = text(output);
        let product = match Some(&given) {
            of if given == "Self" || of == left.as_ref() => Some(Product::Left),
            of if of == right.as_ref() => Some(Product::Right),
            _ => params.is_empty().then_some(Product::Type(given)),
        };
        self.operators
            .entry((of_trait.ident.to_string(), of.to_string(), rhs))
            .and_modify(|known| {
                if *known != product {
                    *known = None;
                }
            })
            .or_insert(product);
    }
}

impl<'ast> Visit<'ast> for Facts {
    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.name(&item.ident);
        self.own.insert(item.ident.to_string());
        self.types.insert(item.ident.to_string());
        self.declare_lifetimes(&item.ident, &item.generics);
        let mut known = Struct::of(&item.generics);
        known.add("", &item.fields);
        self.declare(&item.ident, Some(known));
        self.declare_holds(&item.ident, &item.generics, item.fields.iter());
        self.declare_plain(&item.ident, &item.generics, &item.attrs, item.fields.iter());
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.name(&item.ident);
        self.own.insert(item.ident.to_string());
        self.types.insert(item.ident.to_string());
        self.declare_lifetimes(&item.ident, &item.generics);
        let fields = item
            .variants
            .iter()
            .flat_map(|variant| variant.fields.iter());
        self.declare_holds(&item.ident, &item.generics, fields.clone());
        self.declare_plain(&item.ident, &item.generics, &item.attrs, fields);
        let mut known = Struct::of(&item.generics);
        for variant in &item.variants {
            known.add(&format!("{}::", variant.ident), &variant.fields);
            known.variants.push(variant.ident.to_string());
        }
        self.declare(&item.ident, Some(known));
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.name(&item.ident);
        let types = item.items.iter().filter_map(|item| match item {
            syn::TraitItem::Type(ty) => Some((ty.ident.to_string(), last_words(&ty.bounds))),
            _ => None,
        });
        let generics = &item.generics;
        let asked = generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates);
        let types = types.chain(asked.filter_map(of_own_type));
        let functions = item.items.iter().filter_map(|member| match member {
            syn::TraitItem::Fn(function) => {
                let itself = syn::parse_quote!(Self);
                let mut known = method(&function.sig, &itself, generics);
                known.bare = is_bare(&item.attrs) && is_bare(&function.attrs);
                known.order = order_within(&item.attrs, &function.attrs);
                known.left_out =
                    (function.attrs.iter()).any(|attr| attr.path().is_ident("no_diff"));
                Some((function.sig.ident.to_string(), known))
            }
            _ => None,
        });
        let known = Trait {
            bare: is_bare(&item.attrs),
            above: above(item),
            generics: generics_of(&item.generics),
            types: types.collect(),
            functions: functions.collect(),
        };
        self.traits
            .entry(item.ident.to_string())
            .and_modify(|known| *known = None)
            .or_insert(Some(known));
        crate::syntax::visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.name(&item.ident);
        let generics = &item.generics;
        let plain = generics.lifetimes().next().is_none();
        let plain = plain.then(|| (params(generics).collect(), text(&item.ty)));
        let name = item.ident.to_string();
        self.own.insert(name.clone());
        let mut conditions = self.conditions.clone();
        conditions.extend(condition_of(&item.attrs));
        if let (Some(alias), false) = (&plain, conditions.is_empty()) {
            let all = self.conditional.entry(name.clone()).or_default();
            all.push((conditions.join(" , "), alias.clone()));
        }
        // What it stands for under any condition is known.
        say(&mut self.aliases, name, plain);
        self.declare(&item.ident, None);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.name(&item.sig.ident);
        let mut known = method(
            &item.sig,
            &syn::parse_quote!(Self),
            &syn::Generics::default(),
        );
        known.attribute = options_of(&item.attrs);
        known.order = order_within(&[], &item.attrs);
        self.signatures
            .entry(item.sig.ident.to_string())
            .and_modify(|known| *known = None)
            .or_insert(Some(known));
        let bare = is_bare(&item.attrs);
        self.functions
            .entry(item.sig.ident.to_string())
            .and_modify(|all| *all &= bare)
            .or_insert(bare);
        let output = match &item.sig.output {
            ReturnType::Type(_, ty) if is_made_of_numbers(ty) => Some(text(ty)),
            _ => None,
        };
        self.declare_output(&item.sig.ident, output);
        crate::syntax::visit::visit_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !item.attrs.iter().any(is_for_tests) {
            self.read_module(item);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        // What is not a definition may make anything.
        self.open |= item.ident.is_none();
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let outer = std::mem::replace(&mut self.in_body, true);
        crate::syntax::visit::visit_block(self, block);
        self.in_body = outer;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.passes_on = !matches!(item.vis, syn::Visibility::Inherited);
        self.import(&item.tree, &mut Vec::new());
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.name(&item.ident);
        let known = is_usize(&item.ty).then(|| item.expr.to_token_stream().to_string());
        let name = item.ident.to_string();
        self.lengths
            .entry(name)
            .and_modify(|other| {
                if *other != known {
                    *other = None;
                }
            })
            .or_insert_with(|| known.clone());
        crate::syntax::visit::visit_item_const(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let of = path_of(&item.self_ty).and_then(|path| path.path.segments.last());
        let by_hand = item
            .trait_
            .as_ref()
            .and_then(|(path, ..)| path.segments.last());
        if let Some(last) = by_hand {
            let product = last.ident == "Product";
            if (product || last.ident == "Sum")
                && let Some(of) = of
                && super::by_hand::sums_otherwise(item, product)
            {
                self.other_sums.insert((of.ident.to_string(), product));
            }
            if last.ident == "Clone"
                && let Some(of) = of
                && super::by_hand::clones_otherwise(item)
            {
                self.other_clones.insert(of.ident.to_string());
            }
            let types = item.items.iter().filter_map(|item| match item {
                ImplItem::Type(ty) => Some((ty.ident.to_string(), text(&ty.ty))),
                _ => None,
            });
            let all = self.implementations.entry(last.ident.to_string());
            all.or_default().push(Implementation {
                generics: generics_of(&item.generics),
                of: of.map(|of| of.ident.to_string()),
                arguments: type_arguments(last).map(text).collect(),
                types: types.collect(),
                arguments_of_type: of.into_iter().flat_map(type_arguments).map(text).collect(),
            });
        }
        if let (Some(of), None) = (of, &item.trait_) {
            let functions = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            });
            let named = functions.filter(|name| {
                let mut suffixes = crate::parse::SIBLINGS.iter();
                suffixes.any(|suffix| name.ends_with(suffix))
            });
            let keys = named.map(|name| (of.ident.to_string(), name));
            self.inherent.extend(keys);
        }
        if let (Some(of), Some(by_hand)) = (of, by_hand) {
            if by_hand.ident == "Differentiable" {
                self.plain.insert(of.ident.to_string(), None);
            } else if by_hand.ident == "Clone" {
                self.cloned.insert(of.ident.to_string());
            }
        }
        if let (Some(of), Some(index)) = (of, crate::parse::IndexImpl::of(item)) {
            if is_bare(&item.attrs) && !index.mutable {
                let key = (of.ident.to_string(), index.arity());
                self.bare_elements.insert(key);
            }
            let output = item.items.iter().find_map(|item| match item {
                ImplItem::Type(ty) if ty.ident == "Output" => Some(text(&ty.ty)),
                _ => None,
            });
            if let Some(output) = output.filter(|_| item.generics.params.is_empty()) {
                self.elements
                    .entry((of.ident.to_string(), index.arity()))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(output));
            }
        }
        if let (Some(of), Some(last)) = (of, by_hand) {
            self.operator(item, &of.ident.to_string(), last);
        }
        for function in &item.items {
            if let (Some(of), ImplItem::Fn(function)) = (of, function) {
                let key = (of.ident.to_string(), function.sig.ident.to_string());
                let mut known = method(&function.sig, &item.self_ty, &item.generics);
                known.bare = is_bare(&item.attrs) && is_bare(&function.attrs);
                let annotated = item.attrs.iter().chain(&function.attrs);
                known.has_siblings =
                    item.trait_.is_none() && annotated.clone().any(is_differentiate);
                known.left_out = annotated
                    .clone()
                    .any(|attr| attr.path().is_ident("no_diff"));
                known.order = order_within(&item.attrs, &function.attrs);
                known.selects = item.trait_.is_none()
                    && item.generics.params.is_empty()
                    && item.attrs.iter().any(is_differentiate)
                    && is_bare(&function.attrs)
                    && crate::parse::index::selects(function);
                self.methods
                    .entry(key)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(known));
            }
        }
        crate::syntax::visit::visit_item_impl(self, item);
    }
}

/// Generic parameters, as those of a function: a trait's may have defaults, which are none.
fn generics_of(generics: &syn::Generics) -> Text {
    let mut generics = generics.clone();
    for param in generics.type_params_mut() {
        param.default = None;
    }
    let clause = &generics.where_clause;
    quote::quote!(fn f #generics () #clause {}).to_string()
}

/// The types among the arguments of a path.
pub fn type_arguments(last: &syn::PathSegment) -> impl Iterator<Item = &syn::Type> {
    let arguments = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        syn::PathArguments::None | syn::PathArguments::Parenthesized(_) => None,
    };
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// Does the attribute derive this trait?
fn names_trait(attr: &syn::Attribute, name: &str) -> bool {
    words(attr.meta.to_token_stream()).contains(name)
}

/// What stands in the parentheses of the attribute, where there is one.
fn options_of(attrs: &[syn::Attribute]) -> Option<Text> {
    let mut ours = attrs.iter().filter(|attr| is_differentiate(attr));
    let (attr, more) = (ours.next()?, ours.next());
    if more.is_some() || attrs.iter().any(|attr| attr.path().is_ident("cfg")) {
        return None;
    }
    match &attr.meta {
        syn::Meta::Path(_) => Some(Text::default()),
        syn::Meta::List(list) => Some(list.tokens.to_string()),
        syn::Meta::NameValue(_) => None,
    }
}

/// How many times a function can be differentiated, by its own attributes and those of the item that it stands in; `None`
/// where they do not say so.
fn order_within(around: &[syn::Attribute], own: &[syn::Attribute]) -> Option<u8> {
    let annotated = |attrs: &[syn::Attribute]| attrs.iter().any(is_differentiate);
    let mut options = None;
    for attrs in [around, own].into_iter().filter(|attrs| annotated(attrs)) {
        let tokens: proc_macro2::TokenStream = options_of(attrs)?.parse().ok()?;
        let before: Options = options.unwrap_or_default();
        options = Some(before.overridden_by(tokens).ok()?);
    }
    options.map(|options| options.order)
}

fn is_differentiate(attr: &syn::Attribute) -> bool {
    let last = attr.path().segments.last();
    last.is_some_and(|last| last.ident == "differentiate")
}

/// Are there only attributes of the language that add nothing?
fn is_bare(attrs: &[syn::Attribute]) -> bool {
    const HARMLESS: [&str; 12] = [
        "allow",
        "cfg",
        "cold",
        "deny",
        "deprecated",
        "doc",
        "expect",
        "inline",
        "must_use",
        "no_mangle",
        "track_caller",
        "warn",
    ];
    attrs
        .iter()
        .all(|attr| HARMLESS.iter().any(|name| attr.path().is_ident(name)))
}

/// Is it `#[cfg(test)]`, or `#[cfg(any())]`, which never holds?
fn is_for_tests(attr: &syn::Attribute) -> bool {
    match &attr.meta {
        syn::Meta::List(list) => {
            let tokens = list.tokens.to_string();
            list.path.is_ident("cfg") && (tokens == "test" || tokens.replace(' ', "") == "any()")
        }
        syn::Meta::Path(_) | syn::Meta::NameValue(_) => false,
    }
}

/// Does an import come from the standard library?
pub fn is_standard(path: &[String]) -> bool {
    let first = path.first();
    first.is_some_and(|first| STANDARD.contains(&first.as_str()))
}

/// Is it the name of a number, and of a module of the standard library?
fn is_number(name: &str) -> bool {
    crate::ir::INTS.contains(&name) || matches!(name, "f32" | "f64")
}

/// What `#[path = ".."]` says.
fn path_attribute(attr: &syn::Attribute) -> Option<String> {
    match &attr.meta {
        syn::Meta::NameValue(value) if value.path.is_ident("path") => match &value.value {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn text_of(member: &syn::Member) -> String {
    match member {
        syn::Member::Named(name) => name.to_string(),
        syn::Member::Unnamed(index) => index.index.to_string(),
    }
}

/// Is the field marked `#[no_diff]`?
fn is_left_out(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let last = attr.path().segments.last();
        last.is_some_and(|last| last.ident == "no_diff")
    })
}

/// The condition of compilation under which an item is.
fn condition_of(attrs: &[syn::Attribute]) -> Option<String> {
    let mut all = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    all.find_map(|attr| Some(attr.meta.require_list().ok()?.tokens.to_string()))
}

/// Keeps what is said of a name as long as all that is said of it is the same.
fn say<T: PartialEq>(known: &mut HashMap<String, Option<T>>, name: String, said: Option<T>) {
    known
        .entry(name)
        .and_modify(|known| {
            if *known != said {
                *known = None;
            }
        })
        .or_insert(said);
}
