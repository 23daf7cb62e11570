//! Vectors that change as a whole: what is kept, taken out, put together, made an array.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::{agree, checks};

#[differentiate]
fn as_arrays(xs: &[f64]) -> f64 {
    let a: [f64; 3] = xs[..3].try_into().unwrap();
    let v: Vec<f64> = a.iter().map(|x| x * 2.0).collect();
    let b: [f64; 3] = v.try_into().unwrap();
    let c: &[f64; 2] = xs[1..3].try_into().unwrap();
    let d = <[f64; 2]>::try_from(&xs[0..2]).unwrap();
    a[0] * b[1] + c[0] * d[1]
}

#[differentiate]
fn sorted_and_distinct(xs: &[f64]) -> f64 {
    let mut v = xs.to_vec();
    v.sort_by(|a, b| a.partial_cmp(b).unwrap());
    v.dedup();
    let mid = v.len() / 2;
    v[mid] * v[0]
}

#[differentiate]
fn moved_about(xs: &[f64]) -> f64 {
    let mut v = xs.to_vec();
    v.retain(|&x| x > 1.5);
    let mut w: Vec<f64> = xs.iter().map(|x| x * x).collect();
    w.truncate(3);
    w.resize(5, 1.0);
    w.insert(1, xs[0]);
    let r = w.remove(0);
    let t = w.swap_remove(1);
    let d: Vec<f64> = w.drain(..2).collect();
    v.iter().product::<f64>() + r * t + d[0] + w.iter().sum::<f64>() * w[0]
}

#[differentiate]
fn put_together(xs: &[f64]) -> f64 {
    let rows = vec![xs.to_vec(), vec![1.0, 2.0 * xs[0]]];
    let c = rows.concat();
    let f: Vec<f64> = rows.into_iter().flatten().collect();
    let g = [xs, &[3.0, 4.0]].concat();
    let mut h = xs.to_vec();
    h.rotate_left(1);
    c.iter().zip(&f).map(|(a, b)| a * b).sum::<f64>() + h[0] * g[1]
}

#[differentiate]
fn split_in_two(xs: &[f64]) -> f64 {
    let all_pos = xs.iter().all(|x| *x > 0.0);
    let (pos, neg): (Vec<f64>, Vec<f64>) = xs.iter().copied().partition(|x| *x > 2.0);
    let (a, b): (Vec<f64>, Vec<f64>) = xs.iter().map(|x| (x.sin(), x.cos())).unzip();
    let nested: Vec<Vec<f64>> = xs
        .iter()
        .map(|x| xs.iter().map(|y| x * y).collect())
        .collect();
    let tr: f64 = nested.iter().enumerate().map(|(i, r)| r[i]).sum();
    let fl: f64 = nested.iter().flatten().sum();
    let fm: f64 = nested.iter().flat_map(|r| r.iter()).map(|v| v * 0.1).sum();
    if all_pos {
        pos.iter().sum::<f64>() + neg.len() as f64 + a[0] * b[1] + tr + fl + fm
    } else {
        0.0
    }
}

#[differentiate]
fn arrays(xs: &[f64; 3], ys: [f64; 3]) -> f64 {
    let d: f64 = ys.into_iter().zip(xs).map(|(a, b)| a * b).sum();
    let [a, b, c] = ys;
    let r = xs.each_ref().map(|v| *v * 2.0);
    let mut o = [0.0; 3];
    o.iter_mut()
        .zip(xs.iter())
        .enumerate()
        .for_each(|(i, (o, x))| *o = x * i as f64);
    o.copy_from_slice(&[a, b, c]);
    d + a * b * c + r[0] + o[2]
}

#[differentiate]
fn window(xs: &[f64], n: usize) -> f64 {
    let mut held = Vec::new();
    let mut total = 0.0;
    for &x in xs {
        held.push(x * x);
        if held.len() > n {
            held.drain(..held.len() - n);
        }
        total += held.iter().sum::<f64>() * held[0];
    }
    let behind = held.split_off(1);
    let mut shifted = [0.0; 4];
    shifted[..2].copy_from_slice(&behind[..2]);
    shifted.copy_within(0..2, 1);
    let mut filled = [0.0; 3];
    let mut last = xs[0];
    filled.fill_with(|| {
        last *= 2.0;
        last
    });
    total + shifted[1] * shifted[2] + shifted[0] + filled[2] * filled[0]
}

