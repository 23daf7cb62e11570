//! Geometry of short vectors.

use crate::Real;
use crate::foreign::kernel::{Kernel, formulas, times};
use crate::foreign::numbers::View;

#[inline]
fn dot<T: Real>(a: View<'_, T>, b: View<'_, T>) -> T {
    let mut sum = T::zero();
    for (a, b) in a.numbers.iter().zip(b.numbers) {
        sum += *a * *b;
    }
    sum
}

/// The length, which has no derivative at zero: 0 there.
#[inline]
fn length<T: Real>(squared: T) -> T {
    if squared == T::zero() {
        T::zero()
    } else {
        squared.sqrt()
    }
}

/// `y = factor a`
#[inline]
fn scaled<T: Real>(y: &mut [T], a: View<'_, T>, factor: T) {
    for (y, a) in y.iter_mut().zip(a.numbers) {
        *y = *a * factor;
    }
}

formulas! {
    /// What of `a` has the direction of `b`.
    ProjectOnto(a, b), y => {
        scaled(y, b, dot(a, b) / dot(b, b));
    }

    /// What of `a` has a direction, given by a vector of length one.
    ProjectOntoNormalized(a, b), y => {
        scaled(y, b, dot(a, b));
    }

    /// What is left of `a` without its part in the direction of `b`.
    RejectFrom(a, b), y => {
        let factor = dot(a, b) / dot(b, b);
        for (i, y) in y.iter_mut().enumerate() {
            *y = a[i] - b[i] * factor;
        }
    }

    /// What is left of `a` without its part in a direction, given by a vector of length one.
    RejectFromNormalized(a, b), y => {
        let factor = dot(a, b);
        for (i, y) in y.iter_mut().enumerate() {
            *y = a[i] - b[i] * factor;
        }
    }

    /// The reflection at a plane whose normal has length one.
    Reflect(a, n), y => {
        let factor = dot(a, n) + dot(a, n);
        for (i, y) in y.iter_mut().enumerate() {
            *y = a[i] - n[i] * factor;
        }
    }

    /// The refraction at a plane whose normal has length one.
    Refract(a, n, eta), y => {
        let (eta, along) = (eta[0], dot(a, n));
        let k = T::one() - eta * eta * (T::one() - along * along);
        if k >= T::zero() {
            let factor = eta * along + length(k);
            for (i, y) in y.iter_mut().enumerate() {
                *y = a[i] * eta - n[i] * factor;
            }
        }
    }

    /// `1 / ‖a‖`
    LengthRecip(a), y => {
        y[0] = dot(a, a).sqrt().recip();
    }

    /// The direction, or zero where there is none.
    NormalizeOrZero(a), y => {
        let factor = dot(a, a).sqrt().recip();
        if factor.is_finite() && factor > T::zero() {
            scaled(y, a, factor);
        }
    }

    /// The direction, or another vector where there is none.
    NormalizeOr(a, other), y => {
        let factor = dot(a, a).sqrt().recip();
        if factor.is_finite() && factor > T::zero() {
            scaled(y, a, factor);
        } else {
            scaled(y, other, T::one());
        }
    }

    /// A plane vector, turned by a right angle.
    Perp(a), y => {
        y.copy_from_slice(&[-a[1], a[0]]);
    }

    /// The determinant of two plane vectors.
    PerpDot(a, b), y => {
        y[0] = a[0] * b[1] - a[1] * b[0];
    }

    /// A plane vector, turned and scaled by another: the product of complex numbers.
    Turn(a, b), y => {
        y.copy_from_slice(&[a[0] * b[0] - a[1] * b[1], a[1] * b[0] + a[0] * b[1]]);
    }

    /// The angle of a plane vector.
    ToAngle(a), y => {
        y[0] = a[1].atan2(a[0]);
    }

    /// The plane vector of length one with this angle.
    FromAngle(angle), y => {
        let (sin, cos) = angle[0].sin_cos();
        y.copy_from_slice(&[cos, sin]);
    }

    /// The angle from a plane vector to another.
    AngleTo(a, b), y => {
        y[0] = (a[0] * b[1] - a[1] * b[0]).atan2(dot(a, b));
    }

    /// A vector moved towards another by a length, at most to where that is.
    MoveTowards(a, b, step), y => {
        let squared = (0..y.len()).map(|i| (b[i] - a[i]) * (b[i] - a[i])).sum();
        let distance = length::<T>(squared);
        let near = T::from_f64(1e-4).expect("a number");
        let arrives = distance <= step[0] || distance <= near;
        for (i, y) in y.iter_mut().enumerate() {
            *y = if arrives { b[i] } else { a[i] + (b[i] - a[i]) / distance * step[0] };
        }
    }

    /// A vector made as long as the largest length if it is longer.
    ClampLengthMax(a, largest), y => {
        let (squared, largest) = (dot(a, a), largest[0]);
        let longer = squared > largest * largest;
        scaled(y, a, if longer { largest / squared.sqrt() } else { T::one() });
    }

    /// A vector made as long as the least length if it is shorter.
    ClampLengthMin(a, least), y => {
        let (squared, least) = (dot(a, a), least[0]);
        let shorter = squared < least * least;
        scaled(y, a, if shorter { least / squared.sqrt() } else { T::one() });
    }

    /// A vector made as long as the bound that its length is beyond.
    ClampLength(a, least, largest), y => {
        let (squared, least, largest) = (dot(a, a), least[0], largest[0]);
        let factor = if squared < least * least {
            least / squared.sqrt()
        } else if squared > largest * largest {
            largest / squared.sqrt()
        } else {
            T::one()
        };
        scaled(y, a, factor);
    }

    /// A vector at a right angle to another.
    AnyOrthogonalVector(a), y => {
        if a[0].abs() > a[1].abs() {
            y.copy_from_slice(&[-a[2], T::zero(), a[0]]);
        } else {
            y.copy_from_slice(&[T::zero(), a[2], -a[1]]);
        }
    }

    /// A vector of length one at a right angle to another of length one.
    AnyOrthonormalVector(v), y => {
        let sign = v[2].signum();
        let a = -(sign + v[2]).recip();
        y.copy_from_slice(&[v[0] * v[1] * a, sign + v[1] * v[1] * a, -v[1]]);
    }

    /// A vector with a zero after it.
    Extended(a), y => {
        y[..a.numbers.len()].copy_from_slice(a.numbers);
    }

    /// The matrix by which `v × x` is a product.
    CrossMatrix(v), y => {
        let zero = T::zero();
        y.copy_from_slice(&[zero, v[2], -v[1], -v[2], zero, v[0], v[1], -v[0], zero]);
    }
}

