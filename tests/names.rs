//! Names that the code around has, and generated code must not take for its own, or for what names of that kind most often are.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::differentiate;

/// The name that a number of pairs of directions might have, of a type.
#[derive(Clone, Copy)]
enum PAIRS {
    Td,
}

#[differentiate]
fn line(x: f64, y: f64, shift: i32) -> f64 {
    x * y + shift as f64
}

#[differentiate]
fn shifted(x: f64, y: f64) -> f64 {
    line(x, y, PAIRS::Td as i32 + 1) * x
}

/// A function whose name begins as those of types do, passed on.
#[differentiate]
fn Td_thermal(x: f64, y: f64, kind: i32) -> f64 {
    x * y * y + kind as f64
}

#[differentiate]
fn transported<F>(x: f64, y: f64, thermal: F) -> f64
where
    F: Fn(f64, f64, i32) -> f64,
{
    thermal(x, y, 2) * x
}

#[differentiate]
fn in_region(x: f64, y: f64) -> f64 {
    transported(x, y, Td_thermal)
}

/// It calls what passes a function on: in several directions, too.
#[differentiate]
fn in_celsius(x: f64, t: f64) -> f64 {
    in_region(x, t + 2.5) * 2.0
}

#[differentiate]
fn both(x: &[f64]) -> [f64; 2] {
    [in_celsius(x[0], x[1]), shifted(x[1], x[0])]
}

/// A method that of another type changes its receiver, and of text does not.
struct Parser {
    at: usize,
}

impl Parser {
    fn parse(&mut self) -> usize {
        self.at += 1;
        self.at
    }
}

#[differentiate]
fn read<F>(text: &str, x: f64, number: &F) -> f64
where
    F: Fn(&str) -> f64,
{
    number(text) * x
}

#[differentiate]
fn scaled(text: &str, x: f64) -> f64 {
    let number = |text: &str| -> f64 {
        if let Ok(value) = text.parse::<f64>() {
            return value * x;
        }
        x
    };
    read(text, x, &number)
}

/// What a message spells is no code.
macro_rules! should {
    ($name:expr, $holds:expr) => {
        debug_assert!($holds, stringify!($name))
    };
}

#[differentiate]
fn first_of(p: &[f64]) -> f64 {
    should!(is_probability_vector(p), {
        p.iter().all(|&p| (0.0..=1.0).contains(&p))
    });
    p[0] * p[1]
}

#[test]
fn names_are_those_of_the_code() {
    ad::check::<shifted>((0.7, 1.2)).assert();
    ad::check::<in_region>((0.7, 1.2)).assert();
    ad::check::<in_celsius>((0.7, 1.2)).assert();
    ad::check::<both>(&[0.3, 0.8][..]).assert();
    ad::check::<scaled>(("1.5", 0.6)).assert();
    ad::check::<scaled>(("none", 0.6)).assert();
    ad::check::<first_of>(&[0.3, 0.7][..]).assert();
}

/// A generator of numbers, of which only its methods say that they change it.
mod random {
    macro_rules! hide {
        ($($item:item)*) => { $($item)* };
    }

    hide! {
        #[derive(Clone)]
        pub struct Generator(u64);

        pub fn generator() -> Generator {
            Generator(7)
        }

        pub trait Drawn {
            fn of(bits: u64) -> Self;
        }

        impl Drawn for f64 {
            fn of(bits: u64) -> f64 {
                bits as f64 / 100.0
            }
        }

        impl Drawn for u32 {
            fn of(bits: u64) -> u32 {
                bits as u32
            }
        }

        impl Generator {
            pub fn draw<T: Drawn>(&mut self) -> T {
                self.0 = self.0 * 37 % 101;
                T::of(self.0)
            }
        }
    }
}

use random::generator;

#[differentiate]
fn with_noise(x: &[f64]) -> f64 {
    let mut noise = generator();
    let mut sum = 0.0;
    let mut y = x[0];
    for i in 0..x.len() {
        let u: f64 = noise.draw();
        let v: f64 = noise.draw();
        y = (y * u + x[i] * x[i] * v).sin();
        sum += y * u;
    }
    let _: u32 = noise.draw();
    let last: f64 = noise.draw();
    sum * last
}

#[differentiate]
fn with_noise_inside(x: &[f64]) -> f64 {
    with_noise(x) * x[0]
}

#[test]
fn a_generator_of_numbers_is_changed_by_what_it_gives() {
    let x = [0.4, 0.9, 0.7];
    ad::check::<with_noise>(&x[..]).assert();
    ad::check::<with_noise_inside>(&x[..]).assert();
}

/// What an alias stands for is decided by a condition of compilation.
mod chosen_by_conditions {
    use ad::{Differentiable, differentiate};

    #[cfg(debug_assertions)]
    type Real = f64;
    #[cfg(not(debug_assertions))]
    type Real = f32;

    #[derive(Clone, Copy, Debug, Differentiable)]
    struct Filter {
        gain: Real,
        state: Real,
    }

    #[differentiate]
    impl Filter {
        fn run(&mut self, x: Real) -> Real {
            self.state = self.state * self.gain + x.sin() * 0.5;
            self.state
        }
    }

    #[differentiate(order = 2)]
    fn product(x: Real, n: usize) -> Real {
        let mut all = 1.0;
        for i in 0..n {
            all *= x + i as Real;
        }
        all
    }

    #[differentiate]
    fn filtered(gain: Real, x: Real) -> Real {
        let mut filter = Filter { gain, state: 0.0 };
        filter.run(x) + filter.run(2.0 * x)
    }

    #[test]
    fn derivatives() {
        ad::check::<product>((1.5, 3)).assert();
        ad::check::<filtered>((0.7, 0.4)).assert();
        assert_eq!(product::hvp(1.0, 2, 1.0), (3.0, 2.0));
    }
}
