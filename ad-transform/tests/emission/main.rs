//! What emission writes does what the interpreter does: random functions of the IR and their transforms, compiled by
//! rustc and run, bit for bit.
//!
//! `AD_EMIT_PROGRAMS=300 cargo test -p ad-transform --test emission -- --ignored` runs them, `AD_EMIT_SEED=1` others;
//! the crate that is built is left in the temporary directory.

#[allow(dead_code)]
#[path = "../random/choices.rs"]
mod choices;
#[allow(dead_code)]
#[path = "../random/generate/mod.rs"]
mod generate;
#[allow(dead_code)]
#[path = "../random/inputs.rs"]
mod inputs;
mod points;
mod spelling;
mod tokens;

use ad_transform::emit::{EmitContext, emit, emit_pullback};
use ad_transform::interp::{Memory, Module};
use ad_transform::ir::{Access, Function, Mode, Type};
use ad_transform::optimise::optimise;
use ad_transform::transform::{jvp, vjp};
use choices::{Choices, Rng};
use generate::{Program, program};
use points::{Point, access};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use spelling::{argument, params, result_type};
use std::path::Path;
use std::process::Command;

/// The transforms of transforms that are written.
const ORDERS: [&[Mode]; 6] = [
    &[],
    &[Mode::Jvp],
    &[Mode::Vjp],
    &[Mode::Jvp, Mode::Vjp],
    &[Mode::Vjp, Mode::Jvp],
    &[Mode::Vjp, Mode::Vjp],
];

/// All functions of a program and their transforms; none where a transform refuses.
fn module(program: &Program) -> Option<Module> {
    let mut module = Module::default();
    let table = [0.3, -0.6, 0.9, 0.1].map(Memory::float).to_vec();
    module.insert_constant("TABLE", Memory::Sequence(table));
    for f in &program.functions {
        for modes in ORDERS {
            let mut g = match modes.split_last() {
                None => f.clone(),
                Some((Mode::Jvp, before)) => jvp(module.get(&f.name, before)?).ok()?,
                Some((Mode::Vjp, before)) => vjp(module.get(&f.name, before)?).ok()?,
                Some((Mode::Lanes, _)) => unreachable!("not among the orders"),
            };
            if program.optimised {
                optimise(&mut g);
            }
            module.insert(&f.name, modes, g);
        }
    }
    Some(module)
}

