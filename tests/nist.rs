//! Runs the tests of the example `nist`, which `cargo test` builds but does not run.

#[allow(dead_code)]
#[path = "../examples/nist/main.rs"]
mod nist;
