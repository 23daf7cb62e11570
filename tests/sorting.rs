//! Sorting, searching what is sorted, and other methods that move elements.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

#[macro_use]
mod common;

use ad::differentiate;

#[differentiate]
fn median(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let mid = sorted.len() / 2;
    if sorted.len() % 2 == 0 {
        (sorted[mid - 1] + sorted[mid]) / 2.0
    } else {
        sorted[mid]
    }
}
#[differentiate]
fn trimmed(x: &mut [f64], k: f64) -> f64 {
    x.sort_unstable_by(f64::total_cmp);
    x.iter().skip(1).take(2).map(|a| k * a * a).sum::<f64>()
}
#[differentiate]
fn by_first(x: &[f64], y: &[f64]) -> f64 {
    let mut pairs: Vec<(f64, f64)> = x.iter().zip(y).map(|(a, b)| (*a, *b)).collect();
    pairs.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap());
    let mut sum = 0.0;
    for (i, (a, b)) in pairs.iter().enumerate() {
        sum += (i as f64 + 1.0) * a * b;
    }
    sum
}
#[differentiate]
fn ranks(x: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| x[i].partial_cmp(&x[j]).unwrap_or(std::cmp::Ordering::Equal));
    let mut sum = 0.0;
    for (k, &i) in order.iter().enumerate() {
        sum += (k as f64 + 0.5) * x[i].powi(2);
    }
    sum
}
#[differentiate]
fn sorted_in_rounds(x: &[f64], k: f64) -> Vec<f64> {
    let mut y = x.to_vec();
    for round in 0..3 {
        y.sort_by(|a, b| (k * a).sin().total_cmp(&(k * b).sin()));
        for (i, v) in y.iter_mut().enumerate() {
            *v *= 1.0 + 0.1 * k * i as f64;
        }
    }
    y
}
#[differentiate]
fn by_key(x: &[f64], keys: &[i32]) -> f64 {
    let mut rows: Vec<(i32, f64)> = keys.iter().zip(x).map(|(k, x)| (*k, *x)).collect();
    rows.sort_by_key(|row| row.0);
    rows.iter().fold(0.0, |sum, row| 0.5 * sum + row.1 * row.1)
}
#[differentiate]
fn interpolated(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let i = xs.partition_point(|&v| v < x).clamp(1, xs.len() - 1);
    let t = (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
    ys[i - 1] * (1.0 - t) + ys[i] * t
}

#[differentiate]
fn inserted_and_removed(x: &[f64], y: f64) -> Vec<f64> {
    let mut v = x.to_vec();
    v.insert(1, y * y);
    let a = v.remove(0);
    let b = v.swap_remove(1);
    v.push(a * b);
    v.insert(0, a);
    let mut w = vec![y, a];
    w.append(&mut v);
    w.rotate_left(2);
    w.rotate_right(1);
    w
}
#[differentiate]
fn ends(c: &[f64], x: f64) -> f64 {
    let Some((first, rest)) = c.split_first() else {
        return 0.0;
    };
    let (last, init) = c.split_last().unwrap();
    rest.iter().fold(*first, |sum, c| sum * x + c) + last * init[0]
}
#[differentiate]
fn of_pairs(x: &[(f64, f64)], y: f64) -> f64 {
    let mut v = x.to_vec();
    v.insert(0, (y, 2.0 * y));
    let (a, b) = v.remove(1);
    v.iter().map(|(p, q)| p * q).sum::<f64>() + a * b * y
}

checks! {
    mod checked;
    map inserted_and_removed(&[0.4, 0.7, 0.3, 0.9], 0.6);
    scalar ends(&[0.4, 0.7, 0.3, 0.9], 0.6);
    scalar of_pairs(&[(0.4, 0.7), (0.3, 0.9)], 0.6);
    scalar median(&[0.3, -1.2, 2.5, 0.9]);
    scalar by_first(&[0.3, -1.2, 2.5, 0.9, 0.7], &[1.0, 2.0, 0.5, -0.3, 0.2]);
    scalar ranks(&[0.3, -1.2, 2.5, 0.9, 0.7, 0.1, 0.8]);
    map sorted_in_rounds(&[0.3, -1.2, 2.5, 0.9, 0.7], 0.8);
    scalar interpolated(&[0.0, 1.0, 2.5, 3.0], &[0.3, -0.4, 1.2, 0.8], 1.7);
}

#[test]
fn other_lengths_and_places() {
    assert_eq!(median::grad(&[0.3]), [1.0]);
    assert_eq!(
        median::grad(&[0.3, -1.2, 2.5, 0.9, 0.7]),
        [0.0, 0.0, 0.0, 0.0, 1.0]
    );
    let (xs, ys) = ([0.0, 1.0, 2.5, 3.0], [0.3, -0.4, 1.2, 0.8]);
    ad::check::<interpolated>((&xs[..], &ys[..], -0.3)).assert();
}

#[test]
fn keys_have_no_derivative() {
    let g = by_key::grad(&[0.3, -0.2, 0.5], &[3, 1, 2]);
    let expected = [0.6, 0.25 * -0.4, 0.5 * 1.0];
    assert!(
        g.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12),
        "{g:?}"
    );
}

