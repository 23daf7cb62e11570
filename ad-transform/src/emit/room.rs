//! Tapes in rooms: a tape of numbers of which the length is known when it is made, and that is read and written element by
//! element, needs no vector of its own. It stands in a room that the function makes once, at its beginning: on the stack
//! where the tape is short, and for all trips of a loop around where the tape is made in one.

use super::body::Emitter;
use crate::ir::visit::{output_places, places, statements};
use crate::ir::{Atom, BaseId, Const, Float, Function, Init, Lit, Op, Projection, Type};
use crate::sorted::Set;
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

/// The tapes that can stand in a room, in the order in which they are made.
pub fn tapes_in_rooms(f: &Function) -> Vec<BaseId> {
    let mut candidates: Set<BaseId> = f.tapes.iter().map(|tape| tape.base).collect();
    candidates.retain(|b| match &f.bases[b.index()].ty {
        Type::Vec(t) => matches!(
            **t,
            Type::Float(Float::F64 | Float::F32) | Type::Int(_) | Type::Bool
        ),
        _ => false,
    });
    let mut made = Vec::new();
    statements(&f.body, &mut |stmt| {
        if let Op::Init(b, init) = &stmt.op
            && candidates.contains(b)
        {
            match init {
                Init::Repeat(element, _) if is_zero(element) => made.push(*b),
                _ => _ = candidates.remove(b),
            }
        }
        let by_element = matches!(stmt.op, Op::Load(_) | Op::Store(..));
        places(&stmt.op, &mut |p, _| {
            let selects = matches!(
                p.projections.first(),
                Some(Projection::Index(_) | Projection::Range(..))
            );
            if !(by_element && selects) {
                candidates.remove(&p.base);
            }
        });
    });
    output_places(&f.output, &mut |p| _ = candidates.remove(&p.base));
    made.retain(|b| candidates.contains(b));
    made
}

fn is_zero(init: &Init) -> bool {
    match init {
        Init::Atom(Atom::Const(Const { lit, .. })) => match lit {
            Lit::Zero | Lit::Int(0) | Lit::Bool(false) => true,
            Lit::Float(x) => x.to_bits() == 0,
            _ => false,
        },
        _ => false,
    }
}

impl Emitter<'_> {
    /// Names the rooms, and declares them.
    pub fn open_rooms(&mut self) -> TokenStream {
        let mut text = TokenStream::new();
        for b in tapes_in_rooms(self.f) {
            let (name, krate) = (self.extra(&format!("{}_room", self.base(b))), self.krate);
            let element = self.f.bases[b.index()].ty.element().cloned();
            let element = element.unwrap_or(Type::Unknown);
            let zero = self.init(&Init::Atom(Atom::zero(&element)), &element);
            text.extend(match super::types::spelled(&element, krate) {
                Some(ty) => quote!(let mut #name = #krate::__private::Room::<#ty>::new(#zero);),
                None => quote!(let mut #name = #krate::__private::Room::new(#zero);),
            });
            self.rooms.insert(b, name);
        }
        text
    }

    /// `let tape = room.of(n);`, where it stands in one.
    pub fn in_room(&self, b: BaseId, init: &Init) -> Option<TokenStream> {
        let (room, Init::Repeat(_, n)): (&Ident, _) = (self.rooms.get(&b)?, init) else {
            return None;
        };
        let (name, n, span) = (self.base(b), self.atom(n).whole(), self.span());
        Some(quote_spanned!(span=> let #name = #room.of(#n);))
    }
}
