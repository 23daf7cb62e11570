//! A crate in a folder of its own, outside the workspace, written from the README alone: plain, without the standard
//! library, and strict with itself.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A crate that depends on this one by path; gone when dropped.
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn new(name: &str, features: &str, main: &str) -> Crate {
        let folder = std::env::temp_dir().join(format!("ad-fresh-{name}-{}", std::process::id()));
        let (root, src) = (env!("CARGO_MANIFEST_DIR"), folder.join("src"));
        fs::create_dir_all(&src).expect("a folder can be made");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nad = {{ path = {root:?}{features} }}\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a file can be written");
        fs::write(src.join("main.rs"), main).expect("a file can be written");
        // The versions that the workspace has are on this machine.
        let _ = fs::copy(
            Path::new(root).join("Cargo.lock"),
            folder.join("Cargo.lock"),
        );
        Crate { folder }
    }

    /// Runs cargo offline; all crates share a target folder, so that dependencies are built once.
    fn cargo(&self, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fresh");
        Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo runs")
    }

    /// What the program prints, built without a warning.
    fn run(&self) -> String {
        let output = self.cargo(&["run", "--quiet"]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        assert!(!is_warned(&errors), "{errors}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Is there a message about the crate itself? What it depends on by path may have some of its own.
fn is_warned(messages: &str) -> bool {
    messages.contains("--> src")
}

const BODY: &str = r#"
use ad::differentiate;

/// Rosenbrock's valley.
#[differentiate(order = 2)]
#[must_use]
pub fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let a = 1.0 - x[i];
        let b = x[i + 1] - x[i] * x[i];
        sum += a * a + 100.0 * b * b;
    }
    sum
}

/// The error function's slope is known.
#[differentiate(derivative(x = 2.0 / core::f64::consts::PI.sqrt() * (-x * x).exp()))]
#[must_use]
pub fn erf(x: f64) -> f64 {
    x
}

/// A fixed rotation.
#[differentiate]
pub fn rotate(v: &mut [f64; 2], angle: f64) {
    let (s, c) = angle.sin_cos();
    *v = [v[0] * c - v[1] * s, v[0] * s + v[1] * c];
}

/// Of any scalar.
#[differentiate]
#[must_use]
pub fn polynomial<T: ad::Real>(c: &[T], x: T) -> T {
    let mut y = T::zero();
    for k in (0..c.len()).rev() {
        y = y * x + c[k];
    }
    y
}
"#;

const MAIN: &str = r#"
fn main() {
    let x = [-1.2, 1.0];
    let (value, gradient) = rosenbrock::value_and_grad(&x);
    println!("{value:.1} {gradient:.1?} {:.1?}", rosenbrock::hessian(&x));
    println!("{:.3}", erf::grad(0.0));
    let (mut v, mut v_bar) = ([1.0, 2.0], [1.0, 0.0]);
    let ((), angle) = rotate::vjp(&mut v, 0.0, &mut v_bar);
    println!("{v:?} {v_bar:?} {angle}");
    println!("{:?}", polynomial::grad(&[1.0, 2.0, 3.0], 2.0));
}
"#;

const PRINTED: &str = "24.2 [-215.6, -88.0] [[1330.0, 480.0], [480.0, 200.0]]\n1.128\n[1.0, 2.0] [1.0, 0.0] -2\n([1.0, 2.0, 4.0], 14.0)\n";

#[test]
fn plain() {
    let program = Crate::new("plain", "", &format!("//! A program.\n{BODY}{MAIN}"));
    assert_eq!(program.run(), PRINTED);
}

#[test]
fn strict_with_itself() {
    let lints = "#![warn(clippy::pedantic, missing_docs, unused)]\n#![allow(clippy::many_single_char_names, clippy::needless_range_loop)]";
    let program = Crate::new(
        "strict",
        "",
        &format!("//! A program.\n{lints}\n{BODY}{MAIN}"),
    );
    assert_eq!(program.run(), PRINTED);
    let clippy = program.cargo(&["clippy", "--quiet"]);
    let errors = String::from_utf8_lossy(&clippy.stderr);
    if !errors.contains("no such command") {
        assert!(clippy.status.success() && !is_warned(&errors), "{errors}");
    }
}

#[test]
fn without_the_standard_library() {
    let program = Crate::new(
        "bare",
        ", default-features = false",
        &format!("//! A program.\n#![no_std]\nextern crate std;\nuse std::println;\n{BODY}{MAIN}")
            .replace("core::f64::consts::PI.sqrt()", "1.772_453_850_905_516"),
    );
    assert_eq!(program.run(), PRINTED);
}

#[test]
fn unchecked_access() {
    let main = r#"
        use ad::differentiate;

        #[differentiate]
        fn weighted(x: &[f64], w: &mut [f64]) -> f64 {
            let n = x.len();
            let mut sum = 0.0;
            for i in 0..n {
                unsafe {
                    *w.get_unchecked_mut(i) *= *x.get_unchecked(n - 1 - i);
                    sum += *w.get_unchecked(i) * x.get_unchecked(i).sin();
                }
            }
            let rest = unsafe { x.get_unchecked(1..) };
            sum * rest[0] + unsafe { *x.first().unwrap_unchecked() }
        }

        fn main() {
            let (a, b) = (3.0_f64, 5.0_f64);
            let (mut w, mut w_bar) = ([1.0, 2.0], [0.0; 2]);
            let (value, g) = weighted::vjp(&[a, b], &mut w, 1.0, &mut w_bar);
            let sum = b * a.sin() + 2.0 * a * b.sin();
            assert!((value - (sum * b + a)).abs() < 1e-12);
            assert!((g[0] - ((b * a.cos() + 2.0 * b.sin()) * b + 1.0)).abs() < 1e-12);
            assert_eq!(w, [5.0, 6.0]);
            println!("checked");
        }
    "#;
    assert_eq!(Crate::new("unchecked", "", main).run(), "checked\n");
}

/// Implementations of an annotated trait that are not annotated are as good as any until their derivatives are asked for:
/// that is an error of the build. Neither is the derivative of a method with a body taken for that of another body.
#[test]
fn traits_that_are_implemented_without_annotation() {
    let main = r#"
        use ad::{Differentiable, differentiate};

        #[differentiate]
        trait Shape {
            fn area(&self) -> f64;
            fn scaled(&self, t: f64) -> f64 { t }
        }

        #[derive(Differentiable)]
        struct Bare { side: f64 }
        impl Shape for Bare {
            fn area(&self) -> f64 { self.side }
            fn scaled(&self, t: f64) -> f64 { 3.0 * t * self.side }
        }

        #[derive(Differentiable)]
        struct Part { side: f64 }
        #[differentiate]
        impl Shape for Part {
            fn area(&self) -> f64 { self.side * self.side }
            #[no_diff]
            fn scaled(&self, t: f64) -> f64 { 5.0 * t }
        }

        #[differentiate]
        fn area<T: Shape + Differentiable>(shape: &T) -> f64 { shape.area() }
        #[differentiate]
        fn scaled<T: Shape + Differentiable>(shape: &T, t: f64) -> f64 { shape.scaled(t) }

        fn main() {
            let (bare, part) = (Bare { side: 2.0 }, Part { side: 2.0 });
            println!("{} {} {:?}", area(&bare), scaled(&bare, 1.0) + scaled(&part, 1.0), area::grad(&part).side);
            // HERE
        }
    "#;
    assert_eq!(Crate::new("implemented", "", main).run(), "2 11 4.0\n");
    for (asked, why) in [
        ("area::grad(&bare);", "`area` of this type is not annotated"),
        (
            "scaled::grad(&bare, 1.0);",
            "`impl Shape` of this type is not annotated",
        ),
        (
            "scaled::jvp(&bare, 1.0, &bare.zero_tangent(), 1.0);",
            "`impl Shape` of this type is not annotated",
        ),
        (
            "scaled::grad(&part, 1.0);",
            "`scaled` of this type is marked `#[no_diff]`",
        ),
    ] {
        let program = Crate::new("implemented", "", &main.replace("// HERE", asked));
        assert!(program.cargo(&["check", "--quiet"]).status.success());
        let output = program.cargo(&["build", "--quiet"]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && errors.contains(why),
            "{asked}\n{errors}"
        );
    }
}
