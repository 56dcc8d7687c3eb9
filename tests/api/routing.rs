//! Routing: who answers for what, what a change of rules would do, and who must not see a case.

use std::collections::BTreeSet;
use std::path::Path;

use liemchinh::domain::actor::Role;
use liemchinh::domain::exclusion::Facts;
use liemchinh::domain::kind::Kind;
use liemchinh::domain::routing::route;
use liemchinh::service::import::{Difference, import};
use macro_rules_attribute::apply;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::{Call, Reply};
use crate::contract::spec;
use crate::on_both_apps;

const SIMULATE: &str = "/api/v1/routing/simulate";
const RULES: &str = "/api/v1/routing-rules";
const CONFLICTS: &str = "/api/v1/conflicts";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const RULE: &str = "feedback.sector.justice";

async fn admin(app: &TestApp) -> String {
    app.staff(Role::Administrator, None).await
}

fn put<'a>(app: &'a TestApp, path: &str, body: &Value) -> Call<'a> {
    Call::new(app, Method::PUT, path).json(body)
}

/// Feedback on certificates that names neither unit nor place, sent to the office from November on.
fn justice_to_office() -> Value {
    json!({
        "position": 220,
        "kind": "conduct_feedback",
        "sector": "justice",
        "accused_kind": "none",
        "locality_kind": "none",
        "action": "unit",
        "target_code": "TN.VP",
        "reason_vi": "Văn phòng làm đầu mối tiếp nhận phản ánh về tư pháp.",
        "reason_en": "The office receives feedback on justice.",
        "valid_from": "2024-11-01",
    })
}

/// Feedback on certificates that names neither unit nor place.
fn anywhere() -> Value {
    with(feedback(), &json!({"unit": null, "sector": "justice"}))
}

async fn change(app: &TestApp, token: &str, code: &str, version: i32, body: &Value) -> Reply {
    put(app, &format!("{RULES}/{code}"), body).bearer(token).if_match(version).send().await
}

async fn versions(app: &TestApp, token: &str, code: &str) -> Vec<Value> {
    let all = app.get(&format!("{RULES}?kind=conduct_feedback")).bearer(token).send().await;
    let items = all.body["items"].as_array().unwrap().iter();
    items.filter(|it| it["code"] == code).cloned().collect()
}

#[apply(on_both_apps)]
async fn every_kind_at_every_level_finds_its_holder_in_2024(app: &TestApp) {
    use Kind::*;
    let reference = app.desk.reference();
    let on = "2024-10-15".parse().unwrap();
    // Kind, the unit it is about, the place, about its leader: who holds it.
    let table: &[(Kind, &str, &str, bool, &str)] = &[
        (ConductFeedback, "TN.STNMT", "", false, "TN.STNMT"),
        (ConductFeedback, "703", "", false, "703"),
        (ConductFeedback, "25456", "", true, "25456"),
        (ConductFeedback, "H53", "", false, "TN.VP"),
        (ConductFeedback, "TN.CA", "", false, "TN.VP"),
        (ConductFeedback, "", "25456", false, "25456"),
        (ConductFeedback, "", "703", false, "703"),
        (ConductFeedback, "", "", false, "TN.VP"),
        (RuleFeedback, "TN.STNMT", "25456", false, "TN.VP"),
        (ExplanationRequest, "TN.SYT", "", false, "TN.SYT"),
        (ExplanationRequest, "25456", "", false, "25456"),
        (ApologyRequest, "25456", "", false, "25456"),
        (ApologyRequest, "TN.MTTQ", "", false, "TN.VP"),
        (Complaint, "25456", "", false, "25456"),
        (Complaint, "703", "", true, "703"),
        (Complaint, "TN.SXD", "", false, "TN.SXD"),
        (Complaint, "", "25456", false, "25456"),
        (SecondComplaint, "25456", "", false, "703"),
        (SecondComplaint, "703", "", false, "H53"),
        (SecondComplaint, "TN.SXD", "", false, "H53"),
        (SecondComplaint, "TN.TTT", "", false, "H53"),
        (SecondComplaint, "TN.VP", "", false, "H53"),
        (SecondComplaint, "H53", "", false, "TN.VP"),
        (SecondComplaint, "TN.CT", "", false, "TN.VP"),
        (FrontDemand, "25456", "", false, "25456"),
        (FrontDemand, "", "25456", false, "TN.VP"),
        (Praise, "25456", "", false, "25456"),
        (Praise, "", "703", false, "703"),
        (CorruptionTip, "25456", "25456", false, "TN.TTT"),
        (CorruptionTip, "TN.STNMT", "", true, "TN.TTT"),
        (CorruptionTip, "TN.TTT", "", false, "H53"),
        (CorruptionTip, "H53", "", false, "TN.TTT"),
        (CorruptionTip, "", "", false, "TN.TTT"),
        (Denunciation, "TN.STNMT", "", false, "TN.TTT"),
        (Denunciation, "TN.STNMT", "", true, "H53"),
        (Denunciation, "703", "", true, "H53"),
        (Denunciation, "25456", "", true, "TN.TTT"),
        (Denunciation, "TN.TTT", "", true, "H53"),
        (Denunciation, "H53", "", true, "TN.TTT"),
        (InternalReport, "TN.SYT", "", false, "TN.TTT"),
        (InternalReport, "TN.SYT", "", true, "H53"),
    ];
    let unit = |code: &str| reference.units.by_code(code, on);

    for (kind, accused, locality, about_leader, expected) in table.iter().copied() {
        let (accused_unit, locality_unit) = (unit(accused), unit(locality));
        let facts = Facts {
            kind,
            category: "other",
            sector: None,
            accused: accused_unit,
            locality: locality_unit,
            about_leader,
            decided_first: &[],
            on,
        };
        let (holder, trace) = route(&reference.routing, &reference.units, facts).unwrap();

        assert!(
            accused.is_empty() == accused_unit.is_none()
                && locality.is_empty() == locality_unit.is_none()
        );
        assert_eq!(holder.code, expected, "{kind} about {accused:?} at {locality:?}: {trace:?}");
        assert_ne!(trace.version, 0, "a rule of its own: {kind} about {accused:?}");
    }
}

