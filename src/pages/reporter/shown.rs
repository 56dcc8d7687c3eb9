//! A report as its page shows it. Of a tip neither number nor unit nor a word that was written: whoever looks over a shoulder,
//! or holds the receipt by force, learns that something was sent and how far it is.

use super::acts::Act;
use crate::domain::case::{State, Wait};
use crate::domain::deadline::{Basis, Step};
use crate::domain::kind::Channel;
use crate::domain::law::right::Right;
use crate::domain::law::rights::OpenRight;
use crate::domain::obligation::{DutyStatus, NOTHING_DUE};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::days::{long, short};
use crate::pages::frame::{Frame, fill};
use crate::pages::told;
use crate::pages::words::Words;
use crate::service::cases::custody::Held;
use crate::service::cases::tracking::{Message, Tracked};
use crate::service::reference::Reference;
use crate::service::{ObligationView, UnitName};

/// One case of a report.
pub(super) struct CaseView {
    /// The number (service channel).
    pub number: Option<String>,
    /// What it is (service channel).
    pub heading: String,
    /// The day it came.
    pub received: String,
    /// What is owed first.
    pub owed: Option<OwedView>,
    /// Where it stands.
    pub state: &'static str,
    /// Rights that are used elsewhere than on this page.
    pub rights: Vec<RightView>,
    /// What happened, and what comes.
    pub points: Vec<Point>,
    /// Who held it how long (service channel).
    pub held: Vec<String>,
    /// Who reads it.
    pub readers: String,
    /// Whether a day that is shown may still move.
    pub provisional: bool,
    /// What the reporter wrote (service channel).
    pub text: Option<String>,
}

/// What is owed, by whom, until when.
pub(super) struct OwedView {
    pub who: String,
    pub day: Option<String>,
    pub more: String,
    pub late: bool,
    pub basis: Option<&'static str>,
}

/// A right.
pub(super) struct RightView {
    pub text: &'static str,
    pub until: Option<String>,
}

/// One point of the timeline.
pub(super) struct Point {
    pub date: Day,
    pub day: String,
    pub what: String,
    pub said: Option<String>,
    pub next: bool,
}

/// Something that can be done by a button.
pub(super) struct ActView {
    pub code: &'static str,
    pub field: String,
    pub title: &'static str,
    pub hint: String,
    pub label: &'static str,
    pub until: Option<String>,
    pub asks: bool,
    pub withdraws: bool,
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    pub fault: Option<String>,
    pub pressed: bool,
    /// The receipt that is offered.
    pub own: Option<String>,
}

fn named(language: Language, unit: &UnitName) -> &str {
    told::by(language, &unit.name, &unit.name_en)
}

/// The first letter large: what stands within a sentence begins one here.
fn begun(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// How a case is shown on `today`.
pub(super) fn case_view(
    frame: &Frame,
    reference: &Reference,
    found: &Tracked,
    today: Day,
) -> CaseView {
    let (language, words) = (frame.language, frame.w);
    let open = found.channel == Channel::Service;
    let spec = reference.kind(found.kind, found.received_on);
    let heading = spec.filter(|_| open).map(|it| told::by(language, &it.name_vi, &it.name_en));
    let readers = spec.map(|it| told::by(language, &it.visibility_vi, &it.visibility_en));
    let other = |open: &&OpenRight| !Act::uses(open.right);
    let held = found.custody.iter().filter_map(|one| held(frame, one));
    CaseView {
        number: found.number.clone(),
        heading: heading.unwrap_or(words.nav_follow).to_owned(),
        received: short(language, found.received_on),
        owed: owed(frame, reference, found, today),
        state: state(words, found),
        rights: found.rights.iter().filter(other).map(|one| right(language, *one)).collect(),
        points: points(frame, found),
        held: held.collect(),
        readers: readers.unwrap_or_default().to_owned(),
        provisional: provisional(found),
        text: found.text.clone(),
    }
}

/// Whether a day was counted in a year whose days off are not decided yet.
fn provisional(found: &Tracked) -> bool {
    let open = |one: &ObligationView| one.obligation.status == DutyStatus::Open;
    found.provisional
        || found.rights.iter().any(|one| one.provisional)
        || found.obligations.iter().any(|one| open(one) && one.provisional)
}

fn state(words: &Words, found: &Tracked) -> &'static str {
    match found.state {
        State::Received => words.follow_state_received,
        State::Accepted => words.follow_state_accepted,
        State::AwaitingReporter if found.waits_for == Some(Wait::Signature) => {
            words.follow_state_awaiting_signature
        }
        State::AwaitingReporter => words.follow_state_awaiting_reply,
        State::Suspended => words.follow_state_suspended,
        State::Answered => words.follow_state_answered,
        State::Closed => words.follow_state_closed,
        State::Declined => words.follow_state_declined,
        State::Withdrawn => words.follow_state_withdrawn,
        State::Referred => words.follow_state_referred,
    }
}

