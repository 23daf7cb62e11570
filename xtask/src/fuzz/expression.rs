//! Random expressions.

use super::scope::{Ty, Writer};

/// Functions that keep numbers small, around what is written for `{}`.
const SQUASHING: &[&str] = &[
    "({}).sin()",
    "({}).tanh()",
    "({}).cos()",
    "f64::atan({})",
    "({}).tanh().exp()",
    "(1.5 + ({}).sin()).sqrt()",
    "(2.0 + ({}).cos()).ln()",
    "({}).abs().ln_1p()",
    "1.0 / (1.0 + ({}).powi(2))",
    "-({})",
    "({}).clamp(-2.0, 1.75)",
    "({}).sin().powi(3)",
    "2.0_f64.powf(({}).tanh())",
    "(({}).tanh() + 1.5).recip()",
];

/// Uses of the generic type of the prelude.
const GENERIC: &[&str] = &[
    "Wave::new({a}, {b}).at({c})",
    "blend(&Wave { size: {a}, rate: {b} }, {c})",
    "mean(&[Wave::new({a}, {c}), Wave::new({b}, {a})], {c})",
    "of_trait(&Wave::new({a}, {c}), {b})",
    "turned(Wave::new({a}, {b}), {c}).size",
    "louder(Wave::new({b}, {a}), {c})",
];

/// Functions of two numbers.
const BINARY: &[&str] = &[
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / (1.25 + ({b}).powi(2))",
    "({a}).max({b})",
    "f64::min({a}, {b})",
    "({a}).atan2(1.5 + ({b}).sin())",
    "({a}).hypot(1.0 + ({b}).abs())",
    "({a}).mul_add({b}, 0.5)",
];

