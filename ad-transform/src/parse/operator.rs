//! Annotated implementations of operators: `impl Add for Vector`, `impl Mul<Vector> for f64`, `impl AddAssign for ..`,
//! and of conversions, `impl From<[f64; 3]> for Vector`.

use super::outputs::Outputs;
use super::{Knowledge, Passing, Shape, Signature, TypeParams};
use crate::syntax::visit_mut::VisitMut;
use proc_macro2::Span;
use syn::{GenericArgument, Generics, ImplItem, ItemImpl, Path, PathArguments, ReturnType, Type};

/// How an operator is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `a + b`
    Binary,
    /// `-a`
    Unary,
    /// `a += b`
    Assign,
    /// `A::from(b)`
    Conversion,
}

/// The operators that can be differentiated, by their trait: the name in the runtime and how they are called.
const OPERATORS: [(&str, &str, Family); 12] = [
    ("Add", "add", Family::Binary),
    ("Sub", "sub", Family::Binary),
    ("Mul", "mul", Family::Binary),
    ("Div", "div", Family::Binary),
    ("Rem", "rem", Family::Binary),
    ("Neg", "neg", Family::Unary),
    ("AddAssign", "add_assign", Family::Assign),
    ("SubAssign", "sub_assign", Family::Assign),
    ("MulAssign", "mul_assign", Family::Assign),
    ("DivAssign", "div_assign", Family::Assign),
    ("RemAssign", "rem_assign", Family::Assign),
    ("From", "convert", Family::Conversion),
];

/// An operator that is implemented for a type.
#[derive(Clone)]
pub struct OperatorImpl {
    /// Its name in the runtime.
    pub name: &'static str,
    /// How it is called.
    pub family: Family,
    /// The type of the right operand, for one that has two, or what is converted.
    pub rhs: Option<Type>,
    /// The type of the left operand, or of what it is converted to.
    pub self_ty: Type,
    /// The generic parameters of the `impl`.
    pub generics: Generics,
    /// What it calls its result.
    output: Option<Type>,
}

impl OperatorImpl {
    /// The operator, if the `impl` is of one.
    #[must_use]
    pub fn of(block: &ItemImpl) -> Option<OperatorImpl> {
        let (path, _) = block.trait_.as_ref()?;
        let last = path.segments.last()?;
        let (_, name, family) = OPERATORS.iter().find(|(known, ..)| last.ident == known)?;
        let self_ty = (*block.self_ty).clone();
        let rhs = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty.clone()),
                    _ => None,
                })
            }
            _ => None,
        };
        let mut rhs = rhs.unwrap_or_else(|| self_ty.clone());
        let output = block.items.iter().find_map(|item| match item {
            ImplItem::Type(ty) if ty.ident == "Output" => Some(ty.ty.clone()),
            _ => None,
        });
        let mut operator = OperatorImpl {
            name,
            family: *family,
            rhs: None,
            self_ty,
            generics: block.generics.clone(),
            output,
        };
        let params = TypeParams::of(&[&block.generics], Knowledge::at(Span::call_site()));
        let mut outputs = Outputs(&params);
        outputs.visit_generics_mut(&mut operator.generics);
        outputs.visit_type_mut(&mut operator.self_ty);
        outputs.visit_type_mut(&mut rhs);
        if let Some(output) = &mut operator.output {
            outputs.visit_type_mut(output);
        }
        operator.visit_type_mut(&mut rhs);
        operator.rhs = (*family != Family::Unary).then_some(rhs);
        if let Some(mut output) = operator.output.clone() {
            operator.visit_type_mut(&mut output);
            operator.output = Some(output);
        }
        Some(operator)
    }

    /// Writes the types out for which `Self` and `Self::Output` stand in a signature.
    pub fn write_out(&mut self, sig: &mut syn::Signature) {
        for input in &mut sig.inputs {
            if let syn::FnArg::Typed(typed) = input {
                self.visit_type_mut(&mut typed.ty);
            }
        }
        if let ReturnType::Type(_, ty) = &mut sig.output {
            self.visit_type_mut(ty);
        }
    }

    /// Gives the receiver of a method the type that it has.
    ///
    /// # Errors
    /// If the type has no derivative.
    pub fn receive(&self, signature: &mut Signature, params: &TypeParams) -> syn::Result<()> {
        let Some(receiver) = signature.params.first_mut().filter(|param| param.receiver) else {
            return Ok(());
        };
        let ty = match &self.self_ty {
            Type::Reference(reference) if receiver.passing == Passing::Value => {
                receiver.passing = Passing::Shared;
                &reference.elem
            }
            ty => ty,
        };
        receiver.shape = Shape::of(ty, params)?;
        receiver.varied &= !receiver.shape.is_inert();
        Ok(())
    }

    fn stands_for(&self, path: &Path) -> Option<&Type> {
        let segments: Vec<&syn::Ident> = path.segments.iter().map(|s| &s.ident).collect();
        match segments.as_slice() {
            [one] if *one == "Self" => Some(&self.self_ty),
            [one, two] if *one == "Self" && *two == "Output" => self.output.as_ref(),
            _ => None,
        }
    }
}

impl VisitMut for OperatorImpl {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty {
            let output = path.qself.is_some()
                && path
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == "Output");
            let known = if output {
                self.output.as_ref()
            } else {
                self.stands_for(&path.path)
            };
            if let Some(known) = known {
                *ty = known.clone();
                return;
            }
        }
        crate::syntax::visit_mut::visit_type_mut(self, ty);
    }
}