#[apply(on_both_apps)]
async fn a_simulation_shows_every_rule_and_what_did_not_fit(app: &TestApp) {
    let (inspector, admin) = (app.inspector().await, admin(app).await);
    let body = json!({"kind": "second_complaint", "unit": "25456"});

    let second = app.post(SIMULATE, &body).bearer(&inspector).send().await;
    let leader = json!({"kind": "denunciation", "unit": "TN.STNMT", "about_leader": true});
    let leader = app.post(SIMULATE, &leader).bearer(&admin).send().await;
    let later =
        json!({"kind": "conduct_feedback", "locality": "25456", "received_on": "2025-07-01"});
    let later = app.post(SIMULATE, &later).bearer(&admin).send().await;

    assert_eq!((second.status, second.str("/holder/code")), (200, "703"));
    assert_eq!(second.str("/routing/rule"), "second.superior");
    let looks = second.body["looked_at"].as_array().unwrap();
    let codes: Vec<_> = looks.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes[3..], ["second.superior", "second.fallback"]);
    assert_eq!((&looks[0]["fits"], &looks[0]["failed"]), (&json!(false), &json!(["unit"])));
    let fired: Vec<_> = looks.iter().map(|it| it["fired"].as_bool().unwrap()).collect();
    assert_eq!(fired, [false, false, false, true, false]);
    assert_eq!(looks[4]["fits"], true, "it would have been next");
    assert_eq!(leader.str("/holder/code"), "H53");
    assert_eq!(leader.body["routing"]["excluded"]["unit"], "TN.TTT");
    assert_eq!(leader.str("/routing/excluded/why"), "leader");
    assert!(leader.str("/routing/excluded/reason").contains("cấp trên trực tiếp"));
    // A code that ended leads to what came after it, as when a report is filed.
    assert_eq!((later.status, later.body.get("errors")), (200, None));
}

