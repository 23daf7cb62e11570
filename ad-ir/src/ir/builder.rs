//! Building functions: mutable variables over structured SSA.
//!
//! Whoever builds a function (the lowering, the transforms) thinks in variables that are assigned; the
//! builder turns them into values. Branches yield what they assigned, loops carry what their bodies assign,
//! and nothing else: a variable that a loop only reads is not carried.

use super::visit::{map_output_operands, map_region_operands, regions};
use super::{
    Atom, BaseId, BaseKind, For, Function, Init, Op, Output, Pattern, Place, Prim, Range, Region,
    SpanId, Stmt, Switch, Type, ValueId, While,
};
use crate::sorted::Map;

/// A mutable variable of the builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Var(u32);

struct VarData {
    ty: Type,
    name: String,
    /// The frame in which it was declared: it dies with it.
    depth: usize,
}

/// A region under construction.
struct Frame {
    region: Region,
    /// What variables hold, where this region has written (or, as a loop, read) them.
    current: Map<Var, Atom>,
    /// For a loop: the parameters made so far for variables from outside.
    carried: Option<Map<Var, ValueId>>,
}

/// A finished region, and what it left in variables from outside.
pub struct Built {
    region: Region,
    writes: Map<Var, Atom>,
    carried: Map<Var, ValueId>,
}

impl Built {
    /// The region, for an owner that does without variables.
    #[must_use]
    pub fn into_region(self) -> Region {
        self.region
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// Makes the body of a loop carry these values.
    pub fn carry_as(&mut self, params: &[ValueId], next: &[Atom]) {
        self.region.params.extend(params);
        self.region.yields.extend(next.iter().cloned());
    }

    /// The variables from outside that it writes.
    pub fn written(&self) -> impl Iterator<Item = Var> {
        self.writes.keys().copied()
    }
}

/// Builds a [`Function`].
pub struct Builder {
    /// The function so far; its body is filled in by [`Builder::finish`].
    pub f: Function,
    /// The position that new statements get.
    pub span: SpanId,
    frames: Vec<Frame>,
    vars: Vec<VarData>,
}

impl Builder {
    /// A builder with an open body.
    #[must_use]
    pub fn new(f: Function) -> Builder {
        let mut builder = Builder {
            f,
            span: SpanId(0),
            frames: Vec::new(),
            vars: Vec::new(),
        };
        builder.open(None);
        builder
    }

    /// Closes the body and gives the function.
    ///
    /// # Panics
    /// If a region is still open.
    #[must_use]
    pub fn finish(mut self) -> Function {
        assert_eq!(
            self.frames.len(),
            1,
            "every region is closed before the function is"
        );
        self.f.body = self.frames.pop().expect("the body").region;
        self.f
    }

    fn open(&mut self, carried: Option<Map<Var, ValueId>>) {
        self.frames.push(Frame {
            region: Region::default(),
            current: Map::new(),
            carried,
        });
    }

    fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("an open region")
    }

    /// How many regions are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    /// The statements of the innermost open region.
    #[must_use]
    pub fn stmts(&self) -> &[Stmt] {
        &self.frames.last().expect("an open region").region.stmts
    }

    /// The statements from a number on of the region that is the innermost of so many open ones, and those of the regions
    /// that were opened in it since.
    pub fn since(&self, depth: usize, from: usize) -> impl Iterator<Item = &Stmt> {
        let (outer, inner) = self.frames[depth - 1..].split_at(1);
        let outer = outer
            .iter()
            .flat_map(move |frame| frame.region.stmts.get(from..));
        let inner = inner.iter().map(|frame| &frame.region.stmts[..]);
        outer.chain(inner).flatten()
    }

    /// Puts a statement before one of the region that is the innermost of so many open ones.
    pub fn insert(&mut self, depth: usize, at: usize, stmt: Stmt) {
        self.frames[depth - 1].region.stmts.insert(at, stmt);
    }

    // --- variables ---

    /// Takes the statements of the open region from a number on.
    pub fn split_off(&mut self, from: usize) -> Vec<Stmt> {
        let frame = self.frames.last_mut().expect("an open region");
        frame.region.stmts.split_off(from)
    }

    /// Declares a variable that lives as long as the innermost open region.
    pub fn declare(&mut self, ty: Type, name: impl Into<String>, init: Atom) -> Var {
        let var = Var(u32::try_from(self.vars.len()).expect("fewer than 2^32 variables"));
        self.vars.push(VarData {
            ty,
            name: name.into(),
            depth: self.frames.len(),
        });
        self.top().current.insert(var, init);
        var
    }

