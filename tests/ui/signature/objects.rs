use ad::differentiate;

#[differentiate]
trait Potential {
    fn energy(&self, x: f64) -> f64;
}

#[differentiate(order = 2)]
fn twice(p: &dyn Potential, x: f64) -> f64 {
    p.energy(x) * x
}

#[differentiate(wrt(p))]
fn by_object(p: &dyn Potential, x: f64) -> f64 {
    p.energy(x)
}

fn main() {}