/// The angle between two vectors. Where they are parallel it has no derivative: 0 there, as that of the norm at zero is.
pub struct AngleBetween;

impl Kernel<2> for AngleBetween {
    #[inline]
    fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
        let (of_a, of_b) = (length(dot(a, a)), length(dot(b, b)));
        if of_a == T::zero() || of_b == T::zero() {
            return;
        }
        // Half of the angle is in a triangle with a right angle (Kahan 2006, "How futile are mindless assessments of
        // roundoff", §12).
        let (mut across, mut along) = (T::zero(), T::zero());
        for (a, b) in a.numbers.iter().zip(b.numbers) {
            let (a, b) = (*a / of_a, *b / of_b);
            across += (a - b) * (a - b);
            along += (a + b) * (a + b);
        }
        let half = length(across).atan2(length(along));
        y[0] = half + half;
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, b_bar]: [Option<&mut [T]>; 2],
    ) {
        add_turn(a_bar, a, b, y_bar[0]);
        add_turn(b_bar, b, a, y_bar[0]);
    }
}

/// Adds the direction in which `a` turns away from `b`, by the angle.
#[inline]
fn add_turn<T: Real>(to: Option<&mut [T]>, a: View<'_, T>, b: View<'_, T>, bar: T) {
    let (of_a, of_b) = (length(dot(a, a)), length(dot(b, b)));
    if of_a == T::zero() || of_b == T::zero() {
        return;
    }
    // What is left of the second direction without its part in the first, by the difference of the two, or by their sum
    // where they are nearly opposite: exactly nothing where these are.
    let sign = if dot(a, b) < T::zero() {
        -T::one()
    } else {
        T::one()
    };
    let apart = |i: usize| b[i] / of_b - a[i] / of_a * sign;
    let squared: T = (0..a.numbers.len()).map(|i| apart(i) * apart(i)).sum();
    let half = squared / (T::one() + T::one()) * sign;
    let aside = |i: usize| apart(i) + a[i] / of_a * half;
    let squared = (0..a.numbers.len()).map(|i| aside(i) * aside(i)).sum();
    let sin = length::<T>(squared);
    if sin == T::zero() {
        return;
    }
    for (i, to) in to.into_iter().flatten().enumerate() {
        *to -= times(aside(i) / (sin * of_a), bar);
    }
}
