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

/// Methods that give a number, or as many numbers.
mod methods {
    use ad::differentiate;
    use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Vector2, Vector3, Vector4};

    #[differentiate]
    fn choices(v: &Vector3<f64>, m: &DMatrix<f64>) -> f64 {
        v.max() * v.min() + v.amax() * v.amin() + m.max() * m.row(0).min() + v.product()
    }

    #[differentiate]
    fn moments(v: &DVector<f64>, m: &Matrix3<f64>) -> f64 {
        v.mean() * v.variance()
            + m.mean() * v.product()
            + m.row_sum()[1] * m.column_sum()[0]
            + m.row_mean().norm() * m.column_mean().norm()
    }

    #[differentiate(order = 2)]
    fn angles(v: &Vector3<f64>, w: &Vector3<f64>) -> f64 {
        v.angle(w) * v[0]
    }

    #[differentiate]
    fn long_angles(v: &DVector<f64>, w: &DVector<f64>) -> f64 {
        v.angle(w)
    }

    #[differentiate]
    fn by_number(v: &Vector3<f64>, w: &Vector3<f64>, s: f64) -> Vector3<f64> {
        v.inf(w) + v.sup(w).unscale(s) + v.component_mul(w).component_div(&v.add_scalar(s))
    }

    #[differentiate]
    fn perhaps(v: &Vector3<f64>) -> f64 {
        v.try_normalize(1e-9).map_or(0.0, |u| u.x * u.y)
            + v.try_normalize(10.0).map_or(v.x, |u| u.y)
    }

    #[differentiate]
    fn plane(vs: &[Vector2<f64>]) -> f64 {
        vs.iter()
            .zip(vs.iter().skip(1))
            .map(|(a, b)| a.perp(b))
            .sum::<f64>()
            * 0.5
    }

    #[differentiate]
    fn components(v: Vector4<f64>, w: &Vector3<f64>) -> f64 {
        v.xyz().dot(&w.zyx()) + v.yz().norm() * w.xy().x + w.xxz().y + v.zx().y
    }

    #[differentiate]
    fn longer(v: &Vector3<f64>, t: f64) -> f64 {
        let h = v.to_homogeneous() * t;
        v.push(t).norm() * h.sum() + v.insert_row(1, t * t).norm() + v.push(t)[3]
    }

    #[differentiate]
    fn crossed(v: &Vector3<f64>, w: &Vector3<f64>) -> f64 {
        (v.cross_matrix() * w).norm() + (v * w.transpose()).determinant()
    }

    #[differentiate]
    fn as_list(v: Vector3<f64>, m: &DMatrix<f64>) -> f64 {
        let sum: f64 = v.as_slice().iter().map(|x| x.exp()).sum();
        sum * m.as_slice()[1]
    }

    #[differentiate]
    fn blocks(m: &DMatrix<f64>, n: &Matrix3<f64>, v: Vector4<f64>) -> f64 {
        let part = m.view((0, 1), (2, 2));
        let rows = m.rows(1, 2);
        v.fixed_rows::<2>(1).norm() * n.fixed_view::<2, 2>(0, 1).determinant()
            + part.norm() * rows.sum()
            + m.columns(0, 2).norm()
            + n.fixed_columns::<2>(1).norm() * part[(1, 0)]
    }

    fn u() -> Vector3<f64> {
        Vector3::new(0.3, -0.7, 1.1)
    }

    fn w() -> Vector3<f64> {
        Vector3::new(0.9, 0.4, -0.6)
    }

    fn m() -> Matrix3<f64> {
        Matrix3::new(0.9, 0.4, 0.1, 0.2, 0.9, 0.4, 0.5, 0.6, 0.8)
    }

    fn d() -> DMatrix<f64> {
        DMatrix::from_fn(3, 3, |i, j| 0.3 + i as f64 - 0.7 * j as f64 * i as f64)
    }

    fn list(numbers: &[f64]) -> DVector<f64> {
        DVector::from_column_slice(numbers)
    }

    common::agree! {
        extremes: choices(&u(), &d());
        sums_and_means: moments(&list(&[0.3, 0.7, -0.4]), &m()), (&list(&[0.3, 0.0, -0.4]), &m());
        between: angles(&u(), &w());
        between_lists: long_angles(&DVector::from_fn(20, |i, _| (i as f64).sin()), &DVector::from_fn(20, |i, _| (i as f64).cos()));
        number_by_number: by_number(&u(), &w(), 0.7);
        directions: perhaps(&u());
        areas: plane(&[Vector2::new(0.3, 0.1), Vector2::new(0.9, 0.4), Vector2::new(0.1, 0.8)]);
        swizzles: components(Vector4::new(0.3, 0.6, -0.2, 0.9), &w());
        made_longer: longer(&u(), 0.7);
        cross_products: crossed(&u(), &w());
        slices: as_list(u(), &d());
        views: blocks(&d(), &m(), Vector4::new(0.3, 0.6, -0.2, 0.9));
    }

    #[test]
    fn parallel_vectors() {
        let (v, zero) = (u(), Vector3::zeros());
        assert_eq!(angles::grad(&v, &(v * 2.0)), (zero, zero));
        assert_eq!(angles::grad(&v, &(v * -4.0)).1, zero);
        assert_eq!(angles::grad(&v, &zero), (zero, zero));
    }

    use crate::common;

    common::checks! {
        mod second_order;
        twice angles(&Vector3::new(0.3, -0.7, 1.1), &Vector3::new(0.9, 0.4, -0.6));
    }
}

