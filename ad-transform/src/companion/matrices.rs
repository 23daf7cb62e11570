//! The functions that give matrices: `jacobian`, `value_and_jacobian`, `hvp`, `hessian`.
//!
//! A Jacobian is computed column by column in forward mode, or row by row in reverse mode, whichever is less work: the
//! first column says how many rows there are.

use super::hidden::Meaning;
use super::sweeps::in_place;
use super::{Companion, Function, Hidden, values};
use crate::ir::{Mode, Role};
use crate::parse::{Inert, Param, Passing, Shape};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::{Expr, Type};

/// The one differentiable parameter, by which a matrix has columns.
struct Columns<'a> {
    index: usize,
    element: &'a Type,
    /// Its length, where it is in the type; of a scalar none.
    length: Option<&'a Expr>,
    scalar: bool,
}

/// So many columns are computed at once at most.
const MOST_LANES: u64 = 32;
/// And so many where it is not known how many there are: those that are not there are zero, and passed over.
const LANES_OF_SLICES: u64 = 16;
/// Directions are arrays of arrays of so many numbers at most.
const MOST_NUMBERS: u64 = 8192;

/// How many pairs of `n` columns are computed at once: all, or parts of about one size.
fn pairs(n: u64) -> u64 {
    let most = (MOST_NUMBERS / n.max(1)).clamp(2, MOST_LANES);
    let parts = n.max(1).div_ceil(most);
    n.div_ceil(parts).div_ceil(2).clamp(1, most / 2)
}

