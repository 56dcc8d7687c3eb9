//! What a queue is asked for by the parameters of an address, of the API and of the pages alike.

use super::form::Form;
use super::query::Params;
use crate::domain::case::{State as CaseState, Turn};
use crate::domain::deadline::{Step, Variant};
use crate::domain::fault::FieldError;
use crate::domain::kind::{Channel, Kind as ReportKind, ReporterType};
use crate::domain::receipt::CaseNumber;
use crate::domain::report::FiledVia;
use crate::domain::terms::{self, Fact};
use crate::domain::text::{ProcedureCode, TextFault};
use crate::domain::time::Instant;
use crate::domain::units::unit::Units;
use crate::service::FieldFault;
use crate::service::accounts::is_login;
use crate::service::cases::{CaseFilter, InHand, Order, QueueQuery};
use crate::service::reference::Reference;

/// What a queue may be narrowed by.
pub(crate) const FILTERS: &[&str] = &[
    "channel",
    "state",
    "ended_by",
    "kind",
    "category",
    "sector",
    "unit",
    "accused",
    "assignee",
    "variant",
    "number",
    "received_from",
    "received_to",
    "closed_from",
    "closed_to",
    "q",
    "locality",
    "procedure",
    "dossier_code",
    "reporter_type",
    "filed_via",
    "holder_ended",
    "awaits_inspector",
    "waits_for",
    "step",
    "hint",
    "overdue",
    "open",
    "tripwire",
    "due_by",
];
/// What no tip is looked for by.
const SEALED: [&str; 9] = [
    "sector",
    "accused",
    "q",
    "locality",
    "procedure",
    "dossier_code",
    "reporter_type",
    "filed_via",
    "step",
];

/// In which order a page is asked for. That of their arrival, and of what happens in them, is not told of tips.
pub(crate) fn order(params: &Params, channel: Channel, counted: bool) -> Result<Order, FieldError> {
    let named = |code: &str| match code {
        "urgency" => Some(Order::Urgency),
        "received" => Some(Order::Received),
        "changed" => Some(Order::Changed),
        _ => None,
    };
    let sort = params.one_of("sort", &["urgency", "received", "changed"])?.and_then(named);
    let moment = |text: &str| text.parse::<Instant>().ok();
    let since = params.parse("changed_since", moment, FieldFault::NotATime)?;
    let of_no_tip = |at: &str| Err(FieldFault::NotOfTips.at(at));
    let by_time = sort.is_some_and(|order| order != Order::Urgency);
    match since {
        _ if channel == Channel::Integrity && by_time => of_no_tip("?sort"),
        None => Ok(sort.unwrap_or_default()),
        Some(_) if channel == Channel::Integrity => of_no_tip("?changed_since"),
        Some(_) if sort.is_some_and(|order| order != Order::Changed) => {
            Err(Params::not_with("sort", "changed_since"))
        }
        Some(_) if counted => Err(Params::not_with("count", "changed_since")),
        Some(at) => Ok(Order::Since(at)),
    }
}

/// What a queue is asked for, without the page.
pub(crate) fn asked(params: &Params, reference: &Reference) -> Result<QueueQuery, FieldError> {
    let ends: Vec<CaseState> =
        CaseState::ALL.iter().copied().filter(|state| !state.is_open()).collect();
    let (mut states, ended_by) =
        (params.any_of("state", CaseState::ALL)?, params.any_of("ended_by", &ends)?);
    if !states.is_empty() && !ended_by.is_empty() {
        // One case has one state, and its end is one.
        return Err(Params::not_with("ended_by", "state"));
    }
    states.extend(ended_by);
    let channel = params.one_of("channel", Channel::ALL)?.unwrap_or(Channel::Service);
    for sealed in SEALED {
        // Of a tip that is in nobody's hand these are sealed, and no word of it can be searched.
        if channel == Channel::Integrity && params.text(sealed).is_some() {
            return Err(FieldFault::NotOfTips.at(&format!("?{sealed}")));
        }
    }
    let units = &reference.units;
    let category = |code: &str| {
        let known = reference.categories.iter().any(|one| one.code == code);
        known.then(|| code.to_owned())
    };
    let sector = |code: &str| {
        let known = reference.sectors.iter().any(|one| one.code == code);
        known.then(|| code.to_owned())
    };
    let steps: Vec<Step> = Step::ALL.iter().copied().filter(|step| step.is_duty()).collect();
    let number = params.parse("number", CaseNumber::asked, FieldFault::NotACaseNumber)?;
    let filter = CaseFilter {
        terms: terms(params, units)?,
        states,
        kinds: params.any_of("kind", ReportKind::ALL)?,
        categories: params.list("category", category, FieldFault::NoSuchCategory)?,
        sectors: params.list("sector", sector, FieldFault::NoSuchSector)?,
        variants: params.any_of("variant", Variant::ALL)?,
        steps: params.any_of("step", &steps)?,
        turns: params.any_of("waits_for", Turn::ALL)?,
        number: number.map(String::from),
        received: params.span("received_from", "received_to")?,
        closed: params.span("closed_from", "closed_to")?,
        due_by: params.day("due_by")?,
        open_only: params.flag("open")?,
        awaits_inspector: params.flag("awaits_inspector")?,
        hinted: params.flag("hint")?,
        ..CaseFilter::default()
    };
    Ok(QueueQuery {
        channel,
        filter,
        units: params.units("unit", units)?,
        accused: params.units("accused", units)?,
        assignee: params.parse("assignee", hand, FieldFault::NotAHand)?,
        holder_ended: params.flag("holder_ended")?,
        overdue: params.flag("overdue")?,
        tripwire: params.flag("tripwire")?,
        order: Order::Urgency,
        cursor: None,
        limit: 1,
        count: false,
    })
}

