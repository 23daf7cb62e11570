//! Arrays of the crate `ndarray`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::differentiate;
use ndarray::{
    Array1, Array2, ArrayView1, ArrayView2, Axis, Ix1, Ix2, SliceInfo, SliceInfoElem, array,
};

fn u() -> Array1<f64> {
    array![0.3, -0.7, 1.1]
}

fn v() -> Array1<f64> {
    array![0.9, 0.4, 0.6]
}

fn m() -> Array2<f64> {
    array![[0.3, -0.7, 1.1], [0.2, 0.9, -0.4]]
}

fn w() -> Array2<f64> {
    array![[0.5, 0.8], [-0.6, 0.1], [0.7, -0.2]]
}

mod products {
    use super::*;

    #[differentiate(order = 2)]
    fn inner(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
        a.dot(b) * a.sum() + b.dot(b)
    }

    #[differentiate]
    fn layer(w: &Array2<f64>, x: &Array1<f64>, b: &Array1<f64>) -> Array1<f64> {
        (w.dot(x) + b).mapv(|z| z.tanh())
    }

    #[differentiate]
    fn batch(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>) -> Array2<f64> {
        x.dot(w) + b
    }

    #[differentiate]
    fn from_left(x: &Array1<f64>, w: &Array2<f64>) -> f64 {
        let y = x.dot(w);
        y.dot(&y) / x.len() as f64
    }

    #[differentiate]
    fn gram(x: &Array2<f64>) -> f64 {
        let g = x.t().dot(x);
        g.diag().sum() + g[[0, 1]] * g[[1, 2]]
    }

    #[differentiate]
    fn network(x: &Array2<f64>, w1: &Array2<f64>, b1: &Array1<f64>, w2: &Array1<f64>) -> f64 {
        let hidden = (x.dot(w1) + b1).mapv(|z| if z > 0.0 { z } else { 0.1 * z });
        let out = hidden.dot(w2);
        let errors = &out - 0.3;
        errors.mapv(|e| e * e).mean().unwrap()
    }

    #[test]
    fn gradients() {
        ad::check::<inner>((&u(), &v())).assert();
        ad::check::<layer>((&m(), &u(), &array![0.1, 0.2])).assert();
        ad::check::<batch>((&m(), &w(), &array![0.1, 0.2])).assert();
        ad::check::<from_left>((&u(), &w())).assert();
        ad::check::<gram>(&m()).assert();
        ad::check::<network>((&m(), &w(), &array![0.1, 0.2], &array![0.7, -0.4])).assert();
    }

    #[test]
    fn hessians_times_vectors() {
        let (a, b) = (u(), v());
        let (da, db) = (array![0.2, 0.1, -0.3], array![0.5, -0.6, 0.4]);
        let (_, (hvp, _)) = inner::hvp(&a, &b, &da, &db);
        // grad a = b (Σ a) + (a·b) 1
        let expected = &db * a.sum() + &b * da.sum() + (da.dot(&b) + a.dot(&db));
        assert!(
            (&hvp - &expected).mapv(f64::abs).sum() < 1e-12,
            "{hvp} {expected}"
        );
    }
}

mod arithmetic {
    use super::*;

    #[differentiate]
    fn by_numbers(a: &Array1<f64>, t: f64) -> f64 {
        let b = 2.0 * a - t + a / (1.0 + t * t) - 1.0 / (a + 3.0);
        (-&b * t).sum() + (t - a).sum() * (t + a).dot(&b)
    }

    #[differentiate]
    fn by_arrays(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
        let c = &a * &b + &a / (&b + 2.0) - &b;
        c.sum().sqrt()
    }

    #[differentiate]
    fn of_views(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
        by_arrays(a.view(), b.view())
    }

    #[differentiate]
    fn broadcast(x: &Array2<f64>, row: &Array1<f64>, column: &Array2<f64>) -> f64 {
        let scaled = x * row / column;
        (scaled - column).mapv(|v| v.powi(2)).sum()
    }

