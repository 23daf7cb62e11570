//! The functions of the crate `libm`, with derivatives.
//!
//! A call `libm::erf(x)` in a function with `#[differentiate]` finds its derivative here, if the manifest has `libm` among
//! its dependencies. The value is that of the crate's own function.
//!
//! # Examples
//!
//! ```
//! assert_eq!(ad_runtime::libm::erf(0.0), 0.0);
//! assert!((ad_runtime::libm::lgamma(3.0) - 2.0_f64.ln()).abs() < 1e-15);
//! ```

use crate::foreign::companions;
use crate::special::Special;

/// One part of what the crate's function gives.
mod part {
    pub(super) fn modf(x: f64) -> f64 {
        ::libm::modf(x).0
    }

    pub(super) fn remquo(x: f64, y: f64) -> f64 {
        ::libm::remquo(x, y).0
    }
}

// The fraction, and the remainder: what else these give does not vary, or is a function of its own.
companions! {
    [part]
    modf(x) => x - x.trunc();
    remquo(x, y) => x - y * (x / y).round();
}

companions! {
    [::libm]
    acos(x) => x.acos();
    acosh(x) => x.acosh();
    asin(x) => x.asin();
    asinh(x) => x.asinh();
    atan(x) => x.atan();
    atan2(y, x) => y.atan2(x);
    atanh(x) => x.atanh();
    cbrt(x) => x.cbrt();
    ceil(x) => x.ceil();
    copysign(x, y) => x.copysign(y);
    cos(x) => x.cos();
    cosh(x) => x.cosh();
    erf(x) => x.special(Special::Erf);
    erfc(x) => x.special(Special::Erfc);
    exp(x) => x.exp();
    exp10(x) => (x * T::LN_10()).exp();
    exp2(x) => x.exp2();
    expm1(x) => x.exp_m1();
    fabs(x) => x.abs();
    fdim(x, y) => if x > y { x - y } else { T::zero() };
    floor(x) => x.floor();
    fmax(x, y) => x.max(y);
    fmin(x, y) => x.min(y);
    fmod(x, y) => x % y;
    hypot(x, y) => x.hypot(y);
    j0(x) => x.special(Special::J0);
    j1(x) => x.special(Special::J1);
    lgamma(x) => x.special(Special::LnGamma);
    log(x) => x.ln();
    log10(x) => x.log10();
    log1p(x) => x.ln_1p();
    log2(x) => x.log2();
    pow(x, y) => x.powf(y);
    remainder(x, y) => x - y * (x / y).round();
    rint(x) => x.round();
    round(x) => x.round();
    sin(x) => x.sin();
    sinh(x) => x.sinh();
    sqrt(x) => x.sqrt();
    tan(x) => x.tan();
    tanh(x) => x.tanh();
    tgamma(x) => x.special(Special::Gamma);
    trunc(x) => x.trunc();
    y0(x) => x.special(Special::Y0);
    y1(x) => x.special(Special::Y1);
}
