//! What a check found.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// What [`check`](crate::check) found; it prints as a text of a few lines.
///
/// # Examples
///
/// ```
/// use ad_runtime::{DifferentiableFn, Perturb, check};
///
/// /// The derivative of the sine with a wrong sign.
/// enum WrongSine {}
/// impl DifferentiableFn for WrongSine {
///     type Args<'a> = f64;
///     type Output = f64;
///     type Gradient = f64;
///     const NAME: &'static str = "sine";
///     fn call(x: f64) -> f64 { x.sin() }
///     fn vjp(x: f64, y_bar: &f64) -> (f64, f64) { (x.sin(), -x.cos() * y_bar) }
///     fn jvp(x: f64, x_dot: &f64) -> (f64, f64) { (x.sin(), -x.cos() * x_dot) }
///     fn perturbed(x: f64, direction: &f64, step: f64) -> f64 { Self::call(x.perturbed(direction, step)) }
/// }
///
/// let report = check::<WrongSine>(0.0);
/// assert!(!report.passed());
/// assert_eq!(report.mismatches()[0].got, -1.0);
/// assert!(report.to_string().contains("gradient is -1, expected 1"), "{report}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "ask for `.passed()` or `.assert()`"]
pub struct Report {
    name: &'static str,
    mismatches: Vec<Mismatch>,
    compared: usize,
    unknown: usize,
    worst: Option<(String, f64)>,
    modes: f64,
}

/// Two numbers that should be equal.
///
/// # Examples
///
/// ```
/// use ad_runtime::Mismatch;
/// let mismatch = Mismatch { what: "gradient[3]".into(), got: 1.0, expected: 2.0, error: 0.5 };
/// assert_eq!(mismatch.to_string(), "gradient[3] is 1, expected 2");
/// ```
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// Which derivative.
    pub what: String,
    /// The derivative as it was computed.
    pub got: f64,
    /// What it should be.
    pub expected: f64,
    /// The relative error.
    pub error: f64,
}

impl Report {
    pub(super) fn new(name: &'static str) -> Self {
        Report {
            name,
            mismatches: Vec::new(),
            compared: 0,
            unknown: 0,
            worst: None,
            modes: 0.0,
        }
    }

    pub(super) fn mismatch(&mut self, mismatch: Mismatch) {
        self.compared += 1;
        self.worse(&mismatch.what, mismatch.error);
        self.mismatches.push(mismatch);
    }

    pub(super) fn agreement(&mut self, what: &str, error: f64) {
        self.compared += 1;
        self.worse(what, error);
    }

    fn worse(&mut self, what: &str, error: f64) {
        if self
            .worst
            .as_ref()
            .is_none_or(|(_, worst)| error.is_nan() || error > *worst)
        {
            self.worst = Some((what.to_string(), error));
        }
    }

    pub(super) fn unknown(&mut self) {
        self.unknown += 1;
    }

    pub(super) fn modes(&mut self, error: f64) {
        self.modes = self.modes.max(error);
    }

    /// Is the derivative right, as far as could be seen?
    ///
    /// # Examples
    ///
    /// ```
    /// # use ad_runtime::{__private::examples::double, check};
    /// assert!(check::<double>(1.5).passed());
    /// ```
    #[must_use]
    pub fn passed(&self) -> bool {
        self.mismatches.is_empty()
    }

    /// Goes on if the derivative is right.
    ///
    /// # Panics
    ///
    /// With the report, if it is not.
    ///
    /// # Examples
    ///
    /// ```
    /// # use ad_runtime::{__private::examples::double, check};
    /// check::<double>(1.5).assert();
    /// ```
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.passed(), "{self}");
    }

    /// What does not agree.
    ///
    /// # Examples
    ///
    /// ```
    /// # use ad_runtime::{__private::examples::double, check};
    /// assert!(check::<double>(1.5).mismatches().is_empty());
    /// ```
    #[must_use]
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// The largest relative error of what was compared; NaN if a derivative is not a number and should be.
    ///
    /// # Examples
    ///
    /// ```
    /// # use ad_runtime::{__private::examples::double, check};
    /// assert!(check::<double>(1.5).worst_error() < 1e-10);
    /// ```
    #[must_use]
    pub fn worst_error(&self) -> f64 {
        self.worst.as_ref().map_or(0.0, |(_, error)| *error)
    }

    /// How many derivatives were compared.
    ///
    /// # Examples
    ///
    /// ```
    /// # use ad_runtime::{__private::examples::double, check};
    /// assert!(check::<double>(1.5).compared() > 0);
    /// ```
    #[must_use]
    pub fn compared(&self) -> usize {
        self.compared
    }

    /// How many derivatives could not be compared: difference quotients did not converge, or left the domain.
    ///
    /// # Examples
    ///
    /// ```
    /// # use ad_runtime::{__private::examples::double, check};
    /// assert_eq!(check::<double>(1.5).not_compared(), 0);
    /// ```
    #[must_use]
    pub fn not_compared(&self) -> usize {
        self.unknown
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is {}, expected {}",
            self.what, self.got, self.expected
        )
    }
}

/// So many mismatches are listed.
const LISTED: usize = 10;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.passed() {
            "are right"
        } else {
            "are WRONG"
        };
        write!(f, "the derivatives of `{}` {verdict}", self.name)?;
        for mismatch in self.mismatches.iter().take(LISTED) {
            write!(f, "\n  {mismatch}")?;
        }
        if self.mismatches.len() > LISTED {
            write!(f, "\n  and {} more", self.mismatches.len() - LISTED)?;
        }
        write!(f, "\n  {} compared", self.compared)?;
        if let Some((what, error)) = &self.worst {
            write!(f, ", worst relative error {error:.1e} ({what})")?;
        }
        if self.unknown > 0 {
            write!(
                f,
                "\n  {} could not be compared: differences do not converge there",
                self.unknown
            )?;
        }
        write!(
            f,
            "\n  forward and reverse mode agree up to {:.1e}",
            self.modes
        )
    }
}
