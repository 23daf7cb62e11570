//! Functions that return references into their arguments, and their uses.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Matrix {
    data: Vec<f64>,
    rows: usize,
    cols: usize,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Model {
    weights: Matrix,
    bias: Vec<f64>,
    gain: f64,
    limit: Option<f64>,
    table: [f64; 3],
}

#[differentiate]
impl Matrix {
    fn data(&self) -> &[f64] {
        &self.data
    }

    fn row(&self, i: usize) -> &[f64] {
        let start = i * self.cols;
        &self.data[start..start + self.cols]
    }

    fn at(&self, i: usize, j: usize) -> &f64 {
        &self.data[i * self.cols + j]
    }

    fn first(&self) -> Option<&f64> {
        self.data.first()
    }

    fn largest(&self) -> &f64 {
        let mut best = &self.data[0];
        for x in &self.data {
            if *x > *best {
                best = x;
            }
        }
        best
    }

    fn times(&self, v: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.rows];
        for i in 0..self.rows {
            for (a, b) in self.row(i).iter().zip(v) {
                out[i] += a * b;
            }
        }
        out
    }
}

#[differentiate]
impl Model {
    fn matrix(&self) -> &Matrix {
        &self.weights
    }

    fn bias(&self) -> &[f64] {
        &self.bias
    }

    fn gain(&self) -> &f64 {
        &self.gain
    }

    fn limit(&self) -> Option<&f64> {
        self.limit.as_ref()
    }

    fn table(&self) -> &[f64; 3] {
        &self.table
    }

    fn pair(&self) -> (&f64, &[f64]) {
        (&self.gain, &self.bias)
    }

    fn forward(&self, x: &[f64]) -> f64 {
        let hidden = self.matrix().times(x);
        let mut sum = *self.gain();
        for (h, b) in hidden.iter().zip(self.bias()) {
            sum += (h + b).tanh();
        }
        sum
    }
}

#[differentiate]
fn element(x: &[f64], i: usize) -> &f64 {
    &x[i]
}

#[differentiate]
fn front(x: &[f64]) -> &[f64] {
    &x[..x.len() / 2]
}

#[differentiate]
fn longer<'a>(a: &'a [f64], b: &'a [f64]) -> &'a [f64] {
    if a.len() > b.len() { a } else { b }
}

#[differentiate]
fn halves<'a>(x: &'a [f64], n: usize) -> (&'a [f64], &'a [f64]) {
    (&x[..n], &x[n..])
}

#[differentiate]
fn rows(m: &Matrix) -> f64 {
    m.data().iter().map(|x| x * x).sum::<f64>() + m.data()[1] + m.row(1)[0] * m.row(0)[1]
}

#[differentiate]
fn elements(m: &Matrix) -> f64 {
    let mut level = *m.at(0, 0);
    level *= 2.0;
    level + *m.at(0, 1) * m.at(1, 0) + m.at(0, 0).sin()
}

#[differentiate]
fn chained(m: &Model) -> f64 {
    m.matrix().data()[1] * m.matrix().at(1, 1) + m.table()[2] * m.bias()[0] + m.gain().exp()
}

#[differentiate]
fn optional(m: &Model) -> f64 {
    let limit = match m.limit() {
        Some(limit) => limit * limit,
        None => 0.0,
    };
    limit + m.limit().copied().unwrap_or(1.0) * m.weights.first().unwrap()
}

#[differentiate]
fn several(m: &Model) -> f64 {
    let (gain, bias) = m.pair();
    gain * bias[1]
}

#[differentiate]
fn forward(m: &Model, x: &[f64]) -> f64 {
    m.forward(x)
}

#[differentiate]
fn largest(m: &Matrix) -> f64 {
    m.largest() * m.largest()
}

#[differentiate]
fn of_slices(x: &[f64]) -> f64 {
    let (a, b) = halves(x, 1);
    element(x, 1) * element(&x, 0) + front(x)[1] * a[0] + longer(&x[1..], x)[2] * b[1]
}

#[differentiate]
fn chosen(a: &Matrix, b: &Matrix, t: f64) -> f64 {
    let m = if t > 0.0 { a } else { b };
    m.data[1] * m.data[2] * t
}

fn matrix() -> Matrix {
    Matrix {
        data: vec![0.1, 0.2, 0.4, 0.3],
        rows: 2,
        cols: 2,
    }
}

