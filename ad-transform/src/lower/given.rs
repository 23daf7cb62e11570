//! What is behind references that calls give: `*map.entry(k).or_insert(0) += 1`.
//!
//! Where such a reference leads to is not seen, so that a number that varies would lose its derivative there, which the
//! transforms refuse. What does not vary, a count or a group of positions, is changed as the user wrote it.

use super::operand::{Mem, Operand};
use super::sequence::sequence_method;
use super::{Lowerer, aggregate::can_be_held};
use crate::diagnose;
use crate::ir::visit::{each_statement, places};
use crate::ir::{Arg, BaseId, Call, Callee, Op, Opaque, Part, Place, Projection, Type};
use crate::sorted::{Map, Set};
use crate::syntax::visit::{self, Visit};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Block, Expr, ExprMethodCall, UnOp};

/// What a call gave that may be a reference.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    /// Was it a collection that was asked, what is in which has no tangent?
    of_collection: bool,
    /// May it lead into something that is changed through it, as the name of a method says (`row_mut`), or where the call
    /// was given numbers to change (`slot(&mut v)`)?
    lends: bool,
    /// Is it in a variable that may be changed, as what is owned is?
    in_variable: bool,
}

/// What calls gave, by the memory that holds it.
pub(super) type AllGiven = Map<BaseId, Given>;

impl<'a> Lowerer<'a> {
    /// Notes what a call gives, unless that is seen to be owned.
    pub(super) fn note_given(&mut self, call: &Call, base: BaseId) {
        let callee = &call.callee;
        if callee.gives_owned || callee.operator.is_some() {
            return;
        }
        let path = callee.path.to_string();
        let of_collection = callee.collection;
        // What only looks gives nothing through which something could be changed.
        let looks = of_collection && !super::iter::changes(&path);
        if looks || is_of_runtime(&path) || constructs(callee) {
            return;
        }
        let by_name = callee.method && path.ends_with("_mut");
        let given = Given {
            of_collection,
            lends: by_name || call.args.iter().any(|arg| self.could_be_lent(arg)),
            in_variable: false,
        };
        self.given.insert(base, given);
    }

    /// Is an argument a mutable reference to numbers, so that what the call gives may lead there?
    fn could_be_lent(&self, arg: &Arg) -> bool {
        let target = match arg {
            Arg::Mut(place) => self.b.f.place_ty(place),
            _ => return false,
        };
        let mut ty = self.types.shallow(&target);
        while let Some(element) = ty.element() {
            ty = self.types.shallow(element);
        }
        self.types.is_float(&ty)
    }

    /// A variable that may be changed holds it.
    pub(super) fn hold_given(&mut self, base: BaseId) {
        if let Some(given) = self.given.get_mut(&base) {
            given.in_variable = !given.lends;
        }
    }

    /// Is a place behind a reference that a call gave, and not in a variable that may be changed?
    fn is_behind(&self, place: &Place) -> bool {
        let given = self.given.get(&place.base);
        given.is_some_and(|given| !given.in_variable)
    }

