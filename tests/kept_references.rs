//! References that are kept in vectors and arrays, and names of references that are exchanged.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Node {
    value: f64,
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
}

impl Node {
    fn tree(depth: u32, value: f64) -> Node {
        let child = |less: u32, value: f64| {
            (depth >= less).then(|| Box::new(Node::tree(depth - less, value)))
        };
        Node {
            value,
            left: child(1, 1.3 * value + 0.2),
            right: child(2, 0.7 * value),
        }
    }
}

/// The nodes of a tree, each with what is above it.
#[differentiate(order = 2)]
fn walked(root: &Node, x: f64) -> f64 {
    let mut stack = vec![(root, 1.0, 0)];
    let mut sum = 0.0;
    while let Some((node, above, depth)) = stack.pop() {
        let here = above * (node.value * x).sin() + depth as f64;
        sum += here * node.value;
        if let Some(left) = &node.left {
            stack.push((left, here, depth + 1));
        }
        if let Some(right) = &node.right {
            stack.push((right, here + 1.0, depth + 1));
        }
    }
    sum
}
#[differentiate]
fn summed(root: &Node, x: f64) -> f64 {
    let mut stack: Vec<&Node> = vec![root];
    let mut sum = 0.0;
    while let Some(node) = stack.pop() {
        sum += node.value * node.value * x;
        if let Some(left) = &node.left {
            stack.push(left);
        }
        if let Some(right) = node.right.as_ref() {
            stack.push(right);
        }
    }
    sum
}

#[test]
fn stacks_of_nodes() {
    for depth in 0..5 {
        ad::check::<walked>((&Node::tree(depth, 0.8), 0.6)).assert();
        ad::check::<summed>((&Node::tree(depth, 0.8), 0.6)).assert();
    }
}

#[differentiate]
fn by_turns(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut rows: Vec<&[f64]> = Vec::new();
    for i in 0..n {
        if i % 2 == 0 {
            rows.push(x);
        } else {
            rows.push(y);
        }
    }
    let mut sum = 0.0;
    for (i, row) in rows.iter().enumerate() {
        sum += row[i % row.len()] * row[0];
    }
    sum * rows[n - 1].iter().sum::<f64>()
}
#[differentiate(order = 2)]
fn sorted(rows: &[Vec<f64>]) -> f64 {
    let mut sorted: Vec<&Vec<f64>> = rows.iter().collect();
    sorted.sort_by(|a, b| a[0].partial_cmp(&b[0]).unwrap());
    let mut product = 1.0;
    for (i, row) in sorted.iter().enumerate() {
        product *= row[1] + i as f64 * row[0];
    }
    product
}
#[differentiate]
fn chosen(rows: &[Vec<f64>], least: f64) -> f64 {
    let chosen: Vec<&Vec<f64>> = rows.iter().filter(|row| row[0] > least).collect();
    let first = chosen.first().map_or(0.0, |row| row[1]);
    let last = chosen[chosen.len() - 1];
    chosen.iter().map(|row| row[1] * least).sum::<f64>() + first * last[0]
}
#[differentiate]
fn numbers(x: &[f64], least: f64) -> f64 {
    let mut large: Vec<&f64> = Vec::new();
    for x in x {
        if *x > least {
            large.push(x);
        }
    }
    let mut sum = large.iter().map(|x| **x * least).sum::<f64>();
    while let Some(x) = large.pop() {
        sum += x * x;
    }
    sum
}
#[differentiate]
fn of_locals(x: &[f64], n: usize) -> f64 {
    let mut rows = vec![x.to_vec(); n];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] *= i as f64;
    }
    let mut sum = 0.0;
    {
        let mut order: Vec<&Vec<f64>> = rows.iter().rev().collect();
        order.swap(0, 1);
        for (i, row) in order.iter().enumerate() {
            sum += row[0] * row[1] * i as f64;
        }
    }
    rows[0][1] = sum;
    rows[0].iter().product()
}
#[differentiate]
fn rest(x: &[f64], y: &[f64; 3]) -> f64 {
    let mut rows = vec![x, y];
    rows.insert(1, &y[1..]);
    let first = rows.remove(0);
    rows.truncate(5);
    rows.reverse();
    first[0] * rows[0][0] + rows[1][0] * rows.len() as f64
}
#[differentiate]
fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}
#[differentiate]
fn all_norms(rows: &[&[f64]]) -> f64 {
    rows.iter().map(|row| norm(row)).sum()
}
#[differentiate]
fn passed_on(x: &[f64], y: &[f64]) -> f64 {
    let rows = vec![x, y, &x[1..]];
    norm(rows[0]) * norm(rows[2]) + all_norms(&[rows[1], x])
}
#[test]
fn vectors_of_references() {
    ad::check::<by_turns>((&[1.3, 2.0, -1.0], &[0.7, 0.2], 5)).assert();
    ad::check::<chosen>((&[vec![3.0, 2.0], vec![1.0, 4.0], vec![2.0, 5.0]][..], 1.5)).assert();
    ad::check::<numbers>((&[1.3, 2.0, -1.0, 0.6], 0.5)).assert();
    ad::check::<of_locals>((&[1.3, 0.4], 3)).assert();
    ad::check::<rest>((&[1.3, 0.4], &[2.0, 0.3, 0.9])).assert();
    ad::check::<passed_on>((&[1.3, 0.4], &[2.0, 0.3, 0.9])).assert();
}

