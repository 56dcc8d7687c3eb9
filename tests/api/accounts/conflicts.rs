//! Conflicts of interest: what they hide, how long, and that they hold for whoever came after.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, feedback, tip, with};
use crate::on_both_apps;
use crate::units::routing::admin;

pub const CONFLICTS: &str = "/api/v1/conflicts";
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
    app.service.sign_in(login, PASSWORD.to_owned(), crate::app::HOME).await.unwrap().token.to_text()
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
    let to_them =
        json!({"command": "forward", "to": "TN.TTT", "text": "Thuộc thẩm quyền của thanh tra."});
    assert_eq!(app.command(&other, &hidden, 1, &to_them).await.status, 200);
    let me = app.get("/api/v1/me").bearer(&inspector).send().await;
    let given = app
        .post(&format!("/api/v1/cases/{hidden}/assignment"), &json!({"to": me.str("/id")}))
        .bearer(&other)
        .key(&app.key())
        .if_match(2)
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

#[apply(on_both_apps)]
async fn a_conflict_of_interest_hides_letters_and_recommendations_too(app: &TestApp) {
    let (one, other) = (app.inspector().await, app.inspector().await);
    let urging = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo kết quả."});
    let sent = app.post("/api/v1/urgings", &urging).bearer(&other).key(&app.key()).send().await;
    let advice = json!({
        "unit": "TN.STNMT", "document": "30/KL-TTr", "document_on": "2024-09-01",
        "text": "Niêm yết lại thủ tục.", "due_on": "2024-10-31",
    });
    let advised =
        app.post("/api/v1/recommendations", &advice).bearer(&other).key(&app.key()).send().await;
    assert_eq!((sent.status, advised.status), (201, 201), "{} {}", sent.body, advised.body);
    let conflict = json!({"unit": "TN.STNMT", "until": "2026-09-30"});
    app.post("/api/v1/conflicts", &conflict).bearer(&one).send().await;

    for path in ["urgings", "recommendations"] {
        let count = async |token: &str| {
            let list = app.get(&format!("/api/v1/{path}")).bearer(token).send().await;
            list.body["items"].as_array().unwrap().len()
        };
        assert_eq!((count(&one).await, count(&other).await), (0, 1), "{path}");
    }
    let close = format!("/api/v1/urgings/{}/close", sent.str("/id"));
    let close = app.post(&close, &json!({})).bearer(&one).key(&app.key()).if_match(1).send().await;
    let done = format!("/api/v1/recommendations/{}/completion", advised.str("/id"));
    let note = json!({"note": "Đã niêm yết."});
    let done = app.post(&done, &note).bearer(&one).key(&app.key()).if_match(1).send().await;
    assert_eq!((close.status, done.status), (404, 404));
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
        .service
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

/// The login of one more inspector.
async fn app_login(app: &TestApp) -> String {
    let token = app.inspector().await;
    let body = json!({"unit": "703", "until": "2024-10-15"});
    let kept = app.post(CONFLICTS, &body).bearer(&token).send().await;
    kept.str("/login").to_owned()
}
