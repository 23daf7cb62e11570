//! The intermediate representation: structured SSA over scalars, explicit memory for aggregates.
//!
//! - A **value** is a scalar, defined once, by a parameter of the function, a parameter of a region, or a
//!   statement. What changes in a loop or a branch is carried explicitly by the region operations.
//! - A **base** is memory: a parameter that is an aggregate or is passed by reference, a local aggregate, the
//!   result of a call, a constant of the user's. A **place** is a base with projections.
//! - A **region** is a list of statements with parameters and yields. [`Op::If`], [`Op::Switch`], [`Op::For`]
//!   and [`Op::While`] own regions; there is no other control flow.
//!
//! Nothing here knows Rust's syntax, derivatives, or how text is emitted. Whatever a transform produces is
//! valid input for every transform: [`verify`](verify::verify) says what valid means.

pub mod builder;
pub mod callee;
pub mod kept;
pub mod overlap;
pub mod prim;
pub mod print;
pub mod ty;
pub mod variant;
pub mod verify;
pub mod visit;

pub use prim::{MathFn, MathResult, Prim};
pub use ty::{Float, INTS, Type};
pub use variant::Variant;

use crate::sorted::{Map, Set};
use proc_macro2::TokenStream;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

macro_rules! dense_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The index into the function's table.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

dense_id!(
    /// A scalar: index into [`Function::values`].
    ValueId
);
dense_id!(
    /// A piece of memory: index into [`Function::bases`].
    BaseId
);
dense_id!(
    /// Where a construct stands in the user's source: index into [`Function::spans`].
    SpanId
);

/// What is known of a value.
#[derive(Clone, Debug)]
pub struct ValueData {
    /// Its type.
    pub ty: Type,
    /// The name in the source, or what it was made from; not unique. Empty for a temporary.
    pub name: String,
}

/// What is known of a base.
#[derive(Clone, Debug)]
pub struct BaseData {
    /// The type of the memory, not of a reference to it.
    pub ty: Type,
    /// The name in the source, or what it was made from; not unique.
    pub name: String,
    /// Where the memory comes from.
    pub kind: BaseKind,
}

/// Where the memory of a base comes from.
#[derive(Clone, Debug)]
pub enum BaseKind {
    /// A parameter of the function.
    Param(Access),
    /// Declared by [`Op::Init`] or [`Op::Call`].
    Local,
    /// A constant or static of the user's, by path; never written, without derivative.
    Extern(TokenStream),
}

/// How a parameter is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// By value.
    Owned,
    /// `&T`: read only.
    Shared,
    /// `&mut T`: read and written.
    Mut,
    /// A cotangent to which the function adds, and which the caller may not want: the only operations on it
    /// are [`Op::Accumulate`] and [`Op::AddFrom`], and passing it on.
    CotangentSlot,
    /// A tangent that is zero where the caller gives none: read only.
    TangentSlot,
}

/// What a parameter means, so that its type can be spelled and a call's arguments matched to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The parameter of this number of the user's function.
    Primal(usize),
    /// The cotangent of the result.
    ResultBar,
    /// Where the tangents of the result go, in several directions.
    ResultDot,
    /// The cotangent of a parameter.
    Bar(Box<Role>),
    /// The tangent of a parameter.
    Dot(Box<Role>),
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Param {
    /// What it means.
    pub role: Role,
    /// What it is in the body.
    pub kind: ParamKind,
    /// Is the function differentiated with respect to it?
    pub varied: bool,
}

/// What a parameter is in the body.
#[derive(Clone, Debug)]
pub enum ParamKind {
    /// A scalar passed by value.
    Value(ValueId),
    /// Memory; how it is passed stands in its [`BaseKind::Param`].
    Base(BaseId),
    /// Something that the body names only inside tokens (a function, a closure, a string), by its name.
    Opaque(String),
    /// A function that the body calls, or its derivative, by name.
    Function(String),
    /// The slot of a parameter that has no derivative: present so that every parameter has one.
    Ignored,
}

