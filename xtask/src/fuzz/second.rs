//! Second derivatives against differences of the first ones.

use super::scope::Ty;
use std::fmt::Write;

/// What compares them, in the program. What jumps or has a kink nearby has no second derivative: there the quotients of two
/// steps differ.
pub const CHECKED: &str = r#"
fn second(
    name: &str,
    x: &[f64],
    grad: impl Fn(&[f64]) -> Vec<f64> + std::panic::RefUnwindSafe,
    hvp: impl Fn(&[f64], &[f64]) -> Vec<f64> + std::panic::RefUnwindSafe,
) -> bool {
    let compared = std::panic::catch_unwind(|| {
        let along: Vec<f64> = (0..x.len()).map(|i| (i as f64 * 1.7 + 0.4).cos()).collect();
        let quotient = |h: f64| {
            let at = |h: f64| grad(&x.iter().zip(&along).map(|(x, d)| x + h * d).collect::<Vec<_>>());
            at(h).iter().zip(at(-h)).map(|(p, m)| (p - m) / (2.0 * h)).collect::<Vec<_>>()
        };
        let (fine, coarse, got) = (quotient(1e-5), quotient(4e-5), hvp(x, &along));
        let mut right = true;
        for (i, &got) in got.iter().enumerate() {
            let settled = (fine[i] - coarse[i]).abs() <= 1e-5 * (1.0 + fine[i].abs());
            if settled && !((got - fine[i]).abs() <= 1e-4 * (1.0 + fine[i].abs())) {
                println!("{name}: number {i} of the second derivative is {got}, and the quotient {}\n", fine[i]);
                right = false;
            }
        }
        right
    });
    compared.unwrap_or_else(|_| { println!("{name} panics in its second derivative\n"); false })
}

"#;

/// A line that checks a function at the arguments.
pub fn checked(name: &str, params: &[Ty], args: &[&str]) -> String {
    let (mut start, mut passed) = (Vec::new(), Vec::new());
    let (mut along, mut parts, mut flat) = (Vec::new(), Vec::new(), String::new());
    for (k, (ty, arg)) in params.iter().zip(args).enumerate() {
        let at = start.len();
        let n = |text: &str| text.matches('.').count();
        match ty {
            Ty::Float => {
                start.push((*arg).to_string());
                passed.push(format!("x[{at}]"));
                along.push(format!("d[{at}]"));
                write!(flat, "flat.push(g{k}); ").expect("a string");
            }
            Ty::Slice | Ty::Array => {
                let end = at + n(arg);
                let list = arg.trim_start_matches('&').trim_matches(['[', ']']);
                start.extend(list.split(", ").map(str::to_string));
                let array = format!("<[f64; 3]>::try_from(&x[{at}..{end}]).unwrap()");
                let direction = format!("&<[f64; 3]>::try_from(&d[{at}..{end}]).unwrap()");
                match ty {
                    Ty::Slice => passed.push(format!("&x[{at}..{end}]")),
                    _ => passed.push(array),
                }
                match ty {
                    Ty::Slice => along.push(format!("&d[{at}..{end}]")),
                    _ => along.push(direction),
                }
                write!(flat, "flat.extend(g{k}); ").expect("a string");
            }
            Ty::Point => {
                start.extend(["0.4", "-1.1", "0.8"].map(str::to_string));
                let of = |from: &str| {
                    format!(
                        "at: [{from}[{at}], {from}[{}]], weight: {from}[{}]",
                        at + 1,
                        at + 2
                    )
                };
                passed.push(format!("Point {{ {} }}", of("x")));
                along.push(format!("&PointTangent {{ {} }}", of("d")));
                write!(flat, "flat.extend(g{k}.at); flat.push(g{k}.weight); ").expect("a string");
            }
            _ => {
                passed.push((*arg).to_string());
                continue;
            }
        }
        parts.push(format!("g{k}"));
    }
    let pattern = match &parts[..] {
        [one] => one.clone(),
        several => format!("({})", several.join(", ")),
    };
    let (start, passed, along) = (start.join(", "), passed.join(", "), along.join(", "));
    let flatten =
        |of: String| format!("{{ let {pattern} = {of}; let mut flat = Vec::new(); {flat}flat }}");
    format!(
        "    failures += usize::from(!second(\"{name}\", &[{start}], |x| {}, |x, d| {}));\n",
        flatten(format!("{name}::grad({passed})")),
        flatten(format!("{name}::hvp({passed}, {along}).1")),
    )
}
