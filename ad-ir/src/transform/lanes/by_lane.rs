//! Calls of functions that are not known to take several directions at once: one direction after the other.

use super::Lanes;
use super::facts::has_fixed_zero;
use crate::ir::{
    Access, Arg, Atom, BaseId, BaseKind, Call, Callee, Function, Init, Mode, Op, Opaque, Output,
    Param, ParamKind, Part, Place, Region, SpanId, Stmt, Type, ValueId,
};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

/// An argument that is a tangent: where it is in all directions, and where in one.
struct Tangent {
    all: Place,
    one: BaseId,
    ty: Type,
    /// The argument of which it is the tangent, where that is memory.
    of: Option<Place>,
    /// Does the callee change it?
    written: bool,
}

impl Lanes<'_> {
    /// Calls a tangent function for each direction.
    pub(super) fn by_lane(&mut self, call: &Call, dst: Option<BaseId>) -> Option<()> {
        let (primal, _) = call.args.split_at(call.args.len() / 2);
        if !primal.iter().all(|arg| self.is_repeatable(arg)) {
            return None;
        }
        // What the callee changes is as it was found in each direction.
        let mut found = Vec::new();
        for arg in primal {
            if let Arg::Mut(p) = arg {
                let ty = self.f.place_ty(p).owned();
                let base = self.g.new_base(ty, "found", BaseKind::Local);
                self.push(Op::Init(base, Init::Copy(p.clone())));
                found.push((p.clone(), base));
            }
        }
        let (one, tangents) = self.for_one_direction(call)?;
        let Some(dst) = dst else {
            let hi = self.count();
            return self.loop_over(Atom::usize(0), hi, "lane", |pass, lane| {
                pass.found_again(&found);
                pass.gathered(&tangents, lane)?;
                pass.push(Op::Call(one.clone(), None));
                pass.scattered(&tangents, lane)
            });
        };
        let ty = self.f.bases[dst.index()].ty.clone();
        let Type::Tuple(parts) = &ty else { return None };
        let [_, of_result] = &parts[..] else {
            return None;
        };
        let wide = match &self.g.bases[dst.index()].ty {
            Type::Tuple(parts) => parts[1].clone(),
            _ => return None,
        };
        let name = self.f.bases[dst.index()].name.clone();
        // The first direction shows the shape of the result.
        let first = self
            .g
            .new_base(ty.clone(), format!("{name}_first"), BaseKind::Local);
        let result = self.g.new_base(wide, "result_dot", BaseKind::Local);
        let zero = Atom::usize(0);
        self.gathered(&tangents, zero.clone())?;
        self.push(Op::Call(one.clone(), Some(first)));
        self.scattered(&tangents, zero.clone())?;
        let of_first = Place::from(first).field("1");
        let zeros = self.zero(&of_first, of_result)?;
        self.push(Op::Init(result, zeros));
        self.scatter(&of_first, &result.into(), of_result, &zero)?;
        let hi = self.count();
        self.loop_over(Atom::usize(1), hi, "lane", |pass, lane| {
            pass.found_again(&found);
            pass.gathered(&tangents, lane)?;
            let next = pass
                .g
                .new_base(ty.clone(), format!("{name}_next"), BaseKind::Local);
            pass.push(Op::Call(one.clone(), Some(next)));
            pass.scattered(&tangents, lane)?;
            let of_next = Place::from(next).field("1");
            pass.scatter(&of_next, &result.into(), of_result, &lane.into())
        })?;
        let parts = vec![
            Init::Move(Place::from(first).field("0")),
            Init::Move(result.into()),
        ];
        self.push(Op::Init(dst, Init::Tuple(parts)));
        Some(())
    }

    /// Can the argument be passed once more?
    fn is_repeatable(&self, arg: &Arg) -> bool {
        match arg {
            Arg::Value(_) | Arg::ValueRef(_) | Arg::Ref(_) => true,
            Arg::Owned(p) => self.f.place_ty(p).is_known(),
            // A vector may come back longer in one direction than it was found for the next.
            Arg::Mut(p) => is_of_one_length(&self.f.place_ty(p)),
            Arg::Made(_, args) => args.iter().all(|arg| self.is_repeatable(arg)),
            Arg::Opaque(o) => is_reference_or_literal(o),
            Arg::Function(_) | Arg::Slot(_) | Arg::TangentSlot(_) => false,
        }
    }

    /// The call with tangents of one direction, which are declared.
    fn for_one_direction(&mut self, call: &Call) -> Option<(Call, Vec<Tangent>)> {
        let mut one = call.clone();
        let half = call.args.len() / 2;
        let mut tangents = Vec::new();
        for i in half..call.args.len() {
            let (all, written) = match &call.args[i] {
                Arg::TangentSlot(None) => continue,
                Arg::TangentSlot(Some(p)) => (p.clone(), false),
                Arg::Mut(p) => (p.clone(), true),
                _ => return None,
            };
            let ty = self.f.place_ty(&all).owned();
            let of = match &call.args[i - half] {
                Arg::Ref(p) | Arg::Owned(p) | Arg::Mut(p) => Some(p.clone()),
                _ => None,
            };
            let has_shape = has_fixed_zero(&ty) || of.is_some();
            if !self.facts.place(&all) || !ty.is_known() || !has_shape {
                return None;
            }
            let name = format!("{}_one", self.f.bases[all.base.index()].name);
            let base = self.g.new_base(ty.clone(), name, BaseKind::Local);
            one.args[i] = match written {
                true => Arg::Mut(base.into()),
                false => Arg::TangentSlot(Some(base.into())),
            };
            tangents.push(Tangent {
                all,
                one: base,
                ty,
                of,
                written,
            });
        }
        // Each trip sets them anew; here they get their shapes.
        for tangent in &tangents {
            let zero = match &tangent.of {
                Some(of) if !has_fixed_zero(&tangent.ty) => Init::ZeroTangent(of.clone()),
                _ => Init::Default,
            };
            self.push(Op::Init(tangent.one, zero));
        }
        Some((one, tangents))
    }

    fn found_again(&mut self, found: &[(Place, BaseId)]) {
        for (place, base) in found {
            match self.f.place_ty(place) {
                ty if ty.is_scalar() => {
                    let v = self.load_one(&(*base).into(), &ty);
                    self.push(Op::Store(place.clone(), v));
                }
                Type::Tuple(_) => {
                    self.push(Op::Assign(place.clone(), Init::Copy((*base).into())));
                }
                _ => self.push(Op::CopyFrom(place.clone(), (*base).into())),
            }
        }
    }

    fn gathered(&mut self, tangents: &[Tangent], lane: impl Into<Atom>) -> Option<()> {
        let lane = lane.into();
        for tangent in tangents {
            let one = tangent.one.into();
            self.gather(&tangent.all, &one, &tangent.ty, &lane)?;
        }
        Some(())
    }

    fn scattered(&mut self, tangents: &[Tangent], lane: impl Into<Atom>) -> Option<()> {
        let lane = lane.into();
        for tangent in tangents.iter().filter(|tangent| tangent.written) {
            let one = tangent.one.into();
            self.scatter(&one, &tangent.all, &tangent.ty, &lane)?;
        }
        Some(())
    }

    /// Copies one direction out of all.
    fn gather(&mut self, all: &Place, one: &Place, ty: &Type, lane: &Atom) -> Option<()> {
        self.numbers_of(ty, one, all, &mut |pass, float, one, all| {
            let v = pass.load_one(&all.index(lane.clone()), float);
            pass.push(Op::Store(one.clone(), v));
        })
    }

    /// Copies one direction into all.
    fn scatter(&mut self, one: &Place, all: &Place, ty: &Type, lane: &Atom) -> Option<()> {
        self.numbers_of(ty, one, all, &mut |pass, float, one, all| {
            let v = pass.load_one(one, float);
            pass.push(Op::Store(all.index(lane.clone()), v));
        })
    }

    fn load_one(&mut self, place: &Place, ty: &Type) -> Atom {
        let v: ValueId = self.g.new_value(ty.clone(), "");
        let span = self.span;
        self.out.push(Stmt {
            results: vec![v],
            op: Op::Load(place.clone()),
            span,
        });
        v.into()
    }

    /// Visits each number of a type where it is for one direction and for all; the former is there for certain.
    fn numbers_of(
        &mut self,
        ty: &Type,
        one: &Place,
        all: &Place,
        visit: &mut dyn FnMut(&mut Self, &Type, &Place, &Place),
    ) -> Option<()> {
        match ty {
            Type::Float(_) => visit(self, ty, one, all),
            Type::Unit => {}
            Type::Array(t, _) | Type::Vec(t) | Type::Slice(t) => {
                let n = self.len(one);
                self.each(n, |pass, i| {
                    pass.numbers_of(t, &one.index(i), &all.index(i), visit)
                })?;
            }
            Type::Tuple(types) => {
                for (i, t) in types.iter().enumerate() {
                    let name = i.to_string();
                    self.numbers_of(t, &one.field(&*name), &all.field(&*name), visit)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

/// Is it passed on as often as one likes, whatever its type is?
fn is_reference_or_literal(o: &Opaque) -> bool {
    let first = match o.parts.first() {
        Some(Part::Tokens(tokens)) => tokens.clone().into_iter().next(),
        _ => None,
    };
    match first {
        Some(TokenTree::Punct(p)) => {
            let of_mutable = o.parts.iter().any(|part| match part {
                Part::Tokens(tokens) => crate::tokens::words(tokens.clone()).contains("mut"),
                Part::Atom(_) | Part::Place(_) | Part::Group(..) => false,
            });
            o.pure && p.as_char() == '&' && !of_mutable
        }
        Some(TokenTree::Literal(_)) => o.parts.len() == 1,
        Some(TokenTree::Ident(_) | TokenTree::Group(_)) | None => false,
    }
}

/// Does what is written to memory of this type leave its shape?
fn is_of_one_length(ty: &Type) -> bool {
    match ty {
        Type::Array(t, _) | Type::Slice(t) => is_of_one_length(t),
        Type::Tuple(types) => types.iter().all(is_of_one_length),
        ty => ty.is_scalar(),
    }
}

/// A function that does nothing but call a tangent function, whose parameters it has; `result` are the types of the value
/// and the tangent.
#[must_use]
pub fn calling(jvp: &Function, path: TokenStream, result: Option<(Type, Type)>) -> Function {
    let mut g = jvp.clone();
    let arg = |param: &Param| match &param.kind {
        ParamKind::Value(v) => Arg::Value((*v).into()),
        ParamKind::Base(b) => match jvp.bases[b.index()].kind {
            BaseKind::Param(Access::Mut) => Arg::Mut((*b).into()),
            BaseKind::Param(Access::Owned) => Arg::Owned((*b).into()),
            BaseKind::Param(Access::TangentSlot) => Arg::TangentSlot(Some((*b).into())),
            BaseKind::Param(Access::CotangentSlot) => Arg::Slot(Some((*b).into())),
            BaseKind::Param(Access::Shared) | BaseKind::Local | BaseKind::Extern(_) => {
                Arg::Ref((*b).into())
            }
        },
        ParamKind::Opaque(name) | ParamKind::Function(name) => {
            let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
            // By value there are only numbers, and those are values.
            Arg::Opaque(Opaque::pure(vec![Part::Tokens(quote!(&*#name))]))
        }
        ParamKind::Ignored => Arg::TangentSlot(None),
    };
    let call = Call {
        callee: Callee {
            modes: vec![Mode::Jvp],
            ..Callee::new(path)
        },
        args: jvp.params.iter().map(arg).collect(),
    };
    let dst = result.map(|(value, tangent)| {
        let ty = Type::Tuple(vec![value, tangent]);
        g.new_base(ty, "pair", BaseKind::Local)
    });
    g.output = match dst {
        None => Output::Unit,
        Some(b) => {
            let half = |name: &str| Output::Place(Place::from(b).field(name));
            Output::Tuple(vec![half("0"), half("1")])
        }
    };
    g.output_ty = None;
    g.items = Vec::new();
    // The functions that the body passes on are passed on by what is called.
    g.lambdas = Vec::new();
    g.body = Region {
        stmts: vec![Stmt {
            results: Vec::new(),
            op: Op::Call(call, dst),
            span: SpanId(0),
        }],
        ..Region::default()
    };
    g
}
