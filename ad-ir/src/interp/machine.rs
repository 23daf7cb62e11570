//! Running one function.

use super::place::{Found, Step, find};
use super::{Input, Memory, Module, Outcome, Scalar, Value, eval};
use crate::ir::{
    Arg, Atom, BaseId, BaseKind, Call, For, Function, Hand, Lit, Made, Mode, Op, Opaque, Output,
    ParamKind, Part, Pattern, Place, Prim, Projection, Region, Stmt, Switch, Type, ValueId, While,
};
use crate::optimise::{adjoint, looked_at};
use std::cell::Cell;
use std::collections::HashMap;

pub(super) type Run<T> = Result<T, String>;

/// What a function shares with those that it calls.
pub(super) struct Watch {
    /// How many more statements may run.
    pub fuel: Cell<u64>,
    /// Did the derivative of a singular row come out infinite?
    pub edge: Cell<bool>,
}

/// The state of a function that runs.
pub(super) struct Machine<'a, S> {
    module: &'a Module,
    pub(super) f: &'a Function,
    watch: &'a Watch,
    values: Vec<Option<Value<S>>>,
    pub(super) bases: Vec<Memory<S>>,
    /// The arguments of calls that hand over by a stack: what takes from it has the same.
    handed: HashMap<usize, Vec<String>>,
}

impl<'a, S: Scalar> Machine<'a, S> {
    pub(super) fn new(module: &'a Module, f: &'a Function, watch: &'a Watch) -> Machine<'a, S> {
        Machine {
            module,
            f,
            watch,
            values: vec![None; f.values.len()],
            bases: vec![Memory::Moved; f.bases.len()],
            handed: HashMap::new(),
        }
    }

    pub(super) fn call(mut self, inputs: Vec<Input<S>>) -> Run<Outcome<S>> {
        if inputs.len() != self.f.params.len() {
            return Err(format!(
                "{} is called with {} arguments",
                self.f.name,
                inputs.len()
            ));
        }
        for (param, input) in self.f.params.iter().zip(inputs) {
            match (&param.kind, input) {
                (ParamKind::Value(v), Input::Value(value)) => self.values[v.index()] = Some(value),
                (ParamKind::Base(b), Input::Memory(memory)) => self.bases[b.index()] = memory,
                (ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored, _) => {}
                (kind, input) => {
                    return Err(format!(
                        "{}: {input:?} for a parameter {kind:?}",
                        self.f.name
                    ));
                }
            }
        }
        let f = self.f;
        self.region(&f.body)?;
        let output = self.output(&f.output)?;
        let params = f
            .params
            .iter()
            .map(|param| match &param.kind {
                ParamKind::Base(b) => std::mem::replace(&mut self.bases[b.index()], Memory::Moved),
                _ => Memory::Absent,
            })
            .collect();
        let edge = self.watch.edge.get();
        Ok(Outcome {
            output,
            params,
            edge,
        })
    }

    fn output(&mut self, output: &Output) -> Run<Memory<S>> {
        match output {
            Output::Unit => Ok(Memory::Scalar(Value::Unit)),
            Output::Atom(a) => self.atom(a).map(Memory::Scalar),
            Output::Place(p) => self.read(p),
            Output::Tuple(parts) => parts
                .iter()
                .map(|part| self.output(part))
                .collect::<Run<_>>()
                .map(Memory::Tuple),
        }
    }

    // --- operands and places ---

    pub(super) fn atom(&self, atom: &Atom) -> Run<Value<S>> {
        match atom {
            Atom::Value(v) => {
                self.values[v.index()].ok_or_else(|| format!("%{} is not defined", v.0))
            }
            Atom::Const(c) => Ok(Value::constant(c.lit, &c.ty)),
        }
    }

    fn atoms(&self, atoms: &[Atom]) -> Run<Vec<Value<S>>> {
        atoms.iter().map(|a| self.atom(a)).collect()
    }

    pub(super) fn usize(&self, atom: &Atom) -> Run<usize> {
        match self.atom(atom)? {
            Value::Int(n) => usize::try_from(n).map_err(|_| format!("{n} as an index")),
            other => Err(format!("{other:?} as an index")),
        }
    }

    fn bool(&self, atom: &Atom) -> Run<bool> {
        match self.atom(atom)? {
            Value::Bool(b) => Ok(b),
            other => Err(format!("{other:?} as a condition")),
        }
    }

    fn define(&mut self, v: ValueId, value: Value<S>) {
        self.values[v.index()] = Some(value);
    }

    fn steps(&self, place: &Place) -> Run<Vec<Step>> {
        let end = |a: &Option<Atom>| a.as_ref().map(|a| self.usize(a)).transpose();
        place
            .projections
            .iter()
            .map(|projection| {
                Ok(match projection {
                    Projection::Index(i) => Step::Index(self.usize(i)?),
                    Projection::Range(lo, hi) => Step::Range(end(lo)?, end(hi)?),
                    Projection::Field(name) => Step::Field(name.to_string()),
                    Projection::Inner | Projection::Behind => Step::Inner,
                    Projection::Variant(variant, name) => {
                        Step::Variant(variant.name().to_string(), name.to_string())
                    }
                })
            })
            .collect()
    }

    fn find(&mut self, place: &Place) -> Run<Option<Found<'_, S>>> {
        let steps = self.steps(place)?;
        if let (BaseKind::Extern(path), memory @ Memory::Moved) = (
            &self.f.bases[place.base.index()].kind,
            &mut self.bases[place.base.index()],
        ) {
            let name = path.to_string();
            let known = self
                .module
                .constants
                .get(&name)
                .ok_or_else(|| format!("{name} is not known"))?;
            *memory = known.map_floats(&mut |x| S::constant(x));
        }
        find(&mut self.bases[place.base.index()], &steps)
    }

