//! Iterators of every kind: sources, adaptors, consumers, and `for` over them.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::checks;

// --- sums ---

#[differentiate(order = 2)]
fn cubes(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v * v).sum()
}

#[differentiate]
fn mean(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum::<f64>() / x.len() as f64
}

#[differentiate(order = 2)]
fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[differentiate]
fn distance(x: &[f64], y: &[f64]) -> f64 {
    x.iter()
        .zip(y.iter())
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}

#[differentiate]
fn product(x: &[f64]) -> f64 {
    x.iter().map(|&v| v + 2.0).product()
}

#[differentiate]
fn polynomial(c: &[f64], x: f64) -> f64 {
    c.iter().rev().fold(0.0, |acc, c| acc * x + c)
}

#[differentiate]
fn largest(x: &[f64]) -> f64 {
    x.iter().cloned().fold(f64::NEG_INFINITY, f64::max)
}

#[differentiate]
fn soft_max(x: &[f64]) -> Vec<f64> {
    let max = x.iter().copied().fold(f64::NEG_INFINITY, |a, b| a.max(b));
    let exps: Vec<f64> = x.iter().map(|v| (v - max).exp()).collect();
    let sum: f64 = exps.iter().sum();
    exps.iter().map(|e| e / sum).collect()
}

#[differentiate]
fn variance(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let sq = x.iter().map(|v| (v - mean).powi(2));
    sq.sum::<f64>() / (n - 1.0)
}

#[differentiate]
fn weighted(x: &[f64]) -> f64 {
    x.iter().enumerate().map(|(i, v)| i as f64 * v.sin()).sum()
}

#[differentiate]
fn differences(x: &[f64]) -> f64 {
    x.iter()
        .skip(1)
        .zip(x.iter())
        .map(|(b, a)| (b - a).powi(2) * a)
        .sum()
}

#[differentiate]
fn windows(x: &[f64]) -> f64 {
    x.windows(2).map(|w| w[0] * w[1]).sum()
}

#[differentiate]
fn chunked(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, chunk) in x.chunks_exact(2).enumerate() {
        sum += chunk[0] * chunk[1] * (i + 1) as f64;
    }
    for chunk in x.chunks(3) {
        sum += chunk.iter().product::<f64>();
    }
    sum
}

#[differentiate]
fn over_a_range(x: &[f64]) -> f64 {
    (0..x.len()).map(|i| x[i] * x[x.len() - 1 - i]).sum::<f64>()
}

#[differentiate]
fn series(x: f64, n: u32) -> f64 {
    (1..=n).map(|k| x.powi(k as i32) / f64::from(k)).sum()
}

#[differentiate]
fn two_sums(x: &[f64]) -> f64 {
    let (s, p) = x.iter().fold((0.0, 1.0), |(s, p), v| (s + v, p * v));
    s * p
}

#[differentiate]
fn single(x: &[f32]) -> f32 {
    x.iter().map(|v| v * v).sum::<f32>() * 0.5
}

#[differentiate]
fn generic<T: num_traits::Float + std::iter::Sum>(x: &[T]) -> T {
    x.iter().map(|v| *v * v.sin()).sum::<T>()
}

// --- `for` ---

#[differentiate(order = 2)]
fn for_elements(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += v * v * sum + v;
    }
    sum
}

#[differentiate]
fn for_pairs(x: &[f64], y: &Vec<f64>) -> f64 {
    let mut sum = 0.0;
    for (i, (a, &b)) in x.iter().zip(y).enumerate() {
        if i == 1 {
            continue;
        }
        sum += a * b * i as f64;
        if sum > 100.0 {
            break;
        }
    }
    sum
}

#[differentiate]
fn in_place(x: &[f64], out: &mut [f64]) {
    for (o, i) in out.iter_mut().zip(x) {
        *o = *o * i + i.sin();
    }
}

#[differentiate]
fn scaled(x: &[f64], k: f64) -> Vec<f64> {
    let mut out = x.to_vec();
    for v in out.iter_mut() {
        *v *= k;
    }
    for v in &mut out {
        *v += k * *v;
    }
    out.iter_mut().for_each(|v| *v = v.exp());
    out
}

#[differentiate]
fn by_value(x: [f64; 4]) -> f64 {
    let mut sum = 1.0;
    for v in x {
        sum += v * sum;
    }
    for v in x.into_iter().rev() {
        sum += v * v;
    }
    sum
}

#[differentiate]
fn consumed(x: Vec<f64>) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += v * v;
    }
    sum
}

#[differentiate]
fn matrix_rows(m: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
    m.iter()
        .map(|r| r.iter().zip(v).map(|(a, b)| a * b).sum::<f64>())
        .collect::<Vec<_>>()
}

