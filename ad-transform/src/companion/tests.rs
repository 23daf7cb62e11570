//! The generated signatures, with empty bodies: what stands in the contract, word for word.

use super::{Companion, Hidden, PullbackParts};
use crate::analyse::worth::Worth;
use crate::ir::Mode;
use crate::parse::{Options, Signature, Surroundings};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{ImplItem, Item, ItemFn, parse_quote};

fn items(attr: TokenStream, item: &ItemFn) -> TokenStream {
    let options = Options::parse(attr).expect("options");
    let signature =
        Signature::of(item, &options, &Surroundings::of(item, None)).expect("a signature");
    let result = signature.output.is_some();
    let mut modes = vec![vec![Mode::Vjp], vec![Mode::Jvp]];
    if options.order > 1 {
        modes.push(vec![Mode::Vjp, Mode::Jvp]);
    }
    let hidden: Vec<Hidden> = modes
        .iter()
        .map(|modes| Hidden::by_hand(&signature, modes, quote!({})))
        .collect();
    let pullback = PullbackParts {
        params: signature.params.iter().map(|_| quote!(p)).collect(),
        forward: quote!(),
        output: quote!(y),
        sweep_params: vec![quote!(p); usize::from(result) + signature.gradient_params().count()],
        sweep: quote!({}),
        owns: false,
        borrows: false,
        worth: Worth::Nothing,
    };
    Companion::new(&signature, &hidden, Some(&pullback)).items()
}

/// The signatures of the functions, one a line, without paths.
fn signatures(attr: TokenStream, item: &ItemFn) -> Vec<String> {
    let file: syn::File = syn::parse2(items(attr, item)).expect("items");
    let mut lines = Vec::new();
    for item in file.items {
        match item {
            Item::Impl(item) if item.trait_.is_none() => {
                lines.extend(item.items.into_iter().filter_map(|item| match item {
                    ImplItem::Fn(item) => Some((
                        item.vis.to_token_stream().to_string(),
                        item.sig.to_token_stream().to_string(),
                    )),
                    ImplItem::Const(_) => None,
                    other => panic!("{}", other.to_token_stream()),
                }))
            }
            Item::Fn(item) => lines.push((
                item.vis.to_token_stream().to_string(),
                item.sig.to_token_stream().to_string(),
            )),
            _ => {}
        }
    }
    lines
        .into_iter()
        .map(|(vis, sig)| tidy(&format!("{vis} {sig}")))
        .collect()
}

/// A signature without spaces and without the paths of generated code.
fn tidy(text: &str) -> String {
    let text = text.replace(' ', "").replace(",)", ")");
    let text = text.trim_end_matches(',');
    text.replace("::ad::__private::", "")
        .replace("::core::ops::", "")
        .replace("::core::marker::", "")
}

fn check(attr: TokenStream, item: &ItemFn, expected: &[&str]) {
    let found = signatures(attr, item);
    for line in expected {
        assert!(
            found.contains(&tidy(line)),
            "{line}\nis not among\n{}",
            found.join("\n")
        );
    }
}

fn absent(attr: TokenStream, item: &ItemFn, name: &str) {
    let found = signatures(attr, item);
    assert!(
        !found.iter().any(|line| line.contains(&format!("fn{name}"))),
        "{name} is among\n{}",
        found.join("\n")
    );
}

#[test]
fn a_function_of_a_slice() {
    let item = parse_quote!(
        pub fn f(x: &[f64], n: usize) -> f64 {
            0.0
        }
    );
    check(
        quote!(order = 2),
        &item,
        &[
            "pub fn value_and_grad(x: &[f64], n: usize) -> (f64, Vec<f64>)",
            "pub fn grad(x: &[f64], n: usize) -> Vec<f64>",
            "pub fn jvp(x: &[f64], n: usize, x_dot: &[f64]) -> (f64, f64)",
            "pub fn vjp(x: &[f64], n: usize, cotangent: f64) -> (f64, Vec<f64>)",
            "pub fn vjp_into(x: &[f64], n: usize, cotangent: f64, x_bar: &mut [f64]) -> f64",
            "pub fn hvp(x: &[f64], n: usize, x_dot: &[f64]) -> (Vec<f64>, Vec<f64>)",
            "pub fn hessian(x: &[f64], n: usize) -> Vec<Vec<f64>>",
            "pub fn __vjp(x: &[f64], n: usize, cotangent: impl TangentSlot<f64>, mut x_bar: impl CotangentSlot<[f64]>, _: impl Sized) -> f64",
            "pub fn __jvp(x: &[f64], n: usize, x_dot: impl TangentSlot<[f64]>, _: impl Sized) -> (f64, f64)",
        ],
    );
    absent(quote!(), &item, "jacobian");
    absent(quote!(), &item, "hvp");
}

