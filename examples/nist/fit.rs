//! Fits a model to data by least squares and says how well the result is determined. The residuals
//! and the Jacobian are the model and its gradient, observation by observation; the steps are those
//! of MINPACK's `lmder` (Moré 1978), as crate `levenberg-marquardt` has them, with its scaling by
//! the lengths of the Jacobian's columns.

use std::cell::Cell;

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt, TerminationReason};
use nalgebra::{DMatrix, DVector, Dyn, linalg::QR, storage::Owned};

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
    /// Where the solver stopped.
    pub solved: DVector<f64>,
    /// The same, refined: what follows describes this point.
    pub parameters: DVector<f64>,
    pub deviations: DVector<f64>,
    pub residual_sum_of_squares: f64,
    /// The cosine between the residuals and the span of the Jacobian's columns: 0 at a stationary
    /// point.
    pub slope: f64,
    /// Parameters that may double without an effect on the residuals, to first order and in `f64`.
    pub without_effect: Vec<usize>,
    pub jacobians: usize,
    pub evaluations: usize,
    pub termination: TerminationReason,
}

impl Problem {
    /// Fits from `start`; the first step is at most `bound` times as long as `start` itself, both
    /// measured in the lengths of the Jacobian's columns.
    pub fn fit(&self, start: Vec<f64>, bound: f64) -> Fit {
        let search = Search {
            problem: self,
            parameters: DVector::from_vec(start),
            jacobians: Cell::new(0),
        };
        let (search, report) = LevenbergMarquardt::new()
            .with_ftol(f64::EPSILON)
            .with_xtol(f64::EPSILON)
            .with_gtol(0.0)
            .with_stepbound(bound)
            .with_patience(1000)
            .minimize(search);
        let end = self.refine(self.at(search.parameters.clone()));
        Fit {
            solved: search.parameters,
            deviations: end.deviations(self.data.degrees_of_freedom()),
            residual_sum_of_squares: end.residuals.norm_squared(),
            slope: end.slope(),
            without_effect: end.without_effect(),
            jacobians: search.jacobians.get(),
            evaluations: report.number_of_evaluations,
            termination: report.termination,
            parameters: end.parameters,
        }
    }

    /// Gauss-Newton steps for as long as each makes the residuals more orthogonal to the Jacobian.
    /// A solver that compares sums of squares cannot tell points apart that are nearer than the
    /// root of the machine precision, for there the sum is flat; an exact Jacobian can.
    fn refine(&self, mut point: Point) -> Point {
        const ROUNDING: f64 = 1.0 + 1e-8;
        for _ in 0..100 {
            let Some(step) = point.gauss_newton_step() else {
                break;
            };
            let next = self.at(&point.parameters - step);
            let better = next.slope() < point.slope()
                && next.residuals.norm() <= point.residuals.norm() * ROUNDING;
            if !better {
                break;
            }
            point = next;
        }
        point
    }

    fn at(&self, parameters: DVector<f64>) -> Point {
        let (residuals, jacobian) = (self.residuals(&parameters), self.jacobian(&parameters));
        Point::new(parameters, residuals, jacobian)
    }

    /// Model minus response.
    fn residuals(&self, parameters: &DVector<f64>) -> DVector<f64> {
        let observations = &self.data.observations;
        let residuals = observations.iter().map(|seen| {
            (self.model.value)(parameters.as_slice(), &seen.predictors) - seen.response
        });
        DVector::from_iterator(observations.len(), residuals)
    }

    /// The model's gradient, a row for each observation.
    fn jacobian(&self, parameters: &DVector<f64>) -> DMatrix<f64> {
        let mut jacobian = DMatrix::zeros(self.data.observations.len(), parameters.len());
        let mut gradient = vec![0.0; parameters.len()];
        for (mut row, seen) in jacobian.row_iter_mut().zip(&self.data.observations) {
            gradient.fill(0.0);
            (self.model.add_gradient)(parameters.as_slice(), &seen.predictors, &mut gradient);
            row.copy_from_slice(&gradient);
        }
        jacobian
    }
}

/// What the solver moves.
struct Search<'a> {
    problem: &'a Problem,
    parameters: DVector<f64>,
    jacobians: Cell<usize>,
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Search<'_> {
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
        Some(self.problem.residuals(&self.parameters))
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        self.jacobians.set(self.jacobians.get() + 1);
        Some(self.problem.jacobian(&self.parameters))
    }
}

/// A point and the linear problem there, `J = Q R D`. `D` are the lengths of the Jacobian's
/// columns: parameters come in units many powers of ten apart, and nothing said of the point should
/// depend on that.
struct Point {
    parameters: DVector<f64>,
    residuals: DVector<f64>,
    lengths: DVector<f64>,
    r: DMatrix<f64>,
    /// `Q^T residuals`: what of them the Jacobian's columns span.
    spanned: DVector<f64>,
}

impl Point {
    fn new(parameters: DVector<f64>, residuals: DVector<f64>, mut jacobian: DMatrix<f64>) -> Self {
        let n = parameters.len();
        let lengths = DVector::from_fn(n, |column, _| jacobian.column(column).norm());
        for (mut column, &length) in jacobian.column_iter_mut().zip(&lengths) {
            column.unscale_mut(if length > 0.0 { length } else { 1.0 });
        }
        let qr = QR::new(jacobian);
        let mut rotated = residuals.clone();
        qr.q_tr_mul(&mut rotated);
        Self {
            parameters,
            residuals,
            lengths,
            r: qr.r(),
            spanned: rotated.rows(0, n).into_owned(),
        }
    }

    /// The least-squares solution of `J step = residuals`; none where `J` has no full rank.
    fn gauss_newton_step(&self) -> Option<DVector<f64>> {
        let step = self.r.solve_upper_triangular(&self.spanned)?;
        Some(step.component_div(&self.lengths))
    }

    /// The roots of the diagonal of `s^2 (J^T J)^-1`: the lengths of the rows of `R^-1`, which
    /// costs half the digits that inverting `J^T J` would. NaN where `J` has no full rank.
    fn deviations(&self, degrees_of_freedom: usize) -> DVector<f64> {
        let n = self.lengths.len();
        let deviation = self.residuals.norm() / (degrees_of_freedom as f64).sqrt();
        match self.r.solve_upper_triangular(&DMatrix::identity(n, n)) {
            Some(inverse) => DVector::from_fn(n, |parameter, _| {
                deviation * inverse.row(parameter).norm() / self.lengths[parameter]
            }),
            None => DVector::from_element(n, f64::NAN),
        }
    }

    fn slope(&self) -> f64 {
        self.spanned.norm() / self.residuals.norm()
    }

    fn without_effect(&self) -> Vec<usize> {
        let rounding = f64::EPSILON * self.residuals.norm();
        let effect = self.lengths.component_mul(&self.parameters);
        (0..effect.len())
            .filter(|&parameter| effect[parameter].abs() < rounding)
            .collect()
    }
}
