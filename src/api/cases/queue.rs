//! What a queue is asked for: a page of it, and how much of what it holds.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::item;
use crate::api::answer::Answer;
use crate::api::extract::{Read, Write};
use crate::api::problem::Problem;
use crate::api::query::Params;
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::case::{State as CaseState, Turn};
use crate::domain::deadline::{Step, Variant};
use crate::domain::ids::CaseId;
use crate::domain::kind::{Channel, Kind as ReportKind, ReporterType};
use crate::domain::receipt::CaseNumber;
use crate::domain::report::FiledVia;
use crate::domain::terms::{self, Fact};
use crate::domain::text::{EmailAddress, PersonName, Phone, ProcedureCode, TextFault};
use crate::domain::time::Instant;
use crate::domain::units::unit::Units;
use crate::service::FieldFault;
use crate::service::accounts::is_login;
use crate::service::cases::{
    AtLeast, ByContact, CaseFilter, CaseItem, Facet, InHand, Order, QueueQuery,
};
use crate::service::clocks::urging::LetterQuery;
use crate::service::records::recommendations::RecommendationQuery;
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
/// What says which page of it.
#[cfg(test)]
pub(crate) const PAGE: [&str; 5] = ["sort", "changed_since", "limit", "cursor", "count"];

/// Letters and recommendations that a summary counts at most.
const LISTED: i64 = 100;

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

/// `GET /api/v1/cases`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let mut query = asked(&request.query, &request.state.service.reference())?;
    query.cursor = request.query.owned("cursor");
    query.limit = request.query.limit()?;
    query.count = request.query.flag("count")?;
    query.order = order(&request.query, query.channel, query.count)?;
    let found = request.state.service.queue(&request.who, query).await?;
    let items: Vec<Value> = found.items.iter().map(|it| item(request.language, it)).collect();
    let mut body = json!({"items": items, "next": found.next});
    if let (Some(count), Value::Object(members)) = (found.count, &mut body) {
        members.insert("count".to_owned(), json!(count));
        members.insert("count_capped".to_owned(), json!(found.count_capped));
    }
    Ok(HttpResponse::Ok().json(body))
}

