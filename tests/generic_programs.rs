//! Generic programs: filters, steppers, kernels, optimisers, over traits and type parameters of the user's.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use num_traits::{Float, FromPrimitive};

#[derive(Debug, Clone, Copy, Differentiable)]
pub struct Coefficients<T> {
    pub a1: T,
    pub a2: T,
    pub b0: T,
    pub b1: T,
    pub b2: T,
}

#[derive(Debug, Clone, Differentiable)]
pub struct DirectForm1<T: Float> {
    y1: T,
    y2: T,
    x1: T,
    x2: T,
    coeffs: Coefficients<T>,
}

#[differentiate]
impl<T: Float> Coefficients<T> {
    pub fn low_pass(f: T, q: T) -> Coefficients<T> {
        let two = T::from(2.0).unwrap();
        let omega = two * T::from(3.14159).unwrap() * f;
        let (s, c) = omega.sin_cos();
        let alpha = s / (two * q);
        let b0 = (T::one() - c) / two;
        let a0 = T::one() + alpha;
        let div = T::one() / a0;
        Coefficients {
            a1: -two * c * div,
            a2: (T::one() - alpha) * div,
            b0: b0 * div,
            b1: (T::one() - c) * div,
            b2: b0 * div,
        }
    }
}
#[differentiate]
impl<T: Float> DirectForm1<T> {
    pub fn new(coeffs: Coefficients<T>) -> Self {
        DirectForm1 {
            y1: T::zero(),
            y2: T::zero(),
            x1: T::zero(),
            x2: T::zero(),
            coeffs,
        }
    }
    pub fn run(&mut self, input: T) -> T {
        let out = self.coeffs.b0 * input + self.coeffs.b1 * self.x1 + self.coeffs.b2 * self.x2
            - self.coeffs.a1 * self.y1
            - self.coeffs.a2 * self.y2;
        self.x2 = self.x1;
        self.x1 = input;
        self.y2 = self.y1;
        self.y1 = out;
        out
    }
    pub fn replace_coefficients(&mut self, c: Coefficients<T>) -> Coefficients<T> {
        std::mem::replace(&mut self.coeffs, c)
    }
    pub fn update(&mut self, c: Coefficients<T>) {
        self.coeffs = c;
    }
}
#[differentiate]
pub fn energy<T: Float>(xs: &[T], f: T, q: T) -> T {
    let mut filter = DirectForm1::new(Coefficients::low_pass(f, q));
    let mut e = T::zero();
    for &x in xs {
        let y = filter.run(x);
        e = e + y * y;
    }
    e
}
// ODE stepper generic
#[differentiate]
pub fn rk4_step<T: Float, F: Fn(T, T) -> T>(f: F, t: T, y: T, h: T) -> T {
    let half = T::from(0.5).unwrap();
    let k1 = f(t, y);
    let k2 = f(t + half * h, y + half * h * k1);
    let k3 = f(t + half * h, y + half * h * k2);
    let k4 = f(t + h, y + h * k3);
    y + h / T::from(6.0).unwrap() * (k1 + (k2 + k3) * T::from(2.0).unwrap() + k4)
}
#[differentiate]
pub fn decay<T: Float>(k: T, y0: T, n: usize) -> T {
    let h = T::from(0.1).unwrap();
    let (mut t, mut y) = (T::zero(), y0);
    for _ in 0..n {
        y = rk4_step(|_t, y| -k * y, t, y, h);
        t = t + h;
    }
    y
}
#[differentiate]
pub trait System<T: Float> {
    fn rhs(&self, t: T, y: &[T; 2]) -> [T; 2];
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Pendulum<T> {
    g: T,
    l: T,
}
#[differentiate]
impl<T: Float> System<T> for Pendulum<T> {
    fn rhs(&self, _t: T, y: &[T; 2]) -> [T; 2] {
        [y[1], -self.g / self.l * y[0].sin()]
    }
}
#[differentiate]
pub fn euler<T: Float, S: System<T>>(s: &S, y0: [T; 2], h: T, n: usize) -> [T; 2] {
    let mut y = y0;
    let mut t = T::zero();
    for _ in 0..n {
        let d = s.rhs(t, &y);
        y[0] = y[0] + h * d[0];
        y[1] = y[1] + h * d[1];
        t = t + h;
    }
    y
}
#[differentiate]
pub fn swing(g: f64, l: f64) -> f64 {
    let p = Pendulum { g, l };
    euler(&p, [0.3, 0.0], 0.1, 5)[0]
}
#[differentiate]
pub trait Kernel {
    type Scalar: Float;
    fn k(&self, a: Self::Scalar, b: Self::Scalar) -> Self::Scalar;
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Rbf {
    l: f64,
}
pub const RBF: Rbf = Rbf { l: 0.7 };
#[differentiate]
impl Kernel for Rbf {
    type Scalar = f64;
    fn k(&self, a: f64, b: f64) -> f64 {
        (-(a - b) * (a - b) / self.l).exp()
    }
}
#[differentiate]
pub fn gram<K: Kernel>(k: &K, xs: &[K::Scalar]) -> K::Scalar {
    let mut s = xs[0] - xs[0];
    for a in xs {
        for b in xs {
            s = s + k.k(*a, *b);
        }
    }
    s
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Gp<K> {
    kernel: K,
    noise: f64,
}
#[differentiate]
impl<K: Kernel<Scalar = f64>> Gp<K> {
    pub fn var(&self, x: f64) -> f64 {
        self.kernel.k(x, x) + self.noise
    }
    pub fn cov(&self, x: f64, y: f64) -> f64 {
        self.kernel.k(x, y) * self.var(x)
    }
}
#[differentiate]
pub fn gp_loss<K: Kernel<Scalar = f64>>(gp: &Gp<K>, x: f64) -> f64 {
    gp.cov(x, 2.0 * x)
}
// optimiser
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Adam<T> {
    m: Vec<T>,
    v: Vec<T>,
    lr: T,
    b1: T,
    b2: T,
    t: i32,
}
#[differentiate]
impl<T: Float + FromPrimitive> Adam<T> {
    pub fn new(n: usize, lr: T) -> Self {
        Adam {
            m: vec![T::zero(); n],
            v: vec![T::zero(); n],
            lr,
            b1: T::from_f64(0.9).unwrap(),
            b2: T::from_f64(0.99).unwrap(),
            t: 0,
        }
    }
    pub fn step(&mut self, x: &mut [T], g: &[T]) {
        self.t += 1;
        for i in 0..x.len() {
            self.m[i] = self.b1 * self.m[i] + (T::one() - self.b1) * g[i];
            self.v[i] = self.b2 * self.v[i] + (T::one() - self.b2) * g[i] * g[i];
            let mh = self.m[i] / (T::one() - self.b1.powi(self.t));
            let vh = self.v[i] / (T::one() - self.b2.powi(self.t));
            x[i] = x[i] - self.lr * mh / (vh.sqrt() + T::epsilon());
        }
    }
}
#[differentiate]
pub fn unrolled<T: Float + FromPrimitive>(x0: &[T], lr: T) -> T {
    let mut x = x0.to_vec();
    let mut opt = Adam::new(x.len(), lr);
    for _ in 0..3 {
        let g: Vec<T> = x.iter().map(|x| (T::one() + T::one()) * *x).collect();
        opt.step(&mut x, &g);
    }
    x.iter().fold(T::zero(), |a, b| a + *b * *b)
}
// enums
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub enum Act<T> {
    Relu,
    Leaky(T),
    Swish { beta: T },
}
#[differentiate]
impl<T: Float> Act<T> {
    pub fn apply(&self, x: T) -> T {
        match self {
            Act::Relu => x.max(T::zero()),
            Act::Leaky(a) => {
                if x > T::zero() {
                    x
                } else {
                    *a * x
                }
            }
            Act::Swish { beta } => x / (T::one() + (-*beta * x).exp()),
        }
    }
}
#[differentiate]
pub fn net<T: Float>(acts: &[Act<T>], x: T) -> T {
    acts.iter().fold(x, |x, a| a.apply(x))
}
#[differentiate]
pub fn pick<T: Float>(act: Act<T>, x: T) -> T {
    match act {
        Act::Leaky(a) => a * x,
        other => other.apply(x),
    }
}
// several type params, from
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Two<A, B> {
    a: A,
    b: B,
}
#[differentiate]
pub fn twos<A: Float, B: Float>(t: &Two<A, B>, x: A, y: B) -> (A, B) {
    (t.a * x, t.b * y)
}
#[differentiate]
impl<A: Float, B: Float> Two<A, B> {
    pub fn swap(self) -> Two<B, A> {
        Two {
            a: self.b,
            b: self.a,
        }
    }
    pub fn mapped(&self, a: A) -> Two<A, B>
    where
        B: Clone,
    {
        Two {
            a: self.a * a,
            b: self.b,
        }
    }
}
#[differentiate]
pub fn boxed<T: Float>(x: Box<Two<T, T>>, o: Option<Box<T>>) -> T {
    x.a * x.b * o.map_or(T::one(), |v| *v)
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct NoCopy<T> {
    v: Vec<T>,
    s: T,
}
#[differentiate]
impl<T: Float> NoCopy<T> {
    pub fn consume(self) -> T {
        self.v[0] * self.s
    }
    pub fn with_s(self, s: T) -> NoCopy<T> {
        NoCopy { s, ..self }
    }
    pub fn chain(self) -> NoCopy<T> {
        let s = self.s;
        self.with_s(s * s)
    }
    pub fn into_v(self) -> Vec<T> {
        self.v
    }
}

#[differentiate]
pub trait Shape {
    fn area(&self) -> f64;
    fn twice(&self) -> f64 {
        2.0 * self.area()
    }
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Circle {
    r: f64,
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Rect {
    w: f64,
    h: f64,
}
#[differentiate]
impl Shape for Circle {
    fn area(&self) -> f64 {
        std::f64::consts::PI * self.r * self.r
    }
}
#[differentiate]
impl Shape for Rect {
    fn area(&self) -> f64 {
        self.w * self.h
    }
}

#[differentiate]
pub fn total<S: Shape>(s: &S, k: f64) -> f64 {
    k * s.area()
}
#[differentiate]
pub fn sum<S: Shape>(s: &[S], k: f64) -> f64 {
    let mut t = 0.0;
    for x in s {
        t += k * x.area();
    }
    t
}

#[test]
fn filters_and_steppers() {
    ad::check::<energy>((&[0.3, 0.4, -0.3, 0.9], 0.1, 0.7)).assert();
    ad::check::<decay>((0.3, 0.5, 5)).assert();
    ad::check::<swing>((9.0, 0.5)).assert();
    ad::check::<euler<f64, Pendulum<f64>>>((&Pendulum { g: 9.0, l: 0.5 }, [0.3, 0.0], 0.1, 3))
        .assert();
    ad::check::<unrolled>((&[0.1, 0.5], 0.1)).assert();
}

#[test]
fn traits_of_the_users() {
    ad::check::<gram<Rbf>>((&RBF, &[0.1, 0.5])).assert();
    ad::check::<gp_loss<Rbf>>((
        &Gp {
            kernel: RBF,
            noise: 0.1,
        },
        0.1,
    ))
    .assert();
    let c = Circle { r: 0.7 };
    ad::check::<total<Circle>>((&c, 0.4)).assert();
    ad::check::<sum<Rect>>((&[Rect { w: 0.1, h: 0.4 }, Rect { w: 0.3, h: 0.5 }], 0.4)).assert();
}

#[test]
fn enums_and_several_parameters() {
    let acts = [Act::Relu, Act::Leaky(0.3), Act::Swish { beta: 0.4 }];
    ad::check::<net>((&acts, 0.1)).assert();
    ad::check::<pick>((Act::Swish { beta: 0.4 }, 0.1)).assert();
    ad::check::<pick>((Act::Leaky(0.4), 0.1)).assert();
    ad::check::<twos>((&Two { a: 0.1, b: 0.4 }, 0.1, 0.6)).assert();
    ad::check::<boxed>((Box::new(Two { a: 0.1, b: 0.4 }), Some(Box::new(0.1)))).assert();
}

// --- `impl Trait` in argument position ---
#[differentiate]
pub fn fp(x: impl Float) -> f64 {
    x.to_f64().unwrap() * 2.0
}
#[differentiate]
pub fn sq<T: Float>(x: impl Float, y: T) -> T {
    y * y * T::from(x).unwrap()
}
#[differentiate]
pub fn shape(s: &impl Shape, k: f64) -> f64 {
    k * s.area() * s.twice()
}
#[differentiate]
pub fn shapes(s: &[impl Shape], k: f64) -> f64 {
    s.iter().map(|s| s.area() * k).sum()
}
#[differentiate]
pub fn both(a: impl Shape + Clone, b: impl Shape, k: f64) -> f64 {
    a.area() * b.area() * k
}
#[differentiate]
pub fn calls(r: f64, k: f64) -> f64 {
    shape(&Circle { r }, k) + both(Circle { r: k }, Rect { w: r, h: k }, r)
}
#[test]
fn impl_traits() {
    ad::check::<calls>((0.4, 0.7)).assert();
    ad::check::<fp>(0.7).assert();
    ad::check::<sq>((0.4, 0.7)).assert();
    ad::check::<shape<Circle>>((&Circle { r: 0.4 }, 0.7)).assert();
    ad::check::<shapes<Circle>>((&[Circle { r: 0.4 }], 0.7)).assert();
    ad::check::<both<Circle, Rect>>((Circle { r: 0.4 }, Rect { w: 0.3, h: 0.9 }, 0.7)).assert();
    assert_eq!(shape::grad(&Circle { r: 1.0 }, 0.0).0.r, 0.0);
}

mod quaternions {
    //! Aliases with parameters, and calls of generic functions whose result is known by their arguments.
    use ad::differentiate;
    use num_traits::Float;

    pub type Vector3<T> = [T; 3];
    pub type Quaternion<T> = (T, Vector3<T>);

    const COEFFICIENTS: [f64; 4] = [0.3, -1.2, 0.7, 2.0];

    #[differentiate]
    fn cast<T: Float>(x: f64) -> T {
        T::from(x).unwrap()
    }

    #[differentiate]
    fn scale_add<T: Float>(s: T, a: Vector3<T>, b: Vector3<T>) -> Vector3<T> {
        [s * a[0] + b[0], s * a[1] + b[1], s * a[2] + b[2]]
    }

    #[differentiate]
    fn cross<T: Float>(a: Vector3<T>, b: Vector3<T>) -> Vector3<T> {
        [
            a[1] * b[2] - a[2] * b[1],
            a[2] * b[0] - a[0] * b[2],
            a[0] * b[1] - a[1] * b[0],
        ]
    }

    #[differentiate]
    fn norm<T: Float>(a: Vector3<T>) -> T {
        a.iter().fold(T::zero(), |sum, &x| sum + x * x).sqrt()
    }

    #[differentiate]
    fn mul_add<T: Float>(s: T, a: T, b: T) -> T {
        s * a + b
    }

    #[differentiate]
    fn horner<T: Float>(x: T) -> T {
        let mut y = cast(COEFFICIENTS[0]);
        for i in 1..COEFFICIENTS.len() {
            y = mul_add(y, x, cast(COEFFICIENTS[i]));
        }
        mul_add(y, x, cast::<T>(0.5) - T::one())
    }

    #[differentiate]
    pub fn rotated<T: Float>(q: Quaternion<T>, v: Vector3<T>) -> Vector3<T> {
        let tmp = scale_add(q.0, v, cross(q.1, v));
        scale_add(cast(2.0), cross(q.1, tmp), v)
    }

    #[differentiate]
    pub fn vector<T: Float>(q: Quaternion<T>) -> Vector3<T> {
        let half_theta = (norm(q.1) / q.0).atan();
        let mut b = q.1.map(|x| x.abs());
        b[0] = b[1] * horner(b[2]);
        scale_add(half_theta.copysign(q.0), q.1, b)
    }

    #[differentiate]
    pub fn angle<T: Float>(r: T, q: Quaternion<T>) -> T {
        let (q1, q2);
        match r > T::zero() {
            true => {
                q1 = q.0 * r;
                q2 = q.1[0];
            }
            _ => unreachable!(),
        }
        let all: Quaternion<T> = (q1, [q2, q1, r]);
        norm(all.1) * all.0
    }

    #[test]
    fn gradients() {
        let q = (0.8, [0.3, -0.5, 0.2]);
        ad::check::<rotated<f64>>((q, [1.2, 0.4, -0.7])).assert();
        ad::check::<vector<f64>>(q).assert();
        ad::check::<angle<f64>>((0.7, q)).assert();
        ad::check::<horner<f64>>(0.6).assert();
    }
}

mod operations {
    //! A trait that is implemented for arrays and tuples, and functions that are generic over it.
    use ad::{Differentiable, differentiate};
    use num_traits::Float;

    pub type Triple<T> = [T; 3];
    pub type Turn<T> = (T, Triple<T>);

    #[differentiate]
    pub trait Operations<T>: Copy {
        fn scale(self, s: T) -> Self;
        fn dot(self, b: Self) -> T;
        fn size(self) -> T;
        // Not `Self`, also where it is the same.
        fn turn(self, rhs: Self) -> Turn<T>;
    }

    #[differentiate]
    impl<T: Float> Operations<T> for Triple<T> {
        fn scale(self, s: T) -> Triple<T> {
            [s * self[0], s * self[1], s * self[2]]
        }

        fn dot(self, b: Triple<T>) -> T {
            self[0] * b[0] + self[1] * b[1] + self[2] * b[2]
        }

        fn size(self) -> T {
            self.dot(self).sqrt()
        }

        fn turn(self, rhs: Triple<T>) -> Turn<T> {
            (self.dot(rhs), self.scale(rhs[0]))
        }
    }

    #[differentiate]
    impl<T: Float> Operations<T> for Turn<T> {
        fn scale(self, s: T) -> Turn<T> {
            let part = self.1.scale(s);
            (s * self.0, part)
        }

        fn dot(self, b: Turn<T>) -> T {
            self.0 * b.0 + self.1.dot(b.1)
        }

        fn size(self) -> T {
            self.dot(self).sqrt()
        }

        fn turn(self, rhs: Turn<T>) -> Turn<T> {
            (self.0 * rhs.0 - self.1.dot(rhs.1), self.1.scale(rhs.0))
        }
    }

    #[differentiate]
    pub fn size<T: Float, U: Operations<T>>(a: U) -> T {
        a.size()
    }

    #[differentiate]
    pub fn half_angle<T: Float>(q: Turn<T>) -> T {
        let angle = (size(q.1) / q.0).atan();
        let turned = q.turn(q.1.turn(q.1));
        angle * size(q) + q.1.scale(angle)[1] + turned.0 * turned.1[2]
    }

    #[test]
    fn gradients() {
        ad::check::<half_angle<f64>>((0.8, [0.3, -0.5, 0.2])).assert();
    }
}
