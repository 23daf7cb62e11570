//! Tools of this repository: `cargo run -p xtask --release -- corpus --help`.

mod corpus;
mod fuzz;

fn main() {
    let mut args = std::env::args().skip(1);
    let result = match args.next().as_deref() {
        Some("corpus") => corpus::run(args),
        Some("fuzz") => fuzz::run(args),
        _ => Err("cargo run -p xtask --release -- corpus|fuzz [--help]".to_string()),
    };
    if let Err(message) = result {
        eprintln!("{message}");
        std::process::exit(1);
    }
}
