use ad::differentiate;

#[differentiate]
fn first(rows: &[&[f64]]) -> f64 {
    rows[0][0]
}

#[differentiate]
fn passed_on(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut rows = Vec::new();
    for i in 0..n {
        rows.push(if i % 2 == 0 { x } else { y });
    }
    rows.push(x);
    first(&rows)
}

#[differentiate]
fn mutable(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut all: Vec<&mut f64> = v.iter_mut().collect();
    *all[0] *= 2.0;
    v[0]
}

fn main() {}
