//! What a criterion measures, as data: sums of counts over sums of counts, so that another criterion over what is counted is a
//! row and no code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::kind::Kind;

codes! {
    /// What is counted of a unit over a period.
    Count {
        /// Cases whose answer fell due, by their original last day.
        Opened => "opened",
        /// Answered in time.
        Met => "met",
        /// Not answered when the last day passed.
        Missed => "missed",
        /// Forwarded or declined in time: no outcome of this unit's, good or bad.
        Released => "released",
        /// Forwards that an inspector found wrong, by the day of that decision.
        WrongForwards => "wrong_forwards",
        /// Ratings of answers, of months with enough of them to be published.
        Ratings => "ratings",
        /// The stars of these ratings, 1 to 5 each.
        Stars => "stars",
        /// Dossiers of the one-stop whose first promised day fell in the period.
        DossiersDue => "dossiers_due",
        /// Of these, those with a result by that day.
        DossiersOnTime => "dossiers_on_time",
        /// Of these, those without.
        DossiersLate => "dossiers_late",
        /// Of the late ones, those whose owner had a letter of apology a day before the promised day, with a new day that was kept.
        DossiersApologised => "dossiers_apologised",
        /// Concluded violations that the unit found itself, by the day of the document; revoked ones are none.
        SelfDetected => "self_detected",
        /// Those that others found.
        DetectedByOthers => "detected_by_others",
        /// Letters that urge the unit whose last day lies in the period and has passed; what was closed without an answer is none.
        LettersDue => "letters_due",
        /// Of these, those it answered by that day.
        LettersAnswered => "letters_answered",
        /// Late answers that were the leader's to see to in the period, and could have been told to the unit above since.
        LeaderTold => "leader_told",
        /// Of these, those given before that day.
        LeaderSettled => "leader_settled",
        /// Reports of which it was to be told in the period whether they are taken up.
        AcceptsDue => "accepts_due",
        /// Of these, those that were taken up or refused in time.
        AcceptsOnTime => "accepts_on_time",
        /// Answers of the period whose last day for being made public has passed.
        PublicationsDue => "publications_due",
        /// Of these, those that are public, and came in time.
        PublicationsOnTime => "publications_on_time",
    }
}

impl Count {
    /// Whether it is counted by kind of report as well.
    pub const fn has_kinds(self) -> bool {
        self.is_of_ledger()
            || matches!(
                self,
                Self::AcceptsDue
                    | Self::AcceptsOnTime
                    | Self::PublicationsDue
                    | Self::PublicationsOnTime
            )
    }

    /// Whether the ledger counts it.
    pub const fn is_of_ledger(self) -> bool {
        matches!(
            self,
            Self::Opened | Self::Met | Self::Missed | Self::Released | Self::WrongForwards
        )
    }
}

impl Count {
    /// Whether it is published while a movement runs: of whole quarters, and never changed. What is counted of dossiers, conclusions
    /// and duties moves from day to day, and the difference would tell a single one; sums of stars would tell single ratings.
    pub const fn is_published(self) -> bool {
        self.is_of_ledger()
    }
}

/// One count of a sum, some times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// How often it is added; below zero where it is taken off.
    pub times: i64,
    /// What.
    pub count: Count,
    /// Of reports of this kind alone.
    pub kind: Option<Kind>,
}

/// A sum of counts, written like `met+missed+wrong_forwards`, `met[complaint]` or `stars-ratings`, `4*ratings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sum(Vec<Term>);

impl Sum {
    /// Reads it; none for what says nothing, or names what is not counted.
    pub fn parse(text: &str) -> Option<Self> {
        let mut terms = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (sign, body) = match rest.strip_prefix('-') {
                Some(body) => (-1, body),
                None if terms.is_empty() => (1, rest),
                None => (1, rest.strip_prefix('+')?),
            };
            let end = body.find(['+', '-']).unwrap_or(body.len());
            terms.push(term(body.get(..end)?, sign)?);
            rest = body.get(end..)?;
        }
        (!terms.is_empty()).then_some(Self(terms))
    }

    /// Its terms.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// What it comes to; none where one of its counts is not told.
    pub fn of(&self, tally: &Tally) -> Option<i64> {
        let each = self.0.iter().map(|term| Some(term.times * tally.get(term.count, term.kind)?));
        each.sum()
    }
}

