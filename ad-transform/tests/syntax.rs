//! Every variant of `syn`'s `Expr`, `Stmt`, `Pat` and `Type` in a function: its derivative is right, or it is refused at
//! the place where it stands.
//!
//! The lists of variants are exhaustive for the version of `syn` in [`SYN`]; with another one the test fails until
//! somebody has looked what is new.

use ad_transform::diagnose::refused;
use ad_transform::interp::{Input, Memory, Module, Value};
use ad_transform::ir::{Function, Role};
use ad_transform::lower::lower;
use ad_transform::parse::{Options, Signature, Surroundings};
use ad_transform::transform::{jvp, vjp};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{Visit, visit_expr, visit_pat, visit_stmt, visit_type};
use syn::{Expr, ItemFn, Pat, Stmt, Type};

/// The version of which all variants stand below.
const SYN: &str = "3.0";

macro_rules! variants {
    ($name:ident, $all:ident, $ty:ident: $($variant:ident)*) => {
        const $all: &[&str] = &[$(concat!(stringify!($ty), "::", stringify!($variant))),*];

        fn $name(node: &$ty) -> &'static str {
            #[allow(unreachable_patterns, reason = "some of the enums are open")]
            match node {
                $($ty::$variant(..) => concat!(stringify!($ty), "::", stringify!($variant)),)*
                _ => panic!("a variant of syn::{} of which nobody has decided", stringify!($ty)),
            }
        }
    };
}

variants!(expr, EXPRS, Expr: Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop
    Group If Index Infer Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try
    TryBlock Tuple Unary Unsafe Verbatim While Yield);
variants!(stmt, STMTS, Stmt: Local Item Expr Macro);
variants!(pat, PATS, Pat: Const Guard Ident Lit Macro Or Paren Path Range Reference Rest Slice Struct Tuple TupleStruct
    Type Verbatim Wild);
variants!(ty, TYPES, Type: Array FnPtr Group ImplTrait Infer Macro Never Paren Path Ptr Reference Slice TraitObject Tuple
    Verbatim);

/// What is written in `fn f(x: f64, n: usize, v: [f64; 3]) -> f64 { .. }`, and the variants that it shows. `__group(..)`
/// is `..` in a group without delimiters, as `macro_rules!` makes them.
const VERIFIED: &[(&str, &[&str])] = &[
    (
        "let g: Box<dyn Fn(f64) -> f64> = Box::new(move |t| t * x); g(x)",
        &["Type::TraitObject"],
    ),
    ("let k = const { 2.0 * 3.0 }; x * x * k", &["Expr::Const"]),
    (
        "let a = [x, x * x]; a[0] * a[1]",
        &["Expr::Array", "Expr::Index", "Stmt::Local"],
    ),
    ("let y; y = x * x; y", &["Expr::Assign", "Stmt::Expr"]),
    ("x * x + x / 3.0", &["Expr::Binary", "Expr::Lit"]),
    ("{ let y = x; { y * x } }", &["Expr::Block"]),
    (
        "let mut y = x; loop { y *= x; if y < 2.0 { break; } } y",
        &["Expr::Break", "Expr::Loop"],
    ),
    ("f64::sin(x)", &["Expr::Call"]),
    ("x * n as f64", &["Expr::Cast"]),
    ("let g = |t: f64| t * x; g(x)", &["Expr::Closure"]),
    (
        "let mut s = x; for i in 0..3 { if i == n { continue; } s *= x; } s",
        &["Expr::Continue", "Expr::ForLoop"],
    ),
    (
        "let t = (x, x * x); t.0 * t.1",
        &["Expr::Field", "Expr::Tuple"],
    ),
    ("__group(x * x) * x", &["Expr::Group"]),
    ("if x > 0.5 { x * x } else { x }", &["Expr::If"]),
    (
        "let (mut a, b); (a, _) = (x, x * x); b = a; a *= b; a",
        &["Expr::Infer"],
    ),
    (
        "let o = Some(x * x); if let Some(y) = o { y * x } else { x }",
        &["Expr::Let"],
    ),
    (
        "assert!(x > 0.0); let y = if matches!(n, 1 | 2) { x * x } else { x }; y",
        &["Expr::Macro", "Stmt::Macro"],
    ),
    ("match n { 0 => x, _ => x * x }", &["Expr::Match"]),
    ("x.sin() * x", &["Expr::MethodCall", "Expr::Path"]),
    ("(x + 1.0) * x", &["Expr::Paren"]),
    (
        "let mut s = x; for i in 0..=2 { s *= v[i] * x; } s",
        &["Expr::Range"],
    ),
    ("let r = &x; *r * x", &["Expr::Reference", "Expr::Unary"]),
    ("let a = [x; 3]; a[0] * a[2]", &["Expr::Repeat"]),
    ("if x > 0.0 { return x * x; } x", &["Expr::Return"]),
    (
        "let o = (|| { let y = Some(x * x)?; Some(y * x) })(); o.unwrap_or(x)",
        &["Expr::Try"],
    ),
    (
        "let mut y = x; while y < 5.0 { y = y * y + x; } y",
        &["Expr::While"],
    ),
    (
        "use std::f64::consts::PI; fn unused() {} x * x",
        &["Stmt::Item"],
    ),
    (
        "match (n, x) { (1, y) if y > 0.0 => y * x, _ => x }",
        &[
            "Pat::Guard",
            "Pat::Ident",
            "Pat::Lit",
            "Pat::Tuple",
            "Pat::Wild",
        ],
    ),
    ("match n { 0 | 1 => x * x, _ => x }", &["Pat::Or"]),
    ("let ((a), _) = (x * x, x); a", &["Pat::Paren"]),
    ("match n { usize::MAX => x, _ => x * x }", &["Pat::Path"]),
    ("match n { 0..=2 => x * x, _ => x }", &["Pat::Range"]),
    ("let &r = &x; r * r", &["Pat::Reference"]),
    (
        "let (a, ..) = (x * x, x, x); let [b, ..] = [a, x]; a * b",
        &["Pat::Rest", "Pat::Slice"],
    ),
    (
        "let Some(y) = Some(x * x) else { return x }; y * x",
        &["Pat::TupleStruct"],
    ),
    ("let y: f64 = x * x; y", &["Pat::Type", "Type::Path"]),
    ("let a: [f64; 2] = [x, x]; a[0] * a[1]", &["Type::Array"]),
    ("let y: __group(f64) = x * x; y", &["Type::Group"]),
    (
        "let a: Vec<_> = vec![x, x]; let b: _ = a[0]; b * a[1]",
        &["Type::Infer"],
    ),
    ("let y: (f64) = x * x; y", &["Type::Paren"]),
    ("let y: &f64 = &x; *y * x", &["Type::Reference"]),
    (
        "let a = [x, x]; let s: &[f64] = &a; s[0] * s[1]",
        &["Type::Slice"],
    ),
    (
        "let t: (f64, f64) = (x, x * x); t.0 * t.1",
        &["Type::Tuple"],
    ),
];

