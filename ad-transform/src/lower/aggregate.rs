//! Literals of arrays, vectors, tuples and structs.

use super::Lowerer;
use super::operand::Operand;
use super::types::length;
use crate::ir::{Init, Type};
use quote::ToTokens;
use syn::{Expr, ExprArray, ExprCall, ExprPath, ExprRepeat, ExprStruct, ExprTuple, Member};

impl<'a> Lowerer<'a> {
    pub(super) fn array(&mut self, array: &'a ExprArray) -> Operand<'a> {
        let n = array.elems.len();
        let (inits, element) = self.elements(array.elems.iter());
        Operand::Init(
            Init::Elements(inits),
            Type::Array(Box::new(element), Some(n.to_string())),
        )
    }

    /// Elements and their type.
    pub(super) fn elements(&mut self, exprs: impl Iterator<Item = &'a Expr>) -> (Vec<Init>, Type) {
        let element = self.types.fresh();
        let mut inits = Vec::new();
        for expr in exprs {
            inits.push(self.element(expr, &element));
        }
        (inits, element)
    }

    fn element(&mut self, expr: &'a Expr, ty: &Type) -> Init {
        let operand = self.evaluated(expr);
        let of = self.ty(&operand);
        if !self.unify(ty, &of) && !matches!(operand, Operand::Poison) {
            let ty = self.types.shallow(ty);
            self.refuse(
                expr,
                &format!("this is a `{of}` among elements of the type `{ty}`"),
                "convert it first",
            );
        }
        self.at(expr, |l| l.init(operand))
    }

    pub(super) fn repeat(&mut self, repeat: &'a ExprRepeat) -> Operand<'a> {
        let (init, element, n) = self.repeated(&repeat.expr, &repeat.len);
        let ty = Type::Array(Box::new(element), Some(length(&repeat.len)));
        Operand::Init(Init::Repeat(Box::new(init), n), ty)
    }

    /// An element and how often it is repeated.
    pub(super) fn repeated(
        &mut self,
        expr: &'a Expr,
        len: &'a Expr,
    ) -> (Init, Type, crate::ir::Atom) {
        let element = self.types.fresh();
        let init = self.element(expr, &element);
        let n = self.scalar(len);
        let ty = self.atom_ty(&n);
        self.unify(&ty, &Type::USIZE);
        (init, element, n)
    }

    pub(super) fn tuple(&mut self, tuple: &'a ExprTuple) -> Operand<'a> {
        if tuple.elems.is_empty() {
            return Operand::Unit;
        }
        Operand::Tuple(tuple.elems.iter().map(|e| self.evaluated(e)).collect())
    }

    pub(super) fn struct_(&mut self, literal: &'a ExprStruct) -> Operand<'a> {
        if super::matching::is_variant(&literal.path) {
            return self.refuse(
                literal,
                "enums are not differentiable yet",
                "use a struct, or numbers",
            );
        }
        let path = literal.path.to_token_stream();
        let ty = Type::Named(path.to_string());
        let mut fields = Vec::new();
        for field in &literal.fields {
            let name = match &field.member {
                Member::Named(ident) => ident.to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            };
            let init = self.struct_field(&ty, &name, &field.expr);
            fields.push((name, init));
        }
        let rest = literal.rest.as_ref().map(|rest| {
            let operand = self.evaluated(rest);
            self.materialise(operand, "rest").place
        });
        Operand::Init(Init::Struct(path, fields, rest), ty)
    }

    fn struct_field(&mut self, ty: &Type, name: &str, expr: &'a Expr) -> Init {
        let operand = self.evaluated(expr);
        let (declared, of) = (self.field_ty(ty, name), self.ty(&operand));
        self.unify(&declared, &of);
        self.at(expr, |l| l.init(operand))
    }

    /// `S(a, b)`
    pub(super) fn tuple_struct(&mut self, path: &'a ExprPath, call: &'a ExprCall) -> Operand<'a> {
        if super::matching::is_variant(&path.path) {
            return self.refuse(
                call,
                "enums are not differentiable yet",
                "use a struct, or numbers",
            );
        }
        let tokens = path.path.to_token_stream();
        let ty = Type::Named(tokens.to_string());
        let fields = call
            .args
            .iter()
            .enumerate()
            .map(|(i, arg)| (i.to_string(), self.struct_field(&ty, &i.to_string(), arg)))
            .collect();
        Operand::Init(Init::Struct(tokens, fields, None), ty)
    }
}
