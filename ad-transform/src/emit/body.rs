//! Statements, one after the other.

use super::EmitContext;
use super::plan::{Moment, Plan};
use crate::hashed::HashSet;
use crate::ir::{
    Atom, BaseId, BaseKind, Call, Function, Hand, Init, Op, Output, Place, Prim, Region, SpanId,
    Stmt, Type, ValueId,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use std::cell::{Cell, RefCell};

/// Writes one function.
pub struct Emitter<'a> {
    pub f: &'a Function,
    pub plan: &'a Plan<'a>,
    pub krate: &'a TokenStream,
    /// Types of bases that the IR does not spell.
    types: &'a [(BaseId, TokenStream)],
    receiver: Option<&'a Ident>,
    /// Memory of one number of a type that is not known.
    pub open_numbers: HashSet<BaseId>,
    /// The statement that is being written; none for the result.
    at: Cell<Option<&'a Stmt>>,
    span: Cell<Span>,
    /// The names of variables that only the text needs.
    extra_names: RefCell<HashSet<String>>,
    /// The names of what calls hand over.
    pub(super) handed: RefCell<crate::sorted::Map<usize, Ident>>,
    /// Where the stacks of what is handed over begin and end.
    pub(super) stacks: super::handed::Stacks<'a>,
    /// Those that are declared.
    pub(super) stacked: RefCell<crate::sorted::Map<usize, super::handed::Stack>>,
    /// The rooms of tapes, by the tape.
    pub(super) rooms: crate::sorted::Map<BaseId, Ident>,
    /// The rows that have names where this is.
    pub(super) rows: RefCell<Vec<super::rows::Row>>,
    /// Places that are known to be there, since statements before this one have been there; by the regions that are open.
    pub(super) seen: RefCell<Vec<Vec<Place>>>,
    /// In a loop over pairs of directions: the direction, the pair, and the half of it.
    pub(super) pair: RefCell<Option<(ValueId, Ident, Ident)>>,
}

/// What a statement becomes.
pub enum Line {
    Plain(TokenStream),
    /// Statements inside a slot; those of neighbours with the same slot join them.
    InSlot(BaseId, TokenStream),
}

/// An identifier by its text, raw where it is a keyword.
pub fn word(name: &str, span: Span) -> Ident {
    let name = name.trim_start_matches("r#");
    if KEYWORDS.binary_search(&name).is_ok() {
        Ident::new_raw(name, span)
    } else {
        Ident::new(name, span)
    }
}

/// The keywords of all editions, in order. (`self` and the like cannot be raw; nothing is called so here.)
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

