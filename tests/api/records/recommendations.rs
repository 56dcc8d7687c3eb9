//! Recommendations after inspections: followed by inspectors, done by the unit, dated honestly.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, with};
use crate::mail::urging::told;
use crate::on_both_apps;
use crate::records::conclusions::{change, send};

const RECOMMENDATIONS: &str = "/api/v1/recommendations";

/// What an inspection recommends to the department of natural resources.
pub fn recommended() -> Value {
    json!({
        "unit": "TN.STNMT",
        "document": "30/KL-TTr",
        "document_on": "2024-09-01",
        "text": "Niêm yết lại bộ thủ tục và thời hạn tại bộ phận một cửa.",
        "due_on": "2024-10-15",
    })
}

async fn made(app: &TestApp, token: &str, changes: &Value) -> String {
    let reply = send(app, token, RECOMMENDATIONS, &with(recommended(), changes)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.str("/id").to_owned()
}

async fn seen(app: &TestApp, token: &str, query: &str) -> Vec<String> {
    let reply = app.get(&format!("{RECOMMENDATIONS}{query}")).bearer(token).send().await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let items = reply.body["items"].as_array().unwrap();
    items.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

fn completion(id: &str) -> String {
    format!("{RECOMMENDATIONS}/{id}/completion")
}

#[apply(on_both_apps)]
async fn a_unit_sees_and_completes_the_recommendations_to_itself_only(app: &TestApp) {
    let inspector = app.inspector().await;
    let ours = made(app, &inspector, &json!({})).await;
    let theirs = made(app, &inspector, &json!({"unit": "TN.SYT"})).await;
    let officer = app.officer("TN.STNMT").await;
    let note = json!({"note": "Đã niêm yết lại."});

    assert_eq!(seen(app, &officer, "").await, std::slice::from_ref(&ours));
    assert_eq!(seen(app, &officer, "?unit=TN.SYT").await, Vec::<String>::new());
    assert_eq!(seen(app, &inspector, "?unit=TN.SYT").await, std::slice::from_ref(&theirs));
    assert_eq!(seen(app, &inspector, "").await.len(), 2);
    let foreign = change(app, &officer, &completion(&theirs), 1, &note).await;
    assert_eq!((foreign.status, foreign.code()), (404, "not_found"));
    let done = change(app, &officer, &completion(&ours), 1, &note).await;
    assert_eq!(
        (done.status, done.str("/state"), done.headers["etag"].as_str()),
        (200, "done", "\"v2\"")
    );
    assert_eq!(
        done.body["completion"],
        json!({"on": "2024-10-15", "note": "Đã niêm yết lại.", "late": false})
    );
    let again = change(app, &officer, &completion(&ours), 2, &note).await;
    assert_eq!((again.status, again.code()), (409, "recommendation_done"));
    let recorded = send(app, &officer, RECOMMENDATIONS, &recommended()).await;
    assert_eq!(recorded.status, 403);
}

#[apply(on_both_apps)]
async fn a_leader_sees_the_recommendations_to_the_units_below(app: &TestApp) {
    let inspector = app.inspector().await;
    let below = made(app, &inspector, &json!({"unit": "25456"})).await;
    made(app, &inspector, &json!({})).await;

    let leader = app.staff(Role::UnitLeader, Some("703")).await;
    let officer = app.officer("703").await;

    assert_eq!(seen(app, &leader, "").await, std::slice::from_ref(&below));
    assert_eq!(seen(app, &officer, "").await, Vec::<String>::new());
    let note = json!({"note": "Phường đã niêm yết lại."});
    assert_eq!(change(app, &leader, &completion(&below), 1, &note).await.status, 200);
}

#[apply(on_both_apps)]
async fn a_recommendation_is_overdue_from_the_day_after_its_last(app: &TestApp) {
    let inspector = app.inspector().await;
    let due = made(app, &inspector, &json!({})).await;
    let later = made(app, &inspector, &json!({"due_on": "2024-12-31"})).await;
    let done = made(app, &inspector, &json!({"due_on": "2024-10-01"})).await;
    assert_eq!(seen(app, &inspector, "?overdue=true").await, std::slice::from_ref(&done));
    change(
        app,
        &inspector,
        &completion(&done),
        1,
        &json!({"done_on": "2024-10-02", "note": "Theo công văn 88."}),
    )
    .await;

    assert_eq!(seen(app, &inspector, "?overdue=true").await, Vec::<String>::new());
    app.set("2024-10-15T17:00:00Z");
    let inspector = app.inspector().await;
    assert_eq!(seen(app, &inspector, "?overdue=true").await, std::slice::from_ref(&due));
    assert_eq!(seen(app, &inspector, "?open=true").await, [due.clone(), later.clone()]);
    assert_eq!(seen(app, &inspector, "").await, [done, due, later]);
    let all = app.get(RECOMMENDATIONS).bearer(&inspector).send().await;
    let states: Vec<_> =
        all.body["items"].as_array().unwrap().iter().map(|it| it["state"].clone()).collect();
    assert_eq!(states, ["done", "overdue", "open"]);
    assert_eq!(all.body["items"][0]["completion"]["late"], true);
}

#[apply(on_both_apps)]
async fn a_unit_cannot_date_the_completion_of_a_recommendation_back(app: &TestApp) {
    let inspector = app.inspector().await;
    let id = made(app, &inspector, &json!({"due_on": "2024-10-01"})).await;
    let officer = app.officer("TN.STNMT").await;
    let on = |day: &str| json!({"done_on": day, "note": "Đã niêm yết lại."});

    for (token, day, fault) in [
        (&officer, "2024-09-30", "back_dated"),
        (&officer, "2024-10-16", "in_the_future"),
        (&inspector, "2024-08-31", "before_document"),
    ] {
        let refused = change(app, token, &completion(&id), 1, &on(day)).await;
        assert_eq!((refused.status, refused.faults()), (422, vec![format!("/done_on {fault}")]));
    }
    let done = change(app, &inspector, &completion(&id), 1, &on("2024-09-30")).await;
    assert_eq!((done.status, &done.body["completion"]["late"]), (200, &json!(false)));
}

#[apply(on_both_apps)]
async fn a_key_of_a_recommendation_has_one_effect_and_one_answer(app: &TestApp) {
    let (inspector, first, second) = (app.inspector().await, app.key(), app.key());
    let record = async |body: Value| {
        app.post(RECOMMENDATIONS, &body).bearer(&inspector).key(&first).send().await
    };
    let made = record(recommended()).await;
    let path = completion(made.str("/id"));
    let complete = async |note: &str| {
        app.post(&path, &json!({"note": note}))
            .bearer(&inspector)
            .key(&second)
            .if_match(1)
            .send()
            .await
    };
    let done = complete("Đã xong.").await;

    for (one, other) in
        [(&made, &record(recommended()).await), (&done, &complete("Đã xong.").await)]
    {
        assert_eq!(
            (one.status, &one.body, &one.headers["etag"]),
            (other.status, &other.body, &other.headers["etag"])
        );
        assert_eq!(other.headers["idempotency-replayed"], "true");
    }
    for other in [
        record(with(recommended(), &json!({"due_on": "2024-11-01"}))).await,
        complete("Khác.").await,
    ] {
        assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    }
    assert_eq!(seen(app, &inspector, "").await.len(), 1);
}

#[apply(on_both_apps)]
async fn every_fault_of_a_recommendation_is_told_at_once(app: &TestApp) {
    let inspector = app.inspector().await;
    let facts = json!({"unit": "TN.TTT", "document_on": "2024-10-16", "due_on": "2024-10-10"});

    let refused = send(app, &inspector, RECOMMENDATIONS, &with(recommended(), &facts)).await;
    let shape =
        send(app, &inspector, RECOMMENDATIONS, &json!({"due_on": "mai", "names": []})).await;

    assert_eq!(
        refused.faults(),
        ["/unit own_body", "/document_on in_the_future", "/due_on before_document"]
    );
    for fault in [
        "/due_on not_a_date",
        "/unit required",
        "/document required",
        "/text required",
        "/names unknown_member",
    ] {
        assert!(shape.faults().contains(&fault.to_owned()), "{fault}");
    }
}

#[apply(on_both_apps)]
async fn pages_of_recommendations_follow_the_last_day(app: &TestApp) {
    let inspector = app.inspector().await;
    for day in ["2024-11-03", "2024-11-01", "2024-11-02", "2024-11-01", "2024-11-03"] {
        made(app, &inspector, &json!({"due_on": day})).await;
    }
    let whole = seen(app, &inspector, "").await;
    let mut found = Vec::new();
    let mut next = String::new();
    loop {
        let page = app
            .get(&format!("{RECOMMENDATIONS}?limit=2&open=true{next}"))
            .bearer(&inspector)
            .send()
            .await;
        found.extend(
            page.body["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page.body["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!((found.len(), found), (5, whole));
    let foreign =
        app.get(&format!("{RECOMMENDATIONS}?limit=2{next}")).bearer(&inspector).send().await;
    assert_eq!((foreign.status, foreign.code()), (400, "bad_cursor"));
}

#[apply(on_both_apps)]
async fn a_unit_is_told_of_a_recommendation_by_its_document_alone(app: &TestApp) {
    app.set("2024-10-15T10:30:00Z");
    let inspector = app.inspector().await;
    made(app, &inspector, &json!({"due_on": "2024-10-31"})).await;

    let evening = told(app, "2024-10-15T10:31:00Z").await;
    app.set("2024-10-16T00:01:00Z");
    app.worker.tick().await.unwrap();
    let mails = app.mail.take();
    let later = told(app, "2024-10-17T02:00:00Z").await;

    assert_eq!((evening.len(), mails.len(), later.len()), (0, 1, 0));
    let mail = &mails[0];
    assert_eq!(mail.to.as_str(), "tn-stnmt@tayninh.example");
    assert_eq!(mail.subject, "Kiến nghị sau thanh tra tại văn bản số 30/KL-TTr");
    assert!(mail.body.contains("31/10/2024") && mail.body.contains("https://liemchinh.example/"));
    assert!(!mail.body.contains("Niêm yết") && !mail.body.contains("Lê Thị Thử"), "{}", mail.body);
}

#[apply(on_both_apps)]
async fn a_recommendation_is_reminded_of_and_escalated_step_by_step_each_once(app: &TestApp) {
    let inspector = app.inspector().await;
    app.member(Role::UnitLeader, Some("TN.STNMT"), Some("lanh-dao@tayninh.example")).await;
    made(app, &inspector, &json!({"due_on": "2024-10-29"})).await;
    told(app, "2024-10-15T02:00:00Z").await;
    let mut days = Vec::new();
    for (month, last) in [(10, 31), (11, 15)] {
        for day in (1..=last).filter(|day| month == 11 || *day > 15) {
            for hour in ["00:30", "02:00", "07:30"] {
                let mails = told(app, &format!("2024-{month}-{day:02}T{hour}:00Z")).await;
                days.extend(mails.iter().map(|mail| format!("{month}-{day} {hour} {mail}")));
            }
        }
    }

    let of = |text: &str| format!("Kiến nghị tại văn bản số 30/KL-TTr{text}");
    assert_eq!(
        days,
        [
            format!("10-22 02:00 tn-stnmt: {}", of(": đã qua nửa thời hạn")),
            format!("10-24 02:00 tn-stnmt: {}", of(": sắp đến hạn")),
            format!("10-28 02:00 tn-stnmt: {}", of(": còn một ngày làm việc")),
            format!("10-29 02:00 tn-stnmt: {}", of(": đến hạn hôm nay")),
            format!("10-30 02:00 lanh-dao: {}", of(" đã quá hạn thực hiện")),
            format!("11-4 02:00 chu-tich: {}", of(" đã quá hạn thực hiện")),
            format!("11-8 02:00 tn-ttt: {}", of(" đã quá hạn thực hiện")),
        ]
    );
}

#[apply(on_both_apps)]
async fn a_late_recommendation_is_told_to_the_body_that_made_it(app: &TestApp) {
    let chair = app.staff(Role::Inspector, Some("H53")).await;
    app.member(Role::UnitLeader, Some("25456"), Some("lanh-dao@tayninh.example")).await;
    made(app, &chair, &json!({"unit": "25456", "due_on": "2024-10-16"})).await;
    told(app, "2024-10-15T02:00:00Z").await;
    let mut told_to = Vec::new();
    for day in 17..=31 {
        let mails = told(app, &format!("2024-10-{day}T02:00:00Z")).await;
        told_to.extend(mails.iter().map(|mail| mail.split(':').next().unwrap().to_owned()));
    }

    assert_eq!(told_to, ["lanh-dao", "huyen-703", "chu-tich"]);
}

#[apply(on_both_apps)]
async fn the_body_that_made_a_recommendation_is_told_once_that_it_is_done(app: &TestApp) {
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let theirs = made(app, &inspector, &json!({"due_on": "2024-10-31"})).await;
    let own =
        made(app, &inspector, &json!({"due_on": "2024-10-31", "document": "31/KL-TTr"})).await;
    told(app, "2024-10-15T02:00:00Z").await;
    let (key, note) = (app.key(), json!({"note": "Đã niêm yết lại."}));
    for _ in 0..2 {
        let call = app.post(&completion(&theirs), &note).bearer(&officer).key(&key).if_match(1);
        assert_eq!(call.send().await.status, 200);
    }
    change(app, &inspector, &completion(&own), 1, &note).await;

    let mails = told(app, "2024-10-15T02:05:00Z").await;
    let rest = told(app, "2024-10-31T02:00:00Z").await;

    assert_eq!(mails, ["tn-ttt: Kiến nghị tại văn bản số 30/KL-TTr đã được thực hiện"]);
    assert_eq!(rest, Vec::<String>::new(), "what is done is not reminded of");
}

#[apply(on_both_apps)]
async fn many_recommendations_at_once_are_one_mail_and_few_are_a_few(app: &TestApp) {
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let mut ids = Vec::new();
    for _ in 0..9 {
        ids.push(made(app, &inspector, &json!({"due_on": "2024-10-31"})).await);
    }
    let new = told(app, "2024-10-15T02:01:00Z").await;
    let mut done = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        change(app, &officer, &completion(id), 1, &json!({"note": "Đã xong."})).await;
        done.extend(told(app, &format!("2024-10-15T02:{:02}:00Z", n + 2)).await);
    }
    let hour = told(app, "2024-10-15T03:00:00Z").await;
    let later = told(app, "2024-10-16T02:00:00Z").await;

    assert_eq!(new, ["tn-stnmt: Kiến nghị sau thanh tra: 9 mục mới hoặc đã hoàn thành"]);
    let each = "tn-ttt: Kiến nghị tại văn bản số 30/KL-TTr đã được thực hiện";
    assert_eq!((done, hour), (vec![each.to_owned(); 5], vec![each.to_owned(); 4]));
    assert_eq!(later, Vec::<String>::new());
}

#[apply(on_both_apps)]
async fn many_late_recommendations_are_one_mail_at_each_level(app: &TestApp) {
    let inspector = app.inspector().await;
    app.member(Role::UnitLeader, Some("TN.STNMT"), Some("lanh-dao@tayninh.example")).await;
    for _ in 0..6 {
        made(app, &inspector, &json!({"due_on": "2024-10-17"})).await;
    }
    told(app, "2024-10-15T02:00:00Z").await;
    told(app, "2024-10-15T07:00:00Z").await;

    let today = told(app, "2024-10-17T02:00:00Z").await;
    let late = told(app, "2024-10-18T02:00:00Z").await;

    assert_eq!(
        today,
        ["tn-stnmt: Nhắc hạn: 0 việc sắp đến hạn, 6 việc đến hạn hôm nay, 0 việc quá hạn"]
    );
    assert_eq!(late, ["lanh-dao: Đôn đốc: 6 việc đã quá hạn"]);
}
