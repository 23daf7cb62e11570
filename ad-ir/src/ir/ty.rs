//! Types, as far as the compiler knows them.
//!
//! References do not appear except inside aggregates (`&[&[f64]]`): a value of the IR is what a reference
//! points at, and how a parameter is passed is a fact of the parameter ([`Access`](super::Access)).

use std::fmt;

/// The scalar in which a floating-point value is held.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Float {
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// A type parameter with a float bound, by its name (`T: Float`).
    Param(String),
}

/// What is known of the type of a value or a base.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A differentiable scalar.
    Float(Float),
    /// An integer type by its name (`usize`, `i32`, …).
    Int(&'static str),
    /// `bool`
    Bool,
    /// `char`
    Char,
    /// `()`
    Unit,
    /// `[T; N]`; the length as written, where it was written.
    Array(Box<Type>, Option<String>),
    /// A tangent of a number in several directions, by the number of pairs of these.
    Lanes(Box<Type>, String),
    /// `Vec<T>`
    Vec(Box<Type>),
    /// `[T]`
    Slice(Box<Type>),
    /// `(A, B, …)`
    Tuple(Vec<Type>),
    /// `Option<T>`
    Option(Box<Type>),
    /// `Result<T, E>`; the tangent is that of `Option<T>`, since errors do not vary.
    Result(Box<Type>, Box<Type>),
    /// `Box<T>`
    Boxed(Box<Type>),
    /// `&T` inside an aggregate.
    Ref(Box<Type>),
    /// A type of the user's, as written (`Model`, `Self`, `na::Vector3<f64>`).
    Named(String),
    /// A type that cannot carry a derivative and whose name nobody needs (`&str`, ranges, functions).
    Opaque,
    /// Where an element of a user's type is: integers, of a type that only rustc knows.
    Position,
    /// The tangent of something whose type is not known: a scalar, an aggregate, or `()`.
    Tangent,
    /// Not known: the emitted code lets rustc decide.
    Unknown,
    /// An inference variable; only while lowering.
    Infer(u32),
}

/// The integer types of Rust, for [`Type::Int`].
pub const INTS: [&str; 12] = [
    "usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128",
];

impl Type {
    /// `f64`
    pub const F64: Type = Type::Float(Float::F64);
    /// `f32`
    pub const F32: Type = Type::Float(Float::F32);
    /// `usize`
    pub const USIZE: Type = Type::Int("usize");
    /// An integer of a type that is not said where it can be seen: rustc knows it, or takes it for an `i32`.
    pub const SOME_INT: Type = Type::Int("_");

    /// The length of an array, where it has no name that could be written: rustc infers it.
    pub const INFERRED: &str = "_";

    /// Is it an array of such a length, or one of these?
    #[must_use]
    pub fn is_of_inferred_length(&self) -> bool {
        match self {
            Type::Array(t, Some(n)) => n == Type::INFERRED || t.is_of_inferred_length(),
            _ => false,
        }
    }

    /// The length of an array, where it can be written.
    #[must_use]
    pub fn written_length(&self) -> Option<&str> {
        match self {
            Type::Array(_, Some(n)) if n != Type::INFERRED => Some(n),
            _ => None,
        }
    }

    /// The integer type of this name.
    #[must_use]
    pub fn int(name: &str) -> Option<Type> {
        INTS.iter()
            .find(|known| **known == name)
            .map(|known| Type::Int(known))
    }

    /// Is this a differentiable scalar?
    #[must_use]
    pub fn is_float(&self) -> bool {
        matches!(self, Type::Float(_))
    }

    /// What a reference refers to; the type itself, where it is none.
    #[must_use]
    pub fn unreferenced(&self) -> &Type {
        match self {
            Type::Ref(inner) => inner.unreferenced(),
            ty => ty,
        }
    }

    /// Is this known to be held in one register: a number, `bool` or `char`?
    #[must_use]
    pub fn is_scalar(&self) -> bool {
        matches!(
            self,
            Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char
        )
    }