impl Companion<'_> {
    /// Names for local variables, unlike any parameter.
    fn fresh<const N: usize>(&self, names: [&str; N]) -> [Ident; N] {
        names.map(|name| self.signature.fresh(name))
    }

    /// The one differentiable parameter, if it is one float or a sequence of them, and no other parameter is written.
    fn columns(&self) -> Option<Columns<'_>> {
        if !self.only_returns() {
            return None;
        }
        let mut varied = self
            .signature
            .params
            .iter()
            .enumerate()
            .filter(|(_, param)| param.varied);
        let (Some((index, param)), None) = (varied.next(), varied.next()) else {
            return None;
        };
        match (param.shape.scalar(), param.shape.scalars()) {
            (Some(element), _) => Some(Columns {
                index,
                element,
                length: None,
                scalar: true,
            }),
            (None, Some((element, length))) => Some(Columns {
                index,
                element,
                length,
                scalar: false,
            }),
            (None, None) => None,
        }
    }

    /// Can the function be called more than once with the same arguments?
    fn repeatable(&self) -> bool {
        self.signature
            .params
            .iter()
            .all(|param| self.again(param).is_some())
    }

    /// An argument, where it is not for the last time.
    fn argument_again(&self, i: usize) -> TokenStream {
        let param = &self.signature.params[i];
        let name = &param.name;
        self.again(param).unwrap_or_else(|| quote!(#name))
    }

    /// An argument that is needed again: a copy, a clone of what is known to have one, a reference to a function.
    fn again(&self, param: &Param) -> Option<TokenStream> {
        let name = &param.name;
        match &param.shape {
            _ if param.passing == Passing::Shared => Some(quote!(#name)),
            shape if is_copy(shape) => Some(quote!(#name)),
            Shape::Vec(_) if param.shape.scalars().is_some() => {
                Some(quote!(::core::clone::Clone::clone(&#name)))
            }
            Shape::Inert(Inert::Opaque) if self.signature.is_shared_function(param) => {
                Some(quote!(&#name))
            }
            _ => None,
        }
    }

    /// The parameter by which there is a Jacobian matrix, and the transform that gives its columns, if there are both.
    fn jacobian_by(&self) -> Option<(Columns<'_>, &Hidden)> {
        let columns = self.columns()?;
        self.signature.output.as_ref()?.shape.scalars()?;
        self.pullback?;
        Some((columns, self.find(&[Mode::Jvp])?))
    }

    /// The type of the Jacobian matrix; and the numbers of its columns and rows, where both are in the types.
    fn jacobian_type(
        &self,
        columns: &Columns<'_>,
    ) -> (TokenStream, Option<(TokenStream, TokenStream)>) {
        let krate = &self.signature.krate;
        let output = self.signature.output.as_ref();
        let rows = output.and_then(|output| output.shape.scalars()?.1);
        let element = columns.element;
        let fixed = match (columns, rows) {
            (Columns { scalar: true, .. }, Some(m)) => Some((quote!(1), quote!(#m))),
            (
                Columns {
                    length: Some(n), ..
                },
                Some(m),
            ) => Some((quote!(#n), quote!(#m))),
            _ => None,
        };
        let matrix = match &fixed {
            Some((n, m)) => quote!([[#element; #n]; #m]),
            None => quote!(#krate::__private::Vec<#krate::__private::Vec<#element>>),
        };
        (matrix, fixed)
    }

    pub(super) fn jacobian(&self) -> Option<TokenStream> {
        let (columns, _) = self.jacobian_by()?;
        let path = self.path(&self.public_name("value_and_jacobian"), false);
        let arguments = self.signature.params.iter().map(|param| &param.name);
        Some(self.function(&Function {
            docs: self.docs_of_jacobian(columns.index),
            name: "jacobian",
            params: Vec::new(),
            output: self.jacobian_type(&columns).0,
            body: quote!(#path(#(#arguments),*).1),
            must_use: true,
        }))
    }

    pub(super) fn value_and_jacobian(&self) -> Option<TokenStream> {
        let (columns, jvp) = self.jacobian_by()?;
        let (matrix, fixed) = self.jacobian_type(&columns);
        let result = self.result_type();
        let body = if columns.scalar {
            self.jacobian_by_scalar(&columns, jvp, fixed.is_some())
        } else if self.repeatable() {
            match self.find(&[Mode::Lanes]).filter(|_| self.in_lanes) {
                Some(lanes) => self.jacobian_in_lanes(&columns, lanes, fixed),
                None => self.jacobian_by_columns(&columns, jvp, fixed),
            }
        } else {
            self.jacobian_by_rows(&columns, fixed.as_ref().map(|(_, m)| m))
        };
        Some(self.function(&Function {
            docs: self.docs_of_value_and_jacobian(columns.index),
            name: "value_and_jacobian",
            params: Vec::new(),
            output: quote!((#result, #matrix)),
            body,
            must_use: true,
        }))
    }

    /// One column.
    fn jacobian_by_scalar(&self, columns: &Columns<'_>, jvp: &Hidden, fixed: bool) -> TokenStream {
        let krate = &self.signature.krate;
        let one = values::one_of(columns.element, krate);
        let call = self.call(jvp, &|role| match role.into() {
            Meaning::Dot(_) => quote!(&#one),
            _ => quote!(()),
        });
        let (value, column) = (&self.names.value, &self.names.value_dot);
        let rows = if fixed {
            quote!(#column.map(|entry| [entry]))
        } else {
            quote!(#column.iter().map(|entry| #krate::__private::vec![*entry]).collect())
        };
        quote! {
            let (#value, #column) = #call;
            (#value, #rows)
        }
    }

    /// Forward mode in several directions at once; reverse mode if there are much fewer rows than columns.
    fn jacobian_in_lanes(
        &self,
        columns: &Columns<'_>,
        lanes: &Hidden,
        fixed: Option<(TokenStream, TokenStream)>,
    ) -> TokenStream {
        let krate = &self.signature.krate;
        let runtime = quote!(#krate::__private::jacobian);
        let (zero, one) = (
            values::zero_of(columns.element, krate),
            values::one_of(columns.element, krate),
        );
        let known = columns
            .length
            .and_then(|n| self.signature.knowledge.value(n));
        let pairs = Literal::u64_unsuffixed(pairs(known.unwrap_or(LANES_OF_SLICES)));
        let (x, x_dot) = (
            &self.signature.params[columns.index].name,
            &self.names.dots[columns.index],
        );
        let directions = match columns.length {
            Some(n) => quote!([#krate::__private::Lanes::zero(#zero); #n]),
            None => {
                quote!(#krate::__private::vec![#krate::__private::Lanes::zero(#zero); #x.len()])
            }
        };
        let path = self.path_with(&lanes.name(self.signature), true, Some(quote!(#pairs)));
        let result_dot = self.signature.fresh("result_dot");
        let arguments = lanes
            .params
            .iter()
            .map(|param| match (param.access, &param.role) {
                (None, _) => quote!(()),
                (Some(_), Role::Primal(i)) => self.argument_again(*i),
                (Some(_), Role::ResultDot) => quote!(&mut #result_dot),
                (Some(_), _) => quote!(#x_dot),
            });
        let output = self.signature.output.as_ref().map(|output| &output.shape);
        let columns_of = match output.filter(|shape| shape.is_lent()) {
            Some(Shape::Array(_, m)) => quote!(|#x_dot| {
                let mut #result_dot = [#krate::__private::Lanes::zero(#zero); #m];
                (#path(#(#arguments),*), #result_dot)
            }),
            _ => quote!(|#x_dot| #path(#(#arguments),*)),
        };
        let reverse = self.jacobian_by_rows(columns, fixed.as_ref().map(|(_, m)| m));
        match fixed {
            Some((n, m)) => quote! {
                if #runtime::is_wide(#m, #n) {
                    #reverse
                } else {
                    #runtime::fixed_rows(#directions, [#zero, #one], #columns_of)
                }
            },
            None => {
                let rows = self.signature.fresh("rows");
                quote! {
                    if let ::core::option::Option::Some(#rows) =
                        #runtime::rows(#directions, [#zero, #one], #columns_of)
                    {
                        return #rows;
                    }
                    #reverse
                }
            }
        }
    }

    /// Forward mode; reverse mode if the first column shows that there are fewer rows than columns.
    fn jacobian_by_columns(
        &self,
        columns: &Columns<'_>,
        jvp: &Hidden,
        fixed: Option<(TokenStream, TokenStream)>,
    ) -> TokenStream {
        let krate = &self.signature.krate;
        let (zero, one) = (
            values::zero_of(columns.element, krate),
            values::one_of(columns.element, krate),
        );
        let param = &self.signature.params[columns.index];
        let (x, x_dot) = (&param.name, &self.names.dots[columns.index]);
        let direction = self.direction(columns, &zero);
        let seed = values::buffer_of(&param.shape, &quote!(#x_dot));
        let seed = quote!(&*#seed);
        let call = self.call_with(
            jvp,
            true,
            &|i| self.argument_again(i),
            &|role| match role.into() {
                Meaning::Dot(_) => seed.clone(),
                _ => quote!(()),
            },
        );
        let [rows, row, column, entry, j] = self.fresh(["rows", "row", "column", "entry", "j"]);
        let (value, found) = (&self.names.value, self.signature.fresh("found"));
        let reverse = self.jacobian_by_rows(columns, fixed.as_ref().map(|(_, m)| m));
        let columns_of = |n: &TokenStream, first: TokenStream| {
            quote! {
                for #j in 0..#n {
                    #x_dot[#j] = #one;
                    let (#value, #column) = #call;
                    #x_dot[#j] = #zero;
                    #first
                    for (#row, #entry) in #rows.iter_mut().zip(#column.iter()) {
                        #row[#j] = *#entry;
                    }
                    #found = ::core::option::Option::Some(#value);
                }
                if let ::core::option::Option::Some(#value) = #found {
                    return (#value, #rows);
                }
            }
        };
        let forward = match fixed {
            Some((n, m)) => {
                let columns = columns_of(&n, TokenStream::new());
                quote! {
                    if #n <= #m {
                        let mut #rows = [[#zero; #n]; #m];
                        #columns
                    }
                }
            }
            None => {
                let n = self.signature.fresh("n");
                let columns = columns_of(
                    &quote!(#n),
                    quote! {
                        if #j == 0 {
                            if #column.len() < #n {
                                break;
                            }
                            #rows = #krate::__private::vec![#krate::__private::vec![#zero; #n]; #column.len()];
                        }
                    },
                );
                quote! {
                    let #n = #x.len();
                    let mut #rows = #krate::__private::Vec::new();
                    #columns
                }
            }
        };
        quote! {
            #direction
            let mut #found = ::core::option::Option::None;
            #forward
            #reverse
        }
    }

    /// Reverse mode: a sweep back for each row.
    fn jacobian_by_rows(&self, columns: &Columns<'_>, fixed: Option<&TokenStream>) -> TokenStream {
        let krate = &self.signature.krate;
        let (zero, one) = (
            values::zero_of(columns.element, krate),
            values::one_of(columns.element, krate),
        );
        let path = self.path(&self.public_name("pullback"), false);
        let [pullback, i, rows, by_output] = self.fresh(["pullback", "i", "rows", "row"]);
        let arguments = self.signature.params.iter().map(|param| &param.name);
        let (value, cotangent) = (&self.names.value, &self.names.cotangent);
        let forward = quote! {
            let (#value, #pullback) = #path(#(#arguments),*);
        };
        let row = match self.signature.params[columns.index].shape {
            Shape::Slice(_) | Shape::Vec(_) => quote!(#by_output),
            _ => quote!(#by_output.to_vec()),
        };
        match (
            fixed,
            self.signature
                .output
                .as_ref()
                .and_then(|output| output.shape.scalars()),
        ) {
            (Some(m), _) => quote! {
                #forward
                let mut #cotangent = [#zero; #m];
                let #rows = ::core::array::from_fn(|#i| {
                    #cotangent[#i] = #one;
                    let #by_output = #pullback.apply(&#cotangent);
                    #cotangent[#i] = #zero;
                    #by_output
                });
                (#value, #rows)
            },
            (None, outputs) => {
                let units = match outputs {
                    Some((_, Some(m))) => quote!([#zero; #m]),
                    _ => quote!(#krate::__private::vec![#zero; #value.len()]),
                };
                quote! {
                    #forward
                    let mut #cotangent = #units;
                    let #rows = (0..#value.len())
                        .map(|#i| {
                            #cotangent[#i] = #one;
                            let #by_output = #pullback.apply(&#cotangent);
                            #cotangent[#i] = #zero;
                            #row
                        })
                        .collect();
                    (#value, #rows)
                }
            }
        }
    }

    /// `let mut x_dot = ..;`: zeros of the shape of the parameter.
    fn direction(&self, columns: &Columns<'_>, zero: &TokenStream) -> TokenStream {
        let krate = &self.signature.krate;
        let (x, x_dot) = (
            &self.signature.params[columns.index].name,
            &self.names.dots[columns.index],
        );
        match columns.length {
            Some(n) => quote!(let mut #x_dot = [#zero; #n];),
            None => quote!(let mut #x_dot = #krate::__private::vec![#zero; #x.len()];),
        }
    }

    pub(super) fn hvp(&self) -> Option<TokenStream> {
        let scalar = self.signature.scalar_output()?;
        if !self.only_returns() {
            return None;
        }
        let hidden = self.find(&[Mode::Vjp, Mode::Jvp])?;
        let krate = &self.signature.krate;
        let varied: Vec<(usize, &Param)> = self
            .signature
            .params
            .iter()
            .enumerate()
            .filter(|(_, param)| param.varied && !in_place(param))
            .collect();
        let zeros = varied.iter().map(|(i, param)| {
            let (bar_dot, ty) = (&self.names.bar_dots[*i], param.shape.tangent(krate));
            let zero = values::zero(&param.shape, &values::Place::of(param), krate);
            let zero_bar = self.zero_bar(*i, param);
            quote! {
                #zero_bar
                let mut #bar_dot: #ty = #zero;
            }
        });
        let one = values::one_of(scalar, krate);
        let call = self.call(hidden, &|role| match role.into() {
            Meaning::ResultBar => quote!(&#one),
            Meaning::Bar(i) => self.own_bar(i),
            Meaning::Dot(i) => self.dot_argument(i),
            Meaning::BarDot(i) => {
                let bar_dot = &self.names.bar_dots[i];
                values::buffer_of(&self.signature.params[i].shape, &quote!(#bar_dot))
            }
            Meaning::ResultBarDot => quote!(#krate::__private::NoTangent),
            Meaning::Other => quote!(()),
        });
        let gradient_type = self.gradient_type();
        let gradient = self.gradient();
        let product = super::names::tuple(varied.iter().map(|(i, _)| {
            let bar_dot = &self.names.bar_dots[*i];
            quote!(#bar_dot)
        }));
        Some(self.function(&Function {
            docs: self.docs_of_hvp(),
            name: "hvp",
            params: self.dot_params(),
            output: quote!((#gradient_type, #gradient_type)),
            body: quote! {
                #(#zeros)*
                #call;
                (#gradient, #product)
            },
            must_use: true,
        }))
    }

    pub(super) fn hessian(&self) -> Option<TokenStream> {
        let scalar = self.signature.scalar_output()?;
        let hidden = self.find(&[Mode::Vjp, Mode::Jvp])?;
        let columns = self.columns()?;
        let krate = &self.signature.krate;
        let element = columns.element;
        let (output, body) = if columns.scalar {
            let (path, one) = (
                self.path(&self.public_name("hvp"), false),
                values::one_of(element, krate),
            );
            let arguments = self.signature.params.iter().map(|param| &param.name);
            (quote!(#element), quote!(#path(#(#arguments,)* #one).1))
        } else if self.repeatable() {
            let [i, n] = self.fresh(["i", "n"]);
            let row = self.hessian_row(&columns, scalar, hidden, &i);
            let direction = self.direction(&columns, &values::zero_of(element, krate));
            match columns.length {
                Some(length) => (
                    quote!([[#element; #length]; #length]),
                    quote! {
                        #direction
                        ::core::array::from_fn(|#i| #row)
                    },
                ),
                None => {
                    let x = &self.signature.params[columns.index].name;
                    (
                        quote!(#krate::__private::Vec<#krate::__private::Vec<#element>>),
                        quote! {
                            let #n = #x.len();
                            #direction
                            (0..#n).map(|#i| #row).collect()
                        },
                    )
                }
            }
        } else {
            return None;
        };
        Some(self.function(&Function {
            docs: self.docs_of_hessian(columns.index),
            name: "hessian",
            params: Vec::new(),
            output,
            body,
            must_use: true,
        }))
    }

    /// `{ .. }`: the derivative of the gradient in the direction of coordinate `i`.
    fn hessian_row(
        &self,
        columns: &Columns<'_>,
        scalar: &Type,
        hidden: &Hidden,
        i: &Ident,
    ) -> TokenStream {
        let [product] = self.fresh(["row"]);
        let krate = &self.signature.krate;
        let element = columns.element;
        let (zero, one, seed) = (
            values::zero_of(element, krate),
            values::one_of(element, krate),
            values::one_of(scalar, krate),
        );
        let param = &self.signature.params[columns.index];
        let (x, x_dot) = (&param.name, &self.names.dots[columns.index]);
        let row = match columns.length {
            Some(n) => quote!([#zero; #n]),
            None => quote!(#krate::__private::vec![#zero; #x.len()]),
        };
        let (by_dot, by_row) = (
            values::buffer_of(&param.shape, &quote!(#x_dot)),
            values::buffer_of(&param.shape, &quote!(#product)),
        );
        let call = self.call_with(
            hidden,
            true,
            &|i| self.argument_again(i),
            &|role| match role.into() {
                Meaning::ResultBar => quote!(&#seed),
                Meaning::Bar(_) => quote!(#krate::__private::Sink),
                Meaning::Dot(_) => quote!(&*#by_dot),
                Meaning::BarDot(_) => by_row.clone(),
                Meaning::ResultBarDot => quote!(#krate::__private::NoTangent),
                Meaning::Other => quote!(()),
            },
        );
        quote!({
            let mut #product = #row;
            #x_dot[#i] = #one;
            #call;
            #x_dot[#i] = #zero;
            #product
        })
    }
}

fn is_copy(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(..)
        | Shape::Inert(Inert::Unit | Inert::Int(_) | Inert::Bool | Inert::Char)
        | Shape::Ref(_) => true,
        Shape::Array(p, _) | Shape::Option(p) => is_copy(p),
        Shape::Tuple(parts) => parts.iter().all(is_copy),
        Shape::Inert(Inert::Opaque | Inert::Own(_))
        | Shape::Slice(_)
        | Shape::Vec(_)
        | Shape::Result(..)
        | Shape::Boxed(_)
        | Shape::Named(_) => false,
    }
}