#[apply(on_both_apps)]
async fn a_sector_goes_to_the_department_that_took_it_over_from_the_first_of_july_2025(
    app: &TestApp,
) {
    let inspector = app.inspector().await;
    let table = [
        ("land", "TN.STNMT", "TN.SNNMT"),
        ("environment", "TN.STNMT", "TN.SNNMT"),
        ("agriculture", "TN.SNNPTNT", "TN.SNNMT"),
        ("labour", "TN.SLDTBXH", "TN.SNV"),
        ("business_registration", "TN.SKHDT", "TN.STC"),
        ("procurement", "TN.SKHDT", "TN.STC"),
        ("public_investment", "TN.SKHDT", "TN.STC"),
        ("transport", "TN.SGTVT", "TN.SXD"),
        ("construction", "TN.SXD", "TN.SXD"),
    ];

    for (sector, before, after) in table {
        for (day, holder) in [("2025-06-30", before), ("2025-07-01", after)] {
            let body = json!({"kind": "conduct_feedback", "sector": sector, "received_on": day});
            let found = app.post(SIMULATE, &body).bearer(&inspector).send().await;

            let version = if day == "2025-07-01" && before != after { 2 } else { 1 };
            assert_eq!(
                (found.status, found.str("/holder/code")),
                (200, holder),
                "{sector} on {day}"
            );
            assert_eq!(found.str("/routing/rule"), format!("feedback.sector.{sector}"));
            assert_eq!(
                found.body["routing"]["version"], version,
                "{sector} on {day}: a version of its own, no successor looked up"
            );
        }
    }
}

#[apply(on_both_apps)]
async fn a_rule_that_outlived_its_department_leads_to_the_one_successor(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    let body =
        with(justice_to_office(), &json!({"target_code": "TN.STNMT", "valid_from": "2025-06-26"}));
    change(app, &admin(app).await, RULE, 1, &body).await;
    app.set("2025-07-01T02:00:00Z");

    let filed = app.file(&anywhere()).await;

    assert_eq!((filed.str("/routing/rule"), filed.str("/holder/code")), (RULE, "TN.SNNMT"));
}

#[apply(on_both_apps)]
async fn a_simulation_names_every_fault_at_once(app: &TestApp) {
    let body = json!({
        "kind": "petition", "category": "nothing", "sector": "nothing", "unit": "NONE", "locality": "TN.SYT", "received_on": "today", "x": 1,
    });

    let refused = app.post(SIMULATE, &body).bearer(&app.inspector().await).send().await;

    let expected = [
        "/kind not_allowed",
        "/received_on not_a_date",
        "/x unknown_member",
        "/unit no_such_unit",
        "/locality not_a_locality",
        "/category no_such_category",
        "/sector no_such_sector",
    ];
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.faults().iter().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(expected)
    );
}

#[apply(on_both_apps)]
async fn a_tip_about_the_inspectorate_goes_to_the_chair_and_says_of_whom_it_speaks(app: &TestApp) {
    let body = with(tip(), &json!({"unit": "TN.TTT", "about_leader": true}));
    let (accused, chair) = (app.inspector().await, app.staff(Role::Inspector, Some("H53")).await);

    app.file(&body).await;
    let unread = app.get("/api/v1/cases?channel=integrity").bearer(&accused).send().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&chair).send().await;
    let id = queue.str("/items/0/id");
    app.assign(&chair, id, 1).await;
    let read = app.get(&format!("/api/v1/cases/{id}")).bearer(&chair).send().await;
    let nobody = app
        .post(
            "/api/v1/reports?dry_run=true",
            &with(tip(), &json!({"unit": null, "about_leader": true})),
        )
        .send()
        .await;

    assert_eq!(unread.body["items"], json!([]));
    assert_eq!(read.body["report"]["about_leader"], true);
    assert_eq!(nobody.faults(), ["/unit required"], "a leader of nothing");
}

#[apply(on_both_apps)]
async fn a_new_version_of_a_rule_ends_the_one_before_and_routes_from_its_first_day(app: &TestApp) {
    let admin = admin(app).await;
    let anywhere = anywhere();
    let before = app.file(&anywhere).await;

    let changed = change(app, &admin, RULE, 1, &justice_to_office()).await;
    let again = change(app, &admin, RULE, 1, &justice_to_office()).await;
    let other =
        change(app, &admin, RULE, 1, &with(justice_to_office(), &json!({"target_code": "TN.SYT"})))
            .await;
    let still = app.file(&anywhere).await;
    app.set("2024-11-01T02:00:00Z");
    let after = app.file(&anywhere).await;

    assert_eq!((changed.status, changed.headers["etag"].as_str()), (200, "\"v2\""));
    assert_eq!(
        (changed.str("/rule/target_code"), &changed.body["rule"]["in_force"]),
        ("TN.VP", &json!(false))
    );
    assert!(!changed.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.headers["idempotency-replayed"], "true", "the same request has one effect");
    assert_eq!(again.body, changed.body);
    assert_eq!((other.status, other.code()), (412, "precondition_failed"));
    let holders = [&before, &still, &after].map(|filed| filed.str("/holder/code"));
    assert_eq!(holders, ["TN.STP", "TN.STP", "TN.VP"]);
    assert_eq!(after.body["routing"]["version"], 2);
    let admin = self::admin(app).await;
    let kept: Vec<_> = versions(app, &admin, RULE)
        .await
        .iter()
        .map(|it| (it["version"].clone(), it["valid_to"].clone()))
        .collect();
    assert_eq!(kept, [(json!(2), Value::Null), (json!(1), json!("2024-10-31"))]);
}