#[differentiate]
fn rows(m: &[[f64; 3]]) -> f64 {
    let mut sum = 0.0;
    for row in m.iter() {
        for (j, v) in row.iter().enumerate() {
            sum += v * v * (j + 1) as f64;
        }
        sum += row[0] * row[2];
    }
    sum
}

#[differentiate]
fn leaving(x: &[f64], limit: f64) -> f64 {
    let mut sum = 0.0;
    for v in x.iter().filter(|v| **v > 0.0).take(3) {
        sum += v * v;
    }
    for v in x.iter().take_while(|v| **v < limit) {
        sum += v.sin();
    }
    for v in x.iter().skip_while(|v| **v < limit) {
        sum += v.cos();
    }
    sum * limit
}

#[differentiate]
fn both(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 1.0;
    'outer: for v in x.iter().chain(y) {
        for w in x.iter().flat_map(|u| [*u, u * 2.0]) {
            if w > 1.2 {
                continue 'outer;
            }
            if sum > 50.0 {
                break 'outer;
            }
            sum += v * w;
        }
    }
    sum
}

// --- adaptors ---

#[differentiate]
fn positive_roots(x: &[f64]) -> f64 {
    x.iter().filter(|v| **v > 0.0).map(|v| v.sqrt()).sum()
}

#[differentiate]
fn positive_logs(x: &[f64]) -> f64 {
    x.iter()
        .filter_map(|&v| if v > 0.0 { Some(v.ln()) } else { None })
        .sum()
}

#[differentiate]
fn cumulative(x: &[f64]) -> Vec<f64> {
    x.iter()
        .scan(0.0, |acc, v| {
            *acc += v;
            Some(*acc * v)
        })
        .collect()
}

#[differentiate]
fn geometric(x: f64, n: usize) -> f64 {
    std::iter::successors(Some(x), |v| Some(v * x * 0.5))
        .take(n)
        .sum()
}

#[differentiate]
fn strided(x: &[f64]) -> f64 {
    x.iter().step_by(2).map(|v| v * v).sum::<f64>() - x.iter().skip(1).step_by(2).sum::<f64>()
}

#[differentiate]
fn flat(m: &[Vec<f64>]) -> f64 {
    m.iter().flatten().map(|v| v * v).sum::<f64>()
        + m.iter().flat_map(|r| r.iter()).copied().product::<f64>()
}

#[differentiate]
fn cycled(x: &[f64], k: [f64; 2]) -> f64 {
    x.iter().zip(k.iter().cycle()).map(|(v, k)| v * k).sum()
}

// --- into vectors and arrays ---

#[differentiate]
fn nested(x: &[f64], y: &[f64]) -> Vec<Vec<f64>> {
    x.iter()
        .map(|a| y.iter().map(|b| a * b + a.sin()).collect())
        .collect()
}

#[differentiate]
fn kept(x: &[f64]) -> Vec<f64> {
    x.iter().filter(|v| v.abs() > 0.3).map(|v| v * v).collect()
}

#[differentiate]
fn unzipped(x: &[f64]) -> f64 {
    let (a, b): (Vec<f64>, Vec<f64>) = x.iter().map(|v| (v * v, v.sin())).unzip();
    a.iter().zip(&b).map(|(a, b)| a * b).sum()
}

#[differentiate]
fn extended(x: &[f64], k: f64) -> Vec<f64> {
    let mut out = vec![k];
    out.extend(x.iter().map(|v| v * k));
    out.extend(x);
    out
}

#[differentiate]
fn mapped(x: [f64; 3], y: [f64; 6]) -> [f64; 6] {
    let a = x.map(|v| v * v);
    let b = y.map(f64::sin);
    let c: [f64; 3] = std::array::from_fn(|i| a[i] + b[i]);
    let mut d = std::array::from_fn::<f64, 6, _>(|i| y[5 - i] * b[i]);
    for (o, v) in d.iter_mut().zip(c) {
        *o += v;
    }
    d
}

#[differentiate]
fn grid(x: &[f64], n: usize) -> f64 {
    let table: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            (0..n)
                .map(|j| x[(i + j) % x.len()] * x[i % x.len()])
                .collect()
        })
        .collect();
    table.iter().map(|row| row.iter().sum::<f64>().sin()).sum()
}

// --- searches ---

#[differentiate]
fn extremes(x: &[f64]) -> f64 {
    let max = x.iter().max_by(|a, b| a.partial_cmp(b).unwrap()).unwrap();
    let min = x.iter().copied().min_by(|a, b| a.total_cmp(b)).unwrap();
    let far = x
        .iter()
        .map(|v| v * v)
        .max_by(|a, b| a.partial_cmp(b).unwrap())
        .unwrap();
    max * min + far
}

#[differentiate]
fn at_the_largest(x: &[f64], y: &[f64]) -> f64 {
    let (i, v) = x
        .iter()
        .enumerate()
        .max_by(|(_, a), (_, b)| a.partial_cmp(b).unwrap())
        .unwrap();
    v * y[i]
}