/// A differentiable function, or what a transform made of one.
#[derive(Clone, Debug)]
pub struct Function {
    /// The name of the user's function.
    pub name: String,
    /// Parameters in order.
    pub params: Vec<Param>,
    /// The body; it yields nothing, [`Function::output`] is evaluated at its end.
    pub body: Region,
    /// What the function returns.
    pub output: Output,
    /// The type of that, where it is said to be more than its places show.
    pub output_ty: Option<Type>,
    /// For what reverse mode made: how many top-level statements the forward sweep has; the rest is the reverse
    /// sweep, which writes nothing that the forward sweep declared.
    pub split: Option<usize>,
    /// For what reverse mode made: what it keeps.
    pub tapes: Vec<Tape>,
    /// The constants that the length of an array can name: const generic parameters, of which the value is not known,
    /// and constants that are seen, by path.
    pub lengths: Map<String, Option<u64>>,
    /// Type parameters whose functions are called by the path of the trait that has them: other traits that are asked of
    /// them may have functions of the same names.
    pub by_path: Set<String>,
    /// What the fields that the body looks into are declared as, by the name of the type and theirs, where that is seen.
    pub fields: Map<(String, String), Type>,
    /// Items that stand in the body (`use`, `const`, `fn`), as the user wrote them: the body names them.
    pub items: Vec<TokenStream>,
    /// Closures that are passed to functions.
    pub lambdas: Vec<Lambda>,
    /// Table of values.
    pub values: Vec<ValueData>,
    /// Table of bases.
    pub bases: Vec<BaseData>,
    /// Table of source positions; entry 0 is the attribute itself.
    pub spans: Vec<proc_macro2::Span>,
}

/// What reverse mode keeps of the iterations of a loop; a copy, where there is no loop around.
#[derive(Clone, Debug)]
pub struct Tape {
    /// Where.
    pub base: BaseId,
    /// The name of what is kept; empty for a temporary.
    pub of: String,
    /// The type of what is kept of an iteration.
    pub element: Type,
    /// Where the loops around stand, outermost first.
    pub loops: Vec<SpanId>,
    /// Is there one more, of what the last iteration leaves?
    pub last: bool,
}

/// What a function returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// `()`
    Unit,
    /// A scalar.
    Atom(Atom),
    /// An aggregate, moved (or copied) out of its place.
    Place(Place),
    /// A tuple.
    Tuple(Vec<Output>),
}

/// A list of statements with parameters and results.
#[derive(Clone, Debug, Default)]
pub struct Region {
    /// Values that the owner of the region defines at its entry.
    pub params: Vec<ValueId>,
    /// What it does.
    pub stmts: Vec<Stmt>,
    /// What it hands to its owner at its end.
    pub yields: Vec<Atom>,
}

/// One operation and the values that it defines.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// The values that it defines.
    pub results: Vec<ValueId>,
    /// What it does.
    pub op: Op,
    /// Where it comes from.
    pub span: SpanId,
}

/// An operand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// A value.
    Value(ValueId),
    /// A constant.
    Const(Const),
}

/// A constant scalar.
#[derive(Clone, Debug)]
pub struct Const {
    /// Which one.
    pub lit: Lit,
    /// Its type.
    pub ty: Type,
}

/// The value of a constant.
#[derive(Clone, Copy, Debug)]
pub enum Lit {
    /// A floating-point number.
    Float(f64),
    /// An integer.
    Int(i128),
    /// `true` or `false`.
    Bool(bool),
    /// A character.
    Char(char),
    /// The zero of the type, whatever the type is: also what an uninitialised variable holds.
    Zero,
}

impl Lit {
    fn key(self) -> (u8, u128) {
        match self {
            // -0.0 and 0.0 differ: 1 / x does.
            Lit::Float(x) => (0, u128::from(x.to_bits())),
            Lit::Int(x) => (1, x.cast_unsigned()),
            Lit::Bool(x) => (2, u128::from(x)),
            Lit::Char(x) => (3, x as u128),
            Lit::Zero => (4, 0),
        }
    }
}

impl PartialEq for Lit {
    fn eq(&self, other: &Lit) -> bool {
        self.key() == other.key()
    }
}

impl PartialEq for Const {
    fn eq(&self, other: &Const) -> bool {
        self.lit == other.lit && self.ty == other.ty
    }
}

impl Eq for Const {}

impl Hash for Const {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.lit.key().hash(state);
        self.ty.hash(state);
    }
}

/// Memory: a base with projections, outermost first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The memory.
    pub base: BaseId,
    /// Which part of it.
    pub projections: Vec<Projection>,
}

/// A step from memory to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Projection {
    /// `[i]`
    Index(Atom),
    /// `[lo..hi]`, either end open.
    Range(Option<Atom>, Option<Atom>),
    /// `.name` or `.0`
    Field(Field),
    /// The payload of an `Option` known to be `Some` or of a `Result` known to be `Ok`.
    Inner,
    /// What a box or a shared pointer holds.
    Behind,
    /// A field, by name or number, of a variant that is known to be the one there.
    Variant(Variant, Field),
}

