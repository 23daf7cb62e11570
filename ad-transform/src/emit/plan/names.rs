//! The names of the text: those of the source where it has one, short words elsewhere; no two that are visible at the
//! same place are the same, and none is a word that the user's tokens mention.

use super::order::Order;
use super::variables::Variable;
use crate::hashed::{HashMap, HashSet};
use crate::ir::visit::{regions, statements};
use crate::ir::{
    Arg, Atom, BaseKind, Const, Function, Init, Lit, Made, Op, Opaque, ParamKind, Part, Place,
    Prim, Projection, Region, Stmt, Type, ValueId,
};
use proc_macro2::{TokenStream, TokenTree};

/// The words that cannot be names, and those that generated paths begin with.
const RESERVED: [&str; 57] = [
    "as", "break", "const", "continue", "crate", "else", "enum", "extern", "false", "fn", "for",
    "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "self", "Self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where",
    "while", "async", "await", "dyn", "abstract", "become", "box", "do", "final", "macro",
    "override", "priv", "typeof", "unsized", "virtual", "yield", "try", "gen", "union", "ad",
    "core", "_", "Default",
];

/// The names of a function's variables and bases.
pub struct Names {
    /// By variable.
    pub variables: Vec<String>,
    /// By base; for a parameter `self`, that.
    pub bases: Vec<String>,
    taken: HashSet<String>,
}

impl Names {
    /// Is the name one of these, or a word that the user's tokens mention?
    pub fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// Chooses the names.
pub fn names(
    f: &Function,
    order: &Order<'_>,
    numbers: &[usize],
    variables: &[Variable],
    inlined: &[bool],
) -> Names {
    let mut namer = Namer {
        f,
        order,
        numbers,
        variables,
        inlined,
        reserved: reserved(f),
        visible: Vec::new(),
        numbered: HashMap::default(),
        names: Names {
            variables: vec![String::new(); variables.len()],
            bases: vec![String::new(); f.bases.len()],
            taken: HashSet::default(),
        },
    };
    namer.params();
    namer.region(&f.body);
    let (mut names, mut taken) = (namer.names, namer.reserved);
    taken.extend(names.variables.iter().chain(&names.bases).cloned());
    names.taken = taken;
    names
}

struct Namer<'a> {
    f: &'a Function,
    order: &'a Order<'a>,
    numbers: &'a [usize],
    variables: &'a [Variable],
    inlined: &'a [bool],
    /// What no name may be here: reserved words, and the names that are visible.
    reserved: HashSet<String>,
    /// The names that end with a block, in order, each with the word that it was made of and its number.
    visible: Vec<(String, Option<(String, usize)>)>,
    /// The numbers from which on those of a word may be free.
    numbered: HashMap<String, usize>,
    names: Names,
}

