//! Jacobians against differences, of functions in which several directions pass through everything that there is: loops,
//! branches, memory, calls that take several directions at once and calls that take one after the other.

#![allow(
    clippy::needless_range_loop,
    clippy::assign_op_pattern,
    reason = "loops and assignments are what is tested"
)]

use ad::{Differentiable, differentiate};
use num_traits::Float;

/// Compares the value with the function's, and the rows of the Jacobian with differences, for inputs of this size.
fn check(
    name: &str,
    n: usize,
    f: impl Fn(&[f64]) -> Vec<f64>,
    value_and_jacobian: impl Fn(&[f64]) -> (Vec<f64>, Vec<Vec<f64>>),
) {
    let x: Vec<f64> = (0..n)
        .map(|i| 0.4 + 0.37 * ((i * 7 + 3) % 31) as f64 / 31.0)
        .collect();
    let (value, rows) = value_and_jacobian(&x);
    assert_eq!(value, f(&x), "{name} of {n}");
    assert_eq!(rows.len(), value.len(), "{name} of {n}");
    for j in 0..n {
        let moved = |step: f64| {
            let mut x = x.clone();
            x[j] += step;
            f(&x)
        };
        let (above, below) = (moved(1e-6), moved(-1e-6));
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(row.len(), n, "{name} of {n}");
            let expected = (above[i] - below[i]) / 2e-6;
            let near = (row[j] - expected).abs() < 1e-6 * (1.0 + expected.abs());
            assert!(
                near,
                "{name} of {n}: {i}, {j} is {} and not {expected}",
                row[j]
            );
        }
    }
}

/// Sizes below, at and beyond numbers of columns that are computed at once.
const SIZES: [usize; 9] = [0, 1, 2, 7, 8, 9, 16, 17, 27];

macro_rules! check_all {
    ($($f:ident)*) => {$(
        for n in SIZES {
            check(stringify!($f), n, |x| $f(x), |x| $f::value_and_jacobian(x));
        }
    )*};
}

// --- what several directions pass through ---

#[differentiate]
fn products(x: &[f64]) -> Vec<f64> {
    let mut all = Vec::with_capacity(x.len());
    for i in 0..x.len() {
        all.push(x[i] * x[(i + 1) % x.len()] - x[i].sin());
    }
    all
}

#[differentiate]
fn running(x: &[f64]) -> Vec<f64> {
    let (mut a, mut b) = (1.0, 0.5);
    let mut all = vec![0.0; x.len() + 1];
    for i in 0..x.len() {
        (a, b) = (b * x[i], a + x[i] * b);
        all[i] = a;
    }
    all[x.len()] = a * b;
    all
}

#[differentiate]
fn branches(x: &[f64]) -> Vec<f64> {
    let mut all = x.to_vec();
    let mut largest = 0.3;
    for i in 0..all.len() {
        let y = match i % 3 {
            0 => all[i].exp(),
            1 if all[i] > 0.55 => largest * all[i],
            _ => 2.0,
        };
        if y > largest {
            largest = y;
        }
        all[i] = y * largest;
        if y > 2.5 {
            break;
        }
    }
    all.push(largest);
    all
}

#[differentiate]
fn early(x: &[f64]) -> Vec<f64> {
    if x.is_empty() {
        return Vec::new();
    }
    if x[0] > 0.6 {
        return vec![x[0], x[0] * x[0]];
    }
    let mut all = Vec::new();
    let mut y = x[x.len() - 1];
    while y < 3.0 {
        y += y * x[0];
        all.push(y);
    }
    all
}

#[differentiate]
fn in_place(x: Vec<f64>) -> Vec<f64> {
    let mut y = x;
    let n = y.len();
    for i in 1..n {
        y[i] += 0.5 * y[i - 1] * y[i];
        y.swap(i, i - 1);
    }
    y.reverse();
    let half = n / 2;
    for (to, from) in (0..half).zip(half..n) {
        y[to] = y[to] / (1.0 + y[from]);
    }
    y
}