fn model() -> Model {
    Model {
        weights: matrix(),
        bias: vec![0.5, 0.6],
        gain: 0.7,
        limit: Some(0.8),
        table: [0.1, 0.2, 0.3],
    }
}

#[test]
fn gradients() {
    let (m, o) = (matrix(), model());
    ad::check::<rows>(&m).assert();
    ad::check::<elements>(&m).assert();
    ad::check::<chained>(&o).assert();
    ad::check::<optional>(&o).assert();
    ad::check::<several>(&o).assert();
    ad::check::<forward>((&o, &[0.3, 0.4])).assert();
    ad::check::<largest>(&m).assert();
    ad::check::<of_slices>(&[0.1, 0.2, 0.3, 0.4]).assert();
    ad::check::<chosen>((&m, &m, 0.4)).assert();
    ad::check::<chosen>((&m, &m, -0.4)).assert();
}

#[test]
fn the_value_is_the_reference() {
    let m = matrix();
    let (value, bar) = m.row_vjp(1, &[2.0, 3.0]);
    assert!(std::ptr::eq(value, m.row(1)));
    assert_eq!(bar.data, [0.0, 0.0, 2.0, 3.0]);
    assert_eq!(m.at_value_and_grad(0, 1).0, &0.2);
    assert_eq!(m.at_grad(0, 1).data, [0.0, 1.0, 0.0, 0.0]);
    assert_eq!(m.largest_grad().data, [0.0, 0.0, 1.0, 0.0]);
    let (value, pullback) = m.data_pullback();
    assert_eq!(value, m.data());
    assert_eq!(
        pullback.apply(&[1.0, 2.0, 3.0, 4.0]).data,
        [1.0, 2.0, 3.0, 4.0]
    );
    let (value, dot) = element::jvp(&[1.0, 2.0], 1, &[3.0, 4.0]);
    assert_eq!((value, dot), (&2.0, 4.0));
    assert_eq!(
        longer::vjp(&[1.0, 2.0], &[3.0], &[5.0, 6.0]).1,
        (vec![5.0, 6.0], vec![0.0])
    );
    // `None` stands for zero.
    assert_eq!(m.first_vjp(None).1.data, [0.0; 4]);
    assert_eq!(m.first_vjp(Some(2.0)).1.data, [2.0, 0.0, 0.0, 0.0]);
}

/// Methods that hand back the receiver that they change.
mod handed_back {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    enum Figure {
        Circle { r: f64 },
        Polygon(Vec<[f64; 2]>),
        Point,
    }

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Scene {
        figures: Vec<Figure>,
        weight: f64,
    }

    #[differentiate(order = 2)]
    impl Figure {
        fn scale(&mut self, k: f64) -> &mut Self {
            match self {
                Figure::Circle { r } => *r *= k,
                Figure::Polygon(corners) => {
                    for corner in corners.iter_mut() {
                        corner[0] *= k;
                        corner[1] *= k;
                    }
                }
                Figure::Point => return self,
            }
            self
        }

        fn widen(&mut self, by: f64) -> &mut Figure {
            if by == 0.0 {
                self
            } else {
                if let Figure::Circle { r } = self {
                    *r += by * by;
                }
                &mut *self
            }
        }

        fn size(&self) -> f64 {
            match self {
                Figure::Circle { r } => r * r,
                Figure::Polygon(corners) => corners.iter().map(|[x, y]| x * y).sum(),
                Figure::Point => 0.0,
            }
        }
    }

    #[differentiate]
    impl Scene {
        fn stretched(&mut self, k: f64) -> &mut Self {
            self.weight *= k;
            for figure in self.figures.iter_mut() {
                figure.scale(k).widen(k);
            }
            self
        }
    }

    #[differentiate(order = 2)]
    fn chained(k: f64, r: f64) -> f64 {
        let mut figure = Figure::Circle { r };
        figure.scale(k).widen(r).scale(k).size() + figure.size()
    }

    #[differentiate]
    fn scene(figures: &[Figure], k: f64) -> f64 {
        let mut scene = Scene {
            figures: figures.to_vec(),
            weight: k,
        };
        scene.stretched(k);
        let weight = scene.stretched(1.5).weight;
        scene.figures.iter().map(Figure::size).sum::<f64>() * weight
    }

    #[test]
    fn derivatives() {
        let report = ad::check::<chained>((0.7, 1.2));
        assert!(report.passed(), "{report}");
        let figures = [
            Figure::Circle { r: 0.8 },
            Figure::Point,
            Figure::Polygon(vec![[1.0, 0.5], [0.3, -0.4]]),
        ];
        let report = ad::check::<scene>((&figures, 0.9));
        assert!(report.passed(), "{report}");
    }

