//! The annotated functions of the problems, as source.

use std::path::Path;
use syn::{Item, ItemFn};

/// The part of a problem's file that a user would have: annotated functions, and the types and constants in it.
pub struct Source {
    /// The name of the file, without its ending.
    pub name: String,
    /// `use`s of other crates, types, constants.
    pub around: Vec<Item>,
    /// Each function with the options of its attribute.
    pub functions: Vec<(proc_macro2::TokenStream, ItemFn)>,
}

/// All problems that depend on nothing of this package.
pub fn all() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/problems");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.sort();
    files.iter().filter_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Option<Source> {
    let items = syn::parse_file(&std::fs::read_to_string(file).ok()?)
        .ok()?
        .items;
    let mut source = Source {
        name: file.file_stem()?.to_str()?.to_owned(),
        around: Vec::new(),
        functions: Vec::new(),
    };
    for item in items {
        match item {
            Item::Fn(mut function) => {
                let is_ours = |attr: &syn::Attribute| attr.path().is_ident("differentiate");
                if let Some(at) = function.attrs.iter().position(is_ours) {
                    let options = match function.attrs.remove(at).meta {
                        syn::Meta::List(list) => list.tokens,
                        syn::Meta::Path(_) | syn::Meta::NameValue(_) => Default::default(),
                    };
                    source.functions.push((options, function));
                }
            }
            Item::Use(item) if outside(&item.tree) => source.around.push(Item::Use(item)),
            Item::Const(item) => source.around.push(Item::Const(item)),
            _ => {}
        }
    }
    (!source.functions.is_empty()).then_some(source)
}

/// Is something imported that is neither of this package nor the attribute itself?
fn outside(tree: &syn::UseTree) -> bool {
    match tree {
        syn::UseTree::Path(path) => path.ident == "std" && !mentions_path(&path.tree),
        _ => false,
    }
}

fn mentions_path(tree: &syn::UseTree) -> bool {
    match tree {
        syn::UseTree::Path(path) => path.ident == "path" || mentions_path(&path.tree),
        _ => false,
    }
}

/// Lines of functions: attribute, signature, body.
pub fn lines<'a>(functions: impl Iterator<Item = &'a ItemFn>) -> usize {
    use syn::spanned::Spanned;
    let lines = |function: &ItemFn| {
        let (start, end) = (function.sig.span().start(), function.block.span().end());
        1 + end.line - start.line + 1
    };
    functions.map(lines).sum()
}
