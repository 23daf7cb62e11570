//! Parts of matrices and arrays of other crates that change: what is overwritten where it is named,
//! `m.row_mut(i).copy_from(&b)`, and what is looked at of a matrix that changes later, `m.row(i)`.
//!
//! The view that is overwritten exists nowhere else: what is done to it is a loop over the elements of the whole. A slice, whose
//! elements only the crate knows, is changed by a method of the runtime's with a rule of its own. What is looked at is copied,
//! element by element: the reverse sweep, which may want it, finds something else in its place.

use super::Lowerer;
use super::iter::{Iter, between, known};
use super::operand::{Mem, Operand};
use crate::ir::{Atom, Callee, Init, Prim, Type};
use crate::parse::foreign;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use std::rc::Rc;
use syn::{Expr, ExprMethodCall, GenericArgument};

/// Methods that overwrite a view with their argument.
const OVERWRITES: [&str; 3] = ["assign", "copy_from", "fill"];

/// A part of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Row,
    Column,
    Rows,
    Columns,
    Block,
    Slice,
}

/// The part that a method gives a view of, by the number of its arguments and of its sizes, and whether it can be changed.
fn view(call: &ExprMethodCall) -> Option<(View, bool)> {
    let sizes = call.turbofish.as_ref().map_or(0, |list| list.args.len());
    let name = call.method.to_string();
    let changes = name.strip_suffix("_mut");
    let name = changes.unwrap_or(&name);
    let view = match (name, call.args.len(), sizes) {
        ("row", 1, 0) => View::Row,
        ("column", 1, 0) => View::Column,
        ("rows", 2, 0) | ("fixed_rows", 1, 1) => View::Rows,
        ("columns", 2, 0) | ("fixed_columns", 1, 1) => View::Columns,
        ("view" | "slice", 2, 0) | ("fixed_view" | "fixed_slice", 2, 2) => View::Block,
        ("slice", 1, 0) => View::Slice,
        _ => return None,
    };
    Some((view, changes.is_some()))
}

impl View {
    /// Where the element of a row and a column is in a vector or matrix of this part.
    fn position<'a>(self, i: Atom, j: Atom) -> Operand<'a> {
        match self {
            View::Row => Operand::Atom(j),
            View::Column => Operand::Atom(i),
            _ => Operand::Tuple(vec![Operand::Atom(i), Operand::Atom(j)]),
        }
    }
}

/// The first row or column, and how many there are.
#[derive(Clone)]
struct Span {
    first: Atom,
    count: Atom,
}

impl Span {
    fn one(first: &Atom) -> Span {
        Span::of(first, &Atom::usize(1))
    }

    fn of(first: &Atom, count: &Atom) -> Span {
        let (first, count) = (first.clone(), count.clone());
        Span { first, count }
    }
}

/// What is done with an element, and with its row and column in the part.
type EachElement<'s, 'a> = &'s mut dyn FnMut(&mut Lowerer<'a>, Operand<'a>, (Atom, Atom));

impl<'a> Lowerer<'a> {
    /// What overwrites a part of a matrix or an array; `None` where a call is no such chain.
    pub(super) fn overwritten_part(&mut self, call: &'a ExprMethodCall) -> Option<Operand<'a>> {
        let mut receiver = &*call.receiver;
        while let Expr::Paren(paren) = receiver {
            receiver = &paren.expr;
        }
        let Expr::MethodCall(part) = receiver else {
            return None;
        };
        let given = call.args.first().filter(|_| call.args.len() == 1)?;
        // The whole is looked at before it is known that it is one.
        let named = matches!(
            &*part.receiver,
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) | Expr::Unary(_)
        );
        let overwrites = OVERWRITES.iter().any(|name| call.method == name);
        let (view, _) = view(part).filter(|(_, changes)| overwrites && named && *changes)?;
        let whole = self.expr(&part.receiver);
        let Operand::Place(whole) = self.strip(whole) else {
            return None;
        };
        if !self.is_matrix(&whole) {
            return None;
        }
        self.mutable.insert(whole.place.base);
        if view == View::Slice {
            self.overwrite_slice(part, whole, given);
            return Some(Operand::Unit);
        }
        let at = part.args.iter().map(|arg| self.evaluated(arg)).collect();
        let at = self.numbers_of_part(part, at);
        let Some((rows, columns)) = self.spans(view, &at, &whole) else {
            return Some(self.refuse(
                part,
                "where this part is is not seen here",
                "write its first row and column and its sizes out: `m.view_mut((i, j), (rows, columns))`",
            ));
        };
        let given = self.evaluated(given);
        self.overwrite(view, &whole, (&rows, &columns), given, call);
        Some(Operand::Unit)
    }

