//! Declarative macros of the user's crate, written out.
//!
//! Comes in: a body with calls of macros whose `macro_rules!` stand in it, in its file or elsewhere in the crate. Goes out:
//! the body with what they expand to, as the compiler expands them, but that all names are told apart by their spelling
//! ([`hygiene`]), and that a derivative is made of it. The function itself stays as it was written.
//!
//! A call whose definition is not seen stays a call, for lowering to say what that means; one whose definition is seen but
//! cannot be followed does, too, with the reason ([`Unexpanded`]). What is written out stands where the call does, so that
//! messages point there.

mod definition;
mod fragment;
mod hygiene;
mod matcher;
#[cfg(test)]
mod tests;
mod tokens;
mod transcribe;

use super::knowledge::{Knowledge, MacroText};
use super::{Signature, words};
use crate::hashed::{HashMap, HashSet};
use crate::syntax::visit::Visit;
use crate::syntax::visit_mut::{self, VisitMut};
use definition::Definition;
use hygiene::{Expanded, Mark, SIGN, base};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::borrow::Cow;
use std::rc::Rc;
use syn::parse::{ParseStream, Parser};
use syn::{Block, Expr, Item, Macro, Pat, Stmt, Type, parse_quote};

/// Why calls of macros were left as they are, by the names of the macros.
pub type Unexpanded = HashMap<String, String>;

/// So deep do expansions go in the compiler, too, unless it is told otherwise.
const DEEPEST: usize = 128;

/// More expansions in one function are not made.
const MOST: usize = 4096;

/// Macros of the standard library whose arguments are expressions.
const STANDARD: [&str; 22] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "try",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Those of other crates.
const OF_EXPRESSIONS: [&str; 6] = ["array", "bail", "dvector", "ensure", "point", "vector"];

/// The body with the crate's macros written out. What could not be is noted in the signature.
pub fn expanded<'b>(signature: &mut Signature, body: &'b Block) -> Cow<'b, Block> {
    if !calls_macro(body.to_token_stream()) {
        return Cow::Borrowed(body);
    }
    let parameters = signature.params.iter().map(|param| param.pat.clone());
    let parameters: Vec<Pat> = parameters.collect();
    let (written, unexpanded) = expand(body, &parameters, &signature.words, &signature.knowledge);
    signature.unexpanded.extend(unexpanded);
    let Some(body) = written else {
        return Cow::Borrowed(body);
    };
    signature.words = words(body.to_token_stream());
    Cow::Owned(body)
}

/// The body, if anything in it was expanded, and why other calls were not.
fn expand(
    body: &Block,
    parameters: &[Pat],
    used: &HashSet<String>,
    knowledge: &Knowledge,
) -> (Option<Block>, Unexpanded) {
    let mut local = Local::default();
    parameters.iter().for_each(|pat| local.visit_pat(pat));
    let taken = local.variables.clone();
    local.visit_block(body);
    // What looks like a mark would be one.
    if used.iter().any(|word| word.contains(SIGN)) {
        return (None, Unexpanded::default());
    }
    let mut unexpanded = Unexpanded::default();
    loop {
        let mut expander = Expander {
            knowledge,
            local: &local,
            known: HashMap::default(),
            expansions: Vec::new(),
            unexpanded: unexpanded.clone(),
            refused: &unexpanded,
            depth: 0,
        };
        let mut body = body.clone();
        expander.visit_block_mut(&mut body);
        let (expansions, others) = (expander.expansions, expander.unexpanded);
        if expansions.is_empty() {
            return (None, others);
        }
        match hygiene::resolved(&mut body, &expansions, parameters) {
            Ok(()) => {
                Definitions.visit_block_mut(&mut body);
                hygiene::named(&mut body, taken);
                return (Some(body), others);
            }
            Err((name, why)) => unexpanded.insert(name, why),
        };
    }
}

