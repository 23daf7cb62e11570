//! Which arm of a macro takes the tokens of a call, and what its variables stand for.
//!
//! As in the compiler, all ways through a pattern are followed at once, token by token, and a fragment is parsed only
//! where nothing else is possible: what is not decided there is an error here, too. So no arm is taken that the compiler
//! would not take.

use super::definition::{Arm, Definition, Repeat, Step};
use super::fragment;
use super::tokens::{Flat, Token};
use crate::hashed::HashMap;
use proc_macro2::TokenStream;
use std::rc::Rc;

/// What a variable stands for: more than one fragment in a repetition.
#[derive(Debug)]
pub enum Bound {
    One(TokenStream),
    Many(Vec<Bound>),
}

/// The variables of an arm.
pub type Bindings = HashMap<String, Bound>;

/// More tokens are not looked at.
const MOST: usize = 20_000;

/// The arm that takes the tokens.
///
/// # Errors
/// Why none does.
pub fn find(definition: &Definition, tokens: TokenStream) -> Result<(&Arm, Bindings), String> {
    let input = Flat::of(tokens);
    let mut furthest = (0, Token::End);
    for arm in &definition.arms {
        match matched(&arm.pattern, &input)? {
            Ok(bindings) => return Ok((arm, bindings)),
            Err(stopped) if stopped.0 >= furthest.0 => furthest = stopped,
            Err(_) => {}
        }
    }
    Err(match furthest.1 {
        Token::End => "none of its arms ends where the call does".to_string(),
        token => format!("none of its arms takes {}", described(&token)),
    })
}

fn described(token: &Token) -> String {
    match token {
        Token::Word(text) | Token::Literal(text) | Token::Punct(text) => format!("`{text}` there"),
        Token::Lifetime(name) => format!("`'{name}` there"),
        Token::Open(_) => "the group there".to_string(),
        Token::Close => "so few tokens in a group".to_string(),
        Token::Fragment => "what another macro has passed on there".to_string(),
        Token::End => "so few tokens".to_string(),
    }
}

/// A way through a pattern.
#[derive(Clone)]
struct Way {
    step: usize,
    /// Which iterations of the repetitions it is in.
    within: Vec<usize>,
    passed: Option<Rc<Passed>>,
}

/// What a way has passed, the last first.
struct Passed {
    event: Event,
    before: Option<Rc<Passed>>,
}

enum Event {
    /// An iteration of the repetition that begins at a step.
    Iteration(usize, Vec<usize>),
    Variable(String, Vec<usize>, TokenStream),
}

impl Way {
    fn pass(&mut self, event: Event) {
        let before = self.passed.take();
        self.passed = Some(Rc::new(Passed { event, before }));
    }

    fn iterate(&mut self, start: usize) {
        self.pass(Event::Iteration(start, self.within.clone()));
        self.step = start + 1;
    }
}

/// What the variables of a pattern stand for; else where it stopped.
type Outcome = Result<Bindings, (usize, Token)>;