    /// Is it known to be a matrix, a vector or an array of another crate, whose elements stand by row and column?
    fn is_matrix(&mut self, whole: &Mem) -> bool {
        let of = self.declared(&whole.ty);
        of.is_some_and(|of| {
            !self.signature.knowledge.declares(&of) && foreign::is_matrix_or_array(&of)
        })
    }

    /// What a method is told of where a part is, and then of how large it is.
    fn numbers_of_part(&mut self, part: &'a ExprMethodCall, at: Vec<Operand<'a>>) -> Vec<Atom> {
        let at = at.into_iter().flat_map(|at| match at {
            Operand::Tuple(pair) => pair,
            one => vec![one],
        });
        let sizes = part.turbofish.iter().flat_map(|list| &list.args);
        let sizes = sizes.map(|size| match size {
            GenericArgument::Const(size) => self.evaluated(size),
            size => Operand::Tokens(size.to_token_stream()),
        });
        let sizes: Vec<Operand<'a>> = sizes.collect();
        let numbers: Vec<Operand<'a>> = at.chain(sizes).collect();
        let positions = numbers.into_iter().map(|number| {
            let atom = self.atom(number);
            let ty = self.atom_ty(&atom);
            self.unify(&ty, &Type::USIZE);
            atom
        });
        positions.collect()
    }

    /// The rows and columns of a part.
    fn spans(&mut self, view: View, at: &[Atom], whole: &Mem) -> Option<(Span, Span)> {
        let zero = Atom::usize(0);
        let mut all = |count: &str| Span::of(&zero, &self.count_of_whole(whole, count));
        Some(match (view, at) {
            (View::Row, [i]) => (Span::one(i), all("ncols")),
            (View::Column, [j]) => (all("nrows"), Span::one(j)),
            (View::Rows, [i, count]) => (Span::of(i, count), all("ncols")),
            (View::Columns, [j, count]) => (all("nrows"), Span::of(j, count)),
            (View::Block, [i, j, rows, columns]) => (Span::of(i, rows), Span::of(j, columns)),
            _ => return None,
        })
    }