#[differentiate]
fn tables(x: &[f64]) -> Vec<f64> {
    let rows: Vec<Vec<f64>> = x.iter().map(|a| vec![*a, a * a]).collect();
    let mut pairs: Vec<(f64, [f64; 2])> = Vec::new();
    for row in &rows {
        pairs.push((row[0] + row[1], [row[1], 1.0]));
    }
    if let Some(last) = pairs.pop() {
        pairs.push(last);
    }
    pairs.iter().map(|(a, [b, c])| a * b + c).collect()
}

#[differentiate]
fn sorted(x: &[f64]) -> Vec<f64> {
    let mut y = x.to_vec();
    y.sort_by(|a, b| a.total_cmp(b));
    let root: f64 = y.iter().map(|a| a * a).sum::<f64>().sqrt();
    y.iter().map(|a| a / (1.0 + root)).collect()
}

// --- calls ---

#[differentiate]
fn bend(x: f64, by: f64) -> f64 {
    (x * by).sin() + x
}

#[differentiate]
fn halves(x: &[f64]) -> (f64, [f64; 2]) {
    let middle = x.len() / 2;
    let low: f64 = x[..middle].iter().sum();
    let high: f64 = x[middle..].iter().map(|a| a * a).sum();
    (low * high, [low, high])
}

#[differentiate]
fn smooth(x: &[f64], work: &mut [f64]) {
    for i in 0..x.len() {
        work[i] = 0.5 * (x[i] + x[(i + 1) % x.len()]) * work[i];
    }
}

#[differentiate]
fn power(x: f64, n: usize) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

#[differentiate]
fn calls(x: &[f64]) -> Vec<f64> {
    let (product, parts) = halves(x);
    let mut work = x.to_vec();
    smooth(x, &mut work);
    let mut all = vec![product, parts[0], parts[1]];
    for i in 0..x.len() {
        all.push(bend(work[i], 0.7) + bend(0.2, x[i]) + power(x[i], i % 4));
    }
    all
}

#[differentiate]
fn any_float<T: Float>(x: T, y: T) -> T {
    (x * y).exp() - y
}

#[derive(Clone, Differentiable)]
struct Line {
    slope: f64,
    at_zero: f64,
}

#[differentiate]
impl Line {
    fn at(&self, x: f64) -> f64 {
        self.slope * x + self.at_zero
    }
}

#[differentiate]
fn on_line(slope: f64, x: f64) -> f64 {
    let line = Line {
        slope,
        at_zero: x * slope,
    };
    line.at(x) * line.slope
}

#[differentiate]
fn own_lines(x: &[f64], work: &mut [f64]) -> [f64; 2] {
    let mut lines = Vec::new();
    for i in 0..x.len() {
        lines.push(Line {
            slope: x[i],
            at_zero: 1.0,
        });
        work[i] *= x[i];
    }
    let mut sum = 0.0;
    for line in &lines {
        sum += line.at(line.slope);
    }
    [sum, 2.0 * sum]
}

#[differentiate(derivative(x = 3.0 * x * x, y = 1.0))]
fn cube(x: f64, y: f64) -> f64 {
    x * x * x + y
}

#[differentiate(jvp = twice_jvp, vjp = twice_vjp)]
fn twice(x: &[f64]) -> Vec<f64> {
    x.iter().map(|a| 2.0 * a).collect()
}

fn twice_jvp(x: &[f64], x_dot: &[f64]) -> (Vec<f64>, Vec<f64>) {
    (twice(x), twice(x_dot))
}

fn twice_vjp(x: &[f64], y_bar: &[f64]) -> (Vec<f64>, Vec<f64>) {
    (twice(x), twice(y_bar))
}

#[differentiate]
fn one_after_the_other(x: &[f64]) -> Vec<f64> {
    let line = Line {
        slope: 0.3,
        at_zero: 2.0,
    };
    let mut all = twice(x);
    let mut work = x.to_vec();
    let sums = own_lines(x, &mut work);
    for i in 0..x.len() {
        all.push(any_float(x[i], 0.4) * on_line(0.5, x[i]) + line.at(x[i]));
        all.push(cube(x[i], work[i]) + sums[i % 2]);
    }
    all
}

