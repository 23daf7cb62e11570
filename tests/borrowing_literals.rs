//! Structs that borrow, made by literals in the body: a view of data with methods, a context that is passed on.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::agree;

/// A window onto numbers of somebody else.
#[derive(Clone, Copy, Debug, Differentiable)]
pub struct View<'a> {
    data: &'a [f64],
    scale: f64,
    offset: usize,
}

#[differentiate]
impl<'a> View<'a> {
    fn at(&self, i: usize) -> f64 {
        self.scale * self.data[self.offset + i].sin()
    }

    fn total(self) -> f64 {
        let mut sum = 0.0;
        for i in 0..self.data.len() - self.offset {
            sum += self.at(i) * self.data[i];
        }
        sum
    }

    fn moved(&self, by: usize) -> f64 {
        let next = View {
            data: self.data,
            scale: self.scale * 2.0,
            offset: self.offset + by,
        };
        next.at(0) * self.at(0)
    }
}

#[differentiate]
fn energy(view: &View, k: f64) -> f64 {
    view.data[0] * view.data[1] * k + view.scale
}

#[differentiate]
fn one_view(x: &[f64], k: f64) -> f64 {
    let view = View {
        data: x,
        scale: k * k,
        offset: 1,
    };
    view.at(0) + view.data[2] * view.scale + view.total() * k + energy(&view, k)
}

#[differentiate]
fn straight(x: &[f64], k: f64) -> f64 {
    let y: Vec<f64> = x.iter().map(|x| x * k).collect();
    View {
        data: &y,
        scale: k,
        offset: 0,
    }
    .total()
        + energy(
            &View {
                data: &y[1..],
                scale: y[0],
                offset: 1,
            },
            k,
        )
}

/// What is borrowed changes between two views, and after the last.
#[differentiate]
fn changed_between(x: &[f64], k: f64) -> f64 {
    let mut y = x.to_vec();
    let mut scale = k;
    let first = View {
        data: &y,
        scale,
        offset: 0,
    };
    scale *= 3.0;
    let a = first.at(1) * first.scale;
    y[1] *= k * scale;
    let second = View {
        data: &y,
        scale,
        offset: 0,
    };
    scale += y[1];
    let b = second.moved(1) * second.scale;
    y[0] = a * b;
    y[1] = scale;
    y[0] * y[1] + y[2]
}

/// A view for each step, of memory that each step changes.
#[differentiate]
fn in_a_loop(x: &[f64], k: f64) -> f64 {
    let mut y = x.to_vec();
    let mut sum = 0.0;
    for i in 0..y.len() - 1 {
        let view = View {
            data: &y,
            scale: sum + k,
            offset: i,
        };
        let next = view.at(1) + view.data[i] * view.scale;
        y[i + 1] += next * 0.1;
        sum += next;
    }
    sum * y[2]
}

/// One view for all steps.
#[differentiate]
fn around_a_loop(x: &[f64], k: f64) -> f64 {
    let view = View {
        data: &x[1..],
        scale: k,
        offset: 0,
    };
    let mut sum = k;
    let mut i = 0;
    while i < view.data.len() {
        if view.data[i] > 0.7 {
            sum += view.at(i) * sum;
        } else {
            sum -= view.data[i];
        }
        i += 1;
    }
    sum
}

/// What is not borrowed is the struct's own.
#[derive(Clone, Debug, Differentiable)]
pub struct Context<'a, T> {
    weights: &'a T,
    view: View<'a>,
    own: [f64; 2],
    rate: &'a f64,
    #[no_diff]
    label: &'a str,
    order: &'a [usize],
}

#[differentiate]
impl Context<'_, Vec<f64>> {
    fn mixed(&self, x: f64) -> f64 {
        let mut sum = self.view.at(0) * self.own[0];
        for &i in self.order {
            sum += self.weights[i] * x * self.own[1];
        }
        sum * self.rate
    }
}

#[differentiate]
fn nested(x: &[f64], weights: &Vec<f64>, rate: f64) -> f64 {
    let mut own = [rate, x[0]];
    let order = [1, 0, 1];
    let rate_now = rate.exp();
    let context = Context {
        weights,
        view: View {
            data: x,
            scale: rate,
            offset: 0,
        },
        own,
        rate: &rate_now,
        label: "mixed",
        order: &order,
    };
    own[0] = 5.0 * rate;
    let twice = |x: f64| context.mixed(x) + context.mixed(2.0 * x) * context.own[0];
    let copy = context.clone();
    let Context {
        weights,
        own: [a, b],
        ..
    } = copy;
    twice(x[1]) + own[0] * a * b * weights[1] + context.view.data[0] * *context.rate
}

