//! Messages about the attribute's options and the signature it stands on.

use super::{refuse, refuse_at};
use crate::parse::types::CELLS;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::Error;

const OPTIONS: &str = "the options are `order = 2`, `wrt(x, y)`, `name = other`, `derivative(x = expr)`, `jvp = path`, \
                       `vjp = path` and `crate = path`";

pub(crate) fn unknown_option(key: &Ident) -> Error {
    refuse(
        key,
        &format!("`{key}` is no option of `#[differentiate]`"),
        OPTIONS,
    )
}

pub(crate) fn repeated_option(key: &Ident) -> Error {
    refuse(
        key,
        &format!("the option `{key}` is given twice"),
        "keep one of them",
    )
}

pub(crate) fn order_out_of_range(order: &dyn ToTokens) -> Error {
    refuse(
        order,
        "the order of differentiation is 1, 2 or 3",
        "write `order = 2` for Hessians",
    )
}

pub(crate) fn empty_wrt(key: &Ident) -> Error {
    refuse(
        key,
        "`wrt()` names no parameter",
        "name the differentiable parameters, or leave `wrt` away for all of them",
    )
}

pub(crate) fn empty_derivative(key: &Ident) -> Error {
    refuse(
        key,
        "`derivative()` gives no partial derivative",
        "give one for each parameter: `derivative(x = 2.0 * x)`",
    )
}

pub(crate) fn two_rules(key: &Ident) -> Error {
    refuse(
        key,
        "a function has either partial derivatives or functions for its derivative",
        "keep `derivative(..)`, or `jvp = ..` and `vjp = ..`",
    )
}

pub(crate) fn order_of_given(key: &Ident) -> Error {
    refuse(
        key,
        "derivatives that are given as functions are of the first order only",
        "leave `order` out, or give partial derivatives: `derivative(..)`",
    )
}

pub(crate) fn no_such_parameter(name: &Ident, known: &[String]) -> Error {
    let list = known
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let help = if known.is_empty() {
        "the function has no parameter".to_string()
    } else {
        format!("the parameters are {list}")
    };
    refuse(name, &format!("there is no parameter `{name}`"), &help)
}

pub(crate) fn inert_parameter(name: &Ident, ty: &dyn ToTokens) -> Error {
    refuse(
        name,
        &format!(
            "`{name}` has the type `{}`, which carries no derivative",
            spelled(ty)
        ),
        "name parameters that are floats or contain floats",
    )
}

pub(crate) fn missing_partial(key: &Ident, name: &Ident) -> Error {
    refuse(
        key,
        &format!("the partial derivative by `{name}` is missing"),
        &format!("add `{name} = ..`, or mark the parameter `#[no_diff]`"),
    )
}

pub(crate) fn partials_need_scalars(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "`derivative(..)` gives partial derivatives of a scalar by scalars",
        "give whole functions instead: `jvp = f_jvp, vjp = f_vjp`",
    )
}

pub(crate) fn nothing_varies(name: &Ident) -> Error {
    refuse(
        name,
        &format!("`{name}` has no parameter by which it can be differentiated"),
        "a differentiable parameter is a float, contains floats or is of a type with `#[derive(Differentiable)]`, and is not \
         marked `#[no_diff]`",
    )
}

pub(crate) fn nothing_results(name: &Ident) -> Error {
    refuse(
        name,
        &format!("nothing that `{name}` gives back can carry a derivative"),
        "return a float or something that contains floats, or write through a differentiable `&mut` parameter (with `wrt(..)` \
         it has to be named too)",
    )
}

pub(crate) fn unnameable_type(ty: &dyn ToTokens) -> Error {
    refuse(
        ty,
        "the type behind `impl Trait` has no name, so its tangent has none",
        "write a type parameter or the type itself, or mark the parameter `#[no_diff]`",
    )
}

pub(crate) fn iterator_parameter(ty: &dyn ToTokens) -> Error {
    refuse(
        ty,
        "what an iterator gives can be gone through only once, and the derivative needs it twice",
        "say what it gives, numbers or references to them, `impl Iterator<Item = f64>`, so that derivatives take these together, or take a slice",
    )
}

pub(crate) fn collection(of: &syn::TypePath) -> Error {
    let last = of.path.segments.last();
    let is_cell = last.is_some_and(|last| CELLS.iter().any(|name| last.ident == name));
    numbers_without_tangents(
        of,
        match is_cell {
            true => {
                "take what it holds, by value or by reference, where that varies; mark what has this type `#[no_diff]` where it does not"
            }
            false => {
                "write a `Vec`, or an array, where they vary; mark what has this type `#[no_diff]` where they do not"
            }
        },
    )
}

pub(crate) fn function_held(ty: &syn::Type) -> Error {
    refuse(
        ty,
        "a function has no tangent, and what it has captured would lose its derivative",
        "mark the field `#[no_diff]`, or hold a type with an annotated method in place of the function",
    )
}

