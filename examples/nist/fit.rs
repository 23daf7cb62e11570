//! Fits a model to data by least squares and says how well the result is determined. The residuals and the Jacobian
//! are the model and its gradient, observation by observation; the steps are those of MINPACK's `lmder` (Moré 1978),
//! as crate `levenberg-marquardt` has them.

use std::cell::Cell;

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt, TerminationReason};
use nalgebra::{DMatrix, DVector, Dyn, storage::Owned};

use super::data::Dataset;

/// A function of parameters and predictors, and its derivative with respect to the parameters.
#[derive(Clone, Copy)]
pub struct Model {
    pub value: fn(&[f64], &[f64]) -> f64,
    /// Adds the gradient to the last argument.
    pub add_gradient: fn(&[f64], &[f64], &mut [f64]),
}

pub struct Problem {
    pub data: Dataset,
    pub model: Model,
}

/// Where a fit ended.
pub struct Fit {
    pub parameters: DVector<f64>,
    pub deviations: DVector<f64>,
    pub residual_sum_of_squares: f64,
    /// The cosine between the residuals and the column of the Jacobian nearest to them: 0 at a stationary point.
    pub slope: f64,
    /// How many directions in the space of parameters the residuals tell apart, in the precision of `f64`.
    pub rank: usize,
    /// Parameters with no effect on any residual, to first order.
    pub without_effect: Vec<usize>,
    pub iterations: usize,
    pub evaluations: usize,
    pub termination: TerminationReason,
}

impl Problem {
    /// Fits from `start`; the first step is at most `bound` times as long as `start` is, both in units of the
    /// Jacobian's columns.
    pub fn fit(&self, start: Vec<f64>, bound: f64) -> Fit {
        let state = State {
            problem: self,
            parameters: DVector::from_vec(start),
            jacobians: Cell::new(0),
        };
        let (state, report) = LevenbergMarquardt::new()
            .with_ftol(f64::EPSILON)
            .with_xtol(f64::EPSILON)
            .with_gtol(0.0)
            .with_stepbound(bound)
            .with_patience(1000)
            .minimize(state);
        let residuals = self.residuals(state.parameters.as_slice());
        let jacobian = self.jacobian(state.parameters.as_slice());
        let residual_sum_of_squares = residuals.norm_squared();
        let variance = residual_sum_of_squares / self.data.degrees_of_freedom() as f64;
        let scaled = Scaled::new(jacobian);
        Fit {
            deviations: scaled.unit_deviations() * variance.sqrt(),
            residual_sum_of_squares,
            slope: scaled.slope(&residuals),
            rank: scaled.rank(),
            without_effect: scaled.zero_columns(),
            iterations: state.jacobians.get(),
            evaluations: report.number_of_evaluations,
            termination: report.termination,
            parameters: state.parameters,
        }
    }

    /// Model minus response.
    fn residuals(&self, b: &[f64]) -> DVector<f64> {
        let observations = &self.data.observations;
        DVector::from_iterator(
            observations.len(),
            observations.iter().map(|seen| (self.model.value)(b, &seen.predictors) - seen.response),
        )
    }

    /// The model's gradient, a row for each observation.
    fn jacobian(&self, b: &[f64]) -> DMatrix<f64> {
        let mut jacobian = DMatrix::zeros(self.data.observations.len(), b.len());
        let mut gradient = vec![0.0; b.len()];
        for (mut row, seen) in jacobian.row_iter_mut().zip(&self.data.observations) {
            gradient.fill(0.0);
            (self.model.add_gradient)(b, &seen.predictors, &mut gradient);
            row.copy_from_slice(&gradient);
        }
        jacobian
    }
}

/// What the solver moves.
struct State<'a> {
    problem: &'a Problem,
    parameters: DVector<f64>,
    jacobians: Cell<usize>,
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for State<'_> {
    type ParameterStorage = Owned<f64, Dyn>;
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;

    fn set_params(&mut self, parameters: &DVector<f64>) {
        self.parameters.copy_from(parameters);
    }

    fn params(&self) -> DVector<f64> {
        self.parameters.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        Some(self.problem.residuals(self.parameters.as_slice()))
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        self.jacobians.set(self.jacobians.get() + 1);
        Some(self.problem.jacobian(self.parameters.as_slice()))
    }
}

/// A Jacobian with columns of length 1 (or 0), and their lengths: parameters come in units many powers of ten apart,
/// and neither rank nor inverse should depend on them.
struct Scaled {
    columns: DMatrix<f64>,
    lengths: DVector<f64>,
}

impl Scaled {
    fn new(jacobian: DMatrix<f64>) -> Self {
        let lengths = DVector::from_iterator(
            jacobian.ncols(),
            jacobian.column_iter().map(|column| column.norm()),
        );
        let mut columns = jacobian;
        for (mut column, &length) in columns.column_iter_mut().zip(&lengths) {
            if length > 0.0 {
                column /= length;
            }
        }
        Self { columns, lengths }
    }

    /// The square roots of the diagonal of `(J^T J)^-1`, by `J = Q R`: the lengths of the rows of `R^-1`, which
    /// loses half the digits that inverting `J^T J` would. NaN where `J` has no full rank.
    fn unit_deviations(&self) -> DVector<f64> {
        let n = self.lengths.len();
        match self.columns.clone().qr().r().solve_upper_triangular(&DMatrix::identity(n, n)) {
            Some(inverse) => {
                DVector::from_fn(n, |row, _| inverse.row(row).norm() / self.lengths[row])
            }
            None => DVector::from_element(n, f64::NAN),
        }
    }

    fn slope(&self, residuals: &DVector<f64>) -> f64 {
        self.columns.tr_mul(residuals).amax() / residuals.norm()
    }

    fn rank(&self) -> usize {
        let tolerance = f64::EPSILON * self.columns.nrows() as f64;
        self.columns.iter().all(|entry| entry.is_finite()).then(|| self.columns.rank(tolerance)).unwrap_or(0)
    }

    fn zero_columns(&self) -> Vec<usize> {
        (0..self.lengths.len()).filter(|&column| self.lengths[column] == 0.0).collect()
    }
}
