use ad::differentiate;

#[differentiate]
fn iterator(values: impl Iterator<Item = impl Into<f64>>, x: f64) -> f64 {
    values.map(Into::into).sum::<f64>() * x
}

#[differentiate]
fn borrowed(x: &mut [f64]) -> &mut f64 {
    &mut x[0]
}

#[differentiate]
fn beside<'a>(x: &'a [f64], y: &mut f64) -> &'a f64 {
    *y += x[0];
    &x[0]
}

#[differentiate]
fn never(x: f64) -> ! {
    panic!("{x}")
}

#[differentiate]
fn conditional(x: f64, #[cfg(unix)] y: f64) -> f64 {
    x + y
}

fn main() {
    iterator(core::iter::empty::<f64>(), 1.0);
    borrowed(&mut [1.0]);
    beside(&[1.0], &mut 1.0);
    conditional(1.0, 1.0);
    never(1.0);
}
