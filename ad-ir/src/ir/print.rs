//! The printed form of a function: what tests compare and `ARCHITECTURE.md` shows.
//!
//! ```text
//! fn f(x: &[f64]) -> %3 {
//!   %0 = len x
//!   %3 = for %1 in 0..%0 carry (%2 = 0.0) {
//!     %4 = load x[%1]
//!     %5 = mul %4, %4
//!     %6 = add %2, %5
//!     yield %6
//!   }
//! }
//! ```
//! A value prints as its name where that is unique in the function, else as its name and number.

use super::visit::regions;
use super::{
    Access, Arg, Atom, BaseId, BaseKind, Call, Const, Function, Hand, Init, Lit, Made, Mode, Op,
    Opaque, Output, ParamKind, Part, Passed, Pattern, Place, Projection, Range, Region, Stmt,
    ValueId, Variant,
};
use crate::hashed::HashMap;
use std::fmt::{self, Write};

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Printer::new(self).function())
    }
}

struct Printer<'a> {
    f: &'a Function,
    names: HashMap<&'a str, usize>,
    out: String,
}

impl<'a> Printer<'a> {
    fn new(f: &'a Function) -> Printer<'a> {
        let mut names = HashMap::default();
        let all = f
            .values
            .iter()
            .map(|v| &v.name)
            .chain(f.bases.iter().map(|b| &b.name));
        for name in all {
            *names.entry(name.as_str()).or_insert(0) += 1;
        }
        Printer {
            f,
            names,
            out: String::new(),
        }
    }

    fn function(mut self) -> String {
        let params: Vec<String> = self
            .f
            .params
            .iter()
            .map(|param| match &param.kind {
                ParamKind::Value(v) => format!("{}: {}", self.value(*v), self.f.ty(*v)),
                ParamKind::Base(b) => {
                    let data = &self.f.bases[b.index()];
                    let access = match data.kind {
                        BaseKind::Param(Access::Shared) => "&",
                        BaseKind::Param(Access::Mut) => "&mut ",
                        BaseKind::Param(Access::CotangentSlot) => "slot ",
                        BaseKind::Param(Access::TangentSlot) => "tangent ",
                        _ => "",
                    };
                    format!("{}: {access}{}", self.base(*b), data.ty)
                }
                ParamKind::Opaque(name) => format!("{name}: opaque"),
                ParamKind::Function(name) => format!("{name}: function"),
                ParamKind::Ignored => "_".to_string(),
            })
            .collect();
        let _ = write!(self.out, "fn {}({})", self.f.name, params.join(", "));
        if self.f.output != Output::Unit {
            let output = self.output(&self.f.output);
            let _ = write!(self.out, " -> {output}");
        }
        self.out.push_str(" {\n");
        self.region(&self.f.body, 1);
        self.out.push_str("}\n");
        self.out
    }

    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn region(&mut self, region: &Region, depth: usize) {
        for stmt in &region.stmts {
            self.stmt(stmt, depth);
        }
        if !region.yields.is_empty() {
            let yields = self.atoms(&region.yields);
            self.line(depth, &format!("yield {yields}"));
        }
    }

    fn stmt(&mut self, stmt: &Stmt, depth: usize) {
        let results: Vec<String> = stmt.results.iter().map(|v| self.value(*v)).collect();
        let define = if results.is_empty() {
            String::new()
        } else {
            format!("{} = ", results.join(", "))
        };
        let head = self.head(&stmt.op);
        let regions = regions(&stmt.op);
        if regions.is_empty() {
            self.line(depth, &format!("{define}{head}"));
            return;
        }
        self.line(depth, &format!("{define}{head} {{"));
        for (i, region) in regions.iter().enumerate() {
            if i > 0 {
                let between = match &stmt.op {
                    Op::If(..) => "} else {".to_string(),
                    Op::While(w) => {
                        format!("}} do ({}) {{", self.carries(&region.params, &w.inits))
                    }
                    Op::Switch(s) if i < s.arms.len() => {
                        format!("}} {} {{", patterns(&s.arms[i].0))
                    }
                    _ => "} _ {".to_string(),
                };
                self.line(depth, &between);
            }
            self.region(region, depth + 1);
        }
        self.line(depth, "}");
    }

    fn head(&self, op: &Op) -> String {
        match op {
            Op::Prim(prim, args) => format!("{prim} {}", self.atoms(args)),
            Op::Init(b, init) => {
                format!(
                    "let {}: {} = {}",
                    self.base(*b),
                    self.f.bases[b.index()].ty,
                    self.init(init)
                )
            }
            Op::Assign(p, init) => format!("{} = {}", self.place(p), self.init(init)),
            Op::Load(p) => format!("load {}", self.place(p)),
            Op::Store(p, a) => format!("store {}, {}", self.place(p), self.atom(a)),
            Op::Accumulate(p, a) => format!("accumulate {}, {}", self.place(p), self.atom(a)),
            Op::AddFrom(p, q) => format!("add_from {}, {}", self.place(p), self.place(q)),
            Op::SetZero(p) => format!("set_zero {}", self.place(p)),
            Op::Len(p) => format!("len {}", self.place(p)),
            Op::Is(p, variants) => {
                let names: Vec<String> = variants.iter().map(Variant::to_string).collect();
                format!("{} is {}", self.place(p), names.join(" | "))
            }
            Op::Fill(p, a) => format!("fill {}, {}", self.place(p), self.atom(a)),
            Op::CopyFrom(p, q) => format!("copy_from {}, {}", self.place(p), self.place(q)),
            Op::Swap(p, q) => format!("swap {}, {}", self.place(p), self.place(q)),
            Op::Push(p, init) => format!("push {}, {}", self.place(p), self.init(init)),
            Op::Pop(p) => format!("pop {}", self.place(p)),
            Op::Extend(p, q) => format!("extend {}, {}", self.place(p), self.place(q)),
            Op::Truncate(p, n) => format!("truncate {}, {}", self.place(p), self.atom(n)),
            Op::If(cond, ..) => format!("if {}", self.atom(cond)),
            Op::Switch(s) => match s.arms.first() {
                Some((first, _)) => {
                    format!("switch {} {}", self.atom(&s.scrutinee), patterns(first))
                }
                None => format!("switch {} _", self.atom(&s.scrutinee)),
            },
            Op::For(l) => {
                let index = self.value(l.body.params[0]);
                let carries = self.carries(&l.body.params[1..], &l.inits);
                let breaks = if l.breaks { " breaking" } else { "" };
                format!(
                    "for {index} in {} carry ({carries}){breaks}",
                    self.range(&l.range)
                )
            }
            Op::While(w) => {
                let breaks = if w.breaks { " breaking" } else { "" };
                format!(
                    "while carry ({}){breaks}",
                    self.carries(&w.cond.params, &w.inits)
                )
            }
            Op::Call(call, dst) => match dst {
                Some(b) => format!("let {} = {}", self.base(*b), self.call(call)),
                None => self.call(call),
            },
            Op::Opaque(o) => {
                let kind = if o.diverges {
                    "diverge"
                } else if o.pure {
                    "pure"
                } else {
                    "effect"
                };
                format!("{kind} `{}`", self.parts(o))
            }
        }
    }

    fn call(&self, call: &Call) -> String {
        let modes: String = call
            .callee
            .modes
            .iter()
            .map(|mode| match mode {
                Mode::Jvp => "jvp of ",
                Mode::Vjp if call.callee.forgets => "adjoint of ",
                Mode::Vjp => "vjp of ",
                Mode::Lanes => "lanes of ",
            })
            .rev()
            .collect();
        let args: Vec<String> = call.args.iter().map(|a| self.arg(a)).collect();
        let hand = match call.callee.hand {
            None => String::new(),
            Some(Hand::Over(n)) => format!(" handing over #{n}"),
            Some(Hand::Taken(n)) => format!(" taking #{n}"),
            Some(Hand::Pushed(n)) => format!(" pushing on #{n}"),
            Some(Hand::Popped(n)) => format!(" popping from #{n}"),
        };
        format!(
            "call {modes}{}{}({}){hand}",
            call.callee.path,
            call.callee.turbofish,
            args.join(", ")
        )
    }

    fn arg(&self, arg: &Arg) -> String {
        match arg {
            Arg::Value(a) => self.atom(a),
            Arg::ValueRef(a) => format!("&{}", self.atom(a)),
            Arg::Ref(p) => format!("&{}", self.place(p)),
            Arg::Mut(p) => format!("&mut {}", self.place(p)),
            Arg::Owned(p) => self.place(p),
            Arg::Made(made, args) => {
                let args: Vec<String> = args.iter().map(|a| self.arg(a)).collect();
                let args = args.join(", ");
                match made {
                    Made::Tuple => format!("({args})"),
                    Made::Some => format!("Some({args})"),
                    Made::Array => format!("[{args}]"),
                    Made::Slice => format!("&[{args}]"),
                    Made::Struct {
                        path, reference, ..
                    } => {
                        let and = if *reference { "&" } else { "" };
                        format!("{and}{path} {{ {args} }}")
                    }
                }
            }
            Arg::Opaque(o) => format!("`{}`", self.parts(o)),
            Arg::Function(function) => {
                let args: Vec<String> = function.args.iter().map(|a| self.arg(a)).collect();
                let name = match &function.function {
                    Passed::Lambda(n) => format!("lambda{n}"),
                    Passed::Parameter(name) => name.clone(),
                };
                let mode = match function.mode {
                    Some(Mode::Vjp) => "vjp of ",
                    Some(Mode::Jvp) => "jvp of ",
                    Some(Mode::Lanes) => "lanes of ",
                    None => "",
                };
                format!("{mode}{name}[{}]", args.join(", "))
            }
            Arg::Slot(Some(p)) => format!("slot {}", self.place(p)),
            Arg::TangentSlot(Some(p)) => format!("tangent {}", self.place(p)),
            Arg::Slot(None) | Arg::TangentSlot(None) => "_".to_string(),
        }
    }

    fn init(&self, init: &Init) -> String {
        let list = |parts: &[Init]| {
            parts
                .iter()
                .map(|i| self.init(i))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match init {
            Init::Atom(a) => self.atom(a),
            Init::Elements(parts) => format!("[{}]", list(parts)),
            Init::Repeat(element, n) => format!("[{}; {}]", self.init(element), self.atom(n)),
            Init::Tuple(parts) => format!("({})", list(parts)),
            Init::Struct(path, fields, rest) => {
                let mut parts: Vec<String> = fields
                    .iter()
                    .map(|(name, init)| format!("{name}: {}", self.init(init)))
                    .collect();
                parts.extend(rest.as_ref().map(|rest| format!("..{}", self.place(rest))));
                format!("{path} {{ {} }}", parts.join(", "))
            }
            Init::Variant(variant, fields) => {
                let parts: Vec<String> = fields
                    .iter()
                    .map(|(name, init)| format!("{name}: {}", self.init(init)))
                    .collect();
                format!("{variant} {{ {} }}", parts.join(", "))
            }
            Init::If(cond, then, els) => {
                let (then, els) = (self.init(then), self.init(els));
                format!("if {} {{ {then} }} else {{ {els} }}", self.atom(cond))
            }
            Init::Empty(None) => "empty".to_string(),
            Init::Empty(Some(n)) => format!("empty {}", self.atom(n)),
            Init::Lent(p) => format!("&{}", self.place(p)),
            Init::Copy(p) => format!("copy {}", self.place(p)),
            Init::Move(p) => format!("move {}", self.place(p)),
            Init::Pop(p) => format!("pop {}", self.place(p)),
            Init::ZeroTangent(p) => format!("zero_tangent {}", self.place(p)),
            Init::ZeroOf(arg) => format!("zero_tangent {}", self.arg(arg)),
            Init::Default => "default".to_string(),
        }
    }

    fn output(&self, output: &Output) -> String {
        match output {
            Output::Unit => "()".to_string(),
            Output::Atom(a) => self.atom(a),
            Output::Place(p) => self.place(p),
            Output::Tuple(parts) => {
                format!(
                    "({})",
                    parts
                        .iter()
                        .map(|p| self.output(p))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
        }
    }

    fn parts(&self, opaque: &Opaque) -> String {
        fn write_parts(p: &Printer<'_>, parts: &[Part], out: &mut Vec<String>) {
            for part in parts {
                match part {
                    Part::Tokens(t) => out.push(t.to_string()),
                    Part::Atom(a) => out.push(p.atom(a)),
                    Part::Place(place) => out.push(p.place(place)),
                    Part::Group(delimiter, parts) => {
                        let (open, close) = match delimiter {
                            proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                            proc_macro2::Delimiter::Bracket => ("[", "]"),
                            proc_macro2::Delimiter::Brace => ("{", "}"),
                            proc_macro2::Delimiter::None => ("", ""),
                        };
                        out.push(open.to_string());
                        write_parts(p, parts, out);
                        out.push(close.to_string());
                    }
                }
            }
        }
        let mut words = Vec::new();
        write_parts(self, &opaque.parts, &mut words);
        words.join(" ")
    }

    fn carries(&self, params: &[ValueId], inits: &[Atom]) -> String {
        params
            .iter()
            .zip(inits)
            .map(|(p, init)| format!("{} = {}", self.value(*p), self.atom(init)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn range(&self, range: &Range) -> String {
        let dots = if range.inclusive { "..=" } else { ".." };
        let text = format!("{}{dots}{}", self.atom(&range.lo), self.atom(&range.hi));
        if range.reversed {
            format!("rev {text}")
        } else {
            text
        }
    }

    fn atoms(&self, atoms: &[Atom]) -> String {
        atoms
            .iter()
            .map(|a| self.atom(a))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn atom(&self, atom: &Atom) -> String {
        match atom {
            Atom::Value(v) => self.value(*v),
            Atom::Const(Const { lit, .. }) => literal(*lit),
        }
    }

    fn value(&self, v: ValueId) -> String {
        let name = &self.f.values[v.index()].name;
        if name.is_empty() {
            format!("%{}", v.0)
        } else if self.names[name.as_str()] == 1 {
            name.clone()
        } else {
            format!("{name}%{}", v.0)
        }
    }

    fn base(&self, b: BaseId) -> String {
        let data = &self.f.bases[b.index()];
        match &data.kind {
            BaseKind::Extern(path) => path.to_string().replace(' ', ""),
            _ if self.names[data.name.as_str()] == 1 => data.name.clone(),
            _ => format!("{}#{}", data.name, b.0),
        }
    }

    fn place(&self, place: &Place) -> String {
        let mut text = self.base(place.base);
        for projection in &place.projections {
            match projection {
                Projection::Index(i) => {
                    let _ = write!(text, "[{}]", self.atom(i));
                }
                Projection::Range(lo, hi) => {
                    let end =
                        |a: &Option<Atom>| a.as_ref().map(|a| self.atom(a)).unwrap_or_default();
                    let _ = write!(text, "[{}..{}]", end(lo), end(hi));
                }
                Projection::Field(name) => {
                    let _ = write!(text, ".{name}");
                }
                Projection::Inner | Projection::Behind => text.push_str(".*"),
                Projection::Variant(variant, name) => {
                    let _ = write!(text, ".({variant}).{name}");
                }
            }
        }
        text
    }
}

fn literal(lit: Lit) -> String {
    match lit {
        Lit::Float(x) => format!("{x:?}"),
        Lit::Int(x) => x.to_string(),
        Lit::Bool(x) => x.to_string(),
        Lit::Char(x) => format!("{x:?}"),
        Lit::Zero => "zero".to_string(),
    }
}

fn patterns(patterns: &[Pattern]) -> String {
    let end = |lit: &Option<Lit>| lit.map(literal).unwrap_or_default();
    patterns
        .iter()
        .map(|pattern| match pattern {
            Pattern::Literal(lit) => literal(*lit),
            Pattern::Range(lo, hi) => format!("{}..={}", end(lo), end(hi)),
        })
        .collect::<Vec<_>>()
        .join(" | ")
}
