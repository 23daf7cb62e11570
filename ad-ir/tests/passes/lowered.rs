//! Functions in Rust as IR.

use ad_ir::ir::Function;
use ad_ir::optimise::{finish, optimise, sums};
use ad_ir::transform::{Passes, vjp, vjp_with};
use ad_transform::lower::lower;
use ad_transform::parse::{Options, Signature, Surroundings};

/// A function, lowered and optimised.
pub fn optimised(source: &str) -> Function {
    let item: syn::ItemFn = syn::parse_str(source).expect("a function");
    let options = Options::default();
    let surroundings = Surroundings::of(&item, None);
    let signature = Signature::of(&item, &options, &surroundings);
    let signature = signature.expect("a signature");
    let mut f = lower(&signature, &item.block).expect("it can be lowered");
    optimise(&mut f);
    f
}

/// Reverse mode of a function in Rust in two sweeps, optimised.
pub fn reverse_mode_of(source: &str) -> Function {
    reverse_mode(source, Passes::SEPARATE)
}

/// The same, finished as what is emitted is.
pub fn finished_reverse_mode_of(source: &str) -> Function {
    let mut g = reverse_mode_of(source);
    finish(&mut g);
    g
}

/// The text of reverse mode after the passes for what was made of a function.
pub fn reverse_sweeps_of(source: &str) -> String {
    let f = optimised(source);
    let mut g = vjp(&f).expect("it can be differentiated");
    sums(&mut g, &f);
    optimise(&mut g);
    g.to_string()
}

/// The same, where iterations that are independent run forth and back at once.
pub fn reverse_mode_at_once(source: &str) -> Function {
    reverse_mode(source, Passes::ALL)
}

fn reverse_mode(source: &str, passes: Passes) -> Function {
    let g = vjp_with(&optimised(source), passes);
    let mut g = g.expect("it can be differentiated");
    optimise(&mut g);
    g
}