    /// May a call change what a collection holds, by an argument that it gave for that: `add(map.entry(k).or_insert(0.0), x)`?
    pub(super) fn may_change_collection(
        &self,
        callee: &Callee,
        operands: &[(TokenStream, Operand<'a>)],
    ) -> bool {
        !callee.collection
            && operands
                .iter()
                .any(|(_, argument)| self.is_lent_by_collection(argument))
            && !is_of_runtime(&callee.path.to_string())
    }

    fn is_lent_by_collection(&self, argument: &Operand<'a>) -> bool {
        match argument {
            Operand::Place(mem) => {
                let given = self.given.get(&mem.place.base);
                given.is_some_and(|given| given.of_collection)
                    && mem.place.projections.is_empty()
                    && self.types.is_undecided(&mem.ty)
            }
            _ => false,
        }
    }

    /// May what a call gave be an argument?
    pub(super) fn is_given(&self, operand: &Operand<'a>) -> bool {
        matches!(operand, Operand::Place(mem) if self.given.contains_key(&mem.place.base))
    }

    /// What a function takes as a mutable reference and a call gave is one.
    pub(super) fn lend_given(&mut self, operand: &mut Operand<'a>) {
        if self.is_given(operand)
            && let Operand::Place(mem) = operand
        {
            self.know_reference(&mem.place);
            let target = Operand::Place(mem.clone());
            *operand = Operand::Ref(true, Box::new(target));
        }
    }

    /// Is it what a call gave, which stays where it is as it is followed to be changed?
    pub(super) fn is_followed_later(&mut self, name: &str, operand: &Operand<'a>) -> bool {
        match operand {
            Operand::Place(mem) if self.is_behind(&mem.place) => {
                let whole = self.whole;
                let names = self
                    .followed_names
                    .get_or_insert_with(|| followed_names(whole));
                names.contains(name)
            }
            _ => false,
        }
    }

    /// Does a call change what is behind a reference that another one gave?
    pub(super) fn changes_behind(&self, call: &Op) -> bool {
        let mut found = false;
        places(call, &mut |place, used| {
            found |= used.writes() && self.is_behind(place);
        });
        found
    }

    /// Is the receiver what a collection gave to go on with, an entry say, which is as much without tangents as the
    /// collection?
    pub(super) fn continues_collection(&mut self, receiver: &Mem, wanted: bool) -> bool {
        let given = self.given.get(&receiver.place.base);
        given.is_some_and(|given| given.of_collection)
            && (receiver.place.projections.is_empty() || !wanted)
            && matches!(
                self.types.shallow(&receiver.ty),
                Type::Infer(_) | Type::Unknown
            )
    }

    /// The place that an assignment changes, where that is behind a reference that a call gave.
    pub(super) fn target_behind(&self, left: &Expr, target: &Operand<'a>) -> Option<Mem> {
        match target {
            Operand::Ref(_, target) => self.target_behind(left, target),
            Operand::Place(mem) => {
                // What is followed may be an item of what is owned, too, and the reference itself alone is none.
                let whole = mem.place.projections.is_empty();
                let followed =
                    whole && is_followed(left) && self.given.contains_key(&mem.place.base);
                (followed || self.is_behind(&mem.place)).then(|| mem.clone())
            }
            _ => None,
        }
    }

    /// `*given = value`, `given.field += value`: as the user wrote it, of what does not vary.
    pub(super) fn change_behind(&mut self, mem: Mem, operator: TokenStream, value: Operand<'a>) {
        let ty = self.ty(&value);
        self.unify(&mem.ty, &ty);
        let value = match self.value(value) {
            Operand::Poison | Operand::Never => return,
            Operand::Atom(atom) => vec![Part::Atom(atom)],
            Operand::Place(of) if !self.types.is_aggregate(&of.ty) => {
                vec![Part::Atom(self.load(&of))]
            }
            value if can_be_held(&value) && operator.to_string() == "=" => {
                vec![Part::Place(self.materialise(value, "value").place)]
            }
            _ => {
                self.refuse_here(diagnose::LOST_BEHIND, diagnose::NOT_LOST);
                return;
            }
        };
        self.know_reference(&mem.place);
        let mut parts = vec![Part::Place(mem.place), Part::Tokens(operator)];
        parts.extend(value);
        self.effect(Op::Opaque(Opaque::assignment(parts)));
    }

    /// What a call gave, or what is in an option that it gave, is a reference, as it is followed.
    fn know_reference(&mut self, place: &Place) {
        let ty = self.types.shallow(&self.b.f.bases[place.base.index()].ty);
        let reference = |ty: Type| Type::Ref(Box::new(ty));
        let known = match (&place.projections[..], ty) {
            ([], Type::Ref(_)) => return,
            ([], ty) => reference(ty),
            ([Projection::Inner | Projection::Variant(..)], Type::Option(inner)) => {
                match self.types.shallow(&inner) {
                    Type::Ref(_) => return,
                    inner => Type::Option(Box::new(reference(inner))),
                }
            }
            _ => return,
        };
        self.b.f.bases[place.base.index()].ty = known;
    }

    /// `given.push(i)`: a method of a sequence or a collection that is called for its effect alone.
    pub(super) fn call_behind(
        &mut self,
        name: &str,
        mem: &Mem,
        call: &'a ExprMethodCall,
        wanted: bool,
    ) -> Option<Operand<'a>> {
        let is_sequence = self.types.shallow(&mem.ty).is_sequence();
        if wanted || !self.is_behind(&mem.place) || sequence_method(name, is_sequence).is_none() {
            return None;
        }
        let args = self.tokens_of_args(call.args.iter());
        let (method, turbofish) = (&call.method, &call.turbofish);
        let parts = vec![
            Part::Place(mem.place.clone()),
            Part::Tokens(quote!(.#method #turbofish)),
            args,
        ];
        self.effect(Op::Opaque(Opaque::assignment(parts)));
        Some(Operand::Unit)
    }

    /// Refuses what would be written to the memory that holds such a reference in place of what it leads to.
    pub(super) fn refuse_lost(&mut self) {
        let mut lost = Vec::new();
        for stmt in self.b.stmts() {
            each_statement(stmt, &mut |stmt| {
                // Calls and what was written as tokens are refused only where something varies.
                let is_kept = matches!(stmt.op, Op::Call(..) | Op::Opaque(_));
                places(&stmt.op, &mut |place, used| {
                    if !is_kept && used.writes() && self.is_behind(place) {
                        lost.push(stmt.span);
                    }
                });
            });
        }
        for span in lost {
            let span = self.b.f.spans.get(span.0 as usize).copied();
            let span = span.unwrap_or_else(proc_macro2::Span::call_site);
            self.errors.push(diagnose::refuse_at(
                span,
                diagnose::LOST_BEHIND,
                diagnose::NOT_LOST,
            ));
        }
    }
}

/// The names of what is followed to be assigned to: of `*name = value`.
fn followed_names(body: &Block) -> Set<String> {
    struct Names(Set<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            let target = match expr {
                Expr::Assign(assign) => Some(&*assign.left),
                Expr::Binary(binary) if crate::parse::is_assigning(&binary.op) => {
                    Some(&*binary.left)
                }
                _ => None,
            };
            if let Some(Expr::Unary(unary)) = target
                && let Expr::Path(path) = &*unary.expr
                && let Some(name) = path.path.get_ident()
            {
                self.0.insert(name.to_string());
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut names = Names(Set::new());
    names.visit_block(body);
    names.0
}

/// Is it written as what a reference leads to, or as a part of that?
fn is_followed(left: &Expr) -> bool {
    match left {
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)),
        Expr::Paren(paren) => is_followed(&paren.expr),
        Expr::Field(field) => is_followed(&field.base),
        Expr::Index(index) => is_followed(&index.expr),
        _ => false,
    }
}

/// Is it a function of the runtime, whose results are owned?
fn is_of_runtime(path: &str) -> bool {
    path.contains("__private")
}

/// Is it a function of a type, which most often makes one of it?
fn constructs(callee: &Callee) -> bool {
    let path: syn::Result<syn::Path> = syn::parse2(callee.path.clone());
    let Ok(path) = path else { return false };
    let of = path.segments.iter().rev().nth(1);
    let name = path.segments.last().map(|last| last.ident.to_string());
    !callee.borrows
        && name.is_some_and(|name| name != "entry" && !name.contains("mut"))
        && of.is_some_and(|of| of.ident.to_string().starts_with(char::is_uppercase))
}
