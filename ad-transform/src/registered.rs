//! Rules that a crate registers for functions and methods of others.
//!
//! `libm::erf(x)` or `normal.cdf(x)` has no companion, and nothing in the user's crate can give it one. So the crate says
//! once, in its manifest, which function of its own has the derivative:
//!
//! ```toml
//! [package.metadata.ad.rules]
//! "special::erf" = "crate::rules::erf"   # a function, by the path that calls say
//! ".erfc" = "crate::rules::erfc"         # a method of anything, called with the receiver first
//! "Normal.cdf" = "crate::rules::cdf"     # a method of a type of that name
//! ```
//!
//! where `crate::rules::erf` is annotated, with a rule of one's own. The manifest is where this stands because the
//! expansions of a macro cannot tell one another anything: an item that registers a rule could not be seen by the
//! attribute on another item, and a trait or a module that generated code brings into scope to let rustc find the rule
//! would have to be there in crates that register nothing, too. What is registered is still resolved and type-checked
//! by rustc, as a path in the crate.

use crate::dependencies;
use crate::sorted::Map;
use std::path::{Path, PathBuf};

/// Which function has the derivative of which foreign function or method.
///
/// # Examples
///
/// ```
/// use ad_transform::Registered;
///
/// let rules = Registered::of_manifest(
///     "[package.metadata.ad.rules]\n\"special::erf\" = \"crate::rules::erf\"\n\".erfc\" = \"crate::erfc\"",
/// )?;
/// assert_eq!(rules.function("special::erf"), Some("crate::rules::erf"));
/// assert_eq!(rules.method("erfc", None), Some("crate::erfc"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Registered {
    rules: Map<String, String>,
    /// The crates on which the manifest depends, by the names under which code knows them.
    dependencies: Vec<String>,
    /// Were they read from a manifest, so that whoever uses one depends on it?
    manifest: bool,
    /// Where that is.
    folder: Option<PathBuf>,
}

/// The table of the manifest.
const TABLE: &str = "package.metadata.ad.rules";

impl Registered {
    /// The same with one more rule: `Registered::default().with("special::erf", "crate::rules::erf")`.
    #[must_use]
    pub fn with(mut self, foreign: &str, rule: &str) -> Registered {
        self.rules.insert(foreign.to_string(), rule.to_string());
        self
    }

    /// What the manifest in a folder registers; nothing if there is none.
    ///
    /// # Errors
    /// What is wrong with the table.
    pub fn of_package(folder: &Path) -> Result<Registered, String> {
        match std::fs::read_to_string(folder.join("Cargo.toml")) {
            Ok(text) => Ok(Registered {
                folder: Some(folder.to_path_buf()),
                ..Registered::of_manifest(&text)?
            }),
            Err(_) => Ok(Registered::default()),
        }
    }

    /// What a manifest registers.
    ///
    /// # Errors
    /// What is wrong with the table.
    pub fn of_manifest(text: &str) -> Result<Registered, String> {
        let mut registered = Registered {
            manifest: true,
            ..Registered::default()
        };
        let mut table = String::new();
        for line in text.lines() {
            let line = without_comment(line).trim();
            if line.is_empty() {
                continue;
            }
            if let Some(header) = line.strip_prefix('[') {
                table = header.trim_matches(['[', ']']).replace(' ', "");
                if let Some((of, name)) = table.rsplit_once('.')
                    && is_dependencies(of)
                {
                    registered.depend(name);
                }
            } else if table == TABLE {
                let (foreign, rule) = entry(line).ok_or_else(|| {
                    format!(
                        "`{line}` in `[{TABLE}]` of Cargo.toml is no rule: write \
                         `\"path::of::function\" = \"crate::path::of::rule\"`"
                    )
                })?;
                registered.rules.insert(foreign, rule);
            } else if is_dependencies(&table)
                && let Some((name, value)) = line.split_once('=')
                // Under another name it may be another crate.
                && !value.contains("package")
            {
                registered.depend(name.split('.').next().unwrap_or(name));
            }
        }
        Ok(registered)
    }

    fn depend(&mut self, name: &str) {
        let name = name.trim().trim_matches(['"', '\'']).replace('-', "_");
        self.dependencies.push(name);
    }

    /// The rule of the function that a call names so.
    #[must_use]
    pub fn function(&self, path: &str) -> Option<&str> {
        self.rules.get(path).map(String::as_str)
    }

