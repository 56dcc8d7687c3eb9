//! Mail that is owed: which event tells whom, once each, and when it may go out.

mod accounts;
pub mod fold;
mod hours;
mod mention;
mod news;
mod place;
mod proof;
mod revenge;
mod stage;
mod tally;

use serde::{Deserialize, Serialize};

use crate::domain::case::Case;
use crate::domain::codes::codes;
use crate::domain::deadline::Step;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{
    AccountLinkId, CaseId, CaseKey, EventId, FormerEmailId, PendingContactId, UnitId, UrgingId,
    UserId,
};
use crate::domain::kind::{Channel, Kind};
use crate::domain::obligation::{Obligation, What, nearest};
use crate::domain::time::Day;
pub use accounts::{account_link, email_changed};
pub use hours::{OFFICE, office_hour_after, send_from};
pub use mention::{mention, note_of};
pub use news::{News, awaits};
pub use place::{PASSWORD, is_place};
pub use proof::{contact_changing, contact_code};
pub use revenge::{retaliation, tip_retaliation};
pub use stage::Stage;
pub use tally::Tally;

/// So many mails of one sort may be owed to one unit at once; more become one digest, so that
/// catching up after downtime floods nobody.
pub const MOST_SINGLE: usize = 5;

codes! {
    /// What a mail says.
    Template {
        /// To a unit: a case is yours.
        UnitRouted => "unit_routed",
        /// To a unit: a case was forwarded to you.
        UnitForwarded => "unit_forwarded",
        /// To a unit: the open cases of a unit that it took over are yours.
        UnitSucceeded => "unit_succeeded",
        /// To a unit: half of the time of a duty is over.
        UnitHalf => "unit_half",
        /// To a unit: a duty ends in three working days.
        UnitDueSoon => "unit_due_soon",
        /// To a unit: a duty ends on the next working day.
        UnitOneDay => "unit_one_day",
        /// To a unit: a duty ends today.
        UnitDueToday => "unit_due_today",
        /// To a unit: a duty was not done in time.
        UnitMissed => "unit_missed",
        /// To a unit: so many cases are new, duties are due soon, due today and late; nothing else.
        UnitDigest => "unit_digest",
        /// To the leader of a unit: a duty of the unit is late.
        LeaderOverdue => "leader_overdue",
        /// To the unit above: a duty of a unit below is late.
        SuperiorOverdue => "superior_overdue",
        /// To the inspectorate: a duty of a unit is late.
        InspectorateOverdue => "inspectorate_overdue",
        /// To whoever would be told of each: so many duties are late; nothing else.
        OverdueDigest => "overdue_digest",
        /// To the inspectorate: a case lies unprocessed for too long.
        Tripwire => "tripwire",
        /// To the inspectorate: so many cases and tips lie unprocessed; nothing else.
        TripwireDigest => "tripwire_digest",
        /// To a unit: the inspectorate urges, and waits for an answer.
        UnitUrged => "unit_urged",
        /// To the unit and the inspectorate: an urging was not answered in time.
        UrgingMissed => "urging_missed",
        /// To a unit: the last day of an urging letter is near.
        UrgingDue => "urging_due",
        /// To the sender of an urging letter: it was answered.
        UrgingAnswered => "urging_answered",
        /// To a unit: an inspection recommends something to you.
        UnitRecommended => "unit_recommended",
        /// To a unit: the last day of a recommendation is near.
        RecommendationDue => "recommendation_due",
        /// To the leader, the unit above, the body that made it: a recommendation is late.
        RecommendationOverdue => "recommendation_overdue",
        /// To the body that made it: a recommendation was carried out.
        RecommendationDone => "recommendation_done",
        /// To whoever was told of some one by one: there are more new or finished recommendations.
        RecommendationDigest => "recommendation_digest",
        /// To a reporter: your report has arrived.
        ReporterFiled => "reporter_filed",
        /// To a reporter: your report was forwarded.
        ReporterForwarded => "reporter_forwarded",
        /// To a reporter: your report was not taken up.
        ReporterDeclined => "reporter_declined",
        /// To a reporter: there is an answer.
        ReporterAnswered => "reporter_answered",
        /// To a unit: something happened to a case of yours.
        UnitNews => "unit_news",
        /// To a reporter: something happened to your report.
        ReporterNews => "reporter_news",
        /// To a reporter who answered a mail: write where your receipt is asked for.
        ReporterReply => "reporter_reply",
        /// To a colleague: a note on a case mentions you.
        NoteMention => "note_mention",
        /// To a body that is consulted: an inspector wants to know what you think of a matter.
        UnitConsulted => "unit_consulted",
        /// To the inspectorate: so many tips wait; nothing else.
        InspectorateDigest => "inspectorate_digest",
        /// To the inspector who had a tip: a colleague took it over.
        TipTakenOver => "tip_taken_over",
        /// To the body that holds tips: look at those about whose reporter there is news of protection.
        TipRetaliation => "tip_retaliation",
        /// To a tipper who left an address: there is news.
        TipperNews => "tipper_news",
        /// To a new address of a reporter: the code that confirms it.
        ContactCode => "contact_code",
        /// To the address of a reporter that is on file: another one is asked for.
        ContactChanging => "contact_changing",
        /// To an account: a link that sets its password.
        AccountLink => "account_link",
        /// To where an account had its mail: it has it elsewhere.
        EmailChanged => "email_changed",
    }
}

