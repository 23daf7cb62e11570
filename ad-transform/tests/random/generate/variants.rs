//! Enums and options: memory of which some parts are there only in some variants.

use super::Generator;
use ad_transform::ir::builder::Built;
use ad_transform::ir::{Atom, BaseId, Init, Op, Place, Type, Variant};

/// `enum E { A { a: f64, v: Vec<f64> }, B(f64, usize), C }`
const OF_USER: [&str; 3] = ["E::A", "E::B", "E::C"];

impl Generator<'_> {
    /// Declares an enum or an option, and does something with it.
    pub(super) fn variant(&mut self) {
        let option = self.choices.chance(40);
        let ty = if option {
            Type::Option(Box::new(Type::F64))
        } else {
            Type::Named("E".to_string())
        };
        let name = format!("e{}", self.b.f.bases.len());
        let init = self.variant_init(option);
        let base = self.b.init(ty, name, init);
        for _ in 0..1 + self.choices.below(3) {
            match self.choices.below(5) {
                0 => self.assign_variant(base, option),
                1 => {
                    let cond = self.condition();
                    let then = self.region(|g| g.assign_variant(base, option));
                    let els = self.region(|g| g.match_variant(base, option));
                    self.b.if_(cond, then, els);
                }
                2 if self.loops < 3 => self.looped_variant(base, option),
                _ => self.match_variant(base, option),
            }
        }
    }

    fn region(&mut self, inside: impl FnOnce(&mut Self)) -> Built {
        self.b.open_branch();
        let scope = self.open();
        inside(self);
        self.close(&scope);
        self.b.close()
    }

    fn looped_variant(&mut self, base: BaseId, option: bool) {
        let index = self.index_value();
        self.b.open_loop(Some(index));
        let scope = self.open();
        self.loops += 1;
        self.match_variant(base, option);
        if self.choices.chance(60) {
            self.assign_variant(base, option);
        }
        self.loops -= 1;
        self.close(&scope);
        let body = self.b.close();
        let range = ad_transform::ir::Range {
            lo: Atom::usize(0),
            hi: Atom::usize(1 + self.choices.below(3)),
            inclusive: false,
            reversed: self.choices.chance(20),
        };
        self.b.for_(range, body, None);
    }

    fn assign_variant(&mut self, base: BaseId, option: bool) {
        let init = self.variant_init(option);
        self.b.effect(Op::Assign(base.into(), init));
    }

    fn variant_init(&mut self, option: bool) -> Init {
        let field = |name: &str, init| (name.to_string(), init);
        if option {
            let some = |g: &mut Self| {
                let payload = Init::Atom(g.scalar());
                Init::Variant(Variant::some(), vec![field("0", payload)])
            };
            return match self.choices.below(4) {
                0 => Init::Variant(Variant::none(), Vec::new()),
                1 => some(self),
                _ => {
                    let cond = self.condition();
                    let none = Init::Variant(Variant::none(), Vec::new());
                    Init::If(cond, Box::new(some(self)), Box::new(none))
                }
            };
        }
        let which = self.choices.below(3);
        let fields = match which {
            0 => vec![
                field("a", Init::Atom(self.scalar())),
                field("v", self.repeated()),
            ],
            1 => vec![
                field("0", Init::Atom(self.scalar())),
                field("1", Init::Atom(self.int(3))),
            ],
            _ => Vec::new(),
        };
        Init::Variant(Variant::named(OF_USER[which]), fields)
    }

    /// `if let` with something done to a part.
    fn match_variant(&mut self, base: BaseId, option: bool) {
        let place = Place::from(base);
        let (variant, part) = if option {
            let some = Variant::some();
            let part = place.project(some.part("0"));
            (some, part)
        } else if self.choices.chance(50) {
            let a = Variant::named(OF_USER[0]).with_fields();
            let field = if self.choices.chance(50) { "a" } else { "v" };
            let mut part = place.project(a.part(field));
            if field == "v" {
                part = part.index(Atom::usize(self.choices.below(2)));
            }
            (a, part)
        } else {
            let b = Variant::named(OF_USER[1]).with_fields();
            let part = place.project(b.part("0"));
            (b, part)
        };
        let mut variants = vec![variant];
        if !option && self.choices.chance(10) {
            variants = vec![
                Variant::named(OF_USER[2]),
                Variant::named(OF_USER[1]).with_fields(),
            ];
        }
        let known = variants.len() == 1;
        let is = Op::Is(place, variants);
        let cond = self.b.op(is, Type::Bool, "").into();
        let then = self.region(|g| {
            if known {
                let v = g.b.load(part.clone(), Type::F64);
                g.mention(v);
                g.assign();
                match g.choices.below(4) {
                    0 => {
                        let value = g.expression();
                        g.b.effect(Op::Store(part, value));
                    }
                    1 => {
                        let value = g.expression();
                        g.b.effect(Op::Accumulate(part, value));
                    }
                    _ => {}
                }
            }
            g.block();
        });
        let els = self.region(|g| g.block());
        self.b.if_(cond, then, els);
    }
}
