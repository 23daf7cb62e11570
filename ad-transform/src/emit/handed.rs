//! Stacks of what calls in loops hand over: each is declared before the statement in which the calls stand, and read from its top
//! in the one in which their adjoints stand.

use super::body::Emitter;
use crate::ir::visit::{regions, statements};
use crate::ir::{Atom, Call, Const, For, Function, Hand, Lit, Op, Region, Stmt, Type};
use crate::sorted::Map;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

/// What calls of which the number is known hand over has room on the stack of the machine, up to so many calls.
const FEW: i128 = 16;

/// A stack in the text.
pub(super) struct Stack {
    name: Ident,
    /// The number of calls that are not reversed yet.
    at: Option<Ident>,
}

/// What is to be written before a statement.
#[derive(Clone)]
enum Before<'a> {
    /// A new stack; how often the call is made, as far as that is known.
    New(usize, Calls<'a>),
    /// The number of calls on it.
    Count(usize),
}

/// How often a call is made: a number, or a number for each trip of a loop that ends there.
#[derive(Clone)]
struct Calls<'a> {
    number: Option<i128>,
    trips: Option<&'a Atom>,
}

/// What is to be written before which statement.
pub(super) struct Stacks<'a> {
    f: &'a Function,
    before: Vec<(&'a Stmt, Before<'a>)>,
}

impl<'a> Stacks<'a> {
    pub(super) fn of(f: &'a Function) -> Stacks<'a> {
        let mut stacks = Stacks {
            f,
            before: Vec::new(),
        };
        stacks.region(&f.body);
        stacks
    }

    /// Finds the stacks that begin and end among the statements of a region; gives what is pushed and popped inside, if that
    /// begins or ends outside.
    fn region(&mut self, region: &'a Region) -> Map<usize, Hand> {
        let mut open = Map::new();
        let mut pushed: Map<usize, &'a Stmt> = Map::new();
        for stmt in &region.stmts {
            for (number, hand) in self.stmt(stmt) {
                match (hand, pushed.remove(&number)) {
                    (Hand::Popped(_), Some(before)) => {
                        open.remove(&number);
                        if let Some(calls) = calls(self.f, before, number) {
                            self.before.push((before, Before::New(number, calls)));
                            self.before.push((stmt, Before::Count(number)));
                        }
                    }
                    (hand, _) => {
                        pushed.insert(number, stmt);
                        open.insert(number, hand);
                    }
                }
            }
        }
        open
    }

    fn stmt(&mut self, stmt: &'a Stmt) -> Map<usize, Hand> {
        if let Op::Call(call, _) = &stmt.op
            && let Some(hand @ (Hand::Pushed(n) | Hand::Popped(n))) = call.callee.hand
        {
            return Map::from([(n, hand)]);
        }
        let mut inside = Map::new();
        for region in regions(&stmt.op) {
            inside.extend(self.region(region));
        }
        inside
    }
}

/// How often the call with a number is made in a statement.
fn calls<'a>(f: &Function, stmt: &'a Stmt, number: usize) -> Option<Calls<'a>> {
    if let Op::Call(call, _) = &stmt.op {
        let once = Calls {
            number: Some(1),
            trips: None,
        };
        let found = call.callee.hand == Some(Hand::Pushed(number));
        return found.then_some(once);
    }
    let stmts = regions(&stmt.op).into_iter().flat_map(|r| &r.stmts);
    let inside = stmts.filter_map(|stmt| calls(f, stmt, number)).next()?;
    let unknown = Calls {
        number: None,
        trips: None,
    };
    Some(match (&stmt.op, inside) {
        // The stack is declared before the branch, where what is computed in it is not known.
        (
            Op::If(..) | Op::Switch(_),
            Calls {
                trips: Some(trips), ..
            },
        ) if is_computed_in(stmt, trips) => unknown,
        (Op::If(..) | Op::Switch(_), inside) => inside,
        (
            Op::For(l),
            Calls {
                number,
                trips: None,
            },
        ) => match bounds(l) {
            Some((lo, hi)) => Calls {
                number: number.map(|n| n.saturating_mul((hi - lo).max(0))),
                trips: None,
            },
            None if is_number(&l.range.lo) == Some(0)
                && !l.range.inclusive
                && *f.atom_ty(&l.range.hi) == Type::USIZE =>
            {
                Calls {
                    number,
                    trips: Some(&l.range.hi),
                }
            }
            None => unknown,
        },
        _ => unknown,
    })
}

/// Is the operand a result of what stands in the regions of a statement?
fn is_computed_in(stmt: &Stmt, atom: &Atom) -> bool {
    let Some(value) = atom.value() else {
        return false;
    };
    let mut found = false;
    for region in regions(&stmt.op) {
        statements(region, &mut |inner| found |= inner.results.contains(&value));
    }
    found
}

