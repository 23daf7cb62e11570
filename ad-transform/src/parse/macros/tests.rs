use super::{Unexpanded, expand};
use crate::parse::{Knowledge, words};
use quote::ToTokens;
use syn::{Block, ItemFn, Pat};

/// The body of a function beside some macros, and why calls in it were left.
fn written_out(macros: &str, function: &str) -> (String, Unexpanded) {
    let file = syn::parse_file(macros).expect("a file");
    let function: ItemFn = syn::parse_str(function).expect("a function");
    let parameters = function.sig.inputs.iter().filter_map(|arg| match arg {
        syn::FnArg::Typed(typed) => Some((*typed.pat).clone()),
        syn::FnArg::Receiver(_) => None,
    });
    let parameters: Vec<Pat> = parameters.collect();
    let used = words(function.block.to_token_stream());
    let (body, unexpanded) = expand(&function.block, &parameters, &used, &Knowledge::of(&file));
    let body = body.unwrap_or(*function.block);
    (body.to_token_stream().to_string(), unexpanded)
}

#[track_caller]
fn expands(macros: &str, function: &str, to: &str) {
    let (found, unexpanded) = written_out(macros, function);
    let expected: Block = syn::parse_str(to).expect("a block");
    assert_eq!(
        found,
        expected.to_token_stream().to_string(),
        "{unexpanded:?}"
    );
    assert!(unexpanded.is_empty(), "{unexpanded:?}");
}

#[track_caller]
fn stays(macros: &str, function: &str, name: &str, why: &str) {
    let (found, unexpanded) = written_out(macros, function);
    assert!(found.contains(&format!("{name} !")), "{found}");
    assert_eq!(unexpanded.get(name).map(String::as_str), Some(why));
}

#[test]
fn an_expression_stays_one_operand() {
    expands(
        "macro_rules! square { ($x:expr) => { $x * $x }; }",
        "fn f(x: f64) -> f64 { -square!(x + 1.0) * square![x] }",
        "{ -((x + 1.0) * (x + 1.0)) * (x * x) }",
    );
}

#[test]
fn statements_are_those_of_the_block() {
    expands(
        "macro_rules! set { ($x:ident = $e:expr) => { let $x = $e; }; ($x:ident *= $e:expr) => { $x *= $e }; }",
        "fn f(x: f64) -> f64 { set!(y = x); { set! { y *= 2.0 } } set!(y *= 3.0); y }",
        "{ let y = x; { y *= 2.0 } y *= 3.0; y }",
    );
}

#[test]
fn repetitions_nest_and_may_be_empty() {
    expands(
        "macro_rules! rows { ($([$($x:expr),* $(,)?]);+ $(=> $last:expr)?) => { [$([$(f($x)),*]),+ $(, [$last])?] }; }",
        "fn f(x: f64) { rows!([x, 1]; []; [2,]); rows!([x] => x) }",
        "{ [[f(x), f(1)], [], [f(2)]]; [[f(x)], [x]] }",
    );
}

#[test]
fn what_repeats_together_is_written_together() {
    expands(
        "macro_rules! pairs { ($a:ident; $($x:ident = $y:expr),*) => { $($a += $x * $y;)* }; }",
        "fn f(mut a: f64, x: f64) { pairs!(a; x = 1.0, a = x + a); }",
        "{ a += x * 1.0; a += a * (x + a); }",
    );
}

#[test]
fn macros_call_themselves() {
    expands(
        "macro_rules! sum {
            () => { 0.0 };
            ($x:expr $(, $rest:expr)*) => { $x + sum!($($rest),*) };
        }",
        "fn f(x: f64) -> f64 { sum!(x, 2.0 * x) }",
        "{ (x + ((2.0 * x) + 0.0)) }",
    );
    // One that takes its tokens apart.
    expands(
        "macro_rules! calc {
            (@ $acc:expr ;) => { $acc };
            (@ $acc:expr ; plus $x:tt $($rest:tt)*) => { calc!(@ $acc + $x; $($rest)*) };
            (@ $acc:expr ; times $x:tt $($rest:tt)*) => { calc!(@ $acc * $x; $($rest)*) };
            ($x:tt $($rest:tt)*) => { calc!(@ $x; $($rest)*) };
        }",
        "fn f(x: f64) -> f64 { calc!(x plus 2.0 times (x)) }",
        "{ ((x + 2.0) * (x)) }",
    );
    stays(
        "macro_rules! endless { ($x:expr) => { endless!($x) }; }",
        "fn f(x: f64) -> f64 { endless!(x) }",
        "endless",
        "it expands to too many calls of macros",
    );
}

