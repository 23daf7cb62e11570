//! `let` between `&&` in a condition: rewritten before anything else into nested branches, as one would have to write
//! it without.
//!
//! `if a && let p = e && c { T } else { E }` becomes `'l: { if a { if let p = e { if c { break 'l T; } } } E }`, and
//! `while` with such a condition a `loop` that such an `if` leaves.

use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{BinOp, Block, Expr, Lifetime, parse_quote};

/// The body without chains, if there may be some.
pub(super) fn without_chains(body: &Block) -> Option<Block> {
    if !has_let_in_condition(body.to_token_stream()) {
        return None;
    }
    let mut body = body.clone();
    Chains::default().visit_block_mut(&mut body);
    Some(body)
}

/// Is there a `let` after `if`, `while` or `&&`? Expressions may be nested deeper than one can walk.
fn has_let_in_condition(tokens: TokenStream) -> bool {
    let mut after = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            let found = after && ident == "let";
            after = ident == "if" || ident == "while";
            found
        }
        TokenTree::Punct(punct) => {
            after = punct.as_char() == '&';
            false
        }
        TokenTree::Group(group) => {
            after = false;
            has_let_in_condition(group.stream())
        }
        TokenTree::Literal(_) => {
            after = false;
            false
        }
    })
}

#[derive(Default)]
struct Chains {
    /// How many were found: the number is in the label.
    found: usize,
}

impl VisitMut for Chains {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::If(branch) if is_chain(&branch.cond) => {
                self.found += 1;
                let label = Lifetime::new(&format!("'chain{}", self.found), Span::call_site());
                let then = &branch.then_branch;
                let (then, els) = match &branch.else_branch {
                    Some((_, els)) => (quote!(break #label #then;), quote!(#els)),
                    None => (quote!({ #then; break #label; }), quote!()),
                };
                let tests = nested(&branch.cond, parse_quote!({ #then }));
                *expr = parse_quote!(#label: { #tests #els });
            }
            Expr::While(l) if is_chain(&l.cond) => {
                self.found += 1;
                let label = Lifetime::new(&format!("'chain{}", self.found), Span::call_site());
                let (outer, body, attrs) = (&l.label, &l.body, &l.attrs);
                // `continue` in the body goes on with the loop, as it stands.
                let tests = nested(&l.cond, parse_quote!({ #body break #label; }));
                *expr = parse_quote!(#(#attrs)* #outer loop { #label: { #tests break; } });
            }
            _ => {}
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Is there a `let` beside something else?
fn is_chain(cond: &Expr) -> bool {
    matches!(cond, Expr::Binary(_)) && has_let(cond)
}

fn has_let(cond: &Expr) -> bool {
    match cond {
        Expr::Let(_) => true,
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            has_let(&binary.left) || has_let(&binary.right)
        }
        _ => false,
    }
}

/// The block where all of the conditions hold.
fn nested(cond: &Expr, then: Block) -> Expr {
    match cond {
        Expr::Binary(binary) if has_let(cond) => {
            let inner = nested(&binary.right, then);
            nested(&binary.left, parse_quote!({ #inner }))
        }
        cond => parse_quote!(if #cond #then),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(body: &Block) -> String {
        let rewritten = without_chains(body).unwrap_or_else(|| body.clone());
        rewritten.to_token_stream().to_string()
    }

    #[test]
    fn an_if_becomes_a_block_that_is_left() {
        let body: Block = parse_quote!({
            if a && let Some(v) = o
                && v > b
            {
                v
            } else {
                b
            }
        });
        let expected: Block = parse_quote!({
            'chain1: {
                if a {
                    if let Some(v) = o {
                        if v > b {
                            break 'chain1 { v };
                        }
                    }
                }
                { b }
            }
        });
        assert_eq!(rewritten(&body), expected.to_token_stream().to_string());
    }

    #[test]
    fn what_has_no_chain_stays() {
        let body: Block = parse_quote!({
            if let Some(v) = o {
                v
            } else if a && b {
                c
            } else {
                d
            }
        });
        assert_eq!(rewritten(&body), body.to_token_stream().to_string());
    }
}
