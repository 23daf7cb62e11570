//! The text of the samples.

use super::samples;
use super::text;
use crate::optimise::optimise;
use crate::transform::{jvp, vjp};

#[test]
fn show() {
    for f in samples::all() {
        println!("{}", text(&f));
        for transform in [jvp, vjp] {
            let mut g = transform(&f).expect("a derivative");
            optimise(&mut g);
            println!("{g}\n{}", text(&g));
        }
    }
}
