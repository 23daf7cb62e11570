//! Annotated implementations of `Index` and `IndexMut`: the ways from a value to its elements.
//!
//! The function is read as what it must be for its elements to have a derivative: it computes positions, and then goes
//! from `self` by fields and indices to one place. [`Ways::of`] takes it apart into the two.

use super::ends;
use crate::diagnose::{self, Errors};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Block, Expr, ExprMethodCall, ExprRange, FnArg, GenericArgument, ImplItem, ImplItemFn, ItemImpl,
    Member, Pat, PathArguments, RangeLimits, ReturnType, Stmt, Type,
};

/// An implementation of `Index` or `IndexMut`.
pub struct IndexImpl<'a> {
    /// Is it `IndexMut`?
    pub mutable: bool,
    /// The type of the index.
    pub index: &'a Type,
    block: &'a ItemImpl,
}

/// A step on the way from `self` to an element.
#[derive(Clone)]
enum Step {
    Field(Member),
    /// `[i]`, by the number of the position.
    Index(usize),
    /// `[lo..hi]`, likewise.
    Range(Option<usize>, RangeLimits, Option<usize>),
}

impl Step {
    /// As text to be compared.
    fn spelled(&self) -> TokenStream {
        match self {
            Step::Field(member) => quote!(.#member),
            Step::Index(i) => quote!([#i]),
            Step::Range(lo, limits, hi) => quote!([#lo #limits #hi]),
        }
    }
}

/// The ways that a function can take.
pub struct Ways {
    /// What computes the position: the function's body, with a position where it had a reference.
    pub at: TokenStream,
    /// How many integers a position is made of.
    pub length: usize,
    /// A number that is the same for functions that differ in mutability alone.
    pub digest: u64,
    ways: Vec<Vec<Step>>,
}

impl<'a> IndexImpl<'a> {
    /// The implementation, if the `impl` is of one of the two traits.
    #[must_use]
    pub fn of(block: &'a ItemImpl) -> Option<IndexImpl<'a>> {
        let (path, _) = block.trait_.as_ref()?;
        let last = path.segments.last()?;
        let mutable = match last.ident.to_string().as_str() {
            "Index" => false,
            "IndexMut" => true,
            _ => return None,
        };
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        let index = arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })?;
        Some(IndexImpl {
            mutable,
            index,
            block,
        })
    }

    /// The number of parts of the index, 0 for one that is no tuple.
    #[must_use]
    pub fn arity(&self) -> usize {
        match self.index {
            Type::Tuple(tuple) => tuple.elems.len(),
            _ => 0,
        }
    }

    /// What an element is, as the implementation of `Index` says.
    #[must_use]
    pub fn output(&self) -> Option<&'a Type> {
        self.block.items.iter().find_map(|item| match item {
            ImplItem::Type(ty) if ty.ident == "Output" => Some(&ty.ty),
            _ => None,
        })
    }

    /// The function of the trait.
    #[must_use]
    pub fn function(&self) -> Option<&'a ImplItemFn> {
        self.block.items.iter().find_map(|item| match item {
            ImplItem::Fn(function) => Some(function),
            _ => None,
        })
    }

    /// The parameter that is the index, as written.
    #[must_use]
    pub fn parameter(&self) -> Option<&'a FnArg> {
        self.function()?.sig.inputs.iter().nth(1)
    }
}

/// What a method returns a reference to, where that is a part of the receiver, and whether it can be written.
#[must_use]
pub fn element_of_method(function: &ImplItemFn) -> Option<(&Type, bool)> {
    let ReturnType::Type(_, output) = &function.sig.output else {
        return None;
    };
    let Type::Reference(reference) = &**output else {
        return None;
    };
    let generic = !function.sig.generics.params.is_empty();
    let owned = function.sig.inputs.iter().skip(1).all(|input| match input {
        FnArg::Typed(typed) => !matches!(*typed.ty, Type::Reference(_)),
        FnArg::Receiver(_) => true,
    });
    function.sig.receiver().filter(|_| owned && !generic)?;
    Some((&reference.elem, reference.mutability.is_some()))
}

/// Is a method seen to return a reference to a part of its receiver?
#[must_use]
pub fn selects(function: &ImplItemFn) -> bool {
    element_of_method(function).is_some() && Ways::of(&function.block).is_ok()
}

/// A number for the name of a method.
#[must_use]
pub fn number_of(name: &Ident) -> u64 {
    digest(proc_macro2::Literal::string(&name.to_string()).into_token_stream())
}

/// A body without assertions, and with the meanings of its variables in their places: what `index` reads at once,
/// `index_mut` may have to read before it borrows.
fn spelled_out(body: &Block) -> TokenStream {
    let mut meanings: Vec<(&Ident, TokenStream)> = Vec::new();
    let mut rest = TokenStream::new();
    for stmt in &body.stmts {
        match stmt {
            Stmt::Local(local) => {
                let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) else {
                    rest.extend(replaced(stmt.to_token_stream(), &meanings));
                    continue;
                };
                let meaning = replaced(init.expr.to_token_stream(), &meanings);
                let is_whole = matches!(
                    *init.expr,
                    Expr::Path(_)
                        | Expr::Field(_)
                        | Expr::MethodCall(_)
                        | Expr::Lit(_)
                        | Expr::Index(_)
                );
                let meaning = match is_whole {
                    true => meaning,
                    false => Group::new(Delimiter::Parenthesis, meaning).into_token_stream(),
                };
                meanings.push((&name.ident, meaning));
            }
            Stmt::Macro(call) if is_assertion(&call.mac) => {}
            Stmt::Expr(Expr::Macro(call), _) if is_assertion(&call.mac) => {}
            _ => rest.extend(replaced(stmt.to_token_stream(), &meanings)),
        }
    }
    rest
}

