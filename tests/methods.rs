//! Methods: receivers of every kind, associated functions and constants, methods that call each other.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Spring {
    k: f64,
    rest: f64,
    #[no_diff]
    mass: f64,
}

#[differentiate]
impl Spring {
    const GRAVITY: f64 = 9.81;
    const STIFF: Spring = Spring {
        k: 3.0,
        rest: 0.5,
        mass: 1.0,
    };

    fn new(k: f64, rest: f64) -> Self {
        Self { k, rest, mass: 1.2 }
    }

    fn force(&self, x: f64) -> f64 {
        -self.k * (x - self.rest) + self.weight()
    }

    fn weight(&self) -> f64 {
        self.mass * Self::GRAVITY
    }

    fn energy(self, x: f64) -> f64 {
        0.5 * self.k * Self::square(x - self.rest) - self.force(x) * x
    }

    fn square(x: f64) -> f64 {
        x * x
    }

    fn stiffened(mut self, by: f64) -> Self {
        self.k *= by;
        self
    }

    fn with_rest(self, rest: f64) -> Self {
        Spring { rest, ..self }
    }

    fn relax(&mut self, t: f64) {
        self.rest += t * self.k;
        self.k *= 0.5;
    }

    fn built(t: f64) -> f64 {
        let s = Self::new(t, 0.3).stiffened(1.5).with_rest(t * t);
        s.force(0.2) + Self::STIFF.energy(t)
    }

    fn relaxed(&self, t: f64) -> f64 {
        let mut s = *self;
        s.relax(t);
        Self::relax(&mut s, t * t);
        s.k * s.rest
    }

    fn even(&self, n: usize, x: f64) -> f64 {
        if n == 0 {
            x
        } else {
            self.odd(n - 1, x * self.k)
        }
    }

    fn odd(&self, n: usize, x: f64) -> f64 {
        if n == 0 {
            x.sin()
        } else {
            self.even(n - 1, x + self.rest)
        }
    }

    fn midpoint(&self, other: &Self) -> Self {
        Self {
            k: (self.k + other.k) / 2.0,
            rest: 0.5 * (self.rest + other.rest),
            mass: self.mass,
        }
    }

    fn sum_of(springs: &[Self], x: f64) -> f64 {
        let mut total = 0.0;
        for i in 0..springs.len() {
            total += springs[i].force(x);
        }
        total
    }
}

/// Neither differentiable nor needed as such.
struct Settings {
    gain: f64,
    offset: f64,
    table: Vec<f64>,
}

impl Settings {
    #[differentiate]
    fn apply(#[no_diff] &self, x: f64) -> f64 {
        let scaled = self.gain * x + self.offset;
        scaled.tanh() * self.table[0] + self.lift(x)
    }

    #[differentiate]
    fn lift(#[no_diff] &self, x: f64) -> f64 {
        x * x * self.offset
    }
}

#[differentiate]
fn outside(s: &Spring, x: f64) -> f64 {
    let d1 = helper(x);
    let helper = helper(d1 * s.k);
    s.force(helper)
        + Spring::square(d1)
        + Spring::force(s, x)
        + s.midpoint(&Spring::STIFF).energy(x)
}

#[differentiate]
fn helper(x: f64) -> f64 {
    x.sin()
}

#[differentiate]
fn applied(#[no_diff] settings: &Settings, x: f64) -> f64 {
    settings.apply(x) * 2.0
}

fn spring() -> Spring {
    Spring {
        k: 1.4,
        rest: 0.3,
        mass: 0.7,
    }
}

#[differentiate]
fn force(s: &Spring, x: f64) -> f64 {
    s.force(x)
}

#[differentiate]
fn energy(s: Spring, x: f64) -> f64 {
    s.energy(x)
}

#[differentiate]
fn built(t: f64) -> f64 {
    Spring::built(t)
}

#[differentiate]
fn relaxed(s: &Spring, t: f64) -> f64 {
    s.relaxed(t)
}

#[differentiate]
fn alternating(s: &Spring, x: f64) -> f64 {
    s.even(3, x) * s.odd(2, x)
}

#[differentiate]
fn total(springs: &[Spring], x: f64) -> f64 {
    Spring::sum_of(springs, x)
}