    #[differentiate]
    fn assigned(a: &Array1<f64>, b: &Array1<f64>, t: f64) -> Array1<f64> {
        let mut c = a.clone();
        c *= t;
        c += b;
        c -= &(a * b);
        c /= 2.0;
        c[0] = t * c[1];
        c[2] += c[0];
        c
    }

    #[differentiate]
    fn functions(a: &Array1<f64>) -> f64 {
        let b = a.abs() + 1.0;
        let c = b.ln() + b.sqrt() * a.exp() - a.sin() / a.cos() + b.powf(1.5) + a.powi(3);
        c.sum()
    }

    #[test]
    fn gradients() {
        ad::check::<by_numbers>((&u(), 0.4)).assert();
        let (a, b) = (array![0.9, 1.7], array![0.4, 0.3]);
        ad::check::<of_views>((&a, &b)).assert();
        let column = array![[1.3], [0.8]];
        ad::check::<broadcast>((&m(), &v(), &column)).assert();
        ad::check::<assigned>((&u(), &v(), 0.7)).assert();
        ad::check::<functions>(&u()).assert();
    }
}

mod elements {
    use super::*;

    #[differentiate]
    fn indexed(a: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for i in 0..a.nrows() {
            for j in 0..a.ncols() {
                sum += a[[i, j]] * a[(i, j)].sin() * (i + 2 * j) as f64;
            }
        }
        sum
    }

    #[differentiate]
    fn written(n: usize, t: f64) -> f64 {
        let mut a = Array2::<f64>::zeros((n, n));
        let mut b = Array1::zeros(n);
        for i in 0..n {
            a[[i, i]] = t * i as f64;
            a[[0, i]] += t.exp();
            b[i] = t.powi(i as i32);
        }
        a.dot(&b).sum()
    }

    #[differentiate]
    fn gone_through(a: &Array1<f64>, m: &Array2<f64>) -> f64 {
        let mean = a.mean().unwrap();
        let variance = a.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / a.len() as f64;
        let squares: f64 = m.iter().map(|x| x * x).sum();
        let mut last = 0.0;
        for (i, x) in m.iter().enumerate() {
            last = 0.5 * last + x * i as f64;
        }
        variance * squares + last
    }

    #[differentiate]
    fn in_pairs(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
        x.iter().zip(y.iter()).map(|(a, b)| a * b.ln()).sum::<f64>()
    }

    #[differentiate]
    fn softmax(x: &Array1<f64>) -> Array1<f64> {
        let largest = x.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        let e = x.mapv(|v| (v - largest).exp());
        let sum = e.sum();
        e / sum
    }

    #[test]
    fn gradients() {
        ad::check::<indexed>(&m()).assert();
        ad::check::<written>((3, 0.7)).assert();
        ad::check::<gone_through>((&u(), &m())).assert();
        ad::check::<in_pairs>((&u(), &v())).assert();
        ad::check::<softmax>(&u()).assert();
    }

    /// An array that does not lie by rows has its numbers elsewhere.
    #[test]
    fn arrays_by_columns() {
        let by_columns = m().reversed_axes();
        ad::check::<indexed>(&by_columns).assert();
        ad::check::<gone_through>((&u(), &by_columns)).assert();
        ad::check::<parts::by_rows>(&by_columns).assert();
        ad::check::<parts::along_axes>(&by_columns).assert();
        ad::check::<parts::sliced>((&by_columns, 1, parts::corner(), parts::first_row())).assert();
    }

    use super::parts;
}

mod parts {
    use super::*;

    #[differentiate]
    pub fn by_rows(x: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for row in x.rows() {
            sum += row.dot(&row).sqrt();
        }
        sum + x.outer_iter().map(|r| r.sum().powi(2)).sum::<f64>() + x.column(1).sum()
    }

