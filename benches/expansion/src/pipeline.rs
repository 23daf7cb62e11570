//! The compiler's stages one by one, as the attribute runs them, with some of them left out on request.

use ad_transform::analyse::covered::covered;
use ad_transform::ir::Mode;
use ad_transform::parse::{Options, Rule, Signature, Surroundings};
use ad_transform::transform::Passes;
use ad_transform::{InLanes, companion, lower, optimise, transform};
use proc_macro2::TokenStream;
use std::time::Instant;
use syn::ItemFn;

/// The phases that are timed, in their order.
pub const PHASES: [&str; 5] = ["parse", "lower", "optimise", "transform", "emit"];

/// Which analyses are made.
#[derive(Clone, Copy, Debug)]
pub struct Analyses {
    /// Those of reverse mode.
    pub passes: Passes,
    /// Slices for elements that are accessed one after the other.
    pub rows: bool,
    /// Sums of cotangents in variables, and first additions as stores.
    pub sums: bool,
    /// What is kept once for two trips of a loop.
    pub onward: bool,
}

impl Analyses {
    /// What the attribute does.
    pub const ALL: Self = Self {
        passes: Passes::ALL,
        rows: true,
        sums: true,
        onward: true,
    };
}

/// What stands beside a function; adds the seconds of each phase.
///
/// # Errors
/// As the compiler's.
pub fn companion_of(
    options: TokenStream,
    item: TokenStream,
    analyses: Analyses,
    seconds: &mut [f64; 5],
) -> syn::Result<TokenStream> {
    let mut start = Instant::now();
    let mut lap = |phase: usize| {
        seconds[phase] += start.elapsed().as_secs_f64();
        start = Instant::now();
    };
    let item: ItemFn = syn::parse2(item)?;
    let options = Options::parse(options)?;
    let signature = Signature::of(&item, &options, &Surroundings::of(&item, None))?;
    lap(0);
    let mut primal = lower::lower(&signature, &item.block)?;
    lap(1);
    optimise::optimise(&mut primal);
    lap(2);
    let mut vjp =
        transform::vjp_with(&primal, analyses.passes).map_err(ad_transform::diagnose::refused)?;
    let separate = Passes {
        independent: false,
        ..analyses.passes
    };
    let mut in_two = match vjp.split {
        Some(_) => None,
        None => {
            Some(transform::vjp_with(&primal, separate).map_err(ad_transform::diagnose::refused)?)
        }
    };
    let jvp = transform::jvp(&primal).map_err(ad_transform::diagnose::refused)?;
    lap(3);
    if analyses.sums {
        for f in [&mut vjp].into_iter().chain(&mut in_two) {
            optimise::sums(f, &primal);
        }
    }
    let mut functions = [(vec![Mode::Vjp], vjp), (vec![Mode::Jvp], jvp)];
    let covered = covered(&functions[0].1);
    for f in functions.iter_mut().map(|(_, f)| f).chain(&mut in_two) {
        optimise::optimise(f);
        if analyses.rows {
            optimise::guards(f, primal.values.len());
            let left_out = (!analyses.onward).then_some("onward");
            optimise::finish_without(f, left_out);
        }
    }
    lap(2);
    let in_two = in_two.as_ref().unwrap_or(&functions[0].1);
    let adjoint = optimise::adjoint(&functions[0].1);
    let lanes = InLanes::of(&signature, &functions[1].1, primal.bases.len());
    let companion = companion::of_derivatives(
        &signature,
        &functions,
        in_two,
        adjoint.as_ref(),
        &covered,
        lanes.as_ref(),
    );
    lap(4);
    Ok(companion)
}

/// Is the derivative made from the body?
pub fn is_from_body(options: &TokenStream) -> bool {
    let options = Options::parse(options.clone());
    options.is_ok_and(|options| matches!(options.rule, Rule::Body) && options.order == 1)
}
