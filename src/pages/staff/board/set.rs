//! `/lam-viec/thi-dua/{movement}/bo/{version}`: a set of criteria with its weights and hash, trying it on past months, and submitting,
//! signing or giving it back.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::movement::{fault_of, hands};
use super::simulation::{Tried, tried};
use super::{held_up, path_of, percent};
use crate::domain::actor::Role;
use crate::domain::emulation::set::SetState;
use crate::domain::emulation::{Criterion, Measure};
use crate::domain::text::{Language, Note};
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::board::{self, Emulation as Words};
use crate::service::ServiceError;
use crate::service::figures::criteria_sets::{SetStep, SetView};
use crate::service::reference::Reference;
use crate::wire::expected::{of_text, sha256};

const NAME: &str = "page_criteria_set";

/// A criterion as its set has it.
pub(super) struct CriterionRow {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The article.
    pub law: Option<String>,
    /// What it measures.
    pub measure: String,
    /// To which target it belongs.
    pub target: i32,
    /// How much it weighs.
    pub weight: i32,
    /// The rate that is assumed.
    pub prior: String,
    /// For how many cases.
    pub prior_weight: i32,
    /// How many cases a line needs.
    pub least: i32,
}

/// Which acts are offered.
#[derive(Default)]
struct Offers {
    edit: Option<String>,
    submit: bool,
    judge: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/board/set.html")]
struct Page<'p> {
    f: &'p Frame,
    w: &'static Words,
    back: String,
    action: String,
    heading: String,
    facts: Vec<(&'static str, String)>,
    returned: Option<String>,
    criteria: Vec<CriterionRow>,
    sum: i32,
    unbalanced: Option<String>,
    tried: Option<Tried>,
    note: Option<&'static str>,
    fault: Option<String>,
    offers: Offers,
    revision: i32,
    hash: String,
    sign_text: String,
    text: String,
}

/// The movement and the number of the set that the address names.
pub(super) fn about(staff: &Staff) -> Result<(String, i32), ServiceError> {
    let version = staff.asked.part("version").parse().map_err(|_| ServiceError::NotFound)?;
    Ok((staff.asked.part("movement"), version))
}

/// The rows of the criteria of a set.
pub(super) fn rows(
    language: Language,
    reference: &Reference,
    all: &[Criterion],
) -> Vec<CriterionRow> {
    let row = |it: &Criterion| {
        let metric = reference.metrics.iter().find(|metric| metric.code == it.measure.as_str());
        let measure = match (&it.measure, metric) {
            (Measure::Metric(_), Some(metric)) => {
                told::by(language, &metric.name_vi, &metric.name_en)
            }
            (other, _) => other.as_str(),
        };
        CriterionRow {
            code: it.code.clone(),
            name: told::by(language, &it.name_vi, &it.name_en).to_owned(),
            law: it.legal_ref_vi.clone(),
            measure: measure.to_owned(),
            target: it.target,
            weight: it.weight,
            prior: percent(language, it.prior_rate_bp),
            prior_weight: it.prior_weight,
            least: it.min_opened,
        }
    };
    all.iter().map(row).collect()
}

/// `GET /lam-viec/thi-dua/{movement}/bo/{version}`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    shown(&staff, None, None).await
}

async fn shown(staff: &Staff, fault: Option<String>, tried: Option<Tried>) -> HttpResponse {
    let found = async {
        let (movement, version) = about(staff)?;
        Ok((staff.service().criteria_set(&movement, version).await?, movement))
    };
    match found.await {
        Ok((found, movement)) => page(staff, (&movement, &found), fault, tried),
        Err(error) => staff.failed(error, NAME).await,
    }
}