    pub(super) fn read(&mut self, place: &Place) -> Run<Memory<S>> {
        self.find(place)?
            .map_or(Ok(Memory::Absent), |found| found.read())
    }

    pub(super) fn modify(
        &mut self,
        place: &Place,
        change: impl FnOnce(&mut Memory<S>) -> Run<()>,
    ) -> Run<()> {
        self.find(place)?
            .map_or(Ok(()), |found| found.modify(change))
    }

    pub(super) fn sequence(
        &mut self,
        place: &Place,
        change: impl FnOnce(&mut Vec<Memory<S>>) -> Run<()>,
    ) -> Run<()> {
        self.modify(place, |memory| match memory {
            Memory::Sequence(parts) => change(parts),
            other => Err(format!("{other:?} as a sequence")),
        })
    }

    // --- statements ---

    /// Runs the statements and gives the yields; parameters were defined before.
    fn region(&mut self, region: &Region) -> Run<Vec<Value<S>>> {
        for stmt in &region.stmts {
            let fuel = self.watch.fuel.get().checked_sub(1).ok_or("out of fuel")?;
            self.watch.fuel.set(fuel);
            self.stmt(stmt)?;
        }
        self.atoms(&region.yields)
    }

    fn stmt(&mut self, stmt: &Stmt) -> Run<()> {
        let values = self.op(stmt)?;
        if values.len() != stmt.results.len() {
            return Err(format!("{} results for {:?}", values.len(), stmt.results));
        }
        for (v, value) in stmt.results.iter().zip(values) {
            self.define(*v, value);
        }
        Ok(())
    }

    fn op(&mut self, stmt: &Stmt) -> Run<Vec<Value<S>>> {
        match &stmt.op {
            Op::Prim(prim, args) => {
                let args = self.atoms(args)?;
                let ty = stmt
                    .results
                    .first()
                    .map_or(&Type::Unknown, |v| self.f.ty(*v));
                let value = eval(*prim, &args, ty)?;
                if let (Prim::SingularMul | Prim::SingularDiv, Value::Float(x)) = (prim, value)
                    && !x.is_finite()
                {
                    self.watch.edge.set(true);
                }
                return Ok(vec![value]);
            }
            Op::Load(p) => return self.load(p).map(|value| vec![value]),
            Op::Len(p) => {
                let found = self.find(p)?.ok_or("the length of an empty slot")?;
                return found.len().map(|n| vec![Value::Int(n as i128)]);
            }
            Op::Is(p, variants) => {
                let found = self.read(p)?;
                let is = variants.iter().any(|v| found.is_variant(v.name()));
                return Ok(vec![Value::Bool(is)]);
            }
            Op::Pop(p) => {
                return match self.pop(p)? {
                    Memory::Scalar(value) => Ok(vec![value]),
                    other => Err(format!("{other:?} popped as a scalar")),
                };
            }
            Op::If(cond, then, els) => {
                return if self.bool(cond)? {
                    self.region(then)
                } else {
                    self.region(els)
                };
            }
            Op::Switch(switch) => return self.switch(switch),
            Op::For(l) => return self.for_(l),
            Op::While(w) => return self.while_(w),
            Op::Opaque(o) => return self.opaque(o, &stmt.results),
            Op::Call(call, dst) => {
                let output = self.call_function(call)?;
                if let Some(b) = dst {
                    self.bases[b.index()] = output;
                }
            }
            Op::Init(b, init) => self.declare(*b, init)?,
            Op::Assign(..)
            | Op::Store(..)
            | Op::Accumulate(..)
            | Op::AddFrom(..)
            | Op::SetZero(_)
            | Op::Fill(..)
            | Op::CopyFrom(..)
            | Op::Swap(..)
            | Op::Push(..)
            | Op::Extend(..)
            | Op::Truncate(..) => self.write(&stmt.op)?,
        }
        Ok(Vec::new())
    }