    #[differentiate]
    pub fn along_axes(x: &Array2<f64>) -> f64 {
        let mut sum = 0.0;
        for (i, row) in x.axis_iter(Axis(0)).enumerate() {
            sum += row.dot(&row).sqrt() * (i as f64 + 1.0);
        }
        sum + x
            .axis_iter(ndarray::Axis(1))
            .map(|c| c.sum().powi(2))
            .sum::<f64>()
    }

    #[differentiate]
    fn by_axis(x: &Array2<f64>) -> f64 {
        let down = x.sum_axis(Axis(0));
        let along = x.mean_axis(Axis(1)).unwrap();
        down.dot(&down) * along[0] + along.sum()
    }

    #[differentiate]
    pub fn sliced(
        x: &Array2<f64>,
        i: usize,
        #[no_diff] corner: Corner,
        #[no_diff] first: Row,
    ) -> f64 {
        let part = x.slice(corner);
        let row = x.slice(first);
        part.sum() * row[1] + x.row(i).dot(&x.row(0))
    }

    /// What `s![..]` makes, which cannot be written where `unsafe` is forbidden.
    pub type Corner = SliceInfo<[SliceInfoElem; 2], Ix2, Ix2>;
    pub type Row = SliceInfo<[SliceInfoElem; 2], Ix2, Ix1>;

    pub fn corner() -> Corner {
        SliceInfo::try_from([(1..).into(), (0..2).into()]).unwrap()
    }

    pub fn first_row() -> Row {
        SliceInfo::try_from([0.into(), (..).into()]).unwrap()
    }

    #[differentiate]
    fn views(x: ArrayView2<f64>, y: ArrayView1<f64>) -> Array1<f64> {
        x.dot(&y) * x.t().row(0).sum()
    }

    #[differentiate]
    fn of_views(x: &Array2<f64>, y: &Array1<f64>) -> Array1<f64> {
        views(x.view(), y.view())
    }

    #[test]
    fn gradients() {
        ad::check::<by_rows>(&m()).assert();
        ad::check::<by_axis>(&m()).assert();
        ad::check::<sliced>((&m(), 1, corner(), first_row())).assert();
        let (x, y) = (m(), array![0.4, 0.1, 0.8]);
        ad::check::<of_views>((&x, &y)).assert();
    }
}

mod made {
    use super::*;

    #[differentiate]
    fn of_numbers(x: f64, y: f64) -> Array1<f64> {
        let turn = array![[x.cos(), -x.sin()], [x.sin(), x.cos()]];
        turn.dot(&array![y, x * y])
    }

    #[differentiate]
    fn of_vectors(p: &[f64]) -> f64 {
        let a = Array1::from_vec(vec![p[0] * p[1], p[1].exp()]);
        let b = Array1::from(p.to_vec());
        a.dot(&b) + Array1::from_elem(3, p[0]).sum()
    }

    #[differentiate]
    fn of_functions(n: usize, t: f64) -> f64 {
        let a = Array1::from_shape_fn(n, |i| (t * i as f64).sin());
        a.dot(&a.map(|x| x * t))
    }

    #[differentiate]
    fn descent(p: &mut Array1<f64>, gradient: &Array1<f64>, rate: f64) {
        *p -= &(gradient * rate);
        p.scaled_add(-0.5 * rate, gradient);
    }

    #[differentiate]
    fn overwritten(a: &Array1<f64>, t: f64) -> f64 {
        let mut b = Array1::zeros(3);
        b.fill(t);
        let c = b.sum() * a[0];
        b.assign(a);
        b.scaled_add(t, a);
        b.dot(a) + c
    }

    #[test]
    fn gradients() {
        ad::check::<of_numbers>((0.7, 0.4)).assert();
        ad::check::<of_vectors>(&[0.7, 0.4]).assert();
        ad::check::<of_functions>((4, 0.7)).assert();
        ad::check::<overwritten>((&u(), 0.4)).assert();
    }