    /// Is this an aggregate whose parts are reached by index?
    #[must_use]
    pub fn is_sequence(&self) -> bool {
        matches!(self, Type::Array(..) | Type::Vec(_) | Type::Slice(_))
    }

    /// The type of an element, for a sequence.
    #[must_use]
    pub fn element(&self) -> Option<&Type> {
        match self {
            Type::Array(t, _) | Type::Lanes(t, _) | Type::Vec(t) | Type::Slice(t) => Some(t),
            Type::Ref(t) | Type::Boxed(t) => t.element(),
            _ => None,
        }
    }

    /// Visits the type and all types that it is made of.
    pub fn for_each_mut(&mut self, visit: &mut dyn FnMut(&mut Type)) {
        visit(self);
        match self {
            Type::Array(t, _)
            | Type::Lanes(t, _)
            | Type::Vec(t)
            | Type::Slice(t)
            | Type::Option(t)
            | Type::Boxed(t)
            | Type::Ref(t) => t.for_each_mut(visit),
            Type::Result(t, e) => {
                t.for_each_mut(visit);
                e.for_each_mut(visit);
            }
            Type::Tuple(ts) => ts.iter_mut().for_each(|t| t.for_each_mut(visit)),
            Type::Float(_)
            | Type::Int(_)
            | Type::Bool
            | Type::Char
            | Type::Unit
            | Type::Named(_)
            | Type::Opaque
            | Type::Position
            | Type::Tangent
            | Type::Unknown
            | Type::Infer(_) => {}
        }
    }

    /// Can a value of this type be *known* to carry no derivative?
    ///
    /// `Unknown` and `Named` may carry one, so the answer for them is no.
    #[must_use]
    pub fn is_inactive(&self) -> bool {
        match self {
            Type::Int(_) | Type::Bool | Type::Char | Type::Unit | Type::Opaque | Type::Position => {
                true
            }
            Type::Array(t, _) | Type::Lanes(t, _) | Type::Vec(t) | Type::Slice(t) => {
                t.is_inactive()
            }
            Type::Option(t) | Type::Result(t, _) | Type::Boxed(t) | Type::Ref(t) => t.is_inactive(),
            Type::Tuple(ts) => ts.iter().all(Type::is_inactive),
            Type::Float(_) | Type::Named(_) | Type::Tangent | Type::Unknown | Type::Infer(_) => {
                false
            }
        }
    }

    /// The type of an owned copy: without references, and with vectors for slices.
    #[must_use]
    pub fn owned(&self) -> Type {
        let boxed = |t: &Type| Box::new(t.owned());
        match self {
            Type::Ref(t) => match &**t {
                Type::Slice(t) => Type::Vec(boxed(t)),
                t => t.owned(),
            },
            Type::Slice(t) | Type::Vec(t) => Type::Vec(boxed(t)),
            Type::Array(t, n) => Type::Array(boxed(t), n.clone()),
            Type::Lanes(..) => self.clone(),
            Type::Tuple(ts) => Type::Tuple(ts.iter().map(Type::owned).collect()),
            Type::Option(t) => Type::Option(boxed(t)),
            Type::Result(t, e) => Type::Result(boxed(t), e.clone()),
            Type::Boxed(t) => Type::Boxed(boxed(t)),
            Type::Float(_)
            | Type::Int(_)
            | Type::Bool
            | Type::Char
            | Type::Unit
            | Type::Named(_)
            | Type::Opaque
            | Type::Position
            | Type::Tangent
            | Type::Unknown
            | Type::Infer(_) => self.clone(),
        }
    }

    /// Is every part of it known, down to scalars?
    #[must_use]
    pub fn is_known(&self) -> bool {
        match self {
            Type::Unknown
            | Type::Tangent
            | Type::Infer(_)
            | Type::Named(_)
            | Type::Opaque
            | Type::Position => false,
            Type::Array(t, _) | Type::Lanes(t, _) | Type::Vec(t) | Type::Slice(t) => t.is_known(),
            Type::Option(t) | Type::Boxed(t) | Type::Ref(t) => t.is_known(),
            Type::Result(t, e) => t.is_known() && e.is_known(),
            Type::Tuple(ts) => ts.iter().all(Type::is_known),
            Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit => true,
        }
    }

