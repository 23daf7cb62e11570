//! Patterns that always match: names for the parts of a value.

use super::Lowerer;
use super::aggregate::can_be_held;
use super::operand::{Bounds, Mem, Operand};
use super::outcome::Choice;
use super::scope::Binding;
use crate::ir::{Atom, Init, Type};
use syn::{Expr, Ident, Member, Pat};

impl<'a> Lowerer<'a> {
    /// Binds the names of a pattern. `site` is the expression whose value it is.
    pub(super) fn bind(&mut self, pat: &'a Pat, operand: Operand<'a>, site: Option<*const Expr>) {
        match pat {
            // A constant, or a variant without fields.
            Pat::Ident(ident)
                if ident.subpat.is_none()
                    && super::matching::is_constant(&ident.ident.to_string())
                    && !self.capitals.contains(&ident.ident) => {}
            Pat::Ident(ident) => {
                if let Some((_, sub)) = &ident.subpat {
                    self.bind(sub, operand.clone(), None);
                }
                let operand = match &ident.by_ref {
                    Some(_) => Operand::Ref(ident.mutability.is_some(), Box::new(operand)),
                    None => operand,
                };
                let mutable = ident.mutability.is_some() && ident.by_ref.is_none();
                self.bind_name(&ident.ident, mutable, operand, site);
            }
            Pat::Wild(_) | Pat::Rest(_) => {
                // Evaluated for its effects only.
            }
            Pat::Paren(paren) => self.bind(&paren.pat, operand, site),
            Pat::Type(typed) => {
                let operand = self.ascribe(operand, &typed.ty);
                self.bind(&typed.pat, operand, site);
            }
            pat if matches!(operand, Operand::Fork(_)) => self.bind_fork(pat, &operand),
            Pat::Reference(reference) => {
                let target = self.dereference(operand);
                self.bind(&reference.pat, target, site);
            }
            Pat::Tuple(tuple) => self.bind_fields(tuple.elems.iter().collect(), operand),
            Pat::TupleStruct(tuple) if !self.names_variant(&tuple.path, &operand) => {
                self.bind_fields(tuple.elems.iter().collect(), operand);
            }
            Pat::Struct(fields) if !self.names_variant(&fields.path, &operand) => {
                for field in &fields.fields {
                    let name = match &field.member {
                        Member::Named(ident) => ident.to_string(),
                        Member::Unnamed(index) => index.index.to_string(),
                    };
                    let part = self.part_behind(operand.clone(), &name);
                    self.bind(&field.pat, part, None);
                }
            }
            Pat::Slice(slice) => self.bind_elements(slice, operand),
            Pat::Lit(_)
            | Pat::Range(_)
            | Pat::Or(_)
            | Pat::Path(_)
            | Pat::Const(_)
            | Pat::TupleStruct(_)
            | Pat::Struct(_)
            | Pat::Guard(_) => {
                // Whether it matches was tested before; what it binds is bound here.
                self.bind_tested(pat, operand);
            }
            Pat::Macro(_) | Pat::Verbatim(_) => {
                self.unsupported(pat, "pattern");
            }
            _ => {
                self.unsupported(pat, "pattern");
            }
        }
    }

