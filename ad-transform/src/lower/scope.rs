//! Names: what each is bound to, from the innermost block outwards.

use super::operand::Operand;
use crate::hashed::HashMap;
use crate::ir::BaseId;
use std::rc::Rc;

/// Names and what they are bound to, a table for each block.
#[derive(Clone, Default)]
pub(super) struct Scopes<'a> {
    tables: Vec<HashMap<String, Binding<'a>>>,
}

/// What a name is bound to.
#[derive(Clone)]
pub(super) struct Binding<'a> {
    pub operand: Operand<'a>,
    /// The depth of the region in which the name was declared.
    pub depth: usize,
}

/// A closure and the names that it sees.
pub(super) struct Closure<'a> {
    pub expr: &'a syn::ExprClosure,
    pub scopes: Scopes<'a>,
}

impl<'a> Scopes<'a> {
    /// How many blocks are open.
    pub fn depth(&self) -> usize {
        self.tables.len()
    }

    /// Opens a block.
    pub fn push(&mut self) {
        self.tables.push(HashMap::default());
    }

    /// Closes blocks until so many are open.
    pub fn truncate(&mut self, depth: usize) {
        self.tables.truncate(depth);
    }

    /// Binds a name in the innermost block.
    pub fn bind(&mut self, name: &str, binding: Binding<'a>) {
        if self.tables.is_empty() {
            self.push();
        }
        if let Some(table) = self.tables.last_mut() {
            table.insert(name.to_string(), binding);
        }
    }

    /// What a name is bound to.
    pub fn get(&self, name: &str) -> Option<&Binding<'a>> {
        self.tables.iter().rev().find_map(|table| table.get(name))
    }

    /// The names that are bound to all of this memory, each where it is bound last.
    pub fn naming(&self, base: BaseId) -> impl Iterator<Item = (&str, &Binding<'a>)> {
        let all = self.tables.iter().flatten();
        all.filter_map(move |(name, binding)| match &binding.operand {
            Operand::Place(mem) if mem.place.base == base => Some((name.as_str(), binding)),
            _ => None,
        })
    }

    /// Was the name bound in the innermost block?
    pub fn is_innermost(&self, name: &str) -> bool {
        self.tables
            .last()
            .is_some_and(|table| table.contains_key(name))
    }

    /// Binds a name anew where it was declared.
    pub fn rebind(&mut self, name: &str, operand: Operand<'a>) {
        if let Some(binding) = self
            .tables
            .iter_mut()
            .rev()
            .find_map(|table| table.get_mut(name))
        {
            binding.operand = operand;
        }
    }

    /// A closure that sees these names.
    pub fn closure(&self, expr: &'a syn::ExprClosure) -> Rc<Closure<'a>> {
        Rc::new(Closure {
            expr,
            scopes: self.clone(),
        })
    }
}