pub(crate) fn collection_returned(of: &syn::TypePath) -> Error {
    numbers_without_tangents(
        of,
        "return a `Vec`, or an array; in an `impl` or a trait that is annotated as a whole, mark the function `#[no_diff]`",
    )
}

fn numbers_without_tangents(of: &syn::TypePath, help: &str) -> Error {
    let name = of.path.segments.last().map(|last| last.ident.to_string());
    let name = name.unwrap_or_default();
    refuse(
        of,
        &format!("the numbers in a `{name}` have no tangents"),
        help,
    )
}

pub(crate) fn unknown_type(ty: &dyn ToTokens) -> Error {
    refuse(
        ty,
        "a value of this type cannot be differentiated",
        "write a type of which there are values",
    )
}

pub(crate) fn async_fn(token: &dyn ToTokens) -> Error {
    refuse(
        token,
        "an `async fn` gives its result later, and its derivative would too",
        "annotate a plain function and call it from the `async fn`",
    )
}

pub(crate) fn unsafe_fn(token: &dyn ToTokens) -> Error {
    refuse(
        token,
        "what an `unsafe fn` asks of its callers would have to hold for its derivative",
        "annotate a safe function around it",
    )
}

pub(crate) fn variadic(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "arguments of a variadic function have no types",
        "write one parameter for each of them",
    )
}

pub(crate) fn typed_receiver(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "only `self`, `&self` and `&mut self` can be differentiated",
        "take `&self`",
    )
}

pub(crate) fn parameter_cfg(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "a parameter that is there only under a condition changes the derivative's signature",
        "write one function for each case, each under its own `#[cfg(..)]`",
    )
}

pub(crate) fn mutable_reference_result(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "the result is a mutable reference, and what is written through it later has no derivative here",
        "take the value to be written, or write in place: `fn set(&mut self, i: usize, x: f64)`",
    )
}

pub(crate) fn reference_result_beside_mut(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "the result is a reference, and what it refers to could be changed through this",
        "return an owned value",
    )
}

pub(crate) fn impl_of_standard_trait(path: &syn::Path) -> Error {
    let name = path
        .segments
        .last()
        .map_or_else(String::new, |last| last.ident.to_string());
    refuse(
        path,
        &format!(
            "the trait `{name}` has no methods for derivatives, so an `impl` of it cannot give them"
        ),
        "annotate a method of the type that does the same, and call that",
    )
}

pub(crate) fn function_result(ty: &syn::Type) -> Error {
    refuse(
        ty,
        "a function has no tangent, so a result that is one cannot be differentiated",
        "take its arguments as parameters beside the others, and return what it computes; a closure inside of a function is differentiated as it stands",
    )
}

pub(crate) fn nameless_result(ty: &syn::Type) -> Error {
    refuse(
        ty,
        "the type behind `impl Trait` has no name, so its tangent has none",
        "return the type itself: what an iterator gives, `collect`ed into a `Vec`",
    )
}

pub(crate) fn impl_of_bare_trait(path: &syn::Path, of: &syn::Type) -> Error {
    let (path, of) = (path.to_token_stream(), of.to_token_stream());
    refuse(
        &path,
        &format!(
            "the trait `{path}` is not annotated, and nothing can be added to `{of}`, which is of another crate"
        ),
        "write `#[differentiate]` before the trait, or annotate a function that does the same",
    )
}

pub(crate) fn impl_of_slice(of: &syn::Type) -> Error {
    refuse(
        of,
        "a slice has no size, and its tangent, as that of the receiver, none of its own",
        "implement the trait for `Vec<f64>` or an array, or annotate functions that take the slice: `fn dot(a: &[f64], ..)`",
    )
}

pub(crate) fn not_a_function(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "`#[differentiate]` stands on a function or on an `impl` block",
        "for structs and enums there is `#[derive(Differentiable)]`",
    )
}

pub(crate) fn no_body(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "a function without a body cannot be differentiated",
        "write `#[differentiate]` on the trait, and on each `impl` of it",
    )
}

pub(crate) fn alone_in_trait(node: &dyn ToTokens) -> Error {
    refuse(
        node,
        "a function of a trait cannot be annotated alone",
        "write `#[differentiate]` on the trait, and on each `impl` of it",
    )
}

pub(crate) fn option_on_impl(span: Span, option: &str) -> Error {
    refuse_at(
        span,
        &format!("`{option}` is about one function, and an `impl` block has many"),
        "write `#[differentiate(..)]` with this option on the function inside",
    )
}