/// A field of a struct or a tuple, by name or number.
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    /// Is it marked as one that does not vary, so that there is nothing in its place in the tangent?
    left_out: bool,
}

impl From<String> for Field {
    fn from(name: String) -> Self {
        Field {
            name,
            left_out: false,
        }
    }
}

impl Deref for Field {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

// The same field is the same memory, whatever is known of it.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Field {}

impl Hash for Field {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// What memory is set to.
#[derive(Clone, Debug)]
pub enum Init {
    /// A scalar.
    Atom(Atom),
    /// `[a, b, c]`, or `vec![a, b, c]` where the type says so.
    Elements(Vec<Init>),
    /// `[a; n]` or `vec![a; n]`.
    Repeat(Box<Init>, Atom),
    /// `(a, b)`
    Tuple(Vec<Init>),
    /// `S { a: .., b: .. }` with fields of the user's names, `..rest` copied from a place.
    Struct(TokenStream, Vec<(String, Init)>, Option<Place>),
    /// A variant of an enum with its fields; those of a tuple variant are called by their numbers.
    Variant(Variant, Vec<(String, Init)>),
    /// The first if the condition holds, else the second.
    If(Atom, Box<Init>, Box<Init>),
    /// An empty vector with room for so many elements.
    Empty(Option<Atom>),
    /// A copy of a place: `clone`, `to_vec`, or the copy of a `Copy` type.
    Copy(Place),
    /// A reference to a place, in a struct that the function returns; its tangent is a copy of the place's.
    Lent(Place),
    /// The content of a place that nobody reads afterwards.
    Move(Place),
    /// The last element of a vector, taken from it; the vector is not empty.
    Pop(Place),
    /// The zero of the vector space of tangents of a place, with the place's shape.
    ZeroTangent(Place),
    /// The same of an argument that is in no memory.
    ZeroOf(Box<Arg>),
    /// The default of the base's type: what a deferred initialisation holds before it.
    Default,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum Op {
    /// A pure function of scalars. One result.
    Prim(Prim, Vec<Atom>),
    /// Declares a local base and sets it.
    Init(BaseId, Init),
    /// Sets a place that holds an aggregate anew: `u = v.clone()`.
    Assign(Place, Init),
    /// Reads a scalar. One result.
    Load(Place),
    /// Writes a scalar.
    Store(Place, Atom),
    /// `place += scalar`
    Accumulate(Place, Atom),
    /// `dst += src`, element by element, over equal shapes of tangents.
    AddFrom(Place, Place),
    /// Sets every scalar of a tangent to zero, keeping its shape.
    SetZero(Place),
    /// The number of elements of a sequence. One result, `usize`.
    Len(Place),
    /// Is what is in a place one of these variants? One result, `bool`.
    Is(Place, Vec<Variant>),
    /// `place.fill(scalar)`
    Fill(Place, Atom),
    /// `dst.copy_from_slice(&src)`: equal lengths; the places do not overlap.
    CopyFrom(Place, Place),
    /// Exchanges the contents of two places that are the same or do not overlap.
    Swap(Place, Place),
    /// Appends an element to a vector.
    Push(Place, Init),
    /// Takes the last scalar of a vector, which is not empty. One result.
    Pop(Place),
    /// Appends the elements of a sequence to a vector.
    Extend(Place, Place),
    /// Shortens a vector to a length, which is not greater than what it has.
    Truncate(Place, Atom),
    /// Two branches; the results are what they yield.
    If(Atom, Region, Region),
    /// Branches on an integer, `bool` or `char`; the results are what the branches yield.
    Switch(Switch),
    /// A counted loop.
    For(For),
    /// A loop whose trip count is found by running.
    While(While),
    /// A call of a function that has a companion. The result, where there is one, declares a base.
    Call(Call, Option<BaseId>),
    /// Tokens of the user's with operands inside: no derivative passes through. At most one result.
    Opaque(Opaque),
}

/// A multi-way branch.
#[derive(Clone, Debug)]
pub struct Switch {
    /// What is compared with the patterns.
    pub scrutinee: Atom,
    /// The first arm of which a pattern matches is taken.
    pub arms: Vec<(Vec<Pattern>, Region)>,
    /// Taken where no pattern matches.
    pub default: Region,
}

/// What an arm of a [`Switch`] matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// A literal.
    Literal(Lit),
    /// `lo..=hi`, either end open.
    Range(Option<Lit>, Option<Lit>),
}

/// A counted loop: `(results.., trips) = for index in range carry (params = inits) { .. yield .. }`.
#[derive(Clone, Debug)]
pub struct For {
    /// The values of the index, in order.
    pub range: Range,
    /// What the carried values are on entry.
    pub inits: Vec<Atom>,
    /// Parameters: the index, then the carried values. Yields: where the loop can leave early whether it
    /// goes on, then the carried values of the next trip.
    pub body: Region,
    /// Can it leave early? Then the last result is the number of trips taken, the one that left included.
    pub breaks: bool,
}

/// A range of integers.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The first.
    pub lo: Atom,
    /// The end.
    pub hi: Atom,
    /// Is the end one of them?
    pub inclusive: bool,
    /// From the end to the start?
    pub reversed: bool,
}

/// `(results.., trips) = while carry (params = inits) { cond } do { .. yield .. }`; the last result is the
/// number of times the body ran.
#[derive(Clone, Debug)]
pub struct While {
    /// What the carried values are on entry.
    pub inits: Vec<Atom>,
    /// Parameters: the carried values. Yields: does it run once more? Its operations are pure.
    pub cond: Region,
    /// As in [`For`], without the index.
    pub body: Region,
    /// Can the body leave early?
    pub breaks: bool,
}

/// What an argument is made of others.
#[derive(Clone, Debug)]
pub enum Made {
    /// A tuple of them.
    Tuple,
    /// An `Option` of the one.
    Some,
    /// An array of them.
    Array,
    /// A reference to an array of them.
    Slice,
    /// A struct of the user's, by the names of its fields, or a reference to one.
    Struct {
        /// As the literal names it.
        path: TokenStream,
        /// One for each part.
        fields: Vec<String>,
        /// Is a reference to it passed?
        reference: bool,
    },
}

impl Made {
    /// The same, a reference to it.
    #[must_use]
    pub fn referenced(self) -> Made {
        match self {
            Made::Struct { path, fields, .. } => Made::Struct {
                path,
                fields,
                reference: true,
            },
            made => made,
        }
    }

