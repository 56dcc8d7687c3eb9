//! `/lam-viec/vu-viec/{id}`: one case, what can be done to it now, and what only takes a press.

mod command;
mod drafts;
mod files;
mod forms;
mod hand;
mod lists;
mod view;

pub(super) use command::{act, ask};
pub(super) use files::{original, page};

use actix_web::HttpResponse;
use askama::Template;

use super::rows::CaseRow;
use super::signed::Staff;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{CommandName, Refusal};
use crate::domain::text::Note as Text;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;
use crate::service::cases::PresenceView;
use crate::wire::expected;
use files::FileView;
use view::{CommandView, DutyView, Fact, Mail, Note, Point, Show};

const NAME: &str = "page_case";
/// Buttons that stand beside the first one.
const FIRST: usize = 4;

#[derive(Template)]
#[template(path = "pages/staff/case.html")]
struct CasePage<'p> {
    f: &'p Frame,
    w: &'static Words,
    t: &'static Triage,
    id: String,
    version: i32,
    key: String,
    tip: bool,
    opened: bool,
    heading: String,
    state: String,
    /// What is to be done, and whether that is late.
    todo: (String, bool),
    note: Option<String>,
    fault: Option<String>,
    looking: Vec<String>,
    facts: Vec<Fact>,
    /// Whether the reader can take it into the own hand, and out of one.
    hand: (bool, bool),
    /// Whether somebody else has it in hand.
    of_another: bool,
    /// To whom it can be given: id, name, and whether that one was chosen.
    colleagues: Vec<(String, String, bool)>,
    /// Why, as it was typed.
    reason: String,
    first: Vec<CommandView>,
    rest: Vec<CommandView>,
    why_not: Vec<(String, &'static str)>,
    text: Option<String>,
    said: Vec<Fact>,
    contact: Option<String>,
    duties: Vec<DutyView>,
    history: Vec<Point>,
    notes: Option<Vec<Note>>,
    typed_note: String,
    mails: Vec<Mail>,
    files: Vec<FileView>,
    similar: Vec<CaseRow>,
}

/// What a page says besides what it shows.
#[derive(Default)]
pub(super) struct Said {
    note: Option<String>,
    fault: Option<String>,
    typed_note: String,
    /// That of what may have had its effect.
    key: Option<String>,
}

/// The key of a form, which makes it safe to send again.
fn key_of(staff: &Staff) -> Result<&str, ServiceError> {
    let key = staff.sent.typed("khoa");
    let fits = key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit());
    // What has none is no form of this page as it stands.
    if fits { Ok(key) } else { Err(ServiceError::Stale) }
}

/// The id in an address.
fn id_of(staff: &Staff) -> Result<CaseId, ServiceError> {
    staff.asked.part("id").parse().map_err(|_| ServiceError::NotFound)
}

/// `GET /lam-viec/vu-viec/{id}`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    let w = Words::of(staff.asked.language);
    let note = match staff.asked.query() {
        "xong=giao" => Some(w.do_assigned.to_owned()),
        "xong=ghi" => Some(w.do_noted.to_owned()),
        "xong=nhap" => Some(Triage::of(staff.asked.language).draft_put_aside.to_owned()),
        other => {
            let done = other.strip_prefix("xong=").and_then(CommandName::parse);
            done.map(|name| {
                let what = told::by(staff.asked.language, name.vi(), name.en());
                fill(w.do_done, "what", what)
            })
        }
    };
    shown(&staff, Said { note, ..Said::default() }).await
}

async fn shown(staff: &Staff, said: Said) -> HttpResponse {
    match made(staff, said).await {
        Ok(page) => page,
        Err(error) => away(staff, error, NAME).await,
    }
}

/// The page of a case that cannot be shown: it was called up, so its unit knows that much; or it is not there. What was typed is given back.
async fn away(staff: &Staff, error: ServiceError, name: &'static str) -> HttpResponse {
    let (language, w) = (staff.asked.language, Words::of(staff.asked.language));
    let known = match (&error, id_of(staff)) {
        (ServiceError::NotFound, Ok(id)) => staff.service().called_up_case(staff.actor(), id).await,
        _ => Err(ServiceError::NotFound),
    };
    let own = ["dau", "khoa", "ban", "viec"];
    let typed = staff
        .sent
        .all
        .iter()
        .filter(|(name, value)| !own.contains(&name.as_str()) && !value.trim().is_empty());
    let typed: Vec<String> = typed.map(|(_, value)| value.clone()).collect();
    let Ok(known) = known else { return staff.failed(error, name).await };
    let frame = staff.frame(fill(w.case_number, "number", &known.one.number));
    let day = days::long(language, known.one.on);
    let text = fill(w.case_called_up, "day", &day);
    let number = known.one.number;
    frame.told(&Away { f: &frame, w, number, text, typed })
}

