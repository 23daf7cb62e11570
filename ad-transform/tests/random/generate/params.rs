//! Parameters and results.

use super::{Bound, Generator, Int, array, slice, structure, vec};
use ad_transform::ir::{Access, BaseKind, Output, Param, ParamKind, Role, Type};

impl Generator<'_> {
    /// The parameters; the first of a function that may call itself says how deep.
    pub(super) fn params(&mut self, recursive: bool) {
        let n = 1 + self.choices.weighted(&[20, 40, 30, 10]);
        for i in 0..n {
            // What a callee leaves out on purpose, dual numbers would not.
            let varied = self.b.f.name != "f" || !self.choices.chance(10);
            let kind = match self.choices.weighted(&[30, 70, 5, 3]) {
                _ if recursive && i == 0 => self.int_param(i),
                0 => self.scalar_param(i),
                1 => self.memory_param(i),
                2 => self.int_param(i),
                _ => {
                    let v = self.b.f.new_value(Type::Bool, format!("b{i}"));
                    self.bools.push(v.into());
                    ParamKind::Value(v)
                }
            };
            self.b.f.params.push(Param {
                role: Role::Primal(i),
                kind,
                varied,
            });
        }
    }

    /// A constant of the user's.
    pub(super) fn table(&mut self) {
        let kind = BaseKind::Extern("TABLE".parse().expect("a path"));
        let base = self.b.f.new_base(array(Type::F64, 4), "TABLE", kind);
        self.add_memory(base, false, false);
    }

    fn int_param(&mut self, i: usize) -> ParamKind {
        let v = self.b.f.new_value(Type::USIZE, format!("n{i}"));
        self.ints.push(Int {
            atom: v.into(),
            bound: Bound::Free,
        });
        ParamKind::Value(v)
    }

    fn scalar_param(&mut self, i: usize) -> ParamKind {
        let v = self.b.f.new_value(Type::F64, format!("x{i}"));
        self.mention(v);
        ParamKind::Value(v)
    }

    fn memory_param(&mut self, i: usize) -> ParamKind {
        let f = || Type::F64;
        let boxed = |ty| Type::Boxed(Box::new(ty));
        let (ty, access) = match self.choices.below(26) {
            0 => (slice(f()), Access::Shared),
            1 | 2 => (slice(f()), Access::Mut),
            3 => (array(f(), 3), Access::Owned),
            4 | 5 => (vec(f()), Access::Owned),
            6 | 7 => (vec(f()), Access::Mut),
            8 => (array(f(), 2), Access::Mut),
            9 => (f(), Access::Shared),
            10 => (f(), Access::Mut),
            11 => (slice(vec(f())), Access::Shared),
            12 => (slice(array(f(), 2)), Access::Mut),
            13 => (vec(vec(f())), Access::Mut),
            14 => (vec(vec(f())), Access::Owned),
            15 => (Type::Tuple(vec![f(), array(f(), 2)]), Access::Owned),
            16 => (Type::Tuple(vec![Type::USIZE, vec(f()), f()]), Access::Mut),
            17 => (slice(Type::Tuple(vec![Type::USIZE, f()])), Access::Shared),
            18 => (slice(Type::USIZE), Access::Shared),
            19 => (boxed(array(f(), 3)), Access::Owned),
            20 => (Type::Option(Box::new(vec(f()))), Access::Shared),
            21 => (structure(), Access::Shared),
            22 => (structure(), Access::Mut),
            23 => (structure(), Access::Owned),
            24 => (vec(structure()), Access::Mut),
            _ => (array(array(f(), 2), 2), Access::Owned),
        };
        let base = self
            .b
            .f
            .new_base(ty, format!("p{i}"), BaseKind::Param(access));
        let writable = matches!(access, Access::Owned | Access::Mut);
        self.add_memory(base, writable, access == Access::Owned);
        ParamKind::Base(base)
    }

    pub(super) fn output(&mut self) -> Output {
        if self.scalar_output {
            return Output::Atom(self.expression());
        }
        match self.choices.weighted(&[60, 12, 20, 8]) {
            0 => self.part_of_output(),
            1 => Output::Unit,
            2 => Output::Tuple(vec![self.part_of_output(), self.part_of_output()]),
            _ => Output::Tuple(vec![
                Output::Tuple(vec![self.part_of_output(), self.part_of_output()]),
                self.int_output(),
            ]),
        }
    }

    fn int_output(&mut self) -> Output {
        Output::Atom(self.int(usize::MAX))
    }

    fn part_of_output(&mut self) -> Output {
        let depth = self.b.depth();
        let memory: Vec<usize> = (0..self.memory.len())
            .filter(|i| self.memory[*i].movable == Some(depth))
            .collect();
        if !memory.is_empty() && self.choices.chance(40) {
            let moved = memory[self.choices.below(memory.len())];
            return Output::Place(self.memory.remove(moved).base.into());
        }
        Output::Atom(self.expression())
    }
}
