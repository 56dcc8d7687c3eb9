//! Look-ups for personnel work: concluded violations only, each look-up in a log without names.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, tip, with};
use crate::caught_log::Log;
use crate::client::Reply;
use crate::on_both_apps;
use crate::records::conclusions::{CONCLUSIONS, change, concluded, record, send};

const CHECKS: &str = "/api/v1/personnel-checks";
const REASON: &str = "Rà soát quy hoạch phó trưởng phòng nhiệm kỳ 2025–2030.";

fn look(name: &str) -> Value {
    json!({"name": name, "reason": REASON})
}

async fn reader(app: &TestApp) -> String {
    app.staff(Role::PersonnelReader, Some("TN.SNV")).await
}

async fn log(app: &TestApp) -> Reply {
    let admin = app.staff(Role::Administrator, None).await;
    app.get(&format!("{CHECKS}?limit=100")).bearer(&admin).send().await
}

fn agreed(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body["items"].as_array().unwrap().iter().map(|hit| hit["agreed"].clone()).collect()
}

#[apply(on_both_apps)]
async fn a_conclusion_is_found_by_the_exact_folded_name(app: &TestApp) {
    record(app, &app.inspector().await, &concluded()).await;
    let reader = reader(app).await;

    for (name, expected) in [
        ("Trần Văn Giả Định", Some("name")),
        ("tran van gia dinh", Some("folded_name")),
        ("TRẦN VĂN GIẢ ĐỊNH", Some("name")),
        ("Trần Văn Giả", None),
        ("Trần Văn Giả Định Hai", None),
    ] {
        let found = agreed(&send(app, &reader, CHECKS, &look(name)).await);
        let expected: Vec<Value> = expected.into_iter().map(|it| json!([it])).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[apply(on_both_apps)]
async fn a_conclusion_of_another_birth_year_is_a_namesakes(app: &TestApp) {
    let inspector = app.inspector().await;
    record(app, &inspector, &concluded()).await;
    let numbered = json!({"person": {"name": "Trần Văn Giả Định", "position": "Phó phòng", "id_last4": "0a12"}});
    record(app, &inspector, &with(concluded(), &numbered)).await;
    let reader = reader(app).await;
    let asked = async |more: Value| {
        agreed(&send(app, &reader, CHECKS, &with(look("Trần Văn Giả Định"), &more)).await)
    };

    assert_eq!(asked(json!({})).await.len(), 2);
    let same = asked(json!({"birth_year": 1980})).await;
    assert!(
        same.contains(&json!(["name", "birth_year"])) && same.contains(&json!(["name"])),
        "{same:?}"
    );
    let both =
        asked(json!({"birth_year": 1981, "id_last4": "0A12", "position": "phó phòng"})).await;
    assert_eq!(both, [json!(["name", "id_last4", "position"])]);
    assert!(asked(json!({"birth_year": 1981, "id_last4": "0A13"})).await.is_empty());
}

#[apply(on_both_apps)]
async fn a_check_answers_a_conclusion_and_nothing_else(app: &TestApp) {
    let inspector = app.inspector().await;
    app.file(&with(tip(), &json!({"text": "Ông Trần Văn Giả Định gợi ý đưa tiền cho hồ sơ."})))
        .await;
    let reader = reader(app).await;
    let nothing = send(app, &reader, CHECKS, &look("Trần Văn Giả Định")).await;
    assert_eq!(nothing.body["items"], json!([]), "an allegation is no conclusion");
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = tips.str("/items/0/id").to_owned();
    app.assign(&inspector, &case, 1).await;
    let made = record(app, &inspector, &with(concluded(), &json!({"case": case}))).await;
    let path = format!("{CONCLUSIONS}/{}", made.str("/id"));
    let executed = json!({"executed_on": "2024-10-01", "document": "45/QĐ-SNV"});
    change(app, &inspector, &format!("{path}/execution"), 1, &executed).await;

    let found = send(app, &reader, CHECKS, &look("Trần Văn Giả Định")).await;
    let expected = json!([{
        "document": {"number": "12/KL-TTr", "on": "2024-09-02", "issuer": "Thanh tra tỉnh"},
        "unit": {"code": "TN.STNMT", "name": "Sở Tài nguyên và Môi trường"},
        "measure": {"code": "warning", "name": "Cảnh cáo"},
        "execution": {"on": "2024-10-01", "document": "45/QĐ-SNV"},
        "agreed": ["name"],
    }]);
    assert_eq!(found.body["items"], expected);
    assert!(!found.text.contains(&case));

    change(
        app,
        &inspector,
        &format!("{path}/revocation"),
        2,
        &json!({"reason": "Bản án phúc thẩm."}),
    )
    .await;
    let after = send(app, &reader, CHECKS, &look("Trần Văn Giả Định")).await;
    assert_eq!(after.body["items"], json!([]), "what was revoked is not shown");
}

#[apply(on_both_apps)]
async fn every_check_of_a_conclusion_is_logged_with_its_reason_and_no_name(app: &TestApp) {
    record(app, &app.inspector().await, &concluded()).await;
    let reader = reader(app).await;
    send(app, &reader, CHECKS, &look("Trần Văn Giả Định")).await;
    app.set("2024-10-15T02:01:00Z");
    send(app, &reader, CHECKS, &look("Lê Thị Không Có")).await;
    app.set("2024-10-15T02:02:00Z");
    send(app, &reader, CHECKS, &look("tran van gia dinh")).await;

    let log = log(app).await;

    let items = log.body["items"].as_array().unwrap();
    let hits: Vec<_> = items.iter().map(|it| it["hits"].as_i64().unwrap()).collect();
    assert_eq!(hits, [1, 0, 1], "also one that finds nothing, the latest first");
    assert_eq!(items[0]["person"], items[2]["person"], "the same name is the same person");
    assert_ne!(items[0]["person"], items[1]["person"]);
    assert!(items.iter().all(|it| it["reason"] == REASON && it["by"] == "Lê Thị Thử"));
    for name in ["Giả Định", "gia dinh", "Không Có"] {
        assert!(!log.text.contains(name), "{name}");
    }
}

#[apply(on_both_apps)]
async fn a_check_without_a_reason_or_with_the_name_in_it_finds_no_conclusion(app: &TestApp) {
    let reader = reader(app).await;
    let name = "Trần Văn Giả Định";

    let none = send(app, &reader, CHECKS, &json!({"name": name})).await;
    let short = send(app, &reader, CHECKS, &json!({"name": name, "reason": "Cần."})).await;
    let named = json!({"name": name, "reason": "Bổ nhiệm ông tran van gia dinh năm 2025."});
    let named = send(app, &reader, CHECKS, &named).await;

    assert_eq!(none.faults(), ["/reason required"]);
    assert_eq!(short.faults(), ["/reason too_short"]);
    assert_eq!(named.faults(), ["/reason names_the_person"]);
    assert_eq!(
        log(app).await.body["items"],
        json!([]),
        "nothing was answered, so nothing is logged"
    );
}

#[apply(on_both_apps)]
async fn a_repeated_check_of_a_conclusion_is_one_look_up(app: &TestApp) {
    let inspector = app.inspector().await;
    let made = record(app, &inspector, &concluded()).await;
    let (reader, key) = (reader(app).await, app.key());
    let asked = async |body: Value| app.post(CHECKS, &body).bearer(&reader).key(&key).send().await;
    let first = asked(look("Trần Văn Giả Định")).await;
    record(app, &inspector, &concluded()).await;

    let again = asked(look("Trần Văn Giả Định")).await;
    let other = asked(look("Lê Thị Không Có")).await;

    assert_eq!((again.status, &again.body), (200, &first.body), "the same answer");
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    let path = format!("{CONCLUSIONS}/{}/revocation", made.str("/id"));
    change(app, &inspector, &path, 1, &json!({"reason": "Bản án phúc thẩm."})).await;
    assert_eq!(
        asked(look("Trần Văn Giả Định")).await.body["items"],
        json!([]),
        "but for what was revoked"
    );
    assert_eq!(log(app).await.body["items"].as_array().unwrap().len(), 1);
}

#[apply(on_both_apps)]
async fn only_personnel_readers_check_conclusions_and_only_watchers_read_the_log(app: &TestApp) {
    for role in Role::ALL.iter().copied() {
        let token = app.somebody(role, "TN.SNV").await;
        let checked = send(app, &token, CHECKS, &look("Trần Văn Giả Định")).await.status;
        let read = app.get(CHECKS).bearer(&token).send().await.status;
        assert_eq!(checked == 200, role == Role::PersonnelReader, "{role} {checked}");
        assert_eq!(
            read == 200,
            matches!(role, Role::Inspector | Role::Administrator),
            "{role} {read}"
        );
    }
}

#[apply(on_both_apps)]
async fn pages_of_the_log_of_conclusion_checks_follow_time(app: &TestApp) {
    let reader = reader(app).await;
    for second in 0..3 {
        app.set(&format!("2024-10-15T02:00:0{second}Z"));
        send(app, &reader, CHECKS, &look("Lê Thị Không Có")).await;
    }
    let inspector = app.inspector().await;
    let first = app.get(&format!("{CHECKS}?limit=2")).bearer(&inspector).send().await;
    let next = format!("{CHECKS}?limit=2&cursor={}", first.str("/next"));

    let last = app.get(&next).bearer(&inspector).send().await;
    let foreign = app.get(&next).bearer(&app.inspector().await).send().await;

    assert_eq!(last.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&last.body["next"], last.str("/items/0/at")),
        (&Value::Null, "2024-10-15T02:00:00Z")
    );
    assert_eq!((foreign.status, foreign.code()), (400, "bad_cursor"));
}

#[apply(on_both_apps)]
async fn no_name_of_a_conclusion_or_a_check_reaches_the_servers_log(app: &TestApp) {
    let lines = Log::start(tracing::Level::TRACE);
    let (inspector, reader) = (app.inspector().await, reader(app).await);
    let secret = json!({
        "person": {"name": "CANARYNAME8", "position": "CANARYPOST8", "birth_year": 1980},
        "finding": "CANARYFINDING8",
    });
    let made = record(app, &inspector, &with(concluded(), &secret)).await;
    app.get(&format!("{CONCLUSIONS}/{}", made.str("/id"))).bearer(&inspector).send().await;
    send(app, &reader, CHECKS, &json!({"name": "CANARYNAME8", "reason": "CANARYREASON8 rà soát"}))
        .await;

    let text = String::from_utf8(lines.bytes()).unwrap();
    let ours: String =
        text.lines().filter(|line| line.contains("\"target\":\"liemchinh")).collect();
    assert!(ours.contains(CHECKS));
    for word in ["CANARYNAME8", "CANARYPOST8", "CANARYFINDING8", "CANARYREASON8", made.str("/id")] {
        assert!(!ours.contains(word), "{word}");
    }
}