/// Matrices from numbers, and matrices that are changed.
mod made {
    use ad::differentiate;
    use nalgebra::{DMatrix, DVector, Matrix2, Matrix2x3, Matrix3, RowVector3, Vector2, Vector3};

    #[differentiate]
    fn of_vectors(v: &Vector3<f64>, w: &Vector3<f64>) -> f64 {
        let m = Matrix3::from_columns(&[*v, *w, v.cross(w)]);
        let n = Matrix3::from_rows(&[v.transpose(), w.transpose(), w.transpose()]);
        (m * n)[(0, 2)] + n[(1, 0)] * m[(1, 0)]
    }

    #[differentiate]
    fn of_lists(x: &[f64]) -> f64 {
        let m = DMatrix::from_row_slice(2, 3, x);
        let n = DMatrix::from_column_slice(3, 2, x);
        let k = Matrix2x3::from_row_slice(x);
        let p = DMatrix::from_vec(2, 3, x.to_vec());
        (&m * n).norm() * k[(0, 1)] + (p + m)[(1, 2)]
    }

    #[differentiate]
    fn of_numbers(n: usize, x: f64) -> f64 {
        let v = DVector::from_element(n, x);
        let m = DMatrix::from_element(n, n, x * x) + DMatrix::repeat(n, n, x);
        (m * v).norm()
    }

    #[differentiate]
    fn of_iterators(v: &DVector<f64>, t: f64) -> f64 {
        let w = DVector::from_iterator(v.len(), v.iter().map(|x| x * x * t));
        let u = Vector3::from_iterator(v.iter().map(|x| x.sin()));
        let first = DVector::from_iterator(2, v.iter().copied().take(2));
        w.dot(v) * u.norm() + first.norm()
    }

    #[differentiate]
    fn diagonals(v: &Vector3<f64>, w: &DVector<f64>) -> f64 {
        let m = DMatrix::from_diagonal(w);
        Matrix3::from_diagonal(v).determinant() + (m * w).sum()
    }

    #[differentiate]
    fn changed(m: &Matrix3<f64>, v: &Vector3<f64>, t: f64) -> f64 {
        let mut y = *v;
        y.gemv(2.0 * t, m, v, t);
        y.axpy(t, v, 0.5 * t);
        let mut n = m * t;
        n.fill_diagonal(t * t);
        n.component_mul_assign(m);
        n.scale_mut(t);
        y.component_div_assign(v);
        y.add_scalar_mut(t);
        y.unscale_mut(1.0 + t);
        y.dot(&(n * v))
    }

    #[differentiate]
    fn longer(m: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
        let mut y = v.clone();
        y.gemv(0.5, m, v, 2.0);
        y.axpy(0.3, v, 1.0);
        y.norm()
    }

    fn u() -> Vector3<f64> {
        Vector3::new(0.3, -0.7, 1.1)
    }

    fn m() -> Matrix3<f64> {
        Matrix3::new(0.9, 0.4, 0.1, 0.2, 0.9, 0.4, 0.5, 0.6, 0.8)
    }

