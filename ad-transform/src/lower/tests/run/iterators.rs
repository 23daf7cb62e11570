//! Iterators: sources, adaptors, consumers, and `for` over them.

use super::*;

const X: [f64; 7] = [1.5, -2.0, 0.5, 4.0, -1.0, 3.0, 2.5];

#[test]
fn sources() {
    agrees! {
        fn f(x: &[f64], n: usize) -> f64 {
            let mut s = 0.0;
            for v in x { s = s * 0.5 + v; }
            for v in x.iter() { s = s * 0.5 + v; }
            for &v in x { s = s * 0.5 + v; }
            for v in x.iter().rev() { s = s * 0.5 + *v; }
            for c in x.chunks(3) { s = s * 0.5 + c[0] + c.len() as f64; }
            for c in x.chunks_exact(n) { s = s * 0.5 + c[n - 1]; }
            for w in x.windows(2) { s = s * 0.5 + w[0] * w[1]; }
            for w in x.windows(20) { s = s * 0.5 + w[0] * w[1]; }
            for (i, c) in x.chunks(n).enumerate() { for v in c { s += v * i as f64; } }
            for v in std::iter::repeat(2.0).take(n) { s += v; }
            for v in std::iter::repeat_n(2.0, 3) { s *= v; }
            for v in std::iter::once(7.0) { s += v; }
            for v in std::iter::once(7.0).chain(x.iter().copied()) { s += v * s; }
            for k in 2.. { if k > n { break; } s += k as f64; }
            s
        }
        @ f(&X, 2);
        @ f(&X, 4);
        @ f(&[0.0; 0], 1);
    }
    agrees! {
        fn f(x: Vec<f64>, y: [f64; 3]) -> f64 {
            let mut s = 0.0;
            for v in y { s = s * 0.5 + v; }
            for v in y.into_iter().rev() { s = s * 0.5 + v; }
            for v in &y { s = s * 0.5 + v; }
            for v in [s, 1.0, 2.0] { s = s * 0.5 + v; }
            for (a, b) in [(1.0, s), (2.0, s)] { s += a * b; }
            for v in vec![s, 3.0] { s = s * 0.5 + v; }
            for v in x { s = s * 0.5 + v; }
            s
        }
        @ f(X.to_vec(), [1.0, 2.0, 3.0]);
    }
}

#[test]
fn written_through() {
    agrees! {
        fn f(x: &[f64], n: usize) -> (Vec<f64>, f64) {
            let mut out = vec![0.0; x.len()];
            for (o, i) in out.iter_mut().zip(x) { *o = *i * 2.0; }
            for o in out.iter_mut().skip(1) { *o += 1.0; }
            for o in &mut out { *o *= 3.0; }
            for c in out.chunks_mut(n) { c[0] -= 100.0; }
            for c in out.chunks_exact_mut(n) { c[n - 1] += 0.25; }
            out.iter_mut().for_each(|v| *v += 1.0);
            out.iter_mut().enumerate().for_each(|(i, v)| *v += i as f64);
            let s = out.iter().sum();
            (out, s)
        }
        @ f(&X, 3);
        @ f(&X, 2);
    }
    agrees! {
        fn f(x: [f64; 3]) -> f64 {
            let mut x = x;
            let mut s = 0.0;
            for v in x { x[2] += 1.0; s += v * x[0]; }
            s + x[2]
        }
        @ f([1.0, 2.0, 3.0]);
    }
}

