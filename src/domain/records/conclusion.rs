//! Concluded violations: what a competent body has concluded about a person, and whether that person is
//! the one somebody asks about. An allegation never gets here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::ids::{CaseId, ConclusionId, UnitId, UserId};
use crate::domain::text::fold;
use crate::domain::time::{Day, Instant};

codes! {
    /// What a conclusion recommends for the person, from the gravest to nothing.
    Measure {
        /// Loại khỏi quy hoạch.
        PlanningExclusion => "planning_exclusion",
        /// Bãi nhiệm.
        Recall => "recall",
        /// Cách chức.
        Dismissal => "dismissal",
        /// Cảnh cáo.
        Warning => "warning",
        /// Khiển trách.
        Reprimand => "reprimand",
        /// No measure.
        None => "none",
    }
}

impl Measure {
    /// Its name in Vietnamese, as the law writes it.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::PlanningExclusion => "Loại khỏi quy hoạch",
            Self::Recall => "Bãi nhiệm",
            Self::Dismissal => "Cách chức",
            Self::Warning => "Cảnh cáo",
            Self::Reprimand => "Khiển trách",
            Self::None => "Không kiến nghị xử lý",
        }
    }

    /// Its name in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::PlanningExclusion => "Exclusion from personnel planning",
            Self::Recall => "Recall from an elected office",
            Self::Dismissal => "Dismissal from the post",
            Self::Warning => "Warning",
            Self::Reprimand => "Reprimand",
            Self::None => "No measure recommended",
        }
    }
}

codes! {
    /// Who found the violation. What a unit finds by itself never lowers its score.
    DetectedBy {
        /// The unit itself, before any trace outside.
        UnitItself => "unit_itself",
        /// Anybody else.
        Others => "others",
    }
}

codes! {
    /// Where a conclusion stands.
    ConclusionState {
        /// Its measure waits to be carried out.
        Recorded => "recorded",
        /// Its measure was carried out.
        Executed => "executed",
        /// It does not hold any more; it is kept and never shown for personnel work.
        Revoked => "revoked",
    }
}

codes! {
    /// Why something that has settled cannot change again.
    Settled {
        /// The measure was carried out before.
        Executed => "conclusion_executed",
        /// The conclusion was revoked.
        Revoked => "conclusion_revoked",
        /// There is no measure to carry out.
        NothingToExecute => "nothing_to_execute",
        /// The recommendation was carried out before.
        Done => "recommendation_done",
        /// The result of the dossier was given before.
        ResultGiven => "result_given",
    }
}

codes! {
    /// What of a person agreed with what was asked.
    Agreement {
        /// The name, marks and all.
        Name => "name",
        /// The name without its marks: it may be another person's.
        FoldedName => "folded_name",
        /// The year of birth.
        BirthYear => "birth_year",
        /// The end of the identity number.
        IdDigits => "id_last4",
        /// The post; people change posts, so another one excludes nobody.
        Position => "position",
    }
}

/// A document of an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its number.
    pub number: String,
    /// The day it bears.
    pub on: Day,
    /// Who issued it.
    pub issuer: String,
}

/// Whom a conclusion is about. At least one of year and digits tells namesakes apart.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The post held then.
    pub position: String,
    /// The year of birth.
    pub birth_year: Option<i32>,
    /// The last four characters of the identity number.
    pub id_last4: Option<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(..)")
    }
}

/// Whom somebody asks about.
#[derive(Clone, PartialEq, Eq)]
pub struct Sought {
    /// The name.
    pub name: String,
    /// The year of birth, if known.
    pub birth_year: Option<i32>,
    /// The last four characters of the identity number, if known.
    pub id_last4: Option<String>,
    /// The post, if known.
    pub position: Option<String>,
}

impl fmt::Debug for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sought(..)")
    }
}

