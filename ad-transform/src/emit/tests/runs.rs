//! The text compiles without a warning, and runs.

use super::{item, samples};
use crate::ir::{Function, Mode};
use crate::optimise::optimise;
use crate::transform::{jvp, vjp};
use std::path::Path;
use std::process::Command;

/// A function and what is made of it, `f`, `f_vjp`, `f_vjp_jvp`, ..
fn family(f: &Function, modes: &[&[Mode]]) -> String {
    let mut text = item(f, &f.name).to_string();
    for modes in modes {
        let mut g = f.clone();
        let mut name = f.name.clone();
        for mode in *modes {
            let transform = match mode {
                Mode::Jvp => jvp,
                Mode::Vjp => vjp,
                Mode::Lanes => unreachable!("no family has it"),
            };
            g = transform(&g).unwrap_or_else(|error| panic!("{}: {error}", f.name));
            optimise(&mut g);
            name = format!("{name}_{mode:?}").to_lowercase();
        }
        text.push_str(&item(&g, &name).to_string());
    }
    text
}

/// What the functions must do.
const CHECKS: &str = r#"
    use ad::__private::{NoTangent, Sink};

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-6 * (1.0 + b.abs()), "{a} instead of {b}");
    }

    /// The derivative by central differences.
    fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
        let h = 1e-6;
        (f(x + h) - f(x - h)) / (2.0 * h)
    }

    fn main() {
        let x = [1.5, -0.5, 0.25];
        let v = [0.3, 0.7, -0.2];
        let at = |t: f64| -> Vec<f64> { x.iter().zip(&v).map(|(x, v)| x + t * v).collect() };
        let along = slope(|t| rosenbrock(&at(t)), 0.0);
        near(rosenbrock_jvp(&x, &v[..]).1, along);
        let mut x_bar = vec![0.0; 3];
        near(rosenbrock_vjp(&x, &1.0, &mut x_bar), rosenbrock(&x));
        near(x_bar.iter().zip(&v).map(|(a, b)| a * b).sum(), along);
        near(rosenbrock_vjp(&x, NoTangent, Sink), rosenbrock(&x));
        let gradient_along = |t: f64| {
            let mut bar = vec![0.0; 3];
            rosenbrock_vjp(&at(t), &1.0, &mut bar);
            bar[1]
        };
        let (mut bar, mut dot) = (vec![0.0; 3], vec![0.0; 3]);
        rosenbrock_vjp_jvp(&x, &1.0, &mut bar, &v[..], NoTangent, &mut dot);
        near(dot[1], slope(gradient_along, 0.0));

        near(fibonacci(10, 2.0), 110.0);
        let mut x_bar = 0.0;
        fibonacci_vjp(10, 2.0, &1.0, (), &mut x_bar);
        near(x_bar, 55.0);

        near(root(2.0), 2.0_f64.sqrt());
        near(root_jvp(2.0, &1.0).1, 0.5 / 2.0_f64.sqrt());
        let mut a_bar = 0.0;
        root_vjp(2.0, &1.0, &mut a_bar);
        near(a_bar, 0.5 / 2.0_f64.sqrt());

        let mut y = [0.25, -1.0, 4.0, 9.0];
        clipped(&mut y, 3.0);
        near(y[0], 0.5);
        near(y[2], 4.0);
    }
"#;

#[test]
#[ignore = "builds a crate: slow"]
fn builds_and_runs() {
    use Mode::{Jvp, Vjp};
    let orders: &[&[Mode]] = &[&[Jvp], &[Vjp], &[Vjp, Jvp], &[Vjp, Vjp]];
    let mut text = String::from("#![deny(warnings)]\n#![allow(unused, dead_code)]\n");
    for f in samples::all() {
        text.push_str(&family(&f, orders));
    }
    text.push_str(CHECKS);
    let formatted = syn::parse_file(&text).map_or(text, |file| prettyplease::unparse(&file));
    run(&formatted);
}

fn run(text: &str) {
    let dir = std::env::temp_dir().join("ad-emit-runs");
    std::fs::create_dir_all(dir.join("src")).expect("a directory");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("ad-runtime");
    let manifest = format!(
        "[package]\nname = \"emit-runs\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         ad = {{ package = \"ad-runtime\", path = {runtime:?} }}\n\n[workspace]\n"
    );
    std::fs::write(dir.join("Cargo.toml"), manifest).expect("a manifest");
    std::fs::write(dir.join("src/main.rs"), text).expect("a program");
    let status = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet"])
        .current_dir(&dir)
        .status();
    assert!(
        status.expect("cargo runs").success(),
        "see {}",
        dir.display()
    );
}
