//! Whose a name is: that of a variable or a label which a macro declares is not the one that its caller wrote.
//!
//! While macros are expanded, the names of their own text carry a [`Mark`]. Then [`resolved`] walks the body with its
//! scopes: what is not declared under its mark is no variable of the macro's, and loses it; what is declared gets a name
//! that is nowhere else. Where an unmarked name would then mean something else than where the macro is defined, because a
//! variable of the function has it, that is an error: such a name cannot be written.

use crate::hashed::{HashMap, HashSet};
use crate::parse::words;
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, Expr, Item, Lifetime, Member, Pat};

/// The number of an expansion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(pub usize);

/// What stands between a name and the number of its mark.
pub const SIGN: &str = "__mark";

/// Words of the language, and names that mean something to a parser.
const UNMARKED: [&str; 63] = [
    "_",
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "Self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
    "abstract",
    "become",
    "box",
    "do",
    "final",
    "macro",
    "override",
    "priv",
    "typeof",
    "unsized",
    "virtual",
    "yield",
    "try",
    "gen",
    "union",
    "auto",
    "default",
    "macro_rules",
    "raw",
    "safe",
    "builtin",
    "cfg",
    "pin",
    "reuse",
];

impl Mark {
    /// A name with the mark, unless it is a word of the language, or marked.
    pub fn ident(self, ident: &Ident) -> Ident {
        let name = ident.to_string();
        let is_word = UNMARKED.contains(&name.as_str()) || name.starts_with("r#");
        match is_word || marked(&name).is_some() {
            true => ident.clone(),
            false => Ident::new(&format!("{name}{SIGN}{}", self.0), ident.span()),
        }
    }

    /// A string with the mark on the names that it would capture if it were a format.
    pub fn literal(self, literal: &Literal) -> Literal {
        let text = literal.to_string();
        if !text.contains('"') || !text.contains('{') {
            return literal.clone();
        }
        let mut with = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            with.push_str(before);
            with.push('{');
            if let Some(escaped) = after.strip_prefix('{') {
                with.push('{');
                rest = escaped;
                continue;
            }
            let is_letter = |c: char| c == '_' || c.is_alphabetic();
            let end = after.find(|c: char| !is_letter(c) && !c.is_numeric());
            let (name, after) = after.split_at(end.unwrap_or(after.len()));
            with.push_str(name);
            if name.starts_with(is_letter) && after.starts_with([':', '}']) {
                with.push_str(&format!("{SIGN}{}", self.0));
            }
            rest = after;
        }
        with.push_str(rest);
        with.parse().unwrap_or_else(|_| literal.clone())
    }
}

/// A name and its mark.
fn marked(name: &str) -> Option<(&str, Mark)> {
    let (base, number) = name.rsplit_once(SIGN)?;
    Some((base, Mark(number.parse().ok()?)))
}

/// A name without its mark.
pub fn base(name: &str) -> &str {
    marked(name).map_or(name, |(base, _)| base)
}

fn with_name(ident: &Ident, name: &str) -> Ident {
    Ident::new(name, ident.span())
}

/// The macro of an expansion.
pub struct Expanded {
    pub name: String,
    /// Is it defined in the body, so that it sees variables?
    pub local: bool,
}

/// Takes the marks off all that is no variable and no label of a macro's own.
///
/// # Errors
/// A macro of which a name cannot be written, and why.
pub fn resolved<'p>(
    body: &mut Block,
    expansions: &[Expanded],
    parameters: impl IntoIterator<Item = &'p Pat>,
) -> Result<(), (String, String)> {
    let mut resolver = Resolver {
        scopes: vec![HashMap::default()],
        declared: 0,
        labels: Vec::new(),
        refutable: false,
        definitions: HashMap::default(),
        expansions,
        hidden: None,
    };
    for pat in parameters {
        resolver.bind(&mut pat.clone(), false);
    }
    resolver.visit_block_mut(body);
    resolver.hidden.map_or(Ok(()), Err)
}

