//! Mutable references to one thing or another: `let r = if left { &mut a } else { &mut b };`.
//!
//! Which one it is, is a number, set on the way. An expression that mentions such a name is lowered once for each thing
//! that it may stand for, in a branch on that number: `*r += x` is `if r == 0 { a += x } else { b += x }`. While the
//! reference is there, nobody else names what it may refer to, so that none of these branches sees what another does.

use super::Lowerer;
use super::flow::same_name;
use super::operand::Operand;
use super::scope::Binding;
use super::view::View;
use crate::ir::builder::Var;
use crate::ir::{Atom, Prim};
use crate::syntax::visit::{self, Visit};
use std::cell::RefCell;
use std::rc::Rc;
use syn::{Block, Expr, Pat, PatIdent};

/// A mutable reference that is one of several, by its number.
#[derive(Clone)]
pub(super) struct Fork<'a> {
    /// Which of them it is.
    pub at: Atom,
    pub targets: Vec<Operand<'a>>,
}

/// One of the things that a slot may name.
#[derive(Clone)]
pub(super) enum Prong<'a> {
    /// A part of memory at positions that change.
    View(View),
    /// The same each time.
    Same(Operand<'a>),
}

/// What a slot of a mutable reference may name, and which of it it does.
#[derive(Clone)]
pub(super) struct Prongs<'a> {
    pub at: Var,
    pub all: Vec<Prong<'a>>,
}

impl<'a> Lowerer<'a> {
    /// Makes a slot that names one thing, or several, name this as well; `None` if it cannot.
    pub(super) fn also_names(
        &mut self,
        mut prongs: Prongs<'a>,
        (depth, name): (usize, &str),
        value: &Operand<'a>,
    ) -> Option<Prongs<'a>> {
        let known = prongs.all.iter().position(|prong| match prong {
            Prong::View(view) => self.turn(view, value),
            Prong::Same(known) => same_name(known, value),
        });
        let at = match known {
            Some(at) => at,
            None => {
                let Operand::Ref(true, target) = value else {
                    return None;
                };
                let prong = match (self.view(depth, name, value), &**target) {
                    (Some(view), _) => {
                        self.turn(&view, value);
                        Prong::View(view)
                    }
                    (None, Operand::Place(_) | Operand::Var(_)) => Prong::Same(value.clone()),
                    _ => return None,
                };
                prongs.all.push(prong);
                prongs.all.len() - 1
            }
        };
        self.write(prongs.at, Atom::usize(at));
        Some(prongs)
    }

    /// What a slot names now.
    pub(super) fn forked(&mut self, prongs: &Prongs<'a>) -> Operand<'a> {
        let at = self.b.read(prongs.at);
        let targets = prongs.all.iter().map(|prong| match prong {
            Prong::View(view) => self.seen(view),
            Prong::Same(operand) => operand.clone(),
        });
        let targets = targets.collect();
        Operand::Fork(Rc::new(Fork { at, targets }))
    }

    /// Does something with each thing that it may be, in a branch of its own.
    pub(super) fn for_each_target(
        &mut self,
        fork: &Fork<'a>,
        each: &mut dyn FnMut(&mut Self, &Operand<'a>) -> Operand<'a>,
    ) -> Operand<'a> {
        let each = RefCell::new(each);
        self.from_target(fork, 0, &|l, target| (each.borrow_mut())(l, target))
    }

    fn from_target(
        &mut self,
        fork: &Fork<'a>,
        first: usize,
        each: &dyn Fn(&mut Self, &Operand<'a>) -> Operand<'a>,
    ) -> Operand<'a> {
        let target = &fork.targets[first];
        if first + 1 == fork.targets.len() {
            return each(self, target);
        }
        let is_it = self.prim(Prim::Eq, vec![fork.at.clone(), Atom::usize(first)]);
        self.branch(is_it, true, &mut |l| each(l, target), &mut |l| {
            l.from_target(fork, first + 1, each)
        })
    }

    /// Lowers an expression that mentions a name for several things, once for each of them; `None` where it mentions none.
    ///
    /// Its value may not be wanted.
    pub(super) fn for_what_it_names(
        &mut self,
        expr: &'a Expr,
        wanted: bool,
    ) -> Option<Operand<'a>> {
        if !self.has_forks {
            return None;
        }
        let (name, whole, fork) = mentioned(expr).into_iter().find_map(|name| {
            let operand = self.scopes.get(&name)?.operand.clone();
            let operand = match operand {
                Operand::Deferred(slot) => self.slot_place(slot),
                operand => operand,
            };
            let fork = fork_in(&operand)?;
            Some((name, operand, fork))
        })?;
        let depth = self.b.depth();
        Some(self.for_each_target(&fork, &mut |l, target| {
            let outer = l.scopes.clone();
            l.scopes.push();
            let operand = settled(&whole, &fork, target);
            l.scopes.bind(&name, Binding { operand, depth });
            let value = match wanted {
                true => l.expr(expr),
                false => {
                    l.discard(expr);
                    Operand::Unit
                }
            };
            l.scopes = outer;
            value
        }))
    }

    /// Takes apart what a mutable reference to one of several things refers to: each name is bound to a part of one of them.
    pub(super) fn bind_fork(&mut self, pat: &'a Pat, operand: &Operand<'a>) {
        let Operand::Fork(fork) = operand else { return };
        let mut names = Bound::default();
        names.visit_pat(pat);
        let parts = self.for_each_target(fork, &mut |l, target| {
            let outer = l.scopes.clone();
            l.scopes.push();
            l.bind(pat, target.clone(), None);
            let bound = names.0.iter().map(|name| l.scopes.get(name));
            let bound = bound.map(|found| found.map_or(Operand::Poison, |it| it.operand.clone()));
            let parts = Operand::Tuple(bound.collect());
            l.scopes = outer;
            parts
        });
        if let Operand::Tuple(parts) = parts {
            let depth = self.b.depth();
            for (name, operand) in names.0.iter().zip(parts) {
                self.scopes.bind(name, Binding { operand, depth });
            }
        }
    }

    /// Refuses a reference that stands for several things, where it has no name.
    pub(super) fn refuse_fork(&mut self) -> Operand<'a> {
        self.refuse_here(
            "what this refers to depends on the branch taken",
            "give the reference a name first: `let r = if left { &mut a } else { &mut b };`",
        )
    }
}

