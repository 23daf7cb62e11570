//! Vectors, matrices and quaternions of the crate `glam`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

#[macro_use]
mod common;

use ad::differentiate;
use common::Flat;
use glam_0_34::{DMat3, DQuat, DVec3, Vec3};

macro_rules! flat {
    ($($ty:ident $to:ident $from:ident;)*) => {$(
        impl Flat for $ty {
            fn flatten(&self, out: &mut Vec<f64>) {
                out.extend(self.$to().map(f64::from));
            }
            fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
                let mut numbers = self.$to();
                numbers.iter_mut().for_each(|x| x.refill(from));
                *self = $ty::$from(&numbers);
            }
            fn epsilon(&self) -> f64 {
                self.$to().epsilon()
            }
        }
    )*};
}

flat! {
    Vec3 to_array from_slice;
    DVec3 to_array from_slice;
    DQuat to_array from_slice;
    DMat3 to_cols_array from_cols_array;
}

#[differentiate(order = 2)]
fn products(a: DVec3, b: DVec3) -> f64 {
    let c = a.cross(b);
    c.length() * a.dot(b) + a.distance(b) * b.x + c[1] * a.length_squared()
}

#[differentiate]
fn geometry(a: Vec3, b: Vec3, t: f32) -> Vec3 {
    let n = a.normalize().lerp(b, t);
    Vec3::new(n.x * t, n.y, a.element_sum())
}

#[differentiate]
fn operators(m: DMat3, v: DVec3, s: f64) -> DVec3 {
    let mut w = m * v + 2.0 * v - v / s;
    w += s * v * w;
    -w + m.transpose() * v * m.determinant() + m.inverse().row(1)
}

#[differentiate]
fn rotation(q: DQuat, axis: DVec3, angle: f64, v: DVec3) -> DVec3 {
    let p = DQuat::from_axis_angle(axis.normalize(), angle);
    (q * p) * v + q.conjugate() * v
}

common::checks! {
    mod derivatives;
    twice products(move DVec3::new(0.3, -0.7, 1.1), move DVec3::new(0.9, 0.4, -0.6));
    map geometry(move Vec3::new(0.3, -0.7, 1.1), move Vec3::new(0.9, 0.4, -0.6), 0.3);
    map operators(move DMat3::from_cols_array(&[0.3, -0.7, 1.1, 0.2, 0.9, -0.4, 0.5, 0.8, 0.6]), move DVec3::new(0.9, 0.4, -0.6), 0.7);
    map rotation(move DQuat::from_xyzw(0.2, -0.5, 0.4, 0.8), move DVec3::new(0.3, -0.7, 1.1), 0.7, move DVec3::new(0.9, 0.4, -0.6));
}

#[differentiate]
fn arrays_and_back(a: [f64; 3]) -> f64 {
    let v = DVec3::from_array(a);
    let w: DVec3 = [a[2], 1.0, a[0]].into();
    let q = v.cross(w).to_array();
    q[0] * q[1] + q[2] + v.x
}

agree! {
    arrays_and_back_agrees: arrays_and_back([0.3, 0.7, 1.2]);
}

/// Methods of vectors, number by number and as geometry.
mod vectors {
    use ad::differentiate;
    use glam_0_34::{DVec2, DVec3, DVec4, FloatExt, Vec3, Vec3A, Vec3Swizzles, Vec4Swizzles};

    #[differentiate]
    fn by_number(v: DVec3, w: DVec3, p: f64) -> DVec3 {
        let a = v.min(w) + v.max(w) * v.clamp(w, w + 0.5);
        let b = v.exp() * w.mul_add(v, w) - v.abs().powf(p) / v.midpoint(w);
        a * v.abs() + b * v.sin() - v.cos() * v.abs().ln() + v.abs().sqrt()
    }

    #[differentiate]
    fn whole_numbers(v: DVec4) -> f64 {
        let whole = v.floor() + v.ceil() + v.round() + v.trunc() + v.signum();
        whole.dot(v) + v.fract().length_squared()
    }

    #[differentiate]
    fn elements(v: DVec4) -> f64 {
        v.max_element() * v.min_element() + v.element_product() * v.length_recip()
    }

    #[differentiate]
    fn of_zeros(v: DVec3) -> f64 {
        v.element_product()
    }

    #[differentiate]
    fn with_numbers(v: DVec3, t: f64) -> DVec3 {
        let mut a = v + t;
        a -= t * t;
        a *= 1.0 / v;
        a += v;
        a /= v + 2.0;
        (t - a) * (a - t) + (t + v) / t
    }

