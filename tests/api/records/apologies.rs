//! The promised day of a dossier and the apology for passing it: claims, silence, the register, a second lateness.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;
use crate::records::conclusions::{change, send};

pub const REGISTER: &str = "/api/v1/apologies";
pub const DOSSIER: &str = "000.00.01.H53-241001-0042";

/// An apology in time for a dossier promised for the 18th, a Friday.
pub fn letter() -> Value {
    json!({
        "served_on": "2024-10-15",
        "served_by": "email",
        "new_date": "2024-10-25",
        "signer": "Trần Văn Mẫu",
        "document": "12/XL-STNMT",
        "reason": "Chờ kết quả đo đạc bổ sung.",
    })
}

pub fn entry() -> Value {
    with(letter(), &json!({"dossier_code": DOSSIER, "promised_on": "2024-10-18"}))
}

/// A report about that dossier.
pub fn late(promised_on: &str) -> Value {
    with(feedback(), &json!({"dossier_code": DOSSIER, "promised_on": promised_on}))
}

pub struct Filed {
    pub id: String,
    pub receipt: String,
}

pub async fn filed(app: &TestApp, officer: &str, body: &Value) -> Filed {
    let filed = app.file(body).await;
    let id = app.case_of(officer, filed.str("/number")).await;
    Filed { id, receipt: filed.str("/receipt").to_owned() }
}

/// Gives `command` at the version the case has now.
pub async fn give(app: &TestApp, token: &str, case: &Filed, command: Value) -> Reply {
    let now = app.get(&format!("/api/v1/cases/{}", case.id)).bearer(token).send().await;
    let version = i32::try_from(now.body["version"].as_i64().unwrap()).unwrap();
    app.command(token, &case.id, version, &command).await
}

pub async fn day(app: &TestApp, at: &str) -> Vec<String> {
    app.set(at);
    // What the first round owes the second sends.
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let mut mails: Vec<_> = app
        .mail
        .take()
        .iter()
        .map(|mail| format!("{}: {}", mail.to.as_str().split('@').next().unwrap(), mail.subject))
        .collect();
    mails.sort();
    mails
}

/// The duties around the promised day, as the reporter is told.
pub async fn owed(app: &TestApp, case: &Filed) -> Vec<String> {
    let steps = ["confirm_promise", "finish_or_apologise", "late_apology", "finish"];
    let reply = app.track(&case.receipt).await;
    let all = reply.body["obligations"].as_array().unwrap();
    let ours = all.iter().filter(|one| steps.contains(&one["step"].as_str().unwrap()));
    let text = |one: &Value, member: &str| one[member].as_str().unwrap_or("-").to_owned();
    let mut found: Vec<_> = ours
        .map(|one| ["step", "status", "due_on", "missed_on"].map(|it| text(one, it)).join(" "))
        .collect();
    found.sort();
    found
}

pub async fn promise(app: &TestApp, case: &Filed) -> Value {
    app.track(&case.receipt).await.body["promise"].clone()
}

#[apply(on_both_apps)]
async fn silence_on_a_claimed_day_lets_it_stand_and_what_follows_is_dated_to_the_day(
    app: &TestApp,
) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer, &late("2024-10-24")).await;
    assert_eq!(owed(app, &case).await, ["confirm_promise open 2024-10-18 -"]);
    assert_eq!(promise(app, &case).await, json!({"state": "claimed", "claimed_on": "2024-10-24"}));

    day(app, "2024-10-18T02:00:00Z").await;
    assert_eq!(owed(app, &case).await, ["confirm_promise open 2024-10-18 -"]);
    day(app, "2024-10-21T02:00:00Z").await;
    assert_eq!(
        owed(app, &case).await,
        ["confirm_promise released 2024-10-18 -", "finish_or_apologise open 2024-10-23 -"]
    );
    day(app, "2024-10-24T02:00:00Z").await;
    let late_apology = "late_apology open 2024-10-29 -";
    assert_eq!(
        owed(app, &case).await[1..],
        ["finish_or_apologise open 2024-10-23 2024-10-24", late_apology]
    );
    assert_eq!(promise(app, &case).await["verdict"], "not_apologised");

    let officer = app.officer("TN.STNMT").await;
    let before = with(letter(), &json!({"command": "apologise", "served_on": "2024-10-23"}));
    let refused = give(app, &officer, &case, before.clone()).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "back_dated"));
    let now = with(before, &json!({"served_on": "2024-10-24", "new_date": "2024-10-31"}));
    let done = give(app, &officer, &case, now).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(promise(app, &case).await["verdict"], "apologised_late");
    assert_eq!(
        owed(app, &case).await,
        [
            "confirm_promise released 2024-10-18 -",
            "finish open 2024-10-31 -",
            "finish_or_apologise met 2024-10-23 2024-10-24",
            "late_apology met 2024-10-29 -",
        ]
    );
}

