//! What reverse mode keeps, in words: for each iteration and in total, and whether anything is allocated for it.

use super::Companion;
use crate::ir::visit::statements;
use crate::ir::{Function, Op, Tape, Type};
use crate::parse::Shape;
use crate::sorted::Map;

/// What is said of the memory that a transformed function takes.
pub fn note(f: &Function) -> String {
    let mut groups: Map<(Vec<String>, bool), Vec<&Tape>> = Map::new();
    for tape in &f.tapes {
        let group = (names_of_loops(f, tape), tape.last);
        groups.entry(group).or_default().push(tape);
    }
    let kept: Vec<String> = groups
        .iter()
        .map(|((loops, last), tapes)| kept(f, loops, *last, tapes))
        .collect();
    let what = match kept.is_empty() {
        true => "Nothing is kept for the reverse sweep but local variables.".to_string(),
        false => format!("Kept for the reverse sweep:\n{}", kept.join("\n")),
    };
    format!("{what}\n\n{}", allocations(f))
}

/// The loops around what is kept, outermost first, as they are found in the source.
fn names_of_loops(f: &Function, tape: &Tape) -> Vec<String> {
    let name = |span: &crate::ir::SpanId| {
        format!("the loop in line {}", f.spans[span.index()].start().line)
    };
    tape.loops.iter().map(name).collect()
}

/// A line of the list.
fn kept(f: &Function, loops: &[String], last: bool, tapes: &[&Tape]) -> String {
    let names = names(tapes);
    let Some((inner, outer)) = loops.split_last() else {
        return format!("- a copy of {names}, once.");
    };
    let inside: String = outer
        .iter()
        .rev()
        .map(|name| format!(" inside {name}"))
        .collect();
    let after = match last {
        true => ", and after the last one",
        false => "",
    };
    let bytes: Option<i128> = tapes.iter().map(|tape| size(&tape.element)).sum();
    let an_iteration = match bytes {
        Some(bytes) => format!("{bytes} bytes an iteration"),
        None => "as many bytes an iteration as these values take".to_string(),
    };
    let total = match (total(f, tapes), bytes) {
        (Some(total), _) => format!("{total} on the stack"),
        (None, Some(bytes)) => format!("{bytes} bytes times its iterations in all"),
        (None, None) => "that times its iterations in all".to_string(),
    };
    format!(
        "- of each iteration of {inner}{inside}{after}: {names}; {an_iteration}, in total {total}."
    )
}

/// What is kept, by name where it has one.
fn names(tapes: &[&Tape]) -> String {
    let mut named: Vec<String> = Vec::new();
    let mut unnamed = 0;
    for tape in tapes {
        match tape.of.is_empty() {
            true => unnamed += 1,
            false if named.contains(&format!("`{}`", tape.of)) => {}
            false => named.push(format!("`{}`", tape.of)),
        }
    }
    match unnamed {
        0 => {}
        1 => named.push("an intermediate result".to_string()),
        n => named.push(format!("{n} intermediate results")),
    }
    match named.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What arrays take, where all of these tapes are arrays.
fn total(f: &Function, tapes: &[&Tape]) -> Option<String> {
    let mut bytes = Some(0);
    for tape in tapes {
        let ty = &f.bases[tape.base.index()].ty;
        if !matches!(ty, Type::Array(..)) {
            return None;
        }
        bytes = bytes.zip(size(ty)).map(|(a, b)| a + b);
    }
    Some(match bytes {
        Some(bytes) => format!("{bytes} bytes"),
        None => "as many bytes as the constants in its bounds say,".to_string(),
    })
}

/// The size of a value in bytes, where the type says it.
fn size(ty: &Type) -> Option<i128> {
    match ty {
        Type::Float(crate::ir::Float::F64) => Some(8),
        Type::Float(crate::ir::Float::F32) | Type::Char => Some(4),
        Type::Bool => Some(1),
        Type::Unit => Some(0),
        Type::Int(name) => match name.trim_start_matches(['i', 'u']) {
            "size" => Some(8),
            bits => bits.parse::<i128>().ok().map(|bits| bits / 8),
        },
        Type::Array(ty, Some(n)) => Some(size(ty)? * n.parse::<i128>().ok()?),
        Type::Tuple(types) => types.iter().map(size).sum(),
        Type::Float(crate::ir::Float::Param(_))
        | Type::Array(_, None)
        | Type::Lanes(..)
        | Type::Vec(_)
        | Type::Slice(_)
        | Type::Option(_)
        | Type::Result(..)
        | Type::Boxed(_)
        | Type::Ref(_)
        | Type::Named(_)
        | Type::Opaque
        | Type::Position
        | Type::Tangent
        | Type::Unknown
        | Type::Infer(_) => None,
    }
}

/// Is anything allocated, as far as the types say?
fn allocations(f: &Function) -> String {
    let (mut heap, mut calls) = (false, false);
    statements(&f.body, &mut |stmt| match &stmt.op {
        Op::Init(base, _) => heap |= !on_stack(&f.bases[base.index()].ty),
        Op::Call(..) => calls = true,
        Op::Push(..) | Op::Extend(..) => heap = true,
        Op::Opaque(opaque) => calls |= !opaque.pure,
        _ => {}
    });
    match (heap, calls) {
        (true, _) => "It allocates.",
        (false, true) => "It allocates nothing but what the functions do that it calls.",
        (false, false) => "It allocates nothing.",
    }
    .to_string()
}

/// Is a value of this type known to be on the stack alone?
fn on_stack(ty: &Type) -> bool {
    match ty {
        Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit => true,
        Type::Array(ty, _) | Type::Lanes(ty, _) | Type::Option(ty) => on_stack(ty),
        Type::Tuple(types) => types.iter().all(on_stack),
        Type::Result(ok, err) => on_stack(ok) && on_stack(err),
        Type::Vec(_)
        | Type::Slice(_)
        | Type::Boxed(_)
        | Type::Ref(_)
        | Type::Named(_)
        | Type::Opaque
        | Type::Position
        | Type::Tangent
        | Type::Unknown
        | Type::Infer(_) => false,
    }
}

impl Companion<'_> {
    /// The section of the documentation about memory.
    pub(super) fn memory_note(&self) -> String {
        let Some(note) = &self.memory else {
            return String::new();
        };
        let into_buffers = self
            .signature
            .gradient_params()
            .any(|param| on_heap(&param.shape));
        let buffers = match into_buffers {
            true => {
                " Gradients are new vectors; the function with `_into` at the end of its name adds to those of the caller."
            }
            false => "",
        };
        format!("\n\n# Memory\n\n{note}{buffers}")
    }
}

