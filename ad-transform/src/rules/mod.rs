//! What is known of operations: one row for each scalar function, its partial derivatives included.

mod expr;

pub use expr::Expr;