#[test]
fn the_first_arm_that_takes_the_tokens_is_taken() {
    let macros = "macro_rules! which {
        ($i:ident => $j:ident) => { arrow };
        ($i:ident = > $j:ident) => { two };
        (-$l:literal) => { negative };
        ($l:literal) => { literal };
        ($l:lifetime) => { lifetime };
        ($i:ident) => { ident };
        ($t:ty as type) => { type_ };
        ($e:expr) => { expr };
        ($($t:tt)*) => { tokens };
    }
    macro_rules! pass { ($e:expr) => { which!($e) }; }";
    for (call, arm) in [
        ("which!(a => b)", "arrow"),
        ("which!(a = > b)", "two"),
        ("which!(-1.5)", "negative"),
        ("which!(1.5)", "literal"),
        ("which!('a)", "lifetime"),
        ("which!(x)", "ident"),
        ("pass!(x)", "expr"),
        ("pass!(1.5)", "literal"),
        ("pass!(x + 1)", "expr"),
        ("which!(let x)", "tokens"),
    ] {
        let function = format!("fn f(x: f64, a: f64, b: f64) {{ {call}; x }}");
        let (found, unexpanded) = written_out(macros, &function);
        assert_eq!(found, format!("{{ {arm} ; x }}"), "{call}: {unexpanded:?}");
    }
}

#[test]
fn fragments_of_all_kinds() {
    expands(
        "macro_rules! all {
            ($b:block $(#[$m:meta])* $v:vis $n:ident $l:lifetime $p:pat => $t:ty; $path:path; $s:stmt; $lit:literal $i:item) => {
                $s;
                $i
                $l: loop { break $l; }
                match $b { $p => $path(1 as $t, $lit), _ => $n }
            };
        }",
        "fn f(x: f64) { all!({ x } pub(crate) n 'a Some(1) | None => Vec<f64>; a::b::<u8>; let y = x; -1 const N: usize = 1;); }",
        "{ let y = x; const N: usize = 1; 'a: loop { break 'a; }
           match { x } { (Some(1) | None) => a::b::<u8>(1 as Vec<f64>, (-1)), _ => n }; }",
    );
}

#[test]
fn own_variables_do_not_meet_the_callers() {
    let swap = "macro_rules! swap { ($a:ident, $b:ident) => { let t = $a; $a = $b; $b = t; }; }";
    expands(
        swap,
        "fn f(mut t: f64, mut u: f64) { swap!(t, u); t }",
        "{ let t_1 = t; t = u; u = t_1; t }",
    );
    expands(
        swap,
        "fn f(mut a: f64, mut b: f64) { swap!(a, b); swap!(a, b); }",
        "{ let t = a; a = b; b = t; let t_1 = a; a = b; b = t_1; }",
    );
    expands(
        "macro_rules! apply { ($e:expr) => { (|x, y| { let z = x; for i in 0..3 { if let Some(w) = z { w + i } } $e })(1, 2) }; }",
        "fn f(x: f64, y: f64, z: f64, i: f64, w: f64) { apply!(x + y + z + i + w) }",
        "{ (|x_1, y_1| { let z_1 = x_1; for i_1 in 0..3 { if let Some(w_1) = z_1 { w_1 + i_1 } } (x + y + z + i + w) })(1, 2) }",
    );
}

#[test]
fn what_is_no_variable_keeps_its_name() {
    expands(
        "macro_rules! part { ($e:expr) => {{
            let norm = norm($e.norm());
            let p = Point { norm, x: x.x };
            let Point { norm: n, x } = p;
            let Point { x, .. } = p;
            norm::of(n, x, \"{norm} {{x}} {0}\", None)
        }}; }",
        "fn f(p: f64, n: f64) { part!(p) }",
        "{ { let norm_1 = norm(p.norm());
             let p_1 = Point { norm: norm_1, x: x.x };
             let Point { norm: n_1, x: x_1 } = p_1;
             let Point { x: x_1, .. } = p_1;
             norm::of(n_1, x_1, \"{norm} {{x}} {0}\", None) } }",
    );
}

#[test]
fn formats_name_what_the_macro_declares() {
    expands(
        "macro_rules! shown { ($e:expr) => {{ let v = $e; println!(\"{v:?} {{v}} {}\", v); v }}; }",
        "fn f(v: f64) { shown!(v) }",
        "{ { let v_1 = v; println!(\"{v_1:?} {{v}} {}\", v_1); v_1 } }",
    );
}

#[test]
fn labels_are_the_macros_own() {
    expands(
        "macro_rules! once { ($e:expr) => { 'l: loop { $e; break 'l; } }; }",
        "fn f(x: f64) { 'l: loop { once!({ x; break 'l }); } }",
        "{ 'l: loop { 'l_1: loop { { x; break 'l }; break 'l_1; }; } }",
    );
}

#[test]
fn macros_of_the_body_see_its_variables() {
    expands(
        "",
        "fn f(x: f64) -> f64 { let k = 2.0; macro_rules! times { ($e:expr) => { k * $e } } let y = times!(x); times!(y) }",
        "{ let k = 2.0; let y = (k * x); (k * y) }",
    );
    stays(
        "",
        "fn f(x: f64) -> f64 { let k = 2.0; macro_rules! times { ($e:expr) => { k * $e } } let k = 3.0; times!(x) }",
        "times",
        "a variable `k` of the function hides the `k` that it names",
    );
    stays(
        "macro_rules! scaled { ($e:expr) => { scale($e) }; }",
        "fn f(x: f64) -> f64 { let scale = 3.0; scaled!(x) * scale }",
        "scaled",
        "a variable `scale` of the function hides the `scale` that it names",
    );
}

