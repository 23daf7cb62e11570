//! What the source file says of what is around an annotated item: the fields of structs, aliases, how methods take
//! their receiver and what they return, which numbers functions return.
//!
//! These are hints. A macro sees its own item only, but most types that numeric code uses stand in the same file, which
//! is read anyway to know where a lone method stands. What is defined twice in a file, or imported under the same name,
//! is left out. Where a hint were wrong, the generated code would not compile: no derivative depends on it alone.

use super::type_params::is_usize;
use super::{Passing, words};
use proc_macro2::Span;
use quote::ToTokens;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::SystemTime;
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{
    BinOp, Expr, ExprLit, FnArg, GenericArgument, GenericParam, Ident, ImplItem, ItemImpl,
    ItemStruct, Lit, PathArguments, ReceiverKind, ReturnType, Type, TypePath,
};

/// What is known of the types in a file.
#[derive(Clone, Debug, Default)]
pub struct Knowledge(Rc<Facts>);

/// The crates of the standard library.
pub const STANDARD: [&str; 3] = ["std", "core", "alloc"];

/// Types of the standard library that no file has to import.
const IN_SCOPE: [&str; 2] = ["String", "str"];

/// A type as text: tokens do not outlive one expansion, and facts serve all of a file.
type Text = String;

#[derive(Debug, Default)]
struct Facts {
    /// By name; `None` for a name that stands for several things.
    structs: HashMap<String, Option<Struct>>,
    /// By type and name.
    methods: HashMap<(String, String), Option<Method>>,
    /// Functions that stand alone, by name.
    signatures: HashMap<String, Option<Method>>,
    aliases: HashMap<String, Option<Text>>,
    /// Constants of the type `usize`, with their expressions.
    lengths: HashMap<String, Option<Text>>,
    /// Functions, by name: are all of that name without an attribute that could make them a companion?
    functions: HashMap<String, bool>,
    /// Is there more in scope than the file shows: by a glob import of what is elsewhere, or a macro?
    open: bool,
    /// How many modules are around what is being read.
    depth: usize,
    /// Functions that are no methods: what they return, where it is made of numbers alone and so the same in all modules.
    outputs: HashMap<String, Option<Text>>,
    traits: HashMap<String, Option<Trait>>,
    /// What `impl Index` of a type gives, by the type and how many parts the index has: 0 for one that is no tuple.
    elements: HashMap<(String, usize), Option<Text>>,
    /// Types, and the number of parts of an index, for which an `impl Index` has no attribute that could be ours.
    bare_elements: HashSet<(String, usize)>,
    /// Structs and enums.
    types: HashSet<String>,
    /// Names that stand for something of the file's own, or of a crate that is not the standard library.
    own: HashSet<String>,
    /// Names that are imported from the standard library.
    standard: HashSet<String>,
    /// Is what is being read imported from the standard library?
    in_standard: bool,
    /// Is all of some module of the standard library imported?
    standard_globs: bool,
    /// Structs and enums: of each type parameter, does a field that varies hold a value of it?
    holds: HashMap<String, Option<Vec<bool>>>,
}

/// A trait: what it asks for, by the last words of the paths.
#[derive(Clone, Debug)]
struct Trait {
    above: Vec<String>,
    /// The bounds of the types that belong to it.
    types: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
struct Struct {
    params: Vec<String>,
    fields: Vec<(String, Text)>,
}

/// How a method is called.
#[derive(Clone, Debug)]
pub struct Method {
    /// How it takes its receiver, if it has one.
    pub receiver: Option<Passing>,
    output: Option<Text>,
    /// Has it no attribute that could make it siblings?
    pub bare: bool,
    /// Does it return a reference to a part of the receiver that the annotated `impl` says how to reach?
    pub selects: bool,
    signature: Text,
    /// The type of the `impl`, and the parameters of that and of the method.
    of: Text,
    params: Vec<String>,
}

impl Method {
    /// Its signature.
    #[must_use]
    pub fn signature(&self) -> Option<syn::Signature> {
        syn::parse_str(&self.signature).ok()
    }

