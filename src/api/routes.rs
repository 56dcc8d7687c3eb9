//! The table of operations: path, method, who may use it, what it counts as, its handler and its query parameters.
//! The same table registers the routes and is held against the contract.

use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, Route, guard, web};

use super::cases::{bulk, groups, mails, presence, queue, texts, transitions};
use super::edge::gate::{Access, Operation, Proof, gate};
use super::edge::origins::preflight;
use super::extract::one;
use super::figures::{
    assessments, charts, clusters, criteria_sets, drafting, movements, sampling, satisfaction,
    simulation, snapshots, statistics, summary,
};
use super::problem::{Kind, Problem};
use super::records::{
    apologies, conclusions, dossiers, exports, public_answers, ratings, recommendations, urgings,
};
use super::reference::{deadlines, kinds, labels, routing, units};
use super::reports::{desk, front, report, reporter};
use super::staff::{
    access_log, accounts, conflicts, deputies, factor, own, personnel, sessions, webhooks,
};
use super::{attachments, cases, health, papers, reference, reports};
use crate::wire::limit::Class;
use crate::wire::roles::{
    ADMINISTRATORS, ANY_ROLE, ASSESSORS, BOARD, EMULATION, FEED_READERS, FRONT, HANDLERS, HEAD,
    INSPECTORS, OVERSEERS, PERSONNEL, RECEPTION, UNITS, WATCHERS,
};

/// A row of the table.
macro_rules! operation {
    ($path:literal $method:ident $id:ident $access:expr, $limit:expr; $($query:literal)*) => {
        Operation {
            id: stringify!($id),
            method: stringify!($method),
            path: $path,
            access: $access,
            limit: $limit,
            query: &[$($query),*],
        }
    };
}

macro_rules! routes {
    ($($path:literal { $($method:ident $id:ident [$access:expr, $limit:expr] => $handler:path $(, ?$($query:literal)+)?;)+ })+) => {
        /// Every operation.
        pub const OPERATIONS: &[Operation] = &[$($(
            operation!($path $method $id $access, $limit; $($($query)+)?),
        )+)+];

        /// Registers every operation.
        pub fn configure(config: &mut web::ServiceConfig) {
            $({
                let resource = web::resource($path);
                $(let resource = {
                    static OPERATION: Operation =
                        operation!($path $method $id $access, $limit; $($($query)+)?);
                    resource.route(
                        with_head(stringify!($method), web::$method())
                            .to(one($handler))
                            .wrap(from_fn(|request, next| gate(&OPERATION, request, next))),
                    )
                };)+
                config.service(resource.default_service(web::to(|request: HttpRequest| {
                    std::future::ready(otherwise(&request, $path))
                })));
            })+
        }
    };
}

/// `route`; whoever may read may also ask for the head of what is read (RFC 9110 § 9.3.2).
fn with_head(method: &str, route: Route) -> Route {
    if method == "get" {
        return web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    }
    route
}

/// Who types in what comes to the desk.
const DESK: Access = Access::Staff(RECEPTION);
const OFFICE: Access = Access::Staff(HANDLERS);
/// Who handles what inspections conclude and recommend.
const INSPECTION: Access = Access::Staff(INSPECTORS);
/// Who looks after the order of things.
const WATCH: Access = Access::Staff(WATCHERS);
const ADMIN: Access = Access::Staff(ADMINISTRATORS);
/// What gives anybody power, or takes it.
const POWER: Access = Access::Proven(ADMINISTRATORS, Proof::Fresh);
/// The word of a second administrator.
const LAST_WORD: Access = Access::Proven(ADMINISTRATORS, Proof::Once);

