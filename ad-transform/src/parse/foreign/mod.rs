//! What is known of the small vectors and matrices of other crates by their names: what numbers they hold.
//!
//! Hints, as those of a file are ([`super::knowledge`]): a type of the user's own that has such a name is declared in
//! the file, or rustc refuses what was generated.

mod array;

use crate::syntax::visit_mut::VisitMut;
use array::Array;
use proc_macro2::Ident;
use quote::format_ident;
use syn::{Expr, ExprLit, GenericArgument, Lit, Path, PathArguments, Signature, Type};

/// Parts that are numbers: fields, elements (`[]`), and results of methods (`norm()`).
const PARTS: [&str; 32] = [
    "x",
    "y",
    "z",
    "w",
    "i",
    "j",
    "k",
    "re",
    "im",
    "[]",
    "angle()",
    "angle_between()",
    "angle_to()",
    "determinant()",
    "distance()",
    "distance_squared()",
    "dot()",
    "element_product()",
    "element_sum()",
    "length()",
    "length_recip()",
    "length_squared()",
    "magnitude()",
    "magnitude_squared()",
    "max_element()",
    "min_element()",
    "norm()",
    "norm_squared()",
    "perp_dot()",
    "sum()",
    "to_angle()",
    "trace()",
];

/// Methods and associated functions that give the type itself.
const SAME: [&str; 44] = [
    "abs()",
    "add_scalar()",
    "component_div()",
    "component_mul()",
    "conj()",
    "conjugate()",
    "cos()",
    "cosh()",
    "cross()",
    "exp()",
    "from()",
    "from_column_slice()",
    "from_element()",
    "from_fn()",
    "from_iterator()",
    "from_polar()",
    "from_row_slice()",
    "from_slice()",
    "from_vec()",
    "i()",
    "identity()",
    "inv()",
    "lerp()",
    "ln()",
    "map()",
    "new()",
    "normalize()",
    "one()",
    "powc()",
    "powf()",
    "powi()",
    "recip()",
    "repeat()",
    "scale()",
    "sin()",
    "sinh()",
    "splat()",
    "sqrt()",
    "tan()",
    "tanh()",
    "unscale()",
    "zero()",
    "zeros()",
    "zip_map()",
];

/// Methods that count.
const COUNTS: [&str; 4] = ["len()", "ncols()", "ndim()", "nrows()"];

/// Crates and modules of whose types and functions the runtime has derivatives.
const SUPPORTED: [&str; 10] = [
    "ad",
    "glam",
    "libm",
    "na",
    "nalgebra",
    "ndarray",
    "num",
    "num_complex",
    "num_traits",
    "simba",
];

/// How the names of such types begin, which other crates export again.
const SUPPORTED_TYPES: [&str; 34] = [
    "Affine",
    "Array",
    "Cholesky",
    "Complex",
    "DAffine",
    "DMat",
    "DQuat",
    "DVec",
    "Isometry",
    "LU",
    "Mat",
    "OMatrix",
    "OVector",
    "Orthographic",
    "Perspective",
    "Point",
    "QR",
    "Quat",
    "Reflection",
    "Rotation",
    "RowDVector",
    "RowVector",
    "SMatrix",
    "SVD",
    "SVector",
    "Scale",
    "Similarity",
    "SymmetricEigen",
    "Transform",
    "Translation",
    "Unit",
    "Vec",
    "View",
    "Zip",
];

/// May the runtime have derivatives of what a path names, as far as the names on it say?
#[must_use]
pub fn may_be_supported(names: &[String]) -> bool {
    names.iter().any(|name| {
        SUPPORTED.contains(&name.as_str()) || SUPPORTED_TYPES.iter().any(|of| name.starts_with(of))
    })
}

