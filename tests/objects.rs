//! Methods of trait objects: by everything but the object itself, whose tangent has no type.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
#[differentiate]
pub trait Potential {
    fn energy(&self, x: &[f64; 2]) -> f64;
    fn scaled(&self, x: &[f64; 2], k: f64) -> f64 {
        k * self.energy(x) + self.depth()
    }
    fn depth(&self) -> f64 {
        1.5
    }
    fn force(&self, xs: &[f64]) -> Vec<f64>;
    fn fill(&self, n: usize, xs: &mut [f64], k: f64);
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Spring {
    pub k: f64,
}
#[derive(Clone, Debug)]
pub struct Wall;
#[differentiate]
impl Potential for Spring {
    fn energy(&self, x: &[f64; 2]) -> f64 {
        0.5 * self.k * (x[0] * x[0] + x[1] * x[1])
    }
    fn force(&self, xs: &[f64]) -> Vec<f64> {
        xs.iter().map(|x| -self.k * x * x).collect()
    }
    fn fill(&self, n: usize, xs: &mut [f64], k: f64) {
        for i in 0..n {
            xs[i] *= k * self.k * xs[i];
        }
    }
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Bowl {
    pub a: f64,
    b: f64,
}
impl Bowl {
    pub fn new(a: f64, b: f64) -> Self {
        Bowl { a, b }
    }
}
#[differentiate]
impl Potential for Bowl {
    fn energy(&self, x: &[f64; 2]) -> f64 {
        (self.a * x[0]).sin() * x[1] + self.b
    }
    fn scaled(&self, x: &[f64; 2], k: f64) -> f64 {
        k * k * self.energy(x)
    }
    fn force(&self, xs: &[f64]) -> Vec<f64> {
        xs.iter().map(|x| self.a * x).collect()
    }
    fn fill(&self, n: usize, xs: &mut [f64], k: f64) {
        for i in 0..n {
            xs[i] = k;
        }
    }
}
#[differentiate]
pub fn one(p: &dyn Potential, x: &[f64; 2]) -> f64 {
    2.0 * p.energy(x)
}
#[differentiate]
pub fn boxed(p: Box<dyn Potential>, x: &[f64; 2], k: f64) -> f64 {
    p.scaled(x, k) * x[0]
}
#[differentiate]
pub fn all(ps: &[Box<dyn Potential>], x: [f64; 2], k: f64) -> f64 {
    let mut e = 0.0;
    for p in ps {
        e += p.scaled(&x, k) * k;
    }
    e
}
#[differentiate]
pub fn summed(ps: &[&dyn Potential], x: [f64; 2]) -> f64 {
    ps.iter().map(|p| p.energy(&x)).sum()
}
#[differentiate]
pub fn forces(p: &dyn Potential, xs: &[f64], k: f64) -> f64 {
    let f = p.force(xs);
    let mut ys = xs.to_vec();
    p.fill(2, &mut ys, k);
    f.iter().zip(&ys).map(|(a, b)| a * b).sum()
}
#[derive(Differentiable)]
pub struct World {
    #[no_diff]
    pub p: Box<dyn Potential>,
    pub x: [f64; 2],
}
#[differentiate]
impl World {
    pub fn total(&self, k: f64) -> f64 {
        self.p.scaled(&self.x, k)
    }
}
#[differentiate]
pub fn generic<P: Potential + ?Sized>(p: &P, x: [f64; 2]) -> f64
where
    P: Sized,
{
    p.scaled(&x, x[0])
}
#[differentiate]
pub fn build(k: f64, x: [f64; 2]) -> f64 {
    generic(&Spring { k }, x)
}
#[test]
fn dynamic() {
    let (s, b) = (Spring { k: 0.7 }, Bowl::new(0.4, 0.3));
    let x = [0.3, 0.8];
    for p in [&s as &dyn Potential, &b] {
        let (y, g) = one::value_and_grad(p, &x);
        assert_eq!(y, one(p, &x));
        let h = 1e-6;
        for i in 0..2 {
            let mut x1 = x;
            x1[i] += h;
            let mut x0 = x;
            x0[i] -= h;
            assert!(((one(p, &x1) - one(p, &x0)) / 2.0 / h - g[i]).abs() < 1e-8);
        }
        let (_, (g, gk)) = forces::value_and_grad(p, &x, 0.9);
        for i in 0..2 {
            let mut x1 = x;
            x1[i] += h;
            let mut x0 = x;
            x0[i] -= h;
            assert!(((forces(p, &x1, 0.9) - forces(p, &x0, 0.9)) / 2.0 / h - g[i]).abs() < 1e-8);
        }
        assert!(((forces(p, &x, 0.9 + h) - forces(p, &x, 0.9 - h)) / 2.0 / h - gk).abs() < 1e-8);
        let (_, d) = forces::jvp(p, &x, 0.9, &[1.0, 0.0], 0.0);
        assert!((d - g[0]).abs() < 1e-12);
    }
    let ps: Vec<Box<dyn Potential>> = vec![Box::new(s.clone()), Box::new(b.clone())];
    let h = 1e-6;
    let (_, (g, gk)) = all::value_and_grad(&ps, x, 0.9);
    for i in 0..2 {
        let mut x1 = x;
        x1[i] += h;
        let mut x0 = x;
        x0[i] -= h;
        assert!(((all(&ps, x1, 0.9) - all(&ps, x0, 0.9)) / 2.0 / h - g[i]).abs() < 1e-8);
    }
    assert!(((all(&ps, x, 0.9 + h) - all(&ps, x, 0.9 - h)) / 2.0 / h - gk).abs() < 1e-8);
    ad::check::<build>((0.7, x)).assert();
    let g = summed::grad(&[&s, &b], x);
    assert!((g[1] - (0.7 * 0.8 + (0.4_f64 * 0.3).sin())).abs() < 1e-12);
    let w = World { p: Box::new(s), x };
    let (w_bar, k_bar) = w.total_grad(0.9);
    assert!((w_bar.x[0] - 0.9 * 0.7 * 0.3).abs() < 1e-12);
}

/// Methods that give trait objects are there for the others, as those that vary in nothing are.
#[differentiate]
trait Priced {
    fn price(&self, x: f64) -> f64;
    fn tried(&self, x: f64) -> Result<f64, Box<dyn std::error::Error>>;
    fn as_any(&self) -> &dyn std::any::Any;
    fn boxed(&self) -> Box<dyn Priced>;
}

#[derive(ad::Differentiable, Clone)]
struct Linear {
    slope: f64,
}

#[differentiate]
impl Priced for Linear {
    fn price(&self, x: f64) -> f64 {
        self.slope * x * x
    }
    fn tried(&self, x: f64) -> Result<f64, Box<dyn std::error::Error>> {
        if x > 0.0 {
            Ok(self.price(x))
        } else {
            Err("not positive".into())
        }
    }
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
    fn boxed(&self) -> Box<dyn Priced> {
        Box::new(self.clone())
    }
}

#[differentiate]
impl Linear {
    fn twice(&self, x: f64) -> f64 {
        2.0 * self.price(x)
    }
    fn shared(&self) -> std::rc::Rc<dyn Priced> {
        std::rc::Rc::new(self.clone())
    }
}

#[differentiate]
fn priced(slope: f64, x: f64) -> f64 {
    let linear = Linear { slope };
    linear.twice(x) * linear.price(slope) + linear.tried(x).unwrap_or(0.0)
}

#[test]
fn what_gives_objects_is_left_out() {
    ad::check::<priced>((0.7, 1.3)).assert();
    let linear = Linear { slope: 2.0 };
    assert!(linear.as_any().is::<Linear>());
    assert_eq!(linear.boxed().price(3.0) + linear.shared().price(1.0), 20.0);
}

/// Objects that are passed what may be changed, and their names.
mod named {
    use ad::{Differentiable, differentiate};

