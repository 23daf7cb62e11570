//! Types and values as Rust.

use crate::points::access;
use ad_transform::interp::{Input, Memory, Value};
use ad_transform::ir::{Access, Function, Mode, Output, Param, ParamKind, Role, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The type of the tangent of a value, down to the struct's.
fn tangent(ty: &Type) -> Type {
    match ty {
        Type::Named(_) => Type::Named("STangent".to_string()),
        Type::Array(t, n) => Type::Array(Box::new(tangent(t)), n.clone()),
        Type::Vec(t) => Type::Vec(Box::new(tangent(t))),
        Type::Slice(t) => Type::Slice(Box::new(tangent(t))),
        Type::Tuple(ts) => Type::Tuple(ts.iter().map(tangent).collect()),
        Type::Option(t) => Type::Option(Box::new(tangent(t))),
        Type::Boxed(t) => Type::Boxed(Box::new(tangent(t))),
        ty => ty.tangent(),
    }
}

fn rust(ty: &Type) -> TokenStream {
    match ty {
        Type::Tuple(parts) => {
            let parts = parts.iter().map(rust);
            quote!((#(#parts,)*))
        }
        Type::Vec(t) => {
            let t = rust(t);
            quote!(Vec<#t>)
        }
        ty => ty.to_string().parse().expect("a type"),
    }
}

/// The type of a reference to what holds a tangent.
fn buffer(ty: &Type) -> Type {
    match ty {
        Type::Vec(t) => Type::Slice(t.clone()),
        ty => ty.clone(),
    }
}

fn owned(ty: Type) -> Type {
    match ty {
        Type::Slice(t) => Type::Vec(t),
        ty => ty,
    }
}

fn output(f: &Function, output_: &Output) -> Type {
    match output_ {
        Output::Unit => Type::Unit,
        Output::Atom(a) => f.atom_ty(a).clone(),
        Output::Place(p) => owned(f.place_ty(p)),
        Output::Tuple(parts) => Type::Tuple(parts.iter().map(|part| output(f, part)).collect()),
    }
}

/// The type of the result of a transform of `f`.
pub fn result_type(f: &Function, modes: &[Mode]) -> TokenStream {
    let mut ty = output(f, &f.output);
    if ty != Type::Unit {
        for mode in modes {
            if *mode == Mode::Jvp {
                ty = Type::Tuple(vec![ty.clone(), tangent(&ty)]);
            }
        }
    }
    rust(&ty)
}

/// The type of a parameter, from that of the parameter of `f` that it goes with; `after`: of the results of which
/// transform a cotangent is.
fn type_of(f: &Function, role: &Role, depth: usize, modes: &[Mode]) -> Type {
    match role {
        Role::Primal(i) => match &f.params[*i].kind {
            ParamKind::Value(v) => f.ty(*v).clone(),
            ParamKind::Base(b) => f.bases[b.index()].ty.clone(),
            _ => Type::Unit,
        },
        Role::ResultDot => unreachable!("no transform makes it"),
        Role::ResultBar => {
            // The result that this is the cotangent of is that of the transforms before.
            let mut ty = output(f, &f.output);
            let before = modes.len().saturating_sub(depth + 1);
            for mode in &modes[..before] {
                if *mode == Mode::Jvp && ty != Type::Unit {
                    ty = Type::Tuple(vec![ty.clone(), tangent(&ty)]);
                }
            }
            tangent(&ty)
        }
        Role::Bar(inner) | Role::Dot(inner) => tangent(&type_of(f, inner, depth + 1, modes)),
    }
}

/// The modes by which `g` was made of `f`, from its parameters.
fn modes_of(f: &Function, g: &Function) -> Vec<Mode> {
    let mut modes = Vec::new();
    let mut n = f.params.len();
    while n < g.params.len() {
        if g.params[n].role == Role::ResultBar {
            modes.push(Mode::Vjp);
            n = 2 * n + 1;
        } else {
            modes.push(Mode::Jvp);
            n *= 2;
        }
    }
    modes
}

fn param_type(f: &Function, g: &Function, param: &Param) -> Type {
    type_of(f, &param.role, 0, &modes_of_param(f, g, param))
}

/// The modes up to the one that made a parameter.
fn modes_of_param(f: &Function, g: &Function, param: &Param) -> Vec<Mode> {
    let position = g
        .params
        .iter()
        .position(|p| p.role == param.role && std::ptr::eq(p, param))
        .expect("a parameter");
    let mut n = f.params.len();
    let mut modes = Vec::new();
    for mode in modes_of(f, g) {
        if position < n {
            break;
        }
        modes.push(mode);
        n = if mode == Mode::Vjp { 2 * n + 1 } else { 2 * n };
    }
    modes
}

/// `pattern: type` for each parameter.
pub fn params(f: &Function, g: &Function, patterns: &[TokenStream]) -> Vec<TokenStream> {
    let typed = |(param, pattern): (&Param, &TokenStream)| {
        let ty = param_type(f, g, param);
        let (whole, buffer) = (rust(&ty), rust(&buffer(&ty)));
        match (&param.kind, access(g, param)) {
            (ParamKind::Ignored, _) => quote!(_: impl Sized),
            (_, Some(Access::Shared)) => quote!(#pattern: &#whole),
            (_, Some(Access::Mut)) => quote!(#pattern: &mut #whole),
            (_, Some(Access::CotangentSlot)) => {
                quote!(#pattern: impl ::ad::__private::CotangentSlot<#buffer>)
            }
            (_, Some(Access::TangentSlot)) => {
                quote!(#pattern: impl ::ad::__private::TangentSlot<#buffer>)
            }
            _ => quote!(#pattern: #whole),
        }
    };
    g.params.iter().zip(patterns).map(typed).collect()
}

/// Pattern and type of each parameter of a pullback in two parts, ignored ones left out.
pub fn pullback_params(
    f: &Function,
    g: &Function,
    patterns: &[TokenStream],
) -> Vec<(TokenStream, TokenStream)> {
    let params = g
        .params
        .iter()
        .filter(|p| matches!(p.role, Role::Primal(_)) || !matches!(p.kind, ParamKind::Ignored));
    let typed = |(param, pattern): (&Param, &TokenStream)| {
        let ty = param_type(f, g, param);
        let (whole, buffer) = (rust(&ty), rust(&buffer(&ty)));
        let ty = match access(g, param) {
            Some(Access::Shared) => quote!(&#whole),
            Some(Access::Mut) => quote!(&mut #whole),
            Some(Access::CotangentSlot) => quote!(&mut #buffer),
            Some(Access::TangentSlot) => quote!(&#buffer),
            _ => whole,
        };
        (pattern.clone(), ty)
    };
    params.zip(patterns).map(typed).collect()
}

/// A value of a type.
fn literal(ty: &Type, memory: &Memory<f64>) -> TokenStream {
    match (memory, ty) {
        (Memory::Scalar(value), _) => scalar(value, ty),
        (Memory::Sequence(parts), ty) => {
            let element = ty.element().cloned().unwrap_or(Type::Unknown);
            let list = parts.iter().map(|part| literal(&element, part));
            let whole = rust(ty);
            match ty {
                Type::Array(..) => quote!([#(#list),*]),
                Type::Vec(_) => quote!({ let v: #whole = vec![#(#list),*]; v }),
                _ => quote!(vec![#(#list),*]),
            }
        }
        (Memory::Tuple(parts), Type::Tuple(types)) => {
            let parts = parts.iter().zip(types).map(|(part, ty)| literal(ty, part));
            quote!((#(#parts,)*))
        }
        (Memory::Struct(fields), ty) => {
            let name = rust(ty);
            let fields = fields.iter().map(|(name, part)| {
                let ty = match name.as_str() {
                    "v" => Type::Vec(Box::new(Type::F64)),
                    "k" => Type::Array(Box::new(Type::F64), Some("2".to_string())),
                    "n" => Type::USIZE,
                    _ => Type::F64,
                };
                let (name, value) = (format_ident!("{name}"), literal(&ty, part));
                quote!(#name: #value)
            });
            quote!(#name { #(#fields),* })
        }
        (Memory::Inner(Some(part)), Type::Option(t)) => {
            let part = literal(t, part);
            quote!(Some(#part))
        }
        (Memory::Inner(Some(part)), Type::Boxed(t)) => {
            let part = literal(t, part);
            quote!(Box::new(#part))
        }
        (memory, ty) => panic!("{memory:?} as a {ty}"),
    }
}

fn scalar(value: &Value<f64>, ty: &Type) -> TokenStream {
    match value {
        Value::Float(x) => {
            let bits = x.to_bits();
            quote!(f64::from_bits(#bits))
        }
        Value::Int(n) => {
            let n: TokenStream = format!("{n}_{ty}").parse().expect("a number");
            n
        }
        Value::Bool(b) => quote!(#b),
        Value::Char(c) => quote!(#c),
        Value::Unit => quote!(()),
    }
}

/// `let name = value;`, and how the value is passed.
pub fn argument(
    f: &Function,
    g: &Function,
    param: &Param,
    input: &Input<f64>,
    name: &Ident,
    pullback: bool,
) -> (TokenStream, Option<TokenStream>) {
    let ty = param_type(f, g, param);
    let whole = rust(&owned(ty.clone()));
    match input {
        Input::Nothing if pullback && !matches!(param.role, Role::Primal(_)) => {
            (TokenStream::new(), None)
        }
        Input::Nothing => (TokenStream::new(), Some(quote!(()))),
        Input::Value(value) => (TokenStream::new(), Some(scalar(value, &ty))),
        Input::Memory(Memory::Absent) => match access(g, param) {
            Some(Access::CotangentSlot) => (TokenStream::new(), Some(quote!(Sink))),
            Some(Access::Mut) => panic!("nothing for a parameter that is written"),
            _ => (TokenStream::new(), Some(quote!(NoTangent))),
        },
        Input::Memory(memory) => {
            let value = literal(&ty, memory);
            let declaration = quote!(let mut #name: #whole = #value;);
            let passed = match access(g, param) {
                Some(Access::Shared | Access::TangentSlot) => quote!(&#name),
                Some(Access::Mut | Access::CotangentSlot) => quote!(&mut #name),
                _ => quote!(#name),
            };
            (declaration, Some(passed))
        }
    }
}