#[test]
fn what_is_written_in_place() {
    let item = parse_quote!(
        fn step(re: &mut [f64], im: &mut Vec<f64>, w: f64) {}
    );
    check(
        quote!(),
        &item,
        &[
            "fn jvp(re: &mut [f64], im: &mut Vec<f64>, w: f64, re_dot: &mut [f64], im_dot: &mut Vec<f64>, w_dot: f64) -> ((), ())",
            "fn vjp(re: &mut [f64], im: &mut Vec<f64>, w: f64, re_bar: &mut [f64], im_bar: &mut Vec<f64>) -> ((), f64)",
            "fn vjp_into(re: &mut [f64], im: &mut Vec<f64>, w: f64, re_bar: &mut [f64], im_bar: &mut Vec<f64>, w_bar: &mut f64) -> ()",
        ],
    );
    for name in ["grad", "pullback", "jacobian"] {
        absent(quote!(), &item, name);
    }
}

#[test]
fn arrays_give_matrices_of_fixed_size() {
    let item = parse_quote!(
        pub(crate) fn f<const N: usize>(x: [f64; N]) -> [f64; 2] {
            [0.0; 2]
        }
    );
    check(
        quote!(),
        &item,
        &[
            "pub(crate) fn jvp<const N: usize>(x: [f64; N], x_dot: &[f64; N]) -> ([f64; 2], [f64; 2])",
            "pub(crate) fn vjp<const N: usize>(x: [f64; N], cotangent: &[f64; 2]) -> ([f64; 2], [f64; N])",
            "pub(crate) fn jacobian<const N: usize>(x: [f64; N]) -> [[f64; N]; 2]",
        ],
    );
    let item = parse_quote!(
        fn f(x: &[f64; 3]) -> Vec<f64> {
            Vec::new()
        }
    );
    check(
        quote!(),
        &item,
        &["fn jacobian(x: &[f64; 3]) -> Vec<Vec<f64>>"],
    );
    let item = parse_quote!(
        fn f(t: f64) -> [f64; 3] {
            [t; 3]
        }
    );
    check(quote!(), &item, &["fn jacobian(t: f64) -> [[f64; 1]; 3]"]);
}

#[test]
fn generic_scalars_and_several_parameters() {
    let item = parse_quote!(
        fn f<T: Float, F>(a: T, b: &[T], g: F) -> T
        where
            F: Fn(T) -> T,
        {
            a
        }
    );
    check(
        quote!(order = 2),
        &item,
        &[
            "fn grad<T: Float, F>(a: T, b: &[T], g: F) -> (T, Vec<T>) where F: Fn(T) -> T",
            "fn vjp_into<T: Float, F>(a: T, b: &[T], g: F, cotangent: T, a_bar: &mut T, b_bar: &mut [T]) -> T where F: Fn(T) -> T",
            "fn hvp<T: Float, F>(a: T, b: &[T], g: F, a_dot: T, b_dot: &[T]) -> ((T, Vec<T>), (T, Vec<T>)) where F: Fn(T) -> T",
        ],
    );
    absent(quote!(order = 2), &item, "hessian");
    let item = parse_quote!(
        fn f(x: f64) -> f64 {
            x
        }
    );
    check(
        quote!(order = 2),
        &item,
        &[
            "fn hessian(x: f64) -> f64",
            "fn hvp(x: f64, x_dot: f64) -> (f64, f64)",
        ],
    );
}

#[test]
fn methods_get_siblings() {
    let item = parse_quote!(
        pub fn loss(&self, x: &[f64], x_bar: f64) -> f64 {
            0.0
        }
    );
    check(
        quote!(wrt(self, x)),
        &item,
        &[
            "pub fn loss_grad(&self, x: &[f64], x_bar: f64) -> (<Self as ::ad::Differentiable>::Tangent, Vec<f64>)",
            "pub fn loss_vjp_into(&self, x: &[f64], x_bar: f64, cotangent: f64, self_bar: &mut<Self as ::ad::Differentiable>::Tangent, x_bar_: &mut [f64]) -> f64",
            "pub fn __loss_vjp(&self, x: &[f64], x_bar: f64, cotangent: impl TangentSlot<f64>, mut self_bar: impl CotangentSlot<<Self as ::ad::Differentiable>::Tangent>, mut x_bar_: impl CotangentSlot<[f64]>, _: impl Sized) -> f64",
        ],
    );
}