    #[test]
    fn the_methods_themselves() {
        let mut figure = Figure::Circle { r: 2.0 };
        let mut dot = FigureTangent::Circle { r: 1.0 };
        figure.scale_jvp(3.0, &mut dot, 0.5);
        assert_eq!(figure, Figure::Circle { r: 6.0 });
        assert_eq!(dot, FigureTangent::Circle { r: 4.0 });
    }
}

// --- tables that a name is chosen for, declared before ---

const LOW: [f64; 3] = [1.0, -2.0, 0.5];
const HIGH: [f64; 3] = [0.25, 3.0, -1.5];

#[differentiate]
fn by_table(x: f64) -> f64 {
    let p: &[f64; 3];
    let q: &[f64];
    if x > 2.0 {
        p = &HIGH;
        q = &LOW;
    } else if x > 1.0 {
        p = &LOW;
        q = &HIGH[..2];
    } else {
        p = &HIGH;
        q = &HIGH;
    }
    p[0] + x * (p[1] + x * p[2]) + q[0] * x.sin() + q[q.len() - 1] * x
}

#[test]
fn tables_declared_before() {
    for x in [0.5, 1.5, 2.5] {
        ad::check::<by_table>(x).assert();
    }
}

/// Mutable references to one thing or another, depending on the way taken.
mod one_or_another {
    use ad::differentiate;

    #[differentiate(order = 2)]
    fn bump(r: &mut f64, x: f64) {
        *r *= x;
    }

    #[differentiate(order = 2)]
    fn of_parameters(a: &mut f64, b: &mut f64, c: bool, x: f64) {
        let r = if c { a } else { b };
        *r *= x;
    }

    #[differentiate(order = 2)]
    fn added_to_one(x: f64, y: f64) -> f64 {
        let mut a = x * x;
        let mut b = y;
        let r = if x > y { &mut a } else { &mut b };
        *r += x;
        *r *= y;
        a * b
    }

    #[differentiate(order = 2)]
    fn one_of_three(x: f64, y: f64, k: usize) -> f64 {
        let mut a = [x, y];
        let mut b = 0.5;
        let mut c = y;
        let r: &mut f64 = match k {
            0 => &mut a[1],
            1 => &mut b,
            _ => &mut c,
        };
        *r *= x;
        let t = *r;
        a[0] * a[1] + b * b + c * t
    }

    #[differentiate(order = 2)]
    fn set_later(x: f64, y: f64) -> f64 {
        let (mut a, mut b) = (x * x, y);
        let r;
        if x > y {
            r = &mut a;
        } else {
            r = &mut b;
        }
        *r += x * y;
        a * b
    }

    #[differentiate(order = 2)]
    fn in_a_loop(x: &[f64]) -> f64 {
        let (mut pos, mut neg) = (1.0, 1.0);
        for &v in x {
            let acc = if v > 0.0 { &mut pos } else { &mut neg };
            *acc *= v * v + 1.0;
        }
        pos / neg
    }

    #[differentiate(order = 2)]
    fn slices(x: &[f64], c: bool) -> f64 {
        let mut a = x.to_vec();
        let mut b = vec![x[0]; 3];
        let r: &mut [f64] = if c { &mut a } else { &mut b };
        for v in r.iter_mut() {
            *v *= x[1];
        }
        r[0] += 1.0;
        a[0] * b[0] + a[1] * b[1]
    }

    #[differentiate(order = 2)]
    fn passed(x: f64, y: f64) -> f64 {
        let (mut a, mut b) = (x, y);
        let r = if x > y { &mut a } else { &mut b };
        bump(r, x);
        a * b * b
    }

    #[differentiate(order = 2)]
    fn parts_of_one(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = ([x, y], [y, x * y]);
        let r = if c { &mut a } else { &mut b };
        let s = &mut r[1];
        *s *= x;
        let t = *s;
        let q = &mut r[0];
        *q += t;
        a[0] * b[0] + a[1] * b[1]
    }

    #[differentiate(order = 2)]
    fn left_early(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = (x, y);
        let mut s = 0.0;
        for i in 0..4 {
            let r = if (i % 2 == 0) == c { &mut a } else { &mut b };
            let f = |t: f64| t * x;
            *r = f(*r);
            if *r > 2.0 {
                break;
            }
            while *r < 1.0 {
                *r *= 1.5;
            }
            s += *r;
        }
        s * a * b
    }