fn is_assertion(mac: &syn::Macro) -> bool {
    mac.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        name.starts_with("assert") || name.starts_with("debug_assert")
    })
}

/// The tokens with the meanings of variables, of which the last one declared counts; a field is none.
fn replaced(tokens: TokenStream, meanings: &[(&Ident, TokenStream)]) -> TokenStream {
    let mut of_field = false;
    let mut replaced = TokenStream::new();
    for token in tokens {
        let after_dot = std::mem::replace(
            &mut of_field,
            matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.'),
        );
        match token {
            TokenTree::Ident(ident) if !after_dot => {
                let meaning = meanings.iter().rfind(|(name, _)| **name == ident);
                match meaning {
                    Some((_, meaning)) => replaced.extend(meaning.clone()),
                    None => replaced.extend([ident]),
                }
            }
            TokenTree::Group(group) => {
                let inside = without_parentheses(self::replaced(group.stream(), meanings));
                replaced.extend([Group::new(group.delimiter(), inside)]);
            }
            token => replaced.extend([token]),
        }
    }
    replaced
}

/// What stands alone between brackets needs none of its own.
fn without_parentheses(tokens: TokenStream) -> TokenStream {
    let mut all = tokens.clone().into_iter();
    match (all.next(), all.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            group.stream()
        }
        _ => tokens,
    }
}

/// A number for a text without what differs between reading and writing (FNV-1a).
fn digest(tokens: TokenStream) -> u64 {
    let mut all = String::new();
    text(tokens, &mut all);
    all.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn text(tokens: TokenStream, into: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                into.push_str(&Group::new(group.delimiter(), TokenStream::new()).to_string());
                text(group.stream(), into);
                into.push(')');
            }
            TokenTree::Ident(ident) if ident == "mut" => {}
            token => {
                let word = token.to_string();
                into.push_str(word.strip_suffix("_mut").unwrap_or(&word));
                into.push(' ');
            }
        }
    }
}

impl Ways {
    /// The ways that a function can take.
    ///
    /// # Errors
    /// Where what it returns is not seen to be a place in `self`.
    pub fn of(body: &Block) -> syn::Result<Ways> {
        let (compared, first) = split(body, None)?;
        let mut places = spelled_out(&compared);
        places.extend(first.iter().flatten().map(Step::spelled));
        let several = usize::from(first.len() > 1);
        let longest = first.iter().map(|way| positions(way)).max().unwrap_or(0);
        let length = several + longest;
        let (at, ways) = split(body, Some((length, several)))?;
        Ok(Ways {
            at: at.into_token_stream(),
            length,
            digest: digest(places),
            ways,
        })
    }

