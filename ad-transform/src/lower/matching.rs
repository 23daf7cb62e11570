//! `match`, and patterns that may not match.

use super::Lowerer;
use super::foreign::last_name;
use super::operand::Operand;
use super::outcome::Expected;
use super::pattern::is_rest;
use crate::ir::{Atom, Lit, Op, Opaque, Part, Pattern, Prim, Type, Variant};
use quote::{ToTokens, quote};
use syn::{Arm, Expr, ExprMatch, ExprRange, Ident, Pat, RangeLimits, UnOp};

impl<'a> Lowerer<'a> {
    pub(super) fn match_(&mut self, expr: &'a ExprMatch) -> Operand<'a> {
        self.match_value(expr, true)
    }

    pub(super) fn match_value(&mut self, expr: &'a ExprMatch, wanted: bool) -> Operand<'a> {
        let operand = self.evaluated(&expr.expr);
        if !self.reachable || expr.arms.is_empty() {
            return Operand::Never;
        }
        if let Operand::Atom(scrutinee) = &operand
            && let Some(patterns) = self.switch_patterns(scrutinee, &expr.arms)
        {
            return self.switch(scrutinee.clone(), patterns, &expr.arms, wanted);
        }
        self.chain(&expr.arms, &operand, wanted)
    }

    /// The arms as those of a switch, if they are: literals and ranges without guards, the last one for all else.
    fn switch_patterns(&mut self, scrutinee: &Atom, arms: &'a [Arm]) -> Option<Vec<Vec<Pattern>>> {
        let ty = self.atom_ty(scrutinee);
        if arms.len() < 2 || self.types.is_float(&ty) || ty == Type::Bool {
            return None;
        }
        let mut all = Vec::new();
        for arm in &arms[..arms.len() - 1] {
            let mut patterns = Vec::new();
            self.literal_patterns(&arm.pat, &ty, &mut patterns)?;
            all.push(patterns);
        }
        // Whatever the last one says, if it is no guard that may fail: the arms are exhaustive.
        if matches!(arms.last()?.pat, Pat::Guard(_)) {
            return None;
        }
        Some(all)
    }

    /// Gathers literals and ranges; `None` where there is something else.
    fn literal_patterns(&mut self, pat: &'a Pat, ty: &Type, out: &mut Vec<Pattern>) -> Option<()> {
        match pat {
            Pat::Paren(paren) => self.literal_patterns(&paren.pat, ty, out),
            Pat::Ident(ident) => {
                let (_, sub) = ident.subpat.as_ref()?;
                self.literal_patterns(sub, ty, out)
            }
            Pat::Or(or) => or
                .cases
                .iter()
                .try_for_each(|case| self.literal_patterns(case, ty, out)),
            Pat::Lit(lit) => {
                let (lit, of) = self.scalar_literal(&lit.lit)?;
                if matches!(lit, Lit::Float(_)) || !self.unify(ty, &of) {
                    return None;
                }
                out.push(Pattern::Literal(lit));
                Some(())
            }
            Pat::Range(range) => {
                let lo = self.literal_end(range.start.as_deref(), ty)?;
                let hi = self.literal_end(range.end.as_deref(), ty)?;
                let hi = match (hi, &range.limits) {
                    (Some(Lit::Int(n)), RangeLimits::HalfOpen(_)) => {
                        Some(Lit::Int(n.checked_sub(1)?))
                    }
                    (Some(_), RangeLimits::HalfOpen(_)) => return None,
                    (hi, _) => hi,
                };
                out.push(Pattern::Range(lo, hi));
                Some(())
            }
            _ => None,
        }
    }

    /// The end of a range in a pattern, where it is a literal; outer `None` where it is not.
    fn literal_end(&mut self, end: Option<&'a Expr>, ty: &Type) -> Option<Option<Lit>> {
        let Some(end) = end else { return Some(None) };
        let (lit, of) = match end {
            Expr::Lit(lit) => self.scalar_literal(&lit.lit)?,
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
                let Expr::Lit(lit) = &*unary.expr else {
                    return None;
                };
                let (lit, of) = self.scalar_literal(&lit.lit)?;
                let Lit::Int(n) = lit else { return None };
                (Lit::Int(n.checked_neg()?), of)
            }
            _ => return None,
        };
        if matches!(lit, Lit::Float(_)) || !self.unify(ty, &of) {
            return None;
        }
        Some(Some(lit))
    }

    fn switch(
        &mut self,
        scrutinee: Atom,
        patterns: Vec<Vec<Pattern>>,
        arms: &'a [Arm],
        wanted: bool,
    ) -> Operand<'a> {
        let slot = self.slot("", true);
        let span = (self.b.span, self.node);
        let mut branches = Vec::new();
        let mut pending = crate::sorted::Set::new();
        let mut falls = false;
        for arm in arms {
            let outside = self.enter_branch();
            let value = self.arm(arm, &Operand::Atom(scrutinee.clone()), wanted);
            self.leave_value(wanted, slot, value);
            let branch = self.leave_branch(outside);
            branches.push(branch.built);
            pending.extend(branch.pending);
            falls |= branch.falls;
        }
        (self.b.span, self.node) = span;
        self.b.switch(scrutinee, patterns, branches);
        self.after(falls, pending);
        self.value_of(wanted, slot)
    }