#[differentiate]
fn kept_pairs(xs: &[f64]) -> f64 {
    let mut pairs: Vec<(usize, f64)> = xs.iter().copied().enumerate().collect();
    pairs.retain(|&(i, x)| i != 1 && x < 4.0);
    pairs.dedup_by_key(|pair| pair.0 / 2);
    pairs.iter().map(|(i, x)| *i as f64 * x * x).sum::<f64>() + pairs[0].1
}

/// Rows of one matrix, one over the other.
#[differentiate]
fn rows_over_rows(x: &[f64]) -> f64 {
    let mut m = vec![vec![x[0]; 3], vec![x[1]; 3]];
    let (a, b) = m.split_at_mut(1);
    a[0].copy_from_slice(&b[0]);
    a[0][1] *= x[2];
    b[0].clone_from_slice(&a[0]);
    b[0][2] *= x[2];
    a[0].extend_from_slice(&b[0]);
    b[0].push(a[0][1]);
    b[0].extend(a[0].iter().map(|t| t * x[0]));
    m[0][0] * m[0][1] * m[0][5] + m[1][1] * m[1][2] * m[1][3] + m[1][7]
}

agree! {
    rows_over_rows_agrees: rows_over_rows(&[1.0, 2.0, 3.0]);
    window_agrees: window(&[1.0, 2.0, 3.0, 1.5, 2.5], 3);
    kept_pairs_agrees: kept_pairs(&[1.0, 2.0, 3.0, 4.5, 2.5, 0.5, 0.3]);
    as_arrays_agrees: as_arrays (&[1.0, 2.0, 3.0]);
    sorted_and_distinct_agrees: sorted_and_distinct (&[1.0, 2.0, 3.0]), (&[2.0, 1.0, 2.0, 3.0]);
    moved_about_agrees: moved_about (&[1.0, 2.0, 3.0, 4.0]);
    put_together_agrees: put_together (&[1.0, 2.0]);
    split_in_two_agrees: split_in_two (&[1.0, 2.0, 3.0]);
    arrays_agrees: arrays (&[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]);
}

/// Searching for a key, and growing by what a function gives.
mod searched_and_grown {
    use ad::differentiate;

    #[differentiate(order = 2)]
    fn between(knots: &[usize], v: &[f64], n: usize, x: f64) -> f64 {
        let k = match knots.binary_search(&n) {
            Ok(i) => i,
            Err(i) => i.saturating_sub(1),
        };
        let j = knots.binary_search(&(n + 1));
        let j = j.unwrap_or_else(|i| i.min(v.len() - 1));
        let seven = knots.binary_search(&7).is_ok();
        v[k] * v[j] * x + if seven { x * x } else { 0.0 }
    }

    #[differentiate(order = 2)]
    fn grown(x: f64, n: usize) -> f64 {
        let mut v = vec![x];
        v.reserve_exact(10);
        v.resize_with(n, || x * 2.0);
        v.resize_with(n + 1, Default::default);
        v.shrink_to_fit();
        let mut rows: Vec<Vec<f64>> = Vec::new();
        rows.resize_with(2, Vec::new);
        rows[1].push(x.sin());
        let (mut u, mut k) = (Vec::with_capacity(n), 0.0);
        u.resize_with(n, || {
            k += 1.0;
            k * x
        });
        v.iter().sum::<f64>() + rows[1][0] + u.iter().map(|a| a * a).sum::<f64>()
    }

    #[test]
    fn derivatives() {
        for n in [0, 2, 5, 9, 12] {
            let (knots, v) = ([1, 3, 5, 9], [1.0, 2.0, 3.0, 4.0]);
            ad::check::<between>((&knots[..], &v[..], n, 1.3)).assert();
        }
        for n in [0, 1, 4] {
            ad::check::<grown>((1.3, n)).assert();
        }
    }
}

// --- methods as values ---

#[differentiate(order = 2)]
fn rows_by_name(x: &[f64]) -> f64 {
    let rows: Vec<Vec<f64>> = x.chunks(2).map(<[f64]>::to_vec).collect();
    let again: Vec<Vec<f64>> = rows.iter().map(Vec::clone).collect();
    let n: usize = rows.iter().map(Vec::len).sum();
    let widest = x.chunks(2).map(<[_]>::len).max().unwrap_or(1);
    let product: f64 = again.iter().flat_map(|row| row.iter()).product();
    let firsts: f64 = x.chunks(2).filter_map(<[f64]>::first).sum();
    let sines: f64 = again
        .into_iter()
        .map(Vec::into_iter)
        .flatten()
        .map(f64::sin)
        .sum();
    product * (n * widest) as f64 + firsts * rows[0][0] + sines
}

checks! {
    mod methods_as_values;
    twice rows_by_name(&[0.3, 0.7, -0.2]), (&[0.3, 0.7, -0.2, 1.1]);
}