    /// The same, of what memory is set to. (The tangent of a struct is not made of the tangents of its fields alone.)
    #[must_use]
    pub fn init(&self, mut parts: Vec<Init>) -> Init {
        match self {
            Made::Tuple => Init::Tuple(parts),
            Made::Some => parts.pop().map_or_else(Init::none, Init::some),
            Made::Array | Made::Slice => Init::Elements(parts),
            Made::Struct { path, fields, .. } => Init::Struct(
                path.clone(),
                fields.iter().cloned().zip(parts).collect(),
                None,
            ),
        }
    }

    /// The type of the memory, as far as it is known whatever the parts are.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Made::Tuple | Made::Struct { .. } => Type::Unknown,
            Made::Some => Type::Option(Box::new(Type::Unknown)),
            Made::Array | Made::Slice => Type::Array(Box::new(Type::Unknown), None),
        }
    }

    /// A part of it in memory.
    #[must_use]
    pub fn part(&self, place: &Place, i: usize) -> Place {
        match self {
            Made::Struct { fields, .. } => place.field(fields[i].clone()),
            Made::Tuple => place.field(i.to_string()),
            Made::Some => place.clone().project(Projection::Inner),
            Made::Array | Made::Slice => place.index(Atom::usize(i)),
        }
    }
}

/// How a function is transformed, as a call names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Forward mode.
    Jvp,
    /// Reverse mode.
    Vjp,
    /// Forward mode in several directions at once.
    Lanes,
}

/// A call of a differentiable function, or of what transforms made of it.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who is called.
    pub callee: Callee,
    /// With what; for a transformed callee, one for each parameter of the transformed function.
    pub args: Vec<Arg>,
}

