//! Macros of the standard library. Their arguments are parsed once, before lowering.

use super::Lowerer;
use super::operand::Operand;
use super::outcome::Expected;
use crate::diagnose;
use crate::hashed::HashMap;
use crate::ir::{Atom, Init, Op, Opaque, Part, Prim, Type};
use crate::sorted::Set;
use crate::syntax::visit::Visit;
use proc_macro2::{Delimiter, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Lit, Macro, MacroDelimiter, Pat, Token};

/// The arguments of the macros of a body.
#[derive(Default)]
pub(super) struct Macros {
    parsed: HashMap<*const Macro, Box<Args>>,
}

/// The arguments of a macro.
pub(super) enum Args {
    /// `a, b, c`
    List(Vec<Expr>),
    /// `a; n`
    Repeat(Expr, Expr),
    /// `e, pattern if guard`
    Matches(Expr, Box<Pat>, Option<Expr>),
    /// `a, b; c, d`
    Rows(Vec<Vec<Expr>>),
}

impl Macros {
    /// Parses the arguments of all known macros of a body, those inside of others included.
    pub fn of(body: &Block) -> Macros {
        let mut macros = Macros::default();
        macros.visit_block(body);
        macros
    }
}

impl<'ast> Visit<'ast> for Macros {
    fn visit_macro(&mut self, mac: &'ast Macro) {
        let parsed = match name_of(mac).as_str() {
            "vec" => mac.parse_body_with(vec_args).ok(),
            "matches" => mac.parse_body_with(matches_args).ok(),
            "matrix" | "dmatrix" => mac.parse_body_with(rows_args).ok(),
            _ => mac.parse_body_with(list_args).ok(),
        };
        let Some(args) = parsed.map(Box::new) else {
            return;
        };
        match &*args {
            Args::List(exprs) => exprs.iter().for_each(|e| self.visit_expr(e)),
            Args::Repeat(e, n) => {
                self.visit_expr(e);
                self.visit_expr(n);
            }
            Args::Matches(e, _, guard) => {
                self.visit_expr(e);
                guard.iter().for_each(|e| self.visit_expr(e));
            }
            Args::Rows(rows) => rows.iter().flatten().for_each(|e| self.visit_expr(e)),
        }
        self.parsed.insert(&raw const *mac, args);
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

fn list_args(input: ParseStream<'_>) -> syn::Result<Args> {
    Punctuated::<Expr, Token![,]>::parse_terminated(input)
        .map(|list| Args::List(list.into_iter().collect()))
}

fn vec_args(input: ParseStream<'_>) -> syn::Result<Args> {
    if input.is_empty() {
        return Ok(Args::List(Vec::new()));
    }
    let first = Expr::parse(input)?;
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
        return Ok(Args::Repeat(first, input.parse()?));
    }
    let mut all = vec![first];
    while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
        all.push(input.parse()?);
    }
    Ok(Args::List(all))
}

fn rows_args(input: ParseStream<'_>) -> syn::Result<Args> {
    let mut rows = vec![Vec::new()];
    while !input.is_empty() {
        if input.parse::<Option<Token![;]>>()?.is_some() {
            rows.push(Vec::new());
            continue;
        }
        if let Some(row) = rows.last_mut() {
            row.push(input.parse()?);
        }
        if !input.is_empty() && !input.peek(Token![;]) {
            input.parse::<Token![,]>()?;
        }
    }
    // After the last `;`.
    rows.retain(|row| !row.is_empty());
    Ok(Args::Rows(rows))
}

fn matches_args(input: ParseStream<'_>) -> syn::Result<Args> {
    let scrutinee = input.parse()?;
    input.parse::<Token![,]>()?;
    let pat = Pat::parse_multi_with_leading_vert(input)?;
    let guard = match input.parse::<Option<Token![if]>>()? {
        Some(_) => Some(input.parse()?),
        None => None,
    };
    input.parse::<Option<Token![,]>>()?;
    Ok(Args::Matches(scrutinee, Box::new(pat), guard))
}