    /// The value of an arm that matches.
    fn arm(&mut self, arm: &'a Arm, operand: &Operand<'a>, wanted: bool) -> Operand<'a> {
        let depth = self.scopes.depth();
        self.scopes.push();
        let pat = match &arm.pat {
            Pat::Guard(guard) => &guard.pat,
            pat => pat,
        };
        self.at(pat, |l| l.bind(pat, operand.clone(), None));
        let value = if wanted {
            self.evaluated(&arm.body)
        } else {
            self.discard(&arm.body);
            Operand::Unit
        };
        self.scopes.truncate(depth);
        value
    }

    /// Arms as a chain of conditions.
    fn chain(&mut self, arms: &'a [Arm], operand: &Operand<'a>, wanted: bool) -> Operand<'a> {
        let Some((arm, rest)) = arms.split_first() else {
            return Operand::Never;
        };
        let (pat, guard) = match &arm.pat {
            Pat::Guard(guard) => (&*guard.pat, Some(&*guard.guard)),
            pat => (pat, None),
        };
        let matches = match rest {
            // The arms are exhaustive, but what a pattern means must still be known.
            [] => self.at(pat, |l| l.test(pat, operand)).and(None),
            _ => self.at(pat, |l| l.test(pat, operand)),
        };
        let cond = match (matches, guard) {
            (matches, Some(guard)) => {
                let holds = matches.unwrap_or_else(|| Atom::bool(true));
                let cond = self.and_then(holds, false, &mut |l| {
                    let depth = l.scopes.depth();
                    l.scopes.push();
                    l.bind(pat, operand.clone(), None);
                    let holds = l.condition(guard);
                    l.scopes.truncate(depth);
                    holds
                });
                self.atom(cond)
            }
            (Some(matches), None) => matches,
            // A new variable would leave nothing for the other arms: a constant in lower case, then.
            (None, None)
                if !rest.is_empty() && matches!(pat, Pat::Ident(i) if i.subpat.is_none()) =>
            {
                return self.refuse(pat, AMBIGUOUS, "compare in a guard: `x if x == max`");
            }
            (None, None) => return self.arm(arm, operand, wanted),
        };
        self.branch(
            cond,
            wanted,
            &mut |l| l.arm(arm, operand, wanted),
            &mut |l| l.chain(rest, operand, wanted),
        )
    }

    // --- tests ---

    /// Does the operand match the pattern? `None` where it always does.
    pub(super) fn test(&mut self, pat: &'a Pat, operand: &Operand<'a>) -> Option<Atom> {
        if let Operand::Compared(compared) = operand {
            return self.test_order(pat, compared);
        }
        match pat {
            Pat::Wild(_) | Pat::Rest(_) => None,
            Pat::Ident(ident) => match &ident.subpat {
                Some((_, sub)) => self.test(sub, operand),
                None if is_constant(&ident.ident.to_string()) => {
                    self.test_path(&ident.ident.to_token_stream(), operand)
                }
                None if self.names_constant(&ident.ident) => {
                    self.refuse(
                        pat,
                        AMBIGUOUS,
                        "write the path of a constant (`Self::MAX`), or compare in a guard: `x if x == MAX`",
                    );
                    None
                }
                None => None,
            },
            Pat::Paren(paren) => self.test(&paren.pat, operand),
            Pat::Type(typed) => self.test(&typed.pat, operand),
            Pat::Reference(reference) => {
                let target = self.dereference(operand.clone());
                self.test(&reference.pat, &target)
            }
            Pat::Or(or) => {
                let mut any = None;
                for case in &or.cases {
                    let matches = self.test(case, operand)?;
                    any = Some(match any {
                        Some(any) => self.prim(Prim::Or, vec![any, matches]),
                        None => matches,
                    });
                }
                any
            }
            Pat::Tuple(tuple) => {
                let pats: Vec<&Pat> = tuple.elems.iter().collect();
                let fields = self.field_indices(&pats, operand);
                self.test_all(
                    fields
                        .into_iter()
                        .map(|(i, pat)| (i.to_string(), pat))
                        .collect(),
                    operand,
                )
            }
            Pat::Struct(fields) if !self.names_variant(&fields.path, operand) => {
                let named = fields.fields.iter().map(|field| {
                    let name = match &field.member {
                        syn::Member::Named(ident) => ident.to_string(),
                        syn::Member::Unnamed(index) => index.index.to_string(),
                    };
                    (name, &*field.pat)
                });
                self.test_all(named.collect(), operand)
            }
            Pat::TupleStruct(tuple) if !self.names_variant(&tuple.path, operand) => {
                let pats: Vec<&Pat> = tuple.elems.iter().collect();
                let fields = self.field_indices(&pats, operand);
                self.test_all(
                    fields
                        .into_iter()
                        .map(|(i, pat)| (i.to_string(), pat))
                        .collect(),
                    operand,
                )
            }
            Pat::TupleStruct(_) | Pat::Struct(_) => self.test_variant(pat, operand),
            Pat::Slice(slice) => self.test_slice(slice, operand),
            Pat::Lit(lit) => {
                let literal = self.literal(&lit.lit);
                self.compare(Prim::Eq, operand, literal, pat)
            }
            Pat::Path(path) => self.test_path(&path.to_token_stream(), operand),
            Pat::Range(range) => self.test_range(range, operand),
            Pat::Const(_) | Pat::Guard(_) | Pat::Macro(_) | Pat::Verbatim(_) => {
                self.unsupported(pat, "pattern");
                None
            }
            _ => {
                self.unsupported(pat, "pattern");
                None
            }
        }
    }

    /// Binds what a pattern binds that was tested.
    pub(super) fn bind_tested(&mut self, pat: &'a Pat, operand: Operand<'a>) {
        match pat {
            Pat::TupleStruct(some) if matches!(operand, Operand::Compared(_)) => {
                for pat in &some.elems {
                    self.bind(pat, operand.clone(), None);
                }
            }
            Pat::TupleStruct(_) | Pat::Struct(_) => {
                let Some(opened) = self.open_variant(pat, &operand, false) else {
                    return;
                };
                for (part, pat) in opened.1 {
                    self.bind(pat, part, None);
                }
            }
            Pat::Guard(guard) => self.bind(&guard.pat, operand, None),
            Pat::Or(or) if or.cases.iter().any(binds) => self.bind_cases(or, &operand),
            _ => {}
        }
    }

    /// Is the name that of a constant of the body's, or of one that the body reads?
    fn names_constant(&self, ident: &Ident) -> bool {
        let name = ident.to_string();
        self.externs.contains_key(&name) && self.scopes.get(&name).is_none()
    }

    /// Binds what each of several patterns binds: the names stand for the values of the one that matches.
    fn bind_cases(&mut self, or: &'a syn::PatOr, operand: &Operand<'a>) {
        let cases: Vec<&'a Pat> = or.cases.iter().collect();
        let value = self.cases(&cases, operand);
        let names = names_of(&or.cases[0]);
        for (i, name) in names.into_iter().enumerate() {
            let part = match &value {
                Operand::Tuple(parts) => parts.get(i).cloned().unwrap_or(Operand::Poison),
                _ => Operand::Poison,
            };
            self.bind_name(name, false, part, None);
        }
    }

    /// What the names of the first case are bound to, a tuple.
    fn cases(&mut self, cases: &[&'a Pat], operand: &Operand<'a>) -> Operand<'a> {
        let Some((first, rest)) = cases.split_first() else {
            return Operand::Never;
        };
        let bound = |l: &mut Self| {
            let depth = l.scopes.depth();
            l.scopes.push();
            l.bind(first, operand.clone(), None);
            let parts = names_of(cases[0])
                .into_iter()
                .map(|name| {
                    let found = l.scopes.get(&name.to_string());
                    found.map_or(Operand::Poison, |found| found.operand.clone())
                })
                .collect();
            l.scopes.truncate(depth);
            Operand::Tuple(parts)
        };
        let matches = match rest {
            [] => None,
            _ => self.test(first, operand),
        };
        match matches {
            None => bound(self),
            Some(matches) => self.by_success(matches, true, &mut |l| bound(l), &mut |l| {
                l.cases(rest, operand)
            }),
        }
    }

    fn test_all(&mut self, parts: Vec<(String, &'a Pat)>, operand: &Operand<'a>) -> Option<Atom> {
        let mut all = None;
        for (name, pat) in parts {
            let binds = matches!(pat, Pat::Ident(ident)
                if ident.subpat.is_none() && !is_constant(&ident.ident.to_string()));
            if binds || matches!(pat, Pat::Wild(_)) {
                // A name that could be a constant is refused there.
                self.test(pat, operand);
                continue;
            }
            let part = self.part_behind(operand.clone(), &name);
            if let Some(matches) = self.at(pat, |l| l.test(pat, &part)) {
                all = Some(match all {
                    Some(all) => self.prim(Prim::And, vec![all, matches]),
                    None => matches,
                });
            }
        }
        all
    }

    /// Does a constant, or a variant without fields, match?
    fn test_path(
        &mut self,
        path: &proc_macro2::TokenStream,
        operand: &Operand<'a>,
    ) -> Option<Atom> {
        let variant = Variant::new(path);
        if variant.is_standard() {
            let opened = self.open(operand, Expected::Option);
            let Some(opened) = opened else {
                self.not_an_outcome(path, operand);
                return None;
            };
            let success = self.success(&opened);
            return Some(self.prim(Prim::Not, vec![success]));
        }
        match self.strip(operand.clone()) {
            Operand::Place(mem) if !self.types.is_scalar(&mem.ty) => {
                self.known_enum(path, &mem.ty);
                Some(self.op(Op::Is(mem.place, vec![variant]), Type::Bool))
            }
            init @ Operand::Init(..) => {
                let mem = self.materialise(init, "value");
                Some(self.op(Op::Is(mem.place, vec![variant]), Type::Bool))
            }
            Operand::Poison | Operand::Never => None,
            scalar => {
                let scalar = self.atom(scalar);
                let parts = vec![
                    Part::Tokens(quote!(::core::matches!)),
                    Part::Group(
                        proc_macro2::Delimiter::Parenthesis,
                        vec![Part::Atom(scalar), Part::Tokens(quote!(, #path))],
                    ),
                ];
                Some(self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool))
            }
        }
    }

    /// The enum of a path with more than one segment is the type.
    fn known_enum(&mut self, path: &proc_macro2::TokenStream, ty: &Type) {
        let text = path.to_string();
        if let (Some((of, _)), true) = (text.rsplit_once("::"), self.types.is_open(ty)) {
            self.types.make_aggregate(ty);
            self.unify(ty, &Type::Named(of.trim().to_string()));
        }
    }

    /// The test of a variant with fields, and of those fields.
    fn test_variant(&mut self, pat: &'a Pat, operand: &Operand<'a>) -> Option<Atom> {
        let (is, parts) = self.open_variant(pat, operand, true)?;
        if parts.is_empty() || is == Atom::bool(false) {
            return Some(is);
        }
        let matches = self.and_then(is, false, &mut |l| {
            let mut all = Atom::bool(true);
            for (part, pat) in parts.clone() {
                let Some(matches) = l.at(pat, |l| l.test(pat, &part)) else {
                    continue;
                };
                all = match all == Atom::bool(true) {
                    true => matches,
                    false => {
                        // The parts are there: looking at all of them does no harm.
                        l.prim(Prim::And, vec![all, matches])
                    }
                };
            }
            all
        });
        Some(self.atom(matches))
    }

    /// Whether the variant is the one there, and its fields with their patterns: those that may not match, or those
    /// that bind something.
    #[allow(clippy::type_complexity)]
    fn open_variant(
        &mut self,
        pat: &'a Pat,
        operand: &Operand<'a>,
        tests: bool,
    ) -> Option<(Atom, Vec<(Operand<'a>, &'a Pat)>)> {
        let (path, mut fields): (_, Vec<(String, &'a Pat)>) = match pat {
            Pat::TupleStruct(tuple) => {
                let rest = tuple
                    .elems
                    .iter()
                    .position(|pat| matches!(pat, Pat::Rest(_)));
                if rest.is_some_and(|rest| rest + 1 != tuple.elems.len()) {
                    self.refuse(
                        pat,
                        "how many fields `..` leaves out is not known here",
                        "write `_` for each of them",
                    );
                    return None;
                }
                let fields = tuple.elems.iter().enumerate();
                let fields = fields.filter(|(_, pat)| !matches!(pat, Pat::Rest(_)));
                let fields = fields.map(|(i, pat)| (i.to_string(), pat)).collect();
                (&tuple.path, fields)
            }
            Pat::Struct(fields) => {
                let named = fields.fields.iter().map(|field| {
                    let name = match &field.member {
                        syn::Member::Named(ident) => ident.to_string(),
                        syn::Member::Unnamed(index) => index.index.to_string(),
                    };
                    (name, &*field.pat)
                });
                (&fields.path, named.collect())
            }
            _ => return None,
        };
        fields.retain(|(_, pat)| if tests { may_fail(pat) } else { binds(pat) });
        let tokens = path.to_token_stream();
        let variant = Variant::new(&tokens).with_fields();
        if variant.is_standard() {
            return self.open_standard(&variant, fields, operand, pat);
        }
        let reference = match operand {
            Operand::Ref(mutable, _) => Some(*mutable),
            _ => None,
        };
        let mem = match self.strip(operand.clone()) {
            Operand::Place(mem) => mem,
            init @ Operand::Init(..) => self.materialise(init, "value"),
            Operand::Poison | Operand::Never => return None,
            Operand::Atom(a) => {
                let ty = self.atom_ty(&a);
                self.types.make_aggregate(&ty);
                self.unify(&ty, &Type::Named(enum_of(&tokens)));
                self.refuse_here(
                    "the type of this is not known here",
                    "write the type where the variable is declared: `let v: Shape = ..`",
                );
                return None;
            }
            _ => {
                self.unsupported(pat, "pattern");
                return None;
            }
        };
        let mut mem = mem;
        while let Type::Boxed(inner) = self.types.shallow(&mem.ty) {
            mem.place = mem.place.project(crate::ir::Projection::Behind);
            mem.ty = *inner;
            mem.temporary = false;
        }
        self.known_enum(&tokens, &mem.ty);
        if let (Some(true), false) = (reference, self.is_extern(&mem.place)) {
            self.mutable.insert(mem.place.base);
        }
        let is = Op::Is(mem.place.clone(), vec![variant.clone()]);
        let is = self.op(is, Type::Bool);
        let parts = fields
            .into_iter()
            .map(|(name, pat)| {
                let key = format!("{}::{name}", variant.name());
                let ty = self.variant_field_ty(&mem.ty, &key);
                let mut place = mem.place.project(variant.part(&name));
                if self.leaves_out(&mem.ty, &key) {
                    place = place.in_field_left_out();
                }
                let part = Operand::Place(super::operand::Mem {
                    place,
                    ty,
                    temporary: mem.temporary && reference.is_none(),
                });
                let part = match reference {
                    Some(mutable) => Operand::Ref(mutable, Box::new(part)),
                    None => part,
                };
                (part, pat)
            })
            .collect();
        Some((is, parts))
    }

    /// The same for `Some`, `Ok` and `Err`.
    #[allow(clippy::type_complexity)]
    fn open_standard(
        &mut self,
        variant: &Variant,
        fields: Vec<(String, &'a Pat)>,
        operand: &Operand<'a>,
        pat: &'a Pat,
    ) -> Option<(Atom, Vec<(Operand<'a>, &'a Pat)>)> {
        let expected = match variant.name() {
            "Some" => Expected::Option,
            _ => Expected::Result,
        };
        let Some(opened) = self.open(operand, expected) else {
            self.not_an_outcome(pat, operand);
            return None;
        };
        let success = self.success(&opened);
        let is = match (
            variant.is_err(),
            success == Atom::bool(true),
            success == Atom::bool(false),
        ) {
            (true, true, _) => Atom::bool(false),
            (true, _, true) => Atom::bool(true),
            (true, ..) => self.prim(Prim::Not, vec![success]),
            (false, ..) => success,
        };
        let mut parts = Vec::new();
        for (_, pat) in fields {
            let value = if variant.is_err() {
                self.error_value(&opened)
            } else {
                self.success_value(&opened)
            };
            parts.push((value, pat));
        }
        Some((is, parts))
    }

    /// Does a path in a pattern name a variant, where it could be a struct's?
    pub(super) fn names_variant(&mut self, path: &syn::Path, operand: &Operand<'a>) -> bool {
        if self.is_variant(path) {
            return true;
        }
        let (Some(ident), ty) = (path.get_ident(), self.ty(operand)) else {
            return false;
        };
        let Type::Named(mut name) = self.types.shallow(&ty) else {
            return false;
        };
        if name == "Self"
            && let Some(itself) = &self.signature.self_ty
        {
            name = itself.to_token_stream().to_string();
        }
        ident != "Self" && name != "Self" && *ident != last_name(&name)
    }

    fn test_slice(&mut self, slice: &'a syn::PatSlice, operand: &Operand<'a>) -> Option<Atom> {
        let mem = self.sequence(operand.clone())?;
        if let Some(pat) = slice
            .elems
            .iter()
            .find(|pat| !is_rest(pat) && may_fail(pat))
        {
            self.refuse(
                pat,
                "only names can stand for elements in a pattern here",
                "compare the elements in a guard: `[a, b] if a == 0`",
            );
            return None;
        }
        if matches!(self.types.shallow(&mem.ty), Type::Array(..)) {
            return None;
        }
        let len = self.len(&mem);
        let rest = slice.elems.iter().any(is_rest);
        let n = Atom::usize(slice.elems.len() - usize::from(rest));
        Some(self.prim(if rest { Prim::Ge } else { Prim::Eq }, vec![len, n]))
    }

    fn test_range(&mut self, range: &'a ExprRange, operand: &Operand<'a>) -> Option<Atom> {
        let mut all = None;
        let last = match range.limits {
            RangeLimits::HalfOpen(_) => Prim::Lt,
            RangeLimits::Closed(_) => Prim::Le,
        };
        for (end, prim) in [(&range.start, Prim::Ge), (&range.end, last)] {
            let Some(end) = end else { continue };
            let value = self.expr(end);
            let holds = self.compare(prim, operand, value, range)?;
            all = Some(match all {
                Some(all) => self.prim(Prim::And, vec![all, holds]),
                None => holds,
            });
        }
        all
    }

    fn compare(
        &mut self,
        prim: Prim,
        a: &Operand<'a>,
        b: Operand<'a>,
        node: &dyn ToTokens,
    ) -> Option<Atom> {
        match (self.strip(a.clone()), b) {
            (Operand::Tokens(a), Operand::Tokens(b)) => {
                let parts = vec![Part::Tokens(quote!(#a == #b))];
                Some(self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool))
            }
            (a, b) => {
                let (a, b) = (self.atom(a), self.atom(b));
                let result = self.arithmetic(prim, a, b, node);
                Some(self.atom(result))
            }
        }
    }
}

const AMBIGUOUS: &str = "a pattern that is a name alone could be a constant or a new variable";

/// Is the name one that constants have?
pub(super) fn is_constant(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// Is the path that of an enum's variant? By convention constants are in capitals, structs stand alone.
pub(super) fn is_variant(path: &syn::Path) -> bool {
    let last = path.segments.last();
    let is_in_capitals = last.is_some_and(|last| {
        let name = last.ident.to_string();
        !name.chars().any(char::is_lowercase)
    });
    !is_in_capitals && has_fields_of_variant(path)
}

/// Is the path that of an enum's variant, where fields follow it? Constants have none.
pub(super) fn has_fields_of_variant(path: &syn::Path) -> bool {
    let Some(last) = path.segments.last() else {
        return false;
    };
    let name = last.ident.to_string();
    let named = ["Some", "None", "Ok", "Err"].contains(&name.as_str());
    let before = path
        .segments
        .iter()
        .rev()
        .nth(1)
        .map(|segment| segment.ident.to_string());
    let inside_type =
        before.is_some_and(|before| before.chars().next().is_some_and(char::is_uppercase));
    named || (is_constant(&name) && inside_type && name != "Self")
}

/// May the pattern not match?
pub(super) fn may_fail(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) | Pat::Rest(_) => false,
        Pat::Ident(ident) => {
            is_constant(&ident.ident.to_string())
                || ident.subpat.as_ref().is_some_and(|(_, sub)| may_fail(sub))
        }
        Pat::Paren(paren) => may_fail(&paren.pat),
        Pat::Type(typed) => may_fail(&typed.pat),
        Pat::Reference(reference) => may_fail(&reference.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().any(may_fail),
        Pat::Struct(fields) => {
            has_fields_of_variant(&fields.path)
                || fields.fields.iter().any(|field| may_fail(&field.pat))
        }
        Pat::TupleStruct(tuple) => {
            has_fields_of_variant(&tuple.path) || tuple.elems.iter().any(may_fail)
        }
        _ => true,
    }
}

/// Does the pattern bind a name?
fn binds(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(ident) => !is_constant(&ident.ident.to_string()),
        Pat::Paren(paren) => binds(&paren.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().any(binds),
        Pat::Or(or) => or.cases.iter().any(binds),
        Pat::Reference(reference) => binds(&reference.pat),
        Pat::TupleStruct(tuple) => tuple.elems.iter().any(binds),
        Pat::Struct(fields) => fields.fields.iter().any(|field| binds(&field.pat)),
        Pat::Slice(slice) => slice.elems.iter().any(binds),
        _ => false,
    }
}

/// The names that a pattern binds, in their order.
fn names_of(pat: &Pat) -> Vec<&Ident> {
    match pat {
        Pat::Ident(ident) => {
            let own = (!is_constant(&ident.ident.to_string())).then_some(&ident.ident);
            let sub = ident.subpat.iter().flat_map(|(_, sub)| names_of(sub));
            own.into_iter().chain(sub).collect()
        }
        Pat::Paren(paren) => names_of(&paren.pat),
        Pat::Type(typed) => names_of(&typed.pat),
        Pat::Reference(reference) => names_of(&reference.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().flat_map(names_of).collect(),
        Pat::TupleStruct(tuple) => tuple.elems.iter().flat_map(names_of).collect(),
        Pat::Slice(slice) => slice.elems.iter().flat_map(names_of).collect(),
        Pat::Struct(fields) => fields
            .fields
            .iter()
            .flat_map(|field| names_of(&field.pat))
            .collect(),
        Pat::Or(or) => or.cases.first().map(names_of).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The path of a variant's enum.
fn enum_of(path: &proc_macro2::TokenStream) -> String {
    let text = path.to_string();
    match text.rsplit_once("::") {
        Some((of, _)) => of.trim().to_string(),
        None => text,
    }
}