    /// What it returns, `Self` written out, where it is called on a value of this type: the parameters of the `impl` are
    /// the arguments of that.
    #[must_use]
    pub fn output(&self, of: Option<&Type>) -> Option<Type> {
        let mut output: Type = syn::parse_str(self.output.as_ref()?).ok()?;
        let mut known = Vec::new();
        if let Some(of) = of.and_then(path_of)
            && let Ok(declared) = syn::parse_str::<Type>(&self.of)
            && let Some(declared) = path_of(&declared)
        {
            known = arguments(declared).into_iter().zip(arguments(of)).collect();
        }
        known.retain(|(param, _)| self.params.contains(param));
        let is_known = |param: &String| known.iter().any(|(name, _)| name == param);
        let missing = self.params.iter().filter(|param| !is_known(param));
        let words = words(output.to_token_stream());
        if missing.into_iter().any(|param| words.contains(param)) {
            return None;
        }
        Arguments(&known).visit_type_mut(&mut output);
        Some(output)
    }
}

thread_local! {
    /// Of the file read last: its name, when it was written, and what stands in it.
    static LAST: RefCell<Option<(PathBuf, Option<SystemTime>, Knowledge)>> = const { RefCell::new(None) };
    /// Of the file that a tool says the items are from, which it parsed itself.
    static ASSUMED: RefCell<Knowledge> = RefCell::default();
}

impl Knowledge {
    /// Makes this what is known on this thread of items that come from no file: for tools, which have parsed it.
    pub fn assume(self) {
        ASSUMED.set(self);
    }

    /// What the file at a position says; what is assumed where there is no file, and nothing where it is not whole.
    #[must_use]
    pub fn at(span: Span) -> Knowledge {
        let Some(path) = span.local_file() else {
            return ASSUMED.with_borrow(Clone::clone);
        };
        let written = std::fs::metadata(&path)
            .and_then(|data| data.modified())
            .ok();
        let last = LAST.with_borrow(|last| last.clone());
        if let Some((file, time, known)) = last
            && file == path
            && time == written
        {
            return known;
        }
        let file = std::fs::read_to_string(&path)
            .ok()
            .and_then(|text| syn::parse_file(&text).ok());
        let known = file.map_or_else(Knowledge::default, |file| Knowledge::of(&file));
        LAST.set(Some((path, written, known.clone())));
        known
    }

    /// What a file says.
    #[must_use]
    pub fn of(file: &syn::File) -> Knowledge {
        let mut facts = Facts::default();
        facts.visit_file(file);
        Knowledge(Rc::new(facts))
    }

    /// What a file says once every function in it is annotated: for tools that try one after the other.
    #[must_use]
    pub fn of_annotated(file: &syn::File) -> Knowledge {
        let mut facts = Facts::default();
        facts.visit_file(file);
        facts.functions.clear();
        facts.bare_elements.clear();
        for method in facts.methods.values_mut().flatten() {
            method.bare = false;
        }
        Knowledge(Rc::new(facts))
    }

    /// The type of a field of a type.
    #[must_use]
    pub fn field(&self, ty: &Type, name: &str) -> Option<Type> {
        let path = path_of(ty)?;
        let last = path.path.segments.last()?;
        let known = self.0.structs.get(&last.ident.to_string())?.as_ref()?;
        let (_, field) = known.fields.iter().find(|(field, _)| field == name)?;
        let mut field = syn::parse_str(field).ok()?;
        if !known.params.is_empty() {
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return None;
            };
            let types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            let pairs: Vec<(&String, &Type)> = known.params.iter().zip(types).collect();
            if pairs.len() < known.params.len() {
                return None;
            }
            substitute(&mut field, &|path| {
                let ident = path.path.get_ident()?;
                pairs
                    .iter()
                    .find(|(param, _)| ident == param)
                    .map(|(_, ty)| (*ty).clone())
            });
        }
        Some(field)
    }

    /// Is this a type that the file declares?
    #[must_use]
    pub fn declares(&self, ty: &Type) -> bool {
        path_of(ty)
            .and_then(|path| path.path.segments.last())
            .is_some_and(|last| self.0.types.contains(&last.ident.to_string()))
    }

    /// Does a type that the file declares hold values of its type parameter at this position, in fields that vary?
    #[must_use]
    pub fn holds(&self, name: &str, position: usize) -> Option<bool> {
        let known = self.0.holds.get(name)?.as_ref()?;
        known.get(position).copied()
    }

    /// A method or an associated function of a type.
    #[must_use]
    pub fn method(&self, ty: &Type, name: &str) -> Option<&Method> {
        let key = (
            path_of(ty)?.path.segments.last()?.ident.to_string(),
            name.to_string(),
        );
        self.0.methods.get(&key)?.as_ref()
    }

