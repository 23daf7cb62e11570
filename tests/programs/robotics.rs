//! Robotics and estimation: cameras, filters, kinematic chains, controllers.

use ad::{Differentiable, differentiate};
use nalgebra::{Matrix3, Matrix4, SMatrix, SVector, Vector2, Vector3, Vector4};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Camera {
    pub fx: f64,
    pub fy: f64,
    pub cx: f64,
    pub cy: f64,
    pub k1: f64,
    pub k2: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Pose {
    pub rot: [f64; 3],
    pub t: [f64; 3],
}

#[differentiate]
fn rodrigues(w: &[f64; 3], x: &[f64; 3]) -> [f64; 3] {
    let theta2 = w.iter().map(|v| v * v).sum::<f64>();
    if theta2 < 1e-12 {
        return [
            x[0] + w[1] * x[2] - w[2] * x[1],
            x[1] + w[2] * x[0] - w[0] * x[2],
            x[2] + w[0] * x[1] - w[1] * x[0],
        ];
    }
    let theta = theta2.sqrt();
    let (s, c) = theta.sin_cos();
    let k = w.map(|v| v / theta);
    let cross = [
        k[1] * x[2] - k[2] * x[1],
        k[2] * x[0] - k[0] * x[2],
        k[0] * x[1] - k[1] * x[0],
    ];
    let dot = k[0] * x[0] + k[1] * x[1] + k[2] * x[2];
    let mut out = [0.0; 3];
    for i in 0..3 {
        out[i] = x[i] * c + cross[i] * s + k[i] * dot * (1.0 - c);
    }
    out
}

#[differentiate]
impl Camera {
    pub fn project(&self, pose: &Pose, p: &[f64; 3]) -> Option<(f64, f64)> {
        let mut q = rodrigues(&pose.rot, p);
        for (a, b) in q.iter_mut().zip(pose.t.iter()) {
            *a += *b;
        }
        let [x, y, z] = q;
        if z <= 0.0 {
            return None;
        }
        let (xn, yn) = (x / z, y / z);
        let r2 = xn * xn + yn * yn;
        let d = 1.0 + r2 * (self.k1 + r2 * self.k2);
        Some((self.fx * xn * d + self.cx, self.fy * yn * d + self.cy))
    }
}

#[differentiate]
fn reprojection(
    cam: &Camera,
    poses: &[Pose],
    points: &[[f64; 3]],
    #[no_diff] obs: &[(usize, usize, f64, f64)],
) -> f64 {
    let mut cost = 0.0;
    for &(i, j, u, v) in obs {
        let Some((pu, pv)) = cam.project(&poses[i], &points[j]) else {
            continue;
        };
        let r2 = (pu - u).powi(2) + (pv - v).powi(2);
        // Huber
        cost += if r2 < 1.0 { r2 } else { 2.0 * r2.sqrt() - 1.0 };
    }
    0.5 * cost
}

/// Extended Kalman filter: predict and update of a unicycle with a range measurement, negative log likelihood.
#[differentiate]
fn ekf(
    mut x: Vector3<f64>,
    controls: &[(f64, f64)],
    #[no_diff] ranges: &[f64],
    q: f64,
    r: f64,
) -> f64 {
    let dt = 0.1;
    let mut p = Matrix3::identity() * 0.1;
    let mut nll = 0.0;
    for (&(v, w), &z) in controls.iter().zip(ranges.iter()) {
        let th = x[2];
        x += Vector3::new(v * dt * th.cos(), v * dt * th.sin(), w * dt);
        let f = Matrix3::new(
            1.0,
            0.0,
            -v * dt * th.sin(),
            0.0,
            1.0,
            v * dt * th.cos(),
            0.0,
            0.0,
            1.0,
        );
        p = f * p * f.transpose() + Matrix3::identity() * q;
        let d = Vector2::new(x[0] - 1.0, x[1] - 2.0);
        let range = d.norm();
        let h = Vector3::new(d.x / range, d.y / range, 0.0);
        let s = (h.transpose() * p * h)[(0, 0)] + r;
        let k = p * h / s;
        let innov = z - range;
        x += k * innov;
        p = p - k * h.transpose() * p;
        nll += 0.5 * (innov * innov / s + s.ln());
    }
    nll
}

/// Denavit-Hartenberg chain.
#[differentiate]
fn dh(q: &SVector<f64, 4>) -> Vector3<f64> {
    let params = [
        (0.0, 0.3, std::f64::consts::FRAC_PI_2),
        (0.5, 0.0, 0.0),
        (0.4, 0.1, -0.3),
        (0.0, 0.2, 0.1),
    ];
    let mut t = Matrix4::<f64>::identity();
    for (i, &(a, d, alpha)) in params.iter().enumerate() {
        let (st, ct) = q[i].sin_cos();
        let (sa, ca): (f64, f64) = f64::sin_cos(alpha);
        let m = Matrix4::new(
            ct,
            -st * ca,
            st * sa,
            a * ct,
            st,
            ct * ca,
            -ct * sa,
            a * st,
            0.0,
            sa,
            ca,
            d,
            0.0,
            0.0,
            0.0,
            1.0,
        );
        t = t * m;
    }
    let tip = t * Vector4::new(0.1, 0.0, 0.2, 1.0);
    tip.xyz()
}

#[differentiate]
fn reach(q: &SVector<f64, 4>, target: &Vector3<f64>) -> f64 {
    (dh(q) - target).norm_squared() + 0.01 * q.iter().map(|a| a * a).sum::<f64>()
}

#[derive(Clone, Debug, Differentiable)]
struct Pid {
    kp: f64,
    ki: f64,
    kd: f64,
    integral: f64,
    last: Option<f64>,
}

#[differentiate]
impl Pid {
    fn new(kp: f64, ki: f64, kd: f64) -> Self {
        Self {
            kp,
            ki,
            kd,
            integral: 0.0,
            last: None,
        }
    }
    fn update(&mut self, error: f64, dt: f64) -> f64 {
        self.integral = (self.integral + error * dt).clamp(-1.0, 1.0);
        let derivative = match self.last {
            Some(last) => (error - last) / dt,
            None => 0.0,
        };
        self.last = Some(error);
        self.kp * error + self.ki * self.integral + self.kd * derivative
    }
}

#[differentiate]
fn pid_cost(kp: f64, ki: f64, kd: f64, mass: f64) -> f64 {
    let mut pid = Pid::new(kp, ki, kd);
    let (mut x, mut v) = (0.0, 0.0);
    let dt = 0.05;
    let mut cost = 0.0;
    for step in 0..60 {
        let setpoint = if step < 30 { 1.0 } else { 0.5 };
        let u = pid.update(setpoint - x, dt).max(-5.0).min(5.0);
        v += (u - 0.3 * v) / mass * dt;
        x += v * dt;
        cost += (setpoint - x).powi(2) * dt + 1e-3 * u * u * dt;
    }
    cost
}

/// Linear quadratic regulator by backward recursion.
#[differentiate]
fn lqr(a: SMatrix<f64, 2, 2>, b: SMatrix<f64, 2, 1>, q: f64, r: f64) -> f64 {
    let qm = SMatrix::<f64, 2, 2>::identity() * q;
    let mut p = qm;
    for _ in 0..10 {
        let s = r + (b.transpose() * p * b)[(0, 0)];
        let k = (b.transpose() * p * a) / s;
        p = qm + a.transpose() * p * (a - b * k);
    }
    p.trace() + p[(0, 1)]
}

#[differentiate]
fn rosen_path(path: &[[f64; 2]], #[no_diff] obstacles: &[([f64; 2], f64)]) -> f64 {
    let smooth: f64 = path
        .windows(3)
        .map(|w| {
            let [a, b, c] = [w[0], w[1], w[2]];
            (0..2)
                .map(|k| (a[k] - 2.0 * b[k] + c[k]).powi(2))
                .sum::<f64>()
        })
        .sum();
    let clear: f64 = path
        .iter()
        .flat_map(|p| obstacles.iter().map(move |o| (p, o)))
        .map(|(p, (c, r))| {
            let d = ((p[0] - c[0]).powi(2) + (p[1] - c[1]).powi(2)).sqrt() - r;
            if d < 0.5 { (0.5 - d).powi(2) } else { 0.0 }
        })
        .sum();
    let length = path
        .windows(2)
        .map(|w| (w[1][0] - w[0][0]).hypot(w[1][1] - w[0][1]))
        .sum::<f64>();
    smooth + 10.0 * clear + length
}

#[test]
fn gradients() {
    let cam = Camera {
        fx: 500.0,
        fy: 490.0,
        cx: 320.0,
        cy: 240.0,
        k1: 0.1,
        k2: -0.02,
    };
    let poses = [
        Pose {
            rot: [0.1, -0.2, 0.3],
            t: [0.1, 0.2, 4.0],
        },
        Pose {
            rot: [0.0, 0.0, 0.0],
            t: [0.0, -0.1, 3.0],
        },
    ];
    let points = [[0.5, 0.3, 0.2], [-0.4, 0.6, -0.3], [0.2, -0.5, 0.4]];
    let obs = [
        (0, 0, 390.0, 300.0),
        (0, 1, 280.0, 330.0),
        (1, 2, 350.0, 150.0),
        (1, 0, 400.0, 270.0),
    ];
    ad::check::<reprojection>((&cam, &poses, &points, &obs)).assert();
    ad::check::<ekf>((
        Vector3::new(0.1, 0.2, 0.3),
        &[(1.0, 0.2), (0.9, -0.1), (1.1, 0.3)],
        &[1.9, 1.8, 1.85],
        0.01,
        0.05,
    ))
    .assert();
    ad::check::<reach>((
        &SVector::<f64, 4>::new(0.2, 0.5, -0.3, 0.1),
        &Vector3::new(0.5, 0.2, 0.3),
    ))
    .assert();
    ad::check::<pid_cost>((2.0, 0.5, 0.1, 1.3)).assert();
    ad::check::<lqr>((
        SMatrix::<f64, 2, 2>::new(1.0, 0.1, 0.0, 0.95),
        SMatrix::<f64, 2, 1>::new(0.02, 0.1),
        1.0,
        0.3,
    ))
    .assert();
    ad::check::<rosen_path>((
        &[[0.0, 0.0], [0.4, 0.3], [0.9, 0.2], [1.4, 0.6]],
        &[([0.6, 0.5], 0.2)],
    ))
    .assert();
}