#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Pair<'a>(&'a [f64], &'a [f64]);

#[differentiate]
impl Pair<'_> {
    fn dot(&self) -> f64 {
        self.0.iter().zip(self.1).map(|(a, b)| a * b).sum()
    }
}

/// Both of one memory, and of parts of it.
#[differentiate]
fn twice_the_same(x: &[f64], k: f64) -> f64 {
    let y: Vec<f64> = x.iter().map(|x| x * x * k).collect();
    let pair = Pair(&y, &y);
    let (left, right) = y.split_at(1);
    let Pair(a, b) = Pair(left, &right[..1]);
    pair.dot() * Pair(&y[..2], &y[1..3]).dot() + a[0] * b[0] + Pair(a, b).dot()
}

/// A counter beside what is borrowed.
#[differentiate]
fn a_changing_field(x: &[f64], k: f64) -> f64 {
    let mut view = View {
        data: x,
        scale: k,
        offset: 0,
    };
    let mut sum = 0.0;
    for i in 0..2 {
        view.scale *= x[i] + sum;
        view.offset += i;
        let now = view;
        view.scale += 1.0;
        sum += view.at(1) * now.scale + now.at(0);
    }
    sum + view.scale
}

/// The rest of another, and several in an array.
#[differentiate]
fn one_of_another(x: &[f64], k: f64) -> f64 {
    let mut first = View {
        data: x,
        scale: k,
        offset: 0,
    };
    first.scale *= k;
    let second = View { offset: 1, ..first };
    first.scale += 1.0;
    let all = [
        first,
        second,
        View {
            data: &x[2..],
            ..second
        },
    ];
    let mut sum = all[1].scale;
    for view in all.iter() {
        sum += view.at(0) * view.scale;
    }
    let (pair, n) = (Pair(x, second.data), 2.0);
    sum + pair.dot() * n
}

#[differentiate]
impl<'a> View<'a> {
    fn new(data: &'a [f64], scale: f64) -> Self {
        Self {
            data,
            scale: scale * scale,
            offset: 0,
        }
    }

    fn skip(&self, n: usize) -> View<'a> {
        View {
            data: &self.data[n..],
            scale: self.scale * self.data[0],
            offset: 0,
        }
    }
}

#[derive(Clone, Debug, Differentiable)]
pub struct Both<'a> {
    weights: &'a Vec<f64>,
    view: View<'a>,
    order: &'a [usize],
}

#[differentiate]
impl<'a> Both<'a> {
    fn of(weights: &'a Vec<f64>, data: &'a [f64], scale: f64, order: &'a [usize]) -> Self {
        let view = View {
            data,
            scale,
            offset: 0,
        };
        Both {
            weights,
            view,
            order,
        }
    }

    fn mixed(&self, x: f64) -> f64 {
        let at = self.order[0];
        self.weights[at] * self.view.at(1) + x * self.view.scale
    }
}

/// What functions return that borrows from their arguments.
#[differentiate]
fn from_functions(x: &[f64], weights: &Vec<f64>, k: f64) -> f64 {
    let view = View::new(x, k);
    let rest = view.skip(1);
    let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
    let both = Both::of(weights, &squares, k * k, &[1, 0]);
    let mut sum = view.at(0) * rest.at(1) + rest.data[0] * rest.scale;
    for i in 0..2 {
        sum += view.at(i) * both.mixed(x[i]);
    }
    sum + both.weights[0] * both.view.data[2]
}

/// A view in one way only.
#[differentiate]
fn on_one_way(x: &[f64], k: f64) -> f64 {
    let a = if k > 0.5 {
        let view = View {
            data: x,
            scale: k,
            offset: 1,
        };
        view.total()
    } else {
        Pair(x, &[k, k, 1.0]).dot()
    };
    a * a
}

