use ad::differentiate;

#[differentiate]
fn sorted(grid: &mut [f64]) {
    grid.sort_by_cached_key(|g| g.to_bits());
}

#[differentiate]
fn by_several(rows: &mut [(f64, f64)]) {
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)));
}

fn main() {}
