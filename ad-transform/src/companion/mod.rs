//! The companion: every function that a user can call, written around the hidden ones that were derived.
//!
//! What comes in is the signature and, for each transform, the body that emission made of it ([`Hidden`]); what goes
//! out are the items beside the user's function: a type of its name with the functions of the contract, or, in an
//! `impl`, siblings with a suffix. Every public function is a few lines around a hidden one; none knows how a
//! derivative is computed.

mod ahead;
mod beside_module;
mod document;
mod driver;
mod hidden;
mod lints;
mod matrices;
mod memory;
pub(crate) mod names;
mod operator;
mod pullback;
mod rule;
mod sweeps;
mod values;

use crate::analyse::worth::Worth;
use hidden::Hidden;
use pullback::PullbackParts;

use crate::InLanes;
use crate::emit::{self, EmitContext};
use crate::ir::{self, Mode, Role};
use crate::parse::{Param, Passing, Placement, Share, Signature};
use crate::sorted::Set;
use names::Names;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{GenericParam, Path};

/// The companion of a function whose derivatives were derived: each of them with the transforms that made it.
/// `in_two` is what reverse mode made of it in two sweeps, for the pullback; `adjoint` its form without the value, where
/// that is worth a function. `lanes` is forward mode in several directions, if there is that.
#[must_use]
pub fn of_derivatives(
    signature: &Signature,
    functions: &[(Vec<Mode>, ir::Function)],
    in_two: &ir::Function,
    adjoint: Option<&ir::Function>,
    covered: &Set<usize>,
    lanes: Option<&InLanes>,
) -> TokenStream {
    let signature = &signature.bounded(functions.iter().any(|(_, f)| asks_traits(f)));
    let context = |f: &ir::Function, modes: &[Mode]| EmitContext {
        krate: signature.krate.to_token_stream(),
        receiver: signature
            .params
            .first()
            .filter(|param| param.receiver)
            .map(|param| param.name.clone()),
        types: [
            types_of_results(signature, f, modes),
            types_of_options(signature, f),
        ]
        .concat(),
        boxes: signature.is_of_no_type_parameter(),
    };
    let in_lanes = lanes.map(|lanes| (vec![Mode::Lanes], lanes.function.clone()));
    let hidden: Vec<Hidden> = functions
        .iter()
        .chain(&in_lanes)
        .map(|(modes, f)| {
            let emitted = emit::emit(f, &context(f, modes));
            let hidden = Hidden::new(signature, modes.clone(), f, emitted.patterns, emitted.block);
            if signature.borrows() {
                hidden.returning_reference(signature)
            } else {
                hidden
            }
        })
        .collect();
    let adjoint_of = adjoint.filter(|_| !signature.borrows());
    let adjoint = adjoint_of.map(|f| {
        let modes = vec![Mode::Vjp];
        let emitted = emit::emit(f, &context(f, &modes));
        Hidden::new(signature, modes, f, emitted.patterns, emitted.block)
    });
    let looks = adjoint_of.map_or(u64::MAX, crate::optimise::looked_at);
    let pullback = PullbackParts::emit(signature, in_two, &context(in_two, &[Mode::Vjp]));
    let reverse = functions.iter().find(|(modes, _)| modes[..] == [Mode::Vjp]);
    Companion {
        memory: reverse.map(|(_, f)| memory::note(f)),
        covered: covered.clone(),
        adjoint: adjoint.as_ref(),
        looks,
        in_lanes: lanes.is_some_and(|lanes| lanes.together),
        splits: reverse.is_some_and(|(_, f)| f.split.is_some()),
        ..Companion::new(signature, &hidden, pullback.as_ref())
    }
    .items()
}

