//! Scalars and memory of the interpreter, and what primitives do to them.

use super::Scalar;
use crate::ir::{Lit, MathResult, Prim, Type};
use std::cmp::Ordering;

/// A scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<S> {
    /// A float of any type.
    Float(S),
    /// An integer of any type.
    Int(i128),
    /// `bool`
    Bool(bool),
    /// `char`
    Char(char),
    /// `()`, the tangent of what has no derivative.
    Unit,
}

impl<S: Copy> Value<S> {
    /// The same with another kind of floats.
    pub fn map<T>(&self, f: impl Fn(S) -> T) -> Value<T> {
        match *self {
            Value::Float(x) => Value::Float(f(x)),
            Value::Int(n) => Value::Int(n),
            Value::Bool(b) => Value::Bool(b),
            Value::Char(c) => Value::Char(c),
            Value::Unit => Value::Unit,
        }
    }
}

impl<S: Scalar> Value<S> {
    /// A constant of a type.
    #[must_use]
    pub fn constant(lit: Lit, ty: &Type) -> Value<S> {
        match (lit, ty) {
            (Lit::Float(x), _) => Value::Float(S::constant(x)),
            (Lit::Int(n), Type::Float(_)) => Value::Float(S::constant(n as f64)),
            (Lit::Int(n), _) => Value::Int(n),
            (Lit::Bool(b), _) => Value::Bool(b),
            (Lit::Char(c), _) => Value::Char(c),
            (Lit::Zero, Type::Int(_)) => Value::Int(0),
            (Lit::Zero, Type::Bool) => Value::Bool(false),
            (Lit::Zero, Type::Char) => Value::Char('\0'),
            (Lit::Zero, Type::Unit | Type::Opaque) => Value::Unit,
            (Lit::Zero, _) => Value::Float(S::constant(0.0)),
        }
    }

    fn order(self, rhs: Value<S>) -> Result<Option<Ordering>, String> {
        match (self, rhs) {
            (Value::Float(a), Value::Float(b)) => Ok(a.value().partial_cmp(&b.value())),
            (Value::Int(a), Value::Int(b)) => Ok(Some(a.cmp(&b))),
            (Value::Bool(a), Value::Bool(b)) => Ok(Some(a.cmp(&b))),
            (Value::Char(a), Value::Char(b)) => Ok(Some(a.cmp(&b))),
            _ => Err(format!("{self:?} compared with {rhs:?}")),
        }
    }
}

/// Applies a primitive; `ty` is the type of its result.
///
/// # Errors
/// What a panic would have said (overflow, division by zero), or that the operands do not fit.
pub fn eval<S: Scalar>(prim: Prim, args: &[Value<S>], ty: &Type) -> Result<Value<S>, String> {
    if args.len() != prim.arity() {
        return Err(format!("{prim} of {} operands", args.len()));
    }
    match prim {
        Prim::Cast => cast(args[0], ty),
        Prim::Select => match args[0] {
            Value::Bool(c) => Ok(if c { args[1] } else { args[2] }),
            other => Err(format!("{other:?} as a condition")),
        },
        Prim::Eq | Prim::Ne | Prim::Lt | Prim::Le | Prim::Gt | Prim::Ge => {
            let order = args[0].order(args[1])?;
            Ok(Value::Bool(match prim {
                Prim::Eq => order == Some(Ordering::Equal),
                Prim::Ne => order != Some(Ordering::Equal),
                Prim::Lt => order == Some(Ordering::Less),
                Prim::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                Prim::Gt => order == Some(Ordering::Greater),
                _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            }))
        }
        Prim::Math(f) if f.result == MathResult::Bool => match args[0] {
            Value::Float(x) => Ok(Value::Bool((f.eval)(&[x.value()]) != 0.0)),
            other => Err(format!("{} of {other:?}", f.name)),
        },
        Prim::StopGradient if !matches!(args[0], Value::Float(_)) => Ok(args[0]),
        Prim::Math(_) | Prim::StopGradient => S::apply(prim, args).map(Value::Float),
        _ => match *args {
            [Value::Bool(a)] if matches!(prim, Prim::Not) => Ok(Value::Bool(!a)),
            [Value::Bool(a), Value::Bool(b)] => match prim {
                Prim::And => Ok(Value::Bool(a & b)),
                Prim::Or => Ok(Value::Bool(a | b)),
                Prim::Xor => Ok(Value::Bool(a ^ b)),
                _ => Err(format!("{prim} of bools")),
            },
            [Value::Int(a)] => integer(prim, a, 0, ty),
            [Value::Int(a), Value::Int(b)] => integer(prim, a, b, ty),
            [Value::Float(_)] | [Value::Float(_), Value::Float(_)] => {
                S::apply(prim, args).map(Value::Float)
            }
            _ => Err(format!("{prim} of {args:?}")),
        },
    }
}