    /// A function of the file that is generic over nothing.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&Method> {
        self.0.signatures.get(name)?.as_ref()
    }

    /// How all methods of a name take their receiver, whatever they are of.
    #[must_use]
    pub fn receiver(&self, name: &str) -> Option<Passing> {
        let mut all = self
            .0
            .methods
            .iter()
            .filter(|((_, method), _)| method == name);
        let first = all.next()?.1.as_ref()?.receiver?;
        let same = |method: &Option<Method>| {
            method
                .as_ref()
                .is_some_and(|method| method.receiver == Some(first))
        };
        all.all(|(_, method)| same(method)).then_some(first)
    }

    /// What a function returns, if that is made of numbers.
    #[must_use]
    pub fn output(&self, function: &str) -> Option<Type> {
        syn::parse_str(self.0.outputs.get(function)?.as_ref()?).ok()
    }

    /// What an element of a type is, by the number of parts of the index, 0 for one that is no tuple.
    #[must_use]
    pub fn element(&self, ty: &Type, arity: usize) -> Option<Type> {
        let name = path_of(ty)?.path.segments.last()?.ident.to_string();
        syn::parse_str(self.0.elements.get(&(name, arity))?.as_ref()?).ok()
    }

    /// Is there an `impl Index` of a type that is not annotated, by the number of parts of the index?
    #[must_use]
    pub fn has_bare_elements(&self, ty: &Type, arity: usize) -> bool {
        path_of(ty)
            .and_then(|path| path.path.segments.last())
            .is_some_and(|last| {
                let key = (last.ident.to_string(), arity);
                self.0.bare_elements.contains(&key)
            })
    }

    /// Is a trait declared in the file?
    #[must_use]
    pub fn declares_trait(&self, name: &str) -> bool {
        self.0.traits.get(name).is_some_and(Option::is_some)
    }

    /// Is a trait one of these, or does it ask for one of them?
    #[must_use]
    pub fn extends(&self, name: &str, these: &[&str]) -> bool {
        self.extends_within(name, these, 8)
    }

    fn extends_within(&self, name: &str, these: &[&str], depth: usize) -> bool {
        if these.contains(&name) {
            return true;
        }
        let known = self.0.traits.get(name).and_then(Option::as_ref);
        let mut above = known.into_iter().flat_map(|known| &known.above);
        depth > 0 && above.any(|above| self.extends_within(above, these, depth - 1))
    }

    /// The types that belong to a trait and are bounded by one of these.
    #[must_use]
    pub fn scalars_of(&self, name: &str, these: &[&str]) -> Vec<String> {
        let known = self.0.traits.get(name).and_then(Option::as_ref);
        let types = known.into_iter().flat_map(|known| &known.types);
        types
            .filter(|(_, bounds)| bounds.iter().any(|bound| self.extends(bound, these)))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Is a name that of a function without companion, and of nothing else?
    #[must_use]
    pub fn is_bare(&self, name: &str) -> bool {
        let facts = &self.0;
        !facts.open && facts.functions.get(name) == Some(&true) && !facts.structs.contains_key(name)
    }

    /// Is a name certainly that of the standard library's type? Another of the same name hides what is in the prelude.
    #[must_use]
    pub fn is_standard(&self, name: &str) -> bool {
        let facts = &self.0;
        let seen =
            facts.standard.contains(name) || facts.standard_globs || IN_SCOPE.contains(&name);
        seen && !facts.own.contains(name)
    }

    /// The value of a constant of the type `usize`.
    #[must_use]
    pub fn length(&self, name: &str) -> Option<u64> {
        let known = self.0.lengths.get(name)?.as_ref()?;
        self.value(&syn::parse_str(known).ok()?)
    }

    /// The value of a constant expression of the type `usize`.
    #[must_use]
    pub fn value(&self, expr: &Expr) -> Option<u64> {
        self.value_of(expr, 0)
    }

    /// The value of a constant expression; `depth` ends what would go round in circles.
    fn value_of(&self, expr: &Expr, depth: u8) -> Option<u64> {
        match expr {
            Expr::Lit(ExprLit {
                lit: Lit::Int(n), ..
            }) => n.base10_parse().ok(),
            Expr::Paren(inner) => self.value_of(&inner.expr, depth),
            Expr::Path(path) if depth < 8 => {
                let known = self.0.lengths.get(&path.path.get_ident()?.to_string())?;
                self.value_of(&syn::parse_str(known.as_ref()?).ok()?, depth + 1)
            }
            Expr::Binary(binary) => {
                let a = self.value_of(&binary.left, depth)?;
                let b = self.value_of(&binary.right, depth)?;
                match binary.op {
                    BinOp::Add(_) => a.checked_add(b),
                    BinOp::Sub(_) => a.checked_sub(b),
                    BinOp::Mul(_) => a.checked_mul(b),
                    BinOp::Div(_) => a.checked_div(b),
                    BinOp::Shl(_) => a.checked_shl(u32::try_from(b).ok()?),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The signature of the only method of a name.
    #[must_use]
    pub fn only_method(&self, name: &str) -> Option<syn::Signature> {
        let mut all = self
            .0
            .methods
            .iter()
            .filter(|((_, known), _)| known == name);
        match (all.next(), all.next()) {
            (Some((_, Some(method))), None) => method.signature(),
            _ => None,
        }
    }

    /// What an alias stands for.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<Type> {
        syn::parse_str(self.0.aliases.get(name)?.as_ref()?).ok()
    }
}

/// The last words of the paths of bounds.
fn last_words<P>(bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, P>) -> Vec<String> {
    let of = |bound: &syn::TypeParamBound| match bound {
        syn::TypeParamBound::Trait(bound) => Some(bound.path.segments.last()?.ident.to_string()),
        _ => None,
    };
    bounds.iter().filter_map(of).collect()
}

impl Facts {
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
            let mut varied = fields.clone().filter(|field| !is_left_out(&field.attrs));
            varied.any(|field| super::bounds::is_made_of(&field.ty, param))
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

    fn declare(&mut self, name: &Ident, known: Option<Struct>) {
        let name = name.to_string();
        self.structs
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(known);
    }
}

impl<'ast> Visit<'ast> for Facts {
    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.own.insert(item.ident.to_string());
        self.types.insert(item.ident.to_string());
        let params = item.generics.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) => Some(param.ident.to_string()),
            _ => None,
        });
        let fields = item.fields.iter().enumerate().map(|(i, field)| {
            let name = field
                .ident
                .as_ref()
                .map_or_else(|| i.to_string(), Ident::to_string);
            (name, text(&field.ty))
        });
        let known = Struct {
            params: params.collect(),
            fields: fields.collect(),
        };
        self.declare(&item.ident, Some(known));
        self.declare_holds(&item.ident, &item.generics, item.fields.iter());
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.own.insert(item.ident.to_string());
        self.types.insert(item.ident.to_string());
        let fields = item
            .variants
            .iter()
            .flat_map(|variant| variant.fields.iter());
        self.declare_holds(&item.ident, &item.generics, fields);
        self.declare(&item.ident, None);
    }

    fn visit_use_name(&mut self, name: &'ast syn::UseName) {
        if self.in_standard {
            self.standard.insert(name.ident.to_string());
        } else {
            self.own.insert(name.ident.to_string());
        }
        self.declare(&name.ident, None);
        self.declare_output(&name.ident, None);
    }

    fn visit_use_rename(&mut self, name: &'ast syn::UseRename) {
        self.own.insert(name.rename.to_string());
        self.declare(&name.rename, None);
        self.declare_output(&name.rename, None);
    }

    fn visit_use_path(&mut self, path: &'ast syn::UsePath) {
        let around = self.in_standard;
        self.in_standard |= STANDARD.iter().any(|name| path.ident == name);
        syn::visit::visit_use_path(self, path);
        self.in_standard = around;
    }

    fn visit_use_glob(&mut self, _: &'ast syn::UseGlob) {
        self.standard_globs |= self.in_standard;
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        let types = item.items.iter().filter_map(|item| match item {
            syn::TraitItem::Type(ty) => Some((ty.ident.to_string(), last_words(&ty.bounds))),
            _ => None,
        });
        let known = Trait {
            above: last_words(&item.supertraits),
            types: types.collect(),
        };
        self.traits
            .entry(item.ident.to_string())
            .and_modify(|known| *known = None)
            .or_insert(Some(known));
        syn::visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        let plain = item.generics.params.is_empty().then(|| text(&item.ty));
        let name = item.ident.to_string();
        self.own.insert(name.clone());
        self.aliases
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(plain);
        self.declare(&item.ident, None);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let generic = item
            .sig
            .generics
            .params
            .iter()
            .any(|param| !matches!(param, GenericParam::Lifetime(_)));
        let known = (!generic).then(|| {
            method(
                &item.sig,
                &syn::parse_quote!(Self),
                &syn::Generics::default(),
            )
        });
        self.signatures
            .entry(item.sig.ident.to_string())
            .and_modify(|known| *known = None)
            .or_insert(known);
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
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.declare(&item.ident, None);
        self.depth += 1;
        syn::visit::visit_item_mod(self, item);
        self.depth -= 1;
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        // What is not a definition may make anything.
        self.open |= item.ident.is_none();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.open |= match &item.tree {
            syn::UseTree::Path(path) if path.ident == "super" && self.depth > 0 => false,
            syn::UseTree::Path(path) if STANDARD.iter().any(|name| path.ident == name) => false,
            tree => imports_all(tree),
        };
        syn::visit::visit_item_use(self, item);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
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
        syn::visit::visit_item_const(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let of = path_of(&item.self_ty).and_then(|path| path.path.segments.last());
        if let (Some(of), Some(index)) = (of, super::IndexImpl::of(item)) {
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
        for function in &item.items {
            if let (Some(of), ImplItem::Fn(function)) = (of, function) {
                let key = (of.ident.to_string(), function.sig.ident.to_string());
                let mut known = method(&function.sig, &item.self_ty, &item.generics);
                known.bare = is_bare(&item.attrs) && is_bare(&function.attrs);
                known.selects = item.generics.params.is_empty()
                    && item.attrs.iter().any(is_differentiate)
                    && is_bare(&function.attrs)
                    && super::index::selects(function);
                self.methods
                    .entry(key)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(known));
            }
        }
        syn::visit::visit_item_impl(self, item);
    }
}