    #[differentiate(order = 2)]
    fn projections(v: DVec3, w: DVec3) -> f64 {
        let n = w.normalize();
        let along = v.project_onto(w) + v.project_onto_normalized(n);
        let aside = v.reject_from(w) + v.reject_from_normalized(n);
        along.x * aside.y + v.reflect(n).z + v.refract(n, 0.7).x
    }

    #[differentiate(order = 2)]
    fn angles(v: DVec3, w: DVec3) -> f64 {
        v.angle_between(w) * v.x
    }

    #[differentiate]
    fn in_the_plane(v: DVec2, w: DVec2, t: f64) -> f64 {
        let turned = v.rotate(DVec2::from_angle(t)).perp();
        turned.perp_dot(w) + v.to_angle() * w.angle_to(turned) + v.with_x(t).y
    }

    #[differentiate]
    fn lengths(v: DVec3, w: DVec3, t: f64) -> DVec3 {
        let longer = v.clamp_length_min(t * 4.0) + v.clamp_length(t * 0.1, t);
        let moved = v.move_towards(w, t) + v.clamp_length_max(t) + v.clamp_length_max(10.0);
        longer * moved + v.normalize_or_zero() + v.normalize_or(w)
    }

    #[differentiate]
    fn perhaps(v: DVec3, w: DVec3) -> f64 {
        let n = match v.try_normalize() {
            Some(n) => n,
            None => w,
        };
        n.dot(w) + DVec3::ZERO.try_normalize().map_or(w.y, |u| u.x)
    }

    #[differentiate]
    fn components(v: DVec3, w: DVec4) -> f64 {
        v.xy().length() * v.zyx().x + v.with_z(w.x).length() + w.wzy().dot(v) + w.yw().y * w.xx().x
    }

    #[differentiate]
    fn orthogonal(v: DVec3) -> DVec3 {
        v.any_orthogonal_vector() + v.normalize().any_orthonormal_vector()
    }

    #[differentiate]
    fn arrays(x: &[f64], t: f64) -> f64 {
        let v = DVec3::from_slice(x) * DVec3::from_slice(&x[1..]);
        let w = DVec3::from_array([t, x[0], v.x]) + DVec3::from([x[1], t * t, t]);
        let u = DVec3::from((t, x[0], w.y));
        let [a, b, c] = w.to_array();
        a * b + c * u.z + w.dot(v)
    }

    #[differentiate]
    fn centred(vs: &[DVec3]) -> f64 {
        let centre = vs.iter().copied().sum::<DVec3>() / vs.len() as f64;
        vs.iter().map(|v| v.distance_squared(centre)).sum()
    }

    #[differentiate]
    fn single(v: Vec3, w: Vec3, t: f32) -> Vec3 {
        v.min(w) * v.project_onto(w) + v.move_towards(w, t) + v.reflect(w.normalize()) * t
    }

    #[differentiate]
    fn aligned(v: Vec3A, w: Vec3A) -> f32 {
        v.cross(w).dot(Vec3A::new(1.0, 2.0, 3.0)) + v.angle_between(w) + v.truncate().x
    }

    fn u() -> DVec3 {
        DVec3::new(0.3, -0.7, 1.1)
    }

    fn w() -> DVec3 {
        DVec3::new(0.9, 0.4, -0.6)
    }

    common::agree! {
        numbers_by_number: by_number(u(), w(), 1.7);
        whole: whole_numbers(DVec4::new(0.3, -0.7, 1.2, 2.6));
        choices: elements(DVec4::new(0.3, -0.7, 1.2, 0.6));
        products_with_zeros: of_zeros(DVec3::new(0.3, 0.0, 1.2)), (DVec3::new(0.0, 0.0, 1.2));
        numbers_beside_vectors: with_numbers(u(), 0.7);
        of_projections: projections(u(), w());
        between: angles(u(), w());
        plane: in_the_plane(DVec2::new(0.3, -0.7), DVec2::new(0.9, 0.4), 0.6);
        of_lengths: lengths(u(), w(), 0.6);
        directions: perhaps(u(), w()), (DVec3::ZERO, w());
        swizzles: components(u(), DVec4::new(0.4, 0.8, -0.3, 0.5));
        right_angles: orthogonal(u()), (DVec3::new(0.9, 0.1, -0.4));
        from_and_to_arrays: arrays(&[0.3, 0.7, -0.4, 0.9], 0.6);
        sums: centred(&[u(), w(), DVec3::new(0.1, 0.2, 0.3)]);
        in_single_precision: single(u().as_vec3(), w().as_vec3(), 0.3);
        with_padding: aligned(Vec3A::new(0.3, -0.7, 1.1), Vec3A::new(0.9, 0.4, -0.6));
    }

