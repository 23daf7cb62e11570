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

#[derive(Clone, ad::Differentiable)]
struct Well(f64);

#[differentiate]
impl Potential for Well {
    fn energy(&self, x: f64) -> f64 {
        self.0 * x
    }
}

#[differentiate]
fn put_into_objects(k: f64, x: f64) -> f64 {
    let mut all: Vec<Box<dyn Potential>> = Vec::new();
    all.push(Box::new(Well(k)));
    all.iter().map(|p| p.energy(x)).sum()
}

fn main() {}
