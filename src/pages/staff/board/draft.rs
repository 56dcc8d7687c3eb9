//! `/lam-viec/thi-dua/{movement}/bo/{version}/sua`: another weight for a criterion, and the day from which a set is to hold; a new
//! version begins as the last one, or as the set in force.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::movement::fault_of;
use super::path_of;
use super::set::{CriterionRow, about, rows};
use crate::domain::emulation::Criterion;
use crate::domain::emulation::set::ALL_WEIGHTS;
use crate::domain::time::Day;
use crate::pages::days;
use crate::pages::frame::{Frame, at};
use crate::pages::words::board::Emulation as Words;
use crate::service::figures::criteria_sets::{SetEdit, SetStep};
use crate::service::{FieldFault, ServiceError};

const NAME: &str = "page_draft";
/// The least and the most that a criterion weighs.
const WEIGHTS: std::ops::RangeInclusive<i32> = 1..=ALL_WEIGHTS;

/// What a draft is made of: the revision that was read (0 where there is none), its day and its criteria.
struct Begun {
    revision: i32,
    from_day: Day,
    criteria: Vec<Criterion>,
}

/// A criterion with what was typed as its weight.
struct Row {
    one: CriterionRow,
    typed: String,
    wrong: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/board/draft.html")]
struct Page<'p> {
    f: &'p Frame,
    w: &'static Words,
    back: String,
    action: String,
    heading: &'static str,
    rows: Vec<Row>,
    from: String,
    from_wrong: bool,
    fault: Option<String>,
    revision: i32,
}

async fn begun(staff: &Staff) -> Result<Begun, ServiceError> {
    let (movement, version) = about(staff)?;
    let service = staff.service();
    let sets = service.criteria_sets(&movement).await?;
    if let Some(found) = sets.iter().find(|set| set.set.content.version == version) {
        let content = &found.set.content;
        return Ok(Begun {
            revision: found.set.revision,
            from_day: content.from_day,
            criteria: content.criteria.clone(),
        });
    }
    let last = sets.last().map(|set| &set.set.content);
    if version != last.map_or(0, |set| set.version).saturating_add(1) {
        return Err(ServiceError::NotFound);
    }
    let of = service.movement(&movement)?.movement;
    let in_force = of.sets.iter().max_by_key(|set| set.from_day);
    let criteria = last.map(|set| &set.criteria).or(in_force.map(|set| &set.criteria));
    let criteria = criteria.cloned().unwrap_or_default();
    Ok(Begun { revision: 0, from_day: of.starts_on, criteria })
}

/// `GET /lam-viec/thi-dua/{movement}/bo/{version}/sua`
pub(in crate::pages::staff) async fn ask(staff: Staff) -> HttpResponse {
    match begun(&staff).await {
        Ok(begun) => page(&staff, &begun, None, false),
        Err(error) => staff.failed(error, NAME).await,
    }
}

fn weight(text: &str) -> Option<i32> {
    text.parse().ok().filter(|weight| WEIGHTS.contains(weight))
}

fn page(staff: &Staff, begun: &Begun, fault: Option<String>, stale: bool) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let (movement, version) = (staff.asked.part("movement"), staff.asked.part("version"));
    let sent = &staff.sent;
    let names: Vec<String> = begun.criteria.iter().map(|one| field_of(&one.code)).collect();
    let criteria = rows(language, &staff.service().reference(), &begun.criteria);
    let row = |(one, name): (CriterionRow, String)| {
        let typed = sent.get(&name).map_or_else(|| one.weight.to_string(), str::to_owned);
        Row { wrong: weight(typed.trim()).is_none(), typed, one }
    };
    let rows = criteria.into_iter().zip(names).map(row).collect();
    let from = sent.get("from_day");
    let from = from.map_or_else(|| days::short(language, begun.from_day), str::to_owned);
    let from_wrong = sent.get("from_day").is_some_and(|text| days::read(text).is_none());
    let heading = if begun.revision == 0 { w.set_new } else { w.set_edit };
    let mut frame = staff.frame(heading);
    frame.faulty = fault.is_some();
    let own = format!("{}/bo/{version}", path_of(&movement));
    let back = if begun.revision == 0 { path_of(&movement) } else { own.clone() };
    // What was read when the page was made first, until it is told that this is another by now.
    let read = sent.typed("ban").parse().ok().filter(|_| !stale);
    let revision = read.unwrap_or(begun.revision);
    frame.told(&Page {
        f: &frame,
        w,
        back: at(language, &back),
        action: at(language, &format!("{own}/sua")),
        heading,
        rows,
        from,
        from_wrong,
        fault,
        revision,
    })
}

/// The field of the weight of a criterion.
fn field_of(code: &str) -> String {
    format!("w_{code}")
}

/// `POST /lam-viec/thi-dua/{movement}/bo/{version}/sua`
pub(in crate::pages::staff) async fn save(staff: Staff) -> HttpResponse {
    match saved(&staff).await {
        Ok(()) => {
            let (movement, version) = (staff.asked.part("movement"), staff.asked.part("version"));
            staff.to(&format!("{}/bo/{version}?xong=1", path_of(&movement)))
        }
        Err(error) => {
            let stale = matches!(error, ServiceError::Stale);
            let told = async { Ok((fault_of(&staff, error)?, begun(&staff).await?)) };
            match told.await {
                Ok((fault, begun)) => page(&staff, &begun, Some(fault), stale),
                Err(error) => staff.failed(error, NAME).await,
            }
        }
    }
}

async fn saved(staff: &Staff) -> Result<(), ServiceError> {
    let (movement, version) = about(staff)?;
    let sent = &staff.sent;
    let seen = sent.typed("ban").parse().map_err(|_| ServiceError::Stale)?;
    let mut criteria = begun(staff).await?.criteria;
    for one in &mut criteria {
        let typed = weight(sent.typed(&field_of(&one.code)));
        one.weight = typed.ok_or_else(|| ServiceError::field("/weight", FieldFault::OutOfRange))?;
    }
    let from_day = days::read(sent.typed("from_day"));
    let from_day =
        from_day.ok_or_else(|| ServiceError::field("/from_day", FieldFault::NotADate))?;
    let step = SetStep::Draft(SetEdit { from_day, criteria });
    staff.service().change_set(staff.actor(), &movement, (version, seen), step).await.map(|_| ())
}
