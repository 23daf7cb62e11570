//! What stands in a `macro_rules!`: for each arm what it takes and what it gives.

use super::tokens::{Token, first};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// The arms of a macro.
pub struct Definition {
    pub arms: Vec<Arm>,
}

/// One arm.
pub struct Arm {
    pub pattern: Vec<Step>,
    pub body: Vec<Piece>,
}

/// What a pattern asks for next. It is flat: a repetition is a loop of steps.
#[derive(Clone, Debug)]
pub enum Step {
    Token(Token),
    Variable(String, Kind),
    /// The beginning of a repetition; `end` is the step after it.
    Start {
        repeat: Repeat,
        end: usize,
    },
    /// The end of one iteration; a separator is the next step.
    End {
        repeat: Repeat,
        start: usize,
        separated: bool,
    },
    /// Between two iterations.
    Separator(Token, usize),
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    Any,
    Some,
    Optional,
}

/// What a variable of a macro takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Block,
    Expr,
    Ident,
    Item,
    Lifetime,
    Literal,
    Meta,
    Pat,
    /// A pattern without alternatives.
    PatParam,
    Path,
    Stmt,
    Tree,
    Type,
    Visibility,
}

/// What is written for a match.
pub enum Piece {
    Tree(TokenTree),
    Group(Delimiter, Vec<Piece>),
    Variable(Ident),
    /// `$crate`
    Crate,
    Repeat(Vec<Piece>, Vec<TokenTree>),
}

impl Definition {
    /// Reads the arms.
    ///
    /// # Errors
    /// Why they cannot be read.
    pub fn of(tokens: TokenStream) -> Result<Definition, String> {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let (mut arms, mut rest) = (Vec::new(), &trees[..]);
        while !rest.is_empty() {
            let [TokenTree::Group(pattern), after @ ..] = rest else {
                return Err("one of its arms is not a pattern".to_string());
            };
            let (Token::Punct(arrow), length) = first(after) else {
                return Err("one of its arms has no `=>`".to_string());
            };
            let (true, [TokenTree::Group(body), after @ ..]) = (arrow == "=>", &after[length..])
            else {
                return Err("one of its arms has no body".to_string());
            };
            arms.push(Arm::of(pattern, body)?);
            rest = match after {
                [TokenTree::Punct(end), after @ ..] if end.as_char() == ';' => after,
                after => after,
            };
        }
        Ok(Definition { arms })
    }
}

impl Arm {
    fn of(pattern: &Group, body: &Group) -> Result<Arm, String> {
        let mut steps = Vec::new();
        pattern_steps(pattern.stream(), &mut steps)?;
        Ok(Arm {
            pattern: steps,
            body: pieces(body.stream())?,
        })
    }
}

fn pattern_steps(stream: TokenStream, steps: &mut Vec<Step>) -> Result<(), String> {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut rest = &trees[..];
    while !rest.is_empty() {
        if let Some(after) = dollar(rest) {
            rest = match after {
                [
                    TokenTree::Ident(name),
                    TokenTree::Punct(colon),
                    TokenTree::Ident(kind),
                    after @ ..,
                ] if colon.as_char() == ':' => {
                    let mut kind = Kind::of(&kind.to_string())
                        .ok_or_else(|| format!("it takes a fragment `${name}:{kind}`"))?;
                    if kind == Kind::Pat && first(after).0 == Token::Punct("|".to_string()) {
                        kind = Kind::PatParam;
                    }
                    steps.push(Step::Variable(name.to_string(), kind));
                    after
                }
                [TokenTree::Group(group), after @ ..] if is_parenthesis(group) => {
                    let (separator, repeat, after) = repetition(after)?;
                    let start = steps.len();
                    steps.push(Step::Start { repeat, end: 0 });
                    pattern_steps(group.stream(), steps)?;
                    steps.push(Step::End {
                        repeat,
                        start,
                        separated: !separator.is_empty(),
                    });
                    if !separator.is_empty() {
                        steps.push(Step::Separator(first(separator).0, start));
                    }
                    let end = steps.len();
                    steps[start] = Step::Start { repeat, end };
                    after
                }
                _ => {
                    return Err(
                        "one of its patterns has a `$` that begins nothing known".to_string()
                    );
                }
            };
            continue;
        }
        match &rest[0] {
            TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                steps.push(Step::Token(Token::Open(group.delimiter())));
                pattern_steps(group.stream(), steps)?;
                steps.push(Step::Token(Token::Close));
                rest = &rest[1..];
            }
            _ => {
                let (token, length) = first(rest);
                steps.push(Step::Token(token));
                rest = &rest[length..];
            }
        }
    }
    Ok(())
}

