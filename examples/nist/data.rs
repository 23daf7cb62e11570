//! Reads a file of NIST's Statistical Reference Datasets. In: its text. Out: a [`Dataset`], whose
//! observations are as many as the file says and whose certified deviation is consistent with its
//! certified sum of squares, so that a file cut short or misread does not pass for a fit gone
//! wrong.

use super::accuracy::{CERTIFIED_DIGITS, digits};

/// A problem: what was observed, where to start, and what is certified.
#[derive(Debug, Clone)]
pub struct Dataset {
    pub name: String,
    pub level: Level,
    pub parameters: Vec<Parameter>,
    pub observations: Vec<Observation>,
    pub residual_sum_of_squares: f64,
}

/// NIST's rough guess at how hard a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Lower,
    Average,
    Higher,
}

#[derive(Debug, Clone)]
pub struct Parameter {
    pub starts: [f64; 2],
    pub certified: f64,
    pub deviation: f64,
}

#[derive(Debug, Clone)]
pub struct Observation {
    pub response: f64,
    pub predictors: Vec<f64>,
}

impl Dataset {
    pub fn parse(text: &str) -> Result<Self, String> {
        let deviation: f64 = number(labelled(text, "Residual Standard Deviation:")?)?;
        let dataset = Self {
            name: word(labelled(text, "Dataset Name:")?)?.to_owned(),
            level: level(text)?,
            parameters: text
                .lines()
                .filter_map(parameter)
                .collect::<Result<_, _>>()?,
            observations: observations(text)?,
            residual_sum_of_squares: number(labelled(text, "Residual Sum of Squares:")?)?,
        };
        let certified_count = count(labelled(text, "Number of Observations:")?)?;
        dataset.consistent(certified_count, deviation)?;
        Ok(dataset)
    }

    /// The parameters to start from: the first point (0) is meant to be far from the solution, the
    /// second near.
    pub fn start(&self, which: usize) -> Vec<f64> {
        self.parameters
            .iter()
            .map(|parameter| parameter.starts[which])
            .collect()
    }

    /// Observations beyond the parameters. The line of that name is not read: in Rat43 it says 9,
    /// where 15 observations and 4 parameters leave 11, and its certified deviation too was
    /// computed with 11.
    pub fn degrees_of_freedom(&self) -> usize {
        self.observations
            .len()
            .saturating_sub(self.parameters.len())
    }

    fn consistent(&self, observations: usize, deviation: f64) -> Result<(), String> {
        let found = self.observations.len();
        if found != observations {
            return Err(format!(
                "{}: {found} of {observations} observations",
                self.name
            ));
        }
        let variance = self.residual_sum_of_squares / self.degrees_of_freedom() as f64;
        if digits(variance.sqrt(), deviation) < CERTIFIED_DIGITS - 1.0 {
            return Err(format!(
                "{}: the residual deviation does not follow",
                self.name
            ));
        }
        Ok(())
    }
}

/// What follows a label at the start of a line.
fn labelled<'a>(text: &'a str, label: &str) -> Result<&'a str, String> {
    text.lines()
        .find_map(|line| line.strip_prefix(label))
        .ok_or_else(|| format!("no line starts with `{label}`"))
}

fn word(text: &str) -> Result<&str, String> {
    text.split_whitespace()
        .next()
        .ok_or_else(|| "a label has no value".to_owned())
}

fn number(text: &str) -> Result<f64, String> {
    word(text)?
        .parse()
        .map_err(|_| format!("`{}` is not a number", text.trim()))
}

fn count(text: &str) -> Result<usize, String> {
    word(text)?
        .parse()
        .map_err(|_| format!("`{}` is not a count", text.trim()))
}

fn level(text: &str) -> Result<Level, String> {
    text.lines()
        .find_map(|line| match line.trim() {
            "Lower Level of Difficulty" => Some(Level::Lower),
            "Average Level of Difficulty" => Some(Level::Average),
            "Higher Level of Difficulty" => Some(Level::Higher),
            _ => None,
        })
        .ok_or_else(|| "no level of difficulty".to_owned())
}

/// `b1 = start start certified deviation`; any other line is not a parameter.
fn parameter(line: &str) -> Option<Result<Parameter, String>> {
    let (name, values) = line.split_once('=')?;
    name.trim().strip_prefix('b')?.parse::<usize>().ok()?;
    Some(numbers(values).and_then(|values| match values[..] {
        [first, second, certified, deviation] => Ok(Parameter {
            starts: [first, second],
            certified,
            deviation,
        }),
        _ => Err(format!("`{}` is not a parameter", line.trim())),
    }))
}

/// The response and its predictors, line by line below the second `Data:` (the first describes
/// them).
fn observations(text: &str) -> Result<Vec<Observation>, String> {
    let mut lines = text.lines();
    let headings = lines
        .by_ref()
        .filter(|line| line.starts_with("Data:"))
        .take(2)
        .count();
    if headings < 2 {
        return Err("no data".to_owned());
    }
    lines
        .filter(|line| !line.trim().is_empty())
        .map(observation)
        .collect()
}

fn observation(line: &str) -> Result<Observation, String> {
    match numbers(line)?.split_first() {
        Some((&response, predictors)) if !predictors.is_empty() => Ok(Observation {
            response,
            predictors: predictors.to_vec(),
        }),
        _ => Err(format!("`{}` is not an observation", line.trim())),
    }
}

fn numbers(text: &str) -> Result<Vec<f64>, String> {
    text.split_whitespace().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::{Dataset, Level};

    const DANWOOD: &str = include_str!("../data/nist-strd/DanWood.dat");

    #[test]
    fn reads_a_file() {
        let danwood = Dataset::parse(DANWOOD).unwrap();
        assert_eq!(danwood.name, "DanWood");
        assert_eq!(danwood.level, Level::Lower);
        assert_eq!(danwood.start(0), [1.0, 5.0]);
        assert_eq!(danwood.start(1), [0.7, 4.0]);
        assert_eq!(danwood.parameters[1].certified, 3.8604055871);
        assert_eq!(danwood.parameters[1].deviation, 5.1726610913e-2);
        assert_eq!(danwood.residual_sum_of_squares, 4.3173084083e-3);
        assert_eq!(danwood.degrees_of_freedom(), 4);
        assert_eq!(danwood.observations.len(), 6);
        assert_eq!(danwood.observations[5].response, 5.660);
        assert_eq!(danwood.observations[5].predictors, [1.680]);
    }

    #[test]
    fn reads_two_predictors() {
        let nelson = Dataset::parse(include_str!("../data/nist-strd/Nelson.dat")).unwrap();
        assert_eq!(nelson.observations[127].predictors, [64.0, 275.0]);
    }

    #[test]
    fn refuses_a_file_cut_short() {
        let end = DANWOOD.trim_end().rfind('\n').unwrap();
        assert_eq!(
            Dataset::parse(&DANWOOD[..end]).unwrap_err(),
            "DanWood: 5 of 6 observations"
        );
    }

    #[test]
    fn refuses_what_is_no_number() {
        let error = Dataset::parse(&DANWOOD.replace("5.660E0", "5,660E0")).unwrap_err();
        assert_eq!(error, "`5,660E0` is not a number");
    }
}