#[derive(Template)]
#[template(path = "pages/staff/away.html")]
struct Away<'p> {
    f: &'p Frame,
    w: &'static Words,
    number: String,
    text: String,
    /// What was typed, which goes nowhere any more.
    typed: Vec<String>,
}

/// The commands with the one first that meets the nearest duty, then as a case goes.
fn in_order(allowed: &[CommandName]) -> Vec<CommandName> {
    const USUAL: &[CommandName] = &[
        CommandName::Accept,
        CommandName::Answer,
        CommandName::SettleDispute,
        CommandName::SettlePromise,
        CommandName::ConfirmPromise,
        CommandName::Apologise,
        CommandName::RecordSignature,
        CommandName::Resume,
        CommandName::Notify,
        CommandName::FulfilRemedy,
        CommandName::AskReporter,
        CommandName::Forward,
        CommandName::Decline,
        CommandName::ReturnAnswer,
        CommandName::Close,
    ];
    let place = |name: &CommandName| USUAL.iter().position(|it| it == name).unwrap_or(USUAL.len());
    let mut all: Vec<CommandName> =
        allowed.iter().copied().filter(|name| forms::has_form(*name)).collect();
    all.sort_by_key(place);
    all
}

/// The colleagues who look at a case now, and that the reader does, where the page is looked at and can be written down.
async fn colleagues(staff: &Staff, id: CaseId) -> Result<Vec<PresenceView>, ServiceError> {
    let (service, actor) = (staff.service(), staff.actor());
    if !staff.asked.is_looked_at() {
        return service.presence(actor, id).await;
    }
    match service.put_presence(actor, id).await {
        // Reading goes on where nothing can be written.
        Err(ServiceError::Busy | ServiceError::Full | ServiceError::ReadOnly) => Ok(Vec::new()),
        other => other,
    }
}