    common::agree! {
        vectors: of_vectors(&u(), &Vector3::new(0.9, 0.4, -0.6));
        lists: of_lists(&[0.3, 0.7, -0.4, 0.9, 0.1, 0.5]);
        numbers: of_numbers(3, 0.7);
        iterators: of_iterators(&DVector::from_vec(vec![0.3, 0.8, -0.4]), 0.6);
        on_the_diagonal: diagonals(&u(), &DVector::from_vec(vec![0.3, 0.8]));
        in_place: changed(&m(), &u(), 0.7);
        in_place_of_any_size: longer(&DMatrix::from_column_slice(3, 3, m().as_slice()), &DVector::from_column_slice(u().as_slice()));
    }

    use crate::common;
}

/// Systems of equations.
mod factors {
    use ad::differentiate;
    use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Vector2, Vector3};

    #[differentiate(order = 2)]
    fn by_lu(m: &Matrix3<f64>, v: &Vector3<f64>) -> f64 {
        let x = m.lu().solve(v).unwrap();
        x.dot(v)
    }

    #[differentiate]
    fn more_of_lu(m: DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
        let lu = m.lu();
        let x = lu.solve(b).expect("a solution");
        x.norm() * lu.determinant() + lu.try_inverse().unwrap().trace()
    }

    #[differentiate]
    fn by_qr(m: &Matrix3<f64>, v: &Vector3<f64>) -> f64 {
        m.clone().qr().solve(v).unwrap().sum()
    }

    #[differentiate(order = 2)]
    fn by_cholesky(m: &Matrix3<f64>, v: &Vector3<f64>) -> f64 {
        let s = m * m.transpose();
        let factor = s.cholesky().unwrap();
        v.dot(&factor.solve(v)) + factor.l()[(1, 0)] * factor.l().trace()
    }

    #[differentiate]
    fn likelihood(s: DMatrix<f64>, v: &DVector<f64>) -> f64 {
        match s.cholesky() {
            Some(factor) => {
                -0.5 * (v.dot(&factor.solve(v)) + factor.ln_determinant())
                    + factor.determinant()
                    + factor.inverse().norm()
            }
            None => v.norm(),
        }
    }

    fn m() -> Matrix3<f64> {
        Matrix3::new(0.9, 0.4, 0.1, 0.2, 0.9, 0.4, 0.5, 0.6, 0.8)
    }

    fn d() -> DMatrix<f64> {
        DMatrix::from_column_slice(3, 3, m().as_slice())
    }

    fn u() -> Vector3<f64> {
        Vector3::new(0.3, -0.7, 1.1)
    }

    fn list() -> DVector<f64> {
        DVector::from_column_slice(u().as_slice())
    }

    common::agree! {
        lu: by_lu(&m(), &u());
        lu_of_any_size: more_of_lu(d(), &DMatrix::from_fn(3, 2, |i, j| 0.3 + i as f64 - j as f64));
        qr: by_qr(&m(), &u());
        cholesky: by_cholesky(&m(), &u());
        gaussian: likelihood(&d() * d().transpose(), &list()), (-d(), &list());
    }

    common::checks! {
        mod second_order;
        twice by_lu(&m(), &u());
        twice by_cholesky(&m(), &u());
    }

    use crate::common;
}

/// Rotations, translations, and both.
mod maps {
    use ad::differentiate;
    use nalgebra::{
        Isometry2, Isometry3, Matrix4, Point2, Point3, Rotation2, Rotation3, Translation2,
        Translation3, UnitComplex, UnitQuaternion, Vector2, Vector3,
    };

    #[differentiate]
    fn placed(a: f64, v: Vector3<f64>, p: &Point3<f64>) -> f64 {
        let iso = Isometry3::new(v, v * a);
        let there = iso * p;
        let back = iso.inverse() * there;
        let twice = (iso * iso).transform_point(p);
        there.x * twice.y + (iso * v).norm() + back.z + iso.inverse_transform_point(p).x
    }

    #[differentiate]
    fn of_parts(q: UnitQuaternion<f64>, t: Vector3<f64>, p: Point3<f64>) -> f64 {
        let iso = Isometry3::from_parts(Translation3::from(t), q);
        let other = Translation3::new(t.x, p.y, p.z) * iso;
        let between = iso.inv_mul(&other);
        (between * p).x
            + other.rotation.angle()
            + iso.translation.vector.dot(&t)
            + iso.inverse_transform_vector(&t).x * other.transform_vector(&t).y
            + (Translation3::from(t) * p).x * (iso * p - Point3::new(0.1, 0.2, 0.3)).norm()
    }

