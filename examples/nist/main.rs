//! Fits NIST's 27 nonlinear regression problems.
mod accuracy;
mod data;
mod fit;
mod models;
mod problems;
mod shim;

fn main() {
    let bound: f64 = std::env::args().nth(1).map_or(100.0, |b| b.parse().unwrap());
    for problem in problems::problems() {
        for start in 0..2 {
            let f = problem.fit(problem.data.start(start), bound);
            let d = accuracy::fewest_digits(f.parameters.iter().zip(&problem.data.parameters).map(|(p, c)| (*p, c.certified)));
            let s = accuracy::fewest_digits(f.deviations.iter().zip(&problem.data.parameters).map(|(p, c)| (*p, c.deviation)));
            let r = accuracy::digits(f.residual_sum_of_squares, problem.data.residual_sum_of_squares);
            println!("{:10} {} {d:6.2} {s:6.2} {r:6.2}  {:5} {:5} {:?} slope {:.1e} rank {}/{} {:?}{}", problem.data.name, start + 1, f.iterations, f.evaluations, f.termination, f.slope, f.rank, f.parameters.len(), f.without_effect,
            if d < 6.0 { format!("  rss ratio {:.4e} {:?}", f.residual_sum_of_squares/problem.data.residual_sum_of_squares, f.parameters.as_slice()) } else {String::new()});
        }
    }
}
