//! What the derive writes, and what it refuses. That it compiles and computes is tested from outside.

use super::derive_differentiable;
use proc_macro2::TokenStream;
use quote::quote;

/// The formatted items, those that stand between two texts.
fn expanded(input: TokenStream) -> String {
    let file = syn::parse2(derive_differentiable(input)).expect("items");
    prettyplease::unparse(&file)
}

/// The part of a text from one line to another.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text
        .find(from)
        .unwrap_or_else(|| panic!("`{from}` in:\n{text}"));
    let length = text[start..]
        .find(to)
        .unwrap_or_else(|| panic!("`{to}` after `{from}` in:\n{text}"));
    &text[start..start + length + to.len()]
}

fn errors(input: TokenStream) -> Vec<String> {
    let tokens = derive_differentiable(input).to_string();
    let messages = tokens.split("compile_error").skip(1);
    messages
        .map(|message| message.split('"').nth(1).expect("a message").to_string())
        .collect()
}

#[test]
fn a_struct_varies_in_a_struct_of_the_same_fields() {
    let text = expanded(quote! {
        pub struct Spring { pub stiffness: f64, #[no_diff] pub name: String, rest: [f64; 2] }
    });
    let definition = between(&text, "pub struct", "\n}");
    assert_eq!(
        definition,
        "pub struct SpringTangent {
    /// The tangent of `stiffness`.
    pub stiffness: <f64 as ::ad::Differentiable>::Tangent,
    /// The tangent of `name`, which does not vary.
    pub name: (),
    /// The tangent of `rest`.
    rest: <[f64; 2] as ::ad::Differentiable>::Tangent,
}"
    );
    let zero = between(
        &text,
        "fn zero_tangent(&self) -> Self::Tangent {",
        "\n    }",
    );
    assert_eq!(
        zero,
        "fn zero_tangent(&self) -> Self::Tangent {
        SpringTangent {
            stiffness: ::ad::Differentiable::zero_tangent(&self.stiffness),
            name: (),
            rest: ::ad::Differentiable::zero_tangent(&self.rest),
        }
    }"
    );
}

#[test]
fn an_enum_varies_in_an_enum_of_the_same_variants() {
    let text = expanded(quote!(
        enum Shape {
            Circle { radius: f64 },
            Rectangle(f64, #[no_diff] f64),
            Empty,
        }
    ));
    let add = between(&text, "fn add_assign", "\n    }");
    assert_eq!(
        add,
        "fn add_assign(&mut self, rhs: &Self) {
        match (self, rhs) {
            (
                Self::Circle { radius: left_radius },
                Self::Circle { radius: right_radius },
            ) => {
                ::ad::Tangent::add_assign(left_radius, right_radius);
            }
            (Self::Rectangle(left_0, left_1), Self::Rectangle(right_0, right_1)) => {
                ::ad::Tangent::add_assign(left_0, right_0);
            }
            (Self::Empty, Self::Empty) => {}
            _ => ::ad::__private::different_variants(\"Shape\"),
        }
    }"
    );
    assert!(!text.contains("Default for"), "an enum has no default");
}

#[test]
fn of_the_parameters_those_stay_that_fields_need() {
    let cases = [
        (
            quote!(
                struct S<T>(T);
            ),
            "struct STangent<T>",
            "where\n    T: ::ad::Differentiable",
        ),
        (
            quote!(
                struct S<T, U>(T, #[no_diff] U);
            ),
            "struct STangent<T>",
            "",
        ),
        (
            quote!(
                struct S<T: Of<U>, U>(T, U, f64);
            ),
            "struct STangent<T: Of<U>, U>",
            "U: ::ad::Differentiable",
        ),
        (
            quote!(
                struct S<A>(f64, PhantomData<A>);
            ),
            "struct STangent(",
            "",
        ),
        (
            quote!(
                struct S<'a>(&'a [f64], Inner<'a>);
            ),
            "struct STangent(",
            "<Inner<'static> as ::ad::Differentiable>::Tangent",
        ),
        (
            quote!(
                struct S<'a, T>(&'a [T]);
            ),
            "struct STangent<T>",
            "<[T] as ::ad::Differentiable>::Tangent",
        ),
        (
            quote!(
                struct S<'a, T: 'a>(Inner<'a, T>);
            ),
            "struct STangent<'a, T: 'a>",
            "<Inner<'a, T> as ::ad::Differentiable>::Tangent",
        ),
        (
            quote!(
                struct S<const N: usize, const M: usize>([f64; N], [u8; 3]);
            ),
            "struct STangent<const N: usize>",
            "",
        ),
        (
            quote!(
                struct S<I: Iterator>(I::Item);
            ),
            "struct STangent<I: Iterator>",
            "I::Item: ::ad::Differentiable",
        ),
        (
            quote!(
                struct S<T = f64>(T);
            ),
            "struct STangent<T = f64>",
            "",
        ),
    ];
    for (input, head, part) in cases {
        let text = expanded(input);
        assert!(text.contains(head), "{head} in\n{text}");
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn the_options_rename() {
    let text = expanded(quote!(
        #[differentiable(crate = crate::autodiff, tangent = Change)]
        struct State(f64);
    ));
    assert!(
        text.contains("struct Change(") && text.contains("crate::autodiff::Differentiable"),
        "{text}"
    );
    assert!(
        !text.contains("StateTangent") && !text.contains("::ad::"),
        "{text}"
    );
}

#[test]
fn what_borrows_has_no_step() {
    assert!(
        !expanded(quote!(
            struct S<'a>(&'a f64);
        ))
        .contains("Perturb")
    );
    assert!(
        expanded(quote!(
            struct S<'a>(f64, #[no_diff] &'a str);
        ))
        .contains("Perturb for S")
    );
}

#[test]
fn all_errors_are_reported() {
    assert_eq!(
        errors(quote!(union U { x: f64, y: u64 })),
        [
            "the tangent of a union is not known, since it is not known which of its fields is in use\\n\\nhelp: make it an enum"
        ]
    );
    let messages = errors(quote!(
        #[differentiable(path = x)]
        #[no_diff]
        enum E {
            #[no_diff]
            A(f64),
            B(#[differentiable(tangent = X)] f64),
            C(#[no_diff(x)] f64),
        }
    ));
    assert_eq!(messages.len(), 5, "{messages:#?}");
    assert_eq!(
        messages
            .iter()
            .filter(|message| message.contains("help: "))
            .count(),
        4,
        "{messages:#?}"
    );
}