/// To whom: a reference, never an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// A unit.
    Unit(UnitId),
    /// Whoever leads a unit, at an address of their own and never at the unit's.
    Leader(UnitId),
    /// The contact of a service report.
    Contact(CaseId),
    /// The sealed contact of an integrity report, by what nobody is shown: whoever reads what is owed, and no tip, learns
    /// of no case by it.
    Sealed(CaseKey),
    /// A member of staff, or the own unit where no address is known.
    Staff(UserId),
    /// A member of staff alone, while a note mentions them that they read.
    Colleague(UserId),
    /// Whoever sent an urging letter, or the body it was sent for.
    Sender(UrgingId),
    /// The address in a contact that waits to be confirmed.
    Unconfirmed(PendingContactId),
    /// The account of a link that sets its password, while it waits.
    Link(AccountLinkId),
    /// Where an account had its mail.
    Former(FormerEmailId),
}

/// All that a mail may say besides names from the registry: never a word of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The public number of a service case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What kind of report it is, where a unit hears of it for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news: Option<News>,
    /// How many tips wait, or duties are late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// How near the last day is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The unit it speaks of, where that is not the one it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<UnitId>,
    /// How many duties stand where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
}

/// One mail owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub template: Template,
    /// To whom.
    pub to: Recipient,
    /// The case it is about; none in the integrity channel.
    pub case_id: Option<CaseId>,
    /// Owed once for each of these.
    pub dedup_key: String,
    /// What it may say.
    pub facts: Facts,
}

/// The mail that follows from `event`. `owed` is what is owed in the case then; `reporter` is set where the reporter left a mail
/// address.
pub fn of_event(
    case: &Case,
    event: &Event,
    owed: &[Obligation],
    reporter: Option<Recipient>,
) -> Vec<Notice> {
    if case.channel == Channel::Integrity {
        let mut notices = tipper_news(event, reporter);
        match &event.payload.event_kind {
            EventKind::Consulted { unit, .. } => notices.push(consulted(*unit, event)),
            EventKind::Assigned { to: Some(_), from: Some(from), .. } => {
                notices.push(taken_over(*from, event));
            }
            _ => {}
        }
        return notices;
    }
    // Alike in both channels, so that a missing number tells nothing; and what becomes late or moves
    // of a consultation is told to nobody.
    if event.payload.is_inspectors_own() {
        let asked = match &event.payload.event_kind {
            EventKind::Consulted { unit, .. } => Some(consulted(*unit, event)),
            _ => None,
        };
        return asked.into_iter().collect();
    }
    let facts = Facts { number: case.number.clone(), ..Facts::default() };
    let open = owed;
    let owed = |template: Template, to| Notice {
        template,
        to,
        case_id: Some(case.id),
        // The inspectorate, the unit and the reporter are told once each of one event.
        dedup_key: format!("{template}:{}", event.id),
        facts: facts.clone(),
    };
    let (unit, to_reporter) = match &event.payload.event_kind {
        // What waits for a signature is no petition yet: the unit hears of it with the paper.
        EventKind::Filed { .. } if case.is_unsigned() => (None, Some(Template::ReporterFiled)),
        EventKind::Filed { holder, .. } => {
            (Some((Template::UnitRouted, *holder)), Some(Template::ReporterFiled))
        }
        EventKind::Forwarded { to, .. } => {
            (Some((Template::UnitForwarded, *to)), Some(Template::ReporterForwarded))
        }
        EventKind::Requalified { to: Some(to), .. } if !case.is_unsigned() => {
            (Some((Template::UnitForwarded, *to)), None)
        }
        EventKind::CalledUp { to, .. } => (Some((Template::UnitForwarded, *to)), None),
        EventKind::Declined { .. } => (None, Some(Template::ReporterDeclined)),
        EventKind::Answered { .. } => (None, Some(Template::ReporterAnswered)),
        EventKind::Succeeded { .. } if case.is_unsigned() => (None, None),
        EventKind::Succeeded { to, effective_on, .. } => {
            return vec![succeeded(*to, *effective_on)];
        }
        _ => (None, None),
    };
    let first = unit.map(|(template, unit)| {
        let notice = owed(template, Recipient::Unit(unit));
        Notice { facts: first_facts(case, open, unit, notice.facts), ..notice }
    });
    let mut notices: Vec<Notice> = first.into_iter().collect();
    notices.extend(to_reporter.zip(reporter).map(|(template, to)| owed(template, to)));
    if let Some((news, unit, to_reporter)) = News::of(&event.payload.event_kind) {
        let with_news = |notice: Notice| Notice {
            facts: Facts { news: Some(news), ..notice.facts.clone() },
            ..notice
        };
        if unit && !case.is_unsigned() {
            notices.push(with_news(owed(Template::UnitNews, Recipient::Unit(case.holder))));
        }
        let reporter = reporter.filter(|_| to_reporter);
        notices.extend(reporter.map(|to| with_news(owed(Template::ReporterNews, to))));
    }
    // Whoever forwarded wrongly hears of it too, unless the case comes back and is news anyway.
    if let EventKind::DisputeSettled { to, wrong_forward_by: Some(sender), .. } =
        &event.payload.event_kind
        && sender != to
    {
        let news = owed(Template::UnitNews, Recipient::Unit(*sender));
        notices.push(Notice {
            dedup_key: format!("{}:sender", news.dedup_key),
            facts: Facts { news: Some(News::ForwardWrong), ..facts.clone() },
            ..news
        });
    }
    // The unit that had it reads the same of every case, and nothing after it.
    if let EventKind::CalledUp { from, .. } = &event.payload.event_kind
        && !case.is_unsigned()
    {
        let news = owed(Template::UnitNews, Recipient::Unit(*from));
        notices.push(Notice {
            dedup_key: called_up_key(event.id),
            facts: Facts { news: Some(News::CalledUp), ..facts.clone() },
            ..news
        });
    }
    if matches!(event.payload.event_kind, EventKind::Missed) {
        let missed = event.payload.changes.iter().filter(|change| change.what == What::Missed);
        notices.extend(missed.map(|change| Notice {
            template: Template::UnitMissed,
            to: Recipient::Unit(change.unit_id),
            case_id: Some(case.id),
            dedup_key: format!("{}:{}", Template::UnitMissed, change.id),
            facts: Facts { step: Some(change.step), due_on: Some(change.due_on), ..facts.clone() },
        }));
    }
    notices
}

