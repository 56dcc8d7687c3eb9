//! A dossier of the one-stop as its feed tells of it: code, procedure, unit and days, and never whose it is.

pub mod import;
mod standing;

use unicode_normalization::UnicodeNormalization;

use super::redaction::has_personal_number;
use crate::domain::case::promise::may_be_promised;
use crate::domain::ids::{DossierId, ImportId, UnitId};
use crate::domain::text::fold_code;
use crate::domain::time::Day;
pub use standing::{DossierStanding, DossierState};

/// What a feed says of one dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierFacts {
    /// The unit that took it in, as it was on that day: a dossier of a unit that ended stays its.
    pub unit: UnitId,
    /// The code as it was typed.
    pub code: String,
    /// The code of the procedure.
    pub procedure: String,
    /// The day it was taken in.
    pub received_on: Day,
    /// The day promised for its result (phiếu hẹn trả kết quả).
    pub promised_on: Day,
    /// The day the result was given.
    pub returned_on: Option<Day>,
}

/// One of the days of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOf {
    /// Taking it in.
    Receiving,
    /// The promise.
    Promise,
    /// The result.
    Return,
}

impl DayOf {
    /// The member that bears it, as files and requests name it.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Receiving => "received_on",
            Self::Promise => "promised_on",
            Self::Return => "returned_on",
        }
    }
}

/// Why a day of a dossier cannot stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayFault {
    /// It has not come. A promised day may.
    InTheFuture,
    /// Before the dossier was taken in.
    BeforeReceived,
    /// So far off that nobody will see it.
    TooFar,
    /// Taken in after the day that was first promised.
    AfterFirstPromise,
    /// Its result was given, and now it was not.
    TakenBack,
}

/// A member that another telling changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which, as files and requests name it.
    pub member: &'static str,
    /// What the feed said before.
    pub before: String,
    /// What it says now.
    pub after: String,
}

impl DossierFacts {
    /// The code as it is compared ([`fold_code`]).
    pub fn key(&self) -> String {
        fold_code(&self.code)
    }

    /// What is wrong with its days on `today`, day by day.
    pub fn faults(&self, today: Day) -> Vec<(DayOf, DayFault)> {
        let past = |of, day: Day| (day > today).then_some((of, DayFault::InTheFuture));
        let later =
            |of, day: Day| (day < self.received_on).then_some((of, DayFault::BeforeReceived));
        let far = !may_be_promised(self.promised_on, self.received_on);
        let returned = self.returned_on;
        let found = [
            past(DayOf::Receiving, self.received_on),
            later(DayOf::Promise, self.promised_on)
                .or(far.then_some((DayOf::Promise, DayFault::TooFar))),
            returned.and_then(|day| past(DayOf::Return, day).or(later(DayOf::Return, day))),
        ];
        found.into_iter().flatten().collect()
    }
}

/// A dossier that a feed has told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// The id.
    pub id: DossierId,
    /// What the feed says of it now.
    pub facts: DossierFacts,
    /// The day that was promised at first: moving the promise is what people complain of.
    pub promised_first_on: Day,
    /// The office day on which the feed first told of it.
    pub known_on: Day,
    /// The office day on which the feed first told of a result; no later telling moves it.
    pub result_known_on: Option<Day>,
    /// The import that first told of it.
    pub first_import: ImportId,
    /// The import that last changed it.
    pub last_import: ImportId,
}

/// A dossier after another telling changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// As it is now.
    pub dossier: Dossier,
    /// What changed.
    pub changes: Vec<Change>,
}

impl Dossier {
    /// A dossier of which nobody has told before.
    pub fn new(id: DossierId, facts: DossierFacts, known_on: Day, import: ImportId) -> Self {
        Self {
            id,
            promised_first_on: facts.promised_on,
            result_known_on: facts.returned_on.map(|_| known_on),
            facts,
            known_on,
            first_import: import,
            last_import: import,
        }
    }

    /// The same after `import` told of it again, with what that changed; none where it says nothing new. The code stays as
    /// it was first typed, and the first promised day for ever.
    ///
    /// # Errors
    /// A day that what is known already speaks against.
    pub fn told_again(
        &self,
        facts: DossierFacts,
        import: ImportId,
        today: Day,
    ) -> Result<Option<Told>, (DayOf, DayFault)> {
        // Nobody takes a dossier in later than was told at first, or after the day that was promised.
        if facts.received_on > self.promised_first_on || facts.received_on > self.facts.received_on
        {
            return Err((DayOf::Receiving, DayFault::AfterFirstPromise));
        }
        if self.facts.returned_on.is_some() && facts.returned_on.is_none() {
            return Err((DayOf::Return, DayFault::TakenBack));
        }
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let (before, after) = (&self.facts, &facts);
        let all = [
            ("procedure", before.procedure.clone(), after.procedure.clone()),
            (
                DayOf::Receiving.member(),
                before.received_on.to_string(),
                after.received_on.to_string(),
            ),
            (
                DayOf::Promise.member(),
                before.promised_on.to_string(),
                after.promised_on.to_string(),
            ),
            (DayOf::Return.member(), day(before.returned_on), day(after.returned_on)),
        ];
        let changes: Vec<Change> = all
            .into_iter()
            .filter(|(_, before, after)| before != after)
            .map(|(member, before, after)| Change { member, before, after })
            .collect();
        if changes.is_empty() {
            return Ok(None);
        }
        let facts = DossierFacts { code: self.facts.code.clone(), ..facts };
        let told = facts.returned_on.map(|_| today);
        let result_known_on = self.result_known_on.or(told);
        let dossier = Self { facts, result_known_on, last_import: import, ..self.clone() };
        Ok(Some(Told { dossier, changes }))
    }

    /// Whether it is open or came late: only in time it is no more looked for.
    pub fn is_late_or_open(&self) -> bool {
        self.facts.returned_on.is_none_or(|day| day > self.promised_first_on)
    }
}

/// So many digits in a row are a number of a person, also behind the code of an office: 9 on an old identity card, 10 of a
/// telephone, 12 on a new card.
const PERSONAL_DIGITS: usize = 9;

/// Whether a code of a dossier or a procedure is one of a person instead: a telephone, an identity paper, an address or a
/// name. Codes have as many digits as those; what tells them apart is the code of the office in them (`H53`).
pub fn tells_of_a_person(code: &str) -> bool {
    let plain: String = code.nfkc().flat_map(char::to_uppercase).collect();
    let in_a_row = plain.split(|c: char| !c.is_numeric()).map(|run| run.chars().count()).max();
    let of_an_office = plain.split(|c: char| !c.is_alphanumeric()).any(is_office);
    // A name, or a street, is three words or more, whatever number stands beside them.
    let words = plain.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
    if words.count() >= 3 {
        return true;
    }
    match in_a_row.unwrap_or(0) {
        0 => plain.contains(char::is_whitespace) || plain.contains('@'),
        _ if plain.contains('@') => true,
        longest if of_an_office => longest >= PERSONAL_DIGITS,
        _ => has_personal_number(&plain),
    }
}

/// A root of the codes of offices: a letter and two digits (QĐ 20/2020/QĐ-TTg).
fn is_office(part: &str) -> bool {
    let mut bytes = part.bytes();
    part.len() == 3
        && bytes.next().is_some_and(|b| b.is_ascii_uppercase())
        && bytes.all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;
