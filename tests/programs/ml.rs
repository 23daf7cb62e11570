//! Machine learning from scratch: layers, attention, recurrent cells, mixtures.

use ad::{Differentiable, differentiate};

#[derive(Clone, Debug, Differentiable)]
pub struct Dense {
    pub w: Vec<Vec<f64>>,
    pub b: Vec<f64>,
    pub act: Activation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    Linear,
    Relu,
    Tanh,
    Gelu,
    Swish { beta_milli: u32 },
}

#[differentiate]
impl Activation {
    fn apply(self, x: f64) -> f64 {
        match self {
            Activation::Linear => x,
            Activation::Relu => x.max(0.0),
            Activation::Tanh => x.tanh(),
            Activation::Gelu => {
                const C: f64 = 0.044715;
                0.5 * x * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + C * x.powi(3))).tanh())
            }
            Activation::Swish { beta_milli } => {
                let beta = beta_milli as f64 / 1000.0;
                x / (1.0 + (-beta * x).exp())
            }
        }
    }
}

#[differentiate]
impl Dense {
    fn forward(&self, x: &[f64]) -> Vec<f64> {
        self.w
            .iter()
            .zip(&self.b)
            .map(|(row, &b)| {
                let z = row.iter().zip(x.iter()).map(|(w, x)| w * x).sum::<f64>() + b;
                self.act.apply(z)
            })
            .collect()
    }
}

#[derive(Clone, Debug, Differentiable)]
pub struct Mlp {
    pub layers: Vec<Dense>,
}

#[differentiate]
impl Mlp {
    fn predict(&self, x: &[f64]) -> Vec<f64> {
        let mut h = x.to_vec();
        for layer in &self.layers {
            h = layer.forward(&h);
        }
        h
    }

    fn loss(&self, xs: &[Vec<f64>], #[no_diff] labels: &[usize]) -> f64 {
        let mut total = 0.0;
        for (x, &label) in xs.iter().zip(labels) {
            let logits = self.predict(x);
            let max = logits.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
            let lse = max + logits.iter().map(|l| (l - max).exp()).sum::<f64>().ln();
            total += lse - logits[label];
        }
        let penalty: f64 = self
            .layers
            .iter()
            .flat_map(|l| l.w.iter())
            .flatten()
            .map(|w| w.powi(2))
            .sum();
        total / xs.len() as f64 + 1e-3 * penalty
    }
}

#[differentiate]
fn mlp_loss(w: &[f64], x: &[f64]) -> f64 {
    let mk = |k: usize, n: usize, m: usize, act: Activation| Dense {
        w: (0..n)
            .map(|i| (0..m).map(|j| w[(k + i * m + j) % w.len()]).collect())
            .collect(),
        b: (0..n).map(|i| w[(k + i) % w.len()] * 0.1).collect(),
        act,
    };
    let net = Mlp {
        layers: vec![
            mk(0, 4, x.len(), Activation::Gelu),
            mk(3, 3, 4, Activation::Swish { beta_milli: 1500 }),
            mk(5, 2, 3, Activation::Linear),
        ],
    };
    net.loss(
        &[x.to_vec(), x.iter().map(|v| v * 0.5 - 0.1).collect()],
        &[0, 1],
    )
}

/// scaled dot product attention, row-major
#[differentiate]
fn attention(
    q: &[f64],
    k: &[f64],
    v: &[f64],
    #[no_diff] n: usize,
    #[no_diff] d: usize,
    #[no_diff] causal: bool,
) -> f64 {
    let scale = 1.0 / (d as f64).sqrt();
    let mut out = vec![0.0; n * d];
    let mut scores = vec![0.0; n];
    for i in 0..n {
        let qi = &q[i * d..(i + 1) * d];
        for j in 0..n {
            scores[j] = if causal && j > i {
                f64::NEG_INFINITY
            } else {
                let kj = &k[j * d..(j + 1) * d];
                qi.iter().zip(kj).map(|(a, b)| a * b).sum::<f64>() * scale
            };
        }
        let m = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut z = 0.0;
        for s in scores.iter_mut() {
            *s = (*s - m).exp();
            z += *s;
        }
        for (j, s) in scores.iter().enumerate() {
            let p = s / z;
            for (o, vv) in out[i * d..(i + 1) * d]
                .iter_mut()
                .zip(&v[j * d..(j + 1) * d])
            {
                *o += p * vv;
            }
        }
    }
    out.iter()
        .enumerate()
        .map(|(i, o)| o * ((i + 1) as f64).sin())
        .sum()
}

