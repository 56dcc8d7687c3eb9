//! What a reader knows, as linear equations over true counts, and how narrowly they hold one of them.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, microlp,
    variable,
};

use crate::failure::Failure;

/// A sum of true counts, by their numbers, each weighed.
pub(crate) type Sum = Vec<(usize, f64)>;

/// What is known of counts that are zero or more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    counts: usize,
    /// Sums that are at least and at most so much.
    sums: Vec<(Sum, f64, f64)>,
}

/// A count as the solver takes it.
pub(crate) fn real(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::MAX, f64::from)
}

impl Known {
    /// The numbers of `more` counts of which nothing is known yet.
    pub(crate) fn counts(&mut self, more: usize) -> std::ops::Range<usize> {
        let first = self.counts;
        self.counts += more;
        first..self.counts
    }

    /// These counts add up to `sum`.
    pub(crate) fn told(&mut self, counts: impl IntoIterator<Item = usize>, sum: i64) {
        let sum = real(sum);
        let counts: Sum = counts.into_iter().map(|count| (count, 1.0)).collect();
        if !counts.is_empty() {
            self.sums.push((counts, sum, sum));
        }
    }

    /// This weighed sum is at least `least` and at most `most`.
    pub(crate) fn between(&mut self, sum: Sum, least: f64, most: f64) {
        self.sums.push((sum, least, most));
    }

    /// The least and the most that these counts can add up to.
    pub(crate) fn range(&self, of: &[usize]) -> Result<(f64, f64), Failure> {
        Ok((-self.most(of, -1.0)?, self.most(of, 1.0)?))
    }

    /// What is told of single counts, which are no unknowns any more.
    fn fixed(&self) -> Vec<Option<f64>> {
        let mut fixed = vec![None; self.counts];
        for (sum, least, most) in &self.sums {
            if let ([(at, weight)], true) = (&sum[..], (most - least).abs() < f64::EPSILON)
                && let Some(count) = fixed.get_mut(*at)
            {
                *count = Some(most / weight);
            }
        }
        fixed
    }

    fn most(&self, of: &[usize], sign: f64) -> Result<f64, Failure> {
        let mut all = ProblemVariables::new();
        let fixed = self.fixed();
        let count = |known: &Option<f64>| known.is_none().then(|| all.add(variable().min(0)));
        let counts: Vec<Option<Variable>> = fixed.iter().map(count).collect();
        let unknown = |sum: &Sum| -> Vec<(Variable, f64)> {
            let each = sum.iter().filter_map(|(at, weight)| Some(((*counts.get(*at)?)?, *weight)));
            each.collect()
        };
        let constant = |sum: &Sum| -> f64 {
            let each = sum.iter().filter_map(|(at, weight)| Some((*fixed.get(*at)?)? * weight));
            each.sum()
        };
        let weighed = |some: Vec<(Variable, f64)>| {
            some.into_iter().map(|(count, weight)| weight * count).sum::<Expression>()
        };
        let asked: Sum = of.iter().map(|at| (*at, sign)).collect();
        let sought = weighed(unknown(&asked));
        let mut model = all.maximise(sought.clone()).using(microlp);
        for (sum, least, most) in &self.sums {
            let (some, known) = (unknown(sum), constant(sum));
            if some.is_empty() {
                continue;
            }
            let some = weighed(some);
            if (most - least).abs() < f64::EPSILON {
                model = model.with(some.eq(*most - known));
            } else {
                model = model.with(some.clone().leq(*most - known)).with(some.geq(*least - known));
            }
        }
        match model.solve() {
            Ok(found) => Ok(found.eval(sought) + constant(&asked)),
            Err(ResolutionError::Unbounded) => Ok(f64::INFINITY),
            Err(other) => Err(Failure::of(other)),
        }
    }
}
