//! Quaternions, rotations and poses.

use ad::{Differentiable, differentiate};
use nalgebra::{Point3, Quaternion, Rotation2, Rotation3, Unit, UnitQuaternion, Vector2, Vector3};

#[derive(Clone, Copy, Debug, Differentiable)]
struct Pose {
    q: UnitQuaternion<f64>,
    t: Vector3<f64>,
}

#[differentiate]
impl Pose {
    fn apply(&self, p: &Point3<f64>) -> Point3<f64> {
        self.q * p + self.t
    }
    fn compose(&self, o: &Pose) -> Pose {
        Pose {
            q: self.q * o.q,
            t: self.q * o.t + self.t,
        }
    }
    fn inverse(&self) -> Pose {
        let q = self.q.inverse();
        Pose {
            q,
            t: -(q * self.t),
        }
    }
}

#[differentiate]
fn residual(
    w: Vector3<f64>,
    t: Vector3<f64>,
    pts: &[Point3<f64>],
    #[no_diff] obs: &[Point3<f64>],
) -> f64 {
    let pose = Pose {
        q: UnitQuaternion::from_scaled_axis(w),
        t,
    };
    let both = pose.compose(&pose.inverse()).compose(&pose);
    pts.iter()
        .zip(obs)
        .map(|(p, o)| (both.apply(p) - o).norm_squared())
        .sum()
}

#[differentiate]
fn euler(r: f64, p: f64, y: f64, v: Vector3<f64>) -> f64 {
    let q = UnitQuaternion::from_euler_angles(r, p, y);
    let m = Rotation3::from_euler_angles(r, p, y);
    let a = q.transform_vector(&v);
    let b = m * v;
    let back = q.to_rotation_matrix().inverse() * b;
    a.dot(&Vector3::new(0.3, 0.5, -0.2)) + b.x * b.y + back.z + q.angle()
}

#[differentiate]
fn axis(axis: Vector3<f64>, angle: f64, v: Vector3<f64>) -> f64 {
    let u = Unit::new_normalize(axis);
    let q = UnitQuaternion::from_axis_angle(&u, angle);
    let r = Rotation3::from_axis_angle(&u, angle);
    (q * v).x + (r * v).y + (r * r * v).z
}

#[differentiate]
fn plane(angle: f64, v: Vector2<f64>) -> f64 {
    let r = Rotation2::new(angle);
    let w = r * v;
    w.x + 2.0 * (r.inverse() * w).y * w.y
}

#[differentiate]
fn integrate(w: f64, i: f64, j: f64, k: f64, rate: Vector3<f64>) -> f64 {
    let mut q = Quaternion::new(w, i, j, k);
    for _ in 0..4 {
        let omega = Quaternion::new(0.0, rate.x, rate.y, rate.z);
        q = q + q * omega * 0.05;
        q = q.normalize();
    }
    let u = UnitQuaternion::from_quaternion(q);
    (u * Vector3::new(1.0, 0.0, 0.0)).y + q.w
}

#[test]
fn gradients() {
    let v = Vector3::new(0.3, -0.2, 0.5);
    let pts = [Point3::new(0.5, 1.0, 0.2), Point3::new(-1.0, 0.3, 0.8)];
    let obs = [Point3::new(0.4, 1.1, 0.3), Point3::new(-1.0, 0.1, 0.9)];
    ad::check::<residual>((v, Vector3::new(0.1, 0.2, 0.3), &pts, &obs)).assert();
    ad::check::<euler>((0.3, -0.4, 0.7, v)).assert();
    ad::check::<axis>((Vector3::new(0.3, 1.2, 0.5), 0.7, v)).assert();
    ad::check::<plane>((0.7, Vector2::new(0.3, 0.9))).assert();
    ad::check::<integrate>((0.9, 0.1, 0.2, 0.3, v)).assert();
    let (_, (by_w, ..)) = residual::value_and_grad(Vector3::zeros(), Vector3::zeros(), &pts, &obs);
    assert!(by_w.norm() > 0.1 && by_w.iter().all(|x| x.is_finite()));
}
