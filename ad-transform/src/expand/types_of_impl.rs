//! The types that belong to a trait, as one implementation gives them: `Self::Scalar` in a signature, and in a body
//! `Self::Output { x, y }` and `Self::Output::new(x, y)`, where derivatives have to know of which type that is.

use crate::parse::belonging_to_self;
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::Ident;
use syn::{ExprPath, ExprStruct, ImplItem, Item, ItemImpl, Pat, Path, PathArguments, Type};

/// The types, by their names.
pub struct AssociatedTypes(Vec<(Ident, Type)>);

impl AssociatedTypes {
    /// Those that an implementation gives.
    pub fn of(block: &ItemImpl) -> AssociatedTypes {
        let types = block.items.iter().filter_map(|item| match item {
            ImplItem::Type(ty) if ty.generics.params.is_empty() => {
                Some((ty.ident.clone(), ty.ty.clone()))
            }
            _ => None,
        });
        AssociatedTypes(types.collect())
    }

    /// The type that `Self::Name` stands for.
    pub fn named(&self, ty: &Type) -> Option<&Type> {
        self.called(belonging_to_self(ty)?)
    }

    fn called(&self, name: &Ident) -> Option<&Type> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, ty)| ty)
    }

    /// Writes the type out with which a path of the body begins.
    fn write_out(&self, path: &mut Path) {
        let known = match path.segments.iter().collect::<Vec<_>>()[..] {
            [first, name, ..] if first.ident == "Self" => self.called(&name.ident),
            _ => None,
        };
        let Some(Type::Path(known)) =
            known.filter(|ty| matches!(ty, Type::Path(of) if of.qself.is_none()))
        else {
            return;
        };
        let mut written = known.path.clone();
        for segment in &mut written.segments {
            if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                arguments.colon2_token = Some(<syn::Token![::]>::default());
            }
        }
        written
            .segments
            .extend(path.segments.iter().skip(2).cloned());
        *path = written;
    }
}

impl VisitMut for AssociatedTypes {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match self.named(ty) {
            Some(known) => *ty = known.clone(),
            None => visit_mut::visit_type_mut(self, ty),
        }
    }

    fn visit_expr_struct_mut(&mut self, literal: &mut ExprStruct) {
        self.write_out(&mut literal.path);
        visit_mut::visit_expr_struct_mut(self, literal);
    }

    fn visit_expr_path_mut(&mut self, expr: &mut ExprPath) {
        if expr.qself.is_none() {
            self.write_out(&mut expr.path);
        }
        visit_mut::visit_expr_path_mut(self, expr);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Struct(pat) = pat {
            self.write_out(&mut pat.path);
        }
        visit_mut::visit_pat_mut(self, pat);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {
        // There, `Self` is another type.
    }
}
