use ad::differentiate;
use std::rc::Rc;

struct Model {
    scale: f64,
}

impl Model {
    #[differentiate]
    fn shared(self: Rc<Self>, x: f64) -> f64 {
        self.scale * x
    }
}

fn main() {
    Rc::new(Model { scale: 1.0 }).shared(1.0);
}