/// The first name for several things that is part of what a name is bound to.
fn fork_in<'a>(operand: &Operand<'a>) -> Option<Rc<Fork<'a>>> {
    match operand {
        Operand::Fork(fork) => Some(Rc::clone(fork)),
        Operand::Tuple(parts) => parts.iter().find_map(fork_in),
        _ => None,
    }
}

/// The same, where it is known which one the reference is.
fn settled<'a>(operand: &Operand<'a>, fork: &Rc<Fork<'a>>, target: &Operand<'a>) -> Operand<'a> {
    match operand {
        Operand::Fork(found) if Rc::ptr_eq(found, fork) => target.clone(),
        Operand::Tuple(parts) => {
            let parts = parts.iter().map(|part| settled(part, fork, target));
            Operand::Tuple(parts.collect())
        }
        other => other.clone(),
    }
}

/// The names that an expression mentions other than in blocks, whose statements are lowered one by one; none of one that
/// is a name, which goes on standing for all that it may be.
fn mentioned(expr: &Expr) -> Vec<String> {
    let mut names = Mentions::default();
    match expr {
        Expr::Path(_) | Expr::Closure(_) | Expr::Block(_) | Expr::Loop(_) | Expr::Unsafe(_) => {}
        Expr::Paren(paren) => return mentioned(&paren.expr),
        Expr::Group(group) => return mentioned(&group.expr),
        Expr::Assign(assign) if matches!(*assign.left, Expr::Path(_)) => {
            names.visit_expr(&assign.right);
        }
        Expr::If(branch) => names.visit_expr(&branch.cond),
        Expr::Match(matched) => names.visit_expr(&matched.expr),
        Expr::While(repeated) => names.visit_expr(&repeated.cond),
        Expr::ForLoop(repeated) => names.visit_expr(&repeated.expr),
        expr => names.visit_expr(expr),
    }
    names.0
}

/// The names that a pattern binds.
#[derive(Default)]
struct Bound(Vec<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        self.0.push(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }
}

/// Names that are mentioned outside of blocks.
#[derive(Default)]
struct Mentions(Vec<String>);

impl<'ast> Visit<'ast> for Mentions {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if let Expr::Path(path) = expr
            && let Some(ident) = path.path.get_ident()
        {
            self.0.push(ident.to_string());
        }
        visit::visit_expr(self, expr);
    }

    fn visit_block(&mut self, _: &'ast Block) {}
}
