//! Questions about types that matter for the text only.

use crate::ir::{Float, Type};

/// Is a value of this type known to be `Copy`?
pub fn is_copy(ty: &Type) -> bool {
    match ty {
        Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit | Type::Ref(_) => true,
        Type::Array(t, _) | Type::Option(t) => is_copy(t),
        Type::Tuple(ts) => ts.iter().all(is_copy),
        Type::Vec(_)
        | Type::Slice(_)
        | Type::Boxed(_)
        | Type::Named(_)
        | Type::Opaque
        | Type::Tangent
        | Type::Unknown
        | Type::Infer(_) => false,
    }
}

/// Has the type compound assignment, `a += b`, with rustc knowing so?
pub fn has_assign_ops(ty: &Type) -> bool {
    matches!(ty, Type::Float(Float::F32 | Float::F64) | Type::Int(_))
}

/// Is there nothing to add in a tangent of this type?
pub fn is_empty_tangent(ty: &Type) -> bool {
    match ty {
        Type::Unit => true,
        Type::Tuple(ts) => ts.iter().all(is_empty_tangent),
        Type::Array(t, _) => is_empty_tangent(t),
        _ => false,
    }
}