#[derive(Clone, Debug, Differentiable)]
struct Gru {
    wz: [[f64; 5]; 2],
    wr: [[f64; 5]; 2],
    wh: [[f64; 5]; 2],
}

#[differentiate]
fn sigmoid(x: f64) -> f64 {
    1. / (1. + (-x).exp())
}

#[differentiate]
impl Gru {
    fn gate(w: &[[f64; 5]; 2], x: &[f64; 2], h: &[f64; 2]) -> [f64; 2] {
        std::array::from_fn(|i| {
            let r = &w[i];
            r[0] * x[0] + r[1] * x[1] + r[2] * h[0] + r[3] * h[1] + r[4]
        })
    }
    fn step(&self, x: [f64; 2], h: [f64; 2]) -> [f64; 2] {
        let z = Self::gate(&self.wz, &x, &h).map(sigmoid);
        let r = Self::gate(&self.wr, &x, &h).map(sigmoid);
        let rh = [r[0] * h[0], r[1] * h[1]];
        let c = Self::gate(&self.wh, &x, &rh).map(f64::tanh);
        let mut next = [0.0; 2];
        for ((n, z), (h, c)) in next.iter_mut().zip(z).zip(h.into_iter().zip(c)) {
            *n = (1.0 - z) * h + z * c;
        }
        next
    }
    fn run(&self, xs: &[[f64; 2]]) -> f64 {
        let h = xs.iter().fold([0.0, 0.0], |h, x| self.step(*x, h));
        h.iter().map(|v| v * v).sum::<f64>().sqrt()
    }
}

#[differentiate]
fn gru(p: &[f64; 30], xs: &[[f64; 2]]) -> f64 {
    let take = |i: usize| {
        let a = &p[5 * i..5 * i + 5];
        [a[0], a[1], a[2], a[3], a[4]]
    };
    let g = Gru {
        wz: [take(0), take(1)],
        wr: [take(2), take(3)],
        wh: [take(4), take(5)],
    };
    g.run(xs)
}

#[differentiate]
fn conv2d(img: &[Vec<f64>], kernel: &[[f64; 3]; 3], #[no_diff] stride: usize) -> Vec<Vec<f64>> {
    let (h, w) = (img.len(), img[0].len());
    let oh = (h - 3) / stride + 1;
    let ow = (w - 3) / stride + 1;
    let mut out = vec![vec![0.0; ow]; oh];
    for (oy, row) in out.iter_mut().enumerate() {
        for (ox, cell) in row.iter_mut().enumerate() {
            let mut acc = 0.0;
            for (ky, krow) in kernel.iter().enumerate() {
                for (kx, k) in krow.iter().enumerate() {
                    acc += img[oy * stride + ky][ox * stride + kx] * k;
                }
            }
            *cell = if acc > 0.0 { acc } else { 0.01 * acc };
        }
    }
    out
}

#[differentiate]
fn pooled(img: &[Vec<f64>], kernel: &[[f64; 3]; 3]) -> f64 {
    let f = conv2d(img, kernel, 1);
    let mut best = f64::MIN;
    let mut sum = 0.0;
    for row in f.chunks(2) {
        let m = row
            .iter()
            .flatten()
            .copied()
            .max_by(|a, b| a.partial_cmp(b).unwrap())
            .unwrap_or(0.0);
        best = best.max(m);
        sum += m;
    }
    best + 0.5 * sum
}