#[differentiate]
fn taken<T: Float>(label: String, x: Vec<T>, by: T, work: &mut [T]) -> Vec<T> {
    let mut x = x;
    x[0] = x[0] * by;
    work[0] = work[0] * x[0];
    if label.is_empty() {
        x.push(by);
    }
    x
}

#[differentiate]
fn passed_on(x: &[f64]) -> Vec<f64> {
    let mut work = x.to_vec();
    let mut all = Vec::new();
    for i in 0..x.len().min(3) {
        let label = String::new();
        let part = taken(label, x[i..].to_vec(), x[0], &mut work);
        all.push(part[0] + work[0]);
    }
    all
}

#[differentiate]
fn kept<T: Float>(x: Vec<T>, by: &T, work: &mut [T]) -> Vec<T> {
    let mut x = x;
    x[0] = x[0] * *by;
    work[0] = work[0] * x[0];
    x.push(*by);
    x
}

#[differentiate]
fn passed_once_more(x: &[f64]) -> Vec<f64> {
    let mut work = x.to_vec();
    let mut all = Vec::new();
    for i in 0..x.len().min(3) {
        let own = x[i..].to_vec();
        let part = kept(own, &x[0], &mut work);
        all.push(part[0] + work[0] * part[part.len() - 1]);
    }
    all
}

#[differentiate]
fn of_closures(x: &[f64]) -> Vec<f64> {
    let scale = x.iter().sum::<f64>();
    let times = |a: f64| a * scale;
    x.iter().map(|a| times(*a) + a).collect()
}

#[test]
fn of_slices() {
    check_all!(products running branches early tables sorted calls passed_on passed_once_more of_closures one_after_the_other);
    for n in SIZES {
        check(
            "in_place",
            n,
            |x| in_place(x.to_vec()),
            |x| in_place::value_and_jacobian(x.to_vec()),
        );
    }
}

// --- sizes in types ---

#[differentiate]
fn fixed<const N: usize>(x: &[f64; N]) -> [f64; N] {
    let mut y = [0.0; N];
    for i in 0..N {
        y[i] = x[i] * x[(i + 2) % N].cos();
    }
    y
}

const COUNT: usize = 20;

#[differentiate]
fn counted(x: &[f64; COUNT]) -> Vec<f64> {
    x.windows(2).map(|pair| pair[0] * pair[1]).collect()
}

#[differentiate]
fn wide(x: [f64; 18]) -> [f64; 4] {
    [x[0] * x[17], x[1] / x[2], x[3].exp(), x[4] * x[5] * x[6]]
}

#[differentiate]
fn tall(x: &[f64; 3]) -> [f64; 5] {
    [
        x[0] * x[1],
        x[1] * x[2],
        x[2] * x[0],
        x[0].sin(),
        bend(x[0], x[2]),
    ]
}

fn rows<const N: usize, const M: usize>(
    (value, rows): ([f64; M], [[f64; N]; M]),
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let rows = rows.iter().map(|row| row.to_vec()).collect();
    (value.to_vec(), rows)
}

#[test]
fn of_arrays() {
    fn checked<const N: usize>() {
        let array = |x: &[f64]| -> [f64; N] { x.try_into().unwrap() };
        check(
            "fixed",
            N,
            |x| fixed(&array(x)).to_vec(),
            |x| rows(fixed::value_and_jacobian(&array(x))),
        );
    }
    checked::<0>();
    checked::<1>();
    checked::<8>();
    checked::<9>();
    checked::<21>();
    let array = |x: &[f64]| -> [f64; COUNT] { x.try_into().unwrap() };
    check(
        "counted",
        COUNT,
        |x| counted(&array(x)),
        |x| counted::value_and_jacobian(&array(x)),
    );
    let array = |x: &[f64]| -> [f64; 18] { x.try_into().unwrap() };
    check(
        "wide",
        18,
        |x| wide(array(x)).to_vec(),
        |x| rows(wide::value_and_jacobian(array(x))),
    );
    let array = |x: &[f64]| -> [f64; 3] { x.try_into().unwrap() };
    check(
        "tall",
        3,
        |x| tall(&array(x)).to_vec(),
        |x| rows(tall::value_and_jacobian(&array(x))),
    );
}