/// The same for what is refused, with what is said of it.
const REFUSED: &[(&str, &[&str])] = &[
    ("let y = async { x }; x", &["Expr::Async"]),
    ("x.await", &["Expr::Await"]),
    ("let p = &raw const x; x", &["Expr::RawAddr"]),
    ("try { x }", &["Expr::TryBlock"]),
    ("unsafe { std::ptr::read(&x) }", &["Expr::Unsafe"]),
    ("builtin # offset_of(x)", &["Expr::Verbatim"]),
    ("yield x", &["Expr::Yield"]),
    ("match n { const { 3 } => x, _ => x }", &["Pat::Const"]),
    ("match n { pattern!() => x, _ => x }", &["Pat::Macro"]),
    ("let box y = x; y", &["Pat::Verbatim"]),
    ("x as fn(f64) -> f64", &["Type::FnPtr"]),
    ("x as kind!()", &["Type::Macro"]),
    ("x as !", &["Type::Never"]),
    ("x as *const f64", &["Type::Ptr"]),
];

/// Shown elsewhere: what needs types of the user's, or stands in signatures only.
const ELSEWHERE: &[(&str, &str)] = &[
    ("Expr::Struct", "tests/structs.rs"),
    ("Pat::Struct", "tests/structs.rs"),
    ("Type::ImplTrait", "tests/closures.rs"),
    ("Type::Verbatim", "no text that is parsed gives one"),
];

#[test]
fn the_lists_are_those_of_the_version() {
    let lock = include_str!("../../Cargo.lock");
    let known = format!("name = \"syn\"\nversion = \"{SYN}.");
    assert!(
        lock.contains(&known),
        "look for new variants in syn, then change `SYN`"
    );
}

#[test]
fn each_variant_is_decided() {
    let decided: BTreeSet<&str> = VERIFIED
        .iter()
        .chain(REFUSED)
        .flat_map(|(_, variants)| variants.iter().copied())
        .chain(ELSEWHERE.iter().map(|(variant, _)| *variant))
        .collect();
    for variant in [EXPRS, STMTS, PATS, TYPES].concat() {
        assert!(decided.contains(variant), "{variant}");
    }
}

#[test]
fn what_is_accepted_has_the_right_derivative() {
    for (text, variants) in VERIFIED {
        let item = item(text);
        shows(&item, text, variants);
        let f = lowered(&item).unwrap_or_else(|error| panic!("{error} in {text}"));
        check(&f, text);
    }
}