fn term(text: &str, sign: i64) -> Option<Term> {
    let (times, rest) = match text.split_once('*') {
        Some((times, rest)) => (times.parse().ok().filter(|n| (1..=1000).contains(n))?, rest),
        None => (1, text),
    };
    let (code, kind) = match rest.strip_suffix(']') {
        Some(rest) => {
            let (code, kind) = rest.split_once('[')?;
            (code, Some(Kind::parse(kind)?))
        }
        None => (rest, None),
    };
    let count = Count::parse(code).filter(|count| kind.is_none() || count.has_kinds())?;
    Some(Term { times: sign * times, count, kind })
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.0.iter().enumerate() {
            match (term.times < 0, at) {
                (true, _) => f.write_str("-")?,
                (false, 0) => {}
                (false, _) => f.write_str("+")?,
            }
            if term.times.abs() != 1 {
                write!(f, "{}*", term.times.abs())?;
            }
            f.write_str(term.count.as_str())?;
            if let Some(kind) = term.kind {
                write!(f, "[{kind}]")?;
            }
        }
        Ok(())
    }
}

impl From<Sum> for String {
    fn from(sum: Sum) -> Self {
        sum.to_string()
    }
}

impl TryFrom<String> for Sum {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or(text)
    }
}

/// A metric: a share, and how it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// The code, by which criteria name it.
    pub code: String,
    /// Grows when it is counted otherwise.
    pub version: i32,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// What is good.
    pub numerator: Sum,
    /// Of how many.
    pub denominator: Sum,
    /// The number that the least of a criterion is held against.
    pub cases: Sum,
    /// What counts neither way, and is told beside.
    pub left_out: Option<Sum>,
    /// Which period something is counted in, in Vietnamese.
    pub cohort_vi: String,
    /// The same in English.
    pub cohort_en: String,
    /// What is left out and why, in Vietnamese.
    pub excluded_vi: String,
    /// The same in English.
    pub excluded_en: String,
}

impl Metric {
    /// Every count that it needs, each once, in the order of the codes.
    pub fn counts(&self) -> Vec<Count> {
        let used: Vec<Count> = self.terms().map(|term| term.count).collect();
        Count::ALL.iter().copied().filter(|count| used.contains(count)).collect()
    }

    /// Its numbers by code, each of the kinds that it asks for.
    pub fn numbers(&self, tally: &Tally) -> BTreeMap<Count, i64> {
        let asked: BTreeSet<_> = self.terms().map(|term| (term.count, term.kind)).collect();
        let mut found = BTreeMap::new();
        for (count, kind) in asked {
            if let Some(n) = tally.get(count, kind) {
                *found.entry(count).or_insert(0) += n;
            }
        }
        found
    }

    /// Whether all of it is published while a movement runs: units are not told by kind of report.
    pub fn is_published(&self) -> bool {
        self.terms().all(|term| term.kind.is_none() && term.count.is_published())
    }

    /// Whether ratings stand in it: of few, a sum of stars tells each one, so no unit reads a line over them.
    pub fn counts_ratings(&self) -> bool {
        self.terms().any(|term| matches!(term.count, Count::Ratings | Count::Stars))
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        let sums = [&self.cases, &self.denominator, &self.numerator];
        sums.into_iter().chain(&self.left_out).flat_map(|sum| &sum.0)
    }
}

/// What is counted of one unit over a period. What is absent of a count that is told is zero; a count may not be told at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Count, BTreeMap<Option<Kind>, i64>>);

impl Tally {
    /// That this is counted, of no kind in particular, and nothing more of it yet.
    pub fn tell(&mut self, count: Count) {
        self.0.entry(count).or_default().entry(None).or_insert(0);
    }

