//! Conditions of compilation inside a body: `#[cfg(..)]` on statements, tails, arms, fields and elements.
//!
//! A macro cannot ask whether a condition holds. So the body is differentiated once for each way in which its
//! conditions can come out, each under a `#[cfg(..)]` of its own, of which rustc keeps one.

use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::borrow::Cow;
use syn::punctuated::Punctuated;
use syn::{Attribute, Block, Expr, Meta, Stmt, Token, parse_quote};

/// More conditions are refused: each doubles the derivatives to be made.
const MOST: usize = 4;

/// One way in which the conditions of a body come out.
pub(super) struct Case<'b> {
    /// The attribute under which it is what rustc compiles; none where there are no conditions.
    pub cfg: Option<Attribute>,
    /// What is left of the body.
    pub body: Cow<'b, Block>,
}

/// The body in all the ways in which its conditions can come out.
pub(super) fn cases(body: &Block) -> Vec<Case<'_>> {
    let mut all = Conditions::default();
    // Expressions may be nested deeper than one can walk.
    if has_cfg(body.to_token_stream()) {
        all.visit_block_mut(&mut body.clone());
    }
    let conditions = all.conditions;
    if conditions.is_empty() || conditions.len() > MOST {
        let body = Cow::Borrowed(body);
        return vec![Case { cfg: None, body }];
    }
    let cases = 0..1_usize << conditions.len();
    cases
        .map(|case| {
            let holds = |i: usize| case & (1 << i) != 0;
            let each = conditions.iter().enumerate().map(|(i, condition)| {
                if holds(i) {
                    quote!(#condition)
                } else {
                    quote!(not(#condition))
                }
            });
            let cfg = Some(parse_quote!(#[cfg(all(#(#each),*))]));
            let mut resolved = Resolved {
                conditions: &conditions,
                case,
            };
            let mut body = body.clone();
            resolved.visit_block_mut(&mut body);
            let body = Cow::Owned(body);
            Case { cfg, body }
        })
        .collect()
}

/// Is there a word `cfg`?
fn has_cfg(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "cfg",
        TokenTree::Group(group) => has_cfg(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Collects the conditions that are no combinations of others.
#[derive(Default)]
struct Conditions {
    conditions: Vec<Meta>,
}

impl Conditions {
    fn add(&mut self, condition: Meta) {
        match combined(&condition) {
            Some((_, parts)) => parts.into_iter().for_each(|part| self.add(part)),
            None => {
                let text = condition.to_token_stream().to_string();
                let known = |c: &Meta| c.to_token_stream().to_string() == text;
                if !self.conditions.iter().any(known) {
                    self.conditions.push(condition);
                }
            }
        }
    }
}

impl VisitMut for Conditions {
    fn visit_attribute_mut(&mut self, attr: &mut Attribute) {
        if let Some(condition) = condition(attr) {
            self.add(condition);
        }
    }

    // An item is rustc's.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The condition of a `#[cfg(..)]`.
fn condition(attr: &Attribute) -> Option<Meta> {
    attr.path()
        .is_ident("cfg")
        .then(|| attr.parse_args().ok())
        .flatten()
}

/// `all(..)`, `any(..)` or `not(..)` with what it combines.
fn combined(condition: &Meta) -> Option<(String, Vec<Meta>)> {
    let Meta::List(list) = condition else {
        return None;
    };
    let name = list.path.get_ident()?.to_string();
    if !matches!(name.as_str(), "all" | "any" | "not") {
        return None;
    }
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    Some((name, parts.ok()?.into_iter().collect()))
}

/// Takes out what is not compiled in one case, and the attributes of what is.
struct Resolved<'a> {
    conditions: &'a [Meta],
    case: usize,
}

impl Resolved<'_> {
    fn holds(&self, condition: &Meta) -> bool {
        match combined(condition) {
            Some((name, parts)) => {
                let mut parts = parts.iter().map(|part| self.holds(part));
                match name.as_str() {
                    "all" => parts.all(|holds| holds),
                    "any" => parts.any(|holds| holds),
                    _ => !parts.any(|holds| holds),
                }
            }
            None => {
                let text = condition.to_token_stream().to_string();
                let is_it = |c: &Meta| c.to_token_stream().to_string() == text;
                let known = self.conditions.iter().position(is_it);
                known.is_some_and(|i| self.case & (1 << i) != 0)
            }
        }
    }

    /// Is what has these attributes compiled? Then they are taken off.
    fn stays(&self, attrs: &mut Vec<Attribute>) -> bool {
        let stays = attrs
            .iter()
            .filter_map(condition)
            .all(|condition| self.holds(&condition));
        attrs.retain(|attr| condition(attr).is_none());
        stays
    }

    fn expr_stays(&self, expr: &mut Expr) -> bool {
        attributes(expr).is_none_or(|attrs| self.stays(attrs))
    }

    fn list(&self, list: &mut Punctuated<Expr, Token![,]>) {
        *list = std::mem::take(list)
            .into_iter()
            .filter_map(|mut expr| self.expr_stays(&mut expr).then_some(expr))
            .collect();
    }
}

impl VisitMut for Resolved<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain_mut(|stmt| match stmt {
            Stmt::Local(local) => self.stays(&mut local.attrs),
            Stmt::Expr(expr, _) => self.expr_stays(expr),
            Stmt::Macro(mac) => self.stays(&mut mac.attrs),
            Stmt::Item(_) => true,
        });
        // What stood last under a condition, or before what did, is the value of the block.
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_match_mut(&mut self, expr: &mut syn::ExprMatch) {
        expr.arms.retain_mut(|arm| self.stays(&mut arm.attrs));
        visit_mut::visit_expr_match_mut(self, expr);
    }

    fn visit_expr_struct_mut(&mut self, expr: &mut syn::ExprStruct) {
        expr.fields = std::mem::take(&mut expr.fields)
            .into_iter()
            .filter_map(|mut field| self.stays(&mut field.attrs).then_some(field))
            .collect();
        visit_mut::visit_expr_struct_mut(self, expr);
    }

    fn visit_expr_array_mut(&mut self, expr: &mut syn::ExprArray) {
        self.list(&mut expr.elems);
        visit_mut::visit_expr_array_mut(self, expr);
    }

    fn visit_expr_call_mut(&mut self, expr: &mut syn::ExprCall) {
        self.list(&mut expr.args);
        visit_mut::visit_expr_call_mut(self, expr);
    }

    fn visit_expr_method_call_mut(&mut self, expr: &mut syn::ExprMethodCall) {
        self.list(&mut expr.args);
        visit_mut::visit_expr_method_call_mut(self, expr);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The attributes of an expression as it stands at the start of a statement.
fn attributes(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    macro_rules! of {
        ($($kind:ident)*) => {
            match expr {
                $(Expr::$kind(e) => Some(&mut e.attrs),)*
                // Attributes before these belong to their first operand.
                Expr::Binary(e) => attributes(&mut e.left),
                Expr::Assign(e) => attributes(&mut e.left),
                Expr::Cast(e) => attributes(&mut e.expr),
                _ => None,
            }
        };
    }
    of!(Array Async Await Block Break Call Closure Const Continue Field ForLoop Group If Index Infer Let Lit
        Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary
        Unsafe While Yield)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &Block) -> Vec<(String, String)> {
        cases(body)
            .into_iter()
            .map(|case| {
                let cfg = case.cfg.map(|cfg| cfg.to_token_stream().to_string());
                let body = case.body.to_token_stream().to_string();
                (cfg.unwrap_or_default(), body)
            })
            .collect()
    }

    #[test]
    fn a_body_without_conditions_is_one_case() {
        let body: Block = parse_quote!({ x * 2.0 });
        assert_eq!(texts(&body).len(), 1);
    }

    #[test]
    fn a_condition_and_its_opposite_are_two_cases() {
        let body: Block = parse_quote!({
            #[cfg(a)]
            let y = x;
            #[cfg(not(a))]
            {
                y += x;
            }
            match y {
                #[cfg(a)]
                0 => f(
                    #[cfg(a)]
                    1,
                    2,
                ),
                _ => [
                    #[cfg(not(a))]
                    3,
                ][0],
            }
        });
        let texts = texts(&body);
        let expected: Block = parse_quote!({
            {
                y += x;
            }
            match y {
                _ => [3][0],
            }
        });
        assert_eq!(texts.len(), 2);
        assert_eq!(texts[0].0, "# [cfg (all (not (a)))]");
        assert_eq!(texts[0].1, expected.to_token_stream().to_string());
        let expected: Block = parse_quote!({
            let y = x;
            match y {
                0 => f(1, 2),
                _ => [][0],
            }
        });
        assert_eq!(texts[1].1, expected.to_token_stream().to_string());
    }

    #[test]
    fn combinations_are_of_their_parts() {
        let body: Block = parse_quote!({
            #[cfg(all(a, not(any(b, c))))]
            {
                1
            }
        });
        let texts = texts(&body);
        assert_eq!(texts.len(), 8);
        let there: Vec<&str> = texts
            .iter()
            .filter(|(_, body)| body.contains('1'))
            .map(|(cfg, _)| cfg.as_str())
            .collect();
        assert_eq!(there, ["# [cfg (all (a , not (b) , not (c)))]"]);
    }
}