#[apply(on_both_apps)]
async fn a_version_replaced_before_it_began_never_holds(app: &TestApp) {
    let admin = admin(app).await;
    change(app, &admin, RULE, 1, &justice_to_office()).await;

    let sooner =
        with(justice_to_office(), &json!({"target_code": "TN.SNV", "valid_from": "2024-10-15"}));
    let sooner = change(app, &admin, RULE, 2, &sooner).await;
    let filed = app.file(&anywhere()).await;
    app.set("2024-11-02T02:00:00Z");
    let later = app.file(&anywhere()).await;

    assert_eq!(sooner.status, 200, "{}", sooner.body);
    assert_eq!((filed.str("/holder/code"), later.str("/holder/code")), ("TN.SNV", "TN.SNV"));
}

#[apply(on_both_apps)]
async fn a_dry_run_counts_who_would_go_elsewhere_and_writes_nothing(app: &TestApp) {
    let admin = admin(app).await;
    for _ in 0..3 {
        app.file(&anywhere()).await;
    }
    app.file(&with(anywhere(), &json!({"category": "wrong_fee"}))).await;
    app.file(&feedback()).await;
    app.file(&tip()).await;
    let path = format!("{RULES}/{RULE}");

    let tried = put(app, &format!("{path}?dry_run=true"), &justice_to_office())
        .bearer(&admin)
        .if_match(1)
        .send()
        .await;
    let ended = app
        .post(&format!("{path}/end?dry_run=true"), &json!({"valid_to": "2024-10-31"}))
        .bearer(&admin)
        .if_match(1)
        .send()
        .await;

    let effect = &tried.body["effect"];
    assert_eq!(
        (&effect["examined"], &effect["moved"]),
        (&json!(5), &json!(4)),
        "tips are no part of it"
    );
    assert_eq!(effect["samples"].as_array().unwrap().len(), 2);
    let most = &effect["samples"][0];
    assert_eq!(
        (&most["from"]["code"], &most["to"]["code"], &most["count"]),
        (&json!("TN.STP"), &json!("TN.VP"), &json!(3))
    );
    assert_eq!((&most["kind"], &most["category"]), (&json!("conduct_feedback"), &json!("late")));
    assert_eq!(ended.body["effect"]["moved"], 4, "the fallback is the office too: {}", ended.body);
    assert_eq!(versions(app, &admin, RULE).await.len(), 1, "nothing was written");
}

#[apply(on_both_apps)]
async fn a_rule_ends_on_its_last_day_and_is_not_lost(app: &TestApp) {
    let end = async |code: &str, version, day: &str| {
        // A new session each time: the clock moves on.
        let admin = admin(app).await;
        let path = format!("{RULES}/{code}/end");
        app.post(&path, &json!({"valid_to": day})).bearer(&admin).if_match(version).send().await
    };

    let past = end(RULE, 1, "2024-10-14").await;
    let ended = end(RULE, 1, "2024-10-20").await;
    app.set("2024-10-15T20:00:00Z");
    let again = end(RULE, 1, "2024-10-20").await;
    let longer = end(RULE, 2, "2024-10-30").await;
    let unknown = end("feedback.none", 1, "2024-10-30").await;
    let last = app.file(&anywhere()).await;
    app.set("2024-10-21T02:00:00Z");
    let after = app.file(&anywhere()).await;

    assert_eq!((past.status, past.faults()), (422, vec!["/valid_to wrong_end".to_owned()]));
    assert_eq!((ended.status, ended.str("/rule/valid_to")), (200, "2024-10-20"));
    assert_eq!(again.headers["idempotency-replayed"], "true", "also on the next day");
    assert_eq!(longer.faults(), ["/valid_to wrong_end"]);
    assert_eq!(unknown.status, 404);
    assert_eq!((last.str("/holder/code"), after.str("/holder/code")), ("TN.STP", "TN.VP"));
    assert_eq!(after.str("/routing/rule"), "feedback.fallback");
}

