//! Tokens as a declarative macro counts them: `=>` and `'a` are one, a group is what it opens, holds and closes.

use super::hygiene::base;
use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

/// A token, compared as `macro_rules!` compares: by its text, whatever it is the name of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Word(String),
    Lifetime(String),
    Literal(String),
    Punct(String),
    Open(Delimiter),
    Close,
    /// What was matched as one before, an expression or a type: no token is equal to it.
    Fragment,
    End,
}

/// One place in a flat list of tokens.
#[derive(Clone)]
enum Entry {
    /// Anything but a group with delimiters.
    Tree(TokenTree),
    /// The beginning of a group, and where its end is.
    Open(Group, usize),
    Close,
}

/// Tokens without nesting.
pub struct Flat(Vec<Entry>);

impl Flat {
    pub fn of(stream: TokenStream) -> Flat {
        let mut flat = Flat(Vec::new());
        flat.add(stream);
        flat
    }

    fn add(&mut self, stream: TokenStream) {
        for tree in stream {
            match tree {
                TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                    let open = self.0.len();
                    let inner = group.stream();
                    self.0.push(Entry::Open(group, 0));
                    self.add(inner);
                    let close = self.0.len();
                    if let Entry::Open(_, end) = &mut self.0[open] {
                        *end = close;
                    }
                    self.0.push(Entry::Close);
                }
                tree => self.0.push(Entry::Tree(tree)),
            }
        }
    }

    /// The token at a place, and how many places it takes.
    pub fn token(&self, at: usize) -> (Token, usize) {
        match self.0.get(at) {
            None => (Token::End, 0),
            Some(Entry::Open(group, _)) => (Token::Open(group.delimiter()), 1),
            Some(Entry::Close) => (Token::Close, 1),
            Some(Entry::Tree(tree)) => token(tree, &mut |next| match self.0.get(at + next) {
                Some(Entry::Tree(tree)) => Some(tree),
                _ => None,
            }),
        }
    }

    /// The trees from a place to the end of what it is in.
    pub fn rest(&self, mut at: usize) -> Vec<TokenTree> {
        let mut trees = Vec::new();
        loop {
            match self.0.get(at) {
                Some(Entry::Tree(tree)) => trees.push(tree.clone()),
                Some(Entry::Open(group, close)) => {
                    trees.push(TokenTree::Group(group.clone()));
                    at = *close;
                }
                Some(Entry::Close) | None => return trees,
            }
            at += 1;
        }
    }

    /// Where some trees end that begin at a place.
    pub fn after(&self, mut at: usize, trees: usize) -> usize {
        for _ in 0..trees {
            if let Some(Entry::Open(_, close)) = self.0.get(at) {
                at = *close;
            }
            at += 1;
        }
        at
    }

    /// What stands at a place, where that is a group without delimiters.
    pub fn group(&self, at: usize) -> Option<&Group> {
        match self.0.get(at) {
            Some(Entry::Tree(TokenTree::Group(group))) => Some(group),
            _ => None,
        }
    }
}

/// The token with which trees begin, and how many of them it takes.
pub fn first(trees: &[TokenTree]) -> (Token, usize) {
    match trees.first() {
        None => (Token::End, 0),
        Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::None => {
            (Token::Open(group.delimiter()), 1)
        }
        Some(tree) => token(tree, &mut |next| trees.get(next)),
    }
}

fn token<'t>(
    tree: &'t TokenTree,
    next: &mut dyn FnMut(usize) -> Option<&'t TokenTree>,
) -> (Token, usize) {
    match tree {
        TokenTree::Group(_) => (Token::Fragment, 1),
        TokenTree::Ident(ident) => (Token::Word(base(&ident.to_string()).to_string()), 1),
        TokenTree::Literal(literal) => (Token::Literal(literal.to_string()), 1),
        TokenTree::Punct(punct) if punct.as_char() == '\'' => match next(1) {
            Some(TokenTree::Ident(name)) => {
                (Token::Lifetime(base(&name.to_string()).to_string()), 2)
            }
            _ => (Token::Punct("'".to_string()), 1),
        },
        TokenTree::Punct(punct) => {
            let text = glued(punct, next);
            let length = text.len();
            (Token::Punct(text), length)
        }
    }
}

/// Operators of several characters.
const OPERATORS: [&str; 25] = [
    "<<=", ">>=", "...", "..=", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
    "^=", "&=", "|=", "<<", ">>", "->", "<-", "=>", "::", "..",
];

/// The longest operator that begins with a character.
fn glued<'t>(first: &Punct, next: &mut dyn FnMut(usize) -> Option<&'t TokenTree>) -> String {
    let mut text = first.as_char().to_string();
    let mut spacing = first.spacing();
    while spacing == Spacing::Joint && text.len() < 3 {
        let Some(TokenTree::Punct(punct)) = next(text.len()) else {
            break;
        };
        text.push(punct.as_char());
        spacing = punct.spacing();
    }
    while text.len() > 1 && !OPERATORS.contains(&text.as_str()) {
        text.pop();
    }
    text
}
