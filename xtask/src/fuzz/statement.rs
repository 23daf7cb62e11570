//! Random statements.

use super::scope::{Ty, Writer};

impl Writer<'_> {
    /// Several statements.
    pub fn statements(&mut self) {
        let most = if self.depth == 0 { 9 } else { 3 };
        for _ in 0..=self.random.below(most) {
            if self.fuel == 0 {
                return;
            }
            self.fuel -= 1;
            self.statement();
        }
    }

    fn statement(&mut self) {
        let deep = self.depth > 3;
        match self.random.below(if deep { 12 } else { 30 }) {
            0..=3 => self.binding(),
            4..=6 => self.assignment(),
            7 | 8 => self.of_elements(),
            9 => self.of_composites(),
            10 => self.leave(),
            11 => self.grow(),
            12..=14 => self.branch(),
            15..=19 => self.looped(),
            20 => self.borrowed(),
            21 => self.closure(),
            22 => self.mutating_closure(),
            23 => self.deferred(),
            24 => self.chunks(),
            25..=28 => self.idiom(),
            _ => self.let_else(),
        }
    }

    fn binding(&mut self) {
        let mutable = self.random.chance(50);
        let m = if mutable { "mut " } else { "" };
        use Ty::*;
        let types = [
            Float, Float, Float, Array, Vec, Pair, Maybe, Point, Index, Bool, Matrix, Form, Ref,
            Slice,
        ];
        let ty = *self.random.one(&types);
        let (prefix, value) = match ty {
            Float => ("x", self.float()),
            Array => {
                let (a, b) = (self.float(), self.float());
                let forms = [format!("[{a}, {b}, 0.25]"), format!("[{a}; 3]")];
                ("a", self.random.one(&forms).clone())
            }
            Matrix => {
                let (a, b) = (self.float(), self.float());
                ("m", format!("[[{a}, 0.5], [{b}, -1.0]]"))
            }
            Vec => ("w", self.vector()),
            Pair => ("p", format!("({}, {})", self.float(), self.float())),
            Maybe => ("o", self.maybe()),
            Point => ("q", self.point()),
            Form => ("f", self.form()),
            Index => ("i", format!("({}) % 5", self.index())),
            Bool => ("c", self.condition()),
            Ref => match self.var(&[Float], false) {
                Some(var) if !var.mutable => ("r", format!("&{}", var.name)),
                _ => return,
            },
            Slice => match self.var(&[Slice], false) {
                Some(var) => (
                    "s",
                    format!("&{0}[({1}) % {0}.len()..]", var.name, self.index()),
                ),
                None => return,
            },
            RefMut | SliceMut | Closure => unreachable!("not among the types of bindings"),
        };
        if ty == Pair && self.random.chance(50) {
            let (a, b) = (self.fresh("x"), self.fresh("y"));
            if a != b {
                self.line(&format!("let ({m}{a}, {b}) = {value};"));
                self.declare(&a, Float, mutable);
                self.declare(&b, Float, false);
                return;
            }
        }
        let name = self.fresh(prefix);
        let typed = match ty {
            Float if self.random.chance(50) => ": f64",
            Vec => ": Vec<f64>",
            Maybe => ": Option<f64>",
            Index => ": usize",
            _ => "",
        };
        self.line(&format!("let {m}{name}{typed} = {value};"));
        self.declare(&name, ty, mutable && !matches!(ty, Ref | Slice));
    }

    /// An expression of type `Vec<f64>`, not empty.
    pub fn vector(&mut self) -> String {
        match self.random.below(6) {
            0 => format!("vec![{}, {}, 1.5]", self.float(), self.float()),
            1 => format!("vec![{}; 4]", self.float()),
            2 => match self.var(&[Ty::Vec, Ty::Slice, Ty::Array, Ty::SliceMut], false) {
                Some(var) => format!("{}.to_vec()", var.name),
                None => "vec![0.5, 0.75]".to_string(),
            },
            3 => match self.var(&[Ty::Vec, Ty::Slice, Ty::Array], false) {
                Some(var) => {
                    let t = self.fresh("t");
                    let vars = self.vars.clone();
                    self.declare(&t, Ty::Float, false);
                    let value = self.float();
                    self.vars = vars;
                    format!(
                        "{}.iter().map(|&{t}| {value}).collect::<Vec<f64>>()",
                        var.name
                    )
                }
                None => "vec![0.25; 3]".to_string(),
            },
            4 => format!(
                "(0..4).map(|k| k as f64 * 0.5 + {}).collect::<Vec<_>>()",
                self.leaf()
            ),
            _ => match self.var(&[Ty::Vec], false) {
                Some(var) => format!("{}.clone()", var.name),
                None => "vec![1.0, 0.5]".to_string(),
            },
        }
    }

    fn assignment(&mut self) {
        let Some(var) = self.var(&[Ty::Float, Ty::RefMut], true) else {
            return self.binding();
        };
        let place = if var.ty == Ty::RefMut {
            format!("*{}", var.name)
        } else {
            var.name
        };
        self.assign_to(&place);
    }

    /// Changes the number in a place; it stays small.
    fn assign_to(&mut self, place: &str) {
        let value = self.float();
        let text = match self.random.below(7) {
            0 => format!("{place} = ({value}).sin();"),
            1 => format!("{place} += 0.3 * ({value}).tanh();"),
            2 => format!("{place} -= ({value}).cos() * 0.5;"),
            3 => format!("{place} *= 0.5 + 0.4 * ({value}).sin();"),
            4 => format!("{place} = ({place} * ({value})).tanh();"),
            5 => {
                let (c, b) = (self.condition(), self.leaf());
                format!("{place} += if {c} {{ ({value}).sin() }} else {{ {b} * 0.1 }};")
            }
            _ => format!("{place} /= 1.5 + ({value}).sin();"),
        };
        self.line(&text);
    }

    fn of_elements(&mut self) {
        let types = [Ty::Array, Ty::Vec, Ty::SliceMut, Ty::Matrix];
        let Some(var) = self.var(&types, true) else {
            return self.binding();
        };
        let name = var.name;
        let length = match var.ty {
            Ty::Array => "3".to_string(),
            Ty::Matrix => "2".to_string(),
            _ => format!("{name}.len()"),
        };
        let (i, j) = (self.position(&length), self.position(&length));
        if var.ty == Ty::Matrix {
            return match self.random.below(3) {
                0 => self.line(&format!("{name}[{i}] = {name}[{j}];")),
                1 => self.line(&format!("{name}.swap({i}, {j});")),
                _ => self.assign_to(&format!("{name}[{i}][({j}) % 2]")),
            };
        }
        match self.random.below(8) {
            0 => self.line(&format!("{name}.swap({i}, {j});")),
            1 => {
                let value = self.leaf_outside();
                self.line(&format!("{name}[{i}..].fill({value});"));
            }
            2 => self.block(&format!("for e in {name}.iter_mut()"), "", |this| {
                this.without(&name, |this| {
                    this.declare("e", Ty::RefMut, true);
                    this.loops.push(None);
                    this.assign_to("*e");
                    this.loops.pop();
                });
            }),
            3 => self.line(&format!("{name}[{i}] = {name}[{j}] * {name}[0];")),
            4 => {
                let value = self.leaf_outside();
                self.line(&format!(
                    "{name}.iter_mut().enumerate().for_each(|(k, e)| *e += k as f64 * 0.1 * {value});"
                ));
            }
            _ => self.assign_to(&format!("{name}[{i}]")),
        }
    }

    /// An index below a length, in a variable of its own where it is not simple.
    fn position(&mut self, length: &str) -> String {
        if self.random.chance(30) {
            return "0".to_string();
        }
        let (at, index) = (self.fresh("at"), self.index());
        self.line(&format!("let {at}: usize = ({index}) % {length};"));
        self.declare(&at, Ty::Index, false);
        at
    }

    fn of_composites(&mut self) {
        let types = [Ty::Point, Ty::Pair, Ty::Maybe, Ty::Form];
        let Some(var) = self.var(&types, true) else {
            return self.assignment();
        };
        let name = var.name;
        match (var.ty, self.random.below(4)) {
            (Ty::Point, 0) => {
                let value = self.leaf();
                let by = self.fresh("x");
                self.line(&format!("let {by} = {value};"));
                self.declare(&by, Ty::Float, false);
                self.line(&format!("{name}.shift({by});"));
            }
            (Ty::Point, 1) => {
                let point = self.point();
                self.line(&format!("{name} = {point};"));
            }
            (Ty::Point, 2) => self.assign_to(&format!("{name}.at[1]")),
            (Ty::Point, _) => self.assign_to(&format!("{name}.weight")),
            (Ty::Pair, 0) => {
                let value = self.float();
                self.line(&format!("{name} = ({name}.1, ({name}.0 + {value}).sin());"));
            }
            (Ty::Pair, k) => self.assign_to(&format!("{name}.{}", k % 2)),
            (Ty::Maybe, 0) => self.block(&format!("if let Some(e) = &mut {name}"), "", |this| {
                this.without(&name, |this| {
                    this.declare("e", Ty::RefMut, true);
                    this.assign_to("*e");
                });
            }),
            (Ty::Maybe, 1) => {
                let target = self.fresh("o");
                self.line(&format!("let {target} = {name}.take();"));
                self.declare(&target, Ty::Maybe, false);
            }
            (Ty::Maybe, _) => {
                let value = self.maybe();
                self.line(&format!("{name} = {value};"));
            }
            (_, 0) => self.block(
                &format!("if let Form::Two {{ a, .. }} = &mut {name}"),
                "",
                |this| {
                    this.without(&name, |this| {
                        this.declare("a", Ty::RefMut, true);
                        this.assign_to("*a");
                    });
                },
            ),
            _ => {
                let value = self.form();
                self.line(&format!("{name} = {value};"));
            }
        }
    }

    /// Out of a loop, or out of the function.
    fn leave(&mut self) {
        let condition = self.condition();
        let inner = self.loops.last().cloned().flatten();
        match inner {
            Some(label) => {
                let how = *self.random.one(&["break", "continue"]);
                let outer: Vec<String> = self.loops.iter().rev().map_while(Clone::clone).collect();
                let label = if self.random.chance(30) {
                    self.random.one(&outer).clone()
                } else {
                    label
                };
                if let (Some(result), true) = (self.result, self.random.chance(20)) {
                    let value = self.returned(result);
                    return self.line(&format!("if {condition} {{ return {value}; }}"));
                }
                // What continues a `while` must count first, which its head does.
                self.line(&format!("if {condition} {{ {how} {label}; }}"));
            }
            None => {
                if let (Some(result), true) = (self.result, self.random.chance(40)) {
                    let value = self.returned(result);
                    self.line(&format!("if {condition} {{ return {value}; }}"));
                }
            }
        }
    }

    /// A value of the function's type.
    pub fn returned(&mut self, ty: Ty) -> String {
        match ty {
            Ty::Float => self.float(),
            Ty::Pair => format!("({}, {})", self.float(), self.float()),
            Ty::Maybe => self.maybe(),
            Ty::Array => format!("[{}, {}, 0.5]", self.float(), self.float()),
            Ty::Vec => self.vector(),
            Ty::Point => self.point(),
            _ => unreachable!("no function returns this"),
        }
    }

    fn grow(&mut self) {
        let Some(var) = self.var(&[Ty::Vec], true) else {
            return self.binding();
        };
        let name = var.name;
        match self.random.below(4) {
            0 | 1 => {
                let value = self.float();
                self.line(&format!("if {name}.len() < 9 {{ {name}.push({value}); }}"));
            }
            2 => {
                let target = self.fresh("x");
                self.line(&format!(
                    "let {target} = if {name}.len() > 1 {{ {name}.pop().unwrap() }} else {{ 0.5 }};"
                ));
                self.declare(&target, Ty::Float, false);
            }
            _ => {
                let length = self.random.below(3) + 1;
                self.line(&format!("{name}.truncate({length});"));
            }
        }
    }

    fn branch(&mut self) {
        let condition = self.condition();
        self.block(&format!("if {condition}"), "", Self::statements);
        if self.random.chance(50) {
            self.block("else", "", Self::statements);
        }
    }

    fn looped(&mut self) {
        let label = format!("'l{}", self.loops.len());
        let i = self.fresh("i");
        let bound = self.index();
        self.loops.push(Some(label.clone()));
        match self.random.below(7) {
            0 | 1 => self.counted(&format!("{label}: for {i} in 0..({bound}) % 5"), &i),
            2 => self.counted(&format!("{label}: for {i} in (1..=3).rev()"), &i),
            3 => self.counted(&format!("{label}: for {i} in (0..7).step_by(3)"), &i),
            4 => self.over_elements(&label),
            5 => {
                let condition = self.condition();
                self.line(&format!("let mut {i} = 0;"));
                self.declare(&i, Ty::Index, false);
                self.block(
                    &format!("{label}: while {i} < 4 && {condition}"),
                    "",
                    |this| {
                        this.line(&format!("{i} += 1;"));
                        this.statements();
                    },
                );
            }
            _ => {
                self.line(&format!("let mut {i} = 0;"));
                self.declare(&i, Ty::Index, false);
                self.block(&format!("{label}: loop"), "", |this| {
                    this.line(&format!("{i} += 1;"));
                    this.statements();
                    this.line(&format!("if {i} > 3 {{ break; }}"));
                });
                // `continue` in the body must not go round for ever.
                self.text = self.text.replace(
                    &format!("{i} += 1;\n"),
                    &format!("{i} += 1; if {i} > 5 {{ break; }}\n"),
                );
            }
        }
        self.loops.pop();
    }

    fn counted(&mut self, head: &str, i: &str) {
        self.block(head, "", |this| {
            this.declare(i, Ty::Index, false);
            this.statements();
        });
    }

    fn over_elements(&mut self, label: &str) {
        let types = [Ty::Vec, Ty::Slice, Ty::Array];
        let Some(var) = self.var(&types, false) else {
            return;
        };
        let name = &var.name;
        let e = self.fresh("e");
        let (head, floats, index): (String, Vec<(&str, Ty)>, bool) = match self.random.below(5) {
            0 => (
                format!("for &{e} in {name}.iter()"),
                vec![(&e, Ty::Float)],
                false,
            ),
            1 => (
                format!("for {e} in {name}.iter().rev()"),
                vec![(&e, Ty::Ref)],
                false,
            ),
            2 => (
                format!("for (k, {e}) in {name}.iter().enumerate().skip(1)"),
                vec![(&e, Ty::Ref)],
                true,
            ),
            3 => (
                format!("for ({e}, u) in {name}.iter().zip({name}.iter().skip(1))"),
                vec![(&e, Ty::Ref), ("u", Ty::Ref)],
                false,
            ),
            _ => (
                format!("for {e} in {name}.windows(2)"),
                vec![(&e, Ty::Slice)],
                false,
            ),
        };
        let borrowed = var.name.clone();
        self.block(&format!("{label}: {head}"), "", |this| {
            for v in this.vars.iter_mut().filter(|v| v.name == borrowed) {
                v.mutable = false;
            }
            for (name, ty) in floats {
                this.declare(name, ty, false);
            }
            if index {
                this.declare("k", Ty::Index, false);
            }
            this.statements();
        });
    }

    fn borrowed(&mut self) {
        let types = [Ty::Float, Ty::Array, Ty::Vec, Ty::Point, Ty::Pair];
        let Some(var) = self.var(&types, true) else {
            return self.binding();
        };
        let name = var.name;
        let r = self.fresh("r");
        let (ty, place) = match var.ty {
            Ty::Float => (Ty::RefMut, format!("&mut {name}")),
            Ty::Pair => (Ty::RefMut, format!("&mut {name}.0")),
            Ty::Point if self.random.chance(50) => (Ty::RefMut, format!("&mut {name}.weight")),
            Ty::Point => (Ty::SliceMut, format!("&mut {name}.at[..]")),
            _ if self.random.chance(50) => (Ty::RefMut, format!("&mut {name}[0]")),
            Ty::Array => (Ty::SliceMut, format!("&mut {name}[1..]")),
            _ => (Ty::SliceMut, format!("&mut {name}[..]")),
        };
        self.block("", "", |this| {
            this.line(&format!("let {r} = {place};"));
            this.without(&name, |this| {
                this.declare(&r, ty, true);
                this.statements();
            });
        });
    }

    fn closure(&mut self) {
        let c = self.fresh("g");
        let t = self.fresh("t");
        self.block("", "", |this| {
            this.frozen(|this| {
                let vars = this.vars.clone();
                this.declare(&t, Ty::Float, false);
                let value = this.float();
                this.vars = vars;
                this.line(&format!("let {c} = |{t}: f64| {value};"));
                this.declare(&c, Ty::Closure, false);
            });
            this.frozen(|this| {
                this.declare(&c, Ty::Closure, false);
                this.statements();
            });
        });
    }

    fn mutating_closure(&mut self) {
        let Some(var) = self.var(&[Ty::Float], true) else {
            return self.binding();
        };
        let name = var.name;
        let c = self.fresh("g");
        self.block("", "", |this| {
            let value = {
                let vars = this.vars.clone();
                this.vars.iter_mut().for_each(|v| v.mutable = false);
                this.vars
                    .retain(|v| !matches!(v.ty, Ty::RefMut | Ty::SliceMut));
                this.declare("t", Ty::Float, false);
                let value = this.float();
                this.vars = vars;
                value
            };
            this.line(&format!(
                "let mut {c} = |t: f64| {{ {name} = ({name} + {value}).sin(); {name} * 0.5 }};"
            ));
            this.without(&name, |this| {
                this.frozen(|this| {
                    let (a, b) = (this.leaf_outside(), this.leaf_outside());
                    this.line(&format!("let first = {c}({a});"));
                    this.line(&format!("{c}(first + {b});"));
                });
            });
        });
    }

    fn leaf_outside(&mut self) -> String {
        match self.var(&[Ty::Float], false) {
            Some(var) => var.name,
            None => "0.5_f64".to_string(),
        }
    }

    fn deferred(&mut self) {
        let condition = self.condition();
        let (a, b) = (self.float(), self.float());
        // Its own name is not in what it is set to.
        let x = self.unique("later");
        self.line(&format!("let {x};"));
        self.line(&format!(
            "if {condition} {{ {x} = {a}; }} else {{ {x} = {b}; }}"
        ));
        self.declare(&x, Ty::Float, false);
    }

    fn chunks(&mut self) {
        let Some(var) = self.var(&[Ty::Vec, Ty::SliceMut], true) else {
            return self.binding();
        };
        let name = var.name;
        let head = format!("for ch in {name}.chunks_mut(2)");
        self.block(&head, "", |this| {
            this.without(&name, |this| {
                this.declare("ch", Ty::SliceMut, true);
                this.loops.push(None);
                this.statements();
                this.loops.pop();
            });
        });
    }

    fn let_else(&mut self) {
        let (Some(result), true) = (self.result, self.loops.is_empty()) else {
            return self.binding();
        };
        let (maybe, value) = (self.maybe(), self.returned(result));
        let x = self.fresh("x");
        self.line(&format!(
            "let Some({x}) = ({maybe}) else {{ return {value}; }};"
        ));
        self.declare(&x, Ty::Float, false);
    }
}