/// Who is called.
#[derive(Clone, Debug)]
pub struct Callee {
    /// The path without generic arguments, or the method's name.
    pub path: TokenStream,
    /// `::<..>`, or nothing.
    pub turbofish: TokenStream,
    /// Is the first argument a receiver, to which the call is sent with a dot?
    pub method: bool,
    /// Is it an operator, whose companion `path` names, and which the user wrote between (or before) the arguments?
    pub operator: Option<Operator>,
    /// Is it a parameter of the function, whose derivatives are parameters too?
    pub parameter: bool,
    /// The transforms applied, first applied first.
    pub modes: Vec<Mode>,
    /// Of a reverse mode: is nothing wanted of it but cotangents, so that its result, and what it leaves in the memory
    /// that its function writes, need not be computed?
    pub forgets: bool,
    /// Does it hand over what it computes to a reverse mode of the same arguments, or take it from there?
    pub hand: Option<Hand>,
    /// Which call it is of the function that reverse mode was applied to last, or whose adjoint: a call and its adjoint, which
    /// have the same arguments, have the same number.
    pub site: Option<usize>,
    /// Is it seen to have no companion: to be defined in the same file without the attribute?
    pub bare: bool,
    /// Is it a function or a method of another crate that can have no companion, how is it called where rules are registered?
    pub unregistered: Option<String>,
    /// Is it a function of a type, and seen to be annotated? Then all is there that a companion has, as siblings.
    pub sibling: bool,
    /// How many times it can be differentiated, where its attribute is seen.
    pub order: Option<u8>,
    /// Does it ask a collection of the standard library, what is in which has no tangent?
    pub collection: bool,
    /// Does it change an argument that is behind a reference that a call gave?
    pub behind: bool,
    /// Is the receiver a trait object, whose derivatives are others?
    pub object: bool,
    /// Is the result a view of what the receiver owns, which costs nothing?
    pub view: bool,
    /// Is the result seen to hold references, to what the arguments refer to?
    pub borrows: bool,
    /// Is the result seen to be no reference, and to hold none?
    pub gives_owned: bool,
    /// Is the receiver given away, of a type that is not copied, so that a copy is to be given?
    pub consumes: bool,
    /// The arguments that the function takes as iterators: its derivatives take what these give together.
    pub iterators: Vec<usize>,
    /// The type of the result, where the user wrote it because nothing else may say it.
    pub value: Option<TokenStream>,
    /// The path of its companion, where that is not the path of the function.
    pub companion: Option<TokenStream>,
}

/// What passes between a call of a function and calls of its adjoint for the same arguments, by a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hand {
    /// It is handed over.
    Over(usize),
    /// It is taken.
    Taken(usize),
    /// It is put on a stack: the call stands in a loop or a branch.
    Pushed(usize),
    /// It is taken from the top of that stack.
    Popped(usize),
}

/// A function as an argument, with its derivative where a derivative is asked for.
#[derive(Clone, Debug)]
pub struct FunctionArg {
    /// Which one.
    pub function: Passed,
    /// Is it passed by reference, and is that mutable?
    pub reference: Option<bool>,
    /// Its derivative instead of it.
    pub mode: Option<Mode>,
    /// What it captures; for a derivative, also what belongs to the derivatives of that.
    pub args: Vec<Arg>,
}

/// A function that is passed on.
#[derive(Clone, Debug)]
pub enum Passed {
    /// A closure of the body: index into [`Function::lambdas`].
    Lambda(usize),
    /// A parameter of the function, by its name.
    Parameter(String),
}

/// A closure as a function of its own: what it captures comes first among its parameters.
#[derive(Clone, Debug)]
pub struct Lambda {
    /// The function.
    pub function: Function,
    /// How many of its parameters are captured.
    pub captures: usize,
    /// Its reverse mode, once that was made.
    pub vjp: Option<Box<Function>>,
    /// Its forward mode, once that was made.
    pub jvp: Option<Box<Function>>,
}

/// An operator that is called as a function because the types of its operands are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `a + b`, or `-a`: which one says the number of arguments.
    Value(Prim),
    /// `a += b`
    Assign(Prim),
    /// `a as f64`, or the float type of another name.
    Cast(&'static str),
    /// `a.into()`
    Convert,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A scalar by value.
    Value(Atom),
    /// `&scalar`
    ValueRef(Atom),
    /// `&place`
    Ref(Place),
    /// `&mut place`
    Mut(Place),
    /// An aggregate by value: moved if nobody needs it afterwards, else cloned.
    Owned(Place),
    /// `(a, b)`, `Some(a)`, `[a, b]` or `S { a, b }` by value, `&[a, b]`, `&S { a, b }`.
    Made(Made, Vec<Arg>),
    /// Something without derivative, in the user's tokens.
    Opaque(Opaque),
    /// A function.
    Function(FunctionArg),
    /// A cotangent to add to, or none.
    Slot(Option<Place>),
    /// A tangent to read, or none.
    TangentSlot(Option<Place>),
}

/// Tokens of the user's with operands in between.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// The pieces, in order.
    pub parts: Vec<Part>,
    /// Is it a function of its operands alone, so that it may be dropped, moved or done twice?
    pub pure: bool,
    /// Does control never come back from it?
    pub diverges: bool,
    /// Does its result, of a type that cannot vary, hold an operand in another form, as `to_bits` does? Arithmetic
    /// could turn it back into a number whose derivative would be lost.
    pub disguises: bool,
    /// Does it change the first place among its pieces, which is behind a reference that a call gave? What that leads to
    /// has no tangent here.
    pub assigns: bool,
}