/// What rustc says where a mode is used for which there is no rule.
pub(crate) fn mode_without_rule(name: &Ident, missing: &str) -> String {
    let mode = if missing == "jvp" {
        "forward"
    } else {
        "reverse"
    };
    format!(
        "`{name}` has no rule for {mode} mode: add `{missing} = ..` to its `#[differentiate(..)]`"
    )
}

pub(crate) fn rule_needs_both(name: &Ident) -> Error {
    refuse(
        name,
        "a function that only writes through `&mut` needs rules for both modes",
        "give both: `jvp = .., vjp = ..`",
    )
}

pub(crate) fn rule_of_second_order(name: &Ident) -> Error {
    refuse(
        name,
        "functions for the first derivative say nothing of the second",
        "leave `order` away, or give partial derivatives: `derivative(x = ..)`",
    )
}

fn spelled(ty: &dyn ToTokens) -> String {
    ty.to_token_stream()
        .to_string()
        .replace("& ", "&")
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
        .replace(" :: ", "::")
}

/// An `impl Index` does more than to go to a place.
pub fn no_place(expr: &dyn ToTokens) -> Error {
    refuse(
        expr,
        "this is not seen to be a part of `self`, whose tangent has the same part",
        "end with `&self.field[position]` or, to choose, with a `match` or `if` of such",
    )
}

/// An `impl Index` whose elements cannot vary.
pub fn inert_elements(output: &dyn ToTokens) -> Error {
    refuse(
        output,
        "elements of this type carry no derivative",
        "leave the attribute off, and read them by a method with `#[no_diff]`",
    )
}

/// A method that gives or takes `Self::Row` of a trait, in an implementation with `type Row = Vector<S>`.
pub fn associated_of_parameter(name: &Ident, ty: &syn::Type) -> Error {
    let text = spelled(ty);
    refuse(
        ty,
        &format!(
            "the derivatives of the trait know of `Self::{name}` that it has a tangent, and not that it has that of `{text}`"
        ),
        "write the function as a method of the type itself, in an annotated `impl`, call that here, and mark this one `#[no_diff]`, here and in the trait",
    )
}

/// A method of a trait that gives a type of the trait's with a lifetime that has no name.
pub fn associated_for_a_while(of: &syn::TypePath) -> Error {
    let text = spelled(of);
    refuse(
        of,
        &format!(
            "the derivatives of the trait cannot ask for the tangent of `{text}`, whose lifetime has no name"
        ),
        "mark the method `#[no_diff]`, here and where it is implemented",
    )
}

/// A call, in a method with a body of a trait, of another that gives a type of the trait's without a tangent.
pub fn associated_without_tangent(called: &Ident, of: &syn::TypePath, method: &Ident) -> Error {
    let text = spelled(&syn::Type::Path(of.clone()));
    refuse(
        called,
        &format!(
            "`{called}` gives a `{text}`, of which the trait does not say that it has a tangent"
        ),
        &format!(
            "say it in the trait, `type ..: Differentiable`, or mark `{method}` there `#[no_diff]`"
        ),
    )
}

/// A type parameter of an implementation of which the trait's derivatives would have to ask more than the trait can say.
#[must_use]
pub fn unbounded_in_trait(param: &Ident, number: bool) -> Error {
    let bound = if number { "Real" } else { "Differentiable" };
    refuse(
        param,
        &format!(
            "the derivatives of the trait do not know of `{param}`, which varies, and cannot ask for its tangent"
        ),
        &format!(
            "ask for it in the `impl`, `{param}: {bound}` beside its other bounds, or in the trait: `trait ..: Differentiable`"
        ),
    )
}

/// A number for a type parameter of a trait that may be anything there.
pub fn number_unknown_to_trait(given: &Ident, of: &Ident, param: &Ident) -> Error {
    refuse(
        given,
        &format!(
            "the derivatives of `{of}` do not know that `{param}` stands for a number, as `{given}` does here"
        ),
        &format!(
            "say it in the trait, `{of}<{param}: Float>`, or annotate methods of types instead"
        ),
    )
}

/// A function of the name of its module, which is imported beside that, where the module has such functions of its own
/// as a companion has.
pub fn meets_its_module(name: &Ident, own: &str) -> Error {
    refuse(
        name,
        &format!(
            "this is imported beside the module `{name}`, which has to have the functions of its companion then, and has a `{own}` already"
        ),
        &format!("give it another name: `#[differentiate(name = {name}_derivative)]`"),
    )
}

/// A call of a function whose companion is in a module that cannot be named at the call.
pub fn companion_in_private_module(function: &syn::Path) -> Error {
    let name = function.segments.last().map(|last| &last.ident);
    let name = name.map(ToString::to_string).unwrap_or_default();
    refuse(
        function,
        &format!(
            "the derivatives of `{name}` are functions of the module `{name}`, which is private and cannot be named here"
        ),
        &format!("let the crate see it: `pub(crate) mod {name}`"),
    )
}
