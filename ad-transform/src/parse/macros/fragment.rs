//! What a variable of a macro takes: whether a token can begin it, and how far it goes.

use super::definition::Kind;
use super::tokens::{Flat, Token};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, Item, Pat, Type};

/// Words of the language that are no names; those with which an expression can begin come first.
const WORDS: [&str; 41] = [
    "async", "break", "const", "continue", "for", "if", "loop", "match", "move", "return", "true",
    "false", "try", "unsafe", "while", "yield", "static", "do", "box", "as", "else", "enum",
    "extern", "fn", "impl", "in", "let", "mod", "mut", "pub", "ref", "struct", "trait", "type",
    "use", "where", "await", "dyn", "abstract", "virtual", "_",
];
const BEGIN_EXPR: usize = 19;

/// Can what stands at a place be, or begin, a fragment of this kind? Where it can, the macro takes it for one and nothing
/// else.
pub fn may_begin(kind: Kind, input: &Flat, at: usize) -> bool {
    let (token, _) = input.token(at);
    if let Some(group) = input.group(at) {
        return may_be(kind, group);
    }
    match (kind, &token) {
        (_, Token::End | Token::Close) => false,
        (Kind::Tree | Kind::Stmt | Kind::Item, _) => true,
        (Kind::Ident, Token::Word(word)) => word != "_",
        (Kind::Lifetime, Token::Lifetime(_)) => true,
        (Kind::Ident | Kind::Lifetime, _) => false,
        (Kind::Block, token) => *token == Token::Open(Delimiter::Brace),
        (Kind::Literal, _) => literal(&input.rest(at)) > 0,
        (Kind::Path | Kind::Meta, Token::Word(_)) => true,
        (Kind::Path | Kind::Meta, token) => is_punct(token, &["::"]),
        (Kind::Expr, token) => begins_expr(token),
        (Kind::Type, token) => begins_type(token),
        (Kind::Visibility, Token::Word(_)) => true,
        (Kind::Visibility, token) => is_punct(token, &[","]) || begins_type(token),
        (Kind::Pat | Kind::PatParam, Token::Word(_) | Token::Literal(_)) => true,
        (Kind::Pat | Kind::PatParam, Token::Open(delimiter)) => *delimiter != Delimiter::Brace,
        (Kind::Pat, token) if is_punct(token, &["|"]) => true,
        (Kind::Pat | Kind::PatParam, token) => {
            is_punct(token, &["&", "&&", "-", "..", "...", "::", "<", "<<"])
        }
    }
}

/// Can what was matched as something else be, or begin, a fragment of this kind?
fn may_be(kind: Kind, group: &Group) -> bool {
    let (of, inner) = matched_as(group);
    match kind {
        Kind::Ident | Kind::Lifetime => false,
        Kind::Expr => matches!(of, Kind::Expr | Kind::Literal | Kind::Path),
        Kind::Type => matches!(of, Kind::Path | Kind::Type),
        Kind::Literal => {
            let trees: Vec<TokenTree> = inner.into_iter().collect();
            matches!(of, Kind::Expr | Kind::Literal) && literal(&trees) > 0
        }
        Kind::Block
        | Kind::Item
        | Kind::Meta
        | Kind::Pat
        | Kind::PatParam
        | Kind::Path
        | Kind::Stmt
        | Kind::Tree
        | Kind::Visibility => true,
    }
}

/// What stands first in a group of tokens that were matched together, before the name of their kind.
const SIGN: &str = "__fragment_";

/// Tokens that were matched together: one tree, which says as what.
fn together(kind: Kind, tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    if let (Some(TokenTree::Group(group)), None) = (trees.next(), trees.next())
        && group.delimiter() == Delimiter::None
    {
        return tokens;
    }
    let sign = Ident::new(&format!("{SIGN}{}", kind.name()), Span::call_site());
    let signed = std::iter::once(TokenTree::Ident(sign)).chain(tokens);
    TokenTree::Group(Group::new(Delimiter::None, signed.collect())).into()
}

/// As what the tokens of a group were matched, and the tokens; what the compiler has passed are expressions.
fn matched_as(group: &Group) -> (Kind, TokenStream) {
    let mut trees = group.stream().into_iter();
    let sign = match trees.next() {
        Some(TokenTree::Ident(sign)) => sign.to_string(),
        _ => String::new(),
    };
    match sign.strip_prefix(SIGN).and_then(Kind::of) {
        Some(kind) => (kind, trees.collect()),
        None => (Kind::Expr, group.stream()),
    }
}

/// Tokens as a parser reads them, which do not say as what they were matched.
pub fn plain(tokens: TokenStream) -> TokenStream {
    unsigned(tokens, &|_| false)
}

/// The same, except for what is passed to macros.
pub fn plain_but_in_calls(tokens: TokenStream) -> TokenStream {
    unsigned(tokens, &|before| match before {
        [.., TokenTree::Ident(name), TokenTree::Punct(bang)] => {
            bang.as_char() == '!' && !WORDS.contains(&name.to_string().as_str())
        }
        _ => false,
    })
}

fn unsigned(tokens: TokenStream, stays: &dyn Fn(&[TokenTree]) -> bool) -> TokenStream {
    let mut all: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        let group = match tree {
            TokenTree::Group(group) if !stays(&all) => group,
            tree => {
                all.push(tree);
                continue;
            }
        };
        let (delimiter, inner) = match group.delimiter() {
            Delimiter::None => {
                let (kind, inner) = matched_as(&group);
                match kind {
                    // A parser does not look for these in a group.
                    Kind::Pat if has_alternatives(&inner) => (Delimiter::Parenthesis, inner),
                    Kind::Pat | Kind::PatParam | Kind::Path => {
                        all.extend(unsigned(inner, stays));
                        continue;
                    }
                    _ => (Delimiter::None, inner),
                }
            }
            delimiter => (delimiter, group.stream()),
        };
        let mut plain = Group::new(delimiter, unsigned(inner, stays));
        plain.set_span(group.span());
        all.push(TokenTree::Group(plain));
    }
    all.into_iter().collect()
}

