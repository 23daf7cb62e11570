//! Driving an iterator: the loop, and what happens in it with each item.

use super::super::Lowerer;
use super::super::flow::{Body, Target, TargetKind};
use super::super::loops::Counted;
use super::super::operand::Operand;
use super::super::outcome::Expected;
use super::counted::{Count, known};
use super::{Func, Iter, Sink};
use crate::ir::{Atom, Prim, Range, Type};
use std::rc::Rc;
use syn::{Expr, Pat};

impl Iter<'_> {
    fn is_flat(&self) -> bool {
        matches!(self, Iter::Flatten(_))
    }

    /// Does it become one loop, whose body ends with what is done with an item?
    fn is_one_loop(&self) -> bool {
        match self {
            Iter::Once(_)
            | Iter::Empty
            | Iter::Chain(..)
            | Iter::FlatMap(..)
            | Iter::Flatten(_) => false,
            _ if self.is_counted() => true,
            Iter::Take(..) => false,
            Iter::Map(inner, _)
            | Iter::Inspect(inner, _)
            | Iter::Copied(inner)
            | Iter::Lent(inner)
            | Iter::Enumerate(inner)
            | Iter::Rev(inner)
            | Iter::Scan(inner, ..)
            | Iter::Skip(inner, _)
            | Iter::StepBy(inner, _)
            | Iter::Cycle(inner)
            | Iter::Filter(inner, _)
            | Iter::FilterMap(inner, _)
            | Iter::SkipWhile(inner, _)
            | Iter::TakeWhile(inner, _)
            | Iter::MapWhile(inner, _) => inner.is_one_loop(),
            Iter::Zip(a, b) if a.is_flat() && b.is_flat() => false,
            Iter::Zip(a, b) => {
                (a.is_counted() || a.is_one_loop()) && (b.is_counted() || b.is_one_loop())
            }
            _ => true,
        }
    }
}