/// Is there a call of a macro that is not the language's own?
fn calls_macro(tokens: TokenStream) -> bool {
    let mut before: [Option<String>; 2] = [None, None];
    tokens.into_iter().any(|token| {
        let text = match &token {
            TokenTree::Group(group) => {
                let called = match &before {
                    [Some(name), Some(bang)] if bang == "!" => !STANDARD.contains(&name.as_str()),
                    _ => false,
                };
                if called || calls_macro(group.stream()) {
                    return true;
                }
                None
            }
            TokenTree::Ident(ident) => Some(ident.to_string()),
            TokenTree::Punct(punct) => Some(punct.as_char().to_string()),
            TokenTree::Literal(_) => None,
        };
        before = [before[1].take(), text];
        false
    })
}

/// What a body declares itself.
#[derive(Default)]
struct Local {
    variables: HashSet<String>,
    definitions: HashMap<String, MacroText>,
}

impl<'ast> Visit<'ast> for Local {
    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.variables.insert(pat.ident.to_string());
        crate::syntax::visit::visit_pat_ident(self, pat);
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if let Some(name) = &item.ident {
            let text = match self.definitions.contains_key(&name.to_string()) {
                true => MacroText::Unclear("the function defines it more than once".to_string()),
                false => MacroText::Is(item.mac.tokens.to_string()),
            };
            self.definitions.insert(name.to_string(), text);
        }
    }
}

/// Takes out the definitions of macros that are no longer called.
struct Definitions;

impl VisitMut for Definitions {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let defines = |stmt: &Stmt| match stmt {
            Stmt::Item(Item::Macro(item)) => item.ident.as_ref().map(ToString::to_string),
            _ => None,
        };
        let mut called = HashSet::default();
        for stmt in block.stmts.iter().filter(|stmt| defines(stmt).is_none()) {
            called.extend(words(stmt.to_token_stream()));
        }
        block
            .stmts
            .retain(|stmt| defines(stmt).is_none_or(|name| called.contains(&name)));
    }
}

/// A definition, or why it cannot be followed; `None` if there is none.
type Known = Option<Result<Rc<Definition>, String>>;

struct Expander<'k> {
    knowledge: &'k Knowledge,
    local: &'k Local,
    known: HashMap<String, Known>,
    /// What has been expanded, by the numbers of marks.
    expansions: Vec<Expanded>,
    unexpanded: Unexpanded,
    /// What is known not to be possible.
    refused: &'k Unexpanded,
    depth: usize,
}

