use ad::differentiate;

#[differentiate]
fn chosen_later(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    let mut chosen = &mut a;
    *chosen *= 2.0;
    if x > y {
        chosen = &mut b;
    }
    *chosen += 1.0;
    a * b
}

#[differentiate]
fn without_a_name(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    *(if x > y { &mut a } else { &mut b }) += 1.0;
    a * b
}

fn main() {}
