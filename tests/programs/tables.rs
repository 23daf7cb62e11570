//! Tables and kinds: fields and types of which nothing varies.

use ad::{Differentiable, differentiate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Linear,
    Relu,
    Swish { beta: u32 },
}

#[differentiate]
impl Kind {
    fn apply(self, x: f64) -> f64 {
        match self {
            Kind::Linear => x,
            Kind::Relu => x.max(0.0),
            Kind::Swish { beta } => x / (1.0 + (-(f64::from(beta)) * x).exp()),
        }
    }
    fn parity(&self) -> Kind {
        match self {
            Kind::Linear => Kind::Relu,
            _ => Kind::Linear,
        }
    }
    fn by(&self, x: f64) -> f64 {
        self.parity().apply(x)
    }
}

#[derive(Clone, Debug, Differentiable)]
pub struct Layer {
    w: f64,
    kind: Kind,
    more: [f64; 2],
}

#[differentiate]
impl Layer {
    fn run(&self, x: f64) -> f64 {
        let mut y = self.kind.apply(self.w * x);
        for k in &self.more {
            y = self.kind.apply(y) + k * self.kind.by(y);
        }
        y
    }
}
#[differentiate]
fn price(kind: Kind, kinds: &[Kind], table: &[(f64, Kind)], x: f64) -> f64 {
    let mut s = kind.apply(x);
    for k in kinds {
        s += k.apply(s);
    }
    for (w, k) in table {
        s += w * k.apply(x);
    }
    let l = Layer {
        w: x,
        kind,
        more: [0.1, x],
    };
    s + l.run(0.5)
}
#[differentiate]
fn choose(x: f64) -> f64 {
    let kind = if x > 1.0 {
        Kind::Relu
    } else {
        Kind::Swish { beta: 2 }
    };
    let best = match kind {
        Kind::Relu => Some(kind),
        _ => None,
    };
    price(best.unwrap_or(Kind::Linear), &[kind], &[(x, kind)], x * x)
}
#[test]
fn gradients() {
    let (v, g) = price::value_and_grad(
        Kind::Relu,
        &[Kind::Linear],
        &[(0.5, Kind::Swish { beta: 1 })],
        1.3,
    );
    let h = 1e-6;
    let f = |w: f64, x: f64| {
        price(
            Kind::Relu,
            &[Kind::Linear],
            &[(w, Kind::Swish { beta: 1 })],
            x,
        )
    };
    assert!(((f(0.5, 1.3 + h) - f(0.5, 1.3 - h)) / (2. * h) - g.1).abs() < 1e-6);
    assert!(((f(0.5 + h, 1.3) - f(0.5 - h, 1.3)) / (2. * h) - g.0[0].0).abs() < 1e-6);
    ad::check::<choose>(1.3).assert();
    ad::check::<choose>(0.7).assert();
}

#[derive(Clone, Debug, Differentiable)]
pub struct Table {
    #[no_diff]
    knots: Vec<f64>,
    #[no_diff]
    rows: [[f64; 2]; 2],
    values: Vec<f64>,
    kind: Kind,
}

#[differentiate]
impl Table {
    fn at(&self, x: f64) -> f64 {
        let i = self
            .knots
            .iter()
            .position(|&k| k > x)
            .unwrap_or(self.knots.len() - 1)
            .max(1);
        let (a, b) = (self.knots[i - 1], self.knots[i]);
        let w = (x - a) / (b - a);
        let [r, s] = self.rows[i % 2];
        let ks = self.knots.clone();
        let first = self.knots.first().copied().unwrap_or(0.0);
        let sum: f64 = self
            .knots
            .iter()
            .zip(&self.values)
            .map(|(k, v)| k * v)
            .sum();
        self.kind
            .apply(self.values[i - 1] * (1.0 - w) + self.values[i] * w)
            * r
            + s * x
            + ks[0] * x
            + first
            + sum * self.kind.parity().apply(x)
    }
    fn shift(&mut self, by: f64) -> f64 {
        let mut t = vec![by, by * by, by, by];
        std::mem::swap(&mut t, &mut self.knots);
        self.values[0] += by * t[0];
        std::mem::swap(&mut t, &mut self.knots);
        for k in self.knots.iter_mut() {
            *k += 0.5;
        }
        self.at(by + 0.6)
    }
}
#[differentiate]
fn lookup(values: &[f64], x: f64) -> f64 {
    let t = Table {
        knots: vec![0.0, 1.0, 2.0, 3.0],
        rows: [[0.5, 0.2], [1.5, -0.3]],
        values: values.to_vec(),
        kind: Kind::Swish { beta: 1 },
    };
    t.at(x) + t.at(x * 0.3)
}
#[differentiate]
fn shifted(values: &[f64], x: f64) -> f64 {
    let mut t = Table {
        knots: vec![0.0, 1.0, 2.0, 3.0],
        rows: [[0.5, 0.2], [1.5, -0.3]],
        values: values.to_vec(),
        kind: Kind::Swish { beta: 1 },
    };
    t.shift(x) * t.at(x)
}
#[test]
fn tables() {
    ad::check::<lookup>((&[0.3, 0.9, 1.7, 0.4], 1.4)).assert();
    ad::check::<shifted>((&[0.3, 0.9, 1.7, 0.4], 1.4)).assert();
}
