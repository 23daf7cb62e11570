//! The generator's tokens mean nothing to rustc; these do what the interpreter does with them.

use ad_transform::ir::visit::regions_mut;
use ad_transform::ir::{Function, Op, Opaque, Part, Region, Type};
use proc_macro2::{Delimiter, TokenStream};

/// The function with tokens that compile.
pub fn with_compilable_tokens(f: &Function) -> Function {
    let mut f = f.clone();
    let types: Vec<Type> = f.values.iter().map(|v| v.ty.clone()).collect();
    region(&mut f.body, &types);
    f
}

fn region(r: &mut Region, types: &[Type]) {
    for stmt in &mut r.stmts {
        let ty = stmt.results.first().map(|v| &types[v.index()]);
        if let Op::Opaque(o) = &mut stmt.op {
            replace(o, ty);
        }
        for inner in regions_mut(&mut stmt.op) {
            region(inner, types);
        }
    }
}

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

fn replace(o: &mut Opaque, ty: Option<&Type>) {
    if o.diverges {
        return;
    }
    let mut lists = Vec::new();
    for part in &o.parts {
        let one = match part {
            Part::Tokens(_) | Part::Group(..) => continue,
            Part::Atom(_) => {
                let operand = Part::Group(
                    Delimiter::Parenthesis,
                    vec![Part::Tokens(tokens("&")), part.clone()],
                );
                Part::Group(
                    Delimiter::Bracket,
                    vec![Part::Tokens(tokens("Operand :: sum")), operand],
                )
            }
            Part::Place(_) => part.clone(),
        };
        lists.extend([
            Part::Tokens(tokens("&")),
            one,
            Part::Tokens(tokens("[..] ,")),
        ]);
    }
    let concat = Part::Tokens(tokens(". concat ()"));
    let list = vec![
        Part::Tokens(tokens("&")),
        Part::Group(Delimiter::Bracket, lists),
        concat,
    ];
    let name = match ty {
        Some(Type::Int(_)) => "opaque_count",
        _ => "opaque_sum",
    };
    o.parts = vec![
        Part::Tokens(tokens(name)),
        Part::Group(Delimiter::Parenthesis, list),
    ];
}
