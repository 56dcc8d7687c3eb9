//! Petitions: what is unsigned is none yet, who decided first does not decide again, and old names
//! of units mean the same wherever they are typed.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::on_both_apps;

fn named(changes: &Value) -> Value {
    let contact = json!({
        "name": "Trần Thị Thử", "phone": "0900 000 002", "email": "thu@dan.example",
        "address": "Số 1, đường Thử, phường 1", "id_number": "072000000001",
    });
    with(with(feedback(), &json!({"contact": contact})), changes)
}

fn unsigned() -> Value {
    named(&json!({"kind": "explanation_request", "category": "late"}))
}

/// How many cases the officer's queue has, and how many of his mails arrived.
async fn told(app: &TestApp) -> (usize, usize) {
    app.worker.tick().await.unwrap();
    let officer = app.officer("TN.STNMT").await;
    let queue = app.get("/api/v1/cases?count=true").bearer(&officer).send().await;
    assert_eq!(
        queue.body["items"].as_array().unwrap().len(),
        usize::try_from(queue.body["count"].as_u64().unwrap()).unwrap()
    );
    let mails = app.mail.take();
    let own = mails.iter().filter(|mail| mail.to.as_str().contains("stnmt")).count();
    (queue.body["items"].as_array().unwrap().len(), own)
}

async fn case_of(app: &TestApp, filed: &Reply) -> String {
    let inspector = app.inspector().await;
    app.case_of(&inspector, filed.str("/number")).await
}

async fn typed(app: &TestApp, body: &Value) -> Reply {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let filed = app.post("/api/v1/desk/reports", body).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(filed.status, 201, "{}", filed.body);
    filed
}

#[apply(on_both_apps)]
async fn the_unit_concerned_hears_nothing_of_a_petition_before_its_paper(app: &TestApp) {
    let filed = app.file(&unsigned()).await;
    assert_eq!(told(app).await, (0, 0));
    let case = case_of(app, &filed).await;
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    for token in [app.officer("TN.STNMT").await, leader] {
        assert_eq!(
            app.get(&format!("/api/v1/cases/{case}")).bearer(&token).send().await.status,
            404
        );
        assert_eq!(app.command(&token, &case, 1, &json!({"command": "resume"})).await.status, 404);
    }

    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let paper = json!({"number": filed.str("/number"), "signed_on": "2024-10-15"});
    let signed =
        app.post("/api/v1/desk/signatures", &paper).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    assert_eq!(told(app).await, (1, 1), "and all of it with the paper");
}

#[apply(on_both_apps)]
async fn a_petition_whose_paper_never_came_stays_unknown_to_the_unit(app: &TestApp) {
    let (lapsed, withdrawn) = (app.file(&unsigned()).await, app.file(&unsigned()).await);
    let body = json!({"text": "Tôi không gửi nữa."});
    let call = app
        .post("/api/v1/report/withdrawal", &body)
        .receipt(withdrawn.str("/receipt"))
        .key(&app.key());
    assert_eq!(call.send().await.status, 200);
    assert_eq!(told(app).await, (0, 0), "a withdrawal");

    app.set("2024-10-30T02:00:00Z");
    assert_eq!(told(app).await, (0, 0), "a lapse");
    let (one, other) =
        (app.track(lapsed.str("/receipt")).await, app.track(withdrawn.str("/receipt")).await);
    assert_eq!((one.str("/state"), other.str("/state")), ("declined", "withdrawn"));
    for reply in [one, other] {
        assert!(
            reply.body.get("waits_for").is_none(),
            "what is over waits for nothing: {}",
            reply.body
        );
    }
    let inspector = app.inspector().await;
    let seen = app.get("/api/v1/cases").bearer(&inspector).send().await;
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 2, "inspectors see both");
}

#[apply(on_both_apps)]
async fn whoever_answered_the_first_complaint_does_not_hold_the_second(app: &TestApp) {
    let paper = json!({"filed_via": "desk_visit", "signed": true, "category": "decision_or_act"});
    let complaint = with(
        named(&paper),
        &json!({"kind": "complaint", "contested_act": "Quyết định 12/QĐ", "learned_on": "2024-10-01", "unit": "25456"}),
    );
    let first = typed(app, &complaint).await;
    let case = case_of(app, &first).await;
    // The complaint about the commune was found to be the district's and answered there.
    let (commune, district) = (app.officer("25456").await, app.officer("703").await);
    let forward = json!({"command": "forward", "to": "703", "text": "Thuộc thẩm quyền cấp huyện."});
    assert_eq!(app.command(&commune, &case, 1, &forward).await.status, 200);
    for (version, body) in [
        (2, json!({"command": "accept"})),
        (
            3,
            json!({"command": "answer", "outcome": "unfounded", "text": "Đơn vị đã kiểm tra và trả lời: Nội dung quyết định."}),
        ),
    ] {
        let done = app.command(&district, &case, version, &body).await;
        assert_eq!(done.status, 200, "{body} {}", done.body);
    }
    let second = |prior: &str| {
        with(
            named(&paper),
            &json!({"kind": "second_complaint", "prior_case": prior, "unit": "25456"}),
        )
    };

    let unknown = typed(app, &second("7K3M9QX2AB")).await;
    let known = typed(app, &second(first.str("/number"))).await;

    assert_eq!(unknown.str("/holder/code"), "703", "the superior of the commune");
    assert_eq!(known.str("/holder/code"), "H53", "not whoever decided first");
    assert_eq!(known.str("/routing/excluded/why"), "decided_first");
}

#[apply(on_both_apps)]
async fn a_simulation_takes_an_old_code_as_filing_does(app: &TestApp) {
    app.set("2025-07-02T02:00:00Z");
    let admin = app.staff(Role::Administrator, None).await;
    let simulate = async |unit: &str| {
        let body = json!({"kind": "conduct_feedback", "category": "late", "unit": unit});
        app.post("/api/v1/routing/simulate", &body).bearer(&admin).send().await
    };
    let preview = async |unit: &str| {
        let body = with(feedback(), &json!({"unit": unit, "sector": null}));
        app.post("/api/v1/reports?dry_run=true", &body).send().await
    };
    for unit in ["TN.STNMT", "TN.SLDTBXH", "25456", "703", "nothing"] {
        let (supposed, filed) = (simulate(unit).await, preview(unit).await);
        assert_eq!(supposed.status, filed.status, "{unit} {} {}", supposed.body, filed.body);
        if filed.status == 200 {
            assert_eq!(supposed.str("/holder/code"), filed.str("/holder/code"), "{unit}");
        } else {
            assert_eq!(supposed.faults(), filed.faults(), "{unit}");
        }
    }
    assert_eq!(simulate("TN.STNMT").await.status, 200, "its successor answers");
}
