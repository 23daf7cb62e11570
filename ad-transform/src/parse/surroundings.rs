//! Where an annotated function stands: in a module, or in an `impl`.
//!
//! A macro on `fn area(w: f64, h: f64)` sees the same tokens in both places, but what it may add differs: an
//! `impl` holds no types, a module no `Self`. A receiver, or `Self`, settles it. For the rest the source file is
//! read up to the attribute, as far as needed to know which brace is open there; rustc already depends on that
//! file. Where there is no file (documentation tests, some editors), the function is taken for a free one, and
//! annotating the `impl` block says otherwise.

use super::Placement;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::cell::RefCell;
use std::str::FromStr;
use syn::{Generics, ItemFn, ItemImpl};

/// What is around an annotated function.
#[derive(Clone)]
pub enum Surroundings {
    /// A module or a block.
    Free,
    /// An `impl`; its generic parameters and its type, where they could be read.
    Impl(Box<Generics>, Option<Box<syn::Type>>),
    /// An `impl` of a trait, or a trait.
    Trait,
}

impl Surroundings {
    /// Finds them out; `head` is what stands before the innermost open brace, where that is known.
    #[must_use]
    pub fn of(item: &ItemFn, head: Option<&str>) -> Surroundings {
        let has_receiver = item.sig.receiver().is_some();
        match head.and_then(Surroundings::from_head) {
            // What is in front of a method could not be read, in a macro's definition.
            Some(Surroundings::Free) if has_receiver => {}
            Some(found) => return found,
            None => {}
        }
        if has_receiver || mentions_self(item.to_token_stream()) {
            Surroundings::Impl(Box::default(), None)
        } else {
            Surroundings::Free
        }
    }

    /// Those of an annotated `impl`'s functions.
    #[must_use]
    pub fn of_impl(item: &ItemImpl) -> Surroundings {
        if item.trait_.is_some() {
            Surroundings::Trait
        } else {
            Surroundings::Impl(Box::new(item.generics.clone()), Some(item.self_ty.clone()))
        }
    }

    fn from_head(head: &str) -> Option<Surroundings> {
        if let Ok(item) = syn::parse_str::<ItemImpl>(&format!("{head} {{}}")) {
            return Some(Surroundings::of_impl(&item));
        }
        // In the definition of a `macro_rules!` macro the head may not be Rust: `impl $ty`.
        let words: Vec<String> = TokenStream::from_str(head)
            .ok()?
            .into_iter()
            .filter_map(|token| match token {
                TokenTree::Ident(ident) => Some(ident.to_string()),
                _ => None,
            })
            .collect();
        let has = |word: &str| words.iter().any(|w| w == word);
        Some(match (has("fn"), has("impl"), has("trait"), has("for")) {
            (false, true, _, false) => Surroundings::Impl(Box::default(), None),
            (false, true, _, true) | (false, false, true, _) => Surroundings::Trait,
            _ => Surroundings::Free,
        })
    }

    /// The generic parameters of the `impl`.
    #[must_use]
    pub fn generics(&self) -> Option<&Generics> {
        match self {
            Surroundings::Impl(generics, _) => Some(generics),
            Surroundings::Free | Surroundings::Trait => None,
        }
    }

    /// The type of the `impl`.
    #[must_use]
    pub fn self_ty(&self) -> Option<&syn::Type> {
        match self {
            Surroundings::Impl(_, ty) => ty.as_deref(),
            Surroundings::Free | Surroundings::Trait => None,
        }
    }

    /// What the companion looks like.
    #[must_use]
    pub fn placement(&self) -> Placement {
        match self {
            Surroundings::Free => Placement::Item,
            Surroundings::Impl(..) | Surroundings::Trait => Placement::Method,
        }
    }
}

