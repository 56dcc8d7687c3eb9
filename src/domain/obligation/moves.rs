//! What moves a last day: pauses, extensions and recounts, kept as a ledger and never as an edit.

use serde::{Deserialize, Serialize};

use super::NOTHING_DUE;
use super::{DutyStatus, Obligation};
use crate::domain::calendar::Calendar;
use crate::domain::codes::codes;
use crate::domain::deadline::{
    DeadlineRule, Explanation, Period, PeriodFault, PeriodUnit, Reckoning, Standstill,
};
use crate::domain::time::Day;

/// One thing that moved a last day. It is added, never edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Move {
    /// The clock stands still.
    Paused {
        /// The ground, a code of the pause rules.
        ground: String,
        /// The day it began.
        from: Day,
        /// The day it ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
        /// The last day it may stand still, where the rule names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cap_on: Option<Day>,
        /// The last day of the period as it was when the clock stopped: a standstill never makes
        /// it earlier. Older entries have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Day>,
    },
    /// The period was extended by a decision.
    Extended {
        /// The day of the decision.
        on: Day,
        /// The number of the decision.
        decision_no: String,
        /// By how much.
        n: u16,
        /// Of what.
        unit: PeriodUnit,
        /// The last day before.
        before: Day,
        /// The last day since.
        after: Day,
    },
    /// Counted anew: the case was found complex, or the calendar was announced otherwise.
    Recounted {
        /// The day it was counted anew.
        on: Day,
        /// Why.
        why: Recount,
        /// The last day before.
        before: Day,
        /// The last day since.
        after: Day,
        /// The clock stood still, so that the day since was no more than the latest possible. It
        /// was told to nobody, and binds nobody once the clock goes on.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        provisional: bool,
    },
}

codes! {
    /// Why a last day was counted anew.
    Recount {
        /// The case was found complex.
        Complexity => "complexity",
        /// A new version of the calendar.
        Calendar => "calendar",
    }
}

impl Obligation {
    /// The day on which the clock stopped, while it stands still.
    pub fn paused_since(&self) -> Option<Day> {
        self.moves.iter().find_map(|one| match one {
            Move::Paused { from, until: None, .. } => Some(*from),
            _ => None,
        })
    }

    /// How often it was extended.
    pub fn extensions(&self) -> usize {
        self.moves.iter().filter(|one| matches!(one, Move::Extended { .. })).count()
    }

    fn inputs(&self, rule: &DeadlineRule) -> (Vec<Period>, Vec<Standstill>) {
        let mut extensions = Vec::new();
        let mut standstills = Vec::new();
        for one in &self.moves {
            match one {
                Move::Extended { n, unit, .. } => extensions.push(Period {
                    n: *n,
                    unit: *unit,
                    roll_last_day: rule.period.roll_last_day,
                }),
                Move::Paused { from, until, cap_on, .. } => {
                    let until = until.or(*cap_on).unwrap_or(*from);
                    standstills.push(Standstill { from: *from, until });
                }
                Move::Recounted { .. } => {}
            }
        }
        (extensions, standstills)
    }

    /// The last day that follows from its inputs: the event, the rule, the calendar known on
    /// `calendar_as_of`, and what moved it.
    ///
    /// # Errors
    /// [`PeriodFault`] where a day lies beyond the calendar.
    pub fn reckon(&self, rule: &DeadlineRule, calendar: &Calendar) -> Result<Day, PeriodFault> {
        let (extensions, standstills) = self.inputs(rule);
        self.reckoning(rule, &extensions, &standstills)
            .due_on(&calendar.known_on(self.calendar_as_of))
    }

    /// As [`Obligation::reckon`], with the reason for each day.
    ///
    /// # Errors
    /// As [`Obligation::reckon`].
    pub fn explain(
        &self,
        rule: &DeadlineRule,
        calendar: &Calendar,
    ) -> Result<Explanation, PeriodFault> {
        let (extensions, standstills) = self.inputs(rule);
        self.reckoning(rule, &extensions, &standstills)
            .explain(&calendar.known_on(self.calendar_as_of))
    }