fn has_alternatives(pat: &TokenStream) -> bool {
    let is_or = |tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == '|');
    pat.clone().into_iter().any(is_or)
}

fn is_punct(token: &Token, these: &[&str]) -> bool {
    matches!(token, Token::Punct(text) if these.contains(&text.as_str()))
}

fn begins_expr(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            let reserved = WORDS.iter().position(|reserved| reserved == word);
            reserved.is_none_or(|at| at < BEGIN_EXPR)
        }
        Token::Lifetime(_) | Token::Literal(_) | Token::Open(_) => true,
        token => is_punct(
            token,
            &[
                "!", "-", "*", "|", "||", "&", "&&", "..", "...", "..=", "<", "<<", "::", "#",
            ],
        ),
    }
}

fn begins_type(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            !WORDS.contains(&word.as_str())
                || matches!(
                    word.as_str(),
                    "_" | "for" | "impl" | "fn" | "unsafe" | "extern" | "dyn"
                )
        }
        Token::Lifetime(_) => true,
        Token::Open(delimiter) => *delimiter != Delimiter::Brace,
        token => is_punct(token, &["!", "*", "&", "&&", "?", "<", "<<", "::"]),
    }
}

/// How many of the trees are a literal, perhaps a negative one.
fn literal(trees: &[TokenTree]) -> usize {
    match trees {
        [TokenTree::Literal(_), ..] => 1,
        [TokenTree::Ident(word), ..] if word == "true" || word == "false" => 1,
        [TokenTree::Punct(minus), TokenTree::Literal(_), ..] if minus.as_char() == '-' => 2,
        [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::None => {
            usize::from(may_be(Kind::Literal, group))
        }
        _ => 0,
    }
}

/// Takes a fragment: what it is, and where the rest begins; `None` if it is none of that kind.
pub fn take(kind: Kind, input: &Flat, at: usize) -> Option<(TokenStream, usize)> {
    let trees = input.rest(at);
    let taken = match kind {
        Kind::Tree | Kind::Ident | Kind::Lifetime => match input.token(at) {
            (Token::Open(_), _) => 1,
            (_, length) => length,
        },
        Kind::Block => 1,
        Kind::Literal => literal(&trees),
        Kind::Expr => length(&trees, Expr::parse)?,
        Kind::Item => length(&trees, Item::parse)?,
        Kind::Meta => length(&trees, syn::Meta::parse)?,
        Kind::Pat => length(&trees, Pat::parse_multi_with_leading_vert)?,
        Kind::PatParam => length(&trees, Pat::parse_single)?,
        Kind::Path => length(&trees, syn::TypePath::parse)?,
        Kind::Stmt => length(&trees, statement)?,
        Kind::Type => length(&trees, Type::parse)?,
        Kind::Visibility => length(&trees, syn::Visibility::parse)?,
    };
    let end = input.after(at, taken);
    let tokens: TokenStream = trees.into_iter().take(taken).collect();
    let tokens = match kind {
        // It stays what it was, wherever it is put.
        Kind::Expr | Kind::Pat | Kind::PatParam | Kind::Path | Kind::Type => together(kind, tokens),
        Kind::Literal if taken > 1 => together(kind, tokens),
        _ => tokens,
    };
    Some((tokens, end))
}

/// How many trees a parser takes.
fn length<T>(trees: &[TokenTree], parse: fn(ParseStream<'_>) -> syn::Result<T>) -> Option<usize> {
    let stream = plain(trees.iter().cloned().collect());
    let all = stream.clone().into_iter().count();
    let rest = (|input: ParseStream<'_>| {
        parse(input)?;
        input.parse::<TokenStream>()
    })
    .parse2(stream);
    let mut taken = all.checked_sub(rest.ok()?.into_iter().count())?;
    // One of the trees may be several for a parser.
    let mut trees = trees.iter();
    let mut count = 0;
    while taken > 0 {
        let plain = plain(trees.next()?.clone().into()).into_iter().count();
        taken = taken.checked_sub(plain)?;
        count += 1;
    }
    Some(count)
}

/// A statement without the semicolon that ends it.
fn statement(input: ParseStream<'_>) -> syn::Result<()> {
    let ahead = input.fork();
    ahead.call(syn::Attribute::parse_outer)?;
    if !ahead.peek(syn::Token![let]) {
        let item = input.fork();
        return match item.parse::<Item>() {
            Ok(Item::Macro(_) | Item::Verbatim(_)) | Err(_) => input.parse::<Expr>().map(drop),
            Ok(_) => input.parse::<Item>().map(drop),
        };
    }
    input.call(syn::Attribute::parse_outer)?;
    input.parse::<syn::Token![let]>()?;
    Pat::parse_single(input)?;
    if input.parse::<Option<syn::Token![:]>>()?.is_some() {
        input.parse::<Type>()?;
    }
    if input.parse::<Option<syn::Token![=]>>()?.is_some() {
        input.parse::<Expr>()?;
        if input.parse::<Option<syn::Token![else]>>()?.is_some() {
            input.parse::<syn::Block>()?;
        }
    }
    Ok(())
}
