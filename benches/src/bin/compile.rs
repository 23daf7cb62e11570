//! `cargo run --release --bin compile`: what compiling costs.

use ad_benches::compile::{crates, phases};
use std::process::Command;

fn main() {
    for profile in ["release", "macros", "dev"] {
        match expansion(profile) {
            Ok(numbers) => {
                print!("expansion, profile {profile}, ms/100 lines: ");
                for (phase, number) in phases::PHASES.iter().zip(&numbers) {
                    print!("{phase} {number:.2}  ");
                }
                println!(
                    "total {:.2}, growth {:.1}",
                    numbers[..5].iter().sum::<f64>(),
                    numbers[5]
                );
            }
            Err(error) => println!("expansion, profile {profile}: {error}"),
        }
    }
    for command in [
        &["check", "--quiet"][..],
        &["build", "--quiet"],
        &["build", "--quiet", "--release"],
    ] {
        for with in [false, true] {
            println!(
                "cargo {command:?}, with annotations: {with}: {:?}",
                crates::annotated(command, with)
            );
        }
    }
    println!("macro crates, release: {:?}", crates::macros());
    crates::clean();
}

fn expansion(profile: &str) -> Result<Vec<f64>, String> {
    let output = Command::new("cargo")
        .args(["run", "--quiet", "--bin", "phases", "--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .map_err(|error| error.to_string())?;
    let numbers: Vec<f64> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.parse().ok())
        .collect();
    if numbers.len() == 6 {
        Ok(numbers)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