    #[test]
    fn in_place() {
        let (mut p, g) = (u(), v());
        let mut p_bar = array![1.0, 2.0, 3.0];
        let (_, (g_bar, rate_bar)) = descent::vjp(&mut p, &g, 0.1, &mut p_bar);
        assert_eq!(p_bar, array![1.0, 2.0, 3.0]);
        assert!((g_bar + array![0.15, 0.30, 0.45]).sum().abs() < 1e-12);
        let along = v().dot(&array![1.0, 2.0, 3.0]);
        assert!((rate_bar + 1.5 * along).abs() < 1e-12);
    }
}

/// Shapes, moments, and arrays that are changed number by number.
mod shapes {
    use super::*;

    #[differentiate]
    fn outer(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
        let o = &a.view().insert_axis(Axis(1)) * &b.view().insert_axis(Axis(0));
        let p = a
            .view()
            .insert_axis(Axis(1))
            .dot(&b.view().insert_axis(Axis(0)));
        o[[0, 1]] * p.sum() + p[[2, 1]]
    }

    #[differentiate]
    fn reshaped(x: &Array1<f64>, y: &Array2<f64>) -> f64 {
        let m = x.clone().into_shape_with_order((2, 3)).unwrap();
        let row = y.clone().into_shape_with_order(6).unwrap();
        let sum = m.dot(&y.t()).sum() * row.dot(x);
        sum + y.index_axis(Axis(0), 1).sum() * y.clone().remove_axis(Axis(1)).sum()
    }

    #[differentiate]
    fn from_lists(x: &[f64], t: f64) -> f64 {
        let m = Array2::from_shape_vec((2, 2), x.to_vec()).unwrap();
        let n = Array2::from_shape_fn((2, 2), |(i, j)| t * (i + 2 * j) as f64);
        m.dot(&n)[[0, 1]] * m.product()
    }

    #[differentiate]
    fn collected(x: &Array1<f64>, k: f64) -> Array1<f64> {
        x.iter().map(|v| v * v * k).collect()
    }

    #[differentiate]
    fn collected_there(x: &Array1<f64>, k: f64) -> f64 {
        let y: Array1<f64> = x.iter().map(|v| (v * k).sin()).collect();
        y.dot(x)
    }

    #[differentiate]
    fn from_iterators(x: &Array1<f64>) -> f64 {
        let y = Array1::from_iter(x.iter().map(|v| v * v));
        y.dot(x) * y[1]
    }

    #[differentiate]
    fn repeated(x: &Array1<f64>) -> f64 {
        let m = x.broadcast((2, 3)).unwrap();
        m.dot(x).sum() + m.row(1).dot(x)
    }

    #[differentiate]
    fn moments(x: &Array1<f64>, m: &Array2<f64>) -> f64 {
        let centred = (x - x.mean().unwrap()) / x.std(0.0);
        let columns = m.std_axis(Axis(0), 1.0) * m.var_axis(Axis(0), 0.0);
        centred.dot(x) + x.var(1.0) * m.std(0.0) + columns.sum() * m.std_axis(Axis(1), 0.0)[0]
    }

    #[differentiate]
    fn in_place(x: &Array1<f64>, m: &Array2<f64>, t: f64) -> f64 {
        let mut y = x * t;
        y.mapv_inplace(|v| if v > 0.0 { v * v } else { t * v });
        let mut n = m.clone();
        n.mapv_inplace(|v| (v * t).tanh());
        let z = (x * x).mapv_into(|v| v.exp());
        n.dot(&y).sum() + y.dot(&z)
    }

    #[test]
    fn gradients() {
        ad::check::<outer>((&u(), &array![0.9, 0.4])).assert();
        ad::check::<reshaped>((&array![0.3, -0.7, 1.1, 0.2, 0.5, 0.8], &m())).assert();
        ad::check::<from_lists>((&[0.3, 0.7, -0.4, 0.9], 0.6)).assert();
        ad::check::<from_iterators>(&u()).assert();
        ad::check::<collected>((&u(), 0.7)).assert();
        ad::check::<collected_there>((&u(), 0.7)).assert();
        ad::check::<repeated>(&u()).assert();
        ad::check::<moments>((&u(), &m())).assert();
        ad::check::<in_place>((&u(), &m(), 0.7)).assert();
    }