#[test]
fn in_place() {
    let mut x = [0.9, -0.4, 0.3, 2.0];
    let mut x_bar = [0.0; 4];
    let (y, k_bar) = trimmed::vjp(&mut x, 0.5, 1.0, &mut x_bar);
    assert_eq!(x, [-0.4, 0.3, 0.9, 2.0]);
    assert!((y - 0.45).abs() < 1e-12 && (k_bar - 0.9).abs() < 1e-12);
    let expected = [0.9, 0.0, 0.3, 0.0];
    assert!(
        x_bar
            .iter()
            .zip(expected)
            .all(|(a, b): (&f64, f64)| (a - b).abs() < 1e-12),
        "{x_bar:?}"
    );
}

/// A thousand numbers, of which many are equal: the order is the standard library's.
#[test]
fn stable() {
    #[differentiate]
    fn sorted(x: &[(f64, f64)]) -> Vec<f64> {
        let mut y = x.to_vec();
        y.sort_by(|a, b| a.0.total_cmp(&b.0));
        y.iter().map(|row| row.1).collect()
    }
    let x: Vec<(f64, f64)> = (0..1000)
        .map(|i| (f64::from(i * 7919 % 37), f64::from(i)))
        .collect();
    for n in [0, 1, 2, 3, 5, 8, 64, 100, 1000] {
        let dots = vec![(0.0, 1.0); n];
        let (value, _) = sorted::jvp(&x[..n], &dots);
        assert_eq!(value, sorted(&x[..n]), "{n}");
    }
}

/// The values are those of the standard library.
#[test]
fn moves_as_the_library_does() {
    let (x, y) = ([0.4, 0.7, 0.3, 0.9], 0.6);
    let (value, _) = inserted_and_removed::jvp(&x, y, &[0.0; 4], 0.0);
    assert_eq!(value, inserted_and_removed(&x, y));
    assert!(std::panic::catch_unwind(|| inserted_and_removed::jvp(&[], y, &[], 0.0)).is_err());
}

/// One order after another.
#[differentiate]
fn ranked(x: &[f64]) -> f64 {
    let mut items: Vec<(usize, f64)> = x.iter().map(|x| x * x).enumerate().collect();
    items.sort_by(|a, b| {
        (b.0 % 2)
            .cmp(&(a.0 % 2))
            .then(a.1.partial_cmp(&b.1).unwrap())
    });
    let first = items[0].1 * items[1].0 as f64;
    items.sort_by(|a, b| {
        let order = (a.1 > 2.0).cmp(&(b.1 > 2.0));
        order.reverse().then_with(|| b.1.total_cmp(&a.1)).reverse()
    });
    let last = items
        .iter()
        .max_by(|a, b| (a.0 / 2).cmp(&(b.0 / 2)).then_with(|| a.1.total_cmp(&b.1)));
    first + items[0].1 * items[2].1 - last.unwrap().1 * x[0]
}

#[test]
fn orders_after_one_another() {
    let x = [0.3, 1.7, -1.1, 0.8, 1.9];
    assert_eq!(ranked::value_and_grad(&x).0, ranked(&x));
    ad::check::<ranked>(&x).assert();
}