fn right(language: Language, one: OpenRight) -> RightView {
    let text = told::by(language, one.right.vi(), one.right.en());
    RightView { text, until: one.until.map(|day| short(language, day)) }
}

fn held(frame: &Frame, one: &Held) -> Option<String> {
    let (language, words) = (frame.language, frame.w);
    let unit = named(language, one.unit.as_ref()?);
    let text = fill(words.follow_held, "unit", unit);
    let text = fill(&text, "from", &short(language, one.from));
    Some(fill(&text, "n", &one.working_days.to_string()))
}

/// What the reporter waits for first: the answer, before the steps on the way to it.
fn owed(frame: &Frame, reference: &Reference, found: &Tracked, today: Day) -> Option<OwedView> {
    let (language, words) = (frame.language, frame.w);
    let open = found.obligations.iter().filter(|one| one.obligation.status == DutyStatus::Open);
    let first = open.min_by_key(|one| {
        (one.obligation.step != Step::Answer, one.obligation.due_on, one.obligation.step)
    })?;
    let one = &first.obligation;
    let unit = first.unit.as_ref().filter(|_| found.channel == Channel::Service);
    let who = match (unit, one.step) {
        (Some(unit), Step::Answer) => fill(words.follow_owed, "unit", named(language, unit)),
        (Some(unit), step) => {
            let text = fill(words.follow_owed_step, "unit", named(language, unit));
            fill(&text, "step", told::by(language, step.vi(), step.en()))
        }
        (None, _) => words.gui_6_due.to_owned(),
    };
    let basis = first.rule.as_ref().filter(|rule| rule.basis == Basis::ProvincialPolicy);
    let basis = basis.map(|_| words.word_basis_province);
    if let Some(since) = one.paused_since() {
        let more = fill(words.follow_paused, "day", &short(language, since));
        return Some(OwedView { who, day: None, more, late: false, basis });
    }
    if one.due_on == NOTHING_DUE {
        return None;
    }
    let day = Some(long(language, one.due_on));
    let more = if first.overdue {
        let since = one.due_on.tomorrow().unwrap_or(one.due_on);
        fill(words.follow_late, "day", &short(language, since))
    } else {
        let calendar = reference.calendar.known_on(today);
        let left = calendar.working_days_after(today, one.due_on);
        fill(words.follow_left, "n", &left.to_string())
    };
    Some(OwedView { who, day, more, late: first.overdue, basis })
}

fn points(frame: &Frame, found: &Tracked) -> Vec<Point> {
    let (language, words) = (frame.language, frame.w);
    let first = found.custody.first().and_then(|one| one.unit.as_ref()).or(found.holder.as_ref());
    let filed = first.map_or_else(
        || words.event_filed.to_owned(),
        |unit| fill(words.event_filed_to, "unit", named(language, unit)),
    );
    let point = |date: Day, what: String, said: Option<String>| Point {
        date,
        day: short(language, date),
        what,
        said,
        next: false,
    };
    let mut all = vec![point(found.received_on, filed, None)];
    for message in &found.messages {
        // What a tip's reporter wrote stands on no page, as the tip itself does not.
        let own = found.channel == Channel::Integrity && is_own(message.kind);
        let text = message.text.as_ref().filter(|_| !own);
        let said = match (text, &message.remedy) {
            (Some(text), Some(remedy)) => Some(format!("{text}\n\n{remedy}")),
            (text, remedy) => text.cloned().or_else(|| remedy.clone()),
        };
        all.push(point(message.day, happened(frame, message), said));
    }
    let open = |one: &&ObligationView| {
        let duty = &one.obligation;
        duty.status == DutyStatus::Open
            && duty.due_on != NOTHING_DUE
            && duty.paused_since().is_none()
    };
    let mut coming: Vec<&ObligationView> = found.obligations.iter().filter(open).collect();
    coming.sort_by_key(|one| one.obligation.due_on);
    for one in coming {
        let (date, step) = (one.obligation.due_on, one.obligation.step);
        let day = fill(words.follow_until, "day", &short(language, date));
        let what = begun(told::by(language, step.vi(), step.en()));
        all.push(Point { day: begun(&day), next: true, ..point(date, what, None) });
    }
    all
}

