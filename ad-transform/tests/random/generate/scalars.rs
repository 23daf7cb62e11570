//! Scalars: floats that stay moderate, integers that are known to be small, conditions.

use super::{Bound, Generator, Int};
use ad_transform::ir::{Atom, Const, Lit, Opaque, Part, Prim, Type};
use ad_transform::rules::math_fn;

const CONSTANTS: [f64; 9] = [1.0, 0.5, 0.0, -0.7, 0.25, 1.3, -1.1, 2.0, -0.0];

impl Generator<'_> {
    pub(super) fn math(&mut self, name: &str, args: &[Atom]) -> Atom {
        let row = math_fn(name).unwrap_or_else(|| panic!("{name} is a row"));
        self.b.prim(Prim::Math(row), args.to_vec())
    }

    pub(super) fn float(x: f64) -> Atom {
        Atom::float(x, &Type::F64)
    }

    /// A float in scope, or a constant.
    pub(super) fn scalar(&mut self) -> Atom {
        let all = self.scalars.len() + self.vars.len();
        if all == 0 || self.choices.chance(8) {
            return Self::float(self.choices.pick(&CONSTANTS));
        }
        // The newest first: chains are longer that way.
        let near = if self.choices.chance(50) {
            all.min(4)
        } else {
            all
        };
        let i = self.choices.below(near);
        if i < self.scalars.len() {
            self.scalars[self.scalars.len() - 1 - i].clone()
        } else {
            let var = self.vars[self.vars.len() - 1 - (i - self.scalars.len())];
            self.b.read(var)
        }
    }

    pub(super) fn let_scalar(&mut self) {
        let value = self.expression();
        self.mention(value);
    }

    pub(super) fn declare(&mut self) {
        let value = self.expression();
        let var = self
            .b
            .declare(Type::F64, format!("v{}", self.vars.len()), value);
        self.vars.push(var);
    }

    pub(super) fn assign(&mut self) {
        if self.vars.is_empty() {
            return self.declare();
        }
        let i = self.choices.below(self.vars.len());
        let var = self.vars[self.vars.len() - 1 - i];
        let value = if self.choices.chance(60) {
            let old = self.b.read(var);
            let new = self.expression();
            self.combine(old, new)
        } else {
            self.expression()
        };
        self.b.write(var, value);
    }

    /// Two numbers to one that is not much greater.
    fn combine(&mut self, a: Atom, c: Atom) -> Atom {
        match self.choices.below(9) {
            0 => self.b.prim(Prim::Add, vec![a, c]),
            1 => self.b.prim(Prim::Sub, vec![a, c]),
            2 => {
                let sum = self.b.prim(Prim::Add, vec![a, c]);
                self.b.prim(Prim::Mul, vec![Self::float(0.6), sum])
            }
            3 => {
                let sum = self.b.prim(Prim::Sub, vec![a, c]);
                self.math("tanh", &[sum])
            }
            4 => {
                let t = self.math("sin", &[c]);
                self.b.prim(Prim::Mul, vec![a, t])
            }
            5 => {
                let t = self.math("cos", &[a]);
                self.b.prim(Prim::Mul, vec![t, c])
            }
            6 => {
                let t = self.math("tanh", &[c]);
                let t = self.b.prim(Prim::Add, vec![Self::float(1.75), t]);
                self.b.prim(Prim::Div, vec![a, t])
            }
            7 => self.math("mul_add", &[Self::float(0.4), a, c]),
            _ => {
                let product = self.b.prim(Prim::Mul, vec![a, c]);
                self.math("atan", &[product])
            }
        }
    }

    /// A number made of what is in scope.
    pub(super) fn expression(&mut self) -> Atom {
        let a = self.scalar();
        match self.choices.weighted(&[10, 50, 30, 15, 10]) {
            0 => a,
            1 => {
                let c = self.scalar();
                self.combine(a, c)
            }
            2 => self.unary(a),
            3 => self.binary(a),
            _ => self.chosen(a),
        }
    }

    fn unary(&mut self, a: Atom) -> Atom {
        match self.choices.below(14) {
            0 => self.math("sin", &[a]),
            1 => self.math("cos", &[a]),
            2 => self.math("tanh", &[a]),
            3 => self.b.prim(Prim::Neg, vec![a]),
            4 => self.math("abs", &[a]),
            5 => {
                let name =
                    self.choices
                        .pick(&["atan", "asinh", "signum", "floor", "fract", "to_radians"]);
                self.math(name, &[a])
            }
            6 => {
                // What grows fast, of what is at most one.
                let t = self.math("sin", &[a]);
                let name = self
                    .choices
                    .pick(&["exp", "exp2", "exp_m1", "sinh", "cosh", "tan"]);
                self.math(name, &[t])
            }
            7 => {
                // What is defined from minus one to one only.
                let t = self.math("tanh", &[a]);
                let t = self.b.prim(Prim::Mul, vec![Self::float(0.75), t]);
                let name = self.choices.pick(&["asin", "acos", "atanh", "ln_1p"]);
                self.math(name, &[t])
            }
            8 => {
                // What is defined for great numbers only.
                let t = self.math("cos", &[a]);
                let t = self.b.prim(Prim::Add, vec![t, Self::float(2.5)]);
                let name = self
                    .choices
                    .pick(&["sqrt", "ln", "log2", "log10", "cbrt", "recip", "acosh"]);
                self.math(name, &[t])
            }
            9 => {
                let t = self.math("tanh", &[a]);
                let n = self.choices.below(4) as i128;
                let n = Atom::Const(Const {
                    lit: Lit::Int(n),
                    ty: Type::Int("i32"),
                });
                self.math("powi", &[t, n])
            }
            10 => {
                let t = self.math("tanh", &[a]);
                let n = self.int(4);
                let n = self.b.cast(n, Type::Int("i32"));
                self.math("powi", &[t, n])
            }
            11 => self.b.prim(Prim::StopGradient, vec![a]),
            12 => {
                // Often at the edge of the domain, where the derivative is infinite and nothing comes in.
                let t = self.math("tanh", &[a]);
                let t = self.math("max", &[t, Self::float(0.0)]);
                if self.choices.chance(30) {
                    return self.math("powf", &[t, Self::float(0.75)]);
                }
                let name = self.choices.pick(&["sqrt", "cbrt"]);
                self.math(name, &[t])
            }
            _ => {
                let narrow = self.b.cast(a, Type::F32);
                self.b.cast(narrow, Type::F64)
            }
        }
    }

    fn binary(&mut self, a: Atom) -> Atom {
        let c = self.scalar();
        match self.choices.below(8) {
            0 => {
                let name = self
                    .choices
                    .pick(&["max", "min", "copysign", "midpoint", "abs_sub"]);
                self.math(name, &[a, c])
            }
            1 => self.math("clamp", &[a, Self::float(-1.25), Self::float(1.5)]),
            2 => {
                let far = self.math("cosh", &[Self::float(0.3)]);
                let t = self.math("hypot", &[c, far]);
                let name = self.choices.pick(&["atan2", "hypot"]);
                self.math(name, &[a, t])
            }
            3 => {
                let t = self.math("cos", &[a]);
                let t = self.b.prim(Prim::Add, vec![t, Self::float(1.75)]);
                let p = self.math("tanh", &[c]);
                self.math("powf", &[t, p])
            }
            4 => {
                let t = self.math("sin", &[c]);
                let t = self.b.prim(Prim::Add, vec![t, Self::float(2.25)]);
                let name = self.choices.pick(&["rem", "rem_euclid", "div_euclid"]);
                if name == "rem" {
                    self.b.prim(Prim::Rem, vec![a, t])
                } else {
                    self.math(name, &[a, t])
                }
            }
            5 => {
                let t = self.math("cos", &[a]);
                let t = self.b.prim(Prim::Add, vec![t, Self::float(1.5)]);
                self.math("log", &[t, Self::float(3.0)])
            }
            6 => self.b.prim(Prim::Mul, vec![a, c]),
            _ => self.b.prim(Prim::Add, vec![a, c]),
        }
    }

    fn chosen(&mut self, a: Atom) -> Atom {
        match self.choices.below(3) {
            0 => {
                let n = self.int(usize::MAX);
                let n = self.b.prim(Prim::Rem, vec![n, Atom::usize(4)]);
                let t = self.b.cast(n, Type::F64);
                let t = self.b.prim(Prim::Mul, vec![t, Self::float(0.25)]);
                self.b.prim(Prim::Mul, vec![a, t])
            }
            _ => {
                let cond = self.condition();
                let c = self.scalar();
                self.b.prim(Prim::Select, vec![cond, a, c])
            }
        }
    }

    /// A condition, about as often true as not.
    pub(super) fn condition(&mut self) -> Atom {
        if !self.bools.is_empty() && self.choices.chance(20) {
            return self.choices.pick(&self.bools);
        }
        let a = self.scalar();
        let cond = match self.choices.below(6) {
            0 => self.b.prim(Prim::Gt, vec![a, Self::float(0.1)]),
            1 => {
                let c = self.scalar();
                self.b.prim(Prim::Lt, vec![a, c])
            }
            2 => {
                let n = self.int(usize::MAX);
                let n = self.b.prim(Prim::Rem, vec![n, Atom::usize(2)]);
                self.b.prim(Prim::Eq, vec![n, Atom::usize(0)])
            }
            3 => self.math("is_sign_negative", &[a]),
            4 => {
                let c = self.condition();
                self.b.prim(Prim::Not, vec![c])
            }
            _ => {
                let c = self.condition();
                let cond = self.b.prim(Prim::Le, vec![a, Self::float(0.5)]);
                let prim = self.choices.pick(&[Prim::And, Prim::Or, Prim::Xor]);
                self.b.prim(prim, vec![cond, c])
            }
        };
        if self.choices.chance(30) {
            self.bools.push(cond.clone());
        }
        cond
    }

    /// An integer in scope that is below `limit`, or a constant.
    pub(super) fn int(&mut self, limit: usize) -> Atom {
        if limit >= 4 && !self.counters.is_empty() && self.choices.chance(30) {
            let var = self.choices.pick(&self.counters);
            return self.b.read(var);
        }
        let fitting: Vec<Atom> = self
            .ints
            .iter()
            .rev()
            .filter(|int| limit == usize::MAX || matches!(int.bound, Bound::Below(n) if n <= limit))
            .map(|int| int.atom.clone())
            .collect();
        if fitting.is_empty() || self.choices.chance(25) {
            return Atom::usize(self.choices.below(limit.min(3)));
        }
        self.choices.pick(&fitting)
    }

    /// A new integer.
    pub(super) fn integer(&mut self) {
        let (atom, bound) = match self.choices.below(4) {
            0 => (self.value_dependent(4), Bound::Below(4)),
            1 => {
                let n = self.int(usize::MAX);
                (
                    self.b.prim(Prim::Rem, vec![n, Atom::usize(3)]),
                    Bound::Below(3),
                )
            }
            2 => {
                let n = self.int(4);
                (
                    self.b.prim(Prim::Add, vec![n, Atom::usize(1)]),
                    Bound::Below(5),
                )
            }
            _ => {
                let n = self.int(4);
                (
                    self.b.prim(Prim::Sub, vec![Atom::usize(3), n]),
                    Bound::Below(4),
                )
            }
        };
        self.ints.push(Int { atom, bound });
    }

    /// An integer variable: declared, or moved on.
    pub(super) fn count(&mut self) {
        let n = self.int(4);
        if self.counters.is_empty() {
            let var = self
                .b
                .declare(Type::USIZE, format!("j{}", self.counters.len()), n);
            self.counters.push(var);
            return;
        }
        let var = self.choices.pick(&self.counters);
        // The position at which something was found.
        if self.choices.chance(30) {
            return self.b.write(var, n);
        }
        let old = self.b.read(var);
        let sum = self.b.prim(Prim::Add, vec![old, n]);
        let sum = self.b.prim(Prim::Add, vec![sum, Atom::usize(1)]);
        let next = self.b.prim(Prim::Rem, vec![sum, Atom::usize(4)]);
        self.b.write(var, next);
    }

    /// An integer below `n` that floats decide on.
    pub(super) fn value_dependent(&mut self, n: usize) -> Atom {
        let a = self.scalar();
        let t = self.math("tanh", &[a]);
        let t = self.b.prim(Prim::Add, vec![t, Self::float(1.0)]);
        let t = self
            .b
            .prim(Prim::Mul, vec![t, Self::float(n as f64 * 0.499)]);
        self.b.cast(t, Type::USIZE)
    }

    /// Tokens of the user's: without derivative, or without result.
    pub(super) fn opaque(&mut self) {
        let a = self.scalar();
        let n = self.int(usize::MAX);
        let tokens = |text: &str| Part::Tokens(text.parse().expect("tokens"));
        match self.choices.below(4) {
            0 => {
                let parts = vec![tokens("println ! "), Part::Atom(a), Part::Atom(n)];
                let opaque = Opaque::effect(parts);
                self.b.effect(ad_transform::ir::Op::Opaque(opaque));
            }
            1 => {
                let mut parts = vec![tokens("digits"), Part::Atom(a)];
                parts.extend(self.find(false, &super::memory::is_floats).map(Part::Place));
                let opaque = Opaque::pure(parts);
                let atom = self
                    .b
                    .op(ad_transform::ir::Op::Opaque(opaque), Type::USIZE, "d")
                    .into();
                self.ints.push(Int {
                    atom,
                    bound: Bound::Free,
                });
            }
            _ => {
                let opaque = Opaque::pure(vec![tokens("lookup"), Part::Atom(n)]);
                let v = self
                    .b
                    .op(ad_transform::ir::Op::Opaque(opaque), Type::F64, "w");
                self.mention(v);
            }
        }
    }
}