    /// Adds to a count, of a kind and of all.
    pub fn add(&mut self, count: Count, kind: Option<Kind>, n: i64) {
        let of = self.0.entry(count).or_default();
        *of.entry(None).or_insert(0) += n;
        if kind.is_some() {
            *of.entry(kind).or_insert(0) += n;
        }
    }

    /// How many, of a kind or of all; none where it is not told.
    pub fn get(&self, count: Count, kind: Option<Kind>) -> Option<i64> {
        let of = self.0.get(&count)?;
        // Of a kind only who sees the kinds may say that there was none.
        match kind {
            Some(_) if of.keys().all(Option::is_none) && of.get(&None) != Some(&0) => None,
            kind => Some(of.get(&kind).copied().unwrap_or(0)),
        }
    }

    /// Everything that is told, in order.
    pub fn all(&self) -> impl Iterator<Item = (Count, Option<Kind>, i64)> {
        let of = |(count, kinds): (&Count, &BTreeMap<Option<Kind>, i64>)| {
            let count = *count;
            kinds.iter().map(move |(kind, n)| (count, *kind, *n)).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_reads_as_it_is_written() {
        for text in [
            "met",
            "met+missed+wrong_forwards",
            "stars-ratings",
            "4*ratings",
            "met[complaint]-2*missed",
        ] {
            assert_eq!(Sum::parse(text).map(|sum| sum.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "+",
            "met+",
            "met++missed",
            "0*met",
            "met[",
            "met[nothing]",
            "ratings[complaint]",
            "reports",
            "met missed",
        ] {
            assert_eq!(Sum::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_kind_is_counted_apart_and_with_all() {
        let mut tally = Tally::default();
        tally.add(Count::Met, Some(Kind::Complaint), 3);
        tally.add(Count::Met, Some(Kind::ConductFeedback), 4);
        let of = |text: &str| Sum::parse(text).unwrap().of(&tally);

        assert_eq!(of("met"), Some(7));
        assert_eq!(of("met[complaint]"), Some(3));
        assert_eq!(of("met[apology_request]"), Some(0));
        assert_eq!(of("met+missed"), None, "what is not told is not zero");
    }

    #[test]
    fn a_line_tells_the_sum_of_the_kinds_that_it_asks_for() {
        let sum = |text: &str| Sum::parse(text).unwrap();
        let metric = Metric {
            code: String::new(),
            version: 1,
            name_vi: String::new(),
            name_en: String::new(),
            numerator: sum("met[complaint]+met[second_complaint]"),
            denominator: sum("met[complaint]+met[second_complaint]+missed[complaint]"),
            cases: sum("met[complaint]"),
            left_out: None,
            cohort_vi: String::new(),
            cohort_en: String::new(),
            excluded_vi: String::new(),
            excluded_en: String::new(),
        };
        let mut tally = Tally::default();
        tally.add(Count::Met, Some(Kind::Complaint), 3);
        tally.add(Count::Met, Some(Kind::SecondComplaint), 4);
        tally.add(Count::Met, Some(Kind::ConductFeedback), 9);
        tally.add(Count::Missed, Some(Kind::Complaint), 2);

        let numbers = metric.numbers(&tally);

        assert_eq!(numbers, BTreeMap::from([(Count::Met, 7), (Count::Missed, 2)]));
    }

    #[test]
    fn what_moves_from_day_to_day_is_counted_by_kind_and_not_published() {
        for text in ["accepts_due[explanation_request]", "publications_on_time[conduct_feedback]"] {
            let sum = Sum::parse(text).unwrap();
            assert!(sum.terms().iter().all(|term| !term.count.is_published()), "{text}");
        }
        assert!(Count::Met.is_published());
    }

    #[test]
    fn who_is_told_no_kinds_is_told_nothing_of_a_kind() {
        let mut tally = Tally::default();
        tally.add(Count::Met, None, 7);
        tally.tell(Count::Missed);

        let of = |text: &str| Sum::parse(text).unwrap().of(&tally);
        assert_eq!((of("met"), of("met[complaint]")), (Some(7), None));
        assert_eq!(of("missed[complaint]"), Some(0), "of none there are none of any kind");
    }
}