    /// The rule of a method, of a type if it is known.
    #[must_use]
    pub fn method(&self, name: &str, of: Option<&str>) -> Option<&str> {
        let of_type = of.and_then(|of| self.rules.get(&format!("{of}.{name}")));
        let rule = of_type.or_else(|| self.rules.get(&format!(".{name}")));
        rule.map(String::as_str)
    }

    /// Is it known that paths which begin with this name lead to that crate?
    #[must_use]
    pub fn depends_on(&self, name: &str) -> bool {
        self.dependencies.iter().any(|known| known == name)
    }

    /// Is it known that no function of another crate has a derivative?
    #[must_use]
    pub fn lacks_derivatives(&self, krate: &str) -> bool {
        let folder = self.folder.as_deref();
        folder.is_some_and(|folder| dependencies::lacks_derivatives(folder, krate))
    }

    /// Do the rules stand in a manifest?
    #[must_use]
    pub fn in_manifest(&self) -> bool {
        self.manifest
    }
}

/// Has the runtime a derivative of the function of the crate `libm` of this name?
#[must_use]
pub fn of_libm(name: &str) -> bool {
    LIBM.contains(&name)
}

/// The functions of the runtime's module `libm`.
const LIBM: &[&str] = &[
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "copysign",
    "cos",
    "cosh",
    "erf",
    "erfc",
    "exp",
    "exp10",
    "exp2",
    "expm1",
    "fabs",
    "fdim",
    "floor",
    "fmax",
    "fmin",
    "fmod",
    "hypot",
    "j0",
    "j1",
    "lgamma",
    "log",
    "log10",
    "log1p",
    "log2",
    "modf",
    "pow",
    "remainder",
    "remquo",
    "rint",
    "round",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "tgamma",
    "trunc",
    "y0",
    "y1",
];

/// `dependencies`, `dev-dependencies`, `target.'cfg(..)'.dependencies`
fn is_dependencies(table: &str) -> bool {
    matches!(
        table.rsplit('.').next(),
        Some("dependencies" | "dev-dependencies")
    )
}

/// A line of TOML without the comment at its end.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    for (i, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') => return &line[..i],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    line
}

/// `"key" = "value"`
fn entry(line: &str) -> Option<(String, String)> {
    let quoted = |text: &str| {
        let text = text.trim();
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .or_else(|| {
                text.strip_prefix('\'')
                    .and_then(|text| text.strip_suffix('\''))
            })?;
        Some(inner.replace(' ', ""))
    };
    let (key, value) = line.split_once('=')?;
    let (key, value) = (quoted(key)?, quoted(value)?);
    let is_rule = syn::parse_str::<syn::Path>(&value).is_ok();
    let is_name = match key.rsplit_once('.') {
        Some((of, method)) => {
            (of.is_empty() || syn::parse_str::<syn::Ident>(of).is_ok())
                && syn::parse_str::<syn::Ident>(method).is_ok()
        }
        None => syn::parse_str::<syn::Path>(&key).is_ok(),
    };
    (is_rule && is_name).then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_in_a_manifest() {
        let rules = Registered::of_manifest(
            "[package]\nname = \"x\"\n[dependencies]\nlibm = \"0.2\"\nother = { package = \"y\" }\n\
             [package.metadata.ad.rules] # ours\n'special::erf' = \"crate::rules::erf\" # \"q\"\n\n\
             \".cdf\" = 'crate::cdf'\n\"Normal.cdf\" = \"crate::normal\"\n[lib]\n\"a\" = \"b\"",
        )
        .expect("a table");
        assert_eq!(rules.function("special::erf"), Some("crate::rules::erf"));
        assert_eq!(rules.function("a"), None);
        assert_eq!(rules.method("cdf", None), Some("crate::cdf"));
        assert_eq!(rules.method("cdf", Some("Poisson")), Some("crate::cdf"));
        assert_eq!(rules.method("cdf", Some("Normal")), Some("crate::normal"));
        assert!(rules.depends_on("libm") && !rules.depends_on("other"));
    }

    #[test]
    fn what_is_no_rule_is_reported() {
        for line in [
            "erf = 3",
            "\"a b!\" = \"c\"",
            "\"a\" = \"not a path!\"",
            "\".9\" = \"c\"",
        ] {
            let text = format!("[package.metadata.ad.rules]\n{line}");
            let error = Registered::of_manifest(&text).expect_err(line);
            assert!(error.contains(line), "{error}");
        }
    }
}