    const fn reckoning<'a>(
        &self,
        rule: &DeadlineRule,
        extensions: &'a [Period],
        standstills: &'a [Standstill],
    ) -> Reckoning<'a> {
        let back = rule.from_event.counts_back();
        Reckoning { start: self.start_on, period: rule.period, extensions, standstills, back }
    }

    /// The clock stops on `today`: until the cap, or until somebody says otherwise. One that is
    /// late stays so: no pause reaches back.
    ///
    /// # Errors
    /// As [`Obligation::reckon`].
    pub fn paused(
        &self,
        rule: &DeadlineRule,
        calendar: &Calendar,
        ground: &str,
        today: Day,
        cap_on: Option<Day>,
    ) -> Result<Option<Self>, PeriodFault> {
        if self.status != DutyStatus::Open || today > self.due_on || self.paused_since().is_some() {
            return Ok(None);
        }
        let mut one = self.clone();
        let ground = ground.to_owned();
        let before = Some(self.due_on);
        one.moves.push(Move::Paused { ground, from: today, until: None, cap_on, before });
        one.due_on = if cap_on.is_some() {
            one.reckon(rule, calendar)?.max(self.due_on)
        } else {
            NOTHING_DUE
        };
        Ok(Some(one))
    }

    /// The clock goes on from `on`, or from the cap where that has passed. The last day is counted by
    /// the calendar known on `today`: while the clock stood, nobody could say it.
    ///
    /// # Errors
    /// As [`Obligation::reckon`].
    pub fn resumed(
        &self,
        rule: &DeadlineRule,
        calendar: &Calendar,
        on: Day,
        today: Day,
    ) -> Result<Option<Self>, PeriodFault> {
        let mut one = self.clone();
        let mut found = false;
        for step in &mut one.moves {
            if let Move::Paused { until: until @ None, cap_on, .. } = step {
                *until = Some(cap_on.map_or(on, |cap| cap.min(on)));
                found = true;
            }
        }
        if !found || self.status != DutyStatus::Open {
            return Ok(None);
        }
        one.calendar_as_of = one.calendar_as_of.max(today);
        one.due_on = one.reckon(rule, calendar)?.max(one.settled_due());
        one.told_due_on = one.told_due_on.max(one.due_on);
        Ok(Some(one))
    }

    /// The latest day that stood while the clock ran: a standstill that is over never makes the
    /// last day earlier than that. What was counted while it stood still is none of these.
    fn settled_due(&self) -> Day {
        let set = self.moves.iter().filter_map(|one| match one {
            Move::Extended { after, .. } | Move::Recounted { after, provisional: false, .. } => {
                Some(*after)
            }
            Move::Recounted { .. } => None,
            Move::Paused { before, .. } => *before,
        });
        set.fold(self.cohort_on, Day::max)
    }

    /// Extended by one decision, counted by the calendar known on its day.
    ///
    /// # Errors
    /// As [`Obligation::reckon`].
    pub fn extended(
        &self,
        rule: &DeadlineRule,
        calendar: &Calendar,
        by: Period,
        decision_no: &str,
        today: Day,
    ) -> Result<Self, PeriodFault> {
        let mut one = self.clone();
        let before = self.due_on;
        one.calendar_as_of = one.calendar_as_of.max(today);
        one.moves.push(Move::Extended {
            on: today,
            decision_no: decision_no.to_owned(),
            n: by.n,
            unit: by.unit,
            before,
            after: before,
        });
        let now = one.reckon(rule, calendar)?.max(before);
        if let Some(Move::Extended { after, .. }) = one.moves.last_mut() {
            *after = now;
        }
        one.due_on = now;
        one.told_due_on = one.told_due_on.max(now);
        Ok(one)
    }

    /// Counted anew on a day by `rule` and the calendar known on `as_of`; `None` where that changes
    /// nothing. The last day never comes earlier than a day that was told to the reporter; the
    /// latest possible day while the clock stands still was told to nobody.
    ///
    /// # Errors
    /// As [`Obligation::reckon`].
    pub fn recounted(
        &self,
        rule: &DeadlineRule,
        calendar: &Calendar,
        why: Recount,
        as_of: Day,
        on: Day,
    ) -> Result<Option<Self>, PeriodFault> {
        let mut one = Self { rule_id: rule.id, calendar_as_of: as_of, ..self.clone() };
        let uncapped = |step: &Move| matches!(step, Move::Paused { until: None, cap_on: None, .. });
        if one.moves.iter().any(uncapped) {
            return Ok(None);
        }
        let provisional = self.paused_since().is_some();
        // While the clock stands still, what stood before is all that was told.
        let stood = if provisional { self.settled_due() } else { self.due_on };
        let floor = match why {
            // A day told for an earlier holder may lie behind this duty's own; it moves nothing.
            Recount::Calendar => self.told_due_on.min(stood),
            Recount::Complexity => stood,
        };
        let after = one.reckon(rule, calendar)?.max(floor);
        if after == self.due_on && rule.id == self.rule_id {
            return Ok(None);
        }
        one.moves.push(Move::Recounted { on, why, before: self.due_on, after, provisional });
        one.due_on = after;
        if !provisional {
            one.told_due_on = one.told_due_on.max(after);
        }
        Ok(Some(one))
    }
}
