//! `impl Index` and `impl IndexMut` of the user's own types.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use std::ops::{Index, IndexMut};

mod linear {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    pub struct Matrix {
        rows: usize,
        cols: usize,
        data: Vec<f64>,
    }

    #[differentiate]
    impl Index<(usize, usize)> for Matrix {
        type Output = f64;

        fn index(&self, (row, col): (usize, usize)) -> &f64 {
            assert!(row < self.rows && col < self.cols, "out of bounds");
            &self.data[row * self.cols + col]
        }
    }

    #[differentiate]
    impl IndexMut<(usize, usize)> for Matrix {
        fn index_mut(&mut self, (row, col): (usize, usize)) -> &mut f64 {
            assert!(row < self.rows && col < self.cols, "out of bounds");
            &mut self.data[row * self.cols + col]
        }
    }

    /// A row.
    #[differentiate]
    impl Index<usize> for Matrix {
        type Output = [f64];

        fn index(&self, row: usize) -> &Self::Output {
            let start = row * self.cols;
            &self.data[start..start + self.cols]
        }
    }

    #[differentiate(order = 2)]
    impl Matrix {
        pub fn zeros(rows: usize, cols: usize) -> Self {
            Matrix {
                rows,
                cols,
                data: vec![0.0; rows * cols],
            }
        }

        pub fn from(rows: usize, cols: usize, data: &[f64]) -> Self {
            Matrix {
                rows,
                cols,
                data: data.to_vec(),
            }
        }

        pub fn product(&self, other: &Matrix) -> Matrix {
            let mut out = Matrix::zeros(self.rows, other.cols);
            for i in 0..self.rows {
                for j in 0..other.cols {
                    for k in 0..self.cols {
                        out[(i, j)] += self[(i, k)] * other[(k, j)];
                    }
                }
            }
            out
        }

        pub fn trace(&self) -> f64 {
            (0..self.rows).map(|i| self[(i, i)]).sum()
        }

        pub fn of_row(&self, row: usize) -> f64 {
            self[row].iter().map(|x| x * x).sum::<f64>() + self[row][1]
        }
    }
}
use linear::Matrix;

/// Reads what it has written, and overwrites it.
#[differentiate(order = 2)]
fn log_determinant(a: &[f64], n: usize) -> f64 {
    let mut m = Matrix::from(n, n, a);
    let mut sum = 0.0;
    for j in 0..n {
        let mut d = m[(j, j)];
        for k in 0..j {
            d -= m[(j, k)] * m[(j, k)];
        }
        let d = d.sqrt();
        m[(j, j)] = d;
        sum += d.ln();
        for i in j + 1..n {
            let mut s = m[(i, j)];
            for k in 0..j {
                s -= m[(i, k)] * m[(j, k)];
            }
            m[(i, j)] = s / m[(j, j)];
        }
    }
    2.0 * sum
}

#[differentiate(order = 2)]
fn squared(a: &[f64]) -> f64 {
    let m = Matrix::from(2, 2, a);
    let product = m.product(&m);
    product.trace() * product.of_row(1)
}

#[differentiate]
fn through_a_value(mut m: Matrix, k: f64) -> f64 {
    let before = m[(0, 1)];
    m[(0, 1)] = k * m[(1, 0)];
    m[(1, 1)] *= before;
    m.trace() + m[(0, 1)]
}

/// Elements that are found by choosing a field.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Vector {
    x: f64,
    y: f64,
    z: f64,
}

#[differentiate]
impl Index<usize> for Vector {
    type Output = f64;

    fn index(&self, axis: usize) -> &f64 {
        match axis {
            0 => &self.x,
            1 => &self.y,
            2 => &self.z,
            _ => panic!("no axis {axis}"),
        }
    }
}