#[test]
fn gradients() {
    let s = spring();
    let settings = Settings {
        gain: 0.4,
        offset: 0.2,
        table: vec![1.5],
    };
    ad::check::<force>((&s, 0.6)).assert();
    ad::check::<energy>((s, 0.6)).assert();
    ad::check::<built>(0.6).assert();
    ad::check::<relaxed>((&s, 0.6)).assert();
    ad::check::<alternating>((&s, 0.6)).assert();
    ad::check::<total>((&[s, Spring::STIFF], 0.6)).assert();
    ad::check::<outside>((&s, 0.6)).assert();
    let x = 0.8_f64;
    let (y, g) = settings.apply_value_and_grad(x);
    assert_eq!(y, settings.apply(x));
    let h = 1e-6;
    let numeric = (settings.apply(x + h) - settings.apply(x - h)) / (2.0 * h);
    assert!((g - numeric).abs() < 1e-8);
    assert!((applied::grad(&settings, x) - 2.0 * g).abs() < 1e-12);
    let (y, (s_bar, x_bar)) = s.energy_value_and_grad(0.6);
    assert_eq!(y, s.energy(0.6));
    assert_eq!((s_bar, x_bar), energy::grad(s, 0.6));
}

// --- names that the user has given ---

#[derive(ad::Differentiable, Clone)]
struct Well {
    depth: f64,
}

#[differentiate]
impl Well {
    fn energy(&self, x: f64) -> f64 {
        self.depth * x.cos()
    }

    /// The user's own, of the same name as a sibling; it has siblings, too.
    fn energy_grad(&self, x: f64) -> f64 {
        -self.depth * x.sin()
    }
}

impl Well {
    #[differentiate]
    fn slope(&self, x: f64) -> f64 {
        self.energy_grad(x) + self.energy(x)
    }
}

impl Well {
    fn slope_pullback(&self) -> f64 {
        self.depth
    }
}

#[differentiate]
trait Link {
    fn func(x: f64) -> f64;
    fn func_grad(x: f64) -> f64;
}

struct Logit;

#[differentiate]
impl Link for Logit {
    fn func(x: f64) -> f64 {
        1.0 / (1.0 + (-x).exp())
    }
    fn func_grad(x: f64) -> f64 {
        Self::func(x) * (1.0 - Self::func(x))
    }
}

#[differentiate]
fn linked<L: Link>(x: f64) -> f64 {
    L::func(x) + L::func_grad(x) * x
}

#[differentiate]
fn through_logit(x: f64) -> f64 {
    linked::<Logit>(x)
}

/// A function that hides behind one of almost the same name.
#[derive(ad::Differentiable, Clone)]
struct Empirical {
    scale: f64,
}

#[differentiate]
trait Quantiles {
    fn quantile(&self, p: f64) -> f64;
}

impl Empirical {
    #[differentiate]
    fn __quantile(&self, p: f64) -> f64 {
        self.scale * p * p
    }
}

#[differentiate]
impl Quantiles for Empirical {
    fn quantile(&self, p: f64) -> f64 {
        2.0 * self.__quantile(p)
    }
}

#[differentiate]
fn quantile_of(scale: f64, p: f64) -> f64 {
    let empirical = Empirical { scale };
    empirical.quantile(p)
}

#[test]
fn own_names_stay() {
    ad::check::<quantile_of>((0.7, 0.3)).assert();
    let well = Well { depth: 2.0 };
    assert_eq!(well.energy_grad(0.3), -2.0 * 0.3f64.sin());
    let (_, (_, by_x)) = well.energy_value_and_grad(0.3);
    assert_eq!(by_x, -2.0 * 0.3f64.sin());
    let (_, by_x) = well.energy_grad_grad(0.3);
    assert_eq!(by_x, -2.0 * 0.3f64.cos());
    let (well_bar, by_x) = well.slope_grad(0.3);
    assert!((by_x + 2.0 * (0.3f64.cos() + 0.3f64.sin())).abs() < 1e-12);
    assert!((well_bar.depth - (0.3f64.cos() - 0.3f64.sin())).abs() < 1e-12);
    assert!((Logit::func_value_and_grad(0.3).1 - Logit::func_grad(0.3)).abs() < 1e-12);
    ad::check::<through_logit>(0.3).assert();
}