impl<'a> Lowerer<'a> {
    /// A user's `for` over an iterator.
    pub(in super::super) fn for_iter(
        &mut self,
        iter: &Rc<Iter<'a>>,
        pat: &'a Pat,
        label: Option<String>,
        body: &'a syn::Block,
    ) -> Operand<'a> {
        let iter = self.begin(iter);
        // What happens with an item sees the names around the loop, not those of closures.
        let scopes = self.scopes.clone();
        let each = &mut |l: &mut Self, item: Operand<'a>| {
            let outer = std::mem::replace(&mut l.scopes, scopes.clone());
            l.scopes.push();
            l.bind(pat, item, None);
            l.block_of(body, false);
            l.scopes = outer;
        };
        if iter.is_one_loop() {
            self.drive(&iter, label, each);
            return Operand::Unit;
        }
        // Several loops are left together.
        self.leavable(None, TargetKind::Block, Type::Unit, |l| {
            let whole = l.targets.len() - 1;
            l.drive(&iter, None, &mut |l, item| {
                l.leavable(None, TargetKind::Block, Type::Unit, |l| {
                    let (leave, skip) = (l.targets[whole].leave, l.targets.last().map(|t| t.leave));
                    l.targets.push(Target {
                        label: label.clone(),
                        kind: TargetKind::Loop,
                        leave,
                        skip,
                        slot: None,
                    });
                    each(l, item);
                    l.targets.pop();
                    Operand::Unit
                });
            });
            Operand::Unit
        });
        Operand::Unit
    }

    /// Goes through an iterator.
    pub(in super::super) fn traverse(&mut self, iter: &Rc<Iter<'a>>, sink: Sink<'_, 'a>) {
        let iter = self.begin(iter);
        self.drive(&iter, None, sink);
    }

    /// Goes through an iterator, perhaps not to its end: the sink is told which target to leave for that.
    pub(super) fn traverse_until(
        &mut self,
        iter: &Rc<Iter<'a>>,
        sink: &mut dyn FnMut(&mut Self, Operand<'a>, usize),
    ) {
        let iter = self.begin(iter);
        self.drive_until(&iter, None, sink);
    }

    fn drive_until(
        &mut self,
        iter: &Rc<Iter<'a>>,
        label: Option<String>,
        sink: &mut dyn FnMut(&mut Self, Operand<'a>, usize),
    ) {
        if iter.is_one_loop() {
            let target = self.targets.len();
            return self.drive(iter, label, &mut |l, item| sink(l, item, target));
        }
        self.leavable(None, TargetKind::Block, Type::Unit, |l| {
            let target = l.targets.len() - 1;
            l.drive(iter, None, &mut |l, item| sink(l, item, target));
            Operand::Unit
        });
    }

    /// The iterator with its state set to what it is at the beginning.
    fn begin(&mut self, iter: &Rc<Iter<'a>>) -> Rc<Iter<'a>> {
        let again = |l: &mut Self, inner: &Rc<Iter<'a>>| l.begin(inner);
        Rc::new(match &**iter {
            Iter::Scan(inner, init, f) => {
                let inner = again(self, inner);
                let state = self.state_of(f, "state", init.clone());
                Iter::Scan(inner, state, f.clone())
            }
            Iter::Successors(first, f) if first.is_certain() && f.is_certain() => {
                let first = self.maybe_payload(first);
                let state = self.state("next", first);
                Iter::Running(state, f.clone())
            }
            Iter::Map(inner, f) => Iter::Map(again(self, inner), f.clone()),
            Iter::Inspect(inner, f) => Iter::Inspect(again(self, inner), f.clone()),
            Iter::Copied(inner) => Iter::Copied(again(self, inner)),
            Iter::Enumerate(inner) => Iter::Enumerate(again(self, inner)),
            Iter::Zip(a, b) => {
                let a = again(self, a);
                Iter::Zip(a, again(self, b))
            }
            Iter::Skip(inner, n) => Iter::Skip(again(self, inner), n.clone()),
            Iter::Take(inner, n) => Iter::Take(again(self, inner), n.clone()),
            Iter::StepBy(inner, n) => Iter::StepBy(again(self, inner), n.clone()),
            Iter::Filter(inner, f) => Iter::Filter(again(self, inner), f.clone()),
            Iter::FilterMap(inner, f) => Iter::FilterMap(again(self, inner), f.clone()),
            Iter::SkipWhile(inner, f) => Iter::SkipWhile(again(self, inner), f.clone()),
            Iter::TakeWhile(inner, f) => Iter::TakeWhile(again(self, inner), f.clone()),
            Iter::MapWhile(inner, f) => Iter::MapWhile(again(self, inner), f.clone()),
            Iter::Chain(a, b) => {
                let a = again(self, a);
                Iter::Chain(a, again(self, b))
            }
            Iter::FlatMap(inner, f) => Iter::FlatMap(again(self, inner), f.clone()),
            Iter::Flatten(inner) => Iter::Flatten(again(self, inner)),
            _ => return Rc::clone(iter),
        })
    }

    fn drive(&mut self, iter: &Rc<Iter<'a>>, label: Option<String>, sink: Sink<'_, 'a>) {
        if !self.reachable {
            return;
        }
        match &**iter {
            Iter::Once(operand) => sink(self, operand.clone()),
            Iter::Empty => {}
            Iter::Advancing(inner, position, behind) => {
                self.drive_advancing(inner, (*position, *behind), label, sink);
            }
            Iter::Map(inner, f) => self.drive(inner, label, &mut |l, item| {
                let item = l.apply(f, vec![item]);
                sink(l, item);
            }),
            Iter::Inspect(inner, f) => self.drive(inner, label, &mut |l, item| {
                l.apply(f, vec![Operand::shared(item.clone())]);
                sink(l, item);
            }),
            Iter::Copied(inner) => self.drive(inner, label, &mut |l, item| {
                let item = l.copied(item);
                sink(l, item);
            }),
            Iter::Filter(inner, f) => self.drive(inner, label, &mut |l, item| {
                let holds = l.apply(f, vec![Operand::shared(item.clone())]);
                l.when(holds, &mut |l| sink(l, item.clone()));
            }),
            Iter::FilterMap(inner, f) => self.drive(inner, label, &mut |l, item| {
                l.apply_option(f, vec![item], sink, &mut |_| {});
            }),
            Iter::Chain(a, b) => {
                self.drive(a, None, sink);
                self.drive(b, None, sink);
            }
            Iter::FlatMap(inner, f) => self.drive(inner, None, &mut |l, item| {
                let items = l.apply(f, vec![item]);
                l.drive_inner(items, sink);
            }),
            Iter::Flatten(inner) => {
                self.drive(inner, None, &mut |l, item| l.drive_inner(item, sink));
            }
            Iter::SkipWhile(inner, f) => {
                let skipping = self.b.declare(Type::Bool, "skipping", Atom::bool(true));
                self.drive(inner, label, &mut |l, item| {
                    let now = l.b.read(skipping);
                    l.when(Operand::Atom(now), &mut |l| {
                        let holds = l.apply(f, vec![Operand::shared(item.clone())]);
                        let holds = l.atom(holds);
                        l.write(skipping, holds);
                    });
                    let now = l.b.read(skipping);
                    let over = l.prim(Prim::Not, vec![now]);
                    l.when(Operand::Atom(over), &mut |l| sink(l, item.clone()));
                });
            }
            Iter::TakeWhile(inner, f) => self.drive_until(inner, label, &mut |l, item, target| {
                let holds = l.apply(f, vec![Operand::shared(item.clone())]);
                let holds = l.atom(holds);
                let ends = l.prim(Prim::Not, vec![holds]);
                l.leave_if(ends, target, &mut |l| sink(l, item.clone()));
            }),
            Iter::MapWhile(inner, f) => self.drive_until(inner, label, &mut |l, item, target| {
                l.apply_option(f, vec![item], sink, &mut |l| {
                    l.leave(target, Operand::Unit);
                });
            }),
            Iter::Scan(inner, state, f) if !f.is_certain() => {
                self.drive_until(inner, label, &mut |l, item, target| {
                    let state = Operand::Ref(true, Box::new(state.clone()));
                    l.apply_option(f, vec![state, item], sink, &mut |l| {
                        l.leave(target, Operand::Unit);
                    });
                });
            }
            Iter::Runs(mem, by, cut, f) => self.drive_runs((mem, *by, *cut), f, label, sink),
            Iter::FromFn(f) => self.drive_endless(label, &mut |l, target| {
                l.apply_option(f, Vec::new(), sink, &mut |l| {
                    l.leave(target, Operand::Unit);
                });
            }),
            Iter::Successors(first, f) => {
                let there = self.maybe_some(first);
                let first = self.maybe_payload(first);
                let state = self.state("next", first);
                let there = self.b.declare(Type::Bool, "there", there);
                self.drive_endless(label, &mut |l, target| {
                    let now = l.b.read(there);
                    let ends = l.prim(Prim::Not, vec![now]);
                    l.leave_if(ends, target, &mut |l| {
                        let item = l.value(state.clone());
                        l.apply_option(
                            f,
                            vec![Operand::shared(item.clone())],
                            &mut |l, next| l.assign_to(state.clone(), next),
                            &mut |l| l.write(there, Atom::bool(false)),
                        );
                        sink(l, item);
                    });
                });
            }
            _ => match self.stepped(iter) {
                Some(counted) => {
                    self.for_counted(counted, label, &mut |l, i| sink(l, Operand::Atom(i)));
                }
                None if iter.is_counted() => self.drive_counted(iter, label, sink),
                None => self.drive_by_counter(iter, label, sink),
            },
        }
    }

    /// What goes through integers from one to another, perhaps in steps, is a loop over them.
    fn stepped(&mut self, iter: &Iter<'a>) -> Option<Counted> {
        match iter {
            Iter::Range(bounds) => {
                let (lo, hi) = self.ends(bounds);
                Some(Counted {
                    lo,
                    hi: hi?,
                    inclusive: bounds.inclusive,
                    step: None,
                    reversed: false,
                })
            }
            Iter::Rev(inner) => Some(self.stepped(inner)?.reverse()),
            Iter::StepBy(inner, step) => {
                let inner = self.stepped(inner).filter(|inner| inner.step.is_none())?;
                Some(inner.every(step.clone()))
            }
            _ => None,
        }
    }

    /// The part of which iterator this is: that, the first position, the end.
    fn span(&mut self, iter: &Rc<Iter<'a>>) -> (Rc<Iter<'a>>, Atom, Count) {
        match &**iter {
            Iter::Skip(inner, n) => {
                let (of, lo, hi) = self.span(inner);
                let lo = self.offset(lo, n.clone());
                (of, lo, hi)
            }
            Iter::Take(inner, n) => {
                let (of, lo, hi) = self.span(inner);
                let end = self.offset(lo.clone(), n.clone());
                let hi = self.shorter(hi, Count::Of(end));
                (of, lo, hi)
            }
            _ => {
                let count = self.count_of(iter);
                (Rc::clone(iter), Atom::usize(0), count)
            }
        }
    }

    fn drive_counted(&mut self, iter: &Rc<Iter<'a>>, label: Option<String>, sink: Sink<'_, 'a>) {
        let (inner, reversed) = match &**iter {
            Iter::Rev(inner) => (inner, true),
            _ => (iter, false),
        };
        let (of, lo, hi) = self.span(inner);
        let Count::Of(hi) = hi else {
            let at = self.counter("i");
            return self.drive_endless(label, &mut |l, _| {
                let now = l.b.read(at);
                l.count_up(at);
                let item = l.item_at(&of, &now);
                sink(l, item);
            });
        };
        let index = self.b.f.new_value(Type::USIZE, "");
        let range = Range {
            lo,
            hi,
            inclusive: false,
            reversed,
        };
        self.for_range(range, index, label, &mut |l| {
            let item = l.item_at(&of, &index.into());
            sink(l, item);
        });
        self.name(&index.into(), "i");
    }

    /// Adaptors by position around something whose items come as they come: a counter says the position.
    fn drive_by_counter(&mut self, iter: &Rc<Iter<'a>>, label: Option<String>, sink: Sink<'_, 'a>) {
        match &**iter {
            Iter::Enumerate(inner) => {
                let counter = self.counter("i");
                self.drive(inner, label, &mut |l, item| {
                    let now = l.b.read(counter);
                    l.count_up(counter);
                    sink(l, Operand::Tuple(vec![Operand::Atom(now), item]));
                });
            }
            Iter::Skip(inner, n) => {
                let counter = self.counter("skipped");
                self.drive(inner, label, &mut |l, item| {
                    let now = l.b.read(counter);
                    let enough = l.prim(Prim::Ge, vec![now.clone(), n.clone()]);
                    let next = l.plus_one(now.clone());
                    let next = l.prim(Prim::Select, vec![enough.clone(), now, next]);
                    l.write(counter, next);
                    l.when(Operand::Atom(enough), &mut |l| sink(l, item.clone()));
                });
            }
            Iter::StepBy(inner, step) => {
                let counter = self.counter("i");
                self.drive(inner, label, &mut |l, item| {
                    let now = l.b.read(counter);
                    l.count_up(counter);
                    let rest = l.prim(Prim::Rem, vec![now, step.clone()]);
                    let hit = l.prim(Prim::Eq, vec![rest, Atom::usize(0)]);
                    l.when(Operand::Atom(hit), &mut |l| sink(l, item.clone()));
                });
            }
            Iter::Take(inner, n) => {
                let counter = self.counter("taken");
                let take = &mut |l: &mut Self| {
                    l.drive_until(inner, None, &mut |l, item, target| {
                        sink(l, item);
                        l.count_up(counter);
                        let now = l.b.read(counter);
                        let enough = l.prim(Prim::Ge, vec![now, n.clone()]);
                        l.leave_if(enough, target, &mut |_| {});
                    });
                };
                if known(n).is_some_and(|n| n > 0) {
                    return take(self);
                }
                let some = self.prim(Prim::Gt, vec![n.clone(), Atom::usize(0)]);
                self.when(Operand::Atom(some), take);
            }
            Iter::Zip(a, b) if a.is_counted() && a.is_random() => {
                self.zip(b, a, label, &mut |l, b, a| {
                    sink(l, Operand::Tuple(vec![a, b]));
                });
            }
            Iter::Zip(a, b) if b.is_counted() => self.zip(a, b, label, &mut |l, a, b| {
                sink(l, Operand::Tuple(vec![a, b]));
            }),
            Iter::Zip(a, b) if let Some((a, b)) = self.rows_alike(a, b) => {
                self.drive(&Rc::new(Iter::Zip(a, b)), None, &mut |l, rows| {
                    let Operand::Tuple(rows) = rows else { return };
                    let mut rows = rows.into_iter().map(|row| l.iter_of(row));
                    if let (Some(Some(a)), Some(Some(b))) = (rows.next(), rows.next()) {
                        l.drive(&Rc::new(Iter::Zip(a, b)), None, sink);
                    }
                });
            }
            Iter::Zip(..) => {
                self.refuse_here(
                    "`zip` of two iterators that both leave items out is not differentiable here",
                    "`collect` one of them first",
                );
            }
            Iter::Rev(_) | Iter::Cycle(_) => {
                self.refuse_here(
                    "an iterator whose items come as they come cannot be turned around or repeated here",
                    "`collect` it first",
                );
            }
            _ => {
                self.refuse_here(
                    "this iterator is not differentiable here",
                    "write a `for` loop",
                );
            }
        }
    }

    /// Goes through one iterator, with the item of another at the same position.
    fn zip(
        &mut self,
        driven: &Rc<Iter<'a>>,
        other: &Rc<Iter<'a>>,
        label: Option<String>,
        sink: &mut dyn FnMut(&mut Self, Operand<'a>, Operand<'a>),
    ) {
        let counter = self.counter("i");
        let count = self.count_of(other);
        self.drive_until(driven, label, &mut |l, item, target| {
            let now = l.b.read(counter);
            l.count_up(counter);
            let mut go_on = |l: &mut Self| {
                let with = l.item_at(other, &now);
                sink(l, item.clone(), with);
            };
            match &count {
                Count::Of(len) => {
                    let ends = l.prim(Prim::Ge, vec![now.clone(), len.clone()]);
                    l.leave_if(ends, target, &mut go_on);
                }
                Count::Endless => go_on(l),
            }
        });
    }

    /// The rows of two iterators over the numbers of rows, where all rows are of one length: pairs of numbers are those
    /// of pairs of rows.
    fn rows_alike(
        &mut self,
        a: &Rc<Iter<'a>>,
        b: &Rc<Iter<'a>>,
    ) -> Option<(Rc<Iter<'a>>, Rc<Iter<'a>>)> {
        let mut rows_of = |iter: &Rc<Iter<'a>>| {
            let Iter::Flatten(rows) = &**iter else {
                return None;
            };
            let Iter::Elements(mem, _) = &**rows else {
                return None;
            };
            let row = self.types.element(&mem.ty);
            let length = self.types.shallow(&row).written_length()?.to_owned();
            Some((Rc::clone(rows), length))
        };
        let ((a, m), (b, n)) = (rows_of(a)?, rows_of(b)?);
        (m == n).then_some((a, b))
    }

    fn drive_inner(&mut self, items: Operand<'a>, sink: Sink<'_, 'a>) {
        if let Operand::Maybe(_) | Operand::Element(_) = &items {
            return self.with_payload(items, sink, &mut |_| {});
        }
        // What an option holds is one item or none.
        let target = self.strip(items.clone());
        let ty = self.ty(&target);
        let outcome = matches!(self.types.shallow(&ty), Type::Option(_) | Type::Result(..));
        if (outcome || matches!(target, Operand::Choice(_)))
            && let Some(opened) = self.open(&items, Expected::Either)
        {
            let there = self.success(&opened);
            return self.when(Operand::Atom(there), &mut |l| {
                let item = l.success_value(&opened);
                sink(l, item);
            });
        }
        if let Some(items) = self.iter_of(items) {
            let items = self.begin(&items);
            self.drive(&items, None, sink);
        }
    }

    /// A loop that only ends by being left.
    pub(in super::super) fn drive_endless(
        &mut self,
        label: Option<String>,
        body: &mut dyn FnMut(&mut Self, usize),
    ) {
        let span = (self.b.span, self.node);
        let always = self.always();
        let target = self.targets.len();
        let Body {
            built,
            go_on,
            pending,
            left,
        } = self.body_of_loop(label, None, None, |l| {
            l.scopes.push();
            body(l, target);
        });
        (self.b.span, self.node) = span;
        self.b.while_(always, Atom::bool(true), built, go_on);
        self.after(left || !pending.is_empty(), pending);
    }

    /// `if holds { then }`
    pub(in super::super) fn when(&mut self, holds: Operand<'a>, then: &mut dyn FnMut(&mut Self)) {
        let holds = self.atom(holds);
        self.branch(
            holds,
            false,
            &mut |l| {
                then(l);
                Operand::Unit
            },
            &mut |_| Operand::Unit,
        );
    }

    /// `if ends { break }`, and what follows.
    pub(in super::super) fn leave_if(
        &mut self,
        ends: Atom,
        target: usize,
        go_on: &mut dyn FnMut(&mut Self),
    ) {
        self.branch(
            ends,
            false,
            &mut |l| l.leave(target, Operand::Unit),
            &mut |l| {
                go_on(l);
                Operand::Unit
            },
        );
    }

    // --- functions that give options ---

    /// Calls a function that gives an option, and goes on with what is in it.
    ///
    /// Where the text says which branch gives something, what happens with it happens in that branch: no option
    /// appears.
    pub(super) fn apply_option(
        &mut self,
        func: &Func<'a>,
        args: Vec<Operand<'a>>,
        some: Sink<'_, 'a>,
        none: &mut dyn FnMut(&mut Self),
    ) {
        let Func::Closure(closure) = func else {
            let option = self.apply(func, args);
            return self.with_payload(option, some, none);
        };
        if func.leaves() {
            let option = self.apply(func, args);
            return self.with_payload(option, some, none);
        }
        let expr = closure.expr;
        let outer = std::mem::replace(&mut self.scopes, closure.scopes.clone());
        self.inlining += 1;
        self.scopes.push();
        for (pat, operand) in expr.inputs.iter().zip(args) {
            self.at(pat, |l| l.bind(pat, operand, None));
        }
        self.option_tail(&expr.body, some, none);
        self.inlining -= 1;
        self.scopes = outer;
    }

    /// Calls a function that gives an option which is always there.
    pub(super) fn apply_certain(&mut self, func: &Func<'a>, args: Vec<Operand<'a>>) -> Operand<'a> {
        let mut payload = Operand::Never;
        self.apply_option(
            func,
            args,
            &mut |l, value| payload = l.value(value),
            &mut |_| {},
        );
        payload
    }

    fn option_tail(&mut self, expr: &'a Expr, some: Sink<'_, 'a>, none: &mut dyn FnMut(&mut Self)) {
        match expr {
            Expr::Paren(paren) => self.option_tail(&paren.expr, some, none),
            Expr::Block(block) if block.label.is_none() => {
                self.option_block(&block.block, some, none);
            }
            Expr::Path(path) if path.path.is_ident("None") => none(self),
            Expr::Call(call)
                if call.args.len() == 1
                    && matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some")) =>
            {
                let value = self.evaluated(&call.args[0]);
                some(self, value);
            }
            Expr::If(branch)
                if branch.else_branch.is_some() && !matches!(&*branch.cond, Expr::Let(_)) =>
            {
                let cond = self.condition(&branch.cond);
                let els = branch.else_branch.as_ref().map(|(_, els)| &**els);
                // Both branches may go on: one closure at a time.
                let (some, none) = (std::cell::RefCell::new(some), std::cell::RefCell::new(none));
                self.branch(
                    cond,
                    false,
                    &mut |l| {
                        l.option_block(
                            &branch.then_branch,
                            &mut **some.borrow_mut(),
                            &mut **none.borrow_mut(),
                        );
                        Operand::Unit
                    },
                    &mut |l| {
                        if let Some(els) = els {
                            l.option_tail(els, &mut **some.borrow_mut(), &mut **none.borrow_mut());
                        }
                        Operand::Unit
                    },
                );
            }
            Expr::MethodCall(call)
                if matches!(call.method.to_string().as_str(), "then" | "then_some")
                    && call.args.len() == 1 =>
            {
                let lazy = call.method == "then";
                let holds = self.condition(&call.receiver);
                let eager = (!lazy).then(|| self.evaluated(&call.args[0]));
                let func = if lazy { self.func(&call.args[0]) } else { None };
                self.branch(
                    holds,
                    false,
                    &mut |l| {
                        let value = match (&eager, &func) {
                            (Some(value), _) => value.clone(),
                            (None, Some(func)) => l.apply(func, Vec::new()),
                            (None, None) => Operand::Poison,
                        };
                        some(l, value);
                        Operand::Unit
                    },
                    &mut |l| {
                        none(l);
                        Operand::Unit
                    },
                );
            }
            expr => {
                let option = self.evaluated(expr);
                self.at(expr, |l| l.with_payload(option, some, none));
            }
        }
    }

    fn option_block(
        &mut self,
        block: &'a syn::Block,
        some: Sink<'_, 'a>,
        none: &mut dyn FnMut(&mut Self),
    ) {
        let depth = self.scopes.depth();
        self.scopes.push();
        if let Some((syn::Stmt::Expr(tail, None), before)) = block.stmts.split_last() {
            for stmt in before {
                self.at(stmt, |l| l.stmt(stmt));
            }
            self.at(tail, |l| l.option_tail(tail, some, none));
        } else {
            self.block_of(block, false);
        }
        self.scopes.truncate(depth);
    }
}
