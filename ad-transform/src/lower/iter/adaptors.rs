//! Adaptors: methods of an iterator that give an iterator.

use super::super::Lowerer;
use super::super::operand::Operand;
use super::{Func, Iter, counted};
use std::rc::Rc;
use syn::{Expr, ExprMethodCall};

/// Makes an adaptor of an iterator and a function.
type WithFunc = for<'a> fn(Rc<Iter<'a>>, Func<'a>) -> Iter<'a>;

/// The adaptors that take a function and nothing else.
const BY_FUNCTION: &[(&str, WithFunc)] = &[
    ("map", |iter, f| Iter::Map(iter, f)),
    ("inspect", |iter, f| Iter::Inspect(iter, f)),
    ("filter", |iter, f| Iter::Filter(iter, f)),
    ("filter_map", |iter, f| Iter::FilterMap(iter, f)),
    ("skip_while", |iter, f| Iter::SkipWhile(iter, f)),
    ("take_while", |iter, f| Iter::TakeWhile(iter, f)),
    ("map_while", |iter, f| Iter::MapWhile(iter, f)),
    ("flat_map", |iter, f| Iter::FlatMap(iter, f)),
];

impl<'a> Lowerer<'a> {
    /// The iterator that a method makes of one; `None` where the method is no adaptor.
    pub(super) fn adaptor(
        &mut self,
        name: &str,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
    ) -> Option<Operand<'a>> {
        let args: Vec<&'a Expr> = call.args.iter().collect();
        let inner = Rc::clone(iter);
        if let [func] = args.as_slice()
            && let Some((_, make)) = BY_FUNCTION.iter().find(|(known, _)| *known == name)
        {
            let func = self.func(func);
            return Some(match func {
                Some(func) => Operand::Iter(Rc::new(make(inner, func))),
                None => Operand::Poison,
            });
        }
        let adapted = match (name, args.as_slice()) {
            ("iter" | "into_iter" | "fuse" | "clone" | "peekable" | "by_ref", []) => {
                return Some(Operand::Iter(inner));
            }
            ("rev", []) => return Some(Operand::Iter(counted::reversed(&inner))),
            ("copied" | "cloned", []) => Iter::Copied(inner),
            ("enumerate", []) => Iter::Enumerate(inner),
            ("flatten", []) => Iter::Flatten(inner),
            ("cycle", []) => Iter::Cycle(inner),
            ("skip", [n]) => {
                let n = self.usize_of(n);
                Self::by_position(inner, n, Iter::Skip)
            }
            ("take", [n]) => {
                let n = self.usize_of(n);
                Self::by_position(inner, n, Iter::Take)
            }
            ("step_by", [n]) => Iter::StepBy(inner, self.usize_of(n)),
            ("zip" | "chain", [other]) => {
                let operand = self.evaluated(other);
                let Some(other) = self.at(*other, |l| l.iter_of(operand)) else {
                    return Some(Operand::Poison);
                };
                match name {
                    "zip" => Iter::Zip(inner, other),
                    _ => Iter::Chain(inner, other),
                }
            }
            ("scan", [init, func]) => {
                let init = self.evaluated(init);
                match self.func(func) {
                    Some(func) => Iter::Scan(inner, init, func),
                    None => return Some(Operand::Poison),
                }
            }
            _ => return None,
        };
        Some(Operand::Iter(Rc::new(adapted)))
    }

    /// Positions are chosen before functions are called, where nobody sees the difference.
    fn by_position(
        iter: Rc<Iter<'a>>,
        n: crate::ir::Atom,
        make: fn(Rc<Iter<'a>>, crate::ir::Atom) -> Iter<'a>,
    ) -> Iter<'a> {
        match &*iter {
            Iter::Map(inner, func) if func.is_pure() && inner.is_random() => Iter::Map(
                Rc::new(Self::by_position(Rc::clone(inner), n, make)),
                func.clone(),
            ),
            Iter::Copied(inner) => {
                Iter::Copied(Rc::new(Self::by_position(Rc::clone(inner), n, make)))
            }
            _ => make(iter, n),
        }
    }
}