#[differentiate]
fn indexed(x: &[f64; 3], y: &[f64; 3], n: usize) -> f64 {
    let rows = [x, y];
    let mut sum = 0.0;
    for i in 0..n {
        sum += rows[i % 2][i] * rows[(i + 1) % 2][i];
    }
    sum
}
#[differentiate]
fn scaled(x: f64, y: f64, k: f64) -> f64 {
    let (mut a, mut b) = (x, y * y);
    for (value, by) in [(&mut a, 2.0), (&mut b, k)] {
        if *value > 3.0 {
            continue;
        }
        *value *= by * k;
        if *value > 2.5 {
            break;
        }
    }
    a * b
}
#[differentiate]
fn damped(x: &[f64], k: f64) -> f64 {
    let (mut u, mut v) = (x.to_vec(), [k, k * k]);
    for row in [&mut u[..], &mut v] {
        for value in row.iter_mut() {
            *value = (*value * k).tanh();
        }
    }
    for row in [&mut u[1..], &mut v[..]].iter_mut() {
        row[0] *= row[0];
    }
    u.iter().sum::<f64>() * v[0] + v[1]
}
#[test]
fn arrays_of_references() {
    ad::check::<indexed>((&[1.3, 2.0, -1.0], &[0.7, 0.2, 0.4], 3)).assert();
    ad::check::<scaled>((0.4, 1.2, 1.3)).assert();
    ad::check::<scaled>((2.0, 1.2, 1.3)).assert();
    ad::check::<damped>((&[1.3, 2.0], 0.7)).assert();
}

#[differentiate(order = 2)]
fn diffused(x: &[f64], k: f64, steps: usize) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![0.0; x.len()];
    let (mut now, mut next) = (&mut a, &mut b);
    for _ in 0..steps {
        for i in 1..now.len() - 1 {
            next[i] = now[i] + k * (now[i - 1] - 2.0 * now[i] * now[i] + now[i + 1]);
        }
        std::mem::swap(&mut now, &mut next);
    }
    now.iter().sum::<f64>() * next[1]
}
#[differentiate]
fn relaxed(x: [f64; 4], k: f64, limit: f64) -> f64 {
    let (mut a, mut b) = (x, x);
    let mut now = &mut a;
    let mut next = &mut b;
    let mut steps = 0;
    while now[1] < limit && steps < 5 {
        for i in 0..4 {
            next[i] = now[i] * k + now[(i + 1) % 4].sin();
        }
        (now, next) = (next, now);
        steps += 1;
    }
    now[0] * next[2]
}
#[test]
fn names_that_are_exchanged() {
    ad::check::<relaxed>(([0.3, 0.5, 0.2, 0.9], 1.1, 2.0)).assert();
    ad::check::<relaxed>(([0.3, 0.5, 0.2, 0.9], 1.1, 0.1)).assert();
}

#[test]
fn second_derivatives() {
    for steps in 0..4 {
        ad::check::<diffused>((&[1.0, 2.0, -1.0, 3.0], 0.1, steps)).assert();
    }
    let rows = [vec![3.0, 2.0], vec![1.0, 4.0], vec![2.0, 5.0]];
    ad::check::<sorted>(&rows[..]).assert();
    let (value, hessian) = (
        sorted(&rows),
        sorted::hvp(&rows, &[vec![1.0, 0.0], vec![0.0, 0.0], vec![0.0, 1.0]]).1,
    );
    assert_eq!(value, (4.0 + 0.0) * (5.0 + 2.0) * (2.0 + 6.0));
    let h = 1e-5;
    let at = |t: f64| sorted::grad(&[vec![3.0 + t, 2.0], vec![1.0, 4.0], vec![2.0, 5.0 + t]]);
    let (up, down) = (at(h), at(-h));
    for i in 0..3 {
        for j in 0..2 {
            let slope = (up[i][j] - down[i][j]) / (2.0 * h);
            assert!((slope - hessian[i][j]).abs() < 1e-6);
        }
    }
}
