//! What makes a case harder, and which of its last days that moves.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::followed::Life;
use crate::on_both_apps;

fn denunciation() -> Value {
    let contact =
        json!({"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"});
    let paper = json!({"kind": "denunciation", "category": "harassment", "sector": null, "contact": contact,
        "filed_via": "desk_paper", "paper_on": "2024-10-14", "signed": true});
    with(feedback(), &paper)
}

fn record(criteria: &[&str]) -> Value {
    json!({"command": "record_complexity", "criteria": criteria, "text": "Biên bản."})
}

#[apply(on_both_apps)]
async fn only_checks_in_several_places_give_a_denunciation_ten_days_to_be_taken_up(app: &TestApp) {
    let (mut life, _) = Life::typed(app, &denunciation()).await;
    // Luật Tố cáo 2018 Art. 24.1, 24.2: seven working days from 14/10, five to forward.
    let usual = ["forward 2024-10-21", "accept 2024-10-23"];
    assert_eq!(life.owed().await, usual);
    let inspector = app.inspector().await;
    life.take(&inspector).await;

    life.step(&inspector, record(&["several_places"])).await;
    assert_eq!(life.owed().await, usual, "NĐ 31/2019 Art. 3 is about settling it");
    life.step(&inspector, record(&["several_places", "many_people"])).await;
    assert_eq!(life.owed().await, usual, "specially complex has no row of its own here");
    life.step(&inspector, record(&["checked_elsewhere"])).await;
    assert_eq!(life.owed().await, ["forward 2024-10-21", "accept 2024-10-28"]);
    assert_eq!(life.refused(&inspector, record(&["checked_elsewhere"])).await, "not_complex");

    let seen = app.get(&format!("/api/v1/cases/{}", life.id)).bearer(&inspector).send().await;
    assert_eq!(
        (seen.str("/variant"), &seen.body["complexity"]),
        ("specially_complex", &json!(["checked_elsewhere", "many_people", "several_places"])),
        "it leaves what was found of the case before"
    );
    let told = life.step(&inspector, record(&["several_places"])).await;
    assert_eq!(life.owed().await, ["forward 2024-10-21", "accept 2024-10-28"]);
    assert_eq!(told.str("/case/variant"), "complex");
}

#[apply(on_both_apps)]
async fn checks_in_several_places_do_not_lengthen_the_settling(app: &TestApp) {
    let (mut life, _) = Life::typed(app, &denunciation()).await;
    let inspector = app.inspector().await;
    life.take(&inspector).await;
    let told = life.step(&inspector, record(&["checked_elsewhere"])).await;
    assert_eq!(told.str("/case/variant"), "normal");
    assert_eq!(life.owed().await, ["forward 2024-10-21", "accept 2024-10-28"]);
    let menu = told.body["allowed"].as_array().unwrap();
    assert!(menu.contains(&json!("record_complexity")), "it may be complex as well");

    life.step(&inspector, json!({"command": "accept"})).await;
    assert_eq!(life.owed().await, ["answer 2024-11-14"]);
    let extend = json!({"command": "extend", "decision_no": "7/QĐ-TTT", "signer": "Võ Thị Thử", "text": "Chưa xong."});
    assert_eq!(life.refused(&inspector, extend).await, "no_extension_left");
    assert_eq!(
        life.refused(&inspector, record(&["checked_elsewhere"])).await,
        "not_complex",
        "it was taken up"
    );
}

#[apply(on_both_apps)]
async fn the_calculator_and_the_kinds_tell_the_fact_apart_from_complexity(app: &TestApp) {
    let days = async |variant: &str| {
        let body = json!({"kind": "denunciation", "received_on": "2024-10-14", "variant": variant});
        let reply = app.post("/api/v1/deadlines/preview", &body).send().await;
        let items = reply.body["items"].as_array().unwrap().clone();
        let days = ["accept", "forward", "answer"].map(|step| {
            let one = items.iter().find(|it| it["step"] == step).unwrap();
            (
                one["rule"]["n"].as_u64().unwrap(),
                one["rule"]["variant"].as_str().unwrap().to_owned(),
            )
        });
        days.map(|(n, variant)| format!("{n} {variant}"))
    };
    assert_eq!(days("normal").await, ["7 normal", "5 normal", "30 normal"]);
    assert_eq!(days("complex").await, ["7 normal", "5 normal", "30 complex"]);
    assert_eq!(days("specially_complex").await, ["7 normal", "5 normal", "30 specially_complex"]);
    assert_eq!(days("checked_elsewhere").await, ["10 checked_elsewhere", "5 normal", "30 normal"]);

    let kinds = app.get("/api/v1/kinds").send().await;
    let kinds = kinds.body["items"].as_array().unwrap();
    let one = kinds.iter().find(|it| it["code"] == "denunciation").unwrap();
    let steps: Vec<_> = one["complexity"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| Some((it["code"].as_str()?, it["step"].as_str()?)))
        .collect();
    assert_eq!(steps, [("checked_elsewhere", "accept")]);
}
