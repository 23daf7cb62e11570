//! Slopes by difference quotients, and whether a derivative agrees with them.

use super::power;

/// What difference quotients say of a derivative.
pub(super) enum Estimate {
    /// It agrees, up to this relative error.
    Agrees { error: f64 },
    /// It does not.
    Differs { expected: f64, error: f64 },
    /// They do not converge, or are not defined.
    Unknown,
}

/// Magnitudes of steps, in the order in which they are tried.
const STEPS: [f64; 6] = [1e-2, 1e-4, 1e-6, 1.0, 1e2, 1e4];

/// So many times a step is halved.
const HALVINGS: usize = 7;

/// So many times nearer to a slope than another is what the slope is for.
const CLEARLY: f64 = 8.0;

/// The slopes at 0 of a function of a step.
pub(super) struct Slopes<'a> {
    along: &'a dyn Fn(f64) -> f64,
    /// What counts as agreement, relatively.
    tolerance: f64,
    /// What rounding makes of the function's values.
    noise: f64,
    /// How fast the function changes near the point.
    pace: f64,
}

#[derive(Clone, Copy)]
struct Slope {
    value: f64,
    /// An estimate of its error.
    error: f64,
    /// The largest step.
    step: f64,
}

/// A side from which a slope is taken.
#[derive(Clone, Copy)]
enum Side {
    Both,
    Right,
    Left,
}

impl<'a> Slopes<'a> {
    /// `along(0)` is 0; `magnitude` is how large the numbers are of which it is the difference.
    pub(super) fn new(along: &'a dyn Fn(f64) -> f64, epsilon: f64, magnitude: f64) -> Self {
        let pace = STEPS[..3]
            .iter()
            .map(|&h| along(h).abs().max(along(-h).abs()) / h);
        let pace = pace
            .into_iter()
            .find(|pace| pace.is_finite())
            .unwrap_or_default();
        Slopes {
            along,
            tolerance: power(epsilon, 0.4),
            noise: 256.0 * epsilon * magnitude,
            pace,
        }
    }

    pub(super) fn compare(&mut self, got: f64) -> Estimate {
        let (mut best, mut vague): (Option<Slope>, Option<(Slope, f64)>) = (None, None);
        for step in STEPS {
            let Some(slope) = self
                .slope(Side::Both, step)
                .filter(|slope| self.has_converged(slope))
            else {
                continue;
            };
            let agrees = self.agrees(got, &slope);
            let error = relative(got, slope.value);
            if !self.is_telling(&slope) {
                vague = vague.or(agrees.then_some((slope, error)));
            } else if agrees {
                return Estimate::Agrees { error };
            } else if best.is_none_or(|best| slope.error < best.error) {
                best = Some(slope);
            }
        }
        // Steps that tell the other thing, and are larger, pass over what the smaller ones see: the steps of a staircase,
        // waves, poles close by. What little the smaller ones tell through rounding may be for one of the two.
        if let (Some((near, error)), Some(far)) = (vague, best)
            && near.step < far.step
            && (!self.agrees(far.value, &near)
                || CLEARLY * (got - near.value).abs() < (far.value - near.value).abs())
        {
            return Estimate::Agrees { error };
        }
        let vague = vague.map(|(_, error)| Estimate::Agrees { error });
        match (best, vague, self.sides()) {
            (None, Some(vague), _) => vague,
            (None, None, None) => Estimate::Unknown,
            // No kink: what the larger steps tell holds close by, too.
            (Some(best), _, Some((left, right)))
                if self.agrees(best.value, &left) && self.agrees(best.value, &right) =>
            {
                differs(got, best.value)
            }
            (_, _, Some((left, right))) => self.at_kink(got, &left, &right),
            (Some(best), vague, None) => vague.unwrap_or_else(|| differs(got, best.value)),
        }
    }

    /// The slopes of the two sides, or twice that of the one side that has a slope.
    fn sides(&self) -> Option<(Slope, Slope)> {
        let converged = |side| {
            self.slope(side, 1e-3)
                .filter(|slope| self.has_converged(slope))
        };
        match (converged(Side::Left), converged(Side::Right)) {
            (Some(left), Some(right)) => Some((left, right)),
            (Some(one), None) | (None, Some(one)) => Some((one, one)),
            (None, None) => None,
        }
    }

    /// At a kink, or the end of what the function is defined on, the slopes of the two sides say what is right.
    fn at_kink(&self, got: f64, left: &Slope, right: &Slope) -> Estimate {
        let (low, high) = if left.value < right.value {
            (left, right)
        } else {
            (right, left)
        };
        let between = low.value < got && got < high.value;
        if between || self.agrees(got, low) || self.agrees(got, high) {
            return Estimate::Agrees { error: 0.0 };
        }
        let nearest = if got < low.value { low } else { high };
        differs(got, nearest.value)
    }

    fn has_converged(&self, slope: &Slope) -> bool {
        slope.error <= 10.0 * self.tolerance * slope.value.abs() + self.allowance(slope)
    }

    fn agrees(&self, got: f64, slope: &Slope) -> bool {
        let size = got.abs().max(slope.value.abs());
        got.is_finite()
            && (got - slope.value).abs() <= self.tolerance * size + self.allowance(slope)
    }

    /// Is what is as good as zero small beside the slope?
    fn is_telling(&self, slope: &Slope) -> bool {
        self.allowance(slope) <= self.tolerance * slope.value.abs()
    }

    /// What is as good as zero.
    fn allowance(&self, slope: &Slope) -> f64 {
        self.noise / slope.step + 1e-3 * self.tolerance * self.pace
    }

    /// Extrapolated to step 0 from steps that are halved, by Neville's scheme.
    fn slope(&self, side: Side, largest: f64) -> Option<Slope> {
        let mut rows: [[f64; HALVINGS]; 2] = [[0.0; HALVINGS]; 2];
        let mut best: Option<Slope> = None;
        let mut first = None;
        // What the error goes down by when the step is halved.
        let gain = match side {
            Side::Both => 4.0,
            Side::Right | Side::Left => 2.0,
        };
        for k in 0..HALVINGS {
            let step = largest / (1_u32 << k) as f64;
            let quotient = self.quotient(side, step);
            if !quotient.is_finite() {
                // The next step may be within the domain.
                first = None;
                continue;
            }
            let start = *first.get_or_insert(k);
            let [previous, row] = &mut rows;
            core::mem::swap(previous, row);
            row[0] = quotient;
            let mut factor = gain;
            for j in 1..=k - start {
                row[j] = (row[j - 1] * factor - previous[j - 1]) / (factor - 1.0);
                factor *= gain;
                let error = (row[j] - row[j - 1])
                    .abs()
                    .max((row[j] - previous[j - 1]).abs());
                if best.is_none_or(|best| error < best.error) {
                    best = Some(Slope {
                        value: row[j],
                        error,
                        step: largest,
                    });
                }
            }
        }
        best
    }

    fn quotient(&self, side: Side, h: f64) -> f64 {
        match side {
            Side::Both => ((self.along)(h) - (self.along)(-h)) / (2.0 * h),
            Side::Right => (self.along)(h) / h,
            Side::Left => -(self.along)(-h) / h,
        }
    }
}

fn differs(got: f64, expected: f64) -> Estimate {
    Estimate::Differs {
        expected,
        error: relative(got, expected),
    }
}

/// The relative error, NaN where one is not a number.
fn relative(got: f64, expected: f64) -> f64 {
    let size = got.abs().max(expected.abs());
    if size == 0.0 {
        0.0
    } else {
        (got - expected).abs() / size
    }
}
