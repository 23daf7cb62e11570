//! Is a derivative right? [`check`] compares it with difference quotients, and forward with reverse mode.
//!
//! Difference quotients are extrapolated to step 0 (Ridders 1982), with an estimate of their error, for steps of
//! several magnitudes, since nothing is known of the magnitudes in the function. A derivative agrees if it does with
//! the quotients of one magnitude that have converged. Whatever looks random is the same in every run.

mod quotient;
mod report;

pub use report::{Mismatch, Report};

use crate::{Coordinate, Differentiable, DifferentiableFn, Perturb, Tangent};
use alloc::string::{String, ToString};
use quotient::{Estimate, Slopes};

/// At most so many partial derivatives are compared one by one.
const MOST: usize = 1000;

/// So many directions that look random are compared, in which everything varies.
const DIRECTIONS: u64 = 3;

/// Compares the derivatives of a function at a point with difference quotients, and forward with reverse mode.
///
/// At a kink anything between the slopes on its two sides is accepted. What cannot be compared (an infinite
/// derivative, a point at which the function is not defined all around) is counted in the report.
///
/// # Examples
///
/// ```
/// # use ad_runtime::__private::examples::double;
/// use ad_runtime::check;
///
/// // #[differentiate]
/// // fn double(x: f64) -> f64 { 2.0 * x }
/// let report = check::<double>(3.0);
/// assert!(report.passed(), "{report}");
/// ```
pub fn check<F>(args: F::Args<'_>) -> Report
where
    F: DifferentiableFn + ?Sized,
    F::Output: Perturb,
{
    Checker::<F>::new(args).report()
}

/// A function at a point, with a cotangent of its result that looks random.
struct Checker<'a, F: DifferentiableFn + ?Sized>
where
    F::Output: Perturb,
{
    args: F::Args<'a>,
    value: F::Output,
    cotangent: <F::Output as Differentiable>::Tangent,
    gradient: F::Gradient,
    /// The machine epsilon of the least precise number.
    epsilon: f64,
    /// How large what is differenced is.
    magnitude: f64,
    report: Report,
}

impl<'a, F: DifferentiableFn + ?Sized> Checker<'a, F>
where
    F::Output: Perturb,
{
    fn new(args: F::Args<'a>) -> Self {
        let value = F::call(args.clone());
        let mut cotangent = value.zero_tangent();
        let mut numbers = Numbers(1);
        let (mut epsilon, mut size) = (f64::EPSILON, 0.0);
        let several = count(&mut cotangent) > 1;
        cotangent.coordinates(&Coordinate::root(), &mut |at, x| {
            *x = if several { numbers.next() } else { 1.0 };
            size += x.abs();
            epsilon = epsilon.max(at.epsilon());
        });
        let (vjp_value, mut gradient) = F::vjp(args.clone(), &cotangent);
        gradient.coordinates(&Coordinate::root(), &mut |at, _| {
            epsilon = epsilon.max(at.epsilon())
        });
        let magnitude = size * value.magnitude();
        let report = Report::new(F::NAME);
        let mut checker = Checker {
            args,
            value,
            cotangent,
            gradient,
            epsilon,
            magnitude,
            report,
        };
        checker.compare_values("the value in reverse mode", &vjp_value);
        checker
    }

    fn report(mut self) -> Report {
        self.compare_partials();
        for seed in 0..DIRECTIONS {
            self.compare_direction(seed);
        }
        self.report
    }

    /// Derivatives are computed along with the value, which must be the function's.
    fn compare_values(&mut self, what: &str, value: &F::Output) {
        let difference = self.cotangent.dot(&value.difference(&self.value)).abs();
        if difference > self.rounding() * self.magnitude {
            let (got, expected) = (difference, 0.0);
            let what = what.to_string() + ", less that of the function,";
            self.report.mismatch(Mismatch {
                what,
                got,
                expected,
                error: 1.0,
            });
        }
    }

    /// Each partial derivative against difference quotients.
    fn compare_partials(&mut self) {
        let total = count(&mut self.gradient.clone());
        let mut numbers = Numbers(2);
        for i in 0..total.min(MOST) {
            let i = if total <= MOST {
                i
            } else {
                numbers.below(total)
            };
            let mut direction = self.gradient.clone();
            let (mut name, mut partial, mut k) = (String::new(), 0.0, 0);
            direction.coordinates(&Coordinate::root(), &mut |at, x| {
                if k == i {
                    name = at.to_string();
                    partial = *x;
                }
                *x = if k == i { 1.0 } else { 0.0 };
                k += 1;
            });
            self.compare_slope("gradient".to_string() + &name, partial, &direction);
        }
    }

    /// Everything at once: reverse mode against difference quotients, and against forward mode.
    fn compare_direction(&mut self, seed: u64) {
        let mut numbers = Numbers(seed + 3);
        let mut direction = self.gradient.clone();
        direction.coordinates(&Coordinate::root(), &mut |_, x| *x = numbers.next());
        let reverse = self.gradient.dot(&direction);
        self.compare_slope(
            "the derivative in a direction".to_string(),
            reverse,
            &direction,
        );
        let (value, tangent) = F::jvp(self.args.clone(), &direction);
        self.compare_values("the value in forward mode", &value);
        let forward = self.cotangent.dot(&tangent);
        let size =
            absolute_dot(&self.gradient, &direction) + absolute_dot(&self.cotangent, &tangent);
        let error = (forward - reverse).abs() / size.max(f64::MIN_POSITIVE);
        if !forward.is_finite() && !reverse.is_finite() {
            return;
        }
        let apart = (forward - reverse).abs();
        // What is zero but for rounding, in a function of this magnitude, need not be the same rounding.
        if apart <= 8.0 * self.epsilon * self.magnitude {
            return;
        }
        if error > self.rounding() && apart <= 8.0 * self.noise(&direction, forward, reverse) {
            if error > power(self.epsilon, 0.4) {
                self.report.unknown();
            }
            return;
        }
        self.report.modes(error);
        if error.is_nan() || error > self.rounding() {
            let what = "a derivative in forward mode (reverse mode as expected)".to_string();
            self.report.mismatch(Mismatch {
                what,
                got: forward,
                expected: reverse,
                error,
            });
        }
    }

    /// A derivative in a direction against difference quotients.
    fn compare_slope(&mut self, what: String, got: f64, direction: &F::Gradient) {
        let numbers = count(&mut self.cotangent.clone());
        let along = |step: f64| {
            let value = F::perturbed(self.args.clone(), direction, step);
            let mut difference = value.difference(&self.value);
            // A vector that is longer or shorter nearby: the function has no derivative there.
            if count(&mut difference) == numbers {
                self.cotangent.dot(&difference)
            } else {
                f64::NAN
            }
        };
        let mut slopes = Slopes::new(&along, self.epsilon, self.magnitude);
        match slopes.compare(got) {
            Estimate::Agrees { error } => self.report.agreement(&what, error),
            Estimate::Differs { expected, error } => {
                self.report.mismatch(Mismatch {
                    what,
                    got,
                    expected,
                    error,
                });
            }
            Estimate::Unknown => self.report.unknown(),
        }
    }

    /// What rounding makes of the two modes, at these values of the function. Both are linear: twice as much gives exactly
    /// twice as much, and what they give for multiples that are no powers of two differs from multiples of what they give
    /// by nothing but rounding. After ten thousand steps of a recurrence that does not converge that may be far more than
    /// the last bits.
    fn noise(&self, direction: &F::Gradient, forward: f64, reverse: f64) -> f64 {
        let apart = |factor: f64| {
            let (mut along, mut cotangent) = (direction.clone(), self.cotangent.clone());
            along.coordinates(&Coordinate::root(), &mut |_, x| *x *= factor);
            cotangent.coordinates(&Coordinate::root(), &mut |_, x| *x *= factor);
            let forwards = self.cotangent.dot(&F::jvp(self.args.clone(), &along).1);
            let backwards = F::vjp(self.args.clone(), &cotangent).1.dot(direction);
            let away = (forwards / factor - forward).abs();
            away.max((backwards / factor - reverse).abs())
        };
        match apart(2.0) {
            0.0 => [3.0, 7.0, 11.0, 13.0]
                .map(apart)
                .into_iter()
                .fold(0.0, f64::max),
            _ => 0.0,
        }
    }

    /// The relative error that rounding may cause.
    fn rounding(&self) -> f64 {
        100.0 * power(self.epsilon, 0.75)
    }
}

/// How many numbers a tangent has.
fn count<T: Tangent>(tangent: &mut T) -> usize {
    let mut count = 0;
    tangent.coordinates(&Coordinate::root(), &mut |_, _| count += 1);
    count
}

/// The sum of the absolute values of the terms of a dot product.
fn absolute_dot<T: Tangent>(left: &T, right: &T) -> f64 {
    let absolute = |tangent: &T| {
        let mut tangent = tangent.clone();
        tangent.coordinates(&Coordinate::root(), &mut |_, x| *x = x.abs());
        tangent
    };
    absolute(left).dot(&absolute(right))
}

fn power(base: f64, exponent: f64) -> f64 {
    num_traits::Float::powf(base, exponent)
}

/// Numbers that look random (Steele, Lea & Flood 2014, splitmix64).
struct Numbers(u64);

impl Numbers {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between 0.5 and 1.5, or the negative of that.
    fn next(&mut self) -> f64 {
        let bits = self.bits();
        let size = 0.5 + (bits >> 11) as f64 / (1_u64 << 53) as f64;
        if bits & 1 == 0 { size } else { -size }
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % end as u64).unwrap_or_default()
    }
}
