//! Types of what is being lowered: unification with inference variables.
//!
//! A variable knows what kind of type it will be (that of an integer literal, of a float literal, of something
//! with elements), so that `1` may become `usize` and `1.0` may become `T`. What the user's own compiler would
//! refuse need not be refused here: types that do not agree are left as they are.

use crate::hashed::HashMap;
use crate::ir::{Float, Type};

/// What is known of a type that is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// Nothing.
    #[default]
    Any,
    /// It is the type of an integer literal.
    Int,
    /// It is the type of a float literal.
    Float,
    /// It is that of a number, which may be an integer.
    Number,
    /// It is no scalar: it has elements or fields.
    Aggregate,
    /// Nothing, and it takes part in something that works for aggregates too: it is held in memory, whatever it is.
    Memory,
}

#[derive(Clone, Debug)]
enum Slot {
    Free { kind: Kind, element: Option<Type> },
    Bound(Type),
}

/// The inference variables of one function.
#[derive(Default)]
pub(super) struct Inference {
    slots: Vec<Slot>,
    /// The types of fields of types that are known only by name, by type and field.
    fields: HashMap<(String, String), Type>,
}

impl Inference {
    /// A type that is not known yet.
    pub fn fresh(&mut self) -> Type {
        self.of_kind(Kind::Any)
    }