    #[differentiate]
    fn of_isometry(iso: &Isometry3<f64>, p: &Point3<f64>) -> f64 {
        let q = iso * p;
        q.x * q.y + iso.translation.vector.norm()
    }

    #[differentiate]
    fn angles(r: f64, p: f64, y: f64) -> f64 {
        let q = UnitQuaternion::from_euler_angles(r, p, y);
        let (a, b, c) = q.euler_angles();
        let (d, e, f) = Rotation3::from_euler_angles(p, y, r).euler_angles();
        a * b + c * d - e * f + q.scaled_axis().x * q.angle()
    }

    #[differentiate]
    fn between(p: &UnitQuaternion<f64>, q: &UnitQuaternion<f64>, t: f64) -> f64 {
        let r = p.slerp(q, t) * p.nlerp(q, t).powf(t);
        let to = p.rotation_to(q);
        r.angle_to(q)
            + to.angle() * p.lerp(q, t).norm()
            + to.inverse_transform_vector(&Vector3::new(1.0, 2.0, 3.0)).x
    }

    #[differentiate]
    fn logarithm(q: &UnitQuaternion<f64>) -> Vector3<f64> {
        q.scaled_axis() * 2.0
    }

    #[differentiate]
    fn exponential(v: Vector3<f64>) -> Vector3<f64> {
        UnitQuaternion::from_scaled_axis(v).scaled_axis()
    }

    #[differentiate]
    fn plane(a: f64) -> f64 {
        let r = Rotation2::new(a);
        let v = r * Vector2::new(1.0, 2.0);
        v.x * v.y + r.angle() * r.inverse_transform_vector(&v).x
    }

    #[differentiate]
    fn turned(a: f64, v: Vector2<f64>, p: Point2<f64>) -> f64 {
        let z = UnitComplex::new(a) * UnitComplex::from_angle(0.3 * a);
        let w = z.inverse() * v + z.to_rotation_matrix() * v;
        w.x * z.angle() + (z * p).y + z.inverse_transform_vector(&v).x * z.transform_point(&p).x
    }

    #[differentiate]
    fn moved(a: f64, v: Vector2<f64>, p: &Point2<f64>) -> f64 {
        let iso = Isometry2::new(v, a) * Isometry2::translation(a, v.x);
        let there = iso * p;
        let other = Isometry2::from_parts(Translation2::new(a, p.y), UnitComplex::new(v.y));
        let between = iso.inv_mul(&other).inverse();
        there.x * there.y
            + (iso * v).x * iso.inverse_transform_point(p).y
            + (between * there).x * other.inverse_transform_vector(&v).y
            + iso.translation.vector.norm() * iso.rotation.angle()
    }

    #[differentiate]
    fn of_plane_isometry(iso: &Isometry2<f64>, p: &Point2<f64>) -> f64 {
        iso.transform_point(p).x * iso.transform_vector(&p.coords).y
    }

    #[differentiate]
    fn by_matrix(m: &Matrix4<f64>, p: &Point3<f64>, q: UnitQuaternion<f64>) -> f64 {
        let n = m * q.to_homogeneous();
        n.transform_point(p).x + m.transform_vector(&p.coords).y + (q.to_rotation_matrix() * p).z
    }

    fn q() -> UnitQuaternion<f64> {
        UnitQuaternion::from_euler_angles(0.1, 0.7, -0.4)
    }

    fn p() -> UnitQuaternion<f64> {
        UnitQuaternion::from_euler_angles(-0.6, 0.2, 0.5)
    }

    fn u() -> Vector3<f64> {
        Vector3::new(0.3, -0.7, 1.1)
    }

    fn w() -> Point3<f64> {
        Point3::new(0.9, 0.4, -0.6)
    }

    fn m() -> Matrix4<f64> {
        Matrix4::from_fn(|i, j| {
            if i == j {
                1.0
            } else {
                0.1 * i as f64 - 0.03 * j as f64
            }
        })
    }

