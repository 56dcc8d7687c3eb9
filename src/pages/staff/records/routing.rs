//! `/lam-viec/phan-luong`: where a report of some facts would go, and every rule that was looked at on the way.

use actix_web::HttpResponse;

use super::choices::Choices;
use super::fields::{self, Field, Input, Wrong};
use super::page::{Cell, Page, Table, done, form, mended};
use crate::domain::kind::in_force;
use crate::domain::units::routing::{Action, Miss, RoutingRule};
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::records::Records as Words;
use crate::service::ServiceError;
use crate::service::units::routing::{Looked, Simulated};
use crate::wire::records::supposed;

const NAME: &str = "page_routing";

fn asks(choices: &Choices, w: &'static Words) -> Vec<Field> {
    vec![
        Field::one("kind", w.route_kind, choices.kinds()),
        Field::one("category", w.route_category, choices.categories()).may(),
        Field::one("sector", w.route_sector, choices.sectors()).may(),
        Field::one("unit", w.route_unit, choices.units()).may(),
        Field::one("locality", w.route_locality, choices.communes()).may(),
        Field::new("about_leader", w.route_leader, Input::Flag),
        Field::new("received_on", w.route_on, Input::Day).may().hint(w.route_on_hint),
    ]
}

/// `GET /lam-viec/phan-luong`
pub(super) async fn ask(staff: Staff) -> HttpResponse {
    let page = shown(&staff, &Wrong::default(), None).await;
    done(&staff, NAME, page).await
}

/// `POST /lam-viec/phan-luong`: what would be. Nothing is written.
pub(super) async fn simulate(staff: Staff) -> HttpResponse {
    let page = simulated(&staff).await;
    done(&staff, NAME, page).await
}

async fn simulated(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let fields = asks(&Choices::of(staff), Words::of(staff.asked.language));
    let (supposed, faults) = supposed(&fields::body(&fields, &staff.sent));
    match staff.service().simulate(&supposed, faults) {
        Ok(found) => shown(staff, &Wrong::default(), Some(&found)).await,
        Err(error) => {
            let wrong = mended(staff, &fields, error)?;
            shown(staff, &wrong, None).await
        }
    }
}

async fn shown(
    staff: &Staff,
    wrong: &Wrong,
    found: Option<&Simulated>,
) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let choices = Choices::of(staff);
    let rules = staff.service().routing_rules(None).await?;
    let mut page = Page::new(staff, w.route_h1, Some(wrong));
    page.lead = vec![w.route_lead];
    if let Some(found) = found {
        let why = told::by(language, &found.routed.reason_vi, &found.routed.reason_en);
        page.facts = vec![
            (w.route_to, told::unit(language, &found.holder).to_owned()),
            (w.route_why, why.to_owned()),
        ];
        let rows = found.looked_at.iter().map(|it| looked(staff, w, &rules, it)).collect();
        let heads = vec![w.route_position, w.route_rule, w.route_fits];
        page.table = Some(Table { caption: w.route_looked, heads, rows });
    } else {
        let today = staff.service().clock().today();
        let now = rules.iter().filter(|it| in_force(it.valid_from, it.valid_to, today));
        let rows = now.map(|it| rule(staff, w, &choices, it)).collect();
        let heads = vec![w.route_position, w.route_kind, w.route_action, w.route_rule];
        page.table = Some(Table { caption: w.route_rules, heads, rows });
    }
    page.forms.push(form(staff, &asks(&choices, w), wrong, &[("xem", w.route_do)]));
    Ok(page.told())
}

fn looked(staff: &Staff, w: &'static Words, rules: &[RoutingRule], it: &Looked) -> Vec<Cell> {
    let rule = rules.iter().find(|rule| rule.code == it.code && rule.version == it.version);
    let why = rule.map(|rule| told::by(staff.asked.language, &rule.reason_vi, &rule.reason_en));
    let miss = |it: &Miss| match it {
        Miss::NotInForce => w.miss_force,
        Miss::Category => w.miss_category,
        Miss::Sector => w.miss_sector,
        Miss::Unit => w.miss_unit,
        Miss::Locality => w.miss_locality,
        Miss::Target => w.miss_target,
    };
    let said = match (it.fired, it.missed.is_empty()) {
        (true, _) => w.route_fired.to_owned(),
        (false, true) => w.route_fits_too.to_owned(),
        (false, false) => it.missed.iter().map(miss).collect::<Vec<_>>().join(", "),
    };
    let name = why.map_or_else(|| it.code.clone(), str::to_owned);
    vec![Cell::text(it.position.to_string()), Cell::text(name), Cell::text(said)]
}

fn rule(staff: &Staff, w: &'static Words, choices: &Choices, it: &RoutingRule) -> Vec<Cell> {
    let action = match it.action {
        Action::AccusedUnit => w.action_accused,
        Action::LocalityUnit => w.action_locality,
        Action::Unit => w.action_unit,
        Action::InspectorateOrChair => w.action_inspectorate,
        Action::SuperiorOfAccused => w.action_superior,
    };
    let target = it.target_code.as_deref().map(|code| Choices::called(&choices.units(), code));
    vec![
        Cell::text(it.position.to_string()),
        Cell::text(Choices::called(&choices.kinds(), it.kind.as_str())),
        Cell::text(target.unwrap_or_else(|| action.to_owned())),
        Cell::text(told::by(staff.asked.language, &it.reason_vi, &it.reason_en)),
    ]
}