/// What a unit reads of a case that it hears of for the first time: its kind, and what it owes first and until when, also where it
/// owed that before the case came (back) to it.
fn first_facts(case: &Case, owed: &[Obligation], unit: UnitId, facts: Facts) -> Facts {
    let nearest = nearest(owed.iter().filter(|one| one.unit_id == unit));
    Facts {
        // As it is now: what came as a tip is told as what it became.
        kind: Some(case.kind),
        step: nearest.map(|one| one.step),
        due_on: nearest.map(|one| one.due_on),
        ..facts
    }
}

/// Under which key a reporter who answered the mail of this key is owed the one that says where to write.
pub fn reply_key(answered: &str) -> String {
    format!("{}:{answered}", Template::ReporterReply)
}

/// Under which key the unit from which a case is called up is owed its mail.
pub fn called_up_key(event: EventId) -> String {
    format!("{}:{event}:called_up", Template::UnitNews)
}

/// A successor hears once of all that it takes over, not once for each case: there may be hundreds.
fn succeeded(to: UnitId, effective_on: Day) -> Notice {
    Notice {
        template: Template::UnitSucceeded,
        to: Recipient::Unit(to),
        case_id: None,
        dedup_key: format!("{}:{to}:{effective_on}", Template::UnitSucceeded),
        facts: Facts::default(),
    }
}

/// The body learns that it is asked, not of what: the inspector comes with the question.
fn consulted(unit: UnitId, event: &Event) -> Notice {
    Notice {
        template: Template::UnitConsulted,
        to: Recipient::Unit(unit),
        case_id: None,
        dedup_key: format!("{}:{}", Template::UnitConsulted, event.id),
        facts: Facts::default(),
    }
}

/// Whether a tipper hears of it.
pub const fn is_news(event_kind: &EventKind) -> bool {
    matches!(
        event_kind,
        EventKind::Declined { .. }
            | EventKind::Answered { .. }
            | EventKind::Asked { .. }
            | EventKind::Requalified { .. }
            | EventKind::Referred { .. }
    )
}

/// Nothing that leads to the tip: whoever had it knows which it was.
fn taken_over(from: UserId, event: &Event) -> Notice {
    Notice {
        template: Template::TipTakenOver,
        to: Recipient::Staff(from),
        case_id: None,
        dedup_key: format!("{}:{}", Template::TipTakenOver, event.id),
        facts: Facts::default(),
    }
}

/// A tipper who left an address hears that there is news, and nothing of what it is.
fn tipper_news(event: &Event, reporter: Option<Recipient>) -> Vec<Notice> {
    let to = reporter.filter(|_| is_news(&event.payload.event_kind));
    to.into_iter()
        .map(|to| Notice {
            template: Template::TipperNews,
            to,
            case_id: None,
            dedup_key: format!("{}:{}", Template::TipperNews, event.id),
            facts: Facts::default(),
        })
        .collect()
}
