//! Expressions that make tangents: zeros of the shape of an argument, units, and owned copies of arguments.

use crate::parse::{Param, Passing, Shape};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Path, Type};

/// A place of which the zero tangent is wanted.
pub(super) struct Place {
    /// The expression.
    pub(super) expr: TokenStream,
    /// Is the expression a reference to the place, and not the place itself?
    pub(super) reference: bool,
    /// The zero that is to be there.
    pub(super) zero: Zero,
}

/// A zero of two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Zero {
    /// `0.0`
    Positive,
    /// `-0.0`, to which a first addition is a store.
    Negative,
}

impl Zero {
    /// The zero of a float type.
    fn of(self, ty: &Type, krate: &Path) -> TokenStream {
        let zero = zero_of(ty, krate);
        match self {
            Zero::Positive => zero,
            Zero::Negative => quote!(-#zero),
        }
    }
}

impl Place {
    /// What a parameter holds or points at.
    pub(super) fn of(param: &Param) -> Place {
        let name = &param.name;
        Place {
            expr: quote!(#name),
            reference: param.passing != Passing::Value,
            zero: Zero::Positive,
        }
    }

    fn itself(&self) -> TokenStream {
        let expr = &self.expr;
        if self.reference {
            quote!((*#expr))
        } else {
            expr.clone()
        }
    }

    fn reference(&self) -> TokenStream {
        let expr = &self.expr;
        if self.reference {
            expr.clone()
        } else {
            quote!(&#expr)
        }
    }
}

/// The zero of a float type.
pub(super) fn zero_of(ty: &Type, krate: &Path) -> TokenStream {
    constant(
        ty,
        krate,
        &quote!(0.0_f64),
        &quote!(0.0_f32),
        &quote!(Zero),
        &quote!(zero),
    )
}

/// The one of a float type.
pub(super) fn one_of(ty: &Type, krate: &Path) -> TokenStream {
    constant(
        ty,
        krate,
        &quote!(1.0_f64),
        &quote!(1.0_f32),
        &quote!(One),
        &quote!(one),
    )
}

fn constant(
    ty: &Type,
    krate: &Path,
    f64: &TokenStream,
    f32: &TokenStream,
    name: &TokenStream,
    function: &TokenStream,
) -> TokenStream {
    match ty {
        Type::Path(path) if path.path.is_ident("f64") => f64.clone(),
        Type::Path(path) if path.path.is_ident("f32") => f32.clone(),
        _ => quote!(<#ty as #krate::__private::num_traits::#name>::#function()),
    }
}

/// The zero tangent with the shape of what a place holds, as an expression of type `T(P)`.
pub(super) fn zero(shape: &Shape, place: &Place, krate: &Path) -> TokenStream {
    let part = || Place {
        expr: quote!(part),
        reference: true,
        zero: place.zero,
    };
    let element = |shape: &Shape| {
        let zero = zero(shape, &part(), krate);
        quote!(|part| #zero)
    };
    let expr = &place.expr;
    match shape {
        Shape::Scalar(_, ty) => place.zero.of(ty, krate),
        Shape::Inert(_) => quote!(()),
        Shape::Slice(p) | Shape::Vec(p) => match p.scalar() {
            Some(ty) => {
                let zero = place.zero.of(ty, krate);
                quote!(#krate::__private::vec![#zero; #expr.len()])
            }
            None => {
                let element = element(p);
                quote!(#expr.iter().map(#element).collect())
            }
        },
        Shape::Array(p, n) => match p.scalar() {
            Some(ty) => {
                let zero = place.zero.of(ty, krate);
                quote!([#zero; #n])
            }
            None => {
                let zero = zero(
                    p,
                    &Place {
                        expr: quote!(#expr[i]),
                        reference: false,
                        zero: place.zero,
                    },
                    krate,
                );
                quote!(::core::array::from_fn(|i| #zero))
            }
        },
        Shape::Tuple(parts) => {
            let zeros = parts.iter().enumerate().map(|(i, p)| {
                let i = syn::Index::from(i);
                zero(
                    p,
                    &Place {
                        expr: quote!(#expr.#i),
                        reference: false,
                        zero: place.zero,
                    },
                    krate,
                )
            });
            quote!((#(#zeros,)*))
        }
        Shape::Option(p) => {
            let (place, element) = (place.itself(), element(p));
            quote!(#place.as_ref().map(#element))
        }
        Shape::Result(p, _) => {
            let (place, element) = (place.itself(), element(p));
            quote!(#place.as_ref().ok().map(#element))
        }
        Shape::Boxed(p) => match &**p {
            Shape::Slice(element_shape) => match element_shape.scalar() {
                Some(ty) => {
                    let zero = place.zero.of(ty, krate);
                    quote!(#krate::__private::vec![#zero; #expr.len()].into_boxed_slice())
                }
                None => {
                    let element = element(element_shape);
                    quote!(#expr.iter().map(#element).collect())
                }
            },
            p => {
                let zero = zero(p, &behind(place), krate);
                quote!(#krate::__private::Box::new(#zero))
            }
        },
        Shape::Ref(p) => zero(p, &behind(place), krate),
        Shape::Named(_) => {
            let reference = place.reference();
            quote!(#krate::Differentiable::zero_tangent(#reference))
        }
    }
}

/// What a box or a reference in a place points at.
fn behind(place: &Place) -> Place {
    let itself = place.itself();
    Place {
        expr: quote!((*#itself)),
        reference: false,
        zero: place.zero,
    }
}

/// An argument that stands for a tangent, as a reference to the tangent.
pub(super) fn borrowed(shape: &Shape, argument: &TokenStream, krate: &Path) -> TokenStream {
    match shape {
        Shape::Scalar(..) | Shape::Inert(_) => quote!(&#argument),
        Shape::Option(_) | Shape::Result(..) => {
            let owned = owned(shape, argument, krate);
            quote!(&#owned)
        }
        Shape::Boxed(p) if !matches!(**p, Shape::Slice(_)) => {
            let owned = owned(shape, argument, krate);
            quote!(&#owned)
        }
        Shape::Ref(p) => borrowed(p, argument, krate),
        _ => argument.clone(),
    }
}

/// An argument that stands for a tangent, as the tangent itself.
pub(super) fn owned(shape: &Shape, argument: &TokenStream, krate: &Path) -> TokenStream {
    match shape {
        Shape::Scalar(..) | Shape::Inert(_) => argument.clone(),
        Shape::Option(p) | Shape::Result(p, _) if is_owned(p) => argument.clone(),
        Shape::Boxed(p) if is_owned(p) => argument.clone(),
        Shape::Option(p) | Shape::Result(p, _) => {
            let part = owned(p, &quote!(part), krate);
            quote!(#argument.map(|part| #part))
        }
        Shape::Boxed(p) if matches!(**p, Shape::Slice(_)) => {
            quote!(::core::convert::From::from(#argument))
        }
        Shape::Boxed(p) => {
            let inner = owned(p, &quote!((*#argument)), krate);
            quote!(#krate::__private::Box::new(#inner))
        }
        Shape::Slice(_) | Shape::Vec(_) => quote!(#argument.to_vec()),
        Shape::Array(..) | Shape::Tuple(_) | Shape::Named(_) => {
            quote!(::core::clone::Clone::clone(#argument))
        }
        Shape::Ref(p) => owned(p, argument, krate),
    }
}

/// Is the argument form the tangent itself?
fn is_owned(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(..) | Shape::Inert(_) => true,
        Shape::Option(p) | Shape::Result(p, _) | Shape::Boxed(p) | Shape::Ref(p) => is_owned(p),
        _ => false,
    }
}

/// A mutable reference to an owned tangent, as the buffer that hidden functions add to.
pub(super) fn buffer_of(shape: &Shape, name: &TokenStream) -> TokenStream {
    match shape {
        Shape::Slice(_) | Shape::Vec(_) => quote!(&mut *#name),
        Shape::Boxed(p) if matches!(**p, Shape::Slice(_)) => quote!(&mut *#name),
        Shape::Ref(p) => buffer_of(p, name),
        _ => quote!(&mut #name),
    }
}

/// A mutable reference to an owned tangent, as hidden functions get it for what is written in place.
pub(super) fn in_place_of(shape: &Shape, name: &TokenStream) -> TokenStream {
    match shape {
        Shape::Slice(_) => quote!(&mut *#name),
        _ => quote!(&mut #name),
    }
}

/// A reference to an owned tangent, as a reference to the buffer in it.
pub(super) fn behind_reference(shape: &Shape, reference: &TokenStream) -> TokenStream {
    match shape {
        Shape::Slice(_) | Shape::Vec(_) => quote!(&**#reference),
        Shape::Boxed(p) if matches!(**p, Shape::Slice(_)) => quote!(&**#reference),
        Shape::Ref(p) => behind_reference(p, reference),
        _ => reference.clone(),
    }
}
