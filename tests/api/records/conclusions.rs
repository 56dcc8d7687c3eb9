//! Concluded violations: recorded, carried out and revoked, each once.

use std::collections::BTreeSet;

use liemchinh::harness::api::OPERATIONS;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, with};
use crate::client::Reply;
use crate::contract::pairs_of;
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;

pub const CONCLUSIONS: &str = "/api/v1/conclusions";
pub const CHECKS: &str = "/api/v1/personnel-checks";
const RECOMMENDATIONS: &str = "/api/v1/recommendations";

/// A conclusion about an invented person of the department of natural resources.
pub fn concluded() -> Value {
    json!({
        "unit": "TN.STNMT",
        "document": {"number": "12/KL-TTr", "on": "2024-09-02", "issuer": "Thanh tra tỉnh"},
        "person": {"name": "Trần Văn Giả Định", "position": "Chuyên viên", "birth_year": 1980},
        "finding": "Nhận tiền của người nộp hồ sơ khi tiếp nhận.",
        "measure": "warning",
        "detected_by": "others",
    })
}

/// Records a conclusion that must be taken.
pub async fn record(app: &TestApp, token: &str, body: &Value) -> Reply {
    let reply = send(app, token, CONCLUSIONS, body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply
}

/// A write under a key of its own.
pub async fn send(app: &TestApp, token: &str, path: &str, body: &Value) -> Reply {
    app.post(path, body).bearer(token).key(&app.key()).send().await
}

/// A change of `version` under a key of its own.
pub async fn change(app: &TestApp, token: &str, path: &str, version: i32, body: &Value) -> Reply {
    app.post(path, body).bearer(token).key(&app.key()).if_match(version).send().await
}

fn execution() -> Value {
    json!({"executed_on": "2024-10-01", "document": "45/QĐ-SNV"})
}

pub fn revocation() -> Value {
    json!({"reason": "Kết luận được sửa theo bản án phúc thẩm."})
}

/// Every documented answer of the operations about conclusions, look-ups and recommendations.
pub async fn every_answer(app: &TestApp) {
    let (inspector, admin) = (app.inspector().await, app.staff(Role::Administrator, None).await);
    let officer = app.officer("TN.STNMT").await;
    let reader = app.staff(Role::PersonnelReader, Some("TN.SNV")).await;
    let advice = crate::records::recommendations::recommended();
    let one = record(app, &inspector, &concluded()).await.str("/id").to_owned();
    let todo = send(app, &inspector, RECOMMENDATIONS, &advice).await.str("/id").to_owned();
    let look = json!({"name": "Trần Văn Giả Định", "reason": "Rà soát quy hoạch năm 2025."});
    send(app, &reader, CHECKS, &look).await;
    let single = format!("{CONCLUSIONS}/{one}");
    for (path, own, other) in [
        (CONCLUSIONS, &inspector, &officer),
        (single.as_str(), &inspector, &officer),
        (CHECKS, &admin, &reader),
        (RECOMMENDATIONS, &officer, &admin),
    ] {
        app.get(path).bearer(own).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(own).send().await;
        app.get(path).send().await;
        app.get(path).bearer(other).send().await;
    }
    app.get(&format!("{CONCLUSIONS}/{NOBODY}")).bearer(&inspector).send().await;
    for (path, own, other) in [
        (CONCLUSIONS, &inspector, &officer),
        (CHECKS, &reader, &inspector),
        (RECOMMENDATIONS, &inspector, &officer),
    ] {
        bodies(app, path, own).await;
        app.post(path, &json!({})).send().await;
        app.post(path, &json!({})).bearer(other).send().await;
    }
    let executed = format!("{CONCLUSIONS}/{one}/execution");
    let revoked = format!("{CONCLUSIONS}/{one}/revocation");
    let completed = format!("{RECOMMENDATIONS}/{todo}/completion");
    let note = json!({"note": "Đã niêm yết lại."});
    for (path, id, body, done) in [
        (&executed, &one, execution(), 2),
        (&revoked, &one, revocation(), 3),
        (&completed, &todo, note, 2),
    ] {
        bodies(app, path, &inspector).await;
        app.post(path, &body).send().await;
        app.post(path, &body).bearer(&admin).send().await;
        app.post(path, &body).bearer(&inspector).key(&app.key()).send().await;
        change(app, &inspector, &path.replace(id.as_str(), NOBODY), 1, &body).await;
        change(app, &inspector, path, 9, &body).await;
        change(app, &inspector, path, done - 1, &body).await;
        change(app, &inspector, path, done, &body).await;
    }
}

#[apply(on_both_apps)]
async fn every_documented_answer_about_conclusions_is_given(app: &TestApp) {
    every_answer(app).await;

    let seen = app.seen.lock().unwrap().clone();
    let ours =
        |path: &str| [CONCLUSIONS, CHECKS, RECOMMENDATIONS].iter().any(|it| path.starts_with(it));
    let all: BTreeSet<_> =
        OPERATIONS.iter().filter(|it| ours(it.path)).flat_map(pairs_of).collect();
    assert!(all.len() > 60, "{}", all.len());
    let unseen: Vec<_> = all.difference(&seen).collect();
    assert!(unseen.is_empty(), "documented and never answered: {unseen:?}");
}

#[apply(on_both_apps)]
async fn a_conclusion_is_executed_then_revoked_and_never_gone(app: &TestApp) {
    let inspector = app.inspector().await;
    let made = record(app, &inspector, &concluded()).await;
    let path = format!("{CONCLUSIONS}/{}", made.str("/id"));
    assert_eq!((made.str("/state"), made.headers["etag"].as_str()), ("recorded", "\"v1\""));
    assert_eq!(made.str("/measure/name"), "Cảnh cáo");

    let early = json!({"executed_on": "2024-09-01", "document": "45/QĐ-SNV"});
    let future = json!({"executed_on": "2024-10-16", "document": "45/QĐ-SNV"});
    for (body, fault) in
        [(early, "/executed_on before_document"), (future, "/executed_on in_the_future")]
    {
        let refused = change(app, &inspector, &format!("{path}/execution"), 1, &body).await;
        assert_eq!((refused.status, refused.faults()), (422, vec![fault.to_owned()]));
    }
    let done = change(app, &inspector, &format!("{path}/execution"), 1, &execution()).await;
    assert_eq!(
        (done.status, done.str("/state"), done.headers["etag"].as_str()),
        (200, "executed", "\"v2\"")
    );
    let stale = change(app, &inspector, &format!("{path}/revocation"), 1, &revocation()).await;
    assert_eq!((stale.status, stale.code()), (412, "precondition_failed"));
    let twice = change(app, &inspector, &format!("{path}/execution"), 2, &execution()).await;
    assert_eq!((twice.status, twice.code()), (409, "conclusion_executed"));
    let fallen = change(app, &inspector, &format!("{path}/revocation"), 2, &revocation()).await;
    assert_eq!((fallen.status, fallen.str("/state")), (200, "revoked"));
    let again = change(app, &inspector, &format!("{path}/revocation"), 3, &revocation()).await;
    assert_eq!((again.status, again.code()), (409, "conclusion_revoked"));

    let read = app.get(&path).bearer(&inspector).send().await;
    assert_eq!(read.body, fallen.body);
    assert_eq!(read.body["execution"], json!({"on": "2024-10-01", "document": "45/QĐ-SNV"}));
    assert_eq!(
        read.body["revocation"],
        json!({"on": "2024-10-15", "reason": "Kết luận được sửa theo bản án phúc thẩm."})
    );
}

#[apply(on_both_apps)]
async fn a_conclusion_without_a_measure_has_nothing_to_execute(app: &TestApp) {
    let inspector = app.inspector().await;
    let made = record(app, &inspector, &with(concluded(), &json!({"measure": "none"}))).await;

    let path = format!("{CONCLUSIONS}/{}/execution", made.str("/id"));
    let refused = change(app, &inspector, &path, 1, &execution()).await;

    assert_eq!((refused.status, refused.code()), (409, "nothing_to_execute"));
}

#[apply(on_both_apps)]
async fn a_key_of_a_conclusion_has_one_effect_and_one_answer(app: &TestApp) {
    let inspector = app.inspector().await;
    let (first, second) = (app.key(), app.key());
    let sent = |key: String, body: Value| {
        let inspector = &inspector;
        async move { app.post(CONCLUSIONS, &body).bearer(inspector).key(&key).send().await }
    };
    let made = sent(first.clone(), concluded()).await;
    let path = format!("{CONCLUSIONS}/{}", made.str("/id"));
    let execute = async |body: &Value| {
        app.post(&format!("{path}/execution"), body)
            .bearer(&inspector)
            .key(&second)
            .if_match(1)
            .send()
            .await
    };
    let done = execute(&execution()).await;
    change(app, &inspector, &format!("{path}/revocation"), 2, &revocation()).await;

    let made_again = sent(first.clone(), concluded()).await;
    let done_again = execute(&execution()).await;

    for (one, other) in [(&made, &made_again), (&done, &done_again)] {
        assert_eq!(
            (one.status, &one.body, &one.headers["etag"]),
            (other.status, &other.body, &other.headers["etag"])
        );
        assert!(!one.headers.contains_key("idempotency-replayed"));
        assert_eq!(other.headers["idempotency-replayed"], "true");
    }
    let other = sent(first, with(concluded(), &json!({"measure": "dismissal"}))).await;
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    let other = execute(&json!({"executed_on": "2024-10-02", "document": "45/QĐ-SNV"})).await;
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    let all = app.get(CONCLUSIONS).bearer(&inspector).send().await;
    assert_eq!(all.body["items"].as_array().unwrap().len(), 1);
}

#[apply(on_both_apps)]
async fn the_same_key_twice_at_once_records_one_conclusion(app: &TestApp) {
    let (inspector, key) = (app.inspector().await, app.key());
    let body = concluded();
    let call = || app.post(CONCLUSIONS, &body).bearer(&inspector).key(&key).send();

    let (one, other) = tokio::join!(call(), call());

    assert_eq!((one.status, other.status), (201, 201));
    assert_eq!(one.body, other.body);
}

#[apply(on_both_apps)]
async fn every_fault_of_a_conclusion_is_told_at_once(app: &TestApp) {
    let inspector = app.inspector().await;
    let shape = json!({
        "document": {"number": "", "on": "02/09/2024"}, "person": {"name": "A", "id_last4": "12"},
        "measure": "prison", "detected_by": "others", "case": "x", "finding": "Đủ dài.", "guilty": true,
    });
    let refused = send(app, &inspector, CONCLUSIONS, &shape).await;
    assert_eq!(refused.status, 422);
    for fault in [
        "/document/number empty",
        "/document/on not_a_date",
        "/document/issuer required",
        "/person/name too_short",
        "/person/id_last4 last_four",
        "/person/position required",
        "/measure not_allowed",
        "/case not_an_id",
        "/unit required",
        "/guilty unknown_member",
    ] {
        assert!(refused.faults().contains(&fault.to_owned()), "{fault} in {:?}", refused.faults());
    }
    let facts = with(
        concluded(),
        &json!({
            "unit": "TN.TTT", "case": NOBODY,
            "document": {"number": "1", "on": "2024-10-16", "issuer": "Thanh tra tỉnh"},
            "person": {"name": "Trần Văn Giả Định", "position": "Chuyên viên"},
        }),
    );
    let refused = send(app, &inspector, CONCLUSIONS, &facts).await;
    assert_eq!(
        (refused.status, refused.faults()),
        (
            422,
            vec![
                "/unit own_body".to_owned(),
                "/document/on in_the_future".to_owned(),
                "/person tell_apart".to_owned(),
                "/case no_such_case".to_owned(),
            ]
        )
    );
    let unknown =
        send(app, &inspector, CONCLUSIONS, &with(concluded(), &json!({"unit": "TN.KHONG"}))).await;
    assert_eq!(unknown.faults(), ["/unit no_such_unit"]);
}

#[apply(on_both_apps)]
async fn pages_of_conclusions_neither_skip_nor_repeat(app: &TestApp) {
    let inspector = app.inspector().await;
    let mut made = Vec::new();
    for minute in 0..5 {
        // Two at the same moment: the id decides.
        app.set(&format!("2024-10-15T02:0{}:00Z", minute / 2));
        made.push(record(app, &inspector, &concluded()).await.str("/id").to_owned());
    }
    let mut found = Vec::new();
    let mut next = String::new();
    loop {
        let page = app
            .get(&format!("{CONCLUSIONS}?limit=2&state=recorded{next}"))
            .bearer(&inspector)
            .send()
            .await;
        let items = page.body["items"].as_array().unwrap().clone();
        found.extend(items.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.body["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(found.len(), 5);
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), made.iter().collect());
    assert_eq!(found.first(), made.last(), "the latest first");
    let foreign = app.get(&format!("{CONCLUSIONS}?limit=2{next}")).bearer(&inspector).send().await;
    assert_eq!((foreign.status, foreign.code()), (400, "bad_cursor"));
    for query in ["state=executed", "unit=TN.SYT"] {
        let none = app.get(&format!("{CONCLUSIONS}?{query}")).bearer(&inspector).send().await;
        assert_eq!(none.body["items"], json!([]), "{query}");
    }
    let never = app.get(&format!("{CONCLUSIONS}?unit=TN.KHONG")).bearer(&inspector).send().await;
    assert_eq!((never.status, never.faults()), (400, vec!["?unit unknown_unit".to_owned()]));
}