    /// The place at the position `at` in `of`, borrowed.
    #[must_use]
    pub fn place(&self, of: &Ident, at: &Ident, mutable: bool) -> TokenStream {
        let borrow = if mutable { quote!(&mut) } else { quote!(&) };
        let several = usize::from(self.ways.len() > 1);
        let mut places = self.ways.iter().map(|way| {
            let steps = way.iter().map(|step| match step {
                Step::Field(member) => quote!(.#member),
                Step::Index(i) => {
                    let i = proc_macro2::Literal::usize_unsuffixed(i + several);
                    quote!([#at[#i]])
                }
                Step::Range(lo, limits, hi) => {
                    let end = |end: &Option<usize>| {
                        end.map(|i| {
                            let i = proc_macro2::Literal::usize_unsuffixed(i + several);
                            quote!(#at[#i])
                        })
                    };
                    let (lo, hi) = (end(lo), end(hi));
                    quote!([#lo #limits #hi])
                }
            });
            quote!(#borrow #of #(#steps)*)
        });
        if several == 0 {
            return places.next().unwrap_or_default();
        }
        let arms = places.enumerate().map(|(i, place)| {
            let i = proc_macro2::Literal::usize_unsuffixed(i);
            quote!(#i => #place,)
        });
        quote! {
            match #at[0] {
                #(#arms)*
                _ => ::core::unreachable!(),
            }
        }
    }
}

fn positions(way: &[Step]) -> usize {
    let of = |step: &Step| match step {
        Step::Field(_) => 0,
        Step::Index(_) => 1,
        Step::Range(lo, _, hi) => usize::from(lo.is_some()) + usize::from(hi.is_some()),
    };
    way.iter().map(of).sum()
}

/// The body with positions for references, and the ways. Of positions it is said how many integers they have, and how many of
/// them say which way it is; without, each number stands in brackets of its own, to be compared.
fn split(body: &Block, lengths: Option<(usize, usize)>) -> syn::Result<(Block, Vec<Vec<Step>>)> {
    let mut split = Split {
        lengths,
        ways: Vec::new(),
    };
    let mut errors = Errors::default();
    let mut body = body.clone();
    ends::each(&mut body, &mut |expr| match split.way(expr) {
        Ok(position) => *expr = position,
        Err(error) => errors.push(error),
    });
    match errors.combined() {
        Some(error) => Err(error),
        None => Ok((body, split.ways)),
    }
}

struct Split {
    lengths: Option<(usize, usize)>,
    ways: Vec<Vec<Step>>,
}

impl Split {
    /// The position that stands for a reference.
    fn way(&mut self, expr: &Expr) -> syn::Result<Expr> {
        let mut steps = Vec::new();
        let mut numbers: Vec<TokenStream> = Vec::new();
        match expr {
            Expr::Reference(reference) => place(&reference.expr, &mut steps, &mut numbers)?,
            Expr::MethodCall(call) => found(call, &mut steps, &mut numbers)?,
            other => return Err(diagnose::no_place(other)),
        }
        let way = proc_macro2::Literal::usize_unsuffixed(self.ways.len());
        self.ways.push(steps);
        let Some((length, several)) = self.lengths else {
            return syn::parse2(quote!((#([#numbers],)*)));
        };
        let way = (several > 0).then(|| quote!(#way,));
        let missing = length.saturating_sub(several + numbers.len());
        let rest = std::iter::repeat_n(quote!(0), missing);
        syn::parse2(quote!([#way #(#numbers,)* #(#rest,)*]))
    }
}

/// The steps to a place, and the numbers on the way.
fn place(expr: &Expr, steps: &mut Vec<Step>, numbers: &mut Vec<TokenStream>) -> syn::Result<()> {
    match expr {
        Expr::Path(path) if path.path.is_ident("self") => Ok(()),
        Expr::Paren(inner) => place(&inner.expr, steps, numbers),
        Expr::Group(inner) => place(&inner.expr, steps, numbers),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => {
            place(&unary.expr, steps, numbers)
        }
        Expr::Field(field) => {
            place(&field.base, steps, numbers)?;
            steps.push(Step::Field(field.member.clone()));
            Ok(())
        }
        Expr::Index(index) => {
            place(&index.expr, steps, numbers)?;
            element(&index.index, steps, numbers);
            Ok(())
        }
        other => Err(diagnose::no_place(other)),
    }
}

/// `[i]` or `[lo..hi]`.
fn element(index: &Expr, steps: &mut Vec<Step>, numbers: &mut Vec<TokenStream>) {
    let mut number = |expr: &Expr| {
        numbers.push(expr.to_token_stream());
        numbers.len() - 1
    };
    match index {
        Expr::Paren(inner) => element(&inner.expr, steps, numbers),
        Expr::Range(ExprRange {
            start, limits, end, ..
        }) => {
            let lo = start.as_deref().map(&mut number);
            let hi = end.as_deref().map(&mut number);
            steps.push(Step::Range(lo, *limits, hi));
        }
        index => {
            let i = number(index);
            steps.push(Step::Index(i));
        }
    }
}

/// `place.index(i)`, `place.get(i).unwrap()`, and the same with `mut`.
fn found(
    call: &ExprMethodCall,
    steps: &mut Vec<Step>,
    numbers: &mut Vec<TokenStream>,
) -> syn::Result<()> {
    let name = call.method.to_string();
    match (name.as_str(), &*call.receiver, call.args.first()) {
        ("index" | "index_mut", receiver, Some(index)) => {
            place(receiver, steps, numbers)?;
            element(index, steps, numbers);
            Ok(())
        }
        ("unwrap" | "expect", Expr::MethodCall(inner), _) => {
            match (inner.method.to_string().as_str(), inner.args.first()) {
                ("get" | "get_mut", Some(index)) => {
                    place(&inner.receiver, steps, numbers)?;
                    element(index, steps, numbers);
                    Ok(())
                }
                _ => Err(diagnose::no_place(call)),
            }
        }
        _ => Err(diagnose::no_place(call)),
    }
}
