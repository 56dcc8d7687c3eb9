//! An apology for a late dossier, as a unit's register keeps it: one a dossier, with at most one new date.

use serde::{Deserialize, Serialize};

use crate::domain::case::promise::{Facts, Verdict, may_be_promised};
use crate::domain::codes::codes;
use crate::domain::ids::{ApologyId, CaseId, UnitId, UserId};
use crate::domain::time::{Day, Instant};

codes! {
    /// How an apology reached the person (NĐ 61/2018 Art. 19.9: the one-stop desk tells by e-mail,
    /// message or telephone).
    Delivery {
        /// In the hand.
        InPerson => "in_person",
        /// By post.
        Dispatcher => "post",
        /// By e-mail.
        Email => "email",
        /// By a text message.
        Message => "message",
        /// By telephone.
        Phone => "phone",
    }
}

/// What an apology says, and the proof that it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApologyLetter {
    /// The day it reached the person.
    pub served_on: Day,
    /// How.
    pub served_by: Delivery,
    /// The new date for the result; none where the result has been given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_date: Option<Day>,
    /// Who signed it.
    pub signer: String,
    /// The number of the document (form 04 of TT 01/2018/TT-VPCP, later of TT 03/2025/TT-VPCP).
    pub document: String,
    /// Why the dossier is late.
    pub reason: String,
}

/// What is wrong with an apology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFault {
    /// Served on a day that has not come.
    ServedOn,
    /// A new date that is none: not after the promised day, before the letter, or of a dossier
    /// whose result was given.
    NewDate,
    /// The dossier has no result yet and gets no new date.
    NoNewDate,
}

impl ApologyLetter {
    /// Whether it can stand for a dossier promised for `promised_on` on `today`.
    ///
    /// # Errors
    /// [`LetterFault`], the first found.
    pub fn check(
        &self,
        promised_on: Day,
        finished_on: Option<Day>,
        today: Day,
    ) -> Result<(), LetterFault> {
        if self.served_on > today {
            return Err(LetterFault::ServedOn);
        }
        match (self.new_date, finished_on) {
            (None, None) => Err(LetterFault::NoNewDate),
            (Some(day), None)
                if day > promised_on && day >= self.served_on && may_be_promised(day, today) =>
            {
                Ok(())
            }
            (None, Some(_)) => Ok(()),
            (Some(_), _) => Err(LetterFault::NewDate),
        }
    }
}

/// One line of a unit's register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apology {
    /// The id.
    pub id: ApologyId,
    /// Counts every change; its `ETag`.
    pub version: i32,
    /// Whose dossier was late.
    pub unit: UnitId,
    /// The case in which it was given, with its number; none where nobody had reported.
    pub case: Option<(CaseId, String)>,
    /// The dossier; none where the report names none.
    pub dossier_code: Option<String>,
    /// The day that was promised at first.
    pub promised_on: Day,
    /// What it says.
    pub letter: ApologyLetter,
    /// The day the result was given.
    pub finished_on: Option<Day>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// When.
    pub recorded_at: Instant,
}

impl Apology {
    /// What the recorded facts say on `today`.
    pub fn verdict(&self, today: Day) -> Verdict {
        let facts = Facts {
            promised_on: self.promised_on,
            apologised_on: Some(self.letter.served_on),
            new_date: self.letter.new_date,
            finished_on: self.finished_on,
        };
        facts.verdict(today)
    }

    /// As its `version` was, for answering a request once more.
    #[must_use]
    pub fn at_version(self, version: i32) -> Self {
        if version >= self.version {
            return self;
        }
        Self { version, finished_on: None, ..self }
    }
}