#[differentiate]
fn found(x: &[f64], limit: f64) -> f64 {
    let first = x.iter().find(|v| **v > limit).copied().unwrap_or(limit);
    let at = x.iter().position(|&v| v > limit).unwrap();
    let last = x.last().unwrap() + x.iter().rev().next().unwrap();
    if x.iter().any(|v| *v > limit) && !x.iter().all(|v| *v > limit) {
        first * x[at] * last
    } else {
        0.0
    }
}

#[differentiate]
fn reduced(x: &[f64]) -> f64 {
    x.iter().copied().reduce(|a, b| a * 0.5 + b * b).unwrap()
}

// --- functions of the user's ---

#[differentiate]
fn wave(x: f64) -> f64 {
    x.sin() * x
}

#[differentiate]
fn waves(x: &[f64]) -> f64 {
    x.iter().copied().map(wave).sum::<f64>() + x.iter().map(|v| wave(*v)).product::<f64>()
}

struct Layer {
    weights: Vec<f64>,
    bias: f64,
}

impl Layer {
    #[differentiate(wrt(x))]
    fn apply(&self, x: &[f64]) -> f64 {
        self.weights
            .iter()
            .zip(x)
            .map(|(w, v)| w * v)
            .sum::<f64>()
            .tanh()
            + self.bias
    }
}

#[test]
fn a_method_over_its_weights() {
    let layer = Layer {
        weights: vec![0.5, -0.25, 1.0],
        bias: 0.1,
    };
    let x = [0.3, 0.7, -0.2];
    let g = layer.apply_grad(&x);
    let z: f64 = layer.weights.iter().zip(&x).map(|(w, v)| w * v).sum();
    for (g, w) in g.iter().zip(&layer.weights) {
        assert!((g - w * (1.0 - z.tanh().powi(2))).abs() < 1e-12);
    }
}

const X: [f64; 5] = [0.7, -0.4, 1.3, 0.2, -1.1];
const Y: [f64; 5] = [0.1, 0.9, -0.6, 1.5, 0.4];