    /// The value as one of the type written.
    pub(super) fn ascribe(&mut self, mut operand: Operand<'a>, ty: &syn::Type) -> Operand<'a> {
        let mut ty = self.ty_of(ty);
        while let Type::Ref(inner) = ty {
            ty = *inner;
        }
        let found = self.ty(&operand);
        if self.holds_objects(&ty, &found) {
            return self.refuse_objects();
        }
        self.unify(&ty, &found);
        // The callee's length has no name here, and this one has.
        if found.is_of_inferred_length()
            && let Operand::Place(mem) = &mut operand
            && mem.place.projections.is_empty()
        {
            self.b.f.bases[mem.place.base.index()].ty = ty.clone();
            mem.ty = ty;
        }
        operand
    }

    /// A part of an operand: of a reference, a reference to the part.
    pub(super) fn part_behind(&mut self, operand: Operand<'a>, name: &str) -> Operand<'a> {
        match operand {
            Operand::Ref(mutable, target) => {
                let part = self.part_behind(*target, name);
                Operand::Ref(mutable, Box::new(part))
            }
            other => self.part_of(other, name),
        }
    }

    fn bind_fields(&mut self, pats: Vec<&'a Pat>, operand: Operand<'a>) {
        for (i, pat) in self.field_indices(&pats, &operand) {
            let part = self.part_behind(operand.clone(), &i.to_string());
            self.bind(pat, part, None);
        }
    }

    /// The fields that the patterns of a tuple stand for; `..` stands for those left out.
    pub(super) fn field_indices(
        &mut self,
        pats: &[&'a Pat],
        operand: &Operand<'a>,
    ) -> Vec<(usize, &'a Pat)> {
        let rest = pats.iter().position(|pat| matches!(pat, Pat::Rest(_)));
        let Some(rest) = rest else {
            return pats.iter().copied().enumerate().collect();
        };
        let len = match self.ty(operand) {
            Type::Tuple(parts) => parts.len(),
            _ => pats.len() - 1,
        };
        let behind = pats.len() - rest - 1;
        let before = pats[..rest].iter().copied().enumerate();
        let after = pats[rest + 1..]
            .iter()
            .enumerate()
            .map(|(i, pat)| (len.saturating_sub(behind) + i, *pat));
        before.chain(after).collect()
    }

    fn bind_elements(&mut self, slice: &'a syn::PatSlice, operand: Operand<'a>) {
        if let Operand::List(parts) = self.strip(operand.clone())
            && slice.elems.len() == parts.len()
            && !slice.elems.iter().any(is_rest)
        {
            for (pat, part) in slice.elems.iter().zip(parts) {
                self.bind(pat, part, None);
            }
            return;
        }
        let reference = match &operand {
            Operand::Ref(mutable, _) => Some(*mutable),
            _ => None,
        };
        let Some(mem) = self.sequence(operand) else {
            return;
        };
        let pats: Vec<&Pat> = slice.elems.iter().collect();
        let rest = pats.iter().position(|pat| is_rest(pat));
        for (i, pat) in pats.iter().enumerate() {
            let part = match rest {
                Some(rest) if i == rest => {
                    let behind = pats.len() - rest - 1;
                    let hi = (behind > 0).then(|| self.from_end(&mem, behind));
                    self.slice(
                        mem.clone(),
                        Bounds {
                            lo: Some(Atom::usize(rest)),
                            hi,
                            inclusive: false,
                        },
                    )
                }
                Some(rest) if i > rest => {
                    let index = self.from_end(&mem, pats.len() - i);
                    let ty = self.types.element(&mem.ty);
                    Operand::place(mem.place.index(index), ty)
                }
                _ => {
                    let ty = self.types.element(&mem.ty);
                    Operand::place(mem.place.index(Atom::usize(i)), ty)
                }
            };
            let part = match reference {
                Some(mutable) => Operand::Ref(mutable, Box::new(part)),
                None => part,
            };
            match pat {
                Pat::Rest(_) => {}
                Pat::Ident(ident) if is_rest(pat) => {
                    self.bind_name(&ident.ident, false, part, None)
                }
                pat => self.bind(pat, part, None),
            }
        }
    }

    /// The position so many before the end of a sequence.
    pub(super) fn from_end(&mut self, mem: &Mem, n: usize) -> Atom {
        let len = self.len(mem);
        let n = Atom::usize(n);
        self.prim(crate::ir::Prim::Sub, vec![len, n])
    }

    /// Binds a name to a value.
    pub(super) fn bind_name(
        &mut self,
        ident: &Ident,
        mutable: bool,
        operand: Operand<'a>,
        site: Option<*const Expr>,
    ) {
        let name = ident.to_string();
        if let Operand::Place(mem) = &operand {
            let site = site.unwrap_or((&raw const *ident).cast());
            self.consult(site, &mem.ty);
        }
        let operand = match operand {
            Operand::Choice(choice) if mutable => self.variable_choice(&name, *choice, site),
            reference @ Operand::Ref(false, _)
                if mutable
                    && self
                        .hints
                        .copied
                        .contains(&super::Copied::Name(name.clone())) =>
            {
                self.copied_slot(&name, reference)
            }
            Operand::List(parts)
                if parts.iter().all(can_be_held)
                    && self
                        .hints
                        .copied
                        .contains(&super::Copied::Name(name.clone())) =>
            {
                self.list_in_memory(&name, mutable, parts)
            }
            operand => self.owned_by_name(&name, mutable, operand),
        };
        let depth = self.b.depth();
        self.scopes.bind(&name, Binding { operand, depth });
    }

    /// Is it a mutable reference in a variable that refers to something else on another way?
    fn is_given_on(&self, name: &str, reference: &Operand<'a>) -> bool {
        let given = super::Copied::Given(name.to_string());
        matches!(reference, Operand::Ref(true, _)) && self.hints.copied.contains(&given)
    }

    fn is_slice(&mut self, reference: &Operand<'a>) -> bool {
        let ty = self.ty(reference);
        matches!(self.types.shallow(&ty), Type::Slice(_))
    }

    /// The operand as a variable has it: nobody else changes it, and it may be changed if it is mutable.
    pub(super) fn owned_by_name(
        &mut self,
        name: &str,
        mutable: bool,
        operand: Operand<'a>,
    ) -> Operand<'a> {
        if self.is_followed_later(name, &operand) {
            return operand;
        }
        match self.value(operand) {
            Operand::Atom(a) if mutable => {
                let ty = self.atom_ty(&a);
                Operand::Var(self.b.declare(ty, name, a))
            }
            // A slice that will be narrowed: `rest = &rest[1..]`.
            reference @ Operand::Ref(..)
                if mutable && (self.is_slice(&reference) || self.is_given_on(name, &reference)) =>
            {
                let slot = self.slot(name, false);
                self.fill(slot, reference);
                Operand::Deferred(slot)
            }
            Operand::Atom(a) => {
                self.name(&a, name);
                Operand::Atom(a)
            }
            Operand::Init(init, ty) => {
                let place = self.memory(ty.clone(), name, init);
                self.mark(mutable, &place);
                Operand::place(place, ty)
            }
            Operand::Place(mem) => self.memory_by_name(name, mutable, mem),
            Operand::Tuple(parts) => Operand::Tuple(
                parts
                    .into_iter()
                    .enumerate()
                    .map(|(i, part)| self.owned_by_name(&format!("{name}_{i}"), mutable, part))
                    .collect(),
            ),
            // Its references stay what they are.
            Operand::Struct(literal) => literal.map(|field, part| {
                let mutable = mutable && !matches!(part, Operand::Ref(..));
                self.owned_by_name(&format!("{name}_{field}"), mutable, part)
            }),
            Operand::Ref(by, target) => match *target {
                init @ Operand::Init(..) => {
                    let mem = self.materialise(init, name);
                    self.mark(by, &mem.place);
                    Operand::Ref(by, Box::new(Operand::place(mem.place, mem.ty)))
                }
                target => Operand::Ref(by, Box::new(target)),
            },
            Operand::Choice(choice) if mutable => self.variable_choice(name, *choice, None),
            Operand::Choice(choice) => {
                let known = matches!(choice.success, Operand::Atom(Atom::Const(_)));
                let lasts = match &choice.value {
                    Operand::Place(mem) => mem.temporary,
                    _ => true,
                };
                if known || lasts {
                    return Operand::Choice(Box::new(Choice {
                        value: self.owned_by_name(name, false, choice.value),
                        ..*choice
                    }));
                }
                // The payload is copied where it is there.
                let slot = self.slot(name, true);
                self.fill(slot, Operand::Choice(choice));
                self.slot_value(slot)
            }
            Operand::Element(lookup) if mutable || !self.is_lasting(&lookup) => {
                let slot = self.slot(name, !mutable);
                self.fill(slot, Operand::Element(lookup));
                if mutable {
                    self.slot_place(slot)
                } else {
                    self.slot_value(slot)
                }
            }
            Operand::Maybe(maybe) => self.settled_item(maybe),
            Operand::Iter(iter) if mutable => Operand::Iter(self.movable(iter)),
            Operand::Iter(iter) => Operand::Iter(self.rest_of(&iter)),
            other => other,
        }
    }

    fn mark(&mut self, mutable: bool, place: &crate::ir::Place) {
        if mutable {
            self.mutable.insert(place.base);
            self.hold_given(place.base);
        }
    }

    fn memory_by_name(&mut self, name: &str, mutable: bool, mem: Mem) -> Operand<'a> {
        let whole = mem.place.projections.is_empty();
        if mem.temporary && whole {
            let data = &mut self.b.f.bases[mem.place.base.index()];
            if matches!(data.kind, crate::ir::BaseKind::Local) {
                data.name = name.to_string();
            }
            self.mark(mutable, &mem.place);
            return Operand::place(mem.place, mem.ty);
        }
        if mem.temporary {
            self.mark(mutable, &mem.place);
            return Operand::place(mem.place, mem.ty);
        }
        if !mutable && self.frozen(&mem.place) {
            return Operand::Place(mem);
        }
        if self.types.is_open(&mem.ty) {
            let atom = self.load(&mem);
            return self.owned_by_name(name, mutable, Operand::Atom(atom));
        }
        let init = if self.moves(&mem.ty) {
            Init::Move(mem.place)
        } else {
            Init::Copy(mem.place)
        };
        let place = self.memory(mem.ty.clone(), name, init);
        self.mark(mutable, &place);
        Operand::place(place, mem.ty)
    }

    /// Declares the names of a pattern, to be set later.
    pub(super) fn declare(&mut self, pat: &'a Pat, ty: Option<Type>) {
        match pat {
            Pat::Ident(ident) => {
                let ty = ty.unwrap_or_else(|| self.types.fresh());
                let name = ident.ident.to_string();
                let slot = self.slot_of(ty, &name, false);
                let depth = self.b.depth();
                let binding = Binding {
                    operand: Operand::Deferred(slot),
                    depth,
                };
                self.scopes.bind(&name, binding);
            }
            Pat::Type(typed) => {
                let ty = self.ty_of(&typed.ty);
                self.declare(&typed.pat, Some(ty));
            }
            Pat::Paren(paren) => self.declare(&paren.pat, ty),
            Pat::Tuple(tuple) => {
                for (i, pat) in tuple.elems.iter().enumerate() {
                    let part = ty.as_ref().map(|ty| self.types.field(ty, &i.to_string()));
                    self.declare(pat, part);
                }
            }
            Pat::Slice(slice) => {
                let part = ty.as_ref().map(|ty| self.types.element(ty));
                for pat in &slice.elems {
                    self.declare(pat, part.clone());
                }
            }
            Pat::Wild(_) => {}
            _ => {
                self.unsupported(pat, "pattern of a variable that is set later");
            }
        }
    }
}

/// Does the pattern stand for the elements that others leave?
pub(super) fn is_rest(pat: &Pat) -> bool {
    match pat {
        Pat::Rest(_) => true,
        Pat::Ident(ident) => ident
            .subpat
            .as_ref()
            .is_some_and(|(_, sub)| matches!(**sub, Pat::Rest(_))),
        _ => false,
    }
}
