//! Branches and loops.

use super::body::Emitter;
use super::plan::order::Consumer;
use crate::ir::{
    Atom, Const, For, Lit, Op, Pattern, Prim, Range, Region, Stmt, Switch, Type, ValueId, While,
};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// What becomes of the results of a branching statement.
struct Results<'a> {
    stmt: &'a Stmt,
    /// Those that the statement declares, by number: yielded as expressions.
    fresh: Vec<usize>,
    /// Those that are set inside the branches, by number.
    set: Vec<usize>,
    /// Those that are constants in every branch, so that the text says their types.
    untyped: Vec<usize>,
    /// For the last statement of a loop that may leave early: the number of the result that says whether it goes on.
    leaves: Option<usize>,
}

impl<'a> Emitter<'a> {
    // --- branches ---

    fn results(&self, stmt: &'a Stmt) -> Results<'a> {
        let (set, fresh) = (0..stmt.results.len())
            .partition(|k| self.plan.is_declared_before(stmt.results[*k], stmt));
        let constant = |k: &usize| {
            let regions = crate::ir::visit::regions(&stmt.op);
            regions
                .into_iter()
                .filter(|r| !r.diverges())
                .all(|r| self.is_untyped(&r.yields[*k]))
        };
        let untyped = (0..stmt.results.len()).filter(constant).collect();
        Results {
            stmt,
            fresh,
            set,
            untyped,
            leaves: None,
        }
    }

    /// An `if` statement.
    pub fn if_(
        &self,
        stmt: &'a Stmt,
        cond: &Atom,
        then: &'a Region,
        els: &'a Region,
    ) -> TokenStream {
        self.branch_on(&self.results(stmt), cond, then, els)
    }

    fn branch_on(
        &self,
        results: &Results<'a>,
        cond: &Atom,
        then: &'a Region,
        els: &'a Region,
    ) -> TokenStream {
        let span = self.span();
        let (then_text, else_text) = (self.branch(results, then), self.branch(results, els));
        if !results.fresh.is_empty() {
            let (cond, pattern) = (self.atom(cond).whole(), self.fresh_pattern(results));
            let otherwise = else_block(&else_text);
            return quote_spanned!(span=> let #pattern = if #cond { #then_text } #otherwise;);
        }
        if results.leaves.is_some() {
            // A branch that leaves needs no `else` after it.
            if leaves(results, then) {
                let cond = self.atom(cond).whole();
                return quote_spanned!(span=> if #cond { #then_text } #else_text);
            }
            if leaves(results, els) {
                let cond = self.condition(cond, false).whole();
                return quote_spanned!(span=> if #cond { #else_text } #then_text);
            }
        }
        match (then_text.is_empty(), else_text.is_empty()) {
            (true, true) => TokenStream::new(),
            (false, true) => {
                let cond = self.atom(cond).whole();
                quote_spanned!(span=> if #cond { #then_text })
            }
            (true, false) => {
                let cond = self.condition(cond, false).whole();
                quote_spanned!(span=> if #cond { #else_text })
            }
            (false, false) => {
                let (cond, otherwise) = (self.atom(cond).whole(), else_block(&else_text));
                quote_spanned!(span=> if #cond { #then_text } #otherwise)
            }
        }
    }

    /// A `match` statement.
    pub fn switch(&self, stmt: &'a Stmt, switch: &'a Switch) -> TokenStream {
        let span = self.span();
        let results = self.results(stmt);
        let ty = self.f.atom_ty(&switch.scrutinee);
        let scrutinee = self.typed(&switch.scrutinee).whole();
        let arms = switch.arms.iter().map(|(patterns, region)| {
            let patterns = patterns.iter().map(|pattern| self.pattern_of(pattern, ty));
            let text = self.branch(&results, region);
            quote_spanned!(span=> #(#patterns)|* => { #text })
        });
        let default = self.branch(&results, &switch.default);
        let text = quote_spanned!(span=> match #scrutinee { #(#arms)* _ => { #default } });
        if results.fresh.is_empty() {
            return text;
        }
        let pattern = self.fresh_pattern(&results);
        quote_spanned!(span=> let #pattern = #text;)
    }

    fn pattern_of(&self, pattern: &Pattern, ty: &Type) -> TokenStream {
        let lit = |lit: &Lit| {
            self.constant(
                &Const {
                    lit: *lit,
                    ty: ty.clone(),
                },
                false,
            )
            .whole()
        };
        match pattern {
            Pattern::Literal(l) => lit(l),
            Pattern::Range(lo, Some(hi)) => {
                let (lo, hi) = (lo.as_ref().map(lit), lit(hi));
                quote!(#lo..=#hi)
            }
            Pattern::Range(lo, None) => {
                let lo = lo.as_ref().map(lit);
                quote!(#lo..)
            }
        }
    }

    /// A branch: its statements, what it sets, what it yields.
    fn branch(&self, results: &Results<'a>, region: &'a Region) -> TokenStream {
        self.contents(region, || {
            let all = &results.stmt.results;
            let set: Vec<(ValueId, &Atom)> = results
                .set
                .iter()
                .map(|k| (all[*k], &region.yields[*k]))
                .collect();
            let value = |k: &usize| {
                if results.untyped.contains(k) {
                    self.typed(&region.yields[*k])
                } else {
                    self.atom(&region.yields[*k])
                }
                .whole()
            };
            let mut values: Vec<TokenStream> = results.fresh.iter().map(value).collect();
            let mut text = TokenStream::new();
            // What is yielded is what it was before the assignments.
            for (value, k) in values.iter_mut().zip(&results.fresh) {
                if set
                    .iter()
                    .any(|(target, _)| self.reads(&region.yields[*k], *target))
                {
                    let name = self.extra("yielded");
                    text.extend(quote!(let #name = #value;));
                    *value = quote!(#name);
                }
            }
            text.extend(self.set_all(set));
            match &values[..] {
                [] => {}
                [one] => text.extend(quote!(#one)),
                many => text.extend(quote!((#(#many),*))),
            }
            if leaves(results, region) {
                let span = self.span();
                text.extend(quote_spanned!(span=> break;));
            }
            text
        })
    }

    fn fresh_pattern(&self, results: &Results<'a>) -> TokenStream {
        let names = results.fresh.iter().map(|k| {
            let v = results.stmt.results[*k];
            if !self.plan.is_used(v) {
                return quote!(_);
            }
            let name = self.variable(v);
            let mutable = self.plan.is_mutable(v).then(|| quote!(mut));
            quote!(#mutable #name)
        });
        let names: Vec<TokenStream> = names.collect();
        match &names[..] {
            [one] => quote!(#one),
            many => quote!((#(#many),*)),
        }
    }

    // --- loops ---

    /// A `for` statement.
    pub fn for_(&self, stmt: &'a Stmt, l: &'a For) -> TokenStream {
        let span = self.span();
        if let Some(marks) = self.marks_of(l) {
            return self.over_pairs(stmt, l, &marks);
        }
        let before = self.carried_in(stmt, &l.inits);
        let index = l.body.params[0];
        let range = self.range(&l.range);
        let index = if self.plan.is_used(index) {
            let name = self.variable(index);
            quote_spanned!(span=> #name)
        } else {
            quote_spanned!(span=> _)
        };
        let (before_trips, count) = self.trips(stmt, l.inits.len());
        let write = || self.loop_body(stmt, &l.body, l.breaks);
        let (rows, body) = self.with_rows(l, &range, &write);
        let text = quote_spanned!(span=> for #index in #range { #count #body });
        let text = self.borrowing(&l.range, &rows, text);
        quote_spanned!(span=> #before #before_trips #text)
    }

    fn range(&self, range: &Range) -> TokenStream {
        let span = self.span();
        let typed = self.is_untyped(&range.lo) && self.is_untyped(&range.hi);
        let lo = self.atom(&range.lo).at(super::expr::Level::Or);
        let hi = if typed {
            self.typed(&range.hi)
        } else {
            self.atom(&range.hi)
        }
        .at(super::expr::Level::Or);
        let text = if range.inclusive {
            quote_spanned!(span=> #lo..=#hi)
        } else {
            quote_spanned!(span=> #lo..#hi)
        };
        if range.reversed {
            quote_spanned!(span=> (#text).rev())
        } else {
            text
        }
    }

    /// A `while` statement, or a `loop` where the condition needs statements of its own.
    pub fn while_(&self, stmt: &'a Stmt, w: &'a While) -> TokenStream {
        let span = self.span();
        let before = self.carried_in(stmt, &w.inits);
        let (before_trips, count) = self.trips(stmt, w.inits.len());
        let needs = self.stmts(&w.cond.stmts);
        let body = self.loop_body(stmt, &w.body, w.breaks);
        let holds = &w.cond.yields[0];
        if needs.is_empty() {
            let cond = self.atom(holds).whole();
            let head = match holds {
                Atom::Const(Const {
                    lit: Lit::Bool(true),
                    ..
                }) => quote_spanned!(span=> loop),
                _ => quote_spanned!(span=> while #cond),
            };
            return quote_spanned!(span=> #before #before_trips #head { #count #body });
        }
        let cond = self.condition(holds, false).whole();
        quote_spanned!(span=> #before #before_trips loop { #needs if #cond { break; } #count #body })
    }

    /// Sets what the loop carries.
    fn carried_in(&self, stmt: &'a Stmt, inits: &'a [Atom]) -> TokenStream {
        let span = self.span();
        let mut text = TokenStream::new();
        let mut set = Vec::new();
        for (v, init) in stmt.results.iter().zip(inits) {
            if self.plan.is_declared_before(*v, stmt) {
                set.push((*v, init));
                continue;
            }
            let name = self.variable(*v);
            let value = if self.needs_type(*v, init) {
                self.typed(init)
            } else {
                self.atom(init)
            }
            .whole();
            text.extend(quote_spanned!(span=> let mut #name = #value;));
        }
        text.extend(self.set_all(set));
        text
    }

    /// Would rustc not know the type of a variable with this first value when it needs to?
    fn needs_type(&self, v: ValueId, init: &Atom) -> bool {
        if !self.is_untyped(init) {
            return false;
        }
        let ty = self.f.ty(v);
        if *ty == Type::SOME_INT {
            return false;
        }
        *ty != Type::F64 || self.is_called_on(v, &mut Vec::new())
    }

    /// Does what is computed from this variable alone, and from others of which rustc does not know the types either,
    /// end in an operation that needs to know?
    fn is_called_on(&self, v: ValueId, seen: &mut Vec<ValueId>) -> bool {
        if seen.contains(&v) {
            return false;
        }
        let members = self.plan.members(v);
        seen.extend(members);
        let order = &self.plan.order;
        members
            .iter()
            .flat_map(|m| &order.values[m.index()].uses)
            .any(|site| match site.by {
                Consumer::Stmt { number, .. } => {
                    let stmt = order.stmts[number].stmt;
                    match &stmt.op {
                        Op::Prim(Prim::Math(_) | Prim::Cast, _) | Op::Opaque(_) | Op::Call(..) => {
                            true
                        }
                        Op::Prim(_, args) => {
                            args.iter().all(|a| self.is_undetermined(a))
                                && stmt.results.iter().any(|w| self.is_called_on(*w, seen))
                        }
                        _ => false,
                    }
                }
                Consumer::Yield(..) | Consumer::Output => false,
            })
    }

    /// Is this a literal without a type, or computed from such literals and variables that begin as them?
    fn is_undetermined(&self, atom: &Atom) -> bool {
        let Atom::Value(v) = atom else {
            return self.is_untyped(atom);
        };
        if self.is_untyped(atom) {
            return true;
        }
        self.plan.members(*v).iter().any(|m| {
            let Some(stmt) = self.plan.order.definer(*m) else {
                return false;
            };
            let inits = match &stmt.op {
                Op::For(f) => &f.inits,
                Op::While(w) => &w.inits,
                Op::Prim(prim, args) if self.plan.is_inlined(*m) => {
                    return !prim.is_comparison() && args.iter().all(|a| self.is_undetermined(a));
                }
                _ => return false,
            };
            let mut carried = stmt.results.iter().zip(inits);
            carried.any(|(r, init)| r == m && self.is_untyped(init))
        })
    }

    /// The count of trips, where somebody wants it: its declaration, and what counts.
    fn trips(&self, stmt: &'a Stmt, carried: usize) -> (TokenStream, TokenStream) {
        let span = self.span();
        match stmt.results.get(carried) {
            Some(v) if self.plan.is_used(*v) => {
                let name = self.variable(*v);
                let declaration = if self.plan.is_declared_before(*v, stmt) {
                    quote_spanned!(span=> #name = 0;)
                } else {
                    quote_spanned!(span=> let mut #name = 0_usize;)
                };
                (declaration, quote_spanned!(span=> #name += 1;))
            }
            _ => (TokenStream::new(), TokenStream::new()),
        }
    }

    pub(super) fn loop_body(&self, stmt: &'a Stmt, body: &'a Region, breaks: bool) -> TokenStream {
        let next: Vec<(ValueId, &Atom)> = stmt
            .results
            .iter()
            .copied()
            .zip(&body.yields[usize::from(breaks)..])
            .collect();
        if !breaks {
            return self.contents(body, || self.set_all(next));
        }
        let go_on = &body.yields[0];
        if let Some(text) = self.leaving_branch(body, go_on, &next) {
            return text;
        }
        self.contents(body, || {
            let span = self.span();
            let mut text = TokenStream::new();
            let mut stops = self.condition(go_on, false).whole();
            if next.iter().any(|(target, _)| self.reads(go_on, *target)) {
                let name = self.extra("stops");
                text.extend(quote_spanned!(span=> let #name = #stops;));
                stops = quote!(#name);
            }
            text.extend(self.set_all(next.clone()));
            text.extend(quote_spanned!(span=> if #stops { break; }));
            text
        })
    }

    /// The body of a loop that ends in a branch of which one side leaves: with `break` in it.
    fn leaving_branch(
        &self,
        body: &'a Region,
        go_on: &Atom,
        next: &[(ValueId, &Atom)],
    ) -> Option<TokenStream> {
        let (last, before) = body.stmts.split_last()?;
        let Op::If(cond, then, els) = &last.op else {
            return None;
        };
        let leaves = last
            .results
            .iter()
            .position(|v| go_on.value() == Some(*v))?;
        let once = self.plan.order.values[last.results[leaves].index()]
            .uses
            .len()
            == 1;
        let constant = |r: &Region| r.diverges() || matches!(r.yields[leaves], Atom::Const(_));
        let in_place = next
            .iter()
            .all(|(v, atom)| atom.value().is_some_and(|a| self.plan.share(a, *v)));
        let mut results = self.results(last);
        results.fresh.retain(|k| *k != leaves);
        results.set.retain(|k| *k != leaves);
        if !once || !constant(then) || !constant(els) || !in_place || !results.fresh.is_empty() {
            return None;
        }
        results.leaves = Some(leaves);
        let mut text = self.stmts(before);
        let outer = self.enter(last.span);
        text.extend(self.branch_on(&results, cond, then, els));
        self.leave(outer);
        Some(text)
    }
}

/// Does the branch leave the loop at its end?
fn leaves(results: &Results<'_>, region: &Region) -> bool {
    results.leaves.is_some_and(|k| {
        !region.diverges()
            && matches!(
                region.yields[k],
                Atom::Const(Const {
                    lit: Lit::Bool(false) | Lit::Zero,
                    ..
                })
            )
    })
}

/// `else { .. }`, or `else if ..` where nothing else is in it.
pub fn else_block(text: &TokenStream) -> TokenStream {
    let begins = matches!(text.clone().into_iter().next(), Some(proc_macro2::TokenTree::Ident(word)) if word == "if");
    if begins && syn::parse2::<syn::ExprIf>(text.clone()).is_ok() {
        quote!(else #text)
    } else {
        quote!(else { #text })
    }
}