    common::agree! {
        isometries: placed(0.7, u(), &w());
        parts: of_parts(q(), u(), w());
        isometries_given: of_isometry(&Isometry3::new(u(), u()), &w());
        euler_angles: angles(0.3, 0.6, -0.4);
        interpolations: between(&p(), &q(), 0.3);
        logarithms: logarithm(&q()), (&UnitQuaternion::identity()), (&p().inverse());
        exponentials: exponential(u()), (Vector3::zeros());
        in_the_plane: plane(0.7);
        unit_complex_numbers: turned(0.4, Vector2::new(0.3, 0.8), Point2::new(-0.4, 0.6));
        plane_isometries: moved(0.4, Vector2::new(0.3, 0.8), &Point2::new(-0.4, 0.6));
        plane_isometries_given: of_plane_isometry(&Isometry2::new(Vector2::new(0.3, 0.8), 0.4), &Point2::new(-0.4, 0.6));
        matrices: by_matrix(&m(), &w(), q());
    }

    use crate::common;
}

/// Rotations by the lengths of their axes, at zero, too, where only series say what the derivatives are.
mod scaled_axes {
    use ad::differentiate;
    use nalgebra::{Rotation3, UnitQuaternion, Vector3};

    #[differentiate(order = 2)]
    fn turned(w: &[f64; 3]) -> f64 {
        let w = Vector3::new(w[0], w[1], w[2]);
        let p = Vector3::new(0.3, -0.7, 1.1);
        let first = Rotation3::new(w) * p;
        let second = UnitQuaternion::new(w * 0.5) * first;
        let third = Rotation3::from_scaled_axis(w) * second;
        first.x * second.y + third.z * third.x
    }

    #[test]
    fn derivatives() {
        for w in [[0.1, 0.4, -0.2], [0.0; 3]] {
            ad::check::<turned>(&w).assert();
            let hessian = turned::hessian(&w);
            for i in 0..3 {
                let mut at = [w, w];
                at[0][i] -= 1e-5;
                at[1][i] += 1e-5;
                let [below, above] = at.map(|w| turned::grad(&w));
                for j in 0..3 {
                    let difference = (above[j] - below[j]) / 2e-5;
                    assert!((hessian[i][j] - difference).abs() < 1e-8, "{i} {j}");
                }
            }
        }
    }
}

/// Parts that are overwritten where they are named.
mod parts_written {
    use ad::differentiate;
    use nalgebra::{DMatrix, DVector, Matrix3, SMatrix, SVector, Vector2, Vector3, Vector6};

    #[differentiate(order = 2)]
    fn blocks(b: &Matrix3<f64>, v: &Vector3<f64>, k: f64) -> f64 {
        let mut j = SMatrix::<f64, 6, 6>::identity() * k;
        j.fixed_view_mut::<3, 3>(0, 3).copy_from(b);
        j.fixed_view_mut::<3, 3>(3, 0).copy_from(&(b * k));
        j.column_mut(1).fill(k * k);
        (j.fixed_view_mut::<3, 1>(2, 4)).copy_from(v);
        j.row_mut(5).fill(v.x * v.y);
        (j * j).trace() + j.norm()
    }

    #[differentiate]
    fn stacked<const N: usize>(p: &SVector<f64, N>, q: &Vector3<f64>, all: bool) -> Vector6<f64> {
        let mut x = Vector6::repeat(p[0]);
        x.fixed_rows_mut::<N>(0).copy_from(&(p * 2.0));
        if all {
            x.fixed_rows_mut::<3>(N).copy_from(q);
        }
        x.rows_mut(1, 2).fill(q.y * q.z);
        x
    }

    #[differentiate]
    fn dynamic(a: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
        let mut m = DMatrix::zeros(4, 5);
        for i in 0..2 {
            m.view_mut((i, 2 * i), (2, 3)).copy_from(a);
            m.column_mut(4 - i).copy_from(v);
        }
        m.columns_mut(0, 2).fill(v[1]);
        let rows = a.rows(0, 1) * 3.0;
        m.rows_mut(0, 1).fill(rows[0] * rows[2]);
        m.map(|x| x * x * x).sum()
    }

