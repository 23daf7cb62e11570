//! What must hold of every program and its transforms.

mod lanes;

use crate::choices::Rng;
use crate::generate::Program;
use crate::inputs::{dual_inputs, inputs, tangent_of, tangents};
use ad_transform::interp::{Dual, Input, Memory, Module, Outcome};
use ad_transform::ir::verify::verify;
use ad_transform::ir::{Access, BaseKind, Function, Mode, Output, Param, ParamKind};
use ad_transform::optimise::{adjoint, edges, finish, guards, once, optimise, sums};
use ad_transform::transform::{Passes, jvp, vjp, vjp_with};

/// What came of a program.
pub enum Verdict {
    /// Everything holds.
    Passed,
    /// The program itself panics, or its values leave the range in which numbers can be compared.
    Discarded,
    /// A transform says that it cannot be differentiated.
    Refused(String),
}

/// How a program fails, for a person to read.
pub type Failure = String;

type Check<T> = Result<T, Failure>;
type Tangents = Vec<Option<Memory<f64>>>;

const J: Mode = Mode::Jvp;
const V: Mode = Mode::Vjp;

/// The transforms, and those of transforms, that are checked, by [`Program::depth`].
const ORDERS: [&[&[Mode]]; 3] = [
    &[&[], &[J], &[V]],
    &[&[J, J], &[J, V], &[V, J]],
    &[&[V, V], &[V, J, J], &[J, V, J]],
];

const FUEL: u64 = 200_000;
/// Values and derivatives beyond this are not compared.
const MODERATE: f64 = 1e5;
const TOLERANCE: f64 = 1e-7;

/// Checks a program: both transforms of it, and the transforms of those.
pub fn check(program: &Program) -> Check<Verdict> {
    let f = program.functions.last().expect("a program has a function");
    for f in &program.functions {
        verify(f)?;
    }
    let rng = &mut Rng(1);
    let module = match module(program) {
        Ok(module) => module,
        Err(Stop::Refused(why)) => return Ok(Verdict::Refused(why)),
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    let arguments = inputs(f, rng);
    let directions = tangents(f, &arguments, rng);
    let at = Point {
        program,
        module: &module,
        name: &f.name,
        modes: Vec::new(),
        inputs: arguments,
        tangents: directions,
    };
    at.check_all(rng)
}

/// The functions, their transforms, and the transforms of those.
fn module(program: &Program) -> Result<Module, Stop> {
    let mut module = Module::default();
    let table = [0.3, -0.6, 0.9, 0.1].map(Memory::float).to_vec();
    module.insert_constant("TABLE", Memory::Sequence(table));
    for f in &program.functions {
        let prepare = |mut f: Function| {
            if program.optimised {
                optimise(&mut f);
            }
            f
        };
        for modes in ORDERS[..=program.depth].iter().copied().flatten() {
            let g = match modes.split_last() {
                None => f.clone(),
                Some((last, before)) => transformed(
                    module.get(&f.name, before).expect("made before"),
                    *last,
                    program.one_by_one,
                )?,
            };
            module.insert(&f.name, modes, prepare(g));
        }
        lanes::insert(&mut module, f).map_err(Stop::Failed)?;
    }
    Ok(module)
}

/// Why there is no module.
enum Stop {
    Refused(String),
    Failed(Failure),
}

fn transformed(f: &Function, mode: Mode, one_by_one: bool) -> Result<Function, Stop> {
    let g = match (mode, one_by_one) {
        (Mode::Jvp, _) => jvp(f),
        (Mode::Vjp, false) => vjp(f),
        (Mode::Vjp, true) => vjp_with(f, Passes::ALL),
        (Mode::Lanes, _) => unreachable!("of forward mode, not of the function"),
    };
    let mut g = g.map_err(|e| Stop::Refused(e.to_string()))?;
    match mode {
        Mode::Vjp if one_by_one => sums(&mut g, f),
        Mode::Jvp if one_by_one => {
            edges(&mut g, f.values.len());
        }
        _ => {}
    }
    verify(&g).map_err(Stop::Failed)?;
    Ok(g)
}

/// A function, where it is evaluated, and in which direction it is differentiated.
struct Point<'a> {
    program: &'a Program,
    module: &'a Module,
    name: &'a str,
    modes: Vec<Mode>,
    inputs: Vec<Input<f64>>,
    tangents: Tangents,
}

