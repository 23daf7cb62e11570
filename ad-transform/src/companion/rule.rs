//! Derivatives from whole functions of the user's own: `jvp = path`, `vjp = path`.
//!
//! The user's functions have the signatures of the companion's `jvp` and `vjp`; here they get those of the hidden
//! functions around them. A mode that was not given is refused by rustc where somebody uses it, and nowhere else.

use super::hidden::Meaning;
use super::sweeps::in_place;
use super::values::{self, Place};
use super::{Hidden, PullbackParts};
use crate::analyse::worth::Worth;
use crate::diagnose;
use crate::ir::{Access, Mode, Role};
use crate::parse::{Inert, Param, Passing, Placement, Shape, Signature};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Path;

/// The hidden functions, and what the pullback is made of, from the user's functions.
#[must_use]
pub fn from_functions(
    signature: &Signature,
    jvp: Option<&Path>,
    vjp: Option<&Path>,
) -> FromFunctions {
    let hidden = |mode: Mode, missing: &str, block: &dyn Fn(&Hidden) -> Option<TokenStream>| {
        let mut hidden = Hidden::by_hand(signature, &[mode], TokenStream::new());
        let block = block(&hidden);
        hidden.refused = block.is_none();
        hidden.block = block.unwrap_or_else(|| {
            let message = diagnose::mode_without_rule(&signature.ident, missing);
            quote!({ const { ::core::panic!(#message) } })
        });
        hidden
    };
    let by_dot_product = vjp.filter(|_| has_dot_product(signature));
    FromFunctions {
        hidden: vec![
            hidden(Mode::Vjp, "vjp", &|hidden| {
                vjp.map(|path| vjp_block(signature, hidden, path))
            }),
            hidden(Mode::Jvp, "jvp", &|hidden| match jvp {
                Some(path) => Some(jvp_block(signature, hidden, path)),
                None => by_dot_product.and_then(|path| jvp_block_from_vjp(signature, hidden, path)),
            }),
        ],
        pullback: vjp.and_then(|path| pullback(signature, path)),
    }
}

/// What is made of the user's functions.
pub struct FromFunctions {
    /// `__vjp` and `__jvp`.
    pub hidden: Vec<Hidden>,
    /// Both halves of the pullback, unless an argument cannot be kept for the second.
    pub pullback: Option<PullbackParts>,
}

/// `{ let (value, gradient) = path(args.., cotangent, &mut bars..); /* add to the slots */ value }`
fn vjp_block(signature: &Signature, hidden: &Hidden, path: &Path) -> TokenStream {
    let krate = &signature.krate;
    let cotangent = signature.fresh("cotangent");
    let read = signature.output.as_ref().filter(|output| !output.shape.is_inert()).map(|output| {
        let buffer = output.shape.buffer(krate);
        let slot = quote!(#krate::__private::TangentSlot::<#buffer>::get(&#cotangent));
        match output.shape.scalar() {
            Some(ty) => {
                let zero = values::zero_of(ty, krate);
                quote!(let #cotangent = #slot.copied().unwrap_or(#zero);)
            }
            // Nobody differentiates the result, so nothing comes back; what is written in place says otherwise.
            None if signature.mut_params().next().is_none() => {
                let call = call(signature);
                quote!(let ::core::option::Option::Some(#cotangent) = #slot else { return #call; };)
            }
            None => quote!(let #cotangent = #slot.expect("the result has a cotangent");),
        }
    });
    let bars = companions(hidden, Access::Mut)
        .into_iter()
        .map(|(_, name)| quote!(#name));
    let arguments = arguments(signature, &cotangent).into_iter().chain(bars);
    let (value, gradient) = (signature.fresh("value"), signature.fresh("gradient"));
    let add = add_gradient(signature, &gradient, |i| {
        let buffer = signature.params[i].shape.buffer(krate);
        let names = companions(hidden, Access::CotangentSlot);
        let name = names.iter().find(|(j, _)| *j == i).map(|(_, name)| name);
        quote!(#krate::__private::CotangentSlot::<#buffer>::get(&mut #name))
    });
    quote!({
        #read
        let (#value, #gradient) = #path(#(#arguments),*);
        #add
        #value
    })
}

/// `{ path(args.., tangents..) }`
fn jvp_block(signature: &Signature, hidden: &Hidden, path: &Path) -> TokenStream {
    let krate = &signature.krate;
    let mut reads = Vec::new();
    let mut arguments: Vec<TokenStream> = names(signature).map(|name| quote!(#name)).collect();
    for param in &hidden.params {
        let Meaning::Dot(i) = (&param.role).into() else {
            continue;
        };
        let (shape, dot) = (&signature.params[i].shape, &param.pattern);
        match param.access {
            None => {}
            Some(Access::Mut) => arguments.push(dot.clone()),
            Some(_) => {
                reads.push(read_tangent(signature, i, dot));
                arguments.push(argument(shape, dot, krate));
            }
        }
    }
    let unit = signature.output.is_none().then(|| quote!(;));
    quote!({
        #(#reads)*
        #path(#(#arguments),*) #unit
    })
}

/// Is the tangent of the result the dot product of the gradient and the tangents of the parameters, and can it be
/// written without asking anything of their types?
fn has_dot_product(signature: &Signature) -> bool {
    let known = |param: &Param| param.shape.is_scalar() || param.shape.scalars().is_some();
    signature.scalar_output().is_some()
        && signature.mut_params().next().is_none()
        && signature.gradient_params().all(known)
}

/// `{ let (value, gradient) = path(args.., 1.0); (value, /* gradient . tangents */) }`
fn jvp_block_from_vjp(signature: &Signature, hidden: &Hidden, path: &Path) -> Option<TokenStream> {
    let krate = &signature.krate;
    let ty = signature.scalar_output()?;
    let (zero, one) = (values::zero_of(ty, krate), values::one_of(ty, krate));
    let names = names(signature);
    let (value, gradient, tangent) = (
        signature.fresh("value"),
        signature.fresh("gradient"),
        signature.fresh("tangent"),
    );
    let slots = companions(hidden, Access::TangentSlot);
    let dots = with_gradient(signature, &gradient, |i, param, part| {
        let buffer = param.shape.buffer(krate);
        let name = slots.iter().find(|(j, _)| *j == i).map(|(_, name)| name);
        let dot = match param.shape.scalar() {
            Some(_) => quote!(#tangent = #tangent + *part * *dot;),
            None => quote! {
                for (part, dot) in part.iter().zip(dot.iter()) {
                    #tangent = #tangent + *part * *dot;
                }
            },
        };
        quote! {
            if let ::core::option::Option::Some(dot) = #krate::__private::TangentSlot::<#buffer>::get(&#name) {
                let part = #part;
                #dot
            }
        }
    });
    Some(quote!({
        let (#value, #gradient) = #path(#(#names,)* #one);
        let mut #tangent = #zero;
        #dots
        (#value, #tangent)
    }))
}

/// `let x_dot: &B = ..;`, zero where the caller gives none.
fn read_tangent(signature: &Signature, i: usize, dot: &TokenStream) -> TokenStream {
    let (param, krate) = (&signature.params[i], &signature.krate);
    let unperturbed = signature.fresh("zero");
    let (buffer, owned) = (param.shape.buffer(krate), param.shape.tangent(krate));
    let zero = values::zero(&param.shape, &Place::of(param), krate);
    quote! {
        let #unperturbed: #owned;
        let #dot: &#buffer = match #krate::__private::TangentSlot::<#buffer>::get(&#dot) {
            ::core::option::Option::Some(tangent) => tangent,
            ::core::option::Option::None => {
                #unperturbed = #zero;
                &#unperturbed
            }
        };
    }
}

/// The value by a call of the function itself, the reverse sweep by one of the user's `vjp`.
fn pullback(signature: &Signature, path: &Path) -> Option<PullbackParts> {
    let mut kept = Vec::new();
    for param in &signature.params {
        let name = &param.name;
        match param.passing {
            Passing::Shared => {}
            Passing::Value if param.receiver => return None,
            Passing::Value if is_clone(&param.shape) => {
                kept.push(quote!(let #name = ::core::clone::Clone::clone(&#name);))
            }
            Passing::Value if signature.is_shared_function(param) => {
                kept.push(quote!(let #name = &#name;))
            }
            Passing::Value | Passing::Mut => return None,
        }
    }
    let cotangent = signature.fresh("cotangent");
    let varies = signature
        .output
        .as_ref()
        .filter(|output| !output.shape.is_inert());
    let read = varies
        .filter(|output| output.shape.is_scalar())
        .map(|_| quote!(let #cotangent = *#cotangent;));
    let arguments = arguments(signature, &cotangent);
    let gradient = signature.fresh("gradient");
    let bars: Vec<Ident> = signature
        .gradient_params()
        .map(|param| signature.fresh(&format!("{}_bar", param.name)))
        .collect();
    let numbers = signature
        .params
        .iter()
        .enumerate()
        .filter(|(_, param)| param.varied && !in_place(param));
    let numbers: Vec<usize> = numbers.map(|(i, _)| i).collect();
    let add = add_gradient(signature, &gradient, |i| {
        let bar = numbers.iter().position(|j| *j == i).map(|k| &bars[k]);
        quote!(::core::option::Option::Some(&mut *#bar))
    });
    let (forward, call) = (&kept, call(signature));
    let value = signature.fresh("value");
    Some(PullbackParts {
        owns: false,
        borrows: false,
        worth: Worth::Nothing,
        params: signature
            .params
            .iter()
            .map(|param| &param.name)
            .map(|name| quote!(#name))
            .collect(),
        forward: quote!(let #value = { #(#forward)* #call };),
        output: quote!(#value),
        sweep_params: varies
            .map(|_| quote!(#cotangent))
            .into_iter()
            .chain(bars.iter().map(|bar| quote!(#bar)))
            .collect(),
        sweep: quote!({
            #(#kept)*
            #read
            let (_, #gradient) = #path(#(#arguments),*);
            #add
        }),
    })
}

// --- pieces ---

fn names(signature: &Signature) -> impl Iterator<Item = &Ident> {
    signature.params.iter().map(|param| &param.name)
}

/// A call of the user's function.
fn call(signature: &Signature) -> TokenStream {
    let ident = &signature.ident;
    let arguments = signature.params.iter().map(|param| {
        let name = &param.name;
        param.as_taken(quote!(#name))
    });
    match signature.placement {
        Placement::Item => quote!(#ident(#(#arguments),*)),
        Placement::Method => quote!(Self::#ident(#(#arguments),*)),
    }
}

/// The arguments of the user's `vjp` up to the cotangent, which is a scalar or a reference.
fn arguments(signature: &Signature, cotangent: &Ident) -> Vec<TokenStream> {
    let mut arguments: Vec<TokenStream> = names(signature).map(|name| quote!(#name)).collect();
    if let Some(output) = signature
        .output
        .as_ref()
        .filter(|output| !output.shape.is_inert())
    {
        let krate = &signature.krate;
        arguments.push(match output.shape {
            Shape::Scalar(..) => quote!(#cotangent),
            _ => argument(&output.shape, &quote!(#cotangent), krate),
        });
    }
    arguments
}

/// The names of the parameters that go with the user's and are passed in this way.
fn companions(hidden: &Hidden, access: Access) -> Vec<(usize, Ident)> {
    let params = hidden
        .params
        .iter()
        .filter(|param| param.access == Some(access));
    params
        .filter_map(|param| match &param.role {
            Role::Bar(inner) | Role::Dot(inner) => match **inner {
                Role::Primal(i) => Some((i, param.name())),
                _ => None,
            },
            Role::Primal(_) | Role::ResultBar | Role::ResultDot => None,
        })
        .collect()
}

/// Adds each part of the user's gradient to its slot.
fn add_gradient(
    signature: &Signature,
    gradient: &Ident,
    slot: impl Fn(usize) -> TokenStream,
) -> TokenStream {
    with_gradient(signature, gradient, |i, param, part| {
        let (slot, add) = (slot(i), add(&param.shape, &signature.krate));
        quote! {
            if let ::core::option::Option::Some(bar) = #slot {
                let part = #part;
                #add
            }
        }
    })
}

/// Does something with each part of the user's gradient, which is given as a reference.
fn with_gradient(
    signature: &Signature,
    gradient: &Ident,
    each: impl Fn(usize, &Param, TokenStream) -> TokenStream,
) -> TokenStream {
    let varied = signature
        .params
        .iter()
        .enumerate()
        .filter(|(_, param)| param.varied && !in_place(param));
    let varied: Vec<(usize, &Param)> = varied.collect();
    let one = varied.len() == 1;
    let parts = varied.iter().enumerate();
    parts
        .map(|(k, (i, param))| {
            let k = syn::Index::from(k);
            let part = if one {
                quote!(&#gradient)
            } else {
                quote!(&#gradient.#k)
            };
            each(*i, param, part)
        })
        .collect()
}

/// Adds the tangent behind `part` to the one behind `bar`.
fn add(shape: &Shape, krate: &Path) -> TokenStream {
    match shape {
        Shape::Scalar(..) => quote!(*bar = *bar + *part;),
        Shape::Inert(_) => TokenStream::new(),
        Shape::Slice(p) | Shape::Vec(p) | Shape::Array(p, _) => {
            let add = add(p, krate);
            quote!(for (bar, part) in bar.iter_mut().zip(part.iter()) { #add })
        }
        Shape::Tuple(parts) => parts
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let (i, add) = (syn::Index::from(i), add(p, krate));
                quote!({ let (bar, part) = (&mut bar.#i, &part.#i); #add })
            })
            .collect(),
        Shape::Option(p) | Shape::Result(p, _) => {
            let add = add(p, krate);
            quote! {
                if let (::core::option::Option::Some(bar), ::core::option::Option::Some(part)) = (bar.as_mut(), part.as_ref()) {
                    #add
                }
            }
        }
        Shape::Boxed(p) if matches!(**p, Shape::Slice(_)) => add(p, krate),
        Shape::Boxed(p) => {
            let add = add(p, krate);
            quote!({ let (bar, part) = (&mut **bar, &**part); #add })
        }
        Shape::Ref(p) => add(p, krate),
        Shape::Named(_) => quote!(#krate::Tangent::add_assign(bar, part);),
    }
}

/// A tangent behind a reference, in the form in which it is an argument.
fn argument(shape: &Shape, reference: &TokenStream, krate: &Path) -> TokenStream {
    match shape {
        Shape::Scalar(..) => quote!(*#reference),
        Shape::Inert(_) => quote!(()),
        Shape::Option(p) | Shape::Result(p, _) => {
            let part = match &**p {
                Shape::Slice(_) | Shape::Vec(_) => quote!(&**part),
                p => argument(p, &quote!(part), krate),
            };
            quote!(#reference.as_ref().map(|part| #part))
        }
        Shape::Boxed(p) if !matches!(**p, Shape::Slice(_)) => {
            let part = argument(p, &quote!((&**#reference)), krate);
            quote!(#krate::__private::Box::new(#part))
        }
        _ => reference.clone(),
    }
}

/// Is it certain that the type has `Clone`?
fn is_clone(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(..) | Shape::Ref(_) => true,
        Shape::Inert(Inert::Opaque | Inert::Own(_)) => false,
        Shape::Inert(_) => true,
        Shape::Slice(p)
        | Shape::Vec(p)
        | Shape::Array(p, _)
        | Shape::Option(p)
        | Shape::Boxed(p) => is_clone(p),
        Shape::Tuple(parts) => parts.iter().all(is_clone),
        Shape::Named(_) | Shape::Result(..) => false,
    }
}