    // --- control flow ---

    fn switch(&mut self, switch: &Switch) -> Run<Vec<Value<S>>> {
        let scrutinee = self.atom(&switch.scrutinee)?;
        let ty = self.f.atom_ty(&switch.scrutinee).clone();
        let lit = |lit: Lit| Value::<S>::constant(lit, &ty);
        let le =
            |a, b| eval(Prim::Le, &[a, b], &Type::Bool).map(|v| matches!(v, Value::Bool(true)));
        for (patterns, region) in &switch.arms {
            for pattern in patterns {
                let (lo, hi) = match pattern {
                    Pattern::Literal(l) => (Some(*l), Some(*l)),
                    Pattern::Range(lo, hi) => (*lo, *hi),
                };
                let above = lo.map_or(Ok(true), |lo| le(lit(lo), scrutinee))?;
                let below = hi.map_or(Ok(true), |hi| le(scrutinee, lit(hi)))?;
                if above && below {
                    return self.region(region);
                }
            }
        }
        self.region(&switch.default)
    }

    fn for_(&mut self, l: &For) -> Run<Vec<Value<S>>> {
        let bounds = (self.atom(&l.range.lo)?, self.atom(&l.range.hi)?);
        let (Value::Int(lo), Value::Int(hi)) = bounds else {
            return Err(format!("a range of {bounds:?}"));
        };
        let hi = if l.range.inclusive { hi + 1 } else { hi };
        let mut carried = self.atoms(&l.inits)?;
        let mut trips = 0;
        for n in 0..(hi - lo).max(0) {
            let index = if l.range.reversed { hi - 1 - n } else { lo + n };
            self.define(l.body.params[0], Value::Int(index));
            let go_on = self.trip(&l.body, &l.body.params[1..], &mut carried, l.breaks)?;
            trips += 1;
            if !go_on {
                break;
            }
        }
        if l.breaks {
            carried.push(Value::Int(trips));
        }
        Ok(carried)
    }

    fn while_(&mut self, w: &While) -> Run<Vec<Value<S>>> {
        let mut carried = self.atoms(&w.inits)?;
        let mut trips = 0;
        loop {
            for (param, value) in w.cond.params.iter().zip(&carried) {
                self.define(*param, *value);
            }
            match self.region(&w.cond)?.as_slice() {
                [Value::Bool(true)] => {}
                [Value::Bool(false)] => break,
                other => return Err(format!("{other:?} as a condition")),
            }
            let go_on = self.trip(&w.body, &w.body.params, &mut carried, w.breaks)?;
            trips += 1;
            if !go_on {
                break;
            }
        }
        carried.push(Value::Int(trips));
        Ok(carried)
    }

    /// One trip: does the loop go on?
    fn trip(
        &mut self,
        body: &Region,
        params: &[ValueId],
        carried: &mut Vec<Value<S>>,
        breaks: bool,
    ) -> Run<bool> {
        // An empty body takes its time, too.
        let fuel = self.watch.fuel.get().checked_sub(1).ok_or("out of fuel")?;
        self.watch.fuel.set(fuel);
        for (param, value) in params.iter().zip(&*carried) {
            self.define(*param, *value);
        }
        let mut yields = self.region(body)?;
        let go_on = if breaks {
            yields.remove(0)
        } else {
            Value::Bool(true)
        };
        *carried = yields;
        match go_on {
            Value::Bool(go_on) => Ok(go_on),
            other => Err(format!("{other:?} as a condition")),
        }
    }