    /// Declares a variable that lives as long as the open region of this [`Builder::depth`], as if it had been
    /// declared before the regions inside were opened.
    pub fn declare_at(
        &mut self,
        depth: usize,
        ty: Type,
        name: impl Into<String>,
        init: Atom,
    ) -> Var {
        let var = Var(u32::try_from(self.vars.len()).expect("fewer than 2^32 variables"));
        self.vars.push(VarData {
            ty,
            name: name.into(),
            depth,
        });
        self.frames[depth - 1].current.insert(var, init);
        var
    }

    /// What a variable holds here.
    pub fn read(&mut self, var: Var) -> Atom {
        let top = self.frames.len() - 1;
        self.read_at(var, top)
    }

    fn read_at(&mut self, var: Var, mut level: usize) -> Atom {
        loop {
            if let Some(atom) = self.frames[level].current.get(&var) {
                return atom.clone();
            }
            if self.frames[level].carried.is_some() {
                let (ty, name) = {
                    let data = &self.vars[var.0 as usize];
                    (data.ty.clone(), data.name.clone())
                };
                let param = self.f.new_value(ty, name);
                let frame = &mut self.frames[level];
                frame.current.insert(var, param.into());
                frame.carried.as_mut().expect("a loop").insert(var, param);
                return param.into();
            }
            level -= 1;
        }
    }

    /// Assigns a variable.
    pub fn write(&mut self, var: Var, atom: Atom) {
        self.top().current.insert(var, atom);
    }

    /// The type of a variable.
    #[must_use]
    pub fn var_ty(&self, var: Var) -> &Type {
        &self.vars[var.0 as usize].ty
    }

    /// The name of a variable.
    #[must_use]
    pub fn var_name(&self, var: Var) -> &str {
        &self.vars[var.0 as usize].name
    }

    // --- statements ---

    /// Appends an operation without result.
    pub fn effect(&mut self, op: Op) {
        let span = self.span;
        self.top().region.stmts.push(Stmt {
            results: Vec::new(),
            op,
            span,
        });
    }

    /// Appends an operation with one result.
    pub fn op(&mut self, op: Op, ty: Type, name: impl Into<String>) -> ValueId {
        let value = self.f.new_value(ty, name);
        let span = self.span;
        self.top().region.stmts.push(Stmt {
            results: vec![value],
            op,
            span,
        });
        value
    }

    /// Appends a statement as it is.
    pub fn push(&mut self, stmt: Stmt) {
        self.top().region.stmts.push(stmt);
    }

    /// Appends a primitive operation, its type taken from the operands.
    ///
    /// # Panics
    /// For a cast, whose type the operands do not say: use [`Builder::cast`].
    pub fn prim(&mut self, prim: Prim, args: Vec<Atom>) -> Atom {
        let types: Vec<Type> = args.iter().map(|a| self.f.atom_ty(a).clone()).collect();
        let ty = prim.result_type(&types).expect("a cast names its type");
        self.op(Op::Prim(prim, args), ty, "").into()
    }

    /// Appends `a as ty`.
    pub fn cast(&mut self, a: Atom, ty: Type) -> Atom {
        self.op(Op::Prim(Prim::Cast, vec![a]), ty, "").into()
    }

    /// Appends a read of a scalar of this type.
    pub fn load(&mut self, place: Place, ty: Type) -> Atom {
        let name = match place.projections.last() {
            None => self.f.bases[place.base.index()].name.clone(),
            Some(_) => String::new(),
        };
        self.op(Op::Load(place), ty, name).into()
    }

    /// Appends the length of a sequence.
    pub fn len(&mut self, place: Place) -> Atom {
        self.op(Op::Len(place), Type::USIZE, "").into()
    }

    /// Declares a local base.
    pub fn init(&mut self, ty: Type, name: impl Into<String>, init: Init) -> BaseId {
        let base = self.f.new_base(ty, name, BaseKind::Local);
        self.effect(Op::Init(base, init));
        base
    }

    /// Declares a local base in the open region of this [`Builder::depth`], before the regions inside.
    pub fn init_at(
        &mut self,
        depth: usize,
        ty: Type,
        name: impl Into<String>,
        init: Init,
    ) -> BaseId {
        let base = self.f.new_base(ty, name, BaseKind::Local);
        let stmt = Stmt {
            results: Vec::new(),
            op: Op::Init(base, init),
            span: self.span,
        };
        self.frames[depth - 1].region.stmts.push(stmt);
        base
    }

    // --- regions ---

    /// Opens a region that runs at most once, where it stands: a branch.
    pub fn open_branch(&mut self) {
        self.open(None);
    }

    /// Opens a region that runs many times: the body of a loop. The index, if there is one, becomes its first
    /// parameter.
    pub fn open_loop(&mut self, index: Option<ValueId>) {
        self.open(Some(Map::new()));
        self.top().region.params.extend(index);
    }

