use ad::differentiate;
use std::ops::{Add, Mul};

pub trait Coordinate: Copy + Add<Self, Output = Self> + Mul<f64, Output = Self> {
    fn get(&self, i: usize) -> f64;
}

#[differentiate]
pub fn between<P: Coordinate>(t: f64, a: P, b: P) -> P {
    a * (1.0 - t) + b
}

#[differentiate]
pub trait Vector: Sized + Copy + Add<Self, Output = Self> + Mul<f64, Output = Self> {
    fn norm(&self) -> f64;

    fn length_of_sum(&self, other: &Self) -> f64 {
        let sum = *self + *other;
        sum.norm()
    }
}

fn main() {}
