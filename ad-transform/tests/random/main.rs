//! Random functions of the IR, differentiated every way and run: millions of programs, no rustc involved.
//!
//! `AD_RANDOM_PROGRAMS=3000000 cargo test -p ad-transform --test random` runs more of them, `AD_RANDOM_SEED=1` others.
//! A program that fails is made smaller and printed with the list of decisions that makes it, to be kept in
//! `regressions.rs`.

mod check;
mod choices;
mod generate;
mod inputs;
mod regressions;
mod shrink;

use check::{Failure, Verdict, check};
use choices::Choices;
use generate::program;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes a program and checks it; a panic of the compiler is a failure like another.
fn run(choices: &mut Choices) -> Result<Verdict, Failure> {
    let program = program(choices);
    catch_unwind(AssertUnwindSafe(|| check(&program))).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        let functions: String = program.functions.iter().map(ToString::to_string).collect();
        Err(format!(
            "panic: {}\n{functions}",
            message.unwrap_or_default()
        ))
    })
}

/// The kind of a failure, so that shrinking stays with it.
fn kind(failure: &Failure) -> String {
    failure
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(24)
        .collect()
}

fn report(seed: u64) -> String {
    let mut choices = Choices::from_seed(seed);
    let Err(first) = run(&mut choices) else {
        return format!("seed {seed} passes now");
    };
    let taken = choices.taken();
    let fails = |candidate: &[u8]| {
        run(&mut Choices::replay(candidate)).is_err_and(|e| kind(&e) == kind(&first))
    };
    let small = shrink::shrink(taken, fails);
    let mut choices = Choices::replay(&small);
    let failure = run(&mut choices).err().unwrap_or(first);
    format!("seed {seed}, choices {small:?}:\n{failure}")
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(default)
}

#[test]
fn transforms_agree_with_dual_numbers_and_with_each_other() {
    let programs = number("AD_RANDOM_PROGRAMS", 100_000);
    let first = number("AD_RANDOM_SEED", 0) << 32;
    let wanted = number("AD_RANDOM_FAILURES", 1);
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get() as u64);
    let (next, discarded, failed) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let refused = Mutex::new(BTreeMap::<String, u64>::new());
    std::panic::set_hook(Box::new(|_| {}));
    let reports: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut reports = Vec::new();
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        if n >= programs || failed.load(Ordering::Relaxed) >= wanted {
                            return reports;
                        }
                        match run(&mut Choices::from_seed(first + n)) {
                            Ok(Verdict::Passed) => {}
                            Ok(Verdict::Discarded) => _ = discarded.fetch_add(1, Ordering::Relaxed),
                            Ok(Verdict::Refused(why)) => {
                                *refused.lock().expect("no panics").entry(why).or_default() += 1;
                            }
                            Err(_) => {
                                failed.fetch_add(1, Ordering::Relaxed);
                                reports.push(report(first + n));
                            }
                        }
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|w| w.join().expect("a worker"))
            .collect()
    });
    let _ = std::panic::take_hook();
    assert!(reports.is_empty(), "{}", reports.join("\n\n"));
    let (discarded, refused) = (
        discarded.into_inner(),
        refused.into_inner().expect("no panics"),
    );
    println!("{discarded} of {programs} programs were discarded, and refused: {refused:#?}");
    assert!(
        refused.values().sum::<u64>() * 20 < programs,
        "too many programs are refused: {refused:#?}"
    );
    assert!(
        discarded * 5 < programs,
        "{discarded} of {programs} programs were discarded"
    );
}

#[test]
#[ignore = "prints programs, to see what they are like"]
fn show() {
    let first = number("AD_RANDOM_SEED", 0);
    let (mut stmts, mut sizes) = (BTreeMap::<String, usize>::new(), 0);
    let n = number("AD_RANDOM_PROGRAMS", 3);
    for seed in first..first + n {
        let p = program(&mut Choices::from_seed(seed));
        for f in &p.functions {
            if n < 10 {
                println!("{f}");
            }
            ad_transform::ir::visit::statements(&f.body, &mut |s| {
                let text = format!("{:?}", s.op);
                let name = text.split(['(', ' ']).next().unwrap().to_string();
                *stmts.entry(name).or_default() += 1;
                sizes += 1;
            });
        }
    }
    println!("{sizes} {stmts:?}");
}
