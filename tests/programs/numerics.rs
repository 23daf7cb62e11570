//! Numerical methods: solvers, splines, integrators, transforms.

use ad::{Differentiable, differentiate};
use std::ops::{Add, Index, IndexMut, Mul, Sub};

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Mat {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

#[differentiate]
impl Index<(usize, usize)> for Mat {
    type Output = f64;
    fn index(&self, (r, c): (usize, usize)) -> &f64 {
        &self.data[r * self.cols + c]
    }
}
#[differentiate]
impl IndexMut<(usize, usize)> for Mat {
    fn index_mut(&mut self, (r, c): (usize, usize)) -> &mut f64 {
        &mut self.data[r * self.cols + c]
    }
}

#[differentiate]
impl Mat {
    pub fn zeros(#[no_diff] rows: usize, #[no_diff] cols: usize) -> Self {
        Mat {
            rows,
            cols,
            data: vec![0.0; rows * cols],
        }
    }
    pub fn transpose(&self) -> Mat {
        let mut t = Mat::zeros(self.cols, self.rows);
        for i in 0..self.rows {
            for j in 0..self.cols {
                t[(j, i)] = self[(i, j)];
            }
        }
        t
    }
    pub fn matmul(&self, other: &Mat) -> Mat {
        assert_eq!(self.cols, other.rows, "shapes");
        let mut out = Mat::zeros(self.rows, other.cols);
        for i in 0..self.rows {
            for k in 0..self.cols {
                let a = self[(i, k)];
                for j in 0..other.cols {
                    out[(i, j)] += a * other[(k, j)];
                }
            }
        }
        out
    }
    pub fn lu_solve(mut self, mut b: Vec<f64>) -> Option<Vec<f64>> {
        let n = self.rows;
        for k in 0..n {
            let mut p = k;
            for i in k + 1..n {
                if self[(i, k)].abs() > self[(p, k)].abs() {
                    p = i;
                }
            }
            if self[(p, k)] == 0.0 {
                return None;
            }
            if p != k {
                for j in 0..n {
                    let tmp = self[(k, j)];
                    self[(k, j)] = self[(p, j)];
                    self[(p, j)] = tmp;
                }
                b.swap(k, p);
            }
            for i in k + 1..n {
                let f = self[(i, k)] / self[(k, k)];
                for j in k..n {
                    self[(i, j)] -= f * self[(k, j)];
                }
                b[i] -= f * b[k];
            }
        }
        for i in (0..n).rev() {
            let mut s = b[i];
            for j in (i + 1)..n {
                s -= self[(i, j)] * b[j];
            }
            b[i] = s / self[(i, i)];
        }
        Some(b)
    }
    pub fn frobenius(&self) -> f64 {
        self.data.iter().map(|x| x * x).sum::<f64>().sqrt()
    }
}

#[differentiate]
impl Mul<f64> for Mat {
    type Output = Mat;
    fn mul(mut self, s: f64) -> Mat {
        self.data.iter_mut().for_each(|x| *x *= s);
        self
    }
}
#[differentiate]
impl<'a> Add<&'a Mat> for Mat {
    type Output = Mat;
    fn add(self, o: &'a Mat) -> Mat {
        Mat {
            rows: self.rows,
            cols: self.cols,
            data: self.data.iter().zip(&o.data).map(|(a, b)| a + b).collect(),
        }
    }
}

#[differentiate]
fn least_squares(x: &[f64], y: &[f64], ridge: f64) -> f64 {
    let n = x.len();
    let mut a = Mat::zeros(n, 3);
    for (i, xi) in x.iter().enumerate() {
        a[(i, 0)] = 1.0;
        a[(i, 1)] = *xi;
        a[(i, 2)] = xi * xi;
    }
    let at = a.transpose();
    let mut eye = Mat::zeros(3, 3);
    for i in 0..3 {
        eye[(i, i)] = 1.0;
    }
    let ata = at.matmul(&a) + &(eye * ridge);
    let aty: Vec<f64> = (0..3)
        .map(|i| (0..n).map(|j| at[(i, j)] * y[j]).sum())
        .collect();
    let beta = ata.lu_solve(aty).expect("regular");
    x.iter()
        .zip(y)
        .map(|(x, y)| (beta[0] + beta[1] * x + beta[2] * x.powi(2) - y).powi(2))
        .sum()
}

/// Natural cubic spline by the Thomas algorithm.
#[differentiate]
fn spline(xs: &[f64], ys: &[f64], t: f64) -> f64 {
    let n = xs.len() - 1;
    let h: Vec<f64> = xs.windows(2).map(|w| w[1] - w[0]).collect();
    let mut alpha = vec![0.0; n];
    for i in 1..n {
        alpha[i] = 3.0 / h[i] * (ys[i + 1] - ys[i]) - 3.0 / h[i - 1] * (ys[i] - ys[i - 1]);
    }
    let (mut l, mut mu, mut z) = (vec![1.0; n + 1], vec![0.0; n + 1], vec![0.0; n + 1]);
    for i in 1..n {
        l[i] = 2.0 * (xs[i + 1] - xs[i - 1]) - h[i - 1] * mu[i - 1];
        mu[i] = h[i] / l[i];
        z[i] = (alpha[i] - h[i - 1] * z[i - 1]) / l[i];
    }
    let mut c = vec![0.0; n + 1];
    let mut b = vec![0.0; n];
    let mut d = vec![0.0; n];
    for j in (0..n).rev() {
        c[j] = z[j] - mu[j] * c[j + 1];
        b[j] = (ys[j + 1] - ys[j]) / h[j] - h[j] * (c[j + 1] + 2.0 * c[j]) / 3.0;
        d[j] = (c[j + 1] - c[j]) / (3.0 * h[j]);
    }
    let i = xs
        .iter()
        .position(|&x| x > t)
        .map_or(n - 1, |i| i.saturating_sub(1))
        .min(n - 1);
    let dx = t - xs[i];
    ys[i] + dx * (b[i] + dx * (c[i] + dx * d[i]))
}

#[differentiate]
fn simpson<F: Fn(f64) -> f64>(f: F, a: f64, b: f64, #[no_diff] n: usize) -> f64 {
    let h = (b - a) / n as f64;
    let mut s = f(a) + f(b);
    for i in 1..n {
        let w = if i % 2 == 1 { 4.0 } else { 2.0 };
        s += w * f(a + i as f64 * h);
    }
    s * h / 3.0
}

#[differentiate]
fn arc_length(a: f64, b: f64, upper: f64) -> f64 {
    simpson(
        |t| ((a * t.sin()).powi(2) + (b * t.cos()).powi(2)).sqrt(),
        0.0,
        upper,
        20,
    )
}

#[differentiate]
fn rk4<const N: usize>(
    f: impl Fn(f64, &[f64; N]) -> [f64; N],
    y0: [f64; N],
    t1: f64,
    #[no_diff] steps: usize,
) -> [f64; N] {
    let h = t1 / steps as f64;
    let mut y = y0;
    let mut t = 0.0;
    for _ in 0..steps {
        let k1 = f(t, &y);
        let mut tmp = y;
        for i in 0..N {
            tmp[i] += 0.5 * h * k1[i];
        }
        let k2 = f(t + 0.5 * h, &tmp);
        for i in 0..N {
            tmp[i] = y[i] + 0.5 * h * k2[i];
        }
        let k3 = f(t + 0.5 * h, &tmp);
        for i in 0..N {
            tmp[i] = y[i] + h * k3[i];
        }
        let k4 = f(t + h, &tmp);
        for i in 0..N {
            y[i] += h / 6.0 * (k1[i] + 2.0 * (k2[i] + k3[i]) + k4[i]);
        }
        t += h;
    }
    y
}

#[differentiate]
fn lotka(alpha: f64, beta: f64, gamma: f64, delta: f64, x0: f64, y0: f64) -> f64 {
    let end = rk4(
        |_, s: &[f64; 2]| {
            [
                alpha * s[0] - beta * s[0] * s[1],
                delta * s[0] * s[1] - gamma * s[1],
            ]
        },
        [x0, y0],
        2.0,
        16,
    );
    end[0].ln() + end[1]
}

#[differentiate]
fn newton_sqrt(a: f64) -> f64 {
    let mut x = a;
    loop {
        let next = 0.5 * (x + a / x);
        if (next - x).abs() <= 1e-14 * next {
            break next;
        }
        x = next;
    }
}

#[differentiate]
fn bisect_then_newton(c: f64) -> f64 {
    let f = |x: f64| x.exp() - c * x - 2.0;
    let (mut lo, mut hi) = (0.0, 4.0);
    while hi - lo > 0.1 {
        let mid = 0.5 * (lo + hi);
        if f(mid) > 0.0 {
            hi = mid;
        } else {
            lo = mid;
        }
    }
    let mut x = 0.5 * (lo + hi);
    for _ in 0..8 {
        x -= f(x) / (x.exp() - c);
    }
    x
}

#[differentiate]
fn de_boor(t: f64, #[no_diff] degree: usize, knots: &[f64], ctrl: &[[f64; 2]]) -> f64 {
    let k = (degree..ctrl.len())
        .rev()
        .find(|&i| knots[i] <= t)
        .unwrap_or(degree);
    let mut d: Vec<[f64; 2]> = (0..=degree).map(|j| ctrl[j + k - degree]).collect();
    for r in 1..=degree {
        for j in (r..=degree).rev() {
            let i = j + k - degree;
            let alpha = (t - knots[i]) / (knots[j + 1 + k - r] - knots[i]);
            d[j] = [
                (1.0 - alpha) * d[j - 1][0] + alpha * d[j][0],
                (1.0 - alpha) * d[j - 1][1] + alpha * d[j][1],
            ];
        }
    }
    let [x, y] = d[degree];
    x * x + y
}

#[differentiate]
fn conjugate_gradient(diag: &[f64], b: &[f64], off: f64) -> f64 {
    let n = b.len();
    let apply = |v: &[f64]| -> Vec<f64> {
        (0..n)
            .map(|i| {
                let left = if i > 0 { v[i - 1] } else { 0.0 };
                let right = v.get(i + 1).copied().unwrap_or(0.0);
                diag[i] * v[i] + off * (left + right)
            })
            .collect()
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut x = vec![0.0; n];
    let mut r = b.to_vec();
    let mut p = r.clone();
    let mut rs = dot(&r, &r);
    for _ in 0..n {
        let ap = apply(&p);
        let alpha = rs / dot(&p, &ap);
        for i in 0..n {
            x[i] += alpha * p[i];
            r[i] -= alpha * ap[i];
        }
        let new = dot(&r, &r);
        if new < 1e-20 {
            break;
        }
        let beta = new / rs;
        p = r.iter().zip(&p).map(|(r, p)| r + beta * p).collect();
        rs = new;
    }
    dot(&x, b)
}

#[differentiate]
fn fft(re: &mut [f64], im: &mut [f64]) {
    let n = re.len();
    if n == 1 {
        return;
    }
    let half = n / 2;
    let (mut er, mut ei): (Vec<f64>, Vec<f64>) = (0..half).map(|i| (re[2 * i], im[2 * i])).unzip();
    let (mut or, mut oi): (Vec<f64>, Vec<f64>) =
        (0..half).map(|i| (re[2 * i + 1], im[2 * i + 1])).unzip();
    fft(&mut er, &mut ei);
    fft(&mut or, &mut oi);
    for k in 0..half {
        let (s, c) = (-2.0 * std::f64::consts::PI * k as f64 / n as f64).sin_cos();
        let tr = c * or[k] - s * oi[k];
        let ti = s * or[k] + c * oi[k];
        re[k] = er[k] + tr;
        im[k] = ei[k] + ti;
        re[k + half] = er[k] - tr;
        im[k + half] = ei[k] - ti;
    }
}

#[differentiate]
fn spectrum(signal: &[f64]) -> f64 {
    let mut re = signal.to_vec();
    let mut im = vec![0.0; signal.len()];
    fft(&mut re, &mut im);
    re.iter()
        .zip(im.iter())
        .skip(1)
        .take(3)
        .map(|(a, b)| a.hypot(*b).ln())
        .sum()
}

#[differentiate]
fn power_iteration(a: [[f64; 3]; 3]) -> f64 {
    let mut v = [1.0, 0.5, 0.25];
    let mut lambda = 0.0;
    for _ in 0..30 {
        let w: [f64; 3] =
            core::array::from_fn(|i| a[i].iter().zip(v.iter()).map(|(x, y)| x * y).sum());
        let norm = w.iter().fold(0.0, |s, x| s + x * x).sqrt();
        v = w.map(|x| x / norm);
        lambda = norm;
    }
    lambda
}

#[differentiate]
fn horner(coeffs: &[f64], x: f64) -> (f64, f64) {
    let mut p = 0.0;
    let mut dp = 0.0;
    for &c in coeffs.iter().rev() {
        dp = dp * x + p;
        p = p * x + c;
    }
    (p, dp)
}
#[differentiate]
fn horner_sum(coeffs: &[f64], x: f64) -> f64 {
    let (p, dp) = horner(coeffs, x);
    p * dp
}

#[differentiate]
fn gamma_lanczos(x: f64) -> f64 {
    const G: f64 = 7.0;
    static COEF: [f64; 9] = [
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];
    if x < 0.5 {
        std::f64::consts::PI / ((std::f64::consts::PI * x).sin() * gamma_lanczos(1.0 - x))
    } else {
        let x = x - 1.0;
        let t = x + G + 0.5;
        let a = COEF
            .iter()
            .enumerate()
            .skip(1)
            .fold(COEF[0], |a, (i, c)| a + c / (x + i as f64));
        (2.0 * std::f64::consts::PI).sqrt() * t.powf(x + 0.5) * (-t).exp() * a
    }
}

#[test]
fn gradients() {
    ad::check::<least_squares>((&[0.1, 0.5, 0.9, 1.4, 2.0], &[1.0, 1.3, 0.9, 2.2, 3.1], 0.01))
        .assert();
    ad::check::<spline>((&[0.0, 1.0, 2.5, 3.0], &[0.5, 1.5, -0.3, 0.7], 1.7)).assert();
    ad::check::<arc_length>((1.5, 0.8, 2.0)).assert();
    ad::check::<lotka>((1.1, 0.4, 0.4, 0.1, 2.0, 1.0)).assert();
    ad::check::<newton_sqrt>(2.0).assert();
    ad::check::<bisect_then_newton>(1.5).assert();
    ad::check::<de_boor>((
        1.3,
        2,
        &[0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 3.0, 3.0],
        &[[0.0, 1.0], [0.5, 2.0], [1.0, 0.0], [2.0, 1.0], [2.5, 0.3]],
    ))
    .assert();
    ad::check::<conjugate_gradient>((&[4.0, 5.0, 4.5, 6.0], &[1.0, 2.0, -1.0, 0.5], -1.0)).assert();
    ad::check::<spectrum>(&[0.1, 0.9, -0.4, 1.2, 0.3, -0.8, 0.5, 0.2]).assert();
    ad::check::<power_iteration>([[2.0, 0.3, 0.1], [0.3, 1.5, 0.2], [0.1, 0.2, 1.0]]).assert();
    ad::check::<horner_sum>((&[1.0, -2.0, 0.5, 3.0], 0.7)).assert();
    ad::check::<gamma_lanczos>(3.7).assert();
    ad::check::<gamma_lanczos>(0.3).assert();
}
