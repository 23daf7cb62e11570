//! How values of other crates' types are drawn, for the checks.

/// For a crate whose manifest depends on these.
pub fn samples(manifest: &str) -> String {
    let depends = |name: &str| manifest.contains(&format!("[dependencies.{name}]"));
    let mut text = String::new();
    if depends("nalgebra") {
        text += NALGEBRA;
    }
    if depends("num-complex") {
        text += "impl<T: Sample> Sample for ::num_complex::Complex<T> { fn sample(draw: &mut Draw) -> Self { Self { re: T::sample(draw), im: T::sample(draw) } } }\n";
    }
    if depends("glam") {
        text += GLAM;
    }
    text
}

const NALGEBRA: &str = "
extern crate nalgebra;
impl<T: Sample + self::nalgebra::Scalar, const R: usize, const C: usize> Sample for self::nalgebra::SMatrix<T, R, C> {
    fn sample(draw: &mut Draw) -> Self { Self::from_fn(|_, _| T::sample(draw)) }
}
impl<T: Sample + self::nalgebra::Scalar> Sample for self::nalgebra::DVector<T> {
    fn sample(draw: &mut Draw) -> Self { let n = draw.length; Self::from_fn(n, |_, _| T::sample(draw)) }
}
impl<T: Sample + self::nalgebra::Scalar> Sample for self::nalgebra::DMatrix<T> {
    fn sample(draw: &mut Draw) -> Self { let n = draw.length; Self::from_fn(n, n, |_, _| T::sample(draw)) }
}
impl<T: Sample + self::nalgebra::Scalar, const N: usize> Sample for self::nalgebra::OPoint<T, self::nalgebra::Const<N>> {
    fn sample(draw: &mut Draw) -> Self { Self { coords: self::nalgebra::SVector::sample(draw) } }
}
impl<T: Sample + self::nalgebra::Scalar> Sample for self::nalgebra::Quaternion<T> {
    fn sample(draw: &mut Draw) -> Self { Self { coords: self::nalgebra::SVector::sample(draw) } }
}
";

const GLAM: &str = "
macro_rules! glam_vectors { ($($t:ident $n:tt $s:ty),*) => { $(impl Sample for ::glam::$t { fn sample(draw: &mut Draw) -> Self { Self::from_array(<[$s; $n]>::sample(draw)) } })* } }
glam_vectors!(DVec2 2 f64, DVec3 3 f64, DVec4 4 f64, Vec2 2 f32, Vec3 3 f32, Vec3A 3 f32, Vec4 4 f32, DQuat 4 f64, Quat 4 f32);
macro_rules! glam_matrices { ($($t:ident $n:tt $s:ty),*) => { $(impl Sample for ::glam::$t { fn sample(draw: &mut Draw) -> Self { Self::from_cols_array(&<[$s; $n]>::sample(draw)) } })* } }
glam_matrices!(DMat2 4 f64, DMat3 9 f64, DMat4 16 f64, Mat2 4 f32, Mat3 9 f32, Mat4 16 f32);
";
