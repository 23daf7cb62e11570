use ad::differentiate;

unsafe fn third(x: f64) -> f64 {
    x / 3.0
}

#[differentiate]
fn calls(x: f64) -> f64 {
    unsafe { third(x) }
}

#[differentiate]
fn follows(p: *const f64, x: f64) -> f64 {
    x * unsafe { *p } + unsafe { *p.add(1) }
}

fn main() {
    calls(1.0);
}
