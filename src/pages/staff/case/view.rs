//! One case as its page shows it: what is owed, what can be done, what was said, what happened.

use std::sync::Arc;

use crate::domain::lifecycle::CommandName;
use crate::domain::obligation::{DutyStatus, NOTHING_DUE};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::days;
use crate::pages::frame::fill;
use crate::pages::staff::rows::{begin, category};
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::{events, mails};
use crate::service::ObligationView;
use crate::service::cases::CaseItem;
use crate::service::cases::{Counted, EventView, MailView, NoteView, ReportView};
use crate::service::reference::Reference;

/// A name and what stands beside it.
pub(super) struct Fact {
    pub name: &'static str,
    pub value: String,
}

/// A day of a duty: which, whether it counts, and why.
pub(super) struct DayView {
    pub day: String,
    pub counted: bool,
    pub why: &'static str,
}

/// A duty with its days.
pub(super) struct DutyView {
    pub what: String,
    pub when: String,
    pub late: bool,
    pub open: bool,
    pub basis: Option<String>,
    pub days: Vec<DayView>,
}

/// An entry of the history.
pub(super) struct Point {
    pub day: String,
    pub date: String,
    pub what: String,
    pub who: Option<String>,
    pub said: Option<String>,
}

/// A command with its page.
pub(super) struct CommandView {
    pub label: String,
    pub href: String,
}

/// A note.
pub(super) struct Note {
    pub author: String,
    pub day: String,
    pub text: String,
}

/// A mail and its fate.
pub(super) struct Mail {
    pub what: &'static str,
    pub to: String,
    pub state: &'static str,
    pub since: String,
}

/// Who turns what the service tells into what a page shows.
pub(super) struct Show {
    pub language: Language,
    pub w: &'static Words,
    pub reference: Arc<Reference>,
}

impl Show {
    fn by(&self, vi: &str, en: &str) -> String {
        told::by(self.language, vi, en).to_owned()
    }

    fn short(&self, day: Day) -> String {
        days::short(self.language, day)
    }

    /// A command as a button says it.
    pub(super) fn command(&self, name: CommandName) -> String {
        begin(told::by(self.language, name.vi(), name.en()))
    }

    /// The nearest duty of `owed` that is open, in a sentence, and whether it is late.
    pub(super) fn todo(&self, owed: &[Counted]) -> (String, bool) {
        let open = owed
            .iter()
            .map(|it| &it.owed)
            .filter(|it| it.obligation.status == DutyStatus::Open && it.obligation.step.is_duty());
        let Some(next) = open.min_by_key(|it| it.obligation.due_on) else {
            return (self.w.case_nothing.to_owned(), false);
        };
        let one = &next.obligation;
        let words = match (one.paused_since(), next.overdue) {
            (Some(_), _) => self.w.case_paused,
            (None, true) => self.w.case_late,
            (None, false) => self.w.case_todo,
        };
        let step = told::by(self.language, one.step.vi(), one.step.en());
        let text = fill(words, "step", step);
        (fill(&text, "day", &days::long(self.language, one.due_on)), next.overdue)
    }

