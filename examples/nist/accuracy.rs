//! How many digits of a computed value agree with a certified one.

/// NIST certifies 11 digits: agreement beyond them says nothing.
pub const CERTIFIED_DIGITS: f64 = 11.0;

/// The log relative error of McCullough (1998), `-log10 |q - c| / |c|`, or the log absolute error
/// where the certified value is zero, within 0 and [`CERTIFIED_DIGITS`]. What is not finite has no
/// digit right.
pub fn digits(computed: f64, certified: f64) -> f64 {
    let scale = if certified == 0.0 {
        1.0
    } else {
        certified.abs()
    };
    let error = (computed - certified).abs() / scale;
    if error.is_finite() {
        (-error.log10()).clamp(0.0, CERTIFIED_DIGITS)
    } else {
        0.0
    }
}

/// The digits of the worst of several.
pub fn fewest_digits(pairs: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    pairs
        .into_iter()
        .map(|(computed, certified)| digits(computed, certified))
        .fold(CERTIFIED_DIGITS, f64::min)
}

#[cfg(test)]
mod tests {
    use super::{digits, fewest_digits};

    #[test]
    fn counts_digits() {
        assert_eq!(digits(2.0, 2.0), 11.0);
        assert!((digits(-2.002, -2.0) - 3.0).abs() < 1e-9);
        assert!((digits(1e-4, 0.0) - 4.0).abs() < 1e-9);
        assert_eq!(digits(-2.0, 2.0), 0.0);
        assert_eq!(digits(f64::NAN, 2.0), 0.0);
        assert_eq!(digits(f64::INFINITY, 2.0), 0.0);
    }

    #[test]
    fn the_worst_counts() {
        assert!((fewest_digits([(1.0, 1.0), (1.001, 1.0)]) - 3.0).abs() < 1e-9);
    }
}
