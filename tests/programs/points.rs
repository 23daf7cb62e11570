//! Points and vectors: segments, areas, projections.

use ad::{Differentiable, differentiate};
use nalgebra::{Matrix3, Point2, Point3, Vector2, Vector3};

#[derive(Clone, Debug, Differentiable)]
struct Segment {
    a: Point3<f64>,
    b: Point3<f64>,
}

#[differentiate]
impl Segment {
    fn closest(&self, p: &Point3<f64>) -> Point3<f64> {
        let d = self.b - self.a;
        let t = ((p - self.a).dot(&d) / d.norm_squared()).clamp(0.0, 1.0);
        self.a + d * t
    }
    fn distance(&self, p: &Point3<f64>) -> f64 {
        (self.closest(p) - p).norm()
    }
}

#[differentiate]
fn area(pts: &[Point2<f64>]) -> f64 {
    let n = pts.len();
    let mut s = 0.0;
    for i in 0..n {
        let (p, q) = (pts[i], pts[(i + 1) % n]);
        s += p.x * q.y - q.x * p.y;
    }
    0.5 * s
}

#[differentiate]
fn projected(m: &Matrix3<f64>, p: Point3<f64>, t: Vector3<f64>) -> f64 {
    let q = m * (p + t);
    let uv = Point2::new(q.x / q.z, q.y / q.z);
    let c = Point2::from(Vector2::new(0.1, 0.2));
    (uv - c).norm() + uv.coords.dot(&Vector2::new(0.3, 0.4)) + p.lerp(&q, 0.3).z
}

#[differentiate]
fn centroid(pts: &[Point3<f64>], s: &Segment) -> f64 {
    let mut c = Vector3::zeros();
    for p in pts {
        c += p.coords;
    }
    let c = Point3::from(c / pts.len() as f64);
    s.distance(&c) + pts.iter().map(|p| s.distance(p)).sum::<f64>()
}

#[test]
fn gradients() {
    let s = Segment {
        a: Point3::new(0.1, 0.2, 0.3),
        b: Point3::new(1.0, 0.5, -0.2),
    };
    let pts = [
        Point3::new(0.5, 1.0, 0.2),
        Point3::new(-1.0, 0.3, 0.8),
        Point3::new(0.6, -0.4, 1.1),
    ];
    ad::check::<centroid>((&pts, &s)).assert();
    ad::check::<area>(&[
        Point2::new(0.0, 0.1),
        Point2::new(1.0, 0.2),
        Point2::new(0.7, 1.1),
    ])
    .assert();
    ad::check::<projected>((
        &Matrix3::new(1.0, 0.1, 0.2, 0.0, 0.9, 0.1, 0.1, 0.0, 1.2),
        Point3::new(0.3, 0.4, 2.0),
        Vector3::new(0.1, -0.2, 0.3),
    ))
    .assert();
}
