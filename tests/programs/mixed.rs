//! Options of structs, small matrices, dynamic programming, running statistics.

use ad::{Differentiable, differentiate};
use nalgebra::{
    DMatrix, DVector, Matrix2, Matrix3, Matrix4, SMatrix, SVector, Vector2, Vector3, Vector4,
};

#[differentiate]
fn kalman_update(x: Vector2<f64>, p: Matrix2<f64>, z: f64, r: f64) -> f64 {
    let h = SMatrix::<f64, 1, 2>::new(1.0, 0.3);
    let s = h * p * h.transpose() + SMatrix::<f64, 1, 1>::new(r);
    let Some(s_inv) = s.try_inverse() else {
        return 0.0;
    };
    let k = p * h.transpose() * s_inv;
    let y = z - (h * x)[0];
    let x = x + k * y;
    let p = (Matrix2::identity() - k * h) * p;
    x.norm() + p.trace() + p.determinant()
}

#[differentiate]
fn solve2(a: Matrix3<f64>, b: Vector3<f64>) -> f64 {
    match a.try_inverse() {
        Some(inv) => (inv * b).dot(&b),
        None => f64::NAN,
    }
}

#[differentiate]
fn dynamic(data: &[f64], w: &[f64]) -> f64 {
    let x = DVector::from_vec(data.to_vec());
    let v = DVector::from_column_slice(w);
    let d = x.metric_distance(&v);
    let shifted = x.add_scalar(d);
    shifted.dot(&v) + x.abs().sum() + v.component_mul(&x).norm_squared()
}

#[differentiate]
fn homogeneous(p: Vector3<f64>, angle: f64, t: Vector3<f64>) -> f64 {
    let (s, c) = angle.sin_cos();
    let m = Matrix4::new(
        c, -s, 0.0, t.x, s, c, 0.0, t.y, 0.0, 0.0, 1.0, t.z, 0.0, 0.0, 0.0, 1.0,
    );
    let q = m * Vector4::new(p.x, p.y, p.z, 1.0);
    q.xyz().norm() + q.xy().dot(&Vector2::new(0.3, -0.2))
}

/// nested options and early returns
#[derive(Clone, Debug, Differentiable)]
struct Hit {
    t: f64,
    normal: [f64; 3],
}

#[differentiate]
fn hit(o: [f64; 3], d: [f64; 3], center: [f64; 3], r: f64) -> Option<Hit> {
    let oc: [f64; 3] = std::array::from_fn(|i| o[i] - center[i]);
    let a: f64 = d.iter().map(|x| x * x).sum();
    let half_b: f64 = oc.iter().zip(&d).map(|(x, y)| x * y).sum();
    let c = oc.iter().map(|x| x.powi(2)).sum::<f64>() - r * r;
    let disc = half_b * half_b - a * c;
    if disc < 0.0 {
        return None;
    }
    let t = (-half_b - disc.sqrt()) / a;
    (t > 1e-3).then(|| Hit {
        t,
        normal: std::array::from_fn(|i| (oc[i] + t * d[i]) / r),
    })
}

#[differentiate]
fn shade(o: [f64; 3], d: [f64; 3], spheres: &[([f64; 3], f64)], light: [f64; 3]) -> f64 {
    let mut closest: Option<Hit> = None;
    for &(c, r) in spheres {
        if let Some(h) = hit(o, d, c, r) {
            let closer = match &closest {
                Some(best) => h.t < best.t,
                None => true,
            };
            if closer {
                closest = Some(h);
            }
        }
    }
    closest.map_or(0.1, |h| {
        h.normal
            .iter()
            .zip(&light)
            .map(|(n, l)| n * l)
            .sum::<f64>()
            .max(0.0)
            + 0.05 * h.t
    })
}

#[derive(Clone, Debug, Default, Differentiable)]
struct Stats {
    n: usize,
    mean: f64,
    m2: f64,
    min: Option<f64>,
}

