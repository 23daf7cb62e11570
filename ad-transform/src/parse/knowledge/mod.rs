//! What the source files say of what is around an annotated item: the fields of structs, aliases, how methods take
//! their receiver and what they return, which numbers functions return.
//!
//! These are hints. A macro sees its own item only, but most types that numeric code uses stand in the same file, which
//! is read anyway to know where a lone method stands, or in another of the crate from which that file imports them. What
//! is defined twice in a file is left out. Where a hint were wrong, the generated code would not compile: no derivative
//! depends on it alone.

mod by_hand;
mod facts;
mod method;
mod modules;
mod text;

pub use facts::{STANDARD, type_arguments};
pub use method::Method;
pub use modules::MacroText;

use crate::ir::Float;
use crate::sorted::Set;
use crate::syntax::visit::{self, Visit};
use crate::syntax::visit_mut::VisitMut;
use facts::{Implementation, Trait};
use method::{arguments, written_out};
use modules::Source;
use proc_macro2::Span;
use quote::ToTokens;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use syn::{BinOp, Expr, ExprLit, GenericArgument, Lit, PathArguments, Type};
use text::path_of;

/// What is known of what stands around an item.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    source: Rc<Source>,
    /// Is every function taken for an annotated one?
    annotated: bool,
}

/// Where a companion is that is not found by the path of its function.
pub enum CompanionPath {
    /// By this path.
    Other(syn::Path),
    /// In a module that cannot be named here.
    Private,
}

/// What a module that imports all of another has for the companion of a function that is called like that.
#[must_use]
pub fn passed_on(function: &str) -> String {
    format!("__{function}")
}