    /// Closes the innermost region.
    ///
    /// # Panics
    /// If only the body is open.
    pub fn close(&mut self) -> Built {
        assert!(self.frames.len() > 1, "the body is closed by `finish`");
        let frame = self.frames.pop().expect("an open region");
        let depth = self.frames.len();
        let vars = &self.vars;
        let outer = |var: &Var| vars[var.0 as usize].depth <= depth;
        let carried = frame.carried.unwrap_or_default();
        let writes = frame
            .current
            .into_iter()
            .filter(|(var, atom)| {
                outer(var) && carried.get(var).is_none_or(|p| *atom != Atom::Value(*p))
            })
            .collect();
        Built {
            region: frame.region,
            writes,
            carried,
        }
    }

    fn written(parts: &[&Built]) -> Vec<Var> {
        let mut vars: Vec<Var> = parts
            .iter()
            .flat_map(|b| b.writes.keys().copied())
            .collect();
        vars.sort_unstable();
        vars.dedup();
        vars
    }

    /// Makes the branches yield every variable that one of them wrote, after the yields they have; gives the
    /// variables' results.
    fn merge(&mut self, branches: &mut [Built]) -> Vec<ValueId> {
        let mut results = Vec::new();
        let diverges: Vec<bool> = branches.iter().map(|b| b.region.diverges()).collect();
        let returning = diverges.iter().filter(|d| !**d).count();
        for var in Self::written(&branches.iter().collect::<Vec<_>>()) {
            let outer = self.read(var);
            let finals: Vec<Atom> = branches
                .iter()
                .map(|b| b.writes.get(&var).unwrap_or(&outer).clone())
                .collect();
            let mut coming_back = finals
                .iter()
                .zip(&diverges)
                .filter(|(_, d)| !**d)
                .map(|(a, _)| a);
            let first = coming_back.next().cloned();
            // One value on every way that comes back: nothing to merge, if it is visible here.
            if let Some(first) = &first {
                let defined_outside = *first == outer || matches!(first, Atom::Const(_));
                if defined_outside && (returning == 1 || coming_back.all(|a| a == first)) {
                    self.write(var, first.clone());
                    continue;
                }
            }
            let data = &self.vars[var.0 as usize];
            let (ty, name) = (data.ty.clone(), data.name.clone());
            let result = self.f.new_value(ty.clone(), name);
            for ((branch, atom), diverges) in branches.iter_mut().zip(finals).zip(&diverges) {
                branch
                    .region
                    .yields
                    .push(if *diverges { Atom::zero(&ty) } else { atom });
            }
            results.push(result);
            self.write(var, result.into());
        }
        results
    }

    /// Appends an `if`, whose branches were opened and closed before.
    pub fn if_(&mut self, cond: Atom, then: Built, els: Built) {
        let mut branches = [then, els];
        let results = self.merge(&mut branches);
        let [then, els] = branches;
        let span = self.span;
        self.push(Stmt {
            results,
            op: Op::If(cond, then.region, els.region),
            span,
        });
    }

    /// Appends a multi-way branch; the last of `branches` is the default.
    ///
    /// # Panics
    /// If there is not one branch more than there are patterns.
    pub fn switch(
        &mut self,
        scrutinee: Atom,
        patterns: Vec<Vec<Pattern>>,
        mut branches: Vec<Built>,
    ) {
        assert_eq!(
            branches.len(),
            patterns.len() + 1,
            "one branch for each arm, and the default"
        );
        let results = self.merge(&mut branches);
        let default = branches.pop().expect("a default").region;
        let arms = patterns
            .into_iter()
            .zip(branches.into_iter().map(|b| b.region))
            .collect();
        let span = self.span;
        self.push(Stmt {
            results,
            op: Op::Switch(Switch {
                scrutinee,
                arms,
                default,
            }),
            span,
        });
    }

