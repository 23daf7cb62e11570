//! Names of the numbers in a tangent.

use core::fmt;

/// Which number of a tangent: `.weights[3].0`.
///
/// [`Tangent::coordinates`](crate::Tangent::coordinates) makes them; they live on the stack and cost no
/// allocation.
///
/// # Examples
///
/// ```
/// use ad_runtime::Coordinate;
///
/// let root = Coordinate::root();
/// let weights = root.field("weights");
/// assert_eq!(weights.index(3).to_string(), ".weights[3]");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Coordinate<'a> {
    parent: Option<&'a Coordinate<'a>>,
    step: Step,
    epsilon: f64,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Root,
    Field(&'static str),
    Index(usize),
}

impl<'a> Coordinate<'a> {
    /// The whole.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(ad_runtime::Coordinate::root().to_string(), "");
    /// ```
    #[must_use]
    pub const fn root() -> Self {
        Coordinate {
            parent: None,
            step: Step::Root,
            epsilon: f64::EPSILON,
        }
    }

    /// A field of what has this name.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(ad_runtime::Coordinate::root().field("mass").to_string(), ".mass");
    /// ```
    #[must_use]
    pub const fn field(&'a self, name: &'static str) -> Self {
        Coordinate {
            parent: Some(self),
            step: Step::Field(name),
            epsilon: self.epsilon,
        }
    }

    /// An element of what has this name.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(ad_runtime::Coordinate::root().index(7).to_string(), "[7]");
    /// ```
    #[must_use]
    pub const fn index(&'a self, index: usize) -> Self {
        Coordinate {
            parent: Some(self),
            step: Step::Index(index),
            epsilon: self.epsilon,
        }
    }

    /// The same name, of a number that is stored with this precision.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Coordinate;
    /// let single = Coordinate::root().stored_with(f32::EPSILON.into());
    /// assert_eq!(single.epsilon(), f64::from(f32::EPSILON));
    /// ```
    #[must_use]
    pub const fn stored_with(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// The machine epsilon of the type in which the number is stored.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(ad_runtime::Coordinate::root().epsilon(), f64::EPSILON);
    /// ```
    #[must_use]
    pub const fn epsilon(&self) -> f64 {
        self.epsilon
    }
}

impl fmt::Display for Coordinate<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Field(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}