    /// Parts of what changes between.
    #[differentiate]
    fn eliminated(a: &Matrix3<f64>, n: usize) -> f64 {
        let mut u = *a;
        let mut sum = 0.0;
        for k in 0..n {
            for i in k + 1..3 {
                let factor = u[(i, k)] / u[(k, k)];
                let row = u.row(i) - u.row(k) * factor;
                u.row_mut(i).copy_from(&row);
                sum += factor * factor;
            }
            let corner = u.fixed_view::<2, 2>(1, 1);
            sum += corner.determinant() * u.column(k).norm();
        }
        sum + u.fixed_rows::<2>(0).sum()
    }

    fn b() -> Matrix3<f64> {
        Matrix3::new(0.3, -0.7, 1.1, 0.2, 0.9, -0.4, 0.5, 0.8, -0.6)
    }

    #[test]
    fn gradients() {
        let (p, q) = (Vector3::new(0.3, 0.8, -0.5), Vector3::new(1.1, 0.4, 0.7));
        ad::check::<blocks>((&b(), &p, 0.7)).assert();
        ad::check::<stacked<3>>((&p, &q, true)).assert();
        ad::check::<stacked<2>>((&Vector2::new(0.6, 0.1), &q, false)).assert();
        ad::check::<eliminated>((&b(), 2)).assert();
        let a = DMatrix::from_fn(2, 3, |i, j| (1.0 + i as f64 + 2.0 * j as f64).sin());
        ad::check::<dynamic>((&a, &DVector::from_vec(vec![0.3, -0.7, 1.1, 0.2]))).assert();
    }

    /// By differences of gradients.
    #[test]
    fn second_derivatives() {
        let (v, dot) = (Vector3::new(0.3, 0.8, -0.5), Vector3::new(0.2, -0.4, 0.9));
        let (_, (_, along, _)) = blocks::hvp(&b(), &v, 0.7, &Matrix3::zeros(), &dot, 0.0);
        let at = |t: f64| blocks::grad(&b(), &(v + dot * t), 0.7).1;
        let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!((along - difference).norm() < 1e-8);
    }
}

/// Numbers of which a real part is asked for, which a real number is itself.
mod real_parts {
    use ad::{Differentiable, differentiate};
    use nalgebra::ComplexField;

    #[derive(Clone, Debug, Differentiable)]
    struct Polynomial<N: ComplexField + Copy>
    where
        <N as ComplexField>::RealField: Copy,
    {
        coefficients: Vec<N>,
        scale: <N as ComplexField>::RealField,
    }

    #[differentiate]
    impl<N: ComplexField + Copy> Polynomial<N>
    where
        <N as ComplexField>::RealField: Copy,
    {
        fn of(coefficients: &[N], scale: N::RealField) -> Self {
            Polynomial {
                coefficients: Vec::from(coefficients),
                scale,
            }
        }

        fn at(&self, x: N) -> N {
            let mut sum = N::zero();
            for c in self.coefficients.iter().rev() {
                sum = sum * x + *c;
            }
            sum.scale(self.scale)
        }

        fn scale(&self) -> <N as ComplexField>::RealField {
            self.scale
        }
    }

    #[differentiate]
    impl<N: ComplexField + Copy> From<N> for Polynomial<N>
    where
        <N as ComplexField>::RealField: Copy,
    {
        fn from(c: N) -> Polynomial<N> {
            Polynomial {
                coefficients: vec![c, c * c],
                scale: N::RealField::one(),
            }
        }
    }

    use num_traits::One;

    #[differentiate]
    fn scaled(coefficients: &[f64], scale: f64, x: f64) -> f64 {
        let p = Polynomial::of(coefficients, scale * scale);
        p.at(x) * p.scale()
    }

    #[differentiate]
    fn of_one(c: f64, x: f64) -> f64 {
        let p: Polynomial<f64> = Polynomial::from(c);
        p.at(x)
    }

    #[test]
    fn derivatives() {
        ad::check::<scaled>((&[0.3, -1.2, 0.7], 1.3, 0.4)).assert();
        ad::check::<of_one>((0.6, 0.4)).assert();
    }
}

/// Products that are assigned: of what begins as the identity, of a type that only its use says.
mod multiplied {
    use ad::differentiate;
    use nalgebra::{
        DMatrix, Isometry2, Isometry3, Matrix4, Rotation3, UnitComplex, UnitQuaternion, Vector2,
        Vector3,
    };