    common::checks! {
        mod second_order;
        twice projections(move DVec3::new(0.3, -0.7, 1.1), move DVec3::new(0.9, 0.4, -0.6));
        twice angles(move DVec3::new(0.3, -0.7, 1.1), move DVec3::new(0.9, 0.4, -0.6));
    }

    /// As those of numbers: at a tie the first, at zero nothing, of a norm at zero nothing.
    #[test]
    fn kinks() {
        let v = DVec3::new(0.0, 0.5, -0.5);
        let bar = DVec3::ONE;
        assert_eq!(larger::vjp(v, v, &bar).1, (DVec3::ONE, DVec3::ZERO));
        assert_eq!(absolute::vjp(v, &bar).1, DVec3::new(0.0, 1.0, -1.0));
        let (a, b) = angles::grad(v, 2.0 * v);
        assert_eq!((a, b), (DVec3::ZERO, DVec3::ZERO));
        let (a, b) = moved::grad(v, v);
        assert_eq!((a, b), (DVec3::ZERO, DVec3::X));
    }

    #[differentiate]
    fn larger(v: DVec3, w: DVec3) -> DVec3 {
        v.max(w)
    }

    #[differentiate]
    fn absolute(v: DVec3) -> DVec3 {
        v.abs()
    }

    #[differentiate]
    fn moved(v: DVec3, w: DVec3) -> f64 {
        v.move_towards(w, 0.5).x
    }

    use crate::common;
}

/// Rotations, and maps of space.
mod maps {
    use ad::differentiate;
    use glam_0_34::{DMat2, DMat3, DMat4, DQuat, DVec2, DVec3, DVec4, EulerRot};

    #[differentiate(order = 2)]
    fn about_axes(a: f64, b: f64, v: DVec3) -> f64 {
        let q = DQuat::from_rotation_x(a) * DQuat::from_rotation_y(b) * DQuat::from_rotation_z(a);
        let m = DMat3::from_rotation_x(b) * DMat3::from_rotation_y(a) * DMat3::from_rotation_z(b);
        (q * v).y + (m * v).x
    }

    #[differentiate]
    fn euler(#[no_diff] order: EulerRot, a: f64, b: f64, c: f64, v: DVec3) -> DVec3 {
        DQuat::from_euler(order, a, b, c) * v + DMat3::from_euler(order, b, a, c) * v
    }

    #[differentiate]
    fn between(p: DQuat, q: DQuat, t: f64) -> f64 {
        let r = p.slerp(q, t) + p.lerp(q, t) * 2.0;
        r.dot(p) * p.angle_between(q) + (p * q).w + p.mul_quat(q).xyz().length()
    }

    #[differentiate]
    fn placed(s: DVec3, q: DQuat, t: DVec3, p: DVec3) -> DVec3 {
        let m = DMat4::from_scale_rotation_translation(s, q, t);
        let n = DMat4::from_rotation_translation(q, s);
        m.transform_point3(p) + n.transform_vector3(m.transform_vector3(p)) + n.project_point3(p)
    }

    #[differentiate]
    fn composed(v: DVec3, a: f64) -> DVec4 {
        let m = DMat4::from_translation(v) * DMat4::from_rotation_y(a) * DMat4::from_scale(v);
        let n = DMat4::from_rotation_x(a)
            + DMat4::from_rotation_z(a)
            + DMat4::from_axis_angle(v.normalize(), a);
        m * n * DVec4::new(a, 1.0, v.x, 1.0)
    }

    #[differentiate]
    fn of_quaternions(q: DQuat, v: DVec3) -> f64 {
        let m = DMat3::from_quat(q) * DMat3::from_axis_angle(v.normalize(), q.w);
        let n = DMat4::from_quat(DQuat::from_scaled_axis(v));
        (m * v).x * m.x_axis.y + n.y_axis.z + q.length_squared() * q.length_recip()
    }

    #[differentiate]
    fn in_the_plane(a: f64, s: DVec2, t: DVec2) -> DVec2 {
        let m = DMat3::from_translation(t) * DMat3::from_angle(a) * DMat3::from_scale(s);
        m.transform_point2(t) + m.transform_vector2(s) + DMat2::from_angle(a) * t
    }

