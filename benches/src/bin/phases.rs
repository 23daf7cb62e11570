//! Expansion by phase, as numbers: milliseconds for 100 lines, then how much text grows. A program of its own, so that
//! it can be built as macros are: without optimisation.

fn main() {
    let expansion = ad_benches::compile::phases::measure(5);
    for milliseconds in expansion.milliseconds {
        println!("{milliseconds}");
    }
    println!("{}", expansion.growth);
}
