use ad::{Differentiable, differentiate};

#[derive(Clone, Copy, Differentiable)]
struct Half(f32);

macro_rules! bits {
    () => {
        impl Half {
            fn to_bits(self) -> u32 {
                self.0.to_bits()
            }

            fn from_bits(bits: u32) -> Half {
                Half(f32::from_bits(bits))
            }
        }
    };
}
bits!();

#[differentiate]
fn root(x: Half) -> Half {
    Half::from_bits((x.to_bits() + 0x3f80_0000) >> 1)
}

fn main() {
    root(Half(1.0));
}