    /// Does the adjoint of a callee look at a parameter, if that is the question?
    fn question_of_looks(&self, opaque: &Opaque) -> Option<bool> {
        let [Part::Tokens(tokens)] = &opaque.parts[..] else {
            return None;
        };
        let text = tokens.to_string();
        // What takes what was handed over is run like any other adjoint here.
        let (name, rest) = [" :: __LOOKS & ", " :: __LOOKS_BACK & "]
            .iter()
            .find_map(|question| text.split_once(question))?;
        let bit: u64 = rest.split(' ').next()?.parse().ok()?;
        let adjoint = adjoint(self.module.get(name, &[Mode::Vjp])?);
        let looks = adjoint.as_ref().map_or(!0, looked_at);
        Some(looks & bit != 0)
    }

    /// The user's tokens mean nothing here: a result is made of the operands, the same each time.
    fn opaque(&mut self, opaque: &Opaque, results: &[ValueId]) -> Run<Vec<Value<S>>> {
        fn gather<S: Scalar>(
            machine: &mut Machine<'_, S>,
            parts: &[Part],
            all: &mut Vec<f64>,
        ) -> Run<()> {
            for part in parts {
                match part {
                    Part::Tokens(_) => {}
                    Part::Atom(a) => match machine.atom(a)? {
                        Value::Float(x) => all.push(x.value()),
                        Value::Int(n) => all.push(n as f64),
                        Value::Bool(b) => all.push(f64::from(b)),
                        Value::Char(c) => all.push(f64::from(u32::from(c))),
                        Value::Unit => {}
                    },
                    Part::Place(p) => {
                        all.extend(machine.read(p)?.floats().into_iter().map(Scalar::value))
                    }
                    Part::Group(_, parts) => gather(machine, parts, all)?,
                }
            }
            Ok(())
        }
        if let Some(result) = self.method_of_integers(opaque)? {
            return Ok(vec![result]);
        }
        if let Some(looks) = self.question_of_looks(opaque) {
            return Ok(vec![Value::Bool(looks)]);
        }
        let mut operands = Vec::new();
        gather(self, &opaque.parts, &mut operands)?;
        if opaque.diverges {
            return Err("diverges".to_string());
        }
        let x = operands.iter().sum::<f64>().sin();
        let result = |v: &ValueId| match self.f.ty(*v) {
            Type::Int(_) => Value::Int((x.abs() * 5.0) as i128),
            Type::Bool => Value::Bool(x > 0.0),
            Type::Char => Value::Char('a'),
            _ => Value::Float(S::constant(x)),
        };
        Ok(results.iter().map(result).collect())
    }

    /// Lengths are computed with methods of integers, which do mean something.
    fn method_of_integers(&mut self, opaque: &Opaque) -> Run<Option<Value<S>>> {
        let [Part::Atom(a), Part::Tokens(method), Part::Group(_, args)] = opaque.parts.as_slice()
        else {
            return Ok(None);
        };
        let [Part::Atom(b)] = args.as_slice() else {
            return Ok(None);
        };
        let (Value::Int(a), Value::Int(b)) = (self.atom(a)?, self.atom(b)?) else {
            return Ok(None);
        };
        let method = method.to_string();
        Ok(match method.trim_start_matches('.').trim() {
            "min" => Some(a.min(b)),
            "max" => Some(a.max(b)),
            "saturating_sub" => Some((a - b).max(0)),
            "div_ceil" if b > 0 => Some((a + b - 1) / b),
            _ => None,
        }
        .map(Value::Int))
    }

    // --- calls ---

    /// Does a call that takes from a stack find there what was handed over for its own arguments?
    fn hand_over(&mut self, call: &Call) -> Run<()> {
        let (Some(Hand::Pushed(number)) | Some(Hand::Popped(number))) = call.callee.hand else {
            return Ok(());
        };
        let primal = call.args.len() / if call.callee.modes.is_empty() { 1 } else { 2 };
        let mut args = Vec::new();
        for arg in &call.args[..primal] {
            // What nobody looks at is no more a copy of what there was before.
            if !matches!(arg, Arg::Mut(_)) {
                args.push(self.arg(arg)?);
            }
        }
        let args = format!("{args:?}");
        let stack = self.handed.entry(number).or_default();
        if call.callee.modes.is_empty() {
            stack.push(args);
            return Ok(());
        }
        match stack.pop() {
            Some(before) if before == args => Ok(()),
            before => Err(format!(
                "#{number} was handed over for {before:?}, and is taken for {args}"
            )),
        }
    }

