//! Vectors and matrices of the crate `nalgebra`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

#[macro_use]
mod common;

use ad::differentiate;
use common::Flat;
use nalgebra::{
    ArrayStorage, Const, DMatrix, DVector, Dim, Dyn, Matrix, Matrix3, VecStorage, Vector3,
};

impl<const R: usize, const C: usize> Flat
    for Matrix<f64, Const<R>, Const<C>, ArrayStorage<f64, R, C>>
{
    fn flatten(&self, out: &mut Vec<f64>) {
        out.extend(self.iter());
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|x| x.refill(from));
    }
}

impl<C: Dim> Flat for Matrix<f64, Dyn, C, VecStorage<f64, Dyn, C>> {
    fn flatten(&self, out: &mut Vec<f64>) {
        out.extend(self.iter());
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|x| x.refill(from));
    }
}

#[differentiate(order = 2)]
fn products(a: &Vector3<f64>, b: Vector3<f64>) -> f64 {
    a.dot(&b) * a.norm() + b.norm_squared() * a[1] + b.y * b.sum()
}

#[differentiate]
fn geometry(a: &Vector3<f64>, b: &Vector3<f64>, t: f64) -> Vector3<f64> {
    let c = a.cross(b);
    let n = c.normalize();
    let m = n.lerp(&a.component_mul(b), t);
    Vector3::new(m.x, c[0] * t, m.dot(a))
}

#[differentiate]
fn dynamic(a: &DVector<f64>, b: &DVector<f64>) -> f64 {
    let c = a.component_div(b);
    let mut d = c.scale(2.0);
    d[1] = a[0] * b[1];
    d.norm() + d.transpose().sum()
}

#[differentiate(order = 2)]
fn operators(m: &Matrix3<f64>, v: &Vector3<f64>, s: f64) -> f64 {
    let mut w = m * v + 2.0 * v - v / s;
    w += s * v;
    w *= s;
    (-w).dot(&(m.transpose() * v)) * s
}

#[differentiate]
fn quadratic_form(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let y = a * x;
    x.dot(&y) + (x - &y).norm()
}

fn u() -> Vector3<f64> {
    Vector3::new(0.3, -0.7, 1.1)
}

fn v() -> Vector3<f64> {
    Vector3::new(0.9, 0.4, -0.6)
}

fn m() -> Matrix3<f64> {
    Matrix3::new(0.3, -0.7, 1.1, 0.2, 0.9, -0.4, 0.5, 0.8, 0.6)
}

common::checks! {
    mod derivatives;
    twice products(&u(), move v());
    twice operators(&m(), &v(), 0.7);
    scalar quadratic_form(&DMatrix::from_fn(2, 2, |i, j| 0.3 + i as f64 - 0.5 * j as f64), &DVector::from_vec(vec![0.3, -0.8]));
    map geometry(&u(), &v(), 0.3);
    scalar dynamic(&DVector::from_vec(vec![0.3, 1.2, -0.4]), &DVector::from_vec(vec![0.9, 0.6, 0.8]));
}

mod elements {
    use ad::differentiate;
    use nalgebra::{DMatrix, Matrix2, Matrix3, Vector2};

    #[differentiate]
    fn determinant(m: &Matrix2<f64>) -> f64 {
        m[(0, 0)] * m[(1, 1)] - m[(0, 1)] * m[(1, 0)]
    }

    #[differentiate]
    fn written(mut m: Matrix2<f64>, t: f64) -> f64 {
        m[(0, 1)] = t * t;
        m[(1, 0)] += t * m[(0, 0)];
        m[(1, 1)] *= m[(0, 1)];
        m[(0, 1)] * m[(1, 0)] + m[(1, 1)].sin()
    }

    #[differentiate]
    fn summed(m: &DMatrix<f64>, n: usize) -> f64 {
        let mut sum = 0.0;
        for i in 0..n {
            for j in 0..n {
                sum += m[(i, j)] * m[(j, i)] * (i + 2 * j) as f64;
            }
        }
        sum
    }

    #[differentiate]
    fn eliminated(m: Matrix3<f64>) -> f64 {
        let mut a = m;
        let mut product = 1.0;
        for k in 0..3 {
            product *= a[(k, k)];
            for i in k + 1..3 {
                let factor = a[(i, k)] / a[(k, k)];
                for j in k..3 {
                    a[(i, j)] -= factor * a[(k, j)];
                }
            }
        }
        product
    }

    #[differentiate]
    fn of_product(a: &Matrix2<f64>, b: &Matrix2<f64>) -> f64 {
        let c = a * b;
        c[(0, 1)] * c[(1, 0)]
    }

