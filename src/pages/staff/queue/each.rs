//! One of many cases that were chosen together: found anew, done or rehearsed by itself, and what is said of it.

use serde_json::{Value, json};

use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::time::Day;
use crate::pages::days;
use crate::pages::frame::fill;
use crate::pages::staff::rows::CaseRow;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;
use crate::service::cases::CaseItem;
use crate::service::cases::handling::{Ask, Asked, By};
use crate::service::clocks::urging::{LetterView, NewLetter, Target};
use crate::wire::finding::of_view;
use crate::wire::query::escaped;

/// A row that was chosen, as it was when it was shown.
pub(super) struct Picked {
    pub id: CaseId,
    pub version: i32,
    pub number: String,
}

/// Reads what stands for a row.
pub(super) fn picked(text: &str) -> Option<Picked> {
    let mut parts = text.splitn(3, ':');
    let (id, version) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Picked { id, version, number: parts.next()?.to_owned() })
}

/// What is asked of each case, and as what it is told from another request.
pub(super) enum Deed {
    Hand(Box<Asked>, Value),
    Letter(String, Option<Day>),
}

/// One case, and what became of it.
pub(super) struct Line {
    pub row: CaseRow,
    /// What is said of it, and whether that is good.
    pub said: Option<(String, bool)>,
}

/// A service case by its number, as a queue shows it to the reader.
async fn found(staff: &Staff, one: &Picked) -> Result<CaseItem, ServiceError> {
    let service = staff.service();
    let query = format!("number={}", escaped(&one.number));
    let asked = of_view(&query, false, &service.reference());
    let (_, query) = asked.map_err(|_| ServiceError::NotFound)?;
    let page = service.queue(staff.actor(), query).await?;
    // A tip has no number, and what is not of this number is not what was shown.
    let mut fitting = page.items.into_iter();
    let fits = |it: &CaseItem| it.case.id == one.id && it.case.channel == Channel::Service;
    fitting.find(fits).ok_or(ServiceError::NotFound)
}

/// Does what is asked of one case, or tells what would be; nothing where nothing is asked yet.
pub(super) async fn line(
    staff: &Staff,
    one: &Picked,
    deed: Option<&Deed>,
    key: Option<&str>,
) -> Result<Line, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let t = Triage::of(language);
    let reference = service.reference();
    let item = match found(staff, one).await {
        Ok(item) => item,
        Err(ServiceError::NotFound) => {
            service.note_denied(staff.actor().user_id, "bulk_transitions").await?;
            let row = CaseRow::gone(&one.number);
            return Ok(Line { row, said: Some((t.bulk_gone.to_owned(), false)) });
        }
        Err(other) => return Err(other),
    };
    let row = |item: &CaseItem| CaseRow::of(&reference, language, item);
    let Some(deed) = deed else {
        return Ok(Line { row: row(&item).picked(&item), said: None });
    };
    let key = key.map(|key| format!("{key}/{}", one.id));
    match done(staff, one, deed, key.as_deref()).await {
        Ok((after, said)) => {
            let shown = row(after.as_ref().unwrap_or(&item));
            let shown = if key.is_some() { shown } else { shown.picked(&item) };
            Ok(Line { row: shown, said: Some((said, true)) })
        }
        Err(error) => {
            if error.is_denial() {
                service.note_denied(staff.actor().user_id, "bulk_transitions").await?;
            }
            // Chosen again it is chosen as it is now.
            let stale = matches!(error, ServiceError::Stale);
            let now = if stale { found(staff, one).await.unwrap_or(item) } else { item };
            let said = Some((reason(staff, &error), false));
            Ok(Line { row: row(&now).picked(&now), said })
        }
    }
}

/// Does it, or rehearses it where there is no key; what is said of it, and the case afterwards.
async fn done(
    staff: &Staff,
    one: &Picked,
    deed: &Deed,
    key: Option<&str>,
) -> Result<(Option<CaseItem>, String), ServiceError> {
    let (service, language, actor) = (staff.service(), staff.asked.language, staff.actor());
    let t = Triage::of(language);
    match deed {
        Deed::Hand(asked, body) => {
            let ask = Ask { case_id: one.id, version: Some(one.version), what: (**asked).clone() };
            let by = By::Staff(actor.clone());
            let handled = match key {
                Some(key) => service.handle(&by, ask, key, "bulk_transitions", body).await?,
                None => service.rehearse(&by, ask).await?,
            };
            let name = handled.item.assignee.clone().unwrap_or_default();
            let said = if key.is_some() { t.bulk_done } else { t.bulk_hand };
            Ok((Some(handled.item), fill(said, "name", &name)))
        }
        Deed::Letter(text, due_on) => {
            let target = Target::Case(one.id.to_string());
            let (text, due_on) = (text.clone(), *due_on);
            let body = json!({"case": one.id, "text": text, "due_on": due_on});
            let new = NewLetter { target, text, due_on, one_of_many: true };
            let view: LetterView = match key {
                Some(key) => service.urge(actor, new, key, &body).await?.value,
                None => service.rehearse_urging(actor, new).await?,
            };
            let unit = view.unit.as_ref().map(|unit| told::unit(language, unit).to_owned());
            let said = if key.is_some() { t.bulk_urged } else { t.bulk_letter };
            let said = fill(said, "unit", &unit.unwrap_or_default());
            Ok((None, fill(&said, "day", &days::long(language, view.urging.due_on))))
        }
    }
}

/// Why one did not go.
fn reason(staff: &Staff, error: &ServiceError) -> String {
    let language = staff.asked.language;
    let (w, t) = (Words::of(language), Triage::of(language));
    match error {
        ServiceError::Refused(refusal) => told::by(language, refusal.vi(), refusal.en()).to_owned(),
        ServiceError::Invalid(faults) => {
            let all: Vec<&str> = faults.iter().map(|it| told::fault(language, it)).collect();
            all.join(" ")
        }
        ServiceError::Stale => t.bulk_stale.to_owned(),
        ServiceError::NotFound => t.bulk_gone.to_owned(),
        ServiceError::KeyReused => t.bulk_other_key.to_owned(),
        other => {
            if let ServiceError::Internal(cause) = other {
                tracing::error!(cause, "one of many");
            }
            w.do_unknown.to_owned()
        }
    }
}