#[test]
fn sums_and_folds() {
    agrees! {
        fn f(x: &[f64], y: &[f64]) -> f64 {
            let a: f64 = x.iter().sum();
            let b = x.iter().map(|v| v * v).sum::<f64>() / x.len() as f64;
            let c: f64 = x.iter().zip(y).map(|(a, b)| a * b).sum();
            let d: f64 = x.iter().zip(y.iter()).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
            let e = x.iter().fold(0.0, |acc, v| acc * 0.5 + v);
            let g: f64 = x.iter().map(|&v| v + 1.0).product();
            let h = x.iter().copied().fold(-1e300, f64::max);
            let i = x.iter().cloned().fold(1e300_f64, |a, b| a.min(b));
            let (j, k) = x.iter().fold((0.0, 1.0), |(s, p), v| (s + v, p * v));
            let l = x.iter().map(|v| v.abs()).map(f64::sqrt).sum::<f64>();
            let m: f64 = (0..x.len()).map(|i| x[i] * i as f64).sum();
            let n: f64 = (1..=4).map(|k| 1.0 / k as f64).sum();
            let o: f64 = x.iter().skip(1).zip(x.iter()).map(|(a, b)| a - b).sum();
            let p: f64 = x.iter().rev().enumerate().map(|(i, v)| v * i as f64).sum();
            let q: f64 = x.iter().enumerate().rev().map(|(i, v)| v * i as f64).fold(0.0, |a, b| a * 0.5 + b);
            let r: f64 = x.iter().enumerate().skip(2).step_by(2).map(|(i, v)| v * i as f64).fold(0.0, |a, b| a * 0.5 + b);
            let t: f64 = x.iter().take(3).chain(y.iter().skip(2)).sum();
            let u: usize = x.iter().filter(|v| **v > 0.0).count();
            let w: f64 = (0..3).flat_map(|i| (0..i).map(move |j| (i * j) as f64)).sum();
            a + 2.0 * b + 3.0 * c + 4.0 * d + 5.0 * e + 6.0 * g + 7.0 * h + 8.0 * i + 9.0 * (j + k) + 10.0 * l + 11.0 * m + 12.0 * n
                + 13.0 * o + 14.0 * p + 15.0 * q + 16.0 * r + 17.0 * t + 18.0 * u as f64 + 19.0 * w
        }
        @ f(&X, &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
        @ f(&X, &[0.1, 0.2, 0.3]);
        @ f(&X[..2], &X);
    }
}

#[test]
fn nested_and_collected() {
    agrees! {
        fn f(m: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
            let a: Vec<f64> = m.iter().map(|r| r.iter().zip(v).map(|(a, b)| a * b).sum()).collect();
            let b = m.iter().map(|r| r.iter().zip(v.iter()).map(|(a, b)| a * b).sum::<f64>()).collect::<Vec<_>>();
            let rows: Vec<Vec<f64>> = m.iter().map(|r| r.iter().map(|x| x * 2.0).collect()).collect();
            let c = rows.iter().flatten().map(|x| x * x).sum::<f64>();
            let d: f64 = m.iter().flat_map(|r| r.iter()).copied().sum();
            let e: Vec<f64> = v.iter().filter(|x| **x > 0.0).map(|x| x.sqrt()).collect();
            let (g, h): (Vec<f64>, Vec<f64>) = v.iter().map(|x| (x + 1.0, x * 2.0)).unzip();
            let (p, n): (Vec<f64>, Vec<f64>) = v.iter().copied().partition(|x| *x > 0.5);
            let mut out = a;
            out.extend(b.iter().map(|x| x * 3.0));
            out.push(c);
            out.push(d);
            out.extend(e.iter());
            out.extend(g);
            out.extend(h.into_iter().rev());
            out.extend(p.iter().chain(&n).copied());
            for row in m.iter() { for x in row { out.push(*x); } }
            for (i, row) in rows.iter().enumerate() { out.push(row[i % row.len()]); }
            out
        }
        @ f(&[vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, 6.0]], &[0.5, 0.25]);
        @ f(&[vec![1.0, 2.0, 7.0], vec![3.0, 4.0, 8.0]], &[0.5, -0.25, 3.0]);
    }
}

