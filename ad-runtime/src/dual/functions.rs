//! The functions of floats, each with its partial derivatives.
//!
//! A function of one number is one row: its partial derivative in terms of the argument `x` and the result `y`, and
//! a point with the derivative there for its documentation. They are methods, as those of `f64` are, so that no
//! trait need be imported; [`Float`](num_traits::Float) refers to them.

use super::{Dual, scaled};
use crate::{Real, constant};
use core::array::from_fn;

/// Functions of one number.
macro_rules! functions {
    ($($(#[doc = $summary:literal])+ $name:ident($x:ident) = $y:ident => $partial:expr, at $at:literal: $derivative:literal;)*) => {
        impl<T: Real, const N: usize> Dual<T, N> {$(
            $(#[doc = $summary])+
            ///
            /// # Examples
            ///
            /// ```
            /// use ad_runtime::Dual;
            #[doc = concat!("let y = Dual::variable(", stringify!($at), "_f64).", stringify!($name), "();")]
            #[doc = concat!("assert_eq!(y.value, ", stringify!($at), "_f64.", stringify!($name), "());")]
            #[doc = concat!("assert!((y.derivative() - ", $derivative, ").abs() < 1e-14);")]
            /// ```
            #[inline]
            #[must_use]
            #[allow(unused_variables)]
            pub fn $name(self) -> Self {
                let $x = self.value;
                let $y = $x.$name();
                self.chain($y, $partial)
            }
        )*}
    };
}

/// The literal as a number of the type at hand.
macro_rules! lit {
    ($x:literal) => {
        constant::<T>($x)
    };
}

functions! {
    /// The inverse, `1 / self`.
    recip(x) = y => -(y * y), at 4.0: "-0.0625";
    /// The square root. Its derivative at 0 is infinite.
    sqrt(x) = y => lit!(0.5) / y, at 4.0: "0.25";
    /// The cubic root. Its derivative at 0 is infinite.
    cbrt(x) = y => (lit!(3.0) * y * y).recip(), at 8.0: "1.0 / 12.0";
    /// The exponential function.
    exp(x) = y => y, at 1.0: "1.0_f64.exp()";
    /// The power of 2.
    exp2(x) = y => T::LN_2() * y, at 3.0: "8.0 * std::f64::consts::LN_2";
    /// `exp(self) - 1`, exact also near 0.
    exp_m1(x) = y => if x < -T::one() { x.exp() } else { y + T::one() }, at 0.5: "0.5_f64.exp()";
    /// The natural logarithm.
    ln(x) = y => x.recip(), at 4.0: "0.25";
    /// `ln(1 + self)`, exact also near 0.
    ln_1p(x) = y => (T::one() + x).recip(), at 1.0: "0.5";
    /// The logarithm to base 2.
    log2(x) = y => T::LOG2_E() / x, at 2.0: "0.5 / std::f64::consts::LN_2";
    /// The logarithm to base 10.
    log10(x) = y => T::LOG10_E() / x, at 2.0: "0.5 / std::f64::consts::LN_10";
    /// The sine.
    sin(x) = y => x.cos(), at 0.5: "0.5_f64.cos()";
    /// The cosine.
    cos(x) = y => -x.sin(), at 0.5: "-0.5_f64.sin()";
    /// The tangent.
    tan(x) = y => T::one() + y * y, at 0.5: "0.5_f64.cos().powi(-2)";
    /// The inverse of the sine. Its derivative is infinite at 1 and -1.
    asin(x) = y => ((T::one() - x) * (T::one() + x)).sqrt().recip(), at 0.6: "1.25";
    /// The inverse of the cosine. Its derivative is infinite at 1 and -1.
    acos(x) = y => -((T::one() - x) * (T::one() + x)).sqrt().recip(), at 0.6: "-1.25";
    /// The inverse of the tangent.
    atan(x) = y => (T::one() + x * x).recip(), at 2.0: "0.2";
    /// The hyperbolic sine.
    sinh(x) = y => x.cosh(), at 0.5: "0.5_f64.cosh()";
    /// The hyperbolic cosine.
    cosh(x) = y => x.sinh(), at 0.5: "0.5_f64.sinh()";
    /// The hyperbolic tangent.
    tanh(x) = y => tanh_partial(x, y), at 0.5: "0.5_f64.cosh().powi(-2)";
    /// The inverse of the hyperbolic sine.
    asinh(x) = y => x.hypot(T::one()).recip(), at 0.75: "0.8";
    /// The inverse of the hyperbolic cosine. Its derivative at 1 is infinite.
    acosh(x) = y => ((x - T::one()).sqrt() * (x + T::one()).sqrt()).recip(), at 1.25: "4.0 / 3.0";
    /// The inverse of the hyperbolic tangent. Its derivative is infinite at 1 and -1.
    atanh(x) = y => ((T::one() - x) * (T::one() + x)).recip(), at 0.5: "4.0 / 3.0";
    /// Radians in degrees.
    to_degrees(x) = y => lit!(180.0) / T::PI(), at 1.0: "180.0 / std::f64::consts::PI";
    /// Degrees in radians.
    to_radians(x) = y => T::PI() / lit!(180.0), at 90.0: "std::f64::consts::PI / 180.0";
    /// The part after the decimal point, with the sign of the number.
    fract(x) = y => T::one(), at 2.25: "1.0";
}

/// `1 - y²`, which cancels where `y` is near 1: there from the exponential function.
#[inline]
fn tanh_partial<T: Real>(x: T, y: T) -> T {
    if y.abs() < lit!(0.75) {
        return T::one() - y * y;
    }
    let decay = (lit!(-2.0) * if x < T::zero() { -x } else { x }).exp();
    let sum = T::one() + decay;
    lit!(4.0) * decay / (sum * sum)
}

/// Functions whose values are whole numbers, or signs: their derivative is 0.
macro_rules! steps {
    ($($(#[doc = $summary:literal])+ $name:ident, at $at:literal;)*) => {
        impl<T: Real, const N: usize> Dual<T, N> {$(
            $(#[doc = $summary])+
            ///
            /// Its derivative is 0.
            ///
            /// # Examples
            ///
            /// ```
            /// use ad_runtime::Dual;
            #[doc = concat!("let y = Dual::variable(", stringify!($at), "_f64).", stringify!($name), "();")]
            #[doc = concat!("assert_eq!((y.value, y.derivative()), (", stringify!($at), "_f64.", stringify!($name), "(), 0.0));")]
            /// ```
            #[inline]
            #[must_use]
            pub fn $name(self) -> Self {
                Dual::constant(self.value.$name())
            }
        )*}
    };
}

steps! {
    /// The largest whole number that is not larger.
    floor, at 2.5;
    /// The smallest whole number that is not smaller.
    ceil, at 2.5;
    /// The nearest whole number, half-way cases away from 0.
    round, at 2.5;
    /// The whole part.
    trunc, at 2.5;
    /// 1 or -1, by the sign.
    signum, at 2.5;
}

/// Questions about the value.
macro_rules! questions {
    ($($(#[doc = $summary:literal])+ $name:ident, at $at:literal: $answer:literal;)*) => {
        impl<T: Real, const N: usize> Dual<T, N> {$(
            $(#[doc = $summary])+
            ///
            /// # Examples
            ///
            /// ```
            /// use ad_runtime::Dual;
            #[doc = concat!("assert_eq!(Dual::variable(", stringify!($at), "_f64).", stringify!($name), "(), ", stringify!($answer), ");")]
            /// ```
            #[inline]
            pub fn $name(self) -> bool {
                self.value.$name()
            }
        )*}
    };
}

questions! {
    /// Is the value NaN?
    is_nan, at 1.0: false;
    /// Is the value infinite?
    is_infinite, at 1.0: false;
    /// Is the value neither infinite nor NaN?
    is_finite, at 1.0: true;
    /// Is the value neither zero, infinite, subnormal nor NaN?
    is_normal, at 0.0: false;
    /// Is the value subnormal?
    is_subnormal, at 1.0: false;
    /// Does the value have a positive sign, `+0.0` included?
    is_sign_positive, at 0.0: true;
    /// Does the value have a negative sign, `-0.0` included?
    is_sign_negative, at 0.0: false;
}

impl<T: Real, const N: usize> Dual<T, N> {
    /// The absolute value. Its derivative at 0 is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// assert_eq!(Dual::variable(-2.0).abs().derivative(), -1.0);
    /// assert_eq!(Dual::variable(0.0).abs().derivative(), 0.0);
    /// ```
    #[inline]
    #[must_use]
    pub fn abs(self) -> Self {
        if self.value == T::zero() {
            return Dual::constant(self.value.abs());
        }
        self.chain(self.value.abs(), self.value.signum())
    }

    /// `self - other` where that is positive, else 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [a, b] = Dual::variables([3.0, 1.0]);
    /// assert_eq!((a.abs_sub(b).value, a.abs_sub(b).tangent), (2.0, [1.0, -1.0]));
    /// assert_eq!((b.abs_sub(a).value, b.abs_sub(a).tangent), (0.0, [0.0, 0.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn abs_sub(self, other: Self) -> Self {
        if self.value > other.value {
            self - other
        } else {
            // NaN stays NaN.
            Dual::constant(num_traits::Float::abs_sub(self.value, other.value))
        }
    }

    /// The larger; at a tie `self`, and what is not NaN where the other is.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [a, b] = Dual::variables([1.0, 2.0]);
    /// assert_eq!(a.max(b).tangent, [0.0, 1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        self.or(other, self.value.max(other.value))
    }

    /// The smaller; at a tie `self`, and what is not NaN where the other is.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [a, b] = Dual::variables([1.0, 2.0]);
    /// assert_eq!(a.min(b).tangent, [1.0, 0.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        self.or(other, self.value.min(other.value))
    }

    /// The one of two numbers that has this value.
    #[inline(always)]
    fn or(self, other: Self, value: T) -> Self {
        if value == self.value { self } else { other }
    }

    /// The nearest number between bounds.
    ///
    /// # Panics
    ///
    /// If the bounds are not in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [x, low, high] = Dual::variables([5.0, 0.0, 3.0]);
    /// assert_eq!(x.clamp(low, high).tangent, [0.0, 0.0, 1.0]);
    /// ```
    #[inline]
    #[must_use]
    pub fn clamp(self, low: Self, high: Self) -> Self {
        assert!(
            low.value <= high.value,
            "clamp between bounds that are not in order"
        );
        if self.value < low.value {
            low
        } else if self.value > high.value {
            high
        } else {
            self
        }
    }

    /// The absolute value of `self` with the sign of `sign`.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// assert_eq!(Dual::variable(2.0).copysign(Dual::constant(-1.0)).derivative(), -1.0);
    /// ```
    #[inline]
    #[must_use]
    pub fn copysign(self, sign: Self) -> Self {
        let value = self.value.copysign(sign.value);
        if self.value == T::zero() {
            return Dual::constant(value);
        }
        self.chain(value, self.value.signum() * sign.value.signum())
    }

    /// `self * a + b`, rounded once.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [x, a, b] = Dual::variables([2.0, 3.0, 4.0]);
    /// let y = x.mul_add(a, b);
    /// assert_eq!((y.value, y.tangent), (10.0, [3.0, 2.0, 1.0]));
    /// ```
    #[inline]
    #[must_use]
    pub fn mul_add(self, a: Self, b: Self) -> Self {
        let product = self * a;
        Dual {
            value: self.value.mul_add(a.value, b.value),
            tangent: from_fn(|i| product.tangent[i] + b.tangent[i]),
        }
    }

    /// A whole power.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// assert_eq!(Dual::variable(-2.0).powi(3).derivative(), 12.0);
    /// assert_eq!(Dual::variable(0.0).powi(0).derivative(), 0.0);
    /// ```
    #[inline]
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        let x = self.value;
        let lower = match n {
            0 => return Dual::constant(x.powi(0)),
            i32::MIN => x.powi(n) / x,
            n => x.powi(n - 1),
        };
        self.chain(x.powi(n), constant::<T>(n.into()) * lower)
    }

    /// A power.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [x, p] = Dual::variables([2.0_f64, 3.0]);
    /// assert_eq!(x.powf(p).tangent, [12.0, 8.0 * 2.0_f64.ln()]);
    /// ```
    #[inline]
    #[must_use]
    pub fn powf(self, exponent: Self) -> Self {
        let (x, p) = (self.value, exponent.value);
        let y = x.powf(p);
        // What does not vary has no partial derivative: none need be finite, nor cost anything.
        let by_base = if self.varies() {
            scaled(self.tangent, powf_by_base(x, p))
        } else {
            self.tangent
        };
        let by_exponent = if exponent.varies() {
            let base = if y == T::zero() { T::one() } else { x };
            scaled(exponent.tangent, y * base.ln())
        } else {
            exponent.tangent
        };
        Dual {
            value: y,
            tangent: from_fn(|i| by_base[i] + by_exponent[i]),
        }
    }

    /// The logarithm to a base.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let y = Dual::variable(8.0_f64).log(Dual::constant(2.0));
    /// assert_eq!((y.value, y.derivative()), (3.0, 0.125 / 2.0_f64.ln()));
    /// ```
    #[inline]
    #[must_use]
    pub fn log(self, base: Self) -> Self {
        let (x, b) = (self.value, base.value);
        let y = x.log(b);
        let ln_b = b.ln();
        self.chain_with(base, y, (x * ln_b).recip(), -y / (b * ln_b))
    }

    /// The length of the hypotenuse. At the origin its derivative is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [a, b] = Dual::variables([3.0, 4.0]);
    /// assert_eq!(a.hypot(b).tangent, [0.6, 0.8]);
    /// ```
    #[inline]
    #[must_use]
    pub fn hypot(self, other: Self) -> Self {
        let (a, b) = (self.value, other.value);
        let y = a.hypot(b);
        let length = if y == T::zero() { T::one() } else { y };
        self.chain_with(other, y, a / length, b / length)
    }

    /// The angle of the point with the ordinate `self` and the abscissa `other`.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [y, x] = Dual::variables([3.0_f64, 4.0]);
    /// let angle = y.atan2(x);
    /// assert!((angle.tangent[0] - 0.16).abs() < 1e-15);
    /// assert!((angle.tangent[1] + 0.12).abs() < 1e-15);
    /// ```
    #[inline]
    #[must_use]
    pub fn atan2(self, other: Self) -> Self {
        let (b, a) = (self.value, other.value);
        // Not the sum of squares: it overflows and underflows where the length does not.
        let length = a.hypot(b);
        self.chain_with(other, b.atan2(a), a / length / length, -b / length / length)
    }

    /// The sine and the cosine.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let (sin, cos) = Dual::variable(0.5).sin_cos();
    /// assert_eq!((sin.derivative(), cos.derivative()), (cos.value, -sin.value));
    /// ```
    #[inline]
    #[must_use]
    pub fn sin_cos(self) -> (Self, Self) {
        let (sin, cos) = self.value.sin_cos();
        (self.chain(sin, cos), self.chain(cos, -sin))
    }
}

/// `p x^(p-1)`; at `p = 0` the function is constant, while `x^(p-1)` is infinite at 0.
#[inline]
fn powf_by_base<T: Real>(x: T, p: T) -> T {
    let lower = if x == T::zero() && p == T::zero() {
        T::zero()
    } else {
        p - T::one()
    };
    p * x.powf(lower)
}
