//! Operators that types of the user's may have: `+`, `-`, `*`, `/`, `%`, `-v`, and their assigning forms.
//!
//! The macro does not see the types of fields and of what functions return, so `self.pos - other.pos` may be of numbers
//! or of vectors. What is known to be of numbers, because the operands are or because the result is used as one, is a
//! primitive operation. The rest is a call of the operator's companion in the runtime, for which rustc finds the
//! derivative by the types: right whatever they are, and as fast for numbers, but opaque to the optimiser.
//!
//! What is taken for an operation on numbers and is not does not compile: the tangent of a number is a number.

use super::super::{Lowerer, operand::Operand};
use crate::ir::{Callee, Operator, Prim, Type};
use crate::parse::foreign;
use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote};
use syn::{Expr, ExprBinary, ExprUnary};

/// An operation of which it is not known whether it is of numbers.
pub(in super::super) struct Operation {
    prim: Prim,
    operands: Vec<Type>,
    result: Type,
}

/// The operator's name in the runtime, if types may have it.
pub(super) fn name(prim: Prim) -> Option<&'static str> {
    Some(match prim {
        Prim::Add => "add",
        Prim::Sub => "sub",
        Prim::Mul => "mul",
        Prim::Div => "div",
        Prim::Rem => "rem",
        Prim::Neg => "neg",
        _ => return None,
    })
}