async fn made(staff: &Staff, said: Said) -> Result<HttpResponse, ServiceError> {
    let (service, language, actor) = (staff.service(), staff.asked.language, staff.actor());
    let (w, id) = (Words::of(language), id_of(staff)?);
    let detail = service.case(actor, id).await?;
    let item = &detail.item;
    let show = Show { language, w, reference: service.reference() };
    let tip = item.case.channel == Channel::Integrity;
    let opened = item.opened;
    let (mut duties, mut history) = (Vec::new(), Vec::new());
    let (mut mails, mut similar, mut looking) = (Vec::new(), Vec::new(), Vec::new());
    let mut files = Vec::new();
    let (mut notes, mut todo) = (None, (w.case_nothing.to_owned(), false));
    if opened {
        let owed = service.obligations(actor, id).await?;
        todo = show.todo(&owed);
        duties = owed.iter().map(|it| show.duty(it)).collect();
        let kept = service.attachments(actor, id).await?;
        files = files::shown(language, &id.to_string(), &kept);
        history = service.events(actor, id).await?.iter().map(|it| show.point(it)).collect();
    }
    if opened && !tip {
        let kept = service.notes(actor, id).await?;
        notes = Some(kept.iter().map(|it| show.note(it)).collect());
        mails = service.mails(actor, id).await?.iter().map(|it| show.mail(it)).collect();
        let found = service.similar(actor, id).await?;
        let all = found.same_dossier.iter().chain(&found.same_matter);
        similar = all.map(|it| CaseRow::of(&show.reference, language, it)).collect();
        looking = colleagues(staff, id).await?;
    }
    let href = |name: CommandName| CommandView {
        label: show.command(name),
        href: at(language, &format!("/lam-viec/vu-viec/{id}/{}", name.as_str())),
    };
    let mut commands = in_order(&detail.offers.allowed).into_iter().map(href);
    let first: Vec<CommandView> = commands.by_ref().take(FIRST).collect();
    let why = |(name, refusal): &(CommandName, Refusal)| {
        (show.command(*name), told::by(language, refusal.vi(), refusal.en()))
    };
    let own = item.case.assignee == Some(actor.user_id);
    let hand = detail.offers.hand.is_none();
    let given = hand && !tip && item.case.is_open();
    let chosen = staff.sent.typed("to");
    let colleagues = if given { hand::colleagues(staff, chosen).await? } else { Vec::new() };
    let heading = match &item.case.number {
        Some(number) => fill(w.case_number, "number", number),
        None => w.tip_h1.to_owned(),
    };
    let mut frame = staff.frame(if tip { w.tip_h1.to_owned() } else { heading.clone() });
    frame.faulty = said.fault.is_some();
    let report = detail.report.as_ref();
    let page = CasePage {
        f: &frame,
        w,
        t: Triage::of(language),
        id: id.to_string(),
        version: item.case.version,
        key: said.key.unwrap_or_else(|| service.fresh_key()),
        tip,
        opened,
        heading,
        state: super::rows::begin(told::by(language, item.case.state.vi(), item.case.state.en())),
        todo,
        note: said.note,
        fault: said.fault,
        looking: looking.iter().map(|it| it.name.clone()).collect(),
        facts: show.facts(item),
        hand: ((hand || tip) && !own && item.case.is_open(), hand && item.assignee.is_some()),
        of_another: item.case.assignee.is_some() && !own,
        colleagues,
        reason: staff.sent.typed("reason").to_owned(),
        first,
        rest: commands.collect(),
        why_not: detail.offers.not_allowed.iter().map(why).collect(),
        text: report.map(|it| it.report.text.clone()).or(detail.remaining.clone()),
        said: report.map(|it| show.said(it)).unwrap_or_default(),
        contact: report.filter(|_| !tip).map(|it| show.contact(it)),
        duties,
        history,
        notes,
        typed_note: said.typed_note,
        mails,
        files,
        similar,
    };
    Ok(frame.told(&page))
}

/// `POST /lam-viec/vu-viec/{id}`: whose hand it is in, and a note.
pub(super) async fn press(staff: Staff) -> HttpResponse {
    let done = match staff.sent.typed("viec") {
        "ghi" => note(&staff).await.map(|()| "ghi"),
        "nhan" => hand::assign(&staff, "me").await.map(|()| "giao"),
        "tra" => hand::assign(&staff, "none").await.map(|()| "giao"),
        "giao" => hand::assign(&staff, staff.sent.typed("to")).await.map(|()| "giao"),
        _ => Err(ServiceError::NotFound),
    };
    let (language, w) = (staff.asked.language, Words::of(staff.asked.language));
    let typed_note = staff.sent.typed("text").to_owned();
    let mut key = None;
    let fault = match done {
        Ok(what) => {
            let id = staff.asked.part("id");
            return staff.to(&format!("/lam-viec/vu-viec/{id}?xong={what}"));
        }
        Err(ServiceError::Refused(refusal)) => {
            told::by(language, refusal.vi(), refusal.en()).to_owned()
        }
        Err(ServiceError::Stale) => w.do_stale.to_owned(),
        Err(ServiceError::OutcomeUnknown) => {
            key = key_of(&staff).ok().map(str::to_owned);
            w.do_unknown.to_owned()
        }
        Err(ServiceError::Invalid(faults)) => {
            faults.first().map(|it| told::fault(language, it).to_owned()).unwrap_or_default()
        }
        Err(error) => return away(&staff, error, NAME).await,
    };
    shown(&staff, Said { fault: Some(fault), typed_note, note: None, key }).await
}

async fn note(staff: &Staff) -> Result<(), ServiceError> {
    let (id, text) = (id_of(staff)?, staff.sent.typed("text").replace("\r\n", "\n"));
    let key = key_of(staff)?.parse().map_err(|_| ServiceError::Stale)?;
    let text = Text::parse(&text).map(|it| it.as_str().to_owned());
    let text =
        text.map_err(|fault| ServiceError::Invalid(vec![expected::of_text("/text", fault)]))?;
    staff.service().put_note(staff.actor(), id, key, (text, Vec::new())).await?;
    Ok(())
}