fn pieces(stream: TokenStream) -> Result<Vec<Piece>, String> {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let (mut pieces_, mut rest) = (Vec::new(), &trees[..]);
    while let Some((tree, after)) = rest.split_first() {
        rest = after;
        let piece = match (dollar(std::slice::from_ref(tree)), tree, after) {
            (Some(_), _, [TokenTree::Ident(name), after @ ..]) => {
                rest = after;
                match name == "crate" {
                    true => Piece::Crate,
                    false => Piece::Variable(name.clone()),
                }
            }
            (Some(_), _, [TokenTree::Group(group), after @ ..]) if is_parenthesis(group) => {
                let (separator, _, after) = repetition(after)?;
                rest = after;
                Piece::Repeat(pieces(group.stream())?, separator.to_vec())
            }
            (Some(_), ..) => return Err("its body has a `$` that begins nothing known".to_string()),
            (None, TokenTree::Group(group), _) => {
                Piece::Group(group.delimiter(), pieces(group.stream())?)
            }
            (None, tree, _) => Piece::Tree(tree.clone()),
        };
        pieces_.push(piece);
    }
    Ok(pieces_)
}

/// What follows a `$`.
fn dollar(trees: &[TokenTree]) -> Option<&[TokenTree]> {
    match trees {
        [TokenTree::Punct(punct), after @ ..] if punct.as_char() == '$' => Some(after),
        _ => None,
    }
}

fn is_parenthesis(group: &Group) -> bool {
    group.delimiter() == Delimiter::Parenthesis
}

/// The separator of a repetition, how often it repeats, and what follows.
fn repetition(trees: &[TokenTree]) -> Result<(&[TokenTree], Repeat, &[TokenTree]), String> {
    let repeat = |tree: Option<&TokenTree>| match tree {
        Some(TokenTree::Punct(punct)) => match punct.as_char() {
            '*' => Some(Repeat::Any),
            '+' => Some(Repeat::Some),
            '?' => Some(Repeat::Optional),
            _ => None,
        },
        _ => None,
    };
    if let Some(repeat) = repeat(trees.first()) {
        return Ok((&[], repeat, &trees[1..]));
    }
    let (_, length) = first(trees);
    match repeat(trees.get(length)).filter(|_| length > 0) {
        Some(repeat) => Ok((&trees[..length], repeat, &trees[length + 1..])),
        None => Err("it has a repetition that does not say how often".to_string()),
    }
}

impl Kind {
    /// By the name that it has in a pattern.
    pub fn of(name: &str) -> Option<Kind> {
        Some(match name {
            "block" => Kind::Block,
            "expr" | "expr_2021" => Kind::Expr,
            "ident" => Kind::Ident,
            "item" => Kind::Item,
            "lifetime" => Kind::Lifetime,
            "literal" => Kind::Literal,
            "meta" => Kind::Meta,
            "pat" => Kind::Pat,
            "pat_param" => Kind::PatParam,
            "path" => Kind::Path,
            "stmt" => Kind::Stmt,
            "tt" => Kind::Tree,
            "ty" => Kind::Type,
            "vis" => Kind::Visibility,
            _ => return None,
        })
    }

    /// As messages name it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Block => "block",
            Kind::Expr => "expr",
            Kind::Ident => "ident",
            Kind::Item => "item",
            Kind::Lifetime => "lifetime",
            Kind::Literal => "literal",
            Kind::Meta => "meta",
            Kind::Pat => "pat",
            Kind::PatParam => "pat_param",
            Kind::Path => "path",
            Kind::Stmt => "stmt",
            Kind::Tree => "tt",
            Kind::Type => "ty",
            Kind::Visibility => "vis",
        }
    }
}
