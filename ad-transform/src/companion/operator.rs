//! The companion of an operator: implementations of the runtime's traits, by which rustc finds the derivative where an
//! operator is used on operands whose types the macro does not see.

use super::{Companion, Hidden, lints};
use crate::ir::Mode;
use crate::parse::OperatorImpl;
use crate::parse::operator::Family;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

impl Companion<'_> {
    pub(super) fn operator(&self, operator: &OperatorImpl) -> TokenStream {
        let family = match operator.family {
            Family::Binary => "Binary",
            Family::Unary => "Unary",
            Family::Assign => "Assign",
            Family::Conversion => return self.conversion(operator),
        };
        let krate = &self.signature.krate;
        let [of_self, of_rhs] = [0, 1].map(|i| {
            let shape = self.signature.params.get(i).map(|param| &param.shape);
            shape.map(|shape| match (operator.family, i) {
                (Family::Assign, 0) => shape.in_place(krate),
                _ => shape.buffer(krate),
            })
        });
        let rhs = of_rhs.map(|tangent| quote!(type RhsTangent = #tangent;));
        let output = self.signature.output.as_ref().map(|output| {
            let (ty, tangent) = (&output.ty, output.shape.buffer(krate));
            quote!(type Output = #ty; type OutputTangent = #tangent;)
        });
        let types = self.implementation(
            operator,
            family,
            quote!(#output type SelfTangent = #of_self; #rhs),
        );
        let derivatives = self.hidden.iter().filter_map(|hidden| {
            let (of_trait, name) = derivative(&hidden.modes)?;
            let function = self.operator_function(hidden, name);
            Some(self.implementation(operator, &format!("{family}{of_trait}"), function))
        });
        quote!(#types #(#derivatives)*)
    }

    /// Of `impl From`, whose only operand is what is converted.
    fn conversion(&self, operator: &OperatorImpl) -> TokenStream {
        let krate = &self.signature.krate;
        let of_source = self.signature.params.first();
        let of_source = of_source.map(|param| param.shape.buffer(krate));
        let of_output = self.signature.output.as_ref();
        let of_output = of_output.map(|output| output.shape.buffer(krate));
        let types = quote!(type OutputTangent = #of_output; type SourceTangent = #of_source;);
        let types = self.implementation(operator, "Convert", types);
        let derivatives = self.hidden.iter().filter_map(|hidden| {
            let (of_trait, name) = derivative(&hidden.modes)?;
            let function = self.operator_function(hidden, &format!("__from_{name}"));
            Some(self.implementation(operator, &format!("Convert{of_trait}"), function))
        });
        quote!(#types #(#derivatives)*)
    }

    fn implementation(
        &self,
        operator: &OperatorImpl,
        of_trait: &str,
        items: TokenStream,
    ) -> TokenStream {
        let (krate, lints, cfgs) = (
            &self.signature.krate,
            lints::of_code(),
            &self.signature.cfgs,
        );
        let OperatorImpl {
            name,
            rhs,
            self_ty,
            generics,
            ..
        } = operator;
        let (name, of_trait) = (ident(name), ident(of_trait));
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let path = quote!(#krate::__private::operator);
        let operation = match operator.family {
            Family::Conversion => quote!(#rhs),
            _ => {
                let rhs = rhs.as_ref().map(|rhs| quote!(, #rhs));
                quote!(#path::#name #rhs)
            }
        };
        quote! {
            #lints
            #(#cfgs)*
            impl #impl_generics #path::#of_trait<#operation> for #self_ty #where_clause {
                #items
            }
        }
    }

    fn operator_function(&self, hidden: &Hidden, name: &str) -> TokenStream {
        let name = ident(name);
        let params = hidden.params.iter().map(|param| self.hidden_param(param));
        let output = self.hidden_output(&hidden.modes);
        let block = &hidden.block;
        quote! {
            #[inline]
            fn #name(#(#params),*) #output #block
        }
    }
}

/// What the trait of a derivative is called, and its function; none is there for third derivatives.
fn derivative(modes: &[Mode]) -> Option<(&'static str, &'static str)> {
    match modes {
        [Mode::Vjp] => Some(("Vjp", "vjp")),
        [Mode::Jvp] => Some(("Jvp", "jvp")),
        [Mode::Vjp, Mode::Jvp] => Some(("VjpJvp", "vjp_jvp")),
        [Mode::Jvp, Mode::Jvp] => Some(("JvpJvp", "jvp_jvp")),
        _ => None,
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