impl Expander<'_> {
    fn definition(&mut self, path: &syn::Path, name: &str) -> Known {
        if let Some(why) = self.refused.get(name) {
            return Some(Err(why.clone()));
        }
        let alone = path.segments.len() == 1;
        if alone && STANDARD.contains(&name) && !self.local.definitions.contains_key(name) {
            return None;
        }
        let key = path.to_token_stream().to_string();
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let names = path.segments.iter().map(|segment| &segment.ident);
        let names: Vec<String> = names
            .map(|name| base(&name.to_string()).to_string())
            .collect();
        let beyond = self.knowledge.macro_text(&names);
        let text = match (self.local.definitions.get(name).filter(|_| alone), beyond) {
            (Some(_), Some(_)) => {
                let why = "it is defined in the function and outside of it";
                Some(MacroText::Unclear(why.to_string()))
            }
            (Some(text), None) => Some(text.clone()),
            (None, text) => text,
        };
        let known = text.map(|text| match text {
            MacroText::Unclear(why) => Err(why),
            MacroText::Is(text) => {
                let tokens: TokenStream = text.parse().map_err(|_| "it is not read")?;
                Ok(Rc::new(Definition::of(tokens)?))
            }
        });
        self.known.insert(key, known.clone());
        known
    }

    /// What a call expands to, as `parse` reads it; `None` where it stays a call.
    fn call<T>(
        &mut self,
        mac: &Macro,
        position: Position,
        parse: fn(ParseStream<'_>) -> syn::Result<T>,
    ) -> Option<T> {
        let last = mac.path.segments.last()?;
        let name = base(&last.ident.to_string()).to_string();
        let asserts = name.split('_').any(|word| word == "assert");
        let Some(definition) = self.definition(&mac.path, &name) else {
            let parsed = parse.parse2(loop_of(&name, mac)?).ok()?;
            let local = false;
            self.expansions.push(Expanded { name, local });
            return Some(parsed);
        };
        let expanded = definition.and_then(|definition| {
            let local = mac.path.segments.len() == 1 && self.local.definitions.contains_key(&name);
            let inert = !local && !self.mentions_variable(mac.tokens.clone());
            let stays = match position {
                Position::Expression if inert => Stays::IfItDoesSomething,
                // What it checks is no part of a derivative.
                Position::Statement if asserts => Stays::IfItReads,
                _ => Stays::Never,
            };
            self.expanded(&definition, mac, &name, local, stays)
        });
        let parsed = expanded.and_then(|tokens| {
            let Some(tokens) = tokens else {
                return Ok(None);
            };
            let read = parse.parse2(fragment::plain_but_in_calls(tokens));
            read.map(Some)
                .map_err(|error| format!("what it expands to is not read: {error}"))
        });
        match parsed {
            Ok(parsed) => parsed,
            Err(why) => {
                self.unexpanded.entry(name).or_insert(why);
                None
            }
        }
    }

    /// The tokens that a call expands to; `None` where it is better left as it is.
    fn expanded(
        &mut self,
        definition: &Definition,
        mac: &Macro,
        name: &str,
        local: bool,
        stays: Stays,
    ) -> Result<Option<TokenStream>, String> {
        if self.depth > DEEPEST || self.expansions.len() > MOST {
            return Err("it expands to too many calls of macros".to_string());
        }
        let (arm, bindings) = matcher::find(definition, mac.tokens.clone())?;
        let span = match mac.path.segments.last() {
            Some(last) => last.ident.span(),
            None => Span::call_site(),
        };
        let mark = Mark(self.expansions.len());
        let tokens = transcribe::transcribed(&arm.body, &bindings, mark, span)?;
        let left = match stays {
            Stays::Never => false,
            Stays::IfItDoesSomething => does_something(tokens.clone()),
            Stays::IfItReads => !leaves(tokens.clone()) && !changes(tokens.clone()),
        };
        if left {
            return Ok(None);
        }
        let name = name.to_string();
        self.expansions.push(Expanded { name, local });
        Ok(Some(tokens))
    }

    fn mentions_variable(&self, tokens: TokenStream) -> bool {
        let mentioned = words(tokens);
        let is_variable = |word: &String| {
            word == "self" || word.contains(SIGN) || self.local.variables.contains(word)
        };
        mentioned.iter().any(is_variable)
    }

    /// Goes on in what has been expanded.
    fn deeper(&mut self, walk: impl FnOnce(&mut Self)) {
        self.depth += 1;
        walk(self);
        self.depth -= 1;
    }

    fn statements(&mut self, stmts: Vec<Stmt>, all: &mut Vec<Stmt>) {
        for mut stmt in stmts {
            let expanded = match &stmt {
                Stmt::Macro(call) => {
                    let stmts = self.call(&call.mac, Position::Statement, statements);
                    stmts.and_then(|stmts| Some((under(&call.attrs, stmts)?, call.semi_token)))
                }
                _ => None,
            };
            let Some((mut stmts, semi)) = expanded else {
                self.visit_stmt_mut(&mut stmt);
                all.push(stmt);
                continue;
            };
            match stmts.last_mut() {
                Some(Stmt::Expr(_, none @ None)) => *none = semi,
                Some(Stmt::Macro(last)) if last.semi_token.is_none() => last.semi_token = semi,
                _ => {}
            }
            self.deeper(|expander| expander.statements(stmts, all));
        }
    }

    /// Tokens of a macro that is left as it is, with the calls in it written out that stand for expressions.
    fn within(&mut self, tokens: TokenStream) -> TokenStream {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut all: Vec<TokenTree> = Vec::new();
        let mut from = 0;
        for (i, tree) in trees.iter().enumerate() {
            let TokenTree::Group(group) = tree else {
                continue;
            };
            let path = path_before(&trees[from..i]);
            let call: Option<Macro> = path.and_then(|length| {
                let call = trees[i - length..=i].iter().cloned().collect();
                syn::parse2(call).ok()
            });
            let written = call.and_then(|mac| {
                let mut expr = self.call(&mac, Position::Expression, expression)?;
                self.deeper(|expander| expander.visit_expr_mut(&mut expr));
                Some((path.unwrap_or(0), in_place(expr)))
            });
            match written {
                Some((length, expr)) => {
                    all.extend(trees[from..i - length].iter().cloned());
                    all.extend(expr.to_token_stream());
                }
                None => {
                    all.extend(trees[from..i].iter().cloned());
                    let mut inner = Group::new(group.delimiter(), self.within(group.stream()));
                    inner.set_span(group.span());
                    all.push(TokenTree::Group(inner));
                }
            }
            from = i + 1;
        }
        all.extend(trees[from..].iter().cloned());
        all.into_iter().collect()
    }
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Expression,
    Other,
    Statement,
}