    #[differentiate]
    fn parts(m: DMat3, v: DVec3) -> f64 {
        let d = DMat3::from_diagonal(v) * m;
        d.inverse().determinant() + m.x_axis.y * m.transpose().col(0).x + d.y_axis.dot(v)
    }

    fn q() -> DQuat {
        DQuat::from_xyzw(0.2, -0.5, 0.4, 0.8).normalize()
    }

    fn p() -> DQuat {
        DQuat::from_xyzw(0.1, 0.6, -0.3, -0.7).normalize()
    }

    fn v() -> DVec3 {
        DVec3::new(0.3, -0.7, 1.1)
    }

    fn w() -> DVec3 {
        DVec3::new(0.9, 0.4, -0.6)
    }

    common::agree! {
        axes: about_axes(0.3, 0.8, v());
        interpolations: between(p(), q(), 0.3), (q(), p(), 0.7);
        with_a_place: placed(w(), q(), v(), DVec3::new(0.2, 0.5, 0.7));
        products_of_maps: composed(v(), 0.7);
        matrices_of_quaternions: of_quaternions(q(), v());
        plane: in_the_plane(0.4, DVec2::new(0.3, 1.2), DVec2::new(-0.4, 0.7));
        columns: parts(DMat3::from_cols_array(&[0.9, 0.4, 0.1, 0.2, 0.9, 0.4, 0.5, 0.6, 0.8]), v());
    }

    common::checks! {
        mod second_order;
        twice about_axes(0.3, 0.8, move DVec3::new(0.3, -0.7, 1.1));
    }

    #[test]
    fn orders_of_euler_angles() {
        use EulerRot::*;
        for order in [
            ZYX, ZXY, YXZ, YZX, XYZ, XZY, ZYZ, ZXZ, YXY, YZY, XYX, XZX, ZYXEx, ZXYEx, YXZEx, YZXEx,
            XYZEx, XZYEx, ZYZEx, ZXZEx, YXYEx, YZYEx, XYXEx, XZXEx,
        ] {
            ad::check::<euler>((order, 0.3, 0.8, -0.5, v())).assert();
        }
    }

    use crate::common;
}

mod chosen {
    use ad::differentiate;
    use glam_0_34::DVec3;

    /// The usual transfer function of colours, number by number.
    #[differentiate(order = 2)]
    fn transfer(color: DVec3) -> DVec3 {
        let low = color.cmplt(DVec3::splat(0.04));
        let higher = ((color + DVec3::splat(0.055)) / 1.055).powf(2.4);
        DVec3::select(low, color / 12.92, higher)
    }

    #[differentiate(order = 2)]
    fn weighted(color: DVec3, w: DVec3) -> f64 {
        let most = DVec3::select(color.cmpge(w), color * color, w * color);
        transfer(color).dot(w) + most.element_sum()
    }

    #[test]
    fn gradients() {
        let (a, b) = (DVec3::new(0.3, 0.01, 0.7), DVec3::new(0.9, 0.2, 0.5));
        ad::check::<transfer>(a).assert();
        ad::check::<weighted>((a, b)).assert();
        let step = DVec3::new(0.3, 0.8, -0.4);
        let (_, (hessian, _)) = weighted::hvp(a, b, &step, &DVec3::ZERO);
        let change = 1e-5;
        let next = weighted::grad(a + step * change, b).0;
        let last = weighted::grad(a - step * change, b).0;
        let differences = (next - last) / (2.0 * change);
        assert!((hessian - differences).length() < 1e-8);
    }
}

/// A version that lacks some of the methods.
mod an_older_version {
    use ad::differentiate;
    use glam_0_23::{DMat3, DQuat, DVec3, EulerRot, Vec3};

    #[differentiate]
    fn placed(v: DVec3, angles: DVec3) -> f64 {
        let q = DQuat::from_euler(EulerRot::YXZ, angles.x, angles.y, angles.z);
        let m = DMat3::from_quat(q) * DMat3::from_diagonal(v);
        let w = DVec3::select(v.cmpgt(angles), m * v, v / angles.x);
        w.dot(m.inverse() * angles)
    }

    #[differentiate]
    fn of_singles(v: Vec3, k: f32) -> f32 {
        (v * k).cross(Vec3::new(k, 1.0, 0.5)).length()
    }

    #[test]
    fn gradients() {
        let (v, angles) = (DVec3::new(0.9, 0.4, 1.3), DVec3::new(0.3, 0.8, -0.5));
        ad::check::<placed>((v, angles)).assert();
        ad::check::<of_singles>((Vec3::new(0.9, 0.4, 1.3), 0.7)).assert();
    }
}