    #[differentiate]
    pub trait System {
        fn slope(&self, x: &[f64]) -> f64;
        fn name(&self) -> &'static str;
    }
    #[derive(Clone, Differentiable)]
    pub struct Growth {
        rate: f64,
    }
    #[differentiate]
    impl System for Growth {
        fn slope(&self, x: &[f64]) -> f64 {
            self.rate * x[0] * x[0]
        }
        fn name(&self) -> &'static str {
            if self.rate > 1.0 { "fast" } else { "slow" }
        }
    }
    #[differentiate]
    impl Growth {
        fn kind(&self) -> &'static str {
            "growth"
        }
    }
    #[differentiate]
    pub fn step(system: &dyn System, x: &mut [f64], h: f64) {
        x[0] += h * system.slope(x);
    }
    #[differentiate]
    pub fn stepped(x: f64, h: f64) -> f64 {
        let mut state = [x, 1.0];
        let system = Growth { rate: 0.7 };
        for _ in 0..3 {
            state[0] += h * system.slope(&state);
        }
        let bonus = if system.name() == "slow" { x } else { h };
        state[0] * bonus
    }

    #[test]
    fn agrees() {
        ad::check::<stepped>((0.8, 0.1)).assert();
        let (mut x, mut x_dot) = ([0.8], [1.0]);
        step::jvp(&Growth { rate: 0.7 }, &mut x, 0.1, &mut x_dot, 0.0);
        assert_eq!(x_dot, [1.0 + 2.0 * 0.1 * 0.7 * 0.8]);
        assert_eq!((Growth { rate: 2.0 }).name(), "fast");
        assert_eq!((Growth { rate: 2.0 }).kind(), "growth");
    }
}
