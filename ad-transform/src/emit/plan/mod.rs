//! What is decided before anything is written: what is written where, under which name, in which variable.

mod deferred;
mod inline;
mod names;
pub mod order;
mod variables;

use crate::ir::Place;
use crate::ir::{BaseId, Function, Op, Stmt, ValueId};
use order::Order;
use variables::Variable;

/// Every decision about a function's text.
pub struct Plan<'a> {
    /// When everything happens.
    pub order: Order<'a>,
    inlined: Vec<bool>,
    numbers: Vec<usize>,
    variables: Vec<Variable>,
    names: names::Names,
    deferred: crate::sorted::Set<BaseId>,
}

impl<'a> Plan<'a> {
    /// Decides. `split`: after so many statements the result is evaluated, and a closure begins.
    pub fn new(f: &'a Function, split: Option<usize>) -> Plan<'a> {
        let mut order = Order::new(f, split);
        let inlined = inline::inline(f, &order);
        let sites = inline::evaluation_sites(f, &order, &inlined);
        let (numbers, variables) = variables::variables(f, &order, &inlined, &sites);
        let names = names::names(f, &order, &numbers, &variables, &inlined);
        order.wait(&inlined, &sites);
        Plan {
            order,
            inlined,
            numbers,
            variables,
            names,
            deferred: deferred::deferred(f, split),
        }
    }

    /// Is the value written where it is used?
    pub fn is_inlined(&self, v: ValueId) -> bool {
        self.inlined[v.index()]
    }

    /// Do two values share a variable?
    pub fn share(&self, a: ValueId, b: ValueId) -> bool {
        !self.inlined[a.index()]
            && !self.inlined[b.index()]
            && self.numbers[a.index()] == self.numbers[b.index()]
    }

    /// Is the variable of the value ever assigned again?
    pub fn is_mutable(&self, v: ValueId) -> bool {
        self.variables[self.numbers[v.index()]].mutable
    }

    /// Does the variable of the value begin with this value?
    pub fn begins(&self, v: ValueId) -> bool {
        self.variables[self.numbers[v.index()]].first == v
    }

    /// The values that the variable of a value holds.
    pub fn members(&self, v: ValueId) -> &[ValueId] {
        self.variables[self.numbers[v.index()]].members()
    }

    /// The name of the variable of a value.
    pub fn name(&self, v: ValueId) -> &str {
        &self.names.variables[self.numbers[v.index()]]
    }

    /// The name of a base.
    pub fn base_name(&self, b: BaseId) -> &str {
        &self.names.bases[b.index()]
    }

    /// Has anything this name?
    pub fn has_name(&self, name: &str) -> bool {
        self.names.is_taken(name)
    }

    /// Is the value used at all?
    pub fn is_used(&self, v: ValueId) -> bool {
        !self.order.values[v.index()].uses.is_empty()
    }

    /// Is the base used at all?
    pub fn is_base_used(&self, b: BaseId) -> bool {
        !self.order.bases[b.index()].touches.is_empty()
    }

    /// Is the base declared without a value, which every way sets?
    pub fn is_deferred(&self, b: BaseId) -> bool {
        self.deferred.contains(&b)
    }

    /// Is the base written after it was declared?
    pub fn is_written(&self, b: BaseId) -> bool {
        self.order.bases[b.index()]
            .touches
            .iter()
            .any(|(_, touch)| touch.writes() && *touch != order::Touch::Move)
    }

    /// Is what a statement declares moved away or passed on later without being needed again?
    pub fn is_last_use(&self, place: &Place, at: Moment) -> bool {
        match at {
            Moment::Stmt(stmt) => {
                let facts = self.order.stmt_facts(stmt);
                self.order.is_last_use(place, facts.reads, facts.region)
            }
            Moment::Output => {
                self.order
                    .is_last_use(place, self.order.output, order::RegionNumber::BODY)
            }
        }
    }

    /// Is the variable of a value, which a statement sets, declared before the statement?
    pub fn is_declared_before(&self, v: ValueId, stmt: &Stmt) -> bool {
        let first = self.variables[self.numbers[v.index()]].first;
        if first == v {
            return false;
        }
        match self.order.definer(first) {
            Some(definer) => {
                !std::ptr::eq(definer, stmt) || matches!(stmt.op, Op::For(_) | Op::While(_))
            }
            None => true,
        }
    }
}

/// When something is evaluated.
#[derive(Clone, Copy)]
pub enum Moment<'a> {
    /// As a statement reads its operands.
    Stmt(&'a Stmt),
    /// As the result is made.
    Output,
}
