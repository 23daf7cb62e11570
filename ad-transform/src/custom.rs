//! Derivatives from partials of the user's own: `derivative(x = expr, ..)`.
//!
//! The function is not looked into: its value is a call of it, and beside the value stand the partial derivatives, all
//! lowered as one body `{ let value = f(x, y); (value, dx, dy) }`. From that both modes are made by hand, as IR, so that
//! higher orders are transforms of them like of any other function.

use crate::ir::builder::Builder;
use crate::ir::{
    Access, Atom, BaseKind, Function, Op, Output, Param, ParamKind, Place, Prim, Role, Type,
};
use crate::parse::{self, Placement, Shape, Signature};
use crate::{lower, rules};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Block, Expr, parse_quote};

/// Both modes of a function with partial derivatives of the user's own.
pub struct Modes {
    /// Reverse mode.
    pub vjp: Function,
    /// Forward mode.
    pub jvp: Function,
}

/// Makes both modes from the partial derivatives.
///
/// # Errors
/// Where an expression cannot be lowered.
pub fn modes(signature: &Signature, partials: &[(Ident, Expr)]) -> syn::Result<Modes> {
    // In the order of the parameters.
    let partials: Vec<(usize, &Expr)> = signature
        .params
        .iter()
        .enumerate()
        .filter_map(|(i, param)| {
            partials
                .iter()
                .find(|(name, _)| *name == param.name)
                .map(|(_, expr)| (i, expr))
        })
        .collect();
    let body = body(signature, &partials);
    let with_partials = lower::lower(&with_partials(signature, partials.len()), &body)?;
    let numbers: Vec<usize> = partials.iter().map(|(i, _)| *i).collect();
    Ok(Modes {
        vjp: vjp(&with_partials, &numbers),
        jvp: jvp(&with_partials, &numbers),
    })
}