impl<'a> Emitter<'a> {
    /// A writer with its decisions made.
    pub fn new(f: &'a Function, plan: &'a Plan<'a>, context: &'a EmitContext) -> Emitter<'a> {
        Emitter {
            f,
            plan,
            krate: &context.krate,
            types: &context.types,
            receiver: context.receiver.as_ref(),
            open_numbers: super::call::open_numbers(f),
            at: Cell::new(None),
            span: Cell::new(Span::mixed_site()),
            extra_names: RefCell::default(),
            rooms: crate::sorted::Map::new(),
            rows: RefCell::default(),
            seen: RefCell::default(),
            pair: RefCell::default(),
            handed: RefCell::default(),
            stacks: super::handed::Stacks::of(f),
            stacked: RefCell::default(),
        }
    }

    // --- positions and names ---

    /// The position of what is being written, with the hygiene of generated names.
    pub fn span(&self) -> Span {
        self.span.get()
    }

    /// Goes to a position; gives the one before.
    pub fn enter(&self, span: SpanId) -> Span {
        let here = self
            .f
            .spans
            .get(span.0 as usize)
            .copied()
            .unwrap_or_else(Span::call_site);
        self.span.replace(here.resolved_at(Span::mixed_site()))
    }

    /// Goes back.
    pub fn leave(&self, outer: Span) {
        self.span.set(outer);
    }

    /// When what is being written is evaluated.
    pub fn moment(&self) -> Moment<'a> {
        self.at.get().map_or(Moment::Output, Moment::Stmt)
    }

    /// The variable of a value.
    pub fn variable(&self, v: ValueId) -> Ident {
        word(self.plan.name(v), self.span())
    }

    /// The name of a base.
    pub fn base(&self, b: BaseId) -> Ident {
        let name = self.plan.base_name(b);
        if name == "self" {
            return self
                .receiver
                .cloned()
                .unwrap_or_else(|| Ident::new("self", Span::call_site()));
        }
        word(name, self.span())
    }

    /// A variable that only the text needs.
    pub fn extra(&self, wish: &str) -> Ident {
        let mut used = self.extra_names.borrow_mut();
        let mut name = wish.to_string();
        let mut n = 0;
        while self.plan.has_name(&name) || used.contains(&name) {
            n += 1;
            name = format!("{wish}_{n}");
        }
        used.insert(name.clone());
        Ident::new(&name, self.span())
    }

    // --- statements ---

    /// Statements in their order.
    pub fn stmts(&self, stmts: &'a [Stmt]) -> TokenStream {
        let mut text = TokenStream::new();
        self.seen.borrow_mut().push(Vec::new());
        let mut open: Option<(BaseId, TokenStream)> = None;
        let mut rest = stmts.iter();
        while let Some(stmt) = rest.next() {
            let set = self.set_by_call(stmt, rest.as_slice().first());
            let lines = match set {
                Some((call, place)) => {
                    rest.next();
                    self.lines_of(stmt, || vec![Line::Plain(self.call_into(call, place))])
                }
                None => self.lines(stmt),
            };
            for line in lines {
                open = match (line, open.take()) {
                    (Line::InSlot(slot, body), Some((same, mut bodies))) if slot == same => {
                        bodies.extend(body);
                        Some((slot, bodies))
                    }
                    (line, before) => {
                        text.extend(before.map(|(slot, bodies)| self.in_slot(slot, &bodies)));
                        match line {
                            Line::Plain(tokens) => {
                                text.extend(tokens);
                                None
                            }
                            Line::InSlot(slot, body) => Some((slot, body)),
                        }
                    }
                };
            }
        }
        text.extend(open.map(|(slot, bodies)| self.in_slot(slot, &bodies)));
        self.seen.borrow_mut().pop();
        text
    }

    fn in_slot(&self, slot: BaseId, body: &TokenStream) -> TokenStream {
        let (name, span) = (self.base(slot), self.span());
        if let Some(row) = self.row_of_slot(slot) {
            return quote_spanned!(span=> if let ::core::option::Option::Some(#row) = &mut #row { #body });
        }
        quote_spanned!(span=> if let ::core::option::Option::Some(#name) = #name.get() { #body })
    }

    fn lines(&self, stmt: &'a Stmt) -> Vec<Line> {
        self.lines_of(stmt, || self.stmt(stmt))
    }

    fn lines_of(&self, stmt: &'a Stmt, write: impl FnOnce() -> Vec<Line>) -> Vec<Line> {
        let (outer, before) = (self.enter(stmt.span), self.at.replace(Some(stmt)));
        let stacks = self.stacks_before(stmt).map(Line::Plain);
        let lines = stacks.into_iter().chain(write()).collect();
        self.see(stmt);
        self.at.set(before);
        self.leave(outer);
        lines
    }

    /// A call, and the variable that the next statement moves what it returned to: `u = step(&u);`.
    fn set_by_call(&self, stmt: &'a Stmt, next: Option<&'a Stmt>) -> Option<(&'a Call, &'a Place)> {
        let Op::Call(call, Some(b)) = &stmt.op else {
            return None;
        };
        let next = next?;
        let Op::Assign(place, Init::Move(from)) = &next.op else {
            return None;
        };
        let whole = Place::from(*b);
        let moved = self.plan.order.stmt_facts(next).reads;
        let touches = &self.plan.order.bases[b.index()].touches;
        let is_set = *from == whole
            && place.projections.is_empty()
            && place.base != *b
            && matches!(self.f.bases[place.base.index()].kind, BaseKind::Local)
            && self.f.place_ty(place) == self.f.place_ty(&whole)
            && call.callee.value.is_none()
            && !matches!(call.callee.hand, Some(Hand::Over(_)))
            && touches.iter().all(|(tick, _)| *tick == moved);
        is_set.then_some((call, place))
    }

    fn stmt(&self, stmt: &'a Stmt) -> Vec<Line> {
        let plain = |tokens| vec![Line::Plain(tokens)];
        match &stmt.op {
            Op::Prim(..) | Op::Load(_) | Op::Len(_) | Op::Is(..) => self.scalar(stmt),
            Op::Opaque(o) => match stmt.results[..] {
                [_] if !o.diverges => self.scalar(stmt),
                _ => {
                    let expr = self.opaque(o).whole();
                    let span = self.span();
                    plain(quote_spanned!(span=> #expr;))
                }
            },
            Op::Pop(p) => {
                let value = self.popped(p);
                plain(self.set(stmt.results[0], &value))
            }
            Op::If(cond, then, els) => plain(self.if_(stmt, cond, then, els)),
            Op::Switch(switch) => plain(self.switch(stmt, switch)),
            Op::For(l) => plain(self.for_(stmt, l)),
            Op::While(w) => plain(self.while_(stmt, w)),
            Op::Init(b, init) => plain(self.declare(*b, init)),
            Op::Call(call, result) => plain(self.call_stmt(call, *result)),
            op => self.memory(op),
        }
    }

    /// A pure operation that has a variable.
    fn scalar(&self, stmt: &'a Stmt) -> Vec<Line> {
        let v = stmt.results[0];
        if self.plan.is_inlined(v) {
            return Vec::new();
        }
        if !self.plan.begins(v)
            && let Op::Prim(prim, args) = &stmt.op
            && let Some(update) = self.update(v, *prim, args)
        {
            return vec![Line::Plain(update)];
        }
        let value = self.computed(v, &stmt.op, true).whole();
        vec![Line::Plain(self.set(v, &value))]
    }

    /// `let v = value;`, or `v = value;` where the variable is there.
    pub fn set(&self, v: ValueId, value: &TokenStream) -> TokenStream {
        let span = self.span();
        if !self.plan.is_used(v) {
            return quote_spanned!(span=> let _ = #value;);
        }
        let name = self.variable(v);
        if !self.plan.begins(v) {
            return quote_spanned!(span=> #name = #value;);
        }
        let mutable = self.plan.is_mutable(v).then(|| quote_spanned!(span=> mut));
        quote_spanned!(span=> let #mutable #name = #value;)
    }

    /// `v += b;` for `v = a + b` where `a` is in the variable.
    fn update(&self, v: ValueId, prim: Prim, args: &[Atom]) -> Option<TokenStream> {
        let holds = |atom: &Atom| atom.value().is_some_and(|a| self.plan.share(a, v));
        let target = self.variable(v);
        self.compound(&quote!(#target), prim, args, self.f.ty(v), &holds)
    }

    /// `target += b;` for `target + b`, for types that have such operators.
    pub fn compound(
        &self,
        target: &TokenStream,
        prim: Prim,
        args: &[Atom],
        ty: &Type,
        holds: &dyn Fn(&Atom) -> bool,
    ) -> Option<TokenStream> {
        if !super::types::has_assign_ops(ty) {
            return None;
        }
        let (text, commutes) = match prim {
            Prim::Add => ("+=", true),
            Prim::Mul | Prim::SingularMul => ("*=", true),
            Prim::Sub => ("-=", false),
            Prim::Div | Prim::SingularDiv => ("/=", false),
            Prim::Rem => ("%=", false),
            _ => return None,
        };
        let other = match args {
            [a, b] if holds(a) && !holds(b) => b,
            [a, b] if commutes && holds(b) && !holds(a) => a,
            _ => return None,
        };
        let span = self.span();
        let operator: TokenStream = text.parse().expect("an operator");
        let operator: TokenStream = operator
            .into_iter()
            .map(|mut t| {
                t.set_span(span);
                t
            })
            .collect();
        let other = self.atom(other).whole();
        Some(quote_spanned!(span=> #target #operator #other;))
    }

    /// Sets several variables at once.
    pub fn set_all(&self, pairs: Vec<(ValueId, &Atom)>) -> TokenStream {
        let mut text = TokenStream::new();
        let mut open: Vec<(ValueId, Source<'_>)> = pairs
            .into_iter()
            .filter(|(v, atom)| !atom.value().is_some_and(|a| self.plan.share(a, *v)))
            .map(|(v, atom)| (v, Source::Atom(atom)))
            .collect();
        while !open.is_empty() {
            let free = |i: usize| {
                let (target, _) = &open[i];
                open.iter()
                    .enumerate()
                    .all(|(j, (_, source))| i == j || !self.source_reads(source, *target))
            };
            let Some(i) = (0..open.len()).find(|i| free(*i)) else {
                // A cycle: one of the values waits under another name.
                let waits =
                    |(_, source): &&mut (ValueId, Source<'_>)| matches!(source, Source::Atom(_));
                let (v, source) = open
                    .iter_mut()
                    .find(waits)
                    .expect("a cycle reads variables");
                let waiting = self.extra(&format!("{}_next", self.plan.name(*v)));
                let value = self.source(source);
                let span = self.span();
                text.extend(quote_spanned!(span=> let #waiting = #value;));
                *source = Source::Name(waiting);
                continue;
            };
            let (v, source) = open.remove(i);
            text.extend(self.set_one(v, &source));
        }
        text
    }

    fn source_reads(&self, source: &Source<'_>, target: ValueId) -> bool {
        match source {
            Source::Atom(atom) => self.reads(atom, target),
            Source::Name(_) => false,
        }
    }

    /// Is the variable of `target` read when the operand is evaluated?
    pub fn reads(&self, atom: &Atom, target: ValueId) -> bool {
        let mut found = false;
        self.named_values(atom, &mut |v| found |= self.plan.share(v, target));
        found
    }

    fn source(&self, source: &Source<'_>) -> TokenStream {
        match source {
            Source::Atom(atom) => self.atom(atom).whole(),
            Source::Name(name) => quote!(#name),
        }
    }

    fn set_one(&self, v: ValueId, source: &Source<'_>) -> TokenStream {
        if let Source::Atom(atom) = source
            && let Some((prim, args)) = self.inlined_prim(atom)
            && let Some(update) = self.update(v, prim, args)
        {
            return update;
        }
        let (name, value, span) = (self.variable(v), self.source(source), self.span());
        quote_spanned!(span=> #name = #value;)
    }

    // --- the result ---

    /// The result of the function: statements, and the last expression, which is empty for `()`.
    pub fn output(&self) -> (TokenStream, TokenStream) {
        let mut before = TokenStream::new();
        let value = match &self.f.output {
            Output::Unit => TokenStream::new(),
            output => self.output_part(output, &mut before),
        };
        (before, value)
    }

    fn output_part(&self, output: &Output, before: &mut TokenStream) -> TokenStream {
        match output {
            Output::Unit => quote!(()),
            Output::Atom(a) => self.atom(a).whole(),
            Output::Place(p) => {
                let value = self.owned(p);
                if !self.is_slot(p.base) {
                    return value;
                }
                // The zero of a slot looks at the primal, which another part may move.
                let name = self.extra(&format!("{}_value", self.plan.base_name(p.base)));
                before.extend(quote!(let #name = #value;));
                quote!(#name)
            }
            Output::Tuple(parts) => {
                let parts: Vec<TokenStream> = parts
                    .iter()
                    .map(|part| self.output_part(part, before))
                    .collect();
                match &parts[..] {
                    [one] => quote!((#one,)),
                    parts => quote!((#(#parts),*)),
                }
            }
        }
    }

    /// An aggregate, by value: moved where nobody needs it afterwards, else copied.
    pub fn owned(&self, p: &Place) -> TokenStream {
        self.taken(p, true, &self.f.place_ty(p))
    }

    /// The contents of a region, with what it sets at its end.
    pub fn contents(
        &self,
        region: &'a Region,
        at_end: impl FnOnce() -> TokenStream,
    ) -> TokenStream {
        let mut text = self.stmts(&region.stmts);
        if !region.diverges() {
            text.extend(at_end());
        }
        text
    }

    /// Declares a base.
    fn declare(&self, b: BaseId, init: &Init) -> TokenStream {
        if let Some(text) = self.in_room(b, init) {
            return text;
        }
        let ty = &self.f.bases[b.index()].ty;
        let (name, span) = (self.base(b), self.span());
        if self.plan.is_deferred(b) {
            let ty = super::types::spelled(ty, self.krate).map(|ty| quote_spanned!(span=> : #ty));
            return quote_spanned!(span=> let mut #name #ty;);
        }
        let value = self.init(init, ty);
        let written = || self.types.iter().find(|(of, _)| *of == b);
        let ty = match super::types::spelled(ty, self.krate) {
            // `None` alone does not say of what.
            Some(ty) => matches!(init, Init::Variant(..) | Init::If(..))
                .then(|| written().map_or(ty, |(_, ty)| ty.clone())),
            None => written().map(|(_, ty)| ty.clone()),
        };
        if let Some(ty) = ty {
            let mutable = self.plan.is_written(b).then(|| quote_spanned!(span=> mut));
            return quote_spanned!(span=> let #mutable #name: #ty = #value;);
        }
        self.let_base(b, &value)
    }

    /// `let base = value;`
    pub fn let_base(&self, b: BaseId, value: &TokenStream) -> TokenStream {
        self.let_base_of(b, None, value)
    }

    /// The same, with `: Type` where there is one.
    pub fn let_base_of(
        &self,
        b: BaseId,
        ty: Option<&TokenStream>,
        value: &TokenStream,
    ) -> TokenStream {
        let (name, span) = (self.base(b), self.span());
        let mutable = self.plan.is_written(b).then(|| quote_spanned!(span=> mut));
        quote_spanned!(span=> let #mutable #name #ty = #value;)
    }
}

/// What a variable is set to.
enum Source<'a> {
    Atom(&'a Atom),
    Name(Ident),
}
