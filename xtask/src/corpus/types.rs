//! Which types carry floats.

use std::collections::{HashMap, HashSet};
use syn::visit::Visit;
use syn::{GenericParam, Generics, Type, TypeParamBound};

/// Traits that say of a type parameter that it is a number with a fraction.
const SCALAR_BOUNDS: [&str; 9] = [
    "Float",
    "FloatCore",
    "Real",
    "RealField",
    "RealNumber",
    "BaseFloat",
    "ComplexField",
    "NdFloat",
    "FloatNumber",
];

/// Types of other crates that are made of floats.
const FOREIGN: [&str; 30] = [
    "Vector2",
    "Vector3",
    "Vector4",
    "Vector6",
    "Point2",
    "Point3",
    "Matrix2",
    "Matrix3",
    "Matrix4",
    "DVector",
    "DMatrix",
    "SVector",
    "SMatrix",
    "OVector",
    "OMatrix",
    "UnitQuaternion",
    "Quaternion",
    "Rotation3",
    "Isometry3",
    "Array1",
    "Array2",
    "ArrayView1",
    "ArrayView2",
    "Complex",
    "Complex64",
    "Vec3",
    "DVec3",
    "Quat",
    "Mat3",
    "Mat4",
];

/// What a type says about derivatives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// It carries floats.
    pub floats: bool,
    /// It names a type of the crate's own.
    pub own: bool,
    /// It names a type of another crate's that is made of floats.
    pub foreign: bool,
    /// It names a type parameter.
    pub generic: bool,
}

/// The types that a crate defines.
#[derive(Debug, Default)]
pub struct Types {
    definitions: HashMap<String, Vec<Type>>,
    /// Other names for types, which count as what they stand for: `type Scalar = f64`.
    aliases: HashMap<String, Vec<Type>>,
    with_floats: HashSet<String>,
}

impl Types {
    /// Adds a definition.
    pub fn define(&mut self, name: String, fields: Vec<Type>) {
        self.definitions.entry(name).or_default().extend(fields);
    }

    /// Adds another name for a type.
    pub fn alias(&mut self, name: String, of: Type) {
        self.aliases.entry(name).or_default().push(of);
    }

    /// Learns which of the types carry floats; a field of a type parameter counts as one.
    pub fn close(&mut self) {
        loop {
            let found: Vec<String> = self
                .definitions
                .iter()
                .filter(|(name, _)| !self.with_floats.contains(*name))
                .filter(|(_, fields)| {
                    fields.iter().any(|field| {
                        let content = self.content(field, &HashSet::new());
                        content.floats || is_parameter(field)
                    })
                })
                .map(|(name, _)| name.clone())
                .collect();
            if found.is_empty() {
                return;
            }
            self.with_floats.extend(found);
        }
    }

    /// What a type says, where `scalars` are the type parameters that are floats.
    pub fn content(&self, ty: &Type, scalars: &HashSet<String>) -> Content {
        let mut visitor = Visitor {
            types: self,
            scalars,
            found: Content::default(),
            behind: Vec::new(),
        };
        visitor.visit_type(ty);
        visitor.found
    }
}

/// Is it a bare name of one letter, as type parameters have?
fn is_parameter(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.get_ident().is_some_and(|i| i.to_string().len() == 1))
}

struct Visitor<'a> {
    types: &'a Types,
    scalars: &'a HashSet<String>,
    found: Content,
    /// The aliases that are looked through.
    behind: Vec<&'a str>,
}

impl<'a> Visit<'a> for Visitor<'_> {
    fn visit_type(&mut self, ty: &'a Type) {
        // Functions take and give floats, but hold none.
        if !matches!(
            ty,
            Type::FnPtr(_) | Type::ImplTrait(_) | Type::TraitObject(_)
        ) {
            syn::visit::visit_type(self, ty);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        if let Some(segment) = path.segments.last() {
            let name = segment.ident.to_string();
            if name == "f64" || name == "f32" {
                self.found.floats = true;
            } else if self.scalars.contains(&name) {
                self.found.floats = true;
                self.found.generic = true;
            } else if self.types.definitions.contains_key(&name) {
                self.found.own = true;
                self.found.floats |= self.types.with_floats.contains(&name);
            } else if let Some((name, of)) = self.types.aliases.get_key_value(&name) {
                if !self.behind.contains(&name.as_str()) {
                    self.behind.push(name);
                    of.iter().for_each(|ty| self.visit_type(ty));
                    self.behind.pop();
                }
            } else if FOREIGN.contains(&name.as_str()) {
                self.found.foreign = true;
                self.found.floats = true;
            }
        }
        syn::visit::visit_path(self, path);
    }
}

/// The type parameters that a bound says to be floats.
pub fn scalars(generics: &Generics, known: &HashSet<String>) -> HashSet<String> {
    let mut found = known.clone();
    let is_scalar = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|s| SCALAR_BOUNDS.contains(&s.ident.to_string().as_str())),
        _ => false,
    };
    for param in &generics.params {
        if let GenericParam::Type(param) = param
            && param.bounds.iter().any(is_scalar)
        {
            found.insert(param.ident.to_string());
        }
    }
    for predicate in generics.where_clause.iter().flat_map(|w| &w.predicates) {
        if let syn::WherePredicate::Type(predicate) = predicate
            && let Type::Path(path) = &predicate.bounded_ty
            && let Some(ident) = path.path.get_ident()
            && predicate.bounds.iter().any(is_scalar)
        {
            found.insert(ident.to_string());
        }
    }
    found
}