#[differentiate]
fn batchnorm(x: &mut [f64], gamma: f64, beta: f64) -> f64 {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let var = x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    let inv = (var + 1e-5).sqrt().recip();
    x.iter_mut()
        .for_each(|v| *v = gamma * (*v - mean) * inv + beta);
    x.iter()
        .rev()
        .enumerate()
        .map(|(i, v)| v / (1 + i) as f64)
        .sum()
}

#[differentiate]
fn gaussian_mixture(x: &[f64], weights: &[f64], means: &[f64], log_sigma: &[f64]) -> f64 {
    let k = weights.len();
    let lse = |v: &[f64]| {
        let m = v.iter().cloned().fold(f64::NAN, f64::max);
        v.iter().map(|a| (a - m).exp()).sum::<f64>().ln() + m
    };
    let norm = lse(weights);
    x.iter()
        .map(|&xi| {
            let terms: Vec<f64> = (0..k)
                .map(|j| {
                    let s = log_sigma[j].exp();
                    let z = (xi - means[j]) / s;
                    weights[j]
                        - norm
                        - 0.5 * z * z
                        - log_sigma[j]
                        - 0.5 * (2.0 * std::f64::consts::PI).ln()
                })
                .collect();
            lse(&terms)
        })
        .sum()
}

#[differentiate]
fn kmeans_loss(points: &[(f64, f64)], centers: &[(f64, f64)]) -> f64 {
    points
        .iter()
        .map(|&(px, py)| {
            centers
                .iter()
                .map(|(cx, cy)| (px - cx).hypot(py - cy))
                .min_by(|a, b| a.total_cmp(b))
                .expect("some center")
        })
        .sum::<f64>()
        / points.len() as f64
}

#[test]
fn gradients() {
    let w: Vec<f64> = (0..11).map(|i| ((i * i) as f64 * 0.7).sin()).collect();
    ad::check::<mlp_loss>((&w, &[0.3, -0.7, 1.1])).assert();
    let v: Vec<f64> = (0..6).map(|i| (i as f64 * 1.3).cos()).collect();
    let u: Vec<f64> = (0..6).map(|i| (i as f64 * 0.9 + 0.4).sin()).collect();
    ad::check::<attention>((&v, &u, &w[..6], 3, 2, true)).assert();
    ad::check::<attention>((&v, &u, &w[..6], 3, 2, false)).assert();
    let p: [f64; 30] = std::array::from_fn(|i| (i as f64 * 0.77).sin());
    ad::check::<gru>((&p, &[[0.1, 0.5], [-0.4, 0.9], [1.0, 0.2]])).assert();
    let img: Vec<Vec<f64>> = (0..6)
        .map(|i| (0..5).map(|j| ((i * 7 + j * 3) as f64).sin()).collect())
        .collect();
    ad::check::<pooled>((
        &img,
        &[[0.1, 0.2, -0.3], [0.5, 1.0, 0.4], [-0.2, 0.3, 0.25]],
    ))
    .assert();
    {
        let mut x = v.clone();
        let mut bar = vec![0.0; x.len()];
        let (_, (g, b)) = batchnorm::vjp(&mut x, 1.3, 0.2, 1.0, &mut bar);
        let f = |d: f64, g: f64, b: f64| {
            let mut x = v.clone();
            x[2] += d;
            batchnorm(&mut x, g, b)
        };
        let h = 1e-6;
        assert!(((f(h, 1.3, 0.2) - f(-h, 1.3, 0.2)) / (2. * h) - bar[2]).abs() < 1e-6);
        assert!(((f(0., 1.3 + h, 0.2) - f(0., 1.3 - h, 0.2)) / (2. * h) - g).abs() < 1e-6);
        assert!(((f(0., 1.3, 0.2 + h) - f(0., 1.3, 0.2 - h)) / (2. * h) - b).abs() < 1e-6);
    }
    ad::check::<gaussian_mixture>((&v, &[0.1, 0.7], &[0.0, 0.5], &[-0.3, 0.1])).assert();
    ad::check::<kmeans_loss>((
        &[(0.1, 0.2), (1.0, 1.3), (-0.4, 0.8)],
        &[(0.0, 0.3), (0.9, 0.9)],
    ))
    .assert();
}