    /// A type of which only the kind is known.
    pub fn of_kind(&mut self, kind: Kind) -> Type {
        self.slots.push(Slot::Free {
            kind,
            element: None,
        });
        Type::Infer(u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX))
    }

    fn slot(&mut self, n: u32) -> &mut Slot {
        &mut self.slots[n as usize]
    }

    /// The type with its outermost variables followed.
    pub fn shallow(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        while let Type::Infer(n) = ty {
            match &self.slots[n as usize] {
                Slot::Bound(to) => ty = to.clone(),
                Slot::Free { .. } => break,
            }
        }
        ty
    }

    /// What kind of type a variable will be; [`Kind::Any`] for types that are known.
    pub fn kind(&self, ty: &Type) -> Kind {
        match self.shallow(ty) {
            Type::Infer(n) => match &self.slots[n as usize] {
                Slot::Free { kind, .. } => *kind,
                Slot::Bound(_) => Kind::Any,
            },
            _ => Kind::Any,
        }
    }

    /// Is it known, or sure, to be a scalar?
    pub fn is_scalar(&self, ty: &Type) -> bool {
        self.shallow(ty).is_scalar()
            || matches!(self.kind(ty), Kind::Int | Kind::Float | Kind::Number)
    }

    /// Is it known, or sure, to be an integer?
    pub fn is_int(&self, ty: &Type) -> bool {
        matches!(self.shallow(ty), Type::Int(_)) || self.kind(ty) == Kind::Int
    }

    /// Is it known, or sure, to be a float?
    pub fn is_float(&self, ty: &Type) -> bool {
        matches!(self.shallow(ty), Type::Float(_)) || self.kind(ty) == Kind::Float
    }

    /// Is it known, or sure, to be no scalar?
    pub fn is_aggregate(&self, ty: &Type) -> bool {
        match self.shallow(ty) {
            Type::Array(..)
            | Type::Vec(_)
            | Type::Slice(_)
            | Type::Tuple(_)
            | Type::Option(_)
            | Type::Result(..)
            | Type::Boxed(_)
            | Type::Named(_) => true,
            Type::Infer(_) => self.kind(ty) == Kind::Aggregate,
            _ => false,
        }
    }

    /// Is nothing known of the type, not even that it has elements?
    pub fn element_is_open(&self, ty: &Type) -> bool {
        match self.shallow(ty) {
            Type::Infer(n) => {
                matches!(&self.slots[n as usize], Slot::Free { element: None, .. })
            }
            ty => ty == Type::Unknown,
        }
    }

    /// Is it known that it is a float, and not of which type?
    pub fn is_open_float(&self, ty: &Type) -> bool {
        matches!(self.shallow(ty), Type::Infer(_)) && self.kind(ty) == Kind::Float
    }

    /// Is nothing known that says that it is no scalar?
    pub fn may_be_scalar(&self, ty: &Type) -> bool {
        let open = matches!(self.shallow(ty), Type::Infer(_));
        open && matches!(self.kind(ty), Kind::Any | Kind::Memory)
    }

    /// Is nothing known that says whether it is a scalar?
    pub fn is_open(&self, ty: &Type) -> bool {
        matches!(self.shallow(ty), Type::Infer(_)) && self.kind(ty) == Kind::Any
    }

    /// Notes that a type is no scalar.
    pub fn make_aggregate(&mut self, ty: &Type) {
        if let Type::Infer(n) = self.shallow(ty)
            && let Slot::Free {
                kind: kind @ (Kind::Any | Kind::Memory),
                ..
            } = self.slot(n)
        {
            *kind = Kind::Aggregate;
        }
    }

    /// Does nothing more show of it than that it has to be held in memory?
    pub fn is_memory(&self, ty: &Type) -> bool {
        self.kind(ty) == Kind::Memory
    }

    /// Notes that a value of a type of which nothing is known has to be held in memory.
    pub fn make_memory(&mut self, ty: &Type) {
        if let Type::Infer(n) = self.shallow(ty)
            && let Slot::Free {
                kind: kind @ Kind::Any,
                ..
            } = self.slot(n)
        {
            *kind = Kind::Memory;
        }
    }

    /// Is nothing known that says whether it is a scalar, however it is held?
    pub fn is_undecided(&self, ty: &Type) -> bool {
        match self.shallow(ty) {
            Type::Infer(_) => matches!(self.kind(ty), Kind::Any | Kind::Memory),
            ty => ty == Type::Unknown,
        }
    }

    /// The type of the elements of a sequence, however little is known of it.
    pub fn element(&mut self, ty: &Type) -> Type {
        match self.shallow(ty) {
            Type::Array(t, _) | Type::Vec(t) | Type::Slice(t) => *t,
            Type::Ref(t) | Type::Boxed(t) => self.element(&t),
            Type::Infer(n) => {
                self.make_aggregate(ty);
                if let Slot::Free {
                    element: Some(element),
                    ..
                } = self.slot(n)
                {
                    return element.clone();
                }
                let fresh = self.fresh();
                if let Slot::Free { element, .. } = self.slot(n) {
                    *element = Some(fresh.clone());
                }
                fresh
            }
            named @ Type::Named(_) => self.field(&named, "[]"),
            _ => Type::Unknown,
        }
    }

    /// The type of a field.
    pub fn field(&mut self, ty: &Type, name: &str) -> Type {
        match self.shallow(ty) {
            Type::Tuple(parts) => name
                .parse::<usize>()
                .ok()
                .and_then(|i| parts.get(i).cloned())
                .unwrap_or(Type::Unknown),
            Type::Ref(t) | Type::Boxed(t) => self.field(&t, name),
            ty @ (Type::Named(_) | Type::Infer(_)) => {
                self.make_aggregate(&ty);
                let key = (ty.to_string(), name.to_string());
                if let Some(known) = self.fields.get(&key) {
                    return known.clone();
                }
                let fresh = self.fresh();
                self.fields.insert(key, fresh.clone());
                fresh
            }
            _ => Type::Unknown,
        }
    }

    /// Makes two types one; whether that is possible.
    pub fn unify(&mut self, a: &Type, b: &Type) -> bool {
        let (a, b) = (self.shallow(a), self.shallow(b));
        match (a, b) {
            (Type::Infer(m), Type::Infer(n)) if m == n => true,
            (Type::Infer(n), ty) | (ty, Type::Infer(n)) => self.bind(n, ty),
            (Type::Unknown, _) | (_, Type::Unknown) => true,
            (Type::Array(a, n), Type::Array(b, m)) => {
                let inferred = |n: &Option<String>| n.as_ref().is_none_or(|n| n == Type::INFERRED);
                let lengths = inferred(&n) || inferred(&m) || n == m;
                self.unify(&a, &b) && lengths
            }
            (Type::Vec(a), Type::Vec(b))
            | (Type::Slice(a), Type::Slice(b))
            | (Type::Option(a), Type::Option(b))
            | (Type::Boxed(a), Type::Boxed(b))
            | (Type::Ref(a), Type::Ref(b)) => self.unify(&a, &b),
            (Type::Result(a, e), Type::Result(b, f)) => self.unify(&a, &b) & self.unify(&e, &f),
            // Where a slice is asked for, a vector or an array will do.
            (Type::Slice(a), Type::Array(b, _) | Type::Vec(b))
            | (Type::Array(a, _) | Type::Vec(a), Type::Slice(b)) => self.unify(&a, &b),
            (Type::Ref(a), b) | (b, Type::Ref(a)) => self.unify(&a, &b),
            (Type::Tuple(a), Type::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| self.unify(a, b))
            }
            // Two names may be of one type: `Self`, a path, an alias.
            (Type::Named(_), Type::Named(_)) => true,
            (a, b) => a == b,
        }
    }

    fn bind(&mut self, n: u32, ty: Type) -> bool {
        let Slot::Free { kind, element } = self.slot(n).clone() else {
            return false;
        };
        if let Type::Infer(m) = ty {
            let Slot::Free {
                kind: other,
                element: others,
            } = self.slot(m).clone()
            else {
                return false;
            };
            let kind = match (kind, other) {
                (Kind::Any, kind) | (kind, Kind::Any) => kind,
                (Kind::Memory, kind) | (kind, Kind::Memory) => kind,
                (Kind::Number, kind @ (Kind::Int | Kind::Float))
                | (kind @ (Kind::Int | Kind::Float), Kind::Number) => kind,
                (a, b) if a == b => a,
                _ => return false,
            };
            *self.slot(m) = Slot::Free {
                kind,
                element: others.clone().or(element.clone()),
            };
            *self.slot(n) = Slot::Bound(ty);
            if let (Some(a), Some(b)) = (element, others) {
                self.unify(&a, &b);
            }
            return true;
        }
        let fits = match kind {
            Kind::Any | Kind::Memory => true,
            Kind::Int => matches!(ty, Type::Int(_) | Type::Unknown),
            Kind::Float => matches!(ty, Type::Float(_) | Type::Unknown),
            Kind::Number => matches!(ty, Type::Int(_) | Type::Float(_) | Type::Unknown),
            Kind::Aggregate => !ty.is_scalar(),
        };
        if !fits || self.occurs(n, &ty) {
            return false;
        }
        *self.slot(n) = Slot::Bound(ty.clone());
        if let Some(element) = element {
            let of = self.element(&ty);
            self.unify(&element, &of);
        }
        true
    }

    fn occurs(&self, n: u32, ty: &Type) -> bool {
        match self.shallow(ty) {
            Type::Infer(m) => m == n,
            Type::Array(t, _)
            | Type::Vec(t)
            | Type::Slice(t)
            | Type::Option(t)
            | Type::Boxed(t)
            | Type::Ref(t) => self.occurs(n, &t),
            Type::Result(t, e) => self.occurs(n, &t) || self.occurs(n, &e),
            Type::Tuple(ts) => ts.iter().any(|t| self.occurs(n, t)),
            _ => false,
        }
    }

    /// The type without variables: literals get their defaults, what is not known stays unknown.
    pub fn resolve(&self, ty: &Type) -> Type {
        let boxed = |t: &Type| Box::new(self.resolve(t));
        match self.shallow(ty) {
            Type::Infer(n) => match &self.slots[n as usize] {
                Slot::Free {
                    kind: Kind::Int, ..
                } => Type::SOME_INT,
                Slot::Free {
                    kind: Kind::Float, ..
                } => Type::Float(Float::F64),
                _ => Type::Unknown,
            },
            Type::Array(t, n) => Type::Array(boxed(&t), n),
            Type::Vec(t) => Type::Vec(boxed(&t)),
            Type::Slice(t) => Type::Slice(boxed(&t)),
            Type::Option(t) => Type::Option(boxed(&t)),
            Type::Result(t, e) => Type::Result(boxed(&t), boxed(&e)),
            Type::Boxed(t) => Type::Boxed(boxed(&t)),
            Type::Ref(t) => Type::Ref(boxed(&t)),
            Type::Tuple(ts) => Type::Tuple(ts.iter().map(|t| self.resolve(t)).collect()),
            ty => ty,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_take_the_type_of_what_they_meet() {
        let mut types = Inference::default();
        let (one, x) = (types.of_kind(Kind::Float), types.fresh());
        assert!(types.unify(&one, &x));
        assert!(!types.unify(&x, &Type::USIZE));
        assert_eq!(types.resolve(&x), Type::F64);
        assert!(types.unify(&x, &Type::F32));
        assert_eq!(types.resolve(&one), Type::F32);
    }

    #[test]
    fn an_unknown_sequence_has_elements() {
        let mut types = Inference::default();
        let v = types.fresh();
        let element = types.element(&v);
        assert!(types.is_aggregate(&v));
        assert!(types.unify(&v, &Type::Vec(Box::new(Type::F64))));
        assert_eq!(types.resolve(&element), Type::F64);
    }

    #[test]
    fn fields_of_a_named_type_have_one_type() {
        let mut types = Inference::default();
        let model = Type::Named("Model".to_string());
        let (a, b) = (types.field(&model, "a"), types.field(&model, "a"));
        assert!(types.unify(&a, &Type::F32));
        assert_eq!(types.resolve(&b), Type::F32);
    }
}
