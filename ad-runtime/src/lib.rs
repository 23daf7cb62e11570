//! Tangents, duals.