// --- other numbers ---

#[differentiate]
fn generic<T: Float>(x: &[T], shift: usize) -> Vec<T> {
    let mut sum = T::zero();
    let mut all = vec![T::one(); x.len()];
    for i in 0..x.len() {
        sum = sum + x[i] * x[(i + shift) % x.len()];
        all[i] = any_float(x[i], sum);
    }
    all
}

#[differentiate]
fn singles(x: &[f32]) -> Vec<f32> {
    x.iter().map(|a| a * x[0]).collect()
}

#[test]
fn of_other_numbers() {
    for n in SIZES {
        check(
            "generic",
            n,
            |x| generic(x, 1),
            |x| generic::value_and_jacobian(x, 1),
        );
    }
    let x: Vec<f32> = (0..11).map(|i| 1.0 + i as f32).collect();
    for (i, row) in singles::jacobian(&x).iter().enumerate() {
        for (j, entry) in row.iter().enumerate() {
            let first = if j == 0 { x[i] } else { 0.0 };
            let own = if j == i { x[0] } else { 0.0 };
            assert_eq!(*entry, first + own);
        }
    }
}

// --- around it ---

/// The name that the number of pairs of directions would have.
const PAIRS: usize = 0;

#[differentiate(wrt(x))]
fn with_data(x: &[f64], data: &Line, names: &[String], shift: usize) -> Vec<f64> {
    let mut all = Vec::new();
    for i in 0..x.len() {
        let y = x[i] * data.slope + names.len() as f64;
        all.push(y * x[PAIRS + shift]);
    }
    all
}

#[test]
fn beside_what_does_not_vary() {
    let data = Line {
        slope: 0.3,
        at_zero: 0.0,
    };
    let names = ["a".to_string(), "b".to_string()];
    for n in [1, 2, 8, 19] {
        check(
            "with_data",
            n,
            |x| with_data(x, &data, &names, 0),
            |x| with_data::value_and_jacobian(x, &data, &names, 0),
        );
    }
}

const MANY: usize = 30_000;

#[differentiate]
fn with_much_memory(x: &[f64]) -> Vec<f64> {
    let mut all = [0.0; MANY];
    for i in 0..x.len() {
        all[100 * i] = x[i] * x[0];
    }
    vec![all[0], all[100] + all[200]]
}

#[test]
fn large_arrays_are_not_there_for_each_direction() {
    let x = [2.0, 3.0, 5.0];
    let rows = with_much_memory::jacobian(&x);
    assert_eq!(rows, [[4.0, 0.0, 0.0], [8.0, 2.0, 2.0]]);
}

#[differentiate]
fn turned(a: &[[f64; 2]; 2], x: &[f64; 2]) -> [f64; 2] {
    [
        a[0][0] * x[0] + a[0][1] * x[1],
        a[1][0] * x[0] + a[1][1] * x[1],
    ]
}

#[differentiate]
fn turned_about(a: &[f64; 4]) -> [f64; 2] {
    turned(&[[a[0], a[1]], [a[2], a[3]]], &[3.0, 0.5])
}

#[differentiate]
fn turned_by(x: &[f64; 2]) -> [f64; 2] {
    turned(&[[2.0, -1.0], [0.25, 4.0]], x)
}