    #[differentiate(order = 2)]
    fn pushed_and_gone_through(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = (vec![x, y], vec![y, x, 2.0 * x]);
        let r;
        if c {
            r = &mut a;
        } else {
            r = &mut b;
        }
        let n = r.len();
        r.push(x * y);
        r.iter_mut().for_each(|t| *t *= y);
        for t in r.iter_mut().skip(1) {
            *t += n as f64;
        }
        let w = r.iter().sum::<f64>();
        a.iter().sum::<f64>() * b[0] + w * w
    }

    #[differentiate(order = 2)]
    fn perhaps_none(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = (x, y);
        let m = if c {
            Some(&mut a)
        } else if x > 1.0 {
            Some(&mut b)
        } else {
            None
        };
        if let Some(r) = m {
            *r *= x * *r;
        }
        a * a * b
    }

    #[differentiate(order = 2)]
    fn captured(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b, mut d) = (x, y, x * y);
        let r = match (c, x > 1.0) {
            (true, true) => &mut a,
            (false, true) => &mut b,
            _ => &mut d,
        };
        let mut add = |t: f64| {
            *r += t * x;
        };
        add(2.0);
        add(y);
        a * b * d
    }

    #[differentiate(order = 2)]
    fn replaced_in_one(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = ([x, y, x], [y, y, x]);
        let i = if c { 0 } else { 2 };
        let r = if x > y { &mut a[i] } else { &mut b[1] };
        let old = std::mem::replace(r, x * y);
        *r *= old;
        if *r > 0.5 {
            return *r * a[0] * y;
        }
        a[0] * b[1]
    }

    #[differentiate(order = 2)]
    fn two_at_once(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = (x, y);
        let (hi, lo) = if c {
            (&mut a, &mut b)
        } else {
            (&mut b, &mut a)
        };
        std::mem::swap(hi, lo);
        *hi *= *lo;
        let pair = (hi, x);
        *pair.0 += pair.1;
        a * b * b
    }

    #[differentiate(order = 2)]
    fn lent_on(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = (x, y);
        let r = if c { &mut a } else { &mut b };
        let s = &mut *r;
        *s *= x;
        let t = *s + *r * y;
        a * b * t
    }

    #[differentiate(order = 2)]
    fn rows(x: f64, y: f64, c: bool) -> f64 {
        let mut m = [[x, y], [y, x]];
        let (p, q) = m.split_at_mut(1);
        let row = if c { &mut p[0] } else { &mut q[0] };
        row[0] *= y;
        row.swap(0, 1);
        row[0] += row[1] * x;
        m[0][0] * m[1][1] + m[0][1] * m[1][0]
    }

    #[differentiate(order = 2)]
    fn one_of_one_of_two(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = (x, y);
        let mut e = x * y;
        {
            let r = if c { &mut a } else { &mut b };
            let s = if x > y { &mut *r } else { &mut e };
            *s *= 3.0 * x;
        }
        a * b * e
    }

    #[differentiate(order = 2)]
    fn through_parameters(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = (x * y, y);
        of_parameters(&mut a, &mut b, c, x);
        a * b
    }

    #[differentiate(order = 2)]
    fn given_to_another(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b, mut d) = (vec![x, y], vec![y, x], vec![x * y]);
        let mut chosen = &mut a;
        if c {
            chosen = &mut b;
        } else if x > 1.0 {
            chosen = &mut d;
        }
        chosen.push(x * y);
        for t in chosen.iter_mut() {
            *t *= y;
        }
        a[0] * b[1] + a[a.len() - 1] * d[d.len() - 1] * b[b.len() - 1]
    }

    #[differentiate(order = 2)]
    fn taken_apart(x: f64, y: f64, c: bool) -> f64 {
        let (mut a, mut b) = ([x, y, 1.0], [y, x * y, x]);
        let chosen = if c { &mut a } else { &mut b };
        let [p, rest @ ..] = chosen;
        *p *= rest[0];
        rest[1] += *p * y;
        a[0] * b[2] + a[2] * b[0]
    }

    #[test]
    fn derivatives() {
        let x = [0.7, 1.9, -0.4, 2.3, 1.1, 0.2];
        ad::check::<in_a_loop>(&x[..]).assert();
        for c in [true, false] {
            ad::check::<slices>((&x[..], c)).assert();
        }
        for (x, y) in [(1.3, 0.7), (0.6, 0.9)] {
            ad::check::<added_to_one>((x, y)).assert();
            ad::check::<set_later>((x, y)).assert();
            ad::check::<passed>((x, y)).assert();
            for k in 0..3 {
                ad::check::<one_of_three>((x, y, k)).assert();
            }
            for c in [true, false] {
                ad::check::<parts_of_one>((x, y, c)).assert();
                ad::check::<left_early>((x, y, c)).assert();
                ad::check::<pushed_and_gone_through>((x, y, c)).assert();
                ad::check::<perhaps_none>((x, y, c)).assert();
                ad::check::<captured>((x, y, c)).assert();
                ad::check::<replaced_in_one>((x, y, c)).assert();
                ad::check::<two_at_once>((x, y, c)).assert();
                ad::check::<lent_on>((x, y, c)).assert();
                ad::check::<rows>((x, y, c)).assert();
                ad::check::<one_of_one_of_two>((x, y, c)).assert();
                ad::check::<given_to_another>((x, y, c)).assert();
                ad::check::<taken_apart>((x, y, c)).assert();
                ad::check::<through_parameters>((x, y, c)).assert();
            }
        }
    }
}