/// Whether the words are the reporter's own.
fn is_own(code: &str) -> bool {
    ["replied", "added", "reopened", "reviewed", "withdrawn", "retaliation_flagged"].contains(&code)
}

/// What a message is about, and to whom or until when.
fn happened(frame: &Frame, message: &Message) -> String {
    let (language, words) = (frame.language, frame.w);
    let mut text = kind(words, message.kind).to_owned();
    if let Some(unit) = &message.to {
        text = format!("{text}: {}", named(language, unit));
    }
    if let Some(outcome) = message.outcome {
        text = format!("{text}: {}", told::by(language, outcome.vi(), outcome.en()));
    }
    if let Some(day) = message.until.or(message.due_on) {
        text = format!("{text} ({})", fill(words.follow_until, "day", &short(language, day)));
    }
    text
}

fn kind(words: &Words, code: &str) -> &'static str {
    match code {
        "accepted" => words.event_accepted,
        "declined" => words.event_declined,
        "forwarded" | "succeeded" | "dispute_settled" => words.event_forwarded,
        "answered" => words.event_answered,
        "signed" => words.event_signed,
        "asked" => words.event_asked,
        "replied" => words.event_replied,
        "suspended" => words.event_suspended,
        "resumed" => words.event_resumed,
        "extended" => words.event_extended,
        "remedy_fulfilled" => words.event_remedy,
        "reopened" => words.event_reopened,
        "reviewed" => words.event_reviewed,
        "withdrawn" => words.event_withdrawn,
        "merged" => words.event_merged,
        "referred" => words.event_referred,
        "apologised" => words.event_apologised,
        "result_recorded" => words.event_result,
        "added" => words.event_added,
        "confirmed" => words.event_confirmed,
        "closed" => words.event_closed,
        _ => words.event_other,
    }
}

/// How something that can be done is offered.
pub(super) fn act_view(frame: &Frame, act: Act, found: &Tracked) -> ActView {
    let (language, words) = (frame.language, frame.w);
    // Each right has a last day of its own, and one that is used up is promised to nobody.
    let last = |right: Option<Right>| {
        let open = found.rights.iter().find(|open| Some(open.right) == right);
        open.and_then(|open| open.until).map(|day| short(language, day))
    };
    let until = last(act.right());
    let by = |words: &str, day: &str| fill(words, "day", day);
    let (hint, label) = match act {
        Act::Reply => {
            let hint = until.as_deref().map(|day| by(words.do_reply_hint, day));
            (hint.unwrap_or_default(), words.do_reply_text)
        }
        Act::Add => (String::new(), words.do_add_text),
        Act::Agree => {
            let again = last(Some(Right::Reopen)).map(|day| by(words.do_confirm_hint, &day));
            (again.unwrap_or_else(|| words.do_confirm_closes.to_owned()), words.do_why)
        }
        Act::Disagree => (String::new(), words.do_reopen_text),
        Act::Review => (words.do_review_hint.to_owned(), words.do_why),
        Act::Withdraw => (String::new(), words.do_why),
        Act::Own => (words.do_own_hint.to_owned(), words.follow_code),
    };
    // Its hint says the day of a reply.
    let until = until.filter(|_| act != Act::Reply);
    ActView {
        code: act.code(),
        field: act.field(),
        title: act.title(words),
        hint,
        label,
        until: until.map(|day| fill(words.follow_until, "day", &day)),
        asks: act.asks(),
        withdraws: act == Act::Withdraw,
        text: String::new(),
        fault: None,
        pressed: false,
        own: None,
    }
}
