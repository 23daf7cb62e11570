//! Structs: fields of any depth, literals, destructuring, collections of structs.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use std::marker::PhantomData;

#[derive(Clone, Copy, Debug, Default, PartialEq, Differentiable)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Differentiable)]
struct Metres(f64);

#[derive(Clone, Debug, Default, PartialEq, Differentiable)]
struct Model {
    centre: Point,
    weights: Vec<f64>,
    table: [[f64; 2]; 2],
    scale: Metres,
    #[no_diff]
    damping: f64,
    steps: usize,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Outer {
    model: Model,
    points: Vec<Point>,
    corner: Option<Point>,
    boxed: Box<Point>,
    pair: (f64, Point),
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Tagged<T, U> {
    value: T,
    tag: PhantomData<U>,
}

fn model() -> Model {
    Model {
        centre: Point { x: 0.4, y: -0.8 },
        weights: vec![0.3, 1.2, -0.7],
        table: [[0.2, 0.5], [-1.1, 0.9]],
        scale: Metres(1.3),
        damping: 0.6,
        steps: 3,
        name: "m".to_string(),
    }
}

fn outer() -> Outer {
    Outer {
        model: model(),
        points: vec![Point { x: 0.1, y: 0.9 }, Point { x: -0.5, y: 0.3 }],
        corner: Some(Point { x: 1.5, y: 0.2 }),
        boxed: Box::new(Point { x: -0.3, y: 0.6 }),
        pair: (0.7, Point { x: 0.8, y: 1.1 }),
    }
}

#[differentiate]
fn deep_reads(o: &Outer, t: f64) -> f64 {
    let m = &o.model;
    let mut sum = m.centre.x * t + m.scale.0;
    for i in 0..m.weights.len() {
        sum += m.weights[i] * m.table[i % 2][1] * m.damping;
    }
    sum * o.boxed.x + o.pair.1.y * o.pair.0 + o.points[1].x * m.steps as f64
}

#[differentiate]
fn deep_writes(o: &mut Outer, t: f64) {
    o.model.weights[1] += t * o.model.centre.x;
    o.model.table[0][1] *= t;
    o.points[0].x -= o.points[1].y * t;
    o.boxed.y = o.boxed.y * o.pair.1.x;
    o.model.scale.0 = t.sin();
}

#[differentiate]
fn literal_with_base(p: Point, t: f64) -> Point {
    let q = Point { x: t * p.y, ..p };
    let r = Point {
        y: q.x,
        ..Default::default()
    };
    Point {
        x: q.x + r.y,
        y: q.y * r.x + r.y,
    }
}

#[differentiate]
fn destructured(Point { x, y }: Point, m: &Model) -> f64 {
    let Point { x: a, y: b } = m.centre;
    let Metres(s) = m.scale;
    let Model {
        weights,
        table: [first, _],
        damping,
        ..
    } = m;
    x * a + y * b * s + weights[0] * first[1] * damping
}

#[differentiate]
fn bound(m: &Model, t: f64) -> f64 {
    let mut c = m.centre;
    c.x *= t;
    let d = c;
    c.y += d.x;
    let w = &m.weights;
    let r = &c;
    r.x * r.y + w[0] * d.y
}

#[differentiate]
fn list(points: &[Point]) -> f64 {
    let mut sum = 0.0;
    for i in 0..points.len() {
        let p = &points[i];
        let q = points[(i + 1) % points.len()];
        sum += p.x * q.y - p.y * q.x;
    }
    0.5 * sum
}

#[differentiate]
fn array_of(t: f64) -> [Point; 2] {
    let mut ps = [Point { x: t, y: 1.0 }, Point { x: 2.0, y: t * t }];
    ps[1].x += ps[0].x;
    ps
}

#[differentiate]
fn newtypes(a: Metres, b: Metres) -> Metres {
    let Metres(x) = a;
    Metres(x * b.0)
}

#[differentiate]
fn constructed(w: &[f64]) -> Model {
    Model {
        centre: Point {
            x: w[0],
            y: w[1] * w[0],
        },
        weights: w.to_vec(),
        table: [[w[0], w[1]], [w[1], w[0] * w[1]]],
        scale: Metres(w[0].exp()),
        damping: 0.5,
        steps: w.len(),
        name: String::new(),
    }
}

#[differentiate]
fn tagged(t: Tagged<f64, u8>) -> Tagged<f64, u8> {
    Tagged {
        value: t.value * t.value,
        tag: PhantomData,
    }
}

#[differentiate]
fn passed_whole(m: &Model, t: f64) -> f64 {
    centre_norm(&m.centre, t) + by_value(m.centre) + scaled(&m.scale) * t
}

#[differentiate]
fn centre_norm(p: &Point, t: f64) -> f64 {
    p.x.hypot(p.y) * t
}

#[differentiate]
fn by_value(p: Point) -> f64 {
    p.x * p.y
}

#[differentiate]
fn scaled(m: &Metres) -> f64 {
    m.0.sin()
}

#[differentiate]
fn shift(p: &mut Point, t: f64) {
    p.x += t;
    p.y *= t;
}

#[differentiate]
fn shifted(m: &Model, t: f64) -> f64 {
    let mut c = m.centre;
    shift(&mut c, t);
    let mut all = [c, m.centre];
    shift(&mut all[1], c.x);
    all[0].x * all[1].y
}

#[differentiate]
fn grown(n: usize, t: f64) -> f64 {
    let mut points: Vec<Point> = Vec::new();
    for i in 0..n {
        points.push(Point {
            x: t * i as f64,
            y: t,
        });
    }
    let last = points[n - 1];
    last.x * points[0].y
}

#[differentiate]
fn copied_fields(o: &Outer) -> Point {
    let (k, p) = o.pair;
    Point {
        x: p.x * k,
        y: o.points[0].y,
    }
}

#[differentiate]
fn moved_in(o: Outer, t: f64) -> Model {
    let mut m = o.model;
    m.weights[0] = t * o.pair.0;
    m.centre = o.pair.1;
    m
}

#[differentiate]
fn chosen(a: Point, b: Point, t: f64) -> f64 {
    let p = if t > 0.5 { a } else { b };
    let r = if t > 0.1 { a } else { b };
    p.x * t + r.y
}

#[test]
fn gradients() {
    let (m, o) = (model(), outer());
    let (p, q) = (o.points[0], o.points[1]);
    ad::check::<deep_reads>((&o, 0.4)).assert();
    ad::check::<literal_with_base>((p, 0.4)).assert();
    ad::check::<destructured>((p, &m)).assert();
    ad::check::<bound>((&m, 0.4)).assert();
    ad::check::<list>(&o.points).assert();
    ad::check::<array_of>(0.4).assert();
    ad::check::<newtypes>((Metres(0.3), Metres(0.9))).assert();
    ad::check::<constructed>(&[0.4, 0.7]).assert();
    ad::check::<passed_whole>((&m, 0.4)).assert();
    ad::check::<shifted>((&m, 0.4)).assert();
    ad::check::<grown>((3, 0.4)).assert();
    ad::check::<copied_fields>(&o).assert();
    ad::check::<chosen>((p, q, 0.7)).assert();
    ad::check::<chosen>((p, q, 0.05)).assert();
}

// What is assigned is made of what was there.

#[differentiate]
fn anew(p: Point, t: f64) -> f64 {
    let mut p = p;
    p = Point { y: t * p.y, ..p };
    p.x * p.y + p.x.sin()
}

#[differentiate]
fn anew_from_parts(o: Outer, t: f64) -> f64 {
    let mut o = o;
    for k in 0..2 {
        o = Outer {
            pair: (o.pair.0 * t, o.pair.1),
            points: o.points.clone(),
            corner: o.corner,
            model: Model {
                scale: Metres(o.model.scale.0 * t),
                ..o.model
            },
            boxed: o.boxed,
        };
    }
    o.points[0].x * o.pair.1.y + o.pair.0 * o.boxed.x + o.model.scale.0 * o.model.centre.x
}

#[test]
fn assigned_from_itself() {
    ad::check::<anew>((Point { x: 0.4, y: 1.2 }, 0.7)).assert();
    ad::check::<anew_from_parts>((outer(), 0.7)).assert();
}

#[test]
fn what_is_written_in_place_has_its_cotangent() {
    let t = 0.4;
    let mut o = outer();
    let mut o_bar = o.zero_tangent();
    o_bar.model.weights[1] = 1.0;
    o_bar.points[0].x = 2.0;
    o_bar.boxed.y = 3.0;
    o_bar.model.scale.0 = 5.0;
    let (_, t_bar) = deep_writes::vjp(&mut o, t, &mut o_bar);
    let before = outer();
    let expected = before.model.centre.x - 2.0 * before.points[1].y + 5.0 * t.cos();
    assert!((t_bar - expected).abs() < 1e-14);
    assert_eq!(o_bar.model.centre.x, t);
    assert_eq!(o_bar.points[1].y, -2.0 * t);
    assert_eq!(o_bar.boxed.y, 3.0 * before.pair.1.x);
    assert_eq!(o_bar.pair.1.x, 3.0 * before.boxed.y);
    assert_eq!(o_bar.model.scale.0, 0.0);
}

/// Not to be copied.
#[derive(Differentiable)]
struct Ellipsoid {
    a: f64,
    b: f64,
}

#[differentiate]
fn ellipsoid(a: f64, flattening: f64) -> Ellipsoid {
    let b = a * (1.0 - flattening);
    Ellipsoid { a, b }
}

#[test]
fn what_cannot_be_copied_is_returned() {
    let (value, pullback) = ellipsoid::pullback(3.0, 0.25);
    let mut cotangent = value.zero_tangent();
    (cotangent.a, cotangent.b) = (1.0, 10.0);
    assert_eq!(pullback.apply(&cotangent), (8.5, -30.0));
    assert_eq!(pullback.apply(&cotangent), (8.5, -30.0));
}

/// A struct of which there are no copies but by `clone`, given away and read again where derivatives need its fields.
mod given_away {
    use super::*;

    #[derive(Clone, Debug, Differentiable)]
    pub struct Orbit {
        pub inclination: f64,
        pub argument: f64,
    }

    #[differentiate]
    pub fn constants(orbit: Orbit, b: f64) -> f64 {
        orbit.argument * b + orbit.inclination.sin()
    }

    #[differentiate]
    pub fn of_orbit(orbit: Orbit, x: f64) -> f64 {
        let p = orbit.inclination.cos();
        let b = p * (2.0 * orbit.argument).sin() * x;
        if x > 0.5 {
            constants(orbit, b)
        } else {
            constants(orbit, 2.0 * b) * p
        }
    }
}

#[test]
fn what_is_given_away_is_copied_where_it_is_read_later() {
    let orbit = || given_away::Orbit {
        inclination: 0.7,
        argument: 0.4,
    };
    ad::check::<given_away::of_orbit>((orbit(), 0.8)).assert();
    ad::check::<given_away::of_orbit>((orbit(), 0.3)).assert();
}

/// Settings that are changed one at a time, of types that nobody can copy.
#[derive(Debug, Differentiable)]
struct Settings {
    gain: f64,
    offset: f64,
    curve: Curve,
    #[no_diff]
    name: Name,
}

#[derive(Debug, Differentiable)]
enum Curve {
    Straight,
    Bent(f64),
}

#[derive(Debug, Default)]
struct Name(String);

#[differentiate]
impl Settings {
    fn with_gain(self, gain: f64) -> Self {
        Self { gain, ..self }
    }

    fn with_offset(self, offset: f64) -> Self {
        Settings {
            offset: offset * offset,
            gain: self.gain,
            curve: self.curve,
            name: self.name,
        }
    }

    fn at(&self, x: f64) -> f64 {
        let bend = match self.curve {
            Curve::Straight => 0.0,
            Curve::Bent(by) => by,
        };
        self.gain * x + self.offset + bend * x * x
    }
}

#[differentiate]
fn set_and_asked(#[no_diff] settings: &Settings, gain: f64, offset: f64, x: f64) -> f64 {
    let mut sum = settings.at(x);
    let other = Settings {
        gain: gain * x,
        offset,
        curve: Curve::Bent(gain),
        name: Name::default(),
    };
    sum += other.at(x) * gain;
    sum
}

#[test]
fn what_cannot_be_copied_is_moved() {
    let settings = || Settings {
        gain: 2.0,
        offset: 3.0,
        curve: Curve::Bent(0.5),
        name: Name::default(),
    };
    let unit = |gain, offset| SettingsTangent {
        gain,
        offset,
        ..ad::Differentiable::zero_tangent(&settings())
    };
    let (set, (settings_bar, gain_bar)) = settings().with_gain_vjp(5.0, &unit(0.3, 0.7));
    assert_eq!((set.gain, set.offset, gain_bar), (5.0, 3.0, 0.3));
    assert_eq!((settings_bar.gain, settings_bar.offset), (0.0, 0.7));
    let (set, dot) = settings().with_offset_jvp(5.0, &unit(0.3, 0.7), 0.1);
    assert_eq!((set.gain, set.offset), (2.0, 25.0));
    assert_eq!((dot.gain, dot.offset), (0.3, 1.0));
    let (_, grad) = set_and_asked::value_and_grad(&settings(), 0.7, 1.3, 0.5);
    // gain * (gain * x * x + offset + gain * x * x)
    assert!((grad.0 - (4.0 * 0.7 * 0.25 + 1.3)).abs() < 1e-14 && (grad.1 - 0.7).abs() < 1e-14);
}

/// An enum that is no `Clone`, moved into a struct that stands in another.
mod nested {
    use ad::{Differentiable, differentiate};

    #[derive(Differentiable)]
    enum Kind {
        Linear,
        Square,
        Scaled(f64),
    }

    #[derive(Differentiable)]
    struct Inner {
        kind: Kind,
        x: f64,
    }

    #[derive(Differentiable)]
    struct Middle {
        inner: Inner,
        pair: (f64, f64),
    }

    #[derive(Differentiable)]
    struct Outer {
        middle: Middle,
        k: f64,
    }

    #[differentiate]
    impl Outer {
        fn new(kind: Kind, x: f64, y: f64) -> Result<Self, String> {
            if x < 0.0 {
                return Err("negative".to_string());
            }
            Ok(Self {
                middle: Middle {
                    inner: Inner { kind, x: x * y },
                    pair: (y, x.sin()),
                },
                k: x,
            })
        }
    }

    #[test]
    fn what_is_no_clone_is_moved_into_a_struct_inside_another() {
        let (x, y, by) = (0.7_f64, 1.3_f64, 0.4_f64);
        let kinds = || [Kind::Linear, Kind::Square, Kind::Scaled(by)];
        for (kind, same) in kinds().into_iter().zip(kinds()) {
            let zero = kind.zero_tangent();
            let (outer, dot) = Outer::new_jvp(kind, x, y, &zero, 3.0, 2.0);
            let Ok(Outer { middle, k }) = outer else {
                panic!("x is positive");
            };
            assert_eq!((k, middle.inner.x, middle.pair), (x, x * y, (y, x.sin())));
            let scaled = matches!(middle.inner.kind, Kind::Scaled(_));
            assert_eq!(scaled, matches!(same, Kind::Scaled(_)));
            let dot = dot.expect("the tangent of an `Ok`");
            let inner = &dot.middle.inner;
            assert!((inner.x - (3.0 * y + 2.0 * x)).abs() < 1e-12);
            assert_eq!(dot.middle.pair, (2.0, 3.0 * x.cos()));
            assert_eq!(dot.k, 3.0);

            let (_, (_, x_bar, y_bar)) = Outer::new_vjp(same, x, y, Some(&dot));
            let by_x = inner.x * y + dot.middle.pair.1 * x.cos() + dot.k;
            assert!((x_bar - by_x).abs() < 1e-12);
            assert!((y_bar - (inner.x * x + dot.middle.pair.0)).abs() < 1e-12);
        }
        let zero = Kind::Linear.zero_tangent();
        assert!(
            Outer::new_jvp(Kind::Linear, -x, y, &zero, 3.0, 2.0)
                .1
                .is_none()
        );
    }
}