agree! {
    one_view_agrees: one_view(&[0.6, 1.3, 0.4, 0.9], 0.7);
    straight_agrees: straight(&[0.6, 1.3, 0.4, 0.9], 0.7);
    changed_between_agrees: changed_between(&[0.6, 1.3, 0.4, 0.9], 0.7);
    in_a_loop_agrees: in_a_loop(&[0.6, 1.3, 0.4, 0.9], 0.7);
    around_a_loop_agrees: around_a_loop(&[0.6, 1.3, 0.4, 0.9], 0.7);
    nested_agrees: nested(&[0.6, 1.3, 0.4, 0.9], &vec![0.2, 1.7], 0.7);
    twice_the_same_agrees: twice_the_same(&[0.6, 1.3, 0.4, 0.9], 0.7);
    a_changing_field_agrees: a_changing_field(&[0.6, 1.3, 0.4, 0.9], 0.7);
    one_of_another_agrees: one_of_another(&[0.6, 1.3, 0.4, 0.9], 0.7);
    from_functions_agrees: from_functions(&[0.6, 1.3, 0.4, 0.9], &vec![0.2, 1.7], 0.7);
    on_one_way_agrees: on_one_way(&[0.6, 1.3, 0.4], 0.7), (&[0.6, 1.3, 0.4], 0.3);
}

/// The closed form of what the first view gives.
#[test]
fn by_hand() {
    #[differentiate]
    fn of(x: &[f64], k: f64) -> f64 {
        let view = View {
            data: x,
            scale: k,
            offset: 0,
        };
        view.at(0) * view.data[1]
    }
    let (x, k) = ([0.6_f64, 1.3], 0.7);
    let (by_x, by_k) = of::grad(&x, k);
    assert_eq!(by_x, [k * x[0].cos() * x[1], k * x[0].sin()]);
    assert_eq!(by_k, x[0].sin() * x[1]);
}

/// Structs that borrow, in a `Result`, an `Option` and on the ways of a branch.
mod validated {
    use ad::{Differentiable, differentiate};

    #[derive(Differentiable, Debug, Clone)]
    pub struct Grid<'a> {
        g: &'a [f64],
        v: &'a [f64],
        n: usize,
    }
    fn validate(g: &[f64], v: &[f64]) -> Result<usize, &'static str> {
        if g.len() == v.len() {
            Ok(g.len())
        } else {
            Err("no")
        }
    }
    #[differentiate]
    impl<'a> Grid<'a> {
        pub fn new(g: &'a [f64], v: &'a [f64]) -> Result<Self, &'static str> {
            if g.len() != v.len() {
                return Err("dim");
            }
            Ok(Self { g, v, n: g.len() })
        }
        pub fn new2(g: &'a [f64], v: &'a [f64]) -> Result<Grid<'a>, &'static str> {
            let n = validate(g, v)?;
            Ok(Grid { g, v, n })
        }
        pub fn maybe(g: &'a [f64], v: &'a [f64]) -> Option<Grid<'a>> {
            if g.is_empty() {
                None
            } else {
                Some(Grid { g, v, n: 1 })
            }
        }
        pub fn at(&self, x: f64) -> f64 {
            let mut s = 0.0;
            for i in 0..self.n {
                s += self.g[i] * self.v[i] * x;
            }
            s
        }
    }
    #[differentiate]
    fn with_grids(g: &[f64], v: &[f64], x: f64) -> f64 {
        let grid = match Grid::new(g, v) {
            Ok(g) => g,
            Err(_) => return x * x,
        };
        let a = grid.at(x);
        let other = Grid::new2(v, v).unwrap();
        let third = Grid::maybe(v, g).unwrap();
        a * other.at(x) + third.at(2.0 * x)
    }
    #[differentiate]
    fn chosen(g: &[f64], v: &[f64], x: f64) -> f64 {
        let s = if x > 1.0 {
            Grid { g, v, n: 2 }
        } else {
            Grid { g, v, n: 1 }
        };
        let mut t = 0.0;
        for i in 0..s.n {
            t += s.g[i] * s.v[i] * x;
        }
        t
    }

    #[test]
    fn derivatives() {
        let v = &[0.3, 0.4, 0.5][..];
        for g in [&[1.0, 2.0, 3.0][..], &[1.0, 2.0]] {
            ad::check::<with_grids>((g, v, 1.3)).assert();
        }
        for x in [0.7, 1.3] {
            ad::check::<chosen>((&[1.0, 2.0, 3.0][..], v, x)).assert();
        }
        let g = &[1.0, 2.0, 3.0][..];
        let (_, back) = with_grids::pullback(g, v, 1.3);
        assert_eq!(back.apply(1.0), with_grids::grad(g, v, 1.3));
    }
}

/// What is lent to be changed is lent once more to be read.
mod made_of_what_was_written {
    use ad::differentiate;