impl<'a> Point<'a> {
    fn function(&self) -> &'a Function {
        self.module
            .get(self.name, &self.modes)
            .expect("a function of the module")
    }

    fn further(&self, mode: Mode) -> &'a Function {
        self.module
            .get(self.name, &self.modes_and(mode))
            .expect("a transform in the module")
    }

    fn modes_and(&self, mode: Mode) -> Vec<Mode> {
        [self.modes.as_slice(), &[mode]].concat()
    }

    /// Everything of the function here, and of its transforms as far as the module has them.
    fn check_all(&self, rng: &mut Rng) -> Check<Verdict> {
        let (primal, dual) = match self.run() {
            Ok(outcomes) => outcomes,
            Err(_) if self.modes.is_empty() => return Ok(Verdict::Discarded),
            Err(what) => return Err(format!("{:?}: {what}", self.modes)),
        };
        self.check_optimised(&primal)?;
        self.check_guards(&primal)?;
        if !moderate(&primal) || !moderate_tangents(&dual) {
            return Ok(Verdict::Discarded);
        }
        for mode in [Mode::Jvp, Mode::Vjp] {
            if self.module.get(self.name, &self.modes_and(mode)).is_some() {
                let further = if mode == Mode::Jvp {
                    self.check_jvp(rng)?
                } else {
                    self.check_vjp(rng)?
                };
                further.check_all(rng)?;
            }
        }
        Ok(Verdict::Passed)
    }

    /// The values, and the values with derivatives by the interpreter.
    fn run(&self) -> Check<(Outcome<f64>, Outcome<Dual<f64>>)> {
        let f = self.function();
        let primal = self.module.run(f, self.inputs.clone(), FUEL)?;
        let dual = self
            .module
            .run(f, dual_inputs(&self.inputs, &self.tangents), FUEL)?;
        Ok((primal, dual))
    }

    /// Optimised, the function does the same to the last bit; and so it does where calls are joined.
    fn check_optimised(&self, outcome: &Outcome<f64>) -> Check<()> {
        let mut f = self.function().clone();
        finish(&mut f);
        self.check_same("optimised", &f, outcome)?;
        match once(&mut f).changed {
            0 => Ok(()),
            _ => self.check_same("joined", &f, outcome),
        }
    }

    /// Another form of the function does the same to the last bit.
    fn check_same(&self, form: &str, f: &Function, outcome: &Outcome<f64>) -> Check<()> {
        let fail =
            |what: &str| format!("{form} {:?}: {what}\n{}\n{f}", self.modes, self.function());
        let other = self
            .module
            .run(f, self.inputs.clone(), 10 * FUEL)
            .map_err(|e| fail(&e))?;
        same_bits("result", &outcome.output, &other.output).map_err(|e| fail(&e))?;
        for (k, (a, b)) in outcome.params.iter().zip(&other.params).enumerate() {
            if changes(f, &f.params[k]) {
                same_bits(&format!("parameter {k}"), a, b).map_err(|e| fail(&e))?;
            }
        }
        Ok(())
    }

    /// With guards simplified, the function gives the same but for the signs of zeros.
    fn check_guards(&self, outcome: &Outcome<f64>) -> Check<()> {
        let mut f = self.function().clone();
        if guards(&mut f, 0).changed == 0 {
            return Ok(());
        }
        let fail = |what: &str| format!("guards {:?}: {what}\n{f}", self.modes);
        let other = self
            .module
            .run(&f, self.inputs.clone(), 10 * FUEL)
            .map_err(|e| fail(&e))?;
        let unsigned = |m: &Memory<f64>| m.map_floats(&mut |x| x + 0.0);
        let (expected, found) = (unsigned(&outcome.output), unsigned(&other.output));
        same_bits("result", &expected, &found).map_err(|e| fail(&e))
    }

    /// Forward mode gives the derivatives that dual numbers give, and the values of the function bit for bit.
    /// Gives the point at which the tangent function was evaluated.
    fn check_jvp(&self, rng: &mut Rng) -> Check<Point<'a>> {
        let (f, g) = (self.function(), self.further(Mode::Jvp));
        let (primal, dual) = self.run().map_err(|e| self.failure(Mode::Jvp, &e))?;
        let n = f.params.len();
        let mut inputs = self.inputs.clone();
        for (k, param) in g.params[n..].iter().enumerate() {
            inputs.push(match (&param.kind, &self.tangents[k]) {
                (ParamKind::Base(_), Some(tangent)) => Input::Memory(tangent.clone()),
                (ParamKind::Base(_), None) => Input::Memory(Memory::Absent),
                (_, None) => Input::Nothing,
                (_, Some(_)) => {
                    return Err(self.failure(
                        Mode::Jvp,
                        &format!("the tangent of parameter {k} is ignored"),
                    ));
                }
            });
        }
        let outcome = self
            .module
            .run(g, inputs.clone(), 10 * FUEL)
            .map_err(|e| self.failure(Mode::Jvp, &e))?;
        let fail = |what: String| self.failure(Mode::Jvp, &what);
        let (value, tangent) = match (&f.output, outcome.output) {
            (Output::Unit, output) => (output.clone(), output),
            (_, Memory::Tuple(parts)) => <[_; 2]>::try_from(parts)
                .map(|[a, b]| (a, b))
                .map_err(|_| fail("no pair".into()))?,
            (_, other) => return Err(fail(format!("{other:?} is no pair"))),
        };
        same_bits("result", &primal.output, &value).map_err(fail)?;
        close(
            "tangent of the result",
            &tangent_part(&dual.output),
            &tangent,
        )
        .map_err(fail)?;
        for (k, param) in f.params.iter().enumerate() {
            if changes(f, param) {
                same_bits(
                    &format!("parameter {k}"),
                    &primal.params[k],
                    &outcome.params[k],
                )
                .map_err(fail)?;
                if self.tangents[k].is_some() {
                    let expected = tangent_part(&dual.params[k]);
                    close(
                        &format!("tangent of parameter {k}"),
                        &expected,
                        &outcome.params[n + k],
                    )
                    .map_err(fail)?;
                }
            }
        }
        self.check_absent_tangents(g, &inputs).map_err(fail)?;
        if self.modes.is_empty() {
            self.check_lanes(&inputs, rng)?;
        }
        Ok(self.next(Mode::Jvp, inputs, rng))
    }

    /// A tangent that is not given is zero.
    fn check_absent_tangents(&self, g: &Function, inputs: &[Input<f64>]) -> Check<()> {
        let n = self.inputs.len();
        let reads = |param: &Param| access(g, param) == Some(Access::TangentSlot);
        let slots: Vec<usize> = (n..g.params.len())
            .filter(|k| reads(&g.params[*k]))
            .collect();
        let Some(slot) = slots.first() else {
            return Ok(());
        };
        let run = |tangent: Memory<f64>| {
            let mut inputs = inputs.to_vec();
            inputs[*slot] = Input::Memory(tangent);
            self.module.run(g, inputs, 10 * FUEL)
        };
        let Input::Memory(given) = &inputs[*slot] else {
            return Ok(());
        };
        let zero = run(given.zero_tangent())?;
        let absent = run(Memory::Absent).map_err(|e| format!("{e} with an absent tangent"))?;
        close(
            "result with an absent tangent",
            &zero.output,
            &absent.output,
        )?;
        for (k, param) in g.params.iter().enumerate() {
            if changes(g, param) {
                close(
                    &format!("parameter {k} with an absent tangent"),
                    &zero.params[k],
                    &absent.params[k],
                )?;
            }
        }
        Ok(())
    }

    /// Reverse mode gives the transpose of forward mode, and the values of the function bit for bit. Gives the
    /// point at which the function of reverse mode was evaluated.
    fn check_vjp(&self, rng: &mut Rng) -> Check<Point<'a>> {
        let (f, g) = (self.function(), self.further(Mode::Vjp));
        let fail = |what: String| self.failure(Mode::Vjp, &what);
        let (primal, dual) = self.run().map_err(fail)?;
        let mut inputs = self.inputs.clone();
        let mut left = 0.0;
        let mut size = 1.0;
        let mut add = |sum: &mut f64, a: &Memory<f64>, b: &Memory<f64>| {
            for (a, b) in a.floats().into_iter().zip(b.floats()) {
                *sum += a * b;
                size += (a * b).abs();
            }
        };
        let result_bar = &g.params[self.inputs.len()];
        inputs.push(match result_bar.kind {
            ParamKind::Base(_) => {
                let seed = tangent_of(&primal.output, rng);
                add(&mut left, &seed, &tangent_part(&dual.output));
                Input::Memory(seed)
            }
            _ => Input::Nothing,
        });
        let first = inputs.len();
        for (k, param) in g.params[first..].iter().enumerate() {
            let ParamKind::Base(base) = param.kind else {
                if self.tangents[k].is_some() {
                    return Err(fail(format!("the cotangent of parameter {k} is ignored")));
                }
                inputs.push(Input::Nothing);
                continue;
            };
            let BaseKind::Param(access) = g.bases[base.index()].kind else {
                unreachable!("a parameter")
            };
            let shape = match (&self.inputs[k], access) {
                (_, Access::Mut) => primal.params[k].clone(),
                (Input::Value(value), _) => Memory::Scalar(*value),
                (Input::Memory(memory), _) => memory.clone(),
                (Input::Nothing, _) => unreachable!("memory"),
            };
            let bar = tangent_of(&shape, rng);
            if changes(f, &f.params[k]) {
                add(&mut left, &bar, &tangent_part(&dual.params[k]));
            }
            inputs.push(Input::Memory(bar));
        }
        let outcome = self
            .module
            .run(g, inputs.clone(), 10 * FUEL)
            .map_err(&fail)?;
        same_bits("result", &primal.output, &outcome.output).map_err(fail)?;
        let mut right = 0.0;
        for (k, param) in f.params.iter().enumerate() {
            if changes(f, param) {
                same_bits(
                    &format!("parameter {k}"),
                    &primal.params[k],
                    &outcome.params[k],
                )
                .map_err(fail)?;
            }
            let (Some(dot), Input::Memory(before)) = (&self.tangents[k], &inputs[first + k]) else {
                continue;
            };
            let after = &outcome.params[first + k];
            if after.floats().len() != dot.floats().len() {
                return Err(fail(format!(
                    "the cotangent of parameter {k} has another shape: {after:?}"
                )));
            }
            add(&mut right, after, dot);
            if adds(g, &g.params[first + k]) {
                let mut sum = 0.0;
                add(&mut sum, before, dot);
                right -= sum;
            }
        }
        // Infinite derivatives that cancel have no value in common.
        let cancelled = outcome.edge && !right.is_finite();
        let differs = (left - right).abs() > TOLERANCE * size || left.is_nan() != right.is_nan();
        if differs && !cancelled {
            return Err(fail(format!(
                "the transpose gives {right:?} instead of {left:?}"
            )));
        }
        self.check_adjoint(g, &inputs, &outcome).map_err(fail)?;
        self.check_empty_slots(g, &inputs, &outcome).map_err(fail)?;
        Ok(self.next(Mode::Vjp, inputs, rng))
    }

    /// Without its value, reverse mode gives the same cotangents to the last bit.
    fn check_adjoint(
        &self,
        g: &Function,
        inputs: &[Input<f64>],
        outcome: &Outcome<f64>,
    ) -> Check<()> {
        let Some(adjoint) = adjoint(g) else {
            return Ok(());
        };
        let fail = |what: &str| format!("adjoint: {what}\n{adjoint}");
        let other = self
            .module
            .run(&adjoint, inputs.to_vec(), 10 * FUEL)
            .map_err(|e| fail(&e))?;
        for k in self.inputs.len()..g.params.len() {
            same_bits(
                &format!("parameter {k}"),
                &outcome.params[k],
                &other.params[k],
            )
            .map_err(|e| fail(&e))?;
        }
        Ok(())
    }

    /// What nobody wants may be left out without any effect on the rest.
    fn check_empty_slots(
        &self,
        g: &Function,
        inputs: &[Input<f64>],
        outcome: &Outcome<f64>,
    ) -> Check<()> {
        let slots: Vec<usize> = (0..g.params.len())
            .filter(|k| adds(g, &g.params[*k]))
            .collect();
        let Some(slot) = slots.first() else {
            return Ok(());
        };
        let mut fewer = inputs.to_vec();
        fewer[*slot] = Input::Memory(Memory::Absent);
        let other = self
            .module
            .run(g, fewer, 10 * FUEL)
            .map_err(|e| format!("{e} with an empty slot"))?;
        same_bits("result with an empty slot", &outcome.output, &other.output)?;
        for k in (0..g.params.len()).filter(|k| k != slot) {
            same_bits(
                &format!("parameter {k} with an empty slot"),
                &outcome.params[k],
                &other.params[k],
            )?;
        }
        Ok(())
    }

    /// The point of a transform of this function.
    fn next(&self, mode: Mode, inputs: Vec<Input<f64>>, rng: &mut Rng) -> Point<'a> {
        let tangents = tangents(self.further(mode), &inputs, rng);
        Point {
            modes: self.modes_and(mode),
            inputs,
            tangents,
            ..*self
        }
    }

    fn failure(&self, mode: Mode, what: &str) -> Failure {
        let further = self.modes_and(mode);
        let functions: String = self
            .program
            .functions
            .iter()
            .flat_map(|f| [&self.modes, &further].map(|modes| self.module.get(&f.name, modes)))
            .map(|f| f.map(ToString::to_string).unwrap_or_default())
            .collect();
        format!("{mode:?} of {:?}: {what}\n{functions}", self.modes)
    }
}

