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
    cos(x) => x.cos();
    cosh(x) => x.cosh();
    erf(x) => x.special(Special::Erf);
    erfc(x) => x.special(Special::Erfc);
    exp(x) => x.exp();
    exp2(x) => x.exp2();
    expm1(x) => x.exp_m1();
    fabs(x) => x.abs();
    fmax(x, y) => x.max(y);
    fmin(x, y) => x.min(y);
    hypot(x, y) => x.hypot(y);
    j0(x) => x.special(Special::J0);
    j1(x) => x.special(Special::J1);
    lgamma(x) => x.special(Special::LnGamma);
    log(x) => x.ln();
    log10(x) => x.log10();
    log1p(x) => x.ln_1p();
    log2(x) => x.log2();
    pow(x, y) => x.powf(y);
    sin(x) => x.sin();
    sinh(x) => x.sinh();
    sqrt(x) => x.sqrt();
    tan(x) => x.tan();
    tanh(x) => x.tanh();
    tgamma(x) => x.special(Special::Gamma);
    y0(x) => x.special(Special::Y0);
    y1(x) => x.special(Special::Y1);
}