fn matched(pattern: &[Step], input: &Flat) -> Result<Outcome, String> {
    let mut ways = vec![Way {
        step: 0,
        within: Vec::new(),
        passed: None,
    }];
    let mut at = 0;
    for _ in 0..MOST {
        let (token, length) = input.token(at);
        let (mut next, mut fragments, mut done) = (Vec::new(), Vec::new(), Vec::new());
        let mut looked_at = 0;
        while let Some(mut way) = ways.pop() {
            looked_at += 1;
            if looked_at > MOST {
                return Err("its pattern has too many ways".to_string());
            }
            match pattern.get(way.step) {
                None if token == Token::End => done.push(way),
                None => {}
                Some(Step::Token(wanted)) if *wanted == token => {
                    way.step += 1;
                    next.push(way);
                }
                Some(Step::Variable(_, kind)) if fragment::may_begin(*kind, input, at) => {
                    fragments.push(way);
                }
                Some(Step::Separator(wanted, start)) if *wanted == token => {
                    again(&mut way, *start);
                    next.push(way);
                }
                Some(Step::Token(_) | Step::Variable(..) | Step::Separator(..)) => {}
                Some(Step::Start { repeat, end }) => {
                    if *repeat != Repeat::Some {
                        let mut past = way.clone();
                        past.step = *end;
                        ways.push(past);
                    }
                    let start = way.step;
                    way.within.push(0);
                    way.iterate(start);
                    ways.push(way);
                }
                Some(Step::End {
                    repeat,
                    start,
                    separated,
                }) => {
                    let mut past = way.clone();
                    past.within.pop();
                    past.step += 1 + usize::from(*separated);
                    ways.push(past);
                    match (repeat, separated) {
                        (Repeat::Optional, _) => {}
                        (_, true) => {
                            way.step += 1;
                            ways.push(way);
                        }
                        (_, false) => {
                            again(&mut way, *start);
                            ways.push(way);
                        }
                    }
                }
            }
        }
        match (token, next.len(), fragments.len(), done.len()) {
            (Token::End, 0, 0, 1) => {
                let passed = done.pop().and_then(|way| way.passed);
                return Ok(Ok(bindings(pattern, passed)));
            }
            (token, 0, 0, 0) => return Ok(Err((at, token))),
            (_, _, 0, 0) => {
                ways = next;
                at += length;
            }
            (_, 0, 1, 0) => {
                if let Some(mut way) = fragments.pop()
                    && let Some(Step::Variable(name, kind)) = pattern.get(way.step)
                {
                    let (tokens, end) = fragment::take(*kind, input, at).ok_or_else(|| {
                        format!("what stands for `${name}` is not read as `{}`", kind.name())
                    })?;
                    let within = way.within.clone();
                    way.pass(Event::Variable(name.clone(), within, tokens));
                    way.step += 1;
                    (ways, at) = (vec![way], end);
                }
            }
            _ => return Err("its pattern can take the call in several ways".to_string()),
        }
    }
    Err("the call is too long".to_string())
}

fn again(way: &mut Way, start: usize) {
    if let Some(last) = way.within.last_mut() {
        *last += 1;
    }
    way.iterate(start);
}

fn bindings(pattern: &[Step], mut passed: Option<Rc<Passed>>) -> Bindings {
    let mut all = Bindings::default();
    for (name, depth) in variables(pattern, 0, pattern.len()) {
        if depth > 0 {
            all.insert(name, Bound::Many(Vec::new()));
        }
    }
    let mut events = Vec::new();
    while let Some(this) = passed {
        passed = this.before.clone();
        events.push(this);
    }
    for passed in events.into_iter().rev() {
        match &passed.event {
            Event::Variable(name, within, tokens) => {
                put(&mut all, name, within, Bound::One(tokens.clone()));
            }
            Event::Iteration(start, within) => {
                let Some(Step::Start { end, .. }) = pattern.get(*start) else {
                    continue;
                };
                // What repeats inside of it may do so no time.
                for (name, depth) in variables(pattern, start + 1, *end) {
                    if depth > 0 {
                        put(&mut all, &name, within, Bound::Many(Vec::new()));
                    }
                }
            }
        }
    }
    all
}

/// The variables between two steps, and in how many of the repetitions there they are.
fn variables(pattern: &[Step], from: usize, to: usize) -> Vec<(String, usize)> {
    let (mut depth, mut all) = (0_usize, Vec::new());
    for step in &pattern[from..to] {
        match step {
            Step::Start { .. } => depth += 1,
            Step::End { .. } => depth = depth.saturating_sub(1),
            Step::Variable(name, _) => all.push((name.clone(), depth)),
            Step::Token(_) | Step::Separator(..) => {}
        }
    }
    all
}

/// Puts what a variable stands for where the iterations are in which it does.
fn put(all: &mut Bindings, name: &str, within: &[usize], what: Bound) {
    let Some((_, outer)) = within.split_last() else {
        all.insert(name.to_string(), what);
        return;
    };
    let mut list = all.get_mut(name);
    for at in outer {
        list = match list {
            Some(Bound::Many(inner)) => inner.get_mut(*at),
            _ => None,
        };
    }
    if let Some(Bound::Many(list)) = list {
        list.push(what);
    }
}
