//! Parameters and the result: where the body begins and ends.

use super::Lowerer;
use super::flow::TargetKind;
use super::operand::{Mem, Operand};
use crate::ir::{
    Access, Atom, BaseId, BaseKind, Init, Output, Param, ParamKind, Projection, Role, Type,
};
use crate::parse::read::Reading;
use crate::parse::{self, Passing};
use proc_macro2::TokenStream;
use quote::ToTokens;

impl<'a> Lowerer<'a> {
    /// Declares the parameters and binds their patterns.
    pub(super) fn params(&mut self) {
        self.scopes.push();
        let signature = self.signature;
        for (i, param) in signature.params.iter().enumerate() {
            let (kind, operand) = self.param(param);
            self.b.f.params.push(Param {
                role: Role::Primal(i),
                kind,
                varied: param.varied,
            });
            self.at(&param.pat, |l| {
                let operand = match &param.reading {
                    Some(Reading::Items) => {
                        l.iter_of(operand).map_or(Operand::Poison, Operand::Iter)
                    }
                    Some(Reading::Into(_) | Reading::Behind) => {
                        l.read_already.extend(base_of(&operand));
                        operand
                    }
                    None => operand,
                };
                l.bind(&param.pat, operand, None);
            });
        }
    }

    fn param(&mut self, param: &'a parse::Param) -> (ParamKind, Operand<'a>) {
        let name = param.name.to_string();
        let ty = param.shape.ir_type();
        if matches!(ty, Type::Opaque | Type::Unit) {
            let tokens: TokenStream = param.name.to_token_stream();
            let kind = if param.followed {
                ParamKind::Function(name)
            } else {
                ParamKind::Opaque(name)
            };
            return (kind, Operand::Tokens(tokens));
        }
        // A receiver cannot be called otherwise, so it is no value that may get another name.
        if param.passing == Passing::Value && ty.is_scalar() && !param.receiver {
            let value = self.b.f.new_value(ty, name);
            return (ParamKind::Value(value), Operand::Atom(value.into()));
        }
        let access = match param.passing {
            Passing::Value => Access::Owned,
            Passing::Shared => Access::Shared,
            Passing::Mut => Access::Mut,
        };
        let base = self.b.f.new_base(ty.clone(), name, BaseKind::Param(access));
        let place = Operand::place(base.into(), ty.clone());
        let operand = match param.passing {
            Passing::Value => Operand::temporary(base.into(), ty),
            // A shared scalar cannot change: it is read once.
            Passing::Shared if ty.is_scalar() => {
                let atom = self.atom(place);
                Operand::shared(Operand::Atom(atom))
            }
            Passing::Shared => Operand::shared(place),
            Passing::Mut => Operand::Ref(true, Box::new(place)),
        };
        (ParamKind::Base(base), operand)
    }

    /// Lowers the body and says what it returns.
    pub(super) fn body(&mut self, body: &'a syn::Block) -> Output {
        let ty = self
            .signature
            .output
            .as_ref()
            .map_or(Type::Unit, parse::Output::ir_type);
        let value = self.leavable(None, TargetKind::Function, ty.clone(), |l| {
            let value = l.block_of(body, ty != Type::Unit);
            l.result(value, &ty)
        });
        let value = if self.guards.is_empty() {
            value
        } else {
            self.leave_guards(value)
        };
        if !self.reachable {
            return self.nothing(&ty);
        }
        self.output(value, &ty)
    }

    /// What a function returns that never does.
    fn nothing(&mut self, ty: &Type) -> Output {
        self.reachable = true;
        if ty.is_scalar() {
            return Output::Atom(Atom::zero(ty));
        }
        match ty {
            Type::Unit => Output::Unit,
            Type::Tuple(parts) => {
                Output::Tuple(parts.iter().map(|part| self.nothing(part)).collect())
            }
            ty => Output::Place(self.memory(ty.clone(), "result", Init::Default)),
        }
    }

    /// What the function returns, as its type says.
    pub(super) fn result(&mut self, value: Operand<'a>, ty: &Type) -> Operand<'a> {
        let value = match self.signature.borrows() {
            true => self.behind_box(value, ty),
            false => value,
        };
        let found = self.ty(&value);
        self.unify(ty, &found);
        match ty {
            Type::Unit => Operand::Unit,
            _ if self.signature.borrows() => self.referred(value),
            _ => self.value(value),
        }
    }

    /// A reference to a box is one to what it holds, where that is of the type that is asked for.
    fn behind_box(&mut self, value: Operand<'a>, ty: &Type) -> Operand<'a> {
        match value {
            Operand::Ref(mutable, target) => {
                let target = self.behind_box(*target, ty);
                Operand::Ref(mutable, Box::new(target))
            }
            Operand::Place(mem) => match (self.types.shallow(&mem.ty), self.types.shallow(ty)) {
                (Type::Boxed(_), Type::Boxed(_) | Type::Infer(_) | Type::Unknown)
                | (_, Type::Ref(_)) => Operand::Place(mem),
                (Type::Boxed(inner), _) => Operand::Place(Mem {
                    place: mem.place.project(Projection::Behind),
                    ty: *inner,
                    temporary: false,
                }),
                _ => Operand::Place(mem),
            },
            other => other,
        }
    }

    /// What a reference, or the references in a tuple or an option, refer to: numbers are read, memory is left where
    /// it lies.
    fn referred(&mut self, value: Operand<'a>) -> Operand<'a> {
        match self.value(value) {
            Operand::Ref(_, target) => {
                let target = self.strip(*target);
                match self.referred(target) {
                    Operand::Place(mem) if !self.types.is_open(&mem.ty) => {
                        Operand::shared(Operand::Place(mem))
                    }
                    other => other,
                }
            }
            Operand::Tuple(parts) => {
                Operand::Tuple(parts.into_iter().map(|part| self.referred(part)).collect())
            }
            Operand::Choice(choice) => Operand::Choice(Box::new(super::outcome::Choice {
                value: self.referred(choice.value),
                ..*choice
            })),
            other => other,
        }
    }

    pub(super) fn leave_guards(&mut self, value: Operand<'a>) -> Operand<'a> {
        let slot = self.slot("result", true);
        self.leave_value(true, slot, value);
        self.close_guards(0);
        self.reachable = true;
        self.slot_value(slot)
    }
}

/// The base that an operand is, or refers to.
pub(super) fn base_of(operand: &Operand<'_>) -> Option<BaseId> {
    match operand {
        Operand::Place(mem) if mem.place.projections.is_empty() => Some(mem.place.base),
        Operand::Ref(_, target) => base_of(target),
        _ => None,
    }
}
