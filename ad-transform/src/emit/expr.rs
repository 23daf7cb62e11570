//! Expressions as text: tokens with what is needed to put them into a larger expression without a parenthesis too
//! many or too few.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `if`, closures: only where a whole expression stands.
    Whole,
    /// `||`
    Or,
    /// `&&`
    And,
    /// Comparisons, which do not associate.
    Compare,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `&`
    BitAnd,
    /// `<<`, `>>`
    Shift,
    /// `+`, `-`
    Sum,
    /// `*`, `/`, `%`
    Product,
    /// `as`
    Cast,
    /// `-`, `!`, `*`, `&`
    Unary,
    /// Names, literals, calls, indices, fields.
    Postfix,
}

impl Level {
    /// The next tighter one.
    fn above(self) -> Level {
        match self {
            Level::Whole => Level::Or,
            Level::Or => Level::And,
            Level::And => Level::Compare,
            Level::Compare => Level::BitOr,
            Level::BitOr => Level::BitXor,
            Level::BitXor => Level::BitAnd,
            Level::BitAnd => Level::Shift,
            Level::Shift => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product => Level::Cast,
            Level::Cast => Level::Unary,
            Level::Unary | Level::Postfix => Level::Postfix,
        }
    }
}

/// What `*` is applied to.
#[derive(Clone, Debug)]
struct Followed {
    tokens: TokenStream,
    /// Does it own what it points at (a `Box`), so that it is not the reference itself?
    owns: bool,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    tokens: TokenStream,
    level: Level,
    /// Where it is `*r`, what is followed: what a method call takes as it is.
    followed: Option<Followed>,
    /// Does it end in `as T`, after which a `<` would open generic arguments?
    ends_in_cast: bool,
}

impl Expr {
    /// Something that binds like a name.
    pub fn postfix(tokens: TokenStream) -> Expr {
        Expr::new(tokens, Level::Postfix)
    }

    /// An expression of a level.
    pub fn new(tokens: TokenStream, level: Level) -> Expr {
        Expr {
            tokens,
            level,
            followed: None,
            ends_in_cast: false,
        }
    }

    /// What a reference points at.
    pub fn deref(reference: TokenStream, span: Span) -> Expr {
        let tokens = quote_spanned!(span=> *#reference);
        let followed = Some(Followed {
            tokens: reference,
            owns: false,
        });
        Expr {
            tokens,
            level: Level::Unary,
            followed,
            ends_in_cast: false,
        }
    }

    /// What a `Box` holds.
    pub fn deref_owner(owner: Expr, span: Span) -> Expr {
        // Behind a reference both are followed, which is only implied before a `.`.
        let there = owner.clone().at(Level::Unary);
        let tokens = quote_spanned!(span=> *#there);
        let followed = Some(Followed {
            tokens: owner.receiver(),
            owns: true,
        });
        Expr {
            tokens,
            level: Level::Unary,
            followed,
            ends_in_cast: false,
        }
    }

    /// A prefix operator.
    pub fn unary(operator: &TokenStream, operand: Expr, span: Span) -> Expr {
        let ends_in_cast = operand.ends_in_cast && operand.level >= Level::Unary;
        let operand = if operand.starts_with('-') {
            operand.in_parentheses()
        } else {
            operand.at(Level::Unary)
        };
        Expr {
            tokens: quote_spanned!(span=> #operator #operand),
            level: Level::Unary,
            followed: None,
            ends_in_cast,
        }
    }

    /// A binary operator of a level; all but comparisons associate to the left.
    pub fn binary(
        left: Expr,
        operator: &TokenStream,
        right: Expr,
        level: Level,
        span: Span,
    ) -> Expr {
        let opens_generics = operator.to_string().starts_with('<');
        let ends_in_cast = right.ends_in_cast && right.level > level;
        let left = if opens_generics && left.ends_in_cast {
            left.in_parentheses()
        } else {
            left.at(if level == Level::Compare {
                level.above()
            } else {
                level
            })
        };
        let right = right.at(level.above());
        Expr {
            tokens: quote_spanned!(span=> #left #operator #right),
            level,
            followed: None,
            ends_in_cast,
        }
    }

    /// `self as ty`
    pub fn cast(self, ty: &TokenStream, span: Span) -> Expr {
        let operand = self.at(Level::Cast);
        let tokens = quote_spanned!(span=> #operand as #ty);
        Expr {
            tokens,
            level: Level::Cast,
            followed: None,
            ends_in_cast: true,
        }
    }

    /// The tokens where an operand of this level is expected.
    pub fn at(self, level: Level) -> TokenStream {
        if self.level < level {
            self.in_parentheses()
        } else {
            self.tokens
        }
    }

    /// The tokens where a whole expression is expected.
    pub fn whole(self) -> TokenStream {
        self.tokens
    }

    /// The tokens before a `.`; a reference need not be followed.
    pub fn receiver(self) -> TokenStream {
        match self.followed {
            Some(followed) => followed.tokens,
            None => self.at(Level::Postfix),
        }
    }

    /// The reference of which this is what it points at.
    pub fn reference(&self) -> Option<&TokenStream> {
        self.followed
            .as_ref()
            .filter(|followed| !followed.owns)
            .map(|followed| &followed.tokens)
    }

    /// `&self`, or the reference that was followed.
    pub fn borrowed(self, span: Span) -> TokenStream {
        if let Some(reference) = self.reference() {
            return reference.clone();
        }
        let operand = self.at(Level::Unary);
        quote_spanned!(span=> &#operand)
    }

    /// `&mut self`; a reference that was followed is borrowed again, not given away.
    pub fn borrowed_mut(self, span: Span) -> TokenStream {
        let operand = self.at(Level::Unary);
        quote_spanned!(span=> &mut #operand)
    }

    fn starts_with(&self, c: char) -> bool {
        matches!(self.tokens.clone().into_iter().next(), Some(TokenTree::Punct(p)) if p.as_char() == c)
    }

    fn in_parentheses(self) -> TokenStream {
        let tokens = self.tokens;
        quote::quote!((#tokens))
    }
}