/// When a call is better left as it is, since no derivative is to be made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stays {
    Never,
    IfItDoesSomething,
    IfItReads,
}

/// Are there blocks, or ways out of what is around?
fn does_something(tokens: TokenStream) -> bool {
    let blocks = tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::Brace || does_something(group.stream())
        }
        TokenTree::Ident(ident) => ident == "unsafe",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    });
    blocks || leaves(tokens)
}

/// Is there what leaves the function, or a loop?
fn leaves(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => leaves(group.stream()),
        TokenTree::Ident(ident) => ident == "return" || ident == "break" || ident == "continue",
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Literal(_) => false,
    })
}

/// Is anything assigned, lent to be changed, or a method called for what it does?
fn changes(tokens: TokenStream) -> bool {
    struct Changes(bool);
    impl<'ast> Visit<'ast> for Changes {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            self.0 |= crate::parse::is_changing(expr);
            crate::syntax::visit::visit_expr(self, expr);
        }

        fn visit_stmt(&mut self, stmt: &'ast Stmt) {
            self.0 |= matches!(stmt, Stmt::Expr(Expr::MethodCall(_), Some(_)));
            crate::syntax::visit::visit_stmt(self, stmt);
        }
    }
    let Ok(stmts) = statements.parse2(fragment::plain_but_in_calls(tokens)) else {
        return true;
    };
    let mut found = Changes(false);
    stmts.iter().for_each(|stmt| found.visit_stmt(stmt));
    found.0
}

/// What `unroll!` of the crate `crunchy` makes, which writes a loop out: the loop.
fn loop_of(name: &str, mac: &Macro) -> Option<TokenStream> {
    let is_loop = || syn::parse2::<syn::ExprForLoop>(mac.tokens.clone()).is_ok();
    (name == "unroll" && is_loop()).then(|| mac.tokens.clone())
}

/// How many of the last trees are the path of a macro and its `!`.
fn path_before(trees: &[TokenTree]) -> Option<usize> {
    let is = |at: usize, c: char| {
        let tree = trees.len().checked_sub(at).and_then(|at| trees.get(at));
        matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == c)
    };
    let is_ident = |at: usize| {
        let tree = trees.len().checked_sub(at).and_then(|at| trees.get(at));
        matches!(tree, Some(TokenTree::Ident(_)))
    };
    let mut length = (is(1, '!') && is_ident(2)).then_some(2)?;
    while is(length + 1, ':') && is(length + 2, ':') {
        if !is_ident(length + 3) {
            return Some(length + 2);
        }
        length += 3;
    }
    Some(length)
}

fn statements(input: ParseStream<'_>) -> syn::Result<Vec<Stmt>> {
    input.call(Block::parse_within)
}

