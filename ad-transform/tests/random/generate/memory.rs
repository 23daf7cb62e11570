//! Memory: places, reads and writes, local aggregates, vectors that grow and shrink.

use super::{Bound, Generator, Memory, array, fields, least_length, structure, vec};
use ad_transform::ir::{Atom, BaseId, Init, Op, Place, Prim, Projection, Type};

/// Can a place of this kind be reached inside memory of this type?
fn reaches(ty: &Type, wanted: &dyn Fn(&Type) -> bool) -> bool {
    wanted(ty)
        || match ty {
            Type::Array(t, _)
            | Type::Vec(t)
            | Type::Slice(t)
            | Type::Boxed(t)
            | Type::Option(t) => reaches(t, wanted),
            _ => fields(ty).iter().any(|(_, t)| reaches(t, wanted)),
        }
}

fn is_float(ty: &Type) -> bool {
    ty.is_float()
}

pub(super) fn is_floats(ty: &Type) -> bool {
    ty.is_sequence() && ty.element().is_some_and(Type::is_float)
}

impl Generator<'_> {
    // --- places ---

    /// A place of a wanted kind in memory that nobody has lent out.
    pub(super) fn find(&mut self, writable: bool, wanted: &dyn Fn(&Type) -> bool) -> Option<Place> {
        let candidates: Vec<Memory> = self
            .memory
            .iter()
            .rev()
            .filter(|m| {
                (m.writable || !writable)
                    && !self.locked.contains(&m.base)
                    && reaches(&m.ty, wanted)
            })
            .cloned()
            .collect();
        if candidates.is_empty() {
            return None;
        }
        let memory = self.choices.pick(&candidates);
        Some(self.descend(memory.base.into(), memory.ty.clone(), wanted))
    }

    fn descend(&mut self, place: Place, ty: Type, wanted: &dyn Fn(&Type) -> bool) -> Place {
        if wanted(&ty) {
            return place;
        }
        match &ty {
            Type::Array(t, _) | Type::Vec(t) | Type::Slice(t) => {
                let place = if self.choices.chance(10) {
                    self.part(&place, &ty)
                } else {
                    place
                };
                let i = self.index(&place, &ty);
                self.descend(place.index(i), (**t).clone(), wanted)
            }
            Type::Boxed(t) | Type::Option(t) => {
                self.descend(place.project(Projection::Inner), (**t).clone(), wanted)
            }
            _ => {
                let mut fields = fields(&ty);
                fields.retain(|(_, t)| reaches(t, wanted));
                let (name, ty) = self.choices.pick(&fields);
                self.descend(place.field(name), ty, wanted)
            }
        }
    }

    /// A range of two or more elements of a sequence.
    fn part(&mut self, place: &Place, ty: &Type) -> Place {
        let least = least_length(ty);
        let lo = if least > 2 && self.choices.chance(50) {
            Some(Atom::usize(1))
        } else {
            None
        };
        let from = usize::from(lo.is_some());
        let hi = if self.choices.chance(50) {
            Some(Atom::usize(from + 2))
        } else {
            None
        };
        place.project(Projection::Range(lo, hi))
    }

    /// A valid index of a sequence.
    fn index(&mut self, place: &Place, ty: &Type) -> Atom {
        let whole = place.projections.is_empty();
        let least = if matches!(place.projections.last(), Some(Projection::Range(..))) {
            2
        } else {
            least_length(ty)
        };
        let known: Vec<(Atom, usize)> = self
            .ints
            .iter()
            .rev()
            .filter_map(|int| match int.bound {
                Bound::Below(n) if n <= least => Some((int.atom.clone(), least - n)),
                Bound::Length(base, more) if whole && base == place.base => {
                    Some((int.atom.clone(), more))
                }
                _ => None,
            })
            .collect();
        if !known.is_empty() && self.choices.chance(70) {
            let (atom, more) = self.choices.pick(&known);
            if more > 0 && self.choices.chance(40) {
                return self.b.prim(Prim::Add, vec![atom, Atom::usize(1)]);
            }
            return atom;
        }
        if self.choices.chance(40) {
            let n = self.b.len(place.clone());
            let i = if self.choices.chance(30) {
                self.value_dependent(4)
            } else {
                self.int(usize::MAX)
            };
            return self.b.prim(Prim::Rem, vec![i, n]);
        }
        Atom::usize(self.choices.below(least))
    }

    // --- scalars in memory ---

    pub(super) fn load(&mut self) {
        if self.choices.chance(10)
            && let Some(place) = self.find(false, &|ty| *ty == Type::USIZE)
        {
            let atom = self.b.load(place, Type::USIZE);
            self.ints.push(super::Int {
                atom,
                bound: Bound::Free,
            });
        } else if let Some(place) = self.find(false, &is_float) {
            let v = self.b.load(place, Type::F64);
            self.mention(v);
        } else {
            self.let_scalar();
        }
    }

    pub(super) fn store(&mut self) {
        let value = self.expression();
        match self.find(true, &is_float) {
            Some(place) => self.b.effect(Op::Store(place, value)),
            None => self.mention(value),
        }
    }

    pub(super) fn accumulate(&mut self) {
        let value = self.expression();
        match self.find(true, &is_float) {
            Some(place) => self.b.effect(Op::Accumulate(place, value)),
            None => self.mention(value),
        }
    }

    // --- aggregates ---

    /// Declares a local aggregate.
    pub(super) fn local(&mut self) {
        let name = format!("u{}", self.b.f.bases.len());
        let f = || Type::F64;
        let (ty, init) = match self.choices.below(15) {
            0 => (vec(f()), self.repeated()),
            1 => {
                let n = 2 + self.choices.below(2);
                (
                    array(f(), n),
                    Init::Repeat(Box::new(Init::Atom(self.scalar())), Atom::usize(n)),
                )
            }
            2 => (
                array(f(), 3),
                Init::Elements((0..3).map(|_| Init::Atom(self.scalar())).collect()),
            ),
            3 => {
                let rows = (0..2).map(|_| self.repeated()).collect();
                (vec(vec(f())), Init::Elements(rows))
            }
            4 => {
                let row =
                    Init::Elements(vec![Init::Atom(self.scalar()), Init::Atom(self.scalar())]);
                (
                    vec(array(f(), 2)),
                    Init::Repeat(Box::new(row), Atom::usize(2)),
                )
            }
            5 => {
                let parts = vec![Init::Atom(self.scalar()), self.repeated()];
                (Type::Tuple(vec![f(), vec(f())]), Init::Tuple(parts))
            }
            6 => (f(), Init::Atom(self.scalar())),
            7 => match self.find(false, &is_floats) {
                Some(place) => (vec(f()), Init::Copy(place)),
                None => (vec(f()), self.repeated()),
            },
            8 => {
                let fields = self.structure_init(None);
                (structure(), fields)
            }
            9 => match self.find(false, &|ty| *ty == structure()) {
                Some(rest) => (structure(), self.structure_init(Some(rest))),
                None => (structure(), self.structure_init(None)),
            },
            10 => {
                let parts = vec![Init::Atom(self.int(3)), Init::Atom(self.scalar())];
                (Type::Tuple(vec![Type::USIZE, f()]), Init::Tuple(parts))
            }
            11 => return self.moved(&name),
            12 => return self.collected(&name),
            _ => return self.deferred(&name),
        };
        let base = self.b.init(ty, name, init);
        self.add_memory(base, true, true);
    }

    /// `S { .. }`, or with some fields of another.
    fn structure_init(&mut self, rest: Option<Place>) -> Init {
        let path = "S".parse().expect("a path");
        let pair = Init::Elements(vec![Init::Atom(self.scalar()), Init::Atom(self.scalar())]);
        let mut fields = vec![
            ("a".to_string(), Init::Atom(self.scalar())),
            ("v".to_string(), self.repeated()),
        ];
        if rest.is_none() {
            fields.extend([
                ("n".to_string(), Init::Atom(self.int(3))),
                ("k".to_string(), pair),
            ]);
        }
        Init::Struct(path, fields, rest)
    }

    /// `vec![a; n]`
    pub(super) fn repeated(&mut self) -> Init {
        let n = if self.choices.chance(20) {
            let n = self.value_dependent(3);
            self.b.prim(Prim::Add, vec![n, Atom::usize(2)])
        } else {
            Atom::usize(2 + self.choices.below(2))
        };
        Init::Repeat(Box::new(Init::Atom(self.scalar())), n)
    }

    fn moved(&mut self, name: &str) {
        let depth = self.b.depth();
        let movable: Vec<usize> = (0..self.memory.len())
            .filter(|i| {
                self.memory[*i].movable == Some(depth)
                    && !self.locked.contains(&self.memory[*i].base)
            })
            .collect();
        if movable.is_empty() {
            return;
        }
        let from = self.memory.remove(self.choices.pick(&movable));
        self.forget_length(from.base);
        let mut place: Place = from.base.into();
        let mut ty = from.ty;
        let fields: Vec<_> = fields(&ty)
            .into_iter()
            .filter(|(_, t)| !t.is_scalar())
            .collect();
        if !fields.is_empty() && self.choices.chance(50) {
            let (name, part) = self.choices.pick(&fields);
            (place, ty) = (place.field(name), part);
        }
        let base = self.b.init(ty, name, Init::Move(place));
        self.add_memory(base, true, true);
    }

    /// No index is known to be in range of memory that is gone.
    fn forget_length(&mut self, base: BaseId) {
        for int in &mut self.ints {
            if matches!(int.bound, Bound::Length(b, _) if b == base) {
                int.bound = Bound::Free;
            }
        }
    }

    /// `collect`: a vector to which a loop pushes.
    fn collected(&mut self, name: &str) {
        let capacity = self.choices.chance(50).then(|| Atom::usize(3));
        let base = self.b.init(vec(Type::F64), name, Init::Empty(capacity));
        if self.loops < 3 && self.choices.chance(60) {
            let index = self.index_value();
            self.b.open_loop(Some(index));
            let scope = self.open();
            self.loops += 1;
            self.ints.push(super::Int {
                atom: index.into(),
                bound: Bound::Below(3),
            });
            self.block();
            let value = self.expression();
            self.b.effect(Op::Push(base.into(), Init::Atom(value)));
            self.loops -= 1;
            self.close(&scope);
            let body = self.b.close();
            let hi = Atom::usize(2 + self.choices.below(2));
            let range = ad_transform::ir::Range {
                lo: Atom::usize(0),
                hi,
                inclusive: false,
                reversed: false,
            };
            self.b.for_(range, body, None);
        } else {
            for _ in 0..2 {
                let value = self.expression();
                self.b.effect(Op::Push(base.into(), Init::Atom(value)));
            }
        }
        self.add_memory(base, true, true);
    }

    /// `let u; if .. { u = a } else { u = b }`
    fn deferred(&mut self, name: &str) {
        let cond = self.condition();
        let base = self.b.init(vec(Type::F64), name, Init::Default);
        let branches = [(); 2].map(|()| {
            self.b.open_branch();
            let scope = self.open();
            self.block();
            let init = self.repeated();
            self.b.effect(Op::Assign(base.into(), init));
            self.close(&scope);
            self.b.close()
        });
        let [then, els] = branches;
        self.b.if_(cond, then, els);
        self.add_memory(base, true, true);
    }

    /// Sets memory anew.
    pub(super) fn replace(&mut self) {
        if self.choices.chance(20)
            && let Some(place) = self.find(true, &|ty| *ty == structure())
        {
            let init = self.structure_init(None);
            self.b.effect(Op::Assign(place, init));
        } else if self.choices.chance(50) {
            let Some(place) = self.find(true, &|ty| *ty == vec(Type::F64)) else {
                return;
            };
            let init = self.vector_init(&place);
            self.b.effect(Op::Assign(place, init));
        } else {
            let Some(place) = self.find(true, &|ty| *ty == array(Type::F64, 2)) else {
                return;
            };
            let init = Init::Elements(vec![Init::Atom(self.scalar()), Init::Atom(self.scalar())]);
            self.b.effect(Op::Assign(place, init));
        }
    }

    /// A vector for a place, made of other memory or of scalars.
    fn vector_init(&mut self, place: &Place) -> Init {
        if self.choices.chance(50) {
            self.locked.push(place.base);
            let other = self.find(false, &is_floats);
            self.locked.pop();
            if let Some(other) = other {
                return Init::Copy(other);
            }
        }
        self.repeated()
    }

    /// Operations on many scalars at once.
    pub(super) fn bulk(&mut self) {
        match self.choices.below(8) {
            0 => {
                let value = self.scalar();
                let Some(mut place) = self.find(true, &is_floats) else {
                    return;
                };
                if self.choices.chance(30) {
                    let ty = self.b.f.place_ty(&place);
                    place = self.part(&place, &ty);
                }
                self.b.effect(Op::Fill(place, value));
            }
            1 => {
                let Some(dst) = self.find(true, &is_floats) else {
                    return;
                };
                let first =
                    |place: &Place| place.project(Projection::Range(None, Some(Atom::usize(2))));
                if self.choices.chance(20) {
                    let one = |i| {
                        dst.project(Projection::Range(
                            Some(Atom::usize(i)),
                            Some(Atom::usize(i + 1)),
                        ))
                    };
                    let i = self.choices.below(2);
                    self.b.effect(Op::CopyFrom(one(i), one(1 - i)));
                    return;
                }
                self.locked.push(dst.base);
                let src = self.find(false, &is_floats);
                self.locked.pop();
                let Some(src) = src else { return };
                self.b.effect(Op::CopyFrom(first(&dst), first(&src)));
            }
            2 => {
                let Some(place) = self.find(true, &is_floats) else {
                    return;
                };
                let ty = self.b.f.place_ty(&place);
                let (i, j) = (self.index(&place, &ty), self.index(&place, &ty));
                self.b.effect(Op::Swap(place.index(i), place.index(j)));
            }
            3 => {
                let Some(a) = self.find(true, &|ty| *ty == vec(Type::F64)) else {
                    return;
                };
                self.locked.push(a.base);
                let c = self.find(true, &|ty| *ty == vec(Type::F64));
                self.locked.pop();
                if let Some(c) = c {
                    self.b.effect(Op::Swap(a, c));
                }
            }
            4 => self.halves(),
            5 => self.exchange_wholes(),
            6 => {
                let Some(a) = self.find(true, &is_float) else {
                    return;
                };
                self.locked.push(a.base);
                let c = self.find(true, &is_float);
                self.locked.pop();
                if let Some(c) = c {
                    self.b.effect(Op::Swap(a, c));
                }
            }
            _ => {
                // Rows of a matrix.
                let rows = |ty: &Type| ty.is_sequence() && ty.element().is_some_and(is_floats);
                let Some(place) = self.find(true, &rows) else {
                    return;
                };
                let ty = self.b.f.place_ty(&place);
                let (i, j) = (self.index(&place, &ty), self.index(&place, &ty));
                self.b.effect(Op::Swap(place.index(i), place.index(j)));
            }
        }
    }

    /// One half of a sequence over the other one.
    fn halves(&mut self) {
        let Some(place) = self.find(true, &is_floats) else {
            return;
        };
        let n = self.b.len(place.clone());
        let half = self.b.prim(Prim::Div, vec![n, Atom::usize(2)]);
        let twice = self.b.prim(Prim::Add, vec![half.clone(), half.clone()]);
        let first = place.project(Projection::Range(None, Some(half.clone())));
        let second = place.project(Projection::Range(Some(half), Some(twice)));
        let op = match self.choices.below(2) {
            0 => Op::CopyFrom(first, second),
            _ => Op::CopyFrom(second, first),
        };
        self.b.effect(op);
    }

    /// Two structs, or two arrays, each for the other.
    fn exchange_wholes(&mut self) {
        let of = match self.choices.below(2) {
            0 => structure(),
            _ => array(Type::F64, 2),
        };
        let wanted = |ty: &Type| *ty == of;
        let Some(a) = self.find(true, &wanted) else {
            return;
        };
        self.locked.push(a.base);
        let c = self.find(true, &wanted);
        self.locked.pop();
        if let Some(c) = c {
            self.b.effect(Op::Swap(a, c));
        }
    }

    // --- vectors ---

    /// Operations that change a length, which stays at least two and small.
    pub(super) fn vector(&mut self) {
        let Some(place) = self.find(true, &|ty| *ty == vec(Type::F64)) else {
            return self.rows();
        };
        match self.choices.below(5) {
            0 => {
                let value = self.expression();
                self.b.effect(Op::Push(place, Init::Atom(value)));
            }
            1 => self.pop(place),
            2 => self.b.effect(Op::Truncate(place, Atom::usize(2))),
            3 => {
                self.locked.push(place.base);
                let src = self.find(false, &is_floats);
                self.locked.pop();
                if let Some(src) = src {
                    self.b.effect(Op::Extend(place.clone(), src));
                    self.shorten(place);
                }
            }
            _ => {
                let value = self.expression();
                self.b.effect(Op::Push(place.clone(), Init::Atom(value)));
                self.locked.push(place.base);
                self.block();
                self.locked.pop();
                self.pop(place);
            }
        }
    }

    /// Pops if there are more than two.
    fn pop(&mut self, place: Place) {
        if self.vars.is_empty() {
            self.declare();
        }
        let var = self.vars[self.vars.len() - 1];
        let n = self.b.len(place.clone());
        let cond = self.b.prim(Prim::Gt, vec![n, Atom::usize(2)]);
        self.b.open_branch();
        let v = self.b.op(Op::Pop(place), Type::F64, "last");
        self.b.write(var, v.into());
        let then = self.b.close();
        self.b.open_branch();
        let els = self.b.close();
        self.b.if_(cond, then, els);
    }

    /// To at most six elements.
    fn shorten(&mut self, place: Place) {
        let n = self.b.len(place.clone());
        let long = self.b.prim(Prim::Gt, vec![n.clone(), Atom::usize(6)]);
        let n = self.b.prim(Prim::Select, vec![long, Atom::usize(6), n]);
        self.b.effect(Op::Truncate(place, n));
    }

    /// The same for vectors of vectors.
    fn rows(&mut self) {
        let Some(place) = self.find(true, &|ty| *ty == vec(vec(Type::F64))) else {
            return;
        };
        let init = self.vector_init(&place);
        self.b.effect(Op::Push(place.clone(), init));
        if self.choices.chance(50) {
            let name = format!("u{}", self.b.f.bases.len());
            let base = self.b.init(vec(Type::F64), name, Init::Pop(place));
            self.add_memory(base, true, true);
        } else {
            self.shorten(place);
        }
    }
}
