//! Functions as values: closures, which are inlined, and paths, which are called.

use super::super::Lowerer;
use super::super::call::NUMBER_TRAITS;
use super::super::operand::{OneOf, Operand};
use super::super::place::split_turbofish;
use super::super::scope::Closure;
use super::{Compared, Maybe};
use crate::ir::{Atom, BaseKind, Callee, Init, Prim, Type};
use crate::parse::is_changing;
use crate::rules::math_fn;
use crate::syntax::visit::{self, Visit};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::rc::Rc;
use syn::{Expr, ExprPath};

/// A function that is given to an adaptor or consumer, or bound to a name.
#[derive(Clone)]
pub(in super::super) enum Func<'a> {
    Closure(Rc<Closure<'a>>),
    Path(Rc<ExprPath>),
    /// A parameter of the user's function: no derivative is known for it.
    Tokens(TokenStream),
    /// One of several, in a place for each.
    OneOf(Rc<OneOf<'a>>),
}

impl Func<'_> {
    /// What its first parameter is called.
    pub(super) fn first_parameter(&self) -> String {
        match self {
            Func::Closure(closure) => match closure.expr.inputs.first() {
                Some(syn::Pat::Ident(ident)) => ident.ident.to_string(),
                _ => "folded".to_string(),
            },
            Func::Path(_) | Func::Tokens(_) | Func::OneOf(_) => "folded".to_string(),
        }
    }

    /// Does it nothing but compute its result, as far as its text says?
    pub(super) fn is_pure(&self) -> bool {
        match self {
            Func::Closure(closure) => {
                let mut effects = Effects(false);
                effects.visit_expr(&closure.expr.body);
                !effects.0
            }
            Func::Path(_) => true,
            Func::Tokens(_) => false,
            Func::OneOf(one) => one.all.iter().all(Func::is_pure),
        }
    }

    /// Does its text say `return` or `?`?
    pub(super) fn leaves(&self) -> bool {
        match self {
            Func::Closure(closure) => {
                let mut leaves = Leaves(false);
                leaves.visit_expr(&closure.expr.body);
                leaves.0
            }
            Func::Path(_) | Func::Tokens(_) => false,
            Func::OneOf(one) => one.all.iter().any(Func::leaves),
        }
    }

    /// Of a function that gives an option: is it always there?
    pub(super) fn is_certain(&self) -> bool {
        match self {
            Func::Closure(closure) => !self.leaves() && tail_is_some(&closure.expr.body),
            Func::Path(path) => path.path.is_ident("Some"),
            Func::Tokens(_) => false,
            Func::OneOf(one) => one.all.iter().all(Func::is_certain),
        }
    }
}

/// Looks for assignments and what may be one.
struct Effects(bool);

impl<'ast> Visit<'ast> for Effects {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Macro(_) => self.0 = true,
            expr if is_changing(expr) => self.0 = true,
            Expr::MethodCall(call)
                if ["push", "next", "swap", "pop"]
                    .iter()
                    .any(|m| call.method == m) =>
            {
                self.0 = true;
            }
            _ => visit::visit_expr(self, expr),
        }
    }
}

/// Looks for `return` and `?` of the closure at hand.
struct Leaves(bool);

impl<'ast> Visit<'ast> for Leaves {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Return(_) | Expr::Try(_) => self.0 = true,
            Expr::Closure(_) => {}
            _ => visit::visit_expr(self, expr),
        }
    }
}

/// Is the value of the expression `Some(..)`?
fn tail_is_some(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => tail_is_some(&paren.expr),
        Expr::Block(block) => match block.block.stmts.last() {
            Some(syn::Stmt::Expr(expr, None)) => tail_is_some(expr),
            _ => false,
        },
        Expr::Call(call) => matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some")),
        _ => false,
    }
}