/// `fn f`, and `__vjp` and the others as functions of a type of its name, as in a companion.
fn items(f: &Function, module: &Module) -> TokenStream {
    let name = format_ident!("{}", f.name);
    let mut plain = TokenStream::new();
    let mut hidden = TokenStream::new();
    for modes in ORDERS {
        let g = module
            .get(&f.name, modes)
            .expect("a function of the module");
        let text = tokens::with_compilable_tokens(g);
        let emitted = emit(&text, &EmitContext::default());
        let (params, result, block) = (
            params(f, g, &emitted.patterns),
            result_type(f, modes),
            emitted.block,
        );
        if modes.is_empty() {
            plain.extend(quote!(pub fn #name(#(#params),*) -> #result #block));
        } else {
            let name = points::hidden_name(modes);
            hidden.extend(quote!(pub fn #name(#(#params),*) -> #result #block));
        }
        if *modes == [Mode::Vjp] {
            hidden.extend(pullback(f, &text));
        }
    }
    quote!(#plain pub enum #name {} impl #name { #hidden })
}

/// The function of reverse mode once more, as a forward sweep and a closure that is run twice.
fn pullback(f: &Function, g: &Function) -> TokenStream {
    let Some(parts) = emit_pullback(g, &EmitContext::default()) else {
        return TokenStream::new();
    };
    let patterns: Vec<TokenStream> = parts
        .params
        .iter()
        .chain(&parts.sweep_params)
        .cloned()
        .collect();
    let n = parts.params.len();
    let typed = spelling::pullback_params(f, g, &patterns);
    let (outer, inner) = typed.split_at(n);
    let names: Vec<_> = (0..inner.len())
        .map(|i| format_ident!("slot_{i}"))
        .collect();
    let types: Vec<_> = inner.iter().map(|(_, ty)| ty).collect();
    let outer = outer.iter().map(|(pattern, ty)| quote!(#pattern: #ty));
    let (forward, output, sweep) = (parts.forward, parts.output, parts.sweep);
    let inner = inner.iter().map(|(pattern, ty)| quote!(#pattern: #ty));
    let result = result_type(f, &[]);
    quote! {
        pub fn __pullback(#(#outer,)* #(#names: #types),*) -> #result {
            #forward
            let sweep = move |#(#inner),*| #sweep;
            fn runs_again(_: &impl Fn(#(#types),*)) {}
            runs_again(&sweep);
            sweep(#(#names),*);
            #output
        }
    }
}

/// Calls a function at a point, and compares with what the interpreter found.
fn check(
    f: &Function,
    point: &Point,
    module: &Module,
    name: &TokenStream,
    pullback: bool,
) -> Option<TokenStream> {
    let g = module
        .get(&f.name, &point.modes)
        .expect("a function of the module");
    let outcome = point.outcome.clone();
    let mut lets = TokenStream::new();
    let mut args = Vec::new();
    let mut floats = outcome.output.floats();
    let mut gathers = TokenStream::new();
    for (k, input) in point.inputs.iter().enumerate() {
        let name = format_ident!("a{k}");
        let (declaration, arg) = argument(f, g, &g.params[k], input, &name, pullback);
        lets.extend(declaration);
        args.extend(arg);
        if matches!(
            access(g, &g.params[k]),
            Some(Access::Mut | Access::CotangentSlot)
        ) && !matches!(outcome.params[k], Memory::Absent)
        {
            floats.extend(outcome.params[k].floats());
            gathers.extend(quote!(#name.gather(&mut found);));
        }
    }
    let expected = floats.iter().map(|x| x.to_bits());
    let label = format!("{name}");
    Some(quote! {
        {
            #lets
            let result = #name(#(#args),*);
            let mut found = Vec::new();
            result.gather(&mut found);
            #gathers
            compare(#label, &found, &[#(#expected),*]);
        }
    })
}

fn program_text(seed: u64) -> Option<TokenStream> {
    let program = program(&mut Choices::from_seed(seed));
    // The interpreter does not round to single precision.
    let rounds = |f: &Function| f.values.iter().any(|v| v.ty == Type::F32);
    if program.functions.iter().any(rounds) {
        return None;
    }
    let module = module(&program)?;
    let f = program.functions.last().expect("a function");
    let items: TokenStream = program
        .functions
        .iter()
        .map(|f| items(f, &module))
        .collect();
    let name = format_ident!("p{seed}");
    let f_name = format_ident!("{}", f.name);
    let mut checks = TokenStream::new();
    for modes in ORDERS {
        let point = Point::new(&module, f, modes, &mut Rng(seed))?;
        let path = if modes.is_empty() {
            quote!(#name::#f_name)
        } else {
            let hidden = points::hidden_name(modes);
            quote!(#name::#f_name::#hidden)
        };
        checks.extend(check(f, &point, &module, &path, false));
        if *modes == [Mode::Vjp] && point.inputs.iter().all(|input| !points::is_absent(input)) {
            checks.extend(check(
                f,
                &point,
                &module,
                &quote!(#name::#f_name::__pullback),
                true,
            ));
        }
    }
    let run = format_ident!("run_{name}");
    Some(quote!(pub mod #name { use super::*; #items } fn #run() { #checks }))
}

const PRELUDE: &str = include_str!("prelude.rs");

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(default)
}

#[test]
#[ignore = "builds a crate: slow"]
fn emitted_programs_do_what_the_interpreter_does() {
    let first = number("AD_EMIT_SEED", 0);
    let mut text = PRELUDE.to_string();
    let mut calls = TokenStream::new();
    let mut written = 0;
    for seed in first..first + number("AD_EMIT_PROGRAMS", 40) {
        let Some(program) = program_text(seed) else {
            continue;
        };
        let file = syn::parse2(program.clone())
            .unwrap_or_else(|error| panic!("{seed}: {error}: {program}"));
        text.push_str(&prettyplease::unparse(&file));
        let run = format_ident!("run_p{seed}");
        calls.extend(quote!(#run();));
        written += 1;
    }
    assert!(written > 0);
    text.push_str(&format!("fn main() {{ {calls} finish(); }}"));
    run(&text);
}

fn run(text: &str) {
    let dir = std::env::temp_dir().join("ad-emission");
    std::fs::create_dir_all(dir.join("src")).expect("a directory");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("ad-runtime");
    let manifest = format!(
        "[package]\nname = \"emission\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         ad = {{ package = \"ad-runtime\", path = {runtime:?} }}\n\n[workspace]\n"
    );
    std::fs::write(dir.join("Cargo.toml"), manifest).expect("a manifest");
    std::fs::write(dir.join("src/main.rs"), text).expect("a program");
    let status = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet"])
        .current_dir(&dir)
        .status();
    assert!(
        status.expect("cargo runs").success(),
        "see {}",
        dir.display()
    );
}