    /// Turns what the bodies of a loop wrote into carried values: parameters, initial values, yields. Gives
    /// the initial values and the results' variables.
    fn carry(&mut self, bodies: &mut [&mut Built]) -> (Vec<Atom>, Vec<(Var, ValueId)>) {
        let vars = Self::written(&bodies.iter().map(|b| &**b).collect::<Vec<_>>());
        let mut inits = Vec::new();
        let mut results = Vec::new();
        for &var in &vars {
            let init = self.read(var);
            let data = &self.vars[var.0 as usize];
            let (ty, name) = (data.ty.clone(), data.name.clone());
            for body in bodies.iter_mut() {
                let param = match body.carried.remove(&var) {
                    Some(param) => param,
                    None => self.f.new_value(ty.clone(), name.clone()),
                };
                body.region.params.push(param);
            }
            // The last body is the one that computes the next trip's values.
            let body = bodies.last_mut().expect("a body");
            let param = *body.region.params.last().expect("just pushed");
            let next = body.writes.get(&var).cloned().unwrap_or(Atom::Value(param));
            body.region.yields.push(if body.region.diverges() {
                Atom::zero(&ty)
            } else {
                next
            });
            inits.push(init);
            results.push((var, self.f.new_value(ty, name)));
        }
        // What is only read is what it was before the loop.
        for body in bodies.iter_mut() {
            let mut outer = Map::new();
            for (var, param) in std::mem::take(&mut body.carried) {
                outer.insert(param, self.read(var));
            }
            if !outer.is_empty() {
                substitute(&mut body.region, &outer);
                for atom in body.writes.values_mut() {
                    if let Some(to) = atom.value().and_then(|v| outer.get(&v)) {
                        *atom = to.clone();
                    }
                }
            }
        }
        (inits, results)
    }

    /// Appends a counted loop over a body opened with [`Builder::open_loop`]. `go_on` is what the body yields
    /// to leave early; then the number of trips taken is the result.
    pub fn for_(&mut self, range: Range, mut body: Built, go_on: Option<Atom>) -> Option<ValueId> {
        let breaks = go_on.is_some();
        body.region.yields.extend(go_on);
        let (inits, carried) = self.carry(&mut [&mut body]);
        let mut results: Vec<ValueId> = carried.iter().map(|(_, v)| *v).collect();
        let trips = breaks.then(|| self.f.new_value(Type::USIZE, "trips"));
        results.extend(trips);
        let span = self.span;
        self.push(Stmt {
            results,
            op: Op::For(For {
                range,
                inits,
                body: body.region,
                breaks,
            }),
            span,
        });
        for (var, result) in carried {
            self.write(var, result.into());
        }
        trips
    }

    /// [`Builder::for_`] over a body that carries values of its own ([`Built::carry_as`]) before the variables: with
    /// these initial values and results.
    pub fn for_carrying(
        &mut self,
        range: Range,
        inits: &[Atom],
        results: &[ValueId],
        mut body: Built,
    ) {
        let (further_inits, carried) = self.carry(&mut [&mut body]);
        let results = results.iter().copied();
        let results = results.chain(carried.iter().map(|(_, v)| *v)).collect();
        let inits = inits.iter().cloned().chain(further_inits).collect();
        let span = self.span;
        self.push(Stmt {
            results,
            op: Op::For(For {
                range,
                inits,
                body: body.region,
                breaks: false,
            }),
            span,
        });
        for (var, result) in carried {
            self.write(var, result.into());
        }
    }

    /// Appends a loop with a condition; both regions were opened with [`Builder::open_loop`]. Gives the number
    /// of times that the body ran.
    pub fn while_(
        &mut self,
        mut cond: Built,
        holds: Atom,
        mut body: Built,
        go_on: Option<Atom>,
    ) -> ValueId {
        let breaks = go_on.is_some();
        cond.region.yields.push(holds);
        body.region.yields.extend(go_on);
        let (inits, carried) = self.carry(&mut [&mut cond, &mut body]);
        let trips = self.f.new_value(Type::USIZE, "trips");
        let results = carried.iter().map(|(_, v)| *v).chain([trips]).collect();
        let (cond, body) = (cond.region, body.region);
        let span = self.span;
        self.push(Stmt {
            results,
            op: Op::While(While {
                inits,
                cond,
                body,
                breaks,
            }),
            span,
        });
        for (var, result) in carried {
            self.write(var, result.into());
        }
        trips
    }
}

/// Replaces values by other operands everywhere in a region.
pub fn substitute(region: &mut Region, map: &Map<ValueId, Atom>) {
    map_region_operands(region, &mut |atom| {
        if let Some(to) = atom.value().and_then(|v| map.get(&v)) {
            *atom = to.clone();
        }
    });
}

/// Replaces values by other operands in what a function returns.
pub fn substitute_output(output: &mut Output, map: &Map<ValueId, Atom>) {
    map_output_operands(output, &mut |atom| {
        if let Some(to) = atom.value().and_then(|v| map.get(&v)) {
            *atom = to.clone();
        }
    });
}

/// Does any statement of the region, nested ones included, satisfy the predicate?
#[must_use]
pub fn any_stmt(region: &Region, predicate: &dyn Fn(&Stmt) -> bool) -> bool {
    region.stmts.iter().any(|stmt| {
        predicate(stmt)
            || regions(&stmt.op)
                .into_iter()
                .any(|inner| any_stmt(inner, predicate))
    })
}
