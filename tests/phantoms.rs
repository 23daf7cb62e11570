//! Type parameters that only the text of a type says: of units, which no value holds, and of what functions return that
//! are not seen.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use std::marker::PhantomData;

pub struct UnknownUnit;
#[derive(Differentiable)]
pub struct Point2D<T, U> {
    pub x: T,
    pub y: T,
    #[no_diff]
    pub _unit: PhantomData<U>,
}
impl<T: Copy, U> Copy for Point2D<T, U> {}
impl<T: Clone, U> Clone for Point2D<T, U> {
    fn clone(&self) -> Self {
        Point2D {
            x: self.x.clone(),
            y: self.y.clone(),
            _unit: PhantomData,
        }
    }
}
#[differentiate]
pub const fn point2<T, U>(x: T, y: T) -> Point2D<T, U> {
    Point2D {
        x,
        y,
        _unit: PhantomData,
    }
}
#[differentiate]
impl<T, U> Point2D<T, U> {
    pub const fn new(x: T, y: T) -> Self {
        Point2D {
            x,
            y,
            _unit: PhantomData,
        }
    }
    pub fn xy(self) -> [T; 2]
    where
        T: Copy,
    {
        [self.x, self.y]
    }
    pub fn yx(&self) -> Point2D<T, U>
    where
        T: Copy,
    {
        point2(self.y, self.x)
    }
    pub fn to_tuple(self) -> (T, T) {
        (self.x, self.y)
    }
}
#[differentiate]
impl<T: Copy + std::ops::Add<T, Output = T> + std::ops::Mul<T, Output = T>, U> Point2D<T, U> {
    pub fn dot(self, o: Self) -> T {
        self.x * o.x + self.y * o.y
    }
    pub fn set(&mut self, x: T) {
        self.x = self.x * x;
    }
}
#[differentiate]
impl<T: std::ops::Add<Output = T>, U> std::ops::Add for Point2D<T, U> {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        point2(self.x + o.x, self.y + o.y)
    }
}
#[differentiate]
impl<T: Copy + std::ops::Mul, U> std::ops::Mul<T> for Point2D<T, U> {
    type Output = Point2D<T::Output, U>;
    fn mul(self, o: T) -> Self::Output {
        point2(self.x * o, self.y * o)
    }
}
#[differentiate]
impl<T: num_traits::Float, U> Point2D<T, U> {
    pub fn length(self) -> T {
        self.dot(self).sqrt()
    }
    pub fn lerp(self, o: Self, t: T) -> Self {
        let one_t = T::one() - t;
        Point2D::new(one_t * self.x + t * o.x, one_t * self.y + t * o.y)
    }
}
#[differentiate]
fn of_points(a: f64, b: f64) -> f64 {
    let p = point2::<f64, UnknownUnit>(a, b);
    let mut q: Point2D<f64, UnknownUnit> = Point2D::new(b * b, a);
    q.set(a);
    let r = (p + q) * b;
    r.length() + p.lerp(q, a).yx().dot(q) + q.to_tuple().0
}
/// A function that the file does not show.
mod unseen {
    macro_rules! norms {
        () => {
            #[ad::differentiate]
            pub fn norm<T: num_traits::Float>(a: [T; 2]) -> T {
                (a[0] * a[0] + a[1] * a[1]).sqrt()
            }
        };
    }
    norms!();
}
use unseen::norm;

#[differentiate]
fn ln_versor<T: num_traits::Float>(q: (T, [T; 2])) -> [T; 2] {
    let omega = (norm(q.1) / q.0).atan();
    let k = omega.sin() / norm(q.1);
    [q.1[0] * k, q.1[1] * norm(q.1).sqrt()]
}
#[differentiate]
fn of_versors(a: f64, b: f64) -> f64 {
    let v = ln_versor((a, [b, a * b]));
    v[0] * v[1]
}

#[test]
fn gradients() {
    ad::check::<of_points>((0.3, 0.7)).assert();
    ad::check::<of_versors>((0.3, 0.7)).assert();
}

mod units {
    //! A type whose parts have a parameter that they only name: nothing is asked of it.
    use ad::{Differentiable, differentiate};
    use num_traits::Float;
    use num_traits::real::Real;
    use std::marker::PhantomData;

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub struct Point<T, U> {
        pub x: T,
        pub y: T,
        unit: PhantomData<U>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub struct Rect<T, U> {
        pub min: Point<T, U>,
        pub max: Point<T, U>,
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Meters;

    #[differentiate]
    impl<T: Float, U> Point<T, U> {
        pub fn at(x: T, y: T) -> Self {
            Point {
                x,
                y,
                unit: PhantomData,
            }
        }
    }

    #[differentiate]
    impl<T: Float, U> Rect<T, U> {
        pub fn diagonal(&self) -> T {
            let (dx, dy) = (self.max.x - self.min.x, self.max.y - self.min.y);
            (dx * dx + dy * dy).sqrt()
        }

        // Of what is made here, nothing but the numbers is asked for.
        pub fn corner(&self, flips: bool) -> Option<Point<T, U>> {
            if flips {
                Some(Point::at(self.max.x / self.min.x, self.max.y))
            } else {
                None
            }
        }

        pub fn grow(&mut self, by: T) {
            self.max.x = self.max.x * by;
            self.min.y = self.min.y - by;
        }
    }

    /// Both of its traits have a `sin`.
    #[differentiate]
    pub fn turned<T: Real>(x: T, y: T) -> T {
        let (sin, cos) = Real::sin_cos(x);
        sin * y.exp() + cos / (T::one() + y * y) - y.abs()
    }

    #[differentiate]
    pub fn grown(rect: &Rect<f64, Meters>, x: f64, y: f64) -> f64 {
        let mut rect = *rect;
        rect.grow(x);
        let at = Point::<f64, Meters>::at(x, y);
        let corner = rect.corner(x > 0.0).unwrap_or(at);
        rect.diagonal() * turned(at.x, at.y) + corner.x * corner.y
    }

    #[test]
    fn gradients() {
        let (min, max) = (Point::at(0.3, -0.4), Point::at(1.2, 0.8));
        ad::check::<grown>((&Rect { min, max }, 0.7, 1.3)).assert();
    }
}

#[cfg(test)]
mod tests {
    //! What is imported here has other names outside.
    mod points {
        pub struct Rect;
    }
    use points::Rect;
}

/// A module that is never compiled says nothing of the names around it.
#[cfg(any())]
mod never {
    use elsewhere::Point2D;
}