checks! {
    mod of_iterators;
    scalar cubes(&X.to_vec());
    scalar mean(&X.to_vec());
    scalar dot(&X.to_vec(), &Y.to_vec());
    scalar dot_shorter = dot(&X.to_vec(), &vec![0.3, 0.2]);
    scalar distance(&X.to_vec(), &Y.to_vec());
    scalar product(&X.to_vec());
    scalar polynomial(&X.to_vec(), 0.8);
    scalar largest(&X.to_vec());
    map soft_max(&X.to_vec());
    scalar variance(&X.to_vec());
    scalar weighted(&X.to_vec());
    scalar differences(&X.to_vec());
    scalar windows(&X.to_vec());
    scalar chunked(&X.to_vec());
    scalar over_a_range(&X.to_vec());
    scalar series(0.4, #7);
    scalar two_sums(&X.to_vec());
    scalar single(&vec![0.5_f32, 0.25, -1.5]);
    scalar generic(&X.to_vec());
    scalar for_elements(&X.to_vec());
    scalar for_pairs(&X.to_vec(), &Y.to_vec());
    in_place in_place(&X.to_vec(), &mut Y.to_vec());
    map scaled(&X.to_vec(), 0.3);
    scalar by_value(move [0.3, 0.2, -0.5, 0.9]);
    scalar consumed(move X.to_vec());
    map matrix_rows(&vec![vec![1.0, 2.0], vec![3.0, 4.0], vec![-1.0, 0.5]], &vec![0.3, -0.7]);
    scalar rows(&vec![[1.0, 2.0, 3.0], [0.5, -0.5, 0.25]]);
    scalar leaving(&X.to_vec(), 1.0);
    scalar both(&X.to_vec(), &Y.to_vec());
    scalar positive_roots(&X.to_vec());
    scalar positive_logs(&X.to_vec());
    map cumulative(&X.to_vec());
    scalar geometric(0.9, #6);
    scalar strided(&X.to_vec());
    scalar flat(&vec![vec![0.4, 0.9], vec![-0.7], vec![1.1, 0.2]]);
    scalar cycled(&X.to_vec(), move [0.4, -0.3]);
    map nested(&vec![0.4, 0.9], &vec![0.1, -0.5, 0.7]);
    map kept(&X.to_vec());
    scalar unzipped(&X.to_vec());
    map extended(&X.to_vec(), 0.6);
    map mapped(move [0.1, 0.2, 0.3], move [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    scalar grid(&X.to_vec(), #4);
    scalar extremes(&X.to_vec());
    scalar at_the_largest(&X.to_vec(), &Y.to_vec());
    scalar found(&X.to_vec(), 0.5);
    scalar reduced(&X.to_vec());
    scalar waves(&X.to_vec());
}

/// What options hold, one after the other.
mod flattened {
    use ad::{Differentiable, differentiate};

    #[derive(Clone, Copy, Debug, Differentiable)]
    struct Sample {
        at: f64,
        weight: f64,
    }

    #[differentiate]
    fn over_options(samples: &[Option<Sample>], k: f64) -> f64 {
        let mut sum = 0.0;
        for sample in samples.iter().flatten() {
            sum += k * sample.at * sample.weight;
        }
        sum + samples.iter().flatten().map(|s| s.at * s.at).sum::<f64>()
    }
    #[differentiate]
    fn owned(factors: Vec<Option<f64>>, k: f64) -> f64 {
        let mut product = k;
        for factor in factors.into_iter().flatten() {
            product *= factor;
        }
        product
    }
    #[differentiate]
    fn of_large(xs: &[f64]) -> f64 {
        xs.iter()
            .flat_map(|&x| if x > 0.5 { Some(x * x) } else { None })
            .sum()
    }

    #[test]
    fn gradients() {
        let some = |at, weight| Some(Sample { at, weight });
        let samples = [some(0.4, 0.7), None, some(0.2, 0.9)];
        ad::check::<over_options>((&samples[..], 0.6)).assert();
        ad::check::<owned>((vec![Some(0.3), None, Some(0.8)], 0.7)).assert();
        ad::check::<of_large>(&[0.3, 0.7, 0.8][..]).assert();
    }
}

/// Pairs of the numbers of two tables.
mod pairs_of_tables {
    use ad::differentiate;

    #[differentiate]
    fn paired<const R: usize, const C: usize>(a: &[[f64; C]; R], b: &[[f64; C]; R]) -> f64 {
        let mut m = *a;
        for (x, y) in m.iter_mut().flatten().zip(b.iter().flatten()) {
            if *y > 2.0 {
                continue;
            }
            *x += *y * *y;
        }
        let products = m
            .iter()
            .flatten()
            .zip(a.iter().flatten())
            .map(|(x, y)| x * y);
        products.sum::<f64>()
    }

    #[differentiate]
    fn of_two(x: f64, y: f64) -> f64 {
        paired(&[[x, y, x * y], [y, 2.5, x]], &[[y, x, 3.0], [x * x, y, x]])
    }

    #[test]
    fn derivatives() {
        ad::check::<of_two>((0.7, 1.3)).assert();
    }
}

/// Iterators that are taken from both ends, gone through backwards, or asked whether they are in order.
mod from_both_ends {
    use ad::differentiate;

    #[differentiate(order = 2)]
    fn pairs_from_outside(x: &[f64]) -> f64 {
        let mut it = x.iter();
        let mut sum = 1.0;
        while let Some(a) = it.next() {
            sum *= a;
            if let Some(b) = it.next_back() {
                sum += b * b * a;
            }
        }
        let mut numbered = x.iter().enumerate();
        let (i, last) = numbered.next_back().unwrap();
        let mut copy = numbered.clone();
        numbered.next();
        let one_less = copy.next_back().map_or(0.5, |(_, a)| a * a);
        let rest: f64 = numbered.map(|(k, a)| a * a * k as f64).sum();
        sum + rest * last * i as f64 + one_less * copy.map(|(_, a)| a.sin()).sum::<f64>()
    }

    #[differentiate(order = 2)]
    fn what_is_left(x: &[f64]) -> f64 {
        let mut it = x.iter();
        let last = it.next_back().unwrap_or(&1.0);
        let two: f64 = it.by_ref().take(2).map(|a| a * last).sum();
        let left = it.as_slice();
        let by = left.len() as f64 + left.iter().map(|a| a * a).sum::<f64>();
        let found = it.find(|a| **a > 1.0).copied().unwrap_or(two);
        let none = it.next_back().copied().unwrap_or(x[0] * 0.5);
        two * by + found * none + it.len() as f64 * x[0]
    }

    #[differentiate(order = 2)]
    fn backwards(x: &[f64]) -> f64 {
        let folded = x
            .iter()
            .enumerate()
            .rfold(0.0, |s, (i, a)| s * 0.7 + a * a * i as f64);
        let steps = x.windows(2).map(|w| w[1] - w[0]);
        let convex = steps.is_sorted() || x.iter().is_sorted_by(|a, b| **a <= **b);
        if convex { folded * x[0] } else { folded.sin() }
    }

    #[test]
    fn derivatives() {
        for x in [
            &[0.7, 1.9, -0.4, 2.3, 1.1][..],
            &[0.4, 0.5],
            &[0.3],
            &[0.2, 0.9, 1.7, 2.8],
        ] {
            ad::check::<pairs_from_outside>(x).assert();
            ad::check::<what_is_left>(x).assert();
            ad::check::<backwards>(x).assert();
        }
    }
}
