//! An urging letter: what an inspector asks of a unit, and the clock of its answer. It is no duty
//! of a case, so its days stand here; they are counted by the same rules.

use super::reminder::reached;
use crate::domain::actor::{Actor, Role};
use crate::domain::calendar::Calendar;
use crate::domain::codes::codes;
use crate::domain::deadline::{
    ANY_KIND, DeadlineRule, FromEvent, PeriodFault, Step, Variant, due_on,
};
use crate::domain::ids::{CaseId, RuleId, UnitId, UrgingId, UserId};
use crate::domain::law::{Law, Matter};
use crate::domain::lifecycle::Refusal;
use crate::domain::notice::{Facts, Notice, Recipient, Template};
use crate::domain::succession::Passing;
use crate::domain::time::Day;

codes! {
    /// How an urging stands.
    UrgingStatus {
        /// The unit owes an answer.
        Open => "open",
        /// The unit has answered.
        Answered => "answered",
        /// The inspector is done with it.
        Closed => "closed",
    }
}

/// When an answer is owed, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The rule version.
    pub rule_id: RuleId,
    /// The day the letter went out; itself not counted.
    pub start_on: Day,
    /// The last day.
    pub due_on: Day,
}

/// The rule that gives an urging its answer clock: that of the kind of the case, or of any kind.
pub fn rule<'a>(law: &Law<'a>, matter: Option<Matter>, today: Day) -> Option<&'a DeadlineRule> {
    match matter {
        Some(matter) => law.rule(matter, Step::Urge, FromEvent::Urged, today),
        None => {
            law.rules.find(ANY_KIND, Step::Urge, Variant::Normal, FromEvent::Urged, today, today)
        }
    }
}

/// The answer clock of a letter that goes out on `today`.
///
/// # Errors
/// [`PeriodFault`] where a day lies beyond the calendar.
pub fn term(rule: &DeadlineRule, calendar: &Calendar, today: Day) -> Result<Term, PeriodFault> {
    let due_on = due_on(today, rule.period, &calendar.known_on(today))?;
    Ok(Term { rule_id: rule.id, start_on: today, due_on })
}

/// An urging letter with its own clock.
#[derive(Clone, PartialEq, Eq)]
pub struct Urging {
    /// The id.
    pub id: UrgingId,
    /// The number, as letters and mails name it.
    pub number: String,
    /// Counts every change; the ETag.
    pub version: i32,
    /// The unit that is urged.
    pub unit_id: UnitId,
    /// From whom it passed on to that unit, the first first.
    pub passed: Vec<Passing>,
    /// The service case it is about; none for a unit as a whole.
    pub case_id: Option<CaseId>,
    /// The number of that case.
    pub case_number: Option<String>,
    /// What the inspector wrote.
    pub text: String,
    /// Who wrote it.
    pub urged_by: UserId,
    /// The body it was sent for.
    pub body: Option<UnitId>,
    /// The rule version of the clock; none where the inspector set the day.
    pub rule_id: Option<RuleId>,
    /// The day it went out.
    pub start_on: Day,
    /// The last day of the answer.
    pub due_on: Day,
    /// The last day the unit was told.
    pub told_due_on: Day,
    /// What the calendar knew when it was counted.
    pub calendar_as_of: Day,
    /// How it stands.
    pub status: UrgingStatus,
    /// The answer.
    pub answer: Option<String>,
    /// Who answered.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_on: Option<Day>,
    /// The first late day, once that is recorded.
    pub missed_on: Option<Day>,
    /// What the inspector noted at the end.
    pub closing: Option<String>,
    /// Who closed it.
    pub closed_by: Option<UserId>,
    /// When.
    pub closed_on: Option<Day>,
}

impl std::fmt::Debug for Urging {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Urging({}, {})", self.number, self.status)
    }
}

