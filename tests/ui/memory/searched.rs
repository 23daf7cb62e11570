use ad::differentiate;

#[differentiate]
fn sorted(grid: &mut [f64]) {
    grid.sort_by_cached_key(|g| g.to_bits());
}

fn unseen(a: &(f64, f64), b: &(f64, f64)) -> std::cmp::Ordering {
    a.1.total_cmp(&b.1)
}

#[differentiate]
fn by_several(rows: &mut [(f64, f64)]) {
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| unseen(a, b)));
}

fn main() {}
