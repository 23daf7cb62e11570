//! Calls of functions and methods of other crates for which the user's crate registers a rule.

use super::Lowerer;
use super::iter::Iter;
use super::operand::Operand;
use crate::ir::{BaseId, Callee, Op, Opaque, Part, Projection, Type};
use crate::parse::foreign;
use crate::registered;
use ad_ir::refusal;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::rc::Rc;
use syn::{Expr, ExprCall, ExprMethodCall, ExprPath};

/// Crates in which nothing can be annotated.
const STANDARD: [&str; 3] = ["std", "core", "alloc"];

impl<'a> Lowerer<'a> {
    /// A call of a function with a registered rule.
    pub(super) fn registered_function(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        wanted: bool,
    ) -> Option<Operand<'a>> {
        if path.qself.is_some() {
            return None;
        }
        let segments = path.path.segments.iter().map(|s| s.ident.to_string());
        let key = segments.collect::<Vec<_>>().join("::");
        // The rule itself may be a function of that name, which calls the function of the other crate.
        if path.path.is_ident(&self.signature.ident) {
            return None;
        }
        if let Some(pair) = self.pair_of_libm(&key, path, call) {
            return Some(pair);
        }
        let rule = self.rule_of(&key)?;
        let operands = self.with_operands(call);
        let span = path.path.segments.last()?.ident.span();
        Some(self.call_rule(&rule, span, operands, wanted))
    }

    fn with_operands(&mut self, call: &'a ExprCall) -> Vec<(TokenStream, Operand<'a>)> {
        let operands = call.args.iter().map(|arg| {
            let operand = self.evaluated(arg);
            (arg.to_token_stream(), operand)
        });
        operands.collect()
    }

    /// A function of the crate `libm` that gives two numbers: each has a rule of its own, or does not vary.
    fn pair_of_libm(
        &mut self,
        key: &str,
        path: &'a ExprPath,
        call: &'a ExprCall,
    ) -> Option<Operand<'a>> {
        let (first, second) = match key {
            "libm::sincos" => ("libm::sin", Some("libm::cos")),
            "libm::modf" => ("libm::modf", Some("libm::trunc")),
            "libm::remquo" => ("libm::remquo", None),
            _ => return None,
        };
        let (first, second) = (self.rule_of(first)?, second.map(|key| self.rule_of(key)));
        let (operands, span) = (
            self.with_operands(call),
            path.path.segments.last()?.ident.span(),
        );
        let one = self.call_rule(&first, span, operands.clone(), true);
        let other = match second {
            Some(rule) => self.call_rule(&rule?, span, operands, true),
            None => {
                let args = operands.into_iter().map(|(_, operand)| self.part(operand));
                let parts = vec![
                    Part::Tokens(path.to_token_stream()),
                    super::call::in_parentheses(args),
                    Part::Tokens(quote!(.1)),
                ];
                let ty = Type::int("i32")?;
                Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty))
            }
        };
        Some(Operand::Tuple(vec![one, other]))
    }

    /// The path of the function with the derivative of a foreign function.
    fn rule_of(&self, key: &str) -> Option<String> {
        let registered = &self.signature.registered;
        if let Some(rule) = registered.function(key) {
            return Some(rule.to_string());
        }
        let name = key.strip_prefix("libm::")?;
        let known = registered.depends_on("libm") && registered::of_libm(name);
        let krate = self.signature.krate.to_token_stream();
        known.then(|| format!("{krate}::libm::{name}"))
    }

    /// A call of a method with a registered rule; the receiver is lowered.
    pub(super) fn registered_method(
        &mut self,
        call: &'a ExprMethodCall,
        receiver: &Operand<'a>,
        wanted: bool,
    ) -> Option<Operand<'a>> {
        let stripped = self.strip(receiver.clone());
        let of = self.type_named(&stripped);
        let name = call.method.to_string();
        let rule = self
            .signature
            .registered
            .method(&name, of.as_deref())?
            .to_string();
        // A number by value, everything else by reference, as methods take them.
        let receiver = match self.value(stripped) {
            operand @ (Operand::Atom(_) | Operand::Tokens(_)) => operand,
            operand => Operand::shared(operand),
        };
        let mut operands = vec![(call.receiver.to_token_stream(), receiver)];
        for arg in &call.args {
            let operand = self.evaluated(arg);
            operands.push((arg.to_token_stream(), operand));
        }
        Some(self.call_rule(&rule, call.method.span(), operands, wanted))
    }

    /// A vector of another crate's of the numbers of an iterator: of those of a list.
    pub(super) fn vector_of_iterator(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        wanted: bool,
    ) -> Option<Operand<'a>> {
        let mut made = path.path.clone();
        let last = made.segments.last_mut()?;
        let of_iterator = last.ident == "from_iterator" || last.ident == "from_iter";
        if path.qself.is_some() || !of_iterator {
            return None;
        }
        last.ident = Ident::new("from_vec", last.ident.span());
        let of = &path.path.segments.iter().rev().nth(1)?.ident;
        let of = syn::parse_quote!(#of);
        if self.signature.knowledge.declares(&of) {
            return None;
        }
        let is_counted = foreign::is_list(&of)?;
        let args: Vec<&'a Expr> = call.args.iter().collect();
        let (count, items) = match args[..] {
            [items] if !is_counted => (None, items),
            [count, items] if is_counted => (Some(count), items),
            _ => return None,
        };
        let of_items = self.evaluated(items);
        let mut iter = self.at(items, |l| l.iter_of(of_items))?;
        if let Some(count) = count {
            iter = Rc::new(Iter::Take(iter, self.usize_of(count)));
        }
        let element = self.types.fresh();
        let list = self.vec_with_room(element, None);
        self.extend_with(&iter, &list);
        let ty = self.output_of(path, None);
        let list = (TokenStream::new(), Operand::Place(list));
        let callee = Callee::new(made.to_token_stream());
        Some(self.emit_call(callee, vec![list], ty, wanted))
    }

    fn call_rule(
        &mut self,
        rule: &str,
        span: Span,
        operands: Vec<(TokenStream, Operand<'a>)>,
        wanted: bool,
    ) -> Operand<'a> {
        self.depend_on_manifest();
        let path: TokenStream = rule.parse().unwrap_or_default();
        let callee = Callee::new(at(path, span));
        let ty = self.types.fresh();
        self.emit_call(callee, operands, ty, wanted)
    }

    /// Lets rustc see that what was generated depends on the manifest.
    fn depend_on_manifest(&mut self) {
        if !self.signature.registered.in_manifest() {
            return;
        }
        let item = quote! {
            const _: &[u8] = ::core::include_bytes!(
                ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")
            );
        };
        let text = item.to_string();
        if self.items.iter().all(|known| known.to_string() != text) {
            self.items.push(item);
        }
    }

    /// Refuses the call of a function that certainly has no companion.
    pub(super) fn standard_function(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        operands: &[Operand<'a>],
    ) -> Option<Operand<'a>> {
        let segments = path.path.segments.iter().map(|s| s.ident.to_string());
        let key = segments.collect::<Vec<_>>().join("::");
        let (first, _) = key.split_once("::")?;
        if path.qself.is_some() || !STANDARD.contains(&first) {
            return None;
        }
        let varies = operands.iter().any(|operand| {
            if let Operand::Closure(_) | Operand::Function(_) = operand {
                return true;
            }
            let ty = self.ty(operand);
            let element = ty.element().unwrap_or(&ty);
            self.types.is_float(element)
        });
        if !varies {
            return None;
        }
        let name = path.path.segments.last()?.ident.to_string();
        Some(self.no_rule_for(call, &key, &name))
    }

    /// How a function is called in the table of rules, if it is one of a crate without derivatives.
    pub(super) fn unregistered_function(&self, path: &ExprPath) -> Option<String> {
        let segments = path.path.segments.iter().map(|s| s.ident.to_string());
        (path.qself.is_none() && self.lacks_derivatives(&path.path))
            .then(|| segments.collect::<Vec<_>>().join("::"))
    }

    /// Is what a path names of a crate without derivatives, and none of what the runtime has derivatives of?
    fn lacks_derivatives(&self, path: &syn::Path) -> bool {
        let names = self.signature.knowledge.of_other_crate(path);
        names.is_some_and(|names| {
            !foreign::may_be_supported(&names)
                && self.signature.registered.lacks_derivatives(&names[0])
        })
    }

    /// The same of a method of a receiver, of a type if that is known. A trait of the crate may be what it is of.
    pub(super) fn unregistered_method(
        &self,
        receiver: &Operand<'a>,
        of: Option<&syn::Type>,
        name: &str,
    ) -> Option<String> {
        let of = match of {
            _ if self.signature.knowledge.function_of_numbers(name).is_some() => return None,
            Some(syn::Type::Path(of)) if self.lacks_derivatives(&of.path) => {
                of.path.segments.last()?.ident.to_string()
            }
            Some(_) => return None,
            None => self.made_by(receiver)?.clone(),
        };
        Some(format!("{of}.{name}"))
    }

    /// The name of the type of a value, as far as it or the function that made the value shows it.
    fn type_named(&mut self, value: &Operand<'a>) -> Option<String> {
        match self.ty(value) {
            Type::Named(name) => Some(last_name(&name)),
            _ => self.made_by(value).cloned(),
        }
    }

    /// The type, of a crate without derivatives, of whose functions one made a value, or an `Option` or a `Result` of it.
    fn made_by(&self, value: &Operand<'a>) -> Option<&String> {
        match value {
            Operand::Ref(_, target) => self.made_by(target),
            Operand::Place(mem) => match &mem.place.projections[..] {
                [] | [Projection::Inner] => self.made_by.get(&mem.place.base),
                _ => None,
            },
            _ => None,
        }
    }

    /// Notes that a function of a type made a value.
    pub(super) fn note_made(&mut self, callee: &Callee, base: BaseId) {
        let mut path = callee.unregistered.iter().flat_map(|key| key.rsplit("::"));
        let of = path.nth(1);
        if let Some(of) = of.filter(|of| of.starts_with(char::is_uppercase)) {
            self.made_by.insert(base, of.to_string());
        }
    }

    /// A function or method of another crate without a rule.
    pub(super) fn no_rule_for(
        &mut self,
        node: &dyn ToTokens,
        key: &str,
        name: &str,
    ) -> Operand<'a> {
        self.refuse(
            node,
            &format!("no derivative is known for `{name}`"),
            &refusal::register(key, name),
        )
    }
}

/// `Vector3` of `na :: Vector3 < f64 >`
pub(super) fn last_name(ty: &str) -> String {
    let path = ty.split('<').next().unwrap_or(ty);
    path.rsplit("::").next().unwrap_or(path).trim().to_string()
}

/// The tokens at a position.
fn at(tokens: TokenStream, span: Span) -> TokenStream {
    let located = Span::call_site().located_at(span);
    tokens
        .into_iter()
        .map(|mut tree| {
            if let TokenTree::Group(group) = &tree {
                tree = Group::new(group.delimiter(), at(group.stream(), span)).into();
            }
            tree.set_span(located);
            tree
        })
        .collect()
}