/// Is the tangent of the shape a vector, or does it hold one?
fn on_heap(shape: &Shape) -> bool {
    match shape {
        Shape::Slice(_) | Shape::Vec(_) | Shape::Boxed(_) => true,
        Shape::Array(p, _) | Shape::Option(p) | Shape::Result(p, _) | Shape::Ref(p) => on_heap(p),
        Shape::Tuple(parts) => parts.iter().any(on_heap),
        Shape::Scalar(..) | Shape::Inert(_) | Shape::Named(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    /// What stands in the documentation of the companion about memory.
    fn said(item: &str) -> String {
        let item: TokenStream = item.parse().expect("tokens");
        let file: syn::File =
            syn::parse2(crate::differentiate(TokenStream::new(), item)).expect("items");
        let companion = file.items.iter().find_map(|item| match item {
            syn::Item::Enum(item) => Some(&item.attrs),
            _ => None,
        });
        let lines = companion.into_iter().flatten().filter_map(|attr| {
            let doc = attr.meta.require_name_value().ok()?;
            match &doc.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value().trim().to_string()),
                _ => None,
            }
        });
        let lines: Vec<String> = lines.collect();
        let (_, memory) = lines.join("\n").split_once("# Memory\n\n").map_or_else(
            || panic!("no section about memory"),
            |(a, b)| (a.to_string(), b.to_string()),
        );
        memory
    }

    #[test]
    fn nothing_kept() {
        assert_eq!(
            said("fn f(x: f64) -> f64 { x.sin() * x }"),
            "Nothing is kept for the reverse sweep but local variables.\n\nIt allocates nothing."
        );
        assert_eq!(
            said("fn f(x: f64) -> f64 { x.sin() * g(x) }"),
            "Nothing is kept for the reverse sweep but local variables.\n\n\
             It allocates nothing but what the functions do that it calls."
        );
    }

    #[test]
    fn arrays() {
        assert_eq!(
            said(
                "fn f(x: [f64; 3]) -> f64 { let mut y = 1.0; for i in 0..3 { for _ in 0..4 { y = (y * x[i]).sin(); } } y }"
            ),
            "Kept for the reverse sweep:\n- of each iteration of the loop in line 1 inside the loop in line 1: `y`; 8 bytes an \
             iteration, in total 96 bytes on the stack.\n\nIt allocates nothing."
        );
    }

    #[test]
    fn once_more_after_the_last_iteration() {
        assert_eq!(
            said(
                "fn f(x: [f64; 9]) -> f64 { let mut v = 1.0; for i in 0..9 { v = (v * x[i]).exp(); } v }"
            ),
            "Kept for the reverse sweep:\n- of each iteration of the loop in line 1, and after the last one: `v`; 8 bytes an \
             iteration, in total 80 bytes on the stack.\n\nIt allocates nothing."
        );
    }

    #[test]
    fn vectors() {
        assert_eq!(
            said(
                "fn f(x: &[f64]) -> f64 { let mut y = 1.0; for i in 0..x.len() { y = (y * x[i]).sin(); } y }"
            ),
            "Kept for the reverse sweep:\n- of each iteration of the loop in line 1: `y`; 8 bytes an iteration, in total 8 bytes \
             times its iterations in all.\n\nIt allocates. Gradients are new vectors; the function with `_into` at the end of \
             its name adds to those of the caller."
        );
    }
}