#[test]
fn what_is_refused_is_so_where_it_stands() {
    for (text, variants) in REFUSED {
        let item = item(text);
        shows(&item, text, variants);
        let Err(errors) = lowered(&item).and_then(|f| vjp(&f).map_err(refused)) else {
            panic!("accepted: {text}")
        };
        for error in errors {
            let at = error.span().source_text().unwrap_or_default();
            assert!(!at.is_empty(), "{error} stands nowhere in {text}");
            assert!(
                error.to_string().contains("help: "),
                "{error} does not say what to write"
            );
        }
    }
}

/// The function with this body.
fn item(text: &str) -> ItemFn {
    let text =
        format!("fn f(x: f64, #[no_diff] n: usize, #[no_diff] v: [f64; 3]) -> f64 {{ {text} }}");
    let tokens = text
        .parse()
        .unwrap_or_else(|error| panic!("{error} in {text}"));
    syn::parse2(grouped(tokens)).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// Makes groups without delimiters of `__group(..)`.
fn grouped(tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        let marked = matches!(out.last(), Some(TokenTree::Ident(ident)) if ident == "__group");
        let tree = match tree {
            TokenTree::Group(group) if marked => {
                out.pop();
                Group::new(Delimiter::None, grouped(group.stream())).into()
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), grouped(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            tree => tree,
        };
        out.push(tree);
    }
    out.into_iter().collect()
}

/// The variants in a function.
#[derive(Default)]
struct Found(BTreeSet<&'static str>);

impl<'ast> Visit<'ast> for Found {
    fn visit_expr(&mut self, node: &'ast Expr) {
        self.0.insert(expr(node));
        visit_expr(self, node);
    }

    fn visit_stmt(&mut self, node: &'ast Stmt) {
        self.0.insert(stmt(node));
        visit_stmt(self, node);
    }

    fn visit_pat(&mut self, node: &'ast Pat) {
        self.0.insert(pat(node));
        visit_pat(self, node);
    }

    fn visit_type(&mut self, node: &'ast Type) {
        self.0.insert(ty(node));
        visit_type(self, node);
    }
}

fn shows(item: &ItemFn, text: &str, variants: &[&str]) {
    let mut found = Found::default();
    found.visit_block(&item.block);
    for variant in variants {
        assert!(
            found.0.contains(variant),
            "{variant} is not in {text}: {:?}",
            found.0
        );
    }
}

fn lowered(item: &ItemFn) -> syn::Result<Function> {
    let options = Options::parse(TokenStream::new()).expect("no options");
    let signature = Signature::of(item, &options, &Surroundings::of(item, None))?;
    lower(&signature, &item.block)
}

/// Forward and reverse mode against differences.
fn check(f: &Function, text: &str) {
    let (at, step) = (0.8, 1e-5);
    let value = |x| scalar(&run(f, x, text).0);
    let expected = (value(at + step) - value(at - step)) / (2.0 * step);
    let forward = jvp(f).unwrap_or_else(|error| panic!("{error} in {text}"));
    let Memory::Tuple(parts) = run(&forward, at, text).0 else {
        panic!("no pair in {text}")
    };
    let reverse = vjp(f).unwrap_or_else(|error| panic!("{error} in {text}"));
    let (_, params) = run(&reverse, at, text);
    let bar = reverse
        .params
        .iter()
        .position(|param| param.role == Role::Bar(Box::new(Role::Primal(0))));
    let backward = scalar(&params[bar.expect("a cotangent")]);
    for (mode, found) in [("forward", scalar(&parts[1])), ("reverse", backward)] {
        assert!(
            (found - expected).abs() < 1e-6,
            "{mode}: {found} for {expected} in {text}"
        );
    }
    assert!(expected != 0.0, "nothing is shown by {text}");
}

/// Runs a function or a transform of it: its result, and what its parameters hold.
fn run(f: &Function, x: f64, text: &str) -> (Memory<f64>, Vec<Memory<f64>>) {
    let inputs = f.params.iter().map(|param| match &param.role {
        Role::Primal(0) => Input::Value(Value::Float(x)),
        Role::Primal(1) => Input::Value(Value::Int(1)),
        Role::Primal(_) => Input::Memory(Memory::Sequence(
            [0.3, 0.9, 1.1].map(Memory::float).to_vec(),
        )),
        _ if !param.varied => Input::Nothing,
        Role::ResultBar | Role::Dot(_) => Input::Memory(Memory::float(1.0)),
        Role::Bar(_) | Role::ResultDot => Input::Memory(Memory::float(0.0)),
    });
    let outcome = Module::default().run(f, inputs.collect(), 10_000);
    let outcome = outcome.unwrap_or_else(|error| panic!("{error} in {text}:\n{f}"));
    (outcome.output, outcome.params)
}

fn scalar(memory: &Memory<f64>) -> f64 {
    match memory {
        Memory::Scalar(Value::Float(x)) => *x,
        other => panic!("{other:?} for a number"),
    }
}