    #[test]
    fn gradients() {
        let m = Matrix2::new(0.9, 0.2, 0.4, 0.7);
        ad::check::<determinant>(&m).assert();
        ad::check::<written>((m, 0.3)).assert();
        ad::check::<summed>((&DMatrix::from_row_slice(2, 2, &[0.3, 0.4, 0.5, 0.6]), 2)).assert();
        ad::check::<eliminated>(Matrix3::new(0.9, 0.4, 0.1, 0.2, 0.9, 0.4, 0.5, 0.6, 0.8)).assert();
        ad::check::<of_product>((&m, &m)).assert();
    }
}

/// What the names of vectors say of their components.
mod components {
    use ad::differentiate;
    use nalgebra::{Matrix2, Matrix3, Vector2, Vector3};

    #[differentiate]
    fn polar(v: &Vector2<f64>) -> Vector2<f64> {
        let mut polar: Vector2<f64> = Vector2::new(0.0, 0.0);
        polar.x = (v.x.powi(2) + v.y.powi(2)).sqrt();
        polar.y = v.y.atan2(v.x);
        polar
    }

    #[differentiate]
    fn turned(a: f64, v: Vector3<f64>) -> Vector3<f64> {
        let turn = Matrix3::new(a.cos(), -a.sin(), 0.0, a.sin(), a.cos(), a * a, 0.0, a, 1.0);
        let plane = Matrix2::new(a, 0.3, v.x, 0.7 * a) * Vector2::new(v.y, a);
        turn * v + Vector3::new(plane.x, 0.0, plane.y)
    }

    #[differentiate]
    fn distance(a: Vector3<f32>, b: Vector3<f32>) -> f32 {
        let d = a - b;
        (d.x.powi(2) + d.y.powi(2) + d[2].powi(2)).sqrt() * d.norm().exp()
    }

    #[test]
    fn gradients() {
        ad::check::<polar>(&Vector2::new(0.3, 0.8)).assert();
        ad::check::<turned>((0.7, Vector3::new(0.3, 0.8, -0.4))).assert();
        let (a, b) = (Vector3::new(0.3, 0.8, 0.1), Vector3::new(-0.2, 0.1, 0.7));
        let (ga, gb) = distance::grad(a, b);
        let n = (a - b).norm();
        let expected = (a - b) * ((1.0 + n) * n.exp() / n);
        assert!((ga - expected).norm() < 1e-5 && (gb + expected).norm() < 1e-5);
    }
}

/// Methods that call a closure for each number, and parts.
mod each {
    use ad::differentiate;
    use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, RowDVector, Vector3};

    #[differentiate]
    fn mapped(a: &DVector<f64>, b: &DVector<f64>, t: f64) -> DVector<f64> {
        let c = a.map(|x| (x * t).tanh());
        (c - b).zip_map(a, |x, y| x * y + t)
    }

    #[differentiate]
    fn fixed(a: Vector3<f64>, t: f64) -> f64 {
        let b = a.map(|x| if x > 0.0 { x * x } else { t * x });
        b.norm() + b.fold(0.0, |sum, x| sum * t + x)
    }

    #[differentiate]
    fn from_functions(n: usize, t: f64) -> f64 {
        let v = DVector::from_fn(n, |i, _| t * i as f64);
        let m = DMatrix::from_fn(n, n, |i, j| (t * i as f64).sin() - t * j as f64);
        let w = Vector3::from_fn(|i, _| t.powi(i as i32));
        (m * &v).dot(&v) + w.norm()
    }

    #[differentiate]
    fn parts(m: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
        let row = m.row(1);
        let mut sum = row.norm() + (row * v)[0] + m.column(0).dot(v) + m.row(0)[1];
        for column in m.column_iter() {
            sum += column.norm_squared();
        }
        sum + m.row_iter().map(|r| r.sum().sin()).sum::<f64>()
    }

    #[differentiate]
    fn of_local(m: &Matrix3<f64>, t: f64) -> f64 {
        let scaled = m * t;
        let first = scaled.column(0);
        let second = scaled.column(1);
        first.dot(&second) + scaled.row(2).norm()
    }

    #[differentiate]
    fn changed(m: &Matrix2<f64>, v: &DVector<f64>, t: f64) -> f64 {
        let mut a = m.clone();
        a.set_column(0, &m.column(1));
        a[(0, 1)] *= t;
        let mut w = DVector::zeros(2);
        w.fill(t);
        let before = w.dot(v);
        w.copy_from(v);
        w[0] += t;
        a.set_row(1, &m.row(0));
        before * w.norm() + a.determinant() + a[(0, 0)] * a[(1, 1)]
    }

    #[differentiate]
    fn gone_through(a: &DVector<f64>, m: &DMatrix<f64>) -> f64 {
        let mean = a.sum() / a.len() as f64;
        let spread: f64 = a.iter().map(|x| (x - mean).powi(2)).sum();
        let mut last = 0.0;
        for (i, x) in m.iter().enumerate() {
            last = 0.5 * last + x * i as f64;
        }
        spread * last * m.ncols() as f64
    }

    #[test]
    fn gradients() {
        let a = DVector::from_vec(vec![0.3, -1.2, 0.8]);
        let b = DVector::from_vec(vec![0.9, 0.4, -0.6]);
        let m = DMatrix::from_fn(3, 3, |i, j| 0.3 + i as f64 - 0.7 * j as f64 * i as f64);
        ad::check::<mapped>((&a, &b, 0.7)).assert();
        ad::check::<fixed>((Vector3::new(0.3, -1.2, 0.8), 0.6)).assert();
        ad::check::<from_functions>((3, 0.7)).assert();
        ad::check::<parts>((&m, &a)).assert();
        ad::check::<of_local>((
            &Matrix3::new(0.9, 0.4, 0.1, 0.2, 0.9, 0.4, 0.5, 0.6, 0.8),
            0.7,
        ))
        .assert();
        let v = DVector::from_vec(vec![0.3, -1.2]);
        ad::check::<changed>((&Matrix2::new(0.9, 0.2, 0.4, 0.7), &v, 0.6)).assert();
        ad::check::<gone_through>((&a, &m)).assert();
    }

    #[test]
    fn pullbacks_of_what_has_parts() {
        let m = Matrix3::new(0.9, 0.4, 0.1, 0.2, 0.9, 0.4, 0.5, 0.6, 0.8);
        let (value, pullback) = of_local::pullback(&m, 0.7);
        let (_, gradient) = of_local::value_and_grad(&m, 0.7);
        use ad::Pullback;
        assert_eq!(pullback.apply(1.0), gradient);
        assert_eq!(value, of_local(&m, 0.7));
    }
}