    fn call_function(&mut self, call: &Call) -> Run<Memory<S>> {
        self.hand_over(call)?;
        let name = call.callee.path.to_string();
        let f = self
            .module
            .get(&name, &call.callee.modes)
            .ok_or_else(|| format!("{name} with {:?} is not known", call.callee.modes))?;
        let own = match call.callee.forgets {
            true => adjoint(f),
            false => None,
        };
        let f = own.as_ref().unwrap_or(f);
        if f.params.len() != call.args.len() {
            return Err(format!(
                "{name} with {:?} is called with {} arguments",
                call.callee.modes,
                call.args.len()
            ));
        }
        borrowed_once(&call.args)?;
        let inputs = f
            .params
            .iter()
            .zip(&call.args)
            .map(|(param, arg)| match param.kind {
                ParamKind::Ignored | ParamKind::Function(_) | ParamKind::Opaque(_) => {
                    Ok(Input::Nothing)
                }
                ParamKind::Value(_) => match self.arg(arg)? {
                    Memory::Scalar(value) => Ok(Input::Value(value)),
                    other => Err(format!("{other:?} for a scalar of {name}")),
                },
                ParamKind::Base(_) => self.arg(arg).map(Input::Memory),
            })
            .collect::<Run<_>>()?;
        let outcome = Machine::new(self.module, f, self.watch).call(inputs)?;
        for (arg, memory) in call.args.iter().zip(outcome.params) {
            if let (Arg::Mut(p) | Arg::Slot(Some(p)), false) =
                (arg, matches!(memory, Memory::Absent))
            {
                self.modify(p, |m| {
                    *m = memory;
                    Ok(())
                })?;
            }
        }
        Ok(outcome.output)
    }

    fn arg(&mut self, arg: &Arg) -> Run<Memory<S>> {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => self.atom(a).map(Memory::Scalar),
            Arg::Ref(p) | Arg::Mut(p) | Arg::Owned(p) => match self.read(p)? {
                Memory::Absent => Err("an empty slot as an argument".to_string()),
                memory => Ok(memory),
            },
            Arg::Slot(Some(p)) | Arg::TangentSlot(Some(p)) => self.read(p),
            Arg::Slot(None) | Arg::TangentSlot(None) => Ok(Memory::Absent),
            Arg::Made(Made::Some | Made::Array | Made::Slice | Made::Struct { .. }, _) => {
                Err("an option, a list or a struct as an argument".to_string())
            }
            Arg::Made(Made::Tuple, args) => args
                .iter()
                .map(|a| self.arg(a))
                .collect::<Run<_>>()
                .map(Memory::Tuple),
            Arg::Opaque(_) | Arg::Function(_) => Err("tokens as an argument".to_string()),
        }
    }
}

/// What a call writes, nothing else in the call may refer to.
fn borrowed_once(args: &[Arg]) -> Run<()> {
    fn bases(arg: &Arg, all: &mut Vec<(BaseId, bool)>) {
        match arg {
            Arg::Mut(p) | Arg::Slot(Some(p)) => all.push((p.base, true)),
            Arg::Ref(p) | Arg::TangentSlot(Some(p)) => all.push((p.base, false)),
            Arg::Made(_, args) => args.iter().for_each(|arg| bases(arg, all)),
            Arg::Function(function) => function.args.iter().for_each(|arg| bases(arg, all)),
            Arg::Value(_) | Arg::ValueRef(_) | Arg::Owned(_) | Arg::Opaque(_) => {}
            Arg::Slot(None) | Arg::TangentSlot(None) => {}
        }
    }
    let mut all = Vec::new();
    args.iter().for_each(|arg| bases(arg, &mut all));
    for (i, (base, written)) in all.iter().enumerate() {
        if *written
            && all
                .iter()
                .enumerate()
                .any(|(j, (other, _))| i != j && base == other)
        {
            return Err(format!("base #{} is borrowed twice by a call", base.0));
        }
    }
    Ok(())
}