/// The names of parameters that are types or constants.
fn params(generics: &syn::Generics) -> impl Iterator<Item = String> {
    generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        GenericParam::Const(param) => Some(param.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    })
}

/// The arguments of a type as text.
fn arguments(path: &TypePath) -> Vec<String> {
    let last = path.path.segments.last();
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
            None => syn::visit_mut::visit_type_mut(self, ty),
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let known = match expr {
            Expr::Path(path) => self.of(&path.path),
            _ => None,
        };
        match known.and_then(|known| syn::parse_str(known).ok()) {
            Some(known) => *expr = known,
            None => syn::visit_mut::visit_expr_mut(self, expr),
        }
    }
}

fn method(sig: &syn::Signature, self_ty: &Type, generics: &syn::Generics) -> Method {
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
        selects: false,
        of: text(self_ty),
        params: params(generics).chain(params(&sig.generics)).collect(),
    }
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

/// Does an import bring all there is in some place?
fn imports_all(tree: &syn::UseTree) -> bool {
    match tree {
        syn::UseTree::Path(path) => imports_all(&path.tree),
        syn::UseTree::Group(group) => group.items.iter().any(imports_all),
        syn::UseTree::Glob(_) => true,
        syn::UseTree::Name(_) | syn::UseTree::Rename(_) => false,
    }
}