fn integer<S>(prim: Prim, a: i128, b: i128, ty: &Type) -> Result<Value<S>, String> {
    let (lo, hi) = bounds(ty);
    let result = match prim {
        Prim::Add => a.checked_add(b),
        Prim::Sub => a.checked_sub(b),
        Prim::Mul => a.checked_mul(b),
        Prim::Div => a.checked_div(b),
        Prim::Rem => a.checked_rem(b),
        Prim::Neg => a.checked_neg(),
        Prim::Not => Some(if lo == 0 { hi - a } else { !a }),
        Prim::And => Some(a & b),
        Prim::Or => Some(a | b),
        Prim::Xor => Some(a ^ b),
        Prim::Shl => u32::try_from(b).ok().and_then(|b| a.checked_shl(b)),
        Prim::Shr => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
        _ => return Err(format!("{prim} of integers")),
    };
    match result {
        Some(n) if (lo..=hi).contains(&n) => Ok(Value::Int(n)),
        _ => Err(format!("{prim} of {a} and {b} overflows")),
    }
}

/// The least and the greatest integer of a type.
fn bounds(ty: &Type) -> (i128, i128) {
    match ty {
        Type::Int("usize" | "u64") => (0, i128::from(u64::MAX)),
        Type::Int("isize" | "i64") => (i128::from(i64::MIN), i128::from(i64::MAX)),
        Type::Int("u8") => (0, i128::from(u8::MAX)),
        Type::Int("u16") => (0, i128::from(u16::MAX)),
        Type::Int("u32") => (0, i128::from(u32::MAX)),
        Type::Int("u128") => (0, i128::MAX),
        Type::Int("i8") => (i128::from(i8::MIN), i128::from(i8::MAX)),
        Type::Int("i16") => (i128::from(i16::MIN), i128::from(i16::MAX)),
        Type::Int("i32" | "_") => (i128::from(i32::MIN), i128::from(i32::MAX)),
        _ => (i128::MIN, i128::MAX),
    }
}

fn cast<S: Scalar>(value: Value<S>, ty: &Type) -> Result<Value<S>, String> {
    Ok(match (value, ty) {
        (Value::Float(x), Type::Int(_)) => {
            let (lo, hi) = bounds(ty);
            Value::Int((x.value() as i128).clamp(lo, hi))
        }
        (Value::Float(x), _) => Value::Float(x),
        (Value::Int(n), Type::Float(_)) => Value::Float(S::constant(n as f64)),
        (Value::Int(n), _) => {
            // As in Rust, the bits that fit.
            let (lo, hi) = bounds(ty);
            let width = hi.checked_sub(lo).and_then(|w| w.checked_add(1));
            Value::Int(width.map_or(n, |w| (n.wrapping_sub(lo)).rem_euclid(w) + lo))
        }
        (Value::Bool(b), Type::Int(_)) => Value::Int(i128::from(b)),
        (Value::Char(c), Type::Int(_)) => Value::Int(i128::from(u32::from(c))),
        (other, _) => return Err(format!("{other:?} cast to {ty}")),
    })
}