#[test]
fn searches() {
    agrees! {
        fn f(x: &[f64], limit: f64) -> Vec<f64> {
            let mut out = Vec::new();
            out.push(*x.iter().max_by(|a, b| a.partial_cmp(b).unwrap()).unwrap());
            out.push(x.iter().copied().min_by(|a, b| a.partial_cmp(b).unwrap()).unwrap());
            out.push(x.iter().map(|v| v * v).max_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal)).unwrap());
            let (i, v) = x.iter().enumerate().min_by(|(_, a), (_, b)| a.partial_cmp(b).unwrap()).unwrap();
            out.push(i as f64 * v);
            out.push(x.iter().any(|v| *v > limit) as u8 as f64);
            out.push(x.iter().all(|&v| v > limit) as u8 as f64);
            out.push(x.iter().position(|&v| v > limit).map(|i| i as f64).unwrap_or(-1.0));
            out.push(x.iter().find(|v| **v > limit).copied().unwrap_or(-7.0));
            out.push(x.iter().map(|v| v * 3.0).find(|v| *v > limit).unwrap_or(-7.0));
            out.push(x.iter().copied().reduce(|a, b| a * 0.5 + b).unwrap());
            out.push(x.iter().copied().filter(|v| *v > limit).reduce(f64::max).unwrap_or(0.25));
            out.push(*x.iter().last().unwrap());
            out.push(*x.iter().nth(1).unwrap());
            out.push(x.iter().map(|v| v + 1.0).next().unwrap());
            out.push(x.iter().filter(|v| **v > limit).nth(1).copied().unwrap_or(3.0));
            out.push(x.iter().filter(|v| **v > limit).last().copied().unwrap_or(3.0));
            out.push((0..9).map(|i| (i * 7) % 5).max().unwrap() as f64);
            out.push((0..9).min_by_key(|i| (i - 4) * (i - 4)).unwrap() as f64);
            if let Some(v) = x.iter().find(|v| **v < limit) { out.push(*v); }
            out
        }
        @ f(&X, 1.0);
        @ f(&X, 3.5);
        @ f(&X, 10.0);
        @ f(&X, -10.0);
    }
}