#[apply(on_both_apps)]
async fn the_whole_set_is_judged_before_anything_is_written(app: &TestApp) {
    let admin = admin(app).await;
    let faults = async |code: &str, version, changes: Value| {
        let refused =
            change(app, &admin, code, version, &with(justice_to_office(), &changes)).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        refused.faults()
    };

    assert_eq!(faults(RULE, 1, json!({"position": 230})).await, ["/position position_taken"]);
    assert_eq!(
        faults(RULE, 1, json!({"target_code": "TN.NONE"})).await,
        ["/target_code no_such_unit"]
    );
    assert_eq!(
        faults(RULE, 1, json!({"category": "regulation"})).await,
        ["/category no_such_category"]
    );
    assert_eq!(faults(RULE, 1, json!({"sector": "none"})).await, ["/sector no_such_sector"]);
    assert_eq!(
        faults(RULE, 1, json!({"valid_from": "2024-10-14"})).await,
        ["/valid_from in_the_past"]
    );
    assert_eq!(faults(RULE, 1, json!({"valid_to": "2024-10-31"})).await, ["/valid_to wrong_end"]);
    assert_eq!(
        faults(RULE, 1, json!({"action": "accused_unit"})).await,
        ["/target_code not_allowed"]
    );
    assert_eq!(
        faults(RULE, 1, json!({"target_code": null, "accused_kind": "", "position": 0})).await,
        ["/position out_of_range", "/accused_kind not_allowed", "/target_code required"]
    );
    let tip = json!({"kind": "corruption_tip", "sector": null});
    assert_eq!(
        faults("tip.new", 0, tip).await,
        ["/action not_an_inspectorate"],
        "nobody could open it"
    );
    assert_eq!(versions(app, &admin, RULE).await.len(), 1);
}

#[apply(on_both_apps)]
async fn a_rule_that_is_new_begins_at_version_one(app: &TestApp) {
    let admin = admin(app).await;
    let body = with(
        justice_to_office(),
        &json!({"position": 15, "category": "late", "valid_from": "2024-10-15"}),
    );

    let unseen = change(app, &admin, "feedback.late.justice", 1, &body).await;
    let made = change(app, &admin, "feedback.late.justice", 0, &body).await;
    let odd = change(app, &admin, "Feedback%20Late", 0, &body).await;
    let filed = app.file(&anywhere()).await;

    assert_eq!((unseen.status, odd.status), (404, 404));
    assert_eq!((made.status, &made.body["rule"]["version"]), (200, &json!(1)));
    assert_eq!(filed.str("/routing/rule"), "feedback.late.justice");
}

