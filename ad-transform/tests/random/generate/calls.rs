//! Calls of the functions generated before.

use super::Generator;
use super::memory::is_floats;
use ad_transform::ir::{
    Access, Arg, Atom, BaseKind, Call, Callee, Function, Made, Op, Output, ParamKind, Place, Type,
};

/// The type of what a function returns.
fn output_ty(f: &Function, output: &Output) -> Type {
    match output {
        Output::Unit => Type::Unit,
        Output::Atom(a) => f.atom_ty(a).clone(),
        Output::Place(p) => f.place_ty(p),
        Output::Tuple(parts) => Type::Tuple(parts.iter().map(|part| output_ty(f, part)).collect()),
    }
}

impl Generator<'_> {
    pub(super) fn call(&mut self) {
        if self.callees.is_empty() {
            return;
        }
        let callee = &self.callees[self.choices.below(self.callees.len())];
        let lent = self.locked.len();
        let args = self.args(callee);
        self.locked.truncate(lent);
        let Some(args) = args else { return };
        let path = callee.name.parse().expect("a name");
        let call = Call {
            callee: Callee::new(path),
            args,
        };
        let ty = output_ty(callee, &callee.output);
        if ty == Type::Unit {
            self.b.effect(Op::Call(call, None));
            return;
        }
        let name = format!("r{}", self.b.f.bases.len());
        let base = self.b.f.new_base(ty.clone(), name, BaseKind::Local);
        self.b.effect(Op::Call(call, Some(base)));
        if ty.is_float() {
            let v = self.b.load(base.into(), ty);
            self.mention(v);
        } else {
            self.add_memory(base, true, true);
        }
    }

    /// An argument for each parameter, or nothing if one cannot be had.
    pub(super) fn args(&mut self, callee: &Function) -> Option<Vec<Arg>> {
        let mut args = Vec::new();
        // What is written is lent first: nothing else may see it.
        let mut order: Vec<usize> = (0..callee.params.len()).collect();
        order.sort_by_key(|i| match &callee.params[*i].kind {
            ParamKind::Base(b) => {
                !matches!(callee.bases[b.index()].kind, BaseKind::Param(Access::Mut))
            }
            _ => true,
        });
        for i in order {
            let arg = match &callee.params[i].kind {
                ParamKind::Value(v) => match callee.ty(*v) {
                    Type::Float(_) => Arg::Value(self.scalar()),
                    Type::Bool => Arg::Value(self.condition()),
                    _ => Arg::Value(self.int(usize::MAX)),
                },
                ParamKind::Base(b) => {
                    let data = &callee.bases[b.index()];
                    let BaseKind::Param(access) = data.kind else {
                        unreachable!("a parameter")
                    };
                    self.memory_arg(&data.ty, access)?
                }
                ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => {
                    unreachable!("not generated")
                }
            };
            args.push((i, arg));
        }
        args.sort_by_key(|(i, _)| *i);
        Some(args.into_iter().map(|(_, arg)| arg).collect())
    }

    fn memory_arg(&mut self, ty: &Type, access: Access) -> Option<Arg> {
        if *ty == Type::F64 && access == Access::Shared && self.choices.chance(50) {
            return Some(Arg::ValueRef(self.scalar()));
        }
        if let (Type::Tuple(types), true) = (ty, access == Access::Owned && self.choices.chance(60))
        {
            return types
                .iter()
                .map(|t| self.tuple_part(t))
                .collect::<Option<_>>()
                .map(|parts| Arg::Made(Made::Tuple, parts));
        }
        let place = self.fitting(ty, access == Access::Mut)?;
        Some(match access {
            Access::Mut => {
                self.locked.push(place.base);
                Arg::Mut(place)
            }
            Access::Shared => Arg::Ref(place),
            _ => Arg::Owned(place),
        })
    }

    fn tuple_part(&mut self, ty: &Type) -> Option<Arg> {
        Some(match ty {
            Type::Float(_) => Arg::Value(self.scalar()),
            Type::Int(_) => Arg::Value(self.int(3)),
            _ => Arg::Owned(self.fitting(ty, false)?),
        })
    }

    fn fitting(&mut self, ty: &Type, writable: bool) -> Option<Place> {
        if *ty != Type::Slice(Box::new(Type::F64)) {
            let exactly = |t: &Type| match (t, ty) {
                (Type::Array(a, _) | Type::Vec(a), Type::Slice(c)) => a == c,
                _ => t == ty,
            };
            return self.find(writable, &exactly);
        }
        let place = self.find(writable, &is_floats)?;
        if self.choices.chance(30) {
            let two = ad_transform::ir::Projection::Range(None, Some(Atom::usize(2)));
            return Some(place.project(two));
        }
        Some(place)
    }
}
