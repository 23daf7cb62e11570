//! Lowered functions run as the functions do.