#[test]
fn leaving_items_out() {
    agrees! {
        fn f(x: &[f64], limit: f64, n: usize) -> Vec<f64> {
            let mut out = Vec::new();
            for v in x.iter().filter(|v| **v > limit) { if *v > 3.5 { continue; } out.push(*v); }
            for v in x.iter().take_while(|v| **v < limit) { out.push(v + 100.0); }
            for v in x.iter().skip_while(|v| **v < limit) { out.push(v + 200.0); }
            for (i, v) in x.iter().filter(|v| **v > limit).enumerate() { if i == 1 { continue; } out.push(v + i as f64); }
            for v in x.iter().filter(|v| **v > limit).take(n) { if *v > 3.5 { continue; } out.push(*v); }
            for v in x.iter().filter(|v| **v > limit).skip(n) { out.push(*v); }
            for (a, b) in x.iter().filter(|v| **v > limit).zip(x) { out.push(a * b); }
            for (a, b) in x.iter().zip(x.iter().filter(|v| **v > limit)) { out.push(a - b); }
            for v in x.iter().filter_map(|v| if *v > limit { Some(v * 2.0) } else { None }) { out.push(v); }
            for v in x.iter().filter_map(|&v| (v > limit).then(|| v.sqrt())) { out.push(v); }
            for v in x.iter().map_while(|&v| if v < limit { Some(v * v) } else { None }) { out.push(v); }
            for v in x.iter().scan(1.0, |acc, v| { *acc += v; Some(*acc) }) { out.push(v); }
            for v in x.iter().scan(1.0, |acc, v| { *acc += v; if *acc > limit { None } else { Some(*acc) } }) { out.push(v); }
            'outer: for v in x.iter().chain(x.iter().rev()) {
                for w in x.iter().flat_map(|u| [*u, u * 2.0]) {
                    if w > 7.0 { continue 'outer; }
                    if *v > 3.9 { break 'outer; }
                    if w < 0.0 { continue; }
                    if w == 5.0 { break; }
                    out.push(v * w);
                }
                out.push(1e3);
            }
            for v in std::iter::successors(Some(1.0), |v| Some(v * 0.5)).take(n) { out.push(v); }
            for v in std::iter::successors(Some(limit), |&v| if v < 100.0 { Some(v * v + 1.0) } else { None }) { out.push(v); }
            let mut k = 0.0;
            for v in std::iter::repeat_with(|| { k += 1.5; k }).take(3) { out.push(v); }
            let mut j = 0;
            for v in std::iter::from_fn(|| { j += 1; if j < 4 { Some(j as f64) } else { None } }) { out.push(v); }
            for (v, c) in x.iter().zip([1.0, 2.0].iter().cycle()) { out.push(v * c); }
            out
        }
        @ f(&X, 1.0, 2);
        @ f(&X, 0.0, 0);
        @ f(&X, 2.6, 1);
        @ f(&X, 10.0, 5);
        @ f(&[0.0; 0], 0.0, 3);
    }
}

#[test]
fn arrays() {
    agrees! {
        fn f(x: [f64; 3], y: [f64; 6]) -> [f64; 6] {
            let a = x.map(|v| v * v);
            let b = y.map(f64::sin);
            let c: [f64; 3] = std::array::from_fn(|i| a[i] + b[i]);
            let d = std::array::from_fn::<f64, 6, _>(|i| y[5 - i] * b[i]);
            let mut e = d;
            for (o, v) in e.iter_mut().zip(c) { *o += v; }
            e
        }
        @ f([1.0, 2.0, 3.0], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    }
}

#[test]
fn captured() {
    agrees! {
        fn f(x: &[f64]) -> f64 {
            let mut total = 0.0;
            let mut count = 0;
            x.iter().for_each(|v| { total += v * v; count += 1; });
            let mut last = 0.0;
            let s: f64 = x.iter().map(|v| { let d = v - last; last = *v; d * d }).sum();
            let mut log = Vec::new();
            let t = x.iter().fold(0.0, |acc, v| { log.push(acc); acc + v });
            let squares = x.iter().map(|v| v * v);
            let u: f64 = squares.clone().sum::<f64>() + squares.map(|v| v + 1.0).sum::<f64>();
            let mut it = x.iter();
            let first = it.next().unwrap();
            let second = *it.next().unwrap();
            let rest: f64 = it.map(|v| v * first).sum();
            total + count as f64 + last + s + t + u + log[2] + second * rest
        }
        @ f(&X);
    }
}

#[test]
fn moved_into_closures() {
    agrees! {
        fn f(x: f64, y: &[f64]) -> f64 {
            let mut k = x;
            let mut a = [x, 2.0];
            let scale = move |t: f64| t * k + a[0];
            k = 10.0;
            a[0] = 100.0;
            let mut c = 0.0;
            let mut count = move |t: f64| { c += t; c };
            let d = count(1.0) + count(2.0) + count(k);
            let twice = |g: f64| { let h = |t: f64| scale(t) * g; h(1.0) + h(2.0) };
            let mut v = y.to_vec();
            let best = v.iter().copied().max_by(|a, b| a.partial_cmp(b).unwrap());
            let first = v.iter().copied().next();
            v[0] = -50.0;
            v[1] = 70.0;
            scale(3.0) + k + a[0] + c + d + twice(2.0) + best.unwrap() * v[1] + first.unwrap()
        }
        @ f(1.5, &X);
    }
    agrees! {
        fn g(t: f64) -> f64 { t * t + 1.0 }
        fn f(x: f64) -> f64 {
            let h = g;
            let s = f64::sin;
            let apply = |x: f64| h(x) + s(x);
            let bump = |mut v: Vec<f64>, t: f64| { v.push(t); v };
            let w = [1.0, x].into_iter().fold(Vec::new(), bump);
            apply(x) + w[1] + w.len() as f64
        }
        @ f(0.5);
    }
}