// --- parts of a sequence, one after the other ---

#[differentiate(order = 2)]
fn from_the_end(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut scale = 1.0;
    for pair in v.rchunks_exact_mut(2) {
        pair[0] *= scale * pair[1];
        scale = pair[0];
    }
    for part in v.rchunks_mut(4) {
        part[0] *= part.len() as f64;
    }
    let whole = x.rchunks_exact(4);
    let rest = whole.remainder().iter().product::<f64>();
    let firsts: f64 = whole.map(|part| part[0] * part[3]).sum();
    let turned = x
        .rchunks(4)
        .rev()
        .fold(0.3, |sum, part| sum * part[0] + part.len() as f64);
    v.iter().map(|a| a * a).sum::<f64>() + rest * firsts + turned
}

#[differentiate(order = 2)]
fn runs(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, run) in x.chunk_by(|a, b| a < b).enumerate() {
        if i == 1 {
            continue;
        }
        sum += run[0] * run.iter().sum::<f64>();
        if run.len() == 4 {
            break;
        }
    }
    let mut v = x.to_vec();
    for (i, part) in v.split_mut(|a| *a < 0.0).enumerate() {
        for a in part {
            *a *= i as f64 + *a;
        }
    }
    for run in v.chunk_by_mut(|a, b| a < b) {
        let n = run.len() as f64;
        run[0] *= n;
    }
    let parts = x.split(|a| *a > 1.0);
    let parts: f64 = parts.map(|p| p.iter().sum::<f64>() * p.len() as f64).sum();
    let ended = x.split_inclusive(|a| *a < 0.0);
    let ended: f64 = ended.skip(1).map(|p| p.iter().product::<f64>()).sum();
    sum + v.iter().map(|a| a * a).sum::<f64>() + parts * ended
}

#[differentiate(order = 2)]
fn parts_that_may_be_there(x: &[f64]) -> f64 {
    let two = x.first_chunk::<2>().unwrap();
    let (front, back) = match x.split_last_chunk::<3>() {
        Some((rest, [a, _, c])) => (rest.len() as f64 * a, a * c),
        None => (x[0], 1.0),
    };
    let mut v = x.to_vec();
    if let Some((a, b)) = v.split_at_mut_checked(3) {
        a[0] *= b[0];
        b[0] += a[1];
    }
    if let Some(part) = v.get_mut(1..3) {
        part[0] *= part[1];
    }
    let far = x
        .get(4..)
        .map_or(x[0] * x[0], |part| part.len() as f64 * x[1]);
    let near = x.get(..=1).map(|part| part[0] * part[1]).unwrap_or(0.0);
    let none = x.get(2..1).is_none() && x.split_at_checked(20).is_none();
    let some = if none { x[0] * x[1] } else { 0.0 };
    let v: f64 = v.iter().map(|a| a * a).sum();
    two[0] * two[1] * front + back * v + far * near + some
}

// --- parts that are exchanged, copied, put in ---

#[differentiate(order = 2)]
fn put_in(x: &[f64]) -> f64 {
    let (mut a, mut b) = (x[..2].to_vec(), x[2..4].to_vec());
    for k in 0..2 {
        a.swap_with_slice(&mut b);
        a[k] *= b[k];
    }
    let mut v = x.to_vec();
    v.splice(..1, [x[0] * x[1], 1.0]);
    let old: Vec<f64> = v.splice(1..=2, x.iter().map(|a| a * a)).collect();
    v.extend_from_within(..2);
    v[0] *= old[1];
    let again = a.repeat(3);
    again
        .iter()
        .enumerate()
        .map(|(i, a)| a * a * i as f64)
        .sum::<f64>()
        + b.iter().product::<f64>() * v.iter().map(|a| a * a).sum::<f64>()
}

#[differentiate(order = 2)]
fn merged_and_selected(x: &[f64]) -> f64 {
    let keys = [0usize, 2, 3];
    let mut v: Vec<f64> = x.iter().map(|a| a * a).collect();
    v.dedup_by(|a, b| {
        let merges = *a < *b;
        if merges {
            *b += *a;
        }
        merges
    });
    let mut w = x.to_vec();
    let (low, median, high) = w.select_nth_unstable_by(2, |a, b| a.total_cmp(b));
    *median *= low.iter().sum::<f64>();
    let selected = *median + high.iter().map(|a| a * a).sum::<f64>();
    let mut pairs: Vec<(f64, usize)> = x.iter().copied().zip(0..).collect();
    pairs.sort_by_cached_key(|pair| 9 - pair.1);
    let at = keys.binary_search_by_key(&4, |key| key * 2).unwrap_or(0);
    let ordered = x.is_sorted_by(|a, b| a < b) || x.is_sorted_by_key(|a| -a);
    let by = if ordered || x.starts_with(&[9.0]) || x.ends_with(&[9.0]) {
        x[0]
    } else {
        x[1] * x[1]
    };
    v.iter().product::<f64>() * by + selected * pairs[0].0 * x[at] + w[2]
}