routes! {
    "/livez" { get livez [Access::Public, None] => health::livez; }
    "/readyz" { get readyz [Access::Public, None] => health::readyz; }
    "/api/openapi.yaml" { get openapi [Access::Public, None] => health::openapi; }
    "/api/openapi.json" { get openapi_json [Access::Public, None] => health::openapi_json; }
    "/api/v1/kinds" { get list_kinds [Access::Public, None] => kinds::list; }
    "/api/v1/labels" { get list_labels [Access::Public, None] => labels::list; }
    "/api/v1/categories" { get list_categories [Access::Public, None] => reference::categories; }
    "/api/v1/sectors" { get list_sectors [Access::Public, None] => reference::sectors; }
    "/api/v1/procedures" { get list_procedures [Access::Public, None] => reference::procedures; }
    "/api/v1/consent" { get get_consent [Access::Public, None] => reference::consent, ? "version" "as_of"; }
    "/api/v1/units" { get list_units [Access::Public, None] => units::list, ? "q" "kind" "parent" "group" "locality" "as_of" "limit"; }
    "/api/v1/units/nearest" { post nearest_units [Access::Public, Some(Class::Figures)] => units::nearest; }
    "/api/v1/calendar" { get get_calendar [Access::Public, None] => reference::calendar, ? "year" "as_of"; }
    "/api/v1/deadlines/preview" { post preview_deadlines [Access::Public, Some(Class::Figures)] => deadlines::preview; }
    "/api/v1/rights/preview" { post preview_rights [Access::Public, Some(Class::Figures)] => deadlines::rights_preview; }
    "/api/v1/reports" { post file_report [Access::Public, Some(Class::Submit)] => reports::file, ? "dry_run"; }
    "/api/v1/report" { get track_report [Access::Receipt, Some(Class::Lookup)] => report::track; }
    "/api/v1/report/messages" { post reply_to_question [Access::Receipt, Some(Class::Lookup)] => reporter::reply; }
    "/api/v1/report/additions" { post add_to_report [Access::Receipt, Some(Class::Lookup)] => reporter::add; }
    "/api/v1/report/to-integrity" { post move_to_integrity [Access::Receipt, Some(Class::Lookup)] => reporter::to_integrity; }
    "/api/v1/report/retaliation" { post flag_retaliation [Access::Receipt, Some(Class::Lookup)] => reporter::retaliation; }
    "/api/v1/report/contact" { post change_contact [Access::Receipt, Some(Class::Lookup)] => reporter::contact; }
    "/api/v1/report/contact/confirm" { post confirm_contact [Access::Receipt, Some(Class::Lookup)] => reporter::confirm_contact; }
    "/api/v1/report/confirmation" { post confirm_answer [Access::Receipt, Some(Class::Lookup)] => reporter::confirm; }
    "/api/v1/report/rating" { post rate_report [Access::Receipt, Some(Class::Lookup)] => reporter::rate; }
    "/api/v1/report/reopening" { post reopen_report [Access::Receipt, Some(Class::Lookup)] => reporter::reopen; }
    "/api/v1/report/review" { post review_report [Access::Receipt, Some(Class::Lookup)] => reporter::review; }
    "/api/v1/report/apology" { post claim_apology [Access::Receipt, Some(Class::Lookup)] => reporter::claim; }
    "/api/v1/report/withdrawal" { post withdraw_report [Access::Receipt, Some(Class::Lookup)] => reporter::withdraw; }
    "/api/v1/report/attachments" {
        get list_own_attachments [Access::Receipt, Some(Class::Lookup)] => attachments::list_own;
        post add_own_attachment [Access::Receipt, Some(Class::Upload)] => attachments::add_own, ? "only_inspectors";
    }
    "/api/v1/report/activation" { post activate_receipt [Access::Receipt, Some(Class::Lookup)] => reporter::activate; }
    "/api/v1/desk/reports" { post file_at_desk [DESK, Some(Class::Desk)] => desk::file, ? "dry_run"; }
    "/api/v1/desk/signatures" { post record_signature [DESK, Some(Class::Desk)] => desk::signature; }
    "/api/v1/front/demands" { post file_front_demand [Access::Staff(FRONT), Some(Class::Desk)] => front::file, ? "dry_run"; }
    "/api/v1/sessions" { post sign_in [Access::Public, Some(Class::Login)] => sessions::sign_in; }
    "/api/v1/sessions/current" { delete sign_out [Access::Own, None] => sessions::sign_out; }
    "/api/v1/passwords" { post set_password [Access::Public, Some(Class::Login)] => own::set_password; }
    "/api/v1/passwords/links" { post ask_password_link [Access::Public, Some(Class::Login)] => own::ask_link; }
    "/api/v1/me" { get get_me [Access::Own, None] => own::me; }
    "/api/v1/me/password" { put change_own_password [Access::Own, Some(Class::Login)] => own::change_password; }
    "/api/v1/me/proof" { post prove_oneself [Access::Own, Some(Class::Login)] => factor::prove; }
    "/api/v1/me/factor" { post begin_own_factor [Access::Own, Some(Class::Login)] => factor::begin; }
    "/api/v1/me/factor/confirmation" { post confirm_own_factor [Access::Own, Some(Class::Login)] => factor::confirm; }
    "/api/v1/me/factor/recovery-codes" { post renew_recovery_codes [Access::Own, Some(Class::Login)] => factor::renew_codes; }
    "/api/v1/me/factor/removal" { post remove_own_factor [Access::Own, Some(Class::Login)] => factor::remove; }
    "/api/v1/me/sessions" {
        get list_own_sessions [Access::Own, None] => own::sessions;
        delete end_other_sessions [Access::Own, None] => own::end_others;
    }
    "/api/v1/me/sessions/{id}" { delete end_own_session [Access::Own, None] => own::end_session; }
    "/api/v1/cases" { get list_cases [OFFICE, None] => queue::list, ? "channel" "state" "ended_by" "kind" "category" "sector" "unit" "accused" "assignee" "variant" "number" "received_from" "received_to" "closed_from" "closed_to" "q" "locality" "procedure" "dossier_code" "reporter_type" "filed_via" "holder_ended" "awaits_inspector" "waits_for" "step" "hint" "overdue" "open" "tripwire" "due_by" "sort" "changed_since" "limit" "cursor" "count"; }
    "/api/v1/cases/facets" { get count_cases [OFFICE, None] => queue::facets, ? "channel" "state" "ended_by" "kind" "category" "sector" "unit" "accused" "assignee" "variant" "number" "received_from" "received_to" "closed_from" "closed_to" "q" "locality" "procedure" "dossier_code" "reporter_type" "filed_via" "holder_ended" "awaits_inspector" "waits_for" "step" "hint" "overdue" "open" "tripwire" "due_by"; }
    "/api/v1/me/summary" { get get_my_summary [OFFICE, None] => queue::summary; }
    "/api/v1/called-up-cases" { get list_called_up_cases [OFFICE, None] => cases::called_up_cases, ? "limit" "cursor"; }
    "/api/v1/cases/search-contact" { post search_contact [OFFICE, Some(Class::Lookup)] => queue::search_contact; }
    "/api/v1/cases/transitions" { post bulk_transitions [OFFICE, None] => bulk::transitions, ? "dry_run"; }
    "/api/v1/cases/{id}" { get get_case [OFFICE, None] => cases::get; }
    "/api/v1/cases/{id}/events" { get list_events [OFFICE, None] => cases::events; }
    "/api/v1/cases/{id}/obligations" { get list_obligations [OFFICE, None] => cases::obligations; }
    "/api/v1/cases/{id}/mails" { get list_mails [OFFICE, None] => mails::list; }
    "/api/v1/cases/{id}/presence" {
        get list_presence [OFFICE, None] => presence::get;
        put put_presence [OFFICE, None] => presence::put;
    }
    "/api/v1/cases/{id}/attachments" {
        get list_attachments [OFFICE, None] => attachments::list;
        post add_attachment [OFFICE, Some(Class::Upload)] => attachments::add;
    }
    "/api/v1/cases/{id}/attachments/{file}" { get get_attachment [INSPECTION, None] => attachments::get, ? "malware"; }
    "/api/v1/cases/{id}/attachments/{file}/copy" { get get_clean_copy [OFFICE, None] => attachments::copy, ? "page"; }
    "/api/v1/cases/{id}/similar" { get list_similar_cases [OFFICE, None] => queue::similar; }
    "/api/v1/cases/{id}/notes" { get list_notes [OFFICE, None] => texts::notes; }
    "/api/v1/cases/{id}/notes/{note}" { put put_note [OFFICE, None] => texts::put_note; }
    "/api/v1/cases/{id}/draft" {
        get get_draft [OFFICE, None] => texts::draft;
        put put_draft [OFFICE, None] => texts::put_draft;
        delete drop_draft [OFFICE, None] => texts::drop_draft;
    }
    "/api/v1/cases/{id}/reply-templates/{code}" { get fill_reply_template [OFFICE, None] => texts::fill; }
    "/api/v1/reply-templates" { get list_reply_templates [OFFICE, None] => texts::templates; }
    "/api/v1/reply-templates/{code}" {
        put put_reply_template [OFFICE, None] => texts::put_template;
        delete drop_reply_template [OFFICE, None] => texts::drop_template;
    }
    "/api/v1/me/views" { get list_views [OFFICE, None] => texts::views; }
    "/api/v1/me/views/{code}" {
        put put_view [OFFICE, None] => texts::put_view;
        delete drop_view [OFFICE, None] => texts::drop_view;
    }
    "/api/v1/case-groups" { get list_case_groups [OFFICE, None] => groups::list; post make_case_group [OFFICE, None] => groups::make; }
    "/api/v1/case-groups/{id}" { get get_case_group [OFFICE, None] => groups::get; delete drop_case_group [OFFICE, None] => groups::drop; }
    "/api/v1/case-groups/{id}/cases/{case}" {
        put put_case_in_group [OFFICE, None] => groups::put_case;
        delete drop_case_from_group [OFFICE, None] => groups::drop_case;
    }
    "/api/v1/case-groups/{id}/announcement" { post announce_to_case_group [OFFICE, None] => groups::announce, ? "dry_run"; }
    "/api/v1/webhooks" {
        get list_webhooks [OFFICE, None] => webhooks::list;
        post subscribe_webhook [OFFICE, None] => webhooks::subscribe;
    }
    "/api/v1/webhooks/{id}" { delete unsubscribe_webhook [OFFICE, None] => webhooks::unsubscribe; }
    "/api/v1/colleagues" { get list_colleagues [Access::Staff(ANY_ROLE), None] => sessions::colleagues; }
    "/api/v1/cases/{id}/assignment" { post assign_case [OFFICE, None] => transitions::assign; }
    "/api/v1/cases/{id}/papers" {
        get list_papers [OFFICE, None] => papers::list;
        post issue_paper [OFFICE, None] => papers::issue, ? "dry_run";
    }
    "/api/v1/papers/{id}" { get get_paper [OFFICE, None] => papers::get, ? "as"; }
    "/api/v1/cases/{id}/transitions" { post transition_case [OFFICE, None] => transitions::transition, ? "dry_run"; }
    "/api/v1/urgings" {
        get list_urgings [OFFICE, None] => urgings::list, ? "open" "overdue" "limit" "cursor";
        post send_urging [INSPECTION, None] => urgings::send;
    }
    "/api/v1/urgings/bulk" { post send_urgings [INSPECTION, None] => urgings::send_many, ? "dry_run"; }
    "/api/v1/urgings/{id}/answer" { post answer_urging [Access::Staff(UNITS), None] => urgings::answer; }
    "/api/v1/urgings/{id}/paper" { post issue_urging_paper [INSPECTION, None] => papers::issue_urging, ? "dry_run"; }
    "/api/v1/urgings/{id}/close" { post close_urging [INSPECTION, None] => urgings::close; }
    "/api/v1/satisfaction" { get get_satisfaction [Access::Public, Some(Class::Figures)] => satisfaction::get, ? "from" "to" "unit"; }
    "/api/v1/money-answers" { get list_money_answers [INSPECTION, None] => ratings::money, ? "limit" "cursor"; }
    "/api/v1/public-answers" { get list_public_answers [Access::Public, Some(Class::Figures)] => public_answers::list, ? "unit" "kind" "category" "month" "limit" "cursor"; }
    "/api/v1/public-answers/{id}" { get get_public_answer [Access::Public, Some(Class::Figures)] => public_answers::get; }
    "/api/v1/movements/{movement}/lists" { get list_matter_lists [INSPECTION, None] => sampling::lists; }
    "/api/v1/movements/{movement}/clusters" { get list_clusters [INSPECTION, None] => clusters::list, ? "limit" "cursor"; }
    "/api/v1/movements/{movement}/exclusions" {
        get list_exclusions [INSPECTION, None] => clusters::exclusions, ? "limit" "cursor";
        post exclude_matters [INSPECTION, None] => clusters::exclude;
    }
    "/api/v1/movements/{movement}/assessments" {
        get list_assessments [Access::Staff(ASSESSORS), None] => assessments::list, ? "unit" "state" "limit" "cursor";
        post open_assessment [Access::Staff(ASSESSORS), None] => assessments::open;
    }
    "/api/v1/assessments/{id}" { get get_assessment [Access::Staff(ASSESSORS), None] => assessments::get; }
    "/api/v1/assessments/{id}/acts" { post act_on_assessment [Access::Staff(ASSESSORS), None] => assessments::act; }
    "/api/v1/exclusions/{id}/decision" { post decide_exclusion [INSPECTION, None] => clusters::decide; }
    "/api/v1/samples" { get list_samples [INSPECTION, None] => sampling::list, ? "limit" "cursor"; }
    "/api/v1/samples/{id}" { get get_sample [INSPECTION, None] => sampling::get; }
    "/api/v1/samples/{id}/finding" { post judge_sample [INSPECTION, None] => sampling::judge; }
    "/api/v1/statistics" { get get_statistics [Access::Public, Some(Class::Figures)] => statistics::get, ? "by" "from" "to" "unit"; }
    "/api/v1/statistics/summary" { get get_summary [Access::Public, Some(Class::Figures)] => summary::summary, ? "dimension" "by" "from" "to" "format"; }
    "/api/v1/metrics" { get list_metrics [Access::Public, None] => movements::metrics; }
    "/api/v1/statistics/charts/{chart}" { get get_chart [Access::Public, Some(Class::Figures)] => charts::chart, ? "dimension" "by" "from" "to" "code" "group"; }
    "/api/v1/movements" { get list_movements [Access::Public, None] => movements::list; }
    "/api/v1/movements/{movement}" {
        get get_movement [Access::Public, None] => drafting::get;
        put put_movement [Access::Staff(BOARD), None] => drafting::put;
    }
    "/api/v1/movements/{movement}/activation" { post activate_movement [Access::Staff(BOARD), None] => drafting::activate; }
    "/api/v1/movements/{movement}/snapshots" {
        get list_snapshots [Access::PublicOrStaff, None] => snapshots::list;
        post freeze_movement [Access::Staff(BOARD), None] => snapshots::freeze;
    }
    "/api/v1/movements/{movement}/snapshots/{version}" { get get_snapshot [Access::Staff(EMULATION), None] => snapshots::get, ? "part"; }
    "/api/v1/movements/{movement}/criteria-sets" { get list_criteria_sets [Access::Staff(EMULATION), None] => criteria_sets::list; }
    "/api/v1/movements/{movement}/criteria-sets/{version}" {
        get get_criteria_set [Access::Staff(EMULATION), None] => criteria_sets::get;
        put put_criteria_set [Access::Staff(BOARD), None] => criteria_sets::put;
    }
    "/api/v1/movements/{movement}/criteria-sets/{version}/submission" { post submit_criteria_set [Access::Staff(BOARD), None] => criteria_sets::submit; }
    "/api/v1/movements/{movement}/criteria-sets/{version}/return" { post return_criteria_set [Access::Staff(HEAD), None] => criteria_sets::give_back; }
    "/api/v1/movements/{movement}/criteria-sets/{version}/signature" { post sign_criteria_set [Access::Staff(HEAD), None] => criteria_sets::sign; }
    "/api/v1/movements/{movement}/criteria-sets/{version}/simulation" { post simulate_criteria_set [Access::Staff(EMULATION), Some(Class::Figures)] => simulation::simulate; }
    "/api/v1/movements/{movement}/standings" { get get_standings [Access::Public, Some(Class::Figures)] => movements::standings, ? "group" "version"; }
    "/api/v1/movements/{movement}/standings/chart" { get get_standings_chart [Access::Public, Some(Class::Figures)] => charts::standings, ? "group" "version"; }
    "/api/v1/movements/{movement}/scores/{unit}" { get get_score [Access::PublicOrStaff, Some(Class::Figures)] => movements::score, ? "version"; }
    "/api/v1/conclusions" { get list_conclusions [INSPECTION, None] => conclusions::list, ? "state" "unit" "limit" "cursor"; post record_conclusion [INSPECTION, None] => conclusions::record; }
    "/api/v1/conclusions/{id}" { get get_conclusion [INSPECTION, None] => conclusions::get; }
    "/api/v1/conclusions/{id}/execution" { post execute_conclusion [INSPECTION, None] => conclusions::execute; }
    "/api/v1/conclusions/{id}/revocation" { post revoke_conclusion [INSPECTION, None] => conclusions::revoke; }
    "/api/v1/personnel-checks" { get list_personnel_checks [Access::Staff(WATCHERS), None] => personnel::list, ? "limit" "cursor"; post check_person [Access::Staff(PERSONNEL), None] => personnel::check; }
    "/api/v1/exports" {
        get list_exports [OFFICE, None] => exports::list;
        post make_export [Access::Proven(HANDLERS, Proof::Fresh), None] => exports::make;
    }
    "/api/v1/exports/{id}" { get get_export [OFFICE, None] => exports::get; }
    "/api/v1/recommendations" { get list_recommendations [OFFICE, None] => recommendations::list, ? "unit" "open" "overdue" "limit" "cursor"; post record_recommendation [INSPECTION, None] => recommendations::record; }
    "/api/v1/recommendations/{id}/completion" { post complete_recommendation [OFFICE, None] => recommendations::complete; }
    "/api/v1/apologies" { get list_apologies [OFFICE, None] => apologies::list, ? "unit" "dossier_code" "promised_from" "promised_until" "limit" "cursor"; post register_apology [Access::Staff(UNITS), None] => apologies::register; }
    "/api/v1/apologies/{id}/result" { post finish_apology [Access::Staff(UNITS), None] => apologies::finish; }
    "/api/v1/dossiers" {
        get list_dossiers [Access::Staff(FEED_READERS), None] => dossiers::get, ? "unit" "code" "promised_from" "promised_until" "late" "limit" "cursor";
        post send_dossiers [ADMIN, None] => dossiers::send, ? "dry_run";
    }
    "/api/v1/dossier-months" { post send_dossier_months [ADMIN, None] => dossiers::send_months, ? "dry_run"; }
    "/api/v1/dossier-imports" { get list_dossier_imports [WATCH, None] => dossiers::imports, ? "limit" "cursor"; }
    "/api/v1/routing/simulate" { post simulate_routing [WATCH, None] => routing::simulate; }
    "/api/v1/routing-rules" { get list_routing_rules [WATCH, None] => routing::list, ? "kind"; }
    "/api/v1/routing-rules/{code}" { put put_routing_rule [POWER, None] => routing::put, ? "dry_run"; }
    "/api/v1/routing-rules/{code}/end" { post end_routing_rule [POWER, None] => routing::end, ? "dry_run"; }
    "/api/v1/conflicts" {
        get list_conflicts [WATCH, None] => conflicts::list;
        post declare_conflict [WATCH, None] => conflicts::declare;
    }
    "/api/v1/accounts" {
        get list_accounts [ADMIN, None] => accounts::list, ? "role" "unit" "state" "limit" "cursor";
        post create_account [POWER, None] => accounts::create;
    }
    "/api/v1/accounts/import" { post import_accounts [POWER, None] => accounts::import, ? "dry_run"; }
    "/api/v1/accounts/{id}" {
        get get_account [ADMIN, None] => accounts::get;
        put change_account [POWER, None] => accounts::change;
    }
    "/api/v1/accounts/{id}/closing" { post close_account [POWER, None] => accounts::close; }
    "/api/v1/accounts/{id}/reopening" { post reopen_account [POWER, None] => accounts::reopen; }
    "/api/v1/accounts/{id}/reset" { post reset_account [POWER, None] => accounts::reset; }
    "/api/v1/accounts/{id}/factor/reset" { post reset_account_factor [POWER, None] => accounts::reset_factor; }
    "/api/v1/accounts/{id}/request" { delete drop_account_request [ADMIN, None] => accounts::drop_request; }
    "/api/v1/accounts/{id}/request/confirmation" { post confirm_account_request [LAST_WORD, None] => accounts::confirm; }
    "/api/v1/accounts/{id}/sessions" {
        delete end_account_sessions [ADMIN, None] => accounts::end_sessions;
    }
    "/api/v1/deputies" { get list_deputies [WATCH, None] => deputies::list; post record_deputy [POWER, None] => deputies::record; }
    "/api/v1/deputies/{id}/end" { post end_deputy [ADMIN, None] => deputies::end; }
    "/api/v1/access-log" { get list_accesses [Access::Staff(OVERSEERS), None] => access_log::list, ? "day" "actor" "limit" "cursor"; }
    "/api/v1/access-log/summary" { get sum_accesses [Access::Staff(OVERSEERS), None] => access_log::summary, ? "day"; }
    "/api/v1/mail-faults" { get list_mail_faults [Access::Staff(WATCHERS), None] => health::mail_faults; }
    "/api/v1/mail-faults/{id}/resend" { post resend_mail [WATCH, None] => mails::resend; }
}