    #[derive(ad::Differentiable)]
    struct Spline<'a> {
        starts: [f64; 2],
        coeffs: &'a [f64],
    }

    #[differentiate]
    fn coefficients(vals: &[f64], coeffs: &mut [f64]) -> Result<(), &'static str> {
        if vals.len() != coeffs.len() {
            return Err("as many coefficients as values");
        }
        for i in 0..vals.len() {
            coeffs[i] = vals[i] * vals[i];
        }
        Ok(())
    }

    impl<'a> Spline<'a> {
        #[differentiate]
        fn new(starts: [f64; 2], coeffs: &'a [f64]) -> Result<Self, &'static str> {
            if coeffs.is_empty() {
                return Err("no coefficients");
            }
            Ok(Self { starts, coeffs })
        }

        #[differentiate]
        fn of_values(
            starts: [f64; 2],
            vals: &[f64],
            coeffs: &'a mut [f64],
        ) -> Result<Self, &'static str> {
            coefficients(vals, coeffs)?;
            Self::new(starts, coeffs)
        }
    }

    #[test]
    fn derivatives() {
        let bar = SplineTangent {
            starts: [1.0, 2.0],
            coeffs: vec![3.0, 4.0],
        };
        let (mut coeffs, mut coeffs_bar) = ([0.0; 2], [0.0; 2]);
        let (spline, (starts_bar, vals_bar)) = Spline::of_values_vjp(
            [0.1, 0.2],
            &[0.5, 0.7],
            &mut coeffs,
            Some(&bar),
            &mut coeffs_bar,
        );
        assert_eq!(spline.unwrap().coeffs, [0.25, 0.7 * 0.7]);
        assert_eq!((starts_bar, coeffs_bar), ([1.0, 2.0], [0.0; 2]));
        assert_eq!(vals_bar, [2.0 * 0.5 * 3.0, 2.0 * 0.7 * 4.0]);
    }
}

/// Fields that are slices, made of references to arrays.
mod slices_of_arrays {
    use ad::{Differentiable, differentiate};
    use num_traits::Float;

    #[derive(Differentiable)]
    struct Lattice<'a, T: Float, const N: usize> {
        axes: &'a [&'a [T]],
        values: &'a [T],
        sizes: [usize; N],
    }

    #[differentiate]
    impl<'a, T: Float, const N: usize> Lattice<'a, T, N> {
        fn new(axes: &'a [&'a [T]; N], values: &'a [T]) -> Result<Self, &'static str> {
            let mut sizes = [1_usize; N];
            (0..N).for_each(|i| sizes[i] = axes[i].len());
            if values.len() != sizes.iter().product::<usize>() {
                return Err("as many values as points");
            }
            Ok(Self {
                axes,
                values,
                sizes,
            })
        }

        fn corner(&self) -> T {
            self.axes[0][1] * self.axes[N - 1][0] * self.values[self.sizes[0]]
        }
    }

    #[derive(Differentiable)]
    struct Pairs<'a>(&'a [[f64; 2]], &'a [f64]);

    #[differentiate]
    fn weight(pairs: &Pairs) -> f64 {
        pairs.0[0][1] * pairs.0[1][0] * pairs.1[1].sin()
    }

    #[differentiate]
    fn paired<'a>(pairs: &'a [[f64; 2]; 2], factors: &'a [f64; 2]) -> Pairs<'a> {
        Pairs(pairs, factors)
    }

    #[differentiate]
    fn through_a_call(x: &[f64; 3], y: &[f64], z: &[f64], values: &[f64]) -> f64 {
        let pairs = [[x[0], x[1]], [x[1] * x[2], x[0]]];
        let own = weight(&Pairs(&pairs, &[x[2], x[1]])) + weight(&paired(&pairs, &[x[0], x[1]]));
        let axes = [y, z];
        own + Lattice::new(&axes, values).unwrap().corner()
    }

    #[test]
    fn derivatives() {
        let values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
        let (x, y, z) = ([0.3, 0.7, 1.1], &[0.2, 0.5][..], &[0.4, 0.6, 0.8][..]);
        ad::check::<through_a_call>((&x, y, z, &values[..])).assert();
        let bar = LatticeTangent {
            axes: vec![vec![1.0, 2.0], vec![3.0]],
            values: vec![4.0, 5.0],
            sizes: [(); 2],
        };
        let axes = [y, &z[..1]];
        let (_, (axes_bar, values_bar)) = Lattice::new_vjp(&axes, &values[..2], Some(&bar));
        assert_eq!(axes_bar, [vec![1.0, 2.0], vec![3.0]]);
        assert_eq!(values_bar, [4.0, 5.0]);
        let (_, dot) = Lattice::new_jvp(
            &axes,
            &values[..2],
            &[vec![1.0, 2.0], vec![3.0]],
            &[4.0, 5.0],
        );
        assert_eq!(dot, Some(bar));
    }
}
