//! Text: what its methods give does not vary, and is computed as it is written.
//!
//! Comes in: a method call whose receiver is text and whose arguments do not vary. Goes out: an opaque value of the type that
//! the method gives, or a vector of the parts into which it takes the text.

use super::Lowerer;
use super::operand::Operand;
use crate::ir::{Arg, Atom, BaseKind, Call, Callee, Op, Opaque, Part, Type};
use proc_macro2::Delimiter;
use quote::{ToTokens, quote};
use syn::{Expr, ExprMethodCall, Lit};

/// Methods of text that give a part of it.
const TEXT: [&str; 7] = [
    "as_str",
    "trim",
    "trim_end",
    "trim_end_matches",
    "trim_matches",
    "trim_start",
    "trim_start_matches",
];

/// Methods of text that make new text.
const MADE: [&str; 7] = [
    "repeat",
    "replace",
    "replacen",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "to_lowercase",
    "to_uppercase",
];

/// Methods of text that answer a question.
const QUESTIONS: [&str; 6] = [
    "contains",
    "ends_with",
    "eq_ignore_ascii_case",
    "is_ascii",
    "is_empty",
    "starts_with",
];

/// Methods of text that go through it; what they give can be copied.
const PARTS: [&str; 8] = [
    "bytes",
    "char_indices",
    "chars",
    "lines",
    "rsplit",
    "split",
    "split_ascii_whitespace",
    "split_whitespace",
];

/// What is done with the result of `parse`.
const UNWRAPPED: [&str; 5] = [
    "expect",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
];

impl<'a> Lowerer<'a> {
    /// A method of text; `None` where the receiver is none, or the method is another.
    pub(super) fn text_method(
        &mut self,
        call: &'a ExprMethodCall,
        receiver: &Operand<'a>,
    ) -> Option<Operand<'a>> {
        let name = call.method.to_string();
        let is = |these: &[&str]| these.contains(&name.as_str());
        let ty = match () {
            () if is(&TEXT) || is(&MADE) => Type::Opaque,
            () if is(&QUESTIONS) => Type::Bool,
            () if name == "len" => Type::USIZE,
            () if name == "chars" => Type::Char,
            () if name == "char_indices" => Type::Tuple(vec![Type::USIZE, Type::Char]),
            () if name == "bytes" => Type::int("u8")?,
            () if is(&PARTS) => self.types.fresh(),
            () => return None,
        };
        if !self.is_text(receiver) {
            return None;
        }
        let (method, held) = (&call.method, self.is_held(receiver));
        if name == "as_str" && held {
            return Some(receiver.clone());
        }
        let mut parts = self.part(receiver.clone());
        parts.push(Part::Tokens(quote!(.#method)));
        parts.push(self.text_arguments(call)?);
        if is(&PARTS) {
            return Some(self.all_of(parts, ty));
        }
        let is_text = ty == Type::Opaque;
        let makes = is(&MADE);
        if is_text && held && !makes {
            // The text that it borrows from may be gone when it is looked at.
            parts.push(Part::Tokens(quote!(.to_owned())));
        }
        let value = self.op(Op::Opaque(Opaque::pure(parts)), ty);
        if let (true, Atom::Value(id)) = (is_text, &value) {
            self.texts.insert(*id, held || makes);
        }
        Some(Operand::Atom(value))
    }

    /// `mode.parse::<i32>().unwrap_or(1)`
    pub(super) fn parsed_text(&mut self, call: &'a ExprMethodCall) -> Option<Operand<'a>> {
        let parse = parses(call).filter(|parse| self.is_written_text(&parse.receiver))?;
        let turbofish = parse.turbofish.as_ref();
        let ty: syn::Type = match turbofish.and_then(|turbofish| turbofish.args.first()) {
            Some(syn::GenericArgument::Type(ty)) => ty.clone(),
            _ => syn::parse2(self.ascribed.get(call)?).ok()?,
        };
        let arguments = self.text_arguments(call)?;
        let text = self.evaluated(&parse.receiver);
        let mut parts = self.part(text);
        let method = &call.method;
        parts.push(Part::Tokens(quote!(.parse::<#ty>().#method)));
        parts.push(arguments);
        let ty = self.ty_of(&ty);
        let value = self.op(Op::Opaque(Opaque::pure(parts)), ty);
        Some(Operand::Atom(value))
    }

    /// The arguments of a method, if none of them can vary.
    fn text_arguments(&mut self, call: &'a ExprMethodCall) -> Option<Part> {
        let inner = self.inert_parts(call.args.to_token_stream())?;
        Some(Part::Group(Delimiter::Parenthesis, inner))
    }

    /// What an iterator gives that is made of these tokens, in a vector.
    fn all_of(&mut self, parts: Vec<Part>, element: Type) -> Operand<'a> {
        let krate = &self.signature.krate;
        let callee = Callee::new(quote!(#krate::__private::Vec::from_iter));
        let ty = Type::Vec(Box::new(element));
        let base = self.b.f.new_base(ty.clone(), "parts", BaseKind::Local);
        let args = vec![Arg::Opaque(Opaque::pure(parts))];
        self.effect(Op::Call(Call { callee, args }, Some(base)));
        match self.iter_of(Operand::temporary(base.into(), ty)) {
            Some(iter) if self.reachable => Operand::Iter(iter),
            _ => Operand::Never,
        }
    }

    /// Is it a `String` that a method has made?
    fn is_held(&self, text: &Operand<'a>) -> bool {
        match text {
            Operand::Ref(false, target) => self.is_held(target),
            Operand::Atom(Atom::Value(id)) => self.texts.get(id) == Some(&true),
            _ => false,
        }
    }

    /// Is it text that a parameter is, or that a method has made of it?
    pub(super) fn is_text(&self, operand: &Operand<'a>) -> bool {
        match operand {
            Operand::Ref(false, target) => self.is_text(target),
            Operand::Atom(Atom::Value(id)) => self.texts.contains_key(id),
            Operand::Tokens(tokens) => {
                let mut params = self.signature.params.iter();
                let text = tokens.to_string();
                text.starts_with('"')
                    || params.any(|param| param.name == text && is_type_of_text(&param.ty))
            }
            _ => false,
        }
    }

    /// The same of an expression that is not lowered yet.
    fn is_written_text(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(inner) => self.is_written_text(&inner.expr),
            Expr::Reference(inner) => self.is_written_text(&inner.expr),
            Expr::Lit(literal) => matches!(literal.lit, Lit::Str(_)),
            Expr::MethodCall(call) => {
                TEXT.iter().chain(&MADE).any(|name| call.method == name)
                    && self.is_written_text(&call.receiver)
            }
            Expr::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string);
                let binding = name.and_then(|name| self.scopes.get(&name));
                binding.is_some_and(|binding| self.is_text(&binding.operand))
            }
            _ => false,
        }
    }
}

/// The call of `parse`, where something is made of its result.
pub(super) fn parses(call: &ExprMethodCall) -> Option<&ExprMethodCall> {
    let unwrapped = UNWRAPPED.iter().any(|name| call.method == name);
    match &*call.receiver {
        Expr::MethodCall(parse) if unwrapped && parse.args.is_empty() => {
            (parse.method == "parse").then_some(parse)
        }
        _ => None,
    }
}

/// `str` or `String`, behind a reference or not.
fn is_type_of_text(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(reference) => {
            reference.mutability.is_none() && is_type_of_text(&reference.elem)
        }
        ty => matches!(ty.to_token_stream().to_string().as_str(), "str" | "String"),
    }
}