/// A piece of an [`Opaque`].
#[derive(Clone, Debug)]
pub enum Part {
    /// As they stand.
    Tokens(TokenStream),
    /// A scalar.
    Atom(Atom),
    /// The place itself, without `&`.
    Place(Place),
    /// Pieces in parentheses, brackets or braces.
    Group(proc_macro2::Delimiter, Vec<Part>),
}

impl Atom {
    /// A constant of a known float type.
    #[must_use]
    pub fn float(x: f64, ty: &Type) -> Atom {
        Atom::Const(Const {
            lit: Lit::Float(x),
            ty: ty.clone(),
        })
    }

    /// A `usize` constant.
    #[must_use]
    pub fn usize(x: usize) -> Atom {
        Atom::Const(Const {
            lit: Lit::Int(x as i128),
            ty: Type::USIZE,
        })
    }

    /// A `bool` constant.
    #[must_use]
    pub fn bool(x: bool) -> Atom {
        Atom::Const(Const {
            lit: Lit::Bool(x),
            ty: Type::Bool,
        })
    }

    /// The zero of a type.
    #[must_use]
    pub fn zero(ty: &Type) -> Atom {
        let lit = if ty.is_float() {
            Lit::Float(0.0)
        } else {
            Lit::Zero
        };
        Atom::Const(Const {
            lit,
            ty: ty.clone(),
        })
    }

    /// The value, if it is one.
    #[must_use]
    pub fn value(&self) -> Option<ValueId> {
        match self {
            Atom::Value(v) => Some(*v),
            Atom::Const(_) => None,
        }
    }

    /// Is it the constant zero of a float type?
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match self {
            Atom::Const(c) => match c.lit {
                Lit::Float(x) => x.to_bits() == 0,
                Lit::Zero => true,
                _ => false,
            },
            Atom::Value(_) => false,
        }
    }

    /// Is it the constant 0 of a type of integers, or one that is so far of no type?
    #[must_use]
    pub fn is_zero_int(&self) -> bool {
        matches!(
            self,
            Atom::Const(Const {
                lit: Lit::Int(0) | Lit::Zero,
                ..
            })
        )
    }

    /// The integer that it is, where it is a constant.
    #[must_use]
    pub fn as_int(&self) -> Option<i128> {
        match self {
            Atom::Const(Const {
                lit: Lit::Int(n), ..
            }) => Some(*n),
            _ => None,
        }
    }

    /// Is it this float constant?
    #[must_use]
    pub fn is_float_const(&self, x: f64) -> bool {
        matches!(self, Atom::Const(Const { lit: Lit::Float(y), .. }) if x.to_bits() == y.to_bits())
    }
}

impl From<ValueId> for Atom {
    fn from(v: ValueId) -> Atom {
        Atom::Value(v)
    }
}

impl From<BaseId> for Place {
    fn from(base: BaseId) -> Place {
        Place {
            base,
            projections: Vec::new(),
        }
    }
}

impl Place {
    /// A part of this place.
    #[must_use]
    pub fn project(&self, projection: Projection) -> Place {
        let mut place = self.clone();
        place.projections.push(projection);
        place
    }

    /// The element at an index.
    #[must_use]
    pub fn index(&self, i: impl Into<Atom>) -> Place {
        self.project(Projection::Index(i.into()))
    }

    /// A field by name or number.
    #[must_use]
    pub fn field(&self, name: impl Into<String>) -> Place {
        self.project(Projection::Field(name.into().into()))
    }

    /// A field that is marked as one that does not vary.
    #[must_use]
    pub fn field_left_out(&self, name: impl Into<String>) -> Place {
        self.project(Projection::Field(Field {
            name: name.into(),
            left_out: true,
        }))
    }

    /// The same place, of which is known that nothing in the last field on the way varies.
    #[must_use]
    pub fn in_field_left_out(mut self) -> Place {
        let mut projections = self.projections.iter_mut().rev();
        let last = projections.find_map(|p| match p {
            Projection::Field(field) | Projection::Variant(_, field) => Some(field),
            _ => None,
        });
        if let Some(field) = last {
            field.left_out = true;
        }
        self
    }

    /// Is it in a field that is marked as one that does not vary?
    #[must_use]
    pub fn is_left_out(&self) -> bool {
        let mut projections = self.projections.iter();
        projections.any(|p| {
            matches!(p, Projection::Field(field) | Projection::Variant(_, field) if field.left_out)
        })
    }