/// In which order a page is asked for. That of their arrival, and of what happens in them, is not told of tips.
fn order(params: &Params, channel: Channel, counted: bool) -> Result<Order, Problem> {
    let named = |code: &str| match code {
        "urgency" => Some(Order::Urgency),
        "received" => Some(Order::Received),
        "changed" => Some(Order::Changed),
        _ => None,
    };
    let sort = params.one_of("sort", &["urgency", "received", "changed"])?.and_then(named);
    let moment = |text: &str| text.parse::<Instant>().ok();
    let since = params.parse("changed_since", moment, FieldFault::NotATime)?;
    let of_no_tip = |at: &str| Err(Problem::parameter(FieldFault::NotOfTips.at(at)));
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

/// `GET /api/v1/cases/facets`
pub(crate) async fn facets(request: Read<Actor>) -> Answer {
    let query = asked(&request.query, &request.state.service.reference())?;
    let language = request.language;
    let found = request.state.service.facets(&request.who, query).await?;
    let coded = |facet: &Facet<String>| -> Vec<Value> {
        facet.iter().map(|(code, count)| json!({"code": code, "count": count})).collect()
    };
    let hands = found
        .assignees
        .iter()
        .map(|((login, name), count)| json!({"login": login, "name": name, "count": count}));
    let hands: Vec<Value> = hands.collect();
    let units = found.units.iter().map(|of| {
        json!({
            "unit": unit(language, Some(&of.unit)),
            "count": of.count,
            "overdue": of.overdue,
            "unassigned": of.unassigned,
            "states": coded(&of.states),
        })
    });
    let units: Vec<Value> = units.collect();
    Ok(HttpResponse::Ok().json(lean(json!({
        "count": found.count,
        "capped": found.capped,
        "overdue": found.overdue,
        "open": found.open,
        "unassigned": found.unassigned,
        "states": coded(&found.states),
        "kinds": coded(&found.kinds),
        "categories": coded(&found.categories),
        "sectors": found.sectors.as_ref().map(coded),
        "units": units,
        "assignees": hands,
    }))))
}

/// `GET /api/v1/me/summary`
pub(crate) async fn summary(request: Read<Actor>) -> Answer {
    let found = request.state.service.my_summary(&request.who).await?;
    let (service, who) = (&request.state.service, &request.who);
    let letters = |overdue| LetterQuery { open: true, overdue, cursor: None, limit: LISTED };
    let open = service.letters(who, letters(false)).await?;
    let late = service.letters(who, letters(true)).await?;
    let query =
        RecommendationQuery { unit: None, open: true, overdue: false, cursor: None, limit: LISTED };
    let recommended = service.recommendations(who, query).await?;
    let today = service.clock().today().to_string();
    let number = |(count, more): AtLeast| json!({"count": count, "capped": more});
    let counted = |all: &[(&str, &str, AtLeast)]| -> Vec<Value> {
        let one = |(name, query, (count, capped)): &(&str, &str, AtLeast)| {
            let query = query.replace("{today}", &today);
            json!({"name": name, "query": query, "count": count, "capped": capped})
        };
        all.iter().map(one).collect()
    };
    Ok(HttpResponse::Ok().json(lean(json!({
        "cases": counted(&found.cases),
        "tips": (!found.tips.is_empty()).then(|| counted(&found.tips)),
        "letters": number((open.items.len(), open.next.is_some())),
        "letters_late": number((late.items.len(), late.next.is_some())),
        "recommendations": number((recommended.items.len(), recommended.next.is_some())),
    }))))
}

/// `GET /api/v1/cases/{id}/similar`
pub(crate) async fn similar(request: Read<Actor, CaseId>) -> Answer {
    let found = request.state.service.similar(&request.who, request.id).await?;
    let shown = |all: &[CaseItem]| -> Vec<Value> {
        all.iter().map(|it| item(request.language, it)).collect()
    };
    Ok(HttpResponse::Ok().json(json!({
        "same_dossier": shown(&found.same_dossier),
        "same_matter": shown(&found.same_matter),
        "capped": found.capped,
    })))
}

/// `POST /api/v1/cases/search-contact`: a POST although it only asks, since a name belongs in no address.
pub(crate) async fn search_contact(request: Write<Actor>) -> Answer {
    let by = request.read(|form| {
        let name = form.text("name", PersonName::parse).map(ByContact::Name);
        let phone = form.text("phone", Phone::parse).map(ByContact::Phone);
        let email = form.text("email", EmailAddress::parse).map(ByContact::Email);
        let names = ["name", "phone", "email"];
        let mut given = names.into_iter().filter(|name| request.body.get(name).is_some());
        match (given.next(), given.next()) {
            (None, _) => form.require(&["name"]),
            (Some(one), Some(other)) => form.note_fault(other, |at| {
                FieldFault::NotTogether.at(at).and(&format!("{one}."), &format!("{one}."))
            }),
            (Some(_), None) => {}
        }
        name.or(phone).or(email)
    })?;
    let found = request.state.service.search_contact(&request.who, by).await?;
    let items: Vec<Value> = found.items.iter().map(|it| item(request.language, it)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "capped": found.capped})))
}

/// What a queue is asked for, without the page.
pub(in crate::api) fn asked(params: &Params, reference: &Reference) -> Result<QueueQuery, Problem> {
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
            return Err(Problem::parameter(FieldFault::NotOfTips.at(&format!("?{sealed}"))));
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

/// The words and facts of the report that are asked for: of each of these lists one must be there.
fn terms(params: &Params, units: &Units) -> Result<Vec<Vec<String>>, Problem> {
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
