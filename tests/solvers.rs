//! Functions that take functions which write in place, may fail, or are of types of the user's.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::agree;

#[differentiate]
fn twice(f: impl Fn(f64) -> Result<f64, String>, x: f64) -> Result<f64, String> {
    let a = f(x)?;
    Ok(a * f(a)?)
}
#[differentiate]
fn twice_scaled(x: f64, k: f64) -> f64 {
    twice(
        |v| {
            if v > 0.0 {
                Ok(v * k)
            } else {
                Err("no".to_string())
            }
        },
        x,
    )
    .unwrap()
}
#[differentiate]
fn euler<F>(f: F, y: &mut [f64], dt: f64, n: usize)
where
    F: Fn(f64, &[f64], &mut [f64]),
{
    let m = y.len();
    let mut dy = vec![0.0; m];
    let mut t = 0.0;
    for _ in 0..n {
        f(t, y, &mut dy);
        for i in 0..m {
            y[i] += dt * dy[i];
        }
        t += dt;
    }
}
#[differentiate]
fn oscillator(y0: &[f64], k: f64) -> f64 {
    let mut y = y0.to_vec();
    euler(
        |t, y, dy| {
            dy[0] = y[1];
            dy[1] = -k * y[0] + t;
        },
        &mut y,
        0.1,
        5,
    );
    y[0] * y[1]
}
#[differentiate]
fn rotation(t: f64, y: &[f64], dy: &mut [f64]) {
    dy[0] = y[1] * t;
    dy[1] = -y[0];
}
#[differentiate]
fn by_name(y0: &[f64]) -> f64 {
    let mut y = y0.to_vec();
    euler(rotation, &mut y, 0.1, 5);
    euler(&rotation, &mut y, 0.1, 5);
    y[0] * y[1]
}
#[differentiate]
fn rk4<const N: usize>(
    f: &dyn Fn(f64, &[f64; N], &mut [f64; N]),
    y0: [f64; N],
    t1: f64,
    n: usize,
) -> [f64; N] {
    let h = t1 / n as f64;
    let mut y = y0;
    let (mut k1, mut k2, mut k3, mut k4) = ([0.0; N], [0.0; N], [0.0; N], [0.0; N]);
    let mut tmp = [0.0; N];
    let mut t = 0.0;
    for _ in 0..n {
        f(t, &y, &mut k1);
        for i in 0..N {
            tmp[i] = y[i] + 0.5 * h * k1[i];
        }
        f(t + 0.5 * h, &tmp, &mut k2);
        for i in 0..N {
            tmp[i] = y[i] + 0.5 * h * k2[i];
        }
        f(t + 0.5 * h, &tmp, &mut k3);
        for i in 0..N {
            tmp[i] = y[i] + h * k3[i];
        }
        f(t + h, &tmp, &mut k4);
        for i in 0..N {
            y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
        t += h;
    }
    y
}
#[differentiate]
fn damped(w: f64, d: f64, y0: [f64; 2], t1: f64) -> f64 {
    let y = rk4(
        &|t, y: &[f64; 2], dy: &mut [f64; 2]| {
            dy[0] = y[1];
            dy[1] = -w * w * y[0] - d * y[1] + t.sin();
        },
        y0,
        t1,
        6,
    );
    y[0] * y[0] + y[1]
}
#[differentiate]
fn where_there(f: impl Fn(f64) -> Option<f64>, x: f64) -> f64 {
    f(x).unwrap_or(0.0) + f(-x).map_or(x, |v| v * x)
}
#[differentiate]
fn where_positive(x: f64, k: f64) -> f64 {
    where_there(|v| (v > 0.0).then(|| v * k), x)
}
#[differentiate]
fn newton<E, F: Fn(f64) -> Result<f64, E>, G>(f: F, df: G, mut x: f64) -> Result<f64, E>
where
    G: Fn(f64) -> Result<f64, E>,
{
    for _ in 0..6 {
        let fx = f(x)?;
        let d = df(x)?;
        x -= fx / d;
    }
    Ok(x)
}
#[derive(Debug)]
enum Outside {
    Negative,
}
#[differentiate]
fn root_of(a: f64) -> f64 {
    newton(
        |x| {
            if x < 0.0 {
                Err(Outside::Negative)
            } else {
                Ok(x * x - a)
            }
        },
        |x| Ok(2.0 * x),
        1.3,
    )
    .unwrap()
}
#[derive(Clone, Copy, Debug, Differentiable)]
struct Point {
    x: f64,
    v: f64,
}
#[differentiate]
fn heun(f: impl Fn(&Point, f64) -> Point, p: Point, h: f64) -> Point {
    let k = f(&p, 0.0);
    let q = Point {
        x: p.x + h * k.x,
        v: p.v + h * k.v,
    };
    let k2 = f(&q, h);
    Point {
        x: p.x + 0.5 * h * (k.x + k2.x),
        v: p.v + 0.5 * h * (k.v + k2.v),
    }
}
#[differentiate]
fn driven(p: Point, w: f64) -> f64 {
    let q = heun(
        |p, t| Point {
            x: p.v,
            v: -w * p.x + t,
        },
        p,
        0.1,
    );
    q.x * q.v
}
#[differentiate]
fn moved_twice(f: impl Fn(&mut Point, f64), p: Point) -> f64 {
    let mut q = p;
    f(&mut q, 0.5);
    f(&mut q, 0.25);
    q.x * q.v
}
#[differentiate]
fn kicked(p: Point, w: f64) -> f64 {
    moved_twice(
        |p, h| {
            p.x += h * p.v;
            p.v -= w * h * p.x;
        },
        p,
    )
}
#[differentiate]
fn squares_of(f: impl Fn(usize, &mut f64), n: usize, o: f64) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        let mut v = o;
        f(i, &mut v);
        s += v * v;
    }
    s
}
#[differentiate]
fn squares_of_lines(w: f64) -> f64 {
    squares_of(|i, v| *v += w * i as f64, 4, w * w)
}

agree! {
    twice_scaled_agrees: twice_scaled(1.0, 2.0);
    oscillator_agrees: oscillator(&[1.0, 2.0], 3.0);
    by_name_agrees: by_name(&[1.0, 2.0]);
    damped_agrees: damped(1.3, 0.2, [1.0, 0.5], 1.0);
    where_positive_agrees: where_positive(1.0, 2.0), (-1.0, 2.0);
    root_of_agrees: root_of(2.0);
    driven_agrees: driven(Point { x: 1.0, v: 2.0 }, 1.5);
    kicked_agrees: kicked(Point { x: 1.0, v: 2.0 }, 1.5);
    squares_of_lines_agrees: squares_of_lines(0.7);
}