/// Counts and groups behind references that maps give, which do not vary.
mod given_by_maps {
    use ad::differentiate;
    use std::collections::{BTreeMap, HashMap, HashSet};

    #[differentiate(order = 2)]
    fn counted(x: f64, kinds: &[usize]) -> f64 {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        counts.entry(7).or_insert(5);
        for kind in kinds {
            *counts.entry(*kind).or_insert(0) += 1;
            let twice = counts.entry(kind % 2).or_insert(1);
            *twice *= 2;
            if *twice > 4 {
                *twice -= 1;
            }
            let now = *twice;
            counts.insert(10, now);
        }
        if let Some(n) = counts.get_mut(&1) {
            *n += 1;
        }
        let mut y = 0.0;
        for kind in kinds {
            y += x.powi(*kind as i32 + 1) * counts[kind] as f64;
        }
        y * counts[&7] as f64 + x * counts[&10] as f64
    }

    #[differentiate(order = 2)]
    fn grouped(x: &[f64], kinds: &[usize]) -> f64 {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, kind) in kinds.iter().enumerate() {
            groups.entry(*kind).or_default().push(i);
        }
        let mut y = 0.0;
        for (kind, members) in &groups {
            let mut sum = 0.0;
            for i in members {
                sum += x[*i];
            }
            y += sum * sum * (*kind as f64 + 1.0);
        }
        y
    }

    #[differentiate]
    fn distinct(x: f64, kinds: &[usize]) -> f64 {
        let mut seen: HashMap<usize, HashSet<usize>> = HashMap::new();
        for kind in kinds {
            seen.entry(kind % 2).or_default().insert(*kind);
        }
        let mut sizes = 0;
        for members in seen.values() {
            sizes += 1;
        }
        x * (sizes + seen.len()) as f64
    }

    /// What is in a variable that may be changed is owned.
    #[differentiate]
    fn owned(x: f64) -> f64 {
        let (mut values, n) = unseen::powers(x);
        values.iter_mut().for_each(|value| *value *= x);
        for value in &mut values {
            *value += n as f64;
        }
        values[0] *= 2.0;
        values.push(x);
        let mut others = unseen::powers(x * x).0;
        others[1] = values[0] * x;
        values.iter().sum::<f64>() * others[1] + others[0]
    }

    mod unseen {
        macro_rules! define {
            ($name:ident) => {
                #[ad::differentiate]
                pub fn $name(x: f64) -> (Vec<f64>, usize) {
                    (vec![x, x * x], 2)
                }
            };
        }
        define!(powers);
    }

    #[test]
    fn derivatives() {
        let kinds = [0, 1, 1, 2, 3, 1, 0];
        ad::check::<counted>((1.3, &kinds[..])).assert();
        ad::check::<grouped>((&[0.7, 1.9, -0.4, 2.3, 1.1, 0.2, 0.9][..], &kinds[..])).assert();
        ad::check::<distinct>((1.3, &kinds[..])).assert();
        ad::check::<owned>(1.3).assert();
        assert_eq!(distinct::grad(1.3, &kinds), 4.0);
        assert_eq!(counted::value_and_grad(1.3, &kinds).0, counted(1.3, &kinds));
    }
}