impl Namer<'_> {
    /// Parameters come before everything: they keep their names wherever possible.
    fn params(&mut self) {
        for param in &self.f.params {
            match &param.kind {
                ParamKind::Value(v) => self.variable(*v),
                ParamKind::Base(b) => {
                    let name = &self.f.bases[b.index()].name;
                    self.names.bases[b.index()] = if name == "self" {
                        name.clone()
                    } else {
                        self.unique(name)
                    };
                }
                ParamKind::Opaque(name) | ParamKind::Function(name) => {
                    self.reserved.insert(name.clone());
                }
                ParamKind::Ignored => {}
            }
        }
    }

    fn unique(&mut self, wish: &str) -> String {
        let wish = wish.trim_start_matches("r#");
        // The number of a field is no name.
        let wish = match wish.chars().next() {
            None => "value",
            Some(first) if first.is_ascii_digit() => "part",
            Some(_) => wish,
        };
        let mut name = wish.to_string();
        let mut number = None;
        while !self.reserved.insert(name.clone()) {
            let next = self.numbered.entry(wish.to_string()).or_insert(1);
            name = format!("{wish}_{next}");
            number = Some((wish.to_string(), *next));
            *next += 1;
        }
        self.visible.push((name.clone(), number));
        name
    }

    /// Names end with their block, and can be given again.
    fn forget(&mut self, outer: usize) {
        for (name, number) in self.visible.split_off(outer) {
            self.reserved.remove(&name);
            if let Some((wish, number)) = number {
                let next = self.numbered.entry(wish).or_insert(number);
                *next = number.min(*next);
            }
        }
    }

    fn variable(&mut self, v: ValueId) {
        let number = self.numbers[v.index()];
        if self.inlined[v.index()] || !self.names.variables[number].is_empty() {
            return;
        }
        let members = self.variables[number].members();
        let named = members
            .iter()
            .find(|m| !self.f.values[m.index()].name.is_empty());
        if let Some(slot) = self.only_read_of_slot(v) {
            self.names.variables[number] = slot;
            return;
        }
        let wish = match named {
            Some(m) => self.f.values[m.index()].name.clone(),
            None => self.invented(self.variables[number].first),
        };
        self.names.variables[number] = self.unique(&wish);
    }

    /// The name of the slot that a value is read from, if it is of no use afterwards: the value takes its place.
    fn only_read_of_slot(&self, v: ValueId) -> Option<String> {
        let Op::Load(p) = &self.order.definer(v)?.op else {
            return None;
        };
        let data = &self.f.bases[p.base.index()];
        let is_slot = matches!(data.kind, BaseKind::Param(access) if super::super::is_slot(access));
        let alone = self.order.bases[p.base.index()].touches.len() == 1 && p.projections.is_empty();
        (is_slot && alone).then(|| self.names.bases[p.base.index()].clone())
    }

    fn region(&mut self, region: &Region) {
        let outer = self.visible.len();
        for v in &region.params {
            self.variable(*v);
        }
        for stmt in &region.stmts {
            self.stmt(stmt);
        }
        self.forget(outer);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        if let Op::For(_) | Op::While(_) = stmt.op {
            stmt.results.iter().for_each(|v| self.variable(*v));
        }
        for inner in regions(&stmt.op) {
            self.region(inner);
        }
        if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
            self.names.bases[b.index()] = self.unique(&self.f.bases[b.index()].name);
        }
        stmt.results.iter().for_each(|v| self.variable(*v));
    }

    // --- names for what has none ---

    fn invented(&self, v: ValueId) -> String {
        let Some(stmt) = self.order.definer(v) else {
            return "value".to_string();
        };
        match &stmt.op {
            Op::Prim(prim, args) => match prim {
                Prim::Add | Prim::Sub if self.offset(*prim, args).is_some() => {
                    self.offset(*prim, args).unwrap_or_default()
                }
                Prim::Add => "total".to_string(),
                Prim::Sub => "difference".to_string(),
                Prim::Mul | Prim::SingularMul => "product".to_string(),
                Prim::Div | Prim::SingularDiv => "quotient".to_string(),
                Prim::Rem => "remainder".to_string(),
                Prim::Neg => "negated".to_string(),
                Prim::Cast => match (self.named(&args[0]), self.f.ty(v)) {
                    (Some(name), ty @ (Type::Float(_) | Type::Int(_))) => {
                        format!("{name}_{ty}").to_lowercase()
                    }
                    _ => "value".to_string(),
                },
                Prim::Eq
                | Prim::Ne
                | Prim::Lt
                | Prim::Le
                | Prim::Gt
                | Prim::Ge
                | Prim::Not
                | Prim::And
                | Prim::Or => "holds".to_string(),
                Prim::Select => "chosen".to_string(),
                Prim::StopGradient | Prim::DerivativeOf => {
                    self.named(&args[0]).unwrap_or("value").to_string()
                }
                Prim::Xor | Prim::Shl | Prim::Shr => "bits".to_string(),
                Prim::Math(row) => match self.named(&args[0]) {
                    Some(name) if name.len() < 12 => format!("{}_{name}", row.name),
                    _ => format!("{}_value", row.name),
                },
            },
            Op::Load(p) => self.element(p),
            Op::Len(p) => format!("{}_len", self.base(p)),
            Op::Pop(p) => format!("{}_last", self.base(p)),
            Op::If(..) | Op::Switch(_) if *self.f.ty(v) == Type::Bool => "holds".to_string(),
            _ => "value".to_string(),
        }
    }

    /// `i_plus_1` for `i + 1`
    fn offset(&self, prim: Prim, args: &[Atom]) -> Option<String> {
        let [
            a,
            Atom::Const(Const {
                lit: Lit::Int(n @ 0..100),
                ..
            }),
        ] = args
        else {
            return None;
        };
        let of = match self.named(a) {
            Some(name) => name.to_string(),
            None => match &self.order.definer(a.value()?)?.op {
                Op::Len(p) => format!("{}_len", self.base(p)),
                _ => return None,
            },
        };
        let word = if prim == Prim::Add { "plus" } else { "minus" };
        Some(format!("{of}_{word}_{n}"))
    }

    fn base(&self, p: &Place) -> String {
        match self.f.bases[p.base.index()].kind {
            BaseKind::Extern(_) => "constant".to_string(),
            _ => self.f.bases[p.base.index()].name.clone(),
        }
    }

    /// `x_i` for `x[i]`
    fn element(&self, p: &Place) -> String {
        let base = self.base(p);
        match p.projections.last() {
            Some(Projection::Field(name)) => format!("{base}_{}", name.trim_start_matches("r#")),
            Some(Projection::Index(i)) => match (i, self.named(i)) {
                (_, Some(i)) if i.len() < 8 => format!("{base}_{i}"),
                (
                    Atom::Const(Const {
                        lit: Lit::Int(i), ..
                    }),
                    _,
                ) if *i >= 0 => format!("{base}_{i}"),
                _ => format!("{base}_value"),
            },
            _ => format!("{base}_value"),
        }
    }

    fn named(&self, atom: &Atom) -> Option<&str> {
        let name = self.f.values[atom.value()?.index()].name.as_str();
        (!name.is_empty()).then_some(name)
    }
}