checks! {
    mod parts_in_turn;
    twice from_the_end(&[0.7, 1.9, -0.4, 2.3, 1.1]), (&[0.3, 0.5, 1.2, 0.8]);
    twice runs(&[0.7, 1.9, -0.4, 0.3, 1.2, 1.5, 0.2]), (&[0.4, -0.5, -0.3]), (&[0.3]);
    twice parts_that_may_be_there(&[0.7, 1.9, -0.4, 2.3]), (&[0.7, 1.9, 0.2, 0.8, 1.1]);
    twice put_in(&[0.7, 1.9, -0.4, 1.3]), (&[0.3, 0.5, 1.2, 0.8, 1.1]);
    twice merged_and_selected(&[0.7, 1.9, -0.4, 1.3]), (&[0.3, 0.5, 1.2, 0.8]);
}

// --- rows of vectors of vectors ---

#[differentiate(order = 2)]
fn two_layers(w: &[Vec<f64>], v: &[Vec<f64>], x: &[f64]) -> f64 {
    let mut h = vec![0.0; w.len()];
    for i in 0..w.len() {
        for j in 0..x.len() {
            h[i] += w[i][j] * x[j];
        }
        h[i] = h[i].tanh();
    }
    let mut out = vec![0.0; v[0].len()];
    for i in 0..h.len() {
        for j in 0..out.len() {
            out[j] += v[i][j] * h[i];
        }
    }
    out.iter().map(|y| y * y * y).sum()
}

/// Two rows of one matrix, of which one changes.
#[differentiate(order = 2)]
fn eliminated(a: &[Vec<f64>], b: &[f64]) -> f64 {
    let n = b.len();
    let (mut a, mut y) = (a.to_vec(), b.to_vec());
    for k in 0..n {
        for i in k + 1..n {
            let factor = a[i][k] / a[k][k];
            for j in k..n {
                a[i][j] -= factor * a[k][j];
            }
            y[i] -= factor * y[k];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            let known = a[i][j] * y[j];
            y[i] -= known;
        }
        y[i] /= a[i][i];
    }
    y.iter().map(|y| y * y).sum()
}

/// A row that is asked for more than its elements, elements at another index, and a row that grows.
#[differentiate(order = 2)]
fn changed_rows(m: &[Vec<f64>], x: &[f64]) -> f64 {
    let mut rows = m.to_vec();
    let mut total = 0.0;
    for i in 0..rows.len() {
        for j in 0..x.len() {
            rows[i][j] *= x[j] / rows[i].len() as f64;
            rows[i][0] += 0.1 * rows[i][j] + m[i][x.len() - 1 - j];
            total += rows[i][j] * rows[0][1];
        }
        for j in 0..2 {
            let last = rows[i][j] * x[j];
            rows[i].push(last);
            total += rows[i][j];
        }
    }
    total * rows.iter().map(|row| row.iter().sum::<f64>()).sum::<f64>()
}

/// Where the inner loop has no trip, there is no row.
#[differentiate(order = 2)]
fn no_such_row(m: &[Vec<f64>], x: &[f64]) -> f64 {
    let mut sums = vec![0.0; x.len()];
    for i in 0..x.len() {
        let n = if i < m.len() { m[i].len() } else { 0 };
        for j in 0..n {
            sums[i] += m[i][j] * x[i];
            sums[i] *= 1.1;
        }
    }
    sums.iter().map(|s| s.sin()).sum()
}

#[differentiate(order = 2)]
fn planes(t: &[Vec<Vec<f64>>], x: &[f64]) -> f64 {
    let mut out = vec![vec![0.0_f64; x.len()]; t.len()];
    for a in 0..t.len() {
        for i in 0..t[a].len() {
            for j in 0..x.len() {
                out[a][j] += t[a][i][j] * x[j] * out[a][x.len() - 1 - j].cos();
            }
        }
    }
    out.iter().flatten().map(|y| y * y).sum()
}

#[test]
fn rows_that_are_not_there_are_not_asked_for() {
    let m = [vec![0.4, 0.7], vec![1.3]];
    let (m_bar, x_bar) = no_such_row::grad(&m, &[0.5, 0.2, 0.9]);
    assert_eq!((m_bar.len(), m_bar[1].len(), x_bar[2]), (2, 1, 0.0));
}

