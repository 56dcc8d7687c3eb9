//! Conflicts of interest through a change of units: they hold for whoever came after.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, feedback, tip, with};
use crate::on_both_apps;

const CONFLICTS: &str = "/api/v1/conflicts";
/// Monday 30 June 2025 and Tuesday 1 July 2025, nine in the morning at the office.
const EVE: &str = "2025-06-30T02:00:00Z";
const CHANGE: &str = "2025-07-01T02:00:00Z";

fn about(unit: &str) -> Value {
    with(feedback(), &json!({"unit": unit, "sector": null}))
}

/// Declares a conflict and returns the login.
async fn declare(app: &TestApp, token: &str, unit: &str) -> String {
    let body = json!({"unit": unit, "until": "2026-12-31"});
    let kept = app.post(CONFLICTS, &body).bearer(token).send().await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    kept.str("/login").to_owned()
}

async fn again(app: &TestApp, login: &str) -> String {
    app.desk.sign_in(login, PASSWORD.to_owned(), crate::app::HOME).await.unwrap().token.to_text()
}

/// How many cases of a channel there are for this inspector.
async fn count(app: &TestApp, token: &str, channel: &str) -> u64 {
    let path = format!("/api/v1/cases?count=true&channel={channel}");
    app.get(&path).bearer(token).send().await.body["count"].as_u64().unwrap()
}

#[apply(on_both_apps)]
async fn a_declared_conflict_holds_for_every_successor_from_its_first_day(app: &TestApp) {
    app.set(EVE);
    let inspector = app.inspector().await;
    // Merged whole, and divided between Tân Ninh and Châu Thành.
    let login = declare(app, &inspector, "25663").await;
    declare(app, &inspector, "25597").await;
    let free = app.file(&about("25585")).await;
    let before = app.get(CONFLICTS).bearer(&inspector).send().await;
    app.set(CHANGE);
    app.file(&about("25459")).await;
    let part = app.file(&about("25585")).await;
    app.file(&about("25663")).await;
    app.file(&about("25480")).await;
    app.file(&with(tip(), &json!({"unit": "25585"}))).await;
    app.file(&with(tip(), &json!({"unit": "25480"}))).await;
    let (inspector, other) = (again(app, &login).await, app.inspector().await);

    let seen = (count(app, &inspector, "service").await, count(app, &inspector, "integrity").await);
    let all = (count(app, &other, "service").await, count(app, &other, "integrity").await);
    let hidden = app.case_of(&other, part.str("/number")).await;
    let read = app.get(&format!("/api/v1/cases/{hidden}")).bearer(&inspector).send().await;
    let assigned = app.assign(&inspector, &hidden, 1).await;
    let after = app.get(CONFLICTS).bearer(&inspector).send().await;
    let me = app.get("/api/v1/me").bearer(&inspector).send().await;
    let given = app
        .post(&format!("/api/v1/cases/{hidden}/assignment"), &json!({"to": me.str("/id")}))
        .bearer(&other)
        .key(&app.key())
        .if_match(1)
        .send()
        .await;

    assert_eq!((all, seen), ((5, 2), (2, 1)), "Bình Minh, and the township that Châu Thành merged");
    app.case_of(&inspector, free.str("/number")).await;
    assert_eq!((read.status, assigned.status), (404, 404));
    assert_eq!(given.faults(), ["/to conflict_of_interest"]);
    let also = |list: &Value| -> Vec<Vec<String>> {
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|it| {
                it["also"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|unit| unit["code"].as_str().unwrap().to_owned())
                    .collect()
            })
            .collect()
    };
    assert_eq!(also(&before.body), [Vec::<String>::new(), Vec::new()]);
    let mut named = also(&after.body).concat();
    named.sort();
    assert_eq!(named, ["25459", "25585", "25663"]);
}

#[apply(on_both_apps)]
async fn a_conflict_with_a_new_unit_holds_for_what_it_took_over_whole(app: &TestApp) {
    app.set(EVE);
    app.file(&about("25456")).await;
    app.file(&about("25597")).await;
    app.set(CHANGE);
    let inspector = app.inspector().await;

    declare(app, &inspector, "25459").await;

    assert_eq!(count(app, &inspector, "service").await, 1, "of Thái Bình it has a part only");
}

#[apply(on_both_apps)]
async fn a_unit_that_ended_can_be_named_by_whoever_worked_there(app: &TestApp) {
    app.set(CHANGE);
    app.file(&about("TN.SNNMT")).await;
    let (inspector, other) = (app.inspector().await, app.inspector().await);

    declare(app, &inspector, "TN.STNMT").await;

    assert_eq!(
        (count(app, &inspector, "service").await, count(app, &other, "service").await),
        (0, 1)
    );
}

#[apply(on_both_apps)]
async fn whoever_has_a_conflict_writes_no_letter_and_no_recommendation_there(app: &TestApp) {
    let (inspector, other) = (app.inspector().await, app.inspector().await);
    let filed = app.file(&with(feedback(), &json!({"unit": "TN.SXD"}))).await;
    let case = app.case_of(&other, filed.str("/number")).await;
    let forward = json!({"command": "forward", "to": "TN.STNMT", "text": "Thuộc thẩm quyền."});
    assert_eq!(app.command(&other, &case, 1, &forward).await.status, 200);
    declare(app, &inspector, "TN.STNMT").await;
    let write = async |token: &str, path: &str, body: Value| {
        let reply =
            app.post(&format!("/api/v1/{path}"), &body).bearer(token).key(&app.key()).send().await;
        if reply.status == 422 { reply.faults().join(" ") } else { reply.status.to_string() }
    };
    let letter = |unit: &str| json!({"unit": unit, "text": "Đề nghị báo cáo kết quả."});
    let about = json!({"case": filed.str("/number"), "text": "Đề nghị báo cáo kết quả."});
    let advice = |unit: &str| {
        json!({
            "unit": unit, "document": "30/KL-TTr", "document_on": "2024-09-01",
            "text": "Niêm yết lại thủ tục.", "due_on": "2024-10-31",
        })
    };

    for (path, body, told) in [
        ("urgings", letter("TN.STNMT"), "/unit conflict_of_interest"),
        ("urgings", about, "/case conflict_of_interest"),
        ("recommendations", advice("TN.STNMT"), "/unit conflict_of_interest"),
    ] {
        assert_eq!(write(&inspector, path, body.clone()).await, told);
        assert_eq!(write(&other, path, body).await, "201", "another inspector may");
    }
    for (path, body) in [("urgings", letter("TN.TTT")), ("recommendations", advice("TN.TTT"))] {
        assert_eq!(write(&other, path, body).await, "/unit own_body");
    }
}