#[apply(on_both_apps)]
async fn a_second_lateness_is_told_to_the_unit_above_and_the_inspectorate_on_its_first_day(
    app: &TestApp,
) {
    let leader = Some("tn-stnmt.lanh-dao@tayninh.example");
    app.member(Role::UnitLeader, Some("TN.STNMT"), leader).await;
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer, &late("2024-10-18")).await;
    give(app, &officer, &case, json!({"command": "accept"})).await;
    let done = give(app, &officer, &case, with(letter(), &json!({"command": "apologise"}))).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(
        owed(app, &case).await,
        ["confirm_promise met 2024-10-18 -", "finish open 2024-10-25 -"]
    );
    let told: Vec<_> = app.track(&case.receipt).await.body["messages"].as_array().unwrap().clone();
    let last = told.last().unwrap();
    assert_eq!(
        (last["kind"].clone(), last["due_on"].clone()),
        (json!("apologised"), json!("2024-10-25"))
    );
    let again = give(
        app,
        &officer,
        &case,
        with(letter(), &json!({"command": "apologise", "new_date": "2024-11-01"})),
    )
    .await;
    assert_eq!((again.status, again.str("/reason")), (409, "once_only"));

    day(app, "2024-10-25T02:00:00Z").await;
    assert_eq!(promise(app, &case).await["verdict"], "apologised");
    // The 26th is a Saturday: told on the first working day.
    let mails = day(app, "2024-10-28T02:00:00Z").await;
    let overdue = |unit: &str| {
        mails.iter().filter(|it| it.starts_with(unit) && it.ends_with("đã quá hạn")).count()
    };
    assert_eq!(
        (overdue("tn-stnmt"), overdue("chu-tich"), overdue("tn-ttt")),
        (2, 1, 1),
        "{mails:#?}"
    );
    assert_eq!(promise(app, &case).await["verdict"], "late_again");

    let inspector = app.inspector().await;
    let lines = app.get(&format!("{REGISTER}?unit=TN.STNMT")).bearer(&inspector).send().await;
    let line = &lines.body["items"][0];
    assert_eq!(
        (line["verdict"].as_str(), line["dossier_code"].as_str()),
        (Some("late_again"), Some(DOSSIER))
    );
    let result =
        json!({"command": "record_result", "finished_on": "2024-10-25", "text": "Đã trả kết quả."});
    let officer = app.officer("TN.STNMT").await;
    let refused = give(app, &officer, &case, result.clone()).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "back_dated"));
    let done = give(app, &inspector, &case, result).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let lines = app.get(REGISTER).bearer(&officer).send().await;
    let line = &lines.body["items"][0];
    assert_eq!(
        (line["verdict"].as_str(), line["finished_on"].as_str()),
        (Some("apologised"), Some("2024-10-25"))
    );
}

#[apply(on_both_apps)]
async fn a_claim_that_nobody_apologised_is_checked_against_the_register(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let entered = send(app, &officer, REGISTER, &entry()).await;
    assert_eq!((entered.status, entered.str("/verdict")), (201, "apologised"), "{}", entered.body);
    let claim = with(
        late("2024-10-18"),
        &json!({
            "kind": "apology_request", "category": "no_apology",
        }),
    );
    let case = filed(app, &officer, &claim).await;
    let other = with(claim, &json!({"dossier_code": "000.00.01.H53-241001-0043"}));
    let unknown = filed(app, &officer, &other).await;
    app.set("2024-10-21T02:00:00Z");
    app.worker.tick().await.unwrap();

    assert_eq!(promise(app, &case).await["verdict"], "apologised");
    assert_eq!(owed(app, &case).await[1..], ["finish open 2024-10-25 -"]);
    assert_eq!(promise(app, &unknown).await["verdict"], "not_apologised");
    let officer = app.officer("TN.STNMT").await;
    let unfounded = json!({"command": "answer", "outcome": "unfounded", "text": "Đơn vị đã kiểm tra và trả lời: Đã xin lỗi."});
    for (case, status) in [(&case, 200), (&unknown, 409)] {
        assert_eq!(give(app, &officer, case, json!({"command": "accept"})).await.status, 200);
        let reply = give(app, &officer, case, unfounded.clone()).await;
        assert_eq!(reply.status, status, "{}", reply.body);
        if status == 409 {
            assert_eq!(reply.str("/reason"), "facts_say_otherwise");
        }
    }
}

#[apply(on_both_apps)]
async fn a_contested_day_is_decided_by_an_inspector(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer, &feedback()).await;
    let claim = json!({"promised_on": "2024-10-24", "text": "Giấy hẹn ghi ngày 24/10."});
    let call = app.post("/api/v1/report/apology", &claim).receipt(&case.receipt).key(&app.key());
    assert_eq!(call.send().await.status, 200);
    let deny = json!({"command": "deny_promise", "promised_on": "2024-10-30", "text": "Giấy hẹn ghi 30/10."});
    assert_eq!(give(app, &officer, &case, deny.clone()).await.status, 200);
    assert_eq!(
        owed(app, &case).await,
        ["confirm_promise met 2024-10-18 -", "finish_or_apologise open 2024-10-29 -"]
    );
    let by_unit =
        give(app, &officer, &case, json!({"command": "settle_promise", "text": "Không."})).await;
    assert_eq!((by_unit.status, by_unit.str("/reason")), (409, "inspector_only"));

    let inspector = app.inspector().await;
    let settle =
        json!({"command": "settle_promise", "promised_on": "2024-10-24", "text": "Theo giấy hẹn."});
    assert_eq!(give(app, &inspector, &case, settle).await.status, 200);
    assert_eq!(promise(app, &case).await["state"], "settled");
    assert!(owed(app, &case).await.contains(&"finish_or_apologise open 2024-10-23 -".to_owned()));
    let again = give(app, &officer, &case, deny).await;
    assert_eq!((again.status, again.str("/reason")), (409, "promise_stands"));
}

