//! What users are told: every message with its position, by what makes it appear.
//!
//! After a change of a message, `TRYBUILD=overwrite cargo test --test ui` writes the new ones.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}
