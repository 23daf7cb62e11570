//! Tools of this repository: `cargo run -p xtask --release -- corpus --help`.

mod corpus;

fn main() {
    let mut args = std::env::args().skip(1);
    let result = match args.next().as_deref() {
        Some("corpus") => corpus::run(args),
        _ => Err("cargo run -p xtask --release -- corpus [--help]".to_string()),
    };
    if let Err(message) = result {
        eprintln!("{message}");
        std::process::exit(1);
    }
}