impl Person {
    /// What agrees with `sought`; none if this is somebody else. Only what both sides know can tell
    /// them apart: a look-up that says less finds more, and says on what it rests.
    pub fn agrees(&self, sought: &Sought) -> Option<Vec<Agreement>> {
        if fold(&self.name) != fold(&sought.name) {
            return None;
        }
        let same_marks = self.name.to_lowercase() == sought.name.to_lowercase();
        let mut found = vec![if same_marks { Agreement::Name } else { Agreement::FoldedName }];
        match (self.birth_year, sought.birth_year) {
            (Some(own), Some(asked)) if own != asked => return None,
            (Some(_), Some(_)) => found.push(Agreement::BirthYear),
            _ => {}
        }
        match (&self.id_last4, &sought.id_last4) {
            (Some(own), Some(asked)) if own != asked => return None,
            (Some(_), Some(_)) => found.push(Agreement::IdDigits),
            _ => {}
        }
        if sought.position.as_ref().is_some_and(|asked| fold(asked) == fold(&self.position)) {
            found.push(Agreement::Position);
        }
        Some(found)
    }
}

/// Whether a free text names the person: a log without names must not get one by its reason.
pub fn names(text: &str, name: &str) -> bool {
    let (text, name) = (format!(" {} ", fold(text).replace('.', " ")), fold(name));
    !name.is_empty() && text.contains(&format!(" {name} "))
}

/// That the measure was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// The day.
    pub on: Day,
    /// The number of the decision that did it.
    pub document: String,
    /// Who recorded it.
    pub by: UserId,
}

/// That the conclusion does not hold any more.
#[derive(Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The day it was recorded.
    pub on: Day,
    /// Why, with the document it rests on.
    pub reason: String,
    /// Who recorded it.
    pub by: UserId,
}

impl fmt::Debug for Revocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Revocation({})", self.on)
    }
}

/// A concluded violation. It is never deleted: what was wrong is revoked, with its reason.
#[derive(Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// The id.
    pub id: ConclusionId,
    /// The unit in which it happened, as it was on the document's day.
    pub unit: UnitId,
    /// The case it came from, of either channel.
    pub case: Option<CaseId>,
    /// The document that concludes it.
    pub document: Document,
    /// Whom it is about.
    pub person: Person,
    /// What was concluded.
    pub finding: String,
    /// What it recommends.
    pub measure: Measure,
    /// Who found the violation.
    pub detected_by: DetectedBy,
    /// Whether and how the measure was carried out.
    pub execution: Option<Execution>,
    /// Whether and why it does not hold any more.
    pub revocation: Option<Revocation>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// When.
    pub recorded_at: Instant,
}

impl fmt::Debug for Conclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Conclusion({}, {})", self.id, self.state())
    }
}

impl Conclusion {
    /// Where it stands.
    pub const fn state(&self) -> ConclusionState {
        match (&self.execution, &self.revocation) {
            (_, Some(_)) => ConclusionState::Revoked,
            (Some(_), None) => ConclusionState::Executed,
            (None, None) => ConclusionState::Recorded,
        }
    }

    /// Counts every change; its ETag.
    pub fn version(&self) -> i32 {
        1 + i32::from(self.execution.is_some()) + i32::from(self.revocation.is_some())
    }

    /// The measure was carried out.
    ///
    /// # Errors
    /// Why it cannot be, or not any more.
    pub fn executed(self, execution: Execution) -> Result<Self, Settled> {
        match self.state() {
            ConclusionState::Revoked => Err(Settled::Revoked),
            ConclusionState::Executed => Err(Settled::Executed),
            ConclusionState::Recorded if self.measure == Measure::None => {
                Err(Settled::NothingToExecute)
            }
            ConclusionState::Recorded => Ok(Self { execution: Some(execution), ..self }),
        }
    }

    /// It does not hold any more, whether or not its measure was carried out.
    ///
    /// # Errors
    /// When it was revoked before.
    pub fn revoked(self, revocation: Revocation) -> Result<Self, Settled> {
        match self.state() {
            ConclusionState::Revoked => Err(Settled::Revoked),
            _ => Ok(Self { revocation: Some(revocation), ..self }),
        }
    }

    /// It as it was at `version`: a revocation is always the last thing that happens to it.
    #[must_use]
    pub fn at_version(mut self, version: i32) -> Self {
        if self.version() > version {
            self.revocation = None;
        }
        if self.version() > version {
            self.execution = None;
        }
        self
    }
}

#[cfg(test)]
mod tests;
