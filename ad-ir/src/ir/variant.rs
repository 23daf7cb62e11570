//! Variants of enums, as the user names them.

use proc_macro2::{TokenStream, TokenTree};
use std::fmt;

/// A variant of an enum by its path, or a constant that stands for one in a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    path: String,
    /// The last segment of the path.
    name: String,
    /// Is it one of `Option`'s or `Result`'s?
    standard: bool,
    /// Do fields follow the path?
    has_fields: bool,
}

/// The words of a path, without those of generic arguments: `Option::<f64>::None`, `Ok::<_, Error>`.
fn words(path: &str) -> Vec<String> {
    let (mut words, mut depth) = (Vec::new(), 0_usize);
    for tree in path.parse::<TokenStream>().unwrap_or_default() {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth = depth.saturating_sub(1),
            TokenTree::Ident(word) if depth == 0 => words.push(word.to_string()),
            _ => {}
        }
    }
    words
}

impl Variant {
    /// The variant of this path.
    #[must_use]
    pub fn new(path: &TokenStream) -> Variant {
        Variant::named(&path.to_string())
    }

    /// The variant of a path as text.
    ///
    /// # Panics
    /// If the text is not the text of tokens.
    #[must_use]
    pub fn named(path: &str) -> Variant {
        let words = words(path);
        let mut last = words.iter().rev();
        let name = last.next().cloned().unwrap_or_default();
        let of = last.next().map(String::as_str);
        let standard = match name.as_str() {
            "Some" | "None" => matches!(of, None | Some("Option")),
            "Ok" | "Err" => matches!(of, None | Some("Result")),
            _ => false,
        };
        Variant {
            path: path.to_string(),
            standard,
            has_fields: standard && name != "None",
            name,
        }
    }

    /// `Some`, whatever the user calls by that name.
    #[must_use]
    pub fn some() -> Variant {
        Variant::named("::core::option::Option::Some")
    }

    /// `Some` or `Ok`, where it is not known which.
    #[must_use]
    pub fn success() -> Variant {
        Variant {
            path: "?".to_string(),
            name: "Some".to_string(),
            standard: true,
            has_fields: true,
        }
    }

    /// Is it [`Variant::success`]?
    #[must_use]
    pub fn is_either(&self) -> bool {
        self.path == "?"
    }

    /// `None`
    #[must_use]
    pub fn none() -> Variant {
        Variant::named("::core::option::Option::None")
    }

    /// `Ok`
    #[must_use]
    pub fn ok() -> Variant {
        Variant::named("::core::result::Result::Ok")
    }

    /// `Err`
    #[must_use]
    pub fn err() -> Variant {
        Variant::named("::core::result::Result::Err")
    }

    /// Its name: the last segment of its path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its path as tokens that are resolved where the user's function stands.
    #[must_use]
    pub fn tokens(&self) -> TokenStream {
        self.path.parse().unwrap_or_default()
    }

    /// What matches it, whatever its fields: a path alone where the user wrote one, which may be a constant's.
    #[must_use]
    pub fn pattern(&self) -> TokenStream {
        let path = self.tokens();
        if self.has_fields {
            quote::quote!(#path { .. })
        } else {
            path
        }
    }

    /// What makes it where it has no fields: as the user wrote it, with braces or without.
    #[must_use]
    pub fn empty(&self) -> TokenStream {
        let path = self.tokens();
        match self.has_fields && !self.standard {
            true => quote::quote!(#path {}),
            false => path,
        }
    }

    /// The same variant, which has fields.
    #[must_use]
    pub fn with_fields(mut self) -> Variant {
        self.has_fields = true;
        self
    }

    /// Is it one of `Option`'s or `Result`'s?
    #[must_use]
    pub fn is_standard(&self) -> bool {
        self.standard
    }

    /// Is it `Some` or `Ok`, of which there is one payload, which may vary?
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.standard && matches!(self.name.as_str(), "Some" | "Ok")
    }

    /// Is it `Err`, of which the payload does not vary?
    #[must_use]
    pub fn is_err(&self) -> bool {
        self.standard && self.name == "Err"
    }

    /// The way to a field of it.
    #[must_use]
    pub fn part(&self, field: &str) -> super::Projection {
        if self.is_success() {
            super::Projection::Inner
        } else {
            super::Projection::Variant(self.clone(), field.to_string().into())
        }
    }

    /// The variant that the tangent of a value of this variant is; none of the user's, whose name does not show.
    #[must_use]
    pub fn tangent(&self) -> Option<Variant> {
        match (self.standard, self.is_success()) {
            (true, true) => Some(Variant::some()),
            (true, false) => Some(Variant::none()),
            (false, _) => None,
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: String = self.path.split_whitespace().collect();
        if self.standard {
            f.write_str(&self.name)
        } else {
            f.write_str(&path)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_variants_are_known_by_their_paths() {
        for (path, standard, success) in [
            ("Some", true, true),
            ("Option :: Some", true, true),
            ("Option :: < f64 > :: None", true, false),
            ("std :: result :: Result :: Ok", true, true),
            ("Err", true, false),
            ("Ok :: < _ , std :: fmt :: Error >", true, true),
            ("Status :: Ok :: < f64 >", false, false),
            ("Status :: Ok", false, false),
            ("Shape :: Circle", false, false),
        ] {
            let variant = Variant::named(path);
            assert_eq!(
                (variant.is_standard(), variant.is_success()),
                (standard, success),
                "{path}"
            );
        }
        assert_eq!(Variant::named("Option :: < f64 > :: None").name(), "None");
    }
}
