//! A function of some hundred lines expands, and what it expands to grows with its length and no faster.
//!
//! How long it takes: `cargo run -p ad-transform --example expand -- FILE NAME` says it.

use proc_macro2::{TokenStream, TokenTree};
use std::fmt::Write;

/// A function of so many lines: straight-line code, branches, loops, memory, calls.
fn function(lines: usize) -> String {
    let mut text = String::from(
        "fn large(x: &[f64], k: f64) -> f64 {\nlet mut s = k;\nlet mut a = [0.0; 8];\n",
    );
    for i in 0..(lines - 5) / 10 {
        let at = i % 8;
        write!(
            text,
            "let t{i} = (s * x[{at}]).sin() + {i}.0 / (1.0 + s * s);\n\
             if t{i} > 0.5 {{\n\
             s += t{i} * a[{at}];\n\
             }} else {{\n\
             s = s * 0.9 - x[{at}].exp();\n\
             }}\n\
             for j in 0..x.len() {{\n\
             a[j % 8] += x[j] * s.cos();\n\
             }}\n\
             s += helper(a[{at}], t{i});\n"
        )
        .expect("a string takes everything");
    }
    text + "s\n}\n"
}

fn tokens(stream: TokenStream) -> usize {
    let of = |tree| match tree {
        TokenTree::Group(group) => 2 + tokens(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => 1,
    };
    stream.into_iter().map(of).sum()
}

fn expanded(lines: usize) -> usize {
    let item = function(lines).parse().expect("tokens");
    let output = ad_transform::differentiate(TokenStream::new(), item);
    assert!(
        !output.to_string().contains("compile_error"),
        "{lines} lines are refused"
    );
    tokens(output)
}

#[test]
fn output_grows_with_input() {
    let (few, many) = (expanded(105), expanded(305));
    assert!(
        many < 7 * few / 2,
        "{many} tokens for three times the lines of {few}"
    );
}

#[test]
#[ignore = "writes the function, to measure how long it takes"]
fn writes_a_function() {
    let path = std::env::temp_dir().join("large.rs");
    let text = format!("#[differentiate]\n{}", function(305));
    std::fs::write(&path, text).expect("a file");
    println!("{}", path.display());
}
