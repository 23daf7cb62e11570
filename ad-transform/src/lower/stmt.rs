//! Blocks and statements.

use super::Lowerer;
use super::flow::TargetKind;
use super::operand::Operand;
use super::scope::Binding;
use crate::ir::{BaseKind, Type};
use crate::parse::is_usize;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Block, Expr, Item, Local, Stmt, UseTree};

impl<'a> Lowerer<'a> {
    /// Lowers a block; its value is that of its last expression.
    pub(super) fn block(&mut self, block: &'a Block) -> Operand<'a> {
        self.block_of(block, true)
    }

    /// Lowers a block whose value may not be wanted.
    pub(super) fn block_of(&mut self, block: &'a Block, wanted: bool) -> Operand<'a> {
        let depth = self.scopes.depth();
        self.scopes.push();
        for stmt in &block.stmts {
            if let Stmt::Item(item) = stmt {
                self.at(item, |l| l.item(item, block, depth));
            }
        }
        let mut value = Operand::Unit;
        for (i, stmt) in block.stmts.iter().enumerate() {
            if !self.reachable {
                break;
            }
            let last = i + 1 == block.stmts.len();
            value = match stmt {
                Stmt::Expr(expr, None) if last && wanted => self.tail(expr),
                Stmt::Macro(mac) if last && mac.semi_token.is_none() => self.at(stmt, |l| {
                    l.attributed(&mac.attrs, |l| l.macro_(&mac.mac, false))
                }),
                _ => {
                    self.at(stmt, |l| l.stmt(stmt));
                    Operand::Unit
                }
            };
        }
        self.scopes.truncate(depth);
        if self.reachable {
            value
        } else {
            Operand::Never
        }
    }

    /// The value of a block: what the block owns leaves it.
    fn tail(&mut self, expr: &'a Expr) -> Operand<'a> {
        let value = self.at(expr, |l| {
            l.attributed(attributes(expr), |l| l.evaluated(expr))
        });
        match (value, expr) {
            (Operand::Place(mut mem), Expr::Path(path)) => {
                let own = path
                    .path
                    .get_ident()
                    .is_some_and(|ident| self.scopes.is_innermost(&ident.to_string()));
                let local = matches!(self.b.f.bases[mem.place.base.index()].kind, BaseKind::Local);
                mem.temporary |= own && local && mem.place.projections.is_empty();
                Operand::Place(mem)
            }
            (value, _) => value,
        }
    }

    pub(super) fn stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Local(local) => {
                self.attributed(&local.attrs, |l| {
                    l.local(local);
                    Operand::Unit
                });
            }
            Stmt::Item(_) => {}
            // A semicolon alone.
            Stmt::Expr(Expr::Verbatim(tokens), Some(_)) if tokens.is_empty() => {}
            Stmt::Expr(expr, _) => {
                self.attributed(attributes(expr), |l| {
                    l.discard(expr);
                    Operand::Unit
                });
            }
            Stmt::Macro(mac) => {
                self.attributed(&mac.attrs, |l| l.macro_(&mac.mac, false));
            }
        }
    }

    /// Lowers what attributes stand on.
    fn attributed(
        &mut self,
        attrs: &'a [Attribute],
        f: impl FnOnce(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        let outer = self.no_diff;
        for attr in attrs {
            if attr
                .path()
                .segments
                .last()
                .is_some_and(|last| last.ident == "no_diff")
            {
                self.no_diff = true;
            } else if is_formatting(attr) {
                // It is for tools.
            } else if attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr") {
                self.refuse(
                    attr,
                    "what is there only under a condition of compilation cannot be differentiated",
                    "write `if cfg!(..) { .. }`, or one function for each case under its own `#[cfg(..)]`",
                );
            }
        }
        let operand = f(self);
        self.no_diff = outer;
        operand
    }

    fn local(&mut self, local: &'a Local) {
        let Some(init) = &local.init else {
            return self.declare(&local.pat, None);
        };
        let operand = self.looked_at_by(&init.expr, &local.pat);
        let operand = if self.no_diff {
            self.at(&*init.expr, |l| l.stopped(operand))
        } else {
            operand
        };
        if !self.reachable {
            return;
        }
        let site: *const Expr = &raw const *init.expr;
        if let Some((_, diverge)) = &init.diverge {
            return self.let_else(local, operand, diverge, site);
        }
        self.bind(&local.pat, operand, Some(site));
    }

    /// Lowers an expression whose value nobody wants.
    pub(super) fn discard(&mut self, expr: &'a Expr) {
        let named = |l: &mut Self| l.for_what_it_names(expr, false);
        if self.at(expr, named).is_some() {
            return;
        }
        match expr {
            Expr::If(branch) => {
                self.at(expr, |l| l.if_value(branch, false));
            }
            Expr::Match(m) => {
                self.at(expr, |l| l.match_value(m, false));
            }
            Expr::Call(call) => {
                self.at(expr, |l| l.call_value(call, false));
            }
            Expr::MethodCall(call) => {
                self.at(expr, |l| l.method_value(call, false));
            }
            Expr::Paren(paren) => self.discard(&paren.expr),
            Expr::Block(block) if block.label.is_none() => {
                self.block_of(&block.block, false);
            }
            _ => {
                self.expr(expr);
            }
        }
    }

    pub(super) fn block_expr(&mut self, block: &'a syn::ExprBlock) -> Operand<'a> {
        match &block.label {
            None => self.block(&block.block),
            Some(label) => {
                let label = label.name.ident.to_string();
                let ty = self.types.fresh();
                self.leavable(Some(label), TargetKind::Block, ty, |l| {
                    l.block(&block.block)
                })
            }
        }
    }

    // --- items ---

    /// Does an item of an inner block mean the same at the start of the body? Then nothing else has its name.
    fn can_be_moved_out(&self, item: &Item, block: &Block) -> bool {
        let ident = match item {
            Item::Const(item) => &item.ident,
            Item::Static(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Use(item) => {
                let mut names = Vec::new();
                return introduced(&item.tree, &mut names)
                    && names.iter().all(|name| self.is_only_inside(name, block));
            }
            _ => return false,
        };
        self.is_only_inside(&ident.to_string(), block)
    }

    /// Is every word of the body that is this name inside of this block?
    fn is_only_inside(&self, name: &str, block: &Block) -> bool {
        let (inside, all) = (
            times(block.to_token_stream(), name),
            times(self.whole.to_token_stream(), name),
        );
        self.scopes.get(name).is_none() && inside == all
    }

    /// Keeps an item of the body for the generated bodies, in which it is not visible otherwise.
    fn item(&mut self, item: &'a Item, block: &'a Block, depth: usize) {
        if depth > 1 && !self.can_be_moved_out(item, block) {
            self.refuse(
                item,
                "an item inside an inner block is not visible to the derivative",
                "move it to the start of the function",
            );
            return;
        }
        let constant = match item {
            Item::Const(item) => Some((&item.ident, self.ty_of(&item.ty))),
            Item::Static(item) => Some((&item.ident, self.ty_of(&item.ty))),
            _ => None,
        };
        if let Some((ident, ty)) = constant {
            let ty = match ty {
                Type::Ref(ty) => *ty,
                ty => ty,
            };
            let base = self.b.f.new_base(
                ty,
                ident.to_string(),
                BaseKind::Extern(ident.to_token_stream()),
            );
            self.externs.insert(ident.to_string(), base);
        }
        if let Item::Const(item) = item
            && is_usize(&item.ty)
        {
            let value = self.signature.knowledge.value(&item.expr);
            self.lengths.insert(item.ident.to_string(), value);
        }
        if let Item::Const(item) = item
            && self.holds_function(&item.expr)
        {
            let (operand, depth) = (self.evaluated(&item.expr), self.b.depth());
            self.scopes
                .bind(&item.ident.to_string(), Binding { operand, depth });
        }
        if let Item::Fn(item) = item {
            self.own_functions.insert(item.sig.ident.to_string());
        }
        self.items.push(item.to_token_stream());
    }
}

/// The names that a `use` brings in; whether it says them all.
fn introduced(tree: &UseTree, names: &mut Vec<String>) -> bool {
    match tree {
        UseTree::Path(path) => introduced(&path.tree, names),
        UseTree::Name(name) => {
            names.push(name.ident.to_string());
            true
        }
        UseTree::Rename(rename) => {
            names.push(rename.rename.to_string());
            true
        }
        UseTree::Group(group) => group.items.iter().all(|tree| introduced(tree, names)),
        UseTree::Glob(_) => false,
    }
}

/// How often a word occurs.
fn times(tokens: TokenStream, word: &str) -> usize {
    let of = |token| match token {
        TokenTree::Ident(ident) => usize::from(ident == word),
        TokenTree::Group(group) => times(group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => 0,
    };
    tokens.into_iter().map(of).sum()
}

/// The attributes of an expression.
fn attributes(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Array(e) => &e.attrs,
        Expr::Async(e) => &e.attrs,
        Expr::Await(e) => &e.attrs,
        // Attributes before these belong to their first operand.
        Expr::Assign(e) => attributes(&e.left),
        Expr::Binary(e) => attributes(&e.left),
        Expr::Cast(e) => attributes(&e.expr),
        Expr::Block(e) => &e.attrs,
        Expr::Break(e) => &e.attrs,
        Expr::Call(e) => &e.attrs,
        Expr::Closure(e) => &e.attrs,
        Expr::Const(e) => &e.attrs,
        Expr::Continue(e) => &e.attrs,
        Expr::Field(e) => &e.attrs,
        Expr::ForLoop(e) => &e.attrs,
        Expr::Group(e) => &e.attrs,
        Expr::If(e) => &e.attrs,
        Expr::Index(e) => &e.attrs,
        Expr::Infer(e) => &e.attrs,
        Expr::Let(e) => &e.attrs,
        Expr::Lit(e) => &e.attrs,
        Expr::Loop(e) => &e.attrs,
        Expr::Macro(e) => &e.attrs,
        Expr::Match(e) => &e.attrs,
        Expr::MethodCall(e) => &e.attrs,
        Expr::Paren(e) => &e.attrs,
        Expr::Path(e) => &e.attrs,
        Expr::Range(e) => &e.attrs,
        Expr::RawAddr(e) => &e.attrs,
        Expr::Reference(e) => &e.attrs,
        Expr::Repeat(e) => &e.attrs,
        Expr::Return(e) => &e.attrs,
        Expr::Struct(e) => &e.attrs,
        Expr::Try(e) => &e.attrs,
        Expr::TryBlock(e) => &e.attrs,
        Expr::Tuple(e) => &e.attrs,
        Expr::Unary(e) => &e.attrs,
        Expr::Unsafe(e) => &e.attrs,
        Expr::While(e) => &e.attrs,
        Expr::Yield(e) => &e.attrs,
        _ => &[],
    }
}

/// `#[cfg_attr(rustfmt, rustfmt_skip)]`, and what else only speaks to tools that format or lint.
fn is_formatting(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg_attr")
        && attr.meta.require_list().is_ok_and(|list| {
            let condition = list.tokens.clone().into_iter().next();
            condition
                .is_some_and(|first| matches!(first.to_string().as_str(), "rustfmt" | "clippy"))
        })
}