fn page(
    staff: &Staff,
    (movement, found): (&str, &SetView),
    fault: Option<String>,
    tried: Option<Tried>,
) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let (set, content) = (&found.set, &found.set.content);
    let path = format!("{}/bo/{}", path_of(movement), content.version);
    let number = fill(w.board_version_n, "n", &content.version.to_string());
    let heading = format!("{}, {}", w.board_sets, number.to_lowercase());
    let sum = content.criteria.iter().map(|it| it.weight).sum();
    let mut facts = vec![
        (w.board_status, board::state(language, set.state()).to_owned()),
        (w.board_from, days::long(language, content.from_day)),
    ];
    facts.extend(hands(staff, w, found).into_iter().map(|hand| (w.board_hands, hand)));
    let drafted = set.state() == SetState::Draft;
    let (drafts, signs) =
        (staff.actor().role == Role::Board, staff.actor().role == Role::InspectorateHead);
    let offers = Offers {
        edit: (drafts && drafted).then(|| at(language, &format!("{path}/sua"))),
        submit: drafts && drafted,
        judge: signs && set.state() == SetState::Submitted,
    };
    let mut frame = staff.frame(heading.clone());
    frame.faulty = fault.is_some();
    frame.told(&Page {
        f: &frame,
        w,
        back: at(language, &path_of(movement)),
        action: at(language, &path),
        heading,
        facts,
        returned: set.returned_for.as_ref().map(|text| fill(w.set_returned, "text", text)),
        criteria: rows(language, &staff.service().reference(), &content.criteria),
        sum,
        unbalanced: (sum != 100).then(|| fill(w.set_weights, "n", &sum.to_string())),
        tried,
        note: (staff.asked.query() == "xong=1").then_some(w.board_done),
        fault,
        offers,
        revision: set.revision,
        sign_text: fill(w.set_sign_text, "hash", &set.sha256),
        hash: set.sha256.clone(),
        text: staff.sent.get("text").unwrap_or_default().to_owned(),
    })
}

/// `POST /lam-viec/thi-dua/{movement}/bo/{version}`
pub(in crate::pages::staff) async fn act(staff: Staff) -> HttpResponse {
    let (movement, version) = match about(&staff) {
        Ok(about) => about,
        Err(error) => return staff.failed(error, NAME).await,
    };
    if staff.sent.typed("viec") == "mo-phong" {
        if let Some(held) = held_up(&staff) {
            return held;
        }
        return match tried(&staff, &movement, version).await {
            Ok(tried) => shown(&staff, None, Some(tried)).await,
            Err(error) => refused(&staff, error).await,
        };
    }
    let done = async {
        let step = step(&staff)?;
        let seen = staff.sent.typed("ban").parse().map_err(|_| ServiceError::Stale)?;
        staff.service().change_set(staff.actor(), &movement, (version, seen), step).await
    };
    match done.await {
        Ok(_) => staff.to(&format!("{}/bo/{version}?xong=1", path_of(&movement))),
        Err(error) => refused(&staff, error).await,
    }
}

async fn refused(staff: &Staff, error: ServiceError) -> HttpResponse {
    match fault_of(staff, error) {
        Ok(fault) => shown(staff, Some(fault), None).await,
        Err(error) => staff.failed(error, NAME).await,
    }
}

/// What somebody of this role does with a set: who drafts signs nothing, and who signs drafts nothing.
fn step(staff: &Staff) -> Result<SetStep, ServiceError> {
    let sent = &staff.sent;
    match (staff.actor().role, sent.typed("viec")) {
        (Role::Board, "trinh") => Ok(SetStep::Submit),
        (Role::InspectorateHead, "ky") => {
            let read = sha256(sent.typed("sha256")).ok_or(ServiceError::Stale)?;
            Ok(SetStep::Sign(read))
        }
        (Role::InspectorateHead, "tra") => {
            let note = Note::parse(sent.typed("text"));
            let note =
                note.map_err(|fault| ServiceError::Invalid(vec![of_text("/text", fault)]))?;
            Ok(SetStep::GiveBack(note.as_str().to_owned()))
        }
        _ => Err(ServiceError::NotFound),
    }
}