/// `{ let value = f(x, y); (value, dx, dy) }`
fn body(signature: &Signature, partials: &[(usize, &Expr)]) -> Block {
    let call = call(signature);
    // What the expressions name `value`, unless there is a parameter of that name.
    let value = signature.fresh("value");
    let ty = signature.output.as_ref().map(|output| &output.ty);
    let exprs = partials.iter().map(|(_, expr)| expr);
    parse_quote!({
        let #value: #ty = #call;
        (#value, #(#exprs),*)
    })
}

/// A call of the user's function with its own arguments.
pub(crate) fn call(signature: &Signature) -> TokenStream {
    let ident = &signature.ident;
    let mut arguments = signature.params.iter().map(|param| {
        let name = &param.name;
        param.as_taken(quote!(#name))
    });
    let generics = signature.generic_arguments();
    let turbofish = (!generics.is_empty()).then(|| quote!(::<#(#generics),*>));
    match signature.placement {
        Placement::Item => quote!(#ident #turbofish(#(#arguments),*)),
        Placement::Method if signature.params.first().is_some_and(|param| param.receiver) => {
            let receiver = arguments.next();
            quote!(#receiver.#ident #turbofish(#(#arguments),*))
        }
        Placement::Method => quote!(Self::#ident #turbofish(#(#arguments),*)),
    }
}

/// The signature of a function that gives the value and the partial derivatives.
fn with_partials(signature: &Signature, count: usize) -> Signature {
    let mut signature = signature.clone();
    // Another function than the one that it calls.
    signature.ident = format_ident!("{}_with_partials", signature.ident);
    if let Some(output) = &mut signature.output {
        let ty = &output.ty;
        let more = std::iter::repeat_n(ty, count);
        output.shape = Shape::Tuple(vec![output.shape.clone(); count + 1]);
        output.ty = parse_quote!((#ty, #(#more),*));
    }
    for param in &mut signature.params {
        // Patterns were for the body that is not looked into.
        let name = &param.name;
        if !param.receiver {
            param.pat = parse::param::plain(name);
        }
    }
    signature
}

/// The value and the partial derivatives, as scalars.
fn parts(b: &mut Builder, output: &Output) -> Vec<Atom> {
    match output {
        Output::Unit => Vec::new(),
        Output::Atom(a) => vec![a.clone()],
        Output::Place(place) => {
            let ty = b.f.place_ty(place);
            vec![b.load(place.clone(), ty)]
        }
        Output::Tuple(outputs) => outputs.iter().flat_map(|output| parts(b, output)).collect(),
    }
}

/// The function's statements so far, ready for more.
fn reopened(f: &Function) -> Builder {
    let mut g = f.clone();
    let body = std::mem::take(&mut g.body);
    let mut b = Builder::new(g);
    for stmt in body.stmts {
        b.push(stmt);
    }
    b
}

fn vjp(f: &Function, partials: &[usize]) -> Function {
    let mut b = reopened(f);
    let atoms = parts(&mut b, &f.output);
    let ty = b.f.atom_ty(&atoms[0]).clone();
    let result_bar = param(
        &mut b.f,
        Role::ResultBar,
        &ty,
        "result_bar",
        Access::TangentSlot,
    );
    let bars: Vec<Option<Place>> = (0..f.params.len())
        .map(|i| {
            let role = Role::Bar(Box::new(Role::Primal(i)));
            companion_param(&mut b.f, f, i, role, "bar", Access::CotangentSlot, partials)
        })
        .collect();
    let split = b.stmts().len();
    let bar = b.load(result_bar, ty);
    for (&i, partial) in partials.iter().zip(&atoms[1..]) {
        let term = guarded(&mut b, &bar, partial);
        if let Some(place) = &bars[i] {
            b.effect(Op::Accumulate(place.clone(), term));
        }
    }
    let mut g = b.finish();
    g.output = Output::Atom(atoms[0].clone());
    g.split = Some(split);
    g
}

fn jvp(f: &Function, partials: &[usize]) -> Function {
    let mut b = reopened(f);
    let atoms = parts(&mut b, &f.output);
    let ty = b.f.atom_ty(&atoms[0]).clone();
    let dots: Vec<Option<Place>> = (0..f.params.len())
        .map(|i| {
            let role = Role::Dot(Box::new(Role::Primal(i)));
            companion_param(&mut b.f, f, i, role, "dot", Access::TangentSlot, partials)
        })
        .collect();
    let mut tangent = None;
    for (&i, partial) in partials.iter().zip(&atoms[1..]) {
        let Some(place) = &dots[i] else { continue };
        let dot = b.load(place.clone(), ty.clone());
        let term = guarded(&mut b, &dot, partial);
        tangent = Some(match tangent {
            None => term,
            Some(sum) => b.prim(Prim::Add, vec![sum, term]),
        });
    }
    let tangent = tangent.unwrap_or_else(|| Atom::zero(&ty));
    let mut g = b.finish();
    g.output = Output::Tuple(vec![Output::Atom(atoms[0].clone()), Output::Atom(tangent)]);
    g
}

/// `factor * partial`, where zero times infinity is zero.
fn guarded(b: &mut Builder, factor: &Atom, partial: &Atom) -> Atom {
    let term = b.prim(Prim::Mul, vec![factor.clone(), partial.clone()]);
    let Some(is_nan) = rules::math_fn("is_nan").filter(|_| matches!(partial, Atom::Value(_)))
    else {
        return term;
    };
    let zero = Atom::zero(b.f.atom_ty(factor));
    let vanishes = b.prim(Prim::Eq, vec![factor.clone(), zero.clone()]);
    let undefined = b.prim(Prim::Math(is_nan), vec![term.clone()]);
    let nothing = b.prim(Prim::And, vec![vanishes, undefined]);
    b.prim(Prim::Select, vec![nothing, zero, term])
}

/// Adds the parameter that goes with one of the user's.
fn companion_param(
    g: &mut Function,
    f: &Function,
    i: usize,
    role: Role,
    suffix: &str,
    access: Access,
    partials: &[usize],
) -> Option<Place> {
    if !partials.contains(&i) {
        g.params.push(Param {
            role,
            kind: ParamKind::Ignored,
            varied: false,
        });
        return None;
    }
    let (name, ty) = match f.params[i].kind {
        ParamKind::Value(v) => (&f.values[v.index()].name, f.ty(v).clone()),
        ParamKind::Base(b) => (&f.bases[b.index()].name, f.bases[b.index()].ty.clone()),
        ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => return None,
    };
    Some(param(g, role, &ty, &format!("{name}_{suffix}"), access))
}

fn param(g: &mut Function, role: Role, ty: &Type, name: &str, access: Access) -> Place {
    let base = g.new_base(ty.tangent(), name, BaseKind::Param(access));
    g.params.push(Param {
        role,
        kind: ParamKind::Base(base),
        varied: true,
    });
    base.into()
}
