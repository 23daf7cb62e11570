//! The distance of two points on a sphere.

use crate::case::{Case, Group, Variants};
use crate::peers::{self, Haversine};
use ad::differentiate;

/// The Earth's mean radius in kilometres.
pub const RADIUS: f64 = 6371.0088;

/// The distance along the great circle, angles in radians.
#[differentiate]
pub fn haversine(latitude1: f64, longitude1: f64, latitude2: f64, longitude2: f64) -> f64 {
    let sin_latitude = ((latitude2 - latitude1) * 0.5).sin();
    let sin_longitude = ((longitude2 - longitude1) * 0.5).sin();
    let a = sin_latitude * sin_latitude
        + latitude1.cos() * latitude2.cos() * sin_longitude * sin_longitude;
    2.0 * RADIUS * a.sqrt().asin()
}

/// Its value and gradient.
pub fn haversine_hand(
    latitude1: f64,
    longitude1: f64,
    latitude2: f64,
    longitude2: f64,
) -> (f64, (f64, f64, f64, f64)) {
    let (sin_latitude, cos_latitude) = ((latitude2 - latitude1) * 0.5).sin_cos();
    let (sin_longitude, cos_longitude) = ((longitude2 - longitude1) * 0.5).sin_cos();
    let (sin1, cos1) = latitude1.sin_cos();
    let (sin2, cos2) = latitude2.sin_cos();
    let squared = sin_longitude * sin_longitude;
    let a = sin_latitude * sin_latitude + cos1 * cos2 * squared;
    let root = a.sqrt();

    // d asin(sqrt(a)) / da = 1 / (2 sqrt(a) sqrt(1 - a)); the factor 2 of the distance cancels the half.
    let a_bar = RADIUS / (root * (1.0 - a).sqrt());
    let half_latitude_bar = a_bar * sin_latitude * cos_latitude;
    let longitude_bar = a_bar * cos1 * cos2 * sin_longitude * cos_longitude;
    let latitude1_bar = -half_latitude_bar - a_bar * squared * sin1 * cos2;
    let latitude2_bar = half_latitude_bar - a_bar * squared * cos1 * sin2;
    let distance = 2.0 * RADIUS * root.asin();
    (
        distance,
        (latitude1_bar, -longitude_bar, latitude2_bar, longitude_bar),
    )
}

/// From Paris to Tokyo.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Kernels, "haversine", || {
        Variants::over((0.8527, 0.0411, 0.6227, 2.4391))
            .primal(|(a, b, c, d)| haversine(a, b, c, d))
            .hand(|(a, b, c, d)| haversine_hand(a, b, c, d))
            .generated(|(a, b, c, d)| haversine::value_and_grad(a, b, c, d))
            .with("Dual", |(a, b, c, d)| {
                peers::dual::<4>(Haversine, &[a, b, c, d])
            })
            .with("num-dual", |(a, b, c, d)| {
                peers::num_dual::<4>(Haversine, &[a, b, c, d])
            })
            .with("echidna", |(a, b, c, d)| {
                peers::echidna(Haversine, &[a, b, c, d])
            })
            .with("ad_trait", {
                let function = peers::ad_trait(Haversine, 4);
                move |(a, b, c, d)| function(&[a, b, c, d])
            })
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let (value, (a, b, c, d)) = haversine_hand(0.8527, 0.0411, 0.6227, 2.4391);
        assert_eq!(value, haversine(0.8527, 0.0411, 0.6227, 2.4391));
        let distance = |x: &[f64]| haversine(x[0], x[1], x[2], x[3]);
        assert_gradient(distance, &[0.8527, 0.0411, 0.6227, 2.4391], &[a, b, c, d]);
    }
}
