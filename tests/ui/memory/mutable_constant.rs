use ad::differentiate;

const TABLE: [f64; 2] = [1.0, 2.0];

#[differentiate]
fn f(x: f64) -> f64 {
    let table = &mut TABLE;
    table[0] = x;
    table[0]
}

fn main() {
    f(1.0);
}