/// Every word that tokens of the user's mention as a name of their own.
fn reserved(f: &Function) -> HashSet<String> {
    let mut words: HashSet<String> = RESERVED.iter().map(ToString::to_string).collect();
    for base in &f.bases {
        if let BaseKind::Extern(path) = &base.kind {
            mentioned(path, &mut words);
        }
    }
    statements(&f.body, &mut |stmt| match &stmt.op {
        Op::Opaque(o) => parts(&o.parts, &mut words),
        Op::Call(call, _) => {
            mentioned(&call.callee.path, &mut words);
            mentioned(&call.callee.turbofish, &mut words);
            call.args.iter().for_each(|arg| of_arg(arg, &mut words));
        }
        Op::Init(_, init) | Op::Assign(_, init) | Op::Push(_, init) => of_init(init, &mut words),
        _ => {}
    });
    words
}

fn parts(all: &[Part], words: &mut HashSet<String>) {
    for part in all {
        match part {
            Part::Tokens(tokens) => mentioned(tokens, words),
            Part::Group(_, inner) => parts(inner, words),
            Part::Atom(_) | Part::Place(_) => {}
        }
    }
}

fn of_arg(arg: &Arg, words: &mut HashSet<String>) {
    match arg {
        Arg::Made(made, args) => {
            if let Made::Struct { path, .. } = made {
                mentioned(path, words);
            }
            args.iter().for_each(|arg| of_arg(arg, words));
        }
        Arg::Function(function) => function.args.iter().for_each(|arg| of_arg(arg, words)),
        Arg::Opaque(Opaque { parts: all, .. }) => parts(all, words),
        _ => {}
    }
}

fn of_init(init: &Init, words: &mut HashSet<String>) {
    match init {
        Init::Elements(parts) | Init::Tuple(parts) => {
            parts.iter().for_each(|part| of_init(part, words))
        }
        Init::Repeat(element, _) => of_init(element, words),
        Init::Struct(path, fields, _) => {
            mentioned(path, words);
            fields.iter().for_each(|(_, field)| of_init(field, words));
        }
        Init::Variant(variant, fields) => {
            mentioned(&variant.tokens(), words);
            fields.iter().for_each(|(_, field)| of_init(field, words));
        }
        Init::If(_, then, els) => {
            of_init(then, words);
            of_init(els, words);
        }
        _ => {}
    }
}

/// The words of the tokens but for fields, methods, macros and what follows `::`.
fn mentioned(tokens: &TokenStream, words: &mut HashSet<String>) {
    let mut before = [' '; 2];
    let mut trees = tokens.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        let last = match &tree {
            TokenTree::Group(group) => {
                mentioned(&group.stream(), words);
                ' '
            }
            TokenTree::Punct(p) => p.as_char(),
            TokenTree::Literal(_) => ' ',
            TokenTree::Ident(word) => {
                let is_macro =
                    matches!(trees.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '!');
                let is_part = before[1] == '.' && before[0] != '.' || before == [':', ':'];
                if !is_macro && !is_part {
                    words.insert(word.to_string().trim_start_matches("r#").to_string());
                }
                ' '
            }
        };
        before = [before[1], last];
    }
}
