//! Stands in for `#[differentiate]` until the compiler is there: the same call surface, by dual
//! numbers. To be deleted together with what names it in `main.rs` and `models.rs`.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// Leaves each function as it is and adds a companion with `vjp_into`, in which the function's body
/// stands again with `f64` meaning [`Dual`].
macro_rules! differentiable {
    ($(
        $(#[doc = $doc:literal])*
        #[differentiate(wrt(b))]
        pub fn $name:ident($b:ident: &[f64], $($x:ident: f64),+) -> f64 $body:block
    )+) => {$(
        $(#[doc = $doc])*
        pub fn $name($b: &[f64], $($x: f64),+) -> f64 $body

        #[allow(non_camel_case_types)]
        pub enum $name {}

        impl $name {
            pub fn vjp_into(b: &[f64], $($x: f64),+, y_bar: f64, b_bar: &mut [f64]) -> f64 {
                let variables = super::shim::variables(b);
                let y = {
                    #[allow(non_camel_case_types)]
                    type f64 = super::shim::Dual;
                    fn $name($b: &[f64], $($x: f64),+) -> f64 $body
                    $name(&variables, $(f64::from($x)),+)
                };
                y.pull_back(y_bar, b_bar)
            }
        }
    )+};
}
pub(crate) use differentiable;

/// As many parameters as the largest of the models has.
const N: usize = 9;

/// A value and its gradient.
#[derive(Clone, Copy)]
pub struct Dual {
    value: f64,
    gradient: [f64; N],
}

pub fn variables(b: &[f64]) -> Vec<Dual> {
    let unit = |i| std::array::from_fn(|k| f64::from(u8::from(k == i)));
    b.iter()
        .enumerate()
        .map(|(i, &value)| Dual {
            value,
            gradient: unit(i),
        })
        .collect()
}

impl Dual {
    pub fn pull_back(self, y_bar: f64, b_bar: &mut [f64]) -> f64 {
        for (bar, partial) in b_bar.iter_mut().zip(self.gradient) {
            *bar += y_bar * partial;
        }
        self.value
    }

    fn unary(self, value: f64, partial: f64) -> Self {
        let times = |x| if x == 0.0 { 0.0 } else { partial * x };
        Self {
            value,
            gradient: self.gradient.map(times),
        }
    }

    fn binary(self, rhs: Self, value: f64, left: f64, right: f64) -> Self {
        let (left, right) = (self.unary(value, left), rhs.unary(value, right));
        Self {
            value,
            gradient: std::array::from_fn(|k| left.gradient[k] + right.gradient[k]),
        }
    }

    pub fn exp(self) -> Self {
        self.unary(self.value.exp(), self.value.exp())
    }

    pub fn sin(self) -> Self {
        self.unary(self.value.sin(), self.value.cos())
    }

    pub fn cos(self) -> Self {
        self.unary(self.value.cos(), -self.value.sin())
    }

    pub fn atan(self) -> Self {
        self.unary(self.value.atan(), 1.0 / (1.0 + self.value * self.value))
    }

    pub fn powi(self, n: i32) -> Self {
        self.unary(self.value.powi(n), f64::from(n) * self.value.powi(n - 1))
    }

    pub fn powf(self, exponent: impl Into<Self>) -> Self {
        let exponent = exponent.into();
        let value = self.value.powf(exponent.value);
        let left = exponent.value * self.value.powf(exponent.value - 1.0);
        self.binary(exponent, value, left, value * self.value.ln())
    }
}

impl From<f64> for Dual {
    fn from(value: f64) -> Self {
        Self {
            value,
            gradient: [0.0; N],
        }
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        self.unary(-self.value, -1.0)
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident ($a:ident, $b:ident) = $value:expr, $left:expr, $right:expr;)+) => {$(
        impl $trait for Dual {
            type Output = Self;
            fn $method(self, rhs: Self) -> Self {
                let ($a, $b) = (self.value, rhs.value);
                self.binary(rhs, $value, $left, $right)
            }
        }
        impl $trait<f64> for Dual {
            type Output = Self;
            fn $method(self, rhs: f64) -> Self {
                $trait::$method(self, Self::from(rhs))
            }
        }
        impl $trait<Dual> for f64 {
            type Output = Dual;
            fn $method(self, rhs: Dual) -> Dual {
                $trait::$method(Dual::from(self), rhs)
            }
        }
    )+};
}

operators! {
    Add add(a, b) = a + b, 1.0, 1.0;
    Sub sub(a, b) = a - b, 1.0, -1.0;
    Mul mul(a, b) = a * b, b, a;
    Div div(a, b) = a / b, 1.0 / b, -a / (b * b);
}
