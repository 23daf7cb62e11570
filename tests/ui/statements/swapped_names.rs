use ad::differentiate;

/// What the names are of belongs to the caller, who would see that it was exchanged.
#[differentiate]
fn steps(u: &mut [f64], v: &mut [f64], n: usize) -> f64 {
    let (mut p, mut q) = (u, v);
    for _ in 0..n {
        for i in 0..p.len() {
            q[i] = p[i].sin();
        }
        std::mem::swap(&mut p, &mut q);
    }
    p[0]
}

#[differentiate]
fn named_later(x: &[f64], n: usize) -> f64 {
    let (mut u, mut v) = (x.to_vec(), x.to_vec());
    let (mut p, mut q) = (&mut u, &mut v);
    for _ in 0..n {
        for i in 0..p.len() {
            q[i] = p[i].sin();
        }
        (p, q) = (q, p);
    }
    u[0]
}

#[differentiate]
fn element(i: [usize; 1], x: f64) -> f64 {
    let mut k = i;
    let mut v = vec![0.0, x, x * x];
    (k, v[k[0]]) = ([1], x.sin());
    v[1] * v[2]
}

fn main() {}