thread_local! {
    /// The condition of compilation under which the item at hand is looked at.
    static CONDITION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does something under a condition of compilation, by which aliases stand for what they do.
pub fn under_condition<T>(condition: &str, f: impl FnOnce() -> T) -> T {
    let outer = CONDITION.replace(Some(condition.to_string()));
    let result = f();
    CONDITION.set(outer);
    result
}

/// How many types inside each other are looked at.
const STEPS: u8 = 8;

/// Types of the standard library that no file has to import.
const IN_SCOPE: [&str; 2] = ["String", "str"];

thread_local! {
    /// Of the file that a tool says the items are from.
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
        modules::look_again();
        match span.local_file() {
            Some(path) => Knowledge::of_source(Source::read(&path).unwrap_or_default()),
            None => ASSUMED.with_borrow(Clone::clone),
        }
    }

    /// What a file says that stands nowhere.
    #[must_use]
    pub fn of(file: &syn::File) -> Knowledge {
        Knowledge::of_source(Rc::new(Source::alone(file)))
    }

    /// What a file of a crate says, and those from which it imports.
    #[must_use]
    pub fn of_file(path: &Path) -> Knowledge {
        Knowledge::of_source(Source::read(path).unwrap_or_default())
    }

    /// What a file says once every function in its crate is annotated: for tools that try one after the other.
    #[must_use]
    pub fn of_annotated(path: &Path) -> Knowledge {
        Knowledge {
            annotated: true,
            ..Knowledge::of_file(path)
        }
    }

    fn of_source(source: Rc<Source>) -> Knowledge {
        Knowledge {
            source,
            annotated: false,
        }
    }

    /// The file that declares what a path names, and its name there.
    fn home(&self, path: &syn::Path) -> Option<(Knowledge, String)> {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let last = names.last()?;
        let elsewhere = match &names[..] {
            [name] => return self.home_of(name),
            names => self.source.find(names),
        };
        match elsewhere {
            Some((source, name)) => Some((self.beside(source), name)),
            None => {
                let mut within = names[..names.len() - 1].iter();
                let here = within.all(|module| self.is_module_here(module));
                here.then(|| self.home_of(last))?
            }
        }
    }

    /// The file that declares what a name stands for here, and its name there.
    fn home_of(&self, name: &str) -> Option<(Knowledge, String)> {
        let facts = &self.source.facts;
        if facts.declared.contains_key(name) {
            // What one module declares, another can import.
            let is_here = facts.imports.get(name).is_none_or(|import| {
                let inline = import.as_ref().and_then(|import| import.path.first());
                let inline = inline.is_some_and(|first| facts.inline_modules.contains(first));
                let followed = self.source.follow(name);
                inline
                    || followed.is_some_and(|(source, known)| {
                        known == name && Rc::ptr_eq(&source, &self.source)
                    })
            });
            return is_here.then(|| (self.clone(), name.to_string()));
        }
        let (source, name) = self.source.follow(name)?;
        Some((self.beside(source), name))
    }

    /// Is what a path begins with in this file?
    fn is_module_here(&self, first: &str) -> bool {
        let inline = &self.source.facts.inline_modules;
        matches!(first, "self" | "super" | "crate") || inline.contains(first)
    }

    fn beside(&self, source: Rc<Source>) -> Knowledge {
        Knowledge {
            source,
            annotated: self.annotated,
        }
    }

    /// A type that is written in another file, as this one has to write it. `params` are names that stand for other types.
    fn see(&self, mut ty: Type, home: &Knowledge, params: &[String]) -> Type {
        struct See<'a> {
            here: &'a Knowledge,
            home: &'a Knowledge,
            params: &'a [String],
        }
        impl VisitMut for See<'_> {
            fn visit_path_mut(&mut self, path: &mut syn::Path) {
                let first = path.segments.first();
                let is_param =
                    first.is_some_and(|first| self.params.iter().any(|p| first.ident == p));
                if !is_param && let Some(seen) = self.here.path_seen(path, self.home) {
                    *path = seen;
                }
                crate::syntax::visit_mut::visit_path_mut(self, path);
            }
        }
        if !Rc::ptr_eq(&self.source, &home.source) {
            See {
                here: self,
                home,
                params,
            }
            .visit_type_mut(&mut ty);
        }
        ty
    }

    /// A path that is written in another file, as this one has to write it, where that is another way.
    fn path_seen(&self, path: &syn::Path, home: &Knowledge) -> Option<syn::Path> {
        let arguments = path.segments.last()?.arguments.clone();
        let mut seen: syn::Path = match home.home(path) {
            Some((of, name)) => {
                let here = self.home_of(&name);
                let is_here = here.is_some_and(|(here, known)| {
                    known == name && Rc::ptr_eq(&here.source, &of.source)
                });
                match is_here {
                    true => syn::parse_str(&name).ok()?,
                    false => {
                        let names = of.source.path_to(&name)?;
                        syn::parse_str(&format!("crate::{}", names.join("::"))).ok()?
                    }
                }
            }
            // Of another crate.
            None => {
                let name = path.get_ident()?.to_string();
                let import = home.source.facts.imports.get(&name)?.as_ref()?;
                let known = self.source.facts.imports.get(&name);
                let is_here = known.is_some_and(|known| known.as_ref() == Some(import));
                match is_here {
                    true => return None,
                    false => syn::parse_str(&import.path.join("::")).ok()?,
                }
            }
        };
        seen.segments.last_mut()?.arguments = arguments;
        Some(seen)
    }

    /// The type of a field of a type.
    #[must_use]
    pub fn field(&self, ty: &Type, name: &str) -> Option<Type> {
        self.field_where(ty, name, |_, _| {})
    }

    /// The same with `_` for the arguments that are not written: as rustc is told of it.
    #[must_use]
    pub fn field_to_infer(&self, ty: &Type, name: &str) -> Option<Type> {
        self.field_where(ty, name, |params, given| {
            let rest = params.iter().skip(given.len());
            given.extend(rest.map(|param| (param.clone(), "_".to_string())));
        })
    }

    fn field_where(
        &self,
        ty: &Type,
        name: &str,
        complete: impl Fn(&[String], &mut Vec<(String, String)>),
    ) -> Option<Type> {
        let path = path_of(ty)?;
        let (home, of) = self.home(&path.path)?;
        let known = home.source.facts.structs.get(&of)?.as_ref()?;
        let (_, field) = known.fields.iter().find(|(field, _)| field == name)?;
        let field = self.see(syn::parse_str(field).ok()?, &home, &known.params);
        let mut given: Vec<(String, String)> = known
            .params
            .iter()
            .cloned()
            .zip(arguments(&path.path))
            .collect();
        complete(&known.params, &mut given);
        written_out(field, &known.params, &given)
    }

    /// Does a path end in a module that the file declares, so that it is not the standard library's of that name?
    #[must_use]
    pub fn is_own_module(&self, path: &[String]) -> bool {
        let of_crate = |first: &String| matches!(first.as_str(), "crate" | "self" | "super");
        match path {
            [module] => self.source.facts.modules.contains(module),
            [first, .., module] => of_crate(first) && module.starts_with(char::is_lowercase),
            [] => false,
        }
    }

    /// Is the sum, or the product, of values of a type of the crate seen to be something else than `+`, or `*`?
    #[must_use]
    pub fn sums_otherwise(&self, of: &Type, product: bool) -> bool {
        let home = path_of(of).and_then(|path| self.home(&path.path));
        home.is_some_and(|(home, of)| {
            let is_other = |source: &Source| {
                let key = (of.clone(), product);
                source.facts.other_sums.contains(&key)
            };
            is_other(&home.source) || is_other(&self.source)
        })
    }

    /// Is the `clone` of a type of the crate written by hand, and seen to compute something?
    #[must_use]
    pub fn clones_otherwise(&self, of: &Type) -> bool {
        let home = path_of(of).and_then(|path| self.home(&path.path));
        home.is_some_and(|(home, of)| {
            home.source.facts.other_clones.contains(&of)
                || self.source.facts.other_clones.contains(&of)
        })
    }

    /// Is a variant of an enum of the crate imported under a name, `use Payoff::*`?
    #[must_use]
    pub fn is_imported_variant(&self, name: &str) -> bool {
        let facts = &self.source.facts;
        let is_of = |of: &[String], name: &str| {
            let home = syn::parse_str(&of.join("::")).ok();
            let home = home.and_then(|of| self.home(&of));
            home.is_some_and(|(home, of)| {
                let known = home.source.facts.structs.get(&of).and_then(Option::as_ref);
                known.is_some_and(|known| known.variants.iter().any(|known| known == name))
            })
        };
        if facts.types.contains(name) {
            return false;
        }
        match facts.paths.get(name) {
            Some(path) => path.as_ref().is_some_and(|path| match path.split_last() {
                // Under another name, its parts are not found.
                Some((last, of)) => last == name && is_of(of, name),
                None => false,
            }),
            None => facts.globs.iter().any(|glob| is_of(&glob.path, name)),
        }
    }

    /// Is a field of a type surely one that does not vary, so that there is nothing in its place in the tangent?
    #[must_use]
    pub fn leaves_out(&self, ty: &Type, name: &str) -> bool {
        let home = path_of(ty).and_then(|path| self.home(&path.path));
        home.is_some_and(|(home, of)| {
            let known = home.source.facts.structs.get(&of).and_then(Option::as_ref);
            let left_out = known.is_some_and(|known| {
                let mut fields = known.fields.iter();
                let ty = fields.find(|(field, _)| field == name);
                let inert = ty.is_some_and(|(_, ty)| {
                    syn::parse_str::<syn::Path>(ty)
                        .is_ok_and(|path| home.is_inert(&path) || home.is_inert_of_standard(&path))
                });
                inert || known.left_out.iter().any(|field| field == name)
            });
            left_out && home.is_certain(&of)
        })
    }

    /// Can a name that this file declares stand for nothing else there? In a module of its own it can outside.
    fn is_certain(&self, name: &str) -> bool {
        let facts = &self.source.facts;
        let within = facts.declared.get(name).and_then(Option::as_ref);
        within.is_some_and(|within| {
            within.is_empty() || !self.source.may_get_another(name, &mut Vec::new())
        })
    }

    /// Is it the name of a type that the crate declares and that has no parameters?
    #[must_use]
    pub fn is_named_alone(&self, name: &str) -> bool {
        let path = syn::parse_str::<syn::Path>(name).ok();
        let home = path.and_then(|path| self.home(&path));
        home.is_some_and(|(home, name)| {
            let facts = &home.source.facts;
            let types = facts.holds.get(&name).and_then(Option::as_ref);
            let all = facts.structs.get(&name).and_then(Option::as_ref);
            types.is_some_and(Vec::is_empty) && all.is_none_or(|known| known.params.is_empty())
        })
    }

    /// Is this a type that the crate declares, as far as the files say?
    #[must_use]
    pub fn declares(&self, ty: &Type) -> bool {
        let home = path_of(ty).and_then(|path| self.home(&path.path));
        home.is_some_and(|(home, name)| home.source.facts.types.contains(&name))
    }

    /// How many lifetimes a type has, as far as the crate or the name of another crate's type says it.
    #[must_use]
    pub fn lifetimes(&self, path: &syn::Path) -> usize {
        match self.home(path) {
            Some((home, name)) if home.source.facts.types.contains(&name) => home
                .source
                .facts
                .lifetimes
                .get(&name)
                .map_or(0, |count| *count),
            _ => usize::from(super::foreign::is_view(path)),
        }
    }

    /// Is a reference seen in a type, or a lifetime?
    #[must_use]
    pub fn may_borrow(&self, ty: &Type) -> bool {
        struct Borrows<'a>(&'a Knowledge, bool);
        impl<'ast> Visit<'ast> for Borrows<'_> {
            fn visit_type_reference(&mut self, ty: &'ast syn::TypeReference) {
                self.1 |= ty.lifetime.is_none();
                visit::visit_type_reference(self, ty);
            }
            fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
                self.1 |= lifetime.ident != "static";
            }
            fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
                self.1 |= self.0.lifetimes(&ty.path) > 0;
                visit::visit_type_path(self, ty);
            }
        }
        let mut borrows = Borrows(self, false);
        borrows.visit_type(ty);
        borrows.1
    }

    /// Is a type seen to hold no references: is it made of numbers, or does the crate declare it without a lifetime?
    #[must_use]
    pub fn is_owned(&self, ty: &Type) -> bool {
        match ty {
            Type::Array(array) => self.is_owned(&array.elem),
            Type::Tuple(tuple) => tuple.elems.iter().all(|ty| self.is_owned(ty)),
            Type::Path(path) if self.declares(ty) => path.qself.is_none() && !self.may_borrow(ty),
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else {
                    return false;
                };
                let name = last.ident.to_string();
                let is_number = matches!(name.as_str(), "f64" | "f32" | "bool" | "char")
                    || crate::ir::Type::int(&name).is_some();
                is_number && path.path.get_ident().is_some()
                    || name == "Vec" && type_arguments(last).all(|ty| self.is_owned(ty))
            }
            _ => false,
        }
    }

    /// Is it a type that the crate declares, without a tangent, of which no part can vary: an enum that names things, say?
    #[must_use]
    pub fn is_inert(&self, path: &syn::Path) -> bool {
        self.is_inert_within(path, STEPS)
    }

    /// Is it a type made of such types, and of others of which no part can vary?
    #[must_use]
    pub fn is_made_inert(&self, ty: &Type) -> bool {
        struct Own<'a>(&'a Knowledge, bool);
        impl<'ast> Visit<'ast> for Own<'_> {
            fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
                self.1 |= self.0.is_inert(&ty.path);
                visit::visit_type_path(self, ty);
            }
        }
        let mut own = Own(self, false);
        own.visit_type(ty);
        own.1 && self.holds_nothing(ty, STEPS)
    }

    /// Is it a struct or an enum that has no `Clone` where it is declared?
    #[must_use]
    pub fn has_no_clone(&self, ty: &Type) -> bool {
        let home = path_of(ty).and_then(|path| self.home(&path.path));
        home.is_some_and(|(home, name)| {
            let facts = &home.source.facts;
            facts.types.contains(&name) && !facts.cloned.contains(&name)
        })
    }

    fn is_inert_within(&self, path: &syn::Path, steps: u8) -> bool {
        let Some((home, name)) = self.home(path).filter(|_| steps > 0) else {
            return false;
        };
        let facts = &home.source.facts;
        if !home.is_certain(&name) {
            return false;
        }
        let known = facts.plain.get(&name);
        known.and_then(Option::as_ref).is_some_and(|parts| {
            parts.iter().all(|part| {
                syn::parse_str(part).is_ok_and(|part| home.holds_nothing(&part, steps - 1))
            })
        })
    }

    /// Can no part of a value of the type vary?
    fn holds_nothing(&self, ty: &Type, steps: u8) -> bool {
        match ty {
            Type::Reference(reference) => self.holds_nothing(&reference.elem, steps),
            Type::Paren(paren) => self.holds_nothing(&paren.elem, steps),
            Type::Group(group) => self.holds_nothing(&group.elem, steps),
            Type::Array(array) => self.holds_nothing(&array.elem, steps),
            Type::Slice(slice) => self.holds_nothing(&slice.elem, steps),
            Type::Tuple(tuple) => tuple.elems.iter().all(|ty| self.holds_nothing(ty, steps)),
            Type::Path(path) if path.qself.is_none() => {
                let Some(last) = path.path.segments.last() else {
                    return false;
                };
                let name = last.ident.to_string();
                let numbers = matches!(name.as_str(), "bool" | "char" | "str" | "String")
                    || crate::ir::Type::int(&name).is_some();
                match &last.arguments {
                    PathArguments::None if self.home(&path.path).is_some() => {
                        self.is_inert_within(&path.path, steps)
                    }
                    PathArguments::None => {
                        numbers && path.path.segments.len() == 1
                            || self.is_inert_of_standard(&path.path)
                    }
                    PathArguments::AngleBracketed(arguments) => {
                        matches!(name.as_str(), "Vec" | "Option" | "Box" | "Rc" | "Arc")
                            && arguments.args.iter().all(|argument| match argument {
                                GenericArgument::Type(ty) => self.holds_nothing(ty, steps),
                                _ => false,
                            })
                    }
                    PathArguments::Parenthesized(_) => false,
                }
            }
            _ => false,
        }
    }

    /// Does a type that the crate declares hold values of its type parameter at this position, in fields that vary?
    #[must_use]
    pub fn holds(&self, path: &syn::Path, position: usize) -> Option<bool> {
        self.holds_within(path, position, STEPS)
    }

    fn holds_within(&self, path: &syn::Path, position: usize, steps: u8) -> Option<bool> {
        let (home, name) = self.home(path)?;
        let known = home.source.facts.holds.get(&name)?.as_ref()?;
        let (param, fields) = known.get(position)?;
        Some(
            fields.iter().any(|field| {
                syn::parse_str(field).map_or(true, |ty| home.is_held(&ty, param, steps))
            }),
        )
    }

    /// Does a value of the type hold values of the type parameter? What is not seen to hold none does.
    fn is_held(&self, ty: &Type, param: &str, steps: u8) -> bool {
        let Some(steps) = steps.checked_sub(1) else {
            return true;
        };
        match ty {
            Type::Reference(reference) => self.is_held(&reference.elem, param, steps),
            Type::Paren(paren) => self.is_held(&paren.elem, param, steps),
            Type::Group(group) => self.is_held(&group.elem, param, steps),
            Type::Array(array) => self.is_held(&array.elem, param, steps),
            Type::Slice(slice) => self.is_held(&slice.elem, param, steps),
            Type::Tuple(tuple) => tuple.elems.iter().any(|ty| self.is_held(ty, param, steps)),
            Type::Path(path) if path.qself.is_none() => {
                let last = path.path.segments.last();
                if path.path.is_ident(param) {
                    return true;
                }
                if last.is_some_and(|last| last.ident == "PhantomData") {
                    return false;
                }
                let arguments = last.into_iter().flat_map(type_arguments).enumerate();
                let mut held = arguments.filter(|(i, argument)| {
                    self.is_held(argument, param, steps)
                        && self.holds_within(&path.path, *i, steps) != Some(false)
                });
                // `T::Scalar`
                let first = path.path.segments.first();
                held.next().is_some() || first.is_some_and(|first| first.ident == param)
            }
            ty => super::words(ty.to_token_stream()).contains(param),
        }
    }

    /// A method or an associated function of a type.
    #[must_use]
    pub fn method(&self, ty: &Type, name: &str) -> Option<Method> {
        let path = &path_of(ty)?.path;
        let key = |of: String| (of, name.to_string());
        let here = key(path.segments.last()?.ident.to_string());
        let (method, home) = match self.source.facts.methods.get(&here) {
            Some(known) => (known.clone()?, self.clone()),
            None => {
                let (home, of) = self.home(path)?;
                match home.source.facts.methods.get(&key(of.clone())) {
                    Some(known) => (known.clone()?, home),
                    None => match home.provided(&of, name) {
                        Some(method) => return Some(method.of(ty, &[])),
                        None => home.method_elsewhere(&of, name)?,
                    },
                }
            }
        };
        Some(self.see_method(method, home))
    }

    /// A method that a type of this file has by an `impl` in another file, and that file.
    fn method_elsewhere(&self, of: &str, name: &str) -> Option<(Method, Knowledge)> {
        let is_it = |(known, method): &(String, String), there: &Knowledge| {
            let same = |(home, name): (Knowledge, String)| {
                name == of && Rc::ptr_eq(&home.source, &self.source)
            };
            method == name && there.home_of(known).is_some_and(same)
        };
        let mut found = None;
        for source in self.source.all_of_crate() {
            let there = self.beside(source);
            for (key, method) in &there.source.facts.methods {
                if is_it(key, &there) {
                    match found {
                        None => found = Some((method.clone()?, there.clone())),
                        Some(_) => return None,
                    }
                }
            }
        }
        found
    }

    /// Is there an `impl` of the trait for a type of this name anywhere in the crate?
    #[must_use]
    pub fn is_implemented(&self, of_trait: &str, ty: &Type) -> bool {
        let of = path_of(ty).and_then(|path| path.path.segments.last());
        let of = of.map(|last| last.ident.to_string());
        let here = |source: &Source| {
            let all = source.facts.implementations.get(of_trait);
            all.into_iter().flatten().any(|one| one.of == of)
        };
        here(&self.source) || self.source.all_of_crate().iter().any(|source| here(source))
    }

    /// Has a type of the standard library a method of this name by a trait of the crate that is in scope here?
    #[must_use]
    pub fn gives_method(&self, of: &Type, name: &str) -> bool {
        let facts = &self.source.facts;
        let mut traits = facts.traits.keys().chain(facts.imports.keys());
        traits.any(|known| {
            self.trait_function(known, name).is_some() && self.is_implemented(known, of)
        })
    }

    /// Is a function of this name, which a sibling might have, seen that is the type's by no trait?
    #[must_use]
    pub fn is_inherent(&self, ty: &Type, name: &str) -> bool {
        let Some(path) = path_of(ty) else {
            return false;
        };
        let here = path.path.segments.last().map(|last| last.ident.to_string());
        let here = here.map(|of| (self.clone(), of));
        let mut homes = here.into_iter().chain(self.home(&path.path));
        homes.any(|(home, of)| home.source.facts.inherent.contains(&(of, name.to_string())))
    }

    /// A method with a body that a type has by a trait.
    fn provided(&self, of: &str, name: &str) -> Option<Method> {
        let mut all = self.source.facts.implementations.iter();
        all.find_map(|(of_trait, all)| {
            let has = all.iter().any(|one| one.of.as_deref() == Some(of));
            let (_, method) = has.then(|| self.trait_function(of_trait, name))??;
            Some(method)
        })
    }

    /// A function of the crate that is generic over nothing.
    #[must_use]
    pub fn function(&self, path: &syn::Path) -> Option<Method> {
        let (home, name) = self.home(path)?;
        let known = home.source.facts.signatures.get(&name)?.clone()?;
        Some(self.see_method(known, home))
    }

    /// The signature of a function of the crate that is annotated and generic over nothing, the options of the attribute,
    /// and what is known where it stands.
    pub(crate) fn annotated_function(
        &self,
        path: &syn::Path,
    ) -> Option<(syn::Signature, String, Knowledge)> {
        let (home, name) = self.home(path)?;
        let known = home.source.facts.signatures.get(&name)?.clone()?;
        let attribute = known.attribute.as_ref()?.to_string();
        Some((known.signature()?, attribute, home))
    }

    fn see_method(&self, mut method: Method, home: Knowledge) -> Method {
        method.bare &= !self.annotated;
        if !Rc::ptr_eq(&self.source, &home.source) {
            method.seen = Some(Box::new((self.clone(), home)));
        }
        method
    }

    /// How all methods of a name take their receiver, whatever they are of.
    #[must_use]
    pub fn receiver(&self, name: &str) -> Option<super::Passing> {
        let methods = &self.source.facts.methods;
        let mut all = methods.iter().filter(|((_, method), _)| method == name);
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
    pub fn output(&self, function: &syn::Path) -> Option<Type> {
        let (home, name) = self.home(function)?;
        syn::parse_str(home.source.facts.outputs.get(&name)?.as_ref()?).ok()
    }

    /// What an operator gives, by its trait and the types of its operands, where an `impl` beside the left one says so, or
    /// beside the right one where the left one is a number.
    #[must_use]
    pub fn product(&self, of_trait: &str, left: &Type, right: Option<&Type>) -> Option<Type> {
        let of_left = &path_of(left)?.path;
        let (home, name) = match (self.home(of_left), right) {
            (Some(home), _) => home,
            (None, Some(right)) => {
                let (home, _) = self.home(&path_of(right)?.path)?;
                (home, of_left.get_ident()?.to_string())
            }
            (None, None) => return None,
        };
        let known = |right: &str| {
            let key = (of_trait.to_string(), name.clone(), right.to_string());
            home.source.facts.operators.get(&key)
        };
        let right_name = match right {
            Some(right) => path_of(right)?.path.segments.last()?.ident.to_string(),
            None => name.clone(),
        };
        // What is generic in the right operand is meant for numbers.
        match known(&right_name)
            .or_else(|| known(facts::PARAM))?
            .as_ref()?
        {
            facts::Product::Left => Some(without_reference(left)),
            facts::Product::Right => right.map(without_reference),
            facts::Product::Type(text) => Some(self.see(syn::parse_str(text).ok()?, &home, &[])),
        }
    }

    /// What an element of a type is, by the number of parts of the index, 0 for one that is no tuple.
    #[must_use]
    pub fn element(&self, ty: &Type, arity: usize) -> Option<Type> {
        let (home, name) = self.home(&path_of(ty)?.path)?;
        let element = home.source.facts.elements.get(&(name, arity))?.as_ref()?;
        Some(self.see(syn::parse_str(element).ok()?, &home, &[]))
    }

    /// Is there an `impl Index` of a type that is not annotated, by the number of parts of the index?
    #[must_use]
    pub fn has_bare_elements(&self, ty: &Type, arity: usize) -> bool {
        let home = path_of(ty).and_then(|path| self.home(&path.path));
        home.is_some_and(|(home, name)| {
            !self.annotated && home.source.facts.bare_elements.contains(&(name, arity))
        })
    }

    /// Is a trait declared in the crate?
    #[must_use]
    pub fn declares_trait(&self, name: &str) -> bool {
        self.with_trait(name, |_, _| ()).is_some()
    }

    /// Is a trait one of these, or does it ask for one of them?
    #[must_use]
    pub fn extends(&self, name: &str, these: &[&str]) -> bool {
        self.extends_within(name, these, 8)
    }

    fn extends_within(&self, name: &str, these: &[&str], depth: usize) -> bool {
        let above = |home: &Knowledge, known: &Trait| {
            let mut above = known.above.iter();
            above.any(|above| home.extends_within(above, these, depth - 1))
        };
        // One of the crate's own that has the name of another's is not that.
        let declared = (depth > 0).then(|| self.with_trait(name, above)).flatten();
        declared.unwrap_or_else(|| these.contains(&name))
    }

    /// The types that belong to a trait, or to one that it asks for, and are bounded by one of these.
    #[must_use]
    pub fn scalars_of(&self, name: &str, these: &[&str]) -> Vec<String> {
        let mut all = self.scalars_within(name, these, STEPS);
        all.sort();
        all.dedup();
        all
    }

    fn scalars_within(&self, name: &str, these: &[&str], depth: u8) -> Vec<String> {
        let types = |home: &Knowledge, known: &Trait| {
            let bounded = |bounds: &[String]| bounds.iter().any(|bound| home.extends(bound, these));
            let own = known.types.iter().filter(|(_, bounds)| bounded(bounds));
            let mut all: Vec<String> = own.map(|(name, _)| name.clone()).collect();
            if let Some(depth) = depth.checked_sub(1) {
                let above = known.above.iter();
                all.extend(above.flat_map(|above| home.scalars_within(above, these, depth)));
            }
            all
        };
        self.with_trait(name, types).unwrap_or_default()
    }

    /// The numbers that belong to a trait, or to one that it asks for.
    #[must_use]
    pub fn numbers_belonging_to(&self, name: &str) -> Vec<String> {
        super::type_params::numbers_of(self, name)
    }

    /// What an implementation of a trait for a type gives for what belongs to the trait, or to one that it asks for: the
    /// position of the type's argument that this is.
    #[must_use]
    pub fn given_argument(&self, of_trait: &str, of: &str, name: &str) -> Option<usize> {
        self.given_within(of_trait, of, name, STEPS)
    }

    fn given_within(&self, of_trait: &str, of: &str, name: &str, depth: u8) -> Option<usize> {
        let all = self.source.facts.implementations.get(of_trait);
        let mut own = all.into_iter().flatten();
        let own = own.find(|one| one.of.as_deref() == Some(of));
        let given = own.and_then(|one| {
            let (_, given) = one.types.iter().find(|(ty, _)| ty == name)?;
            one.arguments_of_type
                .iter()
                .position(|argument| argument == given)
        });
        given.or_else(|| {
            let depth = depth.checked_sub(1)?;
            let above = |_: &Knowledge, known: &Trait| known.above.clone();
            let above = self.with_trait(of_trait, above)?;
            above
                .iter()
                .find_map(|above| self.given_within(above, of, name, depth))
        })
    }

    /// A function of this name that a trait of the crate has, itself or by a trait that it asks for, and the name of that
    /// trait.
    #[must_use]
    pub fn trait_function(&self, name: &str, function: &str) -> Option<(String, Method)> {
        self.trait_function_within(name, function, 8)
    }

    /// The generic parameters of a trait.
    #[must_use]
    pub fn trait_generics(&self, name: &str) -> Option<syn::Generics> {
        let text = self.with_trait(name, |_, known| known.generics.clone())?;
        let function: syn::ItemFn = syn::parse_str(&text).ok()?;
        Some(function.sig.generics)
    }

    /// Is a trait of the crate one that numbers alone have, as it asks for what only they have?
    #[must_use]
    pub fn is_of_numbers(&self, name: &str) -> bool {
        super::type_params::of_numbers(self, name)
    }

    /// The path by which a name is imported, as it is written.
    #[must_use]
    pub fn imported(&self, name: &str) -> Option<Vec<String>> {
        let import = self.source.facts.imports.get(name)?.as_ref()?;
        Some(import.path.clone())
    }

    /// What a path names in another crate, beginning with that, where the imports of the file say so.
    #[must_use]
    pub fn of_other_crate(&self, path: &syn::Path) -> Option<Vec<String>> {
        let facts = &self.source.facts;
        let mut names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        for _ in 0..STEPS {
            let first = names.first()?;
            let here = matches!(first.as_str(), "self" | "super" | "crate" | "Self");
            if here || facts.declared.contains_key(first) || self.is_module_here(first) {
                return None;
            }
            let path = match facts.paths.get(first) {
                Some(path) => path.as_ref()?,
                None => break,
            };
            if path.first() == Some(first) {
                break;
            }
            names.splice(..1, path.iter().cloned());
        }
        (names.len() > 1).then_some(names)
    }

    /// Does the file import anything of a crate?
    #[must_use]
    pub fn imports_of(&self, of: &str) -> bool {
        let is_of = |path: &[String]| path.first().is_some_and(|first| first == of);
        let facts = &self.source.facts;
        let mut imports = facts.imports.values().flatten();
        imports.any(|import| is_of(&import.path)) || facts.globs.iter().any(|g| is_of(&g.path))
    }

    /// Does the file import all that a crate has?
    #[must_use]
    pub fn imports_all_of(&self, of: &str) -> bool {
        let mut globs = self.source.facts.globs.iter();
        globs.any(|glob| matches!(&glob.path[..], [first] if first == of))
    }

    /// Is a function imported beside the module that it is in, which has its name?
    #[must_use]
    pub fn is_beside_module(&self, function: &str) -> bool {
        self.source.is_beside_module(function)
    }

    /// The path of the companion of a function that is imported beside the module that it is in, if that has its name;
    /// `None` within it for other paths than the function's.
    #[must_use]
    pub fn companion_beside_module(&self, function: &syn::Path) -> Option<CompanionPath> {
        let (home, own) = self
            .home(function)
            .filter(|(home, name)| home.is_beside_module(name))?;
        let mut names: Vec<String> = function
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        let mut within = Vec::new();
        if let [name] = &names[..]
            && let Some(Some(import)) = self.source.facts.imports.get(name)
        {
            (names, within) = (import.path.clone(), import.within.clone());
        }
        if modules::is_of_its_module(&names) {
            names.pop();
            return syn::parse_str(&names.join("::"))
                .ok()
                .map(CompanionPath::Other);
        }
        if Rc::ptr_eq(&self.source, &home.source) || home.source.is_open_to(&self.source) {
            return None;
        }
        names.pop();
        if !home.source.is_passed_on_to(&self.source, &within, &names) {
            return Some(CompanionPath::Private);
        }
        names.push(passed_on(&own));
        let path = syn::parse_str(&names.join("::")).ok()?;
        Some(CompanionPath::Other(path))
    }

    /// Is there something of this name in the module of a function?
    #[must_use]
    pub fn declares_beside(&self, function: &str, other: &str) -> bool {
        self.source.declares_beside(function, other)
    }

    /// The type parameters of a trait of the crate: which of them stand for numbers? Where the trait does not say it
    /// itself, the implementations in its file do, if all of them give it one.
    #[must_use]
    pub fn numbers_of_trait(&self, name: &str) -> Option<Vec<(syn::Ident, bool)>> {
        let of = |home: &Knowledge, known: &Trait| {
            let (params, declared) = home.type_params(&known.generics)?;
            let all = home.source.facts.implementations.get(name);
            // Where each gives a number of its own, their derivatives need no bound.
            let given = |position| {
                let all = all?.iter().map(|one| home.number_given(one, position));
                let all = all.collect::<Option<Vec<Float>>>()?;
                Some(all.iter().any(|number| matches!(number, Float::Param(_))))
            };
            let numbers = params.into_iter().enumerate().map(|(position, param)| {
                let number = declared.scalars.contains(&param) || given(position) == Some(true);
                (param, number)
            });
            Some(numbers.collect())
        };
        self.with_trait(name, of)?
    }

    /// The number that an implementation gives the trait.
    fn number_given(&self, of: &Implementation, position: usize) -> Option<Float> {
        let ty = syn::parse_str(of.arguments.get(position)?).ok()?;
        let (_, params) = self.type_params(&of.generics)?;
        match super::Shape::of(&ty, &params) {
            Ok(super::Shape::Scalar(number, _)) => Some(number),
            _ => None,
        }
    }

    /// The type parameters of a function, and what their bounds say.
    fn type_params(&self, function: &str) -> Option<(Vec<syn::Ident>, super::TypeParams)> {
        let function: syn::ItemFn = syn::parse_str(function).ok()?;
        let generics = &function.sig.generics;
        let names = generics.type_params().map(|param| param.ident.clone());
        let known = super::TypeParams::of(&[generics], self.clone());
        Some((names.collect(), known))
    }

    /// A function of this name of an annotated trait of the crate that is in scope here, which numbers have if they have a
    /// method of this name at all that is none of their own.
    #[must_use]
    pub fn function_of_numbers(&self, function: &str) -> Option<Method> {
        let facts = &self.source.facts;
        let mut names = facts.traits.keys().chain(facts.imports.keys());
        let found = names.find_map(|name| self.trait_function(name, function));
        found
            .map(|(_, method)| method)
            .filter(|method| !method.bare)
    }

    fn trait_function_within(
        &self,
        name: &str,
        function: &str,
        depth: usize,
    ) -> Option<(String, Method)> {
        let has = |home: &Knowledge, known: &Trait| match known.functions.get(function) {
            Some(method) => Some((
                name.to_string(),
                self.see_method(method.clone(), home.clone()),
            )),
            None => {
                let mut above = known.above.iter();
                let found =
                    above.find_map(|above| home.trait_function_within(above, function, depth - 1));
                found.map(|(of, method)| (of, self.see_method(method, home.clone())))
            }
        };
        (depth > 0).then(|| self.with_trait(name, has))??
    }

    /// What there is to say of a trait that the crate declares, and its file.
    fn with_trait<T>(&self, name: &str, say: impl FnOnce(&Knowledge, &Trait) -> T) -> Option<T> {
        let (home, name) = self.home_of(name)?;
        let known = home.source.facts.traits.get(&name)?.as_ref()?;
        Some(say(&home, known))
    }

    /// Does a path name a trait without methods for derivatives? One of another crate is that, unless the crate is seen
    /// to say otherwise.
    #[must_use]
    pub fn is_bare_trait(&self, path: &syn::Path) -> bool {
        if self.annotated {
            return false;
        }
        let known = |home: &Source, name: &str| Some(home.facts.traits.get(name)?.as_ref()?.bare);
        if let Some((home, name)) = self.home(path) {
            return known(&home.source, &name).unwrap_or(false);
        }
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.source.of_another_crate(&names).is_some_and(|names| {
            let there = self.source.in_dependency(&names);
            there.is_none_or(|(home, name)| known(&home, &name).unwrap_or(true))
        })
    }

    /// Does a path name a function of the crate?
    #[must_use]
    pub fn declares_function(&self, path: &syn::Path) -> bool {
        let home = self.home(path);
        home.is_some_and(|(home, name)| home.source.facts.functions.contains_key(&name))
    }

    /// Does a path name a function without companion, and nothing else?
    #[must_use]
    pub fn is_bare(&self, path: &syn::Path) -> bool {
        let Some((home, name)) = self.home(path).filter(|_| !self.annotated) else {
            return false;
        };
        let facts = &home.source.facts;
        !facts.open
            && facts.functions.get(&name) == Some(&true)
            && !facts.structs.contains_key(&name)
    }

    /// Is a name certainly that of the standard library's type? Another of the same name hides what is in the prelude.
    #[must_use]
    pub fn is_standard(&self, name: &str) -> bool {
        let facts = &self.source.facts;
        let seen =
            facts.standard.contains(name) || facts.standard_globs || IN_SCOPE.contains(&name);
        seen && !facts.own.contains(name)
    }

    /// Is it a type of the standard library whose values cannot vary: text, times, numbers that are not zero?
    fn is_inert_of_standard(&self, path: &syn::Path) -> bool {
        self.home(path).is_none() && super::types::is_inert_of_standard(path, self)
    }

    /// The value of a constant of the type `usize`.
    #[must_use]
    pub fn length(&self, path: &syn::Path) -> Option<u64> {
        self.length_of(path, 0)
    }

    fn length_of(&self, path: &syn::Path, depth: u8) -> Option<u64> {
        let (home, name) = self.home(path)?;
        let known = home.source.facts.lengths.get(&name)?.as_ref()?;
        home.value_of(&syn::parse_str(known).ok()?, depth + 1)
    }

    /// The value of a constant expression of the type `usize`.
    #[must_use]
    pub fn value(&self, expr: &Expr) -> Option<u64> {
        self.value_of(expr, 0)
    }

    /// Writes the lengths in a type that stands in this file as numbers, and as `_` where their values are not seen: who asks
    /// for the type may not be able to name its constants. `params` are those of what the type belongs to.
    fn evaluate_lengths(&self, ty: &mut Type, params: &[String]) {
        struct Evaluate<'a>(&'a Knowledge, &'a [String]);
        impl VisitMut for Evaluate<'_> {
            fn visit_type_mut(&mut self, ty: &mut Type) {
                if let Type::Array(array) = ty
                    && !matches!(array.len, Expr::Lit(_))
                {
                    let names = super::words(array.len.to_token_stream());
                    let by_param = self.1.iter().any(|param| names.contains(param));
                    let value = self.0.value(&array.len).map(|n| n.to_string());
                    let value = value.as_deref().unwrap_or("_");
                    if !by_param && let Ok(value) = syn::parse_str(value) {
                        array.len = value;
                    }
                }
                crate::syntax::visit_mut::visit_type_mut(self, ty);
            }
        }
        Evaluate(self, params).visit_type_mut(ty);
    }

    /// The value of a constant expression; `depth` ends what would go round in circles.
    fn value_of(&self, expr: &Expr, depth: u8) -> Option<u64> {
        match expr {
            Expr::Lit(ExprLit {
                lit: Lit::Int(n), ..
            }) => n.base10_parse().ok(),
            Expr::Paren(inner) => self.value_of(&inner.expr, depth),
            Expr::Path(path) if depth < 8 => self.length_of(&path.path, depth),
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
        let methods = &self.source.facts.methods;
        let mut all = methods.iter().filter(|((_, known), _)| known == name);
        match (all.next(), all.next()) {
            (Some((_, Some(method))), None) => method.signature(),
            _ => None,
        }
    }

    /// What a macro of the crate is defined as, by the path with which it is called; `None` for one that is not seen to be of
    /// the crate.
    #[must_use]
    pub fn macro_text(&self, path: &[String]) -> Option<MacroText> {
        self.source.macro_text(path)
    }

    /// The conditions of compilation that decide what the aliases stand for that an item may name: among these words, or
    /// those that the file imports. None where no alias has several meanings, or where they are under different conditions.
    #[must_use]
    pub fn conditions(&self, words: &Set<String>) -> Vec<String> {
        let facts = &self.source.facts;
        let imported = facts.imports.keys().filter(|name| !words.contains(*name));
        let names = words.iter().chain(imported);
        let mut found: Option<Vec<String>> = None;
        for name in names {
            let Some((home, name)) = self.home_of(name) else {
                continue;
            };
            let of_home = &home.source.facts;
            if !matches!(of_home.aliases.get(&name), Some(None)) {
                continue;
            }
            let Some(all) = of_home.conditional.get(&name) else {
                continue;
            };
            let mut conditions: Vec<String> = all.iter().map(|(of, _)| of.clone()).collect();
            conditions.sort();
            // Of two under one condition nothing says which is meant.
            if conditions.windows(2).any(|pair| pair[0] == pair[1]) {
                continue;
            }
            match &found {
                Some(known) if *known != conditions => return Vec::new(),
                _ => found = Some(conditions),
            }
        }
        found.unwrap_or_default()
    }

    /// What an alias stands for, with these arguments.
    #[must_use]
    pub fn alias(&self, path: &syn::Path) -> Option<Type> {
        let (home, name) = self.home(path)?;
        let facts = &home.source.facts;
        let (params, known) = match facts.aliases.get(&name)? {
            Some(alias) => alias,
            None => {
                let mut all = facts.conditional.get(&name)?.iter();
                let chosen = |condition: &String| {
                    CONDITION.with_borrow(|chosen| chosen.as_ref() == Some(condition))
                };
                &all.find(|(condition, _)| chosen(condition))?.1
            }
        };
        let target = self.see(syn::parse_str(known).ok()?, &home, params);
        let given = params.iter().cloned().zip(arguments(path));
        let target = written_out(target, params, &given.collect::<Vec<_>>())?;
        let itself = path_of(&target)
            .and_then(|target| self.home(&target.path))
            .is_some_and(|(of, known)| known == name && Rc::ptr_eq(&of.source, &home.source));
        (!itself).then_some(target)
    }
}

fn without_reference(ty: &Type) -> Type {
    match ty {
        Type::Reference(reference) => (*reference.elem).clone(),
        ty => ty.clone(),
    }
}