/// What a saved view asks for, as far as the reader may ask for it.
///
/// # Errors
/// The parameter at fault.
pub(crate) fn of_view(
    query: &str,
    inspector: bool,
    reference: &Reference,
) -> Result<(Params, QueueQuery), FieldError> {
    // Also as it stands in an address.
    let params = Params::read(query.strip_prefix('?').unwrap_or(query), FILTERS, inspector)?;
    let query = asked(&params, reference)?;
    Ok((params, query))
}

/// A view that is to be saved: its title, its query, and whether the own body reads it.
pub(crate) fn view(
    form: &mut Form<'_>,
    inspector: bool,
    reference: &Reference,
) -> Option<(String, String, bool)> {
    form.require(&["title", "query"]);
    let (title, shared) = (form.key("title"), form.flag("shared"));
    let query = form.text("query", |text| Ok(text.to_owned()))?;
    match of_view(&query, inspector, reference) {
        Ok((params, _)) => Some((title?, params.encoded(), shared)),
        Err(wrong) => {
            form.note_fault("query", |at| within(at, &wrong));
            None
        }
    }
}

/// What is wrong with a parameter of the query that stands at `pointer`.
pub(crate) fn within(pointer: &str, wrong: &FieldError) -> FieldError {
    let told = |detail: &str| format!("{}: {detail}", wrong.pointer).into();
    FieldError {
        pointer: pointer.to_owned(),
        code: wrong.code,
        detail_vi: told(&wrong.detail_vi),
        detail_en: told(&wrong.detail_en),
    }
}

/// The words and facts of the report that are asked for: of each of these lists one must be there.
fn terms(params: &Params, units: &Units) -> Result<Vec<Vec<String>>, FieldError> {
    let procedure = |typed: &str| ProcedureCode::asked(typed);
    let reporters = params.any_of("reporter_type", ReporterType::ALL)?;
    let doors = params.any_of("filed_via", FiledVia::ALL)?;
    let facts = [
        (Fact::Locality, params.units("locality", units)?),
        (Fact::Procedure, params.list("procedure", procedure, FieldFault::NotAProcedureCode)?),
        (Fact::Dossier, params.texts("dossier_code")?),
        (Fact::Reporter, reporters.iter().map(|one| one.as_str().to_owned()).collect()),
        (Fact::Via, doors.iter().map(|one| one.as_str().to_owned()).collect()),
    ];
    let any = |(fact, values): (Fact, Vec<String>)| -> Vec<String> {
        values.iter().map(|value| fact.term(value)).collect()
    };
    let mut all: Vec<Vec<String>> = facts.into_iter().map(any).collect();
    all.retain(|any| !any.is_empty());
    all.extend(params.typed("q", words)?.into_iter().flatten());
    Ok(all)
}

fn words(text: &str) -> Result<Vec<Vec<String>>, TextFault> {
    terms::asked(text).ok_or(TextFault::NoWords)
}

/// Whose hand is asked for; none where nobody can sign in so.
fn hand(text: &str) -> Option<InHand> {
    let is_one = ["me", "none"].contains(&text) || is_login(text);
    is_one.then(|| InHand::from(text))
}
