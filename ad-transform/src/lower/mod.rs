//! From Rust's syntax to the IR.
//!
//! What comes in is a signature and a body as `syn` parsed them; what goes out is a valid [`ir::Function`], or
//! every reason why there is none, each at the smallest expression that stands in the way. Every kind of
//! expression, statement and pattern is either lowered or refused by name: nothing is skipped.
//!
//! - An expression becomes an [`Operand`]: a scalar, a place in memory, or something that exists only here, such
//!   as a reference, which is a name for a place.
//! - Control flow becomes structured: where an expression may leave (`return`, `break`, `continue`, `?`), all
//!   that follows it moves into a branch that is taken if it did not ([`flow`]).
//! - Types are found on the way by unification ([`infer`]). Where a decision depends on a type that only shows
//!   later, the body is lowered once more with what has been learnt ([`Hints`]).

mod aggregate;
mod ascribed;
mod assign;
mod at_once;
mod bisect;
mod borrowed;
mod call;
mod chain;
mod control;
mod convention;
mod convert;
mod exchange;
mod expected;
mod expr;
mod finish;
mod flow;
mod foreign;
mod fork;
mod function;
mod given;
mod in_turn;
mod infer;
mod iter;
mod last_use;
mod literal;
mod lookup;
mod loops;
mod macros;
mod matching;
mod mem;
mod method;
mod method_values;
mod number;
mod operand;
mod operator;
mod outcome;
mod params;
mod parts;
mod pattern;
mod place;
mod real_part;
mod rearrange;
mod scope;
mod sequence;
mod set_again;
mod sort;
mod span;
mod stmt;
mod subslice;
#[cfg(test)]
pub(crate) mod tests;
mod text;
mod types;
mod unchecked;
mod unseen_changes;
mod unseen_macro;
mod variables;
mod view;

use crate::diagnose::{self, Errors};
use crate::hashed::{HashMap, HashSet};
use crate::ir::builder::{Builder, Var};
use crate::ir::{self, Atom, BaseId, Const, Init, Lit, Op, Place, Prim, SpanId, Type};
use crate::parse::{FunctionType, Signature};
use crate::sorted::{Map, Set};
use flow::{Guard, Target};
use infer::Inference;
use macros::Macros;
use operand::Operand;
use outcome::Expected;
use proc_macro2::TokenStream;
use quote::ToTokens;
use scope::Scopes;
use span::Position;

/// Lowers a function.
///
/// # Errors
/// All that stands in the way, combined.
pub fn lower(signature: &Signature, body: &syn::Block) -> syn::Result<ir::Function> {
    let rewritten = chain::without_chains(body);
    let body = rewritten.as_ref().unwrap_or(body);
    let borrowed = borrowed::without_ref_mut(body);
    let body = borrowed.as_ref().unwrap_or(body);
    let closed = method_values::as_closures(body);
    let body = closed.as_ref().unwrap_or(body);
    let macros = Macros::of(body);
    let mut hints = Hints::default();
    // What is learnt in one pass may decide what shows in the next; each learns something new or is the last.
    for _ in 0..8 {
        let (result, learnt) = Lowerer::new(signature, &macros, body, &hints).run();
        if knowledge(&learnt) <= knowledge(&hints) {
            return result;
        }
        hints = learnt;
    }
    Lowerer::new(signature, &macros, body, &hints).run().0
}

/// What an earlier pass found.
#[derive(Clone, Debug, Default)]
struct Hints {
    /// The types of expressions on which a decision depends, by the expression.
    types: HashMap<*const syn::Expr, Hint>,
    /// What refers to something else on another way.
    copied: Set<Copied>,
    /// Slots that mutable references are put into: they hold names, not variables of the type.
    names: Set<flow::SlotId>,
}

/// A reference that does not refer to one thing on every way: a shared one stands for a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Copied {
    /// The variable of this name.
    Name(String),
    /// What is held in the slot of this number.
    Slot(flow::SlotId),
    /// The mutable one in the variable of this name, which is one of several.
    Given(String),
}

/// The type of an expression, as far as it matters.
#[derive(Clone, Debug)]
enum Hint {
    /// Nothing is known of it, and it has to be held in memory.
    Memory,
    Aggregate,
    Type(Type),
}

/// How much is known: it grows from pass to pass, or the pass was the last.
fn knowledge(hints: &Hints) -> usize {
    let of = |hint: &Hint| match hint {
        Hint::Memory => 1,
        Hint::Aggregate => 2,
        Hint::Type(_) => 3,
    };
    hints.types.values().map(of).sum::<usize>() + hints.copied.len() + hints.names.len()
}

