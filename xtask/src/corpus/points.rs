//! Stands in the copy of a crate: values that look random, and what comes of a check at them.

#![allow(warnings)]

extern crate std;
use self::std::boxed::Box;
use self::std::panic::{catch_unwind, AssertUnwindSafe};
use self::std::prelude::v1::*;
use self::std::sync::mpsc;
use self::std::time::{Duration, Instant};
use self::std::{format, println, vec};

/// How many points, and how long at most.
const POINTS: u64 = 18;
const PATIENCE: Duration = Duration::from_secs(4);

/// Numbers that look random, of one magnitude and sign at a point; vectors at a point have one length.
pub struct Draw {
    state: u64,
    kind: u64,
    pub length: usize,
    depth: usize,
}

impl Draw {
    fn new(seed: u64) -> Draw {
        let mut draw = Draw { state: seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x9E37, kind: seed, length: 0, depth: 0 };
        draw.length = 2 + draw.below(4) as usize;
        draw
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn number(&mut self) -> f64 {
        let unit = self.unit();
        match self.kind % 6 {
            0 => 0.2 + 1.6 * unit,
            1 => 4.0 * unit - 2.0,
            2 => 0.05 + 0.9 * unit,
            3 => 1.0 + 9.0 * unit,
            4 => 0.1 * (unit - 0.5),
            _ => 200.0 * (unit - 0.4),
        }
    }
}

/// What can be drawn.
pub trait Sample: Sized {
    fn sample(draw: &mut Draw) -> Self;
}

impl Sample for f64 { fn sample(draw: &mut Draw) -> f64 { draw.number() } }
impl Sample for f32 { fn sample(draw: &mut Draw) -> f32 { draw.number() as f32 } }
impl Sample for bool { fn sample(draw: &mut Draw) -> bool { draw.below(2) == 0 } }
impl Sample for char { fn sample(draw: &mut Draw) -> char { (b'a' + draw.below(26) as u8) as char } }
impl Sample for () { fn sample(_: &mut Draw) {} }
impl Sample for String { fn sample(_: &mut Draw) -> String { String::from("corpus") } }
impl Sample for &'static str { fn sample(_: &mut Draw) -> &'static str { "corpus" } }
macro_rules! integers { ($($t:ty)*) => { $(impl Sample for $t { fn sample(draw: &mut Draw) -> $t { draw.below(4) as $t } })* } }
integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
macro_rules! tuples { ($($($t:ident)*;)*) => { $(impl<$($t: Sample),*> Sample for ($($t,)*) { fn sample(draw: &mut Draw) -> Self { ($($t::sample(draw),)*) } })* } }
tuples!(A; A B; A B C; A B C D; A B C D E; A B C D E F;);
impl<T: Sample, const N: usize> Sample for [T; N] { fn sample(draw: &mut Draw) -> Self { self::std::array::from_fn(|_| T::sample(draw)) } }
impl<T: Sample> Sample for Vec<T> {
    fn sample(draw: &mut Draw) -> Self {
        draw.depth += 1;
        let length = if draw.depth > 3 { 0 } else { draw.length };
        let all = (0..length).map(|_| T::sample(draw)).collect();
        draw.depth -= 1;
        all
    }
}
impl<T: Sample> Sample for self::std::collections::VecDeque<T> { fn sample(draw: &mut Draw) -> Self { Vec::sample(draw).into() } }
impl<T: Sample> Sample for Option<T> {
    fn sample(draw: &mut Draw) -> Self {
        draw.depth += 1;
        let some = draw.depth < 6 && draw.below(4) > 0;
        let it = if some { Some(T::sample(draw)) } else { None };
        draw.depth -= 1;
        it
    }
}
impl<T: Sample> Sample for Box<T> { fn sample(draw: &mut Draw) -> Self { Box::new(T::sample(draw)) } }
impl<T: Sample> Sample for Box<[T]> { fn sample(draw: &mut Draw) -> Self { Vec::sample(draw).into() } }
impl<T: Sample> Sample for self::std::sync::Arc<T> { fn sample(draw: &mut Draw) -> Self { Self::new(T::sample(draw)) } }
impl<T: Sample> Sample for self::std::rc::Rc<T> { fn sample(draw: &mut Draw) -> Self { Self::new(T::sample(draw)) } }
impl<T: ?Sized> Sample for self::std::marker::PhantomData<T> { fn sample(_: &mut Draw) -> Self { self::std::marker::PhantomData } }
impl<T: Sample> Sample for self::std::ops::Range<T> { fn sample(draw: &mut Draw) -> Self { T::sample(draw)..T::sample(draw) } }

/// Draws one.
pub fn draw<T: Sample>(draw: &mut Draw) -> T {
    T::sample(draw)
}

/// What came of a point.
pub enum Verdict {
    /// So many derivatives are right.
    Right(usize),
    /// Nothing to compare.
    Nothing,
    /// They are wrong.
    Wrong(String),
}

/// Checks a function at a point.
pub fn point<F: ::ad::DifferentiableFn + ?Sized>(args: F::Args<'_>) -> Verdict
where
    F::Output: ::ad::Perturb,
{
    use ::ad::Differentiable;
    use ::ad::Perturb;
    let Ok(value) = catch_unwind(AssertUnwindSafe(|| F::call(args.clone()))) else { return Verdict::Nothing };
    if !value.magnitude().is_finite() {
        return Verdict::Nothing;
    }
    let zero = value.zero_tangent();
    match catch_unwind(AssertUnwindSafe(|| F::vjp(args.clone(), &zero))) {
        Err(panic) => return Verdict::Wrong(format!("reverse mode panics: {}", text(&panic))),
        Ok((_, gradient)) => {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| F::jvp(args.clone(), &gradient))) {
                return Verdict::Wrong(format!("forward mode panics: {}", text(&panic)));
            }
        }
    }
    match catch_unwind(AssertUnwindSafe(|| ::ad::check::<F>(args.clone()))) {
        Err(_) => Verdict::Nothing,
        Ok(report) if report.passed() => match report.compared() {
            0 => Verdict::Nothing,
            compared => Verdict::Right(compared),
        },
        Ok(report) => Verdict::Wrong(format!("{report}")),
    }
}

fn text(panic: &Box<dyn self::std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|s| String::from(*s))).unwrap_or_default()
}

/// Checks a function at some points, and prints one line.
pub fn points(id: usize, at: fn(&mut Draw) -> Verdict) {
    let (sender, receiver) = mpsc::channel();
    self::std::panic::set_hook(Box::new(|_| {}));
    self::std::thread::spawn(move || {
        for seed in 0..POINTS {
            let mut draw = Draw::new(seed);
            let verdict = catch_unwind(AssertUnwindSafe(|| at(&mut draw))).unwrap_or(Verdict::Nothing);
            let _ = sender.send(verdict);
        }
    });
    let begin = Instant::now();
    let (mut compared, mut wrong, mut late) = (0, None, false);
    loop {
        match receiver.recv_timeout(PATIENCE.saturating_sub(begin.elapsed())) {
            Ok(Verdict::Right(count)) => compared += count,
            Ok(Verdict::Nothing) => {}
            Ok(Verdict::Wrong(report)) => { wrong.get_or_insert(report); }
            Err(mpsc::RecvTimeoutError::Timeout) => { late = true; break }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    let wrong = wrong.map(|report| report.replace('\n', "\\n")).unwrap_or_default();
    println!("\ncorpus\t{id}\t{compared}\t{late}\t{wrong}");
}