#[differentiate]
impl IndexMut<usize> for Vector {
    fn index_mut(&mut self, axis: usize) -> &mut f64 {
        match axis {
            0 => &mut self.x,
            1 => &mut self.y,
            2 => &mut self.z,
            _ => panic!("no axis {axis}"),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Axis {
    First,
    Last,
}

#[differentiate]
impl Index<Axis> for Vector {
    type Output = f64;

    fn index(&self, axis: Axis) -> &f64 {
        if axis == Axis::First {
            return &self.x;
        }
        &self.z
    }
}

#[differentiate(order = 2)]
fn turned(v: Vector, angle: f64) -> Vector {
    let mut out = v;
    let (sin, cos) = angle.sin_cos();
    out[0] = cos * v[0] - sin * v[1];
    out[1] = sin * v[0] + cos * v[1];
    for axis in 0..3 {
        out[axis] = out[axis] * v[(axis + 1) % 3];
    }
    out
}

#[differentiate(order = 2)]
fn norm(v: &Vector) -> f64 {
    let mut sum = 0.0;
    for i in 0..3 {
        sum += v[i] * v[i];
    }
    sum.sqrt() * v[Axis::Last] + v[Axis::First]
}

/// Elements that are values of another type of the user's.
#[derive(Clone, Debug, Differentiable)]
struct Polygon {
    corners: Vec<Vector>,
}

#[differentiate]
impl Index<usize> for Polygon {
    type Output = Vector;

    fn index(&self, i: usize) -> &Vector {
        let n = self.corners.len();
        self.corners.get(i % n).unwrap()
    }
}

#[differentiate]
impl IndexMut<usize> for Polygon {
    fn index_mut(&mut self, i: usize) -> &mut Vector {
        let n = self.corners.len();
        self.corners.get_mut(i % n).unwrap()
    }
}

#[differentiate]
fn area(p: &Polygon, n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        let (a, b) = (p[i], &p[i + 1]);
        sum += a.x * b.y - b[0] * a[1];
    }
    0.5 * sum
}

#[differentiate]
fn move_corners(p: &mut Polygon, by: f64) -> f64 {
    p[1].x += by * p[0].y;
    p[0][1] = by * by;
    p[1].x * p[3].y
}

#[differentiate]
fn moved(p: &Polygon, by: f64) -> f64 {
    let mut p = p.clone();
    move_corners(&mut p, by) + p[0].y
}

/// Indexed in a field of another type.
#[derive(Clone, Debug, Differentiable)]
struct Filter {
    state: Vector,
    covariance: Matrix,
}

#[differentiate]
impl Filter {
    fn update(&mut self, z: f64, r: f64) -> f64 {
        let s = self.covariance[(0, 0)] + r;
        let gain = [self.covariance[(0, 0)] / s, self.covariance[(1, 0)] / s];
        let residual = z - self.state[0];
        for i in 0..2 {
            self.state[i] += gain[i] * residual;
        }
        let first = [self.covariance[(0, 0)], self.covariance[(0, 1)]];
        for i in 0..2 {
            for j in 0..2 {
                self.covariance[(i, j)] -= gain[i] * first[j];
            }
        }
        residual * residual / s + s.ln()
    }
}

#[differentiate]
fn likelihood(r: f64, zs: &[f64]) -> f64 {
    let mut filter = Filter {
        state: Vector {
            x: 0.1,
            y: 0.0,
            z: 0.0,
        },
        covariance: Matrix::from(2, 2, &[1.0, 0.2, 0.2, r]),
    };
    let mut sum = 0.0;
    for &z in zs {
        sum += filter.update(z, r);
    }
    sum
}

macro_rules! checked {
    ($($f:ident($at:expr);)*) => {$(
        #[test]
        fn $f() {
            let report = ad::check::<super::$f>($at);
            assert!(report.passed(), "{report}");
        }
    )*};
}

mod first {
    use super::*;

    fn polygon() -> Polygon {
        let corner = |x, y| Vector { x, y, z: 0.5 };
        Polygon {
            corners: vec![corner(0.1, 0.2), corner(2.0, 0.3), corner(1.5, 1.7)],
        }
    }

    checked! {
        log_determinant((&[4.0, 9.0, 9.0, 1.0, 5.0, 9.0, 0.5, 0.25, 6.0], 3));
        squared(&[1.0, 2.0, 0.5, -1.5]);
        through_a_value((Matrix::from(2, 2, &[1.0, 2.0, 0.5, -1.5]), 0.7));
        turned((Vector { x: 1.0, y: -2.0, z: 0.5 }, 0.3));
        norm(&Vector { x: 1.0, y: -2.0, z: 0.5 });
        area((&polygon(), 3));
        moved((&polygon(), 0.8));
        likelihood((0.7, &[0.3, -0.2, 1.1]));
    }
}

#[test]
fn second_derivatives_of_elements() {
    let x = [4.0, 9.0, 1.0, 5.0];
    let hessian = log_determinant::hessian(&x, 2);
    let step = 1e-5;
    for i in 0..4 {
        let moved = |by: f64| {
            let mut x = x;
            x[i] += by;
            log_determinant::grad(&x, 2)
        };
        let (up, down) = (moved(step), moved(-step));
        for j in 0..4 {
            let expected = (up[j] - down[j]) / (2.0 * step);
            assert!((hessian[i][j] - expected).abs() < 1e-7, "{i} {j}");
        }
    }
    let of_norm = |v: Vector| norm::grad(&v);
    let v = Vector {
        x: 1.0,
        y: -2.0,
        z: 0.5,
    };
    let d = VectorTangent {
        x: 0.3,
        y: 0.4,
        z: -1.0,
    };
    let (_, product) = norm::hvp(&v, &d);
    let at = |t: f64| {
        of_norm(Vector {
            x: v.x + t * d.x,
            y: v.y + t * d.y,
            z: v.z + t * d.z,
        })
    };
    let expected = (at(step).z - at(-step).z) / (2.0 * step);
    assert!((product.z - expected).abs() < 1e-7);
}

/// Methods that return a mutable reference to a part of the receiver.
mod methods {
    use super::*;

    #[derive(Clone, Debug, Differentiable)]
    struct Grid {
        cols: usize,
        cells: Vec<f64>,
        corners: [Vector; 2],
        offset: f64,
    }

    #[differentiate]
    impl Grid {
        fn cell_mut(&mut self, row: usize, col: usize) -> &mut f64 {
            let i = row * self.cols + col;
            &mut self.cells[i]
        }

        fn row_mut(&mut self, row: usize) -> &mut [f64] {
            &mut self.cells[row * self.cols..(row + 1) * self.cols]
        }

        fn row(&self, row: usize) -> &[f64] {
            &self.cells[row * self.cols..(row + 1) * self.cols]
        }

        fn corner_mut(&mut self, first: bool) -> &mut Vector {
            if first {
                &mut self.corners[0]
            } else {
                &mut self.corners[1]
            }
        }

        fn offset_mut(&mut self) -> &mut f64 {
            &mut self.offset
        }

        fn cols_mut(&mut self) -> &mut usize {
            &mut self.cols
        }

        fn smooth(&mut self, k: f64) {
            for row in 0..2 {
                for x in self.row_mut(row).iter_mut() {
                    *x *= k;
                }
            }
            *self.cell_mut(0, 1) += k * self.cells[2];
        }
    }

    #[differentiate]
    fn written(cells: &[f64], k: f64) -> f64 {
        let corner = Vector {
            x: k,
            y: k * k,
            z: 1.0,
        };
        let mut grid = Grid {
            cols: 2,
            cells: cells.to_vec(),
            corners: [corner, corner],
            offset: 0.5,
        };
        grid.smooth(k);
        *grid.offset_mut() *= cells[0];
        grid.corner_mut(k > 0.0).y += k * k;
        let row = grid.row_mut(1);
        row[0] = row[1] * row[0];
        let sum: f64 = grid.row(0).iter().map(|x| x * x).sum();
        let corner = grid.corner_mut(true);
        corner.x = corner.y * 3.0;
        sum * grid.cells[2] + grid.offset * grid.corners[0].x + grid.corners[1].y
    }

    #[test]
    fn derivatives() {
        let report = ad::check::<written>((&[1.0, -0.5, 0.3, 2.0], 0.7));
        assert!(report.passed(), "{report}");
    }
}

/// What a map of no interest to derivatives finds.
mod found {
    use super::*;
    use std::collections::HashMap;

    #[differentiate]
    fn weighted(x: &[f64], #[no_diff] positions: &HashMap<String, usize>, name: &str) -> f64 {
        let first = match positions.get(name) {
            Some(&i) => x[i] * x[i],
            None => x[0],
        };
        let second = if let Some(i) = positions.get("other") {
            x[*i] * first
        } else {
            0.0
        };
        first + second
    }

    #[test]
    fn derivatives() {
        let positions = HashMap::from([("a".to_string(), 1), ("other".to_string(), 2)]);
        assert_eq!(
            weighted::grad(&[2.0, 3.0, 5.0], &positions, "a"),
            [0.0, 36.0, 9.0]
        );
        assert_eq!(
            weighted::grad(&[2.0, 3.0, 5.0], &positions, "b"),
            [6.0, 0.0, 2.0]
        );
    }
}

/// Elements of generic types.
mod generic {
    use super::*;
    use num_traits::Float;

    #[derive(Clone, Debug, Differentiable)]
    struct Square<T> {
        n: usize,
        data: Vec<T>,
    }

    #[differentiate]
    impl<T> Index<(usize, usize)> for Square<T> {
        type Output = T;

        fn index(&self, (row, col): (usize, usize)) -> &T {
            &self.data[row * self.n + col]
        }
    }

    #[differentiate]
    impl<T> IndexMut<(usize, usize)> for Square<T> {
        fn index_mut(&mut self, (row, col): (usize, usize)) -> &mut T {
            &mut self.data[row * self.n + col]
        }
    }

    #[differentiate]
    impl<T: Float> Square<T> {
        fn trace(&self) -> T {
            let mut sum = T::zero();
            for i in 0..self.n {
                sum = sum + self[(i, i)];
            }
            sum
        }

        fn times(&self, other: &Square<T>) -> Square<T> {
            let mut out = Square {
                n: self.n,
                data: vec![T::zero(); self.n * self.n],
            };
            for i in 0..self.n {
                for j in 0..self.n {
                    for k in 0..self.n {
                        out[(i, j)] = out[(i, j)] + self[(i, k)] * other[(k, j)];
                    }
                }
            }
            out
        }
    }

    #[differentiate]
    fn cubed(data: &[f64]) -> f64 {
        let m = Square {
            n: 2,
            data: data.to_vec(),
        };
        m.times(&m).times(&m).trace()
    }

    #[test]
    fn derivatives() {
        let report = ad::check::<cubed>(&[1.0, 0.5, -0.3, 2.0]);
        assert!(report.passed(), "{report}");
    }
}

/// What `index` reads at once, `index_mut` may have to read before it borrows; and operators with literals keep the type.
mod read_before {
    use ad::{Differentiable, differentiate};
    use std::ops::{Add, Index, IndexMut, Mul};

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Grid {
        data: Vec<f64>,
        cols: usize,
    }

    #[differentiate]
    impl Index<(usize, usize)> for Grid {
        type Output = f64;

        fn index(&self, (i, j): (usize, usize)) -> &f64 {
            &self.data[i * self.cols + j]
        }
    }

    #[differentiate]
    impl IndexMut<(usize, usize)> for Grid {
        fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
            let cols = self.cols;
            let at = i * cols + j;
            debug_assert!(at < self.data.len());
            &mut self.data[at]
        }
    }

    #[differentiate]
    impl Mul<f64> for Grid {
        type Output = Grid;

        fn mul(mut self, by: f64) -> Grid {
            for x in &mut self.data {
                *x *= by;
            }
            self
        }
    }

    #[differentiate]
    impl Mul<Grid> for f64 {
        type Output = Grid;

        fn mul(self, grid: Grid) -> Grid {
            grid * self
        }
    }

    #[differentiate]
    impl Add<&Grid> for Grid {
        type Output = Grid;

        fn add(mut self, other: &Grid) -> Grid {
            for (a, b) in self.data.iter_mut().zip(&other.data) {
                *a += b;
            }
            self
        }
    }

    #[differentiate]
    impl Grid {
        fn map(&self, f: fn(f64) -> f64) -> Grid {
            Grid {
                data: self.data.iter().map(|&x| f(x)).collect(),
                ..*self
            }
        }

        fn norm(&self) -> f64 {
            self.data.iter().map(|x| x * x).sum::<f64>().sqrt()
        }
    }

    #[differentiate]
    fn mapped(grid: &Grid) -> f64 {
        let twice = grid.clone() * 2.0 + grid;
        let half = 0.5 * grid.clone();
        let mut first = twice.map(f64::tanh);
        first[(0, 1)] += twice[(1, 0)] * half[(1, 1)];
        first.norm() + half.map(f64::exp).norm()
    }

    #[test]
    fn derivatives() {
        let data = vec![1.0, 0.5, -0.3, 2.0];
        ad::check::<mapped>(&Grid { data, cols: 2 }).assert();
    }
}
