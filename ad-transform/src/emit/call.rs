//! Calls of differentiable functions and of what transforms made of them.

use super::body::{Emitter, word};
use super::expr::{Expr, Level};
use crate::hashed::{HashMap, HashSet};
use crate::ir::callee::owner;
use crate::ir::visit::statements;
use crate::ir::{
    Access, Arg, Atom, BaseId, Call, Callee, Function, Hand, Init, Made, Mode, Op, Operator, Place,
    Prim, Type,
};
use crate::parse::foreign;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    /// A call with what becomes of its result.
    pub fn call_stmt(&self, call: &Call, result: Option<BaseId>) -> TokenStream {
        let wanted = result.is_some_and(|b| self.plan.is_base_used(b));
        if !wanted && let Some(adjoint) = adjoint_of_operator(call) {
            let (span, text) = (self.span(), self.call(&adjoint, false));
            return quote_spanned!(span=> #text;);
        }
        let span = self.span();
        let (lasting, named) = self.lasting(call);
        let text = match named.is_empty() {
            true => self.call(call, result.is_some()),
            false => self.call_with(call, &named, result.is_some()),
        };
        if let Some(Hand::Over(n)) = call.callee.hand {
            let wish = match result {
                Some(b) => format!("{}_back", self.base(b)),
                None => "back".to_string(),
            };
            let back = self.extra(wish.trim_start_matches("r#"));
            let value = match result.filter(|b| self.plan.is_base_used(*b)) {
                Some(b) => {
                    let (name, written) = (self.base(b), self.plan.is_written(b));
                    let mutable = written.then(|| quote_spanned!(span=> mut));
                    quote_spanned!(span=> #mutable #name)
                }
                None => quote_spanned!(span=> _),
            };
            let ty = call.callee.value.as_ref().map(|ty| quote!(: (#ty, _)));
            let line = quote_spanned!(span=> #lasting let (#value, #back) #ty = #text;);
            self.handed.borrow_mut().insert(n, back);
            return line;
        }
        let ty = match (&call.callee.value, call.callee.modes.as_slice()) {
            (Some(ty), [] | [Mode::Vjp]) => Some(quote!(: #ty)),
            (Some(ty), [_] | [Mode::Vjp, Mode::Jvp]) => Some(quote!(: (#ty, _))),
            (Some(ty), [Mode::Jvp, Mode::Jvp]) => Some(quote!(: ((#ty, _), _))),
            _ => None,
        };
        let line = match result {
            Some(b) if self.plan.is_base_used(b) => self.let_base_of(b, ty.as_ref(), &text),
            Some(_) => quote_spanned!(span=> let _ #ty = #text;),
            None => quote_spanned!(span=> #text;),
        };
        quote!(#lasting #line)
    }

    /// Names for what is made for a call and lent to it, where the result may borrow from that: it lasts as long as the block.
    fn lasting(&self, call: &Call) -> (TokenStream, HashMap<usize, TokenStream>) {
        let (mut before, mut named) = (TokenStream::new(), HashMap::default());
        if !call.callee.borrows || call.callee.parameter || call.callee.operator.is_some() {
            return (before, named);
        }
        for (i, arg) in call.args.iter().enumerate() {
            let is_lent = |made: &Made| match made {
                Made::Slice => true,
                Made::Struct { reference, .. } => *reference,
                Made::Tuple | Made::Some | Made::Array => false,
            };
            if let Arg::Made(made, _) = arg
                && is_lent(made)
                && !(call.callee.method && i == 0)
            {
                let (name, text) = (self.extra("lent"), self.arg(arg));
                before.extend(quote_spanned!(self.span()=> let #name = #text;));
                named.insert(i, quote!(#name));
            }
        }
        (before, named)
    }

    /// A call, to which a variable is set.
    pub(super) fn call_into(&self, call: &Call, place: &Place) -> TokenStream {
        let (span, variable) = (self.span(), self.place_mut(place).whole());
        if let Some(Hand::Pushed(number)) = call.callee.hand {
            let args = self.args_of(call, &HashMap::default());
            return self.pushing_into(call, number, &args, &variable);
        }
        let text = self.call(call, true);
        quote_spanned!(span=> #variable = #text;)
    }

    /// A call; has it a value, as far as this function knows?
    fn call(&self, call: &Call, has_value: bool) -> TokenStream {
        let span = self.span();
        let Callee {
            path,
            operator,
            parameter,
            modes,
            ..
        } = &call.callee;
        if *parameter {
            let name = super::function::derivative_of(&path.to_string(), modes);
            let args = call.args.iter().map(|arg| match modes.as_slice() {
                [] => self.arg(arg),
                _ => self.option_arg(arg),
            });
            return quote_spanned!(span=> #name(#(#args),*));
        }
        if modes.is_empty()
            && let Some(operator) = operator
        {
            return self.operation(*operator, &call.args);
        }
        let halves = self.halves(&call.args);
        let text = self.call_with(call, &halves.args, has_value);
        if halves.args.is_empty() {
            return text;
        }
        let before = halves.before;
        quote_spanned!(span=> { #before #text })
    }

    /// A call of which some arguments have names already.
    fn call_with(
        &self,
        call: &Call,
        named: &HashMap<usize, TokenStream>,
        has_value: bool,
    ) -> TokenStream {
        let span = self.span();
        let Callee {
            turbofish,
            method,
            modes,
            object,
            hand,
            ..
        } = &call.callee;
        if *method
            && *object
            && !modes.is_empty()
            && let Some((receiver, args)) = call.args.split_first()
        {
            let receiver = self.receiver(receiver);
            let name = word(
                &format!("{}_dyn", transformed_path(&call.callee)),
                Span::call_site().located_at(span),
            );
            let args = args.iter().map(|arg| self.option_arg(arg));
            return quote_spanned!(span=> #receiver.#name #turbofish(#(#args),*));
        }
        let args = self.args_of(call, named);
        let path = match hand {
            Some(Hand::Pushed(n)) => return self.pushing(call, *n, &args, has_value),
            Some(Hand::Popped(n)) => return self.popping(call, *n, &args),
            None => transformed_path(&call.callee),
            Some(Hand::Over(_)) => call.callee.of_companion("__ahead"),
            Some(Hand::Taken(n)) => {
                let handed = self.handed.borrow();
                let back = &handed[n];
                return self.going_back(call, &quote_spanned!(span=> &#back), &args);
            }
        };
        self.calling(call, &path, &args)
    }

    /// The arguments of a call, of which some have names already; a receiver first, as it stands before the dot.
    pub(super) fn args_of(
        &self,
        call: &Call,
        named: &HashMap<usize, TokenStream>,
    ) -> Vec<TokenStream> {
        let Callee {
            method, consumes, ..
        } = &call.callee;
        let args = call.args.iter().enumerate();
        args.map(|(i, arg)| match i {
            0 if *method => {
                let (span, receiver) = (self.span(), self.receiver(arg));
                match consumes {
                    true => quote_spanned!(span=> #receiver.clone()),
                    false => receiver,
                }
            }
            _ => self.arg_of(&call.callee, i, arg, named.get(&i)),
        })
        .collect()
    }

    /// A call of a function in place of the callee, with these arguments.
    pub(super) fn calling(
        &self,
        call: &Call,
        path: &TokenStream,
        args: &[TokenStream],
    ) -> TokenStream {
        let (span, turbofish) = (self.span(), &call.callee.turbofish);
        match args {
            [receiver, args @ ..] if call.callee.method => {
                quote_spanned!(span=> #receiver.#path #turbofish(#(#args),*))
            }
            args => quote_spanned!(span=> #path #turbofish(#(#args),*)),
        }
    }

    /// A call of the adjoint that goes on from what was handed over.
    pub(super) fn going_back(
        &self,
        call: &Call,
        handed: &TokenStream,
        args: &[TokenStream],
    ) -> TokenStream {
        let mut args = args.to_vec();
        args.push(handed.clone());
        self.calling(call, &call.callee.of_companion("__back"), &args)
    }

    /// An operator as the user wrote it.
    fn operation(&self, operator: Operator, args: &[Arg]) -> TokenStream {
        let span = self.span();
        match (operator, args) {
            (Operator::Value(prim), [a, b]) => {
                let (symbol, level) = super::scalar::operator(prim, &Type::Unknown, span);
                Expr::binary(self.side(a), &symbol, self.side(b), level, span).whole()
            }
            (Operator::Assign(prim), [Arg::Mut(to), by]) => {
                let (to, by) = (self.place_mut(to).whole(), self.side(by).whole());
                match prim {
                    Prim::Add => quote_spanned!(span=> #to += #by),
                    Prim::Sub => quote_spanned!(span=> #to -= #by),
                    Prim::Mul => quote_spanned!(span=> #to *= #by),
                    Prim::Div => quote_spanned!(span=> #to /= #by),
                    _ => quote_spanned!(span=> #to %= #by),
                }
            }
            (Operator::Cast(to), [a]) => {
                let to = Ident::new(to, span);
                self.side(a).cast(&quote!(#to), span).whole()
            }
            (Operator::Convert, args) => {
                let args = args.iter().map(|arg| self.arg(arg));
                quote_spanned!(span=> ::core::convert::Into::into(#(#args),*))
            }
            (_, args) => {
                let symbol = quote_spanned!(span=> -);
                let operand = args.first().map(|a| self.side(a));
                operand.map_or_else(TokenStream::new, |a| Expr::unary(&symbol, a, span).whole())
            }
        }
    }

    /// An operand of an operator.
    fn side(&self, arg: &Arg) -> Expr {
        match arg {
            Arg::Value(a) => self.argument(a),
            Arg::Ref(_) | Arg::Mut(_) | Arg::ValueRef(_) => Expr::new(self.arg(arg), Level::Unary),
            Arg::Opaque(o) => Expr::postfix(self.opaque(o).at(Level::Postfix)),
            arg => Expr::postfix(self.arg(arg)),
        }
    }

    fn receiver(&self, arg: &Arg) -> TokenStream {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => self.typed(a).receiver(),
            Arg::Ref(p) => self.place(p).receiver(),
            Arg::Mut(p) => self.place_mut(p).receiver(),
            arg => Expr::new(self.arg(arg), Level::Unary).receiver(),
        }
    }

    /// An argument: the slots of a function that is derived are generic, so that a mutable reference that is named alone
    /// would be given away; the function itself may take an iterator.
    fn arg_of(
        &self,
        callee: &Callee,
        i: usize,
        arg: &Arg,
        named: Option<&TokenStream>,
    ) -> TokenStream {
        let is_itself = callee.modes.is_empty() && callee.hand.is_none();
        match arg {
            _ if named.is_some() => quote!(#named),
            Arg::Mut(p) if !callee.modes.is_empty() => self.borrowed_mut(p),
            Arg::Ref(_) if is_itself && callee.iterators.contains(&i) => {
                let (span, items) = (self.span(), self.receiver(arg));
                quote_spanned!(span=> #items.iter())
            }
            arg if is_itself && callee.iterators.contains(&i) => {
                let (span, items) = (self.span(), self.arg(arg));
                quote_spanned!(span=> #items.into_iter())
            }
            Arg::Slot(Some(p)) | Arg::TangentSlot(Some(p))
                if !callee.modes.contains(&Mode::Lanes) && self.is_of_elements(p) =>
            {
                self.elements(p, matches!(arg, Arg::Slot(_)))
            }
            arg => self.arg(arg),
        }
    }

    /// Is it the tangent or cotangent of a whole vector that is passed as a slice? A callee may ask for the vector.
    fn is_of_elements(&self, p: &Place) -> bool {
        let is_vector = matches!(self.f.bases[p.base.index()].ty, Type::Vec(_));
        let in_place = |of: Place| self.access(of.base) == Some(Access::Mut);
        is_vector && p.projections.is_empty() && self.primal_of(p).is_some_and(|of| !in_place(of))
    }

    /// What fits the slot of the slice, and that of the vector.
    fn elements(&self, p: &Place, writes: bool) -> TokenStream {
        let (span, krate, name) = (self.span(), self.krate, self.base(p.base));
        let of = match writes {
            true => quote_spanned!(span=> &mut #name[..]),
            false => quote_spanned!(span=> &#name[..]),
        };
        let of = match self.is_slot(p.base) {
            true => quote_spanned!(span=> #name.get().map(|#name| #of)),
            false => of,
        };
        match writes {
            true => quote_spanned!(span=> #krate::__private::VecBar::of(#of)),
            false => quote_spanned!(span=> #krate::__private::VecDot::of(#of)),
        }
    }

    pub(super) fn arg(&self, arg: &Arg) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        match arg {
            Arg::Value(a) => self.argument(a).whole(),
            Arg::ValueRef(a) => self.argument(a).borrowed(span),
            Arg::Ref(p) => self.borrowed(p),
            Arg::Mut(p) => match self.place_mut(p).reference() {
                // A whole parameter is lent on.
                Some(reference) if p.projections.is_empty() => reference.clone(),
                _ => self.borrowed_mut(p),
            },
            // It may be a reference to an array where a slice is asked for.
            Arg::Owned(p) if self.f.place_ty(p) == Type::Unknown && !self.can_be_moved(p) => {
                let of = self.borrowed(p);
                quote_spanned!(span=> #krate::__private::copy_of(#of))
            }
            Arg::Owned(p) => self.owned(p),
            Arg::Made(made @ (Made::Array | Made::Slice), args) => {
                let args = args.iter().map(|arg| self.arg(arg));
                let and = matches!(made, Made::Slice).then(|| quote_spanned!(span=> &));
                quote_spanned!(span=> #and [#(#args),*])
            }
            Arg::Made(
                Made::Struct {
                    path,
                    fields,
                    reference,
                },
                args,
            ) => {
                let and = reference.then(|| quote_spanned!(span=> &));
                let fields = fields.iter().zip(args).map(|(name, arg)| {
                    let (name, value) = (self.field(name), self.arg(arg));
                    quote_spanned!(span=> #name: #value)
                });
                quote_spanned!(span=> #and #path { #(#fields),* })
            }
            Arg::Made(Made::Some, args) => {
                let arg = args.iter().map(|arg| self.arg(arg));
                quote_spanned!(span=> ::core::option::Option::Some(#(#arg)*))
            }
            Arg::Made(Made::Tuple, args) => {
                let args: Vec<TokenStream> = args.iter().map(|arg| self.arg(arg)).collect();
                match &args[..] {
                    [one] => quote!((#one,)),
                    args => quote!((#(#args),*)),
                }
            }
            Arg::Opaque(o) => self.opaque(o).whole(),
            Arg::Function(function) => self.function_arg(function),
            Arg::Slot(None) => quote_spanned!(span=> #krate::__private::Sink),
            Arg::Slot(Some(p)) => self.passed_on(p, Access::CotangentSlot),
            Arg::TangentSlot(None) => quote_spanned!(span=> #krate::__private::NoTangent),
            Arg::TangentSlot(Some(p)) => self.passed_on(p, Access::TangentSlot),
        }
    }

    /// Is the place memory of one number, of a type that is not known?
    fn is_open_number(&self, p: &Place) -> bool {
        p.projections.is_empty() && self.open_numbers.contains(&p.base)
    }

    /// Is the place, or what it is a part of, there or not?
    pub(super) fn is_slot_base(&self, p: &Place) -> bool {
        self.is_slot(p.base)
    }

    /// A place as somebody's slot.
    pub(super) fn passed_on(&self, p: &Place, to: Access) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        // What an error holds has no tangent; a number in one is refused by the type of this.
        if p.is_in_error() {
            return quote_spanned!(span=> #krate::__private::Exactly(&mut ()));
        }
        let writes = to == Access::CotangentSlot;
        let borrowed = || {
            if writes {
                self.borrowed_mut(p)
            } else if p.projections.is_empty() && self.access(p.base) == Some(Access::Mut) {
                // The reference itself would be given away.
                let place = self.place(p).whole();
                quote_spanned!(span=> &#place)
            } else {
                self.borrowed(p)
            }
        };
        if !self.is_slot(p.base) {
            let reference = borrowed();
            // Only the callee knows its type.
            return if writes && self.is_open_number(p) {
                quote_spanned!(span=> #krate::__private::Exactly(#reference))
            } else {
                reference
            };
        }
        let slot = self.base(p.base);
        if p.projections.is_empty() {
            return quote_spanned!(span=> #slot.get());
        }
        let part = borrowed();
        quote_spanned!(span=> #slot.get().map(|#slot| #part))
    }
}

fn suffix(modes: &[Mode]) -> String {
    let words: Vec<&str> = modes
        .iter()
        .map(|mode| match mode {
            Mode::Jvp => "jvp",
            Mode::Vjp => "vjp",
            Mode::Lanes => "lanes",
        })
        .collect();
    words.join("_")
}

/// Memory that is declared with a zero whose type is not known.
pub(super) fn open_numbers(f: &Function) -> HashSet<BaseId> {
    let mut bases = HashSet::default();
    statements(&f.body, &mut |stmt| {
        if let Op::Init(base, Init::Atom(Atom::Const(zero))) = &stmt.op
            && matches!(zero.ty, Type::Unknown | Type::Tangent)
        {
            bases.insert(*base);
        }
    });
    bases
}

/// The reverse mode of an operator for the cotangents alone.
fn adjoint_of_operator(call: &Call) -> Option<Call> {
    let of_value = matches!(call.callee.operator, Some(Operator::Value(_)));
    let alone = call.callee.modes == [Mode::Vjp] && call.callee.hand.is_none();
    (of_value && alone).then(|| {
        let mut call = call.clone();
        call.callee.forgets = true;
        call
    })
}

/// Can it be a derivative that a trait of the runtime has, for a type of another crate?
pub(super) fn may_be_sibling(callee: &Callee) -> bool {
    let path: Vec<TokenTree> = callee.path.clone().into_iter().collect();
    let is_our_own = callee.method && foreign::is_our_own(&callee.path.to_string());
    is_our_own || !callee.modes.is_empty() && (callee.method || owner(&path).is_some())
}

/// `path::f::__vjp` for a function, `Type::__area_vjp` for `Type::area`, `__area_vjp` for a method; `path::f::__adjoint` where it
/// forgets the value.
fn transformed_path(callee: &Callee) -> TokenStream {
    let Callee { path, modes, .. } = callee;
    if modes.is_empty() {
        return path.clone();
    }
    let hidden = match callee.forgets {
        true => "__adjoint".to_string(),
        false => format!("__{}", suffix(modes)),
    };
    callee.of_companion(&hidden)
}