#[test]
fn calls_inside_of_other_macros() {
    expands(
        "macro_rules! square { ($x:expr) => { $x * $x }; }",
        "fn f(x: f64) { assert!(square!(x) > 0.0, \"{}\", crate::square!(x)); vec![-square!(x); 2] }",
        "{ assert!((x * x) > 0.0, \"{}\", (x * x)); vec![-(x * x); 2] }",
    );
}

#[test]
fn other_places() {
    expands(
        "macro_rules! point { ($x:pat) => { ($x, _) }; } macro_rules! real { () => { f64 }; }
         macro_rules! own { ($x:expr) => { $crate::area($x) }; }",
        "fn f(p: (f64, f64)) { let point!(a) = p; let b: real!() = a; own!(b) }",
        "{ let (a, _) = p; let b: f64 = a; crate::area(b) }",
    );
}

#[test]
fn conditions_of_a_call_are_those_of_its_statements() {
    expands(
        "macro_rules! set { ($x:ident = $e:expr) => { let $x = $e; }; ($x:ident *= $e:expr) => { $x *= $e; }; }",
        "fn f(x: f64) -> f64 { #[cfg(a)] set!(y = x); #[cfg(b)] set! { y *= 2.0 } y }",
        "{ #[cfg(a)] let y = x; #[cfg(b)] { y *= 2.0; } y }",
    );
}

#[test]
fn conditions_in_a_macro_are_no_names() {
    expands(
        "macro_rules! pick { ($x:expr) => { match $x {
            #[cfg(feature = \"a\")] n => n,
            #[cfg(not(feature = \"a\"))] m => { #[cfg(test)] let k = m; #[cfg(test)] if k { m } }
        } }; }",
        "fn f(x: f64, k: f64) { pick!(k); }",
        "{ match k {
            #[cfg(feature = \"a\")] n => n,
            #[cfg(not(feature = \"a\"))] m => { #[cfg(test)] let k_1 = m; #[cfg(test)] if k_1 { m } }
        }; }",
    );
}

#[test]
fn what_checks_stays_unless_it_leaves() {
    let macros = "macro_rules! assert_positive { ($x:expr) => { if $x <= 0.0 { panic!() } }; }
        macro_rules! return_or_assert { ($x:expr) => { if $x <= 0.0 { return 0.0; } }; }";
    expands(
        macros,
        "fn f(x: f64) { assert_positive!(x); return_or_assert!(x); }",
        "{ assert_positive!(x); if x <= 0.0 { return 0.0; }; }",
    );
}

#[test]
fn unrolled_loops_are_loops() {
    expands(
        "",
        "fn f(x: f64) { unroll! { for i in 0..3 { g(i) } } }",
        "{ for i in 0..3 { g(i) } }",
    );
}

#[test]
fn what_is_not_followed_says_why() {
    let macros = "macro_rules! two { ($a:expr, $b:expr) => { $a + $b }; }
        #[cfg(a)] macro_rules! conditional { ($a:expr) => { $a }; }
        mod a { macro_rules! twice { ($a:expr) => { $a }; } }
        mod b { macro_rules! twice { ($a:expr) => { 2.0 * $a }; } }
        macro_rules! strange { ($a:expr) => { ${count($a)} }; }";
    for (call, name, why) in [
        (
            "two!(x)",
            "two",
            "none of its arms ends where the call does",
        ),
        ("two!(x; x)", "two", "none of its arms takes `;` there"),
        (
            "conditional!(x)",
            "conditional",
            "it is defined under a condition",
        ),
        ("twice!(x)", "twice", "it is defined more than once"),
        (
            "strange!(x)",
            "strange",
            "its body has a `$` that begins nothing known",
        ),
    ] {
        stays(macros, &format!("fn f(x: f64) {{ {call} }}"), name, why);
    }
    let (found, unexpanded) = written_out(macros, "fn f(x: f64) { unknown!(x) }");
    assert_eq!(found, "{ unknown ! (x) }");
    assert!(unexpanded.is_empty());
}

#[test]
fn what_does_not_vary_stays_where_it_does_something() {
    let macros = "macro_rules! rate { () => { 0.75 }; } macro_rules! table { () => {{ static T: [f64; 1] = [1.0]; T }}; }";
    expands(macros, "fn f(x: f64) { rate!() * x }", "{ 0.75 * x }");
    let (found, unexpanded) = written_out(macros, "fn f(x: f64) { table!()[0] * x }");
    assert_eq!(found, "{ table ! () [0] * x }");
    assert!(unexpanded.is_empty());
}
