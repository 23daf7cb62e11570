//! Programs that failed once, by the decisions that make them, or by their seed. They are programs only as long as the
//! generator stays as it is: each bug has a test of its own besides, among those of the passes or of the derivatives.

use crate::check::Verdict;
use crate::choices::Choices;
use crate::run;

fn passes(mut choices: Choices) {
    match run(&mut choices) {
        Ok(verdict) => assert!(matches!(verdict, Verdict::Passed), "it is not checked"),
        Err(failure) => panic!("{failure}"),
    }
}

/// A quotient of the function that reverse mode computes again was guarded as one of cotangents, and a branch asks the sign of
/// the zero that it is.
#[test]
fn a_zero_that_is_computed_again_keeps_its_sign() {
    passes(Choices::replay(&[
        0, 0, 0, 10, 0, 60, 0, 30, 11, 0, 30, 13, 0, 30, 19, 2, 160, 0, 1, 16, 8, 0, 1, 43, 0, 3,
        0, 0, 0, 0, 0, 0, 2, 133, 2, 106, 0, 80, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 58, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 2, 92, 0, 0, 0, 0, 0, 0, 2, 169, 2, 157, 0, 0, 0, 0, 0, 0, 0, 2, 16, 0,
        40, 0, 0, 0, 10, 0, 0, 1, 5, 6, 2, 92, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 92, 0, 0,
        2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 106, 1, 0, 0, 1, 5, 0,
        0, 1, 3, 0, 0, 0, 0, 0, 0, 1, 0, 30, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        51,
    ]));
}

/// What a call is given again was computed in another order, and differed in the last bit.
#[test]
fn what_a_call_is_given_again_is_the_same() {
    passes(Choices::from_seed(54009));
}