/// Gives what is still marked names that nothing else has, `used` ones included.
pub fn named(body: &mut Block, mut used: HashSet<String>) {
    let all = words(body.to_token_stream());
    used.extend(all.into_iter().filter(|word| marked(word).is_none()));
    let given = HashMap::default();
    Names { used, given }.visit_block_mut(body);
}

/// Follows the scopes of a body.
struct Resolver<'e> {
    /// Variables, each with a number of its own.
    scopes: Vec<HashMap<String, usize>>,
    declared: usize,
    labels: Vec<String>,
    /// May the pattern at hand not match, so that a name in it may be that of a constant?
    refutable: bool,
    /// What macros of the body see.
    definitions: HashMap<String, HashMap<String, usize>>,
    expansions: &'e [Expanded],
    /// A macro of which a name would mean something else, and why.
    hidden: Option<(String, String)>,
}

impl Resolver<'_> {
    fn lookup(&self, name: &str) -> Option<usize> {
        let mut scopes = self.scopes.iter().rev();
        scopes.find_map(|scope| scope.get(name).copied())
    }

    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(HashMap::default());
        walk(self);
        self.scopes.pop();
    }

    fn bind(&mut self, pat: &mut Pat, refutable: bool) {
        let outer = std::mem::replace(&mut self.refutable, refutable);
        self.visit_pat_mut(pat);
        self.refutable = outer;
    }

    /// A name where that of a variable can stand.
    fn variable(&mut self, ident: &mut Ident) {
        let name = ident.to_string();
        let Some((name, mark)) = marked(&name) else {
            return;
        };
        if self.lookup(&ident.to_string()).is_some() {
            return;
        }
        let Some(expanded) = self.expansions.get(mark.0) else {
            return;
        };
        let there = match expanded.local {
            true => self
                .definitions
                .get(&expanded.name)
                .and_then(|scope| scope.get(name).copied()),
            false => None,
        };
        if self.lookup(name) != there {
            let why =
                format!("a variable `{name}` of the function hides the `{name}` that it names");
            self.hidden.get_or_insert((expanded.name.clone(), why));
        }
        *ident = with_name(ident, name);
    }

    /// Tokens that are not parsed: a marked name in them may be that of a variable.
    fn tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let mut dots = 0;
        let mut all = Vec::new();
        for tree in tokens {
            let after_dots = std::mem::take(&mut dots);
            all.push(match tree {
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), self.tokens(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                TokenTree::Ident(mut ident) => {
                    match after_dots {
                        1 => self.visit_ident_mut(&mut ident),
                        _ => self.variable(&mut ident),
                    }
                    TokenTree::Ident(ident)
                }
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let span = literal.span();
                    let known = |name: &str| self.lookup(name).is_some();
                    let mut literal = reworded(&text, &mut |name, plain| {
                        match known(name) {
                            true => name,
                            false => plain,
                        }
                        .to_string()
                    })
                    .unwrap_or(literal);
                    literal.set_span(span);
                    TokenTree::Literal(literal)
                }
                TokenTree::Punct(punct) => {
                    if punct.as_char() == '.' {
                        dots = after_dots + 1;
                    }
                    TokenTree::Punct(punct)
                }
            });
        }
        all.into_iter().collect()
    }
}

impl Resolver<'_> {
    fn visit_attributes_mut(&mut self, attrs: &mut [syn::Attribute]) {
        for attr in attrs {
            self.visit_attribute_mut(attr);
        }
    }
}

/// The literal with other names for the marked ones in it; `None` where there are none.
fn reworded(text: &str, name: &mut dyn FnMut(&str, &str) -> String) -> Option<Literal> {
    if !text.contains(SIGN) {
        return None;
    }
    let is_part = |c: char| c == '_' || c.is_alphanumeric();
    let mut with = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match marked(word) {
            Some((plain, _)) => with.push_str(&name(word, plain)),
            None => with.push_str(word),
        }
        let length = after.chars().next().map_or(0, char::len_utf8);
        with.push_str(&after[..length]);
        rest = &after[length..];
    }
    with.parse().ok()
}