checks! {
    mod rows_of_vectors;
    twice two_layers(
        &[vec![0.7, 1.9, -0.4], vec![0.3, 0.2, 0.8]],
        &[vec![0.5, -0.3], vec![1.2, 0.6]],
        &[0.3, 1.1, -0.7],
    );
    twice eliminated(
        &[vec![2.7, 0.9, -0.4], vec![0.3, 3.2, 0.8], vec![0.6, 0.1, 1.9]],
        &[0.3, 1.1, -0.7],
    );
    twice changed_rows(&[vec![0.7, 1.9], vec![0.3, 0.2]], &[0.6, 1.3]);
    twice no_such_row(&[vec![0.4, 0.7], vec![1.3]], &[0.5, 0.2, 0.9]);
    twice planes(
        &[vec![vec![0.7, 1.9], vec![0.3, 0.2]], vec![vec![0.4, 1.2]]],
        &[0.6, 1.3],
    );
}

// --- what is taken off, whoever looks at it ---

#[differentiate(order = 2)]
fn taken_unseen(x: f64, y: f64) -> f64 {
    let mut v = vec![x, y, x * y, y * y, x + y];
    let _ = v.pop();
    _ = v.pop();
    drop(v.pop());
    let was = v.pop().is_some();
    if was {
        v[v.len() - 1] * v.len() as f64 * y
    } else {
        x
    }
}

#[differentiate(order = 2)]
fn taken_by_patterns(x: f64, y: f64) -> f64 {
    let mut v = vec![x, y, x * y, y * y, x + y, x - y];
    if let Some(_) = v.pop() {
        v[0] *= y;
    }
    let Some(_) = v.pop() else { return 0.0 };
    match v.pop() {
        _ if y > 100.0 => return x,
        _ => {}
    }
    if let None = v.pop() {
        return y;
    }
    let (_, n) = (v.pop(), v.len());
    let mut w = vec![(x, y), (y, x)];
    let mut trips = 0.0;
    while let Some(_) = w.pop() {
        trips += x * w.len() as f64;
    }
    v[n - 1] * trips + y
}

#[differentiate(order = 2)]
fn taken_in_turn(x: f64, y: f64) -> f64 {
    let mut v = vec![x, y, x * y, y * y, x + y, x - y, 0.3 * x];
    let both = (v.pop(), v.len());
    let [a, b] = [v.pop(), v.pop()];
    let next = v.pop().unwrap_or(v.len() as f64);
    let last = v.pop().or(Some(1.0));
    let n = v.len() as f64;
    both.0.unwrap() * both.1 as f64 + a.unwrap() * b.unwrap() + next * n + last.unwrap()
}

#[differentiate(order = 2)]
fn rows_taken_off(x: f64, y: f64) -> f64 {
    let mut rows = vec![vec![x, y], vec![x * y], vec![y, x]];
    let _ = rows.pop();
    let _last = rows.pop();
    rows.push(vec![x * x]);
    rows.pop();
    let mut pairs = vec![(x, y), (y, x * y)];
    pairs.pop();
    pairs.push((y * y, x));
    let (a, b) = pairs[1];
    rows[rows.len() - 1][0] * a + b * pairs[0].1
}

/// The copy of an element is one of what was there.
#[differentiate(order = 2)]
fn copied_before(x: f64, y: f64) -> f64 {
    let mut v = vec![x, y, x * y];
    let last = v.last().copied();
    let both = (v.first().cloned(), v.get(1).copied());
    v[0] = 3.0 * y;
    v[1] = 1.0;
    v[2] = x;
    v.push(0.5);
    last.unwrap() * v[2] + both.0.unwrap() * v[0] + both.1.unwrap()
}

/// An operand that a later one changes, also a part of it.
#[differentiate(order = 2)]
fn beside_a_change(x: f64, y: f64) -> f64 {
    let mut a = [x, y, x * y];
    let front = (a[..2].to_vec(), {
        a[0] = 9.0;
        a[0] * y
    });
    let both = [a, {
        a[1] *= x;
        a
    }];
    front.0[0] * front.1 + both[0][1] * both[1][1] + a[0]
}

checks! {
    mod looked_at_late;
    twice beside_a_change(1.7, 2.3);
    twice taken_unseen(1.7, 2.3);
    twice taken_by_patterns(1.7, 2.3);
    twice taken_in_turn(1.7, 2.3);
    twice rows_taken_off(1.7, 2.3);
    twice copied_before(1.7, 2.3);
}
