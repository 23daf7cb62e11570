//! `__ahead` and `__back`: the function with what it computed handed over, and the reverse sweep that goes on from there,
//! for the companions of other functions that call it.
//!
//! What is handed over is a closure over the values that the forward sweep keeps. It borrows nothing: the arguments that are
//! references are passed to it once more, so that a caller may keep it beside them. Every companion of a function has both;
//! where a function cannot hand anything over, that is `()`, and going on is running [`__adjoint`](super::hidden). Whether what
//! is handed over is worth a place for each call of a loop, its type says (`ad_runtime::__private::HandedOver`). What is dear
//! however much it is lies in a box: then the type has a name, and may hold what calls in loops hand over, be it of that type.

use super::hidden::{HiddenParam, Meaning};
use super::values::{self, Place};
use super::{Companion, Hidden, PullbackParts, names};
use crate::analyse::worth::Worth;
use crate::ir::{Access, Mode, Role};
use crate::parse::{Inert, Param, Passing, Placement, Shape, Share, Signature};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::GenericParam;

/// What passes from one to the other.
struct Handover<'a> {
    /// The parameters of which the arguments are passed once more, with their numbers.
    again: Vec<(usize, &'a Param)>,
    /// How the cotangent of the result is passed, if it has one.
    cotangent: Option<TokenStream>,
    /// The cotangents of the parameters, with what the references to them refer to.
    bars: Vec<(&'a Ident, TokenStream)>,
    /// Both sweeps.
    parts: &'a PullbackParts,
}

impl Handover<'_> {
    /// The types of what the closure takes.
    fn types(&self) -> Vec<TokenStream> {
        let again = self.again.iter().map(|(_, param)| {
            let ty = &param.ty;
            quote!(#ty)
        });
        let bars = self.bars.iter().map(|(_, buffer)| quote!(&mut #buffer));
        again.chain(self.cotangent.clone()).chain(bars).collect()
    }
}

impl Companion<'_> {
    /// Is what the forward sweep keeps handed over to the reverse sweeps of callers?
    pub(super) fn hands_over(&self) -> bool {
        let signature = self.signature;
        let named = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
        let varied = signature.params.iter().filter(|param| param.varied);
        let slots = usize::from(self.cotangent_type().is_some()) + varied.count();
        self.splits
            && self
                .pullback
                .is_some_and(|parts| parts.owns && parts.sweep_params.len() == slots)
            && self.returns_plainly()
            && self.is_of_owned()
            && !signature.has_functions()
            && signature.share == Share::Whole
            && !signature.borrows()
            && !signature.hands_back
            && !signature.generics.params.iter().any(named)
            && (signature.params.iter()).all(|param| self.can_be_passed_again(param))
    }

    /// Is the result nothing, a number, or passed by reference? Beside memory that changes, a cotangent that is not there is a zero,
    /// of which the size must be known.
    fn returns_plainly(&self) -> bool {
        let output = self.signature.output.as_ref().map(|output| &output.shape);
        match (output, self.only_returns()) {
            (Some(shape), true) => shape.is_scalar() || !shape.is_inert() && is_by_reference(shape),
            (Some(shape), false) => shape.is_scalar() || shape.is_inert(),
            (None, only_returns) => !only_returns,
        }
    }

    /// Can what it is be captured, or passed once more? A type may hold references of no lifetime in particular.
    fn can_be_passed_again(&self, param: &Param) -> bool {
        let ty = &param.ty;
        !param.is_function
            && match param.passing {
                _ if !is_passed_again(param) || param.receiver => true,
                Passing::Shared => !names_a_lifetime(quote!(#ty)),
                _ => !names_a_lifetime(quote!(#ty)) && !self.signature.knowledge.may_borrow(ty),
            }
    }

    /// Is it a function of no type, or of one that is known to hold no references?
    fn is_of_owned(&self) -> bool {
        let signature = self.signature;
        if signature.placement == Placement::Item {
            return true;
        }
        let lifetime = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
        signature
            .self_ty
            .as_ref()
            .is_some_and(|of| !names_a_lifetime(quote!(#of)) && !signature.knowledge.may_borrow(of))
            && !signature.around.params.iter().any(lifetime)
    }

    /// The companion's own `__ahead`.
    pub(super) fn ahead_path(&self) -> TokenStream {
        self.path(&names::called(self.signature, "ahead"), false)
    }

    /// The arguments that are passed once more, if that can be done any number of times: references.
    pub(super) fn references(&self) -> Option<Vec<&Ident>> {
        let params = self.signature.params.iter();
        let again = params.filter(|param| is_passed_again(param));
        again
            .map(|param| (param.passing == Passing::Shared).then_some(&param.name))
            .collect()
    }

    /// Both functions.
    pub(super) fn ahead_and_back(&self) -> Option<TokenStream> {
        if !self.has_adjoint() {
            return None;
        }
        let vjp = self.hidden.iter().find(|h| h.modes == [Mode::Vjp])?;
        let names = vjp.numbered(self.signature);
        let params = self.renamed_params(vjp, &names, &|param, name| match param.access {
            Some(_) if param_is_written(param) => quote!(mut #name),
            Some(_) => quote!(#name),
            None => quote!(_),
        });
        match self.hands_over() {
            true => Some(self.handing_over(&params, &names)),
            false => Some(self.handing_nothing(&params, &vjp.arguments(&names))),
        }
    }

    fn handing_nothing(&self, params: &[TokenStream], arguments: &[TokenStream]) -> TokenStream {
        let Signature { vis, generics, .. } = self.signature;
        let (where_clause, result) = (&generics.where_clause, self.result_type());
        // A parameter of the function's name would hide it.
        let mut signature = self.signature.clone();
        let free = signature.fresh("argument");
        for param in &mut signature.params {
            if param.name == signature.ident {
                param.name = free.clone();
            }
        }
        let primal = signature.params.iter().map(Param::declaration);
        let call = crate::custom::call(&signature);
        let call = match signature.hands_back {
            true => quote!({ #call; }),
            false => call,
        };
        let [ahead, back, adjoint] =
            ["ahead", "back", "adjoint"].map(|name| names::called(self.signature, name));
        let adjoint = self.path(&adjoint, false);
        quote! {
            #[doc(hidden)]
            #[inline]
            #vis fn #ahead #generics(#(#primal),*) -> (#result, ()) #where_clause {
                (#call, ())
            }

            #[doc(hidden)]
            #[inline]
            #vis fn #back #generics(#(#params,)* _: &()) #where_clause {
                #adjoint(#(#arguments),*)
            }
        }
    }

    fn handing_over(&self, params: &[TokenStream], names: &[Ident]) -> TokenStream {
        let parts = self
            .pullback
            .zip(self.hidden.iter().find(|h| h.modes == [Mode::Vjp]));
        let Some((parts, vjp)) = parts else {
            return TokenStream::new();
        };
        let krate = &self.signature.krate;
        let all = || self.signature.params.iter().enumerate();
        let bars = all().filter(|(_, param)| param.varied).map(|(i, param)| {
            let ty = match param.passing {
                Passing::Mut => param.shape.in_place(krate),
                Passing::Value | Passing::Shared => param.shape.buffer(krate),
            };
            (&self.names.bars[i], ty)
        });
        let handover = Handover {
            again: all().filter(|(_, param)| is_passed_again(param)).collect(),
            cotangent: self.cotangent_type().map(|_| self.cotangent_marker().1),
            bars: bars.collect(),
            parts,
        };
        let (ahead, back) = (
            self.ahead(&handover),
            self.back(&handover, vjp, params, names),
        );
        quote!(#ahead #back)
    }

    /// `__ahead`, which hands over.
    fn ahead(&self, handover: &Handover<'_>) -> TokenStream {
        let Signature {
            vis,
            generics,
            krate,
            ..
        } = self.signature;
        let Handover {
            again,
            cotangent,
            bars,
            parts,
        } = handover;
        let (where_clause, result) = (&generics.where_clause, self.result_type());
        // What it is of besides lifetimes, of which it holds none.
        let around = self.signature.around.params.iter();
        let captured = around
            .chain(&generics.params)
            .filter_map(|param| match param {
                GenericParam::Type(param) => Some(&param.ident),
                GenericParam::Const(param) => Some(&param.ident),
                GenericParam::Lifetime(_) => None,
            });
        let types = handover.types();
        let closure = quote!(::core::ops::Fn(#(#types),*));
        let handed = self.handed(
            parts.worth,
            &quote!(#closure + use<#(#captured),*>),
            &closure,
        );

        // A receiver cannot be bound again, and a closure has none.
        let this = self.signature.fresh("this");
        let mut primal = self.declarations();
        let is_mutable = self.signature.params.iter().zip(&parts.params).take(1);
        let mutability = is_mutable
            .into_iter()
            .any(|(param, pattern)| param.receiver && pattern.to_string().starts_with("mut "))
            .then(|| quote!(mut));
        if let Some(receiver) = primal.first_mut() {
            *receiver = quote!(#mutability #receiver);
        }
        let declared = again
            .iter()
            .map(|(_, param)| match (param.receiver, &param.ty) {
                (true, ty) => quote!(#mutability #this: #ty),
                (false, _) => param.declaration(),
            });
        let renamed = |is_again: bool| {
            let all = self.signature.params.iter().zip(&parts.params);
            all.filter(move |(param, _)| !param.receiver && (!is_again || is_passed_again(param)))
                .map(|(param, pattern)| {
                    let name = &param.name;
                    quote!(let #pattern = #name;)
                })
        };
        let (renamed, renamed_again) = (renamed(false), renamed(true));

        let (name, slot) = (&self.names.cotangent, self.cotangent_slot());
        let (result_pattern, bar_patterns) = parts
            .sweep_params
            .split_at(usize::from(cotangent.is_some()));
        let cotangent = cotangent.iter().map(|ty| quote!(#name: #ty));
        let (bars, buffers): (Vec<_>, Vec<_>) = bars.iter().cloned().unzip();
        let (forward, output) = (&parts.forward, &parts.output);
        let sweep = without_receiver(parts.sweep.clone(), &this);
        let back = self.signature.fresh("sweep");
        let kept = match parts.worth {
            Worth::All => quote!(#krate::__private::Boxed(#krate::__private::Box::new(#back))),
            Worth::Nothing | Worth::Few => quote!(#krate::__private::Back(#back)),
        };
        let ahead = names::called(self.signature, "ahead");
        quote! {
            #[doc(hidden)]
            #[inline]
            #vis fn #ahead #generics(#(#primal),*)
                -> (#result, #handed) #where_clause
            {
                #(#renamed)*
                #forward
                let #back = move |#(#declared,)* #(#cotangent,)* #(#bars: &mut #buffers),*| {
                    #(#renamed_again)*
                    #(let #result_pattern = #slot;)*
                    #(let #bar_patterns = #bars;)*
                    #sweep
                };
                (#output, #kept)
            }
        }
    }

    /// `__back`, which goes on from there: from slots to what the closure takes.
    fn back(
        &self,
        handover: &Handover<'_>,
        vjp: &Hidden,
        params: &[TokenStream],
        names: &[Ident],
    ) -> TokenStream {
        let Signature {
            vis,
            generics,
            krate,
            ..
        } = self.signature;
        let primal = |i: usize| {
            let is_it = |param: &HiddenParam| matches!(param.role, Role::Primal(j) if i == j);
            &names[vjp.params.iter().position(is_it).unwrap_or(0)]
        };
        let mut read = TokenStream::new();
        for (param, name) in vjp.params.iter().zip(names) {
            read.extend(match Meaning::from(&param.role) {
                Meaning::ResultBar if handover.cotangent.is_some() => self.read_cotangent(name),
                Meaning::Bar(i) if param.access == Some(Access::Mut) => {
                    let bar = &self.names.bars[i];
                    quote!(let #bar = #name;)
                }
                Meaning::Bar(i) if param.access.is_some() => self.read_bar(i, name, primal(i)),
                _ => TokenStream::new(),
            });
        }
        // A zero of any size may be dearer than to compute everything once more.
        let dear_zeros = vjp.params.iter().zip(names).filter(|(param, _)| {
            let dear = |of: &Param| of.shape.scalar().is_none() && of.shape.scalars().is_none();
            matches!(Meaning::from(&param.role), Meaning::Bar(i)
                if param.access == Some(Access::CotangentSlot) && dear(&self.signature.params[i]))
        });
        let dear_zeros = dear_zeros.filter(|_| self.only_returns());
        let adjoint = self.path(&names::called(self.signature, "adjoint"), false);
        let arguments = vjp.arguments(names);
        let again_without = dear_zeros.map(|(param, name)| {
            let buffer = self.buffer_of(param);
            quote! {
                if let ::core::option::Option::None =
                    #krate::__private::CotangentSlot::<#buffer>::get(&mut #name)
                {
                    return #adjoint(#(#arguments),*);
                }
            }
        });
        let types = handover.types();
        let closure = quote!(::core::ops::Fn(#(#types),*));
        let handed = self.handed(handover.parts.worth, &closure, &closure);
        let back = self.signature.fresh("sweep");
        let again = handover.again.iter().map(|(i, _)| primal(*i));
        let cotangent = handover.cotangent.iter().map(|_| &self.names.cotangent);
        let bars = handover.bars.iter().map(|(bar, _)| bar);
        let (name, where_clause) = (
            names::called(self.signature, "back"),
            &generics.where_clause,
        );
        quote! {
            #[doc(hidden)]
            #[inline]
            #vis fn #name #generics(
                #(#params,)*
                #back: &#handed,
            ) #where_clause {
                #(#again_without)*
                #read
                #back.0(#(#again,)* #(#cotangent,)* #(#bars),*);
            }
        }
    }

    /// The type of what is handed over: some closure, or in a box any.
    fn handed(&self, worth: Worth, some: &TokenStream, any: &TokenStream) -> TokenStream {
        let krate = &self.signature.krate;
        let few = worth == Worth::Few;
        match worth {
            Worth::All => quote!(#krate::__private::Boxed<dyn #any>),
            Worth::Nothing | Worth::Few => quote!(#krate::__private::Back<impl #some, #few>),
        }
    }

    /// The cotangent of the result from its slot. Where there is none, nothing is left to do, unless memory has changed.
    fn read_cotangent(&self, slot: &Ident) -> TokenStream {
        let (krate, name) = (&self.signature.krate, &self.names.cotangent);
        let output = self.signature.output.as_ref().map(|output| &output.shape);
        let Some(shape) = output else {
            return TokenStream::new();
        };
        let buffer = shape.buffer(krate);
        if let Some(ty) = shape.scalar().filter(|_| !self.only_returns()) {
            let zero = values::zero_of(ty, krate);
            return quote! {
                let #name = #krate::__private::TangentSlot::<#buffer>::get(&#slot).copied().unwrap_or(#zero);
            };
        }
        let copied = shape.is_scalar().then(|| quote!(let #name = *#name;));
        quote! {
            let ::core::option::Option::Some(#name) =
                #krate::__private::TangentSlot::<#buffer>::get(&#slot) else { return };
            #copied
        }
    }

    /// The cotangent of a parameter from its slot, or a zero that nobody looks at.
    fn read_bar(&self, i: usize, slot: &Ident, primal: &Ident) -> TokenStream {
        let (krate, of) = (&self.signature.krate, &self.signature.params[i]);
        let (bar, buffer) = (&self.names.bars[i], of.shape.buffer(krate));
        let place = Place {
            expr: quote!(#primal),
            ..Place::of(of)
        };
        let zero = values::zero(&of.shape, &place, krate);
        let own = self.signature.fresh(&format!("{bar}_own"));
        let tangent = of.shape.tangent(krate);
        let borrowed = values::buffer_of(&of.shape, &quote!(#own));
        quote! {
            let mut #own: #tangent;
            let #bar = match #krate::__private::CotangentSlot::<#buffer>::get(&mut #slot) {
                ::core::option::Option::Some(#bar) => #bar,
                ::core::option::Option::None => {
                    #own = #zero;
                    #borrowed
                }
            };
        }
    }

    /// What a slot for the cotangent of a parameter refers to.
    fn buffer_of(&self, param: &HiddenParam) -> TokenStream {
        match Meaning::from(&param.role) {
            Meaning::Bar(i) => self.signature.params[i].shape.buffer(&self.signature.krate),
            _ => quote!(()),
        }
    }
}

/// The same code with another name for the receiver.
fn without_receiver(code: TokenStream, name: &Ident) -> TokenStream {
    let mut code = code.into_iter().peekable();
    let mut renamed = TokenStream::new();
    while let Some(token) = code.next() {
        let is_path = matches!(code.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        renamed.extend([match token {
            TokenTree::Ident(word) if word == "self" && !is_path => {
                TokenTree::Ident(Ident::new(&name.to_string(), word.span()))
            }
            TokenTree::Group(group) => {
                let inside = without_receiver(group.stream(), name);
                let mut inside = Group::new(group.delimiter(), inside);
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            token => token,
        }]);
    }
    renamed
}

/// Is it a cotangent that is added to, or a tangent that is read?
fn param_is_written(param: &HiddenParam) -> bool {
    matches!(param.access, Some(Access::CotangentSlot))
}

/// Is a cotangent of this shape passed by reference?
fn is_by_reference(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Slice(_) | Shape::Vec(_) | Shape::Array(..) | Shape::Tuple(_)
    )
}

/// Is the argument passed once more? Numbers are captured.
fn is_passed_again(param: &Param) -> bool {
    let is_plain = matches!(
        param.shape,
        Shape::Scalar(..) | Shape::Inert(Inert::Int(_) | Inert::Bool | Inert::Char | Inert::Unit)
    );
    param.passing == Passing::Shared || param.passing == Passing::Value && !is_plain
}

/// Is there a lifetime, or a type that has none of its own, in a type?
fn names_a_lifetime(ty: TokenStream) -> bool {
    ty.into_iter().any(|token| match token {
        TokenTree::Punct(p) => p.as_char() == '\'',
        TokenTree::Ident(word) => word == "impl" || word == "dyn",
        TokenTree::Group(group) => names_a_lifetime(group.stream()),
        TokenTree::Literal(_) => false,
    })
}
