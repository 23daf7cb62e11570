//! Lowered functions give what the functions give: the same text is compiled by rustc and lowered, and the IR is
//! run by the interpreter.

use super::lowered;
use crate::interp::{Input, Memory, Module, Value};

/// What a Rust value is to the interpreter.
trait Held {
    fn held(&self) -> Memory<f64>;

    /// As an argument: a scalar goes by value.
    fn input(&self) -> Input<f64> {
        match self.held() {
            Memory::Scalar(value) => Input::Value(value),
            memory => Input::Memory(memory),
        }
    }
}

macro_rules! held {
    ($($ty:ty: |$x:ident| $value:expr),* $(,)?) => {
        $(impl Held for $ty {
            fn held(&self) -> Memory<f64> {
                let $x = *self;
                Memory::Scalar($value)
            }
        })*
    };
}

held! {
    f64: |x| Value::Float(x),
    f32: |x| Value::Float(x.into()),
    usize: |n| Value::Int(n as i128),
    i32: |n| Value::Int(n.into()),
    i64: |n| Value::Int(n.into()),
    u8: |n| Value::Int(n.into()),
    bool: |b| Value::Bool(b),
    char: |c| Value::Char(c),
    (): |_x| Value::Unit,
}

impl<T: Held> Held for [T] {
    fn held(&self) -> Memory<f64> {
        Memory::Sequence(self.iter().map(Held::held).collect())
    }
}

impl<T: Held> Held for Vec<T> {
    fn held(&self) -> Memory<f64> {
        self.as_slice().held()
    }
}

impl<T: Held, const N: usize> Held for [T; N] {
    fn held(&self) -> Memory<f64> {
        self.as_slice().held()
    }
}

impl<T: Held + ?Sized> Held for &T {
    fn held(&self) -> Memory<f64> {
        (**self).held()
    }

    fn input(&self) -> Input<f64> {
        Input::Memory(self.held())
    }
}

impl<A: Held, B: Held> Held for (A, B) {
    fn held(&self) -> Memory<f64> {
        Memory::Tuple(vec![self.0.held(), self.1.held()])
    }
}

impl<A: Held, B: Held, C: Held> Held for (A, B, C) {
    fn held(&self) -> Memory<f64> {
        Memory::Tuple(vec![self.0.held(), self.1.held(), self.2.held()])
    }
}

/// Runs one of these functions in the interpreter.
fn run(texts: &[&str], name: &str, inputs: Vec<Input<f64>>) -> Memory<f64> {
    let mut module = Module::default();
    for text in texts {
        let f = lowered(text).unwrap_or_else(|e| panic!("{} in {text}", e.to_compile_error()));
        module.insert(&f.name.clone(), &[], f);
    }
    let f = module.get(name, &[]).expect("the function that is run");
    match module.run(f, inputs, 100_000) {
        Ok(outcome) => outcome.output,
        Err(error) => panic!("{error} in\n{f}"),
    }
}

/// Equal, NaN included.
fn same(a: &Memory<f64>, b: &Memory<f64>) -> bool {
    let (x, y) = (a.floats(), b.floats());
    x.len() == y.len()
        && x.iter()
            .zip(&y)
            .all(|(x, y)| x == y || (x.is_nan() && y.is_nan()) || (x - y).abs() < 1e-12 * x.abs())
        && a.map_floats(&mut |_| 0.0) == b.map_floats(&mut |_| 0.0)
}

macro_rules! agrees {
    ($(fn $name:ident($($params:tt)*) $(-> $ret:ty)? $body:block)+ $(@ $call:ident($($arg:expr),* $(,)?);)+) => {
        #[allow(warnings, clippy::all, clippy::pedantic)]
        {
            $(fn $name($($params)*) $(-> $ret)? $body)+
            let texts = [$(stringify!(fn $name($($params)*) $(-> $ret)? $body)),+];
            $(
                let expected = $call($($arg),*).held();
                let found = run(&texts, stringify!($call), vec![$(Held::input(&$arg)),*]);
                assert!(
                    same(&expected, &found),
                    "{}: {found:?} instead of {expected:?}\n{}",
                    stringify!($call($($arg),*)),
                    crate::lower::tests::printed(texts.iter().find(|t| t.replace(' ', "").contains(concat!("fn", stringify!($call), "("))).unwrap_or(&texts[0])),
                );
            )+
        }
    };
}

mod control;
mod iterators;
mod memory;
mod scalars;