impl Urging {
    /// Owed, and its last day has passed.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.status == UrgingStatus::Open && today > self.due_on
    }

    /// Recorded as late, once, dated the first late day; `None` where there is nothing to record.
    #[must_use]
    pub fn missed(&self, today: Day) -> Option<Self> {
        let late = self.is_overdue(today) && self.missed_on.is_none();
        let first_late = self.due_on.tomorrow().ok().filter(|_| late)?;
        Some(Self { missed_on: Some(first_late), version: self.version + 1, ..self.clone() })
    }

    /// That it is late, where nobody has recorded it yet, without a change of its own.
    fn with_lateness(&self, today: Day) -> Self {
        let missed_on = self.missed(today).map_or(self.missed_on, |late| late.missed_on);
        Self { missed_on, version: self.version + 1, ..self.clone() }
    }

    /// Passed on to `to`, which took over all of the unit; `None` where nothing is owed any more.
    #[must_use]
    pub fn passed_to(&self, to: UnitId, on: Day) -> Option<Self> {
        let open = self.status == UrgingStatus::Open;
        let mut next = Self { unit_id: to, version: self.version + 1, ..self.clone() };
        next.passed.push(Passing { from: self.unit_id, on });
        Some(next).filter(|_| open)
    }

    /// Answered by the unit.
    ///
    /// # Errors
    /// [`Refusal`] where it was answered or closed before.
    pub fn answered(&self, by: UserId, text: String, today: Day) -> Result<Self, Refusal> {
        match self.status {
            UrgingStatus::Answered => Err(Refusal::AlreadyAnswered),
            UrgingStatus::Closed => Err(Refusal::CaseIsOver),
            UrgingStatus::Open => Ok(Self {
                status: UrgingStatus::Answered,
                answer: Some(text),
                answered_by: Some(by),
                answered_on: Some(today),
                ..self.with_lateness(today)
            }),
        }
    }

    /// Closed by an inspector, answered or not.
    ///
    /// # Errors
    /// [`Refusal`] where it was closed before.
    pub fn closed(&self, by: UserId, note: Option<String>, today: Day) -> Result<Self, Refusal> {
        if self.status == UrgingStatus::Closed {
            return Err(Refusal::CaseIsOver);
        }
        Ok(Self {
            status: UrgingStatus::Closed,
            closing: note,
            closed_by: Some(by),
            closed_on: Some(today),
            ..self.with_lateness(today)
        })
    }

    /// It as it was at `version`.
    #[must_use]
    pub fn at_version(&self, version: i32) -> Self {
        let mut one = self.clone();
        if one.version > version && one.closed_on.is_some() {
            let answered = one.answered_on.is_some();
            one.status = if answered { UrgingStatus::Answered } else { UrgingStatus::Open };
            (one.closing, one.closed_by, one.closed_on) = (None, None, None);
            one.version -= 1;
        }
        if one.version > version && one.answered_on.is_some() {
            one.status = UrgingStatus::Open;
            (one.answer, one.answered_by, one.answered_on) = (None, None, None);
            one.version -= 1;
        }
        if one.version > version || one.version == 1 {
            // Lateness and a passing on come before an answer, or with it.
            (one.missed_on, one.version) = (None, 1);
            one.unit_id = one.passed.first().map_or(one.unit_id, |first| first.from);
            one.passed.clear();
        }
        one
    }

    /// The mail to `to` about it: its number and its last day, never its text.
    fn notice(&self, template: Template, to: UnitId) -> Notice {
        Notice {
            template,
            to: Recipient::Unit(to),
            case_id: None,
            dedup_key: format!("{template}:{}:{to}", self.id),
            facts: Facts {
                number: Some(self.number.clone()),
                due_on: Some(self.due_on),
                about: Some(self.unit_id),
                ..Facts::default()
            },
        }
    }

    /// The mail that takes the letter to its unit.
    pub fn sent(&self) -> Notice {
        self.notice(Template::UnitUrged, self.unit_id)
    }

    /// The mail that its last day has passed: to the unit, and to the body that urged.
    pub fn late(&self, to: UnitId) -> Notice {
        self.notice(Template::UrgingMissed, to)
    }

    /// The reminder of its last day that is owed on `today`, if any.
    pub fn reminder(&self, calendar: &Calendar, today: Day) -> Option<Notice> {
        let open = self.status == UrgingStatus::Open;
        let stage =
            reached(self.start_on, self.due_on, |_| false, calendar, today).filter(|_| open)?;
        let mut notice = self.notice(Template::UrgingDue, self.unit_id);
        notice.dedup_key = format!("{}:{stage}:{}:{}", notice.template, self.id, self.due_on);
        notice.facts.stage = Some(stage);
        Some(notice)
    }

    /// The mail to its sender that it was answered: a number and nothing else.
    pub fn told_answered(&self) -> Option<Notice> {
        (self.status == UrgingStatus::Answered).then(|| Notice {
            template: Template::UrgingAnswered,
            to: Recipient::Sender(self.id),
            case_id: None,
            dedup_key: format!("{}:{}", Template::UrgingAnswered, self.id),
            facts: Facts { number: Some(self.number.clone()), ..Facts::default() },
        })
    }

    /// Whether `actor` sent it, still works for `body`, which sent it, and may read it.
    pub fn is_still_of(&self, actor: &Actor, body: UnitId) -> bool {
        actor.user_id == self.urged_by
            && actor.unit_id == Some(body)
            && actor.role == Role::Inspector
            && actor.watches(self.unit_id)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn urging() -> Urging {
        let due_on = date(2024, 10, 22);
        Urging {
            id: UrgingId::new(Uuid::nil()),
            number: "7K3M9QX2AB".to_owned(),
            version: 1,
            unit_id: UnitId::new(Uuid::nil()),
            passed: Vec::new(),
            case_id: None,
            case_number: None,
            text: "Đề nghị báo cáo.".to_owned(),
            urged_by: UserId::new(Uuid::nil()),
            body: Some(UnitId::new(Uuid::from_u128(1))),
            rule_id: None,
            start_on: date(2024, 10, 15),
            due_on,
            told_due_on: due_on,
            calendar_as_of: date(2024, 10, 15),
            status: UrgingStatus::Open,
            answer: None,
            answered_by: None,
            answered_on: None,
            missed_on: None,
            closing: None,
            closed_by: None,
            closed_on: None,
        }
    }

    #[test]
    fn lateness_is_recorded_once_and_dated_the_first_late_day() {
        let one = urging();

        assert_eq!(one.missed(date(2024, 10, 22)), None);
        let late = one.missed(date(2024, 11, 5)).unwrap();
        assert_eq!((late.missed_on, late.version), (Some(date(2024, 10, 23)), 2));
        assert_eq!(late.missed(date(2024, 11, 6)), None);
    }

    #[test]
    fn an_answer_that_comes_late_says_so_and_comes_once() {
        let me = UserId::new(Uuid::nil());
        let answer = |one: &Urging| one.answered(me, "Đã rõ.".to_owned(), date(2024, 10, 23));
        let late = answer(&urging()).unwrap();

        assert_eq!((late.missed_on, late.version), (Some(date(2024, 10, 23)), 2));
        assert_eq!(answer(&late), Err(Refusal::AlreadyAnswered));
        let closed = late.closed(me, None, date(2024, 10, 24)).unwrap();
        assert_eq!(closed.closed(me, None, date(2024, 10, 24)), Err(Refusal::CaseIsOver));
        assert_eq!(closed.missed_on, Some(date(2024, 10, 23)), "closing takes nothing back");
    }

    #[test]
    fn each_version_is_told_again_as_it_was() {
        let (me, day) = (UserId::new(Uuid::nil()), |day| date(2024, 10, day));
        let sent = urging();
        let answer = |one: &Urging, on| one.answered(me, "Đã rõ.".to_owned(), day(on)).unwrap();
        let close = |one: &Urging, on| one.closed(me, Some("Xong.".to_owned()), day(on)).unwrap();
        let watched = sent.missed(day(23)).unwrap();
        let passed = watched.passed_to(UnitId::new(Uuid::from_u128(2)), day(24)).unwrap();
        for life in [
            vec![passed.clone(), answer(&passed, 25), close(&answer(&passed, 25), 30)],
            vec![answer(&sent, 20)],
            vec![answer(&sent, 20), close(&answer(&sent, 20), 30)],
            vec![answer(&sent, 25), close(&answer(&sent, 25), 30)],
            vec![close(&sent, 25)],
            vec![watched.clone(), answer(&watched, 25), close(&answer(&watched, 25), 30)],
            vec![watched.clone(), close(&watched, 25)],
        ] {
            let last = life.last().unwrap();
            assert_eq!(last.at_version(1), sent);
            for one in &life {
                assert_eq!(last.at_version(one.version), *one);
            }
        }
    }

    #[test]
    fn a_mail_about_a_letter_holds_nothing_of_its_text() {
        let one = urging();

        assert!(!serde_json::to_string(&one.sent().facts).unwrap().contains("báo cáo"));
        assert!(!format!("{one:?}").contains("báo cáo"));
    }
}