/// The answer to a method that the path has not: a browser may only ask whether a page may use those it has.
fn otherwise(request: &HttpRequest, path: &str) -> Result<HttpResponse, Problem> {
    let here = || OPERATIONS.iter().filter(|operation| operation.path == path);
    if let Some(answer) = preflight(request, here()) {
        return Ok(answer);
    }
    let mut allow: Vec<&str> = here().map(|operation| operation.method).collect();
    if allow.contains(&"get") {
        allow.push("head");
    }
    let allow = allow.join(", ").to_uppercase();
    Err(Problem::new(Kind::MethodNotAllowed).with_header("Allow", allow))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn a_saved_view_takes_what_the_queue_and_its_counts_take() {
        let of = |id: &str| {
            let found = OPERATIONS.iter().find(|one| one.id == id).unwrap();
            found
                .query
                .iter()
                .copied()
                .filter(|name| !queue::PAGE.contains(name))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("list_cases"), crate::wire::finding::FILTERS);
        assert_eq!(of("count_cases"), crate::wire::finding::FILTERS);
    }

    #[test]
    fn an_operation_takes_the_query_parameters_that_the_contract_names() {
        let contract: Value = serde_norway::from_str(health::OPENAPI).unwrap();
        for operation in OPERATIONS {
            let path = &contract["paths"][operation.path];
            let lists = [&path["parameters"], &path[operation.method]["parameters"]];
            let named: BTreeSet<&str> = lists
                .into_iter()
                .filter_map(Value::as_array)
                .flatten()
                .map(|one| match one["$ref"].as_str() {
                    Some(reference) => contract.pointer(reference.trim_start_matches('#')).unwrap(),
                    None => one,
                })
                .filter(|one| one["in"] == "query")
                .filter_map(|one| one["name"].as_str())
                .collect();

            assert_eq!(
                operation.query.iter().copied().collect::<BTreeSet<_>>(),
                named,
                "{}",
                operation.id
            );
        }
    }
}
