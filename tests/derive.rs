//! `#[derive(Differentiable)]`: tangents of structs and enums, used as a user would.

#![warn(missing_docs, missing_debug_implementations, unused, clippy::pedantic)]
#![allow(clippy::float_cmp, reason = "the numbers are exact")]

use ad::{Coordinate, Differentiable, Perturb, Tangent};
use std::marker::PhantomData;

/// A field of each kind.
#[derive(Clone, Debug, Differentiable, PartialEq)]
pub struct Model<T> {
    /// What varies.
    pub weights: Vec<T>,
    bias: T,
    /// What does not, by its mark.
    #[no_diff]
    pub temperature: f64,
    /// What does not, by its type.
    pub size: usize,
}

/// Three numbers.
#[derive(Clone, Copy, Debug, Differentiable, PartialEq)]
pub struct Vector(pub f64, pub f64, f64);

/// Nothing.
#[derive(Clone, Copy, Debug, Differentiable, PartialEq)]
pub struct Unit;

/// It contains itself.
#[derive(Clone, Debug, Differentiable, PartialEq)]
pub struct Tree {
    value: f64,
    left: Option<Box<Tree>>,
    more: Vec<Self>,
}

/// It borrows, inside too.
#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Data<'a> {
    samples: &'a [f64],
    rate: Rate<'a>,
    label: &'a str,
}

/// Borrowed.
#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Rate<'a>(&'a f64);

/// Bounds of the user's, and a size.
#[derive(Clone, Debug, Differentiable)]
pub struct Window<'a, T: Clone, const N: usize>
where
    T: PartialEq,
{
    all: &'a [T],
    current: [T; N],
    wide: [f64; 40],
}

/// Variants of each kind.
#[derive(Clone, Debug, Differentiable, PartialEq)]
#[differentiable(tangent = Deformation)]
pub enum Shape<T> {
    /// Named.
    Circle {
        /// How large.
        radius: T,
        /// Which.
        #[no_diff]
        id: T,
    },
    /// Numbered.
    Rectangle(T, T),
    /// Nested.
    Polygon(Vec<(T, T)>),
    /// Empty.
    Nothing,
}

/// It holds what is neither `Clone` nor `Debug`, and a parameter that no field needs.
#[derive(Differentiable)]
#[allow(missing_debug_implementations)]
pub struct Layer<A> {
    weights: [f64; 2],
    activation: PhantomData<A>,
    #[no_diff]
    function: Box<dyn Fn(f64) -> f64>,
}

/// The tangent owns what the value borrows, so that it has no lifetime.
fn zero_of_borrowed() -> DataTangent {
    let (samples, rate) = ([1.0, 2.0], 3.0);
    Data {
        samples: &samples,
        rate: Rate(&rate),
        label: "test",
    }
    .zero_tangent()
}

fn model() -> Model<f64> {
    Model {
        weights: vec![1.0, 2.0],
        bias: 3.0,
        temperature: 4.0,
        size: 5,
    }
}

fn names<T: Tangent>(mut tangent: T) -> Vec<String> {
    let mut names = Vec::new();
    tangent.coordinates(&Coordinate::root(), &mut |at, _| names.push(at.to_string()));
    names
}

#[test]
fn a_tangent_has_the_shape_of_the_value() {
    let zero = model().zero_tangent();
    assert_eq!(
        zero,
        ModelTangent {
            weights: vec![0.0; 2],
            bias: 0.0,
            temperature: (),
            size: ()
        }
    );
    assert_eq!(names(zero), [".weights[0]", ".weights[1]", ".bias"]);
    assert_eq!(Unit.zero_tangent(), UnitTangent);
    let borrowed = zero_of_borrowed();
    assert_eq!(
        (borrowed.samples, borrowed.rate.0, borrowed.label),
        (vec![0.0; 2], 0.0, ())
    );
    let layer = Layer::<u8> {
        weights: [1.0; 2],
        activation: PhantomData,
        function: Box::new(f64::sin),
    };
    assert_eq!((layer.function)(0.0), 0.0);
    assert_eq!(
        layer.zero_tangent(),
        LayerTangent {
            weights: [0.0; 2],
            activation: (),
            function: ()
        }
    );
    let window = Window {
        all: &[1.0, 2.0],
        current: [1.0],
        wide: [0.0; 40],
    }
    .zero_tangent();
    assert_eq!(
        (window.all, window.current, window.wide),
        (vec![0.0; 2], [0.0], [0.0; 40])
    );
}