/// How memory is passed.
fn access(f: &Function, param: &Param) -> Option<Access> {
    match param.kind {
        ParamKind::Base(b) => match f.bases[b.index()].kind {
            BaseKind::Param(access) => Some(access),
            _ => None,
        },
        _ => None,
    }
}

/// Does the function change what the caller passes?
fn changes(f: &Function, param: &Param) -> bool {
    matches!(access(f, param), Some(Access::Mut | Access::CotangentSlot))
}

/// Is it a slot to which the function adds?
fn adds(f: &Function, param: &Param) -> bool {
    access(f, param) == Some(Access::CotangentSlot)
}

fn moderate(outcome: &Outcome<f64>) -> bool {
    let all = outcome.params.iter().chain([&outcome.output]);
    all.flat_map(Memory::floats).all(|x| x.abs() < MODERATE)
}

fn moderate_tangents(outcome: &Outcome<Dual<f64>>) -> bool {
    let all = outcome.params.iter().chain([&outcome.output]);
    all.flat_map(Memory::floats)
        .all(|x| x.value.abs() < MODERATE && x.tangent.abs() < MODERATE)
}

fn tangent_part(memory: &Memory<Dual<f64>>) -> Memory<f64> {
    memory.map_floats(&mut |x| x.tangent).map_floats(&mut |x| x)
}

fn same_bits(what: &str, expected: &Memory<f64>, found: &Memory<f64>) -> Check<()> {
    // Which of the numbers that are none it is, depends on the order of operands.
    let of = |x: f64| if x.is_nan() { f64::NAN } else { x };
    let bits = |m: &Memory<f64>| m.map_floats(&mut |x| of(x).to_bits());
    if bits(expected) == bits(found) {
        Ok(())
    } else {
        Err(format!("{what} is {found:?} instead of {expected:?}"))
    }
}

fn close(what: &str, expected: &Memory<f64>, found: &Memory<f64>) -> Check<()> {
    let (a, b) = (expected.floats(), found.floats());
    let near =
        |a: f64, b: f64| (a - b).abs() <= TOLERANCE * (1.0 + a.abs()) || (a.is_nan() && b.is_nan());
    if a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| near(*a, *b)) {
        Ok(())
    } else {
        Err(format!("{what} is {b:?} instead of {a:?}"))
    }
}
