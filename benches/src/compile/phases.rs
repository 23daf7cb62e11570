//! Expansion, by phase: in this process, where nothing of rustc's is counted.

use super::sources;
use ad_transform::parse::{Options, Signature, Surroundings};
use ad_transform::transform::Passes;
use ad_transform::{lower, optimise, transform};
use std::time::Instant;

/// The phases, in their order.
pub const PHASES: [&str; 5] = ["parse", "lower", "optimise", "transform", "emit"];

/// Milliseconds for 100 lines of source, by phase; and how many bytes of Rust were made of each byte.
pub struct Expansion {
    /// In the order of [`PHASES`].
    pub milliseconds: [f64; 5],
    /// How much text comes out.
    pub growth: f64,
}

/// Expands all functions, `rounds` times; counts the quickest round of each phase.
pub fn measure(rounds: usize) -> Expansion {
    let functions: Vec<_> = sources::all()
        .into_iter()
        .flat_map(|source| source.functions)
        .collect();
    let items: Vec<_> = functions.iter().map(|(_, item)| item.clone()).collect();
    let lines = sources::lines(&items);
    let mut least = [f64::INFINITY; 5];
    let (mut read, mut written) = (0, 0);
    for _ in 0..rounds {
        let mut seconds = [0.0; 5];
        for (options, item) in &functions {
            let (text, length) = expand(options.clone(), item, &mut seconds);
            (read, written) = (read + length, written + text);
        }
        for (least, seconds) in least.iter_mut().zip(seconds) {
            *least = least.min(seconds);
        }
    }
    Expansion {
        milliseconds: least.map(|seconds| seconds * 1e3 * 100.0 / lines as f64),
        growth: written as f64 / read as f64,
    }
}

/// What the attribute does, with a stop-watch. Gives the lengths of what comes out and of what went in.
fn expand(
    options: proc_macro2::TokenStream,
    item: &syn::ItemFn,
    seconds: &mut [f64; 5],
) -> (usize, usize) {
    let tokens = quote::quote!(#item);
    let mut start = Instant::now();
    let mut lap = |phase: usize| {
        seconds[phase] += start.elapsed().as_secs_f64();
        start = Instant::now();
    };
    let parsed: syn::ItemFn = syn::parse2(tokens.clone()).expect("a function");
    let options = Options::parse(options).expect("options");
    let surroundings = Surroundings::of(&parsed, None);
    let signature = Signature::of(&parsed, &options, &surroundings).expect("a signature");
    lap(0);
    if !matches!(options.rule, ad_transform::parse::Rule::Body) {
        return (0, 0);
    }
    let mut primal = lower::lower(&signature, &parsed.block).expect("it is differentiable");
    lap(1);
    optimise::optimise(&mut primal);
    lap(2);
    let vjp = transform::vjp_with(&primal, Passes::ALL).expect("a derivative");
    let mut in_two = vjp
        .split
        .is_none()
        .then(|| transform::vjp(&primal).expect("a derivative"));
    let jvp = transform::jvp(&primal).expect("a derivative");
    lap(3);
    let mut functions = [
        (vec![ad_transform::ir::Mode::Vjp], vjp),
        (vec![ad_transform::ir::Mode::Jvp], jvp),
    ];
    for f in functions.iter_mut().map(|(_, f)| f).chain(&mut in_two) {
        optimise::optimise(f);
        optimise::finish(f);
    }
    lap(2);
    let in_two = in_two.as_ref().unwrap_or(&functions[0].1);
    let companion = ad_transform::companion::of_derivatives(&signature, &functions, in_two);
    lap(4);
    (companion.to_string().len(), tokens.to_string().len())
}
