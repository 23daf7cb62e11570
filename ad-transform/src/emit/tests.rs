//! Functions built by hand, and their text.