/// The state of lowering one function.
struct Lowerer<'a> {
    b: Builder,
    types: Inference,
    signature: &'a Signature,
    macros: &'a Macros,
    /// The body.
    whole: &'a syn::Block,
    scopes: Scopes<'a>,
    errors: Errors,
    /// Where errors are reported: the construct at hand.
    node: &'a dyn ToTokens,

    // Control flow: see `flow`.
    targets: Vec<Target>,
    guards: Vec<Guard>,
    slots: Vec<flow::Slot<'a>>,
    /// Can control get here?
    reachable: bool,
    /// The flags of targets for which control may have left the region at hand.
    pending: Set<Var>,

    // Memory.
    /// Local memory that is written after it was set.
    mutable: HashSet<BaseId>,
    /// Local memory that is an `Option` only because its content is set later.
    held: HashSet<BaseId>,
    /// What calls gave that may be references.
    given: given::AllGiven,
    /// Of which type of a crate without derivatives a function made a value.
    made_by: Map<BaseId, String>,
    /// The names of what is followed to be assigned to, once that was asked.
    followed_names: Option<Set<String>>,
    /// Constants of the user's that were mentioned, by path.
    externs: Map<String, BaseId>,
    /// Those that the length of an array can name, with their values where they are seen.
    lengths: Map<String, Option<u64>>,

    hints: &'a Hints,
    /// Which values have to be an `Option`, and which a `Result`.
    asked: outcome::Asked,
    /// References that have to stand for copies in the next pass.
    copied: Set<Copied>,
    /// The same of slots that mutable references are put into.
    names: Set<flow::SlotId>,
    /// Types on which decisions depended before they were known.
    sites: Vec<(*const syn::Expr, Type)>,
    /// Operations of which it was not known whether they are of numbers.
    operations: Vec<operator::Operation>,
    /// The call whose result is a reference that is followed.
    dereferenced: Option<&'a syn::ExprMethodCall>,
    /// The call whose result is looked at once, and there where it stands.
    looked_at: Option<&'a syn::ExprMethodCall>,
    /// Values that are text; are they `String`s?
    texts: HashMap<ir::ValueId, bool>,
    /// What the text says of the values of calls.
    ascribed: ascribed::Ascribed,
    /// The signature of the function for which the argument at hand stands, where the callee's file is this one.
    wanted: Option<FunctionType>,
    /// Is this inside an `unsafe` block?
    in_unsafe: bool,
    /// Is the result at hand one that borrows?
    returning: bool,
    /// Is it what the function returns, which may hold what the function was lent?
    lending: bool,
    /// Is it an element of a vector, which may be a reference?
    among_elements: bool,
    /// Is the statement at hand marked `#[no_diff]`?
    no_diff: bool,
    items: Vec<TokenStream>,
    /// The functions among them.
    own_functions: HashSet<String>,
    /// The parameters that are what the user's function reads of what it takes: `into()` and `as_ref()` give them.
    read_already: Set<BaseId>,
    /// How many closures are being inlined.
    inlining: usize,
    /// What patterns that may not match are taken to bind.
    variables: variables::Variables,
    /// What fields are declared as, by the name of the type and theirs.
    declared_fields: Map<(String, String), Type>,
    /// The variables that methods of types that are not seen must change.
    unseen_changes: unseen_changes::UnseenChanges,
    /// Variables with names as constants have them.
    capitals: HashSet<syn::Ident>,
    /// Are there names for one of several things?
    has_forks: bool,
    /// How deep expressions are nested, so that no input overflows the stack.
    nesting: usize,
}