#[test]
fn tangents_are_vectors() {
    let mut sum = model().zero_tangent();
    let step = ModelTangent {
        weights: vec![1.0, 2.0],
        bias: 3.0,
        ..ModelTangent::default()
    };
    sum.add_assign(&step);
    sum.add_assign(&step);
    sum.scale(0.5);
    assert_eq!(sum, step);
    assert_eq!(step.dot(&sum), 14.0);
    sum.set_zero();
    assert_eq!(sum, step.zero_tangent());
}

#[test]
fn a_tangent_can_be_copied_where_its_parts_can() {
    let v = Vector(1.0, 2.0, 3.0).zero_tangent();
    let w = v;
    assert_eq!(v, w);
    assert_eq!(VectorTangent::default(), v);
    assert_eq!(format!("{v:?}"), "VectorTangent(0.0, 0.0, 0.0)");
}

#[test]
fn a_step_there_is_measured_by_the_way_back() {
    let step = ModelTangent {
        weights: vec![2.0, 4.0],
        bias: -2.0,
        temperature: (),
        size: (),
    };
    let moved = model().perturbed(&step, 0.5);
    assert_eq!(
        moved,
        Model {
            weights: vec![2.0, 4.0],
            bias: 2.0,
            temperature: 4.0,
            size: 5
        }
    );
    let mut back = moved.difference(&model());
    back.scale(2.0);
    assert_eq!(back, step);
}

#[test]
fn what_contains_itself_varies_too() {
    let leaf = |value| Tree {
        value,
        left: None,
        more: Vec::new(),
    };
    let tree = Tree {
        value: 1.0,
        left: Some(Box::new(leaf(2.0))),
        more: vec![leaf(3.0)],
    };
    let mut step = tree.zero_tangent();
    assert_eq!(
        names(step.clone()),
        [".value", ".left.value", ".more[0].value"]
    );
    step.coordinates(&Coordinate::root(), &mut |_, x| *x = 1.0);
    let moved = Tree {
        value: 2.0,
        left: Some(Box::new(leaf(3.0))),
        more: vec![leaf(4.0)],
    };
    assert_eq!(tree.perturbed(&step, 1.0), moved);
    assert_eq!(moved.difference(&tree), step);
}

#[test]
fn an_enum_varies_within_its_variant() {
    let circle = Shape::<f64>::Circle {
        radius: 1.0,
        id: 7.0,
    };
    assert_eq!(
        circle.zero_tangent(),
        Deformation::Circle {
            radius: 0.0,
            id: ()
        }
    );
    let grown = circle.perturbed(
        &Deformation::Circle {
            radius: 1.0,
            id: (),
        },
        2.0,
    );
    assert_eq!(
        grown,
        Shape::Circle {
            radius: 3.0,
            id: 7.0
        }
    );
    let apart = circle.difference(&Shape::Rectangle(1.0, 2.0));
    assert!(matches!(apart, Deformation::Circle { radius, .. } if radius.is_nan()));
    let polygon = Shape::Polygon(vec![(1.0, 2.0)]).zero_tangent();
    assert_eq!(names(polygon), [".0[0].0", ".0[0].1"]);
    assert_eq!(names(Shape::<f64>::Nothing.zero_tangent()), [""; 0]);
}

