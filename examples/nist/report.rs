//! What a reader sees: a row for each fit, a line below it where something is to be said about its
//! outcome, and the count at the end.

use levenberg_marquardt::TerminationReason;

use super::accuracy::{CERTIFIED_DIGITS, digits, fewest_digits};
use super::data::{Dataset, Level};
use super::fit::Fit;

/// Fewer digits of a parameter than this are a fit that failed.
pub const ENOUGH: f64 = 6.0;

/// Digits that agree with the certified values, of the worst parameter where there are several.
#[derive(Clone, Copy)]
pub struct Agreement {
    pub solved: f64,
    pub parameters: f64,
    pub deviations: f64,
    pub residual_sum_of_squares: f64,
}

impl Agreement {
    pub fn of(fit: &Fit, data: &Dataset) -> Self {
        let certified = || data.parameters.iter().map(|parameter| parameter.certified);
        let deviations = data.parameters.iter().map(|parameter| parameter.deviation);
        Self {
            solved: fewest_digits(fit.solved.iter().copied().zip(certified())),
            parameters: fewest_digits(fit.parameters.iter().copied().zip(certified())),
            deviations: fewest_digits(fit.deviations.iter().copied().zip(deviations)),
            residual_sum_of_squares: digits(
                fit.residual_sum_of_squares,
                data.residual_sum_of_squares,
            ),
        }
    }

    pub fn is_enough(&self) -> bool {
        self.parameters >= ENOUGH
    }
}

pub fn heading() {
    println!(
        "Digits that agree with the {CERTIFIED_DIGITS} certified ones, of the worst parameter."
    );
    println!(
        "solved: by Levenberg-Marquardt; refined, and all that follows: by Gauss-Newton steps from"
    );
    println!("there, which need an exact Jacobian and no sum of squares to compare.");
    println!();
    println!("                                parameters     standard   sum of   Jaco-  evalu-");
    println!(
        "problem   level    n  start   solved refined  deviations  squares  bians  ations  end"
    );
}

/// A row; `bound` is told where it is not the usual one.
pub fn row(data: &Dataset, start: usize, bound: Option<f64>, fit: &Fit, agreement: Agreement) {
    let level = match data.level {
        Level::Lower => "lower",
        Level::Average => "average",
        Level::Higher => "higher",
    };
    println!(
        "{:9} {level:7} {:2} {:5}   {:6.1} {:7.1}  {:10.1}  {:7.1}  {:5}  {:6}  {}{}",
        data.name,
        data.parameters.len(),
        start + 1,
        agreement.solved,
        agreement.parameters,
        agreement.deviations,
        agreement.residual_sum_of_squares,
        fit.jacobians,
        fit.evaluations,
        end(&fit.termination),
        bound.map_or(String::new(), |bound| format!(
            ", again with step bound {bound}"
        )),
    );
    for remark in remarks(data, fit, agreement) {
        println!("          ! {remark}");
    }
}

fn end(termination: &TerminationReason) -> String {
    match termination {
        TerminationReason::Converged {
            ftol: true,
            xtol: false,
        } => "ftol".to_owned(),
        TerminationReason::Converged {
            ftol: false,
            xtol: true,
        } => "xtol".to_owned(),
        TerminationReason::Converged { .. } => "ftol, xtol".to_owned(),
        TerminationReason::Orthogonal => "gtol".to_owned(),
        TerminationReason::ResidualsZero => "no residuals left".to_owned(),
        TerminationReason::LostPatience => "out of patience".to_owned(),
        TerminationReason::Numerical(what) => format!("{what} not finite"),
        other => format!("{other:?}"),
    }
}

/// What the outcome itself, not the problem's name, gives reason to say.
fn remarks(data: &Dataset, fit: &Fit, agreement: Agreement) -> Vec<String> {
    let mut remarks = Vec::new();
    if !agreement.is_enough() {
        remarks.push(format!(
            "the sum of squares is {:.6e}, {:.3} times the certified one",
            fit.residual_sum_of_squares,
            fit.residual_sum_of_squares / data.residual_sum_of_squares,
        ));
        remarks.push(why_not(fit));
    } else if agreement.residual_sum_of_squares < ENOUGH {
        remarks.push(format!(
            "the residuals are {:.0e} of the response: rounding leaves their squares {:.1} digits",
            relative_residual(data, fit),
            -(f64::EPSILON / relative_residual(data, fit)).log10(),
        ));
    }
    remarks
}

fn why_not(fit: &Fit) -> String {
    if !fit.without_effect.is_empty() {
        let lost = fit
            .without_effect
            .iter()
            .map(|&parameter| format!("b{} = {:.4}", parameter + 1, fit.solved[parameter]));
        let lost = lost.collect::<Vec<_>>().join(", ");
        return format!(
            "{lost} has no effect on the model any more: nothing leads back from there"
        );
    }
    if !fit.termination.was_successful() {
        return "the solver gave up".to_owned();
    }
    if fit.slope < 1e-6 {
        return "a stationary point, but another one".to_owned();
    }
    format!(
        "no stationary point: the residuals are {:.1e} from orthogonal",
        fit.slope
    )
}

fn relative_residual(data: &Dataset, fit: &Fit) -> f64 {
    let squares: f64 = data
        .observations
        .iter()
        .map(|seen| seen.response.powi(2))
        .sum();
    (fit.residual_sum_of_squares / squares).sqrt()
}

/// How many of the fits from a starting point are good enough, and the worst of these.
pub fn count(start: usize, agreements: &[Agreement]) {
    let (solved, worst_solved) = enough(agreements.iter().map(|agreement| agreement.solved));
    let (refined, worst_refined) = enough(agreements.iter().map(|agreement| agreement.parameters));
    println!(
        "start {}: of {} fits {refined} agree in {ENOUGH} digits or more, the worst of them in \
         {worst_refined:.1}; before refinement {solved}, in {worst_solved:.1}",
        start + 1,
        agreements.len(),
    );
}

fn enough(digits: impl Iterator<Item = f64>) -> (usize, f64) {
    let good: Vec<_> = digits.filter(|&digits| digits >= ENOUGH).collect();
    (
        good.len(),
        good.iter().copied().fold(CERTIFIED_DIGITS, f64::min),
    )
}