impl<'a> Lowerer<'a> {
    /// `left op right`, where the left operand is lowered.
    pub(super) fn overloadable(
        &mut self,
        prim: Prim,
        left: Operand<'a>,
        expr: &'a ExprBinary,
    ) -> Operand<'a> {
        let mut left = self.operand_at(&expr.left, left);
        if let Prim::Add | Prim::Sub = prim {
            let of = self.ty(&left);
            // Of a path alone it is not known what the type is given.
            let given = |of: &syn::Type| match of {
                syn::Type::Path(of) => of
                    .path
                    .segments
                    .last()
                    .is_some_and(|s| !s.arguments.is_empty()),
                _ => false,
            };
            if let Some(of) = self.declared(&of).filter(given) {
                self.ascribed.term(&expr.right, &of);
            }
        }
        let mark = self.mark_here();
        let right = self.evaluated(&expr.right);
        self.keep_changed(mark, std::slice::from_mut(&mut left));
        let right = self.operand_at(&expr.right, right);
        if matches!(left, Operand::Poison) || matches!(right, Operand::Poison) {
            let operands = [left.clone(), right.clone()];
            let operands = operands.map(|operand| (proc_macro2::TokenStream::new(), operand));
            if self.parameter_among(&operands).is_some() {
                return Operand::Poison;
            }
        }
        let operands = [self.ty(&left), self.ty(&right)];
        let result = self.result_of(prim, &operands);
        self.consult((&raw const *expr).cast(), &result);
        if !can_be_overloaded(&left)
            || !can_be_overloaded(&right)
            || self.is_of_numbers(prim, &operands, &result)
        {
            let a = self.at(&*expr.left, |l| l.atom(left));
            let b = self.at(&*expr.right, |l| l.atom(right));
            return self.arithmetic(prim, a, b, &expr.op);
        }
        let operands = vec![
            (expr.left.to_token_stream(), left),
            (expr.right.to_token_stream(), right),
        ];
        self.operator(prim, Operator::Value(prim), operands, result, true)
    }

    /// `-operand`
    pub(in super::super) fn negation(
        &mut self,
        operand: Operand<'a>,
        expr: &'a ExprUnary,
    ) -> Operand<'a> {
        let operand = self.operand_at(&expr.expr, operand);
        let ty = [self.ty(&operand)];
        let result = self.result_of(Prim::Neg, &ty);
        self.consult((&raw const *expr).cast(), &result);
        if !can_be_overloaded(&operand) || self.is_of_numbers(Prim::Neg, &ty, &result) {
            return self.neg(operand);
        }
        let operands = vec![(expr.expr.to_token_stream(), operand)];
        self.operator(
            Prim::Neg,
            Operator::Value(Prim::Neg),
            operands,
            result,
            true,
        )
    }

    /// `target op= value`; whether it is of a type that has the operator itself.
    pub(in super::super) fn overloaded_assignment(
        &mut self,
        prim: Prim,
        target: &Operand<'a>,
        value: &Operand<'a>,
        expr: &'a ExprBinary,
    ) -> bool {
        if name(prim).is_none() {
            return false;
        }
        let operands = [self.ty(target), self.ty(value)];
        let result = operands[0].clone();
        if !can_be_overloaded(target)
            || !can_be_overloaded(value)
            || self.is_of_numbers(prim, &operands, &result)
        {
            return false;
        }
        let operands = vec![
            (
                expr.left.to_token_stream(),
                Operand::Ref(true, Box::new(target.clone())),
            ),
            (expr.right.to_token_stream(), value.clone()),
        ];
        self.operator(prim, Operator::Assign(prim), operands, result, false);
        true
    }

    /// The operand as it is when it is evaluated, with what is known of its type from elsewhere.
    fn operand_at(&mut self, expr: &'a Expr, operand: Operand<'a>) -> Operand<'a> {
        self.at(expr, |l| {
            let ty = l.ty(&operand);
            l.consult(expr, &ty);
            match operand {
                Operand::Ref(mutable, target) => Operand::Ref(mutable, target),
                operand => l.value(operand),
            }
        })
    }

    /// `a.div(b)`, where `b` is no number.
    pub(in super::super) fn operator_method(
        &mut self,
        prim: Prim,
        left: Operand<'a>,
        right: Operand<'a>,
        (receiver, argument): (&dyn ToTokens, &'a Expr),
    ) -> Operand<'a> {
        let right = self.operand_at(argument, right);
        let operands = [self.ty(&left), self.ty(&right)];
        let result = self.result_of(prim, &operands);
        let operands = vec![
            (receiver.to_token_stream(), left),
            (argument.to_token_stream(), right),
        ];
        self.operator(prim, Operator::Value(prim), operands, result, true)
    }

    /// `a ∘ b` of two values of a type that has the operator and stays in it.
    pub(in super::super) fn within_type(
        &mut self,
        prim: Prim,
        left: Operand<'a>,
        right: Operand<'a>,
        ty: Type,
    ) -> Operand<'a> {
        let operands = [left, right].map(|operand| (proc_macro2::TokenStream::new(), operand));
        self.operator(prim, Operator::Value(prim), operands.into(), ty, true)
    }

    /// The type of the result of an operator: the same for the same types.
    fn result_of(&mut self, prim: Prim, operands: &[Type]) -> Type {
        let result = self.any_result_of(prim, operands);
        // A vector or a complex number stays one. (Their product may be a number, and so may the difference of two dates.)
        let aggregates = operands
            .iter()
            .filter(|ty| self.types.is_aggregate(ty))
            .count();
        let numbers = operands
            .iter()
            .filter(|ty| self.types.is_scalar(ty))
            .count();
        let stays = match prim {
            Prim::Add => aggregates > 0,
            Prim::Sub | Prim::Neg => aggregates == 1,
            _ => aggregates == 1 && numbers == 1,
        };
        if stays {
            self.types.make_aggregate(&result);
        }
        result
    }

    /// Is it a sum or a multiple of vectors of another crate?
    fn stays_a_vector(&mut self, prim: Prim, operands: &[Type]) -> bool {
        let same = operands.iter().all(|ty| *ty == operands[0]);
        let scaled = operands.get(1).is_some_and(|by| self.types.is_scalar(by));
        let stays = match prim {
            Prim::Add | Prim::Sub | Prim::Neg => same,
            Prim::Mul | Prim::Div => scaled,
            _ => false,
        };
        let of = self.declared(&operands[0]);
        stays
            && of.is_some_and(|of| {
                !self.signature.knowledge.declares(&of) && foreign::is_vector(&of)
            })
    }

    /// The type of the result where an operand is of another crate's, as far as the names of the types say it: what is
    /// computed with a complex number is one, and so on.
    fn foreign_result(&mut self, prim: Prim, operands: &[Type]) -> Option<Type> {
        let knowledge = &self.signature.knowledge;
        let mut declared = operands.iter().map(|ty| {
            let of = self.declared(ty)?;
            (!knowledge.declares(&of)).then_some(of)
        });
        let (first, second) = (declared.next()?, declared.next().flatten());
        let complex = [&first, &second]
            .into_iter()
            .flatten()
            .find(|of| foreign::is_complex(of));
        if let Some(complex) = complex {
            let complex = complex.clone();
            return Some(self.ty_of(&complex));
        }
        if let Some(computed) = foreign::computed(first.as_ref(), second.as_ref()) {
            return Some(self.ty_of(&computed));
        }
        let second = second?;
        if let (Prim::Add | Prim::Sub, Some(first)) = (prim, &first) {
            let sum = foreign::sum(first, &second)?;
            return Some(self.ty_of(&sum));
        }
        let product = match first {
            Some(first) => foreign::product(&first, &second),
            None => {
                let scaled = self.types.is_scalar(&operands[0]) && foreign::is_vector(&second);
                scaled.then_some(second)
            }
        };
        let product = product.filter(|_| prim == Prim::Mul)?;
        Some(self.ty_of(&product))
    }

    fn any_result_of(&mut self, prim: Prim, operands: &[Type]) -> Type {
        if let Some(known) = self.foreign_result(prim, operands) {
            return known;
        }
        match &operands[0] {
            named @ Type::Named(_) if self.stays_a_vector(prim, operands) => named.clone(),
            Type::Named(_) | Type::Float(_) | Type::Infer(_)
                if let Some(known) = self.declared_result(prim, operands) =>
            {
                known
            }
            named @ Type::Named(_) => {
                let rhs = operands.get(1).map(|ty| self.types.resolve(ty));
                let rhs = rhs.map_or_else(String::new, |ty| ty.to_string());
                self.types.field(named, &format!("{} {rhs}", prim.name()))
            }
            _ => self.types.fresh(),
        }
    }

    /// The type of the result, as an `impl` of the operator in the crate says it.
    fn declared_result(&mut self, prim: Prim, operands: &[Type]) -> Option<Type> {
        let of_trait = match prim {
            Prim::Add => "Add",
            Prim::Sub => "Sub",
            Prim::Mul => "Mul",
            Prim::Div => "Div",
            Prim::Rem => "Rem",
            Prim::Neg => "Neg",
            _ => return None,
        };
        let number: syn::Type = match operands.iter().find(|ty| self.types.is_scalar(ty)) {
            Some(ty) if self.types.is_float(ty) => syn::parse_quote!(f64),
            Some(_) => syn::parse_quote!(i32),
            None => syn::parse_quote!(_),
        };
        let mut declared = operands.iter().map(|ty| match self.declared(ty) {
            // A literal of which no more is known.
            None if self.types.is_scalar(ty) => Some(number.clone()),
            known => known,
        });
        let left = declared.next()??;
        let right = match declared.next() {
            Some(right) => Some(right?),
            None => None,
        };
        let known = &self.signature.knowledge;
        let known = known.product(of_trait, &left, right.as_ref())?;
        Some(self.ty_of(&known))
    }

    /// Is the operation known to be one of numbers? If so, the types are made one.
    fn is_of_numbers(&mut self, prim: Prim, operands: &[Type], result: &Type) -> bool {
        let numbers = self.are_numbers(prim, operands, result);
        if numbers {
            for ty in operands {
                self.unify(ty, result);
            }
        } else {
            self.operations.push(Operation {
                prim,
                operands: operands.to_vec(),
                result: result.clone(),
            });
        }
        numbers
    }

    fn are_numbers(&self, prim: Prim, operands: &[Type], result: &Type) -> bool {
        let scalar = |ty: &Type| self.types.is_scalar(ty);
        if operands.iter().all(scalar) {
            return true;
        }
        if !operands
            .iter()
            .all(|ty| scalar(ty) || self.types.is_undecided(ty))
        {
            return false;
        }
        let one = operands.iter().any(scalar);
        match prim {
            // A number plus something, and what gives a number by a sum, is a number; a product may be of vectors.
            Prim::Add | Prim::Sub | Prim::Rem | Prim::Neg => one || scalar(result),
            _ => (one && scalar(result)) || operands.iter().any(|ty| self.types.is_int(ty)),
        }
    }

    /// Draws from the types that show by the end which operations were of numbers.
    pub(in super::super) fn settle_operations(&mut self) {
        let mut open = std::mem::take(&mut self.operations);
        loop {
            let before = open.len();
            open.retain(|op| {
                let numbers = self.are_numbers(op.prim, &op.operands, &op.result);
                if numbers {
                    for ty in &op.operands {
                        self.types.unify(ty, &op.result);
                    }
                }
                !numbers
            });
            let mut spread = false;
            for op in &open {
                spread |= self.spread_aggregates(op);
            }
            if open.len() < before || spread {
                continue;
            }
            // A product of which nothing shows but that it is a number: of numbers, sooner than a dot product.
            let product = open.iter().position(|op| {
                self.types.is_scalar(&op.result)
                    && op.operands.iter().all(|ty| self.types.is_undecided(ty))
            });
            let Some(product) = product else { return };
            let op = open.swap_remove(product);
            for ty in &op.operands {
                self.types.unify(ty, &op.result);
            }
        }
    }

    /// Draws from an operand or a result that is no number that others are none either; whether that is news.
    fn spread_aggregates(&mut self, op: &Operation) -> bool {
        let no_number = |l: &Self, ty: &Type| !l.types.is_scalar(ty) && !l.types.is_undecided(ty);
        let of_operands = op.operands.iter().filter(|ty| no_number(self, ty)).count();
        let scalars = op
            .operands
            .iter()
            .filter(|ty| self.types.is_scalar(ty))
            .count();
        let result = no_number(self, &op.result);
        // A vector times a number is a vector; the product of two vectors may be a number.
        let product = matches!(op.prim, Prim::Mul | Prim::Div | Prim::Rem);
        let mut news = false;
        if of_operands > 0 && (!product || scalars > 0) {
            news |= self.spread_to(&op.result);
        }
        if result && (!product || scalars > 0) {
            for ty in &op.operands {
                news |= self.spread_to(ty);
            }
        }
        news
    }

    fn spread_to(&mut self, ty: &Type) -> bool {
        let news = matches!(self.types.shallow(ty), Type::Infer(_)) && self.types.is_undecided(ty);
        if news {
            self.types.make_aggregate(ty);
        }
        news
    }

    fn operator(
        &mut self,
        prim: Prim,
        operator: Operator,
        operands: Vec<(proc_macro2::TokenStream, Operand<'a>)>,
        result: Type,
        wanted: bool,
    ) -> Operand<'a> {
        let name = name(prim).unwrap_or_default();
        let name = match operator {
            Operator::Value(_) => name.to_string(),
            Operator::Assign(_) => format!("{name}_assign"),
            Operator::Cast(to) => format!("to_{to}"),
            Operator::Convert => return Operand::Poison,
        };
        if let Some(param) = self.parameter_among(&operands) {
            self.refuse_here(
                &format!(
                    "that the operators of `{param}` have derivatives is nothing that the derivatives here can ask for"
                ),
                "write the function for one type, or call a method of an annotated trait instead of the operator",
            );
            return Operand::Poison;
        }
        let (krate, name) = (&self.signature.krate, Ident::new(&name, Span::call_site()));
        let callee = Callee {
            operator: Some(operator),
            ..Callee::new(quote!(#krate::__private::operator::#name))
        };
        let operands = operands
            .into_iter()
            .map(|(tokens, operand)| (tokens, self.in_memory(operand)))
            .collect();
        self.emit_call(callee, operands, result, wanted)
    }

    /// The type parameter, or the `Self` of a trait, of which an operand is that is no number.
    fn parameter_among(
        &mut self,
        operands: &[(proc_macro2::TokenStream, Operand<'a>)],
    ) -> Option<String> {
        for (_, operand) in operands {
            let ty = self.ty(operand);
            let mut ty = self.types.shallow(&ty);
            while let Type::Ref(inner) = ty {
                ty = self.types.shallow(&inner);
            }
            if let Type::Named(name) = ty {
                let of_trait = name == "Self" && self.signature.self_ty.is_none();
                if of_trait || self.is_parameter(&name) {
                    return Some(name);
                }
            }
        }
        None
    }

    /// `operand as f64`, where nothing is known of the operand but that it is a number.
    pub(in super::super) fn cast_of_unknown(
        &mut self,
        operand: Operand<'a>,
        to: &Type,
        tokens: proc_macro2::TokenStream,
    ) -> Operand<'a> {
        let name = if *to == Type::F32 { "f32" } else { "f64" };
        let operands = vec![(tokens, operand)];
        self.operator(Prim::Cast, Operator::Cast(name), operands, to.clone(), true)
    }

    /// `operand.into()`, of a type that has a conversion of its own, or to one; `to` is the type that the text says.
    pub(in super::super) fn into_of(
        &mut self,
        operand: Operand<'a>,
        (to, value): (Type, Option<proc_macro2::TokenStream>),
        tokens: proc_macro2::TokenStream,
        wanted: bool,
    ) -> Operand<'a> {
        if let Type::Named(name) = self.ty(&operand)
            && self.is_parameter(&name)
        {
            return self.refuse(
                &tokens,
                &format!(
                    "what a `{name}` is converted to has a derivative only where its type is known"
                ),
                "take what it is converted to, and convert it before the call",
            );
        }
        if let Type::Vec(element) = self.types.shallow(&to)
            && self.is_sequence_known(&operand)
        {
            return match self.sequence(operand) {
                Some(mem) => self.vec_of(&mem, &element),
                None => Operand::Poison,
            };
        }
        if let Type::Boxed(inner) = self.types.shallow(&to)
            && let Type::Slice(element) = self.types.shallow(&inner)
            && self.is_sequence_known(&operand)
        {
            return match self.sequence(operand) {
                Some(mem) => self.boxed_slice(&mem, &element, wanted),
                None => Operand::Poison,
            };
        }
        let krate = &self.signature.krate;
        let callee = Callee {
            operator: Some(Operator::Convert),
            value,
            ..Callee::new(quote!(#krate::__private::operator::convert))
        };
        self.emit_call(callee, vec![(tokens, operand)], to, wanted)
    }

    /// The operand in memory, if it may be an aggregate.
    pub(in super::super) fn in_memory(&mut self, operand: Operand<'a>) -> Operand<'a> {
        match operand {
            Operand::Ref(mutable, target) => {
                Operand::Ref(mutable, Box::new(self.in_memory(*target)))
            }
            operand @ (Operand::Atom(_) | Operand::Var(_)) => {
                let ty = self.ty(&operand);
                self.types.make_memory(&ty);
                operand
            }
            other => other,
        }
    }
}

/// May the operand be of a type with operators of its own?
fn can_be_overloaded(operand: &Operand<'_>) -> bool {
    match operand {
        Operand::Atom(_) | Operand::Var(_) | Operand::Place(_) | Operand::Init(..) => true,
        Operand::Ref(_, target) => can_be_overloaded(target),
        _ => false,
    }
}