    #[differentiate]
    fn chain(joints: &[f64], lengths: &[f64]) -> f64 {
        let mut t = Matrix4::identity();
        for (q, l) in joints.iter().zip(lengths) {
            let (s, c) = q.sin_cos();
            let a = Matrix4::new(
                c,
                -s,
                0.0,
                l * c,
                s,
                c,
                0.0,
                l * s,
                0.0,
                0.0,
                1.0,
                0.0,
                0.0,
                0.0,
                0.0,
                1.0,
            );
            t *= a;
        }
        let p = t.fixed_view::<3, 1>(0, 3).into_owned();
        (p - Vector3::new(1.0, 1.0, 0.0)).norm_squared()
    }

    #[differentiate]
    fn turned(rates: &[Vector3<f64>], dt: f64) -> f64 {
        let mut q = UnitQuaternion::identity();
        let mut r = Rotation3::identity();
        for w in rates {
            q *= UnitQuaternion::from_scaled_axis(w * dt);
            r *= Rotation3::from_scaled_axis(w * (2.0 * dt));
        }
        let v = Vector3::new(0.3, -0.7, 1.1);
        (q * v).dot(&(r * v)) + (q * v).x
    }

    #[differentiate]
    fn moved(steps: &[Vector3<f64>]) -> f64 {
        let mut pose = Isometry3::identity();
        let mut plane = Isometry2::identity();
        let mut turn = UnitComplex::identity();
        for s in steps {
            pose *= Isometry3::new(*s, s * 0.3);
            plane *= Isometry2::new(Vector2::new(s.x, s.y), s.z);
            turn *= UnitComplex::new(s.x);
        }
        let p = plane.translation.vector + turn * Vector2::new(0.3, 0.9);
        pose.translation.vector.norm_squared() + p.x * p.y
    }

    #[differentiate]
    fn powers(a: &DMatrix<f64>, n: usize) -> f64 {
        let mut m = a.clone();
        for _ in 0..n {
            m *= a;
        }
        m.trace()
    }

    #[test]
    fn derivatives() {
        ad::check::<chain>((&[0.1, 0.6, -0.4][..], &[1.0, 0.7, 0.5][..])).assert();
        let rates = [Vector3::new(0.1, 0.2, 0.3), Vector3::new(0.3, -0.2, 0.1)];
        ad::check::<turned>((&rates[..], 0.4)).assert();
        ad::check::<moved>(&rates[..]).assert();
        let a = DMatrix::from_row_slice(2, 2, &[0.3, 0.7, -0.2, 0.9]);
        ad::check::<powers>((&a, 3)).assert();
    }
}

/// Vectors and matrices that the macros of the crate make.
mod of_macros {
    use ad::differentiate;
    use nalgebra as na;
    use nalgebra::{Vector2, Vector3, dmatrix, dvector, matrix, point, vector};

    #[differentiate(order = 2)]
    fn all(x: f64, y: f64) -> f64 {
        let v = vector![x, y, 1.0];
        let w: Vector3<f64> = vector![y * x, 2.0, x];
        let d = dvector![x, y, x * y];
        let m = dmatrix![x, y; 3.0, 4.0; y, 1.0];
        let q = matrix![x, y, 1.0; 2.0, x, y; y * y, 1.0, 2.0];
        let (r, c) = (matrix![x, y, 1.0; 2.0, x, y;], matrix![x; y]);
        let row = na::matrix![x, y * x];
        let p = point![x, y] + na::vector![1.0, x];
        let sum = (q * v).norm() + d.norm() * m[(2, 0)] + r[(1, 2)] * v[0] + v.dot(&w);
        sum + c[1] * row[1] + p.x * p.y + (m * na::dvector![x, y]).sum()
    }

    #[differentiate]
    fn without_names(x: f64) -> f64 {
        let v = vector![1.0, x, 2.0, x * x, 3.0, 4.0, x.sin()];
        let m = matrix![x, 1.0, 2.0, 3.0, 4.0, x, 5.0; 7.0, 6.0, 5.0, x, 3.0, x * x, 1.0];
        let w = m * v;
        w[0] * w[1] + v[3]
    }

    #[differentiate]
    fn direction(x: f64) -> Vector2<f64> {
        vector![x.cos(), x.sin()]
    }

