//! What a variant returns, as a flat list of numbers, so that variants can be compared.

/// Something made of floats.
pub trait Numbers {
    /// Appends the floats in order.
    fn append_to(&self, list: &mut Vec<f64>);
}

impl Numbers for f64 {
    fn append_to(&self, list: &mut Vec<f64>) {
        list.push(*self);
    }
}

impl<T: Numbers> Numbers for Vec<T> {
    fn append_to(&self, list: &mut Vec<f64>) {
        self.iter().for_each(|element| element.append_to(list));
    }
}

impl<T: Numbers, const N: usize> Numbers for [T; N] {
    fn append_to(&self, list: &mut Vec<f64>) {
        self.iter().for_each(|element| element.append_to(list));
    }
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: Numbers),*> Numbers for ($($name,)*) {
            #[allow(non_snake_case, unused_variables)]
            fn append_to(&self, list: &mut Vec<f64>) {
                let ($($name,)*) = self;
                $($name.append_to(list);)*
            }
        }
    )*};
}
tuples! { () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) }

/// The largest difference between two lists, relative to the largest magnitude in either and at least 1e-300.
///
/// Relative to the whole list, because a component of a gradient that is nearly zero by cancellation has no relative
/// accuracy in any method. Infinite where lengths differ or something is not a number.
pub fn relative_difference(a: &[f64], b: &[f64]) -> f64 {
    if a.len() != b.len() {
        return f64::INFINITY;
    }
    let largest = a
        .iter()
        .chain(b)
        .fold(1e-300_f64, |largest, x| largest.max(x.abs()));
    a.iter().zip(b).fold(0.0, |worst, (x, y)| {
        let difference = (x - y).abs() / largest;
        if difference.is_nan() {
            f64::INFINITY
        } else {
            worst.max(difference)
        }
    })
}
