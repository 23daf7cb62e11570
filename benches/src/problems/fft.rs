//! A fast Fourier transform in place, and the weighted power of its spectrum.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// Transforms in place: radix 2, `roots` holds the cosines and sines of the first half of the circle.
#[differentiate(wrt(re, im))]
pub fn fft(re: &mut [f64], im: &mut [f64], roots: &[(f64, f64)]) {
    let n = re.len();
    let bits = n.trailing_zeros();
    for i in 0..n {
        let j = i.reverse_bits() >> (usize::BITS - bits);
        if i < j {
            re.swap(i, j);
            im.swap(i, j);
        }
    }
    for stage in 0..bits {
        let half = 1_usize << stage;
        let stride = n / (2 * half);
        for block in 0..stride {
            for k in 0..half {
                let (cos, sin) = roots[k * stride];
                let low = block * 2 * half + k;
                let high = low + half;
                let turned_re = re[high] * cos + im[high] * sin;
                let turned_im = im[high] * cos - re[high] * sin;
                re[high] = re[low] - turned_re;
                im[high] = im[low] - turned_im;
                re[low] += turned_re;
                im[low] += turned_im;
            }
        }
    }
}

/// The power of the spectrum of a real signal, by weights.
#[differentiate(wrt(signal))]
pub fn power(signal: &[f64], weights: &[f64], roots: &[(f64, f64)]) -> f64 {
    let mut re = signal.to_vec();
    let mut im = vec![0.0; signal.len()];
    fft(&mut re, &mut im, roots);
    let mut power = 0.0;
    for i in 0..signal.len() {
        power += weights[i] * (re[i] * re[i] + im[i] * im[i]);
    }
    power
}

/// Its value and gradient: the transform is symmetric, and linear.
pub fn power_hand(signal: &[f64], weights: &[f64], roots: &[(f64, f64)]) -> (f64, Vec<f64>) {
    let n = signal.len();
    let mut re = signal.to_vec();
    let mut im = vec![0.0; n];
    fft(&mut re, &mut im, roots);
    let mut power = 0.0;
    let (re, im) = (&mut re[..n], &mut im[..n]);
    for i in 0..n {
        power += weights[i] * (re[i] * re[i] + im[i] * im[i]);
        // The adjoint is the transform of the conjugate.
        re[i] *= 2.0 * weights[i];
        im[i] *= -2.0 * weights[i];
    }
    fft(re, im, roots);
    (power, re.to_vec())
}

fn roots(n: usize) -> &'static [(f64, f64)] {
    (0..n / 2)
        .map(|k| {
            let (sin, cos) = (std::f64::consts::TAU * k as f64 / n as f64).sin_cos();
            (cos, sin)
        })
        .collect::<Vec<_>>()
        .leak()
}

/// A thousand points.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "FFT 1024", || {
        let mut random = Random::new(6);
        let input = (
            random.normals(1024),
            random.uniforms(1024, 0.0, 1.0),
            roots(1024),
        );
        Variants::over(input)
            .primal(|(x, w, roots)| power(x, w, roots))
            .hand(|(x, w, roots)| power_hand(x, w, roots))
            .generated(|(x, w, roots)| power::value_and_grad(x, w, roots))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = Random::new(1).uniforms(16, -1.0, 1.0);
        let w = Random::new(2).uniforms(16, 0.0, 1.0);
        let (value, gradient) = power_hand(x, w, roots(16));
        assert_eq!(value, power(x, w, roots(16)));
        assert_gradient(|x| power(x, w, roots(16)), x, &gradient);
    }
}