/// Between which numbers a loop counts, if these are known.
fn bounds(l: &For) -> Option<(i128, i128)> {
    let (lo, hi) = (is_number(&l.range.lo)?, is_number(&l.range.hi)?);
    Some((lo, hi + i128::from(l.range.inclusive)))
}

fn is_number(atom: &Atom) -> Option<i128> {
    match atom {
        Atom::Const(Const {
            lit: Lit::Int(n), ..
        }) => Some(*n),
        Atom::Const(Const { lit: Lit::Zero, .. }) => Some(0),
        _ => None,
    }
}

impl Emitter<'_> {
    /// The stacks that are declared, or counted, before a statement.
    pub(super) fn stacks_before(&self, stmt: &Stmt) -> Option<TokenStream> {
        let (span, krate) = (self.span(), self.krate);
        let mut text = TokenStream::new();
        let before = self.stacks.before.iter();
        for (_, before) in before.filter(|(at, _)| std::ptr::eq(*at, stmt)) {
            match before {
                Before::New(number, calls) => {
                    let name = self.extra("handed");
                    let few = match calls {
                        Calls {
                            number: Some(n),
                            trips: None,
                        } if *n <= FEW => *n,
                        _ => 0,
                    };
                    let most = calls.number.map(|n| usize::try_from(n).unwrap_or(0));
                    let most = match (most, calls.trips) {
                        (Some(1), Some(trips)) => self.atom(trips).whole(),
                        (Some(n), None) => {
                            let n = Literal::usize_unsuffixed(n);
                            quote!(#n)
                        }
                        _ => quote!(0),
                    };
                    let few = Literal::usize_unsuffixed(usize::try_from(few).unwrap_or(0));
                    text.extend(quote_spanned! {span=>
                        let mut #name = #krate::__private::Handed::<_, #few>::new(#most);
                    });
                    let stack = Stack { name, at: None };
                    self.stacked.borrow_mut().insert(*number, stack);
                }
                Before::Count(number) => {
                    let at = self.extra("handed_len");
                    if let Some(stack) = self.stacked.borrow_mut().get_mut(number) {
                        let name = &stack.name;
                        text.extend(quote_spanned!(span=> let mut #at = #name.len();));
                        stack.at = Some(at);
                    }
                }
            }
        }
        (!text.is_empty()).then_some(text)
    }

    /// A call that puts what it hands over on a stack.
    pub(super) fn pushing(
        &self,
        call: &Call,
        number: usize,
        args: &[TokenStream],
        has_value: bool,
    ) -> TokenStream {
        let span = self.span();
        let [ahead, itself] = self.ahead_or_itself(call, args);
        // What is not wanted may have another type than what is kept beside: a method may give its receiver back.
        let nothing = (!has_value).then(|| quote_spanned!(span=> ;));
        let stacked = self.stacked.borrow();
        let name = &stacked[&number].name;
        quote_spanned! {span=>
            if #name.takes() {
                #name.keep(#ahead) #nothing
            } else {
                #name.pass();
                #itself #nothing
            }
        }
    }

    /// The same, where a variable is set to the value: before anything else is done, so that a large value is not put aside.
    pub(super) fn pushing_into(
        &self,
        call: &Call,
        number: usize,
        args: &[TokenStream],
        variable: &TokenStream,
    ) -> TokenStream {
        let span = self.span();
        let [ahead, itself] = self.ahead_or_itself(call, args);
        let stacked = self.stacked.borrow();
        let (name, back) = (&stacked[&number].name, self.extra("back"));
        quote_spanned! {span=>
            if #name.takes() {
                let #back;
                (#variable, #back) = #ahead;
                #name.push(#back);
            } else {
                #name.pass();
                #variable = #itself;
            }
        }
    }

    /// A call that hands over what it computes, and one that does not.
    fn ahead_or_itself(&self, call: &Call, args: &[TokenStream]) -> [TokenStream; 2] {
        let ahead = call.callee.of_companion("__ahead");
        [&ahead, &call.callee.path].map(|path| self.calling(call, path, args))
    }

    /// The adjoint that takes from the top of a stack.
    pub(super) fn popping(&self, call: &Call, number: usize, args: &[TokenStream]) -> TokenStream {
        let span = self.span();
        let stacked = self.stacked.borrow();
        let Stack { name, at } = &stacked[&number];
        let kept = self.extra("back");
        let back = self.going_back(call, &quote_spanned!(span=> #kept), args);
        let adjoint = self.calling(call, &call.callee.of_companion("__adjoint"), args);
        quote_spanned! {span=>
            match #name.last(&mut #at) {
                ::core::option::Option::Some(#kept) => #back,
                ::core::option::Option::None => #adjoint,
            }
        }
    }
}