/// Is the type a number, or made of numbers by arrays with literal lengths, tuples, `Vec` and `Option`?
fn is_made_of_numbers(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => matches!(array.len, Expr::Lit(_)) && is_made_of_numbers(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_made_of_numbers),
        Type::Paren(paren) => is_made_of_numbers(&paren.elem),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else {
                return false;
            };
            match &last.arguments {
                PathArguments::None => {
                    let name = last.ident.to_string();
                    path.path.segments.len() == 1
                        && (matches!(name.as_str(), "f64" | "f32" | "bool")
                            || crate::ir::Type::int(&name).is_some())
                }
                PathArguments::AngleBracketed(arguments) => {
                    matches!(last.ident.to_string().as_str(), "Vec" | "Option")
                        && arguments.args.iter().all(|argument| match argument {
                            GenericArgument::Type(ty) => is_made_of_numbers(ty),
                            _ => false,
                        })
                }
                PathArguments::Parenthesized(_) => false,
            }
        }
        _ => false,
    }
}

/// Is the field marked `#[no_diff]`?
fn is_left_out(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let last = attr.path().segments.last();
        last.is_some_and(|last| last.ident == "no_diff")
    })
}

fn text(ty: &Type) -> Text {
    ty.to_token_stream().to_string()
}

fn path_of(ty: &Type) -> Option<&TypePath> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(path),
        Type::Reference(reference) => path_of(&reference.elem),
        Type::Paren(paren) => path_of(&paren.elem),
        Type::Group(group) => path_of(&group.elem),
        _ => None,
    }
}

/// Replaces the paths in a type of which `by` gives something else.
fn substitute(ty: &mut Type, by: &dyn Fn(&TypePath) -> Option<Type>) {
    struct Substitution<'a>(&'a dyn Fn(&TypePath) -> Option<Type>);
    impl VisitMut for Substitution<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            let known = match ty {
                Type::Path(path) => (self.0)(path),
                _ => None,
            };
            match known {
                Some(known) => *ty = known,
                None => syn::visit_mut::visit_type_mut(self, ty),
            }
        }
    }
    Substitution(by).visit_type_mut(ty);
}
