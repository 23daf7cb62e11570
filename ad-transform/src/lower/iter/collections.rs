//! Maps, sets and lists, whose items have no positions: those that do not vary are gone through as vectors of what they
//! hold. The runtime has nothing that differentiates these vectors, so that a collection of numbers that vary is refused.

use super::super::Lowerer;
use super::super::foreign::last_name;
use super::super::operand::{Mem, Operand};
use super::{By, Iter};
use crate::ir::{Callee, Type};
use crate::parse::type_arguments;
use crate::parse::types::WITHOUT_POSITIONS;
use quote::{format_ident, quote};
use std::rc::Rc;

/// Methods of maps, sets, lists and heaps that only look.
const LOOKS: [&str; 17] = [
    "capacity",
    "contains",
    "contains_key",
    "first",
    "first_key_value",
    "front",
    "back",
    "get",
    "get_key_value",
    "is_disjoint",
    "is_empty",
    "is_subset",
    "is_superset",
    "last",
    "last_key_value",
    "len",
    "peek",
];

/// May a method of a collection change it?
pub(in super::super) fn changes(method: &str) -> bool {
    !LOOKS.contains(&method)
}

impl<'a> Lowerer<'a> {
    /// What goes through a collection without positions, if it is one.
    pub(super) fn items_by(&mut self, mem: &Mem, by: By) -> Option<Iter<'a>> {
        let (kind, types) = self.collection(mem)?;
        if by == By::Mut {
            self.refuse_here(
                &format!("what a `{kind}` holds has no positions that could be written to"),
                "collect it into a `Vec` before, and change that",
            );
            return Some(Iter::Empty);
        }
        Some(match &types[..] {
            [key, value] => {
                let [keys, values] = [("keys", key), ("values", value)]
                    .map(|(part, ty)| Rc::new(self.held(mem, part, ty.clone(), by)));
                Iter::Zip(keys, values)
            }
            [item] => self.held(mem, "items", item.clone(), by),
            _ => {
                self.refuse_here(
                    &format!("what this `{kind}` holds is not known here"),
                    "write its type where it is declared, or collect it into a `Vec` before",
                );
                Iter::Empty
            }
        })
    }

    /// `keys()`, `values()` and the like, of a map.
    pub(in super::super) fn part_of_map(&mut self, mem: &Mem, name: &str) -> Option<Iter<'a>> {
        let (part, by) = match name {
            "keys" | "values" => (name, By::Shared),
            "into_keys" | "into_values" => (&name["into_".len()..], By::Value),
            "iter" => return self.items_by(mem, By::Shared),
            "into_iter" => return self.items_by(mem, By::Value),
            "iter_mut" | "values_mut" => return self.items_by(mem, By::Mut),
            _ => return None,
        };
        let (_, types) = self.collection(mem)?;
        let [key, value] = &types[..] else {
            return None;
        };
        let ty = if part == "keys" { key } else { value };
        Some(self.held(mem, part, ty.clone(), by))
    }

    /// A part of all that is held, in a vector.
    fn held(&mut self, mem: &Mem, part: &str, item: Type, by: By) -> Iter<'a> {
        let (krate, name) = (&self.signature.krate, format_ident!("{part}"));
        let callee = Callee {
            collection: true,
            ..Callee::new(quote!(#krate::__private::collections::#name))
        };
        let of = Operand::shared(Operand::Place(mem.clone()));
        let ty = Type::Vec(Box::new(item));
        let held = self.emit_call(callee, vec![(quote!(), of)], ty, true);
        match held {
            Operand::Place(mem) => Iter::Elements(mem, by),
            _ => Iter::Empty,
        }
    }

    /// Is what is called a collection's own: what is in which has no tangent?
    pub(in super::super) fn asks_collection(&self, ty: &Type) -> bool {
        self.kind_of_collection(ty).is_some()
    }

    /// The type's name, and the kind of a collection without positions that it is.
    fn kind_of_collection(&self, ty: &Type) -> Option<(String, String)> {
        let Type::Named(name) = self.types.shallow(ty) else {
            return None;
        };
        let kind = last_name(&name);
        let is_one = WITHOUT_POSITIONS.contains(&kind.as_str());
        is_one.then_some((name, kind))
    }

    /// The kind of a collection without positions, and the types of what it holds.
    fn collection(&mut self, mem: &Mem) -> Option<(String, Vec<Type>)> {
        let (name, kind) = self.kind_of_collection(&mem.ty)?;
        let path: Option<syn::Path> = syn::parse_str(&name).ok();
        let last = path.as_ref().and_then(|path| path.segments.last());
        let types: Vec<syn::Type> = last.into_iter().flat_map(type_arguments).cloned().collect();
        let held = if kind.ends_with("Map") { 2 } else { 1 };
        let types = types.iter().take(held).map(|ty| self.ty_of(ty)).collect();
        Some((kind, types))
    }
}