#[test]
fn what_has_no_tangent_is_in_no_product() {
    assert_eq!(
        turned_about::jacobian(&[1.0, 2.0, 3.0, 4.0]),
        [[3.0, 0.5, 0.0, 0.0], [0.0, 0.0, 3.0, 0.5]]
    );
    assert_eq!(turned_by::jacobian(&[7.0, 9.0]), [[2.0, -1.0], [0.25, 4.0]]);
    // Zero times infinity would be no number.
    let (_, tangent) = turned_about::jvp(&[f64::INFINITY, 2.0, 3.0, 4.0], &[1.0, 0.0, 1.0, 1.0]);
    assert_eq!(tangent, [3.0, 3.5]);
}

// --- what a call returns is written where the caller has room ---

#[differentiate]
fn point(t: f64, by: f64) -> [f64; 2] {
    [t * by.sin(), t * t * by]
}

#[differentiate]
fn along(t: f64, by: f64) -> [f64; 2] {
    point(t, by)
}

#[differentiate]
fn moves(state: &mut [f64; 2], by: f64) -> f64 {
    let at = point(by, state[0]);
    state[0] += at[1];
    state[1] *= at[0];
    state[0] * by
}

#[differentiate]
fn spread(x: [f64; 2]) -> [[f64; 2]; 2] {
    [x, [x[1], x[0] * x[1]]]
}

/// Calls in loops, of which each trip sees what its own call returned.
#[differentiate]
fn in_loops(x: &[f64]) -> Vec<f64> {
    let mut all = Vec::new();
    let mut last = [0.5, 0.25];
    for i in 0..x.len() {
        let mut here = [0.0; 2];
        if i % 3 != 1 {
            here = along(x[i], last[0]);
        }
        if i % 2 == 0 {
            here[1] += last[1] * x[i];
        }
        let rows = spread(here);
        all.push(rows[1][1] + here[0]);
        last = if i % 4 == 3 {
            rows[0]
        } else {
            point(last[1], x[i])
        };
    }
    all
}

/// Results that nobody takes, and that are kept as a whole.
#[differentiate]
fn dropped_and_kept(x: &[f64]) -> Vec<f64> {
    let mut state = [1.0, 0.75];
    let mut kept = vec![[0.0; 2]; x.len()];
    for i in 0..x.len() {
        let _ = moves(&mut state, x[i]);
        moves(&mut state, 0.5 * x[i]);
        kept[i] = along(state[1], x[i]);
    }
    let mut n = 0;
    while n < x.len() {
        let [a, b] = point(kept[n][0], x[n]);
        kept[n][0] = a - b;
        n += 2;
    }
    kept.into_iter().map(|[a, b]| a * b).collect()
}

mod elsewhere {
    use ad::differentiate;

    pub const ANGLES: usize = 3;

    #[differentiate]
    pub fn turns(x: &[f64; ANGLES]) -> [f64; ANGLES] {
        [x[0] * x[1], x[1] * x[2], x[2].sin()]
    }
}

/// A result whose length the callee names.
#[differentiate]
fn of_unknown_length(x: &[f64]) -> Vec<f64> {
    let mut all = Vec::new();
    for i in 0..x.len() {
        let y = elsewhere::turns(&[x[i], 0.5, x[0]]);
        all.push(y[0] * y[1] + y[2]);
    }
    all
}

/// A tangent that is other than zero in one trip is zero again in the next.
#[differentiate]
fn in_one_trip(x: &[f64; 5]) -> [f64; 5] {
    let mut all = [0.0; 5];
    for i in 0..5 {
        let mut here = [0.0; 3];
        here[i % 3] = x[i] * x[i];
        let by = if i == 2 { 1.5 } else { x[(i + 1) % 5] };
        all[i] = here[0] + 2.0 * here[1] + 3.0 * here[2] + point(by, 1.0)[1];
    }
    all
}

#[test]
fn results_are_written_where_there_is_room() {
    check_all!(in_loops dropped_and_kept of_unknown_length);
    let five = |x: &[f64]| <[f64; 5]>::try_from(x).expect("five of them");
    check(
        "in_one_trip",
        5,
        |x| in_one_trip(&five(x)).to_vec(),
        |x| rows(in_one_trip::value_and_jacobian(&five(x))),
    );
}