    /// Is there a value of this type that can be made of nothing, cheaply? Of the user's types that is not known.
    #[must_use]
    pub fn has_default(&self) -> bool {
        match self {
            Type::Float(_)
            | Type::Int(_)
            | Type::Bool
            | Type::Char
            | Type::Unit
            | Type::Position => true,
            Type::Vec(_) | Type::Option(_) => true,
            Type::Array(t, _) | Type::Lanes(t, _) => t.has_default(),
            Type::Tuple(ts) => ts.iter().all(Type::has_default),
            Type::Slice(_)
            | Type::Result(..)
            | Type::Boxed(_)
            | Type::Ref(_)
            | Type::Named(_)
            | Type::Opaque
            | Type::Tangent
            | Type::Unknown
            | Type::Infer(_) => false,
        }
    }

    /// The type of the tangent of a value of this type, where it is known.
    #[must_use]
    pub fn tangent(&self) -> Type {
        match self {
            Type::Float(_) => self.clone(),
            Type::Int(_) | Type::Bool | Type::Char | Type::Unit | Type::Opaque | Type::Position => {
                Type::Unit
            }
            Type::Array(t, n) => Type::Array(Box::new(t.tangent()), n.clone()),
            Type::Lanes(t, n) => Type::Lanes(Box::new(t.tangent()), n.clone()),
            Type::Vec(t) => Type::Vec(Box::new(t.tangent())),
            Type::Slice(t) => Type::Slice(Box::new(t.tangent())),
            Type::Tuple(ts) => Type::Tuple(ts.iter().map(Type::tangent).collect()),
            Type::Option(t) | Type::Result(t, _) => Type::Option(Box::new(t.tangent())),
            Type::Boxed(t) => Type::Boxed(Box::new(t.tangent())),
            // Owned: a slice's tangent is held in a vector.
            Type::Ref(t) => match &**t {
                Type::Slice(t) => Type::Vec(Box::new(t.tangent())),
                t => t.tangent(),
            },
            Type::Named(_) | Type::Tangent | Type::Unknown | Type::Infer(_) => Type::Tangent,
        }
    }
}

impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Float::F32 => f.write_str("f32"),
            Float::F64 => f.write_str("f64"),
            Float::Param(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Float(t) => t.fmt(f),
            Type::Int(name) => f.write_str(name),
            Type::Bool => f.write_str("bool"),
            Type::Char => f.write_str("char"),
            Type::Unit => f.write_str("()"),
            Type::Array(t, Some(n)) => write!(f, "[{t}; {n}]"),
            Type::Array(t, None) => write!(f, "[{t}; _]"),
            Type::Lanes(t, n) => write!(f, "Lanes<{t}, {n}>"),
            Type::Vec(t) => write!(f, "Vec<{t}>"),
            Type::Slice(t) => write!(f, "[{t}]"),
            Type::Tuple(ts) => {
                f.write_str("(")?;
                for t in ts {
                    write!(f, "{t}, ")?;
                }
                f.write_str(")")
            }
            Type::Option(t) => write!(f, "Option<{t}>"),
            Type::Result(t, e) => write!(f, "Result<{t}, {e}>"),
            Type::Boxed(t) => write!(f, "Box<{t}>"),
            Type::Ref(t) => write!(f, "&{t}"),
            Type::Named(name) => f.write_str(name),
            Type::Opaque => f.write_str("opaque"),
            Type::Position => f.write_str("position"),
            Type::Tangent => f.write_str("tangent"),
            Type::Unknown => f.write_str("_"),
            Type::Infer(n) => write!(f, "?{n}"),
        }
    }
}
