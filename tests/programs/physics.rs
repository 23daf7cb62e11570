//! Physics: bodies, potentials, fields, time stepping.

use ad::{Differentiable, differentiate};
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

#[derive(Clone, Copy, Debug, Default, PartialEq, Differentiable)]
pub struct Vec3 {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

impl Vec3 {
    pub const ZERO: Vec3 = Vec3 {
        x: 0.0,
        y: 0.0,
        z: 0.0,
    };
}

#[differentiate]
impl Vec3 {
    pub fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }
    pub fn dot(self, o: Self) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    pub fn cross(self, o: Self) -> Self {
        Self::new(
            self.y * o.z - self.z * o.y,
            self.z * o.x - self.x * o.z,
            self.x * o.y - self.y * o.x,
        )
    }
    pub fn length(&self) -> f64 {
        self.dot(*self).sqrt()
    }
    pub fn normalized(self) -> Option<Self> {
        let l = self.length();
        (l > 1e-12).then(|| self * (1.0 / l))
    }
}
#[differentiate]
impl Add for Vec3 {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self {
            x: self.x + o.x,
            y: self.y + o.y,
            z: self.z + o.z,
        }
    }
}
#[differentiate]
impl Sub for Vec3 {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            x: self.x - o.x,
            y: self.y - o.y,
            z: self.z - o.z,
        }
    }
}
#[differentiate]
impl Mul<f64> for Vec3 {
    type Output = Self;
    fn mul(self, s: f64) -> Self {
        Self {
            x: self.x * s,
            y: self.y * s,
            z: self.z * s,
        }
    }
}
#[differentiate]
impl Mul<Vec3> for f64 {
    type Output = Vec3;
    fn mul(self, v: Vec3) -> Vec3 {
        v * self
    }
}
#[differentiate]
impl Neg for Vec3 {
    type Output = Self;
    fn neg(self) -> Self {
        Vec3 {
            x: -self.x,
            y: -self.y,
            z: -self.z,
        }
    }
}
#[differentiate]
impl AddAssign for Vec3 {
    fn add_assign(&mut self, o: Self) {
        self.x += o.x;
        self.y += o.y;
        self.z += o.z;
    }
}
impl std::iter::Sum for Vec3 {
    fn sum<I: Iterator<Item = Vec3>>(iter: I) -> Vec3 {
        iter.fold(Vec3::ZERO, |a, b| a + b)
    }
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Body {
    pub pos: Vec3,
    pub vel: Vec3,
    pub mass: f64,
}

#[differentiate]
fn energy(bodies: &[Body]) -> f64 {
    let kinetic: f64 = bodies.iter().map(|b| 0.5 * b.mass * b.vel.dot(b.vel)).sum();
    let mut potential = 0.0;
    for (i, a) in bodies.iter().enumerate() {
        for b in &bodies[i + 1..] {
            potential -= a.mass * b.mass / (a.pos - b.pos).length();
        }
    }
    kinetic + potential
}

#[differentiate]
fn step(bodies: &mut Vec<Body>, dt: f64) {
    let n = bodies.len();
    let mut acc = vec![Vec3::ZERO; n];
    for i in 0..n {
        for j in 0..n {
            if i == j {
                continue;
            }
            let d = bodies[j].pos - bodies[i].pos;
            let r2 = d.dot(d) + 1e-4;
            acc[i] += d * (bodies[j].mass / (r2 * r2.sqrt()));
        }
    }
    for (b, a) in bodies.iter_mut().zip(acc) {
        b.vel += a * dt;
        b.pos += b.vel * dt;
    }
}

#[differentiate]
fn simulate(mut bodies: Vec<Body>, dt: f64) -> f64 {
    for _ in 0..5 {
        step(&mut bodies, dt);
    }
    let com: Vec3 = {
        let total: f64 = bodies.iter().map(|b| b.mass).sum();
        let mut c = Vec3::default();
        for b in &bodies {
            c = c + b.mass * b.pos;
        }
        c * (1.0 / total)
    };
    energy(&bodies) + com.length()
}

#[derive(Clone, Copy, Debug, Differentiable)]
enum Potential {
    Harmonic { k: f64, r0: f64 },
    Morse(f64, f64, f64),
    LennardJones { eps: f64, sigma: f64 },
}

#[differentiate]
impl Potential {
    fn energy(&self, r: f64) -> f64 {
        match *self {
            Potential::Harmonic { k, r0 } => 0.5 * k * (r - r0).powi(2),
            Potential::Morse(d, a, r0) => {
                let e = 1.0 - (-a * (r - r0)).exp();
                d * e * e
            }
            Self::LennardJones { eps, sigma } => {
                let s6 = (sigma / r).powi(6);
                4.0 * eps * (s6 * s6 - s6)
            }
        }
    }
}

#[differentiate]
fn molecule(
    pos: &[Vec3],
    potentials: &[Potential],
    #[no_diff] bonds: &[(usize, usize, usize)],
) -> f64 {
    bonds
        .iter()
        .map(|&(i, j, p)| potentials[p].energy((pos[i] - pos[j]).length()))
        .sum()
}

trait Field {
    fn value(&self, p: Vec3) -> f64;
    fn gain(&self) -> f64 {
        1.0
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Sphere {
    center: Vec3,
    radius: f64,
}

#[differentiate]
impl Sphere {
    fn distance(&self, p: Vec3) -> f64 {
        (p - self.center).length() - self.radius
    }
}

#[differentiate]
fn smooth_union(a: f64, b: f64, k: f64) -> f64 {
    let h = (0.5 + 0.5 * (b - a) / k).clamp(0.0, 1.0);
    b * (1.0 - h) + a * h - k * h * (1.0 - h)
}

#[differentiate]
fn scene(p: Vec3, spheres: &[Sphere], k: f64) -> f64 {
    let mut d = f64::INFINITY;
    for (i, s) in spheres.iter().enumerate() {
        let di = s.distance(p);
        d = if i == 0 { di } else { smooth_union(d, di, k) };
    }
    d
}

#[differentiate]
fn march(origin: Vec3, dir: Vec3, spheres: &[Sphere]) -> f64 {
    let Some(dir) = dir.normalized() else {
        return 0.0;
    };
    let mut t = 0.0;
    for _ in 0..6 {
        let d = scene(origin + dir * t, spheres, 0.3);
        if d < 1e-3 || t > 50.0 {
            break;
        }
        t += 0.9 * d;
    }
    t
}

#[differentiate]
fn heat(u0: &[f64], kappa: f64, left: f64) -> f64 {
    let n = u0.len();
    let mut u = u0.to_vec();
    let mut next = vec![0.0; n];
    for _ in 0..8 {
        next[0] = left;
        next[n - 1] = u[n - 1];
        for i in 1..n - 1 {
            next[i] = u[i] + kappa * (u[i - 1] - 2.0 * u[i] + u[i + 1]);
        }
        std::mem::swap(&mut u, &mut next);
    }
    u.iter().map(|v| v * v).sum()
}

#[differentiate]
fn ising_mean_field(couplings: &[Vec<f64>], field: &[f64], beta: f64) -> f64 {
    let n = field.len();
    let mut m = vec![0.1; n];
    for _sweep in 0..4 {
        for i in 0..n {
            let local: f64 = couplings[i]
                .iter()
                .enumerate()
                .filter(|&(j, _)| j != i)
                .map(|(j, c)| c * m[j])
                .sum::<f64>()
                + field[i];
            m[i] = (beta * local).tanh();
        }
    }
    let entropy: f64 = m
        .iter()
        .map(|&mi| {
            let (p, q) = ((1.0 + mi) / 2.0, (1.0 - mi) / 2.0);
            -(p * p.ln() + q * q.ln())
        })
        .sum();
    entropy - m.iter().zip(field).map(|(m, h)| m * h).sum::<f64>()
}

#[differentiate]
fn pendulum(theta: f64, omega: f64, length: f64) -> f64 {
    let state = (0..20).fold((theta, omega), |(t, w), _| {
        let w = w - 9.81 / length * t.sin() * 0.01;
        (t + w * 0.01, w)
    });
    let (t, w) = state;
    0.5 * (length * w).powi(2) + 9.81 * length * (1.0 - t.cos())
}

#[test]
fn gradients() {
    let b = |x: f64, m: f64| Body {
        pos: Vec3 {
            x,
            y: x * 0.5,
            z: 0.3 - x,
        },
        vel: Vec3 {
            x: 0.1 * m,
            y: -0.2,
            z: x * 0.1,
        },
        mass: m,
    };
    ad::check::<energy>(&[b(0.0, 1.0), b(1.0, 2.0), b(-0.7, 0.5)]).assert();
    ad::check::<simulate>((vec![b(0.0, 1.0), b(1.0, 2.0), b(-0.7, 0.5)], 0.02)).assert();
    let pos = [
        Vec3 {
            x: 0.1,
            y: 0.2,
            z: 0.3,
        },
        Vec3 {
            x: 1.1,
            y: 0.0,
            z: 0.4,
        },
        Vec3 {
            x: 0.5,
            y: 1.2,
            z: -0.1,
        },
    ];
    let pots = [
        Potential::Harmonic { k: 2.0, r0: 0.9 },
        Potential::Morse(1.0, 1.5, 1.1),
        Potential::LennardJones {
            eps: 0.5,
            sigma: 1.0,
        },
    ];
    ad::check::<molecule>((&pos, &pots, &[(0, 1, 0), (1, 2, 1), (0, 2, 2)])).assert();
    let sp = [
        Sphere {
            center: Vec3 {
                x: 0.0,
                y: 0.1,
                z: 4.0,
            },
            radius: 1.0,
        },
        Sphere {
            center: Vec3 {
                x: 0.8,
                y: 0.0,
                z: 4.5,
            },
            radius: 0.8,
        },
    ];
    ad::check::<march>((
        Vec3 {
            x: 0.1,
            y: 0.05,
            z: 0.0,
        },
        Vec3 {
            x: 0.05,
            y: 0.0,
            z: 1.0,
        },
        &sp,
    ))
    .assert();
    ad::check::<heat>((&[0.1, 0.5, 0.9, 0.3, 0.2], 0.2, 1.0)).assert();
    ad::check::<ising_mean_field>((
        &[
            vec![0.0, 0.5, -0.2],
            vec![0.5, 0.0, 0.3],
            vec![-0.2, 0.3, 0.0],
        ],
        &[0.1, -0.2, 0.3],
        0.8,
    ))
    .assert();
    ad::check::<pendulum>((0.5, 0.1, 1.2)).assert();
}