fn name_of(mac: &Macro) -> String {
    mac.path
        .segments
        .last()
        .map(|last| last.ident.to_string())
        .unwrap_or_default()
}

/// What stands around the arguments of a macro.
pub(super) fn delimiter(mac: &Macro) -> Delimiter {
    match mac.delimiter {
        MacroDelimiter::Paren(_) => Delimiter::Parenthesis,
        MacroDelimiter::Brace(_) => Delimiter::Brace,
        MacroDelimiter::Bracket(_) => Delimiter::Bracket,
    }
}

impl<'a> Lowerer<'a> {
    /// A macro as a statement, or as an expression whose value is wanted.
    pub(super) fn macro_(&mut self, mac: &'a Macro, wanted: bool) -> Operand<'a> {
        let name = name_of(mac);
        let macros = self.macros;
        let args = macros.parsed.get(&(&raw const *mac)).map(|args| &**args);
        match (name.as_str(), args) {
            ("vec", Some(Args::List(exprs))) => {
                if exprs.is_empty() {
                    let element = self.types.fresh();
                    return Operand::Init(Init::Empty(None), Type::Vec(Box::new(element)));
                }
                if let Some(functions) = self.functions(exprs.iter()) {
                    return functions;
                }
                let (inits, element) = self.elements(exprs.iter());
                Operand::Init(Init::Elements(inits), Type::Vec(Box::new(element)))
            }
            ("vec", Some(Args::Repeat(expr, len))) => {
                let (init, element, n) = self.repeated(expr, len);
                Operand::Init(
                    Init::Repeat(Box::new(init), n),
                    Type::Vec(Box::new(element)),
                )
            }
            ("matches", Some(Args::Matches(expr, pat, guard))) => {
                self.matches_macro(expr, pat, guard.as_ref())
            }
            ("assert", Some(Args::List(exprs))) => self.assert(mac, exprs),
            ("assert_eq" | "assert_ne", Some(Args::List(exprs))) => self.assert_equal(mac, exprs),
            ("debug_assert", Some(Args::List(exprs))) => {
                self.only_in_debug(&mut |l| l.assert(mac, exprs))
            }
            ("debug_assert_eq" | "debug_assert_ne", Some(Args::List(exprs))) => {
                self.only_in_debug(&mut |l| l.assert_equal(mac, exprs))
            }
            ("panic" | "unreachable" | "todo" | "unimplemented", Some(Args::List(exprs))) => {
                self.opaque_macro(mac, exprs, None, true)
            }
            ("println" | "eprintln" | "print" | "eprint", Some(Args::List(exprs))) => {
                self.opaque_macro(mac, exprs, None, false)
            }
            ("format" | "concat", Some(Args::List(exprs))) => {
                self.opaque_macro(mac, exprs, Some(Type::Opaque), false)
            }
            // What `stringify!` is given is text, and nothing that runs.
            (
                "format" | "concat" | "stringify" | "line" | "file" | "column" | "module_path"
                | "env",
                _,
            ) => Operand::Tokens(mac.to_token_stream()),
            ("cfg", _) => {
                let parts = vec![Part::Tokens(mac.to_token_stream())];
                Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool))
            }
            ("dbg", Some(Args::List(exprs))) if exprs.len() == 1 => {
                let value = self.evaluated(&exprs[0]);
                let mut parts = vec![Part::Tokens(quote!(let _ = dbg!))];
                let inner = self.part(value.clone());
                parts.push(Part::Group(Delimiter::Parenthesis, inner));
                self.effect(Op::Opaque(Opaque::effect(parts)));
                value
            }
            ("try", Some(Args::List(exprs))) if exprs.len() == 1 => {
                let operand = self.evaluated(&exprs[0]);
                self.try_operand(&exprs[0], operand, Expected::Result)
            }
            (_, args) if let Some(value) = self.conventional_macro(mac, &name, args) => value,
            ("array", args) if let Some(value) = self.array_macro(mac, args) => value,
            (_, Some(args)) if let Some(value) = self.matrix_macro(mac, &name, args) => value,
            _ if wanted && let Some(value) = self.inert_macro(mac) => value,
            _ => {
                let why = self.signature.unexpanded.get(&name);
                let error = diagnose::unseen_macro(mac, &name, why.map(String::as_str));
                self.errors.push(error);
                Operand::Poison
            }
        }
    }

    /// `assert!`: a message is evaluated only where the condition fails.
    pub(super) fn assert(&mut self, mac: &'a Macro, exprs: &'a [Expr]) -> Operand<'a> {
        let Some((cond, message)) = exprs.split_first() else {
            return self.unsupported(mac, "macro");
        };
        let holds = self.condition(cond);
        self.asserted(holds, &spelled(cond), message)
    }

    fn assert_equal(&mut self, mac: &'a Macro, exprs: &'a [Expr]) -> Operand<'a> {
        match self.asserted_order(mac, exprs) {
            Some(asserted) => asserted,
            None => self.opaque_macro(mac, exprs, None, false),
        }
    }

    /// `assert_eq!(a.partial_cmp(&b), Some(Ordering::Less))`: an order is no value here, but whether it is this one is.
    fn asserted_order(&mut self, mac: &'a Macro, exprs: &'a [Expr]) -> Option<Operand<'a>> {
        let [left, right, message @ ..] = exprs else {
            return None;
        };
        if !names_order(right) {
            return None;
        }
        let compared = match self.evaluated(left) {
            Operand::Compared(compared) => compared,
            other => {
                let mut inner = self.at(left, |l| l.shown(other));
                inner.push(Part::Tokens(quote!(,)));
                inner.extend(self.format_parts(&exprs[1..]));
                let path = &mac.path;
                let inner = Part::Group(delimiter(mac), inner);
                self.effect(Op::Opaque(Opaque::effect(vec![
                    Part::Tokens(quote!(#path!)),
                    inner,
                ])));
                return Some(Operand::Unit);
            }
        };
        let mut holds = self.is_order(right, &compared)?;
        let equal = mac.path.segments.last()?.ident.to_string().ends_with("eq");
        if !equal {
            holds = self.prim(Prim::Not, vec![holds]);
        }
        let sign = if equal { "==" } else { "!=" };
        let text = format!("{} {sign} {}", spelled(left), spelled(right));
        Some(self.asserted(holds, &text, message))
    }

    fn asserted(&mut self, holds: Atom, said: &str, message: &'a [Expr]) -> Operand<'a> {
        let fails = self.prim(Prim::Not, vec![holds]);
        let text = format!("assertion failed: {said}");
        self.branch(
            fails,
            false,
            &mut |l| {
                let mut parts = vec![Part::Tokens(quote!(panic!))];
                let inner = match message {
                    [] => vec![Part::Tokens(quote!("{}", #text))],
                    message => l.format_parts(message),
                };
                parts.push(Part::Group(Delimiter::Parenthesis, inner));
                l.diverge(parts)
            },
            &mut |_| Operand::Unit,
        )
    }

    fn only_in_debug(&mut self, f: &mut dyn FnMut(&mut Self) -> Operand<'a>) -> Operand<'a> {
        let parts = vec![Part::Tokens(quote!(cfg!(debug_assertions)))];
        let debug = self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool);
        self.branch(debug, false, f, &mut |_| Operand::Unit)
    }

    pub(super) fn diverge(&mut self, parts: Vec<Part>) -> Operand<'a> {
        self.effect(Op::Opaque(Opaque::diverging(parts)));
        self.reachable = false;
        Operand::Never
    }

    /// A macro that stays as it is, with operands for its arguments.
    pub(super) fn opaque_macro(
        &mut self,
        mac: &'a Macro,
        exprs: &'a [Expr],
        ty: Option<Type>,
        diverges: bool,
    ) -> Operand<'a> {
        let inner = self.format_parts(exprs);
        let path = &mac.path;
        let parts = vec![
            Part::Tokens(quote!(#path!)),
            Part::Group(delimiter(mac), inner),
        ];
        if diverges {
            return self.diverge(parts);
        }
        match ty {
            Some(ty) => Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty)),
            None => {
                self.effect(Op::Opaque(Opaque::effect(parts)));
                Operand::Unit
            }
        }
    }

    /// Arguments of a formatting macro, with what the format string captures.
    pub(super) fn format_parts(&mut self, exprs: &'a [Expr]) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut named = Set::new();
        let mut captured = Set::new();
        for expr in exprs {
            if !parts.is_empty() {
                parts.push(Part::Tokens(quote!(,)));
            }
            match expr {
                Expr::Lit(lit) => {
                    if let Lit::Str(text) = &lit.lit {
                        captured.extend(captures(&text.value()));
                    }
                    parts.push(Part::Tokens(lit.to_token_stream()));
                }
                Expr::Assign(assign) => {
                    let name = assign.left.to_token_stream();
                    named.insert(name.to_string());
                    parts.push(Part::Tokens(quote!(#name =)));
                    parts.extend(self.printed(&assign.right));
                }
                expr => parts.extend(self.printed(expr)),
            }
        }
        for name in captured.difference(&named) {
            let Some(binding) = self.scopes.get(name) else {
                continue;
            };
            let operand = binding.operand.clone();
            let ident = format_ident!("{name}");
            parts.push(Part::Tokens(quote!(, #ident = )));
            parts.extend(self.shown(operand));
        }
        parts
    }

    /// The operand where a macro takes a reference to it: a slice has no size of its own.
    fn shown(&mut self, operand: Operand<'a>) -> Vec<Part> {
        let operand = self.strip(operand);
        let ty = self.ty(&operand);
        if matches!(self.types.shallow(&ty), Type::Slice(_)) {
            return self.part(Operand::shared(operand));
        }
        self.part(operand)
    }

    fn printed(&mut self, expr: &'a Expr) -> Vec<Part> {
        let operand = self.evaluated(expr);
        self.at(expr, |l| l.shown(operand))
    }

    fn matches_macro(
        &mut self,
        expr: &'a Expr,
        pat: &'a Pat,
        guard: Option<&'a Expr>,
    ) -> Operand<'a> {
        self.variables.add(pat);
        let operand = self.evaluated(expr);
        let holds = self.test(pat, &operand).unwrap_or_else(|| Atom::bool(true));
        let Some(guard) = guard else {
            return Operand::Atom(holds);
        };
        self.and_then(holds, false, &mut |l| {
            let depth = l.scopes.depth();
            l.scopes.push();
            l.bind(pat, operand.clone(), None);
            let holds = l.condition(guard);
            l.scopes.truncate(depth);
            holds
        })
    }
}

/// Does an expression name an order: `Ordering::Less`, `Some(Ordering::Less)`?
fn names_order(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => names_order(&paren.expr),
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            ["Less", "Equal", "Greater"]
                .iter()
                .any(|name| last.ident == name)
        }),
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some"))
                && call.args.iter().all(names_order)
        }
        _ => false,
    }
}

/// The names that a format string mentions.
fn captures(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let text = text.replace("{{", "").replace("}}", "");
    for piece in text.split('{').skip(1) {
        let Some((inside, _)) = piece.split_once('}') else {
            continue;
        };
        let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
        names.push(name.trim().to_string());
        // `{:width$.precision$}`
        for part in spec.split('$').rev().skip(1) {
            let name: String = part
                .chars()
                .rev()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            names.push(name);
        }
    }
    names.retain(|name| {
        name.chars()
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_')
    });
    names
}

/// An expression as text, in the user's spelling as far as tokens keep it.
fn spelled(expr: &Expr) -> String {
    let tokens: TokenStream = expr.to_token_stream();
    tokens.to_string()
}
