//! Emission: IR to Rust. The only place that writes the bodies of functions.
//!
//! A valid function comes in; a block of plain safe Rust that computes the same goes out, in the same order of
//! effects, with the names of the source. What is pure and used once is written where it is used, as a person would;
//! what a loop carries is a mutable variable again. Nothing here knows derivatives.
//!
//! - [`plan`] decides, before anything is written, what gets a name, which values share a variable, and the names.
//! - [`room`] finds the tapes that need no vector of their own, [`rows`] the rows that are borrowed before loops.
//! - [`handed`] writes what passes from calls in loops to their adjoints.
//! - [`body`], [`control`], [`memory`], [`call`] write statements; [`scalar`], [`place`], [`init`] expressions.
//!
//! Generated names are resolved at the macro (`Span::mixed_site`), so that they neither see nor hide the user's
//! locals; they are located at the user's statement, so that rustc's errors point there. Hygiene does not protect a
//! `let` from a constant or a static of the same name in scope, and no form of binding does (`let mut`, `x @ _` are
//! errors there): derived names have a suffix, invented ones are words that nobody gives to a constant.

mod body;
mod call;
mod constant;
mod control;
mod expr;
mod function;
mod halves;
mod handed;
mod init;
mod lanes;
mod left;
mod memory;
mod opaque;
mod place;
mod plan;
mod prune;
mod pullback;
mod room;
mod rows;
mod scalar;
#[cfg(test)]
mod tests;
mod types;

pub use pullback::{EmittedPullback, emit_pullback};

use crate::ir::visit::statements;
use crate::ir::{Access, BaseId, BaseKind, Function, Op, ParamKind};
use body::Emitter;
use plan::Plan;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// What emission needs to know besides the function.
#[derive(Clone, Debug)]
pub struct EmitContext {
    /// The path of the runtime: `::ad`, or what the user named.
    pub krate: TokenStream,
    /// The receiver in a method, as the user wrote it: hygiene would not find another one.
    pub receiver: Option<Ident>,
    /// Types that the IR does not spell and that are written elsewhere: what the function returns.
    pub types: Vec<(BaseId, TokenStream)>,
    /// May what is handed over to the reverse sweep lie in a box? Then it is of a type that has a name, and lives as long as
    /// anything.
    pub boxes: bool,
}

impl Default for EmitContext {
    fn default() -> EmitContext {
        EmitContext {
            krate: quote!(::ad),
            receiver: None,
            types: Vec::new(),
            boxes: true,
        }
    }
}

/// The text of a function.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// For each parameter the pattern that the body expects, `self` for a receiver. For a parameter that is only
    /// named in tokens, the user's own pattern is as good.
    pub patterns: Vec<TokenStream>,
    /// `{ .. }`, with the result at its end.
    pub block: TokenStream,
}

/// Writes a function.
#[must_use]
pub fn emit(f: &Function, context: &EmitContext) -> Emitted {
    let mut f = f.clone();
    prune::prune(&mut f);
    let plan = Plan::new(&f, None);
    let mut emitter = Emitter::new(&f, &plan, context);
    let patterns = emitter.patterns();
    let rooms = emitter.open_rooms();
    let stmts = emitter.stmts(&f.body.stmts);
    let (before, value) = emitter.output();
    let items = items(&f, context);
    Emitted {
        patterns,
        block: quote!({ #items #rooms #stmts #before #value }),
    }
}

/// What stands before the statements of a body: the user's items, and the siblings of methods of other crates' types.
fn items(f: &Function, context: &EmitContext) -> TokenStream {
    let mut siblings = false;
    statements(&f.body, &mut |stmt| {
        if let Op::Call(call, _) = &stmt.op {
            siblings |= call::may_be_sibling(&call.callee);
        }
    });
    let (items, krate) = (&f.items, &context.krate);
    let siblings = siblings.then(|| quote!(use #krate::__private::methods::*;));
    quote!(#siblings #(#items)*)
}

/// Is memory passed in this way there or not?
fn is_slot(access: Access) -> bool {
    matches!(access, Access::CotangentSlot | Access::TangentSlot)
}

impl Emitter<'_> {
    /// A pattern for each parameter.
    fn patterns(&self) -> Vec<TokenStream> {
        self.f
            .params
            .iter()
            .map(|param| self.pattern(&param.kind))
            .collect()
    }

    /// Does the result hold a tangent whose zero takes its shape from this parameter?
    fn shapes_output(&self, b: BaseId) -> bool {
        let mut found = false;
        crate::ir::visit::output_places(&self.f.output, &mut |p| {
            found |= self.is_slot(p.base) && self.primal_of(p).is_some_and(|of| of.base == b);
        });
        found
    }

    fn pattern(&self, kind: &ParamKind) -> TokenStream {
        match kind {
            ParamKind::Value(v) => {
                if !self.plan.is_used(*v) && !self.plan.is_mutable(*v) {
                    return quote!(_);
                }
                let name = self.variable(*v);
                let mutable = self.plan.is_mutable(*v).then(|| quote!(mut));
                quote!(#mutable #name)
            }
            ParamKind::Base(b) => {
                let name = self.base(*b);
                let owned = matches!(self.f.bases[b.index()].kind, BaseKind::Param(Access::Owned));
                if name == "self" {
                    let mutable = (owned && self.plan.is_written(*b)).then(|| quote!(mut));
                    return quote!(#mutable #name);
                }
                if !self.plan.is_base_used(*b) && !self.shapes_output(*b) {
                    return quote!(_);
                }
                let mutable = match self.f.bases[b.index()].kind {
                    BaseKind::Param(Access::CotangentSlot) => true,
                    BaseKind::Param(Access::Owned) => self.plan.is_written(*b),
                    _ => false,
                };
                let mutable = mutable.then(|| quote!(mut));
                quote!(#mutable #name)
            }
            ParamKind::Opaque(name) | ParamKind::Function(name) => {
                let name = Ident::new(name, Span::call_site());
                quote!(#name)
            }
            ParamKind::Ignored => quote!(_),
        }
    }
}