/// Statements under the conditions of the call that expands to them; `None` where that cannot be written.
fn under(attrs: &[syn::Attribute], mut stmts: Vec<Stmt>) -> Option<Vec<Stmt>> {
    let conditions = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    let conditions: Vec<_> = conditions.cloned().collect();
    if conditions.is_empty() {
        return Some(stmts);
    }
    let declares = |stmt: &Stmt| matches!(stmt, Stmt::Local(_) | Stmt::Item(_) | Stmt::Macro(_));
    if !stmts.iter().any(declares) {
        return Some(vec![parse_quote!(#(#conditions)* { #(#stmts)* })]);
    }
    for stmt in &mut stmts {
        match stmt {
            Stmt::Local(local) => local.attrs.extend(conditions.clone()),
            Stmt::Macro(call) => call.attrs.extend(conditions.clone()),
            Stmt::Expr(expr, semi) => {
                *stmt = match semi {
                    Some(_) => parse_quote!(#(#conditions)* { #expr; }),
                    None => parse_quote!(#(#conditions)* { #expr }),
                };
            }
            Stmt::Item(_) => return None,
        }
    }
    Some(stmts)
}

/// An expression, perhaps with the semicolon of a macro that was written for statements.
fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    let expr = input.parse()?;
    input.parse::<Option<syn::Token![;]>>()?;
    Ok(expr)
}

/// An expression where an operand can stand.
fn in_place(expr: Expr) -> Expr {
    match expr {
        Expr::Assign(_)
        | Expr::Binary(_)
        | Expr::Break(_)
        | Expr::Cast(_)
        | Expr::Closure(_)
        | Expr::Let(_)
        | Expr::Range(_)
        | Expr::RawAddr(_)
        | Expr::Reference(_)
        | Expr::Return(_)
        | Expr::Struct(_)
        | Expr::Unary(_)
        | Expr::Yield(_) => Expr::Paren(syn::ExprParen {
            attrs: Vec::new(),
            paren_token: syn::token::Paren::default(),
            expr: Box::new(expr),
        }),
        expr => expr,
    }
}

impl VisitMut for Expander<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let mut all = Vec::new();
        self.statements(std::mem::take(&mut block.stmts), &mut all);
        block.stmts = all;
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Macro(call) = expr
            && let Some(expanded) = self.call(&call.mac, Position::Expression, expression)
        {
            *expr = in_place(expanded);
            return self.deeper(|expander| expander.visit_expr_mut(expr));
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Group(group) = expr {
            *expr = in_place((*group.expr).clone());
        }
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Macro(call) = pat
            && let Some(expanded) = self.call(
                &call.mac,
                Position::Other,
                Pat::parse_multi_with_leading_vert,
            )
        {
            *pat = expanded;
            return self.deeper(|expander| expander.visit_pat_mut(pat));
        }
        visit_mut::visit_pat_mut(self, pat);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Macro(call) = ty
            && let Some(expanded) =
                self.call(&call.mac, Position::Other, |input| input.parse::<Type>())
        {
            *ty = expanded;
            return self.deeper(|expander| expander.visit_type_mut(ty));
        }
        visit_mut::visit_type_mut(self, ty);
        if let Type::Group(group) = ty {
            *ty = match &*group.elem {
                Type::ImplTrait(_) | Type::TraitObject(_) => Type::Paren(syn::TypeParen {
                    attrs: Vec::new(),
                    paren_token: syn::token::Paren::default(),
                    elem: group.elem.clone(),
                }),
                elem => elem.clone(),
            };
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        let tokens = std::mem::take(&mut mac.tokens);
        let last = mac.path.segments.last();
        let name = last.map(|last| last.ident.to_string()).unwrap_or_default();
        let name = base(&name);
        let known = STANDARD.contains(&name) || OF_EXPRESSIONS.contains(&name);
        if known || name.contains("assert") {
            mac.tokens = fragment::plain(self.within(tokens));
        } else {
            mac.tokens = fragment::plain(tokens);
        }
    }

    // An item is the compiler's.
    fn visit_item_mut(&mut self, _: &mut Item) {}
}