    /// How many rows or columns the whole has.
    fn count_of_whole(&mut self, whole: &Mem, method: &str) -> Atom {
        let method = format_ident!("{method}");
        let whole = Operand::shared(Operand::Place(whole.clone()));
        let count = self.call_of(Callee::new(quote!(#method)), [whole], Some(Type::USIZE));
        self.atom(count)
    }

    /// Calls a method for what it gives, of this type, or for what it changes.
    fn call_of(
        &mut self,
        callee: Callee,
        operands: impl IntoIterator<Item = Operand<'a>>,
        ty: Option<Type>,
    ) -> Operand<'a> {
        let callee = Callee {
            method: true,
            ..callee
        };
        let operands = operands.into_iter();
        let operands = operands.map(|operand| (TokenStream::new(), operand));
        let wanted = ty.is_some();
        self.emit_call(callee, operands.collect(), ty.unwrap_or(Type::Unit), wanted)
    }

    /// Sets each element.
    fn overwrite(
        &mut self,
        view: View,
        whole: &Mem,
        (rows, columns): (&Span, &Span),
        given: Operand<'a>,
        call: &'a ExprMethodCall,
    ) {
        let given = self.strip(given);
        let given = match call.method == "fill" {
            true => Operand::Atom(self.atom(given)),
            false => Operand::Place(self.materialise(given, "part")),
        };
        self.for_each_element(whole, (rows, columns), call, &mut |l, element, (i, j)| {
            let number = match given.clone() {
                Operand::Place(part) => {
                    let element = l.element_at(part, view.position(i, j), call);
                    l.value(element)
                }
                number => number,
            };
            l.assign_to(element, number);
        });
    }

    /// A copy of what a method gives a view of, if that changes later.
    pub(super) fn copied_part(
        &mut self,
        call: &'a ExprMethodCall,
        whole: &Mem,
    ) -> Option<Operand<'a>> {
        let (view, false) = view(call).filter(|(view, _)| *view != View::Slice)? else {
            return None;
        };
        if self.frozen(&whole.place) || !self.is_matrix(whole) {
            return None;
        }
        let args = self.in_turn(call.args.iter());
        let at = self.numbers_of_part(call, args.clone());
        let (rows, columns) = self.spans(view, &at, whole)?;
        let method = &call.method;
        let callee = Callee {
            turbofish: call.turbofish.to_token_stream(),
            ..Callee::new(quote!(#method))
        };
        let receiver = Operand::shared(Operand::Place(whole.clone()));
        let ty = self.field_ty(&whole.ty, &format!("{method}()"));
        let operands = std::iter::once(receiver).chain(args);
        let seen = self.call_of(callee, operands, Some(ty.clone()));
        let Operand::Place(seen) = seen else {
            return Some(seen);
        };
        // The tangent of a view owns its numbers: its zero is what the copy begins with.
        let place = self.memory(ty.clone(), "part", Init::ZeroTangent(seen.place));
        let part = Mem {
            place,
            ty,
            temporary: true,
        };
        self.mutable.insert(part.place.base);
        self.for_each_element(whole, (&rows, &columns), call, &mut |l, element, (i, j)| {
            let number = l.value(element);
            let to = l.element_at(part.clone(), view.position(i, j), call);
            l.assign_to(to, number);
        });
        Some(Operand::Place(part))
    }

    /// Something for each element of a part of a matrix.
    fn for_each_element(
        &mut self,
        whole: &Mem,
        (rows, columns): (&Span, &Span),
        call: &'a ExprMethodCall,
        each: EachElement<'_, 'a>,
    ) {
        self.for_each_below(&columns.count, &mut |l, j| {
            l.for_each_below(&rows.count, &mut |l, i| {
                let at = [(rows, &i), (columns, &j)]
                    .map(|(span, k)| l.position_after(&span.first, k.clone()))
                    .map(Operand::Atom);
                let element = l.element_at(whole.clone(), Operand::Tuple(at.into()), call);
                each(l, element, (i, j.clone()));
            });
        });
    }

    fn position_after(&mut self, first: &Atom, k: Atom) -> Atom {
        match (known(first), known(&k)) {
            (Some(0), _) => k,
            (_, Some(0)) => first.clone(),
            _ => self.prim(Prim::Add, vec![first.clone(), k]),
        }
    }

    /// Something for each position below this one.
    fn for_each_below(&mut self, count: &Atom, each: &mut dyn FnMut(&mut Self, Atom)) {
        if known(count) == Some(1) {
            return each(self, Atom::usize(0));
        }
        let bounds = between(Atom::usize(0), count.clone());
        self.traverse(&Rc::new(Iter::Range(bounds)), &mut |l, item| {
            let item = l.atom(item);
            each(l, item);
        });
    }

    fn overwrite_slice(&mut self, part: &'a ExprMethodCall, whole: Mem, given: &'a Expr) {
        let whole = Operand::Ref(true, Box::new(Operand::Place(whole)));
        let slice = part.args.first().map(|slice| self.evaluated(slice));
        let given = self.evaluated(given);
        let operands = [Some(whole), slice, Some(given)].into_iter().flatten();
        self.call_of(Callee::new(quote!(put_slice)), operands, None);
    }
}