#[test]
#[should_panic(expected = "different variants of `Shape`")]
fn tangents_of_different_variants_do_not_add() {
    Shape::Rectangle(1.0, 2.0)
        .zero_tangent()
        .add_assign(&Shape::Nothing.zero_tangent());
}

#[test]
fn the_tangent_of_a_tangent_is_of_the_same_type() {
    fn same<T: Tangent>(tangent: &T) -> T {
        let zero: <T as Differentiable>::Tangent = tangent.zero_tangent();
        zero
    }
    assert_eq!(same(&model().zero_tangent()), model().zero_tangent());
}

/// Arrays of integers, of a length that is a parameter; a default that names a parameter which does not vary.
mod parameters_that_do_not_vary {
    use ad::{Differentiable, differentiate};
    use std::marker::PhantomData;

    #[derive(Clone, Debug, Differentiable)]
    struct Counted<const N: usize> {
        counts: [i32; N],
        pairs: ([u8; N], bool),
        weights: [f64; 2],
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Direct<C, const I: usize, T = C> {
        noise: T,
        of: PhantomData<fn() -> C>,
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Combs<const N: usize, const M: usize> {
        combs: [[f64; M]; N],
    }

    #[differentiate]
    fn settle<const N: usize, const M: usize>(filter: &mut Combs<N, M>, x: f64) {
        if let Some(comb) = filter.combs.first_mut() {
            *comb = [x * x; M];
        }
    }

    #[differentiate]
    fn all(x: f64) -> f64 {
        let counted = Counted {
            counts: [1, 2, 3],
            pairs: ([0; 3], true),
            weights: [x, x * x],
        };
        let direct: Direct<u8, 1, f64> = Direct {
            noise: x,
            of: PhantomData,
        };
        let mut combs = Combs { combs: [[x; 3]; 2] };
        settle(&mut combs, x * direct.noise);
        counted.weights[1] * f64::from(counted.counts[1]) * direct.noise
            + combs.combs[0][2] * combs.combs[1][1]
    }

    #[test]
    fn derivatives() {
        ad::check::<all>(0.7).assert();
    }
}

/// A field that is left out, of a type that a module inside the file declares and a glob brings.
mod by_globs {
    mod inner {
        use super::*;

        #[derive(Clone, Debug)]
        pub struct Place {
            pub x: f64,
        }

        #[derive(Clone, Debug, Differentiable)]
        pub struct Curve {
            pub k: f64,
            #[no_diff]
            pub at: Place,
        }
    }
    use ad::{Differentiable, differentiate};
    pub use inner::*;

    #[differentiate]
    fn bent(curve: &Curve, x: f64) -> f64 {
        curve.k * curve.at.x * x * x
    }

    #[test]
    fn derivatives() {
        let curve = Curve {
            k: 1.5,
            at: Place { x: 0.3 },
        };
        ad::check::<bent>((&curve, 0.7)).assert();
    }
}

/// Fields of several types that have the same tangent.
#[derive(Clone, Debug, ad::Differentiable)]
struct SameTangents<'a> {
    x: &'a [f64],
    m: Vec<f64>,
    ids: Vec<usize>,
    tags: Vec<String>,
    first: Option<usize>,
    flag: Option<bool>,
}

#[ad::differentiate]
fn of_same_tangents(s: &SameTangents<'_>, t: f64) -> f64 {
    s.x[0] * s.m[0] * t
}

#[test]
fn fields_may_have_the_same_tangent() {
    let s = SameTangents {
        x: &[2.0],
        m: vec![3.0],
        ids: vec![1],
        tags: vec![String::new()],
        first: None,
        flag: Some(true),
    };
    let (value, (of_s, of_t)) = of_same_tangents::value_and_grad(&s, 0.5);
    assert_eq!((value, of_t), (3.0, 6.0));
    assert_eq!((of_s.x[0], of_s.m[0]), (1.5, 1.0));
}