    /// What of the case every reader may know.
    pub(super) fn facts(&self, item: &CaseItem) -> Vec<Fact> {
        let (case, w) = (&item.case, self.w);
        let unit = |unit: &crate::service::UnitName| told::unit(self.language, unit).to_owned();
        let kind = self.reference.kind(case.kind, case.received_on);
        let kind = kind.map(|it| self.by(&it.name_vi, &it.name_en));
        let sector = case.sector.as_ref().filter(|_| item.opened).and_then(|code| {
            let found = self.reference.sectors.iter().find(|it| it.code == *code);
            found.map(|it| self.by(&it.name_vi, &it.name_en))
        });
        let hand = item.assignee.clone().unwrap_or_else(|| w.case_nobody.to_owned());
        let fact = |name, value: Option<String>| value.map(|value| Fact { name, value });
        [
            fact(w.case_holder, item.holder.as_ref().map(unit)),
            fact(w.case_hand, Some(hand)),
            fact(w.case_received, Some(self.short(case.received_on))),
            fact(w.case_kind, kind),
            fact(w.case_category, Some(category(&self.reference, self.language, &case.category))),
            fact(w.case_sector, sector),
            fact(w.case_unit, item.accused.as_ref().map(unit)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What the report says besides its text.
    pub(super) fn said(&self, view: &ReportView) -> Vec<Fact> {
        let (report, w) = (&view.report, self.w);
        let day = |day: Option<Day>| day.map(|day| days::long(self.language, day));
        let place = view.locality.as_ref().map(|it| told::unit(self.language, it).to_owned());
        let place = report.place.clone().or(place);
        let fact = |name, value: Option<String>| value.map(|value| Fact { name, value });
        [
            fact(w.case_place, place),
            fact(w.case_incident, day(report.incident_on)),
            fact(w.case_dossier, report.dossier_code.clone()),
            fact(w.case_promised, day(report.promised_on)),
            fact(w.case_contested, report.contested_act.clone()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// How to reach the reporter, or why that is not shown.
    pub(super) fn contact(&self, view: &ReportView) -> String {
        match (&view.contact, view.has_contact) {
            (Some(contact), _) => {
                let parts = [
                    Some(contact.name.clone()),
                    contact.organisation.clone(),
                    contact.phone.clone(),
                    contact.email.clone(),
                    contact.address.clone(),
                ];
                let parts: Vec<String> =
                    parts.into_iter().flatten().filter(|it| !it.is_empty()).collect();
                parts.join(" · ")
            }
            (None, true) => self.w.case_contact_hidden.to_owned(),
            (None, false) => self.w.case_contact_none.to_owned(),
        }
    }

    /// A duty without its days.
    pub(super) fn owed(&self, view: &ObligationView) -> DutyView {
        let (one, w) = (&view.obligation, self.w);
        let step = told::by(self.language, one.step.vi(), one.step.en());
        let unit = view.unit.as_ref().map(|unit| told::unit(self.language, unit));
        let what = unit.map_or_else(|| begin(step), |unit| format!("{unit}: {step}"));
        let by = (one.due_on != NOTHING_DUE)
            .then(|| fill(w.case_duty_by, "day", &days::long(self.language, one.due_on)));
        let then = match (one.status, one.ended_on, one.missed_on) {
            (DutyStatus::Open, ..) if one.paused_since().is_some() => {
                Some(w.case_duty_paused.to_owned())
            }
            (DutyStatus::Met, Some(day), _) => Some(fill(w.case_duty_met, "day", &self.short(day))),
            (DutyStatus::Released, Some(day), _) => {
                Some(fill(w.case_duty_released, "day", &self.short(day)))
            }
            (_, _, Some(day)) => Some(fill(w.case_duty_late, "day", &self.short(day))),
            _ => None,
        };
        let when: Vec<String> = [by, then].into_iter().flatten().collect();
        let basis = view.rule.as_ref().map(|rule| self.by(&rule.legal_ref_vi, &rule.legal_ref_en));
        let open = one.status == DutyStatus::Open;
        let late = view.overdue || one.missed_on.is_some();
        DutyView { what, when: when.join("; "), late, open, basis, days: Vec::new() }
    }

    /// A duty with the reason for each of its days.
    pub(super) fn duty(&self, counted: &Counted) -> DutyView {
        let explained = counted.explanation.iter().flat_map(|it| &it.days);
        let day = |one: &crate::domain::deadline::ExplainedDay| DayView {
            day: days::long(self.language, one.date),
            counted: one.counted,
            why: told::by(self.language, one.why.vi(), one.why.en()),
        };
        DutyView { days: explained.map(day).collect(), ..self.owed(&counted.owed) }
    }

    /// An entry of the history.
    pub(super) fn point(&self, event: &EventView) -> Point {
        let unit = |it: &Option<crate::service::UnitName>| {
            it.as_ref().map(|unit| told::unit(self.language, unit).to_owned())
        };
        let what = events::of(self.language, event.kind);
        let outcome = event.outcome.map(|it| told::by(self.language, it.vi(), it.en()));
        let ground = event.ground.map(|it| told::by(self.language, it.vi(), it.en()));
        let more = unit(&event.to).or(outcome.or(ground).map(str::to_owned));
        let said: Vec<&str> =
            [event.text.as_deref(), event.remedy.as_deref()].into_iter().flatten().collect();
        Point {
            day: days::long(self.language, event.day),
            date: event.day.to_string(),
            what: more.map_or_else(|| what.to_owned(), |more| format!("{what}: {more}")),
            who: event.actor.clone(),
            said: (!said.is_empty()).then(|| said.join("\n\n")),
        }
    }

    /// A note of a colleague.
    pub(super) fn note(&self, note: &NoteView) -> Note {
        let day = self.short(note.at.office_day());
        Note { author: note.author.clone(), day, text: note.text.clone() }
    }

    /// A mail and what became of it.
    pub(super) fn mail(&self, mail: &MailView) -> Mail {
        let w = self.w;
        let unit = mail.unit.as_ref().map(|unit| told::unit(self.language, unit).to_owned());
        let kind = match mail.to {
            "unit" => w.to_unit,
            "leader" => w.to_leader,
            "reporter" => w.to_reporter,
            _ => w.to_staff,
        };
        Mail {
            what: mails::of(self.language, mail.template),
            to: unit.map_or_else(|| kind.to_owned(), |unit| format!("{kind}: {unit}")),
            state: match mail.status.as_str() {
                "pending" => w.mail_pending,
                "sent" => w.mail_sent,
                "dead" => w.mail_dead,
                _ => w.mail_other,
            },
            since: self.short(mail.owed_on),
        }
    }
}