impl<'a> Lowerer<'a> {
    /// The function that an expression is.
    pub(in super::super) fn func(&mut self, expr: &'a Expr) -> Option<Func<'a>> {
        let mut expr = expr;
        while let Expr::Paren(paren) = expr {
            expr = &paren.expr;
        }
        if let Some(path) = self.function_path(expr) {
            return Some(Func::Path(Rc::new(path.clone())));
        }
        let operand = self.evaluated(expr);
        let func = self.func_of(operand.clone());
        if func.is_none() && !matches!(operand, Operand::Poison | Operand::Never) {
            self.refuse(
                expr,
                "which function this is is not known when the derivative is made",
                "write a closure, or a function's name",
            );
        }
        func
    }

    /// The function that an operand is.
    pub(in super::super) fn func_of(&mut self, operand: Operand<'a>) -> Option<Func<'a>> {
        match self.strip(operand) {
            Operand::Closure(closure) => Some(Func::Closure(closure)),
            Operand::Function(path) => Some(Func::Path(path)),
            Operand::Tokens(tokens) => Some(Func::Tokens(tokens)),
            Operand::OneOf(one) => Some(Func::OneOf(one)),
            Operand::Place(mem) if mem.place.projections.is_empty() => {
                let BaseKind::Extern(tokens) = &self.b.f.bases[mem.place.base.index()].kind else {
                    return None;
                };
                let path = syn::parse2::<ExprPath>(tokens.clone()).ok()?;
                Some(Func::Path(Rc::new(path)))
            }
            _ => None,
        }
    }

    /// Calls a function with operands.
    pub(in super::super) fn apply(
        &mut self,
        func: &Func<'a>,
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        match func {
            Func::Closure(closure) => {
                let args = args.into_iter().map(|arg| (arg, None)).collect();
                self.inline_with(closure, args)
            }
            Func::Path(path) => self.apply_path(path, args),
            Func::Tokens(name) if self.function_type(name).is_some() => {
                self.call_parameter(name.clone(), args)
            }
            Func::Tokens(name) => self.call_tokens(name, args),
            Func::OneOf(one) => self.apply_one_of(&one.at, 0, &one.all, args),
        }
    }

    /// Calls the function of a number, of those from the first one on.
    fn apply_one_of(
        &mut self,
        at: &Atom,
        first: usize,
        all: &[Func<'a>],
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let (func, rest) = match all {
            [] => return Operand::Poison,
            [func] => return self.apply(func, args),
            [func, rest @ ..] => (func, rest),
        };
        let is_it = self.prim(Prim::Eq, vec![at.clone(), Atom::usize(first)]);
        self.branch(
            is_it,
            true,
            &mut |l| l.apply(func, args.clone()),
            &mut |l| l.apply_one_of(at, first + 1, rest, args.clone()),
        )
    }

    /// Is the operand a function, whatever it is called with?
    pub(in super::super) fn is_function(&self, operand: &Operand<'a>) -> bool {
        match operand {
            Operand::Closure(_) | Operand::Function(_) | Operand::OneOf(_) => true,
            Operand::Ref(false, target) => self.is_function(target),
            Operand::Place(mem) if mem.place.projections.is_empty() => {
                let BaseKind::Extern(tokens) = &self.b.f.bases[mem.place.base.index()].kind else {
                    return false;
                };
                let path = syn::parse2::<ExprPath>(tokens.clone());
                path.is_ok_and(|path| self.names_function(&path))
            }
            _ => false,
        }
    }

    /// One of functions, by its number.
    pub(in super::super) fn one_of(&mut self, at: Atom, all: &[Operand<'a>]) -> Operand<'a> {
        let all: Option<Vec<Func<'a>>> = all.iter().map(|of| self.func_of(of.clone())).collect();
        match all {
            Some(all) => Operand::OneOf(Rc::new(OneOf { at, all })),
            None => Operand::Poison,
        }
    }

    fn apply_path(&mut self, path: &ExprPath, mut args: Vec<Operand<'a>>) -> Operand<'a> {
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        let Some((last, before)) = segments.split_last() else {
            return Operand::Poison;
        };
        let prefix = self.prefix_of(before);
        let owner = match &path.qself {
            Some(qself) => Some(self.ty_of(&qself.ty)).filter(Type::is_scalar),
            None => self.scalar_named(prefix),
        };
        let operators = [
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Rem",
            "Neg",
            "PartialOrd",
            "Ord",
        ];
        if let Some(converted) = self.applied_conversion(path, &args) {
            return converted;
        }
        let own = owner
            .as_ref()
            .is_some_and(|of| self.is_own_function(of, last));
        let of_number = owner.is_some() || NUMBER_TRAITS.contains(&prefix);
        if !own && (of_number || operators.contains(&prefix)) {
            return self.apply_number(path, owner, last, args);
        }
        match (prefix, last.as_str(), args.len()) {
            ("", "Some", 1) => Operand::Maybe(Rc::new(Maybe::certain(args.remove(0)))),
            ("Clone", "clone", 1) | ("ToOwned", "to_owned", 1) => self.copied(args.remove(0)),
            (_, "stop_gradient", 1) => self.stopped(args.remove(0)),
            ("" | "hint" | "convert", "black_box" | "identity", 1) => args.remove(0),
            ("Vec", "len", 1) => match self.sequence(args.remove(0)) {
                Some(mem) => Operand::Atom(self.len(&mem)),
                None => Operand::Poison,
            },
            ("Vec", "as_slice", 1) => args.remove(0),
            ("From", "from", 1) | ("Into", "into", 1) => match self.apply_conversion(path, &args) {
                Some(converted) => converted,
                None => {
                    let atom = self.atom(args.remove(0));
                    let to = self.types.fresh();
                    Operand::Atom(self.cast(atom, to))
                }
            },
            _ if last.starts_with(char::is_uppercase) && self.known_function(path).is_none() => {
                self.construct(path, args)
            }
            _ => {
                let (name, turbofish) = split_turbofish(path);
                let callee = Callee {
                    turbofish,
                    ..Callee::new(name)
                };
                let known = self.known_function(path);
                let ty = self.output_of(path, known.as_ref());
                let args = args
                    .into_iter()
                    .map(|arg| (TokenStream::new(), arg))
                    .collect();
                self.emit_call(callee, args, ty, true)
            }
        }
    }

    /// A tuple struct of operands.
    fn construct(&mut self, path: &ExprPath, args: Vec<Operand<'a>>) -> Operand<'a> {
        if self.is_variant(&path.path) {
            return self.variant_of_operands(&path.path, args);
        }
        let tokens = path.path.to_token_stream();
        let ty = Type::Named(tokens.to_string());
        let mut fields = Vec::new();
        for (i, arg) in args.into_iter().enumerate() {
            let (declared, of) = (self.types.field(&ty, &i.to_string()), self.ty(&arg));
            self.unify(&declared, &of);
            fields.push((i.to_string(), self.init(arg)));
        }
        Operand::Init(Init::Struct(tokens, fields, None), ty)
    }

    /// `f64::max`, `f64::from`, `Float::sqrt`, `Add::add`
    fn apply_number(
        &mut self,
        path: &ExprPath,
        owner: Option<Type>,
        name: &str,
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let atoms: Vec<Atom> = args.into_iter().map(|arg| self.atom(arg)).collect();
        if let Some(owner) = &owner
            && !matches!(name, "from" | "from_lossy" | "as_")
            && let Some(atom) = atoms.first()
        {
            let ty = self.atom_ty(atom);
            self.unify(&ty, owner);
        }
        match (name, atoms.as_slice(), owner) {
            ("from" | "from_lossy" | "as_", [a], Some(owner)) => {
                Operand::Atom(self.cast(a.clone(), owner))
            }
            ("clone" | "to_owned", [a], _) => Operand::Atom(a.clone()),
            ("neg", [a], _) => self.neg(Operand::Atom(a.clone())),
            ("partial_cmp" | "total_cmp" | "cmp", [a, b], _) => {
                let (s, t) = (self.atom_ty(a), self.atom_ty(b));
                self.unify(&s, &t);
                Operand::Compared(Compared::new(a.clone(), b.clone(), name))
            }
            ("add" | "sub" | "mul" | "div" | "rem", [a, b], _) => {
                let prim = match name {
                    "add" => Prim::Add,
                    "sub" => Prim::Sub,
                    "mul" => Prim::Mul,
                    "div" => Prim::Div,
                    _ => Prim::Rem,
                };
                self.arithmetic(prim, a.clone(), b.clone(), path)
            }
            ("sin_cos", [a], _) => match (math_fn("sin"), math_fn("cos")) {
                (Some(sin), Some(cos)) => {
                    let sin = self.prim(Prim::Math(sin), vec![a.clone()]);
                    let cos = self.prim(Prim::Math(cos), vec![a.clone()]);
                    Operand::Tuple(vec![Operand::Atom(sin), Operand::Atom(cos)])
                }
                _ => self.no_rule_for(path, &format!(".{name}"), name),
            },
            _ => {
                match math_fn(name) {
                    Some(row) if row.arity == atoms.len() => {
                        let ty = self.atom_ty(&atoms[0]);
                        for (i, atom) in atoms.iter().enumerate().skip(1) {
                            let of = self.atom_ty(atom);
                            let wants = match row.int_args & (1 << i) != 0 {
                                true => Type::Int("i32"),
                                false => ty.clone(),
                            };
                            if !self.unify(&of, &wants) {
                                return self.refuse(
                                path,
                                &format!("`{name}` takes a number of the type `{wants}` here, not `{of}`"),
                                "convert it first, in a closure",
                            );
                            }
                        }
                        Operand::Atom(self.prim(Prim::Math(row), atoms))
                    }
                    _ => self.no_rule_for(path, &format!(".{name}"), name),
                }
            }
        }
    }
}
