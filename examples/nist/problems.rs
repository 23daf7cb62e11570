//! The 27 problems: which file goes with which model.

use super::data::Dataset;
use super::fit::{Model, Problem};
use super::models::{
    bennett5, chwirut, danwood, eckerle4, enso, gauss, hahn1, kirby2, lanczos, mgh09, mgh10, mgh17,
    misra1a, misra1b, misra1c, misra1d, nelson, rat42, rat43, roszman1,
};

/// A model as the fit calls it, from an annotated function and the names of its predictors.
macro_rules! model {
    ($function:ident($($predictor:ident),+)) => {
        Model {
            value: |b, predictors| {
                let &[$($predictor),+] = predictors else { return f64::NAN };
                $function(b, $($predictor),+)
            },
            add_gradient: |b, predictors, gradient| {
                let &[$($predictor),+] = predictors else { return };
                $function::vjp_into(b, $($predictor),+, 1.0, gradient);
            },
        }
    };
}

macro_rules! problems {
    ($($name:literal $function:ident($($predictor:ident),+) $(of $response:path)?;)+) => {
        [$(
            problem(
                include_str!(concat!("../data/nist-strd/", $name, ".dat")),
                model!($function($($predictor),+)),
                problems!(@response $($response)?),
            ),
        )+]
    };
    (@response) => { |y| y };
    (@response $response:path) => { $response };
}

/// All of them, in the order of NIST's page: from lower to higher difficulty.
pub fn problems() -> [Problem; 27] {
    problems! {
        "Misra1a" misra1a(x);
        "Chwirut2" chwirut(x);
        "Chwirut1" chwirut(x);
        "Lanczos3" lanczos(x);
        "Gauss1" gauss(x);
        "Gauss2" gauss(x);
        "DanWood" danwood(x);
        "Misra1b" misra1b(x);
        "Kirby2" kirby2(x);
        "Hahn1" hahn1(x);
        "Nelson" nelson(time, temperature) of f64::ln;
        "MGH17" mgh17(x);
        "Lanczos1" lanczos(x);
        "Lanczos2" lanczos(x);
        "Gauss3" gauss(x);
        "Misra1c" misra1c(x);
        "Misra1d" misra1d(x);
        "Roszman1" roszman1(x);
        "ENSO" enso(x);
        "MGH09" mgh09(x);
        "Thurber" hahn1(x);
        "BoxBOD" misra1a(x);
        "Rat42" rat42(x);
        "MGH10" mgh10(x);
        "Eckerle4" eckerle4(x);
        "Rat43" rat43(x);
        "Bennett5" bennett5(x);
    }
}

fn problem(text: &str, model: Model, response: fn(f64) -> f64) -> Problem {
    let mut data = Dataset::parse(text).unwrap_or_else(|error| panic!("{error}"));
    for observation in &mut data.observations {
        observation.response = response(observation.response);
    }
    Problem { data, model }
}