/// What stands before the innermost brace that is open at a position, read from its source file. Empty at the top
/// level of a file.
#[must_use]
pub fn head_at(span: Span) -> Option<String> {
    let source = std::fs::read_to_string(span.local_file()?).ok()?;
    let start = span.start();
    let line_start: usize = source
        .split_inclusive('\n')
        .take(start.line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let line = source.get(line_start..)?;
    let column: usize = line.chars().take(start.column).map(char::len_utf8).sum();
    let end = line_start + column;
    LAST.with_borrow_mut(|last| {
        let mut scan = match last.take() {
            Some((text, scan)) if scan.at <= end && text == source => scan,
            _ => Scan::default(),
        };
        scan.advance(source.get(..end)?)?;
        let head = scan.head(&source);
        *last = Some((source, scan));
        head
    })
}

thread_local! {
    /// The file that was looked at last, and how far: the next function of it is looked for from there.
    static LAST: RefCell<Option<(String, Scan)>> = const { RefCell::new(None) };
}

/// An open delimiter.
struct Open {
    /// For a brace: where the text that belongs to it begins and ends.
    head: Option<(usize, usize)>,
    /// Where the head of a brace that opens next inside would begin.
    next: usize,
}

/// A file up to a position outside of strings and comments.
struct Scan {
    /// The position.
    at: usize,
    /// The delimiters that are open there, the file itself first.
    stack: Vec<Open>,
}

impl Default for Scan {
    fn default() -> Scan {
        Scan {
            at: 0,
            stack: vec![Open {
                head: Some((0, 0)),
                next: 0,
            }],
        }
    }
}

impl Scan {
    /// Goes on to the end of a text, which begins with what was looked at; `None` if that is inside a string or a comment.
    fn advance(&mut self, text: &str) -> Option<()> {
        let (bytes, stack) = (text.as_bytes(), &mut self.stack);
        let mut i = self.at;
        while i < bytes.len() {
            let rest = &text[i..];
            match bytes[i] {
                b'{' | b'(' | b'[' => {
                    let from = stack.last()?.next;
                    let head = (bytes[i] == b'{').then_some((from, i));
                    stack.push(Open { head, next: i + 1 });
                    i += 1;
                }
                b'}' | b')' | b']' => {
                    stack.pop();
                    if bytes[i] == b'}' {
                        stack.last_mut()?.next = i + 1;
                    }
                    i += 1;
                }
                b';' => {
                    stack.last_mut()?.next = i + 1;
                    i += 1;
                }
                b'/' if rest.starts_with("//") => i += rest.find('\n')?,
                b'/' if rest.starts_with("/*") => i += block_comment(rest)?,
                b'"' => i += string(rest)?,
                b'\'' => i += quote_or_lifetime(rest),
                c if c == b'_' || c.is_ascii_alphabetic() => i += word(rest)?,
                _ => i += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        self.at = i;
        Some(())
    }

    /// What stands before the innermost brace that is open.
    fn head(&self, text: &str) -> Option<String> {
        let (from, to) = self.stack.iter().rev().find_map(|open| open.head)?;
        Some(text[from..to].to_string())
    }
}

/// The length of a comment, nested ones included.
fn block_comment(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut i = 0;
    loop {
        let rest = text.get(i..)?;
        if rest.starts_with("/*") {
            depth += 1;
            i += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            i += 2;
            if depth == 0 {
                return Some(i);
            }
        } else {
            i += rest.chars().next()?.len_utf8();
        }
    }
}

/// The length of a string literal with its quotes.
fn string(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// The length of a character literal, or of a lifetime's quote.
fn quote_or_lifetime(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        // `'\n'`, `'\''`, `'\u{1F600}'`
        (Some((_, '\\')), Some((i, c))) => text
            .get(i + c.len_utf8()..)
            .and_then(|rest| rest.find('\''))
            .map_or(1, |end| i + c.len_utf8() + end + 1),
        (Some(_), Some((i, '\''))) => i + 1,
        _ => 1,
    }
}

/// The length of a word; with what follows, if it introduces a raw string.
fn word(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| c != '_' && !c.is_alphanumeric())
        .unwrap_or(text.len());
    if matches!(&text[..end], "r" | "br" | "cr") {
        let hashes = text[end..].bytes().take_while(|b| *b == b'#').count();
        if text[end + hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let from = end + hashes + 1;
            return text[from..].find(&close).map(|at| from + at + close.len());
        }
    }
    Some(end)
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions_self(group.stream()),
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn innermost_head(text: &str) -> Option<String> {
        let mut scan = Scan::default();
        scan.advance(text)?;
        scan.head(text)
    }

    use syn::parse_quote;

    fn surroundings(before: &str) -> Surroundings {
        let item = parse_quote!(
            fn area(w: f64, h: f64) -> f64 {
                w * h
            }
        );
        let head = innermost_head(before);
        assert!(head.is_some(), "{before}");
        Surroundings::of(&item, head.as_deref())
    }

    #[test]
    fn the_open_brace_says_where_it_stands() {
        assert!(matches!(
            surroundings("use a::{b, c};\n"),
            Surroundings::Free
        ));
        assert!(matches!(
            surroundings("impl A { fn a() {} }\n"),
            Surroundings::Free
        ));
        assert!(matches!(
            surroundings("impl A { fn a() {"),
            Surroundings::Free
        ));
        assert!(matches!(
            surroundings("mod m { struct A { x: [f64; 3] } impl A {"),
            Surroundings::Impl(..)
        ));
        assert!(matches!(
            surroundings("impl<T: Float> Shape for A<T> { type X = f64;"),
            Surroundings::Trait
        ));
        assert!(matches!(surroundings("trait Shape {"), Surroundings::Trait));
        assert!(matches!(
            surroundings("macro_rules! m { ($t:ty) => { impl $t {"),
            Surroundings::Impl(..)
        ));
        assert!(matches!(
            surroundings("fn f() -> impl Fn() {"),
            Surroundings::Free
        ));
    }

    #[test]
    fn text_that_is_no_code_does_not_count() {
        let before = r##"
            /* { /* { */ */ // {
            const A: &str = "{\"{"; const B: &str = r#"{"{"#; const C: char = '{'; const D: char = '\''; const E: u8 = b'{';
            #[doc = "x;y{"] unsafe impl<'a, T> A<'a, T> where T: Float /* ; */ { fn a<'b>(x: &'b str) -> char { '}' }
        "##;
        match surroundings(before) {
            Surroundings::Impl(generics, _) => assert_eq!(generics.params.len(), 2),
            _ => panic!("not an impl: {before}"),
        }
    }

    #[test]
    fn without_a_file_the_function_itself_says() {
        let item = parse_quote!(
            fn unit() -> f64 {
                Self::SIZE
            }
        );
        assert_eq!(Surroundings::of(&item, None).placement(), Placement::Method);
        let item = parse_quote!(
            fn unit(x: f64) -> f64 {
                x
            }
        );
        assert_eq!(Surroundings::of(&item, None).placement(), Placement::Item);
    }
}