    #[test]
    fn derivatives() {
        ad::check::<all>((1.3, 0.4)).assert();
        ad::check::<without_names>(1.3).assert();
        assert!((direction::jvp(0.3, 1.0).1 - vector![-0.3f64.sin(), 0.3f64.cos()]).norm() < 1e-12);
    }
}

/// What a matrix is taken apart into, where the type follows from that of the matrix: parts are mapped and summed up.
mod of_factors {
    use ad::differentiate;
    use nalgebra::{DMatrix, DVector, Matrix3, Vector3};

    #[differentiate]
    fn of_a_process(theta: &[f64], xs: &[f64], ys: &[f64]) -> f64 {
        let n = xs.len();
        let k = DMatrix::from_fn(n, n, |i, j| {
            let d = xs[i] - xs[j];
            let noise = if i == j { theta[2].powi(2) } else { 0.0 };
            theta[0].exp() * (-0.5 * d * d / theta[1].powi(2)).exp() + noise
        });
        let y = DVector::from_column_slice(ys);
        let factor = k.cholesky().unwrap();
        let alpha = factor.solve(&y);
        0.5 * y.dot(&alpha) + factor.l().diagonal().map(|d| d.ln()).sum()
    }

    #[differentiate]
    fn of_any_size(theta: &[f64], ys: &DVector<f64>) -> f64 {
        let n = ys.len();
        let k: DMatrix<f64> = DMatrix::from_fn(n, n, |i, j| {
            let d = (i as f64 - j as f64) / theta[1];
            theta[0] * (-d * d).exp() + if i == j { 0.5 } else { 0.0 }
        });
        let Some(factor) = k.clone().cholesky() else {
            return f64::INFINITY;
        };
        let l = factor.l();
        let lu = k.lu();
        let solved = lu.solve(ys).expect("it can be inverted");
        let logs = l.diagonal().iter().map(|d| d.ln()).sum::<f64>();
        ys.dot(&factor.solve(ys))
            + logs
            + factor.ln_determinant()
            + solved.norm() * lu.determinant()
    }

    #[differentiate]
    fn of_three(a: &Matrix3<f64>, b: &Vector3<f64>) -> f64 {
        let s = a.transpose() * a + Matrix3::identity();
        let x = match s.cholesky() {
            Some(factor) => factor.solve(b),
            None => return 0.0,
        };
        let roots = s.diagonal().map(|v| v.sqrt());
        let inverse = s.cholesky().map(|factor| factor.inverse()).unwrap();
        let other = s.lu().try_inverse().unwrap();
        x.norm_squared() + roots.sum() + inverse.trace() + other.determinant()
    }

    #[test]
    fn gradients() {
        let ys = [1.0, 0.3, -0.2, 0.5];
        ad::check::<of_a_process>((&[0.1, 0.9, 0.3], &[0.0, 0.5, 1.1, 2.0], &ys)).assert();
        ad::check::<of_any_size>((&[0.7, 0.9], &DVector::from_column_slice(&ys))).assert();
        let a = Matrix3::new(0.1, 0.5, 0.2, 0.4, 1.2, 0.3, -0.5, 0.2, 0.9);
        ad::check::<of_three>((&a, &Vector3::new(0.2, -0.4, 0.9))).assert();
    }
}

/// Rows, and a camera: constructors of 8 and 12 numbers.
#[differentiate]
fn projected(x: f64, y: f64) -> f64 {
    use nalgebra::{Matrix2x4, Matrix3x4, Matrix4x3, RowVector2, RowVector3, Vector4};
    let camera = Matrix3x4::new(x, 0.0, 0.2, y, 0.0, x, 0.1, y * y, 0.0, 0.1, 1.0, x);
    let point = camera * Vector4::new(y, x * y, 2.0, 1.0);
    let plane = Matrix2x4::new(x, y, 0.0, 1.0, 0.3, x * y, y, 0.0);
    let tall = Matrix4x3::new(x, 1.0, 0.0, y, x, 1.0, 0.0, y, x, 1.0, 0.0, y);
    let row = RowVector3::new(x, 2.0, y) * Vector3::new(y, x, 1.0);
    let other = RowVector2::new(y, x) * plane * tall * point;
    point.x / point.z + row[(0, 0)] * other[0]
}

#[test]
fn rows_and_cameras_agree() {
    ad::check::<projected>((0.7, 1.3)).assert();
}
