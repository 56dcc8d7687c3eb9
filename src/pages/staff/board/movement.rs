//! `/lam-viec/thi-dua/{movement}`: what a movement is, its sets of criteria and its snapshots, beginning and freezing it.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::{MOVEMENTS, held_up, path_of};
use crate::domain::actor::Role;
use crate::domain::emulation::{Movement, MovementStatus};
use crate::domain::text::Note;
use crate::domain::units::unit::PeerGroup;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::board::{self, Emulation as Words};
use crate::service::ServiceError;
use crate::service::figures::criteria_sets::SetView;
use crate::service::figures::snapshots::{Rechecked, SnapshotHead};
use crate::wire::expected::of_text;

const NAME: &str = "page_movement";

struct SetRow {
    href: String,
    version: String,
    state: &'static str,
    from: (String, String),
    hash: String,
    hands: Vec<String>,
}

struct Snap {
    version: i32,
    at: String,
    facts: String,
    outcome: String,
    reason: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/staff/board/movement.html")]
struct Page<'p> {
    f: &'p Frame,
    w: &'static Words,
    back: String,
    action: String,
    name: String,
    provisional: bool,
    facts: Vec<(&'static str, String)>,
    groups: Vec<(String, &'static str)>,
    sets: Vec<SetRow>,
    new_set: Option<String>,
    snapshots: Vec<Snap>,
    checked: Vec<(String, bool)>,
    note: Option<&'static str>,
    fault: Option<String>,
    may_begin: bool,
    may_freeze: bool,
    version: i32,
    reason: String,
}

/// What a page says besides what it shows.
#[derive(Default)]
struct Said {
    fault: Option<String>,
    checked: Option<Vec<Rechecked>>,
}

/// `GET /lam-viec/thi-dua/{movement}`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    shown(&staff, Said::default()).await
}

async fn shown(staff: &Staff, said: Said) -> HttpResponse {
    match made(staff, said).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn made(staff: &Staff, said: Said) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let w = Words::of(language);
    let code = staff.asked.part("movement");
    let found = service.movement(&code)?;
    let (sets, heads) = (service.criteria_sets(&code).await?, service.snapshots(&code).await?);
    let it = &found.movement;
    let name = told::by(language, &it.name_vi, &it.name_en).to_owned();
    let issuer = found.issuer.as_ref().map(|unit| told::unit(language, unit).to_owned());
    let taking_part = |group: &&PeerGroup| found.participants.iter().any(|one| one.0 == **group);
    let group = |group: &PeerGroup| {
        let href = at(language, &format!("{}/nhom/{group}", path_of(&code)));
        (href, board::group(language, *group))
    };
    let drafts = staff.actor().role == Role::Board;
    let next = sets.last().map_or(0, |set| set.set.content.version).saturating_add(1);
    let next = at(language, &format!("{}/bo/{next}/sua", path_of(&code)));
    let mut frame = staff.frame(name.clone());
    frame.faulty = said.fault.is_some();
    let checked = said.checked.unwrap_or_default();
    let page = Page {
        f: &frame,
        w,
        back: at(language, MOVEMENTS),
        action: at(language, &path_of(&code)),
        name,
        provisional: it.status != MovementStatus::Frozen,
        facts: facts(staff, w, it, issuer),
        groups: PeerGroup::ALL.iter().filter(taking_part).map(group).collect(),
        sets: sets.iter().map(|set| set_row(staff, w, &code, set)).collect(),
        new_set: (drafts && it.takes_sets()).then_some(next),
        snapshots: heads.into_iter().map(|head| snap(staff, head)).collect(),
        checked: checked.iter().flat_map(|one| told_of(w, one)).collect(),
        note: (staff.asked.query() == "xong=1").then_some(w.board_done),
        fault: said.fault,
        may_begin: drafts && !it.template && it.status == MovementStatus::Draft,
        may_freeze: drafts && !it.template && it.status != MovementStatus::Draft,
        version: it.version,
        reason: staff.sent.get("reason").unwrap_or_default().to_owned(),
    };
    Ok(frame.told(&page))
}

fn facts(
    staff: &Staff,
    w: &'static Words,
    it: &Movement,
    issuer: Option<String>,
) -> Vec<(&'static str, String)> {
    let language = staff.asked.language;
    let short = |day| days::short(language, day);
    let status = if it.template { w.board_template } else { board::status(language, it.status) };
    let mut facts = vec![
        (w.board_status, status.to_owned()),
        (w.board_days, format!("{} – {}", short(it.starts_on), short(it.ends_on))),
    ];
    if let Some(decision) = &it.decision {
        let day = it.issued_on.map(|day| format!(", {}", short(day))).unwrap_or_default();
        facts.push((w.board_decision, format!("{decision}{day}")));
    }
    facts.extend(issuer.map(|name| (w.board_issuer, name)));
    if !it.legal_refs.is_empty() {
        facts.push((w.board_basis, it.legal_refs.join("; ")));
    }
    facts
}

/// Through whose hands a set went.
pub(super) fn hands(staff: &Staff, w: &Words, found: &SetView) -> Vec<String> {
    let SetView { set, names: [drafted, submitted, signed] } = found;
    let steps = [
        (w.board_drafted, Some(set.drafted), drafted),
        (w.board_submitted, set.submitted, submitted),
        (w.board_signed, set.signed, signed),
    ];
    let told = steps.into_iter().filter_map(|(words, hand, name)| {
        let text = fill(words, "name", name.as_deref().unwrap_or_default());
        Some(fill(&text, "day", &days::moment(staff.asked.language, hand?.at)))
    });
    told.collect()
}

fn set_row(staff: &Staff, w: &Words, movement: &str, found: &SetView) -> SetRow {
    let (language, content) = (staff.asked.language, &found.set.content);
    SetRow {
        href: at(language, &format!("{}/bo/{}", path_of(movement), content.version)),
        version: fill(w.board_version_n, "n", &content.version.to_string()),
        state: board::state(language, found.set.state()),
        from: (days::short(language, content.from_day), content.from_day.to_string()),
        hash: found.set.sha256.clone(),
        hands: hands(staff, w, found),
    }
}

fn snap(staff: &Staff, head: SnapshotHead) -> Snap {
    Snap {
        version: head.version,
        at: days::moment(staff.asked.language, head.made_at),
        facts: head.facts_sha256,
        outcome: head.outcome_sha256,
        reason: head.reason,
    }
}

/// What computing a snapshot again came to, and whether that is well.
fn told_of(w: &Words, one: &Rechecked) -> Vec<(String, bool)> {
    let words = if one.same { w.board_same } else { w.board_differs };
    let mut told = vec![(fill(words, "n", &one.version.to_string()), one.same)];
    match one.current {
        Some(true) => told.push((w.board_current.to_owned(), true)),
        Some(false) => told.push((w.board_late.to_owned(), false)),
        None => {}
    }
    told
}

/// `POST /lam-viec/thi-dua/{movement}`
pub(in crate::pages::staff) async fn act(staff: Staff) -> HttpResponse {
    let (service, sent, code) = (staff.service(), &staff.sent, staff.asked.part("movement"));
    if sent.typed("viec") == "so" {
        if let Some(held) = held_up(&staff) {
            return held;
        }
        return match service.recheck_movement(&code).await {
            Ok(found) => shown(&staff, Said { checked: Some(found), ..Said::default() }).await,
            Err(error) => staff.failed(error, NAME).await,
        };
    }
    let done = changed(&staff, &code).await;
    match done {
        Ok(()) => staff.to(&format!("{}?xong=1", path_of(&code))),
        Err(error) => match fault_of(&staff, error) {
            Ok(fault) => shown(&staff, Said { fault: Some(fault), ..Said::default() }).await,
            Err(error) => staff.failed(error, NAME).await,
        },
    }
}

/// What a person can mend, in words; else the error as it is.
pub(super) fn fault_of(staff: &Staff, error: ServiceError) -> Result<String, ServiceError> {
    let language = staff.asked.language;
    match error {
        ServiceError::Movement(why) => Ok(board::refused(language, why).to_owned()),
        ServiceError::Stale => Ok(Words::of(language).board_stale.to_owned()),
        ServiceError::Invalid(faults) => {
            let told = faults.iter().map(|it| told::fault(language, it));
            Ok(told.collect::<Vec<_>>().join(" "))
        }
        other => Err(other),
    }
}

async fn changed(staff: &Staff, code: &str) -> Result<(), ServiceError> {
    let (service, actor, sent) = (staff.service(), staff.actor(), &staff.sent);
    if actor.role != Role::Board {
        return Err(ServiceError::NotFound);
    }
    let seen = sent.typed("ban").parse().map_err(|_| ServiceError::Stale)?;
    match sent.typed("viec") {
        "bat-dau" => service.activate_movement(actor, code, seen).await.map(|_| ()),
        "chot" => {
            let typed = Some(sent.typed("reason")).filter(|text| !text.is_empty());
            let reason = match typed.map(Note::parse).transpose() {
                Ok(note) => note.map(|note| note.as_str().to_owned()),
                Err(fault) => {
                    let told = of_text("/reason", fault);
                    return Err(ServiceError::Invalid(vec![told]));
                }
            };
            service.freeze_movement(actor, code, seen, reason).await.map(|_| ())
        }
        _ => Err(ServiceError::NotFound),
    }
}
