//! The documentation of the companion, as `cargo doc` shows it.

use super::Companion;
use super::sweeps::in_place;
use crate::parse::{Param, Placement};
use proc_macro2::TokenStream;
use quote::quote;

impl Companion<'_> {
    pub(super) fn companion_docs(&self) -> TokenStream {
        let f = self.function_link();
        docs(&format!(
            "The derivatives of {f} by {}.\n\nMade by `#[differentiate]`. It is only a name for the functions below: there are no \
             values of this type.{}",
            self.by(),
            self.memory_note()
        ))
    }

    pub(super) fn docs_of_value_and_grad(&self) -> TokenStream {
        let f = self.function_link();
        docs(&format!(
            "The value of {f} and its gradient by {}.\n\nOne forward and one reverse sweep, whatever the number of inputs.{}",
            self.by(),
            self.in_place_note()
        ))
    }

    pub(super) fn docs_of_grad(&self) -> TokenStream {
        let f = self.function_link();
        docs(&format!(
            "The gradient of {f} by {}.{}",
            self.by(),
            self.in_place_note()
        ))
    }

    pub(super) fn docs_of_jvp(&self) -> TokenStream {
        let f = self.function_link();
        docs(&format!(
            "The value of {f} and its derivative in a direction: the tangents of {} go in, that of the result comes out.\n\n\
             Forward mode: it costs a small multiple of one call.{}",
            self.by(),
            self.in_place_dots_note()
        ))
    }

    pub(super) fn docs_of_vjp(&self) -> TokenStream {
        let f = self.function_link();
        // Of a function, it stands in the documentation of the companion.
        let memory = match self.signature.placement {
            Placement::Item => String::new(),
            Placement::Method => self.memory_note(),
        };
        docs(&format!(
            "The value of {f} and the cotangents of {}, for a cotangent of the result.\n\nReverse mode: one forward and one \
             reverse sweep.{}{memory}",
            self.by(),
            self.in_place_bars_note()
        ))
    }

    pub(super) fn docs_of_vjp_into(&self) -> TokenStream {
        let f = self.function_link();
        docs(&format!(
            "The value of {f}; the cotangents of {} are *added* to the caller's buffers.{}",
            self.by(),
            self.in_place_bars_note()
        ))
    }

    pub(super) fn docs_of_pullback(&self) -> TokenStream {
        let f = self.function_link();
        docs(&format!(
            "The value of {f}, and the reverse sweep as a value of its own.\n\n`.apply(cotangent)` gives the cotangents of {}, \
             `.apply_into(cotangent, ..)` adds them to buffers; each is one reverse sweep over what the forward sweep kept.",
            self.by()
        ))
    }

    pub(super) fn docs_of_jacobian(&self, index: usize) -> TokenStream {
        let (f, x) = (self.function_link(), &self.signature.params[index].name);
        docs(&format!(
            "The Jacobian matrix of {f} by `{x}`: a row for each output, a column for each input.\n\nColumns come from forward \
             mode, several at once, or rows from reverse mode where there are far fewer of them."
        ))
    }

    pub(super) fn docs_of_value_and_jacobian(&self, index: usize) -> TokenStream {
        let (f, x) = (self.function_link(), &self.signature.params[index].name);
        docs(&format!(
            "The value of {f}, and its Jacobian matrix by `{x}`: a row for each output, a column for each input."
        ))
    }

    pub(super) fn docs_of_hvp(&self) -> TokenStream {
        let f = self.function_link();
        docs(&format!(
            "The gradient of {f} by {}, and the Hessian matrix times a direction.\n\nForward over reverse mode: the matrix is never \
             formed.",
            self.by()
        ))
    }

    pub(super) fn docs_of_hessian(&self, index: usize) -> TokenStream {
        let (f, x) = (self.function_link(), &self.signature.params[index].name);
        docs(&format!(
            "The Hessian matrix of {f} by `{x}`, of all second derivatives.\n\nOne Hessian-vector product for each row."
        ))
    }

    /// A link to the user's function.
    fn function_link(&self) -> String {
        let name = self.signature.ident.to_string();
        let name = name.trim_start_matches("r#");
        match self.signature.placement {
            Placement::Item => format!("[`{name}`](fn@{name})"),
            Placement::Method => format!("[`{name}`](Self::{name})"),
        }
    }

    /// The differentiable parameters, in words.
    fn by(&self) -> String {
        let names: Vec<String> = self
            .signature
            .params
            .iter()
            .filter(|param| param.varied)
            .map(|param| format!("`{}`", param.name))
            .collect();
        match names.as_slice() {
            [] => "nothing".to_string(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    fn written(&self) -> Vec<&Param> {
        self.signature
            .params
            .iter()
            .filter(|param| param.varied && in_place(param))
            .collect()
    }

    fn in_place_note(&self) -> String {
        if self.written().is_empty() {
            return String::new();
        }
        "\n\nWhat the function leaves in its `&mut` parameters counts as not used.".to_string()
    }

    fn in_place_bars_note(&self) -> String {
        match self.written().first() {
            None => String::new(),
            Some(param) => format!(
                "\n\n`{0}_bar` holds the cotangent of what the function leaves in `{0}` when it is called, and that of what it \
                 found there when it returns.",
                param.name
            ),
        }
    }

    fn in_place_dots_note(&self) -> String {
        match self.written().first() {
            None => String::new(),
            Some(param) => format!(
                "\n\n`{0}_dot` holds the tangent of what the function finds in `{0}` when it is called, and that of what it left \
                 there when it returns.",
                param.name
            ),
        }
    }
}

fn docs(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}