/// The type of a part of a value of such a type, as far as it is known: a number, or a value of the type itself.
#[must_use]
pub fn part(of: &Type, part: &str) -> Option<Type> {
    if let Some(array) = Array::of(of) {
        return array.part(part);
    }
    if COUNTS.contains(&part) && (is_vector(of) || is_matrix(of)) {
        return Some(syn::parse_quote!(usize));
    }
    let same = SAME.contains(&part) && (is_complex(of) || is_vector(of) || is_matrix(of));
    if let Some(made) = made(of, part).or_else(|| factored(of, part)) {
        return Some(made);
    }
    match part {
        _ if same => Some(of.clone()),
        "try_inverse()" if is_matrix(of) => Some(syn::parse_quote!(Option<#of>)),
        "transpose()" if is_matrix(of) => Some(of.clone()),
        // Of any size, as far as the type is looked at.
        "row()" | "column()" => {
            let number = number(of, "norm()")?;
            Some(match part {
                "row()" => syn::parse_quote!(::nalgebra::RowDVector<#number>),
                _ => syn::parse_quote!(::nalgebra::DVector<#number>),
            })
        }
        _ => number(of, part),
    }
}

/// What a method of a small vector, a matrix or a rotation gives whose type is another one, or is one that numbers have a
/// method of that name for, too.
fn made(of: &Type, part: &str) -> Option<Type> {
    let name = name(of)?;
    if is_quaternion(&name) && OF_QUATERNIONS.contains(&part) {
        return Some(of.clone());
    }
    if is_plain(&name) {
        return match part {
            "try_normalize()" => Some(syn::parse_quote!(Option<#of>)),
            _ if OF_PLAIN_VECTORS.contains(&part) => Some(of.clone()),
            _ => swizzled(&name, part),
        };
    }
    if !holds_its_argument(&name) {
        return None;
    }
    let number = number(of, "norm()")?;
    let rows: Option<u8> = size(&name, "Vector").and_then(|size| size.parse().ok());
    let vector = |rows: u8| {
        let vector = format_ident!("Vector{rows}");
        Some(syn::parse_quote!(::nalgebra::#vector<#number>))
    };
    match part {
        "amax()" | "amin()" | "max()" | "mean()" | "min()" | "product()" | "variance()" => {
            Some(number)
        }
        "try_normalize()" => Some(syn::parse_quote!(Option<#of>)),
        "push()" | "to_homogeneous()" | "insert_row()" => vector(rows? + 1),
        "cross_matrix()" => Some(syn::parse_quote!(::nalgebra::Matrix3<#number>)),
        "row_sum()" | "row_mean()" => Some(syn::parse_quote!(::nalgebra::RowDVector<#number>)),
        "column_sum()" | "column_mean()" => Some(syn::parse_quote!(::nalgebra::DVector<#number>)),
        "rows()" | "fixed_rows()" if rows.is_some() || name == "DVector" => {
            Some(syn::parse_quote!(::nalgebra::DVector<#number>))
        }
        "columns()" | "fixed_columns()" | "fixed_rows()" | "fixed_view()" | "rows()" | "view()" => {
            Some(syn::parse_quote!(::nalgebra::DMatrix<#number>))
        }
        _ => vector(components(part)?),
    }
}

/// What a method gives that takes a matrix apart, and one of what that gives. Of any size, as far as the types are looked at.
fn factored(of: &Type, part: &str) -> Option<Type> {
    let name = name(of)?;
    let number = match name.as_str() {
        "Cholesky" | "LU" | "QR" => first_argument(of)?.clone(),
        // Of `let k = DMatrix::from_fn(..)`, the number is not known.
        _ if is_matrix(of) => number(of, "norm()").unwrap_or_else(|| syn::parse_quote!(_)),
        _ => return None,
    };
    Some(match (name.as_str(), part) {
        ("Cholesky", "inverse()" | "l()") => syn::parse_quote!(::nalgebra::DMatrix<#number>),
        ("Cholesky", "determinant()" | "ln_determinant()") | ("LU", "determinant()") => number,
        ("LU" | "QR", "try_inverse()") => syn::parse_quote!(Option<::nalgebra::DMatrix<#number>>),
        ("Cholesky" | "LU" | "QR", _) => return None,
        (_, "cholesky()") => syn::parse_quote!(Option<::nalgebra::Cholesky<#number>>),
        (_, "lu()") => syn::parse_quote!(::nalgebra::LU<#number>),
        (_, "qr()") => syn::parse_quote!(::nalgebra::QR<#number>),
        (_, "diagonal()") => syn::parse_quote!(::nalgebra::DVector<#number>),
        _ => return None,
    })
}

/// Methods of vectors that have no arguments for types, `DVec3`, which give such a vector.
const OF_PLAIN_VECTORS: [&str; 33] = [
    "any_orthogonal_vector()",
    "any_orthonormal_vector()",
    "ceil()",
    "clamp()",
    "clamp_length()",
    "clamp_length_max()",
    "clamp_length_min()",
    "floor()",
    "fract()",
    "max()",
    "midpoint()",
    "min()",
    "move_towards()",
    "mul_add()",
    "normalize_or()",
    "normalize_or_zero()",
    "perp()",
    "project_onto()",
    "project_onto_normalized()",
    "reflect()",
    "refract()",
    "reject_from()",
    "reject_from_normalized()",
    "rotate()",
    "round()",
    "signum()",
    "trunc()",
    "with_w()",
    "with_x()",
    "with_y()",
    "with_z()",
    "from_array()",
    "from_angle()",
];

/// Methods and associated functions of quaternions that give one.
const OF_QUATERNIONS: [&str; 13] = [
    "conjugate()",
    "from_axis_angle()",
    "from_euler_angles()",
    "from_rotation_x()",
    "from_rotation_y()",
    "from_rotation_z()",
    "from_scaled_axis()",
    "inverse()",
    "nlerp()",
    "normalize()",
    "powf()",
    "rotation_to()",
    "slerp()",
];

fn is_quaternion(name: &str) -> bool {
    matches!(name, "DQuat" | "Quat" | "UnitQuaternion")
}

/// Is it a vector whose name says the type of its numbers?
fn is_plain(name: &str) -> bool {
    matches!(
        name,
        "DVec2" | "DVec3" | "DVec4" | "Vec2" | "Vec3" | "Vec3A" | "Vec4"
    )
}

/// How many components a method gives that is named by them: 2 of `xy()`.
fn components(part: &str) -> Option<u8> {
    let letters = part.strip_suffix("()")?;
    let all = letters.bytes().all(|letter| b"xyzw".contains(&letter));
    let count = u8::try_from(letters.len()).ok()?;
    (all && matches!(count, 2..=4)).then_some(count)
}

/// What `xy()` gives of a vector whose name says the type of its numbers.
fn swizzled(name: &str, part: &str) -> Option<Type> {
    let count = components(part)?;
    let aligned = name == "Vec3A" && count == 3;
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'A');
    let vector = if aligned {
        format_ident!("{name}")
    } else {
        format_ident!("{kind}{count}")
    };
    Some(syn::parse_quote!(::glam::#vector))
}

/// Is it the path of a view of what something else owns?
#[must_use]
pub fn is_view(path: &Path) -> bool {
    let Some(last) = path.segments.last() else {
        return false;
    };
    let name = last.ident.to_string();
    let of = ["Array", "Matrix", "Vector"];
    name.contains("View") && of.iter().any(|of| name.contains(of))
}

/// The type that a method of such a type gives for an argument, where both types say it.
#[must_use]
pub fn result(of: &Type, method: &str, argument: &Type) -> Option<Type> {
    if method == "solve" {
        return match name(of)?.as_str() {
            "Cholesky" => Some(argument.clone()),
            "LU" | "QR" => Some(syn::parse_quote!(Option<#argument>)),
            _ => None,
        };
    }
    let (first, second) = (Array::of(of)?, Array::of(argument)?);
    if method != "dot" {
        return None;
    }
    Some(match (first.dimensions?, second.dimensions?) {
        (1, 1) => first.number,
        (2, 2) => first.owned(),
        _ => first.with(Some(1)).owned(),
    })
}

/// The type of what an operator makes of such a type and another.
#[must_use]
pub fn computed(first: Option<&Type>, second: Option<&Type>) -> Option<Type> {
    let of = |ty: Option<&Type>| ty.and_then(Array::of);
    Some(match (of(first), of(second)) {
        (Some(first), Some(second)) => {
            let dimensions = first
                .dimensions
                .zip(second.dimensions)
                .map(|(m, n)| m.max(n));
            first.with(dimensions).owned()
        }
        (Some(array), None) | (None, Some(array)) => array.owned(),
        (None, None) => return None,
    })
}

/// Does a method of such a type, or of one of which nothing is known, give a view of what the value owns?
#[must_use]
pub fn views(of: Option<&Type>, method: &str) -> bool {
    let known = match of {
        Some(of) => {
            Array::of(of).is_some() || name(of).is_some_and(|name| holds_its_argument(&name))
        }
        None => true,
    };
    match method {
        "t" | "row" | "column" | "diag" | "view" | "slice" => known,
        "index_axis" | "insert_axis" | "broadcast" | "to_shape" => known,
        "fixed_rows" | "fixed_columns" | "fixed_view" => known,
        // Names that types of the user's have, too.
        "rows" | "columns" | "as_slice" => known && of.is_some(),
        _ => false,
    }
}

/// Does a method of such a type take the value itself, of which some cannot be copied?
#[must_use]
pub fn consumes(method: &str) -> bool {
    matches!(
        method,
        "cholesky"
            | "insert_axis"
            | "insert_row"
            | "into_owned"
            | "into_shape_with_order"
            | "lu"
            | "mapv_into"
            | "qr"
            | "remove_axis"
            | "reversed_axes"
            | "try_inverse"
    )
}

/// Is it a vector or a matrix whose name says so, or an array of the crate `ndarray`?
#[must_use]
pub fn is_matrix_or_array(of: &Type) -> bool {
    is_array(of) || name(of).is_some_and(|name| holds_its_argument(&name))
}

/// Is it an array of the crate `ndarray`?
#[must_use]
pub fn is_array(of: &Type) -> bool {
    Array::of(of).is_some()
}

/// Is it a method that the runtime adds to such types, of the lowering of [`parts`](crate::lower)?
#[must_use]
pub fn is_our_own(method: &str) -> bool {
    method == "put_slice"
}

/// What to write instead of a method of such a type that goes through it, or changes it, in a way that is not differentiable.
#[must_use]
pub fn instead(of: &Type, method: &str) -> Option<&'static str> {
    if !is_matrix_or_array(of) {
        return None;
    }
    Some(match method {
        "row_mut" | "column_mut" | "diag_mut" | "slice_mut" | "view_mut" | "index_axis_mut"
        | "rows_mut" | "columns_mut" | "fixed_view_mut" | "fixed_rows_mut"
        | "fixed_columns_mut" => {
            "overwrite it right where it is named, `a.row_mut(i).assign(&b)`, with `assign`, `copy_from` or `fill`, or its \
             elements in a loop, `a[(i, j)] = ..`"
        }
        "axis_iter" | "axis_iter_mut" | "lanes" | "genrows" | "gencolumns" | "axis_chunks_iter" => {
            "write `rows()` or `columns()`, or a loop over positions: `for i in 0..a.nrows() { .. a.row(i) .. }`"
        }
        "indexed_iter" | "indexed_iter_mut" => {
            "write loops over positions: `for i in 0..a.nrows() { for j in 0..a.ncols() { .. a[[i, j]] .. } }`"
        }
        "map_inplace" | "zip_mut_with" | "apply" | "apply_into" | "zip_apply" => {
            "write a loop over the elements, or a method that gives a new value: `map`, `mapv`, `zip_map`"
        }
        "map_axis" | "fold_axis" | "windows" if Array::of(of).is_some() => {
            "write a loop over the parts: `for i in 0..a.nrows() { .. a.row(i) .. }`"
        }
        "normalize_mut" => "write `v = v.normalize()`",
        _ => return None,
    })
}

/// Is it a vector that can be made of a list, and is the function that makes one of an iterator told how many there are?
#[must_use]
pub fn is_list(of: &Type) -> Option<bool> {
    match name(of)?.as_str() {
        "Array1" => Some(false),
        "DVector" | "RowDVector" => Some(true),
        name => (name == "SVector" || size(name, "Vector").is_some()).then_some(false),
    }
}

/// What gives the same parts as `axis_iter(Axis(0))`, where the axis stands there.
#[must_use]
pub fn along_axis(method: &str, argument: Option<&Expr>) -> Option<&'static str> {
    let (true, Some(Expr::Call(axis))) = (method == "axis_iter", argument) else {
        return None;
    };
    let is_axis = matches!(&*axis.func, Expr::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "Axis"));
    match axis.args.first().filter(|_| is_axis)? {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => match number.base10_digits() {
            "0" => Some("rows"),
            "1" => Some("columns"),
            _ => None,
        },
        _ => None,
    }
}

/// Methods that give an iterator over parts: what counts them, and what gives one by its position.
#[must_use]
pub fn parts_of(of: &Type, method: &str) -> Option<(&'static str, &'static str)> {
    let array = Array::of(of);
    if array.is_none() && !holds_its_argument(&name(of)?) {
        return None;
    }
    match (method, array) {
        (
            "rows" | "outer_iter",
            Some(Array {
                dimensions: Some(2),
                ..
            }),
        )
        | ("row_iter", None) => Some(("nrows", "row")),
        (
            "columns",
            Some(Array {
                dimensions: Some(2),
                ..
            }),
        )
        | ("column_iter", None) => Some(("ncols", "column")),
        _ => None,
    }
}

/// Do elements have positions that are no index of the type's: those of rows that follow one another?
#[must_use]
pub fn is_flattened(of: &Type) -> bool {
    Array::of(of).is_some_and(|array| array.dimensions == Some(2))
}

/// Does `fold` give its closure references to numbers, and is it one of such a type?
#[must_use]
pub fn folds(of: &Type) -> Option<bool> {
    match Array::of(of) {
        Some(_) => Some(true),
        None => holds_its_argument(&name(of)?).then_some(false),
    }
}

/// Is it a complex number?
#[must_use]
pub fn is_complex(of: &Type) -> bool {
    name(of).is_some_and(|name| matches!(name.as_str(), "Complex" | "Complex32" | "Complex64"))
}

/// Is it a matrix with as many rows as columns, or of any size?
fn is_matrix(of: &Type) -> bool {
    name(of).is_some_and(|name| {
        name == "DMatrix" || size(&name, "Matrix").is_some() || size(&name, "DMat").is_some()
    })
}

/// How a method or an associated function of such a type calls the function that it takes; `only` is the number where the
/// type does not say which.
#[must_use]
pub fn taking_function(of: &Type, name: &str, only: Option<&Ident>) -> Option<Signature> {
    let signature = taking_function_of_numbers(of, name)?;
    let element = match Array::of(of) {
        Some(array) => Some(array.number),
        None => number(of, "norm()"),
    };
    let element = element.and_then(|ty| match ty {
        Type::Path(path) => path.path.get_ident().cloned(),
        _ => None,
    });
    Some(match element.as_ref().or(only) {
        Some(element) => with_number(signature, element),
        None => signature,
    })
}

/// A signature of numbers `T` as one of numbers that are called so.
fn with_number(mut signature: Signature, number: &Ident) -> Signature {
    struct Named<'n>(&'n Ident);
    impl VisitMut for Named<'_> {
        fn visit_ident_mut(&mut self, ident: &mut Ident) {
            if ident == "T" {
                *ident = self.0.clone();
            }
        }
    }
    Named(number).visit_signature_mut(&mut signature);
    if number == "f32" || number == "f64" {
        signature.generics = syn::Generics::default();
    }
    signature
}

/// The same, where the numbers are called `T`.
fn taking_function_of_numbers(of: &Type, name: &str) -> Option<Signature> {
    let array = Array::of(of);
    if array.is_none() && !holds_its_argument(&self::name(of)?) {
        return None;
    }
    Some(match (name, array) {
        ("map", Some(_)) => syn::parse_quote!(fn map<T: Float>(&self, f: impl FnMut(&T) -> T)),
        ("mapv_inplace", Some(_)) => {
            syn::parse_quote!(fn mapv_inplace<T: Float>(&mut self, f: impl FnMut(T) -> T))
        }
        (
            "from_shape_fn",
            Some(Array {
                dimensions: Some(2),
                ..
            }),
        ) => {
            syn::parse_quote!(fn from_shape_fn<T: Float>(n: (usize, usize), f: impl FnMut((usize, usize)) -> T))
        }
        ("mapv" | "mapv_into", Some(_)) | ("map", None) => {
            syn::parse_quote!(fn map<T: Float>(&self, f: impl FnMut(T) -> T))
        }
        (
            "from_shape_fn",
            Some(Array {
                dimensions: Some(1),
                ..
            }),
        ) => {
            syn::parse_quote!(fn from_shape_fn<T: Float>(n: usize, f: impl FnMut(usize) -> T))
        }
        ("zip_map", None) => {
            syn::parse_quote!(fn zip_map<T: Float>(&self, other: &Self, f: impl FnMut(T, T) -> T))
        }
        ("from_fn", None) => match self::name(of)?.as_str() {
            "DVector" => {
                syn::parse_quote!(fn from_fn<T: Float>(n: usize, f: impl FnMut(usize, usize) -> T))
            }
            "DMatrix" => {
                syn::parse_quote!(fn from_fn<T: Float>(rows: usize, columns: usize, f: impl FnMut(usize, usize) -> T))
            }
            _ => syn::parse_quote!(fn from_fn<T: Float>(f: impl FnMut(usize, usize) -> T)),
        },
        _ => return None,
    })
}

/// The type of a sum of two vectors or matrices of the same name, of which one may not say its numbers: `Matrix3::identity()`.
#[must_use]
pub fn sum(first: &Type, second: &Type) -> Option<Type> {
    let of = name(first).filter(|of| name(second).as_ref() == Some(of))?;
    let says = [first, second]
        .into_iter()
        .find(|ty| first_argument(ty).is_some());
    says.filter(|_| holds_its_argument(&of)).cloned()
}

/// The type of a product of two such types, where their names say it: that of the second, which has as many rows as the
/// first, a square matrix or one of any size, has columns.
#[must_use]
pub fn product(first: &Type, second: &Type) -> Option<Type> {
    let (a, b) = (name(first)?, name(second)?);
    let fits = match (a.as_str(), b.as_str()) {
        ("DMatrix", "DVector" | "DMatrix") => true,
        _ => {
            let columns = size(&a, "Matrix")?;
            size(&b, "Vector").or(size(&b, "Matrix")) == Some(columns)
        }
    };
    fits.then(|| second.clone())
}

/// The `3` of `Vector3`.
fn size<'a>(name: &'a str, kind: &str) -> Option<&'a str> {
    name.strip_prefix(kind).filter(|size| size.len() == 1)
}

fn name(of: &Type) -> Option<String> {
    let Type::Path(path) = of else { return None };
    Some(path.path.segments.last()?.ident.to_string())
}

/// The first type in the brackets behind its name.
fn first_argument(of: &Type) -> Option<&Type> {
    let Type::Path(path) = of else { return None };
    super::type_arguments(path.path.segments.last()?).next()
}

/// The type of a part of a value of such a type, if it is a number.
fn number(of: &Type, part: &str) -> Option<Type> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last()?;
    let name = last.ident.to_string();
    let of_matrix = part.strip_prefix('m').is_some_and(|position| {
        position.len() == 2 && position.bytes().all(|digit| digit.is_ascii_digit())
    });
    if !of_matrix && !PARTS.contains(&part) {
        return None;
    }
    if let PathArguments::AngleBracketed(arguments) = &last.arguments {
        // The element of a matrix of another crate's is no number where that is one of columns.
        let columns = part == "[]" && name.starts_with("Mat") && !name.starts_with("Matrix");
        return match arguments.args.first() {
            Some(GenericArgument::Type(number)) if holds_its_argument(&name) && !columns => {
                Some(number.clone())
            }
            _ => None,
        };
    }
    let number: Type = match name.as_str() {
        "Complex64" | "DVec2" | "DVec3" | "DVec4" | "DQuat" => syn::parse_quote!(f64),
        "Complex32" | "Vec2" | "Vec3" | "Vec3A" | "Vec4" | "Quat" => syn::parse_quote!(f32),
        _ => return None,
    };
    Some(number)
}

/// Does a value of this generic type hold numbers of its first argument's type?
fn holds_its_argument(name: &str) -> bool {
    matches!(
        name,
        "Complex" | "Quaternion" | "DVector" | "DMatrix" | "SVector" | "SMatrix" | "RowDVector"
    ) || is_sized(name, &["Vector", "RowVector", "Point", "Matrix"])
}

/// Is it a name of one of these kinds with its size, `Vector3`?
fn is_sized(name: &str, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| {
        let size = name.strip_prefix(kind);
        size.is_some_and(|size| size.starts_with(|digit: char| digit.is_ascii_digit()))
    })
}

/// Is it the path of a type of another crate's whose arguments are numbers: a vector, a rotation, an array?
#[must_use]
pub fn is_of_numbers(path: &Path) -> bool {
    let Some(last) = path.segments.last() else {
        return false;
    };
    let name = last.ident.to_string();
    holds_its_argument(&name)
        || is_sized(&name, &["Array", "ArrayView", "Rotation", "UnitVector"])
        || matches!(name.as_str(), "UnitQuaternion" | "UnitComplex")
}

/// Is the sum of two values of this type one of the same type?
#[must_use]
pub fn is_vector(of: &Type) -> bool {
    number(of, "norm()").is_some()
        && !matches!(of, Type::Path(path) if {
            let name = path.path.segments.last().map(|last| last.ident.to_string());
            name.is_some_and(|name| name.starts_with("Point"))
        })
}

#[cfg(test)]
mod tests {
    use super::{is_vector, number};
    use quote::{ToTokens, quote};

    fn of(ty: &str, part: &str) -> String {
        let ty = syn::parse_str(ty).expect("a type");
        number(&ty, part).map_or_else(String::new, |ty| ty.to_token_stream().to_string())
    }

    #[test]
    fn components_have_the_type_of_the_argument() {
        assert_eq!(of("Vector3<f32>", "x"), "f32");
        assert_eq!(of("na::Matrix2x3<f64>", "m12"), "f64");
        assert_eq!(of("DVec3", "length()"), "f64");
        assert_eq!(of("Vector3<f32>", "velocity"), "");
        assert_eq!(of("Vector<f64, 3>", "x"), "");
    }

    #[test]
    fn points_are_no_vectors() {
        assert!(is_vector(
            &syn::parse2(quote!(Vector3<f64>)).expect("a type")
        ));
        assert!(!is_vector(
            &syn::parse2(quote!(Point3<f64>)).expect("a type")
        ));
    }
}
