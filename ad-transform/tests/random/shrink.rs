//! Making a failing list of decisions smaller while it fails.

/// The smallest list found that still fails, by dropping parts and lowering numbers.
pub fn shrink(mut choices: Vec<u8>, mut fails: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut attempts = 20_000;
    let mut improve = |best: &mut Vec<u8>, candidate: Vec<u8>| {
        if attempts == 0 {
            return false;
        }
        attempts -= 1;
        let better = fails(&candidate);
        if better {
            *best = candidate;
        }
        better
    };
    loop {
        let before = choices.clone();
        drop_parts(&mut choices, &mut improve);
        lower_numbers(&mut choices, &mut improve);
        if choices == before {
            return choices;
        }
    }
}

type Improve<'a> = dyn FnMut(&mut Vec<u8>, Vec<u8>) -> bool + 'a;

fn drop_parts(choices: &mut Vec<u8>, improve: &mut Improve<'_>) {
    for size in [256, 128, 64, 32, 16, 8, 6, 5, 4, 3, 2, 1] {
        let mut at = choices.len();
        while at > 0 {
            at -= 1;
            if at + size > choices.len() {
                continue;
            }
            let mut candidate = choices.clone();
            candidate.drain(at..at + size);
            improve(choices, candidate);
        }
    }
}

fn lower_numbers(choices: &mut Vec<u8>, improve: &mut Improve<'_>) {
    for size in [16, 8, 4, 2] {
        for at in (0..choices.len()).step_by(size) {
            let end = (at + size).min(choices.len());
            if choices[at..end].iter().any(|c| *c != 0) {
                let mut candidate = choices.clone();
                candidate[at..end].fill(0);
                improve(choices, candidate);
            }
        }
    }
    for at in 0..choices.len() {
        let mut low = 0;
        while at < choices.len() && low < choices[at] {
            let mut candidate = choices.clone();
            candidate[at] = low;
            if !improve(choices, candidate) {
                low = low + 1 + (choices[at] - low) / 2;
            }
        }
    }
}
