//! Programs that failed once, by the decisions that make them.
