//! What `Option` and `Result` have in common, for generated code that does not see which of them a call gives.

/// An `Option` or a `Result`: something that may hold a success.
pub trait Outcome {
    /// What the success is.
    type Success;
    /// The success, if there is one.
    fn success(&self) -> Option<&Self::Success>;
    /// The success, to be changed.
    fn success_mut(&mut self) -> Option<&mut Self::Success>;
}

impl<T> Outcome for Option<T> {
    type Success = T;

    #[inline(always)]
    fn success(&self) -> Option<&T> {
        self.as_ref()
    }

    #[inline(always)]
    fn success_mut(&mut self) -> Option<&mut T> {
        self.as_mut()
    }
}

impl<T, E> Outcome for Result<T, E> {
    type Success = T;

    #[inline(always)]
    fn success(&self) -> Option<&T> {
        self.as_ref().ok()
    }

    #[inline(always)]
    fn success_mut(&mut self) -> Option<&mut T> {
        self.as_mut().ok()
    }
}

/// Is there a success?
#[inline(always)]
pub fn is_success<O: Outcome>(outcome: &O) -> bool {
    outcome.success().is_some()
}

/// The success, which is there.
#[inline(always)]
#[track_caller]
pub fn success<O: Outcome>(outcome: &O) -> &O::Success {
    outcome.success().expect("a success, as was tested before")
}

/// The success, which is there, to be changed.
#[inline(always)]
#[track_caller]
pub fn success_mut<O: Outcome>(outcome: &mut O) -> &mut O::Success {
    outcome
        .success_mut()
        .expect("a success, as was tested before")
}