/// What memory holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Memory<S> {
    /// A scalar.
    Scalar(Value<S>),
    /// The elements of an array, slice or vector.
    Sequence(Vec<Memory<S>>),
    /// The parts of a tuple.
    Tuple(Vec<Memory<S>>),
    /// The fields of a struct, by name.
    Struct(Vec<(String, Memory<S>)>),
    /// An `Option` or, being always there, the content of a `Box`.
    Inner(Option<Box<Memory<S>>>),
    /// A variant of an enum, with its fields by name; `Some` and `Ok` are `Inner`.
    Variant(String, Vec<(String, Memory<S>)>),
    /// A slot that the caller left empty: a tangent that is zero, or a cotangent that nobody wants.
    Absent,
    /// Moved out of, or not yet set.
    Moved,
}

impl<S: Scalar> Memory<S> {
    /// A float.
    pub fn float(x: S) -> Memory<S> {
        Memory::Scalar(Value::Float(x))
    }

    /// Is nothing in it moved out of?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Memory::Scalar(_) | Memory::Absent | Memory::Inner(None) => true,
            Memory::Sequence(parts) | Memory::Tuple(parts) => parts.iter().all(Memory::is_whole),
            Memory::Struct(fields) | Memory::Variant(_, fields) => {
                fields.iter().all(|(_, m)| m.is_whole())
            }
            Memory::Inner(Some(inner)) => inner.is_whole(),
            Memory::Moved => false,
        }
    }

    /// Is it this variant of an enum?
    #[must_use]
    pub fn is_variant(&self, name: &str) -> bool {
        match self {
            Memory::Inner(Some(_)) => matches!(name, "Some" | "Ok"),
            Memory::Inner(None) => name == "None",
            Memory::Variant(there, _) => there == name,
            _ => false,
        }
    }

    /// The zero tangent of this shape.
    #[must_use]
    pub fn zero_tangent(&self) -> Memory<S> {
        self.map_floats(&mut |_| S::constant(0.0))
            .without_integers()
    }

    fn without_integers(self) -> Memory<S> {
        let all = |parts: Vec<Memory<S>>| parts.into_iter().map(Memory::without_integers).collect();
        match self {
            Memory::Scalar(Value::Float(x)) => Memory::Scalar(Value::Float(x)),
            Memory::Scalar(_) => Memory::Scalar(Value::Unit),
            Memory::Sequence(parts) => Memory::Sequence(all(parts)),
            Memory::Tuple(parts) => Memory::Tuple(all(parts)),
            Memory::Struct(fields) => Memory::Struct(
                fields
                    .into_iter()
                    .map(|(name, m)| (name, m.without_integers()))
                    .collect(),
            ),
            // Errors do not vary.
            Memory::Variant(name, _) if name == "Err" => Memory::Inner(None),
            Memory::Variant(name, fields) => Memory::Variant(
                name,
                fields
                    .into_iter()
                    .map(|(name, m)| (name, m.without_integers()))
                    .collect(),
            ),
            Memory::Inner(inner) => Memory::Inner(inner.map(|m| Box::new(m.without_integers()))),
            other @ (Memory::Absent | Memory::Moved) => other,
        }
    }

    /// The same with another number for every float, in order.
    pub fn map_floats<T>(&self, f: &mut impl FnMut(S) -> T) -> Memory<T> {
        match self {
            Memory::Scalar(Value::Float(x)) => Memory::Scalar(Value::Float(f(*x))),
            Memory::Scalar(Value::Int(n)) => Memory::Scalar(Value::Int(*n)),
            Memory::Scalar(Value::Bool(b)) => Memory::Scalar(Value::Bool(*b)),
            Memory::Scalar(Value::Char(c)) => Memory::Scalar(Value::Char(*c)),
            Memory::Scalar(Value::Unit) => Memory::Scalar(Value::Unit),
            Memory::Sequence(parts) => {
                Memory::Sequence(parts.iter().map(|m| m.map_floats(f)).collect())
            }
            Memory::Tuple(parts) => Memory::Tuple(parts.iter().map(|m| m.map_floats(f)).collect()),
            Memory::Struct(fields) => Memory::Struct(
                fields
                    .iter()
                    .map(|(name, m)| (name.clone(), m.map_floats(f)))
                    .collect(),
            ),
            Memory::Variant(name, fields) => Memory::Variant(
                name.clone(),
                fields
                    .iter()
                    .map(|(name, m)| (name.clone(), m.map_floats(f)))
                    .collect(),
            ),
            Memory::Inner(inner) => {
                Memory::Inner(inner.as_ref().map(|m| Box::new(m.map_floats(f))))
            }
            Memory::Absent => Memory::Absent,
            Memory::Moved => Memory::Moved,
        }
    }

    /// Every float, in order.
    #[must_use]
    pub fn floats(&self) -> Vec<S> {
        let mut all = Vec::new();
        self.map_floats(&mut |x| all.push(x));
        all
    }

    /// `self += rhs`, float by float.
    ///
    /// # Errors
    /// If the shapes differ.
    pub fn add_assign(&mut self, rhs: &Memory<S>) -> Result<(), String> {
        match (self, rhs) {
            (Memory::Absent, _) | (_, Memory::Absent) => Ok(()),
            (Memory::Scalar(Value::Float(a)), Memory::Scalar(Value::Float(b))) => {
                *a = a.add(*b);
                Ok(())
            }
            (Memory::Scalar(Value::Unit), Memory::Scalar(Value::Unit)) => Ok(()),
            (Memory::Sequence(a), Memory::Sequence(b)) | (Memory::Tuple(a), Memory::Tuple(b))
                if a.len() == b.len() =>
            {
                a.iter_mut().zip(b).try_for_each(|(a, b)| a.add_assign(b))
            }
            (Memory::Struct(a), Memory::Struct(b)) if a.len() == b.len() => a
                .iter_mut()
                .zip(b)
                .try_for_each(|((_, a), (_, b))| a.add_assign(b)),
            (Memory::Variant(v, a), Memory::Variant(w, b)) if v == w && a.len() == b.len() => a
                .iter_mut()
                .zip(b)
                .try_for_each(|((_, a), (_, b))| a.add_assign(b)),
            (Memory::Inner(None), Memory::Inner(None)) => Ok(()),
            (Memory::Inner(Some(a)), Memory::Inner(Some(b))) => a.add_assign(b),
            (a, b) => Err(format!("tangents of different shapes: {a:?} += {b:?}")),
        }
    }

    /// Sets every float to zero.
    pub fn set_zero(&mut self) {
        *self = self.map_floats(&mut |_| S::constant(0.0));
    }

    /// What a variable of this type holds before it is set.
    #[must_use]
    pub fn default_of(ty: &Type) -> Memory<S> {
        match ty {
            Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit => {
                Memory::Scalar(Value::constant(Lit::Zero, ty))
            }
            Type::Vec(_) => Memory::Sequence(Vec::new()),
            Type::Tuple(types) => Memory::Tuple(types.iter().map(Memory::default_of).collect()),
            Type::Option(_) => Memory::Inner(None),
            Type::Boxed(ty) => Memory::Inner(Some(Box::new(Memory::default_of(ty)))),
            Type::Array(ty, Some(n)) if n.parse::<usize>().is_ok() => {
                Memory::Sequence(vec![Memory::default_of(ty); n.parse().unwrap_or(0)])
            }
            Type::Lanes(ty, pairs) if pairs.parse::<usize>().is_ok() => {
                let lanes = 2 * pairs.parse::<usize>().unwrap_or(0);
                Memory::Sequence(vec![Memory::default_of(ty); lanes])
            }
            // Whatever it is, nobody looks at it before it is set.
            _ => Memory::Tuple(Vec::new()),
        }
    }
}