#[apply(on_both_apps)]
async fn a_tip_says_nothing_of_a_promised_day_to_anybody(app: &TestApp) {
    let tip =
        with(crate::app::tip(), &json!({"dossier_code": DOSSIER, "promised_on": "2024-10-24"}));
    let filed = app.file(&tip).await;
    let receipt = filed.str("/receipt").to_owned();
    day(app, "2024-10-24T02:00:00Z").await;

    let tracked = app.track(&receipt).await;
    assert!(tracked.body.get("promise").is_none());
    let steps: Vec<_> = tracked.body["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["step"].clone())
        .collect();
    assert!(
        !steps.contains(&json!("confirm_promise"))
            && !steps.contains(&json!("finish_or_apologise"))
    );
    let officer = app.officer("TN.STNMT").await;
    // The register answers as if nothing were known of the dossier.
    let late =
        json!({"promised_on": "2024-10-30", "served_on": "2024-10-24", "new_date": "2024-11-05"});
    assert_eq!(send(app, &officer, REGISTER, &with(entry(), &late)).await.status, 201);
}

#[apply(on_both_apps)]
async fn a_register_is_its_units_own_and_knows_a_dossier_once(app: &TestApp) {
    let (officer, other) = (app.officer("TN.STNMT").await, app.officer("TN.SYT").await);
    let entered = send(app, &officer, REGISTER, &entry()).await;
    let path = format!("{REGISTER}/{}/result", entered.str("/id"));
    let twice = send(app, &officer, REGISTER, &entry()).await;
    assert_eq!((twice.status, twice.str("/errors/0/code")), (422, "dossier_known"));
    assert_eq!(send(app, &other, REGISTER, &entry()).await.status, 201, "another unit's register");
    let foreign = change(app, &other, &path, 1, &json!({"finished_on": "2024-10-15"})).await;
    assert_eq!((foreign.status, foreign.code()), (404, "not_found"));
    let seen = app.get(REGISTER).bearer(&officer).send().await;
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 1);
    let none = send(
        app,
        &officer,
        REGISTER,
        &with(entry(), &json!({"dossier_code": "H1", "new_date": null})),
    )
    .await;
    assert_eq!(none.status, 422);

    let case = filed(
        app,
        &officer,
        &with(late("2024-10-18"), &json!({"dossier_code": "H53.05-241014-0007"})),
    )
    .await;
    let beside = send(
        app,
        &officer,
        REGISTER,
        &with(entry(), &json!({"dossier_code": "H53.05-241014-0007"})),
    )
    .await;
    assert_eq!(
        (beside.status, beside.str("/errors/0/code")),
        (422, "dossier_in_case"),
        "{}",
        case.id
    );
    app.set("2024-10-28T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    let back = change(app, &officer, &path, 1, &json!({"finished_on": "2024-10-25"})).await;
    assert_eq!((back.status, back.str("/errors/0/code")), (422, "back_dated"));
    let done = change(app, &officer, &path, 1, &json!({"finished_on": "2024-10-28"})).await;
    assert_eq!((done.status, done.str("/verdict")), (200, "late_again"));
    let again = change(app, &officer, &path, 2, &json!({"finished_on": "2024-10-28"})).await;
    assert_eq!((again.status, again.code()), (409, "result_given"));
}

/// Drives every documented answer of the register.
pub async fn every_answer(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let admin = app.staff(Role::Administrator, None).await;
    let made = send(app, &officer, REGISTER, &entry()).await;
    app.get(REGISTER).bearer(&officer).send().await;
    app.get(&format!("{REGISTER}?nonsense=1")).bearer(&officer).send().await;
    app.get(REGISTER).send().await;
    app.get(REGISTER).bearer(&admin).send().await;
    let path = format!("{REGISTER}/{}/result", made.str("/id"));
    let result = json!({"finished_on": "2024-10-15"});
    for (path, body) in [(REGISTER, entry()), (path.as_str(), result.clone())] {
        bodies(app, path, &officer).await;
        app.post(path, &body).send().await;
        app.post(path, &body).bearer(&admin).send().await;
    }
    app.post(&path, &result).bearer(&officer).key(&app.key()).send().await;
    change(app, &officer, &path.replace(made.str("/id"), NOBODY), 1, &result).await;
    change(app, &officer, &path, 9, &result).await;
    change(app, &officer, &path, 1, &result).await;
    change(app, &officer, &path, 2, &result).await;
}