/// Is there in a derived function what rustc finds through traits: derivatives of what is called, memory of types that
/// are not seen?
fn asks_traits(f: &ir::Function) -> bool {
    let mut asks = f
        .bases
        .iter()
        .any(|base| !base.ty.is_known() && !base.ty.is_inactive());
    // The runtime has what is done to tangents that are more than a number or a row of them.
    let plain = |place: &ir::Place| match f.place_ty(place) {
        ir::Type::Vec(t) | ir::Type::Slice(t) | ir::Type::Array(t, _) => t.is_float(),
        ty => ty.is_float() || ty.is_inactive(),
    };
    let of_init = |init: &ir::Init| matches!(init, ir::Init::ZeroTangent(place) if !plain(place));
    ir::visit::statements(&f.body, &mut |stmt| {
        asks |= match &stmt.op {
            ir::Op::Call(call, _) => !call.callee.parameter && !call.callee.modes.is_empty(),
            ir::Op::AddFrom(place, _) | ir::Op::SetZero(place) => !plain(place),
            ir::Op::Init(_, init) | ir::Op::Assign(_, init) | ir::Op::Push(_, init) => {
                of_init(init)
            }
            _ => false,
        };
    });
    let within = |lambda: &ir::Lambda| {
        let derivatives = lambda.vjp.iter().chain(&lambda.jvp);
        derivatives.map(|f| &**f).any(asks_traits)
    };
    asks || f.lambdas.iter().any(within)
}