/// Functions and types that are generic in the number.
mod of_any_number {
    use ad::{Differentiable, differentiate};
    use nalgebra::{Matrix3, RealField, UnitQuaternion, Vector3};
    use num_complex::Complex;
    use num_traits::Float;

    #[differentiate]
    fn energy<T: RealField + Copy>(v: &Vector3<T>, mass: T) -> T {
        v.norm_squared() * mass * nalgebra::convert::<f64, T>(0.5)
    }

    #[differentiate]
    fn turned<T: RealField + Copy>(m: &Matrix3<T>, v: &Vector3<T>) -> Vector3<T> {
        m * v + v.cross(&(m * v))
    }

    #[differentiate]
    fn gain<T: Float>(z: Complex<T>) -> T {
        (z * z + z).norm()
    }

    #[differentiate]
    fn polynomial<T: Float>(c: &[Complex<T>], z: Complex<T>) -> Complex<T> {
        let zero = Complex::new(T::zero(), T::zero());
        c.iter().rev().fold(zero, |sum, c| sum * z + *c)
    }

    #[derive(Clone, Debug, Differentiable)]
    struct Pose<N: RealField + Copy> {
        turn: UnitQuaternion<N>,
        origin: Vector3<N>,
        #[no_diff]
        id: usize,
    }

    #[differentiate]
    impl<N: RealField + Copy> Pose<N> {
        fn apply(&self, p: &Vector3<N>) -> Vector3<N> {
            self.turn * p + self.origin
        }
    }

    #[differentiate]
    fn distance(pose: &Pose<f64>, p: &Vector3<f64>, scale: f64) -> f64 {
        (pose.apply(p) * scale).norm()
    }

    #[test]
    fn gradients() {
        let (u, v) = (Vector3::new(0.1, 0.2, 0.3), Vector3::new(0.5, -0.2, 0.9));
        let m = Matrix3::new(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.1);
        ad::check::<energy<f64>>((&u, 0.7)).assert();
        ad::check::<turned<f64>>((&m, &u)).assert();
        ad::check::<gain<f64>>(Complex::new(0.3, 0.4)).assert();
        let c = [Complex::new(0.3, 0.4), Complex::new(0.1, 0.7)];
        ad::check::<polynomial<f64>>((&c, Complex::new(0.2, 0.9))).assert();
        let pose = Pose {
            turn: UnitQuaternion::from_euler_angles(0.1, 0.7, -0.4),
            origin: u,
            id: 7,
        };
        let (d_pose, d_point, d_scale) = distance::grad(&pose, &v, 1.5);
        let along = pose.apply(&v).normalize() * 1.5;
        assert!((d_pose.origin - along).norm() < 1e-12);
        assert!((d_point - pose.turn.inverse() * along).norm() < 1e-12);
        assert!((d_scale - pose.apply(&v).norm()).abs() < 1e-12);
    }
}

#[differentiate]
fn arrays_and_back(a: [f64; 3]) -> f64 {
    let v: Vector3<f64> = a.into();
    let p = nalgebra::Point3::from(v * 2.0);
    let b: [f64; 3] = v.into();
    let w = Vector3::from([b[1], p.x, 1.0]);
    v.dot(&w) * b[2]
}

agree! {
    arrays_and_back_agrees: arrays_and_back([0.3, 0.7, 1.2]);
}
