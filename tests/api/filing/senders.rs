//! Who sends: the Front with an account of its own, an official with a unit of its own, and who finds out whether it is so.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::on_both_apps;
use crate::steps::{give, must};

const DEMANDS: &str = "/api/v1/front/demands";

fn demand() -> Value {
    with(
        feedback(),
        &json!({"kind": "front_demand", "reporter_type": "front", "contact": {"name": "Phạm Văn Thử", "phone": "0900 000 003"}}),
    )
}

fn internal() -> Value {
    let contact = json!({"name": "Hồ Văn Thử", "phone": "0900 000 004", "position": "Chuyên viên", "unit": "TN.STNMT"});
    with(
        feedback(),
        &json!({"kind": "internal_report", "reporter_type": "official", "category": "favouritism", "contact": contact}),
    )
}

async fn post(app: &TestApp, path: &str, token: &str, body: &Value) -> Reply {
    app.post(path, body).bearer(token).key(&app.key()).send().await
}

/// Every way in which a unit looks at a case: bodies, headers, mail.
pub async fn looks(app: &TestApp, token: &str, case: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for path in [
        format!("/api/v1/cases/{case}"),
        format!("/api/v1/cases/{case}/events"),
        format!("/api/v1/cases/{case}/obligations"),
        "/api/v1/cases?count=true".to_owned(),
        "/api/v1/statistics".to_owned(),
    ] {
        let reply = app.get(&path).bearer(token).send().await;
        seen.push(format!("{:?} {}", reply.headers.get("etag"), reply.text));
    }
    seen
}

fn confirm(basis: &str) -> Value {
    json!({"command": "confirm_sender", "confirmed": true, "basis": basis, "text": "Đã gọi lại người gửi."})
}

#[apply(on_both_apps)]
async fn a_demand_of_the_front_comes_from_its_account_only(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let officer = app.officer("TN.STNMT").await;
    let member = app.staff(Role::FrontMember, Some("TN.MTTQ")).await;

    let online = app.post("/api/v1/reports", &demand()).key(&app.key()).send().await;
    let paper = with(demand(), &json!({"filed_via": "desk_paper"}));
    let paper = post(app, "/api/v1/desk/reports", &clerk, &paper).await;
    for refused in [online, paper] {
        assert!(refused.faults().contains(&"/kind front_only".to_owned()), "{}", refused.body);
        assert!(refused.text.contains(DEMANDS), "it says what to do");
    }
    assert_eq!(post(app, DEMANDS, &officer, &demand()).await.status, 403);
    assert_eq!(
        post(app, DEMANDS, &member, &feedback()).await.faults(),
        ["/kind other_door"],
        "what anybody may send comes by the door of anybody"
    );

    let filed = post(app, DEMANDS, &member, &with(demand(), &json!({"kind": null}))).await;
    assert_eq!((filed.status, filed.str("/kind")), (201, "front_demand"), "{}", filed.body);
    let answer = filed.body["obligations"].as_array().unwrap();
    let answer = answer.iter().find(|one| one["step"] == "answer").unwrap();
    assert_eq!(answer["due_on"], "2024-10-30", "fifteen days from the start");
    assert_eq!(app.track(filed.str("/receipt")).await.str("/state"), "received");
    let case = app.case_of(&officer, filed.str("/number")).await;
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&officer).send().await;
    assert_eq!(seen.str("/sent_by/code"), "TN.MTTQ");
    assert_eq!(seen.str("/report/filed_via"), "front_account");
    assert!(seen.str("/report/contact/organisation").contains("Mặt trận Tổ quốc"), "{}", seen.text);
}

#[apply(on_both_apps)]
async fn a_tip_of_the_front_has_nobodys_name_in_its_history(app: &TestApp) {
    let member = app.staff(Role::FrontMember, Some("TN.MTTQ")).await;
    let body = with(demand(), &json!({"category": "money_or_gift"}));
    let filed = post(app, DEMANDS, &member, &body).await;
    assert_eq!((filed.status, filed.str("/channel")), (201, "integrity"), "{}", filed.body);

    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id").to_owned();
    assert_eq!(app.assign(&inspector, &case, 1).await.status, 200);
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&inspector).send().await;
    assert_eq!(events.str("/items/0/kind"), "filed");
    assert!(events.body.pointer("/items/0/actor").is_none(), "{}", events.text);
}

#[apply(on_both_apps)]
async fn an_official_names_the_own_unit_and_position(app: &TestApp) {
    let faults = async |contact: Value| {
        let body = with(internal(), &json!({"contact": contact}));
        app.post("/api/v1/reports", &body).key(&app.key()).send().await.faults()
    };
    let named = json!({"name": "Hồ Văn Thử", "phone": "0900 000 004"});

    assert_eq!(
        faults(named.clone()).await,
        ["/contact/position required", "/contact/unit required"]
    );
    let unknown = with(named, &json!({"position": "Chuyên viên", "unit": "TN.KHONGCO"}));
    assert_eq!(faults(unknown).await, ["/contact/unit no_such_unit"]);
    assert_eq!(app.file(&internal()).await.str("/channel"), "integrity");
}

#[apply(on_both_apps)]
async fn the_unit_never_learns_that_an_inspector_asked_who_sent_a_demand(app: &TestApp) {
    let filed = app.file(&demand()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    must(app, &officer, &case, json!({"command": "accept"})).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    let before = looks(app, &officer, &case).await;
    let told = app.track(filed.str("/receipt")).await.text;

    let refused = give(app, &officer, &case, confirm("person")).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "inspector_only"));
    let unit_asked = give(app, &inspector, &case, confirm("unit")).await;
    assert_eq!(unit_asked.faults(), ["/basis not_allowed"], "the unit is nobody to ask");
    must(app, &inspector, &case, confirm("personnel_record")).await;
    app.worker.tick().await.unwrap();

    assert_eq!(looks(app, &officer, &case).await, before);
    assert_eq!(app.track(filed.str("/receipt")).await.text, told);
    assert!(app.mail.take().is_empty());
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(
        (seen.str("/sender/basis"), seen.str("/sender/on")),
        ("personnel_record", "2024-10-15")
    );
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&inspector).send().await;
    let last = events.body["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["kind"], &last["particulars"]["confirmed"]),
        (&json!("sender_checked"), &json!(true))
    );
    // The version that the unit read still holds.
    must(app, &officer, &case, crate::steps::answer("founded")).await;
}

#[apply(on_both_apps)]
async fn the_inspector_of_an_internal_report_confirms_its_sender(app: &TestApp) {
    app.file(&internal()).await;
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id").to_owned();
    let due = queue.str("/items/0/next_due_on").to_owned();
    assert_eq!(app.assign(&inspector, &case, 1).await.status, 200);

    let done = must(app, &inspector, &case, confirm("person")).await;

    assert_eq!(done.str("/case/sender/basis"), "person", "{}", done.text);
    assert_eq!(done.str("/case/next_due_on"), due, "the fifteen days run from the start");
}

#[apply(on_both_apps)]
async fn who_sent_what_anybody_may_send_is_not_asked(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;

    let refused = give(app, &inspector, &case, confirm("person")).await;

    assert_eq!((refused.status, refused.str("/reason")), (409, "anybody_may_send"));
}
