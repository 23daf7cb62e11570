// What is imported out of a private module leaves its derivatives there, as the name stands for the module, too.
#[path = "private_module/main.rs"]
mod program;

fn main() {
    println!("{}", program::twice::grad(1.5));
}