    /// Is it a part of what `Err` holds, which has no tangent?
    #[must_use]
    pub fn is_in_error(&self) -> bool {
        let mut projections = self.projections.iter();
        projections.any(|p| matches!(p, Projection::Variant(variant, _) if variant.is_err()))
    }

    /// The same projections of another place.
    #[must_use]
    pub fn of_place(&self, place: &Place) -> Place {
        let mut part = place.clone();
        part.projections.extend(self.projections.iter().cloned());
        part
    }

    /// The same projections of another base: how a place finds its shadow.
    #[must_use]
    pub fn of(&self, base: BaseId) -> Place {
        Place {
            base,
            projections: self.projections.clone(),
        }
    }
}

impl Init {
    /// The zero of an argument that is made of others.
    #[must_use]
    pub fn zero_of(arg: &Arg) -> Init {
        Init::ZeroOf(Box::new(match arg.clone() {
            Arg::Made(made, args) => Arg::Made(made.referenced(), args),
            arg => arg,
        }))
    }

    /// `Some(payload)`
    #[must_use]
    pub fn some(payload: Init) -> Init {
        Init::Variant(Variant::some(), vec![("0".to_string(), payload)])
    }

    /// `None`
    #[must_use]
    pub fn none() -> Init {
        Init::Variant(Variant::none(), Vec::new())
    }
}

impl Opaque {
    /// A pure expression from its pieces.
    #[must_use]
    pub fn pure(parts: Vec<Part>) -> Opaque {
        Opaque {
            parts,
            pure: true,
            diverges: false,
            disguises: false,
            assigns: false,
        }
    }

    /// Something that is done each time that control gets there.
    #[must_use]
    pub fn effect(parts: Vec<Part>) -> Opaque {
        Opaque {
            pure: false,
            ..Opaque::pure(parts)
        }
    }

    /// Something from which control never comes back.
    #[must_use]
    pub fn diverging(parts: Vec<Part>) -> Opaque {
        Opaque {
            diverges: true,
            ..Opaque::effect(parts)
        }
    }

    /// A change of the first place among the pieces, which is behind a reference that a call gave.
    #[must_use]
    pub fn assignment(parts: Vec<Part>) -> Opaque {
        Opaque {
            assigns: true,
            ..Opaque::effect(parts)
        }
    }

    /// Is it a call of what a place holds, `(self.f)(x)`?
    #[must_use]
    pub fn calls_place(&self) -> bool {
        match &self.parts[..] {
            [Part::Group(_, callee), Part::Group(..)] => matches!(callee[..], [Part::Place(_)]),
            _ => false,
        }
    }
}

impl Callee {
    /// Is it an operator as the user wrote it, which computes a value and does nothing else?
    #[must_use]
    pub fn is_value_operator(&self) -> bool {
        matches!(self.operator, Some(Operator::Value(_) | Operator::Cast(_)))
            && self.modes.is_empty()
    }
}

impl Region {
    /// Does control never reach its end?
    #[must_use]
    pub fn diverges(&self) -> bool {
        self.stmts
            .last()
            .is_some_and(|stmt| matches!(&stmt.op, Op::Opaque(o) if o.diverges))
    }
}