#[differentiate]
impl Stats {
    fn push(&mut self, x: f64) -> &mut Self {
        self.n += 1;
        let delta = x - self.mean;
        self.mean += delta / self.n as f64;
        self.m2 += delta * (x - self.mean);
        self.min = Some(self.min.map_or(x, |m| m.min(x)));
        self
    }
    fn variance(&self) -> Option<f64> {
        if self.n < 2 {
            None
        } else {
            Some(self.m2 / (self.n - 1) as f64)
        }
    }
}

#[differentiate]
fn welford(xs: &[f64]) -> f64 {
    let mut s = Stats::default();
    for &x in xs {
        s.push(x).push(2.0 * x);
    }
    s.variance().unwrap_or_default() + s.min.unwrap_or(0.0) * s.mean
}

#[differentiate]
fn trapz(y: &[f64], x: &[f64]) -> f64 {
    y.windows(2)
        .zip(x.windows(2))
        .map(|(y, x)| 0.5 * (y[0] + y[1]) * (x[1] - x[0]))
        .sum()
}

#[differentiate]
fn cumulative(xs: &[f64]) -> Vec<f64> {
    xs.iter()
        .scan(0.0, |acc, &x| {
            *acc += x * x;
            Some(*acc)
        })
        .collect()
}
#[differentiate]
fn last_two(xs: &[f64]) -> f64 {
    let c = cumulative(xs);
    match c.as_slice() {
        [.., a, b] => a * b.sqrt(),
        [a] => *a,
        [] => 0.0,
    }
}

#[differentiate]
fn poly_roots_residual(c: [f64; 3]) -> f64 {
    let [a, b, k] = c;
    let d = b * b - 4.0 * a * k;
    if d >= 0.0 {
        let q = -0.5 * (b + b.signum() * d.sqrt());
        let (r1, r2) = (q / a, k / q);
        r1.max(r2) - r1.min(r2)
    } else {
        (-d).sqrt() / (2.0 * a)
    }
}

#[differentiate]
fn softplus_net(x: f64, ws: &[(f64, f64)]) -> f64 {
    ws.iter().rev().fold(x, |h, &(w, b)| {
        let z = w * h + b;
        if z > 30.0 { z } else { z.exp().ln_1p() }
    })
}

#[differentiate]
fn gauss_legendre(a: f64, b: f64, k: f64) -> f64 {
    const X: [f64; 3] = [-0.774_596_669_241_483_4, 0.0, 0.774_596_669_241_483_4];
    const W: [f64; 3] = [5.0 / 9.0, 8.0 / 9.0, 5.0 / 9.0];
    let (mid, half) = ((a + b) / 2.0, (b - a) / 2.0);
    half * X
        .iter()
        .zip(W)
        .map(|(x, w)| w * (-(k * (mid + half * x)).powi(2)).exp())
        .sum::<f64>()
}

#[differentiate]
fn dtw(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len(), b.len());
    let mut d = vec![vec![f64::INFINITY; m + 1]; n + 1];
    d[0][0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let cost = (a[i - 1] - b[j - 1]).abs();
            d[i][j] = cost + d[i - 1][j].min(d[i][j - 1]).min(d[i - 1][j - 1]);
        }
    }
    d[n][m]
}

#[differentiate]
fn viterbi_like(emissions: &[[f64; 3]], trans: &[[f64; 3]; 3]) -> f64 {
    let mut v = emissions[0];
    for e in &emissions[1..] {
        let mut next = [f64::NEG_INFINITY; 3];
        for (j, n) in next.iter_mut().enumerate() {
            *n = (0..3)
                .map(|i| v[i] + trans[i][j])
                .fold(f64::NEG_INFINITY, f64::max)
                + e[j];
        }
        v = next;
    }
    v.into_iter().reduce(f64::max).unwrap()
}