impl Writer<'_> {
    /// An expression of type `f64`, in parentheses where it needs them.
    pub fn float(&mut self) -> String {
        self.depth += 1;
        let text = if self.depth > 5 {
            self.leaf()
        } else {
            self.inner_float()
        };
        self.depth -= 1;
        text
    }

    fn inner_float(&mut self) -> String {
        match self.random.below(21) {
            0..=4 => self.leaf(),
            5..=8 => {
                let template = *self.random.one(BINARY);
                let (a, b) = (self.float(), self.float());
                format!("({})", template.replace("{a}", &a).replace("{b}", &b))
            }
            9..=11 => {
                let template = *self.random.one(SQUASHING);
                let a = self.float();
                format!("({})", template.replace("{}", &a))
            }
            12 => {
                let (c, a, b) = (self.condition(), self.float(), self.float());
                format!("(if {c} {{ {a} }} else {{ {b} }})")
            }
            13 => self.matched(),
            14 | 15 => self.reduced(),
            16 => self.called(),
            17 => self.of_maybe(),
            18 => self.value_block(),
            19 => self.generic(),
            _ => self.of_form(),
        }
    }

    /// A number that generic code makes of numbers.
    fn generic(&mut self) -> String {
        let template = *self.random.one(GENERIC);
        let [a, b, c] = [self.leaf(), self.float(), self.leaf()];
        let text = template.replace("{a}", &a).replace("{b}", &b);
        format!("({})", text.replace("{c}", &c))
    }

    /// A short one.
    pub fn leaf(&mut self) -> String {
        if self.random.chance(20) {
            let literals = ["0.5_f64", "1.25_f64", "-0.75_f64", "2.0f64", "1e-1f64"];
            return (*self.random.one(&literals)).to_string();
        }
        use Ty::*;
        let types = [
            Float, Ref, RefMut, Index, Array, Matrix, Vec, Slice, SliceMut, Pair, Point,
        ];
        let Some(var) = self.var(&types, false) else {
            return "0.625_f64".to_string();
        };
        let (name, kind) = (var.name, var.ty);
        match kind {
            Float => name,
            Ref | RefMut => format!("*{name}"),
            Index => format!("(({name} % 7) as f64)"),
            Array | Vec | Slice | SliceMut => {
                let at = self.index_into(&name, kind);
                format!("{name}[{at}]")
            }
            Matrix => {
                let (i, j) = (self.index(), self.index());
                format!("{name}[({i}) % 2][({j}) % 2]")
            }
            Pair => format!("{name}.{}", self.random.below(2)),
            Point => {
                let methods = ["weight", "at[0]", "at[1]", "norm()", "scaled(0.5).weight"];
                format!("{name}.{}", self.random.one(&methods))
            }
            Bool | Maybe | Form | Closure => unreachable!("not among the types of leaves"),
        }
    }

    /// An index that is in bounds.
    fn index_into(&mut self, name: &str, ty: Ty) -> String {
        if self.random.chance(30) {
            return "0".to_string();
        }
        let index = self.index();
        match ty {
            Ty::Array => format!("({index}) % 3"),
            _ => format!("({index}) % {name}.len()"),
        }
    }

    /// An expression of type `usize`.
    pub fn index(&mut self) -> String {
        match self.random.below(8) {
            0 => self.random.below(4).to_string(),
            1..=4 => match self.var(&[Ty::Index], false) {
                Some(var) => var.name,
                None => "2".to_string(),
            },
            5 => match self.var(&[Ty::Vec, Ty::Slice, Ty::SliceMut], false) {
                Some(var) => format!("{}.len()", var.name),
                None => "1".to_string(),
            },
            6 => match self.var(&[Ty::Index], false) {
                Some(var) => format!("{} + {}", var.name, self.random.below(3)),
                None => "3".to_string(),
            },
            _ => match self.var(&[Ty::Float], false) {
                Some(var) => format!("({}.abs() * 3.0) as usize", var.name),
                None => "0".to_string(),
            },
        }
    }

    /// An expression of type `bool`.
    pub fn condition(&mut self) -> String {
        self.depth += 1;
        let text = match self.random.below(if self.depth > 5 { 4 } else { 8 }) {
            0 | 1 => {
                let (a, b) = (self.leaf(), self.leaf());
                let operator = *self.random.one(&["<", ">", "<=", ">="]);
                format!("({a}) {operator} ({b})")
            }
            2 => format!("({}) % 2 == {}", self.index(), self.random.below(2)),
            3 => match self.var(&[Ty::Bool], false) {
                Some(var) => var.name,
                None => "true".to_string(),
            },
            4 => format!("({} && {})", self.condition(), self.condition()),
            5 => format!("({} || {})", self.condition(), self.condition()),
            6 => format!("!({})", self.condition()),
            _ => match self.var(&[Ty::Vec, Ty::Slice, Ty::Array], false) {
                Some(var) => {
                    let method = *self.random.one(&["any", "all"]);
                    let than = self.leaf();
                    format!("{}.iter().{method}(|&t| t < {than})", var.name)
                }
                None => "false".to_string(),
            },
        };
        self.depth -= 1;
        text
    }

    fn matched(&mut self) -> String {
        let index = self.index();
        let (a, b, c) = (self.float(), self.float(), self.float());
        match self.random.below(3) {
            0 => format!("(match ({index}) % 3 {{ 0 => {a}, 1 => {b}, _ => {c} }})"),
            1 => {
                let guard = self.condition();
                format!(
                    "(match {index} {{ 0..=1 => {a}, k if k > 2 && {guard} => {b} * k as f64 * 0.1, _ => {c} }})"
                )
            }
            _ => {
                let (p, q) = (self.condition(), self.condition());
                format!("(match ({p}, {q}) {{ (true, _) => {a}, (false, true) => {b}, _ => {c} }})")
            }
        }
    }

    /// What goes on as long as there is something: a sum, a fold, a vector of options.
    fn until_failure(&mut self, source: &str, t: &str) -> String {
        let (goes_on, value) = (self.condition(), self.float());
        let item = format!("|&{t}| ({goes_on}).then(|| {value})");
        match self.random.below(4) {
            0 => format!("{source}.map({item}).sum::<Option<f64>>().unwrap_or(0.75)"),
            1 => format!(
                "{source}.try_fold(0.5, |acc, &{t}| if {goes_on} {{ Ok(acc * {value}) }} else {{ Err(\"no\") }}).unwrap_or(0.25).tanh()"
            ),
            2 => format!(
                "{source}.map({item}).collect::<Option<Vec<f64>>>().map_or(0.3, |v| v.iter().sum::<f64>())"
            ),
            _ => format!(
                "{source}.map(|&{t}| if {goes_on} {{ Ok({value}) }} else {{ Err({t}.to_string()) }}).collect::<Result<Vec<_>, String>>().map(|v| v.first().copied().unwrap_or(0.5)).unwrap_or(0.3)"
            ),
        }
    }

    /// What takes items one by one, or changes a vector as a whole.
    fn taken(&mut self, source: &str, t: &str) -> String {
        let (holds, value) = (self.condition(), self.float());
        match self.random.below(5) {
            0 => format!(
                "{{ let mut it = {source}.copied(); let mut sum = 0.5; while let Some({t}) = it.next() {{ if {holds} {{ sum += it.next().unwrap_or({value}); }} else {{ sum -= {t}.sin(); }} }} sum }}"
            ),
            1 => format!(
                "{{ let mut it = {source}.peekable(); let mut sum = 0.25; while let Some(&{t}) = it.next() {{ sum += match it.peek() {{ Some(next) => {t} * **next, None => {value} }}; }} sum.tanh() }}"
            ),
            2 => format!(
                "{{ let mut it = {source}.copied(); let first = it.by_ref().take(2).map(|{t}| {value}).sum::<f64>(); first - it.sum::<f64>() }}"
            ),
            3 => format!(
                "{{ let mut v: Vec<f64> = {source}.map(|&{t}| {value}).collect(); v.retain(|&{t}| {holds}); v.iter().sum::<f64>() + v.len() as f64 }}"
            ),
            _ => format!(
                "{{ let mut queue: std::collections::VecDeque<f64> = {source}.copied().collect(); let {t} = queue.pop_front().unwrap_or(0.5); queue.push_back({value}); queue.push_front({t}.cos()); queue.iter().rev().take(2).product::<f64>().tanh() + queue[0] }}"
            ),
        }
    }

    /// What is made of a sequence by an iterator.
    fn reduced(&mut self) -> String {
        let Some(var) = self.var(&[Ty::Vec, Ty::Slice, Ty::Array], false) else {
            return self.leaf();
        };
        let name = var.name;
        let source = match self.random.below(7) {
            0..=2 => format!("{name}.iter()"),
            3 => format!("{name}.iter().rev()"),
            4 => format!("{name}.iter().skip(1)"),
            5 => format!("{name}[..({}) % 3 % {name}.len() + 1].iter()", self.index()),
            _ => format!("{name}.iter().step_by(2)"),
        };
        let t = self.fresh("t");
        let vars = self.vars.clone();
        self.declare(&t, Ty::Float, false);
        let text = match self.random.below(11) {
            9 => self.until_failure(&source, &t),
            10 => self.taken(&source, &t),
            0 => format!("{source}.map(|&{t}| {}).sum::<f64>()", self.float()),
            1 => format!("{source}.map(|{t}| {t} * {t}).sum::<f64>().tanh()"),
            2 => format!(
                "{source}.fold(0.5, |acc, &{t}| (acc * 0.5 + {}).tanh())",
                self.float()
            ),
            3 => format!(
                "{source}.filter(|&&{t}| {}).map(|{t}| {t}.sin()).sum::<f64>()",
                self.condition()
            ),
            4 => {
                let value = self.float();
                format!("{source}.enumerate().map(|(k, &{t})| k as f64 * {value}).sum::<f64>()")
            }
            5 => format!(
                "{source}.copied().map(|{t}| 1.0 + 0.25 * ({}).sin()).product::<f64>()",
                self.float()
            ),
            6 => {
                let value = self.float();
                format!(
                    "{source}.zip({name}.iter()).map(|(&{t}, u)| {value} - u * {t}).sum::<f64>()"
                )
            }
            7 => format!("{source}.cloned().fold(f64::NEG_INFINITY, f64::max)"),
            _ => format!(
                "{source}.scan(0.25, |state, &{t}| {{ *state = (*state + {}).sin(); Some(*state) }}).sum::<f64>()",
                self.float()
            ),
        };
        self.vars = vars;
        format!("({text})")
    }

    fn called(&mut self) -> String {
        if self.random.chance(50)
            && let Some(var) = self.var(&[Ty::Closure], false)
        {
            return format!("{}({})", var.name, self.float());
        }
        if self.callees.is_empty() {
            return self.leaf();
        }
        let callee = self.random.one(self.callees).clone();
        let mut args = Vec::new();
        for &param in &callee.params {
            let arg = match param {
                Ty::Float => self.float(),
                Ty::Index => format!("({}) % 4", self.index()),
                Ty::Slice => match self.var(&[Ty::Vec, Ty::Slice], false) {
                    Some(var) if var.ty == Ty::Vec => format!("&{}", var.name),
                    Some(var) => var.name,
                    None => format!("&[{}, 0.5]", self.float()),
                },
                Ty::Array => match self.var(&[Ty::Array], false) {
                    Some(var) => var.name,
                    None => format!("[{}, 0.5, {}]", self.float(), self.float()),
                },
                Ty::Point => self.point(),
                _ => unreachable!("no parameter of functions that are called"),
            };
            args.push(arg);
        }
        format!("{}({})", callee.name, args.join(", "))
    }

    fn of_maybe(&mut self) -> String {
        let maybe = self.maybe();
        let fallback = self.float();
        let t = self.fresh("t");
        let vars = self.vars.clone();
        self.declare(&t, Ty::Float, false);
        let value = self.float();
        let condition = self.condition();
        self.vars = vars;
        match self.random.below(6) {
            0 => format!("({maybe}).unwrap_or({fallback})"),
            1 => format!("({maybe}).map_or({fallback}, |{t}| {value})"),
            2 => format!("({maybe}).map(|{t}| {value}).unwrap_or_else(|| {fallback})"),
            3 => {
                format!("(if let Some({t}) = {maybe} {{ {value} }} else {{ {fallback} }})")
            }
            4 => format!(
                "(match {maybe} {{ Some({t}) if {condition} => {value}, _ => {fallback} }})"
            ),
            _ => format!("({maybe}).filter(|&{t}| {condition}).unwrap_or_default()"),
        }
    }

    /// An expression of type `Option<f64>`.
    pub fn maybe(&mut self) -> String {
        match self.random.below(6) {
            0 => format!("Some({})", self.float()),
            1 | 2 => match self.var(&[Ty::Maybe], false) {
                Some(var) => var.name,
                None => format!("Some({})", self.leaf()),
            },
            3 => {
                let (c, a) = (self.condition(), self.float());
                format!("(if {c} {{ Some({a}) }} else {{ None }})")
            }
            4 => match self.var(&[Ty::Vec, Ty::Slice], false) {
                Some(var) => {
                    let get = *self.random.one(&["get(1)", "first()", "last()", "get(5)"]);
                    format!("{}.{get}.copied()", var.name)
                }
                None => "None::<f64>".to_string(),
            },
            _ => {
                let (c, a) = (self.condition(), self.float());
                format!("({c}).then(|| {a})")
            }
        }
    }

    /// An expression of type `Point`.
    pub fn point(&mut self) -> String {
        match self.var(&[Ty::Point], false) {
            Some(var) if self.random.chance(60) => match self.random.below(3) {
                0 => format!("{}.scaled({})", var.name, self.leaf()),
                1 => format!("(Point {{ weight: {}, ..{} }})", self.float(), var.name),
                _ => var.name,
            },
            _ => {
                let (a, b, w) = (self.float(), self.float(), self.float());
                format!("(Point {{ at: [{a}, {b}], weight: {w} }})")
            }
        }
    }

    /// An expression of type `Form`.
    pub fn form(&mut self) -> String {
        match self.random.below(4) {
            0 => format!("Form::One({})", self.float()),
            1 => format!("(Form::Two {{ a: {}, b: {} }})", self.float(), self.float()),
            2 => "Form::Nothing".to_string(),
            _ => match self.var(&[Ty::Form], false) {
                Some(var) => var.name,
                None => format!("Form::One({})", self.leaf()),
            },
        }
    }

    fn of_form(&mut self) -> String {
        let form = self.form();
        let (a, b) = (self.float(), self.leaf());
        format!(
            "(match {form} {{ Form::One(one) => one.sin() + {b}, Form::Two {{ a: first, b: second }} => first * second, Form::Nothing => {a} }})"
        )
    }

    fn value_block(&mut self) -> String {
        let t = self.fresh("t");
        let (first, vars) = (self.float(), self.vars.clone());
        self.declare(&t, Ty::Float, true);
        let text = match self.random.below(3) {
            0 => format!("{{ let {t} = {first}; {} }}", self.float()),
            1 => {
                let (more, c) = (self.leaf(), self.condition());
                format!("{{ let mut {t} = {first}; if {c} {{ {t} *= {more}; }} {t} + 0.5 }}")
            }
            _ => {
                let (more, c) = (self.leaf(), self.condition());
                format!(
                    "{{ let mut {t} = {first}; let mut k = 0; loop {{ k += 1; {t} = ({t} + {more}).sin(); \
                     if k > 3 || {c} {{ break {t} * 0.5; }} }} }}"
                )
            }
        };
        self.vars = vars;
        format!("({text})")
    }
}