impl Function {
    /// A function without parameters, statements or result.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Function {
        Function {
            name: name.into(),
            params: Vec::new(),
            body: Region::default(),
            output: Output::Unit,
            output_ty: None,
            split: None,
            tapes: Vec::new(),
            lengths: Map::new(),
            by_path: Set::new(),
            fields: Map::new(),
            items: Vec::new(),
            lambdas: Vec::new(),
            values: Vec::new(),
            bases: Vec::new(),
            spans: vec![proc_macro2::Span::call_site()],
        }
    }

    /// Adds a value to the table.
    pub fn new_value(&mut self, ty: Type, name: impl Into<String>) -> ValueId {
        self.values.push(ValueData {
            ty,
            name: name.into(),
        });
        ValueId(u32::try_from(self.values.len() - 1).expect("fewer than 2^32 values"))
    }

    /// Adds a base to the table.
    pub fn new_base(&mut self, ty: Type, name: impl Into<String>, kind: BaseKind) -> BaseId {
        self.bases.push(BaseData {
            ty,
            name: name.into(),
            kind,
        });
        BaseId(u32::try_from(self.bases.len() - 1).expect("fewer than 2^32 bases"))
    }

    /// The type of a value.
    #[must_use]
    pub fn ty(&self, v: ValueId) -> &Type {
        &self.values[v.index()].ty
    }

    /// The type of an operand.
    #[must_use]
    pub fn atom_ty<'a>(&'a self, atom: &'a Atom) -> &'a Type {
        match atom {
            Atom::Value(v) => self.ty(*v),
            Atom::Const(c) => &c.ty,
        }
    }

    /// The type of what a place holds; `Unknown` where the way there is.
    #[must_use]
    pub fn place_ty(&self, place: &Place) -> Type {
        self.reached(place).0
    }

    /// Is a place behind a reference that lies in memory, so that nothing can be moved out of it?
    #[must_use]
    pub fn is_behind_reference(&self, place: &Place) -> bool {
        self.reached(place).1
    }

    /// The type of what lies in a place: of a reference, where it is one.
    #[must_use]
    pub fn held_ty(&self, place: &Place) -> Type {
        self.walked(place).0
    }

    /// The type of a place as far as the declarations of the user's types show it; for a tangent, that of the same part of
    /// its primal.
    #[must_use]
    pub fn declared_ty(&self, place: &Place) -> Type {
        let mut ty = self.primal_ty(place.base).clone();
        for projection in &place.projections {
            while let Type::Ref(inner) | Type::Boxed(inner) = ty {
                ty = *inner;
            }
            ty = match (projection, ty) {
                (Projection::Index(_), Type::Array(t, _) | Type::Vec(t) | Type::Slice(t)) => *t,
                (Projection::Range(..), Type::Array(t, _) | Type::Vec(t) | Type::Slice(t)) => {
                    Type::Slice(t)
                }
                (Projection::Field(name), Type::Tuple(ts)) => name
                    .parse::<usize>()
                    .ok()
                    .and_then(|i| ts.get(i).cloned())
                    .unwrap_or(Type::Unknown),
                (Projection::Field(name), Type::Named(of)) => {
                    let declared = self.fields.get(&(of, name.to_string()));
                    declared.cloned().unwrap_or(Type::Unknown)
                }
                _ => Type::Unknown,
            };
        }
        ty
    }

    /// The type of a base, or of what it is the tangent or cotangent of, where that is a parameter.
    fn primal_ty(&self, base: BaseId) -> &Type {
        let param_of = |role: &Role| {
            let mut params = self.params.iter();
            params.find(|param| param.role == *role)
        };
        let mut params = self.params.iter();
        let found = params.find(|param| matches!(param.kind, ParamKind::Base(b) if b == base));
        let mut role = match found {
            Some(param) => &param.role,
            None => return &self.bases[base.index()].ty,
        };
        while let Role::Bar(inner) | Role::Dot(inner) = role {
            role = inner;
        }
        match param_of(role).map(|param| &param.kind) {
            Some(ParamKind::Base(primal)) => &self.bases[primal.index()].ty,
            _ => &self.bases[base.index()].ty,
        }
    }

    /// The type of the content of a place, and whether a reference is on the way there.
    fn reached(&self, place: &Place) -> (Type, bool) {
        let (mut ty, mut behind) = self.walked(place);
        while let Type::Ref(inner) = ty {
            ty = *inner;
            behind = true;
        }
        (ty, behind)
    }

    /// The type of what lies in a place, and whether a reference is on the way there.
    fn walked(&self, place: &Place) -> (Type, bool) {
        let mut ty = self.bases[place.base.index()].ty.clone();
        let mut behind = false;
        for projection in &place.projections {
            while let Type::Ref(inner) = ty {
                ty = *inner;
                behind = true;
            }
            if let (
                Type::Boxed(inner),
                Projection::Index(_) | Projection::Range(..) | Projection::Field(_),
            ) = (&ty, projection)
            {
                ty = (**inner).clone();
            }
            ty = match (projection, ty) {
                (
                    Projection::Index(_),
                    Type::Array(t, _) | Type::Lanes(t, _) | Type::Vec(t) | Type::Slice(t),
                ) => *t,
                (Projection::Range(..), Type::Array(t, _) | Type::Vec(t) | Type::Slice(t)) => {
                    Type::Slice(t)
                }
                (Projection::Field(name), Type::Tuple(ts)) => name
                    .parse::<usize>()
                    .ok()
                    .and_then(|i| ts.get(i).cloned())
                    .unwrap_or(Type::Unknown),
                (Projection::Inner, Type::Option(t) | Type::Result(t, _))
                | (Projection::Behind, Type::Boxed(t)) => *t,
                (Projection::Variant(variant, _), Type::Result(_, e)) if variant.is_err() => *e,
                (_, Type::Tangent) => Type::Tangent,
                _ => Type::Unknown,
            };
        }
        (ty, behind)
    }
}