#[apply(on_both_apps)]
async fn importing_files_does_not_undo_what_was_edited_by_hand(app: &TestApp) {
    let admin = admin(app).await;
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    change(app, &admin, RULE, 1, &justice_to_office()).await;
    let kept = versions(app, &admin, RULE).await;

    let again = import(&app.db, &data.as_path().into(), now, false).await.unwrap();

    let missing =
        Difference::Missing { table: "routing_rules", key: format!("{RULE} @ 2"), removed: false };
    assert_eq!(again.differences, [missing], "told, and left alone");
    assert_eq!(versions(app, &admin, RULE).await, kept);
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let path = folder.path().join("routing_rules.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|line| line.starts_with("feedback.sector.justice,1")).unwrap();
    let cut = line.replace("2024-01-01,", "2024-01-01,2024-12-31");
    let mine = line.replace("justice,1,220", "justice,2,220").replace("2024-01-01,", "2025-01-01,");
    std::fs::write(&path, format!("{}{mine}\n", text.replace(line, &cut))).unwrap();
    let files = import(&app.db, &folder.path().into(), now, false).await.unwrap();
    assert_eq!(
        files.differences,
        [Difference::Kept { table: "routing_rules", key: format!("{RULE} @ 2") }]
    );
    assert_eq!(versions(app, &admin, RULE).await, kept);
}

#[apply(on_both_apps)]
async fn an_inspector_with_a_conflict_of_interest_finds_no_such_case(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    app.file(&with(feedback(), &json!({"unit": "TN.SYT"}))).await;
    app.file(&tip()).await;
    let (inspector, other) = (app.inspector().await, app.inspector().await);
    let case = app.case_of(&inspector, filed.str("/number")).await;
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let sealed = tips.str("/items/0/id").to_owned();

    let declared = app
        .post(CONFLICTS, &json!({"unit": "TN.STNMT", "until": "2026-09-30"}))
        .bearer(&inspector)
        .send()
        .await;

    assert_eq!((declared.status, declared.str("/unit/code")), (200, "TN.STNMT"));
    let count = async |token: &str, query: &str| {
        let page = app.get(&format!("/api/v1/cases?count=true{query}")).bearer(token).send().await;
        assert_eq!(
            page.body["items"].as_array().unwrap().len(),
            usize::try_from(page.body["count"].as_u64().unwrap()).unwrap()
        );
        page.body["count"].as_u64().unwrap()
    };
    assert_eq!((count(&inspector, "").await, count(&other, "").await), (1, 2));
    assert_eq!(
        (count(&inspector, "&channel=integrity").await, count(&other, "&channel=integrity").await),
        (0, 1)
    );
    for id in [&case, &sealed] {
        for path in ["", "/events", "/obligations"] {
            let hidden =
                app.get(&format!("/api/v1/cases/{id}{path}")).bearer(&inspector).send().await;
            assert_eq!((hidden.status, hidden.code()), (404, "not_found"));
        }
        assert_eq!(app.assign(&inspector, id, 1).await.status, 404);
        assert_eq!(app.command(&inspector, id, 1, &json!({"command": "accept"})).await.status, 404);
    }
    app.set("2026-10-01T02:00:00Z");
    let back = app
        .desk
        .sign_in(declared.str("/login"), crate::app::PASSWORD.to_owned(), crate::app::HOME)
        .await
        .unwrap();
    let back = back.token.to_text();
    assert_eq!(
        app.get(&format!("/api/v1/cases/{case}")).bearer(&back).send().await.status,
        200,
        "over after its last day"
    );
}

#[apply(on_both_apps)]
async fn a_colleague_with_a_conflict_is_not_given_the_case(app: &TestApp) {
    let filed = app.file(&with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let (giver, taker) = (app.inspector().await, app.inspector().await);
    let me = app.get("/api/v1/me").bearer(&taker).send().await;
    let case = app.case_of(&giver, filed.str("/number")).await;
    app.post(CONFLICTS, &json!({"unit": "TN.TTT", "until": "2025-01-01"}))
        .bearer(&taker)
        .send()
        .await;

    let refused = app
        .post(&format!("/api/v1/cases/{case}/assignment"), &json!({"to": me.str("/id")}))
        .bearer(&giver)
        .key(&app.key())
        .if_match(1)
        .send()
        .await;

    assert_eq!(
        (refused.status, refused.faults()),
        (422, vec!["/to conflict_of_interest".to_owned()])
    );
}

#[apply(on_both_apps)]
async fn a_conflict_is_lengthened_by_its_owner_and_shortened_by_an_administrator_only(
    app: &TestApp,
) {
    let (inspector, admin) = (app.inspector().await, admin(app).await);
    let declare =
        async |token: &str, body: Value| app.post(CONFLICTS, &body).bearer(token).send().await;
    let first = declare(&inspector, json!({"unit": "703", "until": "2025-06-30"})).await;
    let login = first.str("/login").to_owned();

    let shorter = declare(&inspector, json!({"unit": "703", "until": "2024-12-31"})).await;
    let longer = declare(&inspector, json!({"unit": "703", "until": "2026-06-30"})).await;
    let cut = declare(&admin, json!({"login": login, "unit": "703", "until": "2024-12-31"})).await;
    declare(&admin, json!({"login": app_login(app).await, "unit": "705", "until": "2024-12-31"}))
        .await;
    let own = app.get(CONFLICTS).bearer(&inspector).send().await;
    let all = app.get(CONFLICTS).bearer(&admin).send().await;

    assert_eq!(
        [&shorter, &longer, &cut].map(|it| it.str("/until")),
        ["2025-06-30", "2026-06-30", "2024-12-31"]
    );
    assert_eq!(
        (own.body["items"].as_array().unwrap().len(), all.body["items"].as_array().unwrap().len()),
        (1, 3)
    );
    let faults = async |token: &str, body: Value| declare(token, body).await.faults();
    assert_eq!(
        faults(&inspector, json!({"login": login, "unit": "NONE", "until": "2024-10-14"})).await,
        ["/unit no_such_unit", "/until in_the_past", "/login not_for_this_role"]
    );
    assert_eq!(
        faults(&admin, json!({"unit": "703", "until": "2034-12-31"})).await,
        ["/until out_of_range", "/login required"]
    );
    assert_eq!(
        faults(&admin, json!({"login": "khong.co", "unit": "703", "until": "2025-01-01"})).await,
        ["/login no_such_user"]
    );
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    assert_eq!(declare(&clerk, json!({"unit": "703", "until": "2025-01-01"})).await.status, 403);
}

#[apply(on_both_apps)]
async fn every_documented_answer_about_routing_is_given(app: &TestApp) {
    every_answer(app).await;
    let seen = app.seen.lock().unwrap().clone();
    let mut unseen = Vec::new();
    for path in [
        SIMULATE,
        RULES,
        "/api/v1/routing-rules/{code}",
        "/api/v1/routing-rules/{code}/end",
        CONFLICTS,
    ] {
        for operation in spec()["paths"][path].as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            for status in
                operation["responses"].as_object().unwrap().keys().filter(|it| *it != "default")
            {
                if !seen.contains(&(id.to_owned(), status.parse().unwrap())) {
                    unseen.push(format!("{id} {status}"));
                }
            }
        }
    }

    assert!(unseen.is_empty(), "{unseen:?}");
}

/// The login of one more inspector.
async fn app_login(app: &TestApp) -> String {
    let token = app.inspector().await;
    let body = json!({"unit": "703", "until": "2024-10-15"});
    let kept = app.post(CONFLICTS, &body).bearer(&token).send().await;
    kept.str("/login").to_owned()
}

/// Drives every documented (operation, status) of routing.
pub async fn every_answer(app: &TestApp) {
    let (admin, inspector) = (admin(app).await, app.inspector().await);
    let officer = app.officer("TN.STNMT").await;
    let rule = format!("{RULES}/{RULE}");
    let bodies = async |method: Method, path: &str, token: &str| {
        let call =
            |query: &str| Call::new(app, method.clone(), &format!("{path}{query}")).if_match(1);
        for (query, body, content_type) in [
            ("", b"{".to_vec(), "application/json"),
            ("?x=1", b"{}".to_vec(), "application/json"),
            ("", vec![b' '; 300_000], "application/json"),
            ("", b"{}".to_vec(), "text/plain"),
            ("", b"{\"x\":1}".to_vec(), "application/json"),
        ] {
            call(query).bearer(token).raw(content_type, body).send().await;
        }
        call("").json(&json!({})).send().await;
        call("").bearer(&officer).json(&json!({})).send().await;
    };
    bodies(Method::POST, SIMULATE, &inspector).await;
    bodies(Method::PUT, &rule, &admin).await;
    bodies(Method::POST, &format!("{rule}/end"), &admin).await;
    bodies(Method::POST, CONFLICTS, &inspector).await;
    for path in [RULES, CONFLICTS] {
        for token in [&inspector, &officer, &NOBODY.to_owned()] {
            app.get(&format!("{path}?kind=conduct_feedback")).bearer(token).send().await;
        }
    }
    app.get(&format!("{RULES}?kind=none")).bearer(&admin).send().await;
    app.get(CONFLICTS).bearer(&admin).send().await;
    app.post(SIMULATE, &json!({"kind": "conduct_feedback"})).bearer(&admin).send().await;
    app.post(CONFLICTS, &json!({"unit": "703", "until": "2024-12-31"}))
        .bearer(&inspector)
        .send()
        .await;
    let justice = justice_to_office();
    let end = json!({"valid_to": "2024-12-31"});
    for (method, path, body, seen) in [
        (Method::PUT, rule.clone(), &justice, Some(9)),
        (Method::PUT, format!("{RULES}/none"), &justice, Some(9)),
        (Method::PUT, rule.clone(), &justice, None),
        (Method::PUT, rule.clone(), &justice, Some(1)),
        (Method::POST, format!("{rule}/end"), &end, Some(9)),
        (Method::POST, format!("{RULES}/none/end"), &end, Some(9)),
        (Method::POST, format!("{rule}/end"), &end, None),
        (Method::POST, format!("{rule}/end"), &end, Some(2)),
    ] {
        let call = Call::new(app, method, &path).bearer(&admin).json(body);
        let call = match seen {
            Some(version) => call.if_match(version),
            None => call,
        };
        call.send().await;
    }
}
