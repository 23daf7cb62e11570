//! What an arm gives for what its variables stand for.

use super::definition::Piece;
use super::hygiene::Mark;
use super::matcher::{Bindings, Bound};
use crate::hashed::HashMap;
use proc_macro2::{Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// More tokens are not written.
const MOST: usize = 200_000;

/// Writes the body of an arm. What is its own is marked and stands at `span`; what was passed stays what it is.
///
/// # Errors
/// Why that cannot be written.
pub fn transcribed(
    body: &[Piece],
    bindings: &Bindings,
    mark: Mark,
    span: Span,
) -> Result<TokenStream, String> {
    let mut writer = Writer {
        mark,
        span,
        written: 0,
    };
    let bound = bindings.iter().map(|(name, bound)| (name.as_str(), bound));
    writer.pieces(body, &bound.collect())
}

struct Writer {
    mark: Mark,
    span: Span,
    written: usize,
}

impl Writer {
    fn pieces(
        &mut self,
        pieces: &[Piece],
        bound: &HashMap<&str, &Bound>,
    ) -> Result<TokenStream, String> {
        let mut all = TokenStream::new();
        for piece in pieces {
            self.written += 1;
            if self.written > MOST {
                return Err("it expands to too much".to_string());
            }
            match piece {
                Piece::Tree(tree) => all.extend([self.own(tree)]),
                Piece::Group(delimiter, inner) => {
                    let mut group = Group::new(*delimiter, self.pieces(inner, bound)?);
                    group.set_span(self.span);
                    all.extend([TokenTree::Group(group)]);
                }
                Piece::Crate => all.extend([TokenTree::Ident(Ident::new("crate", self.span))]),
                Piece::Variable(name) => match bound.get(name.to_string().as_str()) {
                    Some(Bound::One(tokens)) => all.extend(tokens.clone()),
                    Some(Bound::Many(_)) => {
                        return Err(format!("`${name}` still repeats where it is written"));
                    }
                    // Of a macro that is defined by this one.
                    None => {
                        let mut dollar = Punct::new('$', Spacing::Alone);
                        dollar.set_span(self.span);
                        let name = self.own(&TokenTree::Ident(name.clone()));
                        all.extend([TokenTree::Punct(dollar), name]);
                    }
                },
                Piece::Repeat(inner, separator) => {
                    for i in 0..times(inner, bound)? {
                        if i > 0 {
                            all.extend(separator.iter().map(|tree| self.own(tree)));
                        }
                        let bound = bound.iter().map(|(name, bound)| match bound {
                            Bound::Many(list) if i < list.len() => (*name, &list[i]),
                            bound => (*name, *bound),
                        });
                        all.extend(self.pieces(inner, &bound.collect())?);
                    }
                }
            }
        }
        Ok(all)
    }

    /// A token of the macro's own.
    fn own(&self, tree: &TokenTree) -> TokenTree {
        let mut tree = match tree {
            TokenTree::Ident(ident) => TokenTree::Ident(self.mark.ident(ident)),
            TokenTree::Literal(literal) => TokenTree::Literal(self.mark.literal(literal)),
            tree => tree.clone(),
        };
        tree.set_span(self.span);
        tree
    }
}

/// How often something repeats: as often as the variables in it.
fn times(pieces: &[Piece], bound: &HashMap<&str, &Bound>) -> Result<usize, String> {
    let mut lengths = Vec::new();
    repeated(pieces, bound, &mut lengths);
    match lengths.split_first() {
        Some((first, rest)) if rest.iter().all(|length| length == first) => Ok(*first),
        Some(_) => Err("what repeats together in it was passed differently often".to_string()),
        None => Err("nothing says how often a repetition in it repeats".to_string()),
    }
}

fn repeated(pieces: &[Piece], bound: &HashMap<&str, &Bound>, lengths: &mut Vec<usize>) {
    for piece in pieces {
        match piece {
            Piece::Variable(name) => {
                if let Some(Bound::Many(list)) = bound.get(name.to_string().as_str()) {
                    lengths.push(list.len());
                }
            }
            Piece::Group(_, inner) | Piece::Repeat(inner, _) => repeated(inner, bound, lengths),
            Piece::Tree(_) | Piece::Crate => {}
        }
    }
}
