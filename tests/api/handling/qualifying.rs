//! What a report is found to be, and what of it an inspector corrects.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip};
use crate::followed::Life;
use crate::on_both_apps;

fn requalify(kind: &str) -> Value {
    json!({"command": "requalify", "kind": kind, "text": "Nội dung góp ý về quy định."})
}

fn correct(members: &Value) -> Value {
    let mut body = json!({"command": "correct", "text": "Đối chiếu với phiếu hẹn trả."});
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body
}

#[apply(on_both_apps)]
async fn a_report_of_another_kind_goes_to_whoever_the_rules_name(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;

    let done = life.step(&inspector, requalify("rule_feedback")).await;

    assert_eq!(done.str("/case/holder/code"), "TN.VP", "not the unit it complains of");
    assert_eq!(done.str("/case/category"), "other", "`late` is none of that kind");
    let told = app.track(&life.receipt).await;
    let message = told.body["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (message["kind"].clone(), message["to"]["code"].clone()),
        (json!("requalified"), json!("TN.VP"))
    );
    assert_eq!(told.body["custody"][1]["reason"], "requalified");
    let accused = app.officer("TN.STNMT").await;
    let gone = app.get(&format!("/api/v1/cases/{}", life.id)).bearer(&accused).send().await;
    assert_eq!(gone.status, 404);
    app.worker.tick().await.unwrap();
    let mails = app.mail.take();
    let to_new = mails.iter().filter(|mail| mail.to.as_str().contains("vp@")).count();
    assert_eq!(to_new, 1, "it hears of it once");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_category_that_is_named_with_a_kind_must_be_of_it(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    let named = |category: &str| {
        let mut body = requalify("rule_feedback");
        body["category"] = json!(category);
        body
    };

    let wrong = app.command(&inspector, &life.id, life.version, &named("late")).await;
    assert_eq!(
        (wrong.status, wrong.str("/errors/0/pointer"), wrong.str("/errors/0/code")),
        (422, "/category", "no_such_category")
    );
    let money = json!({"command": "requalify", "kind": "front_demand", "category": "money_or_gift", "text": "Có việc đòi tiền."});
    let bribe = app.command(&inspector, &life.id, life.version, &money).await;
    assert_eq!(
        bribe.faults(),
        ["/category no_such_category"],
        "what makes a tip is no category of a unit's case"
    );
    let done = life.step(&inspector, named("procedure")).await;
    assert_eq!(done.str("/case/category"), "procedure");
}

#[apply(on_both_apps)]
async fn an_inspector_corrects_what_a_report_is_about_and_no_clock_moves(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let owed = life.owed().await;
    let members = json!({"category": "extra_papers", "sector": "construction", "unit": "TN.SXD", "locality": "25459"});
    assert_eq!(life.refused(&officer, correct(&members)).await, "inspector_only");

    let done = life.step(&inspector, correct(&members)).await;

    assert_eq!(done.str("/case/category"), "extra_papers");
    assert_eq!(done.str("/case/sector"), "construction");
    assert_eq!(done.str("/case/accused/code"), "TN.SXD");
    assert_eq!(done.str("/case/holder/code"), "TN.STNMT", "who answers is another question");
    assert_eq!(life.owed().await, owed);
    let shown = app.get(&format!("/api/v1/cases/{}", life.id)).bearer(&inspector).send().await;
    assert_eq!(shown.str("/report/locality/code"), "25459");
    let found = app.get("/api/v1/cases?category=extra_papers").bearer(&inspector).send().await;
    assert_eq!(found.body["items"][0]["id"], json!(life.id));
    let events =
        app.get(&format!("/api/v1/cases/{}/events", life.id)).bearer(&inspector).send().await;
    assert_eq!(events.body["items"][1]["particulars"]["sector"], "construction");
}

#[apply(on_both_apps)]
async fn a_correction_with_a_wrong_code_or_with_nothing_changes_nothing(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    for (members, pointer) in [
        (json!({"category": "no_such"}), "/category"),
        (json!({"category": "procedure"}), "/category"),
        (json!({"sector": "no_such"}), "/sector"),
        (json!({"unit": "TN.NONE"}), "/unit"),
        (json!({"locality": "TN.SXD"}), "/locality"),
        (json!({}), "/category"),
    ] {
        let refused = app.command(&inspector, &life.id, life.version, &correct(&members)).await;
        assert_eq!((refused.status, refused.str("/errors/0/pointer")), (422, pointer), "{members}");
    }
    let money = correct(&json!({"category": "money_or_gift"}));
    assert_eq!(life.refused(&inspector, money).await, "other_channel");
    let (promised, _) = Life::file(app, &{
        let mut report = feedback();
        report["promised_on"] = json!("2024-10-10");
        report
    })
    .await;
    let unit = correct(&json!({"unit": "TN.SXD"}));
    assert_eq!(promised.refused(&inspector, unit).await, "promise_of_unit");
}

#[apply(on_both_apps)]
async fn a_tip_is_never_corrected_to_be_about_whoever_holds_it(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let inspector = app.inspector().await;
    life.take(&inspector).await;

    let own = correct(&json!({"unit": "TN.TTT"}));
    assert_eq!(life.refused(&inspector, own).await, "receiver_not_allowed");
    life.step(&inspector, correct(&json!({"unit": "TN.SXD", "sector": "construction"}))).await;
    let shown = app.get(&format!("/api/v1/cases/{}", life.id)).bearer(&inspector).send().await;
    assert_eq!(shown.str("/accused/code"), "TN.SXD");
}