/// Memory for what may be there of a type of the user's, which the body names: what is set to `None` does not say of what.
fn types_of_options(signature: &Signature, f: &ir::Function) -> Vec<(ir::BaseId, TokenStream)> {
    let of = |(i, base): (usize, &ir::BaseData)| {
        let ir::Type::Option(inner) = &base.ty else {
            return None;
        };
        let ir::Type::Named(name) = &**inner else {
            return None;
        };
        let is_whole = signature.knowledge.is_named_alone(name) || name.contains('<');
        let ty: TokenStream = name.parse().ok().filter(|_| is_whole)?;
        let mut words = crate::parse::words(ty.clone()).into_iter();
        let base = ir::BaseId(u32::try_from(i).ok()?);
        let visible = words.all(|word| signature.words.contains(&word)) && !name.contains('\'');
        visible.then(|| (base, quote!(::core::option::Option<#ty>)))
    };
    f.bases.iter().enumerate().filter_map(of).collect()
}

/// The memory that a derived function returns, with its type as the user wrote it: the result, and its first tangent.
fn types_of_results(
    signature: &Signature,
    f: &ir::Function,
    modes: &[Mode],
) -> Vec<(ir::BaseId, TokenStream)> {
    let Some(written) = &signature.output else {
        return Vec::new();
    };
    // What is borrowed in the function's result is not its memory.
    if matches!(written.ty, syn::Type::ImplTrait(_)) || signature.borrows() {
        return Vec::new();
    }
    let (mut value, mut tangent) = (&f.output, None);
    if let ([Mode::Lanes], ir::Output::Tuple(parts)) = (modes, value) {
        value = &parts[0];
    }
    for _ in modes.iter().filter(|mode| **mode == Mode::Jvp) {
        let ir::Output::Tuple(parts) = value else {
            return Vec::new();
        };
        (value, tangent) = (&parts[0], parts.get(1));
    }
    let base_of = |output: &ir::Output| match output {
        ir::Output::Place(place) if place.projections.is_empty() => Some(place.base),
        _ => None,
    };
    let (ty, of_tangent) = (&written.ty, written.shape.tangent(&signature.krate));
    let value = base_of(value).map(|base| (base, quote!(#ty)));
    let tangent = tangent.and_then(base_of).map(|base| (base, of_tangent));
    value.into_iter().chain(tangent).collect()
}

/// The companion of a function whose derivatives are functions of the user's.
#[must_use]
pub fn of_functions(signature: &Signature, jvp: Option<&Path>, vjp: Option<&Path>) -> TokenStream {
    let signature = &signature.bounded(false);
    let derived = rule::from_functions(signature, jvp, vjp);
    Companion::new(signature, &derived.hidden, derived.pullback.as_ref()).items()
}

/// Everything from which a companion is made.
struct Companion<'a> {
    signature: &'a Signature,
    hidden: &'a [Hidden],
    pullback: Option<&'a PullbackParts>,
    /// Reverse mode without the value, where it is not just a call of reverse mode.
    adjoint: Option<&'a Hidden>,
    /// Of the parameters a bit for each of which the adjoint looks at the memory.
    looks: u64,
    /// Is reverse mode made of two sweeps, so that handing over what the first one keeps spares something?
    splits: bool,
    /// Does forward mode in several directions run the primal once for all of them?
    in_lanes: bool,
    names: Names,
    /// What is said of the memory that reverse mode takes, where that is known.
    memory: Option<String>,
    /// The parameters of which reverse mode adds to each number of the cotangent.
    covered: Set<usize>,
}

impl<'a> Companion<'a> {
    /// A companion of the functions that were derived.
    fn new(
        signature: &'a Signature,
        hidden: &'a [Hidden],
        pullback: Option<&'a PullbackParts>,
    ) -> Companion<'a> {
        Companion {
            signature,
            hidden,
            pullback,
            adjoint: None,
            looks: u64::MAX,
            in_lanes: false,
            splits: false,
            names: Names::of(signature),
            memory: None,
            covered: Set::new(),
        }
    }

    /// All items.
    fn items(&self) -> TokenStream {
        if let Some(operator) = &self.signature.operator {
            return self.operator(operator);
        }
        // What derivatives a function of functions needs, only other derivatives have.
        let share = self.signature.share;
        let callable = !self.signature.has_functions() && share != Share::Protocol;
        let protocol = share != Share::Public;
        let functions: Vec<TokenStream> = [
            self.value_and_grad(),
            self.grad(),
            self.jvp(),
            self.vjp(),
            self.vjp_into(),
            self.pullback(),
            self.value_and_jacobian(),
            self.jacobian(),
            self.hvp(),
            self.hessian(),
        ]
        .into_iter()
        .flatten()
        .filter(|_| callable)
        .chain(
            self.hidden
                .iter()
                .map(|hidden| self.hidden_function(hidden)),
        )
        .chain(self.adjoint().filter(|_| protocol))
        .chain(self.ahead_and_back().filter(|_| protocol))
        .collect();
        match self.signature.placement {
            Placement::Method => self.siblings(&functions),
            Placement::Item if share == Share::Protocol => self.inherent(&functions),
            Placement::Item => self.item(&functions),
        }
    }

    /// The type beside the function.
    fn item(&self, functions: &[TokenStream]) -> TokenStream {
        let Signature {
            companion,
            vis,
            cfgs,
            ..
        } = self.signature;
        let docs = self.companion_docs();
        let type_lints = lints::of_type();
        let (params, never) = self.type_parameters();
        let (inherent, driver) = (self.inherent(functions), self.driver());
        let vis = match self.signature.beside_module {
            // The module in which it is has the function's visibility.
            true => &syn::parse_quote!(pub),
            false => vis,
        };
        let declared = quote! {
            #docs
            #type_lints
            #(#cfgs)*
            #vis enum #companion #params { #never }
        };
        let declared = self.out_of_module(declared);
        quote! {
            #declared

            #inherent

            #driver
        }
    }

    /// The functions of the type beside the function.
    fn inherent(&self, functions: &[TokenStream]) -> TokenStream {
        let Signature {
            companion, cfgs, ..
        } = self.signature;
        let (lints, arguments) = (lints::of_code(), self.some_arguments());
        let in_module = self.in_module(functions);
        quote! {
            #lints
            #(#cfgs)*
            impl #companion #arguments {
                #(#functions)*
            }

            #in_module
        }
    }

    /// The functions beside a method.
    fn siblings(&self, functions: &[TokenStream]) -> TokenStream {
        let cfgs = &self.signature.cfgs;
        let lints = lints::of_code();
        functions
            .iter()
            .map(|function| quote!(#lints #(#cfgs)* #function))
            .collect()
    }

    /// One function: `signature` is what stands between the generics and the body.
    fn function(&self, function: &Function<'_>) -> TokenStream {
        let Signature { vis, generics, .. } = self.signature;
        let Function {
            docs,
            name,
            params,
            output,
            body,
            must_use,
        } = function;
        if self.is_taken(name) {
            return TokenStream::new();
        }
        let name = self.public_name(name);
        let where_clause = &generics.where_clause;
        let primal = self.declarations();
        let must_use = must_use.then(|| quote!(#[must_use]));
        quote! {
            #docs
            #must_use
            #[inline]
            #vis fn #name #generics(#(#primal,)* #(#params,)*) -> #output #where_clause {
                #body
            }
        }
    }

    // --- names ---

    /// Has the user a function of this name, or of that of a sibling which this one would call? Then there is no such
    /// sibling: `fn func_grad` beside `fn func` is the user's own.
    fn is_taken(&self, name: &str) -> bool {
        let called = |name: &&str| match *name {
            "grad" => Some("value_and_grad"),
            "jacobian" => Some("value_and_jacobian"),
            "value_and_jacobian" => Some("pullback"),
            "hessian" => Some("hvp"),
            _ => None,
        };
        core::iter::successors(Some(name), called).any(|name| {
            let name = self.public_name(name).to_string();
            self.signature.taken.contains(&name)
        })
    }

    fn public_name(&self, name: &str) -> Ident {
        names::public(self.signature, name)
    }

    /// The parameters of the user's function, as they stand in another signature.
    fn declarations(&self) -> Vec<TokenStream> {
        self.signature
            .params
            .iter()
            .map(Param::declaration)
            .collect()
    }

    /// The hidden function after these transforms.
    fn find(&self, modes: &[Mode]) -> Option<&'a Hidden> {
        self.hidden
            .iter()
            .find(|hidden| hidden.modes == modes && !hidden.refused)
    }

    /// A call of another function of the companion: the generic arguments that could not be inferred are passed on.
    fn path(&self, name: &Ident, by_reference: bool) -> TokenStream {
        self.path_with(name, by_reference, None)
    }

    /// The same with one more generic argument.
    fn path_with(
        &self,
        name: &Ident,
        by_reference: bool,
        last: Option<TokenStream>,
    ) -> TokenStream {
        let arguments: Vec<TokenStream> = self
            .signature
            .generics
            .params
            .iter()
            .filter_map(|param| match param {
                GenericParam::Type(param)
                    if by_reference && self.signature.type_params.is_shared(&param.ident) =>
                {
                    Some(quote!(_))
                }
                GenericParam::Type(param) => {
                    let ident = &param.ident;
                    Some(quote!(#ident))
                }
                GenericParam::Const(param) => {
                    let ident = &param.ident;
                    Some(quote!(#ident))
                }
                GenericParam::Lifetime(_) => None,
            })
            .chain(last)
            .collect();
        // Another of the companion's types than the one that has the functions.
        let companion = &self.signature.companion;
        let owner = if self.is_generic() {
            quote!(#companion)
        } else {
            quote!(Self)
        };
        if arguments.is_empty() {
            quote!(#owner::#name)
        } else {
            quote!(#owner::#name::<#(#arguments),*>)
        }
    }

    /// A call of a hidden function. `argument` gives what is passed for a parameter that is not ignored and not one of
    /// the user's.
    fn call(&self, hidden: &Hidden, argument: &dyn Fn(&Role) -> TokenStream) -> TokenStream {
        let primal = |i: usize| {
            let name = &self.signature.params[i].name;
            quote!(#name)
        };
        self.call_with(hidden, false, &primal, argument)
    }

    fn call_with(
        &self,
        hidden: &Hidden,
        by_reference: bool,
        primal: &dyn Fn(usize) -> TokenStream,
        argument: &dyn Fn(&Role) -> TokenStream,
    ) -> TokenStream {
        let path = self.path(&hidden.name(self.signature), by_reference);
        let arguments = hidden
            .params
            .iter()
            .map(|param| match (param.access, &param.role) {
                (None, _) => quote!(()),
                (Some(_), Role::Primal(i)) => primal(*i),
                (Some(_), role) => argument(role),
            });
        quote!(#path(#(#arguments),*))
    }

    // --- types ---

    /// `R`
    fn result_type(&self) -> TokenStream {
        match &self.signature.output {
            Some(output) => {
                let ty = &output.ty;
                quote!(#ty)
            }
            None => quote!(()),
        }
    }

    /// `T(R)`
    fn result_tangent(&self) -> TokenStream {
        match &self.signature.output {
            Some(output) => output.shape.tangent(&self.signature.krate),
            None => quote!(()),
        }
    }

    /// `G`
    fn gradient_type(&self) -> TokenStream {
        let types = self
            .signature
            .gradient_params()
            .map(|param| param.shape.tangent(&self.signature.krate));
        names::tuple(types)
    }

    /// Does every call with the same arguments give the same, and nothing else?
    fn only_returns(&self) -> bool {
        self.signature
            .params
            .iter()
            .all(|param| param.passing != Passing::Mut)
    }
}

/// The transforms of the hidden functions of a companion, from the first to the last.
fn modes(order: u8) -> Vec<Vec<Mode>> {
    let mut modes = vec![vec![Mode::Vjp], vec![Mode::Jvp]];
    for _ in 1..order {
        let more: Vec<Vec<Mode>> = modes.iter().rev().take(2).rev().cloned().collect();
        modes.extend(
            more.into_iter()
                .map(|modes| [modes, vec![Mode::Jvp]].concat()),
        );
    }
    modes
}

/// The hidden functions alone of a method of which nothing varies: who calls it of a part of something that does vary
/// need not know that.
#[must_use]
pub fn constant(signature: &Signature, order: u8) -> TokenStream {
    let call = crate::custom::call(signature);
    let functions = modes(order).into_iter().map(|modes| {
        let forward = modes.iter().filter(|mode| **mode == Mode::Jvp);
        let (mut value, mut tangent) = (call.clone(), quote!(()));
        for _ in forward {
            value = quote!((#value, #tangent));
            tangent = quote!((#tangent, #tangent));
        }
        Hidden::by_hand(signature, &modes, quote!({ #value }))
    });
    let hidden: Vec<Hidden> = functions.collect();
    let companion = Companion::new(signature, &hidden, None);
    let functions = hidden
        .iter()
        .map(|hidden| companion.hidden_function(hidden));
    quote!(#(#functions)*)
}

/// A companion with the right signatures and nothing behind them: what stands beside a function that was refused, so
/// that its uses are no errors of their own.
#[must_use]
pub fn placeholder(signature: &Signature, order: u8) -> TokenStream {
    let modes = modes(order);
    let signature = &signature.bounded(false);
    let nothing = quote!({ ::core::unreachable!() });
    let lanes = signature.takes_lanes().then(|| vec![Mode::Lanes]);
    let hidden: Vec<Hidden> = modes
        .iter()
        .chain(&lanes)
        .map(|modes| Hidden::by_hand(signature, modes, nothing.clone()))
        .collect();
    let result = signature
        .output
        .as_ref()
        .is_some_and(|output| !output.shape.is_inert());
    let pullback = PullbackParts {
        params: signature
            .params
            .iter()
            .map(|param| &param.name)
            .map(|name| quote!(#name))
            .collect(),
        forward: TokenStream::new(),
        output: quote!(::core::unreachable!()),
        sweep_params: vec![quote!(_); usize::from(result) + signature.gradient_params().count()],
        sweep: nothing,
        owns: false,
        borrows: false,
        worth: Worth::Nothing,
    };
    Companion::new(signature, &hidden, Some(&pullback)).items()
}

/// A public function, all but what is the same for all.
struct Function<'a> {
    docs: TokenStream,
    name: &'a str,
    /// What comes after the parameters of the user's function.
    params: Vec<TokenStream>,
    output: TokenStream,
    body: TokenStream,
    must_use: bool,
}

#[cfg(test)]
mod tests;
