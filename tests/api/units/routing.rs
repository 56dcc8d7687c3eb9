//! Routing: who answers for what, and how a simulation explains it.

use std::collections::BTreeSet;

use liemchinh::harness::domain::Facts;
use liemchinh::harness::domain::Kind;
use liemchinh::harness::domain::Role;
use liemchinh::harness::domain::route;
use macro_rules_attribute::apply;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::{Call, Reply};
use crate::on_both_apps;

pub const SIMULATE: &str = "/api/v1/routing/simulate";
pub const RULES: &str = "/api/v1/routing-rules";
pub const RULE: &str = "feedback.sector.justice";

pub async fn admin(app: &TestApp) -> String {
    app.staff(Role::Administrator, None).await
}

pub fn put<'a>(app: &'a TestApp, path: &str, body: &Value) -> Call<'a> {
    Call::new(app, Method::PUT, path).json(body)
}

/// Feedback on certificates that names neither unit nor place, sent to the office from November on.
pub fn justice_to_office() -> Value {
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
pub fn anywhere() -> Value {
    with(feedback(), &json!({"unit": null, "sector": "justice"}))
}

pub async fn change(app: &TestApp, token: &str, code: &str, version: i32, body: &Value) -> Reply {
    put(app, &format!("{RULES}/{code}"), body).bearer(token).if_match(version).send().await
}

#[apply(on_both_apps)]
async fn every_kind_at_every_level_finds_its_holder_in_2024(app: &TestApp) {
    use Kind::*;
    let reference = app.service.reference();
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