    /// Numbers that are all the same do not deviate, in whatever direction they begin to.
    #[test]
    fn no_deviation() {
        assert_eq!(
            deviation::grad(&array![0.5, 0.5, 0.5]),
            array![0.0, 0.0, 0.0]
        );
    }

    #[differentiate]
    fn deviation(x: &Array1<f64>) -> f64 {
        x.std(0.0)
    }
}

/// Parts that are overwritten where they are named.
mod parts_written {
    use super::*;

    type Row = SliceInfo<[SliceInfoElem; 2], Ix2, Ix1>;
    type Columns = SliceInfo<[SliceInfoElem; 2], Ix2, Ix2>;

    #[differentiate]
    fn rows(
        x: &Array2<f64>,
        y: &Array1<f64>,
        k: f64,
        #[no_diff] second: Row,
        #[no_diff] both: Columns,
    ) -> f64 {
        let mut z = x.clone();
        z.row_mut(0).assign(y);
        z.column_mut(1).fill(k * k);
        z.slice_mut(second).assign(&(y * k));
        z.slice_mut(both).fill(y[2]);
        let mut t = x.t().to_owned();
        t.column_mut(0).assign(y);
        (&z * &z).sum() + t.sum() * k
    }

    #[differentiate]
    fn steps(x: &Array1<f64>, n: usize) -> f64 {
        let mut path = Array2::zeros((n, x.len()));
        path.row_mut(0).assign(x);
        for i in 1..n {
            let next = path.row(i - 1).mapv(|v| v.sin() + 0.1 * v * v);
            path.row_mut(i).assign(&next);
        }
        path.row(n - 1).sum()
    }

    /// Rows of what changes between.
    #[differentiate]
    fn attention(q: &Array2<f64>, k: &Array2<f64>, v: &Array2<f64>) -> f64 {
        let mut scores = q.dot(&k.t()) / (q.ncols() as f64).sqrt();
        for i in 0..scores.nrows() {
            let most = scores.row(i).fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let mut sum = 0.0;
            for j in 0..scores.ncols() {
                let e = (scores[[i, j]] - most).exp();
                scores[[i, j]] = e;
                sum += e;
            }
            for j in 0..scores.ncols() {
                scores[[i, j]] /= sum;
            }
        }
        scores.dot(v).sum() + scores.column(1).dot(&scores.column(0))
    }

    #[test]
    fn gradients() {
        ad::check::<attention>((&m(), &w().t().to_owned(), &m())).assert();
        let second = Row::try_from([1.into(), (..).into()]).unwrap();
        let both = Columns::try_from([(..).into(), (0..2).into()]).unwrap();
        ad::check::<rows>((&m(), &u(), 0.7, second, both)).assert();
        ad::check::<steps>((&u(), 4)).assert();
    }
}

mod of_any_number {
    use super::*;
    use num_traits::Float;

    /// What a closure is given is known by the array alone.
    #[differentiate]
    fn link<A: Float + 'static>(y: &Array1<A>) -> Array1<A> {
        y.mapv(|x| x.ln())
    }

    #[differentiate]
    fn logit<A: Float + 'static>(y: &Array1<A>) -> Array1<A> {
        let e = y.map(|x| x.exp());
        let inverse = (e * y).mapv(|x| A::one() / x);
        inverse * y
    }

    #[test]
    fn gradients() {
        ad::check::<link<f64>>(&u().mapv(f64::exp)).assert();
        ad::check::<logit<f64>>(&u()).assert();
        let grad = link::vjp(&array![2.0, 4.0], &array![1.0, 1.0]).1;
        assert_eq!(grad, array![0.5_f32, 0.25]);
    }
}