impl<'a> Lowerer<'a> {
    fn new(
        signature: &'a Signature,
        macros: &'a Macros,
        whole: &'a syn::Block,
        hints: &'a Hints,
    ) -> Lowerer<'a> {
        let function = ir::Function::new(signature.ident.to_string());
        Lowerer {
            b: Builder::new(function),
            types: Inference::default(),
            signature,
            macros,
            whole,
            scopes: Scopes::default(),
            errors: Errors::default(),
            node: &signature.ident,
            targets: Vec::new(),
            guards: Vec::new(),
            slots: Vec::new(),
            reachable: true,
            pending: Set::new(),
            mutable: HashSet::default(),
            held: HashSet::default(),
            given: Map::new(),
            made_by: Map::new(),
            followed_names: None,
            externs: Map::new(),
            lengths: Map::new(),
            hints,
            asked: outcome::Asked::default(),
            copied: Set::new(),
            names: Set::new(),
            sites: Vec::new(),
            operations: Vec::new(),
            dereferenced: None,
            looked_at: None,
            texts: HashMap::default(),
            ascribed: ascribed::Ascribed::of(signature, whole),
            wanted: None,
            in_unsafe: false,
            returning: false,
            lending: false,
            among_elements: false,
            no_diff: false,
            items: Vec::new(),
            own_functions: HashSet::default(),
            read_already: Set::new(),
            inlining: 0,
            variables: variables::Variables::default(),
            declared_fields: Map::new(),
            unseen_changes: unseen_changes::UnseenChanges::of(whole),
            capitals: variables::capitals(signature.params.iter().map(|param| &param.pat), whole),
            has_forks: false,
            nesting: 0,
        }
    }

    fn run(mut self) -> (syn::Result<ir::Function>, Hints) {
        self.variables = variables::Variables::of(self.whole);
        let output = self.signature.output.as_ref();
        let result = output.map(|output| outcome::kind_of(&output.ir_type()));
        self.asked = outcome::Asked::of(self.whole, result.unwrap_or(Expected::Either));
        self.params();
        let output = self.body(self.whole);
        self.b.f.output = output;
        if let Some(output) = &self.signature.output {
            let ty = output.ir_type();
            // A field may be returned whose type only the signature says.
            let unseen = match &self.b.f.output {
                ir::Output::Place(place) => self.b.f.place_ty(place) == Type::Unknown,
                _ => false,
            };
            if output.shape.is_inert() {
                self.b.f.output_ty = Some(Type::Opaque);
            } else if output.borrowed || (unseen && ty.is_sequence()) {
                self.b.f.output_ty = Some(ty);
            }
        }
        self.finish()
    }

    // --- messages ---

    /// Refuses the construct at `node`.
    fn refuse(&mut self, node: &dyn ToTokens, what: &str, help: &str) -> Operand<'a> {
        self.errors.push(diagnose::refuse(node, what, help));
        Operand::Poison
    }

    /// Refuses the expression at hand.
    fn refuse_here(&mut self, what: &str, help: &str) -> Operand<'a> {
        self.errors.push(diagnose::refuse(self.node, what, help));
        Operand::Poison
    }

    /// Lowers something with its position as the one of statements and messages.
    fn at<N: Position + ToTokens, T>(&mut self, node: &'a N, f: impl FnOnce(&mut Self) -> T) -> T {
        self.b.f.spans.push(node.position());
        let id = SpanId(u32::try_from(self.b.f.spans.len() - 1).unwrap_or(0));
        let outer = (
            std::mem::replace(&mut self.b.span, id),
            std::mem::replace(&mut self.node, node),
        );
        let result = f(self);
        (self.b.span, self.node) = outer;
        result
    }

    // --- emission; nothing is emitted where control cannot get ---

    /// Appends an operation with one result.
    fn op(&mut self, op: Op, ty: Type) -> Atom {
        if self.reachable {
            self.b.op(op, ty, "").into()
        } else {
            Atom::zero(&ty)
        }
    }

    /// Appends an operation without result.
    fn effect(&mut self, op: Op) {
        if self.reachable {
            self.b.effect(op);
        }
    }

    fn prim(&mut self, prim: Prim, args: Vec<Atom>) -> Atom {
        let types: Vec<Type> = args.iter().map(|a| self.b.f.atom_ty(a).clone()).collect();
        let ty = prim.result_type(&types).unwrap_or(Type::Unknown);
        self.op(Op::Prim(prim, args), ty)
    }

    fn cast(&mut self, a: Atom, ty: Type) -> Atom {
        self.op(Op::Prim(Prim::Cast, vec![a]), ty)
    }

    fn write(&mut self, var: Var, atom: Atom) {
        if self.reachable {
            self.b.write(var, atom);
        }
    }

    /// Declares local memory.
    fn memory(&mut self, ty: Type, name: &str, init: Init) -> Place {
        let base = self.b.f.new_base(ty, name, ir::BaseKind::Local);
        self.effect(Op::Init(base, init));
        base.into()
    }

    // --- types ---

    fn unify(&mut self, a: &Type, b: &Type) -> bool {
        self.types.unify(a, b)
    }

    fn atom_ty(&self, atom: &Atom) -> Type {
        self.types.shallow(self.b.f.atom_ty(atom))
    }

    /// Notes that a decision depends on this type, and brings in what is known of it from an earlier pass.
    fn consult(&mut self, site: *const syn::Expr, ty: &Type) {
        if !self.types.is_undecided(ty) {
            return;
        }
        match self.hints.types.get(&site) {
            Some(Hint::Type(known)) => {
                self.unify(ty, &known.clone());
            }
            Some(Hint::Aggregate) => self.types.make_aggregate(ty),
            Some(Hint::Memory) => self.types.make_memory(ty),
            None => {}
        }
        self.sites.push((site, ty.clone()));
    }
}

/// A constant of an integer type.
fn int(n: i128, ty: &Type) -> Atom {
    Atom::Const(Const {
        lit: Lit::Int(n),
        ty: ty.clone(),
    })
}
