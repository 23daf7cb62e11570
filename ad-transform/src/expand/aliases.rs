//! Aliases that conditions of compilation choose: `#[cfg(feature = "f64")] type Real = f64;` beside one of `f32`.
//!
//! A macro cannot ask which of them it is. So the item is written once under each condition, with the derivatives of what
//! it then is, of which rustc keeps one.

use crate::parse::Knowledge;
use crate::parse::knowledge::under_condition;
use crate::sorted::Set;
use crate::syntax::words_of;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Attribute, Item, parse_quote};

/// The conditions that decide what the aliases stand for that an item names; none where it is the same under all.
pub(super) fn conditions_of(item: &TokenStream) -> Vec<String> {
    let mut words = Set::new();
    words_of(item.clone(), &mut words);
    Knowledge::at(Span::call_site()).conditions(&words)
}

/// What is made under each condition, with the condition on all items of it.
pub(super) fn under_each(conditions: &[String], make: impl Fn() -> TokenStream) -> TokenStream {
    if conditions.len() < 2 {
        return make();
    }
    let cases = conditions.iter().map(|condition| {
        let made = under_condition(condition, &make);
        let condition: TokenStream = condition.parse().ok()?;
        let cfg: Attribute = parse_quote!(#[cfg(all(#condition))]);
        let mut items = syn::parse2::<syn::File>(made).ok()?.items;
        items.iter_mut().try_for_each(|item| {
            attributes(item)?.insert(0, cfg.clone());
            Some(())
        })?;
        Some(items)
    });
    match cases.collect::<Option<Vec<Vec<Item>>>>() {
        Some(cases) => {
            let items = cases.into_iter().flatten();
            quote!(#(#items)*)
        }
        None => make(),
    }
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}