impl VisitMut for Resolver<'_> {
    // What is no variable has no mark: a field, a method, a type, an item.
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        let name = ident.to_string();
        if let Some((name, _)) = marked(&name) {
            *ident = with_name(ident, name);
        }
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if !self.labels.contains(&lifetime.ident.to_string()) {
            self.visit_ident_mut(&mut lifetime.ident);
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.scoped(|r| visit_mut::visit_block_mut(r, block));
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        let mut refutable = false;
        self.visit_attributes_mut(&mut local.attrs);
        if let Some(init) = &mut local.init {
            self.visit_expr_mut(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                refutable = true;
                self.visit_expr_mut(diverge);
            }
        }
        self.bind(&mut local.pat, refutable);
    }

    fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
        self.visit_attributes_mut(&mut pat.attrs);
        let name = pat.ident.to_string();
        let is_constant = self.refutable
            && pat.subpat.is_none()
            && base(&name).starts_with(|c: char| c.is_uppercase());
        if is_constant {
            self.visit_ident_mut(&mut pat.ident);
        } else {
            self.declared += 1;
            if let Some(scope) = self.scopes.last_mut() {
                scope.insert(name, self.declared);
            }
        }
        if let Some((_, inner)) = &mut pat.subpat {
            self.visit_pat_mut(inner);
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        if let (None, Member::Named(name)) = (&field.colon_token, &field.member)
            && marked(&name.to_string()).is_some()
        {
            field.colon_token = Some(syn::token::Colon(name.span()));
        }
        visit_mut::visit_field_pat_mut(self, field);
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        if let (None, Member::Named(name)) = (&field.colon_token, &field.member)
            && marked(&name.to_string()).is_some()
        {
            field.colon_token = Some(syn::token::Colon(name.span()));
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        let alone = path.qself.is_none()
            && path.path.leading_colon.is_none()
            && path.path.segments.len() == 1;
        match path.path.segments.first_mut() {
            Some(only) if alone && only.arguments.is_none() => self.variable(&mut only.ident),
            _ => visit_mut::visit_expr_path_mut(self, path),
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let label = match expr {
            Expr::Block(block) => block.label.as_ref(),
            Expr::ForLoop(each) => each.label.as_ref(),
            Expr::Loop(endless) => endless.label.as_ref(),
            Expr::While(while_) => while_.label.as_ref(),
            _ => None,
        };
        let label = label.map(|label| label.name.ident.to_string());
        let labels = self.labels.len();
        self.labels.extend(label);
        visit_mut::visit_expr_mut(self, expr);
        self.labels.truncate(labels);
    }

    fn visit_expr_if_mut(&mut self, branch: &mut syn::ExprIf) {
        self.visit_attributes_mut(&mut branch.attrs);
        self.scoped(|r| {
            r.visit_expr_mut(&mut branch.cond);
            r.visit_block_mut(&mut branch.then_branch);
        });
        if let Some((_, other)) = &mut branch.else_branch {
            self.visit_expr_mut(other);
        }
    }

    fn visit_expr_while_mut(&mut self, expr: &mut syn::ExprWhile) {
        self.visit_attributes_mut(&mut expr.attrs);
        if let Some(label) = &mut expr.label {
            self.visit_label_mut(label);
        }
        self.scoped(|r| {
            r.visit_expr_mut(&mut expr.cond);
            r.visit_block_mut(&mut expr.body);
        });
    }

    fn visit_expr_let_mut(&mut self, expr: &mut syn::ExprLet) {
        self.visit_expr_mut(&mut expr.expr);
        self.bind(&mut expr.pat, true);
    }

    fn visit_expr_for_loop_mut(&mut self, expr: &mut syn::ExprForLoop) {
        self.visit_attributes_mut(&mut expr.attrs);
        if let Some(label) = &mut expr.label {
            self.visit_label_mut(label);
        }
        self.visit_expr_mut(&mut expr.expr);
        self.scoped(|r| {
            r.bind(&mut expr.pat, false);
            r.visit_block_mut(&mut expr.body);
        });
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        self.visit_attributes_mut(&mut arm.attrs);
        self.scoped(|r| {
            r.bind(&mut arm.pat, true);
            r.visit_expr_mut(&mut arm.body);
        });
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        self.visit_attributes_mut(&mut closure.attrs);
        self.scoped(|r| {
            for input in &mut closure.inputs {
                r.bind(input, false);
            }
            r.visit_return_type_mut(&mut closure.output);
            r.visit_expr_mut(&mut closure.body);
        });
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        let Item::Macro(definition) = item else {
            return self.scoped(|r| visit_mut::visit_item_mut(r, item));
        };
        if let Some(name) = &definition.ident {
            let mut seen = HashMap::default();
            for scope in &self.scopes {
                seen.extend(scope.clone());
            }
            self.definitions
                .insert(base(&name.to_string()).to_string(), seen);
        }
        visit_mut::visit_item_macro_mut(self, definition);
    }

    fn visit_fn_arg_mut(&mut self, arg: &mut syn::FnArg) {
        match arg {
            syn::FnArg::Typed(typed) => {
                self.visit_type_mut(&mut typed.ty);
                self.bind(&mut typed.pat, false);
            }
            syn::FnArg::Receiver(_) => visit_mut::visit_fn_arg_mut(self, arg),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        self.visit_path_mut(&mut mac.path);
        mac.tokens = self.tokens(std::mem::take(&mut mac.tokens));
    }

    fn visit_attribute_mut(&mut self, attr: &mut syn::Attribute) {
        if let syn::Meta::List(list) = &mut attr.meta {
            list.tokens = self.tokens(std::mem::take(&mut list.tokens));
        }
        visit_mut::visit_attribute_mut(self, attr);
    }

    fn visit_lit_mut(&mut self, literal: &mut syn::Lit) {
        let span = literal.span();
        let plain = reworded(&literal.to_token_stream().to_string(), &mut |_, plain| {
            plain.to_string()
        });
        if let Some(plain) = plain {
            *literal = syn::Lit::new(plain);
            literal.set_span(span);
        }
    }
}

/// The names that are given.
struct Names {
    used: HashSet<String>,
    given: HashMap<String, String>,
}

impl Names {
    fn name(&mut self, of: &str) -> Option<String> {
        let (base, _) = marked(of)?;
        if let Some(given) = self.given.get(of) {
            return Some(given.clone());
        }
        let mut numbers = 1..;
        let mut name = base.to_string();
        while !self.used.insert(name.clone()) {
            name = format!("{base}_{}", numbers.next().unwrap_or(0));
        }
        self.given.insert(of.to_string(), name.clone());
        Some(name)
    }

    fn tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let tree = |tree| match tree {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), self.tokens(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            TokenTree::Ident(mut ident) => {
                self.visit_ident_mut(&mut ident);
                TokenTree::Ident(ident)
            }
            TokenTree::Literal(literal) => {
                let span: Span = literal.span();
                let text = literal.to_string();
                let mut literal = reworded(&text, &mut |of, plain| {
                    self.name(of).unwrap_or_else(|| plain.to_string())
                })
                .unwrap_or(literal);
                literal.set_span(span);
                TokenTree::Literal(literal)
            }
            tree @ TokenTree::Punct(_) => tree,
        };
        tokens.into_iter().map(tree).collect()
    }
}

impl VisitMut for Names {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if let Some(name) = self.name(&ident.to_string()) {
            *ident = with_name(ident, &name);
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        mac.tokens = self.tokens(std::mem::take(&mut mac.tokens));
    }
}