#[differentiate]
fn kinetics(k: &[f64; 3], y0: [f64; 3]) -> f64 {
    let rhs = |y: &[f64; 3]| -> [f64; 3] {
        let r1 = k[0] * y[0];
        let r2 = k[1] * y[1] * y[2];
        let r3 = k[2] * y[1] * y[1];
        [-r1 + r2, r1 - r2 - r3, r3]
    };
    let mut y = y0;
    let h = 0.01;
    for _ in 0..10 {
        // implicit midpoint by fixed-point iteration
        let mut z = y;
        for _ in 0..6 {
            let mid: [f64; 3] = [
                0.5 * (y[0] + z[0]),
                0.5 * (y[1] + z[1]),
                0.5 * (y[2] + z[2]),
            ];
            let f = rhs(&mid);
            z = [y[0] + h * f[0], y[1] + h * f[1], y[2] + h * f[2]];
        }
        y = z;
    }
    y[0] * y[0] + y[1] - y[2].sqrt()
}

#[differentiate]
fn quadtree(points: &[[f64; 2]], theta: f64) -> f64 {
    fn kernel(r2: f64) -> f64 {
        1.0 / (1.0 + r2)
    }
    let mut total = 0.0;
    for (i, p) in points.iter().enumerate() {
        for q in points.iter().skip(i + 1) {
            let r2 = p
                .iter()
                .zip(q.iter())
                .fold(0.0, |s, (a, b)| s + (a - b).powi(2));
            total += (-theta * r2).exp() / (1.0 + r2);
        }
    }
    total
}

#[test]
fn gradients() {
    ad::check::<kalman_update>((
        Vector2::new(0.1, 0.4),
        Matrix2::new(0.5, 0.1, 0.1, 0.4),
        0.7,
        0.2,
    ))
    .assert();
    ad::check::<solve2>((
        Matrix3::new(2.0, 0.3, 0.1, 0.2, 1.5, 0.4, 0.1, 0.3, 1.2),
        Vector3::new(1.0, -0.5, 0.3),
    ))
    .assert();
    ad::check::<dynamic>((&[0.3, -0.7, 1.2], &[0.5, 0.2, -0.4])).assert();
    ad::check::<homogeneous>((
        Vector3::new(0.3, 0.2, 0.5),
        0.4,
        Vector3::new(0.1, -0.3, 0.2),
    ))
    .assert();
    ad::check::<shade>((
        [0.0, 0.1, -3.0],
        [0.05, 0.0, 1.0],
        &[([0.1, 0.0, 0.0], 1.0), ([0.2, 0.2, 3.0], 1.0)],
        [0.3, 0.5, -0.8],
    ))
    .assert();
    ad::check::<welford>(&[0.3, 0.9, -0.2, 1.4]).assert();
    ad::check::<trapz>((&[0.3, 0.9, -0.2], &[0.0, 0.5, 1.2])).assert();
    ad::check::<last_two>(&[0.3, 0.9, -0.2]).assert();
    ad::check::<poly_roots_residual>([1.0, -3.0, 1.5]).assert();
    ad::check::<softplus_net>((0.4, &[(0.5, 0.1), (-0.7, 0.3), (1.2, -0.4)])).assert();
    ad::check::<gauss_legendre>((0.1, 1.4, 0.8)).assert();
    ad::check::<dtw>((&[0.1, 0.9, 0.4, 0.2], &[0.0, 0.7, 0.6])).assert();
    ad::check::<viterbi_like>((
        &[[0.1, 0.4, 0.2], [0.6, 0.1, 0.3], [0.2, 0.2, 0.9]],
        &[[0.1, 0.5, 0.3], [0.2, 0.6, 0.1], [0.4, 0.2, 0.3]],
    ))
    .assert();
    ad::check::<kinetics>((&[0.4, 10.0, 3.0], [1.0, 0.2, 0.1])).assert();
    ad::check::<quadtree>((&[[0.1, 0.2], [0.5, 0.9], [1.2, 0.3]], 0.7)).assert();
}
